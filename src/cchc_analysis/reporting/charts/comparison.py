"""Self-scores beside appraised scores, drawn."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.charts.groups import draw_group_claims
from cchc_analysis.reporting.printing import Column, Segment


def draw_self_against_appraised(unit_ranking: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Self-score and appraised score of each unit on the leaves where both exist, in the order given.

    Of very many units the means of their groups; where they have no groups, those that were cut most.
    """
    _ = language.words(season.lang).gettext
    rows = unit_ranking[unit_ranking["compared_self_score"].notna()]
    if rows.empty:
        return printing.show_notice(
            _("Không có biểu đồ đối chiếu vì không có tiêu chí nào có cả điểm tự chấm và điểm thẩm định.")
        )
    count, is_long = len(rows), season_size.has_many(rows)
    if is_long and rows["group"].notna().any():
        return draw_group_claims(season.group_scores, season)
    if is_long:
        rows = rows.sort_values("cut", ascending=False, kind="stable").head(season_size.FIRST)
    units = drawing.unit_rows(rows)
    appraised, claimed = rows["compared_appraised_score"], rows["compared_self_score"]
    spec = {
        "data": [
            drawing.links_between(units, claimed, appraised),
            drawing.dots(
                units,
                appraised,
                drawing.texts(appraised, appraised.name, season),
                _("Điểm thẩm định"),
                drawing.APPRAISED,
                "circle",
            ),
            drawing.dots(
                units,
                claimed,
                drawing.texts(claimed, claimed.name, season),
                _("Điểm tự chấm"),
                drawing.SELF,
                "diamond-open",
            ),
        ],
        "layout": drawing.lay_out(season, units, from_zero=False),
    }
    marks = (Segment("compared_appraised_score", "appraised"), Segment("compared_self_score", "self"))
    picture = printing.show_table(
        rows.assign(picture=None),
        [
            Column("unit", is_header=True),
            Column("picture", title=_("Tự chấm và thẩm định"), kind="text", marks=marks, missing=""),
            Column("compared_self_score", title=_("Điểm tự chấm")),
            Column("compared_appraised_score", title=_("Điểm thẩm định")),
            "cut",
            "raised",
        ],
        season,
        caption=_("Điểm tự chấm và điểm thẩm định"),
        hide_caption=True,
        classes="stacks",
        key="unit_id",
        left_out=count - len(rows),
    )
    return drawing.Chart(
        id="most-cut" if is_long else "self-against-appraised",
        title=_("Những đơn vị bị hạ điểm nhiều nhất") if is_long else _("Điểm tự chấm so với điểm thẩm định"),
        subtitle=_("Chỉ gồm tiêu chí có cả hai điểm; không gồm điều tra xã hội học, điểm thưởng, điểm phạt"),
        label=_("Biểu đồ điểm: điểm tự chấm và điểm thẩm định của {count} đơn vị.").format(count=len(rows))
        + " "
        + _say_most_cut(rows, season),
        spec=spec,
        picture=picture,
        season=season,
        legend=(("dot appraised", _("Điểm thẩm định")), ("dot self", _("Điểm tự chấm"))),
    )


def _say_most_cut(rows: pd.DataFrame, season: SeasonTables) -> str:
    """Whose points the appraisal cut most."""
    _ = language.words(season.lang).gettext
    cut = rows.loc[rows["cut"] > 0, "cut"]
    if cut.empty:
        return _("Không có điểm nào bị hạ khi thẩm định.")
    most = cut.idxmax()
    return _("Bị hạ nhiều nhất: {name}, {value} điểm.").format(
        name=rows["unit"][most], value=drawing.texts(cut[[most]], "cut", season)[0]
    )
