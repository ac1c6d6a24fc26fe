"""Why points were lost, and how much of it is known."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="reason_losses",
        name="Lý do theo đơn vị, lĩnh vực và năm",
        name_en="Reasons by unit, domain and season",
        tables=("reason_losses", "reason_history"),
        functions=("reasons.split_by_reason", "reasons.continue_history"),
        text="Mỗi lần bị trừ điểm có đúng một lý do hoặc dấu * (chưa rõ lý do), nên các dòng cộng lại bằng đúng tổng "
        "điểm bị trừ của mùa. Lý do không có trong danh mục được giữ nguyên như người thẩm định ghi và được đánh dấu. "
        "Dòng thưởng, dòng phạt không tính.",
        text_en="Each loss has exactly one reason or * (none known), so the rows add up to the season's whole "
        "deduction. A reason that is not on the list stands as the appraisers wrote it and is marked. Bonus and "
        "penalty lines are outside.",
    ),
    Method(
        id="reason_coverage",
        name="Lý do có từ đâu",
        name_en="Where reasons come from",
        tables=("reason_coverage",),
        functions=("reasons.measure_coverage", "reasons.find_ambiguous_notes"),
        text="Mỗi lần bị trừ điểm tính một lần: người thẩm định ghi lý do; cụm từ đã khai nhận ra lý do trong ý kiến; "
        "có ý kiến nhưng không nhận ra lý do; không có ý kiến. Ý kiến có từ hai lý do trở lên lấy lý do đứng trước "
        "trong danh mục và được đếm, liệt kê để người thẩm định xem lại.",
        text_en="Each loss counts once: the appraisers stated a reason; a declared pattern found it in the note; a "
        "note in which none was found; no note. A note with two reasons or more takes the first of the list, and is "
        "counted and listed for the appraisers to look at again.",
        formulas=(
            ("hit_share", "số lần bị trừ ÷ tổng số lần bị trừ", "hit_count ÷ all times deducted"),
            ("loss_share", "điểm bị trừ ÷ tổng điểm bị trừ", "deduction ÷ the season's deduction"),
        ),
    ),
)
