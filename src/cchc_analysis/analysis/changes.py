"""Why points and ranks changed since last season, in parts that add up to the change."""

from math import factorial

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.ranking import rank_against
from cchc_analysis.rules.season import Season

LEAF_PARTS = ("own", "maxima", "added", "dropped", "applicability")
PARTS = tuple(f"{part}_change" for part in (*LEAF_PARTS, "bonus", "penalty"))
CRITERIA_SET = ("maxima_change", "added_change", "dropped_change", "applicability_change")
INDEX_PARTS = tuple(f"index_{part}_change" for part in LEAF_PARTS)
RESULT_PARTS = tuple(f"result_{part}_change" for part in (*LEAF_PARTS, "extra"))
"""What a change of the result is made of, in the measure the season ranks by."""

RANK_PARTS = ("rank_set_change", "rank_own_change", "rank_others_change")


def explain_score_changes(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    previous_ranking: pd.DataFrame,
    crosswalk: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """One row per unit with a total in both seasons: its change of points and of index, and the parts they are made of.

    For a matched group of leaves (``match_group``), all that applies to the unit taken together on either side, with
    points ``P``, maximum ``M`` and share ``s = P / M`` before (0) and now (1)::

        own = (s1 - s0) * (M0 + M1) / 2        maxima = (M1 - M0) * (s0 + s1) / 2

    which add up to ``P1 - P0``: the Shapley value (Shapley 1953) of two factors, the "complete decomposition" of Sun
    (1998). Without both maxima, or where one is 0, the whole difference is the unit's own. A matched group
    that applies to the unit on one side only is ``applicability``; leaves only one criteria set has are ``added`` and
    ``dropped``. A larger penalty is a negative ``penalty_change``. The parts add up to ``score_change`` at six
    decimals. The index is a ratio, so its parts are Shapley values of the same parts acting on points and maximum
    (:func:`share_out`; Albrecht, François and Schoors 2002); bonus and penalty are no part of it. ``result_`` parts are
    those of what the season ranks by (points, index, or total in per cent, of which bonus and penalty together are
    ``extra``); ``result_set_change`` is what the criteria set did: maxima, added, dropped and applicability.

    ``matched_share`` is the maximum of the groups matched for the unit over all its maxima, both seasons together; of
    leaves counted where any maximum is unknown. Below ``analysis.min_matched_share`` every part is missing.
    """
    totals = _set_totals_beside(unit_ranking, previous_ranking, season).assign(year=season.year)
    groups = _sum_groups(comparison, previous_comparison, crosswalk)
    groups = groups[groups["unit_id"].isin(totals["unit_id"])]
    points, maxima = _part_points(groups), _part_maxima(groups)
    units = totals["unit_id"]
    points, maxima = points.reindex(units, fill_value=0.0), maxima.reindex(units, fill_value=0.0)
    share = units.map(_measure_match(groups)).fillna(0.0)
    parts = totals.assign(
        matched_share=share,
        is_explained=share >= season.analysis.min_matched_share,
        **{f"{part}_change": points[part].to_numpy() for part in LEAF_PARTS},
        bonus_change=round_points(totals["bonus"] - totals["previous_bonus"]),
        penalty_change=round_points(totals["previous_penalty"] - totals["penalty"]),
    )
    index = _explain_index(totals, points.to_numpy(), maxima.to_numpy())
    changed = parts.assign(**dict(zip(INDEX_PARTS, index.T, strict=True)))
    result = _explain_result(changed, points.to_numpy(), maxima.to_numpy(), season)
    changed = changed.assign(**dict(zip(RESULT_PARTS, result.T, strict=True)))
    changed["result_set_change"] = round_points(changed[[f"result_{part}" for part in CRITERIA_SET]].sum(axis=1))
    shown = [*PARTS, *INDEX_PARTS, *RESULT_PARTS, "result_set_change"]
    adds_up = _adds_up(changed)
    changed["is_explained"] &= adds_up
    changed[shown] = changed[shown].where(changed["is_explained"])
    return changed


def attribute_mean_change(score_changes: pd.DataFrame) -> pd.DataFrame:
    """How much of the mean change is the criteria set's doing, and how much the units' own: one row.

    In the measure the season ranks by.

    Means over the units whose change is explained (``explained_units`` of ``compared_units``). The criteria set's
    part is maxima + added + dropped + applicability; bonus and penalty stand apart, so the three add up to
    ``mean_change``; ``own_change`` takes what rounding the means to six decimals leaves over.
    No row where no unit's change is explained.
    """
    known = score_changes[score_changes["is_explained"]]
    if known.empty:
        return pd.DataFrame()
    whole = round_points(known["result_change"].mean())
    extra = round_points(known["result_extra_change"].mean())
    parts = {part: round_points(known[f"result_{part}"].mean()) for part in CRITERIA_SET}
    criteria_set = round_points(sum(parts.values()))
    row = {
        "year": known["year"].iloc[0],
        "compared_units": len(score_changes),
        "explained_units": len(known),
        "mean_change": whole,
        "criteria_set_change": criteria_set,
        "own_change": round_points(whole - criteria_set - extra),
        "extra_change": extra,
        **parts,
    }
    return pd.DataFrame([row])


def explain_rank_changes(
    score_changes: pd.DataFrame, unit_ranking: pd.DataFrame, previous_ranking: pd.DataFrame, season: Season
) -> pd.DataFrame:
    """One row per unit ranked in both seasons: its change of rank and the parts it is made of; a rise is positive.

    Shapley values (Shapley 1953; :func:`share_out`) of three players: the criteria set, which changes for all units at
    once (``set``); the unit's own result with bonus and penalty (``own``); the results of the others (``others``). The
    worth of a set of players is the rank the unit would have if only these had happened, so that what the set does to
    all units together moves nobody on average: but for ties and units of one season only, its parts add up to 0 over
    the units. Units ranked in one season only are among the others of that season. Equal values share a rank by the
    season's rule. Parts are missing where a change is not explained, and where the season's rule of ranking does not
    give last season's ranks. The work grows with units × log units × 8 sets.
    """
    value = season.rank_by
    ranked = unit_ranking.loc[unit_ranking["rank"].notna(), ["unit_id", "rank", value]]
    before = previous_ranking.loc[previous_ranking["rank"].notna(), ["unit_id", "rank", value]]
    rows = ranked.merge(before, on="unit_id", suffixes=("", "_before"), validate="one_to_one")
    rows = rows.merge(score_changes, on="unit_id", suffixes=("", "_of_points"), validate="one_to_one")
    old, new = rows[f"{value}_before"].to_numpy(dtype=float), rows[value].to_numpy(dtype=float)
    is_explained = rows["result_set_change"].notna().to_numpy()
    by_set = rows["result_set_change"].fillna(0.0).to_numpy()
    own = round_points(new - old - by_set)
    gone = before.loc[~before["unit_id"].isin(rows["unit_id"]), value].to_numpy(dtype=float)
    come = ranked.loc[~ranked["unit_id"].isin(rows["unit_id"]), value].to_numpy(dtype=float)
    ranks = np.empty((len(rows), 8))
    for players, (has_set, has_own, has_others) in enumerate(_list_sets(3)):
        base = old + by_set if has_set else old
        field = round_points(base + own) if has_others else round_points(base)
        reached = round_points(base + own) if has_own else round_points(base)
        among = np.concatenate([field, come if has_others else gone])
        ranks[:, players] = rank_against(reached, field, among, season.tie_rule == "dense")
    change = (rows["rank_before"] - rows["rank"]).to_numpy(dtype=float)
    is_known = (ranks[:, 0] == rows["rank_before"].to_numpy(dtype=float)) & (
        ranks[:, -1] == rows["rank"].to_numpy(dtype=float)
    )
    is_known &= is_explained
    shares = np.where(is_known[:, None], _close(share_out(-ranks), change), np.nan)
    return rows.assign(
        year=season.year,
        previous_rank=rows["rank_before"],
        rank_change=(rows["rank_before"] - rows["rank"]).astype("Int64"),
        **dict(zip(RANK_PARTS, shares.T, strict=True)),
    )


def keep_comparable(unit_ranking: pd.DataFrame, score_changes: pd.DataFrame, season: Season) -> pd.DataFrame:
    """*unit_ranking* with a change of result only where the two criteria sets match enough to compare it.

    That is where ``matched_share`` is at least ``analysis.min_matched_share``: of the others a difference of two
    results would be one of two questions.
    """
    share = unit_ranking["unit_id"].map(score_changes.set_index("unit_id")["matched_share"])
    is_comparable = (share >= season.analysis.min_matched_share).fillna(value=False).astype(bool)
    return unit_ranking.assign(result_change=unit_ranking["result_change"].where(is_comparable))


def share_out(worth: np.ndarray) -> np.ndarray:
    """Shapley values (Shapley 1953), one row per game: each part's mean contribution over all orders.

    *worth* has a column per set of the k parts, 2**k of them: part i is in set number ``n`` where bit i of n is 1.

    >>> share_out(np.array([[0.0, 1.0, 2.0, 5.0]])).tolist()
    [[2.0, 3.0]]
    """
    count = worth.shape[1].bit_length() - 1
    sizes = _list_sets(count).sum(axis=1)
    weights = np.array([factorial(size) * factorial(max(count - size - 1, 0)) / factorial(count) for size in sizes])
    shares = []
    for part in range(count):
        without = np.flatnonzero((np.arange(2**count) >> part) & 1 == 0)
        shares.append((worth[:, without + 2**part] - worth[:, without]) @ weights[without])
    return np.stack(shares, axis=1)


def _list_sets(count: int) -> np.ndarray:
    return ((np.arange(2**count)[:, None] >> np.arange(count)) & 1).astype(bool)


def _close(parts: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Parts at six decimals that add up to *change*: the first, the largest sum of terms, is what the others leave."""
    rounded = round_points(parts)
    rounded[:, 0] = round_points(change - rounded[:, 1:].sum(axis=1))
    return rounded


def _set_totals_beside(unit_ranking: pd.DataFrame, previous_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    columns = ["unit_id", "total_score", "index_pct", "total_pct", "appraised_score", "max_score", "bonus", "penalty"]
    before = previous_ranking[columns].rename(columns=lambda name: name if name == "unit_id" else f"previous_{name}")
    both = unit_ranking[columns].merge(before, on="unit_id", validate="one_to_one")
    both = both[both["total_score"].notna() & both["previous_total_score"].notna()].reset_index(drop=True)
    return both.assign(
        score_change=round_points(both["total_score"] - both["previous_total_score"]),
        index_change=round_points(both["index_pct"] - both["previous_index_pct"]),
        result_change=round_points(both[season.rank_by] - both[f"previous_{season.rank_by}"]),
    )


def _sum_groups(comparison: pd.DataFrame, previous: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """One row per unit and match group: points, maxima and leaves before and now; whether the sets have it."""
    now = _sum_side(comparison, crosswalk, "criterion_id")
    before = _sum_side(previous, crosswalk, "previous_criterion_id")
    both = now.merge(before, on=["unit_id", "match_group"], how="outer", suffixes=("", "_before"), validate="1:1")
    both[["leaves", "leaves_before"]] = both[["leaves", "leaves_before"]].fillna(0)
    relations = crosswalk.groupby("match_group")[["criterion_id", "previous_criterion_id"]].count()
    return both.assign(
        is_in_now=both["match_group"].map(relations["criterion_id"]) > 0,
        is_in_before=both["match_group"].map(relations["previous_criterion_id"]) > 0,
    )


def _sum_side(comparison: pd.DataFrame, crosswalk: pd.DataFrame, side: str) -> pd.DataFrame:
    groups = crosswalk.dropna(subset=[side]).drop_duplicates(side).set_index(side)["match_group"]
    is_counted = (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    leaves = comparison.loc[is_counted, ["unit_id", "criterion_id", "appraised_score", "max_score"]]
    leaves = leaves.assign(match_group=leaves["criterion_id"].map(groups), has_maximum=leaves["max_score"].notna())
    summed = leaves.groupby(["unit_id", "match_group"], sort=False).agg(
        points=("appraised_score", "sum"),
        maximum=("max_score", "sum"),
        leaves=("criterion_id", "size"),
        has_maximum=("has_maximum", "all"),
    )
    summed["maximum"] = summed["maximum"].where(summed["has_maximum"])
    return round_points(summed.drop(columns="has_maximum")).reset_index()


def _presence(groups: pd.DataFrame) -> pd.Series:
    """The part each unit's group belongs to: ``matched`` where it counts on both sides."""
    is_matched = groups["is_in_now"] & groups["is_in_before"]
    counts_twice = (groups["leaves"] > 0) & (groups["leaves_before"] > 0)
    kinds = np.select(
        [is_matched & counts_twice, is_matched, groups["is_in_now"]], ["matched", "applicability", "added"], "dropped"
    )
    return pd.Series(kinds, index=groups.index)


def _part_points(groups: pd.DataFrame) -> pd.DataFrame:
    """Points of each part, per unit, at six decimals; own and maxima add up to the change of the matched groups."""
    kinds = _presence(groups)
    change = groups["points"].fillna(0) - groups["points_before"].fillna(0)
    share = groups["points"] / groups["maximum"].where(groups["maximum"] > 0)
    share_before = groups["points_before"] / groups["maximum_before"].where(groups["maximum_before"] > 0)
    own = (share - share_before) * (groups["maximum"] + groups["maximum_before"]) / 2
    by_kind = {kind: change.where(kinds == kind, 0.0) for kind in ("matched", "added", "dropped", "applicability")}
    sums = pd.DataFrame({"own": own.fillna(change).where(kinds == "matched", 0.0), **by_kind})
    sums = round_points(sums.groupby(groups["unit_id"]).sum())
    return sums.assign(maxima=round_points(sums["matched"] - sums["own"]))[list(LEAF_PARTS)]


def _part_maxima(groups: pd.DataFrame) -> pd.DataFrame:
    """What each part adds to the unit's applicable maximum."""
    kinds = _presence(groups).replace("matched", "maxima")
    change = groups["maximum"].fillna(0) - groups["maximum_before"].fillna(0)
    by_kind = {part: change.where(kinds == part, 0.0) for part in LEAF_PARTS}
    return round_points(pd.DataFrame(by_kind).groupby(groups["unit_id"]).sum())


def _measure_match(groups: pd.DataFrame) -> pd.Series:
    is_matched = _presence(groups) == "matched"
    sides = (groups["maximum"].isna() & (groups["leaves"] > 0)) | (
        groups["maximum_before"].isna() & (groups["leaves_before"] > 0)
    )
    is_unknown = sides.groupby(groups["unit_id"]).transform("any")
    weight = groups["maximum"].fillna(0) + groups["maximum_before"].fillna(0)
    weight = weight.mask(is_unknown, groups["leaves"] + groups["leaves_before"])
    matched = weight.where(is_matched, 0.0).groupby(groups["unit_id"]).sum()
    whole = weight.groupby(groups["unit_id"]).sum()
    return round_points(matched / whole.where(whole > 0))


def _explain_index(totals: pd.DataFrame, points: np.ndarray, maxima: np.ndarray) -> np.ndarray:
    """Shapley values of the parts of the index."""
    change = totals["index_change"].to_numpy(dtype=float)
    return _explain_share(totals["previous_appraised_score"], totals["previous_max_score"], points, maxima, change)


def _explain_result(changed: pd.DataFrame, points: np.ndarray, maxima: np.ndarray, season: Season) -> np.ndarray:
    """The parts (``RESULT_PARTS``, one column each) of the change of what the season ranks by."""
    extra = changed["bonus_change"] + changed["penalty_change"]
    if season.rank_by == "index_pct":
        return changed[list(INDEX_PARTS)].assign(extra=changed["index_change"] * 0).to_numpy(dtype=float)
    if season.rank_by == "total_score":
        return changed[[f"{part}_change" for part in LEAF_PARTS]].assign(extra=extra).to_numpy(dtype=float)
    more = np.column_stack([points, extra.to_numpy(dtype=float)])
    change = changed["result_change"].to_numpy(dtype=float)
    nothing = np.column_stack([maxima, np.zeros(len(maxima))])
    return _explain_share(changed["previous_total_score"], changed["previous_max_score"], more, nothing, change)


def _explain_share(
    base: pd.Series, maximum: pd.Series, points: np.ndarray, maxima: np.ndarray, change: np.ndarray
) -> np.ndarray:
    """Shapley values of parts that act on points and maximum of a share in per cent.

    A unit left with no maximum by some parts has reached nothing.
    """
    is_in = _list_sets(points.shape[1]).T.astype(float)
    reached = base.to_numpy(dtype=float)[:, None] + points @ is_in
    reachable = round_points(maximum.to_numpy(dtype=float)[:, None] + maxima @ is_in)
    worth = np.divide(100 * reached, reachable, out=np.zeros_like(reached), where=reachable != 0)
    return np.where(np.isnan(change)[:, None], np.nan, _close(share_out(worth), change))


def _adds_up(changed: pd.DataFrame) -> pd.Series:
    """Whether the parts are the change: not where a total was received that the leaves do not make up."""
    return round_points(changed[list(PARTS)].sum(axis=1)) == changed["score_change"]
