"""Cells that show another number than they hold are errors; those that only look different are doubts or nothing."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from cchc_analysis.intake.scan import Display
from cchc_analysis.intake.workbooks import read_workbook

from .season_folder import found, receive, score_of, write_season

RULES = ("shown_otherwise", "constant_formula_differs", "shown_rounded", "shown_without_number", "score_struck_out")
FIRST, SECOND = "D7", "D8"
"""The cells of ``k1`` (at most 2 points) and ``k2`` (3) in a form of :mod:`season_folder`."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path)


def change(folder: Path, edit: Callable[[Worksheet], Any], name: str = "self/cuc1.xlsx") -> None:
    book = openpyxl.load_workbook(folder / name)
    edit(book.worksheets[0])
    book.save(folder / name)


def put(value: Any, code: str, cell: str = FIRST) -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        sheet[cell] = value
        sheet[cell].number_format = code

    return edit


def strike(cell: str) -> Callable[[Worksheet], None]:
    return lambda sheet: setattr(sheet[cell], "font", Font(strike=True))


@pytest.mark.parametrize(
    ("edit", "rule", "shown", "stored", "status"),
    [
        (put(0.5, "0%"), "shown_otherwise", "50%", "0,5", "unreadable"),
        (put(2, "0.00,"), "shown_otherwise", "0,00", "2", "unreadable"),
        (put(1.5, '"1"0.0'), "shown_otherwise", "11,5", "1,5", "unreadable"),
        (put(1.5, "0"), "shown_rounded", "2", "1,5", "scored"),
        (put(0, '0.0;-0.0;"-"'), "shown_without_number", "-", "0", "scored"),
        (put(1.5, ";;;"), "shown_without_number", '""', "1,5", "scored"),
        (put("1,5", ";;;"), "shown_without_number", '""', "1,5", "scored"),
        (strike(FIRST), "score_struck_out", "2", "2", "scored"),
    ],
)
def test_a_score_cell_that_shows_something_else_is_named(
    folder: Path, edit: Callable[[Worksheet], Any], rule: str, shown: str, stored: str, status: str
) -> None:
    change(folder, edit)
    received = receive(folder)
    named = found(received, rule)
    assert named[["source_cell", "found", "expected", "criterion_id"]].to_numpy().tolist() == [
        [FIRST, shown, stored, "k1"]
    ]
    assert shown in named["sentence"][0]
    assert score_of(received, "cuc1", "k1")["status"] == status


@pytest.mark.parametrize(
    "edit",
    [
        put(0.5, "0.00"),
        put(1.5, "0.0"),
        put(2, "0"),
        put(2, '0.0" điểm"'),
        put(0, "0%"),
        put(0, "0.0"),
        put(1.5, "#,##0.00_);(#,##0.00)"),
        put("1,5", "0%"),
        put(0, '0;0;"-"', "F7"),
        put(0.5, "0%", "F7"),
        lambda sheet: setattr(sheet[FIRST], "font", Font(strike=False, bold=True)),
        lambda sheet: setattr(sheet["B7"], "font", Font(strike=True)),
    ],
)
def test_formats_that_show_the_stored_number_are_passed_over(folder: Path, edit: Callable[[Worksheet], Any]) -> None:
    change(folder, edit)
    received = receive(folder)
    assert not set(received.findings["rule"]) & set(RULES)


