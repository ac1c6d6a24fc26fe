"""What the committee has to decide, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analysis.letters import sum_letter_losses
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import season_size
from cchc_analysis.reporting.text import matters, phrases

LETTER_UNITS = 3
"""Units that a letter names before the report's own list of them."""


def list_decisions(season: SeasonTables) -> HTML:
    """What waits for the committee: unfinished appraisals, initiatives, ties, rewards, letters, form of publication."""
    items = _collect(season)
    if not items:
        return phrases.show_paragraphs([language.words(season.lang).gettext("Không có việc nào chờ quyết định.")])
    return HTML(
        Markup('<ul class="decisions" id="decisions">{items}</ul>').format(
            items=Markup("").join(Markup("<li>{item}</li>").format(item=item) for item in items)
        )
    )


def link_decisions(season: SeasonTables) -> HTML:
    """How many matters wait for a decision, with a link to them further down the page; nothing where none does."""
    count = len(_collect(season))
    text = language.words(season.lang).ngettext(
        "Có {count} việc cần quyết định", "Có {count} việc cần quyết định", count
    )
    return HTML(Markup('<p><a href="#decisions">{said}</a></p>').format(said=text.format(count=count)) if count else "")


def _collect(season: SeasonTables) -> list[Markup]:
    _ = language.words(season.lang).gettext
    tie = _("{units} có kết quả bằng nhau, cùng hạng {rank}: giữ đồng hạng hay xét thêm căn cứ khác?")
    form = escape(_("Công bố kết quả theo thứ tự xếp hạng hay theo nhóm điểm?"))
    return [
        *matters.name_unfinished(season),
        *_say_initiatives(season),
        *matters.say_ties(season, tie),
        *_say_rewards(season),
        *_say_letters(season),
        *_say_costliest(season),
        *([form] if matters.is_form_open(season) else []),
    ]


def _say_costliest(season: SeasonTables) -> list[Markup]:
    """Whether to write to the heads of units about the criterion that cost most, where no letter is declared."""
    _n = language.words(season.lang).ngettext
    items = []
    for criterion in matters.find_costliest(season).itertuples():
        text = _n(
            "Có nên gửi thư đến thủ trưởng {hit} đơn vị mất điểm ở tiêu chí “{criterion}” ({all} đơn vị áp dụng)?",
            "Có nên gửi thư đến thủ trưởng {hit} đơn vị mất điểm ở tiêu chí “{criterion}” ({all} đơn vị áp dụng)?",
            int(criterion.hit_units),
        )
        key = criterion.criterion_id
        items.append(
            Markup(text).format(
                hit=phrases.quote(criterion.hit_units, "hit_units", season, f"{key}.hit_units"),
                all=phrases.quote(criterion.applicable_units, "applicable_units", season, f"{key}.applicable_units"),
                criterion=criterion.criterion,
            )
        )
    return items


def _say_initiatives(season: SeasonTables) -> list[Markup]:
    """The proposed initiatives, and what recognising each does: those that move a grade first, then a rank."""
    effects = season.initiative_effects
    proposed = effects[effects["initiative_status"] == "proposed"]
    if proposed.empty:
        return []
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    count = len(proposed)
    question = Markup(
        _n(
            "Công nhận sáng kiến nào trong {count} sáng kiến được đề nghị?",
            "Công nhận sáng kiến nào trong {count} sáng kiến được đề nghị?",
            count,
        )
    ).format(count=phrases.quote(count, "initiative_count", season, "proposed_initiatives", "count"))
    ordered = proposed.sort_values(["is_grade_changed", "is_rank_changed"], ascending=False, kind="stable")
    titles = season.initiatives.set_index("initiative_id")["title"]
    shown = season_size.take_first(ordered, season, season_size.NAMED)
    lines = [_say_initiative(effect, titles[effect["initiative_id"]], season) for _at, effect in shown.rows.iterrows()]
    if shown.left_out:
        others = phrases.quote(shown.left_out, "initiative_count", season, "proposed_initiatives.others", "count")
        text = _n("{count} sáng kiến khác.", "{count} sáng kiến khác.", shown.left_out)
        lines.append(Markup(text).format(count=others))
    listed = Markup("").join(Markup("<li>{line}</li>").format(line=line) for line in lines)
    return [Markup("{question}<ul>{listed}</ul>").format(question=question, listed=listed)]


