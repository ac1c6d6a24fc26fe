from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis import schemas
from cchc_analysis.analysis import repair_search, repairs
from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.analysis.repair_search import Searches, search_by_programme, search_smallest
from cchc_analysis.analysis.what_if import restore, select_cells
from cchc_analysis.rules.season import Grade

from .small_seasons import NO_SELF_STAGE, compare, criteria_of, flat_criteria, scores_of, season_of, units_of

TEN = (Grade(id="high", name="Cao", at_least=10),)


def repair_season(scores, criteria, units, season):
    """The tables of a small season that its repairs rest on, and theirs."""
    comparison = compare(scores, criteria, units, season)
    ranking = rank_units(comparison, units, schemas.empty("initiatives"), season)
    goals = repairs.set_goals(ranking, season)
    leaves = repairs.find_repairs(goals, comparison, criteria)
    smallest = repairs.sum_repairs(goals, leaves, comparison, criteria, ranking, season)
    tables = {"comparison": comparison, "unit_ranking": ranking, "smallest_repairs": smallest, "repair_leaves": leaves}
    return {name: schemas.validate(name, rows) for name, rows in tables.items()}


def repair(criteria, scores, units=("a",), grades=TEN, **rules):
    tables = repair_season(scores, criteria, units_of(*units), season_of(grades=grades, **rules))
    return tables["smallest_repairs"].set_index(["unit_id", "goal"]), tables["repair_leaves"]


def appraised(**points):
    return scores_of(*(("a", leaf, "appraisal", score) for leaf, score in points.items()))


def given_by(leaves, goal="next_grade"):
    return leaves[leaves["goal"] == goal].set_index("criterion_id")["regained_score"].to_dict()


# a has 7 + 0.5 + 1 = 8.5 of 12 points and needs 1.5: I lost 1, II 1.5, III 1
STEPS = criteria_of(
    {"id": "I", "max_score": 8, "step": 0.5},
    {"id": "II", "max_score": 2, "step": 0.5},
    {"id": "III", "max_score": 2, "step": 1},
)


def test_the_fewest_points_are_regained_at_the_fewest_leaves():
    goals, leaves = repair(STEPS, appraised(I=7, II=0.5, III=1))
    goal = goals.loc[("a", "next_grade")]
    assert goal[["goal_value", "needed_score", "regained_score", "leaf_count"]].tolist() == [10, 1.5, 1.5, 1]
    assert goal[["repaired_total_score", "regainable_score", "reachable_total_score"]].tolist() == [10, 3.5, 12]
    assert given_by(leaves) == {"II": 1.5}, "I and II give 1.5 too, but at two leaves"
    row = leaves.iloc[0]
    assert row[["appraised_score", "repaired_score", "step"]].tolist() == [0.5, 2, 0.5]


def test_fewer_points_at_more_leaves_come_before_more_points_at_one():
    criteria = criteria_of(
        {"id": "I", "max_score": 10, "step": 4}, *({"id": f"L{n}", "step": 1, "max_score": 2} for n in "123")
    )
    goals, leaves = repair(criteria, appraised(I=2, L1=1, L2=1, L3=1), grades=[Grade(id="h", name="Cao", at_least=8)])
    assert goals.loc[("a", "next_grade"), ["regained_score", "leaf_count"]].tolist() == [3, 3]
    assert given_by(leaves) == {"L1": 1, "L2": 1, "L3": 1}


def test_where_steps_miss_the_goal_the_least_overshoot_is_taken():
    goals, leaves = repair(STEPS, appraised(I=7.2, II=0.5, III=1))
    # 1.3 is needed; I can give 0.5 or all its 0.8, II 0.5, 1 or 1.5: 0.8 + 0.5 = 1.3
    assert given_by(leaves) == {"I": 0.8, "II": 0.5}
    assert goals.loc[("a", "next_grade"), "repaired_total_score"] == 10


def test_the_last_jump_to_the_maximum_may_be_less_than_a_step():
    criteria = criteria_of({"id": "I", "max_score": 8, "step": 0.5}, {"id": "II", "max_score": 3, "step": 0.5})
    _goals, leaves = repair(criteria, appraised(I=8, II=1.8))
    assert given_by(leaves) == {"II": 0.5}, "2.3 is one step up; 0.2 is no step"
    _goals, leaves = repair(criteria, appraised(I=7.2, II=2.8))
    assert leaves.empty, "10 points: nothing is needed"
    _goals, leaves = repair(criteria, appraised(I=7, II=2.8))
    assert given_by(leaves) == {"II": 0.2}, "from 2.8 to the maximum of 3"


