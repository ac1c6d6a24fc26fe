"""The balance of a received sheet: what every number on it was taken for, so that none is lost in silence.

Each sheet is a map of roles, one for each cell: a score that was read, something recognised beside it, a number that a
finding names, one outside the tables. The numbers are counted from the cells themselves and the map is made from what
the readers took, so a number that nobody took stays :data:`UNACCOUNTED` and is an error of its own.

A number is a cell with a number, or with a text that reads as one (``0,5``, ``72,5/84``), anywhere on the sheet: in a
CSV file every number is such a text. Dates, times and true or false are none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import zip_longest

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Entries, Entry, Subtotal
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.headings import ITEM_ROLES, TEXT_ROLES, Says
from cchc_analysis.intake.items import is_sum, is_summary
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.scan import Position, column_number
from cchc_analysis.intake.tables import Table
from cchc_analysis.intake.values import Value, cell_text, read_score
from cchc_analysis.intake.workbooks import Sheet, address
from cchc_analysis.rules.season import Stage

ROLES = (
    *("unaccounted", "score", "max_score", "other_stage", "earlier", "sum", "beside", "text", "item", "header"),
    *("code", "outside", "ignored", "named"),
)
UNACCOUNTED, SCORE, MAXIMUM, OTHER_STAGE, EARLIER, SUM, BESIDE, TEXT, ITEM, HEADER, *_REST = range(len(ROLES))
CODE, OUTSIDE, IGNORED, NAMED = _REST

COUNTED = {
    "read": (SCORE,),
    "recognised": (MAXIMUM, OTHER_STAGE, EARLIER, SUM, BESIDE, TEXT, ITEM, HEADER, CODE),
    "outside": (OUTSIDE,),
    "ignored": (IGNORED,),
    "named": (NAMED,),
    "unaccounted": (UNACCOUNTED,),
}
RECOGNISED = {
    "max_score": (MAXIMUM,),
    "other_stage": (OTHER_STAGE, EARLIER),
    "sum": (SUM,),
    "item": (ITEM, CODE),
    "beside": (BESIDE, TEXT, HEADER),
}
"""The counts of ``received_sheets`` and the roles of the cells that are in each; together they are all roles."""

WHOLE_TABLE = frozenset(("missing_column",))
"""Rules of findings at a heading that speak of the whole table below it."""
WHOLE_ROW = frozenset(("row_without_unit",))
"""Rules of findings at a cell that speak of its whole row."""
WHOLE_COLUMN = frozenset(("shown_otherwise", "shown_rounded", "shown_without_number", "score_struck_out"))
"""Rules of findings at a cell that speak of its column where all of it is alike."""


WHOLE_SHEET = frozenset(("sheet_passed_over", "sheet_of_other_stage", "sheet_not_read", "hidden_sheet"))
"""Rules of findings that say of a sheet that it was not read."""


@dataclass(frozen=True)
class Area:
    """A table of a sheet as it was read: its header from row ``top``, its rows ``start`` up to ``end``.

    ``roles`` are those of the columns that hold no score of this reading, ``titles`` their headings; ``rows`` the roles
    of rows that name nothing to be scored, such as a row of maxima; ``items`` the columns that say what or whose a row
    is.
    """

    sheet: str | None
    top: int
    start: int
    end: int
    roles: Mapping[int, int]
    items: tuple[int, ...] = ()
    rows: Mapping[int, int] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)

    def list_texts(self, sheet: Sheet, row: int) -> list[str]:
        """What a row says it is about; the first text on it where it says so in none of its columns for that."""
        texts = [text for column in self.items if (text := sheet.text(row, column))]
        return texts or [text for value in sheet.rows[row] if isinstance(value, str) and (text := cell_text(value))][:1]


@dataclass
class Taken:
    """What the readers took from one file, by sheet: the areas they found, the cells of scores and of printed sums.

    ``refused`` are sheets of which nothing was read and a finding says why, ``unread`` rows of the only sheet, each
    named in a finding, that were taken out of it before it was read.
    """

    areas: dict[str | None, list[Area]] = field(default_factory=dict)
    scores: dict[str | None, list[tuple[np.ndarray | list[int], np.ndarray | list[int]]]] = field(default_factory=dict)
    sums: dict[str | None, list[Position]] = field(default_factory=dict)
    refused: set[str | None] = field(default_factory=set)
    unread: Mapping[int, tuple[Value, ...]] = field(default_factory=dict)

    def add_entries(self, sheet: str | None, entries: Iterable[Entry] | Entries) -> None:
        """Note the cells of scores, of single entries or of columns of those of one *sheet*."""
        if isinstance(entries, Entries):
            is_there = entries.column("score_column") >= 0
            cells = entries.column("row")[is_there], entries.column("score_column")[is_there]
            self.scores.setdefault(sheet, []).append(cells)
            return
        by_sheet: dict[str | None, tuple[list[int], list[int]]] = {}
        for entry in entries:
            if entry.score_column is not None:
                rows, columns = by_sheet.setdefault(entry.sheet.name, ([], []))
                rows.append(entry.row)
                columns.append(entry.score_column)
        for name, listed in by_sheet.items():
            self.scores.setdefault(name, []).append(listed)

    def add_sums(self, subtotals: Iterable[Subtotal]) -> None:
        """Note the cells of printed sums."""
        for each in subtotals:
            self.sums.setdefault(each.sheet.name, []).append((each.row, each.column))

    def add_areas(self, areas: Iterable[Area]) -> None:
        """Note tables of which rows were read, or would have been."""
        for area in areas:
            self.areas.setdefault(area.sheet, []).append(area)


_Lost = tuple[int, int, str]  # row, column and text of a number that nobody took
_Heading = tuple[str, int, int]  # a column's heading, its role, and how many numbers stand below


@dataclass(frozen=True)
class SheetBalance:
    """The numbers of one sheet by role, and the first of those that nobody took; with the map itself while it is kept.

    ``roles`` (rows × columns) has the number in :data:`ROLES` of each cell.
    """

    file: str
    sheet: str | None
    stage: str | None
    counts: tuple[int, ...]
    lost: tuple[_Lost, ...] = ()
    headings: tuple[_Heading, ...] = ()
    roles: np.ndarray | None = None
    areas: tuple[Area, ...] = ()

    def without_cells(self) -> "SheetBalance":
        """The same without the map of the cells."""
        return replace(self, roles=None, areas=())

    def count(self, name: str) -> int:
        """How many numbers have the roles of one count of :data:`COUNTED`."""
        return sum(self.counts[role] for role in COUNTED[name])


def describe_table(table: Table, stage: Stage | None) -> Area:
    """A table as an area: the role of each column whose heading says that it holds no score of this stage."""
    roles = {column.position: find_role(column.says, stage) for column in table.columns}
    known = {column: role for column, role in roles.items() if role != UNACCOUNTED}
    items = table.list_columns("unit", "stage", *ITEM_ROLES)
    titles = {column.position: " › ".join(column.parts) for column in table.columns if column.position in known}
    return Area(table.sheet.name, table.top, table.start, table.end, known, items, titles=titles)


def find_role(says: Says, stage: Stage | None) -> int:
    """The role of a column by its heading; unaccounted where it may hold this stage's score, or nothing is known."""
    if says.role == "score":
        may_be = stage is None or stage.id in says.stages or (says.is_declared and not says.names_stage)
        return UNACCOUNTED if may_be else OTHER_STAGE
    return _ROLE_OF.get(says.role, BESIDE)


