"""Why points changed since last season, in sentences."""

from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language
from cchc_analysis.reporting.wording import phrases


def say_change_parts(season: SeasonTables) -> HTML:
    """How much of the mean change is the criteria set's doing and how much the units' own; why, where not known."""
    _ = language.words(season.lang).gettext
    changes = season.score_changes
    if changes.empty:
        return phrases.show_paragraphs([_("Không phân tích nguyên nhân thay đổi vì không có số liệu năm trước.")])
    if season.mean_change.empty:
        return phrases.show_paragraphs([_say_refusal(season)])
    facts = season.mean_change.iloc[0]
    parts = ("mean_change", "criteria_set_change", "own_change", "extra_change")
    text = _(
        "Trong mức thay đổi bình quân {mean_change} điểm của {units} đơn vị được phân tích, "
        "{criteria_set_change} điểm là "
        "do bộ tiêu chí thay đổi, {own_change} điểm là do kết quả của các đơn vị, {extra_change} điểm là do "
        "điểm thưởng, "
        "điểm phạt."
    )
    figures = {part: phrases.quote(facts[part], part, season, f"{season.year}.{part}") for part in parts}
    units = phrases.quote(facts["explained_units"], "explained_units", season, f"{season.year}.explained_units")
    return phrases.show_paragraphs([Markup(text).format(units=units, **figures)])


def _say_refusal(season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    changes = season.score_changes
    lowest = changes.loc[changes["matched_share"].idxmin()]
    if lowest["matched_share"] >= season.rules.analysis.min_matched_share:
        return Markup(_("Không phân tích nguyên nhân thay đổi vì các phần không cộng thành tổng điểm đã nhận."))
    text = _(
        "Không phân tích nguyên nhân thay đổi: phần khớp nhau của hai bộ tiêu chí chỉ từ {share} điểm tối đa, dưới mức "
        "quy định của mùa là {limit}."
    )
    limit = language.share(season.rules.analysis.min_matched_share, season.lang, 1)
    key = f"{lowest['unit_id']}.matched_share"
    share = phrases.quote(lowest["matched_share"], "matched_share", season, key)
    return Markup(text).format(share=share, limit=limit)
