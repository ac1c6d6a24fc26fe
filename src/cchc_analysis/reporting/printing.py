"""Tables to HTML: headings from the schemas, numbers as the reader's language writes them, bars inside the cells.

The same table is the picture of a chart where no script runs, so every number of a page is readable without one.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, NamedTuple, Protocol, cast

import numpy as np
import pandas as pd
from IPython.display import HTML
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cchc_analysis import language, schemas
from cchc_analysis.analyst import DISPLAY_TITLES, SeasonTables
from cchc_analysis.reporting.pages import page_check
from cchc_analysis.rules.season import ScoreBasis, Season

Hue = Literal["appraised", "lost"]
Kind = Literal["text", "points", "signed", "count", "signed_count", "percent", "index", "share", "rank"]
"""How a figure is written; an ``index`` is a per cent with the decimals of the season's points."""

DEEPEST: Mapping[Hue, str] = {"appraised": "#5f9fd0", "lost": "#c08dbf"}
"""The deepest shade of a cell, on which dark figures stay legible."""

SHORT_NAMES = frozenset(
    {"unit_short", "grade_name", "grade_beyond_name", "flipped_grade_name", "first_unit", "last_unit"}
)
LONGEST_SHORT_NAME = 24

COUNTED = frozenset({"lost_there"})
"""Columns of figures that are written as text: “18/19”."""

PROSE = frozenset({"appraiser_note", "self_note", "explanation"})
"""Columns of sentences, which need room."""

NAMES = frozenset(
    {"unit", "unit_short", "unit_id", "criterion", "criterion_short", "criterion_code", "criterion_id", "domain"}
    | {"domain_name", "first_unit", "last_unit", "group_name", "grade_name", "stage_name", "rule_title", "title"}
)
"""Columns of names that the season gives its units, criteria, stages and the like."""

FEWEST_TO_FILTER = 6
POINT_COLUMNS = frozenset(
    {"deduction", "conceded", "cut", "raised", "unsplit", "previous_deduction", "mean_hit_deduction"}
    | {"inflation", "bonus", "penalty", "total_without", "total_with"}
    | {"lead", "grade_spread", "step", "effort"}
)

RANKS = frozenset({"rank", "rank_before", "rank_after"})

AS_RECEIVED = frozenset(
    {
        "appraiser_note",
        "self_note",
        "explanation",
        "evidence",
        "note",
        "found",
        "source",
        "source_file",
        "place",
        "heading",
    }
    | {"stated", "corrected", "why", "decided_by", "document", "earlier", "later", "source_file_standing"}
)
"""Columns of what was received, in the language in which it was written."""


class Printed(Protocol):
    """A season of either edition, as far as printing needs it."""

    @property
    def lang(self) -> str:
        """The reader's language."""

    @property
    def rules(self) -> Season:
        """The season's rules."""


@dataclass(frozen=True)
class Segment:
    """One piece of a bar in a cell: a column drawn to scale in the colour of *kind*."""

    column: str
    kind: str


@dataclass(frozen=True)
class Column:
    """How one column of a table is shown.

    ``bar`` draws its segments one after another, ``marks`` places dots at their values, ``heat`` shades the cell in
    the colour of what it counts; all three to the scale of ``scale`` (default: from 0 to the largest value). ``href``
    names the column of links. A column that ``leads`` is what ranks the season, in bold.
    """

    name: str
    title: str | None = None
    kind: Kind | None = None
    bar: tuple[Segment, ...] = ()
    marks: tuple[Segment, ...] = ()
    heat: Hue | None = None
    scale: tuple[float, float] | None = None
    href: str | None = None
    is_header: bool = False
    leads: bool = False
    decimals: int | None = None
    missing: str = "–"


class _Cell(NamedTuple):
    """What the template prints of one cell; it takes a cell apart in this order, which is sooner than by name.

    A cell that ``is_plain`` holds a figure alone: it carries its exact value itself and is laid out by that.
    """

    kind: str
    is_header: bool
    text: str
    value: str | None
    lang: str
    href: str | None
    style: str | None
    segments: list[dict[str, str]] | None
    is_plain: bool


class _Row(NamedTuple):
    """What the template prints of one row."""

    cells: list[_Cell]
    key: str | None = None
    gap: str = ""
    unit: str = ""
    choice: str = ""
    classes: str = ""


