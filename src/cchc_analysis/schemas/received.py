"""Tables of what was received: the criteria set, the units, every score, file and finding."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import (
    CHANGED_PARTS,
    COLUMN_ROLES,
    LINES,
    RECEIVED_BY,
    SCOPES,
    STATUSES,
    Table,
    column,
    optional,
)


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
    effort: Series[float] = optional("Công sức khắc phục", "Effort to repair", ge=0)
    rule: Series[str] = optional("Cách chấm", "Scoring rule")
    depth: Series[int] = column("Cấp", "Level", ge=1)
    is_leaf: Series[bool] = column("Chấm điểm trực tiếp", "Leaf")
    domain_id: Series[str] = column("Lĩnh vực", "Domain")
    ranked_node_id: Series[str] = optional(
        "Tiêu chí dùng để xếp thứ tự bị trừ", "Criterion on which deductions are ranked"
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
    """One row per unit, stage and file received from it: the one that stands and those it replaced.

    The counts are the balance of the whole file, as ``received_sheets`` has it by sheet; of a file that holds several
    units each row has the same.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    stage: Series[str] = column("Giai đoạn", "Stage")
    version: Series[int] = column("Lần gửi", "Version", ge=1)
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    sha256: Series[str] = column("Mã băm SHA-256", "SHA-256")
    received_at: Series[str] = column("Nhận lúc", "Received at")
    received_by: Series[str] = column("Giờ nhận theo", "Time taken from", isin=RECEIVED_BY)
    is_standing: Series[bool] = column("Được dùng", "Stands")
    number_count: Series[int] = column("Số ô có số", "Cells with a number", ge=0)
    read_count: Series[int] = column("Đọc là điểm", "Read as scores", ge=0)
    recognised_count: Series[int] = column("Nhận ra là khác", "Recognised as something else", ge=0)
    outside_count: Series[int] = column("Ngoài bảng điểm", "Outside the tables of scores", ge=0)
    ignored_count: Series[int] = column("Khai không đọc", "Declared not to be read", ge=0)
    named_count: Series[int] = column("Có trong lỗi, nghi vấn", "Named in findings", ge=0)
    unaccounted_count: Series[int] = column("Không rõ", "Not accounted for", ge=0)
    note: Series[str] = optional("Ghi chú", "Note")

    class Config:
        unique = ["year", "unit_id", "stage", "source_file"]


class ReceivedSheets(Table):
    """One row per sheet of a file of scores: what each of its numbers was taken for. This is the balance of intake.

    ``number_count`` is counted from the cells and is the sum of the six counts after it; ``unaccounted_count`` is 0
    unless an error says otherwise. ``recognised_count`` is the sum of ``max_score_count``, ``other_stage_count`` (of
    another stage or year), ``sum_count``, ``item_count`` (codes and orders) and ``beside_count`` (shares, differences,
    plans, counts, numbers in notes). A number is a cell with a number or a text that reads as one.
    """

    year: Series[int] = column("Năm", "Year")
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    stage: Series[str] = optional("Giai đoạn", "Stage")
    number_count: Series[int] = column("Số ô có số", "Cells with a number", ge=0)
    read_count: Series[int] = column("Đọc là điểm", "Read as scores", ge=0)
    recognised_count: Series[int] = column("Nhận ra là khác", "Recognised as something else", ge=0)
    outside_count: Series[int] = column("Ngoài bảng điểm", "Outside the tables of scores", ge=0)
    ignored_count: Series[int] = column("Khai không đọc", "Declared not to be read", ge=0)
    named_count: Series[int] = column("Có trong lỗi, nghi vấn", "Named in findings", ge=0)
    unaccounted_count: Series[int] = column("Không rõ", "Not accounted for", ge=0)
    max_score_count: Series[int] = column("Điểm tối đa", "Maximum scores", ge=0)
    other_stage_count: Series[int] = column("Giai đoạn, năm khác", "Other stages and years", ge=0)
    sum_count: Series[int] = column("Cộng, bình quân", "Sums and averages", ge=0)
    item_count: Series[int] = column("Mã, thứ tự", "Codes and orders", ge=0)
    beside_count: Series[int] = column("Số khác đi kèm", "Other numbers beside", ge=0)

    class Config:
        unique = ["year", "source_file", "source_sheet"]


class ReceivedColumns(Table):
    """One row per stage, heading and role of the columns whose heading says that they hold no score of the stage.

    ``heading`` is as received, a group over it before it; of a consolidated sheet it is the lowest text over a column.
    The file is the first that has it.
    """

    year: Series[int] = column("Năm", "Year")
    stage: Series[str] = optional("Giai đoạn", "Stage")
    heading: Series[str] = column("Tiêu đề cột", "Heading")
    taken_for: Series[str] = column("Được hiểu là", "Taken for", isin=COLUMN_ROLES)
    file_count: Series[int] = column("Số tệp", "Files", ge=1)
    number_count: Series[int] = column("Số ô có số", "Cells with a number", ge=0)
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")

    class Config:
        unique = ["year", "stage", "heading", "taken_for", "source_file"]


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
    document: Series[str] = optional("Theo văn bản", "Supporting document")
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
