"""Score and maximum cells that show a reader something else than they hold: one finding each, or one for a column."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from cchc_analysis.intake.entries import Entries
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.scan import Display
from cchc_analysis.intake.workbooks import Sheet, address

ALIKE = 3
"""From so many cells on, a column of which every filled cell shows otherwise by the same rule is one finding."""


@dataclass
class _Column:
    """The score or maximum cells of one form in one column: those that show otherwise, and how many are filled."""

    unit_id: str
    stage: str
    sheet: Sheet
    position: int
    filled: int = 0
    found: list[tuple[int, str, Display]] = field(default_factory=list)

    def findings(self) -> Iterable[Row]:
        where = {"unit_id": self.unit_id, "stage": self.stage}
        rules = {display.rule for *_, display in self.found}
        if len(self.found) >= max(ALIKE, self.filled) and len(rules) == 1:
            row, _, display = self.found[0]
            others, below = len(self.found) - 1, [row for row, *_ in self.found[1:]]
            cells = f"{address(min(below), self.position)}:{address(max(below), self.position)}"
            words = {
                "places": f"; cùng cột còn {others} ô như vậy, trong {cells}",
                "places_en": f"; so do {others} more cells of the column, within {cells}",
            }
            yield _say(display, **words, **where, **self.sheet.place(row, self.position))
            return
        for row, criterion_id, display in self.found:
            place = self.sheet.place(row, self.position)
            yield _say(display, places="", criterion_id=criterion_id, **where, **place)


def find_displays(entries: Entries, standing: np.ndarray) -> list[Row]:
    """What score cells and printed maxima show instead of the value they hold: an error where it is another number.

    A doubt where the number is only rounded, struck out, or not shown at all (an accounting dash). *standing* are the
    numbers of the entries that stand.
    """
    shows = np.array([bool(sheet.flags.displays) for sheet in entries.sheets], dtype=bool)
    suspects = standing[shows[entries.column("sheet")[standing]]] if shows.any() else standing[:0]
    columns: dict[tuple[str, str | None, str, str, int], _Column] = {}
    for entry in map(entries.entry, suspects.tolist()):
        sheet = entry.sheet
        for position, value in (
            (entry.score_column, entry.value),
            (entry.text_columns.get("max_score"), entry.max_score),
        ):
            if position is None:
                continue
            key = sheet.file, sheet.name, entry.unit_id, entry.stage, position
            column = columns.setdefault(key, _Column(entry.unit_id, entry.stage, sheet, position))
            display = sheet.flags.displays.get((entry.row, position))
            # a 0 is the same number as 0 %
            column.filled += display is not None or value not in (None, 0)
            if display is not None:
                column.found.append((entry.row, entry.criterion_id, display))
    return [row for column in columns.values() for row in column.findings()]


def _say(display: Display, **words: str | None) -> Row:
    return finding(display.rule, found=display.shown, expected=display.stored, **words)
