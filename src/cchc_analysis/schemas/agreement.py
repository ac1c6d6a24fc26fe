"""Tables of how far self-scores stand from appraised scores, and how far the two agree."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

LEVELS = ("season", "unit", "domain", "criterion", "leaf")

STATISTICS = (
    *("exact_share", "within_step_share", "ac2", "icc_agreement", "icc_consistency", "mean_difference"),
    *("sd_difference", "lower_limit", "upper_limit", "kendall_tau_b"),
)

READINGS = ("value", "all_agree", "nothing_varies", "too_few", "no_pairs", "no_step", "no_maximum", "one_category")


class Inflation(Table):
    """One row per level and what it sums: how far claims stand above appraised points, on compared leaves.

    ``unit_id`` is ``*`` where all units are summed, ``criterion_id`` where all criteria are.
    """

    year: Series[int] = column("Năm", "Year")
    level: Series[str] = column("Cấp tổng hợp", "Level", isin=LEVELS)
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    compared_self_score: Series[float] = column("Điểm tự chấm (phần có đối chiếu)", "Self-score, compared leaves")
    compared_appraised_score: Series[float] = column(
        "Điểm thẩm định (phần có đối chiếu)", "Appraised score, compared leaves"
    )
    compared_max_score: Series[float] = optional(
        "Điểm tối đa (phần có đối chiếu)", "Maximum score, compared leaves", ge=0
    )
    inflation: Series[float] = column("Tự chấm trừ thẩm định", "Self-score minus appraised")
    inflation_pct: Series[float] = optional("Tự chấm trừ thẩm định (% điểm tối đa)", "Self minus appraised (% of max)")
    cut: Series[float] = column("Bị hạ khi thẩm định", "Cut in appraisal", ge=0)
    raised: Series[float] = column("Được nâng khi thẩm định", "Raised in appraisal", ge=0)
    claim_count: Series[int] = column("Số lượt tự chấm", "Claims", ge=1)
    full_claim_count: Series[pd.Int64Dtype] = optional("Lượt tự chấm tối đa", "Claims at the maximum", ge=0)
    full_claim_share: Series[float] = optional("Tỷ lệ tự chấm tối đa", "Share of claims at the maximum", ge=0, le=1)
    cut_full_claim_count: Series[pd.Int64Dtype] = optional(
        "Lượt tự chấm tối đa bị hạ", "Claims at the maximum that were cut", ge=0
    )
    cut_full_claim_share: Series[float] = optional(
        "Tỷ lệ bị hạ trong số tự chấm tối đa", "Share cut of claims at the maximum", ge=0, le=1
    )
    cut_other_claim_share: Series[float] = optional(
        "Tỷ lệ bị hạ trong số tự chấm dưới tối đa", "Share cut of claims below the maximum", ge=0, le=1
    )
    exact_claim_share: Series[float] = column("Tỷ lệ tự chấm bằng thẩm định", "Share of claims kept as they were", ge=0)
    exact_if_full_share: Series[float] = optional(
        "Tỷ lệ bằng thẩm định nếu đều tự chấm tối đa", "Share that would be kept if all claimed the maximum", ge=0, le=1
    )

    class Config:
        unique = ["year", "level", "unit_id", "criterion_id"]


class UnitDifferences(Table):
    """One row per unit: its totals in % of the compared maximum, their mean and difference, the limits of all units."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    compared_self_pct: Series[float] = column("Tự chấm (% điểm tối đa)", "Self-score (% of max)")
    compared_appraised_pct: Series[float] = column("Thẩm định (% điểm tối đa)", "Appraised (% of max)")
    mean_of_both_pct: Series[float] = column("Trung bình hai điểm (%)", "Mean of both (%)")
    difference_pct: Series[float] = column("Chênh lệch (%)", "Difference (%)")
    mean_difference_pct: Series[float] = column("Chênh lệch bình quân (%)", "Mean difference (%)")
    lower_limit_pct: Series[float] = optional("Giới hạn dưới (%)", "Lower limit (%)")
    upper_limit_pct: Series[float] = optional("Giới hạn trên (%)", "Upper limit (%)")
    is_outside: Series[bool] = column("Ngoài giới hạn", "Outside the limits")

    class Config:
        unique = ["year", "unit_id"]


class ClaimedRanks(Table):
    """One row per ranked unit: its rank by self-score beside its rank by appraised score, on compared leaves."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    compared_self_score: Series[float] = column("Điểm tự chấm (phần có đối chiếu)", "Self-score, compared leaves")
    compared_appraised_score: Series[float] = column(
        "Điểm thẩm định (phần có đối chiếu)", "Appraised score, compared leaves"
    )
    self_rank: Series[pd.Int64Dtype] = optional("Hạng theo tự chấm", "Rank by self-score", ge=1)
    appraised_rank: Series[pd.Int64Dtype] = optional("Hạng theo thẩm định", "Rank by appraised score", ge=1)
    displacement: Series[pd.Int64Dtype] = optional("Số bậc tụt khi thẩm định", "Places lost in appraisal")

    class Config:
        unique = ["year", "unit_id"]


class Agreement(Table):
    """One row per subject (a leaf, all leaves pooled, the units' totals) and statistic of agreement."""

    year: Series[int] = column("Năm", "Year")
    subject: Series[str] = column("Đối tượng", "Subject", isin=("leaf", "pooled", "units"))
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    statistic: Series[str] = column("Hệ số", "Statistic", isin=STATISTICS)
    pair_count: Series[int] = column("Số cặp điểm", "Pairs of scores", ge=0)
    value: Series[float] = optional("Giá trị", "Value")
    is_undefined: Series[bool] = column("Không xác định", "Undefined")
    reading: Series[str] = column("Cách đọc", "Reading", isin=READINGS)

    class Config:
        unique = ["year", "subject", "criterion_id", "statistic"]


class ExplanationEffects(Table):
    """One row per unit with contested leaves, and the whole body (``*``): points contested, restored, lost further."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    contested_count: Series[int] = column("Tiêu chí còn tranh luận", "Contested leaves", ge=0)
    contested_score: Series[float] = optional("Điểm tranh luận", "Points contested", ge=0)
    restored_count: Series[pd.Int64Dtype] = optional("Tiêu chí được trả lại điểm", "Leaves with points restored", ge=0)
    restored_score: Series[float] = optional("Điểm được trả lại", "Points restored", ge=0)
    lost_further_score: Series[float] = optional("Điểm bị trừ thêm", "Further points lost", ge=0)

    class Config:
        unique = ["year", "unit_id"]
