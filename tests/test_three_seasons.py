"""Three seasons from the received files to the pages: what rises, what falls, and a crosswalk that does not fit."""

import csv
import html
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from cchc_analysis.analyst import load
from cchc_analysis.pipeline.check import Checked, check_season
from cchc_analysis.pipeline.report import make_page, plan_pages
from page_figures import read_marked

UNITS = {"vp": "Văn phòng", "vu1": "Vụ I", "cuc2": "Cục II"}
SHARES = {2018: {"vp": 0.5, "vu1": 1, "cuc2": 0.5}, 2019: {"vp": 0.6, "vu1": 0.9, "cuc2": 0.5}} | {
    2020: {"vp": 0.7, "vu1": 0.8, "cuc2": 0.5}
}
"""What each unit reaches of every maximum: one rises by 10 % of it a year, one falls, one stays."""

Node = tuple[str, str, str, float | None]
OLD: list[Node] = [
    ("I", "", "Chỉ đạo điều hành", 5),
    ("I.1", "I", "Ban hành kế hoạch", 2),
    ("I.2", "I", "Báo cáo đúng hạn", 3),
    ("II", "", "Cải cách thể chế", 4),
    ("II.1", "II", "Rà soát văn bản", 4),
]
NEW: list[Node] = [(code.replace("I", "A", 1) if code[:2] in ("I", "I.") else code, *rest) for code, *rest in OLD]
NEW = [(code, "A" if parent == "I" else parent, name, top) for code, parent, name, top in NEW]
STAGE = '[[stages]]\nid = "appraisal"\nkind = "appraisal"\nname = "Thẩm định"\nfolder = "appraisal"\n'
RENAMED = '[[crosswalk]]\nrelation = "same"\nprevious = ["I"]\ncurrent = ["A"]\n'


def write_season(data: Path, year: int, criteria: Sequence[Node], rules: str = "") -> None:
    folder = data / "raw" / str(year)
    (folder / "appraisal").mkdir(parents=True)
    before = f"previous_year = {year - 1}\n" if year > 2018 else ""
    head = f'year = {year}\ntitle = "Chỉ số CCHC năm {year}"\nbody = "Cơ quan Mẫu"\n{before}'
    (folder / "season.toml").write_text(f"{head}\n{STAGE}\n{rules}", encoding="utf-8")
    write_csv(folder / "units.csv", [["unit_id", "name"], *map(list, UNITS.items())])
    book = openpyxl.Workbook()
    for row in (["criterion_id", "parent_id", "name", "max_score"], *criteria):
        book.worksheets[0].append([cell if cell != "" else None for cell in row])
    for at, (code, *_rest) in enumerate(criteria, start=2):
        book.worksheets[0].cell(at, 5, code)
    book.worksheets[0].cell(1, 5, "code")
    book.save(folder / "criteria.xlsx")
    parents = {parent for _code, parent, *_rest in criteria}
    leaves = [(code, top) for code, _parent, _name, top in criteria if code not in parents]
    scores = [
        [unit, code, round(share * (top or 0), 2)] for unit, share in SHARES[year].items() for code, top in leaves
    ]
    write_csv(folder / "appraisal" / "scores.csv", [["unit", "criterion", "score"], *scores])


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def check(data: Path, rules: str, criteria: Sequence[Node] = NEW, years: Sequence[int] = (2018, 2019, 2020)) -> Checked:
    for year in years[:-1]:
        write_season(data, year, OLD)
    write_season(data, years[-1], criteria, rules)
    return check_season(years[-1], data)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("three") / "data"
    checked = check(data, RENAMED)
    assert checked.count_findings("error") == 0
    assert not checked.tables["findings"]["rule"].str.startswith("crosswalk").any()
    return data


