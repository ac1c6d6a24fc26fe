"""What would change if points were given back, or an initiative recognised: a changed input, ranked again."""

from collections.abc import Collection
from typing import Literal

import pandas as pd

from cchc_analysis.analysis.comparison import split_deduction
from cchc_analysis.analysis.criteria import list_ancestors
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.ranking import GRADED, grade, rank_values
from cchc_analysis.analysis.reasons import NO_REASON
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import empty, titles

BESIDE = {"total_score": "total", "index_pct": "index", "grade": "grade", "rank": "rank"}


def select_cells(
    comparison: pd.DataFrame,
    criteria: pd.DataFrame,
    *,
    reason: str | None = None,
    criterion: str | None = None,
    cells: Collection[tuple[str, str]] | None = None,
    units: Collection[str] | None = None,
) -> pd.Series:
    """Which rows of *comparison* are meant: those that fit every condition stated, all rows where none is.

    *reason* is its id, ``*`` for losses without one; *criterion* any node of the tree, for all leaves below it; *cells*
    are (unit id, leaf id). What fits nothing selects nothing.
    """
    is_meant = pd.Series(data=True, index=comparison.index)
    if reason is not None:
        is_meant &= comparison["reason"].fillna(NO_REASON) == reason
    if criterion is not None:
        nodes = list_ancestors(criteria)
        is_meant &= comparison["criterion_id"].isin(nodes.loc[nodes["ancestor_id"] == criterion, "criterion_id"])
    if cells is not None:
        named = pd.MultiIndex.from_tuples([tuple(cell) for cell in cells] or [("", "")])
        is_meant &= pd.MultiIndex.from_frame(comparison[["unit_id", "criterion_id"]]).isin(named)
    if units is not None:
        is_meant &= comparison["unit_id"].isin(list(units))
    return is_meant


def restore(
    comparison: pd.DataFrame, is_meant: pd.Series, to: Literal["max_score", "self_score"] = "max_score"
) -> pd.DataFrame:
    """The comparison in which the rows meant have their points back: the maximum, or what the unit claimed.

    Only score lines with an appraised score move, and only upwards: a leaf raised in appraisal keeps its points, one
    without a maximum (or self-score) stays as it is, and pending, faulty, bonus and penalty cells are never touched.
    The parts of the deduction are worked out anew, and a reason that has nothing left to explain is gone.
    """
    is_scored = (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    is_restored = is_meant & is_scored & (comparison[to] > comparison["appraised_score"])
    restored = comparison.assign(appraised_score=comparison["appraised_score"].mask(is_restored, comparison[to]))
    explained = is_restored & (restored["appraised_score"] == restored["max_score"])
    return split_deduction(restored).assign(
        reason=comparison["reason"].mask(explained), reason_source=comparison["reason_source"].mask(explained)
    )


def recognise(initiatives: pd.DataFrame, ids: Collection[str]) -> pd.DataFrame:
    """The initiatives with those of *ids* recognised. Raises :class:`KeyError` for an id that is not there."""
    unknown = sorted(set(ids) - set(initiatives["initiative_id"]))
    if unknown:
        raise KeyError(f"no initiative {', '.join(unknown)}; there are: {', '.join(initiatives['initiative_id'])}")
    is_meant = initiatives["initiative_id"].isin(list(ids))
    return initiatives.assign(initiative_status=initiatives["initiative_status"].mask(is_meant, "recognised"))


def compare_rankings(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The units whose total, index, grade or rank differs between two rankings of one season, in the order after.

    ``total_``, ``index_``, ``grade_`` and ``rank_`` ``before`` and ``after``; a value missing in both is no difference.
    """
    sides = after[["unit_id", *BESIDE]].merge(
        before[["unit_id", *BESIDE]], on="unit_id", suffixes=("_after", "_before"), validate="one_to_one"
    )
    differs = pd.DataFrame(
        {
            short: sides[f"{name}_before"].ne(sides[f"{name}_after"]).fillna(value=True)
            & ~(sides[f"{name}_before"].isna() & sides[f"{name}_after"].isna())
            for name, short in BESIDE.items()
        }
    )
    columns = {f"{name}_{side}": f"{short}_{side}" for name, short in BESIDE.items() for side in ("before", "after")}
    return (
        sides.rename(columns=columns)[["unit_id", *columns.values()]]
        .assign(is_grade_changed=differs["grade"], is_rank_changed=differs["rank"])
        .loc[differs.any(axis=1)]
        .reset_index(drop=True)
    )


def measure_restorations(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """What restoring each reason to every unit would do, most points first; ``*`` is losses without a reason.

    Points and units are those of complete appraisals, ranked or not; the grade and rank of each unit are compared with
    what they are. It gives what :func:`restore` and a new ranking give, by one sum per unit and reason.
    """
    totals = unit_ranking.loc[unit_ranking["ranking_status"].isin(GRADED)].set_index("unit_id")
    lost = comparison.loc[(comparison["deduction"] > 0) & comparison["unit_id"].isin(totals.index)]
    if lost.empty:
        return empty("reason_restorations")
    by_reason = lost.assign(reason=lost["reason"].fillna(NO_REASON)).groupby(["unit_id", "reason"])["deduction"].sum()
    given = round_points(by_reason).unstack(fill_value=0.0).reindex(totals.index, fill_value=0.0)
    rows = [
        {"reason": reason, "restored_score": round_points(points.sum()), "restored_units": int((points > 0).sum())}
        | _count_changes(totals, points, season)
        for reason, points in given.items()
    ]
    return (
        pd.DataFrame(rows)
        .assign(year=season.year)
        .sort_values(["restored_score", "reason"], ascending=[False, True], ignore_index=True)
    )[list(titles("reason_restorations"))]


def _count_changes(totals: pd.DataFrame, points: pd.Series, season: Season) -> dict[str, int]:
    """How many grades and ranks change when each unit gets its *points*."""
    after = {
        "total_score": round_points(totals["total_score"] + points),
        "index_pct": share_of(100 * round_points(totals["appraised_score"] + points), totals["max_score"]),
        "total_pct": share_of(100 * round_points(totals["total_score"] + points), totals["max_score"]),
    }
    grades = grade(after[season.grade_by], season.grades)
    ranks = rank_values(after[season.rank_by].where(totals["ranking_status"] == "ranked"), season)
    return {
        "changed_grade_units": int((grades.fillna("") != totals["grade"].fillna("")).sum()),
        "changed_rank_units": int((ranks.fillna(0) != totals["rank"].fillna(0)).sum()),
    }
