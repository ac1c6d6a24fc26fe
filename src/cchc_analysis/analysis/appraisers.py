"""Whether appraisers used one yardstick: a plan of double scoring, its connectedness, the difference it shows.

Severity is told apart from difficulty only where two appraisers score the same cells blind. Nothing here corrects a
score: these figures stay with the working group.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cchc_analysis.analysis.points import round_points

LEAST_COMMON = 15
"""Cells that two appraisers must both have scored before their difference is looked at."""
DOUBLE_UNITS = 2
CELL = ["unit_id", "criterion_id"]


@dataclass(frozen=True)
class Severity:
    """How two appraisers differ at the cells both scored: mean and standard error, cells, and the exact sign-flip p.

    ``is_shown`` says that there are enough cells, and that fewer than 5 % of the sign patterns are as uneven.
    """

    mean: float
    standard_error: float
    count: int
    p: float
    is_shown: bool


def compare_appraisers(first: npt.ArrayLike, second: npt.ArrayLike) -> Severity:
    """The mean difference *first* − *second* over common cells (NaN where one did not score), with its exact p.

    Under no difference each cell's difference is as likely to have the other sign: p is the share of all sign patterns
    of the non-zero differences whose sum is at least as far from 0. Below :data:`LEAST_COMMON` cells nothing is shown.

    >>> found = compare_appraisers([-0.25, 0, -0.25, -0.5, 0, -0.25], [0] * 6)
    >>> round(found.mean, 4), round(found.standard_error, 5), found.p, found.is_shown
    (-0.2083, 0.07683, 0.125, False)
    """
    gaps = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    gaps = round_points(gaps[~np.isnan(gaps)])
    count = len(gaps)
    if count == 0:
        return Severity(float("nan"), float("nan"), 0, float("nan"), is_shown=False)
    error = float(gaps.std(ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
    p = sign_flip(gaps)
    return Severity(float(gaps.mean()), error, count, p, is_shown=count >= LEAST_COMMON and p < 0.05)


def sign_flip(differences: npt.ArrayLike) -> float:
    """The share of all sign patterns of the non-zero *differences* whose sum is at least as far from 0 as theirs.

    Exact at any number of cells: the sums are counted in millionths, walking from one cell to the next; the work grows
    with the number of different sums. 1 where none differs.

    >>> sign_flip([0.5, 0.5, 0, 0.5])
    0.25
    """
    sizes = np.rint(np.abs(np.asarray(differences, dtype=float)) * 1_000_000).astype(np.int64)
    sizes = sizes[sizes > 0]
    if len(sizes) == 0:
        return 1.0
    found = abs(int(np.rint(np.asarray(differences, dtype=float) * 1_000_000).astype(np.int64).sum()))
    sums: dict[int, float] = {0: 1.0}
    for size in sizes.tolist():
        reached: dict[int, float] = {}
        for total, share in sums.items():
            for signed in (total - size, total + size):
                reached[signed] = reached.get(signed, 0.0) + share / 2
        sums = reached
    return float(round_points(sum(share for total, share in sums.items() if abs(total) >= found)))


def plan_double_scoring(assigned: pd.DataFrame, seed: int, units_each: int = DOUBLE_UNITS) -> pd.DataFrame:
    """Cells to be scored a second time, blind: *units_each* units at every criterion, drawn by *seed*.

    *assigned* has a row per cell with ``unit_id``, ``criterion_id`` and its first ``appraiser``. Units are drawn anew
    for each criterion, so that over the criteria each unit takes part about as often. ``second_appraiser`` goes round
    the other appraisers, which connects the design; nothing is planned where there is only one. A criterion of fewer
    units gives all it has.
    """
    appraisers = sorted(assigned["appraiser"].unique())
    if len(appraisers) < 2:
        return assigned.iloc[:0].assign(second_appraiser=pd.Series(dtype="str"))
    generator = np.random.default_rng(seed)
    lots = pd.Series(generator.random(len(assigned)), index=assigned.index)
    place = lots.groupby(assigned["criterion_id"]).rank(method="first")
    drawn = assigned[place <= units_each]
    at = drawn["appraiser"].map({name: number for number, name in enumerate(appraisers)}).to_numpy()
    turn = 1 + drawn.groupby("appraiser").cumcount().to_numpy() % (len(appraisers) - 1)
    second = [appraisers[number] for number in (at + turn) % len(appraisers)]
    return drawn.assign(second_appraiser=second).reset_index(drop=True)


def is_connected(scored: pd.DataFrame) -> bool:
    """Whether the appraisers of *scored* (rows of ``appraiser``, ``unit_id``, ``criterion_id``) hang together by cells.

    Appraisers and cells are the two sides of a graph, each score a link: one component, or their severities cannot be
    set on one scale. One appraiser alone is connected.

    >>> rows = pd.DataFrame({"appraiser": list("abb"), "unit_id": list("uuv"), "criterion_id": list("xxx")})
    >>> is_connected(rows), is_connected(rows.drop(index=1))
    (True, False)
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if scored.empty:
        return True
    who, names = pd.factorize(scored["appraiser"])
    cell = scored.groupby(CELL, sort=False).ngroup().to_numpy()
    size = len(names) + int(cell.max()) + 1
    links = coo_array((np.ones(len(who)), (who, len(names) + cell)), shape=(size, size))
    return bool(connected_components(links, directed=False)[0] == 1)


def list_differing(scored: pd.DataFrame, maxima: pd.DataFrame) -> pd.DataFrame:
    """The agenda of the meeting: cells that two appraisers scored otherwise, most points at stake first.

    *scored* has a row per ``appraiser``, cell and ``score``; *maxima* a row per cell with ``max_score``. One row per
    cell with the ``lowest_score``, the ``highest_score``, how many ``appraisers``, and ``at_stake_score``, the
    difference; equal ones in the order received. What they agree on is not on the agenda.
    """
    cells = scored.dropna(subset="score").groupby(CELL, sort=False)["score"]
    found = cells.agg(["min", "max", "size"]).rename(
        columns={"min": "lowest_score", "max": "highest_score", "size": "appraisers"}
    )
    stake = round_points(found["highest_score"] - found["lowest_score"])
    agenda = found.assign(at_stake_score=stake)[stake > 0].reset_index()
    known = maxima[[*CELL, "max_score"]].drop_duplicates(CELL)
    beside = agenda.merge(known, on=CELL, how="left", validate="one_to_one")
    return beside.sort_values("at_stake_score", ascending=False, kind="stable", ignore_index=True)


def name_confusion(assigned: pd.DataFrame) -> str:
    """What severity cannot be told from: ``criteria`` or ``units`` that each appraiser takes whole; "" where neither.

    *assigned* has a row per ``appraiser`` and cell that they score.
    """
    if len(set(assigned["appraiser"])) < 2:
        return ""
    for column, name in (("criterion_id", "criteria"), ("unit_id", "units")):
        if not assigned[[column, "appraiser"]].drop_duplicates()[column].duplicated().any():
            return name
    return ""
