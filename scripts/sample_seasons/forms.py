"""The workbooks: forms as units and appraisers fill them, no two quite alike.

A form is laid out in memory first (:class:`Form`), then written; a cell is addressed by (row, column) from 0.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from scripts.sample_seasons.body import NAME
from scripts.sample_seasons.points import Cell
from scripts.sample_seasons.tree import Criterion

Role = Literal[
    "code", "name", "most", "claimed", "first", "second", "asked", "evidence", "note", "reason", "answer", "extra"
]
NUMERIC: tuple[Role, ...] = ("most", "claimed", "first", "second", "asked")
CREATED = datetime(2021, 1, 8)
WIDTHS: dict[Role, int] = {"code": 8, "name": 62, "evidence": 38, "note": 38, "reason": 26, "answer": 60, "extra": 22}


@dataclass(frozen=True)
class Layout:
    """How one form looks: its columns in order with their headings, and the habits of whoever filled it."""

    columns: tuple[tuple[Role, str], ...]
    scored: Role
    is_text: bool = False
    band: tuple[str, Role, Role] | None = None
    numbers_columns: bool = False
    option_rows: Literal["none", "points in the maximum column", "points in words"] = "none"
    subtotals: Literal["none", "below the domain", "on the domain's row"] = "below the domain"
    lists_all: bool = False
    not_applicable: str = "KAD"
    unit_line: str = "Đơn vị: {}"
    instructions: Literal["none", "before", "after"] = "none"
    sheet: str = "Sheet1"
    blank_rows: int = 0
    is_decomposed: bool = False
    signs: tuple[str, str] = ("NGƯỜI TỔNG HỢP", "THỦ TRƯỞNG ĐƠN VỊ")

    @property
    def roles(self) -> tuple[Role, ...]:
        """What each column holds, left to right."""
        return tuple(role for role, _ in self.columns)


@dataclass(frozen=True)
class Formula:
    """A formula with the value Excel last calculated."""

    text: str
    value: float


Content = str | float | int | Formula
CellValue = str | int | date | None


@dataclass
class Form:
    """A sheet being laid out: contents and styles by place, merged ranges, and where each score stands."""

    cells: dict[tuple[int, int], tuple[Content, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int, str, str]] = field(default_factory=list)
    places: dict[tuple[str, Role], str] = field(default_factory=dict)
    row: int = 0

    def put(self, column: int, content: Content, style: str = "text") -> None:
        """Place *content* in the current row."""
        self.cells[self.row, column] = (content, style)

    def merge(self, first: int, last: int, text: str, style: str) -> None:
        """Place *text* over several columns of the current row."""
        if last > first:
            self.merges.append((self.row, first, self.row, last, text, style))
        else:
            self.put(first, text, style)


@dataclass(frozen=True)
class Head:
    """What stands above and below the table."""

    title: str
    subtitle: str
    date: str
    sender: str = "Tổ giúp việc"
    shows_motto: bool = True


Values = Callable[[Cell], dict[Role, str | int | None]]


def points(hundredths: int) -> float:
    """Hundredths as points."""
    return hundredths / 100


def comma(hundredths: int) -> str:
    """Hundredths as people type points: ``1,25``, ``0,5``, ``2``."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def lay_out(
    head: Head,
    layout: Layout,
    typed_name: str,
    rows: tuple[Criterion, ...],
    cells: list[Cell],
    values: Values,
) -> Form:
    """The form of the unit that calls itself *typed_name*: title, header, a row per criterion, sums, signatures."""
    form = Form()
    by_id = {cell.criterion.id: cell for cell in cells}
    _put_head(form, head, layout, typed_name)
    _put_header(form, layout)
    table = _Table(form, layout, by_id, values)
    for criterion in rows:
        if criterion.node.line == "score":
            table.add(criterion)
    table.close()
    for criterion in rows:
        if criterion.node.line != "score":
            table.add(criterion)
    _put_foot(form, head, layout)
    return form


def _put_head(form: Form, head: Head, layout: Layout, typed_name: str) -> None:
    last = len(layout.columns) - 1
    if head.shows_motto:
        form.merge(0, 1, NAME.upper(), "centre")
        form.merge(2, last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "centre bold")
        form.row += 1
        form.merge(0, 1, head.sender.upper(), "centre bold")
        form.merge(2, last, "Độc lập - Tự do - Hạnh phúc", "centre bold")
        form.row += 2
    form.merge(0, last, head.title, "title")
    form.row += 1
    form.merge(0, last, head.subtitle, "centre italic")
    form.row += 1
    if layout.unit_line:
        form.put(0, layout.unit_line.format(typed_name), "bold")
        form.row += 1
    form.row += layout.blank_rows


