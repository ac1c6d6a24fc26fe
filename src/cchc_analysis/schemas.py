"""Every table: its grain, key, types, ranges, and the title of each column in Vietnamese and English.

Headings in charts, pages and workbooks come from here and nowhere else. ``docs/codebook.md`` is generated from it.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

STATUSES = ("scored", "not_applicable", "pending", "missing", "unreadable", "invalid")
LINES = ("score", "bonus", "penalty")
SCOPES = ("common", "specific")
RECEIVED_BY = ("register", "workbook", "file_time")
CHANGED_PARTS = ("score", "note", "reason", "evidence", "explanation")
RANKING_STATUSES = ("ranked", "not_ranked", "pending", "held_back", "not_scored")


def column(title: str, title_en: str, /, **checks: Any) -> Any:
    """A column titled in both languages; *checks* are those of ``pandera.Field``."""
    return pa.Field(title=title, metadata={"title_en": title_en}, **checks)


def optional(title: str, title_en: str, /, **checks: Any) -> Any:
    """The same, where a value may be missing."""
    return column(title, title_en, nullable=True, **checks)


class Table(pa.DataFrameModel):
    """What every table has in common: no columns but its own, types coerced, one row per key."""

    class Config:
        strict = True
        coerce = True
        ordered = True


class Criteria(Table):
    """One row per node of the criteria set: domain, criterion, sub-criterion; bonus and penalty lines too."""

    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    code: Series[str] = column("Mã in", "Printed code")
    parent_id: Series[str] = optional("Thuộc", "Parent")
    name: Series[str] = column("Tên tiêu chí", "Criterion (Vietnamese)")
    name_en: Series[str] = optional("Tên tiếng Anh", "Criterion (English)")
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)
    line: Series[str] = column("Loại dòng", "Line", isin=LINES)
    scope: Series[str] = column("Phạm vi", "Scope", isin=SCOPES)
    is_survey: Series[bool] = column("Điều tra xã hội học", "Survey")
    applies_to: Series[str] = optional("Áp dụng cho", "Applies to")
    step: Series[float] = optional("Bước điểm", "Scoring step", gt=0)
    rule: Series[str] = optional("Cách chấm", "Scoring rule")
    depth: Series[int] = column("Cấp", "Level", ge=1)
    is_leaf: Series[bool] = column("Chấm điểm trực tiếp", "Leaf")
    domain_id: Series[str] = column("Lĩnh vực", "Domain")
    ranked_node_id: Series[str] = optional(
        "Tiêu chí dùng để xếp thứ tự bị trừ", "Criterion at which deductions are ranked"
    )
    position: Series[int] = column("Thứ tự", "Position", ge=1)

    class Config:
        unique = ["criterion_id"]


class Units(Table):
    """One row per unit of the season."""

    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    name: Series[str] = column("Tên đơn vị", "Unit (Vietnamese)")
    name_en: Series[str] = optional("Tên tiếng Anh", "Unit (English)")
    short_name: Series[str] = column("Tên gọn", "Short name")
    short_name_en: Series[str] = optional("Tên gọn tiếng Anh", "Short name (English)")
    aliases: Series[str] = optional("Tên gọi khác", "Aliases")
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")
    valid_from: Series[pd.Int64Dtype] = optional("Có từ năm", "Valid from")
    valid_to: Series[pd.Int64Dtype] = optional("Đến hết năm", "Valid to")
    is_ranked: Series[bool] = column("Được xếp hạng", "Ranked")
    position: Series[int] = column("Thứ tự", "Position", ge=1)

    class Config:
        unique = ["unit_id"]


class Initiatives(Table):
    """One row per initiative proposed by a unit."""

    initiative_id: Series[str] = column("Mã sáng kiến", "Initiative id")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    title: Series[str] = column("Tên sáng kiến", "Initiative")
    title_en: Series[str] = optional("Tên tiếng Anh", "Initiative (English)")
    initiative_status: Series[str] = column("Tình trạng", "Status", isin=("proposed", "recognised"))
    bonus_score: Series[float] = optional("Điểm thưởng", "Bonus score", ge=0)
    note: Series[str] = optional("Ghi chú", "Note")

    class Config:
        unique = ["initiative_id"]


class Scores(Table):
    """One row per year, unit, leaf criterion and stage, as received (and corrected where declared)."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    stage: Series[str] = column("Giai đoạn", "Stage")
    status: Series[str] = column("Trạng thái", "Status", isin=STATUSES)
    score: Series[float] = optional("Điểm", "Score")
    max_score: Series[float] = optional("Điểm tối đa ghi kèm", "Maximum written beside the score", ge=0)
    note: Series[str] = optional("Ghi chú", "Note")
    reason: Series[str] = optional("Lý do trừ điểm", "Reason")
    evidence: Series[str] = optional("Tài liệu kiểm chứng", "Evidence")
    found: Series[str] = optional("Nội dung ô", "Cell text")
    is_corrected: Series[bool] = column("Đã đính chính", "Corrected")
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    source_cell: Series[str] = optional("Ô", "Cell")

    class Config:
        unique = ["year", "unit_id", "criterion_id", "stage"]


