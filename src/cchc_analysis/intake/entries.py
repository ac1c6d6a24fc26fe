"""What a received row says about one unit, criterion and stage, before it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cchc_analysis.intake.values import Value
from cchc_analysis.intake.workbooks import Sheet


@dataclass(frozen=True)
class Entry:
    """One row of a form: its score cell as it stands and what is written beside it."""

    unit_id: str
    criterion_id: str
    stage: str
    sheet: Sheet
    row: int
    score_column: int | None
    is_own_form: bool
    max_score: Value = None
    note: str = ""
    reason: str = ""
    evidence: str = ""
    explanation: str = ""
    explanation_column: int | None = None
    text_columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def value(self) -> Value:
        """What the score cell holds."""
        return self.sheet.value(self.row, self.score_column)

    @property
    def fault(self) -> str:
        """The error value or never-calculated formula in the score cell, or ``""``."""
        return self.sheet.fault(self.row, self.score_column)

    @property
    def is_corrected(self) -> bool:
        """Whether a declared correction changed the score cell."""
        return (self.row, self.score_column) in self.sheet.corrected

    @property
    def place(self) -> dict[str, str | None]:
        """File, sheet and cell of the score."""
        return self.sheet.place(self.row, self.score_column)

    def place_of(self, part: str) -> dict[str, str | None]:
        """File, sheet and cell of the score or of a text beside it (``note``, ``reason``, …)."""
        return self.sheet.place(self.row, self.score_column if part == "score" else self.text_columns.get(part))


@dataclass(frozen=True)
class Subtotal:
    """A printed sum: of the criteria below a node, or, in a row of its own, of what stands above it."""

    unit_id: str
    stage: str
    criterion_ids: tuple[str | None, ...]  # nodes it may be the sum of; None is the whole form
    sheet: Sheet
    row: int
    column: int
    label: str
