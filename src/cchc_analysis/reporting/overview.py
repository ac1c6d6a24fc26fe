"""A season at a glance, and any of its rows as the pages print them: what a notebook shows of it."""

from collections.abc import Mapping

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language, schemas
from cchc_analysis.analyst import DISPLAY_TITLES, SeasonTables
from cchc_analysis.language import mark
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.charts.season_charts import CHARTS
from cchc_analysis.reporting.printing import Column, Kind, kind_of
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.intake import say_provisional
from cchc_analysis.reporting.text.ranking import name_mean
from cchc_analysis.reporting.workbook import sheets

ALIGNED = Markup(
    "<style>.cchc-rows.cchc-rows :is(td, th) {text-align: left}"
    " .cchc-rows.cchc-rows .number {text-align: right}</style>"
)
"""JupyterLab sets every cell to the right, words too."""

MOVES: Mapping[str, tuple[str, Kind]] = {
    "total_before": (mark("Tổng điểm hiện nay"), "points"),
    "total_after": (mark("Tổng điểm sau thay đổi"), "points"),
    "rank_before": (mark("Hạng hiện nay"), "rank"),
    "rank_after": (mark("Hạng sau thay đổi"), "rank"),
    "index_before": (mark("Chỉ số hiện nay (%)"), "index"),
    "index_after": (mark("Chỉ số sau thay đổi (%)"), "index"),
    "is_grade_changed": (mark("Đổi xếp loại"), "text"),
    "is_rank_changed": (mark("Đổi hạng"), "text"),
}
"""What a trial changes: titles and kinds of columns that no table of the season has."""


def describe_season(season: SeasonTables) -> str:
    """The season in one line: body, year, units, graded units, mean, its marks, and what there is to ask it for."""
    cards = "; ".join(f"{label}: {value}" for value, label in _pick_cards(season))
    words = language.words(season.lang)
    held = words.gettext("{tables} bảng, {charts} biểu đồ (gõ season. rồi phím Tab)").format(
        tables=len(sheets.SHEETS), charts=len(CHARTS)
    )
    return f"<{_name(season)}. {cards}. {held}>"


def show_season(season: SeasonTables) -> HTML:
    """The season's cards and marks, its tables with what a row of each is and how many there are, and its charts."""
    words = language.words(season.lang)
    _ = words.gettext
    listed = [
        {
            "name": f"season.{name}",
            "title": sheets.sheet_title(name, season.lang),
            "grain": _(sheets.SHEETS[name][1]),
            "count": language.number(season.count_rows(name), 0, season.lang),
        }
        for name in sheets.SHEETS
    ]
    return HTML(
        printing.environment()
        .get_template("season.html.j2")
        .render(
            name=_name(season),
            title=season.rules.title if season.lang == "vi" else season.rules.title_en or season.rules.title,
            provisional=say_provisional(season),
            cards=_pick_cards(season),
            tables_title=_("{count} bảng").format(count=len(listed)),
            tables=listed,
            headings=[_("Gõ"), _("Tên bảng"), _("Mỗi dòng là"), _("Số dòng")],
            charts_title=_("{count} biểu đồ").format(count=len(CHARTS)),
            charts=[(f"season.charts.{name}()", _(title)) for name, title in CHARTS.items()],
        )
    )


def show_rows(rows: pd.DataFrame, season: SeasonTables, caption: str = "") -> HTML:
    """*rows* as a page prints them: titled columns, numbers in the reader's language, names in the place of ids.

    A column of your own keeps its name as its title, its fractions the season's decimals; the year is left out where it
    is the season's.
    """
    _ = language.words(season.lang).gettext
    named = {sheets.BESIDE[column] for column in rows.columns if column in sheets.BESIDE}
    named |= {"unit_short"} if "unit" in rows else set()
    hidden = named | ({"year"} if "year" in rows and (rows["year"] == season.year).all() else set())
    shown = [column for column in rows.columns if column not in hidden]
    said = rows[shown].apply(
        lambda values: values.map({True: _("Có"), False: _("Không")}) if pd.api.types.is_bool_dtype(values) else values
    )
    titled = {name for table in schemas.TABLES for name in schemas.titles(table)} | set(DISPLAY_TITLES)
    columns = [
        Column(name, kind=_kind_of(name, rows[name])) if name in titled else _title_other(name, rows[name], season)
        for name in shown
    ]
    shown_table = printing.show_table(said, columns, season, caption=caption).data
    return HTML(Markup('<div class="cchc-rows">{style}{table}</div>').format(style=ALIGNED, table=Markup(shown_table)))


def _kind_of(name: str, values: pd.Series) -> Kind:
    """How a column of the house's tables is written: by its name, but for words, yes or no, and decimals."""
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return "text"
    named = kind_of(name)
    return "points" if named == "text" and pd.api.types.is_float_dtype(values) else named


def _title_other(name: str, values: pd.Series, season: SeasonTables) -> Column:
    """A column that no table has: what a trial changes, or the reader's own."""
    if name in MOVES:
        title, kind = MOVES[name]
        return Column(name, title=language.words(season.lang).gettext(title), kind=kind)
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return Column(name, title=str(name), kind="text")
    return Column(name, title=str(name), kind="points" if pd.api.types.is_float_dtype(values) else "count")


def _name(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    rules = season.rules
    body = rules.body if season.lang == "vi" else rules.body_en or rules.body
    return _("Mùa {year} · {body}").format(year=rules.year, body=body)


def _pick_cards(season: SeasonTables) -> list[tuple[str, str]]:
    """What to know first, as value and label."""
    _ = language.words(season.lang).gettext
    facts = phrases.read_facts(season)
    mean = printing.format_value(facts.get(f"mean_{season.rules.rank_by}"), printing.kind_of_result(season), season)
    states = [_("bản chính thức") if season.rules.release == "final" else _("dự thảo")]
    states += [_("tạm tính")] if say_provisional(season) else []
    states += [_("số liệu minh họa")] if season.rules.is_illustrative else []
    states += [_("quy tắc thử, không phải quy tắc của mùa")] if season.derived is not None else []
    return [
        (language.number(len(season.units), 0, season.lang), _("số đơn vị")),
        (language.number(phrases.number(facts, "graded_units"), 0, season.lang), _("đã xếp loại")),
        (mean, name_mean(season)),
        (", ".join(states), _("tình trạng")),
    ]
