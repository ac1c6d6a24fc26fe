"""How far each rank could move, by the source of the doubt: units without a result yet, disputes, weights, one
criterion, what does not apply. A source that can move nothing in this season was not tried, and says nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import DECIMALS, round_points
from cchc_analysis.analysis.ranking import IN_PERCENT, rank_against
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import titles

BLOCK = 200_000  # weighted totals worked on at once: few enough to stay in the processor's own memory
LEAF_COLUMNS = ["unit_id", "criterion_id", "ranked_node_id", "domain_id", "appraised_score", "max_score"]
SOURCES = ("pending", "dispute", "weights", "criterion_left_out", "domain_left_out", "not_applicable")


@dataclass(frozen=True)
class _Order:
    """The ranked units as arrays: what ranks them, scores and maxima leaf by leaf (0 where not applicable)."""

    unit_ids: np.ndarray
    leaf_ids: np.ndarray
    leaf_criteria: np.ndarray
    leaf_domains: np.ndarray
    scores: np.ndarray
    maxima: np.ndarray
    applies: np.ndarray
    ranked_by: np.ndarray
    extras: np.ndarray
    is_index: bool
    is_dense: bool
    has_maxima: bool

    def value_of(self, scores: np.ndarray, maxima: np.ndarray) -> np.ndarray:
        """What ranks the units by these points and maxima; missing where no maximum is left to divide by."""
        if not self.is_index:
            return np.asarray(round_points(scores + self.extras))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(round_points(np.where(maxima > 0, 100 * (scores + self.extras) / maxima, np.nan)))


def bound_ranks(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per ranked unit: its rank and, for each source, the best and the worst rank it leads to; then tiers.

    ``tier`` cuts the order only where no band of any source crosses, ``dispute_tier`` where no dispute band does.
    A source that cannot be worked out (weights without maxima) or could move no rank of this season whatever it took
    (one criterion, nothing contested, equal maxima) leaves its columns missing; without any source there are no tiers.
    """
    ranked = unit_ranking.loc[unit_ranking["rank"].notna(), ["year", "unit_id", "rank"]].reset_index(drop=True)
    bands = [
        pending_band(unit_ranking, season),
        dispute_band(comparison, unit_ranking, season),
        weight_band(comparison, unit_ranking, season),
        left_out_band(comparison, unit_ranking, season, "criterion"),
        left_out_band(comparison, unit_ranking, season, "domain"),
        not_applicable_band(comparison, unit_ranking, season),
    ]
    for source, band in zip(SOURCES, bands, strict=True):
        named = band.rename(columns=lambda name, source=source: name if name == "unit_id" else f"{source}_{name}")
        ranked = ranked.merge(named, on="unit_id", how="left", validate="one_to_one")
    best = ranked[["rank", *(f"{source}_best_rank" for source in SOURCES)]].min(axis=1)
    worst = ranked[["rank", *(f"{source}_worst_rank" for source in SOURCES)]].max(axis=1)
    is_tried = ranked[[f"{source}_best_rank" for source in SOURCES]].notna().any(axis=None)
    return ranked.assign(
        best_rank=best,
        worst_rank=worst,
        tier=cut_tiers(best, worst) if is_tried else pd.Series(None, index=ranked.index, dtype="Int64"),
        dispute_tier=cut_tiers(ranked["dispute_best_rank"], ranked["dispute_worst_rank"]),
    )[list(titles("rank_bands"))]


