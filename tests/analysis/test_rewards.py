import pandas as pd
import pytest

from cchc_analysis.analysis.publication import compare_publications
from cchc_analysis.analysis.rewards import list_rewards
from cchc_analysis.rules.season import Reward, UnitGroup

from .small_seasons import criteria_of, flat_criteria, rank, scores_of, season_of, units_of

GROUPS = (UnitGroup(id="x", name="X"), UnitGroup(id="y", name="Y"))
POINTS = {"a": 45, "b": 42, "c": 42, "d": 39.75, "e": 20}


def ranking(points=POINTS, unranked=(), penalty=None, **rules):
    criteria = criteria_of({"id": "I", "max_score": 50}, {"id": "P", "max_score": 2, "line": "penalty"})
    season = season_of(unit_groups=GROUPS, **rules)
    cells = [(unit, "I", "appraisal", score) for unit, score in points.items()]
    cells += [(penalty, "P", "appraisal", 1)] if penalty else []
    units = units_of(*points, groups="xxyyy"[: len(points)], unranked=unranked)
    last = rank(
        scores_of(*[(unit, "I", "appraisal", {"a": 44, "d": 30}.get(unit, 40)) for unit in points]),
        criteria,
        units,
        season,
    )
    return rank(scores_of(*cells), criteria, units, season, previous_ranking=last.reset_index()).reset_index(), season


def rewarded(rule, **said):
    rows, season = ranking(rewards=(Reward(id="r", name="R", **rule),), **said)
    return list_rewards(rows, season)["unit_id"].tolist()


@pytest.mark.parametrize(
    ("rule", "units"),
    [
        ({"grades": ("good",)}, ["a", "b", "c"]),
        ({"groups": ("y",)}, ["c", "d", "e"]),
        ({"top": 1}, ["a"]),
        ({"top": 2}, ["a", "b", "c"]),
        ({"top_in_group": 1}, ["a", "c"]),
        ({"min_score": 42}, ["a", "b", "c"]),
        ({"min_score_change": 2}, ["b", "c", "d"]),
        ({"min_rank_change": 1}, ["d"]),
        ({"top": 3, "groups": ("x",)}, ["a", "b"]),
        ({"min_score": 99}, []),
    ],
)
def test_each_condition_of_a_rule_decides_by_itself_and_all_together(rule, units):
    assert rewarded(rule) == units


def test_a_penalty_keeps_a_unit_off_a_list_that_asks_for_none():
    assert rewarded({"top": 1, "without_penalty": True}, penalty="a") == []


def test_units_that_are_not_ranked_or_not_appraised_are_on_no_list():
    assert rewarded({"min_score": 40}, unranked=("a",)) == ["b", "c"]
    assert rewarded({"min_score": 0}, points={"a": "pending", "b": 40}) == ["b"]


def test_equals_at_the_last_place_are_all_listed_and_marked():
    rows, season = ranking(rewards=(Reward(id="r", name="R", top=2), Reward(id="s", name="S", top=3)))
    listed = list_rewards(rows, season).set_index(["reward_id", "unit_id"])["is_boundary_tie"]
    assert listed["r"].to_dict() == {"a": False, "b": True, "c": True}
    assert not listed["s"].any()


def test_equals_are_marked_only_where_they_make_the_list_longer_than_its_rule():
    listed = {"x": [1, 2], "y": [2, 4, 4]}  # rank of each unit of a group
    ranking = pd.DataFrame(
        [
            {"year": 2020, "unit_id": f"{group}{at}", "rank": rank, "group": group, "grade": "good", "penalty": 0.0}
            for group, ranks in listed.items()
            for at, rank in enumerate(ranks)
        ]
    ).assign(
        group_rank=[1, 2, 1, 2, 2], total_score=40.0, index_pct=80.0, total_pct=80.0, result_change=1.0, rank_change=0
    )
    rules = (
        Reward(id="all", name="A", top=2),
        Reward(id="one_group", name="B", top=2, groups=("x",)),
        Reward(id="in_group", name="C", top_in_group=2),
    )
    found = list_rewards(ranking, season_of(rewards=rules, unit_groups=GROUPS)).set_index(["reward_id", "unit_id"])
    assert found.loc["all", "is_boundary_tie"].to_dict() == {"x0": False, "x1": True, "y0": True}
    assert not found.loc["one_group", "is_boundary_tie"].any(), "its equal is of another group: two units are two"
    assert found.loc["in_group", "is_boundary_tie"].to_dict() == {
        "x0": False, "x1": False, "y0": False, "y1": True, "y2": True,
    }  # fmt: skip


