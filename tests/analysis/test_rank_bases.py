import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis import schemas
from cchc_analysis.analysis.rank_bases import BASES, rank_on_every_basis

from .small_seasons import criteria_of, flat_criteria, initiatives_of, rank, scores_of, season_of, units_of


def bases(scores, criteria, units, season=None, initiatives=None):
    season = season or season_of()
    ranking = rank(scores, criteria, units, season, initiatives).reset_index()
    return schemas.validate("rank_bases", rank_on_every_basis(ranking, season)).set_index("unit_id")


def appraised(**found):
    return scores_of(*((unit, "I", "appraisal", score) for unit, score in found.items()))


def test_each_basis_gives_its_own_order():
    # a: 8 of 10 + 0; b: 12 of 20 + 0; c: 7 of 10 + 6 for an initiative
    criteria = criteria_of({"id": "I", "max_score": 10}, {"id": "II", "max_score": 10, "applies_to": "b"})
    scores = scores_of(
        ("a", "I", "appraisal", 8), ("b", "I", "appraisal", 6), ("b", "II", "appraisal", 6), ("c", "I", "appraisal", 7)
    )
    found = bases(scores, criteria, units_of("a", "b", "c"), None, initiatives_of(("s", "c", "recognised", 6)))
    found = found.loc[["a", "b", "c"]]
    assert found["total_score_rank"].tolist() == [3, 2, 1]
    assert found["appraised_score_rank"].tolist() == [2, 1, 3]
    assert found["total_pct"].tolist() == [80, 60, 130]
    assert found["total_pct_rank"].tolist() == [2, 3, 1]
    assert found["index_pct_rank"].tolist() == [1, 3, 2]
    assert (found["rank_by"] == "total_score").all()


def test_the_distance_to_the_neighbours_passes_over_equals():
    found = bases(appraised(a=9, b=7, c=7, d=4.5), flat_criteria(I=10), units_of("a", "b", "c", "d"))
    assert found["to_above_score"].fillna(-1).tolist() == [-1, 2, 2, 2.5]
    assert found["to_below_score"].fillna(-1).tolist() == [2, 2.5, 2.5, -1]
    assert found["total_score_rank"].tolist() == [1, 2, 2, 4]


def test_ties_go_by_the_rule_of_the_season():
    season = season_of(tie_rule="dense")
    found = bases(appraised(a=9, b=7, c=7, d=4), flat_criteria(I=10), units_of("a", "b", "c", "d"), season)
    assert found["index_pct_rank"].tolist() == [1, 2, 2, 3]


def test_without_maxima_only_points_rank():
    found = bases(appraised(a=9, b=7), flat_criteria(I=None), units_of("a", "b"))
    assert found["appraised_score_rank"].tolist() == [1, 2]
    assert found[["total_pct_rank", "index_pct_rank", "index_pct", "total_pct"]].isna().all(axis=None)


def test_a_maximum_missing_for_one_unit_leaves_nobody_a_rank_by_percent():
    cells = scores_of(("a", "I", "appraisal", 9, {"max_score": 10}), ("b", "I", "appraisal", 7))
    found = bases(cells, flat_criteria(I=None), units_of("a", "b"))
    assert found.loc["a", "index_pct"] == 90
    assert found["index_pct_rank"].isna().all()


def test_a_pending_unit_and_one_outside_the_ranking_have_no_rank_on_any_basis():
    found = bases(appraised(a=9, b="pending", c=5), flat_criteria(I=10), units_of("a", "b", "c", unranked=["c"]))
    ranks = [f"{basis}_rank" for basis in BASES]
    assert found.loc[["b", "c"], ranks].isna().all(axis=None)
    assert found.loc["a", ranks].tolist() == [1, 1, 1, 1]
    assert found.loc["a", ["to_above_score", "to_below_score"]].isna().all()


@pytest.mark.parametrize("rank_by", ["total_score", "index_pct"])
@given(points=st.lists(st.integers(0, 8), min_size=1, max_size=6))
@settings(max_examples=5)
def test_the_season_s_own_basis_gives_the_season_s_ranks(rank_by, points):
    names = [f"u{at}" for at in range(len(points))]
    season = season_of(rank_by=rank_by)
    groups = ["x" if at % 2 else "y" for at in range(len(names))]
    units = units_of(*names, groups=groups)
    ranking = rank(appraised(**dict(zip(names, points, strict=True))), flat_criteria(I=8), units, season)
    found = rank_on_every_basis(ranking.reset_index(), season).set_index("unit_id")
    pd.testing.assert_series_equal(found[f"{rank_by}_rank"], ranking["rank"], check_names=False)
    pd.testing.assert_series_equal(found[f"{rank_by}_group_rank"], ranking["group_rank"], check_names=False)
