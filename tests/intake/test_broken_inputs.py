"""What units really send: each fault is a finding with its place, and the rest of the season is still read."""

import unicodedata
from pathlib import Path

import openpyxl
import pytest

from .season_folder import (
    APPRAISAL_HEADER,
    GOOD_APPRAISAL,
    GOOD_SELF,
    SEASON,
    SELF_HEADER,
    form_rows,
    found,
    receive,
    score_of,
    write_form,
    write_season,
    write_workbook,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path)


def test_a_season_without_faults_gives_no_finding(folder: Path) -> None:
    received = receive(folder)
    assert received.findings.empty
    assert len(received.scores) == 23
    assert score_of(received, "khth", "k2")["score"] == 2.5


def test_a_missing_workbook_is_an_error_and_the_other_units_are_read(folder: Path) -> None:
    (folder / "self" / "cuc1.xlsx").unlink()
    received = receive(folder)
    assert found(received, "missing_form")["unit_id"].tolist() == ["cuc1"]
    assert received.findings["severity"].tolist() == ["error"]
    assert set(received.scores.loc[received.scores["stage"] == "self", "unit_id"]) == {"khth", "cuc2"}


def test_no_form_is_missed_from_a_unit_that_need_not_send_one(tmp_path: Path) -> None:
    stages = """
[[stages]]
id = "self"
kind = "self"
name = "Tự chấm"
folder = "self"
not_expected_from = ["cuc1"]

[[stages]]
id = "appraisal"
kind = "appraisal"
name = "Thẩm định"
folder = "appraisal"
"""
    folder = write_season(tmp_path, SEASON + stages)
    (folder / "self" / "cuc1.xlsx").unlink()
    received = receive(folder)
    assert received.findings.empty
    submission = received.submissions.query("unit_id == 'cuc1' and stage == 'self'").iloc[0]
    assert not submission["is_expected"]
    assert not submission["is_received"]


def test_a_misspelt_unit_is_an_error_that_hints_at_the_name_but_never_reads_the_form(folder: Path) -> None:
    write_form(folder / "self" / "khth.xlsx", "Vụ Kế hoạch - Tổng hơp", GOOD_SELF | {"t3": 1})
    received = receive(folder)
    unknown = found(received, "unknown_unit").iloc[0]
    assert unknown["found"] == "Vụ Kế hoạch - Tổng hơp"
    assert (unknown["source_file"], unknown["source_cell"]) == ("self/khth.xlsx", "A3")
    assert "Vụ Kế hoạch - Tổng hợp" in unknown["sentence"]
    assert not ((received.scores["unit_id"] == "khth") & (received.scores["stage"] == "self")).any()


def test_rule_13_a_hint_never_crosses_roman_numerals(folder: Path) -> None:
    write_form(folder / "self" / "cuc2.xlsx", "Cục III", GOOD_SELF)
    unknown = found(receive(folder), "unknown_unit").iloc[0]
    assert "gần giống" not in unknown["sentence"]
    assert "similar" not in unknown["sentence_en"]


@pytest.mark.parametrize(
    "name",
    [
        unicodedata.normalize("NFD", "Vụ Kế hoạch - Tổng hợp"),
        "VỤ KẾ HOẠCH — TỔNG HỢP",
        "Vụ Kế hoạch-Tổng hợp ",
        "Vụ\u00a0KHTH",
        "vụ kế hoạch",
        "khth",
    ],
)
def test_rule_13_unicode_form_case_dashes_spaces_and_aliases_are_no_faults(folder: Path, name: str) -> None:
    write_form(folder / "self" / "khth.xlsx", name, GOOD_SELF | {"t3": 1})
    assert receive(folder).findings.empty


def test_the_unit_may_stand_alone_in_a_cell_or_be_the_file_name(folder: Path) -> None:
    rows = form_rows("", GOOD_SELF)
    rows[2] = ["Năm 2020"]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    rows[0] = ["CỤC II"]
    write_workbook(folder / "self" / "cuc2.xlsx", rows)
    assert receive(folder).findings.empty


