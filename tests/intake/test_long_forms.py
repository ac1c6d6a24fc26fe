"""Long files: one row per unit, criterion and stage."""

import shutil
from pathlib import Path

import pytest

from .season_folder import SEASON, found, receive, score_of, write_season, write_workbook

HEADER = "unit,criterion,stage,score,note\n"
ROWS = """Cục I,k1,self,"0,5",
cuc1,k2,self,2.5,
Cục Một,t1,self,0,
cuc1,k1,appraisal,0.5,chậm
cuc1,k2,Thẩm định,"2,5",chậm
cuc1,t1,appraisal,KAD,không giao
cuc1,t2,appraisal,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A season in which Cục I comes by a long file."""
    folder = write_season(tmp_path)
    (folder / "self" / "cuc1.xlsx").unlink()
    (folder / "appraisal" / "cuc1.xlsx").unlink()
    return folder


def test_a_long_csv_is_read_by_id_name_or_alias_and_either_decimal_mark(folder: Path) -> None:
    (folder / "scores.csv").write_text(HEADER + ROWS, encoding="utf-8-sig")
    received = receive(folder)
    assert received.findings["rule"].tolist() == ["partly_appraised", "stages_disagree_na"]
    score = score_of(received, "cuc1", "k1")
    assert (score["score"], score["source_file"], score["source_cell"]) == (0.5, "scores.csv", "D2")
    assert score_of(received, "cuc1", "t1")["score"] == 0
    assert score_of(received, "cuc1", "t1", "appraisal")["status"] == "not_applicable"
    assert score_of(received, "cuc1", "t2", "appraisal")["status"] == "pending"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_recognised(folder: Path, delimiter: str) -> None:
    text = (HEADER + ROWS).replace('"0,5"', "0.5").replace('"2,5"', "2.5").replace(",", delimiter)
    (folder / "scores.csv").write_text(text, encoding="utf-8")
    assert score_of(receive(folder), "cuc1", "k1")["score"] == 0.5


def test_the_folder_gives_the_stage_and_a_stage_column_overrides_it(folder: Path) -> None:
    (folder / "self" / "all.csv").write_text(HEADER + ROWS.replace(",self,", ",,"), encoding="utf-8")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 0.5
    assert score_of(received, "cuc1", "k2", "appraisal")["score"] == 2.5


def test_a_long_workbook_is_read_like_the_csv(folder: Path) -> None:
    rows = [["Kết xuất phần mềm"], ["Đơn vị", "Mã định danh", "Điểm", "Lý do trừ điểm"], ["cuc1", "k1", 0.5, "late"]]
    write_workbook(folder / "appraisal" / "all.xlsx", rows)
    score = score_of(receive(folder), "cuc1", "k1", "appraisal")
    assert (score["score"], score["reason"], score["source_cell"]) == (0.5, "late", "C3")


def test_an_unknown_criterion_unit_or_stage_is_an_error_in_its_cell(folder: Path) -> None:
    wrong = "cuc1,k9,self,1,\nCục IX,k1,self,1,\ncuc1,k1,vòng 3,1,\n"
    (folder / "scores.csv").write_text(HEADER + ROWS + wrong, encoding="utf-8")
    received = receive(folder)
    places = received.findings.loc[received.findings["severity"] == "error", ["rule", "source_cell", "found"]]
    assert places.to_numpy().tolist() == [
        ["unknown_criterion", "B9", "k9"],
        ["unknown_unit", "A10", "Cục IX"],
        ["unknown_stage", "C11", "vòng 3"],
    ]


def test_a_code_that_two_criteria_share_is_not_decided(folder: Path) -> None:
    (folder / "scores.csv").write_text(HEADER + ROWS + "cuc1,1,self,1,\n", encoding="utf-8")
    ambiguous = found(receive(folder), "ambiguous_criterion").iloc[0]
    assert ambiguous["source_cell"] == "B9"
    assert "(k1)" in ambiguous["expected"]
    assert "(t1)" in ambiguous["expected"]


def test_a_unique_code_stands_for_its_criterion(folder: Path) -> None:
    (folder / "scores.csv").write_text(HEADER + ROWS.replace(",k1,", ",I,"), encoding="utf-8")
    assert found(receive(folder), "not_a_leaf")["found"].tolist() == ["0,5", "0.5"]


def test_a_due_row_that_is_not_there_is_an_error_in_self_and_pending_in_appraisal(folder: Path) -> None:
    rows = [row for row in ROWS.splitlines() if ",k1," not in row]
    (folder / "scores.csv").write_text(HEADER + "\n".join(rows), encoding="utf-8")
    missing = found(receive(folder), "missing_criterion")
    assert missing[["criterion_id", "stage"]].to_numpy().tolist() == [["k1", "self"]]


