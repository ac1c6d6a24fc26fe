"""What is read, judged and checked by column is what is read, judged and checked one row after the other.

``CCHC_PROOF_SEASONS=2000 pytest tests/intake/test_columns_agree.py`` tries so many seasons; the suite itself fewer.
"""

import csv
import os
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cchc_analysis.intake import long_form, receiving
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.criteria_set import read_set
from cchc_analysis.intake.entries import Codes, Entries, Entry
from cchc_analysis.intake.findings import Row
from cchc_analysis.intake.forms import find_score_column
from cchc_analysis.intake.judged_columns import Settled
from cchc_analysis.intake.judging import judge_entries, tabulate_explanations, tabulate_scores
from cchc_analysis.intake.receiving import Received, receive_season
from cchc_analysis.intake.score_grid import ScoreGrid
from cchc_analysis.intake.tables import Table
from cchc_analysis.intake.unit_form import Form
from cchc_analysis.intake.values import says_anything
from cchc_analysis.rules.season import Stage, read_season

from . import plain_checks
from .season_folder import write_workbook

SEASONS = int(os.environ.get("CCHC_PROOF_SEASONS", "40"))
SEASON = """
year = 2020
title = "Đánh giá thử"
body = "Cơ quan Mẫu"

[[stages]]
id = "self"
kind = "self"
name = "Tự chấm"
folder = "self"
not_expected_from = ["cuc3"]

[[stages]]
id = "one"
kind = "appraisal"
name = "Thẩm định lần 1"
folder = "appraisal/1"

[[stages]]
id = "explanation"
kind = "explanation"
name = "Giải trình"
folder = "explanation"

[[stages]]
id = "two"
kind = "appraisal"
name = "Thẩm định lần 2"
folder = "appraisal/2"
"""
REASONS = """
[[reasons]]
id = "late"
name = "Báo cáo chậm"
patterns = ["chậm"]
"""
LAYOUTS = ("", '[layout]\nx_means = "max"\n', '[layout]\nx_means = "not_applicable"\n')
UNITS = """unit_id,name,short_name,aliases
khth,Vụ Kế hoạch - Tổng hợp,Vụ KHTH,Vụ Kế hoạch
cuc1,Cục I,,
cuc2,Cục II,,
cuc3,Cục III,,
"""
CRITERIA = [
    ["criterion_id", "code", "parent_id", "name", "max_score", "is_survey", "applies_to", "step", "line"],
    ["d1", "I", None, "Chỉ đạo điều hành", None, None, None, None, None],
    ["k1", "1", "d1", "Ban hành kế hoạch", 2, None, None, 0.5, None],
    ["k2", "2", "d1", "Thực hiện kế hoạch", 3, None, None, 0.1, None],
    ["k3", "3", "d1", "Không có tối đa", None, None, None, 0.3, None],
    ["d2", "II", None, "Cải cách thể chế", None, None, None, None, None],
    ["t1", "1", "d2", "Rà soát văn bản", 1, None, None, None, None],
    ["t2", "2", "d2", "Mức độ hài lòng", 1, "x", None, None, None],
    ["t3", "3", "d2", "Văn bản đặc thù", 1, None, "khth", 0.25, None],
    ["b1", "T", None, "Điểm thưởng", None, None, None, None, "bonus"],
    ["p1", "P", None, "Điểm phạt", 2, None, None, None, "penalty"],
]
NAMES = ["khth", "Vụ KHTH", "VỤ KẾ HOẠCH", "cuc1", "Cục I", "cuc2", "Cục II", "cuc3"]
NO_UNITS = ["", "Cục IV", "khth2"]
IDS = ["k1", "k2", "k3", "t1", "t2", "t3", "b1", "p1"]
NO_LEAVES = ["d1", "I", "1", "2", "T", "k9", "", "K1 "]
MAXIMA = {"k1": "2", "k2": "3", "t1": "1", "t2": "1", "t3": "1"}
GOOD = ["0", "0.5", "1", "1.0", "1,0", "2", "3", "0,30", "1,5"]
ODD = [
    *("", " ", "-", "KAD", "không áp dụng", "x", "×", "-0", "−0", "-1", "+1", "0.7", "0,33", "99", "1e3", "nan", "1/2"),
    *("2/2", "1,5/3", "abc", "1.000", "0.1234567", "0,0000004", "'1", "#N/A", "=A1"),
]
WORDS = ["", "", "", "báo cáo chậm", "không được giao", "Có văn bản", "KAD", "nan", "late", "chậm", "Báo cáo chậm"]
HEADS = {
    "unit": ("Đơn vị", "unit"),
    "criterion": ("criterion_id", "criterion", "Mã tiêu chí"),
    "stage": ("stage", "Giai đoạn"),
    "score": ("Điểm", "score"),
    "max_score": ("Điểm tối đa",),
    "note": ("Ghi chú", "note"),
    "reason": ("Lý do",),
    "evidence": ("Tài liệu kiểm chứng",),
    "explanation": ("Giải trình",),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("season") / "2020"
    folder.mkdir()
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    write_workbook(folder / "criteria.xlsx", CRITERIA)
    return folder


def fill(folder: Path, chance: random.Random) -> None:
    """The season's rules and one to four long files, most rows ordinary, some of every kind of oddity."""
    rules = SEASON + chance.choice(("", REASONS)) + chance.choice(LAYOUTS)
    newest = chance.choice(("", 'newest_by = "file_name"\n'))
    (folder / "season.toml").write_text(newest + rules, encoding="utf-8")
    for old in folder.glob("**/*.csv"):
        if old.name != "units.csv":
            old.unlink()
    oddity = chance.choice((0.0, 0.05, 0.3))
    for target in (
        "self/a.csv",
        "self/b.csv",
        "appraisal/1/a.csv",
        "explanation/a.csv",
        "appraisal/2/a.csv",
        "scores.csv",
    ):
        if chance.random() < (0.8 if target.endswith("a.csv") else 0.2):
            path = folder / target
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, delimiter=chance.choice(",;\t")).writerows(list_rows(chance, oddity, target))


