import pandas as pd
import pytest

from cchc_analysis.analysis.comparison import sum_by_node

from .small_seasons import (
    EXPLANATION,
    FIRST,
    NO_SELF_STAGE,
    SECOND,
    SELF,
    compare,
    criteria_of,
    explanations_of,
    flat_criteria,
    scores_of,
    season_of,
    units_of,
)

PARTS = ["deduction", "conceded", "cut", "raised", "unsplit"]


def leaf(comparison: pd.DataFrame, criterion_id: str = "I", unit_id: str = "a") -> pd.Series:
    return comparison.set_index(["unit_id", "criterion_id"]).loc[(unit_id, criterion_id)]


def parts(row: pd.Series) -> list[float | None]:
    return [None if pd.isna(row[part]) else float(row[part]) for part in PARTS]


def test_rule_01_blank_zero_not_applicable_pending_and_text_are_different_things():
    criteria = flat_criteria(zero=2, na=2, pending=2, text=2, absent=2)
    comparison = compare(
        scores_of(
            ("a", "zero", "self", 0),
            ("a", "zero", "appraisal", 0),
            ("a", "na", "self", "missing"),
            ("a", "na", "appraisal", "not_applicable"),
            ("a", "pending", "self", 1),
            ("a", "pending", "appraisal", "pending"),
            ("a", "text", "self", "unreadable"),
            ("a", "text", "appraisal", "unreadable"),
        ),
        criteria,
        units_of("a"),
    ).set_index("criterion_id")
    assert comparison["self_status"].tolist() == ["scored", "missing", "scored", "unreadable", "missing"]
    assert comparison["appraised_status"].tolist() == ["scored", "not_applicable", "pending", "unreadable", "pending"]
    assert comparison["appraised_score"].fillna(-1).tolist() == [0, -1, -1, -1, -1]
    assert comparison["deduction"].fillna(-1).tolist() == [2, -1, -1, -1, -1]


def test_rule_01_an_impossible_score_enters_no_sum():
    comparison = compare(
        scores_of(("a", "I", "self", "invalid", {"score": 9}), ("a", "I", "appraisal", "invalid", {"score": 7})),
        flat_criteria(I=2),
        units_of("a"),
    )
    assert pd.isna(leaf(comparison)["self_score"])
    assert pd.isna(leaf(comparison)["appraised_score"])
    assert parts(leaf(comparison)) == [None] * 5


def test_rule_02_the_criteria_sets_applicability_decides_before_any_stage():
    criteria = criteria_of({"id": "I", "max_score": 2, "applies_to": "!a"}, {"id": "II", "max_score": 2})
    comparison = compare(scores_of(("a", "I", "appraisal", 1)), criteria, units_of("a"))
    assert comparison["criterion_id"].tolist() == ["II"]


@pytest.mark.parametrize(
    ("claimed", "found", "status"),
    [
        ("not_applicable", 1, "scored"),
        (1, "not_applicable", "not_applicable"),
        ("not_applicable", "pending", "pending"),
        ("not_applicable", "not_applicable", "not_applicable"),
    ],
)
def test_rule_02_then_the_appraisal_decides_what_does_not_apply(claimed, found, status):
    comparison = compare(
        scores_of(("a", "I", "self", claimed), ("a", "I", "appraisal", found)), flat_criteria(I=2), units_of("a")
    )
    assert leaf(comparison)["appraised_status"] == status


def test_rule_02_not_applicable_leaves_numerator_and_denominator():
    criteria = criteria_of(
        {"id": "I"}, {"id": "1", "parent_id": "I", "max_score": 4}, {"id": "2", "parent_id": "I", "max_score": 6}
    )
    comparison = compare(
        scores_of(
            ("a", "1", "self", 4), ("a", "1", "appraisal", 3), ("a", "2", "self", 6),
            ("a", "2", "appraisal", "not_applicable"),
        ),
        criteria,
        units_of("a"),
    )  # fmt: skip
    domain = leaf(sum_by_node(comparison, criteria))
    assert domain[["leaf_count", "max_score", "self_score", "appraised_score", "index_pct"]].tolist() == [
        1,
        4,
        4,
        3,
        75,
    ]
    nothing = leaf(sum_by_node(comparison, criteria), "2")
    assert nothing["leaf_count"] == 0
    assert nothing[["max_score", "self_score", "appraised_score", *PARTS]].isna().all()


@pytest.mark.parametrize(
    ("claimed", "found", "expected"),
    [
        (3, 2.5, [0.5, 0, 0.5, 0, None]),
        (2, 2, [1, 1, 0, 0, None]),
        (2, 1.5, [1.5, 1, 0.5, 0, None]),
        ("missing", 2, [1, None, None, None, 1]),
        ("unreadable", 2, [1, None, None, None, 1]),
        ("not_applicable", 2, [1, None, None, None, 1]),
        (3, "pending", [None] * 5),
    ],
)
def test_rule_03_each_lost_point_was_conceded_cut_or_unsplit(claimed, found, expected):
    scores = scores_of(("a", "I", "self", claimed), ("a", "I", "appraisal", found))
    assert parts(leaf(compare(scores, flat_criteria(I=3), units_of("a")))) == expected


