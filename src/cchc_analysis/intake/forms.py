"""What unit forms and long forms have in common: which columns hold the score and what is written beside it."""

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Entry
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.layouts import NOTE_ROLES, SCORE_ROLES, Header, list_headings
from cchc_analysis.intake.units import hint_names
from cchc_analysis.intake.values import Value
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Stage


def find_score_column(sheet: Sheet, header: Header, stage: Stage | None) -> tuple[int | None, list[Row]]:
    """The column of the stage's scores, or the finding that says why there is none.

    The column headed by the stage's own name comes first, then the one for its kind, then plain "Điểm".
    """
    kinds = SCORE_ROLES[stage.kind] if stage else ("score",)
    for role in ("stage_score", *kinds):
        if role in header.columns:
            return header.columns[role], []
        if role in header.rivals:
            found = " | ".join(header.texts[column] for column in header.rivals[role])
            place = sheet.place(header.bottom, header.rivals[role][0])
            words = {"expected": "cột điểm", "expected_en": "the score column"}
            return None, [finding("ambiguous_column", found=found, **words, **_stage(stage), **place)]
    if stage is not None and stage.kind == "explanation" and "explanation" in header.columns:
        return None, []
    names = {"self": ("Điểm tự chấm", "self-score"), "appraisal": ("Điểm thẩm định", "appraised score")}
    expected, expected_en = names.get(stage.kind if stage else "", ("Điểm", "score"))
    found = " | ".join(header.texts.values())
    place = sheet.place(header.bottom, min(header.texts))
    return None, [
        finding("missing_column", found=found, expected=expected, expected_en=expected_en, **_stage(stage), **place)
    ]


def make_entry(
    context: Context,
    sheet: Sheet,
    header: Header,
    row: int,
    score_column: int | None,
    unit_id: str,
    criterion_id: str,
    stage: Stage,
    is_own_form: bool,
) -> Entry:
    """The row as an entry: its score cell, the maximum, note, reason, evidence and explanation beside it."""

    beside = find_text_columns(header, stage)
    texts = {part: sheet.text(row, column) for part, column in beside.items()}
    return Entry(
        unit_id=unit_id,
        criterion_id=criterion_id,
        stage=stage.id,
        sheet=sheet,
        row=row,
        score_column=score_column,
        is_own_form=is_own_form,
        max_score=read_maximum(sheet, row, header.columns.get("max_score")),
        explanation_column=beside.get("explanation"),
        text_columns=beside,
        note=texts.get("note", ""),
        reason=texts.get("reason", ""),
        evidence=texts.get("evidence", ""),
        explanation=texts.get("explanation", ""),
    )


def read_maximum(sheet: Sheet, row: int, column: int | None) -> Value:
    """The printed maximum; none where the cell shows another number than it holds."""
    return None if sheet.fault(row, column) else sheet.value(row, column)


def find_text_columns(header: Header, stage: Stage) -> dict[str, int]:
    """The columns of what is written beside a stage's scores: note, reason, evidence, explanation, maximum."""
    explanation = ("explanation", "note") if stage.kind == "explanation" else ("explanation",)
    columns = {
        "note": header.first(NOTE_ROLES[stage.kind]),
        "reason": header.first(("reason",)),
        "evidence": header.first(("evidence",)),
        "explanation": header.first(explanation),
        "max_score": header.columns.get("max_score"),
    }
    return {part: column for part, column in columns.items() if column is not None}


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


def says_anything(value: Value) -> bool:
    """Whether a cell holds anything but spaces."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _stage(stage: Stage | None) -> dict[str, str | None]:
    return {"stage": stage.id if stage else None}
