import pandas as pd
import pytest

from cchc_analysis.analysis.ranking import grade, is_provisional
from cchc_analysis.rules.season import Grade

from .small_seasons import criteria_of, flat_criteria, initiatives_of, rank, scores_of, season_of, units_of


def appraised(**found):
    """One leaf ``I``, each unit with its appraised score or status."""
    return scores_of(*((unit, "I", "appraisal", score) for unit, score in found.items()))


def test_rule_07_eight_hundred_twentieths_are_graded_from_forty():
    leaves = [f"L{number}" for number in range(800)]
    scores = scores_of(*(("a", code, "appraisal", 0.05) for code in leaves))
    ranking = rank(scores, flat_criteria(**dict.fromkeys(leaves, 1.0)), units_of("a"))
    assert ranking.loc["a", "total_score"] == 40
    assert ranking.loc["a", "grade"] == "good"


def test_rule_07_equal_sums_of_different_fractions_tie():
    criteria = flat_criteria(x=1, y=1, z=1)
    scores = scores_of(
        ("a", "x", "appraisal", 0.1), ("a", "y", "appraisal", 0.2), ("a", "z", "appraisal", 0),
        ("b", "x", "appraisal", 0.3), ("b", "y", "appraisal", 0), ("b", "z", "appraisal", 0),
    )  # fmt: skip
    assert rank(scores, criteria, units_of("a", "b"))["rank"].tolist() == [1, 1]


def test_grades_begin_at_their_lower_bound():
    grades = (Grade(id="good", name="Tốt", at_least=40), Grade(id="fair", name="Khá", at_least=30))
    found = grade(pd.Series([40, 39.9999996, 39.999999, 30, 29.99, None]), grades)
    assert found.fillna("-").tolist() == ["good", "good", "fair", "fair", "-", "-"]
    assert grade(pd.Series([40.0]), ()).isna().all()


def test_rule_08_not_applicable_leaves_move_the_index_and_not_the_points():
    criteria = flat_criteria(I=10, II=10)
    scores = scores_of(
        ("a", "I", "appraisal", 8), ("a", "II", "appraisal", "not_applicable"),
        ("b", "I", "appraisal", 7), ("b", "II", "appraisal", 7),
    )  # fmt: skip
    units = units_of("a", "b")
    grades = (Grade(id="high", name="Cao", at_least=75), Grade(id="low", name="Thấp", at_least=10))
    by_points = rank(scores, criteria, units, season_of(grades=grades))
    by_index = rank(scores, criteria, units, season_of(grades=grades, rank_by="index_pct", grade_by="index_pct"))
    assert by_points["total_score"].to_dict() == {"b": 14, "a": 8}
    assert by_points["index_pct"].to_dict() == {"b": 70, "a": 80}
    assert by_points["rank"].to_dict() == {"b": 1, "a": 2}
    assert by_index["rank"].to_dict() == {"a": 1, "b": 2}
    assert by_points["grade"].fillna("-").to_dict() == {"b": "low", "a": "-"}
    assert by_index["grade"].to_dict() == {"a": "high", "b": "low"}


def test_rule_08_rank_and_grade_may_rest_on_different_values():
    grades = (Grade(id="high", name="Cao", at_least=80),)
    season = season_of(grades=grades, rank_by="total_score", grade_by="index_pct")
    ranking = rank(appraised(a=9), flat_criteria(I=10), units_of("a"), season)
    assert (ranking.loc["a", "rank"], ranking.loc["a", "grade"]) == (1, "high")


def test_rule_09_a_unit_without_a_self_form_is_ranked_and_marked():
    scores = scores_of(("a", "I", "self", 9), ("a", "I", "appraisal", 8), ("b", "I", "appraisal", 9))
    ranking = rank(scores, flat_criteria(I=10), units_of("a", "b"))
    assert ranking["rank"].to_dict() == {"b": 1, "a": 2}
    assert ranking["has_self_score"].to_dict() == {"b": False, "a": True}
    assert ranking["unsplit"].fillna(-1).to_dict() == {"b": 1, "a": -1}


def test_rule_09_a_pending_leaf_leaves_an_interval_of_grades_and_no_rank():
    scores = scores_of(
        ("a", "I", "appraisal", 35), ("a", "II", "appraisal", "pending"), ("b", "I", "appraisal", 30),
        ("b", "II", "appraisal", 0),
    )  # fmt: skip
    ranking = rank(scores, flat_criteria(I=40, II=6), units_of("a", "b"))
    assert ranking.index.tolist() == ["b", "a"]
    pending = ranking.loc["a"]
    assert pending["ranking_status"] == "pending"
    assert pending[["appraised_score", "open_score", "lowest_total_score", "highest_total_score"]].tolist() == [
        35, 6, 35, 41,
    ]  # fmt: skip
    assert pending[["lowest_grade", "highest_grade"]].tolist() == ["fair", "good"]
    assert pending[["rank", "group_rank", "grade", "total_score", "index_pct"]].isna().all()
    assert ranking.loc["b", ["rank", "open_score", "lowest_grade"]].tolist() == [1, 0, "fair"]


