"""One unit's own tables."""

import re
from pathlib import Path

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis.points import round_points
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, text
from cchc_analysis.reporting.pages import unit_index
from cchc_analysis.reporting.printing import Column, Segment
from cchc_analysis.reporting.tables import cells

LOSS = ["criterion_id", "criterion_code", "criterion", "max_score", "appraised_score", "deduction"]
LOSS += ["is_contested", "appraiser_note", "appraised_source"]
"""What the losses of a unit show, besides what a season may not have."""

DISPUTE = ["criterion_id", "criterion_code", "criterion", "max_score", "self_score", "first_appraised_score"]
DISPUTE += ["appraised_score", "cut", "explanation"]
"""What the contested points of a unit show."""

MOST_PRINTED = 70
"""Lines of all scores that paper shows: about one sheet and a half."""


def list_unit_losses(season: SeasonTables, unit_id: str) -> HTML:
    """Each point one unit lost: how much, why, what was said, whether it was lost before, and from which cell."""
    _ = language.words(season.lang).gettext
    comparison = season.of_unit(unit_id).comparison
    shown = [*LOSS, *_pick_known(["self_score", "reason_name"], season)]
    rows = comparison.loc[comparison["deduction"] > 0, shown]
    rows = rows.sort_values(["deduction", "criterion_id"], ascending=[False, True], kind="stable")
    before = season.of_unit(unit_id).recurring_losses.set_index("criterion_id")["previous_deduction"]
    rows = printing.with_full_codes(rows, season).assign(
        criterion=_mark_contested(rows, season),
        previous_deduction=rows["criterion_id"].map(before),
        **_count_others(rows, season.of_unit(unit_id)),
        **({"reason_name": _fill_reasons(rows, season)} if "reason_name" in rows else {}),
    )
    cited, sources = _cite(rows, ["appraised_source"], season)
    return printing.show_table(
        rows.assign(**cited),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            "max_score",
            *[name for name in ["self_score"] if name in rows],
            "appraised_score",
            "deduction",
            *[Column(name, missing="") for name in cells.pick_present(rows, ["previous_deduction"])],
            *[Column(name, title=title, decimals=2) for name, title in _title_others(rows, season).items()],
            *[Column(name, missing="") for name in ["reason_name"] if name in rows],
            *[Column(name, missing="") for name in cells.pick_present(rows, ["appraiser_note"])],
            Column("appraised_source", missing=""),
        ],
        season,
        caption=_("Từng điểm bị trừ: lý do, ý kiến thẩm định và ô nguồn"),
        hide_caption=True,
        foot=_sum_losses(rows, season, unit_id),
        empty=text.say_why_no_losses(season, unit_id) if rows.empty else "",
        note=sources,
        classes="wide notes stacks",
        key="criterion_id",
    )


def list_unit_disputes(season: SeasonTables, unit_id: str) -> HTML:
    """The contested leaves of one unit, and those that a later appraisal changed: what was claimed, given, is left."""
    _ = language.words(season.lang).gettext
    own = season.of_unit(unit_id).comparison
    first, last = own["first_appraised_score"], own["appraised_score"]
    is_changed = first.notna() & last.notna() & (first != last) & (own["line"] == "score")
    rows = own.loc[(own["is_contested"] & (own["line"] == "score")) | is_changed, DISPUTE]
    if rows.empty:
        return HTML("")
    rows = printing.with_full_codes(printing.in_printed_order(rows, season), season)
    return printing.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", is_header=True),
            *cells.pick_known(rows, ["max_score", "self_score"]),
            *(["first_appraised_score"] if is_changed.any() else []),
            "appraised_score",
            *cells.pick_known(rows, ["cut"]),
            *[Column(name, missing="") for name in cells.pick_present(rows, ["explanation"])],
        ],
        season,
        caption=_("Điểm còn tranh luận và điểm đổi giữa các lần thẩm định"),
        hide_caption=True,
        classes="wide notes stacks",
        key="criterion_id",
    )


def _count_others(rows: pd.DataFrame, season: SeasonTables) -> dict[str, pd.Series]:
    """For each of *rows* how many units lost points at the same leaf, this one among them, and the mean of those."""
    losses = season.shared_losses
    lost = [losses.get(leaf, (None, None)) for leaf in rows["criterion_id"]]
    return {
        "lost_there": pd.Series([count for count, _mean in lost], index=rows.index, dtype=object),
        "mean_hit_deduction": pd.Series([mean for _count, mean in lost], index=rows.index, dtype=float),
    }


