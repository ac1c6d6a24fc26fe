"""Whether the criteria still measure: what each weighs, how hard it is, whom it tells apart, what its work decided.

The units whose appraisal is complete are the whole population: shares and correlations describe them exactly. What
would need another population, or another set of criteria, says so.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cchc_analysis.analysis.crosswalk import ONE_TO_ONE
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.ranking import GRADED, grade, rank_in_place
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import empty, titles

Floats = npt.NDArray[np.float64]

LEAST_UNITS = 5
"""Units that a criterion must apply to before it is called saturated, or its scoring steps unused."""
LEAST_UNITS_ALIKE = 10
"""Units that two criteria must share before their correlation is looked at."""
ALIKE = 0.9
SEPARATES = 0.456
"""The least correlation that is said to separate: the 5 % point of r for 19 units, and for more of them still this."""
LEAST_SEASONS = 2
CORE_SHARE = 0.95
"""A leaf belongs to the core of a set where at least this share of the units was scored at it."""
LEVELS = {"domain": "domain_id", "criterion": "ranked_node_id", "leaf": "criterion_id"}
TABLES = ("criteria_review", "alike_criteria", "unused_steps", "set_precision", "criteria_proposals")


def review_criteria(
    comparison: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    crosswalk: pd.DataFrame,
    previous_review: pd.DataFrame | None,
    season: Season,
) -> dict[str, pd.DataFrame]:
    """The tables of the review of a criteria set (:data:`TABLES`), each empty where fewer than two units are complete.

    *previous_review* is last season's ``criteria_review``; *crosswalk* says which leaf continues which. The work is
    linear in the cells, but for pairs of leaves that at least five units share.
    """
    scored = _pick_complete(comparison, unit_ranking)
    if scored["unit_id"].nunique() < 2:
        return {name: empty(name) for name in TABLES}
    grid = make_grid(scored)
    steps = list_unused_steps(scored, season.year)
    alike = find_alike(grid, season)
    work = weigh_work(comparison, unit_ranking, season)
    parts = [_review_level(level, scored, grid, work) for level in LEVELS]
    separation = measure_separation(grid)
    leaves = parts[-1].join(separation, on="criterion_id").join(_count_steps(scored, steps), on="criterion_id")
    leaves = _look_back(leaves, crosswalk, previous_review)
    review = pd.concat([*parts[:-1], leaves], ignore_index=True).assign(year=season.year)
    proposals = propose_changes(review, alike, season.year)
    return {
        "criteria_review": review.reindex(columns=list(titles("criteria_review"))),
        "alike_criteria": alike,
        "unused_steps": steps,
        "set_precision": measure_precision(grid, unit_ranking, season),
        "criteria_proposals": proposals,
    }


@dataclass(frozen=True)
class Grid:
    """Units × leaves: points, maxima (NaN where none is known) and which cells were scored; both sides named."""

    units: pd.Index
    leaves: pd.Index
    points: Floats
    maxima: Floats
    is_scored: npt.NDArray[np.bool_]


def make_grid(scored: pd.DataFrame) -> Grid:
    """The grid of scored cells; a cell that is not there has 0 points and a maximum of 0."""
    row, units = pd.factorize(scored["unit_id"])
    column, leaves = pd.factorize(scored["criterion_id"])
    shape = len(units), len(leaves)
    points, maxima, is_scored = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    points[row, column] = scored["appraised_score"]
    maxima[row, column] = scored["max_score"]
    is_scored[row, column] = True
    return Grid(pd.Index(units), pd.Index(leaves), points, maxima, is_scored)


def effective_weights(parts: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Of each column of *parts* (units × parts) its share of the variance of the row sums; least and largest with one
    unit left out.

    ``e = Cov(part, sum) / Var(sum)``: exact for the units there are, the shares add up to 1, and a part that runs
    against the sum has a negative one. NaN where the sums do not vary, or fewer than two units are there. Source:
    P. Paruolo, M. Saisana, A. Saltelli, Journal of the Royal Statistical Society A 176, 2013, pp. 609–634, whose
    linear case this is.

    >>> [share.tolist() for share in effective_weights([[10, 3], [8, 3], [6, 2], [4, 4]])[:1]]
    [[1.0, 0.0]]
    """
    given = np.asarray(parts, dtype=float)
    count = len(given)
    if count < 2:
        return (np.full(given.shape[1], np.nan),) * 3
    centred = given - given.mean(axis=0)
    total = centred.sum(axis=1)
    products, square = centred.T @ total, float(total @ total)
    least = 1e-12 * max(float((given**2).sum()), 1.0)
    shares = products / square if square > least else np.full(given.shape[1], np.nan)
    if count < 3:
        return shares, np.full_like(shares, np.nan), np.full_like(shares, np.nan)
    factor = count / (count - 1)
    squares = square - factor * total**2
    without = (products[None, :] - factor * centred * total[:, None]) / np.where(squares > least, squares, np.nan)[
        :, None
    ]
    is_known = not np.isnan(without).any()
    lowest, highest = (without.min(axis=0), without.max(axis=0)) if is_known else (np.full_like(shares, np.nan),) * 2
    return shares, lowest, highest


