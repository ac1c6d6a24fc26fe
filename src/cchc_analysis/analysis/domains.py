"""One unit's domains beside those of the whole body."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import share_of, sum_points


def measure_body(domain_scores: pd.DataFrame) -> pd.Series:
    """What all units together reached in each domain, by its id: in % of the maximum, to one decimal, halves up.

    100 × all appraised points ÷ all applicable maxima, over the units whose domain is fully appraised, so a unit to
    which more applies weighs more. It is a yardstick, given as it is printed: a correction at one of many units seldom
    moves it, and then no other unit's page has to be made again.
    """
    complete = domain_scores[(domain_scores["open_count"] == 0) & domain_scores["max_score"].notna()]
    body = sum_points(complete, ["criterion_id"], ["appraised_score", "max_score"])
    means = share_of(100 * body["appraised_score"], body["max_score"])
    return np.floor((10 * means + 0.5).round(6)) / 10


def compare_with_body(unit_domains: pd.DataFrame, means: Mapping[str, float]) -> pd.DataFrame:
    """One unit's rows of ``domain_scores`` with ``mean_index_pct``: what :func:`measure_body` found of the domain."""
    return unit_domains.assign(
        domain_id=unit_domains["criterion_id"],
        mean_index_pct=unit_domains["criterion_id"].map(dict(means)).astype(float),
    )
