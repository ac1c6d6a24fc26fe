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

from cchc_analysis.analysis import deductions
from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, tables
from cchc_analysis.reporting.tables import Kind

PROPER = (
    "Chính phủ",
    "Thủ tướng",
    "Quốc hội",
    "Nhà nước",
    "Đảng",
    "Trung ương",
    "Government",
    "Prime Minister",
    "Party",
)
"""Names that keep their capital letter inside a sentence."""


def say_headline(season: SeasonTables) -> HTML:
    """The sentence that matters: who is first, how many reached each grade, the mean and the spread."""
    _ = language.words(season.lang).gettext
    facts = _facts(season)
    sentences = [_say_leaders(season), _say_grades(season)]
    basis = season.rules.rank_by
    if _number(facts, "complete_units") > 1 and basis == "index_pct" and _number(facts, "range_index_pct"):
        sentences.append(
            Markup(
                _("Chỉ số CCHC bình quân {mean}; đơn vị cao nhất hơn đơn vị thấp nhất {range} điểm phần trăm.")
            ).format(
                mean=_fact(facts, "mean_index_pct", "percent", season),
                range=_fact(facts, "range_index_pct", "points", season),
            )
        )
    if _number(facts, "complete_units") > 1 and basis == "total_score" and _number(facts, "range_total_score"):
        sentences.append(
            Markup(_("Bình quân {mean} điểm; đơn vị cao nhất hơn đơn vị thấp nhất {range} điểm.")).format(
                mean=_fact(facts, "mean_total_score", "points", season),
                range=_fact(facts, "range_total_score", "points", season),
            )
        )
    return _sentences(sentences, "lead")


