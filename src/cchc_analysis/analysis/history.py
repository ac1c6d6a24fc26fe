"""This season's losses beside last season's."""

from collections.abc import Mapping

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.changes import attribute_mean_change, explain_rank_changes, explain_score_changes
from cchc_analysis.analysis.crosswalk import CARRIED, pair_criteria
from cchc_analysis.analysis.points import sum_points
from cchc_analysis.rules.season import Season

TABLES = (
    "criteria_crosswalk",
    "score_changes",
    "mean_change",
    "rank_changes",
    "recurring_losses",
    "fixed_losses",
)


def compare_seasons(
    comparison: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    criteria: pd.DataFrame,
    previous: Mapping[str, pd.DataFrame] | None,
    season: Season,
) -> dict[str, pd.DataFrame]:
    """Every table that sets a season beside the one before it; without one, each is empty.

    Of *previous* ``comparison`` and ``unit_ranking`` are needed; its ``criteria``, where given, let the crosswalk name
    nodes above the leaves, its ``recurring_losses`` count seasons further back.
    """
    if not previous:
        return {name: schemas.empty(name) for name in TABLES}
    before, ranking_before = previous["comparison"], previous["unit_ranking"]
    crosswalk = pair_criteria(comparison, before, season, criteria, previous.get("criteria"))
    changes = explain_score_changes(comparison, before, unit_ranking, ranking_before, crosswalk, season)
    mean = attribute_mean_change(changes)
    return {
        "criteria_crosswalk": crosswalk,
        "score_changes": changes,
        "mean_change": schemas.empty("mean_change") if mean.empty else mean,
        "rank_changes": explain_rank_changes(changes, unit_ranking, ranking_before, season),
        "recurring_losses": find_recurring_losses(comparison, before, crosswalk, previous.get("recurring_losses")),
        "fixed_losses": find_fixed_losses(comparison, before, crosswalk),
    }


def find_recurring_losses(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame,
    crosswalk: pd.DataFrame,
    previous_losses: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Leaves at which a unit lost points in this season and in the previous one.

    *crosswalk* says which leaf became which. Each part of a split leaf stands beside the whole loss of the old one; a
    merged one beside the sum of the old ones. ``seasons_in_a_row`` is 2, or one more than the longest row that
    *previous_losses*, last season's table, has for a leaf it continues.
    """
    lost = comparison.loc[comparison["deduction"] > 0, ["year", "unit_id", "criterion_id", "deduction"]]
    pairs = _pair_with_losses(lost, previous_comparison, crosswalk)
    keys = ["year", "unit_id", "criterion_id", "deduction"]
    if previous_losses is None:
        pairs["seasons_in_a_row"] = 2
    else:
        rows = previous_losses.set_index(["unit_id", "criterion_id"])["seasons_in_a_row"]
        cells = pd.MultiIndex.from_frame(pairs[["unit_id", "previous_criterion_id"]])
        pairs["seasons_in_a_row"] = rows.reindex(cells).fillna(1).to_numpy(dtype=int) + 1
    longest = pairs.groupby(keys, sort=False)["seasons_in_a_row"].max()
    summed = sum_points(pairs, keys, ["previous_deduction"])
    return summed.assign(previous_criterion_id=_join_names(pairs, keys), seasons_in_a_row=longest).reset_index()


def find_fixed_losses(
    comparison: pd.DataFrame, previous_comparison: pd.DataFrame, crosswalk: pd.DataFrame
) -> pd.DataFrame:
    """Leaves at which a unit lost points in the previous season, was scored in this one, and lost none.

    The previous loss is that of the leaf it continues: the whole old loss beside each fixed part of a split one, the
    sum beside a merged one.
    """
    full = comparison.loc[comparison["deduction"] <= 0, ["year", "unit_id", "criterion_id"]]
    pairs = _pair_with_losses(full, previous_comparison, crosswalk)
    keys = ["year", "unit_id", "criterion_id"]
    summed = sum_points(pairs, keys, ["previous_deduction"])
    return summed.assign(previous_criterion_id=_join_names(pairs, keys)).reset_index()


def _join_names(pairs: pd.DataFrame, keys: list[str]) -> pd.Series:
    """The previous leaves of each group, ``a; b``: a sum of texts, which pandas joins without a call per group."""
    names = pairs.assign(previous_criterion_id="; " + pairs["previous_criterion_id"])
    return names.groupby(keys, sort=False)["previous_criterion_id"].sum().str.removeprefix("; ").astype("str")


def _pair_with_losses(leaves: pd.DataFrame, previous: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """*leaves* beside each leaf they continue that lost points last season."""
    before = previous.loc[previous["deduction"] > 0, ["unit_id", "criterion_id", "deduction"]]
    before = before.rename(columns={"criterion_id": "previous_criterion_id", "deduction": "previous_deduction"})
    carried = crosswalk.loc[crosswalk["relation"].isin(CARRIED), ["criterion_id", "previous_criterion_id"]]
    return (
        leaves.merge(carried, on="criterion_id", validate="many_to_many")
        .merge(before, on=["unit_id", "previous_criterion_id"], validate="many_to_one")
        .sort_values(["unit_id", "criterion_id", "previous_criterion_id"], ignore_index=True)
    )
