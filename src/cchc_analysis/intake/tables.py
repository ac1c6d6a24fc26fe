"""A received sheet as tables: each header found by what it says, every column of a table with its role and why.

A sheet is a grid; a grid holds tables, each with a header of one to three rows that holds until the next. Every column
gets one role before anything is read, and one function decides which column a stage's score is in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import zip_longest

from cchc_analysis.intake.headings import (
    ITEM_ROLES,
    TEXT_ROLES,
    Says,
    Words,
    heading_key,
    key_as_shown,
    list_words,
    load_vocabulary,
    read_alone,
    read_heading,
)
from cchc_analysis.intake.names import tidy
from cchc_analysis.intake.scan import Position, column_number
from cchc_analysis.intake.values import Value, cell_text, is_mark, read_number, read_score, says_anything
from cchc_analysis.intake.workbooks import Sheet, address
from cchc_analysis.rules.season import FormLayout, Layout, Season, Stage

SAMPLE = 200
"""Rows by which the columns fullest of numbers are known."""
HEADER_ROWS = 100
HEADER_HEIGHT = 3
GROUP_LENGTH = 80

ABOUT = ("score", "max_score", "explanation", "earlier")

_NUMBER_BEGINS = frozenset("0123456789+-")
_NUMBERING = re.compile(r"\(?[0-9]{1,2}\)?(?:\s*=.*)?|[A-ZĐ]")
_TITLE = re.compile(r"phiếu|bảng|biểu|phụ lục|mẫu|kèm theo|báo cáo|cơ quan|cộng hòa|đơn vị\s*:|\(", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column of a table: the texts over it from above, what they say, and how much stands below.

    ``numbers`` are the cells with a number beside an item, ``filled`` those with anything.
    """

    position: int
    parts: tuple[str, ...]
    says: Says
    numbers: int = 0
    filled: int = 0

    @property
    def heading(self) -> str:
        """The heading as one text, a group before what stands below it."""
        return " / ".join(tidy(part) for part in self.parts)

    @property
    def is_blank(self) -> bool:
        """Whether nothing below could be a score: no number, and text only where the heading says points."""
        return not self.numbers and not (self.filled and self.says.is_pointed)

    @property
    def role(self) -> str:
        """What the heading says, as :class:`~cchc_analysis.intake.headings.Says` has it."""
        return self.says.role

    def may_be(self, stage: Stage | None) -> bool:
        """Whether it may hold the score of this stage; of any, where *stage* is ``None``."""
        if self.role != "score":
            return False
        return stage is None or stage.id in self.says.stages or (self.says.is_declared and not self.says.names_stage)

    def names(self, stage: Stage | None) -> bool:
        """Whether its heading says that it is this stage's."""
        return self.says.names_stage and self.may_be(stage)


@dataclass(frozen=True)
class Table:
    """A table of a sheet: header rows ``top`` to ``bottom``, items from row ``start`` up to row ``end``, its columns.

    ``roles`` are the columns of each role; several columns that would be the same item are none.
    """

    sheet: Sheet
    top: int
    bottom: int
    start: int
    end: int
    columns: tuple[Column, ...] = ()
    roles: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def texts(self) -> Mapping[int, str]:
        """Every heading by its column."""
        return {column.position: " ".join(column.parts) for column in self.columns if column.parts}

    def first(self, *roles: str) -> int | None:
        """The column of the first of these roles that the table has."""
        return next((self.roles[role][0] for role in roles if self.roles.get(role)), None)

    def list_columns(self, *roles: str) -> tuple[int, ...]:
        """All columns of these roles, in the order of the roles."""
        return tuple(position for role in roles for position in self.roles.get(role, ()))

    @property
    def is_long(self) -> bool:
        """Whether each row says whose it is: a long form, not one unit's form."""
        return "unit" in self.roles

    @property
    def rows(self) -> range:
        """The rows below the header."""
        return range(self.start, self.end)

    def place(self, position: int | None = None) -> dict[str, str | None]:
        """File, sheet and cell of a column's heading: the lowest row of the header that has a text over the column."""
        column = min(self.texts, default=0) if position is None else position
        rows = [row for row in range(self.top, self.bottom + 1) if self.sheet.text(row, column)]
        return self.sheet.place(rows[-1] if rows else self.bottom, column)


