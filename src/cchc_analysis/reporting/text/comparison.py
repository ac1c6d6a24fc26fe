"""Self-scores against appraised scores, in sentences."""

from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.claims import say_over_claimed


def say_comparison(season: SeasonTables) -> HTML:
    """How far self-scores stand above appraised ones, and where the gap is widest."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    facts = phrases.read_facts(season)
    ranking = season.unit_ranking
    compared = ranking[ranking["compared_self_score"].notna()]
    if compared.empty:
        return phrases.show_paragraphs([say_why_not_compared(season)])
    sentences = [
        say_over_claimed(facts, season),
        _say_moved_points(season),
    ]
    most = compared[(compared["cut"] > 0) & (compared["cut"] == compared["cut"].max())]
    if len(most):
        text = _n(
            "Bị hạ nhiều nhất: {units}, {cut} điểm.", "Bị hạ nhiều nhất: {units}, mỗi đơn vị {cut} điểm.", len(most)
        )
        cut = phrases.quote(most["cut"].iloc[0], "cut", season, f"{most['unit_id'].iloc[0]}.cut")
        sentences.append(
            Markup(text).format(
                units=phrases.strong(phrases.join_units(most["unit"].tolist(), season, "most_cut")), cut=cut
            )
        )
    silent = ranking.query("not has_self_score and ranking_status != 'not_scored'")
    if len(silent):
        sentences.append(
            Markup(_("Chưa tự chấm nên không có trong phần đối chiếu: {units}.")).format(
                units=phrases.join_units(silent["unit"].tolist(), season, "not_self_scored")
            )
        )
    return phrases.show_sentences(sentences)


def say_why_not_compared(season: SeasonTables) -> str:
    """Why self-scores and appraised scores are not compared: no self stage, nothing self-scored, or no pair of both."""
    _ = language.words(season.lang).gettext
    if season.rules.self_stage is None:
        return _("Mùa chấm điểm này không có bước tự chấm nên không có phần đối chiếu tự chấm và thẩm định.")
    if not season.unit_ranking["has_self_score"].any():
        return _("Chưa có đơn vị nào tự chấm nên chưa có phần đối chiếu tự chấm và thẩm định.")
    return _("Chưa có tiêu chí nào có đủ điểm tự chấm và điểm thẩm định để đối chiếu.")


def _say_moved_points(season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    facts = phrases.read_facts(season)
    match phrases.number(facts, "cut") > 0, phrases.number(facts, "raised") > 0:
        case True, True:
            text = _("Khi thẩm định, {cut} điểm bị hạ và {raised} điểm được nâng.")
        case True, False:
            text = _("Khi thẩm định, {cut} điểm bị hạ, không có điểm nào được nâng.")
        case False, True:
            text = _("Khi thẩm định, {raised} điểm được nâng, không có điểm nào bị hạ.")
        case _neither:
            text = _("Khi thẩm định, không có điểm nào bị hạ hoặc được nâng.")
    return Markup(text).format(
        cut=phrases.quote_fact(facts, "cut", "points", season),
        raised=phrases.quote_fact(facts, "raised", "points", season),
    )
