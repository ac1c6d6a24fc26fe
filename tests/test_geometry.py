"""Where text lies on the finished pages, measured in the browser: nothing overlaps, nothing is cut off."""

import re
from pathlib import Path

import pytest

from browser import Browser, Media
from season_runs import Run

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


@pytest.fixture(scope="module")
def faults(browser: Browser, sample_report: Run) -> dict[str, dict[str, list[str]]]:
    """What is found in each layout, page by page. A phone draws no charts, so its pages are opened by themselves."""
    found: dict[str, dict[str, list[str]]] = {layout: {} for layout in LAYOUTS}
    for name, path in list_kinds(sample_report).items():
        for layouts in (["phone"], [layout for layout in LAYOUTS if layout != "phone"]):
            answers = browser.ask_in_layouts(path, ASK, [find_layout(path, layout) for layout in layouts])
            for layout, answer in zip(layouts, answers, strict=True):
                found[layout][name] = answer
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_text_overlaps_or_is_cut_off(layout: str, faults: dict[str, dict[str, list[str]]]):
    assert {name: found for name, found in faults[layout].items() if found} == {}


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
