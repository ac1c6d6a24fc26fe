"""In which order to verify the claims not yet appraised, and what that order would have found in this season."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.crosswalk import CARRIED
from cchc_analysis.analysis.points import round_points, share_of, sum_points
from cchc_analysis.analysis.ranking import GRADED, rank_values
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import empty, titles

CELL = ["unit_id", "criterion_id"]
TRIED_SHARES = (0.1, 0.2, 0.5)


def plan_appraisal(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame | None,
    crosswalk: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """One row per claimed cell that is not appraised yet, in the order in which to verify them (:func:`order_claims`).

    ``place`` counts the cells that are left; ``criterion_place`` puts whole criteria in order, by the mean place of
    their cells over all units, cells alike in the three keys sharing their places: a worklist that takes a criterion
    through all units keeps one yardstick. A cell nobody verifies stays pending: this is an order, not a selection.
    """
    ordered = order_claims(comparison, previous_comparison, crosswalk, season)
    left = ordered[ordered["appraised_status"] == "pending"]
    if left.empty:
        return empty("plan_of_appraisal")
    place = pd.Series(np.arange(1, len(left) + 1), index=left.index)
    shared = place.groupby(left["key"].to_numpy()).transform("mean")
    by_criterion = shared.groupby(left["criterion_id"]).mean().round(6)
    order = by_criterion.rank(method="first").astype(int)
    return left.assign(place=place, criterion_place=left["criterion_id"].map(order))[
        list(titles("plan_of_appraisal"))
    ].reset_index(drop=True)


def set_beside_registers(plan: pd.DataFrame, claimed_v_computed: pd.DataFrame) -> pd.DataFrame:
    """The plan in which ``is_above_register`` says where a claim lies above all that a register can give.

    *claimed_v_computed* is the table of that name: its ``over`` is what lies beyond the span from lowest to highest.
    Missing where no register says anything; the order does not change.
    """
    over = claimed_v_computed.set_index(CELL)["over"].dropna().astype(float)
    if plan.empty or over.empty:
        return plan
    found = pd.Series(over.reindex(pd.MultiIndex.from_frame(plan[CELL])).to_numpy(), plan.index)
    return plan.assign(is_above_register=(found > 0).astype("boolean").where(found.notna()))


def order_claims(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame | None,
    crosswalk: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """Every claimed cell, appraised or not, in the order of three plain keys, one after the other.

    Claimed above what the leaf it continues was given last year (in shares of the maximum, which may have changed);
    cut there last year; the larger claim. Cells alike in all three stand in the order of a draw. Without a last season
    the claim alone decides. ``key`` numbers the cells that are alike. Beside them, out of the order, stands a claim of
    the whole maximum without evidence, missing where no form of the season names any evidence.

    ``is_drawn`` marks at least ``analysis.plan_random_share`` of the claims, drawn by ``analysis.seed`` whatever their
    place, so that next year's history does not exist only where one looked. ``is_first_part`` is the first
    ``analysis.plan_first_share`` in order, the drawn cells, and the first ``analysis.plan_unit_floor`` cells of each
    unit that has fewer in it (``is_floor``).
    """
    may_claim = (comparison["line"] == "score") & ~comparison["is_survey"]
    rules = season.analysis
    generator = np.random.default_rng(season.year if rules.seed is None else rules.seed)
    lots = pd.Series(generator.permutation(int(may_claim.sum())), index=comparison.index[may_claim])
    claims = comparison[may_claim & (comparison["self_status"] == "scored")]
    claims = claims.assign(lot=lots.loc[claims.index])
    claims = _look_back(claims, previous_comparison, crosswalk)
    claims = _look_for_evidence(claims)
    above, cut = (claims[name].fillna(value=False).to_numpy(dtype=bool) for name in HISTORY)
    claimed = round_points(claims["self_score"].to_numpy(dtype=float))
    order = np.lexsort((claims["lot"].to_numpy(), -claimed, ~cut, ~above))
    ordered = claims.iloc[order].reset_index(drop=True)
    keys = np.column_stack([above[order], cut[order], claimed[order]])
    is_next = np.ones(len(ordered), dtype=bool)
    is_next[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return _mark_first_part(ordered.assign(key=np.cumsum(is_next)), season)


HISTORY = ("is_above_last_year", "is_cut_last_year")


def try_order(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame | None,
    crosswalk: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """What the order would have found early this season: one row per share of the claims verified first.

    Over the claims that were appraised: ``found_share`` of the points cut at the first appraisal stand in that share of
    the order, ``random_share`` would on average in a random one, ``best_share`` in the best possible.
    ``wrong_rank_units`` are the ranked units whose rank would not be their own if the claims further down had stood
    as claimed. Nothing where no appraised claim was cut.
    """
    ordered = order_claims(comparison, previous_comparison, crosswalk, season)
    tried = ordered[ordered["first_appraised_score"].notna()]
    cuts = round_points((tried["self_score"] - tried["first_appraised_score"]).clip(lower=0)).to_numpy(dtype=float)
    if not cuts.sum() > 0:
        return empty("plan_trial")
    counts = np.array([round(share * len(tried)) for share in TRIED_SHARES])
    found, best = (np.concatenate([[0.0], np.cumsum(each)])[counts] for each in (cuts, np.sort(cuts)[::-1]))
    wrong = [_count_wrong_ranks(tried.iloc[count:], unit_ranking, season) for count in counts]
    return pd.DataFrame(
        {
            "year": season.year,
            "verified_share": TRIED_SHARES,
            "claim_count": len(tried),
            "verified_count": counts,
            "cut_count": int((cuts > 0).sum()),
            "cut_score": round_points(cuts.sum()),
            "found_score": round_points(found),
            "found_share": round_points(found / cuts.sum()),
            "random_share": round_points(counts / len(tried)),
            "best_share": round_points(best / cuts.sum()),
            "has_history": bool(tried[HISTORY[0]].notna().any()),
            "ranked_units": int(unit_ranking["rank"].notna().sum()),
            "wrong_rank_units": wrong,
        }
    )[list(titles("plan_trial"))]


def _look_back(claims: pd.DataFrame, previous: pd.DataFrame | None, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """The two keys from last season: missing where the unit has no appraised cell that this one continues."""
    unknown = pd.Series(pd.NA, index=claims.index, dtype="boolean")
    if previous is None or crosswalk.empty:
        return claims.assign(**dict.fromkeys(HISTORY, unknown))
    before = previous.loc[
        (previous["line"] == "score") & (previous["appraised_status"] == "scored"),
        [*CELL, "appraised_score", "max_score", "cut"],
    ]
    pairs = crosswalk.loc[crosswalk["relation"].isin(CARRIED), ["criterion_id", "previous_criterion_id"]]
    carried = before.rename(columns={"criterion_id": "previous_criterion_id"}).merge(
        pairs, on="previous_criterion_id", validate="many_to_many"
    )
    sums = sum_points(carried, CELL, ["appraised_score", "max_score", "cut"]).add_suffix("_before").reset_index()
    beside = claims[[*CELL, "self_score", "max_score"]].merge(sums, on=CELL, how="left", validate="one_to_one")
    beside.index = claims.index
    share = share_of(beside["self_score"], beside["max_score"])
    share_before = share_of(beside["appraised_score_before"], beside["max_score_before"])
    without = (share.isna() | share_before.isna()) & beside["max_score"].isna() & beside["max_score_before"].isna()
    is_above = (share > share_before) | (without & (beside["self_score"] > beside["appraised_score_before"]))
    is_known = beside["appraised_score_before"].notna() & ((share.notna() & share_before.notna()) | without)
    return claims.assign(
        is_above_last_year=is_above.astype("boolean").where(is_known),
        is_cut_last_year=(beside["cut_before"].fillna(0) > 0)
        .astype("boolean")
        .where(beside["appraised_score_before"].notna()),
    )


def _look_for_evidence(claims: pd.DataFrame) -> pd.DataFrame:
    names_evidence = claims["evidence"].fillna("").str.strip() != ""
    is_full = (claims["max_score"] > 0) & (claims["self_score"] >= claims["max_score"])
    unproved = (is_full & ~names_evidence).astype("boolean")
    unknown = pd.Series(pd.NA, index=claims.index, dtype="boolean")
    return claims.assign(
        is_above_register=unknown, is_full_without_evidence=unproved if names_evidence.any() else unknown
    )


def _mark_first_part(ordered: pd.DataFrame, season: Season) -> pd.DataFrame:
    rules = season.analysis
    count = len(ordered)
    drawn = np.zeros(count, dtype=bool)
    drawn[np.argsort(ordered["lot"].to_numpy(), kind="stable")[: _round_up(rules.plan_random_share * count)]] = True
    first = (np.arange(count) < _round_up(rules.plan_first_share * count)) | drawn
    unit = ordered["unit_id"]
    lacking = rules.plan_unit_floor - pd.Series(first).groupby(unit.to_numpy()).transform("sum")
    among_rest = pd.Series(~first).groupby(unit.to_numpy()).cumsum()
    is_floor = ~first & (among_rest <= lacking).to_numpy()
    return ordered.assign(is_drawn=drawn, is_floor=is_floor, is_first_part=first | is_floor)


def _round_up(count: float) -> int:
    return int(np.ceil(round_points(count)))


def _count_wrong_ranks(unverified: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> int:
    """Ranked units whose rank would differ if *unverified* claims had stood as claimed."""
    ranked = unit_ranking.loc[unit_ranking["ranking_status"].isin(GRADED)].set_index("unit_id")
    stands = unverified[unverified["is_compared"]]
    left = sum_points(stands.assign(left=stands["self_score"] - stands["appraised_score"]), ["unit_id"], ["left"])
    extra = left["left"].reindex(ranked.index).fillna(0.0)
    values = {
        "total_score": round_points(ranked["total_score"] + extra),
        "index_pct": share_of(100 * round_points(ranked["appraised_score"] + extra), ranked["max_score"]),
        "total_pct": share_of(100 * round_points(ranked["total_score"] + extra), ranked["max_score"]),
    }[season.rank_by]
    ranks = rank_values(values.where(ranked["ranking_status"] == "ranked"), season)
    return int((ranks.fillna(0) != ranked["rank"].fillna(0)).sum())
