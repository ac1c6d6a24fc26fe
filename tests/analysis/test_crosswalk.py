"""Which criterion became which: nodes carry their leaves down, and what does not fit is found."""

import pytest

from cchc_analysis.analysis.crosswalk import find_unlike_nodes, pair_criteria
from cchc_analysis.rules.season import Crosswalk

from .small_seasons import compare, criteria_of, scores_of, season_of, units_of


def tree(**nodes):
    """Nodes by id, each with its leaves (or with inner nodes and their leaves), 2 points a leaf."""

    def walk(parent, below):
        for code in below:
            inner = below[code] if isinstance(below, dict) else ()
            yield {"id": code, "parent_id": parent, "max_score": None if inner else 2.0}
            yield from walk(code, inner)

    return criteria_of(*walk(None, nodes))


def pair(before, now, *crosswalk):
    """Pairs of leaves as (previous, now, relation), sorted; None where a leaf stands alone."""
    season = season_of(crosswalk=crosswalk)
    sides = [
        compare(
            scores_of(*(("a", leaf, "appraisal", 1) for leaf in criteria.query("is_leaf")["criterion_id"])),
            criteria,
            units_of("a"),
        )
        for criteria in (now, before)
    ]
    pairs = pair_criteria(*sides, season, now, before)
    pairs = pairs[["previous_criterion_id", "criterion_id", "relation"]].astype(object)
    return sorted((tuple(row) for row in pairs.where(pairs.notna(), None).to_numpy().tolist()), key=str)


def same(old, new, relation="same"):
    return Crosswalk(relation=relation, previous=[old], current=[new])


def find(before, now, *crosswalk):
    return find_unlike_nodes(season_of(crosswalk=crosswalk), now, before)


def test_a_node_carries_its_leaves_down_by_their_ids_below_it_whatever_their_order():
    before, now = tree(I=["I.1", "I.2"]), tree(V=["V.2", "V.1"])
    assert pair(before, now, same("I", "V")) == [("I.1", "V.1", "same"), ("I.2", "V.2", "same")]
    assert find(before, now, same("I", "V")) == []


def test_leaves_that_kept_their_ids_in_a_renamed_node_are_pairs_whatever_their_order():
    before, now = tree(I=["I.1", "I.2"]), tree(V=["I.2", "I.1"])
    assert pair(before, now, same("I", "V")) == [("I.1", "I.1", "same"), ("I.2", "I.2", "same")]


def test_leaves_that_kept_their_ids_stay_pairs_and_one_that_came_is_new_and_found():
    before, now = tree(I=["x", "y"]), tree(I=["x", "z", "y"])
    assert pair(before, now, same("I", "I")) == [("x", "x", "same"), ("y", "y", "same"), (None, "z", "new")]
    assert find(before, now, same("I", "I")) == [(1, [], ["z"])]


def test_leaves_of_no_common_id_are_paired_in_order_where_both_sides_are_of_one_shape():
    before, now = tree(I={"I1": ["a"], "I2": ["b", "c"]}), tree(V={"V1": ["p"], "V2": ["q", "r"]})
    assert pair(before, now, same("I", "V")) == [("a", "p", "same"), ("b", "q", "same"), ("c", "r", "same")]
    assert find(before, now, same("I", "V")) == []


def test_leaves_of_another_shape_are_one_group_and_never_guessed_to_be_pairs():
    before, now = tree(I={"I1": ["a"], "I2": ["b"]}), tree(V=["p", "q"])
    assert pair(before, now, same("I", "V")) == [
        ("a", "p", "same"), ("a", "q", "same"), ("b", "p", "same"), ("b", "q", "same"),
    ]  # fmt: skip
    assert find(before, now, same("I", "V")) == [(1, ["a", "b"], ["p", "q"])]


@pytest.mark.parametrize(
    ("before", "now", "relation"),
    [(tree(P=()), tree(V=["p", "q"]), "split"), (tree(P=["a", "b"]), tree(V=()), "merged")],
)
def test_a_leaf_declared_the_same_as_a_node_of_several_is_split_or_merged_and_found(before, now, relation):
    pairs = pair(before, now, same("P", "V"))
    assert len(pairs) == 2
    assert {found for _old, _new, found in pairs} == {relation}
    assert len(find(before, now, same("P", "V"))) == 1


def test_what_is_declared_of_a_leaf_stands_before_what_is_declared_of_its_node():
    before, now = tree(I=["x", "y"]), tree(I=["x", "y1", "y2"])
    narrower = Crosswalk(relation="split", previous=["y"], current=["y1", "y2"])
    assert pair(before, now, same("I", "I", "reweighted"), narrower) == [
        ("x", "x", "reweighted"), ("y", "y1", "split"), ("y", "y2", "split"),
    ]  # fmt: skip
    assert find(before, now, same("I", "I", "reweighted"), narrower) == []


def test_other_relations_are_not_expected_to_fit_one_by_one():
    before, now = tree(I=["x"]), tree(I=["y", "z"])
    assert find(before, now, Crosswalk(relation="split", previous=["x"], current=["y", "z"])) == []
