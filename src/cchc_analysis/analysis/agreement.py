"""How far units and appraisers agree: coefficients that stand where almost everything is at the maximum.

The first functions work on arrays, one row per thing scored and one column per rater; the others on tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cchc_analysis.analysis.inflation import ALL
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.ranking import IN_PERCENT, rank_values
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import titles

Floats = npt.NDArray[np.float64]
Weights = Literal["identity", "linear", "quadratic"]
LIMIT_SDS = 1.96


@dataclass(frozen=True)
class Limits:
    """Mean and standard deviation (n − 1) of differences, and mean ± 1.96 standard deviations."""

    mean: float
    sd: float
    lower: float
    upper: float


def gwet_ac2(ratings: npt.ArrayLike, categories: npt.ArrayLike, weights: Weights = "linear") -> float:
    """Gwet's AC2 of *ratings* (subjects × raters, NaN for none) over numeric *categories*; AC1 with identity weights.

    ``(pa − pe) / (1 − pe)``; ``pa`` is the mean weight over the pairs of ratings of each subject rated twice,
    ``pe = T_w / (q (q − 1)) · Σ π_k (1 − π_k)``, T_w the sum of all weights. Linear weights are 1 − |k − l| / range,
    quadratic ones 1 − (k − l)² / range². One when all agree; NaN with fewer than two categories, or no pair of
    ratings. Raises ValueError for a rating that is no category. Linear in ratings. Source: K. L. Gwet, British
    Journal of Mathematical and Statistical Psychology 61, 2008, pp. 29–48 (AC1); Handbook of Inter-Rater Reliability,
    4th ed., 2014, chapters 2 and 3 (AC2).
    """
    scored = np.asarray(ratings, dtype=float)
    values = np.unique(np.asarray(categories, dtype=float))
    given = ~np.isnan(scored)
    if not np.isin(scored[given], values).all():
        raise ValueError("a rating that is none of the categories")
    per_subject = given.sum(axis=1)
    if len(values) < 2 or not (per_subject >= 2).any():
        return float("nan")
    observed = _mean_pair_weight(scored, per_subject, np.ptp(values), weights)
    subject_at, _ = np.nonzero(given)
    parts = 1 / per_subject[subject_at]
    rated = int((per_subject > 0).sum())
    shares = np.bincount(np.searchsorted(values, scored[given]), weights=parts, minlength=len(values)) / rated
    total = _sum_weights(values, weights)
    by_chance = total / (len(values) * (len(values) - 1)) * float((shares * (1 - shares)).sum())
    return (observed - by_chance) / (1 - by_chance)


def icc(ratings: npt.ArrayLike) -> tuple[float, float]:
    """ICC(A,1), absolute agreement, and ICC(C,1), consistency, of complete *ratings* (subjects × raters).

    NaN with fewer than two subjects or raters, or where no rating differs from any other. Source: K. O. McGraw and
    S. P. Wong, Psychological Methods 1, 1996, table 4; the same as ICC(2,1) and ICC(3,1) of P. E. Shrout and
    J. L. Fleiss, Psychological Bulletin 86, 1979.
    """
    scored = np.asarray(ratings, dtype=float)
    subjects, raters = scored.shape
    if subjects < 2 or raters < 2:
        return float("nan"), float("nan")
    centred = scored - scored.mean()
    rows, columns = centred.mean(axis=1, keepdims=True), centred.mean(axis=0, keepdims=True)
    ms_rows = raters * float((rows**2).sum()) / (subjects - 1)
    ms_columns = subjects * float((columns**2).sum()) / (raters - 1)
    ms_error = float(((centred - rows - columns) ** 2).sum()) / ((subjects - 1) * (raters - 1))
    consistency = ms_rows + (raters - 1) * ms_error
    absolute = consistency + raters * (ms_columns - ms_error) / subjects
    least = 1e-24 * float((scored**2).sum())  # what rounding in the last bits leaves of no variation
    return _ratio(ms_rows - ms_error, absolute, least), _ratio(ms_rows - ms_error, consistency, least)


def bland_altman(first: npt.ArrayLike, second: npt.ArrayLike) -> Limits:
    """Mean difference *first* − *second* and the limits mean ± 1.96 SD, which describe the differences there are.

    The standard deviation has n − 1 below; it and the limits are NaN for a single pair. Source: J. M. Bland and
    D. G. Altman, The Lancet 327, 1986.
    """
    differences = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    if len(differences) == 0:
        return Limits(*[float("nan")] * 4)
    mean = float(differences.mean())
    sd = float(differences.std(ddof=1)) if len(differences) > 1 else float("nan")
    return Limits(mean, sd, mean - LIMIT_SDS * sd, mean + LIMIT_SDS * sd)


def measure_agreement(
    comparison: pd.DataFrame, unit_differences: pd.DataFrame, claimed_ranks: pd.DataFrame, season: Season
) -> pd.DataFrame:
    """One row per subject and statistic: each leaf, all leaves pooled on the share of the maximum, and the units.

    AC2 takes linear weights. A leaf's categories are its steps from 0 to the maximum with whatever was scored between
    them; without a step, 0, the maximum and the scores given. Pooled, they are 0, 1 and the shares given. A loop over
    leaves; linear in rows but for the sorting of distinct scores.
    """
    pairs = comparison.loc[comparison["is_compared"]]
    rows = [_measure_pooled(pairs), _measure_units(unit_differences, claimed_ranks)]
    rows += [_measure_leaf(leaf, cells) for leaf, cells in _split_by_leaf(pairs)]
    found = [row for part in rows for row in part]
    columns = ["subject", "criterion_id", "statistic", "pair_count", "value", "reading"]
    table = pd.DataFrame(found, columns=columns).assign(year=season.year)
    return table.assign(value=round_points(table["value"].astype(float)), is_undefined=table["value"].isna())[
        list(titles("agreement"))
    ]


def compare_unit_totals(inflation: pd.DataFrame) -> pd.DataFrame:
    """One row per unit: self and appraised totals in % of the compared maximum, their mean and difference, the limits.

    The Bland–Altman picture over units (mean difference ± 1.96 SD, the same on each row); outside is strictly beyond.
    Units whose maxima are not known are left out.
    """
    units = inflation.loc[(inflation["level"] == "unit") & (inflation["compared_max_score"] > 0)]
    claimed = share_of(100 * units["compared_self_score"], units["compared_max_score"])
    found = share_of(100 * units["compared_appraised_score"], units["compared_max_score"])
    difference = round_points(claimed - found)
    limits = round_points(pd.Series(vars(bland_altman(claimed, found)), dtype=float))
    is_outside = (difference < limits["lower"]) | (difference > limits["upper"])
    return (
        units[["year", "unit_id"]]
        .assign(
            compared_self_pct=claimed,
            compared_appraised_pct=found,
            mean_of_both_pct=round_points((claimed + found) / 2),
            difference_pct=difference,
            mean_difference_pct=limits["mean"],
            lower_limit_pct=limits["lower"],
            upper_limit_pct=limits["upper"],
            is_outside=is_outside,
        )
        .reset_index(drop=True)
    )


def rank_claims(unit_ranking: pd.DataFrame, inflation: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per ranked unit with compared leaves: its rank by self-score and by appraised score on those leaves.

    By points, or by % of the compared maximum where the season ranks by index; ties by the season's rule.
    ``displacement`` is positive where appraisal moved the unit down. In the order of the ranking.
    """
    measured = inflation.loc[inflation["level"] == "unit", ["unit_id", "compared_max_score"]]
    ranked = unit_ranking.loc[
        unit_ranking["rank"].notna() & unit_ranking["compared_self_score"].notna(),
        ["year", "unit_id", "compared_self_score", "compared_appraised_score"],
    ].merge(measured, on="unit_id", validate="one_to_one")
    whole = ranked["compared_max_score"] / 100 if season.rank_by in IN_PERCENT else pd.Series(1.0, ranked.index)
    ranks = {
        rank: rank_values(share_of(ranked[score], whole), season)
        for rank, score in (("self_rank", "compared_self_score"), ("appraised_rank", "compared_appraised_score"))
    }
    return ranked.assign(**ranks, displacement=ranks["appraised_rank"] - ranks["self_rank"])[
        list(titles("claimed_ranks"))
    ]


