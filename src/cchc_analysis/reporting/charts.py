"""Finished tables to charts. A chart picks and orders; it does not compute.

Every chart is two things at once: a plotly figure, and a table with bars in its cells that stands in its place in
print previews, mail readers, on phones and for screen readers (``docs/decisions/0004-pictures.md``).

One colour means one thing everywhere: amber is the unit's own word (self-score, what it conceded), blue is the
appraisers' (appraised score, what they cut), green is what they raised, grey is what nobody claimed.
"""

import json
import textwrap
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, tables
from cchc_analysis.reporting.tables import Column, Segment

SELF, APPRAISED, RAISED, UNSPLIT = "#E69F00", "#0072B2", "#009E73", "#8A8F98"
PREVIOUS = "#6b7480"
INK, MUTED, RULE = "#1b2733", "#5b6672", "#d9dee4"
GRADE_COLOURS = ("#0b3c6f", "#7fb2d9", "#c3d7e6", "#e3eaf0")
DARK = (APPRAISED, GRADE_COLOURS[0])
BLUES = [[0, "#ffffff"], [1, "#0b3c6f"]]
LIGHT_BLUES = [[0, "#ffffff"], [1, "#5f9fd0"]]  # dark figures stay legible on all of it
FONT = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"

PARTS = (
    ("conceded", SELF, language.mark("Đơn vị tự nhận chưa đạt")),
    ("cut", APPRAISED, language.mark("Bị hạ khi thẩm định")),
    ("unsplit", UNSPLIT, language.mark("Không có điểm tự chấm")),
)