def test_a_file_that_names_no_unit_is_an_error(folder: Path) -> None:
    rows = form_rows("", GOOD_SELF)
    rows[2] = ["Đơn vị tính: điểm"]
    (folder / "self" / "cuc1.xlsx").unlink()
    write_workbook(folder / "self" / "phieu 1.xlsx", rows)
    received = receive(folder)
    assert found(received, "no_unit")["source_file"].tolist() == ["self/phieu 1.xlsx"]
    assert found(received, "missing_form")["unit_id"].tolist() == ["cuc1"]


def test_a_file_above_whose_table_two_units_stand_is_ambiguous(folder: Path) -> None:
    rows = form_rows("", GOOD_SELF)
    rows[1], rows[2] = ["Cục I"], ["Cục II"]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    assert found(receive(folder), "ambiguous_unit")["found"].tolist() == ["Cục I; Cục II"]


def test_a_file_named_for_another_unit_is_a_doubt(folder: Path) -> None:
    (folder / "self" / "cuc1.xlsx").rename(folder / "self" / "x.xlsx")
    (folder / "self" / "cuc2.xlsx").rename(folder / "self" / "cuc1.xlsx")
    doubts = found(receive(folder), "file_name_differs")
    assert doubts[["unit_id", "severity"]].to_numpy().tolist() == [["cuc2", "doubt"]]


def test_a_second_file_of_a_unit_is_an_error_and_the_last_by_name_stands(folder: Path) -> None:
    write_form(folder / "self" / "cuc1 (sua).xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    received = receive(folder)
    duplicate = found(received, "duplicate_form").iloc[0]
    assert (duplicate["found"], duplicate["expected"]) == ("self/cuc1.xlsx", "self/cuc1 (sua).xlsx")
    assert score_of(received, "cuc1", "k1")["score"] == 0


def test_a_renamed_sheet_is_read(folder: Path) -> None:
    write_workbook(folder / "self" / "cuc1.xlsx", form_rows("Cục I", GOOD_SELF), sheet="Bản cuối (2)")
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["source_sheet"] == "Bản cuối (2)"


def test_a_header_in_nfd_is_read(folder: Path) -> None:
    header = [unicodedata.normalize("NFD", title) for title in SELF_HEADER]
    assert header != SELF_HEADER
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF, header)
    assert receive(folder).findings.empty


def test_a_missing_score_column_costs_that_file_alone(folder: Path) -> None:
    write_form(
        folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF, ["STT", "Tiêu chí", "Điểm tối đa", "Cột D", "Ghi chú"]
    )
    received = receive(folder)
    missing = found(received, "missing_column").iloc[0]
    assert (missing["source_file"], missing["expected"]) == ("self/cuc1.xlsx", "Điểm tự chấm")
    assert "Cột D" in missing["found"]
    assert set(received.scores["unit_id"]) == {"khth", "cuc1", "cuc2"}


def test_a_sheet_without_a_header_is_an_error_that_shows_what_is_there(folder: Path) -> None:
    write_workbook(folder / "self" / "cuc1.xlsx", [["Kính gửi: Tổ giúp việc"], ["Đơn vị gửi phiếu sau", "x", "y"]])
    received = receive(folder)
    assert found(received, "no_header")["found"].tolist() == ["Đơn vị gửi phiếu sau | x | y"]
    assert found(received, "missing_form").empty  # it came, and could not be read


def test_two_score_columns_are_not_chosen_between(folder: Path) -> None:
    header = ["STT", "Tiêu chí", "Điểm tự chấm", "Điểm tự chấm", "Ghi chú"]
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF, header)
    assert found(receive(folder), "ambiguous_column")["source_cell"].tolist() == ["C5"]


def test_the_stage_decides_between_self_and_appraised_columns(folder: Path) -> None:
    header = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Ý kiến thẩm định"]
    rows = form_rows("Cục I", GOOD_APPRAISAL, header)
    for row in rows[5:]:
        row[3:] = [None, *row[3:], "đủ"] if len(row) > 3 else []
    write_workbook(folder / "appraisal" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "t2", "appraisal")["source_cell"] == "E11"


