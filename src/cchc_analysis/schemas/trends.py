"""Tables that follow units, domains and criteria over the seasons."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

LEVELS = ("season", "unit", "domain", "unit_domain", "criterion")

MEASURES = ("index_pct", "appraised_score")

LINKS = ("first", "unchanged", "adjusted", "broken", "new")

DIRECTIONS = ("rising", "falling", "level", "mixed")


class SeasonValues(Table):
    """One row per season and series: a unit, a domain, a unit's domain, a criterion or the whole body.

    ``unit_id`` is ``*`` where all units are taken together, ``criterion_id`` where all criteria are; ids are those of
    the season whose table this is, whatever they were called before.
    """

    year: Series[int] = column("Năm", "Year")
    level: Series[str] = column("Cấp tổng hợp", "Level", isin=LEVELS)
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    measure: Series[str] = column("Đo bằng", "Measured in", isin=MEASURES)
    scored_units: Series[int] = column("Số đơn vị đã thẩm định đủ", "Units fully appraised", ge=0)
    season_value: Series[float] = optional("Kết quả trong năm (% hoặc điểm)", "Result of the year (% or points)")
    basis_change: Series[float] = optional(
        "Thay đổi không do kết quả, so với năm trước", "Change since last year not due to results"
    )
    comparable_value: Series[float] = optional("Kết quả so sánh được (% hoặc điểm)", "Comparable result (% or points)")
    link: Series[str] = column("Nối với năm trước", "Link to last year", isin=LINKS)
    is_provisional: Series[bool] = column("Tạm tính", "Provisional")

    class Config:
        unique = ["year", "level", "unit_id", "criterion_id"]


class Trends(Table):
    """One row per series of this season: how its comparable results moved over the seasons.

    ``unit_id`` and ``criterion_id`` as in ``season_values``. Fewer than three comparable seasons have no trend.
    """

    year: Series[int] = column("Năm", "Year")
    level: Series[str] = column("Cấp tổng hợp", "Level", isin=LEVELS)
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    measure: Series[str] = column("Đo bằng", "Measured in", isin=MEASURES)
    season_count: Series[int] = column("Số mùa so sánh được", "Comparable seasons", ge=0)
    first_year: Series[pd.Int64Dtype] = optional("Từ năm", "From")
    last_year: Series[pd.Int64Dtype] = optional("Đến năm", "To")
    first_value: Series[float] = optional("Kết quả năm đầu (% hoặc điểm)", "First result (% or points)")
    last_value: Series[float] = optional("Kết quả năm cuối (% hoặc điểm)", "Last result (% or points)")
    yearly_change: Series[float] = optional("Thay đổi mỗi năm", "Change per year")
    direction: Series[str] = optional("Chiều hướng", "Direction", isin=DIRECTIONS)
    rising_count: Series[int] = column("Số cặp năm tăng", "Pairs of years that rise", ge=0)
    falling_count: Series[int] = column("Số cặp năm giảm", "Pairs of years that fall", ge=0)
    chance_share: Series[float] = optional("Khả năng do ngẫu nhiên", "Chance of as one-sided a row", ge=0, le=1)
    total_basis_change: Series[float] = optional("Phần không do kết quả", "Part not due to results")
    first_link: Series[str] = optional("Nối với năm trước nữa", "Link to the year before", isin=LINKS)
    is_provisional: Series[bool] = column("Tạm tính", "Provisional")

    class Config:
        unique = ["year", "level", "unit_id", "criterion_id"]
