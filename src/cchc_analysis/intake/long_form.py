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
from cchc_analysis.intake.tables import Table
from cchc_analysis.intake.unit_form import Form
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.season import Stage

CRITERION_ROLES = ("criterion_id", "criterion", "code")


def read_long_form(context: Context, table: Table, folder_stage: Stage | None) -> Form:
    """The rows of a long file as entries, and a finding for each row whose unit, criterion or stage is not known.

    *folder_stage* is the stage of the folder the file lies in; a stage column overrides it.
    """
    if not folder_stage and table.first("stage") is None:
        return Form(
            findings=[
                finding(
                    "missing_column",
                    found=" | ".join(table.texts.values()),
                    expected="giai đoạn (stage)",
                    expected_en="stage",
                    **table.place(),
                )
            ]
        )
    claim, findings, problems = find_score_column(table, folder_stage)
    if findings or claim.problem in ("ambiguous", "variant"):
        return Form(findings=findings, problems=problems, is_kept_back=True)
    form = Form(findings=findings, problems=problems)
    for row in table.rows:
        if any(says_anything(value) for value in table.sheet.rows[row]):
            entry, wrong = _read_row(context, table, row, claim.position, folder_stage)
            form.findings.extend(wrong)
            form.entries.extend(entry)
    return form


def _read_row(
    context: Context, table: Table, row: int, score_column: int | None, folder_stage: Stage | None
) -> tuple[list[Entry], list[Row]]:
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
