# export
export-open-warning = gói không niêm phong: ai nhặt được cũng đọc được; hãy dùng khóa của tệp tổng (--seal age1…)
export-sealed = đã niêm phong
export-fate-leaves = đưa ra nguyên vẹn
export-fate-coarsened = đưa ra sau khi làm thô: { $how }
export-fate-stays = ở lại
export-nothing-new = không có gì mới kể từ gói trước
export-withheld = { $n } câu trả lời không hợp với câu hỏi đã được giữ lại
export-status-finished = đã hoàn thành
export-status-withdrawn = đã rút lại
