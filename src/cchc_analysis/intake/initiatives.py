"""Initiatives (``initiatives.xlsx``) and published figures (``published.csv``): small tables beside the scores."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.forms import unknown_unit
from cchc_analysis.intake.named_columns import NamedTable, column_names, find_table
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.values import read_number
from cchc_analysis.intake.workbooks import Sheet

INITIATIVES_FILE = "initiatives.xlsx"
PUBLISHED_FILE = "published.csv"
INITIATIVE_COLUMNS = ("initiative_id", "unit", "title", "title_en", "status", "bonus_score", "note")
PUBLISHED_COLUMNS = ("metric", "value", "source")
STATUS_WORDS = {
    "proposed": "proposed",
    "recognised": "recognised",
    "đề nghị": "proposed",
    "được công nhận": "recognised",
}

_INITIATIVE_SPELLINGS = {
    "unit_id": "unit",
    "đơn vị": "unit",
    "mã đơn vị": "unit",
    "initiative_status": "status",
    "tình trạng": "status",
}
_PUBLISHED_SPELLINGS = {"chỉ tiêu": "metric", "giá trị": "value", "số công bố": "value", "nguồn": "source"}


def read_initiatives(context: Context, sheets: list[Sheet]) -> tuple[pd.DataFrame, list[Row]]:
    """The ``initiatives`` table, and a finding for each cell that keeps a row out of it."""
    spellings = column_names("initiatives", INITIATIVE_COLUMNS, _INITIATIVE_SPELLINGS)
    table, findings = _find(sheets, spellings, ("initiative_id", "unit", "title", "status"))
    rows: dict[str, dict[str, Any]] = {}
    for row in table.rows() if table else ():
        initiative, wrong = _read_initiative(context, table, row, rows) if table else ({}, [])
        findings.extend(wrong)
        if not wrong:
            rows[initiative["initiative_id"]] = initiative
    if not rows:
        return schemas.empty("initiatives"), findings
    return schemas.validate("initiatives", pd.DataFrame(list(rows.values()))), findings


def read_published(sheets: list[Sheet]) -> tuple[pd.DataFrame, list[Row]]:
    """Official figures as printed: ``metric``, ``value`` and ``source``, all text, each metric once."""
    spellings = {name: name for name in PUBLISHED_COLUMNS} | _PUBLISHED_SPELLINGS
    table, findings = _find(sheets, spellings, ("metric", "value"))
    rows: dict[str, dict[str, str]] = {}
    for row in table.rows() if table else ():
        figure = {column: table.text(row, column) for column in PUBLISHED_COLUMNS} if table else {}
        if table and figure["metric"] in rows:
            findings.append(_bad(table, row, "metric", "mỗi chỉ tiêu một lần", "each metric once"))
        elif table and not (figure["metric"] and figure["value"]):
            column = "value" if figure["metric"] else "metric"
            findings.append(_bad(table, row, column, "một giá trị", "a value"))
        else:
            rows[figure["metric"]] = figure
    return pd.DataFrame(list(rows.values()), columns=list(PUBLISHED_COLUMNS), dtype="str"), findings


def empty_published() -> pd.DataFrame:
    """No published figures."""
    return pd.DataFrame(columns=list(PUBLISHED_COLUMNS), dtype="str")


def _find(
    sheets: list[Sheet], spellings: dict[str, str], required: Iterable[str]
) -> tuple[NamedTable | None, list[Row]]:
    table = find_table(sheets[0], spellings, at_least=2) if sheets else None
    missing = [column for column in required if table is None or column not in table.columns]
    if not missing or not sheets:
        return table, []
    place = {"source_file": sheets[0].file, "source_sheet": sheets[0].name}
    found = " | ".join(sheets[0].text(0, column) for column in range(len(sheets[0].rows[0]))) if sheets[0].rows else "—"
    return None, [finding("missing_column", found=found, expected=", ".join(missing), **place)]


def _read_initiative(
    context: Context, table: NamedTable, row: int, earlier: dict[str, dict[str, Any]]
) -> tuple[dict[str, Any], list[Row]]:
    text = {column: table.text(row, column) for column in INITIATIVE_COLUMNS}
    findings = []
    unit_id = context.find_unit(text["unit"])
    if unit_id is None:
        findings.append(unknown_unit(context, text["unit"], None, **_place(table, row, "unit")))
    if not text["initiative_id"] or text["initiative_id"] in earlier:
        findings.append(_bad(table, row, "initiative_id", "một mã, mỗi mã một lần", "an id, each once"))
    if not text["title"]:
        findings.append(_bad(table, row, "title", "tên sáng kiến", "the initiative's title"))
    status = STATUS_WORDS.get(name_key(text["status"]))
    if status is None:
        findings.append(_bad(table, row, "status", "đề nghị hoặc được công nhận", "proposed or recognised"))
    bonus = read_number(table.value(row, "bonus_score"))
    if text["bonus_score"] and (bonus is None or bonus < 0):
        findings.append(
            _bad(table, row, "bonus_score", "một số không âm hoặc để trống", "a number, 0 or more, or blank")
        )
    initiative = {
        "initiative_id": text["initiative_id"],
        "unit_id": unit_id,
        "title": text["title"],
        "title_en": text["title_en"] or None,
        "initiative_status": status,
        "bonus_score": bonus,
        "note": text["note"] or None,
    }
    return initiative, findings


def _place(table: NamedTable, row: int, column: str) -> dict[str, str | None]:
    return table.sheet.place(row, table.columns.get(column, 0))


def _bad(table: NamedTable, row: int, column: str, expected: str, expected_en: str) -> Row:
    found = table.text(row, column)
    return finding("bad_table", found=found, expected=expected, expected_en=expected_en, **_place(table, row, column))
