import pandas as pd
import pytest

from cchc_analysis import schemas
from cchc_analysis.analysis.comparison import parts_add_up
from cchc_analysis.analysis.initiatives import measure_initiatives
from cchc_analysis.analysis.ranking import rank_in_place, rank_units
from cchc_analysis.analysis.what_if import compare_rankings, measure_restorations, recognise, restore, select_cells
from cchc_analysis.rules.season import Grade, Reason

from .small_seasons import compare, criteria_of, initiatives_of, scores_of, season_of, units_of

REASONS = (Reason(id="late", name="Chậm"), Reason(id="none", name="Chưa làm"))
CRITERIA = criteria_of(
    {"id": "I"},
    {"id": "I.1", "parent_id": "I", "max_score": 40},
    {"id": "I.2", "parent_id": "I", "max_score": 4},
    {"id": "B", "line": "bonus", "max_score": 2},
)
UNITS = units_of("a", "b", "c")
# a 39 = 36 + 3, b 41 = 38 + 3, c 39 = 38 + 1; I.1 lost for being late at a and c, I.2 without a reason
SCORES = scores_of(
    ("a", "I.1", "self", 40), ("a", "I.2", "self", 3),
    ("b", "I.1", "self", 38), ("b", "I.2", "self", 4),
    ("a", "I.1", "appraisal", 36, {"reason": "late"}), ("a", "I.2", "appraisal", 3),
    ("b", "I.1", "appraisal", 38, {"reason": "none"}), ("b", "I.2", "appraisal", 3),
    ("c", "I.1", "appraisal", 38, {"reason": "late"}), ("c", "I.2", "appraisal", 1), ("c", "B", "appraisal", 0),
)  # fmt: skip
NOTHING = schemas.empty("initiatives")


def season(**rules):
    return season_of(reasons=REASONS, **rules)


def compared(scores=SCORES):
    return compare(scores, CRITERIA, UNITS, season())


def change(comparison, to="max_score", **conditions):
    changed = restore(comparison, select_cells(comparison, CRITERIA, **conditions), to)
    rankings = [rank_units(rows, UNITS, NOTHING, season()) for rows in (comparison, changed)]
    return compare_rankings(*rankings)


def rows_of(changes):
    columns = ["unit_id", "total_before", "total_after", "grade_before", "grade_after", "rank_before", "rank_after"]
    return changes[columns].to_numpy().tolist()


def test_a_reason_given_back_to_everyone_moves_totals_grades_and_ranks():
    assert rows_of(change(compared(), reason="late")) == [
        ["a", 39, 43, "fair", "good", 2, 1],
        ["b", 41, 41, "good", "good", 1, 2],
        ["c", 39, 41, "fair", "good", 2, 2],
    ]


def test_a_reason_given_back_to_one_unit_leaves_the_others_their_points():
    assert rows_of(change(compared(), reason="late", units=["c"])) == [
        ["c", 39, 41, "fair", "good", 2, 1],
        ["a", 39, 39, "fair", "fair", 2, 3],
    ], "c shares the first rank with b, which makes a third"


def test_losses_without_a_reason_are_given_back_by_their_own_name():
    changes = change(compared(), reason="*")
    assert changes.set_index("unit_id")["total_after"].to_dict() == {"a": 40, "b": 42, "c": 42}


def test_any_node_of_the_tree_and_single_cells_can_be_restored():
    whole = change(compared(), criterion="I")
    assert whole["total_after"].tolist() == [44, 44, 44]
    assert change(compared(), criterion="I.2").set_index("unit_id")["total_after"].to_dict() == {
        "a": 40,
        "b": 42,
        "c": 42,
    }
    assert rows_of(change(compared(), cells=[("a", "I.2")])) == [
        ["a", 39, 40, "fair", "good", 2, 2],
        ["c", 39, 39, "fair", "fair", 2, 3],
    ]
    assert change(compared(), cells=[]).empty
    assert change(compared(), criterion="VII").empty


def test_back_to_the_self_score_never_lowers_and_leaves_units_without_one():
    changes = change(compared(), to="self_score")
    assert changes.set_index("unit_id")["total_after"].to_dict() == {"a": 43, "b": 42, "c": 39}
    raised = compared(SCORES.assign(score=SCORES["score"].where(SCORES["stage"] != "self", 1.0)))
    assert change(raised, to="self_score").empty


def test_the_parts_are_worked_out_anew_and_the_input_is_as_it_was():
    comparison = compared()
    before = comparison.copy()
    restored = restore(comparison, select_cells(comparison, CRITERIA, reason="late"), "self_score")
    pd.testing.assert_frame_equal(comparison, before)
    assert parts_add_up(restored)
    cell = restored.set_index(["unit_id", "criterion_id"]).loc[("a", "I.1")]
    assert cell[["appraised_score", "deduction", "conceded", "cut"]].tolist() == [40, 0, 0, 0]
    assert pd.isna(cell["reason"]), "nothing is left to explain"
    assert restored["reason"].tolist().count("late") == 1, "c has no self-score and keeps its loss"


