"""Results set on one basis over the seasons: what a changed criteria set, scope or body does to them, by hand."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis import schemas
from cchc_analysis.analysis.crosswalk import pair_criteria
from cchc_analysis.analysis.season_values import follow_results
from cchc_analysis.analysis.trends import measure_trends
from cchc_analysis.rules.season import Crosswalk

from .small_seasons import compare, criteria_of, flat_criteria, scores_of, season_of, units_of

A = units_of("a")


def cells(unit, **points):
    return [(unit, code, "appraisal", found) for code, found in points.items()]


def follow(*seasons, forget=False):
    """Season values of the last of *seasons* of (year, cells, criteria, units, crosswalk), each after the other."""
    previous = None
    for year, found, criteria, units, crosswalk in seasons:
        season = season_of(year=year, crosswalk=crosswalk)
        comparison = compare(scores_of(*found), criteria, units, season)
        pairs = schemas.empty("criteria_crosswalk")
        if previous:
            pairs = pair_criteria(comparison, previous["comparison"], season, criteria, previous["criteria"])
        values = schemas.validate("season_values", follow_results(comparison, pairs, previous, season))
        previous = {"comparison": comparison, "criteria": criteria, "season_values": values}
        if forget:
            del previous["season_values"]
    return values


def pick(values, level, unit="*", criterion="*", column="comparable_value"):
    """One series' column by year, None where it is missing."""
    chosen = values[(values[["level", "unit_id", "criterion_id"]] == [level, unit, criterion]).all(axis=1)]
    found = chosen.set_index("year")[column]
    return {year: None if pd.isna(value) else value for year, value in found.items()}


def test_results_of_an_unchanged_set_are_what_was_published():
    one = flat_criteria(I=10, II=10)
    values = follow(
        (2018, cells("a", I=5, II=5) + cells("b", I=8, II=8), one, units_of("a", "b"), ()),
        (2019, cells("a", I=6, II=5) + cells("b", I=8, II=7), one, units_of("a", "b"), ()),
        (2020, cells("a", I=7, II=6) + cells("b", I=8, II=6), one, units_of("a", "b"), ()),
    )
    assert pick(values, "unit", "a") == {2018: 50, 2019: 55, 2020: 65}
    assert pick(values, "domain", criterion="II") == {2018: 65, 2019: 60, 2020: 60}
    assert pick(values, "unit_domain", "b", "I") == {2018: 80, 2019: 80, 2020: 80}
    assert pick(values, "season") == {2018: 65, 2019: 65, 2020: 67.5}
    assert (values["comparable_value"] == values["season_value"]).all()
    assert set(values.loc[values["year"] > 2018, "link"]) == {"unchanged"}


def test_a_unit_does_not_rise_because_a_criterion_it_failed_was_dropped():
    """X stays 5/10 while H, 1/10, is dropped in 2020: published 30, 30, 50, 50; matched 20 of 30."""
    both, one = flat_criteria(X=10, H=10), flat_criteria(X=10)
    values = follow(
        (2018, cells("a", X=5, H=1), both, A, ()),
        (2019, cells("a", X=5, H=1), both, A, ()),
        (2020, cells("a", X=5), one, A, (Crosswalk(relation="dropped", previous=["H"]),)),
        (2021, cells("a", X=5), one, A, ()),
    )
    assert pick(values, "unit", "a", column="season_value") == {2018: 30, 2019: 30, 2020: 50, 2021: 50}
    assert pick(values, "unit", "a", column="basis_change") == {2018: None, 2019: 0, 2020: 20, 2021: 0}
    assert pick(values, "unit", "a") == {2018: 50, 2019: 50, 2020: 50, 2021: 50}
    trend = measure_trends(values, 2021).set_index("level").loc["unit"]
    assert (trend["direction"], trend["total_basis_change"]) == ("level", 20)


