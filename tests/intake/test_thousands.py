"""A text such as ``1.000`` is one or a thousand: where the maximum lets it be both, nobody decides but who wrote it."""

from pathlib import Path
from typing import Any

import pytest

from cchc_analysis.intake.receiving import Received
from cchc_analysis.rules.season import SeasonError

from .season_folder import (
    CRITERIA,
    GOOD_SELF,
    SEASON,
    form_rows,
    found,
    receive,
    score_of,
    write_season,
    write_workbook,
)

BIG = [[*row[:4], 2000 if row[0] == "k1" else 2003 if row[0] == "d1" else row[4], *row[5:]] for row in CRITERIA]
BIG[2][7] = None  # no step


def write_big(tmp_path: Path, criteria: list[list[Any]] = BIG, season: str = SEASON) -> Path:
    folder = write_season(tmp_path, season, criteria=criteria)
    for path in (folder / "self").iterdir():
        path.unlink()
    return folder


def write_own_form(folder: Path, score: Any, maximum: Any = 2000) -> None:
    rows = form_rows("Cục I", GOOD_SELF | {"k1": score})
    rows[6][2] = maximum
    write_workbook(folder / "self" / "cuc1.xlsx", rows)


def write_long(folder: Path, score: str) -> None:
    text = f'unit,criterion,score\ncuc1,k1,"{score}"\ncuc1,k2,1\ncuc1,t1,1\n'
    (folder / "self" / "a.csv").write_text(text, encoding="utf-8")


def write_shared(folder: Path, score: str) -> None:
    rows = [["TT", "Tiêu chí", "Cục I", "Cục II"], ["1", "Ban hành kế hoạch", score, 1800]]
    write_workbook(folder / "self" / "a.xlsx", rows)


def write_shared_text(folder: Path, score: str) -> None:
    text = f"TT;Tiêu chí;Cục I;Cục II\n1;Ban hành kế hoạch;{score};1800\n"
    (folder / "self" / "a.csv").write_text(text, encoding="utf-8")


def rules_of(received: Received) -> list[str]:
    asked = received.findings.query("stage == 'self' and criterion_id == 'k1' and unit_id == 'cuc1'")
    return sorted(set(asked["rule"]) - {"no_evidence_given", "max_without_evidence"})


WAYS = pytest.mark.parametrize("write", [write_own_form, write_long, write_shared, write_shared_text])


@WAYS
@pytest.mark.parametrize("text", ["1.000", "1,000", "1.500", "2,000", " 1.250\u00a0", "1.000/2000"])
def test_a_text_that_may_be_thousands_is_an_error_and_no_number(tmp_path: Path, write: Any, text: str) -> None:
    folder = write_big(tmp_path)
    write(folder, text)
    received = receive(folder)
    assert rules_of(received) == ["thousands_or_decimals"]
    assert score_of(received, "cuc1", "k1")["status"] == "unreadable"


@WAYS
@pytest.mark.parametrize("text", ["850.500", "9,999"])
def test_what_would_be_above_the_maximum_as_thousands_is_read_with_a_doubt(
    tmp_path: Path, write: Any, text: str
) -> None:
    folder = write_big(tmp_path)
    write(folder, text)
    received = receive(folder)
    assert rules_of(received) == ["thousands_above_max"]
    assert score_of(received, "cuc1", "k1")["score"] == float(text.replace(",", "."))


@WAYS
@pytest.mark.parametrize(("text", "score"), [("0.500", 0.5), ("1.00", 1), ("1,5000", 1.5), ("1000", 1000)])
def test_what_no_thousands_are_written_like_is_read_without_a_word(
    tmp_path: Path, write: Any, text: str, score: float
) -> None:
    folder = write_big(tmp_path)
    write(folder, text)
    received = receive(folder)
    assert rules_of(received) == []
    assert score_of(received, "cuc1", "k1")["score"] == score


@pytest.mark.parametrize("text", ["1.000", "1,500", "2.000"])
def test_where_no_maximum_allows_a_thousand_three_decimals_are_decimals(tmp_path: Path, text: str) -> None:
    folder = write_big(tmp_path, CRITERIA)
    write_own_form(folder, text, 2)
    received = receive(folder)
    assert rules_of(received) == []
    assert score_of(received, "cuc1", "k1")["score"] == float(text.replace(",", "."))


def test_a_number_is_never_a_text_with_thousands(tmp_path: Path) -> None:
    folder = write_big(tmp_path)
    write_own_form(folder, 1.25)
    received = receive(folder)
    assert rules_of(received) == []
    assert score_of(received, "cuc1", "k1")["score"] == 1.25


def test_a_printed_maximum_with_a_mark_of_thousands_is_the_set_s_own(tmp_path: Path) -> None:
    folder = write_big(tmp_path)
    write_own_form(folder, 1500, "2.000")
    assert rules_of(receive(folder)) == []


def test_a_printed_maximum_that_alone_could_tell_is_an_error_at_its_cell(tmp_path: Path) -> None:
    folder = write_big(tmp_path, [[*row[:4], None if position else "max_score", *row[5:]]
                                  for position, row in enumerate(BIG)])  # fmt: skip
    write_own_form(folder, 1.5, "2.000")
    received = receive(folder)
    asked = found(received, "thousands_or_decimals")
    assert asked[["unit_id", "source_cell", "found"]].to_numpy().tolist() == [["cuc1", "C7", "2.000"]]
    read = score_of(received, "cuc1", "k1")
    assert (read["score"], read["max_score"] == read["max_score"]) == (1.5, False)


@pytest.mark.parametrize(("printed", "rules"), [("1.503", []), ("1.504", ["subtotal_differs"])])
def test_a_printed_sum_is_the_reading_that_its_parts_come_to(tmp_path: Path, printed: str, rules: list[str]) -> None:
    folder = write_big(tmp_path)
    rows = form_rows("Cục I", {"k1": 1500, "k2": 3, "t1": 1})
    rows[5] = ["I", "Chỉ đạo điều hành", 2003, printed]
    rows[6][2] = 2000
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    found_rules = receive(folder).findings.query("source_file == 'self/cuc1.xlsx' and criterion_id == 'd1'")["rule"]
    assert found_rules.tolist() == rules


def test_a_maximum_of_the_criteria_set_typed_so_stops_the_run(tmp_path: Path) -> None:
    rows = [list(row) for row in BIG]
    rows[2][4] = "2.000"
    with pytest.raises(SeasonError, match=r"2 or 2000"):
        receive(write_big(tmp_path, rows))


@pytest.mark.parametrize("text", ["-0", "−0", "-0,0", "−0.00", "+0", -0.0])
def test_a_zero_with_a_sign_is_zero(tmp_path: Path, text: Any) -> None:
    folder = write_big(tmp_path, CRITERIA)
    write_own_form(folder, text, 2)
    received = receive(folder)
    assert rules_of(received) == []
    assert str(score_of(received, "cuc1", "k1")["score"]) == "0.0"
