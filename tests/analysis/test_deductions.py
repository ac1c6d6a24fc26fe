import pandas as pd

from cchc_analysis.analysis.deductions import (
    find_full_criteria,
    rank_deducted_criteria,
    rank_deducted_domains,
    rank_deducted_leaves,
)

from .small_seasons import NO_SELF_STAGE, compare, criteria_of, flat_criteria, scores_of, season_of, units_of

TREE = criteria_of(
    {"id": "I"},
    {"id": "1", "parent_id": "I"},
    {"id": "1a", "parent_id": "1", "max_score": 2},
    {"id": "1b", "parent_id": "1", "max_score": 2},
    {"id": "2", "parent_id": "I", "max_score": 4},
    {"id": "3", "parent_id": "I", "max_score": 4, "scope": "specific", "applies_to": "b"},
    {"id": "B", "line": "bonus", "max_score": 1},
)
SCORES = scores_of(
    ("a", "1a", "self", 2), ("a", "1a", "appraisal", 1), ("a", "1b", "appraisal", 1.5), ("a", "2", "self", 2.5),
    ("a", "2", "appraisal", 2.5), ("a", "B", "appraisal", 0.5), ("b", "1a", "appraisal", 2),
    ("b", "1b", "appraisal", 1.5), ("b", "2", "appraisal", 3.5), ("b", "3", "appraisal", 4),
)  # fmt: skip


def test_rule_11_criteria_are_ranked_by_points_lost_over_the_units_they_apply_to():
    deducted = rank_deducted_criteria(compare(SCORES, TREE, units_of("a", "b"))).set_index("criterion_id")
    # 1: a loses 1 + 0.5, b 0.5 of 4 + 4. 2: a loses 1.5, b 0.5 of 4 + 4. 3: b loses nothing of 4
    assert deducted["deduction"].to_dict() == {"1": 2, "2": 2, "3": 0}
    assert deducted["deduction_rank"].tolist() == [1, 1, 3], "equal losses share the better rank"
    assert deducted["cut_rank"].tolist() == [1, 2, pd.NA]
    assert deducted["applicable_units"].tolist() == [2, 2, 1]
    assert deducted["hit_units"].tolist() == [2, 2, 0]
    assert deducted["deduction_pct"].tolist() == [25, 25, 0]
    assert deducted["loss_share"].tolist() == [0.5, 0.5, 0]
    assert deducted["scope"].tolist() == ["common", "common", "specific"]


def test_equal_cuts_share_the_better_rank_and_a_criterion_is_specific_when_all_its_leaves_are():
    criteria = criteria_of(
        {"id": "I"},
        {"id": "1", "parent_id": "I"},
        {"id": "1a", "parent_id": "1", "max_score": 2, "scope": "specific"},
        {"id": "1b", "parent_id": "1", "max_score": 2},
        {"id": "2", "parent_id": "I", "max_score": 2, "scope": "specific"},
        {"id": "3", "parent_id": "I", "max_score": 2},
    )
    found = {"1a": 1, "1b": 2, "2": 1, "3": 1.5}
    cells = [("a", leaf, "self", 2) for leaf in found] + [
        ("a", leaf, "appraisal", score) for leaf, score in found.items()
    ]
    rows = rank_deducted_criteria(compare(scores_of(*cells), criteria, units_of("a"))).set_index("criterion_id")
    assert rows["cut"].to_dict() == {"1": 1, "2": 1, "3": 0.5}
    assert rows["cut_rank"].tolist() == rows["deduction_rank"].tolist() == [1, 1, 3]
    assert rows["scope"].tolist() == ["common", "specific", "common"]


def test_rule_11_the_same_by_leaf():
    deducted = rank_deducted_leaves(compare(SCORES, TREE, units_of("a", "b"))).set_index("criterion_id")
    assert deducted["deduction"].to_dict() == {"2": 2, "1a": 1, "1b": 1, "3": 0}
    assert deducted["deduction_rank"].tolist() == [1, 2, 2, 4]


