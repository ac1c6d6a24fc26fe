"""An old workbook that ends the reader costs itself: the process is replaced, and the next file is read."""

import struct
import sys
from pathlib import Path

import pytest

from cchc_analysis.intake import compound_files
from cchc_analysis.intake.compound_files import FileRefusedError, ReaderDiedError, SheetTooLargeError, read_compound

from .season_folder import found, receive, score_of, write_form, write_season

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELLS = 1000


def looped_compound() -> bytes:
    """A compound file of a header and two sectors, whose directory is a chain that points back at itself."""
    free, table, end = 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFE
    header = MARK + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0)[: 76 - len(header)]
    header += struct.pack("<109I", 0, *[free] * 108)
    sectors = struct.pack("<128I", table, 1, *[free] * 126)
    return header[:512].ljust(512, b"\xff") + sectors + bytes(512)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds the time only")
def test_a_file_that_ends_the_reader_is_one_error_and_the_others_are_read(folder: Path) -> None:
    (folder / "self" / "cuc1.xlsx").unlink()
    (folder / "self" / "cuc1.xls").write_bytes(looped_compound())
    received = receive(folder)
    assert received.findings[["rule", "source_file"]].to_numpy().tolist() == [["file_ends_reader", "self/cuc1.xls"]]
    assert score_of(received, "cuc2", "k1")["score"] == 2


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compound_files, "PATIENCE", 0.0)
    with pytest.raises(ReaderDiedError, match="> 0 s"):
        read_compound(looped_compound(), CELLS)
    monkeypatch.undo()
    with pytest.raises(FileRefusedError):
        read_compound(MARK + bytes(100), CELLS)


def test_the_process_reads_what_this_one_reads_and_says_what_is_too_large(tmp_path: Path) -> None:
    content = write_form(tmp_path / "a.xlsx", "Cục I", {"k1": 2}).read_bytes()
    assert read_compound(content, CELLS) == compound_files.read_raw_sheets(content, CELLS)
    with pytest.raises(SheetTooLargeError):
        read_compound(content, 10)


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    content = write_form(tmp_path / "a.xlsx", "Cục I", {"k1": 2}).read_bytes()
    read_compound(content, CELLS)
    process = compound_files._READER._process
    read_compound(content, CELLS)
    assert process is not None
    assert compound_files._READER._process is process


def test_a_compound_file_of_another_kind_is_corrupt_and_not_blamed_for_ending_the_reader(folder: Path) -> None:
    (folder / "self" / "cuc1.xlsx").unlink()
    (folder / "self" / "cuc1.xls").write_bytes(MARK + bytes(3000))
    assert len(found(receive(folder), "file_corrupt")) == 1
