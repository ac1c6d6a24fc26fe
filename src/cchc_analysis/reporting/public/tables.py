"""The published tables on a page. Bars are drawn in the cells: a public page runs no script."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.groups import compare_published
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.pages import unit_index
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.public import text
from cchc_analysis.reporting.tables import cells
from cchc_analysis.store.public_season import PublicSeason


def list_ranking(season: PublicSeason) -> HTML:
    """The result of every unit: in order with its rank and total, or by grade with neither.

    Of a large season the groups side by side, and a list to be searched.
    """
    if season_size.is_large(season):
        return _list_many(season)
    return _list_in_order(season) if text.is_in_order(season) else _list_by_grade(season)


def list_domains(season: PublicSeason) -> HTML:
    """Domains in the order of the criteria set: what all units together reached there."""
    _ = language.words(season.lang).gettext
    rows = season.public_domains
    if text.is_open(season):
        return printing.show_notice(text.say_why_open(season))
    if rows["withheld_because"].notna().all():
        return printing.show_notice(text.say_why_no_losses(season))
    return printing.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", title=printing.title_of("domain", season.lang), is_header=True),
            *_pick_share(rows, "reached_pct"),
            *cells.pick_known(rows, ["mean_appraised_score", "deduction", "hit_units"]),
            "applicable_units",
        ],
        season,
        caption=_("Kết quả chung theo lĩnh vực"),
        hide_caption=True,
        classes="wide stacks",
        key="criterion_id",
    )


def list_criteria(season: PublicSeason) -> HTML:
    """Criteria whose figures are published, most deducted first."""
    _ = language.words(season.lang).gettext
    rows = season.public_criteria
    shown = rows[rows["withheld_because"].isna()]
    if shown.empty:
        return HTML("") if text.is_open(season) else printing.show_notice(text.say_why_no_losses(season))
    has_losses = shown["deduction"].notna().any()
    return printing.show_table(
        shown,
        [
            "criterion_code",
            Column("criterion", is_header=True),
            *([Column("deduction", bar=(Segment("deduction", "lost"),))] if has_losses else []),
            *cells.pick_known(shown, ["deduction_pct", "loss_share", "mean_appraised_score", "hit_units"]),
            "applicable_units",
        ],
        season,
        caption=_("Kết quả chung theo tiêu chí"),
        hide_caption=True,
        note="" if has_losses else text.say_why_no_losses(season),
        classes="wide stacks",
        key="criterion_id",
    )


def list_withheld(season: PublicSeason) -> HTML:
    """Criteria without published figures, each with the reason; nothing where there are none."""
    _ = language.words(season.lang).gettext
    rows = season.public_criteria
    rows = rows[rows["withheld_because"].isin(["few_units", "few_hits", "derivable"])]
    if rows.empty:
        return HTML("")
    return printing.show_table(
        rows.assign(because=rows["withheld_because"].map(text.name_codes(season.lang)["withheld_because"])),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            "applicable_units",
            Column("because", title=printing.title_of("withheld_because", season.lang)),
        ],
        season,
        caption=_("Tiêu chí không công bố số liệu"),
        key="criterion_id",
        fold=True,
    )


def mark_statuses(season: PublicSeason) -> pd.Series:
    """What stands beside a unit that is not among the ranked ones, by row of the ranking."""
    words = text.name_codes(season.lang)["public_status"] | {"published": ""}
    return season.public_ranking["public_status"].map(words)


def list_groups(season: PublicSeason) -> pd.DataFrame:
    """Each unit group by its units' published results, with its name; empty where units have no groups."""
    names = season.public_ranking.drop_duplicates("group").dropna(subset="group").set_index("group")["group_name"]
    rows = compare_published(season.public_ranking, season.rules)
    return rows.assign(group_name=rows["group"].map(names))


