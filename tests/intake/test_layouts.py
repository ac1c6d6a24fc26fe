"""Where things stand in a form: headers of several rows, merged cells, codes read as numbers or kept with the title."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cchc_analysis.intake.items import Match, index_criteria, match_id_or_code, match_row
from cchc_analysis.intake.tables import Table, decide_claim, find_tables
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Season, Stage

from .season_folder import (
    APPRAISAL_HEADER,
    GOOD_APPRAISAL,
    GOOD_SELF,
    SEASON,
    form_rows,
    found,
    receive,
    score_of,
    write_season,
    write_workbook,
)

RULES = Season(year=2020, title="Thử", body="Cơ quan Mẫu")
SELF, APPRAISAL = RULES.stages


def sheet_of(*rows: list[Any], merged: Any = ()) -> Sheet:
    return Sheet("x.xlsx", "Phiếu", tuple(tuple(row) for row in rows), merged)


def only_table(sheet: Sheet, season: Season, stage: Stage) -> Table:
    (table,) = find_tables(sheet, season, stage)
    return table


def score_column(table: Table, stage: Stage) -> int | None:
    return decide_claim(table.columns, stage).position


def test_a_header_of_two_merged_rows_is_read_as_one() -> None:
    sheet = sheet_of(
        ["PHIẾU"],
        ["STT", "Nội dung", "Điểm", None, None, "Ghi chú"],
        [None, None, "Tối đa", "Tự chấm", "Thẩm định", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["I", "Chỉ đạo", 5, 4, 3, None],
        merged=(((1, 2), (1, 4)), ((1, 0), (2, 0)), ((1, 1), (2, 1)), ((1, 5), (2, 5))),
    )
    table = only_table(sheet, RULES, SELF)
    assert (table.top, table.bottom, table.start) == (1, 2, 4)
    roles = {role: table.first(role) for role in ("code", "criterion", "max_score", "note")}
    assert roles == {"code": 0, "criterion": 1, "max_score": 2, "note": 5}
    assert (score_column(table, SELF), score_column(table, APPRAISAL)) == (3, 4)


def test_a_header_of_three_rows_is_read() -> None:
    sheet = sheet_of(
        ["TT", "Tiêu chí", "Kết quả chấm điểm", None],
        [None, None, "Điểm", None],
        [None, None, "Điểm tối đa", "Điểm tự đánh giá"],
        ["1", "Ban hành", 2, 1],
        merged=(((0, 2), (0, 3)), ((1, 2), (1, 3))),
    )
    table = only_table(sheet, RULES, SELF)
    assert (table.bottom, score_column(table, SELF), table.first("max_score")) == (2, 3, 2)


def test_a_unit_of_measure_or_a_responsible_unit_is_no_unit_column() -> None:
    sheet = sheet_of(["STT", "Tiêu chí", "Đơn vị tính", "Đơn vị thực hiện", "Điểm tự chấm"], ["1", "a", "%", "b", 1])
    assert not only_table(sheet, RULES, SELF).is_long


def test_headings_declared_in_the_season_are_recognised_before_the_usual_ones() -> None:
    season = RULES.model_copy(update={"layout": RULES.layout.model_copy(update={"headings": {"score": ("Kết quả",)}})})
    sheet = sheet_of(["STT", "Tiêu chí", "Kết quả", "Số hồ sơ"], ["1", "a", 1, 2])
    assert not find_tables(sheet, RULES, APPRAISAL)
    assert score_column(only_table(sheet, season, APPRAISAL), APPRAISAL) == 2


def test_prose_above_the_table_is_no_header() -> None:
    assert not find_tables(sheet_of(["Nội dung chấm điểm: xem văn bản"], ["Điểm", 3]), RULES, SELF)


CODES = [
    ["criterion_id", "code", "parent_id", "name"],
    ["a", "I", None, "Một"],
    ["a1", "1.1", "a", "Ban hành"],
    ["a10", "1.10", "a", "Kiểm tra"],
    ["a2", "1.2", "a", "Báo cáo"],
    ["b", "II", None, "Hai"],
    ["b1", "1.2", "b", "Rà soát"],
    ["b2", "2.a)", "b", "Công bố"],
]


@pytest.fixture
def index(tmp_path: Path) -> Any:
    folder = write_season(tmp_path, units="unit_id,name\nkhth,Vụ A\n", criteria=CODES)
    return index_criteria(receive(folder).criteria)


LEAVES = ("a1", "a10", "a2", "b1", "b2")


@pytest.mark.parametrize(
    ("code", "name", "path", "expected"),
    [
        ("1.1.", "bất kỳ", (), "a1"),
        ("1.10", "bất kỳ", (), "a10"),
        (1.1, "Ban hành", (), "a1"),
        (1.1, "KIỂM TRA", (), "a10"),
        (1.2, "bất kỳ", ("a1", "a"), "a2"),
        ("1.2", "bất kỳ", ("b",), "b1"),
        ("1.2", "Rà soát", ("a1", "a"), "b1"),
        ("2.a", "x", (), "b2"),
        ("II.", "", (), "b"),
        (None, "1.10. Kiểm tra định kỳ", (), "a10"),
        (None, "   1.1 Ban hành", (), "a1"),
        (None, "Công bố", (), "b2"),
        (datetime.date(2020, 10, 1), "Kiểm tra", (), "a10"),
    ],
)
def test_a_row_is_its_criterion(index: Any, code: Any, name: str, path: tuple[str, ...], expected: str) -> None:
    assert match_row(code, name, index, LEAVES, path) == Match(expected)


@pytest.mark.parametrize(
    ("code", "name", "path", "problem"),
    [
        (1.1, "bất kỳ", ("a",), "ambiguous_criterion"),
        ("1.2", "bất kỳ", (), "ambiguous_criterion"),
        ("1.3", "bất kỳ", (), "unknown_criterion"),
        ("1.1", "Kiểm tra", (), "criterion_mismatch"),
        (datetime.date(2020, 10, 1), "bất kỳ", (), "ambiguous_criterion"),
    ],
)
def test_a_row_is_never_guessed(index: Any, code: Any, name: str, path: tuple[str, ...], problem: str) -> None:
    match = match_row(code, name, index, LEAVES, path)
    assert match is not None
    assert match.problem == problem


@pytest.mark.parametrize("name", ["- Ban hành đúng hạn", "Cộng", "Ghi chú: điểm làm tròn", ""])
def test_options_sums_and_prose_are_no_rows_of_a_criterion(index: Any, name: str) -> None:
    assert match_row(None, name, index, LEAVES, ()) is None


def test_a_number_that_two_codes_share_is_not_decided_in_a_long_file(index: Any) -> None:
    assert match_id_or_code(1.1, index, LEAVES).problem == "ambiguous_criterion"
    assert match_id_or_code("1.1", index, LEAVES) == Match("a1")
    assert match_id_or_code("A10", index, LEAVES) == Match("a10")


def test_a_real_form_with_merged_header_and_numbering_is_read(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    rows = form_rows("Cục I", GOOD_SELF)
    with xlsxwriter.Workbook(folder / "self" / "cuc1.xlsx") as book:
        page = book.add_worksheet("Phụ lục")
        page.merge_range("A1:C1", "CƠ QUAN MẪU")
        page.write("A3", "Đơn vị:")
        page.write("C3", "Cục I")
        page.merge_range("A5:A6", "STT")
        page.merge_range("B5:B6", "Lĩnh vực / Tiêu chí / Tiêu chí thành phần")
        page.merge_range("C5:D5", "Điểm")
        page.write_row("C6", ["Điểm tối đa", "Điểm tự chấm (đơn vị)"])
        page.write_row("A7", [1, 2, 3, 4])
        for row, values in enumerate(rows[5:], start=7):
            page.write_row(row, 0, ["" if value is None else value for value in values])
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["source_cell"] == "D9"


def test_a_hidden_id_column_decides(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    header = ["STT", "Tiêu chí", "Điểm tự chấm", "criterion_id"]
    rows = [["?", "đổi tên", 2, "k1"], ["?", "x", 2.5, "k2"], ["?", "y", 1, "t1"], ["?", "z", 1, "k99"]]
    write_workbook(folder / "self" / "cuc1.xlsx", [["Đơn vị: Cục I"], header, *rows])
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 2
    assert found(received, "unknown_criterion")["source_cell"].tolist() == ["D6"]


def test_a_form_over_several_sheets_is_one_form(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    with xlsxwriter.Workbook(folder / "self" / "cuc1.xlsx") as book:
        for name, leaves in (("I", {"k1": 2, "k2": 2.5}), ("II", {"t1": 1})):
            page = book.add_worksheet(name)
            for row, values in enumerate(form_rows("Cục I", leaves)):
                page.write_row(row, 0, ["" if value is None else value for value in values])
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "t1")["source_sheet"] == "II"


def test_an_explanation_form_needs_no_score_column(tmp_path: Path) -> None:
    stages = "".join(
        f'\n[[stages]]\nid = "{id}"\nkind = "{id}"\nname = "{id}"\nfolder = "{id}"\n'
        for id in ("self", "appraisal", "explanation")
    )
    folder = write_season(tmp_path, SEASON + stages)
    rows = [["Đơn vị: Cục I"], ["STT", "Tiêu chí", "Nội dung giải trình"], ["I", "Chỉ đạo điều hành"]]
    rows += [["1", "Ban hành kế hoạch", "Đã ban hành đúng hạn"], ["2", "Thực hiện kế hoạch", None]]
    write_workbook(folder / "explanation" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert received.findings.empty
    assert received.explanations[["criterion_id", "explanation", "source_cell"]].to_numpy().tolist() == [
        ["k1", "Đã ban hành đúng hạn", "C4"]
    ]


@pytest.mark.parametrize(
    "notes", [["a", "Cục II", "b", "c"], ["a", "b", "c", "Cục I"], ["Vụ KHTH", "Cục I", "Cục II", "b"]]
)
def test_a_note_that_is_a_units_name_leaves_a_form_the_form_it_is(tmp_path: Path, notes: list[str]) -> None:
    folder = write_season(tmp_path)
    rows = form_rows("Cục I", GOOD_APPRAISAL, APPRAISAL_HEADER)
    noted = [row for row in rows if row[-1:] == ["Theo hồ sơ"]]
    for row, note in zip(noted, notes, strict=True):
        row[-1] = note
    write_workbook(folder / "appraisal" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert received.findings.empty
    own = received.scores.query("unit_id == 'cuc1' and stage == 'appraisal'")
    assert own["note"].dropna().tolist() == notes
