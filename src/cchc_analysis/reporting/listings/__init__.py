"""The house's tables: which columns of which table, in which order, under which caption."""

from cchc_analysis.reporting.listings.changes import list_recurring
from cchc_analysis.reporting.listings.comparison import list_cells, list_domain_comparison
from cchc_analysis.reporting.listings.decisions import list_initiatives
from cchc_analysis.reporting.listings.deductions import list_deducted, list_full_criteria, list_unexplained
from cchc_analysis.reporting.listings.fragility import list_rank_bands
from cchc_analysis.reporting.listings.intake import (
    list_corrections,
    list_findings,
    list_published,
    list_sources,
    list_submissions,
    list_unit_findings,
)
from cchc_analysis.reporting.listings.methods import list_methods
from cchc_analysis.reporting.listings.ranking import list_groups, list_ranking, list_rules
from cchc_analysis.reporting.listings.units import (
    list_unit_doors,
    list_unit_losses,
    list_unit_peers,
    list_unit_scores,
    show_name,
)

__all__ = [
    "list_cells",
    "list_corrections",
    "list_deducted",
    "list_domain_comparison",
    "list_findings",
    "list_full_criteria",
    "list_groups",
    "list_initiatives",
    "list_methods",
    "list_published",
    "list_rank_bands",
    "list_ranking",
    "list_recurring",
    "list_rules",
    "list_sources",
    "list_submissions",
    "list_unexplained",
    "list_unit_doors",
    "list_unit_findings",
    "list_unit_losses",
    "list_unit_peers",
    "list_unit_scores",
    "show_name",
]