def show_table(
    rows: pd.DataFrame,
    columns: Sequence[str | Column],
    season: Printed,
    *,
    caption: str,
    note: str = "",
    empty: str | None = None,
    classes: str = "",
    hide_caption: bool = False,
    row_class: str | None = None,
    key: str | None = None,
    fold: bool = False,
    filters: Sequence[str] = (),
    left_out: int = 0,
    gap: int | None = None,
    foot: pd.DataFrame | None = None,
    prints: bool = False,
    asks: bool = False,
) -> HTML:
    """An HTML table of *rows* in their order; with *fold* it stays closed until the reader opens it.

    *filters* names what a reader can filter by, where scripts run: columns shown, other columns of *rows*, or
    ``group_name`` and ``domain``, which every row about a unit or a criterion has. A row about a unit names it, so
    that a page can make one unit stand out.

    *classes* lay it out: ``wide`` scrolls sideways, ``stacks`` becomes cards on a phone, ``notes`` holds prose.

    *row_class* names a column whose text becomes each row's CSS class; *key* the column that names a row, so that a
    test can follow each number: its key is ``<row>.<column>``, the ``data-key`` of its row and of its heading.

    *left_out* is how many rows of a longer table are not among *rows*: those after the first *gap* of them, where a
    line says so, or else after the last. Such a table is not filtered: nobody would find what is not there.

    *foot* holds the table's last line, a total, as a row of its own; what it has no value for stays blank. A folded
    table that *prints* is whole on paper, else paper says where to read it. One that *asks* has its filters outside
    the fold, to be met first, and opens for whoever chooses.
    """
    specs = [Column(item) if isinstance(item, str) else item for item in columns]
    shown = [_Shown(spec, rows, season) for spec in specs]
    cells = [column.cells() for column in shown]
    words = language.words(season.lang)
    count = language.number(len(rows), 0, season.lang)
    if left_out:
        count = f"{count}/{language.number(len(rows) + left_out, 0, season.lang)}"
    row_classes = rows[row_class].astype("str").fillna("").tolist() if row_class else [""] * len(rows)
    keys = rows[key].tolist() if key else [None] * len(rows)
    units = _name_units(rows)
    is_long = len(rows) >= FEWEST_TO_FILTER and not left_out
    columns_shown = {column.spec.name for column in shown}
    choices = _find_choices([name for name in filters if name not in columns_shown], rows, season) if is_long else []
    places = [" ".join(numbers) for numbers in zip(*(choice.places for choice in choices), strict=True)]
    return HTML(
        environment()
        .get_template("table.html.j2")
        .render(
            caption=caption,
            columns=[
                {
                    "title": column.title,
                    "kind": " ".join(filter(None, [column.css, "long" if column.spec.name in PROSE else ""])),
                    "key": column.spec.name if key and column.kind != "text" else None,
                    "filters": is_long and column.spec.name in filters,
                }
                for column in shown
            ],
            titles=_title_cells([column.title for column in shown]) if "stacks" in classes else "",
            choices=json.dumps([[choice.title, choice.options] for choice in choices], ensure_ascii=False),
            rows=[
                _Row(
                    cells=[column[at] for column in cells],
                    key=keys[at],
                    gap=_say_gap(left_out, season) if at == gap else "",
                    unit=units[at],
                    choice=places[at] if choices else "",
                    classes=row_classes[at],
                )
                for at in range(len(rows))
            ],
            foot=_foot(foot, specs, season, key),
            note=note,
            empty=empty or words.gettext("Không có."),
            fold=words.gettext("{caption} ({count} dòng)").format(caption=caption, count=count)
            if fold and len(rows)
            else "",
            folded=" ".join(["fold", *(["prints"] if prints else []), *(["asks"] if asks else [])]),
            on_paper=words.gettext("{caption}: xem bản điện tử.").format(caption=caption),
            classes=" ".join(filter(None, [classes, *_tight_places(shown)])),
            hide_caption=hide_caption,
            scrolls="wide" in classes,
        )
    )