def test_a_reweighted_criterion_goes_on_and_its_weight_is_set_apart_from_its_result():
    """X 8/10 then 18/20, Y 2/10 both times: 50 % then 20/30; results moved X by 0.1 at weight 15 of 25: 6 points."""
    values = follow(
        (2019, cells("a", X=8, Y=2), flat_criteria(X=10, Y=10), A, ()),
        (2020, cells("a", X=18, Y=2), flat_criteria(X=20, Y=10), A, ()),
    )
    assert pick(values, "unit", "a", column="basis_change")[2020] == round(100 * 20 / 30 - 50 - 6, 6)
    assert pick(values, "criterion", criterion="X") == {2019: 80, 2020: 90}
    assert pick(values, "unit", "a") == {2019: round(200 / 3 - 6, 6), 2020: round(200 / 3, 6)}


def test_a_unit_that_joined_late_moves_the_body_only_by_what_it_changes_itself():
    """a and b: 13/20, 14/20, 15/20 on I; c joins with 1/10: the body's 53.33 stands beside 48.33 and 43.33."""
    one = flat_criteria(I=10)
    values = follow(
        (2018, cells("a", I=5) + cells("b", I=8), one, units_of("a", "b"), ()),
        (2019, cells("a", I=6) + cells("b", I=8), one, units_of("a", "b"), ()),
        (2020, cells("a", I=7) + cells("b", I=8) + cells("c", I=1), one, units_of("a", "b", "c"), ()),
    )
    np.testing.assert_allclose(list(pick(values, "domain", criterion="I").values()), [43.333333, 48.333333, 53.333333])
    assert pick(values, "domain", criterion="I", column="basis_change")[2020] == round(160 / 3 - 70 - 5, 6)
    assert pick(values, "unit", "c") == {2020: 10}
    assert pick(values, "unit", "c", column="link") == {2020: "new"}


def tree(*leaves):
    return criteria_of({"id": "I"}, *({"parent_id": "I", "max_score": 4, **leaf} for leaf in leaves))


def test_split_merged_and_new_criteria_start_a_series_and_renamed_ones_go_on():
    before = tree({"id": "P"}, {"id": "M1"}, {"id": "M2"}, {"id": "old"}, {"id": "kept"})
    now = tree(
        {"id": "P1", "max_score": 2},
        {"id": "P2", "max_score": 2},
        {"id": "M"},
        {"id": "renamed"},
        {"id": "kept"},
        {"id": "N"},
    )
    crosswalk = (
        Crosswalk(relation="split", previous=["P"], current=["P1", "P2"]),
        Crosswalk(relation="merged", previous=["M1", "M2"], current=["M"]),
        Crosswalk(relation="same", previous=["old"], current=["renamed"]),
    )
    found = {"P1": 1, "P2": 2, "M": 3, "renamed": 4, "kept": 2, "N": 1}
    values = follow(
        (2019, cells("a", P=2, M1=1, M2=3, old=2, kept=2), before, A, ()),
        (2020, cells("a", **found), now, A, crosswalk),
    )
    nodes = values[values["level"] == "criterion"]
    assert set(nodes[nodes["link"] == "unchanged"]["criterion_id"]) == {"renamed", "kept"}
    assert set(nodes[nodes["link"] == "new"]["criterion_id"]) == {"P1", "P2", "M", "N"}


def test_the_one_part_of_a_split_criterion_that_applies_is_still_a_part():
    before, now = tree({"id": "P"}, {"id": "x"}), tree({"id": "P1"}, {"id": "P2", "applies_to": "!a"}, {"id": "x"})
    split = Crosswalk(relation="split", previous=["P"], current=["P1", "P2"])
    values = follow((2019, cells("a", P=2, x=1), before, A, ()), (2020, cells("a", P1=2, x=1), now, A, (split,)))
    assert pick(values, "criterion", criterion="P1", column="link") == {2020: "new"}


def test_a_domain_goes_on_as_the_one_it_shares_most_with_and_a_leaf_that_moved_is_its_basis():
    """w, 1/4, moves from I to II and reaches 4/4 there; nothing else moves. I: 6/12, then 5/8; II: 6/8, then 10/12."""
    before = criteria_of({"id": "I"}, {"id": "II"}, *leaves(v="I", x="I", w="I", y="II", z="II"))
    now = criteria_of({"id": "I"}, {"id": "II"}, *leaves(v="I", x="I", w="II", y="II", z="II"))
    values = follow(
        (2019, cells("a", v=3, x=2, w=1, y=3, z=3), before, A, ()),
        (2020, cells("a", v=3, x=2, w=4, y=3, z=3), now, A, ()),
    )
    assert pick(values, "domain", criterion="I", column="season_value") == {2019: 50, 2020: 62.5}
    assert pick(values, "domain", criterion="I") == {2019: 62.5, 2020: 62.5}
    assert pick(values, "domain", criterion="II", column="season_value") == {2019: 75, 2020: round(1000 / 12, 6)}
    assert pick(values, "domain", criterion="II") == {2019: round(1000 / 12, 6), 2020: round(1000 / 12, 6)}
    assert pick(values, "criterion", criterion="w") == {2019: 25, 2020: 100}


