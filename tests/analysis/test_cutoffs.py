import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis import schemas
from cchc_analysis.analysis.cutoffs import find_grade_flips, measure_cutoff_distances
from cchc_analysis.analysis.ranking import grade
from cchc_analysis.rules.season import Grade

from .small_seasons import (
    EXPLANATION,
    FIRST,
    SECOND,
    SELF,
    compare,
    criteria_of,
    explanations_of,
    flat_criteria,
    rank,
    scores_of,
    season_of,
    units_of,
)


def cutoffs(scores, criteria, units, season=None):
    season = season or season_of()
    comparison = compare(scores, criteria, units, season)
    ranking = rank(scores, criteria, units, season).reset_index()
    distances = measure_cutoff_distances(comparison, ranking, season)
    flips = find_grade_flips(comparison, ranking, season)
    return schemas.validate("cutoff_distances", distances), schemas.validate("grade_flips", flips)


def both(unit, leaf, claimed, found):
    return (unit, leaf, "self", claimed), (unit, leaf, "appraisal", found)


def test_a_unit_lacks_points_below_a_cut_off_and_has_points_to_spare_above_it():
    criteria = criteria_of({"id": "I", "max_score": 50, "step": 0.5})
    found, _flips = cutoffs(scores_of(*both("a", "I", 38.8, 38.8)), criteria, units_of("a"))
    assert found["cut_off_grade"].tolist() == ["good", "fair"]
    assert found["to_cut_off_score"].tolist() == [1.2, -8.8]
    # up: 1.2 is 2.4 steps, so 3; down: 8.8 is 17.6 steps, the 18th falls below
    assert found["to_cut_off_step_count"].tolist() == [3, -18]
    assert found["grade_beyond"].fillna("-").tolist() == ["good", "-"]
    assert found["is_nearest"].tolist() == [True, False]


def test_a_unit_at_the_cut_off_has_it_and_loses_it_with_one_step():
    criteria = criteria_of({"id": "I", "max_score": 50, "step": 0.5})
    found, _flips = cutoffs(scores_of(*both("a", "I", 40, 40)), criteria, units_of("a"))
    at_bound = found.iloc[0]
    assert (at_bound["to_cut_off_score"], at_bound["to_cut_off_step_count"]) == (0, -1)
    assert at_bound["grade_beyond"] == "fair"


def test_steps_are_those_of_leaves_with_room_and_missing_where_there_are_none():
    criteria = criteria_of({"id": "I", "max_score": 20, "step": 0.25}, {"id": "II", "max_score": 30, "step": 2})
    full_first = scores_of(*both("a", "I", 20, 20), *both("a", "II", 15, 15))
    found, _flips = cutoffs(full_first, criteria, units_of("a"))
    assert found["smallest_step_score"].tolist() == [2, 0.25]  # only II can rise; either can fall
    assert found["to_cut_off_step_count"].tolist() == [3, -21]
    # I at 0 has nothing left to lose: only II can fall, by steps of 2; either can rise
    empty_first, _flips = cutoffs(scores_of(*both("a", "I", 0, 0), *both("a", "II", 30, 30)), criteria, units_of("a"))
    assert empty_first["smallest_step_score"].tolist() == [0.25, 2]
    without = flat_criteria(I=20, II=30)
    assert cutoffs(full_first, without, units_of("a"))[0]["to_cut_off_step_count"].isna().all()


def test_the_leaf_that_alone_decides_a_grade_is_named():
    scores = scores_of(
        *both("a", "I", 20, 17), *both("a", "II", 22.5, 22), *both("b", "I", 10, 8), *both("b", "II", 9, 9)
    )
    distances, flips = cutoffs(scores, flat_criteria(I=25, II=25), units_of("a", "b"))
    # a: 39; I at the self-score makes 42, II only 39.5
    assert flips[["unit_id", "criterion_id", "valued_at"]].to_numpy().tolist() == [["a", "I", "self_score"]]
    flip = flips.iloc[0]
    assert (flip["grade"], flip["flipped_grade"], flip["flipped_total_score"]) == ("fair", "good", 42)
    crossed = distances[distances["is_crossed_in_dispute"]]
    assert crossed[["unit_id", "cut_off_grade"]].to_numpy().tolist() == [["a", "good"]]


def test_leaves_that_decide_a_grade_only_together_are_no_flip_and_still_a_crossing():
    scores = scores_of(*both("a", "I", 20.5, 20), *both("a", "II", 19.5, 19))
    distances, flips = cutoffs(scores, flat_criteria(I=25, II=25), units_of("a"))
    assert flips.empty
    assert distances["is_crossed_in_dispute"].tolist() == [True, False]


def test_the_first_appraisal_is_valued_too():
    season = season_of(stages=(SELF, FIRST, EXPLANATION, SECOND))
    scores = scores_of(("a", "I", "self", 41), ("a", "I", "appraisal_1", 29), ("a", "I", "appraisal_2", 35))
    criteria, units = flat_criteria(I=50), units_of("a")
    comparison = compare(scores, criteria, units, season, explanations_of(("a", "I")))
    ranking = rank(scores, criteria, units, season).reset_index()
    flips = find_grade_flips(comparison, ranking, season)
    assert flips[["valued_at", "valued_score"]].to_numpy().tolist() == [
        ["self_score", 41], ["first_appraised_score", 29],
    ]  # fmt: skip
    assert flips["flipped_grade"].fillna("-").tolist() == ["good", "-"]


