"""Whom a rule on over-claiming would have hit, as a table."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import season_size
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells


def list_over_claims(claims: pd.DataFrame, season: SeasonTables) -> HTML:
    """The units that the rule would have hit, of all seasons of ``over_claims``; the widest gap first in each.

    Nothing where the season has no rule.
    """
    if not season.rules.over_claim.bands:
        return HTML("")
    _ = language.words(season.lang).gettext
    hit = claims[claims["penalty_score"] > 0].sort_values(
        ["year", "gap_score"], ascending=[False, False], kind="stable"
    )
    by = season.rules.over_claim.gap_by
    return cells.show_excerpt(
        season_size.take_first(
            hit.assign(
                lost=hit["is_grade_lost"].map({True: _("mất xếp loại")}).fillna(""),
                kept=hit["year"].astype(str) + "." + hit["unit_id"],
                season_year=hit["year"].astype(str),
            ),
            season,
        ),
        [
            Column("season_year", title=_("Mùa")),
            Column("unit", is_header=True),
            Column(by, kind="points" if by == "gap_score" else "percent"),
            "penalty_score",
            "total_score",
            "penalised_total_score",
            "grade_name",
            Column("lost", title=_("Đổi xếp loại")),
            "rank_before",
            "rank_after",
        ],
        season,
        table="over_claims",
        caption=_("Đơn vị mà quy tắc thử sẽ đụng tới"),
        empty=_("Quy tắc thử không đụng đơn vị nào."),
        classes="wide stacks",
        key="kept",
    )
