"""How far claims stand above what appraisal found: per unit, domain, criterion, leaf and for the whole season."""

import pandas as pd

from cchc_analysis.analysis.criteria import ROOT
from cchc_analysis.analysis.points import round_points, share_of, sum_points
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import titles

ALL = ROOT  # all units, or all criteria
POINTS = ["compared_self_score", "compared_appraised_score", "compared_max_score", "cut", "raised"]
COUNTS = ["claim_count", "full_claim_count", "cut_full_claim_count"]
OUTCOMES = ["exact_claim_count", "full_score_count", "cut_other_claim_count"]
UNKNOWN = "unknown_count"


def measure_inflation(comparison: pd.DataFrame) -> pd.DataFrame:
    """One row per level and subject: claimed and appraised points of the compared leaves (``is_compared``).

    ``inflation = compared_self_score − compared_appraised_score = cut − raised``, negative where appraisal raised more
    than it cut; ``inflation_pct`` is its part of the compared maximum. A claim is a compared leaf's self-score; a full
    claim reaches the leaf's maximum. ``exact_claim_share`` is the share of claims that equal the appraisal,
    ``exact_if_full_share`` what it would be if every unit claimed the maximum everywhere, ``cut_other_claim_share`` the
    share cut of the claims below the maximum. What needs a maximum is missing where any compared leaf has none. Linear
    in rows.
    """
    claims = _list_claims(comparison)
    keys = {
        "season": (ALL, ALL),
        "unit": (claims["unit_id"], ALL),
        "domain": (ALL, claims["domain_id"]),
        "criterion": (ALL, claims["ranked_node_id"]),
        "leaf": (ALL, claims["criterion_id"]),
    }
    levels = [
        claims[["year", *POINTS, *COUNTS, *OUTCOMES, UNKNOWN]].assign(level=level, unit_id=unit, criterion_id=criterion)
        for level, (unit, criterion) in keys.items()
    ]
    return _sum_claims(pd.concat(levels, ignore_index=True))[list(titles("inflation"))]


def measure_explanations(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per unit with contested leaves, and the whole body (``*``) first: points contested, restored, lost.

    Contested points are those that the first appraisal took from a contested claim (self − first appraised, where
    positive); restored and lost further are what a later appraisal gave back and took besides, missing in a season of
    one appraisal.
    """
    contested = comparison.loc[comparison["is_contested"] & (comparison["line"] == "score")]
    change = round_points(contested["appraised_score"] - contested["first_appraised_score"])
    if len(season.appraisal_stages) < 2:
        change = change * float("nan")
    taken = round_points(contested["self_score"] - contested["first_appraised_score"])
    moves = contested[["year", "unit_id"]].assign(
        contested_count=1,
        contested_score=taken.where(contested["is_compared"]).clip(lower=0),
        restored_count=(change > 0).astype(float).where(change.notna()),
        restored_score=change.clip(lower=0),
        lost_further_score=(-change).clip(lower=0) + 0.0,
    )
    both = pd.concat([moves.assign(unit_id=ALL), moves])
    measures = ["contested_count", "contested_score", "restored_count", "restored_score", "lost_further_score"]
    return sum_points(both, ["year", "unit_id"], measures).reset_index()


def _list_claims(comparison: pd.DataFrame) -> pd.DataFrame:
    compared = comparison.loc[comparison["is_compared"]]
    is_full = (compared["self_score"] >= compared["max_score"]) & (compared["max_score"] > 0)
    return compared.assign(
        compared_self_score=compared["self_score"],
        compared_appraised_score=compared["appraised_score"],
        compared_max_score=compared["max_score"],
        claim_count=1,
        full_claim_count=is_full.astype(int),
        cut_full_claim_count=(is_full & (compared["cut"] > 0)).astype(int),
        exact_claim_count=(compared["self_score"] == compared["appraised_score"]).astype(int),
        full_score_count=(compared["appraised_score"] >= compared["max_score"]).astype(int),
        cut_other_claim_count=(~is_full & (compared["cut"] > 0)).astype(int),
        unknown_count=compared["max_score"].isna().astype(int),
    )


def _sum_claims(claims: pd.DataFrame) -> pd.DataFrame:
    keys = ["year", "level", "unit_id", "criterion_id"]
    sums = sum_points(claims, keys, [*POINTS, *COUNTS, *OUTCOMES, UNKNOWN])
    need_maxima = ["compared_max_score", *COUNTS[1:], *OUTCOMES[1:]]
    sums[need_maxima] = sums[need_maxima].where(sums[UNKNOWN] == 0)
    inflation = round_points(sums["compared_self_score"] - sums["compared_appraised_score"])
    return sums.assign(
        inflation=inflation,
        inflation_pct=share_of(100 * inflation, sums["compared_max_score"]),
        full_claim_share=share_of(sums["full_claim_count"], sums["claim_count"]),
        cut_full_claim_share=share_of(sums["cut_full_claim_count"], sums["full_claim_count"]),
        cut_other_claim_share=share_of(sums["cut_other_claim_count"], sums["claim_count"] - sums["full_claim_count"]),
        exact_claim_share=share_of(sums["exact_claim_count"], sums["claim_count"]),
        exact_if_full_share=share_of(sums["full_score_count"], sums["claim_count"]),
    ).reset_index()
