"""Claimed, computed, appraised: three witnesses of one cell side by side."""

from collections.abc import Mapping
from types import MappingProxyType

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


def sum_claims(claimed: pd.DataFrame, declared: Mapping[str, str] = MappingProxyType({})) -> pd.DataFrame:
    """The ``claim_sums`` table from ``claimed_v_computed``, the criterion with most points over-claimed first.

    *declared* gives the conventions of each criterion as text.
    """
    if claimed.empty:
        return schemas.empty("claim_sums")
    is_known = claimed["self_score"].notna() & claimed["computed_score"].notna()
    points = ["self_score", "computed_score", "appraised_score", "over", "under"]
    flags = {
        "cells": is_known,
        "uncomputed_units": claimed["computed_score"].isna(),
        "over_units": claimed["direction"] == "over",
        "under_units": claimed["direction"] == "under",
        "untold_units": claimed["direction"] == "cannot_tell",
    }
    rows = claimed.assign(**{name: flag.astype(int) for name, flag in flags.items()})
    rows[points] = rows[points].where(is_known)
    groups = rows.groupby(["year", "criterion_id"], sort=False, dropna=False)
    sums = groups[list(flags)].sum().join(groups[points].sum(min_count=1).round(SPLIT)).reset_index()
    sums["declared"] = sums["criterion_id"].map(dict(declared)).astype("str")
    ordered = sums.sort_values(["over", "criterion_id"], ascending=[False, True], kind="stable", ignore_index=True)
    return schemas.validate("claim_sums", ordered)
