"""Doubts about what a form claims: zeros that are none, maxima without evidence, forms that are another's."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.rows import group_rows, list_rows

NOT_ASSIGNED = ("không được giao", "không áp dụng", "không phải nhiệm vụ", "không có nhiệm vụ", "not applicable", "kad")
WORDS = ("note", "evidence")
FEWEST_SHARED = 3
PLACE = ("source_file", "source_sheet", "source_cell")


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