def test_rule_03_bonus_and_penalty_lines_stay_outside_the_identity():
    criteria = criteria_of(
        {"id": "I", "max_score": 3},
        {"id": "B", "line": "bonus", "max_score": 1},
        {"id": "P", "line": "penalty", "max_score": 1},
    )
    comparison = compare(
        scores_of(
            ("a", "I", "self", 3), ("a", "I", "appraisal", 2), ("a", "B", "self", 1), ("a", "B", "appraisal", 0.5),
            ("a", "P", "appraisal", 0.5),
        ),
        criteria,
        units_of("a"),
    )  # fmt: skip
    assert parts(leaf(comparison, "B")) == parts(leaf(comparison, "P")) == [None] * 5
    assert comparison.set_index("criterion_id")["is_compared"].to_dict() == {"I": True, "B": False, "P": False}
    assert leaf(sum_by_node(comparison, criteria), "*")[["max_score", "appraised_score"]].tolist() == [3, 2]


def test_rule_04_survey_criteria_have_no_self_score_and_stay_out_of_the_comparison():
    criteria = criteria_of({"id": "I", "max_score": 3, "is_survey": True}, {"id": "II", "max_score": 3})
    comparison = compare(
        scores_of(
            ("a", "I", "self", 3), ("a", "I", "appraisal", 2), ("a", "II", "self", 3), ("a", "II", "appraisal", 2)
        ),
        criteria,
        units_of("a"),
    )
    surveyed = leaf(comparison, "I")
    assert pd.isna(surveyed["self_status"])
    assert pd.isna(surveyed["self_score"])
    assert not surveyed["is_compared"]
    assert parts(surveyed) == [1, None, None, None, 1]
    sums = leaf(sum_by_node(comparison, criteria), "*")
    assert sums[["appraised_score", "compared_self_score", "compared_appraised_score"]].tolist() == [4, 3, 2]


def test_rule_05_a_raised_score_is_shown_and_not_netted_away():
    criteria = criteria_of(
        {"id": "I"}, {"id": "1", "parent_id": "I", "max_score": 3}, {"id": "2", "parent_id": "I", "max_score": 3}
    )
    comparison = compare(
        scores_of(("a", "1", "self", 2), ("a", "1", "appraisal", 3), ("a", "2", "self", 3), ("a", "2", "appraisal", 2)),
        criteria,
        units_of("a"),
    )
    assert parts(leaf(comparison, "1")) == [0, 1, 0, 1, None]
    assert parts(leaf(sum_by_node(comparison, criteria), "I")) == [1, 1, 1, 1, None]


def test_rule_06_without_a_maximum_only_cut_and_raised_are_known():
    criteria = criteria_of({"id": "I"}, {"id": "1", "parent_id": "I"}, {"id": "2", "parent_id": "I", "max_score": 5})
    comparison = compare(
        scores_of(("a", "1", "self", 3), ("a", "1", "appraisal", 2), ("a", "2", "appraisal", 4)),
        criteria,
        units_of("a"),
    )
    assert parts(leaf(comparison, "1")) == [None, None, 1, 0, None]
    domain = leaf(sum_by_node(comparison, criteria))
    assert parts(domain) == [None, None, 1, 0, None], "the sum of a known and an unknown loss is unknown"
    assert pd.isna(domain["max_score"])
    assert pd.isna(domain["index_pct"])
    assert domain["appraised_score"] == 6


def test_rule_07_a_difference_of_tenths_is_exact():
    scores = scores_of(("a", "I", "self", 0.1 * 3), ("a", "I", "appraisal", 0.3))
    assert parts(leaf(compare(scores, flat_criteria(I=0.3), units_of("a")))) == [0, 0, 0, 0, None]


def test_rule_14_a_score_received_twice_is_refused():
    twice = pd.concat([scores_of(("a", "I", "self", 1))] * 2)
    with pytest.raises(pd.errors.MergeError):
        compare(twice, flat_criteria(I=2), units_of("a"))


def two_appraisals(*cells, **rules):
    season = season_of(stages=(SELF, FIRST, EXPLANATION, SECOND), **rules)
    return compare(scores_of(*cells), flat_criteria(I=3), units_of("a"), season, explanations_of(("a", "I")))


