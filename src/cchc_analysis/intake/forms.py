"""What unit forms and long forms have in common: which columns hold the score and what is written beside it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Entry
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.headings import key_as_shown
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.tables import Claim, Column, Table, decide_claim, list_headings, list_unknown
from cchc_analysis.intake.units import hint_names
from cchc_analysis.intake.values import Value
from cchc_analysis.intake.workbooks import Sheet, address
from cchc_analysis.rules.season import Stage


@dataclass(frozen=True)
class ColumnProblem:
    """What is wrong with a column of a table: its rule, the columns with their cells, whose scores it keeps back.

    The same headings in many files are one finding (:func:`say_column_problems`).
    """

    rule: str
    stage: Stage | None
    columns: tuple[tuple[str, str], ...]  # cell and heading
    lines: tuple[str, ...]  # of season.toml, any of which decides
    place: Mapping[str, str | None] = field(hash=False)
    word: str = ""
    unit_id: str | None = None
    keeps_back: bool = True

    @property
    def places(self) -> list[dict[str, str | None]]:
        """File, sheet and cell of each column's heading."""
        return [{**self.place, "source_cell": cell} for cell, _heading in self.columns]

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same problem in another file: the rule, the stage and what the headings say."""
        return self.rule, self.stage, tuple(name_key(heading) for _cell, heading in self.columns), self.word


def find_score_column(table: Table, stage: Stage | None) -> tuple[Claim, list[Row], list[ColumnProblem]]:
    """The column of the stage's scores, or what says why there is none; and every column nothing is known of."""
    claim = decide_claim(table.columns, stage)
    findings: list[Row] = []
    problems: list[ColumnProblem] = []
    if claim.problem == "missing":
        if not (stage is not None and stage.kind == "explanation" and table.first("explanation") is not None):
            findings.append(_missing_column(table, stage))
    elif claim.problem:
        problems.append(_claim_problem(table, claim, stage))
    is_named = claim.column is not None and claim.column.names(stage)
    rule = "unread_column" if is_named or (claim.problem and claim.problem != "missing") else "unknown_column"
    for column in list_unknown(table, claim) if claim.problem != "missing" or not findings else ():
        problems.append(_unknown_problem(table, column, stage, rule))
    return claim, findings, problems


def name_units(problems: Iterable[ColumnProblem], units: Iterable[str | None]) -> list[ColumnProblem]:
    """The problems of a table of many units, those that keep scores back once for each unit whose they are."""
    named = list(dict.fromkeys(unit for unit in units if unit))
    return [
        replace(problem, unit_id=unit)
        for problem in problems
        for unit in (named if problem.keeps_back and problem.unit_id is None and named else [problem.unit_id])
    ]


def say_column_problems(context: Context, problems: Iterable[ColumnProblem]) -> list[Row]:
    """One finding per rule, stage and headings, with how many files have them; units kept back by one named each."""
    found: dict[tuple[object, ...], list[ColumnProblem]] = {}
    for problem in problems:
        found.setdefault(problem.key, []).append(problem)
    rows = []
    for same in found.values():
        first = same[0]
        files = len({problem.place["source_file"] for problem in same})
        units = {problem.unit_id: problem for problem in reversed(same) if problem.unit_id}
        rows.append(
            finding(
                first.rule,
                stage=first.stage.id if first.stage else None,
                found=" | ".join(f"{cell} “{heading or '—'}”" for cell, heading in first.columns),
                expected=first.stage.name if first.stage else "điểm",
                expected_en=(first.stage.name_en or first.stage.name) if first.stage else "score",
                by=first.word,
                hint=" hoặc ".join(first.lines),
                hint_en=" or ".join(first.lines),
                places=f" (có ở {files} tệp)" if files > 1 else "",
                places_en=f" (in {files} files)" if files > 1 else "",
                **first.place,
            )
        )
        if first.keeps_back:
            rows.extend(_kept_back(context, problem) for problem in reversed(units.values()))
    return rows


def _kept_back(context: Context, problem: ColumnProblem) -> Row:
    stage = problem.stage
    return finding(
        "scores_kept_back",
        unit_id=problem.unit_id,
        stage=stage.id if stage else None,
        found=" | ".join(f"{cell} “{heading or '—'}”" for cell, heading in problem.columns),
        expected=stage.name if stage else "điểm",
        expected_en=(stage.name_en or stage.name) if stage else "score",
        **context.names(problem.unit_id),
        **problem.place,
    )


def _missing_column(table: Table, stage: Stage | None) -> Row:
    names = {"self": ("Điểm tự chấm", "self-score"), "appraisal": ("Điểm thẩm định", "appraised score")}
    expected, expected_en = names.get(stage.kind if stage else "", ("Điểm", "score"))
    found = " | ".join(table.texts.values())
    words = {"expected": expected, "expected_en": expected_en}
    return finding("missing_column", found=found, **words, **_stage(stage), **table.place())


def _claim_problem(table: Table, claim: Claim, stage: Stage | None) -> ColumnProblem:
    rule = "ambiguous_column" if claim.problem == "ambiguous" else "score_in_other_form"
    columns = tuple((str(table.place(each.position)["source_cell"]), each.heading) for each in claim.rivals)
    stage_id = stage.id if stage else ""
    lines = tuple(f"[layout.score.{toml_key(stage_id)}.{name_column(table, each)}]" for each in claim.rivals)
    word = claim.rivals[0].says.variant
    return ColumnProblem(rule, stage, columns, lines, table.place(claim.rivals[0].position), word)


