"""How concentrated the losses are, and how many of them are everybody's, in sentences."""

from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.deductions import say_why_no_deductions, say_why_no_detail, say_why_no_pattern


def say_concentration(season: SeasonTables) -> HTML:
    """How few criteria make up most of the losses, and how evenly units share them."""
    _ = language.words(season.lang).gettext
    spread = season.loss_concentration.set_index("across")
    if spread["fewest_count"].isna().all():
        return phrases.show_paragraphs([say_why_no_deductions(season)])
    if len(season.leaf_deductions) == 1:
        return phrases.show_paragraphs([say_why_no_detail(season)])
    texts = {
        "criteria": _("{count}/{all} tiêu chí chiếm {share} tổng điểm bị trừ (hệ số Gini {gini})."),
        "units": _("{count}/{all} đơn vị chiếm {share} tổng điểm bị trừ (hệ số Gini {gini})."),
    }
    sentences = [
        Markup(text).format(
            count=_count(season, across),
            all=phrases.quote(spread.loc[across, "item_count"], "item_count", season, f"{across}.item_count"),
            share=language.share(season.rules.analysis.pareto_share, season.lang, 0),
            gini=phrases.quote(spread.loc[across, "gini"], "gini", season, f"{across}.gini", "points"),
        )
        for across, text in texts.items()
        if spread.loc[across, ["fewest_count", "gini"]].notna().all()
    ]
    note = _("Hệ số Gini bằng 0 là mất điểm đều nhau, bằng 1 là dồn cả vào một.")
    return phrases.show_sentences([*sentences, Markup("{note}").format(note=note)])


def say_scopes(season: SeasonTables) -> HTML:
    """How many criteria are a common problem, a specific one, or none."""
    _ = language.words(season.lang).gettext
    measured = season.criterion_deductions["measured_scope"]
    why = say_why_no_pattern(season)
    if why or measured.isna().all():
        return phrases.show_paragraphs([why or _("Thẩm định chưa xong nên chưa biết tiêu chí nào là vấn đề chung.")])
    counts = {scope: int((measured == scope).sum()) for scope in ("common", "specific", "none")}
    text = _(
        "{common} tiêu chí là vấn đề chung (từ {share} số đơn vị áp dụng trở lên bị trừ điểm), {specific} tiêu chí là "
        "vấn đề riêng của một số đơn vị, {none} tiêu chí không đơn vị nào bị trừ."
    )
    quoted = {
        scope: phrases.quote(count, "criteria_count", season, f"measured_scope.{scope}", "count")
        for scope, count in counts.items()
    }
    share = language.share(season.rules.analysis.common_hit_share, season.lang, 0)
    return phrases.show_paragraphs([Markup(text).format(share=share, **quoted)])


def _count(season: SeasonTables, across: str) -> Markup:
    row = season.loss_concentration.set_index("across").loc[across]
    counts = [
        phrases.quote(row[name], name, season, f"{across}.{name}")
        for name in dict.fromkeys(["fewest_count", "most_count"])
    ]
    return counts[0] if row["fewest_count"] == row["most_count"] else Markup("–").join(counts)
