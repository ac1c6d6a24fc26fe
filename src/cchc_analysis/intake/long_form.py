"""A long file: one row per unit, criterion and stage, such as scoring software exports."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import NONE, Entries, Entry, Memo, list_column, tidy_column
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import (
    criterion_finding,
    find_score_column,
    find_text_columns,
    make_entry,
    name_units,
    read_maximum,
    unknown_unit,
)
from cchc_analysis.intake.headings import heading_key
from cchc_analysis.intake.items import match_id, match_id_or_code
from cchc_analysis.intake.tables import Table
from cchc_analysis.intake.unit_form import Form
from cchc_analysis.intake.values import Value, cell_text, read_number, says_anything
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Stage

YEAR_HEADINGS = ("năm", "năm đánh giá", "kỳ đánh giá", "year", "season")
CRITERION_ROLES = ("criterion_id", "criterion", "code")


def read_long_form(context: Context, table: Table, folder_stage: Stage | None) -> tuple[Entries, Form]:
    """The rows of a long file as entries, and a finding for each row whose unit, criterion or stage is not known.

    *folder_stage* is the stage of the folder the file lies in; a stage column overrides it. Rows are matched by column,
    each different name once; only those whose names alone do not place them are looked at one by one.
    """
    entries = Entries(context)
    if not folder_stage and table.first("stage") is None:
        missing = finding(
            "missing_column",
            found=" | ".join(table.texts.values()),
            expected="giai đoạn (stage)",
            expected_en="stage",
            **table.place(),
        )
        return entries, Form(findings=[missing])
    claim, findings, problems = find_score_column(table, folder_stage)
    if findings or claim.problem in ("ambiguous", "variant"):
        units = [context.find_unit(table.sheet.text(row, table.first("unit"))) for row in table.rows]
        return entries, Form(findings=findings, problems=name_units(problems, units))
    form = Form(findings=findings, problems=problems)
    sheet, score_column = table.sheet, claim.position
    rows = sheet.rows[table.start : table.end]
    others = find_other_years(table, context.season.year)
    if others:
        form.findings.append(_say_other_years(table, others, folder_stage))
        rows = tuple(() if table.start + at in others else row for at, row in enumerate(rows))
    places = _place_rows(context, table, rows, folder_stage)
    is_placed = (places >= 0).all(axis=0)
    for position, stage in enumerate(context.season.stages):
        chosen = np.flatnonzero(is_placed & (places[2] == position))
        if chosen.size and len(set(map(len, find_text_columns(table, stage).values())) - {0, 1}):
            is_placed &= places[2] != position  # two columns of notes: row by row
        elif chosen.size:
            _add_rows(entries, table, rows, chosen, places[:, chosen], score_column, stage)
    further: list[Entry] = []
    for at in np.flatnonzero(~is_placed).tolist():
        if any(says_anything(value) for value in rows[at]):
            entry, wrong = read_row(context, table, table.start + at, score_column, folder_stage)
            form.findings.extend(wrong)
            further.extend(entry)
    entries.add(further)
    entries.sort_rows()
    return entries, form


def find_other_years(table: Table, year: int) -> dict[int, int]:
    """The rows of a long table that say in a column of years that they are another season's, with the year of each."""
    columns = [c.position for c in table.columns if c.parts and heading_key(c.parts[-1]) in YEAR_HEADINGS]
    found = {}
    for row in table.rows if len(columns) == 1 else ():
        stated = read_number(table.sheet.value(row, columns[0]))
        if stated is not None and stated != year and 1990 <= stated <= 2200:
            found[row] = int(stated)
    return found


def _say_other_years(table: Table, others: dict[int, int], stage: Stage | None) -> Row:
    years = ", ".join(map(str, sorted(set(others.values()))))
    where = {"stage": stage.id if stage else None, **table.sheet.place(min(others), 0)}
    return finding("rows_of_other_year", found=years, row=len(others), **where)


def _place_rows(
    context: Context, table: Table, rows: Sequence[tuple[Value, ...]], folder_stage: Stage | None
) -> np.ndarray:
    """Positions of each row's unit, criterion and stage (3 × rows); below 0 where the names alone do not tell them."""
    role = next(role for role in CRITERION_ROLES if role in table.roles)
    stage_at = {stage.id: position for position, stage in enumerate(context.season.stages)}

    def place_unit(value: Value) -> int:
        return context.unit_positions.get(context.find_unit(cell_text(value)) or "", -1)

    def place_criterion(value: Value) -> int:
        # nothing narrows the choice here: what is one criterion now is the same one for every unit
        match = match_id(value, context.index) if role == "criterion_id" else match_id_or_code(value, context.index, ())
        return context.leaf_positions.get(match.criterion_id or "", -1)

    def place_stage(value: Value) -> int:
        name = cell_text(value)
        stage = context.find_stage(name) if name else folder_stage
        return stage_at[stage.id] if stage else -1

    asked: tuple[tuple[int | None, Callable[[Value], int]], ...] = (
        (table.first("unit"), place_unit),
        (table.first(role), place_criterion),
        (table.first("stage"), place_stage),
    )
    places = np.empty((len(asked), len(rows)), dtype=np.int32)
    for at, (column, place) in enumerate(asked):
        known = Memo(place)
        places[at] = [known[value] if type(value) is str else place(value) for value in list_column(rows, column)]
    return places


