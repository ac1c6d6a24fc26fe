"""The cells of a received file, whatever its format: sheets of values with addresses, or why it cannot be read."""

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from cchc_analysis.intake.scan import Flags, Position, scan_xlsx
from cchc_analysis.intake.values import Value, cell_text

WORKBOOK_SUFFIXES = (".xlsx", ".xls", ".ods")
SUFFIXES = (*WORKBOOK_SUFFIXES, ".csv")
MAX_BYTES = 512 * 1024 * 1024
MAX_CELLS = 20_000_000

Merged = tuple[tuple[Position, Position], ...]


class UnreadableFileError(Exception):
    """A file that gives no cells; *rule* names the finding that says why."""

    def __init__(self, rule: str, found: str = "", expected: str = "", expected_en: str | None = None) -> None:
        self.rule, self.found, self.expected = rule, found, expected
        self.expected_en = expected if expected_en is None else expected_en
        super().__init__(f"{rule}: {found}")


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet; rows and columns count from 0. A CSV file is a sheet without a name."""

    file: str
    name: str | None
    rows: tuple[tuple[Value, ...], ...]
    merged: Merged = ()
    flags: Flags = field(default_factory=Flags)
    corrected: frozenset[Position] = frozenset()

    def value(self, row: int, column: int | None) -> Value:
        """The value of a cell; ``None`` outside the sheet, in no column and in an empty cell."""
        if column is None or row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def text(self, row: int, column: int | None) -> str:
        """The cell's text, tidied."""
        return cell_text(self.value(row, column))

    def fault(self, row: int, column: int | None) -> str:
        """The error value or never-calculated formula that a cell holds instead of a value, or ``""``."""
        position = row, -1 if column is None else column
        return self.flags.errors.get(position, "") or self.flags.uncached.get(position, "")

    def place(self, row: int, column: int | None) -> dict[str, str | None]:
        """File, sheet and cell, as findings and scores carry them."""
        cell = None if column is None else address(row, column)
        return {"source_file": self.file, "source_sheet": self.name, "source_cell": cell}


def address(row: int, column: int) -> str:
    """The cell's name in a spreadsheet, row and column counted from 0.

    >>> [address(0, 0), address(9, 26)]
    ['A1', 'AA10']
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read_sheets(path: Path, file: str) -> list[Sheet]:
    """The visible sheets of a file, in order. Raises :class:`UnreadableFileError` where there are none to read.

    *file* is how findings call it: its path relative to the season's folder.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableFileError("file_type", path.suffix or "?", ", ".join(SUFFIXES))
    content = _head(path)
    if path.suffix.lower() == ".csv":
        return [_read_csv(path, file)]
    _refuse_other_formats(content)
    return _read_workbook(path, file)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise UnreadableFileError("file_corrupt", error.strerror or str(error)) from error
    if not head.strip():
        raise UnreadableFileError("file_empty")
    return head


def _refuse_other_formats(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((kind for mark, kind in _OTHER_FORMATS.items() if start.startswith(mark)), None)
    if kind:
        raise UnreadableFileError("file_type", kind, ", ".join(WORKBOOK_SUFFIXES))


_OTHER_FORMATS = {b"<!doctype html": "HTML", b"<html": "HTML", b"<table": "HTML", b"<?xml": "XML", b"%pdf": "PDF"}


def _read_workbook(path: Path, file: str) -> list[Sheet]:
    _refuse_large_archive(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            flags = scan_xlsx(path) if path.suffix.lower() == ".xlsx" and zipfile.is_zipfile(path) else {}
            return _visible_sheets(book, file, flags)
    except UnreadableFileError:
        raise
    except python_calamine.PasswordError as error:
        raise UnreadableFileError("file_password") from error
    except BaseException as error:
        # the reader's own crashes (PanicException) are not Exceptions
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise UnreadableFileError(*_why(path, error)) from error


def _why(path: Path, error: BaseException) -> tuple[str, str]:
    with path.open("rb") as stream:
        is_compound = stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    encrypted = is_compound and "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
    return ("file_password", "") if encrypted else ("file_corrupt", str(error).splitlines()[0] if str(error) else "?")


def _refuse_large_archive(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MAX_BYTES:
        raise UnreadableFileError("file_too_large", f"{size >> 20} MB", f"{MAX_BYTES >> 20} MB")


def _visible_sheets(book: python_calamine.CalamineWorkbook, file: str, flags: Mapping[str, Flags]) -> list[Sheet]:
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    return [_read_sheet(book.get_sheet_by_name(name), file, flags.get(name, Flags())) for name in visible]


def _read_sheet(sheet: python_calamine.CalamineSheet, file: str, flags: Flags) -> Sheet:
    cells = sheet.total_height * sheet.total_width
    if cells > MAX_CELLS:
        found = f"{sheet.total_height} × {sheet.total_width}"
        raise UnreadableFileError("file_too_large", found, f"{MAX_CELLS} ô", f"{MAX_CELLS} cells")
    rows = sheet.to_python(skip_empty_area=False) if cells else []
    values = tuple(tuple(None if value == "" else value for value in row) for row in rows)
    return Sheet(file, sheet.name, values, tuple(sheet.merged_cell_ranges or ()), flags)


def _read_csv(path: Path, file: str) -> Sheet:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("file_encoding", f"byte {error.start}") from error
    if "\0" in text:
        raise UnreadableFileError("file_encoding", "NUL")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return Sheet(file, None, tuple(tuple(value or None for value in row) for row in rows))
    except csv.Error as error:
        raise UnreadableFileError("file_corrupt", str(error)) from error


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)
