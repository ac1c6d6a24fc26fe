"""The checks of a season one row after the other: what the checks by position must agree with."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.context import Context, Leaf
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.rows import group_rows, list_rows
from cchc_analysis.intake.second_looks import (
    FEWEST_SHARED,
    NOT_ASSIGNED,
    PLACE,
    WORDS,
)
from cchc_analysis.intake.submissions import BLANK, FAULTY, list_due, show_moment

SETTLED = ("scored", "not_applicable")


def check_stages(context: Context, scores: pd.DataFrame) -> list[Row]:
    """Appraisal against self-score and maximum: raised, without a reason, or at odds about what applies."""
    leaves = context.leaves
    self_scores = _by_leaf(scores, [context.season.self_stage.id] if context.season.self_stage else [])
    appraised = _by_leaf(scores, [stage.id for stage in context.season.appraisal_stages])
    findings, unexplained = [], []
    for cell, row in appraised.items():
        leaf, own = leaves[row["criterion_id"]], self_scores.get(cell)
        if own is not None:
            findings.extend(_against_self(context, own, row, leaf))
        maximum = row["max_score"] if leaf.max_score is None else leaf.max_score
        is_cut = row["status"] == "scored" and leaf.line == "score" and pd.notna(maximum) and row["score"] < maximum
        if is_cut and not row["said"]:
            unexplained.append(_compare("deduction_without_reason", context, row, row["score"], maximum))
    if unexplained and not any(row["said"] for row in appraised.values()):
        first = unexplained[0]
        return [*findings, finding("no_reasons_given", found=len(unexplained), stage=first["stage"])]
    return findings + unexplained


def check_whole_forms(context: Context, scores: pd.DataFrame) -> list[Row]:
    """Units that gave themselves the maximum on everything."""
    stage = context.season.self_stage
    leaves = context.leaves
    maxima = {leaf: each.max_score for leaf, each in leaves.items() if each.line == "score"}
    own = scores.loc[(scores["stage"] == (stage.id if stage else "")) & (scores["status"] == "scored")]
    own = own.loc[own["criterion_id"].isin(maxima)]
    is_full = own["score"] == own["criterion_id"].map(maxima).fillna(own["max_score"])
    findings = []
    forms = group_rows(own[["unit_id", "source_file"]].assign(is_full=is_full), "unit_id")
    for unit_id, rows in forms.items():
        if len(rows) > 1 and all(row["is_full"] for row in rows):
            words = {"stage": stage.id if stage else None, "source_file": rows[0]["source_file"]}
            findings.append(
                finding(
                    "whole_form_at_max",
                    unit_id=str(unit_id),
                    found=len(rows),
                    **context.names(str(unit_id)),
                    **words,
                )
            )
    return findings


def _by_leaf(scores: pd.DataFrame, stages: list[str]) -> dict[tuple[str, str], dict[Any, Any]]:
    """The last cell with anything in it, per unit and leaf; ``said`` tells whether any stage gave a note or reason."""
    last: dict[tuple[str, str], dict[Any, Any]] = {}
    for stage in stages:
        for row in list_rows(scores.loc[(scores["stage"] == stage) & ~scores["status"].isin(BLANK)]):
            cell = row["unit_id"], row["criterion_id"]
            said = isinstance(row["note"], str) or isinstance(row["reason"], str)
            last[cell] = row | {"said": said or last.get(cell, {}).get("said", False)}
    return last


def _against_self(context: Context, own: Mapping[Any, Any], row: Mapping[Any, Any], leaf: Leaf) -> list[Row]:
    statuses = own["status"], row["status"]
    if statuses == ("scored", "scored") and row["score"] > own["score"] and leaf.line != "penalty":
        return [_compare("appraised_above_self", context, row, row["score"], own["score"])]
    if set(statuses) == {"scored", "not_applicable"}:
        return [_compare("stages_disagree_na", context, row, row["found"], own["found"])]
    return []


def _compare(rule: str, context: Context, row: Mapping[Any, Any], found: object, expected: object) -> Row:
    return finding(
        rule,
        unit_id=row["unit_id"],
        criterion_id=row["criterion_id"],
        stage=row["stage"],
        found=found,
        expected=expected,
        **context.names(row["unit_id"], row["criterion_id"]),
        **{key: row[key] if isinstance(row[key], str) else None for key in PLACE},
    )


def check_claims(context: Context, scores: pd.DataFrame) -> list[Row]:
    """Zeros beside which a text says "not assigned", and self-scores at the maximum without evidence."""
    stage = context.season.self_stage
    own = scores[(scores["stage"] == (stage.id if stage else "")) & (scores["status"] == "scored")]
    return [*_zeros_not_assigned(context, scores), *_maxima_without_evidence(context, own)]


def check_copies(context: Context, scores: pd.DataFrame) -> list[Row]:
    """Self-assessments that say the same as another unit's in every criterion both must score, words included.

    Forms that agree only in being full marks are none: a copy shares words, or points that were not given in full.
    """
    stage = context.season.self_stage
    own = scores[(scores["stage"] == (stage.id if stage else "")) & (scores["found"].notna())]
    senders = own["unit_id"].unique()
    owed = [set(context.applicable[unit_id]) for unit_id in senders]
    leaves = context.leaves
    shared = {leaf for leaf in set.intersection(*owed) if leaves[leaf].line == "score"} if owed else set()
    maxima = {leaf: leaves[leaf].max_score for leaf in shared}
    first: dict[Hashable, str] = {}
    findings = []
    for unit_id, cells in group_rows(own[own["criterion_id"].isin(shared)], "unit_id").items():
        if len(cells) < FEWEST_SHARED or not _is_telling(cells, maxima):
            continue
        signature = frozenset(
            (row["criterion_id"], _points(row), *(_words(row[part]) for part in WORDS)) for row in cells
        )
        original = first.setdefault(signature, str(unit_id))
        if original != unit_id:
            findings.append(
                finding(
                    "copy_of_another",
                    unit_id=str(unit_id),
                    stage=cells[0]["stage"],
                    source_file=cells[0]["source_file"],
                    found=len(cells),
                    expected=context.unit_labels[original],
                    expected_en=context.unit_labels_en[original],
                    **context.names(str(unit_id)),
                )
            )
    return findings


def _zeros_not_assigned(context: Context, scores: pd.DataFrame) -> list[Row]:
    zeros = scores[(scores["status"] == "scored") & (scores["score"] == 0)]
    return [
        finding("zero_but_not_assigned", found=said, expected="KAD", **_about(context, row))
        for row in list_rows(zeros)
        if (said := next((row[part] for part in ("note", "reason", "evidence") if _says_not_assigned(row[part])), None))
    ]


def _maxima_without_evidence(context: Context, own: pd.DataFrame) -> list[Row]:
    """Per cell, or once for a form without any evidence; nothing where no form of the season names any."""
    if not own["evidence"].notna().any():
        return []
    leaves = context.leaves
    maxima = own["criterion_id"].map({leaf: each.max_score for leaf, each in leaves.items() if each.line == "score"})
    is_line = own["criterion_id"].map({leaf: each.line == "score" for leaf, each in leaves.items()})
    full = own[is_line & (own["score"] > 0) & (own["score"] == maxima.fillna(own["max_score"]))]
    evident = set(own.loc[own["evidence"].notna(), "unit_id"])
    findings = []
    for unit_id, rows in group_rows(full, "unit_id").items():
        if unit_id not in evident:
            where = {"unit_id": str(unit_id), "stage": rows[0]["stage"], "source_file": rows[0]["source_file"]}
            expected = {"expected": "tài liệu kiểm chứng", "expected_en": "evidence"}
            findings.append(
                finding("no_evidence_given", found=len(rows), **context.names(str(unit_id)), **expected, **where)
            )
            continue
        findings.extend(
            finding(
                "max_without_evidence",
                found=float(row["score"]),
                expected="tài liệu kiểm chứng",
                expected_en="evidence",
                **_about(context, row),
            )
            for row in rows
            if not isinstance(row["evidence"], str)
        )
    return findings


def _about(context: Context, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "unit_id": row["unit_id"],
        "criterion_id": row["criterion_id"],
        "stage": row["stage"],
        **context.names(row["unit_id"], row["criterion_id"]),
        **{key: row[key] if isinstance(row[key], str) else None for key in PLACE},
    }


def _says_not_assigned(text: object) -> bool:
    words = _words(text)
    padded = f" {words} "
    return any(f" {phrase}" in padded if len(phrase) > 3 else f" {phrase} " in padded for phrase in NOT_ASSIGNED)


def _is_telling(cells: list[Row], maxima: Mapping[str, float | None]) -> bool:
    worded = sum(any(_words(row[part]) for part in WORDS) for row in cells)
    partial = sum(row["status"] == "scored" and row["score"] != maxima[row["criterion_id"]] for row in cells)
    return worded >= FEWEST_SHARED or partial >= FEWEST_SHARED


def _points(row: Mapping[Any, Any]) -> Hashable:
    return row["score"] if row["status"] == "scored" else (row["status"], _words(row["found"]))


def _words(text: object) -> str:
    return name_key(text) if isinstance(text, str) else ""


def record_submissions(
    context: Context, scores: pd.DataFrame, explanations: pd.DataFrame, received_files: pd.DataFrame
) -> pd.DataFrame:
    """The ``submissions`` table: what was expected, what came and when, and how its due cells stand."""
    leaves = context.leaves
    statuses = {
        (row["unit_id"], row["stage"], row["criterion_id"]): row["status"]
        for row in list_rows(scores[["unit_id", "stage", "criterion_id", "status"]])
    }
    standing = {(row["unit_id"], row["stage"]): row for row in list_rows(received_files[received_files["is_standing"]])}
    file_counts = received_files.groupby(["unit_id", "stage"]).size().to_dict()
    explained = set(explanations["unit_id"])
    first_appraisal = context.season.appraisal_stages[0].id
    rows = []
    for unit_id in context.units["unit_id"]:
        appraised: set[str] = set()
        for stage in context.season.stages:
            due = list_due(context, unit_id, stage, leaves)
            found = [statuses.get((unit_id, stage.id, leaf)) for leaf in due]
            is_due = stage.kind == "self" or stage.id == first_appraisal
            settled = {leaf for leaf, status in zip(due, found, strict=True) if status in SETTLED}
            appraised |= settled if stage.kind == "appraisal" else set()
            file: Mapping[Any, Any] = standing.get((unit_id, stage.id), {})
            rows.append(
                {
                    "year": context.season.year,
                    "unit_id": unit_id,
                    "stage": stage.id,
                    "is_expected": is_due and bool(due) and unit_id not in stage.not_expected_from,
                    "is_received": bool(file),
                    "source_file": file.get("source_file"),
                    "sha256": file.get("sha256"),
                    "file_count": file_counts.get((unit_id, stage.id), 0),
                    "received_at": file.get("received_at"),
                    "received_by": file.get("received_by"),
                    "deadline": show_moment(stage.deadline) if stage.deadline else None,
                    "is_late": file["received_at"] > show_moment(stage.deadline) if file and stage.deadline else None,
                    "is_complete": len(settled) == len(due) if file and due else None,
                    "is_explained": unit_id in explained if stage.kind == "explanation" else None,
                    "appraised_share": len(appraised) / len(due) if stage.kind == "appraisal" and due else None,
                    "due_count": len(due),
                    "scored_count": found.count("scored"),
                    "not_applicable_count": found.count("not_applicable"),
                    "blank_count": sum(status in BLANK for status in found),
                    "fault_count": sum(status in FAULTY for status in found),
                }
            )
    return schemas.validate("submissions", pd.DataFrame(rows))