def _mean_pair_weight(scored: Floats, per_subject: npt.NDArray[np.int_], span: float, weights: Weights) -> float:
    summed = np.zeros(len(scored))
    for first, second in combinations(range(scored.shape[1]), 2):
        summed += np.nan_to_num(_weigh(np.abs(scored[:, first] - scored[:, second]) / span, weights))
    twice = per_subject >= 2
    return float((summed[twice] / (per_subject[twice] * (per_subject[twice] - 1) / 2)).mean())


def _weigh(distances: Floats, weights: Weights) -> Floats:
    if weights == "identity":
        return np.where(np.isnan(distances), np.nan, distances == 0)
    return 1 - (distances if weights == "linear" else distances**2)


def _sum_weights(values: Floats, weights: Weights) -> float:
    """The sum of the q × q weights without making the matrix; *values* ascend."""
    count = len(values)
    scaled = (values - values[0]) / (values[-1] - values[0])
    if weights == "identity":
        return float(count)
    if weights == "linear":
        return count**2 - 2 * float(((2 * np.arange(count) - count + 1) * scaled).sum())
    return count**2 - 2 * float(count * (scaled**2).sum() - scaled.sum() ** 2)


def _ratio(part: float, whole: float, least: float) -> float:
    return part / whole if whole > least else float("nan")


