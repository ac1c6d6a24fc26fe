"""Workbooks that hold many units: across, down, a sheet each; with stages, averages, totals and misspelt headings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from .season_folder import (
    GOOD_APPRAISAL,
    GOOD_SELF,
    Received,
    form_rows,
    found,
    receive,
    score_of,
    write_season,
    write_workbook,
)

UNITS = ["Vụ KHTH", "Cục I", "Cục II"]
SCORES = {"k1": [1.5, 2, 1], "k2": [2.5, "2,25", 3], "t1": [1, 0.5, "-"], "t2": [0.8, 0.9, 1], "t3": [1, None, None]}
NOTES = {"k1": ["Chậm", None, "Thiếu"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_season(tmp_path)
    for path in (folder / "appraisal").iterdir():
        path.unlink()
    return folder


def across(*more: Sequence[Any], heads: Sequence[Any] = (), sub: Sequence[Any] = (), width: int = 1) -> list[list[Any]]:
    rows: list[list[Any]] = [["TỔNG HỢP ĐIỂM THẨM ĐỊNH"], [], ["STT", "Tiêu chí", "Điểm tối đa", *heads]]
    if sub:
        rows.append([None, None, None, *sub])
    for code, name, maximum, leaf in (
        ("I", "Chỉ đạo điều hành", 5, None),
        ("1", "Ban hành kế hoạch", 2, "k1"),
        ("2", "Thực hiện kế hoạch", 3, "k2"),
        ("II", "Cải cách thể chế", 3, None),
        ("1", "Rà soát văn bản", 1, "t1"),
        ("2", "Mức độ hài lòng", 1, "t2"),
        ("3", "Văn bản đặc thù", 1, "t3"),
    ):
        cells: list[Any] = []
        for unit in range(3):
            block = [SCORES[leaf][unit], NOTES.get(leaf, [None] * 3)[unit]] if leaf else [None, None]
            cells += block[:width]
        rows.append([code, name, maximum, *cells])
    return rows + [list(row) for row in more]


def assert_all_read(received: Received, *stages: str) -> None:
    for leaf, scores in SCORES.items():
        for unit, value in zip(("khth", "cuc1", "cuc2"), scores, strict=True):
            if value is None:
                continue
            for stage in stages or ("appraisal",):
                row = score_of(received, unit, leaf, stage)
                meant = {"-": None, "2,25": 2.25}.get(value, value) if isinstance(value, str) else value
                assert (row["score"] == meant) if meant is not None else row["status"] == "not_applicable"


def test_units_across_are_read_and_totals_and_averages_are_checked_or_passed_over(folder: Path) -> None:
    foot = [[None, "Tổng cộng", 8, 6.8, 5.65, 5, 17.45, 5.82], [None, "Trung bình", None, 1.36, 1.4, 1.6]]
    rows = across(*foot, heads=[*UNITS, "Tổng", "Trung bình"])
    rows[4] += [4.5, 1.5]
    write_workbook(folder / "appraisal" / "tong hop.xlsx", rows)
    received = receive(folder)
    assert_all_read(received)
    assert score_of(received, "cuc2", "k2", "appraisal")["source_cell"] == "F6"
    assert set(received.findings["rule"]) <= {
        "appraised_above_self",
        "deduction_without_reason",
        "no_reasons_given",
        "stages_disagree_na",
    }


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_block_of_columns_per_unit_keeps_its_notes(folder: Path, is_merged: bool) -> None:
    heads = [each for unit in UNITS for each in (unit, None)]
    rows = across(heads=heads, sub=["Điểm thẩm định", "Ý kiến thẩm định"] * 3, width=2)
    path = folder / "appraisal" / "tong hop.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Tổng hợp")
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    page.write(row, column, value)
        if is_merged:
            for position, unit in enumerate(UNITS):
                page.merge_range(2, 3 + 2 * position, 2, 4 + 2 * position, unit)
    received = receive(folder)
    assert_all_read(received)
    assert score_of(received, "khth", "k1", "appraisal")["note"] == "Chậm"
    assert score_of(received, "cuc2", "k1", "appraisal")["note"] == "Thiếu"


@pytest.mark.parametrize("is_stage_above", [True, False])
def test_a_block_per_stage_is_read_where_the_file_is_of_all_stages(folder: Path, is_stage_above: bool) -> None:
    for path in (folder / "self").iterdir():
        path.unlink()
    rows = across(heads=[])
    header = rows.index(["STT", "Tiêu chí", "Điểm tối đa"])
    for row in rows[header + 1 :]:
        row[3:] = [*row[3:], *row[3:]] if is_stage_above else [value for value in row[3:] for _ in (0, 1)]
    if is_stage_above:
        rows[header : header + 1] = [
            [None] * 3 + ["Tự chấm", None, None, "Thẩm định", None, None],
            rows[header] + UNITS * 2,
        ]
    else:
        heads = [each for unit in UNITS for each in (unit, None)]
        rows[header : header + 1] = [rows[header] + heads, [None] * 3 + ["Tự chấm", "Thẩm định"] * 3]
    for row in rows:
        if row[:2] == ["2", "Mức độ hài lòng"]:
            row[3:] = [None, None, None, 0.8, 0.9, 1] if is_stage_above else [None, 0.8, None, 0.9, None, 1]
    write_workbook(folder / "scores.xlsx", rows)
    received = receive(folder)
    assert_all_read(received, "appraisal")
    assert score_of(received, "cuc1", "k2", "self")["score"] == 2.25
    assert not (received.findings["severity"] == "error").any()


def test_a_misspelt_unit_or_criterion_in_a_heading_is_one_error(folder: Path) -> None:
    write_workbook(folder / "appraisal" / "a.xlsx", across(heads=["Vụ KHTH", "Cục 1", "Cục II"]))
    received = receive(folder)
    assert found(received, "unknown_unit")[["found", "source_cell"]].to_numpy().tolist() == [["Cục 1", "E3"]]
    assert "cuc1" not in set(received.scores.loc[received.scores["stage"] == "appraisal", "unit_id"])
    rows = across(heads=UNITS)
    rows[4][:2] = ["1.9", "Ban hành kế hoạch công tác"]
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    unknown = found(receive(folder), "unknown_criterion")
    assert unknown[["source_cell"]].to_numpy().tolist() == [["A5"]]


def down(heads: Sequence[Any], *above: Sequence[Any], order: Sequence[str] = tuple(SCORES)) -> list[list[Any]]:
    rows: list[list[Any]] = [["BẢNG TỔNG HỢP"], *map(list, above), ["STT", "Đơn vị", *heads]]
    for position, unit in enumerate(UNITS):
        rows.append([position + 1, unit, *(SCORES[leaf][position] for leaf in order)])
    return rows


NAMES = ["Ban hành kế hoạch", "Thực hiện kế hoạch", "Rà soát văn bản", "Mức độ hài lòng", "Văn bản đặc thù"]


@pytest.mark.parametrize(
    ("heads", "above"),
    [
        (NAMES, ()),
        (["k1", "k2", "t1", "t2", "t3"], ()),
        (["1", "2", "1", "2", "3"], ([None, None, "I", None, "II", None, None],)),
        (["(1)", "2.", 1, 2, 3], ([None, None, "I. Chỉ đạo điều hành", None, "II. Cải cách thể chế", None, None],)),
        (["1. Ban hành kế hoạch", "2. Thực hiện kế hoạch", *NAMES[2:]], ()),
    ],
)
def test_units_down_are_read_by_their_headings(folder: Path, heads: list[Any], above: Any) -> None:
    rows = down(heads, *above)
    rows.insert(len(rows) - 3, [None, "Điểm tối đa", 2, 3, 1, 1, 1])
    rows += [[None, "Tổng cộng", 4.5, 7.75, 1.5, 2.7, 1], [None, "Trung bình", 1.5, 2.6, 0.75, 0.9, 1]]
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    received = receive(folder)
    assert_all_read(received)
    assert not (received.findings["severity"] == "error").any(), received.findings["sentence"].tolist()


def test_a_column_of_units_down_that_says_nothing_known_is_an_error(folder: Path) -> None:
    write_workbook(folder / "appraisal" / "a.xlsx", down([*NAMES[:2], "Rà soát", *NAMES[3:]]))
    received = receive(folder)
    assert found(received, "unknown_column")["source_cell"].tolist() == ["E2"]
    assert "t1" not in set(received.scores.loc[received.scores["stage"] == "appraisal", "criterion_id"])


def test_a_printed_total_of_units_down_is_checked(folder: Path) -> None:
    rows = down([*NAMES, "Tổng điểm"])
    for row, total in zip(rows[2:], (6.8, 5.65, 6), strict=True):
        row.append(total)
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    assert found(receive(folder), "subtotal_differs")["source_cell"].tolist() == ["H5"]


def test_a_stranger_among_units_down_is_an_error(folder: Path) -> None:
    rows = down(NAMES)
    rows[3][1] = "Cục 1"
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    assert found(receive(folder), "unknown_unit")["source_cell"].tolist() == ["B4"]


@pytest.mark.parametrize("is_named", [True, False])
def test_a_sheet_per_unit_is_a_form_per_unit(folder: Path, is_named: bool) -> None:
    header = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm thẩm định", "Ý kiến thẩm định"]
    with xlsxwriter.Workbook(folder / "appraisal" / "a.xlsx") as book:
        for unit in ("Cục I", "Cục II"):
            page = book.add_worksheet(unit if is_named else f"Sheet {unit[-2:]}")
            rows = form_rows(unit, GOOD_APPRAISAL | {"k1": 1 if unit == "Cục I" else 1.5}, header)
            for row, values in enumerate(rows[3:] if is_named else rows):
                page.write_row(row, 0, ["" if value is None else value for value in values])
    received = receive(folder)
    assert score_of(received, "cuc1", "k1", "appraisal")["score"] == 1
    assert score_of(received, "cuc2", "k1", "appraisal")["score"] == 1.5
    assert not (received.findings["severity"] == "error").any()


def test_a_sheet_per_stage_is_read_where_the_file_is_of_all_stages(folder: Path) -> None:
    for path in (folder / "self").iterdir():
        path.unlink()
    with xlsxwriter.Workbook(folder / "scores.xlsx") as book:
        for name in ("Tự chấm", "Thẩm định"):
            page = book.add_worksheet(name)
            for row, values in enumerate(down(NAMES)):
                values = [
                    None if name == "Tự chấm" and column == 5 and row > 1 else v for column, v in enumerate(values)
                ]
                page.write_row(row, 0, ["" if value is None else value for value in values])
    received = receive(folder)
    assert_all_read(received, "appraisal")
    assert score_of(received, "cuc1", "k2", "self")["source_sheet"] == "Tự chấm"
    assert not (received.findings["severity"] == "error").any()


def test_a_sheet_named_for_another_stage_is_a_doubt_in_a_stages_folder(folder: Path) -> None:
    write_workbook(folder / "appraisal" / "cuc1.xlsx", form_rows("Cục I", GOOD_SELF), sheet="Tự chấm")
    received = receive(folder)
    assert found(received, "sheet_of_other_stage")["source_sheet"].tolist() == ["Tự chấm"]
    assert received.scores.loc[received.scores["stage"] == "appraisal"].empty


def test_bare_whole_numbers_over_columns_are_not_taken_for_codes(folder: Path) -> None:
    write_workbook(folder / "appraisal" / "a.xlsx", down([1, 2, 3, 4, 5]))
    received = receive(folder)
    assert "error" in set(received.findings["severity"])
    assert received.scores.loc[received.scores["stage"] == "appraisal"].empty


def rules_of(received: Received) -> set[str]:
    """What is said of how the appraisal's file was read."""
    return set(received.findings.query("source_file == 'appraisal/a.xlsx'")["rule"]) - {"appraised_above_self"}


