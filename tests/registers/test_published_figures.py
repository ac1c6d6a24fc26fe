"""Figures of national reporting, recomputed from its four states: 2017 (1270/BC-TCTTTg) and 2016."""

import datetime
from pathlib import Path

import pytest
from tests.registers.small_register import HEAD, TASKS, measure, task, write_csv

COLUMNS = ("Mã", "Đơn vị", "Vai trò", "Hạn", "Gia hạn đến", "Ngày xong", "Trạng thái", "Độ mật")
SHARE = """
[[measures]]
criterion = "nhiem-vu"
text = "Tỷ lệ × điểm tối đa"
register = "tasks"
counts_in = "due"
late = {{ due = ["due", "due_first"], roll = "next_working_day", open_late = true, done_late = {done_late} }}
numerator = "{numerator}"
if_none = "max"
covers = "all"
rule = {{ type = "linear", round = "none" }}
"""
STATES = {2016: (1310, 429, 1812, 175), 2017: (14068, 1983, 5640, 223)}
"""Done on time, done late, open in time, open overdue."""


@pytest.fixture(scope="module", params=[2016, 2017])
def register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    year: int = request.param
    on_time, late, open_in_time, overdue = STATES[year]
    due, then = datetime.date(2020, 6, 15).strftime("%d/%m/%Y"), "20/06/2020"
    ahead = "31/12/2020"
    rows = [task(f"A{number}", "Vụ A", due, due) for number in range(on_time)]
    rows += [task(f"B{number}", "Vụ A", due, then) for number in range(late)]
    rows += [task(f"C{number}", "Vụ A", ahead, None) for number in range(open_in_time)]
    rows += [task(f"D{number}", "Vụ A", due, None) for number in range(overdue)]
    folder = tmp_path_factory.mktemp(str(year)) / "raw"
    write_csv(folder / "registers" / "tasks.csv", rows, COLUMNS)
    return year, folder


def share(folder: Path, numerator: str, done_late: str) -> float:
    head = HEAD.replace("2021-01-10T17:00:00", "2020-12-31T17:00:00")
    declared = head + TASKS + SHARE.format(numerator=numerator, done_late=done_late)
    row = measure(folder, declared, {"nhiem-vu": (100.0, "Tỷ lệ × điểm tối đa")}).measured("vu-a")
    return round(float(row["computed_score"]), 2)


def test_the_four_states_are_the_reports(register: tuple[int, Path]) -> None:
    year, folder = register
    head = HEAD.replace("2021-01-10T17:00:00", "2020-12-31T17:00:00")
    declared = head + TASKS + SHARE.format(numerator="on_time", done_late="true")
    row = measure(folder, declared, {"nhiem-vu": (100.0, "Tỷ lệ × điểm tối đa")}).measured("vu-a")
    found = tuple(row[name] for name in ("done_on_time", "done_late", "open_in_time", "open_overdue"))
    assert found == STATES[year]


def test_counting_what_was_done_late_makes_another_figure(register: tuple[int, Path]) -> None:
    year, folder = register
    expected = {2016: (9.14, 31.56), 2017: (1.37, 13.56)}[year]
    assert (share(folder, "late", "false"), share(folder, "late", "true")) == expected


def test_what_was_on_time_is_the_rest(register: tuple[int, Path]) -> None:
    year, folder = register
    assert share(folder, "on_time", "true") == {2016: 68.44, 2017: 86.44}[year]
