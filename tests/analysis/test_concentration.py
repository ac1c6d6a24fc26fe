import math

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from cchc_analysis.analysis.concentration import count_to_share, measure_gini, measure_loss_concentration

from .small_seasons import compare, flat_criteria, scores_of, season_of, units_of

LOSSES = st.lists(st.integers(0, 40).map(lambda quarters: quarters / 4), min_size=2, max_size=30)


@pytest.mark.parametrize(
    ("values", "gini"),
    [
        ([1, 2, 3, 4, 5], 1 / 3),
        ([5, 5, 5], 0),
        ([0, 0, 0, 7], 1),
        ([1, 3], 0.5),
        ([1, None, 3], 0.5),
        ([0.1, 0.3], 0.5),
    ],
)
def test_the_gini_coefficient_of_numbers_worked_by_hand(values, gini):
    # 1 … 5: mean difference 40 / 25 = 1.6; 1.6 / (2 × 3) = 4/15; × 5/4 = 1/3
    assert measure_gini(pd.Series(values, dtype=float)) == round(gini, 6)


def test_the_gini_coefficient_of_the_published_example_has_the_small_sample_factor():
    # the example of R's ineq: Gini(x) is 0.4620911 without the factor n/(n − 1), which Gini(x, corr = TRUE) applies
    incomes = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    assert measure_gini(pd.Series(incomes)) == pytest.approx(0.4620911 * 10 / 9, abs=1e-6)


@given(LOSSES.filter(sum))
def test_the_gini_coefficient_is_half_the_relative_mean_difference_between_two_different_items(losses):
    values = np.array(losses)
    differences = np.abs(values[:, None] - values).sum() / (len(values) * (len(values) - 1))
    assert measure_gini(pd.Series(losses)) == pytest.approx(differences / (2 * values.mean()), abs=1e-6)


@pytest.mark.parametrize("values", [[], [3], [0, 0]])
def test_fewer_than_two_items_or_no_losses_have_no_gini_coefficient(values):
    assert math.isnan(measure_gini(pd.Series(values, dtype=float)))


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ([5, 3, 1, 1], (2, 2)),
        ([4, 2, 2, 2], (3, 4)),
        ([1, 1, 1, 1, 1], (4, 5)),
        ([0, 0], (None, None)),
        ([10], (1, 1)),
        ([0.5, 0.25], (2, 2)),
        ([0.1] * 10, (8, 10)),
    ],
)
def test_tied_items_at_the_share_are_counted_as_a_range(values, counts):
    assert count_to_share(pd.Series(values, dtype=float), 0.8) == counts


@given(LOSSES.filter(sum))
def test_the_fewest_reach_the_share_and_one_less_does_not(losses):
    fewest, most = count_to_share(pd.Series(losses), 0.8)
    assert fewest is not None
    assert most is not None
    largest = sorted(losses, reverse=True)
    assert sum(largest[:fewest]) >= 0.8 * sum(losses) - 1e-6
    assert sum(largest[: fewest - 1]) < 0.8 * sum(losses)
    assert fewest <= most


def test_a_criterion_that_applies_to_nobody_and_a_loss_that_nobody_knows_are_no_items_to_share_among():
    scores = scores_of(
        ("a", "I", "appraisal", 1), ("a", "II", "appraisal", "not_applicable"), ("a", "III", "appraisal", 2),
        ("a", "IV", "appraisal", 3),
    )  # fmt: skip
    comparison = compare(scores, flat_criteria(I=4, II=4, III=4, IV=None), units_of("a"))
    spread = measure_loss_concentration(comparison, season_of()).set_index("across")
    # I loses 3, III 2, II is nobody's, IV has no maximum, and with it the unit's loss is not known
    assert spread.loc["criteria", ["item_count", "missing_count", "deduction"]].tolist() == [2, 1, 5]
    assert spread.loc["leaves", ["item_count", "missing_count", "fewest_count"]].tolist() == [2, 1, 2]
    assert spread.loc["units", ["item_count", "missing_count"]].tolist() == [0, 1]
    assert spread.loc["units", ["deduction", "gini", "fewest_count"]].isna().all()


def test_losses_are_spread_across_criteria_leaves_and_units():
    scores = scores_of(
        ("a", "I", "appraisal", 1), ("a", "II", "appraisal", 4), ("b", "I", "appraisal", 4),
        ("b", "II", "appraisal", 4), ("c", "I", "appraisal", 3),
    )  # fmt: skip
    comparison = compare(scores, flat_criteria(I=4, II=4), units_of("a", "b", "c"))
    spread = measure_loss_concentration(comparison, season_of()).set_index("across")
    # I loses 3 + 1, II nothing; a loses 3, b nothing, and c is not finished
    assert spread.loc["criteria", ["item_count", "deduction", "gini", "fewest_count"]].tolist() == [2, 4, 1, 1]
    assert spread.loc["units", ["item_count", "missing_count", "deduction", "gini"]].tolist() == [2, 1, 3, 1]
