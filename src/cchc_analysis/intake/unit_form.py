"""One unit's form: whose it is, and its rows as entries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from cchc_analysis.intake.balance import Area
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Entry, Subtotal
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import ColumnProblem, criterion_finding, find_score_column, make_entry, unknown_unit
from cchc_analysis.intake.items import Match, find_summed, is_sum, is_summary, match_id, match_row
from cchc_analysis.intake.tables import Table
from cchc_analysis.intake.values import cell_text, is_mark, read_score
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Stage

_UNIT_LINE = re.compile(
    r"(?:tên\s+)?(?:cơ quan,\s*)?đơn vị(?!\s+tính)(?:\s+(?:tự chấm(?: điểm)?|tự đánh giá|chấm điểm|"
    r"được thẩm định|được đánh giá|báo cáo))?\s*:\s*(?P<name>.*)|unit\s*:\s*(?P<name_en>.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Form:
    """What was read from a table; ``items`` counts the rows that are a criterion's, read or not.

    ``sum_rows`` are the rows of nodes above leaves: a number there is a sum, whether or not it can be compared.
    """

    entries: list[Entry] = field(default_factory=list)
    subtotals: list[Subtotal] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    problems: list[ColumnProblem] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    sum_rows: list[int] = field(default_factory=list)
    items: int = 0
    is_kept_back: bool = False
    path: tuple[str, ...] = ()


def find_unit(context: Context, tables: list[Table], stage: Stage) -> tuple[str | None, list[Row]]:
    """Whose form it is: by its line "Đơn vị: …", else by a cell above the table that is a unit's name, else by file.

    A line that names no known unit is a finding; the file's name does not overrule it.
    """
    stated = [line for table in tables for line in unit_lines(table)]
    if stated:
        found = {name: context.find_unit(name) for name, *_ in stated}
        unknown = [line for line in stated if found[line[0]] is None]
        if unknown:
            name, sheet, row, column = unknown[0]
            return None, [unknown_unit(context, name, stage, **sheet.place(row, column))]
        return _settle(context, {unit for unit in found.values() if unit}, stated[0], stage)
    named = [line for table in tables for line in _cells_above(table) if context.find_unit(line[0])]
    if named:
        return _settle(context, {str(context.find_unit(name)) for name, *_ in named}, named[0], stage)
    file = tables[0].sheet.file
    unit_id = context.find_unit(PurePosixPath(file).stem)
    if unit_id is None:
        return None, [finding("no_unit", stage=stage.id, source_file=file, expected="Đơn vị: …")]
    return unit_id, []


def find_sheet_unit(context: Context, table: Table) -> str | None:
    """The unit one sheet says it is of: by its line "Đơn vị: …", a cell above its table, or the sheet's own name.

    ``None`` where it names none, several, or one that is not known.
    """
    stated = {context.find_unit(name) for name, *_ in unit_lines(table)}
    if stated:
        return next(iter(stated)) if len(stated) == 1 else None
    named = {unit for text, *_ in _cells_above(table) if (unit := context.find_unit(text))}
    if named:
        return next(iter(named)) if len(named) == 1 else None
    return context.find_unit(table.sheet.name or "")


def read_form(
    context: Context, unit_id: str, table: Table, stage: Stage, is_own_form: bool = True, path: tuple[str, ...] = ()
) -> Form:
    """The rows of one table of a unit's form as entries, its printed sums, and what could not be placed.

    A unit's columns of a consolidated sheet are read the same way, but are no form of its own. *path* is the node
    placed last in a table above. Where nothing decides which column the scores are in, the rows are only counted.
    """
    sheet = table.sheet
    claim, findings, problems = find_score_column(table, stage)
    column = claim.position
    form = Form(
        findings=findings,
        problems=[replace(problem, unit_id=unit_id) for problem in problems],
        is_kept_back=bool(findings) or claim.problem in ("ambiguous", "variant"),
    )
    items = 0
    for row in table.rows:
        match = _match(context, unit_id, table, row, path)
        items += match is not None and match.criterion_id is not None
        if form.is_kept_back:
            continue
        place = {"unit_id": unit_id, "stage": stage.id, **sheet.place(row, column)}
        if match is None:
            form.subtotals.extend(_sum_row(context, unit_id, table, row, column, stage, path))
            form.findings.extend(_stray_score(table, row, column, place))
        elif match.problem:
            if match.problem != "unknown_criterion" or sheet.text(row, column) or sheet.fault(row, column):
                found = " ".join(text for text in _row_texts(table, row) if text)
                where = place | sheet.place(row, table.first("criterion_id", "code", "criterion"))
                form.findings.append(criterion_finding(context, match.problem, found, match.candidates, **where))
        elif match.criterion_id in context.index.leaves:
            path = (match.criterion_id, *context.index.ancestors(match.criterion_id))
            form.entries.append(make_entry(table, row, column, unit_id, match.criterion_id, stage, is_own_form))
        elif match.criterion_id:
            path = (match.criterion_id, *context.index.ancestors(match.criterion_id))
            form.sum_rows.append(row)
            if column is not None and _is_printed_sum(sheet, row, column):
                label = context.label(match.criterion_id)
                form.subtotals.append(Subtotal(unit_id, stage.id, (match.criterion_id,), sheet, row, column, label))
    return replace(form, items=items, path=path)


def file_name_findings(context: Context, unit_id: str, file: str, stage: Stage) -> list[Row]:
    """A doubt where the file is named for another unit than its content."""
    named = context.find_unit(PurePosixPath(file).stem)
    if named is None or named == unit_id:
        return []
    labels = {"found": context.unit_labels[named], "expected": context.unit_labels[unit_id]}
    labels["expected_en"] = context.unit_labels_en[unit_id]
    return [finding("file_name_differs", unit_id=unit_id, stage=stage.id, source_file=file, **labels)]


def _settle(
    context: Context, units: set[str], first: tuple[str, Sheet, int, int], stage: Stage
) -> tuple[str | None, list[Row]]:
    if len(units) == 1:
        return units.pop(), []
    _, sheet, row, column = first
    found = "; ".join(sorted(context.unit_labels[unit] for unit in units))
    place = sheet.place(row, column)
    return None, [
        finding("ambiguous_unit", stage=stage.id, found=found, expected="một đơn vị", expected_en="one unit", **place)
    ]


def _cells_above(table: Table) -> Iterator[tuple[str, Sheet, int, int]]:
    for row in range(table.top):
        for column, value in enumerate(table.sheet.rows[row]):
            text = cell_text(value)
            if text:
                yield text, table.sheet, row, column


def unit_lines(table: Table) -> Iterator[tuple[str, Sheet, int, int]]:
    """Each line "Đơn vị: …" above the table: the name it gives and where it stands."""
    cells = list(_cells_above(table))
    for position, (text, _, row, column) in enumerate(cells):
        line = _UNIT_LINE.fullmatch(text)
        if not line:
            continue
        name = (line["name"] or line["name_en"] or "").strip(" .…_")
        if name:
            yield name, table.sheet, row, column
        elif position + 1 < len(cells) and cells[position + 1][2] == row:
            yield cells[position + 1]


def _match(context: Context, unit_id: str, table: Table, row: int, path: tuple[str, ...]) -> Match | None:
    sheet = table.sheet
    id_column = table.first("criterion_id")
    if sheet.text(row, id_column):
        return match_id(sheet.value(row, id_column), context.index)
    code = sheet.value(row, table.first("code"))
    return match_row(code, _name(table, row), context.index, context.applicable[unit_id], path)


def _name(table: Table, row: int) -> str:
    """What a row calls its criterion: the last of the columns of domain, criterion and part that says anything."""
    texts = [table.sheet.text(row, column) for column in table.list_columns("criterion")]
    return next((text for text in reversed(texts) if text), "")


def _sum_row(
    context: Context, unit_id: str, table: Table, row: int, column: int | None, stage: Stage, path: tuple[str, ...]
) -> Iterator[Subtotal]:
    label = next((text for text in _row_texts(table, row) if is_sum(text)), "")
    if label and column is not None and _is_printed_sum(table.sheet, row, column):
        named = find_summed(" ".join(_row_texts(table, row)), context.index)
        yield Subtotal(unit_id, stage.id, (*named, *path[1:], None), table.sheet, row, column, label)


def _is_printed_sum(sheet: Sheet, row: int, column: int) -> bool:
    return not sheet.fault(row, column) and read_score(sheet.value(row, column)).kind == "scored"


def _stray_score(table: Table, row: int, column: int | None, place: dict[str, str | None]) -> Iterator[Row]:
    sheet = table.sheet
    texts = [text for text in _row_texts(table, row) if text]
    if column is None or any(is_sum(text) or is_summary(text) for text in texts):
        return
    value = sheet.value(row, column)
    if sheet.fault(row, column) or is_mark(value) or read_score(value).kind == "scored":
        found = sheet.fault(row, column) or sheet.text(row, column)
        expected = {"expected": "điểm ở dòng của tiêu chí", "expected_en": "the score in its criterion's row"}
        yield finding("score_without_criterion", found=found, row=" ".join(texts), **expected, **place)


def _row_texts(table: Table, row: int) -> list[str]:
    return [table.sheet.text(row, column) for column in table.list_columns("criterion_id", "code", "criterion")]
