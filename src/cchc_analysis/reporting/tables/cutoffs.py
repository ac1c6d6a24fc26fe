"""The order on other bases, distances to cut-offs, and the leaves that alone decide a grade, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells


def list_rank_bases(season: SeasonTables) -> HTML:
    """Every ranked unit's rank on each basis; the season's own in the caption's note."""
    _ = language.words(season.lang).gettext
    bases = season.rank_bases
    rows = bases[bases["total_score_rank"].notna() | bases["index_pct_rank"].notna()]
    bases = dict.fromkeys([season.rules.rank_by, "total_score", "appraised_score", "total_pct", "index_pct"])
    known = [basis for basis in bases if _has(rows, basis)]
    own = printing.title_of(season.rules.rank_by, season.lang)
    if season_size.is_large(season):
        rows = _furthest_apart_first(rows, [f"{basis}_rank" for basis in known])
    return cells.show_excerpt(
        season_size.take_first(rows, season),
        [
            Column("unit", is_header=True),
            *[Column(f"{basis}_rank", leads=basis == season.rules.rank_by) for basis in known],
            Column("to_above_score", kind="points", missing=""),
            Column("to_below_score", kind="points", missing=""),
        ],
        season,
        table="rank_bases",
        caption=_("Thứ hạng theo từng căn cứ"),
        note=" ".join(
            [
                _("Căn cứ của mùa này: {basis}; khoảng cách tính theo căn cứ đó.").format(basis=own),
                *([_("Đơn vị có hạng khác nhau nhiều nhất đứng trước.")] if season_size.is_large(season) else []),
            ]
        ),
        empty=_("Chưa có đơn vị nào được xếp hạng."),
        classes="wide stacks",
        key="unit_id",
    )


def list_cutoff_distances(season: SeasonTables) -> HTML:
    """The nearest cut-off of each unit with a total: points and scoring steps to it, and the grade beyond."""
    _ = language.words(season.lang).gettext
    if not season.rules.grades:
        return printing.show_notice(_("Mùa chấm điểm này không phân nhóm điểm nên không có ngưỡng."))
    distances = season.cutoff_distances
    nearest = distances[distances["is_nearest"]]
    has_steps = nearest["to_cut_off_step_count"].notna().any()
    if season_size.is_large(season):
        nearest = nearest.sort_values("to_cut_off_score", key=abs, kind="stable")
    crossed = nearest["is_crossed_in_dispute"].map({True: _("có"), False: ""})
    return cells.show_excerpt(
        season_size.take_first(nearest.assign(crossed=crossed), season),
        [
            Column("unit", is_header=True),
            "grade_name",
            Column("cut_off", kind=printing.kind_of_result(season, season.rules.grade_by)),
            Column("to_cut_off_score", kind="signed"),
            *([Column("to_cut_off_step_count", kind="signed_count")] if has_steps else []),
            Column("grade_beyond_name", missing=""),
            *([Column("crossed", title=_("Tranh luận làm qua ngưỡng"))] if (crossed != "").any() else []),
        ],
        season,
        table="cutoff_distances",
        caption=_("Khoảng cách đến ngưỡng gần nhất"),
        note=_("Đơn vị gần ngưỡng nhất đứng trước.") if season_size.is_large(season) else "",
        empty=_("Chưa có đơn vị nào có tổng điểm."),
        classes="wide stacks",
        key="unit_id",
    )


def list_grade_flips(season: SeasonTables) -> HTML:
    """Each contested leaf that alone, at another score given to it, changes its unit's grade."""
    _ = language.words(season.lang).gettext
    if not season.rules.grades:
        return printing.show_notice(_("Mùa chấm điểm này không phân nhóm điểm nên không có ngưỡng."))
    flips = season.grade_flips
    keyed = flips.assign(
        cell=flips["unit_id"] + "." + flips["criterion_id"] + "." + flips["valued_at"],
        valued=_name_values(flips, season),
    )
    return cells.show_excerpt(
        season_size.take_first(keyed, season),
        [
            Column("unit", is_header=True),
            "criterion",
            Column("appraised_score"),
            Column("valued", title=printing.title_of("valued_at", season.lang)),
            "valued_score",
            f"flipped_{season.rules.grade_by}",
            "grade_name",
            "flipped_grade_name",
        ],
        season,
        table="grade_flips",
        caption=_("Tiêu chí còn tranh luận tự nó làm đổi nhóm điểm"),
        empty=_("Không tiêu chí còn tranh luận nào tự nó làm đổi nhóm điểm của đơn vị."),
        classes="wide stacks",
        key="cell",
    )


def _furthest_apart_first(rows: pd.DataFrame, ranks: list[str]) -> pd.DataFrame:
    """Units by how far apart their ranks on the several bases are, ties in the order of the ranking."""
    known = rows[ranks].astype(float)
    apart = (known.max(axis=1) - known.min(axis=1)).rename("apart")
    return rows.loc[apart.sort_values(ascending=False, kind="stable").index]


def _has(rows: pd.DataFrame, basis: str) -> bool:
    return bool(rows[f"{basis}_rank"].notna().any())


def _name_values(flips: pd.DataFrame, season: SeasonTables) -> pd.Series:
    return flips["valued_at"].map(
        {column: printing.title_of(column, season.lang) for column in ("self_score", "first_appraised_score")}
    )
