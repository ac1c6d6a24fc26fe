"""Forms go out with what the criteria set asks of each unit, and take only what may stand in them."""

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cchc_analysis.forms.issue import FormsInTheWayError, UnknownNameError
from cchc_analysis.forms.workbook import MOTTO

from .filled_forms import (
    LEAVES,
    MAXIMA,
    SELF_LEAVES,
    Written,
    fill,
    form_of,
    header_row,
    headings,
    issue,
    open_form,
    rows,
    write_empty_season,
)

SELF_INPUTS = ("Điểm tự chấm", "Tài liệu kiểm chứng", "Ghi chú")


@pytest.fixture
def season(tmp_path: Path) -> Path:
    return write_empty_season(tmp_path)


@pytest.fixture
def self_form(season: Path) -> Worksheet:
    return open_form(form_of(season, "self", "khth"))[1]


def limit_of(sheet: Worksheet, criterion_id: str, heading: str) -> Any:
    cell = sheet.cell(rows(sheet)[criterion_id], headings(sheet)[heading]).coordinate
    (limit,) = [each for each in sheet.data_validations.dataValidation if cell in each.sqref]
    return limit


def list_of(sheet: Worksheet, limit: Any) -> list[Any]:
    name, cells = limit.formula1.split("!")
    return [row[0].value for row in sheet.parent[name][cells.replace("$", "")]]


def test_a_form_lists_only_the_criteria_that_apply_to_its_unit(season: Path) -> None:
    (issued,) = issue(season, "self")
    listed = {unit: set(rows(open_form(path)[1])) for unit, path in issued.files.items()}
    assert list(listed) == ["khth", "cuc1", "cuc2"]
    assert set(LEAVES) < listed["khth"]
    assert listed["khth"] - listed["cuc1"] == {"t3"}
    assert listed["cuc1"] == listed["cuc2"]


def test_a_season_starts_with_the_forms_of_self_score_and_first_appraisal(season: Path) -> None:
    issued = issue(season)
    assert [(each.stage.id, len(each.files)) for each in issued] == [("self", 3), ("first", 3)]
    assert all(
        path.parent.relative_to(season.parents[1] / "forms").as_posix() == "self" for path in issued[0].files.values()
    )


def test_only_input_cells_are_open_and_no_password_keeps_the_rest(self_form: Worksheet) -> None:
    columns, places = headings(self_form), rows(self_form)
    expected = {(places[leaf], columns[heading]) for leaf in SELF_LEAVES for heading in SELF_INPUTS}
    last = max(places.values())
    open_cells = {
        (cell.row, cell.column)
        for row in self_form.iter_rows(max_row=last)
        for cell in row
        if not cell.protection.locked
    }
    assert open_cells == expected
    assert self_form.protection.sheet
    assert not self_form.protection.password


def test_few_steps_are_a_list_and_many_are_limits(self_form: Worksheet) -> None:
    few = limit_of(self_form, "k1", "Điểm tự chấm")
    assert (few.type, list_of(self_form, few)) == ("list", [0, 0.5, 1, 1.5, 2, "KAD"])
    uneven = limit_of(self_form, "k3b", "Điểm tự chấm")
    assert list_of(self_form, uneven) == [0, 1, 1.5, "KAD"]
    for leaf, conditions in {
        "t1": ("<=1", "0.01"),
        "k2": ("<=3",),
        "m": (">=0",),
    }.items():
        limit = limit_of(self_form, leaf, "Điểm tự chấm")
        assert limit.type == "custom"
        assert all(condition in limit.formula1 for condition in conditions)
        assert '"KAD"' in limit.formula1


def test_a_refused_score_is_told_in_vietnamese_what_may_stand_there(self_form: Worksheet) -> None:
    for leaf in SELF_LEAVES:
        limit = limit_of(self_form, leaf, "Điểm tự chấm")
        assert limit.showErrorMessage
        assert limit.errorStyle in (None, "stop")
        assert limit.error.startswith("Ghi số từ 0")
        assert len(limit.error) <= 255
    assert "từ 0 đến 2, bước 0,5; KAD nếu không áp dụng" in limit_of(self_form, "k1", "Điểm tự chấm").error


def test_a_survey_criterion_is_shown_and_not_self_scored(season: Path, self_form: Worksheet) -> None:
    row, columns = rows(self_form)["t2"], headings(self_form)
    assert self_form.cell(row, columns["Điểm tự chấm"]).protection.locked
    assert not self_form.cell(row, columns["Điểm tự chấm"]).value
    assert self_form.cell(row, columns["Ghi chú"]).value == "Điều tra xã hội học: không tự chấm"
    _, appraisal = open_form(form_of(season, "first", "khth"))
    assert not appraisal.cell(rows(appraisal)["t2"], headings(appraisal)["Điểm thẩm định lần 1"]).protection.locked


def test_sums_are_formulas_that_have_their_values_already(season: Path) -> None:
    path = form_of(season, "self", "khth")
    _, formulas = open_form(path)
    values = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    columns, places = headings(formulas), rows(formulas)
    most, score = columns["Điểm tối đa"], columns["Điểm tự chấm"]
    assert [values.cell(places[node], most).value for node in ("k3", "d1", "d2", "b")] == [2.5, 8.5, 3.25, 1.75]
    assert formulas.cell(places["d1"], most).value == f"=SUM(D{places['k1']}:D{places['k3']},D{places['k4']})"
    assert formulas.cell(places["k3"], score).value == f"=SUM(E{places['k3a']}:E{places['k3b']})"
    assert values.cell(places["d1"], score).value == 0
    total = next(cell.row for cell in formulas["B"] if str(cell.value).startswith("Tổng cộng"))
    assert formulas.cell(total, score).value == (
        f"=E{places['m'] + 1}+MIN(SUM(E{places['b']}),1)-MIN(SUM(E{places['p']}),1.5)"
    )
    assert values.cell(places["m"] + 1, most).value == 11.75


