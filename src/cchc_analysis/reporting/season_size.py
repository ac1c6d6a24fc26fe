"""When a season has too many units to show each: the one place that decides, and what pages show then.

Up to :data:`MANY_UNITS` units every page names every unit. Above it the pages of the whole season show groups,
distributions and extremes; each unit stands in the list of units (``units.html``), every row in a linked file.
"""

from dataclasses import dataclass

import pandas as pd

from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.printing import Printed
from cchc_analysis.store.public_season import PublicSeason

MANY_UNITS = 100
"""Above so many units a page does not name them all. A table of a hundred rows is still read; one of three hundred is
searched, and a chart of them is taller than any screen or sheet."""

MANY_PEERS = 50
"""Above so many units of one group a unit's page shows the first and its neighbours; it sees no unit but its peers."""

ENDS = 10
"""Rows that an excerpt keeps of the top and of the bottom of an order."""

FIRST = 20
"""Rows that an excerpt keeps of a list in which the largest or most urgent stand first."""

NAMED = 5
"""Units that a sentence names before it counts the others."""

COSTLY = 30
"""Criteria that a table of groups and criteria holds, those of most points lost: enough to see a pattern."""


@dataclass(frozen=True)
class Excerpt:
    """Rows that stand for a longer table: after ``gap`` of them (where any are left out there) ``left_out`` follow."""

    rows: pd.DataFrame
    left_out: int = 0
    gap: int | None = None


def is_large(season: Printed) -> bool:
    """Whether a season of either edition has so many units that its pages do not show each."""
    if isinstance(season, PublicSeason):
        return has_many(season.public_units)
    return isinstance(season, SeasonTables) and has_many(season.units)


def has_many(units: pd.DataFrame) -> bool:
    """Whether a table with a row per unit has more rows than a page shows."""
    return len(units) > MANY_UNITS


def take_ends(rows: pd.DataFrame, season: Printed, most: int = ENDS) -> Excerpt:
    """The first and the last *most* rows of an order, where the season is large and there are more than both."""
    if not is_large(season) or len(rows) <= 2 * most:
        return Excerpt(rows)
    return Excerpt(pd.concat([rows.head(most), rows.tail(most)]), len(rows) - 2 * most, most)


def take_first(rows: pd.DataFrame, season: Printed, most: int = FIRST) -> Excerpt:
    """The first *most* rows, where the season is large and there are more."""
    if not is_large(season) or len(rows) <= most:
        return Excerpt(rows)
    return Excerpt(rows.head(most), len(rows) - most)
