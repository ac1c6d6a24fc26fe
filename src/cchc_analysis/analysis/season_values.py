"""What units, domains and criteria reached in each season, set on a basis on which the seasons can be compared."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import MEASURES, sum_leaves
from cchc_analysis.analysis.criteria import ROOT
from cchc_analysis.analysis.crosswalk import CARRIED
from cchc_analysis.analysis.points import round_points, share_of, sum_points
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import empty, titles

ALL = ROOT  # all units, or all criteria
NODES: Mapping[str, tuple[str, ...]] = {
    "": ("season", "unit"),
    "domain_id": ("domain", "unit_domain"),
    "ranked_node_id": ("criterion",),
}
"""The column of ``comparison`` that says which node a leaf counts in: the levels of all units and of each unit."""

LEAF_COLUMNS = ["year", "unit_id", "criterion_id", "domain_id", "ranked_node_id", *MEASURES]
KEPT = ("same", "reweighted")
SERIES = ["level", "unit_id", "criterion_id"]
CELL = ["unit_id", "criterion_id", "group"]


def follow_results(
    comparison: pd.DataFrame, crosswalk: pd.DataFrame, previous: Mapping[str, pd.DataFrame] | None, season: Season
) -> pd.DataFrame:
    """``season_values``: the results of this season, and of the earlier ones for each series that goes on.

    Of *previous*, last season's tables, ``comparison`` is needed; its ``season_values`` reach further back. A unit goes
    on by its id. A criterion goes on where the crosswalk pairs each of its leaves, the same or reweighted, with one
    leaf of one earlier criterion and leaves none over on either side. A domain goes on as the one with which it shares
    the most of its maximum, each the other's nearest. Every other series starts anew (``link`` is ``new``).

    ``season_value`` is 100 × points ÷ applicable maximum (over all units: their points and maxima together, of those
    fully appraised), or points where no maximum is known (over all units: their mean). What moved it other than
    results is ``basis_change``::

        basis_change = change of season_value − 100 × Σ (s1 − s0) w ÷ Σ w,   w = (M0 + M1) / 2

    summed over the matched groups of leaves (``match_group``) of the units counted in both seasons, with share ``s`` of
    maximum ``M`` before (0) and now (1): the change of results at weights of both seasons (the indicator of Bennet
    1920, as in :func:`changes.explain_score_changes`). It is exactly 0 where unit by unit the same leaves have the same
    maxima, and then known even beside a season without a result. It is missing, and the series broken, where the
    measure changed, where points without maxima meet a changed criteria set, and where less than
    ``analysis.min_matched_share`` of both maxima matches.

    ``comparable_value`` is the result had the basis always been this season's: with each later ``basis_change`` added;
    missing before a break. The work is linear in the rows of both seasons.
    """
    now = measure_results(comparison)
    if not previous:
        return _set_comparable(now.assign(basis_change=np.nan, link="first"))
    before = previous["comparison"][LEAF_COLUMNS]
    earlier = previous.get("season_values")
    if earlier is None:
        earlier = measure_results(before).assign(basis_change=np.nan, link="first")
    linked, kept = [], []
    leaves = comparison[LEAF_COLUMNS]
    for column, levels in NODES.items():
        names, groups = _match_nodes(leaves, before, crosswalk, column)
        at_levels = earlier[earlier["level"].isin(levels)]
        renamed = at_levels.assign(criterion_id=at_levels["criterion_id"].map(names).astype("str")).dropna(
            subset=["criterion_id"]
        )
        links = _link_units(leaves, before, column, names, groups)
        linked.append(_link_results(now[now["level"].isin(levels)], renamed, links, levels, season))
        kept.append(renamed)
    ours = pd.concat(linked, ignore_index=True)
    going_on = ours.loc[ours["link"] != "new", SERIES]
    history = pd.concat(kept, ignore_index=True).merge(going_on, on=SERIES, validate="many_to_one")
    history = history[history["year"] < season.year]
    return _set_comparable(pd.concat([ours, history[ours.columns]], ignore_index=True))


def measure_results(comparison: pd.DataFrame) -> pd.DataFrame:
    """What each unit, domain, unit's domain, criterion and the whole body reached; no link to any other season.

    One row per series to which a leaf applies. A unit's result waits until all its leaves are appraised; that of all
    units is over those that are. ``is_provisional`` says that an applicable leaf has no appraised score yet.
    """
    leaves = comparison[LEAF_COLUMNS]
    named = pd.concat([_name_nodes(leaves, column).assign(node_column=column) for column in NODES], ignore_index=True)
    sums = sum_leaves(named, ["node_column", "year", "unit_id", "criterion_id"])
    parts = []
    for column, levels in NODES.items():
        by_unit = sums[(sums["node_column"] == column) & (sums["leaf_count"] > 0)]
        parts += [
            by_unit.assign(level=level, unit_of=units)
            for level, units in zip(levels, (ALL, by_unit["unit_id"]), strict=False)
        ]
    found = _pool(pd.concat(parts, ignore_index=True))
    return found[["year", *SERIES, "measure", "scored_units", "season_value", "is_provisional"]]


def _name_nodes(comparison: pd.DataFrame, column: str) -> pd.DataFrame:
    """The score lines, each under the node it counts in; ``leaf_id`` keeps its own id."""
    leaves = comparison[comparison["line"] == "score"]
    return leaves.assign(leaf_id=leaves["criterion_id"], criterion_id=leaves[column] if column else ALL)


def _pool(by_unit: pd.DataFrame) -> pd.DataFrame:
    """Results of the units that ``unit_of`` takes together, over those fully appraised."""
    keys = ["year", "level", "unit_of", "criterion_id"]
    is_complete, has_maximum = by_unit["open_count"] == 0, by_unit["max_score"].notna()
    is_share = has_maximum.groupby([by_unit[key] for key in keys]).transform("any")
    counts = is_complete & (has_maximum | ~is_share)
    sums = sum_points(
        by_unit.assign(
            points=by_unit["appraised_score"].where(counts),
            maximum=by_unit["max_score"].where(counts),
            scored_units=counts.astype(int),
            is_share=is_share.astype(int),
            is_open=(~is_complete).astype(int),
        ),
        keys,
        ["points", "maximum", "scored_units", "is_share", "is_open"],
    ).reset_index()
    share, mean = share_of(100 * sums["points"], sums["maximum"]), share_of(sums["points"], sums["scored_units"])
    in_share = sums["is_share"] > 0
    return sums.rename(columns={"unit_of": "unit_id"}).assign(
        measure=np.where(in_share, "index_pct", "appraised_score"),
        scored_units=sums["scored_units"].astype(int),
        season_value=share.where(in_share, mean),
        is_provisional=sums["is_open"] > 0,
    )


def _match_nodes(
    comparison: pd.DataFrame, before: pd.DataFrame, crosswalk: pd.DataFrame, column: str
) -> tuple[pd.Series, pd.DataFrame]:
    """By the earlier id of each node that goes on, its id now; and the pairs of leaves that stay within such a node."""
    leaves, leaves_before = _weigh_leaves(comparison, column), _weigh_leaves(before, column)
    pairs = crosswalk.loc[crosswalk["relation"].isin(CARRIED)]
    pairs = pairs.assign(
        match_group=pairs["match_group"].astype(str),
        node=pairs["criterion_id"].map(leaves["node"]),
        node_before=pairs["previous_criterion_id"].map(leaves_before["node"]),
    ).dropna(subset=["node", "node_before"])
    group = pairs.groupby("match_group")
    is_inside = (group["node"].transform("nunique") == 1) & (group["node_before"].transform("nunique") == 1)
    pairs = pairs.assign(is_single=group["node"].transform("size") == 1)[is_inside]
    if not column:
        return pd.Series({ALL: ALL}), pairs
    is_kept = pairs["is_single"] & pairs["relation"].isin(KEPT)
    chosen = pairs[is_kept] if column == "ranked_node_id" else pairs
    nodes = ["node_before", "node"]
    matched = pd.concat(
        [
            chosen.drop_duplicates("criterion_id").assign(
                weight=lambda rows: rows["criterion_id"].map(leaves["weight"])
            ),
            chosen.drop_duplicates("previous_criterion_id").assign(
                weight=lambda rows: rows["previous_criterion_id"].map(leaves_before["weight"])
            ),
        ]
    )
    shared = matched.groupby(nodes, as_index=False).agg(weight=("weight", "sum"), leaves=("criterion_id", "nunique"))
    if column == "ranked_node_id":
        is_whole = (shared["leaves"] == shared["node"].map(leaves.groupby("node").size())) & (
            shared["leaves"] == shared["node_before"].map(leaves_before.groupby("node").size())
        )
        shared = shared[is_whole]
    nearest = [shared.groupby(side)["weight"].rank(method="max", ascending=False) == 1 for side in nodes]
    followed = shared[nearest[0] & nearest[1]]
    return followed.set_index("node_before")["node"], pairs.merge(followed[nodes], on=nodes, validate="many_to_one")


def _weigh_leaves(comparison: pd.DataFrame, column: str) -> pd.DataFrame:
    """By leaf, its node and its weight: its maxima over all units, or 1 where any leaf lacks one."""
    rows = (
        _name_nodes(comparison, column)
        .groupby("leaf_id")
        .agg(
            node=("criterion_id", "first"),
            weight=("max_score", "sum"),
            known=("max_score", "count"),
            size=("year", "size"),
        )
    )
    return rows.assign(weight=rows["weight"] if (rows["known"] == rows["size"]).all() else 1.0)


def _link_units(
    comparison: pd.DataFrame, before: pd.DataFrame, column: str, names: pd.Series, pairs: pd.DataFrame
) -> pd.DataFrame:
    """One row per unit and node that goes on: what of it is matched with the season before, and how that moved."""
    groups = pairs.drop_duplicates("match_group").set_index("match_group")
    now = _sum_cells(_name_nodes(comparison, column), pairs.set_index("criterion_id")["match_group"], "now")
    earlier = _name_nodes(before, column)
    earlier = earlier.assign(criterion_id=earlier["criterion_id"].map(names).astype("str"))
    then = _sum_cells(earlier, pairs.set_index("previous_criterion_id")["match_group"], "before")
    now = now[now["criterion_id"].isin(names)]
    cells = now.merge(then, on=CELL, how="outer", suffixes=("", "_before"), validate="one_to_one")
    is_matched = cells["points"].notna() & cells["points_before"].notna()
    maxima, maxima_before = cells["maximum"], cells["maximum_before"]
    is_alike = round_points(maxima) == round_points(maxima_before)
    is_alike |= maxima.isna() & maxima_before.isna() & (cells["group"].map(groups["relation"]) == "same")
    share, share_before = (
        cells["points"] / maxima.where(maxima > 0),
        cells["points_before"] / maxima_before.where(maxima_before > 0),
    )
    weight = ((maxima + maxima_before) / 2).where(is_matched & (maxima > 0) & (maxima_before > 0))
    cells = cells.assign(
        own=(share - share_before) * weight,
        weight=weight,
        changed=~(is_matched & is_alike & cells["group"].map(groups["is_single"]).eq(True)),
        has_now=cells["points"].notna(),
        has_before=cells["points_before"].notna(),
        unknown=(cells["points"].notna() & maxima.isna()) | (cells["points_before"].notna() & maxima_before.isna()),
    )
    flags = ["changed", "has_now", "has_before", "unknown", "is_open", "is_open_before"]
    cells[flags] = cells[flags].fillna(False).astype(int)
    sums = cells.groupby(["unit_id", "criterion_id"], sort=False)[
        ["own", "weight", "maximum", "maximum_before", *flags]
    ].sum()
    return sums.astype(dict.fromkeys(flags, bool)).reset_index()


def _sum_cells(leaves: pd.DataFrame, groups: pd.Series, side: str) -> pd.DataFrame:
    """Points and maxima of each unit's matched groups; a leaf of no such group stands alone."""
    due = leaves[leaves["appraised_status"] != "not_applicable"].dropna(subset=["criterion_id"])
    group = due["leaf_id"].map(groups[~groups.index.duplicated()])
    cells = pd.DataFrame(
        {
            "unit_id": due["unit_id"],
            "criterion_id": due["criterion_id"],
            "group": group.where(group.notna(), side + " " + due["leaf_id"]),
            "points": due["appraised_score"].where(due["appraised_status"] == "scored").fillna(0.0),
            "maximum": due["max_score"],
            "unknown_count": due["max_score"].isna().astype(int),
            "open_count": (due["appraised_status"] != "scored").astype(int),
        }
    )
    sums = cells.groupby(CELL, sort=False).sum().reset_index()
    return pd.DataFrame(
        {
            **sums[CELL],
            "points": round_points(sums["points"]),
            "maximum": round_points(sums["maximum"]).where(sums["unknown_count"] == 0),
            "is_open": sums["open_count"] > 0,
        }
    )


