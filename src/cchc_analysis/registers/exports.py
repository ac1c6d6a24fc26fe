"""Exports of registers as received, read once per content of the file: the named columns, and nothing else, as parquet.

A column that ``headings`` does not name is dropped where its cell is met: it reaches no table, no cache, no sentence.
"""

import csv
import datetime
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key, tidy
from cchc_analysis.intake.values import Value, cell_text
from cchc_analysis.intake.workbooks import UnreadableFileError, address, read_workbook
from cchc_analysis.registers.dates import DateReader, number_day
from cchc_analysis.registers.declared import DATE_FIELDS, InCell, Register
from cchc_analysis.store import provenance, storage

"""The folder of ``processed/`` that holds what was read of each file, by its hash."""

HEADER_WITHIN = 60
"""In how many first rows a header is looked for."""

CHUNK = 100_000
CUT_SHORT = frozenset({1_000, 5_000, 10_000, 20_000, 50_000, 65_535, 100_000, 1_048_575})
"""Numbers of rows at which systems stop exporting."""

Cells = tuple[Value, ...]
BAD, SEPARATOR = "\x1f", "\x1e"


@dataclass(frozen=True)
class SheetRead:
    """What was read of one sheet: where its header stands, how many rows it has and how many are no rows of it."""

    sheet: str | None
    header_row: int
    rows: int
    skipped: int
    ignored: int
    exported: str = ""
    swapped: tuple[str, ...] = ()
    bad_dates: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)

    def cell(self, name: str, row: int) -> str | None:
        """The address of a row's cell in a named column, the row counted from 1."""
        return address(row - 1, self.columns[name]) if name in self.columns else None


@dataclass(frozen=True)
class Export:
    """One file of a register: its hash, its rows as parquet, what was read of each sheet, when it was exported.

    ``exported_at`` is the day, ``None`` where nothing says it; ``exported_from`` what says it.
    """

    register: str
    file: str
    sha256: str
    parquet: Path
    sheets: tuple[SheetRead, ...]
    exported_at: datetime.date | None
    exported_from: str


@dataclass
class _Sheet:
    """A sheet while it is read."""

    columns: dict[str, int]
    header_row: int
    title_unit: str
    exported: str
    group: str = ""
    rows: int = 0
    skipped: int = 0
    ignored: int = 0
    bad_dates: int = 0
    days_seen: dict[str, dict[str, list[int]]] = field(default_factory=dict)


def list_exports(folder: Path, register: Register) -> list[Path]:
    """The files of a register, in the order of their names; the locks of open workbooks are none."""
    found = {path for pattern in register.files for path in folder.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not path.name.startswith(("~$", ".")))


def read_export(
    path: Path, folder: Path, register: Register, cache: Path, local: str
) -> tuple[Export | None, list[Row]]:
    """One export, read anew only where its content or what is declared of it changed; what is wrong with it."""
    file = path.relative_to(folder).as_posix()
    sha256 = provenance.hash_file(path)
    declared = {
        "headings": register.headings,
        "dates": register.dates.model_dump(),
        "units": register.units.model_dump(),
        "exported_at": register.exported_at.cell if isinstance(register.exported_at, InCell) else None,
    }
    stamp = provenance.digest([sha256, path.suffix.lower(), _plain(declared), local, provenance.fingerprint()])
    parquet = cache / f"{stamp}.parquet"
    where = {"source_file": file}
    if not parquet.is_file():
        try:
            with open_sheets(path, file) as sheets:
                missing = _write(sheets, register, parquet, local)
        except UnreadableFileError as error:
            english = error.expected_en or "a readable spreadsheet"
            words = {"found": error.found, "expected": error.expected or "bảng tính đọc được"}
            return None, [finding(error.rule, expected_en=english, **words, **where)]
        if missing is not None:
            parquet.unlink(missing_ok=True)
            columns = "; ".join(" / ".join(register.headings[name]) for name in missing)  # type: ignore[index]
            return None, [
                finding("register_no_header", found=columns, register=register.name, **_en(register), **where)
            ]
    metadata = pq.read_metadata(parquet).metadata or {}
    sheets_read = tuple(
        SheetRead(**{**each, "swapped": tuple(each["swapped"])}) for each in json.loads(metadata[b"cchc.sheets"])
    )
    exported_at, exported_from = _date_export(path, register, sheets_read, local)
    export = Export(register.id, file, sha256, parquet, sheets_read, exported_at, exported_from)
    return export, list(_find_faults(export, register))