def correlate_with_rest(points: npt.ArrayLike) -> Floats:
    """Of each column of *points* (units × leaves, complete) its correlation with the sum of the other columns.

    The corrected item–rest correlation; NaN where the column or the rest does not vary. Source: F. M. Lord,
    M. R. Novick, Statistical Theories of Mental Test Scores, 1968, chapter 15.

    >>> correlate_with_rest([[1, 9], [1, 7], [0, 8], [0, 4]]).round(4).tolist()
    [0.5345, 0.5345]
    """
    given = np.asarray(points, dtype=float)
    rest = given.sum(axis=1, keepdims=True) - given
    own, others = given - given.mean(axis=0), rest - rest.mean(axis=0)
    spread = np.sqrt((own**2).sum(axis=0) * (others**2).sum(axis=0))
    least = 1e-12 * max(float((given**2).sum()), 1.0)
    return np.where(spread > least, (own * others).sum(axis=0) / np.where(spread > least, spread, 1.0), np.nan)


def bound_correlation(correlation: npt.ArrayLike, count: int) -> tuple[Floats, Floats]:
    """The 95 % interval of correlations over *count* units by Fisher's z: tanh(artanh r ± 1.96 / √(n − 3)).

    What the correlation could be in units of the same kind; NaN below four units.
    """
    found = np.asarray(correlation, dtype=float)
    if count < 4:
        return np.full_like(found, np.nan), np.full_like(found, np.nan)
    middle = np.arctanh(np.clip(found, -1 + 1e-15, 1 - 1e-15))
    reach = 1.96 / np.sqrt(count - 3)
    return np.tanh(middle - reach), np.tanh(middle + reach)


def critical_correlation(count: int) -> float:
    """The least correlation over *count* units that is said at all: the two-sided 5 % point, and at least
    ``SEPARATES``.

    t / √(n − 2 + t²) with the t of n − 2 degrees of freedom; infinite below three units.

    >>> round(critical_correlation(19), 3), round(critical_correlation(10), 3), critical_correlation(3000)
    (0.456, 0.632, 0.456)
    """
    from scipy.stats import t as student  # a third of a second to import

    if count < 3:
        return float("inf")
    point = float(student.ppf(0.975, count - 2))
    return max(SEPARATES, round(float(point / np.sqrt(count - 2 + point**2)), 6))


@dataclass(frozen=True)
class Generality:
    """Variance components of units × leaves without replication, as found (a negative one is not cut), and what
    follows.

    ``relative`` is Eρ², for comparing units; ``absolute`` Φ, which also counts how leaves differ.
    """

    unit: float
    leaf: float
    rest: float
    relative: float
    absolute: float


