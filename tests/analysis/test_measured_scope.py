import pandas as pd
import pytest

from cchc_analysis.analysis.deductions import (
    rank_deducted_by_group,
    rank_deducted_criteria,
    rank_deducted_domains,
    rank_deducted_leaves,
    rank_deductions,
)
from cchc_analysis.analysis.hit_patterns import trace_hit_pattern
from cchc_analysis.analysis.measured_scope import find_body_problems, find_unit_problems, try_thresholds
from cchc_analysis.schemas import validate

from .small_seasons import compare, criteria_of, scores_of, season_of, units_of

CRITERIA = criteria_of(
    {"id": "I", "max_score": 4},
    {"id": "II", "max_score": 4},
    {"id": "III", "max_score": 4, "scope": "specific", "applies_to": "a"},
    {"id": "IV", "max_score": 4},
)
UNITS = units_of("a", "b", "c", groups=("x", "y", "y"))
SCORES = scores_of(
    ("a", "I", "appraisal", 3), ("b", "I", "appraisal", 3), ("c", "I", "appraisal", 4), ("a", "II", "appraisal", 4),
    ("b", "II", "appraisal", 2), ("c", "II", "appraisal", 4), ("a", "III", "appraisal", 1), ("a", "IV", "appraisal", 4),
    ("b", "IV", "appraisal", 4), ("c", "IV", "appraisal", 4),
)  # fmt: skip
COMPARISON = compare(SCORES, CRITERIA, UNITS)


def deducted(comparison: pd.DataFrame = COMPARISON) -> pd.DataFrame:
    return rank_deducted_criteria(comparison).set_index("criterion_id")


def test_half_of_the_units_make_a_problem_common_and_one_units_criterion_is_its_own():
    # I hits a and b of three; II hits b; III applies to a alone; IV hits nobody
    assert deducted()["measured_scope"].to_dict() == {"III": "specific", "I": "common", "II": "specific", "IV": "none"}


def test_what_was_lost_is_told_per_unit_hit_and_as_a_running_share():
    rows = deducted()
    assert rows["mean_hit_deduction"].fillna(-1).to_dict() == {"III": 3, "I": 1, "II": 2, "IV": -1}
    assert rows["hit_share"].to_dict() == {"III": 1, "I": 0.666667, "II": 0.333333, "IV": 0}
    assert rows["hit_extent"].to_dict() == {"III": "always", "I": "some", "II": "some", "IV": "never"}
    # 3 of 7, then 2 + 2 tied, which share the share at the end of the tie
    assert rows["cumulative_share"].to_dict() == {"III": 0.428571, "I": 1, "II": 1, "IV": 1}


def test_while_an_appraisal_is_open_nobody_says_never_or_always():
    rows = deducted(compare(SCORES[SCORES["unit_id"] != "c"], CRITERIA, UNITS))
    # c is open everywhere: all known are hit at I, none at IV, some at II
    assert rows["hit_extent"].to_dict() == {"III": "always", "I": "open", "II": "some", "IV": "open"}
    assert rows["hit_share"].to_dict() == {"III": 1, "I": 1, "II": 0.5, "IV": 0}
    assert rows["measured_scope"].isna().to_dict() == {"III": False, "I": False, "II": False, "IV": True}


def test_each_threshold_says_what_would_be_common_and_what_changes():
    tried = try_thresholds(rank_deducted_criteria(COMPARISON), season_of()).set_index("threshold_share")
    assert tried.index[tried["is_in_force"]].tolist() == [0.5]
    assert tried["common_count"].tolist() == [2, 2, 2, 1, 1, 1, 0, 0, 0]
    assert tried["specific_count"].tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert tried["agreeing_count"].tolist() == [3, 3, 3, 2, 2, 2, 1, 1, 1], "IV was lost by nobody: neither"
    assert tried["changed_criteria"].fillna("").tolist() == ["II"] * 3 + [""] * 3 + ["I"] * 3


