"""Hand-written notes: found by their names, in two languages, and every file that is none is named with what is."""

from pathlib import Path

import pytest

from cchc_analysis.intake.notes import read_notes
from cchc_analysis.intake.receiving import receive_season
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.rules.season import read_season

from .season_folder import write_season

UNITS = ["khth", "cuc.en", "cuc"]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_note_is_about_the_section_or_the_unit_its_file_is_named_for(tmp_path: Path) -> None:
    write(tmp_path, **{"results.md": "Một.", "results.en.md": "One.", "units/khth.md": "Hai."})
    notes, findings = read_notes(tmp_path, UNITS, 2020)
    assert findings == []
    assert notes.drop(columns="year").astype(object).where(notes.notna(), None).to_numpy().tolist() == [
        ["results", None, "en", "One.", "notes/results.en.md"],
        ["results", None, "vi", "Một.", "notes/results.md"],
        [None, "khth", "vi", "Hai.", "notes/units/khth.md"],
    ]


def test_a_unit_whose_id_ends_like_the_english_mark_keeps_its_notes(tmp_path: Path) -> None:
    write(tmp_path, **{"units/cuc.en.md": "x", "units/cuc.en.en.md": "y", "units/cuc.md": "z"})
    notes, _findings = read_notes(tmp_path, UNITS, 2020)
    assert dict(zip(notes["source_file"], notes["unit_id"] + " " + notes["note_lang"], strict=True)) == {
        "notes/units/cuc.en.md": "cuc.en vi",
        "notes/units/cuc.en.en.md": "cuc.en en",
        "notes/units/cuc.md": "cuc vi",
    }


@pytest.mark.parametrize("text", ["", " \n", "<!-- viết ở đây -->\n", "<!-- không đóng", "\ufeff<!-- a -->"])
def test_an_empty_or_commented_file_is_a_note_not_yet_written(tmp_path: Path, text: str) -> None:
    write(tmp_path, **{"results.md": text})
    notes, findings = read_notes(tmp_path, UNITS, 2020)
    assert (len(notes), findings) == (0, [])


def test_every_unknown_name_is_a_doubt_that_names_what_is_expected(tmp_path: Path) -> None:
    names = ["result.md", "results.txt", "Results.md", "units/nobody.md", "more/results.md", "units/x/khth.md"]
    write(tmp_path, **dict.fromkeys(names, "x"))
    notes, findings = read_notes(tmp_path, UNITS, 2020)
    assert notes.empty
    assert sorted(row["found"] for row in findings) == sorted(f"notes/{name}" for name in names)
    assert {(row["rule"], row["severity"]) for row in findings} == {("note_unknown", "doubt")}
    said = {row["found"]: row["action"] for row in findings}
    assert "results.md" in said["notes/result.md"]
    assert "khth, cuc.en, cuc" in said["notes/units/nobody.md"]


def test_a_note_that_is_no_text_is_an_error_and_the_others_stand(tmp_path: Path) -> None:
    write(tmp_path, **{"results.md": "Một.", "summary.md": "x" * 100_001})
    (tmp_path / "notes" / "strengths.md").write_bytes("Điểm mạnh".encode("utf-16"))
    notes, findings = read_notes(tmp_path, UNITS, 2020)
    assert notes["section"].tolist() == ["results"]
    assert [(row["rule"], row["severity"], row["source_file"]) for row in findings] == [
        ("note_unreadable", "error", "notes/strengths.md"),
        ("note_unreadable", "error", "notes/summary.md"),
    ]


def test_hidden_files_and_a_missing_folder_are_nothing(tmp_path: Path) -> None:
    assert read_notes(tmp_path, UNITS, 2020)[0].empty
    write(tmp_path, **{"units/.gitkeep": "", ".DS_Store": "x"})
    notes, findings = read_notes(tmp_path, UNITS, 2020)
    assert (len(notes), findings) == (0, [])


def test_a_checked_season_holds_its_notes_and_their_findings(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "raw")
    write(folder, **{"results.md": "Một.", "resultats.md": "x"})
    tables = check_season(2020, tmp_path).tables
    assert tables["notes"]["written"].tolist() == ["Một."]
    assert (tables["findings"]["rule"] == "note_unknown").sum() == 1
    assert not receive_season(folder, read_season(folder)).findings["rule"].eq("file_not_read").any()
