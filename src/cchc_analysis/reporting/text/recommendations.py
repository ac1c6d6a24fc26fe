"""What the tables themselves speak for: gains to build on and what to recommend, where nobody wrote it by hand."""

from collections.abc import Iterator

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analysis import measured_scope
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.deductions import say_why_no_deductions
from cchc_analysis.reporting.text.notes import has_note


def say_gains(season: SeasonTables) -> HTML:
    """Further strengths: the domain least deducted, units that rose, losses that are no more; nothing beside a note."""
    if has_note(season, "strengths"):
        return HTML("")
    sentences = [*_say_best_domain(season), *_say_risen(season), *_say_fixed(season)]
    return phrases.show_sentences(sentences) if sentences else HTML("")


def say_recommendations(season: SeasonTables) -> HTML:
    """What the tables recommend: to the whole body, on reasons, on losses that came back, to the appraisers.

    Nothing beside a note of recommendations: people have said it then.
    """
    _ = language.words(season.lang).gettext
    if has_note(season, "recommendations"):
        return HTML("")
    if not (season.criterion_deductions["deduction"] > 0).any():
        return phrases.show_paragraphs([say_why_no_deductions(season)])
    if len(season.leaf_deductions) == 1:
        told = _("Mùa này chỉ có một tổng điểm cho mỗi đơn vị, nên số liệu không cho biết cần khắc phục tiêu chí nào.")
        return phrases.show_paragraphs([told])
    items = [
        *_say_common(season),
        *_say_reason(season),
        *_say_recurring(season),
        *_say_own(season),
        *_ask_reasons(season),
    ]
    if not items:
        return phrases.show_paragraphs([_("Số liệu của mùa này chưa đủ để rút ra kiến nghị.")])
    listed = Markup("").join(Markup("<li>{item}</li>").format(item=item) for item in items)
    return HTML(Markup('<ul class="decisions">{items}</ul>').format(items=listed))


def _say_best_domain(season: SeasonTables) -> Iterator[Markup]:
    words = language.words(season.lang)
    domains = season.domain_deductions.dropna(subset="deduction_pct")
    best = domains[domains["deduction_pct"] == domains["deduction_pct"].min()]
    if len(best) == len(domains):
        return
    text = words.ngettext(
        "Lĩnh vực bị trừ ít nhất so với điểm tối đa: {names}, {pct}.",
        "Các lĩnh vực bị trừ ít nhất so với điểm tối đa: {names}, cùng {pct}.",
        len(best),
    )
    key = f"{best['criterion_id'].iloc[0]}.deduction_pct"
    yield Markup(text).format(
        names=phrases.strong(phrases.join_names(best["criterion"].tolist(), season)),
        pct=phrases.quote(best["deduction_pct"].iloc[0], "deduction_pct", season, key),
    )


def _say_risen(season: SeasonTables) -> Iterator[Markup]:
    words = language.words(season.lang)
    changes = season.unit_ranking["result_change"].dropna()
    risen = int((changes > 0).sum())
    if not risen:
        return
    text = words.ngettext(
        "{risen}/{all} đơn vị có kết quả cả hai năm có kết quả cao hơn năm {year}.",
        "{risen}/{all} đơn vị có kết quả cả hai năm có kết quả cao hơn năm {year}.",
        risen,
    )
    yield Markup(text).format(
        risen=phrases.quote(risen, "risen_units", season, "risen_units", "count"),
        all=phrases.quote(len(changes), "moved_units", season, "units_of_both_seasons", "count"),
        year=season.rules.previous_year,
    )


def _say_fixed(season: SeasonTables) -> Iterator[Markup]:
    words = language.words(season.lang)
    count = len(season.fixed_losses)
    if not count:
        return
    text = words.ngettext(
        "{count} lần mất điểm của năm trước đã được khắc phục, năm nay không còn.",
        "{count} lần mất điểm của năm trước đã được khắc phục, năm nay không còn.",
        count,
    )
    yield Markup(text).format(count=phrases.quote(count, "fixed_count", season, "fixed_losses.count", "count"))


