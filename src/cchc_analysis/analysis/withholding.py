"""Which body-wide figures may be shown so that no unit's own score can be worked out from them.

Cell suppression as in tables of official statistics: figures to which fewer than ``min_units`` units contribute are
withheld (primary suppression), and further ones where a withheld figure would follow from a published total and the
others (complementary suppression). The rules are those of A. Hundepool and others, *Statistical Disclosure Control*
(Wiley, 2012), sections 4.2 and 4.3, for the table unit × criterion whose two margins and domain totals are published.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.subtraction import MOST_CELLS, Told, find_leaks

FEW_UNITS, FEW_HITS, DERIVABLE = "few_units", "few_hits", "derivable"


@dataclass(frozen=True)
class Withheld:
    """Why the figures of each criterion and of each domain are withheld (by id), missing where they may be shown."""

    criteria: pd.Series
    domains: pd.Series


def withhold_figures(cells: pd.DataFrame, min_units: int, told: Told | None = None) -> Withheld:
    """Choose which criteria and domains to withhold.

    *cells* has a row per unit and leaf with an appraised score: ``unit_id``, ``criterion_id``, ``domain_id``,
    ``appraised_score``, ``deduction`` (points; missing where there is no maximum). It is assumed that a reader knows
    the total of every unit, the total of the body, and every figure that is shown. Then:

    * a criterion or domain of fewer than *min_units* units is withheld (``few_units``); a unit that has nothing else
      does not count, for its total tells its score;
    * so is one at which some units, but fewer than that, lost points, or at which so few reached any (``few_hits``):
      what all units together lost there is what these few lost;
    * what a reader gets by subtracting shown criteria from a shown domain, or everything shown from the totals of the
      units, is a sum of withheld cells. The same two rules hold for it, in each set of units that shown criteria join;
      until they do, the domain's criterion of the fewest points lost, then of the fewest units, is withheld as well
      (``derivable``), or the domain where it has none left. What exposes a withheld domain is met by a criterion and
      the domain of another. Equals go by id.

    A shown criterion at which nobody lost anything (or nobody reached anything) tells its cells, which is intended; it
    hides nothing of what stands beside it, and counts as if its cells were known.

    With *told*, what is published of units and of the whole, and up to :data:`subtraction.MOST_CELLS` cells, every
    withheld value is bounded by all that is published (:func:`subtraction.find_leaks`), and further criteria of the
    unit or domain concerned are withheld until none is told. Above that size the rules just stated are the argument:
    what is left to a reader is, in each set of units that shown criteria join, a sum over at least *min_units* units
    with as many that lost and that reached points, so that no equation has one withheld value alone.

    Each round is linear in the cells; there is at most one round per criterion and domain, and rarely more than a few.
    """
    own = _sum_cells(cells)
    is_solved_for = told is not None and 0 < len(own) <= MOST_CELLS and bool(cells["deduction"].notna().all())
    domain_of = own.drop_duplicates("criterion_id").set_index("criterion_id")["domain_id"].sort_index()
    criteria = _mark_few(own, "criterion_id", min_units)
    domains = _mark_few(own, "domain_id", min_units)
    by_criterion = own.groupby("criterion_id").agg(units=("unit_id", "nunique"), lost=("lost", "sum"))
    while True:
        _withhold_exposed(own, criteria, domains, by_criterion, domain_of, min_units)
        leaks = find_leaks(own, criteria, domains, told) if is_solved_for and told else []
        if not leaks or not _withhold_for(leaks[0], own, criteria, domains, by_criterion, domain_of):
            return Withheld(criteria, domains)


def _withhold_for(
    leak: tuple[str, str, str],
    own: pd.DataFrame,
    criteria: pd.Series,
    domains: pd.Series,
    by_criterion: pd.DataFrame,
    domain_of: pd.Series,
) -> bool:
    """Withhold one more figure near a value that is told; whether there was one left.

    The criterion of the fewest points lost among those shown that apply to the unit (of any unit where it is none),
    in the domain of the value first; where no criterion is left, a domain.
    """
    kind, unit, node = leak
    domain = node if kind == "domain" else str(domain_of[node])
    shown = criteria.index[criteria.isna()]
    applying = own.loc[(own["unit_id"] == unit) | (unit == ""), "criterion_id"]
    near = by_criterion.loc[shown].assign(
        is_far=~shown.isin(applying), is_elsewhere=domain_of[shown].to_numpy() != domain
    )
    if len(shown):
        order = near.sort_values(["is_far", "is_elsewhere", "lost", "units"], kind="stable")
        criteria[str(order.index[0])] = DERIVABLE
        return True
    left = [domain, *domains.index[domains.isna()]]
    left = [each for each in left if pd.isna(domains[each])]
    if left:
        domains[left[0]] = DERIVABLE
    return bool(left)


def _withhold_exposed(
    own: pd.DataFrame,
    criteria: pd.Series,
    domains: pd.Series,
    by_criterion: pd.DataFrame,
    domain_of: pd.Series,
    min_units: int,
) -> None:
    """Withhold further criteria and domains, in place, until no set of withheld cells sums over too few units."""
    while (domain := _find_exposed(own, criteria, domains, min_units)) is not None:
        shown = criteria.index[criteria.isna() & ((domain_of == domain) | (domain == ""))]
        if not len(shown) and not domain:
            break
        further = domain
        if len(shown):
            smallest = str(by_criterion.loc[shown].sort_values(["lost", "units"], kind="stable").index[0])
            criteria[smallest] = DERIVABLE
            further = domain or str(domain_of[smallest])
        if (not len(shown) or not domain) and pd.isna(domains[further]):
            domains[further] = DERIVABLE


def is_told(contributors: pd.Series, min_units: int) -> bool:
    """Whether a sum tells what so few units did: some of them contribute to it, but fewer than *min_units*."""
    return bool(0 < contributors.sum() < min_units)


def _sum_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """One row per unit and criterion: points reached and points lost."""
    keys = ["unit_id", "criterion_id", "domain_id"]
    by_cell = cells.groupby(keys)
    sums = by_cell[["appraised_score", "deduction"]].sum().pipe(round_points)
    sums["step"] = by_cell["step"].min().fillna(0.0) if "step" in cells else 0.0
    return sums.rename(columns={"appraised_score": "reached", "deduction": "lost"}).reset_index()


def _mark_few(own: pd.DataFrame, level: str, min_units: int) -> pd.Series:
    by_unit = own.groupby([level, "unit_id"])[["reached", "lost"]].sum()
    counted = _count(by_unit.pipe(round_points), [level])
    has_more = own.groupby("unit_id")[level].transform("nunique") > 1
    counted["units"] = own[has_more].groupby(level)["unit_id"].nunique().reindex(counted.index, fill_value=0)
    marked = pd.Series(pd.NA, index=counted.index, dtype="str").mask(_is_told_by_few(counted, min_units), FEW_HITS)
    return marked.mask(counted["units"] < min_units, FEW_UNITS)


def _count(by_unit: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """For each sum over units: of how many it is, how many lost points and how many reached any."""
    counts = by_unit.assign(units=1, losing=by_unit["lost"] > 0, reaching=by_unit["reached"] > 0)
    return counts.groupby(keys)[["units", "losing", "reaching"]].sum()


def _is_told_by_few(counted: pd.DataFrame, min_units: int) -> pd.Series:
    return (counted[["losing", "reaching"]].lt(min_units) & counted[["losing", "reaching"]].gt(0)).any(axis=1)


def _find_exposed(own: pd.DataFrame, criteria: pd.Series, domains: pd.Series, min_units: int) -> str | None:
    """The domain whose withheld cells sum over too few units (``""``: those of withheld domains), if there is one."""
    if own.empty:
        return None
    is_shown = own["criterion_id"].map(criteria).isna()
    whole = own.groupby("criterion_id")[["lost", "reached"]].transform("sum")
    is_known = is_shown & (whole.min(axis=1) <= 0) & (own["lost"] + own["reached"] > 0)
    group, is_alone = _join_units(own, is_shown & ~is_known)
    has_known = is_known.groupby(own["unit_id"]).transform("any").astype(bool)
    is_single = (~is_shown).groupby(own["unit_id"]).transform("sum") == 1
    is_alone &= ~(has_known & is_single)  # its total less what is known is that one cell
    hidden = own[~is_shown].assign(group=group[~is_shown])
    hidden = hidden.assign(known=hidden["domain_id"].where(hidden["domain_id"].map(domains).isna(), ""))
    hidden = hidden[~(is_alone[~is_shown] & (hidden["known"] == ""))]  # such a unit's total is all there is to learn
    by_unit = hidden.groupby(["known", "group", "unit_id"])[["reached", "lost"]].sum().pipe(round_points)
    counted = _count(by_unit, ["known", "group"])
    exposed = counted.index[(counted["units"] < min_units) | _is_told_by_few(counted, min_units)]
    return str(exposed[0][0]) if len(exposed) else None


def _join_units(own: pd.DataFrame, is_shown: pd.Series) -> tuple[pd.Series, pd.Series]:
    """For each cell, the set of units that shown criteria join its unit to, and whether its unit has none of them."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    units, unit_names = pd.factorize(own["unit_id"])
    columns, names = pd.factorize(own["criterion_id"])
    size = len(unit_names) + len(names)
    edges = (np.ones(int(is_shown.sum())), (units[is_shown], len(unit_names) + columns[is_shown]))
    _, labels = connected_components(coo_array(edges, shape=(size, size)), directed=False)
    shown_count = np.bincount(units[is_shown], minlength=len(unit_names))
    return pd.Series(labels[units], index=own.index), pd.Series(shown_count[units] == 0, index=own.index)
