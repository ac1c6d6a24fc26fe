"""The season's own files: a broken criteria set or units file stops the season, with all its faults at once."""

from pathlib import Path
from typing import Any

import pytest

from cchc_analysis.rules.season import SeasonError

from .season_folder import CRITERIA, SEASON, UNITS, found, receive, score_of, write_season, write_workbook


def faults_of(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(SeasonError) as error:
        receive(folder)
    for fault in error.value.faults:
        assert fault.expected
        assert fault.expected_en
    return [(fault.file, fault.place, fault.found) for fault in error.value.faults]


def criteria_with(**changes: Any) -> list[list[Any]]:
    """The criteria set with cells changed: ``C3="x"`` is column C of row 3."""
    rows = [list(row) for row in CRITERIA]
    for cell, value in changes.items():
        rows[int(cell[1:]) - 1][ord(cell[0]) - 65] = value
    return rows


def test_all_faults_of_both_files_are_reported_at_once(tmp_path: Path) -> None:
    criteria = criteria_with(E3="hai", C4="d9", A6="k1", G8="group:cuc", F7="có lẽ", H3=0, I9="thưởng")
    units = UNITS + "cuc3,Cục Một,,,cac-cuc\n"
    assert faults_of(write_season(tmp_path, units=units, criteria=criteria)) == [
        ("units.csv", "E5", "cac-cuc"),
        ("units.csv", "A5", "cục một"),
        ("criteria.xlsx", "E3", "hai"),
        ("criteria.xlsx", "H3", "0"),
        ("criteria.xlsx", "F7", "có lẽ"),
        ("criteria.xlsx", "G8", "group:cuc"),
        ("criteria.xlsx", "I9", "thưởng"),
        ("criteria.xlsx", "A6", "k1"),
        ("criteria.xlsx", "C4", "d9"),
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"A1": "mã lạ"}, ""),
        ({"H1": "bước nhảy"}, "H1"),
        ({"H1": "line"}, "I1"),
        ({"A3": None}, "A3"),
        ({"D3": None}, "D3"),
        ({"A3": "k 1"}, "A3"),
        ({"A3": 1.1}, "A3"),
        ({"E3": -1}, "E3"),
        ({"G3": "cuc9"}, "G3"),
        ({"G3": "!cuc9"}, "G3"),
        ({"C2": "k1"}, "C2"),
        ({"C2": "d1"}, "C2"),
        ({"I2": "bonus", "I3": "score"}, "I3"),
        ({"B3": 1.1, "B4": 1.1}, "B3"),
    ],
)
def test_each_fault_of_the_criteria_set_names_its_cell(tmp_path: Path, changes: dict[str, Any], place: str) -> None:
    places = [found_at for _, found_at, _ in faults_of(write_season(tmp_path, criteria=criteria_with(**changes)))]
    assert place in places


@pytest.mark.parametrize(
    ("units", "place"),
    [
        ("unit_id,name,colour\na,A,red\n", "C1"),
        ("name\nA\n", ""),
        ("unit_id,name\nvụ a,A\n", "A2"),
        ("unit_id,name\na,\n", "B2"),
        ("unit_id,name\na,A\na,B\n", "A3"),
        ("unit_id,name,is_ranked\na,A,maybe\n", "C2"),
        ("unit_id,name,valid_from\na,A,năm nay\n", "C2"),
        ("unit_id,name,valid_to\na,A,2019\n", ""),
    ],
)
def test_each_fault_of_the_units_file_names_its_cell(tmp_path: Path, units: str, place: str) -> None:
    folder = write_season(tmp_path, units=units, criteria=criteria_with(G8=None))
    assert ("units.csv", place) in [(file, found_at) for file, found_at, _ in faults_of(folder)]


