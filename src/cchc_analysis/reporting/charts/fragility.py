"""How far each rank could move, drawn."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.tables.fragility import band_titles, name_spans

WIDTHS = {"weights": 10, "pending": 7, "dispute": 4}
COLOURS = {"weights": "#d0d5db", "pending": "#e69f00", "dispute": drawing.PREVIOUS}


def draw_rank_bands(rank_bands: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Each ranked unit's rank within its spans: wide for changed weights, narrow for disputes.

    Of very many units the first, for which it matters most.
    """
    _ = language.words(season.lang).gettext
    if len(rank_bands) < 2:
        return printing.show_notice(_("Cần ít nhất hai đơn vị được xếp hạng mới nói được thứ tự chắc đến đâu."))
    count, is_long = len(rank_bands), season_size.has_many(rank_bands)
    rank_bands = rank_bands.head(season_size.FIRST) if is_long else rank_bands
    rows = drawing.unit_rows(rank_bands)
    titles = band_titles(season)
    drawn = [source for source in WIDTHS if rank_bands[f"{source}_best_rank"].notna().any()]
    if not drawn:
        return HTML("")  # why nothing was tried is said in words
    ends = [f"{source}_{end}_rank" for source in drawn for end in ("best", "worst")]
    last = float(rank_bands[[*ends, "rank"]].astype(float).max().max())
    spans = [
        drawing.links_between(
            rows,
            rank_bands[f"{source}_best_rank"] - drawing.HALF_STEP,
            rank_bands[f"{source}_worst_rank"] + drawing.HALF_STEP,
        )
        | {"line": {"color": COLOURS[source], "width": WIDTHS[source]}, "name": titles[source], "showlegend": True}
        for source in drawn
    ]
    shown = drawing.texts(rank_bands["rank"], "rank", season)
    dots = drawing.dots(rows, rank_bands["rank"], shown, _("Hạng"), drawing.INK, "circle")
    spec = {
        "data": [*spans, dots],
        "layout": drawing.lay_out(season, rows, from_zero=False)
        | {
            "xaxis": drawing.axis()
            | {
                "range": [0.3, last + 0.7] if is_long else [0.3, count + 0.7],
                "title": {"text": _("Hạng")},
                "tickformat": "d",
            },
        },
    }
    marks = (*(Segment(end, "end") for end in ends), Segment("rank", "rank"))
    picture = printing.show_table(
        name_spans(rank_bands, season).assign(picture=None),
        [
            "rank",
            Column("unit", is_header=True),
            Column(
                "picture",
                title=_("Hạng có thể đổi"),
                kind="text",
                marks=marks,
                scale=(1.0, last if is_long else count),
                missing="",
            ),
            *[Column(source, title=titles[source], kind="text") for source in drawn],
        ],
        season,
        caption=_("Khoảng hạng của các đơn vị"),
        hide_caption=True,
        classes="stacks",
        key="unit_id",
        left_out=count - len(rank_bands),
    )
    return drawing.Chart(
        id="rank-bands",
        title=_("Hạng của những đơn vị đứng đầu có thể đổi trong khoảng nào")
        if is_long
        else _("Thứ hạng có thể đổi trong khoảng nào"),
        subtitle="; ".join([_("Chấm: hạng"), *(_say_line(source, season) for source in reversed(drawn))]),
        label=_("Biểu đồ: hạng và khoảng hạng của {count} đơn vị.").format(count=len(rank_bands))
        + _say_widest(rank_bands, drawn, season),
        spec=spec,
        picture=picture,
        season=season,
    )


def _say_line(source: str, season: SeasonTables) -> str:
    """What the line of a source stands for; the lines differ in width, so that one shows on top of another."""
    _ = language.words(season.lang).gettext
    texts = {
        "dispute": _("vạch hẹp: tùy kết quả tranh luận"),
        "pending": _("vạch vừa: tùy kết quả của các đơn vị chưa có kết quả"),
        "weights": _("vạch rộng: trọng số thay đổi trong ±{change}, {share} số lần thử ở giữa"),
    }
    rules = season.rules.analysis
    return texts[source].format(
        change=language.share(rules.weight_change, season.lang, 0),
        share=language.share(rules.weight_band_share, season.lang, 0),
    )


def _say_widest(rank_bands: pd.DataFrame, drawn: list[str], season: SeasonTables) -> str:
    """Whose rank could move furthest by the narrow span, or by the wide one where it alone is drawn."""
    if not drawn:
        return ""
    _ = language.words(season.lang).gettext
    source = drawn[-1]
    best, worst = rank_bands[f"{source}_best_rank"], rank_bands[f"{source}_worst_rank"]
    widest = (worst - best).idxmax()
    text = _("Khoảng rộng nhất ({source}): {name}, từ hạng {best} đến hạng {worst}.")
    return " " + text.format(
        source=band_titles(season)[source],
        name=rank_bands["unit"][widest],
        best=drawing.texts(best[[widest]], "best_rank", season)[0],
        worst=drawing.texts(worst[[widest]], "worst_rank", season)[0],
    )