def test_a_leaf_without_a_step_regains_exactly_what_is_missing():
    _goals, leaves = repair(flat_criteria(I=8, II=4), appraised(I=7.123456, II=2))
    assert given_by(leaves) == {"II": 0.876544}
    _goals, leaves = repair(flat_criteria(I=8, II=4, III=1), appraised(I=6, II=1, III=0.5))
    assert given_by(leaves) == {"II": 2.5}, "II lost 3, the most"
    _goals, leaves = repair(flat_criteria(I=8, II=4, III=1), appraised(I=6, II=1.5, III=0.5))
    assert given_by(leaves) == {"II": 2}, "2 is needed, and II alone can give it"


def test_steps_and_leaves_without_one_work_together():
    criteria = criteria_of({"id": "I", "max_score": 9, "step": 1}, {"id": "II", "max_score": 3})
    goals, leaves = repair(criteria, appraised(I=6, II=2.2))
    # 1.8 is needed: 1 by step and 0.8 (all of II) make it exactly; 2 steps of I alone would be 2 points
    assert given_by(leaves) == {"I": 1, "II": 0.8}
    assert goals.loc[("a", "next_grade"), "leaf_count"] == 2


def test_among_equals_the_largest_loss_comes_first_then_the_printed_order():
    criteria = criteria_of(*({"id": leaf, "max_score": 4, "step": 1} for leaf in ("Z", "B", "A")))
    _goals, leaves = repair(criteria, appraised(Z=3, B=3, A=3))
    assert given_by(leaves) == {"Z": 1}, "9 of 10 points; all lost 1, Z is printed first"
    _goals, leaves = repair(criteria, appraised(Z=4, B=3, A=2))
    assert given_by(leaves) == {"A": 1}, "A lost 2"


def test_survey_bonus_and_pending_leaves_are_no_part_of_a_repair():
    criteria = criteria_of(
        {"id": "I", "max_score": 8, "step": 1},
        {"id": "S", "max_score": 5, "is_survey": True, "step": 1},
        {"id": "B", "max_score": 3, "line": "bonus"},
    )
    goals, leaves = repair(criteria, appraised(I=7, S=0, B=1))
    goal = goals.loc[("a", "next_grade")]
    assert leaves.empty
    assert not goal["is_reachable"]
    assert goal[["needed_score", "regainable_score", "reachable_total_score"]].tolist() == [2, 1, 9]
    assert pd.isna(goal["regained_score"])
    goals, leaves = repair(criteria, appraised(I="pending", S=0))
    assert goals.empty
    assert leaves.empty


def test_effort_comes_before_points_and_counts_once_per_leaf():
    criteria = criteria_of(
        {"id": "I", "max_score": 8, "step": 0.5, "effort": 5},
        {"id": "II", "max_score": 2, "step": 2, "effort": 1},
        {"id": "III", "max_score": 2, "step": 0.5},
    )
    # 1 is needed: I gives exactly 1 for 5; III gives 0.5 for 1 (none stated: 1); II gives 2 for 1
    goals, leaves = repair(criteria, appraised(I=7, II=0, III=1.5), grades=[Grade(id="h", name="Cao", at_least=9.5)])
    assert given_by(leaves) == {"II": 2}
    assert goals.loc[("a", "next_grade"), ["effort", "regained_score"]].tolist() == [1, 2]
    _goals, leaves = repair(criteria, appraised(I=7, II=2, III=0), grades=[Grade(id="h", name="Cao", at_least=10)])
    assert given_by(leaves) == {"III": 1}, "of one leaf for the same effort the fewest points"


def test_effort_with_leaves_of_any_amount_is_exact():
    criteria = criteria_of(
        {"id": "I", "max_score": 8, "effort": 3}, {"id": "II", "max_score": 3, "effort": 1, "step": 0.5}
    )
    _goals, leaves = repair(criteria, appraised(I=6.3, II=2), grades=[Grade(id="h", name="Cao", at_least=9)])
    assert given_by(leaves) == {"II": 1}, "0.7 is needed: two steps of II for 1, or I exactly for 3"
    _goals, leaves = repair(criteria, appraised(I=6.3, II=2.5), grades=[Grade(id="h", name="Cao", at_least=9.6)])
    assert given_by(leaves) == {"I": 0.8}, "II cannot do it alone, and I alone can"


