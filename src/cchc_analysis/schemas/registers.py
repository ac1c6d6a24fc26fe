"""Tables of what registers show, beside what was claimed and appraised."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

MEASURE_STATES = ("exact", "doubtful", "partial", "manual", "not_applicable", "no_register")
DIRECTIONS = ("over", "under", "equal", "cannot_tell")
ROW_STATES = ("done_on_time", "done_late", "open_in_time", "open_overdue", "missing")
RULE_TYPES = ("per_item", "linear", "bands", "timeliness", "yes_no", "sum", "relative", "manual")


class RegisterFiles(Table):
    """One row per sheet of a register's exports: what was read of it, when it was exported, and whether it is used.

    An older export of a register of which the newest counts is compared with it and not used.
    """

    year: Series[int] = column("Năm", "Year")
    register_id: Series[str] = column("Mã sổ", "Register id")
    register: Series[str] = column("Sổ theo dõi", "Register")
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    sha256: Series[str] = column("Mã băm SHA-256", "SHA-256")
    exported_at: Series[str] = optional("Ngày xuất sổ", "Exported on")
    exported_from: Series[str] = optional("Ngày xuất lấy từ", "Export date taken from")
    is_used: Series[bool] = column("Được dùng", "Used")
    header_row: Series[int] = column("Dòng tiêu đề", "Header row", ge=1)
    rows: Series[int] = column("Số dòng của sổ", "Rows", ge=0)
    used: Series[int] = column("Số dòng được dùng", "Rows used", ge=0)
    unmatched: Series[int] = column("Số dòng không rõ đơn vị", "Rows of no known unit", ge=0)
    duplicates: Series[int] = column("Số dòng trùng", "Repeated rows", ge=0)
    ignored: Series[int] = column("Số dòng khai bỏ qua", "Rows declared to be ignored", ge=0)
    skipped: Series[int] = column("Số dòng không phải dòng của sổ", "Rows that are no rows of the register", ge=0)
    bad_dates: Series[int] = column("Số ngày không đọc được", "Unreadable dates", ge=0)
    looks_truncated: Series[bool] = column("Có thể bị cắt", "Looks truncated")

    class Config:
        unique = ["year", "register_id", "source_file", "source_sheet"]


class RegisterRows(Table):
    """One row per row of a register that is used, in the season's own terms; only columns that are declared.

    Secret rows are not here. Dates are those of the register; ``unreadable`` names the columns that could not be read.
    """

    year: Series[int] = column("Năm", "Year")
    register_id: Series[str] = column("Mã sổ", "Register id")
    row_no: Series[int] = column("Số dòng trong sổ", "Row of the register", ge=1)
    unit_id: Series[str] = optional("Mã đơn vị", "Unit id")
    code: Series[str] = optional("Mã, số ký hiệu", "Code")
    kind: Series[str] = optional("Loại", "Kind")
    role: Series[str] = optional("Vai trò", "Role")
    level: Series[str] = optional("Cấp giao", "Level")
    priority: Series[str] = optional("Mức ưu tiên", "Priority")
    status: Series[str] = optional("Trạng thái", "Status")
    secrecy: Series[str] = optional("Độ mật", "Secrecy")
    sent: Series[str] = optional("Hình thức gửi", "How it was sent")
    signed: Series[str] = optional("Ký số", "Digital signature")
    recalled: Series[str] = optional("Thu hồi", "Recalled")
    channel: Series[str] = optional("Kênh", "Channel")
    given: Series[str] = optional("Ngày giao", "Given on")
    start: Series[str] = optional("Ngày bắt đầu", "Started on")
    issued: Series[str] = optional("Ngày ban hành", "Issued on")
    due_first: Series[str] = optional("Hạn ban đầu", "First deadline")
    due: Series[str] = optional("Hạn", "Deadline")
    granted: Series[str] = optional("Ngày cho gia hạn", "Extension granted on")
    done: Series[str] = optional("Ngày hoàn thành", "Done on")
    entered: Series[str] = optional("Ngày nhập", "Entered on")
    paused_from: Series[str] = optional("Tạm dừng từ", "Paused from")
    paused_to: Series[str] = optional("Tạm dừng đến", "Paused until")
    paused_from_2: Series[str] = optional("Tạm dừng lần 2 từ", "Paused again from")
    paused_to_2: Series[str] = optional("Tạm dừng lần 2 đến", "Paused again until")
    unreadable: Series[str] = optional("Cột không đọc được", "Columns that cannot be read")
    ruling: Series[pd.Int64Dtype] = optional("Quyết định số", "Ruling no.", ge=1)
    source_file: Series[str] = column("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    source_cell: Series[str] = column("Ô", "Cell")

    class Config:
        unique = ["year", "register_id", "row_no"]


class MeasuredRows(Table):
    """One row per criterion and row of a register that its measure picks: what was decided of the row, and where it is.

    ``in_b`` counts, ``in_a`` above the line too; a row with ``excluded_for`` or ``is_doubtful`` counts in neither.
    A row that should exist and does not (``state`` = ``missing``) has no cell. Secret rows are counted, never listed.
    """

    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    line: Series[int] = column("STT", "No.", ge=1)
    part: Series[int] = column("Phần của quy tắc", "Part of the rule", ge=0)
    unit_id: Series[str] = optional("Mã đơn vị", "Unit id")
    register_id: Series[str] = column("Mã sổ", "Register id")
    code: Series[str] = optional("Mã, số ký hiệu", "Code")
    base_due: Series[str] = optional("Hạn", "Deadline")
    effective_due: Series[str] = optional("Hạn sau khi lùi", "Effective deadline")
    done: Series[str] = optional("Ngày hoàn thành", "Done on")
    days_late: Series[pd.Int64Dtype] = optional("Số ngày trễ", "Days late")
    working_days_late: Series[pd.Int64Dtype] = optional("Số ngày làm việc trễ", "Working days late")
    state: Series[str] = optional("Tình trạng", "State", isin=ROW_STATES)
    in_a: Series[bool] = column("Ở tử số", "Above the line")
    in_b: Series[bool] = column("Ở mẫu số", "Below the line")
    excluded_for: Series[str] = optional("Không tính vì", "Left out because")
    is_doubtful: Series[bool] = column("Còn nghi vấn", "Doubtful")
    is_against: Series[bool] = column("Trễ hoặc thiếu", "Late or missing")
    weight: Series[float] = column("Trọng số", "Weight")
    ruling: Series[str] = optional("Quyết định", "Ruling")
    source_file: Series[str] = optional("Tệp nguồn", "Source file")
    source_sheet: Series[str] = optional("Trang tính", "Sheet")
    source_cell: Series[str] = optional("Ô", "Cell")

    class Config:
        unique = ["year", "criterion_id", "line"]


class Measured(Table):
    """One row per unit and criterion with a measure: what the register's rows add up to, and the score they give.

    ``computed_score`` counts the rows without doubt; ``lowest`` and ``highest`` are the score with every doubtful row
    against and for the unit. It enters no total, rank or grade.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    register_id: Series[str] = column("Mã sổ", "Register id")
    rule_type: Series[str] = column("Loại quy tắc", "Type of rule", isin=RULE_TYPES)
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)
    a: Series[pd.Int64Dtype] = optional("Số dòng ở tử số", "Rows above the line", ge=0)
    b: Series[pd.Int64Dtype] = optional("Số dòng được tính", "Rows counted", ge=0)
    result_pct: Series[float] = optional("Tỷ lệ (%)", "Share (%)", ge=0, le=100)
    missing_rows: Series[pd.Int64Dtype] = optional("Số dòng phải có mà không có", "Rows that should exist", ge=0)
    doubtful_rows: Series[pd.Int64Dtype] = optional("Số dòng còn nghi vấn", "Doubtful rows", ge=0)
    unmatched_rows: Series[pd.Int64Dtype] = optional("Số dòng không rõ đơn vị", "Rows of no known unit", ge=0)
    excluded_rows: Series[pd.Int64Dtype] = optional("Số dòng không tính", "Rows left out", ge=0)
    excluded: Series[str] = optional("Không tính vì", "Left out because")
    ruled_rows: Series[pd.Int64Dtype] = optional("Số dòng có quyết định", "Rows with a ruling", ge=0)
    done_on_time: Series[pd.Int64Dtype] = optional("Xong đúng hạn", "Done on time", ge=0)
    done_late: Series[pd.Int64Dtype] = optional("Xong quá hạn", "Done late", ge=0)
    open_in_time: Series[pd.Int64Dtype] = optional("Chưa xong, trong hạn", "Open, in time", ge=0)
    open_overdue: Series[pd.Int64Dtype] = optional("Chưa xong, quá hạn", "Open, overdue", ge=0)
    computed_score: Series[float] = optional("Điểm theo sổ", "Computed score", ge=0)
    lowest: Series[float] = optional("Điểm theo sổ thấp nhất", "Lowest computed score", ge=0)
    highest: Series[float] = optional("Điểm theo sổ cao nhất", "Highest computed score", ge=0)
    state: Series[str] = column("Trạng thái", "State", isin=MEASURE_STATES)
    was_shown: Series[bool] = column("Đã in trong phiếu tự chấm", "Shown in the self form")
    as_of: Series[str] = column("Tính đến ngày", "As of")
    exported_at: Series[str] = optional("Ngày xuất sổ", "Exported on")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


