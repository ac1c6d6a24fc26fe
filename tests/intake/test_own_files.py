"""The criteria set and the units are forms too: what is wrong or odd in them is found; what stands beside it is not."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from cchc_analysis.intake.receiving import find_faults
from cchc_analysis.rules.season import SeasonError

from .season_folder import CRITERIA, SEASON, UNITS, receive, write_season, write_workbook


def changed(**changes: Any) -> list[list[Any]]:
    """The criteria set with cells changed: ``C3="x"`` is column C of row 3."""
    rows = [list(row) for row in CRITERIA]
    for cell, value in changes.items():
        rows[int(cell[1:]) - 1][ord(cell[0]) - 65] = value
    return rows


def own_findings(folder: Path) -> list[tuple[str, str, str]]:
    findings = receive(folder).findings
    rules = ("criteria_max_differs", "criteria_max_rounding", "criterion_named_twice", "name_is_heading")
    rows = findings[findings["rule"].isin([*rules, "second_table_not_read"])]
    assert set(rows["source_file"]) <= {"criteria.xlsx", "units.csv", "units.xlsx"}
    return list(zip(rows["severity"], rows["rule"], rows["source_cell"].fillna(""), strict=True))


def sentences(folder: Path, lang: str = "vi") -> list[str]:
    with pytest.raises(SeasonError) as raised:
        receive(folder)
    return [fault.sentence(lang) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"E2": 7}, ("error", "criteria_max_differs", "E2")),
        ({"E2": 5.02}, ("error", "criteria_max_differs", "E2")),
        ({"E2": 5.01}, ("doubt", "criteria_max_rounding", "E2")),
        ({"E5": 2.5}, ("error", "criteria_max_differs", "E5")),
        ({"E6": 0.1, "E7": 0.2, "E5": 1.29}, ("doubt", "criteria_max_rounding", "E5")),
        ({"D4": "Ban hành  KẾ HOẠCH"}, ("doubt", "criterion_named_twice", "D4")),
        ({"B9": "TT"}, ("doubt", "name_is_heading", "B9")),
        ({"D6": "Ghi chú"}, ("doubt", "name_is_heading", "D6")),
    ],
)
def test_what_is_odd_in_the_criteria_set_is_named_at_its_cell(
    tmp_path: Path, changes: dict[str, Any], rule: tuple[str, str, str]
) -> None:
    assert own_findings(write_season(tmp_path, criteria=changed(**changes))) == [rule]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"E2": None},
        {"E2": "5,0"},
        {"E3": None},
        {"E6": 0.1, "E7": 0.2, "E8": 0.3, "E5": 0.6},
        {"E5": 2, "G6": "!khth"},
        {"E9": 4},
        {"D6": "Ban hành kế hoạch"},
        {"B9": "TT1"},
        {"A9": "tt-1"},
        {"D6": "Ghi chú văn bản"},
    ],
    ids=[
        "as it should be",
        "no maximum above",
        "a decimal comma",
        "a part without a maximum",
        "0.1 + 0.2 + 0.3",
        "criteria that stand in for each other",
        "a bonus is no part of a domain",
        "a name under another criterion",
        "a code that begins like a heading",
        "an id that begins like a heading",
        "a name that begins like a heading",
    ],
)
def test_what_stands_beside_it_is_read_without_a_word(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert own_findings(write_season(tmp_path, criteria=changed(**changes))) == []


def test_a_maximum_that_each_unit_s_own_criteria_add_up_to_is_right_and_one_that_some_do_is_not(tmp_path: Path) -> None:
    alternatives = changed(E5=2, G6="khth", G8="!khth")
    assert own_findings(write_season(tmp_path / "a", criteria=alternatives)) == []
    lacking = changed(E5=2, G6="khth", G8="cuc1")
    assert own_findings(write_season(tmp_path / "b", criteria=lacking)) == [("error", "criteria_max_differs", "E5")]


def test_an_id_that_is_a_heading_of_forms_is_refused(tmp_path: Path) -> None:
    folder = write_season(tmp_path, criteria=changed(A9="TT"))
    assert [line.partition(";")[0] for line in sentences(folder)] == ["criteria.xlsx [A9]: tìm thấy TT"]
    season = SEASON + '\n[layout.headings]\ncode = ["b1"]\n'
    assert "b1" in sentences(write_season(tmp_path / "own", season=season))[0]


def test_lost_and_faulty_formulas_are_named_once_at_their_cells(tmp_path: Path) -> None:
    folder = write_season(tmp_path, criteria=changed(E3="formula:=1+1", A6='formula:="t"&1'))
    book = openpyxl.load_workbook(folder / "criteria.xlsx")
    book.worksheets[0]["E6"] = "=1/0"
    book.save(folder / "criteria.xlsx")
    stated = sentences(folder)
    assert [line.partition(";")[0] for line in stated if "công thức" in line] == [
        "criteria.xlsx [E3]: tìm thấy =1+1",
        'criteria.xlsx [A6]: tìm thấy ="t"&1',
        "criteria.xlsx [E6]: tìm thấy =1/0",
    ]
    assert sum("[A6]" in line for line in stated) == 1
    assert "open and save the file in Excel" in sentences(folder, "en")[0]


def test_an_error_value_in_the_units_workbook_is_a_fault_and_a_calculated_formula_is_read(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    (folder / "units.csv").unlink()
    with xlsxwriter.Workbook(folder / "units.xlsx") as book:
        page = book.add_worksheet()
        for row, values in enumerate([["unit_id", "name"], ["khth", ""], ["cuc1", "Cục I"], ["cuc2", ""]]):
            page.write_row(row, 0, values)
        page.write_formula("B2", '="Vụ "&"A"', None, "Vụ A")
        page.write_formula("B4", "=NA()", None, "#N/A")
    assert [line.partition(";")[0] for line in sentences(folder)] == ["units.xlsx [B4]: tìm thấy #N/A"]


def units_workbook(path: Path, units: str = UNITS) -> None:
    rows = [[value or None for value in line.split(",")] for line in units.splitlines()]
    write_workbook(path, rows, "Danh sách")


def test_a_units_workbook_is_read_as_the_csv_file_is(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    by_csv = receive(folder).units
    (folder / "units.csv").unlink()
    units_workbook(folder / "units.xlsx")
    received = receive(folder)
    assert received.units.equals(by_csv)
    assert "file_not_read" not in set(received.findings["rule"])


def test_years_and_ids_that_a_workbook_holds_as_numbers_are_read(tmp_path: Path) -> None:
    folder = write_season(tmp_path, criteria=changed(G8=None))
    (folder / "units.csv").unlink()
    write_workbook(
        folder / "units.xlsx", [["unit_id", "name", "valid_from"], [1, "Cục I", 2012], [2.5, "Cục II", 2021]]
    )
    assert [line.partition(";")[0] for line in sentences(folder)] == ["units.xlsx [A3]: tìm thấy 2.5"]


def test_both_units_files_together_are_a_fault_that_names_both(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    units_workbook(folder / "units.xlsx")
    (stated,) = sentences(folder)
    assert stated.startswith("units.csv: tìm thấy units.csv + units.xlsx; cần chỉ một tệp")


def with_cover(folder: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(folder / "criteria.xlsx") as book:
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for row, values in enumerate(rows):
                page.write_row(row, 0, ["" if value is None else value for value in values])
    return folder


COVER = ("Bìa", [["BỘ CHỈ SỐ CCHC"], ["Mã in", "Tên tiêu chí"], ["I", "Chỉ đạo"]])


def test_the_criteria_set_is_found_behind_a_cover_sheet_and_its_cells_name_their_sheet(tmp_path: Path) -> None:
    folder = with_cover(write_season(tmp_path), COVER, ("Bộ chỉ số", CRITERIA))
    assert len(receive(folder).criteria) == 8
    assert own_findings(folder) == []
    with_cover(folder, COVER, ("Bộ chỉ số", changed(E3="hai")))
    assert sentences(folder)[0].startswith("criteria.xlsx [Bộ chỉ số!E3]: tìm thấy hai")


def test_a_second_sheet_with_a_criteria_set_is_not_read_and_a_doubt_says_so(tmp_path: Path) -> None:
    folder = with_cover(write_season(tmp_path), ("2020", CRITERIA), ("2019", CRITERIA[:4]))
    assert len(receive(folder).criteria) == 8
    assert own_findings(folder) == [("doubt", "second_table_not_read", "")]


def test_a_workbook_without_the_table_names_what_is_missing_and_the_sheets_looked_through(tmp_path: Path) -> None:
    folder = with_cover(write_season(tmp_path), COVER, ("Phụ lục", [["a"]]))
    assert sentences(folder) == [
        "criteria.xlsx: tìm thấy thiếu criterion_id (đã xem các trang: Bìa, Phụ lục); "
        "cần dòng tiêu đề có các cột criterion_id, code, name"
    ]
    assert "missing criterion_id" in sentences(folder, "en")[0]


def test_a_unit_named_like_a_heading_is_a_doubt(tmp_path: Path) -> None:
    folder = write_season(tmp_path, units=UNITS.replace("Cục Một", "TT"))
    assert own_findings(folder) == [("doubt", "name_is_heading", "A3")]
    assert own_findings(write_season(tmp_path / "beside", units=UNITS.replace("Cục Một", "TTr"))) == []


def in_cp1258(text: str) -> bytes:
    """Windows-1258 keeps a vowel's hat with it and its tone behind it."""
    apart = unicodedata.normalize("NFD", text)
    hats_first = re.sub("([\u0300\u0301\u0303\u0309\u0323]+)([\u0302\u0306\u031b])", r"\2\1", apart)
    hatted = re.sub(".[\u0302\u0306\u031b]", lambda pair: unicodedata.normalize("NFC", pair[0]), hats_first)
    return hatted.encode("cp1258")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (in_cp1258(UNITS), "Windows-1258"),
        (in_cp1258(UNITS), "CSV UTF-8"),
        (b"", "Gửi lại tệp"),
        (b"PK\x03\x04", "units.csv"),
    ],
)
def test_a_units_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, named: str) -> None:
    folder = write_season(tmp_path, criteria=changed(G8=None))
    (folder / "units.csv").write_bytes(content)
    (stated,) = sentences(folder)
    assert named.casefold() in stated.casefold()
    assert "file_" not in stated


def test_all_faults_of_rules_criteria_and_units_are_told_at_once(tmp_path: Path) -> None:
    season = SEASON.replace('body = "Cơ quan Mẫu"', "body = “Cơ quan Mẫu”\ntie_rule = 'chung'")
    folder = write_season(tmp_path, season=season, units=UNITS + "cuc 3,Cục Ba,,,x\n", criteria=changed(E3="hai"))
    places = [(Path(fault.file).name, fault.place) for fault in find_faults(folder)]
    assert places == [
        ("season.toml", "dòng 4"),
        ("season.toml", "tie_rule"),
        ("units.csv", "A5"),
        ("criteria.xlsx", "E3"),
    ]
