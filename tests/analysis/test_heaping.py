import pytest

from cchc_analysis import schemas
from cchc_analysis.analysis.heaping import count_tails, find_common_step, measure_heaps
from cchc_analysis.rules.season import Grade

from .small_seasons import compare, criteria_of, rank, scores_of, season_of, units_of

CRITERIA = criteria_of({"id": "A", "max_score": 50, "step": 0.25})


def heaps(results, claims=None, grades=None, **rules):
    season = season_of(**({"grades": grades} if grades else {}), **rules)
    units = units_of(*(f"u{at}" for at in range(len(results))))
    claims = claims or results
    cells = [(f"u{at}", "A", "self", claim) for at, claim in enumerate(claims)]
    cells += [(f"u{at}", "A", "appraisal", found) for at, found in enumerate(results)]
    scores = scores_of(*cells)
    comparison, ranking = compare(scores, CRITERIA, units, season), rank(scores, CRITERIA, units, season).reset_index()
    found = schemas.validate("cutoff_heaps", measure_heaps(comparison, ranking, season))
    return found.set_index(["cut_off_grade", "valued_at"])


def test_nine_above_and_one_below_is_as_rare_as_twenty_two_ways_in_a_thousand_and_twenty_four():
    assert count_tails(9, 10) == 22
    assert count_tails(1, 10) == 22
    assert count_tails(5, 10) == 1024
    found = heaps([40.0] * 5 + [40.25] * 4 + [39.5] + [35] * 10).loc[("good", "appraised_score")]
    assert (found["above_units"], found["below_units"]) == (9, 1)
    assert found["evenness"] == pytest.approx(22 / 1024, abs=1e-6)


def test_both_sides_hold_equally_many_steps_and_the_cut_off_is_above():
    # steps of 0.25, reach 0.5: above 40.00 and 40.25, below 39.75 and 39.50
    found = heaps([40.5, 40.25, 40, 39.75, 39.5, 39.25]).loc[("good", "appraised_score")]
    assert (found["above_units"], found["below_units"]) == (2, 2)


def test_fewer_than_eight_units_near_say_nothing():
    assert heaps([40] * 7)["evenness"].isna().all()
    assert heaps([40] * 8).loc[("good", "appraised_score"), "evenness"] == pytest.approx(2 / 256, abs=1e-6)


def test_the_stage_at_which_a_heap_arises_is_seen():
    found = heaps([40] * 8, claims=[45] * 8)
    assert found.loc[("good", "self_score"), "near_units"] == 0
    assert found.loc[("good", "appraised_score"), "above_units"] == 8


def test_all_cut_offs_together_stand_under_a_star_and_a_bound_of_nothing_is_left_out():
    grades = (
        Grade(id="a", name="A", at_least=40),
        Grade(id="b", name="B", at_least=30),
        Grade(id="c", name="C", at_least=0),
    )
    found = heaps([40, 40, 30, 29.75], grades=grades)
    assert found.loc[("*", "appraised_score"), ["above_units", "below_units"]].tolist() == [3, 1]
    assert "c" not in found.index.get_level_values("cut_off_grade")


def test_by_index_the_distance_is_in_points_of_the_units_own_maximum():
    # 80 % of 50 is 40 points
    found = heaps([40, 39.75], grades=(Grade(id="good", name="Tốt", at_least=80),), grade_by="index_pct")
    assert found.loc[("good", "appraised_score"), ["above_units", "below_units"]].tolist() == [1, 1]


def test_the_common_step_divides_every_step_and_maximum():
    units = units_of("u")
    criteria = criteria_of({"id": "A", "max_score": 2.5, "step": 0.5}, {"id": "B", "max_score": 1, "step": 0.75})
    comparison = compare(scores_of(("u", "A", "self", 1)), criteria, units)
    assert find_common_step(comparison) == 0.25
