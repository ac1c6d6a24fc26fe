"""The season's own spreadsheets (criteria set, units, bodies): where their table stands, and what is wrong there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.headings import load_vocabulary
from cchc_analysis.intake.named_columns import NamedTable, column_names, find_table
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.rules import load_rules
from cchc_analysis.intake.workbooks import Sheet, UnreadableFileError, address, read_sheets
from cchc_analysis.rules.season import Fault, Season, SeasonError

SCORE_HEADINGS = ("điểm", "điểm số", "điểm tự chấm", "tự chấm", "điểm thẩm định", "thẩm định", "score")
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
FILE_ID_MAX = 100
"""The most letters of an id that names files: what is put before and after it has room in a name of 255 bytes."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""What Windows keeps for devices, whatever follows a dot: no file can be called so."""
ID_EXPECTED = ("mã không dấu, không khoảng trắng", "an id of plain letters, digits, '.', '_' or '-'")


def expect_file_id(text: str) -> tuple[str, str] | None:
    """What an id that names files and folders should be instead, in both languages; nothing where it may stay.

    >>> [expect_file_id(text) is None for text in ("vp", "con", "COM1.a", "vp.", "cong", "v" * 101)]
    [True, False, False, False, True, False]
    """
    if not ID_PATTERN.fullmatch(text):
        return ID_EXPECTED
    if _RESERVED.fullmatch(text):
        return "một mã khác: Windows không cho tệp mang tên này", "another id: Windows lets no file have this name"
    if text.endswith("."):
        return (
            "mã không kết thúc bằng dấu chấm: Windows bỏ dấu chấm cuối",
            "an id without a dot at its end: Windows drops it",
        )
    if len(text) > FILE_ID_MAX:
        return f"mã không quá {FILE_ID_MAX} ký tự", f"an id of {FILE_ID_MAX} letters at most"
    return None


@dataclass(frozen=True)
class OwnTable(NamedTable):
    """The table of a season's own file: the first sheet that has one; ``others`` are further sheets that have one too.

    ``has_sheets`` says that the file has several, so that a place names its sheet.
    """

    file: str
    columns_asked: tuple[str, ...]
    others: tuple[str, ...] = ()
    has_sheets: bool = False

    def place(self, row: int, column: str | int) -> str:
        """Where a cell stands, as a fault names it: ``E4``, with its sheet where the file has several."""
        cell = self.cell(row, column) if isinstance(column, str) else address(row, column)
        return f"{self.sheet.name}!{cell}" if self.has_sheets else cell

    def fault(self, row: int, column: str, found: str, expected: str, expected_en: str) -> Fault:
        """A fault at a cell of the table."""
        return Fault(self.file, self.place(row, column), found, expected, expected_en)


def open_table(path: Path, columns: tuple[str, ...], required: tuple[str, ...], table: str) -> OwnTable:
    """The first table of a season's own file whose header names all *required* columns, on whichever sheet it stands.

    *table* is the schema whose titles the columns may bear. Raises :class:`SeasonError` where there is none.
    """
    if not path.is_file():
        raise SeasonError([Fault(path.name, "", "", f"tệp {path.name} (docs/season.md)", f"a file {path.name}")])
    try:
        sheets = read_sheets(path, path.name)
    except UnreadableFileError as error:
        raise SeasonError([_say_unreadable(path, error)]) from error
    spellings = column_names(table, columns)
    found = [stated for sheet in sheets if (stated := find_table(sheet, spellings, at_least=2)) is not None]
    whole = [stated for stated in found if all(column in stated.columns for column in required)]
    if not whole:
        raise SeasonError([_say_without_table(path.name, sheets, found, required)])
    first, *others = whole
    return OwnTable(
        **{field.name: getattr(first, field.name) for field in fields(first)},
        file=path.name,
        columns_asked=columns,
        others=tuple(str(other.sheet.name) for other in others),
        has_sheets=len(sheets) > 1,
    )