def test_missing_files_are_named(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    (folder / "units.csv").unlink()
    (folder / "criteria.xlsx").unlink()
    assert [file for file, *_ in faults_of(folder)] == ["units.csv", "criteria.xlsx"]


def test_the_season_file_may_name_only_units_and_criteria_that_exist(tmp_path: Path) -> None:
    crosswalk = '\n[[crosswalk]]\nrelation = "new"\ncurrent = ["k7"]\n'
    letters = '\n[[letters]]\nid = "l"\nname = "L"\ncriteria = ["k8", "k9"]\n'
    stages = """
[[stages]]
id = "appraisal"
kind = "appraisal"
name = "Thẩm định"
folder = "appraisal"
not_expected_from = ["cuc7"]
"""
    assert faults_of(write_season(tmp_path, SEASON + stages + crosswalk + letters)) == [
        ("season.toml", "stages[1].not_expected_from", "cuc7"),
        ("season.toml", "crosswalk[1].current", "k7"),
        ("season.toml", "letters[1].criteria", "k8"),
        ("season.toml", "letters[1].criteria", "k9"),
    ]


def test_units_of_other_years_are_not_in_the_season(tmp_path: Path) -> None:
    units = "unit_id,name,group,valid_from,valid_to\nkhth,Vụ Kế hoạch - Tổng hợp,vu,,\ncuc1,Cục I,,2015,2020\n"
    units += "cuc2,Cục II,,2012,\ncuc3,Cục III,,2021,\ncuc1,Cục Cũ,,,2014\n"
    received = receive(write_season(tmp_path, units=units))
    assert received.units["unit_id"].tolist() == ["khth", "cuc1", "cuc2"]
    assert received.findings.empty


def test_a_criteria_set_may_be_titled_in_vietnamese_below_a_heading(tmp_path: Path) -> None:
    titles = {
        "criterion_id": "Mã định danh tiêu chí",
        "code": "Mã in",
        "name": "TÊN TIÊU CHÍ",
        "max_score": "Maximum score",
    }
    rows = [["BỘ CHỈ SỐ"], [], [titles.get(column, column) for column in CRITERIA[0]], *CRITERIA[1:]]
    received = receive(write_season(tmp_path, criteria=rows))
    assert received.criteria["max_score"].tolist() == [5, 2, 3, 3, 1, 1, 1, 1]


def test_the_criteria_set_inherits_and_keeps_its_order(tmp_path: Path) -> None:
    criteria = receive(write_season(tmp_path, criteria=criteria_with(H2="0,25"))).criteria
    assert criteria["criterion_id"].tolist() == ["d1", "k1", "k2", "d2", "t1", "t2", "t3", "b1"]
    assert criteria["step"].tolist()[:3] == [0.25, 0.5, 0.25]


CORRECTION = """
[[corrections]]
file = "self/cuc1.xlsx"
sheet = "Phiếu"
cell = "{cell}"
from = {stated}
to = {to}
reason = "Đánh máy nhầm"
by = "Tổ giúp việc"
"""


def corrected(tmp_path: Path, cell: str, stated: str, to: str) -> Any:
    folder = write_season(tmp_path)
    text = CORRECTION.format(cell=cell, stated=stated, to=to)
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    return receive(folder)


@pytest.mark.parametrize(
    ("cell", "stated", "to", "score"),
    [("D7", "2", "1.5", 1.5), ("D7", '"2,0"', '"1,5"', 1.5), ("D8", "2.5", "0", 0.0), ("D8", '"2,5"', '"3"', 3.0)],
)
def test_a_correction_is_applied_where_the_cell_says_what_it_said(
    tmp_path: Path, cell: str, stated: str, to: str, score: float
) -> None:
    received = corrected(tmp_path, cell, stated, to)
    row = score_of(received, "cuc1", "k1" if cell == "D7" else "k2")
    assert (row["score"], row["is_corrected"]) == (score, True)
    assert "correction_stale" not in set(received.findings["rule"])
    assert received.scores["is_corrected"].sum() == 1


def test_a_correction_that_no_longer_matches_is_an_error_and_has_no_effect(tmp_path: Path) -> None:
    received = corrected(tmp_path, "D7", '"abc"', "1")
    stale = found(received, "correction_stale").iloc[0]
    assert stale[["source_file", "source_sheet", "source_cell", "found", "expected"]].tolist() == [
        "self/cuc1.xlsx",
        "Phiếu",
        "D7",
        "2",
        "abc",
    ]
    assert score_of(received, "cuc1", "k1")["score"] == 2


def test_a_correction_of_a_file_or_sheet_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    text = CORRECTION.format(cell="D7", stated="2", to="1").replace("Phiếu", "Sheet1")
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    assert receive(folder).findings["rule"].tolist() == ["correction_stale"]


def test_a_correction_can_fill_in_for_a_lost_formula_and_name_a_unit(tmp_path: Path) -> None:
    from .season_folder import GOOD_SELF, write_form

    folder = write_season(tmp_path)
    write_form(folder / "self" / "cuc1.xlsx", "Cuc Mot", GOOD_SELF)
    text = CORRECTION.format(cell="A3", stated='"Đơn vị: Cuc Mot"', to='"Đơn vị: Cục I"')
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    assert receive(folder).findings.empty


@pytest.mark.parametrize(
    "text",
    [
        "[[corrections]\n",
        "[[corrections]]\nfile = 'x'\n",
        CORRECTION.format(cell="7D", stated="2", to="1"),
        "fix = 1\n",
    ],
)
def test_a_faulty_corrections_file_is_an_error_and_the_season_is_read(tmp_path: Path, text: str) -> None:
    folder = write_season(tmp_path)
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    received = receive(folder)
    assert set(received.findings["rule"]) == {"bad_corrections"}
    assert len(received.scores) == 23


def test_initiatives_are_read_and_their_faults_named(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    header = ["initiative_id", "Đơn vị", "title", "Tình trạng", "bonus_score"]
    rows = [["s1", "Vụ KHTH", "Phần mềm", "Đề nghị", "0,5"], ["s2", "cuc1", "Quy trình", "được công nhận", None]]
    wrong = [["s2", "cuc1", "Lặp", "proposed", 1], ["s3", "Cục X", "", "chờ", "nhiều"]]
    write_workbook(folder / "initiatives.xlsx", [["DANH SÁCH SÁNG KIẾN"], header, *rows, *wrong])
    received = receive(folder)
    assert received.initiatives[["unit_id", "initiative_status"]].to_numpy().tolist() == [
        ["khth", "proposed"],
        ["cuc1", "recognised"],
    ]
    assert received.initiatives["bonus_score"].fillna(0).tolist() == [0.5, 0]
    assert received.findings["source_cell"].tolist() == ["A5", "B6", "C6", "D6", "E6"]


def test_published_figures_stay_text(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    (folder / "published.csv").write_text(
        'metric,value,source\nmean_points,"39,4",báo\nunits_appraised,19,\nmean_points,39.4,\nx,,\n', encoding="utf-8"
    )
    received = receive(folder)
    assert received.published.to_numpy().tolist() == [["mean_points", "39,4", "báo"], ["units_appraised", "19", ""]]
    assert received.findings["source_cell"].tolist() == ["A4", "B5"]