LEAF_ROWS = (("1", "Ban hành kế hoạch", 2, "k1"), ("2", "Thực hiện kế hoạch", 3, "k2"))


@pytest.mark.parametrize("second", [["STT", "Tiêu chí"], ["STT", "Tiêu chí", "Điểm tối đa"], ["Tiêu chí"]])
@pytest.mark.parametrize("between", [[], [[]], [[None, "Tổng cộng", None, 4, 4], []]])
def test_a_second_table_of_units_has_the_columns_of_its_own_header(
    folder: Path, second: list[str], between: list[list[Any]]
) -> None:
    rows: list[list[Any]] = [["STT", "Tiêu chí", "Điểm tối đa", "Vụ KHTH", "Cục I"]]
    rows += [[code, name, maximum, *SCORES[leaf][:2]] for code, name, maximum, leaf in LEAF_ROWS]
    rows += [*between, [*second, "Cục II"]]
    for code, name, maximum, leaf in LEAF_ROWS:
        fixed = {"STT": code, "Tiêu chí": name, "Điểm tối đa": maximum}
        rows.append([*(fixed[head] for head in second), SCORES[leaf][2]])
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    received = receive(folder)
    read = [score_of(received, unit, leaf, "appraisal")["score"]
            for leaf in ("k1", "k2") for unit in ("khth", "cuc1", "cuc2")]  # fmt: skip
    assert read == [1.5, 2, 1, 2.5, 2.25, 3]
    assert rules_of(received) <= {"subtotal_differs"}


