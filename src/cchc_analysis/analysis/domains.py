"""One unit's domains beside those of the whole body."""

import pandas as pd

from cchc_analysis.analysis.points import share_of, sum_points


def compare_with_body(domain_scores: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    """The unit's rows of ``domain_scores`` with ``mean_index_pct``: what all units together reached in the domain.

    The body's figure is 100 × all appraised points ÷ all applicable maxima, over the units whose domain is fully
    appraised, so a unit to which more applies weighs more.
    """
    complete = domain_scores[(domain_scores["open_count"] == 0) & domain_scores["max_score"].notna()]
    body = sum_points(complete, ["criterion_id"], ["appraised_score", "max_score"])
    means = share_of(100 * body["appraised_score"], body["max_score"])
    unit = domain_scores[domain_scores["unit_id"] == unit_id]
    return unit.assign(domain_id=unit["criterion_id"], mean_index_pct=unit["criterion_id"].map(means))
