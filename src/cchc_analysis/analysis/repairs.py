"""The smallest repair: the least a unit must regain to reach the next grade, the next rank or a stated result."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import DECIMALS, round_points, share_of
from cchc_analysis.analysis.ranking import GRADED
from cchc_analysis.analysis.repair_search import Searches, search_smallest
from cchc_analysis.rules.season import ScoreBasis, Season
from cchc_analysis.schemas import empty, titles

MICRO = 10**DECIMALS
KEY = ["unit_id", "goal"]


def set_goals(unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per unit and goal ahead of it: ``next_grade`` and ``next_rank``, with the points still needed.

    Only complete appraisals have goals, and only what is ahead: none for the highest grade or the first rank. For a
    rank all others are held fixed, and equal values share a rank, so the value of the unit above is enough; of several
    equal units above, the one that stands first is named. In the order of the ranking.
    """
    totals = unit_ranking.loc[unit_ranking["ranking_status"].isin(GRADED)]
    goals = pd.concat([aim_at_grade(totals, season), aim_at_rank(totals, season)])
    return goals.sort_index(kind="stable").reset_index(drop=True)


def aim_at_grade(totals: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The goal of the next higher grade, for each unit that has one above its own."""
    rising = sorted(season.grades, key=lambda grade: grade.at_least)
    bounds = round_points(np.array([grade.at_least for grade in rising], dtype=float))
    has_value = totals[totals[season.grade_by].notna()]
    at = np.searchsorted(bounds, has_value[season.grade_by].to_numpy(dtype=float), side="right")
    ahead = has_value[at < len(bounds)]
    at = at[at < len(bounds)]
    names = pd.Series([rising[place].id for place in at], index=ahead.index, dtype="str")
    return _need(ahead, pd.Series(bounds[at], index=ahead.index), season.grade_by).assign(
        goal="next_grade", goal_grade=names
    )


def aim_at_rank(totals: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The goal of the value of the next higher unit, for each ranked unit that has one above it."""
    ranked = totals[totals["rank"].notna()].sort_values("rank", kind="stable")
    firsts = ranked.drop_duplicates(season.rank_by).reset_index(drop=True)
    places = ranked[season.rank_by].map(pd.Series(firsts.index, index=firsts[season.rank_by]))
    ahead = ranked[places > 0]
    above = firsts.loc[places[places > 0] - 1].set_index(ahead.index)
    return _need(ahead, above[season.rank_by], season.rank_by).assign(
        goal="next_rank", goal_unit_id=above["unit_id"], goal_rank=above["rank"]
    )


def aim_at(totals: pd.DataFrame, value: float, basis: ScoreBasis) -> pd.DataFrame:
    """The goal of a stated total (or index) for each unit below it."""
    ahead = totals[totals[basis] < value]
    return _need(ahead, pd.Series(round_points(value), index=ahead.index, dtype=float), basis).assign(goal="stated")


def find_repairs(goals: pd.DataFrame, comparison: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """One row per unit, goal and leaf to regain: the smallest repair of each goal, exact to six decimals.

    Smallest is fewest points, then fewest leaves; where the criteria set states an ``effort`` anywhere, least effort,
    then fewest leaves, then fewest points (a leaf without one counts 1, once, however much of it is regained). A leaf
    regains multiples of its step, or all that it lost; where no step is declared, any amount. Among equals the leaf
    that lost most comes first, then the printed order. Survey leaves, bonus and penalty lines, leaves without a maximum
    and leaves not yet appraised are no part of a repair. A goal out of reach has no rows.
    """
    leaves = list_regainable(comparison, criteria)
    asked = goals.reset_index(drop=True)
    cells = asked[["unit_id"]].assign(search=asked.index).merge(leaves, on="unit_id", validate="many_to_many")
    if cells.empty:
        return empty("repair_leaves")
    cells = cells.assign(place=cells.groupby("search").cumcount())
    regained = search_smallest(_lay_out(cells, asked))
    cells = cells.assign(regained_score=regained[cells["search"], cells["place"]] / MICRO)
    cells = cells[cells["regained_score"] > 0]
    return (
        cells.assign(
            goal=asked["goal"].to_numpy()[cells["search"]],
            regained_score=round_points(cells["regained_score"]),
            repaired_score=round_points(cells["appraised_score"] + cells["regained_score"]),
        )
        .sort_values(["search", "regained_score", "place"], ascending=[True, False, True])
        .reset_index(drop=True)[list(titles("repair_leaves"))]
    )


def sum_repairs(
    goals: pd.DataFrame,
    repair_leaves: pd.DataFrame,
    comparison: pd.DataFrame,
    criteria: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """One row per unit and goal: what it needs, what its smallest repair regains, and how far the unit could get.

    ``regainable_score`` is everything the unit lost where a repair is possible. A goal that asks for more is out of
    reach, and its repair is missing.
    """
    columns = list(titles("smallest_repairs"))
    leaves = list_regainable(comparison, criteria)
    regainable = round_points(leaves.groupby("unit_id")["deduction"].sum()).rename("regainable_score")
    repairs = repair_leaves.groupby(KEY).agg(
        regained_score=("regained_score", "sum"), leaf_count=("criterion_id", "count")
    )
    efforts = repair_leaves.groupby(KEY)["effort"].sum(min_count=1).rename("effort")
    totals = unit_ranking[["unit_id", "total_score", "appraised_score", "max_score"]]
    rows = (
        goals.merge(totals, on="unit_id", validate="many_to_one")
        .merge(regainable, on="unit_id", how="left", validate="many_to_one")
        .merge(repairs.join(efforts).reset_index(), on=KEY, how="left", validate="one_to_one")
        .fillna({"regainable_score": 0.0})
    )
    repaired = round_points(rows["appraised_score"] + rows["regained_score"])
    return (
        rows.assign(
            year=season.year,
            regained_score=round_points(rows["regained_score"]),
            repaired_total_score=round_points(rows["total_score"] + rows["regained_score"]),
            repaired_index_pct=share_of(100 * repaired, rows["max_score"]),
            repaired_total_pct=share_of(
                100 * round_points(rows["total_score"] + rows["regained_score"]), rows["max_score"]
            ),
            reachable_total_score=round_points(rows["total_score"] + rows["regainable_score"]),
            is_reachable=rows["regained_score"].notna(),
            leaf_count=rows["leaf_count"].astype("Int64"),
        )
        .reindex(columns=columns)
        .reset_index(drop=True)
    )


def list_regainable(comparison: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """The leaves at which each unit can regain points, most lost first, then in printed order; with their effort."""
    known = criteria.set_index("criterion_id")
    is_regainable = (comparison["line"] == "score") & ~comparison["is_survey"] & (comparison["deduction"] > 0)
    columns = ["year", "unit_id", "criterion_id", "step", "max_score", "appraised_score", "deduction"]
    rows = comparison.loc[is_regainable, columns]
    is_leaf = known["is_leaf"] & (known["line"] == "score")
    efforts = known["effort"].fillna(1.0) if known.loc[is_leaf, "effort"].notna().any() else known["effort"]
    rows = rows.assign(effort=rows["criterion_id"].map(efforts), position=rows["criterion_id"].map(known["position"]))
    return rows.sort_values(["unit_id", "deduction", "position"], ascending=[True, False, True], ignore_index=True)


def _need(rows: pd.DataFrame, values: pd.Series, basis: ScoreBasis) -> pd.DataFrame:
    """The points each row needs until its total, or its index, is at least the value."""
    if basis == "total_score":
        needed = values - rows["total_score"]
    else:
        held = rows["appraised_score"] if basis == "index_pct" else rows["total_score"]
        needed = _find_points_of_index(rows["max_score"], values) - held
    return pd.DataFrame(
        {"unit_id": rows["unit_id"], "goal_value": values, "needed_score": round_points(needed.astype(float))}
    )


def _find_points_of_index(max_score: pd.Series, index_pct: pd.Series) -> pd.Series:
    """The fewest points whose index, rounded as indices are compared, is at least *index_pct*.

    The maximum of what applies to a unit does not change with its points, so the points are exact; rounding lets a
    point or two of the sixth decimal less suffice, which the neighbours of the quotient settle.
    """
    maximum = np.rint(max_score.to_numpy(dtype=float) * MICRO).astype(np.int64)
    target = np.rint(index_pct.to_numpy(dtype=float) * MICRO).astype(np.int64)
    points = pd.Series((2 * target - 1) * maximum // (200 * MICRO) + 2, index=max_score.index)
    for _neighbour in range(3):
        is_enough = share_of(100 * ((points - 1) / MICRO), max_score) >= index_pct
        points = points.mask(is_enough, points - 1)
    return points / MICRO


def _lay_out(cells: pd.DataFrame, goals: pd.DataFrame) -> Searches:
    """Leaves as columns of the searches, in whole micro-points."""

    def spread(column: str) -> np.ndarray:
        grid = np.zeros((len(goals), int(cells["place"].max()) + 1), dtype=np.int64)
        grid[cells["search"], cells["place"]] = np.rint(cells[column].fillna(0.0).to_numpy(dtype=float) * MICRO)
        return grid

    return Searches(
        need=np.rint(goals["needed_score"].to_numpy(dtype=float) * MICRO).astype(np.int64),
        loss=spread("deduction"),
        step=spread("step"),
        effort=spread("effort") if cells["effort"].notna().any() else None,
    )
