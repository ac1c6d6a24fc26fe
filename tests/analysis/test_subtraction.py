"""The public edition attacked by subtraction: every withheld value solved for, on small seasons, by code of its own."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import block_diag

from cchc_analysis.analysis.subtraction import Told, find_leaks
from cchc_analysis.analysis.withholding import withhold_figures

STEP = 0.25
SEASONS = 500
Cells = pd.DataFrame


def cells_of(**units: dict[str, tuple[float, float]]) -> Cells:
    """``unit={"I.1": (points lost, maximum)}``; the domain is what stands before the dot."""
    rows = [
        (unit, node, node.split(".")[0], maximum - lost, lost, STEP)
        for unit, nodes in units.items()
        for node, (lost, maximum) in nodes.items()
    ]
    names = ["unit_id", "criterion_id", "domain_id", "appraised_score", "deduction", "step"]
    return pd.DataFrame(rows, columns=names)


def told_in_order(cells: Cells) -> Told:
    lost = cells.groupby("unit_id")["deduction"].sum()
    return Told(lost, lost, float(lost.sum()))


def told_by_group(cells: Cells) -> Told:
    """Grades from 70 % and from 40 % of each unit's maximum."""
    sums = cells.groupby("unit_id")[["appraised_score", "deduction"]].sum()
    whole = sums.sum(axis=1)
    share = sums["appraised_score"] / whole
    least = np.select([share >= 0.7, share >= 0.4], [0.7, 0.4], 0.0)
    below = np.select([share >= 0.7, share >= 0.4], [1.0, 0.7], 0.4)
    return Told(whole * (1 - below), whole * (1 - least), None)


def make_season(seed: int) -> Cells:
    """Three to six units, two or three domains of one to three criteria; some apply to few, many lose nothing."""
    draw = np.random.default_rng(seed)
    units = [f"u{at}" for at in range(draw.integers(3, 7))]
    season: dict[str, dict[str, tuple[float, float]]] = {unit: {} for unit in units}
    for domain in range(draw.integers(2, 4)):
        for number in range(draw.integers(1, 4)):
            maximum = float(draw.choice([1, 2, 3]))
            applies = [unit for unit in units if draw.random() < draw.choice([1.0, 0.7, 0.3])] or units[:1]
            losing = draw.choice([0.0, 0.3, 0.8])
            for unit in applies:
                lost = STEP * draw.integers(1, maximum / STEP + 1) if draw.random() < losing else 0.0
                season[unit][f"D{domain}.{number}"] = (float(lost), maximum)
    return cells_of(**{unit: nodes for unit, nodes in season.items() if nodes})


def solve(cells: Cells, goals: np.ndarray, shown: list[np.ndarray], zeros: np.ndarray, told: Told) -> np.ndarray:
    """How much room published sums leave each of *goals*: the greatest less the least that fits them.

    One program for all: each end of each goal has a season of its own that must fit everything published.
    """
    lost = cells["deduction"].to_numpy()
    of_unit = [(cells["unit_id"] == unit).to_numpy(dtype=float) for unit in told.lowest.index]
    high = np.where(zeros, 0.0, (cells["appraised_score"] + cells["deduction"]).to_numpy())
    sums = [*shown, *([np.ones(len(cells))] if told.whole is not None else [])]
    known = [row @ lost for row in sums]
    limits = np.array([*of_unit, *(-row for row in of_unit), *sums, *(-row for row in sums)])
    bounds = np.array([*told.highest, *-told.lowest, *known, *(-value for value in known)]) + 1e-6
    ends = np.vstack([goals, -goals])
    found = linprog(
        ends.ravel(),
        A_ub=block_diag([limits] * len(ends), format="csr"),
        b_ub=np.tile(bounds, len(ends)),
        bounds=np.column_stack([np.zeros(ends.size), np.tile(high, len(ends))]),
    )
    assert found.success, found.message
    least = (ends * found.x.reshape(ends.shape)).sum(axis=1)
    return np.asarray(-least[len(goals) :] - least[: len(goals)])


