"""Trends over three seasons and more: worked by hand, against the published example, and for any results."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import theilslopes

from cchc_analysis import schemas
from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.trends import measure_chances, measure_trends

RESULTS = st.one_of(st.none(), st.integers(0, 10_000).map(lambda hundredths: hundredths / 100))


def values_of(years, **series):
    """Season values of units, unchanged basis, a result per year; None where it is missing."""
    rows = [
        {
            "year": year,
            "unit_id": unit,
            "season_value": found,
            "comparable_value": found,
            "is_provisional": found is None,
        }
        for unit, results in series.items()
        for year, found in zip(years, results, strict=True)
    ]
    plain = {"level": "unit", "criterion_id": "*", "measure": "index_pct", "scored_units": 1, "basis_change": 0.0}
    return schemas.validate("season_values", pd.DataFrame(rows).assign(**plain, link="unchanged"))


def trends_of(years, **series):
    trends = measure_trends(values_of(years, **series), max(years))
    return schemas.validate("trends", trends).set_index("unit_id")


def test_a_trend_is_the_median_of_the_changes_per_year_between_all_pairs_of_seasons():
    """a: 10, 5 and 15/2; b: −10, 4 and −6/2; c: nothing moved."""
    trends = trends_of((2018, 2019, 2020), a=(50, 60, 65), b=(70, 60, 64), c=(80, 80, 80))
    assert trends["yearly_change"].to_dict() == {"a": 7.5, "b": -3, "c": 0}
    assert trends["direction"].to_dict() == {"a": "rising", "b": "mixed", "c": "level"}
    assert trends[["rising_count", "falling_count"]].to_numpy().tolist() == [[3, 0], [1, 2], [0, 0]]
    assert trends.loc["a", ["season_count", "first_year", "last_year"]].tolist() == [3, 2018, 2020]
    assert trends.loc["a", ["first_value", "last_value"]].tolist() == [50, 65]


def test_one_odd_season_of_four_does_not_turn_the_slope_but_no_direction_is_claimed():
    """The slopes are 2, −15, 2, −32, 2 and 36: their median is 2, and four of six rise."""
    trend = trends_of((2018, 2019, 2020, 2021), a=(50, 52, 20, 56)).loc["a"]
    assert (trend["yearly_change"], trend["direction"], trend["rising_count"]) == (2, "mixed", 4)


def test_of_five_seasons_only_a_row_that_goes_one_way_throughout_is_a_trend():
    """Of ten pairs none falls in a (chance 2 in 120); in b one does (10 in 120)."""
    trends = trends_of(range(2016, 2021), a=(50, 55, 58, 60, 66), b=(50, 55, 60, 58, 66))
    assert trends["direction"].tolist() == ["rising", "mixed"]
    assert trends["chance_share"].round(6).tolist() == [round(2 / 120, 6), round(10 / 120, 6)]


def test_of_four_seasons_one_that_does_not_go_along_leaves_no_direction():
    trends = trends_of(range(2017, 2021), a=(50, 51, 53, 60), b=(50, 53, 51, 60), c=(60, 60, 58, 50))
    assert trends["direction"].tolist() == ["rising", "mixed", "mixed"]
    assert trends.loc["a", "chance_share"] == pytest.approx(2 / 24)


@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_the_chance_of_a_row_is_counted_over_all_orders(count):
    scores = [
        sum((after > before) - (after < before) for before, after in itertools.combinations(order, 2))
        for order in itertools.permutations(range(count))
    ]
    for score in set(scores):
        pairs = count * (count - 1) // 2
        rising, falling = (pairs + score) // 2, (pairs - score) // 2
        found = measure_chances(np.array([count]), np.array([rising]), np.array([falling]))
        assert found[0] == pytest.approx(sum(abs(each) >= abs(score) for each in scores) / len(scores))


def test_a_missing_season_is_left_out_and_its_neighbours_stand_two_years_apart():
    trends = trends_of((2018, 2019, 2020, 2021), a=(50, None, 54, 56), b=(None, 50, 54, None))
    assert trends.loc["a", ["yearly_change", "season_count"]].tolist() == [2, 3]
    assert trends.loc["a", "is_provisional"]
    assert pd.isna(trends.loc["b", "yearly_change"])


@pytest.mark.parametrize("results", [(50, 60, None), (None, None, 60), (None, None, None)])
def test_fewer_than_three_seasons_are_no_trend(results):
    trend = trends_of((2018, 2019, 2020), a=results).loc["a"]
    assert trend["season_count"] == sum(found is not None for found in results)
    assert trend[["yearly_change", "direction"]].isna().all()


def test_a_series_that_starts_or_ends_late_says_from_when_to_when():
    trends = trends_of((2018, 2019, 2020, 2021), a=(None, 60, 61, 62), b=(10, 20, 30, None), c=(None,) * 4)
    assert trends["first_year"].tolist() == [2019, 2018, pd.NA]
    assert trends["last_year"].tolist() == [2021, 2020, pd.NA]
    assert trends.loc["b", ["last_value", "yearly_change"]].tolist() == [30, 10]
    assert pd.isna(trends.loc["c", "first_value"])


def test_a_rise_that_only_the_basis_made_is_no_trend():
    values = values_of((2018, 2019, 2020), a=(50, 50, 50)).assign(season_value=[30.0, 30, 50])
    trend = measure_trends(values, 2020).iloc[0]
    assert (trend["yearly_change"], trend["direction"], trend["total_basis_change"]) == (0, "level", 20)


def test_sens_own_example_has_a_slope_of_4():
    """Sen 1968, section 6: x = 1, 2, 3, 4, 10, 12, 18 and y = 9, 15, 19, 20, 45, 55, 78."""
    years = [2000 + x for x in (1, 2, 3, 4, 10, 12, 18)]
    assert trends_of(years, a=(9, 15, 19, 20, 45, 55, 78)).loc["a", "yearly_change"] == 4


@settings(max_examples=60)
@given(st.lists(RESULTS, min_size=1, max_size=8))
def test_the_slope_is_that_of_theil_and_sen_and_turns_with_time(results):
    years = list(range(2010, 2010 + len(results)))
    trends = trends_of(years, a=results, back=results[::-1], up=[r if r is None else r + 1.5 for r in results])
    known = [(year, found) for year, found in zip(years, results, strict=True) if found is not None]
    if len(known) < 3:
        assert trends["yearly_change"].isna().all()
        return
    slope = theilslopes([found for _year, found in known], [year for year, _found in known])[0]
    np.testing.assert_allclose(trends["yearly_change"], [slope, -slope, slope], atol=2e-6)
    assert trends.loc["a", "rising_count"] == trends.loc["back", "falling_count"]
    turned = {"rising": "falling", "falling": "rising"}
    assert trends.loc["back", "direction"] == turned.get(trends.loc["a", "direction"], trends.loc["a", "direction"])
    assert round_points(trends["yearly_change"]).equals(trends["yearly_change"])


def test_without_seasons_there_is_an_empty_table():
    assert schemas.validate("trends", measure_trends(schemas.empty("season_values"), 2020)).empty
