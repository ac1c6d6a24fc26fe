"""The public pages of the sample season: their numbers are those of the tables, and slides are read from afar."""

import html
import re

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from browser import Browser
from cchc_analysis import schemas
from page_figures import Marked, read_marked
from season_runs import Run

SLIDES = """() => {
  const seen = element => element.checkVisibility() && element.getClientRects().length;
  const own = element => Array.from(element.childNodes).some(node => node.nodeType === 3 && node.textContent.trim());
  const slides = Array.from(document.querySelectorAll('.slide'));
  const body = Array.from(document.querySelectorAll('main *, footer *'));
  const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
    && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  const footer = document.querySelector('.page-footer').offsetHeight;
  return {
    count: slides.length,
    height: Math.max(...slides.map(slide => slide.offsetHeight - window.innerHeight)),
    smallest: Math.min(...body.filter(one => seen(one) && own(one))
      .map(one => parseFloat(getComputedStyle(one).fontSize))),
    outside: slides.flatMap(slide => {
      const box = slide.getBoundingClientRect();
      const free = { left: box.left, right: box.right, top: box.top, bottom: box.bottom - footer * 0.9 };
      return Array.from(slide.querySelectorAll('*')).filter(one => own(one) && seen(one)
        && !inside(one.getBoundingClientRect(), free)).map(one => one.textContent.trim());
    }),
    wrapped: Array.from(document.querySelectorAll('.units .name')).filter(name => name.getClientRects()[0].height >
      1.6 * parseFloat(getComputedStyle(name).fontSize)).map(name => name.textContent),
    wide: document.scrollingElement.scrollWidth - window.innerWidth,
  };
}"""
KEYS = """async () => {
  const at = () => Math.round(window.scrollY / document.querySelector('.slide').offsetHeight);
  const places = [];
  for (const key of ['ArrowRight', 'PageDown', ' ', 'ArrowLeft', 'End', 'ArrowDown', 'Home', 'ArrowUp']) {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    places.push(at());
  }
  return places;
}"""


def read_table(run: Run, name: str) -> pd.DataFrame:
    return pd.read_parquet(run.data / "processed" / str(run.year) / "public" / f"{name}.parquet")


@pytest.fixture(scope="module")
def numbers(sample_report: Run) -> dict[str, float]:
    """Every number of the public tables by the key that pages give it."""
    found: dict[str, float] = {}
    keys = {"public_ranking": "unit_id", "public_domains": "criterion_id", "public_criteria": "criterion_id"}
    for name, key in keys.items():
        for row in read_table(sample_report, name).to_dict("records"):
            values = {column: value for column, value in row.items() if isinstance(value, int | float)}
            found |= {f"{row[key]}.{column}": float(value) for column, value in values.items() if pd.notna(value)}
    headlines = read_table(sample_report, "public_headlines")
    found |= dict(zip(headlines["metric"], headlines["value"], strict=True))
    withheld = read_table(sample_report, "public_criteria")["withheld_because"].value_counts()
    return found | {"min_units": 3.0} | {f"withheld.{reason}": float(count) for reason, count in withheld.items()}


@pytest.fixture(scope="module")
def figures(sample_report: Run) -> list[Marked]:
    return [each for name in sample_report.list_public_pages() for each in read_marked(sample_report.read_page(name))]


def test_every_number_of_a_public_page_is_that_of_the_public_tables(figures, numbers):
    assert len(figures) > 300
    assert [each for each in figures if numbers.get(each.key) != each.value] == []


