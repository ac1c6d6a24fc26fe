"""One unit's losses and domains, drawn."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.printing import Column, Segment


def draw_unit_losses(comparison: pd.DataFrame, season: SeasonTables, top: int = 10) -> drawing.Chart | HTML:
    """Points one unit lost per leaf, the largest on top, split by who gave them up."""
    words = language.words(season.lang)
    _ = words.gettext
    shown = ["criterion_id", "criterion_code", "criterion", "deduction", "conceded", "cut", "raised", "unsplit"]
    rows = comparison.loc[comparison["deduction"] > 0, shown].sort_values(
        ["deduction", "criterion_id"], ascending=[False, True], kind="stable"
    )
    left_out = max(len(rows) - top, 0)
    rows = printing.with_full_codes(rows.head(top), season)
    if rows.empty:
        return printing.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    rest = words.ngettext(
        "{top} tiêu chí mất nhiều nhất; còn {count} tiêu chí nữa ở bảng dưới.",
        "{top} tiêu chí mất nhiều nhất; còn {count} tiêu chí nữa ở bảng dưới.",
        left_out,
    ).format(top=top, count=left_out)
    about = _("Theo tiêu chí thành phần, chia thành phần đơn vị tự nhận và phần bị hạ khi thẩm định")
    return drawing.draw_parts(
        rows.assign(label=rows["criterion_code"] + " " + rows["criterion"]),
        season,
        id="unit-losses",
        title=_("Đơn vị mất điểm ở đâu"),
        subtitle=f"{about}. {rest}" if left_out else about,
        row_height=50,
        label=_("Biểu đồ thanh: điểm bị trừ của đơn vị theo {count} tiêu chí thành phần.").format(count=len(rows))
        + " "
        + drawing.say_most(rows["criterion"], rows["deduction"], season),
        columns=[
            Column("criterion_code"),
            Column("criterion", is_header=True),
            Column("deduction", bar=drawing.pick_segments(rows)),
        ],
        key="criterion_id",
    )


def draw_unit_domains(unit_domains: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """One unit's share of the maximum in each domain beside the mean of all units."""
    _ = language.words(season.lang).gettext
    rows = printing.in_printed_order(unit_domains[unit_domains["index_pct"].notna()], season)
    if rows.empty:
        return printing.show_notice(_("Không có biểu đồ theo lĩnh vực vì chưa có điểm thẩm định hoặc điểm tối đa."))
    labels = (rows["criterion_code"] + " " + rows["criterion"]).map(drawing.wrap).tolist()
    domains = drawing.Rows(rows["domain_id"].tolist(), labels)
    here, mean = rows["index_pct"], rows["mean_index_pct"]
    ticks = [0, 25, 50, 75, 100]
    percent = {
        "range": [0, 112],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [language.percent(tick, season.lang, 0) for tick in ticks],
    }
    inside = drawing.labels_inside("start", "#fff") | {
        "textposition": ["inside" if value > 20 else "outside" for value in here]
    }
    spec = {
        "data": [
            drawing.bars(domains, here, drawing.texts(here, "index_pct", season), _("Đơn vị này"), drawing.APPRAISED)
            | inside,
            drawing.dots(
                domains,
                mean,
                drawing.texts(mean, "index_pct", season),
                _("Bình quân các đơn vị"),
                drawing.INK,
                "line-ns-open",
            ),
        ],
        "layout": drawing.lay_out(season, domains, row_height=44) | {"xaxis": drawing.axis() | percent},
    }
    picture = printing.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", title=printing.title_of("domain", season.lang), is_header=True),
            Column("index_pct", bar=(Segment("index_pct", "appraised"),), scale=(0.0, 100.0)),
            Column("mean_index_pct", title=_("Các đơn vị cộng lại (%)")),
            "appraised_score",
            "max_score",
        ],
        season,
        caption=_("Kết quả theo lĩnh vực so với bình quân"),
        hide_caption=True,
        classes="stacks",
        key="domain_id",
    )
    return drawing.Chart(
        id="unit-domains",
        title=_("Từng lĩnh vực so với bình quân các đơn vị"),
        subtitle=_("Điểm thẩm định, % điểm tối đa được áp dụng"),
        label=_("Biểu đồ thanh: kết quả {count} lĩnh vực của đơn vị bên cạnh bình quân.").format(count=len(rows))
        + " "
        + drawing.say_ends(rows["criterion"], rows["index_pct"], season),
        spec=spec,
        picture=picture,
        season=season,
    )
