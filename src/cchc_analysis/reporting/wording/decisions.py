"""What the committee has to decide, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, scale
from cchc_analysis.reporting.wording import phrases


def list_decisions(season: SeasonTables) -> HTML:
    """What waits for the committee: unfinished appraisals, initiatives that move a grade, ties, contested points."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    ranking = season.unit_ranking
    items: list[Markup] = []
    for status, text in (
        ("pending", _("Thẩm định chưa xong, chưa xếp hạng: {units}.")),
        ("held_back", _("Có ô điểm thẩm định không đọc được hoặc không hợp lệ, chưa xếp hạng: {units}.")),
        ("not_scored", _("Chưa chấm điểm: {units}.")),
    ):
        units = ranking.loc[ranking["ranking_status"] == status, "unit"].tolist()
        if units:
            items.append(Markup(text).format(units=phrases.strong(phrases.join_units(units, season, status))))
    effects = season.initiative_effects
    initiatives = season.initiatives.set_index("initiative_id")["title"]
    regraded = effects[effects["is_grade_changed"] & (effects["initiative_status"] == "proposed")]
    for effect in scale.take_first(regraded, season, scale.NAMED).rows.itertuples():
        items.append(
            Markup(
                _("Nếu công nhận sáng kiến “{title}”, {unit} tăng từ {before} lên {after} điểm, sang nhóm “{grade}”.")
            ).format(
                title=initiatives[effect.initiative_id],
                unit=phrases.strong(effect.unit),
                before=phrases.quote(
                    effect.total_without, "total_without", season, f"{effect.initiative_id}.total_without"
                ),
                after=phrases.quote(effect.total_with, "total_with", season, f"{effect.initiative_id}.total_with"),
                grade=effect.grade_with_name,
            )
        )
    proposed = (effects["initiative_status"] == "proposed") & ~effects["is_grade_changed"]
    reranked = effects[effects["is_rank_changed"] & proposed]
    for effect in () if scale.is_large(season) else reranked.itertuples():
        items.append(
            Markup(
                _("Nếu công nhận sáng kiến “{title}”, {unit} từ hạng {before} lên hạng {after}, không đổi nhóm điểm.")
            ).format(
                title=initiatives[effect.initiative_id],
                unit=phrases.strong(effect.unit),
                before=phrases.quote(
                    effect.rank_without, "rank_without", season, f"{effect.initiative_id}.rank_without"
                ),
                after=phrases.quote(effect.rank_with, "rank_with", season, f"{effect.initiative_id}.rank_with"),
            )
        )
    waiting = effects[effects["initiative_status"] == "proposed"]
    if len(waiting):
        items.append(
            Markup(
                _n(
                    "{count} sáng kiến được đề nghị đang chờ quyết định công nhận.",
                    "{count} sáng kiến được đề nghị đang chờ quyết định công nhận.",
                    len(waiting),
                )
            ).format(count=phrases.quote(len(waiting), "initiative_count", season, "proposed_initiatives", "count"))
        )
    tied = ranking[ranking["rank"].notna() & ranking.duplicated("rank", keep=False)]
    items += _count_many(regraded, reranked, tied, season)
    for rank, units in () if scale.is_large(season) else tied.groupby("rank"):
        items.append(
            Markup(_("{units} có kết quả bằng nhau, cùng hạng {rank}.")).format(
                units=phrases.strong(phrases.join_names(units["unit"].tolist(), season)),
                rank=phrases.quote(rank, "rank", season, f"{units['unit_id'].iloc[0]}.rank"),
            )
        )
    items += _say_rewards(season)
    items += _say_letters(season)
    most = season.criterion_deductions.query("deduction > 0").head(
        1 if len(season.leaf_deductions) > 1 and not season.rules.letters else 0
    )
    for criterion in most.itertuples():
        text = _n(
            "Có nên gửi thư đến thủ trưởng {hit} đơn vị mất điểm ở tiêu chí “{criterion}” ({all} đơn vị áp dụng)?",
            "Có nên gửi thư đến thủ trưởng {hit} đơn vị mất điểm ở tiêu chí “{criterion}” ({all} đơn vị áp dụng)?",
            int(criterion.hit_units),
        )
        items.append(
            Markup(text).format(
                hit=phrases.quote(criterion.hit_units, "hit_units", season, f"{criterion.criterion_id}.hit_units"),
                all=phrases.quote(
                    criterion.applicable_units, "applicable_units", season, f"{criterion.criterion_id}.applicable_units"
                ),
                criterion=criterion.criterion,
            )
        )
    if season.rules.grades and ranking["rank"].notna().sum() > 1:
        items.append(Markup(escape(_("Công bố kết quả theo thứ tự xếp hạng hay theo nhóm điểm?"))))
    if not items:
        return phrases.show_paragraphs([_("Không có việc nào chờ quyết định.")])
    return HTML(
        Markup('<ul class="decisions">{items}</ul>').format(
            items=Markup("").join(Markup("<li>{item}</li>").format(item=item) for item in items)
        )
    )


