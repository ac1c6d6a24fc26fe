"""Where text lies on the finished pages, measured in the browser: nothing overlaps, nothing is cut off."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from browser import Browser, Media
from season_runs import AGGREGATES, Run, make_once, run_command

ASK = Path(__file__).with_name("geometry.js").read_text(encoding="utf-8")
A4, A4_ACROSS = 688, 1122  # CSS pixels between the margins of the sheet
ACROSS = re.compile(r"@page\s*{\s*size:\s*A4 landscape")
LAYOUTS: dict[str, tuple[int, Media]] = {
    "phone": (390, "screen"),
    "desk": (1280, "screen"),
    "tablet": (768, "screen"),
    "A4": (A4, "print"),
}


def list_kinds(run: Run) -> dict[str, Path]:
    """Every page of the report, of the units' pages the longest."""
    pages = run.list_pages() | {path.stem: path for path in sorted(run.pages.glob("public/*.html"))}
    longest = max((path for name, path in pages.items() if "/" in name), key=lambda path: path.stat().st_size)
    return {name: path for name, path in pages.items() if "/" not in name or path == longest}


def find_layout(page: Path, layout: str) -> tuple[int, Media]:
    """The layout's width for this page, whose style may turn the sheet."""
    width, media = LAYOUTS[layout]
    is_across = media == "print" and ACROSS.search(page.read_text(encoding="utf-8")) is not None
    return (A4_ACROSS if is_across else width), media


def measure(browser: Browser, page: Path, width: int = 800) -> list[str]:
    return browser.open_pages([page], ask=ASK, width=width)[0].answer


def write_page(folder: Path, body: str) -> Path:
    path = folder / "page.html"
    head = '<!doctype html><html lang="vi" data-drawn="1"><meta charset="utf-8"><title>Trang</title>'
    path.write_text(f"{head}<body><main>{body}</main></body></html>", encoding="utf-8")
    return path


def measure_all(
    browser: Browser, pages: dict[str, Path], visits: Iterable[list[str]]
) -> dict[str, dict[str, list[str]]]:
    """What is found in each layout, page by page; the layouts of one visit are seen one after another."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, path in pages.items():
        for layouts in visits:
            answers = browser.ask_in_layouts(path, ASK, [find_layout(path, layout) for layout in layouts])
            for layout, answer in zip(layouts, answers, strict=True):
                found.setdefault(layout, {})[name] = answer
    return found


@pytest.fixture(scope="module")
def faults(browser: Browser, sample_report: Run) -> dict[str, dict[str, list[str]]]:
    """The faults of each layout. A phone draws no charts, so its pages are opened by themselves."""
    return measure_all(browser, list_kinds(sample_report), (["phone"], ["desk", "tablet", "A4"]))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_text_overlaps_or_is_cut_off(layout: str, faults: dict[str, dict[str, list[str]]]):
    assert {name: found for name, found in faults[layout].items() if found} == {}


@pytest.fixture(scope="session")
def english_report(tmp_path_factory: pytest.TempPathFactory, sample_report: Run) -> Run:
    """Each kind of page in English: those of the whole season, and of the units' pages the longest."""
    longest = next(path.stem for name, path in list_kinds(sample_report).items() if "/" in name)

    def make(project: Path) -> Run:
        shutil.copytree(sample_report.data, project / "data")
        return run_command(project, "report", "--year", "2020", "--lang", "en", "--unit", longest)

    return make_once(tmp_path_factory, "english", make)


@pytest.fixture(scope="module")
def english_pages(english_report: Run) -> dict[str, Path]:
    folder = english_report.pages / "en"
    return {path.stem: path for path in sorted((*folder.glob("*.html"), *folder.glob("units/*.html")))}


def test_no_text_overlaps_or_is_cut_off_in_english(browser: Browser, english_pages: dict[str, Path]):
    assert {*AGGREGATES, "index"} < english_pages.keys()
    faults = measure_all(browser, english_pages, (["phone"], ["desk", "A4"]))
    assert {layout: {name: found for name, found in pages.items() if found} for layout, pages in faults.items()} == {
        "phone": {},
        "desk": {},
        "A4": {},
    }


FOOT = "document.querySelector('.page-footer').getBoundingClientRect().bottom"
SHEET = 1047  # CSS pixels between the margins above and below


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_briefing_prints_on_a_sheet_and_a_half(
    lang: str, browser: Browser, sample_report: Run, english_pages: dict[str, Path]
):
    briefing = sample_report.pages / "briefing.html" if lang == "vi" else english_pages["briefing"]
    (foot,) = browser.ask_in_layouts(briefing, FOOT, [LAYOUTS["A4"]])
    assert foot / SHEET <= 1.5
    assert len(re.findall(rb"/Type\s*/Page\b", browser.print_page(briefing))) == 2


CHART = (
    '<figure class="chart" id="c"><div class="plot" style="overflow:hidden;width:300px">'
    '<svg class="main-svg" width="300" height="80">{}</svg></div></figure>'
)
SOUND = (
    "<h1>Tiêu đề</h1><p>Một câu dài vừa đủ để xuống dòng.</p>"
    + CHART.format('<text x="10" y="20">1.1</text><text x="60" y="20">1.2</text>')
    + "<table><caption>Bảng</caption><tr><th>Đơn vị</th><td>1,25</td></tr></table>"
)


def test_a_sound_page_has_no_fault(browser: Browser, tmp_path: Path):
    assert measure(browser, write_page(tmp_path, SOUND)) == []


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("texts overlap", CHART.format('<text x="10" y="20">Đơn vị A</text><text x="30" y="22">Đơn vị B</text>')),
        ("text leaves its place", CHART.format('<text x="270" y="20">Đơn vị có tên dài</text>')),
        ("text leaves its place", CHART.format('<text x="10" y="84">nhãn dưới trục</text>')),
        ("texts overlap", '<p>Câu thứ nhất của trang.</p><p style="margin-top:-2.2em">Câu thứ hai đè lên.</p>'),
        (
            "text leaves its place",
            '<table style="table-layout:fixed;width:60px"><tr><td style="white-space:nowrap">Tên đơn vị rất dài</td>'
            "<td></td></tr></table>",
        ),
        ("text is cut off", '<div style="width:60px;overflow:hidden;white-space:nowrap">Tên đơn vị rất dài</div>'),
        ("text is cut off", '<div style="height:8px;overflow:hidden">Ệ ậ ộ</div>'),
        (
            "what scrolls under it shows through",
            '<table><tr><th style="position:sticky;left:0">Đơn vị</th><td>1,25</td></tr></table>',
        ),
        ("the page is", '<div style="width:1200px">Rộng hơn màn hình</div>'),
        ("texts overlap", "<details><summary>Gập</summary><p>Một</p><p style='margin-top:-2.2em'>Hai</p></details>"),
    ],
    ids=[
        "labels of a chart",
        "label beyond the side of its chart",
        "label below its chart",
        "two paragraphs",
        "cell wider than its column",
        "words cut by their box",
        "letters cut in height",
        "see-through sticky heading",
        "page wider than the window",
        "within what is folded",
    ],
)
def test_a_known_fault_is_found(fault: str, body: str, browser: Browser, tmp_path: Path):
    found = measure(browser, write_page(tmp_path, SOUND + body))
    assert any(each.startswith(fault) for each in found), found