def test_a_note_with_a_unit_s_name_begins_no_table(folder: Path) -> None:
    rows = across(heads=("Vụ KHTH", None, "Cục I", None, "Cục II", None), sub=("Điểm", "Ghi chú") * 3, width=2)
    rows.insert(6, [None, "Ghi chú chung", None, None, "Cục I", None, "Vụ KHTH"])
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    assert_all_read(receive(folder), "appraisal")


@pytest.mark.parametrize("this", ["Năm 2020", "Năm nay", "Kỳ này", "2020"])
@pytest.mark.parametrize("is_down", [False, True])
def test_last_year_beside_this_year_is_passed_over_without_a_word(folder: Path, this: str, is_down: bool) -> None:
    last = "Năm trước" if "nay" in this else "Năm 2019"
    if is_down:
        rows = [
            ["STT", "Đơn vị", "1 Ban hành kế hoạch", None, "2 Thực hiện kế hoạch", None],
            [None, None, last, this, last, this],
            *([at, name, 0, SCORES["k1"][at], 0, SCORES["k2"][at]] for at, name in enumerate(UNITS)),
        ]
    else:
        rows = [
            ["STT", "Tiêu chí", *(each for name in UNITS for each in (name, None))],
            [None, None, *([last, this] * 3)],
            *(
                [code, name, *(each for unit in range(3) for each in (0, SCORES[leaf][unit]))]
                for code, name, _maximum, leaf in LEAF_ROWS
            ),
        ]
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    received = receive(folder)
    read = [score_of(received, unit, "k1", "appraisal")["score"] for unit in ("khth", "cuc1", "cuc2")]
    assert read == [1.5, 2, 1]
    assert rules_of(received) == set()