def find_table_faults(table: OwnTable) -> Iterator[Fault]:
    """Headings that are no column or stand twice; formulas of the table that hold an error or were never calculated."""
    for position, text in table.unknown.items():
        known = ", ".join(table.columns_asked)
        place = table.place(table.header_row, position)
        yield Fault(table.file, place, text, f"một trong các cột: {known}", f"one of: {known}")
    for position, text in table.repeated.items():
        yield Fault(table.file, table.place(table.header_row, position), text, "mỗi cột một lần", "each column once")
    flags = table.sheet.flags
    for at in sorted({*flags.errors, *flags.uncached}):
        row, column = at
        if row > table.header_row and column in table.columns.values():
            error = flags.errors.get(at)
            expected = _NO_ERROR if error else _CALCULATED
            yield Fault(table.file, table.place(row, column), error or flags.uncached[at], *expected)


_NO_ERROR = (
    "một giá trị: sửa công thức báo lỗi, hoặc ghi thẳng giá trị",
    "a value: mend the formula, or write the value itself",
)
_CALCULATED = (
    "công thức đã tính: mở bằng Excel rồi lưu lại, hoặc ghi thẳng con số",
    "a calculated formula: open and save the file in Excel, or write the number itself",
)


def drop_consequences(faults: Iterable[Fault]) -> list[Fault]:
    """The faults without those of a lost formula's cell that follow from it: nothing there, so no value of its kind."""
    listed = list(faults)
    is_lost = [(fault.expected, fault.expected_en) in (_NO_ERROR, _CALCULATED) for fault in listed]
    lost = {(fault.file, fault.place) for fault, is_cause in zip(listed, is_lost, strict=True) if is_cause}
    return [
        fault
        for fault, is_cause in zip(listed, is_lost, strict=True)
        if is_cause or (fault.file, fault.place) not in lost
    ]


def list_heading_words(season: Season | None) -> frozenset[str]:
    """The words, as name keys, by which columns of forms are recognised: the house's and those the season declares."""
    declared = season.layout.headings.values() if season else ()
    of_house = (word for ways in load_vocabulary().roles.values() for word in ways["whole"])
    of_stages = (name for stage in season.stages for name in (stage.name, f"điểm {stage.name}")) if season else ()
    of_season = (word for words in declared for word in words)
    return frozenset(name_key(word) for word in (*of_house, *SCORE_HEADINGS, *of_stages, *of_season))


def find_unread_tables(table: OwnTable) -> list[Row]:
    """A doubt for each further sheet of a season's own file that holds such a table and is not read."""
    return [
        finding(
            "second_table_not_read",
            source_file=table.file,
            source_sheet=name,
            found=name,
            expected=table.sheet.name,
        )
        for name in table.others
    ]


def _say_unreadable(path: Path, error: UnreadableFileError) -> Fault:
    rule = load_rules()[error.rule]
    detail = f" ({error.found})" if error.found else ""
    action, action_en = rule.action.rstrip("."), rule.action_en.rstrip(".")
    return Fault(
        path.name,
        "",
        rule.title.lower() + detail,
        f"tệp {path.suffix} đọc được: {action[0].lower()}{action[1:]}",
        f"a readable {path.suffix}: {action_en[0].lower()}{action_en[1:]}",
        found_en=rule.title_en.lower() + detail,
    )


def _say_without_table(file: str, sheets: list[Sheet], found: list[NamedTable], required: tuple[str, ...]) -> Fault:
    """No sheet has the table: what the nearest one lacks, and which sheets were looked through."""
    nearest = max((table.columns for table in found), key=lambda columns: len({*columns} & {*required}), default={})
    missing = ", ".join(column for column in required if column not in nearest)
    named = [sheet.name for sheet in sheets if sheet.name]
    seen, seen_en = "", ""
    if len(named) > 1:
        seen, seen_en = f" (đã xem các trang: {', '.join(named)})", f" (sheets looked through: {', '.join(named)})"
    columns = ", ".join(required)
    return Fault(
        file,
        "",
        f"thiếu {missing}{seen}",
        f"dòng tiêu đề có các cột {columns}",
        f"a header row with {columns}",
        found_en=f"missing {missing}{seen_en}",
    )
