# keys
keys-recipient-hint = gửi dòng này cho các điều tra viên; gói niêm phong cho khóa này chỉ tệp tổng này mở được
