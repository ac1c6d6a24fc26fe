"""Tables to sentences. Each number of a sentence is the table's own value, printed by the same format as the table.

Sentences are written in Vietnamese and translated through the message catalogue. A number stands in the page as
``<data value="39.394737" data-key="mean_total_score">39,39</data>``, so a test can compare it with the tables.
"""

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from babel.lists import format_list
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, tables
from cchc_analysis.reporting.tables import Kind


def say_headline(season: SeasonTables) -> HTML:
    """The sentence that matters: who is first, how many reached each grade, the mean and the spread."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    ranked = season.unit_ranking.query("ranking_status == 'ranked'")
    facts = _facts(season)
    if ranked.empty:
        return _paragraphs([_("Chưa xếp hạng được đơn vị nào: chưa đơn vị nào thẩm định xong.")], "lead")
    first = ranked[ranked["rank"] == 1]
    basis = season.rules.rank_by
    score = _quote(first[basis].iloc[0], basis, season, f"{first['unit_id'].iloc[0]}.{basis}")
    unit_word = _("điểm") if basis == "total_score" else ""
    leaders = _join(first["unit"].tolist(), season)
    opening = (
        _("{units} đứng đầu với {score} {points}.")
        if len(first) == 1
        else _("{units} cùng đứng đầu với {score} {points}.")
    )
    sentences = [Markup(opening).format(units=_strong(leaders), score=score, points=unit_word)]
    grades = _say_grades(season)
    if grades:
        sentences.append(grades)
    if len(ranked) > 1:
        sentences.append(
            Markup(_("Bình quân {mean} điểm; đơn vị cao nhất hơn đơn vị thấp nhất {range} điểm.")).format(
                mean=_fact(facts, "mean_total_score", "points", season),
                range=_fact(facts, "range_total_score", "points", season),
            )
        )
    return HTML(f'<p class="lead">{Markup(" ").join(sentences)}</p>')


def show_cards(season: SeasonTables) -> HTML:
    """Four figures to remember: units, mean, top grade, points lost."""
    words = language.words(season.lang)
    _ = words.gettext
    facts = _facts(season)
    cards: list[tuple[Markup, str]] = [
        (_of(facts, "complete_units", "unit_count", season), _("đơn vị đã thẩm định xong")),
        (_fact(facts, "mean_total_score", "points", season), _("điểm bình quân")),
    ]
    top = season.rules.grades[0] if season.rules.grades else None
    if top is not None:
        name = top.name if season.lang == "vi" or not top.name_en else top.name_en
        cards.append((_of(facts, f"grade_units.{top.id}", "graded_units", season), name))
    cards.append((_fact(facts, "deduction", "points", season), _("điểm bị trừ, cộng mọi đơn vị")))
    if season.has_previous:
        change = _fact(facts, "mean_score_change", "signed", season)
        cards.append((change, _("điểm bình quân so với năm {year}").format(year=season.rules.previous_year)))
    items = Markup("").join(
        Markup('<div class="card"><strong>{value}</strong><span>{label}</span></div>').format(value=value, label=label)
        for value, label in cards
    )
    return HTML(Markup('<div class="cards">{items}</div>').format(items=items))


def say_deductions(season: SeasonTables, top: int = 4) -> HTML:
    """Which criteria cost most, what share of all points lost they are, and who gave the points up."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    lost = season.criterion_deductions
    lost = lost[lost["deduction"] > 0]
    facts = _facts(season)
    if lost.empty:
        return _paragraphs([say_why_no_deductions(season)])
    most = lost.head(top)
    share = _quote(_number(facts, f"loss_share.{len(most)}"), "loss_share", season, f"loss_share.{len(most)}", "share")
    names = _join(most["criterion"].map(_lower_first).tolist(), season)
    sentences = [
        Markup(
            _n(
                "Tiêu chí bị trừ nhiều nhất là {names}, chiếm {share} của {total} điểm bị trừ.",
                "{count} tiêu chí bị trừ nhiều nhất chiếm {share} của {total} điểm bị trừ: {names}.",
                len(most),
            )
        ).format(count=len(most), names=_strong(names), share=share, total=_fact(facts, "deduction", "points", season)),
        _say_parts(season),
    ]
    return _paragraphs([sentence for sentence in sentences if sentence])


