import itertools

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from cchc_analysis.analysis.hit_patterns import (
    MOST_PROFILES,
    find_lost_together,
    order_leaves,
    order_profiles,
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


def path_length(order: np.ndarray, distances: np.ndarray) -> float:
    return float(distances[order[:-1], order[1:]].sum())


def list_orders(tree: np.ndarray, count: int) -> list[list[int]]:
    """Every order of the leaves that turning the branches of the tree gives."""
    orders: list[list[list[int]]] = [[[leaf]] for leaf in range(count)]
    for left, right, *_rest in tree:
        pairs = itertools.product(orders[int(left)], orders[int(right)])
        orders.append([joined for one, other in pairs for joined in (one + other, other + one)])
    return orders[-1]


@pytest.mark.parametrize("seed", range(40))
def test_no_turn_of_the_tree_gives_a_shorter_order_of_its_leaves(seed):
    """Eight points in the plane; all 128 orders of the tree tried."""
    points = np.random.default_rng(seed).random((8, 2))
    distances = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    tree = linkage(squareform(distances, checks=False), "average")
    order = order_leaves(tree, distances)
    assert order.tolist() in list_orders(tree, 8)
    shortest = min(path_length(np.array(each), distances) for each in list_orders(tree, 8))
    assert path_length(order, distances) == pytest.approx(shortest)


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
    assert cells.loc["III", ["deduction", "deduction_pct", "is_hit"]].isna().all()
    assert not cells.loc["III", "is_unusual"]


def test_a_criterion_of_which_one_leaf_is_open_has_no_loss_yet():
    criteria = criteria_of(
        {"id": "I"}, {"id": "1", "parent_id": "I"}, *({"id": leaf, "parent_id": "1", "max_score": 2} for leaf in "ab")
    )
    scores = scores_of(("u", "a", "appraisal", 1), ("u", "b", "appraisal", "pending"))
    cell = trace_hit_pattern(compare(scores, criteria, units_of("u")), SEASON).iloc[0]
    assert cell["criterion_id"] == "1"
    assert cell[["deduction", "deduction_pct", "is_hit"]].isna().all()


def test_half_of_the_maximum_lost_where_most_units_lost_nothing_is_unusual():
    cells = pattern(a=(4, 4, 4), b=(4, 2, 1), c=(4, 4, 3)).query("is_unusual")
    # b lost half of II, at which nobody else lost; most lost something at III
    assert cells[["unit_id", "criterion_id", "deduction_pct"]].to_numpy().tolist() == [["b", "II", 50]]
    assert pattern(a=(4, 4, 4), b=(4, 2.1, 4), c=(4, 4, 4)).query("is_unusual").empty


@pytest.mark.parametrize(("step", "is_unusual"), [(1, True), (2, False), (None, True)])
def test_an_unusual_loss_is_worth_two_scoring_steps(step, is_unusual):
    criteria = criteria_of({"id": "I", "max_score": 4, "step": step})
    scores = scores_of(*((unit, "I", "appraisal", score) for unit, score in {"a": 4, "b": 2, "c": 4}.items()))
    cells = trace_hit_pattern(compare(scores, criteria, units_of("a", "b", "c")), SEASON)
    assert cells.set_index("unit_id")["is_unusual"].to_dict() == {"a": False, "b": is_unusual, "c": False}


def together(*hits: str, surveys: str = "", units: int = 12) -> pd.DataFrame:
    """Pairs found where criterion number n (I, II, …) is lost by the units whose letters *hits[n]* holds."""
    letters = "abcdefghijklmnopqrstuvwxyz"[:units]
    names = ["I", "II", "III"][: len(hits)]
    criteria = criteria_of(*({"id": name, "max_score": 4, "is_survey": name in surveys.split()} for name in names))
    scores = scores_of(
        *(
            (unit, name, "appraisal", 3 if unit in lost else 4)
            for name, lost in zip(names, hits, strict=True)
            for unit in letters
        )
    )
    comparison = compare(scores, criteria, units_of(*letters))
    return find_lost_together(trace_hit_pattern(comparison, SEASON), comparison, SEASON)


def test_criteria_lost_by_the_same_units_more_often_than_chance_are_a_pair():
    """Of 12 units the same five lost at I and II: one choice of five in 792; by chance 25 ÷ 12 would."""
    pairs = together("abcde", "abcde")
    shown = pairs[["criterion_id", "other_criterion_id", "both_units", "applicable_units", "expected_units"]]
    assert shown.to_numpy().tolist() == [["I", "II", 5, 12, 2.083333]]
    assert pairs["chance_share"].iloc[0] == pytest.approx(1 / 792)


def test_criteria_that_nearly_everybody_lost_at_are_no_pair():
    """17 of 19 units lost at both of two criteria at which 18 did: by chance 17.05 would."""
    everybody = "abcdefghijklmnopqrs"
    assert together(everybody[:-1], everybody[1:], units=19).empty


def test_a_pair_must_stand_out_of_all_pairs_looked_at():
    """Two units of seven at both of two criteria: one choice in 21; of three such pairs 5 % is asked together."""
    assert len(together("ab", "ab", units=7)) == 1
    assert together("ab", "ab", "ab", units=7).empty
    assert together("ab", "ab", units=4).empty  # one in six


def test_a_survey_is_no_part_of_a_pair():
    assert together("abcde", "abcde", surveys="II").empty


def test_a_season_without_losses_known_has_a_pattern_of_nothing():
    comparison = compare(scores_of(("a", "I", "appraisal", 3)), flat_criteria(I=None), units_of("a"))
    cells = trace_hit_pattern(comparison, SEASON)
    assert cells["deduction"].isna().all()
    assert find_lost_together(cells, comparison, SEASON).empty
