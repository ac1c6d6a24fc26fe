import hypothesis.strategies as st
import numpy as np
import pandas as pd
from hypothesis import given

from cchc_analysis.analysis.hit_patterns import (
    MOST_PROFILES,
    find_lost_together,
    order_profiles,
    polish,
    trace_hit_pattern,
)
from cchc_analysis.rules.season import Analysis

from .small_seasons import compare, criteria_of, flat_criteria, scores_of, season_of, units_of

SEASON = season_of(analysis=Analysis(min_lost_together=2))
GRIDS = st.lists(st.lists(st.sampled_from([0.0, 25.0, 50.0, 100.0, np.nan]), min_size=3, max_size=3), min_size=1)


def pattern(**units: tuple[float | str, ...]) -> pd.DataFrame:
    """The pattern of criteria I, II, III of 4 points each, by each unit's appraised scores."""
    cells = [
        (unit, code, "appraisal", score)
        for unit, scores in units.items()
        for code, score in zip(("I", "II", "III"), scores, strict=True)
    ]
    return trace_hit_pattern(compare(scores_of(*cells), flat_criteria(I=4, II=4, III=4), units_of(*units)), SEASON)


def test_median_polish_gives_the_published_result_of_the_deaths_example():
    # deaths from sport parachuting, Velleman & Hoaglin 1981, ABC of EDA, p. 224: the example of R's stats::medpolish,
    # which prints "1: 19, Final: 19", the sum of absolute residuals; the effects follow by hand in one round
    deaths = np.array([[14, 15, 14], [7, 4, 7], [8, 2, 10], [15, 9, 10], [0, 2, 0]], dtype=float)
    overall, rows, columns, residuals = polish(deaths)
    assert overall == 8
    assert rows.tolist() == [6, -1, 0, 2, -8]
    assert columns.tolist() == [0, -1, 0]
    assert residuals.tolist() == [[0, 2, 0], [0, -2, 0], [0, -5, 2], [5, 0, 0], [0, 3, 0]]
    assert np.abs(residuals).sum() == 19


@given(GRIDS)
def test_overall_row_column_and_residual_add_up_to_each_known_cell(cells):
    grid = np.array(cells)
    overall, rows, columns, residuals = polish(grid)
    np.testing.assert_allclose(overall + rows[:, None] + columns + residuals, grid)


@given(GRIDS)
def test_an_order_holds_every_row_once_and_equal_rows_side_by_side(cells):
    grid = np.array(cells)
    order = order_profiles(grid)
    assert sorted(order) == list(range(len(grid)))
    profiles, member = np.unique(np.nan_to_num(grid, nan=-1), axis=0, return_inverse=True)
    in_order = member.reshape(-1)[np.argsort(order)]
    assert (np.diff(in_order) != 0).sum() == len(profiles) - 1
    assert order_profiles(grid).tolist() == order.tolist()


def test_rows_of_like_losses_are_neighbours_and_the_heavier_end_is_first():
    grid = np.array([[100, 100, 0], [0, 0, 0], [100, 90, 0], [0, 0, 10]], dtype=float)
    assert order_profiles(grid).tolist() == [0, 2, 1, 3]


@given(st.lists(st.integers(0, 100), min_size=3, max_size=12, unique=True))
def test_rows_of_one_column_stand_in_the_order_of_their_losses(losses):
    grid = np.array(losses, dtype=float)[:, None]
    assert order_profiles(grid).tolist() == np.argsort(np.argsort(-grid[:, 0])).tolist()


def test_rows_are_compared_over_the_columns_both_have():
    # c and d have only the first column: c is like a there, d like b
    grid = np.array([[100, 20], [0, 60], [100, np.nan], [0, np.nan]], dtype=float)
    order = order_profiles(grid)
    assert abs(order[0] - order[2]) == abs(order[1] - order[3]) == 1


def test_rows_that_share_no_column_are_still_ordered():
    grid = np.array([[100, np.nan], [np.nan, 50], [np.nan, np.nan]])
    assert sorted(order_profiles(grid)) == [0, 1, 2]


def test_above_the_stated_number_of_profiles_rows_stand_by_their_mean():
    grid = np.arange(MOST_PROFILES + 1, dtype=float)[:, None] / 10
    assert order_profiles(grid).tolist() == list(range(MOST_PROFILES, -1, -1))


def test_what_does_not_apply_has_no_row_and_what_is_open_has_no_loss():
    cells = pattern(a=(4, "not_applicable", "pending")).set_index("criterion_id")
    assert cells.index.tolist() == ["I", "III"]
    assert cells["deduction"].tolist()[0] == 0
    assert cells.loc["III", ["deduction", "deduction_pct", "is_hit", "residual_pct"]].isna().all()
    assert not cells.loc["III", "is_unusual"]


def test_a_criterion_of_which_one_leaf_is_open_has_no_loss_yet():
    criteria = criteria_of(
        {"id": "I"}, {"id": "1", "parent_id": "I"}, *({"id": leaf, "parent_id": "1", "max_score": 2} for leaf in "ab")
    )
    scores = scores_of(("u", "a", "appraisal", 1), ("u", "b", "appraisal", "pending"))
    cell = trace_hit_pattern(compare(scores, criteria, units_of("u")), SEASON).iloc[0]
    assert cell["criterion_id"] == "1"
    assert cell[["deduction", "deduction_pct", "is_hit"]].isna().all()


def test_a_loss_where_unit_and_criterion_lead_to_expect_none_is_unusual():
    cells = pattern(a=(4, 4, 4), b=(4, 1, 4), c=(4, 4, 4)).query("is_unusual")
    assert cells[["unit_id", "criterion_id", "deduction_pct", "expected_pct", "residual_pct"]].to_numpy().tolist() == [
        ["b", "II", 75, 0, 75]
    ]


def test_criteria_lost_together_are_those_of_the_same_units():
    # I: a b c; II: a b; III: c, and d's III is open
    cells = pattern(a=(3, 2, 4), b=(3, 2, 4), c=(3, 4, 3), d=(4, 4, "pending"))
    pairs = find_lost_together(cells, SEASON)
    assert pairs.drop(columns="year").to_numpy().tolist() == [["I", "II", 2, 3, 0.666667]]
    assert len(find_lost_together(cells, season_of())) == 0, "three units at least, by default"


def test_pairs_stand_by_likeness_then_by_units_then_by_criterion():
    # I and II: a b of a b; I and III: a b of a b c; II and III likewise
    pairs = find_lost_together(pattern(a=(3, 3, 3), b=(3, 3, 3), c=(4, 4, 3)), SEASON)
    shown = pairs[["criterion_id", "other_criterion_id", "jaccard_share"]].to_numpy().tolist()
    assert shown == [["I", "II", 1.0], ["I", "III", 0.666667], ["II", "III", 0.666667]]


def test_a_cell_just_below_the_stated_residual_is_not_unusual():
    for score, is_unusual in ((2, True), (2.1, False)):
        cells = pattern(a=(4, 4, 4), b=(4, score, 4), c=(4, 4, 4)).set_index(["unit_id", "criterion_id"])
        assert cells.loc[("b", "II"), "is_unusual"] == is_unusual, "50% or more of 4 points"


def test_a_season_without_losses_known_has_a_pattern_of_nothing():
    comparison = compare(scores_of(("a", "I", "appraisal", 3)), flat_criteria(I=None), units_of("a"))
    cells = trace_hit_pattern(comparison, SEASON)
    assert cells["deduction"].isna().all()
    assert find_lost_together(cells, SEASON).empty
