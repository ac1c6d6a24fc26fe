"""A fault is said at the cell that has it, once: not at the sums that follow from it, not at what was mended since."""

import re
from pathlib import Path
from typing import Any

import pytest

from .season_folder import (
    GOOD_SELF,
    SEASON,
    Received,
    form_rows,
    found,
    receive,
    score_of,
    write_season,
    write_workbook,
)

CORRECTION = """
[[corrections]]
file = "self/cuc1.xlsx"
sheet = "Phiếu"
cell = "{cell}"
from = {stated}
to = {to}
reason = "Gõ nhầm"
by = "Tổ giúp việc"
"""


def receive_summed(
    tmp_path: Path, scores: dict[str, Any], sums: tuple[Any, Any, Any], corrections: str = ""
) -> Received:
    """A season whose unit cuc1 prints sums: of the first domain (D6), of the second (D9), of the form (D11)."""
    folder = write_season(tmp_path)
    rows = form_rows("Cục I", GOOD_SELF | scores)
    rows[5] += [sums[0]]
    rows[8] += [sums[1]]
    write_workbook(folder / "self" / "cuc1.xlsx", [*rows, ["", "Tổng cộng", 8, sums[2]]])
    if corrections:
        (folder / "corrections.toml").write_text(corrections, encoding="utf-8")
    return receive(folder)


def list_said(received: Received) -> list[tuple[str, str | None]]:
    findings = received.findings.query("unit_id == 'cuc1' and stage == 'self'")
    return list(zip(findings["rule"], findings["source_cell"], strict=True))


def test_a_score_typed_as_text_is_the_fault_and_not_the_sums_that_pass_over_it(tmp_path: Path) -> None:
    received = receive_summed(tmp_path, {"k2": "2,5"}, (2, 1, 3))
    assert list_said(received) == [("score_typed_as_text", "D8")]
    (sentence,) = found(received, "score_typed_as_text")["action"]
    assert "Gõ lại là số" in sentence
    assert score_of(received, "cuc1", "k2")["score"] == 2.5


def test_each_of_several_scores_typed_as_text_is_named(tmp_path: Path) -> None:
    received = receive_summed(tmp_path, {"k2": "2,5", "t1": "1"}, (2, 0, 2))
    assert list_said(received) == [("score_typed_as_text", "D8"), ("score_typed_as_text", "D10")]


@pytest.mark.parametrize(
    ("scores", "sums"),
    [({"k2": "2,5"}, (4.5, 1, 5.5)), ({"k2": 2.5}, (4.5, 1, 5.5)), ({"k2": "0"}, (2, 1, 3))],
    ids=["text that the sum counts", "a number", "a text that adds nothing"],
)
def test_a_score_is_no_fault_where_the_sums_are_right(tmp_path: Path, scores: dict[str, Any], sums: Any) -> None:
    assert list_said(receive_summed(tmp_path, scores, sums)) == []


def test_a_sum_that_is_wrong_beside_a_text_is_still_wrong(tmp_path: Path) -> None:
    received = receive_summed(tmp_path, {"k2": "2,5"}, (3, 1, 5.5))
    assert list_said(received) == [("subtotal_differs", "D6")]


def test_a_declared_correction_does_not_make_the_form_s_own_sums_faulty(tmp_path: Path) -> None:
    fix = CORRECTION.format(cell="D7", stated=2, to=1.5)
    received = receive_summed(tmp_path, {"k2": 2.5}, (4.5, 1, 5.5), fix)
    assert list_said(received) == []
    assert score_of(received, "cuc1", "k1")["score"] == 1.5


def test_a_text_that_was_corrected_to_a_number_leaves_the_sums_alone_too(tmp_path: Path) -> None:
    fix = CORRECTION.format(cell="D7", stated='"hai"', to=2)
    assert list_said(receive_summed(tmp_path, {"k1": "hai", "k2": 2.5}, (2.5, 1, 3.5), fix)) == []


def test_a_sum_that_was_wrong_before_the_correction_is_still_wrong(tmp_path: Path) -> None:
    fix = CORRECTION.format(cell="D7", stated=2, to=1.5)
    received = receive_summed(tmp_path, {"k2": 2.5}, (3.5, 1, 5.5), fix)
    assert list_said(received) == [("subtotal_differs", "D6")]


WORDS = ["nan", "NaN", "None", "undefined", "null", "NA", "N/A", "NaT", "<NA>", "inf", "True", "#N/A lỗi"]


@pytest.mark.parametrize("word", WORDS)
def test_a_text_that_programs_use_for_nothing_is_a_text(tmp_path: Path, word: str) -> None:
    folder = write_season(tmp_path)
    rows = form_rows("Cục I", GOOD_SELF)
    rows[6][4] = word
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    (folder / "appraisal" / "cuc1.xlsx").unlink()
    head = "unit,criterion,score,note\n"
    line = f'cuc1,k1,1.5,"{word}"\n'
    (folder / "appraisal" / "a.csv").write_text(head + line, encoding="utf-8")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["note"] == word
    assert score_of(received, "cuc1", "k1", "appraisal")["note"] == word


@pytest.mark.parametrize(
    ("notes", "kept"), [(("a", ""), "a"), (("", "b"), "b"), (("a", "b"), "a; b"), (("a", "a"), "a")]
)
def test_both_columns_of_notes_are_read(tmp_path: Path, notes: tuple[str, str], kept: str) -> None:
    folder = write_season(tmp_path)
    header = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm thẩm định", "Ý kiến thẩm định", "Ghi chú"]
    rows = form_rows("Cục I", {"k1": 1.5, "k2": 3, "t1": 1, "t2": 1}, header)
    rows[6][4:] = list(notes)
    write_workbook(folder / "appraisal" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert score_of(received, "cuc1", "k1", "appraisal")["note"] == kept
    assert found(received, "deduction_without_reason").query("unit_id == 'cuc1'").empty


HEADINGS = [
    'Điểm "chính thức"',
    "Điểm\nđược duyệt",
    "Cột \\ lạ",
    "Điểm = a + b",
    " Điểm  xa ",
    "Điểm (%) [x]",
    "Chỉ số CCHC (%)",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_line_copied_from_a_message_works_as_copied(tmp_path: Path, heading: str) -> None:
    folder = write_season(tmp_path)
    rows = form_rows("Cục I", GOOD_SELF, ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", heading])
    for row in (6, 7, 9):
        rows[row][4:] = [1]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    asked = receive(folder).findings.query("rule.str.endswith('_column')")
    for sentence in asked["sentence"]:
        lines = re.findall(r'\[layout\.(?:"(?:\\.|[^"\\])*"|[^\]"])*\]', sentence)
        assert lines, sentence
        for line in lines:
            (folder / "season.toml").write_text(f"{SEASON}\n{line}\n", encoding="utf-8")
            assert receive(folder).findings.query("rule.str.endswith('_column')").empty, line
    if heading == "Chỉ số CCHC (%)":
        assert asked.empty
        (folder / "season.toml").write_text(f'{SEASON}\n[layout.ignored."{heading}"]\n', encoding="utf-8")
        assert receive(folder).findings.query("rule.str.endswith('_column')").empty
