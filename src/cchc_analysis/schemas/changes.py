"""Tables that explain what changed since last season."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

RELATIONS = ("same", "reweighted", "split", "merged", "new", "dropped")


class CriteriaCrosswalk(Table):
    """One row per pair of a leaf of the previous season and the leaf it became; new and dropped leaves stand alone."""

    year: Series[int] = column("Năm", "Year")
    match_group: Series[int] = column("Nhóm tiêu chí khớp nhau", "Group of matched criteria", ge=1)
    relation: Series[str] = column("Quan hệ", "Relation", isin=RELATIONS)
    previous_criterion_id: Series[str] = optional("Tiêu chí năm trước", "Criterion last year")
    criterion_id: Series[str] = optional("Mã định danh tiêu chí", "Criterion id")
    previous_max_score: Series[float] = optional("Điểm tối đa năm trước", "Maximum last year", ge=0)
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)

    class Config:
        unique = ["year", "previous_criterion_id", "criterion_id"]


class ScoreChanges(Table):
    """One row per unit with a total in both seasons: the change of its points and of its index, in parts."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    previous_total_score: Series[float] = column("Tổng điểm năm trước", "Total last year")
    total_score: Series[float] = column("Tổng điểm", "Total score")
    score_change: Series[float] = column("Thay đổi điểm", "Change in points")
    own_change: Series[float] = optional("Do kết quả của đơn vị", "Own results")
    maxima_change: Series[float] = optional("Do điểm tối đa thay đổi", "Maxima changed")
    added_change: Series[float] = optional("Do tiêu chí mới", "New criteria")
    dropped_change: Series[float] = optional("Do tiêu chí bị bỏ", "Dropped criteria")
    applicability_change: Series[float] = optional("Do phạm vi áp dụng thay đổi", "Applicability changed")
    bonus_change: Series[float] = optional("Do điểm thưởng", "Bonus")
    penalty_change: Series[float] = optional("Do điểm phạt", "Penalty")
    matched_share: Series[float] = column(
        "Phần tiêu chí so sánh được hai năm", "Share comparable in both years", ge=0, le=1
    )
    is_explained: Series[bool] = column("Có phân tích thay đổi", "Change explained")
    index_change: Series[float] = optional("Thay đổi Chỉ số (điểm %)", "Change in index (percentage points)")
    index_own_change: Series[float] = optional("Chỉ số: do kết quả của đơn vị", "Index: own results")
    index_maxima_change: Series[float] = optional("Chỉ số: do điểm tối đa thay đổi", "Index: maxima changed")
    index_added_change: Series[float] = optional("Chỉ số: do tiêu chí mới", "Index: new criteria")
    index_dropped_change: Series[float] = optional("Chỉ số: do tiêu chí bị bỏ", "Index: dropped criteria")
    index_applicability_change: Series[float] = optional(
        "Chỉ số: do phạm vi áp dụng thay đổi", "Index: applicability changed"
    )

    result_change: Series[float] = optional("Thay đổi kết quả", "Change in result")
    result_set_change: Series[float] = optional("Do bộ tiêu chí thay đổi", "Due to the criteria set")
    result_own_change: Series[float] = optional("Kết quả: do kết quả của đơn vị", "Result: own results")
    result_maxima_change: Series[float] = optional("Kết quả: do điểm tối đa thay đổi", "Result: maxima changed")
    result_added_change: Series[float] = optional("Kết quả: do tiêu chí mới", "Result: new criteria")
    result_dropped_change: Series[float] = optional("Kết quả: do tiêu chí bị bỏ", "Result: dropped criteria")
    result_applicability_change: Series[float] = optional(
        "Kết quả: do phạm vi áp dụng thay đổi", "Result: applicability changed"
    )
    result_extra_change: Series[float] = optional("Kết quả: do điểm thưởng, điểm phạt", "Result: bonus and penalty")

    class Config:
        unique = ["year", "unit_id"]


class MeanChange(Table):
    """One row per season whose changes are explained: what the mean change of the result is made of."""

    year: Series[int] = column("Năm", "Year")
    compared_units: Series[int] = column("Số đơn vị có điểm cả hai năm", "Units scored in both years", ge=0)
    explained_units: Series[int] = column("Số đơn vị được phân tích", "Units explained", ge=0)
    mean_change: Series[float] = column("Thay đổi bình quân", "Mean change")
    criteria_set_change: Series[float] = column("Do bộ tiêu chí thay đổi", "Due to the criteria set")
    own_change: Series[float] = column("Do kết quả của đơn vị", "Own results")
    extra_change: Series[float] = column("Do điểm thưởng, điểm phạt", "Bonus and penalty")
    maxima_change: Series[float] = column("Do điểm tối đa thay đổi", "Maxima changed")
    added_change: Series[float] = column("Do tiêu chí mới", "New criteria")
    dropped_change: Series[float] = column("Do tiêu chí bị bỏ", "Dropped criteria")
    applicability_change: Series[float] = column("Do phạm vi áp dụng thay đổi", "Applicability changed")

    class Config:
        unique = ["year"]


class RankChanges(Table):
    """One row per unit ranked in both seasons: its change of rank in parts; a rise is positive."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    previous_rank: Series[pd.Int64Dtype] = column("Hạng năm trước", "Rank last year", ge=1)
    rank: Series[pd.Int64Dtype] = column("Hạng", "Rank", ge=1)
    rank_change: Series[pd.Int64Dtype] = column("Thay đổi hạng", "Change in rank")
    rank_set_change: Series[float] = optional("Hạng: do bộ tiêu chí thay đổi", "Rank: the criteria set changed")
    rank_own_change: Series[float] = optional("Hạng: do kết quả của đơn vị", "Rank: own results")
    rank_others_change: Series[float] = optional("Hạng: do các đơn vị khác", "Rank: the others moved")

    class Config:
        unique = ["year", "unit_id"]


class FixedLosses(Table):
    """One row per unit and leaf that lost points in the previous season and none in this one."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    previous_criterion_id: Series[str] = column("Tiêu chí năm trước", "Criterion last year")
    previous_deduction: Series[float] = column("Điểm bị trừ năm trước", "Deduction last year")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]
