import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.small_seasons import compare, criteria_of, flat_criteria, scores_of, season_of, units_of
from cchc_analysis import schemas
from cchc_analysis.analysis.headlines import _count_firm
from cchc_analysis.analysis.rank_bands import (
    SOURCES,
    bound_ranks,
    cut_tiers,
    find_entrants,
    pending_band,
    rank_rows,
    weight_band,
)
from cchc_analysis.analysis.ranking import rank_against, rank_units, rank_values
from cchc_analysis.rules.season import Analysis

QUICK = Analysis(weight_draws=200)


def cells(**points):
    """Scores ``unit=(I, II)`` appraised; a pair ``(self, appraised)`` is a leaf cut or raised."""
    rows = []
    for unit, values in points.items():
        for leaf, value in zip(("I", "II", "III"), values, strict=False):
            own, found = value if isinstance(value, tuple) else (value, value)
            rows += [(unit, leaf, "self", own), (unit, leaf, "appraisal", found)]
    return scores_of(*rows)


def standing(scores, criteria, units, season):
    """The comparison and the ranking of a small season, which its bands are worked out from."""
    comparison = compare(scores, criteria, units, season)
    return comparison, rank_units(comparison, units, schemas.empty("initiatives"), season)


def bands_of(scores, criteria, units, **rules):
    season = season_of(**{"analysis": QUICK, **rules})
    bands = bound_ranks(*standing(scores, criteria, units, season), season)
    return schemas.validate("rank_bands", bands).set_index("unit_id")


def test_a_dispute_is_worth_the_contested_points_to_the_unit_and_to_the_others():
    # a: 20, claims 24; b: 22, undisputed; c: 15, claims 21
    bands = bands_of(cells(a=[(24, 20)], b=[22], c=[(21, 15)]), flat_criteria(I=30.0), units_of("a", "b", "c"))
    assert bands[["rank", "dispute_best_rank", "dispute_worst_rank"]].to_numpy().tolist() == [
        [1, 1, 2],
        [2, 1, 3],
        [3, 2, 3],
    ]
    assert bands["dispute_tier"].tolist() == [1, 1, 1]


def test_one_criterion_and_nothing_contested_leave_nothing_to_try():
    bands = bands_of(cells(a=[20], b=[22], c=[15]), flat_criteria(I=30.0), units_of("a", "b", "c"))
    assert bands[[f"{source}_{end}_rank" for source in SOURCES for end in ("best", "worst")]].isna().all(axis=None)
    assert bands[["tier", "dispute_tier", "weights_kept_share"]].isna().all(axis=None)
    assert (bands["best_rank"] == bands["rank"]).all()


def test_leaving_out_a_criterion_says_which_one_holds_a_rank():
    bands = bands_of(cells(a=[10, 2], b=[4, 7]), flat_criteria(I=10.0, II=10.0), units_of("a", "b"))
    assert bands.loc["a", ["rank", "criterion_left_out_best_rank", "criterion_left_out_worst_rank"]].tolist() == [
        1,
        1,
        2,
    ]
    assert bands["criterion_left_out_id"].tolist() == ["I", "I"]


def test_points_that_do_not_apply_are_scaled_up_when_the_convention_is_switched():
    criteria = criteria_of({"id": "I", "max_score": 10}, {"id": "II", "max_score": 10, "applies_to": "a"})
    bands = bands_of(cells(a=[6, 6], b=[9]), criteria, units_of("a", "b"))
    assert bands.loc["b", ["rank", "not_applicable_best_rank", "not_applicable_worst_rank"]].tolist() == [2, 1, 2]


def test_without_maxima_no_weight_is_changed():
    bands = bands_of(cells(a=[20, 1], b=[22, 1]), flat_criteria(I=None, II=None), units_of("a", "b"))
    assert bands["weights_best_rank"].isna().all()
    assert bands["not_applicable_best_rank"].isna().all()
    assert bands["criterion_left_out_best_rank"].tolist() == [1, 1]  # without I both have 1 point


PENDING = scores_of(("c", "I", "self", 9), ("c", "I", "appraisal", "pending"))


def test_a_unit_without_a_result_has_no_band_and_may_come_before_all_it_can_still_reach():
    scores = pd.concat([cells(a=[20], b=[22]), PENDING])
    bands = bands_of(scores, flat_criteria(I=30.0), units_of("a", "b", "c"))
    assert bands[["pending_best_rank", "pending_worst_rank", "worst_rank"]].T.to_dict("list") == {
        "b": [1, 2, 2],
        "a": [2, 3, 3],
    }