@dataclass(frozen=True)
class Claim:
    """Which column a stage's score is in, and why not where it is in none.

    ``problem`` is ``""``, ``missing``, ``ambiguous`` (``rivals`` are the columns between which nothing decides) or
    ``variant`` (the only one is the score in another form).
    """

    column: Column | None = None
    problem: str = ""
    rivals: tuple[Column, ...] = ()

    @property
    def position(self) -> int | None:
        """The column's position."""
        return self.column.position if self.column else None


def decide_claim(columns: Iterable[Column], stage: Stage | None) -> Claim:
    """The one column that may be the stage's score, or why there is none: words are no order of preference.

    A column declared to be it decides. A blank one is no rival of one that names the stage; between two with numbers,
    or a blank one that names the stage and a filled one that does not, nothing decides. The score in another form,
    such as converted or provisional, is a score beside another and cannot be taken for it alone.
    """
    claims = [column for column in columns if column.may_be(stage)]
    pointed = [column for column in claims if column.says.is_pointed or column.numbers]
    if declared := [column for column in pointed if column.says.is_declared]:
        pointed = declared
        filled = [column for column in declared if not column.is_blank]
        if len(filled or declared) == 1:
            return Claim((filled or declared)[0])
    filled = [column for column in pointed if not column.is_blank]
    blank_namers = [column for column in pointed if column.is_blank and column.names(stage) and not column.says.variant]
    if len(filled) > 1:
        return Claim(problem="ambiguous", rivals=tuple(filled))
    if len(filled) == 1:
        only = filled[0]
        if blank_namers and (not only.names(stage) or only.says.variant):
            return Claim(problem="ambiguous", rivals=tuple(sorted((only, *blank_namers), key=lambda c: c.position)))
        if only.says.variant:
            return Claim(problem="variant", rivals=(only,))
        return Claim(only)
    choices = blank_namers or [column for column in pointed if not column.says.variant] or pointed
    if not choices:
        return Claim(problem="missing")
    if len(choices) > 1:
        return Claim(problem="ambiguous", rivals=tuple(choices))
    return Claim(choices[0])


def find_tables(sheet: Sheet, season: Season, stage: Stage | None) -> list[Table]:
    """The tables of a sheet, from above; none where no rows name a criterion and anything about it.

    What ``[layout]`` declares for the stage or file is taken as said and not looked for.
    """
    words = list_words(season)
    form = find_form_layout(season.layout, sheet, stage)
    grid = _Grid.of(sheet)
    headers = [*_find_headers(grid, words, form)]
    ends = [*(header.top for header in headers[1:]), len(sheet.rows)]
    return [
        _make_table(sheet, header, end, words, season.layout, form, stage)
        for header, end in zip(headers, ends, strict=False)
        if not header.is_other
    ]


def skip_declared(sheet: Sheet, layout: Layout, stage: Stage | None) -> Sheet:
    """The sheet without the rows and columns that the season declares to be skipped: their cells are blank."""
    form = find_form_layout(layout, sheet, stage)
    if form is None or not (form.skip_rows or form.skip_columns):
        return sheet
    rows = {row - 1 for row in form.skip_rows}
    columns = {column_number(letters) for letters in form.skip_columns}

    def is_skipped(row: int, column: int) -> bool:
        return row in rows or column in columns

    values = tuple(
        tuple(None if is_skipped(row, column) else value for column, value in enumerate(each))
        for row, each in enumerate(sheet.rows)
    )
    flags = sheet.flags
    uncached = {place: text for place, text in flags.uncached.items() if not is_skipped(*place)}
    errors = {place: text for place, text in flags.errors.items() if not is_skipped(*place)}
    return replace(sheet, rows=values, flags=replace(flags, uncached=uncached, errors=errors))


