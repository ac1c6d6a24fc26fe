import base64
import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cchc_analysis.reporting.pages import layout
from cchc_analysis.reporting.pages.notebooks import run_notebook
from cchc_analysis.reporting.pages.page_check import check_page
from reporting.small_notebooks import FIGURE, SEASON, chart_html, show, write_notebook

FRAME = layout.Frame("ranking.html", "Xếp hạng", SEASON)


@pytest.fixture
def executed(tmp_path):
    path = write_notebook(
        tmp_path,
        "md:# Tên của sổ\n\nMột câu.",
        "print('in ra <ngay>')",
        show(chart_html("first")),
        "import sys\nprint('chỉ để sửa lỗi', file=sys.stderr)",
        show(chart_html("second")),
    )
    return run_notebook(path)


def shown(*data: dict[str, str]) -> str:
    cells = [new_code_cell("secret_code()", outputs=[new_output("display_data", data=bundle)]) for bundle in data]
    return layout.export_page(new_notebook(cells=cells), FRAME)


def test_a_page_holds_prose_tables_and_charts_but_no_code(executed):
    html = layout.export_page(executed, FRAME)
    assert "<p>Một câu.</p>" in html
    assert '<pre class="output">in ra &lt;ngay&gt;' in html
    assert html.count('class="plot-data"') == 2
    assert "IPython" not in html
    assert "chỉ để sửa lỗi" not in html
    assert check_page(html, year=2020, charts=2) == []


def test_a_page_has_one_title_the_frame_s_or_else_the_notebook_s(executed):
    assert re.findall("<h1>(.*?)</h1>", layout.export_page(executed, FRAME)) == ["Xếp hạng"]
    assert re.findall("<h1>(.*?)</h1>", layout.export_page(executed, replace(FRAME, title=""))) == ["Tên của sổ"]


def test_the_notebook_is_left_as_it_was(executed):
    layout.export_page(executed, FRAME)
    assert executed.cells[0].source == "# Tên của sổ\n\nMột câu."


def test_a_page_is_the_same_from_run_to_run(executed):
    assert layout.export_page(executed, FRAME) == layout.export_page(executed, FRAME)
    single = layout.export_page(executed, FRAME, single_file=True)
    packed = base64.b64decode(re.search('id="plotly-packed"[^>]*>([^<]+)<', single)[1])
    assert packed[4:8] == bytes(4)  # no time of packing


def test_html_of_an_output_stands_before_the_other_forms_it_has():
    html = shown({"text/html": "<b>mười</b>", "application/vnd.plotly.v1+json": "{}", "text/plain": "Figure()"})
    assert "<b>mười</b>" in html
    assert "Figure()" not in html


def test_plain_text_is_shown_and_never_run():
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown({"text/plain": "<script>alert(1)</script>"})


def test_names_of_the_season_are_shown_and_never_run():
    season = SEASON.model_copy(update={"body": "<script>alert(1)</script>"})
    html = layout.lay_out(
        "",
        replace(FRAME, season=season, unit='"><b>', sources=["<i>.xlsx"], nav=[("a.html", "<u>")], provisional="<q>"),
    )
    assert "<script>alert(1)" not in html
    assert not re.findall("<(?:i|u|q|b)>", html)


def test_links_are_relative_to_the_page():
    frame = replace(FRAME, page="en/units/vp.html", nav=[("en/index.html", "Home"), ("cchc_2020.xlsx", "Excel")])
    html = layout.lay_out(chart_html("first"), frame, "en")
    assert 'href="../index.html"' in html
    assert 'href="../../cchc_2020.xlsx"' in html
    assert 'src="../../assets/plotly.min.js"' in html


def test_the_page_being_read_is_marked_among_the_links():
    html = layout.lay_out("", replace(FRAME, nav=[("index.html", "Đầu"), ("ranking.html", "Hạng")]))
    assert re.findall('<a href="([^"]+)" aria-current="page">', html) == ["ranking.html"]


def test_made_up_data_says_so_loudly_and_what_it_was_calibrated_to():
    season = SEASON.model_copy(update={"is_illustrative": True, "calibrated_to": "9 đơn vị đạt từ 40 điểm"})
    html = layout.lay_out("", replace(FRAME, season=season))
    assert '<aside class="banner illustrative"' in html
    assert "Được hiệu chỉnh theo 9 đơn vị đạt từ 40 điểm." in html
    assert "banner" not in layout.lay_out("", FRAME).partition("<body")[2]