def show_cards(season: SeasonTables) -> HTML:
    """Four figures to remember: units, mean, top grade, points lost."""
    words = language.words(season.lang)
    _ = words.gettext
    facts = _facts(season)
    cards: list[tuple[Markup, str]] = [
        (_of(facts, "complete_units", "unit_count", season), _("đơn vị đã thẩm định xong")),
        (_fact(facts, "mean_total_score", "points", season), _("điểm bình quân"))
        if season.rules.rank_by == "total_score"
        else (_fact(facts, "mean_index_pct", "percent", season), _("chỉ số CCHC bình quân")),
    ]
    top = season.rules.grades[0] if season.rules.grades else None
    if top is not None:
        name = top.name if season.lang == "vi" or not top.name_en else top.name_en
        cards.append((_of(facts, f"grade_units.{top.id}", "graded_units", season), name))
    if pd.notna(facts.get("deduction")):
        cards.append((_fact(facts, "deduction", "points", season), _("tổng điểm bị trừ của các đơn vị")))
    if season.has_previous:
        change = _fact(facts, "mean_score_change", "signed", season)
        cards.append((change, _("thay đổi điểm bình quân so với năm {year}").format(year=season.rules.previous_year)))
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
    if len(season.leaf_deductions) == 1:
        return _paragraphs([say_why_no_detail(season)])
    most = lost.head(top)
    share = _quote(_number(facts, f"loss_share.{len(most)}"), "loss_share", season, f"loss_share.{len(most)}", "share")
    names = "; ".join(most["criterion"].map(_lower_first))
    sentences = [
        Markup(
            _n(
                "Tiêu chí bị trừ nhiều nhất chiếm {share} trong tổng số {total} điểm bị trừ: {names}.",
                "{count} tiêu chí bị trừ nhiều nhất chiếm {share} trong tổng số {total} điểm bị trừ: {names}.",
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
            "Bộ tiêu chí không ghi điểm tối đa nên không tính được điểm bị trừ, chỉ tính được phần điểm bị hạ và được "
            "nâng khi thẩm định."
        )
    return _("Không có đơn vị nào bị trừ điểm.")


def say_why_no_detail(season: SeasonTables) -> str:
    """Why losses are told no finer: one total per unit, scores per domain only, or criteria without parts."""
    _ = language.words(season.lang).gettext
    leaves = season.leaf_deductions
    if len(leaves) == 1:
        return _(
            "Mùa chấm điểm này chỉ có một tổng điểm cho mỗi đơn vị nên không biết điểm bị trừ ở lĩnh vực, tiêu chí nào."
        )
    if (leaves["criterion_id"] == leaves["domain_id"]).all():
        return _("Mùa chấm điểm này chỉ có điểm theo lĩnh vực nên không biết điểm bị trừ ở tiêu chí nào.")
    return _("Tiêu chí được chấm trực tiếp, không có tiêu chí thành phần.")


def say_comparison(season: SeasonTables) -> HTML:
    """How far self-scores stand above appraised ones, and where the gap is widest."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    facts = _facts(season)
    ranking = season.unit_ranking
    compared = ranking[ranking["compared_self_score"].notna()]
    if compared.empty:
        return _paragraphs([say_why_not_compared(season)])
    over = int(_number(facts, "over_claiming_units"))
    claimed = (
        _n(
            "Trong {all} đơn vị có tự chấm, {over} đơn vị tự chấm cao hơn điểm thẩm định.",
            "Trong {all} đơn vị có tự chấm, {over} đơn vị tự chấm cao hơn điểm thẩm định.",
            over,
        )
        if over
        else _n(
            "{all} đơn vị có tự chấm; không có đơn vị nào tự chấm cao hơn điểm thẩm định.",
            "{all} đơn vị có tự chấm; không có đơn vị nào tự chấm cao hơn điểm thẩm định.",
            len(compared),
        )
    )
    sentences = [
        Markup(claimed).format(
            over=_fact(facts, "over_claiming_units", "count", season),
            all=_fact(facts, "compared_units", "count", season),
        ),
        _say_moved_points(season),
    ]
    most = compared[(compared["cut"] > 0) & (compared["cut"] == compared["cut"].max())]
    if len(most):
        text = _n(
            "Bị hạ nhiều nhất: {units}, {cut} điểm.", "Bị hạ nhiều nhất: {units}, mỗi đơn vị {cut} điểm.", len(most)
        )
        cut = _quote(most["cut"].iloc[0], "cut", season, f"{most['unit_id'].iloc[0]}.cut")
        sentences.append(Markup(text).format(units=_strong(_join(most["unit"].tolist(), season)), cut=cut))
    silent = ranking.query("not has_self_score and ranking_status != 'not_scored'")
    if len(silent):
        sentences.append(
            Markup(_("Chưa tự chấm nên không có trong phần đối chiếu: {units}.")).format(
                units=_join(silent["unit"].tolist(), season)
            )
        )
    return _sentences(sentences)


def say_why_not_compared(season: SeasonTables) -> str:
    """Why self-scores and appraised scores are not compared: no self stage, nothing self-scored, or no pair of both."""
    _ = language.words(season.lang).gettext
    if season.rules.self_stage is None:
        return _("Mùa chấm điểm này không có bước tự chấm nên không có phần đối chiếu tự chấm và thẩm định.")
    if not season.unit_ranking["has_self_score"].any():
        return _("Chưa có đơn vị nào tự chấm nên chưa có phần đối chiếu tự chấm và thẩm định.")
    return _("Chưa có tiêu chí nào có đủ điểm tự chấm và điểm thẩm định để đối chiếu.")


def say_changes(season: SeasonTables) -> HTML:
    """What moved since last season: the mean, the largest rise and the largest fall."""
    words = language.words(season.lang)
    _ = words.gettext
    ranking = season.unit_ranking
    moved = ranking[ranking["score_change"].notna()]
    if moved.empty:
        return _paragraphs([_("Không có số liệu năm trước để so sánh.")])
    year = season.rules.previous_year
    note = _("Bộ tiêu chí hai năm không hoàn toàn giống nhau; thay đổi về điểm gồm cả phần do bộ tiêu chí thay đổi.")
    notes = [note] if season.rules.crosswalk else []
    if (moved["score_change"] == 0).all():
        return _paragraphs([_("So với năm {year}, điểm của các đơn vị không đổi.").format(year=year), *notes])
    sentences = [
        _say_mean_change(season, moved),
        _say_most_changed(moved[moved["score_change"] > 0], season, _("Tăng nhiều nhất: {units}.")),
        _say_most_changed(moved[moved["score_change"] < 0], season, _("Giảm nhiều nhất: {units}.")),
    ]
    return _paragraphs([Markup(" ").join(sentence for sentence in sentences if sentence), *notes])


def say_strengths(season: SeasonTables) -> HTML:
    """The criteria at which every unit reached the maximum."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    full = deductions.find_full_criteria(season.criterion_deductions, season.comparison)
    if full.empty:
        return _paragraphs([_("Không có tiêu chí nào mà mọi đơn vị áp dụng đều đạt điểm tối đa.")])
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
        ("held_back", _("Có ô điểm thẩm định không đọc được hoặc không hợp lệ, chưa xếp hạng: {units}.")),
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
                _("Nếu công nhận sáng kiến “{title}”, {unit} tăng từ {before} lên {after} điểm, sang nhóm “{grade}”.")
            ).format(
                title=initiatives[effect.initiative_id],
                unit=_strong(effect.unit),
                before=_quote(effect.total_without, "total_without", season, f"{effect.initiative_id}.total_without"),
                after=_quote(effect.total_with, "total_with", season, f"{effect.initiative_id}.total_with"),
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
            ).format(count=_quote(len(waiting), "initiative_count", season, "proposed_initiatives", "count"))
        )
    tied = ranking[ranking["rank"].notna() & ranking.duplicated("rank", keep=False)]
    for rank, units in tied.groupby("rank"):
        items.append(
            Markup(_("{units} có kết quả bằng nhau, cùng hạng {rank}.")).format(
                units=_strong(_join(units["unit"].tolist(), season)),
                rank=_quote(rank, "rank", season, f"{units['unit_id'].iloc[0]}.rank"),
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
                hit=_quote(criterion.hit_units, "hit_units", season, f"{criterion.criterion_id}.hit_units"),
                all=_quote(
                    criterion.applicable_units, "applicable_units", season, f"{criterion.criterion_id}.applicable_units"
                ),
                criterion=criterion.criterion,
            )
        )
    if season.rules.grades and ranking["rank"].notna().sum() > 1:
        items.append(Markup(escape(_("Công bố kết quả theo thứ tự xếp hạng hay theo nhóm điểm?"))))
    if not items:
        return _paragraphs([_("Không có việc nào chờ quyết định.")])
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
            Markup(_("{stage}: đã nhận phiếu của {received}/{expected} đơn vị.")).format(
                stage=stage,
                received=_quote(
                    rows["is_received"].sum(), "received_units", season, f"{stage}.received_units", "count"
                ),
                expected=_quote(len(rows), "expected_units", season, f"{stage}.expected_units", "count"),
            )
        )
    return _sentences([*sentences, _say_found(season)])


