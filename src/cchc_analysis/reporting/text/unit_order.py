"""Why the units of a group stand in their order, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases


def say_unit_order(season: SeasonTables, unit_id: str) -> HTML:
    """Why the units of a group stand in this order and not in that of the other basis, and the unit's rank by that."""
    _ = language.words(season.lang).gettext
    bases = season.of_unit(unit_id).rank_bases
    if bases.empty or season.of_unit(unit_id).peers.empty:
        return HTML("")
    by_total = season.rules.rank_by != "index_pct"
    other = "index_pct" if by_total else "total_score"
    why = (
        _("Xếp theo tỷ lệ tổng điểm trên điểm tối đa áp dụng: đơn vị có tổng điểm thấp hơn vẫn có thể đứng trên.")
        if season.rules.rank_by == "total_pct"
        else _(
            "Xếp theo tổng điểm (thẩm định + thưởng − phạt), không theo tỷ lệ: đơn vị được áp dụng nhiều điểm tối đa "
            "hơn có thể đứng trên dù đạt tỷ lệ thấp hơn và bị trừ nhiều hơn."
        )
        if by_total
        else _(
            "Xếp theo chỉ số CCHC (điểm thẩm định ÷ điểm tối đa áp dụng), không tính điểm thưởng, phạt: đơn vị có tổng "
            "điểm thấp hơn vẫn có thể đứng trên."
        )
    )
    sentences = [Markup(why)]
    own = bases.iloc[0]
    if pd.notna(own[f"{other}_rank"]) and pd.notna(own[f"{other}_group_rank"]):
        names = (f"{other}_group_rank", f"{other}_rank")
        in_group, overall = (phrases.quote(own[name], name, season, f"{unit_id}.{name}", "rank") for name in names)
        text = (
            _("Nếu xếp theo chỉ số CCHC, đơn vị đứng hạng {in_group} trong nhóm, hạng {overall} toàn cơ quan.")
            if by_total
            else _("Nếu xếp theo tổng điểm, đơn vị đứng hạng {in_group} trong nhóm, hạng {overall} toàn cơ quan.")
        )
        sentences.append(Markup(text).format(in_group=in_group, overall=overall))
        sentences.append(
            Markup('<a href="../ranking.html">{words}</a>.').format(words=_("Thứ hạng của mọi đơn vị theo từng căn cứ"))
        )
    return phrases.show_sentences(sentences)
