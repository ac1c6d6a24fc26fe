"""What the briefing asks of the committee and the report submits to it, as far as both say the same."""

import pandas as pd
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import season_size
from cchc_analysis.reporting.text import phrases
from cchc_analysis.rules.season import Letter, Reward


def name_unfinished(season: SeasonTables) -> list[Markup]:
    """The units without a result: appraisal not finished, held back by a cell, not scored at all."""
    _ = language.words(season.lang).gettext
    texts = {
        "pending": _("Thẩm định chưa xong, chưa xếp hạng: {units}."),
        "held_back": _("Có ô điểm thẩm định không đọc được hoặc không hợp lệ, chưa xếp hạng: {units}."),
        "not_scored": _("Chưa chấm điểm: {units}."),
    }
    ranking = season.unit_ranking
    named = {each: ranking.loc[ranking["ranking_status"] == each, "unit"].tolist() for each in texts}
    return [
        Markup(texts[each]).format(units=phrases.strong(phrases.join_units(units, season, each)))
        for each, units in named.items()
        if units
    ]


def say_ties(season: SeasonTables, text: str) -> list[Markup]:
    """The units that share a rank, each rank by *text* (of ``units`` and ``rank``); in a large season how many do."""
    ranking = season.unit_ranking
    tied = ranking[ranking["rank"].notna() & ranking.duplicated("rank", keep=False)]
    if tied.empty:
        return []
    if season_size.is_large(season):
        counted = language.words(season.lang).ngettext(
            "{count} đơn vị cùng hạng với đơn vị khác vì kết quả bằng nhau.",
            "{count} đơn vị cùng hạng với đơn vị khác vì kết quả bằng nhau.",
            len(tied),
        )
        return [Markup(counted).format(count=phrases.quote(len(tied), "unit_count", season, "tied_units", "count"))]
    return [
        Markup(text).format(
            units=phrases.strong(phrases.join_names(units["unit"].tolist(), season)),
            rank=phrases.quote(rank, "rank", season, f"{units['unit_id'].iloc[0]}.rank"),
        )
        for rank, units in tied.groupby("rank")
    ]


def say_reward(rule: Reward, season: SeasonTables) -> Markup:
    """Who is on the list of a reward rule; empty where nobody is."""
    _ = language.words(season.lang).gettext
    listed = season.reward_list
    names = listed.loc[listed["reward_id"] == rule.id, "unit"].tolist()
    if not names:
        return Markup("")
    units = phrases.strong(phrases.join_units(names, season, f"{rule.id}.units"))
    return Markup(_("Khen thưởng “{rule}”: {units}.")).format(rule=name_declared(rule, season), units=units)


def find_costliest(season: SeasonTables) -> pd.DataFrame:
    """The criterion that cost most, where no letter is declared and losses are known by criterion; else no row."""
    is_wanted = len(season.leaf_deductions) > 1 and not season.rules.letters
    return season.criterion_deductions.query("deduction > 0").head(1 if is_wanted else 0)


def is_form_open(season: SeasonTables) -> bool:
    """Whether results could be published in order or by grade."""
    return bool(season.rules.grades) and season.unit_ranking["rank"].notna().sum() > 1


def name_declared(declared: Letter | Reward, season: SeasonTables) -> str:
    """The name of a rule or letter in the reader's language."""
    return (declared.name_en if season.lang == "en" else "") or declared.name
