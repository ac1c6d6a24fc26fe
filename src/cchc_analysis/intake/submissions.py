"""What came from whom: one record per unit and stage, and what is still due."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Entry
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import says_anything
from cchc_analysis.intake.judging import Leaf, list_leaves
from cchc_analysis.season import Stage

BLANK = ("missing", "pending")
FAULTY = ("unreadable", "invalid")


def hash_file(path: Path) -> str:
    """SHA-256 of a file as received."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def list_received(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """The file that came from a unit in a stage: its own form, or a long file with anything in one of its rows."""
    received: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.is_own_form or says_anything(entry.value) or entry.fault or entry.explanation:
            received.setdefault((entry.unit_id, entry.stage), entry.sheet.file)
    return received


def list_due(context: Context, unit_id: str, stage: Stage, leaves: Mapping[str, Leaf]) -> list[str]:
    """The leaves a unit must be scored on in a stage: those that apply, survey leaves only in appraisal."""
    if stage.kind == "explanation":
        return []
    due = [leaf for leaf in context.applicable[unit_id] if leaves[leaf].line == "score"]
    return [leaf for leaf in due if stage.kind == "appraisal" or not leaves[leaf].is_survey]


def record_submissions(
    context: Context, scores: pd.DataFrame, received: Mapping[tuple[str, str], str], hashes: Mapping[str, str]
) -> pd.DataFrame:
    """The ``submissions`` table: what was expected, what came, and how its due cells stand."""
    leaves = list_leaves(context)
    statuses = {
        (row["unit_id"], row["stage"], row["criterion_id"]): row["status"]
        for row in scores[["unit_id", "stage", "criterion_id", "status"]].to_dict("records")
    }
    first_appraisal = context.season.appraisal_stages[0].id
    rows = []
    for unit_id in context.units["unit_id"]:
        for stage in context.season.stages:
            due = list_due(context, unit_id, stage, leaves)
            found = [statuses.get((unit_id, stage.id, leaf)) for leaf in due]
            file = received.get((unit_id, stage.id))
            is_due = stage.kind == "self" or stage.id == first_appraisal
            rows.append(
                {
                    "year": context.season.year,
                    "unit_id": unit_id,
                    "stage": stage.id,
                    "is_expected": is_due and bool(due) and unit_id not in stage.not_expected_from,
                    "is_received": file is not None,
                    "source_file": file,
                    "sha256": hashes.get(file) if file else None,
                    "due_count": len(due),
                    "scored_count": found.count("scored"),
                    "not_applicable_count": found.count("not_applicable"),
                    "blank_count": sum(status in BLANK for status in found),
                    "fault_count": sum(status in FAULTY for status in found),
                }
            )
    return schemas.validate("submissions", pd.DataFrame(rows))


def find_gaps(
    context: Context,
    submissions: pd.DataFrame,
    scores: pd.DataFrame,
    entries: Iterable[Entry],
    unreadable: Iterable[tuple[str, str]],
) -> list[Row]:
    """Forms that did not come or came blank, cells left blank, criteria whose rows are gone, units not appraised.

    *unreadable* are the units and stages whose file came and could not be read: nothing more is said of them.
    """
    leaves = list_leaves(context)
    stages = {stage.id: stage for stage in context.season.stages}
    met = {(entry.unit_id, entry.stage, entry.criterion_id) for entry in entries}
    own = {(entry.unit_id, entry.stage): entry.sheet for entry in entries if entry.is_own_form}
    blanks = scores.loc[scores["status"] == "missing"].groupby(["unit_id", "stage"])
    known = set(unreadable)
    findings: list[Row] = []
    for submission in submissions.to_dict("records"):
        unit_id, stage = submission["unit_id"], stages[submission["stage"]]
        if (unit_id, stage.id) in known:
            continue
        if stage.kind == "self":
            rows = blanks.get_group((unit_id, stage.id)) if (unit_id, stage.id) in blanks.groups else scores.iloc[:0]
            findings.extend(_self_gaps(context, submission, rows, leaves))
        if _owes_rows(submission, stage, context, own):
            sheet = own.get((unit_id, stage.id))
            place = sheet.place(0, None) if sheet else {"source_file": submission["source_file"]}
            findings.extend(
                _missing_row(context, unit_id, stage.id, leaf, place)
                for leaf in list_due(context, unit_id, stage, leaves)
                if (unit_id, stage.id, leaf) not in met
            )
    return findings + _not_appraised(context, submissions)


def _self_gaps(
    context: Context, submission: Mapping[Any, Any], blanks: pd.DataFrame, leaves: Mapping[str, Leaf]
) -> Iterable[Row]:
    unit_id, stage = submission["unit_id"], submission["stage"]
    words = {"unit_id": unit_id, "stage": stage, "unit": context.unit_labels[unit_id]}
    form = {"expected": "phiếu tự chấm", "expected_en": "a self-assessment"}
    if not submission["is_received"]:
        if submission["is_expected"]:
            yield finding("missing_form", **form, **words)
        return
    given = submission["scored_count"] + submission["not_applicable_count"] + submission["fault_count"]
    if not given and submission["due_count"]:
        if submission["is_expected"]:
            yield finding("blank_form", source_file=submission["source_file"], **form, **words)
        return
    for row in blanks.to_dict("records"):
        if leaves[row["criterion_id"]].line == "score":
            place = {key: row[key] for key in ("criterion_id", "source_file", "source_sheet", "source_cell")}
            expected = {"expected": "một số hoặc “KAD”", "expected_en": "a number or “KAD”"}
            yield finding(
                "blank_score", found="", criterion=context.label(row["criterion_id"]), **expected, **place, **words
            )


def _owes_rows(
    submission: Mapping[Any, Any], stage: Stage, context: Context, own: Mapping[tuple[str, str], object]
) -> bool:
    """Own forms owe a row per leaf, but not those of later appraisals; long files only in the self stage."""
    if not submission["is_received"]:
        return False
    if stage.kind == "self":
        return True
    is_first = stage.id == context.season.appraisal_stages[0].id
    return is_first and (submission["unit_id"], stage.id) in own


def _missing_row(context: Context, unit_id: str, stage: str, criterion_id: str, place: Mapping[str, str | None]) -> Row:
    label = context.label(criterion_id)
    return finding(
        "missing_criterion",
        unit_id=unit_id,
        criterion_id=criterion_id,
        stage=stage,
        expected=label,
        unit=context.unit_labels[unit_id],
        criterion=label,
        **place,
    )


def _not_appraised(context: Context, submissions: pd.DataFrame) -> list[Row]:
    appraisals = [stage.id for stage in context.season.appraisal_stages]
    given = submissions["scored_count"] + submissions["not_applicable_count"] + submissions["fault_count"]
    appraised = set(submissions.loc[submissions["stage"].isin(appraisals) & (given > 0), "unit_id"])
    return [
        finding(
            "not_appraised",
            unit_id=unit_id,
            stage=appraisals[0],
            expected="điểm thẩm định",
            expected_en="appraised scores",
            unit=context.unit_labels[unit_id],
        )
        for unit_id in context.units["unit_id"]
        if unit_id not in appraised
    ]
