"""What changed since last season, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import season_size
from cchc_analysis.reporting.text import phrases


def say_changes(season: SeasonTables) -> HTML:
    """What moved since last season: the mean, the largest rise and the largest fall."""
    words = language.words(season.lang)
    _ = words.gettext
    ranking = season.unit_ranking
    moved = ranking[ranking["score_change"].notna()]
    if moved.empty:
        return phrases.show_paragraphs([_("Không có số liệu năm trước để so sánh.")])
    year = season.rules.previous_year
    note = _("Bộ tiêu chí hai năm không hoàn toàn giống nhau; thay đổi về điểm gồm cả phần do bộ tiêu chí thay đổi.")
    notes = [note] if season.rules.crosswalk else []
    if (moved["score_change"] == 0).all():
        return phrases.show_paragraphs(
            [_("So với năm {year}, điểm của các đơn vị không đổi.").format(year=year), *notes]
        )
    sentences = [
        _say_mean_change(season, moved),
        _say_most_changed(moved[moved["score_change"] > 0], season, _("Tăng nhiều nhất: {units}.")),
        _say_most_changed(moved[moved["score_change"] < 0], season, _("Giảm nhiều nhất: {units}.")),
    ]
    return phrases.show_paragraphs([Markup(" ").join(sentence for sentence in sentences if sentence), *notes])


def _say_mean_change(season: SeasonTables, moved: pd.DataFrame) -> Markup:
    """How the mean moved; it speaks of the units scored in both seasons, and says so where they are not all."""
    _ = language.words(season.lang).gettext
    change = phrases.number(phrases.read_facts(season), "mean_score_change")
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
        count=phrases.quote(len(moved), "moved_units", season, "units_of_both_seasons", "count"),
        change=phrases.quote(change, "score", season, "mean_score_change", "points", unsigned=True),
    )


def _say_most_changed(moved: pd.DataFrame, season: SeasonTables, text: str) -> Markup:
    """The units whose points moved furthest, each with its change and its ranks; empty where none moved."""
    _ = language.words(season.lang).gettext
    furthest = moved[moved["score_change"].abs() == moved["score_change"].abs().max()]
    units = []
    for unit in season_size.take_first(furthest, season, season_size.NAMED).rows.itertuples():
        ranks = Markup("")
        if pd.notna(unit.previous_rank) and pd.notna(unit.rank):
            said = _(", hạng {before} → {after}") if unit.previous_rank != unit.rank else _(", vẫn hạng {after}")
            ranks = Markup(said).format(
                before=phrases.quote(unit.previous_rank, "previous_rank", season, f"{unit.unit_id}.previous_rank"),
                after=phrases.quote(unit.rank, "rank", season, f"{unit.unit_id}.rank"),
            )
        units.append(
            Markup(_("{unit} ({change} điểm{ranks})")).format(
                unit=phrases.strong(unit.unit),
                change=phrases.quote(unit.score_change, "score_change", season, f"{unit.unit_id}.score_change"),
                ranks=ranks,
            )
        )
    others = len(furthest) - len(units)
    if others:
        said = language.words(season.lang).ngettext("{count} đơn vị khác", "{count} đơn vị khác", others)
        key = f"{'risen' if furthest['score_change'].iloc[0] > 0 else 'fallen'}_most.others"
        units.append(Markup(said).format(count=phrases.quote(others, "unit_count", season, key, "count")))
    return Markup(text).format(units=Markup("; ").join(units)) if units else Markup("")
