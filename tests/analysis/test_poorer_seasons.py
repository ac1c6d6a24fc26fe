"""A season may be poorer than the full form; every table still stands, with what is unknown left missing."""

import pandas as pd

from cchc_analysis import schemas

from .small_seasons import (
    NO_SELF_STAGE,
    criteria_of,
    derive,
    flat_criteria,
    initiatives_of,
    scores_of,
    season_of,
    units_of,
)

UNITS = units_of("a", "b", groups=("vu", "cuc"))


def test_rule_03_without_a_self_stage_all_of_a_deduction_is_unsplit():
    scores = scores_of(("a", "I", "appraisal", 8), ("b", "I", "appraisal", 9))
    tables = derive(scores, flat_criteria(I=10), UNITS, season_of(stages=NO_SELF_STAGE))
    assert not tables["comparison"]["is_compared"].any()
    assert tables["unit_ranking"][["deduction", "unsplit"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert tables["unit_ranking"][["self_score", "conceded", "cut", "raised"]].isna().all(axis=None)
    assert tables["unit_ranking"]["rank"].tolist() == [1, 2]


def test_rule_06_without_maxima_units_are_ranked_by_points():
    scores = scores_of(
        ("a", "I", "self", 35), ("a", "I", "appraisal", 32), ("b", "I", "self", 39), ("b", "I", "appraisal", 41)
    )
    tables = derive(scores, flat_criteria(I=None), UNITS)
    ranking = tables["unit_ranking"].set_index("unit_id")
    assert ranking["rank"].to_dict() == {"b": 1, "a": 2}
    assert ranking["grade"].to_dict() == {"b": "good", "a": "fair"}
    assert ranking[["cut", "raised"]].to_numpy().tolist() == [[0, 2], [3, 0]]
    assert ranking[["index_pct", "max_score", "deduction", "conceded", "unsplit"]].isna().all(axis=None)
    assert tables["reason_deductions"].empty


def test_scores_per_domain_only_are_a_season():
    scores = scores_of(*((unit, code, "appraisal", 7) for unit in "ab" for code in ("I", "II")))
    tables = derive(scores, flat_criteria(I=10, II=8), UNITS)
    assert tables["criterion_deductions"]["criterion_id"].tolist() == ["I", "II"]
    pd.testing.assert_frame_equal(tables["criterion_deductions"], tables["leaf_deductions"])
    assert tables["domain_scores"]["deduction"].tolist() == [3, 1, 3, 1]


def test_one_total_and_one_applicable_maximum_per_unit_are_a_season():
    scores = scores_of(
        ("a", "total", "appraisal", 72.5, {"max_score": 84}), ("b", "total", "appraisal", 70, {"max_score": 80})
    )
    season = season_of(stages=NO_SELF_STAGE, rank_by="index_pct", grade_by="index_pct")
    tables = derive(scores, flat_criteria(total=None), UNITS, season)
    ranking = tables["unit_ranking"].set_index("unit_id")
    assert ranking["index_pct"].to_dict() == {"b": 87.5, "a": 86.309524}
    assert ranking["rank"].to_dict() == {"b": 1, "a": 2}
    assert tables["criterion_deductions"]["max_score"].tolist() == [164]


def test_a_season_of_which_nothing_was_received_has_all_its_tables():
    tables = derive(schemas.empty("scores"), flat_criteria(I=10), UNITS)
    assert set(tables["unit_ranking"]["ranking_status"]) == {"not_scored"}
    assert tables["comparison"]["appraised_status"].tolist() == ["pending", "pending"]
    assert tables["criterion_deductions"]["deduction"].isna().all()


def test_one_unit_and_everything_at_maximum():
    scores = scores_of(("a", "I", "self", 10), ("a", "I", "appraisal", 10))
    tables = derive(scores, flat_criteria(I=10), units_of("a"))
    assert tables["criterion_deductions"][["deduction_rank", "deduction", "hit_units"]].to_numpy().tolist() == [
        [1, 0, 0]
    ]
    assert tables["criterion_deductions"]["loss_share"].isna().all(), "of no loss there is no share"
    assert tables["reason_deductions"].empty


def test_rule_14_every_applicable_leaf_is_in_the_comparison_once():
    criteria = criteria_of({"id": "I", "max_score": 1}, {"id": "B", "line": "bonus"})
    tables = derive(scores_of(("a", "I", "appraisal", 1)), criteria, UNITS)
    assert tables["comparison"][["unit_id", "criterion_id"]].to_numpy().tolist() == [
        ["a", "I"], ["a", "B"], ["b", "I"], ["b", "B"],
    ]  # fmt: skip


def test_last_seasons_tables_are_all_that_is_needed_of_it():
    scores = scores_of(("a", "I", "appraisal", 8), ("b", "I", "appraisal", 10))
    previous = derive(scores, flat_criteria(I=10), UNITS)
    tables = derive(
        scores.assign(score=[9.0, 9.5]),
        flat_criteria(I=10),
        UNITS,
        previous=previous,
        initiatives=initiatives_of(("i1", "a", "proposed", 1)),
    )
    assert tables["recurring_losses"]["unit_id"].tolist() == ["a"]
    assert tables["recurring_losses"][["deduction", "previous_deduction"]].to_numpy().tolist() == [[1, 2]]
    assert tables["unit_ranking"][["score_change", "rank_change"]].to_numpy().tolist() == [[-0.5, 0], [1, 0]]
