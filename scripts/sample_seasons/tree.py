"""How the criteria set is written down, and how a year's set is read from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from scripts.sample_seasons.body import Unit

Labels = Literal["numbers", "letters", "lettered codes"]
Line = Literal["score", "bonus", "penalty"]
BOTH = (2019, 2020)


@dataclass(frozen=True)
class Remark:
    """What an appraiser writes beside a loss, and the reason it gives (``None``: it fits no reason).

    ``{steps}`` is how many times 0,25 was lost, ``{pct}`` the share of the maximum reached, ``{option}`` the option of
    the scale that was reached, ``{low}`` a small number.
    """

    text: str
    reason: str | None


@dataclass(frozen=True)
class Node:
    """A node of the criteria set as it is written down, with the years in which it stands.

    ``tug`` is how strongly losses are drawn to a leaf, ``floor`` what nobody falls below; ``proof`` is the evidence
    a unit names for it.
    """

    slug: str
    name: str
    name_en: str
    most: int | None = None
    step: int | None = None
    tug: float = 1.0
    floor: int = 0
    remarks: tuple[Remark, ...] = ()
    proof: str = ""
    options: tuple[tuple[str, int], ...] = ()
    rule: str = ""
    is_survey: bool = False
    applies_to: str = ""
    years: tuple[int, ...] = BOTH
    most_in: dict[int, int] = field(default_factory=dict)
    labels: Labels = "numbers"
    line: Line = "score"
    code: str = ""
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Criterion:
    """One node of one year's criteria set, with its id and printed code."""

    id: str
    code: str
    parent_id: str | None
    depth: int
    most: int | None
    node: Node

    @property
    def is_leaf(self) -> bool:
        """Whether it is scored itself."""
        return not self.node.children

    @property
    def is_specific(self) -> bool:
        """Whether it belongs to one unit's own tasks."""
        return self.id.startswith("dac-thu")

    @property
    def top(self) -> int:
        """The maximum of a leaf, in hundredths."""
        if self.most is None:
            raise ValueError(f"{self.id} has no maximum of its own")
        return self.most


def list_criteria(domains: tuple[Node, ...], year: int) -> tuple[Criterion, ...]:
    """The criteria set of *year*, each node before its children, printed codes counted anew."""
    return tuple(criterion for domain in domains for criterion in _walk(domain, None, domain.code, year, 1))


def _walk(node: Node, parent: Criterion | None, code: str, year: int, depth: int) -> Iterator[Criterion]:
    children = tuple(child for child in node.children if year in child.years)
    standing = replace(node, children=children)
    criterion = Criterion(
        id=f"{parent.id}.{node.slug}" if parent else node.slug,
        code=code,
        parent_id=parent.id if parent else None,
        depth=depth,
        most=node.most_in.get(year, node.most),
        node=standing,
    )
    yield criterion
    for place, child in enumerate(children, start=1):
        yield from _walk(child, criterion, _label(node, code, place, depth), year, depth + 1)


def _label(node: Node, code: str, place: int, depth: int) -> str:
    stem = str(ROMAN.index(code) + 1) if depth == 1 else code
    letter = chr(ord("a") + place - 1)
    match node.labels:
        case "letters":
            return f"{letter})"
        case "lettered codes":
            return f"{stem}.{letter})"
        case _:
            return f"{stem}.{place}"


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


def applies(criterion: Criterion, unit: Unit, by_id: dict[str, Criterion]) -> bool:
    """Whether the criteria set gives *criterion* to *unit*: it and every node above it do."""
    above = by_id[criterion.parent_id] if criterion.parent_id else None
    return _is_named(criterion.node.applies_to, unit) and (above is None or applies(above, unit, by_id))


def _is_named(applies_to: str, unit: Unit) -> bool:
    parts = [part for part in applies_to.split(";") if part]
    names = {unit.id, f"group:{unit.group}"}
    if any(part.removeprefix("!") in names for part in parts if part.startswith("!")):
        return False
    named = [part for part in parts if not part.startswith("!")]
    return not named or bool(names.intersection(named))
