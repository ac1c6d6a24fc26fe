"""Doubts and faults that only show when rows stand side by side: sums, stages, whole forms."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.intake.context import Context, Leaf
from cchc_analysis.intake.entries import Entries, Entry, Subtotal
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.rows import group_rows, list_rows
from cchc_analysis.intake.values import read_score

ROUNDING = 0.01
HIDDEN_SHOWN = 10
BLANK = ("missing", "pending")
PLACE = ("source_file", "source_sheet", "source_cell")


def check_subtotals(context: Context, subtotals: Iterable[Subtotal], scores: pd.DataFrame) -> list[Row]:
    """Printed sums against the sum of what they are the sum of; sums over a cell at fault are left alone."""
    leaves = context.leaves
    cells: dict[tuple[str, str], dict[str, tuple[str, float]]] = {}
    for row in list_rows(scores[["unit_id", "stage", "criterion_id", "status", "score"]]):
        form = cells.setdefault((row["unit_id"], row["stage"]), {})
        form[row["criterion_id"]] = row["status"], row["score"]
    findings = []
    for subtotal in subtotals:
        reading = read_score(subtotal.value)
        printed = reading.score
        form = cells.get((subtotal.unit_id, subtotal.stage), {})
        sums = [total for node in subtotal.criterion_ids for total in _sums(context, node, form, leaves)]
        if printed is None or not sums:
            continue
        findings.extend(_check_maximum(context, subtotal, reading.stated_max, form, leaves))
        nearest = min(sums, key=lambda total: abs(total - printed))
        gap = round(abs(nearest - printed), 6)
        if gap:
            rule = "subtotal_rounding" if gap <= ROUNDING else "subtotal_differs"
            place = subtotal.sheet.place(subtotal.row, subtotal.column)
            node = subtotal.criterion_ids[0] if len(subtotal.criterion_ids) == 1 else None
            findings.append(
                finding(
                    rule,
                    unit_id=subtotal.unit_id,
                    criterion_id=node,
                    stage=subtotal.stage,
                    found=float(printed),
                    expected=float(nearest),
                    row=subtotal.label,
                    **place,
                )
            )
    return findings


def find_hidden(entries: Entries, standing: np.ndarray) -> list[Row]:
    """A doubt for each sheet with scores in hidden rows or columns: read, though whoever signed did not see them.

    *standing* are the numbers of the entries that stand.
    """
    hides = [bool(sheet.flags.hidden_rows or sheet.flags.hidden_columns) for sheet in entries.sheets]
    suspects = standing[np.array(hides, dtype=bool)[entries.column("sheet")[standing]]] if any(hides) else standing[:0]
    cells: dict[tuple[str, str | None, str, str], list[Entry]] = {}
    for entry in map(entries.entry, suspects.tolist()):
        if entry.is_hidden and entry.value is not None:
            form = entry.sheet.file, entry.sheet.name, entry.unit_id, entry.stage
            cells.setdefault(form, []).append(entry)
    findings = []
    for (_, _, unit_id, stage), hidden in cells.items():
        found = ", ".join(str(entry.place["source_cell"]) for entry in hidden[:HIDDEN_SHOWN])
        more = ", …" if len(hidden) > HIDDEN_SHOWN else ""
        findings.append(finding("hidden_cells", unit_id=unit_id, stage=stage, found=found + more, **hidden[0].place))
    return findings


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


def _sums(
    context: Context, node: str | None, form: Mapping[str, tuple[str, float]], leaves: Mapping[str, Leaf]
) -> list[float]:
    """What a printed sum may be: of the leaves below a node; of a whole form also with bonus and penalty, or capped."""
    whole = context.index.leaves_under(node)
    below = [leaf for leaf in form if leaf in whole]
    if any(form[leaf][0] in ("unreadable", "invalid") for leaf in below) or not below:
        return []
    points = {
        line: round(sum(form[leaf][1] for leaf in below if form[leaf][0] == "scored" and leaves[leaf].line == line), 6)
        for line in ("score", "bonus", "penalty")
    }
    with_lines = round(points["score"] + points["bonus"] - points["penalty"], 6)
    lines = {leaves[leaf].line for leaf in below}
    if "score" not in lines:
        return [round(points["bonus"] + points["penalty"], 6), with_lines]
    if lines == {"score"}:
        return [points["score"]]
    bonus, penalty = (
        points[line] if cap is None else min(points[line], cap)
        for line, cap in (("bonus", context.season.bonus_max), ("penalty", context.season.penalty_max))
    )
    return [points["score"], with_lines, round(points["score"] + bonus - penalty, 6)]


def _check_maximum(
    context: Context,
    subtotal: Subtotal,
    printed: float | None,
    form: Mapping[str, tuple[str, float]],
    leaves: Mapping[str, Leaf],
) -> list[Row]:
    """The b of a sum printed ``a/b``: the maxima of what applies, of what stands in the form, or of what was scored."""
    if printed is None:
        return []
    sums = []
    for node in subtotal.criterion_ids:
        whole = context.index.leaves_under(node)
        below = [
            leaf for leaf in context.applicable[subtotal.unit_id] if leaves[leaf].line == "score" and leaf in whole
        ]
        counted = (
            below,
            [leaf for leaf in below if leaf in form],
            [leaf for leaf in below if leaf in form and form[leaf][0] != "not_applicable"],
        )
        sums += [_sum_maxima(chosen, leaves) for chosen in counted]
    known = [total for total in sums if total is not None]
    if not known or printed in known:
        return []
    nearest = min(known, key=lambda total: abs(total - printed))
    where = {"unit_id": subtotal.unit_id, "stage": subtotal.stage}
    return [
        finding(
            "subtotal_max_differs",
            found=float(printed),
            expected=float(nearest),
            row=subtotal.label,
            **where,
            **subtotal.sheet.place(subtotal.row, subtotal.column),
        )
    ]


def _sum_maxima(chosen: Iterable[str], leaves: Mapping[str, Leaf]) -> float | None:
    maxima = [leaves[leaf].max_score for leaf in chosen]
    stated = [maximum for maximum in maxima if maximum is not None]
    return round(sum(stated), 6) if stated and len(stated) == len(maxima) else None


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
