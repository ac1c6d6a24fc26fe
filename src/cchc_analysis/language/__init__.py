"""Words and numbers in the reader's language.

Texts are written in Vietnamese where they are used and looked up in ``locale/en.po`` for English. The catalogue is
read as it stands, so a translator edits one text file and nothing is compiled. ``make messages`` keeps it in step.
"""

import io
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, parse_pattern

LANGUAGES = ("vi", "en")
SOURCE = "vi"
MISSING = "–"
MINUS = "\N{MINUS SIGN}"
CATALOGUES = Path(__file__).parents[1] / "locale"


@cache
def words(lang: str) -> NullTranslations:
    """The texts of *lang*: its ``gettext`` and ``ngettext`` give the words for a Vietnamese text."""
    if known(lang) == SOURCE:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(lang))
    compiled.seek(0)
    return GNUTranslations(compiled)


def known(lang: str) -> str:
    """*lang* itself; raises :class:`ValueError` naming the languages there are when it is not one of them."""
    if lang not in LANGUAGES:
        raise ValueError(f"unknown language {lang!r}: one of {', '.join(LANGUAGES)}")
    return lang


def read_catalogue(lang: str) -> Catalog:
    """The catalogue of *lang* as the translator left it."""
    with catalogue_path(lang).open("rb") as file:
        return read_po(file, locale=lang)


def catalogue_path(lang: str) -> Path:
    """Where the catalogue of *lang* is."""
    return CATALOGUES / f"{lang}.po"


def mark(text: str) -> str:
    """The text as it is, marked for translation where it stands and looked up where it is shown."""
    return text


def texts_of(prose: str) -> list[str]:
    """The texts in which a notebook's prose is translated: its paragraphs, and its headings without their ``#``.

    >>> texts_of("# Tiêu đề\\n\\nMột câu.\\n")
    ['Tiêu đề', 'Một câu.']
    """
    return [text for _, text in pieces_of(prose)]


def translate_prose(prose: str, lang: str) -> str:
    """A notebook's prose in *lang*, text by text."""
    gettext = words(lang).gettext
    return "\n\n".join(hashes + gettext(text) for hashes, text in pieces_of(prose))


def pieces_of(prose: str) -> list[tuple[str, str]]:
    """A notebook's prose by paragraph: the ``## `` of a heading (empty for a paragraph), and the text."""
    paragraphs = (piece.strip("\n").rstrip() for piece in re.split(r"\n\s*\n", prose))
    matches = (re.fullmatch(r"(#+\s+)?(.*)", text, re.DOTALL) for text in paragraphs if text.strip())
    return [(match[1] or "", match[2]) for match in matches if match]


def number(value: Any, decimals: int, lang: str, signed: bool = False) -> str:
    """A number with exactly *decimals* decimals, half rounded up as spreadsheets do; ``–`` where it is missing.

    >>> number(39.4, 2, "vi"), number(-0.5, 1, "vi"), number(1.25, 2, "vi", signed=True)
    ('39,40', '−0,5', '+1,25')
    >>> number(1140, 0, "vi"), number(1140, 0, "en"), number(float("nan"), 2, "vi")
    ('1.140', '1,140', '–')
    """
    if is_missing(value):
        return MISSING
    return _write(value if isinstance(value, Decimal) else float(value), decimals, lang, signed)


@lru_cache(maxsize=2**16)
def _write(value: Decimal | float, decimals: int, lang: str, signed: bool) -> str:
    printed = _half_up(value, decimals)
    digits = _pattern(decimals).apply(abs(printed), _locale(known(lang)))
    if printed < 0:
        return MINUS + digits
    return "+" + digits if signed and printed > 0 else digits


def points(value: Any, lang: str, decimals: int = 2, signed: bool = False) -> str:
    """Points as the season prints them (*decimals* is its ``printed_decimals``)."""
    return number(value, decimals, lang, signed)


def percent(value: Any, lang: str, decimals: int = 1, signed: bool = False) -> str:
    """A value between 0 and 100 as a percentage.

    >>> percent(78.44, "vi"), percent(None, "vi")
    ('78,4%', '–')
    """
    printed = number(value, decimals, lang, signed)
    return printed if printed == MISSING else printed + "%"


def share(value: Any, lang: str, decimals: int = 1, signed: bool = False) -> str:
    """A value between 0 and 1 as a percentage.

    >>> share(0.7844, "en")
    '78.4%'
    """
    return percent(value if is_missing(value) else Decimal(repr(float(value))) * 100, lang, decimals, signed)


def separators(lang: str) -> str:
    """The decimal and the thousands mark, as plotly's ``layout.separators`` wants them."""
    symbols = _locale(known(lang)).number_symbols["latn"]
    return str(symbols["decimal"] + symbols["group"])


def _half_up(value: Decimal | float, decimals: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(repr(round(value, 6)))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


def is_missing(value: Any) -> bool:
    """Whether there is no value: ``None``, NaN, ``pd.NA``, ``pd.NaT``.

    >>> is_missing(float("nan")), is_missing(None), is_missing(0.0), is_missing("")
    (True, True, False, False)
    """
    if isinstance(value, (str, int, float)):
        return value != value
    import pandas as pd  # here: a command that prints no table has no need of it

    return bool(pd.isna(value))
