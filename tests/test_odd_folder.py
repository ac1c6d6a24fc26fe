"""Odd things in a season's folder, on the real command: each costs itself, is named, and the season goes on."""

import os
import shutil
import socket
import sys
from pathlib import Path

import pandas as pd
import pytest

from intake.season_folder import GOOD_SELF, receive, write_form, write_season
from season_runs import Run, obey_permissions, run_command

if sys.platform == "win32":
    pytest.skip("pipes, devices and names of any bytes are of POSIX", allow_module_level=True)

ODD = {
    "self/ong.xlsx": ("not_a_file", "ống dẫn"),
    "self/do \x1b[31m\x07\n.xlsx": ("not_a_file", "ống dẫn"),
    "self/o cam.xlsx": ("not_a_file", "ổ cắm"),
    "self/thiet bi.xlsx": ("not_a_file", "thiết bị"),
    "self/khong dau.xlsx": ("not_a_file", "nơi không có gì"),
    "self/vong.xlsx": ("not_a_file", "liên kết vòng"),
    "self/c\\xfcc \\xff.xlsx": ("name_not_unicode", "Unicode"),
    "corrections.toml": ("not_a_file", "ống dẫn"),
    "scores.csv": ("not_a_file", "thư mục"),
    "notes/results.md": ("not_a_file", "ống dẫn"),
    "notes/\\xfe.md": ("name_not_unicode", "Unicode"),
    "registers": ("not_a_file", "tệp"),
}
"""What is an error, and a word of its sentence."""

UNUSED = ["la.txt", "ong", "self/thu muc", "th\\xff"]
"""What is no part of the season: a doubt."""


def fill(folder: Path) -> None:
    """Put every odd thing into the folder of a season in which nothing is wrong."""
    self_folder = folder / "self"
    os.mkfifo(self_folder / "ong.xlsx")
    with socket.socket(socket.AF_UNIX) as door:
        here = Path.cwd()
        os.chdir(self_folder)  # a path to a socket may have 107 bytes
        door.bind("o cam.xlsx")
        os.chdir(here)
    (self_folder / "thiet bi.xlsx").symlink_to("/dev/zero")
    (self_folder / "khong dau.xlsx").symlink_to(folder / "none" / "at all.xlsx")
    (self_folder / "vong.xlsx").symlink_to("vong.xlsx")
    (self_folder / "thu muc").symlink_to(".")
    content = (self_folder / "cuc1.xlsx").read_bytes()
    Path(os.fsdecode(os.fsencode(self_folder) + b"/c\xfcc \xff.xlsx")).write_bytes(content)
    (self_folder / "cuc2 (1).xlsx").write_bytes((self_folder / "cuc2.xlsx").read_bytes())
    os.mkfifo(self_folder / "do \x1b[31m\x07\n.xlsx")
    os.mkfifo(folder / "corrections.toml")
    (folder / "scores.csv").mkdir()
    (folder / "notes").mkdir()
    os.mkfifo(folder / "notes" / "results.md")
    Path(os.fsdecode(os.fsencode(folder) + b"/notes/\xfe.md")).write_text("?", encoding="utf-8")
    (folder / "registers").write_text("?", encoding="utf-8")
    (folder / "la.txt").write_text("?", encoding="utf-8")
    os.mkfifo(folder / "ong")
    Path(os.fsdecode(os.fsencode(folder) + b"/th\xff")).mkdir()


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Run:
    project = tmp_path_factory.mktemp("odd")
    fill(write_season(project / "data" / "raw"))
    return run_command(project, "check", "--year", "2020")


@pytest.fixture(scope="module")
def findings(checked: Run) -> pd.DataFrame:
    return checked.read_table("findings")


def test_every_odd_thing_is_an_error_that_says_what_it_is_and_what_to_do(checked: Run, findings: pd.DataFrame) -> None:
    errors = findings.query("severity == 'error'").set_index("source_file")
    assert errors["rule"].to_dict() == {file: rule for file, (rule, _word) in ODD.items()}
    for file, (_rule, word) in ODD.items():
        assert word in errors.loc[file, "sentence"]
        assert file in errors.loc[file, "sentence_en"]
    assert checked.code == 1
    assert "Traceback" not in checked.said


def test_what_is_no_part_of_the_season_is_a_doubt_whatever_it_is(findings: pd.DataFrame) -> None:
    doubts = findings.query("severity == 'doubt'")
    assert doubts["rule"].unique().tolist() == ["file_not_read"]
    assert sorted(doubts["source_file"]) == UNUSED


def test_the_rest_of_the_season_is_read_as_without_them(checked: Run, tmp_path: Path) -> None:
    plain = receive(write_season(tmp_path))
    columns = ["unit_id", "criterion_id", "stage", "status", "score"]
    pd.testing.assert_frame_equal(checked.read_table("scores")[columns], plain.scores[columns])


def test_a_copy_to_the_byte_is_no_error_and_the_page_of_what_was_received_says_so(checked: Run) -> None:
    made = run_command(checked.project, "report", "--year", "2020", "--edition", "internal", "--jobs", "1")
    assert "Traceback" not in made.said
    page = made.read_page("intake")
    assert "giống hệt" in page
    assert "cuc2 (1).xlsx" in page


def test_no_control_character_of_a_name_reaches_the_terminal(checked: Run) -> None:
    assert not [sign for sign in checked.said if ord(sign) < 32 and sign != "\n"]


def test_a_second_check_finds_that_nothing_has_changed_and_an_odd_thing_that_is_mended_is_read(
    checked: Run, tmp_path: Path
) -> None:
    shutil.copytree(checked.data / "processed", tmp_path / "kept")
    again = run_command(checked.project, "check", "--year", "2020")
    assert "giữ nguyên" in again.said
    door = checked.data / "raw" / "2020" / "self" / "khong dau.xlsx"
    door.unlink()
    write_form(door, "Cục I", GOOD_SELF | {"k1": 1.5})
    after = run_command(checked.project, "check", "--year", "2020")
    assert "giữ nguyên" not in after.said
    rules = after.read_table("findings").query("unit_id == 'cuc1'")["rule"].tolist()
    assert rules == ["duplicate_form"]


def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "data" / "raw")
    closed = [folder / "self" / "cuc1.xlsx", folder / "appraisal"]
    for path in closed:
        path.chmod(0)
    try:
        checked = run_command(tmp_path, "check", "--year", "2020", before=obey_permissions)
    finally:
        for path in closed:
            path.chmod(0o700)
    errors = checked.read_table("findings").query("severity == 'error'").set_index("source_file")["rule"].to_dict()
    assert errors == {"self/cuc1.xlsx": "file_not_opened", "appraisal": "folder_not_opened"}
    assert "Permission denied" in checked.said


def test_a_folder_that_is_a_link_is_read_and_watched_and_a_link_to_a_disk_is_not_gone_down_into(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "data" / "raw")
    (folder / "self").rename(tmp_path / "shared")
    (folder / "self").symlink_to(tmp_path / "shared")
    (folder / "everything").symlink_to("/")
    assert run_command(tmp_path, "check", "--year", "2020").code == 0
    assert "giữ nguyên" in run_command(tmp_path, "check", "--year", "2020").said
    write_form(tmp_path / "shared" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": 1.5})
    changed = run_command(tmp_path, "check", "--year", "2020")
    scores = changed.read_table("scores").query("unit_id == 'cuc1' and stage == 'self' and criterion_id == 'k1'")
    assert scores["score"].tolist() == [1.5]