def _say_common(season: SeasonTables, top: int = 3) -> Iterator[Markup]:
    words = language.words(season.lang)
    problems = measured_scope.find_body_problems(season.criterion_deductions)
    if problems.empty:
        return
    text = words.ngettext(
        "Toàn cơ quan: tập trung khắc phục {count} tiêu chí mà từ {share} số đơn vị áp dụng trở lên bị trừ điểm: "
        "{names}.",
        "Toàn cơ quan: tập trung khắc phục {count} tiêu chí mà từ {share} số đơn vị áp dụng trở lên bị trừ điểm, "
        "trước hết là: {names}.",
        len(problems),
    )
    yield Markup(text).format(
        count=phrases.quote(len(problems), "criteria_count", season, "measured_scope.common", "count"),
        share=language.share(season.rules.analysis.common_hit_share, season.lang, 0),
        names=phrases.strong("; ".join(problems["criterion"].head(top).map(phrases.lower_first))),
    )


def _say_reason(season: SeasonTables) -> Iterator[Markup]:
    """The reason that cost most, where one is known; ties go to the first on the season's list."""
    words = language.words(season.lang)
    known = season.reason_deductions.query("reason != '*' and deduction > 0")
    if known.empty:
        return
    most = known.sort_values("deduction", ascending=False, kind="stable").iloc[0]
    key = most["reason"]
    text = words.ngettext(
        "Xử lý trước lý do “{reason}”: làm mất {deduction} điểm của {units} đơn vị.",
        "Xử lý trước lý do “{reason}”: làm mất {deduction} điểm của {units} đơn vị.",
        int(most["hit_units"]),
    )
    yield Markup(text).format(
        reason=most["reason_name"] if pd.notna(most["reason_name"]) else key,
        deduction=phrases.quote(most["deduction"], "deduction", season, f"{key}.deduction"),
        units=phrases.quote(most["hit_units"], "hit_units", season, f"{key}.hit_units"),
    )


def _say_recurring(season: SeasonTables) -> Iterator[Markup]:
    words = language.words(season.lang)
    recurring = season.recurring_losses
    if recurring.empty:
        return
    units = recurring["unit_id"].nunique()
    text = words.ngettext(
        "Đơn vị mất điểm hai năm liền ở cùng một tiêu chí ({count} lần, {units} đơn vị): có kế hoạch khắc phục, báo "
        "cáo kết quả.",
        "Các đơn vị mất điểm hai năm liền ở cùng một tiêu chí ({count} lần, {units} đơn vị): có kế hoạch khắc phục, "
        "báo cáo kết quả.",
        units,
    )
    yield Markup(text).format(
        count=phrases.quote(len(recurring), "recurring_count", season, "recurring_losses.count", "count"),
        units=phrases.quote(units, "recurring_units", season, "recurring_losses.units", "count"),
    )


def _say_own(season: SeasonTables) -> Iterator[Markup]:
    _ = language.words(season.lang).gettext
    if len(measured_scope.find_unit_problems(season.hit_pattern, season.criterion_deductions)):
        yield Markup(
            escape(
                _("Từng đơn vị: khắc phục các tiêu chí mất điểm riêng nêu ở hồ sơ của đơn vị, dễ lấy lại điểm trước.")
            )
        )


def _ask_reasons(season: SeasonTables) -> Iterator[Markup]:
    """Losses with neither reason nor note: the appraisers are asked to state them."""
    words = language.words(season.lang)
    coverage = season.reason_coverage.set_index("coverage_source")
    count = int(coverage["hit_count"].get("no_note", 0))
    if not count:
        return
    text = words.ngettext(
        "Tổ giúp việc: bổ sung lý do cho {count} lần trừ điểm chưa có lý do và ý kiến thẩm định.",
        "Tổ giúp việc: bổ sung lý do cho {count} lần trừ điểm chưa có lý do và ý kiến thẩm định.",
        count,
    )
    yield Markup(text).format(count=phrases.quote(count, "hit_count", season, "no_note.hit_count"))
