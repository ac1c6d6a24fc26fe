import numpy as np
import pandas as pd
import pytest

from cchc_analysis import schemas
from cchc_analysis.analysis.criteria_review import (
    bound_correlation,
    bound_loss_rate,
    correlate_with_rest,
    critical_correlation,
    effective_weights,
    generalize,
    review_criteria,
)
from cchc_analysis.analysis.crosswalk import pair_criteria

from .small_seasons import compare, criteria_of, flat_criteria, rank, scores_of, season_of, units_of

RULES = season_of()


def review(points, criteria, claims=None, before=None, previous_review=None, rules=RULES):
    """The review of a season in which unit ``u1`` … got the rows of *points* (leaf → a value per unit)."""
    leaves = list(points)
    units = units_of(*(f"u{at}" for at in range(1, len(points[leaves[0]]) + 1)))
    cells = []
    for leaf in leaves:
        for at, value in enumerate(points[leaf], start=1):
            claimed = value if claims is None else claims[leaf][at - 1]
            cells += [(f"u{at}", leaf, "self", claimed), (f"u{at}", leaf, "appraisal", value)]
    scores = scores_of(*cells)
    comparison = compare(scores, criteria, units, rules)
    ranking = rank(scores, criteria, units, rules).reset_index()
    crosswalk = schemas.empty("criteria_crosswalk") if before is None else pair_criteria(comparison, before, rules)
    tables = review_criteria(comparison, ranking, crosswalk, previous_review, rules)
    return {name: schemas.validate(name, rows) for name, rows in tables.items()} | {"comparison": comparison}


def leaves_of(tables):
    rows = tables["criteria_review"]
    return rows[rows["level"] == "leaf"].set_index("criterion_id")


def test_the_effective_weight_is_the_share_of_the_variance_of_the_total():
    # A (10, 8, 6, 4) carries all of the variance, B (3, 3, 2, 4) none: Cov(B, A + B) = 0
    weights, lowest, highest = effective_weights([[10, 3], [8, 3], [6, 2], [4, 4]])
    np.testing.assert_allclose(weights, [1.0, 0.0], atol=1e-12)
    # without the last unit: A (10, 8, 6), B (3, 3, 2): sums 13, 11, 8; Cov(A, S) = 5, Var(S) = 19/3
    assert lowest[0] <= 5 / (19 / 3) <= highest[0]


def test_the_range_over_leaving_one_unit_out_is_what_leaving_one_out_gives():
    parts = np.random.default_rng(3).normal(size=(9, 4))
    _weights, lowest, highest = effective_weights(parts)
    without = np.array([effective_weights(np.delete(parts, at, axis=0))[0] for at in range(9)])
    np.testing.assert_allclose(lowest, without.min(axis=0))
    np.testing.assert_allclose(highest, without.max(axis=0))


def test_effective_weights_add_up_to_one_and_are_missing_where_totals_do_not_vary():
    assert effective_weights(np.random.default_rng(1).normal(size=(6, 5)))[0].sum() == pytest.approx(1)
    assert np.isnan(effective_weights([[1, 2], [2, 1]])[0]).all()


def test_the_weight_stands_beside_the_nominal_one_at_every_level():
    criteria = criteria_of(
        {"id": "I", "max_score": 6},
        {"id": "I.1", "parent_id": "I", "max_score": 2},
        {"id": "I.2", "parent_id": "I", "max_score": 4},
        {"id": "II", "max_score": 4},
    )
    tables = review({"I.1": [2, 1, 1, 0], "I.2": [4, 4, 3, 2], "II": [3, 3, 2, 4]}, criteria)
    rows = tables["criteria_review"].set_index(["level", "criterion_id"])
    assert rows.loc[("domain", "I"), "nominal_share"] == 0.6
    assert rows.loc[("leaf", "I.1"), "nominal_share"] == 0.2
    for level in ("domain", "criterion", "leaf"):
        assert rows.loc[level, "effective_share"].sum() == pytest.approx(1, abs=1e-5)
    # sums 9, 8, 6, 6: deviations 1.75, .75, −1.25, −1.25, squares 6.75; I.1: deviations 1, 0, 0, −1 → 3 / 6.75
    assert rows.loc[("leaf", "I.1"), "effective_share"] == pytest.approx(3 / 6.75, abs=1e-6)
    assert rows.loc[("leaf", "I.1"), "mean_share"] == 0.5
    assert rows["effective_index_share"].isna().all()  # all units have the same maxima


