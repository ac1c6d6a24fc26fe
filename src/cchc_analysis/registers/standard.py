"""Rows of a register in the season's own terms: units by id, words by what they mean, each row once, its doubts named.

Works in a DuckDB of its own, on the parquet files that :mod:`exports` wrote; only what differs (names of units, words,
rows that repeat) comes to Python.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key, tidy
from cchc_analysis.intake.units import hint_names
from cchc_analysis.registers.dates import day_number, show_day
from cchc_analysis.registers.declared import DATE_FIELDS, Period, Register
from cchc_analysis.registers.exports import BAD, SEPARATOR, Export
from cchc_analysis.registers.rulings import RULINGS_FILE, Ruling

MOST = 20
"""How many rows of one kind are named one by one; of the others the number is said."""

ODD_YEARS = 5
NORMAL_SECRECY = ("normal", "none", "public")
NORMAL_WORDS = ("thường", "bình thường", "không", "không mật")
_SPLITS = (";", ",", "/", "+", "&")


@dataclass
class Standard:
    """A register's rows in table *table* of *connection*; which sheets they came from and what was wrong.

    Columns: ``row_no`` (in the register), ``file_no``, ``sheet_no``, ``row`` (in the sheet, from 1), ``unit_id``, the
    named columns (dates as days since 1970), ``doubts`` (the columns that could not be read, between commas),
    ``is_secret``, ``ruling`` (number of the ruling, from 1), ``excused``, ``ruled_out``, ``ruled_due``.
    """

    register: Register
    table: str
    connection: duckdb.DuckDBPyConnection
    exports: tuple[Export, ...]
    findings: list[Row] = field(default_factory=list)
    unmatched: int = 0
    duplicates: Mapping[tuple[int, int], int] = field(default_factory=dict)
    unmatched_by_sheet: Mapping[tuple[int, int], int] = field(default_factory=dict)
    exported_at: datetime.date | None = None
    exported_early: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The named columns, ``unit`` always among them."""
        names = self.register.fields
        return names if "unit" in names else ("unit", *names)

    def place(self, file_no: int, sheet_no: int, row: int, name: str | None = None) -> dict[str, Any]:
        """Where a row stands, as findings have it."""
        export = self.exports[file_no]
        sheet = export.sheets[min(sheet_no, len(export.sheets) - 1)]
        cell = (sheet.cell(name, row) if name else None) or f"A{row}"
        return {"source_file": export.file, "source_sheet": sheet.sheet, "source_cell": cell}

    @property
    def words(self) -> dict[str, str]:
        """What sentences call the register."""
        return {"register": self.register.name, "register_en": self.register.name_en or self.register.name}


@dataclass(frozen=True)
class UnitNames:
    """The season's units as names find them: id by name key, and the table for hints."""

    by_key: Mapping[str, str]
    units: pd.DataFrame


def standardise(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    exports: Sequence[Export],
    units: UnitNames,
    period: Period,
    rulings: Sequence[tuple[int, Ruling]] = (),
    table: str = "",
) -> Standard:
    """Put the rows of *exports* into a table of *connection* and say what was wrong with them."""
    standard = Standard(
        register, table or f"rows_{register.id}".replace("-", "_").replace(".", "_"), connection, tuple(exports)
    )
    dated = [export.exported_at for export in exports if export.exported_at is not None]
    standard.exported_at = min(dated) if dated else None
    standard.exported_early = standard.exported_at is not None and standard.exported_at <= period.last
    _load(standard, units, period)
    _say_bad_dates(standard)
    _apply_rulings(standard, rulings, units)
    _say_unmatched(standard, units)
    _settle_duplicates(standard)
    _say_odd_rows(standard)
    return standard


