"""A long file: one row per unit, criterion and stage, such as scoring software exports."""

from collections.abc import Iterator

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Entry
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import (
    criterion_finding,
    find_score_column,
    make_entry,
    says_anything,
    unknown_unit,
)
from cchc_analysis.intake.items import match_id, match_id_or_code
from cchc_analysis.intake.layouts import Header
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.season import Stage

CRITERION_ROLES = ("criterion_id", "criterion", "code")


def read_long_form(
    context: Context, sheet: Sheet, header: Header, folder_stage: Stage | None
) -> tuple[list[Entry], list[Row]]:
    """The rows of a long file as entries, and a finding for each row whose unit, criterion or stage is not known.

    *folder_stage* is the stage of the folder the file lies in; a stage column overrides it.
    """
    needed = [] if folder_stage or "stage" in header.columns else ["stage"]
    if needed:
        return [], [
            finding(
                "missing_column",
                found=" | ".join(header.texts.values()),
                expected="giai đoạn (stage)",
                expected_en="stage",
                **sheet.place(header.bottom, min(header.texts)),
            )
        ]
    score_column, findings = find_score_column(sheet, header, folder_stage)
    if findings:
        return [], findings
    entries: list[Entry] = []
    for row in range(header.bottom + 1, len(sheet.rows)):
        if not any(says_anything(value) for value in sheet.rows[row]):
            continue
        entry, wrong = _read_row(context, sheet, header, row, score_column, folder_stage)
        findings.extend(wrong)
        entries.extend(entry)
    return entries, findings


def _read_row(
    context: Context, sheet: Sheet, header: Header, row: int, score_column: int | None, folder_stage: Stage | None
) -> tuple[list[Entry], list[Row]]:
    stage_column, unit_column = header.columns.get("stage"), header.columns["unit"]
    stage_name, unit_name = sheet.text(row, stage_column), sheet.text(row, unit_column)
    stage = context.find_stage(stage_name) if stage_name else folder_stage
    if stage is None:
        return [], [_unknown_stage(context, stage_name, **sheet.place(row, stage_column))]
    unit_id = context.find_unit(unit_name)
    if unit_id is None:
        return [], [unknown_unit(context, unit_name, stage, **sheet.place(row, unit_column))]
    role = next(role for role in CRITERION_ROLES if role in header.columns)
    value = sheet.value(row, header.columns[role])
    text = sheet.text(row, header.columns[role])
    where = {"unit_id": unit_id, "stage": stage.id, **sheet.place(row, header.columns[role])}
    if role == "criterion_id":
        match = match_id(value, context.index)
    else:
        match = match_id_or_code(value, context.index, context.applicable[unit_id])
    if match.criterion_id is None:
        problem = match.problem or "unknown_criterion"
        return [], [criterion_finding(context, problem, text, match.candidates, **where)]
    if match.criterion_id not in context.index.leaves:
        return [], list(_score_above_leaves(context, sheet, row, score_column, match.criterion_id, where))
    entry = make_entry(context, sheet, header, row, score_column, unit_id, match.criterion_id, stage, False)
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