def test_a_contested_leaf_nobody_claimed_decides_no_grade_by_a_claim():
    season = season_of(stages=(SELF, FIRST, EXPLANATION, SECOND))
    scores = scores_of(("a", "I", "appraisal_1", 35), ("a", "I", "appraisal_2", 36))
    criteria, units = flat_criteria(I=50), units_of("a")
    comparison = compare(scores, criteria, units, season, explanations_of(("a", "I")))
    ranking = rank(scores, criteria, units, season).reset_index()
    assert comparison["is_contested"].all()
    assert find_grade_flips(comparison, ranking, season).empty
    assert not measure_cutoff_distances(comparison, ranking, season)["is_crossed_in_dispute"].any()


def test_where_units_explain_only_what_they_explain_is_contested():
    season = season_of(stages=(SELF, FIRST, EXPLANATION, SECOND))
    scores = scores_of(
        ("a", "I", "self", 25), ("a", "I", "appraisal_1", 20), ("a", "I", "appraisal_2", 20),
        ("a", "II", "self", 25), ("a", "II", "appraisal_1", 19.5), ("a", "II", "appraisal_2", 19.5),
    )  # fmt: skip
    criteria, units = flat_criteria(I=25, II=25), units_of("a")
    ranking = rank(scores, criteria, units, season).reset_index()
    for explained in ([], ["I"]):
        said = explanations_of(*(("a", leaf) for leaf in explained)) if explained else None
        flips = find_grade_flips(compare(scores, criteria, units, season, said), ranking, season)
        assert flips["criterion_id"].tolist() == explained, "either would make 40"


def test_steps_of_bonus_lines_take_no_unit_past_a_cut_off_and_totals_are_as_they_would_be_printed():
    criteria = criteria_of(
        {"id": "I", "max_score": 5, "step": 0.5}, {"id": "B", "max_score": 1, "step": 0.1, "line": "bonus"}
    )
    scores = scores_of(*both("a", "I", 3.3, 1.1), ("a", "B", "appraisal", 0))
    season = season_of(grades=(Grade(id="good", name="Tốt", at_least=3.3),))
    distances, flips = cutoffs(scores, criteria, units_of("a"), season)
    assert distances[["smallest_step_score", "to_cut_off_step_count"]].to_numpy().tolist() == [[0.5, 5]]
    assert flips["flipped_total_score"].tolist() == [3.3], "1.1 + 2.2 is 3.3000000000000003 in floating point"


def test_by_index_the_distance_is_in_points_of_the_applicable_maximum():
    grades = (Grade(id="high", name="Cao", at_least=80), Grade(id="low", name="Thấp", at_least=50))
    season = season_of(grades=grades, grade_by="index_pct", rank_by="index_pct")
    scores = scores_of(*both("a", "I", 17, 15), *both("a", "II", 10, 10))
    distances, flips = cutoffs(scores, flat_criteria(I=20, II=13), units_of("a"), season)
    assert distances["to_cut_off_score"].tolist() == [1.4, -8.5]  # 80 % of 33 is 26.4, 50 % is 16.5
    assert flips["flipped_index_pct"].tolist() == [pytest.approx(81.818182)]
    assert flips["flipped_grade"].tolist() == ["high"]


def test_seasons_without_grades_and_units_without_totals_have_no_distance():
    scores = scores_of(*both("a", "I", 9, 8), ("b", "I", "appraisal", "pending"))
    criteria, units = flat_criteria(I=10), units_of("a", "b")
    distances, flips = cutoffs(scores, criteria, units, season_of(grades=()))
    assert distances.empty
    assert flips.empty
    distances, _flips = cutoffs(scores, criteria, units)
    assert distances["unit_id"].unique().tolist() == ["a"]


@given(
    points=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), min_size=1, max_size=5),
    is_reversed=st.booleans(),
)
@settings(max_examples=5)
def test_going_the_distance_brings_the_grade_and_the_order_of_units_does_not_matter(points, is_reversed):
    names = [f"u{at}" for at in range(len(points))]
    cells = [cell for name, (own, found) in zip(names, points, strict=True) for cell in both(name, "I", own, found)]
    season, criteria = season_of(), flat_criteria(I=80)
    distances, flips = cutoffs(scores_of(*cells), criteria, units_of(*names), season)
    totals = distances["unit_id"].map(dict(zip(names, [found for _own, found in points], strict=True)))
    reached = grade(totals + distances["to_cut_off_score"], season.grades)
    assert reached.tolist() == distances["cut_off_grade"].tolist()
    others, other_flips = cutoffs(scores_of(*reversed(cells)), criteria, units_of(*reversed(names)), season)
    key = ["unit_id", "cut_off_grade"]
    left, right = (rows.sort_values(key)[[*key, "to_cut_off_score"]].to_numpy() for rows in (distances, others))
    assert np.array_equal(left, right)
    assert sorted(flips["unit_id"]) == sorted(other_flips["unit_id"])
