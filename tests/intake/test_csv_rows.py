"""A CSV row with more fields than the header is named and not read; every other row is."""

from pathlib import Path

import pytest

from .season_folder import found, receive, score_of, write_season

HEADER = "đơn vị,tiêu chí,điểm,ghi chú\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_season(tmp_path)
    for path in (folder / "appraisal").iterdir():
        path.unlink()
    return folder


def write(folder: Path, rows: str) -> None:
    (folder / "appraisal" / "a.csv").write_text(HEADER + rows, encoding="utf-8")


def test_a_decimal_comma_without_quotes_is_an_error_at_its_row(folder: Path) -> None:
    write(folder, "Cục I,k1,0,5,chậm\nCục I,k2,1.5,chậm\n")
    received = receive(folder)
    named = found(received, "csv_row_too_long")
    assert named[["source_file", "source_cell", "found"]].to_numpy().tolist() == [["appraisal/a.csv", "A2", "5"]]
    assert score_of(received, "cuc1", "k2", "appraisal")["score"] == 1.5
    scores = received.scores
    read = scores.loc[(scores["stage"] == "appraisal") & (scores["criterion_id"] == "k1"), "score"]
    assert read.isna().all()


@pytest.mark.parametrize(
    "rows", ['Cục I,k1,"0,5",chậm\n', "Cục I,k1,0.5,chậm,,,\n", "Cục I,k1,0.5\n", "\nCục I,k1,0.5,x\n"]
)
def test_quoted_commas_and_blank_fields_at_the_end_are_no_fault(folder: Path, rows: str) -> None:
    write(folder, rows)
    received = receive(folder)
    assert found(received, "csv_row_too_long").empty
    assert score_of(received, "cuc1", "k1", "appraisal")["score"] == 0.5


@pytest.mark.parametrize("row", ["Cục I,k1,0,5,", "Cục I,k1,1,25,,"])
def test_a_parted_number_is_an_error_though_only_a_blank_field_was_pushed_out(folder: Path, row: str) -> None:
    write(folder, f"{row}\nCục I,k2,1.5,chậm\n")
    received = receive(folder)
    assert found(received, "csv_row_too_long")["source_cell"].tolist() == ["A2"]
    assert score_of(received, "cuc1", "k2", "appraisal")["score"] == 1.5


def test_whole_numbers_side_by_side_are_no_parted_number_between_semicolons(folder: Path) -> None:
    text = HEADER.replace(",", ";") + "Cục I;k1;1;2;;\n"
    (folder / "appraisal" / "a.csv").write_text(text, encoding="utf-8")
    received = receive(folder)
    assert found(received, "csv_row_too_long").empty
    assert score_of(received, "cuc1", "k1", "appraisal")["note"] == "2"


def test_a_row_that_ends_before_its_score_is_an_error_and_no_blank(folder: Path) -> None:
    write(folder, "Cục I,k1\nCục I,k2,1.5\n")
    received = receive(folder)
    named = found(received, "csv_row_too_short")
    assert named[["source_file", "source_cell", "found"]].to_numpy().tolist() == [["appraisal/a.csv", "A2", "2"]]
    assert score_of(received, "cuc1", "k1", "appraisal")["status"] == "unreadable"
    assert score_of(received, "cuc1", "k2", "appraisal")["score"] == 1.5


def test_a_short_row_of_many_units_is_one_error_and_gives_no_score(folder: Path) -> None:
    text = "TT,Tiêu chí,Cục I,Cục II\n1,Ban hành kế hoạch,1.5\n2,Thực hiện kế hoạch,2,2.5\n"
    (folder / "appraisal" / "a.csv").write_text(text, encoding="utf-8")
    received = receive(folder)
    assert found(received, "csv_row_too_short")["source_cell"].tolist() == ["A2"]
    assert score_of(received, "cuc1", "k1", "appraisal")["status"] == "unreadable"
    assert score_of(received, "cuc2", "k2", "appraisal")["score"] == 2.5


def test_a_short_row_of_a_unit_s_own_form_is_its_own(folder: Path) -> None:
    (folder / "self" / "cuc1.xlsx").unlink()
    text = "Đơn vị: Cục I\nSTT,Tiêu chí,Điểm tối đa,Điểm tự chấm\nI,Chỉ đạo\n1,Ban hành kế hoạch,2\n"
    (folder / "self" / "cuc1.csv").write_text(text, encoding="utf-8")
    received = receive(folder)
    named = found(received, "csv_row_too_short")
    assert named[["unit_id", "source_cell"]].to_numpy().tolist() == [["cuc1", "A4"]]
    assert found(received, "score_without_criterion").empty


@pytest.mark.parametrize("text", [HEADER, HEADER + "\n\n", HEADER + ",,,\n"])
def test_a_header_without_rows_is_an_error_that_names_the_file(folder: Path, text: str) -> None:
    (folder / "appraisal" / "a.csv").write_text(text, encoding="utf-8")
    named = found(receive(folder), "no_rows")
    assert named[["source_file", "source_cell"]].to_numpy().tolist() == [["appraisal/a.csv", "A1"]]


def test_the_same_rival_headings_in_two_long_files_name_the_units_of_both(folder: Path) -> None:
    for unit in ("Cục I", "Cục II"):
        text = f"đơn vị,tiêu chí,điểm,score\n{unit},k1,1,2\n"
        (folder / "appraisal" / f"{unit}.csv").write_text(text, encoding="utf-8")
    received = receive(folder)
    assert len(found(received, "ambiguous_column")) == 1
    kept = found(received, "scores_kept_back")
    assert sorted(kept["unit_id"]) == ["cuc1", "cuc2"]
    assert sorted(kept["source_file"]) == ["appraisal/Cục I.csv", "appraisal/Cục II.csv"]
