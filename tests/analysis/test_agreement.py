"""How far self-scores stand above appraised ones, and how far the two agree."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.small_seasons import (
    EXPLANATION,
    FIRST,
    SECOND,
    SELF,
    compare,
    criteria_of,
    derive,
    explanations_of,
    flat_criteria,
    scores_of,
    season_of,
    units_of,
)

from cchc_analysis import schemas
from cchc_analysis.analysis.agreement import bland_altman, gwet_ac2, icc, measure_agreement
from cchc_analysis.analysis.inflation import measure_explanations, measure_inflation

NONE = np.nan
FOUR_RATERS = [
    [1, 1, NONE, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [NONE, 5, 5, 5],
    [NONE, NONE, 1, 1],
    [NONE, NONE, 3, NONE],
]
"""Data and printed results of Gwet's own R package irrCAC (vignettes "overview" and "weighting"), which follows his
Handbook of Inter-Rater Reliability, 4th ed., 2014: cac.raw4raters, cont3x3abstractors, distrib.6raters."""
ABSTRACTORS = {(1, 1): 13, (2, 2): 20, (2, 3): 7, (3, 2): 4, (3, 3): 56}
PSYCHIATRISTS = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
]
"""How many of six psychiatrists put each of fifteen patients into each of five categories."""
# four judges rate six targets: Shrout & Fleiss 1979, table 2
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# peak expiratory flow, first readings of the large and the mini meter: Bland & Altman 1986, table 1
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI_WRIGHT = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


@pytest.mark.parametrize(("weights", "printed"), [("identity", 0.77544), ("quadratic", 0.914)])
def test_four_raters_agree_as_gwet_printed(weights, printed):
    assert round(gwet_ac2(FOUR_RATERS, range(1, 6), weights), 5) == printed


@pytest.mark.parametrize(("weights", "printed"), [("identity", 0.8493305), ("quadratic", 0.9402369)])
def test_two_abstractors_agree_as_gwet_printed(weights, printed):
    ratings = [pair for pair, count in ABSTRACTORS.items() for _ in range(count)]
    assert round(gwet_ac2(ratings, [1, 2, 3], weights), 7) == printed


@pytest.mark.parametrize(("weights", "printed"), [("identity", 0.4448007), ("quadratic", 0.4837438)])
def test_six_psychiatrists_agree_as_gwet_printed(weights, printed):
    ratings = [np.repeat(range(1, 6), counts) for counts in PSYCHIATRISTS]
    assert round(gwet_ac2(ratings, range(1, 6), weights), 7) == printed


@settings(max_examples=30)
@given(
    st.lists(st.tuples(*[st.sampled_from([0.0, 0.25, 1.0, NONE])] * 3), min_size=1, max_size=12),
    st.sampled_from(["identity", "linear", "quadratic"]),
)
def test_ac2_is_what_its_definition_gives_rating_by_rating(rows, weights):
    """No printed AC2 with linear weights was found: the definition, with the whole matrix of weights, stands in."""
    values = np.array([0.0, 0.25, 1.0])
    apart = np.abs(values[:, None] - values)
    matrix = {"identity": (apart == 0).astype(float), "linear": 1 - apart, "quadratic": 1 - apart**2}[weights]
    given = np.array([[sum(rating == value for rating in row) for value in values] for row in rows])
    rated = given.sum(axis=1)
    several = rated > 1
    if not several.any():
        assert np.isnan(gwet_ac2(rows, values, weights))
        return
    alike = given * (given @ matrix - 1)
    observed = (alike.sum(axis=1)[several] / (rated * (rated - 1))[several]).mean()
    shares = (given[rated > 0] / rated[rated > 0, None]).mean(axis=0)
    by_chance = matrix.sum() / (3 * 2) * (shares * (1 - shares)).sum()
    assert gwet_ac2(rows, values, weights) == pytest.approx((observed - by_chance) / (1 - by_chance))


def test_ac2_is_one_where_everyone_is_at_the_maximum():
    assert gwet_ac2([[2, 2]] * 5, [0, 1, 2]) == 1


def test_ac2_is_undefined_without_two_categories_or_a_pair():
    assert np.isnan(gwet_ac2([[2, 2]] * 5, [2]))
    assert np.isnan(gwet_ac2(np.empty((0, 2)), [0, 1]))


def test_a_rating_that_is_no_category_is_refused():
    with pytest.raises(ValueError, match="none of the categories"):
        gwet_ac2([[1, 7]], [0, 1])


def test_icc_is_what_shrout_and_fleiss_printed():
    assert [round(value, 2) for value in icc(SHROUT_FLEISS)] == [0.29, 0.71]


def test_claiming_evenly_more_costs_agreement_and_no_consistency():
    absolute, consistency = icc([[1, 2], [2, 3], [4, 5]])
    assert consistency == pytest.approx(1)
    assert absolute < 1


def test_icc_is_undefined_where_nothing_varies():
    assert np.isnan(icc([[90.1, 90.1]] * 3)).all()
    assert np.isnan(icc([[1, 2]])).all()


def test_limits_are_what_bland_and_altman_printed():
    limits = bland_altman(WRIGHT, MINI_WRIGHT)
    assert (round(limits.mean, 1), round(limits.sd, 1)) == (-2.1, 38.8)
    # the paper takes 2 SD of the rounded figures: -79.7 and 75.5; exact figures lie a tenth within
    two_sds = limits.mean - 2 * limits.sd, limits.mean + 2 * limits.sd
    assert two_sds == pytest.approx((-79.7, 75.5), abs=0.15)
    assert (limits.lower, limits.upper) == pytest.approx((-78.1, 73.9), abs=0.05)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=20))
def test_coefficients_never_exceed_one_and_do_not_ask_who_is_first(pairs):
    ratings = np.array(pairs, dtype=float)
    value = gwet_ac2(ratings, range(5))
    assert value <= 1 + 1e-12
    assert value == pytest.approx(gwet_ac2(ratings[:, ::-1], range(5)))


def _two_units(self_scores=(10.0, 4.0, 8.0, 5.0)):
    criteria = flat_criteria(a=10.0, b=5.0)
    found = (7.0, 5.0, 8.0, 5.0)
    cells = [(unit, leaf) for unit in ("u1", "u2") for leaf in ("a", "b")]
    scores = scores_of(
        *((*cell, "self", score) for cell, score in zip(cells, self_scores, strict=True)),
        *((*cell, "appraisal", score) for cell, score in zip(cells, found, strict=True)),
    )
    return scores, criteria, units_of("u1", "u2")


def test_inflation_keeps_cut_and_raised_apart_and_counts_claims_at_the_maximum():
    rows = measure_inflation(compare(*_two_units())).set_index(["level", "unit_id", "criterion_id"])
    unit = rows.loc[("unit", "u1", "*")]
    assert (unit["inflation"], unit["cut"], unit["raised"]) == (2.0, 3.0, 1.0)
    assert unit["inflation_pct"] == pytest.approx(100 * 2 / 15, abs=1e-6)
    season = rows.loc[("season", "*", "*")]
    assert (season["claim_count"], season["full_claim_count"], season["cut_full_claim_count"]) == (4, 2, 1)
    assert season["cut_full_claim_share"] == 0.5


def test_parts_of_the_inflation_add_up_at_every_level():
    rows = measure_inflation(compare(*_two_units()))
    sums = rows.groupby("level")[["inflation", "cut", "raised", "claim_count", "full_claim_count"]].sum()
    assert (sums == sums.loc["season"]).all(axis=None)


def test_without_maxima_points_stand_and_shares_are_missing():
    scores = scores_of(("u1", "a", "self", 3.0), ("u1", "a", "appraisal", 2.0))
    season = measure_inflation(compare(scores, flat_criteria(a=None), units_of("u1"))).iloc[0]
    assert season["inflation"] == 1.0
    assert season[["inflation_pct", "full_claim_count", "full_claim_share"]].isna().all()


def test_ranks_by_claim_and_by_appraisal_stand_side_by_side():
    ranks = derive(*_two_units())["claimed_ranks"].set_index("unit_id")
    assert ranks.loc["u1", ["self_rank", "appraised_rank", "displacement"]].tolist() == [1, 2, 1]


def test_within_one_step_is_counted_on_the_leafs_own_steps():
    criteria = criteria_of({"id": "a", "max_score": 1.0, "step": 0.25})
    claims = {"u1": (1.0, 0.75), "u2": (1.0, 0.25), "u3": (1.0, 1.0), "u4": (0.5, 0.5)}
    scores = scores_of(
        *(
            (unit, "a", stage, pair[at])
            for unit, pair in claims.items()
            for at, stage in enumerate(("self", "appraisal"))
        )
    )
    rows = derive(scores, criteria, units_of(*claims))["agreement"]
    leaf = rows[rows["subject"] == "leaf"].set_index("statistic")["value"]
    assert (leaf["exact_share"], leaf["within_step_share"]) == (0.5, 0.75)


def test_the_order_of_claims_is_compared_by_kendalls_tau_b_which_allows_for_ties():
    """The example of SciPy's kendalltau: of ten pairs 2 − 6 agree; tied are two and one: −4 / √((10 − 2)(10 − 1))."""
    tables = derive(*_two_units())
    ranks = pd.DataFrame({"self_rank": [12, 2, 1, 12, 2], "appraised_rank": [1, 4, 7, 1, 0]}, dtype="Int64")
    found = measure_agreement(tables["comparison"], tables["unit_differences"], ranks, season_of())
    tau = found.set_index("statistic").loc["kendall_tau_b"]
    assert (tau["value"], tau["pair_count"]) == (-0.471405, 5)


