"""What the public edition says and shows, from the published tables alone.

Every function takes a :class:`~cchc_analysis.store.public_season.PublicSeason`, which holds nothing that may not be
shown.
"""

from cchc_analysis.reporting.public.slides import (
    show_change,
    show_domains,
    show_losses,
    show_next_steps,
    show_overview,
    show_ranking,
    show_self_scores,
    show_title,
)
from cchc_analysis.reporting.public.tables import list_criteria, list_domains, list_ranking, list_withheld
from cchc_analysis.reporting.public.text import (
    WORKBOOK,
    link_files,
    name_codes,
    say_changes,
    say_comparison,
    say_form,
    say_headline,
    say_losses,
    say_provisional,
    say_withheld,
    show_cards,
)

__all__ = [
    "WORKBOOK",
    "link_files",
    "list_criteria",
    "list_domains",
    "list_ranking",
    "list_withheld",
    "name_codes",
    "say_changes",
    "say_comparison",
    "say_form",
    "say_headline",
    "say_losses",
    "say_provisional",
    "say_withheld",
    "show_cards",
    "show_change",
    "show_domains",
    "show_losses",
    "show_next_steps",
    "show_overview",
    "show_ranking",
    "show_self_scores",
    "show_title",
]