def test_a_page_says_draft_or_final_and_what_is_still_open():
    assert "Dự thảo" in layout.lay_out("", FRAME)
    final = SEASON.model_copy(update={"release": "final"})
    assert "Bản chính thức" in layout.lay_out("", replace(FRAME, season=final))
    assert "Còn 3 ô chờ thẩm định" in layout.lay_out("", replace(FRAME, provisional="Còn 3 ô chờ thẩm định."))


def test_a_page_says_which_files_and_rules_it_came_from():
    html = layout.lay_out("", replace(FRAME, sources=["self/vp.xlsx", "self/v1.xlsx"], rules="season.toml"))
    assert "2 tệp đã nhận" in html
    assert "self/v1.xlsx" in html
    assert "Quy tắc chấm điểm: season.toml." in html


def test_english_pages_use_english_names_where_they_exist(executed):
    html = layout.export_page(executed, FRAME, "en")
    assert '<html lang="en">' in html
    assert "Sample Body" in html
    assert "Season 2020" in html


def test_a_page_without_charts_carries_no_script():
    html = layout.lay_out("<p>1</p>", FRAME)
    assert "<script" not in html
    assert "script-src" not in html


def test_the_shared_plotly_is_written_once(tmp_path):
    path = layout.write_plotly(tmp_path)
    before = path.stat().st_mtime_ns
    assert layout.write_plotly(tmp_path) == path == tmp_path / "assets" / "plotly.min.js"
    assert path.stat().st_mtime_ns == before
    path.write_text("damaged", encoding="utf-8")
    layout.write_plotly(tmp_path)
    assert path.stat().st_size > 1_000_000


def test_a_written_page_leaves_nothing_else_behind(tmp_path):
    path = layout.write_page("<p>đ</p>", tmp_path / "units" / "vp.html")
    assert path.read_bytes() == "<p>đ</p>".encode()
    assert [item.name for item in path.parent.iterdir()] == ["vp.html"]


def write_report(folder, executed, page="units/vp.html", **options):
    layout.write_plotly(folder)
    html = layout.export_page(executed, replace(FRAME, page=page, unit="vp"), **options)
    return layout.write_page(html, folder / page)


