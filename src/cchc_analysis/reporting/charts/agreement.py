"""Differences of self-scores and appraised scores over units, drawn."""

from typing import Any

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.language import mark
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.charts.groups import draw_distribution
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.text.comparison import say_why_not_compared

LINES = (
    ("upper_limit_pct", "dash", mark("giới hạn trên")),
    ("mean_difference_pct", "solid", mark("bình quân")),
    ("lower_limit_pct", "dash", mark("giới hạn dưới")),
)


def draw_differences(unit_differences: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """The Bland–Altman picture: each unit's difference over its mean, with mean and limits as lines.

    Of very many units how many have which difference, with the same lines.
    """
    _ = language.words(season.lang).gettext
    rows = unit_differences
    if rows.empty:
        claimed = season.unit_ranking["compared_self_score"].notna().any()
        no_maxima = _("Bộ tiêu chí không có điểm tối đa nên không so được chênh lệch theo %.")
        return printing.show_notice(no_maxima if claimed else say_why_not_compared(season))
    if season_size.has_many(rows):
        known = [(column, name) for column, _dash, name in LINES if rows[column].notna().all()]
        marked = {_(name): float(rows[column].iloc[0]) for column, name in known}
        return draw_distribution(season.distributions, season, "difference_pct", marked)
    units = drawing.unit_rows(rows)
    shown = drawing.texts(rows["difference_pct"], "difference_pct", season)
    labels = [label if outside else "" for label, outside in zip(units.labels, rows["is_outside"], strict=True)]
    dots: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers+text",
        "ids": units.ids,
        "x": drawing.numbers(rows["mean_of_both_pct"]),
        "y": drawing.numbers(rows["difference_pct"]),
        "textposition": "top center",
        "marker": {
            "opacity": 1,
            "size": [12 if outside else 9 for outside in rows["is_outside"]],
            "symbol": ["diamond" if outside else "circle" for outside in rows["is_outside"]],
            "color": [drawing.INK if outside else drawing.PREVIOUS for outside in rows["is_outside"]],
        },
        "showlegend": False,
        "text": labels,
        "hovertext": [f"{label}: {text}" for label, text in zip(units.labels, shown, strict=True)],
        "hovertemplate": "%{hovertext}<extra>" + _("Chênh lệch (%)") + "</extra>",
    }
    layout = drawing.lay_out(season, units, from_zero=False)
    lines = [(rows[column].iloc[0], dash, _(name)) for column, dash, name in LINES if rows[column].notna().all()]
    heights = [*rows["difference_pct"], *(height for height, _dash, _name in lines)]
    room = 0.08 * (max(heights) - min(heights) or 1.0)
    layout |= {
        "height": 420,
        "xaxis": drawing.axis() | {"title": {"text": printing.title_of("mean_of_both_pct", season.lang)}},
        "yaxis": drawing.axis() | {"range": [min(heights) - room, max(heights) + 2 * room], "ticksuffix": "%"},
        "shapes": [_line(height, dash) for height, dash, _name in lines],
        "annotations": [
            _note(f"{name} {printing.format_value(height, 'percent', season)}", height) for height, _dash, name in lines
        ],
        "margin": {"l": 8, "r": 16, "t": 12, "b": 48},
    }
    picture = printing.show_table(
        rows,
        [
            Column("unit_short", is_header=True),
            "compared_self_pct",
            "compared_appraised_pct",
            "mean_of_both_pct",
            "difference_pct",
        ],
        season,
        caption=_("Chênh lệch tự chấm và thẩm định theo đơn vị"),
        hide_caption=True,
        classes="wide",
        key="unit_id",
    )
    return drawing.Chart(
        id="unit-differences",
        title=_("Chênh lệch giữa tự chấm và thẩm định"),
        subtitle=_(
            "Trục đứng: tự chấm trừ thẩm định, % điểm tối đa. Đường liền: bình quân; đường đứt: giới hạn khác biệt 95% "
            "(± 1,96 độ lệch chuẩn); hình thoi: đơn vị ngoài giới hạn"
        ),
        label=_("Biểu đồ điểm: chênh lệch của {count} đơn vị.").format(count=len(rows))
        + " "
        + drawing.say_ends(rows["unit_short"], rows["difference_pct"], season),
        spec={"data": [dots], "layout": layout},
        picture=picture,
        season=season,
    )


def _line(height: float, dash: str) -> dict[str, Any]:
    ends = {"x0": 0, "x1": 1, "xref": "paper", "y0": float(height), "y1": float(height)}
    return {"type": "line", **ends, "layer": "below", "line": {"color": drawing.INK, "width": 1.5, "dash": dash}}


def _note(text: str, height: float) -> dict[str, Any]:
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": float(height), "yanchor": "bottom"}
    return {"text": text, **place, "showarrow": False, "font": {"color": drawing.MUTED, "size": 12}}
