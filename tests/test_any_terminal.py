"""The real command on terminals that lack letters, and where the system refuses it: a sentence, never a traceback."""

import os
import sys
from pathlib import Path

import pytest

from intake.season_folder import GOOD_SELF, UNITS, write_form, write_season
from season_runs import Run, obey_permissions, run_command

YEAR = ("--year", "2020")
COMMANDS = [
    ("--help",),
    ("report", "--help"),
    ("check",),
    ("check", *YEAR, "--force"),
    ("check", "--year", "1990"),
    ("trace", *YEAR, "--unit", "Cục I", "--criterion", "k1"),
    ("trace", *YEAR, "--unit", "Cục Ẵ", "--criterion", "k1"),
    ("diff", *YEAR, "--unit", "cuc1"),
    ("return", *YEAR),
    ("measure", *YEAR),
    ("forms", *YEAR, "--out", "phiếu"),
    ("new-season", "--from", "2020", "--year", "2020"),
    ("registers", "--guess", "không có.xlsx"),
    ("release", *YEAR, "--jobs", "1"),
    ("verify", "bản phát hành"),
    ("tables", "--out", "bảng"),
]


OVERRIDES = ("--override", "draft", "--because", "thử", "--override", "score_above_max", "--because", "thử")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checked season with a fault in it, whose file is named as Vietnamese as can be."""
    project = tmp_path_factory.mktemp("terminal")
    folder = write_season(project / "data" / "raw")
    (folder / "self" / "cuc1.xlsx").unlink()
    write_form(folder / "self" / "Cục Một ẵ “ệ” → ½.xlsx", "Cục I", GOOD_SELF | {"k1": 9})
    assert run_command(project, "check", *YEAR).code == 1
    return project


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("encoding", ["cp1258", "ascii"])
def test_no_command_ends_in_a_traceback_for_want_of_letters(
    project: Path, words: tuple[str, ...], encoding: str
) -> None:
    run = run_command(project, *words, environment={"PYTHONIOENCODING": "cp1258", "LANG": "C"}, encoding="cp1258")
    assert "Traceback" not in run.said
    assert "Unicode" not in run.said
    assert run.said.strip()
    assert run.code in (0, 1, 2)


def test_a_letter_that_a_terminal_lacks_is_written_as_the_nearest(project: Path) -> None:
    said = {
        encoding: run_command(
            project, "check", *YEAR, environment={"PYTHONIOENCODING": encoding}, encoding=encoding
        ).said.casefold()
        for encoding in ("cp1258", "cp1252", "ascii")
    }
    assert "kê\u0301t thúc: 1" in said["cp1258"]
    assert "kêt thúc: 1" in said["cp1252"]
    assert "ket thuc: 1" in said["ascii"]
    assert 'cuc mot a "e" ->' in said["ascii"]


def test_an_argument_of_any_bytes_is_said_back(project: Path) -> None:
    run = run_command(project, "trace", *YEAR, "--unit", os.fsdecode(b"c\xfc\x1b[31m"), "--criterion", "k1")
    assert run.code == 2
    assert "Traceback" not in run.said
    assert "\x1b" not in run.said


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize(
    "words",
    [
        ("report", *YEAR, "--jobs", "1", "--edition", "internal", "--out", "shut"),
        ("return", *YEAR, "--out", "shut/notes"),
        ("forms", *YEAR, "--out", "shut/forms"),
        ("release", *YEAR, "--jobs", "1", *OVERRIDES, "--out", "shut"),
        ("tables", "--out", "shut/tables"),
        ("simulate", "--out", "shut/made up", "--units", "3", "--criteria", "3", "--years", "1"),
        ("documents", *YEAR, "--out", "shut"),
        ("new-season", "--from", "2020", "--year", "2021"),
        ("check", *YEAR, "--force"),
    ],
    ids=lambda words: words[0],
)
def test_a_folder_that_may_only_be_read_is_one_sentence(tmp_path: Path, project: Path, words: tuple[str, ...]) -> None:
    if words[0] in ("new-season", "check"):
        write_season(tmp_path / "data" / "raw")
        shut = tmp_path / "data" / ("raw" if words[0] == "new-season" else "")
        here = tmp_path
    else:
        shut, here = project / "shut", project
        shut.mkdir(exist_ok=True)
    shut.chmod(0o500)
    try:
        run = run_command(here, *words, before=obey_permissions)
    finally:
        shut.chmod(0o700)
    assert run.code == 2, run.said
    assert "Traceback" not in run.said
    (sentence,) = [line for line in run.said.splitlines() if "Hệ thống không cho" in line]
    assert shut.name in sentence
    assert "chạy lại" in sentence


def test_a_file_in_the_place_of_the_output_folder_is_one_sentence(project: Path) -> None:
    (project / "taken").write_text("", encoding="utf-8")
    run = run_command(project, "return", *YEAR, "--out", "taken")
    assert (run.code, "Traceback" in run.said) == (2, False)
    assert "taken" in run.said


def test_a_note_goes_back_about_a_file_whose_name_is_as_long_as_names_may_be(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "data" / "raw")
    (folder / "self" / "cuc1.xlsx").unlink()
    for letter in "ab":
        long = folder / "self" / f"{'ệ' * 82}{letter}.xlsx"
        assert len(long.name.encode()) == 252
        write_form(long, "Cục I", GOOD_SELF | {"k1": "?" + letter})
    run = run_command(tmp_path, "return", *YEAR)
    assert "Traceback" not in run.said, run.said
    (copy,) = (tmp_path / "reports" / "2020" / "returns" / "cuc1").glob("*.marked.xlsx")
    assert copy.name.startswith("ệệệ")


@pytest.mark.parametrize("unit_id", ["con", "NUL", "com1", "lpt9.a", "cuc1.", "v" * 101])
@pytest.mark.parametrize("words", [("check", *YEAR), ("forms", *YEAR, "--out", "forms")], ids=["check", "forms"])
def test_an_id_that_no_file_can_have_is_refused_where_units_are_read(
    tmp_path: Path, unit_id: str, words: tuple[str, ...]
) -> None:
    write_season(tmp_path / "data" / "raw", units=UNITS.replace("cuc1,", f"{unit_id},"))
    run = run_command(tmp_path, *words)
    assert run.code == 2
    assert "units.csv" in run.said
    assert unit_id in run.said


def test_a_new_season_from_one_with_such_ids_says_so(tmp_path: Path) -> None:
    write_season(tmp_path / "data" / "raw", units=UNITS.replace("cuc1,", "con,"))
    run: Run = run_command(tmp_path, "new-season", "--from", "2020", "--year", "2021")
    assert "Windows" in run.said
    assert "con" in run.said


def test_an_id_beside_such_ones_is_taken(tmp_path: Path) -> None:
    write_season(tmp_path / "data" / "raw", units=UNITS.replace("cuc1,", "cong.1,"))
    assert run_command(tmp_path, "check", *YEAR).code == 0
