"""Rules of reward and the two forms of publication, in sentences."""

from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analysis.publication import find_closeness
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.text import phrases
from cchc_analysis.rules.season import Reward


def describe_rule(rule: Reward, season: SeasonTables) -> str:
    """Every condition of a reward rule in words, in the order in which ``season.toml`` explains them."""
    _ = language.words(season.lang).gettext
    conditions = [
        _("xếp loại: {names}").format(names=_names(season, "grades", rule.grades)) if rule.grades else "",
        _("thuộc nhóm đơn vị: {names}").format(names=_names(season, "unit_groups", rule.groups)) if rule.groups else "",
        _("hạng từ {rank} trở lên").format(rank=rule.top) if rule.top else "",
        _("hạng trong nhóm đơn vị từ {rank} trở lên").format(rank=rule.top_in_group) if rule.top_in_group else "",
        _say_least_score(rule, season),
        _say_least_change(rule, season),
        _("số bậc thay đổi hạng so với năm trước từ {ranks} trở lên").format(
            ranks=language.number(rule.min_rank_change, 0, season.lang, signed=True)
        )
        if rule.min_rank_change is not None
        else "",
        _("không có điểm phạt") if rule.without_penalty else "",
    ]
    return "; ".join(condition for condition in conditions if condition)


def say_publication(season: SeasonTables) -> HTML:
    """What publishing grades alone hides, and what it sets apart, against publishing in order."""
    _ = language.words(season.lang).gettext
    forms = season.publication_forms
    if forms.empty:
        return phrases.show_paragraphs(
            [_("Chưa có đơn vị được xếp hạng hoặc mùa này không chia nhóm điểm nên không so sánh hai cách công bố.")]
        )
    if len(forms) == 1:
        return phrases.show_paragraphs([_("Chỉ một đơn vị được xếp hạng nên hai cách công bố không khác nhau.")])
    grades = forms.dropna(subset="grade").drop_duplicates("grade")
    spreads = [_say_spread(row, season) for row in grades[grades["grade_units"] > 1].itertuples()]
    return phrases.show_paragraphs([*spreads, _say_split_close(forms, season)])


def _say_spread(first: Any, season: SeasonTables) -> Markup:
    """How far apart the units of one grade stand; *first* is the row of its first unit."""
    _ = language.words(season.lang).gettext
    text = (
        _(
            "Nhóm “{grade}” có {count} đơn vị, đơn vị đầu hơn đơn vị cuối {spread}; công bố theo nhóm không cho thấy "
            "khoảng cách này."
        )
        if first.grade_spread
        else _("Nhóm “{grade}” có {count} đơn vị, kết quả bằng nhau.")
    )
    return Markup(text).format(
        grade=first.grade_name,
        count=phrases.quote(first.grade_units, "grade_units", season, f"{first.unit_id}.grade_units"),
        spread=_measure(
            phrases.quote(first.grade_spread, "grade_spread", season, f"{first.unit_id}.grade_spread"), season
        ),
    )


def _say_split_close(forms: pd.DataFrame, season: SeasonTables) -> Markup:
    """How many close neighbours grades would set apart, and what close means."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    pairs = int(forms["is_split_close"].sum())
    text = (
        _n(
            "{count} cặp đơn vị liền nhau ở hai nhóm điểm khác nhau dù hơn kém nhau chưa đến {close}.",
            "{count} cặp đơn vị liền nhau ở hai nhóm điểm khác nhau dù hơn kém nhau chưa đến {close}.",
            pairs,
        )
        if pairs
        else _("Không có hai đơn vị liền nhau nào ở hai nhóm điểm khác nhau mà hơn kém nhau chưa đến {close}.")
    )
    has_steps = season.rules.rank_by == "total_score" and (season.criteria["step"] > 0).any()
    named = _("{points} (bước điểm nhỏ nhất)") if has_steps else _("{points} (mức quy ước)")
    closeness = find_closeness(season.criteria, season.rules)
    places = max(season.rules.printed_decimals, len(f"{closeness:g}".partition(".")[2]))
    close = _measure(escape(language.points(closeness, season.lang, places)), season)
    return Markup(text).format(
        count=phrases.quote(pairs, "close_count", season, "publication_forms.split_close", "count"),
        close=Markup(named).format(points=close),
    )


def _measure(points: Markup, season: SeasonTables) -> Markup:
    """A difference with its unit: points, or percentage points where ranks go by index."""
    return printing.with_unit(points, season)


def _say_least_change(rule: Reward, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if rule.min_score_change is None:
        return ""
    texts = {
        "total_score": _("tổng điểm thay đổi so với năm trước từ {points} điểm trở lên"),
        "index_pct": _("chỉ số thay đổi so với năm trước từ {points} điểm phần trăm trở lên"),
        "total_pct": _("tỷ lệ tổng điểm thay đổi so với năm trước từ {points} điểm phần trăm trở lên"),
    }
    return texts[season.rules.rank_by].format(points=_points(rule.min_score_change, season, signed=True))


def _say_least_score(rule: Reward, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if rule.min_score is None:
        return ""
    if season.rules.rank_by == "total_pct":
        return _("tổng điểm từ {value}% điểm tối đa trở lên").format(value=_points(rule.min_score, season))
    if season.rules.rank_by == "index_pct":
        return _("chỉ số từ {value}% trở lên").format(value=_points(rule.min_score, season))
    return _("tổng điểm từ {value} trở lên").format(value=_points(rule.min_score, season))


def _points(value: float, season: SeasonTables, *, signed: bool = False) -> str:
    return language.points(value, season.lang, season.rules.printed_decimals, signed=signed)


def _names(season: SeasonTables, kind: str, ids: tuple[str, ...]) -> str:
    named = {
        part.id: (part.name_en if season.lang == "en" else "") or part.name for part in getattr(season.rules, kind)
    }
    return ", ".join(named[code] for code in ids)
