"""Whose form a file is: what its hidden identity says, else what it says of itself."""

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import unknown_unit
from cchc_analysis.intake.identity import Identity
from cchc_analysis.intake.tables import Table
from cchc_analysis.intake.unit_form import find_unit, unit_lines
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Stage


def find_owner(context: Context, tables: list[Table], stage: Stage) -> tuple[str | None, list[Row]]:
    """The unit whose form this is, and what is odd about that; ``None`` where the form must not be read.

    An issued form belongs to the unit it was issued to, whatever its file is called and its unit line says. One issued
    for another season or stage is not read: its rows would be taken for what they are not.
    """
    first = tables[0].sheet
    identity = first.identity
    if identity is None:
        return find_unit(context, tables, stage)
    if identity.year != context.season.year:
        return None, [_refuse("form_of_other_season", identity.year, context.season.year, identity, first, stage)]
    if identity.stage != stage.id:
        return None, [_refuse("form_of_other_stage", identity.stage, stage.id, identity, first, stage)]
    if identity.unit_id not in context.unit_labels:
        return None, [unknown_unit(context, identity.unit_id, stage, source_file=first.file)]
    return identity.unit_id, [
        *_version_findings(context, identity, first, stage),
        *_line_findings(context, identity, tables, stage),
    ]


def _refuse(rule: str, found: object, expected: object, identity: Identity, sheet: Sheet, stage: Stage) -> Row:
    return finding(rule, found=found, expected=expected, stage=stage.id, source_file=sheet.file, unit=identity.unit_id)


def _version_findings(context: Context, identity: Identity, sheet: Sheet, stage: Stage) -> list[Row]:
    if identity.criteria_version == context.criteria_version:
        return []
    where = {"unit_id": identity.unit_id, "stage": stage.id, "source_file": sheet.file}
    versions = {"found": identity.criteria_version, "expected": context.criteria_version}
    return [finding("form_of_other_version", **versions, **where)]


def _line_findings(context: Context, identity: Identity, tables: list[Table], stage: Stage) -> list[Row]:
    findings = []
    lines = [line for table in tables for line in unit_lines(table)]
    for name, sheet, row, column in lines:
        named = context.find_unit(name)
        if named != identity.unit_id:
            rule = "unit_line_contradicts" if named else "unit_line_changed"
            where = {"unit_id": identity.unit_id, "stage": stage.id, **sheet.place(row, column)}
            expected = context.unit_labels[identity.unit_id]
            english = context.unit_labels_en[identity.unit_id]
            findings.append(finding(rule, found=name, expected=expected, expected_en=english, **where))
    return findings
