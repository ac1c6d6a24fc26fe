"""What stands in a season's folder: the odd, and beside it what is just not odd and stays silent."""

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from cchc_analysis.intake import workbooks
from cchc_analysis.intake.register import find_receipt

from .season_folder import GOOD_SELF, found, receive, score_of, write_form, write_season

IS_WINDOWS = sys.platform == "win32"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path)


@pytest.mark.skipif(IS_WINDOWS, reason="links ask for a right there")
def test_a_link_to_a_form_is_read_as_the_form(folder: Path, tmp_path: Path) -> None:
    (folder / "self" / "cuc1.xlsx").rename(tmp_path / "elsewhere.xlsx")
    (folder / "self" / "cuc1.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["score"] == 2


@pytest.mark.skipif(IS_WINDOWS, reason="links ask for a right there")
def test_a_link_to_what_is_gone_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "self" / "cuc1.xlsx").unlink()
    (folder / "self" / "cuc1.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")
    rules = receive(folder).findings.query("severity == 'error'")["rule"].tolist()
    assert sorted(rules) == ["missing_form", "not_a_file"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_in_unicode_is_read_however_its_marks_are_written(folder: Path, form: str) -> None:
    name = unicodedata.normalize(form, "Phiếu của Cục Một – lần ế.xlsx")
    (folder / "self" / "cuc1.xlsx").rename(folder / "self" / name)
    received = receive(folder)
    assert received.findings.query("severity == 'error'").empty
    assert score_of(received, "cuc1", "k1")["source_file"] == f"self/{name}"


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".~lock.a.ods#", "~$cuc1.xlsx", "._cuc1.xlsx"])
def test_what_systems_leave_is_passed_over(folder: Path, name: str) -> None:
    for place in (folder, folder / "self"):
        (place / name).write_bytes(b"x")
    assert receive(folder).findings.empty


def test_a_folder_that_systems_leave_is_passed_over(folder: Path) -> None:
    (folder / "self" / "__MACOSX").mkdir()
    assert receive(folder).findings.empty


def test_a_file_that_is_written_to_while_it_is_read_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, look = folder / "self" / "cuc1.xlsx", os.fstat

    def write_after(number: int) -> os.stat_result:
        state = look(number)
        if state.st_ino == path.stat().st_ino:
            with path.open("ab") as stream:
                stream.write(b"more")
        return state

    monkeypatch.setattr(workbooks.os, "fstat", write_after)
    received = receive(folder)
    assert found(received, "file_changed")["source_file"].tolist() == ["self/cuc1.xlsx"]
    assert score_of(received, "cuc2", "k1")["score"] == 2


def test_a_file_that_is_gone_before_it_is_read_costs_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = workbooks._read_content

    def take_away(path: Path) -> tuple[bytes, float]:
        if path.name == "cuc1.xlsx" and path.parent.name == "self":
            path.unlink()
        return read(path)

    monkeypatch.setattr(workbooks, "_read_content", take_away)
    received = receive(folder)
    assert found(received, "file_changed")["source_file"].tolist() == ["self/cuc1.xlsx"]
    assert score_of(received, "cuc2", "k1")["score"] == 2


def test_a_year_that_no_calendar_has_is_no_reason_to_stop(tmp_path: Path) -> None:
    path = write_form(tmp_path / "a.csv", "Cục I", GOOD_SELF)
    years = [find_receipt(path, "a.csv", {}, "Asia/Ho_Chi_Minh", at).received_at.year for at in (1e15, -1e15, 0)]
    assert years == [9999, 1, 1970]
