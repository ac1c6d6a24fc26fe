"""Changes since last season: parts that add up to the change, worked by hand and for any season."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis import schemas
from cchc_analysis.analysis.changes import (
    INDEX_PARTS,
    PARTS,
    RANK_PARTS,
    RESULT_PARTS,
    attribute_mean_change,
    keep_comparable,
    share_out,
)
from cchc_analysis.analysis.history import compare_seasons
from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.rules.season import Crosswalk

from .small_seasons import compare, criteria_of, derive, flat_criteria, scores_of, season_of, units_of

CROSSWALK = (
    Crosswalk(relation="split", previous=["P"], current=["P1", "P2"]),
    Crosswalk(relation="merged", previous=["M1", "M2"], current=["M"]),
)
BONUS = ({"id": "B", "line": "bonus"}, {"id": "K", "line": "penalty"})


def nodes(*stated, **maxima):
    return criteria_of(*({"id": code, "max_score": maximum} for code, maximum in maxima.items()), *stated, *BONUS)


def cells(unit, **points):
    return [(unit, code, "appraisal", found) for code, found in points.items()]


def years(before, now, before_criteria, now_criteria, units, **rules):
    """What sets 2020 beside 2019."""
    crosswalk = rules.pop("crosswalk", ())
    previous = standing(before, before_criteria, units, season_of(year=2019, **rules))
    season = season_of(crosswalk=crosswalk, previous_year=2019, **rules)
    current = standing(now, now_criteria, units, season)
    compared = compare_seasons(current["comparison"], current["unit_ranking"], now_criteria, previous, season)
    return {name: schemas.validate(name, rows) for name, rows in compared.items()}


def standing(found, criteria, units, season):
    """The tables of one season that the next one is set beside."""
    comparison = compare(scores_of(*found), criteria, units, season)
    ranking = rank_units(comparison, units, schemas.empty("initiatives"), season)
    return {"comparison": comparison, "unit_ranking": ranking, "criteria": criteria}


@pytest.fixture(scope="module")
def worked():
    before = cells("a", S=8, R=5, P=4, M1=2, M2=4, D=3, B=1)
    now = cells("a", S=9, R=14, P1=3, P2=5, M=6, N=4, A=2, B=2, K=0.5)
    not_for_a = {"id": "A", "max_score": 5, "applies_to": "!a"}
    return years(
        [*before, *cells("b", A=1)],
        [*now, *cells("b", A=1)],
        nodes(not_for_a, S=10, R=10, P=8, M1=4, M2=4, D=5),
        nodes(S=10, R=20, P1=4, P2=6, M=6, N=5, A=5),
        units_of("a", "b"),
        crosswalk=CROSSWALK,
    )


def test_every_part_of_a_change_is_what_it_is_on_paper(worked):
    """Same 8/10→9/10; reweighted 5/10→14/20; split 4/8→8/10; merged 6/8→6/6; the rest is presence."""
    found = worked["score_changes"].set_index("unit_id").loc["a"]
    own = 1 + 0.2 * 15 + 0.3 * 9 + 0.25 * 7
    maxima = 10 * 0.6 + 2 * 0.65 - 2 * 0.875
    assert found["score_change"] == 44.5 - 27
    np.testing.assert_allclose(found[list(PARTS)].astype(float), [own, maxima, 4, -3, 2, 1, -0.5])
    assert found["matched_share"] == round(82 / 97, 6)


def test_the_crosswalk_says_what_became_of_every_leaf(worked):
    pairs = worked["criteria_crosswalk"].set_index("relation").astype(object)
    pairs = pairs.where(pairs.notna(), None)[["previous_criterion_id", "criterion_id"]]
    assert sorted(pairs.loc["split"].to_numpy().tolist()) == [["P", "P1"], ["P", "P2"]]
    assert sorted(pairs.loc["merged"].to_numpy().tolist()) == [["M1", "M"], ["M2", "M"]]
    assert pairs.loc["reweighted"].tolist() == ["R", "R"]
    assert pairs.loc["new"].tolist() == [None, "N"]
    assert pairs.loc["dropped"].tolist() == ["D", None]


def test_a_node_of_the_crosswalk_stands_for_its_leaves():
    before = criteria_of({"id": "I"}, *({"id": f"I{n}", "parent_id": "I", "max_score": 2} for n in (1, 2)))
    now = criteria_of({"id": "V"}, *({"id": f"V{n}", "parent_id": "V", "max_score": 2} for n in (1, 2)))
    units, same = units_of("a"), (Crosswalk(relation="same", previous=["I"], current=["V"]),)
    previous = derive(scores_of(*cells("a", I1=1, I2=2)), before, units) | {"criteria": before}
    tables = derive(scores_of(*cells("a", V1=1, V2=2)), now, units, season_of(crosswalk=same), previous=previous)
    assert tables["criteria_crosswalk"][["previous_criterion_id", "criterion_id"]].to_numpy().tolist() == [
        ["I1", "V1"],
        ["I2", "V2"],
    ]
    assert tables["recurring_losses"]["criterion_id"].tolist() == ["V1"]


def test_criteria_sets_that_match_too_little_are_not_explained():
    tables = years(
        cells("a", X=5), cells("a", Y=7), flat_criteria(X=10), flat_criteria(Y=10), units_of("a"), tie_rule="dense"
    )
    change = tables["score_changes"].iloc[0]
    assert (change["score_change"], change["matched_share"], change["is_explained"]) == (2, 0, False)
    assert change[list(PARTS)].isna().all()
    assert tables["mean_change"].empty
    assert tables["rank_changes"][list(RANK_PARTS)].isna().all(axis=None)


def test_without_maxima_a_matched_criterion_is_all_the_units_own():
    tables = years(cells("a", X=5), cells("a", X=7), flat_criteria(X=None), flat_criteria(X=None), units_of("a"))
    change = tables["score_changes"].iloc[0]
    assert change[["own_change", "maxima_change"]].tolist() == [2, 0]
    assert change[list(INDEX_PARTS)].isna().all()


def test_the_mean_change_is_the_criteria_sets_and_the_units_own():
    changes = pd.DataFrame(
        {"year": 2020, "unit_id": ["a", "b"], "result_change": [4.0, 2.0], "is_explained": True}
        | {"result_own_change": [1.0, 2], "result_maxima_change": [1.0, 0], "result_added_change": [2.0, 0]}
        | {"result_dropped_change": 0.0, "result_applicability_change": 0.0, "result_extra_change": 0.0}
    )
    mean = attribute_mean_change(changes).iloc[0]
    assert mean[["mean_change", "criteria_set_change", "own_change", "extra_change"]].tolist() == [3, 1.5, 1.5, 0]


def test_shapley_values_of_the_glove_game():
    """One left glove (player 0) and two right ones: a pair is worth 1; the values are 2/3, 1/6, 1/6."""
    worth = np.array([[0, 0, 0, 1, 0, 1, 0, 1.0]])
    np.testing.assert_allclose(share_out(worth), [[2 / 3, 1 / 6, 1 / 6]])


def test_a_unit_overtaken_without_changing_fell_because_of_the_others():
    one = flat_criteria(X=10)
    tables = years(cells("a", X=6) + cells("b", X=5), cells("a", X=6) + cells("b", X=8), one, one, units_of("a", "b"))
    ranks = tables["rank_changes"].set_index("unit_id")
    assert ranks.loc["a", ["rank_change", "rank_own_change", "rank_others_change"]].tolist() == [-1, 0, -1]
    assert ranks.loc["b", ["rank_change", "rank_own_change", "rank_others_change"]].tolist() == [1, 1, 0]


def test_a_criteria_set_that_changes_alike_for_all_moves_nobody():
    """All three gain 5 by a new criterion that all fulfil; only b's own result takes it past a."""
    before = cells("a", X=6) + cells("b", X=5) + cells("c", X=1)
    now = cells("a", X=6, N=5) + cells("b", X=8, N=5) + cells("c", X=1, N=5)
    tables = years(before, now, flat_criteria(X=10), flat_criteria(X=10, N=5), units_of("a", "b", "c"))
    ranks = tables["rank_changes"].set_index("unit_id")
    assert ranks["rank_set_change"].tolist() == [0, 0, 0]
    assert ranks.loc["b", ["rank_own_change", "rank_others_change"]].tolist() == [1, 0]
    assert ranks.loc["a", ["rank_own_change", "rank_others_change"]].tolist() == [0, -1]


