"""Results over the seasons, drawn."""

import itertools
import textwrap
from typing import Any

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.trends import set_years_beside
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.tables.trends import KINDS, list_trends
from cchc_analysis.reporting.text.trends import key_series, name_series, say_why_no_trends

MOST_LINES = 100
NAMED = 2  # of those that rise and of those that fall
GREY = "#c3cad2"  # lines that have no name
HEIGHT, LINE_HEIGHT = 420, 16  # pixels of the chart, and of a line of a label


def draw_trends(season: SeasonTables, level: str, *more: str) -> drawing.Chart | HTML:
    """A line per unit, domain or criterion over the seasons, grey but for those that rise and fall fastest.

    Under it stands the table of *level* and of the levels in *more*.
    """
    _ = language.words(season.lang).gettext
    trends = season.trends
    rows = trends[(trends["level"] == level) & trends["yearly_change"].notna()]
    if rows.empty:
        return printing.show_notice(say_why_no_trends(season))
    measure = "index_pct" if (rows["measure"] == "index_pct").any() else "appraised_score"
    rows = rows[rows["measure"] == measure].sort_values("yearly_change", key=abs, ascending=False, kind="stable")
    if level == "unit" and season_size.has_many(rows):
        ordered = rows.sort_values(["yearly_change", "unit_id"], ascending=[False, True])
        kept = season_size.take_ends(ordered, season).rows.index
        rows = rows[rows.index.isin(kept)]
    drawn = set_years_beside(rows.head(MOST_LINES), season.season_values)
    drawn = drawn.assign(label=name_series(drawn, season), key=key_series(drawn))
    years = [name for name in drawn.columns if name.isdigit() and drawn[name].notna().any()]
    named = pd.concat([drawn[drawn["direction"] == way].head(NAMED) for way in ("rising", "falling")])
    others = drawn[~drawn["key"].isin(named["key"])]
    lines = [
        _line(row, years, KINDS[measure], season, is_named=is_named)
        for rows, is_named in ((others, False), (named, True))
        for _at, row in rows.iterrows()
    ]
    values = drawn[years].to_numpy(dtype=float)
    spec = {"data": lines, "layout": _lay_out(season, years, named, values[values == values], measure)}
    return drawing.Chart(
        id=f"trends-{level}",
        title=_("Kết quả qua các mùa"),
        subtitle=_("% điểm tối đa được áp dụng; có tên: tăng (xanh) và giảm (tím) nhanh nhất")
        if measure == "index_pct"
        else _("Điểm; có tên: tăng (xanh) và giảm (tím) nhanh nhất"),
        label=_("Biểu đồ đường: kết quả của {count} mục qua các năm {years}, theo thay đổi mỗi năm.").format(
            count=len(drawn), years=f"{years[0]}–{years[-1]}"
        )
        + " "
        + drawing.say_ends(drawn["label"], drawn["yearly_change"], season),
        spec=spec,
        picture=list_trends(season, level, *more),
        season=season,
    )


def _line(
    row: pd.Series, years: list[str], kind: printing.Kind, season: SeasonTables, *, is_named: bool
) -> dict[str, Any]:
    is_rising = row["direction"] == "rising"
    colour = drawing.APPRAISED if is_rising else drawing.LOST
    shown = [printing.format_value(row[year], kind, season) for year in years]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": drawing.plain(row["label"]),
        "meta": row["unit_id"],
        "x": years,
        "y": drawing.numbers(row[years]),
        "customdata": [f"{row['key']}.{year}" for year in years],
        "line": {"color": colour, "width": 3} if is_named else {"color": GREY, "width": 1.5},
        "marker": {"size": 8 if is_named else 4, "symbol": "circle" if is_rising or not is_named else "diamond"},
        "hovertext": [
            f"{drawing.plain(row['label'])}, {year}: {text}" for year, text in zip(years, shown, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _lay_out(season: SeasonTables, years: list[str], named: pd.DataFrame, values: Any, measure: str) -> dict[str, Any]:
    low, high = float(values.min()), float(values.max())
    room = 0.06 * (high - low or 1.0)
    labels = [textwrap.wrap(label, 17, max_lines=3, placeholder=" …") for label in named["label"]]
    per_line = (high - low + 2 * room) * LINE_HEIGHT / (HEIGHT - 60)
    places = _spread_labels(named["last_value"].tolist(), [per_line * len(lines) for lines in labels])
    ends = [*places, low, high]
    layout = drawing.lay_out(season, drawing.Rows([], []), from_zero=False)
    return layout | {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 134 if labels else 16, "t": 12, "b": 34},
        "xaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": years,
            "range": [-0.15, len(years) - 0.85],
            "tickfont": {"color": drawing.MUTED},
            "fixedrange": True,
            "showgrid": False,
        },
        "yaxis": drawing.axis()
        | {"range": [min(ends) - room, max(ends) + room], "ticksuffix": "%" if measure == "index_pct" else ""},
        "annotations": [
            {
                "text": "<br>".join(drawing.plain(line) for line in lines),
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 6,
                "y": place,
                "yanchor": "middle",
                "align": "left",
                "showarrow": False,
                "font": {"color": drawing.APPRAISED if way == "rising" else drawing.LOST, "size": 12},
            }
            for lines, place, way in zip(labels, places, named["direction"], strict=True)
        ],
    }


def _spread_labels(values: list[float], heights: list[float]) -> list[float]:
    """Where each label's middle stands: at its value, or above the label below where the two would touch."""
    places = list(values)
    order = sorted(range(len(values)), key=lambda at: values[at])
    for below, above in itertools.pairwise(order):
        places[above] = max(values[above], places[below] + (heights[below] + heights[above]) / 2)
    return places
