"""Fixes declared in ``corrections.toml``: applied when a cell is read, refused when it says something else by now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cchc_analysis import schemas
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import tidy
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.intake.scan import column_number
from cchc_analysis.intake.values import cell_text, read_number
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.toml_text import TextFault, read_toml

CORRECTIONS_FILE = "corrections.toml"

_PLACE = ("source_file", "source_sheet", "source_cell")

CellValue = str | int | float | bool


class Correction(BaseModel):
    """One declared fix: which cell, what it says, what it should say, why, by whom, on what document."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    file: str = Field(min_length=1)
    sheet: str = ""
    cell: str = Field(pattern=r"^[A-Z]{1,3}[1-9][0-9]*$")
    found: CellValue = Field(alias="from")
    to: CellValue
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    document: str = ""

    @property
    def row(self) -> int:
        """The cell's row, from 0."""
        return int(self.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1

    @property
    def column(self) -> int:
        """The cell's column, from 0."""
        return column_number(self.cell.rstrip("0123456789"))

    def is_in(self, sheet: Sheet) -> bool:
        """Whether the cell is one of this sheet's."""
        return tidy(self.file) == tidy(sheet.file) and tidy(self.sheet) == tidy(sheet.name or "")


def read_corrections(folder: Path) -> tuple[list[Correction], list[Row]]:
    """The declared corrections, and a finding for each entry that is not one."""
    path = folder / CORRECTIONS_FILE
    if not path.is_file():
        return [], []
    reading = read_toml(path.read_bytes())
    if reading.faults:
        return [], [_bad(_say_line(fault), fault.expected, fault.expected_en) for fault in reading.faults]
    stated = reading.stated or {}
    findings = [_bad(key, "[[corrections]]", "[[corrections]]") for key in stated if key != "corrections"]
    entries = stated.get("corrections", [])
    if not isinstance(entries, list):
        return [], [*findings, _bad("corrections", "[[corrections]]", "[[corrections]]")]
    corrections = []
    for position, entry in enumerate(entries, start=1):
        try:
            corrections.append(Correction.model_validate(entry))
        except ValidationError as error:
            findings.extend(_entry_findings(position, error))
    return _refuse_repeats(corrections, findings)


def _say_line(fault: TextFault) -> str:
    return f"[{fault.line}] {fault.found}" if fault.line else fault.found


def apply_corrections(sheet: Sheet, corrections: Iterable[Correction]) -> tuple[Sheet, list[Row]]:
    """The sheet with the corrections of its cells applied; a finding for each whose cell says something else."""
    rows = [list(row) for row in sheet.rows]
    flags = sheet.flags.copy()
    corrected, findings = set(sheet.corrected), []
    for correction in corrections:
        row, column = correction.row, correction.column
        here = sheet.fault(row, column) or sheet.text(row, column)
        if not _agree(correction.found, here):
            findings.append(_stale(correction, here))
            continue
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend(None for _ in range(column + 1 - len(rows[row])))
        to = correction.to
        rows[row][column] = float(to) if isinstance(to, int) and not isinstance(to, bool) else to or None
        if to == 0 and not isinstance(to, str | bool):
            rows[row][column] = 0.0
        flags.clear((row, column))
        corrected.add((row, column))
    values = tuple(tuple(row) for row in rows)
    return replace(sheet, rows=values, flags=flags, corrected=frozenset(corrected)), findings


def list_unused(corrections: Iterable[Correction], sheets: Iterable[Sheet]) -> list[Row]:
    """A finding for each correction whose file or sheet was not read."""
    read = list(sheets)
    return [
        _stale(correction, "không có tệp hoặc trang này / no such file or sheet")
        for correction in corrections
        if not any(correction.is_in(sheet) for sheet in read)
    ]


def tabulate_corrections(
    year: int, corrections: Iterable[Correction], sheets: Iterable[Sheet], scores: pd.DataFrame
) -> pd.DataFrame:
    """The ``corrections`` table: every declared fix, whether it was applied, and whose score it changed."""
    declared, read = list(corrections), list(sheets)
    is_named = scores["source_cell"].isin([correction.cell for correction in declared])
    cells = {
        (
            row["source_file"],
            row["source_sheet"] if isinstance(row["source_sheet"], str) else "",
            row["source_cell"],
        ): row
        for row in list_rows(scores.loc[is_named, ["unit_id", "criterion_id", "stage", *_PLACE]])
    }
    rows = []
    for number, correction in enumerate(declared, start=1):
        sheet = next((sheet for sheet in read if correction.is_in(sheet)), None)
        name = (sheet.name or "") if sheet else correction.sheet
        file = sheet.file if sheet else correction.file
        score: Mapping[Any, Any] = cells.get((file, name, correction.cell), {})
        rows.append(
            {
                "year": year,
                "correction_id": number,
                **{key: score.get(key) for key in ("unit_id", "criterion_id", "stage")},
                "source_file": file,
                "source_sheet": name or None,
                "source_cell": correction.cell,
                "stated": cell_text(correction.found),
                "corrected": cell_text(correction.to),
                "why": correction.reason,
                "decided_by": correction.by,
                "document": correction.document or None,
                "is_applied": sheet is not None and (correction.row, correction.column) in sheet.corrected,
            }
        )
    return schemas.validate("corrections", pd.DataFrame(rows)) if rows else schemas.empty("corrections")


def _refuse_repeats(corrections: list[Correction], findings: list[Row]) -> tuple[list[Correction], list[Row]]:
    first: dict[tuple[str, str, str], Correction] = {}
    for correction in corrections:
        cell = tidy(correction.file), tidy(correction.sheet), correction.cell
        if first.setdefault(cell, correction) is not correction:
            found = " ".join(part for part in cell if part)
            findings.append(_bad(found, "mỗi ô một đính chính", "one correction per cell"))
    return list(first.values()), findings


def _entry_findings(position: int, error: ValidationError) -> Iterable[Row]:
    keys = ", ".join(field.alias or name for name, field in Correction.model_fields.items())
    for detail in error.errors():
        key = str(detail["loc"][0]) if detail["loc"] else ""
        found = f"corrections[{position}].{key} = {detail['input']!r}"
        if detail["type"] == "missing":
            yield _bad(f"corrections[{position}]", f"khóa {key}", f"the key {key}")
        elif detail["type"] == "extra_forbidden":
            yield _bad(found, f"một trong các khóa: {keys}", f"one of the keys: {keys}")
        else:
            yield _bad(
                found, "ô dạng F12, chữ không rỗng, giá trị chữ hoặc số", "a cell like F12, texts, a text or number"
            )


def _agree(stated: CellValue, here: str) -> bool:
    if isinstance(stated, bool):
        return cell_text(stated) == here
    number = read_number(stated)
    return tidy(str(stated)) == here if number is None else read_number(here) == number


def _bad(found: str, expected: str, expected_en: str) -> Row:
    return finding(
        "bad_corrections", source_file=CORRECTIONS_FILE, found=found, expected=expected, expected_en=expected_en
    )


def _stale(correction: Correction, here: str) -> Row:
    return finding(
        "correction_stale",
        source_file=correction.file,
        source_sheet=correction.sheet or None,
        source_cell=correction.cell,
        found=here,
        expected=correction.found,
    )
