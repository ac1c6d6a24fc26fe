"""Criteria worked out from registers, beside claims and appraised scores."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="registers",
        name="Điểm tính từ sổ theo dõi",
        name_en="Scores computed from registers",
        tables=("measured_rows", "measured", "claimed_v_computed", "claim_sums", "convention_effects"),
        functions=(),
        text="Điểm tính từ sổ đứng cạnh điểm tự chấm và điểm thẩm định, không vào tổng, hạng hay nhóm điểm. Mọi quy "
        "ước (dòng nào tính, hạn lùi ngày nghỉ, làm tròn, khi không có dòng nào) được khai trước và in ra; "
        "tính bằng số thập phân, làm tròn một lần ở cuối. Dòng không rõ ngày hay không rõ đơn vị làm điểm nằm trong "
        "khoảng từ thấp nhất đến cao nhất.",
        text_en="A computed score stands beside the self-score and the appraised score and enters no total, rank or "
        "grade. Every convention (which rows count, deadlines rolled over days off, rounding, what holds where there "
        "is no row) is declared beforehand and printed; arithmetic is decimal, rounded once at the end. Rows "
        "without a clear date or unit make the score one between a lowest and a highest.",
    ),
)