@pytest.mark.parametrize(
    ("highest", "entrants"), [(30.0, ["c"]), (22.0, ["c"]), (21.0, []), (None, ["c"])], ids=["passes", "draws", "", "?"]
)
def test_who_may_still_enter_first_place_is_named(highest, entrants):
    scores = pd.concat([cells(a=[20], b=[22]), PENDING.assign(criterion_id="II")])
    criteria = criteria_of(
        {"id": "I", "max_score": 30, "applies_to": "a;b"}, {"id": "II", "max_score": highest, "applies_to": "c"}
    )
    season = season_of(analysis=QUICK)
    _comparison, ranking = standing(scores, criteria, units_of("a", "b", "c"), season)
    assert find_entrants(ranking, season)["unit_id"].tolist() == entrants


def test_a_unit_of_which_nothing_came_may_enter_too_and_one_that_is_not_ranked_may_not():
    criteria, season = flat_criteria(I=30.0), season_of(analysis=QUICK)
    tables = standing(cells(a=[20], b=[22]), criteria, units_of("a", "b", "c"), season)
    assert find_entrants(tables[1], season)["unit_id"].tolist() == ["c"]
    tables = standing(cells(a=[20], b=[22]), criteria, units_of("a", "b", "c", unranked=["c"]), season)
    assert find_entrants(tables[1], season).empty
    assert pending_band(tables[1], season)["worst_rank"].isna().all()


@pytest.mark.parametrize("tie_rule", ["competition", "dense"])
@given(
    held=st.lists(st.integers(0, 4), min_size=1, max_size=4),
    waiting=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3),
)
def test_no_outcome_of_those_waiting_leaves_the_band(tie_rule, held, waiting):
    season = season_of(tie_rule=tie_rule)
    spans_of_waiting = [(min(ends), max(ends)) for ends in waiting]
    held_rows = pd.DataFrame({"total_score": held, "lowest_result": None, "highest_result": None, "may_enter": False})
    wait_rows = pd.DataFrame(spans_of_waiting, columns=["lowest_result", "highest_result"]).assign(may_enter=True)
    ranking = pd.concat([held_rows, wait_rows], ignore_index=True)
    ranking = ranking.assign(
        unit_id=[f"u{at}" for at in ranking.index], rank=rank_values(ranking["total_score"], season)
    )
    band = pending_band(ranking, season)
    outcomes = itertools.product(*(range(low, high + 1) for low, high in spans_of_waiting))
    ranks = np.array([rank_values(pd.Series([*held, *each]), season).iloc[: len(held)] for each in outcomes], dtype=int)
    best, worst = band["best_rank"].to_numpy(dtype=int), band["worst_rank"].to_numpy(dtype=int)
    assert (best <= ranks.min(axis=0)).all()
    assert (ranks.max(axis=0) <= worst).all()
    if tie_rule == "competition":
        assert (best == ranks.min(axis=0)).all()
        assert (worst == ranks.max(axis=0)).all()


def test_a_unit_that_all_trials_move_does_not_keep_its_rank():
    """b leads by six decimals only; leaving out I puts a first for good: best and worst are equal and not b's rank."""
    season = season_of(analysis=QUICK)
    bands = schemas.empty("rank_bands").reindex(range(2)).assign(
        unit_id=["a", "b"], rank=[1, 2], criterion_left_out_best_rank=[2, 1], criterion_left_out_worst_rank=[2, 1],
    )  # fmt: skip
    assert _count_firm(bands, season)["firm_units.criterion_left_out"] == 0


def test_a_unit_keeps_its_rank_under_changed_weights_where_it_does_in_that_share_of_the_trials():
    season = season_of(analysis=Analysis(weight_band_share=0.9))
    bands = schemas.empty("rank_bands").reindex(range(3)).assign(
        unit_id=["a", "b", "c"], rank=[1, 2, 3], weights_best_rank=[1, 2, 2], weights_worst_rank=[1, 3, 3],
        weights_kept_share=[1.0, 0.9, 0.899],
    )  # fmt: skip
    assert _count_firm(bands, season)["firm_units.weights"] == 2


