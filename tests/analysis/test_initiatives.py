import pandas as pd
import pytest

from cchc_analysis.analysis.initiatives import measure_initiatives

from .small_seasons import compare, criteria_of, initiatives_of, rank, scores_of, season_of, units_of

CRITERIA = criteria_of({"id": "I", "max_score": 50}, {"id": "B", "line": "bonus", "max_score": 5})


def effects(scores, initiatives, **rules):
    season, units = season_of(**rules), units_of("a", "b")
    ranking = rank(scores, CRITERIA, units, season, initiatives).reset_index()
    comparison = compare(scores, CRITERIA, units, season)
    return measure_initiatives(ranking, comparison, initiatives, season).set_index("initiative_id")


def test_recognition_changes_a_grade_or_does_not():
    scores = scores_of(("a", "I", "appraisal", 39.5), ("b", "I", "appraisal", 39))
    found = effects(scores, initiatives_of(("i1", "a", "proposed", 0.5), ("i2", "b", "recognised", 0.5)))
    assert found[["total_without", "total_with"]].to_numpy().tolist() == [[39.5, 40], [39, 39.5]]
    assert found["grade_with"].tolist() == ["good", "fair"]
    assert found["is_grade_changed"].tolist() == [True, False]


def test_to_reach_the_lowest_grade_is_a_change():
    found = effects(scores_of(("a", "I", "appraisal", 29.5)), initiatives_of(("i1", "a", "proposed", 0.5)))
    assert pd.isna(found.loc["i1", "grade_without"])
    assert found.loc["i1", "is_grade_changed"]


@pytest.mark.parametrize(("status", "without", "reached"), [("recognised", 37.5, 38), ("proposed", 38, 38)])
def test_the_limit_on_bonus_holds_with_and_without(status, without, reached):
    # lines 1 + recognised 0.5 (+ 2 when this one is recognised too), at most 3 on 35 points
    scores = scores_of(("a", "I", "appraisal", 35), ("a", "B", "appraisal", 2))
    others = ("i2", "a", "recognised", 0.5) if status == "recognised" else ("i2", "a", "recognised", 1)
    found = effects(scores, initiatives_of(("i1", "a", status, 2), others), bonus_max=3)
    assert found.loc["i1", ["total_without", "total_with"]].tolist() == [without, reached]


def test_points_not_yet_stated_have_an_unknown_effect_unless_recognised():
    scores = scores_of(("a", "I", "appraisal", 35))
    found = effects(scores, initiatives_of(("i1", "a", "proposed", None), ("i2", "a", "recognised", None)))
    assert found["total_without"].tolist() == [35, 35]
    assert found["total_with"].fillna(-1).tolist() == [-1, 35]
    assert not found["is_grade_changed"].any()


def test_a_unit_without_a_total_has_no_effect_to_show():
    found = effects(scores_of(("a", "I", "appraisal", "pending")), initiatives_of(("i1", "a", "proposed", 1)))
    assert found[["total_without", "total_with", "grade_with"]].isna().all(axis=None)
    assert not found.loc["i1", "is_grade_changed"]


def test_rule_08_no_initiative_moves_a_grade_given_by_index():
    scores = scores_of(("a", "I", "appraisal", 19.9))
    found = effects(scores, initiatives_of(("i1", "a", "proposed", 1)), grade_by="index_pct")
    assert found.loc["i1", ["total_without", "total_with"]].tolist() == [19.9, 20.9]
    assert found.loc["i1", ["grade_without", "grade_with"]].tolist() == ["fair", "fair"]
