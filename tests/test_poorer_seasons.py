"""Seasons with less than the full form, or with hard names, run from the folder to the pages in one command.

A page drops what a season has no data for and says so in a sentence; nothing else about the run changes.
"""

import csv
import html
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from typer.testing import CliRunner, Result

from browser import Browser
from cchc_analysis.cli.app import app
from page_figures import read_marked

AGGREGATES = [
    *("index", "briefing", "yearly_report", "ranking", "deductions", "comparison"),
    *("plan_of_appraisal", "criteria_review", "intake"),
]
UNITS = {"vp": "Văn phòng", "vu1": "Vụ I", "cuc2": "Cục II"}
Node = tuple[str, str, str, float | None]
CRITERIA: list[Node] = [
    ("I", "", "Chỉ đạo điều hành", 5),
    ("I.1", "I", "Ban hành kế hoạch", 2),
    ("I.2", "I", "Báo cáo đúng hạn", 3),
    ("II", "", "Cải cách thể chế", 4),
    ("II.1", "II", "Rà soát văn bản", 4),
]
GRADES = '[[grades]]\nid = "tot"\nname = "Tốt"\nat_least = 7\n\n[[grades]]\nid = "kha"\nname = "Khá"\nat_least = 0\n'
NO_SELF = '[[stages]]\nid = "appraisal"\nkind = "appraisal"\nname = "Thẩm định"\nfolder = "appraisal"\n'
Scores = Mapping[str, Mapping[str, object]]
CLAIMED: Scores = {
    "vp": {"I.1": 2, "I.2": 3, "II.1": 3},
    "vu1": {"I.1": 2, "I.2": 2, "II.1": "3,5"},
    "cuc2": {"I.1": 2, "I.2": 3, "II.1": 3},
}
APPRAISED: Scores = {
    "vp": {"I.1": 2, "I.2": "2,5", "II.1": 3},
    "vu1": {"I.1": "1,5", "I.2": 2, "II.1": 4},
    "cuc2": {"I.1": 1, "I.2": 3, "II.1": 2},
}
HOSTILE = {
    "vp": "<script>document.title='owned'</script>",
    "vu1": """Vụ "Một" & 'Hai' </td>""",
    "cuc2": "<img src=x onerror=document.title='owned'> {{ 7*7 }} $x$",
}


@dataclass(frozen=True)
class Run:
    """What a user has after the command."""

    result: Result
    data: Path
    pages: Path

    def read_table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.data / "processed" / "2021" / f"{name}.parquet")

    def read_source(self, page: str) -> str:
        return (self.pages / f"{page}.html").read_text(encoding="utf-8")

    def read_page(self, page: str) -> str:
        """What a reader sees of a page: its text without tags."""
        seen = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", self.read_source(page))
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", seen)).split())

    def read_figures(self, page: str) -> dict[str, set[str]]:
        """Each figure a page names, as printed, wherever it stands."""
        figures = defaultdict(set)
        for figure in read_marked(self.read_source(page)):
            figures[figure.key].add(figure.shown)
        return figures


def run_report(place: Path, **season: Any) -> Run:
    """Write a season, run ``cchc report`` on it, and hold it to every page."""
    write_season(place / "data" / "raw" / "2021", **season)
    folders = ["--data", str(place / "data"), "--out", str(place / "reports")]
    result = CliRunner().invoke(app, ["report", "--year", "2021", "--jobs", "1", *folders])
    run = Run(result, place / "data", place / "reports" / "2021")
    assert sorted(path.stem for path in run.pages.glob("*.html")) == sorted(AGGREGATES), result.output
    assert sorted(path.stem for path in run.pages.glob("units/*.html")) == sorted(season.get("units", UNITS))
    return run


def write_season(
    folder: Path,
    *,
    rules: str = "",
    stages: str = "",
    units: Mapping[str, str] = UNITS,
    short_names: Sequence[str] = ("", "", ""),
    criteria: Iterable[Node] = CRITERIA,
    claimed: Scores | None = CLAIMED,
    appraised: Scores | None = APPRAISED,
    maxima: Mapping[str, object] | None = None,
) -> None:
    folder.mkdir(parents=True)
    head = f'year = 2021\ntitle = "Chỉ số CCHC năm 2021"\nbody = "Cơ quan Mẫu"\n{rules}\n'
    (folder / "season.toml").write_text(f"{head}\n{stages}\n{GRADES}", encoding="utf-8")
    listed = [[unit_id, name, short] for (unit_id, name), short in zip(units.items(), short_names, strict=False)]
    write_csv(folder / "units.csv", [["unit_id", "name", "short_name"], *listed])
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["criterion_id", "code", "parent_id", "name", "max_score"])
    for criterion_id, parent_id, name, max_score in criteria:
        sheet.append([criterion_id, criterion_id, parent_id, name, max_score])
    book.save(folder / "criteria.xlsx")
    for stage, scores in (("self", claimed), ("appraisal", appraised)):
        if scores is not None:
            write_scores(folder / stage / "scores.csv", scores, maxima or {})


