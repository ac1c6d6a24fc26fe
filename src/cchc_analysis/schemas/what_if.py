"""Tables of what would change: points given back, and the least to regain."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

GOALS = ("next_grade", "next_rank")


class ReasonRestorations(Table):
    """One row per reason (``*`` = none stated or recognised): what restoring its points to every unit would change.

    Over the units whose appraisal is complete.
    """

    year: Series[int] = column("Năm", "Year")
    reason: Series[str] = column("Lý do trừ điểm", "Reason")
    restored_score: Series[float] = column("Điểm được trả lại", "Points given back", ge=0)
    restored_units: Series[int] = column("Số đơn vị được trả lại", "Units given points back", ge=0)
    changed_grade_units: Series[int] = column("Số đơn vị đổi xếp loại", "Units whose grade changes", ge=0)
    changed_rank_units: Series[int] = column("Số đơn vị đổi hạng", "Units whose rank changes", ge=0)

    class Config:
        unique = ["year", "reason"]


class SmallestRepairs(Table):
    """One row per unit and goal ahead of it: the next higher grade, the value of the next higher unit.

    What is needed, what the smallest repair regains, and how far the unit could get; ``repair_leaves`` says where.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    goal: Series[str] = column("Mục tiêu", "Goal", isin=GOALS)
    goal_grade: Series[str] = optional("Xếp loại cần đạt", "Grade to reach")
    goal_unit_id: Series[str] = optional("Đơn vị đứng ngay trên", "Unit just above")
    goal_rank: Series[pd.Int64Dtype] = optional("Hạng cần đạt", "Rank to reach", ge=1)
    goal_value: Series[float] = column("Mức cần đạt (điểm hoặc %)", "Value to reach (points or %)")
    needed_score: Series[float] = column("Điểm còn thiếu", "Points needed", gt=0)
    is_reachable: Series[bool] = column("Đạt được", "Within reach")
    regained_score: Series[float] = optional("Điểm cần lấy lại", "Points to regain", gt=0)
    leaf_count: Series[pd.Int64Dtype] = optional("Số tiêu chí cần khắc phục", "Leaves to repair", ge=1)
    effort: Series[float] = optional("Công sức khắc phục", "Effort to repair", ge=0)
    repaired_total_score: Series[float] = optional("Tổng điểm sau khắc phục", "Total after the repair")
    repaired_index_pct: Series[float] = optional("Chỉ số sau khắc phục (%)", "Index after the repair (%)")
    repaired_total_pct: Series[float] = optional(
        "Tổng điểm sau khắc phục, % điểm tối đa", "Total after the repair, % of the maximum"
    )
    regainable_score: Series[float] = column("Điểm có thể lấy lại", "Points that could be regained", ge=0)
    reachable_total_score: Series[float] = column("Tổng điểm cao nhất đạt được", "Highest total within reach")

    class Config:
        unique = ["year", "unit_id", "goal"]


class RepairLeaves(Table):
    """One row per unit, goal and leaf that the smallest repair regains points at, most points first."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    goal: Series[str] = column("Mục tiêu", "Goal", isin=GOALS)
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    step: Series[float] = optional("Bước điểm", "Scoring step", gt=0)
    max_score: Series[float] = column("Điểm tối đa", "Maximum score", ge=0)
    appraised_score: Series[float] = column("Điểm thẩm định", "Appraised score")
    deduction: Series[float] = column("Điểm bị trừ", "Deduction")
    regained_score: Series[float] = column("Điểm cần lấy lại", "Points to regain", gt=0)
    repaired_score: Series[float] = column("Điểm sau khắc phục", "Score after the repair")
    effort: Series[float] = optional("Công sức khắc phục", "Effort to repair", ge=0)

    class Config:
        unique = ["year", "unit_id", "goal", "criterion_id"]
