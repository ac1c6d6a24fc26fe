"""What a unit itself said where it lost points: the evidence it named, its own note, its explanation."""

from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells


def list_unit_evidence(season: SeasonTables, unit_id: str) -> HTML:
    """The evidence a unit named at each criterion that cost it points, or that it named none, and what it wrote there.

    Nothing where the season's forms ask for neither.
    """
    _ = language.words(season.lang).gettext
    own = season.of_unit(unit_id).comparison
    said = cells.pick_present(own, ["evidence", "self_note"])
    rows = own.loc[own["deduction"] > 0, ["criterion_id", "criterion_code", "deduction", *said]]
    if rows.empty or not said:
        return HTML("")
    rows = printing.with_full_codes(rows, season)
    rows = rows.sort_values(["deduction", "criterion_id"], ascending=[False, True], kind="stable")
    return printing.show_table(
        rows,
        [
            Column("criterion_code", is_header=True),
            *[Column(name, missing=_("không nêu") if name == "evidence" else "") for name in said],
        ],
        season,
        caption=_("Đơn vị đã nêu gì ở các tiêu chí bị trừ"),
        classes="notes",
        fold=True,
        prints=True,
    )
