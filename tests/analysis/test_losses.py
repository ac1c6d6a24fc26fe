"""What was lost to a subject, found by the words an analyst types."""

import unicodedata

import pandas as pd
import pytest

from cchc_analysis.analysis.losses import find_losses
from cchc_analysis.rules.season import Reason

from .small_seasons import compare, criteria_of, scores_of, season_of, units_of

CRITERIA = criteria_of(
    {"id": "e", "name": "Chữ ký số và văn bản điện tử"},
    {"id": "e.1", "parent_id": "e", "name": "Tỷ lệ chữ ký số", "name_en": "Share of digital signatures"},
    {"id": "e.1.a", "parent_id": "e.1", "name": "Văn bản đi", "max_score": 2},
    {"id": "e.1.b", "parent_id": "e.1", "name": "Văn bản nội bộ", "max_score": 2},
    {"id": "e.2", "parent_id": "e", "name": "Gửi báo cáo", "max_score": 2},
)
SEASON = season_of(
    reasons=(
        Reason(id="late", name="Báo cáo chậm", name_en="Late report"),
        Reason(id="unsigned", name="Thiếu chữ ký số"),
    )
)
SCORES = scores_of(
    ("a", "e.1.a", "appraisal", 1), ("a", "e.1.b", "appraisal", 2), ("a", "e.2", "appraisal", 1.5, {"reason": "late"}),
    ("b", "e.1.a", "appraisal", 1), ("b", "e.1.b", "appraisal", 0),
    ("b", "e.2", "appraisal", 1, {"reason": "unsigned"}),
)  # fmt: skip


def lost(words: str, scores: pd.DataFrame = SCORES) -> list[tuple[str, str]]:
    found = find_losses(compare(scores, CRITERIA, units_of("a", "b"), SEASON), CRITERIA, SEASON, words)
    return list(found[["unit_id", "criterion_id"]].itertuples(index=False, name=None))


def test_words_of_a_criterion_or_of_a_reason_find_its_losses_most_points_first_and_a_domain_is_too_wide():
    # the criterion e.1 with its leaves, and b's loss at e.2 for the reason; not all of domain e
    assert lost("chữ ký số") == [("b", "e.1.b"), ("a", "e.1.a"), ("b", "e.1.a"), ("b", "e.2")]
    assert lost("digital signatures") == [("b", "e.1.b"), ("a", "e.1.a"), ("b", "e.1.a")]
    assert lost("late report") == [("a", "e.2")], "the English name of a reason"


@pytest.mark.parametrize("words", ["CHỮ KÝ SỐ", "  chữ  ký số ", unicodedata.normalize("NFD", "chữ ký số")])
def test_case_spaces_and_unicode_form_do_not_matter(words):
    assert lost(words) == lost("chữ ký số")


def test_an_id_means_its_node_whole_a_leaf_or_a_reason():
    assert len(lost("e")) == 5, "the domain itself, by its id"
    assert lost("e.2") == [("b", "e.2"), ("a", "e.2")]
    assert lost("late") == [("a", "e.2")]
    assert lost("văn bản nội bộ") == [("b", "e.1.b")], "a leaf by its own name"


def test_losses_without_a_reason_are_meant_by_a_star():
    assert lost("*") == [("b", "e.1.b"), ("a", "e.1.a"), ("b", "e.1.a")]


def test_what_is_meant_and_cost_nothing_is_an_empty_table():
    nothing = scores_of(("a", "e.2", "appraisal", 2))
    assert lost("báo cáo chậm", nothing) == []


@pytest.mark.parametrize("words", ["đất đai", ""])
def test_words_that_mean_nothing_are_an_error_that_lists_every_id(words):
    with pytest.raises(KeyError) as raised:
        lost(words)
    for part in (repr(words), "e.1.a", "e.2", "late", "unsigned"):
        assert part in raised.value.args[0]
