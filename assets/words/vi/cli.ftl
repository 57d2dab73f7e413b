# Dòng lệnh: trợ giúp, lỗi cách dùng, mật khẩu, lời của các lệnh
cli-heading-usage = Cách dùng:
cli-heading-commands = Lệnh
cli-heading-arguments = Tham số
cli-heading-options = Tùy chọn
cli-phieu = Phiếu: khảo sát mức độ hài lòng không cần mạng, từ câu hỏi đến chỉ số. Không có lệnh thì mở cửa sổ.
cli-phieu-workspace = kho dữ liệu cần mở
cli-arg-help = hiện trợ giúp này
cli-arg-version = hiện phiên bản
cli-arg-lang = ngôn ngữ của chương trình: vi hoặc en
cli-arg-passphrase-file = tệp chứa mật khẩu; nếu không có thì dùng PHIEU_PASSPHRASE, nếu vẫn không có thì hỏi
cli-arg-json = in JSON, cho chương trình khác đọc
cli-arg-form = phiếu hỏi: xlsx, xls, csv, Markdown hoặc XForm, hoặc tên một bộ công cụ có sẵn
cli-arg-workspace = kho dữ liệu (*.phieu)
cli-arg-master = kho tổng của điều phối viên (*.phieu)

cli-usage-unknown = không có tham số `{ $argument }`
cli-usage-command = không có lệnh `{ $command }`
cli-usage-missing = còn thiếu: { $argument }
cli-usage-value = `{ $value }` không hợp với { $argument }
cli-usage-conflict = { $argument } không đi cùng { $other }
cli-usage-other = sai cách dùng: { $why }
cli-usage-more = Dùng `--help` để biết thêm.

cli-passphrase = Mật khẩu:{" "}
cli-passphrase-new = Mật khẩu mới:{" "}
cli-passphrase-again = Nhập lại:{" "}
cli-passphrase-differs = hai lần nhập mật khẩu không giống nhau
cli-passphrase-empty = cần có mật khẩu
cli-passphrase-nobody = không có bàn phím để hỏi mật khẩu: đặt PHIEU_PASSPHRASE hoặc dùng --passphrase-file
cli-unreadable = không đọc được { $path }
cli-unwritable = không ghi được { $path }
cli-no-window = bản này không có cửa sổ; `phieu --help` liệt kê các lệnh
