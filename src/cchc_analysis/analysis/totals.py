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
    totals = unit_ranking.loc[unit_ranking["total_score"].notna()].set_index("unit_id")
    recognised = initiatives.loc[initiatives["initiative_status"] == "recognised"]
    bonus_lines, penalty_lines = (_sum_lines(comparison, line) for line in ("bonus", "penalty"))
    parts = pd.DataFrame(
        {
            "bonus_line_score": bonus_lines,
            "initiative_score": recognised.groupby("unit_id")["bonus_score"].sum(),
            "penalty_line_score": -penalty_lines,
        }
    )
    known = totals[["total_score", "appraised_score"]].join(parts.reindex(totals.index).fillna(0.0).astype(float))
    return round_points(
        known.assign(
            over_bonus_score=totals["bonus"] - known["bonus_line_score"] - known["initiative_score"],
            over_penalty_score=-totals["penalty"] - known["penalty_line_score"],
        )[["total_score", *PARTS]]
    ).reset_index()


def _sum_lines(comparison: pd.DataFrame, line: str) -> pd.Series:
    """The points of one kind of line per unit, as amounts: a penalty may be written with its sign."""
    lines = comparison.loc[comparison["line"] == line]
    scores = lines["appraised_score"].abs() if line == "penalty" else lines["appraised_score"]
    return scores.groupby(lines["unit_id"]).sum()
