"""Sheets that hold many units: units across with a block of columns each, or units down with a column per leaf."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cchc_analysis.intake.balance import CODE, HEADER, IGNORED, ITEM, MAXIMUM, SUM, UNACCOUNTED, Area, find_role
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Subtotal
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import (
    ColumnProblem,
    criterion_finding,
    make_entry,
    name_units,
    toml_key,
    unknown_unit,
)
from cchc_analysis.intake.headings import (
    ITEM_ROLES,
    TEXT_ROLES,
    Says,
    Words,
    has_score_word,
    key_as_shown,
    list_words,
    read_heading,
    says_this_year,
)
from cchc_analysis.intake.items import Match, find_summed, is_sum, is_summary, match_id, match_row
from cchc_analysis.intake.names import name_key, tidy
from cchc_analysis.intake.scan import column_number
from cchc_analysis.intake.tables import Column, Table, decide_claim, find_form_layout, first_item_row, is_letter_of
from cchc_analysis.intake.unit_form import Form, read_form
from cchc_analysis.intake.values import Value, cell_text, read_score, says_anything
from cchc_analysis.intake.workbooks import Sheet, address
from cchc_analysis.rules.season import FormLayout, Stage

HEADER_ROWS = 100
ABOVE = 3  # header rows that may stand above the row of units or of leaves
BELOW = 2  # and below it
FIXED_ROLES = (*ITEM_ROLES, "max_score")
CRITERION_RULES = ("unknown_criterion", "ambiguous_criterion", "criterion_mismatch")
_TITLE = re.compile(r"phiếu|bảng|biểu|phụ lục|kèm theo|báo cáo|cộng hòa|\(", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*(?:[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]+|[(\[](?:\*+|[0-9]{1,2}|[a-z])[)\]])\s*$")


@dataclass(frozen=True)
class Grid:
    """A sheet's header region around its key row, the one that names units or leaves: texts by row and column.

    It holds up to row ``end``, to the sheet's end where that is ``None``.
    """

    sheet: Sheet
    key: int
    texts: Mapping[int, Mapping[int, str]]
    width: int
    bottom: int
    end: int | None = None

    @property
    def last(self) -> int:
        """The row before which it ends."""
        return len(self.sheet.rows) if self.end is None else self.end

    def parts(self, column: int, is_whole: bool = False) -> list[str]:
        """The different texts above and below a column's key; with the key itself where it is the *whole*."""
        own = self.texts[self.key].get(column, "")
        texts = [self.texts[row].get(column, "") for row in self.texts]
        return [text for text in dict.fromkeys(texts) if text and (is_whole or text != own)]


def read_consolidated(context: Context, sheet: Sheet, stage: Stage | None, table: Table | None = None) -> Form | None:
    """The rows of a consolidated sheet; ``None`` where the sheet is none.

    Units stand across where one row names at least two of them beside a column of criteria; they stand down where a
    row names at least two leaves and a column below it names units. A stage written over a column overrides nothing
    in a stage's folder: columns of other stages are passed over there, and read where the file is of all stages.
    Below the header of a *table* of criteria and their score stand rows of criteria: one whose note is a unit's name,
    or the names of two, makes no such row. A lower row that names units or leaves anew heads the rows below it.
    """
    form = find_form_layout(context.season.layout, sheet, stage)
    if form is not None and form.criterion is not None and stage is not None:
        return _read_totals(context, sheet, stage, form)
    if form is not None and form.units is not None:
        rows = range(HEADER_ROWS)
        if form.header_row is not None:
            rows = range(form.header_row - 1, form.header_row - 1 + form.header_rows)
        read = _read_across if form.units == "across" else _read_down
        return read(context, sheet, stage, rows)
    last = HEADER_ROWS
    if table and table.first("criterion_id", "criterion") is not None and any(c.role == "score" for c in table.columns):
        last = table.bottom + 1
    across = _read_across(context, sheet, stage, range(last + BELOW))
    return across or _read_down(context, sheet, stage, range(last))


def _read_across(context: Context, sheet: Sheet, stage: Stage | None, rows: range) -> Form | None:
    for row in rows[: max(0, len(sheet.rows) - rows.start)]:
        here = [unit for value in sheet.rows[row] if (unit := _find_unit(context, value))]
        if here:
            grid = _span(context, sheet, row, lambda value: _find_unit(context, value) is not None)
            fixed = _fixed_columns(context, grid)
            is_shared = len(set(here)) > 1 or _has_strangers(context, grid, fixed)
            if is_shared and any(role in fixed for role in ITEM_ROLES):
                return _join(_read_tables(context, grid, fixed, stage))
    return None