_ROLE_OF = {
    **dict.fromkeys(("criterion", "unit", "stage"), ITEM),
    **dict.fromkeys(("code", "criterion_id"), CODE),
    **dict.fromkeys(TEXT_ROLES, TEXT),
    **{"max_score": MAXIMUM, "earlier": EARLIER, "sum": SUM, "ignored": IGNORED, "unknown": UNACCOUNTED},
}


@lru_cache(maxsize=1 << 16)
def _reads_as_number(text: str) -> bool:
    return read_score(text).kind == "scored"


def is_number(value: Value) -> bool:
    """Whether a cell holds a number, or a text that reads as one.

    >>> [is_number(value) for value in (0.5, "0,5", "72,5/84", "1.1", "x", "-", True, None)]
    [True, True, True, True, False, False, False, False]
    """
    if type(value) is str:
        return bool(value) and not value[0].isalpha() and _reads_as_number(value)
    return isinstance(value, float | int) and not isinstance(value, bool)


def find_numbers(rows: Sequence[Sequence[Value]]) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns of all cells with a number, from above."""
    found = [np.empty((0, 2), dtype=np.int32)]
    for column, values in enumerate(zip_longest(*rows)):
        known = {value for value in set(values) if is_number(value) or isinstance(value, bool)}
        if known:  # True is 1 to a set
            at = [row for row, value in enumerate(values) if value in known and type(value) is not bool]
            found.append(np.column_stack((at, np.full(len(at), column))).astype(np.int32))
    places = np.concatenate(found)
    places = places[np.lexsort((places[:, 1], places[:, 0]))]
    return places[:, 0], places[:, 1]


def balance_file(
    context: Context,
    sheets: Iterable[tuple[Sheet, Sheet, Stage | None]],
    taken: Taken,
    findings: Sequence[Row],
    headings: Iterable[Mapping[str, str | None]],
) -> list[SheetBalance]:
    """What every number of a file's sheets was taken for.

    *sheets* are each sheet as it came, the same without what the season declares is to be skipped, and its stage.
    *findings* are those of this file, *headings* the places of headings of columns that findings name.
    """
    named = _Named.of((*findings, *({"rule": "heading", **place} for place in headings)))
    return [_balance_sheet(context, *each, taken, named.get(each[0].name, _Named())) for each in sheets]


def _balance_sheet(
    context: Context, sheet: Sheet, left: Sheet, stage: Stage | None, taken: Taken, named: "_Named"
) -> SheetBalance:
    is_skipping = left is not sheet
    if taken.unread:
        sheet = replace(sheet, rows=tuple(taken.unread.get(row, values) for row, values in enumerate(sheet.rows)))
    areas, is_refused = taken.areas.get(sheet.name, []), sheet.name in taken.refused
    roles = _map_roles(sheet, areas, is_refused)
    for cells in taken.scores.get(sheet.name, ()):
        roles[cells] = SCORE
    for row, column in taken.sums.get(sheet.name, ()):
        roles[row, column] = SUM
    rows, columns = find_numbers(sheet.rows)
    roles[list(taken.unread)] = NAMED
    if is_skipping:
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if value is not None and left.value(row, column) is None:
                    roles[row, column] = IGNORED
    if areas:
        found = roles[rows, columns]
        unclear = (found == UNACCOUNTED) | (found == OUTSIDE)
        for row, column in zip(rows[unclear].tolist(), columns[unclear].tolist(), strict=True):
            role = _judge_number(context, sheet, areas, named, (row, column), roles)
            roles[row, column] = NAMED if role == UNACCOUNTED and is_refused else role
    return _count(sheet, stage, roles, rows, columns, areas)


def _map_roles(sheet: Sheet, areas: Sequence[Area], is_refused: bool) -> np.ndarray:
    """The roles of a sheet's cells by the columns they stand in; outside of every table where there is none."""
    shape = len(sheet.rows), max(map(len, sheet.rows), default=0)
    roles = np.full(shape, NAMED if is_refused and not areas else OUTSIDE, dtype=np.uint8)
    for area in areas:
        below = roles[area.start : area.end]
        roles[area.top : area.start] = HEADER
        below[:] = UNACCOUNTED
        for column, role in area.roles.items():
            if column < shape[1]:
                below[:, column] = role
        for row, role in area.rows.items():
            roles[row, roles[row] == UNACCOUNTED] = role
    return roles


