"""Findings: one row per fault or doubt, worded from the catalogue of rules."""

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.rules import load_rules
from cchc_analysis.intake.values import cell_text, number_text

Row = dict[str, Any]

_PLACE = ("source_file", "source_sheet", "source_cell")
_SAME = ("rule", "unit_id", "criterion_id", "stage", *_PLACE, "found", "expected")
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


def finding(
    rule: str,
    *,
    unit_id: str | None = None,
    criterion_id: str | None = None,
    stage: str | None = None,
    source_file: str | None = None,
    source_sheet: str | None = None,
    source_cell: str | None = None,
    found: object = None,
    expected: object = None,
    expected_en: object = None,
    **words: object,
) -> Row:
    """A row of ``findings`` by the rule's sentence, filled with *found*, *expected* and the rule's own *words*.

    A word with a different English form has a twin named ``…_en``, used in the English sentence. A number that is
    *found* or *expected* has a decimal comma in the Vietnamese sentence; text stays as the cell has it.
    """
    stated = load_rules()[rule]
    expected_en = expected if expected_en is None else expected_en
    vietnamese = {name: word for name, word in words.items() if not name.endswith("_en")}
    english = vietnamese | {name.removesuffix("_en"): word for name, word in words.items() if name.endswith("_en")}
    vietnamese |= {"found": _with_comma(found), "expected": _with_comma(expected)}
    english |= {"found": _text(found), "expected": _text(expected_en)}
    return {
        "severity": stated.severity,
        "rule": rule,
        "unit_id": unit_id,
        "criterion_id": criterion_id,
        "stage": stage,
        "source_file": source_file,
        "source_sheet": source_sheet,
        "source_cell": source_cell,
        "found": _text(found),
        "expected": _text(expected),
        "expected_en": _text(expected_en),
        "sentence": stated.sentence.format(**vietnamese),
        "sentence_en": stated.sentence_en.format(**english),
        "action": stated.action.format(**vietnamese),
        "action_en": stated.action_en.format(**english),
    }


def collect(rows: Iterable[Row], year: int) -> pd.DataFrame:
    """The ``findings`` table: errors first, then by file, sheet and cell; numbered; the same fault once."""
    found = pd.DataFrame(list(rows))
    if found.empty:
        return schemas.empty("findings")
    ordered = found.drop_duplicates(list(_SAME)).assign(
        _severity=lambda rows: rows["severity"].map({"error": 0, "doubt": 1}),
        _row=lambda rows: rows["source_cell"].map(lambda cell: _position(cell)[0]),
        _column=lambda rows: rows["source_cell"].map(lambda cell: _position(cell)[1]),
    )
    by = ["_severity", "source_file", "source_sheet", "_row", "_column", "unit_id", "criterion_id", "rule"]
    ordered = ordered.sort_values(by, na_position="first", kind="stable", ignore_index=True)
    return ordered.assign(year=year, finding_id=range(1, len(ordered) + 1)).pipe(
        lambda rows: schemas.validate("findings", rows)
    )


def _text(value: object) -> str | None:
    return cell_text(value) if isinstance(value, float) else None if value is None else str(value)


def _with_comma(value: object) -> str | None:
    return number_text(value) if isinstance(value, float) else _text(value)


def _position(cell: str | None) -> tuple[int, str]:
    address = _ADDRESS.fullmatch(cell) if isinstance(cell, str) else None
    return (int(address[2]), address[1].rjust(4)) if address else (0, "")
