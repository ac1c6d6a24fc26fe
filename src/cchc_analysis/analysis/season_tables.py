"""All tables that follow from what was received."""

from collections.abc import Mapping

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.comparison import compare_scores, pick_domains, sum_by_node
from cchc_analysis.analysis.deductions import rank_deducted_criteria, rank_deducted_domains, rank_deducted_leaves
from cchc_analysis.analysis.headlines import summarise_season
from cchc_analysis.analysis.history import find_recurring_losses
from cchc_analysis.analysis.initiatives import measure_initiatives
from cchc_analysis.analysis.published import reconcile
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.analysis.reasons import propose_reasons, sum_by_reason
from cchc_analysis.season import Season


def derive_tables(
    *,
    criteria: pd.DataFrame,
    units: pd.DataFrame,
    initiatives: pd.DataFrame,
    scores: pd.DataFrame,
    explanations: pd.DataFrame,
    submissions: pd.DataFrame,
    published: pd.DataFrame,
    season: Season,
    previous: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, pd.DataFrame]:
    """Everything derived from a season's received tables, by schema name, each checked against its schema.

    *previous* holds last season's tables (``comparison`` and ``unit_ranking`` are used), or nothing.
    """
    comparison = compare_scores(scores, explanations, criteria, units, season).pipe(propose_reasons, season)
    node_scores = sum_by_node(comparison, criteria)
    criterion_deductions = rank_deducted_criteria(comparison)
    unit_ranking = rank_units(
        comparison, units, initiatives, season, previous_ranking=previous["unit_ranking"] if previous else None
    )
    tables = {
        "comparison": comparison,
        "node_scores": node_scores,
        "domain_scores": pick_domains(node_scores, criteria),
        "leaf_deductions": rank_deducted_leaves(comparison),
        "criterion_deductions": criterion_deductions,
        "domain_deductions": rank_deducted_domains(comparison),
        "unit_ranking": unit_ranking,
        "reason_deductions": sum_by_reason(comparison),
        "recurring_losses": (
            find_recurring_losses(comparison, previous["comparison"], season)
            if previous
            else schemas.empty("recurring_losses")
        ),
        "initiative_effects": measure_initiatives(unit_ranking, comparison, initiatives, season),
        "headlines": summarise_season(unit_ranking, criterion_deductions, season),
        "published_figures": reconcile(
            published, criteria, units, submissions, criterion_deductions, unit_ranking, season
        ),
    }
    return {name: schemas.validate(name, rows) for name, rows in tables.items()}
