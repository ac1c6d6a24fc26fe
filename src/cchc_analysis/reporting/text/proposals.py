"""What an issued report submits to the committee: proposals, where the briefing asks questions."""

from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import matters, phrases


def list_proposals(season: SeasonTables) -> HTML:
    """What is submitted for a decision, each as a proposal; the report's own lists follow it.

    A final season is decided: it names units without a result, if any, and submits nothing.
    """
    _ = language.words(season.lang).gettext
    unfinished = matters.name_unfinished(season)
    if season.rules.release == "final":
        decided = _("Mùa chấm điểm đã chốt; không còn nội dung trình quyết định.")
        return _show(decided, unfinished)
    submitted = [
        *unfinished,
        *_propose_initiatives(season),
        *matters.say_ties(season, _("Xếp cùng hạng {rank} các đơn vị có kết quả bằng nhau: {units}.")),
        *filter(None, (matters.say_reward(rule, season) for rule in season.rules.rewards)),
        *_propose_letters(season),
        *_propose_publication(season),
    ]
    if not submitted:
        return phrases.show_paragraphs([_("Không có nội dung trình quyết định.")])
    return _show(_("Trình Ban Chỉ đạo xem xét, quyết định:"), submitted)


def _show(sentence: str, items: list[Markup]) -> HTML:
    listed = Markup("").join(Markup("<li>{item}</li>").format(item=item) for item in items)
    listed = Markup('<ul class="decisions">{items}</ul>').format(items=listed) if items else listed
    return HTML(Markup("<p>{sentence}</p>{listed}").format(sentence=sentence, listed=listed))


def _propose_initiatives(season: SeasonTables) -> list[Markup]:
    count = int((season.initiative_effects["initiative_status"] == "proposed").sum())
    text = language.words(season.lang).ngettext(
        "Xét công nhận {count} sáng kiến được đề nghị; tác động nêu ở bảng sáng kiến dưới đây.",
        "Xét công nhận {count} sáng kiến được đề nghị; tác động nêu ở bảng sáng kiến dưới đây.",
        count,
    )
    quoted = phrases.quote(count, "initiative_count", season, "proposed_initiatives", "count")
    return [Markup(text).format(count=quoted)] if count else []


def _propose_letters(season: SeasonTables) -> list[Markup]:
    """Per declared letter to how many heads it goes; without one, a letter about the criterion that cost most."""
    _n = language.words(season.lang).ngettext
    counts = season.letter_losses.groupby("letter_id")["unit_id"].nunique()
    proposed = []
    for letter in season.rules.letters:
        count = int(counts.get(letter.id, 0))
        text = _n(
            "Gửi thư về “{letter}” đến thủ trưởng {count} đơn vị mất điểm.",
            "Gửi thư về “{letter}” đến thủ trưởng {count} đơn vị mất điểm.",
            count,
        )
        quoted = phrases.quote(count, "letter_units", season, f"letter.{letter.id}.units", "count")
        proposed += [Markup(text).format(letter=matters.name_declared(letter, season), count=quoted)] if count else []
    for criterion in matters.find_costliest(season).itertuples():
        text = _n(
            "Gửi thư đến thủ trưởng {hit} đơn vị mất điểm ở tiêu chí “{criterion}”.",
            "Gửi thư đến thủ trưởng {hit} đơn vị mất điểm ở tiêu chí “{criterion}”.",
            int(criterion.hit_units),
        )
        hit = phrases.quote(criterion.hit_units, "hit_units", season, f"{criterion.criterion_id}.hit_units")
        proposed.append(Markup(text).format(hit=hit, criterion=criterion.criterion))
    return proposed


def _propose_publication(season: SeasonTables) -> list[Markup]:
    _ = language.words(season.lang).gettext
    if not matters.is_form_open(season):
        return []
    return [Markup(escape(_("Hình thức công bố kết quả: theo thứ tự xếp hạng hoặc theo nhóm điểm.")))]
