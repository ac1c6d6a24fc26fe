"""From entries to scores: every cell gets a status, every cell that cannot stand a finding."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.context import Context, Leaf
from cchc_analysis.intake.entries import Entry
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.values import (
    Reading,
    cell_text,
    is_mark,
    number_text,
    read_number,
    read_score,
    read_thousands,
)
from cchc_analysis.rules.season import Stage

DUE_EXPECTED = ("một số hoặc “KAD”", "a number or “KAD”")
SCORE_EXPECTED = ("một số, “KAD” hoặc để trống", "a number, “KAD” or a blank")

THOUSAND = 1000.0
"""From this maximum on, a text such as ``1.000`` may be a thousand or one."""

_LACK = re.compile(r"([0-9]+) < ([0-9]+)")

Cell = tuple[str, str, str]  # unit, criterion, stage


@dataclass(frozen=True)
class Judged:
    """Scores and explanations as rows, with what was found wrong on the way."""

    scores: dict[Cell, dict[str, Any]] = field(default_factory=dict)
    explanations: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    findings: list[Row] = field(default_factory=list)


def judge_entries(context: Context, entries: Iterable[Entry]) -> Judged:
    """Every entry judged against the criteria set: what is a score, what is not, and why."""
    leaves = context.leaves
    judged = Judged()
    stages = {stage.id: stage for stage in context.season.stages}
    for entry in entries:
        stage, leaf = stages[entry.stage], leaves[entry.criterion_id]
        if stage.kind == "explanation":
            _judge_explanation(context, entry, leaf, judged)
        elif entry.criterion_id not in context.applicable[entry.unit_id]:
            _refuse(context, entry, "score_not_applicable", judged)
        elif stage.kind == "self" and leaf.is_survey:
            _refuse(context, entry, "self_score_on_survey", judged)
        else:
            _judge_score(context, entry, leaf, stage, judged)
            if stage.kind == "appraisal" and entry.explanation and context.season.explanation_stage:
                _keep_explanation(context, entry, None, judged)
    return judged


def tabulate_scores(context: Context, judged: Judged) -> pd.DataFrame:
    """The ``scores`` table, in the order of units, criteria and stages."""
    return _tabulate("scores", context, judged.scores.values())


def tabulate_explanations(context: Context, judged: Judged) -> pd.DataFrame:
    """The ``explanations`` table, in the order of units and criteria."""
    return _tabulate("explanations", context, judged.explanations.values())


def _tabulate(table: str, context: Context, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    found = list(rows)
    if not found:
        return schemas.empty(table)
    units = {unit: position for position, unit in enumerate(context.units["unit_id"])}
    criteria = {criterion: position for position, criterion in enumerate(context.criteria["criterion_id"])}
    stages = {stage.id: position for position, stage in enumerate(context.season.stages)}
    found.sort(
        key=lambda row: (units[row["unit_id"]], criteria[row["criterion_id"]], stages.get(row.get("stage", ""), 0))
    )
    return schemas.validate(table, pd.DataFrame(found))


def _where(entry: Entry) -> dict[str, Any]:
    return {"unit_id": entry.unit_id, "criterion_id": entry.criterion_id, "stage": entry.stage, **entry.place}


def _words(context: Context, entry: Entry) -> dict[str, str]:
    return context.names(entry.unit_id, entry.criterion_id)


def _refuse(context: Context, entry: Entry, rule: str, judged: Judged) -> None:
    if entry.fault or read_score(entry.value).kind not in ("blank", "not_applicable"):
        found = entry.fault or cell_text(entry.value)
        expected = {"expected": "ô trống", "expected_en": "a blank cell"}
        judged.findings.append(finding(rule, found=found, **expected, **_where(entry), **_words(context, entry)))


def _judge_score(context: Context, entry: Entry, leaf: Leaf, stage: Stage, judged: Judged) -> None:
    reading = _read_entry(context, entry, leaf)
    stated_max = reading.stated_max if reading.stated_max is not None else _read_printed(leaf, entry)
    status, findings = _judge_reading(context, entry, reading, leaf, stage)
    reason, note, doubts = _settle_reason(context, entry)
    row = {
        "year": context.season.year,
        "unit_id": entry.unit_id,
        "criterion_id": entry.criterion_id,
        "stage": entry.stage,
        "status": status,
        "score": reading.score if status == "scored" else None,
        "max_score": stated_max if stated_max is not None and stated_max >= 0 else None,
        "note": note or None,
        "reason": reason or None,
        "evidence": entry.evidence or None,
        "found": entry.fault or cell_text(entry.value) or None,
        "is_corrected": entry.is_corrected,
        **entry.place,
    }
    judged.findings.extend(findings + doubts)
    cell = entry.unit_id, entry.criterion_id, entry.stage
    earlier = judged.scores.get(cell)
    judged.scores[cell] = row if earlier is None else _settle_duplicate(context, entry, earlier, row, judged)


def _read_entry(context: Context, entry: Entry, leaf: Leaf) -> Reading:
    """What the score cell says; an ``x`` says only what the season declares that it means."""
    meaning = context.season.layout.x_means
    if meaning is None or not is_mark(entry.value):
        return read_score(entry.value)
    if meaning == "not_applicable":
        return Reading("not_applicable")
    maximum = leaf.max_score if leaf.max_score is not None else read_number(entry.max_score)
    return Reading("unreadable") if maximum is None else Reading("scored", maximum)


def _judge_reading(context: Context, entry: Entry, reading: Reading, leaf: Leaf, stage: Stage) -> tuple[str, list[Row]]:
    def found(rule: str, expected: str, expected_en: str, text: str | float = "") -> Row:
        words = _where(entry) | _words(context, entry)
        shown = text if text != "" else entry.value if isinstance(entry.value, float) else cell_text(entry.value)
        return finding(rule, found=shown, expected=expected, expected_en=expected_en, **words)

    expected_score = DUE_EXPECTED if stage.kind == "self" and leaf.line == "score" else SCORE_EXPECTED
    if entry.sheet.flags.shown_instead((entry.row, entry.score_column or 0)):
        # the finding is made for the column as a whole, by find_displays
        return "unreadable", []
    if lack := _LACK.fullmatch(entry.fault):
        return "unreadable", [_say_lack(entry, lack)]
    if entry.fault:
        rule = "formula_without_value" if entry.fault.startswith("=") else "score_unreadable"
        return "unreadable", [found(rule, *expected_score, entry.fault)]
    if is_mark(entry.value) and reading.kind == "unreadable":
        return "unreadable", [found("mark_without_meaning", *expected_score)]
    if reading.kind == "unreadable":
        return "unreadable", [found("score_unreadable", *expected_score)]
    if reading.kind == "blank":
        return ("missing" if stage.kind == "self" else "pending"), []
    if reading.kind == "not_applicable" or reading.score is None:
        return "not_applicable", []
    maximum, doubts = _maximum(leaf, reading, entry), []
    if reading.thousands is not None and maximum is not None and maximum >= THOUSAND:
        either, either_en = _either(reading.score, reading.thousands)
        if abs(reading.thousands) <= maximum:
            return "unreadable", [found("thousands_or_decimals", either, either_en)]
        doubts.append(found("thousands_above_max", *_both(reading.score)))
    if reading.score < 0:
        return "invalid", [found("score_negative", *_range(maximum))]
    if leaf.max_score is not None and reading.stated_max not in (None, leaf.max_score):
        return "invalid", [found("stated_max_differs", *_both(leaf.max_score))]
    if maximum is not None and reading.score > maximum:
        return "invalid", [found("score_above_max", *_range(maximum))]
    printed = _read_printed(leaf, entry)
    if printed is None and (thousands := read_thousands(entry.max_score)) is not None:
        either, either_en = _either(read_number(entry.max_score) or 0.0, thousands)
        place = entry.place_of("max_score")
        doubts.append(found("thousands_or_decimals", either, either_en, cell_text(entry.max_score)) | place)
    if leaf.max_score is not None and printed is not None and printed != leaf.max_score:
        doubts.append(found("printed_max_differs", *_both(leaf.max_score), float(printed)))
    if leaf.step and reading.score != leaf.max_score and round(reading.score / leaf.step, 6) % 1:
        step, step_en = _both(leaf.step)
        doubts.append(found("score_off_step", f"bội số của {step}", f"a multiple of {step_en}"))
    return "scored", doubts


def _say_lack(entry: Entry, lack: re.Match[str]) -> Row:
    """The finding for a row that is cut off: one for all scores in it, unless it is in a unit's own form."""
    expected = f"{lack[2]} trường như dòng tiêu đề", f"{lack[2]} fields, as in the header"
    words = {"found": lack[1], "expected": expected[0], "expected_en": expected[1], "stage": entry.stage}
    unit_id = entry.unit_id if entry.is_own_form else None
    return finding("csv_row_too_short", unit_id=unit_id, **words, **entry.sheet.place(entry.row, 0))


