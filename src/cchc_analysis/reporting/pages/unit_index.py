"""The list of units of a large season: a page on which one of thousands is found, with scripts or without."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Printed

PAGE = "units.html"
PART = 100
"""Units of one part of the list, where the season has no groups."""


class Listed(TypedDict):
    """A unit as the list shows it: its name, what else it is found by, its page, and what is said of it."""

    name: str
    also: str
    href: str
    said: str


def show_units(season: SeasonTables) -> HTML:
    """Every unit in the order of the list of units, group by group, with rank, result and grade, linked to its page."""
    _ = language.words(season.lang).gettext
    units = season.units
    ranking = season.unit_ranking.drop(columns=["unit", "unit_short", "group", "group_name"])
    rows = units.merge(ranking, on="unit_id", validate="one_to_one")
    return show_list(
        rows.assign(
            said=say_standing(rows, season), href="units/" + rows["unit_id"] + ".html", also=list_other_names(rows)
        ),
        season,
        about=_(
            "Mỗi đơn vị dẫn đến trang của mình; bên cạnh là hạng, kết quả, xếp loại. Bấm vào một nhóm để mở danh sách."
        ),
    )


def show_list(rows: pd.DataFrame, season: Printed, *, about: str) -> HTML:
    """A list to be searched of *rows* (``unit``, ``group_name``, ``said``, ``also``, ``href``), in their order."""
    words = language.words(season.lang)
    _ = words.gettext
    parts = [
        {
            "title": words.ngettext("{part} ({count} đơn vị)", "{part} ({count} đơn vị)", len(part)).format(
                part=title, count=language.number(len(part), 0, season.lang)
            ),
            "units": _list(part),
        }
        for title, part in _split(rows, season)
    ]
    return HTML(
        printing.environment()
        .get_template("units.html.j2")
        .render(
            about=about,
            find=_("Tìm đơn vị theo tên, không cần gõ dấu"),
            count_text=_("{shown}/{all} đơn vị"),
            parts=parts,
        )
    )


def _split(rows: pd.DataFrame, season: Printed) -> Iterator[tuple[str, pd.DataFrame]]:
    """Groups in the season's order, then the units without one; or, where nobody has a group, a hundred at a time."""
    _ = language.words(season.lang).gettext
    if rows["group_name"].isna().all():
        for start in range(0, len(rows), PART):
            part = rows.iloc[start : start + PART]
            yield f"{part['unit'].iloc[0]} – {part['unit'].iloc[-1]}", part
        return
    by_group = dict(iter(rows.groupby("group", sort=False)))
    for group in season.rules.unit_groups:
        if group.id in by_group:
            part = by_group[group.id]
            yield str(part["group_name"].iloc[0]), part
    rest = rows[~rows["group"].isin([group.id for group in season.rules.unit_groups])]
    if len(rest):
        yield _("Không thuộc nhóm nào"), rest


def _list(rows: pd.DataFrame) -> Sequence[Listed]:
    columns = rows[["unit", "also", "href", "said"]].fillna("")
    return [
        Listed(name=name, also=also, href=href, said=said)
        for name, also, href, said in columns.itertuples(index=False, name=None)
    ]


def list_other_names(rows: pd.DataFrame) -> pd.Series:
    """Other names of each unit than the one shown: short name, aliases, the Vietnamese name on a page in English."""
    joined = pd.Series("", index=rows.index, dtype=object)
    given = [rows["unit"]]
    for name in ("name", "short_name", "aliases"):
        if name not in rows:
            continue
        other = rows[name].astype(object).where(rows[name].notna(), "").astype(str)
        is_known = pd.concat([other == earlier for earlier in given], axis=1).any(axis=1)
        joined = joined + (" " + other).where(~is_known, "")
        given.append(other)
    return joined.str.strip()


def say_standing(rows: pd.DataFrame, season: Printed) -> pd.Series:
    """“12 · 93,4% · Tốt”: rank, result and grade, as far as each is known."""
    basis = season.rules.rank_by
    kind = printing.kind_of(basis)
    shown = [printing.format_value(value, kind, season, missing="") for value in rows[basis]]
    ranks = [printing.format_value(value, "rank", season, missing="") for value in rows["rank"]]
    grades = rows["grade_name"].astype(object).fillna("").tolist()
    said = [" · ".join(filter(None, parts)) for parts in zip(ranks, shown, grades, strict=True)]
    return pd.Series(said, index=rows.index)