class Explanations(Table):
    """One row per unit and leaf about which the unit filed an explanation after the first appraisal."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    explanation: Series[str] = column("Giải trình", "Explanation")
    requested_score: Series[float] = optional("Điểm đề nghị", "Score asked for")
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    source_cell: Series[str] = optional("Ô", "Cell")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


class Submissions(Table):
    """One row per unit and stage: what was expected, what came and when, and how far it goes.

    The file is the one that stands; ``received_files`` has the others. ``is_late`` is missing where nothing came or no
    deadline is set; ``appraised_share`` is that of the unit's due leaves by the end of the stage.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    stage: Series[str] = column("Giai đoạn", "Stage")
    is_expected: Series[bool] = column("Phải nộp", "Expected")
    is_received: Series[bool] = column("Đã nhận", "Received")
    source_file: Series[str] = optional("Tệp nguồn", "Source file")
    sha256: Series[str] = optional("Mã băm SHA-256", "SHA-256")
    file_count: Series[int] = column("Số tệp đã nhận", "Files received", ge=0)
    received_at: Series[str] = optional("Nhận lúc", "Received at")
    received_by: Series[str] = optional("Giờ nhận theo", "Time taken from", isin=RECEIVED_BY)
    deadline: Series[str] = optional("Hạn nộp", "Deadline")
    is_late: Series[pd.BooleanDtype] = optional("Nộp muộn", "Late")
    is_complete: Series[pd.BooleanDtype] = optional("Đủ mọi ô phải chấm", "Complete")
    is_explained: Series[pd.BooleanDtype] = optional("Có giải trình", "Explained")
    appraised_share: Series[float] = optional("Phần đã thẩm định", "Share appraised", ge=0, le=1)
    due_count: Series[int] = column("Số ô phải chấm", "Cells due", ge=0)
    scored_count: Series[int] = column("Số ô có điểm", "Cells scored", ge=0)
    not_applicable_count: Series[int] = column("Số ô không áp dụng", "Cells not applicable", ge=0)
    blank_count: Series[int] = column("Số ô bỏ trống", "Cells blank", ge=0)
    fault_count: Series[int] = column("Số ô đọc lỗi", "Cells at fault", ge=0)

    class Config:
        unique = ["year", "unit_id", "stage"]