def say_why_no_deductions(season: SeasonTables) -> str:
    """Why a season shows no deductions: nothing appraised, no maxima, or nothing lost."""
    _ = language.words(season.lang).gettext
    scored = season.comparison.query("appraised_status == 'scored' and line == 'score'")
    if scored.empty:
        return _("Chưa có điểm thẩm định nên chưa có điểm bị trừ.")
    if scored["max_score"].isna().all():
        return _(
            "Bộ tiêu chí không ghi điểm tối đa nên không tính được điểm bị trừ, chỉ tính được điểm hạ và điểm nâng."
        )
    return _("Không đơn vị nào bị trừ điểm.")


def say_comparison(season: SeasonTables) -> HTML:
    """How far self-scores stand above appraised ones, and where the gap is widest."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    facts = _facts(season)
    compared = season.unit_ranking
    compared = compared[compared["compared_self_score"].notna()]
    if compared.empty:
        return _paragraphs([_("Mùa chấm này không có điểm tự chấm nên không có phần đối chiếu tự chấm và thẩm định.")])
    sentences = [
        Markup(
            _n(
                "{over} đơn vị tự chấm cao hơn điểm thẩm định, trên {all} đơn vị có tự chấm.",
                "{over} đơn vị tự chấm cao hơn điểm thẩm định, trên {all} đơn vị có tự chấm.",
                int(_number(facts, "over_claiming_units")),
            )
        ).format(
            over=_fact(facts, "over_claiming_units", "count", season),
            all=_fact(facts, "compared_units", "count", season),
        ),
        Markup(_("Khi thẩm định, {cut} điểm bị hạ và {raised} điểm được nâng.")).format(
            cut=_fact(facts, "cut", "points", season), raised=_fact(facts, "raised", "points", season)
        ),
    ]
    widest = compared.sort_values(["cut", "unit_id"], ascending=[False, True]).head(1)
    if widest["cut"].iloc[0] > 0:
        unit = widest.iloc[0]
        sentences.append(
            Markup(_("Bị hạ nhiều nhất là {unit}: {cut} điểm.")).format(
                unit=_strong(unit["unit"]), cut=_quote(unit["cut"], "cut", season, f"{unit['unit_id']}.cut")
            )
        )
    silent = season.unit_ranking.query("not has_self_score and ranking_status != 'not_scored'")
    if len(silent) and season.rules.self_stage is not None:
        sentences.append(
            Markup(_("Không có phiếu tự chấm, đứng ngoài phần đối chiếu: {units}.")).format(
                units=_join(silent["unit"].tolist(), season)
            )
        )
    return HTML(f"<p>{Markup(' ').join(sentences)}</p>")


def say_changes(season: SeasonTables) -> HTML:
    """What moved since last season: the mean, the largest rise and the largest fall."""
    words = language.words(season.lang)
    _ = words.gettext
    ranking = season.unit_ranking
    moved = ranking[ranking["score_change"].notna()]
    if moved.empty:
        return _paragraphs([_("Không có số liệu năm trước để so sánh.")])
    facts = _facts(season)
    year = season.rules.previous_year
    change = _number(facts, "mean_score_change")
    if change == 0:
        opening = Markup(_("So với năm {year}, điểm bình quân không đổi.")).format(year=year)
    else:
        text = (
            _("So với năm {year}, điểm bình quân tăng {change}.")
            if change > 0
            else _("So với năm {year}, điểm bình quân giảm {change}.")
        )
        opening = Markup(text).format(
            year=year, change=_quote(abs(change), "score", season, "mean_score_change", "points")
        )
    sentences = [opening]
    ordered = moved.sort_values(["score_change", "unit_id"], ascending=[False, True])
    for unit, text in (
        (ordered.iloc[0], _("Tăng nhiều nhất: {unit} ({change} điểm{ranks}).")),
        (ordered.iloc[-1], _("Giảm nhiều nhất: {unit} ({change} điểm{ranks}).")),
    ):
        rises = text == _("Tăng nhiều nhất: {unit} ({change} điểm{ranks}).")
        if (unit["score_change"] > 0) == rises and unit["score_change"] != 0:
            ranks = ""
            if pd.notna(unit["previous_rank"]) and pd.notna(unit["rank"]):
                ranks = _(", hạng {before} → {after}").format(before=unit["previous_rank"], after=unit["rank"])
            sentences.append(
                Markup(text).format(
                    unit=_strong(unit["unit"]),
                    change=_quote(unit["score_change"], "score_change", season, f"{unit['unit_id']}.score_change"),
                    ranks=ranks,
                )
            )
    note = _("Bộ tiêu chí hai năm không giống hệt nhau; thay đổi điểm gồm cả phần do thay đổi tiêu chí.")
    return _paragraphs([Markup(" ").join(sentences), *([note] if season.rules.crosswalk else [])])


def say_strengths(season: SeasonTables) -> HTML:
    """The criteria at which every unit reached the maximum."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    full = season.criterion_deductions.query("deduction == 0 and applicable_units > 0")
    if full.empty:
        return _paragraphs([_("Không có tiêu chí nào mà mọi đơn vị áp dụng đều đạt điểm tối đa.")])
    specific = int((full["scope"] == "specific").sum())
    sentence = Markup(
        _n(
            "{count} tiêu chí được mọi đơn vị áp dụng đạt điểm tối đa, trong đó {specific} tiêu chí đặc thù.",
            "{count} tiêu chí được mọi đơn vị áp dụng đạt điểm tối đa, trong đó {specific} tiêu chí đặc thù.",
            len(full),
        )
    ).format(
        count=_quote(len(full), "criteria_count", season, "full_criteria", "count"),
        specific=_quote(specific, "criteria_count", season, "full_specific_criteria", "count"),
    )
    return _paragraphs([sentence])