def test_a_form_prints_on_landscape_a4_with_its_header_on_every_page(self_form: Worksheet) -> None:
    top = header_row(self_form)
    assert (self_form.page_setup.orientation, self_form.page_setup.paperSize) == ("landscape", 9)
    assert self_form.sheet_properties.pageSetUpPr.fitToPage
    assert self_form.page_setup.fitToHeight == 0
    assert self_form.print_title_rows == f"${top}:${top + 1}"
    assert "&P/&N" in self_form.oddFooter.right.text
    texts = [cell.value for row in self_form.iter_rows(max_row=top) for cell in row if cell.value]
    assert set(MOTTO) < set(texts)
    assert "Đơn vị: Vụ Kế hoạch - Tổng hợp" in texts
    assert self_form.column_dimensions["H"].hidden
    assert {cell.font.name for row in self_form.iter_rows() for cell in row if cell.value is not None} == {
        "Times New Roman"
    }


def test_rows_show_long_texts_whole_and_grow_with_what_is_typed(season: Path) -> None:
    path = form_of(season, "self", "khth")
    _, sheet = open_form(path)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    row = rows(sheet)["k1"]
    given = re.search(rf'<row r="{row}"[^>]*>', xml)
    assert given is not None
    assert "ht=" in given[0]
    assert "customHeight" not in given[0]
    heights = {leaf: sheet.row_dimensions[place].height for leaf, place in rows(sheet).items()}
    assert heights["k4"] > 2 * heights["k2"]


def test_the_same_season_gives_the_same_bytes(season: Path, tmp_path: Path) -> None:
    first, again = (issue(season, out=tmp_path / name) for name in ("one", "two"))
    for one, two in zip(first, again, strict=True):
        for unit_id, path in one.files.items():
            assert path.read_bytes() == two.files[unit_id].read_bytes()


def test_a_filled_form_is_never_overwritten(season: Path) -> None:
    path = form_of(season, "self", "cuc2")
    untouched = form_of(season, "self", "cuc1")
    untouched.unlink()
    filled = fill(path, path, "Điểm tự chấm", {"k1": Written(2)}).read_bytes()
    with pytest.raises(FormsInTheWayError) as raised:
        issue(season, "self")
    assert raised.value.paths == (path,)
    assert path.read_bytes() == filled
    assert not untouched.exists()


def test_unknown_stages_and_units_are_named_with_those_there_are(season: Path) -> None:
    with pytest.raises(UnknownNameError) as raised:
        issue(season, "third")
    assert raised.value.known == (
        "self (Tự chấm), first (Thẩm định lần 1), explanation (Giải trình), second (Thẩm định lần 2)"
    )


def test_a_stage_is_meant_by_its_name_too_however_capitalised(season: Path) -> None:
    assert [issued.stage.id for issued in issue(season, "tự chấm", "THẨM ĐỊNH LẦN 2", "self")] == ["self", "second"]


def test_an_appraisal_form_shows_what_the_unit_wrote_and_offers_the_reasons(season: Path) -> None:
    written = {
        "k1": Written(1.5, {"Tài liệu kiểm chứng": "Quyết định số 1", "Ghi chú": "Chậm 2 ngày"}),
        "k2": Written("không áp dụng"),
        "t1": Written("chưa rõ"),
    }
    fill(form_of(season, "self", "khth"), season / "self" / "a.xlsx", "Điểm tự chấm", written)
    _, sheet = open_form(form_of(season, "first", "khth"))
    columns, places = headings(sheet), rows(sheet)
    shown = [sheet.cell(places[leaf], columns["Điểm tự chấm"]).value for leaf in ("k1", "k2", "t1", "t2")]
    assert shown == [1.5, "KAD", "chưa rõ", None]
    assert sheet.cell(places["k1"], columns["Ý kiến của đơn vị"]).value == "Quyết định số 1\nChậm 2 ngày"
    assert list_of(sheet, limit_of(sheet, "k1", "Lý do trừ điểm")) == ["Báo cáo chậm", "Chưa thực hiện"]
    values = openpyxl.load_workbook(form_of(season, "first", "khth"), data_only=True).worksheets[0]
    assert values.cell(places["d1"], columns["Điểm tự chấm"]).value == 1.5
    _, other = open_form(form_of(season, "first", "cuc1"))
    assert "Điểm tự chấm" not in headings(other)


def test_an_explanation_form_asks_only_about_lost_points(season: Path) -> None:
    first = {leaf: Written(MAXIMA[leaf]) for leaf in ("k2", "k3a", "k3b", "t1", "t2", "t3")}
    first |= {"k1": Written(1, {"Lý do trừ điểm": "Báo cáo chậm", "Ý kiến thẩm định": "Chậm 5 ngày"}), "m": Written(4)}
    form = form_of(season, "first", "khth")
    fill(form, season / "appraisal" / "1" / "a.xlsx", "Điểm thẩm định lần 1", first)
    (issued,) = issue(season, "explanation")
    assert (list(issued.files), issued.without) == (["khth"], ("cuc1", "cuc2"))
    _, sheet = open_form(issued.files["khth"])
    columns, places = headings(sheet), rows(sheet)
    assert list(places) == ["d1", "k1"]
    assert sheet.cell(places["k1"], columns["Ý kiến thẩm định"]).value == "Báo cáo chậm\nChậm 5 ngày"
    assert list_of(sheet, limit_of(sheet, "k1", "Điểm đề nghị")) == [0, 0.5, 1, 1.5, 2]
