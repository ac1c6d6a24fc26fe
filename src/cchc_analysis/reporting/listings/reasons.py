"""Why points were lost: by unit, by domain and by season, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis.analysis import reasons
from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, scale, tables, wording
from cchc_analysis.reporting.listings import cells
from cchc_analysis.reporting.tables import Column

MOST_GROUPS = 40
"""Unit groups that a table of reasons lists."""


def list_reason_domains(season: SeasonTables) -> HTML:
    """Points lost per reason and domain, each cell shaded by its points."""
    _ = language.words(season.lang).gettext
    losses = season.reason_losses
    domains = losses.drop_duplicates("domain_id").pipe(
        lambda rows: tables.in_printed_order(rows.assign(criterion_id=rows["domain_id"]), season)
    )
    matrix = losses.pivot_table(index="reason", columns="domain_id", values="deduction", aggfunc="sum").round(6)
    rows = _name_reasons(season.reason_deductions, season)[["reason", "label"]].join(matrix, on="reason")
    scale = (0.0, float(matrix.max().max())) if matrix.size else None
    return tables.show_table(
        rows,
        [
            Column("label", title=tables.title_of("reason", season.lang), is_header=True),
            *[
                Column(row.domain_id, title=row.domain, kind="points", heat="lost", scale=scale, missing="")
                for row in domains.itertuples()
            ],
        ],
        season,
        caption=_("Điểm bị trừ theo lý do và lĩnh vực"),
        empty=wording.say_why_no_reasons(season),
        classes="wide",
        key="reason",
    )


def list_reason_units(season: SeasonTables) -> HTML:
    """Who lost points for which reason, most points first, with their parts; of a large season, which groups did."""
    _ = language.words(season.lang).gettext
    if scale.is_large(season) and season.units["group"].notna().any():
        return list_reason_groups(season)
    by_unit = season.reason_losses.groupby(["reason", "unit_id", "unit_short"], as_index=False)[
        ["deduction", "hit_count"]
    ].sum()
    named = _name_reasons(by_unit.merge(season.reason_losses[["reason", "reason_name"]].drop_duplicates()), season)
    order = season.reason_deductions["reason"].tolist()
    rows = named.assign(
        deduction=named["deduction"].round(6),
        place=named["reason"].map({reason: at for at, reason in enumerate(order)}),
        cell=named["reason"] + "." + named["unit_id"],
    ).sort_values(["place", "deduction", "unit_id"], ascending=[True, False, True])
    return cells.show_excerpt(
        scale.take_first(rows, season),
        [
            Column("label", title=tables.title_of("reason", season.lang)),
            Column("unit_short", is_header=True),
            "deduction",
            "hit_count",
        ],
        season,
        table="reason_losses",
        caption=_("Điểm bị trừ theo lý do và đơn vị"),
        empty=wording.say_why_no_reasons(season),
        key="cell",
        fold=True,
        filters=["label", "unit_short", "group_name"],
    )


def list_reason_groups(season: SeasonTables) -> HTML:
    """Points lost per unit group and reason, each cell shaded by its points."""
    _ = language.words(season.lang).gettext
    groups = season.units.set_index("unit_id")["group"]
    losses = season.reason_losses.assign(group=lambda rows: rows["unit_id"].map(groups))
    matrix = losses.pivot_table(index="group", columns="reason", values="deduction", aggfunc="sum").round(6)
    named = _name_reasons(season.reason_deductions, season)
    names = season.units.drop_duplicates("group").dropna(subset="group")[["group", "group_name"]]
    rows = names.join(matrix, on="group")
    largest = (0.0, float(matrix.max().max())) if matrix.size else None
    return cells.show_excerpt(
        scale.take_first(rows, season, MOST_GROUPS),
        [
            Column("group_name", is_header=True),
            *[
                Column(row.reason, title=row.label, kind="points", heat="lost", scale=largest, missing="")
                for row in named.itertuples()
                if row.reason in matrix
            ],
        ],
        season,
        table="reason_losses",
        caption=_("Điểm bị trừ theo lý do và nhóm đơn vị"),
        empty=wording.say_why_no_reasons(season),
        classes="wide",
        key="group",
        fold=True,
    )


def list_reason_history(season: SeasonTables) -> HTML:
    """Points lost per reason over the seasons at hand."""
    _ = language.words(season.lang).gettext
    history = season.reason_history
    if history["year"].nunique() < 2:
        return tables.show_notice(_("Chưa có mùa trước để so sánh lý do trừ điểm qua các năm."))
    named = _name_reasons(history, season)
    places = {reason: at for at, reason in enumerate(season.reason_deductions["reason"])}
    rows = named.assign(
        year_text=named["year"].astype(str),
        place=named["reason"].map(places).fillna(len(places)),
        cell=named["year"].astype(str) + "." + named["reason"],
    ).sort_values(["place", "label", "year"])
    return tables.show_table(
        rows,
        [
            Column("label", title=tables.title_of("reason", season.lang), is_header=True),
            Column("year_text", title=tables.title_of("year", season.lang)),
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
        scale.take_first(cells.key_cells(rows), season),
        [
            "unit_short",
            "criterion_code",
            "deduction",
            Column("label", title=tables.title_of("reason", season.lang)),
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