def list_decisions(season: SeasonTables) -> HTML:
    """What waits for the committee: unfinished appraisals, initiatives that move a grade, ties, contested points."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    ranking = season.unit_ranking
    items: list[Markup] = []
    for status, text in (
        ("pending", _("Thẩm định chưa xong, chưa xếp hạng: {units}.")),
        ("held_back", _("Có ô điểm thẩm định không đọc được, chưa xếp hạng: {units}.")),
        ("not_scored", _("Chưa chấm điểm: {units}.")),
    ):
        units = ranking.loc[ranking["ranking_status"] == status, "unit"].tolist()
        if units:
            items.append(Markup(text).format(units=_strong(_join(units, season))))
    effects = season.initiative_effects
    initiatives = season.initiatives.set_index("initiative_id")["title"]
    for effect in effects[effects["is_grade_changed"] & (effects["initiative_status"] == "proposed")].itertuples():
        items.append(
            Markup(
                _("Công nhận sáng kiến “{title}” sẽ đưa {unit} từ {before} lên {after} điểm, sang nhóm {grade}.")
            ).format(
                title=initiatives[effect.initiative_id],
                unit=_strong(effect.unit),
                before=_quote(effect.total_without, "total_without", season, f"{effect.initiative_id}.total_without"),
                after=_quote(effect.total_with, "total_with", season, f"{effect.initiative_id}.total_with"),
                grade=_lower_first(effect.grade_with_name),
            )
        )
    waiting = effects[effects["initiative_status"] == "proposed"]
    if len(waiting):
        items.append(
            Markup(
                _n(
                    "{count} sáng kiến đề nghị chờ quyết định công nhận.",
                    "{count} sáng kiến đề nghị chờ quyết định công nhận.",
                    len(waiting),
                )
            ).format(count=_quote(len(waiting), "initiative_count", season, "proposed_initiatives", "count"))
        )
    tied = ranking[ranking["rank"].notna() & ranking.duplicated("rank", keep=False)]
    for rank, units in tied.groupby("rank"):
        items.append(
            Markup(_("{units} bằng điểm, cùng hạng {rank}.")).format(
                units=_strong(_join(units["unit"].tolist(), season)), rank=rank
            )
        )
    most = season.criterion_deductions.query("deduction > 0").head(1)
    for criterion in most.itertuples():
        items.append(
            Markup(
                _n(
                    "Có nên gửi thư đến {hit} đơn vị (trên {all} đơn vị áp dụng) mất điểm ở tiêu chí “{criterion}”?",
                    "Có nên gửi thư đến {hit} đơn vị (trên {all} đơn vị áp dụng) mất điểm ở tiêu chí “{criterion}”?",
                    int(criterion.hit_units),
                )
            ).format(
                hit=_quote(criterion.hit_units, "hit_units", season, f"{criterion.criterion_id}.hit_units"),
                all=_quote(
                    criterion.applicable_units, "applicable_units", season, f"{criterion.criterion_id}.applicable_units"
                ),
                criterion=criterion.criterion,
            )
        )
    items.append(Markup(escape(_("Công bố kết quả theo thứ tự hay theo nhóm điểm?"))))
    return HTML(
        Markup('<ul class="decisions">{items}</ul>').format(
            items=Markup("").join(Markup("<li>{item}</li>").format(item=item) for item in items)
        )
    )


def say_received(season: SeasonTables) -> HTML:
    """How much of what was expected came, and what was found wrong with it."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    submissions = season.submissions
    sentences = []
    for stage, rows in submissions[submissions["is_expected"]].groupby("stage_name", sort=False):
        sentences.append(
            Markup(_("{stage}: đã nhận {received}/{expected} đơn vị.")).format(
                stage=stage,
                received=_quote(
                    rows["is_received"].sum(), "received_units", season, f"{stage}.received_units", "count"
                ),
                expected=_quote(len(rows), "expected_units", season, f"{stage}.expected_units", "count"),
            )
        )
    counts = season.findings["severity"].value_counts()
    sentences.append(
        Markup(_("Kiểm tra thấy {errors} lỗi phải sửa và {doubts} điểm cần xem lại.")).format(
            errors=_quote(counts.get("error", 0), "finding_count", season, "errors", "count"),
            doubts=_quote(counts.get("doubt", 0), "finding_count", season, "doubts", "count"),
        )
    )
    return HTML(f"<p>{Markup(' ').join(sentences)}</p>")