def generalize(grid: npt.ArrayLike) -> Generality:
    """Variance components of complete *grid* (units × leaves) and how far its mean would hold over other leaves.

    σ²(unit) = (MS unit − MS rest) / leaves, σ²(leaf) = (MS leaf − MS rest) / units, σ²(rest) = MS rest;
    Eρ² = σ²(unit) / (σ²(unit) + σ²(rest) / leaves), Φ with σ²(leaf) / leaves added below; components below 0 count as 0
    there. NaN with fewer than two units or leaves. Source: L. J. Cronbach and others, The Dependability of Behavioral
    Measurements, 1972; R. L. Brennan, Generalizability Theory, 2001, chapter 2.

    >>> found = generalize([[1, 0.8], [0.6, 0.4], [0.2, 0.3]])
    >>> round(found.unit, 6), round(found.leaf, 6), round(found.rest, 6), round(found.relative, 4)
    (0.1, 0.0, 0.015, 0.9302)
    """
    given = np.asarray(grid, dtype=float)
    units, leaves = given.shape
    if units < 2 or leaves < 2:
        return Generality(*[float("nan")] * 5)
    centred = given - given.mean()
    rows, columns = centred.mean(axis=1), centred.mean(axis=0)
    rest = float(((centred - rows[:, None] - columns) ** 2).sum()) / ((units - 1) * (leaves - 1))
    unit = (leaves * float((rows**2).sum()) / (units - 1) - rest) / leaves
    leaf = (units * float((columns**2).sum()) / (leaves - 1) - rest) / units
    own, other = max(unit, 0.0), max(leaf, 0.0)
    relative, absolute = own + rest / leaves, own + (other + rest) / leaves
    return Generality(
        unit,
        leaf,
        rest,
        own / relative if relative > 0 else float("nan"),
        own / absolute if absolute > 0 else float("nan"),
    )


def bound_loss_rate(count: int) -> float:
    """The largest rate of loss that still lets *count* cells all be full in 5 % of cases: 1 − 0.05^(1/n).

    >>> round(bound_loss_rate(19), 3), round(bound_loss_rate(57), 3)
    (0.146, 0.051)
    """
    return float(1 - 0.05 ** (1 / count)) if count > 0 else float("nan")


def measure_separation(grid: Grid) -> pd.DataFrame:
    """By leaf of the core (:func:`pick_core`), its correlation with the other core leaves, and its interval."""
    units, leaves = pick_core(grid)
    points = grid.points[np.ix_(units, leaves)]
    found = (
        correlate_with_rest(points) if len(points) >= 3 and points.shape[1] >= 2 else np.full(points.shape[1], np.nan)
    )
    lower, upper = bound_correlation(found, len(points))
    return pd.DataFrame(
        {
            "separation": round_points(found),
            "separation_lower": round_points(lower),
            "separation_upper": round_points(upper),
            "separation_units": pd.array([len(points)] * len(found), dtype="Int64"),
        },
        index=grid.leaves[leaves],
    )


def pick_core(grid: Grid) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
    """The leaves at which nearly all units were scored (:data:`CORE_SHARE`), and the units scored at every one of
    them.
    """
    leaves = np.flatnonzero(grid.is_scored.mean(axis=0) >= CORE_SHARE)
    return np.flatnonzero(grid.is_scored[:, leaves].all(axis=1)), leaves