def compare_snapshots(older: Standard, newest: Standard) -> list[Row]:
    """What an older export of a register has that the newest has otherwise: deadlines moved, rows gone."""
    register, keys = newest.register, _key_columns(newest.register)
    moved = next((name for name in ("due_first", "due") if name in register.headings), None)
    on = " and ".join(f"o.{name} = n.{name}" for name in keys)
    shown = keys[0]
    findings: list[Row] = []
    later = newest.exports[0].file
    words = newest.words | {"later": later}
    if moved:
        rows = newest.connection.execute(
            f"select o.file_no, o.sheet_no, o.row, o.{shown}, o.{moved}, n.{moved} from {older.table} o "
            f"join {newest.table} n on {on} where o.{moved} <> n.{moved} order by o.row_no"
        ).fetchall()
        for file_no, sheet_no, row, code, before, now in rows[:MOST]:
            place = older.place(file_no, sheet_no, row, moved)
            said = {"code": code or "–", "before": show_day(before), "now": show_day(now)}
            findings.append(
                finding("register_due_moved", found=said["now"], expected=said["before"], **said, **words, **place)
            )
        findings += _say_more(older, "register_due_moved", len(rows))
    rows = newest.connection.execute(
        f"select o.file_no, o.sheet_no, o.row, o.{shown} from {older.table} o anti join {newest.table} n on {on} "
        "order by o.row_no"
    ).fetchall()
    for file_no, sheet_no, row, code in rows[:MOST]:
        findings.append(finding("register_row_gone", found=code or "–", **words, **older.place(file_no, sheet_no, row)))
    return [*findings, *_say_more(older, "register_row_gone", len(rows))]


def list_words(standard: Standard, name: str, words: Iterable[str]) -> list[str]:
    """The values of a column that *words* mean: themselves where the register declares words, else by spelling."""
    wanted = list(words)
    if name in standard.register.words:
        return wanted
    keys = {name_key(word) for word in wanted}
    found = standard.connection.execute(
        f"select distinct {name} from {standard.table} where {name} is not null"
    ).fetchall()
    return [str(value) for (value,) in found if name_key(str(value)) in keys] or wanted


def _load(standard: Standard, units: UnitNames, period: Period) -> None:
    connection, register = standard.connection, standard.register
    fields = standard.fields
    listed = " union all by name ".join(
        f"select {number} as file_no, * from read_parquet('{_quote(str(export.parquet))}')"
        for number, export in enumerate(standard.exports)
    )
    connection.execute(f"create or replace temp view raw_rows as {listed}")
    texts = [text for (text,) in connection.execute("select distinct unit from raw_rows").fetchall()]
    lookup = _match_units(texts, register, units)
    connection.register("unit_lookup", lookup)
    shown, joins, doubts = [], [], []
    low = day_number(datetime.date(period.first.year - ODD_YEARS, 1, 1))
    high = day_number(datetime.date(period.last.year + ODD_YEARS, 12, 31))
    for name in fields:
        if name in DATE_FIELDS:
            bad = f"(r.bad like '{name}{BAD}%' or r.bad like '%{SEPARATOR}{name}{BAD}%')"
            odd = f"(r.{name} not between {low} and {high})"
            shown.append(f"case when r.{name} between {low} and {high} then r.{name} end as {name}")
            doubts.append(f"case when coalesce({bad}, false) or coalesce({odd}, false) then '{name},' else '' end")
        elif name in register.words:
            lookup_name = f"words_{name}"
            values = connection.execute(f"select {name}, count(*) from raw_rows group by all").fetchall()
            connection.register(lookup_name, _match_words(standard, name, values))
            joins.append(f"left join {lookup_name} on r.{name} is not distinct from {lookup_name}.text")
            shown.append(f"{lookup_name}.word as {name}")
            doubts.append(f"case when coalesce({lookup_name}.unknown, false) then '{name},' else '' end")
        else:
            shown.append(f"r.{name}")
    doubt = " || ".join(["','", *doubts])
    decided = "null::integer as ruling, false as excused, false as ruled_out, null::integer as ruled_due"
    connection.execute(
        f"create or replace temp table {standard.table} as "
        "select row_number() over () as row_no, r.file_no, r.sheet_no, r.row, u.unit_id, "
        f"{', '.join(shown)}, {doubt} as doubts, r.bad, {_say_secret(register)} as is_secret, {decided} "
        f"from raw_rows r join unit_lookup u on r.unit is not distinct from u.text {' '.join(joins)}"
    )
    for name in fields:
        if name in register.words:
            connection.unregister(f"words_{name}")
    connection.unregister("unit_lookup")
    _say_odd_years(standard, low, high)


def _say_secret(register: Register) -> str:
    """Which rows are secret, as SQL: any word but that of ordinary documents."""
    if "secrecy" in register.words:
        normal = ", ".join(f"'{word}'" for word in NORMAL_SECRECY)
        return f"coalesce(words_secrecy.word not in ({normal}), r.secrecy is not null)"
    if "secrecy" in register.headings:
        normal = ", ".join(f"'{word}'" for word in NORMAL_WORDS)
        return f"coalesce(lower(r.secrecy) not in ({normal}), false)"
    return "false"