@pytest.mark.parametrize("rank_by", ["total_score", "index_pct"])
@pytest.mark.parametrize("tie_rule", ["competition", "dense"])
@given(points=st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=6))
@settings(max_examples=6)
def test_zero_change_moves_no_rank_and_every_band_holds_its_rank(rank_by, tie_rule, points):
    units = [f"u{number}" for number in range(len(points))]
    season = season_of(rank_by=rank_by, tie_rule=tie_rule, grades=(), analysis=QUICK)
    scores = cells(**{unit: [value / 4 for value in each] for unit, each in zip(units, points, strict=True)})
    comparison, ranking = standing(scores, flat_criteria(I=1.0, II=1.0, III=1.0), units_of(*units), season)
    bands = schemas.validate("rank_bands", bound_ranks(comparison, ranking, season))
    still = weight_band(comparison, ranking, season, 0.0)
    if len(points) > 1:
        assert still["best_rank"].tolist() == still["worst_rank"].tolist() == bands["rank"].tolist()
        assert (still["kept_share"] == 1).all()
    assert (bands["best_rank"] <= bands["rank"]).all()
    assert (bands["rank"] <= bands["worst_rank"]).all()
    for tier, rows in bands.groupby("tier"):
        below = bands[bands["tier"] > tier]
        assert below.empty or rows["worst_rank"].max() < below["best_rank"].min()


@given(values=st.lists(st.integers(0, 5), min_size=1, max_size=8), is_dense=st.booleans())
def test_ranks_are_those_pandas_gives(values, is_dense):
    row = np.array([values], dtype=float)
    expected = pd.Series(row[0]).rank(method="dense" if is_dense else "min", ascending=False).astype(int).tolist()
    assert rank_rows(row, is_dense)[0].tolist() == expected
    assert rank_against(row[0], row[0], row[0], is_dense).tolist() == expected


def test_the_same_seed_gives_the_same_band_and_blocks_do_not_show(monkeypatch):
    criteria = flat_criteria(I=10.0, II=10.0, III=10.0)
    season = season_of(analysis=QUICK)
    tables = standing(cells(a=[9, 2, 5], b=[4, 7, 5], c=[5, 5, 6]), criteria, units_of("a", "b", "c"), season)
    whole = weight_band(*tables, season, 0.25)
    monkeypatch.setattr("cchc_analysis.analysis.rank_bands.BLOCK", 30)
    pieces = weight_band(*tables, season, 0.25)
    pd.testing.assert_frame_equal(whole, pieces)
    assert (whole["worst_rank"] > whole["best_rank"]).any()


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 1.0])
def test_the_band_holds_the_central_share_of_the_draws_made_one_by_one(monkeypatch, share):
    """60 draws in blocks of six: a factor for each leaf."""
    season = season_of(analysis=Analysis(weight_draws=60, weight_band_share=share, seed=7))
    points = {"a": (9, 2, 5), "b": (4, 7, 5), "c": (5, 5, 6), "d": (8, 8, 1), "e": (3, 3, 9)}
    units = units_of(*points)
    scores, criteria = cells(**points), flat_criteria(I=10.0, II=10.0, III=10.0)
    comparison, ranking = standing(scores, criteria, units, season)
    monkeypatch.setattr("cchc_analysis.analysis.rank_bands.BLOCK", 30)
    band = weight_band(comparison, ranking, season, 0.9).set_index("unit_id")
    weights = np.random.default_rng(7).uniform(0.1, 1.9, (60, 3))
    totals = pd.DataFrame(weights @ np.array(list(points.values())).T / weights.sum(axis=1)[:, None], columns=[*points])
    ranks = totals.rank(axis=1, method="min", ascending=False).astype(int)
    outside = int((1 - share) / 2 * 60 + 1e-9)
    for unit in points:
        drawn = ranks[unit].sort_values().tolist()
        assert band.loc[unit, ["best_rank", "worst_rank"]].tolist() == [drawn[outside], drawn[-1 - outside]]
        own = int(ranking.set_index("unit_id").loc[unit, "rank"])
        assert band.loc[unit, "kept_share"] == pytest.approx((ranks[unit] == own).mean(), abs=1e-6)


def test_tiers_are_cut_only_where_no_band_crosses():
    assert cut_tiers(pd.Series([1, 2, 2, 5]), pd.Series([1, 4, 3, 5])).tolist() == [1, 2, 2, 3]
    assert cut_tiers(pd.Series([1, None]), pd.Series([1, None])).isna().all()


def test_every_source_has_its_two_columns():
    bands = bands_of(cells(a=[20], b=[22]), flat_criteria(I=30.0), units_of("a", "b"))
    assert {f"{source}_{end}_rank" for source in SOURCES for end in ("best", "worst")} <= set(bands.columns)
