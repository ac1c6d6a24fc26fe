"""Faults beside the inputs that are just not faults, where one was once taken for the other without a test noticing."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cchc_analysis.intake.items import Match, index_criteria, match_row
from cchc_analysis.intake.receiving import Received

from .season_folder import (
    APPRAISAL_HEADER,
    CRITERIA,
    GOOD_APPRAISAL,
    GOOD_SELF,
    SEASON,
    form_rows,
    found,
    receive,
    score_of,
    write_form,
    write_season,
    write_workbook,
)

NEWEST = SEASON.replace("year = 2020", 'year = 2020\nnewest_by = "file_name"')
HEAD = "unit,criterion,score,note\n"


NAMES = {"cuc1": "Cục I", "cuc2": "Cục II"}


def shared_season(tmp_path: Path, shape: str, *again: str) -> Received:
    """A file of two units with a criterion that does not exist for each of them, and what the units *again* resent."""
    folder = write_season(tmp_path, NEWEST)
    for unit in NAMES:
        (folder / "appraisal" / f"{unit}.xlsx").unlink()
    if shape == "rows of one table":
        rows = {unit: [f"{unit},{leaf},{score},x" for leaf, score in GOOD_APPRAISAL.items()] for unit in NAMES}
        first = [*rows["cuc1"], "cuc1,k9,1,x", *rows["cuc2"], "cuc2,k9,1,x"]
        (folder / "appraisal" / "1.csv").write_text(HEAD + "\n".join(first), encoding="utf-8")
        later = [row for unit in again for row in rows[unit]]
        (folder / "appraisal" / "2.csv").write_text(HEAD + "\n".join(later), encoding="utf-8")
        return receive(folder)
    with xlsxwriter.Workbook(folder / "appraisal" / "1.xlsx") as book:
        for name in NAMES.values():
            page = book.add_worksheet(name)
            strange = ["9", "Tiêu chí lạ", 1, 1]
            for row, values in enumerate([*form_rows(name, GOOD_APPRAISAL, APPRAISAL_HEADER), strange]):
                page.write_row(row, 0, ["" if value is None else value for value in values])
    for unit in again:
        write_form(folder / "appraisal" / f"2 {unit}.xlsx", NAMES[unit], GOOD_APPRAISAL, APPRAISAL_HEADER)
    return receive(folder)


SHAPES = pytest.mark.parametrize("shape", ["rows of one table", "a sheet each"])


@SHAPES
def test_a_file_of_two_units_replaced_for_one_keeps_what_is_wrong_with_the_other(tmp_path: Path, shape: str) -> None:
    strange = found(shared_season(tmp_path, shape, "cuc1"), "unknown_criterion")
    assert strange["unit_id"].tolist() == ["cuc2"]


@SHAPES
def test_a_file_of_two_units_replaced_for_both_is_past(tmp_path: Path, shape: str) -> None:
    assert found(shared_season(tmp_path, shape, "cuc1", "cuc2"), "unknown_criterion").empty


@pytest.mark.parametrize(
    ("registered", "is_decided"),
    [
        (("cuc1.xlsx", "cuc1 moi.xlsx"), True),
        (("cuc1.xlsx",), False),
        (("cuc1 moi.xlsx",), False),
        ((), False),
    ],
)
def test_a_register_that_lacks_a_file_of_the_unit_decides_nothing(
    tmp_path: Path, registered: tuple[str, ...], is_decided: bool
) -> None:
    folder = write_season(tmp_path)
    write_form(folder / "self" / "cuc1 moi.xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    times = {"cuc1.xlsx": "2020-12-14 09:00", "cuc1 moi.xlsx": "2020-12-15 09:00"}
    rows = "".join(f"self/{name},{times[name]}\n" for name in registered)
    (folder / "submissions.csv").write_text(f"file,received_at\n{rows}", encoding="utf-8")
    received = receive(folder)
    assert len(found(received, "replaced_form")) == int(is_decided)
    assert len(found(received, "duplicate_form")) == int(not is_decided)


def write_calculated_text(path: Path, stored: bytes) -> None:
    """A self form whose score of ``k1`` (D7) is a formula of text; *stored* is what its sheet keeps as the result."""
    write_workbook(path, form_rows("Cục I", GOOD_SELF | {"k1": 'formula:=IF(A1="x",1,"")'}))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    start = sheet.index(b'<c r="D7"')
    cell = sheet[start : sheet.index(b"</c>", start)]
    formula = cell[cell.index(b"<f>") : cell.index(b"</f>") + 4]
    style = cell[: cell.index(b">")].replace(b' t="str"', b"")
    assert formula.startswith(b"<f>IF")
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(cell, style + stored % formula)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("stored", "rule"),
    [
        (b' t="str">%s<v></v>', "blank_score"),
        (b' t="str">%s<v/>', "blank_score"),
        (b">%s<v></v>", "formula_without_value"),
        (b">%s", "formula_without_value"),
    ],
)
def test_a_formula_whose_result_is_an_empty_text_leaves_its_cell_blank(
    tmp_path: Path, stored: bytes, rule: str
) -> None:
    folder = write_season(tmp_path)
    write_calculated_text(folder / "self" / "cuc1.xlsx", stored)
    received = receive(folder)
    rules = received.findings.query("unit_id == 'cuc1' and severity == 'error'")["rule"].tolist()
    assert rules == [rule]


LIKE_NAMES = [
    CRITERIA[0],
    ["d1", "I", None, "Chỉ đạo điều hành", 2, None, None, None, None],
    ["k1", "1", "d1", "Ban hành kế hoạch cải cách năm", 2, None, None, None, None],
    ["d2", "II", None, "Cải cách thể chế", 2, None, None, None, None],
    ["t1", "1", "d2", "Ban hành kế hoạch cải cách quý", 2, None, None, None, None],
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ban hành kế hoạch cải cách nắm", Match("k1")),
        ("Ban hành kế hoạch cải cách", Match("k1")),
        ("Việc khác hẳn", Match("k1")),
        ("Ban hành kế hoạch cải cách quỷ", Match(problem="ambiguous_criterion", candidates=("k1", "t1"))),
    ],
    ids=["its own name misspelt", "as near to both", "like neither", "another's name misspelt"],
)
def test_a_name_misspelt_is_placed_by_its_rows_above_unless_it_is_more_like_another_s(
    tmp_path: Path, name: str, expected: Match
) -> None:
    folder = write_season(tmp_path, units="unit_id,name\nkhth,Vụ A\n", criteria=LIKE_NAMES)
    index = index_criteria(receive(folder).criteria)
    assert match_row("1", name, index, ("k1", "t1"), ("d1",)) == expected


@pytest.mark.parametrize(
    ("typed", "score", "doubts"),
    [(2.2, 2.2, []), ("2,2/2,2", 2.2, []), (2, 2, []), (2.1, 2.1, [2.1]), (0, 0, [])],
)
def test_a_maximum_off_its_own_step_is_a_score_like_any_other(
    tmp_path: Path, typed: float | str, score: float, doubts: list[float]
) -> None:
    rows = [list(row) for row in CRITERIA]
    rows[1][4], rows[2][4] = 5.2, 2.2
    folder = write_season(tmp_path, criteria=rows)
    form = form_rows("Cục I", GOOD_SELF | {"k1": typed})
    form[6][2] = 2.2
    write_workbook(folder / "self" / "cuc1.xlsx", form)
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == score
    off = found(received, "score_off_step").query("unit_id == 'cuc1' and stage == 'self'")
    assert [float(value) for value in off["found"]] == doubts
