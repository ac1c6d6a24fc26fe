"""Tables of points lost, by criterion."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import HIT_EXTENTS, MEASURED_SCOPES, SCOPES, Table, column, optional


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
    cumulative_share: Series[float] = optional("Tỷ trọng cộng dồn", "Cumulative share of points lost", ge=0, le=1)
    mean_hit_deduction: Series[float] = optional("Điểm mất bình quân khi bị trừ", "Mean points lost when hit", ge=0)
    hit_share: Series[float] = optional("Tỷ lệ đơn vị bị trừ", "Share of units losing points", ge=0, le=1)
    hit_extent: Series[str] = optional("Mức phổ biến", "Extent", isin=HIT_EXTENTS)
    measured_scope: Series[str] = optional("Phạm vi đo được", "Measured scope", isin=MEASURED_SCOPES)

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


class GroupDeductions(_Deductions):
    """One row per unit group and criterion: the group's own table of criteria, most deducted first."""

    group: Series[str] = column("Nhóm đơn vị", "Unit group")

    class Config:
        unique = ["year", "group", "criterion_id"]


class LossConcentration(Table):
    """One row per way of spreading the losses: across criteria, across leaves, across units."""

    year: Series[int] = column("Năm", "Year")
    across: Series[str] = column("Phân bố theo", "Across", isin=("criteria", "leaves", "units"))
    item_count: Series[int] = column("Số mục đã biết điểm bị trừ", "Items with a known deduction", ge=0)
    missing_count: Series[int] = column("Số mục chưa biết điểm bị trừ", "Items without a known deduction", ge=0)
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    gini: Series[float] = optional("Hệ số Gini", "Gini coefficient", ge=0, le=1)
    fewest_count: Series[pd.Int64Dtype] = optional("Số mục đủ mức, ít nhất", "Items to the share, fewest", ge=1)
    most_count: Series[pd.Int64Dtype] = optional("Số mục đủ mức, nhiều nhất", "Items to the share, most", ge=1)

    class Config:
        unique = ["year", "across"]


class HitPattern(Table):
    """One row per unit and criterion that applies to it: points lost, place in the pattern, is it unusual."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    deduction_pct: Series[float] = optional("Bị trừ (% điểm tối đa)", "Deduction (% of maximum)")
    is_hit: Series[pd.BooleanDtype] = optional("Bị trừ điểm", "Lost points")
    unit_position: Series[int] = column("Vị trí đơn vị", "Place of the unit", ge=1)
    criterion_position: Series[int] = column("Vị trí tiêu chí", "Place of the criterion", ge=1)
    is_unusual: Series[bool] = column("Bất thường", "Unusual")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


class CriteriaLostTogether(Table):
    """One row per pair of criteria lost by the same units more often than chance, least likely by chance first."""

    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    other_criterion_id: Series[str] = column("Tiêu chí cùng bị trừ", "Other criterion id")
    both_units: Series[int] = column("Số đơn vị bị trừ ở cả hai", "Units hit on both", ge=1)
    applicable_units: Series[int] = column("Số đơn vị áp dụng cả hai", "Units both apply to", ge=1)
    expected_units: Series[float] = column("Số đơn vị nếu ngẫu nhiên", "Units by chance", ge=0)
    chance_share: Series[float] = column("Khả năng do ngẫu nhiên", "Chance of as many", ge=0, le=1)

    class Config:
        unique = ["year", "criterion_id", "other_criterion_id"]


class ScopeSensitivity(Table):
    """One row per threshold: how many criteria would be a common problem, and which would change."""

    year: Series[int] = column("Năm", "Year")
    threshold_share: Series[float] = column("Mức coi là chung", "Threshold", gt=0, le=1)
    is_in_force: Series[bool] = column("Mức đang dùng", "In force")
    common_count: Series[int] = column("Số tiêu chí là vấn đề chung", "Criteria measured common", ge=0)
    specific_count: Series[int] = column("Số tiêu chí là vấn đề riêng", "Criteria measured specific", ge=0)
    agreeing_count: Series[int] = column("Khớp phạm vi đã khai", "As declared", ge=0)
    changed_count: Series[int] = column("Đổi so với mức đang dùng", "Changed against the one in force", ge=0)
    changed_criteria: Series[str] = optional("Tiêu chí đổi", "Criteria changed")

    class Config:
        unique = ["year", "threshold_share"]
