import pandas as pd
import pytest

from cchc_analysis import schemas
from cchc_analysis.analysis.over_claim import find_penalties, try_over_claim
from cchc_analysis.rules.season import OverClaim, OverClaimBand

from .small_seasons import compare, flat_criteria, rank, scores_of, season_of, units_of

RULE = OverClaim(bands=(OverClaimBand(at_least=2, penalty=0.5), OverClaimBand(at_least=5, penalty=1)))
CRITERIA = flat_criteria(A=50)


def tried(pairs, rules, before=None):
    units = units_of(*(f"u{at}" for at in range(1, len(pairs) + 1)))
    cells = [
        (f"u{at}", "A", stage, value)
        for at, pair in enumerate(pairs, start=1)
        for stage, value in zip(("self", "appraisal"), pair, strict=True)
    ]
    scores = scores_of(*cells)
    comparison, ranking = compare(scores, CRITERIA, units, rules), rank(scores, CRITERIA, units, rules).reset_index()
    return schemas.validate("over_claims", try_over_claim(comparison, ranking, before, rules))


def test_a_gap_costs_the_penalty_of_the_widest_band_it_reaches():
    assert find_penalties(pd.Series([1.99, 2, 4.99, 5, 60, -9]), RULE).tolist() == [0, 0.5, 0.5, 1, 1, 0]


def test_the_rule_says_whom_it_hits_and_which_grades_and_ranks_move():
    found = tried([(47, 40.5), (41, 40), (33, 33)], season_of(over_claim=RULE)).set_index("unit_id")
    assert found["gap_score"].tolist() == [6.5, 1, 0]
    assert found["penalty_score"].tolist() == [1, 0, 0]
    assert found["penalised_total_score"].tolist() == [39.5, 40, 33]
    assert found["is_grade_lost"].tolist() == [True, False, False]
    assert found["rank_before"].tolist() == [1, 2, 3]
    assert found["rank_after"].tolist() == [2, 1, 3]


def test_without_a_rule_the_gaps_stand_alone():
    found = tried([(47, 40.5)], season_of())
    assert found["gap_score"].tolist() == [6.5]
    assert found[["penalty_score", "is_grade_lost", "rank_after"]].isna().all(axis=None)


def test_earlier_seasons_are_tried_under_this_seasons_rule_with_their_own_cut_points():
    last = tried([(43, 40.5), (36, 36)], season_of(year=2019))
    found = tried([(41, 41), (33, 33)], season_of(over_claim=RULE), before=last).set_index(["year", "unit_id"])
    assert found.loc[(2019, "u1"), "penalty_score"] == 0.5
    assert not found.loc[(2019, "u1"), "is_grade_lost"]
    assert found.loc[2019, "rank_before"].tolist() == [1, 2]
    assert found.loc[2020, "penalty_score"].tolist() == [0, 0]


def test_no_total_of_the_season_holds_the_penalty():
    rules = season_of(over_claim=RULE)
    scores = scores_of(("u1", "A", "self", 47), ("u1", "A", "appraisal", 40))
    assert rank(scores, CRITERIA, units_of("u1"), rules).loc["u1", "total_score"] == 40


def test_where_a_percentage_ranks_no_move_is_stated():
    found = tried([(47, 40)], season_of(over_claim=RULE, rank_by="index_pct", grade_by="index_pct"))
    assert found["penalty_score"].tolist() == [1]
    assert found[["is_grade_lost", "rank_before", "rank_after"]].isna().all(axis=None)


def test_bands_rise():
    with pytest.raises(ValueError, match="rising"):
        OverClaim(bands=(OverClaimBand(at_least=5, penalty=1), OverClaimBand(at_least=2, penalty=2)))
