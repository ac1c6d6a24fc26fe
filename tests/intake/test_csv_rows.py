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
