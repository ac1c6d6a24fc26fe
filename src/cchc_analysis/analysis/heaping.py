"""Whether results heap just above a cut-off, and at which stage of the appraisal the heap arises."""

from math import comb, gcd

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points, sum_points
from cchc_analysis.analysis.ranking import GRADED
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import empty, titles
from cchc_analysis.schemas.cutoffs import HEAP_STAGES

ALL_CUT_OFFS = "*"
LEAST_NEAR = 8
"""Units near a cut-off below which nothing is said."""


def measure_heaps(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per cut-off (``*`` for all of them together) and stage: units just above and just below it.

    Near is within ``analysis.heap_reach_score`` points (``reach_score``), rounded to whole scoring steps, so that both
    sides hold equally many possible results; the cut-off itself counts as above. A result at an earlier stage is the
    final one with the compared leaves valued as claimed, or as first appraised; everything else stands. Where grades go
    by index, distances are in points of the unit's own maximum. A cut-off with no room below it is left out.

    ``tail_count`` of ``2 ** near_units`` equally likely ways to fall on either side are at least as uneven: the exact
    two-sided binomial test, whose share is ``evenness``. Both are missing where fewer than eight units are near.
    """
    whole = unit_ranking[unit_ranking["ranking_status"].isin(GRADED) & unit_ranking[season.grade_by].notna()]
    if whole.empty or not season.grades:
        return empty("cutoff_heaps")
    step = find_common_step(comparison)
    reach = _reach(season.analysis.heap_reach_score, step)
    if reach <= 0:
        return empty("cutoff_heaps")
    points = whole.set_index("unit_id")["appraised_score" if season.grade_by == "index_pct" else "total_score"]
    maxima = whole.set_index("unit_id")["max_score"]
    rows = []
    for stage in HEAP_STAGES:
        results = round_points(points + _sum_earlier(comparison, stage).reindex(points.index).fillna(0.0))
        for cut in season.grades:
            bound = (
                pd.Series(cut.at_least, index=points.index)
                if season.grade_by == "total_score"
                else maxima * cut.at_least / 100
            )
            gap = round_points(results - bound)
            if cut.at_least > 0:
                rows.append(
                    (cut.id, stage, int(((gap >= 0) & (gap < reach)).sum()), int(((gap < 0) & (gap >= -reach)).sum()))
                )
    found = pd.DataFrame(rows, columns=["cut_off_grade", "valued_at", "above_units", "below_units"])
    if found.empty:
        return empty("cutoff_heaps")
    together = found.groupby("valued_at", sort=False)[["above_units", "below_units"]].sum().reset_index()
    if len(set(found["cut_off_grade"])) > 1:
        found = pd.concat([found, together.assign(cut_off_grade=ALL_CUT_OFFS)], ignore_index=True)
    near = found["above_units"] + found["below_units"]
    tails = [
        count_tails(above, total) if total >= LEAST_NEAR else None
        for above, total in zip(found["above_units"], near, strict=True)
    ]
    shares = [np.nan if tail is None else tail / 2**total for tail, total in zip(tails, near, strict=True)]
    return found.assign(
        year=season.year, reach_score=reach, near_units=near, evenness=round_points(np.array(shares, dtype=float))
    )[list(titles("cutoff_heaps"))]


def count_tails(above: int, total: int) -> int:
    """Of the ``2 ** total`` ways in which *total* units may fall on two sides, those at least as uneven as *above*.

    >>> count_tails(9, 10), 2**10
    (22, 1024)
    """
    most = max(above, total - above)
    if 2 * most == total:
        return int(2**total)
    return 2 * sum(comb(total, count) for count in range(most, total + 1))


def find_common_step(comparison: pd.DataFrame) -> float:
    """The largest step of which every leaf's step and maximum is a whole multiple, in points; 0 where no leaf has one.

    Leaves without a step (survey results) do not count: their results fall between the steps.
    """
    leaves = comparison.loc[(comparison["line"] == "score") & (comparison["step"] > 0)]
    whole = {
        round(value * 1_000_000)
        for value in [*leaves["step"].dropna().unique(), *leaves["max_score"].dropna().unique()]
    }
    return gcd(*whole) / 1_000_000 if whole else 0.0


def _reach(wanted: float, step: float) -> float:
    """*wanted* in whole steps, at least one; as it is where nothing has a step."""
    return float(round_points(max(1, round(wanted / step)) * step)) if step > 0 else wanted


def _sum_earlier(comparison: pd.DataFrame, stage: str) -> pd.Series:
    """By unit, how far the compared leaves at *stage* stood above what stands."""
    cells = comparison[comparison["is_compared"] & comparison[stage].notna()]
    return sum_points(cells.assign(change=cells[stage] - cells["appraised_score"]), ["unit_id"], ["change"])["change"]
