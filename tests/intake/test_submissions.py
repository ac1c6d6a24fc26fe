"""When files came, which of several stands, and what the earlier ones said differently."""

import os
import zipfile
from pathlib import Path

import pytest

from cchc_analysis.rules.season import SeasonError, read_season

from .season_folder import (
    APPRAISAL_HEADER,
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

STAGES = """
[[stages]]
id = "self"
kind = "self"
name = "Tự chấm"
name_en = "Self-score"
folder = "self"
deadline = 2020-12-15T17:00:00

[[stages]]
id = "appraisal"
kind = "appraisal"
name = "Thẩm định"
folder = "appraisal"

[[stages]]
id = "explanation"
kind = "explanation"
name = "Giải trình"
folder = "explanation"
"""
NEWEST = SEASON.replace("year = 2020", 'year = 2020\nnewest_by = "{}"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path, SEASON + STAGES)


def register(folder: Path, *rows: str) -> None:
    (folder / "submissions.csv").write_text("\n".join(["file,received_at,note", *rows]), encoding="utf-8-sig")


def submission(folder: Path, unit_id: str, stage: str = "self") -> dict[str, object]:
    rows = receive(folder).submissions.query("unit_id == @unit_id and stage == @stage")
    return {str(name): value for name, value in rows.iloc[0].items()}


def versions_of(folder: Path, unit_id: str) -> list[list[object]]:
    files = receive(folder).received_files.query("unit_id == @unit_id and stage == 'self'")
    return files[["version", "source_file", "is_standing"]].to_numpy().tolist()


def test_the_register_says_when_a_file_came(folder: Path) -> None:
    register(folder, "self/cuc1.xlsx,15/12/2020 16:59,CV 12", "self/cuc2.xlsx,2020-12-15 17:01,")
    on_time, late = submission(folder, "cuc1"), submission(folder, "cuc2")
    assert (on_time["received_at"], on_time["received_by"], on_time["is_late"]) == (
        "2020-12-15 16:59",
        "register",
        False,
    )
    assert (late["received_at"], late["deadline"], late["is_late"]) == ("2020-12-15 17:01", "2020-12-15 17:00", True)
    doubts = found(receive(folder), "late_submission")
    assert "cuc1" not in doubts["unit_id"].tolist()
    assert "theo sổ tiếp nhận" in doubts.set_index("unit_id").loc["cuc2", "sentence"]


def test_a_file_on_the_minute_of_the_deadline_is_not_late(folder: Path) -> None:
    register(folder, "self/cuc1.xlsx,2020-12-15 17:00,")
    assert not submission(folder, "cuc1")["is_late"]
    register(folder, "self/cuc1.xlsx,2020-12-15 17:00:01,")
    assert submission(folder, "cuc1")["is_late"]


def test_without_a_register_the_workbook_says_when_it_was_saved_in_the_season_s_time_zone(folder: Path) -> None:
    path = folder / "self" / "cuc1.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    stated = core.split("<dcterms:modified")[1].split(">")[1].split("<")[0]
    parts["docProps/core.xml"] = core.replace(stated, "2020-12-15T10:30:00Z").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    saved = submission(folder, "cuc1")
    assert (saved["received_at"], saved["received_by"], saved["is_late"]) == ("2020-12-15 17:30", "workbook", True)


def test_a_csv_file_goes_by_its_time_on_disk(folder: Path) -> None:
    for path in (folder / "appraisal").iterdir():
        path.unlink()
    path = folder / "appraisal" / "all.csv"
    path.write_text("unit,criterion,score\ncuc1,k1,1\n", encoding="utf-8")
    os.utime(path, (1_608_000_000, 1_608_000_000))
    row = submission(folder, "cuc1", "appraisal")
    assert (row["received_at"], row["received_by"]) == ("2020-12-15 09:40", "file_time")


def test_without_a_deadline_nothing_is_late(tmp_path: Path) -> None:
    rows = receive(write_season(tmp_path)).submissions
    assert rows["is_late"].isna().all()
    assert rows["deadline"].isna().all()


def test_a_register_row_that_names_no_file_or_no_time_is_an_error_in_its_cell(folder: Path) -> None:
    register(
        folder,
        "self/khong-co.xlsx,2020-12-15 16:00,",
        "self/cuc1.xlsx,chiều qua,",
        "self/cuc2.xlsx,2020-12-15 16:00,",
        "self/cuc2.xlsx,2020-12-15 16:00,",
    )
    wrong = found(receive(folder), "bad_table")
    assert wrong[["source_file", "source_cell", "severity"]].to_numpy().tolist() == [
        ["submissions.csv", "A2", "error"],
        ["submissions.csv", "B3", "error"],
        ["submissions.csv", "A5", "error"],
    ]


def test_a_register_without_its_columns_is_an_error(folder: Path) -> None:
    (folder / "submissions.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert found(receive(folder), "missing_column")["source_file"].tolist() == ["submissions.csv"]


@pytest.mark.parametrize("deadline", ["2020-12-15", '"2020-12-15T17:00:00"', "2020-12-15T17:00:00Z"])
def test_a_deadline_is_a_date_and_a_time_of_day(tmp_path: Path, deadline: str) -> None:
    stated = (SEASON + STAGES).replace("2020-12-15T17:00:00", deadline)
    with pytest.raises(SeasonError, match=r"stages\[1\].deadline.*2020-12-15T17:00:00"):
        read_season(write_season(tmp_path, stated))


def test_an_unknown_time_zone_is_a_fault_of_the_season(tmp_path: Path) -> None:
    stated = SEASON.replace("year = 2020", 'year = 2020\ntimezone = "Hanoi"')
    with pytest.raises(SeasonError, match="time zone"):
        read_season(write_season(tmp_path, stated))


def test_a_form_is_complete_when_every_due_cell_is_settled(folder: Path) -> None:
    assert submission(folder, "cuc1")["is_complete"]
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", {"k1": 2, "k2": None, "t1": "KAD"})
    assert not submission(folder, "cuc1")["is_complete"]
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", {"k1": 2, "t1": "KAD"})
    assert not submission(folder, "cuc1")["is_complete"]


def test_the_appraised_share_counts_due_leaves_with_a_score_or_not_applicable(folder: Path) -> None:
    write_form(
        folder / "appraisal" / "cuc1.xlsx", "Cục I", {"k1": 1, "k2": None, "t1": "KAD", "t2": "?"}, APPRAISAL_HEADER
    )
    assert submission(folder, "cuc1", "appraisal")["appraised_share"] == 0.5
    doubt = found(receive(folder), "partly_appraised").iloc[0]
    assert (doubt["unit_id"], doubt["found"], doubt["expected"]) == ("cuc1", "2", "4")


def test_a_unit_that_filed_an_explanation_is_explained(folder: Path) -> None:
    header = ["STT", "Tiêu chí", "Điểm tối đa", "Giải trình"]
    rows = [["Đơn vị: Cục I"], header, ["I", "Chỉ đạo điều hành", 5], ["1", "Ban hành kế hoạch", 2, "Đã ban hành"]]
    write_workbook(folder / "explanation" / "cuc1.xlsx", rows)
    assert submission(folder, "cuc1", "explanation")["is_explained"]
    assert not submission(folder, "cuc2", "explanation")["is_explained"]


def test_without_a_declared_rule_the_last_by_name_stands_with_an_error(folder: Path) -> None:
    write_form(folder / "self" / "cuc1 lan 10.xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    write_form(folder / "self" / "cuc1 lan 9.xlsx", "Cục I", GOOD_SELF | {"k1": 1})
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 0
    errors = found(received, "duplicate_form")
    assert errors["found"].tolist() == ["self/cuc1 lan 9.xlsx", "self/cuc1.xlsx"]
    assert set(errors["expected"]) == {"self/cuc1 lan 10.xlsx"}
    assert "Tệp self/cuc1 lan 9.xlsx khác tệp self/cuc1 lan 10.xlsx 1 chỗ." in errors["sentence"].iloc[0]
    assert "self/cuc1 lan 9.xlsx differs from self/cuc1 lan 10.xlsx in 1 place." in errors["sentence_en"].iloc[0]
    assert all("submissions.csv" in sentence for sentence in errors["sentence"])
    assert versions_of(folder, "cuc1") == [
        [1, "self/cuc1.xlsx", False],
        [2, "self/cuc1 lan 9.xlsx", False],
        [3, "self/cuc1 lan 10.xlsx", True],
    ]


def test_the_register_decides_which_file_is_newest_and_a_replaced_one_is_a_doubt(folder: Path) -> None:
    write_form(folder / "self" / "cuc1 moi.xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    register(folder, "self/cuc1.xlsx,2020-12-14 09:00,gửi lại", "self/cuc1 moi.xlsx,2020-12-10 09:00,")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 2
    assert found(received, "duplicate_form").empty
    doubt = found(received, "replaced_form").iloc[0]
    assert (doubt["found"], doubt["expected"]) == ("self/cuc1 moi.xlsx", "self/cuc1.xlsx")
    assert submission(folder, "cuc1")["file_count"] == 2
    notes = received.received_files.query("unit_id == 'cuc1' and stage == 'self'")["note"]
    assert notes.iloc[1] == "gửi lại"


def test_two_files_of_one_minute_are_not_decided(folder: Path) -> None:
    write_form(folder / "self" / "cuc1 moi.xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    register(folder, "self/cuc1.xlsx,2020-12-14 09:00,", "self/cuc1 moi.xlsx,2020-12-14 09:00,")
    assert found(receive(folder), "duplicate_form")["found"].tolist() == ["self/cuc1.xlsx"]


def test_the_declared_rule_file_name_overrules_the_register(tmp_path: Path) -> None:
    folder = write_season(tmp_path, NEWEST.format("file_name"))
    write_form(folder / "self" / "cuc1 lan 2.xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    register(folder, "self/cuc1.xlsx,2020-12-14 09:00,", "self/cuc1 lan 2.xlsx,2020-12-10 09:00,")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 0
    assert found(received, "replaced_form")["found"].tolist() == ["self/cuc1.xlsx"]
    assert found(received, "duplicate_form").empty


def test_the_declared_rule_received_at_takes_the_time_of_saving_where_the_register_is_silent(tmp_path: Path) -> None:
    folder = write_season(tmp_path, NEWEST.format("received_at"))
    write_form(folder / "self" / "a.xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    register(folder, "self/a.xlsx,2090-12-14 09:00,")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 0
    assert found(received, "replaced_form")["found"].tolist() == ["self/cuc1.xlsx"]
    assert found(received, "duplicate_form").empty


def test_every_difference_between_two_versions_is_a_row_with_the_cells_of_both(folder: Path) -> None:
    rows = form_rows("Cục I", {"k2": "2.5", "k1": 0.5})
    rows[-1][-1] = "Theo kết luận"
    write_workbook(folder / "self" / "cuc1 v2.xlsx", rows, sheet="Mới")
    received = receive(folder)
    changes = received.submission_changes
    columns = ["criterion_id", "part", "earlier", "later", "earlier_cell", "later_sheet", "later_cell"]
    assert changes[columns].fillna("").to_numpy().tolist() == [
        ["k1", "score", "2", "0.5", "D7", "Mới", "D8"],
        ["k1", "note", "", "Theo kết luận", "E7", "Mới", "E8"],
        ["t1", "score", "1", "", "D10", "", ""],
    ]
    assert set(changes["earlier_file"]) == {"self/cuc1.xlsx"}
    assert set(changes["later_file"]) == {"self/cuc1 v2.xlsx"}


def test_a_form_that_says_the_same_as_another_is_no_fault_whichever_stands(folder: Path) -> None:
    write_form(folder / "self" / "cuc1 v2.xlsx", "Cục I", GOOD_SELF | {"k2": 2.5})
    received = receive(folder)
    assert not {"duplicate_form", "replaced_form"} & set(received.findings["rule"])
    files = received.received_files.query("unit_id == 'cuc1' and stage == 'self'")
    assert files["is_standing"].tolist() == [False, True]


def test_what_was_wrong_with_a_replaced_file_is_past(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": "abc"})
    write_form(folder / "self" / "cuc1 v2.xlsx", "Cục I", GOOD_SELF)
    received = receive(folder)
    assert set(received.findings["rule"]) == {"duplicate_form", "late_submission"}
    assert received.submission_changes["earlier"].tolist() == ["abc"]


def test_a_later_shared_file_replaces_the_cells_it_says_anew(tmp_path: Path) -> None:
    folder = write_season(tmp_path, NEWEST.format("file_name"))
    for path in (folder / "appraisal").iterdir():
        path.unlink()
    rows = [f"{unit},{leaf},{score},x" for unit in ("khth", "cuc1", "cuc2") for leaf, score in GOOD_APPRAISAL.items()]
    head = "unit,criterion,score,note\n"
    (folder / "appraisal" / "1.csv").write_text(head + "\n".join([*rows, "khth,t3,1,x"]), encoding="utf-8")
    (folder / "appraisal" / "2.csv").write_text(head + "cuc1,k1,0.5,x\ncuc1,k2,,\n", encoding="utf-8")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1", "appraisal")["score"] == 0.5
    assert score_of(received, "cuc1", "k2", "appraisal")["score"] == 2.5
    assert received.submission_changes[["criterion_id", "earlier", "later"]].to_numpy().tolist() == [
        ["k1", "1.5", "0.5"]
    ]
    assert received.findings["rule"].tolist() == ["replaced_form"]
    files = received.received_files.query("unit_id == 'cuc1' and stage == 'appraisal'")
    assert files["is_standing"].tolist() == [True, True]


def test_shared_files_that_differ_without_a_rule_leave_no_score(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    (folder / "appraisal" / "cuc1.xlsx").unlink()
    rows = "unit,criterion,score,note\n" + "".join(f"cuc1,{leaf},{score},x\n" for leaf, score in GOOD_APPRAISAL.items())
    (folder / "appraisal" / "1.csv").write_text(rows, encoding="utf-8")
    (folder / "appraisal" / "2.csv").write_text("unit,criterion,score\ncuc1,k1,0.5\n", encoding="utf-8")
    assert score_of(receive(folder), "cuc1", "k1", "appraisal")["status"] == "invalid"


def test_corrections_are_a_table_that_says_what_was_changed_why_and_by_whom(folder: Path) -> None:
    entry = """[[corrections]]
file = "self/cuc1.xlsx"
sheet = "Phiếu"
cell = "{}"
from = {}
to = 1.5
reason = "Ghi nhầm"
by = "Tổ giúp việc"
document = "Biên bản số 3"
"""
    text = entry.format("D7", "2") + entry.format("D8", "9")
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    received = receive(folder)
    applied, stale = received.corrections.to_dict("records")
    assert (applied["unit_id"], applied["criterion_id"], applied["stage"]) == ("cuc1", "k1", "self")
    assert (applied["stated"], applied["corrected"], applied["is_applied"]) == ("2", "1.5", True)
    assert (applied["why"], applied["decided_by"], applied["document"]) == ("Ghi nhầm", "Tổ giúp việc", "Biên bản số 3")
    assert not stale["is_applied"]
    assert found(received, "correction_stale")["source_cell"].tolist() == ["D8"]


def test_a_due_self_score_is_never_told_that_a_blank_would_do(folder: Path) -> None:
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": "abc"})
    write_form(folder / "appraisal" / "cuc1.xlsx", "Cục I", GOOD_APPRAISAL | {"k1": "abc"}, APPRAISAL_HEADER)
    texts = found(receive(folder), "score_unreadable").set_index("stage")["expected"].to_dict()
    assert texts == {"self": "một số hoặc “KAD”", "appraisal": "một số, “KAD” hoặc để trống"}


def test_stray_rows_and_wrong_sums_of_a_replaced_file_are_past_too(folder: Path) -> None:
    rows = form_rows("Cục I", GOOD_SELF)
    stray = [["9", "Tiêu chí lạ", 1, 1], ["", "Tổng cộng", 8, 77]]
    write_workbook(folder / "self" / "cuc1.xlsx", [*rows, *stray])
    assert set(receive(folder).findings["rule"]) >= {"unknown_criterion", "subtotal_differs"}
    write_form(folder / "self" / "cuc1 v2.xlsx", "Cục I", GOOD_SELF)
    assert not {"unknown_criterion", "subtotal_differs"} & set(receive(folder).findings["rule"])
