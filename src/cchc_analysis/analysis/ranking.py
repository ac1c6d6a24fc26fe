"""Totals, grades and ranks, and what holds a unit's rank back."""

from typing import Literal

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import sum_leaves
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.rules.season import Grade, ScoreBasis, Season
from cchc_analysis.schemas import titles

FAULTY = ("unreadable", "invalid")
ORDER = ("ranked", "not_ranked", "pending", "held_back", "not_scored")
GRADED = ("ranked", "not_ranked")
UNFINISHED = ("pending", "held_back")
IN_PERCENT = ("index_pct", "total_pct")
"""Bases of ranking and grading that are shares of the applicable maximum."""


def rank_units(
    comparison: pd.DataFrame,
    units: pd.DataFrame,
    initiatives: pd.DataFrame,
    season: Season,
    previous_ranking: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Each unit's points, total, grade and rank, overall and within its group; ranked units first, in order.

    Only a complete appraisal gives a total, a grade and a rank. Until then a unit has its points so far, the points
    still open, and the totals and grades it can still reach. Values are compared at six decimals; equal values share
    a rank, by the season's rule. A rise in rank is a positive ``rank_change``.

    ``may_enter`` marks units that will have a rank once their appraisal is complete; ``lowest_result`` and
    ``highest_result`` are what they can still reach of what the season ranks by, missing where an unknown maximum
    leaves no bound. ``previous_result`` and ``result_change`` are in that measure too (points or percentage points).
    """
    return (
        units[["unit_id", "group", "is_ranked", "position"]]
        .merge(_sum_score_lines(comparison), on="unit_id", how="left", validate="one_to_one")
        .merge(sum_extra_points(comparison, initiatives), on="unit_id", how="left", validate="one_to_one")
        .assign(year=season.year)
        .pipe(_fill_units_without_leaves)
        .pipe(_state_status)
        .pipe(_total, season)
        .pipe(_grade_units, season)
        .pipe(_bound_results, season)
        .pipe(_rank_complete, season)
        .pipe(_set_beside, previous_ranking, season)
        .pipe(_order, season)
    )


def grade(values: pd.Series, grades: tuple[Grade, ...]) -> pd.Series:
    """The grade each value falls in; lower bounds belong to the grade. Missing where there is no value or no grade.

    >>> grades = (Grade(id="good", name="Tốt", at_least=40), Grade(id="fair", name="Khá", at_least=30))
    >>> grade(pd.Series([40.0, 39.999999, 29.0]), grades).tolist()
    ['good', 'fair', nan]
    """
    rising = sorted(grades, key=lambda grade: grade.at_least)
    ids = pd.Series([None, *(grade.id for grade in rising)], dtype="str")
    bounds = np.array([grade.at_least for grade in rising], dtype=float)
    reached = np.searchsorted(round_points(bounds), round_points(values.to_numpy(dtype=float)), side="right")
    return ids.iloc[reached].set_axis(values.index).where(values.notna())


def rank_values(values: pd.Series, season: Season, within: pd.Series | None = None) -> pd.Series:
    """The rank of each value, highest first, ties by the season's rule; missing where there is no value.

    *within* says the group in which each value is ranked; a value without a group has no rank then.

    >>> rank_values(pd.Series([40.0, 42.0, 40.0]), Season(year=2020, title="Mùa", body="Cơ quan")).tolist()
    [2, 1, 2]
    """
    method: Literal["dense", "min"] = "dense" if season.tie_rule == "dense" else "min"
    pools = values if within is None else values.groupby(within)
    return pools.rank(method=method, ascending=False).astype("Int64")


def rank_against(reached: np.ndarray, own: np.ndarray, others: np.ndarray, is_dense: bool) -> np.ndarray:
    """The rank that each value *reached* takes among *others*, from which the unit's *own* value is taken out once.

    *reached* has a row per unit (and any further dimension), *own* one value per unit, all at the same precision.
    Equal values share the better rank. Sorting and searching: n log n.

    >>> rank_against(np.array([9.0, 5.0]), np.array([7.0, 8.0]), np.array([7.0, 8.0]), is_dense=False).tolist()
    [1, 2]
    """
    held, counts = np.unique(others, return_counts=True)
    passed = np.concatenate([[0], np.cumsum(np.ones_like(counts) if is_dense else counts)])
    above = passed[-1] - passed[np.searchsorted(held, reached, side="right")]
    own_beside = own.reshape(-1, *[1] * (reached.ndim - 1))
    is_above = own_beside > reached
    if is_dense and len(held):
        is_only = counts[np.searchsorted(held, own_beside).clip(max=len(held) - 1)] == 1
        is_above &= is_only  # a value that others have too stays when the unit leaves it
    return np.asarray(1 + above - is_above)


def rank_in_place(values: pd.Series, own: pd.Series, ranked: pd.Series, season: Season) -> pd.Series:
    """The rank that each of *values* would have in place of the unit's *own* value, all others as they stand.

    *ranked* holds the values of every ranked unit; all three are points or per cent at six decimals. Missing where the
    unit is not ranked (*own* is missing) or the value is not known. Ties by the season's rule.
    """
    reached, held, others = (column.to_numpy(dtype=float) for column in (values, own, ranked.dropna()))
    ranks = rank_against(reached, held, others, is_dense=season.tie_rule == "dense")
    return pd.Series(ranks, index=values.index, dtype="Int64").where(values.notna() & own.notna())


def is_provisional(unit_ranking: pd.DataFrame) -> bool:
    """Whether the appraisal of any unit is unfinished; every page says so then."""
    return not unit_ranking["ranking_status"].isin(GRADED).all()


def list_unfinished(unit_ranking: pd.DataFrame) -> list[str]:
    """Ids of the units whose appraisal is not complete, in the order of the ranking."""
    return unit_ranking.loc[~unit_ranking["ranking_status"].isin(GRADED), "unit_id"].tolist()


def sum_extra_points(comparison: pd.DataFrame, initiatives: pd.DataFrame) -> pd.DataFrame:
    """Bonus and penalty claimed and found, per unit, before any limit; ``open_`` are those whose cell is at fault.

    A blank bonus or penalty cell is no line claimed: it adds nothing and holds nothing back.
    """
    lines = comparison.loc[comparison["line"] != "score"]
    at_fault = lines["appraised_status"].isin(FAULTY)
    points = lines[["unit_id"]].assign(
        bonus=lines["appraised_score"].where(lines["line"] == "bonus"),
        penalty=lines["appraised_score"].abs().where(lines["line"] == "penalty"),
        open_bonus=lines["max_score"].fillna(np.inf).where(at_fault & (lines["line"] == "bonus")),
        open_penalty=lines["max_score"].fillna(np.inf).where(at_fault & (lines["line"] == "penalty")),
        extra_faults=at_fault.astype(float),
    )
    recognised = initiatives.loc[initiatives["initiative_status"] == "recognised", ["unit_id", "bonus_score"]]
    both = pd.concat([points, recognised.rename(columns={"bonus_score": "bonus"})])
    return round_points(both.groupby("unit_id", sort=False).sum()).reset_index()


def cap(points: pd.Series, limit: float | None) -> pd.Series:
    """*points*, at most *limit* where the season sets one."""
    return points if limit is None else points.clip(upper=limit)


def _sum_score_lines(comparison: pd.DataFrame) -> pd.DataFrame:
    lines = comparison.loc[comparison["line"] == "score"]
    is_open = ~lines["appraised_status"].isin(["scored", "not_applicable"])
    marks = lines[["unit_id"]].assign(
        faults=lines["appraised_status"].isin(FAULTY),
        given=(lines["appraised_status"] != "pending"),
        received=lines["self_status"].notna() & (lines["self_status"] != "missing"),
        self_scored=lines["self_status"] == "scored",
        open_score=lines["max_score"].fillna(np.inf).where(is_open, 0.0),
    )
    sums = sum_leaves(comparison, ["unit_id"])
    return sums.merge(marks.groupby("unit_id", sort=False).sum().reset_index(), on="unit_id", validate="one_to_one")


def _fill_units_without_leaves(ranking: pd.DataFrame) -> pd.DataFrame:
    counts = ["leaf_count", "open_count", "faults", "given", "received", "self_scored"]
    extras = ["bonus", "penalty", "open_bonus", "open_penalty", "extra_faults"]
    return ranking.fillna(dict.fromkeys([*counts, *extras, "open_score"], 0))


def _state_status(ranking: pd.DataFrame) -> pd.DataFrame:
    nothing_came = (ranking["given"] == 0) & (ranking["received"] == 0) & (ranking["extra_faults"] == 0)
    status = np.select(
        [
            nothing_came | (ranking["leaf_count"] == 0),
            ranking["faults"] + ranking["extra_faults"] > 0,
            ranking["open_count"] > 0,
            ~ranking["is_ranked"],
        ],
        ["not_scored", "held_back", "pending", "not_ranked"],
        "ranked",
    )
    return ranking.assign(ranking_status=status, has_self_score=ranking["self_scored"] > 0)


def _total(ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Totals of complete units, and the lowest and highest totals that open points leave to the others."""
    bonus, penalty = cap(ranking["bonus"], season.bonus_max), cap(ranking["penalty"], season.penalty_max)
    best_bonus = cap(ranking["bonus"] + ranking["open_bonus"], season.bonus_max)
    worst_penalty = cap(ranking["penalty"] + ranking["open_penalty"], season.penalty_max)
    is_unfinished = ranking["ranking_status"].isin(UNFINISHED)
    so_far = ranking["appraised_score"].mask(is_unfinished & ranking["appraised_score"].isna(), 0.0)
    is_known = ranking["ranking_status"] != "not_scored"
    highest = so_far + ranking["open_score"] + best_bonus - penalty
    return ranking.assign(
        bonus=bonus,
        penalty=penalty,
        appraised_score=so_far,
        total_score=round_points(so_far + bonus - penalty).where(ranking["ranking_status"].isin(GRADED)),
        index_pct=ranking["index_pct"].where(ranking["ranking_status"].isin(GRADED)),
        total_pct=share_of(100 * (so_far + bonus - penalty), ranking["max_score"]).where(
            ranking["ranking_status"].isin(GRADED)
        ),
        open_score=_finite(ranking["open_score"]).where(is_known),
        lowest_total_score=_finite(so_far + bonus - worst_penalty).where(is_known),
        highest_total_score=_finite(highest).where(is_known),
    )


def _finite(points: pd.Series) -> pd.Series:
    """Rounded points; missing where an unknown maximum leaves no bound."""
    return round_points(points.where(np.isfinite(points)))


def _grade_units(ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Grades by what the season grades by, and the grades still within reach."""
    is_known = ranking["ranking_status"] != "not_scored"
    lowest, highest = (bound.where(is_known) for bound in _bound(ranking, season.grade_by))
    return ranking.assign(
        grade=grade(ranking[season.grade_by], season.grades),
        lowest_grade=grade(lowest, season.grades),
        highest_grade=grade(highest, season.grades),
    )


def _bound(ranking: pd.DataFrame, basis: ScoreBasis) -> tuple[pd.Series, pd.Series]:
    """The lowest and the highest value of *basis* that open points leave, missing where there is no bound.

    In per cent, open leaves count nothing at worst and their maximum at best; should they turn out not applicable, the
    share lies between.
    """
    if basis == "total_score":
        return ranking["lowest_total_score"], ranking["highest_total_score"]
    points = ranking["appraised_score"], ranking["appraised_score"] + ranking["open_score"]
    if basis == "total_pct":
        points = ranking["lowest_total_score"], ranking["highest_total_score"]
    lowest, highest = (share_of(100 * ends, ranking["max_score"]) for ends in points)
    return lowest, highest


def _bound_results(ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """What units without a rank yet may still reach of what ranks the season: of nothing scored, from 0 to all."""
    untouched = ranking["ranking_status"] == "not_scored"
    may_enter = ranking["is_ranked"] & (untouched | ranking["ranking_status"].isin(UNFINISHED))
    may_enter &= ranking["leaf_count"] > 0
    lowest, highest = _bound(ranking, season.rank_by)
    whole = pd.Series(100.0, index=ranking.index) if season.rank_by in IN_PERCENT else ranking["max_score"]
    return ranking.assign(
        may_enter=may_enter,
        lowest_result=lowest.mask(untouched, 0.0).where(may_enter),
        highest_result=highest.mask(untouched, whole).where(may_enter),
    )


def _rank_complete(ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    values = ranking[season.rank_by].where(ranking["ranking_status"] == "ranked")
    return ranking.assign(
        rank=rank_values(values, season), group_rank=rank_values(values, season, within=ranking["group"])
    )


def _set_beside(ranking: pd.DataFrame, previous_ranking: pd.DataFrame | None, season: Season) -> pd.DataFrame:
    """Last season's rank, total, result and grade of the same unit; missing where there is no last season.

    The result of both seasons is what this one ranks by.
    """
    columns = ["rank", "total_score", "result", "grade"]
    if previous_ranking is None:
        previous_ranking = ranking.iloc[:0]
    previous = previous_ranking.assign(result=previous_ranking[season.rank_by])[["unit_id", *columns]]
    previous = previous.rename(columns=lambda name: f"previous_{name}")
    beside = ranking.merge(previous, left_on="unit_id", right_on="previous_unit_id", how="left", validate="one_to_one")
    return beside.assign(
        previous_rank=beside["previous_rank"].astype("Int64"),
        rank_change=beside["previous_rank"].astype("Int64") - beside["rank"],
        score_change=round_points(beside["total_score"] - beside["previous_total_score"]),
        result_change=round_points(beside[season.rank_by] - beside["previous_result"]),
    )


def _order(ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Ranked units in order, then those not ranked, pending, held back and not scored; equals as the units stand."""
    order = ranking.assign(
        status_order=ranking["ranking_status"].map({status: place for place, status in enumerate(ORDER)}),
        value=ranking[season.rank_by],
    )
    order = order.sort_values(["status_order", "value", "position"], ascending=[True, False, True])
    return ranking.loc[order.index, list(titles("unit_ranking"))].reset_index(drop=True)