def _judge_number(
    context: Context, sheet: Sheet, areas: Sequence[Area], named: "_Named", place: Position, roles: np.ndarray
) -> int:
    """The role of a number that its column does not tell, in a sheet with tables."""
    row, column = place
    if place in named.cells:
        return NAMED
    area = next((each for each in areas if each.start <= row < each.end), None)
    if area is None:
        return UNACCOUNTED if row > areas[0].top and _names_leaf(context, sheet, row, column) else OUTSIDE
    if named.names_column(area, column) or named.names_row(area, row):
        return NAMED
    texts = area.list_texts(sheet, row)
    if any(is_sum(text) or is_summary(text) for text in texts):
        return SUM
    is_beside = any(sheet.text(row, item) for item in area.items)
    is_of_scores = bool((roles[area.start : area.end, column] == SCORE).any())
    return UNACCOUNTED if is_beside or is_of_scores else OUTSIDE


def _names_leaf(context: Context, sheet: Sheet, row: int, column: int) -> bool:
    """Whether a row outside of the tables holds the name of a criterion that is scored, left of a column."""
    names, leaves = context.index.by_name, context.index.leaves
    keys = (name_key(value) for value in sheet.rows[row][:column] if isinstance(value, str))
    return any(each in leaves for key in keys for each in names.get(key, ()))


