"""Who is where, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases


def say_headline(season: SeasonTables) -> HTML:
    """The sentence that matters: who is first, how many reached each grade, the mean and the spread."""
    _ = language.words(season.lang).gettext
    facts = phrases.read_facts(season)
    sentences = [_say_leaders(season), _say_grades(season)]
    basis = season.rules.rank_by
    if (
        phrases.number(facts, "complete_units") > 1
        and basis == "index_pct"
        and phrases.number(facts, "range_index_pct")
    ):
        sentences.append(
            Markup(
                _("Chỉ số CCHC bình quân {mean}; thấp nhất là {units}, kém đơn vị cao nhất {range} điểm phần trăm.")
            ).format(
                units=_name_last(season),
                mean=phrases.quote_fact(facts, "mean_index_pct", "percent", season),
                range=phrases.quote_fact(facts, "range_index_pct", "points", season),
            )
        )
    if (
        phrases.number(facts, "complete_units") > 1
        and basis == "total_score"
        and phrases.number(facts, "range_total_score")
    ):
        sentences.append(
            Markup(_("Bình quân {mean} điểm; thấp nhất là {units}, kém đơn vị cao nhất {range} điểm.")).format(
                units=_name_last(season),
                mean=phrases.quote_fact(facts, "mean_total_score", "points", season),
                range=phrases.quote_fact(facts, "range_total_score", "points", season),
            )
        )
    return phrases.show_sentences(sentences, "lead")


def show_cards(season: SeasonTables) -> HTML:
    """Four figures to remember: units, mean, top grade, points lost."""
    words = language.words(season.lang)
    _ = words.gettext
    facts = phrases.read_facts(season)
    cards: list[tuple[Markup, str]] = [
        (phrases.quote_of(facts, "complete_units", "unit_count", season), _("đơn vị đã thẩm định xong")),
        (phrases.quote_fact(facts, "mean_total_score", "points", season), _("điểm bình quân"))
        if season.rules.rank_by == "total_score"
        else (phrases.quote_fact(facts, "mean_index_pct", "percent", season), _("chỉ số CCHC bình quân")),
    ]
    top = season.rules.grades[0] if season.rules.grades else None
    if top is not None:
        name = top.name if season.lang == "vi" or not top.name_en else top.name_en
        cards.append((phrases.quote_of(facts, f"grade_units.{top.id}", "graded_units", season), name))
    if pd.notna(facts.get("deduction")):
        cards.append((phrases.quote_fact(facts, "deduction", "points", season), _("tổng điểm bị trừ của các đơn vị")))
    if season.has_previous:
        change = phrases.quote_fact(facts, "mean_score_change", "signed", season)
        cards.append((change, _("thay đổi điểm bình quân so với năm {year}").format(year=season.rules.previous_year)))
    items = Markup("").join(
        Markup('<div class="card"><strong>{value}</strong><span>{label}</span></div>').format(value=value, label=label)
        for value, label in cards
    )
    return HTML(Markup('<div class="cards">{items}</div>').format(items=items))


def _say_leaders(season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    ranked = season.unit_ranking.query("ranking_status == 'ranked'")
    if ranked.empty:
        return Markup(escape(_say_why_unranked(season)))
    first = ranked[ranked["rank"] == 1]
    basis = season.rules.rank_by
    score = phrases.quote(first[basis].iloc[0], basis, season, f"{first['unit_id'].iloc[0]}.{basis}")
    if basis == "total_score":
        score = Markup(_("{score} điểm")).format(score=score)
    if len(ranked) == 1:
        text = _("Mới có một đơn vị được xếp hạng: {units}, đạt {score}.")
    elif len(first) == len(ranked):
        text = _("{count} đơn vị được xếp hạng có kết quả bằng nhau, cùng đạt {score}.")
    elif season.unit_ranking["may_enter"].any():
        text = _("Trong {count} đơn vị đã xếp hạng, {units} đứng đầu với {score}.")
    elif len(first) == 1:
        text = _("{units} đứng đầu với {score}.")
    else:
        text = _("{units} cùng đứng đầu với {score}.")
    leaders = phrases.strong(phrases.join_units(first["unit"].tolist(), season, "leaders"))
    count = phrases.quote_fact(phrases.read_facts(season), "ranked_units", "count", season)
    return Markup(text).format(units=leaders, score=score, count=count)


def _name_last(season: SeasonTables) -> Markup:
    """The units whose complete result is the lowest, by what the season ranks by."""
    ranking, basis = season.unit_ranking, season.rules.rank_by
    last = ranking[ranking[basis] == ranking[basis].min()]
    return phrases.strong(phrases.join_units(last["unit"].tolist(), season, "last"))


def _say_why_unranked(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if (season.unit_ranking["ranking_status"] == "not_ranked").any():
        return _("Chưa có đơn vị nào được xếp hạng.")
    return _("Chưa xếp hạng được đơn vị nào: chưa đơn vị nào có kết quả thẩm định đầy đủ.")


def _say_grades(season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _n = words.ngettext
    facts = phrases.read_facts(season)
    parts: list[Markup] = []
    for grade in season.rules.grades:
        count = phrases.number(facts, f"grade_units.{grade.id}")
        if count:
            name = grade.name if season.lang == "vi" or not grade.name_en else grade.name_en
            parts.append(
                Markup(_n("{grade}: {count} đơn vị", "{grade}: {count} đơn vị", int(count))).format(
                    count=phrases.quote_fact(facts, f"grade_units.{grade.id}", "count", season),
                    grade=phrases.lower_first(name) if parts else name,
                )
            )
    return Markup("{list}.").format(list=Markup("; ").join(parts)) if parts else Markup("")
