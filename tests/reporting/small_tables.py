"""A season's tables in memory, as a page holds them: what a sentence is made from."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.small_seasons import derive, flat_criteria, season_of, units_of
from cchc_analysis import schemas
from cchc_analysis.analyst import SeasonTables, add_names
from cchc_analysis.rules.season import Season
from page_figures import read_marked


@dataclass(frozen=True, repr=False)
class SmallTables(SeasonTables):
    """Season tables that come from memory, with names for readers like those that are loaded."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def _tables(self) -> Callable[[str], pd.DataFrame]:
        units, criteria = self.tables["units"], self.tables["criteria"]
        return lambda name: add_names(self.tables[name], units, criteria, self.rules, self.lang)


def tables_of(
    scores: pd.DataFrame,
    criteria: pd.DataFrame | None = None,
    units: pd.DataFrame | None = None,
    season: Season | None = None,
    lang: str = "vi",
    **received: Any,
) -> SmallTables:
    """The tables of a small season: units a and b, domains I (30 points) and II (20), unless stated otherwise."""
    criteria = in_english(flat_criteria(I=30, II=20) if criteria is None else criteria)
    units = in_english(units_of("a", "b") if units is None else units)
    season = season or season_of()
    shown = {name: received.pop(name) for name in ("submissions", "findings") if name in received}
    derived = derive(scores, criteria, units, season, **received)
    stated = {"scores": scores, "criteria": criteria, "units": units, **shown}
    plain = {name: schemas.empty(name) for name in schemas.TABLES}
    proposed = {"initiatives": received["initiatives"]} if "initiatives" in received else {}
    return SmallTables(season.year, Path(), lang, season, tables={**plain, **derived, **stated, **proposed})


def in_english(rows: pd.DataFrame) -> pd.DataFrame:
    """The same criteria or units with English names: ``Unit a``, ``Criterion I``."""
    words = {"Vụ ": "Unit ", "Tiêu chí ": "Criterion "}
    named = rows["name"]
    for vietnamese, english in words.items():
        named = named.str.replace(vietnamese, english)
    return rows.assign(name_en=named)


def text_of(shown: Any) -> str:
    """What a reader reads: the text without its tags, one space between paragraphs and items."""
    spaced = re.sub(r"</(p|li)>", " ", getattr(shown, "data", shown))
    return html.unescape(re.sub(r"<[^>]+>", "", spaced)).strip()


def quoted(shown: Any) -> dict[str, tuple[float, str]]:
    """Every number of a text that says where it comes from: its key, its value and how it is printed."""
    return {figure.key: (figure.value, figure.shown) for figure in read_marked(shown.data) if figure.key}