def _quote(text: str) -> str:
    return text.replace("'", "''")


def _match_units(texts: Iterable[str | None], register: Register, units: UnitNames) -> pd.DataFrame:
    """One row per unit that a text names; a text that names none of the body's, and is not declared so, has no unit."""
    ignored = {name_key(text) for text in register.units.ignore}
    rows: list[tuple[str | None, str | None]] = []
    for text in texts:
        parts = [text or ""]
        if text and register.units.split and name_key(text) not in units.by_key:
            parts = [part for part in text.split(register.units.split) if tidy(part)] or [text]
        for part in dict.fromkeys(name_key(part) for part in parts):
            if part not in ignored:
                rows.append((text, units.by_key.get(part)))
    return pd.DataFrame(rows, columns=["text", "unit_id"], dtype=object).astype({"text": "str", "unit_id": "str"})


def _match_words(standard: Standard, name: str, values: Iterable[tuple[str | None, int]]) -> pd.DataFrame:
    words = {name_key(text): word for word, texts in standard.register.words[name].items() for text in texts}  # type: ignore[index]
    rows = []
    for text, count in values:
        word = words.get(name_key(text or ""))
        unknown = word is None and text is not None
        rows.append((text, word, unknown))
        if unknown:
            said = {"found": str(text), "count": str(count), "column": name}
            heading = standard.register.headings[name][0]  # type: ignore[index]
            file = standard.exports[0].file
            standard.findings.append(
                finding("register_unknown_value", heading=heading, source_file=file, **said, **standard.words)
            )
    return pd.DataFrame(rows, columns=["text", "word", "unknown"], dtype=object).astype(
        {"text": "str", "word": "str", "unknown": bool}
    )


def _say_bad_dates(standard: Standard) -> None:
    rows = standard.connection.execute(
        f"select file_no, sheet_no, row, any_value(bad) from {standard.table} where bad is not null "
        "group by all order by 1, 2, 3"
    ).fetchall()
    said = 0
    for file_no, sheet_no, row, bad in rows:
        for part in str(bad).split(SEPARATOR):
            name, text = part.split(BAD)
            said += 1
            if said <= MOST:
                place = standard.place(file_no, sheet_no, row, name)
                standard.findings.append(finding("register_bad_date", found=text, **standard.words, **place))
    standard.findings += _say_more(standard, "register_bad_date", said)
    standard.connection.execute(f"alter table {standard.table} drop column bad")


def _say_odd_years(standard: Standard, low: int, high: int) -> None:
    for name in standard.fields:
        if name not in DATE_FIELDS:
            continue
        rows = standard.connection.execute(
            f"select file_no, sheet_no, row, {name} from raw_rows "
            f"where {name} not between {low} and {high} order by all"
        ).fetchall()
        for file_no, sheet_no, row, day in rows[:MOST]:
            place = standard.place(file_no, sheet_no, row, name)
            standard.findings.append(finding("register_odd_year", found=_show_any(day), **standard.words, **place))
        standard.findings += _say_more(standard, "register_odd_year", len(rows))


def _show_any(day: int) -> str:
    try:
        return show_day(day)
    except OverflowError:
        return str(day)


