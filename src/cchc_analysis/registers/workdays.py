"""Days that are worked: ``calendar.csv`` and the weekend, as one table to join deadlines with."""

import csv
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import tidy
from cchc_analysis.registers.declared import WEEKDAYS

CALENDAR_COLUMNS = ("date", "day", "reason", "document")
AROUND = 6
"""Years before and after a season's period that a calendar reaches; a date further off is odd, and not counted with."""


@dataclass(frozen=True)
class SpecialDay:
    """A day off, or a day of the weekend that is worked, and the document that says so."""

    day: datetime.date
    is_worked: bool
    reason: str = ""
    document: str = ""


def read_calendar(path: Path) -> tuple[list[SpecialDay], list[Row]]:
    """The special days of a ``calendar.csv`` (columns ``date``, ``day``, ``reason``, ``document``), and its faults."""
    name = path.name
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        found = error.strerror if isinstance(error, OSError) else str(error)
        return [], [_bad(name, None, found or "?", "tệp CSV mã UTF-8", "a CSV file in UTF-8")]
    header = [tidy(each).casefold() for each in lines[0]] if lines else []
    if header != list(CALENDAR_COLUMNS):
        return [], [_bad(name, "A1", ",".join(header), *[",".join(CALENDAR_COLUMNS)] * 2)]
    days: dict[datetime.date, SpecialDay] = {}
    findings: list[Row] = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(tidy(each) for each in line):
            continue
        stated, kind, reason, document = (tidy(each) for each in [*line, "", "", "", ""][:4])
        try:
            day = datetime.date.fromisoformat(stated)
        except ValueError:
            findings.append(_bad(name, f"A{number}", stated, "ngày như 2020-01-24", "a date such as 2020-01-24"))
            continue
        if kind not in ("off", "work"):
            findings.append(_bad(name, f"B{number}", kind, "off (nghỉ) hoặc work (làm việc)", "off or work"))
            continue
        if day in days:
            findings.append(_bad(name, f"A{number}", stated, "mỗi ngày một lần", "each day once"))
            continue
        if not document:
            place = {"source_file": name, "source_cell": f"D{number}"}
            findings.append(finding("calendar_no_document", found=stated, **place))
        days[day] = SpecialDay(day, kind == "work", reason, document)
    return list(days.values()), findings


def build_days(
    first: datetime.date, last: datetime.date, weekend: Iterable[str], special: Iterable[SpecialDay]
) -> pd.DataFrame:
    """One row per day from *first* to *last*: is it worked, how many worked days so far, the next one that is.

    Columns: ``day`` (as ``datetime64[s]``), ``day_no`` (days since 1970), ``is_worked``, ``work_no`` (worked days from
    the first day to this one, this one included), ``next_work_no`` (the ``day_no`` of the first worked day from this
    one on). Working days from a to b are then ``work_no[b] - work_no[a]``, with no loop.
    """
    days = pd.date_range(first, last, unit="s")
    off = [WEEKDAYS.index(name) for name in weekend]
    worked = ~np.isin(days.day_of_week.to_numpy(), off)
    places = {day: place for place, day in enumerate(days.date)}
    for each in special:
        if each.day in places:
            worked[places[each.day]] = each.is_worked
    day_no = (days - pd.Timestamp("1970-01-01")).days.to_numpy().astype("int64")
    following = pd.Series(np.where(worked, day_no, np.nan)).bfill()
    return pd.DataFrame(
        {
            "day": days,
            "day_no": day_no,
            "is_worked": worked,
            "work_no": np.cumsum(worked).astype("int64"),
            "next_work_no": following.fillna(day_no[-1]).astype("int64"),
        }
    )


def find_missing_years(special: Iterable[SpecialDay], years: Iterable[int], file: str) -> list[Row]:
    """An error for each year that deadlines fall in and of which the calendar knows no day off."""
    known = {each.day.year for each in special}
    return [finding("calendar_year_missing", source_file=file, found=str(year)) for year in sorted(set(years) - known)]


def _bad(file: str, cell: str | None, found: str, expected: str, expected_en: str) -> Row:
    place = {"source_file": file, "source_cell": cell}
    return finding("calendar_bad", found=found or "–", expected=expected, expected_en=expected_en, **place)
