"""Whether results heap at the cut-offs, in sentences; silent where too few units are near."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis.heaping import ALL_CUT_OFFS, LEAST_NEAR
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases


def say_heaps(heaps: pd.DataFrame, season: SeasonTables) -> HTML:
    """The cut-offs with at least eight units near, from rows of ``cutoff_heaps``; else that nothing can be said."""
    _ = language.words(season.lang).gettext
    if heaps.empty:
        return phrases.show_paragraphs([])
    reach = phrases.quote(heaps["reach_score"].iloc[0], "reach_score", season, "heaps.reach_score", "points")
    told = heaps[heaps["evenness"].notna()]
    if told.empty:
        text = _(
            "Chưa đến {least} đơn vị ở gần ngưỡng ({reach} điểm mỗi bên): không nói được kết quả có dồn ở ngưỡng không."
        )
        return phrases.show_paragraphs([Markup(text).format(least=LEAST_NEAR, reach=reach)])
    stages = {
        "self_score": _("theo điểm tự chấm"),
        "first_appraised_score": _("sau thẩm định lần đầu"),
        "appraised_score": _("theo kết quả cuối"),
    }
    text = _(
        "{where}, {stage}: {above} đơn vị ngay trên và {below} đơn vị ngay dưới trong {reach} điểm mỗi bên. "
        "Nếu rơi về hai bên như nhau thì lệch ít nhất như vậy gặp ở {evenness} số trường hợp."
    )
    sentences = [
        Markup(text).format(
            where=_("Mọi ngưỡng")
            if row.cut_off_grade == ALL_CUT_OFFS
            else _("Ngưỡng “{grade}”").format(grade=phrases.lower_first(row.cut_off_grade_name)),
            stage=stages[row.valued_at],
            above=phrases.quote(
                row.above_units, "above_units", season, f"{row.cut_off_grade}.{row.valued_at}.above_units"
            ),
            below=phrases.quote(
                row.below_units, "below_units", season, f"{row.cut_off_grade}.{row.valued_at}.below_units"
            ),
            reach=reach,
            evenness=phrases.quote(
                row.evenness, "evenness", season, f"{row.cut_off_grade}.{row.valued_at}.evenness", "share"
            ),
        )
        for row in told.itertuples()
    ]
    return phrases.show_paragraphs(
        [*sentences, _("Con số cho thấy có dồn hay không và từ bước nào, không cho biết vì sao.")]
    )
