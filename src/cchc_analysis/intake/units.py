"""The season's units (``units.csv``) and the names by which files call them."""

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.named_columns import NamedTable, column_names, find_table
from cchc_analysis.intake.names import name_key, plain_key, tidy
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.intake.values import read_yes_no
from cchc_analysis.intake.workbooks import UnreadableFileError, read_sheets
from cchc_analysis.rules.season import Fault, Season, SeasonError

UNITS_FILE = "units.csv"
COLUMNS = (
    "unit_id",
    "name",
    "name_en",
    "short_name",
    "short_name_en",
    "aliases",
    "group",
    "valid_from",
    "valid_to",
    "is_ranked",
)
REQUIRED = ("unit_id", "name")
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
ID_EXPECTED = ("mã không dấu, không khoảng trắng", "an id of plain letters, digits, '.', '_' or '-'")

_ROMAN = re.compile(r"\b[IVXLC]+\b")


def read_units(folder: Path, season: Season) -> pd.DataFrame:
    """The ``units`` table: those valid in the season's year, in file order. Raises :class:`SeasonError`."""
    table = open_table(folder / UNITS_FILE, COLUMNS, REQUIRED, "units")
    rows, faults = [], list(header_faults(table, UNITS_FILE, COLUMNS))
    for row in table.rows():
        unit, wrong = _read_unit(table, row, season)
        rows.append(unit | {"_cell": table.cell(row, "unit_id")})
        faults.extend(wrong)
    present = [unit for unit in rows if _is_valid_in(unit, season.year)]
    faults.extend(_clashes(present))
    if not present and not faults:
        expected = f"ít nhất một đơn vị có trong năm {season.year}", f"at least one unit valid in {season.year}"
        faults.append(Fault(UNITS_FILE, "", "", *expected))
    if faults:
        raise SeasonError(faults)
    units = pd.DataFrame(present).assign(position=range(1, len(present) + 1))
    return schemas.validate("units", units)


def open_table(path: Path, columns: tuple[str, ...], required: tuple[str, ...], table: str) -> NamedTable:
    """The table in the first sheet of a season's own file. Raises :class:`SeasonError` where it has none."""
    if not path.is_file():
        raise SeasonError([Fault(path.name, "", "", f"tệp {path.name} (docs/season.md)", f"a file {path.name}")])
    try:
        sheets = read_sheets(path, path.name)
    except UnreadableFileError as error:
        found = f"{error.rule} {error.found}".strip()
        raise SeasonError(
            [Fault(path.name, "", found, f"tệp {path.suffix} đọc được", f"a readable {path.suffix}")]
        ) from error
    stated = find_table(sheets[0], column_names(table, columns), at_least=2) if sheets else None
    missing = [column for column in required if stated is None or column not in stated.columns]
    if missing or stated is None:
        expected = f"dòng tiêu đề có các cột {', '.join(required)}", f"a header row with {', '.join(required)}"
        raise SeasonError([Fault(path.name, "", f"thiếu / missing {', '.join(missing)}", *expected)])
    return stated


def header_faults(table: NamedTable, file: str, columns: tuple[str, ...]) -> Iterable[Fault]:
    """Headings that are no column of the table, and columns that stand twice."""
    for position, text in table.unknown.items():
        expected = ", ".join(columns)
        yield Fault(file, _heading_cell(table, position), text, f"một trong các cột: {expected}", f"one of: {expected}")
    for position, text in table.repeated.items():
        yield Fault(file, _heading_cell(table, position), text, "mỗi cột một lần", "each column once")


def match_names(units: pd.DataFrame) -> dict[str, str]:
    """Unit id by every name it goes by: id, name, short name, their English forms and aliases, as name keys."""
    return {name_key(name): unit["unit_id"] for unit in list_rows(units) for name in _names(unit) if name_key(name)}


