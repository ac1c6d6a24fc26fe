"""What was lost, by whom and why, drawn."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing, groups
from cchc_analysis.reporting.printing import Column, Segment


def draw_deductions(
    deductions: pd.DataFrame,
    season: SeasonTables,
    *,
    top: int | None = None,
    title: str | None = None,
    id: str = "deductions",
) -> drawing.Chart | HTML:
    """Points lost per criterion, the largest on top, split by who gave them up."""
    words = language.words(season.lang)
    _ = words.gettext
    rows = deductions[deductions["deduction"] > 0]
    rows = rows if top is None else rows.head(top)
    if rows.empty:
        return printing.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    return drawing.draw_parts(
        rows.assign(label=rows["criterion_code"] + " " + rows["criterion"]),
        season,
        id=id,
        title=title or _("Tiêu chí bị trừ nhiều điểm nhất"),
        subtitle=_("Tổng của các đơn vị áp dụng, chia thành phần đơn vị tự nhận và phần bị hạ khi thẩm định"),
        label=words.ngettext(
            "Biểu đồ thanh: điểm bị trừ của {count} tiêu chí.",
            "Biểu đồ thanh: điểm bị trừ của {count} tiêu chí.",
            len(rows),
        ).format(count=len(rows))
        + " "
        + drawing.say_most(rows["criterion"], rows["deduction"], season),
        columns=[
            Column("criterion_code"),
            Column("criterion", is_header=True),
            Column("deduction", bar=drawing.pick_segments(rows)),
            "deduction_pct",
            "hit_units",
            "applicable_units",
        ],
        key="criterion_id",
    )


def draw_hit_pattern(hit_pattern: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Points each unit lost at each criterion somebody lost at: units and criteria of like losses side by side.

    Of very many units what their groups lost at the costliest criteria.
    """
    _ = language.words(season.lang).gettext
    costly = hit_pattern.loc[hit_pattern["deduction"] > 0, "criterion_id"]
    rows = hit_pattern[hit_pattern["criterion_id"].isin(costly)]
    if rows.empty:
        return printing.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    if season_size.has_many(rows.drop_duplicates("unit_id")):
        return _draw_group_pattern(rows, season)
    return drawing.draw_matrix(
        rows.sort_values(["criterion_position", "unit_position"]),
        season,
        unit_order="unit_position",
        value="deduction",
        decimals=None,
        hue="lost",
        id="hit-pattern",
        title=_("Đơn vị nào mất điểm ở tiêu chí nào"),
        subtitle=_(
            "Điểm bị trừ: càng đậm càng nhiều; ô xám: không áp dụng hoặc chưa thẩm định xong. Đơn vị và tiêu chí mất "
            "điểm giống nhau đứng cạnh nhau."
        ),
        scale=None,
    )


def _draw_group_pattern(hit_pattern: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """What each group lost of the maximum at the costliest criteria; without groups, the units that lost most."""
    _ = language.words(season.lang).gettext
    costly = season.criterion_deductions.query("deduction > 0").head(season_size.COSTLY)["criterion_id"]
    named = groups.pick_groups(season.group_scores, season)
    losses = season.group_deductions
    losses = losses[losses["criterion_id"].isin(costly) & losses["deduction_pct"].notna()]
    if named.empty or losses.empty:
        lost = hit_pattern.groupby("unit_id")["deduction"].sum().nlargest(season_size.FIRST).index
        return draw_hit_pattern(
            hit_pattern[hit_pattern["unit_id"].isin(lost) & hit_pattern["criterion_id"].isin(costly)], season
        )
    shown = season_size.take_ends(named, season, groups.MOST_GROUPS // 2).rows
    places = {criterion: at for at, criterion in enumerate(costly)}
    rows = losses[losses["group"].isin(shown["group"])].assign(unit_id=lambda rows: rows["group"])
    return drawing.draw_matrix(
        rows.sort_values("criterion_id", key=lambda ids: ids.map(places), kind="stable"),
        season,
        groups=shown,
        value="deduction_pct",
        decimals=0,
        hue="lost",
        id="group-pattern",
        title=_("Nhóm đơn vị nào mất điểm ở tiêu chí nào"),
        subtitle=_("% điểm tối đa bị trừ ở những tiêu chí mất nhiều điểm nhất, mất nhiều nhất ở bên trái"),
        scale=None,
    )


def draw_reasons(reason_deductions: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Points lost for each reason, the largest on top; deductions without a recognised reason last."""
    _ = language.words(season.lang).gettext
    named = reason_deductions.assign(label=reason_deductions["reason_name"].astype("str").fillna(_("Chưa rõ lý do")))
    rows = pd.concat([named[named["reason"] != "*"], named[named["reason"] == "*"]])
    rows = rows[rows["deduction"] > 0]
    if rows.empty:
        return printing.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    if (rows["reason"] == "*").all():
        return printing.show_notice(_("Không vẽ được lý do: người thẩm định chưa ghi lý do nào nhận ra được."))
    reasons = drawing.Rows(rows["reason"].tolist(), rows["label"].map(drawing.wrap).tolist())
    lost = rows["deduction"]
    spec = {
        "data": [drawing.bars(reasons, lost, drawing.texts(lost, "deduction", season), "", drawing.LOST)],
        "layout": drawing.lay_out(season, reasons) | {"showlegend": False},
    }
    picture = printing.show_table(
        rows,
        [
            Column("label", title=printing.title_of("reason", season.lang), is_header=True),
            Column("deduction", bar=(Segment("deduction", "lost"),)),
            "loss_share",
            "hit_count",
            "hit_units",
        ],
        season,
        caption=_("Điểm bị trừ theo lý do"),
        hide_caption=True,
        classes="stacks",
        key="reason",
    )
    return drawing.Chart(
        id="reasons",
        title=_("Điểm bị trừ theo lý do"),
        subtitle=_("Lý do do người thẩm định ghi, hoặc xác định từ ý kiến thẩm định theo cụm từ khai trong quy tắc"),
        label=_("Biểu đồ thanh: điểm bị trừ theo {count} lý do.").format(count=len(rows))
        + " "
        + drawing.say_most(rows["label"], rows["deduction"], season),
        spec=spec,
        picture=picture,
        season=season,
    )
