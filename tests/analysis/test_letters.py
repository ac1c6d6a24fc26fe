from cchc_analysis.analysis.letters import find_leaves_below, list_letter_losses
from cchc_analysis.rules.season import Letter, Reason

from .small_seasons import compare, criteria_of, scores_of, season_of, units_of

CRITERIA = criteria_of(
    {"id": "I"},
    {"id": "I.1", "parent_id": "I", "max_score": 2},
    {"id": "I.2", "parent_id": "I", "max_score": 2},
    {"id": "II", "max_score": 4},
)
LATE = (Reason(id="late", name="Chậm"),)


def letters(letter, *cells):
    season = season_of(reasons=LATE, letters=(letter,))
    return list_letter_losses(compare(scores_of(*cells), CRITERIA, units_of("a", "b", "c"), season), CRITERIA, season)


CELLS = (
    ("a", "I.1", "appraisal", 1),
    ("a", "I.2", "appraisal", 1.5),
    ("a", "II", "appraisal", 4),
    ("b", "I.1", "appraisal", 0.5),
    ("b", "I.2", "appraisal", 2),
    ("b", "II", "appraisal", 1, {"reason": "late"}),
    ("c", "I.1", "appraisal", 2),
    ("c", "I.2", "appraisal", "pending"),
    ("c", "II", "appraisal", 3),
)


def test_a_letter_about_a_criterion_holds_every_loss_below_it():
    found = letters(Letter(id="l", name="L", criteria=("I",)), *CELLS)
    columns = ["letter_rank", "unit_id", "criterion_id", "deduction", "deduction_pct", "mean_appraised_score"]
    assert found[[*columns, "best_appraised_score"]].to_numpy().tolist() == [
        [1, "a", "I.1", 1.0, 50.0, 1.166667, 2.0],
        [1, "a", "I.2", 0.5, 25.0, 1.75, 2.0],
        [1, "b", "I.1", 1.5, 75.0, 1.166667, 2.0],
    ]


def test_the_unit_that_lost_most_stands_first_with_its_leaves_together():
    found = letters(Letter(id="l", name="L", criteria=("I", "II")), *CELLS)
    # b: 1.5 at I.1 and 3 at II; a: 1 + 0.5; c: 1 at II, its I.2 is open
    assert found[["letter_rank", "unit_id", "criterion_id"]].to_numpy().tolist() == [
        [1, "b", "I.1"], [1, "b", "II"], [2, "a", "I.1"], [2, "a", "I.2"], [3, "c", "II"],
    ]  # fmt: skip
    assert found["scored_units"].tolist() == [3, 3, 3, 2, 3]


def test_each_letter_ranks_its_own_units():
    season = season_of(letters=(Letter(id="l", name="L", criteria=("I",)), Letter(id="m", name="M", criteria=("II",))))
    comparison = compare(scores_of(*CELLS), CRITERIA, units_of("a", "b", "c"), season)
    found = list_letter_losses(comparison, CRITERIA, season).groupby("letter_id", sort=False)["letter_rank"].agg(list)
    assert found.to_dict() == {"l": [1, 1, 1], "m": [1, 2]}


def test_a_letter_about_a_reason_holds_the_losses_it_explains():
    found = letters(Letter(id="l", name="L", reasons=("late",)), *CELLS)
    assert found[["unit_id", "criterion_id", "reason"]].to_numpy().tolist() == [["b", "II", "late"]]


def test_where_a_letter_names_both_a_loss_is_at_the_criterion_and_for_the_reason():
    assert letters(Letter(id="l", name="L", criteria=("I",), reasons=("late",)), *CELLS).empty
    both = letters(Letter(id="l", name="L", criteria=("I", "II"), reasons=("late",)), *CELLS)
    assert both[["unit_id", "criterion_id"]].to_numpy().tolist() == [["b", "II"]]


def test_a_season_without_letters_writes_to_nobody():
    comparison = compare(scores_of(*CELLS), CRITERIA, units_of("a", "b", "c"))
    assert list_letter_losses(comparison, CRITERIA, season_of()).empty


def test_below_a_node_are_all_its_descendants():
    assert find_leaves_below(CRITERIA, ("I",)) == {"I", "I.1", "I.2"}
