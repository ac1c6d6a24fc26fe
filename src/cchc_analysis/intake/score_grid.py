"""The scores of a season by position: units × criteria × stages, for checks that look at all cells at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cchc_analysis.intake.context import Context
from cchc_analysis.schemas.columns import STATUSES

ABSENT = -1


@dataclass(frozen=True)
class ScoreGrid:
    """The table ``scores`` and, for each of its rows, the positions of its unit, criterion, stage and status.

    ``rows`` (units × criteria × stages) holds the row of each cell, or ``ABSENT``.
    """

    context: Context
    scores: pd.DataFrame

    @cached_property
    def unit(self) -> np.ndarray:
        """The position of each row's unit."""
        return self._find("unit_id", self.context.units["unit_id"])

    @cached_property
    def criterion(self) -> np.ndarray:
        """The position of each row's criterion."""
        return self._find("criterion_id", self.context.criteria["criterion_id"])

    @cached_property
    def stage(self) -> np.ndarray:
        """The position of each row's stage."""
        return self._find("stage", [stage.id for stage in self.context.season.stages])

    @cached_property
    def status(self) -> np.ndarray:
        """The position of each row's status among ``STATUSES``."""
        return self._find("status", STATUSES)

    @cached_property
    def score(self) -> np.ndarray:
        """The points of each row; NaN where it is no score."""
        return self.scores["score"].to_numpy(dtype=float, na_value=np.nan)

    @cached_property
    def maximum(self) -> np.ndarray:
        """The maximum of each row: the criteria set's, else the one written beside the score; NaN without either."""
        stated = self.context.grid.max_score[self.criterion]
        written = self.scores["max_score"].to_numpy(dtype=float, na_value=np.nan)
        return np.where(np.isnan(stated), written, stated)

    @cached_property
    def rows(self) -> np.ndarray:
        """The row of each cell (units × criteria × stages), ``ABSENT`` where there is none."""
        context = self.context
        shape = len(context.units), len(context.criteria), len(context.season.stages)
        rows = np.full(shape, ABSENT, dtype=np.int32)
        rows[self.unit, self.criterion, self.stage] = np.arange(len(self.scores), dtype=np.int32)
        return rows

    def has_status(self, *statuses: str) -> np.ndarray:
        """Which rows have one of these statuses."""
        return np.isin(self.status, [STATUSES.index(status) for status in statuses])

    def is_of(self, stage_id: str | None) -> np.ndarray:
        """Which rows are of a stage."""
        ids = [stage.id for stage in self.context.season.stages]
        return self.stage == (ids.index(stage_id) if stage_id in ids else ABSENT)

    def at(self, rows: np.ndarray, flags: np.ndarray) -> np.ndarray:
        """*flags* of the rows of some cells; false where a cell has no row."""
        return np.append(flags, False)[rows]

    def is_given(self, column: str) -> np.ndarray:
        """Which rows have a text in a column."""
        return self.scores[column].notna().to_numpy(dtype=bool)

    def ask_texts(self, column: str, ask: Callable[[str], bool]) -> np.ndarray:
        """Which rows have a text in a column of which *ask* says yes; each different text is asked once."""
        codes, texts = pd.factorize(self.scores[column])
        answers = [ask(text) for text in texts]
        return np.array([*answers, False], dtype=bool)[codes]

    def number_texts(self, column: str, key: Callable[[str], str]) -> tuple[np.ndarray, int]:
        """A number for each row by the *key* of its text, 0 for none, and how many numbers there are."""
        codes, texts = pd.factorize(self.scores[column])
        numbers: dict[str, int] = {"": 0}
        found = [numbers.setdefault(key(text), len(numbers)) for text in texts]
        return np.array([*found, 0], dtype=np.int64)[codes], len(numbers)

    def _find(self, column: str, ids: Iterable[str]) -> np.ndarray:
        return pd.Index(ids, dtype="str").get_indexer(self.scores[column])
