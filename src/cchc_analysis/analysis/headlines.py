"""The figures that stand for a season as a whole, worked out once so that every sentence quotes the same value."""

import pandas as pd

from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.rank_bands import SOURCES
from cchc_analysis.analysis.ranking import IN_PERCENT
from cchc_analysis.rules.season import Season


def summarise_season(
    unit_ranking: pd.DataFrame,
    criterion_deductions: pd.DataFrame,
    rank_bands: pd.DataFrame,
    mean_change: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """One row per figure: ``metric`` and ``value`` (points, counts, or shares from 0 to 1).

    * ``unit_count``, ``complete_units`` (appraisal finished), ``graded_units``, ``ranked_units``;
      ``grade_units.<grade>`` for each grade;
    * ``mean_``, ``highest_``, ``lowest_``, ``range_total_score``, ``mean_`` and ``range_`` of ``index_pct`` and of
      ``total_pct``: over the units whose appraisal is complete; means of units, not of their points together;
    * ``deduction`` and its parts, points over all units; ``loss_share.<n>``: share of the n most deducted criteria;
    * ``compared_units``, ``over_claiming_units`` (self-score above appraised on the compared leaves);
    * ``firm_units.<source>``: ranked units that no doubt of that source moves from the rank they have (of changed
      weights: that keep it in at least ``weight_band_share`` of the trials); missing where the source was not tried;
      ``tier_count``: tiers nothing crosses;
    * ``mean_result_change``: mean change of what the season ranks by, of the units whose change can be compared
      (``moved_units``); ``set_result_change``: what of it the criteria set did, where that is known;
    * ``unfinished_deduction``: points lost so far by units without a complete appraisal, which ``deduction`` holds too.
    """
    totals = unit_ranking["total_score"].dropna()
    shares = {name: unit_ranking.loc[totals.index, name] for name in IN_PERCENT}
    compared = unit_ranking[unit_ranking["compared_self_score"].notna()]
    graded = unit_ranking["grade"].dropna()
    figures: dict[str, float] = {
        "unit_count": len(unit_ranking),
        "complete_units": len(totals),
        "graded_units": len(graded),
        "ranked_units": int(unit_ranking["rank"].notna().sum()),
        **{f"grade_units.{grade.id}": int((graded == grade.id).sum()) for grade in season.grades},
        "mean_total_score": totals.mean(),
        "highest_total_score": totals.max(),
        "lowest_total_score": totals.min(),
        "range_total_score": totals.max() - totals.min(),
        **{f"mean_{name}": values.mean() for name, values in shares.items()},
        **{f"range_{name}": values.max() - values.min() for name, values in shares.items()},
        **{
            part: criterion_deductions[part].sum(min_count=1)
            for part in ("deduction", "conceded", "cut", "raised", "unsplit")
        },
        **_accumulate_shares(criterion_deductions),
        "compared_units": len(compared),
        "over_claiming_units": int((compared["compared_self_score"] > compared["compared_appraised_score"]).sum()),
        **_count_firm(rank_bands, season),
        "mean_result_change": unit_ranking["result_change"].mean(),
        "moved_units": int(unit_ranking["result_change"].notna().sum()),
        "set_result_change": float("nan") if mean_change.empty else mean_change["criteria_set_change"].iloc[0],
        "unfinished_deduction": unit_ranking.loc[unit_ranking["total_score"].isna(), "deduction"].sum(),
    }
    return pd.DataFrame(
        {
            "year": season.year,
            "metric": pd.Series(list(figures), dtype="str"),
            "value": round_points(pd.Series(list(figures.values()), dtype=float)),
        }
    )


def _count_firm(rank_bands: pd.DataFrame, season: Season) -> dict[str, float]:
    firm: dict[str, float] = {}
    for source in SOURCES:
        best, worst = rank_bands[f"{source}_best_rank"], rank_bands[f"{source}_worst_rank"]
        keeps = (best == rank_bands["rank"]) & (worst == rank_bands["rank"])
        if source == "weights":
            keeps = rank_bands["weights_kept_share"] >= season.analysis.weight_band_share
        firm[f"firm_units.{source}"] = int(keeps.sum()) if best.notna().any() else float("nan")
    tiers = rank_bands["tier"]
    return {**firm, "tier_count": int(tiers.max()) if tiers.notna().any() else float("nan")}


def _accumulate_shares(criterion_deductions: pd.DataFrame) -> dict[str, float]:
    lost = criterion_deductions["deduction"].fillna(0).sort_values(ascending=False, kind="stable")
    shares = share_of(lost.cumsum(), pd.Series(lost.sum(), index=lost.index))
    return {f"loss_share.{number}": share for number, share in enumerate(shares.head(10), start=1)}