def find_form_layout(layout: Layout, sheet: Sheet, stage: Stage | None) -> FormLayout | None:
    """What the season declares of the forms of this stage and file, the last that fits."""
    fitting = [
        form
        for form in layout.forms
        if form.holds_for(sheet.file, sheet.name) and form.stage in (None, stage.id if stage else None)
    ]
    return fitting[-1] if fitting else None


def list_headings(sheets: Iterable[Sheet]) -> str:
    """What the row with most texts says, for a finding about a header that was not recognised."""
    rows = ([cell_text(value) for value in row if value is not None] for sheet in sheets for row in sheet.rows[:30])
    texts = max(rows, key=len, default=[])
    return " | ".join(texts)[:200]


@dataclass(frozen=True)
class _Header:
    """Header rows as found, with the parts over each column."""

    top: int
    bottom: int
    parts: Mapping[int, tuple[str, ...]]
    is_other: bool = False  # of a table that is not of criteria, such as a list of documents


@dataclass(frozen=True)
class _Grid:
    """A sheet's texts, read as they are asked for, and the merged ranges over each row."""

    sheet: Sheet
    merged: Mapping[int, list[tuple[Position, Position]]]

    @classmethod
    def of(cls, sheet: Sheet) -> "_Grid":
        merged: dict[int, list[tuple[Position, Position]]] = {}
        for first, last in sheet.merged:
            for row in range(first[0], min(last[0] + 1, len(sheet.rows))):
                merged.setdefault(row, []).append((first, last))
        return cls(sheet, merged)

    def width(self, top: int, bottom: int) -> int:
        return max((len(self.sheet.rows[row]) for row in range(top, bottom + 1)), default=0)

    def over(self, row: int, column: int) -> tuple[Position, Position] | None:
        """The merged range that a cell is in."""
        for first, last in self.merged.get(row, ()):
            if first[1] <= column <= last[1]:
                return first, last
        return None

    def text(self, row: int, column: int, top: int) -> str:
        """A cell's text; a blank cell says what the merged range that it is in does, if that begins in the header."""
        text = self.sheet.text(row, column)
        if text or (found := self.over(row, column)) is None:
            return text
        return self.sheet.text(*found[0]) if found[0][0] >= top else ""

    def parts(self, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
        """The different texts over each column; an unmerged group's text goes on to the right over the same group."""
        width = self.width(top, bottom)
        rows = [[self.text(row, column, top) for column in range(width)] for row in range(top, bottom + 1)]
        for depth, row in enumerate(rows[:-1]):
            last = ""
            for column in range(width):
                below = [each[column] for each in rows[depth + 1 :] if each[column]]
                if row[column]:
                    is_group = any(text != row[column] for text in below)
                    last = row[column] if is_group else ""
                elif last and below and self.over(top + depth, column) is None:
                    row[column] = last
                else:
                    last = ""
        found = {column: tuple(dict.fromkeys(row[column] for row in rows if row[column])) for column in range(width)}
        return {column: parts for column, parts in found.items() if parts}


def _find_headers(grid: _Grid, words: Words, form: FormLayout | None) -> Iterator[_Header]:
    sheet = grid.sheet
    if form is not None and form.header_row is not None:
        top = form.header_row - 1
        bottom = min(top + form.header_rows, len(sheet.rows)) - 1
        if bottom >= top:
            yield _Header(top, bottom, grid.parts(top, bottom))
        return
    last: _Header | None = None
    for row in _list_rows_of_words(sheet.rows):
        if last is None and row > HEADER_ROWS:
            return
        if last is not None and row <= last.bottom:
            continue
        header = _header_at(grid, row, words, 0 if last is None else last.bottom + 1)
        if header is None and last is not None:
            header = _lower_header_at(grid, row, words, last) or _other_header_at(grid, row, last)
        if header is not None:
            yield header
            last = header


def _list_rows_of_words(rows: Sequence[tuple[Value, ...]]) -> list[int]:
    """The rows without a number that is no year, of which every header is one; by column, fullest of numbers first."""
    first = rows[:SAMPLE]
    width = max(map(len, rows), default=0)
    counts = {at: sum(at < len(values) and _is_number(values[at]) for values in first) for at in range(width)}
    left = [*range(len(rows))]
    for column in sorted(counts, key=lambda at: -counts[at]):
        left = [row for row in left if column >= len(rows[row]) or not _is_number(rows[row][column])]
    return left


def _header_at(grid: _Grid, row: int, words: Words, above: int) -> _Header | None:
    """The header whose lowest row that names an item is this one; ``None`` where it heads no table of criteria."""
    sheet = grid.sheet
    items = [column for column, value in enumerate(sheet.rows[row]) if _is_item_text(value, words)]
    if not items or _has_numbers(sheet.rows[row]) or _is_unit_line(sheet, row, items, words):
        return None
    bottom = row
    while (
        bottom + 1 < len(sheet.rows)
        and bottom - row < HEADER_HEIGHT - 1
        and _is_below(grid, bottom + 1, items, row, words)
    ):
        bottom += 1
    top = row
    while top - 1 >= above and bottom - top < HEADER_HEIGHT - 1 and _is_group_above(grid, top - 1, items, words):
        top -= 1
    parts = grid.parts(top, bottom)
    says = [read_heading(each, words) for each in parts.values()]
    has_item = any(each.role in ITEM_ROLES and (each.is_whole or each.role == "criterion") for each in says)
    is_about = any(each.role in ABOUT or (each.is_declared and each.role == "score") for each in says)
    return _Header(top, bottom, parts) if has_item and is_about else None


def _is_unit_line(sheet: Sheet, row: int, items: list[int], words: Words) -> bool:
    """Whether a row only says whose form this is ("Đơn vị: | Cục A"), the header standing in the next row."""
    if row + 1 >= len(sheet.rows) or any(_names_criteria(sheet.rows[row][column], words) for column in items):
        return False
    below = sheet.rows[row + 1]
    return any(_names_criteria(value, words) for column, value in enumerate(below) if column not in items)


def _names_criteria(value: Value, words: Words) -> bool:
    """Whether a cell is the heading of a column that says which criterion a row is."""
    return _is_item_text(value, words) and read_heading((str(value),), words).role in ITEM_ROLES


def _lower_header_at(grid: _Grid, row: int, words: Words, last: _Header) -> _Header | None:
    """A row within a table that heads its columns anew without naming the items: their headings hold on."""
    values = grid.sheet.rows[row]
    texts = [(column, value) for column, value in enumerate(values) if isinstance(value, str) and value.strip()]
    if not texts or _has_numbers(values):
        return None
    roles = {column: read_heading(parts, words).role for column, parts in last.parts.items()}
    heads = [
        column
        for column, text in texts
        if roles.get(column) not in (*ITEM_ROLES, *TEXT_ROLES, "unit", "stage")
        and roles.get(column) is not None
        and _is_value_heading(text, words)
    ]
    is_item_row = any(roles.get(column) in ITEM_ROLES for column, _text in texts)
    if len(heads) < (2 if is_item_row else 1):
        return None
    changed = {column: (grid.sheet.text(row, column),) for column in heads}
    return _Header(row, row, {**last.parts, **changed})


def _other_header_at(grid: _Grid, row: int, last: _Header) -> _Header | None:
    """The header of a table of something else below the criteria: it begins like theirs and says nothing of points."""
    texts = {column: text for column, value in enumerate(grid.sheet.rows[row]) if (text := cell_text(value))}
    codes = load_vocabulary().roles["code"]["whole"]
    first = next(iter(texts.values()), "")
    if len(texts) < 3 or heading_key(first) not in codes or _has_numbers(grid.sheet.rows[row]):
        return None
    if all(text in last.parts.get(column, ()) for column, text in texts.items()):
        return None
    return _Header(row, row, {column: (text,) for column, text in texts.items()}, is_other=True)


@lru_cache(maxsize=1 << 14)
def _is_value_heading(text: str, words: Words) -> bool:
    """Whether a text is a heading of points or of what stands beside them, and no answer such as "không đạt"."""
    return read_heading((text,), words).role in ("score", "max_score", "earlier") and not is_mark(text)


def _is_item_text(value: Value, words: Words) -> bool:
    return isinstance(value, str) and _names_item(value, words)


@lru_cache(maxsize=1 << 15)
def _names_item(text: str, words: Words) -> bool:
    roles = load_vocabulary().roles
    key = heading_key(text)
    if any(role in (*ITEM_ROLES, "unit") and key_as_shown(text) == word for word, role in words.declared):
        return True
    if any(key in roles[role]["whole"] for role in (*ITEM_ROLES, "unit")):
        return True
    begins = roles["criterion"]["begins"]
    return bool(key) and begins is not None and begins.match(key) is not None


def _has_numbers(values: Iterable[Value]) -> bool:
    """Whether a row holds a number that is no year: then it is no header."""
    return any(_is_number(value) for value in values if value is not None)


@lru_cache(maxsize=1 << 15, typed=True)
def _is_number(value: Value) -> bool:
    """Whether a cell holds a number that is no year."""
    if not isinstance(value, int | float | str) or (isinstance(value, str) and not _may_begin_number(value)):
        return False
    number = read_number(value)
    return number is not None and not 1990 <= number <= 2200


def _may_begin_number(text: str) -> bool:
    """Whether a text begins like a number, or with a character that is not seen."""
    first = text.lstrip()[:1]
    return first in _NUMBER_BEGINS or not first.isascii()  # a sign, a full-width digit, a character of no width


def _is_below(grid: _Grid, row: int, items: list[int], anchor: int, words: Words) -> bool:
    """Whether a row goes on with the header above: nothing of its own under the items, and headings elsewhere."""
    if any((found := grid.over(row, column)) and found[0][0] <= anchor for column in items):
        return True
    values = grid.sheet.rows[row]
    if any(grid.sheet.text(row, column) for column in items) or _has_numbers(values) or _is_numbering(grid.sheet, row):
        return False
    texts = [cell_text(value) for value in values if value is not None and cell_text(value)]
    return any(_says_heading(text, words) for text in texts)


def _is_group_above(grid: _Grid, row: int, items: list[int], words: Words) -> bool:
    """Whether a row is a row of groups over the header below: nothing over the items, no title, a heading at least."""
    values = grid.sheet.rows[row]
    if any(grid.text(row, column, row) for column in items) or _has_numbers(values):
        return False
    if any(_heads_units(value) and not grid.sheet.text(row + 1, column) for column, value in enumerate(values)):
        return False  # it says whose form this is
    texts = [text for value in values if (text := cell_text(value))]
    if not texts or any(len(text) > GROUP_LENGTH or ":" in text or _TITLE.match(text) for text in texts):
        return False
    return any(_says_heading(text, words) for text in texts)


def _heads_units(value: Value) -> bool:
    return isinstance(value, str) and heading_key(value) in load_vocabulary().roles["unit"]["whole"]


@lru_cache(maxsize=1 << 14)
def _says_heading(text: str, words: Words) -> bool:
    says = read_heading((text,), words)
    return says.role != "unknown" or bool(says.variant)


def _is_numbering(sheet: Sheet, row: int) -> bool:
    texts = [cell_text(value) for value in sheet.rows[row] if value is not None]
    return len(texts) > 2 and all(_NUMBERING.fullmatch(text) for text in texts)


def first_item_row(sheet: Sheet, bottom: int) -> int:
    """The row after a header and after the row that numbers its columns, where there is one."""
    start = row = bottom + 1
    while row < min(len(sheet.rows), start + 2) and (_is_numbering(sheet, row) or not any(sheet.rows[row])):
        start = row + 1 if _is_numbering(sheet, row) else start
        row += 1
    return start


def _make_table(
    sheet: Sheet,
    header: _Header,
    end: int,
    words: Words,
    layout: Layout,
    form: FormLayout | None,
    stage: Stage | None,
) -> Table:
    says = {column: read_heading(parts, words) for column, parts in header.parts.items()}
    says = _declare(says, header.parts, sheet, layout, form, stage)
    start = min(first_item_row(sheet, header.bottom), end)
    roles = _settle_roles(sheet, says, start, end)
    items = [position for role in ITEM_ROLES for position in roles.get(role, ())]
    numbers, filled = _count(sheet, range(start, end), items)
    if sheet.name is None:
        sheet = replace(sheet, fields=_count_needed(says, header.parts))
    columns = [
        Column(at, header.parts.get(at, ()), says.get(at, Says("unknown")), numbers.get(at, 0), filled.get(at, 0))
        for at in sorted({*header.parts, *numbers})
    ]
    if stage is not None and not any(column.may_be(stage) for column in columns):
        columns = _find_alone(columns, stage, words)
    return Table(sheet, header.top, header.bottom, start, end, tuple(columns), roles)


def _find_alone(columns: list[Column], stage: Stage, words: Words) -> list[Column]:
    """The columns, one of which is the score though only its being alone says so: no other's numbers may be points."""
    alone = {
        column.position: says
        for column in columns
        if column.parts and (says := read_alone(column.parts, column.says, stage, words))
    }
    named = {position: says for position, says in alone.items() if says.names_stage}
    if len(named) != 1:
        others = ("plan", "count", "unknown")
        if len(alone) != 1 or any(c.numbers and c.role in others and c.position not in alone for c in columns):
            return columns
        named = alone
    return [replace(column, says=named.get(column.position, column.says)) for column in columns]


def _count_needed(says: Mapping[int, Says], parts: Mapping[int, tuple[str, ...]]) -> int:
    """How many fields a row of a text file must have: up to the last column that is more than words beside a score."""
    beside = (*TEXT_ROLES, "ignored")
    return 1 + max((column for column in parts if says[column].role not in beside), default=-1)


def _declare(
    says: dict[int, Says],
    parts: Mapping[int, tuple[str, ...]],
    sheet: Sheet,
    layout: Layout,
    form: FormLayout | None,
    stage: Stage | None,
) -> dict[int, Says]:
    """What the columns say, with what the season declares for this file: where the score is, what is not to be read."""
    ignored = [name for name, here in layout.ignored.items() if here.holds_for(sheet.file, sheet.name)]
    said = dict(says)
    for column, texts in parts.items():
        if is_called(sheet, column, texts, ignored):
            said[column] = Says("ignored", is_declared=True)
    scores = [
        (stage_id, name)
        for stage_id, names in layout.score.items()
        for name, here in names.items()
        if here.holds_for(sheet.file, sheet.name)
    ]
    if form and form.score:
        scores.append((form.stage or (stage.id if stage else ""), form.score))
    for column in said if form and form.max_score else ():
        if form and is_called(sheet, column, parts.get(column, ()), (form.max_score,)):
            said[column] = Says("max_score", is_declared=True, is_whole=True)
    for stage_id, name in scores:
        found = _find_called(name, parts)
        is_letter = found is None
        if is_letter:
            found = next((column for column in said if is_letter_of(sheet, column, name)), None)
        if found is None or (stage is not None and stage_id != stage.id):
            continue
        if is_letter and said[found].role not in ("score", "unknown"):
            continue  # a letter is the same in every file, what stands there is not
        for column, each in said.items():
            if column != found and each.role == "score" and stage_id in each.stages:
                said[column] = replace(each, stages=each.stages - {stage_id})
        said[found] = Says("score", is_declared=True, stages=frozenset((stage_id,)), names_stage=True)
    return said


def _find_called(name: str, parts: Mapping[int, tuple[str, ...]]) -> int | None:
    """The only column with this heading."""
    found = [column for column, texts in parts.items() if has_heading(texts, name)]
    return found[0] if len(found) == 1 else None


def is_letter_of(sheet: Sheet, column: int, name: str) -> bool:
    """Whether a name is the column's letter, of any file or, as ``tong hop.xlsx!F``, of this one."""
    file, _, letter = name.rpartition("!")
    return letter == address(0, column).rstrip("1") and (
        not file or tidy(file) in (sheet.file, sheet.file.split("/")[-1])
    )


def is_called(sheet: Sheet, column: int, parts: tuple[str, ...], names: Iterable[str]) -> bool:
    """Whether a column has one of these names: its heading, the lower part of it, or its letter."""
    return any(has_heading(parts, name) or is_letter_of(sheet, column, name) for name in names)


def has_heading(parts: tuple[str, ...], name: str) -> bool:
    """Whether the texts over a column, or the lower of them, read so as shown."""
    key = key_as_shown(name)
    return any(key_as_shown(" ".join(parts[start:])) == key for start in range(len(parts)))


def _settle_roles(sheet: Sheet, says: Mapping[int, Says], start: int, end: int) -> dict[str, tuple[int, ...]]:
    """The columns of each item, text and maximum: whole headings before those that only begin so.

    Two columns that could be the code or the maximum are none; of several of criteria each row is called by its last.
    """
    roles: dict[str, tuple[int, ...]] = {}
    for role in (*ITEM_ROLES, *TEXT_ROLES, "unit", "stage", "max_score"):
        found = [(column, each) for column, each in says.items() if each.role == role]
        whole = [column for column, each in found if each.is_whole or each.is_declared]
        columns = (
            sorted(column for column, _ in found) if role in TEXT_ROLES else sorted(whole or [c for c, _ in found])
        )
        declared = [column for column in columns if says[column].is_declared]
        columns = declared or columns
        if role in ("code", "criterion_id", "unit", "stage", "max_score") and len(columns) > 1:
            columns = _narrow_codes(columns, says) if role == "code" else []
        if columns:
            roles[role] = tuple(columns)
    return roles


def _narrow_codes(columns: list[int], says: Mapping[int, Says]) -> list[int]:
    """Of an order column beside a column of codes, the codes."""
    codes = [
        column
        for column in columns
        if says[column].words and says[column].words[0].startswith(("mã", "ký", "kí", "code"))
    ]
    return codes if len(codes) == 1 else []


def _count(sheet: Sheet, rows: range, items: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many cells of each column hold a number, and how many anything, in the rows that name an item."""
    left = [*sheet.rows[rows.start : rows.stop]]
    kept: list[tuple[Value, ...]] = []
    for item in items:
        kept += [values for values in left if item < len(values) and values[item] is not None]
        left = [values for values in left if item >= len(values) or values[item] is None]
    numbers: dict[int, int] = {}
    filled: dict[int, int] = {}
    for column, values in enumerate(zip_longest(*kept)):
        if column in items:
            continue
        counts = Counter(values)
        if True in counts or False in counts:  # which equal 1 and 0
            counts = Counter(cell_text(value) if isinstance(value, bool) else value for value in values)
        if any_filled := sum(count for value, count in counts.items() if says_anything(value)):
            filled[column] = any_filled
        if any_numbers := sum(count for value, count in counts.items() if _is_score(value)):
            numbers[column] = any_numbers
    for row, column in (*sheet.flags.errors, *sheet.flags.uncached):
        if row in rows and column not in items and sheet.value(row, column) is None:
            filled[column] = filled.get(column, 0) + 1
    return numbers, filled


def _is_score(value: Value) -> bool:
    """Whether a cell holds a number, or a text that reads as a score."""
    if isinstance(value, str):
        return _may_begin_number(value) and read_score(value).kind == "scored"
    return isinstance(value, int | float)


def list_unknown(table: Table, claim: Claim) -> list[Column]:
    """The columns with numbers beside items of which nothing says what they are; none that is declared or named."""
    taken = {column.position for column in (*claim.rivals, *((claim.column,) if claim.column else ()))}
    items = set(table.list_columns(*ITEM_ROLES))
    return [
        column
        for column in table.columns
        if column.role == "unknown" and column.numbers and column.position not in taken | items
    ]
