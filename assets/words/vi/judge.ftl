# những điều tác giả hẳn không định viết
judge-not-a-choice = `{ $name }` không bao giờ là `{ $value }`: danh sách `{ $list }` không có lựa chọn này
judge-compares-several = `{ $name }` chọn được nhiều, mà dấu = so tất cả cùng lúc: hãy viết selected({"${"}{ $name }{"}"}, '{ $value }')
judge-not-a-number = `{ $name }` là số, không bao giờ là `{ $value }`
judge-not-whole = `{ $name }` là số nguyên, không bao giờ là { $value }
judge-no-numbers = không so lớn nhỏ được với `{ $name }`: danh sách `{ $list }` không có lựa chọn nào là số
judge-not-a-date = `{ $name }` là ngày, còn `{ $value }` thì không: hãy viết như 2026-11-22
judge-number-for-date = `{ $name }` là ngày; khi so với { $value } thì được tính là số ngày kể từ 1970-01-01
judge-date-and-number = `{ $date }` là ngày còn `{ $number }` là số: không so với nhau được
judge-nothing-in-common = `{ $left }` không bao giờ bằng `{ $right }`: hai danh sách không có lựa chọn nào chung
judge-only-ok = `{ $name }` là `OK` khi được đánh dấu, không bao giờ là `{ $value }`
judge-unknown-choice-column = không lựa chọn nào của danh sách `{ $list }` có cột `{ $column }`
judge-unreachable-choice = lựa chọn `{ $choice }` của danh sách `{ $list }` không bao giờ hiện: `{ $name }` không bao giờ là `{ $value }` như cột `{ $column }` đòi hỏi
judge-choice-not-asked-for = lựa chọn `{ $choice }` của danh sách `{ $list }` không bao giờ hiện: không bộ lọc nào cần `{ $value }` ở cột `{ $column }`
judge-unreachable-choices = { $count } lựa chọn của danh sách `{ $list }` không bao giờ hiện, đầu tiên là `{ $first }`: không câu trả lời nào có giá trị mà cột `{ $column }` đòi hỏi
judge-never-asked = `{ $name }` không bao giờ được hỏi: điều kiện không bao giờ đúng
judge-contradicting-conditions = `{ $name }` không bao giờ được hỏi: điều kiện của nó và những điều kiện nó phụ thuộc mâu thuẫn nhau về `{ $about }`
judge-unsatisfiable-constraint = không câu trả lời nào của `{ $name }` thoả ràng buộc
judge-locked-but-required = `{ $name }` bắt buộc trả lời, không sửa được mà lúc đầu để trống: phỏng vấn không bao giờ hoàn thành được
judge-unused-list = không dòng nào dùng danh sách `{ $list }`
judge-same-label = lựa chọn `{ $first }` và `{ $second }` của danh sách `{ $list }` đều đọc là “{ $label }”
judge-default-not-a-choice = giá trị mặc định `{ $value }` của `{ $name }` không có trong danh sách `{ $list }`
judge-default-of-wrong-type = giá trị mặc định `{ $value }` của `{ $name }` không thuộc loại `{ $type_name }`
judge-missing-label = `{ $name }` không có nhãn cũng không có gợi ý
judge-missing-repeat-label = phần lặp `{ $name }` không có nhãn để thêm lượt mới
judge-language-without-code = ngôn ngữ `{ $language }` không có mã: hãy viết như Tiếng Việt (vi)
judge-unknown-attached-column = tệp `{ $file }` không có cột `{ $column }`
judge-unknown-instance = không có nguồn nào tên `{ $name }` cho instance()
