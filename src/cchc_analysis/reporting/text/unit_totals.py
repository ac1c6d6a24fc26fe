"""What one unit's total is made of, and its initiatives, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis.totals import PARTS, split_totals
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.printing import Kind
from cchc_analysis.reporting.text import phrases


def say_unit_total(season: SeasonTables, unit_id: str) -> HTML:
    """The sum that leads to the unit's total, where it has bonus or penalty; then each of its initiatives."""
    own = season.of_unit(unit_id)
    totals = split_totals(own.unit_ranking, own.comparison, season.initiatives)
    added = [_add_up(total.rename(unit_id), season) for _at, total in totals.iterrows()]
    return phrases.show_paragraphs([text for text in (*added, *_say_initiatives(season, unit_id)) if text])


def _add_up(total: pd.Series, season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    names = {
        "appraised_score": _("{points} điểm thẩm định"),
        "bonus_line_score": _("{points} điểm thưởng"),
        "initiative_score": _("{points} sáng kiến được công nhận"),
        "over_bonus_score": _("{points} vượt mức thưởng tối đa"),
        "penalty_line_score": _("{points} điểm phạt"),
        "over_penalty_score": _("{points} vượt mức phạt tối đa"),
    }
    shown = [part for part in PARTS if part == "appraised_score" or total[part] != 0]
    if len(shown) == 1:
        return Markup("")
    pieces = []
    for part in shown:
        key = f"{total.name}.{part}"
        points = phrases.quote(total[part], part, season, key, unsigned=total[part] < 0)
        sign = "" if part == "appraised_score" else " − " if total[part] < 0 else " + "
        pieces.append(Markup(sign) + Markup(names[part]).format(points=points))
    whole = phrases.quote(total["total_score"], "total_score", season, f"{total.name}.total_score")
    return Markup(_("Tổng điểm: {parts} = {total}.")).format(parts=Markup("").join(pieces), total=whole)


def _say_initiatives(season: SeasonTables, unit_id: str) -> list[Markup]:
    """Each initiative of the unit: whether it was recognised, for how many points, and what it would bring."""
    own = season.of_unit(unit_id).initiative_effects
    if own.empty:
        return []
    titles = season.initiatives.set_index("initiative_id")["title"]
    return [_say_initiative(effect, titles[effect["initiative_id"]], season) for _at, effect in own.iterrows()]


def _say_initiative(effect: pd.Series, title: str, season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    is_recognised = effect["initiative_status"] == "recognised"
    match is_recognised, bool(pd.notna(effect["bonus_score"])):
        case True, True:
            text = _("Sáng kiến “{title}”: được công nhận, {points} điểm.")
        case True, False:
            text = _("Sáng kiến “{title}”: được công nhận, không kèm điểm.")
        case False, True:
            text = _("Sáng kiến “{title}”: đã đề nghị, chưa được công nhận nên chưa tính {points} điểm.")
        case _neither:
            text = _("Sáng kiến “{title}”: đã đề nghị, chưa được công nhận.")
    key = f"{effect['initiative_id']}.bonus_score"
    points = phrases.quote(effect["bonus_score"], "bonus_score", season, key)
    said = Markup(text).format(title=title, points=points)
    return said if is_recognised else Markup(" ").join([said, *_say_prospect(effect, season)])


def _say_prospect(effect: pd.Series, season: SeasonTables) -> list[Markup]:
    """What a proposed initiative would change of the unit's grade and rank, where it would."""
    _ = language.words(season.lang).gettext
    kinds: dict[str, Kind] = {"total_with": "points", "rank_with": "rank"}
    quoted = {
        name: phrases.quote(effect[name], name, season, f"{effect['initiative_id']}.{name}", kind)
        for name, kind in kinds.items()
    }
    match bool(effect["is_grade_changed"]) and pd.notna(effect["grade_with_name"]), bool(effect["is_rank_changed"]):
        case True, True:
            text = _("Nếu được công nhận: tổng điểm {total_with}, nhóm “{grade}”, hạng {rank_with}.")
        case True, False:
            text = _("Nếu được công nhận: tổng điểm {total_with}, nhóm “{grade}”.")
        case False, True:
            text = _("Nếu được công nhận: tổng điểm {total_with}, hạng {rank_with}.")
        case _neither:
            return []
    return [Markup(text).format(grade=effect["grade_with_name"], **quoted)]