def _say_initiative(effect: pd.Series, title: str, season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    key = effect["initiative_id"]
    named = Markup(_("“{title}”, {unit}")).format(title=title, unit=phrases.strong(effect["unit"]))
    if language.is_missing(effect["total_with"]) or language.is_missing(effect["total_without"]):
        return Markup(_("{initiative}: chưa tính được kết quả.")).format(initiative=named)
    said = [
        Markup(_("từ {before} lên {after} điểm")).format(
            before=phrases.quote(effect["total_without"], "total_without", season, f"{key}.total_without"),
            after=phrases.quote(effect["total_with"], "total_with", season, f"{key}.total_with"),
        )
    ]
    if effect["is_rank_changed"]:
        said.append(
            Markup(_("từ hạng {before} lên hạng {after}")).format(
                before=phrases.quote(effect["rank_without"], "rank_without", season, f"{key}.rank_without"),
                after=phrases.quote(effect["rank_with"], "rank_with", season, f"{key}.rank_with"),
            )
        )
    if effect["is_grade_changed"]:
        said.append(Markup(_("sang nhóm “{grade}”")).format(grade=effect["grade_with_name"]))
    if len(said) == 1:
        said.append(Markup(escape(_("không đổi hạng và nhóm điểm") if season.rules.grades else _("không đổi hạng"))))
    return Markup("{initiative}: {said}.").format(initiative=named, said=Markup(", ").join(said))


def _say_rewards(season: SeasonTables) -> list[Markup]:
    """Per reward rule, who would be on its list."""
    _ = language.words(season.lang).gettext
    nobody = Markup(_("Khen thưởng “{rule}”: không có đơn vị nào đạt quy tắc."))
    return [
        matters.say_reward(rule, season) or nobody.format(rule=matters.name_declared(rule, season))
        for rule in season.rules.rewards
    ]


def _say_letters(season: SeasonTables) -> list[Markup]:
    """Per declared letter, about which criteria, to how many heads, and which units lost most."""
    words = language.words(season.lang)
    losses = season.letter_losses
    sums = sum_letter_losses(losses)
    criteria, names = season.criteria, season.units.set_index("unit_id")["unit"]
    items = []
    for letter in season.rules.letters:
        own = sums[sums["letter_id"] == letter.id]
        if own.empty:
            continue
        text = words.ngettext(
            "Có nên gửi thư về “{letter}” (tiêu chí {codes}) đến thủ trưởng {count} đơn vị mất điểm? "
            "Mất nhiều nhất: {units}.",
            "Có nên gửi thư về “{letter}” (tiêu chí {codes}) đến thủ trưởng {count} đơn vị mất điểm? "
            "Mất nhiều nhất: {units}.",
            len(own),
        )
        meant = losses.loc[losses["letter_id"] == letter.id, "criterion_id"]
        codes = criteria.loc[criteria["criterion_id"].isin(meant), "code"].tolist()
        units = [
            Markup("{unit} ({points})").format(
                unit=names[unit.unit_id],
                points=phrases.quote(unit.deduction, "deduction", season, f"{letter.id}.{unit.unit_id}.deduction"),
            )
            for unit in own.head(LETTER_UNITS).itertuples()
        ]
        items.append(
            Markup(text).format(
                letter=matters.name_declared(letter, season),
                codes=phrases.join_names(codes, season),
                count=phrases.quote(len(own), "letter_units", season, f"letter.{letter.id}.units", "count"),
                units=Markup(", ").join(units),
            )
        )
    return items
