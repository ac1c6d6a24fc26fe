"""What charts are made of: the chart itself, the house's colours, bars, dots, axes and labels."""

import json
import textwrap
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Column, Segment

SELF, APPRAISED, RAISED, UNSPLIT = "#E69F00", "#0072B2", "#009E73", "#8A8F98"


GAP = "…"  # the row that stands for those left out


LOST = "#7d4a7c"  # points lost, where they are not split by who gave them up


PREVIOUS = "#6b7480"


HALF_STEP = 0.28  # how far a span of ranks reaches past the ranks at its ends, so that one rank is still seen


INK, MUTED, RULE, WARN = "#1b2733", "#5b6672", "#d9dee4", "#8a3b00"


GRADE_COLOURS = ("#0b3c6f", "#7fb2d9", "#c3d7e6", "#e3eaf0", "#d8c9a8")


DARK = (APPRAISED, GRADE_COLOURS[0])


SHADES: dict[printing.Hue, list[list[Any]]] = {
    "appraised": [[0, "#ffffff"], [1, "#0b3c6f"]],
    "lost": [[0, "#ffffff"], [0.5, "#a877a7"], [1, "#4a2549"]],
}


LIGHT_SHADES = {hue: [[0, "#ffffff"], [1, deepest]] for hue, deepest in printing.DEEPEST.items()}


FONT = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"


HOUSE: dict[str, Any] = {
    "font": {"family": FONT, "size": 13, "color": INK},
    "paper_bgcolor": "#fff",
    "plot_bgcolor": "#fff",
    "margin": {"l": 8, "r": 40, "t": 34, "b": 34},
    "bargap": 0.32,
    "hoverlabel": {"font": {"family": FONT}},
    "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left", "traceorder": "normal"},
    "xaxis": {
        "gridcolor": RULE,
        "zeroline": False,
        "tickfont": {"color": MUTED},
        "fixedrange": True,
        "automargin": True,
        "title": {"font": {"size": 13, "color": MUTED}},
        "nticks": 6,
        "separatethousands": True,
        "exponentformat": "none",
    },
    "yaxis": {"automargin": True, "fixedrange": True, "ticks": "outside", "ticklen": 4, "tickcolor": "#fff"},
}
"""What every chart has."""


PARTS = (
    ("conceded", SELF, language.mark("Đơn vị tự nhận chưa đạt")),
    ("cut", APPRAISED, language.mark("Bị hạ khi thẩm định")),
    ("unsplit", UNSPLIT, language.mark("Không có điểm tự chấm")),
)


PRIVATE = {"showSendToCloud": False, "plotlyServerURL": "", "displaylogo": False, "responsive": True}
"""No button that sends a chart's data to a public cloud, as plotly puts on every figure."""


class OwnFigure(go.Figure):
    """A plotly figure that stays with whoever holds it: shown or saved, it has no button that sends its data away."""

    def show(self, *args: Any, **options: Any) -> Any:
        """Show the figure, without that button."""
        return super().show(*args, **_keep_private(options))

    def to_html(self, *args: Any, **options: Any) -> str:
        """The figure as a page of HTML, without that button."""
        return str(super().to_html(*args, **_keep_private(options)))

    def write_html(self, *args: Any, **options: Any) -> None:
        """Save the figure as a page of HTML, without that button."""
        super().write_html(*args, **_keep_private(options))

    def _repr_mimebundle_(self, *args: Any, **options: Any) -> Any:
        return super()._repr_mimebundle_(*args, **_keep_private(options))


def _keep_private(options: dict[str, Any]) -> dict[str, Any]:
    return options | {"config": PRIVATE | (options.get("config") or {})}