def test_a_season_where_all_agree_says_so():
    agreement = derive(*_two_units(self_scores=(7.0, 5.0, 8.0, 5.0)))["agreement"].set_index(["subject", "statistic"])
    assert agreement.loc[("pooled", "ac2"), "value"].item() == 1
    alone = measure_agreement(
        compare(*_two_units()), schemas.empty("unit_differences"), schemas.empty("claimed_ranks"), season_of()
    )
    assert alone.loc[alone["statistic"] == "icc_agreement", "reading"].tolist() == ["too_few"]


def test_points_contested_are_restored_by_the_later_appraisal_alone():
    season = season_of(stages=(SELF, FIRST, EXPLANATION, SECOND))
    scores = scores_of(
        ("u1", "a", "self", 10.0),
        ("u1", "a", "appraisal_1", 6.0),
        ("u1", "a", "appraisal_2", 9.0),
        ("u1", "b", "self", 5.0),
        ("u1", "b", "appraisal_1", 4.0),
    )
    comparison = compare(
        scores, flat_criteria(a=10.0, b=5.0), units_of("u1"), season, explanations_of(("u1", "a"), ("u1", "b"))
    )
    body = measure_explanations(comparison, season).iloc[0]
    assert body[["contested_count", "contested_score", "restored_count", "restored_score"]].tolist() == [2, 5, 1, 3]


def test_a_season_of_one_appraisal_restores_nothing_it_could_name():
    rows = measure_explanations(compare(*_two_units()), season_of())
    assert rows["unit_id"].tolist() == ["*", "u1"]
    assert rows["contested_score"].tolist() == [3.0, 3.0]
    assert rows["restored_score"].isna().all()


def test_a_season_without_self_scores_has_no_claims():
    scores = scores_of(("u1", "a", "appraisal", 2.0))
    tables = derive(scores, flat_criteria(a=5.0), units_of("u1"))
    assert all(tables[name].empty for name in ("inflation", "unit_differences", "claimed_ranks"))
    assert tables["agreement"]["is_undefined"].all()
    assert isinstance(tables["explanation_effects"], pd.DataFrame)
