"""Sheets that hold many units: units across with a block of columns each, or units down with a column per leaf."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Subtotal
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import criterion_finding, make_entry, says_anything, unknown_unit
from cchc_analysis.intake.items import Match, find_summed, is_sum, is_summary, match_id, match_row
from cchc_analysis.intake.layouts import Header, find_roles, first_item_row, list_stage_headings
from cchc_analysis.intake.names import name_key, tidy
from cchc_analysis.intake.unit_form import Form, read_form
from cchc_analysis.intake.values import Value, cell_text, read_score
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Stage

HEADER_ROWS = 100
ABOVE = 3  # header rows that may stand above the row of units or of leaves
BELOW = 2  # and below it
TEXT_ROLES = ("note", "appraiser_note", "explanation", "evidence", "reason")
FIXED_ROLES = ("criterion_id", "code", "criterion", "max_score")
SCORE_ROLES = ("self_score", "appraised_score", "requested_score", "score")
PASSED_ROLES = (*FIXED_ROLES, *TEXT_ROLES, "unit", "stage", "ignored")
CRITERION_RULES = ("unknown_criterion", "ambiguous_criterion", "criterion_mismatch")


@dataclass(frozen=True)
class Column:
    """What a column of a block holds: a role, of which stage where its headings say so; no role, where they do not."""

    position: int
    role: str | None
    stage: Stage | None


@dataclass(frozen=True)
class Grid:
    """A sheet's header region around its key row, the one that names units or leaves: texts by row and column."""

    sheet: Sheet
    key: int
    texts: Mapping[int, Mapping[int, str]]
    width: int
    bottom: int

    def parts(self, column: int, rows: Iterable[int] | None = None) -> list[str]:
        """The different texts above a column's cells, the key row's left out."""
        chosen = self.texts if rows is None else [row for row in rows if row in self.texts]
        texts = [self.texts[row].get(column, "") for row in chosen if row != self.key]
        own = self.texts[self.key].get(column, "")
        return [text for text in dict.fromkeys(texts) if text and text != own]


def read_consolidated(context: Context, sheet: Sheet, stage: Stage | None, header: Header | None = None) -> Form | None:
    """The rows of a consolidated sheet; ``None`` where the sheet is none.

    Units stand across where one row names at least two of them beside a column of criteria; they stand down where a
    row names at least two leaves and a column below it names units. A stage written over a column overrides nothing
    in a stage's folder: columns of other stages are passed over there, and read where the file is of all stages.
    Below a *header* of criteria and their score stand rows of criteria: one whose note is a unit's name, or the names
    of two, makes no such row.
    """
    last = HEADER_ROWS
    if header and all(
        header.first(roles) is not None for roles in (("criterion_id", "criterion"), ("stage_score", *SCORE_ROLES))
    ):
        last = header.bottom + 1
    return _read_across(context, sheet, stage, last + BELOW) or _read_down(context, sheet, stage, last)


def _read_across(context: Context, sheet: Sheet, stage: Stage | None, last: int) -> Form | None:
    for row in range(min(len(sheet.rows), last)):
        here = [unit for value in sheet.rows[row] if (unit := _find_unit(context, value))]
        if len(set(here)) > 1:
            grid = _span(context, sheet, row, lambda value: _find_unit(context, value) is not None)
            fixed = _fixed_columns(context, grid)
            if any(role in fixed for role in ("criterion_id", "code", "criterion")):
                return _read_blocks(context, grid, fixed, stage)
    return None


def _read_blocks(context: Context, grid: Grid, fixed: Mapping[str, int], stage: Stage | None) -> Form:
    form = Form()
    blocks: dict[str, list[Column]] = {}
    for position in range(grid.width):
        text = grid.texts[grid.key].get(position, "")
        unit_id = _find_unit(context, text)
        if unit_id:
            blocks.setdefault(unit_id, []).append(_column(context, grid, position, stage))
        elif position not in fixed.values() and not _is_passed(context, [text, *grid.parts(position)], stage):
            form.findings.extend(_unknown_unit_column(context, grid, position, text, stage))
    for unit_id, columns in blocks.items():
        for found in _read_block(context, grid, fixed, unit_id, columns, stage):
            form.entries.extend(found.entries)
            form.subtotals.extend(found.subtotals)
            form.findings.extend(found.findings)
    return replace(form, findings=_once(form.findings))


