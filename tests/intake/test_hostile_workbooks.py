"""Workbooks made to do harm: stopped by a look at what they are, one finding each, in bounded time and memory."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from cchc_analysis.intake.workbooks import UnreadableFileError, read_workbook

from .season_folder import GOOD_SELF, form_rows, found, receive, score_of, write_season, write_workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path)


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change the parts of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def with_sheet(xml: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = f"<worksheet {MAIN}><sheetData>{xml}</sheetData></worksheet>".encode()

    return change


def add(name: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HUGE_TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "a" * 40_000 + "</t></is></c></row>"
FAR_UNSAID = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + "<c/>" * 16_000 + "<c><v>1</v></c></row>"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (add("xl/media/bomb.bin", bytes(300 << 20)), "file_too_large"),
        (with_sheet(FAR), "file_too_large"),
        (with_sheet(FAR_UNSAID), "file_too_large"),
        (add("xl/vbaProject.bin"), "file_macros"),
        (lambda parts: [parts.update({f"x/{number}": b""}) for number in range(6000)], "file_too_large"),
        (lambda parts: parts.pop("xl/workbook.xml"), "file_type"),
        (add("XL/WORKBOOK.XML"), "file_corrupt"),
        (
            with_sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "a" * 40_000 + "</t></is></c></row>"),
            "file_too_large",
        ),
    ],
    ids=["bomb", "far cell", "far cell unsaid", "macros", "parts", "no workbook", "repeated names", "huge text"],
)
def test_a_hostile_workbook_is_one_error_and_the_season_goes_on(
    folder: Path, change: Callable[[dict[str, bytes]], None], rule: str
) -> None:
    rewrite(folder / "self" / "cuc1.xlsx", change)
    start = time.perf_counter()
    received = receive(folder)
    assert time.perf_counter() - start < 20
    assert received.findings[["rule", "source_file"]].to_numpy().tolist() == [[rule, "self/cuc1.xlsx"]]
    assert score_of(received, "cuc2", "k1")["score"] == 2


def test_a_shared_text_repeated_over_many_cells_is_counted_before_it_is_unpacked(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["a" * 30_000]])
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 10_000))
    rewrite(path, with_sheet(cells))
    with pytest.raises(UnreadableFileError, match="file_too_large"):
        read_workbook(path, "a.xlsx")


def test_an_archive_that_lies_about_its_sizes_is_corrupt(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [[row] * 5 for row in range(2000)])
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    while not content[at + 46 : at + 70].startswith(b"xl/worksheets/sheet1.xml"):
        at = content.index(b"PK\x01\x02", at + 4)
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="file_corrupt"):
        read_workbook(path, "a.xlsx")


def test_a_sheet_of_a_million_blank_rows_costs_no_more_than_its_values(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    blanks = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(100, 1_048_577))
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    text = sheet.replace("</sheetData>", blanks + "</sheetData>")
    rewrite(path, add("xl/worksheets/sheet1.xml", text.encode()))
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["score"] == 2


def test_links_to_other_files_are_a_doubt_and_the_form_is_read(folder: Path) -> None:
    rewrite(folder / "self" / "cuc1.xlsx", add("xl/externalLinks/externalLink1.xml", b"<externalLink/>"))
    received = receive(folder)
    assert received.findings[["rule", "severity"]].to_numpy().tolist() == [["external_links", "doubt"]]
    assert score_of(received, "cuc1", "k1")["score"] == 2


def test_scores_in_hidden_rows_and_columns_are_read_with_a_doubt(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    book = openpyxl.load_workbook(path)
    book["Phiếu"].row_dimensions[7].hidden = True
    book.save(path)
    received = receive(folder)
    assert found(received, "hidden_cells")[["found", "source_cell"]].to_numpy().tolist() == [["D7", "D7"]]
    assert score_of(received, "cuc1", "k1")["score"] == 2


def test_a_zero_stored_for_a_formula_that_nothing_calculated_is_no_score(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Phiếu")
        for row, values in enumerate(form_rows("Cục I", GOOD_SELF)):
            page.write_row(row, 0, ["" if value is None else value for value in values])
        page.write_formula("D7", "=1+1")
        page.write_formula("D8", "=1+1.5", value=2.5)
    received = receive(folder)
    assert found(received, "formula_without_value")["source_cell"].tolist() == ["D7"]
    assert score_of(received, "cuc1", "k2")["score"] == 2.5


def test_a_workbook_is_read_by_what_it_is_whatever_its_name_ends_with(folder: Path) -> None:
    (folder / "self" / "cuc1.xlsx").rename(folder / "self" / "cuc1.xls")
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["source_file"] == "self/cuc1.xls"


def test_an_ods_row_that_stands_for_a_billion_cells_is_not_unpacked(tmp_path: Path) -> None:
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in names.items())
    cell = '<table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    table = f'<table:table table:name="A">{row}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    (tmp_path / "a.ods").write_bytes(buffer.getvalue())
    with pytest.raises(UnreadableFileError, match="file_too_large"):
        read_workbook(tmp_path / "a.ods", "a.ods")
