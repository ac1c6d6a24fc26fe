"""Doubts and faults that only show when rows stand side by side: sums, stages, whole forms."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.intake.context import Context, Leaf
from cchc_analysis.intake.corrections import Correction
from cchc_analysis.intake.entries import Entries, Entry, Subtotal
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.intake.score_grid import ABSENT, ScoreGrid
from cchc_analysis.intake.values import read_score
from cchc_analysis.intake.workbooks import address
from cchc_analysis.rules.season import Stage

ROUNDING = 0.01
HIDDEN_SHOWN = 10
NEVER = np.iinfo(np.int64).max
BLANK = ("missing", "pending")
PLACE = ("source_file", "source_sheet", "source_cell")


def check_subtotals(
    grid: ScoreGrid,
    subtotals: Iterable[Subtotal],
    entries: Entries,
    standing: np.ndarray,
    corrections: Iterable[Correction],
) -> list[Row]:
    """Printed sums against the sum of what they are the sum of; sums over a cell at fault are left alone.

    A sum that is right for what the form itself adds up is no fault: one over cells that were corrected since, and one
    that passes over scores typed as text, for then the fault is at those cells. *standing* are the numbers of the
    entries that stand.
    """
    typed = _TypedScores(entries, standing, list(corrections))
    printed_sums, context = list(subtotals), grid.context
    leaves = context.leaves
    forms = pd.MultiIndex.from_frame(grid.scores[["unit_id", "stage"]]) if printed_sums else None
    cells: dict[tuple[str, str], dict[str, tuple[str, float]]] = {}
    if forms is not None:
        is_asked = forms.isin([(subtotal.unit_id, subtotal.stage) for subtotal in printed_sums])
        for row in list_rows(grid.scores.loc[is_asked, ["unit_id", "stage", "criterion_id", "status", "score"]]):
            form = cells.setdefault((row["unit_id"], row["stage"]), {})
            form[row["criterion_id"]] = row["status"], row["score"]
    findings = []
    for subtotal in printed_sums:
        reading = read_score(subtotal.value)
        form = cells.get((subtotal.unit_id, subtotal.stage), {})
        sums = [total for node in subtotal.criterion_ids for total in _sums(context, node, form, leaves)]
        if reading.score is None or not sums:
            continue
        # "1.000" is whichever of 1 and 1000 the parts come to
        ways = [reading.score, *([reading.thousands] if reading.thousands is not None else [])]
        findings.extend(_check_maximum(context, subtotal, reading.stated_max, form, leaves))
        nearest, printed = min(product(sums, ways), key=lambda pair: abs(pair[0] - pair[1]))
        gap = round(abs(nearest - printed), 6)
        if gap and (as_typed := typed.explain(context, subtotal, printed, form)) is not None:
            findings.extend(_say_typed_as_text(context, entry) for entry in as_typed)
        elif gap:
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


class _TypedScores:
    """What the cells of forms said before corrections, and which scores are text that a spreadsheet does not add."""

    def __init__(self, entries: Entries, standing: np.ndarray, corrections: list[Correction]) -> None:
        self._entries, self._standing, self._corrections = entries, standing, corrections

    def explain(
        self, context: Context, subtotal: Subtotal, printed: float, form: Mapping[str, tuple[str, float]]
    ) -> list[Entry] | None:
        """The scores typed as text by which a printed sum is short; none where it is right for what was typed.

        ``None`` where it is not right either way.
        """
        as_text: dict[str, Entry] = {}
        stated: dict[str, float] = {}
        for entry in self._list_entries(subtotal):
            correction = self._find_correction(entry)
            value = entry.value if correction is None else correction.found
            reading = read_score(value)
            if correction is not None:
                stated[entry.criterion_id] = reading.score if reading.kind == "scored" and reading.score else 0.0
            if isinstance(value, str) and reading.kind == "scored" and reading.score:
                as_text[entry.criterion_id] = entry
        for passed_over in (set(), set(as_text)) if as_text else (set(),):
            said = stated | dict.fromkeys(passed_over, 0.0)
            as_typed = {leaf: (status, said.get(leaf, score)) for leaf, (status, score) in form.items()}
            sums = [
                total for node in subtotal.criterion_ids for total in _sums(context, node, as_typed, context.leaves)
            ]
            if said and any(abs(total - printed) <= ROUNDING for total in sums):
                leaves = {leaf for node in subtotal.criterion_ids for leaf in context.index.leaves_under(node)}
                return [as_text[leaf] for leaf in as_text if leaf in passed_over & leaves - stated.keys()]
        return None

    def _list_entries(self, subtotal: Subtotal) -> Iterator[Entry]:
        unit = self._entries.unit_ids.index(subtotal.unit_id)
        stage = self._entries.stage_ids.index(subtotal.stage)
        units, stages = (self._entries.column(name)[self._standing] for name in ("unit", "stage"))
        yield from map(self._entries.entry, self._standing[(units == unit) & (stages == stage)].tolist())

    def _find_correction(self, entry: Entry) -> Correction | None:
        place = entry.row, entry.score_column
        here = (each for each in self._corrections if (each.row, each.column) == place and each.is_in(entry.sheet))
        return next(here, None)


def _say_typed_as_text(context: Context, entry: Entry) -> Row:
    return finding(
        "score_typed_as_text",
        unit_id=entry.unit_id,
        criterion_id=entry.criterion_id,
        stage=entry.stage,
        found=entry.value,
        expected=read_score(entry.value).score,
        **context.names(entry.unit_id, entry.criterion_id),
        **entry.place,
    )


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
        found = ", ".join(_name_hidden(hidden))
        findings.append(finding("hidden_cells", unit_id=unit_id, stage=stage, found=found, **hidden[0].place))
    return findings


def _name_hidden(hidden: list[Entry]) -> Iterator[str]:
    """The hidden cells of a sheet: those of a hidden column as a range, the others one by one and not too many."""
    columns: dict[int, list[int]] = {}
    for entry in hidden:
        if entry.score_column in entry.sheet.flags.hidden_columns and entry.score_column is not None:
            columns.setdefault(entry.score_column, []).append(entry.row)
    for column, rows in columns.items():
        first, last = address(min(rows), column), address(max(rows), column)
        yield first if first == last else f"{first}:{last}"
    single = [str(entry.place["source_cell"]) for entry in hidden if entry.score_column not in columns]
    yield from single[:HIDDEN_SHOWN]
    if len(single) > HIDDEN_SHOWN:
        yield "…"


def check_stages(grid: ScoreGrid) -> list[Row]:
    """Appraisal against self-score and maximum: raised, without a reason, or at odds about what applies."""
    context = grid.context
    own = _last_given(grid, [context.season.self_stage] if context.season.self_stage else [])
    appraised = _last_given(grid, context.season.appraisal_stages)
    is_scored, is_not_applicable = grid.has_status("scored"), grid.has_status("not_applicable")
    own_scored, scored = grid.at(own.rows, is_scored), grid.at(appraised.rows, is_scored)
    score, maximum = np.append(grid.score, np.nan), np.append(grid.maximum, np.nan)
    points, claimed, highest = score[appraised.rows], score[own.rows], maximum[appraised.rows]
    is_raised = own_scored & scored & (points > claimed) & ~context.grid.is_penalty
    is_at_odds = (own_scored & grid.at(appraised.rows, is_not_applicable)) | (
        grid.at(own.rows, is_not_applicable) & scored
    )
    is_unexplained = scored & context.grid.is_line & (points < highest) & ~appraised.said
    findings = [
        _against_self(context, before, now) for now, before in _pair_rows(grid, appraised, own, is_raised | is_at_odds)
    ]
    unexplained = _order_cells(appraised, is_unexplained)
    if unexplained.size and not appraised.said.any():
        first = grid.scores["stage"].iloc[appraised.rows.flat[unexplained[0]]]
        return [*findings, finding("no_reasons_given", found=len(unexplained), stage=first)]
    rows = appraised.rows.flat[unexplained]
    return findings + [
        _compare("deduction_without_reason", context, row, row["score"], limit)
        for row, limit in zip(list_rows(grid.scores.iloc[rows]), grid.maximum[rows].tolist(), strict=True)
    ]


def check_whole_forms(grid: ScoreGrid) -> list[Row]:
    """Units that gave themselves the maximum on everything."""
    context, stage = grid.context, grid.context.season.self_stage
    is_own = grid.is_of(stage.id if stage else None) & grid.has_status("scored")
    own = np.flatnonzero(is_own & context.grid.is_line[grid.criterion])
    units, first, counts = np.unique(grid.unit[own], return_index=True, return_counts=True)
    is_full = (grid.score[own] == grid.maximum[own]).astype(int)
    full_counts = np.bincount(grid.unit[own], weights=is_full, minlength=len(context.units))[units]
    files = grid.scores["source_file"].iloc[own[first]].tolist()
    findings = []
    for at in np.flatnonzero((counts > 1) & (full_counts == counts)).tolist():
        unit_id = context.units["unit_id"].iloc[units[at]]
        words = {"stage": stage.id if stage else None, "source_file": files[at]}
        found = int(counts[at])
        findings.append(finding("whole_form_at_max", unit_id=unit_id, found=found, **context.names(unit_id), **words))
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


@dataclass(frozen=True)
class _Given:
    """Units × criteria: the row of the last cell with anything in it, whether any stage gave a note or a reason, and
    the row of the first cell with anything in it, in the order of stages."""

    rows: np.ndarray
    said: np.ndarray
    first: np.ndarray


def _last_given(grid: ScoreGrid, stages: Iterable[Stage]) -> _Given:
    shape = grid.rows.shape[:2]
    rows, said = np.full(shape, ABSENT, dtype=np.int64), np.zeros(shape, dtype=bool)
    first = np.full(shape, NEVER, dtype=np.int64)
    is_given = ~grid.has_status(*BLANK)
    has_words = grid.is_given("note") | grid.is_given("reason")
    ids = [stage.id for stage in grid.context.season.stages]
    for turn, stage in enumerate(stages):
        here = grid.rows[:, :, ids.index(stage.id)].astype(np.int64)
        is_here = grid.at(here, is_given)
        rows = np.where(is_here, here, rows)
        said |= is_here & grid.at(here, has_words)
        first = np.minimum(first, np.where(is_here, turn * len(grid.scores) + here, NEVER))
    return _Given(rows, said, first)


def _order_cells(given: _Given, chosen: np.ndarray) -> np.ndarray:
    """The chosen cells (flat positions), in the order in which they were first given."""
    cells = np.flatnonzero(chosen)
    return cells[np.argsort(given.first.flat[cells], kind="stable")]


def _pair_rows(
    grid: ScoreGrid, now: _Given, before: _Given, chosen: np.ndarray
) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    cells = _order_cells(now, chosen)
    both = (list_rows(grid.scores.iloc[each.rows.flat[cells]]) for each in (now, before))
    return zip(*both, strict=True)


def _against_self(context: Context, own: Mapping[Any, Any], row: Mapping[Any, Any]) -> Row:
    if own["status"] == row["status"]:
        return _compare("appraised_above_self", context, row, row["score"], own["score"])
    return _compare("stages_disagree_na", context, row, row["found"], own["found"])


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
