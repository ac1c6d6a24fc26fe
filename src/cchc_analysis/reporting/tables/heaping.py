"""Units just above and just below each cut-off, by stage, as a table."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.heaping import ALL_CUT_OFFS
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Column, show_table


def list_heaps(heaps: pd.DataFrame, season: SeasonTables) -> HTML:
    """The rows of ``cutoff_heaps``: by cut-off and stage, how many units lie just above and just below it."""
    _ = language.words(season.lang).gettext
    if not season.rules.grades:
        return printing.show_notice(_("Mùa chấm điểm này không phân nhóm điểm nên không có ngưỡng."))
    stages = {name: printing.title_of(name, season.lang) for name in heaps["valued_at"].unique()}
    names = heaps["cut_off_grade_name"].mask(heaps["cut_off_grade"] == ALL_CUT_OFFS, _("Mọi ngưỡng"))
    return show_table(
        heaps.assign(
            where=names,
            stage_valued=heaps["valued_at"].map(stages),
            kept=heaps["cut_off_grade"] + "." + heaps["valued_at"],
        ),
        [
            Column("where", title=_("Ngưỡng"), is_header=True),
            Column("stage_valued", title=printing.title_of("valued_at", season.lang)),
            "above_units",
            "below_units",
        ],
        season,
        caption=_("Kết quả ngay trên và ngay dưới ngưỡng"),
        empty=_("Chưa có đơn vị nào có tổng điểm."),
        classes="stacks",
        key="kept",
        fold=True,
    )
