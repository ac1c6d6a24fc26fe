"""This season's losses beside last season's."""

import pandas as pd

from cchc_analysis.analysis.points import sum_points
from cchc_analysis.season import Season

CARRIED = ("same", "reweighted", "split", "merged")


def find_recurring_losses(comparison: pd.DataFrame, previous_comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Leaves at which a unit lost points in this season and in the previous one.

    The season's crosswalk says which criterion became which; those it does not name kept their id. Each part of a
    split criterion stands beside the whole loss of the old one; a merged one beside the sum of the old ones.
    """
    lost = comparison.loc[comparison["deduction"] > 0, ["year", "unit_id", "criterion_id", "deduction"]]
    before = previous_comparison.loc[previous_comparison["deduction"] > 0, ["unit_id", "criterion_id", "deduction"]]
    before = before.rename(columns={"criterion_id": "previous_criterion_id", "deduction": "previous_deduction"})
    pairs = (
        lost.merge(_pair_criteria(comparison, previous_comparison, season), on="criterion_id", validate="many_to_many")
        .merge(before, on=["unit_id", "previous_criterion_id"], validate="many_to_one")
        .sort_values(["unit_id", "criterion_id", "previous_criterion_id"])
    )
    keys = ["year", "unit_id", "criterion_id", "deduction"]
    names = pairs.groupby(keys, sort=False)["previous_criterion_id"].agg("; ".join)
    return sum_points(pairs, keys, ["previous_deduction"]).assign(previous_criterion_id=names).reset_index()


def _pair_criteria(comparison: pd.DataFrame, previous_comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per leaf of this season and leaf of the previous one that it continues."""
    declared = pd.DataFrame(
        [
            (current, previous)
            for change in season.crosswalk
            if change.relation in CARRIED
            for current in change.current
            for previous in change.previous
        ],
        columns=["criterion_id", "previous_criterion_id"],
        dtype="str",
    )
    named = {code for change in season.crosswalk for code in change.current}
    named_before = {code for change in season.crosswalk for code in change.previous}
    kept = set(comparison["criterion_id"]) & set(previous_comparison["criterion_id"]) - named - named_before
    unchanged = pd.DataFrame({"criterion_id": sorted(kept), "previous_criterion_id": sorted(kept)}, dtype="str")
    return pd.concat([declared, unchanged], ignore_index=True).drop_duplicates()
