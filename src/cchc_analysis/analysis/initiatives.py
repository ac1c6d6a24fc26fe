"""What each initiative is worth to its unit."""

import pandas as pd

from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.ranking import cap, grade, rank_in_place, sum_extra_points
from cchc_analysis.rules.season import ScoreBasis, Season
from cchc_analysis.schemas import titles


def measure_initiatives(
    unit_ranking: pd.DataFrame, comparison: pd.DataFrame, initiatives: pd.DataFrame, season: Season
) -> pd.DataFrame:
    """Each initiative's unit with and without it, all others as they stand.

    The season's limit on bonus holds in both. A recognised initiative without points changes nothing; a proposed one
    without points has an unknown effect. Units without a total have none here either, and where grades (or ranks) are
    given by index no initiative moves one. A unit that is not ranked has no rank here.
    """
    claimed = sum_extra_points(comparison, initiatives)[["unit_id", "bonus"]].rename(columns={"bonus": "claimed"})
    effects = (
        initiatives[["initiative_id", "unit_id", "initiative_status", "bonus_score"]]
        .merge(
            unit_ranking[["unit_id", "total_score", "bonus", "index_pct", "max_score"]],
            on="unit_id",
            validate="many_to_one",
        )
        .merge(claimed, on="unit_id", how="left", validate="many_to_one")
        .assign(claimed=lambda rows: rows["claimed"].fillna(0.0), year=season.year)
    )
    is_recognised = effects["initiative_status"] == "recognised"
    points = effects["bonus_score"].mask(is_recognised & effects["bonus_score"].isna(), 0.0)
    without = effects["claimed"] - points.where(is_recognised, 0.0)
    base = effects["total_score"] - effects["bonus"]
    return (
        effects.assign(
            total_without=round_points(base + cap(round_points(without), season.bonus_max)),
            total_with=round_points(base + cap(round_points(without + points), season.bonus_max)),
        )
        .pipe(_grade_both, season)
        .pipe(_rank_both, unit_ranking, season)[list(titles("initiative_effects"))]
    )


def _grade_both(effects: pd.DataFrame, season: Season) -> pd.DataFrame:
    without, reached = (_value_of(effects, side, season.grade_by) for side in ("total_without", "total_with"))
    graded = effects.assign(grade_without=grade(without, season.grades), grade_with=grade(reached, season.grades))
    is_known = graded["total_without"].notna() & graded["total_with"].notna()
    differs = graded["grade_without"].fillna("") != graded["grade_with"].fillna("")
    return graded.assign(is_grade_changed=is_known & differs)


def _value_of(effects: pd.DataFrame, total: str, basis: ScoreBasis) -> pd.Series:
    """What a *total* is on a basis; the index, in which no initiative counts, stays as it is."""
    if basis == "index_pct":
        return effects["index_pct"]
    return effects[total] if basis == "total_score" else share_of(100 * effects[total], effects["max_score"])


def _rank_both(effects: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    ranked = unit_ranking[season.rank_by].where(unit_ranking["rank"].notna())
    own = effects["unit_id"].map(ranked.set_axis(unit_ranking["unit_id"])).astype(float)
    without, reached = (
        rank_in_place(_value_of(effects, side, season.rank_by), own, ranked, season)
        for side in ("total_without", "total_with")
    )
    return effects.assign(
        rank_without=without, rank_with=reached, is_rank_changed=(without != reached).fillna(value=False).astype(bool)
    )
