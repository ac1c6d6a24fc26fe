"""Decisions on single rows of registers (``rulings.toml``): whose, why, on what document, and the row as it was."""

import datetime
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, model_validator

from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.registers.declared import DateField, TextField

RULINGS_FILE = "rulings.toml"

Stated = Annotated[datetime.date, Strict()] | str


class Ruling(BaseModel):
    """One decision on one row: excuse its lateness, leave it out, give it another unit, deadline or day of completion.

    ``expect`` is the row as it was when ruled; where it is another by now the ruling does not apply.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    register_id: str = Field(alias="register", min_length=1)
    key: Mapping[TextField | DateField, Stated] = Field(min_length=1)
    decision: Literal["excuse", "exclude", "unit", "due", "done"]
    value: Stated = ""
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    document: str = Field(min_length=1)
    expect: Mapping[TextField | DateField, Stated] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_its_value(self) -> Self:
        if self.decision in ("due", "done") and not isinstance(self.value, datetime.date):
            raise ValueError("value: a date")
        if self.decision == "unit" and not (isinstance(self.value, str) and self.value):
            raise ValueError("value: a unit_id of units.csv")
        if self.decision in ("excuse", "exclude") and self.value != "":
            raise ValueError("value: none")
        return self


def read_rulings(folder: Path) -> tuple[list[Ruling], list[Row]]:
    """The rulings of a season's ``rulings.toml``, and a finding for each entry that is none."""
    path = folder / RULINGS_FILE
    if not path.is_file():
        return [], []
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [], [_bad("", str(error))]
    entries = stated.get("rulings", [])
    findings = [_bad(key, key) for key in stated if key != "rulings"]
    if not isinstance(entries, list):
        return [], [*findings, _bad("rulings", "rulings")]
    rulings: list[Ruling] = []
    for position, entry in enumerate(entries, start=1):
        try:
            rulings.append(Ruling.model_validate(entry))
        except ValidationError as error:
            findings += [_bad(f"rulings[{position}]{_key(each['loc'])}", str(each["msg"])) for each in error.errors()]
    return rulings, findings


def _key(location: tuple[Any, ...]) -> str:
    return "".join(f".{part}" for part in location if part not in ("date", "str"))


def _bad(place: str, found: str) -> Row:
    return finding("ruling_bad", source_file=RULINGS_FILE, source_cell=place or None, found=found)
