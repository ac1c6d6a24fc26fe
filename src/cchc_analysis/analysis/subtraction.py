"""What a reader of the public edition can work out by subtraction: bounds of what is withheld, by linear programming.

The attack and the measure are those of statistical disclosure control (Hundepool and others, *Statistical Disclosure
Control*, Wiley 2012, section 4.4: an auditing problem, min and max of every withheld value subject to all that is
published); solved exactly with HiGHS (Huangfu and Hall 2018, *Mathematical Programming Computation* 10: 119–142).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from scipy import sparse

MOST_CELLS = 150
"""Cells of a season up to which every withheld value is bounded by solving for it."""

AT_ONCE = 40
"""Bounds that one call of the solver finds together, each in variables of its own."""

NEAR = 1e-6


@dataclass(frozen=True)
class Told:
    """What is published beside the figures of criteria and domains.

    ``lowest`` and ``highest`` bound the points that each unit (by id) lost in all: equal where its total is published,
    apart where its grade is. ``whole`` is what all units together lost, where that is published.
    """

    lowest: pd.Series
    highest: pd.Series
    whole: float | None


@dataclass(frozen=True)
class _Sums:
    """Sums of cells with their bounds: a matrix with a row per sum and a column per cell."""

    matrix: "sparse.csr_array"
    lowest: np.ndarray
    highest: np.ndarray


def find_leaks(own: pd.DataFrame, criteria: pd.Series, domains: pd.Series, told: Told) -> list[tuple[str, str, str]]:
    """The withheld values that are told: (``cell``, unit, criterion), (``criterion``, "", id) or (``domain``, "", id).

    *own* has a row per unit and criterion: ``unit_id``, ``criterion_id``, ``domain_id``, ``lost`` and ``reached``
    (points), ``step`` (the smallest difference that scoring there makes; 0 where none is stated). *criteria* and
    *domains* say why each is withheld, missing where it is shown. A value is told where all that is published leaves
    it less room than its step, or than a millionth of a point. What is told already where no criterion and no domain
    is shown at all, by a unit's own total or grade, is no matter of these figures and is left out.
    """
    wanted = _list_wanted(own, criteria, domains)
    if not wanted:
        return []
    rooms = _measure_rooms(own, criteria, domains, told, wanted)
    steps = np.array([_step_of(own, each) for each in wanted])
    is_told = rooms < np.maximum(steps - NEAR, NEAR)
    if not is_told.any():
        return []
    suspects = [each for each, leaks in zip(wanted, is_told, strict=True) if leaks]
    hidden = criteria.fillna("x"), domains.fillna("x")
    base = _measure_rooms(own, *hidden, told, suspects)
    return [
        each for each, room, step in zip(suspects, base, steps[is_told], strict=True) if room >= max(step - NEAR, NEAR)
    ]


def _list_wanted(own: pd.DataFrame, criteria: pd.Series, domains: pd.Series) -> list[tuple[str, str, str]]:
    """The withheld criteria and domains, and the cells under withheld criteria."""
    under = own[own["criterion_id"].map(criteria).notna()]
    cells = [("cell", str(unit), str(node)) for unit, node in zip(under["unit_id"], under["criterion_id"], strict=True)]
    nodes = [("criterion", "", str(node)) for node in criteria.index[criteria.notna()]]
    return [*cells, *nodes, *(("domain", "", str(node)) for node in domains.index[domains.notna()])]


def _pick(own: pd.DataFrame, wanted: tuple[str, str, str]) -> np.ndarray:
    kind, unit, node = wanted
    level = "domain_id" if kind == "domain" else "criterion_id"
    return ((own[level] == node) & ((own["unit_id"] == unit) | (unit == ""))).to_numpy()


def _step_of(own: pd.DataFrame, wanted: tuple[str, str, str]) -> float:
    return float(own.loc[_pick(own, wanted), "step"].min())


def _measure_rooms(
    own: pd.DataFrame,
    criteria: pd.Series,
    domains: pd.Series,
    told: Told,
    wanted: list[tuple[str, str, str]],
) -> np.ndarray:
    """How far apart the least and the greatest value of each wanted sum are, under all that is published."""
    low, high = _bound_cells(own, criteria, domains)
    sums = _list_sums(own, criteria, domains, told)
    goals = np.array([_pick(own, each).astype(float) for each in wanted])
    both = np.vstack([goals, -goals])
    least = np.concatenate([_minimise(both[at : at + AT_ONCE], sums, low, high) for at in range(0, len(both), AT_ONCE)])
    return np.asarray(-least[len(goals) :] - least[: len(goals)])


def _minimise(goals: np.ndarray, sums: _Sums, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The least value of each of *goals*, all in one program: a copy of the cells for each."""
    from scipy import sparse
    from scipy.optimize import linprog

    count = len(goals)
    matrix = sparse.block_diag([sums.matrix] * count, format="csr")
    upper, lower = np.tile(sums.highest, count), np.tile(sums.lowest, count)
    above, below = np.isfinite(upper), np.isfinite(lower)
    found = linprog(
        goals.ravel(),
        A_ub=sparse.vstack([matrix[above], -matrix[below]], format="csr"),
        b_ub=np.concatenate([upper[above], -lower[below]]),
        bounds=np.column_stack([np.tile(low, count), np.tile(high, count)]),
        method="highs",
    )
    if not found.success:
        raise ArithmeticError(f"no season fits what is published: {found.message}")
    return np.asarray((goals * found.x.reshape(count, -1)).sum(axis=1))


