"""What changes of points and ranks are made of, and what was put right, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.changes import PARTS, RANK_PARTS, RESULT_PARTS
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells


def list_score_changes(season: SeasonTables, unit_id: str | None = None) -> HTML:
    """The change of each unit's points and its parts; one unit where it is named."""
    _ = language.words(season.lang).gettext
    rows = _pick(season.score_changes, unit_id)
    rows = rows[rows["result_change"].notna()]
    if rows.empty:
        return printing.show_notice(_("Không có số liệu năm trước để so sánh."))
    return cells.show_excerpt(
        season_size.take_ends(order_moves(rows, "result_change", season), season),
        [
            *([] if unit_id else [Column("unit_short", is_header=True)]),
            Column("result_change", title=printing.title_of_change(season)),
            *pick_parts(rows, season),
            "matched_share",
        ],
        season,
        table="score_changes",
        caption=_("Thay đổi kết quả và các phần của thay đổi"),
        classes="stacks",
        key="unit_id",
    )


def list_rank_changes(season: SeasonTables, unit_id: str | None = None, *, fold: bool = False) -> HTML:
    """The change of each unit's rank and its parts; one unit where it is named."""
    _ = language.words(season.lang).gettext
    rows = _pick(season.rank_changes, unit_id)
    if rows.empty:
        return printing.show_notice(_("Không có hạng của cả hai năm để so sánh."))
    return cells.show_excerpt(
        season_size.take_ends(order_moves(rows, "rank_change", season), season),
        [
            *([] if unit_id else [Column("unit_short", is_header=True)]),
            "rank_change",
            *cells.pick_present(rows, list(RANK_PARTS)),
        ],
        season,
        table="rank_changes",
        caption=_("Thay đổi hạng và các phần của thay đổi"),
        note=_(
            "Số dương là lên hạng; các phần cộng lại bằng thay đổi hạng. Bộ tiêu chí thay đổi cho mọi đơn vị cùng lúc "
            "nên phần đó bình quân không làm ai lên hay xuống. Phần có số lẻ vì mỗi nguyên nhân đổi hạng bao nhiêu còn "
            "tùy nguyên nhân nào được xét trước: đây là bình quân của mọi thứ tự xét."
        ),
        classes="stacks",
        key="unit_id",
        fold=fold,
    )


def list_fixed(season: SeasonTables, unit_id: str) -> HTML:
    """What a unit lost last season and no longer loses."""
    _ = language.words(season.lang).gettext
    if not season.has_previous:
        return printing.show_notice(_("Không có số liệu năm trước để so sánh."))
    rows = season.of_unit(unit_id).fixed_losses.sort_values("previous_deduction", ascending=False)
    return printing.show_table(
        cells.key_cells(printing.with_full_codes(rows, season)),
        ["criterion_code", Column("criterion", is_header=True), "previous_deduction"],
        season,
        caption=_("Năm trước mất điểm, năm nay không mất"),
        empty=_("Không có tiêu chí nào năm trước mất điểm mà năm nay không mất."),
        classes="stacks",
        key="cell",
    )


def pick_parts(rows: pd.DataFrame, season: SeasonTables) -> list[Column]:
    """The parts of a change that some of *rows* have, in the measure the season ranks by, with plain titles."""
    plain = ("own_change", "maxima_change", "added_change", "dropped_change", "applicability_change", "extra_change")
    if season.rules.rank_by == "total_score":
        return [Column(part) for part in cells.pick_present(rows, list(PARTS))]
    titles = dict(zip(RESULT_PARTS, plain, strict=True))
    return [
        Column(part, title=printing.title_of(titles[part], season.lang))
        for part in cells.pick_present(rows, list(RESULT_PARTS))
    ]


def order_moves(rows: pd.DataFrame, change: str, season: SeasonTables) -> pd.DataFrame:
    """*rows* of units as they stand; in a large season those that rose most first, those that fell most last."""
    return rows.sort_values(change, ascending=False, kind="stable") if season_size.is_large(season) else rows


def _pick(rows: pd.DataFrame, unit_id: str | None) -> pd.DataFrame:
    return rows if unit_id is None else rows[rows["unit_id"] == unit_id]
