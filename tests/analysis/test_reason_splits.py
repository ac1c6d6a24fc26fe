import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis import schemas
from cchc_analysis.analysis.reasons import (
    continue_history,
    find_ambiguous_notes,
    measure_coverage,
    propose_reasons,
    split_by_reason,
    sum_by_reason,
)
from cchc_analysis.rules.season import Reason

from .small_seasons import compare, criteria_of, flat_criteria, scores_of, season_of, units_of

SEASON = season_of(
    reasons=(
        Reason(id="late", name="Chậm muộn", patterns=("chậm",)),
        Reason(id="old", name="Tài liệu cũ", patterns=("cũ",)),
    )
)


def explained(*cells, criteria=None, units=("a", "b")):
    criteria = flat_criteria(I=2, II=2) if criteria is None else criteria
    return propose_reasons(compare(scores_of(*cells), criteria, units_of(*units), SEASON), SEASON)


def test_losses_of_a_reason_stand_by_unit_and_domain_with_their_parts():
    comparison = explained(
        ("a", "I", "self", 1.5),
        ("a", "I", "appraisal", 1, {"note": "chậm"}),
        ("a", "II", "appraisal", 0.5),
        ("b", "I", "appraisal", 2),
        ("b", "II", "appraisal", 0, {"reason": "Chưa họp"}),
    )
    found = schemas.validate("reason_losses", split_by_reason(comparison, SEASON))
    columns = ["reason", "is_declared", "unit_id", "domain_id", "hit_count", "deduction", "conceded", "cut"]
    assert found[columns].fillna(-1).to_numpy().tolist() == [
        ["*", False, "a", "II", 1, 1.5, -1, -1],
        ["Chưa họp", False, "b", "II", 1, 2.0, -1, -1],
        ["late", True, "a", "I", 1, 1.0, 0.5, 0.5],
    ]


def test_bonus_and_penalty_lines_are_no_losses_with_a_reason():
    criteria = criteria_of({"id": "I", "max_score": 2}, {"id": "P", "max_score": 2, "line": "penalty"})
    comparison = explained(("a", "I", "appraisal", 1), ("a", "P", "appraisal", 1), criteria=criteria, units=("a",))
    assert split_by_reason(comparison, SEASON)["domain_id"].tolist() == ["I"]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from([None, "chậm", "cũ", "khác"])),
        min_size=4,
        max_size=4,
    )
)
def test_reasons_add_up_to_the_whole_deduction(found):
    places = [("a", "I"), ("a", "II"), ("b", "I"), ("b", "II")]
    cells = [
        cell
        for (unit, leaf), (claim, score, note) in zip(places, found, strict=True)
        for cell in ((unit, leaf, "self", claim / 4), (unit, leaf, "appraisal", score / 4, {"note": note}))
    ]
    comparison = explained(*cells)
    losses = split_by_reason(comparison, SEASON)
    total = comparison["deduction"].sum()
    assert losses["deduction"].sum() == pytest.approx(total, abs=1e-6)
    assert measure_coverage(comparison, SEASON)["deduction"].sum() == pytest.approx(total, abs=1e-6)
    parts = losses[["conceded", "cut", "unsplit"]].sum().sum() - losses["raised"].sum()
    assert parts == pytest.approx(total, abs=1e-6)


def test_coverage_counts_each_loss_once_and_says_which_notes_are_ambiguous():
    comparison = explained(
        ("a", "I", "appraisal", 1, {"reason": "late"}),
        ("a", "II", "appraisal", 1, {"note": "văn bản cũ, gửi chậm"}),
        ("b", "I", "appraisal", 0, {"note": "không rõ"}),
        ("b", "II", "appraisal", 1),
    )
    coverage = schemas.validate("reason_coverage", measure_coverage(comparison, SEASON))
    assert coverage.drop(columns="year").to_numpy().tolist() == [
        ["appraiser", 1, 1.0, 0.25, 0.2, 0],
        ["pattern", 1, 1.0, 0.25, 0.2, 1],
        ["unmatched_note", 1, 2.0, 0.25, 0.4, 0],
        ["no_note", 1, 1.0, 0.25, 0.2, 0],
    ]
    assert find_ambiguous_notes(comparison, SEASON)[["unit_id", "criterion_id"]].to_numpy().tolist() == [["a", "II"]]


def test_a_note_with_two_reasons_leaves_no_doubt_where_the_appraiser_named_one():
    comparison = explained(("a", "I", "appraisal", 1, {"reason": "late", "note": "văn bản cũ, gửi chậm"}))
    assert find_ambiguous_notes(comparison, SEASON).empty
    assert measure_coverage(comparison, SEASON)["ambiguous_count"].sum() == 0


def test_a_season_without_losses_has_no_coverage():
    comparison = explained(("a", "I", "appraisal", 2), ("a", "II", "appraisal", 2))
    assert measure_coverage(comparison, SEASON).empty
    assert split_by_reason(comparison, SEASON).empty


@pytest.mark.parametrize("table", ["reason_history", "reason_deductions"])
def test_history_goes_back_as_far_as_the_previous_seasons_tables(table):
    now = sum_by_reason(explained(("a", "I", "appraisal", 1, {"note": "chậm"})))
    before = pd.concat([now.assign(year=2018), now.assign(year=2019)])
    assert continue_history(now, {table: before})["year"].tolist() == [2018, 2019, 2020]
    assert continue_history(now, None)["year"].tolist() == [2020]


def test_a_season_without_losses_keeps_the_history_of_those_before_it():
    before = sum_by_reason(explained(("a", "I", "appraisal", 1, {"note": "chậm"}))).assign(year=2019)
    now = sum_by_reason(explained(("a", "I", "appraisal", 2), ("a", "II", "appraisal", 2)))
    assert continue_history(now, {"reason_history": before})["year"].tolist() == [2019]