def _count(
    sheet: Sheet,
    stage: Stage | None,
    roles: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    areas: Sequence[Area],
) -> SheetBalance:
    found = roles[rows, columns]
    is_lost = found == UNACCOUNTED
    places = zip(rows[is_lost].tolist(), columns[is_lost].tolist(), strict=True)
    lost = tuple((row, column, sheet.text(row, column)) for row, column in places)
    counts = tuple(np.bincount(found, minlength=len(ROLES)).tolist())
    headings = tuple(_list_headings(areas, rows, columns))
    return SheetBalance(
        sheet.file, sheet.name, stage.id if stage else None, counts, lost, headings, roles, tuple(areas)
    )


def _list_headings(areas: Sequence[Area], rows: np.ndarray, columns: np.ndarray) -> Iterator[_Heading]:
    """The headings that say that their column holds no score of this stage, each with the numbers below it."""
    for area in areas:
        below = np.bincount(columns[(rows >= area.start) & (rows < area.end)], minlength=1)
        for column, title in area.titles.items():
            if title:
                yield title, area.roles[column], int(below[column]) if column < len(below) else 0


@dataclass(frozen=True)
class _Named:
    """Where the findings of one sheet stand: their cells, with the rules at each by row and by column."""

    cells: frozenset[Position] = frozenset()
    by_row: Mapping[int, list[tuple[int, str]]] = field(default_factory=dict)
    by_column: Mapping[int, list[tuple[int, str]]] = field(default_factory=dict)
    tables: tuple[int, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Row]) -> dict[str | None, "_Named"]:
        """By sheet, what its findings name."""
        found: dict[str | None, list[tuple[Position, str]]] = {}
        for row in findings:
            if row["source_cell"] and (place := locate(row["source_cell"])):
                found.setdefault(row["source_sheet"], []).append((place, row["rule"]))
        named = {}
        for sheet, places in found.items():
            by_row: dict[int, list[tuple[int, str]]] = {}
            by_column: dict[int, list[tuple[int, str]]] = {}
            for (at, column), rule in places:
                by_row.setdefault(at, []).append((column, rule))
                by_column.setdefault(column, []).append((at, rule))
            tables = tuple(at for (at, _), rule in places if rule in WHOLE_TABLE)
            named[sheet] = cls(frozenset(place for place, _ in places), by_row, by_column, tables)
        return named

    def names_column(self, area: Area, column: int) -> bool:
        """Whether a finding stands at the heading of a column of a table, or at a heading for the whole table."""
        rows = (*(row for row, _ in self.by_column.get(column, ())), *self.tables)
        return any(area.top <= row < area.start for row in rows)

    def names_row(self, area: Area, row: int) -> bool:
        """Whether a finding stands at what a row is called, or anywhere on it for the whole row."""
        return any(column in area.items or rule in WHOLE_ROW for column, rule in self.by_row.get(row, ()))


def locate(cell: str) -> Position | None:
    """Row and column, from 0, of a cell's name; ``None`` for what is none.

    >>> locate("B3"), locate("stages[1].folder")
    ((2, 1), None)
    """
    letters = cell.rstrip("0123456789")
    number = cell[len(letters) :]
    if not (number and letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) < 4):
        return None
    return int(number) - 1, column_number(letters)