def list_rows(chance: random.Random, oddity: float, target: str) -> Iterator[list[str]]:
    """A header and its rows; a short row now and then."""
    further = [part for part in ("max_score", "note", "reason", "evidence", "explanation") if chance.random() < 0.5]
    parts = ["unit", "criterion", "score", *further]
    if target == "scores.csv" or chance.random() < 0.1:
        parts.insert(chance.randrange(4), "stage")
    yield [chance.choice(HEADS[part]) for part in parts]
    units = chance.sample(["khth", "cuc1", "cuc2", "cuc3"], chance.randint(1, 4))
    alike = {leaf: chance.choice(GOOD) for leaf in IDS}  # what units that copy each other say
    for unit in units:
        copies = chance.random() < 0.3
        for leaf in IDS:
            if chance.random() < oddity / 2:
                continue
            for _again in range(1 + (chance.random() < oddity / 2)):
                row = [say(part, unit, alike[leaf] if copies else "", leaf, chance, oddity) for part in parts]
                yield row[: chance.randint(0, len(row))] if chance.random() < oddity / 4 else row


def say(part: str, unit: str, score: str, leaf: str, chance: random.Random, oddity: float) -> str:
    """What a cell of a row says."""
    is_odd = chance.random() < oddity
    match part:
        case "unit":
            return chance.choice(NAMES + NO_UNITS) if is_odd else unit
        case "criterion":
            return chance.choice(NO_LEAVES) if is_odd else leaf
        case "stage":
            return chance.choice(("", "self", "một", "Thẩm định lần 1")) if is_odd else chance.choice(("self", "two"))
        case "score":
            return chance.choice(ODD) if is_odd else score or MAXIMA.get(leaf, "1")
        case "max_score":
            return chance.choice(("", "9", "x", "2,0", "-1")) if is_odd else MAXIMA.get(leaf, "")
        case _:
            return chance.choice(WORDS) if is_odd or chance.random() < 0.3 else ""


