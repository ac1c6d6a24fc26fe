"""What came from whom: one record per unit and stage, and what is still due."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.balance import COUNTED
from cchc_analysis.intake.context import Context, Leaf
from cchc_analysis.intake.entries import Entries
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.register import Receipt
from cchc_analysis.intake.rows import group_rows, list_rows
from cchc_analysis.intake.score_grid import ScoreGrid
from cchc_analysis.intake.versions import Versions
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Stage

BLANK = ("missing", "pending")
FAULTY = ("unreadable", "invalid")
RECEIVED_BY = {
    "register": ("theo sổ tiếp nhận", "by the register"),
    "workbook": ("theo giờ lưu trong bảng tính", "by the time its workbook was saved"),
    "file_time": ("theo giờ của tệp trên đĩa", "by the time of the file on disk"),
}


def list_due(context: Context, unit_id: str, stage: Stage, leaves: Mapping[str, Leaf]) -> list[str]:
    """The leaves a unit must be scored on in a stage: those that apply, survey leaves only in appraisal."""
    if stage.kind == "explanation":
        return []
    due = [leaf for leaf in context.applicable[unit_id] if leaves[leaf].line == "score"]
    return [leaf for leaf in due if stage.kind == "appraisal" or not leaves[leaf].is_survey]


def record_files(
    context: Context,
    versions: Versions,
    receipts: Mapping[str, Receipt],
    hashes: Mapping[str, str],
    received_sheets: pd.DataFrame,
) -> pd.DataFrame:
    """The ``received_files`` table: every file of every unit and stage, the oldest first, with its balance."""
    names = [f"{name}_count" for name in ("number", *COUNTED)]
    counts = received_sheets.groupby("source_file")[names].sum().to_dict("index")
    rows = []
    for unit_id in context.units["unit_id"]:
        for stage in context.season.stages:
            for version, file in enumerate(versions.files.get((unit_id, stage.id), []), start=1):
                receipt = receipts[file]
                rows.append(
                    {
                        "year": context.season.year,
                        "unit_id": unit_id,
                        "stage": stage.id,
                        "version": version,
                        "source_file": file,
                        "sha256": hashes[file],
                        "received_at": show_moment(receipt.received_at),
                        "received_by": receipt.received_by,
                        "is_standing": (unit_id, stage.id, file) not in versions.replaced,
                        **{str(name): count for name, count in counts[file].items()},
                        "note": receipt.note or None,
                    }
                )
    return schemas.validate("received_files", pd.DataFrame(rows)) if rows else schemas.empty("received_files")


def record_submissions(grid: ScoreGrid, explanations: pd.DataFrame, received_files: pd.DataFrame) -> pd.DataFrame:
    """The ``submissions`` table: what was expected, what came and when, and how its due cells stand."""
    context = grid.context
    standing = {(row["unit_id"], row["stage"]): row for row in list_rows(received_files[received_files["is_standing"]])}
    file_counts = received_files.groupby(["unit_id", "stage"]).size().to_dict()
    explained = set(explanations["unit_id"])
    first_appraisal = context.season.appraisal_stages[0].id
    counts = _count_due(grid)
    rows = []
    for unit_at, unit_id in enumerate(context.units["unit_id"]):
        for stage in context.season.stages:
            count = {name: int(counts[stage.id][name][unit_at]) for name in counts[stage.id]}
            is_due = stage.kind == "self" or stage.id == first_appraisal
            due, settled, appraised = count["due"], count["scored"] + count["not_applicable"], count["appraised"]
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
                    "is_complete": settled == due if file and due else None,
                    "is_explained": unit_id in explained if stage.kind == "explanation" else None,
                    "appraised_share": appraised / due if stage.kind == "appraisal" and due else None,
                    "due_count": due,
                    "scored_count": count["scored"],
                    "not_applicable_count": count["not_applicable"],
                    "blank_count": count["blank"],
                    "fault_count": count["fault"],
                }
            )
    return schemas.validate("submissions", pd.DataFrame(rows))


def _count_due(grid: ScoreGrid) -> dict[str, dict[str, np.ndarray]]:
    """By stage: how many cells each unit must fill there, how these stand, how many are appraised by its end."""
    asked = {"scored": ("scored",), "not_applicable": ("not_applicable",), "blank": BLANK, "fault": FAULTY}
    flags = {name: grid.has_status(*statuses) for name, statuses in asked.items()}
    appraised = np.zeros_like(grid.context.grid.applies)
    counts = {}
    for position, stage in enumerate(grid.context.season.stages):
        due, rows = grid.context.grid.due(stage.kind), grid.rows[:, :, position]
        if stage.kind == "appraisal":
            appraised |= due & grid.at(rows, flags["scored"] | flags["not_applicable"])
        counted = {name: (due & grid.at(rows, flag)).sum(axis=1) for name, flag in flags.items()}
        counts[stage.id] = counted | {"due": due.sum(axis=1), "appraised": appraised.sum(axis=1)}
    return counts


def find_late(context: Context, submissions: pd.DataFrame) -> list[Row]:
    """A doubt for each file that came after its stage's deadline, with the way its time is known."""
    late = submissions[submissions["is_late"].fillna(False).astype(bool)]
    return [
        finding(
            "late_submission",
            unit_id=row["unit_id"],
            stage=row["stage"],
            source_file=row["source_file"],
            found=row["received_at"],
            expected=row["deadline"],
            **context.names(row["unit_id"]),
            by=RECEIVED_BY[row["received_by"]][0],
            by_en=RECEIVED_BY[row["received_by"]][1],
        )
        for row in list_rows(late)
    ]


