"""How sure the order is, in sentences; each names the source of its doubt."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analysis.rank_bands import SOURCES, find_entrants
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.text import phrases


def say_how_sure(season: SeasonTables) -> HTML:
    """How many ranks each source of doubt leaves as they are, one a line; into how many firm tiers the order falls."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    facts = phrases.read_facts(season)
    ranked = phrases.number(facts, "ranked_units")
    if ranked < 2:
        return phrases.show_paragraphs([_("Cần ít nhất hai đơn vị được xếp hạng mới nói được thứ tự chắc đến đâu.")])
    if why := say_untried(season):
        return phrases.show_paragraphs([why])
    texts = {
        "pending": _("khi các đơn vị chưa có kết quả có kết quả, dù ở mức nào: {count}"),
        "dispute": _("dù các điểm còn tranh luận được giải quyết thế nào: {count}"),
        "weights": _("ở ít nhất {share} số lần thử thay đổi trọng số từng tiêu chí trong ±{change}: {count}"),
        "criterion_left_out": _("khi bỏ bất kỳ một tiêu chí nào: {count}"),
        "domain_left_out": _("khi bỏ bất kỳ một lĩnh vực nào: {count}"),
        "not_applicable": _("khi đổi quy ước về tiêu chí không áp dụng: {count}"),
    }
    known = {source: text for source, text in texts.items() if phrases.is_known(facts, f"firm_units.{source}")}
    parts = [
        Markup(text).format(
            count=phrases.quote_fact(facts, f"firm_units.{source}", "count", season), **say_trial(season)
        )
        for source, text in known.items()
    ]
    first = Markup(_("Trong {all} đơn vị được xếp hạng, số đơn vị giữ nguyên hạng:")).format(
        all=phrases.quote_fact(facts, "ranked_units", "count", season)
    )
    lines = Markup("").join(Markup("<li>{part}</li>").format(part=part) for part in parts)
    listed = Markup('<p>{first}</p><ul class="facts">{lines}</ul>').format(first=first, lines=lines)
    sentences = [say_entrants(season)] if say_entrants(season) else []
    if phrases.is_known(facts, "tier_count"):
        text = _n(
            "Xét mọi nguồn cùng lúc, các khoảng hạng chồng lên nhau nên thứ tự chưa chia được thành bậc chắc chắn.",
            "Xét mọi nguồn cùng lúc, thứ tự chia được thành {count} bậc chắc chắn; trong một bậc, thứ tự có thể đổi.",
            int(phrases.number(facts, "tier_count")),
        )
        sentences.append(Markup(text).format(count=phrases.quote_fact(facts, "tier_count", "count", season)))
    return HTML(f"{listed}{phrases.show_paragraphs(sentences).data}")


def say_untried(season: SeasonTables) -> str:
    """Why nothing can be said about how firm the order is, where no source of doubt could move it; else nothing."""
    _ = language.words(season.lang).gettext
    bands = season.rank_bands
    if bands[[f"{source}_best_rank" for source in SOURCES]].notna().any(axis=None):
        return ""
    return _(
        "Chưa thử được thứ tự này chắc đến đâu: không đơn vị nào còn chờ kết quả, không có điểm nào còn tranh luận, và "
        "không đủ tiêu chí có điểm tối đa để thử bỏ bớt hay thay đổi trọng số."
    )


def say_entrants(season: SeasonTables) -> Markup:
    """Which units without a result yet may still come first, each with the results it may reach; nothing where none."""
    _ = language.words(season.lang).gettext
    entrants = find_entrants(season.unit_ranking, season.rules)
    if entrants.empty:
        return Markup("")
    named = season_size.take_first(entrants, season, season_size.NAMED).rows
    units = [
        Markup("{unit} ({reach})").format(unit=phrases.strong(unit["unit"]), reach=say_reach(unit, season))
        for _position, unit in named.iterrows()
    ]
    others = len(entrants) - len(named)
    if others:
        said = language.words(season.lang).ngettext("{count} đơn vị khác", "{count} đơn vị khác", others)
        units.append(Markup(said).format(count=phrases.quote(others, "unit_count", season, "entrants.others", "count")))
    text = _("Chưa có kết quả và còn có thể đứng hạng nhất: {units}.")
    return Markup(text).format(units=Markup("; ").join(units))


def say_reach(unit: pd.Series, season: SeasonTables) -> Markup:
    """From which to which result a unit without a rank may still come: “có thể đạt từ 49,00 đến 99,00 điểm”."""
    _ = language.words(season.lang).gettext
    kind = printing.kind_of_result(season)
    if pd.isna(unit["highest_result"]):
        return Markup(escape(_("chưa biết mức cao nhất có thể đạt")))
    low, high = (
        phrases.quote(unit[name], name, season, f"{unit['unit_id']}.{name}", kind)
        for name in ("lowest_result", "highest_result")
    )
    text = _("có thể đạt từ {low} đến {high}") if kind == "percent" else _("có thể đạt từ {low} đến {high} điểm")
    return Markup(text).format(low=low if pd.notna(unit["lowest_result"]) else "…", high=high)


def say_trial(season: SeasonTables) -> dict[str, str]:
    """By how much weights are changed and which share of the trials counts, as the pages print them."""
    rules = season.rules.analysis
    change, share = (language.share(value, season.lang, 0) for value in (rules.weight_change, rules.weight_band_share))
    return {"change": change, "share": share}


def say_unit_how_sure(season: SeasonTables, unit_id: str) -> HTML:
    """From which to which rank the unit could move: by units without a result, by disputes and by weights."""
    _ = language.words(season.lang).gettext
    bands = season.of_unit(unit_id).rank_bands
    if bands.empty or season.body.banded_units < 2:
        return phrases.show_paragraphs([])
    if why := say_untried(season):
        return phrases.show_paragraphs([why])
    texts = {
        "pending": (
            _("Các đơn vị chưa có kết quả không làm đổi hạng của đơn vị."),
            _("Khi các đơn vị chưa có kết quả có kết quả, đơn vị đứng từ hạng {best} đến hạng {worst}."),
        ),
        "dispute": (
            _("Các điểm còn tranh luận không làm đổi hạng của đơn vị."),
            _("Tùy kết quả giải quyết các điểm còn tranh luận, đơn vị đứng từ hạng {best} đến hạng {worst}."),
        ),
        "weights": (
            _("Khi trọng số từng tiêu chí thay đổi trong ±{change}, đơn vị giữ hạng ở {kept} số lần thử."),
            _(
                "Khi trọng số từng tiêu chí thay đổi trong ±{change}, đơn vị đứng từ hạng {best} đến hạng {worst} ở "
                "ít nhất {share} số lần thử."
            ),
        ),
    }
    sentences = []
    for source, (still, moves) in texts.items():
        best, worst = (bands[f"{source}_{end}_rank"].iloc[0] for end in ("best", "worst"))
        if not language.is_missing(best):
            keeps = best == worst == bands["rank"].iloc[0]
            kept = bands["weights_kept_share"].iloc[0]
            sentences.append(
                Markup(still if keeps else moves).format(
                    best=phrases.quote(best, "best_rank", season, f"{unit_id}.{source}_best_rank"),
                    worst=phrases.quote(worst, "worst_rank", season, f"{unit_id}.{source}_worst_rank"),
                    kept=phrases.quote(kept, "weights_kept_share", season, f"{unit_id}.weights_kept_share"),
                    **say_trial(season),
                )
            )
    return phrases.show_sentences(sentences)
