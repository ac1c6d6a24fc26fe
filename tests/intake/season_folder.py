"""Small season folders for the tests of intake: rules, criteria, units and forms, written as people write them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from cchc_analysis.intake.receiving import Received, receive_season
from cchc_analysis.rules.season import read_season

SEASON = """
year = 2020
title = "Đánh giá thử"
body = "Cơ quan Mẫu"

[[unit_groups]]
id = "vu"
name = "Các vụ"

[[reasons]]
id = "late"
name = "Báo cáo chậm"
patterns = ["chậm"]
"""

UNITS = """unit_id,name,short_name,aliases,group
khth,Vụ Kế hoạch - Tổng hợp,Vụ KHTH,Vụ Kế hoạch,vu
cuc1,Cục I,,Cục Một,
cuc2,Cục II,,,
"""

CRITERIA = [
    ["criterion_id", "code", "parent_id", "name", "max_score", "is_survey", "applies_to", "step", "line"],
    ["d1", "I", None, "Chỉ đạo điều hành", 5, None, None, None, None],
    ["k1", "1", "d1", "Ban hành kế hoạch", 2, None, None, 0.5, None],
    ["k2", "2", "d1", "Thực hiện kế hoạch", 3, None, None, None, None],
    ["d2", "II", None, "Cải cách thể chế", 3, None, None, None, None],
    ["t1", "1", "d2", "Rà soát văn bản", 1, None, None, None, None],
    ["t2", "2", "d2", "Mức độ hài lòng", 1, "x", None, None, None],
    ["t3", "3", "d2", "Văn bản đặc thù", 1, None, "khth", None, None],
    ["b1", "T", None, "Điểm thưởng", 1, None, None, None, "bonus"],
]

SELF_HEADER = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Ghi chú"]
APPRAISAL_HEADER = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm thẩm định", "Ý kiến thẩm định"]
LEAVES = {
    "k1": ("1", "Ban hành kế hoạch", 2),
    "k2": ("2", "Thực hiện kế hoạch", 3),
    "t1": ("1", "Rà soát văn bản", 1),
    "t2": ("2", "Mức độ hài lòng", 1),
    "t3": ("3", "Văn bản đặc thù", 1),
    "b1": ("T", "Điểm thưởng", 1),
}
DOMAINS = {"k1": ("I", "Chỉ đạo điều hành", 5), "t1": ("II", "Cải cách thể chế", 3)}


def write_workbook(path: Path, rows: Iterable[Sequence[Any]], sheet: str = "Phiếu") -> Path:
    """One sheet; a text that starts with ``=`` after ``formula:`` is a formula, everything else stands as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and value.startswith("formula:"):
                    page.write_formula(row, column, value.removeprefix("formula:"), value="")
                elif isinstance(value, str):
                    page.write_string(row, column, value)
                elif value is not None:
                    page.write(row, column, value)
    return path


def form_rows(unit: str, scores: Mapping[str, Any], header: Sequence[str] = SELF_HEADER) -> list[list[Any]]:
    """A unit's form: motto, title, unit line, header, domains and leaves. Scores are at D7, D8, D10, …"""
    rows: list[list[Any]] = [
        ["CƠ QUAN MẪU", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["PHIẾU TỰ CHẤM ĐIỂM"],
        [f"Đơn vị: {unit}"],
        [],
        list(header),
    ]
    for leaf, value in scores.items():
        if leaf in DOMAINS:
            rows.append(list(DOMAINS[leaf]))
        note = "Theo hồ sơ" if "Ý kiến thẩm định" in header else None
        rows.append([*LEAVES[leaf], value, note])
    return rows


def write_form(path: Path, unit: str, scores: Mapping[str, Any], header: Sequence[str] = SELF_HEADER) -> Path:
    return write_workbook(path, form_rows(unit, scores, header))


GOOD_SELF = {"k1": 2, "k2": "2,5", "t1": 1}
GOOD_APPRAISAL = {"k1": 1.5, "k2": 2.5, "t1": 1, "t2": 0.8}


def write_season(folder: Path, season: str = SEASON, units: str = UNITS, criteria: list[list[Any]] = CRITERIA) -> Path:
    """A season of three units in which nothing is wrong."""
    folder = folder / "2020"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "season.toml").write_text(season, encoding="utf-8")
    (folder / "units.csv").write_text(units, encoding="utf-8")
    write_workbook(folder / "criteria.xlsx", criteria)
    names = {"khth": "Vụ Kế hoạch – Tổng hợp", "cuc1": "Cục I", "cuc2": "Cục II"}
    for unit, name in names.items():
        own = {"t3": 1} if unit == "khth" else {}
        write_form(folder / "self" / f"{unit}.xlsx", name, GOOD_SELF | own)
        write_form(folder / "appraisal" / f"{unit}.xlsx", name, GOOD_APPRAISAL | own, APPRAISAL_HEADER)
    return folder


def receive(folder: Path) -> Received:
    return receive_season(folder, read_season(folder))


def found(received: Received, rule: str) -> pd.DataFrame:
    return received.findings.loc[received.findings["rule"] == rule].reset_index(drop=True)


def score_of(received: Received, unit_id: str, criterion_id: str, stage: str = "self") -> dict[str, Any]:
    rows = received.scores
    keys = (rows["unit_id"] == unit_id) & (rows["criterion_id"] == criterion_id) & (rows["stage"] == stage)
    assert keys.sum() == 1
    return {str(name): value for name, value in rows.loc[keys].iloc[0].items()}
