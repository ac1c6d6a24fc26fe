"""What a cell says of a day: text, real dates, moments near midnight in another zone, days counted from 1904."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.registers.small_register import HEAD, LATE, TASKS, day, measure, task, write_csv, write_sheet

from cchc_analysis.registers.dates import DateReader, number_day

LOCAL = "Asia/Ho_Chi_Minh"


def read(value: object, order: str = "dmy", zone: str | None = LOCAL) -> str | None:
    number, bad = DateReader(order, zone).read(value)  # type: ignore[arg-type]
    return f"bad {bad}" if bad else number_day(number).isoformat() if number is not None else None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("15/06/2020", "2020-06-15"),
        ("5-6-2020", "2020-06-05"),
        ("2020-06-15", "2020-06-15"),
        ("15.06.2020 07:30", "2020-06-15"),
        ("15/06/2020 23:59:59", "2020-06-15"),
        ("08:15 15/06/2020", "2020-06-15"),
        (datetime.date(2020, 6, 15), "2020-06-15"),
        (datetime.datetime(2020, 6, 15, 23, 30), "2020-06-15"),
        ("", None),
        ("-", None),
        (0, None),
        ("31/02/2020", "bad 31/02/2020"),
        ("quý III", "bad quý III"),
        (43997.0, "bad 43997.0"),
    ],
)
def test_a_cell_says_a_day_none_or_something_else(value: object, expected: str | None) -> None:
    assert read(value) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2020-06-14T17:30:00.000Z", "2020-06-15"),  # 00:30 in Ha Noi
        ("2020-06-15T16:30:00Z", "2020-06-15"),  # 23:30
        ("2020-06-15T17:00:00Z", "2020-06-16"),
        ("2020-06-15T00:30:00+07:00", "2020-06-15"),
        ("2020-06-14T23:30:00+07:00", "2020-06-14"),
    ],
)
def test_a_moment_counts_on_the_day_it_is_here(moment: str, expected: str) -> None:
    assert read(moment) == expected


def test_a_register_in_utc_is_read_in_local_days_and_a_day_without_a_time_stays() -> None:
    assert read("14/06/2020 17:30", zone="UTC") == "2020-06-15"
    assert read(datetime.datetime(2020, 6, 15, 16, 30), zone="UTC") == "2020-06-15"
    assert read("14/06/2020", zone="UTC") == "2020-06-14"
    assert read(datetime.datetime(2020, 6, 14), zone="UTC") == "2020-06-14"


@pytest.mark.parametrize(("done", "late"), [("2020-06-15T16:59:59Z", 0), ("2020-06-15T17:00:00Z", 1)])
def test_the_last_day_ends_at_midnight_here(tmp_path: Path, done: str, late: int) -> None:
    columns = ("Mã", "Đơn vị", "Vai trò", "Hạn", "Gia hạn đến", "Ngày xong", "Trạng thái", "Độ mật")
    rows = [task("NV-1", "Vụ A", "15/06/2020", done)]
    write_csv(tmp_path / "raw" / "registers" / "tasks.csv", rows, columns)
    assert measure(tmp_path / "raw", HEAD + TASKS + LATE).measured("vu-a")["a"] == late


def test_a_workbook_that_counts_from_1904_says_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "registers" / "tasks.xlsx"
    write_sheet(path, [task("NV-1", "Vụ A", day("2020-06-15"), day("2020-06-16"))])
    ordinary = measure(tmp_path / "raw", HEAD + TASKS + LATE).rows()
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book.save(path)
    counted = measure(tmp_path / "raw", HEAD + TASKS + LATE).rows()
    assert counted[["base_due", "done", "days_late"]].to_numpy().tolist() == [["2020-06-15", "2020-06-16", 1]]
    assert ordinary[["base_due", "done"]].to_numpy().tolist() == counted[["base_due", "done"]].to_numpy().tolist()


def test_days_and_months_swapped_by_a_spreadsheet_are_an_error(tmp_path: Path) -> None:
    rows = [
        task("NV-1", "Vụ A", day("2020-04-03"), None),  # 03/04 opened with the month first
        task("NV-2", "Vụ A", "25/04/2020", None),
        task("NV-3", "Vụ A", day("2020-12-05"), None),
        task("NV-4", "Vụ A", "13/05/2020", None),
    ]
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", rows)
    body = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    assert [each["found"] for each in body.findings if each["rule"] == "register_swapped_dates"] == ["Hạn"]


def test_a_year_far_off_is_a_doubt(tmp_path: Path) -> None:
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", [task("NV-1", "Vụ A", day("2020-06-15"), "15/06/2202")])
    body = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    assert "register_odd_year" in body.rules()
    assert body.measured("vu-a")["state"] == "doubtful"