def measure_precision(grid: Grid, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """How far two units must lie apart to differ "had the set had other criteria of the same kind": one row.

    On the points of the core leaves: the standard error of a unit's sum over a draw of as many such leaves is
    √(leaves · MS rest), and two units differ beyond it from 1.96 · √2 of that. Beside it, of the pairs of ranked units,
    how many lie closer than that in what the season ranks by (points). The shares of the variance are those of the
    cells as shares of their maxima, where all have one.
    """
    units, leaves = pick_core(grid)
    points, maxima = grid.points[np.ix_(units, leaves)], grid.maxima[np.ix_(units, leaves)]
    if len(units) < 2 or len(leaves) < 2:
        return empty("set_precision")
    on_points = generalize(points)
    has_shares = bool((maxima > 0).all())
    on_shares = generalize(points / maxima) if has_shares else Generality(*[float("nan")] * 5)
    error = np.sqrt(len(leaves) * max(on_points.rest, 0.0))
    least = round_points(1.96 * np.sqrt(2) * error)
    totals = np.sort(unit_ranking.loc[unit_ranking["rank"].notna(), "total_score"].to_numpy(dtype=float))
    closer = np.searchsorted(totals, round_points(totals + least), side="left") - np.arange(1, len(totals) + 1)
    row = {
        "year": season.year,
        "unit_count": len(units),
        "leaf_count": len(leaves),
        "unit_variance": on_shares.unit,
        "leaf_variance": on_shares.leaf,
        "rest_variance": on_shares.rest,
        "relative_generality": on_shares.relative,
        "absolute_generality": on_shares.absolute,
        "points_generality": on_points.relative,
        "set_error_score": round_points(error),
        "least_gap_score": least,
        "first_last_gap_score": round_points(totals[-1] - totals[0]) if len(totals) else np.nan,
        "pair_count": len(totals) * (len(totals) - 1) // 2,
        "closer_pair_count": int(closer.clip(min=0).sum()),
    }
    return round_points(pd.DataFrame([row]).astype({"first_last_gap_score": float}))[list(titles("set_precision"))]


def find_alike(grid: Grid, season: Season) -> pd.DataFrame:
    """Pairs of leaves that tell the same: the same loss in every unit both apply to, or r ≥ 0.9 over ten units or more.

    The same loss counts where at least five units share both leaves and ``analysis.min_lost_together`` of them lost
    points. Losses are shares of the maximum. A leaf that is full everywhere is like no other here.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.where(grid.is_scored & (grid.maxima > 0), 1 - grid.points / grid.maxima, np.nan)
    lost = round_points(lost)
    known = ~np.isnan(lost)
    chosen = np.flatnonzero((known.sum(axis=0) >= LEAST_UNITS) & (np.where(known, lost, 0.0) > 0).any(axis=0))
    lost, known = lost[:, chosen], known[:, chosen]
    correlation, common = _correlate_pairs(lost, known)
    is_upper = np.triu(np.ones_like(common, dtype=bool), k=1)
    is_candidate = is_upper & (correlation >= ALIKE) & (common >= LEAST_UNITS)
    rows = []
    for one, other in np.argwhere(is_candidate):
        both = known[:, one] & known[:, other]
        is_same = bool((lost[both, one] == lost[both, other]).all())
        lost_both = int(((lost[both, one] > 0) & (lost[both, other] > 0)).sum())
        is_identical = is_same and lost_both >= season.analysis.min_lost_together
        if is_identical or (common[one, other] >= LEAST_UNITS_ALIKE):
            pair = grid.leaves[chosen[one]], grid.leaves[chosen[other]]
            rows.append((*pair, int(common[one, other]), lost_both, float(correlation[one, other]), is_identical))
    if not rows:
        return empty("alike_criteria")
    columns = ["criterion_id", "other_criterion_id", "common_units", "deducted_units", "correlation", "is_identical"]
    found = pd.DataFrame(rows, columns=columns).assign(year=season.year)
    return found.assign(correlation=round_points(found["correlation"].clip(upper=1.0))).sort_values(
        ["correlation", "criterion_id", "other_criterion_id"], ascending=[False, True, True], ignore_index=True
    )[list(titles("alike_criteria"))]


def list_unused_steps(scored: pd.DataFrame, year: int) -> pd.DataFrame:
    """The values of each leaf's scale that no unit got, of leaves with at least as many units as values, and five.

    The scale is 0, the steps and the maximum; a leaf without a step, or with several steps or maxima, has none.
    """
    scale = _list_scales(scored)
    given = scored[["criterion_id"]].assign(value=round_points(scored["appraised_score"])).drop_duplicates()
    unused = scale.merge(given, on=["criterion_id", "value"], how="left", indicator=True, validate="one_to_one")
    unused = unused[unused["_merge"] == "left_only"].assign(year=year).rename(columns={"value": "unused_score"})
    return unused[list(titles("unused_steps"))].reset_index(drop=True) if len(unused) else empty("unused_steps")


def weigh_work(comparison: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The compared cells of complete units: by how much the appraisal moved each, and whether that decided anything.

    A cell decided where the unit's grade or rank would not be its own if this cell alone stood as claimed; the others
    hold still.
    """
    names = ["total_score", "appraised_score", "max_score", "grade", "rank", *_bases(season)]
    standing = unit_ranking.set_index("unit_id")[list(dict.fromkeys(names))]
    cells = comparison.loc[
        comparison["is_compared"] & comparison["unit_id"].isin(_list_complete(unit_ranking)),
        ["unit_id", "criterion_id", "domain_id", "ranked_node_id", "self_score", "appraised_score", "is_contested"],
    ].reset_index(drop=True)
    change = round_points(cells["self_score"] - cells["appraised_score"])
    moved = np.flatnonzero(change.to_numpy() != 0)
    unit = cells["unit_id"].iloc[moved]
    own = standing.loc[unit].reset_index(drop=True)
    shift = change.iloc[moved].reset_index(drop=True)
    reached = {
        "total_score": round_points(own["total_score"] + shift),
        "index_pct": share_of(100 * round_points(own["appraised_score"] + shift), own["max_score"]),
        "total_pct": share_of(100 * round_points(own["total_score"] + shift), own["max_score"]),
    }
    grades = grade(reached[season.grade_by], season.grades)
    ranked = unit_ranking.loc[unit_ranking["rank"].notna(), season.rank_by]
    is_ranked = own["rank"].notna()
    ranks = rank_in_place(reached[season.rank_by], own[season.rank_by].where(is_ranked), ranked, season)
    decides = (grades.fillna("") != own["grade"].fillna("")) | (is_ranked & (ranks != own["rank"]).fillna(value=False))
    decided = np.zeros(len(cells), dtype=bool)
    decided[moved] = decides.to_numpy(dtype=bool)
    size = change.abs()
    return cells.assign(moved_score=size, is_moved=size > 0, deciding_score=size.where(decided, 0.0), decides=decided)


def propose_changes(review: pd.DataFrame, alike: pd.DataFrame, year: int) -> pd.DataFrame:
    """What the figures ask next year's drafters to look at, one row per leaf and reason; nothing that they do not show.

    ``saturated``: full in every cell of two seasons or more, at least five units each. ``alike``: as another leaf
    (:func:`find_alike`). ``against``: a correlation with the rest below minus the critical one, in two seasons.
    ``unused_steps``: at least half of the scale given to nobody, where the leaf is not saturated.
    """
    leaves = review[review["level"] == "leaf"]
    critical = {count: critical_correlation(int(count)) for count in leaves["separation_units"].dropna().unique()}
    limit = leaves["separation_units"].map(critical).astype(float)
    saturated = leaves[leaves["full_seasons"] >= LEAST_SEASONS]
    against = leaves[(leaves["separation"] <= -limit) & (leaves["previous_separation"] <= -limit)]
    unused = leaves[(leaves["full_seasons"] == 0) & (2 * leaves["unused_step_count"] >= leaves["step_count"])]
    parts = [
        saturated[["criterion_id"]].assign(
            proposal="saturated",
            season_count=saturated["full_seasons"],
            cell_count=saturated["full_cells"],
            figure=saturated["loss_rate_bound"],
        ),
        alike[["criterion_id", "other_criterion_id"]].assign(
            proposal="alike", season_count=1, cell_count=alike["common_units"], figure=alike["correlation"]
        ),
        against[["criterion_id"]].assign(
            proposal="against", season_count=2, cell_count=against["separation_units"], figure=against["separation"]
        ),
        unused[["criterion_id"]].assign(
            proposal="unused_steps",
            season_count=1,
            cell_count=unused["step_count"],
            figure=unused["unused_step_count"].astype(float),
        ),
    ]
    found = [part for part in parts if len(part)]
    if not found:
        return empty("criteria_proposals")
    return pd.concat(found, ignore_index=True).assign(year=year).reindex(columns=list(titles("criteria_proposals")))


def _pick_complete(comparison: pd.DataFrame, unit_ranking: pd.DataFrame) -> pd.DataFrame:
    is_scored = (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    return comparison[is_scored & comparison["unit_id"].isin(_list_complete(unit_ranking))]


def _list_complete(unit_ranking: pd.DataFrame) -> pd.Series:
    return unit_ranking.loc[unit_ranking["ranking_status"].isin(GRADED), "unit_id"]


def _bases(season: Season) -> list[str]:
    return [season.rank_by, season.grade_by]


def _review_level(level: str, scored: pd.DataFrame, grid: Grid, work: pd.DataFrame) -> pd.DataFrame:
    """One row per node of a level, in the order of the leaves."""
    column = LEVELS[level]
    nodes_of = scored.drop_duplicates("criterion_id").set_index("criterion_id")[column] if level != "leaf" else None
    names = grid.leaves if nodes_of is None else nodes_of.loc[grid.leaves]
    at, nodes = pd.factorize(np.asarray(names, dtype=object))
    points, maxima, is_scored = _sum_nodes(grid, at, len(nodes))
    shares, lowest, highest = effective_weights(points)
    whole = maxima.sum(axis=1, keepdims=True)
    has_maxima = not np.isnan(maxima).any() and bool((whole > 0).all())
    differ = has_maxima and bool((round_points(whole) != round_points(whole[0])).any() | _vary(maxima))
    pct = effective_weights(points / whole) if differ else (np.full(len(nodes), np.nan),) * 3
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.where(is_scored & (maxima > 0), points / maxima, np.nan)
    count = is_scored.sum(axis=0)
    full = (is_scored & (maxima > 0) & (round_points(points) >= round_points(maxima))).sum(axis=0)
    known = ~np.isnan(reached)
    mean = np.where(known, reached, 0.0).sum(axis=0) / np.where(known.sum(axis=0) > 0, known.sum(axis=0), np.nan)
    is_saturated = (count >= LEAST_UNITS) & (full == count)
    nominal = maxima.sum(axis=0) / maxima.sum() if has_maxima else np.full(len(nodes), np.nan)
    nominal_pct = (maxima / whole).mean(axis=0) if differ else np.full(len(nodes), np.nan)
    found = pd.DataFrame(
        {
            "level": level,
            "criterion_id": pd.Series(nodes, dtype="str"),
            "unit_count": count,
            "nominal_share": round_points(nominal),
            "effective_share": round_points(shares),
            "effective_share_lowest": round_points(lowest),
            "effective_share_highest": round_points(highest),
            "nominal_index_share": round_points(nominal_pct),
            "effective_index_share": round_points(pct[0]),
            "effective_index_share_lowest": round_points(pct[1]),
            "effective_index_share_highest": round_points(pct[2]),
            "mean_share": round_points(mean),
            "full_units": full,
            "is_saturated": is_saturated,
        }
    )
    return found.join(_sum_work(work, column), on="criterion_id")


def _sum_work(work: pd.DataFrame, column: str) -> pd.DataFrame:
    sums = work.groupby(column, sort=False).agg(
        compared_cells=("is_moved", "size"),
        moved_cells=("is_moved", "sum"),
        contested_cells=("is_contested", "sum"),
        moved_score=("moved_score", "sum"),
        deciding_cells=("decides", "sum"),
        deciding_score=("deciding_score", "sum"),
    )
    points = ["moved_score", "deciding_score"]
    counts = ["compared_cells", "moved_cells", "contested_cells", "deciding_cells"]
    sums = sums.astype(dict.fromkeys(counts, "Int64")).assign(**{name: round_points(sums[name]) for name in points})
    ratio = share_of(sums["compared_cells"].astype(float), sums["deciding_score"])
    return sums.assign(cells_per_deciding_point=ratio)


def _vary(maxima: Floats) -> bool:
    """Whether any node's maximum differs between units."""
    return bool((round_points(maxima) != round_points(maxima[:1])).any())


def _sum_nodes(grid: Grid, at: npt.NDArray[np.int_], count: int) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    members = np.zeros((len(at), count))
    members[np.arange(len(at)), at] = 1.0
    unknown = np.isnan(grid.maxima)
    maxima = np.nan_to_num(grid.maxima) @ members
    maxima[(unknown.astype(float) @ members) > 0] = np.nan
    return grid.points @ members, maxima, (grid.is_scored.astype(float) @ members) > 0


def _correlate_pairs(values: Floats, known: npt.NDArray[np.bool_]) -> tuple[Floats, npt.NDArray[np.int_]]:
    """Correlations of every pair of columns over the rows both have, and how many rows these are."""
    present = known.astype(float)
    centre = np.where(known, values, 0.0).sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    centred = np.where(known, values - centre, 0.0)
    count = present.T @ present
    sums, squares = centred.T @ present, (centred**2).T @ present
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = centred.T @ centred - sums * sums.T / count
        spread = squares - sums**2 / count
        correlation = covariance / np.sqrt(spread * spread.T)
    correlation[~((spread > 1e-12) & (spread.T > 1e-12))] = np.nan
    return round_points(correlation), np.rint(count).astype(int)


def _list_scales(scored: pd.DataFrame) -> pd.DataFrame:
    """One row per leaf and value of its scale, of the leaves that enough units were scored at."""
    leaves = scored.groupby("criterion_id", sort=False).agg(
        units=("unit_id", "size"),
        step=("step", "min"),
        step_high=("step", "max"),
        maximum=("max_score", "min"),
        maximum_high=("max_score", "max"),
    )
    is_one = (leaves["step"] == leaves["step_high"]) & (leaves["maximum"] == leaves["maximum_high"])
    leaves = leaves[is_one & (leaves["step"] > 0) & (leaves["maximum"] > 0)]
    size = np.ceil(round_points(leaves["maximum"] / leaves["step"])).astype(int) + 1
    leaves = leaves[(leaves["units"] >= LEAST_UNITS) & (leaves["units"] >= size)]
    size = size.loc[leaves.index].to_numpy()
    which = np.repeat(np.arange(len(leaves)), size)
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    value = np.minimum(within * leaves["step"].to_numpy()[which], leaves["maximum"].to_numpy()[which])
    return pd.DataFrame(
        {"criterion_id": leaves.index.to_numpy()[which], "value": round_points(value)},
        columns=["criterion_id", "value"],
    )


def _count_steps(scored: pd.DataFrame, unused: pd.DataFrame) -> pd.DataFrame:
    sizes = _list_scales(scored).groupby("criterion_id").size()
    counts = unused.groupby("criterion_id").size().reindex(sizes.index).fillna(0)
    return pd.DataFrame({"step_count": sizes.astype("Int64"), "unused_step_count": counts.astype("Int64")})


def _look_back(leaves: pd.DataFrame, crosswalk: pd.DataFrame, previous: pd.DataFrame | None) -> pd.DataFrame:
    """How long each leaf has been full, and how it separated, with last season's row of the leaf it continues."""
    before = pd.DataFrame(columns=["full_seasons", "full_cells", "separation"], dtype=float)
    if previous is not None and len(previous) and len(crosswalk):
        pairs = crosswalk.loc[crosswalk["relation"].isin(ONE_TO_ONE), ["criterion_id", "previous_criterion_id"]]
        rows = previous[previous["level"] == "leaf"].set_index("criterion_id")
        before = rows.reindex(pairs["previous_criterion_id"]).set_index(pairs["criterion_id"].to_numpy())
    beside = before[["full_seasons", "full_cells", "separation"]].reindex(leaves["criterion_id"])
    is_full = leaves["is_saturated"].to_numpy()
    seasons, cells = (beside[name].fillna(0).to_numpy(dtype=int) for name in ("full_seasons", "full_cells"))
    full_cells = np.where(is_full, leaves["unit_count"] + cells, 0)
    bounds = {count: bound_loss_rate(int(count)) for count in np.unique(full_cells)}
    return leaves.assign(
        full_seasons=pd.array(np.where(is_full, seasons + 1, 0), dtype="Int64"),
        full_cells=pd.array(full_cells, dtype="Int64"),
        loss_rate_bound=round_points(np.array([bounds[count] for count in full_cells])),
        previous_separation=beside["separation"].to_numpy(dtype=float),
    )
