import pandas as pd
import pytest

from cchc_analysis.analysis.criteria import list_ancestors, list_applicable

from .small_seasons import criteria_of, units_of


def applicable(criteria: pd.DataFrame, units: pd.DataFrame) -> list[str]:
    return [f"{row.unit_id}:{row.criterion_id}" for row in list_applicable(criteria, units).itertuples()]


def test_rule_11_deductions_are_ranked_just_above_the_leaves_and_below_the_domain():
    criteria = criteria_of(
        {"id": "I"},
        {"id": "1", "parent_id": "I"},
        {"id": "1a", "parent_id": "1"},
        {"id": "1b", "parent_id": "1"},
        {"id": "2", "parent_id": "I"},
        {"id": "II"},
        {"id": "B", "line": "bonus"},
    ).set_index("criterion_id")
    assert criteria["ranked_node_id"].dropna().to_dict() == {"1": "1", "1a": "1", "1b": "1", "2": "2", "II": "II"}
    assert criteria["is_leaf"].to_dict() == {
        "I": False, "1": False, "1a": True, "1b": True, "2": True, "II": True, "B": True,
    }  # fmt: skip


def test_rule_11_a_leaf_beside_an_inner_node_is_ranked_by_itself():
    criteria = criteria_of(
        {"id": "I"},
        {"id": "1", "parent_id": "I"},
        {"id": "1a", "parent_id": "1"},
        {"id": "1b", "parent_id": "1"},
        {"id": "1b1", "parent_id": "1b"},
    ).set_index("criterion_id")
    assert criteria["ranked_node_id"].dropna().to_dict() == {"1a": "1a", "1b": "1b", "1b1": "1b"}


def test_rule_12_ids_are_texts_and_order_is_the_trees():
    criteria = criteria_of(
        {"id": "I"}, {"id": "1.10", "parent_id": "I"}, {"id": "II"}, {"id": "1.1", "parent_id": "I", "code": "1."}
    )
    assert criteria["criterion_id"].tolist() == ["I", "1.10", "1.1", "II"]
    assert criteria["position"].tolist() == [1, 2, 3, 4]
    assert criteria["depth"].tolist() == [1, 2, 2, 1]
    assert criteria["domain_id"].tolist() == ["I", "I", "I", "II"]


def test_blank_values_are_the_parents():
    criteria = criteria_of(
        {"id": "I", "scope": "specific", "step": 0.5},
        {"id": "1", "parent_id": "I", "is_survey": True},
        {"id": "1a", "parent_id": "1"},
        {"id": "1b", "parent_id": "1", "is_survey": False, "scope": "common", "step": 0.25},
        {"id": "B", "line": "bonus"},
        {"id": "B1", "parent_id": "B"},
    ).set_index("criterion_id")
    assert criteria["scope"].tolist() == ["specific", "specific", "specific", "common", "common", "common"]
    assert criteria["is_survey"].tolist() == [False, True, True, False, False, False]
    assert criteria["step"].dropna().to_dict() == {"I": 0.5, "1": 0.5, "1a": 0.5, "1b": 0.25}
    assert criteria.loc["B1", "line"] == "bonus"
    assert criteria.loc["B1", "domain_id"] == "B"


def test_a_domain_scored_directly_stays_a_leaf_beside_its_bonus_line():
    criteria = criteria_of({"id": "I"}, {"id": "B", "parent_id": "I", "line": "bonus"}).set_index("criterion_id")
    assert criteria["is_leaf"].all()


def test_a_criterion_below_itself_or_nothing_known_is_refused():
    with pytest.raises(ValueError, match="1, 2"):
        criteria_of({"id": "1", "parent_id": "2"}, {"id": "2", "parent_id": "1"})
    with pytest.raises(ValueError, match="1a"):
        criteria_of({"id": "I"}, {"id": "1a", "parent_id": "1"})


def test_ancestors_run_from_the_node_itself_to_its_domain():
    criteria = criteria_of({"id": "I"}, {"id": "1", "parent_id": "I"}, {"id": "1a", "parent_id": "1"})
    of_leaf = list_ancestors(criteria).loc[lambda rows: rows["criterion_id"] == "1a"]
    assert of_leaf["ancestor_id"].tolist() == ["1a", "1", "I"]
    assert of_leaf["height"].tolist() == [0, 1, 2]


def test_rule_02_a_leaf_applies_where_it_and_all_above_it_do():
    units = units_of("a", "b", "c", groups=("vu", "vu", "cuc"))
    criteria = criteria_of(
        {"id": "I", "applies_to": "group:vu"},
        {"id": "1", "parent_id": "I"},
        {"id": "2", "parent_id": "I", "applies_to": "!a"},
        {"id": "3", "parent_id": "I", "applies_to": "c; a"},
        {"id": "II", "applies_to": "! group:vu"},
    )
    assert applicable(criteria, units) == ["a:1", "a:3", "b:1", "b:2", "c:II"]


def test_exclusions_take_from_those_named():
    units = units_of("a", "b", "c", groups=("vu", "vu", "cuc"))
    criteria = criteria_of({"id": "I", "applies_to": "group:vu;c;!b"}, {"id": "II", "applies_to": "!a;!b;!c"})
    assert applicable(criteria, units) == ["a:I", "c:I"]
