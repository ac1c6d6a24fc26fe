"""Self-scores beside appraised scores, as tables."""

from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, text
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.tables import cells


def list_unit_cuts(season: SeasonTables) -> HTML:
    """Which units were cut most in the appraisal: points, at how many leaves, and where the most at once."""
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    rows = ranking[ranking["compared_self_score"].notna()]
    if rows.empty:
        return printing.show_notice(text.say_why_not_compared(season))
    taken = season.comparison[season.comparison["cut"] > 0].sort_values(
        ["unit_id", "cut", "criterion_id"], ascending=[True, False, True]
    )
    most = taken.drop_duplicates("unit_id").pipe(printing.with_full_codes, season).set_index("unit_id")
    rows = rows.assign(
        cut_count=rows["unit_id"].map(taken["unit_id"].value_counts()).fillna(0),
        most_cut=rows["unit_id"].map(most["criterion_code"].astype(str) + " " + most["criterion"].astype(str)),
        page=printing.link_units(rows),
    ).sort_values(["cut", "cut_count", "unit_id"], ascending=[False, False, True])
    return cells.show_excerpt(
        season_size.take_first(rows, season),
        [
            Column("unit_short", is_header=True, href="page"),
            Column("cut", bar=(Segment("cut", "cut"),)),
            Column("cut_count", title=_("Số tiêu chí bị hạ")),
            *cells.pick_present(rows, ["raised"]),
            "compared_self_score",
            "compared_appraised_score",
            *cells.pick_known(rows, ["rank"]),
            Column("most_cut", title=_("Bị hạ nhiều nhất ở"), missing=""),
        ],
        season,
        table="unit_ranking",
        caption=_("Điểm bị hạ khi thẩm định, theo đơn vị"),
        classes="stacks wide",
        key="unit_id",
    )


def list_domain_comparison(season: SeasonTables) -> HTML:
    """Points conceded, cut and raised in each domain."""
    _ = language.words(season.lang).gettext
    rows = printing.in_printed_order(season.domain_deductions, season)
    return printing.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", is_header=True, title=printing.title_of("domain", season.lang)),
            *[Column(name, title=_("Điểm tối đa, mọi đơn vị")) for name in cells.pick_known(rows, ["max_score"])],
            *cells.pick_known(rows, ["deduction"]),
            *cells.pick_present(rows, ["conceded", "cut", "raised", "unsplit", "deduction_pct"]),
        ],
        season,
        caption=_("Điểm tự nhận chưa đạt, bị hạ và được nâng theo lĩnh vực"),
        classes="stacks",
        key="criterion_id",
    )


def list_cells(season: SeasonTables, kind: str, top: int | None = None) -> HTML:
    """Single scores that were ``cut``, ``raised`` or ``contested``, the largest first, each with note and source."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    if kind != "contested" and not comparison["is_compared"].any():
        return printing.show_notice(text.say_why_not_compared(season))
    if kind == "contested":
        rows = comparison[comparison["is_contested"]].sort_values(["unit_id", "criterion_id"])
    else:
        rows = comparison[comparison[kind] > 0].sort_values(
            [kind, "unit_id", "criterion_id"], ascending=[False, True, True]
        )
    captions = {
        "cut": _("Điểm bị hạ khi thẩm định"),
        "raised": _("Điểm được nâng khi thẩm định"),
        "contested": _("Tiêu chí còn tranh luận"),
    }
    empty = {
        "cut": _("Không có điểm nào bị hạ khi thẩm định."),
        "raised": _("Không có điểm nào được nâng khi thẩm định."),
        "contested": _("Không có tiêu chí nào còn tranh luận."),
    }
    columns: list[str | Column] = [
        "unit_short",
        "criterion_code",
        Column("criterion", is_header=True),
        "max_score",
        "self_score",
        *(["first_appraised_score"] if kind == "contested" else []),
        "appraised_score",
        *([kind] if kind != "contested" else []),
        *[
            Column(name, missing="")
            for name in cells.pick_present(
                rows, ["reason_name", "explanation" if kind == "contested" else "appraiser_note", "appraised_source"]
            )
        ],
    ]
    shown = rows if top is None else rows.head(top)
    return printing.show_table(
        cells.key_cells(shown),
        columns,
        season,
        caption=captions[kind],
        empty=empty[kind],
        note=cells.say_rest(len(rows) - len(shown), season, "comparison"),
        classes="wide notes cells stacks",
        key="cell",
        filters=[] if season_size.is_large(season) else ["group_name", "domain", "reason_name"],
    )
