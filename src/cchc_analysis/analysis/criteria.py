"""The criteria set as a tree: what each node is, and to whom it applies."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

ROOT = "*"  # the unit's root in node_scores: the sum of its domains
INHERITED = {"line": "score", "scope": "common", "is_survey": False, "step": None, "effort": None}


def complete_tree(rows: pd.DataFrame) -> pd.DataFrame:
    """The criteria set with what its tree implies: inherited values, depth, leaves, domains, order.

    *rows* hold the columns a season states, ``criterion_id`` to ``rule``; blank ``line``, ``scope``, ``is_survey``,
    ``step`` and ``effort`` are the parent's (at the top: a scored, common, unsurveyed line without step or effort). A
    leaf is a node without children of its own line, so a domain scored directly stays a leaf beside the bonus lines
    below it.
    """
    criteria = _in_tree_order(rows)
    return (
        criteria.assign(depth=_measure_depth(criteria))
        .pipe(_inherit)
        .pipe(_mark_leaves)
        .pipe(_name_domains)
        .pipe(_name_ranked_nodes)
        .assign(position=np.arange(1, len(criteria) + 1))
    )


def list_ancestors(criteria: pd.DataFrame) -> pd.DataFrame:
    """One row per node and ancestor, itself included at ``height`` 0 and its domain last."""
    parents = criteria.set_index("criterion_id")["parent_id"]
    steps: list[pd.DataFrame] = []
    ancestors = pd.Series(parents.index, index=parents.index)
    while ancestors.notna().any():
        if len(steps) > len(parents):
            raise ValueError(f"criteria that are their own ancestors: {', '.join(ancestors.dropna().index)}")
        found = ancestors.dropna().rename("ancestor_id").rename_axis("criterion_id").reset_index()
        steps.append(found.assign(height=len(steps)))
        ancestors = ancestors.map(parents)
    return pd.concat(steps, ignore_index=True)


def list_applicable(criteria: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """One row per unit and leaf (bonus and penalty lines included) that the criteria set gives to it.

    A node applies to a unit when it and all its ancestors do. In the order of the units, then of the criteria.
    """
    units = units.sort_values("position")
    nodes = criteria.sort_values("position")
    named = nodes["applies_to"].fillna("")
    targets = {each: find_targets(each, units) for each in named.unique()}
    applies: dict[str, np.ndarray] = {}
    for criterion_id, parent_id, applies_to in zip(nodes["criterion_id"], nodes["parent_id"], named, strict=True):
        above = applies.get(parent_id) if pd.notna(parent_id) else None
        own = targets[applies_to]
        applies[criterion_id] = own if above is None else own & above
    leaves = nodes.loc[nodes["is_leaf"], "criterion_id"]
    grid = np.array([applies[leaf] for leaf in leaves], dtype=bool).reshape(len(leaves), len(units))
    unit_at, leaf_at = np.nonzero(grid.T)
    return pd.DataFrame(
        {
            "unit_id": units["unit_id"].to_numpy()[unit_at],
            "criterion_id": leaves.to_numpy()[leaf_at],
        },
        dtype="str",
    )


def find_targets(applies_to: object, units: pd.DataFrame) -> np.ndarray:
    """Which units an ``applies_to`` names: ids and ``group:`` ids between ``;``, ``!`` before those left out.

    Blank, or exclusions alone, mean every unit (but those excluded).
    """
    parts = [part.strip() for part in str(applies_to).split(";")] if pd.notna(applies_to) else []
    named = [part for part in parts if part and not part.startswith("!")]
    excluded = [part[1:].strip() for part in parts if part.startswith("!")]
    included = _are_named(named, units) if named else np.ones(len(units), dtype=bool)
    return included & ~_are_named(excluded, units)


def _are_named(names: list[str], units: pd.DataFrame) -> np.ndarray:
    groups = [name.removeprefix("group:").strip() for name in names if name.startswith("group:")]
    named = units["unit_id"].isin(names) | units["group"].isin(groups)
    return named.to_numpy(dtype=bool)


def _in_tree_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Each node before its children, siblings in the order received."""
    ids = list(rows["criterion_id"])
    parents = [parent if pd.notna(parent) else None for parent in rows["parent_id"]]
    children: dict[str | None, list[str]] = {}
    for node, parent in zip(ids, parents, strict=True):
        children.setdefault(parent, []).append(node)

    def walk(parent: str | None) -> Iterator[str]:
        for node in children.get(parent, []):
            yield node
            yield from walk(node)

    order = list(walk(None))
    if len(order) != len(ids):
        astray = ", ".join(sorted(set(ids) - set(order)))
        raise ValueError(f"criteria repeated, of an unknown parent, or their own ancestors: {astray}")
    return rows.set_index("criterion_id", drop=False).loc[order].reset_index(drop=True)


def _measure_depth(criteria: pd.DataFrame) -> pd.Series:
    heights = list_ancestors(criteria).groupby("criterion_id")["height"].max()
    return criteria["criterion_id"].map(heights) + 1


def _inherit(criteria: pd.DataFrame) -> pd.DataFrame:
    """Fill blanks from the parent, level by level from the top."""
    values = criteria[list(INHERITED)].astype(object).set_axis(criteria["criterion_id"])
    for _ in range(criteria["depth"].max()):
        above = values.reindex(criteria["parent_id"]).set_axis(values.index)
        values = values.where(values.notna(), above)
    filled = {
        name: values[name] if top is None else values[name].where(values[name].notna(), top)
        for name, top in INHERITED.items()
    }
    return criteria.assign(
        line=filled["line"].to_numpy(dtype=str),
        scope=filled["scope"].to_numpy(dtype=str),
        is_survey=filled["is_survey"].to_numpy(dtype=bool),
        step=filled["step"].to_numpy(dtype=float),
        effort=filled["effort"].to_numpy(dtype=float),
    )


def _mark_leaves(criteria: pd.DataFrame) -> pd.DataFrame:
    inner = criteria[["parent_id", "line"]].dropna().drop_duplicates()
    own = pd.MultiIndex.from_frame(criteria[["criterion_id", "line"]])
    return criteria.assign(is_leaf=~own.isin(pd.MultiIndex.from_frame(inner)))


def _name_domains(criteria: pd.DataFrame) -> pd.DataFrame:
    ancestors = list_ancestors(criteria).sort_values("height")
    tops = ancestors.drop_duplicates("criterion_id", keep="last").set_index("criterion_id")["ancestor_id"]
    return criteria.assign(domain_id=criteria["criterion_id"].map(tops))


def _name_ranked_nodes(criteria: pd.DataFrame) -> pd.DataFrame:
    """The node at which deductions are ranked: the one just above the leaves, below the domain; or the leaf itself.

    A node stands for its leaves only when all its children are leaves, so that every leaf is ranked in exactly one
    node and a ranked node is always whole.
    """
    scored = criteria.loc[criteria["line"] == "score"]
    only_leaves = scored.groupby("parent_id")["is_leaf"].all()
    inner = scored.loc[scored["depth"] > 1, "criterion_id"]
    whole = set(only_leaves.index[only_leaves]) & set(inner)
    by_parent = criteria["parent_id"].where(criteria["parent_id"].isin(whole), criteria["criterion_id"])
    ranked = by_parent.where(criteria["is_leaf"], criteria["criterion_id"].where(criteria["criterion_id"].isin(whole)))
    return criteria.assign(ranked_node_id=ranked.where(criteria["line"] == "score"))
