"""The table of a rule on over-claiming, tried on seasons that are over."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional


class OverClaims(Table):
    """One row per season and unit: what it claimed above what was found, and what this season's rule would have cost.

    No total, grade or rank of any season holds these penalties.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    claimed_score: Series[float] = column("Điểm tự chấm (phần có đối chiếu)", "Self-score, compared leaves")
    found_score: Series[float] = column("Điểm thẩm định (phần có đối chiếu)", "Appraised score, compared leaves")
    gap_score: Series[float] = column("Chênh lệch (điểm)", "Gap (points)")
    gap_pct: Series[float] = optional("Chênh lệch (% điểm tối đa)", "Gap (% of the maximum)")
    total_score: Series[float] = column("Tổng điểm", "Total score")
    is_ranked: Series[bool] = column("Được xếp hạng theo tổng điểm", "Ranked by total score")
    grade: Series[str] = optional("Xếp loại", "Grade")
    grade_cut_off: Series[float] = optional("Cận dưới của xếp loại", "Lower bound of the grade")
    penalty_score: Series[float] = optional("Điểm sẽ bị trừ theo quy tắc thử", "Points the rule would take", ge=0)
    penalised_total_score: Series[float] = optional("Tổng điểm sau khi trừ thử", "Total after the rule")
    is_grade_lost: Series[pd.BooleanDtype] = optional("Mất xếp loại", "Grade lost")
    rank_before: Series[pd.Int64Dtype] = optional("Hạng hiện có", "Rank as it is", ge=1)
    rank_after: Series[pd.Int64Dtype] = optional("Hạng theo quy tắc thử", "Rank after the rule", ge=1)

    class Config:
        unique = ["year", "unit_id"]
