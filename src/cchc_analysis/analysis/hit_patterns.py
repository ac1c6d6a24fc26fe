"""Which unit lost points where: the pattern in a telling order, what stands out of it, what is lost together."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import sum_leaves
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.rules.season import Season

MOST_PROFILES = 400
MOST_EXACT = 60
"""Profiles up to which the order of the tree's leaves is the optimal one."""

FEWEST_STEPS = 2
"""Scoring steps that a loss must be worth to be called unusual."""

HIGHEST_CHANCE = 0.05
"""The chance, over all pairs together, of listing a pair that is lost together only by chance."""


def trace_hit_pattern(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per unit and criterion that applies to it: points lost, where it stands in the pattern, is it unusual.

    Where leaves are open the loss is not known and is missing, never 0. ``unit_position`` and
    ``criterion_position`` put units, and criteria, of like losses side by side (:func:`order_profiles`). A cell is
    unusual where it lost the season's ``unusual_residual_pct`` of its maximum or more, and at least two scoring steps
    where steps are stated, while most units lost nothing at the criterion (the median of what is known is 0).
    """
    leaves = comparison.loc[comparison["line"] == "score"].assign(criterion_id=lambda rows: rows["ranked_node_id"])
    cells = sum_leaves(leaves, ["year", "unit_id", "criterion_id"])
    cells = cells[cells["leaf_count"] > 0].reset_index(drop=True)
    lost = cells["deduction"].where(cells["open_count"] == 0)
    shares = share_of(100 * lost, cells["max_score"])
    row, units = pd.factorize(cells["unit_id"])
    column, criteria = pd.factorize(cells["criterion_id"])
    grid = np.full((len(units), len(criteria)), np.nan)
    grid[row, column] = shares
    steps = leaves.groupby(["unit_id", "criterion_id"])["step"].min().rename("step").reset_index()
    step = cells[["unit_id", "criterion_id"]].merge(steps, how="left", validate="one_to_one")["step"].fillna(0.0)
    is_rare = lost.groupby(cells["criterion_id"]).transform("median") == 0
    is_large = shares >= season.analysis.unusual_residual_pct
    return cells[["year", "unit_id", "criterion_id", "max_score"]].assign(
        deduction=lost,
        deduction_pct=shares,
        is_hit=(lost > 0).astype("boolean").where(lost.notna()),
        unit_position=order_profiles(grid)[row] + 1,
        criterion_position=order_profiles(grid.T)[column] + 1,
        is_unusual=is_rare & is_large & (lost >= round_points(FEWEST_STEPS * step)),
    )


def order_profiles(grid: np.ndarray) -> np.ndarray:
    """The place of each row of *grid* (0 to 100, NaN where nothing is known) so that like rows are neighbours.

    Average linkage on the root mean square difference over the columns both rows have (Dixon 1979, IEEE Transactions on
    Systems, Man, and Cybernetics 9, p. 617), leaves in the optimal order (:func:`order_leaves`) up to ``MOST_EXACT``
    profiles and in one near it above, the heavier end first. Rows without a column in common are as far apart as can
    be. Equal rows are one profile and keep the order received. The cost grows with the cube of the number of different
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
    """The profiles, by their matrix of distances, in the order of the leaves of their tree."""
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    condensed = squareform(distances, checks=False)
    tree = linkage(condensed, "average")
    if len(distances) <= MOST_EXACT:
        return order_leaves(tree, distances)
    return np.asarray(leaves_list(optimal_leaf_ordering(tree, condensed)))  # near the optimum: scipy #11227


def order_leaves(tree: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """The leaves of *tree* (a linkage of scipy) so that the sum of *distances* between neighbours is the least.

    Dynamic programming over the tree (Bar-Joseph, Gifford and Jaakkola 2001, Bioinformatics 17, p. S22): of every node
    the shortest path with each pair of its leaves at its ends; a node's is one of either side, joined where it costs
    least. The library's routine misses the optimum (scipy issue 11227). Grows with the fourth power of the leaves.
    """
    count = len(distances)
    members = [[leaf] for leaf in range(count)]
    best: list[dict[tuple[int, int], tuple[float, list[int]]]] = [
        {(leaf, leaf): (0.0, [leaf])} for leaf in range(count)
    ]
    for left, right, *_rest in tree:
        one, other = best[int(left)], best[int(right)]
        joined: dict[tuple[int, int], tuple[float, list[int]]] = {}
        for (outer, inner), (cost, path) in one.items():
            for (start, end), (more, rest) in other.items():
                total = cost + float(distances[inner, start]) + more
                if (outer, end) not in joined or total < joined[outer, end][0]:
                    joined[outer, end] = (total, path + rest)
        joined |= {(end, outer): (total, path[::-1]) for (outer, end), (total, path) in joined.items()}
        members.append(members[int(left)] + members[int(right)])
        best.append(joined)
    return np.array(min(best[-1].values())[1])


def find_lost_together(hit_pattern: pd.DataFrame, comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per pair of criteria lost by the same units more often than chance, least likely by chance first.

    Of *n* units at which both apply and are appraised, *a* lost at the one and *b* at the other: by chance *a b / n*
    (``expected_units``) would lose at both, and ``chance_share`` is the chance of as many as did or more (the
    hypergeometric distribution). A pair is listed where at least ``min_lost_together`` units lost at both and the
    chance, corrected for the number of pairs looked at (Holm 1979, Scandinavian Journal of Statistics 6: 65–70), is at
    most 5 %. Criteria measured by surveys alone are left out: hardly a unit is at their maximum. Quadratic in criteria,
    linear in units: three matrix products.
    """
    from scipy.stats import hypergeom

    surveyed = comparison.groupby("ranked_node_id")["is_survey"].all()
    known = hit_pattern.dropna(subset=["deduction"])
    known = known[~known["criterion_id"].map(surveyed).fillna(value=False).astype(bool)]
    grid = known.assign(is_hit=known["is_hit"].astype(float)).pivot(
        index="unit_id", columns="criterion_id", values="is_hit"
    )
    hits, applies = (grid == 1).to_numpy(dtype=float), grid.notna().to_numpy(dtype=float)
    both, shared, here = hits.T @ hits, applies.T @ applies, hits.T @ applies
    first, second = np.nonzero(np.triu(both >= season.analysis.min_lost_together, k=1))
    joint, units = both[first, second], shared[first, second]
    ones, others = here[first, second], here[second, first]
    chance = hypergeom.sf(joint - 1, units, ones, others)
    pairs = pd.DataFrame(
        {
            "year": season.year,
            "criterion_id": grid.columns.to_numpy()[first],
            "other_criterion_id": grid.columns.to_numpy()[second],
            "both_units": joint.astype(int),
            "applicable_units": units.astype(int),
            "expected_units": round_points(ones * others / np.maximum(units, 1)),
            "chance_share": chance,
        }
    ).astype({"criterion_id": "str", "other_criterion_id": "str"})
    pairs = pairs.sort_values(["chance_share", "criterion_id", "other_criterion_id"], ignore_index=True)
    corrected = (pairs["chance_share"] * np.arange(len(pairs), 0, -1)).cummax()
    return pairs[corrected <= HIGHEST_CHANCE].reset_index(drop=True)


def _measure_distances(profiles: np.ndarray, known: np.ndarray) -> np.ndarray:
    values, has = np.where(known, profiles, 0.0), known.astype(float)
    squares = values**2 @ has.T + has @ (values**2).T - 2 * values @ values.T
    shared = has @ has.T
    mean = np.where(shared > 0, squares / np.maximum(shared, 1), 100.0**2)
    distances = round_points(np.sqrt(np.maximum(mean, 0.0)))
    np.fill_diagonal(distances, 0.0)
    return np.asarray(distances)
