"""The order on every basis a season might have chosen: points or per cent, with or without bonus and penalty."""

import pandas as pd

from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.ranking import rank_values
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import titles

BASES = ("total_score", "appraised_score", "total_pct", "index_pct")


def rank_on_every_basis(unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per unit, in the order of the ranking: value and rank on each of ``BASES``, overall and in the group.

    ``total_pct`` is 100 × (appraised + bonus − penalty) ÷ applicable maximum. The units ranked are those of the season;
    ties share a rank by the season's rule. A basis that one of them has no value for (no maximum) ranks nobody: an
    order of some of them would look like an order of all. ``to_above_score`` and ``to_below_score`` are the distances
    to the next different value above and below on the season's own basis (points, or percentage points of the index).
    """
    is_ranked = unit_ranking["rank"].notna()
    values = unit_ranking.assign(
        rank_by=season.rank_by,
        appraised_score=unit_ranking["appraised_score"].where(unit_ranking["total_score"].notna()),
    )
    ranks: dict[str, pd.Series] = {}
    for basis in BASES:
        is_whole = values.loc[is_ranked, basis].notna().all()
        among = values[basis].where(is_ranked & is_whole)
        ranks[f"{basis}_rank"] = rank_values(among, season)
        ranks[f"{basis}_group_rank"] = rank_values(among, season, within=values["group"])
    own = values[season.rank_by].where(is_ranked)
    return values.assign(**ranks, **_measure_gaps(own))[list(titles("rank_bases"))].reset_index(drop=True)


def _measure_gaps(values: pd.Series) -> dict[str, pd.Series]:
    """Distance of each value to the next different one above and below."""
    distinct = pd.Series(values.dropna().sort_values().unique())
    above = pd.Series(distinct.shift(-1).to_numpy(), index=distinct)
    below = pd.Series(distinct.shift(1).to_numpy(), index=distinct)
    return {
        "to_above_score": round_points(values.map(above) - values),
        "to_below_score": round_points(values - values.map(below)),
    }
