"""A made-up body of three units with registers small enough to count on paper."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from cchc_analysis.registers.measuring import measure_season
from cchc_analysis.rules.season import Season, Stage

UNITS = ("vu-a", "vu-b", "cuc-i")
CALENDAR = """date,day,reason,document
2020-01-01,off,Tết Dương lịch,TB 1
2020-04-30,off,Giải phóng miền Nam,TB 1
2020-05-01,off,Quốc tế lao động,TB 1
2020-09-02,off,Quốc khánh,TB 1
2021-01-01,off,Tết Dương lịch,TB 2
"""
HEAD = """
period = { from = 2020-01-01, to = 2020-12-31 }
as_of = 2021-01-10T17:00:00
calendar = "calendar.csv"
weekend = ["saturday", "sunday"]
"""
TASKS = """
[[registers]]
id = "tasks"
name = "Nhiệm vụ"
files = ["registers/tasks*"]
exported_at = 2021-01-11
snapshots = "newest"
key = ["code", "unit"]
same_row = "stop"
believe = "dates"
[registers.dates]
done_means = "finished"
order = "dmy"
zone = "Asia/Ho_Chi_Minh"
[registers.headings]
code = ["Mã"]
unit = ["Đơn vị"]
role = ["Vai trò"]
due_first = ["Hạn"]
due = ["Gia hạn đến"]
done = ["Ngày xong"]
status = ["Trạng thái"]
secrecy = ["Độ mật"]
[registers.values.role]
lead = ["Chủ trì"]
support = ["Phối hợp"]
[registers.values.status]
done = ["Đã xong"]
open = ["Đang làm"]
cancelled = ["Đã hủy"]
[registers.values.secrecy]
normal = ["Thường"]
secret = ["Mật"]
"""
LATE = """
[[measures]]
criterion = "nhiem-vu"
text = "Mỗi nhiệm vụ quá hạn trừ 0,25 điểm"
register = "tasks"
where = { role = ["lead"] }
exclude = [{ status = ["cancelled"], reason = "cancelled" }, { secrecy = ["secret"], reason = "secret" }]
counts_in = "due"
late = { due = ["due", "due_first"], roll = "next_working_day", open_late = true, done_late = true }
if_none = "max"
covers = "all"
rule = { type = "per_item", of = "late", start = "max", each = -0.25, floor = 0 }
"""
COLUMNS = ("Mã", "Đơn vị", "Vai trò", "Hạn", "Gia hạn đến", "Ngày xong", "Trạng thái", "Độ mật")


@dataclass
class Body:
    """A folder of registers and what measuring it gave."""

    folder: Path
    cache: Path
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def measured(self, unit: str, criterion: str = "nhiem-vu") -> dict[str, Any]:
        """One row of ``measured``."""
        rows = self.tables["measured"].query("unit_id == @unit and criterion_id == @criterion")
        return {str(key): value for key, value in rows.iloc[0].items()}

    def rules(self) -> list[str]:
        """The rules of the findings, once each."""
        return sorted({row["rule"] for row in self.findings})

    def rows(self, criterion: str = "nhiem-vu") -> pd.DataFrame:
        """The rows of ``measured_rows`` of a criterion."""
        return self.tables["measured_rows"].query("criterion_id == @criterion")


def task(code: str, unit: str, due: object, done: object = None, **more: object) -> tuple[object, ...]:
    """A row of the task register."""
    given = {"role": "Chủ trì", "extended": None, "status": None, "secrecy": "Thường"} | more
    return code, unit, given["role"], due, given["extended"], done, given["status"], given["secrecy"]


def day(text: str) -> datetime.date:
    """A day by its ISO text."""
    return datetime.date.fromisoformat(text)


def write_sheet(path: Path, rows: Sequence[Sequence[object]], columns: Sequence[str] = COLUMNS) -> None:
    """An xlsx file with two rows of title above its header."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["SỔ THEO DÕI NHIỆM VỤ"])
    sheet.append([])
    sheet.append(list(columns))
    for row in rows:
        sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def write_csv(path: Path, rows: Sequence[Sequence[object]], columns: Sequence[str]) -> None:
    """A CSV file as Excel writes it."""
    lines = [";".join("" if value is None else str(value) for value in row) for row in (columns, *rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def make_criteria(rules: Mapping[str, tuple[float | None, str]]) -> pd.DataFrame:
    """Leaves with a maximum and a rule text each."""
    return pd.DataFrame(
        {
            "criterion_id": list(rules),
            "parent_id": None,
            "code": [str(number) for number in range(1, len(rules) + 1)],
            "name": [f"Tiêu chí {each}" for each in rules],
            "name_en": None,
            "is_leaf": True,
            "applies_to": None,
            "max_score": [maximum for maximum, _rule in rules.values()],
            "rule": [rule for _maximum, rule in rules.values()],
            "position": range(1, len(rules) + 1),
        }
    )


def make_units() -> pd.DataFrame:
    """Three units; the first has an alias."""
    return pd.DataFrame(
        {
            "unit_id": list(UNITS),
            "name": ["Vụ A", "Vụ B", "Cục I"],
            "name_en": None,
            "short_name": ["Vụ A", "Vụ B", "Cục I"],
            "short_name_en": None,
            "aliases": ["Vụ Alpha", None, None],
            "group": None,
            "position": [1, 2, 3],
        }
    )


def make_comparison(scores: Mapping[tuple[str, str], tuple[float | None, float | None, str | None]]) -> pd.DataFrame:
    """Self-score, appraised score and the appraiser's note by unit and criterion."""
    rows = [
        {
            "year": 2020,
            "unit_id": unit,
            "criterion_id": criterion,
            "self_score": own,
            "first_appraised_score": appraised,
            "appraised_score": appraised,
            "appraiser_note": note,
            "reason": None,
        }
        for (unit, criterion), (own, appraised, note) in scores.items()
    ]
    names = ["year", "unit_id", "criterion_id", "self_score", "first_appraised_score", "appraised_score"]
    frame = pd.DataFrame(rows, columns=[*names, "appraiser_note", "reason"])
    return frame.astype({"unit_id": "str", "criterion_id": "str", "appraiser_note": "str", "reason": "str"})


SEASON = Season(
    year=2020,
    title="Thử",
    body="Cơ quan thử",
    stages=(Stage(id="appraisal", kind="appraisal", name="Thẩm định", folder="appraisal"),),
)
RULES = {"nhiem-vu": (2.0, "Mỗi nhiệm vụ quá hạn trừ 0,25 điểm")}


def measure(
    folder: Path,
    declared: str,
    rules: Mapping[str, tuple[float | None, str]] = RULES,
    comparison: pd.DataFrame | None = None,
    *,
    calendar: str = CALENDAR,
    rulings: str = "",
    units: pd.DataFrame | None = None,
) -> Body:
    """Measure what *folder* holds under what is *declared*."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "registers.toml").write_text(declared, encoding="utf-8")
    (folder / "calendar.csv").write_text(calendar, encoding="utf-8")
    if rulings:
        (folder / "rulings.toml").write_text(rulings, encoding="utf-8")
    body = Body(folder, folder.parent / "cache")
    body.tables, body.findings = measure_season(
        folder,
        SEASON,
        make_criteria(rules),
        make_units() if units is None else units,
        make_comparison({}) if comparison is None else comparison,
        body.cache,
    )
    return body
