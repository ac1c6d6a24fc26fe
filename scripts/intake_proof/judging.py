"""What was read, held against the truth: numbers silently wrong, forms refused, findings on clean forms."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from scripts.intake_proof.forms import Made, Truth

OF_CONTENT = frozenset(
    (
        "not_appraised", "missing_form", "no_evidence_given", "max_without_evidence", "whole_form_at_max",
        "copy_of_another", "deduction_without_reason", "no_reasons_given", "appraised_above_self",
        "stages_disagree_na", "zero_but_not_assigned", "unknown_reason", "late_form", "deadline_unclear",
    )
)  # fmt: skip
"""Findings about what was claimed, not about how a sheet was read: no excuse for a wrong number, no fault of a form."""

_RANGE = re.compile(r"(?<!\w)([A-Z]{1,3})([0-9]+)(?::\1([0-9]+))?(?!\w)")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]+)")


@dataclass(frozen=True)
class Failure:
    """One thing that went wrong with a workbook, in a sentence."""

    kind: str
    figure: str  # silent, refused or clean
    file: str
    sentence: str


@dataclass
class Tally:
    """The three figures of a run, and what failed."""

    workbooks: int = 0
    cells: int = 0
    silent: int = 0
    refused: int = 0
    findings_on_clean: int = 0
    made: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in another part's figures; of failures only the first few of each kind."""
        self.workbooks += other.workbooks
        self.cells += other.cells
        self.silent += other.silent
        self.refused += other.refused
        self.findings_on_clean += other.findings_on_clean
        for kind, count in other.made.items():
            self.made[kind] = self.made.get(kind, 0) + count
        self.failures.extend(other.failures)


def judge(made: list[Made], tables: Path) -> Tally:
    """Hold the stored tables of a checked season against what was made up."""
    scores = pd.read_parquet(tables / "scores.parquet")
    findings = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in pd.read_parquet(tables / "findings.parquet").to_dict("records")
    ]
    return judge_tables(made, scores, findings)


def judge_tables(made: list[Made], scores: pd.DataFrame, findings: list[dict[str, Any]]) -> Tally:
    """The same with tables in hand."""
    tally = Tally()
    columns = ["unit_id", "criterion_id", "stage", "status", "score", "source_file", "source_sheet", "source_cell"]
    read = {tuple(row[:3]): row[3:] for row in scores[columns].itertuples(index=False, name=None)}
    speaking = [row for row in findings if row["rule"] not in OF_CONTENT]
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_unit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    loose = []
    for row in speaking:
        if row["source_file"] is not None:
            by_file[row["source_file"]].append(row)
        if row["unit_id"] is not None:
            by_unit[row["unit_id"]].append(row)
        if row["source_file"] is None and row["unit_id"] is None:
            loose.append(row)
    known = set()
    for workbook in made:
        tally.workbooks += 1
        tally.made[workbook.kind] = tally.made.get(workbook.kind, 0) + 1
        known |= set(workbook.truths)
        own = by_file[workbook.file]
        failures = list(_judge_workbook(workbook, read, own, by_unit, loose))
        tally.cells += len(workbook.truths)
        for failure in failures:
            if failure.figure == "silent":
                tally.silent += 1
        if any(failure.figure == "refused" for failure in failures):
            tally.refused += 1
        if workbook.is_clean:
            units = {unit for unit, _, _ in workbook.truths}
            stages = {stage for _, _, stage in workbook.truths}
            told = own + [
                row for unit in units for row in by_unit[unit] if row["source_file"] is None and row["stage"] in stages
            ]
            tally.findings_on_clean += len(told)
            failures += [
                Failure(workbook.kind, "clean", workbook.file, f"{row['rule']}: {row['sentence']}") for row in told
            ]
        tally.failures.extend(failures)
    files = {workbook.file: workbook.kind for workbook in made}
    for key, (status, score, file, sheet, cell) in read.items():
        if status == "scored" and key not in known:
            tally.silent += 1
            sentence = f"{' '.join(map(str, key))}: {score} read at {sheet}!{cell}, where nothing was written for it"
            tally.failures.append(Failure(files.get(file, "?"), "silent", str(file), sentence))
    return tally


