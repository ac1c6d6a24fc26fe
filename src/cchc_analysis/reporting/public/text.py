"""The public result in sentences: each number is one of the published tables."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Kind
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.changes import say_mean_change
from cchc_analysis.reporting.text.claims import say_over_claimed
from cchc_analysis.reporting.text.ranking import name_mean, name_mean_change
from cchc_analysis.store.public_season import PublicSeason

WORKBOOK = "cchc_{year}_public.xlsx"
PROJECTOR = "projector.html"

WITHHELD_BECAUSE = ("few_units", "few_hits", "derivable")


def name_codes(lang: str) -> dict[str, dict[str, str]]:
    """Words for the codes of the published tables, by column."""
    _ = language.words(lang).gettext
    return {
        "public_status": {
            "published": _("đã công bố"),
            "not_ranked": _("không xếp hạng"),
            "withheld": _("chưa công bố"),
        },
        "withheld_because": {
            "few_units": _("quá ít đơn vị áp dụng"),
            "few_hits": _("quá ít đơn vị bị trừ điểm"),
            "derivable": _("suy ra được số liệu khác"),
            "unfinished": _("chưa có kết quả của mọi đơn vị"),
        },
        "scope": {"common": _("chung"), "specific": _("đặc thù")},
    }


def read_facts(season: PublicSeason) -> pd.Series:
    """The published figures of the whole season by metric."""
    return season.public_headlines.set_index("metric")["value"]


def is_in_order(season: PublicSeason) -> bool:
    """Whether the result is published in order, with ranks and totals."""
    return season.rules.publication.form == "order"


def is_open(season: PublicSeason) -> bool:
    """Whether the result of any unit is not published yet."""
    return bool((season.public_ranking["public_status"] == "withheld").any())


def mean_of(season: PublicSeason) -> tuple[str, Kind]:
    """Which mean stands for the season, and how it is printed."""
    return f"mean_{season.rules.rank_by}", printing.kind_of_result(season)


def pick(season: PublicSeason, vietnamese: str, english: str) -> str:
    """A text the season states in both languages."""
    return english if season.lang == "en" and english else vietnamese


def say_provisional(season: PublicSeason) -> str:
    """How many units have no published result yet; empty when all have."""
    words = language.words(season.lang)
    waiting = int((season.public_ranking["public_status"] == "withheld").sum())
    text = words.ngettext(
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và số liệu tổng hợp còn có thể thay đổi.",
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và số liệu tổng hợp còn có thể thay đổi.",
        waiting,
    )
    return text.format(count=waiting, all=len(season.public_ranking)) if waiting else ""


def say_headline(season: PublicSeason) -> HTML:
    """The sentence that matters: who is first (in order only), how many units reached each grade, and the mean."""
    return phrases.show_sentences([say_leaders(season), say_grades(season), say_mean(season)], "lead")


def say_leaders(season: PublicSeason) -> Markup:
    """Who is first; how many units have a result where the order is not published or there is none yet."""
    words = language.words(season.lang)
    _ = words.gettext
    facts, ranking = read_facts(season), season.public_ranking
    first = ranking[ranking["rank"] == 1]
    if first.empty:
        text = words.ngettext(
            "{count}/{all} đơn vị có kết quả được công bố.",
            "{count}/{all} đơn vị có kết quả được công bố.",
            int(facts["complete_units"]),
        )
        return Markup(text).format(
            count=phrases.quote_fact(facts, "complete_units", "count", season),
            all=phrases.quote_fact(facts, "unit_count", "count", season),
        )
    basis = season.rules.rank_by
    score = phrases.quote(first[basis].iloc[0], basis, season, f"{first['unit_id'].iloc[0]}.{basis}")
    if basis == "total_score":
        score = Markup(_("{score} điểm")).format(score=score)
    text = _("{units} đứng đầu với {score}.") if len(first) == 1 else _("{units} cùng đứng đầu với {score}.")
    units = phrases.strong(phrases.join_units(first["unit"].tolist(), season, "leaders"))
    return Markup(text).format(units=units, score=score)


def say_grades(season: PublicSeason) -> Markup:
    """How many units are in each grade, empty grades left out."""
    words = language.words(season.lang)
    facts = read_facts(season)
    parts: list[Markup] = []
    for grade in season.rules.grades:
        count = phrases.number(facts, f"grade_units.{grade.id}")
        if count:
            name = pick(season, grade.name, grade.name_en)
            text = words.ngettext("{grade}: {count} đơn vị", "{grade}: {count} đơn vị", int(count))
            quoted = phrases.quote_fact(facts, f"grade_units.{grade.id}", "count", season)
            parts.append(Markup(text).format(grade=phrases.lower_first(name) if parts else name, count=quoted))
    return Markup("{list}.").format(list=Markup("; ").join(parts)) if parts else Markup("")


def say_mean(season: PublicSeason) -> Markup:
    """The mean and, in order, how far the first is from the last."""
    _ = language.words(season.lang).gettext
    facts = read_facts(season)
    metric, kind = mean_of(season)
    if not phrases.is_known(facts, metric):
        return Markup("")
    spread = f"range_{season.rules.rank_by}"
    with_spread = phrases.number(facts, spread) > 0
    if kind == "points":
        text = (
            _("Bình quân {mean} điểm; đơn vị cao nhất hơn đơn vị thấp nhất {range} điểm.")
            if with_spread
            else _("Bình quân {mean} điểm.")
        )
    elif season.rules.rank_by == "total_pct":
        text = (
            _("Tổng điểm bình quân {mean} điểm tối đa; đơn vị cao nhất hơn đơn vị thấp nhất {range} điểm phần trăm.")
            if with_spread
            else _("Tổng điểm bình quân {mean} điểm tối đa.")
        )
    else:
        text = (
            _("Chỉ số CCHC bình quân {mean}; đơn vị cao nhất hơn đơn vị thấp nhất {range} điểm phần trăm.")
            if with_spread
            else _("Chỉ số CCHC bình quân {mean}.")
        )
    return Markup(text).format(
        mean=phrases.quote_fact(facts, metric, kind, season),
        range=phrases.quote_fact(facts, spread, "points", season) if with_spread else "",
    )


def show_cards(season: PublicSeason) -> HTML:
    """The figures to remember: units with a result, mean, top grade, points lost, change of the mean."""
    _ = language.words(season.lang).gettext
    facts = read_facts(season)
    metric, kind = mean_of(season)
    top = season.rules.grades[0] if season.rules.grades else None
    cards = [
        (phrases.quote_of(facts, "complete_units", "unit_count", season), _("đơn vị có kết quả")),
        (metric, kind, name_mean(season)),
        (
            phrases.quote_of(facts, f"grade_units.{top.id}", "graded_units", season),
            pick(season, top.name, top.name_en),
        )
        if top
        else None,
        ("deduction", "points", _("tổng điểm bị trừ của các đơn vị")),
        ("mean_result_change", "signed", name_mean_change(facts, season)),
    ]
    shown = [_quote_card(card, facts, season) for card in cards if card]
    items = Markup("").join(
        Markup('<div class="card"><strong>{value}</strong><span>{label}</span></div>').format(value=value, label=label)
        for value, label in shown
        if value
    )
    return HTML(Markup('<div class="cards">{items}</div>').format(items=items))


def say_losses(season: PublicSeason, top: int = 3) -> HTML:
    """The criteria at which all units together lost most."""
    words = language.words(season.lang)
    _ = words.gettext
    lost = season.public_criteria
    if is_open(season):
        return phrases.show_paragraphs([say_why_open(season)])
    lost = lost[lost["deduction"] > 0].head(top)
    if lost.empty:
        return phrases.show_paragraphs([say_why_no_losses(season)])
    items = [
        Markup(_("{criterion} ({points} điểm, {hit}/{all} đơn vị)")).format(
            criterion=phrases.strong(phrases.lower_first(row.criterion)),
            points=phrases.quote(row.deduction, "deduction", season, f"{row.criterion_id}.deduction"),
            hit=phrases.quote(row.hit_units, "hit_units", season, f"{row.criterion_id}.hit_units"),
            all=phrases.quote(row.applicable_units, "applicable_units", season, f"{row.criterion_id}.applicable_units"),
        )
        for row in lost.itertuples()
    ]
    total = phrases.quote_fact(read_facts(season), "deduction", "points", season)
    text = _("Các đơn vị mất tổng cộng {total} điểm, nhiều nhất ở: {criteria}.")
    return phrases.show_paragraphs([Markup(text).format(total=total, criteria=Markup("; ").join(items))])


def say_why_no_losses(season: PublicSeason) -> str:
    """Why no points lost are shown: nothing lost, no maxima, or figures of too few units."""
    _ = language.words(season.lang).gettext
    criteria = season.public_criteria
    shown = criteria[criteria["withheld_because"].isna()]
    if shown.empty:
        return _("Không có tiêu chí nào đủ số đơn vị để công bố số liệu chung.")
    if shown["deduction"].isna().all():
        return _("Bộ tiêu chí không ghi điểm tối đa nên không có số điểm bị trừ.")
    return _("Không có đơn vị nào bị trừ điểm ở các tiêu chí được công bố.")


def say_why_open(season: PublicSeason) -> str:
    """Why no body-wide figures are shown while a result is not published."""
    _ = language.words(season.lang).gettext
    return _(
        "Số liệu chung theo lĩnh vực, tiêu chí chỉ công bố khi đã có kết quả của mọi đơn vị, để không suy ra được điểm "
        "của đơn vị công bố sau."
    )


def say_comparison(season: PublicSeason) -> HTML:
    """How self-scores of all units together stand against the appraisal."""
    _ = language.words(season.lang).gettext
    facts = read_facts(season)
    if not phrases.is_known(facts, "compared_units"):
        return phrases.show_paragraphs([say_why_not_compared(season)])
    return phrases.show_sentences(
        [
            say_over_claimed(facts, season),
            *(
                Markup(text).format(points=phrases.quote_fact(facts, part, "points", season))
                for part, text in (
                    ("cut", _("Khi thẩm định, tổng cộng {points} điểm bị hạ.")),
                    ("raised", _("Tổng cộng {points} điểm được nâng.")),
                )
                if phrases.is_known(facts, part)
            ),
        ]
    )


def say_why_not_compared(season: PublicSeason) -> str:
    """Why the comparison with self-scores is not shown."""
    if is_open(season):
        return say_why_open(season)
    _ = language.words(season.lang).gettext
    return _("Không có phần tự chấm, hoặc có dưới {count} đơn vị tự chấm nên không công bố.").format(
        count=season.rules.publication.min_units
    )


def say_changes(season: PublicSeason) -> HTML:
    """What changed since last season: the mean (in order only), and units in a higher or lower grade."""
    sentences = list_changes(season)
    _ = language.words(season.lang).gettext
    return phrases.show_sentences(sentences or [Markup(escape(_("Không có số liệu năm trước để so sánh.")))])


def list_changes(season: PublicSeason) -> list[Markup]:
    """The same, a sentence each; none where there is nothing to compare with."""
    _ = language.words(season.lang).gettext
    facts, year = read_facts(season), season.rules.previous_year
    sentences = []
    if phrases.is_known(facts, "mean_result_change"):
        count = phrases.quote_fact(facts, "moved_units", "count", season)
        sentences.append(say_mean_change(phrases.number(facts, "mean_result_change"), count, season))
    if phrases.is_known(facts, "same_grade_units"):
        text = _(
            "So với năm {year}: {risen} đơn vị lên nhóm điểm cao hơn, {fallen} xuống nhóm thấp hơn, {same} ở nguyên "
            "nhóm."
        )
        sentences.append(
            Markup(text).format(
                year=year,
                **{
                    name: phrases.quote_fact(facts, f"{name}_grade_units", "count", season)
                    for name in ("risen", "fallen", "same")
                },
            )
        )
    return sentences


def say_form(season: PublicSeason) -> HTML:
    """How the result is published, and what is not."""
    _ = language.words(season.lang).gettext
    rules = season.rules
    form = (
        _("Kết quả được công bố theo thứ tự: mỗi đơn vị có hạng và kết quả đạt được. Đơn vị bằng nhau thì cùng hạng.")
        if is_in_order(season)
        else _(
            "Kết quả được công bố theo nhóm điểm: không công bố hạng và điểm của từng đơn vị; trong một nhóm, đơn vị "
            "đứng theo danh sách chung của cơ quan, không theo điểm."
        )
    )
    least = phrases.quote(rules.publication.min_units, "unit_count", season, "min_units", "count")
    kept = Markup(
        _(
            "Không công bố điểm của từng đơn vị ở từng tiêu chí, điểm tự chấm của từng đơn vị, ý kiến thẩm định, giải "
            "trình, tài liệu kiểm chứng. Số liệu của một tiêu chí là của các đơn vị cộng lại, chỉ công bố khi có ít "
            "nhất {least} đơn vị áp dụng và không từ đó suy ra được điểm của một đơn vị, như khi chỉ một đơn vị bị trừ "
            "điểm."
        )
    ).format(least=least)
    meaning = _(
        "Điểm bị trừ là phần chưa đạt so với điểm tối đa của tiêu chí được giao; đó không phải vi phạm, không phải "
        "điểm phạt."
    )
    return phrases.show_paragraphs([form, _say_grade_bounds(season), kept, meaning])


def say_withheld(season: PublicSeason) -> HTML:
    """How many criteria show no figures, and why."""
    words = language.words(season.lang)
    _n = words.ngettext
    if is_open(season):
        return phrases.show_paragraphs([say_why_open(season)], "notice")
    counts = season.public_criteria["withheld_because"].value_counts()
    few_units, few_hits, derivable = (int(counts.get(reason, 0)) for reason in WITHHELD_BECAUSE)
    texts = (
        _n(
            "{count} tiêu chí không công bố số liệu vì áp dụng cho dưới {least} đơn vị.",
            "{count} tiêu chí không công bố số liệu vì áp dụng cho dưới {least} đơn vị.",
            few_units,
        ),
        _n(
            "{count} tiêu chí không công bố số liệu vì chỉ có dưới {least} đơn vị bị trừ điểm (hoặc có điểm).",
            "{count} tiêu chí không công bố số liệu vì chỉ có dưới {least} đơn vị bị trừ điểm (hoặc có điểm).",
            few_hits,
        ),
        _n(
            "{count} tiêu chí không công bố số liệu vì từ đó suy ra được số liệu không công bố khác.",
            "{count} tiêu chí không công bố số liệu vì từ đó suy ra được số liệu không công bố khác.",
            derivable,
        ),
    )
    sentences = [
        Markup(text).format(
            count=phrases.quote(count, "criteria_count", season, f"withheld.{reason}", "count"),
            least=season.rules.publication.min_units,
        )
        for reason, count, text in zip(WITHHELD_BECAUSE, (few_units, few_hits, derivable), texts, strict=True)
        if count
    ]
    return phrases.show_sentences(sentences) if sentences else HTML("")


def link_files(season: PublicSeason) -> HTML:
    """Links to the projector view and the workbook beside the page."""
    _ = language.words(season.lang).gettext
    return HTML(
        Markup('<p><a href="{projector}">{shown}</a> · <a href="{workbook}" download>{tables}</a></p>').format(
            projector=PROJECTOR,
            shown=_("Bản trình chiếu"),
            workbook=WORKBOOK.format(year=season.year),
            tables=_("Bảng số liệu công bố (Excel)"),
        )
    )


def _quote_card(
    card: tuple[Markup, str] | tuple[str, Kind, str], facts: pd.Series, season: PublicSeason
) -> tuple[Markup, str]:
    if len(card) == 2:
        return card
    metric, kind, label = card
    known = phrases.is_known(facts, metric)
    return (phrases.quote_fact(facts, metric, kind, season) if known else Markup("")), label


def _say_grade_bounds(season: PublicSeason) -> str:
    """The cut points: which result belongs to which grade."""
    _ = language.words(season.lang).gettext
    rules = season.rules
    if not rules.grades:
        return ""
    is_points = rules.grade_by == "total_score"
    parts = []
    for grade in rules.grades:
        bound = (
            language.points(grade.at_least, season.lang, rules.printed_decimals)
            if is_points
            else language.percent(grade.at_least, season.lang)
        )
        parts.append(f"{pick(season, grade.name, grade.name_en)} (≥ {bound})")
    basis = _("tổng điểm") if is_points else _("chỉ số CCHC")
    return _("Nhóm điểm theo {basis}: {grades}.").format(basis=basis, grades="; ".join(parts))
