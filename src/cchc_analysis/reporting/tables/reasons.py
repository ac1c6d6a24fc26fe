"""Why points were lost: by unit, by domain and by season, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis import reasons
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, text
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells

MOST_GROUPS = 40
"""Unit groups that a table of reasons lists."""


def list_reason_domains(season: SeasonTables) -> HTML:
    """Points lost per reason and domain, each cell shaded by its points."""
    _ = language.words(season.lang).gettext
    losses = season.reason_losses
    domains = losses.drop_duplicates("domain_id").pipe(
        lambda rows: printing.in_printed_order(rows.assign(criterion_id=rows["domain_id"]), season)
    )
    matrix = losses.pivot_table(index="reason", columns="domain_id", values="deduction", aggfunc="sum").round(6)
    rows = _name_reasons(season.reason_deductions, season)[["reason", "label"]].join(matrix, on="reason")
    scale = (0.0, float(matrix.max().max())) if matrix.size else None
    return printing.show_table(
        rows,
        [
            Column("label", title=printing.title_of("reason", season.lang), is_header=True),
            *[
                Column(row.domain_id, title=row.domain, kind="points", heat="lost", scale=scale, missing="")
                for row in domains.itertuples()
            ],
        ],
        season,
        caption=_("Điểm bị trừ theo lý do và lĩnh vực"),
        empty=text.say_why_no_reasons(season),
        classes="wide",
        key="reason",
    )


def list_losses(season: SeasonTables) -> HTML:
    """Every point lost, the largest first, with who lost it where and why: to be asked by reason, unit and domain."""
    _ = language.words(season.lang).gettext
    rows = season.comparison[season.comparison["deduction"] > 0]
    if rows.empty:
        return printing.show_notice(text.say_why_no_reasons(season))
    rows = rows.assign(reason=rows["reason"].fillna("*")).pipe(_name_reasons, season)
    rows = rows.assign(page=printing.link_units(rows)).pipe(printing.with_full_codes, season)
    rows = rows.sort_values(["deduction", "unit_id", "criterion_id"], ascending=[False, True, True])
    return cells.show_excerpt(
        season_size.take_first(cells.key_cells(rows), season),
        [
            Column("unit_short", is_header=True, href="page"),
            "criterion_code",
            "criterion",
            "deduction",
            *cells.pick_present(rows, ["cut"]),
            Column("label", title=printing.title_of("reason", season.lang)),
        ],
        season,
        table="comparison",
        caption=_("Từng điểm bị trừ"),
        classes="stacks",
        key="cell",
        fold=True,
        asks=True,
        filters=["label", "unit_short", "group_name", "domain"],
    )


def list_reason_units(season: SeasonTables) -> HTML:
    """Points lost per unit and reason, each cell shaded by its points; of a large season, per unit group."""
    _ = language.words(season.lang).gettext
    of_groups = season_size.is_large(season) and season.units["group"].notna().any()
    key, name = ("group", "group_name") if of_groups else ("unit_id", "unit_short")
    own = season.units.set_index("unit_id", drop=False)[key]
    losses = season.reason_losses.assign(owner=lambda rows: rows["unit_id"].map(own))
    matrix = losses.pivot_table(index="owner", columns="reason", values="deduction", aggfunc="sum").round(6)
    named = _name_reasons(season.reason_deductions, season)
    owners = season.units if of_groups else season.unit_ranking
    names = owners.drop_duplicates(key).dropna(subset=key)[[key, name]]
    rows = names.join(matrix, on=key)
    largest = (0.0, float(matrix.max().max())) if matrix.size else None
    return cells.show_excerpt(
        season_size.take_first(rows if matrix.size else rows.head(0), season, MOST_GROUPS),
        [
            Column(name, is_header=True),
            *[
                Column(row.reason, title=row.label, kind="points", heat="lost", scale=largest, missing="")
                for row in named.itertuples()
                if row.reason in matrix
            ],
        ],
        season,
        table="reason_losses",
        caption=_("Điểm bị trừ theo lý do và nhóm đơn vị") if of_groups else _("Điểm bị trừ theo lý do và đơn vị"),
        empty=text.say_why_no_reasons(season),
        classes="wide",
        key=key,
        fold=True,
    )


def list_reason_history(season: SeasonTables) -> HTML:
    """Points lost per reason over the seasons at hand."""
    _ = language.words(season.lang).gettext
    history = season.reason_history
    if history["year"].nunique() < 2:
        return printing.show_notice(_("Chưa có mùa trước để so sánh lý do trừ điểm qua các năm."))
    named = _name_reasons(history, season)
    places = {reason: at for at, reason in enumerate(season.reason_deductions["reason"])}
    rows = named.assign(
        year_text=named["year"].astype(str),
        place=named["reason"].map(places).fillna(len(places)),
        cell=named["year"].astype(str) + "." + named["reason"],
    ).sort_values(["place", "label", "year"])
    return printing.show_table(
        rows,
        [
            Column("label", title=printing.title_of("reason", season.lang), is_header=True),
            Column("year_text", title=printing.title_of("year", season.lang)),
            "deduction",
            "loss_share",
            "hit_count",
            "hit_units",
        ],
        season,
        caption=_("Lý do trừ điểm qua các năm"),
        classes="stacks",
        key="cell",
        fold=True,
    )


def list_ambiguous(season: SeasonTables) -> HTML:
    """Notes in which two reasons or more were found: the first of the list was taken, the working group decides."""
    _ = language.words(season.lang).gettext
    rows = _name_reasons(reasons.find_ambiguous_notes(season.comparison, season.rules), season)
    return cells.show_excerpt(
        season_size.take_first(cells.key_cells(rows), season),
        [
            "unit_short",
            "criterion_code",
            "deduction",
            Column("label", title=printing.title_of("reason", season.lang)),
            "appraiser_note",
        ],
        season,
        table="comparison",
        caption=_("Ý kiến thẩm định có từ hai lý do trở lên"),
        empty=_("Không có ý kiến thẩm định nào có từ hai lý do trở lên."),
        classes="notes stacks",
        key="cell",
    )


def _name_reasons(rows: pd.DataFrame, season: SeasonTables) -> pd.DataFrame:
    """*rows* with ``label``: the reason's name; as the appraisers wrote it, marked, where the season lists none."""
    _ = language.words(season.lang).gettext
    written = rows["reason"].astype(str).radd("“").add("” ") + _("(ngoài danh mục)")
    label = rows["reason_name"].astype(object).where(rows["reason_name"].notna(), written)
    return rows.assign(label=label.mask(rows["reason"] == "*", _("Chưa rõ lý do")))