@dataclass(frozen=True, repr=False)
class Chart:
    """A chart that shows itself: plotly where scripts run, the same numbers as a table where they do not."""

    id: str
    title: str
    label: str
    spec: dict[str, Any]
    picture: HTML
    season: SeasonTables = field(repr=False)
    subtitle: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    key: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<chart {self.id}: {self.title}>"

    @property
    def figure(self) -> "OwnFigure":
        """The chart as a plotly figure, to change or to save."""
        return OwnFigure(self._titled)

    def to_html(self) -> str:
        """The chart as a page holds it."""
        words = language.words(self.season.lang)
        return (
            printing.environment()
            .get_template("chart.html.j2")
            .render(
                id=self.id,
                title=self.title,
                subtitle=self.subtitle,
                key=self.key,
                key_title=words.gettext("Tên các tiêu chí"),
                label=self.label,
                legend=[{"kind": kind, "label": label} for kind, label in self.legend],
                figure=dump({**self.spec, "layout": _leave_out_house(self.spec["layout"])}),
                details=words.gettext("Số liệu của biểu đồ"),
                picture=Markup(self.picture.data),
            )
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        config = PRIVATE | {"modeBarButtons": [["toImage"]]}
        return {"text/html": self.to_html(), "application/vnd.plotly.v1+json": self._titled | {"config": config}}

    @property
    def _marks(self) -> str:
        """Whose chart it is, of which year, draft or final, made up: a picture leaves the page that says so."""
        _ = language.words(self.season.lang).gettext
        rules = self.season.rules
        body = (rules.body_en if self.season.lang == "en" else "") or rules.body
        marks = [f"{body} {rules.year}", _("Lưu hành nội bộ")]
        marks.append(_("Bản chính thức") if rules.release == "final" else _("Dự thảo"))
        return " · ".join([*marks, *([_("Dữ liệu minh họa")] if rules.is_illustrative else [])])

    @property
    def _titled(self) -> dict[str, Any]:
        """The chart with its title, which a page prints above it; over the legend, however many lines that has."""
        marks = f'<span style="color:{WARN}">{plain(self._marks)}</span>'
        small = [*map(plain, textwrap.wrap(self.subtitle, 110)), marks]
        text = "<br>".join([f"<b>{plain(self.title)}</b>", *(f"<sub>{line}</sub>" for line in small)])
        title = {"text": text, "font": {"size": 15}}
        layout, traces = self.spec["layout"], self.spec["data"]
        has_legend = layout.get("showlegend", sum(trace.get("showlegend", "name" in trace) for trace in traces) > 1)
        room = 34 + 20 * len(small)
        if has_legend:
            titled = {"legend": {**layout.get("legend", {}), "title": title | {"side": "top"}}}
        else:
            place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"}
            titled = {"title": title | place | {"pad": {"t": 22}}}
        margin = {**layout.get("margin", {}), "t": layout.get("margin", {}).get("t", 0) + room}
        return {**self.spec, "layout": {**layout, **titled, "margin": margin, "height": layout["height"] + room}}


def draw_parts(
    rows: pd.DataFrame,
    season: SeasonTables,
    *,
    columns: list[Column | str],
    key: str,
    row_height: int = 42,
    **words: Any,
) -> Chart:
    """Bars of lost points, split by who gave them up, longest on top."""
    _ = language.words(season.lang).gettext
    criteria = Rows(rows["criterion_id"].tolist(), rows["label"].map(wrap).tolist())
    parts = [(column, colour, _(name)) for column, colour, name in PARTS if (rows[column] > 0).any()]
    parts = parts or [("deduction", UNSPLIT, printing.title_of("deduction", season.lang))]
    traces = [
        bars(criteria, rows[column].fillna(0), texts(rows[column], column, season), name, colour, labelled=False)
        for column, colour, name in parts
    ]
    if (rows["raised"] > 0).any():
        shown = texts(rows["raised"], "raised", season)
        name = _("Được nâng khi thẩm định")
        traces.append(bars(criteria, -rows["raised"].fillna(0), shown, name, RAISED, labelled=False))
    totals = {
        "type": "scatter",
        "mode": "text",
        "x": numbers(rows[[column for column, *_rest in parts]].clip(lower=0).sum(axis=1)),
        "y": criteria.ids,
        "text": [f" {text}" for text in texts(rows["deduction"], "deduction", season)],
        "textposition": "middle right",
        "textfont": {"color": INK},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }
    spec = {
        "data": [*traces, totals],
        "layout": lay_out(season, criteria, row_height=row_height) | {"barmode": "relative"},
    }
    picture = printing.show_table(
        rows, columns, season, caption=words["title"], hide_caption=True, classes="stacks", key=key
    )
    legend = tuple((column, name) for column, _colour, name in parts)
    return Chart(spec=spec, picture=picture, season=season, legend=legend, **words)


def draw_matrix(
    rows: pd.DataFrame,
    season: SeasonTables,
    *,
    value: str,
    decimals: int | None,
    scale: tuple[float, float] | None,
    unit_order: str | None = None,
    groups: pd.DataFrame | None = None,
    hue: printing.Hue = "appraised",
    **words: Any,
) -> Chart:
    """A shaded matrix of units and criteria or domains; units by rank, or by the column *unit_order*.

    With *groups* (``group`` and ``group_name``, in their order) each row is a unit group, whose id stands in
    ``unit_id``.
    """
    _ = language.words(season.lang).gettext
    code, name = "criterion_code", "criterion"
    keys = rows[["criterion_id", code, name]].drop_duplicates("criterion_id")
    if groups is None:
        units = season.unit_ranking[["unit_id", "unit_short", "unit"]]
    else:
        units = groups[["group"]].assign(unit_short=groups["group_name"], unit=groups["group_name"])
        units = units.rename(columns={"group": "unit_id"})
    units = units[units["unit_id"].isin(rows["unit_id"])]
    if unit_order:
        places = rows.drop_duplicates("unit_id").set_index("unit_id")[unit_order]
        units = units.sort_values("unit_id", key=lambda ids: ids.map(places), kind="stable")
    matrix = rows.pivot(index="unit_id", columns="criterion_id", values=value).reindex(
        index=units["unit_id"], columns=keys["criterion_id"]
    )
    low, high = scale or (0.0, top(matrix.max()))
    kind = printing.kind_of(value)
    texts = [
        [printing.format_value(cell, kind, season, decimals, missing="").removesuffix("%") for cell in line]
        for line in matrix.to_numpy()
    ]
    layout = lay_out(season, unit_rows(units))
    names = keys[name].tolist()
    hints = keys[code] if len(keys) > 14 else keys[name]  # the key below the chart names the codes
    spec = {
        "data": [
            {
                "type": "heatmap",
                "z": [[None if pd.isna(cell) else cell for cell in line] for line in matrix.to_numpy().tolist()],
                "x": keys["criterion_id"].tolist(),
                "y": units["unit_id"].tolist(),
                "text": texts,
                "texttemplate": "%{text}" if len(keys) <= 14 else None,
                "customdata": [[f"{unit}<br>{plain(hint)}" for hint in hints] for unit in unit_rows(units).labels],
                "hovertemplate": "%{customdata}: %{text}<extra></extra>",
                "textfont": {"color": INK},
                "colorscale": (LIGHT_SHADES if len(keys) <= 14 else SHADES)[hue],
                "zmin": low,
                "zmax": high,
                "xgap": 1,
                "ygap": 1,
                "showscale": len(keys) > 14,
                "colorbar": {"thickness": 10, "outlinewidth": 0, "tickfont": {"color": MUTED}},
            }
        ],
        "layout": layout
        | {
            "yaxis": layout["yaxis"] | {"showgrid": False},
            "xaxis": {
                "type": "category",
                "tickmode": "array",
                "tickvals": keys["criterion_id"].tolist(),
                "ticktext": keys[code].map(plain).tolist(),
                "side": "top",
                "tickangle": 0 if len(keys) <= 14 else -90,
                "tickfont": {"color": MUTED, "size": 13 if len(keys) <= 14 else 11},
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
                "ticklen": 0,
            },
            "plot_bgcolor": "#e1e5e9",
        },
    }
    wide = units.set_index("unit_id").join(matrix).reset_index()
    cells = rows.merge(units, on="unit_id", suffixes=("", "_name"))
    named = cells["unit_short"].astype(str) + ", " + cells[name].astype(str)
    found = (
        say_most(named, cells[value], season)
        if value == "deduction"
        else say_ends(named, cells[value], season, decimals)
    )
    picture = printing.show_table(
        wide,
        [
            Column("unit_short", title=None if groups is None else _("Nhóm đơn vị"), is_header=True),
            *[
                Column(key, title=label, kind=kind, heat=hue, scale=(low, high), decimals=decimals, missing="")
                for key, label in zip(keys["criterion_id"], keys[code], strict=True)
            ],
        ],
        season,
        caption=words["title"],
        hide_caption=True,
        classes="wide heat",
        key="unit_id",
    )
    return Chart(
        label=(
            _("Bảng màu: {units} đơn vị theo {columns} cột.")
            if groups is None
            else _("Bảng màu: {units} nhóm đơn vị theo {columns} cột.")
        ).format(units=len(units), columns=len(keys))
        + " "
        + found,
        key=tuple(zip(keys[code], names, strict=True)),
        spec=spec,
        picture=picture,
        season=season,
        **words,
    )


def pick_segments(rows: pd.DataFrame) -> tuple[Segment, ...]:
    """The parts of a deduction that the rows have, for bars in cells."""
    parts = tuple(Segment(column, column) for column, *_rest in PARTS if (rows[column] > 0).any())
    return parts or (Segment("deduction", "unsplit"),)


@dataclass(frozen=True)
class Rows:
    """The rows of a horizontal chart: an id each, so that two of one name stay two, and the label shown for it."""

    ids: list[str]
    labels: list[str]

    def __len__(self) -> int:
        return len(self.ids)


def unit_rows(rows: pd.DataFrame, gap: int | None = None) -> Rows:
    """One row of the chart per unit, and an empty one where others are left out: after the first *gap*."""
    ids, labels = rows["unit_id"].tolist(), rows["unit_short"].map(plain).tolist()
    if gap is not None:
        ids.insert(gap, GAP)
        labels.insert(gap, GAP)
    return Rows(ids, labels)


def bars(
    rows: Rows, values: pd.Series, shown: list[str], name: str, colour: str, *, labelled: bool = True
) -> dict[str, Any]:
    """A bar per row."""
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": numbers(values),
        "y": rows.ids,
        "name": name,
        "marker": {"color": colour},
        **hover(shown, name),
        "textposition": "none",
    }
    if labelled:
        trace |= {"textposition": "outside", "cliponaxis": False, "textfont": {"color": INK}}
    return trace


