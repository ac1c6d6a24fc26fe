"""A look at what value readers do not tell: lost formulas, error values, hidden rows, and how much a sheet unpacks to.

Works on the XML of an ``.xlsx`` sheet or an ``.ods`` document, before any value reader opens the file.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

Position = tuple[int, int]

_SUSPECT = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt=[\"']e[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?row(\s[^>]*?)?/?>|<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(?!\s*</(?:\w+:)?c>))", re.DOTALL)
_IS_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_IMPLIED = re.compile(rb"<(?:\w+:)?c(?![^>]*\br=)[\s/>]")
_FAR = re.compile(rb"r=[\"'](?:[0-9]{5}|[A-Z]{3}|[A-Z]+[0-9]{5})")
_REFERENCE = re.compile(rb"(?:^|\s)r=[\"']([A-Z]*)([0-9]+)[\"']")
_TYPE = re.compile(rb"(?:^|\s)t=[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>([^<]*)<)")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_SPAN = re.compile(rb"\b(min|max)=[\"']([0-9]+)[\"']")
_FULL_CALCULATION = re.compile(rb"\bfullCalcOnLoad=[\"'](?:1|true)[\"']")
_TEXT_INDEX = re.compile(rb"\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>([0-9]+)<")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


@dataclass(frozen=True)
class Flags:
    """What is special about cells of a sheet, by (row, column) from 0: formulas without a value, error values such
    as ``#N/A``; and which rows and columns are hidden."""

    uncached: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Scan:
    """A scanned sheet: its flags, its size in cells and the length of its texts, once unpacked."""

    flags: Flags
    cells: int
    text_length: int = 0


