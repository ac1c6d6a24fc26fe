"""One unit's own tables."""

from pathlib import Path

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, scale, tables, unit_index, wording
from cchc_analysis.reporting.listings import cells
from cchc_analysis.reporting.tables import Column, Segment

BODY = "*"


def list_unit_losses(season: SeasonTables, unit_id: str) -> HTML:
    """Each point one unit lost: how much, why, what was said, whether it was lost before, and from which cell."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    rows = comparison[(comparison["unit_id"] == unit_id) & (comparison["deduction"] > 0)]
    before = season.recurring_losses.set_index(["unit_id", "criterion_id"])["previous_deduction"]
    rows = rows.assign(
        previous_deduction=[before.get((unit_id, criterion)) for criterion in rows["criterion_id"]]
    ).astype({"previous_deduction": float})
    rows, sources = _cite(rows, ["appraised_source"], season)
    return tables.show_table(
        rows.sort_values(["deduction", "criterion_id"], ascending=[False, True], kind="stable"),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            "max_score",
            *_pick_known(["self_score"], season),
            "appraised_score",
            "deduction",
            *[Column(name, missing="") for name in cells.pick_present(rows, ["previous_deduction"])],
            *[Column(name, missing=_("chưa rõ")) for name in _pick_known(["reason_name"], season)],
            *[Column(name, missing="") for name in cells.pick_present(rows, ["appraiser_note", "explanation"])],
            Column("appraised_source", missing=""),
        ],
        season,
        caption=_("Từng điểm bị trừ: lý do, ý kiến thẩm định và ô nguồn"),
        empty=wording.say_why_no_losses(season, unit_id),
        note=sources,
        classes="wide notes stacks",
        key="criterion_id",
    )


def list_unit_scores(season: SeasonTables, unit_id: str) -> HTML:
    """Every score of one unit, with the cells it was read from."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    rows = comparison[comparison["unit_id"] == unit_id]
    words = {
        "scored": "",
        "not_applicable": _("không áp dụng"),
        "pending": _("chưa thẩm định"),
        "missing": _("bỏ trống"),
        "unreadable": _("không đọc được"),
        "invalid": _("ngoài khoảng điểm"),
    }
    rows, sources = _cite(rows, ["self_source", "appraised_source"], season)
    return tables.show_table(
        rows.assign(status_name=rows["appraised_status"].map(words)),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            *_pick_known(["max_score", "self_score"], season),
            "appraised_score",
            Column("status_name", title=_("Tình trạng")),
            *[Column(name, missing="") for name in _pick_known(["self_source", "appraised_source"], season)],
        ],
        season,
        caption=_("Toàn bộ điểm của đơn vị và ô nguồn"),
        note=sources,
        classes="wide",
        key="criterion_id",
        fold=True,
    )


def list_unit_peers(season: SeasonTables, unit_id: str) -> HTML:
    """The unit among the like units of its group."""
    _ = language.words(season.lang).gettext
    rows = season.of_unit(unit_id).peers
    if rows.empty:
        return tables.show_notice(_("Mùa chấm điểm này không chia nhóm đơn vị."))
    return tables.show_table(
        rows.assign(
            here=(rows["unit_id"] == unit_id).map({True: "here ", False: ""})
            + tables.class_by_grade(rows, season).astype("str").fillna("")
        ),
        [
            "group_rank",
            Column("unit", is_header=True),
            Column("total_score", bar=(Segment("total_score", "appraised"),)),
            *cells.pick_present(rows, ["index_pct"]),
            *cells.pick_known(rows, ["deduction"]),
        ],
        season,
        caption=_("So với các đơn vị cùng nhóm: {group}").format(group=rows["group_name"].iloc[0]),
        classes="stacks",
        row_class="here",
        key="unit_id",
    )


def list_unit_doors(season: SeasonTables, folder: Path) -> HTML:
    """Every unit with its rank and grade, each a link to its page where that was made in *folder*.

    Of a large season a link to the list of its units.
    """
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    if scale.is_large(season):
        words = language.words(season.lang)
        text = words.ngettext(
            "Danh sách {count} đơn vị, tìm theo tên", "Danh sách {count} đơn vị, tìm theo tên", len(ranking)
        ).format(count=language.number(len(ranking), 0, season.lang))
        return HTML(Markup('<p><a href="{page}">{text}</a></p>').format(page=unit_index.PAGE, text=text))
    links = tables.link_units(ranking)
    made = [(folder / link).exists() for link in links]
    if not any(made):
        return HTML("")
    return tables.show_table(
        ranking.assign(href=links.where(made)),
        [
            "rank",
            Column("unit", is_header=True, href="href"),
            *(["group_name"] if ranking["group"].notna().any() else []),
            season.rules.rank_by,
            *(["grade_name"] if season.rules.grades else []),
        ],
        season,
        caption=_("Các đơn vị"),
        hide_caption=True,
        classes="unit-doors stacks" if ranking["group"].notna().any() else "stacks",
        key="unit_id",
    )


def show_name(season: SeasonTables, unit_id: str) -> HTML:
    """A unit's full name, with its group."""
    unit = season.unit_ranking.set_index("unit_id").loc[unit_id]
    group = unit["group_name"] if pd.notna(unit["group_name"]) else ""
    return HTML(
        Markup('<p class="unit-name"><strong>{name}</strong> {group}</p>').format(name=unit["unit"], group=group)
    )


def _pick_known(columns: list[str], season: SeasonTables) -> list[str]:
    """Those of *columns* in which any unit of the season has a value, so that all unit pages look alike."""
    return [column for column in columns if column in season.body.known_columns]


def _cite(rows: pd.DataFrame, columns: list[str], season: SeasonTables) -> tuple[pd.DataFrame, str]:
    """Source cells as ``[1] D12``, and the note that says which file and sheet each number stands for."""
    _ = language.words(season.lang).gettext
    split = {
        column: rows[column].str.extract(r"^(?P<file>.*?)(?: \[(?:(?P<sheet>.*)!)?(?P<cell>[^!]*)\])?$")
        for column in columns
    }
    places = pd.concat(split.values())[["file", "sheet"]].dropna(subset="file").drop_duplicates()
    numbers = {(file, sheet): at for at, (file, sheet) in enumerate(places.fillna("").to_numpy(), start=1)}
    cited = {
        column: [
            f"[{numbers[file, sheet]}] {cell}" if file else None
            for file, sheet, cell in parts.fillna("")[["file", "sheet", "cell"]].to_numpy()
        ]
        for column, parts in split.items()
    }
    listed = "; ".join(
        f"[{number}] {file}" + (_(", trang tính {sheet}").format(sheet=sheet) if sheet else "")
        for (file, sheet), number in numbers.items()
    )
    return rows.assign(**cited), _("Ô nguồn: {files}.").format(files=listed) if listed else ""
