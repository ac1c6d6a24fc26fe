"""What a spreadsheet shows for a stored value under a number format, as far as the digits a reader sees go.

Covers what decides the digits: sections and their conditions, digits and decimals, grouping, scaling by a trailing
comma, percent, literal text, fractions and exponents. Dates are left alone: a reader of values takes them for dates.
Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (format codes and their built-in numbers).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

BUILTIN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
    **{37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)"},
    **{41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 42: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)'},
    **{43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', 44: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'},
    **{48: "##0.0E+0", 49: "@"},
}
"""The format codes that a workbook means by their number alone; the others are General or dates."""
PLACES = 6
"""The decimals to which points are kept; what differs beyond them is no other number."""
TOO_LARGE = 1e15
"""From here on a spreadsheet has no more digits to show; no score is near it."""

_TOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|General|E[+-]|.', re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]*\.?[0-9]+)\]")
_CURRENCY = re.compile(r"\[\$([^\-\]]*)(?:-[^\]]*)?\]")
_PLAIN = re.compile(r"(?:#,##)?[#0]*0(?:\.([0#?]+))?")
_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
_NUMBER_SHOWN = re.compile(r"[-−]?[0-9][0-9.,\u00a0 ]*")


@dataclass(frozen=True)
class Shown:
    """What a cell shows: the text, the number that the text says (``None`` where it says none), and its decimals."""

    text: str
    number: float | None
    decimals: int = 0


def list_plain_decimals(code: str) -> int | None:
    """How many decimals a format of nothing but digits shows; ``None`` for any other format.

    >>> [list_plain_decimals(code) for code in ("0", "0.00", "#,##0.0", "0%", "0.0,", "General")]
    [0, 2, 1, None, None, None]
    """
    found = _PLAIN.fullmatch(code)
    return None if found is None else len(found[1] or "")


def is_unformatted(code: str) -> bool:
    """Whether a format shows every value as it is.

    >>> [is_unformatted(code) for code in ("General", "@", "", "0")]
    [True, True, True, False]
    """
    return code.casefold() in ("", "general", "@", "standard")


@lru_cache(maxsize=1 << 14)
def show(value: float | str, code: str) -> Shown | None:
    """What a cell shows for a stored number or text; ``None`` where the format is a date or shows the value as it is.

    Decimals have a comma and thousands a point, as in Vietnam.

    >>> show(0.5, "0%").text, show(1500, "0.00,").text, show(0, '0;-0;"-"').text, show(5, ";;;").text
    ('50%', '1,50', '-', '')
    >>> show(2.5, "0").number, show(2.5, '"9"0.0').number, show(2.5, '0.0" điểm"').number
    (3.0, 92.5, 2.5)
    """
    if is_unformatted(code):
        return None
    sections = _read_sections(code)
    if isinstance(value, str):
        return _show_text(value, sections)
    if not math.isfinite(value) or abs(value) >= TOO_LARGE:
        return None
    section, is_negated = _choose(sections, value)
    if section is None:
        return Shown("#" * 3, None)
    shown = section.show(abs(value) if is_negated else value)
    if is_negated and shown is not None and shown.number is not None and shown.text.startswith(("(", "-", "−")):
        return replace(shown, number=-abs(shown.number))
    return shown


def compare(value: float | str, shown: Shown | None) -> str:
    """How what is shown stands to what is stored: ``same``, ``rounded``, ``none`` (no number is shown) or ``other``."""
    if shown is None:
        return "same"
    if isinstance(value, str):
        return "same" if value.strip() in shown.text else "none"
    if shown.number is None:
        return "none"
    if round(shown.number, PLACES) == round(value, PLACES):
        return "same"
    return "rounded" if abs(shown.number - value) <= 0.5 * 10.0**-shown.decimals + 1e-9 else "other"


def read_shown(text: str, value: float) -> Shown:
    """A text that a document keeps beside its value as what is shown, its commas and points read as the value has them.

    >>> read_shown("1.000,50", 1000.5).number, read_shown("50%", 0.5).number, read_shown("-", 0).number
    (1000.5, 50.0, None)
    """
    digits = _NUMBER_SHOWN.search(text)
    if digits is None:
        return Shown(text, None)
    bare = re.sub(r"[\s\u00a0]", "", digits[0]).replace("−", "-").rstrip(".,")
    if (mark := text.find("(")) >= 0 and mark < digits.start() and value < 0:
        bare = "-" + bare.lstrip("-")
    readings = list(_read_digits(bare))
    number, decimals = min(readings, key=lambda reading: abs(reading[0] - value))
    return Shown(text, number, decimals)


def _read_digits(bare: str) -> Iterator[tuple[float, int]]:
    for point, group in ((",", "."), (".", ",")):
        whole, _, decimals = bare.replace(group, "").partition(point)
        if point not in decimals:
            yield float(f"{whole}.{decimals or 0}"), len(decimals)


@dataclass(frozen=True)
class _Section:
    """One section of a format: its parts in order, and the condition under which it is taken."""

    parts: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None = None

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.parts}

    def show(self, value: float) -> Shown | None:
        if "date" in self.kinds:
            return None
        if "general" in self.kinds:
            return self._put(f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ","), 9)
        if "slash" in self.kinds:
            return self._show_fraction(value)
        if "exponent" in self.kinds:
            decimals = self._count("0#?", after_point=True)
            text = f"{value:.{decimals}E}"
            return Shown(
                text.replace(".", ","), float(text), max(0, decimals - math.floor(math.log10(abs(value) or 1)))
            )
        if "digit" not in self.kinds:
            text = "".join(text for kind, text in self.parts if kind == "literal")
            shown = _NUMBER_SHOWN.search(text)
            return Shown(text, read_shown(text, value).number if shown else None)
        return self._show_number(value)

    def _show_number(self, value: float) -> Shown:
        percents = sum(kind == "percent" for kind, _ in self.parts)
        scaled = Decimal(repr(value)) * 100**percents / 1000 ** self._count_scalings()
        places = self._count("0#?", after_point=True)
        needed = self._count("0", after_point=True)
        rounded = abs(scaled).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        whole, _, decimals = f"{rounded:f}".partition(".")
        while len(decimals) > needed and decimals.endswith("0"):
            decimals = decimals[:-1]
        whole = whole.lstrip("0").rjust(self._count("0", after_point=False), "0")
        if self._has_grouping():
            whole = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", ".", whole)
        sign = "-" if value < 0 and rounded else ""
        return self._put(sign + whole + ("," + decimals if decimals else ""), places)

    def _put(self, digits: str, decimals: int) -> Shown:
        """The number among the literal text around and within it; a digit that is only literal joins the number."""
        pieces = iter(self._spread(digits))
        text = ""
        for kind, part in self.parts:
            if kind in ("digit", "point", "general"):
                text += next(pieces, "")
            elif kind in ("literal", "percent"):
                text += part
        text = text.strip()
        if not digits.strip("-"):
            return Shown(text, None)
        if self._joins_digits():
            # a reader takes a point or comma that is only text for the decimal one
            digits = text.replace(",", ".")
            found = re.search(r"-?[0-9]+(?:\.[0-9]+)?", digits)
            return Shown(text, float(found[0]) if found else None, decimals)
        return Shown(text, _number_of(digits), decimals)

    def _spread(self, digits: str) -> list[str]:
        """The number over the places of the format: the first takes what the others leave."""
        whole, _, after = digits.partition(",")
        places = [part for kind, part in self.parts if kind in ("digit", "point", "general")]
        point = places.index(".") if "." in places else len(places)
        if self._has_grouping() or not self._joins_digits() or point == 0:
            return [digits]
        spare = max(0, len(whole) - point + 1)
        before = [whole[:spare], *whole[spare:].rjust(point - 1, " ")]
        return [piece.strip() for piece in [*before, "," if after else "", *after]]

    def _joins_digits(self) -> bool:
        """Whether literal text holds digits, or a point or comma, that a reader takes for part of the number."""
        kinds = [kind for kind, _ in self.parts]
        inside = self.parts[kinds.index("digit") : len(kinds) - kinds[::-1].index("digit")] if "digit" in kinds else ()
        return any(kind == "literal" and text.strip() for kind, text in inside) or any(
            kind == "literal" and re.search("[0-9]", text) and not text.strip().startswith("/")
            for kind, text in self.parts
        )

    def _show_fraction(self, value: float) -> Shown:
        code = "".join(text for kind, text in self.parts if kind in ("digit", "slash", "literal"))
        below = code.rpartition("/")[2].strip()
        fixed = re.match(r"[0-9]*[1-9][0-9]*", below)
        if fixed:
            shown = Fraction(round(Fraction(value) * int(fixed[0])), int(fixed[0]))
        else:
            shown = Fraction(value).limit_denominator(10 ** max(1, len(re.findall("[?#0]", below))) - 1)
        whole, rest = divmod(abs(shown), 1)
        text = " ".join(part for part in (str(whole) if whole or not rest else "", str(rest) if rest else "") if part)
        return Shown(("-" if value < 0 else "") + text, float(shown))

    def _digits(self, after_point: bool) -> str:
        whole, _, decimals = self._code().partition(".")
        return decimals if after_point else whole

    def _code(self) -> str:
        kinds = [kind for kind, _ in self.parts]
        end = kinds.index("exponent") if "exponent" in kinds else len(kinds)
        return "".join(text for kind, text in self.parts[:end] if kind in ("digit", "point", "comma"))

    def _count(self, signs: str, after_point: bool) -> int:
        return sum(sign in signs for sign in self._digits(after_point))

    def _count_scalings(self) -> int:
        whole, point, decimals = self._code().partition(".")
        end = decimals if point else whole
        return len(end) - len(end.rstrip(",")) + (len(whole) - len(whole.rstrip(",")) if point else 0)

    def _has_grouping(self) -> bool:
        return "," in self._digits(after_point=False).rstrip(",")


def _number_of(digits: str) -> float:
    return float(digits.replace(".", "").replace(",", "."))


@lru_cache(maxsize=1024)
def _read_sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    parts: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None
    for token in [*_TOKEN.findall(code), ";"]:
        if token == ";":
            sections.append(_Section(tuple(parts), condition))
            parts, condition = [], None
        elif found := _CONDITION.fullmatch(token):
            condition = found[1], float(found[2])
        elif (part := _name_part(token)) is not None:
            parts.append(part)
    return tuple(sections)


def _name_part(token: str) -> tuple[str, str] | None:
    first = token[0]
    if first == '"':
        return "literal", token.strip('"')
    if first == "\\":
        return "literal", token[1:]
    if first == "_":
        return "literal", " "
    if first == "*":
        return None
    if first == "[":
        currency = _CURRENCY.fullmatch(token)
        if currency:
            return "literal", currency[1]
        return ("date", token) if re.fullmatch(r"\[[hms]+\]", token, re.IGNORECASE) else None
    if token.casefold() == "general":
        return "general", token
    if len(token) == 2:
        return "exponent", token
    kinds = {"%": "percent", ".": "point", ",": "comma", "/": "slash", "@": "text"}
    if token in "0#?":
        return "digit", token
    if _DATE.fullmatch(token):
        return "date", token
    return kinds.get(token, "literal"), token


def _choose(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, bool]:
    """The section for a number, and whether it shows the number without its sign."""
    numeric = sections[:3] if len(sections) > 3 or "text" not in sections[-1].kinds else sections[:-1] or sections
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _meets(value, *section.condition):
                return section, False
        return None, False
    if len(numeric) == 1:
        return numeric[0], False
    if value < 0:
        return numeric[1], True
    return numeric[2 if value == 0 and len(numeric) > 2 else 0], False


def _meets(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _show_text(value: str, sections: tuple[_Section, ...]) -> Shown | None:
    is_text = [section for section in sections if "text" in section.kinds]
    section = sections[3] if len(sections) > 3 else is_text[-1] if is_text else None
    if section is None:
        return None
    return Shown("".join(value if kind == "text" else text for kind, text in section.parts), None)