def _count_many(
    regraded: pd.DataFrame, reranked: pd.DataFrame, tied: pd.DataFrame, season: SeasonTables
) -> list[Markup]:
    """In a large season, how many more initiatives would move a grade or a rank, and how many units share a rank."""
    if not scale.is_large(season):
        return []
    _n = language.words(season.lang).ngettext
    counted = [
        (
            max(len(regraded) - scale.NAMED, 0),
            "regraded.others",
            _n(
                "Công nhận {count} sáng kiến khác cũng làm đổi nhóm điểm của đơn vị.",
                "Công nhận {count} sáng kiến khác cũng làm đổi nhóm điểm của đơn vị.",
                max(len(regraded) - scale.NAMED, 0),
            ),
        ),
        (
            len(reranked),
            "reranked_initiatives",
            _n(
                "Công nhận {count} sáng kiến làm đổi hạng, không đổi nhóm điểm.",
                "Công nhận {count} sáng kiến làm đổi hạng, không đổi nhóm điểm.",
                len(reranked),
            ),
        ),
        (
            len(tied),
            "tied_units",
            _n(
                "{count} đơn vị cùng hạng với đơn vị khác vì kết quả bằng nhau.",
                "{count} đơn vị cùng hạng với đơn vị khác vì kết quả bằng nhau.",
                len(tied),
            ),
        ),
    ]
    return [
        Markup(text).format(count=phrases.quote(count, "unit_count", season, key, "count"))
        for count, key, text in counted
        if count
    ]


def _say_rewards(season: SeasonTables) -> list[Markup]:
    """Per reward rule, who would be on its list."""
    _ = language.words(season.lang).gettext
    listed = season.reward_list
    items = []
    for rule in season.rules.rewards:
        names = listed.loc[listed["reward_id"] == rule.id, "unit_short"].tolist()
        text = (
            _("Khen thưởng “{rule}”: {units}.")
            if names
            else _("Khen thưởng “{rule}”: không có đơn vị nào đạt quy tắc.")
        )
        named = (rule.name_en if season.lang == "en" else "") or rule.name
        items.append(
            Markup(text).format(rule=named, units=phrases.strong(phrases.join_units(names, season, f"{rule.id}.units")))
        )
    return items


def _say_letters(season: SeasonTables) -> list[Markup]:
    """Per declared letter, to how many heads it would go."""
    words = language.words(season.lang)
    receivers = season.letter_losses.groupby("letter_id")["unit_id"].nunique()
    items = []
    for letter in season.rules.letters:
        count = int(receivers.get(letter.id, 0))
        text = words.ngettext(
            "Có nên gửi thư về “{letter}” đến thủ trưởng {count} đơn vị mất điểm?",
            "Có nên gửi thư về “{letter}” đến thủ trưởng {count} đơn vị mất điểm?",
            count,
        )
        named = (letter.name_en if season.lang == "en" else "") or letter.name
        shown = phrases.quote(count, "letter_units", season, f"letter.{letter.id}.units")
        items += [Markup(text).format(letter=named, count=shown)] if count else []
    return items