def write_scores(path: Path, scores: Scores, maxima: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True)
    rows = [
        [unit_id, criterion_id, score, *([maxima[unit_id]] if maxima else [])]
        for unit_id, given in scores.items()
        for criterion_id, score in given.items()
    ]
    write_csv(path, [["unit", "criterion", "score", *(["max_score"] if maxima else [])], *rows])


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def test_a_full_season_says_nothing_of_what_is_dropped(tmp_path):
    run = run_report(tmp_path)
    assert run.result.exit_code == 0, run.result.output
    for page in AGGREGATES:
        text = run.read_page(page)
        assert "không có bước tự chấm" not in text
        assert "Mùa chấm điểm này chỉ có" not in text
        assert "không ghi điểm tối đa" not in text
        assert "tạm tính" not in text.lower()


def test_without_a_self_stage_pages_say_there_is_nothing_to_compare(tmp_path):
    run = run_report(tmp_path, stages=NO_SELF, claimed=None)
    assert run.result.exit_code == 0, run.result.output
    for page in ("briefing", "yearly_report", "comparison"):
        assert "không có bước tự chấm nên không có phần đối chiếu" in run.read_page(page), page
    for page in [*AGGREGATES, "units/vp"]:
        assert "chưa tự chấm" not in run.read_page(page), page
    assert "Không điểm nào bị hạ" not in run.read_page("comparison"), "nobody knows what was cut"
    assert "Điểm tự chấm" not in run.read_page("units/vp")
    assert run.read_table("unit_ranking")["rank"].tolist() == [1, 1, 3]


def test_without_maxima_pages_say_that_deductions_cannot_be_worked_out(tmp_path):
    run = run_report(tmp_path, criteria=[(*node[:3], None) for node in CRITERIA])
    assert run.result.exit_code == 0, run.result.output
    for page in ("briefing", "yearly_report", "deductions", "units/cuc2"):
        assert "không ghi điểm tối đa nên không tính được điểm bị trừ" in run.read_page(page), page
    assert "không bị trừ điểm nào" not in run.read_page("units/cuc2")
    assert "áp dụng đều đạt điểm tối đa." not in run.read_page("deductions"), "nobody knows who reached it"
    assert run.read_figures("comparison")["cuc2.cut"] == {"2,00"}, "what was cut is still told"
    assert run.read_table("unit_ranking")["cut"].tolist() == [0.5, 0.5, 2.0]


def test_ranking_by_an_index_that_needs_missing_maxima_is_an_error_that_names_the_units(tmp_path):
    write_season(
        tmp_path / "data" / "raw" / "2021",
        rules='rank_by = "index_pct"',
        criteria=[(*node[:3], None) for node in CRITERIA],
    )
    result = CliRunner().invoke(app, ["check", "--year", "2021", "--data", str(tmp_path / "data")])
    assert result.exit_code == 1, result.output
    findings = pd.read_parquet(tmp_path / "data" / "processed" / "2021" / "findings.parquet")
    errors = findings[findings["severity"] == "error"]
    assert errors["rule"].tolist() == ["no_maximum_to_rank_by"]
    assert all(name in errors["sentence"].iloc[0] for name in UNITS.values())


def test_scores_per_domain_only_are_enough_for_every_page(tmp_path):
    domains = [node for node in CRITERIA if not node[1]]
    scores = {"vp": {"I": "4,5", "II": 3}, "vu1": {"I": 3, "II": 4}, "cuc2": {"I": 4, "II": 2}}
    run = run_report(tmp_path, criteria=domains, claimed=scores, appraised=scores)
    assert run.result.exit_code == 0, run.result.output
    assert run.read_table("unit_ranking")["total_score"].tolist() == [7.5, 7, 6]
    assert "chỉ có điểm theo lĩnh vực" in run.read_page("deductions")
    assert run.read_figures("deductions")["I.deduction"] == {"3,50"}


def test_one_total_and_one_maximum_per_unit_are_enough_for_every_page(tmp_path):
    run = run_report(
        tmp_path,
        rules='rank_by = "index_pct"',
        stages=NO_SELF,
        criteria=[("T", "", "Tổng điểm", None)],
        claimed=None,
        appraised={"vp": {"T": "72,5"}, "vu1": {"T": 70}, "cuc2": {"T": "60/90"}},
        maxima={"vp": 84, "vu1": 80, "cuc2": ""},
    )
    assert run.result.exit_code == 0, run.result.output
    ranking = run.read_table("unit_ranking")
    assert ranking["unit_id"].tolist() == ["vu1", "vp", "cuc2"]
    assert ranking["max_score"].tolist() == [80, 84, 90]
    assert "87,50%" in run.read_page("index")
    for page in ("deductions", "briefing", "yearly_report", "units/vp"):
        assert "chỉ có một tổng điểm cho mỗi đơn vị" in run.read_page(page), page
    report = run.read_page("yearly_report")
    assert "số liệu không cho biết cần khắc phục tiêu chí nào" in report
    assert "bổ sung lý do cho" not in report, "of a bare total nobody is asked for reasons"