def scan_xlsx(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """What a value reader would not tell of each sheet, by sheet name.

    A workbook that asks to be calculated on opening was written by a program: a 0 its formulas hold was never
    calculated. Reading every part to its end also checks the sizes and checksums that the directory states.
    """
    members = {name.casefold(): name for name in archive.namelist()}
    book = archive.read("xl/workbook.xml")
    texts = _text_lengths(archive, members)
    if styles := members.get("xl/styles.xml"):
        archive.read(styles)
    is_uncalculated = bool(_FULL_CALCULATION.search(book))
    scans = {}
    for name, member in _sheet_members(archive, book).items():
        if stored := members.get(member.casefold()):
            scans[name] = _scan_sheet(archive.read(stored), is_uncalculated, texts)
    return scans


def scan_ods(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """The same for an OpenDocument spreadsheet, whose cells and rows may stand for many equal ones."""
    scans: dict[str, Scan] = {}
    with archive.open("content.xml") as stream:
        events = ElementTree.iterparse(stream, ("start", "end"))
        table = _OdsTable()
        for event, element in events:
            if element.tag == f"{_TABLE}table" and event == "start":
                table = _OdsTable()
            elif element.tag == f"{_TABLE}table-row" and event == "end":
                table.add_row(element)
                element.clear()
            elif element.tag == f"{_TABLE}table" and event == "end":
                scans[element.get(f"{_TABLE}name", "")] = table.scan()
                element.clear()
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


@dataclass
class _OdsTable:
    """What is known of a table while its rows go by."""

    row: int = 0
    height: int = 0
    width: int = 0
    uncached: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def add_row(self, element: ElementTree.Element) -> None:
        repeats = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        if element.get(f"{_TABLE}visibility", "visible") != "visible":
            self.hidden.update(range(self.row, self.row + min(repeats, 100_000)))
        column = 0
        for cell in element:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            columns = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            formula = cell.get(f"{_TABLE}formula")
            kind = cell.get(f"{_OFFICE}value-type")
            if kind or formula or len(cell):
                self.width = max(self.width, column + columns)
                self.height = max(self.height, self.row + repeats)
                self._flag(cell, column, kind, formula)
            column += columns
        self.row += repeats

    def _flag(self, cell: ElementTree.Element, column: int, kind: str | None, formula: str | None) -> None:
        shown = "".join(cell.itertext()).strip()
        if cell.get(f"{_CALCEXT}value-type") == "error" or (formula and shown.startswith(("#", "Err:"))):
            self.errors[self.row, column] = shown or "#ERR"
        elif formula and (kind is None or (kind == "float" and not cell.get(f"{_OFFICE}value"))):
            self.uncached[self.row, column] = "=" + formula.removeprefix("of:").lstrip("=")

    def scan(self) -> Scan:
        return Scan(Flags(self.uncached, self.errors, frozenset(self.hidden)), self.height * self.width)


def _sheet_members(archive: zipfile.ZipFile, book: bytes) -> dict[str, str]:
    links = archive.read("xl/_rels/workbook.xml.rels")
    if b"<!DOCTYPE" in book or b"<!DOCTYPE" in links:
        raise zipfile.BadZipFile("DOCTYPE")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in ElementTree.fromstring(links)}
    sheets = [element for element in ElementTree.fromstring(book).iter() if _local(element.tag) == "sheet"]
    return {sheet.get("name", ""): _member(targets.get(sheet.get(_RELATION), "")) for sheet in sheets}


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _text_lengths(archive: zipfile.ZipFile, members: dict[str, str]) -> list[int]:
    """The length in bytes of each shared text, markup included."""
    stored = members.get("xl/sharedstrings.xml")
    return [len(text) for text in re.split(rb"</(?:\w+:)?si>", archive.read(stored))] if stored else []


def _scan_sheet(xml: bytes, is_uncalculated: bool, texts: list[int]) -> Scan:
    hidden_rows, hidden_columns = _hidden(xml) if b"hidden=" in xml else (frozenset(), frozenset())
    uncached: dict[Position, str] = {}
    errors: dict[Position, str] = {}
    if _SUSPECT.search(xml):
        for position, attributes, content in _suspects(xml):
            kind = _TYPE.search(attributes)
            value = _VALUE.search(content)
            formula = _FORMULA.search(content)
            if kind and kind[1] == b"e":
                errors[position] = _plain(value[1]) if value else "#ERR"
            elif formula and _is_lost(kind[1] if kind else b"n", value[1] if value else b"", is_uncalculated):
                uncached[position] = "=" + _plain(formula[1] or b"")
    return Scan(Flags(uncached, errors, hidden_rows, hidden_columns), _extent(xml), _text_length(xml, texts))


def _is_lost(kind: bytes, value: bytes, is_uncalculated: bool) -> bool:
    if kind in (b"str", b"inlineStr"):
        return False
    return not value or (is_uncalculated and kind == b"n" and value.strip() in (b"0", b"0.0"))


def _suspects(xml: bytes) -> Iterator[tuple[Position, bytes, bytes]]:
    """The cells that hold a formula or an error."""
    if _has_implied(xml) or b":c " in xml:
        yield from _cells(xml)
        return
    for suspect in _SUSPECT.finditer(xml):
        cell = _CELL.match(xml, max(0, xml.rfind(b"<c ", 0, suspect.start())))
        if cell and (place := _REFERENCE.search(cell[1] or b"")):
            yield (int(place[2]) - 1, column_number(place[1].decode())), cell[1], cell[2] or b""


def _has_implied(xml: bytes) -> bool:
    """Whether a cell does not say where it stands; most sheets are told apart by counting."""
    is_plain = b"<c>" not in xml and b"<c/" not in xml and b":c " not in xml
    return not (is_plain and xml.count(b"<c ") == xml.count(b'<c r="')) and bool(_IMPLIED.search(xml))


def _cells(xml: bytes) -> Iterator[tuple[Position, bytes, bytes]]:
    """The cells of a sheet with where they stand; one that does not say follows the one before it."""
    row, column = -1, -1
    for row_at, row_attributes, cells in _rows(xml):
        stated = _REFERENCE.search(row_attributes)
        row, column = int(stated[2]) - 1 if stated else row + 1, -1
        for cell in _CELL.finditer(xml, row_at, cells):
            place = _REFERENCE.search(cell[1] or b"")
            if place:
                row, column = int(place[2]) - 1, column_number(place[1].decode())
            else:
                column += 1
            yield (row, column), cell[1] or b"", cell[2] or b""


def _rows(xml: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Where the cells of each row begin, the row's attributes, and where they end."""
    starts = list(re.finditer(rb"<(?:\w+:)?row(\s[^>]*?)?/?>", xml))
    ends = [start.start() for start in starts[1:]] + [len(xml)]
    for start, end in zip(starts, ends, strict=True):
        yield start.end(), start[1] or b"", end


def _extent(xml: bytes) -> int:
    """How many cells a reader lays out for the sheet; small for one that reaches neither far down nor far right."""
    if not _FAR.search(xml) and not _has_implied(xml):
        return 0
    row, column, height, width = -1, -1, 0, 0
    for found in _ROW_OR_CELL.finditer(xml):
        is_row = bool(_IS_ROW.match(found[0]))
        attributes = found[1] if is_row else found[2]
        stated = _REFERENCE.search(attributes or b"")
        if is_row:
            row, column = int(stated[2]) - 1 if stated else row + 1, -1
            continue
        if stated:
            row, column = int(stated[2]) - 1, column_number(stated[1].decode())
        else:
            column += 1
        if not found[0].endswith(b"/>"):
            height, width = max(height, row + 1), max(width, column + 1)
    return height * width


def _text_length(xml: bytes, texts: list[int]) -> int:
    """How long the sheet's shared texts are together, each counted as often as it stands in a cell."""
    count = xml.count(b't="s"') + xml.count(b"t='s'")
    bound = count * max(texts, default=0)
    if bound < 1 << 26:
        return bound
    indexes = (int(found[1]) for found in _TEXT_INDEX.finditer(xml))
    return sum(texts[index] for index in indexes if index < len(texts))


def _hidden(xml: bytes) -> tuple[frozenset[int], frozenset[int]]:
    rows = {
        int(stated[2]) - 1
        for found in _ROW.finditer(xml)
        if _HIDDEN.search(found[1]) and (stated := _REFERENCE.search(found[1]))
    }
    columns: set[int] = set()
    for found in _COLUMN.finditer(xml):
        span = {name: int(number) for name, number in _SPAN.findall(found[1])}
        if _HIDDEN.search(found[1]) and {b"min", b"max"} <= set(span):
            columns.update(range(span[b"min"] - 1, min(span[b"max"], 16_384)))
    return frozenset(rows), frozenset(columns)


def _plain(xml: bytes) -> str:
    text = xml.decode("utf-8", errors="replace")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
