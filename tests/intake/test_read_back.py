"""Whatever form a value is written in, it is read back as meant, or a finding names its cell."""

import csv
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_analysis.intake.context import Context, build_context
from cchc_analysis.intake.judging import Judged, judge_entries
from cchc_analysis.intake.long_form import read_long_form
from cchc_analysis.intake.tables import find_tables
from cchc_analysis.intake.unit_form import read_form
from cchc_analysis.intake.workbooks import Sheet, read_sheets
from cchc_analysis.rules.season import read_season

from .season_folder import receive, write_season, write_workbook

UNIT = "khth"
LEAVES = {"k1": ("1", 2.0), "k2": ("2", 3.0), "t1": ("1", 1.0), "t3": ("3", 1.0)}
DOMAIN_OF = {"k1": ("I", "Chỉ đạo điều hành"), "k2": ("I", ""), "t1": ("II", "Cải cách thể chế"), "t3": ("II", "")}
NAMES = {"k1": "Ban hành kế hoạch", "k2": "Thực hiện kế hoạch", "t1": "Rà soát văn bản", "t3": "Văn bản đặc thù"}


@dataclass(frozen=True)
class Meant:
    """What a form-filler meant by a cell, and what stands in it."""

    status: str
    score: float | None
    written: Any


def spaced(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pads = st.sampled_from(["", " ", "\u00a0", "\u200b"])
    return st.builds(lambda before, text, after: before + text + after, pads, texts, pads)


@st.composite
def cells(draw: st.DrawFn, maximum: float) -> Meant:
    kind = draw(st.sampled_from(["scored", "scored", "scored", "not_applicable", "missing", "unreadable", "invalid"]))
    if kind == "scored":
        score = draw(st.integers(0, int(maximum * 100))) / 100
        point = f"{score:.{draw(st.sampled_from([2, 3]))}f}"
        comma = point.replace(".", ",")
        ratio = f"{comma}/{maximum:g}"
        return Meant(kind, score, draw(st.one_of(st.just(score), spaced(st.sampled_from([point, comma, ratio])))))
    if kind == "not_applicable":
        word = draw(st.sampled_from(["-", "–", "KAD", "không áp dụng", "Không được giao"]))
        return Meant(
            kind, None, draw(spaced(st.sampled_from([word, unicodedata.normalize("NFD", word), word.upper()])))
        )
    if kind == "missing":
        return Meant(kind, None, draw(st.sampled_from([None, " ", "\u00a0"])))
    if kind == "unreadable":
        texts = st.text(st.characters(categories=("L", "P", "Sm")), min_size=2, max_size=12)
        words = st.sampled_from(["abc", "đạt", "=1+1", "O,5", "1.2.3", "1,5 điểm", "2/3/2020", "#N/A", "<b>1</b>"])
        return Meant(kind, None, draw(st.one_of(words, texts.filter(is_no_score))))
    above = maximum + draw(st.integers(1, 500)) / 100
    return Meant(kind, None, draw(st.sampled_from([above, f"{above:.2f}".replace(".", ","), -0.5, "-1", "1/9"])))


def is_no_score(text: str) -> bool:
    return bool(text.strip("\u200b\u200c\u200d\u2060\ufeff\u00ad-‐‑‒–—―− ")) and text.casefold() != "kad"


@st.composite
def forms(draw: st.DrawFn) -> tuple[dict[str, Meant], dict[str, str], list[list[Any]]]:
    """What was meant by each leaf, and the rows of a form that says so in one of many layouts."""
    meant = {leaf: draw(cells(maximum)) for leaf, (_, maximum) in LEAVES.items()}
    columns = draw(st.permutations(["code", "name", "max", "score", "other"]))
    code = draw(st.sampled_from([str, lambda text: text + ".", lambda text: f"({text})", number_or_text]))
    titles = {
        "code": draw(st.sampled_from(["STT", "TT", "Mã"])),
        "name": draw(st.sampled_from(["Tiêu chí", "Nội dung", "Lĩnh vực/tiêu chí"])),
        "max": draw(st.sampled_from(["Điểm tối đa", "Điểm chuẩn", "ĐIỂM TỐI ĐA (theo QĐ)"])),
        "score": draw(
            st.sampled_from(["Điểm tự chấm", "Điểm tự đánh giá", unicodedata.normalize("NFD", "Điểm tự chấm")])
        ),
        "other": draw(st.sampled_from(["Ghi chú", "Cơ quan phối hợp", ""])),
    }
    rows: list[list[Any]] = [["Phụ lục"], [None, "PHIẾU TỰ CHẤM"]][: draw(st.integers(0, 2))]
    rows.append([titles[column] for column in columns])
    if draw(st.booleans()):
        rows.append([position + 1 for position in range(len(columns))])
    cells_of = {}
    for leaf, cell in meant.items():
        if DOMAIN_OF[leaf][1]:
            rows.append([{"code": DOMAIN_OF[leaf][0], "name": DOMAIN_OF[leaf][1]}.get(column) for column in columns])
        values = {"code": code(LEAVES[leaf][0]), "name": NAMES[leaf], "max": LEAVES[leaf][1], "score": cell.written}
        cells_of[leaf] = f"{'ABCDE'[columns.index('score')]}{len(rows) + 1}"
        rows.append([values.get(column) for column in columns])
        if draw(st.booleans()):
            rows.append([{"name": "- đạt một phần", "max": 0.5}.get(column) for column in columns])
    return meant, cells_of, rows


def number_or_text(text: str) -> Any:
    return float(text) if text.isdigit() else text


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = write_season(tmp_path_factory.mktemp("season"))
    received = receive(folder)
    return build_context(read_season(folder), received.criteria, received.units)


def assert_read_as_meant(judged: Judged, meant: dict[str, Meant], cells_of: dict[str, str]) -> None:
    findings = {row["source_cell"] for row in judged.findings if row["severity"] == "error"}
    for leaf, cell in meant.items():
        score = judged.scores[UNIT, leaf, "self"]
        assert score["source_cell"] == cells_of[leaf]
        if cell.status in ("scored", "not_applicable", "missing"):
            assert (score["status"], score["score"]) == (cell.status, cell.score)
        else:
            assert score["status"] in ("unreadable", "invalid")
            assert score["score"] is None
            assert cells_of[leaf] in findings


def read(path: Path) -> Sheet:
    (sheet,) = read_sheets(path, f"self/{path.name}")
    return sheet


COMMON: Callable[..., Any] = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@COMMON
@given(forms())
def test_what_a_form_says_is_read_as_meant_or_a_finding_names_its_cell(
    context: Context, tmp_path: Path, form: tuple[dict[str, Meant], dict[str, str], list[list[Any]]]
) -> None:
    meant, cells_of, rows = form
    sheet = read(write_workbook(tmp_path / "khth.xlsx", rows))
    stage = context.season.stages[0]
    (table,) = find_tables(sheet, context.season, stage)
    read_back = read_form(context, UNIT, table, stage)
    assert not read_back.findings
    assert_read_as_meant(judge_entries(context, read_back.entries), meant, cells_of)


@COMMON
@given(st.fixed_dictionaries({leaf: cells(maximum) for leaf, (_, maximum) in LEAVES.items()}), st.sampled_from(",;\t"))
def test_what_a_long_csv_says_is_read_as_meant_or_a_finding_names_its_cell(
    context: Context, tmp_path: Path, meant: dict[str, Meant], delimiter: str
) -> None:
    path = tmp_path / "all.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(["Đơn vị", "criterion", "Điểm", "note"])
        writer.writerows(["Vụ KHTH", leaf, cell.written, ""] for leaf, cell in meant.items())
    sheet = read(path)
    stage = context.season.stages[0]
    (table,) = find_tables(sheet, context.season, stage)
    entries, form = read_long_form(context, table, stage)
    assert not form.findings
    assert not form.problems
    cells_of = {leaf: f"C{row}" for row, leaf in enumerate(meant, start=2)}
    assert_read_as_meant(judge_entries(context, entries), meant, cells_of)