def _bound_cells(own: pd.DataFrame, criteria: pd.Series, domains: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Between what each cell lies by itself, and by how many units a shown figure says that they lost there."""
    lost, reached, step = (own[name].to_numpy(dtype=float) for name in ("lost", "reached", "step"))
    low, high = np.zeros(len(own)), lost + reached
    for level, withheld in (("criterion_id", criteria), ("domain_id", domains)):
        by_unit = own.groupby([level, "unit_id"])["lost"].sum() > NEAR
        hits = by_unit.groupby(level).agg(["sum", "size"])
        shown = own[level].map(withheld).isna().to_numpy()
        nobody = own[level].map(hits["sum"] == 0).to_numpy(dtype=bool)
        high = np.where(shown & nobody, 0.0, high)
        if level == "criterion_id":
            everybody = own[level].map(hits["sum"] == hits["size"]).to_numpy(dtype=bool)
            low = np.where(shown & everybody, np.minimum(step, high), low)
    return low, high


def _list_sums(own: pd.DataFrame, criteria: pd.Series, domains: pd.Series, told: Told) -> _Sums:
    """Every published sum, within the millionth of a point to which points are rounded."""
    from scipy import sparse

    rows: list[np.ndarray] = []
    lowest: list[float] = []
    highest: list[float] = []
    weights: dict[int, np.ndarray] = {}
    lost = own["lost"].to_numpy(dtype=float)
    whole = lost + own["reached"].to_numpy(dtype=float)
    for unit, at in own.groupby("unit_id").indices.items():
        rows.append(at)
        lowest.append(float(told.lowest[unit]))
        highest.append(float(told.highest[unit]))
    for level, withheld in (("criterion_id", criteria), ("domain_id", domains)):
        for node, at in own.groupby(level).indices.items():
            if pd.isna(withheld[node]):
                rows.append(at)
                lowest.append(float(lost[at].sum()))
                highest.append(lowest[-1])
                if level == "criterion_id":  # whoever lost there lost at most the whole: as many wholes as units
                    weights[len(rows)] = 1 / np.maximum(whole[at], NEAR)
                    rows.append(at)
                    lowest.append(-np.inf)
                    highest.append(float((lost[at] > NEAR).sum()))
    if told.whole is not None:
        rows.append(np.arange(len(own)))
        lowest.append(told.whole)
        highest.append(told.whole)
    sizes = np.cumsum([0, *(len(at) for at in rows)])
    columns = np.concatenate(rows)
    data = np.concatenate([weights.get(row, np.ones(len(at))) for row, at in enumerate(rows)])
    matrix = sparse.csr_array((data, columns, sizes), shape=(len(rows), len(own)))
    return _Sums(matrix, np.array(lowest) - NEAR / 10, np.array(highest) + NEAR / 10)