def _foot(rows: pd.DataFrame | None, specs: Sequence[Column], season: Printed, key: str | None) -> list[_Row]:
    """The lines of a table's foot: figures without bars, blank where there is no value."""
    if rows is None:
        return []
    plain = [replace(spec, bar=(), marks=(), heat=None, missing="") for spec in specs]
    cells = [_Shown(spec, rows, season).cells() for spec in plain]
    keys = rows[key].tolist() if key else [None] * len(rows)
    return [_Row(cells=[column[at] for column in cells], key=keys[at]) for at in range(len(rows))]


def _say_gap(count: int, season: Printed) -> str:
    words = language.words(season.lang)
    text = words.ngettext("… {count} dòng ở giữa …", "… {count} dòng ở giữa …", count)
    return text.format(count=language.number(count, 0, season.lang))


def warm_up(lang: str) -> None:
    """Compile the templates of tables and charts, and list the titles of all columns."""
    for name in ("table.html.j2", "chart.html.j2"):
        environment().get_template(name)
    _titles(lang)


def show_notice(text: str) -> HTML:
    """A block that this season cannot fill, and why."""
    return HTML(Markup('<p class="notice">{text}</p>').format(text=text))


def title_of(column: str, lang: str) -> str:
    """The title of a column, by the first table that has it; a table that means it otherwise states its own."""
    return _titles(lang)[column]


def kind_of(column: str) -> Kind:
    """How a column's values are written, by the project's naming rule for columns."""
    if column == "rank_change":
        return "signed_count"
    if column.endswith("_change"):
        return "signed"
    if column.endswith("_score") or column in POINT_COLUMNS:
        return "points"
    if column.endswith(("index_pct", "total_pct")):
        return "index"
    if column.endswith("_pct"):
        return "percent"
    if column.endswith("_share"):
        return "share"
    if column.endswith(("_count", "_units")):
        return "count"
    if column in RANKS or column.endswith("_rank"):
        return "rank"
    return "text"


def kind_of_result(season: Printed, basis: ScoreBasis | None = None) -> Kind:
    """How what the season ranks by (or another *basis*) is written: points, or per cent of the maximum."""
    return "points" if (basis or season.rules.rank_by) == "total_score" else "index"


def title_of_result(season: Printed, basis: ScoreBasis | None = None) -> str:
    """What the season ranks by (or another *basis*), as a heading."""
    return title_of(basis or season.rules.rank_by, season.lang)


def title_of_change(season: Printed) -> str:
    """The heading of a change since last year of what the season ranks by, with its unit."""
    _ = language.words(season.lang).gettext
    return {
        "total_score": _("Thay đổi điểm"),
        "index_pct": _("Thay đổi chỉ số (điểm %)"),
        "total_pct": _("Thay đổi tỷ lệ (điểm %)"),
    }[season.rules.rank_by]


def with_unit(change: Markup, season: Printed) -> Markup:
    """A difference of two results with its unit: points, or percentage points."""
    _ = language.words(season.lang).gettext
    text = _("{change} điểm") if season.rules.rank_by == "total_score" else _("{change} điểm phần trăm")
    return Markup(text).format(change=change)


def format_value(value: Any, kind: Kind, season: Printed, decimals: int | None = None, missing: str = "–") -> str:
    """A value as the page prints it: the one place where rounding for display happens."""
    if language.is_missing(value):
        return missing
    places = season.rules.printed_decimals if decimals is None else decimals
    match kind:
        case "points" | "signed":
            return language.points(value, season.lang, places, signed=kind == "signed")
        case "percent":
            return language.percent(value, season.lang, 1 if decimals is None else decimals)
        case "index":
            return language.percent(value, season.lang, places)
        case "share":
            return language.share(value, season.lang, 1 if decimals is None else decimals)
        case "count" | "rank" | "signed_count":
            return language.number(value, 0, season.lang, signed=kind == "signed_count")
        case _:
            return str(value)


def mark_stated(text: str) -> str:
    """A text of the season's own; one that reads like a program's missing value is marked as what somebody wrote."""
    return Markup("<span data-stated>{text}</span>").format(text=text) if text in page_check.LEFTOVERS else text


def _write_exactly(value: Any) -> str | None:
    """A number as exact as it is in the data, in the shortest way; none where it is missing."""
    return None if language.is_missing(value) else repr(float(value)).removesuffix(".0")


