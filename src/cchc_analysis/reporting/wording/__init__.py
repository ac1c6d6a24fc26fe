"""Tables to sentences. Each number of a sentence is the table's own value, printed by the same format as the table.

Sentences are written in Vietnamese and translated through the message catalogue. A number stands in the page as
``<data value="39.394737" data-key="mean_total_score">39,39</data>``, so a test can compare it with the tables.
"""

from cchc_analysis.reporting.wording.changes import say_changes
from cchc_analysis.reporting.wording.comparison import say_comparison, say_why_not_compared
from cchc_analysis.reporting.wording.decisions import list_decisions
from cchc_analysis.reporting.wording.deductions import (
    say_deductions,
    say_strengths,
    say_why_no_deductions,
    say_why_no_detail,
)
from cchc_analysis.reporting.wording.fragility import say_how_sure, say_unit_how_sure
from cchc_analysis.reporting.wording.intake import describe_figure, name_criteria, say_provisional, say_received
from cchc_analysis.reporting.wording.ranking import say_headline, show_cards
from cchc_analysis.reporting.wording.units import say_first_fixes, say_unit, say_why_no_losses

__all__ = [
    "describe_figure",
    "list_decisions",
    "name_criteria",
    "say_changes",
    "say_comparison",
    "say_deductions",
    "say_first_fixes",
    "say_headline",
    "say_how_sure",
    "say_provisional",
    "say_received",
    "say_strengths",
    "say_unit",
    "say_unit_how_sure",
    "say_why_no_deductions",
    "say_why_no_detail",
    "say_why_no_losses",
    "say_why_not_compared",
    "show_cards",
]
