"""The rows of one unit, wherever in a table they stand."""

import pandas as pd
import pytest

from cchc_analysis.store.unit_slices import _take


@pytest.mark.parametrize(
    "order", ["aabbb", "bbbaa", "ababb", "bab", "a", "bb", ""], ids=lambda order: order or "no rows"
)
def test_a_unit_s_rows_are_the_same_whether_they_follow_one_another_or_not(order):
    rows = pd.DataFrame({"unit_id": list(order), "score": range(len(order)), "note": list(order.upper())})
    places = rows.groupby("unit_id", sort=False).indices
    for unit_id in "ab":
        at = places.get(unit_id, pd.array([], dtype="int64").to_numpy())
        pd.testing.assert_frame_equal(_take(rows, at), rows[rows["unit_id"] == unit_id])
