"""Losses of two seasons side by side, on rows written by hand."""

import pandas as pd

from cchc_analysis.analysis.history import find_fixed_losses, find_recurring_losses

LINKS = [("same", "x", "x"), ("merged", "m", "m1"), ("merged", "m", "m2"), ("new", "n", None), ("dropped", None, "d")]
CROSSWALK = pd.DataFrame(LINKS, columns=["relation", "criterion_id", "previous_criterion_id"])


def lost(year: int = 2020, **points: float | None) -> pd.DataFrame:
    """Points lost, ``a_x=1`` for 1 point of unit a at leaf x; None where it was not appraised or does not apply."""
    cells = [(*cell.split("_"), value) for cell, value in points.items()]
    return (
        pd.DataFrame(cells, columns=["unit_id", "criterion_id", "deduction"])
        .astype({"deduction": float})
        .assign(year=year)
    )


def rows_in_a_row(*cells: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["unit_id", "criterion_id", "seasons_in_a_row"])


NOW = lost(a_x=1, a_m=2, b_x=0.5, b_m=0, a_n=1)
BEFORE = lost(2019, a_x=1, a_m1=0.1, a_m2=0.2, b_x=0, b_m1=3, a_d=1)


def test_a_loss_counts_its_seasons_on_from_the_longest_row_of_the_same_unit():
    earlier = rows_in_a_row(("a", "m2", 3), ("b", "x", 5), ("b", "m1", 4))
    found = find_recurring_losses(NOW, BEFORE, CROSSWALK, earlier).set_index("criterion_id")
    # x: a's own row is 1 so far, b's 5 are not a's; m: the longer of m1 (1) and m2 (3), and this season
    assert found["seasons_in_a_row"].to_dict() == {"m": 4, "x": 2}
    assert found["previous_deduction"].to_dict() == {"m": 0.3, "x": 1}
    assert found["previous_criterion_id"].to_dict() == {"m": "m1; m2", "x": "x"}
    assert set(found["unit_id"]) == {"a"}


def test_losses_stand_by_unit_then_by_criterion_whatever_order_they_came_in():
    now, before = lost(b_x=1, b_m=1, a_x=1, a_m=1), lost(2019, a_x=1, a_m2=1, a_m1=1, b_m2=1, b_x=1)
    found = find_recurring_losses(now, before, CROSSWALK)
    assert found[["unit_id", "criterion_id", "previous_criterion_id"]].to_numpy().tolist() == [
        ["a", "m", "m1; m2"], ["a", "x", "x"], ["b", "m", "m2"], ["b", "x", "x"],
    ]  # fmt: skip


def test_without_an_earlier_table_two_seasons_are_what_is_known():
    assert find_recurring_losses(NOW, BEFORE, CROSSWALK)["seasons_in_a_row"].tolist() == [2, 2]
    none = rows_in_a_row()
    assert find_recurring_losses(NOW, BEFORE, CROSSWALK, none)["seasons_in_a_row"].tolist() == [2, 2]


def test_a_loss_is_fixed_where_the_leaf_was_scored_and_lost_nothing():
    now = lost(a_x=0, a_m=None, b_m=0, c_m=0)
    found = find_fixed_losses(now, pd.concat([BEFORE, lost(2019, c_m1=0.1, c_m2=0.2)]), CROSSWALK)
    shown = found[["year", "unit_id", "criterion_id", "previous_deduction", "previous_criterion_id"]]
    assert shown.to_numpy().tolist() == [
        [2020, "a", "x", 1, "x"],
        [2020, "b", "m", 3, "m1"],
        [2020, "c", "m", 0.3, "m1; m2"],
    ]


def test_seasons_without_a_loss_in_common_have_nothing_that_recurs_or_is_fixed():
    nothing = lost(a_n=1, a_x=None)
    assert find_recurring_losses(nothing, BEFORE, CROSSWALK).empty
    assert find_fixed_losses(nothing, BEFORE, CROSSWALK).empty