def test_a_criterion_of_two_units_is_common_where_half_of_them_are_hit():
    scores = scores_of(
        ("b", "I", "appraisal", 3), ("c", "I", "appraisal", 4), ("a", "I", "appraisal", "not_applicable")
    )
    rows = rank_deducted_criteria(compare(scores, CRITERIA, UNITS)).set_index("criterion_id")
    assert rows.loc["I", ["applicable_units", "hit_share", "measured_scope"]].tolist() == [2, 0.5, "common"]


def test_a_threshold_changes_no_criterion_of_which_nothing_is_known():
    nothing = rank_deducted_criteria(compare(scores_of(("a", "I", "appraisal", "pending")), CRITERIA, UNITS))
    tried = try_thresholds(nothing, season_of())
    assert tried["changed_count"].tolist() == [0] * 9
    assert tried["changed_criteria"].isna().all()


def test_the_largest_loss_of_one_unit_comes_first_and_equals_stand_by_unit_then_criterion():
    cells = [("b", "I", 1.0), ("a", "II", 1.0), ("a", "I", 1.0), ("c", "IV", 3.0), ("c", "II", 0.0), ("a", "V", 2.0)]
    losses = pd.DataFrame(cells, columns=["unit_id", "criterion_id", "deduction"])
    scopes = pd.DataFrame({"criterion_id": ["I", "II", "IV", "V"], "measured_scope": ["specific"] * 3 + ["common"]})
    own = find_unit_problems(losses, scopes)
    assert own[["unit_id", "criterion_id"]].to_numpy().tolist() == [["c", "IV"], ["a", "I"], ["a", "II"], ["b", "I"]]


def test_the_body_fixes_common_problems_and_a_unit_fixes_the_rest():
    criteria = rank_deducted_criteria(COMPARISON)
    assert find_body_problems(criteria)["criterion_id"].tolist() == ["I"]
    own = find_unit_problems(trace_hit_pattern(COMPARISON, season_of()), criteria)
    assert own[["unit_id", "criterion_id", "deduction"]].to_numpy().tolist() == [["a", "III", 3], ["b", "II", 2]]


def test_a_group_has_the_table_of_its_own_units():
    rows = rank_deducted_by_group(COMPARISON, UNITS)
    both = rows[rows["group"] == "y"].drop(columns="group").reset_index(drop=True)
    own = rank_deducted_criteria(COMPARISON[COMPARISON["unit_id"].isin(["b", "c"])])
    pd.testing.assert_frame_equal(both, own)
    assert rank_deducted_by_group(COMPARISON, UNITS.assign(group=None)).empty


def test_the_table_of_a_group_is_the_one_its_rows_alone_give():
    """Ranks, shares, cumulative shares and measured scopes too: no group shows in another's table."""
    together = rank_deducted_by_group(COMPARISON, UNITS)
    groups = COMPARISON["unit_id"].map(UNITS.set_index("unit_id")["group"])
    alone = [rank_deducted_criteria(COMPARISON[groups == group]) for group in together["group"].unique()]
    assert len(alone) > 1
    pd.testing.assert_frame_equal(together.drop(columns="group"), pd.concat(alone, ignore_index=True))


@pytest.mark.parametrize("units", [UNITS, UNITS.assign(group=None)], ids=["groups", "no groups"])
def test_tables_ranked_at_once_are_those_ranked_one_by_one(units):
    at_once = rank_deductions(COMPARISON, units)
    one_by_one = {
        "criterion_deductions": rank_deducted_criteria(COMPARISON),
        "leaf_deductions": rank_deducted_leaves(COMPARISON),
        "domain_deductions": rank_deducted_domains(COMPARISON),
        "group_deductions": rank_deducted_by_group(COMPARISON, units),
    }
    assert set(at_once) == set(one_by_one)
    for table, rows in one_by_one.items():
        pd.testing.assert_frame_equal(validate(table, at_once[table]), validate(table, rows))
