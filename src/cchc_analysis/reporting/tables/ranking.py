"""The order, overall and by group, and its rules, as tables."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.pages import unit_index
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.tables import cells

MOST_GROUPS = 40
"""Groups that a page lists; of more, half at either end of their order."""


def list_ranking(season: SeasonTables, *, whole: bool = False, with_changes: bool = True) -> HTML:
    """The whole ranking: rank, total and grade, rank in the group, parts of the total; then units without a rank.

    Of a large season the first and the last of the order, unless the *whole* is asked for. What changed since last
    year is no part of the result itself, so that the annex to be signed goes without it (*with_changes*).
    """
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    mark = ranking["ranking_status"].map(
        {
            "ranked": "",
            "not_ranked": _("không xếp hạng"),
            "pending": _("tạm tính: chưa thẩm định xong"),
            "held_back": _("chờ đính chính"),
            "not_scored": _("chưa chấm điểm"),
        }
    )
    unclaimed = ~ranking["has_self_score"] & (ranking["ranking_status"] != "not_scored")
    if season.rules.self_stage is None:
        unclaimed &= False
    marks = mark.where(~unclaimed, (mark + " · " + _("chưa tự chấm")).str.removeprefix(" · "))
    has_groups = ranking["group"].notna().any()
    columns: list[str | Column] = [
        "rank",
        Column("unit", is_header=True, href="href"),
        Column(season.rules.rank_by, leads=True),  # beside the name, so that a phone shows it
        *(["grade_name"] if season.rules.grades else []),
        *(["group_name"] if has_groups and season_size.is_large(season) else []),
        *(["group_rank"] if has_groups else []),
        *(["total_score"] if season.rules.rank_by != "total_score" else []),
        Column("appraised_score"),
        *(["bonus"] if (ranking["bonus"] > 0).any() else []),
        *(["penalty"] if (ranking["penalty"] > 0).any() else []),
        *(["index_pct"] if ranking["index_pct"].notna().any() and season.rules.rank_by != "index_pct" else []),
        *(["open_score"] if (ranking["open_score"] > 0).any() else []),
        *(_list_changes(ranking, season) if season.has_previous and with_changes else []),
        *([Column("marks", title=_("Ghi chú"))] if (marks != "").any() else []),
    ]
    by_set = ranking["unit_id"].map(season.score_changes.set_index("unit_id")["result_set_change"])
    rows = ranking.assign(marks=marks, href=printing.link_units(ranking), result_set_change=by_set)
    return cells.show_excerpt(
        season_size.Excerpt(rows) if whole else season_size.take_ends(rows, season),
        columns,
        season,
        table="unit_ranking",
        caption=_("Bảng xếp hạng"),
        hide_caption=True,
        note=_say_ranking_rule(season) if whole else _say_where_units_are(season),
        classes="wide",
        key="unit_id",
        filters=["group_name", *(["grade_name"] if season.rules.grades else [])],
    )


def _list_changes(ranking: pd.DataFrame, season: SeasonTables) -> list[str | Column]:
    """What changed since last year; the change of the result only beside what of it the criteria set did."""
    _ = language.words(season.lang).gettext
    columns: list[str | Column] = ["previous_rank", "rank_change"]
    if ranking["result_change"].notna().any():
        columns.append(Column("result_change", title=printing.title_of_change(season)))
    if (season.score_changes["result_set_change"].fillna(0) != 0).any():
        columns.append(Column("result_set_change", title=_("Trong đó do bộ tiêu chí")))
    return columns


def list_groups(season: SeasonTables) -> HTML:
    """The ranking inside each group of like units."""
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    if ranking["group"].isna().all():
        return printing.show_notice(_("Mùa chấm điểm này không chia nhóm đơn vị."))
    ranked = ranking[ranking["group_rank"].notna()]
    if ranked.empty:
        return printing.show_notice(_("Chưa có đơn vị nào được xếp hạng."))
    if season_size.is_large(season):
        return list_group_scores(season)
    bar_scale = (0.0, float(ranked[season.rules.rank_by].max()))
    blocks = [
        printing.show_table(
            rows.sort_values(["group_rank", "rank"], kind="stable").assign(
                href=printing.link_units(rows), bar_class=printing.class_by_grade(rows, season)
            ),
            [
                "group_rank",
                Column("unit", is_header=True, href="href"),
                Column(
                    season.rules.rank_by,
                    bar=(Segment(season.rules.rank_by, "appraised"),),
                    scale=bar_scale,
                    leads=True,
                ),
                "rank",
            ],
            season,
            caption=name,
            classes="group stacks",
            row_class="bar_class",
            key="unit_id",
        ).data
        for name, rows in ranked.groupby("group_name", sort=False)
    ]
    return HTML('<div class="columns">' + "".join(blocks) + "</div>")


def list_group_scores(season: SeasonTables) -> HTML:
    """Each group of many units: how its results are spread, its first and last unit, how many are in the end grades."""
    _ = language.words(season.lang).gettext
    kind = printing.kind_of_result(season)
    rows = season.group_scores.query("group != '*'")
    links = {f"{end}_href": "units/" + rows[f"{end}_unit_id"] + ".html" for end in ("first", "last")}
    results = ("mean_result", "median_result", "lowest_result", "highest_result")
    return cells.show_excerpt(
        season_size.take_ends(rows.assign(**links), season, MOST_GROUPS // 2),
        [
            "group_place_rank",
            Column("group_name", is_header=True),
            "unit_count",
            *[Column(name, kind=kind) for name in cells.pick_known(rows, list(results))],
            *cells.pick_known(rows, ["top_grade_units", "bottom_grade_units"]),
            *[
                Column(name, kind="signed", title=printing.title_of_change(season))
                for name in cells.pick_known(rows, ["mean_result_change"])
            ],
            Column("first_unit", href="first_href", missing=""),
            Column("last_unit", href="last_href", missing=""),
        ],
        season,
        table="group_scores",
        caption=_("Kết quả của các nhóm đơn vị"),
        note=_("Nhóm xếp theo trung vị; hạng của từng đơn vị trong nhóm ở danh sách đơn vị."),
        classes="wide",
        key="group",
    )


def list_rules(season: SeasonTables) -> HTML:
    """The rules in force: how totals, grades and ranks were made."""
    _ = language.words(season.lang).gettext
    rules = season.rules
    english = season.lang != "vi"
    basis = {
        "total_score": _("tổng điểm (thẩm định + thưởng − phạt)"),
        "index_pct": _("chỉ số CCHC (%)"),
        "total_pct": _("tổng điểm (thẩm định + thưởng − phạt) trên điểm tối đa được áp dụng (%)"),
    }
    ties = {
        "competition": _("bằng điểm thì cùng hạng, hạng kế tiếp bị bỏ trống"),
        "dense": _("bằng điểm thì cùng hạng, hạng kế tiếp liền sau"),
    }
    kind = printing.kind_of_result(season, rules.grade_by)
    bounds = [printing.format_value(grade.at_least, kind, season) for grade in rules.grades]
    names = [grade.name_en if english and grade.name_en else grade.name for grade in rules.grades]
    grades = "; ".join(f"{name} (≥ {bound})" for name, bound in zip(names, bounds, strict=True))
    stages = " → ".join(stage.name_en if english and stage.name_en else stage.name for stage in rules.stages)
    pairs = [
        (_("Quyết định"), rules.decision_en if english and rules.decision_en else rules.decision),
        (_("Các giai đoạn chấm"), stages),
        (_("Xếp hạng theo"), basis[rules.rank_by]),
        (_("Phân nhóm điểm theo"), basis[rules.grade_by] if rules.grades else ""),
        (_("Nhóm điểm"), grades),
        (_("Khi bằng điểm"), ties[rules.tie_rule]),
        (_("Điểm thưởng tối đa"), printing.format_value(rules.bonus_max, "points", season, missing="")),
        (_("Điểm phạt tối đa"), printing.format_value(rules.penalty_max, "points", season, missing="")),
        (_("Làm tròn"), _("sáu chữ số thập phân sau mỗi phép cộng, trừ; chỉ làm tròn khi in")),
        (_("Không áp dụng"), _("không tính vào tử số và mẫu số; không suy đoán điểm thay thế")),
    ]
    rows = pd.DataFrame([pair for pair in pairs if pair[1]], columns=["item", "rule"])
    return printing.show_table(
        rows,
        [Column("item", title=_("Nội dung"), is_header=True), Column("rule", title=_("Quy tắc"))],
        season,
        caption=_("Quy tắc đang áp dụng"),
    )


def _say_where_units_are(season: SeasonTables) -> str:
    """The rule, and in a large season where a unit is found that the table does not show."""
    _ = language.words(season.lang).gettext
    rule = _say_ranking_rule(season)
    if not season_size.is_large(season):
        return rule
    listed = Markup('<a href="{page}">{text}</a>').format(page=unit_index.PAGE, text=_("danh sách đơn vị"))
    found = Markup(_("Tìm một đơn vị ở {list}.")).format(list=listed)
    return Markup("{rule} {found}").format(rule=rule, found=found)


def _say_ranking_rule(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if season.rules.rank_by == "total_score":
        return _("Xếp hạng theo tổng điểm = điểm thẩm định + điểm thưởng − điểm phạt.")
    if season.rules.rank_by == "total_pct":
        return _("Xếp hạng theo (điểm thẩm định + điểm thưởng − điểm phạt) ÷ điểm tối đa được áp dụng.")
    rule = _("Xếp hạng theo chỉ số CCHC = điểm thẩm định ÷ điểm tối đa được áp dụng.")
    if not ((season.unit_ranking["bonus"] > 0) | (season.unit_ranking["penalty"] > 0)).any():
        return rule
    return " ".join([rule, _("Điểm thưởng, điểm phạt có trong tổng điểm nhưng không được tính khi xếp hạng.")])
