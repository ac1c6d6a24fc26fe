"""The calendar, joined, against a plain walk from day to day, for ten years with Tết and swapped Saturdays."""

import datetime
from pathlib import Path
from random import Random

import pytest

from cchc_analysis.registers.dates import EPOCH, day_number
from cchc_analysis.registers.workdays import SpecialDay, build_days, find_missing_years, read_calendar

FIRST, LAST = datetime.date(2018, 1, 1), datetime.date(2027, 12, 31)
ONE = datetime.timedelta(days=1)
TET = {2018: (2, 14, 7), 2019: (2, 4, 5), 2020: (1, 23, 7), 2021: (2, 10, 7), 2022: (1, 31, 5), 2023: (1, 20, 7),
       2024: (2, 8, 7), 2025: (1, 27, 5), 2026: (2, 16, 5), 2027: (2, 5, 7)}  # fmt: skip
SWAPPED = (datetime.date(2026, 1, 10), datetime.date(2026, 8, 22))
OFF_FOR_THEM = (datetime.date(2026, 1, 2), datetime.date(2026, 8, 31))


def list_special() -> list[SpecialDay]:
    special = {each: SpecialDay(each, is_worked=True) for each in SWAPPED}
    special |= {each: SpecialDay(each, is_worked=False) for each in OFF_FOR_THEM}
    for year, (month, first, count) in TET.items():
        start = datetime.date(year, month, first)
        for number in range(count):
            special[start + number * ONE] = SpecialDay(start + number * ONE, is_worked=False)
        for month_, day in ((1, 1), (4, 30), (5, 1), (9, 2)):
            holiday = datetime.date(year, month_, day)
            special[holiday] = SpecialDay(holiday, is_worked=False)
    return list(special.values())


SPECIAL = list_special()
BY_DAY = {each.day: each.is_worked for each in SPECIAL}
DAYS = build_days(FIRST, LAST, ("saturday", "sunday"), SPECIAL).set_index("day_no")


def is_worked(day: datetime.date) -> bool:
    return BY_DAY.get(day, day.weekday() < 5)


def test_every_day_rolls_to_where_a_walk_ends_and_a_second_roll_changes_nothing() -> None:
    for number, row in DAYS.iloc[:-10].iterrows():
        day = EPOCH + int(str(number)) * ONE
        while not is_worked(day):
            day += ONE
        assert row["next_work_no"] == day_number(day)
        assert DAYS.loc[row["next_work_no"], "next_work_no"] == row["next_work_no"]


def test_working_days_between_two_days_are_those_a_walk_counts() -> None:
    chance = Random(17)
    span = (LAST - FIRST).days
    for _time in range(2000):
        start = FIRST + chance.randrange(span - 200) * ONE
        end = start + chance.randrange(200) * ONE
        walked = sum(is_worked(start + number * ONE) for number in range(1, (end - start).days + 1))
        assert DAYS.loc[day_number(end), "work_no"] - DAYS.loc[day_number(start), "work_no"] == walked


@pytest.mark.parametrize("day", SWAPPED)
def test_a_swapped_saturday_is_worked(day: datetime.date) -> None:
    assert bool(DAYS.loc[day_number(day), "is_worked"])
    assert DAYS.loc[day_number(day), "next_work_no"] == day_number(day)


def test_a_calendar_file_names_each_line_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(
        "date,day,reason,document\n2020-01-01,off,Tết,TB 1\n01/05/2020,off,,TB 1\n2020-09-02,nghỉ,,TB 1\n"
        "2020-01-01,off,,TB 1\n2020-04-30,off,,\n",
        encoding="utf-8",
    )
    special, findings = read_calendar(path)
    assert [each.day for each in special] == [datetime.date(2020, 1, 1), datetime.date(2020, 4, 30)]
    places = [(each["rule"], each["source_cell"]) for each in findings]
    assert places == [
        ("calendar_bad", "A3"),
        ("calendar_bad", "B4"),
        ("calendar_bad", "A5"),
        ("calendar_no_document", "D6"),
    ]


def test_a_year_without_a_day_off_is_missing() -> None:
    found = find_missing_years(SPECIAL, [2020, 2028], "calendar.csv")
    assert [each["found"] for each in found] == ["2028"]