def _read_block(
    context: Context, grid: Grid, fixed: Mapping[str, int], unit_id: str, columns: list[Column], stage: Stage | None
) -> Iterator[Form]:
    scores = [column for column in columns if column.role in SCORE_ROLES]
    yield Form(findings=[row for column in columns if not column.role for row in _unknown_column(grid, column, stage)])
    for each in dict.fromkeys(column.stage for column in scores):
        if each is None:
            yield Form(findings=[_no_stage(grid, column.position) for column in scores if column.stage is None][:1])
        elif stage is None or each == stage:
            own = [column for column in scores if column.stage == each]
            if len(own) > 1:
                yield Form(findings=[_rivals(grid, own, unit_id, each)])
                continue
            beside = {c.role: c.position for c in columns if c.role in TEXT_ROLES and c.stage in (None, each)}
            beside |= {c.role: c.position for c in columns if c.role == "max_score"}
            roles = {str(role): position for role, position in (dict(fixed) | beside).items()}
            texts = {position: grid.texts[grid.key].get(position, "") for position in roles.values()}
            header = Header(grid.key, grid.bottom, roles | {"stage_score": own[0].position}, {}, texts)
            yield read_form(context, unit_id, grid.sheet, header, each, is_own_form=False)


@dataclass(frozen=True)
class _Leaves:
    """The columns of a units-down sheet: leaves and printed sums by column, with each column's stage."""

    leaves: dict[int, str] = field(default_factory=dict)
    sums: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    texts: dict[tuple[str, str | None], dict[str, int]] = field(default_factory=dict)
    stages: dict[int, Stage | None] = field(default_factory=dict)
    findings: list[Row] = field(default_factory=list)


def _read_down(context: Context, sheet: Sheet, stage: Stage | None, last: int) -> Form | None:
    if not any(_find_unit(context, value) for values in sheet.rows for value in values):
        return None
    best, most = -1, 1
    for row in range(min(len(sheet.rows), last)):
        if any(_find_unit(context, value) for value in sheet.rows[row]):
            continue
        named = {leaf for value in sheet.rows[row] for leaf in _named_leaves(context, value)}
        if len(named) > most and len([value for value in sheet.rows[row] if _named_leaves(context, value)]) > 1:
            best, most = row, len(named)
    if best < 0 or len({_is_heading(context, value) for value in sheet.rows[best]} - {None}) < 2:
        return None
    grid = _span(context, sheet, best, lambda value: bool(_named_leaves(context, value)))
    unit_column = _find_unit_column(context, grid)
    if unit_column is None:
        return None
    return _read_unit_rows(context, grid, unit_column, _leaf_columns(context, grid, unit_column, stage), stage)


def _leaf_columns(context: Context, grid: Grid, unit_column: int, stage: Stage | None) -> _Leaves:
    columns = _Leaves()
    keys = grid.texts[grid.key]
    for position in range(grid.width):
        if position == unit_column:
            continue
        text, others = keys.get(position, ""), grid.parts(position)
        column = _column(context, grid, position, stage, has_key=False)
        match = _match_heading(context, grid, position) if text else None
        label = " ".join((*others, text)).strip()
        place = {"stage": stage.id if stage else None, **grid.sheet.place(grid.key, position)}
        if match and match.criterion_id in context.index.leaves and match.criterion_id:
            if column.role in TEXT_ROLES:
                of_stage = column.stage.id if column.stage and _has_stages(columns) else None
                columns.texts.setdefault((match.criterion_id, of_stage), {})[str(column.role)] = position
            elif column.role in SCORE_ROLES:
                columns.leaves[position] = match.criterion_id
                columns.stages[position] = column.stage
            elif column.role != "max_score":
                columns.findings.extend(_unknown_column(grid, column, stage))
        elif match and match.criterion_id:
            columns.sums[position] = (match.criterion_id,)
            columns.stages[position] = column.stage
        elif is_sum(text) or any(map(is_sum, others)):
            columns.sums[position] = (*find_summed(label, context.index), *_parents(context, grid, position), None)
            columns.stages[position] = column.stage
        elif _is_passed(context, [text, *others], stage) or not _has_scores(grid, position):
            continue
        elif match and match.problem:
            columns.findings.append(criterion_finding(context, match.problem, text, match.candidates, **place))
        else:
            columns.findings.extend(_unknown_column(grid, column, stage))
    return columns


