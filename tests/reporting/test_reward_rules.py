"""Rules of reward, letters and reasons as a reader meets them: in words, and where there is nothing to show."""

from dataclasses import replace

import pytest

from analysis.small_seasons import GRADES, criteria_of, scores_of, season_of, units_of
from cchc_analysis.reporting import tables, text
from cchc_analysis.rules.season import Analysis, Letter, Reward, UnitGroup

from .small_tables import tables_of, text_of

GROUP = UnitGroup(id="x", name="Khối X", name_en="Group X")
SCORES = scores_of(*[(unit, leaf, "appraisal", 15) for unit in "ab" for leaf in ("I", "II")])


def season_with(lang="vi", scores=SCORES, **rules):
    season = season_of(**{"unit_groups": (GROUP,), "analysis": Analysis(weight_draws=1), **rules})
    return tables_of(scores, units=units_of("a", "b"), season=season, lang=lang)


@pytest.mark.parametrize(
    ("rule", "vietnamese", "english"),
    [
        ({"grades": ("good", "fair")}, "xếp loại: Tốt, Khá", "grade: Tốt, Khá"),
        ({"groups": ("x",)}, "thuộc nhóm đơn vị: Khối X", "in the unit group: Group X"),
        ({"top": 3}, "hạng từ 3 trở lên", "rank 3 or better"),
        ({"top_in_group": 1}, "hạng trong nhóm đơn vị từ 1 trở lên", "rank 1 or better in the unit group"),
        ({"min_score": 40}, "tổng điểm từ 40,00 trở lên", "total score of 40.00 or more"),
        (
            {"min_score_change": 2},
            "tổng điểm thay đổi so với năm trước từ +2,00 điểm trở lên",
            "total score changed since last year by +2.00 points or more",
        ),
        (
            {"min_rank_change": 1},
            "số bậc thay đổi hạng so với năm trước từ +1 trở lên",
            "rank changed since last year by +1 or more",
        ),
        (
            {"top": 1, "without_penalty": True},
            "hạng từ 1 trở lên; không có điểm phạt",
            "rank 1 or better; no penalty",
        ),
    ],
)
def test_every_condition_of_a_rule_is_said_in_words(rule, vietnamese, english):
    reward = Reward(id="r", name="R", **rule)
    assert text.describe_rule(reward, season_with()) == vietnamese
    assert text.describe_rule(reward, season_with("en")) == english


def test_a_least_index_is_a_percentage():
    rule = Reward(id="r", name="R", min_score=80)
    assert text.describe_rule(rule, season_with(rank_by="index_pct")) == "chỉ số từ 80,00% trở lên"


@pytest.mark.parametrize(
    ("step", "vietnamese", "english"),
    [
        (None, "0,50 điểm (mức quy ước)", "0.50 points (by convention)"),
        (0.375, "0,375 điểm (bước điểm nhỏ nhất)", "0.375 points (the smallest scoring step)"),
    ],
)
def test_close_neighbours_in_two_grades_are_counted_beside_what_close_means(step, vietnamese, english):
    criteria = criteria_of({"id": "I", "max_score": 30, "step": step}, {"id": "II", "max_score": 20})
    scores = scores_of(
        ("a", "I", "appraisal", 25), ("b", "I", "appraisal", 24.75),
        *((unit, "II", "appraisal", 15) for unit in "ab"),
    )  # fmt: skip
    rules = season_of(analysis=Analysis(weight_draws=1))
    season = tables_of(scores, criteria, units_of("a", "b"), rules)
    assert text_of(text.say_publication(season)) == (
        f"1 cặp đơn vị liền nhau ở hai nhóm điểm khác nhau dù hơn kém nhau chưa đến {vietnamese}."
    )
    assert text_of(text.say_publication(replace(season, lang="en"))) == (
        f"1 pair of neighbours stands in different grades though less than {english} apart."
    )


def test_an_empty_list_says_so_beside_its_rule():
    shown = text_of(tables.list_rewards(season_with(rewards=(Reward(id="r", name="R", min_score=99),))))
    assert "Không có đơn vị nào đạt quy tắc này." in shown
    assert "Quy tắc: tổng điểm từ 99,00 trở lên." in shown


def test_ties_at_the_last_rank_and_an_unfinished_appraisal_are_said():
    rules = {"rewards": (Reward(id="r", name="R", top=1),)}
    assert "bằng nhau ở hạng cuối" in text_of(tables.list_rewards(season_with(**rules)))
    pending = scores_of(("a", "I", "appraisal", 15), ("a", "II", "appraisal", 15), ("b", "I", "appraisal", "pending"))
    assert "Danh sách tạm tính" in text_of(tables.list_rewards(season_with(scores=pending, **rules)))


def test_letters_that_are_declared_stand_in_the_place_of_the_most_deducted_criterion():
    letters = (Letter(id="l", name="Chữ ký số", criteria=("II",)),)
    decided = text_of(text.list_decisions(season_with(letters=letters)))
    assert "Có nên gửi thư về “Chữ ký số” (tiêu chí II) đến thủ trưởng 2 đơn vị mất điểm? Mất nhiều nhất: " in decided
    assert "mất điểm ở tiêu chí" not in decided


def test_a_season_that_declares_nothing_says_so():
    season = season_with(grades=())
    assert "chưa khai quy tắc khen thưởng" in text_of(tables.list_rewards(season))
    assert "chưa khai thư" in text_of(tables.list_letters(season))
    assert "không so sánh hai cách công bố" in text_of(text.say_publication(season))
    assert "Chưa có mùa trước" in text_of(tables.list_reason_history(season))


def test_a_reason_that_is_not_on_the_list_is_shown_as_written_and_marked():
    scores = scores_of(("a", "I", "appraisal", 15, {"reason": "Chưa họp"}), ("a", "II", "appraisal", 20))
    season = season_with(scores=scores, grades=GRADES)
    assert "“Chưa họp” (ngoài danh mục)" in text_of(tables.list_reason_domains(season))


def test_where_nothing_was_lost_the_reason_blocks_say_so():
    scores = scores_of(("a", "I", "appraisal", 30), ("a", "II", "appraisal", 20))
    season = season_with(scores=scores)
    for shown in (
        text.say_coverage(season),
        tables.list_reason_domains(season),
        tables.list_reason_units(season),
    ):
        assert "Không có điểm bị trừ nào để xét lý do." in text_of(shown)