def _apply_rulings(standard: Standard, rulings: Sequence[tuple[int, Ruling]], units: UnitNames) -> None:
    for number, ruling in rulings:
        place = {"source_file": RULINGS_FILE, "source_cell": f"rulings[{number}]"}
        said = "; ".join(f"{name} = {_plain(value)}" for name, value in ruling.key.items())
        matched = _find_ruled(standard, ruling.key, units)
        if isinstance(matched, str) or not matched:
            standard.findings.append(finding("ruling_no_row", found=matched or said, **standard.words, **place))
            continue
        differs = _differences(standard, ruling, matched, units)
        if differs:
            found, expected = differs
            standard.findings.append(
                finding("ruling_row_changed", found=found, expected=expected, key=said, **standard.words, **place)
            )
            continue
        sets = [f"ruling = {number}"]
        match ruling.decision:
            case "excuse":
                sets.append("excused = true")
            case "exclude":
                sets.append("ruled_out = true")
            case "unit":
                unit_id = units.by_key.get(name_key(str(ruling.value)))
                if unit_id is None:
                    standard.findings.append(finding("ruling_bad", found=str(ruling.value), **place))
                    continue
                sets.append(f"unit_id = '{_quote(unit_id)}'")
            case "due" if isinstance(ruling.value, datetime.date):
                sets.append(f"ruled_due = {day_number(ruling.value)}")
            case "done" if isinstance(ruling.value, datetime.date):
                sets.append(f"done = {day_number(ruling.value)}, doubts = replace(doubts, ',done,', ',')")
        ids = ", ".join(str(row) for row in matched)
        standard.connection.execute(f"update {standard.table} set {', '.join(sets)} where row_no in ({ids})")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _find_ruled(standard: Standard, key: Mapping[Any, Any], units: UnitNames) -> list[int] | str:
    """The rows that a ruling's key names; or the column that the register does not have."""
    conditions, values = [], []
    for name, value in key.items():
        column, stated = _compare(name, value, units)
        if name not in standard.fields:
            return f"{name}?"
        conditions.append(f"{column} = ?")
        values.append(stated)
    rows = standard.connection.execute(
        f"select row_no from {standard.table} where {' and '.join(conditions)}", values
    ).fetchall()
    return [int(row) for (row,) in rows]


def _compare(name: str, value: Any, units: UnitNames) -> tuple[str, Any]:
    if name == "unit":
        return "unit_id", units.by_key.get(name_key(str(value)), str(value))
    return name, day_number(value) if isinstance(value, datetime.date) else tidy(str(value))


def _differences(standard: Standard, ruling: Ruling, matched: list[int], units: UnitNames) -> tuple[str, str] | None:
    ids = ", ".join(str(row) for row in matched)
    for name, value in ruling.expect.items():
        if name not in standard.fields:
            return f"{name}?", _plain(value)
        column, stated = _compare(name, value, units)
        stated = None if stated == "" else stated
        for (found,) in standard.connection.execute(
            f"select distinct {column} from {standard.table} where row_no in ({ids})"
        ).fetchall():
            if found != stated:
                is_date = name in DATE_FIELDS
                shown = ("–" if found is None else show_day(found)) if is_date else str(found or "–")
                wanted = show_day(stated) if is_date and isinstance(stated, int) else _plain(value) or "–"
                return f"{name} = {shown}", f"{name} = {wanted}"
    return None


def _say_unmatched(standard: Standard, units: UnitNames) -> None:
    """An error for each name that is no unit's, once, with how many rows have it."""
    rows = standard.connection.execute(
        f"select coalesce(unit, ''), count(*), min(row_no) from {standard.table} where unit_id is null "
        "group by 1 order by 2 desc, 1"
    ).fetchall()
    standard.unmatched = sum(count for _text, count, _row in rows)
    standard.unmatched_by_sheet = {
        (file_no, sheet_no): count
        for file_no, sheet_no, count in standard.connection.execute(
            f"select file_no, sheet_no, count(*) from {standard.table} where unit_id is null group by all"
        ).fetchall()
    }
    for text, count, row_no in rows[:MOST]:
        at = standard.connection.execute(
            f"select file_no, sheet_no, row from {standard.table} where row_no = {row_no}"
        ).fetchall()
        file_no, sheet_no, row = at[0]
        place = standard.place(file_no, sheet_no, row, "unit")
        several = _find_split(text, units)
        rule = "register_ambiguous_unit" if several else "register_unknown_unit"
        words: dict[str, Any] = {"count": count, "hint": hint_names(text, units.units, "vi") if text else ""}
        words["hint_en"] = hint_names(text, units.units, "en") if text else ""
        words["mark"] = several
        standard.findings.append(finding(rule, found=text or "–", **words, **standard.words, **place))
    standard.findings += _say_more(standard, "register_unknown_unit", len(rows))


def _find_split(text: str, units: UnitNames) -> str:
    """The mark between several units of the body that stand in one cell; ``""`` where it is not so."""
    for mark in _SPLITS:
        parts = [name_key(part) for part in text.split(mark)]
        if len(parts) > 1 and all(part in units.by_key for part in parts):
            return mark
    return ""


def _key_columns(register: Register) -> list[str]:
    return ["unit_id" if name == "unit" else name for name in register.key]


