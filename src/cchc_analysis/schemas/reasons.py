"""Tables of why points were lost."""

from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional


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


class ReasonLosses(Table):
    """One row per reason (``*`` = none stated or recognised), unit and domain: points lost and their parts."""

    year: Series[int] = column("Năm", "Year")
    reason: Series[str] = column("Lý do trừ điểm", "Reason")
    is_declared: Series[bool] = column("Lý do có trong danh mục", "Reason is on the list")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    domain_id: Series[str] = column("Lĩnh vực", "Domain")
    hit_count: Series[int] = column("Số lần bị trừ", "Times deducted", ge=1)
    deduction: Series[float] = column("Điểm bị trừ", "Deduction")
    conceded: Series[float] = optional("Đơn vị tự nhận chưa đạt", "Conceded by the unit")
    cut: Series[float] = optional("Bị hạ khi thẩm định", "Cut in appraisal", ge=0)
    raised: Series[float] = optional("Được nâng khi thẩm định", "Raised in appraisal", ge=0)
    unsplit: Series[float] = optional("Bị trừ, không có điểm tự chấm", "Deducted without a self-score")

    class Config:
        unique = ["year", "reason", "unit_id", "domain_id"]


class ReasonCoverage(Table):
    """One row per source of the reason of a loss (or why it has none): how many losses and points it covers."""

    year: Series[int] = column("Năm", "Year")
    coverage_source: Series[str] = column(
        "Lý do có từ đâu", "Where the reason comes from", isin=("appraiser", "pattern", "unmatched_note", "no_note")
    )
    hit_count: Series[int] = column("Số lần bị trừ", "Times deducted", ge=0)
    deduction: Series[float] = column("Điểm bị trừ", "Deduction", ge=0)
    hit_share: Series[float] = column("Tỷ trọng trong số lần bị trừ", "Share of times deducted", ge=0)
    loss_share: Series[float] = column("Tỷ trọng trong tổng điểm bị trừ", "Share of all points lost", ge=0)
    ambiguous_count: Series[int] = column("Ý kiến có từ hai lý do trở lên", "Notes with two or more reasons", ge=0)

    class Config:
        unique = ["year", "coverage_source"]


class ReasonHistory(Table):
    """One row per season and reason (``*`` = none stated or recognised), this season and all earlier ones at hand."""

    year: Series[int] = column("Năm", "Year")
    reason: Series[str] = column("Lý do trừ điểm", "Reason")
    hit_count: Series[int] = column("Số lần bị trừ", "Times deducted", ge=0)
    hit_units: Series[int] = column("Số đơn vị bị trừ", "Units losing points", ge=0)
    deduction: Series[float] = column("Điểm bị trừ", "Deduction")
    loss_share: Series[float] = optional("Tỷ trọng trong tổng điểm bị trừ", "Share of all points lost")

    class Config:
        unique = ["year", "reason"]
