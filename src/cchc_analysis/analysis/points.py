"""Points are rounded to six decimals after every sum and difference, and compared only then."""

from typing import Any

import numpy as np
import pandas as pd

DECIMALS = 6


def round_points(values: Any) -> Any:
    """Points (a number, a column or a table of them) at the precision at which they are compared, graded and ranked.

    >>> float(round_points(0.1 * 3))
    0.3
    """
    return np.round(values, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0


def sum_points(leaves: pd.DataFrame, keys: list[str] | list[pd.Series], columns: list[str]) -> pd.DataFrame:
    """Sums of *columns* by *keys* (columns or series), rounded; a sum of nothing but missing values is missing."""
    return round_points(leaves.groupby(keys, sort=False, dropna=False)[columns].sum(min_count=1))


def share_of(part: Any, whole: pd.Series) -> Any:
    """*part* over *whole*, rounded; missing where the whole is missing or zero."""
    return round_points(part / whole.where(whole > 0))
