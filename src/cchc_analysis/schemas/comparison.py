"""Tables of self-scores beside appraised scores."""

from pandera.typing import Series

from cchc_analysis.schemas.columns import LINES, SCOPES, STATUSES, Table, column, optional


class Comparison(Table):
    """One row per unit and leaf that applies to it: self-score beside appraised score, and what was lost."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    ranked_node_id: Series[str] = optional(
        "Tiêu chí dùng để xếp thứ tự bị trừ", "Criterion on which deductions are ranked"
    )
    domain_id: Series[str] = column("Lĩnh vực", "Domain")
    line: Series[str] = column("Loại dòng", "Line", isin=LINES)
    scope: Series[str] = column("Phạm vi", "Scope", isin=SCOPES)
    is_survey: Series[bool] = column("Điều tra xã hội học", "Survey")
    step: Series[float] = optional("Bước điểm", "Scoring step")
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)
    self_status: Series[str] = optional("Trạng thái tự chấm", "Self-score status", isin=STATUSES)
    self_score: Series[float] = optional("Điểm tự chấm", "Self-score")
    first_appraised_score: Series[float] = optional("Điểm thẩm định lần đầu", "First appraised score")
    appraised_status: Series[str] = column("Trạng thái thẩm định", "Appraisal status", isin=STATUSES)
    appraised_score: Series[float] = optional("Điểm thẩm định", "Appraised score")
    appraised_stage: Series[str] = optional("Giai đoạn thẩm định được lấy", "Appraisal stage that stands")
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    conceded: Series[float] = optional("Đơn vị tự nhận chưa đạt", "Conceded by the unit")
    cut: Series[float] = optional("Bị hạ khi thẩm định", "Cut in appraisal", ge=0)
    raised: Series[float] = optional("Được nâng khi thẩm định", "Raised in appraisal", ge=0)
    unsplit: Series[float] = optional("Bị trừ, không có điểm tự chấm", "Deducted without a self-score")
    is_compared: Series[bool] = column("Có đối chiếu", "Compared with the self-score")
    is_contested: Series[bool] = column("Còn tranh luận", "Contested")
    self_note: Series[str] = optional("Ghi chú của đơn vị", "The unit's note")
    evidence: Series[str] = optional("Tài liệu kiểm chứng", "Evidence")
    explanation: Series[str] = optional("Giải trình", "Explanation")
    appraiser_note: Series[str] = optional("Ý kiến thẩm định", "Appraiser's note")
    reason: Series[str] = optional("Lý do trừ điểm", "Reason")
    reason_source: Series[str] = optional("Nguồn lý do", "Source of the reason", isin=("appraiser", "pattern"))
    self_source: Series[str] = optional("Ô nguồn tự chấm", "Self-score source cell")
    appraised_source: Series[str] = optional("Ô nguồn thẩm định", "Appraisal source cell")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


class NodeScores(Table):
    """One row per unit and node of the criteria tree, the unit's root (``criterion_id`` = ``*``) included.

    Sums over the leaves below the node, bonus and penalty lines left out; not-applicable leaves leave every sum.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    leaf_count: Series[int] = column("Số tiêu chí được áp dụng", "Applicable leaves", ge=0)
    open_count: Series[int] = column("Số tiêu chí chưa có điểm thẩm định", "Leaves without an appraised score", ge=0)
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)
    self_score: Series[float] = optional("Điểm tự chấm", "Self-score")
    appraised_score: Series[float] = optional("Điểm thẩm định", "Appraised score")
    compared_self_score: Series[float] = optional("Điểm tự chấm (phần có đối chiếu)", "Self-score, compared leaves")
    compared_appraised_score: Series[float] = optional(
        "Điểm thẩm định (phần có đối chiếu)", "Appraised score, compared leaves"
    )
    index_pct: Series[float] = optional("Chỉ số CCHC (%)", "PAR index (%)")
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    conceded: Series[float] = optional("Đơn vị tự nhận chưa đạt", "Conceded by the unit")
    cut: Series[float] = optional("Bị hạ khi thẩm định", "Cut in appraisal", ge=0)
    raised: Series[float] = optional("Được nâng khi thẩm định", "Raised in appraisal", ge=0)
    unsplit: Series[float] = optional("Bị trừ, không có điểm tự chấm", "Deducted without a self-score")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


class DomainScores(NodeScores):
    """One row per unit and domain (the same sums as ``node_scores``, domains only)."""

    class Config:
        unique = ["year", "unit_id", "criterion_id"]
