"""Several files from one unit in one stage: which one stands, and what the others said differently."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import Entries, Entry
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.register import Receipt
from cchc_analysis.intake.values import cell_text, read_score, says_anything

TEXT_PARTS = ("note", "reason", "evidence", "explanation")

Sender = tuple[str, str]  # unit, stage


@dataclass(frozen=True)
class Versions:
    """The files of each unit and stage, oldest first, and their entries that stand; what was replaced and how."""

    entries: list[Entry] = field(default_factory=list)
    files: dict[Sender, list[str]] = field(default_factory=dict)
    replaced: set[tuple[str, str, str]] = field(default_factory=set)  # unit, stage, file
    changes: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    standing: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """The numbers of the entries that stand, those of one unit and stage in the order in which they count."""


def settle_versions(context: Context, entries: Entries, receipts: Mapping[str, Receipt]) -> Versions:
    """Of several files of one unit and stage the newest stands.

    A unit's own form replaces an earlier form as a whole; nothing is said of one that says the same. Files that hold
    several units may each hold a part: a later one replaces, cell by cell, what it says anew, and only where the season
    tells which is later; else every cell that two of them fill differently stays a finding. Where one file is all there
    is of a unit and stage, it stands.
    """
    files = pd.factorize(pd.Series([sheet.file for sheet in entries.sheets], dtype="object"))
    file_of = files[0].astype(np.int64)[entries.column("sheet")] if len(entries) else np.zeros(0, dtype=np.int64)
    sender = entries.column("unit").astype(np.int64) * len(entries.stage_ids) + entries.column("stage")
    sent = np.unique(sender * max(1, len(files[1])) + file_of) // max(1, len(files[1]))
    several = sent[:-1][sent[1:] == sent[:-1]]
    is_single = ~np.isin(sender, several)
    versions = Versions()
    _keep_single(entries, np.flatnonzero(is_single), sender, versions)
    by_sender: dict[Sender, dict[str, list[Entry]]] = {}
    for entry in map(entries.entry, np.flatnonzero(~is_single).tolist()):
        by_sender.setdefault((entry.unit_id, entry.stage), {}).setdefault(entry.sheet.file, []).append(entry)
    for each, by_file in by_sender.items():
        _settle_files(context, each, by_file, receipts, versions)
    further = np.array([entry.number for entry in versions.entries], dtype=np.int64)
    return replace(versions, standing=np.concatenate([np.flatnonzero(is_single), further]))


def _keep_single(entries: Entries, numbers: np.ndarray, sender: np.ndarray, versions: Versions) -> None:
    """Senders with one file each: it is theirs if it is their own form or says anything of them."""
    values = np.array([says_anything(value) for value in entries.cells.listed], dtype=bool)
    says = values[entries.column("value")] | (entries.column("is_own_form") > 0) | (entries.column("fault") > 0)
    for part in TEXT_PARTS:
        says |= entries.column(part) > 0
    first = numbers[np.sort(np.unique(sender[numbers], return_index=True)[1])]
    speaking = set(np.unique(sender[numbers[says[numbers]]]).tolist())
    sheets, stages = entries.column("sheet"), len(entries.stage_ids)
    for at, each in zip(first.tolist(), sender[first].tolist(), strict=True):
        name = entries.unit_ids[each // stages], entries.stage_ids[each % stages]
        versions.files[name] = [entries.sheets[sheets[at]].file] if each in speaking else []


def _settle_files(
    context: Context,
    sender: Sender,
    by_file: Mapping[str, list[Entry]],
    receipts: Mapping[str, Receipt],
    versions: Versions,
) -> None:
    order, is_decided = order_files(list(by_file), receipts, context.season.newest_by)
    forms = [file for file in order if any(entry.is_own_form for entry in by_file[file])]
    shared = [file for file in order if file not in forms]
    versions.files[sender] = [file for file in order if file in forms or any(map(_says, by_file[file]))]
    if len(forms) > 1:
        _settle_forms(context, sender, [(file, by_file[file]) for file in forms], is_decided, versions)
    if forms:
        versions.entries.extend(by_file[forms[-1]])
    if len(shared) > 1 and is_decided:
        _settle_cells(context, sender, [(file, by_file[file]) for file in shared], versions)
    else:
        versions.entries.extend(entry for file in shared for entry in by_file[file])


def order_files(files: Sequence[str], receipts: Mapping[str, Receipt], newest_by: str | None) -> tuple[list[str], bool]:
    """The files, oldest first, and whether the season's rule or the register decides between the newest two."""
    by_name = sorted(files, key=_natural)
    if len(files) < 2:
        return by_name, True
    if newest_by == "file_name":
        return by_name, _natural(by_name[-1]) != _natural(by_name[-2])
    if newest_by is None and any(receipts[file].received_by != "register" for file in files):
        return by_name, False
    by_time = sorted(by_name, key=lambda file: receipts[file].received_at)
    return by_time, receipts[by_time[-1]].received_at != receipts[by_time[-2]].received_at


def compare_versions(year: int, earlier: Sequence[Entry], later: Sequence[Entry]) -> list[dict[str, Any]]:
    """What two versions of one unit's rows differ in: one row per criterion and part of its row."""
    before, after = _by_criterion(earlier), _by_criterion(later)
    files = earlier[0].sheet.file, later[0].sheet.file
    return [
        row
        for criterion_id in dict.fromkeys((*before, *after))
        for row in _compare_rows(year, before.get(criterion_id), after.get(criterion_id), files)
    ]