def say_provisional(season: SeasonTables) -> str:
    """What is still open, in plain words; empty when every appraisal is finished."""
    words = language.words(season.lang)
    _n = words.ngettext
    waiting = int(season.unit_ranking["ranking_status"].isin(["pending", "held_back", "not_scored"]).sum())
    if not waiting:
        return ""
    return _n(
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và tổng hợp còn có thể thay đổi.",
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và tổng hợp còn có thể thay đổi.",
        waiting,
    ).format(count=waiting, all=len(season.unit_ranking))


def say_unit(season: SeasonTables, unit_id: str) -> HTML:
    """Where one unit stands: points, grade, rank overall and in its group, and against last season."""
    words = language.words(season.lang)
    _ = words.gettext
    unit = season.unit_ranking.set_index("unit_id").loc[unit_id]
    quoted = {
        column: _quote(unit[column], column, season, f"{unit_id}.{column}")
        for column in ("total_score", "rank", "group_rank", "open_score", "appraised_score")
    }
    sentences: list[Markup] = []
    match unit["ranking_status"]:
        case "ranked" | "not_ranked":
            sentences.append(Markup(_("Đạt {total_score} điểm.")).format(**quoted))
            if pd.notna(unit["grade_name"]):
                sentences.append(Markup(_("Nhóm: {grade}.")).format(grade=_strong(_lower_first(unit["grade_name"]))))
            if pd.notna(unit["rank"]):
                count = int(season.unit_ranking["rank"].notna().sum())
                sentences.append(
                    Markup(_("Hạng {rank} trên {count} đơn vị được xếp hạng.")).format(count=count, **quoted)
                )
            else:
                sentences.append(Markup(escape(_("Đơn vị được đánh giá nhưng không xếp hạng."))))
            if pd.notna(unit["group_rank"]) and pd.notna(unit["group_name"]):
                sentences.append(
                    Markup(_("Hạng {group_rank} trong nhóm {group}.")).format(group=unit["group_name"], **quoted)
                )
        case "pending":
            text = _("Thẩm định chưa xong, chưa xếp hạng: mới có {appraised_score} điểm, còn {open_score} điểm để ngỏ.")
            sentences.append(Markup(text).format(**quoted))
        case "held_back":
            sentences.append(Markup(escape(_("Có ô điểm thẩm định không đọc được; tổng điểm và hạng chờ đính chính."))))
        case _:
            sentences.append(Markup(escape(_("Chưa chấm điểm."))))
    if pd.notna(unit["score_change"]):
        sentences.append(
            Markup(_("So với năm {year}: {change} điểm.")).format(
                year=season.rules.previous_year,
                change=_quote(unit["score_change"], "score_change", season, f"{unit_id}.score_change"),
            )
        )
    if not unit["has_self_score"] and season.rules.self_stage is not None:
        sentences.append(Markup('<em class="mark">{mark}</em>').format(mark=_("chưa tự chấm")))
    return HTML(f'<p class="lead">{Markup(" ").join(sentences)}</p>')


