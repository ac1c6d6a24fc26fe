"""The cells of a received file, whatever its format: sheets of values with addresses, or why it cannot be read."""

import csv
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import python_calamine

from cchc_analysis.encodings import TextEncodingError, decode_text
from cchc_analysis.intake.compound_files import (
    FileRefusedError,
    RawSheet,
    ReaderDiedError,
    SheetTooLargeError,
    read_compound,
    read_raw_sheets,
)
from cchc_analysis.intake.identity import SHEET, Identity, read_identity
from cchc_analysis.intake.scan import Flags, Position, Scan, scan_ods, scan_xlsx
from cchc_analysis.intake.values import Value, cell_text

WORKBOOK_SUFFIXES = (".xlsx", ".xls", ".ods")
SUFFIXES = (*WORKBOOK_SUFFIXES, ".csv")
MAX_FILE = 64 * 1024 * 1024
MAX_BYTES = 256 * 1024 * 1024
MAX_CELLS = 3_000_000
MAX_PARTS = 5_000
MAX_TEXT = 32_767
HEADER_FIELDS = 3

_WHOLE = re.compile(r"\s*[+\-−]?[0-9]+\s*")

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
    identity: Identity | None = None
    fields: int = 0
    """How many fields a row of a CSV file must have for each to be in the column it is taken for."""

    def value(self, row: int, column: int | None) -> Value:
        """The value of a cell; ``None`` outside the sheet, in no column and in an empty cell."""
        if column is None or row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def text(self, row: int, column: int | None) -> str:
        """The cell's text, tidied."""
        return cell_text(self.value(row, column))

    def fault(self, row: int, column: int | None) -> str:
        """What a cell holds or shows instead of a value that can be taken, or ``""``.

        An error value, a never-calculated formula, or the number that it shows while it holds another.
        """
        position = row, -1 if column is None else column
        flags = self.flags
        return flags.errors.get(position, "") or flags.uncached.get(position, "") or flags.shown_instead(position)

    def lack(self, row: int) -> str:
        """How many fields a row of a CSV file has where it must have more, as ``2 < 4``; else ``""``."""
        size = len(self.rows[row]) if row < len(self.rows) else self.fields
        return f"{size} < {self.fields}" if size < self.fields else ""

    def place(self, row: int, column: int | None) -> dict[str, str | None]:
        """File, sheet and cell, as findings and scores carry them."""
        cell = None if column is None else address(row, column)
        return {"source_file": self.file, "source_sheet": self.name, "source_cell": cell}


@dataclass(frozen=True)
class Workbook:
    """A received file as read: its visible sheets, its hidden ones, whether formulas read other files, its SHA-256."""

    sheets: list[Sheet]
    hidden: list[Sheet] = field(default_factory=list)
    has_links: bool = False
    sha256: str = ""
    misfits: tuple[tuple[int, int, int], ...] = ()
    """Rows of a CSV file with more fields than its header: the row, its fields, the header's."""
    unread: Mapping[int, tuple[Value, ...]] = field(default_factory=dict)
    """The cells of those rows, which its sheet is without."""
    changed_at: float = 0.0
    """When the file on disk was last changed, in seconds of the epoch."""


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
    return read_workbook(path, file).sheets


def read_workbook(path: Path, file: str) -> Workbook:
    """All a file holds. Raises :class:`UnreadableFileError` for what is no table, or too much of one.

    An archive's directory is looked at first: what unpacks to too much, or holds macros, is never opened.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableFileError("file_type", path.suffix or "?", ", ".join(SUFFIXES))
    content, changed_at = _read_content(path)
    if suffix == ".csv":
        whole, delimiter = _read_csv(content, file)
        sheet, misfits = _part_misfits(whole, delimiter)
        unread = {row: whole.rows[row] for row, *_ in misfits}
        digest = hashlib.sha256(content).hexdigest()
        return Workbook([sheet], sha256=digest, misfits=misfits, unread=unread, changed_at=changed_at)
    _refuse_other_formats(content[:4096])
    try:
        return replace(_read_workbook(content, file), changed_at=changed_at)
    except UnreadableFileError:
        raise
    except SheetTooLargeError as error:
        raise UnreadableFileError("file_too_large", str(error), f"{MAX_CELLS} ô", f"{MAX_CELLS} cells") from error
    except ReaderDiedError as error:
        raise UnreadableFileError("file_ends_reader", str(error)) from error
    except (python_calamine.PasswordError, FileRefusedError) as error:
        if isinstance(error, FileRefusedError) and error.kind != "PasswordError":
            raise UnreadableFileError("file_corrupt", _first_line(error)) from error
        raise UnreadableFileError("file_password") from error
    except BaseException as error:
        # the reader's own crashes (PanicException) are not Exceptions
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise UnreadableFileError("file_corrupt", _first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "?")


def _read_content(path: Path) -> tuple[bytes, float]:
    """A file's bytes and its time on disk, of the same moment."""
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > MAX_FILE:
                raise UnreadableFileError("file_too_large", f"{before.st_size >> 20} MB", f"{MAX_FILE >> 20} MB")
            content = file.read(MAX_FILE + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise UnreadableFileError("file_changed") from error
    except OSError as error:
        raise UnreadableFileError("file_not_opened", error.strerror or str(error)) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(content)):
        raise UnreadableFileError("file_changed")
    if not content[:4096].strip():
        raise UnreadableFileError("file_empty")
    return content, before.st_mtime


