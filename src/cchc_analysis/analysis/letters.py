"""Which heads of units each letter goes to, and what their units lost."""

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.rules.season import Letter, Season
from cchc_analysis.schemas import titles


def list_letter_losses(comparison: pd.DataFrame, criteria: pd.DataFrame, season: Season) -> pd.DataFrame:
    """What each unit lost at the leaves of each letter, beside the other units to which the leaf applies.

    A letter is about its criteria (with all leaves below them) or its reasons; where it names both, a loss is in it
    that is at one of the criteria and for one of the reasons. ``letter_rank`` orders the units of the letter by their
    points lost in it, most first; equal units share a rank (competition). ``mean_appraised_score`` and
    ``best_appraised_score`` are those of all units appraised at the leaf, the unit itself included. Points; leaves
    without a maximum have no loss and are in no letter.
    """
    lines = comparison[(comparison["line"] == "score") & (comparison["appraised_status"] == "scored")]
    by_leaf = lines.groupby("criterion_id")["appraised_score"]
    peers = lines.assign(
        mean_appraised_score=round_points(by_leaf.transform("mean")),
        best_appraised_score=by_leaf.transform("max"),
        scored_units=by_leaf.transform("count"),
        deduction_pct=share_of(100 * lines["deduction"], lines["max_score"]),
    )
    lost = peers[peers["deduction"] > 0]
    lists = [
        lost[_concern(lost, criteria, letter)].assign(letter_id=letter.id).pipe(_rank_units)
        for letter in season.letters
    ]
    columns = list(titles("letter_losses"))
    return pd.concat(lists, ignore_index=True)[columns] if lists else schemas.empty("letter_losses")


def sum_letter_losses(letter_losses: pd.DataFrame) -> pd.DataFrame:
    """One row per letter and unit: points lost at the leaves of the letter, most first within each letter."""
    keys = ["letter_id", "letter_rank", "unit_id"]
    sums = round_points(letter_losses.groupby(keys, sort=True)["deduction"].sum())
    return sums.reset_index()


def find_leaves_below(criteria: pd.DataFrame, nodes: tuple[str, ...]) -> set[str]:
    """The ids of *nodes* and of everything below them in the criteria set."""
    found = set(nodes)
    level = found
    while level:
        below = criteria.loc[criteria["parent_id"].isin(level), "criterion_id"]
        level = set(below) - found
        found = found | level
    return found


def _concern(lost: pd.DataFrame, criteria: pd.DataFrame, letter: Letter) -> pd.Series:
    is_meant = pd.Series(data=True, index=lost.index)
    if letter.criteria:
        is_meant &= lost["criterion_id"].isin(find_leaves_below(criteria, letter.criteria))
    if letter.reasons:
        is_meant &= lost["reason"].isin(letter.reasons)
    return is_meant


def _rank_units(losses: pd.DataFrame) -> pd.DataFrame:
    totals = round_points(losses.groupby("unit_id")["deduction"].sum())
    ranks = totals.rank(method="min", ascending=False).astype("Int64")
    ranked = losses.assign(letter_rank=losses["unit_id"].map(ranks).astype("Int64"))
    return ranked.sort_values(["letter_rank", "unit_id", "criterion_id"])
