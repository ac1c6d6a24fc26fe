"""Tables of what the committee decides on."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional


class InitiativeEffects(Table):
    """One row per initiative: the unit's total, grade and rank with and without its points, all others fixed."""

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
    rank_without: Series[pd.Int64Dtype] = optional("Hạng nếu không công nhận", "Rank if not recognised", ge=1)
    rank_with: Series[pd.Int64Dtype] = optional("Hạng nếu công nhận", "Rank if recognised", ge=1)
    is_rank_changed: Series[bool] = column("Đổi hạng", "Changes the rank")

    class Config:
        unique = ["year", "initiative_id"]


class RewardList(Table):
    """One row per reward rule and unit that meets it, with the figures that decided it."""

    year: Series[int] = column("Năm", "Year")
    reward_id: Series[str] = column("Mã quy tắc khen thưởng", "Reward rule id")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")
    rank: Series[pd.Int64Dtype] = column("Hạng", "Rank", ge=1)
    group_rank: Series[pd.Int64Dtype] = optional("Hạng trong nhóm", "Rank in group", ge=1)
    grade: Series[str] = optional("Xếp loại", "Grade")
    total_score: Series[float] = optional("Tổng điểm", "Total score")
    index_pct: Series[float] = optional("Chỉ số CCHC (%)", "PAR index (%)")
    total_pct: Series[float] = optional("Tổng điểm, % điểm tối đa được áp dụng", "Total, % of the applicable maximum")
    penalty: Series[float] = column("Điểm phạt", "Penalty", ge=0)
    result_change: Series[float] = optional("Thay đổi kết quả", "Change in result")
    rank_change: Series[pd.Int64Dtype] = optional("Thay đổi hạng", "Change in rank")
    is_boundary_tie: Series[bool] = column("Bằng nhau ở hạng cuối", "Equal at the last place")

    class Config:
        unique = ["year", "reward_id", "unit_id"]


class LetterLosses(Table):
    """One row per letter, unit and leaf at which the unit lost points: what it lost, against whom."""

    year: Series[int] = column("Năm", "Year")
    letter_id: Series[str] = column("Mã thư", "Letter id")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    letter_rank: Series[pd.Int64Dtype] = column("Thứ tự mất điểm", "Rank by points lost", ge=1)
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    max_score: Series[float] = column("Điểm tối đa", "Maximum score", ge=0)
    appraised_score: Series[float] = column("Điểm thẩm định", "Appraised score")
    deduction: Series[float] = column("Điểm bị trừ", "Deduction")
    deduction_pct: Series[float] = optional("Bị trừ (% điểm tối đa)", "Deduction (% of maximum)")
    reason: Series[str] = optional("Lý do trừ điểm", "Reason")
    scored_units: Series[int] = column("Số đơn vị có điểm thẩm định", "Units appraised", ge=1)
    mean_appraised_score: Series[float] = column("Trung bình các đơn vị", "Mean of the units")
    best_appraised_score: Series[float] = column("Cao nhất trong các đơn vị", "Best of the units")

    class Config:
        unique = ["year", "letter_id", "unit_id", "criterion_id"]


class PublicationForms(Table):
    """One row per ranked unit: its place in order and within its grade, and what either form hides."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    rank: Series[pd.Int64Dtype] = column("Hạng", "Rank", ge=1)
    grade: Series[str] = optional("Xếp loại", "Grade")
    place_in_grade_rank: Series[pd.Int64Dtype] = column("Thứ tự trong nhóm điểm", "Place in the grade", ge=1)
    grade_units: Series[int] = column("Số đơn vị cùng nhóm điểm", "Units in the grade", ge=1)
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")
    group_rank: Series[pd.Int64Dtype] = optional("Hạng trong nhóm", "Rank in group", ge=1)
    total_score: Series[float] = column("Tổng điểm", "Total score")
    index_pct: Series[float] = optional("Chỉ số CCHC (%)", "PAR index (%)")
    total_pct: Series[float] = optional("Tổng điểm, % điểm tối đa được áp dụng", "Total, % of the applicable maximum")
    lead: Series[float] = optional("Hơn đơn vị liền sau", "Ahead of the next unit", ge=0)
    grade_spread: Series[float] = column("Cao nhất trừ thấp nhất trong nhóm điểm", "First to last in the grade", ge=0)
    is_equal: Series[bool] = column("Bằng điểm đơn vị khác", "Equal to another unit")
    is_split_close: Series[bool] = column("Sát nhau mà khác nhóm điểm", "Close, yet in different grades")

    class Config:
        unique = ["year", "unit_id"]
