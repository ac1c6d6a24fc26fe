"""From a season's entries to its scores, by column: only cells of which something must be said are judged one by one.

What a value says is read once for each different value. A cell that is a plain score in its range and on its step, a
blank or "not applicable" needs no more than a look at the criteria set, which numpy takes at all of them at once; every
other cell goes through :func:`cchc_analysis.intake.judging.judge_entries`, which has the last word. A cell is passed
here only where both would say the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis import schemas
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.entries import NONE, Codes, Entries
from cchc_analysis.intake.findings import Row
from cchc_analysis.intake.judging import THOUSAND, judge_entries, name_reasons, tabulate_explanations, tabulate_scores
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.values import cell_text, read_number, read_score, read_thousands
from cchc_analysis.intake.workbooks import address

ON_STEP = 4e-7
"""How near to a whole number of steps a score surely is on its step, whichever way its sixth decimal is rounded."""
KINDS = ("blank", "not_applicable", "scored", "unreadable")
BLANK, NOT_APPLICABLE, SCORED, UNREADABLE = range(len(KINDS))


@dataclass(frozen=True)
class Settled:
    """A season's scores and explanations as tables, and what was found wrong with its entries."""

    scores: pd.DataFrame
    explanations: pd.DataFrame
    findings: list[Row]


@dataclass(frozen=True)
class _Readings:
    """What each different value says: as a score (its kind, points, the b of ``a/b``) and as a number.

    ``thousands`` says of a value whether the mark in it may be one of thousands.
    """

    kind: np.ndarray
    score: np.ndarray
    stated_max: np.ndarray
    number: np.ndarray
    thousands: np.ndarray
    found: pd.api.extensions.ExtensionArray


def settle_scores(context: Context, entries: Entries, standing: np.ndarray) -> Settled:
    """The ``scores`` and ``explanations`` of the entries that stand (their numbers), each judged, and the findings."""
    columns = {name: entries.column(name)[standing] for name in _NEEDED}
    readings = _read_values(entries.cells)
    cells = _number_cells(context, columns)
    order = np.argsort(cells, kind="stable")
    is_plain = _find_plain(context, entries, columns, readings) & ~_find_repeated(cells, order)
    is_explanation = _is_of(context, columns["stage"], "explanation")
    is_silent = is_explanation & _says_nothing(columns, readings)
    judged = judge_entries(context, map(entries.entry, standing[~is_plain & ~is_silent].tolist()))
    plain = order[(is_plain & ~is_explanation)[order]]
    scores = _tabulate(context, entries, {name: column[plain] for name, column in columns.items()}, readings)
    if judged.scores:
        scores = _join(context, scores, tabulate_scores(context, judged))
    return Settled(scores, tabulate_explanations(context, judged), judged.findings)


_NEEDED = (
    *("unit", "criterion", "stage", "sheet", "row", "score_column", "value", "max_score"),
    *("fault", "note", "reason", "evidence", "explanation"),
)


def _read_values(values: Codes) -> _Readings:
    found = [read_score(value) for value in values.listed]
    numbers = [read_number(value) for value in values.listed]
    texts = [cell_text(value) or None for value in values.listed]
    return _Readings(
        kind=np.array([KINDS.index(reading.kind) for reading in found], dtype=np.int8),
        score=np.array([reading.score for reading in found], dtype=float),
        stated_max=np.array([reading.stated_max for reading in found], dtype=float),
        number=np.array(numbers, dtype=float),
        thousands=np.array([reads.thousands is not None for reads in found], dtype=bool)
        | np.array([read_thousands(value) is not None for value in values.listed], dtype=bool),
        found=pd.array(texts, dtype="str"),
    )


def _number_cells(context: Context, columns: dict[str, np.ndarray]) -> np.ndarray:
    """One number for each unit, criterion and stage, rising in the order of the ``scores`` table."""
    width, depth = len(context.criteria), len(context.season.stages)
    return (columns["unit"].astype(np.int64) * width + columns["criterion"]) * depth + columns["stage"]