def test_where_maxima_differ_by_unit_the_weight_is_worked_out_on_the_index_too():
    criteria = criteria_of(
        {"id": "I", "max_score": 4}, {"id": "II", "max_score": 4, "applies_to": "u1; u2"}, {"id": "III", "max_score": 2}
    )
    units = units_of("u1", "u2", "u3")
    cells = [("u1", "I", 4), ("u2", "I", 2), ("u3", "I", 3), ("u1", "II", 4), ("u2", "II", 3)]
    cells += [(unit, "III", 1) for unit in ("u1", "u2", "u3")]
    scores = scores_of(*((unit, leaf, stage, value) for unit, leaf, value in cells for stage in ("self", "appraisal")))
    comparison, ranking = compare(scores, criteria, units, RULES), rank(scores, criteria, units, RULES).reset_index()
    found = review_criteria(comparison, ranking, schemas.empty("criteria_crosswalk"), None, RULES)["criteria_review"]
    rows = found[found["level"] == "domain"].set_index("criterion_id")
    # on %: I 4/10, 2/10, 3/6; II 4/10, 3/10, 0; III 1/10, 1/10, 1/6; sums .9, .6, .6667
    parts = np.array([[0.4, 0.4, 0.1], [0.2, 0.3, 0.1], [0.5, 0.0, 1 / 6]])
    expected = [np.cov(parts[:, at], parts.sum(axis=1))[0, 1] / parts.sum(axis=1).var(ddof=1) for at in range(3)]
    np.testing.assert_allclose(rows["effective_index_share"], expected, atol=1e-5)
    np.testing.assert_allclose(
        rows["nominal_index_share"], [(0.4 + 0.4 + 4 / 6) / 3, 0.8 / 3, (0.2 + 0.2 + 2 / 6) / 3], atol=1e-5
    )


def test_separation_is_the_correlation_with_the_rest():
    # 2 / √14: x = (1, 1, 0, 0) against the rest (9, 7, 8, 4)
    assert correlate_with_rest([[1, 9], [1, 7], [0, 8], [0, 4]])[0] == pytest.approx(2 / np.sqrt(14))
    assert np.isnan(correlate_with_rest([[1, 9], [1, 7]])[0])


def test_a_correlation_over_nineteen_units_has_a_wide_interval_and_a_high_bar():
    lower, upper = bound_correlation([0.0, 0.3], 19)
    np.testing.assert_allclose(lower, [-0.454, -0.179], atol=1e-3)
    np.testing.assert_allclose(upper, [0.454, 0.664], atol=1e-3)
    assert critical_correlation(19) == pytest.approx(0.456, abs=5e-4)
    assert critical_correlation(8) == pytest.approx(0.707, abs=1e-3)
    assert critical_correlation(4000) == 0.456


def test_variance_components_of_a_grid_worked_out_by_hand():
    # MS 0.215 / 0.015 / 0.015
    found = generalize([[1, 0.8], [0.6, 0.4], [0.2, 0.3]])
    assert (found.unit, found.leaf, found.rest) == (
        pytest.approx(0.1),
        pytest.approx(0.0, abs=1e-12),
        pytest.approx(0.015),
    )
    assert found.relative == pytest.approx(0.9302, abs=5e-5)


def test_a_negative_component_is_shown_as_found_and_counts_nothing():
    found = generalize([[1, 0], [0, 1]])
    assert found.unit < 0
    assert found.relative == 0


