<<<<<<< HEAD
# privacy
privacy-quasi = trang privacy cho phép: thông tin gián tiếp về một người
privacy-sensitive = trang privacy cho phép: thông tin nhạy cảm, gói dữ liệu công bố sẽ bảo vệ thêm
privacy-public = trang privacy cho phép: công khai
privacy-own-choices = câu chọn với các lựa chọn có sẵn trong phiếu
privacy-all-sources-leave = tính ra chỉ từ những cột được đưa ra nguyên vẹn
privacy-direct = chỉ đích danh một người
privacy-from-direct = tính ra từ `{ $name }`, là thông tin chỉ đích danh một người
privacy-staff = về công việc của điều tra viên: chỉ đi trong gói niêm phong, ngoài phần trả lời
privacy-text = chữ tự do
privacy-needs-recode = thông tin về một người chưa được làm thô (cột recode)
privacy-from-withheld = tính ra từ `{ $name }`, là cột ở lại hoặc đã làm thô
privacy-from-ambient = tính ra từ giờ, số ngẫu nhiên hoặc máy
privacy-from-attachment = lấy từ một tệp đi kèm phiếu
privacy-foreign-choices = các lựa chọn không nằm trong phiếu
privacy-type-number = số: ở lại nếu trang privacy không nói khác
privacy-type-time = ngày, giờ: ở lại nếu trang privacy không nói khác
privacy-type-place = địa điểm: ở lại nếu trang privacy không nói khác
privacy-type-media = ảnh, âm thanh, tệp: ở lại nếu trang privacy không nói khác
privacy-type-metadata = thông tin do máy ghi: ở lại nếu trang privacy không nói khác
privacy-type-acknowledge = ô xác nhận: ở lại nếu trang privacy không nói khác
privacy-type-text = chữ: ở lại nếu trang privacy không nói khác
privacy-note-relevance = việc câu này có được hỏi hay không cho biết phần nào về `{ $name }`
=======
# privacy: vì sao một cột được đưa ra, làm thô hay ở lại
privacy-public = bảng bảo mật cho phép đưa ra
privacy-quasi = có thể chỉ ra một người khi ghép với thông tin khác; bảng bảo mật cho phép đưa ra như thế này
privacy-sensitive = nhạy cảm; bảng bảo mật cho phép đưa ra như thế này
privacy-own-choices = câu chọn, mọi lựa chọn nằm trong bộ phiếu
privacy-all-sources-leave = tính từ những cột đều được đưa ra
privacy-direct = chỉ thẳng ra một người
privacy-from-direct = tính từ `{ $name }`, là thông tin chỉ thẳng ra một người
privacy-staff = về người làm khảo sát, không phải câu trả lời
privacy-text = chữ tự do
privacy-needs-recode = phải làm thô mới được đưa ra, mà bảng bảo mật chưa nói làm thô thế nào
privacy-from-withheld = tính từ `{ $name }`, là cột ở lại hoặc bị làm thô
privacy-from-ambient = tính từ đồng hồ, số ngẫu nhiên hoặc máy
privacy-from-attachment = tính từ tệp kèm theo phiếu
privacy-foreign-choices = các lựa chọn không nằm trong bộ phiếu
privacy-type-number = số, không có dòng nào cho phép đưa ra
privacy-type-time = ngày giờ, không có dòng nào cho phép đưa ra
privacy-type-place = vị trí, không có dòng nào cho phép đưa ra
privacy-type-media = ảnh, âm thanh, tệp, không có dòng nào cho phép đưa ra
privacy-type-metadata = thông tin về máy và phiên làm việc, không có dòng nào cho phép đưa ra
privacy-type-acknowledge = ô xác nhận, không có dòng nào cho phép đưa ra
privacy-type-text = chữ, không có dòng nào cho phép đưa ra
privacy-note-relevance = có được hỏi hay không cũng cho biết đôi điều về `{ $name }`
>>>>>>> 67a9890 (Tell the stories of packages: golden format, leaks, tampering, merging, receipts)