def _find_repeated(cells: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Whether another entry is of the same unit, criterion and stage."""
    is_same = np.zeros(len(cells) + 1, dtype=bool)
    is_same[1:-1] = cells[order][1:] == cells[order][:-1]
    is_repeated = np.zeros(len(cells), dtype=bool)
    is_repeated[order] = is_same[1:] | is_same[:-1]
    return is_repeated


def _is_of(context: Context, stages: np.ndarray, kind: str) -> np.ndarray:
    return np.array([stage.kind == kind for stage in context.season.stages], dtype=bool)[stages]


def _find_plain(context: Context, entries: Entries, columns: dict[str, np.ndarray], readings: _Readings) -> np.ndarray:
    """Whether an entry is a score, a blank or "not applicable" of which there is nothing to say."""
    grid, criterion, stage, value = context.grid, columns["criterion"], columns["stage"], columns["value"]
    kind, score = readings.kind[value], readings.score[value]
    has_explanation = columns["explanation"] > 0 if context.season.explanation_stage else np.False_
    return np.asarray(
        (columns["fault"] == 0)
        & grid.applies[columns["unit"], criterion]
        & ~(_is_of(context, stage, "self") & grid.is_survey[criterion])
        & ~(_is_of(context, stage, "appraisal") & has_explanation)
        & ~_is_of(context, stage, "explanation")
        & _knows_reason(context, entries, columns["reason"])
        & ((kind == BLANK) | (kind == NOT_APPLICABLE) | ((kind == SCORED) & _is_in_range(context, columns, readings)))
        & ~((kind == SCORED) & np.isnan(score))
    )


def _is_in_range(context: Context, columns: dict[str, np.ndarray], readings: _Readings) -> np.ndarray:
    """Whether a score is between 0 and its maximum, on its step, beside the criteria set's own maximum or none."""
    grid, criterion, value = context.grid, columns["criterion"], columns["value"]
    score, printed, maximum = readings.score[value], readings.number[columns["max_score"]], grid.max_score[criterion]
    highest = np.where(np.isnan(maximum), printed, maximum)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = score / grid.step[criterion]
        is_on_step = np.abs(steps - np.rint(steps)) < ON_STEP
    return np.asarray(
        (score >= 0)
        & np.isnan(readings.stated_max[value])
        & ~(readings.thousands[value] & ~(highest < THOUSAND))
        & ~(readings.thousands[columns["max_score"]] & np.isnan(maximum))
        & (np.isnan(highest) | (score <= highest))
        & (np.isnan(maximum) | np.isnan(printed) | (printed == maximum))
        & (np.isnan(grid.step[criterion]) | (score == maximum) | is_on_step)
    )


def _knows_reason(context: Context, entries: Entries, reasons: np.ndarray) -> np.ndarray:
    """Whether a reason is one of the season's, or the season has none to choose from."""
    known = name_reasons(context)
    if not known:
        return np.ones(len(reasons), dtype=bool)
    is_known = [not text or name_key(text) in known for text in entries.texts.listed]
    return np.array(is_known, dtype=bool)[reasons]


def _says_nothing(columns: dict[str, np.ndarray], readings: _Readings) -> np.ndarray:
    """Whether a row of the explanations explains nothing and asks for nothing."""
    is_blank = readings.kind[columns["value"]] == BLANK
    return np.asarray(is_blank & (columns["fault"] == 0) & (columns["explanation"] == 0))


def _tabulate(context: Context, entries: Entries, columns: dict[str, np.ndarray], readings: _Readings) -> pd.DataFrame:
    """The ``scores`` rows of plain entries."""
    value, stage = columns["value"], columns["stage"]
    kind = readings.kind[value]
    statuses = ("missing", "pending", "not_applicable", "scored")
    blank = _is_of(context, stage, "appraisal").astype(np.int8)
    status = np.where(kind == SCORED, 3, np.where(kind == NOT_APPLICABLE, 2, blank))
    printed = readings.number[columns["max_score"]]
    known = name_reasons(context)
    reasons = [known.get(name_key(text), "") for text in entries.texts.listed] if known else entries.texts.listed
    sheets = entries.sheets
    rows = {
        "year": np.full(len(value), context.season.year, dtype=np.int64),
        "unit_id": take_texts(entries.unit_ids, columns["unit"]),
        "criterion_id": take_texts(entries.criterion_ids, columns["criterion"]),
        "stage": take_texts(entries.stage_ids, stage),
        "status": take_texts(statuses, status),
        "score": np.where(kind == SCORED, readings.score[value], np.nan),
        "max_score": np.where(printed >= 0, printed, np.nan),
        "note": take_texts(entries.texts.listed, columns["note"]),
        "reason": take_texts(reasons, columns["reason"]),
        "evidence": take_texts(entries.texts.listed, columns["evidence"]),
        "found": readings.found.take(value),
        "is_corrected": _find_corrected(entries, columns),
        "source_file": take_texts([sheet.file for sheet in sheets], columns["sheet"]),
        "source_sheet": take_texts([sheet.name for sheet in sheets], columns["sheet"]),
        "source_cell": _name_cells(columns["row"], columns["score_column"]),
    }
    return pd.DataFrame({name: rows[name] for name in schemas.titles("scores")}, copy=False)


def take_texts(texts: Iterable[str | None], numbers: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The text of each number, missing where it is blank.

    >>> take_texts(["", "a"], np.array([1, 0])).tolist()
    ['a', nan]
    """
    return pd.array([text or None for text in texts], dtype="str").take(numbers)


def _find_corrected(entries: Entries, columns: dict[str, np.ndarray]) -> np.ndarray:
    is_corrected = np.zeros(len(columns["sheet"]), dtype=bool)
    has_corrections = np.array([bool(sheet.corrected) for sheet in entries.sheets], dtype=bool)
    if has_corrections.any():
        for at in np.flatnonzero(has_corrections[columns["sheet"]]).tolist():
            cell = int(columns["row"][at]), int(columns["score_column"][at])
            is_corrected[at] = cell in entries.sheets[columns["sheet"][at]].corrected
    return is_corrected


def _name_cells(rows: np.ndarray, columns: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The address of each cell, as :func:`address` names it; missing where there is no column."""
    different, at = np.unique(columns, return_inverse=True)
    letters = [None if column == NONE else address(0, column).rstrip("1") for column in different.tolist()]
    numbers = pc.cast(pa.array(rows + 1), pa.string())
    return pd.array(pc.binary_join_element_wise(pa.array(letters, pa.string()).take(pa.array(at)), numbers, ""), "str")


def _join(context: Context, plain: pd.DataFrame, further: pd.DataFrame) -> pd.DataFrame:
    """Two parts of ``scores`` as one, in its order."""
    joined = pd.concat([plain, further], ignore_index=True) if len(plain) else further
    ids: Sequence[tuple[str, Iterable[str]]] = (
        ("unit", context.units["unit_id"]),
        ("criterion", context.criteria["criterion_id"]),
        ("stage", [stage.id for stage in context.season.stages]),
    )
    names = {"unit": "unit_id", "criterion": "criterion_id", "stage": "stage"}
    columns = {name: pd.Index(listed, dtype="str").get_indexer(joined[names[name]]) for name, listed in ids}
    return joined.take(np.argsort(_number_cells(context, columns), kind="stable")).reset_index(drop=True)
