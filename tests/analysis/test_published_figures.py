import pandas as pd
import pytest

from cchc_analysis import schemas
from cchc_analysis.analysis.deductions import rank_deducted_criteria
from cchc_analysis.analysis.published import differs_by_rounding, reconcile
from cchc_analysis.analysis.ranking import rank_units

from .small_seasons import NO_SELF_STAGE, compare, criteria_of, flat_criteria, scores_of, season_of, units_of

CRITERIA = criteria_of(
    {"id": "I"},
    {"id": "1", "parent_id": "I", "max_score": 20},
    {"id": "2", "parent_id": "I", "max_score": 20},
    {"id": "II", "max_score": 10, "scope": "specific"},
)
UNITS = units_of("a", "b", "c").assign(
    name=["Vụ Kế hoạch – Tổng hợp", "Vụ I", "Vụ II"], short_name=["Vụ KHTH", "Vụ I", "Vụ II"]
)
UNITS["aliases"] = pd.Series(["Vụ KH-TH|KHTH", None, None], dtype="str")
# totals: a 45.25, b 40, c 30.125; losses: 1: 0.75 + 4 + 10, 2: 4 + 6 + 9.875, II: none
SCORES = scores_of(
    ("a", "1", "appraisal", 19.25), ("a", "2", "appraisal", 16), ("a", "II", "appraisal", 10),
    ("b", "1", "appraisal", 16), ("b", "2", "appraisal", 14), ("b", "II", "appraisal", 10),
    ("c", "1", "appraisal", 10), ("c", "2", "appraisal", 10.125), ("c", "II", "appraisal", 10),
    ("a", "1", "self", 20),
)  # fmt: skip


def submissions_of(*expected: bool) -> pd.DataFrame:
    counts = dict.fromkeys(
        ("file_count", "due_count", "scored_count", "not_applicable_count", "blank_count", "fault_count"), 0
    )
    rows = pd.DataFrame({"unit_id": ["a", "b", "c"], "is_expected": expected, "is_received": False}).assign(
        year=2020, stage="self", **counts
    )
    return schemas.validate("submissions", rows.reindex(columns=list(schemas.titles("submissions"))))


def reproduce(metric, value, scores=SCORES, criteria=CRITERIA, **rules):
    published = pd.DataFrame({"metric": [metric], "value": [value], "source": [None]}, dtype="str")
    season, submissions = season_of(**rules), submissions_of(True, True, False)
    comparison = compare(scores, criteria, UNITS, season)
    deductions = rank_deducted_criteria(comparison, season.analysis)
    ranking = rank_units(comparison, UNITS, schemas.empty("initiatives"), season)
    figures = reconcile(published, criteria, UNITS, submissions, deductions, ranking, season)
    figure = schemas.validate("published_figures", figures).iloc[0]
    return (None if pd.isna(figure["computed"]) else figure["computed"]), bool(figure["is_reproduced"])


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("units_appraised", "3"),
        ("units_self_scored", "1"),
        ("units_self_scored", "1/2"),
        ("units_ge_40", "2"),
        ("units_30_to_lt_40", "1"),
        ("units_30,125_to_lt_40.0", "1"),
        ("mean_points", "38.46"),  # 115.375 / 3 = 38.458333
        ("mean_points", "38,5"),
        ("max_minus_min_points", "15,13"),  # 15.125, half up
        ("share_ge_40_pct", "66,7"),
        ("content_areas", "2"),
        ("first_place", "Vụ Kế hoạch – Tổng hợp"),
        ("first_place", "vụ kh-th"),
        ("most_deducted_criteria", "2"),
        ("most_deducted_criteria", "1; 2"),
        ("criteria_at_max_scope", "specific"),
    ],
)
def test_rule_07_a_published_figure_is_recomputed_to_the_printed_precision(metric, value):
    assert reproduce(metric, value)[1]


@pytest.mark.parametrize(
    ("metric", "value", "computed"),
    [
        ("mean_points", "38,4", "38,5"),
        ("units_ge_40", "3", "2"),
        ("units_self_scored", "2/2", "1/2"),
        ("first_place", "Vụ I", "Vụ Kế hoạch – Tổng hợp"),
        ("first_place", "Vụ III", "Vụ Kế hoạch – Tổng hợp"),
        ("most_deducted_criteria", "1", "2"),
        ("most_deducted_criteria", "1;none", "2; 1"),
        ("most_deducted_criteria", "2;II", "2; 1"),  # the first name is right, the second lost less than criterion 1
        ("criteria_at_max_scope", "common", "specific"),
        ("mean_points", "gần 40", None),
        ("scoring_plan", "2100/KH-TTCP", None),
    ],
)
def test_a_figure_that_differs_shows_what_was_computed(metric, value, computed):
    assert reproduce(metric, value) == (computed, False)


@pytest.mark.parametrize(
    ("published", "computed", "is_close"),
    [
        ("38,46", "38,45", True),
        ("38.46", "38.47", True),
        ("38,46", "38,44", False),
        ("3", "4", False),
        ("Vụ I", "Vụ II", False),
        ("38,5", None, False),
    ],
)
def test_a_difference_of_one_in_the_last_decimal_printed_is_one_of_rounding(published, computed, is_close):
    assert differs_by_rounding(published, computed) is is_close


def test_rule_15_only_units_with_a_complete_appraisal_are_counted():
    scores = SCORES.loc[~((SCORES["unit_id"] == "c") & (SCORES["criterion_id"] == "1"))]
    assert reproduce("units_appraised", "2", scores) == ("2", True)
    assert reproduce("mean_points", "42,625", scores) == ("42,625", True)


def test_with_no_complete_unit_there_is_no_mean():
    assert reproduce("mean_points", "40", SCORES.iloc[:1]) == (None, False)
    assert reproduce("first_place", "Vụ I", SCORES.iloc[:1]) == (None, False)


def test_rule_10_all_units_that_share_first_place_are_named():
    scores = scores_of(*((unit, "I", "appraisal", score) for unit, score in {"a": 9, "b": 9, "c": 1}.items()))
    criteria = flat_criteria(I=10)
    assert reproduce("first_place", "Vụ I; KHTH", scores, criteria)[1]
    assert not reproduce("first_place", "Vụ I", scores, criteria)[1]


def test_any_of_equally_deducted_criteria_may_be_the_last_named():
    scores = scores_of(*(("a", code, "appraisal", score) for code, score in {"x": 0, "y": 1, "z": 1, "w": 2}.items()))
    criteria = flat_criteria(x=2, y=2, z=2, w=2)
    assert reproduce("most_deducted_criteria", "x;z", scores, criteria)[1]
    assert not reproduce("most_deducted_criteria", "y;z", scores, criteria)[1]


def test_criteria_at_the_maximum_of_both_scopes_or_of_none_have_no_scope():
    both = criteria_of({"id": "I", "max_score": 1}, {"id": "II", "max_score": 1, "scope": "specific"})
    full = scores_of(*((unit, code, "appraisal", 1) for unit in "abc" for code in ("I", "II")))
    none = full.assign(score=0.5)
    assert reproduce("criteria_at_max_scope", "specific", full, both) == (None, False)
    assert reproduce("criteria_at_max_scope", "specific", none, both) == (None, False)


def test_a_season_without_a_self_stage_has_no_self_scored_units():
    assert reproduce("units_self_scored", "3", stages=NO_SELF_STAGE) == (None, False)