def _put_header(form: Form, layout: Layout) -> None:
    if layout.band is None:
        for column, (_, title) in enumerate(layout.columns):
            form.put(column, title, "head")
        form.row += 1
    else:
        name, start, end = layout.band
        banded = range(layout.roles.index(start), layout.roles.index(end) + 1)
        form.merge(banded[0], banded[-1], name, "head")
        for column, (_, title) in enumerate(layout.columns):
            if column in banded:
                form.cells[form.row + 1, column] = (title, "head")
            else:
                form.merges.append((form.row, column, form.row + 1, column, title, "head"))
        form.row += 2
    if layout.numbers_columns:
        for column in range(len(layout.columns)):
            form.put(column, f"({column + 1})", "centre italic")
        form.row += 1


@dataclass
class _Table:
    """The body of a form, row by row, with the sums due at the end of each domain."""

    form: Form
    layout: Layout
    cells: dict[str, Cell]
    values: Values
    domain: Criterion | None = None
    domain_row: int = 0
    leaves: list[tuple[int, dict[Role, int]]] = field(default_factory=list)
    all_leaves: list[tuple[int, dict[Role, int]]] = field(default_factory=list)

    def add(self, criterion: Criterion) -> None:
        """One row, with the options of its scale below it."""
        if criterion.depth == 1 and criterion.node.line == "score":
            self._close_domain()
            self.domain, self.domain_row = criterion, self.form.row
        style = {1: "domain", 2: "bold" if not criterion.is_leaf else "text"}.get(criterion.depth, "text")
        if criterion.node.line != "score":
            style = "bold"
        self._put(criterion, "code", criterion.code, style)
        self._put(criterion, "name", criterion.node.name, style)
        if criterion.is_leaf:
            self._add_leaf(criterion)
        self.form.row += 1
        if criterion.is_leaf and criterion.node.options and self.layout.option_rows != "none":
            self._add_options(criterion)

    def close(self) -> None:
        """The last domain's sum and the total."""
        self._close_domain()
        if self.layout.subtotals != "none":
            self._put_sum("Tổng cộng", self.all_leaves)

    def _put(self, criterion: Criterion, role: Role, content: Content, style: str) -> None:
        if role in self.layout.roles:
            column = self.layout.roles.index(role)
            self.form.put(column, content, style)
            self.form.places[criterion.id, role] = xl_rowcol_to_cell(self.form.row, column)

    def _add_leaf(self, criterion: Criterion) -> None:
        cell = self.cells.get(criterion.id)
        shown: dict[Role, str | int | None] = {"most": criterion.most}
        shown |= self.values(cell) if cell else {self.layout.scored: self.layout.not_applicable}
        for role, content in shown.items():
            if isinstance(content, int):
                self._put(criterion, role, self._number(content), "number")
            elif content:
                self._put(criterion, role, content, "centre" if role in NUMERIC else "text")
        if criterion.node.line == "score" and cell:
            numbers = {role: content for role, content in shown.items() if isinstance(content, int)}
            self.leaves.append((self.form.row, numbers))

    def _number(self, hundredths: int) -> Content:
        return comma(hundredths) if self.layout.is_text else points(hundredths)

    def _add_options(self, criterion: Criterion) -> None:
        for text, given in criterion.node.options:
            name = self.layout.roles.index("name")
            if self.layout.option_rows == "points in words":
                self.form.put(name, f"   - {text}: {comma(given)} điểm", "italic")
            else:
                self.form.put(name, f"- {text}", "italic")
                self.form.put(self.layout.roles.index("most"), self._number(given), "number italic")
            self.form.row += 1

    def _close_domain(self) -> None:
        if self.domain is not None and self.layout.subtotals == "below the domain":
            self._put_sum(f"Cộng lĩnh vực {self.domain.code}", self.leaves)
        elif self.domain is not None and self.layout.subtotals == "on the domain's row":
            row, self.form.row = self.form.row, self.domain_row
            self._put_sums(self.leaves)
            self.form.row = row
        self.all_leaves += self.leaves
        self.domain, self.leaves = None, []

    def _put_sum(self, name: str, leaves: list[tuple[int, dict[Role, int]]]) -> None:
        self.form.put(self.layout.roles.index("name"), name, "sum")
        self._put_sums(leaves)
        self.form.row += 1

    def _put_sums(self, leaves: list[tuple[int, dict[Role, int]]]) -> None:
        for column, role in enumerate(self.layout.roles):
            if role not in ("most", self.layout.scored):
                continue
            total = sum(numbers.get(role, 0) for _, numbers in leaves)
            if self.layout.is_text:
                self.form.put(column, comma(total), "sum")
            else:
                terms = ",".join(xl_rowcol_to_cell(row, column) for row, _ in leaves)
                self.form.put(column, Formula(f"=SUM({terms})", points(total)), "sum")


