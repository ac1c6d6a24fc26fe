import re
import textwrap
import zipfile

import openpyxl
import pandas as pd
import pytest

from cchc_analysis import language, schemas
from cchc_analysis.analyst import DISPLAY_TITLES
from cchc_analysis.reporting.workbook import sheets
from reporting.small_notebooks import SEASON

UNIT_RANKING = pd.DataFrame(
    {
        "year": [2020, 2020],
        "unit_id": ["vp", "v1"],
        "rank": pd.array([1, None], dtype="Int64"),
        "grade": ["good", None],
        "total_score": [41.123456, None],
        "index_pct": [82.25, None],
        "has_self_score": [True, False],
        "unit": ["Văn phòng", '=HYPERLINK("http://example.org")'],
        "grade_name": ["Tốt", None],
    }
)
CRITERION_DEDUCTIONS = pd.DataFrame({"criterion_id": ["1.10"], "deduction": [0.5], "loss_share": [0.125]})
TABLES = {"unit_ranking": UNIT_RANKING, "criterion_deductions": CRITERION_DEDUCTIONS}


@pytest.fixture
def write(tmp_path):
    def written(lang="vi", season=SEASON, tables=TABLES, **options):
        return sheets.write_workbook(tables, tmp_path / "out" / "cchc_2020.xlsx", season, lang, **options)

    return written


def sheet_of(path, title):
    return openpyxl.load_workbook(path)[title]


def rows_of(path, title):
    return [list(row) for row in sheet_of(path, title).iter_rows(values_only=True)]


def cover_of(path):
    return " ".join(str(value) for row in rows_of(path, "Mục lục") for value in row if value is not None)


def test_numbers_are_numbers_to_their_last_decimal(write):
    headings, first, second = rows_of(write(), "Xếp hạng")
    by_heading = dict(zip([text.split("\n")[0] for text in headings], first, strict=True))
    assert by_heading["Tổng điểm"] == 41.123456
    assert by_heading["Hạng"] == 1
    assert by_heading["Có tự chấm"] == "Có"
    assert second[headings.index("Hạng\nRank")] is None


def test_a_code_that_looks_like_a_number_stays_text(write):
    assert rows_of(write(), "Bị trừ theo tiêu chí")[1][0] == "1.10"


def test_numbers_look_as_the_season_prints_them(write):
    sheet = sheet_of(write(), "Xếp hạng")
    formats = {cell.value.split("\n")[1]: sheet.cell(2, cell.column).number_format for cell in sheet[1]}
    assert formats["Total score"] == "#,##0.00"
    assert formats["PAR index (%)"] == "#,##0.00"
    assert formats["Year"] == "0"
    assert sheet_of(write(), "Bị trừ theo tiêu chí")["C2"].number_format == "0.0%"


def test_headings_stand_in_both_languages_the_reader_s_first(write):
    assert rows_of(write(), "Xếp hạng")[0][1] == "Mã đơn vị\nUnit id"
    english = openpyxl.load_workbook(write("en")).worksheets[1]
    assert english["B1"].value == "Unit id\nMã đơn vị"


def test_a_name_stands_beside_the_id_it_names(write):
    headings = [text.split("\n")[1] for text in rows_of(write(), "Xếp hạng")[0]]
    assert headings[1:3] == ["Unit id", "Unit"]
    assert headings[headings.index("Grade") + 1] == "Grade"


