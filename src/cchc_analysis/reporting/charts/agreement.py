"""Differences of self-scores and appraised scores over units, drawn."""

from typing import Any

import pandas as pd
from IPython.display import HTML

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, tables
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.tables import Column
from cchc_analysis.reporting.wording.comparison import say_why_not_compared

LINES = (("mean_difference_pct", "solid"), ("lower_limit_pct", "dash"), ("upper_limit_pct", "dash"))


def draw_differences(unit_differences: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """The Bland–Altman picture: each unit's difference over its mean, with mean and limits as lines."""
    _ = language.words(season.lang).gettext
    rows = unit_differences
    if rows.empty:
        claimed = season.unit_ranking["compared_self_score"].notna().any()
        no_maxima = _("Bộ tiêu chí không có điểm tối đa nên không so được chênh lệch theo %.")
        return tables.show_notice(no_maxima if claimed else say_why_not_compared(season))
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
        "marker": {"size": 10, "color": [drawing.SELF if each else drawing.APPRAISED for each in rows["is_outside"]]},
        "showlegend": False,
        "text": labels,
        "hovertext": [f"{label}: {text}" for label, text in zip(units.labels, shown, strict=True)],
        "hovertemplate": "%{hovertext}<extra>" + _("Chênh lệch (%)") + "</extra>",
    }
    layout = drawing.lay_out(season, units, from_zero=False)
    layout |= {
        "height": 380,
        "xaxis": drawing.axis() | {"title": {"text": tables.title_of("mean_of_both_pct", season.lang)}},
        "yaxis": drawing.axis() | {"title": {"text": tables.title_of("difference_pct", season.lang)}},
        "shapes": [_line(rows[column].iloc[0], dash) for column, dash in LINES if rows[column].notna().all()],
        "margin": {"l": 8, "r": 16, "t": 24, "b": 48},
    }
    picture = tables.show_table(
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
        subtitle=_("Đường liền: chênh lệch bình quân; đường đứt: giới hạn khác biệt 95 % (± 1,96 độ lệch chuẩn)"),
        label=_("Biểu đồ điểm: chênh lệch của {count} đơn vị.").format(count=len(rows)),
        spec={"data": [dots], "layout": layout},
        picture=picture,
        season=season,
    )


def _line(height: float, dash: str) -> dict[str, Any]:
    ends = {"x0": 0, "x1": 1, "xref": "paper", "y0": float(height), "y1": float(height)}
    return {"type": "line", **ends, "layer": "below", "line": {"color": drawing.INK, "width": 1.5, "dash": dash}}
