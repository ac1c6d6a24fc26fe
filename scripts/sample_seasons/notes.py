"""What the sample's working group wrote by hand: one section of the report and one unit, in both languages."""

NOTES: dict[int, dict[str, str]] = {
    2020: {
        "shortcomings.md": """\
Qua làm việc với các đơn vị (nội dung minh họa), Tổ giúp việc thấy **ba nguyên nhân chủ quan** lặp lại ở nhiều nơi:

- chưa phân công người theo dõi thời hạn của từng nhiệm vụ được giao, nên việc quá hạn chỉ được biết khi tổng hợp cuối
  quý;
- người ký văn bản còn quen ký giấy, văn thư phát hành bản quét thay cho văn bản ký số;
- tự chấm theo kết quả ước tính, không theo tài liệu kiểm chứng đã có.
""",
        "shortcomings.en.md": """\
Talking to the units (made up for this sample), the working group found **three causes of the units' own making** in
many of them:

- nobody is in charge of the deadlines of single tasks, so that an overdue one is noticed only at the end of the
  quarter;
- those who sign still sign on paper, and scans are sent out in place of digitally signed documents;
- self-scores follow an estimate and not the evidence at hand.
""",
        "units/vu-doi-ngoai.md": """\
Đơn vị đã trình kế hoạch khắc phục (minh họa): *giao một chuyên viên theo dõi nhiệm vụ trên hệ thống hằng tuần* và đề
nghị xem xét công nhận sáng kiến về hồ sơ đoàn ra.
""",
        "units/vu-doi-ngoai.en.md": """\
The unit has handed in a plan (made up): *one officer follows its tasks in the system every week*, and it asks for its
initiative on the files of delegations to be recognised.
""",
    }
}