def read_plainly(context: Context, table: Table, folder_stage: Stage | None) -> tuple[list[Entry], Form]:
    """A long file row by row."""
    if folder_stage is None and table.first("stage") is None:
        return [], long_form.read_long_form(context, table, folder_stage)[1]
    claim, findings, problems = find_score_column(table, folder_stage)
    entries: list[Entry] = []
    for row in table.rows if claim.column is not None else ():
        if any(says_anything(value) for value in table.sheet.rows[row]):
            entry, wrong = long_form.read_row(context, table, row, claim.position, folder_stage)
            entries.extend(entry)
            findings.extend(wrong)
    return entries, Form(findings=findings, problems=problems)


def settle_plainly(context: Context, entries: Entries, standing: np.ndarray) -> Settled:
    """Every entry judged by itself."""
    judged = judge_entries(context, map(entries.entry, standing.tolist()))
    return Settled(tabulate_scores(context, judged), tabulate_explanations(context, judged), judged.findings)


def check_plainly(check: Callable[[Context, pd.DataFrame], list[Row]], grid: ScoreGrid) -> list[Row]:
    """A check that looks at the rows of ``scores`` one by one."""
    return check(grid.context, grid.scores)


def receive_plainly(folder: Path) -> Received:
    """The season, nothing of it by column."""
    plain: dict[str, Any] = {"read_long_form": read_plainly, "settle_scores": settle_plainly}
    for name in ("check_stages", "check_whole_forms", "check_claims", "check_copies"):
        plain[name] = partial(check_plainly, getattr(plain_checks, name))
    plain["record_submissions"] = lambda grid, *tables: plain_checks.record_submissions(
        grid.context, grid.scores, *tables
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, way in plain.items():
            patch.setattr(receiving, name, way)
        return receive_season(folder, read_season(folder))


@pytest.mark.parametrize("seed", range(SEASONS))
def test_a_season_read_by_column_is_the_season_read_row_by_row(folder: Path, seed: int) -> None:
    fill(folder, random.Random(seed))
    by_column, row_by_row = receive_season(folder, read_season(folder)), receive_plainly(folder)
    names = (
        "scores",
        "explanations",
        "submissions",
        "received_files",
        "received_sheets",
        "received_columns",
        "submission_changes",
        "findings",
    )
    for name in names:
        pd.testing.assert_frame_equal(getattr(by_column, name), getattr(row_by_row, name), check_exact=True, obj=name)


def test_values_of_different_types_are_kept_apart() -> None:
    column = ["1", 1.0, True, 1, None, "", 0.0, -0.0, "1", float("nan"), float("nan")]
    codes = Codes(None)
    numbers = codes.numbers(column).tolist()
    assert numbers == [1, 2, 3, 4, 0, 5, 6, 7, 1, 8, 8]
    assert [str(codes.listed[number]) for number in numbers] == [str(value) for value in column]


def test_entries_of_two_parts_are_those_of_both(folder: Path) -> None:
    fill(folder, random.Random(3))
    season = read_season(folder)
    read = read_set(folder, season)
    criteria, units = read.criteria, read.units
    parts = [receiving.Reading(folder, receiving.build_context(season, criteria, units), []) for _ in range(3)]
    whole = parts[2]
    files = [path for path in sorted(folder.glob("*/**/*.csv")) if path.parent.name in ("self", "explanation")]
    stages = {stage.folder: stage for stage in season.stages}
    for at, path in enumerate(files):
        for part in (parts[at % 2], whole):
            receiving.read_stage_file(part, path, stages[path.parent.name])
    joined = Entries(whole.context)
    for part in parts[:2]:
        joined.add(part.entries)

    def describe(entries: Entries) -> list[tuple[Any, ...]]:
        return sorted(
            (
                entry.place["source_file"],
                entry.row,
                entry.unit_id,
                entry.criterion_id,
                entry.stage,
                str(entry.value),
                entry.note,
                entry.reason,
                entry.evidence,
                entry.explanation,
                str(entry.max_score),
                str(entry.text_columns),
            )
            for entry in entries
        )

    assert len(joined) > 10
    assert describe(joined) == describe(whole.entries)
