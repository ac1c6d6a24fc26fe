"""Which unit lost points where: the pattern in a telling order, what stands out of it, what is lost together."""

import warnings

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import sum_leaves
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.rules.season import Season

MOST_PROFILES = 400
MOST_ROUNDS = 10
LEAST_GAIN = 0.01


def trace_hit_pattern(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per unit and criterion that applies to it: points lost, where it stands in the pattern, what is expected.

    Where leaves are open the loss is not known and is missing, never 0. ``unit_position`` and
    ``criterion_position`` put units, and criteria, of like losses side by side (:func:`order_profiles`).
    ``residual_pct`` is what median polish leaves of ``deduction_pct``, the rest being ``expected_pct``; a cell is
    unusual where it is at least the season's ``unusual_residual_pct`` away from 0.
    """
    leaves = comparison.loc[comparison["line"] == "score"]
    cells = sum_leaves(leaves.assign(criterion_id=leaves["ranked_node_id"]), ["year", "unit_id", "criterion_id"])
    cells = cells[cells["leaf_count"] > 0].reset_index(drop=True)
    lost = cells["deduction"].where(cells["open_count"] == 0)
    shares = share_of(100 * lost, cells["max_score"])
    row, units = pd.factorize(cells["unit_id"])
    column, criteria = pd.factorize(cells["criterion_id"])
    grid = np.full((len(units), len(criteria)), np.nan)
    grid[row, column] = shares
    residual = round_points(polish(grid)[3][row, column])
    return cells[["year", "unit_id", "criterion_id", "max_score"]].assign(
        deduction=lost,
        deduction_pct=shares,
        is_hit=(lost > 0).astype("boolean").where(lost.notna()),
        unit_position=order_profiles(grid)[row] + 1,
        criterion_position=order_profiles(grid.T)[column] + 1,
        expected_pct=round_points(shares - residual),
        residual_pct=residual,
        is_unusual=np.abs(residual) >= season.analysis.unusual_residual_pct,
    )


def order_profiles(grid: np.ndarray) -> np.ndarray:
    """The place of each row of *grid* (0 to 100, NaN where nothing is known) so that like rows are neighbours.

    Average linkage on the root mean square difference over the columns both rows have (Dixon 1979, IEEE Transactions on
    Systems, Man, and Cybernetics 9, p. 617), leaves in the optimal order (Bar-Joseph, Gifford & Jaakkola 2001,
    Bioinformatics 17, p. S22), the heavier end first. Rows without a column in common are as far apart as can be. Equal
    rows are one profile and keep the order received. The cost grows with the cube of the number of different
    profiles: above ``MOST_PROFILES`` rows stand by their mean instead, highest first.
    """
    filled = np.nan_to_num(grid, nan=-1.0)
    profiles, member = np.unique(filled, axis=0, return_inverse=True)
    member = member.reshape(-1)
    known = profiles >= 0
    weight = np.where(known, profiles, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    order = np.argsort(-weight, kind="stable")
    if 2 < len(profiles) <= MOST_PROFILES:
        order = _chain_profiles(_measure_distances(profiles, known))
        places = np.arange(len(order))
        order = order[::-1] if np.dot(places, weight[order] - weight.mean()) > 0 else order
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(len(order))
    ranked = np.argsort(place[member], kind="stable")
    positions = np.empty(len(grid), dtype=int)
    positions[ranked] = np.arange(len(grid))
    return positions


def _chain_profiles(distances: np.ndarray) -> np.ndarray:
    """The profiles, by their matrix of distances, in the optimal order of the leaves of their tree."""
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    condensed = squareform(distances, checks=False)
    return np.asarray(leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed)))


def polish(grid: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Median polish: overall, row effects, column effects and residuals, ``value = overall + row + column + residual``.

    Tukey 1977, Exploratory Data Analysis, chapter 11: medians of rows, then of columns, are swept out until the sum of
    absolute residuals falls by less than 1%, ten rounds at most; as R's ``medpolish``. Missing cells (NaN) stay
    missing and bear on no median.
    """
    residuals = np.array(grid, dtype=float)
    overall, rows, columns = 0.0, np.zeros(grid.shape[0]), np.zeros(grid.shape[1])
    before = 0.0
    for _round in range(MOST_ROUNDS):
        swept = _medians(residuals, axis=1)
        residuals, rows = residuals - swept[:, None], rows + swept
        middle = _middle(columns)
        overall, columns = overall + middle, columns - middle
        swept = _medians(residuals, axis=0)
        residuals, columns = residuals - swept, columns + swept
        middle = _middle(rows)
        overall, rows = overall + middle, rows - middle
        left = float(np.nansum(np.abs(residuals)))
        if abs(left - before) <= LEAST_GAIN * left:
            break
        before = left
    return overall, rows, columns, residuals


def find_lost_together(hit_pattern: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per pair of criteria hit in at least ``min_lost_together`` units at once, most alike first.

    The Jaccard index (Jaccard 1912, New Phytologist 11, p. 37) is units hit at both ÷ units hit at either, over the
    units at which both apply and are appraised. Quadratic in criteria, linear in units: two matrix products.
    """
    known = hit_pattern.dropna(subset=["deduction"])
    grid = known.assign(is_hit=known["is_hit"].astype(float)).pivot(
        index="unit_id", columns="criterion_id", values="is_hit"
    )
    hits, applies = (grid == 1).to_numpy(dtype=float), grid.notna().to_numpy(dtype=float)
    both = hits.T @ hits
    here = hits.T @ applies
    either = here + here.T - both
    first, second = np.nonzero(np.triu(both >= season.analysis.min_lost_together, k=1))
    pairs = pd.DataFrame(
        {
            "year": season.year,
            "criterion_id": grid.columns.to_numpy()[first],
            "other_criterion_id": grid.columns.to_numpy()[second],
            "both_units": both[first, second].astype(int),
            "either_units": either[first, second].astype(int),
            "jaccard_share": round_points(both[first, second] / np.maximum(either[first, second], 1)),
        }
    ).astype({"criterion_id": "str", "other_criterion_id": "str"})
    return pairs.sort_values(
        ["jaccard_share", "both_units", "criterion_id", "other_criterion_id"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )


def _measure_distances(profiles: np.ndarray, known: np.ndarray) -> np.ndarray:
    values, has = np.where(known, profiles, 0.0), known.astype(float)
    squares = values**2 @ has.T + has @ (values**2).T - 2 * values @ values.T
    shared = has @ has.T
    mean = np.where(shared > 0, squares / np.maximum(shared, 1), 100.0**2)
    distances = round_points(np.sqrt(np.maximum(mean, 0.0)))
    np.fill_diagonal(distances, 0.0)
    return np.asarray(distances)


def _medians(values: np.ndarray, axis: int) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="All-NaN slice")
        warnings.filterwarnings("ignore", message="Mean of empty slice")
        return np.nan_to_num(np.nanmedian(values, axis=axis)) if values.size else np.zeros(values.shape[1 - axis])


def _middle(effects: np.ndarray) -> float:
    return float(np.median(effects)) if len(effects) else 0.0
