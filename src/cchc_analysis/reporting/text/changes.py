"""What changed since last season, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Printed
from cchc_analysis.reporting.text import phrases


def say_changes(season: SeasonTables) -> HTML:
    """What moved since last season, in what the season ranks by: the mean, the largest rise and the largest fall.

    That the criteria set changed is said here where :func:`say_change_parts` cannot say how much it did.
    """
    words = language.words(season.lang)
    _ = words.gettext
    ranking = season.unit_ranking
    moved = ranking[ranking["result_change"].notna()]
    if moved.empty:
        return phrases.show_paragraphs([say_why_no_changes(season)])
    year = season.rules.previous_year
    changed_set = _("Bộ tiêu chí hai năm không hoàn toàn giống nhau; thay đổi gồm cả phần do bộ tiêu chí thay đổi.")
    if (moved["result_change"] == 0).all():
        unchanged = _("So với năm {year}, kết quả của các đơn vị không đổi.").format(year=year)
        return phrases.show_paragraphs([unchanged, *([changed_set] if season.rules.crosswalk else [])])
    sentences = [
        _say_mean_change(season, moved),
        _say_most_changed(moved[moved["result_change"] > 0], season, _("Tăng nhiều nhất: {units}.")),
        _say_most_changed(moved[moved["result_change"] < 0], season, _("Giảm nhiều nhất: {units}.")),
    ]
    notes = [changed_set] if season.rules.crosswalk and season.mean_change.empty else []
    return phrases.show_paragraphs([Markup(" ").join(sentence for sentence in sentences if sentence), *notes])


def say_why_no_changes(season: SeasonTables) -> Markup:
    """Why no change is told: no last year, no result this year, no unit of both, or criteria sets too unlike."""
    _ = language.words(season.lang).gettext
    ranking, changes, year = season.unit_ranking, season.score_changes, season.rules.previous_year
    if ranking["previous_result"].isna().all():
        return Markup(escape(_("Không có số liệu năm trước để so sánh.")))
    if ranking[season.rules.rank_by].isna().all():
        return Markup(_("Năm nay chưa có kết quả nên chưa so sánh được với năm {year}.")).format(year=year)
    if changes.empty:
        return Markup(_("Không có đơn vị nào có kết quả của cả hai năm để so sánh với năm {year}.")).format(year=year)
    widest = changes.loc[changes["matched_share"].idxmax()]
    share = phrases.quote(widest["matched_share"], "matched_share", season, f"{widest['unit_id']}.matched_share")
    limit = language.share(season.rules.analysis.min_matched_share, season.lang, 1)
    text = _(
        "Không so sánh kết quả với năm {year}: hai bộ tiêu chí khớp nhau nhiều nhất {share} điểm tối đa ở một đơn vị, "
        "dưới mức quy định là {limit}."
    )
    return Markup(text).format(year=year, share=share, limit=limit)


def _say_mean_change(season: SeasonTables, moved: pd.DataFrame) -> Markup:
    """How the mean moved; it speaks of the units scored in both seasons, and says so where they are not all."""
    _ = language.words(season.lang).gettext
    change = phrases.number(phrases.read_facts(season), "mean_result_change")
    of_all = len(moved) == season.unit_ranking[season.rules.rank_by].notna().sum()
    count = phrases.quote(len(moved), "moved_units", season, "units_of_both_seasons", "count")
    return say_mean_change(change, None if of_all else count, season)


def say_mean_change(change: float, count: Markup | None, season: Printed) -> Markup:
    """How the mean of what the season ranks by moved since last year; of *count* units where they are not all."""
    _ = language.words(season.lang).gettext
    mean = {"total_score": _("điểm bình quân"), "index_pct": _("chỉ số CCHC bình quân")}.get(
        season.rules.rank_by, _("tỷ lệ tổng điểm bình quân")
    )
    if count is not None:
        mean = Markup(_("{mean} của {count} đơn vị có kết quả cả hai năm")).format(mean=mean, count=count)
    rises = _("So với năm {year}, {mean} tăng {change}.")
    falls = _("So với năm {year}, {mean} giảm {change}.")
    stays = _("So với năm {year}, {mean} không đổi.")
    shown = phrases.quote(change, "score", season, "mean_result_change", "points", unsigned=True)
    return Markup(rises if change > 0 else falls if change < 0 else stays).format(
        year=season.rules.previous_year, mean=mean, change=printing.with_unit(shown, season)
    )


def _say_most_changed(moved: pd.DataFrame, season: SeasonTables, text: str) -> Markup:
    """The units whose results moved furthest, each with its change and its ranks; empty where none moved."""
    _ = language.words(season.lang).gettext
    furthest = moved[moved["result_change"].abs() == moved["result_change"].abs().max()]
    units = []
    for unit in season_size.take_first(furthest, season, season_size.NAMED).rows.itertuples():
        ranks = Markup("")
        if pd.notna(unit.previous_rank) and pd.notna(unit.rank):
            said = _(", hạng {before} → {after}") if unit.previous_rank != unit.rank else _(", vẫn hạng {after}")
            ranks = Markup(said).format(
                before=phrases.quote(unit.previous_rank, "previous_rank", season, f"{unit.unit_id}.previous_rank"),
                after=phrases.quote(unit.rank, "rank", season, f"{unit.unit_id}.rank"),
            )
        change = phrases.quote(unit.result_change, "result_change", season, f"{unit.unit_id}.result_change")
        units.append(
            Markup("{unit} ({change}{ranks})").format(
                unit=phrases.strong(unit.unit), change=printing.with_unit(change, season), ranks=ranks
            )
        )
    others = len(furthest) - len(units)
    if others:
        said = language.words(season.lang).ngettext("{count} đơn vị khác", "{count} đơn vị khác", others)
        key = f"{'risen' if furthest['result_change'].iloc[0] > 0 else 'fallen'}_most.others"
        units.append(Markup(said).format(count=phrases.quote(others, "unit_count", season, key, "count")))
    return Markup(text).format(units=Markup("; ").join(units)) if units else Markup("")