def say_first_fixes(season: SeasonTables, unit_id: str, top: int = 3) -> HTML:
    """The leaves at which the unit has most to regain, surveys left out: what to fix first and what it buys."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    lost = season.comparison.query("unit_id == @unit_id and deduction > 0 and not is_survey")
    if lost.empty:
        return _paragraphs([_("Đơn vị không có điểm bị trừ nào để lấy lại.")])
    first = lost.sort_values(["deduction", "criterion_id"], ascending=[False, True]).head(top)
    items = [
        Markup("{criterion} (+{points})").format(
            criterion=_strong(f"{leaf.criterion_code} {leaf.criterion}"),
            points=_quote(leaf.deduction, "deduction", season, f"{leaf.criterion_id}.deduction"),
        )
        for leaf in first.itertuples()
    ]
    sentence = Markup(
        _n(
            "Sửa trước, lấy lại được nhiều điểm nhất: {items}.",
            "Sửa trước, lấy lại được nhiều điểm nhất: {items}.",
            len(items),
        )
    ).format(items=Markup("; ").join(items))
    return _paragraphs([sentence])


def describe_figure(metric: str, season: SeasonTables) -> str:
    """What a metric of ``published.csv`` is, in words: ``units_ge_40`` is “units with 40 points or more”."""
    _ = language.words(season.lang).gettext
    for pattern, text in (
        (r"units_ge_(?P<low>.+)", _("Số đơn vị đạt từ {low} điểm")),
        (r"units_(?P<low>.+)_to_lt_(?P<high>.+)", _("Số đơn vị đạt từ {low} đến dưới {high} điểm")),
        (r"share_ge_(?P<low>.+)_pct", _("Tỷ lệ đơn vị đạt từ {low} điểm (%)")),
        (r"units_appraised", _("Số đơn vị được thẩm định")),
        (r"units_self_scored", _("Số đơn vị tự chấm")),
        (r"mean_points", _("Điểm bình quân")),
        (r"max_minus_min_points", _("Chênh lệch đơn vị cao nhất và thấp nhất")),
        (r"first_place", _("Đơn vị đứng đầu")),
        (r"content_areas", _("Số lĩnh vực")),
        (r"most_deducted_criteria", _("Tiêu chí bị trừ nhiều nhất")),
        (r"criteria_at_max_scope", _("Phạm vi của tiêu chí mọi đơn vị đạt tối đa")),
    ):
        found = re.fullmatch(pattern, metric)
        if found:
            return text.format(**found.groupdict())
    return metric


def name_criteria(value: str, season: SeasonTables) -> str:
    """A published value with criterion ids, units and scopes by their names; any other value as it is."""
    _ = language.words(season.lang).gettext
    if pd.isna(value):
        return "–"
    criteria = season.criteria.set_index("criterion_id")
    names = (criteria["code"] + " " + criteria["criterion"]).to_dict()
    names |= season.units.set_index("unit_id")["unit"].to_dict()
    names |= {"common": _("chung"), "specific": _("đặc thù")}
    return "; ".join(names.get(part.strip(), part.strip()) for part in value.split(";"))


def _say_grades(season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _n = words.ngettext
    facts = _facts(season)
    parts = []
    for grade in season.rules.grades:
        count = _number(facts, f"grade_units.{grade.id}")
        if count:
            name = grade.name if season.lang == "vi" or not grade.name_en else grade.name_en
            parts.append(
                Markup(_n("{count} đơn vị {grade}", "{count} đơn vị {grade}", int(count))).format(
                    count=_fact(facts, f"grade_units.{grade.id}", "count", season), grade=_lower_first(name)
                )
            )
    return Markup("{list}.").format(list=Markup(", ").join(parts)) if parts else Markup("")


def _say_parts(season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _ = words.gettext
    facts = _facts(season)
    texts = {
        "conceded": _("đơn vị tự nhận chưa đạt {points}"),
        "cut": _("bị hạ khi thẩm định {points}"),
        "unsplit": _("không có điểm tự chấm để chia {points}"),
        "raised": _("trừ đi phần được nâng {points}"),
    }
    parts = [
        Markup(text).format(points=_fact(facts, name, "points", season))
        for name, text in texts.items()
        if _number(facts, name) > 0
    ]
    if not parts:
        return Markup("")
    return Markup(_("Chia theo ai đã trừ: {parts}.")).format(parts=Markup("; ").join(parts))


def _facts(season: SeasonTables) -> pd.Series:
    return season.headlines.set_index("metric")["value"]


def _number(facts: pd.Series, metric: str) -> float:
    value = facts.get(metric, 0.0)
    return 0.0 if pd.isna(value) else float(value)


def _fact(facts: pd.Series, metric: str, kind: Kind, season: SeasonTables) -> Markup:
    return _quote(facts.get(metric), metric, season, metric, kind)


def _of(facts: pd.Series, part: str, whole: str, season: SeasonTables) -> Markup:
    return Markup("{part}/{whole}").format(
        part=_quote(_number(facts, part), part, season, part, "count"),
        whole=_quote(_number(facts, whole), whole, season, whole, "count"),
    )


def _quote(value: Any, column: str, season: SeasonTables, key: str, kind: Kind | None = None) -> Markup:
    shown = tables.format_value(value, kind or tables.kind_of(column), season)
    if value is None or pd.isna(value):
        return Markup(escape(shown))
    return Markup('<data value="{value}" data-key="{key}">{shown}</data>').format(
        value=repr(float(value)), key=key, shown=shown
    )


def _strong(text: str | Markup) -> Markup:
    return Markup("<strong>{text}</strong>").format(text=text)


def _join(names: Sequence[str], season: SeasonTables) -> str:
    """Names as a sentence lists them: “A, B và C”."""
    return str(format_list(list(names), locale=season.lang))


def _lower_first(text: str) -> str:
    """A name inside a sentence: “Tỷ lệ văn bản” becomes “tỷ lệ văn bản”, “CCHC” and “Chính phủ” stay."""
    first, _, _rest = text.partition(" ")
    return text if first.isupper() or first in {"Chính", "Thủ", "Quốc", "Nhà"} else text[:1].lower() + text[1:]


def _paragraphs(sentences: Sequence[str | Markup], css: str = "") -> HTML:
    attribute = f' class="{css}"' if css else ""
    return HTML("".join(f"<p{attribute}>{escape(sentence)}</p>" for sentence in sentences))
