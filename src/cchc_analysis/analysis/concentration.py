"""How evenly losses are spread: the Gini coefficient, and how few items make up most of them."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import sum_leaves
from cchc_analysis.analysis.points import round_points
from cchc_analysis.rules.season import Season


def measure_loss_concentration(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row for losses across criteria, across leaves and across units.

    An item whose deduction is not known, and a unit whose appraisal is not finished, is left out and counted in
    ``missing_count``. Items that nothing applies to are no items.
    """
    leaves = comparison.loc[comparison["line"] == "score"]
    sums = {
        "criteria": sum_leaves(leaves.assign(item=leaves["ranked_node_id"]), ["item"]),
        "leaves": sum_leaves(leaves.assign(item=leaves["criterion_id"]), ["item"]),
        "units": _mask_unfinished(sum_leaves(leaves.assign(item=leaves["unit_id"]), ["item"])),
    }
    rows = []
    for across, items in sums.items():
        lost = items.loc[items["leaf_count"] > 0, "deduction"]
        known = lost.dropna()
        fewest, most = count_to_share(known, season.analysis.pareto_share)
        rows.append(
            {
                "year": season.year,
                "across": across,
                "item_count": len(known),
                "missing_count": len(lost) - len(known),
                "deduction": round_points(known.sum()) if len(known) else np.nan,
                "gini": measure_gini(known),
                "fewest_count": fewest,
                "most_count": most,
            }
        )
    return pd.DataFrame(rows).astype({"fewest_count": "Int64", "most_count": "Int64"})


def measure_gini(values: pd.Series) -> float:
    """Gini coefficient with the small-sample factor n/(n − 1): 0 when all are equal, 1 when one holds everything.

    ``G = n/(n − 1) · (2 Σ i·x_i / (n Σ x_i) − (n + 1)/n)``, x in rising order (Dixon, Weiner, Mitchell-Olds & Woodley
    1987, Ecology 68, pp. 1548–1551, its denominator as corrected in 1988, Ecology 69, p. 1307; the factor also in
    Deltas 2003, Review of Economics and Statistics 85, pp. 226–234). Missing values are left out; fewer than two
    values, or a sum of 0, have no coefficient.

    >>> measure_gini(pd.Series([1, 2, 3, 4, 5]))
    0.333333
    """
    known = np.sort(values.dropna().to_numpy(dtype=float))
    count, total = len(known), known.sum()
    if count < 2 or total <= 0:
        return float("nan")
    weighted = 2 * (np.arange(1, count + 1) * known).sum() / total
    return float(round_points((weighted - count - 1) / (count - 1)))


def count_to_share(values: pd.Series, share: float) -> tuple[int | None, int | None]:
    """How many of the largest values it takes to reach *share* of their sum, fewest and most.

    Where the last one needed is tied with others, no rule picks one of them: *fewest* takes only as many as needed,
    *most* all of the tied. None of either where there is nothing to share.
    """
    known = np.sort(values.dropna().to_numpy(dtype=float))[::-1]
    if not len(known) or known.sum() <= 0:
        return None, None
    reached = round_points(known.cumsum()) >= round_points(share * known.sum())
    fewest = int(reached.argmax()) + 1
    return fewest, int((known >= known[fewest - 1]).sum())


def _mask_unfinished(sums: pd.DataFrame) -> pd.DataFrame:
    return sums.assign(deduction=sums["deduction"].where(sums["open_count"] == 0))
