"""What an issued report submits to the committee: proposals, where the briefing asks questions."""

from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, scale
from cchc_analysis.reporting.wording import phrases

UNFINISHED = ("pending", "held_back", "not_scored")


def list_proposals(season: SeasonTables) -> HTML:
    """What is submitted for a decision, each as a proposal; the report's own lists follow it.

    A final season is decided: it names units without a result, if any, and submits nothing.
    """
    _ = language.words(season.lang).gettext
    unfinished = _name_unfinished(season)
    if season.rules.release == "final":
        decided = _("Mùa chấm điểm đã chốt; không còn nội dung trình quyết định.")
        return _show(decided, unfinished)
    submitted = [
        *unfinished,
        *_propose_initiatives(season),
        *_propose_ties(season),
        *_propose_rewards(season),
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


def _name_unfinished(season: SeasonTables) -> list[Markup]:
    _ = language.words(season.lang).gettext
    texts = {
        "pending": _("Thẩm định chưa xong, chưa xếp hạng: {units}."),
        "held_back": _("Có ô điểm thẩm định không đọc được hoặc không hợp lệ, chưa xếp hạng: {units}."),
        "not_scored": _("Chưa chấm điểm: {units}."),
    }
    status = season.unit_ranking["ranking_status"]
    named = {each: season.unit_ranking.loc[status == each, "unit"].tolist() for each in UNFINISHED}
    return [
        Markup(texts[each]).format(units=phrases.strong(phrases.join_units(units, season, each)))
        for each, units in named.items()
        if units
    ]


def _propose_initiatives(season: SeasonTables) -> list[Markup]:
    count = int((season.initiative_effects["initiative_status"] == "proposed").sum())
    text = language.words(season.lang).ngettext(
        "Xét công nhận {count} sáng kiến được đề nghị; tác động nêu ở bảng sáng kiến dưới đây.",
        "Xét công nhận {count} sáng kiến được đề nghị; tác động nêu ở bảng sáng kiến dưới đây.",
        count,
    )
    quoted = phrases.quote(count, "initiative_count", season, "proposed_initiatives", "count")
    return [Markup(text).format(count=quoted)] if count else []


def _propose_ties(season: SeasonTables) -> list[Markup]:
    """Units that share a rank; in a large season how many do."""
    words = language.words(season.lang)
    ranking = season.unit_ranking
    tied = ranking[ranking["rank"].notna() & ranking.duplicated("rank", keep=False)]
    if tied.empty:
        return []
    if scale.is_large(season):
        text = words.ngettext(
            "{count} đơn vị cùng hạng với đơn vị khác vì kết quả bằng nhau.",
            "{count} đơn vị cùng hạng với đơn vị khác vì kết quả bằng nhau.",
            len(tied),
        )
        return [Markup(text).format(count=phrases.quote(len(tied), "unit_count", season, "tied_units", "count"))]
    text = words.gettext("Xếp cùng hạng {rank} các đơn vị có kết quả bằng nhau: {units}.")
    return [
        Markup(text).format(
            units=phrases.strong(phrases.join_names(units["unit"].tolist(), season)),
            rank=phrases.quote(rank, "rank", season, f"{units['unit_id'].iloc[0]}.rank"),
        )
        for rank, units in tied.groupby("rank")
    ]


def _propose_rewards(season: SeasonTables) -> list[Markup]:
    _ = language.words(season.lang).gettext
    listed = season.reward_list
    proposed = []
    for rule in season.rules.rewards:
        names = listed.loc[listed["reward_id"] == rule.id, "unit"].tolist()
        if names:
            named = (rule.name_en if season.lang == "en" else "") or rule.name
            units = phrases.strong(phrases.join_units(names, season, f"{rule.id}.units"))
            proposed.append(Markup(_("Khen thưởng “{rule}”: {units}.")).format(rule=named, units=units))
    return proposed


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
        name = (letter.name_en if season.lang == "en" else "") or letter.name
        quoted = phrases.quote(count, "letter_units", season, f"letter.{letter.id}.units", "count")
        proposed += [Markup(text).format(letter=name, count=quoted)] if count else []
    if season.rules.letters or len(season.leaf_deductions) < 2:
        return proposed
    for criterion in season.criterion_deductions.query("deduction > 0").head(1).itertuples():
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
    if not season.rules.grades or season.unit_ranking["rank"].notna().sum() < 2:
        return []
    return [Markup(escape(_("Hình thức công bố kết quả: theo thứ tự xếp hạng hoặc theo nhóm điểm.")))]
