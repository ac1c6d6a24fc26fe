"""Tables of the order on other bases, of distances to cut-offs, and of leaves that alone decide a grade."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

VALUED_AT = ("self_score", "first_appraised_score")
HEAP_STAGES = ("self_score", "first_appraised_score", "appraised_score")


class RankBases(Table):
    """One row per unit: its rank by points and by %, with and without bonus and penalty, overall and in its group."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")
    rank_by: Series[str] = column(
        "Căn cứ xếp hạng của mùa", "The season's basis", isin=("total_score", "index_pct", "total_pct")
    )
    total_score: Series[float] = optional("Tổng điểm", "Total score")
    total_score_rank: Series[pd.Int64Dtype] = optional("Hạng theo tổng điểm", "Rank by total score", ge=1)
    total_score_group_rank: Series[pd.Int64Dtype] = optional(
        "Hạng trong nhóm theo tổng điểm", "Rank in group by total score", ge=1
    )
    appraised_score: Series[float] = optional("Điểm thẩm định", "Appraised score")
    appraised_score_rank: Series[pd.Int64Dtype] = optional("Hạng theo điểm thẩm định", "Rank by appraised score", ge=1)
    appraised_score_group_rank: Series[pd.Int64Dtype] = optional(
        "Hạng trong nhóm theo điểm thẩm định", "Rank in group by appraised score", ge=1
    )
    total_pct: Series[float] = optional("Tổng điểm, % điểm tối đa được áp dụng", "Total, % of the applicable maximum")
    total_pct_rank: Series[pd.Int64Dtype] = optional("Hạng theo % tổng điểm", "Rank by total in %", ge=1)
    total_pct_group_rank: Series[pd.Int64Dtype] = optional(
        "Hạng trong nhóm theo % tổng điểm", "Rank in group by total in %", ge=1
    )
    index_pct: Series[float] = optional("Chỉ số CCHC (%)", "PAR index (%)")
    index_pct_rank: Series[pd.Int64Dtype] = optional("Hạng theo chỉ số CCHC", "Rank by PAR index", ge=1)
    index_pct_group_rank: Series[pd.Int64Dtype] = optional(
        "Hạng trong nhóm theo chỉ số CCHC", "Rank in group by PAR index", ge=1
    )
    to_above_score: Series[float] = optional("Kém bậc liền trên", "Behind the next value above", gt=0)
    to_below_score: Series[float] = optional("Hơn bậc liền dưới", "Ahead of the next value below", gt=0)

    class Config:
        unique = ["year", "unit_id"]


class CutoffDistances(Table):
    """One row per unit with a total and cut-off: what it lacks to reach it, or has to spare above it."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    cut_off_grade: Series[str] = column("Nhóm điểm của ngưỡng", "Grade of the cut-off")
    cut_off: Series[float] = column("Ngưỡng", "Cut-off")
    grade: Series[str] = optional("Xếp loại", "Grade")
    grade_beyond: Series[str] = optional("Xếp loại nếu qua ngưỡng", "Grade past the cut-off")
    to_cut_off_score: Series[float] = column(
        "Điểm còn thiếu (số âm: điểm còn dư)", "Points still needed (negative: points to spare)"
    )
    smallest_step_score: Series[float] = optional("Bước điểm nhỏ nhất", "Smallest scoring step", gt=0)
    to_cut_off_step_count: Series[pd.Int64Dtype] = optional(
        "Số bước điểm để qua ngưỡng (số âm: đi xuống)", "Scoring steps past the cut-off (negative: downwards)"
    )
    is_nearest: Series[bool] = column("Ngưỡng gần nhất", "Nearest cut-off")
    is_crossed_in_dispute: Series[bool] = column("Tranh luận làm qua ngưỡng", "Disputes could carry the unit across")

    class Config:
        unique = ["year", "unit_id", "cut_off_grade"]


class GradeFlips(Table):
    """One row per unit, contested leaf and score it may take that alone would change the unit's grade."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    valued_at: Series[str] = column("Lấy theo", "Valued at", isin=VALUED_AT)
    appraised_score: Series[float] = column("Điểm thẩm định", "Appraised score")
    valued_score: Series[float] = column("Điểm nếu lấy theo đó", "Score if valued so")
    total_score: Series[float] = optional("Tổng điểm", "Total score")
    flipped_total_score: Series[float] = optional("Tổng điểm khi đó", "Total score then")
    flipped_index_pct: Series[float] = optional("Chỉ số CCHC khi đó (%)", "PAR index then (%)")
    flipped_total_pct: Series[float] = optional("Tổng điểm khi đó, % điểm tối đa", "Total then, % of the maximum")
    grade: Series[str] = optional("Xếp loại", "Grade")
    flipped_grade: Series[str] = optional("Xếp loại khi đó", "Grade then")

    class Config:
        unique = ["year", "unit_id", "criterion_id", "valued_at"]


class CutoffHeaps(Table):
    """One row per cut-off (``*`` = all together) and stage: units just above and just below it.

    ``evenness`` is the share of all ways to fall on two sides that are at least as uneven.
    """

    year: Series[int] = column("Năm", "Year")
    cut_off_grade: Series[str] = column("Nhóm điểm của ngưỡng", "Grade of the cut-off")
    valued_at: Series[str] = column("Lấy theo", "Valued at", isin=HEAP_STAGES)
    reach_score: Series[float] = column("Khoảng xét mỗi bên (điểm)", "Reach on either side (points)", gt=0)
    above_units: Series[int] = column("Số đơn vị ngay trên ngưỡng", "Units just above", ge=0)
    below_units: Series[int] = column("Số đơn vị ngay dưới ngưỡng", "Units just below", ge=0)
    near_units: Series[int] = column("Số đơn vị gần ngưỡng", "Units near", ge=0)
    evenness: Series[float] = optional(
        "Tỷ lệ các cách chia lệch ít nhất như vậy", "Share of splits at least as uneven", ge=0, le=1
    )

    class Config:
        unique = ["year", "cut_off_grade", "valued_at"]
