"""One unit's standing, its losses and what to fix first, in sentences."""

from collections.abc import Mapping

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Kind
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.deductions import say_why_no_deductions
from cchc_analysis.rules.season import ScoreBasis

_REPAIR_FIGURES: Mapping[str, Kind] = {
    "needed_score": "points",
    "regained_score": "points",
    "regainable_score": "points",
    "repaired_total_score": "points",
    "reachable_total_score": "points",
    "repaired_index_pct": "index",
    "repaired_total_pct": "index",
    "leaf_count": "count",
    "goal_rank": "rank",
}


MOST_FIXES = 3
"""How many losses are named to a unit that has nothing above it."""


def say_unit(season: SeasonTables, unit_id: str) -> HTML:
    """Where one unit stands: points, grade, rank overall and in its group, and against last season."""
    words = language.words(season.lang)
    _ = words.gettext
    unit = season.of_unit(unit_id).standing
    quoted = {
        column: phrases.quote(unit[column], column, season, f"{unit_id}.{column}")
        for column in ("total_score", "index_pct", "total_pct", "rank", "group_rank")
    }
    sentences: list[Markup] = []
    of_maximum = _say_of_maximum(unit, season)
    match unit["ranking_status"]:
        case "ranked" | "not_ranked":
            if season.rules.rank_by == "index_pct" and pd.notna(unit["index_pct"]):
                sentences.append(Markup(_("Chỉ số CCHC: {index_pct}; tổng điểm: {total_score}.")).format(**quoted))
                sentences.append(of_maximum)
            elif season.rules.rank_by == "total_pct" and pd.notna(unit["total_pct"]):
                text = _("Tổng điểm bằng {total_pct} điểm tối đa áp dụng; tổng điểm: {total_score}.")
                sentences.append(Markup(text).format(**quoted))
                sentences.append(of_maximum)
            elif of_maximum and unit["total_score"] == unit["appraised_score"]:
                sentences.append(of_maximum)
            else:
                sentences.append(Markup(_("Đạt {total_score} điểm.")).format(**quoted))
                sentences.append(of_maximum)
            if pd.notna(unit["grade_name"]):
                sentences.append(
                    Markup(_("Nhóm điểm: {grade}.")).format(
                        grade=phrases.strong(phrases.lower_first(unit["grade_name"]))
                    )
                )
            if pd.notna(unit["rank"]):
                count = season.body.ranked_units
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
    if pd.notna(unit["result_change"]):
        sentences.append(_say_change(unit, season, unit_id))
    is_silent = not unit["has_self_score"] and season.rules.self_stage is not None
    if is_silent and unit["ranking_status"] != "not_scored":
        sentences.append(Markup('<em class="mark">{mark}</em>').format(mark=_("chưa tự chấm")))
    return phrases.show_sentences(sentences, "lead")


def _say_change(unit: pd.Series, season: SeasonTables, unit_id: str) -> Markup:
    """The change of the unit's result since last year, with what of it the criteria set did where that is known."""
    _ = language.words(season.lang).gettext
    year = season.rules.previous_year
    if not unit["result_change"]:
        return Markup(_("So với năm {year}: không đổi.")).format(year=year)
    change = phrases.quote(unit["result_change"], "result_change", season, f"{unit_id}.result_change")
    by_set = season.of_unit(unit_id).score_changes["result_set_change"]
    if by_set.empty or pd.isna(by_set.iloc[0]) or not by_set.iloc[0]:
        text = _("So với năm {year}: {change}.")
        return Markup(text).format(year=year, change=printing.with_unit(change, season))
    part = phrases.quote(by_set.iloc[0], "result_set_change", season, f"{unit_id}.result_set_change")
    text = _("So với năm {year}: {change}, trong đó {part} do bộ tiêu chí thay đổi.")
    return Markup(text).format(year=year, change=printing.with_unit(change, season), part=part)


