"""Many units at a glance, drawn: how a result is distributed over them, and how their groups compare."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.groups import ALL
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.language import mark
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.printing import Column, Kind, Segment

KINDS: dict[str, Kind] = {
    "total_score": "points",
    "index_pct": "index",
    "total_pct": "index",
    "difference_pct": "percent",
    "result_change": "signed",
}
TITLES = {
    "total_score": mark("Phân bố tổng điểm của các đơn vị"),
    "index_pct": mark("Phân bố chỉ số CCHC của các đơn vị"),
    "difference_pct": mark("Phân bố chênh lệch giữa tự chấm và thẩm định"),
    "total_pct": mark("Phân bố tổng điểm của các đơn vị, % điểm tối đa"),
    "result_change": mark("Phân bố thay đổi kết quả so với năm trước"),
}
SUBTITLES = {
    "total_score": mark("Số đơn vị trong từng khoảng điểm"),
    "index_pct": mark("Số đơn vị trong từng khoảng chỉ số"),
    "difference_pct": mark("Số đơn vị trong từng khoảng: điểm tự chấm trừ điểm thẩm định, % điểm tối đa"),
    "total_pct": mark("Số đơn vị trong từng khoảng tỷ lệ"),
    "result_change": mark("Số đơn vị trong từng khoảng thay đổi kết quả"),
}
PERCENT = ("percent", "index")
MOST_GROUPS = 40
HEIGHT = 360


def draw_distribution(
    distributions: pd.DataFrame,
    season: SeasonTables,
    measure: str | None = None,
    lines: Mapping[str, float] | None = None,
) -> drawing.Chart | HTML:
    """How many units stand in each bin of a *measure*, by default the result the season ranks by, coloured by grade.

    *lines* are values to be marked, each by its name.
    """
    _ = language.words(season.lang).gettext
    measure = measure or season.rules.rank_by
    rows = distributions[distributions["measure"] == measure].reset_index(drop=True)
    if rows.empty:
        return printing.show_notice(_("Không có phân bố để vẽ: chưa có số liệu này của đơn vị nào."))
    rows = rows.assign(span=name_bins(rows, season), bin=measure + "." + rows["bin_from"].map("{:g}".format))
    grades = [grade for grade in season.rules.grades if (rows["grade"] == grade.id).any()]
    last = len(drawing.GRADE_COLOURS) - 1
    colours = {grade.id: drawing.GRADE_COLOURS[min(at, last)] for at, grade in enumerate(season.rules.grades)}
    parts = [(_name(grade, season), colours[grade.id], rows[rows["grade"] == grade.id]) for grade in grades]
    without = rows[rows["grade"].isna() & (rows["unit_count"] > 0)]
    if grades and len(without):
        parts.append((_("Không thuộc nhóm điểm nào"), drawing.UNSPLIT, without))
    bounds = pd.Series([rows["bin_from"].iloc[0], rows["bin_below"].iloc[-1]])
    layout = drawing.lay_out(season, drawing.Rows([], []), from_zero=False)
    suffix = "%" if KINDS[measure] in PERCENT else ""
    spec = {
        "data": [
            _columns(part, name, colour, season) for name, colour, part in parts or [("", drawing.APPRAISED, rows)]
        ],
        "layout": layout
        | {
            "height": HEIGHT,
            "barmode": "overlay",
            "bargap": 0,
            "showlegend": len(parts) > 1,
            "xaxis": drawing.axis() | {"range": bounds.tolist(), "ticksuffix": suffix, "nticks": 10},
            "yaxis": drawing.axis() | {"rangemode": "tozero", "title": {"text": _("Số đơn vị")}, "tickformat": ",d"},
        }
        | _mark_values(lines or {}, measure, bounds, season),
    }
    most = rows.loc[rows["unit_count"].idxmax()]
    all_units = int(rows["unit_count"].sum())
    return drawing.Chart(
        id=f"distribution-{measure}",
        title=_(TITLES[measure]),
        subtitle=_(SUBTITLES[measure]) + ("; " + _("màu theo nhóm điểm") if grades else ""),
        label=_("Biểu đồ cột: phân bố của {count} đơn vị theo {bins} khoảng. Đông nhất: {span}, {most} đơn vị.").format(
            count=language.number(all_units, 0, season.lang),
            bins=len(rows),
            span=most["span"],
            most=language.number(int(most["unit_count"]), 0, season.lang),
        ),
        spec=spec,
        picture=printing.show_table(
            rows.assign(
                row_class=rows["grade"].map({each.id: f"grade-{at}" for at, each in enumerate(season.rules.grades, 1)})
            ),
            [
                Column("span", title=_("Khoảng"), is_header=True),
                Column("unit_count", bar=(Segment("unit_count", "appraised"),)),
            ],
            season,
            caption=_(TITLES[measure]),
            hide_caption=True,
            row_class="row_class",
            key="bin",
        ),
        season=season,
    )


def draw_group_scores(group_scores: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Each group's lowest, highest and median result and its middle half, highest median on top."""
    _ = language.words(season.lang).gettext
    kind = KINDS[season.rules.rank_by]
    rows = pick_groups(group_scores, season)
    if rows.empty:
        return printing.show_notice(_say_why_no_groups(season))
    excerpt = season_size.take_ends(rows, season, MOST_GROUPS // 2)
    rows = excerpt.rows
    groups = drawing.Rows(rows["group"].tolist(), rows["group_name"].map(drawing.plain).tolist())
    shown = [printing.format_value(value, kind, season) for value in rows["median_result"]]
    whole = group_scores.loc[group_scores["group"] == ALL, "median_result"]
    spec = {
        "data": [
            _span(groups, rows, ("lowest_result", "highest_result"), "#b8c0c9", 2, _("Thấp nhất đến cao nhất")),
            _span(groups, rows, ("lower_quartile_result", "upper_quartile_result"), "#7fb2d9", 10, _("Một nửa ở giữa")),
            drawing.dots(groups, rows["median_result"], shown, _("Trung vị"), drawing.INK, "circle"),
        ],
        "layout": drawing.lay_out(season, groups, row_height=24, from_zero=False)
        | {
            "shapes": [_line(float(value)) for value in whole],
            "xaxis": drawing.axis() | {"ticksuffix": "%" if kind in PERCENT else ""},
        },
    }
    ends = ("lowest_result", "highest_result")
    picture = printing.show_table(
        rows.assign(picture=None),
        [
            "group_place_rank",
            Column("group_name", is_header=True),
            Column(
                "picture",
                title=_("Thấp nhất, trung vị, cao nhất"),
                kind="text",
                marks=(*(Segment(end, "end") for end in ends), Segment("median_result", "rank")),
                missing="",
            ),
            *[Column(name, kind=kind) for name in ("lowest_result", "median_result", "highest_result")],
        ],
        season,
        caption=_("Kết quả của các nhóm đơn vị"),
        hide_caption=True,
        classes="stacks",
        key="group",
        left_out=excerpt.left_out,
        gap=excerpt.gap,
    )
    return drawing.Chart(
        id="group-scores",
        title=_("Các nhóm đơn vị so với nhau"),
        subtitle=_("Xếp theo trung vị; vạch đứt: trung vị của mọi đơn vị"),
        label=_("Biểu đồ: kết quả thấp nhất, trung vị, cao nhất của {count} nhóm đơn vị.").format(count=len(rows))
        + " "
        + _("Trung vị cao nhất: {first}, {high}; thấp nhất: {last}, {low}.").format(
            first=rows["group_name"].iloc[0], high=shown[0], last=rows["group_name"].iloc[-1], low=shown[-1]
        ),
        spec=spec,
        picture=picture,
        season=season,
    )


def draw_group_claims(group_scores: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Each group's mean self-score and mean appraised score, on the leaves that have both, in the order of groups."""
    _ = language.words(season.lang).gettext
    rows = pick_groups(group_scores, season)
    rows = rows[rows["mean_compared_self_score"].notna()]
    if rows.empty:
        return printing.show_notice(_say_why_no_groups(season))
    excerpt = season_size.take_ends(rows, season, MOST_GROUPS // 2)
    rows = excerpt.rows
    groups = drawing.Rows(rows["group"].tolist(), rows["group_name"].map(drawing.plain).tolist())
    claimed, appraised = rows["mean_compared_self_score"], rows["mean_compared_appraised_score"]
    spec = {
        "data": [
            drawing.links_between(groups, claimed, appraised),
            drawing.dots(
                groups,
                appraised,
                drawing.texts(appraised, "appraised_score", season),
                _("Điểm thẩm định"),
                drawing.APPRAISED,
                "circle",
            ),
            drawing.dots(
                groups,
                claimed,
                drawing.texts(claimed, "self_score", season),
                _("Điểm tự chấm"),
                drawing.SELF,
                "diamond-open",
            ),
        ],
        "layout": drawing.lay_out(season, groups, row_height=24, from_zero=False),
    }
    marks = (Segment("mean_compared_appraised_score", "appraised"), Segment("mean_compared_self_score", "self"))
    picture = printing.show_table(
        rows.assign(picture=None),
        [
            Column("group_name", is_header=True),
            Column("picture", title=_("Tự chấm và thẩm định"), kind="text", marks=marks, missing=""),
            "mean_compared_self_score",
            "mean_compared_appraised_score",
            Column("mean_cut", kind="points"),
        ],
        season,
        caption=_("Điểm tự chấm và điểm thẩm định bình quân của các nhóm đơn vị"),
        hide_caption=True,
        classes="stacks",
        key="group",
        left_out=excerpt.left_out,
        gap=excerpt.gap,
    )
    most = rows["mean_cut"].idxmax()
    cut = drawing.texts(rows["mean_cut"].loc[[most]], "cut", season)[0]
    return drawing.Chart(
        id="group-claims",
        title=_("Điểm tự chấm so với điểm thẩm định, theo nhóm đơn vị"),
        subtitle=_("Bình quân một đơn vị, trên các tiêu chí có cả hai điểm; nhóm xếp theo trung vị kết quả"),
        label=_("Biểu đồ điểm: điểm tự chấm và điểm thẩm định bình quân của {count} nhóm đơn vị.").format(
            count=len(rows)
        )
        + " "
        + _("Bị hạ nhiều nhất: {name}, bình quân {value} điểm một đơn vị.").format(
            name=rows["group_name"][most], value=cut
        ),
        spec=spec,
        picture=picture,
        season=season,
        legend=(("dot appraised", _("Điểm thẩm định")), ("dot self", _("Điểm tự chấm"))),
    )


def pick_groups(group_scores: pd.DataFrame, season: SeasonTables) -> pd.DataFrame:
    """The groups that have a result, in their order, each with the name the season gives it."""
    rows = group_scores[(group_scores["group"] != ALL) & group_scores["median_result"].notna()]
    return rows.assign(group_name=rows["group_name"].astype(object).fillna(rows["group"]))


def name_bins(rows: pd.DataFrame, season: SeasonTables) -> list[str]:
    """Each bin in words: “80,0–<85,0%”."""
    kind = KINDS[rows["measure"].iloc[0]]
    signed = kind == "signed"
    suffix = "%" if kind in PERCENT else ""
    is_share = KINDS[rows["measure"].iloc[0]] == "index"
    width = float((rows["bin_below"] - rows["bin_from"]).min())
    places = 0 if width >= 1 else 1 if width >= 0.1 else 2
    said = [
        [
            language.points(value, season.lang, places if value == round(value, places) else 2, signed=signed)
            for value in pair
        ]
        for pair in rows[["bin_from", "bin_below"]].itertuples(index=False, name=None)
    ]
    _ = language.words(season.lang).gettext
    to_below, to_whole = _("{low} đến dưới {high}"), _("{low} đến {high}")
    whole = [is_share and below == 100 for below in rows["bin_below"]]  # nothing lies beyond: 100 % is in that bin
    return [
        (to_whole if is_last else to_below).format(low=f"{low}{suffix}", high=f"{high}{suffix}")
        for (low, high), is_last in zip(said, whole, strict=True)
    ]


def _columns(rows: pd.DataFrame, name: str, colour: str, season: SeasonTables) -> dict[str, Any]:
    counts = [language.number(int(count), 0, season.lang) for count in rows["unit_count"]]
    return {
        "type": "bar",
        "name": name,
        "x": ((rows["bin_from"] + rows["bin_below"]) / 2).round(6).tolist(),
        "width": (rows["bin_below"] - rows["bin_from"]).round(6).tolist(),
        "y": rows["unit_count"].tolist(),
        "customdata": rows["bin"].tolist(),
        "text": counts,
        "textposition": "none",
        "hovertext": [f"{span}: {count}" for span, count in zip(rows["span"], counts, strict=True)],
        "hovertemplate": "%{hovertext}<extra>" + name + "</extra>",
        "marker": {"color": colour, "line": {"width": 1, "color": "#fff"}},
    }


def _span(
    groups: drawing.Rows, rows: pd.DataFrame, ends: tuple[str, str], colour: str, width: int, name: str
) -> dict[str, Any]:
    line = drawing.links_between(groups, rows[ends[0]], rows[ends[1]])
    return line | {"line": {"color": colour, "width": width}, "name": name, "showlegend": True}


def _mark_values(lines: Mapping[str, float], measure: str, bounds: pd.Series, season: SeasonTables) -> dict[str, Any]:
    """Lines at the grades' lower bounds, or at the values given, each with its name above it."""
    if not lines:
        return {"shapes": drawing.cut_offs(season, bounds)} if measure == season.rules.grade_by else {}
    above = {"yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    named = {f"{name}<br>{printing.format_value(at, KINDS[measure], season)}": at for name, at in lines.items()}
    return {
        "shapes": [_line(at) for at in lines.values()],
        "annotations": [
            {"text": text, "x": at, **above, "font": {"color": drawing.MUTED, "size": 12}} for text, at in named.items()
        ],
        "margin": {"l": 8, "r": 40, "t": 64, "b": 34},
    }


def _line(at: float) -> dict[str, Any]:
    place = {"x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return {"type": "line", **place, "line": {"color": drawing.INK, "width": 1.5, "dash": "dot"}}


def _name(grade: Any, season: SeasonTables) -> str:
    return grade.name_en if season.lang != language.SOURCE and grade.name_en else grade.name


def _say_why_no_groups(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if season.unit_ranking["group"].isna().all():
        return _("Mùa chấm điểm này không chia nhóm đơn vị.")
    return _("Chưa có đơn vị nào được xếp hạng.")
