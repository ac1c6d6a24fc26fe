"""What was lost to a subject, and by whom: losses found by the words of a criterion or a reason."""

import pandas as pd

from cchc_analysis.analysis.criteria import list_ancestors
from cchc_analysis.analysis.reasons import NO_REASON, match_words
from cchc_analysis.rules.season import Season


def find_losses(comparison: pd.DataFrame, criteria: pd.DataFrame, season: Season, words: str) -> pd.DataFrame:
    """The losses about *words*: rows of *comparison* with a deduction, most points first.

    About them is a leaf that they name, or whose name or that of the criterion above it (in either language, domains
    left out) contains them, and a loss whose reason does; by id, any node or reason. Case and Unicode form do not
    matter. Raises :class:`KeyError` where no criterion and no reason is meant; what is meant and cost nothing is empty.
    """
    leaves, reasons = _find_leaves(criteria, words), _find_reasons(season, words)
    if not leaves and not reasons:
        known = ", ".join([*criteria["criterion_id"], *(reason.id for reason in season.reasons)])
        raise KeyError(f"no criterion and no reason has {words!r} in its name; ids are: {known}")
    is_about = comparison["criterion_id"].isin(leaves) | comparison["reason"].fillna(NO_REASON).isin(reasons)
    return comparison.loc[is_about & (comparison["deduction"] > 0)].sort_values(
        ["deduction", "unit_id", "criterion_id"], ascending=[False, True, True], ignore_index=True
    )


def _find_leaves(criteria: pd.DataFrame, words: str) -> set[str]:
    if (criteria["criterion_id"] == words).any():
        nodes = list_ancestors(criteria)
        return set(nodes.loc[nodes["ancestor_id"] == words, "criterion_id"])
    is_named = match_words(criteria["name"], words) | match_words(criteria["name_en"], words)
    named = criteria.loc[is_named, "criterion_id"]
    return set(
        criteria.loc[criteria["criterion_id"].isin(named) | criteria["ranked_node_id"].isin(named), "criterion_id"]
    )


def _find_reasons(season: Season, words: str) -> set[str]:
    if words == NO_REASON:
        return {NO_REASON}
    names = pd.DataFrame(
        [(reason.id, reason.name, reason.name_en) for reason in season.reasons], columns=["id", "vi", "en"]
    )
    is_meant = (names["id"] == words) | match_words(names["vi"], words) | match_words(names["en"], words)
    return set(names.loc[is_meant, "id"])