def test_a_unit_whose_self_scores_are_all_blank_has_sent_none(folder: Path) -> None:
    rows = [row if ",self," not in row else row.split(",self,")[0] + ",self,," for row in ROWS.splitlines()]
    (folder / "scores.csv").write_text(HEADER + "\n".join(rows), encoding="utf-8")
    received = receive(folder)
    assert received.findings["rule"].tolist() == ["missing_form", "partly_appraised"]
    assert not received.submissions.query("unit_id == 'cuc1' and stage == 'self'")["is_received"].item()


def test_a_duplicate_row_that_differs_leaves_no_score(folder: Path) -> None:
    (folder / "scores.csv").write_text(HEADER + ROWS + "cuc1,k1,self,1,\n", encoding="utf-8")
    received = receive(folder)
    assert found(received, "duplicate_criterion")["expected"].tolist() == ["scores.csv D2: 0,5"]
    assert score_of(received, "cuc1", "k1")["status"] == "invalid"


def test_a_long_file_in_the_season_folder_needs_a_stage_column(folder: Path) -> None:
    (folder / "scores.csv").write_text("unit,criterion,score\ncuc1,k1,1\n", encoding="utf-8")
    assert found(receive(folder), "missing_column")["expected"].tolist() == ["giai đoạn (stage)"]


def test_a_csv_without_a_unit_column_is_an_error_that_shows_its_headings(folder: Path) -> None:
    (folder / "scores.csv").write_text("tên,criterion,stage,score\ncuc1,k1,self,1\n", encoding="utf-8")
    assert found(receive(folder), "no_header")["found"].tolist() == ["tên | criterion | stage | score"]


def test_one_total_and_one_maximum_per_unit_are_a_season(tmp_path: Path) -> None:
    criteria = [["criterion_id", "code", "name"], ["total", "TC", "Tổng điểm"]]
    folder = write_season(tmp_path, criteria=criteria)
    shutil.rmtree(folder / "self")
    shutil.rmtree(folder / "appraisal")
    text = 'unit,criterion,stage,score,max_score\nkhth,total,appraisal,"72,5",84\ncuc1,total,appraisal,90,84\n'
    (folder / "scores.csv").write_text(text, encoding="utf-8")
    received = receive(folder)
    score = score_of(received, "khth", "total", "appraisal")
    assert (score["score"], score["max_score"]) == (72.5, 84)
    assert found(received, "score_above_max")["source_cell"].tolist() == ["D3"]


def test_explanations_come_by_long_file_too(tmp_path: Path) -> None:
    stages = "".join(
        f'\n[[stages]]\nid = "{id}"\nkind = "{kind}"\nname = "{id}"\nfolder = "{id}"\n'
        for id, kind in (("self", "self"), ("appraisal", "appraisal"), ("explanation", "explanation"))
    )
    folder = write_season(tmp_path, SEASON + stages)
    (folder / "scores.csv").write_text(
        "unit,criterion,stage,score,explanation\n"
        "cuc1,k1,explanation,2,Đã nộp ngày 5/1\n"
        "cuc2,k1,explanation,9,Xin xem lại\n",
        encoding="utf-8",
    )
    received = receive(folder)
    rows = received.explanations[["unit_id", "criterion_id", "explanation", "requested_score"]]
    assert rows.fillna(-1).to_numpy().tolist() == [
        ["cuc1", "k1", "Đã nộp ngày 5/1", 2],
        ["cuc2", "k1", "Xin xem lại", -1],
    ]
    assert received.findings["rule"].tolist() == ["score_above_max"]


@pytest.mark.parametrize("heading", ["Năm", "year", "Năm đánh giá"])
def test_rows_of_another_year_are_passed_over_and_counted(tmp_path: Path, heading: str) -> None:
    folder = write_season(tmp_path)
    (folder / "appraisal" / "cuc1.xlsx").unlink()
    text = f"{heading},unit,criterion,score\n2020,cuc1,k1,2\n2019,cuc1,k2,2\n2019,cuc1,t1,1\n"
    (folder / "appraisal" / "a.csv").write_text(text, encoding="utf-8")
    received = receive(folder)
    read = received.scores.query("source_file == 'appraisal/a.csv'")
    assert read[["criterion_id", "score"]].to_numpy().tolist() == [["k1", 2.0]]
    told = received.findings.query("source_file == 'appraisal/a.csv'")
    assert told[["rule", "found"]].to_numpy().tolist() == [["rows_of_other_year", "2019"]]


def test_rows_of_this_year_are_read_without_a_word(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    (folder / "appraisal" / "cuc1.xlsx").unlink()
    (folder / "appraisal" / "a.csv").write_text("Năm,unit,criterion,score\n2020,cuc1,k1,2\n", encoding="utf-8")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1", "appraisal")["score"] == 2
    assert received.findings.query("source_file == 'appraisal/a.csv'").empty
