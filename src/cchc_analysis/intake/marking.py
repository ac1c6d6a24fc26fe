"""A copy of a received workbook in which the faulty cells are marked and commented; the original is never touched.

Only what openpyxl keeps is copied: a workbook with parts it would drop gets no copy, and a finished copy is compared
with the original before anyone sees it.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 30_000_000
MAX_CELLS = 300_000
FILLS = {"error": "FFFFC7A6", "doubt": "FFFFF2B3"}
COMMENT_WIDTH, COMMENT_LINE = 360, 18

_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/.*|xl/_rels/workbook\.xml\.rels|xl/(workbook|styles|sharedStrings"
    r"|calcChain|metadata)\.xml|xl/theme/.*|xl/worksheets/(_rels/)?sheet[^/]*\.xml(\.rels)?|xl/printerSettings/.*"
    r"|xl/(comments[^/]*|comments/.*)\.xml|xl/drawings/(_rels/)?(vmlDrawing|commentsDrawing)[^/]*"
)
_LOST_IN_SHEET = re.compile(rb"<(?:\w+:)?(?:extLst|oleObjects|controls|picture|legacyDrawingHF|smartTags)\b")


class NoCopyError(Exception):
    """Why a workbook gets no marked copy: *reason* is one of ``REASONS``."""

    def __init__(self, reason: "Reason", detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}" if detail else reason)


Reason = Literal["not_xlsx", "too_large", "unreadable", "would_lose"]


@dataclass(frozen=True)
class Mark:
    """One cell to mark, in the colour of its severity, and what to write beside it."""

    sheet: str
    cell: str
    severity: str
    text: str


def mark_copy(original: Path, target: Path, marks: Sequence[Mark], author: str) -> int:
    """Write a copy of *original* with *marks* to *target*; how many of them were placed.

    Raises :class:`NoCopyError`, and writes nothing, where the copy would lose anything but the marks' own changes.
    """
    _refuse_what_would_be_lost(original)
    try:
        book = openpyxl.load_workbook(original, rich_text=True)
    except Exception as error:  # whatever a broken file makes the library raise, the note goes out without a copy
        raise NoCopyError("unreadable", str(error)) from error
    marked = _mark_cells(book, marks, author)
    book.calculation.fullCalcOnLoad = True
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}")
    try:
        book.save(aside)
        lost = list_differences(original, aside, marked)
        if lost:
            raise NoCopyError("would_lose", lost[0])
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return sum(len(cells) for cells in marked.values())


def list_differences(original: Path, marked_copy: Path, marked: Mapping[str, Iterable[str]]) -> list[str]:
    """What the copy lost or changed, apart from fill and comment of the *marked* cells of each sheet."""
    before = openpyxl.load_workbook(original, rich_text=True)
    after = openpyxl.load_workbook(marked_copy, rich_text=True)
    differences = list(_differing(_book_facts(before), _book_facts(after), "workbook"))
    if before.sheetnames != after.sheetnames:
        return [*differences, "sheets"]
    for sheet, other in zip(before.worksheets, after.worksheets, strict=True):
        differences += _differing(_sheet_facts(sheet), _sheet_facts(other), sheet.title)
        differences += _differing_cells(sheet, other, set(marked.get(sheet.title, ())))
    return differences


def _refuse_what_would_be_lost(original: Path) -> None:
    if original.suffix.lower() != ".xlsx" or not zipfile.is_zipfile(original):
        raise NoCopyError("not_xlsx")
    with zipfile.ZipFile(original) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_BYTES:
            raise NoCopyError("too_large")
        for member in members:
            if not _KEPT.fullmatch(member.filename) and not member.is_dir():
                raise NoCopyError("would_lose", member.filename)
        for member in members:
            if member.filename.startswith("xl/worksheets/sheet"):
                content = archive.read(member)
                if content.count(b"<c ") > MAX_CELLS or content.count(b"<row ") > MAX_CELLS:
                    raise NoCopyError("too_large")
                if found := _LOST_IN_SHEET.search(content):
                    raise NoCopyError("would_lose", found[0].decode().lstrip("<"))


def _mark_cells(book: Workbook, marks: Sequence[Mark], author: str) -> dict[str, list[str]]:
    """Fill and comment each cell once, the gravest colour first; the cells marked, by sheet."""
    by_cell: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        if mark.sheet in book.sheetnames and isinstance(book[mark.sheet], Worksheet):
            by_cell.setdefault((mark.sheet, _anchor(book[mark.sheet], mark.cell)), []).append(mark)
    marked: dict[str, list[str]] = {}
    for (sheet, address), here in by_cell.items():
        cell = book[sheet][address]
        severity = "error" if any(mark.severity == "error" for mark in here) else "doubt"
        cell.fill = PatternFill("solid", fgColor=FILLS[severity])
        text = "\n\n".join(dict.fromkeys(mark.text for mark in here))
        if cell.comment:
            text = f"{cell.comment.text}\n\n{text}"
        cell.comment = Comment(text, author, width=COMMENT_WIDTH, height=COMMENT_LINE * (3 + len(text) // 45))
        marked.setdefault(sheet, []).append(address)
    return marked


def _anchor(sheet: Worksheet, address: str) -> str:
    """The cell itself, or the first of the merged range it is in."""
    if not isinstance(sheet[address], MergedCell):
        return address
    return next(str(area.coord).split(":")[0] for area in sheet.merged_cells.ranges if address in area)


def _book_facts(book: Workbook) -> dict[str, Any]:
    return {
        "sheets": book.sheetnames,
        "states": [sheet.sheet_state for sheet in book.worksheets],
        "names": sorted((name, defined.attr_text) for name, defined in book.defined_names.items()),
        "protection": _plain(book.security),
        "epoch": book.epoch,
        "properties": [book.properties.title, book.properties.subject, book.properties.keywords],
        "custom properties": [(each.name, str(each.value)) for each in book.custom_doc_props.props],
    }


def _sheet_facts(sheet: Worksheet) -> dict[str, Any]:
    return {
        "merged cells": sorted(str(area) for area in sheet.merged_cells.ranges),
        "validations": sorted(str(_plain(each)) for each in sheet.data_validations.dataValidation),
        "conditional formats": [
            (str(area.sqref), [_plain(rule) for rule in area.rules]) for area in sheet.conditional_formatting
        ],
        "columns": {name: (each.width, each.hidden) for name, each in sheet.column_dimensions.items()},
        "rows": {number: (each.height, each.hidden) for number, each in sheet.row_dimensions.items()},
        "protection": _plain(sheet.protection),
        "filter": sheet.auto_filter.ref,
        "freeze": sheet.freeze_panes,
        "print": [sheet.print_area, sheet.print_title_rows, sheet.print_title_cols],
        "page": [_plain(sheet.page_setup), _plain(sheet.page_margins)],
        "tables": sorted(sheet.tables),
        "names": sorted((name, defined.attr_text) for name, defined in sheet.defined_names.items()),
        "links": sorted((each.ref, each.target, each.location) for each in sheet._hyperlinks),
    }


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], place: str) -> Iterator[str]:
    return (f"{place}: {name}" for name in before if before[name] != after[name])


def _differing_cells(sheet: Worksheet, other: Worksheet, marked: set[str]) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            twin, is_marked = other[cell.coordinate], cell.coordinate in marked
            before, after = _cell_facts(cell, is_marked), _cell_facts(twin, is_marked)
            if before != after:
                yield f"{sheet.title}!{cell.coordinate}"


def _cell_facts(cell: Any, is_marked: bool) -> list[Any]:
    value = None if cell.value == "" else cell.value  # a text without a letter and an empty cell say the same
    facts = [
        value if isinstance(value, str | int | float | bool | None) else str(value),
        None if value is None else cell.data_type.replace("inlineStr", "s"),
        cell.number_format,
        _plain(cell.font),
        _plain(cell.border),
        _plain(cell.alignment),
        _plain(cell.protection),
        cell.quotePrefix,
    ]
    comment = cell.comment.text if cell.comment else None
    return facts if is_marked else [*facts, _plain(cell.fill), comment]


def _plain(part: Any) -> str:
    return repr(copy(part))
