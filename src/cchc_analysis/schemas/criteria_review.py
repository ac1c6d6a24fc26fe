"""Tables of the review of a criteria set, for those who write next year's."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

REVIEW_LEVELS = ("domain", "criterion", "leaf")
PROPOSALS = ("saturated", "alike", "against", "unused_steps")


class CriteriaReview(Table):
    """One row per level and node of the criteria set: its weights, how hard it is, whom it tells apart, its work.

    Over the units whose appraisal is complete. Seasons and separation are known for leaves alone.
    """

    year: Series[int] = column("Năm", "Year")
    level: Series[str] = column("Cấp", "Level", isin=REVIEW_LEVELS)
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    unit_count: Series[int] = column("Số đơn vị áp dụng", "Units it applies to", ge=0)
    nominal_share: Series[float] = optional("Trọng số theo điểm tối đa", "Nominal weight", ge=0, le=1)
    effective_share: Series[float] = optional("Trọng số thực tế", "Effective weight")
    effective_share_lowest: Series[float] = optional(
        "Trọng số thực tế thấp nhất khi bỏ một đơn vị", "Effective weight, lowest without one unit"
    )
    effective_share_highest: Series[float] = optional(
        "Trọng số thực tế cao nhất khi bỏ một đơn vị", "Effective weight, highest without one unit"
    )
    nominal_index_share: Series[float] = optional("Trọng số theo điểm tối đa, tính trên %", "Nominal weight, on %")
    effective_index_share: Series[float] = optional("Trọng số thực tế, tính trên %", "Effective weight, on %")
    effective_index_share_lowest: Series[float] = optional(
        "Trọng số thực tế trên %, thấp nhất khi bỏ một đơn vị", "Effective weight on %, lowest without one unit"
    )
    effective_index_share_highest: Series[float] = optional(
        "Trọng số thực tế trên %, cao nhất khi bỏ một đơn vị", "Effective weight on %, highest without one unit"
    )
    mean_share: Series[float] = optional("Mức đạt bình quân", "Mean share reached")
    full_units: Series[int] = column("Số đơn vị đạt tối đa", "Units at the maximum", ge=0)
    is_saturated: Series[bool] = column("Mọi đơn vị đạt tối đa", "Full in every unit")
    full_seasons: Series[pd.Int64Dtype] = optional("Số năm liền mọi đơn vị đạt tối đa", "Seasons in a row full", ge=0)
    full_cells: Series[pd.Int64Dtype] = optional("Số lượt đạt tối đa trong các năm đó", "Full cells in them", ge=0)
    loss_rate_bound: Series[float] = optional(
        "Tỷ lệ mất điểm cao nhất còn hợp với các lượt đó", "Highest rate of loss that they still allow", ge=0, le=1
    )
    separation: Series[float] = optional(
        "Tương quan với phần còn lại của bộ tiêu chí", "Correlation with the rest of the set", ge=-1, le=1
    )
    separation_lower: Series[float] = optional("Cận dưới của tương quan", "Correlation, lower bound", ge=-1, le=1)
    separation_upper: Series[float] = optional("Cận trên của tương quan", "Correlation, upper bound", ge=-1, le=1)
    separation_units: Series[pd.Int64Dtype] = optional("Số đơn vị tính tương quan", "Units correlated", ge=0)
    previous_separation: Series[float] = optional("Tương quan năm trước", "Correlation last year", ge=-1, le=1)
    step_count: Series[pd.Int64Dtype] = optional("Số mức điểm", "Values of the scale", ge=1)
    unused_step_count: Series[pd.Int64Dtype] = optional("Số mức điểm không ai nhận", "Values given to nobody", ge=0)
    compared_cells: Series[pd.Int64Dtype] = optional("Số ô đã soát", "Cells verified", ge=0)
    moved_cells: Series[pd.Int64Dtype] = optional("Số ô đổi điểm khi thẩm định", "Cells moved in appraisal", ge=0)
    contested_cells: Series[pd.Int64Dtype] = optional("Số ô có giải trình", "Cells contested", ge=0)
    moved_score: Series[float] = optional("Điểm thẩm định đã đổi", "Points moved in appraisal", ge=0)
    deciding_cells: Series[pd.Int64Dtype] = optional("Số ô quyết định nhóm điểm hoặc hạng", "Cells that decided", ge=0)
    deciding_score: Series[float] = optional("Điểm quyết định nhóm điểm hoặc hạng", "Points that decided", ge=0)
    cells_per_deciding_point: Series[float] = optional(
        "Số ô soát cho mỗi điểm quyết định", "Cells verified per point that decided", ge=0
    )

    class Config:
        unique = ["year", "level", "criterion_id"]


class AlikeCriteria(Table):
    """One row per pair of leaves that tell the same of the units both apply to."""

    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    other_criterion_id: Series[str] = column("Mã định danh tiêu chí kia", "Id of the other criterion")
    common_units: Series[int] = column("Số đơn vị áp dụng cả hai", "Units both apply to", ge=0)
    deducted_units: Series[int] = column("Số đơn vị bị trừ ở cả hai", "Units deducted at both", ge=0)
    correlation: Series[float] = column("Tương quan của phần điểm mất", "Correlation of the losses", ge=-1, le=1)
    is_identical: Series[bool] = column("Mất điểm giống hệt", "Identical losses")

    class Config:
        unique = ["year", "criterion_id", "other_criterion_id"]


class UnusedSteps(Table):
    """One row per leaf and value of its scale that no unit got."""

    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    unused_score: Series[float] = column("Mức điểm không ai nhận", "Value given to nobody", ge=0)

    class Config:
        unique = ["year", "criterion_id", "unused_score"]


class SetPrecision(Table):
    """One row per season: how far apart two units must lie to differ, had it other criteria of the same kind."""

    year: Series[int] = column("Năm", "Year")
    unit_count: Series[int] = column("Số đơn vị", "Units", ge=2)
    leaf_count: Series[int] = column("Số tiêu chí áp dụng cho mọi đơn vị", "Leaves common to the units", ge=2)
    unit_variance: Series[float] = optional("Phương sai giữa đơn vị", "Variance between units")
    leaf_variance: Series[float] = optional("Phương sai giữa tiêu chí", "Variance between leaves")
    rest_variance: Series[float] = optional("Phương sai còn lại", "Remaining variance")
    relative_generality: Series[float] = optional("Eρ² (trên phần điểm tối đa)", "Eρ² (on shares of the maximum)")
    absolute_generality: Series[float] = optional("Φ (trên phần điểm tối đa)", "Φ (on shares of the maximum)")
    points_generality: Series[float] = optional("Eρ² (trên điểm)", "Eρ² (on points)")
    set_error_score: Series[float] = column("Sai số do chọn tiêu chí (điểm)", "Error of the choice of criteria", ge=0)
    least_gap_score: Series[float] = column("Khoảng cách ít nhất để hai đơn vị khác nhau", "Least gap to differ", ge=0)
    first_last_gap_score: Series[float] = optional("Khoảng cách đơn vị đầu và cuối", "Gap between first and last", ge=0)
    pair_count: Series[int] = column("Số cặp đơn vị được xếp hạng", "Pairs of ranked units", ge=0)
    closer_pair_count: Series[int] = column("Số cặp gần nhau hơn khoảng cách đó", "Pairs closer than that", ge=0)

    class Config:
        unique = ["year"]


class CriteriaProposals(Table):
    """One row per leaf and thing that its figures ask the drafters of next year's set to look at."""

    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    proposal: Series[str] = column("Điều cần xem", "What to look at", isin=PROPOSALS)
    other_criterion_id: Series[str] = optional("Mã định danh tiêu chí kia", "Id of the other criterion")
    season_count: Series[pd.Int64Dtype] = column("Số năm", "Seasons", ge=1)
    cell_count: Series[pd.Int64Dtype] = column("Số ô, số đơn vị hoặc số mức điểm", "Cells, units or values", ge=0)
    figure: Series[float] = column("Con số làm căn cứ", "The figure it rests on")

    class Config:
        unique = ["year", "criterion_id", "proposal", "other_criterion_id"]


class BothSets(Table):
    """One row per unit in a year of change: this season's scores under this year's set and under last year's."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    total_score: Series[float] = optional("Tổng điểm", "Total score")
    grade: Series[str] = optional("Xếp loại", "Grade")
    rank: Series[pd.Int64Dtype] = optional("Hạng", "Rank", ge=1)
    previous_set_score: Series[float] = column("Tổng điểm theo bộ tiêu chí năm trước", "Total under last year's set")
    unscored_max_score: Series[float] = column(
        "Điểm tối đa của bộ năm trước mà năm nay không chấm", "Points of last year's set that nobody scored", ge=0
    )
    previous_set_grade: Series[str] = optional("Xếp loại theo bộ tiêu chí năm trước", "Grade under last year's set")
    previous_set_rank: Series[pd.Int64Dtype] = optional(
        "Hạng theo bộ tiêu chí năm trước", "Rank under last year's set", ge=1
    )

    class Config:
        unique = ["year", "unit_id"]
