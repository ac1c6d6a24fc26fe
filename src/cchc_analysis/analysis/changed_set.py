"""This season's scores under another criteria set: a criterion changed, dropped, merged or split; last year's set."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import split_deduction
from cchc_analysis.analysis.crosswalk import CARRIED
from cchc_analysis.analysis.points import round_points, sum_points
from cchc_analysis.analysis.ranking import GRADED, cap, grade, rank_values
from cchc_analysis.rules.season import Season
from cchc_analysis.schemas import empty, titles

DROPPED = -1
POINTS = ["self_score", "first_appraised_score", "appraised_score"]


def drop(comparison: pd.DataFrame, leaves: Collection[str]) -> pd.DataFrame:
    """The comparison without *leaves* (ids): their points and maxima are nobody's."""
    return comparison[~comparison["criterion_id"].isin(list(leaves))].reset_index(drop=True)


def set_maximum(comparison: pd.DataFrame, leaves: Collection[str], max_score: float) -> pd.DataFrame:
    """The comparison in which *leaves* (ids) together have *max_score*, each unit keeping its share of every leaf.

    Of several leaves each keeps its part of the sum of the maxima that apply to the unit. A score between two steps of
    the new scale stays there: what appraisers would have given is not guessed. Raises :class:`ValueError` where a leaf
    has no maximum to take a share of, or *max_score* is not above 0.
    """
    if not max_score > 0:
        raise ValueError(f"a maximum is above 0, not {max_score:g}; to leave a criterion out, drop it")
    is_meant = comparison["criterion_id"].isin(list(leaves)) & (comparison["line"] == "score")
    meant = comparison[is_meant]
    if not (meant["max_score"] > 0).all():
        raise ValueError("a leaf without a maximum has no share to keep: " + ", ".join(_without_maximum(meant)))
    counts = meant["appraised_status"] != "not_applicable"
    whole = meant["max_score"].where(counts).groupby(meant["unit_id"]).transform("sum")
    factor = (max_score / whole).where(whole > 0, 1.0)
    changed = comparison.copy()
    for name in ["max_score", *POINTS]:
        changed.loc[is_meant, name] = round_points(meant[name] * factor)
    changed.loc[is_meant, "step"] = np.nan
    return split_deduction(changed)


def merge(comparison: pd.DataFrame, leaves: Sequence[str], max_score: float) -> pd.DataFrame:
    """The comparison in which *leaves* (ids, the first one lends its id) are one criterion worth *max_score*.

    A unit's share of it is its points over its maxima at those leaves together. Where one of them is not scored yet, or
    at fault, the merged cell is. Raises as :func:`set_maximum` does, and :class:`ValueError` for fewer than two leaves.
    """
    if len(set(leaves)) < 2:
        raise ValueError("merge at least two criteria")
    scaled = set_maximum(comparison, leaves, max_score)
    is_meant = scaled["criterion_id"].isin(list(leaves))
    counts = is_meant & (scaled["appraised_status"] != "not_applicable")
    parts = scaled[counts]
    sums = sum_points(parts, ["unit_id"], ["max_score", *POINTS])
    is_open = parts["appraised_status"] != "scored"
    claims = parts["self_status"] == "scored"
    by_unit = parts.groupby("unit_id", sort=False)
    first = parts.assign(order=np.where(is_open, 0, 1)).sort_values("order", kind="stable").drop_duplicates("unit_id")
    whole = claims.groupby(parts["unit_id"], sort=False).all()
    kept = first.set_index("unit_id").loc[list(by_unit.groups)].drop(columns="order").reset_index()
    for name in ["max_score", *POINTS]:
        kept[name] = kept["unit_id"].map(sums[name])
    is_scored = kept["appraised_status"] == "scored"
    is_claimed = kept["unit_id"].map(whole).astype(bool)
    kept = kept.assign(
        criterion_id=leaves[0],
        appraised_score=kept["appraised_score"].where(is_scored),
        self_score=kept["self_score"].where(is_claimed),
        self_status=kept["self_status"]
        .mask(is_claimed, "scored")
        .where(is_claimed | (kept["self_status"] != "scored")),
    )
    return split_deduction(pd.concat([scaled[~is_meant], kept[scaled.columns]], ignore_index=True))


