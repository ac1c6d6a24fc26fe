"""Tables of what the committee decides on."""

from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional


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
