"""Which leaf of the previous season became which leaf of this one."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cchc_analysis.analysis.criteria import list_ancestors
from cchc_analysis.analysis.points import round_points
from cchc_analysis.season import Crosswalk, Season

CARRIED = ("same", "reweighted", "split", "merged")
PAIR = ["relation", "previous_criterion_id", "criterion_id"]


def pair_criteria(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame,
    season: Season,
    criteria: pd.DataFrame | None = None,
    previous_criteria: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per pair of a previous leaf and the leaf it became; a new or a dropped leaf stands alone in its row.

    The season's crosswalk decides; a leaf it does not name kept its id, or is new or dropped. A node it names stands
    for the leaves below it (this needs the criteria sets): paired in their order where the relation is one to one and
    both sides have as many leaves, otherwise every one with every one. An undeclared pair, and one declared the same,
    is ``reweighted`` where the maximum differs for any unit to which both leaves apply. ``match_group`` numbers the
    groups of leaves that became one another, however many they are on either side; a leaf alone is a group too.
    Maxima are the largest of any unit.
    """
    now, before = set(comparison["criterion_id"]), set(previous_comparison["criterion_id"])
    below, below_before = _list_leaves(criteria, now), _list_leaves(previous_criteria, before)
    declared = [pair for change in season.crosswalk for pair in _expand(change, below, below_before)]
    named = {pair[2] for pair in declared}
    named_before = {pair[1] for pair in declared}
    kept = sorted((now & before) - named - named_before)
    undeclared = [
        *(("same", code, code) for code in kept),
        *(("new", None, code) for code in sorted(now - named - set(kept))),
        *(("dropped", code, None) for code in sorted(before - named_before - set(kept))),
    ]
    pairs = pd.DataFrame([*declared, *undeclared], columns=PAIR, dtype="str").drop_duplicates(PAIR[1:])
    return (
        pairs.assign(
            year=season.year,
            previous_max_score=pairs["previous_criterion_id"].map(_largest_maxima(previous_comparison)),
            max_score=pairs["criterion_id"].map(_largest_maxima(comparison)),
        )
        .pipe(_mark_reweighted, comparison, previous_comparison)
        .pipe(_number_groups)
    )


def _list_leaves(criteria: pd.DataFrame | None, leaves: set[str]) -> dict[str, list[str]]:
    """The leaves each id stands for: those below it, in the order of the criteria set, or itself."""
    if criteria is None:
        return {leaf: [leaf] for leaf in leaves}
    nodes = list_ancestors(criteria)
    nodes = nodes[nodes["criterion_id"].isin(leaves)]
    places = criteria.set_index("criterion_id")["position"]
    ordered = nodes.sort_values("criterion_id", key=lambda ids: ids.map(places), kind="stable")
    below: dict[str, list[str]] = ordered.groupby("ancestor_id")["criterion_id"].agg(list).to_dict()
    return below | {leaf: [leaf] for leaf in leaves}


def _expand(
    change: Crosswalk, below: dict[str, list[str]], below_before: dict[str, list[str]]
) -> list[tuple[str, str | None, str | None]]:
    current = [leaf for code in change.current for leaf in below.get(code, [])]
    previous = [leaf for code in change.previous for leaf in below_before.get(code, [])]
    if change.relation in ("same", "reweighted") and len(current) == len(previous):
        return [(change.relation, old, new) for old, new in zip(previous, current, strict=True)]
    if current and previous:
        return [(change.relation, old, new) for old in previous for new in current]
    return [*(("new", None, new) for new in current), *(("dropped", old, None) for old in previous)]


def _largest_maxima(comparison: pd.DataFrame) -> pd.Series:
    return comparison.groupby("criterion_id")["max_score"].max()


def _mark_reweighted(pairs: pd.DataFrame, comparison: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    same = pairs.loc[pairs["relation"] == "same", ["previous_criterion_id", "criterion_id"]]
    before = previous[["unit_id", "criterion_id", "max_score"]].rename(
        columns={"criterion_id": "previous_criterion_id", "max_score": "before"}
    )
    both = (
        comparison[["unit_id", "criterion_id", "max_score"]]
        .merge(same, on="criterion_id", validate="many_to_many")
        .merge(before, on=["unit_id", "previous_criterion_id"], validate="many_to_one")
    )
    differs = both["max_score"].notna() & both["before"].notna()
    differs &= round_points(both["max_score"]) != round_points(both["before"])
    is_reweighted = (pairs["relation"] == "same") & pairs["criterion_id"].isin(both.loc[differs, "criterion_id"])
    return pairs.assign(relation=pairs["relation"].mask(is_reweighted, "reweighted"))


def _number_groups(pairs: pd.DataFrame) -> pd.DataFrame:
    """The connected components of the pairs, numbered in the order of the rows."""
    old, _old_ids = pd.factorize(pairs["previous_criterion_id"])
    new, _new_ids = pd.factorize(pairs["criterion_id"])
    linked = (old >= 0) & (new >= 0)
    first_new = old.max(initial=-1) + 1
    size = first_new + new.max(initial=-1) + 1
    links = coo_array((np.ones(linked.sum()), (old[linked], first_new + new[linked])), shape=(size, size))
    groups = connected_components(links, directed=False)[1] if size else np.array([], dtype=int)
    found = groups[np.where(old >= 0, old, first_new + new)] if size else groups
    return pairs.assign(match_group=pd.factorize(found)[0] + 1).reset_index(drop=True)