def find_lost(balances: Iterable[SheetBalance]) -> Iterator[Row]:
    """An error for each sheet with numbers that nobody took, at the first of them."""
    for balance in balances:
        if balance.lost:
            row, column, text = balance.lost[0]
            cells = ", ".join(address(*place) for *place, _text in balance.lost[1:6])
            more = "…" if len(balance.lost) > 6 else ""
            yield finding(
                "unaccounted_number",
                stage=balance.stage,
                source_file=balance.file,
                source_sheet=balance.sheet,
                source_cell=address(row, column),
                found=text,
                row=len(balance.lost),
                hint=cells and f" (cũng ở {cells}{more})",
                hint_en=cells and f" (also at {cells}{more})",
            )


def settle_balances(
    context: Context,
    balances: Sequence[SheetBalance],
    entries: Entries,
    standing: np.ndarray,
    scores: pd.DataFrame,
    findings: Sequence[Row],
) -> tuple[list[SheetBalance], list[Row]]:
    """The balances once scores are judged: a number that was read and became no score must be named in a finding.

    *findings* are those on judged scores. Numbers that a later file replaced stay read. The second is an error for each
    sheet of which one got lost on the way.
    """
    names = [(sheet.file, sheet.name) for sheet in entries.sheets]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    sheet = np.array([numbers[name] for name in names], dtype=np.int64)[entries.column("sheet")]
    is_numeric = np.array([is_number(value) for value in entries.cells.listed], dtype=bool)[entries.column("value")]
    is_scored = np.array([stage.kind != "explanation" for stage in context.season.stages], dtype=bool)
    due = standing[(is_numeric & is_scored[entries.column("stage")] & (entries.column("score_column") >= 0))[standing]]
    became = scores[_became_points(scores)]
    found = _number_sheets(became, numbers)
    is_changed = np.bincount(sheet[due], minlength=len(numbers)) != np.bincount(found, minlength=len(numbers))
    if not is_changed.any():
        return list(balances), []
    rows = became.loc[is_changed[found], list(_PLACE)]
    cells = set(rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None))
    named = _NamedCells.of(findings)
    moved: dict[tuple[str, str | None], dict[_Lost, bool]] = {}
    for entry in map(entries.entry, due[is_changed[sheet[due]]].tolist()):
        place = entry.place
        if tuple(place[name] for name in _PLACE) not in cells:
            cell = entry.row, entry.score_column or 0, cell_text(entry.value)
            is_named = named.name(place, (entry.unit_id, entry.criterion_id, entry.stage))
            moved.setdefault((entry.sheet.file, entry.sheet.name), {})[cell] = is_named
    after = [_move(balance, moved.get((balance.file, balance.sheet), {})) for balance in balances]
    lost = [each for before, each in zip(balances, after, strict=True) if len(each.lost) > len(before.lost)]
    return after, list(find_lost(lost))


_PLACE = ("source_file", "source_sheet", "source_cell")


def _became_points(scores: pd.DataFrame) -> np.ndarray:
    """Whether a row of ``scores`` has the points that a number in its cell says; an ``x`` is no number."""
    found, texts = pd.factorize(scores["found"])
    is_numeric = np.array([*map(is_number, texts), False], dtype=bool)[found]
    return np.asarray((scores["status"] == "scored").to_numpy(dtype=bool) & is_numeric)


