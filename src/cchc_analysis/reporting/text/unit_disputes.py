"""What of one unit's points is contested, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis.points import round_points
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases


def say_unit_disputes(season: SeasonTables, unit_id: str) -> HTML:
    """How many leaves of the unit are contested, what a later appraisal gave back, and what is still at stake."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    effects = season.of_unit(unit_id).explanation_effects
    if effects.empty:
        return phrases.show_paragraphs([_("Không có tiêu chí nào còn tranh luận.")])
    effect = effects.iloc[0]
    leaves = season.of_unit(unit_id).comparison
    cuts = leaves.loc[leaves["is_contested"] & (leaves["line"] == "score"), "cut"]
    figures = {
        name: phrases.quote(effect[name], name, season, f"{unit_id}.{name}")
        for name in ("contested_count", "restored_score", "restored_count")
    }
    at_stake = round_points(cuts.sum()) if cuts.notna().any() else None
    figures["at_stake"] = phrases.quote(at_stake, "at_stake_score", season, f"{unit_id}.at_stake_score")
    count = int(effect["contested_count"])
    first = (
        _n(
            "Đơn vị có giải trình ở {contested_count} tiêu chí.",
            "Đơn vị có giải trình ở {contested_count} tiêu chí.",
            count,
        )
        if season.rules.explanation_stage is not None
        else _n(
            "{contested_count} tiêu chí có điểm tự chấm khác điểm thẩm định.",
            "{contested_count} tiêu chí có điểm tự chấm khác điểm thẩm định.",
            count,
        )
    )
    texts = [first]
    if pd.notna(effect["restored_score"]):
        texts.append(
            _("Thẩm định lại trả {restored_score} điểm ở {restored_count} tiêu chí.")
            if effect["restored_score"] > 0
            else _("Thẩm định lại giữ nguyên điểm.")
        )
    if at_stake is not None:
        texts.append(_("Điểm thẩm định còn thấp hơn điểm tự chấm {at_stake} điểm ở các tiêu chí này."))
    texts.append(
        _(
            "Khoảng hạng do tranh luận xét mọi khả năng: mỗi điểm còn tranh luận, của đơn vị và của các đơn vị khác, "
            "lấy theo điểm tự chấm, điểm thẩm định lần đầu hoặc lần cuối."
        )
        if season.body.banded_units > 1
        else ""
    )
    return phrases.show_sentences([Markup(text).format(**figures) for text in texts if text])
