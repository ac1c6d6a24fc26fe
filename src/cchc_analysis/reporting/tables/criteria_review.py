"""The review of the criteria set as tables: weights by level, every leaf, what to look at, both sets."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column, Segment, show_table
from cchc_analysis.reporting.tables import cells
from cchc_analysis.reporting.text.criteria_review import state_proposals


def list_weights(review: pd.DataFrame, season: SeasonTables, level: str = "domain", *, fold: bool = False) -> HTML:
    """Effective beside nominal weights of one *level* of ``criteria_review``, with the range over leaving one unit out.

    On the index where the maxima of the units differ, else on points.
    """
    _ = language.words(season.lang).gettext
    rows = review[review["level"] == level]
    on_index = bool(rows["effective_index_share"].notna().any())
    part = "_index_share" if on_index else "_share"
    ranges = _range(rows[f"effective{part}_lowest"], rows[f"effective{part}_highest"], season)
    captions = {
        "domain": _("Trọng số thực tế của từng lĩnh vực"),
        "criterion": _("Trọng số thực tế của từng tiêu chí"),
        "leaf": _("Trọng số thực tế của từng tiêu chí thành phần"),
    }
    note = _("Dấu xanh là trọng số theo điểm tối đa, dấu tím là phần trong khác biệt giữa các đơn vị.")
    if on_index:
        note += " " + _("Tính trên % điểm tối đa, vì điểm tối đa khác nhau giữa các đơn vị.")
    return show_table(
        rows.assign(range=ranges),
        [
            Column("criterion_code", is_header=True),
            "criterion",
            *([Column("nominal_share"), Column("effective_share")] if on_index else []),
            Column(f"nominal{part}"),
            Column(
                f"effective{part}",
                kind="share",
                marks=(Segment(f"nominal{part}", "appraised"), Segment(f"effective{part}", "lost")),
            ),
            Column("range", title=_("Khi bỏ một đơn vị")),
            Column("mean_share"),
            "unit_count",
        ],
        season,
        caption=captions[level],
        note=note,
        empty=_("Chưa đủ đơn vị thẩm định xong."),
        classes="wide stacks",
        key="criterion_id",
        fold=fold,
    )


def list_leaves(review: pd.DataFrame, season: SeasonTables, *, fold: bool = True) -> HTML:
    """Every leaf of ``criteria_review``: difficulty, saturation, correlation with its interval, steps, work and use."""
    _ = language.words(season.lang).gettext
    rows = printing.with_full_codes(review[review["level"] == "leaf"], season)
    spans = _correlations(rows, season)
    return show_table(
        rows.assign(full=_of(rows["full_units"], rows["unit_count"], season), span=spans, unused=_unused(rows, season)),
        [
            Column("criterion_code", is_header=True),
            "criterion",
            Column("mean_share"),
            Column("full", title=_("Đơn vị đạt tối đa")),
            Column("span", title=_("Tương quan với phần còn lại")),
            Column("unused", title=_("Mức điểm không ai nhận")),
            Column("compared_cells", kind="count", missing=""),
            Column("moved_cells", kind="count", missing=""),
            Column("contested_cells", kind="count", missing=""),
            Column("deciding_cells", kind="count", missing=""),
            Column("cells_per_deciding_point", kind="points", decimals=1, missing=""),
        ],
        season,
        caption=_("Từng tiêu chí thành phần"),
        note=_(
            "Tương quan kèm khoảng 95% nếu các đơn vị là những đơn vị cùng loại; chỉ ở tiêu chí áp dụng cho "
            "mọi đơn vị. Cột cuối: soát bao nhiêu ô thì có một điểm làm đổi xếp loại hoặc hạng; trống là "
            "không điểm nào làm đổi."
        ),
        empty=_("Chưa đủ đơn vị thẩm định xong."),
        classes="wide stacks",
        filters=("domain",),
        key="criterion_id",
        fold=fold,
    )


def list_set_proposals(proposals: pd.DataFrame, season: SeasonTables) -> HTML:
    """The rows of ``criteria_proposals``: what the figures of a leaf ask the drafters of next year's set to look at."""
    _ = language.words(season.lang).gettext
    rows = printing.with_full_codes(proposals, season)
    kept = rows["criterion_id"] + "." + rows["proposal"] + "." + rows["other_criterion_id"].fillna("")
    return show_table(
        rows.assign(said=state_proposals(rows, season), kept=kept),
        [Column("criterion_code", is_header=True), "criterion", Column("said", title=_("Điều cần xem"))],
        season,
        caption=_("Gợi ý cho bộ tiêu chí năm sau"),
        empty=_("Các con số của mùa này không gợi ra điều gì phải xem lại."),
        classes="stacks notes",
        key="kept",
    )


