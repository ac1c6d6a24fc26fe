"""Losses in their pattern as tables: what makes up most, what stands out, what is common and what is one unit's."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis import measured_scope
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, text
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.tables import cells


def list_pareto(season: SeasonTables) -> HTML:
    """The criteria that make up most of the losses, with their running share."""
    _ = language.words(season.lang).gettext
    why = text.say_why_no_pattern(season)
    if why:
        return printing.show_notice(why)
    most = season.loss_concentration.set_index("across").loc["criteria", "most_count"]
    rows = season.criterion_deductions.head(0 if pd.isna(most) else most)
    return printing.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", is_header=True),
            Column("deduction", bar=(Segment("deduction", "lost"),)),
            "cumulative_share",
            "mean_hit_deduction",
        ],
        season,
        caption=_("Những tiêu chí chiếm phần lớn điểm bị trừ"),
        empty=text.say_why_no_deductions(season),
        classes="stacks",
        key="criterion_id",
        fold=not rows.empty,
    )


def list_always_hit(season: SeasonTables) -> HTML:
    """The criteria at which every unit they apply to lost points."""
    _ = language.words(season.lang).gettext
    why = text.say_why_no_pattern(season)
    if why:
        return printing.show_notice(why)
    rows = season.criterion_deductions.query("hit_extent == 'always'")
    return printing.show_table(
        rows,
        ["criterion_code", Column("criterion", is_header=True), "deduction", "hit_units"],
        season,
        caption=_("Tiêu chí mà đơn vị áp dụng nào cũng bị trừ điểm"),
        empty=_("Không có tiêu chí nào mà mọi đơn vị áp dụng đều bị trừ điểm."),
        key="criterion_id",
        fold=not rows.empty,
    )


def list_unusual(season: SeasonTables, top: int = 15) -> HTML:
    """The cells that lost half or more where most units lost nothing, most points first."""
    _ = language.words(season.lang).gettext
    why = text.say_why_no_pattern(season)
    if why:
        return printing.show_notice(why)
    rows = season.hit_pattern.query("is_unusual").sort_values("deduction", ascending=False, kind="stable")
    return printing.show_table(
        cells.key_cells(rows.head(top)),
        [
            Column("unit_short", is_header=True),
            "criterion_code",
            "criterion",
            "deduction",
            "deduction_pct",
        ],
        season,
        caption=_("Mất từ {share} điểm tối đa trở lên ở tiêu chí mà phần lớn đơn vị không mất điểm").format(
            share=language.percent(season.rules.analysis.unusual_residual_pct, season.lang, 0)
        ),
        note=cells.say_rest(max(len(rows) - top, 0), season, "hit_pattern"),
        empty=_("Không có đơn vị nào mất nhiều điểm ở tiêu chí mà phần lớn đơn vị không mất điểm."),
        classes="stacks",
        key="cell",
        filters=[] if season_size.is_large(season) else ["group_name", "domain"],
    )


def list_lost_together(season: SeasonTables, top: int = 10) -> HTML:
    """Pairs of criteria that the same units lost more often than chance."""
    _ = language.words(season.lang).gettext
    why = text.say_why_no_pattern(season)
    if why:
        return printing.show_notice(why)
    rows = season.criteria_lost_together
    shown = rows.head(top).assign(pair=lambda pairs: pairs["criterion_id"] + "&" + pairs["other_criterion_id"])
    return printing.show_table(
        shown,
        [
            Column("criterion", is_header=True),
            "other_criterion",
            "both_units",
            Column("expected_units", kind="points", decimals=1),
            "applicable_units",
        ],
        season,
        caption=_("Tiêu chí cùng bị trừ ở cùng những đơn vị, nhiều hơn mức ngẫu nhiên"),
        note=cells.say_rest(max(len(rows) - top, 0), season, "criteria_lost_together"),
        empty=_("Không có hai tiêu chí nào cùng bị trừ ở những đơn vị như nhau nhiều hơn mức ngẫu nhiên."),
        classes="stacks",
        key="pair",
    )


def list_body_problems(season: SeasonTables) -> HTML:
    """What the whole body must fix: the criteria measured common."""
    _ = language.words(season.lang).gettext
    why = text.say_why_no_pattern(season)
    if why:
        return printing.show_notice(why)
    rows = measured_scope.find_body_problems(season.criterion_deductions)
    rows = rows.assign(scope_name=rows["scope"].map({"common": _("chung"), "specific": _("đặc thù")}))
    return printing.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", is_header=True),
            Column("scope_name", title=printing.title_of("scope", season.lang)),
            "deduction",
            "hit_units",
            "applicable_units",
            "hit_share",
        ],
        season,
        caption=_("Việc toàn cơ quan phải khắc phục"),
        empty=_("Không có tiêu chí nào là vấn đề chung."),
        classes="stacks",
        key="criterion_id",
    )


def list_unit_problems(season: SeasonTables, top: int = 15) -> HTML:
    """What one unit must fix: its largest losses at criteria that are not a common problem."""
    _ = language.words(season.lang).gettext
    why = text.say_why_no_pattern(season)
    if why:
        return printing.show_notice(why)
    rows = measured_scope.find_unit_problems(season.hit_pattern, season.criterion_deductions)
    return printing.show_table(
        cells.key_cells(rows.head(top)),
        [Column("unit_short", is_header=True), "criterion_code", "criterion", "deduction", "deduction_pct"],
        season,
        caption=_("Việc từng đơn vị phải khắc phục"),
        note=cells.say_rest(max(len(rows) - top, 0), season, "hit_pattern"),
        empty=_("Không có đơn vị nào mất điểm riêng."),
        classes="stacks",
        key="cell",
        filters=[] if season_size.is_large(season) else ["group_name", "domain"],
    )


def list_scope_sensitivity(season: SeasonTables) -> HTML:
    """What another threshold of a common problem would change."""
    _ = language.words(season.lang).gettext
    rows = season.scope_sensitivity
    return printing.show_table(
        rows.assign(cell="threshold." + rows["threshold_share"].astype(str)),
        [
            Column("threshold_share", is_header=True, decimals=0),
            "common_count",
            "specific_count",
            "agreeing_count",
            "changed_count",
        ],
        season,
        caption=_("Nếu chọn mức khác để coi là vấn đề chung"),
        key="cell",
        fold=True,
    )


def list_group_deductions(season: SeasonTables, top: int = 3) -> HTML:
    """The criteria that cost each unit group most."""
    _ = language.words(season.lang).gettext
    rows = season.group_deductions.query("deduction > 0").groupby("group", sort=False).head(top)
    return printing.show_table(
        rows.assign(cell=rows["group"] + "." + rows["criterion_id"]),
        [Column("group_name", is_header=True), "criterion_code", "criterion", "deduction", "hit_units", "loss_share"],
        season,
        caption=_("Tiêu chí bị trừ nhiều nhất của từng nhóm đơn vị"),
        empty=_("Mùa chấm điểm này không chia nhóm đơn vị hoặc chưa biết điểm bị trừ."),
        classes="stacks",
        key="cell",
    )