@pytest.mark.parametrize(
    ("first", "second", "stands", "stage"),
    [
        (2, 3, 3, "appraisal_2"),
        (2, "pending", 2, "appraisal_1"),
        ("pending", 3, 3, "appraisal_2"),
        (2, "unreadable", None, "appraisal_2"),
        (2, "not_applicable", None, "appraisal_2"),
        ("pending", "pending", None, None),
    ],
)
def test_the_last_appraisal_that_is_not_blank_stands(first, second, stands, stage):
    row = leaf(two_appraisals(("a", "I", "appraisal_1", first), ("a", "I", "appraisal_2", second)))
    assert (None if pd.isna(row["appraised_score"]) else row["appraised_score"]) == stands
    assert (None if pd.isna(row["appraised_stage"]) else row["appraised_stage"]) == stage


def test_the_first_appraised_score_and_what_was_said_last_are_kept():
    row = leaf(
        two_appraisals(
            ("a", "I", "appraisal_2", 3, {"source_file": "lan2.xlsx", "source_sheet": "A", "source_cell": "D5"}),
            ("a", "I", "appraisal_1", 2, {"note": "Chậm", "reason": "late"}),
        )
    )
    assert row["first_appraised_score"] == 2
    assert (row["appraiser_note"], row["reason"], row["reason_source"]) == ("Chậm", "late", "appraiser")
    assert row["appraised_source"] == "lan2.xlsx [A!D5]"
    assert row["explanation"] == "Có văn bản"


def test_what_is_said_beside_a_blank_later_appraisal_is_kept_though_the_earlier_score_stands():
    row = leaf(
        two_appraisals(
            ("a", "I", "appraisal_2", "pending", {"note": "Giữ nguyên điểm", "reason": "no-evidence"}),
            ("a", "I", "appraisal_1", 2, {"note": "Chậm", "reason": "late"}),
        )
    )
    assert (row["appraised_score"], row["appraised_stage"]) == (2, "appraisal_1")
    assert (row["appraiser_note"], row["reason"]) == ("Giữ nguyên điểm", "no-evidence")


def test_the_place_of_a_cell_is_named_as_far_as_it_is_known():
    rows = compare(
        scores_of(
            ("a", "I", "self", 1, {"source_cell": "D5"}),
            ("a", "II", "self", 1, {"source_sheet": "A"}),
            ("a", "III", "self", 1),
        ),
        flat_criteria(I=1, II=1, III=1),
        units_of("a"),
    )
    assert rows["self_source"].tolist() == ["scores.csv [D5]", "scores.csv [A]", "scores.csv"]


def test_contested_is_what_was_explained_or_else_what_differs():
    cells = ("a", "I", "self", 3), ("a", "I", "appraisal_1", 3)
    assert leaf(two_appraisals(*cells))["is_contested"]
    differing = scores_of(("a", "I", "self", 3), ("a", "I", "appraisal", 2), ("b", "I", "self", 3))
    comparison = compare(differing, flat_criteria(I=3), units_of("a", "b"))
    assert comparison["is_contested"].tolist() == [True, False]


def test_a_self_score_is_missing_only_where_one_is_due():
    criteria = criteria_of({"id": "I", "max_score": 2}, {"id": "B", "line": "bonus", "max_score": 1})
    excused = SELF.model_copy(update={"not_expected_from": ("b",)})
    cells = scores_of(("a", "B", "self", "missing"))
    due = compare(cells, criteria, units_of("a", "b"), season_of(stages=(excused, *NO_SELF_STAGE)))
    assert due["self_status"].fillna("").tolist() == ["missing", "", "", ""]
    none = compare(cells, criteria, units_of("a"), season_of(stages=NO_SELF_STAGE))
    assert none["self_status"].isna().all()


def test_the_criteria_sets_maximum_comes_before_those_stated_beside_scores():
    cells = scores_of(
        ("a", "I", "self", 70, {"max_score": 90}),
        ("a", "I", "appraisal", 72.5, {"max_score": 84}),
        ("a", "II", "self", 1, {"max_score": 9}),
        ("a", "III", "self", 1, {"max_score": 9}),
    )
    comparison = compare(cells, flat_criteria(I=None, II=2, III=None), units_of("a"))
    assert comparison["max_score"].tolist() == [84, 2, 9]


def test_a_node_counts_the_leaves_still_open():
    criteria = flat_criteria(I=2, II=2)
    comparison = compare(scores_of(("a", "I", "appraisal", 1)), criteria, units_of("a"))
    unit = leaf(sum_by_node(comparison, criteria), "*")
    assert unit[["leaf_count", "open_count", "appraised_score", "deduction"]].tolist() == [2, 1, 1, 1]
    assert pd.isna(unit["index_pct"]), "an index of an unfinished appraisal would look like a low one"


def test_the_tables_given_are_left_as_they_were():
    scores, criteria, units = scores_of(("a", "I", "self", 1)), flat_criteria(I=2), units_of("a")
    before = [table.copy() for table in (scores, criteria, units)]
    compare(scores, criteria, units)
    for table, copy in zip((scores, criteria, units), before, strict=True):
        pd.testing.assert_frame_equal(table, copy)
