"""The season's units (``units.csv`` or ``units.xlsx``) and the names by which files call them."""

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key, plain_key, tidy
from cchc_analysis.intake.own_files import (
    OwnTable,
    drop_consequences,
    expect_file_id,
    find_table_faults,
    find_unread_tables,
    list_heading_words,
    open_table,
)
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.intake.values import read_yes_no
from cchc_analysis.rules.season import Fault, Season, SeasonError

UNITS_FILE = "units.csv"
UNITS_FILES = (UNITS_FILE, "units.xlsx")
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

_ROMAN = re.compile(r"\b[IVXLC]+\b")


def find_units_file(folder: Path) -> str:
    """The name of the units file, CSV or workbook. Raises :class:`SeasonError` where there are both or none."""
    present = [name for name in UNITS_FILES if (folder / name).is_file()]
    if len(present) == 1:
        return present[0]
    listed, either = " + ".join(present), (" hoặc ".join(UNITS_FILES), " or ".join(UNITS_FILES))
    if present:
        expected = f"chỉ một tệp: {either[0]}; xóa tệp kia", f"one file only: {either[1]}; delete the other"
    else:
        expected = f"tệp {either[0]} (docs/season.md)", f"a file {either[1]}"
    raise SeasonError([Fault(UNITS_FILE, "", listed, *expected)])


def read_units(folder: Path, season: Season | None) -> tuple[pd.DataFrame, list[Row]]:
    """The ``units`` table (those valid in the season's year, in file order), and the doubts about the file.

    Raises :class:`SeasonError` with every fault of the file. Without a *season* (its rules cannot be read) groups and
    years are left unchecked.
    """
    file = find_units_file(folder)
    table = open_table(folder / file, COLUMNS, REQUIRED, "units")
    rows, faults = [], list(find_table_faults(table))
    for row in table.rows():
        unit, wrong = _read_unit(table, row, season)
        rows.append(unit | {"_cell": table.place(row, "unit_id"), "_row": row})
        faults.extend(wrong)
    present = [unit for unit in rows if season is None or _is_valid_in(unit, season.year)]
    if season is not None:
        faults.extend(_clashes(file, present))
    if not present and not faults:
        year = season.year if season else ""
        expected = f"ít nhất một đơn vị có trong năm {year}", f"at least one unit valid in {year}"
        faults.append(Fault(file, "", "", *expected))
    if faults:
        raise SeasonError(drop_consequences(faults))
    units = pd.DataFrame(present).assign(position=range(1, len(present) + 1))
    return schemas.validate("units", units), [*find_unread_tables(table), *_find_heading_names(table, present, season)]


def _find_heading_names(table: OwnTable, units: list[dict[str, Any]], season: Season | None) -> list[Row]:
    headings = list_heading_words(season)
    return [
        finding("name_is_heading", found=name, **table.sheet.place(unit["_row"], table.columns["unit_id"]))
        for unit in units
        for name in _names(unit)
        if name_key(name) in headings
    ]


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


def _read_unit(table: OwnTable, row: int, season: Season | None) -> tuple[dict[str, Any], list[Fault]]:
    text = {column: table.text(row, column) or None for column in COLUMNS}
    faults = []

    def fault(column: str, expected: str, expected_en: str) -> None:
        faults.append(table.fault(row, column, text[column] or "", expected, expected_en))

    stated_id = table.value(row, "unit_id")
    if isinstance(stated_id, float) and not stated_id.is_integer():
        fault("unit_id", "mã dạng chữ (Text): 1.10 và 1.1 là hai mã", "text, not a number: 1.10 and 1.1 differ")
    elif expected_id := expect_file_id(text["unit_id"] or ""):
        fault("unit_id", *expected_id)
    if not text["name"]:
        fault("name", "tên đơn vị", "the unit's name")
    groups = [group.id for group in season.unit_groups] if season else []
    if season and text["group"] and text["group"] not in groups:
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


def _clashes(file: str, units: list[dict[str, Any]]) -> Iterable[Fault]:
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
                yield Fault(file, unit["_cell"], key, *expected)
