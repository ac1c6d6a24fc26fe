"""A season whose issued forms are filled in as units and appraisers do, for the tests of the round trip."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc_analysis.forms.issue import Issued, issue_forms

from .season_folder import UNITS, write_workbook

RULES = """
year = 2021
title = "Đánh giá thử năm 2021"
body = "Cơ quan Mẫu"
decision = "Quyết định số 1/QĐ-CQM ngày 02/01/2021"
bonus_max = 1
penalty_max = 1.5

[[stages]]
id = "self"
kind = "self"
name = "Tự chấm"
folder = "self"

[[stages]]
id = "first"
kind = "appraisal"
name = "Thẩm định lần 1"
folder = "appraisal/1"

[[stages]]
id = "explanation"
kind = "explanation"
name = "Giải trình"
folder = "explanation"

[[stages]]
id = "second"
kind = "appraisal"
name = "Thẩm định lần 2"
folder = "appraisal/2"

[[unit_groups]]
id = "vu"
name = "Các vụ"

[[reasons]]
id = "late"
name = "Báo cáo chậm"

[[reasons]]
id = "none"
name = "Chưa thực hiện"
"""

LONG_NAME = "Mức độ hài lòng của người dân, tổ chức và các đơn vị phối hợp về kết quả thực hiện nhiệm vụ cải cách"
CRITERIA = [
    ["criterion_id", "code", "parent_id", "name", "max_score", "line", "is_survey", "applies_to", "step", "rule"],
    ["d1", "I", None, "Chỉ đạo điều hành", None, None, None, None, None, None],
    ["k1", "1.1", "d1", "Ban hành kế hoạch", 2, None, None, None, 0.5, "Đúng hạn: 2; chậm: 1"],
    ["k2", "1.10", "d1", "Báo cáo", 3, None, None, None, None, None],
    ["k3", "1.2", "d1", "Kiểm tra", None, None, None, None, None, None],
    ["k3a", "a)", "k3", "Lập kế hoạch", 1, None, None, None, 0.25, None],
    ["k3b", "b)", "k3", "Ban hành kế hoạch", 1.5, None, None, None, 1, None],
    ["k4", "1.3", "d1", LONG_NAME, 1, None, "x", None, None, None],
    ["d2", "II", None, "Cải cách thể chế", None, None, None, None, None, None],
    ["t1", "a)", "d2", "Rà soát văn bản", 1, None, None, None, 0.01, None],
    ["t2", "b)", "d2", "Mức độ hài lòng", 1, None, "x", None, None, None],
    ["t3", "c)", "d2", "Văn bản đặc thù", 1.25, None, None, "khth", 0.05, None],
    ["m", "III", None, "Nhiệm vụ khác", None, None, None, None, None, None],
    ["b", "B", None, "Điểm thưởng", None, "bonus", None, None, None, None],
    ["b1", "1", "b", "Được khen", 1, "bonus", None, None, 0.5, None],
    ["b2", "2", "b", "Có sáng kiến", 0.75, "bonus", None, None, None, None],
    ["p", "P", None, "Điểm phạt", 2, "penalty", None, None, 0.5, None],
]
MAXIMA = {row[0]: row[4] for row in CRITERIA[1:]}
SELF_LEAVES = ("k1", "k2", "k3a", "k3b", "t1", "t3", "m", "b1", "b2", "p")
LEAVES = ("k1", "k2", "k3a", "k3b", "t1", "t2", "t3", "m", "b1", "b2", "p")


@dataclass(frozen=True)
class Written:
    """What is typed into one row of a form: by heading, apart from the score."""

    score: Any = None
    texts: Mapping[str, str] | None = None


def write_empty_season(folder: Path) -> Path:
    """A data folder with a season of three units from which nothing has come."""
    season = folder / "raw" / "2021"
    season.mkdir(parents=True)
    (season / "season.toml").write_text(RULES, encoding="utf-8")
    (season / "units.csv").write_text(UNITS, encoding="utf-8")
    write_workbook(season / "criteria.xlsx", CRITERIA)
    return season


def issue(season: Path, *stages: str, out: Path | None = None) -> list[Issued]:
    """The forms of these stages, beside the season's folder unless *out* says where."""
    return issue_forms(2021, season.parents[1], out or season.parents[1] / "forms", stages)


def form_of(season: Path, stage: str, unit_id: str) -> Path:
    """The issued form of one unit and stage."""
    (issued,) = issue(season, stage)
    return issued.files[unit_id]


def open_form(path: Path) -> tuple[Workbook, Worksheet]:
    book = openpyxl.load_workbook(path)
    return book, book.worksheets[0]


def headings(sheet: Worksheet) -> dict[str, int]:
    """The column of each heading."""
    row = header_row(sheet)
    return {str(cell.value): cell.column for cell in sheet[row] if cell.value}


def header_row(sheet: Worksheet) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == "STT")


def rows(sheet: Worksheet) -> dict[str, int]:
    """The row of each criterion, by its hidden id."""
    column = headings(sheet)["Mã định danh"]
    first = header_row(sheet) + 1
    found = ((sheet.cell(row, column).value, row) for row in range(first, sheet.max_row + 1))
    return {str(criterion_id): row for criterion_id, row in found if criterion_id}


def fill(form: Path, target: Path, score_heading: str, written: Mapping[str, Written]) -> Path:
    """The form with these rows typed in, saved under a name of the sender's own."""
    book, sheet = open_form(form)
    columns, places = headings(sheet), rows(sheet)
    for criterion_id, row in written.items():
        texts = {score_heading: row.score} | dict(row.texts or {})
        for heading, value in texts.items():
            cell = sheet.cell(places[criterion_id], columns[heading])
            assert not cell.protection.locked, (criterion_id, heading)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def convert(paths: Sequence[Path], suffix: str, folder: Path, soffice: str) -> list[Path]:
    """Workbooks as LibreOffice saves them in another format (or the same)."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    converted = [folder / f"{path.stem}.{suffix}" for path in paths]
    missing = [path.name for path in converted if not path.is_file()]
    if missing:
        pytest.fail(f"LibreOffice made no {', '.join(missing)}")
    return converted
