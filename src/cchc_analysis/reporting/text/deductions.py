"""What was lost most, and what nobody lost, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis import deductions
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases


def say_deductions(season: SeasonTables, top: int = 4) -> HTML:
    """Which criteria cost most, what share of all points lost they are, and who gave the points up."""
    lost = season.criterion_deductions
    lost = lost[lost["deduction"] > 0]
    if lost.empty:
        return phrases.show_paragraphs([say_why_no_deductions(season)])
    if len(season.leaf_deductions) == 1:
        return phrases.show_paragraphs([say_why_no_detail(season)])
    most = lost.head(top)
    names = phrases.strong("; ".join(most["criterion"].map(phrases.lower_first)))
    sentences = [Markup("{share} {names}.").format(share=say_share(season, most), names=names), say_parts(season)]
    return phrases.show_paragraphs([sentence for sentence in sentences if sentence])


def say_share(season: SeasonTables, most: pd.DataFrame) -> Markup:
    """What share of all points lost the *most* deducted criteria are, up to the colon before they are listed."""
    facts, count = phrases.read_facts(season), len(most)
    share = f"loss_share.{count}"
    text = language.words(season.lang).ngettext(
        "Tiêu chí bị trừ nhiều nhất chiếm {share} trong tổng số {total} điểm bị trừ:",
        "{count} tiêu chí bị trừ nhiều nhất chiếm {share} trong tổng số {total} điểm bị trừ:",
        count,
    )
    return Markup(text).format(
        count=count,
        share=phrases.quote(phrases.number(facts, share), "loss_share", season, share, "share"),
        total=phrases.quote_fact(facts, "deduction", "points", season),
    )


def say_why_no_deductions(season: SeasonTables) -> str:
    """Why a season shows no deductions: nothing appraised, no maxima, or nothing lost."""
    _ = language.words(season.lang).gettext
    if not season.body.is_appraised:
        return _("Chưa có điểm thẩm định nên chưa có điểm bị trừ.")
    if not season.body.has_maxima:
        return _(
            "Bộ tiêu chí không ghi điểm tối đa nên không tính được điểm bị trừ, chỉ tính được phần điểm bị hạ và được "
            "nâng khi thẩm định."
        )
    return _("Không có đơn vị nào bị trừ điểm.")


def say_why_no_detail(season: SeasonTables) -> str:
    """Why losses are told no finer: one total per unit, scores per domain only, or criteria without parts."""
    _ = language.words(season.lang).gettext
    if season.body.leaf_count == 1:
        return _(
            "Mùa chấm điểm này chỉ có một tổng điểm cho mỗi đơn vị nên không biết điểm bị trừ ở lĩnh vực, tiêu chí nào."
        )
    if season.body.has_domain_scores_only:
        return _("Mùa chấm điểm này chỉ có điểm theo lĩnh vực nên không biết điểm bị trừ ở tiêu chí nào.")
    return _("Tiêu chí được chấm trực tiếp, không có tiêu chí thành phần.")


def say_why_no_pattern(season: SeasonTables) -> str:
    """Why losses cannot be told apart by criterion: none is known, or only whole totals are; empty where they can."""
    if season.leaf_deductions["deduction"].isna().all():
        return say_why_no_deductions(season)
    return say_why_no_detail(season) if len(season.leaf_deductions) == 1 else ""


def say_strengths(season: SeasonTables) -> HTML:
    """The criteria at which every unit reached the maximum."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    why = say_why_no_pattern(season)
    if why:
        return phrases.show_paragraphs([why])
    full = deductions.find_full_criteria(season.criterion_deductions, season.comparison)
    if full.empty:
        return phrases.show_paragraphs([_("Không có tiêu chí nào mà mọi đơn vị áp dụng đều đạt điểm tối đa.")])
    specific = int((full["scope"] == "specific").sum())
    if specific == len(full):
        text = _n(
            "Ở {count} tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa; đó là tiêu chí đặc thù.",
            "Ở {count} tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa; tất cả là tiêu chí đặc thù.",
            len(full),
        )
    elif specific:
        text = _n(
            "Ở {count} tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa, trong đó có {specific} tiêu chí đặc thù.",
            "Ở {count} tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa, trong đó có {specific} tiêu chí đặc thù.",
            specific,
        )
    else:
        text = _n(
            "Ở {count} tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa.",
            "Ở {count} tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa.",
            len(full),
        )
    sentence = Markup(text).format(
        count=phrases.quote(len(full), "criteria_count", season, "full_criteria", "count"),
        specific=phrases.quote(specific, "criteria_count", season, "full_specific_criteria", "count"),
    )
    return phrases.show_paragraphs([sentence])


def say_parts(season: SeasonTables) -> Markup:
    """How much of all points lost the units conceded, appraisal cut, and nobody can tell; empty where none is known."""
    words = language.words(season.lang)
    _ = words.gettext
    facts = phrases.read_facts(season)
    texts = {
        "conceded": _("đơn vị tự nhận chưa đạt {points} điểm"),
        "cut": _("bị hạ khi thẩm định {points} điểm"),
        "unsplit": _("không có điểm tự chấm để phân tích {points} điểm"),
        "raised": _("trừ đi phần được nâng khi thẩm định {points} điểm"),
    }
    parts = [
        Markup(text).format(points=phrases.quote_fact(facts, name, "points", season))
        for name, text in texts.items()
        if phrases.number(facts, name) > 0
    ]
    return Markup(_("Trong đó: {parts}.")).format(parts=Markup("; ").join(parts)) if parts else Markup("")
