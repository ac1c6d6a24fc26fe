"""In a page to dig in, tables are sorted and searched and one unit is followed; without scripts the tables stand."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from browser import Browser, OpenedPage
from cchc_analysis.reporting.pages import layout
from cchc_analysis.reporting.pages.page_check import check_page
from cchc_analysis.reporting.printing import Column, show_table
from cchc_analysis.rules.season import Season
from reporting.small_notebooks import SEASON, chart_html

UNITS = (("vp", "Văn phòng"), ("vu-a", "Vụ Ấn tượng"), ("cuc-d", "Cục Đê điều"))
FRAME = layout.Frame("ranking.html", "Xếp hạng", SEASON, nav=[("index.html", "Trang đầu")], units=UNITS)
ROWS = pd.DataFrame(
    {
        "unit_id": ["vu-a", "vp", "cuc-d", "vu-b", "cuc-e"],
        "unit": ["Vụ Ấn tượng", "Văn phòng", "Cục Đê điều", "Vụ Báo cáo", "Cục Ân cần"],
        "total_score": [9.5, 10.25, None, 9.5, -1.0],
        "code": ["1.10", "1.9", "1.2", "", "2"],
    }
)
TOLD = """() => {
  const table = document.querySelector("table");
  const rows = () => [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[0].textContent);
  const press = (column) => {
    table.querySelectorAll("thead button")[column].click();
    return [rows(), [...table.querySelectorAll("thead th")].map((heading) => heading.getAttribute("aria-sort"))];
  };
  %s
}"""


@dataclass(frozen=True)
class Rules:
    """As much of a season as a table needs."""

    lang: str = "vi"
    rules: Season = SEASON
    units: pd.DataFrame | None = None
    criteria: pd.DataFrame | None = None


def table_of(rows: pd.DataFrame, season: Any = None, **options: Any) -> str:
    columns: list[str | Column] = [
        Column("unit", is_header=True, title="Đơn vị"),
        Column("total_score", title="Điểm"),
        Column("code", title="Mã", kind="text"),
    ]
    return str(show_table(rows, columns, season or Rules(), caption="Bảng", key="unit_id", **options).data)


def open_table(folder: Path, browser: Browser, ask: str, *, table: str = "", **options: Any) -> OpenedPage:
    html = layout.lay_out(Markup(table or table_of(ROWS)), FRAME)
    assert check_page(html, year=2020, charts=html.count('class="plot-data"')) == []
    if "plot-data" in html:
        layout.write_plotly(folder)
    return browser.open_page(layout.write_page(html, folder / "ranking.html"), ask=TOLD % ask, **options)


AS_WRITTEN = ROWS["unit"].tolist()


def test_a_heading_sorts_numbers_up_then_down_then_gives_the_first_order_back(tmp_path: Path, browser: Browser) -> None:
    opened = open_table(tmp_path, browser, "return [press(1), press(1), press(1)];")
    up = ["Cục Ân cần", "Vụ Ấn tượng", "Vụ Báo cáo", "Văn phòng", "Cục Đê điều"]  # the missing one last
    down = ["Văn phòng", "Vụ Ấn tượng", "Vụ Báo cáo", "Cục Ân cần", "Cục Đê điều"]  # equal ones in their first order
    assert opened.errors == ()
    assert opened.answer == [
        [up, [None, "ascending", None]],
        [down, [None, "descending", None]],
        [AS_WRITTEN, [None, None, None]],
    ]


def test_words_stand_in_the_order_of_a_vietnamese_dictionary_and_codes_in_that_of_their_numbers(
    tmp_path: Path, browser: Browser
) -> None:
    by_name, by_code = open_table(tmp_path, browser, "return [press(0), press(2)];").answer
    assert by_name[0] == ["Cục Ân cần", "Cục Đê điều", "Văn phòng", "Vụ Ấn tượng", "Vụ Báo cáo"]
    assert by_code == [
        ["Cục Đê điều", "Văn phòng", "Vụ Ấn tượng", "Cục Ân cần", "Vụ Báo cáo"],
        [None, None, "ascending"],
    ]


def test_headings_are_buttons_that_the_keyboard_reaches(tmp_path: Path, browser: Browser) -> None:
    ask = """const button = table.querySelector("thead button"); button.focus();
      return [document.activeElement === button, button.textContent, table.querySelectorAll("thead button").length];"""
    assert open_table(tmp_path, browser, ask).answer == [True, "Đơn vị", 3]


def test_on_a_phone_the_headings_of_cards_which_nobody_sees_are_not_reached(tmp_path: Path, browser: Browser) -> None:
    ask = 'return [...table.querySelectorAll("thead button")].map((button) => button.disabled);'
    cards = table_of(ROWS, classes="stacks")
    assert open_table(tmp_path, browser, ask, table=cards, width=390).answer == [True, True, True]
    assert open_table(tmp_path, browser, ask, table=cards).answer == [False, False, False]


def long_rows(count: int) -> pd.DataFrame:
    rows = pd.concat([ROWS.head(4)] * count, ignore_index=True).head(count)
    return rows.assign(unit_id=[f"u{at}" for at in range(count)])


SEARCH = """const bar = document.querySelector("form.filter"); if (!bar) { return null; }
  const input = bar.querySelector("input[type=search]"); input.value = "%s"; input.dispatchEvent(new Event("input"));
  return [rows().length, bar.querySelector("output").textContent, [...new Set(rows())]];"""


@pytest.mark.parametrize("typed", ["bao cao", "Báo cáo", "BÁO CÁO", " báo cáo "])
def test_a_long_table_is_searched_with_or_without_diacritics(tmp_path: Path, browser: Browser, typed: str) -> None:
    answer = open_table(tmp_path, browser, SEARCH % typed, table=table_of(long_rows(20))).answer
    assert answer == [5, "5/20 dòng", ["Vụ Báo cáo"]]


def test_d_with_a_stroke_is_found_by_d(tmp_path: Path, browser: Browser) -> None:
    answer = open_table(tmp_path, browser, SEARCH % "de dieu", table=table_of(long_rows(20))).answer
    assert answer[2] == ["Cục Đê điều"]


def test_a_short_table_has_no_search_field(tmp_path: Path, browser: Browser) -> None:
    assert open_table(tmp_path, browser, SEARCH % "x", table=table_of(long_rows(19))).answer is None


def test_how_many_rows_are_left_is_announced(tmp_path: Path, browser: Browser) -> None:
    ask = 'return document.querySelector("form.filter > output") !== null;'  # an output is a live region by itself
    assert open_table(tmp_path, browser, ask, table=table_of(long_rows(20))).answer is True


def test_rows_are_filtered_by_a_group_and_a_domain_that_no_column_shows(tmp_path: Path, browser: Browser) -> None:
    rows = long_rows(8).assign(criterion_id=["a.1", "b.1"] * 4)
    season = Rules(
        units=pd.DataFrame({"unit_id": rows["unit_id"], "group_name": ["Khối vụ"] * 6 + ["Khối <b>cục</b>", None]}),
        criteria=pd.DataFrame(
            {"criterion_id": ["a.1", "b.1"], "domain_code": ["I", "II"], "domain": ["Chỉ đạo", "Thể chế"]}
        ),
    )
    ask = """const selects = [...document.querySelectorAll("form.filter select")];
      const set = (at, value) => { selects[at].value = value; selects[at].dispatchEvent(new Event("input")); };
      const told = [selects.map((select) => [...select.options].map((option) => option.text))];
      set(0, "1"); told.push(rows().length); set(0, "0"); told.push(rows().length);
      set(1, "1"); told.push(rows().length);
      return told;"""
    table = table_of(rows, season, filters=["group_name", "domain"])
    options, cucs, vus, both = open_table(tmp_path, browser, ask, table=table).answer
    assert options == [["tất cả", "Khối vụ", "Khối <b>cục</b>"], ["tất cả", "I Chỉ đạo", "II Thể chế"]]
    assert (cucs, vus, both) == (1, 6, 3)


def test_nothing_is_offered_where_there_is_no_choice() -> None:
    rows = long_rows(8)
    one_group = Rules(units=pd.DataFrame({"unit_id": rows["unit_id"], "group_name": ["Khối vụ"] * 8}))
    assert "data-choice" not in table_of(rows, one_group, filters=["group_name"])


FIGURE = {
    "data": [
        {"type": "bar", "orientation": "h", "y": ["vu-a", "vp", "cuc-d"], "x": [9.5, 10.25, 1], "text": ["", "", ""]}
    ],
    "layout": {
        "height": 220,
        "yaxis": {
            "type": "category",
            "categoryarray": ["vu-a", "vp", "cuc-d"],
            "tickmode": "array",
            "tickvals": ["vu-a", "vp", "cuc-d"],
            "ticktext": ["Vụ A", "VP", "Cục Đ"],
        },
    },
}
DOTS = {
    "data": [{"type": "scatter", "mode": "markers", "ids": ["vp", "vu-a"], "x": [1, 2], "y": [3, 4], "text": ["", ""]}],
    "layout": {"height": 220},
}
LINES = {
    "data": [
        {"type": "scatter", "mode": "lines", "x": ["2019", "2020"], "y": [1, 2], "meta": unit}
        for unit in ("vp", "vu-a")
    ],
    "layout": {"height": 220},
}
FOLLOWED = """const followed = () => {
    const all = [...document.querySelectorAll(".plot")];
    const plots = Object.fromEntries(all.map((plot) => [plot.parentElement.id, plot]));
    return [
      location.hash,
      document.querySelector(".pick-unit select").value,
      [...document.querySelectorAll("tr[aria-current]")].map((row) => row.cells[0].textContent),
      (plots.bars.layout.shapes ?? []).map((shape) => [shape.y0, shape.y1]),
      plots.bars.layout.yaxis.ticktext.filter((text) => text.startsWith("<b>")),
      plots.dots.data[0].selectedpoints ?? null,
      plots.lines.data.map((trace) => trace.opacity ?? 1),
      document.querySelector("nav a").hash,
    ];
  };
  const choose = (unit) => {
    const select = document.querySelector(".pick-unit select");
    select.value = unit;
    select.dispatchEvent(new Event("input"));
    return followed();
  };"""
NOBODY = ["", "", [], [], [], None, [1, 1], ""]
OFFICE = ["#unit=vp", "vp", ["Văn phòng"], [[-0.5, 0.5], [1.5, 2.5]], ["<b>VP</b>"], [0], [1, 0.3], "#unit=vp"]


def page_with_charts() -> str:
    charts = [chart_html(name, figure) for name, figure in (("bars", FIGURE), ("dots", DOTS), ("lines", LINES))]
    return "".join(charts) + table_of(ROWS)


def test_a_unit_chosen_at_the_top_stands_out_in_every_chart_and_row_and_the_address_says_which(
    tmp_path: Path, browser: Browser
) -> None:
    ask = FOLLOWED + 'return [followed(), choose("vp"), choose("")];'
    opened = open_table(tmp_path, browser, ask, table=page_with_charts())
    assert opened.errors == ()
    assert opened.answer == [NOBODY, OFFICE, NOBODY]


def test_a_click_on_a_mark_chooses_its_unit_and_a_second_click_lets_it_go(tmp_path: Path, browser: Browser) -> None:
    ask = (
        FOLLOWED
        + """const click = (id, point) => {
        document.querySelector(`#${id} .plot`).emit("plotly_click", { points: [point] });
        return followed().slice(0, 3);
      };
      return [click("bars", { y: "vp" }), click("bars", { y: "vp" }), click("dots", { id: "vu-a", y: 4 }),
        click("lines", { y: 2, data: { meta: "vp" } }), click("bars", { y: "1.1" })];"""
    )
    here = ["#unit=vp", "vp", ["Văn phòng"]]
    answer = open_table(tmp_path, browser, ask, table=page_with_charts()).answer
    assert answer == [here, ["", "", []], ["#unit=vu-a", "vu-a", ["Vụ Ấn tượng"]], here, here]


def test_the_address_brings_the_unit_back_and_a_stranger_in_it_is_ignored(tmp_path: Path, browser: Browser) -> None:
    ask = (
        FOLLOWED
        + """const go = (hash) => new Promise((done) => {
        window.addEventListener("hashchange", () => setTimeout(() => done(followed())), { once: true });
        location.hash = hash;
      });
      return go("#unit=vp").then((there) => go("#unit=nobody").then((then) => [there, then.slice(1, 3)]));"""
    )
    there, then = open_table(tmp_path, browser, ask, table=page_with_charts()).answer
    assert there == OFFICE
    assert then == ["vp", ["Văn phòng"]]


def test_without_scripts_the_tables_stand_and_no_control_is_seen(tmp_path: Path, browser: Browser) -> None:
    path = layout.write_page(layout.lay_out(Markup(table_of(long_rows(20))), FRAME), tmp_path / "ranking.html")
    text = browser.open_page(path, scripts=False).text
    assert all(name in text for name in ROWS["unit"].head(4))
    assert "Làm nổi" not in text
    assert "Tìm trong bảng" not in text


def test_a_page_carries_only_the_scripts_it_needs() -> None:
    plain = layout.lay_out(Markup(table_of(ROWS)), replace(FRAME, units=()))
    drawn = layout.lay_out(Markup(chart_html("one")), replace(FRAME, units=()))
    digs = layout.lay_out(Markup(page_with_charts()), FRAME)
    assert "<script" not in plain
    assert "newPlot" in drawn
    assert "Intl.Collator" not in drawn
    assert all(part in digs for part in ("newPlot", "Intl.Collator", "replaceState"))
    assert digs.count("<script>") == 1


@pytest.mark.parametrize("name", ["style.css", "slides.css"])
def test_the_style_sheet_a_page_carries_says_what_its_source_says(tmp_path: Path, browser: Browser, name: str) -> None:
    source = (layout.TEMPLATES / "cchc" / name).read_text(encoding="utf-8")
    kind = "page" if name == "style.css" else "slides"
    frame = replace(FRAME, page="briefing.html", units=UNITS, layout=kind)  # the page that has rules of its own
    every_block = Markup('<p class="{}">').format(" ".join(layout.BLOCKS))
    carried = layout.lay_out(every_block, frame).partition("<style>")[2]
    styles = [source, carried.partition("</style>")[0]]
    page = tmp_path / "styles.html"
    page.write_text("".join(f"<style>{style}</style>" for style in styles), encoding="utf-8")
    ask = "[...document.styleSheets].map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))"
    written, read = browser.open_page(page, ask=ask).answer
    assert len(written) > 20
    assert read == written
    assert len(styles[1]) < 0.95 * len(styles[0])


@pytest.mark.parametrize(
    ("content", "units", "carried", "left_out"),
    [
        ('<div class="cards wide"></div>', (), [".cards{"], [".handwritten{", ".doors a{"]),
        ("<p>1</p>", (), [], [".cards{", ".doors a{", ".heat td, .heat thead th{", ".filter{", "thead button{"]),
        ("<p>1</p>", UNITS, [".filter{", ".pick-unit{", "thead button{", "tr[aria-current] > *{"], [".cards{"]),
        ('<ul class="doors"></ul>', (), [".doors a{"], [".cards{", ".filter :is(select, input){"]),
    ],
)
def test_rules_for_a_block_are_carried_by_the_pages_that_hold_one(
    content: str, units: tuple[tuple[str, str], ...], carried: list[str], left_out: list[str]
) -> None:
    html = layout.lay_out(Markup(content), replace(FRAME, units=units))
    rules = html.partition("<style>")[2].partition("</style>")[0].splitlines()
    found = {part: any(rule.startswith(part) for rule in rules) for part in (*carried, *left_out)}
    assert found == dict.fromkeys(carried, True) | dict.fromkeys(left_out, False)
    assert ".table-frame{overflow-x:auto;margin:1rem 0 1.6rem}" in rules
    assert any(rule.startswith(".page-header nav, .skip, .filter, .pick-unit,") for rule in rules)


def test_rules_for_one_page_alone_are_carried_by_that_page_alone() -> None:
    briefing, english, unit = (
        layout.lay_out(Markup(""), replace(FRAME, page=page, units=())).partition("<style>")[2].partition("</style>")[0]
        for page in ("briefing.html", "en/briefing.html", "units/vp.html")
    )
    assert briefing == english
    of_briefing = re.findall(r'[^{}\n]*data-page\$="briefing[^{}]*\{[^}]*\}', briefing)
    assert of_briefing
    assert "data-page$=" not in unit
    without = briefing
    for rule in of_briefing:
        without = without.replace(f"{rule}\n", "").replace(rule, "")
    assert unit == without


CHOOSE = """
  const bar = document.querySelector("form.sort");
  const [by, way] = bar.querySelectorAll("select");
  const choose = (select, value) => {
    select.value = value;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    return [rows(), way.value, way.disabled];
  };
  return {
    seen: getComputedStyle(bar).display !== "none",
    labels: [...bar.querySelectorAll("label span")].map((label) => label.textContent),
    options: [...by.options].map((option) => option.text),
    orders: [choose(by, "1"), choose(way, "ascending"), choose(by, "0"), choose(by, "")],
  };
