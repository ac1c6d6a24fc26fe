"""Files that are not what their name says: one finding each, and the season goes on."""

from pathlib import Path

import pytest
import xlsxwriter

from cchc_analysis.intake import workbooks

from .season_folder import GOOD_SELF, form_rows, found, receive, score_of, write_season, write_workbook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path)


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4096)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("cuc1.xlsx", b"", "file_empty"),
        ("cuc1.xlsx", b"PK\x03\x04 not an archive", "file_corrupt"),
        ("cuc1.xlsx", b"anything at all", "file_corrupt"),
        ("cuc1.xlsx", b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "file_type"),
        ("cuc1.xls", b"\xef\xbb\xbf\r\n<html><table></table></html>", "file_type"),
        ("cuc1.xlsx", b"%PDF-1.7 ...", "file_type"),
        ("cuc1.xlsx", ENCRYPTED, "file_password"),
        ("cuc1.docx", b"PK\x03\x04", "file_type"),
        ("cuc1.csv", "đơn vị,tiêu chí,điểm".encode("utf-16-le"), "file_encoding"),
        ("cuc1.csv", "đơn vị".encode("cp1258", errors="replace") + b"\xff\xfe", "file_encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error_and_the_others_are_read(
    folder: Path, name: str, content: bytes, rule: str
) -> None:
    (folder / "self" / "cuc1.xlsx").unlink()
    (folder / "self" / name).write_bytes(content)
    received = receive(folder)
    assert received.findings[["rule", "severity", "unit_id", "source_file"]].to_numpy().tolist() == [
        [rule, "error", "cuc1", f"self/{name}"]
    ]
    assert set(received.scores.loc[received.scores["stage"] == "self", "unit_id"]) == {"khth", "cuc2"}


def test_a_truncated_workbook_is_corrupt(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    path.write_bytes(path.read_bytes()[:2000])
    assert receive(folder).findings["rule"].tolist() == ["file_corrupt"]


def test_an_archive_that_unpacks_to_too_much_is_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_BYTES", 20_000)
    with xlsxwriter.Workbook(folder / "self" / "cuc1.xlsx") as book:
        page = book.add_worksheet()
        for row in range(3000):
            page.write_row(row, 0, [0, 0, 0, 0])
    assert "file_too_large" in set(receive(folder).findings["rule"])


def test_locks_of_open_workbooks_and_hidden_files_are_passed_over(folder: Path) -> None:
    for name in ("~$cuc1.xlsx", ".DS_Store", "Thumbs.db"):
        (folder / "self" / name).write_bytes(b"x")
    assert receive(folder).findings.empty


def test_chart_sheets_are_no_forms_and_a_hidden_form_is_a_doubt(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "self" / "cuc1.xlsx") as book:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Phiếu!$D$7:$D$8"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)
        for name, score in (("Phiếu", 2), ("Nháp", 0)):
            page = book.add_worksheet(name)
            for row, values in enumerate(form_rows("Cục I", GOOD_SELF | {"k1": score})):
                page.write_row(row, 0, ["" if value is None else value for value in values])
            if name == "Nháp":
                page.hide()
            else:
                page.activate()
    received = receive(folder)
    columns = ["rule", "severity", "found", "source_sheet"]
    assert received.findings[columns].to_numpy().tolist() == [["hidden_sheet", "doubt", "Nháp", "Nháp"]]
    assert score_of(received, "cuc1", "k1")["score"] == 2


def test_cell_text_is_kept_as_text(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    rows[6][4] = "<script>alert(1)</script>"
    rows[7][4] = "=cmd|' /C calc'!A0"
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["note"] == "<script>alert(1)</script>"
    assert score_of(received, "cuc1", "k2")["note"] == "=cmd|' /C calc'!A0"
    assert found(received, "score_unreadable").empty
