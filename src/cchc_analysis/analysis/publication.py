"""Two forms of publishing the result: in order, or by grade."""

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.ranking import IN_PERCENT, rank_values
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import titles

CLOSE = 0.5
"""Points (or percentage points) by which neighbours count as close where no leaf states its scoring step."""


def compare_publications(unit_ranking: pd.DataFrame, criteria: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Each ranked unit in order and within its grade, and what publishing grades alone would hide or overstate.

    ``lead`` is the distance to the next unit in order (0 for equals, missing for the last), ``grade_spread`` that
    between first and last of the unit's grade, both in what the season ranks by. ``is_split_close`` marks a unit whose
    neighbour below stands in another grade (or, below the last cut-off, in none) though less than
    :func:`find_closeness` lies between them. No rows without grades.
    """
    ranked = unit_ranking[unit_ranking["rank"].notna()]
    if ranked.empty or not season.grades:
        return schemas.empty("publication_forms")
    values = ranked[season.rank_by]
    grades = ranked["grade"].fillna("")
    in_grade = values.groupby(grades)
    lead = round_points(values - values.shift(-1))
    is_other = grades != grades.shift(-1)
    forms = ranked.assign(
        place_in_grade_rank=rank_values(values, season, within=grades),
        grade_units=in_grade.transform("size"),
        grade_spread=round_points(in_grade.transform("max") - in_grade.transform("min")),
        lead=lead,
        is_equal=ranked.duplicated("rank", keep=False),
        is_split_close=is_other & (lead < find_closeness(criteria, season)),
    )
    return forms[list(titles("publication_forms"))].reset_index(drop=True)


def find_closeness(criteria: pd.DataFrame, season: Season) -> float:
    """The lead below which neighbours are close, in what the season ranks by: the smallest scoring step of any leaf.

    ``CLOSE`` where no leaf states a step, and where ranks go by per cent: a step is points, not per cent.
    """
    steps = criteria.loc[criteria["is_leaf"] & (criteria["step"] > 0), "step"]
    return CLOSE if steps.empty or season.rank_by in IN_PERCENT else float(round_points(steps.min()))
