"""Tables of many units at a glance: how results are distributed, and how groups of units compare."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

MEASURES = ("total_score", "index_pct", "difference_pct", "result_change", "total_pct")
"""What a distribution may be of: the result the season ranks by, self-scores above the appraisal, change."""


class Distributions(Table):
    """One row per measure and bin, bins without units in between included: how many units stand in it."""

    year: Series[int] = column("Năm", "Year")
    measure: Series[str] = column("Đại lượng", "Measure", isin=MEASURES)
    bin_from: Series[float] = column("Từ", "From")
    bin_below: Series[float] = column("Đến dưới", "To below")
    grade: Series[str] = optional("Xếp loại", "Grade")
    unit_count: Series[int] = column("Số đơn vị", "Units", ge=0)

    class Config:
        unique = ["year", "measure", "bin_from"]


class GroupScores(Table):
    """One row per unit group, and one of all units (``*``): how the result the season ranks by is distributed in it."""

    year: Series[int] = column("Năm", "Year")
    group: Series[str] = column("Nhóm đơn vị", "Unit group")
    unit_count: Series[int] = column("Số đơn vị", "Units", ge=1)
    ranked_units: Series[int] = column("Số đơn vị được xếp hạng", "Ranked units", ge=0)
    group_place_rank: Series[pd.Int64Dtype] = optional("Hạng của nhóm", "Rank of the group", ge=1)
    mean_result: Series[float] = optional("Bình quân", "Mean")
    lowest_result: Series[float] = optional("Thấp nhất", "Lowest")
    lower_quartile_result: Series[float] = optional("Tứ phân vị dưới", "Lower quartile")
    median_result: Series[float] = optional("Trung vị", "Median")
    upper_quartile_result: Series[float] = optional("Tứ phân vị trên", "Upper quartile")
    highest_result: Series[float] = optional("Cao nhất", "Highest")
    first_unit_id: Series[str] = optional("Mã đơn vị đứng đầu nhóm", "Id of the group's first unit")
    last_unit_id: Series[str] = optional("Mã đơn vị đứng cuối nhóm", "Id of the group's last unit")
    top_grade_units: Series[pd.Int64Dtype] = optional("Số đơn vị ở nhóm điểm cao nhất", "Units in the top grade", ge=0)
    bottom_grade_units: Series[pd.Int64Dtype] = optional(
        "Số đơn vị ở nhóm điểm thấp nhất hoặc dưới mọi nhóm", "Units in the bottom grade or below all grades", ge=0
    )
    mean_compared_self_score: Series[float] = optional(
        "Điểm tự chấm bình quân (phần có đối chiếu)", "Mean self-score, compared leaves"
    )
    mean_compared_appraised_score: Series[float] = optional(
        "Điểm thẩm định bình quân (phần có đối chiếu)", "Mean appraised score, compared leaves"
    )
    mean_cut: Series[float] = optional("Bị hạ bình quân một đơn vị", "Mean cut per unit", ge=0)
    mean_result_change: Series[float] = optional("Thay đổi kết quả trung bình", "Mean change in result")

    class Config:
        unique = ["year", "group"]


class GroupDomains(Table):
    """One row per unit group and domain: the mean of its units' shares of the applicable maximum."""

    year: Series[int] = column("Năm", "Year")
    group: Series[str] = column("Nhóm đơn vị", "Unit group")
    criterion_id: Series[str] = column("Mã định danh lĩnh vực", "Domain id")
    applicable_units: Series[int] = column("Số đơn vị áp dụng", "Units it applies to", ge=1)
    mean_index_pct: Series[float] = column("Bình quân (% điểm tối đa)", "Mean (% of maximum)")

    class Config:
        unique = ["year", "group", "criterion_id"]