def _unknown_problem(table: Table, column: Column, stage: Stage | None, rule: str) -> ColumnProblem:
    place = table.place(column.position)
    line = f"[layout.ignored.{name_column(table, column, of_file=True)}]"
    columns = ((str(place["source_cell"]), column.heading),)
    return ColumnProblem(rule, stage, columns, (line,), place, keeps_back=False)


def name_column(table: Table, column: Column, of_file: bool = False) -> str:
    """A column as a key of ``season.toml`` names it: by its heading; by its letter where others have the same or none.

    The letter is that of this file alone where *of_file* says so.
    """
    key = key_as_shown(column.heading)
    alike = [each for each in table.columns if each.parts and key_as_shown(each.heading) == key]
    if key and len(alike) < 2:
        return toml_key(column.heading)
    letter = address(0, column.position).rstrip("1")
    return toml_key(f"{table.sheet.file}!{letter}" if of_file else letter)


def toml_key(text: str) -> str:
    """A text as a key of a TOML file, in quotes unless it is plain letters.

    >>> toml_key("self"), toml_key("Điểm")
    ('self', '"Điểm"')
    """
    return text if re.fullmatch(r"[A-Za-z0-9_\-]+", text) else json.dumps(text, ensure_ascii=False)


def make_entry(
    table: Table,
    row: int,
    score_column: int | None,
    unit_id: str,
    criterion_id: str,
    stage: Stage,
    is_own_form: bool,
) -> Entry:
    """The row as an entry: its score cell, the maximum, note, reason, evidence and explanation beside it."""
    sheet = table.sheet
    columns = find_text_columns(table, stage)
    said = {part: _say(sheet, row, positions) for part, positions in columns.items()}
    return Entry(
        unit_id=unit_id,
        criterion_id=criterion_id,
        stage=stage.id,
        sheet=sheet,
        row=row,
        score_column=score_column,
        is_own_form=is_own_form,
        max_score=read_maximum(sheet, row, table.first("max_score")),
        note=said["note"][0],
        reason=said["reason"][0],
        evidence=said["evidence"][0],
        explanation=said["explanation"][0],
        explanation_column=said["explanation"][1],
        text_columns={part: column for part, (_text, column) in said.items() if column is not None},
    )


def read_maximum(sheet: Sheet, row: int, column: int | None) -> Value:
    """The printed maximum; none where the cell shows another number than it holds."""
    return None if sheet.fault(row, column) else sheet.value(row, column)


def find_text_columns(table: Table, stage: Stage) -> dict[str, tuple[int, ...]]:
    """The columns of what is written beside a stage's scores: note, reason, evidence, explanation, maximum."""
    return {
        "note": _note_columns(table, stage),
        "reason": table.list_columns("reason"),
        "evidence": table.list_columns("evidence"),
        "explanation": table.list_columns("explanation", *(("note",) if stage.kind == "explanation" else ())),
        "max_score": table.list_columns("max_score"),
    }


def _note_columns(table: Table, stage: Stage) -> tuple[int, ...]:
    """The columns of what is noted beside a score: the appraisers' note and the plain one; none of another stage's."""
    if stage.kind == "self":
        return table.list_columns("note") or table.list_columns("explanation")
    columns = table.list_columns("appraiser_note", "note") if stage.kind == "appraisal" else table.list_columns("note")
    groups = {column.position: column.says.of_stages for column in table.columns}
    return tuple(column for column in columns if not groups.get(column) or stage.id in groups[column])


def _say(sheet: Sheet, row: int, columns: tuple[int, ...]) -> tuple[str, int | None]:
    """What the columns say in a row, each text once, and the column of the first that says anything."""
    said = {sheet.text(row, column): column for column in reversed(columns)}
    texts = {text: column for text, column in reversed(said.items()) if text}
    return "; ".join(texts), next(iter(texts.values()), columns[0] if columns else None)


def no_header(sheets: list[Sheet], stage: Stage | None, expected: str, expected_en: str) -> Row:
    """The finding for a file in which no sheet has a header that could be read."""
    place = {"source_file": sheets[0].file, "source_sheet": sheets[0].name} if sheets else {}
    return finding(
        "no_header",
        found=list_headings(sheets) or "—",
        expected=expected,
        expected_en=expected_en,
        **_stage(stage),
        **place,
    )


def unknown_unit(context: Context, name: str, stage: Stage | None, **place: str | None) -> Row:
    """The finding for a name that is no unit's, with the closest names as a hint."""
    return finding(
        "unknown_unit",
        found=name,
        expected="tên, tên gọn, mã hoặc tên gọi khác trong units.csv",
        expected_en="a name, short name, id or alias of units.csv",
        hint=hint_names(name, context.units, "vi"),
        hint_en=hint_names(name, context.units, "en"),
        **_stage(stage),
        **place,
    )


def criterion_finding(
    context: Context, problem: str, found: str, candidates: tuple[str, ...], **where: str | None
) -> Row:
    """The finding for a row whose criterion is unknown, ambiguous or contradicted by its name."""
    if problem == "criterion_mismatch":
        expected = english = "; ".join(context.index.names[each] for each in candidates)
    else:
        expected = "; ".join(f"{context.label(each)} ({each})" for each in candidates)
        english = "; ".join(f"{context.index.labels_en[each]} ({each})" for each in candidates)
    words = {"expected": expected} if expected else {"expected": "mã trong criteria.xlsx"}
    return finding(problem, found=found, expected_en=english or "a code of criteria.xlsx", **words, **where)


def _stage(stage: Stage | None) -> dict[str, str | None]:
    return {"stage": stage.id if stage else None}
