"""Tables to sentences. Each number of a sentence is the table's own value, printed by the same format as the table.

Sentences are written in Vietnamese and translated through the message catalogue. A number stands in the page as
``<data value="39.394737" data-key="mean_total_score">39,39</data>``, so a test can compare it with the tables.
"""

from cchc_analysis.reporting.text.agreement import explain_readings, name_statistics, say_explanations, say_full_claims
from cchc_analysis.reporting.text.briefing import say_costly_criteria, say_first_doubts
from cchc_analysis.reporting.text.change_parts import say_change_parts
from cchc_analysis.reporting.text.changes import say_changes
from cchc_analysis.reporting.text.comparison import say_comparison, say_why_not_compared
from cchc_analysis.reporting.text.concentration import say_concentration, say_scopes
from cchc_analysis.reporting.text.criteria_review import (
    say_alike,
    say_both_sets,
    say_saturation,
    say_set_precision,
    say_weights,
)
from cchc_analysis.reporting.text.cutoffs import say_disputed_grades, say_nearest_cutoff
from cchc_analysis.reporting.text.decisions import link_decisions, list_decisions
from cchc_analysis.reporting.text.deductions import (
    say_deductions,
    say_strengths,
    say_why_no_deductions,
    say_why_no_detail,
    say_why_no_pattern,
)
from cchc_analysis.reporting.text.fragility import say_how_sure, say_unit_how_sure
from cchc_analysis.reporting.text.groups import say_spread
from cchc_analysis.reporting.text.heaping import say_heaps
from cchc_analysis.reporting.text.intake import (
    describe_figure,
    name_criteria,
    say_balance,
    say_provisional,
    say_received,
)
from cchc_analysis.reporting.text.notes import has_note, show_note, show_unit_note, show_unit_notes
from cchc_analysis.reporting.text.over_claims import say_over_claims
from cchc_analysis.reporting.text.plan_of_appraisal import say_plan, say_trial
from cchc_analysis.reporting.text.proposals import list_proposals
from cchc_analysis.reporting.text.ranking import say_headline, show_cards
from cchc_analysis.reporting.text.reasons import say_coverage, say_why_no_reasons
from cchc_analysis.reporting.text.recommendations import say_gains, say_recommendations
from cchc_analysis.reporting.text.registers import say_claims, say_prefilled, say_unit_late
from cchc_analysis.reporting.text.rewards import describe_rule, say_publication
from cchc_analysis.reporting.text.trends import say_trends, say_unit_trend
from cchc_analysis.reporting.text.unit_disputes import say_unit_disputes
from cchc_analysis.reporting.text.unit_order import say_unit_order
from cchc_analysis.reporting.text.unit_totals import say_unit_total
from cchc_analysis.reporting.text.units import say_repairs, say_unit, say_unit_recurring, say_why_no_losses

__all__ = [
    "describe_figure",
    "describe_rule",
    "explain_readings",
    "has_note",
    "link_decisions",
    "list_decisions",
    "list_proposals",
    "name_criteria",
    "name_statistics",
    "say_alike",
    "say_balance",
    "say_both_sets",
    "say_change_parts",
    "say_changes",
    "say_claims",
    "say_comparison",
    "say_concentration",
    "say_costly_criteria",
    "say_coverage",
    "say_deductions",
    "say_disputed_grades",
    "say_explanations",
    "say_first_doubts",
    "say_full_claims",
    "say_gains",
    "say_headline",
    "say_heaps",
    "say_how_sure",
    "say_nearest_cutoff",
    "say_over_claims",
    "say_plan",
    "say_prefilled",
    "say_provisional",
    "say_publication",
    "say_received",
    "say_recommendations",
    "say_repairs",
    "say_saturation",
    "say_scopes",
    "say_set_precision",
    "say_spread",
    "say_strengths",
    "say_trends",
    "say_trial",
    "say_unit",
    "say_unit_disputes",
    "say_unit_how_sure",
    "say_unit_late",
    "say_unit_order",
    "say_unit_recurring",
    "say_unit_total",
    "say_unit_trend",
    "say_weights",
    "say_why_no_deductions",
    "say_why_no_detail",
    "say_why_no_losses",
    "say_why_no_pattern",
    "say_why_no_reasons",
    "say_why_not_compared",
    "show_cards",
    "show_note",
    "show_unit_note",
    "show_unit_notes",
]