def test_rule_09_an_interval_by_index_holds_whatever_becomes_of_the_open_leaf():
    grades = tuple(Grade(id=f"g{bound}", name="x", at_least=bound) for bound in (80, 70, 60))
    scores = scores_of(("a", "I", "appraisal", 7.5), ("a", "II", "appraisal", "pending"))
    ranking = rank(scores, flat_criteria(I=10, II=2), units_of("a"), season_of(grades=grades, grade_by="index_pct"))
    # nothing of it: 7.5/12 = 62.5 %; all of it: 9.5/12 = 79.2 %; not applicable: 7.5/10 = 75 %
    assert ranking.loc["a", ["lowest_grade", "highest_grade"]].tolist() == ["g60", "g70"]


def test_rule_09_an_open_leaf_without_a_maximum_leaves_no_upper_bound():
    scores = scores_of(("a", "I", "appraisal", 35), ("a", "II", "appraisal", "pending"))
    unit = rank(scores, flat_criteria(I=None, II=None), units_of("a")).loc["a"]
    assert unit["lowest_total_score"] == 35
    assert unit[["open_score", "highest_total_score", "highest_grade"]].isna().all()


def test_rule_09_a_unit_of_which_nothing_came_is_not_scored_and_never_last_with_nothing():
    ranking = rank(appraised(a=1), flat_criteria(I=10), units_of("a", "b"))
    absent = ranking.loc["b"]
    assert absent["ranking_status"] == "not_scored"
    empty = ["rank", "grade", "appraised_score", "total_score", "lowest_total_score", "highest_grade", "open_score"]
    assert absent[empty].isna().all()


def test_rule_09_a_unit_that_scored_itself_and_was_not_appraised_is_pending():
    ranking = rank(scores_of(("a", "I", "self", 3)), flat_criteria(I=10), units_of("a"))
    assert ranking.loc["a", "ranking_status"] == "pending"
    assert ranking.loc["a", ["lowest_total_score", "highest_total_score"]].tolist() == [0, 10]


def test_rule_09_some_units_are_graded_and_not_ranked():
    ranking = rank(appraised(a=35, b=45, c=30), flat_criteria(I=50), units_of("a", "b", "c", unranked=["b"]))
    assert ranking.index.tolist() == ["a", "c", "b"]
    assert ranking["ranking_status"].tolist() == ["ranked", "ranked", "not_ranked"]
    assert ranking["rank"].tolist() == [1, 2, pd.NA]
    assert ranking.loc["b", "grade"] == "good"


@pytest.mark.parametrize("fault", ["unreadable", "invalid"])
def test_rule_01_an_appraised_cell_at_fault_holds_its_unit_back_and_no_other(fault):
    scores = scores_of(
        ("a", "I", "appraisal", 30), ("a", "II", "appraisal", fault, {"score": 99}), ("b", "I", "appraisal", 20),
        ("b", "II", "appraisal", 2),
    )  # fmt: skip
    ranking = rank(scores, flat_criteria(I=40, II=6), units_of("a", "b"))
    assert ranking["ranking_status"].to_dict() == {"b": "ranked", "a": "held_back"}
    assert ranking.loc["a", ["appraised_score", "lowest_total_score", "highest_total_score"]].tolist() == [30, 30, 36]
    assert ranking.loc["b", "rank"] == 1


def test_rule_01_a_self_score_at_fault_holds_back_only_its_comparison():
    scores = scores_of(("a", "I", "self", "unreadable"), ("a", "I", "appraisal", 8))
    unit = rank(scores, flat_criteria(I=10), units_of("a")).loc["a"]
    assert (unit["ranking_status"], unit["rank"], unit["unsplit"]) == ("ranked", 1, 2)


