"""Tables of totals, grades and ranks."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import RANKING_STATUSES, Table, column, optional


class UnitRanking(Table):
    """One row per unit: its points, grade and rank, and what holds a rank back; ranked units first, in order."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")
    ranking_status: Series[str] = column("Tình trạng xếp hạng", "Ranking status", isin=RANKING_STATUSES)
    rank: Series[pd.Int64Dtype] = optional("Hạng", "Rank", ge=1)
    group_rank: Series[pd.Int64Dtype] = optional("Hạng trong nhóm", "Rank in group", ge=1)
    grade: Series[str] = optional("Xếp loại", "Grade")
    has_self_score: Series[bool] = column("Có tự chấm", "Self-scored")
    self_score: Series[float] = optional("Điểm tự chấm", "Self-score")
    appraised_score: Series[float] = optional("Điểm thẩm định", "Appraised score")
    compared_self_score: Series[float] = optional("Điểm tự chấm (phần có đối chiếu)", "Self-score, compared leaves")
    compared_appraised_score: Series[float] = optional(
        "Điểm thẩm định (phần có đối chiếu)", "Appraised score, compared leaves"
    )
    bonus: Series[float] = column("Điểm thưởng", "Bonus", ge=0)
    penalty: Series[float] = column("Điểm phạt", "Penalty", ge=0)
    total_score: Series[float] = optional("Tổng điểm", "Total score")
    max_score: Series[float] = optional("Điểm tối đa được áp dụng", "Applicable maximum", ge=0)
    index_pct: Series[float] = optional("Chỉ số CCHC (%)", "PAR index (%)")
    total_pct: Series[float] = optional("Tổng điểm, % điểm tối đa được áp dụng", "Total, % of the applicable maximum")
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    conceded: Series[float] = optional("Đơn vị tự nhận chưa đạt", "Conceded by the unit")
    cut: Series[float] = optional("Bị hạ khi thẩm định", "Cut in appraisal", ge=0)
    raised: Series[float] = optional("Được nâng khi thẩm định", "Raised in appraisal", ge=0)
    unsplit: Series[float] = optional("Bị trừ, không có điểm tự chấm", "Deducted without a self-score")
    open_score: Series[float] = optional("Điểm còn chờ thẩm định", "Points still open", ge=0)
    lowest_total_score: Series[float] = optional("Tổng điểm thấp nhất có thể", "Lowest possible total")
    highest_total_score: Series[float] = optional("Tổng điểm cao nhất có thể", "Highest possible total")
    lowest_grade: Series[str] = optional("Xếp loại thấp nhất có thể", "Lowest possible grade")
    highest_grade: Series[str] = optional("Xếp loại cao nhất có thể", "Highest possible grade")
    may_enter: Series[bool] = column("Sẽ được xếp hạng khi thẩm định xong", "To be ranked once appraised")
    lowest_result: Series[float] = optional("Kết quả thấp nhất có thể", "Lowest possible result")
    highest_result: Series[float] = optional("Kết quả cao nhất có thể", "Highest possible result")
    previous_rank: Series[pd.Int64Dtype] = optional("Hạng năm trước", "Rank last year", ge=1)
    previous_total_score: Series[float] = optional("Tổng điểm năm trước", "Total last year")
    previous_grade: Series[str] = optional("Xếp loại năm trước", "Grade last year")
    rank_change: Series[pd.Int64Dtype] = optional("Thay đổi hạng", "Change in rank")
    score_change: Series[float] = optional("Thay đổi điểm", "Change in points")
    previous_result: Series[float] = optional("Kết quả năm trước", "Result last year")
    result_change: Series[float] = optional("Thay đổi kết quả", "Change in result")

    class Config:
        unique = ["year", "unit_id"]


class RankBands(Table):
    """One row per ranked unit: the best and the worst rank by each source of doubt, each a pair of columns; tiers.

    A source that could not move any rank of the season was not tried: its columns are missing.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    rank: Series[pd.Int64Dtype] = column("Hạng", "Rank", ge=1)
    pending_best_rank: Series[pd.Int64Dtype] = optional(
        "Hạng cao nhất: đơn vị chưa có kết quả", "Best rank: units without a result", ge=1
    )
    pending_worst_rank: Series[pd.Int64Dtype] = optional(
        "Hạng thấp nhất: đơn vị chưa có kết quả", "Worst rank: units without a result", ge=1
    )
    dispute_best_rank: Series[pd.Int64Dtype] = optional("Hạng cao nhất: tranh luận", "Best rank: disputes", ge=1)
    dispute_worst_rank: Series[pd.Int64Dtype] = optional("Hạng thấp nhất: tranh luận", "Worst rank: disputes", ge=1)
    weights_best_rank: Series[pd.Int64Dtype] = optional(
        "Hạng cao nhất: trọng số thay đổi", "Best rank: changed weights", ge=1
    )
    weights_worst_rank: Series[pd.Int64Dtype] = optional(
        "Hạng thấp nhất: trọng số thay đổi", "Worst rank: changed weights", ge=1
    )
    weights_kept_share: Series[float] = optional(
        "Tỷ lệ lần thử giữ nguyên hạng", "Share of trials that keep the rank", ge=0, le=1
    )
    criterion_left_out_best_rank: Series[pd.Int64Dtype] = optional(
        "Hạng cao nhất: bỏ một tiêu chí", "Best rank: one criterion left out", ge=1
    )
    criterion_left_out_worst_rank: Series[pd.Int64Dtype] = optional(
        "Hạng thấp nhất: bỏ một tiêu chí", "Worst rank: one criterion left out", ge=1
    )
    criterion_left_out_id: Series[str] = optional("Tiêu chí làm đổi hạng nhiều nhất", "Criterion that moves it most")
    domain_left_out_best_rank: Series[pd.Int64Dtype] = optional(
        "Hạng cao nhất: bỏ một lĩnh vực", "Best rank: one domain left out", ge=1
    )
    domain_left_out_worst_rank: Series[pd.Int64Dtype] = optional(
        "Hạng thấp nhất: bỏ một lĩnh vực", "Worst rank: one domain left out", ge=1
    )
    domain_left_out_id: Series[str] = optional("Lĩnh vực làm đổi hạng nhiều nhất", "Domain that moves it most")
    not_applicable_best_rank: Series[pd.Int64Dtype] = optional(
        "Hạng cao nhất: đổi quy ước không áp dụng", "Best rank: other convention on what does not apply", ge=1
    )
    not_applicable_worst_rank: Series[pd.Int64Dtype] = optional(
        "Hạng thấp nhất: đổi quy ước không áp dụng", "Worst rank: other convention on what does not apply", ge=1
    )
    best_rank: Series[pd.Int64Dtype] = column("Hạng cao nhất có thể", "Best possible rank", ge=1)
    worst_rank: Series[pd.Int64Dtype] = column("Hạng thấp nhất có thể", "Worst possible rank", ge=1)
    tier: Series[pd.Int64Dtype] = optional("Bậc chắc chắn", "Firm tier", ge=1)
    dispute_tier: Series[pd.Int64Dtype] = optional("Bậc theo tranh luận", "Tier by disputes", ge=1)

    class Config:
        unique = ["year", "unit_id"]