def test_the_public_tables_say_what_the_internal_ones_say(sample_report):
    ranking = read_table(sample_report, "public_ranking").set_index("unit_id")
    inside = sample_report.read_table("unit_ranking").set_index("unit_id")
    pd.testing.assert_frame_equal(ranking[["rank", "grade", "total_score"]], inside[["rank", "grade", "total_score"]])
    for level in ("criterion", "domain"):
        shown = read_table(sample_report, {"criterion": "public_criteria", "domain": "public_domains"}[level])
        shown = shown[shown["withheld_because"].isna()].set_index("criterion_id")
        inside = sample_report.read_table(f"{level}_deductions").set_index("criterion_id").loc[shown.index]
        columns = ["deduction", "deduction_pct", "loss_share", "hit_units", "applicable_units"]
        pd.testing.assert_frame_equal(shown[columns], inside[columns])
    headlines = sample_report.read_table("headlines").set_index("metric")["value"]
    own = {"moved_units", "risen_grade_units", "same_grade_units", "fallen_grade_units"}
    for row in read_table(sample_report, "public_headlines").itertuples():
        assert row.metric in own or row.value == headlines[row.metric], row.metric


def test_the_workbook_holds_the_public_tables(sample_report, numbers):
    book = CalamineWorkbook.from_path(str(sample_report.pages / "public" / "cchc_2020_public.xlsx"))
    assert book.sheet_names == ["Mục lục", "Đơn vị", "Kết quả", "Theo lĩnh vực", "Theo tiêu chí", "Số liệu chung"]
    headings, *rows = book.get_sheet_by_name("Kết quả").to_python()
    titles = [str(heading).partition("\n")[0] for heading in headings]
    ids, totals = titles.index("Mã đơn vị"), titles.index("Tổng điểm")
    assert {f"{row[ids]}.total_score": row[totals] for row in rows} == {
        key: value for key, value in numbers.items() if key.endswith(".total_score")
    }
    assert schemas.titles("public_ranking")["index_pct"] not in titles  # the season ranks by points
    cover = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "Bản công khai" in cover
    assert "Lưu hành nội bộ" not in cover


def test_the_public_page_runs_no_script_and_needs_no_other_file(browser: Browser, sample_report):
    page = browser.open_page(sample_report.pages / "public" / "index.html")
    assert (page.files, page.requests, page.errors, page.charts) == ((), (), (), 0)
    assert "<script" not in sample_report.read_page("public/index")
    assert len(sample_report.read_page("public/index")) < 130_000


def test_the_public_page_stands_without_the_internal_ones(sample_report):
    for name, path in sample_report.list_public_pages().items():
        for link in re.findall(r'href="([^"#]+)"', sample_report.read_page(name)):
            assert (path.parent / html.unescape(link)).is_file(), (name, link)
            assert not link.startswith(".."), (name, link)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_slides_fill_the_wall_and_nothing_is_small_cut_off_or_under_the_footer(
    width, height, browser: Browser, sample_report
):
    found = browser.ask_on_a_wall(sample_report.pages / "public" / "projector.html", SLIDES, width, height)
    assert found["count"] == 8
    assert found["height"] == 0
    assert found["smallest"] >= 28 * width / 1280
    assert found["outside"] == []
    assert found["wrapped"] == []
    assert found["wide"] <= 0


def test_on_a_phone_slides_are_one_page_to_scroll(browser: Browser, sample_report):
    found = browser.open_page(sample_report.pages / "public" / "projector.html", ask=SLIDES, width=390).answer
    assert found["wide"] <= 0
    assert found["smallest"] >= 15


def test_slides_turn_by_the_keyboard_and_stop_at_both_ends(browser: Browser, sample_report):
    places = browser.ask_on_a_wall(sample_report.pages / "public" / "projector.html", KEYS)
    assert places == [1, 2, 3, 2, 7, 7, 0, 0]


def test_slides_stand_without_scripts(browser: Browser, sample_report):
    opened = browser.open_page(sample_report.pages / "public" / "projector.html", scripts=False)
    for said in ("Xếp hạng các đơn vị", "Việc tiếp theo", "47,50"):
        assert said in opened.text


def test_printed_each_slide_is_one_sheet_of_a4_across(browser: Browser, sample_report):
    printed = browser.print_page(sample_report.pages / "public" / "projector.html")
    assert len(re.findall(rb"/Type /Page\b", printed)) == 8
    sheets = {
        (round(float(w)), round(float(h))) for w, h in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    }
    assert sheets == {(842, 595)}