def _settle_duplicates(standard: Standard) -> None:
    """Rows of one key: what repeats a row leaves, with a doubt; rows that differ are an error, or the newest stands."""
    connection, register, table = standard.connection, standard.register, standard.table
    keys = _key_columns(register)
    content = [name for name in standard.fields if name != "unit"]
    filled = " and ".join(f"{name} is not null" for name in keys)
    connection.execute(
        f"create or replace temp table repeated as select {', '.join(keys)} from {table} where {filled} "
        "group by all having count(*) > 1"
    )
    on = " and ".join(f"t.{name} = d.{name}" for name in keys)
    rows = connection.execute(
        f"select t.row_no, t.file_no, t.sheet_no, t.row, {_hash(content)}, "
        f"{', '.join('t.' + name for name in keys)} from {table} t join repeated d on {on} order by t.row_no"
    ).fetchall()
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[5:]), []).append(row)
    gone: list[int] = []
    doubtful: list[int] = []
    counts: dict[tuple[int, int], int] = {}
    alike: list[Row] = []
    unlike: list[Row] = []
    for key, found in groups.items():
        first = found[0]
        shown = ", ".join(str(part) for part in key)
        ordered = sorted(found, key=lambda row: (_age(standard, row[1]), row[0]))
        newest = ordered[-1] if register.same_row == "newest" else None
        contents = {row[4] for row in found}
        for row in found[1:] if len(contents) == 1 else found:
            place = standard.place(row[1], row[2], row[3])
            other = standard.place(first[1], first[2], first[3])
            at = f"{other['source_file']} › {other['source_cell']}"
            if len(contents) == 1:
                gone.append(row[0])
                alike.append(finding("register_same_row", found=shown, other=at, **standard.words, **place))
            elif newest is not None:
                if row is not newest:
                    gone.append(row[0])
                    alike.append(finding("register_older_row", found=shown, **standard.words, **place))
            else:
                doubtful.append(row[0])
                if row is not first:
                    unlike.append(finding("register_row_differs", found=shown, other=at, **standard.words, **place))
    for row in rows:
        if row[0] in set(gone):
            counts[row[1], row[2]] = counts.get((row[1], row[2]), 0) + 1
    standard.duplicates = counts
    standard.findings += [*alike[:MOST], *unlike[:MOST]]
    standard.findings += _say_more(standard, "register_same_row", len(alike))
    standard.findings += _say_more(standard, "register_row_differs", len(unlike))
    if gone:
        connection.execute(f"delete from {table} where row_no in ({', '.join(map(str, gone))})")
    if doubtful:
        ids = ", ".join(map(str, doubtful))
        connection.execute(f"update {table} set doubts = doubts || 'row,' where row_no in ({ids})")


def _hash(content: Sequence[str]) -> str:
    return "hash(" + ", ".join(f"t.{name}" for name in ("unit_id", *content)) + ")"


def _age(standard: Standard, file_no: int) -> datetime.date:
    return standard.exports[file_no].exported_at or datetime.date.min


def _say_odd_rows(standard: Standard) -> None:
    fields = standard.register.headings
    starts = [name for name in ("given", "start") if name in fields]
    if starts and "done" in fields:
        begun = f"coalesce({', '.join(starts)})"
        rows = standard.connection.execute(
            f"select file_no, sheet_no, row, {begun}, done from {standard.table} where done < {begun} order by row_no"
        ).fetchall()
        for file_no, sheet_no, row, start, done in rows[:MOST]:
            place = standard.place(file_no, sheet_no, row, "done")
            said = {"found": show_day(done), "expected": show_day(start)}
            standard.findings.append(finding("register_done_before_start", **said, **standard.words, **place))
        standard.findings += _say_more(standard, "register_done_before_start", len(rows))
    if "secrecy" in fields and standard.register.count_secret:
        counted = standard.connection.execute(f"select count(*) from {standard.table} where is_secret").fetchall()
        if counted[0][0]:
            file = standard.exports[0].file
            standard.findings.append(
                finding("register_secret_row", found=counted[0][0], source_file=file, **standard.words)
            )


def _say_more(standard: Standard, rule: str, count: int) -> list[Row]:
    """That more rows are at fault than are named one by one."""
    if count <= MOST:
        return []
    file = standard.exports[0].file
    return [finding("register_more_rows", found=count, expected=MOST, rule_id=rule, source_file=file, **standard.words)]
