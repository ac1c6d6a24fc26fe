"""How near each unit stands to the cut-offs of the grades, and which contested leaf alone decides a grade."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.ranking import IN_PERCENT, grade
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import empty, titles
from cchc_analysis.schemas.cutoffs import VALUED_AT

CHOICES = ["self_score", "first_appraised_score", "appraised_score"]


def measure_cutoff_distances(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per unit with a total and cut-off, in the order of the ranking, then of the grades from the top.

    ``to_cut_off_score`` is in points in every season: the bound minus the total, or, where grades go by index, the
    bound's share of the applicable maximum minus the appraised points (a unit without a maximum is left out). Lower
    bounds belong to the grade, so 0 is reached. Steps are the smallest of the unit's leaves with room on that side
    (points left to gain, or to lose), and as many as take the unit past the cut-off; missing where no such leaf has a
    step. ``is_crossed_in_dispute``: some choice among the scores of all contested leaves puts it on the other side.
    """
    has_value = unit_ranking[season.grade_by].notna()
    units = unit_ranking.loc[has_value].reset_index(drop=True)
    if units.empty or not season.grades:
        return empty("cutoff_distances")
    bounds = pd.DataFrame(
        {
            "cut_off_grade": [each.id for each in season.grades],
            "cut_off": [each.at_least for each in season.grades],
            "grade_below": [*(each.id for each in season.grades[1:]), None],
        }
    )
    rows = units.merge(_sum_disputes(comparison), on="unit_id", how="left", validate="one_to_one")
    rows = rows.merge(_find_smallest_steps(comparison), on="unit_id", how="left", validate="one_to_one")
    rows = rows.merge(bounds, how="cross")
    gap = round_points(_bound_in_points(rows, season) - _graded_points(rows, season))
    is_below = rows[season.grade_by] < round_points(rows["cut_off"])
    step = rows["step_up"].where(is_below, rows["step_down"])
    up, down = np.ceil(round_points(gap / step)), -np.floor(round_points(-gap / step)) - 1
    lowest = round_points(gap - rows["dispute_down"].fillna(0.0))
    highest = round_points(gap - rows["dispute_up"].fillna(0.0))
    distance = gap.abs()
    nearest = distance.groupby(rows["unit_id"]).transform("min")
    is_nearest = distance.eq(nearest) & ~distance.eq(nearest).groupby(rows["unit_id"]).cumsum().gt(1)
    return rows.assign(
        grade_beyond=rows["cut_off_grade"].where(is_below, rows["grade_below"]),
        to_cut_off_score=gap,
        smallest_step_score=step,
        to_cut_off_step_count=up.where(is_below, down).astype("Int64"),
        is_nearest=is_nearest,
        is_crossed_in_dispute=(is_below & (highest <= 0)) | (~is_below & (lowest > 0)),
    )[list(titles("cutoff_distances"))]


def find_grade_flips(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The contested leaves that alone change their unit's grade, valued at the self-score or at the first appraisal.

    Everything else stays as appraised. A unit below the lowest cut-off has no grade; reaching it is a change too.
    """
    columns = ["unit_id", "total_score", "max_score", *IN_PERCENT, "grade"]
    units = unit_ranking.loc[unit_ranking[season.grade_by].notna(), columns].rename(columns={"max_score": "unit_max"})
    contested = _pick_contested(comparison)[["year", "unit_id", "criterion_id", *CHOICES]]
    rows = contested.merge(units, on="unit_id", validate="many_to_one")
    if rows.empty or not season.grades:
        return empty("grade_flips")
    return (
        pd.concat([rows.assign(valued_at=choice, valued_score=rows[choice]) for choice in VALUED_AT])
        .dropna(subset="valued_score")
        .pipe(_flip, season)
        .query("grade.fillna('') != flipped_grade.fillna('')")
        .pipe(_in_order, unit_ranking)[list(titles("grade_flips"))]
        .reset_index(drop=True)
    )


def _flip(rows: pd.DataFrame, season: Season) -> pd.DataFrame:
    change = round_points(rows["valued_score"] - rows["appraised_score"])
    change_pct = share_of(100 * change, rows["unit_max"])
    flipped = rows.reset_index(drop=True).assign(
        flipped_total_score=round_points(rows["total_score"] + change).to_numpy(),
        **{f"flipped_{name}": round_points(rows[name] + change_pct).to_numpy() for name in IN_PERCENT},
    )
    return flipped.assign(flipped_grade=grade(flipped[f"flipped_{season.grade_by}"], season.grades))


def _in_order(rows: pd.DataFrame, unit_ranking: pd.DataFrame) -> pd.DataFrame:
    places = pd.Series(np.arange(len(unit_ranking)), index=unit_ranking["unit_id"])
    return rows.sort_values("unit_id", key=lambda ids: ids.map(places), kind="stable")


def _pick_contested(comparison: pd.DataFrame) -> pd.DataFrame:
    is_scored = (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    return comparison.loc[comparison["is_contested"] & is_scored]


def _sum_disputes(comparison: pd.DataFrame) -> pd.DataFrame:
    """Per unit, the points its contested leaves could lose and gain together."""
    contested = _pick_contested(comparison)
    choices, stands = contested[CHOICES], contested["appraised_score"]
    moves = contested[["unit_id"]].assign(
        dispute_down=choices.min(axis=1) - stands, dispute_up=choices.max(axis=1) - stands
    )
    return round_points(moves.groupby("unit_id", sort=False).sum()).reset_index()


def _find_smallest_steps(comparison: pd.DataFrame) -> pd.DataFrame:
    """Per unit, the smallest step of a leaf with points left to gain and of one with points to lose."""
    is_scored = (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    leaves = comparison.loc[is_scored]
    has_step = leaves["step"] > 0
    steps = leaves[["unit_id"]].assign(
        step_up=leaves["step"].where(has_step & (leaves["appraised_score"] < leaves["max_score"])),
        step_down=leaves["step"].where(has_step & (leaves["appraised_score"] > 0)),
    )
    return steps.groupby("unit_id", sort=False).min().reset_index()


def _graded_points(rows: pd.DataFrame, season: Season) -> pd.Series:
    return rows["appraised_score"] if season.grade_by == "index_pct" else rows["total_score"]


def _bound_in_points(rows: pd.DataFrame, season: Season) -> pd.Series:
    return rows["cut_off"] if season.grade_by == "total_score" else rows["cut_off"] * rows["max_score"] / 100
