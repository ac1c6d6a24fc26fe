"""What the committee has to decide, in sentences."""

from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language
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
            items.append(Markup(text).format(units=phrases.strong(phrases.join_names(units, season))))
    effects = season.initiative_effects
    initiatives = season.initiatives.set_index("initiative_id")["title"]
    for effect in effects[effects["is_grade_changed"] & (effects["initiative_status"] == "proposed")].itertuples():
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
    for rank, units in tied.groupby("rank"):
        items.append(
            Markup(_("{units} có kết quả bằng nhau, cùng hạng {rank}.")).format(
                units=phrases.strong(phrases.join_names(units["unit"].tolist(), season)),
                rank=phrases.quote(rank, "rank", season, f"{units['unit_id'].iloc[0]}.rank"),
            )
        )
    most = season.criterion_deductions.query("deduction > 0").head(1 if len(season.leaf_deductions) > 1 else 0)
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