def find_gaps(
    context: Context,
    submissions: pd.DataFrame,
    scores: pd.DataFrame,
    entries: Entries,
    standing: np.ndarray,
    unreadable: Iterable[tuple[str, str]],
) -> list[Row]:
    """Forms that did not come or came blank, cells left blank, criteria whose rows are gone, units not appraised.

    *standing* are the numbers of the entries that stand; *unreadable* the units and stages whose file came and could
    not be read: nothing more is said of them.
    """
    leaves = context.leaves
    stages = {stage.id: stage for stage in context.season.stages}
    unit_at = {unit_id: position for position, unit_id in enumerate(context.units["unit_id"])}
    stage_at = {stage.id: position for position, stage in enumerate(context.season.stages)}
    criterion_ids = context.criteria["criterion_id"].tolist()
    met = _mark_met(context, entries, standing)
    own = _list_own(entries, standing)
    blanks = group_rows(scores.loc[scores["status"] == "missing"], "unit_id", "stage")
    known = set(unreadable)
    findings: list[Row] = []
    for submission in list_rows(submissions):
        unit_id, stage = submission["unit_id"], stages[submission["stage"]]
        if (unit_id, stage.id) in known:
            continue
        if stage.kind == "self":
            findings.extend(_self_gaps(context, submission, blanks.get((unit_id, stage.id), []), leaves))
        if _owes_rows(submission, stage, context, own):
            sheet = own.get((unit_id, stage.id))
            place = sheet.place(0, None) if sheet else {"source_file": submission["source_file"]}
            gone = context.grid.due(stage.kind)[unit_at[unit_id]] & ~met[unit_at[unit_id], :, stage_at[stage.id]]
            if gone.any():
                lost = {criterion_ids[at] for at in np.flatnonzero(gone)}
                due = list_due(context, unit_id, stage, leaves)
                findings.extend(_missing_row(context, unit_id, stage.id, leaf, place) for leaf in due if leaf in lost)
    return findings + _not_appraised(context, submissions)


def _mark_met(context: Context, entries: Entries, standing: np.ndarray) -> np.ndarray:
    """Whether the row of a criterion came, by position: units × criteria × stages."""
    met = np.zeros((len(context.units), len(context.criteria), len(context.season.stages)), dtype=bool)
    met[tuple(entries.column(name)[standing] for name in ("unit", "criterion", "stage"))] = True
    return met


def _list_own(entries: Entries, standing: np.ndarray) -> dict[tuple[str, str], Sheet]:
    """The last sheet of each unit's and stage's own form."""
    own = standing[entries.column("is_own_form")[standing] > 0]
    places = (entries.column(name)[own].tolist() for name in ("unit", "stage", "sheet"))
    return {
        (entries.unit_ids[unit], entries.stage_ids[stage]): entries.sheets[sheet]
        for unit, stage, sheet in dict.fromkeys(zip(*places, strict=True))
    }


def _self_gaps(
    context: Context, submission: Mapping[Any, Any], blanks: list[Row], leaves: Mapping[str, Leaf]
) -> Iterable[Row]:
    unit_id, stage = submission["unit_id"], submission["stage"]
    words = {"unit_id": unit_id, "stage": stage, **context.names(unit_id)}
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
    for row in blanks:
        if leaves[row["criterion_id"]].line == "score":
            place = {key: row[key] for key in ("criterion_id", "source_file", "source_sheet", "source_cell")}
            expected = {"expected": "một số hoặc “KAD”", "expected_en": "a number or “KAD”"}
            names = context.names(criterion_id=row["criterion_id"])
            yield finding("blank_score", found="", **expected, **names, **place, **words)


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
    names = context.names(unit_id, criterion_id)
    return finding(
        "missing_criterion",
        unit_id=unit_id,
        criterion_id=criterion_id,
        stage=stage,
        expected=names["criterion"],
        expected_en=names["criterion_en"],
        **names,
        **place,
    )


def show_moment(moment: datetime.datetime) -> str:
    """Date and time to the minute, seconds only where there are any: later times are later texts."""
    return moment.isoformat(sep=" ", timespec="seconds" if moment.second else "minutes")


def _not_appraised(context: Context, submissions: pd.DataFrame) -> list[Row]:
    """Doubts about units whose appraisal is not there, or not there for every due leaf."""
    appraisals = [stage.id for stage in context.season.appraisal_stages]
    rows = submissions[submissions["stage"].isin(appraisals)]
    given = rows["scored_count"] + rows["not_applicable_count"] + rows["fault_count"]
    begun = set(rows.loc[given > 0, "unit_id"])
    last = rows.drop_duplicates("unit_id", keep="last").set_index("unit_id")
    findings = []
    for unit_id in context.units["unit_id"]:
        words = {"unit_id": unit_id, **context.names(unit_id)}
        if unit_id not in begun:
            expected = {"expected": "điểm thẩm định", "expected_en": "appraised scores"}
            findings.append(finding("not_appraised", stage=appraisals[0], **expected, **words))
        elif last.loc[unit_id, "appraised_share"] < 1:
            due = int(last.loc[unit_id, "due_count"])
            done = round(last.loc[unit_id, "appraised_share"] * due)
            findings.append(finding("partly_appraised", stage=appraisals[-1], found=done, expected=due, **words))
    return findings
