"""Finished tables to charts. A chart picks and orders; it does not compute.

Every chart is two things at once: a plotly figure, and a table with bars in its cells that stands in its place in
print previews, mail readers, on phones and for screen readers (``docs/decisions/0004-pictures.md``).

One colour means one thing everywhere: amber is the unit's own word (self-score, what it conceded), blue is the
appraisers' (appraised score, what they cut), green is what they raised, grey is what nobody claimed.
"""

from cchc_analysis.reporting.charts.agreement import draw_differences
from cchc_analysis.reporting.charts.change_parts import draw_change_parts
from cchc_analysis.reporting.charts.changes import draw_changes
from cchc_analysis.reporting.charts.comparison import draw_self_against_appraised
from cchc_analysis.reporting.charts.deductions import draw_deductions, draw_hit_pattern, draw_reasons
from cchc_analysis.reporting.charts.drawing import Chart
from cchc_analysis.reporting.charts.fragility import draw_rank_bands
from cchc_analysis.reporting.charts.groups import draw_distribution, draw_group_claims, draw_group_scores
from cchc_analysis.reporting.charts.ranking import draw_domains, draw_ranking
from cchc_analysis.reporting.charts.trends import draw_trends
from cchc_analysis.reporting.charts.units import draw_unit_domains, draw_unit_losses

__all__ = [
    "Chart",
    "draw_change_parts",
    "draw_changes",
    "draw_deductions",
    "draw_differences",
    "draw_distribution",
    "draw_domains",
    "draw_group_claims",
    "draw_group_scores",
    "draw_hit_pattern",
    "draw_rank_bands",
    "draw_ranking",
    "draw_reasons",
    "draw_self_against_appraised",
    "draw_trends",
    "draw_unit_domains",
    "draw_unit_losses",
]
