"""All tables that follow from what was received."""

from collections.abc import Callable, Mapping

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.agreement import compare_unit_totals, measure_agreement, rank_claims
from cchc_analysis.analysis.changed_set import rank_on_both_sets
from cchc_analysis.analysis.changes import keep_comparable
from cchc_analysis.analysis.comparison import compare_scores, pick_domains, sum_by_node
from cchc_analysis.analysis.concentration import measure_loss_concentration
from cchc_analysis.analysis.criteria_review import review_criteria
from cchc_analysis.analysis.cutoffs import find_grade_flips, measure_cutoff_distances
from cchc_analysis.analysis.deductions import rank_deductions
from cchc_analysis.analysis.groups import average_domains, compare_groups, distribute
from cchc_analysis.analysis.headlines import summarise_season
from cchc_analysis.analysis.heaping import measure_heaps
from cchc_analysis.analysis.history import compare_seasons
from cchc_analysis.analysis.hit_patterns import find_lost_together, trace_hit_pattern
from cchc_analysis.analysis.inflation import measure_explanations, measure_inflation
from cchc_analysis.analysis.initiatives import measure_initiatives
from cchc_analysis.analysis.letters import list_letter_losses
from cchc_analysis.analysis.measured_scope import try_thresholds
from cchc_analysis.analysis.over_claim import try_over_claim
from cchc_analysis.analysis.plan_of_appraisal import plan_appraisal, try_order
from cchc_analysis.analysis.publication import compare_publications
from cchc_analysis.analysis.published import reconcile
from cchc_analysis.analysis.rank_bands import bound_ranks
from cchc_analysis.analysis.rank_bases import rank_on_every_basis
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.analysis.reasons import (
    continue_history,
    measure_coverage,
    propose_reasons,
    split_by_reason,
    sum_by_reason,
)
from cchc_analysis.analysis.repairs import find_repairs, set_goals, sum_repairs
from cchc_analysis.analysis.rewards import list_rewards
from cchc_analysis.analysis.season_values import follow_results
from cchc_analysis.analysis.trends import measure_trends
from cchc_analysis.analysis.what_if import measure_restorations
from cchc_analysis.rules.season import Season

STEPS = ("comparison", "unit_ranking", "rank_bands", "repair_leaves", "deductions", "schemas")
"""What :func:`derive_tables` tells its *progress*, in order, as it begins each."""


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
    progress: Callable[[str], None] = lambda step: None,
) -> dict[str, pd.DataFrame]:
    """Everything derived from a season's received tables, by schema name, each checked against its schema.

    *previous* holds last season's tables, or nothing: ``comparison`` and ``unit_ranking``, and the tables that carry
    earlier seasons on where it has them.
    """
    progress("comparison")
    comparison = compare_scores(scores, explanations, criteria, units, season).pipe(propose_reasons, season)
    node_scores = sum_by_node(comparison, criteria)
    domain_scores = pick_domains(node_scores, criteria)
    deductions = rank_deductions(comparison, units, season.analysis)
    criterion_deductions = deductions["criterion_deductions"]
    hit_pattern = trace_hit_pattern(comparison, season)
    progress("unit_ranking")
    unit_ranking = rank_units(
        comparison, units, initiatives, season, previous_ranking=previous["unit_ranking"] if previous else None
    )
    progress("rank_bands")
    rank_bands = bound_ranks(comparison, unit_ranking, season)
    reason_deductions = sum_by_reason(comparison)
    inflation = measure_inflation(comparison)
    unit_differences = compare_unit_totals(inflation)
    claimed_ranks = rank_claims(unit_ranking, inflation, season)
    progress("repair_leaves")
    goals = set_goals(unit_ranking, season)
    beside_last = compare_seasons(comparison, unit_ranking, criteria, previous, season)
    unit_ranking = keep_comparable(unit_ranking, beside_last["score_changes"], season)
    season_values = follow_results(comparison, beside_last["criteria_crosswalk"], previous, season)
    repair_leaves = find_repairs(goals, comparison, criteria)
    crosswalk = beside_last["criteria_crosswalk"]
    before = previous["comparison"] if previous else None
    progress("deductions")
    tables = {
        "comparison": comparison,
        "node_scores": node_scores,
        "domain_scores": domain_scores,
        "inflation": inflation,
        "unit_differences": unit_differences,
        "claimed_ranks": claimed_ranks,
        "agreement": measure_agreement(comparison, unit_differences, claimed_ranks, season),
        "explanation_effects": measure_explanations(comparison, season),
        **deductions,
        "loss_concentration": measure_loss_concentration(comparison, season),
        "hit_pattern": hit_pattern,
        "criteria_lost_together": find_lost_together(hit_pattern, comparison, season),
        "scope_sensitivity": try_thresholds(criterion_deductions, season),
        "unit_ranking": unit_ranking,
        "distributions": distribute(unit_ranking, unit_differences, season),
        "group_scores": compare_groups(unit_ranking, units, season),
        "group_domains": average_domains(domain_scores, units),
        "rank_bands": rank_bands,
        "rank_bases": rank_on_every_basis(unit_ranking, season),
        "cutoff_distances": measure_cutoff_distances(comparison, unit_ranking, season),
        "grade_flips": find_grade_flips(comparison, unit_ranking, season),
        "reason_deductions": reason_deductions,
        "reason_losses": split_by_reason(comparison, season),
        "reason_coverage": measure_coverage(comparison, season),
        "reason_history": continue_history(reason_deductions, previous),
        "reward_list": list_rewards(unit_ranking, season),
        "letter_losses": list_letter_losses(comparison, criteria, season),
        "publication_forms": compare_publications(unit_ranking, criteria, season),
        **beside_last,
        "season_values": season_values,
        "trends": measure_trends(season_values, season.year),
        "initiative_effects": measure_initiatives(unit_ranking, comparison, initiatives, season),
        "reason_restorations": measure_restorations(comparison, unit_ranking, season),
        "smallest_repairs": sum_repairs(goals, repair_leaves, comparison, criteria, unit_ranking, season),
        "repair_leaves": repair_leaves,
        "headlines": summarise_season(
            unit_ranking, criterion_deductions, rank_bands, beside_last["mean_change"], season
        ),
        "plan_of_appraisal": plan_appraisal(comparison, before, crosswalk, season),
        "plan_trial": try_order(comparison, before, crosswalk, unit_ranking, season),
        **review_criteria(
            comparison, unit_ranking, crosswalk, previous.get("criteria_review") if previous else None, season
        ),
        "both_sets": rank_on_both_sets(comparison, before, crosswalk, unit_ranking, season),
        "cutoff_heaps": measure_heaps(comparison, unit_ranking, season),
        "over_claims": try_over_claim(
            comparison, unit_ranking, previous.get("over_claims") if previous else None, season
        ),
        "published_figures": reconcile(
            published, criteria, units, submissions, criterion_deductions, unit_ranking, season
        ),
    }
    progress("schemas")
    return {name: schemas.validate(name, rows) for name, rows in tables.items()}
