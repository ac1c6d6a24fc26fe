"""One unit's standing, its losses and what to fix first, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language
from cchc_analysis.reporting.wording import phrases
from cchc_analysis.reporting.wording.deductions import say_why_no_deductions, say_why_no_detail


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
                change=phrases.quote(unit["score_change"], "score_change", season, f"{unit_id}.score_change"),
            )
        )
    is_silent = not unit["has_self_score"] and season.rules.self_stage is not None
    if is_silent and unit["ranking_status"] != "not_scored":
        sentences.append(Markup('<em class="mark">{mark}</em>').format(mark=_("chưa tự chấm")))
    return phrases.show_sentences(sentences, "lead")


def say_first_fixes(season: SeasonTables, unit_id: str, top: int = 3) -> HTML:
    """The leaves at which the unit has most to regain, surveys left out: what to fix first and what it buys."""
    _ = language.words(season.lang).gettext
    own = season.comparison.query("unit_id == @unit_id and line == 'score'")
    lost = own.query("deduction > 0 and not is_survey")
    if lost.empty:
        return phrases.show_paragraphs([say_why_no_losses(season, unit_id)])
    if len(season.leaf_deductions) == 1:
        return phrases.show_paragraphs([say_why_no_detail(season)])
    first = lost.sort_values(["deduction", "criterion_id"], ascending=[False, True]).head(top)
    items = [
        Markup("{criterion} (+{points})").format(
            criterion=phrases.strong(f"{leaf.criterion_code} {leaf.criterion}"),
            points=phrases.quote(leaf.deduction, "deduction", season, f"{leaf.criterion_id}.deduction"),
        )
        for leaf in first.itertuples()
    ]
    text = _("Nên khắc phục trước (số điểm có thể lấy lại): {items}.")
    return phrases.show_paragraphs([Markup(text).format(items=Markup("; ").join(items))])


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
