"""A rule on over-claiming tried on this and earlier seasons before anybody decrees it."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points, share_of, sum_points
from cchc_analysis.analysis.ranking import GRADED, rank_values
from cchc_analysis.rules.season import OverClaim, Season
from cchc_analysis.schemas import empty, titles

FACTS = [
    "year",
    "unit_id",
    "claimed_score",
    "found_score",
    "gap_score",
    "gap_pct",
    "total_score",
    "is_ranked",
    "grade",
    "grade_cut_off",
]


def try_over_claim(
    comparison: pd.DataFrame, unit_ranking: pd.DataFrame, previous_claims: pd.DataFrame | None, season: Season
) -> pd.DataFrame:
    """One row per season and unit with a complete appraisal and claims: the gap, and what the rule would have cost.

    The gap is what the unit claimed minus what was found at the compared leaves, in points or in % of their maximum
    (``over_claim.gap_by``); the penalty is that of the widest band it reaches. Grades are those of each season's own
    cut points: ``is_grade_lost`` where the total less the penalty falls below the lower bound of the unit's grade.
    Ranks are by the total, before and after, among the ranked units of that season. Where the season has no rule, the
    gaps stand alone. *previous_claims* is last season's table, whose years are tried under this season's rule.

    Where grades or ranks go by a percentage, whether they would move is not tried: they are missing.
    """
    facts = _measure_gaps(comparison, unit_ranking, season)
    if previous_claims is not None and len(previous_claims):
        earlier = previous_claims.loc[previous_claims["year"] < season.year, FACTS]
        facts = pd.concat([facts, earlier], ignore_index=True) if len(earlier) else facts
    if facts.empty:
        return empty("over_claims")
    rule = season.over_claim
    if not rule.bands:
        return facts.reindex(columns=list(titles("over_claims")))
    penalty = find_penalties(facts[rule.gap_by], rule)
    after = round_points(facts["total_score"] - penalty)
    lost = (facts["grade_cut_off"].notna() & (after < facts["grade_cut_off"])).astype("boolean")
    places = {
        name: values.where(facts["is_ranked"]).groupby(facts["year"]).transform(lambda year: rank_values(year, season))
        for name, values in (("rank_before", facts["total_score"]), ("rank_after", after))
    }
    return facts.assign(
        penalty_score=penalty,
        penalised_total_score=after,
        is_grade_lost=lost.where(facts["grade_cut_off"].notna()),
        **{name: ranks.astype("Int64") for name, ranks in places.items()},
    )[list(titles("over_claims"))]


def find_penalties(gaps: pd.Series, rule: OverClaim) -> pd.Series:
    """The penalty of each gap: that of the widest band it reaches, lower bounds included; 0 below the first.

    >>> rule = OverClaim(bands=[{"at_least": 2, "penalty": 0.5}, {"at_least": 5, "penalty": 1}])
    >>> find_penalties(pd.Series([1.999999, 2.0, 7.0, -3.0]), rule).tolist()
    [0.0, 0.5, 1.0, 0.0]
    """
    bounds = np.array([band.at_least for band in rule.bands], dtype=float)
    penalties = np.array([0.0, *(band.penalty for band in rule.bands)])
    reached = np.searchsorted(round_points(bounds), round_points(gaps.to_numpy(dtype=float)), side="right")
    return pd.Series(penalties[reached], index=gaps.index).where(gaps.notna())


def _measure_gaps(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    cells = comparison[comparison["is_compared"]]
    sums = sum_points(cells, ["unit_id"], ["self_score", "appraised_score"])
    known = sum_points(
        cells.assign(unknown=cells["max_score"].isna().astype(float)), ["unit_id"], ["max_score", "unknown"]
    )
    maximum = known["max_score"].where(known["unknown"] == 0)
    complete = unit_ranking[unit_ranking["ranking_status"].isin(GRADED)]
    facts = complete[["year", "unit_id", "total_score", "rank", "grade"]].merge(
        sums.rename(columns={"self_score": "claimed_score", "appraised_score": "found_score"})
        .assign(maximum=maximum)
        .reset_index(),
        on="unit_id",
        validate="one_to_one",
    )
    by_points = season.grade_by == "total_score"
    bounds = {each.id: each.at_least for each in season.grades}
    gap = round_points(facts["claimed_score"] - facts["found_score"])
    return facts.assign(
        gap_score=gap,
        gap_pct=share_of(100 * gap, facts["maximum"]),
        is_ranked=facts["rank"].notna() & (season.rank_by == "total_score"),
        grade_cut_off=facts["grade"].map(bounds).astype(float) if by_points else np.nan,
    )[FACTS]
