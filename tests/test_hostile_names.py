"""What units write reaches the pages and the workbook as text: it is shown, it never runs."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from browser import Browser
from cchc_analysis.cli.app import app
from intake.season_folder import APPRAISAL_HEADER, GOOD_APPRAISAL, UNITS, form_rows, write_season, write_workbook
from season_runs import AGGREGATES, Run

NAME = "<script>alert(1)</script>"
SHORT = '"><svg onload=alert(2)>'
COMMAND = "=cmd|'/c calc'!A0"
IMAGE = '<img src="x" onerror="alert(3)">'
LINK = "[xem](javascript:alert(4)) $\\alpha$ {{ 7*7 }}"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A season of three units, one of them with a hostile name, hostile notes and a hostile file name."""
    project = tmp_path_factory.mktemp("hostile")
    units = UNITS.replace("cuc1,Cục I,,Cục Một,", f'cuc1,{NAME},"{SHORT.replace(chr(34), chr(34) * 2)}",Cục I,')
    units = units.replace("cuc2,Cục II,,", "cuc2,Cục II,None,")
    folder = write_season(project / "data" / "raw", units=units)
    rows = form_rows("Cục I", GOOD_APPRAISAL | {"k1": 0.5, "k2": 1, "t1": 0}, APPRAISAL_HEADER)
    notes = iter([COMMAND, IMAGE, LINK, NAME])
    noted = [[*row[:4], next(notes)] if len(row) == 5 and row[4] == "Theo hồ sơ" else row for row in rows]
    (folder / "appraisal" / "cuc1.xlsx").unlink()
    other = form_rows("Cục II", GOOD_APPRAISAL | {"k1": 0.5, "k2": 1}, APPRAISAL_HEADER)
    other[6][4], other[7][4] = "nan", "undefined"
    write_workbook(folder / "appraisal" / "cuc2.xlsx", other)
    write_workbook(folder / "appraisal" / "<b>cuc1.xlsx", noted)
    done = CliRunner().invoke(app, ["report", "--year", "2020", "--data", str(project / "data"), "--jobs", "1"])
    return Run(2020, done.exit_code, done.output, project)


def test_a_hostile_season_is_reported_like_any_other(run):
    assert run.code == 0, run.said
    units = {f"units/{unit_id}" for unit_id in ("khth", "cuc1", "cuc2")}
    assert set(run.list_pages()) == {"index", *AGGREGATES} | units


def test_what_units_wrote_is_shown_and_never_run(run, browser: Browser):
    pages = run.list_pages()
    opened = dict(zip(pages, browser.open_pages(list(pages.values())), strict=True))
    assert {name: page.errors for name, page in opened.items() if page.errors} == {}
    assert [name for name, page in opened.items() if page.requests or page.refused] == []
    assert [name for name, page in opened.items() if page.drawn != page.charts] == []
    assert {name for name, page in opened.items() if NAME in page.text} >= {
        "index",
        "briefing",
        "ranking",
        "units/cuc1",
    }
    own = opened["units/cuc1"].text
    for text in (COMMAND, IMAGE, LINK, "<b>cuc1.xlsx"):
        assert text in own, text


def test_what_reads_like_a_program_s_missing_value_is_shown_as_what_was_written(run: Run):
    page = run.read_page("units/cuc2")
    for text in ("nan", "undefined"):
        assert f"<span data-stated>{text}</span>" in page
    assert "<span data-stated>None</span>" in run.read_page("comparison")


def test_a_chart_shows_a_hostile_name_as_it_is_written(run, browser: Browser):
    ask = "() => Array.from(document.querySelectorAll('.ytick text')).map(tick => tick.textContent)"
    assert SHORT in browser.open_page(run.list_pages()["ranking"], ask=ask).answer


def test_no_tag_of_a_hostile_text_is_in_a_page(run):
    for name in run.list_pages():
        page = run.read_page(name)
        for tag in (NAME, "<svg onload", "<img src=", "<b>cuc1", 'href="javascript:'):
            assert tag not in page, (name, tag)


def test_hostile_text_is_text_in_the_excel_file(run: Run):
    book = openpyxl.load_workbook(run.pages / "cchc_2020.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    texts = {cell.value for cell in cells}
    assert {NAME, COMMAND, IMAGE, LINK} <= texts
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []


def test_an_id_cannot_lead_out_of_the_folder_of_pages(tmp_path: Path):
    write_season(tmp_path / "data" / "raw", units=UNITS.replace("cuc2,", "../../cuc2,"))
    done = CliRunner().invoke(app, ["report", "--year", "2020", "--data", str(tmp_path / "data"), "--jobs", "1"])
    assert done.exit_code == 2
    assert "../../cuc2" in done.output
    assert "units.csv" in done.output
