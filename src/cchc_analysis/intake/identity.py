"""The hidden sheet by which an issued form is recognised, whatever its file is called and whatever is typed into it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc_analysis.intake.values import Value, cell_text, read_number

SHEET = "cchc"
MARK = "cchc-form"
MAX_ROWS = 20
PRINTED = ("criterion_id", "code", "parent_id", "name", "max_score", "line", "is_survey", "applies_to", "step", "rule")


@dataclass(frozen=True)
class Identity:
    """What an issued form is: for which season, unit and stage, and from which version of the criteria set."""

    year: int
    unit_id: str
    stage: str
    criteria_version: str

    def rows(self) -> Iterator[tuple[str, str]]:
        """The identity as it stands in the hidden sheet: a mark, then one name and value a row."""
        yield MARK, "1"
        yield "year", str(self.year)
        yield "unit_id", self.unit_id
        yield "stage", self.stage
        yield "criteria_version", self.criteria_version


def read_identity(rows: Sequence[Sequence[Value]]) -> Identity | None:
    """The identity that the rows of a sheet state; ``None`` where they state none or not all of it.

    >>> read_identity(list(Identity(2021, "vpc", "self", "3f2a").rows()))
    Identity(year=2021, unit_id='vpc', stage='self', criteria_version='3f2a')
    >>> read_identity([("cchc-form", "1"), ("year", "2021")]) is None
    True
    """
    stated = {cell_text(row[0]): row[1] for row in rows[:MAX_ROWS] if len(row) > 1}
    year = read_number(stated.get("year"))
    unit_id, stage, version = (cell_text(stated.get(name)) for name in ("unit_id", "stage", "criteria_version"))
    if MARK not in stated or year is None or not (unit_id and stage and version):
        return None
    return Identity(int(year), unit_id, stage, version)


def hash_criteria(criteria: pd.DataFrame) -> str:
    """The version of a criteria set: a hash of what forms print of it, the same however its workbook was saved."""
    printed = criteria.sort_values("position")[list(PRINTED)].to_csv(index=False, float_format="%.6f")
    return hashlib.sha256(printed.encode("utf-8")).hexdigest()[:16]