@dataclass(frozen=True)
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

    @property
    def figure(self) -> go.Figure:
        """The chart as a plotly figure, to change or to save."""
        return go.Figure(self.spec)

    def to_html(self) -> str:
        """The chart as a page holds it."""
        words = language.words(self.season.lang)
        return (
            tables.environment()
            .get_template("chart.html.j2")
            .render(
                id=self.id,
                title=self.title,
                subtitle=self.subtitle,
                key=self.key,
                key_title=words.gettext("Tên các tiêu chí"),
                label=self.label,
                legend=[{"kind": kind, "label": label} for kind, label in self.legend],
                figure=Markup(json.dumps(self.spec, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")),
                details=words.gettext("Số liệu của biểu đồ"),
                picture=Markup(self.picture.data),
            )
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        titled = {**self.spec, "layout": {**self.spec["layout"], "title": {"text": self.title}}}
        return {"text/html": self.to_html(), "application/vnd.plotly.v1+json": titled}


def draw_ranking(unit_ranking: pd.DataFrame, season: SeasonTables) -> Chart | HTML:
    """Total score of each ranked unit, best on top, coloured by grade, the grades' lower bounds as lines."""
    _ = language.words(season.lang).gettext
    basis = season.rules.rank_by
    rows = unit_ranking[unit_ranking["rank"].notna()]
    if rows.empty:
        return tables.show_notice(_("Chưa có biểu đồ xếp hạng vì chưa có đơn vị nào được xếp hạng."))
    grades = [grade for grade in season.rules.grades if (rows["grade"] == grade.id).any()]
    names = dict(zip(rows["grade"], rows["grade_name"], strict=True))
    colours = {grade.id: GRADE_COLOURS[min(at, 3)] for at, grade in enumerate(season.rules.grades)}
    parts = [(names[grade.id], colours[grade.id], rows[rows["grade"] == grade.id]) for grade in grades]
    spec = {
        "data": [
            _bars(_unit_rows(part), part[basis], _texts(part[basis], basis, season), name, colour)
            | _labels_inside("end", "#fff" if colour in DARK else INK)
            for name, colour, part in parts or [("", APPRAISED, rows)]
        ],
        "layout": _layout(season, _unit_rows(rows))
        | {
            "shapes": _cut_offs(season, rows[basis]),
            "annotations": _cut_off_labels(season, rows[basis]),
            "showlegend": len(grades) > 1,
        },
    }
    shown = rows.assign(
        href=tables.link_units(rows),
        bar_class=rows["grade"].map({grade.id: f"grade-{at + 1}" for at, grade in enumerate(season.rules.grades)}),
    )
    picture = tables.show_table(
        shown,
        [
            "rank",
            Column("unit", is_header=True, href="href"),
            Column(basis, bar=(Segment(basis, "appraised"),), scale=(0.0, _top(rows[basis]))),
            *(["grade_name"] if season.rules.grades else []),
            *([Column("rank_change"), Column("score_change")] if season.has_previous else []),
        ],
        season,
        caption=_("Xếp hạng theo tổng điểm") if basis == "total_score" else _("Xếp hạng theo chỉ số CCHC"),
        hide_caption=True,
        classes="stacks",
        row_class="bar_class",
        key="unit_id",
    )
    return Chart(
        id="ranking",
        title=_("Tổng điểm và xếp hạng các đơn vị") if basis == "total_score" else _("Chỉ số CCHC và xếp hạng"),
        subtitle=_("Màu theo nhóm điểm; vạch đứng là ngưỡng của nhóm") if grades else "",
        label=_("Biểu đồ thanh: tổng điểm của {count} đơn vị, xếp từ cao xuống thấp.").format(count=len(rows)),
        spec=spec,
        picture=picture,
        season=season,
    )


def draw_self_against_appraised(unit_ranking: pd.DataFrame, season: SeasonTables) -> Chart | HTML:
    """Self-score and appraised score of each unit on the leaves where both exist, in the order given."""
    _ = language.words(season.lang).gettext
    rows = unit_ranking[unit_ranking["compared_self_score"].notna()]
    if rows.empty:
        return tables.show_notice(
            _("Không có biểu đồ đối chiếu vì không có tiêu chí nào có cả điểm tự chấm và điểm thẩm định.")
        )
    units = _unit_rows(rows)
    appraised, claimed = rows["compared_appraised_score"], rows["compared_self_score"]
    spec = {
        "data": [
            _links_between(units, claimed, appraised),
            _dots(
                units, appraised, _texts(appraised, appraised.name, season), _("Điểm thẩm định"), APPRAISED, "circle"
            ),
            _dots(units, claimed, _texts(claimed, claimed.name, season), _("Điểm tự chấm"), SELF, "diamond-open"),
        ],
        "layout": _layout(season, units, from_zero=False),
    }
    marks = (Segment("compared_appraised_score", "appraised"), Segment("compared_self_score", "self"))
    picture = tables.show_table(
        rows.assign(picture=None),
        [
            Column("unit", is_header=True),
            Column("picture", title=_("Tự chấm và thẩm định"), kind="text", marks=marks, missing=""),
            Column("compared_self_score", title=_("Điểm tự chấm")),
            Column("compared_appraised_score", title=_("Điểm thẩm định")),
            "cut",
            "raised",
        ],
        season,
        caption=_("Điểm tự chấm và điểm thẩm định"),
        hide_caption=True,
        classes="stacks",
        key="unit_id",
    )
    return Chart(
        id="self-against-appraised",
        title=_("Điểm tự chấm so với điểm thẩm định"),
        subtitle=_("Chỉ gồm tiêu chí có cả hai điểm; không gồm điều tra xã hội học, điểm thưởng, điểm phạt"),
        label=_("Biểu đồ điểm: điểm tự chấm và điểm thẩm định của {count} đơn vị.").format(count=len(rows)),
        spec=spec,
        picture=picture,
        season=season,
        legend=(("dot appraised", _("Điểm thẩm định")), ("dot self", _("Điểm tự chấm"))),
    )


def draw_deductions(
    deductions: pd.DataFrame,
    season: SeasonTables,
    *,
    top: int | None = None,
    title: str | None = None,
    id: str = "deductions",
) -> Chart | HTML:
    """Points lost per criterion, the largest on top, split by who gave them up."""
    words = language.words(season.lang)
    _ = words.gettext
    rows = deductions[deductions["deduction"] > 0]
    rows = rows if top is None else rows.head(top)
    if rows.empty:
        return tables.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    return _draw_parts(
        rows.assign(label=rows["criterion_code"] + " " + rows["criterion"]),
        season,
        id=id,
        title=title or _("Tiêu chí bị trừ nhiều điểm nhất"),
        subtitle=_("Tổng của các đơn vị áp dụng, chia thành phần đơn vị tự nhận và phần bị hạ khi thẩm định"),
        label=words.ngettext(
            "Biểu đồ thanh: điểm bị trừ của {count} tiêu chí.",
            "Biểu đồ thanh: điểm bị trừ của {count} tiêu chí.",
            len(rows),
        ).format(count=len(rows)),
        columns=[
            Column("criterion_code"),
            Column("criterion", is_header=True),
            Column("deduction", bar=_segments(rows)),
            "deduction_pct",
            "hit_units",
            "applicable_units",
        ],
        key="criterion_id",
    )


def draw_unit_losses(comparison: pd.DataFrame, season: SeasonTables, top: int = 10) -> Chart | HTML:
    """Points one unit lost per leaf, the largest on top, split by who gave them up."""
    _ = language.words(season.lang).gettext
    rows = comparison[comparison["deduction"] > 0].sort_values(
        ["deduction", "criterion_id"], ascending=[False, True], kind="stable"
    )
    rows = rows.head(top)
    if rows.empty:
        return tables.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    return _draw_parts(
        rows.assign(label=rows["criterion_code"] + " " + rows["criterion"]),
        season,
        id="unit-losses",
        title=_("Đơn vị mất điểm ở đâu"),
        subtitle=_("Theo tiêu chí thành phần, chia thành phần đơn vị tự nhận và phần bị hạ khi thẩm định"),
        label=_("Biểu đồ thanh: điểm bị trừ của đơn vị theo {count} tiêu chí thành phần.").format(count=len(rows)),
        columns=[
            Column("criterion_code"),
            Column("criterion", is_header=True),
            Column("deduction", bar=_segments(rows)),
            "max_score",
        ],
        key="criterion_id",
    )


def draw_domains(domain_scores: pd.DataFrame, season: SeasonTables) -> Chart | HTML:
    """Share of the applicable maximum that each unit reached in each domain, units in the order of the ranking."""
    _ = language.words(season.lang).gettext
    rows = domain_scores[domain_scores["index_pct"].notna()]
    if rows.empty:
        return tables.show_notice(_("Không có biểu đồ theo lĩnh vực vì chưa có điểm thẩm định hoặc điểm tối đa."))
    return _draw_matrix(
        tables.in_printed_order(rows, season),
        season,
        value="index_pct",
        decimals=0,
        id="domains",
        title=_("Kết quả theo lĩnh vực"),
        subtitle=_("Điểm thẩm định, % điểm tối đa được áp dụng; ô trống: không áp dụng hoặc chưa thẩm định"),
        scale=(min(10 * (rows["index_pct"].min() // 10), 90.0), 100.0),
    )


def draw_hit_pattern(
    node_scores: pd.DataFrame, criterion_deductions: pd.DataFrame, season: SeasonTables
) -> Chart | HTML:
    """Points each unit lost at each criterion: units in the order of the ranking, the costliest criterion first."""
    _ = language.words(season.lang).gettext
    costly = criterion_deductions.loc[criterion_deductions["deduction"] > 0, "criterion_id"]
    rows = node_scores[node_scores["criterion_id"].isin(costly)]
    if rows.empty:
        return tables.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    order = {criterion: at for at, criterion in enumerate(costly)}
    return _draw_matrix(
        rows.sort_values("criterion_id", key=lambda ids: ids.map(order), kind="stable"),
        season,
        value="deduction",
        decimals=None,
        id="hit-pattern",
        title=_("Đơn vị nào mất điểm ở tiêu chí nào"),
        subtitle=_("Điểm bị trừ; ô trống: không áp dụng hoặc chưa thẩm định"),
        scale=None,
    )


def draw_changes(unit_ranking: pd.DataFrame, season: SeasonTables) -> Chart | HTML:
    """Total score last season and this season, units in the order given."""
    _ = language.words(season.lang).gettext
    rows = unit_ranking[unit_ranking["score_change"].notna()]
    if rows.empty:
        return tables.show_notice(_("Không có biểu đồ thay đổi vì không có số liệu năm trước."))
    units = _unit_rows(rows)
    this_year, last_year = str(season.year), str(season.rules.previous_year)
    now, before = rows["total_score"], rows["previous_total_score"]
    spec = {
        "data": [
            _links_between(units, before, now),
            _dots(units, before, _texts(before, "total_score", season), last_year, PREVIOUS, "circle-open"),
            _dots(units, now, _texts(now, "total_score", season), this_year, APPRAISED, "circle"),
        ],
        "layout": _layout(season, units, from_zero=False),
    }
    marks = (Segment("previous_total_score", "previous"), Segment("total_score", "appraised"))
    picture = tables.show_table(
        rows.assign(picture=None),
        [
            Column("unit", is_header=True),
            Column("picture", title=f"{last_year} → {this_year}", kind="text", marks=marks, missing=""),
            "previous_total_score",
            "total_score",
            "score_change",
            "previous_rank",
            "rank",
            "rank_change",
        ],
        season,
        caption=_("Thay đổi so với năm trước"),
        hide_caption=True,
        classes="stacks",
        key="unit_id",
    )
    return Chart(
        id="changes",
        title=_("Tổng điểm năm {last} và năm {this}").format(last=last_year, this=this_year),
        label=_("Biểu đồ điểm: tổng điểm hai năm của {count} đơn vị.").format(count=len(rows)),
        spec=spec,
        picture=picture,
        season=season,
        legend=(("dot previous", last_year), ("dot appraised", this_year)),
    )


def draw_reasons(reason_deductions: pd.DataFrame, season: SeasonTables) -> Chart | HTML:
    """Points lost for each reason, the largest on top; deductions without a recognised reason last."""
    _ = language.words(season.lang).gettext
    named = reason_deductions.assign(label=reason_deductions["reason_name"].astype("str").fillna(_("Chưa rõ lý do")))
    rows = pd.concat([named[named["reason"] != "*"], named[named["reason"] == "*"]])
    rows = rows[rows["deduction"] > 0]
    if rows.empty:
        return tables.show_notice(_("Không có điểm bị trừ nào để vẽ."))
    if (rows["reason"] == "*").all():
        return tables.show_notice(_("Không vẽ được lý do: người thẩm định chưa ghi lý do nào nhận ra được."))
    reasons = _Rows(rows["reason"].tolist(), rows["label"].map(_wrap).tolist())
    lost = rows["deduction"]
    spec = {
        "data": [_bars(reasons, lost, _texts(lost, "deduction", season), "", APPRAISED)],
        "layout": _layout(season, reasons) | {"showlegend": False},
    }
    picture = tables.show_table(
        rows,
        [
            Column("label", title=tables.title_of("reason", season.lang), is_header=True),
            Column("deduction", bar=(Segment("deduction", "appraised"),)),
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
    return Chart(
        id="reasons",
        title=_("Điểm bị trừ theo lý do"),
        subtitle=_("Lý do do người thẩm định ghi, hoặc xác định từ ý kiến thẩm định theo cụm từ khai trong quy tắc"),
        label=_("Biểu đồ thanh: điểm bị trừ theo {count} lý do.").format(count=len(rows)),
        spec=spec,
        picture=picture,
        season=season,
    )


def draw_unit_domains(unit_domains: pd.DataFrame, season: SeasonTables) -> Chart | HTML:
    """One unit's share of the maximum in each domain beside the mean of all units."""
    _ = language.words(season.lang).gettext
    rows = tables.in_printed_order(unit_domains[unit_domains["index_pct"].notna()], season)
    if rows.empty:
        return tables.show_notice(_("Không có biểu đồ theo lĩnh vực vì chưa có điểm thẩm định hoặc điểm tối đa."))
    labels = (rows["criterion_code"] + " " + rows["criterion"]).map(_wrap).tolist()
    domains = _Rows(rows["domain_id"].tolist(), labels)
    here, mean = rows["index_pct"], rows["mean_index_pct"]
    ticks = [0, 25, 50, 75, 100]
    percent = {
        "range": [0, 112],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [language.percent(tick, season.lang, 0) for tick in ticks],
    }
    inside = _labels_inside("start", "#fff") | {
        "textposition": ["inside" if value > 20 else "outside" for value in here]
    }
    spec = {
        "data": [
            _bars(domains, here, _texts(here, "index_pct", season), _("Đơn vị này"), APPRAISED) | inside,
            _dots(domains, mean, _texts(mean, "index_pct", season), _("Bình quân các đơn vị"), INK, "line-ns-open"),
        ],
        "layout": _layout(season, domains, row_height=44) | {"xaxis": _axis() | percent},
    }
    picture = tables.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", title=tables.title_of("domain", season.lang), is_header=True),
            Column("index_pct", bar=(Segment("index_pct", "appraised"),), scale=(0.0, 100.0)),
            Column("mean_index_pct", title=_("Bình quân các đơn vị (%)")),
            "appraised_score",
            "max_score",
        ],
        season,
        caption=_("Kết quả theo lĩnh vực so với bình quân"),
        hide_caption=True,
        classes="stacks",
        key="domain_id",
    )
    return Chart(
        id="unit-domains",
        title=_("Từng lĩnh vực so với bình quân các đơn vị"),
        subtitle=_("Điểm thẩm định, % điểm tối đa được áp dụng"),
        label=_("Biểu đồ thanh: kết quả {count} lĩnh vực của đơn vị bên cạnh bình quân.").format(count=len(rows)),
        spec=spec,
        picture=picture,
        season=season,
    )


def _draw_parts(
    rows: pd.DataFrame, season: SeasonTables, *, columns: list[Column | str], key: str, **words: Any
) -> Chart:
    _ = language.words(season.lang).gettext
    criteria = _Rows(rows["criterion_id"].tolist(), rows["label"].map(_wrap).tolist())
    parts = [(column, colour, _(name)) for column, colour, name in PARTS if (rows[column] > 0).any()]
    parts = parts or [("deduction", UNSPLIT, tables.title_of("deduction", season.lang))]
    traces = [
        _bars(criteria, rows[column].fillna(0), _texts(rows[column], column, season), name, colour, labelled=False)
        for column, colour, name in parts
    ]
    if (rows["raised"] > 0).any():
        shown = _texts(rows["raised"], "raised", season)
        name = _("Được nâng khi thẩm định")
        traces.append(_bars(criteria, -rows["raised"].fillna(0), shown, name, RAISED, labelled=False))
    totals = {
        "type": "scatter",
        "mode": "text",
        "x": _numbers(rows[[column for column, *_rest in parts]].clip(lower=0).sum(axis=1)),
        "y": criteria.ids,
        "text": [f" {text}" for text in _texts(rows["deduction"], "deduction", season)],
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }
    spec = {
        "data": [*traces, totals],
        "layout": _layout(season, criteria, row_height=42) | {"barmode": "relative"},
    }
    picture = tables.show_table(
        rows, columns, season, caption=words["title"], hide_caption=True, classes="stacks", key=key
    )
    legend = tuple((column, name) for column, _colour, name in parts)
    return Chart(spec=spec, picture=picture, season=season, legend=legend, **words)


def _draw_matrix(
    rows: pd.DataFrame,
    season: SeasonTables,
    *,
    value: str,
    decimals: int | None,
    scale: tuple[float, float] | None,
    **words: Any,
) -> Chart:
    _ = language.words(season.lang).gettext
    code, name = "criterion_code", "criterion"
    keys = rows[["criterion_id", code, name]].drop_duplicates("criterion_id")
    units = season.unit_ranking[["unit_id", "unit_short", "unit"]]
    units = units[units["unit_id"].isin(rows["unit_id"])]
    matrix = rows.pivot(index="unit_id", columns="criterion_id", values=value).reindex(
        index=units["unit_id"], columns=keys["criterion_id"]
    )
    low, high = scale or (0.0, _top(matrix.max()))
    kind = tables.kind_of(value)
    texts = [
        [tables.format_value(cell, kind, season, decimals, missing="").removesuffix("%") for cell in line]
        for line in matrix.to_numpy()
    ]
    names = keys[name].tolist()
    spec = {
        "data": [
            {
                "type": "heatmap",
                "z": [[None if pd.isna(cell) else cell for cell in line] for line in matrix.to_numpy().tolist()],
                "x": keys["criterion_id"].tolist(),
                "y": units["unit_id"].tolist(),
                "text": texts if len(keys) <= 14 else None,
                "texttemplate": "%{text}" if len(keys) <= 14 else None,
                "customdata": [
                    [
                        f"{_plain(unit)}<br>{_plain(label)}: {text or '–'}"
                        for label, text in zip(names, line, strict=True)
                    ]
                    for unit, line in zip(units["unit"], texts, strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
                "textfont": {"color": INK},
                "colorscale": LIGHT_BLUES if len(keys) <= 14 else BLUES,
                "zmin": low,
                "zmax": high,
                "xgap": 1,
                "ygap": 1,
                "showscale": len(keys) > 14,
                "colorbar": {"thickness": 10, "outlinewidth": 0, "tickfont": {"color": MUTED}},
            }
        ],
        "layout": _layout(season, _unit_rows(units))
        | {
            "xaxis": {
                "type": "category",
                "tickmode": "array",
                "tickvals": keys["criterion_id"].tolist(),
                "ticktext": keys[code].map(_plain).tolist(),
                "side": "top",
                "tickangle": 0 if len(keys) <= 14 else -90,
                "tickfont": {"color": MUTED},
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
                "ticklen": 0,
            },
            "plot_bgcolor": "#eceff2",
        },
    }
    wide = units.set_index("unit_id").join(matrix).reset_index()
    picture = tables.show_table(
        wide,
        [
            Column("unit_short", is_header=True),
            *[
                Column(key, title=label, kind=kind, heat=True, scale=(low, high), decimals=decimals, missing="")
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
        label=_("Bảng màu: {units} đơn vị theo {columns} cột.").format(units=len(units), columns=len(keys)),
        key=tuple(zip(keys[code], names, strict=True)),
        spec=spec,
        picture=picture,
        season=season,
        **words,
    )


def _segments(rows: pd.DataFrame) -> tuple[Segment, ...]:
    parts = tuple(Segment(column, column) for column, *_rest in PARTS if (rows[column] > 0).any())
    return parts or (Segment("deduction", "unsplit"),)


@dataclass(frozen=True)
class _Rows:
    """The rows of a horizontal chart: an id each, so that two of one name stay two, and the label shown for it."""

    ids: list[str]
    labels: list[str]

    def __len__(self) -> int:
        return len(self.ids)


def _unit_rows(rows: pd.DataFrame) -> _Rows:
    return _Rows(rows["unit_id"].tolist(), rows["unit_short"].map(_plain).tolist())


def _bars(
    rows: _Rows, values: pd.Series, shown: list[str], name: str, colour: str, *, labelled: bool = True
) -> dict[str, Any]:
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": _numbers(values),
        "y": rows.ids,
        "name": name,
        "marker": {"color": colour},
        **_hover(rows, shown, name),
    }
    if labelled:
        trace |= {"text": shown, "textposition": "outside", "cliponaxis": False, "textfont": {"color": INK}}
    return trace


def _labels_inside(anchor: str, colour: str) -> dict[str, Any]:
    return {
        "textposition": "inside",
        "insidetextanchor": anchor,
        "insidetextfont": {"color": colour, "size": 12},
        "constraintext": "none",
    }


def _dots(rows: _Rows, values: pd.Series, shown: list[str], name: str, colour: str, symbol: str) -> dict[str, Any]:
    size = 22 if symbol.startswith("line") else 11
    return {
        "type": "scatter",
        "mode": "markers",
        "x": _numbers(values),
        "y": rows.ids,
        "name": name,
        "marker": {"color": colour, "size": size, "symbol": symbol, "line": {"width": 2, "color": colour}},
        **_hover(rows, shown, name),
    }


def _links_between(rows: _Rows, start: pd.Series, end: pd.Series) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [value for pair in zip(_numbers(start), _numbers(end), strict=True) for value in (*pair, None)],
        "y": [row for row in rows.ids for _each in range(3)],
        "line": {"color": "#b8c0c9", "width": 3},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _hover(rows: _Rows, shown: list[str], name: str) -> dict[str, Any]:
    return {
        "hovertext": [f"{label}: {text}" for label, text in zip(rows.labels, shown, strict=True)],
        "hovertemplate": "%{hovertext}<extra>" + name + "</extra>",
    }


def _layout(season: SeasonTables, rows: _Rows, *, row_height: int = 28, from_zero: bool = True) -> dict[str, Any]:
    return {
        "height": 84 + row_height * max(len(rows), 1),
        "separators": language.separators(season.lang),
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "#fff",
        "plot_bgcolor": "#fff",
        "margin": {"l": 8, "r": 40, "t": 34, "b": 34},
        "bargap": 0.32,
        "hoverlabel": {"font": {"family": FONT}},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left", "traceorder": "normal"},
        "xaxis": _axis() | ({"rangemode": "tozero"} if from_zero else {}),
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": rows.ids,
            "tickmode": "array",
            "tickvals": rows.ids,
            "ticktext": rows.labels,
            "range": [max(len(rows), 1) - 0.5, -0.5],  # plotly would pad dots by 5% of all rows
            "automargin": True,
            "fixedrange": True,
            "ticklen": 4,
            "tickcolor": "#fff",
        },
    }


def _axis() -> dict[str, Any]:
    return {
        "gridcolor": RULE,
        "zeroline": False,
        "tickfont": {"color": MUTED},
        "fixedrange": True,
        "automargin": True,
        "nticks": 6,
        "separatethousands": True,
        "exponentformat": "none",
    }


def _cut_offs(season: SeasonTables, values: pd.Series) -> list[dict[str, Any]]:
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
        for bound in _bounds(season, values)
    ]


def _cut_off_labels(season: SeasonTables, values: pd.Series) -> list[dict[str, Any]]:
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
        for bound in _bounds(season, values)
    ]


def _bounds(season: SeasonTables, values: pd.Series) -> list[float]:
    if season.rules.grade_by != season.rules.rank_by or values.empty:
        return []
    return [grade.at_least for grade in season.rules.grades if values.min() < grade.at_least <= values.max()]


def _top(values: pd.Series) -> float:
    top = float(values.max()) if len(values) and values.notna().any() else 1.0
    return top if top > 0 else 1.0


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _texts(values: pd.Series, column: str, season: SeasonTables) -> list[str]:
    kind = tables.kind_of(column)
    return [tables.format_value(value, kind, season) for value in values]


def _wrap(label: str) -> str:
    return "<br>".join(_plain(line) for line in textwrap.wrap(label, 44, max_lines=2, placeholder=" …"))


def _plain(label: str) -> str:
    """A label that plotly shows as it is written: it would read ``<b>`` as bold."""
    return label.replace("&", "&amp;").replace("<", "&lt;")