def leaves(**parents):
    return ({"id": leaf, "parent_id": parent, "max_score": 4} for leaf, parent in parents.items())


def test_a_domain_cut_in_two_halves_goes_on_as_neither():
    before = criteria_of({"id": "I"}, *leaves(x="I", y="I"))
    now = criteria_of({"id": "II"}, {"id": "III"}, *leaves(x="II", y="III"))
    values = follow((2019, cells("a", x=2, y=3), before, A, ()), (2020, cells("a", x=3, y=3), now, A, ()))
    domains = values[values["level"] == "domain"]
    assert domains[["criterion_id", "link"]].to_numpy().tolist() == [["II", "new"], ["III", "new"]]
    assert pick(values, "unit", "a", column="link")[2020] == "unchanged"


def test_sets_with_too_little_in_common_break_a_series_but_keep_what_was_published():
    values = follow(
        (2019, cells("a", X=5, Y=5), flat_criteria(X=10, Y=10), A, ()),
        (2020, cells("a", X=6, Z=20), flat_criteria(X=10, Z=40), A, ()),
    )
    assert pick(values, "unit", "a", column="link") == {2019: "first", 2020: "broken"}
    assert pick(values, "unit", "a", column="season_value") == {2019: 50, 2020: 52}
    assert pick(values, "unit", "a") == {2019: None, 2020: 52}


def test_without_maxima_points_are_compared_while_the_set_stays_the_same():
    none = flat_criteria(I=None, II=None)
    same = [(year, cells("a", I=5 + at, II=5), none, A, ()) for at, year in enumerate((2018, 2019, 2020))]
    values = follow(*same)
    assert set(values["measure"]) == {"appraised_score"}
    assert pick(values, "unit", "a") == {2018: 10, 2019: 11, 2020: 12}
    changed = follow(*same, (2021, cells("a", I=5), flat_criteria(I=None), A, ()))
    assert pick(changed, "unit", "a") == {2018: None, 2019: None, 2020: None, 2021: 5}
    assert pick(changed, "domain", criterion="I") == {2018: 5, 2019: 6, 2020: 7, 2021: 5}


def test_a_weight_that_changed_without_a_maximum_to_tell_by_how_much_breaks_the_series():
    none = flat_criteria(I=None)
    reweighted = Crosswalk(relation="reweighted", previous=["I"], current=["I"])
    values = follow((2019, cells("a", I=5), none, A, ()), (2020, cells("a", I=9), none, A, (reweighted,)))
    assert pick(values, "unit", "a") == {2019: None, 2020: 9}
    assert pick(values, "criterion", criterion="I", column="link") == {2019: "first", 2020: "broken"}


def test_points_of_all_units_are_their_mean_and_percent_is_never_set_beside_points():
    none, known = flat_criteria(I=None), flat_criteria(I=10)
    units = units_of("a", "b")
    values = follow(
        (2019, cells("a", I=5) + cells("b", I=8), none, units, ()),
        (2020, cells("a", I=6) + cells("b", I=8), known, units, ()),
    )
    assert pick(values, "season", column="season_value") == {2019: 6.5, 2020: 70}
    assert pick(values, "season") == {2019: None, 2020: 70}
    assert pick(values, "unit", "a", column="link") == {2019: "first", 2020: "broken"}


