"""Many units at a glance: distributions by hand, quartiles as published, groups beside each other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.small_seasons import derive, flat_criteria, rank, scores_of, season_of, units_of
from cchc_analysis import schemas
from cchc_analysis.analysis.groups import (
    MOST_BINS,
    average_domains,
    bound_bins,
    compare_groups,
    compare_published,
    distribute,
)
from cchc_analysis.rules.season import UnitGroup

CRITERIA = flat_criteria(x=100)
GROUPS = (UnitGroup(id="k1", name="Tỉnh 1"), UnitGroup(id="k2", name="Tỉnh 2"))
UNITS = units_of("a", "b", "c", "d", "e", groups=["k1", "k1", "k1", "k2", None])
POINTS = {"a": 90, "b": 80, "c": 70, "d": 85, "e": 60}
SEASON = season_of(unit_groups=GROUPS)


def rank_points(points: dict[str, object] = POINTS, units: pd.DataFrame = UNITS) -> pd.DataFrame:
    cells = [(unit, "x", "appraisal", score) for unit, score in points.items()]
    return rank(scores_of(*cells), CRITERIA, units, SEASON).reset_index()


def scores_by_group(ranking: pd.DataFrame, units: pd.DataFrame = UNITS) -> pd.DataFrame:
    return schemas.validate("group_scores", compare_groups(ranking, units, SEASON)).set_index("group")


def test_groups_are_compared_by_their_quartiles():
    found = scores_by_group(rank_points())
    names = ["lowest_result", "lower_quartile_result", "median_result", "upper_quartile_result", "highest_result"]
    assert found.loc["*", names].tolist() == [60, 70, 80, 85, 90]
    assert found.loc["k1", names].tolist() == [70, 75, 80, 85, 90]
    assert found.loc["k2", names].tolist() == [85] * 5
    assert found["mean_result"].to_dict() == {"*": 77, "k2": 85, "k1": 80}


def test_all_units_stand_first_and_then_the_group_of_the_highest_median():
    found = scores_by_group(rank_points())
    assert found.index.tolist() == ["*", "k2", "k1"]
    assert found["group_place_rank"].tolist() == [pd.NA, 1, 2]
    assert found["unit_count"].tolist() == [5, 1, 3]
    assert found.loc["k1", ["first_unit_id", "last_unit_id"]].tolist() == ["a", "c"]


def test_groups_of_equal_medians_share_a_rank_and_stand_in_the_seasons_order():
    found = scores_by_group(rank_points({"a": 85, "b": 85, "c": 85, "d": 85, "e": 1}))
    assert found.index.tolist() == ["*", "k1", "k2"]
    assert found["group_place_rank"].tolist()[1:] == [1, 1]


def test_a_unit_without_a_total_is_counted_but_not_ranked():
    found = scores_by_group(rank_points(POINTS | {"c": "pending"}))
    assert found.loc["k1", ["unit_count", "ranked_units"]].tolist() == [3, 2]
    assert found.loc["k1", "median_result"] == 85
    assert found.loc["k1", "last_unit_id"] == "b"


def test_a_group_in_which_nobody_is_ranked_has_no_result_and_stands_last():
    found = scores_by_group(rank_points(POINTS | {"d": "pending"}))
    assert found.index.tolist() == ["*", "k1", "k2"]
    assert found.loc["k2", ["median_result", "group_place_rank", "first_unit_id"]].isna().all()


def test_units_in_no_grade_count_with_the_bottom_one():
    found = scores_by_group(rank_points({"a": 45, "b": 35, "c": 5, "d": 40, "e": 1}))
    assert found.loc["k1", ["top_grade_units", "bottom_grade_units"]].tolist() == [1, 2]  # 45; 35 and 5


def test_quartiles_are_those_of_definition_7_of_hyndman_and_fan():
    values = [float(value) for value in range(1, 11)]  # p = (k − 1) / (n − 1): the first quartile at 1 + 9/4
    units = units_of(*[f"u{value:g}" for value in values], groups=["k1"] * 10)
    found = scores_by_group(rank_points({f"u{value:g}": value for value in values}, units), units)
    assert found.loc["k1", "lower_quartile_result"] == 3.25
    assert found.loc["k1", "upper_quartile_result"] == 7.75


def test_bins_are_of_round_width_by_freedman_and_diaconis():
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8])  # quartiles 2.75 and 6.25: 2 · 3.5 / 2 = 3.5, lowered to 2
    assert bound_bins(values) == [0, 2, 4, 6, 8, 10]
    assert bound_bins(values, [5, 40]) == [0, 2, 4, 5, 6, 8, 10]


def test_the_width_is_never_above_that_of_numpys_own_rule_where_that_gives_few_bins():
    values = pd.Series(np.random.default_rng(1).normal(80, 8, 400))
    by_rule = np.histogram_bin_edges(values, bins="fd")
    width = bound_bins(values)[1] - bound_bins(values)[0]
    assert (
        0.4 * (by_rule[1] - by_rule[0])
        <= width
        <= (len(by_rule) / (len(by_rule) - 1)) * 1.1 * (by_rule[1] - by_rule[0])
    )


@given(st.lists(st.floats(-1e4, 1e4).map(lambda value: round(value, 6)), min_size=1, max_size=60))
def test_every_value_is_in_one_bin(values):
    bounds = bound_bins(pd.Series(values))
    assert bounds[0] <= min(values)
    assert max(values) < bounds[-1]
    assert bounds == sorted(set(bounds))
    assert len(bounds) <= MOST_BINS + 2


def test_one_value_has_one_bin():
    assert bound_bins(pd.Series([7.0, 7, 7])) == [7, 8]


def test_a_distribution_counts_ranked_units_and_each_bin_is_of_one_grade():
    ranking = rank_points({"a": 45, "b": 40, "c": 39.5, "d": 31, "e": "pending"})
    found = schemas.validate("distributions", distribute(ranking, schemas.empty("unit_differences"), SEASON))
    assert found["measure"].unique().tolist() == ["total_score"]
    assert found["unit_count"].sum() == 4
    by_grade = found.groupby("grade")["unit_count"].sum()
    assert by_grade.to_dict() == {"good": 2, "fair": 2}
    assert 40.0 in found["bin_from"].tolist()


def test_domains_are_averaged_over_the_units_of_a_group_that_have_them():
    rows = pd.DataFrame(
        {
            "year": 2020,
            "unit_id": ["a", "b", "c", "d", "e"],
            "criterion_id": "x",
            "index_pct": [50.0, 100.0, np.nan, 80.0, 10.0],
        }
    )
    found = schemas.validate("group_domains", average_domains(rows, UNITS))
    assert found[["group", "applicable_units", "mean_index_pct"]].to_numpy().tolist() == [
        ["k1", 2, 75.0],
        ["k2", 1, 80.0],
    ]


def test_what_is_published_of_groups_is_worked_out_from_published_results_alone():
    published = pd.DataFrame(
        {
            "unit_id": ["d", "a", "b", "c", "e"],
            "group": ["k2", "k1", "k1", "k1", None],
            "grade": ["good", "good", "fair", None, "good"],
            "total_score": [50.0, 45.0, 35.0, np.nan, 60.0],
        }
    )
    found = compare_published(published, SEASON).set_index("group")
    assert found.index.tolist() == ["k1", "k2"]
    assert found.loc["k1"].tolist() == [3, 40.0, 1, 1, 0.5]
    hidden = compare_published(published.assign(total_score=np.nan), SEASON)
    assert hidden["median_result"].isna().all()


@pytest.mark.parametrize("groups", [[], ["k1", "k1"]])
def test_every_season_has_the_tables_of_groups(groups):
    units = units_of("a", "b", groups=groups)
    tables = derive(scores_of(("a", "x", "appraisal", 50), ("b", "x", "appraisal", 60)), CRITERIA, units, SEASON)
    assert tables["group_scores"]["group"].tolist() == ["*", *dict.fromkeys(groups)]
    assert len(tables["group_domains"]) == len(set(groups))


def test_a_season_without_units_has_empty_tables():
    assert compare_groups(schemas.empty("unit_ranking"), schemas.empty("units"), SEASON).empty
    assert distribute(schemas.empty("unit_ranking"), schemas.empty("unit_differences"), SEASON).empty
