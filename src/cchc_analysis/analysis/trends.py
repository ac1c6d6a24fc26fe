"""Whether a unit, a domain or a criterion gets better or worse over the seasons."""

from itertools import combinations

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.season_values import SERIES
from cchc_analysis.schemas import empty, titles

FEWEST_SEASONS = 3
FEWEST_FOR_TEST = 5
"""Seasons from which a direction can be told from chance: of four in a row one order in 24 rises throughout."""

HIGHEST_CHANCE = 0.05


def measure_trends(season_values: pd.DataFrame, year: int) -> pd.DataFrame:
    """One row per series of *season_values*: how its comparable results moved over the seasons, as of *year*.

    ``yearly_change`` is the median of the slopes between all pairs of seasons (Theil 1950; Sen 1968), in percentage
    points or points per year: one odd season does not turn it, and a season left out counts by its distance in years.
    It needs three comparable seasons: two make a change. Direction: ``level`` where all are equal; of three or four
    seasons a fact, ``rising`` or ``falling`` where every season differs from all before it that way; from five on
    ``rising`` or ``falling`` where the exact Mann–Kendall test (Mann 1945; :func:`measure_chances`) says that chance
    would give so one-sided a row in 5 % of cases at most; else ``mixed``. ``rising_count`` and ``falling_count`` are
    the pairs of Kendall 1938 that agree and disagree with time; ``chance_share`` is that chance.
    Values, differences and slopes are rounded to six decimals, then compared. Missing seasons are left out.
    ``total_basis_change`` is what other than results moved the published figure from ``first_year`` to ``last_year``.
    The work grows with series × seasons².
    """
    if season_values.empty:
        return empty("trends")
    keys = season_values[SERIES].drop_duplicates(ignore_index=True)
    results = _spread(season_values, keys, "comparable_value")
    years, known = results.columns.to_numpy(), results.notna().to_numpy()
    values = results.to_numpy()
    slopes = _list_slopes(values, years)
    rising, falling = (slopes > 0).sum(axis=1), (slopes < 0).sum(axis=1)
    count, rows = known.sum(axis=1), np.arange(len(keys))
    first, last = known.argmax(axis=1), known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    is_trend = count >= FEWEST_SEASONS
    slope = np.full(len(keys), np.nan)
    slope[is_trend] = round_points(np.nanmedian(slopes[is_trend], axis=1)) if is_trend.any() else []
    has_any = pd.Series(count > 0)
    chance = measure_chances(count, rising, falling)
    published = _spread(season_values, keys, "season_value").to_numpy()
    links = _spread(season_values, keys, "link").to_numpy()
    of_first, of_last = pd.Series(values[rows, first]), pd.Series(values[rows, last])
    moved = pd.Series(published[rows, last] - published[rows, first]) - (of_last - of_first)
    now = season_values[season_values["year"] == year].set_index(SERIES)["measure"]
    provisional = season_values[season_values["is_provisional"]]
    index = pd.MultiIndex.from_frame(keys)
    return keys.assign(
        year=year,
        measure=now.reindex(index).to_numpy(),
        season_count=count,
        first_year=pd.Series(years[first]).where(has_any).astype("Int64"),
        last_year=pd.Series(years[last]).where(has_any).astype("Int64"),
        first_value=of_first,
        last_value=of_last,
        yearly_change=slope,
        direction=pd.Series(_name_directions(count, rising, falling, chance), dtype="str").where(pd.Series(is_trend)),
        chance_share=pd.Series(chance).where(pd.Series(is_trend)),
        rising_count=rising,
        falling_count=falling,
        total_basis_change=round_points(moved),
        first_link=pd.Series(links[rows, first], dtype="str").where(has_any),
        is_provisional=index.isin(pd.MultiIndex.from_frame(provisional[SERIES])),
    )[list(titles("trends"))]


def _spread(season_values: pd.DataFrame, keys: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row per series, in the order of *keys*, and one column per season."""
    wide = season_values.pivot(index=SERIES, columns="year", values=column)
    return wide.reindex(pd.MultiIndex.from_frame(keys)).sort_index(axis=1)


def _list_slopes(values: np.ndarray, years: np.ndarray) -> np.ndarray:
    """The change per year between every two seasons, a column per pair; missing where either is."""
    pairs = list(combinations(range(len(years)), 2))
    slopes = [round_points((values[:, j] - values[:, i]) / (years[j] - years[i])) for i, j in pairs]
    return np.stack(slopes, axis=1) if slopes else np.empty((len(values), 0))


def measure_chances(count: np.ndarray, rising: np.ndarray, falling: np.ndarray) -> np.ndarray:
    """How often chance gives rows of *count* seasons as one-sided as these, either way: the exact Mann–Kendall test.

    Every order of the seasons' results is equally likely; the share of orders whose rising less falling pairs are at
    least as many in size. Counted for results without ties; with ties it is an upper bound. Mann 1945, Econometrica
    13, 245–259.

    >>> measure_chances(np.array([5, 5]), np.array([10, 9]), np.array([0, 1])).round(4).tolist()
    [0.0167, 0.0833]
    """
    tables = {n: _count_orders(int(n)) for n in np.unique(count)}
    shares = []
    for n, up, down in zip(count, rising, falling, strict=True):
        orders = tables[n]
        pairs = len(orders) - 1
        scores = np.abs(pairs - 2 * np.arange(pairs + 1))
        shares.append(float(orders[scores >= abs(int(up) - int(down))].sum() / orders.sum()))
    return np.array(shares)


def _count_orders(count: int) -> np.ndarray:
    """Of the orders of *count* different results, how many have 0, 1, 2 … falling pairs."""
    orders = np.ones(1)
    for added in range(2, count + 1):
        orders = np.convolve(orders, np.ones(added))
    return orders


def _name_directions(count: np.ndarray, rising: np.ndarray, falling: np.ndarray, chance: np.ndarray) -> np.ndarray:
    pairs = count * (count - 1) // 2
    is_clear = np.where(count < FEWEST_FOR_TEST, np.maximum(rising, falling) == pairs, chance <= HIGHEST_CHANCE + 1e-12)
    return np.select(
        [rising + falling == 0, is_clear & (rising > falling), is_clear & (falling > rising)],
        ["level", "rising", "falling"],
        "mixed",
    )


def set_years_beside(trends: pd.DataFrame, season_values: pd.DataFrame) -> pd.DataFrame:
    """*trends* with a column per season, named by its year as text: the comparable results behind each trend."""
    results = _spread(season_values, trends[SERIES], "comparable_value")
    return trends.assign(**{str(year): results[year].to_numpy() for year in results.columns})