@pytest.fixture(scope="module")
def pages(three: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The ranking, the deductions and one unit's page."""
    folder = tmp_path_factory.mktemp("pages")
    wanted = {"ranking", "deductions", "unit_profile"}
    planned = [page for page in plan_pages(load(2020, three), folder, ["vp"]) if page.kind.notebook in wanted]
    assert [make_page(page)[1] for page in planned] == [[], [], []]
    return {page.kind.notebook: (folder / page.frame.page).read_text(encoding="utf-8") for page in planned}


def read(page: str) -> str:
    seen = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", seen)).split())


def figures_of(page: str) -> dict[str, tuple[float, str]]:
    return {figure.key: (figure.value, figure.shown) for figure in read_marked(page)}


def test_the_ranking_says_who_rises_and_who_falls_and_draws_their_lines(pages):
    said = read(pages["ranking"]).replace(" (", "(").replace("( ", "(")
    assert "Theo dõi được 3 đơn vị qua ba mùa trở lên: 1 tăng, 1 giảm, 1 không đổi." in said
    assert "Tăng nhanh nhất: Văn phòng(+10,00 điểm phần trăm mỗi năm)." in said
    assert "Giảm nhanh nhất: Vụ I(−10,00 điểm phần trăm mỗi năm)." in said
    figure = re.search(r'id="trends-unit">.*?class="plot-data">(.*?)</script>', pages["ranking"], re.DOTALL)
    lines = {line["name"]: (line["x"], line["y"]) for line in json.loads(figure[1])["data"]}
    assert lines == {
        "Văn phòng": (["2018", "2019", "2020"], [50, 60, 70]),
        "Vụ I": (["2018", "2019", "2020"], [100, 90, 80]),
        "Cục II": (["2018", "2019", "2020"], [50, 50, 50]),
    }
    labels = [note["text"] for note in json.loads(figure[1])["layout"]["annotations"]]
    assert labels == ["Văn phòng", "Vụ I"], "who does not move has no name"
    assert figures_of(pages["ranking"])["unit.vp.*.2019"] == (60, "60,00%")


@pytest.mark.parametrize("page", ["ranking", "deductions", "unit_profile"])
def test_every_number_of_the_blocks_is_that_of_the_tables(page, pages, three):
    season = load(2020, three)
    series = ["level", "unit_id", "criterion_id"]
    values = season.season_values.assign(key=lambda rows: rows[series].agg(".".join, axis=1))
    trends = season.trends.assign(key=lambda rows: rows[series].agg(".".join, axis=1)).set_index("key")
    stored = dict(zip(values["key"] + "." + values["year"].astype(str), values["comparable_value"], strict=True))
    stored |= {f"{key}.yearly_change": change for key, change in trends["yearly_change"].items()}
    shown = {key: value for key, (value, _said) in figures_of(pages[page]).items() if key in stored}
    assert len(shown) >= 12
    assert shown == {key: stored[key] for key in shown}


def test_renamed_domains_and_criteria_are_followed_under_their_new_ids(pages):
    said = read(pages["deductions"])
    assert "Theo dõi được 3 tiêu chí qua ba mùa trở lên: 3 không đổi." in said
    assert "Theo dõi được 2 lĩnh vực qua ba mùa trở lên: 2 không đổi." in said
    figures = figures_of(pages["deductions"])
    assert [figures[f"{series}.2018"][1] for series in ("criterion.*.A.1", "domain.*.A")] == ["66,67%", "66,67%"]


def test_a_unit_reads_its_own_trend_and_that_of_its_domains_and_nobody_elses(pages):
    page = pages["unit_profile"]
    said = read(page).replace(" ,", ",")
    assert (
        "Từ năm 2018 đến năm 2020, kết quả của đơn vị năm sau đều cao hơn các năm trước, +10,00 điểm phần trăm mỗi năm."
        in said
    )
    trends = {key for key in figures_of(page) if key.endswith(".yearly_change")}
    assert trends == {f"{series}.yearly_change" for series in ("unit.vp.*", "unit_domain.vp.A", "unit_domain.vp.II")}


def test_a_crosswalk_that_names_an_unknown_criterion_is_an_error_and_one_that_does_not_fit_a_doubt(tmp_path):
    rules = RENAMED + '\n[[crosswalk]]\nrelation = "same"\nprevious = ["II"]\ncurrent = ["III"]\n'
    rules += '\n[[crosswalk]]\nrelation = "dropped"\nprevious = ["II.7"]\n'
    third: list[Node] = [("III", "", "Cải cách thể chế", 4), ("p", "III", "Rà soát", 2), ("q", "III", "Ban hành", 2)]
    checked = check(tmp_path / "data", rules, [*NEW[:3], *third], (2019, 2020))
    found = checked.tables["findings"]
    found = found[found["rule"].str.startswith("crosswalk")].set_index("rule")
    unknown, unlike = found.loc["crosswalk_unknown_criterion"], found.loc["crosswalk_unlike_nodes"]
    assert (unknown["severity"], unknown["source_cell"], unknown["found"]) == ("error", "crosswalk[3].previous", "II.7")
    assert (unlike["severity"], unlike["source_cell"]) == ("doubt", "crosswalk[2]")
    assert "năm trước còn II.1; năm nay còn p, q" in unlike["sentence"]