def test_a_season_of_one_unit_has_every_page(tmp_path):
    one = {"units": {"vp": UNITS["vp"]}, "claimed": {"vp": CLAIMED["vp"]}, "appraised": {"vp": APPRAISED["vp"]}}
    run = run_report(tmp_path, **one)
    assert run.result.exit_code == 0, run.result.output
    assert "đứng đầu" not in run.read_page("index"), "one of one leads nobody"
    assert "thấp nhất" not in run.read_page("index")


def test_units_that_all_tie_share_first_place(tmp_path):
    same = dict.fromkeys(UNITS, APPRAISED["vp"])
    run = run_report(tmp_path, claimed=same, appraised=same)
    assert run.result.exit_code == 0, run.result.output
    assert run.read_table("unit_ranking")["rank"].tolist() == [1, 1, 1]
    for page in ("index", "briefing", "ranking"):
        assert "bằng nhau" in run.read_page(page), page
        assert "đứng đầu" not in run.read_page(page), page


def test_nothing_appraised_yet_is_provisional_on_every_page_and_ranks_nobody(tmp_path):
    run = run_report(tmp_path, appraised=None)
    assert run.result.exit_code == 0, run.result.output
    for page in [*AGGREGATES, *(f"units/{unit}" for unit in UNITS)]:
        assert 'class="mark provisional"' in run.read_source(page), page
    ranking = run.read_table("unit_ranking")
    assert ranking[["rank", "total_score", "grade"]].isna().all(axis=None)
    assert "chưa đơn vị nào có kết quả thẩm định đầy đủ" in run.read_page("index")
    assert "Chưa có điểm thẩm định" in run.read_page("deductions")
    assert "không bị trừ điểm nào" not in run.read_page("units/vp")


def test_rule_15_a_final_release_with_a_pending_appraisal_is_an_error_and_stays_provisional(tmp_path):
    run = run_report(tmp_path, rules='release = "final"', appraised={**APPRAISED, "vu1": {"I.1": "1,5"}})
    assert run.result.exit_code == 1, run.result.output
    errors = run.read_table("findings").query("severity == 'error'")
    assert errors["rule"].tolist() == ["final_release_unfinished"]
    assert "Vụ I" in errors["sentence"].iloc[0]
    for page in [*AGGREGATES, "units/vp"]:
        assert 'class="mark provisional"' in run.read_source(page), page
        assert 'class="mark final"' not in run.read_source(page), page
    cover = openpyxl.load_workbook(run.pages / "cchc_2021.xlsx", read_only=True).worksheets[0]
    written = [str(value) for row in cover.iter_rows(values_only=True) for value in row]
    assert "Dự thảo" in written
    assert "Bản chính thức" not in written


def test_rule_15_a_final_release_of_a_finished_appraisal_is_final(tmp_path):
    run = run_report(tmp_path, rules='release = "final"')
    assert run.result.exit_code == 0, run.result.output
    for page in AGGREGATES:
        assert 'class="mark final"' in run.read_source(page), page
        assert 'class="mark provisional"' not in run.read_source(page), page


def test_a_unit_named_like_markup_is_shown_and_not_run(tmp_path, browser: Browser):
    run = run_report(tmp_path, units=HOSTILE)
    assert run.result.exit_code == 0, run.result.output
    for page in ("index", "ranking", "units/cuc2"):
        opened = browser.open_page(run.pages / f"{page}.html", ask="document.title")
        assert opened.answer != "owned", page
        assert not opened.errors, (page, opened.errors)
        assert not opened.requests, page
        assert opened.drawn == opened.charts, page
        shown = [HOSTILE["cuc2"]] if page.startswith("units/") else HOSTILE.values()
        assert all(name in opened.text for name in shown), page


def test_two_units_with_one_short_name_stop_the_run_and_both_are_named(tmp_path):
    write_season(tmp_path / "data" / "raw" / "2021", short_names=["VP", "Vụ", "Vụ"])
    result = CliRunner().invoke(app, ["report", "--year", "2021", "--data", str(tmp_path / "data")])
    assert result.exit_code == 2
    for words in ("units.csv", "A4", "vu1 (A3)"):
        assert words in result.output, result.output
