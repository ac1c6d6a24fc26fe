import unicodedata

import pytest

from cchc_analysis.analysis.reasons import propose_reasons, sum_by_reason
from cchc_analysis.rules.season import Reason

from .small_seasons import compare, flat_criteria, scores_of, season_of, units_of

REASONS = (
    Reason(id="late", name="Chậm muộn", name_en="Late", patterns=("chậm", "quá hạn")),
    Reason(id="old", name="Tài liệu cũ", patterns=("cũ",)),
    Reason(id="other", name="Khác"),
)


def reason_of(found=1, **said):
    season = season_of(reasons=REASONS)
    scores = scores_of(("a", "I", "appraisal", found, said))
    row = propose_reasons(compare(scores, flat_criteria(I=2), units_of("a"), season), season).iloc[0]
    return row["reason"], row["reason_source"]


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("Báo cáo CHẬM 3 ngày", "late"),
        (unicodedata.normalize("NFD", "nộp quá  hạn"), "late"),
        ("văn bản cũ, gửi chậm", "late"),
        ("tài liệu (cũ)", "old"),
    ],
)
def test_a_note_gives_the_first_reason_whose_words_it_holds(note, reason):
    assert reason_of(note=note) == (reason, "pattern")


@pytest.mark.parametrize("said", [{"note": "Cũng được"}, {"note": "Không đạt"}, {}])
def test_a_note_without_known_words_gives_no_reason(said):
    assert all(value != value for value in reason_of(**said))


def test_a_note_beside_a_full_score_explains_no_loss():
    assert all(value != value for value in reason_of(2, note="Gửi chậm nhưng chấp nhận"))


def test_a_reason_is_left_out_once_all_points_were_given_back():
    assert all(value != value for value in reason_of(2, reason="late"))


@pytest.mark.parametrize("written", ["late", "CHẬM MUỘN", "Late", "Nộp quá hạn"])
def test_the_appraisers_reason_is_known_by_id_name_or_words(written):
    assert reason_of(reason=written, note="cũ") == ("late", "appraiser")


def test_a_reason_nobody_listed_stays_as_the_appraisers_wrote_it():
    assert reason_of(reason="Chưa họp", note="chậm") == ("Chưa họp", "appraiser")


def test_a_cut_below_an_unknown_maximum_has_a_reason_too():
    season = season_of(reasons=REASONS)
    scores = scores_of(("a", "I", "self", 2), ("a", "I", "appraisal", 1, {"note": "chậm"}))
    comparison = propose_reasons(compare(scores, flat_criteria(I=None), units_of("a"), season), season)
    assert comparison["reason"].tolist() == ["late"]
    assert sum_by_reason(comparison).empty, "how many points it cost is not known"


def test_reasons_share_out_all_points_lost():
    season = season_of(reasons=REASONS)
    scores = scores_of(
        ("a", "I", "appraisal", 1, {"note": "chậm"}),
        ("a", "II", "appraisal", 1.5, {"note": "chậm"}),
        ("b", "I", "appraisal", 0, {"note": "không rõ"}),
        ("b", "II", "appraisal", 2, {"reason": "late"}),
    )
    comparison = propose_reasons(compare(scores, flat_criteria(I=2, II=2), units_of("a", "b"), season), season)
    by_reason = sum_by_reason(comparison)
    assert by_reason.drop(columns="year").to_numpy().tolist() == [
        ["*", 2.0, 1, 1, 0.571429],
        ["late", 1.5, 2, 1, 0.428571],
    ]