def attack(cells: Cells, told: Told, *, withheld_by: int = 3) -> list[str]:
    """What of the withheld values a reader works out, though no total or grade of a unit tells it by itself."""
    withheld = withhold_figures(cells, withheld_by, told)
    masks = {
        (level, node): (cells[level] == node).to_numpy(dtype=float)
        for level in ("criterion_id", "domain_id")
        for node in cells[level].unique()
    }
    because = {"criterion_id": withheld.criteria, "domain_id": withheld.domains}
    shown = [mask for (level, node), mask in masks.items() if pd.isna(because[level][node])]
    zeros = np.zeros(len(cells), dtype=bool)
    for mask in shown:
        if mask @ cells["deduction"].to_numpy() == 0:
            zeros |= mask > 0
    goals = {node: mask for (level, node), mask in masks.items() if pd.notna(because[level][node])}
    hidden = cells["criterion_id"].map(withheld.criteria).notna()
    goals |= {
        f"{cells['unit_id'][at]} {cells['criterion_id'][at]}": np.eye(len(cells))[at] for at in cells.index[hidden]
    }
    if not goals:
        return []
    asked = np.array(list(goals.values()))
    is_told = solve(cells, asked, shown, zeros, told) < STEP - 1e-4
    if not is_told.any():
        return []
    before = solve(cells, asked[is_told], [], np.zeros(len(cells), dtype=bool), told)
    named = [name for name, leaks in zip(goals, is_told, strict=True) if leaks]
    return [name for name, room in zip(named, before, strict=True) if room >= STEP - 1e-4]


def test_a_unit_whose_only_other_criterion_is_shown_without_a_loss_does_not_tell_the_withheld_one():
    """a lost 1 at II.1 alone of its two criteria; I.1, at which nobody lost, would leave its total to II.1."""
    cells = cells_of(
        a={"I.1": (0, 2), "II.1": (1, 2)},
        b={"I.1": (0, 2), "II.2": (0.5, 2), "II.3": (1, 2)},
        c={"I.1": (0, 2), "II.2": (1, 2), "II.3": (0.5, 2)},
        d={"I.1": (0, 2), "II.2": (1, 2), "II.3": (1, 2)},
    )
    withheld = withhold_figures(cells, 3, told_in_order(cells))
    assert withheld.criteria["I.1"] == "derivable"
    assert attack(cells, told_in_order(cells)) == []


def test_what_the_rules_of_counting_alone_would_show_is_found_to_leak():
    cells = cells_of(a={"I.1": (0, 2), "II.1": (1, 2)}, b={"I.1": (0, 2), "II.1": (1, 2)}, c={"I.1": (0, 2)})
    own = cells.rename(columns={"appraised_score": "reached", "deduction": "lost"})
    criteria = pd.Series({"I.1": None, "II.1": "few_units"}, dtype="str")
    domains = pd.Series({"I": None, "II": "few_units"}, dtype="str")
    found = find_leaks(own, criteria, domains, told_in_order(cells))
    assert ("cell", "a", "II.1") in found
    assert ("cell", "b", "II.1") in found
    assert find_leaks(own, criteria.fillna("x"), domains.fillna("x"), told_in_order(cells)) == []


@pytest.mark.parametrize("form", [told_in_order, told_by_group])
@pytest.mark.parametrize("start", range(0, SEASONS, SEASONS // 5))
def test_no_withheld_value_of_five_hundred_small_seasons_can_be_worked_out(form, start):
    """Every other season by each form."""
    leaks = {}
    for seed in range(start + (form is told_by_group), start + SEASONS // 5, 2):
        cells = make_season(seed)
        found = attack(cells, form(cells))
        if found:
            leaks[seed] = found
    assert leaks == {}
