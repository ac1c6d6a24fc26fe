"""The rows of a form: what of the criteria set applies to one unit, and what each sum is the sum of."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Line:
    """One criterion of a form; ``parts`` are the lines below it that its sum is made of, none for a leaf."""

    criterion_id: str
    code: str
    name: str
    rule: str
    depth: int
    line: str
    max_score: float | None
    step: float | None
    is_survey: bool
    is_top: bool
    parts: tuple[str, ...]

    @property
    def is_leaf(self) -> bool:
        """Whether the line is scored itself."""
        return not self.parts


def list_lines(criteria: pd.DataFrame, leaves: Collection[str]) -> list[Line]:
    """The lines of a form with these *leaves*: scored criteria in tree order, then bonus lines, then penalty lines.

    A node stands above the leaves of its own line only, so a bonus line below a domain is listed apart from it.
    """
    nodes = {node["criterion_id"]: node for node in criteria.sort_values("position").to_dict("records")}
    kept = {leaf: nodes[leaf] for leaf in nodes if leaf in leaves}
    for leaf in list(kept):
        above = _parent(nodes[leaf], nodes)
        while above is not None and above["criterion_id"] not in kept:
            kept[above["criterion_id"]] = above
            above = _parent(above, nodes)
    parts: dict[str, tuple[str, ...]] = {}
    for each, node in nodes.items():
        if each in kept and (above := _parent(node, nodes)) is not None:
            parts[above["criterion_id"]] = (*parts.get(above["criterion_id"], ()), each)
    lines = [_line(node, parts.get(each, ()), _parent(node, nodes)) for each, node in nodes.items() if each in kept]
    order = {"score": 0, "bonus": 1, "penalty": 2}
    return sorted(lines, key=lambda line: order[line.line])


def sum_values(lines: Iterable[Line], values: Mapping[str, object]) -> dict[str, float]:
    """What each line adds up to: a leaf its own number, a node its parts; text and blanks add nothing."""
    known = {line.criterion_id: line for line in lines}

    def total(criterion_id: str) -> float:
        if known[criterion_id].is_leaf:
            value = values.get(criterion_id)
            return float(value) if isinstance(value, int | float) else 0.0
        return round(sum(total(part) for part in known[criterion_id].parts), 6)

    return {criterion_id: total(criterion_id) for criterion_id in known}


def list_allowed(max_score: float | None, step: float | None, at_most: int) -> tuple[float, ...]:
    """The scores that a step allows from 0 to the maximum, the maximum among them; none where there are too many.

    >>> list_allowed(1, 0.25, 10), list_allowed(1.5, 1, 10), list_allowed(5, 0.01, 10), list_allowed(None, 1, 10)
    ((0.0, 0.25, 0.5, 0.75, 1.0), (0.0, 1.0, 1.5), (), ())
    """
    if max_score is None or step is None or max_score / step > at_most:
        return ()
    steps = [round(float(count * step), 6) for count in range(int(round(max_score / step, 6)) + 1)]
    return tuple(dict.fromkeys((*steps, float(max_score))))


def _parent(node: Mapping[Any, Any], nodes: Mapping[str, Mapping[Any, Any]]) -> Mapping[Any, Any] | None:
    """The node above, where it is of the same line."""
    above = nodes.get(node["parent_id"]) if isinstance(node["parent_id"], str) else None
    return above if above is not None and above["line"] == node["line"] else None


def _line(node: Mapping[Any, Any], parts: tuple[str, ...], above: Mapping[Any, Any] | None) -> Line:
    return Line(
        criterion_id=node["criterion_id"],
        code=node["code"],
        name=node["name"],
        rule=node["rule"] if isinstance(node["rule"], str) else "",
        depth=int(node["depth"]),
        line=node["line"],
        max_score=None if pd.isna(node["max_score"]) else float(node["max_score"]),
        step=None if pd.isna(node["step"]) else float(node["step"]),
        is_survey=bool(node["is_survey"]),
        is_top=above is None,
        parts=parts,
    )