def test_a_season_still_pending_is_missing_marked_and_does_not_break_the_series():
    one, units = flat_criteria(I=10), units_of("a", "b")
    values = follow(
        (2018, cells("a", I=5) + cells("b", I=8), one, units, ()),
        (2019, cells("a", I="pending") + cells("b", I=8), one, units, ()),
        (2020, cells("a", I=7) + cells("b", I=9), one, units, ()),
    )
    assert pick(values, "unit", "a") == {2018: 50, 2019: None, 2020: 70}
    assert pick(values, "unit", "a", column="is_provisional") == {2018: False, 2019: True, 2020: False}
    assert pick(values, "season", column="is_provisional") == {2018: False, 2019: True, 2020: False}
    assert pick(values, "season", column="scored_units") == {2018: 2, 2019: 1, 2020: 2}
    assert pick(values, "season") == {2018: 70, 2019: 70, 2020: 80}, "b alone links the seasons: +0 and +10"


def test_what_does_not_apply_to_a_unit_any_more_is_its_basis():
    """X 5/10 and Y 1/5; Y leaves: 40 % becomes 50 % without any result moving."""
    values = follow(
        (2019, cells("a", X=5, Y=1), flat_criteria(X=10, Y=5), A, ()),
        (2020, cells("a", X=5, Y="not_applicable"), flat_criteria(X=10, Y=5), A, ()),
    )
    assert pick(values, "unit", "a", column="season_value") == {2019: 40, 2020: 50}
    assert pick(values, "unit", "a") == {2019: 50, 2020: 50}
    assert pick(values, "criterion", criterion="Y") == {}


def test_last_seasons_comparison_alone_is_enough_to_go_back_one_season():
    one = flat_criteria(I=10)
    seasons = [(year, cells("a", I=5 + at), one, A, ()) for at, year in enumerate((2018, 2019, 2020))]
    assert pick(follow(*seasons, forget=True), "unit", "a") == {2019: 60, 2020: 70}


def test_a_season_of_which_nothing_was_appraised_has_no_result_and_is_provisional():
    values = follow((2020, cells("a", I="pending"), flat_criteria(I=10), A, ()))
    assert values["season_value"].isna().all()
    assert values["is_provisional"].all()
    assert set(values["scored_units"]) == {0}


ONE_BASIS = flat_criteria(I=10, II=10)


def draw_seasons(data):
    """Three seasons of two to eight units on one basis, with any scores."""
    score = st.integers(0, 1000).map(lambda hundredths: hundredths / 100)
    units = "abcdefgh"[: data.draw(st.integers(2, 8))]
    return [[cell for unit in units for cell in cells(unit, I=data.draw(score), II=data.draw(score))] for _ in "123"]


def follow_on_one_basis(found):
    units = units_of(*sorted({unit for unit, *_cell in found[0]}))
    return follow(*((2018 + at, rows, ONE_BASIS, units, ()) for at, rows in enumerate(found)))


@settings(max_examples=12)
@given(st.data())
def test_on_the_same_basis_nothing_but_results_moves(data):
    values = follow_on_one_basis(draw_seasons(data))
    assert (values["comparable_value"] == values["season_value"]).all()


@settings(max_examples=5)
@given(st.data())
def test_the_order_of_rows_changes_nothing(data):
    found = draw_seasons(data)
    turned = follow_on_one_basis([rows[::-1] for rows in found])
    pd.testing.assert_frame_equal(follow_on_one_basis(found), turned)


OLD_BASIS, NEW_BASIS = flat_criteria(X=4, Y=4, D=4), flat_criteria(X=4, Y=7, N=4)


@settings(max_examples=8)
@given(st.data())
def test_the_basis_and_the_results_add_up_to_the_published_change(data):
    """Whatever is dropped, added or reweighted: comparable results differ by the published change less the basis.

    It holds of every unit by itself, whatever the others have.
    """
    score = st.integers(0, 400).map(lambda hundredths: hundredths / 100)
    names = "abcdefgh"[: data.draw(st.integers(1, 8))]
    before, now = (
        [cell for unit in names for cell in cells(unit, **{code: data.draw(score) for code in codes})]
        for codes in ("XYD", "XYN")
    )
    units = units_of(*names)
    values = follow((2019, before, OLD_BASIS, units, ()), (2020, now, NEW_BASIS, units, ()))
    for unit in names:
        published, comparable, basis = (
            pick(values, "unit", unit, column=name) for name in ("season_value", "comparable_value", "basis_change")
        )
        np.testing.assert_allclose(
            comparable[2020] - comparable[2019], published[2020] - published[2019] - basis[2020], atol=2e-6
        )
