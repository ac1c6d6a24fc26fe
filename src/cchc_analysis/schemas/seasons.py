"""Tables that set a season beside earlier ones and beside published figures."""

from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional


class RecurringLosses(Table):
    """One row per unit and leaf that lost points in this season and in the previous one, by the same criterion."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    previous_criterion_id: Series[str] = column("Tiêu chí năm trước", "Criterion last year")
    deduction: Series[float] = column("Điểm bị trừ", "Deduction")
    previous_deduction: Series[float] = column("Điểm bị trừ năm trước", "Deduction last year")
    seasons_in_a_row: Series[int] = column("Số năm liên tiếp", "Years in a row", ge=2)

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


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
