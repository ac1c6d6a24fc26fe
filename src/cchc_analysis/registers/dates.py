"""What a cell of a register says of a day: a real date, a date as text in its stated order, a moment in its zone."""

import datetime
import re
import zoneinfo
from dataclasses import dataclass, field

from cchc_analysis.intake.names import tidy
from cchc_analysis.intake.values import Value

EPOCH = datetime.date(1970, 1, 1)
LOCAL = "Asia/Ho_Chi_Minh"
NONE = frozenset({"", "-", "–", "—", "không", "không thời hạn", "không hạn", "0"})
"""Cells that say that there is no date."""

_TIME = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
_ZONE = r"\s*(Z|[+-]\d{2}:?\d{2})?"
_BY_YEAR = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}{_ZONE}")
_BY_DAY = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}{_ZONE}")
_TIME_FIRST = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?)\s+(\S+)")


@dataclass
class DateReader:
    """Reads the dates of one register: their *order* in text, the *zone* their moments are in, the zone of the reader.

    Days are numbered from 1 January 1970. ``seen`` keeps what texts were found to say, for few differ.
    """

    order: str
    zone: str | None
    local: str = LOCAL
    seen: dict[str, int | None] = field(default_factory=dict)

    def read(self, value: Value) -> tuple[int | None, str]:
        """The day that a cell says, and the text that is no date; ``(None, "")`` where it says there is none."""
        match value:
            case None:
                return None, ""
            case datetime.datetime():
                return self._day(value, None), ""
            case datetime.date():
                return (value - EPOCH).days, ""
            case str():
                return self._read_text(value)
            case int() | float() if not isinstance(value, bool) and value == 0:
                return None, ""
            case _:
                return None, str(value)

    def _read_text(self, value: str) -> tuple[int | None, str]:
        text = tidy(value)
        if text.casefold() in NONE:
            return None, ""
        if text not in self.seen:
            self.seen[text] = self._parse(text)
        day = self.seen[text]
        return day, "" if day is not None else text

    def _parse(self, text: str) -> int | None:
        if turned := _TIME_FIRST.fullmatch(text):
            text = f"{turned[2]} {turned[1]}"
        if found := _BY_YEAR.fullmatch(text):
            year, month, day = found[1], found[2], found[3]
        elif found := _BY_DAY.fullmatch(text):
            if self.order == "ymd":
                return None
            day, month, year = (found[2], found[1], found[3]) if self.order == "mdy" else (found[1], found[2], found[3])
        else:
            return None
        try:
            hour, minute, second = (int(part or 0) for part in found.groups()[3:6])
            moment = datetime.datetime(int(year), int(month), int(day), hour, minute, second)
        except ValueError:
            return None
        return self._day(moment, found[7]) if found[4] else (moment.date() - EPOCH).days

    def _day(self, moment: datetime.datetime, offset: str | None) -> int:
        """The local day of a moment; a plain midnight is a day without a time, in whatever zone."""
        if offset is None and moment.time() == datetime.time() and moment.tzinfo is None:
            return (moment.date() - EPOCH).days
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_offset(offset) if offset else zoneinfo.ZoneInfo(self.zone or self.local))
        return (moment.astimezone(zoneinfo.ZoneInfo(self.local)).date() - EPOCH).days


def day_number(day: datetime.date) -> int:
    """A day counted from 1 January 1970.

    >>> day_number(datetime.date(1970, 1, 31))
    30
    """
    return (day - EPOCH).days


def number_day(number: int) -> datetime.date:
    """The day of a number."""
    return EPOCH + datetime.timedelta(days=int(number))


def show_day(day: datetime.date | int | None) -> str:
    """A day as Vietnamese sentences have it: ``15/06/2020``."""
    if day is None:
        return "–"
    return (day if isinstance(day, datetime.date) else number_day(day)).strftime("%d/%m/%Y")


def _offset(text: str) -> datetime.timezone:
    if text == "Z":
        return datetime.UTC
    sign = -1 if text[0] == "-" else 1
    return datetime.timezone(sign * datetime.timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
