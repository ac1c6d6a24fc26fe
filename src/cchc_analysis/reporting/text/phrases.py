"""What sentences are made of: figures tied to their tables, emphasis, lists, paragraphs."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from babel.lists import format_list
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Kind, Printed

PROPER = (
    "Chính phủ",
    "Thủ tướng",
    "Quốc hội",
    "Nhà nước",
    "Đảng",
    "Trung ương",
    "Government",
    "Prime Minister",
    "Party",
)
"""Names that keep their capital letter inside a sentence."""


def read_facts(season: SeasonTables) -> pd.Series:
    """The season's figures by metric."""
    return season.headlines.set_index("metric")["value"]


def number(facts: pd.Series, metric: str) -> float:
    """A figure as a number; 0 where the season does not have it."""
    value = facts.get(metric, 0.0)
    return 0.0 if pd.isna(value) else float(value)


def is_known(facts: pd.Series, metric: str) -> bool:
    """Whether the season has the figure."""
    return not language.is_missing(facts.get(metric))


def quote_fact(facts: pd.Series, metric: str, kind: Kind, season: Printed) -> Markup:
    """A figure of the season, tied to its metric."""
    return quote(facts.get(metric), metric, season, metric, kind)


def quote_of(facts: pd.Series, part: str, whole: str, season: Printed) -> Markup:
    """Two figures as part/whole."""
    return Markup("{part}/{whole}").format(
        part=quote(number(facts, part), part, season, part, "count"),
        whole=quote(number(facts, whole), whole, season, whole, "count"),
    )


def quote(
    value: Any, column: str, season: Printed, key: str, kind: Kind | None = None, *, unsigned: bool = False
) -> Markup:
    """The number as printed, with its value and key; *unsigned* where the sentence's words say which way it goes."""
    if language.is_missing(value):
        return Markup(escape(printing.format_value(value, "text", season)))
    shown = printing.format_value(abs(value) if unsigned else value, kind or printing.kind_of(column), season)
    said = ' data-sign="said"' if unsigned else ""
    return Markup(f'<data value="{float(value)!r}" data-key="{escape(key)}"{said}>{escape(shown)}</data>')


def strong(text: str | Markup) -> Markup:
    """Emphasis."""
    return Markup("<strong>{text}</strong>").format(text=text)


def join_names(names: Sequence[str], season: Printed) -> str:
    """Names as a sentence lists them: “A, B và C”."""
    return str(format_list(list(names), locale=season.lang))


def join_units(names: Sequence[str], season: Printed, key: str) -> Markup:
    """Units as a sentence lists them; of many in a large season the first few, and how many others there are."""
    if not season_size.is_large(season) or len(names) <= season_size.NAMED + 1:
        return Markup(escape(join_names(names, season)))
    others = len(names) - season_size.NAMED
    words = language.words(season.lang)
    text = words.ngettext("{units} và {count} đơn vị khác", "{units} và {count} đơn vị khác", others)
    listed = ", ".join(names[: season_size.NAMED])
    return Markup(text).format(units=listed, count=quote(others, "unit_count", season, f"{key}.others", "count"))


def lower_first(text: str) -> str:
    """A name inside a sentence: “Tỷ lệ văn bản” becomes “tỷ lệ văn bản”; “CCHC” and “Chính phủ” stay."""
    first = text.split(" ", 1)[0]
    return text if first.isupper() or text.startswith(PROPER) else text[:1].lower() + text[1:]


def show_sentences(sentences: Sequence[Markup], css: str = "") -> HTML:
    """One paragraph of those sentences that say anything."""
    return show_paragraphs([Markup(" ").join(sentence for sentence in sentences if sentence)], css)


def show_paragraphs(sentences: Sequence[str | Markup], css: str = "") -> HTML:
    """A paragraph per sentence."""
    attribute = f' class="{css}"' if css else ""
    return HTML("".join(f"<p{attribute}>{escape(sentence)}</p>" for sentence in sentences))