def test_a_unit_whose_appraisal_is_pending_stays_pending():
    comparison = compared(SCORES[(SCORES["unit_id"] != "a") | (SCORES["criterion_id"] != "I.2")])
    changes = change(comparison, criterion="I").set_index("unit_id")
    assert "a" not in changes.index or pd.isna(changes.loc["a", "rank_after"])
    restored = restore(comparison, select_cells(comparison, CRITERIA, criterion="I"))
    assert restored["appraised_status"].tolist() == comparison["appraised_status"].tolist()


def test_bonus_lines_are_never_given_back():
    assert change(compared(), criterion="B").empty


def test_a_recognised_initiative_is_ranked_with_its_points():
    proposed = initiatives_of(("i1", "a", "proposed", 2.5), ("i2", "b", "proposed", 1))
    rankings = [rank_units(compared(), UNITS, rows, season()) for rows in (proposed, recognise(proposed, ["i1"]))]
    assert rows_of(compare_rankings(*rankings)) == [
        ["a", 39, 41.5, "fair", "good", 2, 1],
        ["b", 41, 41, "good", "good", 1, 2],
        ["c", 39, 39, "fair", "fair", 2, 3],
    ]
    assert proposed["initiative_status"].tolist() == ["proposed", "proposed"]
    with pytest.raises(KeyError, match="no initiative i9; there are: i1, i2"):
        recognise(proposed, ["i9"])


def test_restoring_each_reason_counts_what_changes():
    comparison = compared()
    ranking = rank_units(comparison, UNITS, NOTHING, season())
    found = schemas.validate("reason_restorations", measure_restorations(comparison, ranking, season()))
    assert found.drop(columns="year").to_numpy().tolist() == [
        ["late", 6, 2, 2, 2],
        ["*", 5, 3, 2, 2],
        ["none", 2, 1, 0, 0],
    ]


ONE_GRADE = (Grade(id="top", name="Tốt", at_least=41),)


@pytest.mark.parametrize(
    "rules", [{}, {"rank_by": "index_pct", "grade_by": "index_pct", "tie_rule": "dense"}, {"grades": ONE_GRADE}]
)
def test_the_table_of_reasons_is_what_restoring_and_ranking_again_gives(rules):
    chosen, comparison = season(**rules), compared()
    before = rank_units(comparison, UNITS, NOTHING, chosen)
    for row in measure_restorations(comparison, before, chosen).itertuples():
        restored = restore(comparison, select_cells(comparison, CRITERIA, reason=row.reason))
        changes = compare_rankings(before, rank_units(restored, UNITS, NOTHING, chosen))
        assert row.changed_grade_units == changes["is_grade_changed"].sum()
        assert row.changed_rank_units == changes["is_rank_changed"].sum()


def test_a_unit_takes_its_rank_in_place_the_others_as_they_stand():
    ranked = pd.Series([44.0, 42.0, 41.0, 40.0])
    values, own = pd.Series([45.0, 42.0, 42.0, 30.0]), pd.Series([40.0, 40.0, 41.0, 40.0])
    assert rank_in_place(values, own, ranked, season()).tolist() == [1, 2, 2, 4], "it leaves the place it comes from"
    unknown = rank_in_place(pd.Series([None, 40.0]), pd.Series([42.0, None]), ranked, season())
    assert unknown.isna().all(), "no value, or a unit that is not ranked"


@pytest.mark.parametrize(("tie_rule", "first_to_40", "tied_to_39"), [("competition", 3, 4), ("dense", 2, 4)])
def test_equals_that_stay_behind_keep_their_place(tie_rule, first_to_40, tied_to_39):
    ranked, rule = pd.Series([44.0, 42.0, 42.0, 40.0]), season(tie_rule=tie_rule)
    assert rank_in_place(pd.Series([40.0]), pd.Series([44.0]), ranked, rule).tolist() == [first_to_40]
    assert rank_in_place(pd.Series([39.0]), pd.Series([42.0]), ranked, rule).tolist() == [tied_to_39]


def test_an_initiative_names_the_rank_with_and_without_it():
    proposed = initiatives_of(("i1", "a", "proposed", 2.5), ("i2", "b", "recognised", 1), ("i3", "c", "proposed", None))
    ranking = rank_units(compared(), UNITS, proposed, season())
    effects = measure_initiatives(ranking, compared(), proposed, season()).set_index("initiative_id")
    # b has 41 + 1: a with 2.5 more has 41.5 and stays second, alone
    assert effects.loc["i1", ["rank_without", "rank_with"]].tolist() == [2, 2]
    assert effects.loc["i2", ["rank_without", "rank_with"]].tolist() == [1, 1]
    assert effects.loc["i3", "rank_without"] == 2
    assert pd.isna(effects.loc["i3", "rank_with"])
    assert not effects["is_rank_changed"].any()
    more = initiatives_of(("i1", "a", "proposed", 3.5), ("i2", "b", "recognised", 1))
    effects = measure_initiatives(rank_units(compared(), UNITS, more, season()), compared(), more, season())
    assert effects[["rank_without", "rank_with", "is_rank_changed"]].iloc[0].tolist() == [2, 1, True]