def test_the_error_of_the_choice_of_criteria_is_in_points_of_the_common_leaves():
    points = {"A": [1, 0.6, 0.2], "B": [0.8, 0.4, 0.3]}
    row = review(points, flat_criteria(A=1, B=1))["set_precision"].iloc[0]
    # √(2 · 0.015) = 0.173205; × 1.96 √2 = 0.480100
    assert row["set_error_score"] == pytest.approx(0.173205, abs=1e-6)
    assert row["least_gap_score"] == pytest.approx(0.4801, abs=1e-4)
    # totals 1.8, 1.0, 0.5: gaps .8, .5, 1.3: none is closer
    assert (row["pair_count"], row["closer_pair_count"], row["first_last_gap_score"]) == (3, 0, 1.3)


def test_how_many_pairs_lie_closer_than_the_gap():
    points = {"A": [1, 0.6, 0.2, 0.7], "B": [0.2, 0.6, 0.3, 0.9]}
    row = review(points, flat_criteria(A=1, B=1))["set_precision"].iloc[0]
    totals = [1.2, 1.2, 0.5, 1.6]
    gaps = [round(abs(one - other), 6) for at, one in enumerate(totals) for other in totals[at + 1 :]]
    assert row["closer_pair_count"] == sum(gap < row["least_gap_score"] for gap in gaps)
    assert 0 < row["closer_pair_count"] <= 6


def test_saturation_counts_seasons_in_a_row_and_bounds_the_rate_of_loss():
    assert bound_loss_rate(19) == pytest.approx(0.146, abs=5e-4)
    assert bound_loss_rate(57) == pytest.approx(0.051, abs=5e-4)
    criteria = flat_criteria(A=2, B=2)
    points = {"A": [2] * 5, "B": [2, 1, 2, 1, 0]}
    first = review(points, criteria, rules=season_of(year=2019))
    assert first["criteria_proposals"].empty  # one season is no habit
    second = review(points, criteria, before=first["comparison"], previous_review=first["criteria_review"])
    leaf = leaves_of(second).loc["A"]
    assert (leaf["full_seasons"], leaf["full_cells"]) == (2, 10)
    assert leaf["loss_rate_bound"] == pytest.approx(1 - 0.05**0.1, abs=1e-6)
    proposed = second["criteria_proposals"].query("proposal == 'saturated'")
    assert proposed[["criterion_id", "season_count", "cell_count"]].to_numpy().tolist() == [["A", 2, 10]]


def test_four_units_are_too_few_to_call_a_criterion_saturated():
    leaf = leaves_of(review({"A": [2] * 4, "B": [2, 1, 2, 1]}, flat_criteria(A=2, B=2))).loc["A"]
    assert not leaf["is_saturated"]
    assert leaf["full_units"] == 4


def test_only_identical_losses_of_several_units_or_a_correlation_of_nine_tenths_are_alike():
    criteria = flat_criteria(A=2, B=4, C=2, D=2)
    points = {"A": [0, 1, 1, 2, 2, 2], "B": [0, 2, 2, 4, 4, 4], "C": [0, 1, 1, 2, 2, 1.5], "D": [2] * 6}
    alike = review(points, criteria)["alike_criteria"]
    # A and B lose the same shares; C is close, but six units are too few; D loses nothing
    assert alike[["criterion_id", "other_criterion_id", "deducted_units", "is_identical"]].to_numpy().tolist() == [
        ["A", "B", 3, True]
    ]
    few = {**points, "A": [2, 2, 2, 2, 1, 1], "B": [4, 4, 4, 4, 2, 2]}
    assert review(few, criteria)["alike_criteria"].empty  # two units that lost the same are no pattern


def test_ten_units_with_nearly_the_same_losses_are_alike():
    base = np.linspace(0, 2, 10)
    points = {"A": base.tolist(), "B": (base[::-1] * 0 + base + 0.05 * np.resize([0, 1], 10)).clip(0, 2).tolist()}
    alike = review(points, flat_criteria(A=2, B=2))["alike_criteria"]
    assert len(alike) == 1
    assert not alike["is_identical"].iloc[0]
    assert alike["correlation"].iloc[0] >= 0.9


