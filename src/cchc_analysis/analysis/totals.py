"""What a unit's total is made of, part by part."""

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


def split_totals(unit_ranking: pd.DataFrame, comparison: pd.DataFrame, initiatives: pd.DataFrame) -> pd.DataFrame:
    """One row per unit with a total: ``unit_id``, ``total_score`` and its ``PARTS``, which add up to it.

    Bonus lines and recognised initiatives are given in full; what they exceed the season's ceiling by is taken away in
    ``over_bonus_score`` (≤ 0). Penalty lines are negative; ``over_penalty_score`` (≥ 0) gives back what exceeds that
    ceiling. A part that a unit does not have is 0. Points at six decimals.
    """
    columns = ["unit_id", "total_score", "appraised_score", "bonus", "penalty"]
    totals = unit_ranking.loc[unit_ranking["total_score"].notna(), columns].set_index("unit_id")
    recognised = initiatives[initiatives["initiative_status"] == "recognised"]
    bonus = _sum_by_unit(comparison[comparison["line"] == "bonus"], "appraised_score", totals.index)
    penalty = _sum_by_unit(comparison[comparison["line"] == "penalty"], "appraised_score", totals.index)
    initiative = _sum_by_unit(recognised, "bonus_score", totals.index)
    parts = totals[["total_score", "appraised_score"]].assign(
        bonus_line_score=bonus,
        initiative_score=initiative,
        over_bonus_score=totals["bonus"] - bonus - initiative,
        penalty_line_score=-penalty,
        over_penalty_score=penalty - totals["penalty"],
    )
    return round_points(parts).reset_index()


def _sum_by_unit(lines: pd.DataFrame, column: str, unit_ids: pd.Index) -> pd.Series:
    """The points of *lines* per unit, as amounts (a penalty may be written with its sign); 0 where there are none."""
    if lines.empty:
        return pd.Series(0.0, index=unit_ids)
    return lines[column].abs().groupby(lines["unit_id"]).sum().reindex(unit_ids, fill_value=0.0).astype(float)
