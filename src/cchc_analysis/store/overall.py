"""Figures of the whole body that a page about one unit shows or goes by, each found when it is asked for."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.analysis.domains import measure_body

MOST_COUNTED = 100
"""Units that are counted one by one; more are given in per cent."""

Tables = Callable[[str], pd.DataFrame]


class Body:
    """``body.ranked_units``, ``body.domain_means``: few small figures, whatever the number of units.

    A page about one unit goes by these and by the unit's own rows, so it need not be made again for a change elsewhere
    that leaves them as they are. *found* keeps what was found already, *note* is told the name of each figure asked
    for.
    """

    def __init__(
        self, tables: Tables, found: dict[Any, Any], note: Callable[[str], None] = lambda figure: None
    ) -> None:
        self._tables, self._found, self._note = tables, found, note

    @property
    def ranked_units(self) -> int:
        """How many units have a rank."""
        return int(self._find("ranked_units", lambda tables: tables("unit_ranking")["rank"].notna().sum()))

    @property
    def banded_units(self) -> int:
        """How many units have a span of possible ranks."""
        return int(self._find("banded_units", lambda tables: len(tables("rank_bands"))))

    @property
    def has_previous(self) -> bool:
        """Whether any unit has a total of the season before to compare with."""
        return bool(
            self._find("has_previous", lambda tables: tables("unit_ranking")["previous_total_score"].notna().any())
        )

    @property
    def leaf_count(self) -> int:
        """How many criteria are scored."""
        return int(self._find("leaf_count", lambda tables: len(tables("leaf_deductions"))))

    @property
    def has_domain_scores_only(self) -> bool:
        """Whether what is scored are the domains themselves."""
        return bool(self._find("has_domain_scores_only", _has_domain_scores_only))

    @property
    def is_appraised(self) -> bool:
        """Whether any score was appraised yet."""
        return bool(self._find("is_appraised", lambda tables: len(_scored(tables))))

    @property
    def has_maxima(self) -> bool:
        """Whether any appraised score has a maximum."""
        return bool(self._find("has_maxima", lambda tables: _scored(tables)["max_score"].notna().any()))

    @property
    def known_columns(self) -> tuple[str, ...]:
        """The columns of ``comparison`` in which any unit has a value."""
        return tuple(self._find("known_columns", _list_known_columns))

    @property
    def season_years(self) -> tuple[int, ...]:
        """The years that results are followed over, oldest first."""
        return tuple(
            self._find("season_years", lambda tables: sorted(map(int, tables("season_values")["year"].unique())))
        )

    @property
    def domain_means(self) -> Mapping[str, float]:
        """What all units together reached in each domain, in % of the maximum: see :func:`domains.measure_body`."""
        means: Mapping[str, float] = self._find(
            "domain_means", lambda tables: measure_body(tables("domain_scores")).to_dict()
        )
        return means

    @property
    def leaf_losses(self) -> Mapping[str, tuple[str, float]]:
        """Of each leaf where points were lost: how many units lost there, ``18/19``, and the mean of what those lost.

        Where a leaf applies to more than ``MOST_COUNTED`` units they are given in whole per cent, ``84%``, and the mean
        always to two decimals, halves up: a correction at one of many units seldom moves either.
        """
        losses: Mapping[str, tuple[str, float]] = self._find("leaf_losses", _count_leaf_losses)
        return losses

    @property
    def full_codes(self) -> Mapping[str, str]:
        """The printed code of each node, below that of the node above where it is vague: :func:`find_full_codes`."""
        codes: Mapping[str, str] = self._find("full_codes", lambda tables: find_full_codes(tables("criteria")))
        return codes

    def _find(self, name: str, find: Callable[[Tables], Any]) -> Any:
        self._note(name)
        if name not in self._found:
            self._found[name] = find(self._tables)
        return self._found[name]


def find_full_codes(criteria: pd.DataFrame) -> dict[str, str]:
    """Each node's code as printed; where several have it, or it has no figure, with the code above: “7.5 b)”."""
    by_id = criteria.set_index("criterion_id")
    codes, parents = by_id["code"], by_id["parent_id"]
    is_vague = (codes.duplicated(keep=False) | ~codes.str.contains(r"\d", na=False)) & parents.isin(codes.index)
    full = codes.copy()
    full[is_vague] = (parents[is_vague].map(codes) + " " + codes[is_vague]).fillna(codes[is_vague])
    return dict(full.dropna())


def _scored(tables: Tables) -> pd.DataFrame:
    comparison = tables("comparison")
    return comparison[(comparison["appraised_status"] == "scored") & (comparison["line"] == "score")]


def _has_domain_scores_only(tables: Tables) -> bool:
    leaves = tables("leaf_deductions")
    return bool((leaves["criterion_id"] == leaves["domain_id"]).all())


def _count_leaf_losses(tables: Tables) -> dict[str, tuple[str, float]]:
    leaves = tables("leaf_deductions")
    hit = leaves[leaves["hit_units"].fillna(0) > 0]
    means = np.floor((100 * hit["mean_hit_deduction"] + 0.5).round(6)) / 100
    rows = zip(hit["criterion_id"], hit["hit_units"], hit["applicable_units"], means, strict=True)
    return {leaf: (_say_share(int(units), int(applicable)), float(mean)) for leaf, units, applicable, mean in rows}


def _say_share(units: int, applicable: int) -> str:
    return f"{units}/{applicable}" if applicable <= MOST_COUNTED else f"{round(100 * units / applicable)}%"


def _list_known_columns(tables: Tables) -> list[str]:
    comparison = tables("comparison")
    return [name for name in comparison if comparison[name].notna().any()]
