"""A look at what value readers do not tell: lost formulas, error values, hidden rows, cells that show another value
than they hold, and how much a sheet unpacks to.

Works on the XML of an ``.xlsx`` sheet or an ``.ods`` document, before any value reader opens the file. A sheet is
walked cell by cell only where its bytes hold a sign that it must be; most sheets have none.
"""

import ast
import io
import operator
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree

from cchc_analysis.intake.number_formats import (
    BUILTIN,
    PLACES,
    Shown,
    compare,
    is_unformatted,
    list_plain_decimals,
    read_shown,
    show,
)

Position = tuple[int, int]

MANY_STYLES = 40
"""From so many odd styles on, a sheet is walked instead of being asked for each."""
MAX_TAGS = 16_000_000
"""What a sheet of as many cells as are read has at most; the tree of a few of them fits into memory."""
LONG_TEXTS = 1 << 26
"""The bytes up to which the texts of a sheet need not be counted one by one."""
QUOTED = 100

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

# a formula, something hidden or of no size; then an error, struck-out text, and prefixed or unnumbered cells
_SIGNS = (b"<f>", b"<f ", b"<f/", b'hidden="1', b'hidden="t', b' ht="0', b' width="0')
_ODDITIES = (b't="e"', b"strike", b":c ", b":c>", b"<c>", b"<c/", b"<row>", b"<row/", b"='")
_FAR = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]*[0-9]{5})')
_REFERENCE = re.compile(r"([A-Z]*)([0-9]+)")
_ARITHMETIC = re.compile(r"[-+*/().,%0-9eE\s]+")
_TRUE = ("1", "true")
_FLAT_ROW, _FLAT_COLUMN = 1.0, 0.1
"""A row lower than this many points, or a column narrower than this many characters, shows nothing."""


@dataclass(frozen=True)
class Display:
    """A cell that does not show what it holds: the finding that says so, what is shown, and the value stored."""

    rule: str
    shown: str
    stored: str

    @property
    def is_error(self) -> bool:
        """Whether another number is shown, so that neither can be taken."""
        return self.rule in ("shown_otherwise", "constant_formula_differs")


@dataclass(frozen=True)
class Flags:
    """What is special about cells of a sheet, by (row, column) from 0: formulas without a value, error values such
    as ``#N/A``, cells that show another value than they hold; and which rows and columns are hidden or of no size."""

    uncached: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    displays: dict[Position, Display] = field(default_factory=dict)

    def copy(self) -> "Flags":
        """The same, to be changed by :meth:`clear` without changing this."""
        return replace(self, uncached=dict(self.uncached), errors=dict(self.errors), displays=dict(self.displays))

    def clear(self, position: Position) -> None:
        """Forget what was special about a cell's value."""
        for marks in (self.uncached, self.errors, self.displays):
            marks.pop(position, None)

    def shown_instead(self, position: Position) -> str:
        """The other number that a cell shows, or ``""`` where it shows none but its own."""
        display = self.displays.get(position)
        return display.shown if display is not None and display.is_error else ""


@dataclass(frozen=True)
class Scan:
    """A scanned sheet: its flags, its size in cells and the length of its texts, once unpacked.

    ``merged`` are the merged ranges of an OpenDocument sheet, which its value reader does not tell.
    """

    flags: Flags
    cells: int
    text_length: int = 0
    merged: tuple[tuple[Position, Position], ...] = ()


