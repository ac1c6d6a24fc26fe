"""What was lost, and what nobody lost, as tables."""

from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis import deductions
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, text
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.tables import cells


def list_deducted(
    season: SeasonTables, table: str = "criterion_deductions", top: int | None = None, *, fold: bool = False
) -> HTML:
    """Criteria (or leaves, or domains) by points lost, split by who gave them up: all of them, or the first *top*."""
    _ = language.words(season.lang).gettext
    rows = getattr(season, table)
    if table == "leaf_deductions" and set(rows["criterion_id"]) == set(season.criterion_deductions["criterion_id"]):
        return printing.show_notice(text.say_why_no_detail(season))
    rank = "leaf_rank" if table == "leaf_deductions" else "deduction_rank"  # a leaf that is a criterion too has both
    rows = rows.assign(
        leaf_rank=rows["deduction_rank"], scope_name=rows["scope"].map({"common": _("chung"), "specific": _("đặc thù")})
    )
    has_scopes = "domain" not in table and len(set(rows["scope"])) > 1
    has_losses = rows["deduction"].notna().any()
    rest = 0 if top is None else max(len(rows) - top, 0)
    captions = {
        "criterion_deductions": _("Điểm bị trừ theo tiêu chí"),
        "leaf_deductions": _("Điểm bị trừ theo tiêu chí thành phần"),
        "domain_deductions": _("Điểm bị trừ theo lĩnh vực"),
    }
    return printing.show_table(
        rows if top is None else rows.head(top),
        [
            *[
                Column(name, title=printing.title_of("deduction_rank", season.lang))
                for name in cells.pick_known(rows, [rank])
            ],
            "criterion_code",
            Column("criterion", is_header=True),
            *([Column("scope_name", title=printing.title_of("scope", season.lang))] if has_scopes else []),
            *([Column("deduction", bar=(Segment("deduction", "lost"),))] if has_losses else []),
            *cells.pick_present(rows, ["conceded", "cut", "raised", "unsplit", "deduction_pct", "loss_share"]),
            *cells.pick_known(rows, ["hit_units"]),
            "applicable_units",
        ],
        season,
        caption=captions[table],
        note=cells.say_rest(rest, season) if has_losses else text.say_why_no_deductions(season),
        classes="wide",
        key="criterion_id",
        fold=fold or table == "leaf_deductions",
        filters=[] if table == "domain_deductions" else ["domain", "scope_name"],
    )


def list_full_criteria(season: SeasonTables) -> HTML:
    """The criteria at which every unit reached the maximum."""
    _ = language.words(season.lang).gettext
    rows = deductions.find_full_criteria(season.criterion_deductions, season.comparison)
    rows = rows.assign(scope_name=rows["scope"].map({"common": _("chung"), "specific": _("đặc thù")}))
    return printing.show_table(
        rows.sort_values("criterion_id"),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            Column("scope_name", title=printing.title_of("scope", season.lang)),
            "applicable_units",
        ],
        season,
        caption=_("Tiêu chí mà mọi đơn vị áp dụng đều đạt điểm tối đa"),
        empty=_("Không có tiêu chí nào mà mọi đơn vị áp dụng đều đạt điểm tối đa.")
        if season.criterion_deductions["deduction"].notna().any()
        else text.say_why_no_deductions(season),
        key="criterion_id",
    )


def list_unexplained(season: SeasonTables) -> HTML:
    """Deductions with a note in which no declared reason was recognised: listed, never guessed."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    noted = comparison[(comparison["deduction"] > 0) & comparison["appraiser_note"].notna()]
    if noted.empty:
        return printing.show_notice(_("Không có điểm bị trừ nào kèm ý kiến thẩm định."))
    rows = noted[noted["reason"].isna()]
    ordered = rows.sort_values(["deduction", "unit_id", "criterion_id"], ascending=[False, True, True])
    return cells.show_excerpt(
        season_size.take_first(cells.key_cells(ordered), season),
        ["unit_short", "criterion_code", Column("deduction"), "appraiser_note", Column("appraised_source", missing="")],
        season,
        table="comparison",
        caption=_("Ý kiến thẩm định chưa xác định được lý do"),
        empty=_("Mọi ý kiến thẩm định đều đã xác định được lý do."),
        classes="notes stacks",
        key="cell",
        filters=["group_name", "domain"],
        fold=not rows.empty,
    )
