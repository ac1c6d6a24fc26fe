"""When each file came: the register ``submissions.csv``, else what the file itself tells."""

import datetime
import re
import zipfile
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.named_columns import NamedTable, find_table
from cchc_analysis.intake.names import name_key, tidy
from cchc_analysis.intake.workbooks import Sheet

REGISTER_FILE = "submissions.csv"
REGISTER_COLUMNS = ("file", "received_at", "note")
REQUIRED = ("file", "received_at")
MAX_PROPERTIES_BYTES = 100_000

_SPELLINGS = {
    name_key(word): column
    for column, words in {
        "file": ("file", "Tệp", "Tên tệp"),
        "received_at": ("received_at", "Nhận lúc", "Ngày giờ nhận", "Received at"),
        "note": ("note", "Ghi chú", "Note"),
    }.items()
    for word in words
}
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[ ,]+(\d{1,2})(?:[:hg](\d{2}))?(?::(\d{2}))?")
_MODIFIED = "{http://purl.org/dc/terms/}modified"

Register = Mapping[str, "Receipt"]


@dataclass(frozen=True)
class Receipt:
    """When a file came, by what, and what the register says beside it."""

    received_at: datetime.datetime
    received_by: Literal["register", "workbook", "file_time"]
    note: str = ""


def read_register(sheet: Sheet, received: Iterable[str]) -> tuple[dict[str, Receipt], list[Row]]:
    """The register by file, and a finding for each row that names no file of *received* or no time."""
    table = find_table(sheet, _SPELLINGS, at_least=2)
    missing = [column for column in REQUIRED if table is None or column not in table.columns]
    if table is None or missing:
        found = " | ".join(sheet.text(0, column) for column in range(len(sheet.rows[0]))) if sheet.rows else "—"
        place = {"source_file": sheet.file, "source_sheet": sheet.name}
        return {}, [finding("missing_column", found=found, expected=", ".join(missing), **place)]
    known = {tidy(file): file for file in received}
    register: dict[str, Receipt] = {}
    findings = []
    for row in table.rows():
        file = known.get(table.text(row, "file").replace("\\", "/"))
        moment = read_moment(table.text(row, "received_at"))
        if file is None:
            findings.append(_bad(table, row, "file", "một tệp đã nhận, như self/vp.xlsx", "a file received, like that"))
        elif file in register:
            findings.append(_bad(table, row, "file", "mỗi tệp một dòng", "each file once"))
        elif moment is None:
            findings.append(
                _bad(table, row, "received_at", "ngày giờ như 2020-12-15 16:45", "a date and time like that")
            )
        else:
            register[file] = Receipt(moment, "register", table.text(row, "note"))
    return register, findings


def read_moment(text: str) -> datetime.datetime | None:
    """A date with a time of day, year first or day first; a date alone is not one.

    >>> read_moment("15/12/2020 16:45")
    datetime.datetime(2020, 12, 15, 16, 45)
    >>> read_moment("2020-12-15T16:45") == read_moment("15/12/2020 16h45") == read_moment("15/12/2020 16:45:00")
    True
    >>> [read_moment(text) for text in ("2020-12-15", "31/02/2020 10:00", "hôm qua", "2020-12-15T16:45Z")]
    [None, None, None, None]
    """
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            day, month, year, hour, minute, second = (int(part or 0) for part in day_first.groups())
            return datetime.datetime(year, month, day, hour, minute, second)
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo or not re.search(r"\d[T ]\d", text) else moment


def find_receipt(path: Path, file: str, register: Register, timezone: str, changed_at: float) -> Receipt:
    """When a file came: by the register, else when its workbook says it was saved, else when its copy on disk was.

    Times are those of the season's place, *timezone*; *changed_at* is the copy's, in seconds of the epoch.
    """
    if file in register:
        return register[file]
    zone = zoneinfo.ZoneInfo(timezone)
    saved = _read_saved(path, zone)
    if saved is not None:
        return Receipt(saved, "workbook")
    try:
        moment = datetime.datetime.fromtimestamp(changed_at, zone).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError, OSError):  # a disk may state years that no calendar has
        moment = datetime.datetime.max if changed_at > 0 else datetime.datetime.min
    return Receipt(moment.replace(microsecond=0), "file_time")


def _read_saved(path: Path, zone: datetime.tzinfo) -> datetime.datetime | None:
    """When an ``.xlsx`` was last saved, by its own properties."""
    if path.suffix.lower() != ".xlsx":
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("docProps/core.xml").file_size > MAX_PROPERTIES_BYTES:
                return None
            stated = ElementTree.fromstring(archive.read("docProps/core.xml")).findtext(_MODIFIED, "")
            moment = datetime.datetime.fromisoformat(stated.strip().replace("Z", "+00:00"))
            moment = moment.astimezone(zone) if moment.tzinfo else moment
    except (KeyError, ValueError, OverflowError, OSError, RuntimeError, ElementTree.ParseError, zipfile.BadZipFile):
        return None
    return moment.replace(tzinfo=None, microsecond=0)


def _bad(table: NamedTable, row: int, column: str, expected: str, expected_en: str) -> Row:
    place = table.sheet.place(row, table.columns.get(column, 0))
    return finding("bad_table", found=table.text(row, column), expected=expected, expected_en=expected_en, **place)
