"""The sample season's whole report, opened page by page in a browser without a network."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

from accessibility import ASK as ASK_AXE
from browser import Browser, OpenedPage
from season_runs import AGGREGATES, PROJECT, Run

UNITS = pd.read_csv(PROJECT / "data" / "raw" / "2020" / "units.csv", encoding="utf-8-sig").set_index("unit_id")["name"]
PAGES = ["index", *AGGREGATES, "registers", *(f"units/{unit}" for unit in UNITS.index)]
FACTS = """() => {
  const figures = Array.from(document.querySelectorAll('figure.chart'));
  const isSeen = element => element !== null && element.checkVisibility();
  return {
    lang: document.documentElement.lang,
    year: document.body.dataset.year,
    unit: document.body.dataset.unit || '',
    title: document.title,
    headings: Array.from(document.querySelectorAll('h1')).map(heading => heading.textContent),
    tooWide: document.scrollingElement.scrollWidth - window.innerWidth,
    tables: figures.filter(figure => isSeen(figure.querySelector('details.chart-data table'))).length,
    empty: figures.filter(figure => !figure.querySelector('details.chart-data td')).map(figure => figure.id),
  };
}"""
ASK = f"async () => ({{ ...({FACTS})(), broken: await ({ASK_AXE})() }})"


@dataclass(frozen=True)
class Reading:
    """Every page as it stands on one screen."""

    pages: dict[str, OpenedPage]
    public: dict[str, OpenedPage]

    def where(self, is_wrong) -> list[str]:
        """The pages of which something is wrong."""
        return [name for name, page in self.pages.items() if is_wrong(page)]


def read_all(browser: Browser, run: Run, width: int) -> Reading:
    paths = run.list_pages() | run.list_public_pages()
    opened = dict(zip(paths, browser.open_pages(list(paths.values()), ask=ASK, width=width), strict=True))
    public = {name: opened.pop(name) for name in run.list_public_pages()}
    return Reading(opened, public)


@pytest.fixture(scope="module")
def desk(browser: Browser, sample_report: Run) -> Reading:
    return read_all(browser, sample_report, 1280)


@pytest.fixture(scope="module")
def phone(browser: Browser, sample_report: Run) -> Reading:
    return read_all(browser, sample_report, 390)


@pytest.fixture(params=["desk", "phone"])
def reading(request: pytest.FixtureRequest) -> Reading:
    return request.getfixturevalue(request.param)


def test_the_sample_season_ends_with_code_0_and_the_front_page(sample_report):
    assert sample_report.code == 0, sample_report.said
    assert "reports/2020/index.html" in sample_report.said.replace("\\", "/")
    assert "0 lỗi" in sample_report.said
    assert "Traceback" not in sample_report.said


def test_the_report_has_a_page_of_each_kind_and_of_each_unit_and_the_workbook(sample_report):
    assert len(UNITS) == 19
    assert sorted(sample_report.list_pages()) == sorted(PAGES)
    assert (sample_report.pages / "cchc_2020.xlsx").is_file()


def test_the_previous_season_is_processed_as_well(sample_report):
    ranking = pd.read_parquet(sample_report.data / "processed" / "2019" / "unit_ranking.parquet")
    assert {"unit_id", "total_score", "grade", "rank"} <= set(ranking)
    assert len(ranking) == 19


def test_nothing_unfinished_lies_about(sample_report):
    left = [path for path in sample_report.project.rglob(".*") if path.name not in (".", "..")]
    assert left == []


def test_no_page_logs_an_error(reading):
    assert {name: page.errors for name, page in reading.pages.items() if page.errors} == {}


def test_no_page_asks_the_network_for_anything(reading):
    assert reading.where(lambda page: page.requests or page.refused) == []


def test_a_page_reads_nothing_but_the_shared_plotly_beside_it(reading, sample_report):
    shared = sample_report.pages / "assets" / "plotly.min.js"
    for name, page in reading.pages.items():
        files = [Path(unquote(file.removeprefix("file://"))) for file in page.files]
        needs_it = page.charts and name not in ("briefing", "yearly_report")
        assert files == ([shared.resolve()] if needs_it else []), name


def test_every_chart_of_every_page_is_drawn(desk):
    charts = {name: page.charts for name, page in desk.pages.items()}
    assert {name: page.drawn for name, page in desk.pages.items()} == charts
    without = {name for name, count in charts.items() if count == 0}
    assert without == {"index", "intake", "plan_of_appraisal", "criteria_review", "registers"}


def test_on_a_phone_the_tables_with_bars_stand_for_the_charts(phone):
    assert phone.where(lambda page: page.drawn) == []
    assert {name: page.answer["tables"] for name, page in phone.pages.items()} == {
        name: page.charts for name, page in phone.pages.items()
    }


def test_every_chart_has_its_numbers_in_a_table(desk):
    assert desk.where(lambda page: page.answer["empty"]) == []


def test_no_page_is_wider_than_its_screen(reading):
    too_wide = {name: page.answer["tooWide"] for name, page in reading.pages.items()}
    assert {name: by for name, by in too_wide.items() if by > 0} == {}


def test_no_page_breaks_a_rule_of_accessibility(reading):
    pages = reading.pages | reading.public
    assert "public/projector" in pages
    assert {name: page.answer["broken"] for name, page in pages.items() if page.answer["broken"]} == {}


def test_a_known_breach_of_accessibility_is_found(browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="vi"><title>Trang</title><main><h1>Trang</h1><img src="data:,"></main>')
    (opened,) = browser.open_pages([page], ask=ASK_AXE)
    assert [breach.split(":")[0] for breach in opened.answer] == ["critical image-alt"]


def test_every_page_has_one_title_of_its_own(desk):
    titles = {name: page.answer["headings"] for name, page in desk.pages.items()}
    assert all(len(found) == 1 and found[0].strip() for found in titles.values()), titles
    assert len({found[0] for found in titles.values()}) == len(titles)


def test_every_page_is_about_its_year_and_its_unit_in_vietnamese(desk):
    for name, page in desk.pages.items():
        folder, _, unit = name.rpartition("/")
        assert (page.answer["lang"], page.answer["year"]) == ("vi", "2020"), name
        assert "2020" in page.answer["title"], name
        assert page.answer["unit"] == (unit if folder else ""), name
        if folder:
            assert page.answer["headings"] == [UNITS[unit]], name


def test_every_page_says_that_its_data_is_made_up_and_a_draft(reading):
    for said in ("dữ liệu minh họa", "dự thảo", "được hiệu chỉnh theo"):
        assert reading.where(lambda page, said=said: said not in page.text.lower()) == [], said
    assert reading.where(lambda page: "reproduce" in page.text.lower()) == []


def test_no_page_shows_code_or_a_traceback(desk):
    code = re.compile(r"Traceback|import cchc|season\.\w+\(|<IPython|Figure\(")
    assert desk.where(lambda page: code.search(page.text)) == []


def test_every_page_names_the_rules_and_files_its_data_came_from(sample_report):
    for name in PAGES:
        page = sample_report.read_page(name)
        assert "data/raw/2020/season.toml" in page, name
        assert re.search("Nguồn số liệu: [0-9]+ tệp đã nhận|đã nhận phiếu của", page), name


def test_no_chart_offers_to_send_its_data_away(desk):
    assert set().union(*(page.buttons for page in desk.pages.values())) == {"Tải biểu đồ (PNG)"}


def test_every_link_leads_to_a_file_that_is_there(sample_report):
    assert sample_report.find_dead_links() == {}


def test_every_page_is_reached_from_the_front_page_and_leads_back(sample_report):
    front = set(re.findall(r'href="([^"#]+)\.html"', sample_report.read_page("index")))
    assert front == {*PAGES, "public/index"}
    for name in PAGES:
        back = "../index.html" if name.startswith("units/") else "index.html"
        assert f'href="{back}"' in sample_report.read_page(name), name


def test_rule_17_no_page_speaks_of_chance_where_the_units_are_the_whole_population(sample_report):
    spoken = re.compile(r"p[ -]value|confidence|significan|khoảng tin cậy|mức ý nghĩa|độ tin cậy", re.IGNORECASE)
    said = {name: spoken.findall(sample_report.read_page(name)) for name in sample_report.list_pages()}
    plotly = {"briefing", "yearly_report"}  # plotly.js travels inside these, packed
    assert not {name: words for name, words in said.items() if words and name not in plotly}