class _Shown:
    """A column together with the values it shows: its scale is that of all its rows."""

    def __init__(self, spec: Column, rows: pd.DataFrame, season: Printed) -> None:
        self.spec, self.rows, self.season = spec, rows, season
        self.kind: Kind = spec.kind or kind_of(spec.name)
        self.title = spec.title if spec.title is not None else title_of(spec.name, season.lang)
        pieces = spec.bar or spec.marks
        is_figure = self.kind != "text" or spec.name in COUNTED
        classes = {"number": is_figure, "with-bar": bool(pieces), "leads": spec.leads}
        self.css = " ".join(name for name, holds in classes.items() if holds)
        self.low, self.high = spec.scale or self._scale(pieces)

    def _scale(self, pieces: tuple[Segment, ...]) -> tuple[float, float]:
        if not pieces and not self.spec.heat:
            return 0.0, 1.0
        drawn = [piece.column for piece in pieces] or [self.spec.name]
        values = np.array([self.rows[column].to_numpy(float, na_value=np.nan) for column in drawn])
        if self.spec.bar:
            values = np.nansum(values.clip(min=0), axis=0)
        values = values[~np.isnan(values)]
        high = float(values.max()) if len(values) else 1.0
        low = float(values.min()) if self.spec.marks and len(values) else 0.0
        return low, high if high > low else low + 1.0

    @property
    def is_tight(self) -> bool:
        """Whether its texts are codes or short names, to be kept on one line."""
        name = self.spec.name
        if name not in SHORT_NAMES and not name.endswith("_source"):
            return name.endswith("_code")
        return bool(self.rows[name].astype("str").str.len().max() <= LONGEST_SHORT_NAME)

    def cells(self) -> list["_Cell"]:
        links = self.rows[self.spec.href].tolist() if self.spec.href else [None] * len(self.rows)
        values = self.rows[self.spec.name].tolist() if self.spec.name in self.rows else [None] * len(self.rows)
        pieces = self.spec.bar or self.spec.marks
        drawn = self.rows[[piece.column for piece in pieces]].to_dict("records") if pieces else None
        texts = [format_value(value, self.kind, self.season, self.spec.decimals, self.spec.missing) for value in values]
        if self.spec.name in AS_RECEIVED | NAMES:
            texts = [mark_stated(text) for text in texts]
        is_figure = self.kind != "text"
        is_foreign = self.spec.name in AS_RECEIVED and self.season.lang != language.SOURCE
        figure = f"--figure:{max(map(len, texts), default=0)}ch" if pieces else None
        exact = [_write_exactly(value) if is_figure else None for value in values]
        return [
            _Cell(
                kind=self.css,
                is_header=self.spec.is_header,
                text=texts[at],
                value=exact[at],
                lang=language.SOURCE if is_foreign and texts[at] else "",
                href=links[at] if isinstance(links[at], str) else None,
                style=self._shade(value) if self.spec.heat else figure,
                segments=self._segments(drawn[at]) if drawn else None,
                is_plain=exact[at] is not None and not drawn and not self.spec.leads,
            )
            for at, value in enumerate(values)
        ]

    def _segments(self, row: Mapping[str, float]) -> list[dict[str, str]]:
        pieces = self.spec.bar or self.spec.marks
        sizes = [(piece, self._part(row[piece.column])) for piece in pieces if pd.notna(row[piece.column])]
        if self.spec.bar:
            return [{"kind": piece.kind, "style": f"width:{size:.2f}%"} for piece, size in sizes if size > 0]
        places = [size for _, size in sizes]
        line = [{"kind": "line", "style": f"left:{min(places):.2f}%;width:{max(places) - min(places):.2f}%"}]
        dots = [{"kind": f"dot {piece.kind}", "style": f"left:{size:.2f}%"} for piece, size in sizes]
        return (line if len(places) > 1 else []) + dots

    def _part(self, value: float) -> float:
        return min(max(100 * (float(value) - self.low) / (self.high - self.low), 0.0), 100.0)

    def _shade(self, value: float) -> str | None:
        if pd.isna(value):
            return None
        return shade(self._part(value) / 100, self.spec.heat or "appraised")


def class_by_grade(rows: pd.DataFrame, season: SeasonTables) -> pd.Series:
    """The CSS class of each row by its grade, the best being ``grade-1``: what colours the bars of its total."""
    return rows["grade"].map({grade.id: f"grade-{at}" for at, grade in enumerate(season.rules.grades, start=1)})


