"""What registers show beside claimed and appraised scores, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.tables import cells
from cchc_analysis.reporting.text import registers as wording

MOST_ROWS = 300
"""How many rows of registers a page lists; the workbook has them all."""


def list_claim_sums(season: SeasonTables) -> HTML:
    """By criterion: what units claimed, what registers give, what was appraised, and how many units stand where."""
    _ = language.words(season.lang).gettext
    rows = season.claim_sums
    if rows.empty:
        return HTML("")
    return printing.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", is_header=True),
            Column("cells", kind="count"),
            "self_score",
            "computed_score",
            *cells.pick_known(rows, ["appraised_score"]),
            Column("over", kind="points", bar=(Segment("over", "cut"),)),
            "over_units",
            "under_units",
            "untold_units",
        ],
        season,
        caption=_("Tự chấm, theo sổ, thẩm định theo tiêu chí"),
        classes="stacks wide",
        key="criterion_id",
    )


def list_claims(season: SeasonTables, direction: str) -> HTML:
    """Cells claimed ``over`` or ``under`` what registers leave open, the largest difference first."""
    _ = language.words(season.lang).gettext
    claimed = season.claimed()
    rows = claimed[claimed["direction"] == direction]
    rows = rows.sort_values([direction, "unit_id", "criterion_id"], ascending=[False, True, True], kind="stable")
    captions = {"over": _("Tự chấm cao hơn sổ theo dõi"), "under": _("Tự chấm thấp hơn sổ theo dõi")}
    if rows.empty:
        if season.claim_sums.empty:
            return HTML("")
        texts = {
            "over": _("Không ô nào tự chấm cao hơn sổ."),
            "under": _("Không ô nào tự chấm thấp hơn sổ."),
        }
        return printing.show_notice(texts[direction])
    shown = rows.assign(
        page=printing.link_units(rows),
        counted=_say_count(rows),
        span=[wording.say_span(row, season) for row in rows.to_dict("records")],
    )
    return cells.show_excerpt(
        season_size.take_first(cells.key_cells(shown), season),
        [
            Column("unit_short", is_header=True, href="page"),
            "criterion_code",
            "criterion",
            "self_score",
            Column("span", title=printing.title_of("computed_score", season.lang)),
            Column(direction, kind="points", bar=(Segment(direction, "cut" if direction == "over" else "raised"),)),
            Column("counted", title=_("Dòng tính / dòng xét")),
            *cells.pick_known(rows, ["appraised_score"]),
            Column("appraiser_note", missing=""),
        ],
        season,
        table="claimed_v_computed",
        caption=captions[direction],
        classes="stacks wide notes",
        key="cell",
        filters=["criterion"],
    )


def list_differing(season: SeasonTables) -> HTML:
    """Cells appraised otherwise than the register gives, with the reason given or none."""
    _ = language.words(season.lang).gettext
    claimed = season.claimed()
    rows = claimed[claimed["appraised_differs"].fillna(False).astype(bool)]
    if rows.empty:
        return HTML("")
    shown = rows.assign(
        page=printing.link_units(rows), span=[wording.say_span(row, season) for row in rows.to_dict("records")]
    )
    return printing.show_table(
        cells.key_cells(shown),
        [
            Column("unit_short", is_header=True, href="page"),
            "criterion_code",
            "criterion",
            Column("span", title=printing.title_of("computed_score", season.lang)),
            "appraised_score",
            Column("appraiser_note", missing=_("không ghi lý do")),
        ],
        season,
        caption=_("Điểm thẩm định khác sổ theo dõi"),
        classes="stacks notes",
        key="cell",
    )


def list_uncomputed(season: SeasonTables) -> HTML:
    """Cells that could not be computed exactly, and why."""
    _ = language.words(season.lang).gettext
    measured = season.measured
    rows = measured[measured["state"] != "exact"]
    if rows.empty:
        if measured.empty:
            return HTML("")
        return printing.show_notice(_("Mọi ô đều tính được, không còn nghi vấn."))
    shown = rows.assign(
        page=printing.link_units(rows),
        said=rows["state"].map({state: _(text) for state, text in wording.STATES.items()}),
        span=[wording.say_span(row, season) for row in rows.to_dict("records")],
    )
    return cells.show_excerpt(
        season_size.take_first(cells.key_cells(shown), season),
        [
            Column("unit_short", is_header=True, href="page"),
            "criterion_code",
            "criterion",
            Column("said", title=printing.title_of("state", season.lang)),
            Column("doubtful_rows", kind="count"),
            Column("unmatched_rows", kind="count"),
            Column("span", title=printing.title_of("computed_score", season.lang)),
        ],
        season,
        table="measured",
        caption=_("Chưa đối chiếu được chắc chắn"),
        classes="stacks wide",
        key="cell",
    )


def list_conventions(season: SeasonTables) -> HTML:
    """How much hangs on definitions: what other conventions would give, one changed at a time."""
    _ = language.words(season.lang).gettext
    rows = season.convention_effects
    if rows.empty:
        return HTML("")
    shown = rows.assign(
        named=rows["convention"].map({name: _(text) for name, text in wording.CONVENTIONS.items()}),
        cell=rows["criterion_id"] + "." + rows["convention"],
    )
    return printing.show_table(
        shown,
        [
            Column("named", is_header=True, title=printing.title_of("convention", season.lang)),
            "criterion_code",
            "criterion",
            "computed_score",
            "other_score",
            Column("difference", kind="signed"),
            "changed_units",
        ],
        season,
        caption=_("Nếu theo quy ước khác, mỗi lần đổi một quy ước"),
        classes="stacks wide",
        key="cell",
    )


def list_declared(season: SeasonTables) -> HTML:
    """How each criterion is computed, word for word as ``registers.toml`` declares it."""
    _ = language.words(season.lang).gettext
    rows = season.claim_sums
    if rows.empty:
        return HTML("")
    return printing.show_table(
        printing.in_printed_order(rows, season),
        ["criterion_code", Column("criterion", is_header=True), "declared"],
        season,
        caption=_("Quy ước tính, đúng như registers.toml khai"),
        classes="stacks notes",
        fold=True,
        prints=True,
    )


def list_register_files(season: SeasonTables) -> HTML:
    """The exports: when each was exported, how many rows were used, and what was left."""
    _ = language.words(season.lang).gettext
    rows = season.register_files
    if rows.empty:
        return HTML("")
    shown = rows.assign(
        place=rows["source_file"] + rows["source_sheet"].map(" › {}".format, na_action="ignore").fillna(""),
        use=rows["is_used"].map({True: _("được dùng"), False: _("để so sánh")}),
    )
    counts = ["rows", "used", *cells.pick_present(rows, ["unmatched", "duplicates", "ignored", "bad_dates"])]
    return printing.show_table(
        shown,
        [
            Column("register", is_header=True),
            Column("place", title=printing.title_of("source_file", season.lang)),
            "exported_at",
            Column("use", title=printing.title_of("is_used", season.lang)),
            *[Column(name, kind="count") for name in counts],
        ],
        season,
        caption=_("Sổ theo dõi đã nhận"),
        classes="stacks wide",
        key="place",
    )


def list_late(season: SeasonTables) -> HTML:
    """Late and missing rows of every unit, the latest first, each with the cell of the register."""
    _ = language.words(season.lang).gettext
    rows = season.late()
    if rows.empty:
        return HTML("")
    rows = rows.sort_values(["criterion_id", "days_late"], ascending=[True, False], kind="stable", na_position="first")
    return _show_rows(rows, season, _("Việc, báo cáo, kết luận, hồ sơ trễ hạn hoặc thiếu"), is_of_one_unit=False)


def list_unit_late(season: SeasonTables, unit_id: str) -> HTML:
    """The late and missing rows of one unit: code, deadline, day done, days late, cell of the register."""
    _ = language.words(season.lang).gettext
    own = season.of_unit(unit_id).measured_rows
    rows = own[own["is_against"] | own["ruling"].notna()]
    if rows.empty:
        return HTML("")
    rows = rows.sort_values(["criterion_id", "base_due", "line"], kind="stable")
    return _show_rows(rows, season, _("Dòng trễ hạn hoặc thiếu của đơn vị trong sổ theo dõi"), is_of_one_unit=True)


def list_unit_claims(season: SeasonTables, unit_id: str) -> HTML:
    """What one unit claimed beside what registers give, by criterion."""
    _ = language.words(season.lang).gettext
    rows = season.of_unit(unit_id).claimed_v_computed
    if rows.empty:
        return HTML("")
    directions = {name: _(text) for name, text in wording.DIRECTIONS.items()}
    shown = rows.assign(
        counted=_say_count(rows),
        span=[wording.say_span(row, season) for row in rows.to_dict("records")],
        said=rows["direction"].map(directions),
    )
    return printing.show_table(
        shown,
        [
            "criterion_code",
            Column("criterion", is_header=True),
            *cells.pick_known(rows, ["self_score"]),
            Column("span", title=printing.title_of("computed_score", season.lang)),
            Column("counted", title=_("Dòng tính / dòng xét")),
            *cells.pick_known(rows, ["appraised_score"]),
            Column("said", title=_("So với sổ")),
        ],
        season,
        caption=_("Tự chấm và sổ theo dõi của đơn vị"),
        classes="stacks",
        key="criterion_id",
    )


def _show_rows(rows: pd.DataFrame, season: SeasonTables, caption: str, *, is_of_one_unit: bool) -> HTML:
    _ = language.words(season.lang).gettext
    states = {name: _(text) for name, text in wording.ROW_STATES.items()}
    shown = rows.head(MOST_ROWS).pipe(
        lambda kept: kept.assign(
            said=kept["state"].map(states),
            due_text=kept["effective_due"].map(lambda day: _show_day(day, season.lang), na_action="ignore"),
            done_text=kept["done"].map(lambda day: _show_day(day, season.lang), na_action="ignore"),
            place=kept["source_file"].str.cat([kept["source_sheet"].fillna(""), kept["source_cell"]], sep=" › "),
            key=kept["criterion_id"] + "." + kept["line"].astype(str),
        )
    )
    left_out = len(rows) - len(shown)
    unit = [] if is_of_one_unit else [Column("unit_short", is_header=True)]
    return printing.show_table(
        shown,
        [
            *unit,
            "criterion_code",
            Column("code", is_header=is_of_one_unit),
            Column("due_text", title=printing.title_of("effective_due", season.lang)),
            Column("done_text", title=printing.title_of("done", season.lang), missing=_("chưa xong")),
            Column("days_late", kind="count"),
            Column("said", title=_("Tình trạng")),
            Column("place", title=_("Dòng nguồn")),
            *[Column(name, missing="") for name in cells.pick_known(rows, ["ruling"])],
        ],
        season,
        caption=caption,
        note=cells.say_rest(left_out, season),
        left_out=left_out,
        classes="stacks wide",
        key="key",
        fold=not is_of_one_unit,
        prints=True,
    )


def _say_count(rows: pd.DataFrame) -> pd.Series:
    """``a/b`` as text; missing where nothing was counted."""
    return (rows["a"].astype(str) + "/" + rows["b"].astype(str)).where(rows["b"].notna())


def _show_day(day: str, lang: str) -> str:
    """A day of the tables as readers write it: ``15/12/2020`` in Vietnamese."""
    return day if lang != "vi" else "/".join(reversed(day.split("-")))
