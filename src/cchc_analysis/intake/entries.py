"""What received rows say about one unit, criterion and stage each, before they are judged: one by one, and as columns.

A form is read row by row into an :class:`Entry` each. A season holds them in :class:`Entries`, column by column, with
equal values kept once: a country's scores are a few dozen different texts, so what a value means is worked out once
and not once a cell. The cells of the sheets themselves are let go as soon as a file is read.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.values import Value, cell_text
from cchc_analysis.intake.workbooks import Sheet

UNREAD: Any = object()
"""Stands for a cell that is still to be read from its sheet."""
NONE = -1
"""In a column of positions: no column, no cell."""


@dataclass(frozen=True)
class Entry:
    """One row of a form: its score cell as it stands and what is written beside it.

    ``value`` is what the score cell holds and ``fault`` the error value or never-calculated formula in it, that its row
    lacks fields, or ``""``; both are read from the sheet unless given. ``number`` is the entry's place among those of
    :class:`Entries`.
    """

    unit_id: str
    criterion_id: str
    stage: str
    sheet: Sheet
    row: int
    score_column: int | None
    is_own_form: bool
    max_score: Value = None
    note: str = ""
    reason: str = ""
    evidence: str = ""
    explanation: str = ""
    explanation_column: int | None = None
    text_columns: Mapping[str, int] = field(default_factory=dict)
    value: Value = UNREAD
    fault: str = UNREAD
    number: int = NONE

    def __post_init__(self) -> None:
        """Read what was not given from the sheet."""
        if self.value is UNREAD:
            object.__setattr__(self, "value", self.sheet.value(self.row, self.score_column))
        if self.fault is UNREAD:
            fault = self.sheet.lack(self.row) or self.sheet.fault(self.row, self.score_column)
            object.__setattr__(self, "fault", fault)

    @property
    def is_corrected(self) -> bool:
        """Whether a declared correction changed the score cell."""
        return (self.row, self.score_column) in self.sheet.corrected

    @property
    def is_hidden(self) -> bool:
        """Whether the score stands in a hidden row or column."""
        flags = self.sheet.flags
        return self.row in flags.hidden_rows or self.score_column in flags.hidden_columns

    @property
    def place(self) -> dict[str, str | None]:
        """File, sheet and cell of the score."""
        return self.sheet.place(self.row, self.score_column)

    def place_of(self, part: str) -> dict[str, str | None]:
        """File, sheet and cell of the score or of a text beside it (``note``, ``reason``, …)."""
        return self.sheet.place(self.row, self.score_column if part == "score" else self.text_columns.get(part))


@dataclass(frozen=True)
class Subtotal:
    """A printed sum: of the criteria below a node, or, in a row of its own, of what stands above it."""

    unit_id: str
    stage: str
    criterion_ids: tuple[str | None, ...]  # nodes it may be the sum of; None is the whole form
    sheet: Sheet
    row: int
    column: int
    label: str
    value: Value = UNREAD

    def __post_init__(self) -> None:
        """Read the printed sum from the sheet unless it is given."""
        if self.value is UNREAD:
            object.__setattr__(self, "value", self.sheet.value(self.row, self.column))

    def without_cells(self) -> "Subtotal":
        """The same, with nothing of its sheet but its name and marks."""
        return replace(self, sheet=drop_cells(self.sheet))


def drop_cells(sheet: Sheet) -> Sheet:
    """The sheet without its cells: file, name, what is hidden and what was corrected."""
    return replace(sheet, rows=(), merged=(), fields=0) if sheet.rows else sheet


class Codes:
    """Different values, numbered from 0 as they are met; *first* has the number 0.

    Values of different types are different, ``1.0``, ``True`` and ``"1"`` among them, and so are ``0.0`` and ``-0.0``.
    """

    def __init__(self, first: Value) -> None:
        self.listed: list[Any] = []
        self._numbers: dict[Hashable, int] = {}
        self.number(first)

    def number(self, value: Value) -> int:
        """The number of one value."""
        key = value if value is None or type(value) is str else (type(value), repr(value))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.listed)
            self.listed.append(value)
        return number

    def numbers(self, column: Sequence[Value]) -> np.ndarray:
        """The numbers of a column of values."""
        known, number = self._numbers, self.number
        # most cells are texts met before
        found = [known[value] if type(value) is str and value in known else number(value) for value in column]
        return np.array(found, dtype=np.int32)

    def adopt(self, other: "Codes") -> np.ndarray:
        """By each number of *other*, the number here."""
        return self.numbers(other.listed)


class Memo(dict[Any, Any]):
    """What a function of one value answers, asked once for each different value; numbers are told apart by type."""

    def __init__(self, ask: Callable[[Any], Any]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, value: Any) -> Any:
        answer = self[value] = self._ask(value)
        return answer


TEXTS = ("fault", "note", "reason", "evidence", "explanation")
COLUMNS = (
    *("unit", "criterion", "stage", "sheet", "row", "score_column", "is_own_form", "value", "max_score"),
    *(*TEXTS, "explanation_column", "text_columns"),
)
Block = dict[str, np.ndarray]


class Entries:
    """A season's entries as columns of whole numbers, in the order in which they were read.

    ``unit``, ``criterion`` and ``stage`` are positions in the season's units, criteria and stages; ``value`` and
    ``max_score`` are numbers of :attr:`cells`, the texts numbers of :attr:`texts`; ``sheet`` and ``text_columns``
    count in the lists of these names. Iterating gives each :class:`Entry`.
    """

    def __init__(self, context: Context) -> None:
        self.unit_ids = context.unit_ids
        self.criterion_ids = context.criterion_ids
        self.stage_ids = [stage.id for stage in context.season.stages]
        self.cells = Codes(None)
        self.texts = Codes("")
        self.sheets: list[Sheet] = []
        self.text_columns: list[Mapping[str, int]] = []
        self._blocks: list[Block] = []

    def __len__(self) -> int:
        """How many there are."""
        return sum(len(block["unit"]) for block in self._blocks)

    def __iter__(self) -> Iterator[Entry]:
        """Each entry, made anew."""
        return map(self.entry, range(len(self)))

    def column(self, name: str) -> np.ndarray:
        """One column over all entries."""
        return self._whole()[name]

    def entry(self, number: int) -> Entry:
        """The entry of a number."""
        cell = {name: int(values[number]) for name, values in self._whole().items()}
        texts = {name: self.texts.listed[cell[name]] for name in TEXTS}
        return Entry(
            unit_id=self.unit_ids[cell["unit"]],
            criterion_id=self.criterion_ids[cell["criterion"]],
            stage=self.stage_ids[cell["stage"]],
            sheet=self.sheets[cell["sheet"]],
            row=cell["row"],
            score_column=_column_of(cell["score_column"]),
            is_own_form=bool(cell["is_own_form"]),
            max_score=self.cells.listed[cell["max_score"]],
            explanation_column=_column_of(cell["explanation_column"]),
            text_columns=self.text_columns[cell["text_columns"]],
            value=self.cells.listed[cell["value"]],
            number=number,
            **texts,
        )

    def add(self, entries: "Iterable[Entry] | Entries") -> None:
        """Take in further entries, single ones or columns of them."""
        if isinstance(entries, Entries):
            self._adopt(entries)
        elif rows := list(entries):
            self._blocks.append(self._tabulate(rows))

    def add_rows(
        self, sheet: Sheet, text_columns: Mapping[str, int], columns: Mapping[str, Sequence[Any] | np.ndarray | int]
    ) -> None:
        """Take in rows of one sheet by column; a column that is one number is that number throughout.

        ``value`` and ``max_score`` hold the cells' values and ``note``, ``reason``, ``evidence`` and ``explanation``
        tidied texts; a column left out is blank.
        """
        size = len(columns["row"])  # type: ignore[arg-type] # rows are always listed
        blank = np.zeros(size, dtype=np.int32)
        block: Block = {}
        stated = {"explanation_column": NONE} | dict(columns) | {"sheet": self._keep(sheet)}
        for name in COLUMNS:
            column = stated.get(name)
            if column is None:
                block[name] = blank
            elif isinstance(column, int):
                block[name] = np.full(size, column, dtype=np.int32)
            elif name in ("value", "max_score"):
                block[name] = self.cells.numbers(list(column))
            elif name in TEXTS:
                block[name] = self.texts.numbers(list(column))
            else:
                block[name] = np.asarray(column, dtype=np.int32)
        block["text_columns"] = np.full(size, self._keep_columns(text_columns), dtype=np.int32)
        self._blocks.append(block)

    def sort_rows(self) -> None:
        """Bring entries of one sheet into the order of its rows."""
        whole = self._whole()
        order = np.argsort(whole["row"], kind="stable")
        self._blocks = [{name: values[order] for name, values in whole.items()}]

    def _whole(self) -> Block:
        if len(self._blocks) != 1:
            joined = {
                name: np.concatenate([block[name] for block in self._blocks])
                if self._blocks
                else np.zeros(0, dtype=np.int32)
                for name in COLUMNS
            }
            self._blocks = [joined]
        return self._blocks[0]

    def _tabulate(self, rows: list[Entry]) -> Block:
        units, criteria, stages = (_positions(ids) for ids in (self.unit_ids, self.criterion_ids, self.stage_ids))
        sheets = Memo(lambda key: self._keep(key_sheets[key]))
        key_sheets = {id(row.sheet): row.sheet for row in rows}
        beside = Memo(lambda key: self._keep_columns(key_columns[key]))
        key_columns = {id(row.text_columns): row.text_columns for row in rows}
        columns: dict[str, Any] = {
            "unit": [units[row.unit_id] for row in rows],
            "criterion": [criteria[row.criterion_id] for row in rows],
            "stage": [stages[row.stage] for row in rows],
            "sheet": [sheets[id(row.sheet)] for row in rows],
            "row": [row.row for row in rows],
            "score_column": [NONE if row.score_column is None else row.score_column for row in rows],
            "is_own_form": [row.is_own_form for row in rows],
            "explanation_column": [NONE if row.explanation_column is None else row.explanation_column for row in rows],
            "text_columns": [beside[id(row.text_columns)] for row in rows],
            "value": self.cells.numbers([row.value for row in rows]),
            "max_score": self.cells.numbers([row.max_score for row in rows]),
            **{name: self.texts.numbers([getattr(row, name) for row in rows]) for name in TEXTS},
        }
        return {name: np.array(columns[name], dtype=np.int32) for name in COLUMNS}

    def _adopt(self, other: "Entries") -> None:
        if not len(other):
            return
        values, texts = self.cells.adopt(other.cells), self.texts.adopt(other.texts)
        first_sheet = len(self.sheets)
        self.sheets.extend(other.sheets)
        beside = np.array([self._keep_columns(each) for each in other.text_columns], dtype=np.int32)
        whole = other._whole()
        moved = {"sheet": whole["sheet"] + np.int32(first_sheet), "text_columns": beside[whole["text_columns"]]}
        moved |= {name: values[whole[name]] for name in ("value", "max_score")}
        moved |= {name: texts[whole[name]] for name in TEXTS}
        self._blocks.append(whole | moved)

    def _keep(self, sheet: Sheet) -> int:
        self.sheets.append(drop_cells(sheet))
        return len(self.sheets) - 1

    def _keep_columns(self, columns: Mapping[str, int]) -> int:
        if columns not in self.text_columns:
            self.text_columns.append(columns)
        return self.text_columns.index(columns)


def list_column(rows: Sequence[tuple[Value, ...]], column: int | None) -> Sequence[Value]:
    """The cells of one column of rows, which may be shorter than it; ``None`` where there is no cell."""
    if column is None:
        return [None] * len(rows)
    try:
        return [row[column] for row in rows]
    except IndexError:
        return [row[column] if column < len(row) else None for row in rows]


def tidy_column(column: Sequence[Value]) -> list[str]:
    """The tidied text of each cell of a column."""
    memo = Memo(cell_text)
    return [memo[value] if type(value) is str else cell_text(value) for value in column]


def _positions(ids: Sequence[str]) -> dict[str, int]:
    return {each: position for position, each in enumerate(ids)}


def _column_of(position: int) -> int | None:
    return None if position == NONE else position