@settings(max_examples=25)
@given(st.data())
def test_what_the_criteria_set_did_to_all_units_adds_up_to_nothing(data):
    """Random points without ties: the parts of the set sum to 0 over the units."""
    units, sides = "abcde", (["X", "D"], ["X", "N"])
    found = [[cell for unit in units for cell in cells(unit, **{c: data.draw(POINTS) for c in side})] for side in sides]
    maxima = [dict.fromkeys(side, 4) for side in sides]
    tables = years(*found, *(flat_criteria(**side) for side in maxima), units_of(*units))
    ranks, changes = tables["rank_changes"], tables["score_changes"]
    values = [changes["previous_total_score"], changes["total_score"]]
    values += [changes["previous_total_score"] + changes["result_set_change"]]
    values += [changes["total_score"] - changes["result_set_change"]]
    if len({round(value, 6) for each in values for value in each}) == 4 * len(units):
        assert abs(ranks["rank_set_change"].sum()) < 1e-5


def test_a_change_is_kept_only_where_the_criteria_sets_match_enough():
    season = season_of(previous_year=2019)
    ranking = pd.DataFrame({"unit_id": ["a", "b", "c"], "result_change": [1.0, 2.0, 3.0]})
    changes = pd.DataFrame({"unit_id": ["a", "b"], "matched_share": [0.6, 0.599]})
    assert keep_comparable(ranking, changes, season)["result_change"].fillna(-9).tolist() == [1, -9, -9]


