"""Whether a unit, a domain or a criterion gets better or worse over the seasons."""

from itertools import combinations

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.season_values import SERIES
from cchc_analysis.schemas import empty, titles

FEWEST_SEASONS = 3
CLEAR_SHARE = 0.75
"""At least this share of the pairs of seasons that differ go one way where a series has a direction."""


def measure_trends(season_values: pd.DataFrame, year: int) -> pd.DataFrame:
    """One row per series of *season_values*: how its comparable results moved over the seasons, as of *year*.

    ``yearly_change`` is the median of the slopes between all pairs of seasons (Theil 1950; Sen 1968), in percentage
    points or points per year: one odd season does not turn it, and a season left out counts by its distance in years.
    It needs three comparable seasons: two make a change, not a trend. Direction: ``level`` where all are equal,
    ``rising`` or ``falling`` where the slope says so and at least three quarters of the pairs that differ do
    (``rising_count``, ``falling_count``: the pairs of Kendall 1938 that agree and disagree with time), else ``mixed``.
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
        direction=pd.Series(_name_directions(slope, rising, falling), dtype="str").where(pd.Series(is_trend)),
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


def _name_directions(slope: np.ndarray, rising: np.ndarray, falling: np.ndarray) -> np.ndarray:
    clear = CLEAR_SHARE * (rising + falling)
    return np.select(
        [rising + falling == 0, (slope > 0) & (rising >= clear), (slope < 0) & (falling >= clear)],
        ["level", "rising", "falling"],
        "mixed",
    )


def set_years_beside(trends: pd.DataFrame, season_values: pd.DataFrame) -> pd.DataFrame:
    """*trends* with a column per season, named by its year as text: the comparable results behind each trend."""
    results = _spread(season_values, trends[SERIES], "comparable_value")
    return trends.assign(**{str(year): results[year].to_numpy() for year in results.columns})
