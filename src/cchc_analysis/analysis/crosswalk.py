"""Which leaf of the previous season became which leaf of this one."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from cchc_analysis.analysis.criteria import list_ancestors
from cchc_analysis.analysis.points import round_points
from cchc_analysis.rules.season import Crosswalk, Season

CARRIED = ("same", "reweighted", "split", "merged")
ONE_TO_ONE = ("same", "reweighted")
PAIR = ["relation", "previous_criterion_id", "criterion_id"]


Pair: TypeAlias = tuple[str, str | None, str | None]
"""Relation, previous leaf, leaf."""


def pair_criteria(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame,
    season: Season,
    criteria: pd.DataFrame | None = None,
    previous_criteria: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per pair of a previous leaf and the leaf it became; a new or a dropped leaf stands alone in its row.

    The season's crosswalk decides; a leaf it does not name kept its id, or is new or dropped. A node it names stands
    for the leaves below it that nothing narrower names (this needs the criteria sets). One to one, a node carries its
    leaves down: those that kept their id, or their id below the node (``I.1`` and ``V.1`` of ``I`` and ``V``), are
    pairs, and what is over is new or dropped; where no id fits, they are paired in their order if both sides are of
    one shape, else the whole group with the whole group (:func:`find_unlike_nodes` names such nodes). Other relations
    pair every leaf with every one. An undeclared pair, and one declared the same, is ``reweighted`` where the maximum
    differs for any unit to which both leaves apply. ``match_group`` numbers the groups of leaves that became one
    another, however many they are on either side; a leaf alone is a group too. Maxima are the largest of any unit.
    """
    now, before = set(comparison["criterion_id"]), set(previous_comparison["criterion_id"])
    sides = _read_side(previous_criteria, before, season, "previous"), _read_side(criteria, now, season, "current")
    declared = [pair for change in season.crosswalk for pair in _expand(change, *sides)]
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


def find_unlike_nodes(
    season: Season, criteria: pd.DataFrame, previous_criteria: pd.DataFrame
) -> list[tuple[int, list[str], list[str]]]:
    """Declared one-to-one pairs of nodes whose leaves do not fit together, one by one.

    For each, its position in the season's crosswalk (from 1) and the leaves over on the previous and on this side.
    """
    sides = (
        _read_side(previous_criteria, _pick_leaves(previous_criteria), season, "previous"),
        _read_side(criteria, _pick_leaves(criteria), season, "current"),
    )
    unlike = []
    for position, change in enumerate(season.crosswalk, start=1):
        if change.relation in ONE_TO_ONE:
            _pairs, over_before, over = _carry_down(change, *sides)
            if over_before or over:
                unlike.append((position, over_before, over))
    return unlike


def _pick_leaves(criteria: pd.DataFrame) -> set[str]:
    return set(criteria.loc[criteria["is_leaf"], "criterion_id"])


@dataclass(frozen=True)
class _Side:
    """One of the two criteria sets: the leaves that each declared id stands for, and the parent of each leaf."""

    below: dict[str, list[str]]
    parents: dict[str, str]

    def leaves(self, codes: tuple[str, ...]) -> list[str]:
        return [leaf for code in codes for leaf in self.below.get(code, [])]

    def shape(self, leaves: list[str]) -> list[int]:
        """How many of the leaves stand together under one parent, in order."""
        return [len(list(run)) for _parent, run in groupby(leaves, key=lambda leaf: self.parents.get(leaf, ""))]


def _read_side(
    criteria: pd.DataFrame | None, leaves: set[str], season: Season, side: Literal["previous", "current"]
) -> _Side:
    below, parents = {leaf: [leaf] for leaf in leaves}, {}
    if criteria is not None:
        below = _list_leaves(criteria, leaves) | below
        parents = criteria.set_index("criterion_id")["parent_id"].dropna().to_dict()
    codes = {code for change in season.crosswalk for code in getattr(change, side)} & set(below)
    narrowest: dict[str, int] = {}
    for code in codes:
        for leaf in below[code]:
            narrowest[leaf] = min(narrowest.get(leaf, len(below[code])), len(below[code]))
    named = {code: [leaf for leaf in below[code] if narrowest[leaf] == len(below[code])] for code in codes}
    return _Side(named, parents)


def _list_leaves(criteria: pd.DataFrame, leaves: set[str]) -> dict[str, list[str]]:
    """The leaves below each node, in the order of the criteria set."""
    nodes = list_ancestors(criteria)
    nodes = nodes[nodes["criterion_id"].isin(leaves)]
    places = criteria.set_index("criterion_id")["position"]
    ordered = nodes.sort_values("criterion_id", key=lambda ids: ids.map(places), kind="stable")
    below: dict[str, list[str]] = ordered.groupby("ancestor_id")["criterion_id"].agg(list).to_dict()
    return below


def _expand(change: Crosswalk, before: _Side, now: _Side) -> list[Pair]:
    if change.relation in ONE_TO_ONE:
        pairs, over_before, over = _carry_down(change, before, now)
        if pairs or not (over_before and over):
            return [*pairs, *_stand_alone(over_before, over)]
        relation = "split" if len(over_before) == 1 else "merged" if len(over) == 1 else change.relation
        return [(relation, old, new) for old in over_before for new in over]
    previous, current = before.leaves(change.previous), now.leaves(change.current)
    if current and previous:
        return [(change.relation, old, new) for old in previous for new in current]
    return _stand_alone(previous, current)


def _carry_down(change: Crosswalk, before: _Side, now: _Side) -> tuple[list[Pair], list[str], list[str]]:
    """The leaves of a node that became another, pair by pair, and those over on either side."""
    previous, current = before.leaves(change.previous), now.leaves(change.current)
    kept = set(current)
    by_rest = {leaf.removeprefix(change.current[0]): leaf for leaf in current}
    became = {old: old if old in kept else by_rest.get(old.removeprefix(change.previous[0]), "") for old in previous}
    pairs: list[Pair] = [(change.relation, old, new) for old, new in became.items() if new]
    if not pairs and before.shape(previous) == now.shape(current):
        pairs = [(change.relation, old, new) for old, new in zip(previous, current, strict=True)]
    paired_before, paired = {pair[1] for pair in pairs}, {pair[2] for pair in pairs}
    over_before = [leaf for leaf in previous if leaf not in paired_before]
    return pairs, over_before, [leaf for leaf in current if leaf not in paired]


def _stand_alone(previous: list[str], current: list[str]) -> list[Pair]:
    return [*(("dropped", old, None) for old in previous), *(("new", None, new) for new in current)]


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
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    old, _old_ids = pd.factorize(pairs["previous_criterion_id"])
    new, _new_ids = pd.factorize(pairs["criterion_id"])
    linked = (old >= 0) & (new >= 0)
    first_new = old.max(initial=-1) + 1
    size = first_new + new.max(initial=-1) + 1
    links = coo_array((np.ones(linked.sum()), (old[linked], first_new + new[linked])), shape=(size, size))
    groups = connected_components(links, directed=False)[1] if size else np.array([], dtype=int)
    found = groups[np.where(old >= 0, old, first_new + new)] if size else groups
    return pairs.assign(match_group=pd.factorize(found)[0] + 1).reset_index(drop=True)