def say_provisional(season: SeasonTables) -> str:
    """What is still open, in plain words; empty when every appraisal is finished."""
    words = language.words(season.lang)
    _n = words.ngettext
    waiting = int(season.unit_ranking["ranking_status"].isin(["pending", "held_back", "not_scored"]).sum())
    if not waiting:
        return ""
    return _n(
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và số liệu tổng hợp còn có thể thay đổi.",
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và số liệu tổng hợp còn có thể thay đổi.",
        waiting,
    ).format(count=waiting, all=len(season.unit_ranking))


def say_unit(season: SeasonTables, unit_id: str) -> HTML:
    """Where one unit stands: points, grade, rank overall and in its group, and against last season."""
    words = language.words(season.lang)
    _ = words.gettext
    unit = season.unit_ranking.set_index("unit_id").loc[unit_id]
    quoted = {
        column: _quote(unit[column], column, season, f"{unit_id}.{column}")
        for column in ("total_score", "index_pct", "rank", "group_rank")
    }
    sentences: list[Markup] = []
    match unit["ranking_status"]:
        case "ranked" | "not_ranked":
            if season.rules.rank_by == "index_pct" and pd.notna(unit["index_pct"]):
                sentences.append(Markup(_("Chỉ số CCHC: {index_pct}; tổng điểm: {total_score}.")).format(**quoted))
            else:
                sentences.append(Markup(_("Đạt {total_score} điểm.")).format(**quoted))
            if pd.notna(unit["grade_name"]):
                sentences.append(
                    Markup(_("Nhóm điểm: {grade}.")).format(grade=_strong(_lower_first(unit["grade_name"])))
                )
            if pd.notna(unit["rank"]):
                count = int(season.unit_ranking["rank"].notna().sum())
                sentences.append(
                    Markup(_("Hạng {rank} trên {count} đơn vị được xếp hạng.")).format(count=count, **quoted)
                )
            else:
                sentences.append(Markup(escape(_("Đơn vị được đánh giá nhưng không thuộc diện xếp hạng."))))
            if pd.notna(unit["group_rank"]) and pd.notna(unit["group_name"]):
                sentences.append(
                    Markup(_("Hạng {group_rank} trong nhóm đơn vị “{group}”.")).format(
                        group=unit["group_name"], **quoted
                    )
                )
        case "pending":
            sentences.extend(_say_open(unit, season))
        case "held_back":
            sentences.append(
                Markup(
                    escape(
                        _("Có ô điểm thẩm định không đọc được hoặc không hợp lệ; tổng điểm và thứ hạng chờ đính chính.")
                    )
                )
            )
        case _:
            sentences.append(Markup(escape(_("Chưa chấm điểm."))))
    if pd.notna(unit["score_change"]):
        text = _("So với năm {year}: {change} điểm.") if unit["score_change"] else _("So với năm {year}: không đổi.")
        sentences.append(
            Markup(text).format(
                year=season.rules.previous_year,
                change=_quote(unit["score_change"], "score_change", season, f"{unit_id}.score_change"),
            )
        )
    is_silent = not unit["has_self_score"] and season.rules.self_stage is not None
    if is_silent and unit["ranking_status"] != "not_scored":
        sentences.append(Markup('<em class="mark">{mark}</em>').format(mark=_("chưa tự chấm")))
    return _sentences(sentences, "lead")


