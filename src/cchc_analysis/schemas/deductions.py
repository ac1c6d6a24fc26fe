"""Tables of points lost, by criterion."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import SCOPES, Table, column, optional


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