def _link_results(
    now: pd.DataFrame, earlier: pd.DataFrame, links: pd.DataFrame, levels: tuple[str, ...], season: Season
) -> pd.DataFrame:
    """The results of this season with what their basis changed since the last one.

    Without maxima on both sides nothing has a weight, so a basis that is not unchanged has no known change.
    """
    last = earlier.loc[earlier["year"] == earlier["year"].max(), [*SERIES, "measure", "season_value"]]
    rows = now.merge(last, on=SERIES, how="left", suffixes=("", "_before"), validate="one_to_one")
    units_of = [pd.Series(ALL, index=links.index), links["unit_id"]]
    parts = [
        _sum_links(links.assign(level=level, unit_id=units)) for level, units in zip(levels, units_of, strict=False)
    ]
    rows = rows.merge(pd.concat(parts, ignore_index=True), on=SERIES, how="left", validate="one_to_one")
    change = rows["season_value"] - rows["season_value_before"]
    basis = round_points(change - 100 * rows["own"] / rows["weight"].where(rows["weight"] > 0))
    is_enough = rows["matched_share"] >= season.analysis.min_matched_share
    is_followed = rows["measure_before"].notna()
    is_unchanged = is_followed & rows["is_unchanged"].fillna(False).astype(bool)
    is_adjusted = is_followed & ~is_unchanged & is_enough & basis.notna()
    return rows.assign(
        basis_change=basis.where(is_adjusted).mask(is_unchanged, 0.0),
        link=np.select([is_unchanged, is_adjusted, is_followed], ["unchanged", "adjusted", "broken"], "new"),
    )[[*now.columns, "basis_change", "link"]]


