"""What one cell says: a score, "not applicable", nothing, or something that cannot be read as a score."""

import datetime
import math
import re
from dataclasses import dataclass
from typing import Literal

from cchc_analysis.intake.names import name_key, tidy

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | None
Kind = Literal["scored", "not_applicable", "blank", "unreadable"]

NOT_APPLICABLE = ("-", "KAD", "không áp dụng", "không được giao")
YES = ("x", "có", "yes", "true", "1")
NO = ("không", "no", "false", "0")

_NOT_APPLICABLE = frozenset(name_key(word) for word in NOT_APPLICABLE)
_YES = frozenset(name_key(word) for word in YES)
_NO = frozenset(name_key(word) for word in NO)
MARKS = frozenset(("x", "×", "✓", "✔"))

_NUMBER = re.compile(r"[+\-−]?[0-9]+(?:[.,][0-9]+)?")
_THOUSANDS = re.compile(r"([+\-−]?[1-9][0-9]{0,2})[.,]([0-9]{3})")
_RATIO = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*/\s*([0-9]+(?:[.,][0-9]+)?)")


@dataclass(frozen=True)
class Reading:
    """What a score cell says. ``stated_max`` is the b of ``a/b``.

    ``thousands`` is the score if the mark in it is one of thousands, as it may be in ``1.000``.
    """

    kind: Kind
    score: float | None = None
    stated_max: float | None = None
    thousands: float | None = None


def cell_text(value: Value) -> str:
    """The cell as a person sees it, tidied; an empty cell is ``""``.

    >>> [cell_text(value) for value in (5.0, 0.1, None, "  a ", True)]
    ['5', '0.1', '', 'a', 'TRUE']
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case str():
            return tidy(value)
        case int() | float():
            return format(value, ".15g")
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case _:
            return str(value)


def says_anything(value: Value) -> bool:
    """Whether a cell holds anything but spaces."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def number_text(value: float) -> str:
    """A number as a Vietnamese sentence has it.

    >>> number_text(0.25), number_text(5.0)
    ('0,25', '5')
    """
    return cell_text(value).replace(".", ",")


def read_number(value: Value) -> float | None:
    """The number a cell holds, by decimal comma or point; ``None`` where it holds anything else.

    >>> [read_number(value) for value in ("0,5", "0.5", 0.5, " 1\\u00a0", "−1", "1e3", "1,5 điểm", "", True)]
    [0.5, 0.5, 0.5, 1.0, -1.0, None, None, None, None]

    A 0 has no sign: "−0" is 0.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _round(value) if math.isfinite(value) else None
    text = cell_text(value) if isinstance(value, str) else ""
    if not _NUMBER.fullmatch(text):
        return None
    return _round(float(text.replace(",", ".").replace("−", "-")))


def _round(number: float) -> float:
    return round(float(number), 6) + 0.0


def read_thousands(value: Value) -> float | None:
    """The number a text holds if its point or comma marks thousands; ``None`` where it cannot.

    >>> [read_thousands(value) for value in ("1.000", "12,500", "0.500", "1.00", "1.0000", 1.0)]
    [1000.0, 12500.0, None, None, None, None]
    """
    found = _THOUSANDS.fullmatch(cell_text(value)) if isinstance(value, str) else None
    return float(found[1].replace("−", "-") + found[2]) if found else None


def read_score(value: Value) -> Reading:
    """What a score cell says; blank, 0, not applicable and text stay different things.

    >>> read_score("72,5/84")
    Reading(kind='scored', score=72.5, stated_max=84.0, thousands=None)
    >>> [read_score(value).kind for value in ("0", "", "Không áp dụng", "abc")]
    ['scored', 'blank', 'not_applicable', 'unreadable']
    """
    text = cell_text(value)
    if not text:
        return Reading("blank")
    if name_key(text) in _NOT_APPLICABLE:
        return Reading("not_applicable")
    if (number := read_number(value)) is not None:
        return Reading("scored", number, thousands=read_thousands(value))
    ratio = _RATIO.fullmatch(text) if isinstance(value, str) else None
    if ratio:
        return Reading("scored", read_number(ratio[1]), read_number(ratio[2]), read_thousands(ratio[1]))
    return Reading("unreadable")


def is_mark(value: Value) -> bool:
    """Whether a cell is only marked, which by itself says neither how many points nor that none apply.

    >>> [is_mark(value) for value in ("x", " X ", "x2", 1.0)]
    [True, True, False, False]
    """
    return isinstance(value, str) and name_key(value) in MARKS


def read_yes_no(value: Value) -> bool | None:
    """Yes or no as people write it; ``None`` for anything else, blank included.

    >>> [read_yes_no(word) for word in ("x", "Có", 1.0, "không", "maybe", "")]
    [True, True, True, False, None, None]
    """
    word = name_key(cell_text(value))
    if word in _YES:
        return True
    return False if word in _NO else None