def test_two_rounds_under_each_unit_s_name_are_two_possible_scores(folder: Path) -> None:
    rows: list[list[Any]] = [
        ["STT", "Tiêu chí", "Cục I", None, "Cục II", None],
        [None, None, *(["Điểm lần 1", "Điểm lần 2"] * 2)],
        ["1", "Ban hành kế hoạch", 1, 2, 1, 2],
    ]
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    received = receive(folder)
    assert sorted(found(received, "scores_kept_back")["unit_id"]) == ["cuc1", "cuc2"]
    assert received.scores.query("source_file == 'appraisal/a.xlsx'").empty


def test_headings_of_items_may_stand_in_the_row_of_the_groups_of_units(folder: Path) -> None:
    rows: list[list[Any]] = [
        ["STT", "Tiêu chí", "Các vụ", "Các cục", None],
        [None, None, "Vụ KHTH", "Cục I", "Cục II"],
        ["1", "Ban hành kế hoạch", 1.5, 2, 1],
    ]
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    received = receive(folder)
    assert [score_of(received, unit, "k1", "appraisal")["score"] for unit in ("khth", "cuc1", "cuc2")] == [1.5, 2, 1]
    assert rules_of(received) == set()


def test_a_row_of_maxima_whose_numbers_are_codes_too_is_no_header(folder: Path) -> None:
    rows: list[list[Any]] = [
        ["TT", "Đơn vị", "Ban hành kế hoạch", "Thực hiện kế hoạch"],
        [None, "Điểm tối đa", 2, 3],
        [1, "Cục I", 1.5, 2.5],
        [None, "Cao nhất", 1.5, 2.5],
    ]
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    received = receive(folder)
    assert score_of(received, "cuc1", "k2", "appraisal")["score"] == 2.5
    assert rules_of(received) == set()