def test_against_the_rest_is_said_only_of_two_seasons():
    rng = np.random.default_rng(5)
    level = np.linspace(0.2, 2.8, 19)
    rest = {f"R{at}": np.clip(level + rng.normal(0, 0.2, 19), 0, 3).round(2).tolist() for at in range(4)}
    points = {"A": (3 - level).round(2).tolist(), **rest}
    criteria = flat_criteria(**dict.fromkeys(points, 3))
    first = review(points, criteria, rules=season_of(year=2019))
    assert leaves_of(first).loc["A", "separation"] < -0.456
    assert first["criteria_proposals"].query("proposal == 'against'").empty
    second = review(points, criteria, before=first["comparison"], previous_review=first["criteria_review"])
    assert second["criteria_proposals"].query("proposal == 'against'")["criterion_id"].tolist() == ["A"]


def test_steps_that_nobody_got_are_listed_where_units_are_no_fewer_than_values():
    criteria = criteria_of({"id": "A", "max_score": 2, "step": 0.5}, {"id": "B", "max_score": 10, "step": 0.5})
    points = {"A": [2, 2, 1.5, 2, 1.5], "B": [9, 8, 7, 6, 5]}
    tables = review(points, criteria)
    assert tables["unused_steps"].query("criterion_id == 'A'")["unused_score"].tolist() == [0, 0.5, 1.0]
    assert "B" not in set(tables["unused_steps"]["criterion_id"])  # 21 values, five units
    leaf = leaves_of(tables)
    assert (leaf.loc["A", "step_count"], leaf.loc["A", "unused_step_count"]) == (5, 3)
    assert tables["criteria_proposals"]["criterion_id"].tolist() == ["A"]


def test_a_cell_decided_where_its_claim_alone_would_change_a_grade_or_a_rank():
    criteria = flat_criteria(A=30, B=20)
    claims = {"A": [30, 30, 22], "B": [12, 19, 20]}
    points = {"A": [30, 30, 22], "B": [9, 18, 19]}
    tables = review(points, criteria, claims=claims)
    # totals 39, 48, 41. u1: B claimed 12 → 42, grade good instead of fair and above u3: 3 points decided
    # u2: 49 stays first; u3: 42 stays second
    leaf = leaves_of(tables).loc["B"]
    assert (leaf["moved_cells"], leaf["moved_score"]) == (3, 5)
    assert (leaf["deciding_cells"], leaf["deciding_score"]) == (1, 3)
    assert leaf["cells_per_deciding_point"] == 1
    assert np.isnan(leaves_of(tables).loc["A", "cells_per_deciding_point"])


def test_units_whose_appraisal_is_not_complete_are_left_out():
    criteria, units = flat_criteria(A=2, B=2), units_of("u1", "u2", "u3")
    cells = [("u1", "A", 2), ("u1", "B", 1), ("u2", "A", 1), ("u2", "B", 2), ("u3", "A", 0)]
    scores = scores_of(*((unit, leaf, "appraisal", value) for unit, leaf, value in cells))
    comparison, ranking = compare(scores, criteria, units, RULES), rank(scores, criteria, units, RULES).reset_index()
    found = review_criteria(comparison, ranking, schemas.empty("criteria_crosswalk"), None, RULES)["criteria_review"]
    assert set(found["unit_count"]) == {2}


def test_a_season_that_nobody_finished_has_an_empty_review():
    criteria, units = flat_criteria(A=2), units_of("u1")
    comparison = compare(scores_of(("u1", "A", "self", 2)), criteria, units, RULES)
    ranking = rank(scores_of(("u1", "A", "self", 2)), criteria, units, RULES).reset_index()
    found = review_criteria(comparison, ranking, schemas.empty("criteria_crosswalk"), None, RULES)
    assert all(isinstance(rows, pd.DataFrame) and rows.empty for rows in found.values())