def _list_many(season: PublicSeason) -> HTML:
    _ = language.words(season.lang).gettext
    groups = list_groups(season)
    kind = printing.kind_of_result(season)
    shown = printing.show_table(
        groups,
        [
            Column("group_name", is_header=True),
            "unit_count",
            *[Column(name, kind=kind, title=_("Trung vị")) for name in cells.pick_known(groups, ["median_result"])],
            *[
                Column(f"grade_units.{grade.id}", title=text.pick(season, grade.name, grade.name_en), kind="count")
                for grade in season.rules.grades
            ],
        ],
        season,
        caption=_("Kết quả của các nhóm đơn vị"),
        classes="wide",
        key="group",
    )
    ranking = season.public_ranking.assign(mark=mark_statuses(season))
    rows = ranking.merge(season.public_units[["unit_id", "name", "short_name"]], on="unit_id", validate="one_to_one")
    standing = unit_index.say_standing(rows, season) if text.is_in_order(season) else rows["grade_name"].fillna("")
    said = standing.astype(object).where(rows["mark"] == "", rows["mark"])
    if not text.is_in_order(season):
        rows = rows.sort_values("unit_id", key=lambda ids: ids.map(_list_places(season)), kind="stable")
    found = unit_index.show_list(
        rows.assign(said=said, href="", also=unit_index.list_other_names(rows)),
        season,
        about=_("Kết quả của từng đơn vị: hạng, kết quả, xếp loại. Bấm vào một nhóm để mở danh sách.")
        if text.is_in_order(season)
        else _("Kết quả của từng đơn vị. Bấm vào một nhóm để mở danh sách."),
    )
    return HTML((shown.data if len(groups) else "") + found.data)


def _list_places(season: PublicSeason) -> dict[str, int]:
    return {unit_id: at for at, unit_id in enumerate(season.public_units["unit_id"])}


def _list_in_order(season: PublicSeason) -> HTML:
    _ = language.words(season.lang).gettext
    rows = season.public_ranking.assign(mark=mark_statuses(season))
    basis = season.rules.rank_by
    grades = {grade.id: f"grade-{at}" for at, grade in enumerate(season.rules.grades, start=1)}
    columns: list[str | Column] = [
        "rank",
        Column("unit", is_header=True),
        *cells.pick_known(rows, ["grade_name", "group_name", "group_rank"]),
        Column(basis, bar=(Segment(basis, "appraised"),), leads=True),
        *([Column("mark", title=_("Ghi chú"))] if (rows["mark"] != "").any() else []),
    ]
    return printing.show_table(
        rows.assign(row_class=rows["grade"].map(grades)),
        columns,
        season,
        caption=_("Kết quả các đơn vị theo thứ tự"),
        hide_caption=True,
        classes="wide stacks",
        row_class="row_class",
        key="unit_id",
    )


def _list_by_grade(season: PublicSeason) -> HTML:
    _ = language.words(season.lang).gettext
    blocks = [
        printing.show_table(
            rows,
            [
                Column("unit", is_header=True),
                *cells.pick_known(rows, ["group_name"]),
                *([Column("mark", title=_("Ghi chú"))] if (rows["mark"] != "").any() else []),
            ],
            season,
            caption=caption,
            classes="group stacks",
            key="unit_id",
        ).data
        for caption, rows in split_by_grade(season)
    ]
    return HTML('<div class="columns">' + "".join(blocks) + "</div>")


def split_by_grade(season: PublicSeason) -> list[tuple[str, pd.DataFrame]]:
    """Each grade that a unit reached with its units, best first; then the units without one."""
    _ = language.words(season.lang).gettext
    ranking = season.public_ranking.assign(mark=mark_statuses(season))
    parts = []
    for grade in season.rules.grades:
        rows = ranking[ranking["grade"] == grade.id]
        if len(rows):
            parts.append((text.pick(season, grade.name, grade.name_en), rows))
    rest = ranking[ranking["grade"].isna()]
    waiting, graded = rest[rest["public_status"] == "withheld"], rest[rest["public_status"] != "withheld"]
    parts += [(_("Không xếp nhóm"), graded)] if len(graded) else []
    parts += [(_("Chưa công bố"), waiting)] if len(waiting) else []
    return parts


def _pick_share(rows: pd.DataFrame, name: str) -> list[Column]:
    """A column of per cents with its bar to 100, where any is known."""
    if not rows[name].notna().any():
        return []
    return [Column(name, bar=(Segment(name, "appraised"),), scale=(0.0, 100.0))]