class ReceivedFiles(Table):
    """One row per unit, stage and file received from it: the one that stands and those it replaced."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    stage: Series[str] = column("Giai đoạn", "Stage")
    version: Series[int] = column("Lần gửi", "Version", ge=1)
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    sha256: Series[str] = column("Mã băm SHA-256", "SHA-256")
    received_at: Series[str] = column("Nhận lúc", "Received at")
    received_by: Series[str] = column("Giờ nhận theo", "Time taken from", isin=RECEIVED_BY)
    is_standing: Series[bool] = column("Được dùng", "Stands")
    note: Series[str] = optional("Ghi chú", "Note")

    class Config:
        unique = ["year", "unit_id", "stage", "source_file"]


class SubmissionChanges(Table):
    """One row per unit, stage, criterion and part of its row in which two successive versions of a file differ.

    A missing cell means that the version has no row for the criterion.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    stage: Series[str] = column("Giai đoạn", "Stage")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    part: Series[str] = column("Phần khác nhau", "Part that differs", isin=CHANGED_PARTS)
    earlier: Series[str] = optional("Lần trước", "Earlier")
    later: Series[str] = optional("Lần sau", "Later")
    earlier_file: Series[str] = column("Tệp lần trước", "Earlier file")
    earlier_sheet: Series[str] = optional("Trang tính lần trước", "Earlier sheet")
    earlier_cell: Series[str] = optional("Ô lần trước", "Earlier cell")
    later_file: Series[str] = column("Tệp lần sau", "Later file")
    later_sheet: Series[str] = optional("Trang tính lần sau", "Later sheet")
    later_cell: Series[str] = optional("Ô lần sau", "Later cell")

    class Config:
        unique = ["year", "unit_id", "stage", "criterion_id", "part", "earlier_file"]


