"""What a layout cannot tell by itself is a finding, unless ``[layout]`` declares what it means."""

import datetime
from pathlib import Path

import pytest
import xlsxwriter

from .season_folder import CRITERIA, GOOD_SELF, SEASON, receive, score_of, write_form, write_season

CODES = [
    CRITERIA[0],
    ["d1", "1", None, "Chỉ đạo điều hành", 5, None, None, None, None],
    ["k1", "1.1", "d1", "Ban hành kế hoạch", 2, None, None, None, None],
    ["k10", "1.10", "d1", "Thực hiện kế hoạch", 3, None, None, None, None],
]


def layout(**keys: str) -> str:
    return SEASON + "\n[layout]\n" + "\n".join(f'{name} = "{value}"' for name, value in keys.items())


def write_codes(folder: Path, season: str, first: object, second: object) -> Path:
    """A season of two leaves, 1.1 and 1.10, and one unit's form whose code cells hold *first* and *second* alone."""
    folder = write_season(folder, season, criteria=CODES)
    path = folder / "self" / "cuc1.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Phiếu")
        dated = book.add_format({"num_format": "d.m"})
        page.write_row(0, 0, ["Đơn vị: Cục I"])
        page.write_row(2, 0, ["STT", "Điểm tối đa", "Điểm tự chấm"])
        for row, (code, points) in enumerate(((first, 2), (second, 3)), start=3):
            if isinstance(code, datetime.date):
                page.write_datetime(row, 0, datetime.datetime.combine(code, datetime.time()), dated)
            else:
                page.write(row, 0, code)
            page.write_row(row, 1, [points, points])
    return folder


@pytest.mark.parametrize(
    ("keys", "status", "score"),
    [({"x_means": "max"}, "scored", 2.0), ({"x_means": "not_applicable"}, "not_applicable", None)],
)
def test_an_x_means_what_the_layout_declares(tmp_path, keys, status, score):
    folder = write_season(tmp_path, layout(**keys))
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": "x"})
    read = score_of(receive(folder), "cuc1", "k1")
    assert read["status"] == status
    assert read["score"] == score or score is None


def test_an_x_nobody_declared_is_an_error_in_its_cell(tmp_path):
    folder = write_season(tmp_path)
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": "x"})
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["status"] == "unreadable"
    errors = received.findings.query("severity == 'error' and source_file == 'self/cuc1.xlsx'")
    assert errors["source_cell"].tolist() == ["D7"]


@pytest.mark.parametrize(
    ("meaning", "date"),
    [("day.month", datetime.date(2020, 10, 1)), ("month.day", datetime.date(2020, 1, 10))],
)
def test_a_date_made_of_a_code_is_the_code_that_the_layout_declares(tmp_path, meaning, date):
    received = receive(write_codes(tmp_path, layout(date_codes=meaning), "1.1", date))
    assert score_of(received, "cuc1", "k10")["score"] == 3


def test_a_date_in_place_of_a_code_is_an_error_where_nothing_is_declared(tmp_path):
    received = receive(write_codes(tmp_path, SEASON, "1.1", datetime.date(2020, 10, 1)))
    errors = received.findings.query("severity == 'error' and source_file == 'self/cuc1.xlsx'")
    assert "A5" in errors["source_cell"].tolist()
    assert received.scores.query("unit_id == 'cuc1' and criterion_id == 'k10'")["score"].dropna().empty


def test_a_number_that_could_be_two_codes_is_one_only_where_the_layout_says_so(tmp_path):
    undeclared = receive(write_codes(tmp_path / "a", SEASON, 1.1, "1.10"))
    cells = undeclared.findings.query("severity == 'error' and source_file == 'self/cuc1.xlsx'")["source_cell"]
    assert "A4" in cells.tolist()
    declared = receive(write_codes(tmp_path / "b", layout(numeric_codes="as_shown"), 1.1, "1.10"))
    assert score_of(declared, "cuc1", "k1")["score"] == 2
    assert score_of(declared, "cuc1", "k10")["score"] == 3
