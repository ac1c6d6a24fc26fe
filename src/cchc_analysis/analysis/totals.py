"""What a unit's total is made of, part by part."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points

PARTS = (
    "appraised_score",
    "bonus_line_score",
    "initiative_score",
    "over_bonus_score",
    "penalty_line_score",
    "over_penalty_score",
)
"""The parts of a total in the order in which they are added up: what is taken away is negative."""


WHOLE = ["total_score", "appraised_score", "bonus", "penalty"]
"""What a unit's row has of them, bonus and penalty as far as they count."""


def split_totals(unit_ranking: pd.DataFrame, comparison: pd.DataFrame, initiatives: pd.DataFrame) -> pd.DataFrame:
    """One row per unit with a total: ``unit_id``, ``total_score`` and its ``PARTS``, which add up to it.

    Bonus lines and recognised initiatives are given in full; what they exceed the season's ceiling by is taken away in
    ``over_bonus_score`` (≤ 0). Penalty lines are negative; ``over_penalty_score`` (≥ 0) gives back what exceeds that
    ceiling. A part that a unit does not have is 0. Points at six decimals.
    """
    totals = unit_ranking.loc[unit_ranking["total_score"].notna(), ["unit_id", *WHOLE]]
    unit_ids, whole = totals["unit_id"], totals[WHOLE].to_numpy(float)
    bonus = _sum_by_unit(comparison, comparison["line"] == "bonus", "appraised_score", unit_ids)
    penalty = _sum_by_unit(comparison, comparison["line"] == "penalty", "appraised_score", unit_ids)
    initiative = _sum_by_unit(initiatives, initiatives["initiative_status"] == "recognised", "bonus_score", unit_ids)
    total, appraised, counted_bonus, counted_penalty = whole.T
    over_bonus, over_penalty = counted_bonus - bonus - initiative, penalty - counted_penalty
    parts = np.column_stack([total, appraised, bonus, initiative, over_bonus, -penalty, over_penalty])
    split = pd.DataFrame(round_points(parts), columns=["total_score", *PARTS])
    split.insert(0, "unit_id", unit_ids.array)
    return split


def _sum_by_unit(rows: pd.DataFrame, is_meant: pd.Series, column: str, unit_ids: pd.Series) -> np.ndarray:
    """The points of *rows* per unit, as amounts (a penalty may be written with its sign); 0 where there are none."""
    if not is_meant.any():
        return np.zeros(len(unit_ids))
    lines = rows.loc[is_meant, ["unit_id", column]]
    sums = lines[column].abs().groupby(lines["unit_id"]).sum()
    return sums.reindex(unit_ids).fillna(0.0).to_numpy(float)