def in_printed_order(rows: pd.DataFrame, season: SeasonTables) -> pd.DataFrame:
    """*rows* in the order of the criteria set."""
    positions = season.criteria.set_index("criterion_id")["position"]
    return rows.sort_values("criterion_id", key=lambda ids: ids.map(positions), kind="stable")


def with_full_codes(rows: pd.DataFrame, season: SeasonTables) -> pd.DataFrame:
    """*rows* with the printed code of the node above before a code that alone does not say where it stands: “7.5 b)”.

    That is one that several nodes have, or one without a figure (“b)”), below another node. Nothing is made up: both
    parts are printed as the criteria set has them.
    """
    known = season.body.full_codes
    full = [known.get(leaf, code) for leaf, code in zip(rows["criterion_id"], rows["criterion_code"], strict=True)]
    return rows.assign(criterion_code=pd.Series(full, index=rows.index, dtype=rows["criterion_code"].dtype))


def link_units(rows: pd.DataFrame) -> pd.Series:
    """Where each row's unit has its page, from the season's folder; links to pages not made are taken out later."""
    return "units/" + rows["unit_id"] + ".html"


def shade(share: float, hue: Hue = "appraised") -> str | None:
    """CSS of a cell shaded from white (0: none) to the deepest of its hue (1)."""
    deepest = bytes.fromhex(DEEPEST[hue].removeprefix("#"))
    red, green, blue = (round(255 + (end - 255) * share) for end in deepest)
    return f"background:#{red:02x}{green:02x}{blue:02x}" if share > 0 else None


@dataclass(frozen=True)
class _Choice:
    """Something to filter by that no column shows: its options, and for each row the place of its own ("-": none)."""

    title: str
    options: list[str]
    places: list[str]


def _find_choices(names: Sequence[str], rows: pd.DataFrame, printed: Printed) -> list[_Choice]:
    """What *names* offer to choose from among the rows, in the order of the season's units and criteria."""
    season = cast("SeasonTables", printed)  # what is published has nothing to filter by
    choices = []
    for name in names:
        if name == "group_name" and name not in rows:
            known = season.units.set_index("unit_id")["group_name"]
            values = rows["unit_id"].map(known)
        elif name == "domain":
            criteria = season.criteria.set_index("criterion_id")
            known = criteria["domain_code"] + " " + criteria["domain"]
            values = rows["criterion_id"].map(known)
        else:
            known = values = rows[name]
        options = [option for option in known.dropna().unique().tolist() if (values == option).any()]
        numbers = {option: str(number) for number, option in enumerate(options)}
        if len(options) > 1:
            choices.append(_Choice(title_of(name, season.lang), options, [numbers.get(value, "-") for value in values]))
    return choices


def _name_units(rows: pd.DataFrame) -> list[str]:
    """The unit each row is about, where there are several: in a page about one unit there is none to tell apart."""
    named = ["" if pd.isna(unit) else unit for unit in rows["unit_id"]] if "unit_id" in rows else []
    return named if len(set(named) - {""}) > 1 else [""] * len(rows)


def _tight_places(columns: Sequence[_Shown]) -> list[str]:
    """Classes that name the places of columns of codes and short names, which are no wider than they need to be."""
    return [f"tight-{at}" for at, column in enumerate(columns[:12], start=1) if column.is_tight]


def _title_cells(titles: Sequence[str]) -> str:
    """CSS that tells every row of a table its columns' titles, once: ``--t2`` is the second column's."""
    quoted = (re.sub(r"[\\']", r"\\\g<0>", " ".join(title.split())) for title in titles)
    return ";".join(f"--t{at}:'{title}'" for at, title in enumerate(quoted, start=1))


@cache
def _titles(lang: str) -> Mapping[str, str]:
    titled: dict[str, str] = {name: titles[0 if lang == "vi" else 1] for name, titles in DISPLAY_TITLES.items()}
    for table in schemas.ALL_TABLES:
        for name, title in schemas.titles(table, lang).items():
            titled.setdefault(name, title)
    return titled


@cache
def environment() -> Environment:
    """The one Jinja environment of tables and charts: everything put into it is escaped."""
    return Environment(
        loader=PackageLoader("cchc_analysis.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=False,
    )