def test_two_equals_that_fill_a_list_of_two_are_no_tie_at_its_end():
    plain = {"year": 2020, "rank": 1, "group_rank": 1, "group": "x", "grade": "good", "penalty": 0.0}
    ranking = pd.DataFrame([{"unit_id": unit} | plain for unit in "ab"]).assign(
        total_score=40.0, index_pct=80.0, total_pct=80.0, result_change=1.0, rank_change=0
    )
    rules = (Reward(id="all", name="A", top=2), Reward(id="in_group", name="B", top_in_group=2))
    found = list_rewards(ranking, season_of(rewards=rules, unit_groups=GROUPS))
    assert len(found) == 4
    assert not found["is_boundary_tie"].any()


def test_what_is_not_known_meets_no_condition():
    unknown = {
        "total_pct": None,
        "result_change": None,
        "rank_change": pd.NA,
        "group_rank": pd.NA,
        "group": None,
        "grade": None,
    }
    row = {"year": 2020, "unit_id": "a", "rank": 1, "penalty": 0.0, "total_score": 40.0, "index_pct": None, **unknown}
    ranking = pd.DataFrame([row]).astype({"rank_change": "Int64", "group_rank": "Int64"})
    conditions = {
        "min_score_change": -99,
        "min_rank_change": -99,
        "top_in_group": 9,
        "groups": ("x",),
        "grades": ("good",),
    }
    for rule in ({name: value} for name, value in conditions.items()):
        season = season_of(rewards=(Reward(id="r", name="R", **rule),), unit_groups=GROUPS)
        assert list_rewards(ranking, season).empty, rule
    by_index = season_of(rewards=(Reward(id="r", name="R", min_score=0),), rank_by="index_pct")
    assert list_rewards(ranking, by_index).empty


def test_a_least_score_is_compared_at_six_decimals():
    ranking = pd.DataFrame(
        {"year": 2020, "unit_id": ["a"], "rank": [1], "total_score": [0.3], "grade": "good", "group": "x"}
    ).assign(group_rank=1, penalty=0.0, index_pct=80.0, total_pct=80.0, result_change=0.0, rank_change=0)
    assert len(list_rewards(ranking, season_of(rewards=(Reward(id="r", name="R", min_score=0.1 * 3),)))) == 1


def test_a_season_without_rules_has_no_list():
    assert list_rewards(*ranking()).empty


def test_grades_hide_the_spread_and_set_close_neighbours_apart():
    rows, season = ranking(points={"a": 45, "b": 40, "c": 39.75, "d": 39.75, "e": 31})
    forms = compare_publications(rows, flat_criteria(I=50), season).set_index("unit_id")
    assert forms["lead"].tolist()[:4] == [5.0, 0.25, 0.0, 8.75]
    assert forms["grade_spread"].tolist() == [5.0, 5.0, 8.75, 8.75, 8.75]
    assert forms["place_in_grade_rank"].tolist() == [1, 2, 1, 1, 3]
    assert forms["is_split_close"].tolist() == [False, True, False, False, False]
    assert forms["is_equal"].tolist() == [False, False, True, True, False]


def test_without_grades_there_is_one_form_of_publication():
    rows, season = ranking(grades=())
    assert compare_publications(rows, flat_criteria(I=50), season).empty
