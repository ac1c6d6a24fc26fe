"""What changed since last season, drawn."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.charts.groups import draw_distribution
from cchc_analysis.reporting.printing import Column, Segment


def draw_changes(unit_ranking: pd.DataFrame, season: SeasonTables) -> drawing.Chart | HTML:
    """Total score last season and this season, units in the order given; of very many, how many changed how much."""
    _ = language.words(season.lang).gettext
    rows = unit_ranking[unit_ranking["result_change"].notna()]
    if rows.empty:
        return HTML("")  # why there is nothing to compare is said in words
    if season_size.has_many(rows):
        return draw_distribution(season.distributions, season, "result_change")
    units = drawing.unit_rows(rows)
    this_year, last_year = str(season.year), str(season.rules.previous_year)
    basis, kind = season.rules.rank_by, printing.kind_of_result(season)
    now, before = rows[basis], rows["previous_result"]
    spec = {
        "data": [
            drawing.links_between(units, before, now),
            drawing.dots(
                units, before, drawing.texts(before, basis, season), last_year, drawing.PREVIOUS, "circle-open"
            ),
            drawing.dots(units, now, drawing.texts(now, basis, season), this_year, drawing.APPRAISED, "circle"),
        ],
        "layout": drawing.lay_out(season, units, from_zero=False),
    }
    marks = (Segment("previous_result", "previous"), Segment(basis, "appraised"))
    picture = printing.show_table(
        rows.assign(picture=None),
        [
            Column("unit", is_header=True),
            Column("picture", title=f"{last_year} → {this_year}", kind="text", marks=marks, missing=""),
            Column("previous_result", kind=kind, title=f"{printing.title_of_result(season)} {last_year}"),
            Column(basis, title=f"{printing.title_of_result(season)} {this_year}"),
            Column("result_change", title=printing.title_of_change(season)),
            "previous_rank",
            "rank",
            "rank_change",
        ],
        season,
        caption=_("Thay đổi so với năm trước"),
        hide_caption=True,
        classes="stacks",
        key="unit_id",
    )
    return drawing.Chart(
        id="changes",
        title=_("{result}: năm {last} và năm {this}").format(
            result=printing.title_of_result(season), last=last_year, this=this_year
        ),
        label=_("Biểu đồ điểm: kết quả hai năm của {count} đơn vị.").format(count=len(rows))
        + " "
        + drawing.say_changes(rows, season),
        spec=spec,
        picture=picture,
        season=season,
        legend=(("dot previous", last_year), ("dot appraised", this_year)),
    )
