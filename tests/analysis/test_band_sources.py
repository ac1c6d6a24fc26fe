"""Each source of a band of ranks by itself, on rows written by hand."""

from typing import Any

import pandas as pd
import pytest

from cchc_analysis.analysis.rank_bands import bound_ranks, dispute_band, left_out_band, not_applicable_band, weight_band
from cchc_analysis.rules.season import Analysis

from .small_seasons import season_of

BY_INDEX = {"rank_by": "index_pct"}
Cell = tuple[Any, ...]


def season_and_tables(
    cells: list[Cell], bonus: dict[str, float] | None = None, penalty: dict[str, float] | None = None, **rules: Any
) -> tuple[pd.DataFrame, pd.DataFrame, Any]:
    """Of ``(unit, leaf, found, maximum[, first found, claimed])``; a cell with either of the last two is contested."""
    rows = pd.DataFrame(
        [
            {
                "unit_id": unit,
                "criterion_id": leaf,
                "appraised_score": float(found),
                "max_score": maximum,
                "first_appraised_score": float(rest[0]) if rest else float(found),
                "self_score": float(rest[1]) if len(rest) > 1 else None,
                "is_contested": bool(rest),
            }
            for unit, leaf, found, maximum, *rest in cells
        ]
    ).astype({"max_score": float, "self_score": float})
    comparison = rows.assign(
        line="score",
        appraised_status="scored",
        ranked_node_id=rows["criterion_id"],
        domain_id=rows["criterion_id"].str[0],
    )
    sums = rows.groupby("unit_id", sort=False)[["appraised_score", "max_score"]].sum()
    extras = pd.DataFrame({"bonus": bonus or {}, "penalty": penalty or {}}).reindex(sums.index).fillna(0.0)
    totals = sums["appraised_score"] + extras["bonus"] - extras["penalty"]
    values = {
        "total_score": totals,
        "index_pct": 100 * sums["appraised_score"] / sums["max_score"],
        "total_pct": 100 * totals / sums["max_score"],
    }
    season = season_of(**{"analysis": Analysis(weight_draws=50), **rules})
    ranks = values[season.rank_by].rank(method="min", ascending=False).astype("Int64")
    ranking = extras.assign(**values, rank=ranks, year=2020).reset_index().sort_values("rank", ignore_index=True)
    return comparison, ranking.assign(may_enter=False, lowest_result=None, highest_result=None), season


def spans(band: pd.DataFrame) -> dict[str, list[int]]:
    return band.set_index("unit_id")[["best_rank", "worst_rank"]].T.to_dict("list")


def test_a_dispute_stands_on_bonus_and_penalty_and_may_go_back_to_the_first_appraisal():
    # a: 10 + 2; b: 12 − 1 found, 9 at first, 15 claimed: b between 8 and 14 against 12
    cells = [("a", "I", 10, 20), ("b", "I", 12, 20, 9, 15), ("c", "I", 9, 20)]
    tables = season_and_tables(cells, bonus={"a": 2}, penalty={"b": 1})
    assert spans(dispute_band(*tables)) == {"a": [1, 2], "b": [1, 3], "c": [2, 3]}


def test_a_dispute_by_index_is_a_share_of_each_units_own_maximum():
    cells = [("a", "I", 9, 10), ("b", "I", 16, 20, 16, 19)]  # 90 against 80 to 95 %
    tables = season_and_tables(cells, **BY_INDEX)
    assert spans(dispute_band(*tables)) == {"a": [1, 2], "b": [1, 2]}