def find_typed(units: pd.DataFrame, text: str) -> str | None:
    """The id of the unit that a person means by *text*: any of its names, also without diacritics where only one fits.

    For questions asked at a keyboard. Names in received files are matched by :func:`match_names`, which never guesses.
    """
    names = match_names(units)
    if name_key(text) in names:
        return names[name_key(text)]
    alike = {unit_id for name, unit_id in names.items() if plain_key(name) == plain_key(text)}
    return alike.pop() if len(alike) == 1 else None


def hint_names(text: str, units: pd.DataFrame, lang: str) -> str:
    """The end of a sentence that names the closest units, never one with another Roman numeral; ``""`` for none."""
    numerals = _ROMAN.findall(tidy(text).upper())
    known = {name: name for unit in list_rows(units) for name in (unit["name"], unit["short_name"])}
    alike = [name for name in known if _ROMAN.findall(name.upper()) == numerals]
    keys = {plain_key(name): name for name in alike}
    close = [keys[key] for key in difflib.get_close_matches(plain_key(text), keys, n=3, cutoff=0.75)]
    if not close:
        return ""
    return f" ({'gần giống' if lang == 'vi' else 'similar'}: {', '.join(close)})"


def _names(unit: Mapping[Any, Any]) -> list[str]:
    aliases = unit["aliases"].split("|") if isinstance(unit["aliases"], str) else []
    columns = (unit[column] for column in ("unit_id", "name", "short_name", "name_en", "short_name_en"))
    return [name for name in (*columns, *aliases) if isinstance(name, str)]


def _heading_cell(table: NamedTable, position: int) -> str:
    return str(table.sheet.place(table.header_row, position)["source_cell"])


def _read_unit(table: NamedTable, row: int, season: Season) -> tuple[dict[str, Any], list[Fault]]:
    text = {column: table.text(row, column) or None for column in COLUMNS}
    faults = []

    def fault(column: str, expected: str, expected_en: str) -> None:
        faults.append(Fault(UNITS_FILE, table.cell(row, column), text[column] or "", expected, expected_en))

    if not ID_PATTERN.fullmatch(text["unit_id"] or ""):
        fault("unit_id", *ID_EXPECTED)
    if not text["name"]:
        fault("name", "tên đơn vị", "the unit's name")
    groups = [group.id for group in season.unit_groups]
    if text["group"] and text["group"] not in groups:
        listed = ", ".join(groups) or "[[unit_groups]]"
        fault("group", f"một nhóm khai báo trong season.toml: {listed}", f"a group declared in season.toml: {listed}")
    years: dict[str, int | None] = {}
    for column in ("valid_from", "valid_to"):
        stated = text[column]
        years[column] = int(stated) if stated and re.fullmatch(r"[0-9]{4}", stated) else None
        if stated and years[column] is None:
            fault(column, "năm gồm 4 chữ số", "a year of 4 digits")
    is_ranked = read_yes_no(text["is_ranked"]) if text["is_ranked"] else True
    if is_ranked is None:
        fault("is_ranked", "có hoặc không", "yes or no (có / không)")
    return text | years | {"short_name": text["short_name"] or text["name"], "is_ranked": is_ranked}, faults


def _is_valid_in(unit: Mapping[str, Any], year: int) -> bool:
    return (unit["valid_from"] or year) <= year <= (unit["valid_to"] or year)


def _clashes(units: list[dict[str, Any]]) -> Iterable[Fault]:
    owners: dict[str, dict[str, Any]] = {}
    for unit in units:
        for key in dict.fromkeys(name_key(name) for name in _names(unit)):
            owner = owners.setdefault(key, unit)
            if owner is not unit:
                first = f"{owner['unit_id']} ({owner['_cell']})"
                expected = (
                    f"tên, mã chỉ của một đơn vị; đã dùng cho {first}",
                    f"a name of one unit only; {first} has it",
                )
                yield Fault(UNITS_FILE, unit["_cell"], key, *expected)