def _has_stages(columns: _Leaves) -> bool:
    """Whether the columns so far are of more than one stage."""
    return len({stage.id for stage in columns.stages.values() if stage}) > 1


def _read_unit_rows(context: Context, grid: Grid, unit_column: int, columns: _Leaves, stage: Stage | None) -> Form:
    form, sheet = Form(findings=list(columns.findings)), grid.sheet
    start = first_item_row(sheet, Header(grid.key, grid.bottom, {}, {}, {}))
    maxima: dict[int, Value] = {}
    if any(each is None for each in columns.stages.values()):
        form.findings.append(_no_stage(grid, min(columns.stages)))
    for row in range(start, len(sheet.rows)):
        name = sheet.text(row, unit_column)
        label = name or next((text for value in sheet.rows[row] if (text := cell_text(value))), "")
        unit_id = context.find_unit(name)
        if unit_id is None:
            filled = [column for column in columns.leaves if _is_filled(sheet, row, column)]
            if _names_maximum(label):
                maxima = {column: sheet.value(row, column) for column in columns.leaves}
            elif filled and not is_sum(label) and not is_summary(label):
                form.findings.append(unknown_unit(context, name, stage, **sheet.place(row, unit_column)))
            continue
        for column, criterion_id in columns.leaves.items():
            its_stage = columns.stages[column]
            if its_stage is not None and (stage is None or its_stage == stage):
                shared = columns.texts.get((criterion_id, None), {})
                own = columns.texts.get((criterion_id, its_stage.id), {})
                header = Header(grid.key, grid.bottom, shared | own, {}, {})
                entry = make_entry(context, sheet, header, row, column, unit_id, criterion_id, its_stage, False)
                form.entries.append(replace(entry, max_score=maxima.get(column)))
        for column, nodes in columns.sums.items():
            its_stage = columns.stages[column]
            is_printed = not sheet.fault(row, column) and read_score(sheet.value(row, column)).kind == "scored"
            if its_stage is not None and (stage is None or its_stage == stage) and is_printed:
                text = grid.texts[grid.key].get(column, "")
                form.subtotals.append(Subtotal(unit_id, its_stage.id, nodes, sheet, row, column, text))
    return form


def _span(context: Context, sheet: Sheet, key: int, is_key: Callable[[Value], bool]) -> Grid:
    """The header around its key row: merged cells spread, a text over a block carried to the block's end."""
    first = next(column for column, value in enumerate(sheet.rows[key]) if is_key(value))
    width = max(len(values) for values in sheet.rows[max(0, key - ABOVE) :])
    bottom = key
    while bottom < min(key + BELOW, len(sheet.rows) - 1) and _is_subheader(context, sheet, bottom + 1, first):
        bottom += 1
    top = key
    while top > max(0, key - ABOVE) and _is_header_above(context, sheet, top - 1):
        top -= 1
    texts = {row: _spread(sheet, row, width, row < bottom, row > key) for row in range(top, bottom + 1)}
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
    values = [value for value in sheet.rows[row][first:] if says_anything(value)]
    texts = [cell_text(value) for value in values if isinstance(value, str)]
    return bool(texts) and len(texts) == len(values) and any(_says_role_or_stage(context, text) for text in texts)


def _is_header_above(context: Context, sheet: Sheet, row: int) -> bool:
    for value in sheet.rows[row]:
        text = cell_text(value)
        if text and (_says_role_or_stage(context, text) or _named_node(context, value)):
            return True
    return False


def _says_role_or_stage(context: Context, text: str) -> bool:
    is_stage = any(name_key(text) in list_stage_headings(stage) for stage in context.season.stages)
    return is_stage or any(strength > 1 for _, strength in find_roles([text], context.season, None))


