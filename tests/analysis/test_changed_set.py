import pytest

from cchc_analysis import schemas
from cchc_analysis.analysis import changed_set
from cchc_analysis.analysis.crosswalk import pair_criteria
from cchc_analysis.rules.season import Crosswalk, Grade

from .small_seasons import compare, criteria_of, flat_criteria, rank, scores_of, season_of, units_of


def both(*cells):
    return scores_of(*((unit, leaf, stage, value) for unit, leaf, value in cells for stage in ("self", "appraisal")))


def points(comparison, column="appraised_score"):
    return comparison.set_index(["unit_id", "criterion_id"])[column].to_dict()


COMPARISON = compare(
    both(("u", "A", 1), ("u", "B", 3), ("v", "A", 2), ("v", "B", 2)), flat_criteria(A=2, B=4), units_of("u", "v")
)


def test_a_changed_maximum_keeps_every_units_share():
    changed = changed_set.set_maximum(COMPARISON, ["A"], 5)
    assert points(changed) == {("u", "A"): 2.5, ("u", "B"): 3, ("v", "A"): 5, ("v", "B"): 2}
    assert points(changed, "deduction")[("u", "A")] == 2.5
    assert points(COMPARISON)[("u", "A")] == 1  # the input is left as it was


def test_several_leaves_keep_their_parts_of_a_changed_maximum():
    changed = changed_set.set_maximum(COMPARISON, ["A", "B"], 3)  # half of 6
    assert points(changed, "max_score") == {("u", "A"): 1, ("u", "B"): 2, ("v", "A"): 1, ("v", "B"): 2}


def test_a_merged_criterion_has_the_share_of_its_parts_together():
    changed = changed_set.merge(COMPARISON, ["A", "B"], 3)
    assert points(changed) == {("u", "A"): 2.0, ("v", "A"): 2.0}
    assert points(changed, "max_score") == {("u", "A"): 3, ("v", "A"): 3}


def test_a_merged_cell_waits_where_one_of_its_parts_does():
    scores = scores_of(("u", "A", "appraisal", 1), ("u", "B", "self", 3))
    comparison = compare(scores, flat_criteria(A=2, B=4), units_of("u"))
    merged = changed_set.merge(comparison, ["A", "B"], 6).iloc[0]
    assert merged["appraised_status"] == "pending"
    assert schemas.validate("comparison", changed_set.merge(comparison, ["A", "B"], 6)) is not None


def test_split_parts_hold_the_share_of_the_whole():
    changed = changed_set.split(COMPARISON, "B", [3, 1])
    assert points(changed)[("u", "B/1")] == 2.25
    assert points(changed)[("u", "B/2")] == 0.75
    assert ("u", "B") not in points(changed)


def test_a_dropped_criterion_is_nobodys():
    assert set(changed_set.drop(COMPARISON, ["A"])["criterion_id"]) == {"B"}


@pytest.mark.parametrize("wrong", [0, -1])
def test_a_maximum_is_above_nothing(wrong):
    with pytest.raises(ValueError, match="above 0"):
        changed_set.set_maximum(COMPARISON, ["A"], wrong)


def test_a_leaf_without_a_maximum_has_no_share_to_keep():
    comparison = compare(both(("u", "A", 1)), flat_criteria(A=None), units_of("u"))
    with pytest.raises(ValueError, match="without a maximum"):
        changed_set.set_maximum(comparison, ["A"], 2)


def test_one_criterion_is_not_merged_and_one_part_is_no_split():
    with pytest.raises(ValueError, match="at least two"):
        changed_set.merge(COMPARISON, ["A", "A"], 2)
    with pytest.raises(ValueError, match="at least two"):
        changed_set.split(COMPARISON, "A", [2])


def on_both(before_criteria, criteria, cells, before_cells, **rules):
    units = units_of(*dict.fromkeys(unit for unit, *_rest in cells))
    season = season_of(
        grades=(Grade(id="good", name="Tốt", at_least=4), Grade(id="low", name="Thấp", at_least=0)), **rules
    )
    comparison = compare(both(*cells), criteria, units, season)
    before = compare(both(*before_cells), before_criteria, units, season_of(year=2019))
    ranking = rank(both(*cells), criteria, units, season).reset_index()
    crosswalk = pair_criteria(comparison, before, season, criteria, before_criteria)
    found = changed_set.rank_on_both_sets(comparison, before, crosswalk, ranking, season)
    return schemas.validate("both_sets", found).set_index("unit_id")


def test_under_last_years_set_a_unit_has_this_years_share_of_last_years_maxima():
    cells = [("u", "A", 4), ("u", "B", 1), ("v", "A", 2), ("v", "B", 2)]
    found = on_both(
        flat_criteria(A=1, B=4), flat_criteria(A=4, B=2), cells, cells[:1] and [("u", "A", 1), ("v", "A", 1)]
    )
    # u: 4/4 · 1 + 1/2 · 4 = 3; v: 2/4 · 1 + 2/2 · 4 = 4.5: they change places
    assert found["previous_set_score"].to_dict() == {"u": 3.0, "v": 4.5}
    assert found["rank"].to_dict() == {"u": 1, "v": 2}
    assert found["previous_set_rank"].to_dict() == {"u": 2, "v": 1}
    assert found["previous_set_grade"].to_dict() == {"u": "low", "v": "good"}


def test_a_dropped_leaf_was_scored_by_nobody_and_takes_the_grade_away_where_it_could_decide():
    cells = [("u", "A", 4), ("v", "A", 1)]
    found = on_both(flat_criteria(A=4, B=1), flat_criteria(A=4), cells, [("u", "A", 4)])
    assert found["unscored_max_score"].tolist() == [1, 1]
    assert found["previous_set_score"].to_dict() == {"u": 4.0, "v": 1.0}
    assert found["previous_set_grade"].to_dict() == {"u": "good", "v": "low"}
    near = on_both(flat_criteria(A=4, B=1), flat_criteria(A=4), [("u", "A", 3.5)], [("u", "A", 4)])
    assert near["previous_set_grade"].isna().all()  # 3.5 to 4.5: good begins at 4


def test_a_split_leaf_is_carried_whole():
    cells = [("u", "A1", 1), ("u", "A2", 1), ("v", "A1", 2), ("v", "A2", 2)]
    change = Crosswalk(relation="split", previous=("A",), current=("A1", "A2"))
    found = on_both(
        flat_criteria(A=8),
        criteria_of({"id": "A1", "max_score": 2}, {"id": "A2", "max_score": 2}),
        cells,
        [("u", "A", 8)],
        crosswalk=(change,),
    )
    assert found["previous_set_score"].to_dict() == {"u": 4.0, "v": 8.0}


def test_nothing_is_shown_where_the_set_did_not_change():
    cells = [("u", "A", 4)]
    assert on_both(flat_criteria(A=4), flat_criteria(A=4), cells, cells).empty
