"""The picture of how a form was read shows what was read: columns, cells, findings, and nothing that could run."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cchc_analysis.intake.receiving import Reread, reread, start_reading
from cchc_analysis.reporting import picture
from cchc_analysis.rules.season import Season, read_season

from .season_folder import form_rows, write_season, write_workbook

SCORES = {"k1": 1.5, "k2": 99, "t1": "abc", "t3": 0, "b1": None}
FILE = "self/khth.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_season(tmp_path)
    for path in (folder / "self").iterdir():
        path.unlink()
    return folder


def read(folder: Path, file: str = FILE) -> tuple[Reread, Season]:
    season = read_season(folder)
    found = reread(start_reading(folder, season), file)
    assert found is not None
    return found, season


def draw(folder: Path, file: str = FILE, lang: str = "vi", **options: Any) -> str:
    return picture.draw_file(*read(folder, file), lang, "picture.html", **options)


def write_form(folder: Path, scores: dict[str, Any] = SCORES) -> Path:
    return write_workbook(folder / FILE, form_rows("Vụ KHTH", scores))


def cell(page: str, address: str) -> tuple[set[str], str]:
    """The classes and the text of a cell."""
    found = re.search(rf"<td id=s1-{address}(?: class=\"([^\"]*)\")?[^>]*>(.*?)</td>", page)
    assert found, address
    return set((found[1] or "").split()), html.unescape(found[2])


def test_each_cell_is_drawn_as_what_it_was_taken_for(folder: Path) -> None:
    write_form(folder)
    page = draw(folder)
    assert cell(page, "D7") == ({"c-score", "k-score"}, "1,5")
    assert cell(page, "C7") == ({"c-max", "k-max_score"}, "2")
    assert cell(page, "A7")[0] == {"c-code", "k-code"}
    assert cell(page, "B7")[0] == {"c-item", "k-item"}
    assert cell(page, "D5") == ({"c-header", "k-header"}, "Điểm tự chấm")
    assert cell(page, "A2")[0] == {"c-outside", "k-outside"}


def test_what_is_no_score_is_not_drawn_as_one_and_bears_its_finding(folder: Path) -> None:
    write_form(folder)
    page = draw(folder)
    for address, text in (("D8", "99"), ("D10", "abc")):
        assert cell(page, address) == ({"c-named", "k-named", "f-error"}, text)
    assert 'href="#s1-D8"' in page


def test_the_first_sentence_names_the_column_and_how_many_numbers_were_read(folder: Path) -> None:
    write_form(folder)
    lead = re.search(r'<p class="lead">(.*?)</p>', draw(folder))
    assert lead
    assert re.sub("<[^>]+>", "", lead[1]) == "Điểm được đọc ở cột D “Điểm tự chấm” (2 số)."
    english = re.search(r'<p class="lead">(.*?)</p>', draw(folder, lang="en"))
    assert english
    assert re.sub("<[^>]+>", "", english[1]) == "Scores were read from column D “Điểm tự chấm” (2 numbers)."


def test_no_meaning_rests_on_colour_alone(folder: Path) -> None:
    write_form(folder)
    page = draw(folder)
    style = page.split("</main>")[0]
    shown = set(re.findall(r"\bk-[a-z_]+", "".join(re.findall(r'<td [^>]*class="[^"]*"', page)))) - {"k-outside"}
    assert len(shown) > 4
    letters = {name: re.search(rf'\.{name}::before{{content:"(.)"}}', style) for name in shown}
    assert all(letters.values())
    assert len({each[1] for each in letters.values() if each}) == len(shown)
    legend = page[page.index('class="legend"') : page.index("</ul>", page.index('class="legend"'))]
    assert all(name in legend for name in shown)


def test_text_of_cells_sheets_and_file_names_is_only_text(folder: Path) -> None:
    evil = '<script>alert("1")</script>'
    rows = form_rows("Vụ KHTH", {"k1": 1, "k2": evil})
    rows[6][4] = f"a\x01{evil}"
    file = "self/khth <b>&.xlsx"
    write_workbook(folder / file, rows, sheet="<i>&'x")
    page = draw(folder, file)
    assert "<script>alert" not in page
    assert "<b>&.xlsx" not in page
    assert "\x01" not in page
    assert cell(page, "D8")[1] == evil


def test_a_large_sheet_is_cut_with_a_sentence_and_keeps_what_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_CELLS", 100)
    rows = form_rows("Vụ KHTH", SCORES) + [[None, f"Dòng {number}"] for number in range(500)]
    write_workbook(folder / FILE, rows)
    page = draw(folder, focus=[("Phiếu", "B400")])
    assert page.count("<th scope=row>") == picture.LEAST_ROWS + 1
    assert cell(page, "B400")[1] == "Dòng 387"
    assert "Trang tính quá lớn: hình này bớt" in page
    assert "Trang tính quá lớn" not in draw_small(folder)


def draw_small(folder: Path) -> str:
    write_form(folder)
    return draw(folder)


def test_merged_cells_span_and_no_column_is_shifted(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / FILE) as book:
        page = book.add_worksheet("Phiếu")
        for row, values in enumerate(form_rows("Vụ KHTH", SCORES)):
            page.write_row(row, 0, values)
        page.merge_range("A2:E2", "PHIẾU TỰ CHẤM ĐIỂM")
        page.merge_range("A6:A7", "I")
    drawn = draw(folder)
    for line in re.findall(r"<tr><th scope=row>(\d+)</th>(.*?)</tr>", drawn):
        width = sum(int(span or 1) for span in re.findall(r"<td(?:[^>]*colspan=(\d+))?[^>]*>", line[1]))
        assert width == (4 if line[0] == "7" else 5), line


def test_sheets_that_were_passed_over_come_after_the_form(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / FILE) as book:
        for name in ("Nháp", "Chính thức"):
            page = book.add_worksheet(name)
            for row, values in enumerate(form_rows("Vụ KHTH", {"k1": 1, "k2": 2})):
                page.write_row(row, 0, values)
    found, season = read(folder)
    page = picture.draw_file(found, season, "vi", "picture.html")
    assert page.index("<h2>Chính thức</h2>") < page.index("<h2>Nháp</h2>")
    assert picture.link_cell(found, "Chính thức", "D7") == "#s2-D7"
    assert "k-score" not in page[page.index("<h2>Nháp</h2>") :]


def test_pictures_of_files_alike_have_names_of_their_own() -> None:
    files = ["self/a.xlsx", "self/a.xls", "self/Á.xlsx", "self-a.xlsx", f"self/{'x' * 240}.xlsx", "self/…​.xlsx"]
    names = [picture.name_picture(file) for file in files]
    assert len(set(names)) == len(files)
    assert all(re.fullmatch(r"[a-z0-9-]{1,95}\.html", name) for name in names)


def test_what_is_no_file_of_scores_is_not_read(folder: Path) -> None:
    start = start_reading(folder, read_season(folder))
    assert reread(start, "criteria.xlsx") is None
    assert reread(start, "self/none.xlsx") is None