def labels_inside(anchor: str, colour: str) -> dict[str, Any]:
    """Labels within their bars."""
    return {
        "textposition": "inside",
        "insidetextanchor": anchor,
        "insidetextfont": {"color": colour},
        "constraintext": "none",
    }


def dots(rows: Rows, values: pd.Series, shown: list[str], name: str, colour: str, symbol: str) -> dict[str, Any]:
    """A dot per row."""
    size = 15 if symbol.startswith("line") else 11  # a line is 1.4 as long: within its row on paper too
    return {
        "type": "scatter",
        "mode": "markers",
        "x": numbers(values),
        "y": rows.ids,
        "name": name,
        "marker": {"color": colour, "size": size, "symbol": symbol, "line": {"width": 2, "color": colour}},
        **hover(shown, name),
    }


def links_between(rows: Rows, start: pd.Series, end: pd.Series) -> dict[str, Any]:
    """A line per row between two dots."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [value for pair in zip(numbers(start), numbers(end), strict=True) for value in (*pair, None)],
        "y": [row for row in rows.ids for _each in range(3)],
        "line": {"color": "#b8c0c9", "width": 3},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def hover(shown: list[str], name: str) -> dict[str, Any]:
    """What stands beside the pointer: the row and its value as printed."""
    return {
        "text": shown,
        "hovertemplate": "%{y}: %{text}<extra>" + name + "</extra>",
    }


def lay_out(season: SeasonTables, rows: Rows, *, row_height: int = 28, from_zero: bool = True) -> dict[str, Any]:
    """The house's layout of a chart of rows."""
    return HOUSE | {
        "height": 84 + row_height * max(len(rows), 1),
        "separators": language.separators(season.lang),
        "xaxis": axis() | ({"rangemode": "tozero"} if from_zero else {}),
        "yaxis": HOUSE["yaxis"]
        | {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": rows.ids,
            "tickmode": "array",
            "tickvals": rows.ids,
            "ticktext": rows.labels,
            "range": [max(len(rows), 1) - 0.5, -0.5],  # plotly would pad dots by 5% of all rows
        },
    }