class Corrections(Table):
    """One row per correction declared in ``corrections.toml``, and the score it changed where it changed one."""

    year: Series[int] = column("Năm", "Year")
    correction_id: Series[int] = column("STT", "No.", ge=1)
    unit_id: Series[str] = optional("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = optional("Mã định danh tiêu chí", "Criterion id")
    stage: Series[str] = optional("Giai đoạn", "Stage")
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    source_cell: Series[str] = column("Ô", "Cell")
    stated: Series[str] = column("Tệp ghi", "As received")
    corrected: Series[str] = column("Sửa thành", "Corrected to")
    why: Series[str] = column("Vì sao", "Why")
    decided_by: Series[str] = column("Người quyết định", "Decided by")
    document: Series[str] = optional("Theo văn bản", "On what document")
    is_applied: Series[bool] = column("Đã áp dụng", "Applied")

    class Config:
        unique = ["year", "correction_id"]


class Findings(Table):
    """One row per fault or doubt, with its place, what was found there and what was expected."""

    finding_id: Series[int] = column("STT", "No.", ge=1)
    year: Series[int] = column("Năm", "Year")
    severity: Series[str] = column("Mức độ", "Severity", isin=("error", "doubt"))
    rule: Series[str] = column("Quy tắc", "Rule")
    unit_id: Series[str] = optional("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = optional("Mã định danh tiêu chí", "Criterion id")
    stage: Series[str] = optional("Giai đoạn", "Stage")
    source_file: Series[str] = optional("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    source_cell: Series[str] = optional("Ô", "Cell")
    found: Series[str] = optional("Tìm thấy", "Found")
    expected: Series[str] = optional("Cần có", "Expected")
    expected_en: Series[str] = optional("Cần có (tiếng Anh)", "Expected (English)")
    sentence: Series[str] = column("Nội dung", "What is wrong")
    sentence_en: Series[str] = column("Nội dung (tiếng Anh)", "What is wrong (English)")
    action: Series[str] = column("Việc cần làm", "What to do")
    action_en: Series[str] = column("Việc cần làm (tiếng Anh)", "What to do (English)")

    class Config:
        unique = ["finding_id"]


class Comparison(Table):
    """One row per unit and leaf that applies to it: self-score beside appraised score, and what was lost."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    ranked_node_id: Series[str] = optional(
        "Tiêu chí dùng để xếp thứ tự bị trừ", "Criterion at which deductions are ranked"
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


class _Deductions(Table):
    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    domain_id: Series[str] = column("Lĩnh vực", "Domain")
    scope: Series[str] = column("Phạm vi", "Scope", isin=SCOPES)
    deduction_rank: Series[pd.Int64Dtype] = optional("Thứ tự bị trừ", "Rank by deduction", ge=1)
    cut_rank: Series[pd.Int64Dtype] = optional("Thứ tự bị hạ", "Rank by cut", ge=1)
    applicable_units: Series[int] = column("Số đơn vị áp dụng", "Units it applies to", ge=0)
    hit_units: Series[pd.Int64Dtype] = optional("Số đơn vị bị trừ", "Units losing points", ge=0)
    cut_units: Series[pd.Int64Dtype] = optional("Số đơn vị bị hạ", "Units cut", ge=0)
    max_score: Series[float] = optional("Tổng điểm tối đa được áp dụng", "Applicable maximum, all units", ge=0)
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    conceded: Series[float] = optional("Đơn vị tự nhận chưa đạt", "Conceded by the unit")
    cut: Series[float] = optional("Bị hạ khi thẩm định", "Cut in appraisal", ge=0)
    raised: Series[float] = optional("Được nâng khi thẩm định", "Raised in appraisal", ge=0)
    unsplit: Series[float] = optional("Bị trừ, không có điểm tự chấm", "Deducted without a self-score")
    deduction_pct: Series[float] = optional("Bị trừ (% điểm tối đa)", "Deduction (% of maximum)")
    loss_share: Series[float] = optional("Tỷ trọng trong tổng điểm bị trừ", "Share of all points lost")

    class Config:
        unique = ["year", "criterion_id"]


class CriterionDeductions(_Deductions):
    """One row per criterion (the node above the leaves, or the leaf where there is none), most deducted first."""

    class Config:
        unique = ["year", "criterion_id"]


class LeafDeductions(_Deductions):
    """One row per leaf criterion, most deducted first."""

    class Config:
        unique = ["year", "criterion_id"]


class DomainDeductions(_Deductions):
    """One row per domain, most deducted first."""

    class Config:
        unique = ["year", "criterion_id"]


class UnitRanking(Table):
    """One row per unit: its points, grade and rank, and what holds a rank back; ranked units first, in order."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")
    ranking_status: Series[str] = column("Tình trạng xếp hạng", "Ranking status", isin=RANKING_STATUSES)
    rank: Series[pd.Int64Dtype] = optional("Hạng", "Rank", ge=1)
    group_rank: Series[pd.Int64Dtype] = optional("Hạng trong nhóm", "Rank in group", ge=1)
    grade: Series[str] = optional("Xếp loại", "Grade")
    has_self_score: Series[bool] = column("Có tự chấm", "Self-scored")
    self_score: Series[float] = optional("Điểm tự chấm", "Self-score")
    appraised_score: Series[float] = optional("Điểm thẩm định", "Appraised score")
    compared_self_score: Series[float] = optional("Điểm tự chấm (phần có đối chiếu)", "Self-score, compared leaves")
    compared_appraised_score: Series[float] = optional(
        "Điểm thẩm định (phần có đối chiếu)", "Appraised score, compared leaves"
    )
    bonus: Series[float] = column("Điểm thưởng", "Bonus", ge=0)
    penalty: Series[float] = column("Điểm phạt", "Penalty", ge=0)
    total_score: Series[float] = optional("Tổng điểm", "Total score")
    max_score: Series[float] = optional("Điểm tối đa được áp dụng", "Applicable maximum", ge=0)
    index_pct: Series[float] = optional("Chỉ số CCHC (%)", "PAR index (%)")
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    conceded: Series[float] = optional("Đơn vị tự nhận chưa đạt", "Conceded by the unit")
    cut: Series[float] = optional("Bị hạ khi thẩm định", "Cut in appraisal", ge=0)
    raised: Series[float] = optional("Được nâng khi thẩm định", "Raised in appraisal", ge=0)
    unsplit: Series[float] = optional("Bị trừ, không có điểm tự chấm", "Deducted without a self-score")
    open_score: Series[float] = optional("Điểm còn chờ thẩm định", "Points still open", ge=0)
    lowest_total_score: Series[float] = optional("Tổng điểm thấp nhất có thể", "Lowest possible total")
    highest_total_score: Series[float] = optional("Tổng điểm cao nhất có thể", "Highest possible total")
    lowest_grade: Series[str] = optional("Xếp loại thấp nhất có thể", "Lowest possible grade")
    highest_grade: Series[str] = optional("Xếp loại cao nhất có thể", "Highest possible grade")
    previous_rank: Series[pd.Int64Dtype] = optional("Hạng năm trước", "Rank last year", ge=1)
    previous_total_score: Series[float] = optional("Tổng điểm năm trước", "Total last year")
    previous_grade: Series[str] = optional("Xếp loại năm trước", "Grade last year")
    rank_change: Series[pd.Int64Dtype] = optional("Thay đổi hạng", "Change in rank")
    score_change: Series[float] = optional("Thay đổi điểm", "Change in points")

    class Config:
        unique = ["year", "unit_id"]


class ReasonDeductions(Table):
    """One row per reason (``*`` = none stated or recognised): the points of split and unsplit losses it explains."""

    year: Series[int] = column("Năm", "Year")
    reason: Series[str] = column("Lý do trừ điểm", "Reason")
    hit_count: Series[int] = column("Số lần bị trừ", "Times deducted", ge=0)
    hit_units: Series[int] = column("Số đơn vị bị trừ", "Units losing points", ge=0)
    deduction: Series[float] = column("Điểm bị trừ", "Deduction")
    loss_share: Series[float] = optional("Tỷ trọng trong tổng điểm bị trừ", "Share of all points lost")

    class Config:
        unique = ["year", "reason"]


class RecurringLosses(Table):
    """One row per unit and leaf that lost points in this season and in the previous one, by the same criterion."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    previous_criterion_id: Series[str] = column("Tiêu chí năm trước", "Criterion last year")
    deduction: Series[float] = column("Điểm bị trừ", "Deduction")
    previous_deduction: Series[float] = column("Điểm bị trừ năm trước", "Deduction last year")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


class InitiativeEffects(Table):
    """One row per initiative: the unit's total and grade with and without its points."""

    year: Series[int] = column("Năm", "Year")
    initiative_id: Series[str] = column("Mã sáng kiến", "Initiative id")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    initiative_status: Series[str] = column("Tình trạng", "Status", isin=("proposed", "recognised"))
    bonus_score: Series[float] = optional("Điểm thưởng", "Bonus score", ge=0)
    total_without: Series[float] = optional("Tổng điểm nếu không công nhận", "Total if not recognised")
    total_with: Series[float] = optional("Tổng điểm nếu công nhận", "Total if recognised")
    grade_without: Series[str] = optional("Xếp loại nếu không công nhận", "Grade if not recognised")
    grade_with: Series[str] = optional("Xếp loại nếu công nhận", "Grade if recognised")
    is_grade_changed: Series[bool] = column("Đổi xếp loại", "Changes the grade")

    class Config:
        unique = ["year", "initiative_id"]


class Headlines(Table):
    """One row per figure that sentences quote for the season as a whole; ``docs/methods.md`` defines each metric."""

    year: Series[int] = column("Năm", "Year")
    metric: Series[str] = column("Chỉ tiêu", "Figure")
    value: Series[float] = optional("Giá trị", "Value")

    class Config:
        unique = ["year", "metric"]


class PublishedFigures(Table):
    """One row per published figure: what was printed and what this season's tables give."""

    year: Series[int] = column("Năm", "Year")
    metric: Series[str] = column("Chỉ tiêu", "Figure")
    published: Series[str] = column("Số công bố", "As published")
    computed: Series[str] = optional("Số tính lại", "Recomputed")
    is_reproduced: Series[bool] = column("Khớp", "Agrees")
    source: Series[str] = optional("Nguồn", "Source")

    class Config:
        unique = ["year", "metric"]


TABLES: dict[str, type[Table]] = {
    "criteria": Criteria,
    "units": Units,
    "initiatives": Initiatives,
    "scores": Scores,
    "explanations": Explanations,
    "submissions": Submissions,
    "received_files": ReceivedFiles,
    "submission_changes": SubmissionChanges,
    "corrections": Corrections,
    "findings": Findings,
    "comparison": Comparison,
    "node_scores": NodeScores,
    "domain_scores": DomainScores,
    "leaf_deductions": LeafDeductions,
    "criterion_deductions": CriterionDeductions,
    "domain_deductions": DomainDeductions,
    "unit_ranking": UnitRanking,
    "reason_deductions": ReasonDeductions,
    "recurring_losses": RecurringLosses,
    "initiative_effects": InitiativeEffects,
    "headlines": Headlines,
    "published_figures": PublishedFigures,
}


def titles(table: str, lang: str = "vi") -> dict[str, str]:
    """Column titles of a table, by column name, in *lang* (``vi`` or ``en``)."""
    columns = TABLES[table].to_schema().columns
    if lang == "vi":
        return {name: str(field.title) for name, field in columns.items()}
    return {name: str(field.metadata["title_en"]) for name, field in columns.items()}


def validate(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of *table*, columns ordered and typed; raises ``pandera.errors.SchemaErrors`` with all faults at once."""
    schema = TABLES[table].to_schema()
    return schema.validate(rows[list(schema.columns)], lazy=True)


def empty(table: str) -> pd.DataFrame:
    """The table without rows."""
    schema = TABLES[table].to_schema()
    return schema.coerce_dtype(pd.DataFrame({name: [] for name in schema.columns}))


def codebook() -> str:
    """Every table and column in Markdown: grain, key, title in both languages, type, what it may hold."""
    head = (
        "# Sổ tay dữ liệu / Codebook\n\n"
        "Sinh từ `src/cchc_analysis/schemas.py` bằng `python scripts/codebook.py`; không sửa tay. Mỗi bảng là một tệp "
        "parquet trong `data/processed/<năm>/`.\n\n"
        "Generated from `src/cchc_analysis/schemas.py` by `python scripts/codebook.py`; not edited by hand. Each table "
        "is a parquet file in `data/processed/<year>/`.\n"
    )
    return "\n".join([head, *(_describe(name) for name in TABLES)])


def _describe(table: str) -> str:
    schema = TABLES[table].to_schema()
    grain = " ".join(str(TABLES[table].__doc__).split())
    key = ", ".join(f"`{name}`" for name in schema.unique or [])
    lines = [
        f"## {table}\n",
        f"{grain}\n",
        f"Khóa / Key: {key}\n",
        "| Cột / Column | Tiêu đề | Title | Kiểu / Type | Có thể trống / May be missing | Giá trị / Values |",
        "|---|---|---|---|---|---|",
    ]
    for name, field in schema.columns.items():
        cells = (
            f"`{name}`",
            str(field.title),
            str(field.metadata["title_en"]),
            _describe_type(str(field.dtype)),
            "có / yes" if field.nullable else "",
            _describe_values(field.checks),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _describe_type(dtype: str) -> str:
    if dtype.startswith("str"):
        return "chữ / text"
    return {"float64": "số / number", "bool": "có, không / yes, no", "boolean": "có, không / yes, no"}.get(
        dtype, "số nguyên / whole number"
    )


def _describe_values(checks: list[Any]) -> str:
    texts = {
        "greater_than_or_equal_to": "≥ {min_value}",
        "greater_than": "> {min_value}",
        "less_than_or_equal_to": "≤ {max_value}",
    }
    return "; ".join(
        ", ".join(f"`{value}`" for value in check.statistics["allowed_values"])
        if check.name == "isin"
        else texts[check.name].format(**check.statistics)
        for check in checks
    )
