"""Which body-wide figures may be shown so that no unit's own score can be worked out from them.

Cell suppression as in tables of official statistics: figures of fewer than ``min_units`` units are withheld (primary
suppression), and further ones where a withheld figure would follow from a published total and the others
(complementary suppression). The rules are those of A. Hundepool and others, *Statistical Disclosure Control* (Wiley,
2012), sections 4.2 and 4.3, for the table unit × criterion whose two margins and domain totals are published.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

FEW_UNITS, DERIVABLE = "few_units", "derivable"


@dataclass(frozen=True)
class Withheld:
    """Why the figures of each criterion and of each domain are withheld (by id), missing where they may be shown."""

    criteria: pd.Series
    domains: pd.Series


def withhold_figures(cells: pd.DataFrame, min_units: int) -> Withheld:
    """Choose which criteria and domains to withhold.

    *cells* has a row per unit and leaf with an appraised score: ``unit_id``, ``criterion_id``, ``domain_id``. It is
    assumed that a reader knows the total of every unit, the total of the body, and every figure that is shown. Then:

    * a criterion or domain of fewer than *min_units* units is withheld (``few_units``); a unit that has nothing else
      does not count, for its total tells its score;
    * what a reader gets by subtracting shown criteria from a shown domain, or everything shown from the totals of the
      units, is a sum of withheld cells. It must be of at least *min_units* units, in each set of units that shown
      criteria join; until it is, the domain's criterion of the fewest units is withheld as well (``derivable``), or the
      domain where it has none left. What exposes a withheld domain is met by a criterion and the domain of another.
      Equal numbers go by id.

    Each round is linear in the cells; there is at most one round per criterion and domain, and rarely more than a few.
    """
    own = cells[["unit_id", "criterion_id", "domain_id"]].drop_duplicates()
    domain_of = own.drop_duplicates("criterion_id").set_index("criterion_id")["domain_id"].sort_index()
    criteria = _mark_few(_count_units(own, "criterion_id", domain_of.index), min_units)
    domains = _mark_few(_count_units(own, "domain_id", pd.Index(sorted(set(domain_of)))), min_units)
    sizes = own.groupby("criterion_id")["unit_id"].nunique().reindex(criteria.index)
    while (domain := _find_exposed(own, criteria, domains, min_units)) is not None:
        shown = criteria.index[criteria.isna() & ((domain_of == domain) | (domain == ""))]
        if not len(shown) and not domain:
            break
        if len(shown):
            smallest = sizes[shown].sort_values(kind="stable").index[0]
            criteria[smallest] = DERIVABLE
        if not len(shown) or not domain:
            further = domain or str(domain_of[smallest])
            domains[further] = domains[further] if pd.notna(domains[further]) else DERIVABLE
    return Withheld(criteria, domains)


def _count_units(own: pd.DataFrame, level: str, ids: pd.Index) -> pd.Series:
    """Units of each criterion (or domain) that have a score elsewhere too."""
    has_more = own.groupby("unit_id")[level].transform("nunique") > 1
    return own[has_more].groupby(level)["unit_id"].nunique().reindex(ids, fill_value=0)


def _mark_few(counts: pd.Series, min_units: int) -> pd.Series:
    marked = pd.Series(pd.NA, index=counts.index, dtype="str")
    return marked.mask(counts < min_units, FEW_UNITS)


def _find_exposed(own: pd.DataFrame, criteria: pd.Series, domains: pd.Series, min_units: int) -> str | None:
    """The domain whose withheld cells sum over too few units (``""``: those of withheld domains), if there is one."""
    is_shown = own["criterion_id"].map(criteria).isna()
    group, is_alone = _join_units(own, is_shown)
    hidden = own[~is_shown].assign(group=group[~is_shown])
    hidden = hidden.assign(known=hidden["domain_id"].where(hidden["domain_id"].map(domains).isna(), ""))
    hidden = hidden[~(is_alone[~is_shown] & (hidden["known"] == ""))]  # such a unit's total is all there is to learn
    counts = hidden.groupby(["known", "group"])["unit_id"].nunique()
    exposed = counts.index[counts < min_units]
    return str(exposed[0][0]) if len(exposed) else None


def _join_units(own: pd.DataFrame, is_shown: pd.Series) -> tuple[pd.Series, pd.Series]:
    """For each cell, the set of units that shown criteria join its unit to, and whether its unit has none of them."""
    units, unit_names = pd.factorize(own["unit_id"])
    columns, names = pd.factorize(own["criterion_id"])
    size = len(unit_names) + len(names)
    edges = (np.ones(int(is_shown.sum())), (units[is_shown], len(unit_names) + columns[is_shown]))
    _, labels = connected_components(coo_array(edges, shape=(size, size)), directed=False)
    shown_count = np.bincount(units[is_shown], minlength=len(unit_names))
    return pd.Series(labels[units], index=own.index), pd.Series(shown_count[units] == 0, index=own.index)
