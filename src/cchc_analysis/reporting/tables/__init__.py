"""The house's tables: which columns of which table, in which order, under which caption."""

from cchc_analysis.reporting.tables.agreement import (
    list_agreement,
    list_claimed_ranks,
    list_explanation_effects,
    list_inflation,
    list_leaf_agreement,
)
from cchc_analysis.reporting.tables.change_parts import list_fixed, list_rank_changes, list_score_changes
from cchc_analysis.reporting.tables.changes import list_recurring
from cchc_analysis.reporting.tables.comparison import list_cells, list_domain_comparison, list_unit_cuts
from cchc_analysis.reporting.tables.criteria_review import (
    list_alike,
    list_both_sets,
    list_leaves,
    list_set_proposals,
    list_weights,
)
from cchc_analysis.reporting.tables.cutoffs import list_cutoff_distances, list_grade_flips, list_rank_bases
from cchc_analysis.reporting.tables.decisions import list_initiatives, list_letters, list_publication, list_rewards
from cchc_analysis.reporting.tables.deductions import list_deducted, list_full_criteria, list_unexplained
from cchc_analysis.reporting.tables.evidence import list_unit_evidence
from cchc_analysis.reporting.tables.fragility import list_rank_bands
from cchc_analysis.reporting.tables.heaping import list_heaps
from cchc_analysis.reporting.tables.intake import (
    list_corrections,
    list_findings,
    list_published,
    list_sources,
    list_submissions,
    list_unit_findings,
)
from cchc_analysis.reporting.tables.methods import list_methods
from cchc_analysis.reporting.tables.over_claims import list_over_claims
from cchc_analysis.reporting.tables.patterns import (
    list_always_hit,
    list_body_problems,
    list_group_deductions,
    list_lost_together,
    list_pareto,
    list_scope_sensitivity,
    list_unit_problems,
    list_unusual,
)
from cchc_analysis.reporting.tables.plan_of_appraisal import list_plan, list_trial
from cchc_analysis.reporting.tables.ranking import list_groups, list_ranking, list_rules
from cchc_analysis.reporting.tables.reasons import (
    list_ambiguous,
    list_losses,
    list_reason_domains,
    list_reason_history,
    list_reason_units,
)
from cchc_analysis.reporting.tables.registers import (
    list_claim_sums,
    list_claims,
    list_conventions,
    list_declared,
    list_differing,
    list_late,
    list_register_files,
    list_uncomputed,
    list_unit_claims,
    list_unit_late,
)
from cchc_analysis.reporting.tables.trends import list_trends, list_unit_trends
from cchc_analysis.reporting.tables.units import (
    list_unit_disputes,
    list_unit_doors,
    list_unit_losses,
    list_unit_peers,
    list_unit_scores,
    show_name,
)
from cchc_analysis.reporting.tables.what_if import list_repairs, list_restorations

__all__ = [
    "list_agreement",
    "list_alike",
    "list_always_hit",
    "list_ambiguous",
    "list_body_problems",
    "list_both_sets",
    "list_cells",
    "list_claim_sums",
    "list_claimed_ranks",
    "list_claims",
    "list_conventions",
    "list_corrections",
    "list_cutoff_distances",
    "list_declared",
    "list_deducted",
    "list_differing",
    "list_domain_comparison",
    "list_explanation_effects",
    "list_findings",
    "list_fixed",
    "list_full_criteria",
    "list_grade_flips",
    "list_group_deductions",
    "list_groups",
    "list_heaps",
    "list_inflation",
    "list_initiatives",
    "list_late",
    "list_leaf_agreement",
    "list_leaves",
    "list_letters",
    "list_losses",
    "list_lost_together",
    "list_methods",
    "list_over_claims",
    "list_pareto",
    "list_plan",
    "list_publication",
    "list_published",
    "list_rank_bands",
    "list_rank_bases",
    "list_rank_changes",
    "list_ranking",
    "list_reason_domains",
    "list_reason_history",
    "list_reason_units",
    "list_recurring",
    "list_register_files",
    "list_repairs",
    "list_restorations",
    "list_rewards",
    "list_rules",
    "list_scope_sensitivity",
    "list_score_changes",
    "list_set_proposals",
    "list_sources",
    "list_submissions",
    "list_trends",
    "list_trial",
    "list_uncomputed",
    "list_unexplained",
    "list_unit_claims",
    "list_unit_cuts",
    "list_unit_disputes",
    "list_unit_doors",
    "list_unit_evidence",
    "list_unit_findings",
    "list_unit_late",
    "list_unit_losses",
    "list_unit_peers",
    "list_unit_problems",
    "list_unit_scores",
    "list_unit_trends",
    "list_unusual",
    "list_weights",
    "show_name",
]