def _state(subject: str, leaf: str, statistic: str, pairs: int, value: float, reading: str) -> tuple[Any, ...]:
    """A row; *reading* is why there is no value, where there is none."""
    return subject, leaf, statistic, pairs, value, reading if np.isnan(value) else "value"


def _split_by_leaf(pairs: pd.DataFrame) -> Iterator[tuple[str, Floats]]:
    """By leaf in the order met: self-score, appraised score, step and maximum, one row per pair."""
    leaf_at, leaves = pd.factorize(pairs["criterion_id"])
    order = np.argsort(leaf_at, kind="stable")
    cells = pairs[["self_score", "appraised_score", "step", "max_score"]].to_numpy(dtype=float)[order]
    ends = np.cumsum(np.bincount(leaf_at, minlength=len(leaves)))
    yield from zip((str(leaf) for leaf in leaves), np.split(cells, ends[:-1]), strict=False)


def _measure_leaf(leaf: str, cells: Floats) -> list[tuple[Any, ...]]:
    scores, step, highest = round_points(cells[:, :2]), cells[:, 2], cells[:, 3]
    gap = round_points(np.abs(cells[:, 0] - cells[:, 1]))
    scale = np.union1d(scores, _list_steps(step, highest))
    exact, within = float((gap == 0).mean()), _share_within(gap, step)
    agreed = gwet_ac2(scores, scale)
    return [
        _state("leaf", leaf, "exact_share", len(cells), exact, "no_pairs"),
        _state("leaf", leaf, "within_step_share", len(cells), within, "no_step"),
        _state("leaf", leaf, "ac2", len(cells), agreed, "one_category"),
    ]


def _list_steps(step: Floats, maxima: Floats) -> Floats:
    """The declared scale of a leaf: 0, its steps and its largest maximum; nothing where there is no maximum."""
    if np.isnan(maxima).all():
        return np.array([])
    highest = np.nanmax(maxima)
    steps = np.arange(0, highest, step[0]) if step[0] > 0 else np.array([0.0])
    return np.unique(round_points(np.append(steps, highest)))


def _share_within(gap: Floats, step: Floats) -> float:
    """The share of pairs at most one step apart, of those with a declared step."""
    declared = ~np.isnan(step)
    return float((gap <= step)[declared].mean()) if declared.any() else float("nan")


def _measure_pooled(pairs: pd.DataFrame) -> list[tuple[Any, ...]]:
    gap = round_points((pairs["self_score"] - pairs["appraised_score"]).abs())
    known = pairs[pairs["max_score"] > 0]
    shares = round_points(
        known[["self_score", "appraised_score"]].div(known["max_score"], axis=0).to_numpy(dtype=float)
    )
    agreed = gwet_ac2(shares, np.union1d(shares, [0.0, 1.0]))
    count = len(pairs)
    return [
        _state("pooled", ALL, "exact_share", count, float((gap == 0).mean()), "no_pairs"),
        _state(
            "pooled",
            ALL,
            "within_step_share",
            count,
            _share_within(gap.to_numpy(), pairs["step"].to_numpy(float)),
            "no_step",
        ),
        _state("pooled", ALL, "ac2", len(known), agreed, "no_maximum" if count else "no_pairs"),
    ]


def _measure_units(differences: pd.DataFrame, ranks: pd.DataFrame) -> list[tuple[Any, ...]]:
    ratings = differences[["compared_self_pct", "compared_appraised_pct"]].to_numpy(dtype=float)
    count = len(ratings)
    limits = bland_altman(ratings[:, 0], ratings[:, 1])
    absolute, consistency = icc(ratings)
    all_agree = count > 1 and bool((ratings[:, 0] == ratings[:, 1]).all())
    reading = "too_few" if count < 2 else "all_agree" if all_agree else "nothing_varies"
    tau = _tau_b(ranks["self_rank"], ranks["appraised_rank"]) if len(ranks) > 1 else float("nan")
    values = {
        "icc_agreement": absolute,
        "icc_consistency": consistency,
        "mean_difference": limits.mean,
        "sd_difference": limits.sd,
        "lower_limit": limits.lower,
        "upper_limit": limits.upper,
    }
    rows = [_state("units", ALL, name, count, value, reading) for name, value in values.items()]
    tied = "too_few" if len(ranks) < 2 else "nothing_varies"
    return [*rows, _state("units", ALL, "kendall_tau_b", len(ranks), tau, tied)]


def _tau_b(first: pd.Series, second: pd.Series) -> float:
    from scipy.stats import kendalltau  # a third of a second to import

    return float(kendalltau(first.astype(float), second.astype(float)).statistic)
