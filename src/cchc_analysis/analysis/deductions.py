"""What was deducted most: criteria and leaves by points lost over the units they apply to."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import MEASURES, sum_leaves
from cchc_analysis.analysis.measured_scope import measure_scope
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.rules.season import Analysis
from cchc_analysis.schemas import titles

DEFAULTS = Analysis()
NODE = ["group", "criterion_id"]
LEVELS = {
    "criterion_deductions": "ranked_node_id",
    "leaf_deductions": "criterion_id",
    "domain_deductions": "domain_id",
}
"""The tables of the whole body, and the column of ``comparison`` that names the node each is of."""


def rank_deducted_criteria(comparison: pd.DataFrame, analysis: Analysis = DEFAULTS) -> pd.DataFrame:
    """Criteria by points lost, most deducted first: the node above the leaves, or the leaf where there is none.

    Of the rows given: those of one group or one unit give the table of that group or unit.
    """
    return _rank_all(comparison.assign(criterion_id=comparison["ranked_node_id"]), analysis)


def rank_deducted_leaves(comparison: pd.DataFrame, analysis: Analysis = DEFAULTS) -> pd.DataFrame:
    """Leaves by points lost, most deducted first."""
    return _rank_all(comparison, analysis)


def rank_deducted_domains(comparison: pd.DataFrame, analysis: Analysis = DEFAULTS) -> pd.DataFrame:
    """Domains by points lost, most deducted first."""
    return _rank_all(comparison.assign(criterion_id=comparison["domain_id"]), analysis)


def rank_deducted_by_group(
    comparison: pd.DataFrame, units: pd.DataFrame, analysis: Analysis = DEFAULTS
) -> pd.DataFrame:
    """The table of criteria of each unit group, one below the other; units without a group are in none."""
    group = comparison["unit_id"].map(units.set_index("unit_id")["group"])
    grouped = comparison.assign(criterion_id=comparison["ranked_node_id"], group=group).dropna(subset="group")
    return _rank(grouped, analysis)


def rank_deductions(
    comparison: pd.DataFrame, units: pd.DataFrame, analysis: Analysis = DEFAULTS
) -> dict[str, pd.DataFrame]:
    """The tables of criteria, leaves, domains and unit groups by schema name, each as its own function gives it.

    Ranked at once, as if each table, and each group, were one more group: on small seasons a quarter of the time.
    """
    columns = ["year", "unit_id", "scope", *LEVELS.values(), *MEASURES]
    leaves = comparison.loc[comparison["line"] == "score", columns]
    group = leaves["unit_id"].map(units.set_index("unit_id")["group"])
    groups = dict(enumerate(sorted(group.dropna().unique()), start=len(LEVELS)))
    parts = [leaves.assign(criterion_id=leaves[node], group=at) for at, node in enumerate(LEVELS.values())]
    place = group.dropna().map({name: at for at, name in groups.items()}).astype(int)
    parts.append(leaves.loc[place.index].assign(criterion_id=leaves["ranked_node_id"], group=place))
    ranked = _rank(pd.concat(parts, ignore_index=True), analysis)
    stated = list(titles("leaf_deductions"))
    tables = {
        table: ranked.loc[ranked["group"] == at, stated].reset_index(drop=True) for at, table in enumerate(LEVELS)
    }
    by_group = ranked[ranked["group"] >= len(LEVELS)].reset_index(drop=True)
    return tables | {"group_deductions": by_group.assign(group=by_group["group"].map(groups).astype("str"))}


def find_full_criteria(criterion_deductions: pd.DataFrame, comparison: pd.DataFrame) -> pd.DataFrame:
    """The criteria at which every unit they apply to reached the maximum.

    Where a leaf still waits for its appraised score that cannot be said, and its criterion is left out.
    """
    is_open = (comparison["line"] == "score") & ~comparison["appraised_status"].isin(["scored", "not_applicable"])
    waiting = comparison.loc[is_open, "ranked_node_id"]
    is_full = (criterion_deductions["deduction"] == 0) & (criterion_deductions["applicable_units"] > 0)
    return criterion_deductions[is_full & ~criterion_deductions["criterion_id"].isin(waiting)]


def _rank_all(comparison: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    return _rank(comparison.assign(group=""), analysis)[list(titles("leaf_deductions"))]


def _rank(comparison: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    """Sum per group and criterion and rank within the group by points lost, and beside it by points cut.

    The tables of the groups stand one below the other, each as if it were alone. Equal points share the better rank.

    ``deduction_pct`` is the part of the maximum of the leaves appraised so far (of ``max_score`` once all are). A
    criterion whose maxima are not known is ranked by ``cut`` alone. It is specific when all its leaves are.
    ``hit_share`` is the units hit of those known to be hit or not; ``hit_extent`` is ``always`` or ``never`` only once
    no other outcome is possible, ``open`` until then. ``cumulative_share`` of equal points is that of the last of them.
    """
    leaves = comparison.loc[comparison["line"] == "score"]
    sums = sum_leaves(leaves, ["group", "year", "criterion_id", "domain_id"])
    appraised_maximum = round_points(sums["deduction"] + sums["appraised_score"])
    by_group = sums.groupby("group")
    return (
        sums.merge(_name_scopes(leaves), on=NODE, validate="one_to_one")
        .merge(_count_units(leaves), on=NODE, validate="one_to_one")
        .assign(
            deduction_rank=by_group["deduction"].rank(method="min", ascending=False).astype("Int64"),
            cut_rank=by_group["cut"].rank(method="min", ascending=False).astype("Int64"),
            hit_units=lambda rows: rows["hit_units"].where(rows["deduction"].notna()),
            hit_share=lambda rows: _share_hit(rows),
            hit_extent=_name_extent,
            mean_hit_deduction=lambda rows: share_of(rows["deduction"], rows["hit_units"].astype(float)),
            cut_units=lambda rows: rows["cut_units"].where(rows["cut"].notna()),
            deduction_pct=share_of(100 * sums["deduction"], appraised_maximum),
            loss_share=share_of(sums["deduction"], by_group["deduction"].transform("sum")),
        )
        .sort_values(
            ["group", "deduction", "cut", "criterion_id"], ascending=[True, False, False, True], ignore_index=True
        )
        .assign(
            cumulative_share=_accumulate,
            measured_scope=lambda rows: measure_scope(rows, analysis.common_hit_share),
        )
    )[list(titles("group_deductions"))]


def _name_scopes(leaves: pd.DataFrame) -> pd.DataFrame:
    is_specific = (leaves["scope"] == "specific").groupby([leaves[key] for key in NODE]).all()
    return is_specific.map({True: "specific", False: "common"}).astype("str").rename("scope").reset_index()


def _count_units(leaves: pd.DataFrame) -> pd.DataFrame:
    """Units that a criterion applies to, that lost points at it, were cut at it, or are open without a loss so far."""
    applies = (leaves["appraised_status"] != "not_applicable").to_numpy()
    per_unit = leaves[[*NODE, "unit_id"]].assign(
        applicable_units=applies,
        hit_units=applies & (leaves["deduction"] > 0),
        cut_units=applies & (leaves["cut"] > 0),
        open_units=applies & (leaves["appraised_status"] != "scored"),
    )
    by_unit = per_unit.groupby([*NODE, "unit_id"], sort=False).any()
    by_unit["open_units"] &= ~by_unit["hit_units"]
    return by_unit.groupby(NODE, sort=False).sum().astype("Int64").reset_index()


def _share_hit(counts: pd.DataFrame) -> pd.Series:
    known = (counts["applicable_units"] - counts["open_units"]).astype(float)
    return share_of(counts["hit_units"].astype(float), known)


def _name_extent(counts: pd.DataFrame) -> pd.Series:
    hit, is_open = counts["hit_units"], counts["open_units"] > 0
    spared = counts["applicable_units"] - counts["open_units"] - hit.fillna(0)
    is_sure = (~is_open) | ((hit > 0) & (spared > 0))
    extent = np.select([hit.fillna(0) == 0, spared == 0], ["never", "always"], "some")
    named = pd.Series(extent, index=counts.index, dtype="str").where(is_sure.fillna(False).astype(bool), "open")
    return named.where(hit.notna() & (counts["applicable_units"] > 0))


def _accumulate(ranked: pd.DataFrame) -> pd.Series:
    lost = ranked.groupby("group")["deduction"]
    reached = round_points(lost.cumsum()).groupby([ranked["group"], ranked["deduction"]]).transform("max")
    return share_of(reached, lost.transform("sum"))
