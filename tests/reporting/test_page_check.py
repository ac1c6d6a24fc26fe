from dataclasses import replace

import pytest

from cchc_analysis.reporting.pages import layout
from cchc_analysis.reporting.pages.page_check import check_page
from reporting.small_notebooks import SEASON, chart_html

FRAME = layout.Frame("units/vp.html", "Văn phòng", SEASON, unit="vp")
CONTENT = chart_html("first") + chart_html("second")


def faults_of(content: str = CONTENT, frame: layout.Frame = FRAME, **expected: object) -> list[str]:
    asked = {"year": 2020, "unit": "vp", "charts": 2} | expected
    return check_page(layout.lay_out(content, frame), **asked)


def test_a_good_page_passes():
    assert faults_of() == []
    single = layout.lay_out(CONTENT, FRAME, single_file=True)
    assert check_page(single, year=2020, unit="vp", charts=2) == []
    assert check_page(layout.lay_out("", replace(FRAME, unit="")), year=2020, charts=0) == []


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"year": 2019}, "năm “2020”, cần “2019”"),
        ({"unit": "v1"}, "đơn vị “vp”, cần “v1”"),
        ({"unit": None}, "đơn vị “vp”, cần “”"),
        ({"charts": 3}, "2 biểu đồ, cần 3"),
    ],
)
def test_a_page_about_something_else_is_withheld(expected, said):
    (fault,) = faults_of(**expected)
    assert said in fault


def test_a_page_in_the_other_language_is_withheld_and_told_in_the_reader_s():
    (fault,) = check_page(layout.lay_out(CONTENT, FRAME, "vi"), year=2020, unit="vp", charts=2, lang="en")
    assert "vi" in fault
    assert "en" in fault


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<pre class="output-error">ValueError: hỏng</pre>', "thông báo lỗi"),
        ("<pre>Traceback (most recent call last):\n</pre>", "thông báo lỗi"),
        ("<h1>Hai</h1>", "2 tiêu đề h1"),
        ("<table><tr><td>nan</td></tr></table>", "nan"),
        ("<table><tr><td><data> None </data></td></tr></table>", "None"),
        (chart_html("first"), "cùng mã “first”"),
        (chart_html("third", {"data": [], "layout": {}}), "“third” không có số liệu"),
        (chart_html("third", {"data": [{"type": "bar", "x": [], "y": []}]}), "“third” không có số liệu"),
        (chart_html("third").replace('{"data"', '{"data'), "“third” không có số liệu"),
        (chart_html("third").replace("Điểm theo đơn vị", ""), "“third” không có lời mô tả"),
        (chart_html("third").replace(" open>", ">"), "“third” không có bảng số liệu mở sẵn"),
        ('<script src="https://cdn.plot.ly/plotly.min.js"></script>', "https://cdn.plot.ly/plotly.min.js"),
        ('<script src="assets/plotly.min.js"></script>', "2 bản plotly.js"),
        ('<link rel="stylesheet" href="//fonts.example/a.css">', "//fonts.example/a.css"),
        ('<img alt="" src="http://example.org/a.png">', "http://example.org/a.png"),
        ('<img alt="" srcset="a.png 1x, https://example.org/b.png 2x">', "https://example.org/b.png"),
        ('<iframe src="https://example.org"></iframe>', "https://example.org"),
        ('<p style="background:url(https://example.org/a.png)">', "https://example.org/a.png"),
        ("<style>@import 'https://example.org/a.css';</style>", "https://example.org/a.css"),
        ("<style>@import url(https://example.org/b.css);</style>", "https://example.org/b.css"),
        ('<meta http-equiv="refresh" content="0; url=https://example.org/">', "https://example.org/"),
        ('<img alt="" src="/home/someone/a.png">', "/home/someone/a.png"),
        ('<svg><use xlink:href="https://example.org/a.svg#b"></use></svg>', "https://example.org/a.svg#b"),
        ('<p STYLE="background:URL(https://example.org/c.png)">', "https://example.org/c.png"),
    ],
)
def test_what_a_finished_run_can_leave_behind_is_found(content, said):
    charts = 2 + content.count("plot-data")
    assert any(said in fault for fault in faults_of(CONTENT + content, charts=charts))


@pytest.mark.parametrize(
    "content",
    [
        '<a href="https://chinhphu.vn">nguồn</a>',
        '<img alt="" src="data:image/png;base64,iVBORw==">',
        "<p>None of these, nan, and a Traceback</p>",
        '<script type="application/json">{"a": "https://example.org"}</script>',
        '<table><tr><th>Ghi chú<script type="application/json">nan</script></th></tr></table>',
        chart_html("third", {"data": [{"x": {"dtype": "f8", "bdata": "AAAA"}}], "layout": {}}),
    ],
)
def test_what_is_harmless_passes(content):
    assert faults_of(CONTENT + content, charts=2 + content.count("plot-data")) == []