def _refuse_other_formats(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((kind for mark, kind in _OTHER_FORMATS.items() if start.startswith(mark)), None)
    if kind:
        raise UnreadableFileError("file_type", kind, ", ".join(WORKBOOK_SUFFIXES))


_OTHER_FORMATS = {
    b"<!doctype html": "HTML",
    b"<html": "HTML",
    b"<table": "HTML",
    b"<?xml": "XML",
    b"%pdf": "PDF",
    b"{\\rtf": "RTF",
    b"rar!": "RAR",
    b"mime-version": "MHTML",
}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _read_workbook(content: bytes, file: str) -> Workbook:
    """The workbook by what it is, not by what its name ends with."""
    scans: Mapping[str, Scan] = {}
    has_links = False
    is_compound = content.startswith(_COMPOUND)
    if is_compound:
        _look_at_compound(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kind = _look_at_directory(archive)
            has_links = any(name.startswith("xl/externalLinks/") for name in archive.namelist())
            scans = scan_xlsx(archive) if kind == "xlsx" else scan_ods(archive)
    for scan in scans.values():
        _refuse_large_sheet(scan)
    raw = read_compound(content, MAX_CELLS) if is_compound else read_raw_sheets(content, MAX_CELLS)
    shown, hidden = _part_visible(raw, file, scans)
    return Workbook(shown, hidden, has_links, hashlib.sha256(content).hexdigest())


def _look_at_directory(archive: zipfile.ZipFile) -> str:
    """Whether an archive is an xlsx or ods workbook; refused where its directory alone says it must not be opened."""
    members = archive.infolist()
    names = {member.filename for member in members}
    size = sum(member.file_size for member in members)
    if size > MAX_BYTES:
        raise UnreadableFileError("file_too_large", f"{size >> 20} MB", f"{MAX_BYTES >> 20} MB")
    if len(members) > MAX_PARTS:
        parts = f"{MAX_PARTS} phần", f"{MAX_PARTS} parts"
        raise UnreadableFileError("file_too_large", f"{len(members)}", *parts)
    if len({name.casefold() for name in names}) < len(members):
        raise UnreadableFileError("file_corrupt", "ZIP: trùng tên / repeated names")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFileError("file_password")
    if any(name.casefold().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise UnreadableFileError("file_macros", "macro")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and b"spreadsheet" in archive.read("mimetype" if "mimetype" in names else "content.xml"):
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise UnreadableFileError("file_password")
        return "ods"
    kind = next((kind for part, kind in _OTHER_ARCHIVES.items() if part in names), "ZIP")
    raise UnreadableFileError("file_type", kind, ", ".join(WORKBOOK_SUFFIXES))


_OTHER_ARCHIVES = {
    "xl/workbook.bin": "XLSB",
    "word/document.xml": "DOCX",
    "ppt/presentation.xml": "PPTX",
    "content.xml": "ODF",
}


def _look_at_compound(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFileError("file_password")
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise UnreadableFileError("file_macros", "macro")
    if "WordDocument".encode("utf-16-le") in content and "Workbook".encode("utf-16-le") not in content:
        raise UnreadableFileError("file_type", "DOC", ", ".join(WORKBOOK_SUFFIXES))


def _refuse_large_sheet(scan: Scan) -> None:
    if scan.cells > MAX_CELLS:
        cells = f"{MAX_CELLS} ô", f"{MAX_CELLS} cells"
        raise UnreadableFileError("file_too_large", f"{scan.cells} ô / cells", *cells)
    if scan.text_length > MAX_BYTES:
        raise UnreadableFileError("file_too_large", f"{scan.text_length >> 20} MB", f"{MAX_BYTES >> 20} MB")


def _part_visible(raw: list[RawSheet], file: str, scans: Mapping[str, Scan]) -> tuple[list[Sheet], list[Sheet]]:
    """The visible sheets, each with the identity that a hidden one states, and the other hidden ones."""
    shown: list[Sheet] = []
    hidden: list[Sheet] = []
    for each in raw:
        scan = scans.get(each.name, Scan(Flags(), 0))
        (shown if each.is_visible else hidden).append(_make_sheet(each, file, scan))
    identity = next((read_identity(sheet.rows) for sheet in hidden if sheet.name == SHEET), None)
    return [replace(sheet, identity=identity) for sheet in shown], [each for each in hidden if each.name != SHEET]


def _make_sheet(raw: RawSheet, file: str, scan: Scan) -> Sheet:
    values = tuple(tuple(None if value == "" else value for value in row) for row in raw.rows)
    _refuse_long_texts(values)
    return Sheet(file, raw.name, values, raw.merged or scan.merged, scan.flags)


def _refuse_long_texts(rows: tuple[tuple[Value, ...], ...]) -> None:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str) and len(value) > MAX_TEXT:
                limit = f"{MAX_TEXT} ký tự", f"{MAX_TEXT} characters"
                raise UnreadableFileError("file_too_large", f"{len(value)} ({address(row, column)})", *limit)


def _read_csv(content: bytes, file: str) -> tuple[Sheet, str]:
    """The rows of a text file, and what stands between its fields."""
    try:
        text = decode_text(content, reads_utf16=True)
    except TextEncodingError as error:
        raise UnreadableFileError("file_encoding", str(error)) from error
    # universal newlines, as a text file is read
    lines = io.StringIO(re.sub(r"\r\n?", "\n", text), newline="")
    delimiter = _delimiter(text)
    try:
        fields = [*csv.reader(lines, delimiter=delimiter)]
    except csv.Error as error:
        raise UnreadableFileError("file_corrupt", str(error)) from error
    rows = tuple([tuple([value or None for value in row]) for row in fields])
    if any(sum(map(len, row)) > MAX_TEXT for row in fields):
        _refuse_long_texts(rows)
    return Sheet(file, None, rows), delimiter


def _part_misfits(sheet: Sheet, delimiter: str) -> tuple[Sheet, tuple[tuple[int, int, int], ...]]:
    """The sheet without rows of more fields than its header, of which none is known to be whose; and those rows.

    The header is the first row with several fields filled. Blank fields at a row's end are none of it, unless a number
    with a decimal comma may have been parted into two fields and have pushed a blank one out.
    """
    top = next((at for at, row in enumerate(sheet.rows) if sum(map(says, row)) >= HEADER_FIELDS), len(sheet.rows))
    width = len(sheet.rows[top]) if top < len(sheet.rows) else 0
    misfits = tuple(
        (at, len(row) if delimiter == "," and _may_be_parted(row) else _last_filled(row), width)
        for at, row in enumerate(sheet.rows)
        if at > top and len(row) > width and (any(map(says, row[width:])) or (delimiter == "," and _may_be_parted(row)))
    )
    if not misfits:
        return sheet, ()
    gone = {row for row, *_ in misfits}
    rows = tuple(() if number in gone else row for number, row in enumerate(sheet.rows))
    return replace(sheet, rows=rows), misfits


def _last_filled(row: tuple[Value, ...]) -> int:
    return max(field for field, value in enumerate(row, start=1) if says(value))


def _may_be_parted(row: tuple[Value, ...]) -> bool:
    """Whether two fields that follow each other are whole numbers, as a decimal comma leaves them: 0,5."""
    is_whole = [isinstance(value, str) and _WHOLE.fullmatch(value) is not None for value in row]
    return any(first and second for first, second in pairwise(is_whole))


def says(value: Value) -> bool:
    """Whether a field holds anything but spaces."""
    return bool(cell_text(value))


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)
