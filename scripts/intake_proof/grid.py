"""A workbook before it is a file: sheets of cells with their look, written as .xlsx, .ods or text."""

import csv
import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Value = str | float | bool | None
Position = tuple[int, int]

DATE_FORMAT = "d/m/yyyy"


@dataclass(frozen=True)
class Cell:
    """One cell: what it stores and how it looks. *runs* are pieces of text, each struck out or not."""

    value: Value = None
    formula: str | None = None
    number_format: str | None = None
    is_struck: bool = False
    runs: tuple[tuple[str, bool], ...] = ()

    @property
    def is_uncached(self) -> bool:
        """Whether it is a formula for which no value was stored."""
        return self.formula is not None and self.value is None


@dataclass
class Grid:
    """One sheet."""

    name: str
    cells: dict[Position, Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    flat_rows: set[int] = field(default_factory=set)  # of no height, and not marked hidden
    flat_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False

    def put(self, row: int, column: int, value: Value | Cell) -> None:
        """Set a cell; ``None`` leaves it empty."""
        cell = value if isinstance(value, Cell) else Cell(value)
        if cell.value is not None or cell.formula is not None or cell.runs:
            self.cells[row, column] = cell

    @property
    def height(self) -> int:
        """How many rows hold something."""
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def width(self) -> int:
        """How many columns hold something."""
        return max((column for _, column in self.cells), default=-1) + 1


def address(row: int, column: int) -> str:
    """The name of a cell, both counted from 0.

    >>> address(0, 0), address(9, 26)
    ('A1', 'AA10')
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def write_xlsx(path: Path, grids: list[Grid]) -> None:
    """Write the sheets as an .xlsx workbook."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.calc_on_load = False  # as a file that Excel has calculated and saved
        formats: dict[tuple[str | None, bool], Any] = {}

        def look(number_format: str | None, is_struck: bool) -> Any:
            key = number_format, is_struck
            if key not in formats:
                stated = ({"num_format": number_format} if number_format else {}) | (
                    {"font_strikeout": True} if is_struck else {}
                )
                formats[key] = book.add_format(stated)
            return formats[key]

        for grid in grids:
            page = book.add_worksheet(grid.name)
            for top, left, bottom, right in grid.merged:
                page.merge_range(top, left, bottom, right, "")
            for (row, column), cell in grid.cells.items():
                style = look(cell.number_format, cell.is_struck) if cell.number_format or cell.is_struck else None
                _write_cell(page, row, column, cell, style, look)
            for row in grid.hidden_rows:
                page.set_row(row, None, None, {"hidden": True})
            for row in grid.flat_rows:
                page.set_row(row, 0)
            for column in grid.hidden_columns:
                page.set_column(column, column, None, None, {"hidden": True})
            for column in grid.flat_columns:
                page.set_column(column, column, 0)
            if grid.is_hidden:
                page.hide()
        shown = next(index for index, grid in enumerate(grids) if not grid.is_hidden)
        book.worksheets()[shown].activate()
        book.worksheets()[shown].set_first_sheet()


def _write_cell(page: Any, row: int, column: int, cell: Cell, style: Any, look: Any) -> None:
    value = cell.value
    if cell.runs:
        pieces: list[Any] = []
        for text, is_struck in cell.runs:
            pieces.extend([look(None, is_struck), text])
        page.write_rich_string(row, column, *pieces)
    elif cell.formula is not None:
        page.write_formula(row, column, cell.formula, style, "" if value is None else value)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    elif value is not None:
        page.write_number(row, column, value, style)


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2">'
)
_ODS_STYLES = (
    "<office:automatic-styles>"
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="0"'
    ' number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>'
    '<style:style style:name="percent" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="struck" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/></style:style>'
    '<style:style style:name="struckrun" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/></style:style>'
    '<style:style style:name="hiddentable" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
    "</office:automatic-styles>"
)


def write_ods(path: Path, grids: list[Grid]) -> None:
    """Write the sheets as an .ods workbook; of number formats only percentages are written."""
    parts = [_ODS_HEAD, _ODS_STYLES, "<office:body><office:spreadsheet>"]
    for grid in grids:
        hidden = ' table:style-name="hiddentable"' if grid.is_hidden else ""
        parts.append(f"<table:table table:name={quoteattr(grid.name)}{hidden}>")
        spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merged}
        covered = {
            (row, column)
            for top, left, bottom, right in grid.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        } - set(spans)
        for row in range(grid.height):
            collapsed = ' table:visibility="collapse"' if row in grid.hidden_rows else ""
            parts.append(f"<table:table-row{collapsed}>")
            for column in range(grid.width):
                parts.append(
                    _ods_cell(grid.cells.get((row, column)), spans.get((row, column)), (row, column) in covered)
                )
            parts.append("</table:table-row>")
        parts.append("</table:table>")
    parts.append("</office:spreadsheet></office:body></office:document-content>")
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _ODS, zipfile.ZIP_STORED)
        archive.writestr("content.xml", "".join(parts))
        archive.writestr("META-INF/manifest.xml", manifest)


def _ods_cell(cell: Cell | None, span: tuple[int, int] | None, is_covered: bool) -> str:
    tag = "table:covered-table-cell" if is_covered else "table:table-cell"
    about = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None:
        return f"<{tag}{about}/>"
    if cell.number_format is not None and "%" in cell.number_format:
        about += ' table:style-name="percent"'
    elif cell.is_struck:
        about += ' table:style-name="struck"'
    if cell.formula is not None:
        about += f" table:formula={quoteattr('of:' + cell.formula)}"
    value = cell.value
    if cell.runs:
        spans = "".join(
            f'<text:span text:style-name="struckrun">{escape(text)}</text:span>' if is_struck else escape(text)
            for text, is_struck in cell.runs
        )
        return f'<{tag}{about} office:value-type="string"><text:p>{spans}</text:p></{tag}>'
    if cell.number_format == DATE_FORMAT and isinstance(value, float):
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=value)
        about += f' office:value-type="date" office:date-value="{day.isoformat()}"'
        return f"<{tag}{about}><text:p>{day.day}/{day.month}</text:p></{tag}>"
    if isinstance(value, bool):
        shown = str(value).lower()
        about += f' office:value-type="boolean" office:boolean-value="{shown}"'
        return f"<{tag}{about}><text:p>{shown.upper()}</text:p></{tag}>"
    if isinstance(value, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in re.split(r"\r?\n", value))
        return f'<{tag}{about} office:value-type="string">{lines}</{tag}>'
    if value is None:
        return f"<{tag}{about}/>"
    is_percent = cell.number_format is not None and "%" in cell.number_format
    shown = f"{value * 100:g}%" if is_percent else f"{value:g}".replace(".", ",")
    kind = "percentage" if is_percent else "float"
    return f'<{tag}{about} office:value-type="{kind}" office:value="{value!r}"><text:p>{shown}</text:p></{tag}>'


def text_rows(grid: Grid, decimal: str = ",") -> list[list[str]]:
    """A sheet's rows as a program that writes CSV has them."""
    rows = []
    for row in range(grid.height):
        values = [grid.cells.get((row, column), Cell()) for column in range(grid.width)]
        rows.append([_plain(cell, decimal) for cell in values])
    return rows


def _plain(cell: Cell, decimal: str) -> str:
    value = cell.value
    if cell.runs:
        return "".join(text for text, _ in cell.runs)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else f"{value:.10g}".replace(".", decimal)


def csv_text(rows: list[list[str]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    """Rows as CSV, quoted where they must be."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return stream.getvalue()
