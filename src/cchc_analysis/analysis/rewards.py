"""Which units each rule of reward names."""

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.points import round_points
from cchc_analysis.rules.season import Reward, Season
from cchc_analysis.schemas import titles


def list_rewards(unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The units that meet all conditions of each reward rule, in the order of the rules and of the ranking.

    Only ranked units are listed. A condition on a value that is missing (no last season, no index) is not met. A
    ``top`` counts ranks: equal units share one, so a list may be longer than the rule says; ``is_boundary_tie`` marks
    the equal units at the last rank of such a list. ``min_score`` and
    ``min_score_change`` are in what the season ranks by (``rank_by``).
    """
    ranked = unit_ranking[unit_ranking["rank"].notna()]
    lists = [
        ranked[meet_rule(ranked, rule, season)].assign(
            reward_id=rule.id, is_boundary_tie=lambda rows, rule=rule: _is_boundary_tie(rows, rule)
        )
        for rule in season.rewards
    ]
    columns = list(titles("reward_list"))
    return pd.concat(lists, ignore_index=True)[columns] if lists else schemas.empty("reward_list")


def meet_rule(ranked: pd.DataFrame, rule: Reward, season: Season) -> pd.Series:
    """Whether each ranked unit meets every condition that *rule* states."""
    meets = pd.Series(True, index=ranked.index)
    if rule.grades:
        meets &= ranked["grade"].isin(rule.grades)
    if rule.groups:
        meets &= ranked["group"].isin(rule.groups)
    for column, least in (
        (season.rank_by, rule.min_score),
        ("result_change", rule.min_score_change),
        ("rank_change", rule.min_rank_change),
    ):
        if least is not None:
            meets &= (ranked[column] >= round_points(least)).fillna(False).astype(bool)
    for column, last in (("rank", rule.top), ("group_rank", rule.top_in_group)):
        if last is not None:
            meets &= (ranked[column] <= last).fillna(False).astype(bool)
    if rule.without_penalty:
        meets &= ranked["penalty"] == 0
    return meets


def _is_boundary_tie(listed: pd.DataFrame, rule: Reward) -> pd.Series:
    is_tie = pd.Series(False, index=listed.index)
    if rule.top is not None and len(listed) > rule.top:
        is_tie |= _is_shared_last(listed["rank"])
    if rule.top_in_group is not None:
        for _group, ranks in listed.groupby("group")["group_rank"]:
            if len(ranks) > rule.top_in_group:
                is_tie[ranks.index] |= _is_shared_last(ranks)
    return is_tie


def _is_shared_last(ranks: pd.Series) -> pd.Series:
    """Which of the ranks are the last one, where several units have it."""
    is_last = ranks == ranks.max()
    return (is_last & (is_last.sum() > 1)).astype(bool)