def _title_others(rows: pd.DataFrame, season: SeasonTables) -> dict[str, str]:
    """The columns of what others lost at the same leaf; none where the unit is the only one."""
    _ = language.words(season.lang).gettext
    if rows["lost_there"].isna().all() or (rows["lost_there"] == "1/1").all():
        return {}
    return {"lost_there": _("Đơn vị cùng bị trừ"), "mean_hit_deduction": _("Mức trừ bình quân")}


def _mark_contested(rows: pd.DataFrame, season: SeasonTables) -> list[str]:
    """The name of each criterion; where it is contested, with whether claim and appraisal still differ there."""
    _ = language.words(season.lang).gettext
    marks = {True: _(" (còn tranh luận)"), False: _(" (đã giải trình)")}
    still = rows["appraised_score"] != rows["self_score"] if "self_score" in rows else rows["is_contested"]
    return [
        name + (marks[differs] if is_contested else "")
        for name, is_contested, differs in zip(rows["criterion"], rows["is_contested"], still, strict=True)
    ]


def _fill_reasons(rows: pd.DataFrame, season: SeasonTables) -> pd.Series:
    """The reason of each loss; where it has none, where to look: the appraiser's note, or that there is none."""
    _ = language.words(season.lang).gettext
    where = {True: _("xem ý kiến thẩm định"), False: _("thẩm định chưa nêu lý do")}
    return (
        rows["reason_name"].astype(object).where(rows["reason_name"].notna(), rows["appraiser_note"].notna().map(where))
    )


def _sum_losses(rows: pd.DataFrame, season: SeasonTables, unit_id: str) -> pd.DataFrame | None:
    """The line below the losses: all that the unit lost, where that is what the lines add up to."""
    _ = language.words(season.lang).gettext
    total = season.of_unit(unit_id).standing["deduction"]
    if len(rows) < 2 or pd.isna(total) or round_points(rows["deduction"].sum()) != round_points(total):
        return None
    return pd.DataFrame([{"criterion_id": unit_id, "criterion": _("Cộng"), "deduction": total}])


def list_unit_scores(season: SeasonTables, unit_id: str) -> HTML:
    """Every score of one unit, with the cells it was read from."""
    _ = language.words(season.lang).gettext
    rows = printing.with_full_codes(season.of_unit(unit_id).comparison, season)
    words = {
        "scored": "",
        "not_applicable": _("không áp dụng"),
        "pending": _("chưa thẩm định"),
        "missing": _("bỏ trống"),
        "unreadable": _("không đọc được"),
        "invalid": _("ngoài khoảng điểm"),
    }
    has_status = bool((rows["appraised_status"] != "scored").any())
    cited, sources = _cite(rows, ["self_source", "appraised_source"], season)
    return printing.show_table(
        rows.assign(status_name=rows["appraised_status"].map(words), **cited),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            *_pick_known(["max_score", "self_score"], season),
            "appraised_score",
            *([Column("status_name", title=_("Tình trạng"))] if has_status else []),
            *[Column(name, missing="") for name in _pick_known(["self_source", "appraised_source"], season)],
        ],
        season,
        caption=_("Toàn bộ điểm của đơn vị và ô nguồn"),
        note=sources,
        classes="wide stacks",
        key="criterion_id",
        fold=True,
        prints=len(rows) <= MOST_PRINTED,
    )


def list_unit_peers(season: SeasonTables, unit_id: str) -> HTML:
    """The unit among the like units of its group; of many, among the first and those beside it."""
    _ = language.words(season.lang).gettext
    rows = season.of_unit(unit_id).peers
    if rows.empty:
        return printing.show_notice(_("Mùa chấm điểm này không chia nhóm đơn vị."))
    basis = season.rules.rank_by
    has_extras = bool(((rows["bonus"] > 0) | (rows["penalty"] > 0)).any())
    excerpt = _take_neighbours(rows, unit_id)
    rows = excerpt.rows
    return printing.show_table(
        rows.assign(
            here=(rows["unit_id"] == unit_id).map({True: "here ", False: ""})
            + printing.class_by_grade(rows, season).astype("str").fillna("")
        ),
        [
            "group_rank",
            Column("unit", is_header=True),
            Column(basis, bar=(Segment(basis, "appraised"),), leads=True),
            *(["total_score"] if basis != "total_score" else []),
            *(["appraised_score"] if has_extras else []),
            *cells.pick_present(rows, ["bonus", "penalty"]),
            *cells.pick_known(rows, ["max_score"]),
            *(cells.pick_present(rows, ["index_pct"]) if basis != "index_pct" else []),
            *cells.pick_known(rows, ["deduction"]),
        ],
        season,
        caption=_("Nhóm: {group}").format(group=rows["group_name"].iloc[0]),
        note=_link_list(season) if excerpt.left_out else "",
        classes="wide stacks",
        row_class="here",
        key="unit_id",
        left_out=excerpt.left_out,
        gap=excerpt.gap,
    )