def list_alike(alike: pd.DataFrame, season: SeasonTables) -> HTML:
    """The rows of ``alike_criteria``; nothing where there are none, which a sentence says."""
    if alike.empty:
        return HTML("")
    _ = language.words(season.lang).gettext
    return show_table(
        alike.assign(pair=alike["criterion_id"] + "." + alike["other_criterion_id"]),
        [
            Column("criterion", is_header=True),
            "other_criterion",
            "common_units",
            "deducted_units",
            Column("correlation", kind="points", decimals=2),
        ],
        season,
        caption=_("Tiêu chí cho cùng một thông tin"),
        empty=_("Không có."),
        classes="wide stacks",
        key="pair",
    )


def list_both_sets(both: pd.DataFrame, season: SeasonTables) -> HTML:
    """Every unit's total, grade and rank under this year's set and under last year's; rows of ``both_sets``, if any."""
    if both.empty:
        return HTML("")
    _ = language.words(season.lang).gettext
    has_open = bool((both["unscored_max_score"] > 0).any())
    return cells.show_excerpt(
        season_size.take_first(both, season),
        [
            Column("unit", is_header=True),
            Column("total_score"),
            "grade_name",
            Column("rank"),
            Column("previous_set_score"),
            Column("previous_set_grade_name", missing="–"),
            Column("previous_set_rank", kind="rank"),
            *([Column("unscored_max_score")] if has_open else []),
        ],
        season,
        table="both_sets",
        caption=_("Kết quả theo bộ tiêu chí năm nay và năm trước"),
        note=_("Theo ngưỡng xếp loại của năm nay. Mỗi đơn vị giữ phần đạt của mình ở từng tiêu chí."),
        empty=_("Không có."),
        classes="wide stacks",
        key="unit_id",
    )


def _range(lowest: pd.Series, highest: pd.Series, season: SeasonTables) -> pd.Series:
    said = [
        f"{language.share(low, season.lang, 1)} … {language.share(high, season.lang, 1)}" if pd.notna(low) else "–"
        for low, high in zip(lowest, highest, strict=True)
    ]
    return pd.Series(said, index=lowest.index, dtype="str")


def _correlations(rows: pd.DataFrame, season: SeasonTables) -> pd.Series:
    def number(value: float) -> str:
        return language.number(value, 2, season.lang)

    said = [
        f"{number(found)} ({number(low)} … {number(high)})" if pd.notna(found) and pd.notna(low) else "–"
        for found, low, high in zip(rows["separation"], rows["separation_lower"], rows["separation_upper"], strict=True)
    ]
    return pd.Series(said, index=rows.index, dtype="str")


def _of(part: pd.Series, whole: pd.Series, season: SeasonTables) -> pd.Series:
    said = [
        f"{language.number(one, 0, season.lang)}/{language.number(all_, 0, season.lang)}"
        for one, all_ in zip(part, whole, strict=True)
    ]
    return pd.Series(said, index=part.index, dtype="str")


def _unused(rows: pd.DataFrame, season: SeasonTables) -> pd.Series:
    said = [
        "–" if pd.isna(count) else f"{language.number(count, 0, season.lang)}/{language.number(all_, 0, season.lang)}"
        for count, all_ in zip(rows["unused_step_count"], rows["step_count"], strict=True)
    ]
    return pd.Series(said, index=rows.index, dtype="str")
