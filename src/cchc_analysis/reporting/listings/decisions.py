"""What the committee has to decide, as tables."""

from IPython.display import HTML

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, tables
from cchc_analysis.reporting.tables import Column


def list_initiatives(season: SeasonTables) -> HTML:
    """Initiatives, recognised or waiting, and what their points would change."""
    _ = language.words(season.lang).gettext
    rows = season.initiative_effects.merge(
        season.initiatives[["initiative_id", "title"]], on="initiative_id", validate="one_to_one"
    )
    rows = rows.assign(
        status_name=rows["initiative_status"].map({"proposed": _("đề nghị"), "recognised": _("được công nhận")}),
        effect=rows["is_grade_changed"].map({True: _("đổi nhóm điểm"), False: ""}),
    )
    return tables.show_table(
        rows,
        [
            Column("title", is_header=True),
            "unit_short",
            Column("status_name", title=tables.title_of("initiative_status", season.lang)),
            Column("bonus_score"),
            "total_without",
            "total_with",
            Column("effect", title=_("Tác động")),
        ],
        season,
        caption=_("Sáng kiến đề nghị và được công nhận"),
        empty=_("Không có sáng kiến nào được đề nghị."),
        key="initiative_id",
    )
