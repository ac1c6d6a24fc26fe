"""What changes of points are made of, drawn."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.changes import PARTS, RESULT_PARTS
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, tables
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.tables.change_parts import order_moves, pick_parts

COLOURS = dict(zip(PARTS, ("#2f6f8f", "#59626d", "#8b959f", "#b3bbc3", "#d5dade", "#44aa99", "#882255"), strict=True))
COLOURS |= dict(zip(RESULT_PARTS, ("#2f6f8f", "#59626d", "#8b959f", "#b3bbc3", "#d5dade", "#44aa99"), strict=True))
"""The units' own doing in blue-green, the criteria set's in greys, bonus and penalty in colours of their own."""


def draw_change_parts(score_changes: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """The parts of each unit's change, gains to the right and losses to the left; a mark stands at the change.

    Of very many units those that rose and those that fell most.
    """
    _ = language.words(season.lang).gettext
    rows = score_changes[score_changes["is_explained"].astype(bool)]
    if rows.empty:
        return HTML("")  # why nothing is explained is said in words
    excerpt = season_size.Excerpt(rows)
    if season_size.has_many(rows):
        excerpt = season_size.take_ends(order_moves(rows, "result_change", season), season)
    rows = excerpt.rows
    units = drawing.unit_rows(rows, excerpt.gap)
    traces = [
        drawing.bars(
            units,
            rows[part.name],
            drawing.texts(rows[part.name], part.name, season),
            part.title or printing.title_of(part.name, season.lang),
            COLOURS[part.name],
            labelled=False,
        )
        | {"marker": {"color": COLOURS[part.name], "line": {"color": "#fff", "width": 1}}}
        for part in pick_parts(rows, season)
    ]
    change = rows["result_change"]
    shown = drawing.texts(change, "result_change", season)
    total = drawing.dots(units, change, shown, printing.title_of_change(season), drawing.INK, "line-ns-open")
    total["marker"] |= {"size": 16}
    plain = drawing.lay_out(season, units, from_zero=False)
    layout = plain | {
        "barmode": "relative",
        "legend": plain["legend"] | {"itemsizing": "constant"},
        "height": plain["height"] + 44,  # room for a legend of two lines
        "xaxis": plain["xaxis"] | {"zeroline": True, "zerolinecolor": drawing.INK, "zerolinewidth": 1},
    }
    return drawing.Chart(
        id="change-parts",
        title=_("{change} so với năm trước, theo nguyên nhân").format(change=printing.title_of_change(season)),
        subtitle=_("Các màu xám là phần do bộ tiêu chí thay đổi; vạch đứng là thay đổi kết quả"),
        label=_("Biểu đồ các phần của thay đổi kết quả: {count} đơn vị.").format(count=len(rows))
        + " "
        + drawing.say_changes(rows, season),
        spec={"data": [*traces, total], "layout": layout},
        picture=tables.list_score_changes(season),
        season=season,
    )