@pytest.mark.parametrize("text", ["abc", "đạt", "1,5 điểm", "1.2.3", "0,5; 1", "=1+1", "<script>alert(1)</script>"])
def test_text_in_a_score_cell_is_an_error_with_its_cell_and_never_a_number(folder: Path, text: str) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k2": text})
    received = receive(folder)
    unreadable = found(received, "score_unreadable").iloc[0]
    assert unreadable["severity"] == "error"
    assert unreadable[["unit_id", "criterion_id", "source_file", "source_sheet", "source_cell", "found"]].tolist() == [
        "cuc1",
        "k2",
        "self/cuc1.xlsx",
        "Phiếu",
        "D8",
        text,
    ]
    score = score_of(received, "cuc1", "k2")
    assert score["status"] == "unreadable"
    assert score["found"] == text
    assert score["score"] != score["score"]


def test_a_date_made_of_a_score_is_unreadable(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["D8"] = __import__("datetime").date(2020, 5, 2)
    book.active["D8"].number_format = "d/m"
    book.save(path)
    assert found(receive(folder), "score_unreadable")["found"].tolist() == ["2020-05-02"]


def test_a_score_above_the_maximum_is_invalid(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": 2.5})
    received = receive(folder)
    above = found(received, "score_above_max").iloc[0]
    assert (above["source_cell"], above["found"], above["expected"]) == ("D7", "2.5", "số từ 0 đến 2")
    assert score_of(received, "cuc1", "k1")["status"] == "invalid"


def test_a_negative_score_is_invalid(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": "-0,5"})
    received = receive(folder)
    assert found(received, "score_negative")["source_cell"].tolist() == ["D7"]
    assert score_of(received, "cuc1", "k1")["status"] == "invalid"


def test_a_score_off_the_step_is_a_doubt_and_stands(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": 1.7})
    received = receive(folder)
    assert found(received, "score_off_step")["severity"].tolist() == ["doubt"]
    assert score_of(received, "cuc1", "k1")["score"] == 1.7


def test_blank_zero_and_not_applicable_are_three_things(folder: Path) -> None:
    scores = {"k1": None, "k2": 0, "t1": "Không áp dụng"}
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", scores)
    received = receive(folder)
    statuses = [score_of(received, "cuc1", leaf)["status"] for leaf in scores]
    assert statuses == ["missing", "scored", "not_applicable"]
    assert found(received, "blank_score")["source_cell"].tolist() == ["D7"]


def test_a_blank_in_appraisal_is_pending_and_no_fault(folder: Path) -> None:
    write_form(folder / "appraisal" / "cuc1.xlsx", "Cục I", GOOD_APPRAISAL | {"k1": " "}, APPRAISAL_HEADER)
    received = receive(folder)
    assert received.findings["rule"].tolist() == ["partly_appraised"]
    assert received.findings["severity"].tolist() == ["doubt"]
    assert score_of(received, "cuc1", "k1", "appraisal")["status"] == "pending"


def test_a_form_without_any_score_is_one_error_not_one_per_cell(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", dict.fromkeys(GOOD_SELF))
    assert receive(folder).findings["rule"].tolist() == ["blank_form"]


def test_a_blank_bonus_line_claims_nothing(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"b1": None})
    write_form(folder / "appraisal" / "cuc1.xlsx", "Cục I", GOOD_APPRAISAL | {"b1": None}, APPRAISAL_HEADER)
    assert receive(folder).findings.empty


@pytest.mark.parametrize("word", ["-", "–", "KAD", "kad", "không được giao", "KHÔNG ÁP DỤNG"])
def test_every_word_for_not_applicable_is_read(folder: Path, word: str) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": word})
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["status"] == "not_applicable"
    assert received.findings["rule"].tolist() == ["stages_disagree_na"]


def test_a_score_with_its_maximum_is_read_when_the_maximum_agrees(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k2": "2,5/3"})
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k2")["score"] == 2.5


def test_a_score_with_another_maximum_is_invalid(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k2": "2,5/4"})
    received = receive(folder)
    assert found(received, "stated_max_differs")["source_cell"].tolist() == ["D8"]
    assert score_of(received, "cuc1", "k2")["status"] == "invalid"


def test_a_formula_that_was_never_calculated_is_an_error_not_a_blank_or_zero(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k2": "formula:=1+1.5"})
    book = openpyxl.load_workbook(folder / "self" / "cuc1.xlsx")
    book.save(folder / "self" / "cuc1.xlsx")
    received = receive(folder)
    formula = found(received, "formula_without_value").iloc[0]
    assert (formula["source_cell"], formula["found"]) == ("D8", "=1+1.5")
    assert score_of(received, "cuc1", "k2")["status"] == "unreadable"


def test_a_calculated_formula_is_its_value(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for row, values in enumerate(form_rows("Cục I", GOOD_SELF)):
            page.write_row(row, 0, ["" if value is None else value for value in values])
        page.write_formula("D7", "=1+1", value=2)
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["score"] == 2


def test_an_error_value_is_unreadable_and_named(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["D7"] = "#N/A"
    book.save(path)
    unreadable = found(receive(folder), "score_unreadable").iloc[0]
    assert (unreadable["source_cell"], unreadable["found"]) == ("D7", "#N/A")


def test_a_criterion_scored_twice_alike_is_an_error_and_the_value_stands(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    write_workbook(folder / "self" / "cuc1.xlsx", [*rows[:8], rows[7], *rows[8:]])
    received = receive(folder)
    assert found(received, "duplicate_criterion")[["criterion_id", "source_cell"]].to_numpy().tolist() == [["k2", "D9"]]
    assert score_of(received, "cuc1", "k2")["score"] == 2.5


def test_a_criterion_scored_twice_differently_has_no_score(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    other = [*rows[7][:3], 1, None]
    write_workbook(folder / "self" / "cuc1.xlsx", [*rows[:8], other, *rows[8:]])
    received = receive(folder)
    assert found(received, "duplicate_criterion")["found"].tolist() == ["1"]
    assert score_of(received, "cuc1", "k2")["status"] == "invalid"
    assert score_of(received, "cuc1", "k2")["found"] == "2,5 | 1"


def test_a_missing_row_is_an_error_naming_its_criterion(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", {"k1": 2, "t1": 1})
    assert found(receive(folder), "missing_criterion")["criterion_id"].tolist() == ["k2"]


def test_an_unknown_code_with_a_score_is_an_error(folder: Path) -> None:
    write_workbook(folder / "self" / "cuc1.xlsx", [*form_rows("Cục I", GOOD_SELF), ["9.9", "Tiêu chí lạ", 1, 1]])
    unknown = found(receive(folder), "unknown_criterion").iloc[0]
    assert (unknown["source_cell"], unknown["found"]) == ("A11", "9.9 Tiêu chí lạ")


def test_a_shifted_name_column_is_an_error_not_another_units_points(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    rows[6][1], rows[7][1] = rows[7][1], rows[6][1]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert found(received, "criterion_mismatch")["source_cell"].tolist() == ["A7", "A8"]


def test_a_score_on_a_criterion_that_does_not_apply_is_an_error(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"t3": 1})
    received = receive(folder)
    assert found(received, "score_not_applicable")["source_cell"].tolist() == ["D11"]
    assert not ((received.scores["unit_id"] == "cuc1") & (received.scores["criterion_id"] == "t3")).any()


def test_a_self_score_on_a_survey_criterion_is_an_error(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"t2": 1})
    assert found(receive(folder), "self_score_on_survey")["source_cell"].tolist() == ["D11"]


def test_sum_option_and_signature_rows_are_no_criteria(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    extra = [
        [None, "- Ban hành đúng hạn", 2],
        [None, "- Ban hành chậm", 1],
        [None, "Cộng", 3, 5.5],
        [None, "Tổng cộng", 8, 5.5],
        [],
        [None, None, None, "Hà Nội, ngày 5 tháng 1 năm 2021"],
        ["NGƯỜI LẬP", None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
    ]
    write_workbook(folder / "self" / "cuc1.xlsx", [*rows, *extra])
    assert [rule for rule in receive(folder).findings["rule"] if rule != "subtotal_differs"] == []


def test_a_printed_sum_that_is_wrong_is_an_error_and_rounding_a_doubt(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    rows[5] = ["I", "Chỉ đạo điều hành", 5, "4,51"]
    write_workbook(folder / "self" / "cuc1.xlsx", [*rows, ["", "Tổng cộng", 8, 9]])
    received = receive(folder)
    assert found(received, "subtotal_rounding")["source_cell"].tolist() == ["D6"]
    assert found(received, "subtotal_differs")[["source_cell", "expected"]].to_numpy().tolist() == [["D11", "5.5"]]


def test_a_score_in_an_option_row_is_not_lost_in_silence(folder: Path) -> None:
    rows = [*form_rows("Cục I", GOOD_SELF), [None, "- Ban hành đúng hạn", 2, 2]]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    assert found(receive(folder), "score_without_criterion")["source_cell"].tolist() == ["D11"]


def test_an_old_form_with_another_maximum_is_a_doubt(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    rows[7][2] = 4
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    assert found(receive(folder), "printed_max_differs")[["found", "expected"]].to_numpy().tolist() == [["4", "3"]]


def test_a_reason_outside_the_list_becomes_part_of_the_note(folder: Path) -> None:
    header = [*APPRAISAL_HEADER, "Lý do trừ điểm"]
    rows = form_rows("Cục I", GOOD_APPRAISAL, header)
    rows[6].append("báo cáo CHẬM")
    rows[7].append("Thiếu hồ sơ")
    write_workbook(folder / "appraisal" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert score_of(received, "cuc1", "k1", "appraisal")["reason"] == "late"
    assert score_of(received, "cuc1", "k2", "appraisal")["note"] == "Theo hồ sơ; Thiếu hồ sơ"
    assert found(received, "unknown_reason")["severity"].tolist() == ["doubt"]


def test_appraisal_doubts_name_both_numbers(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_APPRAISAL | {"k2": 3, "t1": 0.5}, APPRAISAL_HEADER)
    rows[9][4] = None
    write_workbook(folder / "appraisal" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert found(received, "appraised_above_self")[["found", "expected"]].to_numpy().tolist() == [["3", "2.5"]]
    assert found(received, "deduction_without_reason")[["criterion_id", "source_cell"]].to_numpy().tolist() == [
        ["t1", "D10"]
    ]


def test_a_whole_form_at_the_maximum_is_a_doubt(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", {"k1": 2, "k2": 3, "t1": 1})
    assert found(receive(folder), "whole_form_at_max")[["unit_id", "found"]].to_numpy().tolist() == [["cuc1", "3"]]


def test_a_unit_not_appraised_is_a_doubt(folder: Path) -> None:
    (folder / "appraisal" / "cuc1.xlsx").unlink()
    received = receive(folder)
    assert received.findings[["rule", "severity", "unit_id"]].to_numpy().tolist() == [
        ["not_appraised", "doubt", "cuc1"]
    ]


def test_a_misnamed_folder_is_not_lost_in_silence(folder: Path) -> None:
    (folder / "appraisal").rename(folder / "tham dinh")
    assert "tham dinh" in found(receive(folder), "file_not_read")["found"].tolist()


def test_all_faults_are_reported_at_once(folder: Path) -> None:
    (folder / "self" / "khth.xlsx").write_bytes(b"not a workbook")
    write_form(folder / "self" / "cuc1.xlsx", "Cuc I", GOOD_SELF)
    write_form(folder / "self" / "cuc2.xlsx", "Cục II", GOOD_SELF | {"k1": "abc"})
    rules = set(receive(folder).findings["rule"])
    assert {"file_corrupt", "unknown_unit", "score_unreadable"} <= rules
