"""A small season to publish: four units, two criteria of 30 and 20 points.

====  ====  ====  =====  ====  =====
unit     I    II  total  rank  grade
====  ====  ====  =====  ====  =====
a       18    13     31     4  fair
b       29    18     47     1  good
c       25    17     42     2  good
d       20    15     35     3  fair
====  ====  ====  =====  ====  =====

All reached 92 of 120 points at I and 63 of 80 at II; they lost 28 and 17, 45 in all.
"""

from typing import Any

import pandas as pd

from analysis.small_seasons import compare, flat_criteria, scores_of, season_of, units_of
from cchc_analysis import schemas
from cchc_analysis.analysis.deductions import rank_deducted_criteria, rank_deducted_domains
from cchc_analysis.analysis.headlines import summarise_season
from cchc_analysis.analysis.public_edition import publish
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.rules.season import Publication

SCORES = {"a": (18, 13), "b": (29, 18), "c": (25, 17), "d": (20, 15)}
CRITERIA = flat_criteria(I=30, II=20)
UNITS = units_of("a", "b", "c", "d")


def published(
    form: str = "order",
    scores: dict[str, tuple[Any, Any]] = SCORES,
    units: pd.DataFrame = UNITS,
    criteria: pd.DataFrame = CRITERIA,
    claimed: dict[str, float] | None = None,
    initiatives: pd.DataFrame | None = None,
    **rules: Any,
) -> dict[str, pd.DataFrame]:
    """The public tables of the small season."""
    season = season_of(publication=Publication(form=form), **rules)
    cells = [
        (unit, criterion, "appraisal", score)
        for unit, given in scores.items()
        for criterion, score in zip(("I", "II"), given, strict=True)
    ]
    cells += [(unit, "I", "self", score) for unit, score in (claimed or {}).items()]
    comparison = compare(scores_of(*cells), criteria, units, season)
    proposed = schemas.empty("initiatives") if initiatives is None else initiatives
    ranking = schemas.validate("unit_ranking", rank_units(comparison, units, proposed, season))
    by_criterion = rank_deducted_criteria(comparison)
    tables = {
        "units": units,
        "criteria": criteria,
        "comparison": comparison,
        "unit_ranking": ranking,
        "criterion_deductions": by_criterion,
        "domain_deductions": rank_deducted_domains(comparison),
        "headlines": summarise_season(
            ranking, by_criterion, schemas.empty("rank_bands"), schemas.empty("mean_change"), season
        ),
    }
    return publish(tables, season)