def test_losses_in_a_row_are_counted_over_all_seasons_and_fixed_ones_are_named():
    one, units = flat_criteria(X=10, Y=10), units_of("a")
    tables = None
    for year in (2018, 2019, 2020):
        found = cells("a", X=6, Y=10 if year == 2020 else 7)
        tables = derive(scores_of(*found), one, units, season_of(year=year), previous=tables)
    assert tables["recurring_losses"][["criterion_id", "seasons_in_a_row"]].to_numpy().tolist() == [["X", 3]]
    assert tables["fixed_losses"][["criterion_id", "previous_deduction"]].to_numpy().tolist() == [["Y", 3]]


POINTS = st.integers(0, 4_000_000).map(lambda millionths: millionths / 1_000_000)


@settings(max_examples=15)
@given(st.data(), st.sampled_from(["total_score", "index_pct", "total_pct"]), st.sampled_from(["dense", "competition"]))
def test_parts_add_up_to_the_change_of_points_index_and_rank(data, rank_by, tie_rule):
    leaves = {
        "X": (4, 4),
        "Y": (4, 7),
        "P": (5, None),
        "P1": (None, 4),
        "P2": (None, 4),
        "N": (None, 4),
        "D": (4, None),
    }
    sides = [{code: maxima[side] for code, maxima in leaves.items() if maxima[side]} for side in (0, 1)]
    found = [
        [cell for unit in "abcd" for cell in cells(unit, **{code: data.draw(POINTS) for code in side})]
        for side in sides
    ]
    tables = years(
        *found,
        *(flat_criteria(**side) for side in sides),
        units_of("a", "b", "c", "d"),
        crosswalk=(Crosswalk(relation="split", previous=["P"], current=["P1", "P2"]),),
        rank_by=rank_by,
        tie_rule=tie_rule,
    )
    changes, ranks = tables["score_changes"], tables["rank_changes"]
    assert changes["is_explained"].all()
    assert (round_points(changes[list(PARTS)].sum(axis=1)) == changes["score_change"]).all()
    assert (round_points(changes[list(INDEX_PARTS)].sum(axis=1)) == changes["index_change"]).all()
    assert (round_points(changes[list(RESULT_PARTS)].sum(axis=1)) == changes["result_change"]).all()
    assert (round_points(ranks[list(RANK_PARTS)].sum(axis=1)) == ranks["rank_change"].astype(float)).all()