def _en(register: Register) -> dict[str, str]:
    return {"register_en": register.name_en or register.name}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _find_faults(export: Export, register: Register) -> Iterator[Row]:
    words = {"register": register.name, **_en(register)}
    where = {"source_file": export.file}
    if export.exported_at is None:
        yield finding("register_export_undated", **words, **where)
    for sheet in export.sheets:
        place = where | {"source_sheet": sheet.sheet}
        if sheet.rows in CUT_SHORT:
            yield finding("register_looks_truncated", found=sheet.rows, **words, **place)
        for name in sheet.swapped:
            yield finding("register_swapped_dates", found=register.headings[name][0], **words, **place)  # type: ignore[index]


def _date_export(
    path: Path, register: Register, sheets: Iterable[SheetRead], local: str
) -> tuple[datetime.date | None, str]:
    stated = register.exported_at
    if isinstance(stated, datetime.datetime):
        return stated.date(), "registers.toml"
    if isinstance(stated, datetime.date):
        return stated, "registers.toml"
    if stated == "file_name":
        for digits in re.findall(r"(?<!\d)(20\d{6})(?!\d)", path.stem):
            try:
                return datetime.datetime.strptime(digits, "%Y%m%d").date(), "file_name"
            except ValueError:
                continue
        return None, ""
    days = [day for sheet in sheets if (day := _find_date(sheet.exported, register, local)) is not None]
    return (min(days), "cell") if days else (None, "")


