# Luyện tập trong cửa sổ: từ câu hỏi đến chỉ số.
practice-title = Luyện tập
practice-hint = Mọi dữ liệu ở đây là mô phỏng. Mở bước nào trước cũng được.
practice-none = Tạo một thư mục luyện tập: sổ của một điều tra viên, các gói dữ liệu chờ gộp và một sổ tổng hợp đã có chỉ số. Mất khoảng một phút.
practice-make = Tạo thư mục luyện tập
practice-ask = Phỏng vấn
practice-ask-hint = Sổ của điều tra viên: bộ câu hỏi đã sẵn sàng để điền.
practice-merge = Gộp dữ liệu
practice-merge-hint = Sổ tổng hợp của điều phối viên: các gói từ máy khác vừa gửi đến.
practice-index = Xem chỉ số
practice-index-hint = Cây chỉ số và thứ hạng các phường, xã từ những gói đã gộp.
practice-steps = Các bước luyện tập