def _read_tables(
    context: Context, grid: Grid, fixed: Mapping[str, tuple[int, ...]], stage: Stage | None
) -> Iterator[Form]:
    """Each table of units across, one below the other; one whose header names no items has those of the one above."""
    for each in _split_across(context, grid):
        own = _fixed_columns(context, each)
        fixed = own if any(role in own for role in ITEM_ROLES) else fixed
        yield _read_blocks(context, each, fixed, stage)


def _has_strangers(context: Context, grid: Grid, fixed: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether beside the one unit that a row names, columns of scores are headed by what may be units misspelt."""
    words = list_words(context.season)
    taken = {position for positions in fixed.values() for position in positions}
    keys = [grid.sheet.text(grid.key, position) for role in ITEM_ROLES for position in fixed.get(role, ())]
    if not any(read_heading((text,), words).role in ITEM_ROLES for text in keys if text):
        return False
    return any(
        read_heading((text,), words).role == "unknown" and _has_scores(grid, position)
        for position, text in grid.texts[grid.key].items()
        if position not in taken and not _find_unit(context, text)
    )


def _split_across(context: Context, grid: Grid) -> Iterator[Grid]:
    """The grid up to the next row that heads columns with units anew, and that row's grid, and so on.

    Such a row names an item as a header does and a unit, or several units in the unit columns.
    """
    columns = [column for column in range(grid.width) if _find_unit(context, grid.sheet.value(grid.key, column))]
    for row in range(grid.bottom + 1, len(grid.sheet.rows)):
        values = grid.sheet.rows[row]
        if any(isinstance(value, float | int) for value in values):
            continue
        named = {unit for column in columns if (unit := _find_unit(context, grid.sheet.value(row, column)))}
        names_item = any(_heads_items(context, value) for value in values)
        if len(named) > 1 or (names_item and any(_find_unit(context, value) for value in values)):
            yield replace(grid, end=row)
            lower = _span(context, grid.sheet, row, lambda value: _find_unit(context, value) is not None, grid.bottom)
            yield from _split_across(context, lower)
            return
    yield grid


def _heads_items(context: Context, value: Value) -> bool:
    """Whether a cell is the heading of a column of codes or criteria."""
    if not isinstance(value, str) or not value.strip():
        return False
    says = read_heading((value,), list_words(context.season))
    return says.role in ITEM_ROLES and says.is_whole


def _describe(
    context: Context, grid: Grid, stage: Stage | None, items: tuple[int, ...], rows: Mapping[int, int] | None = None
) -> Area:
    """The grid as an area: the role of each column of which the headings say that it holds no score."""
    roles = {}
    words = list_words(context.season)
    for position in range(grid.width):
        says = _read(context, grid, position, stage)
        role = find_role(says, stage)
        if position in items:
            role = find_role(read_heading(tuple(grid.parts(position, is_whole=True)), words), stage)
            role = role if role == CODE else ITEM
        if role == UNACCOUNTED and _is_order(context, grid.texts[grid.key].get(position, "")):
            role = ITEM
        if role == UNACCOUNTED and any(map(is_sum, grid.parts(position, is_whole=True))):
            role = SUM
        if role == UNACCOUNTED and _is_passed(context, grid, position, stage):
            parts = tuple(text for text in grid.parts(position, is_whole=True) if not _names_a_node(context, text))
            role = find_role(read_heading(parts, words), stage) or SUM
        if role != UNACCOUNTED:
            roles[position] = role
    start = first_item_row(grid.sheet, grid.bottom)
    lowest = {position: (grid.parts(position, is_whole=True) or [""])[-1] for position in roles}
    return Area(grid.sheet.name, min(grid.texts), start, grid.last, roles, items, rows or {}, lowest)


def _join(forms: Iterable[Form]) -> Form:
    joined = Form()
    for form in forms:
        joined.entries.extend(form.entries)
        joined.subtotals.extend(form.subtotals)
        joined.findings.extend(form.findings)
        joined.problems.extend(form.problems)
        joined.areas.extend(form.areas)
    return replace(joined, findings=_once(joined.findings), problems=list(dict.fromkeys(joined.problems)))


def _read_blocks(context: Context, grid: Grid, fixed: Mapping[str, tuple[int, ...]], stage: Stage | None) -> Form:
    findings: list[Row] = []
    problems: list[ColumnProblem] = []
    blocks: dict[str, list[Column]] = {}
    taken = {position for positions in fixed.values() for position in positions}
    for position in range(grid.width):
        text = grid.texts[grid.key].get(position, "")
        unit_id = _find_unit(context, text)
        says = _read(context, grid, position, stage)
        if says.role == "ignored":
            continue
        if unit_id:
            blocks.setdefault(unit_id, []).append(_column(context, grid, position, says))
        elif position not in taken and not _is_passed(context, grid, position, stage):
            findings.extend(_unknown_unit_column(context, grid, position, text, stage))
    items = tuple(column for role in ITEM_ROLES for column in fixed.get(role, ()))
    forms = [form for each in blocks.items() for form in _read_block(context, grid, fixed, *each, stage)]
    sums = dict.fromkeys((row for form in forms for row in form.sum_rows), SUM)
    area = _describe(context, grid, stage, items, sums)
    return _join([Form(findings=findings, problems=problems, areas=[area]), *forms])


def _read_block(
    context: Context,
    grid: Grid,
    fixed: Mapping[str, tuple[int, ...]],
    unit_id: str,
    columns: list[Column],
    stage: Stage | None,
) -> Iterator[Form]:
    unknown = [column for column in columns if column.role == "unknown"]
    yield Form(problems=[each for column in unknown for each in _unknown_column(grid, column.position, stage)])
    if stage is None:
        stageless = [column for column in columns if column.role == "score" and len(column.says.stages) != 1]
        yield Form(findings=[_no_stage(grid, column.position) for column in stageless][:1])
    for each in context.season.stages if stage is None else (stage,):
        own = [c for c in columns if c.may_be(each) and (stage is not None or len(c.says.stages) == 1)]
        if not own:
            continue
        claim = decide_claim(own, each)
        if claim.column is None:
            yield Form(problems=[_rivals(grid, claim.rivals, claim.problem, unit_id, each)])
            continue
        roles = dict(fixed)
        for column in columns:
            groups = column.says.of_stages
            if column.role in TEXT_ROLES and (not groups or each.id in groups):
                roles[column.role] = (column.position,)
            elif column.role == "max_score":
                roles["max_score"] = (column.position,)
        start, end = first_item_row(grid.sheet, grid.bottom), grid.last
        table = Table(grid.sheet, grid.key, grid.bottom, start, end, (claim.column,), roles)
        form = read_form(context, unit_id, table, each, is_own_form=False)
        yield replace(form, problems=[])


@dataclass(frozen=True)
class _Leaves:
    """The columns of a units-down sheet: leaves and printed sums by column, with each column's stage."""

    leaves: dict[int, str] = field(default_factory=dict)
    sums: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    texts: dict[tuple[str, str | None], dict[str, int]] = field(default_factory=dict)
    stages: dict[int, Stage | None] = field(default_factory=dict)
    findings: list[Row] = field(default_factory=list)
    problems: list[ColumnProblem] = field(default_factory=list)


def _read_down(context: Context, sheet: Sheet, stage: Stage | None, rows: range) -> Form | None:
    if not any(_find_unit(context, value) for values in sheet.rows for value in values):
        return None
    best, most = -1, 1
    for row in rows[: max(0, len(sheet.rows) - rows.start)]:
        if any(_find_unit(context, value) for value in sheet.rows[row]):
            continue
        if len({_is_heading(context, value) for value in sheet.rows[row]} - {None}) < 2:
            continue
        named = {leaf for value in sheet.rows[row] for leaf in _named_leaves(context, value)}
        if len(named) > most and len([value for value in sheet.rows[row] if _named_leaves(context, value)]) > 1:
            best, most = row, len(named)
    if best < 0:
        return None
    grid = _span(context, sheet, best, lambda value: bool(_named_leaves(context, value)))
    unit_column = _find_unit_column(context, grid)
    if unit_column is None:
        return None
    return _join(
        _read_unit_rows(context, each, unit_column, _leaf_columns(context, each, unit_column, stage), stage)
        for each in _split_down(context, grid)
    )


def _read_totals(context: Context, sheet: Sheet, stage: Stage, form: FormLayout) -> Form | None:
    """One total per unit, as the season declares: a row per unit, the column of the score, that of its maximum."""
    heads = [key_as_shown(name) for name in (form.score, form.max_score)]
    key = next((row for row in range(len(sheet.rows)) if _find_heading(sheet, row, heads[0]) is not None), None)
    if form.header_row is not None:
        key = form.header_row - 1
    if key is None or not form.score or form.criterion not in context.index.leaves:
        return None
    score, highest = (_find_heading(sheet, key, head) for head in heads)
    score = column_number(form.score) if score is None and form.score.isupper() and len(form.score) < 4 else score
    grid = Grid(sheet, key, {key: {}}, max(map(len, sheet.rows)), key + form.header_rows - 1)
    unit_column = _find_unit_column(context, grid)
    if score is None or unit_column is None:
        return None
    read = Form()
    roles = {} if highest is None else {"max_score": (highest,)}
    table = Table(sheet, key, grid.bottom, grid.bottom + 1, len(sheet.rows), (), roles)
    for row in table.rows:
        unit_id = _find_unit(context, sheet.value(row, unit_column))
        label = sheet.text(row, unit_column)
        if unit_id is not None:
            read.entries.append(make_entry(table, row, score, unit_id, form.criterion, stage, False))
        elif label and _is_filled(sheet, row, score) and not is_sum(label) and not is_summary(label):
            read.findings.append(unknown_unit(context, label, stage, **sheet.place(row, unit_column)))
    others = {column: IGNORED for column in range(grid.width) if column not in (score, unit_column)}
    known = {unit_column: ITEM} | ({} if highest is None else {highest: MAXIMUM})
    read.areas.append(Area(sheet.name, key, table.start, table.end, others | known, (unit_column,)))
    return read


def _find_heading(sheet: Sheet, row: int, key: str) -> int | None:
    if not key or row >= len(sheet.rows):
        return None
    return next(
        (at for at, value in enumerate(sheet.rows[row]) if isinstance(value, str) and key_as_shown(value) == key), None
    )


def _split_down(context: Context, grid: Grid) -> Iterator[Grid]:
    """The grid up to the next row that names leaves anew, and that row's grid, and so on."""
    for row in range(grid.bottom + 1, len(grid.sheet.rows)):
        values = grid.sheet.rows[row]
        if any(isinstance(value, float | int) or _find_unit(context, value) for value in values):
            continue
        if len({_is_heading(context, value) for value in values if isinstance(value, str)} - {None}) > 1:
            yield replace(grid, end=row)
            yield from _split_down(
                context, _span(context, grid.sheet, row, lambda value: bool(_named_leaves(context, value)), grid.bottom)
            )
            return
    yield grid


def _leaf_columns(context: Context, grid: Grid, unit_column: int, stage: Stage | None) -> _Leaves:
    columns = _Leaves()
    keys = grid.texts[grid.key]
    claims: dict[tuple[str, str | None], list[Column]] = {}
    for position in range(grid.width):
        if position == unit_column:
            continue
        text, others = keys.get(position, ""), grid.parts(position)
        says = _read(context, grid, position, stage)
        if says.role == "ignored" or _is_order(context, text):
            continue
        match = _match_heading(context, grid, position) if text else None
        label = " ".join((*others, text)).strip()
        place = {"stage": stage.id if stage else None, **grid.sheet.place(grid.key, position)}
        if match and match.criterion_id in context.index.leaves and match.criterion_id:
            if says.role in TEXT_ROLES:
                for its in says.of_stages or (None,):
                    columns.texts.setdefault((match.criterion_id, its), {})[says.role] = position
            elif says.role == "score":
                column = _column(context, grid, position, says)
                for its in _stages_of(context, says, stage):
                    claims.setdefault((match.criterion_id, its), []).append(column)
            elif says.role == "unknown":
                columns.problems.extend(_unknown_column(grid, position, stage))
        elif match and match.criterion_id:
            columns.sums[position] = (match.criterion_id,)
            columns.stages[position] = _one_stage(context, says, stage)
        elif read_heading((text,), list_words(context.season)).role == "earlier":
            continue
        elif is_sum(text) or any(map(is_sum, others)):
            columns.sums[position] = (*find_summed(label, context.index), *_parents(context, grid, position), None)
            columns.stages[position] = _one_stage(context, says, stage)
        elif _is_passed(context, grid, position, stage) or not _has_scores(grid, position):
            continue
        elif match and match.problem:
            columns.findings.append(criterion_finding(context, match.problem, text, match.candidates, **place))
        else:
            columns.problems.extend(_unknown_column(grid, position, stage))
    for (criterion_id, its), rivals in claims.items():
        found = None if its is None else context.stages_by_id[its]
        claim = decide_claim(rivals, found)
        if claim.column is not None:
            columns.leaves[claim.column.position] = criterion_id
            columns.stages[claim.column.position] = found
        elif claim.problem != "missing":
            columns.problems.append(_rivals(grid, claim.rivals, claim.problem, None, found))
    return columns


def _stages_of(context: Context, says: Says, stage: Stage | None) -> list[str | None]:
    """The stages whose score a column may hold: of a stage's folder its own; else the one it names, or unknown."""
    if stage is not None:
        return [stage.id] if not says.names_stage or stage.id in says.stages else []
    return list(says.stages) if says.names_stage and len(says.stages) == 1 else [None]


def _one_stage(context: Context, says: Says, stage: Stage | None) -> Stage | None:
    named = [each for each in _stages_of(context, says, stage) if each]
    return context.stages_by_id[named[0]] if len(named) == 1 else None


def _is_order(context: Context, text: str) -> bool:
    """Whether a heading is that of the order of rows, which is no criterion, whatever an id of the set is called."""
    return name_key(text) in ("tt", "stt", "số tt", "số thứ tự")


def _read_unit_rows(context: Context, grid: Grid, unit_column: int, columns: _Leaves, stage: Stage | None) -> Form:
    sheet, start = grid.sheet, first_item_row(grid.sheet, grid.bottom)
    units = [_find_unit(context, sheet.value(row, unit_column)) for row in range(start, grid.last)]
    form = Form(findings=list(columns.findings), problems=name_units(columns.problems, units))
    maxima: dict[int, Value] = {}
    passed: dict[int, int] = {}
    stageless = [position for position, its_stage in columns.stages.items() if its_stage is None]
    if stage is None and stageless:
        form.findings.append(_no_stage(grid, min(stageless)))
    tables = {position: _leaf_table(grid, columns, position, start) for position in columns.leaves}
    keys = {column: text for column, text in grid.texts[grid.key].items() if text}
    for row in range(start, grid.last):
        name = sheet.text(row, unit_column)
        label = name or next((text for value in sheet.rows[row] if (text := cell_text(value))), "")
        unit_id = _find_unit(context, sheet.value(row, unit_column))
        if unit_id is None:
            filled = [column for column in columns.leaves if _is_filled(sheet, row, column)]
            if _names_maximum(label):
                maxima = {column: sheet.value(row, column) for column in columns.leaves}
                passed[row] = MAXIMUM
            elif filled and _repeats(sheet, row, keys):
                passed[row] = HEADER
            elif filled and not is_sum(label) and not is_summary(label):
                if name:
                    form.findings.append(unknown_unit(context, name, stage, **sheet.place(row, unit_column)))
                else:
                    where = {"stage": stage.id if stage else None, **sheet.place(row, filled[0])}
                    form.findings.append(finding("row_without_unit", found=label, **where))
            continue
        for column, criterion_id in columns.leaves.items():
            its_stage = columns.stages[column]
            if its_stage is not None and (stage is None or its_stage == stage):
                entry = make_entry(tables[column], row, column, unit_id, criterion_id, its_stage, False)
                form.entries.append(replace(entry, max_score=maxima.get(column)))
        for column, nodes in columns.sums.items():
            its_stage = columns.stages[column]
            is_printed = not sheet.fault(row, column) and read_score(sheet.value(row, column)).kind == "scored"
            if its_stage is not None and (stage is None or its_stage == stage) and is_printed:
                text = grid.texts[grid.key].get(column, "")
                form.subtotals.append(Subtotal(unit_id, its_stage.id, nodes, sheet, row, column, text))
    area = _describe(context, grid, stage, (unit_column,), passed)
    sums = dict.fromkeys(columns.sums, SUM)
    form.areas.append(replace(area, roles={**area.roles, **sums}))
    return form


def _leaf_table(grid: Grid, columns: _Leaves, position: int, start: int) -> Table:
    """The texts that stand beside one leaf's scores, as a table that has them as its columns."""
    criterion_id, its_stage = columns.leaves[position], columns.stages[position]
    shared = columns.texts.get((criterion_id, None), {})
    own = columns.texts.get((criterion_id, its_stage.id), {}) if its_stage else {}
    roles = {role: (column,) for role, column in (shared | own).items()}
    return Table(grid.sheet, grid.key, grid.bottom, start, grid.last, (), roles)


def _repeats(sheet: Sheet, row: int, keys: Mapping[int, str]) -> bool:
    """Whether a row says again what the header says, in two columns at least."""
    return sum(sheet.text(row, column) == text for column, text in keys.items()) > 1


def _span(context: Context, sheet: Sheet, key: int, is_key: Callable[[Value], bool], above: int = -1) -> Grid:
    """The header around its key row: merged cells spread, a text over a block carried to the block's end."""
    first = next(column for column, value in enumerate(sheet.rows[key]) if is_key(value))
    width = max(len(values) for values in sheet.rows[max(0, key - ABOVE) :])
    bottom = key
    while bottom < min(key + BELOW, len(sheet.rows) - 1) and _is_subheader(context, sheet, bottom + 1, first):
        bottom += 1
    top = key
    while top > max(0, key - ABOVE, above + 1) and _is_header_above(context, sheet, top - 1, first):
        top -= 1
    texts = {row: _spread(sheet, row, width, row < bottom, row > key) for row in range(top, bottom + 1)}
    if sheet.name is None:
        sheet = replace(sheet, fields=1 + max(column for row in texts.values() for column in row))
    for row in range(top, bottom):
        texts[row] = _carry(texts, row, bottom, first)
    return Grid(sheet, key, texts, width, bottom)


def _spread(sheet: Sheet, row: int, width: int, is_upper: bool, is_lower: bool) -> dict[int, str]:
    texts = {column: text for column in range(width) if (text := sheet.text(row, column))}
    for (top, left), (end, right) in sheet.merged:
        if top <= row <= end and (top == row or is_upper or is_lower or end > top):
            text = sheet.text(top, left)
            texts |= {column: text for column in range(left, min(right + 1, width)) if text}
    return texts


def _carry(texts: Mapping[int, Mapping[int, str]], row: int, bottom: int, first: int) -> dict[int, str]:
    """A row's texts carried right over blanks below which the header goes on, as unmerged group headings stand."""
    carried, last = dict(texts[row]), ""
    below = [each for each in texts if row < each <= bottom]
    for column in range(first, max((max(texts[each], default=-1) for each in texts), default=-1) + 1):
        if column in texts[row]:
            last = texts[row][column]
        elif last and any(texts[each].get(column) not in (None, "", last) for each in below):
            carried[column] = last
        else:
            last = ""
    return carried


def _is_subheader(context: Context, sheet: Sheet, row: int, first: int) -> bool:
    if any(_find_unit(context, value) for value in sheet.rows[row]):
        return False
    values = [value for value in sheet.rows[row][first:] if says_anything(value)]
    texts = [cell_text(value) for value in values if isinstance(value, str)]
    return bool(texts) and len(texts) == len(values) and any(_says_heading(context, text) for text in texts)


def _is_header_above(context: Context, sheet: Sheet, row: int, first: int) -> bool:
    values = sheet.rows[row]
    if any(isinstance(value, float | int) and not 1990 <= value <= 2200 for value in values):
        return False
    for value in values[first:]:
        text = cell_text(value)
        if text and ((_says_heading(context, text) and not _TITLE.match(text)) or _named_node(context, value)):
            return True
    return any(_named_node(context, value) or _heads_items(context, value) for value in values[:first])


def _says_heading(context: Context, text: str) -> bool:
    return len(text) < 100 and read_heading((text,), list_words(context.season)).role != "unknown"


def _fixed_columns(context: Context, grid: Grid) -> dict[str, tuple[int, ...]]:
    fixed: dict[str, tuple[int, ...]] = {}
    words = list_words(context.season)
    for column in range(grid.width):
        text = grid.texts[grid.key].get(column, "")
        if not _find_unit(context, text):
            role = read_heading(tuple(grid.parts(column, is_whole=True)), words).role
            if role in (*FIXED_ROLES, *TEXT_ROLES):
                fixed.setdefault(role, (column,))
    return fixed


def _read(context: Context, grid: Grid, position: int, stage: Stage | None) -> Says:
    """What the headings around a block's or a leaf's key say; nothing but the key is a score of any stage.

    What the season declares holds for the key too: a column called so is not read, or is the score.
    """
    words = list_words(context.season)
    parts = [part for part in grid.parts(position) if not _names_a_node(context, part) and _is_odd(part)]
    parts = [part for part in parts if not says_this_year(part, context.season.year)]
    if _find_unit(context, grid.texts[grid.key].get(position, "")):
        above = {grid.texts[row].get(position) for row in grid.texts if row < grid.key}
        parts = [part for part in parts if part not in above or not _groups_units(part, words)]
    layout, sheet = context.season.layout, grid.sheet
    whole = tuple(grid.parts(position, is_whole=True))
    ignored = [name for name, here in layout.ignored.items() if here.holds_for(sheet.file, sheet.name)]
    declared = {word for word, role in words.declared if role == "ignored"}
    said = {key_as_shown(text) for text in (*whole, " ".join(whole), " ".join(parts))}
    if said & declared or any(key_as_shown(n) in said or is_letter_of(sheet, position, n) for n in ignored):
        return Says("ignored", is_declared=True)
    scores = layout.score.get(stage.id, {}) if stage else {}
    chosen = [name for name, here in scores.items() if here.holds_for(sheet.file, sheet.name)]
    if stage and any(key_as_shown(n) in said or is_letter_of(sheet, position, n) for n in chosen):
        return Says("score", is_declared=True, stages=frozenset((stage.id,)), names_stage=True)
    if not parts:
        return Says("score", stages=frozenset(words.ids.values()))
    return read_heading(tuple(parts), words)


def _groups_units(part: str, words: Words) -> bool:
    """Whether a text above units says nothing of what stands below them, such as the name of their group."""
    says = read_heading((part,), words)
    return says.role == "unknown" and not says.variant and not has_score_word(part)


def _column(context: Context, grid: Grid, position: int, says: Says) -> Column:
    """A column of a block or leaf with what stands below it, its key and the headings around it."""
    rows = range(grid.bottom + 1, grid.last)
    kinds = [read_score(grid.sheet.value(row, position)).kind for row in rows]
    faults = sum(bool(grid.sheet.fault(row, position)) for row in rows)
    filled = sum(kind != "blank" for kind in kinds) + faults
    return Column(position, tuple(grid.parts(position, is_whole=True)), says, kinds.count("scored"), filled)


def _is_odd(text: str) -> bool:
    return bool(text) and not text.replace("(", "").replace(")", "").isdigit()


def _is_passed(context: Context, grid: Grid, position: int, stage: Stage | None) -> bool:
    """Whether a column that is no unit's or leaf's is known for something else: a sum, an order, a text, a maximum."""
    texts = grid.parts(position, is_whole=True)
    if any(is_sum(text) or is_summary(text) for text in texts):
        return True
    parts = tuple(text for text in texts if not _names_a_node(context, text))
    return read_heading(parts, list_words(context.season)).role not in ("unknown", "score")


def _find_unit(context: Context, value: Value) -> str | None:
    """The unit a heading names as a whole, or in one of its lines."""
    if not isinstance(value, str):
        return None
    lines = [value, *(value.splitlines() if "\n" in value else [])]
    lines += [bare for line in lines if (bare := _FOOTNOTE.sub("", line)) != line]
    return next((unit for line in lines if (unit := context.find_unit(line))), None)


def _find_unit_column(context: Context, grid: Grid) -> int | None:
    below = grid.sheet.rows[grid.bottom + 1 : grid.last]
    counts = {
        column: len({unit for row in below if column < len(row) and (unit := _find_unit(context, row[column]))})
        for column in range(grid.width)
    }
    best = max(counts, key=lambda column: counts[column], default=None)
    if best is not None and counts[best] > 0:
        return best
    headed = (column for column in range(grid.width) if _is_unit_heading(context, grid, column))
    return next(headed, None)


def _is_unit_heading(context: Context, grid: Grid, column: int) -> bool:
    text = grid.texts[grid.key].get(column, "")
    return bool(text) and read_heading((text,), list_words(context.season)).role == "unit"


def _raw(grid: Grid, column: int) -> Value:
    """The key cell as it stands; the text spread over it where it is part of a merged one."""
    value = grid.sheet.value(grid.key, column)
    return grid.texts[grid.key].get(column) if value is None else value


def _named_leaves(context: Context, value: Value) -> tuple[str, ...]:
    """The leaves a heading could name, by id, code or name."""
    if not says_anything(value) or isinstance(value, bool):
        return ()
    match = _match_value(context, value, ())
    ids = () if match is None else (match.criterion_id,) if match.criterion_id else match.candidates
    return tuple(each for each in ids if each in context.index.leaves)


def _is_heading(context: Context, value: Value) -> str | None:
    """The first leaf a cell names by more than a bare whole number, which any cell may hold."""
    is_number = isinstance(value, int | float) and float(value).is_integer()
    leaves = () if is_number and not isinstance(value, bool) else _named_leaves(context, value)
    return (str(value) if len(leaves) > 1 else leaves[0]) if leaves else None


def _named_node(context: Context, value: Value) -> str | None:
    match = _match_value(context, value, ()) if says_anything(value) and not isinstance(value, bool) else None
    node = match.criterion_id if match else None
    return node if node and node not in context.index.leaves else None


def _names_a_node(context: Context, text: str) -> bool:
    return _named_node(context, text) is not None


def _parents(context: Context, grid: Grid, column: int) -> tuple[str, ...]:
    """The nodes that the rows above name for a column, nearest first, with what is above them."""
    rows = [row for row in sorted(grid.texts, reverse=True) if row < grid.key]
    for row in rows:
        if node := _named_node(context, grid.texts[row].get(column, "")):
            return (node, *context.index.ancestors(node))
    return ()


def _match_heading(context: Context, grid: Grid, column: int) -> Match | None:
    return _match_value(context, _raw(grid, column), _parents(context, grid, column))


def _match_value(context: Context, value: Value, path: tuple[str, ...]) -> Match | None:
    index = context.index
    everything = tuple(index.leaves)
    if isinstance(value, str):
        text = tidy(value)
        by_id = match_id(text, index)
        if by_id.criterion_id:
            return by_id
        named = match_row(None, text, index, everything, path)
        if named is not None:
            return named
        coded = match_row(text, "", index, everything, path) if " " not in text else None
        return coded
    return match_row(value, "", index, everything, path)


def _names_maximum(text: str) -> bool:
    return name_key(text) in ("điểm tối đa", "điểm chuẩn", "thang điểm", "tối đa", "maximum")


def _is_filled(sheet: Sheet, row: int, column: int) -> bool:
    return bool(sheet.fault(row, column)) or read_score(sheet.value(row, column)).kind != "blank"


def _has_scores(grid: Grid, column: int) -> bool:
    rows = range(grid.bottom + 1, grid.last)
    return any(
        grid.sheet.fault(row, column) or read_score(grid.sheet.value(row, column)).kind == "scored" for row in rows
    )


def _unknown_unit_column(context: Context, grid: Grid, column: int, text: str, stage: Stage | None) -> Iterator[Row]:
    if _has_scores(grid, column):
        yield unknown_unit(context, text or "—", stage, **grid.sheet.place(grid.key, column))


def _unknown_column(grid: Grid, position: int, stage: Stage | None) -> Iterator[ColumnProblem]:
    if _has_scores(grid, position):
        heading = " / ".join(grid.parts(position, is_whole=True))
        place = grid.sheet.place(grid.key, position)
        line = f"[layout.ignored.{_name(grid, position, heading)}]"
        yield ColumnProblem(
            "unknown_column", stage, ((str(place["source_cell"]), heading),), (line,), place, keeps_back=False
        )


def _name(grid: Grid, position: int, heading: str) -> str:
    """A column as ``season.toml`` names it: by the whole of its heading, by its letter where it has none."""
    return toml_key(heading) if heading else _letter(grid, position)


def _letter(grid: Grid, position: int) -> str:
    """A column by its letter, of this file alone."""
    return toml_key(f"{grid.sheet.file}!{address(0, position).rstrip('1')}")


def _no_stage(grid: Grid, column: int) -> Row:
    found = " / ".join((*grid.parts(column), grid.texts[grid.key].get(column, "")))
    words = {"expected": "giai đoạn (stage)", "expected_en": "stage"}
    return finding("missing_column", found=found, **words, **grid.sheet.place(grid.key, column))


def _rivals(
    grid: Grid, columns: tuple[Column, ...], problem: str, unit_id: str | None, stage: Stage | None
) -> ColumnProblem:
    rule = "ambiguous_column" if problem == "ambiguous" else "score_in_other_form"
    cells = tuple((address(grid.key, each.position), each.heading) for each in columns)
    lines: tuple[str, ...]
    if len({key_as_shown(each.heading) for each in columns}) < len(columns):
        lines = tuple(f"[layout.ignored.{_letter(grid, each.position)}]" for each in columns)
    else:
        lines = tuple(f"[layout.ignored.{toml_key(each.heading)}]" for each in columns)
    if problem == "variant" and stage is not None:
        name = " / ".join(part for part in grid.parts(columns[0].position)) or columns[0].heading
        lines = (f"[layout.score.{toml_key(stage.id)}.{toml_key(name)}]",)
    place = grid.sheet.place(grid.key, columns[0].position)
    return ColumnProblem(rule, stage, cells, lines, place, columns[0].says.variant, unit_id)


def _once(findings: Iterable[Row]) -> list[Row]:
    """Faults of a row that all units share, once and of no unit."""
    kept: list[Row] = []
    seen: set[tuple[object, ...]] = set()
    for row in findings:
        key = row["rule"], row["source_sheet"], row["source_cell"], row["found"]
        if row["rule"] not in CRITERION_RULES:
            kept.append(row)
        elif key not in seen:
            seen.add(key)
            kept.append(row | {"unit_id": None})
    return kept