def tabulate_changes(context: Context, versions: Versions) -> pd.DataFrame:
    """The ``submission_changes`` table, in the order of units, stages and criteria."""
    if not versions.changes:
        return schemas.empty("submission_changes")
    units = {unit: position for position, unit in enumerate(context.units["unit_id"])}
    stages = {stage.id: position for position, stage in enumerate(context.season.stages)}
    criteria = {criterion: position for position, criterion in enumerate(context.criteria["criterion_id"])}
    ordered = sorted(
        versions.changes, key=lambda row: (units[row["unit_id"]], stages[row["stage"]], criteria[row["criterion_id"]])
    )
    return schemas.validate("submission_changes", pd.DataFrame(ordered))


def _settle_forms(
    context: Context,
    sender: Sender,
    forms: Sequence[tuple[str, list[Entry]]],
    is_decided: bool,
    versions: Versions,
) -> None:
    newest = forms[-1][0]
    for (file, earlier), (next_file, later) in itertools.pairwise(forms):
        changes = compare_versions(context.season.year, earlier, later)
        versions.changes.extend(changes)
        versions.replaced.add((*sender, file))
        if changes:  # a copy, or the same said again: whichever stands, the scores are the same
            versions.findings.append(_say_replaced(context, sender, file, next_file, newest, len(changes), is_decided))


def _settle_cells(
    context: Context, sender: Sender, files: Sequence[tuple[str, list[Entry]]], versions: Versions
) -> None:
    standing: dict[str, list[Entry]] = {}
    for file, entries in files:
        said = [entry for entry in entries if _says(entry)]
        again = [entry for entry in said if entry.criterion_id in standing and _says(standing[entry.criterion_id][0])]
        for replaced in dict.fromkeys(standing[entry.criterion_id][0].sheet.file for entry in again):
            later = [entry for entry in again if standing[entry.criterion_id][0].sheet.file == replaced]
            earlier = [standing[entry.criterion_id][0] for entry in later]
            changes = compare_versions(context.season.year, earlier, later)
            versions.changes.extend(changes)
            if changes:
                versions.findings.append(_say_replaced(context, sender, replaced, file, file, len(changes), True))
        for criterion_id in dict.fromkeys(entry.criterion_id for entry in entries):
            rows = [entry for entry in entries if entry.criterion_id == criterion_id]
            if criterion_id not in standing or any(map(_says, rows)):
                standing[criterion_id] = rows
    kept = [entry for rows in standing.values() for entry in rows]
    standing_files = {entry.sheet.file for entry in kept if _says(entry)}
    versions.replaced.update((*sender, file) for file, entries in files if file not in standing_files)
    versions.entries.extend(kept)


def _say_replaced(
    context: Context, sender: Sender, file: str, compared: str, newest: str, change_count: int, is_decided: bool
) -> Row:
    unit_id, stage_id = sender
    stage = next(stage for stage in context.season.stages if stage.id == stage_id)
    return finding(
        "replaced_form" if is_decided else "duplicate_form",
        unit_id=unit_id,
        stage=stage_id,
        source_file=file,
        found=file,
        expected=newest,
        **context.names(unit_id),
        stage_name=stage.name,
        stage_name_en=stage.name_en or stage.name,
        compared=compared,
        places=f"{change_count} chỗ",
        places_en=f"{change_count} place" if change_count == 1 else f"{change_count} places",
    )


def _compare_rows(
    year: int, before: Entry | None, after: Entry | None, files: tuple[str, str]
) -> Iterable[dict[str, Any]]:
    known = before or after
    if known is None:
        return
    for part in ("score", *TEXT_PARTS):
        texts = _text_of(before, part), _text_of(after, part)
        if texts[0] == texts[1] or (part == "score" and _same_score(before, after)):
            continue
        yield {
            "year": year,
            "unit_id": known.unit_id,
            "stage": known.stage,
            "criterion_id": known.criterion_id,
            "part": part,
            "earlier": texts[0] or None,
            "later": texts[1] or None,
            **_place("earlier", before, part, files[0]),
            **_place("later", after, part, files[1]),
        }


def _text_of(entry: Entry | None, part: str) -> str:
    if entry is None:
        return ""
    return entry.fault or cell_text(entry.value) if part == "score" else str(getattr(entry, part))


def _same_score(before: Entry | None, after: Entry | None) -> bool:
    """Whether two cells say the same in another spelling: ``0,5`` and ``0.5``."""
    if before is None or after is None or before.fault or after.fault:
        return False
    readings = read_score(before.value), read_score(after.value)
    return readings[0] == readings[1] and readings[0].kind in ("scored", "not_applicable")


def _place(side: str, entry: Entry | None, part: str, file: str) -> dict[str, str | None]:
    place = entry.place_of(part) if entry else {"source_file": file, "source_sheet": None, "source_cell": None}
    return {f"{side}_{name.removeprefix('source_')}": value for name, value in place.items()}


def _by_criterion(entries: Iterable[Entry]) -> dict[str, Entry]:
    rows: dict[str, Entry] = {}
    for entry in entries:
        rows.setdefault(entry.criterion_id, entry)
    return rows


def _says(entry: Entry) -> bool:
    return bool(says_anything(entry.value) or entry.fault or any(getattr(entry, part) for part in TEXT_PARTS))


def _natural(file: str) -> list[tuple[int, str]]:
    """The file's name, numbers in it by their value: ``lan 2`` comes before ``lan 10``."""
    pieces = re.split(r"([0-9]+)", name_key(PurePosixPath(file).stem))
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces]
