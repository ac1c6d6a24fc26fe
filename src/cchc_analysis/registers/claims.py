"""Claimed, computed, appraised: three witnesses of one cell side by side."""

import pandas as pd

from cchc_analysis import schemas

SPLIT = 6
"""Decimals after every difference of points, as in every table."""


def compare_claims(measured: pd.DataFrame, comparison: pd.DataFrame) -> pd.DataFrame:
    """The ``claimed_v_computed`` table from ``measured`` and ``comparison``.

    A self-score within the span from lowest to highest is ``equal`` where the span is one exact score, else nothing can
    be told. Points above the span are ``over``, below it ``under``.
    """
    if measured.empty:
        return schemas.empty("claimed_v_computed")
    names = ["self_score", "first_appraised_score", "appraised_score", "appraiser_note", "reason"]
    keys = ["year", "unit_id", "criterion_id"]
    rows = measured.merge(comparison[[*keys, *names]], on=keys, how="left", validate="one_to_one")
    claimed, computed = rows["self_score"], rows["computed_score"]
    low, high = rows["lowest"], rows["highest"]
    over = (claimed - high).clip(lower=0).round(SPLIT)
    under = (low - claimed).clip(lower=0).round(SPLIT)
    known = claimed.notna() & low.notna()
    is_point = (low == high) & (rows["state"] == "exact")
    direction = pd.Series(None, index=rows.index, dtype="str")
    direction = direction.mask(known, "cannot_tell").mask(known & is_point & (claimed == computed), "equal")
    direction = direction.mask(known & (over > 0), "over").mask(known & (under > 0), "under")
    appraised = rows["appraised_score"]
    differs = ((appraised > high) | (appraised < low)).astype("boolean")
    return schemas.validate(
        "claimed_v_computed",
        rows.assign(
            difference=(claimed - computed).round(SPLIT),
            over=over,
            under=under,
            direction=direction,
            appraised_differs=differs.mask(appraised.isna() | low.isna()),
            appraiser_note=rows["appraiser_note"].fillna(rows["reason"]),
        ),
    )


def sum_claims(claimed: pd.DataFrame) -> pd.DataFrame:
    """By criterion: cells measured, sums claimed, computed and appraised over the cells that have all three, and units.

    ``cells`` are those with a self-score and a computed score; ``over_units`` claimed above the register's span,
    ``under_units`` below it, ``untold_units`` within a span that leaves it open. In the order of points over-claimed.
    """
    known = claimed[claimed["self_score"].notna() & claimed["computed_score"].notna()]
    flags = known.assign(
        over_units=known["direction"] == "over",
        under_units=known["direction"] == "under",
        untold_units=known["direction"] == "cannot_tell",
        cells=1,
    )
    sums = {"cells": "sum", "over_units": "sum", "under_units": "sum", "untold_units": "sum"}
    points = ("self_score", "computed_score", "appraised_score", "over", "under")
    by = flags.groupby("criterion_id", sort=False).agg(sums)
    totals = flags.groupby("criterion_id", sort=False)[list(points)].sum(min_count=1).round(SPLIT)
    whole = by.join(totals).reset_index()
    return whole.sort_values(["over", "criterion_id"], ascending=[False, True], kind="stable", ignore_index=True)