def _take_neighbours(rows: pd.DataFrame, unit_id: str) -> season_size.Excerpt:
    """Of a group of many units the first, this one, and the five on either side of it."""
    if len(rows) <= season_size.MANY_PEERS:
        return season_size.Excerpt(rows)
    at = int((rows["unit_id"] == unit_id).to_numpy().argmax())
    start, end = max(at - season_size.NAMED, 0), at + season_size.NAMED + 1
    near = rows.iloc[start:end]
    shown = near if start == 0 else pd.concat([rows.head(1), near])
    return season_size.Excerpt(shown, len(rows) - len(shown), 1 if start > 1 else None)


def _link_list(season: SeasonTables) -> Markup:
    """Where all units are found, as the page of a unit links to it."""
    _ = language.words(season.lang).gettext
    listed = Markup('<a href="../{page}">{text}</a>').format(page=unit_index.PAGE, text=_("danh sách đơn vị"))
    return Markup(_("Tìm một đơn vị ở {list}.")).format(list=listed)


def list_unit_doors(season: SeasonTables, folder: Path) -> HTML:
    """Every unit with its rank and grade, each a link to its page where that was made in *folder*.

    Of a large season a link to the list of its units.
    """
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    if season_size.is_large(season):
        words = language.words(season.lang)
        text = words.ngettext(
            "Danh sách {count} đơn vị, tìm theo tên", "Danh sách {count} đơn vị, tìm theo tên", len(ranking)
        ).format(count=language.number(len(ranking), 0, season.lang))
        return HTML(Markup('<p><a href="{page}">{text}</a></p>').format(page=unit_index.PAGE, text=text))
    links = printing.link_units(ranking)
    made = [(folder / link).exists() for link in links]
    if not any(made):
        return HTML("")
    return printing.show_table(
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
    unit = season.of_unit(unit_id).standing
    group = unit["group_name"] if pd.notna(unit["group_name"]) else ""
    return HTML(
        Markup('<p class="unit-name"><strong>{name}</strong> {group}</p>').format(name=unit["unit"], group=group)
    )


def _pick_known(columns: list[str], season: SeasonTables) -> list[str]:
    """Those of *columns* in which any unit of the season has a value, so that all unit pages look alike."""
    return [column for column in columns if column in season.body.known_columns]


SOURCE = re.compile(r"(?P<file>.*?)(?: \[(?:(?P<sheet>.*)!)?(?P<cell>[^!]*)\])?")
"""Where a score was read, as tables write it: ``file [sheet!cell]``."""


def _cite(rows: pd.DataFrame, columns: list[str], season: SeasonTables) -> tuple[dict[str, pd.Series], str]:
    """Source cells as ``[1] D12``, and the note that says which file and sheet each number stands for."""
    _ = language.words(season.lang).gettext
    numbers: dict[tuple[str, str], int] = {}
    cited = {}
    for column in columns:
        places = [SOURCE.fullmatch(source) if isinstance(source, str) else None for source in rows[column]]
        cited[column] = pd.Series(
            [
                f"[{numbers.setdefault((place['file'], place['sheet'] or ''), len(numbers) + 1)}] {place['cell'] or ''}"
                if place
                else None
                for place in places
            ],
            index=rows.index,
            dtype=object,
        )
    listed = "; ".join(
        f"[{number}] {file}" + (_(", trang tính {sheet}").format(sheet=sheet) if sheet else "")
        for (file, sheet), number in numbers.items()
    )
    return cited, _("Ô nguồn: {files}.").format(files=listed) if listed else ""