def find_entrants(unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The units without a rank yet whose possible results reach that of the first: they may still enter first place.

    Rows of *unit_ranking* that ``may_enter``, of which ``highest_result`` is not known or at least that of a unit
    ranked first; in the order of the table. None where nobody is ranked.
    """
    waiting = unit_ranking[unit_ranking["may_enter"]]
    first = unit_ranking.loc[unit_ranking["rank"] == 1, season.rank_by]
    if first.empty:
        return waiting.iloc[:0]
    return waiting[~(waiting["highest_result"] < first.iloc[0])]


def pending_band(unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Best and worst rank once the units without a result yet have theirs, anywhere between their bounds.

    Best: each of them at its lowest; worst: each at its highest, above all where it has no bound. Where equal results
    take one place (``dense``) the worst counts each newcomer as a place of its own, and the best none whose interval
    holds a result that stands already above. Missing where nobody is waiting for a result.
    """
    ranked = unit_ranking[unit_ranking["rank"].notna()]
    waiting = unit_ranking[unit_ranking["may_enter"]]
    ids = ranked["unit_id"].to_numpy()
    if waiting.empty or ranked.empty:
        return _frame_band(ids, None, None)
    own, rank = ranked[season.rank_by].to_numpy(dtype=float), ranked["rank"].to_numpy(dtype=int)
    low = waiting["lowest_result"].fillna(-np.inf).to_numpy(dtype=float)
    high = waiting["highest_result"].fillna(np.inf).to_numpy(dtype=float)
    surely, perhaps = (len(ends) - np.searchsorted(np.sort(ends), own, side="right") for ends in (low, high))
    if season.tie_rule == "dense":
        holds = np.searchsorted(np.sort(own), high, side="right") > np.searchsorted(np.sort(own), low, side="left")
        surely = (len(low[~holds]) - np.searchsorted(np.sort(low[~holds]), own, side="right")).clip(max=1)
    return _frame_band(ids, rank + surely, rank + perhaps)


def dispute_band(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Best and worst rank while every contested leaf may take the self-score, the first appraised or the last score.

    Best: the unit's contested leaves at their highest, everybody else's at their lowest; worst: the reverse. Nothing is
    drawn at random: these are the extremes of all combinations. Missing where nothing of a ranked unit is contested.
    """
    order = _order_of(comparison, unit_ranking, season)
    is_open = (
        comparison["is_contested"] & (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    )
    contested = comparison.loc[is_open & comparison["unit_id"].isin(order.unit_ids)]
    if contested.empty or len(order.unit_ids) < 2:
        return _band(order, None, None)
    choices = contested[["self_score", "first_appraised_score", "appraised_score"]]
    moves = pd.DataFrame(
        {
            "unit_id": contested["unit_id"],
            "down": round_points(choices.min(axis=1) - contested["appraised_score"]),
            "up": round_points(choices.max(axis=1) - contested["appraised_score"]),
        }
    )
    sums = moves.groupby("unit_id").sum().reindex(order.unit_ids).fillna(0.0)
    points, maxima = order.scores.sum(axis=1), order.maxima.sum(axis=1)
    low = order.value_of(points + sums["down"].to_numpy(), maxima)
    high = order.value_of(points + sums["up"].to_numpy(), maxima)
    return _band(
        order,
        rank_against(high, low, low, order.is_dense),
        rank_against(low, high, high, order.is_dense),
    )


def weight_band(
    comparison: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    season: Season,
    change: float | None = None,
    draws: int | None = None,
) -> pd.DataFrame:
    """The ranks of the central share of draws, each leaf's weight being multiplied by a draw from 1 ± *change*.

    Every leaf draws one uniform factor; a unit's weighted points are scaled back to its applicable maximum, so that
    only the balance between criteria changes (our own choice of trial, in the spirit of the OECD/JRC Handbook on
    Constructing Composite Indicators, 2008, step 7). ``kept_share`` is the share of all draws that give the unit the
    rank it has. Change, draws, seed and share are the season's. Costs draws × units × leaves multiplications and holds
    draws × units whole numbers, of two bytes each up to 65,535 units. Missing where a maximum is not known, or where no
    unit has two criteria to be weighed against each other.
    """
    order = _order_of(comparison, unit_ranking, season)
    if not order.has_maxima or len(order.unit_ids) < 2 or order.applies.sum(axis=1).max() < 2:
        return _band(order, None, None).assign(kept_share=np.nan)
    rules = season.analysis
    drawn, change = draws or rules.weight_draws, rules.weight_change if change is None else change
    outside = int(np.floor((1 - rules.weight_band_share) / 2 * drawn + 1e-9))
    ranks = np.empty((len(order.unit_ids), drawn), dtype=np.min_scalar_type(len(order.unit_ids)))
    done = 0
    for block in _draw_ranks(order, change, drawn, season.year if rules.seed is None else rules.seed):
        ranks[:, done : done + len(block)] = block.T
        done += len(block)
    own = rank_rows(order.ranked_by[None, :], order.is_dense)[0]
    best, worst, kept = np.zeros((3, len(own)), dtype=np.int64)
    for unit, rank in enumerate(own.tolist()):
        # counted, not sorted: there are no more ranks than units
        counts = np.bincount(ranks[unit], minlength=rank + 1)
        best[unit], worst[unit] = counts.cumsum().searchsorted((outside, drawn - 1 - outside), side="right")
        kept[unit] = counts[rank]
    return _band(order, best, worst).assign(kept_share=round_points(kept / drawn))


def left_out_band(
    comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season, level: str = "criterion"
) -> pd.DataFrame:
    """Best and worst rank when one criterion (or one domain) at a time is left out, and the one that moves it most.

    What applies to one ranked unit alone stays in: without it that unit would just lose points that nobody else could
    earn. ``id`` is missing where leaving out none of them moves the unit. Nothing to tell where there is only one.
    """
    order = _order_of(comparison, unit_ranking, season)
    ids, where = np.unique(order.leaf_criteria if level == "criterion" else order.leaf_domains, return_inverse=True)
    shared = [at for at in range(len(ids)) if order.applies[:, where == at].any(axis=1).sum() > 1]
    if len(ids) < 2 or not shared:
        return _band(order, None, None).assign(id=pd.Series(None, index=range(len(order.unit_ids)), dtype="str"))
    belongs = (where[:, None] == np.arange(len(ids))[None, :]).astype(float)
    points, maxima = order.scores @ belongs, order.maxima @ belongs
    left = [
        order.value_of(order.scores.sum(axis=1) - points[:, at], order.maxima.sum(axis=1) - maxima[:, at])
        for at in shared
    ]
    values = np.array([np.where(np.isnan(value), order.ranked_by, value) for value in left])
    ranks = rank_rows(values, order.is_dense)
    moved = np.abs(ranks - rank_rows(order.ranked_by[None, :], order.is_dense))
    most = pd.Series(ids[shared][moved.argmax(axis=0)], dtype="str").where(moved.max(axis=0) > 0)
    return _band(order, ranks.min(axis=0), ranks.max(axis=0)).assign(id=most)


def not_applicable_band(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The rank under the season's convention on what does not apply, and under the other one.

    By points, what does not apply earns nothing; the other way scales each unit's points to the largest applicable
    maximum. In per cent it leaves the denominator; the other way divides by the largest applicable maximum. Missing
    where all maxima are the same: both conventions then give one order.
    """
    order = _order_of(comparison, unit_ranking, season)
    if not order.has_maxima or not len(order.unit_ids):
        return _band(order, None, None)
    points, maxima = order.scores.sum(axis=1), order.maxima.sum(axis=1)
    largest = maxima.max()
    if not largest > 0 or maxima.min() == largest:
        return _band(order, None, None)
    scaled = np.where(maxima > 0, points * largest / np.where(maxima > 0, maxima, 1.0), 0.0)
    divided = round_points(100 * (points + order.extras) / largest)
    switched = divided if order.is_index else order.value_of(scaled, maxima)
    both = rank_rows(np.array([order.ranked_by, switched]), order.is_dense)
    return _band(order, both.min(axis=0), both.max(axis=0))


def cut_tiers(best: pd.Series, worst: pd.Series) -> pd.Series:
    """The tier of each row: a new one starts only where every worst rank above is better than every best rank below.

    >>> cut_tiers(pd.Series([1, 1, 3, 4]), pd.Series([2, 2, 4, 4])).tolist()
    [1, 1, 2, 2]
    """
    if best.isna().any() or worst.isna().any():
        return pd.Series(None, index=best.index, dtype="Int64")
    order = np.lexsort((worst, best))
    lowest_above = np.maximum.accumulate(worst.to_numpy(dtype=float)[order])
    starts = np.ones(len(best), dtype=int)
    starts[1:] = lowest_above[:-1] < best.to_numpy(dtype=float)[order][1:]
    tiers = np.empty(len(best), dtype=int)
    tiers[order] = starts.cumsum()
    return pd.Series(tiers, index=best.index, dtype="Int64")


def rank_rows(values: np.ndarray, is_dense: bool) -> np.ndarray:
    """Ranks of points along each row, highest first; values equal to six decimals share the better rank.

    A value and its column are packed into one whole number: sorting these takes a third of the time of finding the
    order of floats.
    """
    width = values.shape[1]
    bits = max(1, (width - 1).bit_length())
    points = np.rint(values * 10.0**DECIMALS)
    if (np.abs(points) < 2.0 ** (62 - bits)).all():
        packed = (-points.astype(np.int64) << bits) | np.arange(width)
        packed.sort(axis=1)
        order, ordered = packed & ((1 << bits) - 1), packed >> bits
    else:  # missing or too large to be packed
        order = np.argsort(-values, axis=1)
        ordered = np.take_along_axis(values, order, axis=1)
    starts = np.ones(values.shape, dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=starts[:, 1:])
    if is_dense:
        places = starts.cumsum(axis=1, dtype=np.int32)
    else:
        places = np.maximum.accumulate(starts * np.arange(1, width + 1, dtype=np.int32), axis=1)
    ranks = np.empty_like(places)
    np.put_along_axis(ranks, order, places, axis=1)
    return ranks


def _draw_ranks(order: _Order, change: float, draws: int, seed: int) -> Iterator[np.ndarray]:
    """The ranks of each draw (draws × units), in blocks; the blocks' size does not show in the draws."""
    generator = np.random.default_rng(seed)
    whole = order.maxima.sum(axis=1)
    # units with the same maxima have the same sums of them
    different, like = np.unique(order.maxima, axis=0, return_inverse=True)
    block = max(1, BLOCK // max(len(order.unit_ids), len(order.leaf_ids)))
    for start in range(0, draws, block):
        count = min(block, draws - start)
        weights = generator.uniform(1 - change, 1 + change, (count, len(order.leaf_ids)))
        points, maxima = weights @ order.scores.T, (weights @ different.T)[:, like]
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(maxima > 0, points / maxima, 0.0) * whole + order.extras
            if order.is_index:
                values = np.where(whole > 0, 100 * values / whole, 0.0)
        yield rank_rows(values, order.is_dense)


def _order_of(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> _Order:
    ranked = unit_ranking.loc[unit_ranking["rank"].notna()]
    counts = (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    leaves = comparison.loc[counts & comparison["unit_id"].isin(ranked["unit_id"]), LEAF_COLUMNS]
    leaf_at, _ids = pd.factorize(leaves["criterion_id"])
    unit_row, unit_ids = pd.factorize(leaves["unit_id"])
    unit_at = pd.Index(ranked["unit_id"]).get_indexer(pd.Index(unit_ids))[unit_row]
    known = leaves.drop_duplicates("criterion_id").set_index("criterion_id")
    scores, maxima = np.zeros((2, len(ranked), len(known)))
    scores[unit_at, leaf_at] = leaves["appraised_score"]
    applies = np.zeros(scores.shape, dtype=bool)
    applies[unit_at, leaf_at] = True
    maxima[unit_at, leaf_at] = leaves["max_score"].fillna(0.0)
    return _Order(
        unit_ids=ranked["unit_id"].to_numpy(),
        leaf_ids=known.index.to_numpy(),
        leaf_criteria=known["ranked_node_id"].fillna(known.index.to_series()).to_numpy(dtype=object),
        leaf_domains=known["domain_id"].to_numpy(dtype=object),
        scores=scores,
        maxima=maxima,
        applies=applies,
        ranked_by=ranked[season.rank_by].to_numpy(dtype=float),
        extras=np.zeros(len(ranked))
        if season.rank_by == "index_pct"
        else (ranked["bonus"] - ranked["penalty"]).to_numpy(dtype=float),
        is_index=season.rank_by in IN_PERCENT,
        is_dense=season.tie_rule == "dense",
        has_maxima=bool(leaves["max_score"].notna().all()),
    )


def _band(order: _Order, best: np.ndarray | None, worst: np.ndarray | None) -> pd.DataFrame:
    return _frame_band(order.unit_ids, best, worst)


def _frame_band(unit_ids: np.ndarray, best: np.ndarray | None, worst: np.ndarray | None) -> pd.DataFrame:
    missing = pd.Series(None, index=range(len(unit_ids)), dtype="Int64")
    return pd.DataFrame(
        {
            "unit_id": pd.Series(unit_ids, dtype="str"),
            "best_rank": missing if best is None else pd.Series(best, dtype="Int64"),
            "worst_rank": missing if worst is None else pd.Series(worst, dtype="Int64"),
        }
    )