def _judge_workbook(
    workbook: Made,
    read: dict[tuple[Any, ...], tuple[Any, ...]],
    own: list[dict[str, Any]],
    by_unit: dict[str, list[dict[str, Any]]],
    loose: list[dict[str, Any]],
) -> Iterator[Failure]:
    for key, truth in workbook.truths.items():
        unit, leaf, _ = key
        status, score, _file, sheet, cell = read.get(key, ("missing", None, None, None, None))
        is_right = (
            score == truth.score
            if truth.status == "scored" and status == "scored"
            else truth.status == status or {truth.status, status} <= {"missing", "pending"}
        )
        said = list(_naming(key, truth, workbook.file, own, by_unit[unit], loose))
        is_named = any(row["severity"] == "error" or truth.need != "error" for row in said)
        if truth.need and not is_named:
            what = f"{unit} {leaf}: {status} {score} read at {sheet}!{cell}, and no {truth.need} speaks of {truth.cell}"
            yield Failure(workbook.kind, "silent", workbook.file, what)
        elif not truth.need and not is_right:
            meant = f"meant {truth.status} {truth.score} at {truth.cell}"
            what = f"{unit} {leaf}: {status} {score} read at {sheet}!{cell}, {meant}"
            if not said:
                yield Failure(workbook.kind, "silent", workbook.file, what)
            elif workbook.is_single:
                rules = ", ".join(sorted({row["rule"] for row in said}))
                yield Failure(workbook.kind, "refused", workbook.file, f"{what} ({rules})")


def _naming(
    key: tuple[str, str, str],
    truth: Truth,
    file: str,
    own: Iterable[dict[str, Any]],
    of_unit: Iterable[dict[str, Any]],
    loose: Iterable[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """The findings that name the cell, its row or heading, its criterion for the unit, or the file."""
    unit, leaf, stage = key
    for row in of_unit:
        is_of_all = row["criterion_id"] is None and row["source_cell"] is None and row["severity"] == "error"
        if row["stage"] in (stage, None) and (row["criterion_id"] == leaf or is_of_all):
            yield row
    place, heading = _split(truth.cell), _split(truth.heading_cell)
    for row in own:
        if row["source_sheet"] not in (None, truth.sheet):
            continue
        if row["source_cell"] is None:
            if row["severity"] == "error" and row["criterion_id"] is None:
                yield row
            continue
        at = _split(row["source_cell"])
        is_of_row = at[1] == place[1] and row["criterion_id"] in (None, leaf) and row["unit_id"] in (None, unit)
        is_of_header = heading[1] - 3 <= at[1] <= heading[1] and row["criterion_id"] is None
        is_of_heading = is_of_header and (
            at[0] == heading[0]
            or row["rule"] == "missing_column"
            or (row["severity"] == "error" and bool(truth.heading) and _key(truth.heading) in _key(str(row["found"])))
        )
        says_heading = truth.heading_cell and truth.heading_cell in _cells(row)
        if truth.cell == row["source_cell"] or is_of_row or is_of_heading or says_heading or _says_cell(row, place):
            yield row
    for row in loose:
        if row["stage"] == stage and truth.heading and _key(truth.heading) in _key(f"{row['found']} {row['sentence']}"):
            yield row


def _says_cell(row: dict[str, Any], place: tuple[str, int]) -> bool:
    """Whether a finding lists the cell, alone or in a range of its column."""
    said = f"{row['found']} {row['sentence']}"
    return any(
        column == place[0] and int(first) <= place[1] <= int(last or first)
        for column, first, last in _RANGE.findall(said)
    )


def _cells(row: dict[str, Any]) -> set[str]:
    return {"".join(found) for found in _ADDRESS.findall(f"{row['found']} {row['sentence']}")}


def _split(cell: str | None) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(cell or "")
    return (found[1], int(found[2])) if found else ("", -1)


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