@pytest.mark.parametrize(("tie_rule", "ranks"), [("competition", [1, 1, 3, 4]), ("dense", [1, 1, 2, 3])])
def test_rule_10_ties_share_a_rank_by_the_seasons_rule(tie_rule, ranks):
    units = units_of("a", "b", "c", "d", groups=("vu", "cuc", "vu", "cuc"))
    ranking = rank(appraised(a=9, b=9, c=8, d=7), flat_criteria(I=10), units, season_of(tie_rule=tie_rule))
    assert ranking["rank"].tolist() == ranks
    assert ranking["group_rank"].to_dict() == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_rule_10_a_unit_without_a_group_has_no_rank_in_one():
    units = units_of("a", "b").assign(group=pd.Series(["vu", None], dtype="str"))
    assert rank(appraised(a=9, b=8), flat_criteria(I=10), units)["group_rank"].tolist() == [1, pd.NA]


LINES = criteria_of(
    {"id": "I", "max_score": 50},
    {"id": "B", "line": "bonus", "max_score": 2},
    {"id": "P", "line": "penalty", "max_score": 3},
)


def test_the_total_is_appraised_plus_bonus_minus_penalty():
    scores = scores_of(
        ("a", "I", "appraisal", 40), ("a", "B", "appraisal", 1), ("a", "P", "appraisal", -0.5),
        ("b", "I", "appraisal", 40), ("b", "B", "appraisal", "pending"),
    )  # fmt: skip
    given = initiatives_of(("i1", "a", "recognised", 0.25), ("i2", "a", "proposed", 9), ("i3", "b", "recognised", None))
    ranking = rank(scores, LINES, units_of("a", "b"), initiatives=given)
    assert ranking.loc["a", ["bonus", "penalty", "total_score"]].tolist() == [1.25, 0.5, 40.75]
    assert ranking.loc["b", ["bonus", "penalty", "total_score"]].tolist() == [0, 0, 40]
    assert ranking["index_pct"].tolist() == [80, 80]
    assert ranking["ranking_status"].tolist() == ["ranked", "ranked"], "a blank bonus cell holds nothing back"


def test_bonus_and_penalty_stay_within_the_seasons_limits():
    scores = scores_of(("a", "I", "appraisal", 40), ("a", "B", "appraisal", 2), ("a", "P", "appraisal", 3))
    given = initiatives_of(("i1", "a", "recognised", 2))
    unit = rank(scores, LINES, units_of("a"), season_of(bonus_max=3, penalty_max=1), given).loc["a"]
    assert unit[["bonus", "penalty", "total_score"]].tolist() == [3, 1, 42]


def test_a_bonus_or_penalty_cell_at_fault_holds_its_unit_back_within_what_it_could_be():
    scores = scores_of(
        ("a", "I", "appraisal", 39), ("a", "B", "appraisal", "unreadable"), ("a", "P", "appraisal", "invalid")
    )
    unit = rank(scores, LINES, units_of("a")).loc["a"]
    assert unit["ranking_status"] == "held_back"
    assert unit[["lowest_total_score", "highest_total_score"]].tolist() == [36, 41]
    capped = rank(scores, LINES, units_of("a"), season_of(bonus_max=0.5, penalty_max=1)).loc["a"]
    assert capped[["lowest_total_score", "highest_total_score"]].tolist() == [38, 39.5]


def test_a_unit_to_which_nothing_applies_is_not_scored():
    criteria = criteria_of({"id": "I", "max_score": 10, "applies_to": "a"})
    assert rank(appraised(a=1), criteria, units_of("a", "b")).loc["b", "ranking_status"] == "not_scored"


def test_rule_15_a_season_is_provisional_until_every_unit_is_appraised():
    units, criteria = units_of("a", "b", unranked=["b"]), flat_criteria(I=10)
    assert not is_provisional(rank(appraised(a=9, b=1), criteria, units))
    for unfinished in (appraised(a=9), appraised(a=9, b="pending"), appraised(a=9, b="invalid")):
        assert is_provisional(rank(unfinished, criteria, units))


def test_rule_16_last_season_stands_beside_this_one_and_a_rise_is_positive():
    units, criteria = units_of("a", "b", "new"), flat_criteria(I=50)
    before = rank(appraised(a=30, b=41.1), criteria, units_of("a", "b", "gone")).reset_index()
    ranking = rank(appraised(a=42.3, b=41, new=20), criteria, units, previous_ranking=before)
    assert ranking.loc["a", ["previous_rank", "rank_change", "score_change", "previous_grade"]].tolist() == [
        2, 1, 12.3, "fair",
    ]  # fmt: skip
    assert ranking.loc["b", ["previous_rank", "rank_change", "score_change"]].tolist() == [1, -1, -0.1]
    assert ranking.loc["new", ["previous_rank", "rank_change", "score_change", "previous_grade"]].isna().all()
    alone = rank(appraised(a=42), criteria, units)
    assert alone[["previous_rank", "previous_total_score", "rank_change"]].isna().all(axis=None)