def _maximum(leaf: Leaf, reading: Reading, entry: Entry) -> float | None:
    if leaf.max_score is not None:
        return leaf.max_score
    return reading.stated_max if reading.stated_max is not None else _read_printed(leaf, entry)


def _read_printed(leaf: Leaf, entry: Entry) -> float | None:
    """The maximum printed beside a score: "1.000" is a thousand where the criteria set has it so; else it is none."""
    thousands = read_thousands(entry.max_score)
    if thousands is None:
        return read_number(entry.max_score)
    if leaf.max_score is None:
        return None
    return thousands if thousands == leaf.max_score else read_number(entry.max_score)


def _either(decimal: float, thousands: float) -> tuple[str, str]:
    return (
        f"{number_text(decimal)} hay {number_text(thousands)}",
        f"{cell_text(decimal)} or {cell_text(thousands)}",
    )


def _both(number: float) -> tuple[str, str]:
    return number_text(number), cell_text(number)


def _range(maximum: float | None) -> tuple[str, str]:
    if maximum is None:
        return "số không âm", "a number, 0 or more"
    return f"số từ 0 đến {number_text(maximum)}", f"a number from 0 to {cell_text(maximum)}"


def _settle_reason(context: Context, entry: Entry) -> tuple[str, str, list[Row]]:
    """The reason's id and the note; a reason outside the season's list becomes part of the note, with a doubt."""
    names = name_reasons(context)
    if not entry.reason or not names:
        return entry.reason, entry.note, []
    if known := names.get(name_key(entry.reason)):
        return known, entry.note, []
    expected = "; ".join(reason.name for reason in context.season.reasons)
    doubt = finding("unknown_reason", found=entry.reason, expected=expected, **_where(entry))
    return "", "; ".join(text for text in (entry.note, entry.reason) if text), [doubt]