def _put_foot(form: Form, head: Head, layout: Layout) -> None:
    last = len(layout.columns) - 1
    form.row += 1
    form.merge(max(2, last - 2), last, head.date, "centre italic")
    form.row += 1
    left, right = layout.signs
    form.merge(0, 1, left, "centre bold")
    form.merge(max(2, last - 2), last, right, "centre bold")
    form.row += 1
    form.merge(0, 1, "(Đã ký)", "centre italic")
    form.merge(max(2, last - 2), last, "(Đã ký)", "centre italic")


_STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "bold": {"bold": True, "text_wrap": False, "valign": "top"},
    "italic": {"italic": True, "text_wrap": True, "valign": "top", "border": 1},
    "centre": {"align": "center", "valign": "top"},
    "centre bold": {"align": "center", "bold": True},
    "centre italic": {"align": "center", "italic": True},
    "title": {"align": "center", "bold": True, "font_size": 14},
    "head": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1},
    "domain": {"bold": True, "bg_color": "#E7EEF5", "border": 1, "valign": "top"},
    "number": {"num_format": "0.00", "align": "center", "border": 1, "valign": "top"},
    "number italic": {"num_format": "0.00", "align": "center", "border": 1, "italic": True, "valign": "top"},
    "sum": {"bold": True, "num_format": "0.00", "align": "center", "border": 1},
}

_INSTRUCTIONS = (
    "HƯỚNG DẪN TỰ CHẤM ĐIỂM",
    "Đơn vị ghi điểm vào cột điểm tự chấm; không sửa mã và tên tiêu chí.",
    "Tiêu chí không được giao ghi “KAD”. Tiêu chí điều tra xã hội học để trống.",
)


def write_form(path: Path, form: Form, layout: Layout) -> None:
    """Write the form as a workbook, the same bytes every time."""
    with _open(path) as book:
        if layout.instructions == "before":
            _write_instructions(book)
        _write_sheet(book, form, layout)
        if layout.instructions == "after":
            _write_instructions(book)


def _open(path: Path) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": "Dữ liệu minh họa", "author": NAME, "created": CREATED})
    return book


def _write_instructions(book: Any) -> None:
    sheet = book.add_worksheet("Hướng dẫn")
    sheet.set_column(0, 0, 90)
    for row, text in enumerate(_INSTRUCTIONS):
        sheet.write_string(row, 0, text)


def _write_sheet(book: Any, form: Form, layout: Layout) -> None:
    sheet = book.add_worksheet(layout.sheet)
    styles = {name: book.add_format({"font_name": "Times New Roman", **style}) for name, style in _STYLES.items()}
    for column, role in enumerate(layout.roles):
        sheet.set_column(column, column, WIDTHS.get(role, 11))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for first_row, first, last_row, last, text, style in form.merges:
        sheet.merge_range(first_row, first, last_row, last, _spell(text, layout), styles[style])
    for (row, column), (content, style) in form.cells.items():
        if isinstance(content, Formula):
            sheet.write_formula(row, column, content.text, styles[style], content.value)
        elif isinstance(content, str):
            sheet.write_string(row, column, _spell(content, layout), styles[style])
        else:
            sheet.write_number(row, column, content, styles[style])


def _spell(text: str, layout: Layout) -> str:
    return unicodedata.normalize("NFD" if layout.is_decomposed else "NFC", text)


def write_table(
    path: Path, sheet_name: str, rows: Iterator[tuple[Content | None, ...]], widths: tuple[int, ...]
) -> None:
    """Write a plain table, its first row the header; ``None`` leaves a cell blank."""
    with _open(path) as book:
        sheet = book.add_worksheet(sheet_name)
        head = book.add_format({"bold": True, "bottom": 1})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows):
            for column, content in enumerate(row):
                if isinstance(content, str):
                    sheet.write_string(place, column, content, head if place == 0 else None)
                elif isinstance(content, int | float):
                    sheet.write_number(place, column, content)


def write_rows(
    path: Path, sheet_name: str, rows: Sequence[Sequence[CellValue]], widths: tuple[int, ...], *, header: int
) -> None:
    """Write one sheet of an export as a system does: title rows, a header in row *header* (from 0), real dates."""
    write_sheets(path, [(sheet_name, rows)], widths, header=header)


def write_sheets(
    path: Path, sheets: Sequence[tuple[str, Sequence[Sequence[CellValue]]]], widths: tuple[int, ...], *, header: int
) -> None:
    """The same in several sheets."""
    with _open(path) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for place, row in enumerate(rows):
                for column, content in enumerate(row):
                    if isinstance(content, date):
                        sheet.write_datetime(place, column, content, dated)
                    elif isinstance(content, str):
                        sheet.write_string(place, column, content, bold if place <= header else None)
                    elif content is not None:
                        sheet.write_number(place, column, content)
