"""Who is where, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Printed
from cchc_analysis.reporting.text import phrases


def say_headline(season: SeasonTables) -> HTML:
    """The sentence that matters: who is first, how many reached each grade, the mean and the spread."""
    _ = language.words(season.lang).gettext
    facts = phrases.read_facts(season)
    sentences = [_say_leaders(season), _say_grades(season)]
    basis = season.rules.rank_by
    if phrases.number(facts, "complete_units") > 1 and phrases.number(facts, f"range_{basis}"):
        texts = {
            "total_score": _("Bình quân {mean} điểm; thấp nhất là {units}, kém đơn vị cao nhất {range} điểm."),
            "index_pct": _(
                "Chỉ số CCHC bình quân {mean}; thấp nhất là {units}, kém đơn vị cao nhất {range} điểm phần trăm."
            ),
            "total_pct": _(
                "Tổng điểm bình quân {mean} điểm tối đa; thấp nhất là {units}, kém đơn vị cao nhất {range} điểm phần "
                "trăm."
            ),
        }
        sentences.append(
            Markup(texts[basis]).format(
                units=_name_last(season),
                mean=phrases.quote_fact(facts, f"mean_{basis}", printing.kind_of_result(season), season),
                range=phrases.quote_fact(facts, f"range_{basis}", "points", season),
            )
        )
    return phrases.show_sentences(sentences, "lead")


def show_cards(season: SeasonTables) -> HTML:
    """Four figures to remember: units, mean, top grade, points lost."""
    words = language.words(season.lang)
    _ = words.gettext
    facts = phrases.read_facts(season)
    cards: list[tuple[Markup, str | Markup]] = [
        (phrases.quote_of(facts, "complete_units", "unit_count", season), _("đơn vị đã thẩm định xong")),
        (
            phrases.quote_fact(facts, f"mean_{season.rules.rank_by}", printing.kind_of_result(season), season),
            name_mean(season),
        ),
    ]
    top = season.rules.grades[0] if season.rules.grades else None
    if top is not None:
        name = top.name if season.lang == "vi" or not top.name_en else top.name_en
        cards.append((phrases.quote_of(facts, f"grade_units.{top.id}", "graded_units", season), name))
    if pd.notna(facts.get("deduction")):
        cards.append((phrases.quote_fact(facts, "deduction", "points", season), _name_deduction(facts, season)))
    if phrases.is_known(facts, "mean_result_change"):
        change = phrases.quote_fact(facts, "mean_result_change", "signed", season)
        cards.append((change, name_mean_change(facts, season)))
    items = Markup("").join(
        Markup('<div class="card"><strong>{value}</strong><span>{label}</span></div>').format(value=value, label=label)
        for value, label in cards
    )
    return HTML(Markup('<div class="cards">{items}</div>').format(items=items))


def name_mean(season: Printed) -> str:
    """What the mean of the season is a mean of, as the label of a figure."""
    _ = language.words(season.lang).gettext
    return {
        "total_score": _("điểm bình quân"),
        "index_pct": _("chỉ số CCHC bình quân"),
        "total_pct": _("tổng điểm bình quân, % điểm tối đa"),
    }[season.rules.rank_by]


def name_mean_change(facts: pd.Series, season: Printed) -> Markup:
    """The label of the mean change since last year: its unit, and what of it the criteria set did where that is known.

    Of *facts* ``set_result_change`` is used.
    """
    _ = language.words(season.lang).gettext
    label = Markup(
        {
            "total_score": _("thay đổi điểm bình quân so với năm {year}"),
            "index_pct": _("điểm phần trăm: thay đổi chỉ số bình quân so với năm {year}"),
            "total_pct": _("điểm phần trăm: thay đổi tỷ lệ bình quân so với năm {year}"),
        }[season.rules.rank_by]
    ).format(year=season.rules.previous_year)
    if not phrases.number(facts, "set_result_change"):
        return label
    part = phrases.quote_fact(facts, "set_result_change", "signed", season)
    return Markup(_("{label}, trong đó {part} do bộ tiêu chí thay đổi")).format(label=label, part=part)


def _name_deduction(facts: pd.Series, season: SeasonTables) -> Markup:
    """What the points lost are; that those of units still without a result are among them, where there are any."""
    _ = language.words(season.lang).gettext
    if not phrases.number(facts, "unfinished_deduction"):
        return Markup(escape(_("tổng điểm bị trừ của các đơn vị")))
    part = phrases.quote_fact(facts, "unfinished_deduction", "points", season)
    return Markup(_("tổng điểm bị trừ, trong đó {part} của đơn vị chưa có kết quả")).format(part=part)


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