def name_reasons(context: Context) -> dict[str, str]:
    """The ids of the season's reasons by each of their names, as name keys."""
    return {
        name_key(name): reason.id
        for reason in context.season.reasons
        for name in (reason.name_en, reason.name, reason.id)
        if name
    }


def _settle_duplicate(
    context: Context, entry: Entry, earlier: dict[str, Any], row: dict[str, Any], judged: Judged
) -> dict[str, Any]:
    """Rows that agree, or of which one is blank, leave one value; rows that differ leave none."""
    place = " ".join(str(earlier[key]) for key in ("source_file", "source_cell") if earlier[key])
    judged.findings.append(
        finding(
            "duplicate_criterion",
            found=row["found"] or "ô trống / blank",
            expected=f"{place}: {earlier['found'] or '—'}",
            **_where(entry),
            **_words(context, entry),
        )
    )
    for one, other in ((earlier, row), (row, earlier)):
        if other["status"] in ("missing", "pending") or (one["status"], one["score"]) == (
            other["status"],
            other["score"],
        ):
            return one
    both = f"{earlier['found']} | {row['found']}"
    return earlier | {"status": "invalid", "score": None, "found": both}


def _judge_explanation(context: Context, entry: Entry, leaf: Leaf, judged: Judged) -> None:
    reading = _read_entry(context, entry, leaf)
    if not entry.explanation and reading.kind == "blank" and not entry.fault:
        return
    if entry.criterion_id not in context.applicable[entry.unit_id]:
        _refuse(context, entry, "score_not_applicable", judged)
        return
    stage = next(stage for stage in context.season.stages if stage.id == entry.stage)
    status, findings = _judge_reading(context, entry, reading, leaf, stage)
    judged.findings.extend(findings)
    _keep_explanation(context, entry, reading.score if status == "scored" else None, judged)


def _keep_explanation(context: Context, entry: Entry, requested_score: float | None, judged: Judged) -> None:
    column = entry.explanation_column
    row = {
        "year": context.season.year,
        "unit_id": entry.unit_id,
        "criterion_id": entry.criterion_id,
        "explanation": entry.explanation,
        "requested_score": requested_score,
        **entry.sheet.place(entry.row, entry.score_column if column is None else column),
    }
    earlier = judged.explanations.setdefault((entry.unit_id, entry.criterion_id), row)
    if earlier["explanation"] != row["explanation"]:
        expected = f"{earlier['source_file']} {earlier['source_cell']}: {earlier['explanation']}"
        words = _where(entry) | _words(context, entry)
        judged.findings.append(finding("duplicate_criterion", found=row["explanation"], expected=expected, **words))