@pytest.mark.parametrize("single_file", [False, True], ids=["shared", "single"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_chart_is_drawn_offline_without_a_request_or_an_error(tmp_path, browser, executed, single_file, lang):
    opened = browser.open_page(write_report(tmp_path, executed, lang=lang, single_file=single_file))
    assert opened.requests == ()
    assert [name.rpartition("/")[2] for name in opened.files] == ([] if single_file else ["plotly.min.js"])
    assert opened.errors == ()
    assert (opened.charts, opened.drawn, opened.plotly_copies) == (2, 2, 1)


def test_a_single_file_needs_nothing_beside_it(tmp_path, browser, executed):
    html = layout.export_page(executed, FRAME, single_file=True)
    path = layout.write_page(html, tmp_path / "alone" / "briefing.html")
    assert browser.open_page(path).drawn == 2
    assert len(html) < 2_200_000


def test_no_button_sends_data_away(tmp_path, browser, executed):
    opened = browser.open_page(write_report(tmp_path, executed))
    assert set(opened.buttons) == {"Tải biểu đồ (PNG)"}
    assert not re.search("share|cloud|chart studio", " ".join(opened.buttons), re.IGNORECASE)


def test_plotly_knows_no_address_to_send_data_to(tmp_path, browser, executed):
    ask = """() => {
      const context = document.querySelector('.plot')._context;
      return [context.showSendToCloud, context.plotlyServerURL, context.displaylogo];
    }"""
    assert browser.open_page(write_report(tmp_path, executed), ask=ask).answer == [False, "", False]


def test_a_chart_can_be_saved_as_a_picture(tmp_path, browser, executed):
    ask = "Plotly.toImage(document.querySelector('.plot'), {format: 'png'}).then(address => address.slice(0, 22))"
    opened = browser.open_page(write_report(tmp_path, executed), ask=ask)
    assert (opened.answer, opened.errors) == ("data:image/png;base64,", ())


def test_a_saved_picture_says_what_it_shows_whose_it_is_and_that_it_is_made_up(tmp_path, browser, executed):
    season = SEASON.model_copy(update={"is_illustrative": True})
    html = layout.export_page(executed, replace(FRAME, season=season))
    path = layout.write_page(html, tmp_path / FRAME.page)
    layout.write_plotly(tmp_path)
    ask = """async () => {
      const draw = Plotly.toImage;
      const saved = new Promise((done) => { Plotly.downloadImage = (...given) => done(given); });
      document.querySelector(".modebar-btn").dispatchEvent(new MouseEvent("click", { bubbles: true }));
      const [figure, options] = await saved;
      const picture = await draw(figure, options);
      return [figure.layout.title.text.replace(/<[^>]*>/g, "|"), options.filename, picture.slice(0, 22)];
    }"""
    opened = browser.open_page(path, ask=ask)
    title, name, picture = opened.answer
    said = [part for part in title.split("|") if part]
    assert said[0] == "Điểm"
    assert said[-1] == f"{SEASON.body} · {SEASON.title} · Lưu hành nội bộ · Dự thảo · Dữ liệu minh họa"
    assert (name, picture, opened.errors) == ("first", "data:image/png;base64,", ())


def test_the_table_stands_for_the_chart_until_it_is_drawn(tmp_path, browser, executed):
    path = write_report(tmp_path, executed)
    assert "40,25" in browser.open_page(path, scripts=False).text
    assert "40,25" not in browser.open_page(path).text


def test_the_table_stands_where_plotly_did_not_come_along(tmp_path, browser, executed):
    path = layout.write_page(layout.export_page(executed, FRAME), tmp_path / "ranking.html")
    opened = browser.open_page(path, drawn=False)
    assert opened.drawn == 0
    assert "40,25" in opened.text
    assert "không vẽ được biểu đồ" in opened.text


def test_script_found_in_data_never_runs(tmp_path, browser):
    evil = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
    figure = {**FIGURE, "data": [{**FIGURE["data"][0], "y": [f"</script>{evil}", "Vụ II"]}]}
    notebook = run_notebook(write_notebook(tmp_path, show(chart_html("first", figure) + evil), f"print({evil!r})"))
    opened = browser.open_page(write_report(tmp_path, notebook), ask="window.ran === undefined")
    assert opened.answer is True
    assert opened.drawn == 1


def test_an_address_found_in_data_is_never_asked(tmp_path, browser):
    found = '<img alt="" src="https://example.org/a.png"><p style="background:url(https://example.org/b.png)">x</p>'
    path = layout.write_page(layout.lay_out(found, FRAME), tmp_path / "ranking.html")
    opened = browser.open_page(path)
    assert opened.requests == ()
    assert set(opened.refused) == {"https://example.org/a.png", "https://example.org/b.png"}


def test_charts_fit_the_paper_when_printed_and_the_screen_again_afterwards(tmp_path, browser, executed):
    ask = """() => {
      const width = () => Number(document.querySelector('.main-svg').getAttribute('width'));
      const on_screen = width();
      window.dispatchEvent(new Event('beforeprint'));
      const on_paper = width();
      window.dispatchEvent(new Event('afterprint'));
      return [on_screen, on_paper, width()];
    }"""
    on_screen, on_paper, afterwards = browser.open_page(write_report(tmp_path, executed), ask=ask).answer
    assert on_screen > 900
    assert on_paper == 680
    assert afterwards == on_screen


def test_a_phone_shows_the_page_without_scrolling_sideways(tmp_path, browser, executed):
    ask = "[document.documentElement.scrollWidth, window.innerWidth]"
    content, window = browser.open_page(write_report(tmp_path, executed), ask=ask, width=360).answer
    assert content <= window


def test_a_phone_shows_the_tables_and_draws_nothing(tmp_path, browser, executed):
    opened = browser.open_page(write_report(tmp_path, executed), width=360)
    assert (opened.drawn, opened.errors) == (0, ())
    assert "40,25" in opened.text


def test_a_page_is_built_for_a_reader_who_listens(tmp_path, browser, executed):
    ask = """() => ({
      landmarks: ['header', 'main', 'footer'].map(tag => document.querySelectorAll('body > ' + tag).length),
      first: document.querySelector('body a').getAttribute('href'),
      labels: Array.from(document.querySelectorAll('.plot [role=img]')).map(plot => plot.getAttribute('aria-label')),
    })"""
    answer = browser.open_page(write_report(tmp_path, executed), ask=ask).answer
    assert answer == {"landmarks": [1, 1, 1], "first": "#content", "labels": ["Điểm theo đơn vị"] * 2}


def test_an_empty_first_cell_does_not_hide_the_rest():
    notebook = new_notebook(cells=[new_markdown_cell("# Chỉ có tên"), new_markdown_cell("Còn lại.")])
    assert "<p>Còn lại.</p>" in layout.export_page(notebook, FRAME)
