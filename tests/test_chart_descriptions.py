"""What a reader who cannot see a chart is told of it: its kind, what it shows first, and the table of its numbers."""

import html
import re
from collections.abc import Iterator

import pytest

from season_runs import Run

FIGURE = re.compile(r'<figure class="chart" id="(?P<id>[^"]+)">(?P<inside>.*?)</figure>', re.DOTALL)
LABEL = re.compile(r'data-label="(?P<label>[^"]*)"')
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
NUMBER = re.compile(r"\d+(?:,\d+)?")
KINDS = {"briefing", "yearly_report", "ranking", "deductions", "comparison"}


def read_charts(page: str) -> Iterator[tuple[str, str, str]]:
    """Each chart's id, its description and the text of the table under it."""
    for figure in FIGURE.finditer(page):
        label, table = LABEL.search(figure["inside"]), TABLE.search(figure["inside"])
        assert label, figure["id"]
        assert table, figure["id"]
        yield figure["id"], html.unescape(label["label"]), html.unescape(re.sub(r"<[^>]+>", " ", table[0]))


@pytest.fixture(scope="module")
def charts(sample_report: Run) -> dict[tuple[str, str], tuple[str, str]]:
    pages = {name: path for name, path in sample_report.list_pages().items() if name in KINDS or "/" in name}
    return {
        (page, chart): (label, table)
        for page, path in pages.items()
        for chart, label, table in read_charts(path.read_text(encoding="utf-8"))
    }


def test_every_kind_of_page_with_charts_is_looked_at(charts):
    assert {page for page, _chart in charts if "/" not in page} == KINDS
    assert sum("/" in page for page, _chart in charts) >= 2 * 19


def test_the_description_of_a_chart_says_its_finding_with_numbers_of_its_table(charts):
    silent, strange = set(), {}
    for place, (label, table) in charts.items():
        _kind, _, finding = label.partition(". ")
        said = NUMBER.findall(finding.replace("±10%", ""))
        if not said:
            silent.add(place)
        unknown = [number for number in said if number not in NUMBER.findall(table)]
        if unknown:
            strange[place] = (label, unknown)
    assert silent == set()
    assert strange == {}
