"""One unit's standing, its losses and what to fix first, in sentences."""

from collections.abc import Mapping

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language
from cchc_analysis.reporting.tables import Kind
from cchc_analysis.reporting.wording import phrases
from cchc_analysis.reporting.wording.deductions import say_why_no_deductions

_REPAIR_FIGURES: Mapping[str, Kind] = {
    "needed_score": "points",
    "regained_score": "points",
    "regainable_score": "points",
    "repaired_total_score": "points",
    "reachable_total_score": "points",
    "repaired_index_pct": "percent",
    "leaf_count": "count",
    "goal_rank": "rank",
}


def say_unit(season: SeasonTables, unit_id: str) -> HTML:
    """Where one unit stands: points, grade, rank overall and in its group, and against last season."""
    words = language.words(season.lang)
    _ = words.gettext
    unit = season.unit_ranking.set_index("unit_id").loc[unit_id]
    quoted = {
        column: phrases.quote(unit[column], column, season, f"{unit_id}.{column}")
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
    if pd.notna(unit["score_change"]):
        text = _("So với năm {year}: {change} điểm.") if unit["score_change"] else _("So với năm {year}: không đổi.")
        sentences.append(
            Markup(text).format(
                year=season.rules.previous_year,
                change=phrases.quote(unit["score_change"], "score_change", season, f"{unit_id}.score_change"),
            )
        )
    is_silent = not unit["has_self_score"] and season.rules.self_stage is not None
    if is_silent and unit["ranking_status"] != "not_scored":
        sentences.append(Markup('<em class="mark">{mark}</em>').format(mark=_("chưa tự chấm")))
    return phrases.show_sentences(sentences, "lead")


def say_repairs(season: SeasonTables, unit_id: str) -> HTML:
    """The least the unit must regain for the next grade and for the next rank, or why there is nothing to say."""
    _ = language.words(season.lang).gettext
    goals = season.smallest_repairs.query("unit_id == @unit_id")
    own = season.comparison.query("unit_id == @unit_id and line == 'score' and deduction > 0 and not is_survey")
    if own.empty:
        return phrases.show_paragraphs([say_why_no_losses(season, unit_id)])
    if goals.empty:
        return phrases.show_paragraphs([_say_why_no_goals(season, unit_id)])
    return phrases.show_paragraphs([_say_repair(goal, season) for _at, goal in goals.iterrows()])


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
    elif {"next_grade": season.rules.grade_by, "next_rank": season.rules.rank_by}[goal["goal"]] == "index_pct":
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
    unit = season.unit_ranking.set_index("unit_id").loc[unit_id]
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