def _number_sheets(scores: pd.DataFrame, numbers: Mapping[tuple[str, str | None], int]) -> np.ndarray:
    """The number of the sheet that each row of ``scores`` is from."""
    files, file_names = pd.factorize(scores["source_file"])
    sheets, sheet_names = pd.factorize(scores["source_sheet"])
    pairs, at = np.unique(files.astype(np.int64) * (len(sheet_names) + 1) + sheets + 1, return_inverse=True)
    width = len(sheet_names) + 1
    names = [(file_names[pair // width], (None, *sheet_names)[pair % width]) for pair in pairs.tolist()]
    return np.array([numbers[name] for name in names], dtype=np.int64)[at]


@dataclass(frozen=True)
class _NamedCells:
    """Where the findings on scores stand, of a whole season: cells, columns, and whose scores of what."""

    cells: frozenset[tuple[object, ...]]
    columns: frozenset[tuple[object, ...]]
    scores: frozenset[tuple[object, ...]]

    @classmethod
    def of(cls, findings: Sequence[Row]) -> "_NamedCells":
        """What findings name."""
        placed = [row for row in findings if row["source_cell"]]
        return cls(
            frozenset(tuple(row[name] for name in _PLACE) for row in placed),
            frozenset(_name_column(row) for row in placed if row["rule"] in WHOLE_COLUMN),
            frozenset((row["unit_id"], row["criterion_id"], row["stage"]) for row in findings if row["criterion_id"]),
        )

    def name(self, place: Mapping[str, str | None], score: tuple[str, str, str]) -> bool:
        """Whether a finding names a cell, its column or its score."""
        is_at_cell = tuple(place[name] for name in _PLACE) in self.cells
        return is_at_cell or score in self.scores or _name_column(place) in self.columns


def _name_column(place: Mapping[str, str | None]) -> tuple[object, ...]:
    return place["source_file"], place["source_sheet"], str(place["source_cell"]).rstrip("0123456789")


def _move(balance: SheetBalance, cells: Mapping[_Lost, bool]) -> SheetBalance:
    """The balance with numbers that became no score: named in a finding, or lost."""
    if not cells:
        return balance
    counts = list(balance.counts)
    lost = tuple(cell for cell, is_named in cells.items() if not is_named)
    counts[SCORE] -= len(cells)
    counts[NAMED] += len(cells) - len(lost)
    counts[UNACCOUNTED] += len(lost)
    return replace(balance, counts=tuple(counts), lost=(*balance.lost, *lost))


def mark_unscored(balance: SheetBalance, scores: pd.DataFrame) -> SheetBalance:
    """The balance with its map told what judging made of the cells: those that are no score are named in findings."""
    if balance.roles is None:
        return balance
    roles = balance.roles.copy()
    at_sheet = scores["source_sheet"].isna() if balance.sheet is None else scores["source_sheet"] == balance.sheet
    here = scores[(scores["source_file"] == balance.file) & at_sheet & scores["source_cell"].notna()]
    for cell in here.loc[here["status"].isin(("unreadable", "invalid")), "source_cell"]:
        if place := locate(cell):
            roles[place] = NAMED
    return replace(balance, roles=roles)


def tabulate_balances(year: int, balances: Sequence[SheetBalance]) -> pd.DataFrame:
    """The ``received_sheets`` table, in the order in which the sheets were read."""
    if not balances:
        return schemas.empty("received_sheets")
    counts = np.array([balance.counts for balance in balances], dtype=np.int64)
    rows = {
        "year": year,
        "source_file": pd.array([balance.file for balance in balances], dtype="str"),
        "source_sheet": pd.array([balance.sheet for balance in balances], dtype="str"),
        "stage": pd.array([balance.stage for balance in balances], dtype="str"),
        "number_count": counts.sum(axis=1),
        **{f"{name}_count": counts[:, roles].sum(axis=1) for name, roles in (COUNTED | RECOGNISED).items()},
    }
    return schemas.validate("received_sheets", pd.DataFrame(rows))


def tabulate_columns(year: int, balances: Sequence[SheetBalance]) -> pd.DataFrame:
    """The ``received_columns`` table: by stage, heading and what it was taken for, the first file as an example."""
    rows = [
        (balance.stage, *heading, balance.file, balance.sheet) for balance in balances for heading in balance.headings
    ]
    if not rows:
        return schemas.empty("received_columns")
    names = ["stage", "heading", "taken_for", "numbers", "source_file", "source_sheet"]
    columns = pd.DataFrame(rows, columns=names).assign(
        taken_for=lambda each: each["taken_for"].map(dict(enumerate(ROLES)))
    )
    counted = columns.groupby(["stage", "heading", "taken_for"], sort=False, dropna=False, as_index=False).agg(
        file_count=("source_file", "nunique"),
        number_count=("numbers", "sum"),
        source_file=("source_file", "first"),
        source_sheet=("source_sheet", "first"),
    )
    texts = {name: counted[name].astype("str") for name in ("stage", "heading", "taken_for", *_PLACE[:2])}
    return schemas.validate("received_columns", counted.assign(year=year, **texts))