def test_to_reach_the_value_of_the_unit_above_is_to_share_its_rank():
    scores = scores_of(
        ("a", "I", "appraisal", 6), ("b", "I", "appraisal", 7), ("c", "I", "appraisal", 7), ("d", "I", "appraisal", 5)
    )
    criteria = criteria_of({"id": "I", "max_score": 10, "step": 0.5})
    goals, leaves = repair(criteria, scores, "abcd", grades=())
    assert goals.index.tolist() == [("a", "next_rank"), ("d", "next_rank")], "b and c share the first rank"
    assert goals["goal_unit_id"].tolist() == ["b", "a"]
    assert goals["goal_rank"].tolist() == [1, 3]
    assert leaves["regained_score"].tolist() == [1, 1]


def test_a_unit_that_is_not_ranked_aims_at_a_grade_alone():
    scores = scores_of(("a", "I", "appraisal", 6), ("b", "I", "appraisal", 7))
    tables = repair_season(scores, flat_criteria(I=12), units_of("a", "b", unranked=["a"]), season_of(grades=TEN))
    assert tables["smallest_repairs"][["unit_id", "goal"]].to_numpy().tolist() == [
        ["b", "next_grade"],
        ["a", "next_grade"],
    ]


@settings(max_examples=200)
@given(st.integers(0, 52_000_000), st.sampled_from([52, 52.5, 60.333333, 84]), st.integers(1, 99_999_999))
def test_by_index_the_points_needed_are_exact_to_the_sixth_decimal(own, maximum, target):
    totals = pd.DataFrame({"unit_id": ["a"], "appraised_score": [own / 1e6], "max_score": [maximum]})
    totals = totals.assign(index_pct=round_points(100 * totals["appraised_score"] / maximum))
    for goal in repairs.aim_at(totals, target / 1e6, "index_pct").itertuples():
        reached = round_points(own / 1e6 + goal.needed_score)
        assert round_points(100 * reached / maximum) >= target / 1e6
        assert round_points(100 * round_points(reached - 1e-6) / maximum) < target / 1e6


def test_by_index_grades_and_ranks_are_reached_by_exactly_the_points_needed():
    # 70 % of 12.5 is 8.75; b has 10 of 12.5 = 80 %, which a reaches with 10 too
    scores = scores_of(("a", "I", "appraisal", 8.5), ("b", "I", "appraisal", 10))
    rules = {"rank_by": "index_pct", "grade_by": "index_pct"}
    grades = (Grade(id="g", name="Tốt", at_least=70),)
    goals, _leaves = repair(flat_criteria(I=12.5), scores, "ab", grades, **rules)
    assert goals["needed_score"].to_dict() == {("a", "next_grade"): 0.25, ("a", "next_rank"): 1.5}
    assert goals["repaired_index_pct"].tolist() == [70, 80]


@pytest.mark.parametrize("cut_off", [9.25, 9.3, 10.1, 11, 11.9])
def test_a_repair_carried_out_reaches_its_goal(cut_off):
    steps = [0.25, 0.5, 1, 0.25, 0.5, 1]
    criteria = criteria_of(*({"id": f"L{at}", "max_score": 2, "step": step} for at, step in enumerate(steps)))
    scores = appraised(L0=1.25, L1=1.5, L2=1, L3=2, L4=1.8, L5=1.5)
    units, season = units_of("a"), season_of(grades=[Grade(id="g", name="Tốt", at_least=cut_off)])
    tables = repair_season(scores, criteria, units, season)
    regained = tables["repair_leaves"].set_index("criterion_id")["regained_score"]
    after = scores.assign(score=scores["score"] + scores["criterion_id"].map(regained).fillna(0.0))
    unit = repair_season(after, criteria, units, season)["unit_ranking"].iloc[0]
    goal = tables["smallest_repairs"].iloc[0]
    assert unit["grade"] == "g"
    assert unit[["total_score", "index_pct"]].tolist() == goal[["repaired_total_score", "repaired_index_pct"]].tolist()


def test_poorer_seasons_have_goals_as_far_as_their_points_go():
    scores = scores_of(("a", "I", "appraisal", 8), ("b", "I", "appraisal", 9))
    tables = repair_season(scores, flat_criteria(I=None), units_of("a", "b"), season_of(stages=NO_SELF_STAGE))
    assert not tables["smallest_repairs"]["is_reachable"].any(), "without maxima nothing is known to be regainable"
    assert tables["repair_leaves"].empty
    nothing = repair_season(schemas.empty("scores"), flat_criteria(I=10), units_of("a"), season_of())
    assert nothing["smallest_repairs"].empty
    perfect = repair_season(scores_of(("a", "I", "appraisal", 50)), flat_criteria(I=50), units_of("a"), season_of())
    assert perfect["smallest_repairs"].empty, "the highest grade and the first rank have nothing above them"


