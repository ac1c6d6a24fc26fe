"""The published headlines the seasons are held to; building a season that misses one fails."""

from collections import defaultdict
from collections.abc import Iterable

from scripts.sample_seasons.body import TOTALS
from scripts.sample_seasons.criteria import CONCLUSIONS, E_DOCUMENTS, OVERDUE, REPORTS
from scripts.sample_seasons.facts import Facts
from scripts.sample_seasons.points import Cell
from scripts.sample_seasons.tree import Criterion

MOST_DEDUCTED_2020 = (OVERDUE, REPORTS, CONCLUSIONS, E_DOCUMENTS)
CLEARLY = 1.25  # how many times the fifth criterion's loss the fourth's must be


def check_headlines(cells: Iterable[Cell], facts: Facts) -> None:
    """Raise ``AssertionError`` unless the season gives the headlines of its year."""
    cells = list(cells)
    totals = add_up(cells, facts)
    assert totals == TOTALS[facts.year], "totals are those the units are given"
    points = sorted(totals.values(), reverse=True)
    assert len(points) == 19
    assert points[-1] >= 3000
    if facts.year == 2019:
        assert sum(total >= 4000 for total in points) == 9
        assert 39.35 <= sum(points) / 1900 < 39.45
        assert points[0] - points[-1] == 1525
    else:
        assert sum(total >= 4000 for total in points) == 12
        _check_deductions(cells)
    assert len(set(points)) < 19, "a tie"


def _check_deductions(cells: list[Cell]) -> None:
    lost = rank_losses(cells)
    ordered = sorted(lost, key=lambda node: -lost[node])
    assert set(ordered[:4]) == set(MOST_DEDUCTED_2020), f"most deducted are {ordered[:5]}"
    assert lost[ordered[3]] >= CLEARLY * lost[ordered[4]], f"fourth {lost[ordered[3]]}, fifth {lost[ordered[4]]}"
    spared = [node for node, points in lost.items() if not points]
    assert len(spared) >= 3
    assert all(node.startswith("dac-thu.") for node in spared), f"common criteria nobody lost at: {spared}"


def add_up(cells: Iterable[Cell], facts: Facts) -> dict[str, int]:
    """Each unit's total: appraised points with bonus and penalty."""
    totals: dict[str, int] = defaultdict(int)
    for cell in cells:
        if cell.criterion.node.line == "score":
            totals[cell.unit.id] += cell.standing or 0
    return {unit_id: total + facts.bonus(unit_id) - facts.penalty(unit_id) for unit_id, total in totals.items()}


def rank_losses(cells: Iterable[Cell]) -> dict[str, int]:
    """Points lost by criterion: the node above the leaves, or the leaf that stands right below its domain."""
    lost: dict[str, int] = defaultdict(int)
    for cell in cells:
        if cell.criterion.node.line == "score":
            lost[_ranked_node(cell.criterion)] += cell.lost
    return lost


def _ranked_node(leaf: Criterion) -> str:
    return leaf.id if leaf.depth == 2 or leaf.parent_id is None else leaf.parent_id
