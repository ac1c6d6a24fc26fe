"""Who is where, drawn."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing, groups
from cchc_analysis.reporting.printing import Column, Segment


def draw_ranking(unit_ranking: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Total score of each ranked unit, best on top, coloured by grade, the grades' lower bounds as lines.

    Of very many units the first and the last.
    """
    _ = language.words(season.lang).gettext
    basis = season.rules.rank_by
    rows = unit_ranking[unit_ranking["rank"].notna()]
    if rows.empty:
        return printing.show_notice(_("Chưa có biểu đồ xếp hạng vì chưa có đơn vị nào được xếp hạng."))
    count, is_long = len(rows), season_size.has_many(rows)
    excerpt = season_size.take_ends(rows, season) if is_long else season_size.Excerpt(rows)
    rows = excerpt.rows
    grades = [grade for grade in season.rules.grades if (rows["grade"] == grade.id).any()]
    names = dict(zip(rows["grade"], rows["grade_name"], strict=True))
    last = len(drawing.GRADE_COLOURS) - 1
    colours = {grade.id: drawing.GRADE_COLOURS[min(at, last)] for at, grade in enumerate(season.rules.grades)}
    parts = [(names[grade.id], colours[grade.id], rows[rows["grade"] == grade.id]) for grade in grades]
    spec = {
        "data": [
            drawing.bars(drawing.unit_rows(part), part[basis], drawing.texts(part[basis], basis, season), name, colour)
            | drawing.labels_inside("end", "#fff" if colour in drawing.DARK else drawing.INK)
            for name, colour, part in parts or [("", drawing.APPRAISED, rows)]
        ],
        "layout": drawing.lay_out(season, drawing.unit_rows(rows, excerpt.gap))
        | {
            "shapes": drawing.cut_offs(season, rows[basis]),
            "annotations": drawing.cut_off_labels(season, rows[basis]),
            "showlegend": len(grades) > 1,
        },
    }
    captions = {
        "total_score": _("Xếp hạng theo tổng điểm"),
        "index_pct": _("Xếp hạng theo chỉ số CCHC"),
        "total_pct": _("Xếp hạng theo tổng điểm, % điểm tối đa"),
    }
    titles = {
        "total_score": _("Tổng điểm và xếp hạng các đơn vị"),
        "index_pct": _("Chỉ số CCHC và xếp hạng"),
        "total_pct": _("Tổng điểm (% điểm tối đa) và xếp hạng"),
    }
    shown = rows.assign(href=printing.link_units(rows), bar_class=printing.class_by_grade(rows, season))
    picture = printing.show_table(
        shown,
        [
            "rank",
            Column("unit", is_header=True, href="href"),
            Column(basis, bar=(Segment(basis, "appraised"),), scale=(0.0, drawing.top(rows[basis])), leads=True),
            *(["grade_name"] if season.rules.grades else []),
            *([Column("rank_change")] if season.has_previous else []),
            *(
                [Column("result_change", title=printing.title_of_change(season))]
                if rows["result_change"].notna().any()
                else []
            ),
        ],
        season,
        caption=captions[basis],
        hide_caption=True,
        classes="stacks",
        row_class="bar_class",
        key="unit_id",
        left_out=excerpt.left_out,
        gap=excerpt.gap,
    )
    title = titles[basis]
    labels = {
        "total_score": _("Biểu đồ thanh: tổng điểm của {count} đơn vị, xếp từ cao xuống thấp."),
        "index_pct": _("Biểu đồ thanh: chỉ số CCHC của {count} đơn vị, xếp từ cao xuống thấp."),
        "total_pct": _("Biểu đồ thanh: tổng điểm, % điểm tối đa, của {count} đơn vị, xếp từ cao xuống thấp."),
    }
    return drawing.Chart(
        id="ranking-ends" if is_long else "ranking",
        title=_("Những đơn vị đứng đầu và đứng cuối") if is_long else title,
        subtitle=_("Màu theo nhóm điểm; vạch đứng là ngưỡng của nhóm") if grades else "",
        label=labels[basis].format(count=language.number(count, 0, season.lang))
        + " "
        + drawing.say_ends(rows["unit"], rows[basis], season),
        spec=spec,
        picture=picture,
        season=season,
    )


def draw_domains(domain_scores: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Share of the applicable maximum that each unit reached in each domain, units in the order of the ranking."""
    _ = language.words(season.lang).gettext
    rows = domain_scores[domain_scores["index_pct"].notna()]
    if rows.empty:
        return printing.show_notice(_("Không có biểu đồ theo lĩnh vực vì chưa có điểm thẩm định hoặc điểm tối đa."))
    if season_size.has_many(rows.drop_duplicates("unit_id")):
        return _draw_group_domains(rows, season)
    return drawing.draw_matrix(
        printing.in_printed_order(rows, season),
        season,
        value="index_pct",
        decimals=0,
        id="domains",
        title=_("Kết quả theo lĩnh vực"),
        subtitle=_("Điểm thẩm định, % điểm tối đa được áp dụng; ô trống: không áp dụng hoặc chưa thẩm định"),
        scale=(min(10 * (rows["index_pct"].min() // 10), 90.0), 100.0),
    )


def _draw_group_domains(domain_scores: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """The mean of each group's units per domain; of a season without groups its first and last units."""
    _ = language.words(season.lang).gettext
    named = groups.pick_groups(season.group_scores, season)
    if named.empty:
        ends = season_size.take_ends(season.unit_ranking[season.unit_ranking["rank"].notna()], season).rows["unit_id"]
        return draw_domains(domain_scores[domain_scores["unit_id"].isin(ends)], season)
    shown = season_size.take_ends(named, season, groups.MOST_GROUPS // 2).rows
    means = season.group_domains.assign(unit_id=lambda rows: rows["group"])
    means = means[means["group"].isin(shown["group"])]
    return drawing.draw_matrix(
        printing.in_printed_order(means, season),
        season,
        groups=shown,
        value="mean_index_pct",
        decimals=0,
        id="group-domains",
        title=_("Kết quả theo lĩnh vực của các nhóm đơn vị"),
        subtitle=_("Bình quân các đơn vị trong nhóm, % điểm tối đa được áp dụng"),
        scale=(min(10 * (means["mean_index_pct"].min() // 10), 90.0), 100.0),
    )