def _add_rows(
    entries: Entries,
    table: Table,
    rows: Sequence[tuple[Value, ...]],
    chosen: np.ndarray,
    places: np.ndarray,
    score_column: int | None,
    stage: Stage,
) -> None:
    """The chosen rows, all of one stage, as entries: what :func:`make_entry` makes of each, by column."""
    sheet, first = table.sheet, table.start
    picked = rows if len(chosen) == len(rows) else [rows[at] for at in chosen.tolist()]
    beside = {part: columns[0] for part, columns in find_text_columns(table, stage).items() if columns}
    texts = {part: tidy_column(list_column(picked, column)) for part, column in beside.items()}
    columns: dict[str, Sequence[Any] | np.ndarray | int] = {
        **dict(zip(("unit", "criterion", "stage"), places, strict=True)),
        "row": chosen + first,
        "score_column": NONE if score_column is None else score_column,
        "explanation_column": beside.get("explanation", NONE),
        "value": list_column(picked, score_column),
        **texts,
        "max_score": list_column(picked, table.first("max_score")),
    }
    flags = sheet.flags
    if flags.displays:
        maximum = table.first("max_score")
        columns["max_score"] = [read_maximum(sheet, row, maximum) for row in (chosen + first).tolist()]
    is_short = any(len(row) < sheet.fields for row in picked) if sheet.fields else False
    if flags.errors or flags.uncached or flags.displays or is_short:
        columns["fault"] = [sheet.lack(row) or sheet.fault(row, score_column) for row in (chosen + first).tolist()]
    entries.add_rows(sheet, beside, columns)


def read_row(
    context: Context, table: Table, row: int, score_column: int | None, folder_stage: Stage | None
) -> tuple[list[Entry], list[Row]]:
    """One row as an entry (none or one), and what keeps it from being one."""
    sheet = table.sheet
    stage_column, unit_column = table.first("stage"), table.first("unit")
    stage_name, unit_name = sheet.text(row, stage_column), sheet.text(row, unit_column)
    stage = context.find_stage(stage_name) if stage_name else folder_stage
    if stage is None:
        return [], [_unknown_stage(context, stage_name, **sheet.place(row, stage_column))]
    unit_id = context.find_unit(unit_name)
    if unit_id is None:
        return [], [unknown_unit(context, unit_name, stage, **sheet.place(row, unit_column))]
    role = next(role for role in CRITERION_ROLES if role in table.roles)
    column = table.first(role)
    value, text = sheet.value(row, column), sheet.text(row, column)
    where = {"unit_id": unit_id, "stage": stage.id, **sheet.place(row, column)}
    if role == "criterion_id":
        match = match_id(value, context.index)
    else:
        match = match_id_or_code(value, context.index, context.applicable[unit_id])
    if match.criterion_id is None:
        problem = match.problem or "unknown_criterion"
        return [], [criterion_finding(context, problem, text, match.candidates, **where)]
    if match.criterion_id not in context.index.leaves:
        return [], list(_score_above_leaves(context, sheet, row, score_column, match.criterion_id, where))
    entry = make_entry(table, row, score_column, unit_id, match.criterion_id, stage, False)
    return [entry], []


def _score_above_leaves(
    context: Context,
    sheet: Sheet,
    row: int,
    score_column: int | None,
    criterion_id: str,
    where: dict[str, str | None],
) -> Iterator[Row]:
    found = sheet.text(row, score_column)
    if found:
        place = where | sheet.place(row, score_column)
        expected = {"expected": "điểm của tiêu chí thành phần", "expected_en": "scores of its leaves"}
        names = context.names(criterion_id=criterion_id)
        yield finding("not_a_leaf", criterion_id=criterion_id, found=found, **names, **expected, **place)


def _unknown_stage(context: Context, name: str, **place: str | None) -> Row:
    stages = ", ".join(f"{stage.id} ({stage.name})" for stage in context.season.stages)
    return finding("unknown_stage", found=name, expected=stages, **place)