def _fixed_columns(context: Context, grid: Grid) -> dict[str, int]:
    fixed: dict[str, int] = {}
    for column in range(grid.width):
        text = grid.texts[grid.key].get(column, "")
        if _find_unit(context, text):
            continue
        parts = [part for part in (*grid.parts(column), text) if part]
        for role, _ in find_roles(parts, context.season, None):
            if role in (*FIXED_ROLES, *TEXT_ROLES):
                fixed.setdefault(role, column)
    return fixed


def _column(context: Context, grid: Grid, position: int, stage: Stage | None, has_key: bool = True) -> Column:
    """A block's column by the headings around its key: a stage's name, a role, or nothing but the key, a score."""
    parts = [part for part in grid.parts(position) if not _names_a_node(context, part)]
    season = context.season
    named = next((s for part in parts for s in season.stages if name_key(part) in list_stage_headings(s)), None)
    rest = [part for part in parts if named is None or name_key(part) not in list_stage_headings(named)]
    roles = [role for part in rest for role, _ in find_roles([part], season, None)]
    role = next((role for role in reversed(roles) if role in (*TEXT_ROLES, "max_score", "ignored")), None)
    role = role or next((role for role in reversed(roles) if role in SCORE_ROLES), None)
    if role is None and not any(map(_is_odd, rest)):
        role = "score"
    appraisals = season.appraisal_stages
    by_role = {
        "self_score": season.self_stage,
        "appraised_score": stage if stage in appraisals else (appraisals[0] if len(appraisals) == 1 else None),
        "requested_score": season.explanation_stage,
    }
    implied = next((by_role[each] for each in roles if each in by_role), None)
    is_told = any(each in by_role for each in roles)
    return Column(position, role, named or (implied if is_told else stage))


def _is_odd(text: str) -> bool:
    return bool(text) and not text.replace("(", "").replace(")", "").isdigit()


def _is_passed(context: Context, texts: Iterable[str], stage: Stage | None) -> bool:
    for text in texts:
        roles = [role for role, _ in find_roles([text], context.season, stage)] if text else []
        if text and (is_sum(text) or is_summary(text) or any(role in PASSED_ROLES for role in roles)):
            return True
    return False


def _find_unit(context: Context, value: Value) -> str | None:
    """The unit a heading names as a whole, or in one of its lines."""
    if not isinstance(value, str):
        return None
    lines = [value, *(value.splitlines() if "\n" in value else [])]
    return next((unit for line in lines if (unit := context.find_unit(line))), None)


def _find_unit_column(context: Context, grid: Grid) -> int | None:
    below = grid.sheet.rows[grid.bottom + 1 :]
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
    return bool(text) and any(role == "unit" for role, _ in find_roles([text], context.season, None))


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
    rows = range(grid.bottom + 1, len(grid.sheet.rows))
    return any(
        grid.sheet.fault(row, column) or read_score(grid.sheet.value(row, column)).kind == "scored" for row in rows
    )


def _unknown_unit_column(context: Context, grid: Grid, column: int, text: str, stage: Stage | None) -> Iterator[Row]:
    if _has_scores(grid, column):
        yield unknown_unit(context, text, stage, **grid.sheet.place(grid.key, column))


def _unknown_column(grid: Grid, column: Column, stage: Stage | None) -> Iterator[Row]:
    if _has_scores(grid, column.position):
        found = " / ".join((*grid.parts(column.position), grid.texts[grid.key].get(column.position, ""))).strip(" /")
        where = {"stage": stage.id if stage else None, **grid.sheet.place(grid.key, column.position)}
        yield finding("unknown_column", found=found or "—", **where)


def _no_stage(grid: Grid, column: int) -> Row:
    found = " / ".join((*grid.parts(column), grid.texts[grid.key].get(column, "")))
    words = {"expected": "giai đoạn (stage)", "expected_en": "stage"}
    return finding("missing_column", found=found, **words, **grid.sheet.place(grid.key, column))


def _rivals(grid: Grid, columns: list[Column], unit_id: str, stage: Stage) -> Row:
    found = " | ".join(" / ".join(grid.parts(column.position)) or "—" for column in columns)
    words = {"expected": "cột điểm", "expected_en": "the score column"}
    where = {"unit_id": unit_id, "stage": stage.id, **grid.sheet.place(grid.key, columns[1].position)}
    return finding("ambiguous_column", found=found, **words, **where)


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