def _sum_links(links: pd.DataFrame) -> pd.DataFrame:
    """The links of the units that ``unit_id`` takes together: over those fully appraised in both seasons.

    The basis is unchanged where each unit's is, and the same units count in both results, or all of them in the one
    result there is.
    """
    is_now, is_before = links["has_now"] & ~links["is_open"], links["has_before"] & ~links["is_open_before"]
    is_known = ~links["unknown"]
    counts = is_now & is_before & is_known
    parts = links.assign(
        own=links["own"].where(counts, 0.0),
        weight=links["weight"].where(counts, 0.0),
        matched=(2 * links["weight"]).where(counts, 0.0),
        whole=links["maximum"].where(is_now & is_known, 0.0) + links["maximum_before"].where(is_before & is_known, 0.0),
        is_unlike=is_now != is_before,
        is_now=is_now,
        is_before=is_before,
    )
    by_series = parts.groupby(SERIES, sort=False)
    sums = by_series[["own", "weight", "matched", "whole"]].sum()
    some = by_series[["changed", "is_unlike", "is_now", "is_before"]].any()
    whole = by_series[["is_now", "is_before"]].all()
    is_one_sided = (whole["is_now"] & ~some["is_before"]) | (whole["is_before"] & ~some["is_now"])
    return sums.assign(
        matched_share=share_of(sums["matched"], sums["whole"]),
        is_unchanged=~some["changed"] & (~some["is_unlike"] | is_one_sided),
    ).reset_index()


def _set_comparable(values: pd.DataFrame) -> pd.DataFrame:
    """Every result on the basis of the last season, in the order of levels and series, then by year."""
    if values.empty:
        return empty("season_values")
    series, years = values.groupby(SERIES, sort=False).ngroup().to_numpy(), np.sort(values["year"].unique())[::-1]
    place = np.searchsorted(-years, -values["year"].to_numpy())
    changes = np.full((series.max() + 1, len(years) + 1), np.nan)
    changes[:, 0] = 0.0
    changes[series, place + 1] = values["basis_change"].to_numpy(dtype=float)
    later = np.cumsum(changes, axis=1)[series, place]
    ordered = values.assign(
        comparable_value=round_points(values["season_value"] + later),
        level_at=values["level"].map({level: at for at, level in enumerate(dict.fromkeys(_levels()))}),
        series=series,
    ).sort_values(["level_at", "series", "year"], ignore_index=True)
    return ordered[list(titles("season_values"))]


def _levels() -> list[str]:
    return [level for levels in NODES.values() for level in levels]
