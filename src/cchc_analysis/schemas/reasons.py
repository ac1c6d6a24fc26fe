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