def test_what_applies_to_one_unit_alone_is_never_left_out():
    cells = [("a", "I1", 5, 10), ("a", "S1", 10, 10), ("b", "I1", 6, 10), ("b", "J1", 3, 10), ("a", "J1", 2, 10)]
    band = left_out_band(*season_and_tables(cells)).set_index("unit_id")
    # a 17, b 9: without S1 a would be behind; without I1 or J1 it stays ahead
    assert band[["best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert band["id"].isna().all()


def test_the_criterion_that_moves_a_unit_most_is_named_and_a_domain_is_left_out_whole():
    cells = [
        ("a", "I1", 9, 10), ("a", "I2", 9, 10), ("a", "J1", 1, 10),
        ("b", "I1", 6, 10), ("b", "I2", 6, 10), ("b", "J1", 6, 10),
        ("c", "I1", 5, 10), ("c", "I2", 5, 10), ("c", "J1", 5, 10),
    ]  # fmt: skip
    tables = season_and_tables(cells)
    # a 19, b 18, c 15; without I1 (or I2): 10, 12, 10; without J1: 18, 12, 10; without all of I: 1, 6, 5
    assert spans(left_out_band(*tables)) == {"a": [1, 2], "b": [1, 2], "c": [2, 3]}
    assert left_out_band(*tables)["id"].tolist() == ["I1", "I1", "I1"]
    assert spans(left_out_band(*tables, "domain")) == {"a": [1, 3], "b": [1, 2], "c": [2, 3]}
    assert left_out_band(*tables, "domain")["id"].tolist() == ["I", "I", "I"]


def test_a_unit_left_without_a_maximum_keeps_its_index():
    cells = [("a", "I1", 6, 10), ("b", "I1", 5, 10), ("b", "J1", 10, 10), ("c", "I1", 1, 10), ("c", "J1", 8, 10)]
    # 60, 75 and 45 %; without I1: a keeps 60, b 100, c 80; without J1: 60, 50, 10
    assert spans(left_out_band(*season_and_tables(cells, **BY_INDEX))) == {"b": [1, 2], "a": [1, 3], "c": [2, 3]}


def test_one_criterion_alone_cannot_be_left_out():
    band = left_out_band(*season_and_tables([("a", "I1", 6, 10), ("b", "I1", 5, 10)]))
    assert band[["best_rank", "worst_rank", "id"]].isna().all(axis=None)


def test_the_other_convention_scales_points_up_and_divides_by_the_largest_maximum():
    cells = [("a", "I", 12, 20), ("b", "I", 9, 10)]
    # by points 12 and 9: scaled to 20 points b has 18; by index 60 and 90: of 20 points b has 45 %
    assert spans(not_applicable_band(*season_and_tables(cells))) == {"a": [1, 2], "b": [1, 2]}
    assert spans(not_applicable_band(*season_and_tables(cells, **BY_INDEX))) == {"a": [1, 2], "b": [1, 2]}
    # b's penalty of 8 is not scaled: 18 − 8 stays behind 12
    assert spans(not_applicable_band(*season_and_tables(cells, penalty={"b": 8}))) == {"a": [1, 1], "b": [2, 2]}
    # one of 5 neither: 18 − 5 is ahead of 12
    assert spans(not_applicable_band(*season_and_tables(cells, penalty={"b": 5}))) == {"a": [1, 2], "b": [1, 2]}


def test_what_needs_maxima_is_missing_where_one_is_not_known():
    tables = season_and_tables([("a", "I", 12, None), ("b", "I", 9, 10)])
    assert not_applicable_band(*tables)["best_rank"].isna().all()
    assert weight_band(*tables, 0.25)["best_rank"].isna().all()


@pytest.mark.parametrize(("points", "at_10", "at_25"), [(5.5, [1, 1], [1, 1]), (7, [1, 1], [1, 2])])
def test_weights_move_a_rank_only_as_far_as_their_change_reaches(points, at_10, at_25):
    # a is ahead while the weight of I is more than points / 10 of that of J; the least that is left of it is
    # 0.9 / 1.1 = 0.82 at 10 % and 0.75 / 1.25 = 0.6 at 25 %
    cells = [("a", "I1", 10, 10), ("a", "J1", 0, 10), ("b", "I1", 0, 10), ("b", "J1", points, 10)]
    for change, reached in ((0.1, at_10), (0.25, at_25)):
        rules = Analysis(weight_draws=2000, weight_band_share=1, weight_change=change)
        leader = bound_ranks(*season_and_tables(cells, analysis=rules)).set_index("unit_id").loc["a"]
        assert leader[["weights_best_rank", "weights_worst_rank"]].tolist() == reached


def test_by_index_weighted_points_are_shares_of_each_units_own_maximum():
    cells = [("a", "I1", 9, 10), ("a", "J1", 9, 10), ("b", "I1", 16, 20), ("b", "J1", 16, 20)]
    assert spans(weight_band(*season_and_tables(cells, **BY_INDEX), 0.25)) == {"a": [1, 1], "b": [2, 2]}


def test_by_total_in_per_cent_bonus_and_penalty_count_and_are_not_weighted():
    cells = [("a", "I1", 8, 10), ("a", "J1", 8, 10), ("b", "I1", 15, 20), ("b", "J1", 15, 20)]
    rules = {"rank_by": "total_pct", "analysis": Analysis(weight_draws=50)}
    # a (16 − 2) ÷ 20 = 70 %; b (30 + 6) ÷ 40 = 90 %
    tables = season_and_tables(cells, bonus={"b": 6}, penalty={"a": 2}, **rules)
    assert spans(weight_band(*tables, 0.25)) == {"b": [1, 1], "a": [2, 2]}
    # without I1: a (8 − 2) ÷ 10 = 60 %, b (15 + 6) ÷ 20 = 105 %
    assert spans(left_out_band(*tables)) == {"b": [1, 1], "a": [2, 2]}
    # divided by 40 both: a 14, b 36
    assert spans(not_applicable_band(*tables)) == {"b": [1, 1], "a": [2, 2]}


def test_maxima_that_are_the_same_leave_no_convention_to_switch():
    assert not_applicable_band(*season_and_tables([("a", "I", 3, 5), ("b", "I", 2, 5)]))["best_rank"].isna().all()


def test_bonus_lines_and_what_does_not_apply_bear_on_no_band():
    comparison, ranking, season = season_and_tables([("a", "I1", 9, 10), ("b", "I1", 8, 10), ("b", "J1", 0, 1)])
    aside = comparison.iloc[[1, 1]].assign(
        criterion_id=["B", "J1"], line=["bonus", "score"], unit_id=["b", "a"], appraised_score=[5.0, None],
        appraised_status=["scored", "not_applicable"], is_contested=True, self_score=9.0,
    )  # fmt: skip
    both = pd.concat([comparison, aside], ignore_index=True)
    pd.testing.assert_frame_equal(bound_ranks(both, ranking, season), bound_ranks(comparison, ranking, season))


def test_the_whole_band_is_the_widest_of_all_sources_and_tiers_stand_on_it():
    cells = [("a", "I1", 10, 10), ("a", "J1", 10, 10), ("b", "I1", 6, 10), ("b", "J1", 5, 10)]
    cells += [("c", "I1", 5, 10), ("c", "J1", 5.5, 10)]
    found = bound_ranks(*season_and_tables(cells)).set_index("unit_id")
    # b 11 and c 10.5 change places without I1; nothing reaches a
    assert found[["best_rank", "worst_rank", "tier"]].T.to_dict("list") == {
        "a": [1, 1, 1],
        "b": [2, 3, 2],
        "c": [2, 3, 2],
    }
    assert found["dispute_tier"].isna().all()  # nothing is contested


@pytest.mark.parametrize("rank_by", ["total_score", "index_pct"])
def test_a_season_in_which_nobody_is_ranked_has_no_bands(rank_by):
    comparison, ranking, season = season_and_tables([("a", "I1", 1, 2), ("b", "I1", 1, 2)], rank_by=rank_by)
    assert bound_ranks(comparison, ranking.assign(rank=pd.array([pd.NA] * 2, dtype="Int64")), season).empty
