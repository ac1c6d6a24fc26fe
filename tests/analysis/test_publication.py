import pandas as pd
import pytest

from cchc_analysis.analysis.publication import CLOSE, compare_publications, find_closeness

from .small_seasons import criteria_of, flat_criteria, season_of

STEPS = criteria_of(
    {"id": "I", "step": 0.1},
    {"id": "I.1", "parent_id": "I", "max_score": 30, "step": 0.5},
    {"id": "I.2", "parent_id": "I", "max_score": 20, "step": 0.25},
)


def ranking_of(*units: tuple[str, float, str | None], by: str = "total_score") -> pd.DataFrame:
    """A ranking of ``(unit, value, grade)`` in order; equal values share the better rank."""
    rows = pd.DataFrame(units, columns=["unit_id", by, "grade"]).astype({"grade": "str"})
    plain = {
        "year": 2020,
        "total_score": 40.0,
        "index_pct": 80.0,
        "total_pct": 80.0,
        "group": None,
        "group_rank": pd.NA,
    }
    return rows.assign(
        **{name: value for name, value in plain.items() if name not in rows},
        rank=rows[by].rank(method="min", ascending=False).astype("Int64"),
    )


def forms(*units: tuple[str, float, str | None], criteria: pd.DataFrame = STEPS, **rules: str) -> pd.DataFrame:
    ranking = ranking_of(*units, by=rules.get("rank_by", "total_score"))
    return compare_publications(ranking, criteria, season_of(**rules)).set_index("unit_id")


def test_neighbours_less_than_the_smallest_step_of_a_leaf_apart_are_close_and_a_whole_step_is_not():
    assert find_closeness(STEPS, season_of()) == 0.25, "0.1 is stated of a node that is not scored"
    found = forms(("a", 45, "good"), ("b", 40, "good"), ("c", 39.8, "fair"))
    assert found["is_split_close"].to_dict() == {"a": False, "b": True, "c": False}
    assert not forms(("b", 40, "good"), ("c", 39.75, "fair"))["is_split_close"].any()


@pytest.mark.parametrize(
    ("criteria", "rules"), [(flat_criteria(I=50), {}), (STEPS, {"rank_by": "index_pct", "grade_by": "index_pct"})]
)
def test_without_a_step_in_what_the_season_ranks_by_half_a_point_is_close(criteria, rules):
    assert find_closeness(criteria, season_of(**rules)) == CLOSE == 0.5
    found = forms(("a", 80.4, "good"), ("b", 80.0, "fair"), ("c", 79.5, "good"), criteria=criteria, **rules)
    assert found["is_split_close"].tolist() == [True, False, False]
    assert found["lead"].tolist()[:2] == [0.4, 0.5]


def test_two_units_below_the_last_cut_off_stand_in_no_different_grades():
    found = forms(("a", 29, None), ("b", 28.9, None))
    assert not found["is_split_close"].any()
    assert found["place_in_grade_rank"].tolist() == [1, 2]
    assert found["grade_spread"].tolist() == [0.1, 0.1]


def test_the_last_unit_has_nobody_to_lead_and_a_unit_without_a_rank_has_no_place():
    ranking = ranking_of(("a", 41, "good"), ("b", 39, "fair"), ("c", 38, "fair"))
    ranking.loc[2, "rank"] = pd.NA
    found = compare_publications(ranking, STEPS, season_of()).set_index("unit_id")
    assert found.index.tolist() == ["a", "b"]
    assert found["lead"].fillna(-1).tolist() == [2, -1]
    assert found["grade_units"].tolist() == [1, 1]


def test_equal_units_are_marked_whatever_their_number():
    found = forms(("a", 41, "good"), ("b", 41, "good"), ("c", 41, "good"), ("d", 39, "fair"))
    assert found["is_equal"].tolist() == [True, True, True, False]
    assert found["lead"].tolist()[:3] == [0, 0, 2]
    assert found["place_in_grade_rank"].tolist() == [1, 1, 1, 1]