def say_first_fixes(season: SeasonTables, unit_id: str, top: int = 3) -> HTML:
    """The leaves at which the unit has most to regain, surveys left out: what to fix first and what it buys."""
    _ = language.words(season.lang).gettext
    own = season.comparison.query("unit_id == @unit_id and line == 'score'")
    lost = own.query("deduction > 0 and not is_survey")
    if lost.empty:
        return _paragraphs([say_why_no_losses(season, unit_id)])
    if len(season.leaf_deductions) == 1:
        return _paragraphs([say_why_no_detail(season)])
    first = lost.sort_values(["deduction", "criterion_id"], ascending=[False, True]).head(top)
    items = [
        Markup("{criterion} (+{points})").format(
            criterion=_strong(f"{leaf.criterion_code} {leaf.criterion}"),
            points=_quote(leaf.deduction, "deduction", season, f"{leaf.criterion_id}.deduction"),
        )
        for leaf in first.itertuples()
    ]
    text = _("Nên khắc phục trước (số điểm có thể lấy lại): {items}.")
    return _paragraphs([Markup(text).format(items=Markup("; ").join(items))])


def describe_figure(metric: str, season: SeasonTables) -> str:
    """What a metric of ``published.csv`` is, in words: ``units_ge_40`` is “units with 40 points or more”."""
    _ = language.words(season.lang).gettext
    for pattern, text in (
        (r"units_ge_(?P<low>.+)", _("Số đơn vị đạt từ {low} điểm trở lên")),
        (r"units_(?P<low>.+)_to_lt_(?P<high>.+)", _("Số đơn vị đạt từ {low} đến dưới {high} điểm")),
        (r"share_ge_(?P<low>.+)_pct", _("Tỷ lệ đơn vị đạt từ {low} điểm trở lên (%)")),
        (r"units_appraised", _("Số đơn vị được thẩm định")),
        (r"units_self_scored", _("Số đơn vị tự chấm")),
        (r"mean_points", _("Điểm bình quân")),
        (r"max_minus_min_points", _("Chênh lệch giữa đơn vị cao nhất và thấp nhất")),
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


def _say_leaders(season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    ranked = season.unit_ranking.query("ranking_status == 'ranked'")
    if ranked.empty:
        return Markup(escape(_say_why_unranked(season)))
    first = ranked[ranked["rank"] == 1]
    basis = season.rules.rank_by
    score = _quote(first[basis].iloc[0], basis, season, f"{first['unit_id'].iloc[0]}.{basis}")
    if basis == "total_score":
        score = Markup(_("{score} điểm")).format(score=score)
    if len(ranked) == 1:
        text = _("Mới có một đơn vị được xếp hạng: {units}, đạt {score}.")
    elif len(first) == len(ranked):
        text = _("{count} đơn vị được xếp hạng có kết quả bằng nhau, cùng đạt {score}.")
    elif len(first) == 1:
        text = _("{units} đứng đầu với {score}.")
    else:
        text = _("{units} cùng đứng đầu với {score}.")
    leaders = _strong(_join(first["unit"].tolist(), season))
    count = _fact(_facts(season), "ranked_units", "count", season)
    return Markup(text).format(units=leaders, score=score, count=count)


def _say_why_unranked(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if (season.unit_ranking["ranking_status"] == "not_ranked").any():
        return _("Chưa có đơn vị nào được xếp hạng.")
    return _("Chưa xếp hạng được đơn vị nào: chưa đơn vị nào có kết quả thẩm định đầy đủ.")


def _say_grades(season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _n = words.ngettext
    facts = _facts(season)
    parts: list[Markup] = []
    for grade in season.rules.grades:
        count = _number(facts, f"grade_units.{grade.id}")
        if count:
            name = grade.name if season.lang == "vi" or not grade.name_en else grade.name_en
            parts.append(
                Markup(_n("{grade}: {count} đơn vị", "{grade}: {count} đơn vị", int(count))).format(
                    count=_fact(facts, f"grade_units.{grade.id}", "count", season),
                    grade=_lower_first(name) if parts else name,
                )
            )
    return Markup("{list}.").format(list=Markup("; ").join(parts)) if parts else Markup("")


def _say_parts(season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _ = words.gettext
    facts = _facts(season)
    texts = {
        "conceded": _("đơn vị tự nhận chưa đạt {points} điểm"),
        "cut": _("bị hạ khi thẩm định {points} điểm"),
        "unsplit": _("không có điểm tự chấm để phân tích {points} điểm"),
        "raised": _("trừ đi phần được nâng khi thẩm định {points} điểm"),
    }
    parts = [
        Markup(text).format(points=_fact(facts, name, "points", season))
        for name, text in texts.items()
        if _number(facts, name) > 0
    ]
    return Markup(_("Trong đó: {parts}.")).format(parts=Markup("; ").join(parts)) if parts else Markup("")


def _say_moved_points(season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    facts = _facts(season)
    match _number(facts, "cut") > 0, _number(facts, "raised") > 0:
        case True, True:
            text = _("Khi thẩm định, {cut} điểm bị hạ và {raised} điểm được nâng.")
        case True, False:
            text = _("Khi thẩm định, {cut} điểm bị hạ, không có điểm nào được nâng.")
        case False, True:
            text = _("Khi thẩm định, {raised} điểm được nâng, không có điểm nào bị hạ.")
        case _neither:
            text = _("Khi thẩm định, không có điểm nào bị hạ hoặc được nâng.")
    return Markup(text).format(
        cut=_fact(facts, "cut", "points", season), raised=_fact(facts, "raised", "points", season)
    )


def _say_mean_change(season: SeasonTables, moved: pd.DataFrame) -> Markup:
    """How the mean moved; it speaks of the units scored in both seasons, and says so where they are not all."""
    _ = language.words(season.lang).gettext
    change = _number(_facts(season), "mean_score_change")
    if len(moved) == season.unit_ranking["total_score"].notna().sum():
        rises = _("So với năm {year}, điểm bình quân tăng {change} điểm.")
        falls = _("So với năm {year}, điểm bình quân giảm {change} điểm.")
        stays = _("So với năm {year}, điểm bình quân không đổi.")
    else:
        rises = _("So với năm {year}, điểm bình quân của {count} đơn vị có điểm cả hai năm tăng {change} điểm.")
        falls = _("So với năm {year}, điểm bình quân của {count} đơn vị có điểm cả hai năm giảm {change} điểm.")
        stays = _("So với năm {year}, điểm bình quân của {count} đơn vị có điểm cả hai năm không đổi.")
    return Markup(rises if change > 0 else falls if change < 0 else stays).format(
        year=season.rules.previous_year,
        count=_quote(len(moved), "moved_units", season, "units_of_both_seasons", "count"),
        change=_quote(change, "score", season, "mean_score_change", "points", unsigned=True),
    )


def _say_most_changed(moved: pd.DataFrame, season: SeasonTables, text: str) -> Markup:
    """The units whose points moved furthest, each with its change and its ranks; empty where none moved."""
    _ = language.words(season.lang).gettext
    furthest = moved[moved["score_change"].abs() == moved["score_change"].abs().max()]
    units = []
    for unit in furthest.itertuples():
        ranks = Markup("")
        if pd.notna(unit.previous_rank) and pd.notna(unit.rank):
            said = _(", hạng {before} → {after}") if unit.previous_rank != unit.rank else _(", vẫn hạng {after}")
            ranks = Markup(said).format(
                before=_quote(unit.previous_rank, "previous_rank", season, f"{unit.unit_id}.previous_rank"),
                after=_quote(unit.rank, "rank", season, f"{unit.unit_id}.rank"),
            )
        units.append(
            Markup(_("{unit} ({change} điểm{ranks})")).format(
                unit=_strong(unit.unit),
                change=_quote(unit.score_change, "score_change", season, f"{unit.unit_id}.score_change"),
                ranks=ranks,
            )
        )
    return Markup(text).format(units=Markup("; ").join(units)) if units else Markup("")


def _say_found(season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    counts = season.findings["severity"].value_counts()
    errors, doubts = int(counts.get("error", 0)), int(counts.get("doubt", 0))
    said_errors = Markup(_n("{errors} lỗi phải sửa", "{errors} lỗi phải sửa", errors)).format(
        errors=_quote(errors, "finding_count", season, "errors", "count")
    )
    said_doubts = Markup(_n("{doubts} nội dung cần xem lại", "{doubts} nội dung cần xem lại", doubts)).format(
        doubts=_quote(doubts, "finding_count", season, "doubts", "count")
    )
    match errors > 0, doubts > 0:
        case True, True:
            text = _("Kiểm tra thấy {errors} và {doubts}.")
        case True, False:
            text = _("Kiểm tra thấy {errors}.")
        case False, True:
            text = _("Kiểm tra không thấy lỗi; có {doubts}.")
        case _neither:
            text = _("Kiểm tra không thấy lỗi, không có nội dung cần xem lại.")
    return Markup(text).format(errors=said_errors, doubts=said_doubts)


def _say_open(unit: pd.Series, season: SeasonTables) -> list[Markup]:
    """What an unfinished appraisal leaves open: points so far, points still open, and the grades still possible."""
    _ = language.words(season.lang).gettext
    has_points, has_open = unit["appraised_score"] > 0, pd.notna(unit["open_score"])
    match bool(has_points), bool(has_open):
        case True, True:
            text = _("Thẩm định chưa xong, chưa xếp hạng: mới có {appraised_score} điểm, còn {open_score} điểm để ngỏ.")
        case True, False:
            text = _("Thẩm định chưa xong, chưa xếp hạng: mới có {appraised_score} điểm.")
        case False, True:
            text = _("Chưa có điểm thẩm định, chưa xếp hạng: còn {open_score} điểm để ngỏ.")
        case _neither:
            text = _("Chưa có điểm thẩm định, chưa xếp hạng.")
    columns = ("appraised_score", "open_score")
    values = {column: _quote(unit[column], column, season, f"{unit.name}.{column}") for column in columns}
    sentences = [Markup(text).format(**values)]
    lowest, highest = unit["lowest_grade_name"], unit["highest_grade_name"]
    if pd.notna(lowest) and pd.notna(highest):
        said = (
            _("Nhóm điểm chắc chắn đạt: “{highest}”.")
            if lowest == highest
            else _("Nhóm điểm còn có thể từ “{lowest}” đến “{highest}”.")
        )
        sentences.append(Markup(said).format(lowest=lowest, highest=highest))
    return sentences


def say_why_no_losses(season: SeasonTables, unit_id: str) -> str:
    """Why a unit has nothing to fix first: not appraised, no maxima, lost only in surveys, or lost nothing."""
    _ = language.words(season.lang).gettext
    own = season.comparison.query("unit_id == @unit_id and line == 'score'")
    scored = own[own["appraised_status"] == "scored"]
    if scored.empty:
        return _("Chưa có điểm thẩm định nên chưa có điểm bị trừ.")
    if scored["deduction"].isna().all():
        return say_why_no_deductions(season)
    if (scored["deduction"] > 0).any():
        return _("Đơn vị chỉ bị trừ điểm ở tiêu chí điều tra xã hội học.")
    if len(scored) < (own["appraised_status"] != "not_applicable").sum():
        return _("Đơn vị không bị trừ điểm ở các tiêu chí đã thẩm định.")
    return _("Đơn vị không bị trừ điểm nào.")


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


def _quote(
    value: Any, column: str, season: SeasonTables, key: str, kind: Kind | None = None, *, unsigned: bool = False
) -> Markup:
    """The number as printed, with its value and key; *unsigned* where the sentence's words say which way it goes."""
    if value is None or pd.isna(value):
        return Markup(escape(tables.format_value(value, "text", season)))
    shown = tables.format_value(abs(value) if unsigned else value, kind or tables.kind_of(column), season)
    return Markup('<data value="{value}" data-key="{key}">{shown}</data>').format(
        value=repr(float(value)), key=key, shown=shown
    )


def _strong(text: str | Markup) -> Markup:
    return Markup("<strong>{text}</strong>").format(text=text)


def _join(names: Sequence[str], season: SeasonTables) -> str:
    """Names as a sentence lists them: “A, B và C”."""
    return str(format_list(list(names), locale=season.lang))


def _lower_first(text: str) -> str:
    """A name inside a sentence: “Tỷ lệ văn bản” becomes “tỷ lệ văn bản”; “CCHC” and “Chính phủ” stay."""
    first = text.split(" ", 1)[0]
    return text if first.isupper() or text.startswith(PROPER) else text[:1].lower() + text[1:]


def _sentences(sentences: Sequence[Markup], css: str = "") -> HTML:
    """One paragraph of those sentences that say anything."""
    return _paragraphs([Markup(" ").join(sentence for sentence in sentences if sentence)], css)


def _paragraphs(sentences: Sequence[str | Markup], css: str = "") -> HTML:
    attribute = f' class="{css}"' if css else ""
    return HTML("".join(f"<p{attribute}>{escape(sentence)}</p>" for sentence in sentences))
