"""Doubts about what a form claims: zeros that are none, maxima without evidence, forms that are another's."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cchc_analysis.intake.context import Context
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.intake.score_grid import ABSENT, ScoreGrid

NOT_ASSIGNED = ("không được giao", "không áp dụng", "không phải nhiệm vụ", "không có nhiệm vụ", "not applicable", "kad")
WORDS = ("note", "evidence")
FEWEST_SHARED = 3
PLACE = ("source_file", "source_sheet", "source_cell")


def check_claims(grid: ScoreGrid) -> list[Row]:
    """Zeros beside which a text says "not assigned", and self-scores at the maximum without evidence."""
    return [*_zeros_not_assigned(grid), *_maxima_without_evidence(grid)]


def check_copies(grid: ScoreGrid) -> list[Row]:
    """Self-assessments that say the same as another unit's in every criterion both must score, words included.

    Forms that agree only in being full marks are none: a copy shares words, or points that were not given in full.
    """
    context, scores = grid.context, grid.scores
    own = _of_self_stage(grid) & grid.is_given("found")
    senders = np.unique(grid.unit[own])
    if not senders.size:
        return []
    shared = context.grid.applies[senders].all(axis=0) & context.grid.is_line
    rows = np.flatnonzero(own & shared[grid.criterion])
    units, criteria = grid.unit[rows], grid.criterion[rows]
    notes, evidence = (grid.number_texts(part, _words) for part in WORDS)
    is_scored = grid.has_status("scored")[rows]
    is_partial = is_scored & ~(grid.score[rows] == context.grid.max_score[criteria])
    is_worded = (notes[0][rows] > 0) | (evidence[0][rows] > 0)
    counts = [np.bincount(units[flags], minlength=len(context.units)) for flags in (is_worded, is_partial)]
    telling = (np.maximum(*counts) >= FEWEST_SHARED) & (
        np.bincount(units, minlength=len(context.units)) >= FEWEST_SHARED
    )
    said = (_number_points(grid)[rows] * notes[1] + notes[0][rows]) * evidence[1] + evidence[0][rows]
    forms = np.full((len(context.units), len(context.criteria)), ABSENT, dtype=np.int64)
    forms[units, criteria] = said
    first_rows = dict(zip(units[::-1].tolist(), rows[::-1].tolist(), strict=True))
    originals: dict[bytes, int] = {}
    findings = []
    for unit in np.flatnonzero(telling).tolist():
        original = originals.setdefault(forms[unit].tobytes(), unit)
        if original == unit:
            continue
        unit_id, other = (context.units["unit_id"].iloc[at] for at in (unit, original))
        findings.append(
            finding(
                "copy_of_another",
                unit_id=unit_id,
                stage=scores["stage"].iloc[first_rows[unit]],
                source_file=scores["source_file"].iloc[first_rows[unit]],
                found=int((units == unit).sum()),
                expected=context.unit_labels[other],
                expected_en=context.unit_labels_en[other],
                **context.names(unit_id),
            )
        )
    return findings


def _of_self_stage(grid: ScoreGrid) -> np.ndarray:
    stage = grid.context.season.self_stage
    return grid.is_of(stage.id if stage else None)


def _number_points(grid: ScoreGrid) -> np.ndarray:
    """A number for what each row says of its points: the score, else its status and words."""
    points, at = np.unique(grid.score, return_inverse=True)
    words, word_count = grid.number_texts("found", _words)
    other = len(points) + grid.status.astype(np.int64) * word_count + words
    return np.where(grid.has_status("scored"), at, other)


def _zeros_not_assigned(grid: ScoreGrid) -> list[Row]:
    parts = ("note", "reason", "evidence")
    says = {part: grid.ask_texts(part, _says_not_assigned) for part in parts}
    zeros = grid.has_status("scored") & (grid.score == 0) & np.logical_or.reduce(list(says.values()))
    return [
        finding(
            "zero_but_not_assigned",
            found=next(row[part] for part in parts if _says_not_assigned(row[part])),
            expected="KAD",
            **_about(grid.context, row),
        )
        for row in list_rows(grid.scores[zeros])
    ]


def _maxima_without_evidence(grid: ScoreGrid) -> list[Row]:
    """Per cell, or once for a form without any evidence; nothing where no form of the season names any."""
    context, scores = grid.context, grid.scores
    own, has_evidence = _of_self_stage(grid) & grid.has_status("scored"), grid.is_given("evidence")
    if not (own & has_evidence).any():
        return []
    is_full = own & context.grid.is_line[grid.criterion] & (grid.score > 0) & (grid.score == grid.maximum)
    is_evident = np.zeros(len(context.units), dtype=bool)
    is_evident[grid.unit[own & has_evidence]] = True
    bare = np.flatnonzero(is_full & ~is_evident[grid.unit])
    units, first, counts = np.unique(grid.unit[bare], return_index=True, return_counts=True)
    findings = []
    for unit, row, count in zip(units.tolist(), list_rows(scores.iloc[bare[first]]), counts.tolist(), strict=True):
        unit_id = context.units["unit_id"].iloc[unit]
        where = {"unit_id": unit_id, "stage": row["stage"], "source_file": row["source_file"]}
        expected = {"expected": "tài liệu kiểm chứng", "expected_en": "evidence"}
        findings.append(finding("no_evidence_given", found=count, **context.names(unit_id), **expected, **where))
    return findings + [
        finding(
            "max_without_evidence",
            found=float(row["score"]),
            expected="tài liệu kiểm chứng",
            expected_en="evidence",
            **_about(context, row),
        )
        for row in list_rows(scores[is_full & is_evident[grid.unit] & ~has_evidence])
    ]


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


def _words(text: object) -> str:
    return name_key(text) if isinstance(text, str) else ""
