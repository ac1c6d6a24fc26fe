"""Claims beside what was found: per unit, in order, and what explanations gave back; on rows written by hand."""

import pandas as pd
import pytest

from cchc_analysis.analysis.agreement import compare_unit_totals, rank_claims
from cchc_analysis.analysis.inflation import measure_explanations, measure_inflation

from .small_seasons import EXPLANATION, FIRST, SECOND, SELF, season_of

TWO_APPRAISALS = season_of(stages=(SELF, FIRST, EXPLANATION, SECOND))


def sums_of(*units: tuple[str, float, float, float | None]) -> pd.DataFrame:
    """Sums per unit of ``(unit, claimed, found, maximum)``, and a row of a domain that is none of them."""
    columns = ["unit_id", "compared_self_score", "compared_appraised_score", "compared_max_score"]
    rows = pd.DataFrame([*units, ("*", 99.0, 1.0, 100.0)], columns=columns)
    return rows.assign(year=2020, level=["unit"] * len(units) + ["domain"])


def test_differences_of_totals_are_per_cent_of_each_units_own_maximum():
    found = compare_unit_totals(
        sums_of(("a", 9, 8, 10), ("b", 16, 16, 20), ("c", 5, 3, 5), ("d", 3, 1, None), ("e", 0, 0, 0))
    )
    assert found["unit_id"].tolist() == ["a", "b", "c"], "nothing is per cent of an unknown maximum, or of none"
    assert found["difference_pct"].tolist() == [10, 0, 40]
    assert found["mean_of_both_pct"].tolist() == [85, 80, 80]
    # mean 50/3; squares of −20/3, −50/3, 70/3 sum to 7800/9, over 2: SD 20.81666; × 1.96 = 40.800653
    limits = found[["mean_difference_pct", "lower_limit_pct", "upper_limit_pct"]].drop_duplicates().to_numpy().tolist()
    assert len(limits) == 1
    assert limits[0] == pytest.approx([16.666667, -24.133986, 57.467319], abs=2e-6)
    assert not found["is_outside"].any()


def test_a_unit_beyond_the_limits_is_outside_whichever_way():
    even = [(f"u{at}", 5, 5, 10) for at in range(5)]
    # five differences of 0 and one of 60: mean 10, SD 24.49, limits −38.0 and 58.0
    for claimed, found in ((9, 3), (3, 9)):
        shown = compare_unit_totals(sums_of(*even, ("z", claimed, found, 10)))
        assert shown.loc[shown["is_outside"], "unit_id"].tolist() == ["z"]


def test_units_that_all_differ_by_the_same_stand_on_the_limits_and_not_outside():
    found = compare_unit_totals(sums_of(("a", 9, 8, 10), ("b", 6, 5, 10)))
    assert found[["difference_pct", "lower_limit_pct", "upper_limit_pct"]].to_numpy().tolist() == [[10, 10, 10]] * 2
    assert not found["is_outside"].any()


def ranked(*units: tuple[str, int | None, float | None, float | None]) -> pd.DataFrame:
    columns = ["unit_id", "rank", "compared_self_score", "compared_appraised_score"]
    return pd.DataFrame(units, columns=columns).astype({"rank": "Int64"}).assign(year=2020)


UNITS = ranked(("b", 1, 9, 9), ("a", 2, 9, 8), ("c", 3, 10, 5), ("silent", 4, None, None), ("apart", None, 10, 10))
MAXIMA = sums_of(("a", 9, 8, 10), ("b", 9, 9, 20), ("c", 10, 5, 10), ("apart", 10, 10, 10))


@pytest.mark.parametrize(
    ("rules", "by_claim", "by_appraisal"),
    [
        ({}, [2, 2, 1], [1, 2, 3]),
        ({"rank_by": "index_pct"}, [3, 2, 1], [3, 1, 2]),  # claimed 45, 90, 100 %; found 45, 80, 50 %
    ],
)
def test_claims_are_ranked_as_the_season_ranks_among_the_ranked_units_that_claimed(rules, by_claim, by_appraisal):
    found = rank_claims(UNITS, MAXIMA, season_of(**rules))
    assert found["unit_id"].tolist() == ["b", "a", "c"]
    assert found["self_rank"].tolist() == by_claim
    assert found["appraised_rank"].tolist() == by_appraisal
    assert found["displacement"].tolist() == [new - old for old, new in zip(by_claim, by_appraisal, strict=True)]


def test_equal_claims_share_a_rank_by_the_seasons_rule():
    even = ranked(("a", 1, 9, 9), ("b", 2, 9, 8), ("c", 3, 8, 7))
    maxima = sums_of(*((unit, 1, 1, 10) for unit in "abc"))
    assert rank_claims(even, maxima, season_of())["self_rank"].tolist() == [1, 1, 3]
    assert rank_claims(even, maxima, season_of(tie_rule="dense"))["self_rank"].tolist() == [1, 1, 2]


def test_nobody_claims_all_of_a_leaf_worth_nothing():
    leaves = pd.DataFrame({"self_score": [2.0, 0.0], "appraised_score": [1.0, 0.0], "max_score": [2.0, 0.0]})
    named = {"year": 2020, "unit_id": "a", "criterion_id": ["x", "y"], "ranked_node_id": ["x", "y"], "domain_id": "I"}
    found = measure_inflation(leaves.assign(**named, is_compared=True, cut=[1.0, 0.0], raised=0.0)).iloc[0]
    assert found[["claim_count", "full_claim_count", "cut_full_claim_count"]].tolist() == [2, 1, 1]


def contested(*rows: tuple[str, float | None, float, float], **said: object) -> pd.DataFrame:
    """Contested leaves of ``(unit, claimed, first found, last found)``."""
    columns = ["unit_id", "self_score", "first_appraised_score", "appraised_score"]
    plain = {"year": 2020, "line": "score", "is_contested": True}
    table = pd.DataFrame(rows, columns=columns).astype({"self_score": float})
    return table.assign(is_compared=table["self_score"].notna(), **{**plain, **said})


def test_points_contested_given_back_and_lost_further_are_told_apart():
    rows = contested(("a", 10, 6, 8), ("a", 5, 5, 4), ("b", 3, 4, 4), ("b", None, 2, 2.5))
    aside = [contested(("b", 9, 1, 9), is_contested=False), contested(("b", 9, 1, 9), line="bonus")]
    found = measure_explanations(pd.concat([rows, *aside], ignore_index=True), TWO_APPRAISALS)
    columns = ["contested_count", "contested_score", "restored_count", "restored_score", "lost_further_score"]
    assert found.set_index("unit_id")[columns].T.to_dict("list") == {
        "*": [4, 4, 2, 2.5, 1],
        "a": [2, 4, 1, 2, 1],
        "b": [2, 0, 1, 0.5, 0],
    }


def test_what_was_given_back_is_not_known_in_a_season_of_one_appraisal():
    found = measure_explanations(contested(("a", 10, 6, 6)), season_of())
    assert found["contested_score"].tolist() == [4, 4]
    assert found[["restored_count", "restored_score", "lost_further_score"]].isna().all(axis=None)