def _say_of_maximum(unit: pd.Series, season: SeasonTables) -> Markup:
    """The appraised points out of the applicable maximum, and what was lost; nothing where either is not known."""
    _ = language.words(season.lang).gettext
    if pd.isna(unit["max_score"]) or pd.isna(unit["deduction"]):
        return Markup("")
    quoted = {
        name: phrases.quote(unit[name], name, season, f"{unit.name}.{name}")
        for name in ("total_score", "appraised_score", "max_score", "deduction")
    }
    is_whole = bool(unit["total_score"] == unit["appraised_score"]) and season.rules.rank_by == "total_score"
    match is_whole, bool(unit["deduction"] > 0):
        case True, True:
            text = _("Đạt {total_score} trên {max_score} điểm tối đa áp dụng, bị trừ {deduction} điểm.")
        case True, False:
            text = _("Đạt {total_score} trên {max_score} điểm tối đa áp dụng.")
        case False, True:
            text = _("Điểm thẩm định {appraised_score} trên {max_score} điểm tối đa áp dụng, bị trừ {deduction} điểm.")
        case _neither:
            text = _("Điểm thẩm định {appraised_score} trên {max_score} điểm tối đa áp dụng.")
    return Markup(text).format(**quoted)


def say_unit_recurring(season: SeasonTables, unit_id: str) -> HTML:
    """At which criteria the unit lost points two seasons or more in a row, by code; why that is not known."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    if not season.has_previous:
        return phrases.show_paragraphs([_("Không có số liệu năm trước để so sánh.")])
    rows = season.of_unit(unit_id).recurring_losses.sort_values("deduction", ascending=False, kind="stable")
    if rows.empty:
        return phrases.show_paragraphs([_("Không có tiêu chí nào mất điểm hai năm liền.")])
    rows = printing.with_full_codes(rows, season)
    longer = [_(" ({count} năm)").format(count=years) if years > 2 else "" for years in rows["seasons_in_a_row"]]
    codes = "; ".join(code + more for code, more in zip(rows["criterion_code"], longer, strict=True))
    text = _n(
        "Mất điểm từ hai năm liền trở lên ở {count} tiêu chí: {codes}.",
        "Mất điểm từ hai năm liền trở lên ở {count} tiêu chí: {codes}.",
        len(rows),
    )
    count = phrases.quote(len(rows), "recurring_count", season, f"{unit_id}.recurring_count")
    return phrases.show_paragraphs([Markup(text).format(count=count, codes=codes)])


def say_repairs(season: SeasonTables, unit_id: str) -> HTML:
    """The least the unit must regain for the next grade and for the next rank, or why there is nothing to say."""
    _ = language.words(season.lang).gettext
    goals = season.of_unit(unit_id).smallest_repairs
    leaves = season.of_unit(unit_id).comparison
    is_lost = (leaves["line"] == "score") & (leaves["deduction"] > 0) & ~leaves["is_survey"]
    if not is_lost.any():
        return phrases.show_paragraphs([say_why_no_losses(season, unit_id)])
    if goals.empty:
        reason = _say_why_no_goals(season, unit_id)
        is_first = pd.notna(season.of_unit(unit_id).standing["total_score"])
        return phrases.show_paragraphs([reason, *([_say_first_fixes(leaves[is_lost], season)] if is_first else [])])
    return phrases.show_paragraphs(
        [Markup(" ").join([_say_repair(goal, season), *_say_pending(goal, season)]) for _at, goal in goals.iterrows()]
    )


def _say_first_fixes(own: pd.DataFrame, season: SeasonTables) -> Markup:
    """The largest losses of a unit with nothing above it, those of two seasons in a row before others as large."""
    _ = language.words(season.lang).gettext
    again = season.recurring_losses
    repeated = set(zip(again["unit_id"], again["criterion_id"], strict=True))
    rows = printing.with_full_codes(own, season).assign(
        is_repeated=[cell in repeated for cell in zip(own["unit_id"], own["criterion_id"], strict=True)]
    )
    first = rows.sort_values(["deduction", "is_repeated"], ascending=False, kind="stable").head(MOST_FIXES)
    once, twice = _("{code} {criterion} ({deduction} điểm)"), _("{code} {criterion} ({deduction} điểm, hai năm liền)")
    items = [
        Markup(twice if row["is_repeated"] else once).format(
            code=row["criterion_code"],
            criterion=phrases.lower_first(row["criterion"]),
            deduction=phrases.quote(row["deduction"], "deduction", season, f"{row['criterion_id']}.deduction"),
        )
        for _at, row in first.iterrows()
    ]
    return Markup(_("Khoản mất nhiều điểm nhất, nên khắc phục trước: {losses}.")).format(
        losses=Markup("; ").join(items)
    )


def _say_pending(goal: pd.Series, season: SeasonTables) -> list[Markup]:
    """The proposed initiatives of the unit each of which, if recognised, would reach the goal by itself."""
    _ = language.words(season.lang).gettext
    basis = _basis_of(goal, season)
    effects = season.of_unit(goal["unit_id"]).initiative_effects
    if effects.empty:
        return []
    is_enough = (
        (effects["initiative_status"] == "proposed")
        & (effects["total_with"] >= goal["goal_value"])
        & (basis == "total_score")  # in per cent the page says what points are needed, and no more
    )
    titles = season.initiatives.set_index("initiative_id")["title"]
    text = (
        _("Sáng kiến đang đề nghị, nếu được công nhận (tổng điểm {total_with}), cũng đủ để đạt mức này.")
        if len(effects) == 1
        else _("Sáng kiến “{title}”, nếu được công nhận (tổng điểm {total_with}), cũng đủ để đạt mức này.")
    )
    return [
        Markup(text).format(
            title=titles[effect["initiative_id"]],
            total_with=phrases.quote(
                effect["total_with"], "total_with", season, f"{effect['initiative_id']}.total_with"
            ),
        )
        for _at, effect in effects[is_enough].iterrows()
    ]


def _basis_of(goal: pd.Series, season: SeasonTables) -> ScoreBasis:
    """What a goal is measured in: what grades the season, or what ranks it."""
    return season.rules.grade_by if goal["goal"] == "next_grade" else season.rules.rank_by


def _say_repair(goal: pd.Series, season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    key = f"{goal['unit_id']}.{goal['goal']}"
    quoted = {
        column: phrases.quote(goal[column], column, season, f"{key}.{column}", kind)
        for column, kind in _REPAIR_FIGURES.items()
    }
    aims = {
        "next_grade": _("Để vào nhóm “{grade}”"),
        "next_rank": _("Để đạt hạng {rank}, ít nhất bằng {unit} (các đơn vị khác giữ nguyên)"),
    }
    names = {"grade": goal["goal_grade_name"], "unit": goal["goal_unit"], "rank": quoted["goal_rank"]}
    aim = phrases.strong(Markup(aims[goal["goal"]]).format(**names))
    if not goal["is_reachable"]:
        text = _(
            "{aim}: còn thiếu {needed_score} điểm, nhưng chỉ có thể lấy lại nhiều nhất {regainable_score} điểm "
            "(tổng điểm {reachable_total_score})."
        )
    elif _basis_of(goal, season) == "total_pct":
        text = _n(
            "{aim}: cần lấy lại ít nhất {regained_score} điểm, ở {leaf_count} tiêu chí; tổng điểm khi đó bằng "
            "{repaired_total_pct} điểm tối đa.",
            "{aim}: cần lấy lại ít nhất {regained_score} điểm, ở {leaf_count} tiêu chí; tổng điểm khi đó bằng "
            "{repaired_total_pct} điểm tối đa.",
            int(goal["leaf_count"]),
        )
    elif _basis_of(goal, season) == "index_pct":
        text = _n(
            "{aim}: cần lấy lại ít nhất {regained_score} điểm, ở {leaf_count} tiêu chí; chỉ số khi đó là "
            "{repaired_index_pct}.",
            "{aim}: cần lấy lại ít nhất {regained_score} điểm, ở {leaf_count} tiêu chí; chỉ số khi đó là "
            "{repaired_index_pct}.",
            int(goal["leaf_count"]),
        )
    else:
        text = _n(
            "{aim}: cần lấy lại ít nhất {regained_score} điểm, ở {leaf_count} tiêu chí; tổng điểm khi đó là "
            "{repaired_total_score}.",
            "{aim}: cần lấy lại ít nhất {regained_score} điểm, ở {leaf_count} tiêu chí; tổng điểm khi đó là "
            "{repaired_total_score}.",
            int(goal["leaf_count"]),
        )
    return Markup(text).format(aim=aim, **quoted)


def _say_why_no_goals(season: SeasonTables, unit_id: str) -> str:
    """Why a unit that lost points has no goal ahead: not finished, nothing above it, or nothing to measure by."""
    _ = language.words(season.lang).gettext
    unit = season.of_unit(unit_id).standing
    if pd.isna(unit["total_score"]):
        return _("Thẩm định chưa xong nên chưa tính được cần lấy lại bao nhiêu điểm để lên nhóm, lên hạng.")
    return _("Không có nhóm điểm hay thứ hạng nào ở trên đơn vị.")


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
    values = {column: phrases.quote(unit[column], column, season, f"{unit.name}.{column}") for column in columns}
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
    leaves = season.of_unit(unit_id).comparison
    own = leaves[leaves["line"] == "score"]
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