class ClaimedVComputed(Table):
    """One row per unit and criterion with a measure: what was claimed, what the register gives, what was appraised.

    ``direction`` compares the self-score with the span from lowest to highest, not with the score: inside it nothing
    can be told. ``difference`` is self-score less computed score; ``over`` and ``under`` are what lies beyond the span.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)
    self_score: Series[float] = optional("Điểm tự chấm", "Self-score")
    a: Series[pd.Int64Dtype] = optional("Số dòng ở tử số", "Rows above the line", ge=0)
    b: Series[pd.Int64Dtype] = optional("Số dòng được tính", "Rows counted", ge=0)
    computed_score: Series[float] = optional("Điểm theo sổ", "Computed score", ge=0)
    lowest: Series[float] = optional("Điểm theo sổ thấp nhất", "Lowest computed score", ge=0)
    highest: Series[float] = optional("Điểm theo sổ cao nhất", "Highest computed score", ge=0)
    state: Series[str] = column("Trạng thái", "State", isin=MEASURE_STATES)
    difference: Series[float] = optional("Tự chấm trừ điểm theo sổ", "Self-score less computed score")
    over: Series[float] = optional("Tự chấm cao hơn sổ", "Claimed above the register", ge=0)
    under: Series[float] = optional("Tự chấm thấp hơn sổ", "Claimed below the register", ge=0)
    direction: Series[str] = optional("So với sổ", "Beside the register", isin=DIRECTIONS)
    first_appraised_score: Series[float] = optional("Điểm thẩm định lần đầu", "First appraised score")
    appraised_score: Series[float] = optional("Điểm thẩm định", "Appraised score")
    appraised_differs: Series[pd.BooleanDtype] = optional("Thẩm định khác sổ", "Appraised otherwise than the register")
    appraiser_note: Series[str] = optional("Ý kiến thẩm định", "Appraiser's note")
    ruled_rows: Series[pd.Int64Dtype] = optional("Số dòng có quyết định", "Rows with a ruling", ge=0)

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


CONVENTIONS = ("late_done_counts_on_time", "deadline_does_not_roll", "supports_count", "rounded_down")


class ConventionEffects(Table):
    """One row per criterion with a measure and other convention that applies to it: what it would have moved.

    Each re-run changes one convention and leaves the others; points are those of all units together.
    """

    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    convention: Series[str] = column("Quy ước khác", "Other convention", isin=CONVENTIONS)
    computed_score: Series[float] = column("Điểm theo sổ", "Computed score", ge=0)
    other_score: Series[float] = column("Điểm nếu theo quy ước khác", "Score under the other convention", ge=0)
    difference: Series[float] = column("Chênh lệch", "Difference")
    changed_units: Series[int] = column("Số đơn vị đổi điểm", "Units whose score changes", ge=0)

    class Config:
        unique = ["year", "criterion_id", "convention"]


class ClaimSums(Table):
    """One row per criterion with a measure: sums over the units with a self-score and a computed score.

    ``over_units`` claimed above the span that the register leaves open, ``under_units`` below it; of ``untold_units``
    it cannot be told. ``uncomputed_units`` have no computed score.
    """

    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    cells: Series[int] = column("Số đơn vị đối chiếu được", "Units compared", ge=0)
    uncomputed_units: Series[int] = column("Số đơn vị chưa tính được", "Units not computed", ge=0)
    self_score: Series[float] = optional("Điểm tự chấm", "Self-score")
    computed_score: Series[float] = optional("Điểm theo sổ", "Computed score")
    appraised_score: Series[float] = optional("Điểm thẩm định", "Appraised score")
    over: Series[float] = optional("Tự chấm cao hơn sổ", "Claimed above the register", ge=0)
    under: Series[float] = optional("Tự chấm thấp hơn sổ", "Claimed below the register", ge=0)
    over_units: Series[int] = column("Số đơn vị chấm cao hơn", "Units above", ge=0)
    under_units: Series[int] = column("Số đơn vị chấm thấp hơn", "Units below", ge=0)
    untold_units: Series[int] = column("Số đơn vị chưa kết luận được", "Units that cannot be told", ge=0)
    declared: Series[str] = optional("Quy ước tính", "Conventions declared")

    class Config:
        unique = ["year", "criterion_id"]