def test_text_of_a_cell_becomes_neither_formula_nor_link(write):
    path = write()
    cell = sheet_of(path, "Xếp hạng")["C3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == ('=HYPERLINK("http://example.org")', "s", None)
    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_text_longer_than_a_cell_is_cut_and_says_so(write):
    tables = {"unit_ranking": UNIT_RANKING.assign(unit="a" * 40_000)}
    text = rows_of(write(tables=tables), "Xếp hạng")[1][2]
    assert len(text) == 32_767
    assert text.endswith("…")


def test_sheets_have_a_frozen_heading_and_a_filter(write):
    sheet = sheet_of(write(), "Xếp hạng")
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:I3"
    assert all(8 <= width.width <= 61 for width in sheet.column_dimensions.values())


def test_an_empty_table_is_a_sheet_with_headings(write):
    (headings,) = rows_of(write(tables={"findings": schemas.empty("findings")}), "Lỗi và nội dung cần xem lại")
    assert len(headings) == len(schemas.titles("findings"))


def test_codes_are_given_as_words_where_there_are_words(write):
    rows = rows_of(write(labels={"grade": {"good": "Loại tốt"}}), "Xếp hạng")
    assert "Loại tốt" in rows[1]


def test_the_first_sheet_lists_all_others_with_what_a_row_is(write):
    path = write()
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Mục lục", "Xếp hạng", "Bị trừ theo tiêu chí"]
    assert "Xếp hạng Mỗi dòng là một đơn vị: điểm, xếp loại, hạng. 2 unit_ranking" in cover_of(path)


def test_the_first_sheet_carries_the_marks_of_the_report(write):
    assert "Dự thảo" in cover_of(write())
    season = SEASON.model_copy(update={"is_illustrative": True, "calibrated_to": "9 đơn vị", "release": "final"})
    cover = cover_of(write(season=season, provisional="Còn 3 ô."))
    assert "DỮ LIỆU MINH HỌA" in cover
    assert "Được hiệu chỉnh theo 9 đơn vị." in cover
    assert "Số liệu tạm tính: Còn 3 ô." in cover
    assert "Bản chính thức" not in cover, "an unfinished appraisal is no final release"
    assert "Bản chính thức" in cover_of(write(season=season))


def test_the_same_tables_give_the_same_bytes(write):
    path = write()
    first = path.read_bytes()
    assert write().read_bytes() == first
    assert openpyxl.load_workbook(path).properties.created.isoformat() == "2020-01-01T00:00:00"


def test_nothing_but_the_workbook_is_left(write):
    path = write()
    assert [item.name for item in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_every_table_has_a_sheet_of_its_own_with_a_title_that_fits(lang):
    assert list(sheets.SHEETS) == list(schemas.TABLES)
    titles = [sheets.sheet_title(table, lang) for table in schemas.TABLES]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\']", title) for title in titles)


def test_every_name_for_readers_knows_the_id_it_belongs_to():
    assert set(sheets.BESIDE) <= set(DISPLAY_TITLES)
    columns = {column for table in schemas.TABLES for column in schemas.titles(table)}
    assert set(sheets.BESIDE.values()) <= columns


def notes_of(path, title):
    sheet = sheet_of(path, title)
    return {cell.value.partition("\n")[0]: cell.comment.text for cell in sheet[1] if cell.comment}


def test_every_heading_explains_its_column_in_a_note_of_our_own_words(write):
    path = write()
    notes = notes_of(path, "Xếp hạng")
    assert all(heading.comment for heading in sheet_of(path, "Xếp hạng")[1])
    assert notes["Tổng điểm"].startswith("Tên cột: total_score\nCách tính: ")
    assert notes["Đơn vị"] == "Tên để đọc của cột unit_id."
    for received in ("Văn phòng", "example.org", "41.123456"):
        assert not [text for text in notes.values() if received in text]


def test_a_note_lists_the_values_a_column_may_hold_and_speaks_the_reader_s_language(write):
    tables = {"unit_ranking": UNIT_RANKING.assign(ranking_status="ranked")}
    notes = notes_of(write("en", tables=tables), "Ranking")
    _ = language.words("en").gettext
    assert _("Giá trị: {choices}").format(choices="ranked, not_ranked, pending") in notes["Ranking status"]
    assert notes["Total score"].startswith(_("Tên cột: {column}").format(column="total_score") + "\n")


def test_a_heading_is_read_whole_and_widens_no_column_of_numbers(write):
    long = pd.DataFrame({"criterion_id": ["1"], "mean_hit_deduction": [0.5]})
    sheet = sheet_of(write(tables={"criterion_deductions": long}), "Bị trừ theo tiêu chí")
    assert sheet.column_dimensions["B"].width < 18
    lines = sum(len(textwrap.wrap(line, 15)) for line in sheet["B1"].value.split("\n"))
    assert sheet.row_dimensions[1].height >= 15 * lines


def test_no_link_of_the_workbook_comes_from_what_was_received(write):
    path = write()
    with zipfile.ZipFile(path) as packed:
        relations = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".rels")]
    assert not [text for text in relations if "/hyperlink" in text or 'TargetMode="External"' in text]
    for sheet in openpyxl.load_workbook(path).worksheets[1:]:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink or cell.data_type == "f"]
