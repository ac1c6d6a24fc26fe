"""How far from the next grade, and whose grade a dispute may change, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases

MOST_NAMED = 5


def say_disputed_grades(season: SeasonTables) -> HTML:
    """The units whose grade depends on how the contested leaves are settled; by name where they are few."""
    _ = language.words(season.lang).gettext
    distances = season.cutoff_distances
    if distances.empty:
        return phrases.show_paragraphs([])
    crossed = distances[distances["is_crossed_in_dispute"]].drop_duplicates("unit_id")
    if crossed.empty:
        text = (
            _("Tranh luận còn lại không làm đổi nhóm điểm của đơn vị nào.")
            if season.comparison["is_contested"].any()
            else _("Không có tiêu chí nào còn tranh luận.")
        )
        return phrases.show_paragraphs([text])
    if len(crossed) > MOST_NAMED:
        text = _("Tùy kết quả giải quyết tranh luận, nhiều đơn vị có thể đổi nhóm điểm; xem trang xếp hạng.")
        return phrases.show_paragraphs([text])
    units = phrases.strong(phrases.join_names(crossed["unit"].tolist(), season))
    text = _("Tùy kết quả giải quyết tranh luận, có thể đổi nhóm điểm: {units}.")
    return phrases.show_paragraphs([Markup(text).format(units=units)])


def say_nearest_cutoff(season: SeasonTables, unit_id: str) -> HTML:
    """How far one unit is from its nearest cut-off, and whether disputes could carry it across."""
    _ = language.words(season.lang).gettext
    distances = season.of_unit(unit_id).cutoff_distances
    own = distances[distances["is_nearest"]]
    if own.empty:
        return phrases.show_paragraphs([])
    nearest = own.iloc[0]
    key = f"{unit_id}.to_cut_off_score"
    points = phrases.quote(nearest["to_cut_off_score"], "to_cut_off_score", season, key, "points", unsigned=True)
    sentences = [Markup(_pick_text(nearest, season)).format(points=points, grade=_name(nearest))]
    if nearest["is_crossed_in_dispute"]:
        sentences.append(Markup(escape(_("Kết quả giải quyết tranh luận có thể làm đơn vị qua ngưỡng này."))))
    return phrases.show_sentences(sentences)


def _pick_text(nearest: pd.Series, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if nearest["to_cut_off_score"] > 0:
        return _("Còn thiếu {points} điểm để đạt nhóm “{grade}”.")
    if nearest["to_cut_off_score"] == 0:
        return _("Vừa đúng ngưỡng của nhóm “{grade}”.")
    return _("Cao hơn ngưỡng của nhóm “{grade}” {points} điểm.")


def _name(nearest: pd.Series) -> str:
    return phrases.lower_first(nearest["cut_off_grade_name"])
