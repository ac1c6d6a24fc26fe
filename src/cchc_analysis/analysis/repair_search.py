"""The search behind the smallest repair: which leaves to regain, and how much, to make up a number of points.

Everything here is in whole micro-points, so sums are exact. One row of the arrays is one search (a unit and a goal),
one column one leaf at which that unit lost points, in the order in which leaves are preferred among equals.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

CELLS = 4_000_000  # numbers that a table of partial sums may hold at once
FINEST = 20_000  # states of one search beyond which an integer programme takes over
UNREACHABLE = np.int64(2**60)
PER_LEAF = 1024  # more than any unit has leaves: orders by effort first, by leaves next


@dataclass(frozen=True)
class Searches:
    """What is needed in each search, and what each leaf can give.

    ``step`` 0 is a leaf that can regain any amount up to its ``loss``. ``effort`` counts once for a leaf regained,
    however much of it; without efforts points come first.
    """

    need: Whole  # searches
    loss: Whole  # searches × leaves; 0 where there is no leaf
    step: Whole
    effort: Whole | None = None

    def pick(self, rows: Whole) -> "Searches":
        """The searches of *rows*."""
        effort = None if self.effort is None else self.effort[rows]
        return replace(self, need=self.need[rows], loss=self.loss[rows], step=self.step[rows], effort=effort)


def search_smallest(searches: Searches) -> Whole:
    """Micro-points to regain per search and leaf: fewest points, then fewest leaves (least effort first, where stated).

    A leaf with a step regains multiples of it, or all it lost. Among equals, as much as possible comes from the first
    leaf, then from the second, and so on. A search whose losses do not suffice regains nothing.

    Bounded knapsack by dynamic programming over the points regained (Kellerer, Pferschy and Pisinger, Knapsack
    Problems, 2004, ch. 7), in units of the greatest common divisor of all amounts a search can add, as tables over many
    searches at once. A search costs leaves × steps per leaf × states; its states are the points needed over that
    divisor (40 for 10 points by 0.25). No solution of fewest points exceeds the need by the largest single step, so
    the table ends there. A search with more than ``FINEST`` states (points off every common step) is left to
    :func:`search_by_programme`.
    """
    regained = np.zeros_like(searches.loss)
    can_reach = np.flatnonzero((searches.need > 0) & (searches.loss.sum(axis=1) >= searches.need))
    if not len(can_reach):
        return regained
    reachable = searches.pick(can_reach)
    unit = _find_units(reachable)
    states = _count_states(reachable, unit)
    for rows in _in_chunks(states, searches.loss.shape[1]):
        regained[can_reach[rows]] = _search_table(reachable.pick(rows), unit[rows], int(states[rows].max()))
    for row in np.flatnonzero(states > FINEST):
        regained[can_reach[row]] = search_by_programme(reachable.pick(np.array([row])))
    return regained


def search_by_programme(search: Searches) -> Whole:
    """The same for one search, by integer programming (HiGHS, Huangfu and Hall 2018, through ``scipy.optimize.milp``).

    Objectives one after the other, each held at its best for the next. Points, leaves and efforts are the same as
    those of the table; which of several equally small repairs is found may differ. Time is not bounded by its size.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    loss, step = search.loss[0], search.step[0]
    leaves = len(loss)
    grain = np.where(step > 0, step, 1)
    whole = np.where(step > 0, loss // grain, loss)
    rest = loss - whole * grain
    none, each = np.zeros((leaves, leaves)), np.eye(leaves)
    amount = np.concatenate([grain, rest, np.zeros(leaves)]).astype(float)
    limits = [
        LinearConstraint(amount[None, :], lb=float(search.need[0])),
        LinearConstraint(np.hstack([np.diag(grain), np.diag(rest), -np.diag(loss)]), ub=0),
        LinearConstraint(np.hstack([each, -np.diag(whole), none]), lb=0),  # the last jump only from the last step
    ]
    count = np.concatenate([np.zeros(2 * leaves), np.ones(leaves)])
    objectives = [amount, count]
    if search.effort is not None:
        objectives = [np.concatenate([np.zeros(2 * leaves), search.effort[0]]), count, amount]
    upper = np.concatenate([whole, rest > 0, loss > 0]).astype(float)
    for objective in objectives:
        found = milp(
            objective, integrality=np.ones(3 * leaves), bounds=Bounds(0, upper), constraints=limits,
            options={"mip_rel_gap": 0.0},
        )  # fmt: skip
        if found.x is None:
            raise ArithmeticError(f"the integer programme of a repair found no answer: {found.message}")
        limits = [*limits, LinearConstraint(objective[None, :], ub=float(np.rint(objective @ np.rint(found.x))))]
    regained = (np.rint(found.x).astype(np.int64) * amount.astype(np.int64)).reshape(3, leaves).sum(axis=0)
    if regained.sum() < search.need[0]:
        raise ArithmeticError("the integer programme of a repair fell short of the points needed")
    return np.asarray(regained, dtype=np.int64)


def _is_free(searches: Searches) -> NDArray[np.bool_]:
    """Leaves that any amount can be regained at and that stand outside the table: where points come first."""
    is_free = (searches.step == 0) & (searches.loss > 0)
    return is_free if searches.effort is None else np.zeros_like(is_free)


def _find_units(searches: Searches) -> Whole:
    """The greatest common divisor of all that a search can add, so that every sum is a multiple of it.

    Where effort comes first, a leaf without a step joins the table; then the need counts too, for such a leaf gives
    exactly what is still missing.
    """
    has_step = (searches.step > 0) & (searches.step < searches.loss)
    amounts = np.where(_is_free(searches), 0, np.gcd(searches.loss, np.where(has_step, searches.step, 0)))
    unit = np.gcd.reduce(amounts, axis=1)
    if searches.effort is not None:
        takes_any = ((searches.step == 0) & (searches.loss > 0)).any(axis=1)
        unit = np.where(takes_any, np.gcd(unit, searches.need), unit)
    return np.maximum(unit, 1)


def _count_states(searches: Searches, unit: Whole) -> Whole:
    """Sums that a search must tell apart: up to the need, and less than one largest step above it."""
    stepped = np.where(_is_free(searches), 0, searches.loss)
    jump = np.where(searches.step > 0, np.minimum(searches.step, stepped), 0).max(axis=1)
    enough = -(-searches.need // unit) + jump // unit
    return np.asarray(np.minimum(enough, stepped.sum(axis=1) // unit) + 1, dtype=np.int64)


def _in_chunks(states: Whole, leaves: int) -> Iterator[Whole]:
    """Searches of like size together, so many that their table fits."""
    sizes = np.where(states > FINEST, -1, np.frexp(states)[1])
    for size in np.unique(sizes[sizes >= 0]):
        rows = np.flatnonzero(sizes == size)
        at_once = max(1, CELLS // ((leaves + 1) * 2 ** int(size)))
        yield from np.split(rows, range(at_once, len(rows), at_once))


def _search_table(searches: Searches, unit: Whole, states: int) -> Whole:
    is_free = _is_free(searches)
    loss = np.where(is_free, 0, searches.loss) // unit[:, None]
    step = np.where(searches.step > 0, np.minimum(searches.step, searches.loss) // unit[:, None], 1).clip(min=1)
    cost = np.ones_like(loss) if searches.effort is None else searches.effort * PER_LEAF + 1
    table = _fill_table(loss, step, cost, states)
    if searches.effort is None:
        reached = _choose_fewest_points(table[0], searches, unit)
    else:
        reached = _choose_least_cost(table[0], -(-searches.need // unit))
    stepped = _walk_back(table, loss, step, cost, reached) * unit[:, None]
    return stepped + _give_free(np.where(is_free, searches.loss, 0), searches.need - stepped.sum(axis=1))


def _fill_table(loss: Whole, step: Whole, cost: Whole, states: int) -> Whole:
    """``table[k, search, sum]``: the least cost at which leaves *k* and after give exactly that sum."""
    searches, leaves = loss.shape
    table = np.full((leaves + 1, searches, states), UNREACHABLE)
    table[leaves, :, 0] = 0
    sums = np.arange(states)
    for leaf in reversed(range(leaves)):
        best = table[leaf]
        best[:] = table[leaf + 1]
        for gain in _list_gains(loss[:, leaf], step[:, leaf], states):
            rows = np.flatnonzero(gain)
            before = sums - gain[rows, None]
            reached = np.take_along_axis(table[leaf + 1, rows], np.maximum(before, 0), axis=1)
            found = np.where(before >= 0, reached + cost[rows, leaf, None], UNREACHABLE)
            best[rows] = np.minimum(best[rows], found)
    return table


def _list_gains(loss: Whole, step: Whole, states: int) -> list[Whole]:
    """What a leaf can give in each search, smallest first: 1 step, 2 steps …, all that it lost; 0 where no more."""
    steps = int(np.minimum(-(-loss // step), states).max(initial=0))
    gains = [np.where((number - 1) * step < loss, np.minimum(number * step, loss), 0) for number in range(1, steps + 1)]
    return [np.where(gain < states, gain, 0) for gain in gains]


def _choose_fewest_points(costs: Whole, searches: Searches, unit: Whole) -> Whole:
    """The sum of stepped leaves of the smallest repair: fewest points, then leaves, then as much as steps can give."""
    free = -np.sort(-np.where(_is_free(searches), searches.loss, 0), axis=1).cumsum(axis=1)
    sums = np.arange(costs.shape[1]) * unit[:, None]
    missing = searches.need[:, None] - sums
    free_leaves = (missing > 0).astype(np.int64)
    for filled in free.T:
        free_leaves += filled[:, None] < missing
    points = np.maximum(sums, searches.need[:, None]) * PER_LEAF + costs + free_leaves
    points = np.where((missing > free[:, -1:]) | (costs >= UNREACHABLE), UNREACHABLE, points)
    return np.asarray(points.shape[1] - 1 - points[:, ::-1].argmin(axis=1), dtype=np.int64)


def _choose_least_cost(costs: Whole, need: Whole) -> Whole:
    """The sum that suffices at the least cost; the smallest of them among equals."""
    suffices = np.arange(costs.shape[1]) >= need[:, None]
    return np.asarray(np.where(suffices, costs, UNREACHABLE).argmin(axis=1), dtype=np.int64)


def _walk_back(table: Whole, loss: Whole, step: Whole, cost: Whole, reached: Whole) -> Whole:
    """What each leaf gives towards the sum reached, the first leaves giving as much as they can."""
    regained = np.zeros_like(loss)
    rows, left = np.arange(len(reached)), reached.copy()
    for leaf in range(loss.shape[1]):
        aim = table[leaf, rows, left]
        for gain in _list_gains(loss[:, leaf], step[:, leaf], table.shape[2]):
            before = table[leaf + 1, rows, np.maximum(left - gain, 0)] + cost[:, leaf]
            fits = (gain > 0) & (gain <= left) & (before == aim)
            regained[:, leaf] = np.where(fits, gain, regained[:, leaf])
        left -= regained[:, leaf]
    return regained


def _give_free(loss: Whole, missing: Whole) -> Whole:
    """What is still missing, from the leaves that any amount can be regained at, the largest loss first."""
    order = np.argsort(-loss, axis=1, kind="stable")
    largest = np.take_along_axis(loss, order, axis=1)
    before = largest.cumsum(axis=1) - largest
    given = np.clip(missing[:, None] - before, 0, largest)
    regained = np.zeros_like(loss)
    np.put_along_axis(regained, order, given, axis=1)
    return regained