def test_a_stated_total_is_a_goal_like_any_other():
    criteria, units, season = STEPS, units_of("a"), season_of(grades=TEN)
    tables = repair_season(appraised(I=7, II=0.5, III=1), criteria, units, season)
    goals = repairs.aim_at(tables["unit_ranking"], 9, "total_score")
    leaves = repairs.find_repairs(goals, tables["comparison"], criteria)
    assert leaves[["goal", "criterion_id", "regained_score"]].to_numpy().tolist() == [["stated", "II", 0.5]]
    assert repairs.aim_at(tables["unit_ranking"], 8.5, "total_score").empty


# --- the search itself ------------------------------------------------------------------------------------------------


def searches_of(need, leaves, efforts=None):
    loss, step = (np.array([column], dtype=np.int64) for column in zip(*leaves, strict=True))
    effort = None if efforts is None else np.array([efforts], dtype=np.int64)
    return Searches(np.array([need], dtype=np.int64), loss, step, effort)


def try_everything(search):
    """The best of all combinations, by looking at every one of them."""
    options = [
        sorted({min(at * (step or 1), loss) for at in range(-(-int(loss) // int(step or 1)) + 1)})
        for loss, step in zip(search.loss[0], search.step[0], strict=True)
    ]
    enough = [gains for gains in product(*options) if sum(gains) >= search.need[0]]
    return min((measure(search, gains) for gains in enough), default=None)


def measure(search, gains):
    leaves = sum(gain > 0 for gain in gains)
    if search.effort is None:
        return sum(gains), leaves
    effort = sum(each for each, gain in zip(search.effort[0], gains, strict=True) if gain)
    return effort, leaves, sum(gains)


LEAVES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4)), min_size=1, max_size=4)


@settings(max_examples=200)
@given(LEAVES, st.integers(1, 20), st.booleans(), st.data())
def test_the_search_finds_what_trying_everything_finds(leaves, need, has_effort, data):
    efforts = data.draw(st.lists(st.integers(0, 3), min_size=len(leaves), max_size=len(leaves))) if has_effort else None
    search = searches_of(need, leaves, efforts)
    best, found = try_everything(search), search_smallest(search)[0]
    if best is None:
        assert not found.any()
    else:
        assert found.sum() >= need
        assert measure(search, found) == best


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from([0, 5, 10, 15, 20])), min_size=1, max_size=12),
    st.integers(1, 160),
    st.booleans(),
)
def test_the_table_and_the_integer_programme_agree(leaves, need, has_effort):
    search = searches_of(need, leaves, [at % 4 for at in range(len(leaves))] if has_effort else None)
    if search.loss.sum() < need:
        assert not search_smallest(search).any()
        return
    assert measure(search, search_smallest(search)[0]) == measure(search, search_by_programme(search))


def test_points_on_no_common_step_are_left_to_the_integer_programme(monkeypatch):
    search = searches_of(900_001, [(333_333, 250_000), (777_777, 250_000), (500_000, 250_000)])
    programmed = []
    monkeypatch.setattr(
        repair_search, "search_by_programme", lambda one: programmed.append(one) or search_by_programme(one)
    )
    found = search_smallest(search)[0]
    assert len(programmed) == 1
    assert measure(search, found) == (1_000_000, 2) == try_everything(search)


def test_many_searches_at_once_find_what_each_finds_alone(monkeypatch):
    draw = np.random.default_rng(1)
    loss, step = draw.integers(0, 30, (50, 8)), draw.choice([0, 2, 5, 10], (50, 8))
    together = Searches(draw.integers(1, 120, 50), loss, step)
    monkeypatch.setattr(repair_search, "CELLS", 1000)
    found = search_smallest(together)
    for row in range(50):
        assert found[row].tolist() == search_smallest(together.pick(np.array([row])))[0].tolist()


def test_a_restored_leaf_needs_no_repair():
    units, season = units_of("a"), season_of(grades=TEN)
    tables = repair_season(appraised(I=7, II=0.5, III=1), STEPS, units, season)
    restored = restore(tables["comparison"], select_cells(tables["comparison"], STEPS, criterion="II"))
    ranking = rank_units(restored, units, schemas.empty("initiatives"), season)
    assert ranking["grade"].tolist() == ["high"]
    assert repairs.set_goals(ranking, season).empty


@pytest.mark.parametrize("need", [0, 100])
def test_nothing_needed_and_nothing_possible_regain_nothing(need):
    assert not search_smallest(searches_of(need, [(4, 1), (5, 0)])).any()