def test_a_column_that_shows_otherwise_throughout_is_one_finding(folder: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        for cell, value in ((FIRST, 0.5), (SECOND, 0.9), ("D10", 1)):
            put(value, "0%", cell)(sheet)

    change(folder, edit)
    received = receive(folder)
    named = found(received, "shown_otherwise")
    assert named[["source_cell", "found", "unit_id"]].to_numpy().tolist() == [[FIRST, "50%", "cuc1"]]
    assert "2 ô" in named["sentence"][0]
    statuses = {score_of(received, "cuc1", leaf)["status"] for leaf in ("k1", "k2", "t1")}
    assert statuses == {"unreadable"}


def test_a_column_that_shows_otherwise_in_part_is_named_cell_by_cell(folder: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        put(0.5, "0%", FIRST)(sheet)
        put(0.9, "0%", SECOND)(sheet)

    change(folder, edit)
    received = receive(folder)
    assert found(received, "shown_otherwise")["source_cell"].tolist() == [FIRST, SECOND]
    assert score_of(received, "cuc1", "t1")["score"] == 1


def test_a_digit_that_is_struck_out_is_no_part_of_a_number(folder: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet[SECOND] = CellRichText(TextBlock(InlineFont(strike=True), "2"), TextBlock(InlineFont(b=True), "1"))

    change(folder, edit)
    received = receive(folder)
    named = found(received, "shown_otherwise")
    assert named[["source_cell", "found", "expected"]].to_numpy().tolist() == [[SECOND, "1", "21"]]
    assert score_of(received, "cuc1", "k2")["status"] == "unreadable"


def test_rich_text_of_which_nothing_is_struck_out_is_read(folder: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet[SECOND] = CellRichText(TextBlock(InlineFont(strike=False), "2"), TextBlock(InlineFont(b=True), ",5"))

    change(folder, edit)
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k2")["score"] == 2.5


def test_a_maximum_that_shows_another_number_is_named_and_not_compared(folder: Path) -> None:
    change(folder, put(0.02, "0%", "C7"))
    received = receive(folder)
    named = found(received, "shown_otherwise")
    assert named[["source_cell", "found"]].to_numpy().tolist() == [["C7", "2%"]]
    assert found(received, "printed_max_differs").empty
    assert score_of(received, "cuc1", "k1")["score"] == 2


def rewrite(path: Path, edit: Callable[[str], str]) -> None:
    """Change the XML of a workbook's only sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = edit(parts[sheet].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def store(folder: Path, cell: str, xml: str) -> None:
    """Put a cell into the form as XML."""

    def edit(sheet: str) -> str:
        start = sheet.index(f'<c r="{cell}"')
        return sheet[:start] + xml + sheet[sheet.index("</c>", start) + 4 :]

    rewrite(folder / "self" / "cuc1.xlsx", edit)


@pytest.mark.parametrize(("formula", "value", "shown"), [("1+1", "1.5", "2"), ("0.5*(1+1)", "2", "1"), ("2", "1", "2")])
def test_a_formula_of_numbers_alone_that_gives_another_number_is_an_error(
    folder: Path, formula: str, value: str, shown: str
) -> None:
    store(folder, FIRST, f'<c r="{FIRST}"><f>{formula}</f><v>{value}</v></c>')
    received = receive(folder)
    assert found(received, "constant_formula_differs")[["source_cell", "found"]].to_numpy().tolist() == [[FIRST, shown]]
    assert score_of(received, "cuc1", "k1")["status"] == "unreadable"


@pytest.mark.parametrize("formula", ["1+1", "10/5", "SUM(D20:D21)", "D8+0.5", "ROUND(2,0)", "4%*50", "-(-2)"])
def test_formulas_that_give_the_stored_number_or_read_cells_are_passed_over(folder: Path, formula: str) -> None:
    store(folder, FIRST, f'<c r="{FIRST}"><f>{formula}</f><v>2</v></c>')
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["score"] == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="7"', '<row r="7" ht="0" customHeight="1"'),
        ('<row r="7"', '<row r="7" ht="0.75" customHeight="1"'),
        ("<sheetData>", '<cols><col min="4" max="4" width="0" customWidth="1"/></cols><sheetData>'),
    ],
)
def test_rows_and_columns_of_no_size_hide_their_scores(folder: Path, old: str, new: str) -> None:
    rewrite(folder / "self" / "cuc1.xlsx", lambda sheet: sheet.replace(old, new))
    assert found(receive(folder), "hidden_cells")["source_cell"].tolist() == [FIRST]


def test_a_low_row_and_a_narrow_column_hide_nothing(folder: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.row_dimensions[7].height = 12
        sheet.column_dimensions["D"].width = 4

    change(folder, edit)
    assert receive(folder).findings.empty


def test_a_correction_quotes_what_is_shown_and_settles_the_cell(folder: Path) -> None:
    change(folder, put(0.5, "0%"))
    text = f'[[corrections]]\nfile = "self/cuc1.xlsx"\nsheet = "Phiếu"\ncell = "{FIRST}"\nfrom = "50%"\nto = 1\n'
    (folder / "corrections.toml").write_text(text + 'reason = "Theo phiếu giấy"\nby = "Tổ thư ký"\n', encoding="utf-8")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 1
    assert found(received, "shown_otherwise").empty


ODS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
}


def write_ods(path: Path, cells: str) -> Path:
    """One row of cells given as XML; the styles ``gone`` (struck out) and ``flat`` (no height) are there to be used."""
    styles = (
        '<style:style style:name="gone"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="flat"><style:table-row-properties style:row-height="0cm"/></style:style>'
    )
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in ODS.items())
    table = f'<table:table table:name="A"><table:table-row>{cells}</table:table-row></table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        styled = f"<office:automatic-styles>{styles}</office:automatic-styles>{body}"
        archive.writestr("content.xml", f"<office:document-content {spaces}>{styled}</office:document-content>")
    path.write_bytes(buffer.getvalue())
    return path


def number(value: float, text: str, more: str = "", kind: str = "float") -> str:
    about = f'office:value-type="{kind}" office:value="{value}" {more}'
    return f"<table:table-cell {about}><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("cell", "display"),
    [
        (number(0.5, "50%", kind="percentage"), Display("shown_otherwise", "50%", "0,5")),
        (number(0.5, "0.5", kind="percentage"), Display("shown_otherwise", "50%", "0,5")),
        (number(0, "-"), Display("shown_without_number", "-", "0")),
        (number(2.5, "3"), Display("shown_rounded", "3", "2,5")),
        (number(1500, "1,50"), Display("shown_otherwise", "1,50", "1500")),
        (number(2, "2", 'table:style-name="gone"'), Display("score_struck_out", "2", "2")),
        (
            '<table:table-cell office:value-type="string"><text:p>'
            '<text:span text:style-name="gone">2</text:span>1</text:p></table:table-cell>',
            Display("shown_otherwise", "1", "21"),
        ),
        (number(5, "5", 'table:formula="of:=1+1"'), Display("constant_formula_differs", "2", "5")),
        (number(2.5, "2,5"), None),
        (number(2.5, "2.50"), None),
        (number(1000, "1.000"), None),
        (number(2, "2", 'table:formula="of:=1+1"'), None),
        (number(0, "0%", kind="percentage"), None),
        (number(2.5, "2,5 điểm"), None),
        (
            number(2.5, "2,5").replace(
                "</text:p>", "</text:p><office:annotation><text:p>9</text:p></office:annotation>"
            ),
            None,
        ),
    ],
)
def test_an_opendocument_cell_is_taken_by_the_text_it_shows(tmp_path: Path, cell: str, display: Display | None) -> None:
    book = read_workbook(write_ods(tmp_path / "a.ods", cell), "a.ods")
    assert book.sheets[0].flags.displays.get((0, 0)) == display
    assert bool(book.sheets[0].fault(0, 0)) == (display is not None and display.is_error)