def scan_xlsx(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """What a value reader would not tell of each sheet, by sheet name.

    A workbook that asks to be calculated on opening was written by a program: a 0 its formulas hold was never
    calculated. Reading every part to its end also checks the sizes and checksums that the directory states.
    """
    book = _Book.open(archive)
    scans = {}
    for name, member in book.sheets.items():
        if stored := book.members.get(member.casefold()):
            scans[name] = _scan_sheet(_read_part(archive, stored), book)
    return scans


def scan_ods(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """The same for an OpenDocument spreadsheet, whose cells and rows may stand for many equal ones.

    What a cell shows stands beside its value as text, so that no format has to be worked out.
    """
    styles = _OdsStyles()
    if "styles.xml" in archive.namelist() and b"line-through" in (common := _read_part(archive, "styles.xml")):
        for _, style in _walk(common, [f"{_STYLE}style"]):
            styles.read(style)
    scans: dict[str, Scan] = {}
    table = _OdsTable(styles)
    tags = [f"{_STYLE}style", *(f"{_TABLE}{name}" for name in ("table", "table-row", "table-column"))]
    for event, element in _walk(_read_part(archive, "content.xml"), tags, ("start", "end")):
        name = etree.QName(element).localname
        if event == "start":
            table = _OdsTable(styles) if name == "table" else table
        elif name == "style":
            styles.read(element)
        elif name == "table-column":
            table.add_column(element)
        elif name == "table-row":
            table.add_row(element)
            _forget(element)
        else:
            scans[element.get(f"{_TABLE}name", "")] = table.scan()
            _forget(element)
    return scans


def column_number(letters: str) -> int:
    """The column, from 0, that a spreadsheet calls by these letters.

    >>> [column_number(letters) for letters in ("A", "Z", "AA")]
    [0, 25, 26]
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=1 << 15)
def _locate(reference: str) -> Position | None:
    """Row and column of an address such as ``B7``; ``None`` for one that names no column."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]) - 1, column_number(found[1])) if found and found[1] else None


def calculate(formula: str) -> float | None:
    """The value of a formula of numbers alone; ``None`` where it names a cell or function, or has no value.

    >>> calculate("1+2*3"), calculate("-(0.5+1)/2"), calculate("50%"), calculate("A1+1"), calculate("1/0")
    (7.0, -0.75, 0.5, None, None)
    """
    if len(formula) > 200 or not _ARITHMETIC.fullmatch(formula):
        return None
    try:
        value = _value_of(ast.parse(formula.strip().replace("%", "/100"), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return None if value is None else float(value)


_OPERATIONS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _value_of(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
            value = _value_of(inner)
            return value if value is None or isinstance(sign, ast.UAdd) else -value
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            one, other = _value_of(left), _value_of(right)
            return None if one is None or other is None else _OPERATIONS[type(sign)](one, other)
    return None


def _read_part(archive: zipfile.ZipFile, member: str) -> bytes:
    """A part of a workbook; one that declares a document type, which no spreadsheet program writes, is refused."""
    content = archive.read(member)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise zipfile.BadZipFile("DOCTYPE")
    return content


def _walk(content: bytes, tags: list[str], events: tuple[str, ...] = ("end",)) -> Iterator[tuple[str, Any]]:
    """The elements of these names as they go by. Nothing outside the file is read; libxml2's limits on depth hold."""
    return etree.iterparse(
        io.BytesIO(content), events, tag=tags, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )


def _forget(element: Any) -> None:
    """Let go of an element that was read, and of what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


@dataclass(frozen=True)
class _Look:
    """How a cell of one style looks: its number format (``""`` where every value is shown as it is), struck out."""

    format: str = ""
    is_struck: bool = False


_PLAIN = _Look()


@dataclass(frozen=True)
class _Book:
    """What the parts of a workbook outside its sheets say."""

    members: Mapping[str, str]
    sheets: Mapping[str, str]
    looks: tuple[_Look, ...]
    is_uncalculated: bool
    shared: bytes

    @classmethod
    def open(cls, archive: zipfile.ZipFile) -> "_Book":
        members = {name.casefold(): name for name in archive.namelist()}
        book = _read_part(archive, "xl/workbook.xml")
        links = _read_part(archive, "xl/_rels/workbook.xml.rels")
        styles, shared = (
            _read_part(archive, members[part]) if part in members else b""
            for part in ("xl/styles.xml", "xl/sharedstrings.xml")
        )
        targets = {each.get("Id"): each.get("Target", "") for each in etree.fromstring(links, _parser())}
        about = etree.fromstring(book, _parser())
        sheets = {
            sheet.get("name", ""): _member(targets.get(sheet.get(_RELATION), "")) for sheet in about.iter("{*}sheet")
        }
        calculation = next(about.iter("{*}calcPr"), None)
        is_uncalculated = calculation is not None and calculation.get("fullCalcOnLoad") in _TRUE
        return cls(members, sheets, _read_looks(styles), is_uncalculated, shared)

    @property
    def has_struck_texts(self) -> bool:
        return b"strike" in self.shared

    @cached_property
    def texts(self) -> "list[_Text]":
        """The shared texts by number."""
        texts = []
        for _, item in _walk(self.shared, ["{*}si"]) if self.shared else ():
            texts.append(_Text.of(list(_list_runs(item))))
            _forget(item)
        return texts


@dataclass(frozen=True)
class _Text:
    """A text as far as findings quote it, what is left of it without what is struck out, and its length in bytes."""

    whole: str
    left: str
    length: int

    @classmethod
    def of(cls, runs: list[tuple[str, bool]]) -> "_Text":
        whole, left = "".join(text for text, _ in runs), "".join(text for text, is_struck in runs if not is_struck)
        is_struck = whole != left
        return cls(whole[:QUOTED], left[:QUOTED] if is_struck else whole[:QUOTED], len(whole.encode()))

    @property
    def is_struck(self) -> bool:
        return self.whole != self.left


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


@lru_cache(maxsize=64)
def _read_looks(styles: bytes) -> tuple[_Look, ...]:
    """How cells of each style number look; the forms of a season share their styles, which are read once."""
    if not styles:
        return ()
    root = etree.fromstring(styles, _parser())
    codes = BUILTIN | {
        int(each.get("numFmtId", "-1")): each.get("formatCode", "") for each in root.iterfind("{*}numFmts/{*}numFmt")
    }
    struck = [any(_is_on(mark) for mark in font.iter("{*}strike")) for font in root.iterfind("{*}fonts/{*}font")]
    looks = []
    for each in root.iterfind("{*}cellXfs/{*}xf"):
        code, font = codes.get(int(each.get("numFmtId", "0")), ""), int(each.get("fontId", "0"))
        look = _Look("" if is_unformatted(code) else code, font < len(struck) and struck[font])
        looks.append(_PLAIN if look == _PLAIN else look)
    return tuple(looks)


def _is_on(mark: Any) -> bool:
    return mark.get("val", "1") not in ("0", "false")


def _list_runs(item: Any) -> Iterator[tuple[str, bool]]:
    """The parts of a rich text and whether each is struck out; furigana beside the text are none of it."""
    for part in item:
        name = etree.QName(part).localname
        if name == "t":
            yield part.text or "", False
        elif name == "r":
            is_struck = any(_is_on(mark) for mark in part.iterfind("{*}rPr/{*}strike"))
            yield "".join(text.text or "" for text in part.iterfind("{*}t")), is_struck


def _scan_sheet(xml: bytes, book: _Book) -> Scan:
    """Walk the cells with a formula, or all cells, where a sign asks for it; most sheets are not walked at all."""
    if xml.count(b"<") > MAX_TAGS:
        raise zipfile.BadZipFile(f"> {MAX_TAGS} tags")
    counts_texts = xml.count(b't="s"') * len(book.shared) >= LONG_TEXTS
    takes_all = counts_texts or _must_take_all(xml, book)
    if not takes_all and not any(sign in xml for sign in _SIGNS):
        return Scan(Flags(), 0)
    walk = _SheetWalk(book, looks_at_texts=counts_texts or book.has_struck_texts)
    for _, element in _walk(xml, ["{*}row", "{*}col", "{*}c" if takes_all else "{*}f"]):
        walk.take(element)
    return walk.scan()


def _must_take_all(xml: bytes, book: _Book) -> bool:
    """Whether a sheet holds a sign that any of its cells may be special; a sign may prove to be nothing."""
    return (
        any(sign in xml for sign in _ODDITIES)
        or xml.count(b"<c ") != xml.count(b'<c r="')
        or xml.count(b"<row ") != xml.count(b'<row r="')
        or (book.has_struck_texts and b't="s"' in xml)
        or _has_odd_look(xml, book.looks)
        or bool(_FAR.search(xml))
    )


def _has_odd_look(xml: bytes, looks: tuple[_Look, ...]) -> bool:
    """Whether a style of the sheet may show another value; one of nothing but digits only where values have more."""
    odd = [(number, look) for number, look in enumerate(looks) if look.format or look.is_struck]
    if len(odd) > MANY_STYLES:
        return True
    used = [look for number, look in odd if b's="%d"' % number in xml]
    decimals = [list_plain_decimals(look.format) if not look.is_struck else None for look in used]
    if None in decimals:
        return True
    return bool(decimals) and bool(_long_decimals(min(places for places in decimals if places is not None)).search(xml))


@lru_cache(maxsize=32)
def _long_decimals(places: int) -> re.Pattern[bytes]:
    return re.compile(rb"<v>[-0-9]*(?:\.[0-9]{%d}|[.0-9]*[eE])" % (places + 1))


class _SheetWalk:
    """What is known of an xlsx sheet while its cells go by."""

    def __init__(self, book: _Book, looks_at_texts: bool) -> None:
        self.book = book
        self.row, self.column = -1, -1
        self.height, self.width, self.text_length = 0, 0, 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.uncached: dict[Position, str] = {}
        self.errors: dict[Position, str] = {}
        self.displays: dict[Position, Display] = {}
        self.current: Any = None
        self.with_formula: list[Any] = []
        self.looks_at_texts = looks_at_texts

    def take(self, element: Any) -> None:
        """Take in a row, a column, a cell, or a formula, whose cell is looked at once its row has been read."""
        name = element.tag.rpartition("}")[2]
        if name == "c":
            self._take_cell(element)
            _forget(element)
        elif name == "f":
            self.with_formula.append(element.getparent())
        elif name == "row":
            for cell in self.with_formula:
                self._take_cell(cell)
            self.with_formula = []
            self._enter_row(element)
            self._hide_row(element)
            self.current = None
            _forget(element)
        else:
            self._hide_columns(element)

    def _enter_row(self, row: Any) -> None:
        """Note in which row the cells are; one that does not say follows the one before it."""
        if row is not self.current:
            self.current = row
            stated = row.get("r")
            self.row = int(stated) - 1 if stated and stated.isdigit() else self.row + 1
            self.column = -1

    def _take_cell(self, cell: Any) -> None:
        self._enter_row(cell.getparent())
        place = _locate(cell.get("r", ""))
        self.row, self.column = place or (self.row, self.column + 1)
        if len(cell):
            self.height, self.width = max(self.height, self.row + 1), max(self.width, self.column + 1)
            self._look_at(cell)

    def _look_at(self, cell: Any) -> None:
        position, kind, look = (self.row, self.column), cell.get("t", "n"), self._look(cell)
        is_value_alone = len(cell) == 1 and cell[0].tag.endswith("}v")
        if is_value_alone and look is _PLAIN and (kind == "n" or (kind == "s" and not self.looks_at_texts)):
            return
        parts = {part.tag.rpartition("}")[2]: part for part in cell}
        value = (parts["v"].text or "") if "v" in parts else ""
        formula = parts.get("f")
        if kind == "e":
            self.errors[position] = value or "#ERR"
        elif formula is not None and _is_lost(kind, value, self.book.is_uncalculated):
            self.uncached[position] = "=" + (formula.text or "")
        elif display := self._display(look, kind, value, parts):
            self.displays[position] = display

    def _display(self, look: _Look, kind: str, value: str, parts: Mapping[str, Any]) -> Display | None:
        if kind == "n":
            number = _number(value)
            return None if number is None else _display_number(number, look, _constant(parts.get("f")))
        text = self._text(kind, value, parts)
        self.text_length += text.length if kind == "s" else 0
        return _display_text(text, look)

    def _text(self, kind: str, value: str, parts: Mapping[str, Any]) -> _Text:
        if kind == "s":
            number = int(value) if value.isdigit() else len(self.book.texts)
            return self.book.texts[number] if number < len(self.book.texts) else _Text("", "", 0)
        if kind == "inlineStr" and "is" in parts:
            return _Text.of(list(_list_runs(parts["is"])))
        return _Text(value[:QUOTED], value[:QUOTED], 0)

    def _look(self, cell: Any) -> _Look:
        style = cell.get("s", "0")
        number = int(style) if style.isdigit() else 0
        return self.book.looks[number] if number < len(self.book.looks) else _PLAIN

    def _hide_row(self, row: Any) -> None:
        height = _number(row.get("ht", ""))
        if row.get("hidden") in _TRUE or (height is not None and height < _FLAT_ROW):
            self.hidden_rows.add(self.row)

    def _hide_columns(self, column: Any) -> None:
        first, last, width = column.get("min", ""), column.get("max", ""), _number(column.get("width", ""))
        is_hidden = column.get("hidden") in _TRUE or (width is not None and width < _FLAT_COLUMN)
        if is_hidden and first.isdigit() and last.isdigit():
            self.hidden_columns.update(range(int(first) - 1, min(int(last), 16_384)))

    def scan(self) -> Scan:
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        flags = Flags(self.uncached, self.errors, *hidden, self.displays)
        return Scan(flags, self.height * self.width, self.text_length)


def _is_lost(kind: str, value: str, is_uncalculated: bool) -> bool:
    if kind in ("str", "inlineStr"):
        return False
    return not value or (is_uncalculated and kind == "n" and value.strip() in ("0", "0.0"))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _constant(formula: Any) -> float | None:
    return None if formula is None or not formula.text else calculate(formula.text)


def _display_number(number: float, look: _Look, constant: float | None) -> Display | None:
    """What a number shows under its look, where that is not the number; *constant* is what its formula comes to."""
    return _judge_number(number, show(number, look.format) if look.format else None, look.is_struck, constant)


def _judge_number(number: float, shown: Shown | None, is_struck: bool, constant: float | None) -> Display | None:
    stored = _stored(number)
    if constant is not None and round(constant, PLACES) != round(number, PLACES):
        return Display("constant_formula_differs", _stored(constant), stored)
    kind = compare(number, shown)
    if shown is None or kind == "same":
        return Display("score_struck_out", stored, stored) if is_struck else None
    return Display(_RULES[kind], shown.text or NOTHING, stored)


NOTHING = '""'
"""How a finding quotes a cell that shows nothing."""
_RULES = {"other": "shown_otherwise", "rounded": "shown_rounded", "none": "shown_without_number"}


def _display_text(text: _Text, look: _Look) -> Display | None:
    """What a text shows where that is not the text: struck out in part or wholly, or nothing under its format."""
    whole, left = text.whole.strip(), text.left.strip()
    if left and text.is_struck:
        return Display("shown_otherwise", left, whole)
    if whole and (text.is_struck or look.is_struck):
        return Display("score_struck_out", whole, whole)
    shown = show(whole, look.format) if whole and look.format else None
    if shown is not None and compare(whole, shown) == "none":
        return Display("shown_without_number", shown.text.strip() or NOTHING, whole)
    return None


def _stored(number: float) -> str:
    return f"{number:.15g}".replace(".", ",")


@dataclass
class _OdsStyles:
    """The styles of an OpenDocument file whose text is struck out, and those of rows or columns of no size, by name."""

    struck: set[str] = field(default_factory=set)
    flat: set[str] = field(default_factory=set)

    def read(self, style: Any) -> None:
        name = style.get(f"{_STYLE}name", "")
        for about in style:
            lines = (about.get(f"{_STYLE}text-line-through-{part}", "none") for part in ("style", "type"))
            if any(line != "none" for line in lines):
                self.struck.add(name)
            sizes = (about.get(f"{_STYLE}{part}", "1") for part in ("row-height", "column-width"))
            if any(_number(size.rstrip("acimnptx")) == 0 for size in sizes):
                self.flat.add(name)


@dataclass
class _OdsTable:
    """What is known of a table while its rows go by."""

    styles: _OdsStyles
    row: int = 0
    column: int = 0
    height: int = 0
    width: int = 0
    uncached: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    displays: dict[Position, Display] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[Position, Position]] = field(default_factory=list)

    def add_column(self, element: Any) -> None:
        repeats = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        if self._is_hidden(element):
            self.hidden_columns.update(range(self.column, self.column + min(repeats, 16_384)))
        self.column += repeats

    def add_row(self, element: Any) -> None:
        repeats = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        if self._is_hidden(element):
            self.hidden_rows.update(range(self.row, self.row + min(repeats, 100_000)))
        column = 0
        for cell in element:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            columns = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            kind = cell.get(f"{_OFFICE}value-type")
            height, width = (int(cell.get(f"{_TABLE}number-{each}-spanned", "1")) for each in ("rows", "columns"))
            if height * width > 1:
                last = self.row + min(height, 100_000) - 1, column + min(width, 16_384) - 1
                self.merged.append(((self.row, column), last))
            if kind or cell.get(f"{_TABLE}formula") or len(cell):
                self.width = max(self.width, column + columns)
                self.height = max(self.height, self.row + repeats)
                self._flag(cell, column, kind, min(columns, 100))
            column += columns
        self.row += repeats

    def _is_hidden(self, element: Any) -> bool:
        is_flat = element.get(f"{_TABLE}style-name") in self.styles.flat
        return is_flat or element.get(f"{_TABLE}visibility", "visible") != "visible"

    def _flag(self, cell: Any, column: int, kind: str | None, columns: int) -> None:
        formula = cell.get(f"{_TABLE}formula")
        text = self._read_text(cell)
        shown = text.whole.strip()
        if cell.get(f"{_CALCEXT}value-type") == "error" or (formula and shown.startswith(("#", "Err:"))):
            self.errors[self.row, column] = shown or "#ERR"
        elif formula and (kind is None or (kind in _NUMBERS and not cell.get(f"{_OFFICE}value"))):
            self.uncached[self.row, column] = "=" + _bare_formula(formula)
        elif display := self._display(cell, kind, formula, text):
            self.displays |= {(self.row, each): display for each in range(column, column + columns)}

    def _read_text(self, cell: Any) -> _Text:
        """The text that a cell shows; a note on it is none of it."""
        runs = [
            (part, bool({style for style in styles if style in self.styles.struck}))
            for paragraph in cell.iterfind(f"{_TEXT}p")
            for part, styles in _list_spans(paragraph)
        ]
        return _Text.of(runs)

    def _display(self, cell: Any, kind: str | None, formula: str | None, text: _Text) -> Display | None:
        look = _Look(is_struck=cell.get(f"{_TABLE}style-name") in self.styles.struck)
        if kind not in _NUMBERS:
            return _display_text(text, look)
        number = _number(cell.get(f"{_OFFICE}value", ""))
        if number is None:
            return None
        whole = text.whole.strip()
        if kind == "percentage" and "%" not in whole:
            whole = f"{_stored(round(number * 100, PLACES))}%"
        if text.is_struck and text.left.strip():
            return Display("shown_otherwise", text.left.strip(), _stored(number))
        look = _Look(is_struck=look.is_struck or text.is_struck)
        shown = read_shown(whole, number) if whole else None
        return _judge_number(number, shown, look.is_struck, calculate(_bare_formula(formula)) if formula else None)

    def scan(self) -> Scan:
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        flags = Flags(self.uncached, self.errors, *hidden, self.displays)
        return Scan(flags, self.height * self.width, merged=tuple(self.merged))


_NUMBERS = ("float", "percentage", "currency")


def _bare_formula(formula: str) -> str:
    return formula.removeprefix("of:").lstrip("=")


def _list_spans(paragraph: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts of a paragraph with the names of the styles over each."""
    yield paragraph.text or "", ()
    for span in paragraph:
        if span.tag == f"{_TEXT}span":
            style = span.get(f"{_TEXT}style-name", "")
            yield from ((text, (style, *styles)) for text, styles in _list_spans(span))
        elif span.tag == f"{_TEXT}s":
            yield " ", ()
        yield span.tail or "", ()