"""
CARDS = pd.concat([ROWS, pd.DataFrame({"unit_id": ["vu-c"], "unit": ["Vụ Chính sách"], "total_score": [3.0]})])


def test_a_list_of_cards_on_a_phone_is_sorted_by_a_choice_above_it(tmp_path: Path, browser: Browser) -> None:
    told = open_table(tmp_path, browser, CHOOSE, table=table_of(CARDS, classes="stacks"), width=390).answer
    assert told["seen"]
    assert told["labels"] == ["Sắp xếp theo", "Thứ tự"]
    assert told["options"] == ["như bảng gốc", "Đơn vị", "Điểm", "Mã"]
    highest_first, lowest_first, by_name, as_written = told["orders"]
    assert highest_first[1:] == ["descending", False]
    assert highest_first[0][0] == "Văn phòng"
    assert lowest_first[0][0] == "Cục Ân cần"
    assert highest_first[0][-1] == lowest_first[0][-1] == "Cục Đê điều"  # without points: last either way
    assert by_name[0][0] == "Cục Ân cần"
    assert as_written == [CARDS["unit"].tolist(), "ascending", True]


def test_where_a_table_shows_its_headings_there_is_no_second_way_to_sort_it(tmp_path: Path, browser: Browser) -> None:
    assert not open_table(tmp_path, browser, CHOOSE, table=table_of(CARDS, classes="stacks")).answer["seen"]
    few = open_table(
        tmp_path, browser, "return document.forms.length;", table=table_of(ROWS, classes="stacks"), width=390
    )
    many = table_of(CARDS)
    wide = open_table(tmp_path, browser, "return document.querySelectorAll('form.sort').length;", table=many, width=390)
    assert (few.answer, wide.answer) == (1, 0)  # the page's own, to follow a unit