def axis() -> dict[str, Any]:
    """The house's value axis."""
    return dict(HOUSE["xaxis"])


def dump(data: Any) -> Markup:
    """*data* as JSON within a page: compact, and with no tag in it."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _leave_out_house(layout: dict[str, Any]) -> dict[str, Any]:
    """*layout* without what every chart of the house has: a page says that once, as plotly's template."""
    own = {name: value for name, value in layout.items() if HOUSE.get(name) != value}
    axes = {
        axis: {name: value for name, value in own[axis].items() if HOUSE[axis].get(name) != value}
        for axis in ("xaxis", "yaxis")
        if axis in own
    }
    return own | axes


def cut_offs(season: SeasonTables, values: pd.Series) -> list[dict[str, Any]]:
    """A line at each grade's lower bound."""
    return [
        {
            "type": "line",
            "x0": bound,
            "x1": bound,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "layer": "below",
            "line": {"color": INK, "width": 1.5, "dash": "dot"},
        }
        for bound in bounds(season, values)
    ]


def cut_off_labels(season: SeasonTables, values: pd.Series) -> list[dict[str, Any]]:
    """The label of each of those lines."""
    return [
        {
            "x": bound,
            "y": 0,
            "yref": "paper",
            "yanchor": "top",
            "yshift": -16,
            "text": f"≥ {language.number(bound, 0 if bound == int(bound) else 2, season.lang)}",
            "showarrow": False,
            "font": {"color": INK, "size": 12},
            "bgcolor": "#fff",
        }
        for bound in bounds(season, values)
    ]


