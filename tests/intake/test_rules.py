"""The catalogue of rules, its document, and findings made from it."""

import string
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis import schemas
from cchc_analysis.intake.findings import collect, finding
from cchc_analysis.intake.rules import FOLDER, SUBJECTS, Rule, describe_rules, load_rules, read_rules
from cchc_analysis.rules.season import SeasonError

DOCS = Path(__file__).parents[2] / "docs"


def words_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_says_the_same_in_both_languages(rule: Rule) -> None:
    assert words_of(rule.sentence) == words_of(rule.sentence_en)
    assert words_of(rule.action) == words_of(rule.action_en)
    for text in (rule.title, rule.title_en, rule.sentence, rule.sentence_en, rule.action, rule.action_en):
        assert text.strip() == text
        assert text


def test_the_document_of_rules_is_fresh() -> None:
    stated = (DOCS / "findings.md").read_text(encoding="utf-8")
    assert stated == describe_rules(), "run: python -m scripts.findings"


def test_the_document_names_every_rule_in_one_row_of_its_table() -> None:
    rows = [line for line in describe_rules().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(load_rules())
    assert {row.count(" | ") for row in rows} == {4}


def copy_catalogue(folder: Path, file: str, old: str, new: str) -> Path:
    """The catalogue in *folder*, with one change in one of its files."""
    for subject in SUBJECTS:
        text = (FOLDER / f"{subject}.toml").read_text(encoding="utf-8")
        if subject == file:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (folder / f"{subject}.toml").write_text(text, encoding="utf-8")
    return folder


FAULTS = {
    "a word nothing fills in": ("ghi “{found}”; điểm tối đa phải", "ghi “{foud}”; điểm tối đa phải", "{foud}"),
    "a word in one language only": ("reads “{found}”; its maximum", "is wrong; its maximum", "{found}"),
    "a brace that is not closed": ("ghi “{found}”; điểm tối đa phải", "ghi “{found”; điểm tối đa phải", "{ }"),
    "no English": ('title_en = "Negative score"\n', "", "title_en"),
    "a severity that does not exist": (
        'severity = "doubt"\ntitle = "Lý do',
        'severity = "lỗi"\ntitle = "Lý do',
        "doubt",
    ),
    "a key that does not exist": ('action = "Sửa điểm."', 'advise = "Sửa điểm."', "advise"),
    "a text in blanks": ('title = "Điểm âm"', 'title = " "', "title"),
    "a rule of another file": ("[score_negative]", "[file_empty]", "file_empty"),
    "a rule stated twice": ("[score_negative]", "[score_above_max]", "score_above_max"),
    "smart quotes": ('title = "Điểm âm"', "title = “Điểm âm”", "TOML"),
}


@pytest.mark.parametrize(("old", "new", "named"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_catalogue_names_its_file_and_what_is_wrong(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    with pytest.raises(SeasonError) as raised:
        read_rules(copy_catalogue(tmp_path, "scores", old, new))
    assert all(fault.file.endswith("scores.toml") for fault in raised.value.faults)
    assert any(named in fault.sentence(lang) for fault in raised.value.faults for lang in ("vi", "en"))


def test_every_fault_of_the_catalogue_is_told_at_once(tmp_path: Path) -> None:
    folder = copy_catalogue(tmp_path, "scores", 'title = "Điểm âm"', "")
    (folder / "files.toml").write_text("[file_empty\n", encoding="utf-8")
    (folder / "units.toml").unlink()
    with pytest.raises(SeasonError) as raised:
        read_rules(folder)
    assert {fault.file.rpartition("/")[2] for fault in raised.value.faults} == {
        "files.toml",
        "units.toml",
        "scores.toml",
    }


def test_another_wording_with_the_same_words_to_fill_in_is_read(tmp_path: Path) -> None:
    folder = copy_catalogue(tmp_path, "scores", 'title = "Điểm âm"', 'title = "Điểm nhỏ hơn 0"')
    assert read_rules(folder)["score_negative"].say("title", "vi") == "Điểm nhỏ hơn 0"


def test_findings_come_errors_first_then_by_place_each_once() -> None:
    def at(rule: str, file: str, cell: str) -> dict[str, object]:
        words = {"unit": "A", "criterion": "1", "expected": "2"}
        return finding(rule, source_file=file, source_cell=cell, found="1", **words)

    rows = [
        at("score_off_step", "a", "A1"),
        at("score_negative", "b", "A2"),
        at("score_negative", "a", "B10"),
        at("score_negative", "a", "AA9"),
        at("score_negative", "a", "B9"),
        at("score_negative", "a", "B9"),
    ]
    findings = collect(rows, 2020)
    assert findings["source_cell"].tolist() == ["B9", "AA9", "B10", "A2", "A1"]
    assert findings["finding_id"].tolist() == [1, 2, 3, 4, 5]
    assert findings["severity"].tolist() == ["error"] * 4 + ["doubt"]


def test_no_faults_are_an_empty_table_of_findings() -> None:
    pd.testing.assert_frame_equal(collect([], 2020), schemas.empty("findings"))


def test_words_of_a_sentence_have_an_english_twin() -> None:
    row = finding("unknown_unit", found="A", hint=" (gần giống: B)", hint_en=" (similar: B)")
    assert "gần giống" in row["sentence"]
    assert "similar" in row["sentence_en"]


def test_braces_in_a_cell_are_text() -> None:
    row = finding("score_unreadable", found="{expected}", expected="số", criterion="{0}")
    assert "{expected}" in row["sentence"]
    assert "{0}" in row["sentence"]
