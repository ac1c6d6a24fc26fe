"""A long table of findings can be filtered where scripts run, and stands whole where they do not."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from browser import Browser
from cchc_analysis.reporting.pages import layout
from cchc_analysis.reporting.pages.page_check import check_page
from cchc_analysis.reporting.printing import Column, show_table
from cchc_analysis.rules.season import Season
from reporting.small_notebooks import SEASON

FRAME = layout.Frame("intake.html", "Tiếp nhận", SEASON)
FINDINGS = pd.DataFrame(
    {
        "unit": ["Vụ A", "Vụ A", "Vụ B", "Vụ B", "Cục <b>C</b>", "Cục <b>C</b>"],
        "rule": ["Trống", "Chữ", "Trống", "Chữ", "Trống", "Trống"],
        "text": ["ô D1", "ô D2", "ô D3", "ô D4", "ô D5", "ô D6"],
    }
)
ASK = """() => {
  const bar = document.querySelector("form.filter");
  if (!bar) { return [document.querySelectorAll("tbody tr").length]; }
  const [unit, rule] = bar.querySelectorAll("select");
  const search = bar.querySelector("input");
  const told = () => [bar.querySelector("output").textContent,
    [...document.querySelectorAll("tbody tr")].filter((row) => row.getClientRects().length).length];
  const set = (control, value) => { control.value = value; control.dispatchEvent(new Event("input")); return told(); };
  return [[...unit.options].map((option) => option.text), told(), set(rule, "Trống"), set(unit, "Cục <b>C</b>"),
    set(search, "d6"), set(search, "không có"), (set(search, ""), set(rule, ""), set(unit, ""))];
}"""


@dataclass(frozen=True)
class Rules:
    """As much of a season as a table needs."""

    lang: str = "vi"
    rules: Season = SEASON


def page_of(rows: pd.DataFrame, filters: tuple[str, ...] = ("unit", "rule")) -> str:
    season: Any = Rules()
    columns: list[str | Column] = [Column(name, title=name, kind="text") for name in rows]
    table = show_table(rows, columns, season, caption="Lỗi", filters=filters)
    return layout.lay_out(Markup(table.data), FRAME)


def test_choices_and_search_narrow_the_rows_and_say_how_many_are_left(tmp_path: Path, browser: Browser) -> None:
    path = layout.write_page(page_of(FINDINGS), tmp_path / "intake.html")
    opened = browser.open_page(path, ask=ASK)
    assert opened.errors == ()
    assert opened.requests == ()
    assert opened.answer == [
        ["tất cả", "Cục <b>C</b>", "Vụ A", "Vụ B"],
        ["6/6 dòng", 6],
        ["4/6 dòng", 4],
        ["2/6 dòng", 2],
        ["1/6 dòng", 1],
        ["0/6 dòng", 0],
        ["6/6 dòng", 6],
    ]


def test_the_choices_of_a_table_that_asks_stand_before_its_fold_and_open_it(tmp_path: Path, browser: Browser) -> None:
    season: Any = Rules()
    columns: list[str | Column] = [Column(name, title=name, kind="text") for name in FINDINGS]
    table = show_table(FINDINGS, columns, season, caption="Lỗi", filters=("rule",), fold=True, asks=True)
    path = layout.write_page(layout.lay_out(Markup(table.data), FRAME), tmp_path / "intake.html")
    ask = """() => {
      const [bar, fold] = [document.querySelector("form.filter"), document.querySelector("details")];
      const told = [bar.nextElementSibling === fold, bar.checkVisibility(), fold.open];
      const select = bar.querySelector("select");
      select.value = "Chữ";
      select.dispatchEvent(new Event("input"));
      const shown = [...document.querySelectorAll("tbody tr")].filter((row) => row.checkVisibility());
      return [...told, fold.open, shown.length];
    }"""
    assert browser.open_page(path, ask=ask).answer == [True, True, False, True, 2]


def test_without_scripts_the_whole_table_stands_and_no_control_is_shown(tmp_path: Path, browser: Browser) -> None:
    path = layout.write_page(page_of(FINDINGS), tmp_path / "intake.html")
    opened = browser.open_page(path, scripts=False)
    assert all(text in opened.text for text in FINDINGS["text"])
    assert "tất cả" not in opened.text


def test_the_page_runs_its_own_script_by_its_hash_and_nothing_else() -> None:
    html = page_of(FINDINGS)
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', html)
    assert policy
    assert re.search(r"script-src &#39;sha256-[^ ]+&#39;;", policy[1])
    assert "self" not in policy[1]
    assert html.count("<script>") == 1
    assert "src=" not in html
    assert check_page(html, year=2020, charts=0) == []


@pytest.mark.parametrize(("rows", "filters"), [(FINDINGS, ()), (FINDINGS.head(5), ("unit",))])
def test_a_page_with_nothing_to_filter_has_no_script(rows: pd.DataFrame, filters: tuple[str, ...]) -> None:
    assert "<script" not in page_of(rows, filters)
