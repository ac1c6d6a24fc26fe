from cchc_analysis.analysis.crosswalk import pair_criteria
from cchc_analysis.analysis.history import find_recurring_losses
from cchc_analysis.rules.season import Crosswalk

from .small_seasons import compare, flat_criteria, scores_of, season_of, units_of


def losses(now, before, crosswalk=()):
    """Unit ``a``, maximum 2 everywhere: recurring losses by criterion, from points found now and before."""
    season = season_of(crosswalk=crosswalk)
    years = [
        compare(
            scores_of(*(("a", code, "appraisal", score) for code, score in found.items())),
            flat_criteria(**dict.fromkeys(found, 2.0)),
            units_of("a"),
            season,
        )
        for found in (now, before)
    ]
    found = find_recurring_losses(*years, pair_criteria(*years, season))
    columns = ["criterion_id", "previous_criterion_id", "deduction", "previous_deduction"]
    return [tuple(row) for row in found[columns].itertuples(index=False)]


def test_a_loss_recurs_where_points_were_lost_in_both_years():
    now = {"fixed": 2, "new_loss": 1, "again": 0.5, "pending": "pending"}
    before = {"fixed": 1, "new_loss": 2, "again": 1.5, "pending": 1}
    assert losses(now, before) == [("again", "again", 1.5, 0.5)]


def test_a_criterion_declared_the_same_or_reweighted_keeps_its_history():
    crosswalk = (
        Crosswalk(relation="same", previous=["old"], current=["renamed"]),
        Crosswalk(relation="reweighted", previous=["w"], current=["w"]),
    )
    assert losses({"renamed": 1, "w": 1}, {"old": 0.5, "w": 0}, crosswalk) == [
        ("renamed", "old", 1, 1.5),
        ("w", "w", 1, 2),
    ]


def test_each_part_of_a_split_criterion_stands_beside_the_whole_old_loss():
    crosswalk = (Crosswalk(relation="split", previous=["whole"], current=["x", "y", "z"]),)
    assert losses({"x": 1, "y": 0, "z": 2}, {"whole": 0.5}, crosswalk) == [
        ("x", "whole", 1, 1.5),
        ("y", "whole", 2, 1.5),
    ]


def test_a_merged_criterion_stands_beside_the_sum_of_the_old_losses():
    crosswalk = (Crosswalk(relation="merged", previous=["x", "y", "z"], current=["one"]),)
    assert losses({"one": 1.5}, {"x": 1.9, "y": 1.8, "z": 2}, crosswalk) == [("one", "x; y", 0.5, 0.3)]


def test_an_id_that_means_something_new_has_no_history():
    crosswalk = (Crosswalk(relation="new", current=["a1"]), Crosswalk(relation="dropped", previous=["a2"]))
    assert losses({"a1": 1, "a2": 1}, {"a1": 1, "a2": 1}, crosswalk) == []