def test_full_criteria_are_those_at_which_every_unit_they_apply_to_has_the_maximum():
    criteria = criteria_of(
        {"id": "I", "max_score": 2},
        {"id": "II", "max_score": 2},
        {"id": "III", "max_score": 2},
        {"id": "IV", "max_score": 2},
        {"id": "B", "line": "bonus", "max_score": 1},
    )
    scores = scores_of(
        ("a", "I", "appraisal", 2), ("b", "I", "appraisal", 2),  # full
        ("a", "II", "appraisal", 2), ("b", "II", "appraisal", "pending"),  # nobody can say yet
        ("a", "III", "appraisal", "not_applicable"), ("b", "III", "appraisal", "not_applicable"),  # applies to nobody
        ("a", "IV", "appraisal", 2), ("b", "IV", "appraisal", "not_applicable"),  # full for the one it applies to
        ("a", "B", "appraisal", "pending"),
    )  # fmt: skip
    comparison = compare(scores, criteria, units_of("a", "b"))
    deducted = rank_deducted_criteria(comparison)
    assert find_full_criteria(deducted, comparison)["criterion_id"].tolist() == ["I", "IV"]


def test_the_extent_of_a_criterion_that_applies_to_nobody_is_not_stated():
    scores = scores_of(("a", "I", "appraisal", "not_applicable"), ("a", "II", "appraisal", 2))
    rows = rank_deducted_criteria(compare(scores, flat_criteria(I=2, II=2), units_of("a"))).set_index("criterion_id")
    assert rows["hit_extent"].fillna("").to_dict() == {"II": "never", "I": ""}
    assert rows.loc["I", "applicable_units"] == 0


def test_rule_07_three_losses_of_a_tenth_are_three_tenths():
    # 0.1 + 0.1 + 0.1 is not 0.3 in floating point
    scores = scores_of(*((unit, "I", "appraisal", 0) for unit in "abc"))
    row = rank_deducted_criteria(compare(scores, flat_criteria(I=0.1), units_of(*"abc"))).iloc[0]
    assert row[["deduction", "deduction_pct", "mean_hit_deduction"]].tolist() == [0.3, 100, 0.1]


def test_domains_lose_what_their_leaves_lose():
    domain = rank_deducted_domains(compare(SCORES, TREE, units_of("a", "b"))).iloc[0]
    assert domain[["criterion_id", "deduction", "hit_units", "max_score", "loss_share"]].tolist() == ["I", 4, 2, 20, 1]


def test_rule_02_a_unit_whose_leaf_does_not_apply_is_not_counted():
    scores = scores_of(("a", "I", "appraisal", "not_applicable"), ("b", "I", "appraisal", 1))
    deducted = rank_deducted_criteria(compare(scores, flat_criteria(I=2), units_of("a", "b"))).iloc[0]
    assert deducted[["applicable_units", "max_score", "deduction"]].tolist() == [1, 2, 1]


def test_rule_06_criteria_without_maxima_are_ranked_by_cut_alone():
    scores = scores_of(
        ("a", "I", "self", 3), ("a", "I", "appraisal", 2), ("a", "II", "self", 3), ("a", "II", "appraisal", 1)
    )
    deducted = rank_deducted_criteria(compare(scores, flat_criteria(I=None, II=None), units_of("a")))
    assert deducted["criterion_id"].tolist() == ["II", "I"]
    assert deducted["cut_rank"].tolist() == [1, 2]
    unknown = ["deduction_rank", "hit_units", "max_score", "deduction", "deduction_pct", "loss_share"]
    assert deducted[unknown].isna().all(axis=None)


def test_without_a_self_stage_nobody_was_cut_and_nobody_was_not():
    scores = scores_of(("a", "I", "appraisal", 1))
    comparison = compare(scores, flat_criteria(I=2), units_of("a"), season_of(stages=NO_SELF_STAGE))
    deducted = rank_deducted_criteria(comparison).iloc[0]
    assert deducted["unsplit"] == 1
    assert deducted[["cut", "cut_units", "cut_rank"]].isna().all()


def test_rule_15_while_leaves_are_open_the_share_is_of_what_was_appraised():
    scores = scores_of(("a", "I", "appraisal", 1))
    deducted = rank_deducted_criteria(compare(scores, flat_criteria(I=4), units_of("a", "b"))).iloc[0]
    assert deducted[["applicable_units", "max_score", "deduction", "deduction_pct"]].tolist() == [2, 8, 3, 75]
