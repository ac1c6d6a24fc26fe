"""How sure the order is, in sentences; each names the source of its doubt."""

from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language
from cchc_analysis.reporting.wording import phrases


def say_how_sure(season: SeasonTables) -> HTML:
    """How many ranks each source of doubt leaves as they are, one a line; into how many firm tiers the order falls."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    facts = phrases.read_facts(season)
    ranked = phrases.number(facts, "ranked_units")
    if ranked < 2:
        return phrases.show_paragraphs([_("Cần ít nhất hai đơn vị được xếp hạng mới nói được thứ tự chắc đến đâu.")])
    texts = {
        "dispute": _("dù các điểm còn tranh luận được giải quyết thế nào: {count}"),
        "weights_10": _("khi trọng số thay đổi trong ±10%: {count}"),
        "weights_25": _("khi trọng số thay đổi trong ±25%: {count}"),
        "criterion_left_out": _("khi bỏ bất kỳ một tiêu chí nào: {count}"),
        "domain_left_out": _("khi bỏ bất kỳ một lĩnh vực nào: {count}"),
        "not_applicable": _("khi đổi quy ước về tiêu chí không áp dụng: {count}"),
    }
    known = {source: text for source, text in texts.items() if phrases.is_known(facts, f"firm_units.{source}")}
    parts = [
        Markup(text).format(count=phrases.quote_fact(facts, f"firm_units.{source}", "count", season))
        for source, text in known.items()
    ]
    first = Markup(_("Trong {all} đơn vị được xếp hạng, số đơn vị giữ nguyên hạng:")).format(
        all=phrases.quote_fact(facts, "ranked_units", "count", season)
    )
    lines = Markup("").join(Markup("<li>{part}</li>").format(part=part) for part in parts)
    listed = Markup('<p>{first}</p><ul class="facts">{lines}</ul>').format(first=first, lines=lines)
    sentences = []
    if phrases.is_known(facts, "tier_count"):
        text = _n(
            "Xét mọi nguồn cùng lúc, các khoảng hạng chồng lên nhau nên thứ tự chưa chia được thành bậc chắc chắn.",
            "Xét mọi nguồn cùng lúc, thứ tự chia được thành {count} bậc chắc chắn; trong một bậc, thứ tự có thể đổi.",
            int(phrases.number(facts, "tier_count")),
        )
        sentences.append(Markup(text).format(count=phrases.quote_fact(facts, "tier_count", "count", season)))
    return HTML(f"{listed}{phrases.show_paragraphs(sentences).data}")


def say_unit_how_sure(season: SeasonTables, unit_id: str) -> HTML:
    """From which to which rank the unit could move, by disputes and by weights."""
    _ = language.words(season.lang).gettext
    bands = season.of_unit(unit_id).rank_bands
    if bands.empty or season.body.banded_units < 2:
        return phrases.show_paragraphs([])
    texts = {
        "dispute": (
            _("Các điểm còn tranh luận không làm đổi hạng của đơn vị."),
            _("Tùy kết quả giải quyết các điểm còn tranh luận, đơn vị đứng từ hạng {best} đến hạng {worst}."),
        ),
        "weights_10": (
            _("Khi trọng số thay đổi trong ±10%, đơn vị vẫn giữ hạng."),
            _("Khi trọng số thay đổi trong ±10%, đơn vị đứng từ hạng {best} đến hạng {worst}."),
        ),
    }
    sentences = []
    for source, (still, moves) in texts.items():
        best, worst = (bands[f"{source}_{end}_rank"].iloc[0] for end in ("best", "worst"))
        if not language.is_missing(best):
            sentences.append(
                Markup(still if best == worst else moves).format(
                    best=phrases.quote(best, "best_rank", season, f"{unit_id}.{source}_best_rank"),
                    worst=phrases.quote(worst, "worst_rank", season, f"{unit_id}.{source}_worst_rank"),
                )
            )
    return phrases.show_sentences(sentences)