def bounds(season: SeasonTables, values: pd.Series) -> list[float]:
    """The grades' lower bounds within the range of the values."""
    if season.rules.grade_by != season.rules.rank_by or values.empty:
        return []
    return [grade.at_least for grade in season.rules.grades if values.min() < grade.at_least <= values.max()]


def top(values: pd.Series) -> float:
    """The scale's end."""
    top = float(values.max()) if len(values) and values.notna().any() else 1.0
    return top if top > 0 else 1.0


def numbers(values: pd.Series) -> list[float | None]:
    """Values as JSON has them."""
    return [None if pd.isna(value) else float(value) for value in values]


def say_ends(names: pd.Series, values: pd.Series, season: SeasonTables, decimals: int | None = None) -> str:
    """The highest and the lowest of *values*, with their *names*: what a picture shows first, for who cannot see it."""
    _ = language.words(season.lang).gettext
    known = values.dropna()
    if known.empty:
        return ""
    kind = printing.kind_of(str(values.name))
    high, low = known.idxmax(), known.idxmin()
    return _("Cao nhất: {first}, {high}; thấp nhất: {last}, {low}.").format(
        first=names[high],
        high=printing.format_value(known[high], kind, season, decimals),
        last=names[low],
        low=printing.format_value(known[low], kind, season, decimals),
    )


def say_changes(rows: pd.DataFrame, season: SeasonTables) -> str:
    """From which to which change of the result the units stretch, with who stands at the ends."""
    _ = language.words(season.lang).gettext
    changes = rows["result_change"]
    low, high = changes.idxmin(), changes.idxmax()
    shown = texts(changes.loc[[low, high]], "result_change", season)
    return _("Thay đổi từ {low} ({last}) đến {high} ({first}).").format(
        low=shown[0], last=rows["unit_short"][low], high=shown[1], first=rows["unit_short"][high]
    )


def say_most(names: pd.Series, values: pd.Series, season: SeasonTables) -> str:
    """The largest of *values*, with its name."""
    _ = language.words(season.lang).gettext
    most = values.idxmax()
    shown = texts(values[[most]], str(values.name), season)[0]
    return _("Nhiều nhất: {name}, {value} điểm.").format(name=names[most], value=shown)


def texts(values: pd.Series, column: str, season: SeasonTables) -> list[str]:
    """Values as the reader's language prints them."""
    kind = printing.kind_of(column)
    return [printing.format_value(value, kind, season) for value in values]


def wrap(label: str) -> str:
    """A label in at most two lines."""
    return "<br>".join(plain(line) for line in textwrap.wrap(label, 44, max_lines=2, placeholder=" …"))


def plain(label: str) -> str:
    """A label that plotly shows as it is written: it would read ``<b>`` as bold."""
    return label.replace("&", "&amp;").replace("<", "&lt;")
