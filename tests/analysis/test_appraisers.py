import itertools

import numpy as np
import pandas as pd
import pytest

from cchc_analysis.analysis.appraisers import (
    compare_appraisers,
    is_connected,
    list_differing,
    name_confusion,
    plan_double_scoring,
    sign_flip,
)

WORKED = [-0.25, 0, -0.25, -0.5, 0, -0.25]


def test_six_cells_show_nothing_though_the_t_interval_leaves_zero_out():
    found = compare_appraisers(WORKED, [0] * 6)
    assert found.mean == pytest.approx(-0.2083, abs=5e-5)
    assert found.standard_error == pytest.approx(0.07683, abs=5e-6)
    assert found.p == 2 / 16  # four cells differ, all one way
    assert not found.is_shown


def test_fifteen_cells_all_one_way_are_shown_and_fourteen_are_not():
    assert compare_appraisers([0.5] * 15, [0.25] * 15).is_shown
    assert not compare_appraisers([0.5] * 14, [0.25] * 14).is_shown


def test_many_cells_that_differ_both_ways_are_not_shown():
    assert not compare_appraisers([0.25, -0.25] * 10, [0] * 20).is_shown


def test_cells_that_one_of_the_two_did_not_score_are_left_out():
    found = compare_appraisers([0.5, np.nan, 1], [0.25, 1, np.nan])
    assert (found.count, found.mean) == (1, 0.25)


def test_the_sign_flip_share_is_that_of_counting_every_pattern():
    gaps = np.array([0.25, -0.5, 0.75, 0.25, 0, 1.0, -0.25])
    sums = [abs((np.array(signs) * gaps).sum()) for signs in itertools.product((-1, 1), repeat=len(gaps))]
    assert sign_flip(gaps) == pytest.approx(np.mean(np.array(sums) >= abs(gaps.sum()) - 1e-9))


def test_no_difference_at_all_is_nothing_to_test():
    assert sign_flip([0, 0]) == 1.0


def cells(units, leaves, appraiser):
    return pd.DataFrame(
        [(unit, leaf, appraiser(unit, leaf)) for leaf in leaves for unit in units],
        columns=["unit_id", "criterion_id", "appraiser"],
    )


def test_two_units_of_every_criterion_are_scored_twice_by_somebody_else():
    assigned = cells("uvwxyz", "ABCDEF", lambda _unit, leaf: {"A": "p", "B": "p", "C": "q", "D": "q"}.get(leaf, "r"))
    planned = plan_double_scoring(assigned, seed=1)
    assert planned.groupby("criterion_id").size().to_dict() == dict.fromkeys("ABCDEF", 2)
    assert (planned["appraiser"] != planned["second_appraiser"]).all()
    again = plan_double_scoring(assigned, seed=1)
    pd.testing.assert_frame_equal(planned, again)


def test_double_scoring_connects_what_whole_criteria_leave_apart():
    assigned = cells("uvwx", "ABCD", lambda _unit, leaf: "p" if leaf in "AB" else "q")
    assert not is_connected(assigned)
    second = plan_double_scoring(assigned, seed=1).assign(appraiser=lambda rows: rows["second_appraiser"])
    assert is_connected(pd.concat([assigned, second[assigned.columns]]))


def test_one_appraiser_has_nobody_to_score_twice_with():
    assert plan_double_scoring(cells("uv", "A", lambda *_: "p"), seed=1).empty


@pytest.mark.parametrize(
    ("appraiser", "whole"),
    [
        (lambda _unit, leaf: leaf, "criteria"),
        (lambda unit, _leaf: unit, "units"),
        (lambda unit, leaf: "p" if (unit, leaf) in {("u", "A"), ("v", "B")} else "q", ""),
        (lambda *_: "p", ""),
    ],
)
def test_severity_cannot_be_told_from_what_an_appraiser_takes_whole(appraiser, whole):
    assert name_confusion(cells("uv", "AB", appraiser)) == whole


def test_the_agenda_has_only_what_differs_most_points_first():
    rows = [("p", "u", "A", 1.0), ("q", "u", "A", 1.0), ("p", "u", "B", 2.0), ("q", "u", "B", 1.5)]
    rows += [("p", "v", "A", 0.0), ("q", "v", "A", 1.0), ("p", "v", "B", 2.0)]
    scored = pd.DataFrame(rows, columns=["appraiser", "unit_id", "criterion_id", "score"])
    maxima = scored[["unit_id", "criterion_id"]].drop_duplicates().assign(max_score=2.0)
    agenda = list_differing(scored, maxima)
    assert agenda[["unit_id", "criterion_id", "at_stake_score"]].to_numpy().tolist() == [
        ["v", "A", 1.0],
        ["u", "B", 0.5],
    ]
    assert agenda["max_score"].tolist() == [2, 2]
