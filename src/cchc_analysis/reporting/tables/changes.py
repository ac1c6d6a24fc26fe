"""What came back from last season, as tables."""

from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells


def list_recurring(season: SeasonTables) -> HTML:
    """Losses of the same unit at the same criterion in both seasons."""
    _ = language.words(season.lang).gettext
    rows = season.recurring_losses
    ordered = rows.sort_values(["deduction", "unit_id", "criterion_id"], ascending=[False, True, True])
    shown = ordered.head(20)
    if not season.has_previous:
        return printing.show_notice(_("Không có số liệu năm trước để so sánh."))
    return printing.show_table(
        cells.key_cells(shown),
        [
            Column("unit_short", is_header=True),
            "criterion_code",
            "criterion",
            "previous_deduction",
            "deduction",
            Column("seasons_in_a_row", kind="count"),
        ],
        season,
        caption=_("Mất điểm hai năm liền ở cùng một tiêu chí"),
        empty=_("Không có tiêu chí nào mất điểm hai năm liền."),
        note=cells.say_rest(len(ordered) - len(shown), season, "recurring_losses"),
        classes="stacks",
        key="cell",
        filters=[] if season_size.is_large(season) else ["group_name", "domain"],
    )