def split(comparison: pd.DataFrame, leaf: str, maxima: Sequence[float]) -> pd.DataFrame:
    """The comparison in which *leaf* (id) is several criteria with these *maxima*, ids ``<leaf>/1``, ``<leaf>/2`` …

    Nobody has scored the parts: each unit has its share of the whole at every one of them, so totals move only where
    the parts are worth more or less than the whole was. Raises as :func:`set_maximum` does, and :class:`ValueError` for
    fewer than two parts.
    """
    if len(maxima) < 2:
        raise ValueError("split a criterion into at least two parts")
    rest = comparison[comparison["criterion_id"] != leaf]
    whole = comparison[comparison["criterion_id"] == leaf]
    parts = [
        set_maximum(whole, [leaf], each).assign(criterion_id=f"{leaf}/{at}") for at, each in enumerate(maxima, start=1)
    ]
    return pd.concat([rest, *parts], ignore_index=True)


def rank_on_both_sets(
    comparison: pd.DataFrame,
    previous_comparison: pd.DataFrame | None,
    crosswalk: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """One row per complete unit: its total, grade and rank under this year's set and under last year's.

    Under last year's set a unit has, of each group of leaves that became one another (``match_group``), this year's
    share of last year's maxima; bonus and penalty stay. A leaf that does not apply to the unit this year does not apply
    under either set. What last year's set asked and this year's dropped nobody scored: it is left out, and
    ``unscored_max_score`` says how many points that is: the total lies between ``previous_set_score`` and that many
    points more. The grade is stated where both ends have the same one. Grades are by this season's cut points. Ranks
    are among the ranked units, by points without the unscored part. Empty where no leaf changed, where maxima are not
    known, or where the season goes by per cent.
    """
    is_changed = previous_comparison is not None and (crosswalk["relation"] != "same").any()
    if (
        previous_comparison is None
        or not is_changed
        or season.rank_by != "total_score"
        or season.grade_by != "total_score"
    ):
        return empty("both_sets")
    pairs = crosswalk.loc[crosswalk["relation"].isin(CARRIED)]
    now, before = _due(comparison), _due(previous_comparison)
    if now["max_score"].isna().any() or before["max_score"].isna().any():
        return empty("both_sets")
    group_now = pairs.drop_duplicates("criterion_id").set_index("criterion_id")["match_group"]
    group_before = pairs.drop_duplicates("previous_criterion_id").set_index("previous_criterion_id")["match_group"]
    key = ["unit_id", "match_group"]
    ours = sum_points(
        now.assign(match_group=now["criterion_id"].map(group_now)).dropna(subset="match_group"),
        key,
        ["appraised_score", "max_score"],
    )
    theirs = sum_points(
        before.assign(match_group=before["criterion_id"].map(group_before).fillna(DROPPED)), key, ["max_score"]
    ).rename(columns={"max_score": "previous_max_score"})
    both = theirs.join(ours, how="left")
    share = both["appraised_score"] / both["max_score"].where(both["max_score"] > 0)
    is_dropped = both.index.get_level_values("match_group") == DROPPED
    cells = both.assign(
        carried=round_points(share * both["previous_max_score"]),
        unscored=both["previous_max_score"].where(is_dropped, 0.0),
    )
    sums = sum_points(cells.reset_index(), ["unit_id"], ["carried", "unscored"])
    units = unit_ranking.loc[unit_ranking["ranking_status"].isin(GRADED)]
    units = units[units["unit_id"].isin(sums.index)].reset_index(drop=True)
    carried, unscored = (units["unit_id"].map(sums[name]).fillna(0.0) for name in ("carried", "unscored"))
    extra = cap(units["bonus"], season.bonus_max) - cap(units["penalty"], season.penalty_max)
    total = round_points(carried + extra)
    lowest, highest = grade(total, season.grades), grade(round_points(total + unscored), season.grades)
    is_ranked = units["rank"].notna()
    return units.assign(
        previous_set_score=total,
        unscored_max_score=round_points(unscored),
        previous_set_grade=lowest.where(lowest.fillna("") == highest.fillna("")),
        previous_set_rank=rank_values(total.where(is_ranked), season),
    )[list(titles("both_sets"))]


def _due(comparison: pd.DataFrame) -> pd.DataFrame:
    is_due = (comparison["line"] == "score") & (comparison["appraised_status"] != "not_applicable")
    return comparison[is_due]


def _without_maximum(leaves: pd.DataFrame) -> list[str]:
    return sorted(set(leaves.loc[~(leaves["max_score"] > 0), "criterion_id"]))