def _find_date(text: str, register: Register, local: str) -> datetime.date | None:
    """The first date in a text such as “Thời gian xuất: 07:30 11/01/2021”."""
    reader = DateReader(register.dates.order, None, local)
    for part in re.findall(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", text):
        day, _bad = reader.read(part)
        if day is not None:
            return number_day(day)
    return None


class _Sheets:
    """The sheets of a file as streams of rows; a CSV file is read as it is walked."""

    def __init__(self, sheets: Iterable[tuple[str | None, Iterable[Cells]]], close: Callable[[], None]) -> None:
        self._sheets, self._close = sheets, close

    def __enter__(self) -> Iterator[tuple[str | None, Iterable[Cells]]]:
        return iter(self._sheets)

    def __exit__(self, *error: object) -> None:
        self._close()


def open_sheets(path: Path, file: str) -> _Sheets:
    """The sheets of an export as streams of rows; raises :class:`UnreadableFileError` for what is no table."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        stream = _open_csv(path)
        return _Sheets([(None, _stream_csv(stream))], stream.close)
    if suffix == ".parquet":
        return _Sheets([(None, _stream_parquet(path))], lambda: None)
    book = read_workbook(path, file)
    return _Sheets([(sheet.name, sheet.rows) for sheet in book.sheets], lambda: None)


def _open_csv(path: Path) -> io.TextIOWrapper:
    try:
        with path.open("rb") as content:
            head = content.read(1 << 16)
    except OSError as error:
        raise UnreadableFileError("file_corrupt", error.strerror or str(error)) from error
    if not head.strip():
        raise UnreadableFileError("file_empty")
    if b"\0" in head:
        raise UnreadableFileError("file_encoding", "NUL")
    return path.open(encoding="utf-8-sig", newline="")


def _stream_csv(stream: io.TextIOWrapper) -> Iterator[Cells]:
    start = stream.read(1 << 16)
    lines = [line for line in start.splitlines() if line.strip()]
    delimiter = max(",;\t", key=lambda mark: max((line.count(mark) for line in lines[:HEADER_WITHIN]), default=0))
    stream.seek(0)
    try:
        for row in csv.reader(stream, delimiter=delimiter):
            yield tuple(value or None for value in row)
    except UnicodeDecodeError as error:
        raise UnreadableFileError("file_encoding", f"byte {error.start}") from error
    except csv.Error as error:
        raise UnreadableFileError("file_corrupt", str(error)) from error


def _stream_parquet(path: Path) -> Iterator[Cells]:
    try:
        table = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFileError("file_corrupt", str(error).splitlines()[0]) from error
    yield tuple(table.schema_arrow.names)
    for batch in table.iter_batches(CHUNK):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _write(
    sheets: Iterable[tuple[str | None, Iterable[Cells]]], register: Register, target: Path, local: str
) -> list[str] | None:
    """Write the rows of every sheet that has the register's header; the columns missing where none has it."""
    reader = DateReader(register.dates.order, register.dates.zone, local)
    fields = list(register.fields)
    if "unit" not in fields:
        fields.insert(0, "unit")
    schema = _schema(fields)
    target.parent.mkdir(parents=True, exist_ok=True)
    read: list[SheetRead] = []
    nearest: list[str] | None = None
    with storage.written_aside(target) as aside:
        with pq.ParquetWriter(aside, schema, compression="zstd") as writer:
            for number, (name, rows) in enumerate(sheets):
                walk = iter(rows)
                found = _find_header(walk, register)
                if isinstance(found, list):
                    nearest = found if nearest is None or len(found) < len(nearest) else nearest
                    continue
                for chunk in _read_rows(walk, found, register, reader, fields, number):
                    writer.write_table(pa.Table.from_pydict(chunk, schema=schema))
                read.append(_conclude(name, found))
            writer.add_key_value_metadata({"cchc.sheets": json.dumps([_plain(vars(each)) for each in read])})
        if not read:
            aside.unlink()
            aside.touch()
    if not read:
        return nearest if nearest is not None else fields
    return None


def _schema(fields: Iterable[str]) -> pa.Schema:
    columns = [pa.field("sheet_no", pa.int32()), pa.field("row", pa.int64())]
    columns += [pa.field(name, pa.int32() if name in DATE_FIELDS else pa.string()) for name in fields]
    return pa.schema([*columns, pa.field("bad", pa.string())])


def _find_header(rows: Iterator[Cells], register: Register) -> "_Sheet | list[str]":
    """The header by its content; else the columns that the row nearest to one lacks."""
    by_key = {name_key(text): name for name, texts in register.headings.items() for text in texts}
    missing = list(register.headings)
    above: list[Cells] = []
    for number, cells in zip(range(HEADER_WITHIN), rows, strict=False):
        columns: dict[str, int] = {}
        for place, value in enumerate(cells):
            name = by_key.get(name_key(value)) if isinstance(value, str) else None
            if name is not None:
                columns.setdefault(name, place)
        lacking = [name for name in register.headings if name not in columns]
        if not lacking:
            return _Sheet(columns, number + 1, _find_title_unit(above, register), _find_mark(above, register))
        missing = lacking if len(lacking) < len(missing) else missing
        above.append(cells)
    return [str(name) for name in missing]


def _find_title_unit(above: Iterable[Cells], register: Register) -> str:
    return _after_mark(above, register.units.from_title) if register.units.from_title else ""


def _find_mark(above: Iterable[Cells], register: Register) -> str:
    return _after_mark(above, register.exported_at.cell) if isinstance(register.exported_at, InCell) else ""


def _after_mark(above: Iterable[Cells], mark: str) -> str:
    """What follows a mark in the rows above the header, in its cell or the next that is not empty."""
    key = name_key(mark)
    for cells in above:
        texts = [cell_text(value) for value in cells]
        for place, text in enumerate(texts):
            at = name_key(text).find(key)
            if at >= 0:
                rest = tidy(text[at + len(key) :]).lstrip(": ").strip()
                return rest or next((each for each in texts[place + 1 :] if each), "")
    return ""


def _read_rows(
    rows: Iterator[Cells], sheet: _Sheet, register: Register, reader: DateReader, fields: list[str], number: int
) -> Iterator[dict[str, list[Any]]]:
    """The rows below a header, by chunks of columns."""
    names = ["sheet_no", "row", *fields, "bad"]
    ignored = tuple(name_key(text) for text in register.units.ignore)
    places = [(name, sheet.columns.get(name), name in DATE_FIELDS) for name in fields]
    sheet.days_seen = {name: {"real": [], "text": []} for name in fields if name in DATE_FIELDS}
    chunk: dict[str, list[Any]] = {name: [] for name in names}
    for row, cells in enumerate(rows, start=sheet.header_row + 1):
        width = len(cells)
        named = [cells[place] for _name, place, _is_date in places if place is not None and place < width]
        filled = [value for value in named if value is not None]
        if ignored and any(isinstance(value, str) and name_key(value).startswith(ignored) for value in cells):
            sheet.ignored += 1
            continue
        if register.units.from_group_row and (group := _name_group(cells)):
            sheet.group = group
            continue
        if len(filled) < 2 or _repeats_header(cells, sheet, register):
            sheet.skipped += any(value is not None for value in cells)
            continue
        bad: list[str] = []
        for name, place, is_date in places:
            value = cells[place] if place is not None and place < width else None
            if is_date:
                day, text = reader.read(value)
                chunk[name].append(day)
                if text:
                    bad.append(f"{name}{BAD}{text}")
                elif day is not None:
                    _note_day(sheet, name, value, day)
            else:
                chunk[name].append(cell_text(value) or None if place is not None else None)
        if chunk["unit"][-1] is None:
            chunk["unit"][-1] = sheet.group or sheet.title_unit or None
        chunk["sheet_no"].append(number)
        chunk["row"].append(row)
        chunk["bad"].append(SEPARATOR.join(bad) or None)
        sheet.bad_dates += len(bad)
        sheet.rows += 1
        if len(chunk["row"]) == CHUNK:
            yield chunk
            chunk = {name: [] for name in names}
    yield chunk


def _name_group(cells: Cells) -> str:
    """What a row that heads a group says: it holds one text, or a short number such as “II” before it; else ``""``."""
    texts = [text for value in cells if (text := cell_text(value))]
    if len(texts) == 1:
        return texts[0]
    return texts[1] if len(texts) == 2 and len(texts[0]) <= 5 else ""


def _repeats_header(cells: Cells, sheet: _Sheet, register: Register) -> bool:
    """Whether a row is the header once more, as printed at the top of every page."""
    return all(
        place < len(cells)
        and isinstance(cells[place], str)
        and name_key(str(cells[place])) in {name_key(text) for text in register.headings[name]}  # type: ignore[index]
        for name, place in sheet.columns.items()
    )


def _note_day(sheet: _Sheet, name: str, value: Value, day: int) -> None:
    """Keep which days of the month are real dates and which are text, as far as it tells swapped ones."""
    kind = sheet.days_seen[name]["text" if isinstance(value, str) else "real"]
    of_month = number_day(day).day
    if len(kind) < 2:
        kind.extend([of_month] * (2 - len(kind)))
    kind[0], kind[1] = min(kind[0], of_month), max(kind[1], of_month)


def _conclude(name: str | None, sheet: _Sheet) -> SheetRead:
    swapped = [
        column
        for column, seen in sheet.days_seen.items()
        if seen["real"] and seen["text"] and seen["real"][1] <= 12 < seen["text"][0]
    ]
    return SheetRead(
        name,
        sheet.header_row,
        sheet.rows,
        sheet.skipped,
        sheet.ignored,
        sheet.exported,
        tuple(swapped),
        sheet.bad_dates,
        dict(sheet.columns),
    )
