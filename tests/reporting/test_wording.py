"""Sentences say what the tables say, at the edges too. Every expected sentence was written from the visible scores."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.small_seasons import (
    GRADES,
    NO_SELF_STAGE,
    criteria_of,
    flat_criteria,
    initiatives_of,
    scores_of,
    season_of,
    units_of,
)
from cchc_analysis import language
from cchc_analysis.reporting import text
from cchc_analysis.rules.season import Crosswalk, Grade

from .small_tables import SmallTables, quoted, tables_of, text_of

NAMED = (
    Grade(id="good", name="Tốt", name_en="Good", at_least=40),
    Grade(id="fair", name="Khá", name_en="Fair", at_least=30),
)


def cells(**units: tuple[float | str | None, ...]) -> pd.DataFrame:
    """Scores of each unit: self-score and appraised score of I, then of II; None where nothing was written."""
    rows = []
    for unit, (self_one, one, self_two, two) in units.items():
        said = [("I", "self", self_one), ("I", "appraisal", one), ("II", "self", self_two), ("II", "appraisal", two)]
        rows += [(unit, criterion, stage, score) for criterion, stage, score in said if score is not None]
    return scores_of(*rows)


PLAIN = {"a": (28, 25, 18, 18), "b": (20, 20, 14, 15)}  # a: 43 points, 7 lost; b: 35 points, 15 lost
LIKE_A = {"a": (28, 25, 18, 18), "b": (28, 25, 18, 18)}
FULL = {"a": (30, 30, 20, 20), "b": (30, 30, 20, 20)}
HALF_DONE = {"a": (28, 25, 18, 18), "b": (20, 20, 14, "pending")}
NOTHING_DONE = {"a": (28, "pending", 18, "pending"), "b": (20, "pending", 14, "pending")}
PLAIN_SEASON = {"season": season_of(grades=NAMED)}


def plain(lang: str = "vi", **cases: tuple[float | str | None, ...]) -> SmallTables:
    return tables_of(cells(**(cases or PLAIN)), lang=lang, **PLAIN_SEASON)


def ranked_after(before: dict[str, tuple[float, ...]], lang: str = "vi", **now: tuple[float, ...]) -> SmallTables:
    """This season's tables after those of a season 2019 with the scores of *before*."""
    units = units_of(*now)
    last = tables_of(cells(**before), units=units_of(*before)).tables
    return tables_of(cells(**now), units=units, season=season_of(previous_year=2019), lang=lang, previous=last)


@pytest.mark.parametrize(
    ("lang", "cases", "sentence"),
    [
        (
            "vi",
            PLAIN,
            "Vụ a đứng đầu với 43,00 điểm. Tốt: 1 đơn vị; khá: 1 đơn vị. "
            "Bình quân 39,00 điểm; thấp nhất là Vụ b, kém đơn vị cao nhất 8,00 điểm.",
        ),
        (
            "en",
            PLAIN,
            "Unit a is first with 43.00 points. Good: 1 unit; fair: 1 unit. "
            "The mean is 39.00 points; lowest is Unit b, 8.00 points below the highest.",
        ),
        (
            "vi",
            LIKE_A | {"c": (20, 20, 14, 15)},
            "Vụ a và Vụ b cùng đứng đầu với 43,00 điểm. Tốt: 2 đơn vị; khá: 1 đơn vị. "
            "Bình quân 40,33 điểm; thấp nhất là Vụ c, kém đơn vị cao nhất 8,00 điểm.",
        ),
        (
            "en",
            LIKE_A | {"c": (20, 20, 14, 15)},
            "Unit a and Unit b share first place with 43.00 points. Good: 2 units; fair: 1 unit. "
            "The mean is 40.33 points; lowest is Unit c, 8.00 points below the highest.",
        ),
        (
            "vi",
            LIKE_A,
            "2 đơn vị được xếp hạng có kết quả bằng nhau, cùng đạt 43,00 điểm. Tốt: 2 đơn vị.",
        ),
        ("en", LIKE_A, "All 2 ranked units are tied with 43.00 points. Good: 2 units."),
        ("vi", HALF_DONE, "Mới có một đơn vị được xếp hạng: Vụ a, đạt 43,00 điểm. Tốt: 1 đơn vị."),
        ("en", HALF_DONE, "Only one unit is ranked so far: Unit a, with 43.00 points. Good: 1 unit."),
        ("vi", NOTHING_DONE, "Chưa xếp hạng được đơn vị nào: chưa đơn vị nào có kết quả thẩm định đầy đủ."),
        ("en", NOTHING_DONE, "No unit can be ranked yet: none has a complete appraisal."),
    ],
)
def test_the_headline_holds_for_a_leader_for_ties_for_one_unit_and_for_none(lang, cases, sentence):
    units = units_of(*cases)
    season = tables_of(cells(**cases), units=units, lang=lang, **PLAIN_SEASON)
    assert text_of(text.say_headline(season)) == sentence


def test_a_ranking_by_index_is_headed_by_a_percentage_without_points():
    season = tables_of(cells(**PLAIN), season=season_of(rank_by="index_pct", grades=()))
    assert text_of(text.say_headline(season)) == (
        "Vụ a đứng đầu với 86,00%. "
        "Chỉ số CCHC bình quân 78,00%; thấp nhất là Vụ b, kém đơn vị cao nhất 16,00 điểm phần trăm."
    )
    assert text_of(text.say_unit(season, "a")).startswith(
        "Chỉ số CCHC: 86,00%; tổng điểm: 43,00. "
        "Điểm thẩm định 43,00 trên 50,00 điểm tối đa áp dụng, bị trừ 7,00 điểm. Hạng 1 trên 2"
    )


def test_units_that_are_assessed_but_not_ranked_are_not_called_unfinished():
    season = tables_of(cells(**PLAIN), units=units_of("a", "b", unranked=("a", "b")), season=season_of(grades=()))
    assert text_of(text.say_headline(season)).startswith("Chưa có đơn vị nào được xếp hạng. Bình quân 39,00 điểm;")
    assert "không thuộc diện xếp hạng" in text_of(text.say_unit(season, "a"))


@pytest.mark.parametrize(
    ("lang", "top", "sentence"),
    [
        ("vi", 1, "Tiêu chí bị trừ nhiều nhất chiếm 68,2% trong tổng số 22,00 điểm bị trừ: tiêu chí I."),
        ("en", 1, "The most deducted criterion accounts for 68.2% of the 22.00 points deducted: criterion I."),
        (
            "vi",
            4,
            "2 tiêu chí bị trừ nhiều nhất chiếm 100,0% trong tổng số 22,00 điểm bị trừ: tiêu chí I; tiêu chí II.",
        ),
        (
            "en",
            4,
            "The 2 most deducted criteria account for 100.0% of the 22.00 points deducted: criterion I; criterion II.",
        ),
    ],
)
def test_the_most_deducted_criteria_are_counted_and_named(lang, top, sentence):
    assert text_of(text.say_deductions(plain(lang), top=top)).startswith(sentence)


def test_deductions_are_split_by_who_gave_them_up():
    vietnamese, english = (text_of(text.say_deductions(plain(lang))) for lang in ("vi", "en"))
    assert vietnamese.endswith(
        "Trong đó: đơn vị tự nhận chưa đạt 20,00 điểm; bị hạ khi thẩm định 3,00 điểm; "
        "trừ đi phần được nâng khi thẩm định 1,00 điểm."
    )
    assert english.endswith(
        "Of these: 20.00 points conceded by the units; 3.00 points cut in appraisal; "
        "less 1.00 points raised in appraisal."
    )


@pytest.mark.parametrize(
    ("cases", "criteria", "sentence"),
    [
        (FULL, {"I": 30, "II": 20}, "Không có đơn vị nào bị trừ điểm."),
        (NOTHING_DONE, {"I": 30, "II": 20}, "Chưa có điểm thẩm định nên chưa có điểm bị trừ."),
        (PLAIN, {"I": None, "II": None}, "Bộ tiêu chí không ghi điểm tối đa nên không tính được điểm bị trừ"),
    ],
)
def test_without_deductions_the_reason_is_said(cases, criteria, sentence):
    season = tables_of(cells(**cases), criteria=flat_criteria(**criteria))
    assert text_of(text.say_deductions(season)).startswith(sentence)
    cards = text_of(text.show_cards(season))
    assert ("tổng điểm bị trừ" in cards) == (cases == FULL)


@pytest.mark.parametrize(
    ("lang", "cases", "sentence"),
    [
        (
            "vi",
            PLAIN,
            "Trong 2 đơn vị có tự chấm, 1 đơn vị tự chấm cao hơn điểm thẩm định. Khi thẩm định, 3,00 điểm bị hạ và "
            "1,00 điểm được nâng. Bị hạ nhiều nhất: Vụ a, 3,00 điểm.",
        ),
        (
            "en",
            PLAIN,
            "Of the units with a self-score (2), 1 scored itself above the appraisal. The appraisal cut 3.00 points "
            "and raised 1.00 points. Most points were cut from Unit a: 3.00.",
        ),
        (
            "vi",
            LIKE_A,
            "Trong 2 đơn vị có tự chấm, 2 đơn vị tự chấm cao hơn điểm thẩm định. Khi thẩm định, 6,00 điểm bị hạ, "
            "không có điểm nào được nâng. Bị hạ nhiều nhất: Vụ a và Vụ b, mỗi đơn vị 3,00 điểm.",
        ),
        (
            "en",
            LIKE_A,
            "Of the units with a self-score (2), 2 scored themselves above the appraisal. The appraisal cut 6.00 "
            "points and raised none. Most points were cut from Unit a and Unit b: 3.00 each.",
        ),
        (
            "vi",
            FULL,
            "2 đơn vị có tự chấm; không có đơn vị nào tự chấm cao hơn điểm thẩm định. "
            "Khi thẩm định, không có điểm nào bị hạ hoặc được nâng.",
        ),
        (
            "en",
            FULL,
            "2 units have self-scores; none scored itself above the appraisal. "
            "The appraisal neither cut nor raised any points.",
        ),
        (
            "vi",
            {"a": (20, 25, 18, 18), "b": (None, 20, None, 15)},
            "1 đơn vị có tự chấm; không có đơn vị nào tự chấm cao hơn điểm thẩm định. Khi thẩm định, 5,00 điểm được "
            "nâng, không có điểm nào bị hạ. Chưa tự chấm nên không có trong phần đối chiếu: Vụ b.",
        ),
        (
            "en",
            {"a": (20, 25, 18, 18), "b": (None, 20, None, 15)},
            "1 unit has a self-score; it is not above the appraised score. The appraisal raised 5.00 points and cut "
            "none. No self-score, hence not in the comparison: Unit b.",
        ),
        ("vi", NOTHING_DONE, "Chưa có tiêu chí nào có đủ điểm tự chấm và điểm thẩm định để đối chiếu."),
        (
            "en",
            {"a": (None, 25, None, 18), "b": (None, 20, None, 15)},
            "No unit has scored itself yet, so self-scores and appraised scores are not compared.",
        ),
    ],
)
def test_the_comparison_counts_who_claimed_more_and_says_when_nobody_did(lang, cases, sentence):
    assert text_of(text.say_comparison(plain(lang, **cases))) == sentence


def test_a_season_without_a_self_stage_is_not_compared():
    scores = scores_of(("a", "I", "appraisal", 25), ("b", "I", "appraisal", 20))
    season = tables_of(scores, criteria=flat_criteria(I=30), season=season_of(stages=NO_SELF_STAGE))
    assert text_of(text.say_comparison(season)).startswith("Mùa chấm điểm này không có bước tự chấm")
    assert "chưa tự chấm" not in text_of(text.say_unit(season, "a"))


@pytest.mark.parametrize(
    ("lang", "before", "now", "sentence"),
    [
        (
            "vi",
            {"a": (28, 23, 18, 18), "b": (20, 23, 14, 15)},
            PLAIN,
            "So với năm 2019, điểm bình quân giảm 0,50 điểm. "
            "Tăng nhiều nhất: Vụ a (+2,00 điểm, vẫn hạng 1). Giảm nhiều nhất: Vụ b (−3,00 điểm, vẫn hạng 2).",
        ),
        (
            "en",
            {"a": (28, 17, 18, 18), "b": (20, 23, 14, 15)},
            PLAIN,
            "The mean score rose by 2.50 points from 2019. "
            "Largest rise: Unit a (+8.00 points, rank 2 → 1). Largest fall: Unit b (−3.00 points, rank 1 → 2).",
        ),
        (
            "vi",
            {"a": (28, 23, 18, 18), "b": (20, 18, 14, 15)},
            PLAIN,
            "So với năm 2019, điểm bình quân tăng 2,00 điểm. "
            "Tăng nhiều nhất: Vụ a (+2,00 điểm, vẫn hạng 1); Vụ b (+2,00 điểm, vẫn hạng 2).",
        ),
        ("vi", PLAIN, PLAIN, "So với năm 2019, kết quả của các đơn vị không đổi."),
        ("en", PLAIN, PLAIN, "Results are unchanged from 2019."),
        (
            "vi",
            {"a": (28, 23, 18, 18)},
            PLAIN,
            "So với năm 2019, điểm bình quân của 1 đơn vị có kết quả cả hai năm tăng 2,00 điểm. "
            "Tăng nhiều nhất: Vụ a (+2,00 điểm, vẫn hạng 1).",
        ),
        (
            "en",
            {"a": (28, 23, 18, 18)},
            PLAIN,
            "The mean score over the units with results in both years (1) rose by 2.00 points from 2019. "
            "Largest rise: Unit a (+2.00 points, rank still 1).",
        ),
    ],
)
def test_changes_name_the_largest_rise_and_fall_and_whose_mean_moved(lang, before, now, sentence):
    assert text_of(text.say_changes(ranked_after(before, lang, **now))) == sentence


def test_a_mean_that_stays_while_units_move_is_said_to_stay():
    season = ranked_after({"a": (28, 23, 18, 18), "b": (20, 22, 14, 15)}, **PLAIN)
    assert text_of(text.say_changes(season)).startswith("So với năm 2019, điểm bình quân không đổi. Tăng nhiều nhất")


def test_a_changed_criteria_set_is_told_with_the_changes():
    last = plain().tables
    changed = season_of(previous_year=2019, crosswalk=(Crosswalk(relation="new", current=("II",)),))
    told = text_of(text.say_changes(tables_of(cells(**PLAIN), season=changed, previous=last)))
    assert "Bộ tiêu chí hai năm không hoàn toàn giống nhau" in told


def test_what_a_changed_criteria_set_did_is_said_where_its_part_is_not_worked_out():
    last = tables_of(cells(**LIKE_A)).tables
    changed = season_of(previous_year=2019, crosswalk=(Crosswalk(relation="new", current=("II",)),))
    season = tables_of(cells(**PLAIN), season=changed, previous=last)
    note = "Bộ tiêu chí hai năm không hoàn toàn giống nhau"
    parts = pd.DataFrame([{"year": 2020, "mean_change": -4.0}])
    parted, unparted = (
        replace(season, tables=season.tables | {"mean_change": each}) for each in (parts, parts.head(0))
    )
    assert [note in text_of(text.say_changes(of)) for of in (parted, unparted)] == [False, True]


def test_without_a_previous_season_nothing_is_compared():
    assert text_of(text.say_changes(plain("en"))) == "There are no figures for last year to compare with."


@pytest.mark.parametrize(
    ("lang", "scopes", "cases", "sentence"),
    [
        ("vi", ("common", "common"), PLAIN, "Không có tiêu chí nào mà mọi đơn vị áp dụng đều đạt điểm tối đa."),
        ("vi", ("common", "common"), FULL, "Ở 2 tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa."),
        (
            "vi",
            ("common", "specific"),
            FULL,
            "Ở 2 tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa, trong đó có 1 tiêu chí đặc thù.",
        ),
        (
            "en",
            ("common", "specific"),
            FULL,
            "On 2 criteria, 1 of them unit-specific, every unit they apply to reached the maximum.",
        ),
        (
            "vi",
            ("specific", "specific"),
            FULL,
            "Ở 2 tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa; tất cả là tiêu chí đặc thù.",
        ),
        (
            "vi",
            ("common", "specific"),
            {"a": (28, 25, 20, 20), "b": (20, 20, 20, 20)},
            "Ở 1 tiêu chí, mọi đơn vị áp dụng đều đạt điểm tối đa; đó là tiêu chí đặc thù.",
        ),
        (
            "en",
            ("common", "specific"),
            {"a": (28, 25, 20, 20), "b": (20, 20, 20, 20)},
            "On 1 criterion, a unit-specific one, every unit it applies to reached the maximum.",
        ),
        (
            "en",
            ("common", "common"),
            {"a": (30, 30, 20, 20), "b": (30, 30, 20, "pending")},
            "On 1 criterion, every unit it applies to reached the maximum.",
        ),
    ],
)
def test_strengths_count_only_criteria_at_which_every_unit_was_appraised(lang, scopes, cases, sentence):
    criteria = criteria_of(
        {"id": "I", "max_score": 30, "scope": scopes[0]}, {"id": "II", "max_score": 20, "scope": scopes[1]}
    )
    assert text_of(text.say_strengths(tables_of(cells(**cases), criteria=criteria, lang=lang))) == sentence


def test_decisions_list_what_is_unfinished_tied_and_proposed():
    cases = LIKE_A | {"c": (20, 20, 14, "pending"), "d": (20, 20, 19, 19)}
    proposed = initiatives_of(("s1", "d", "proposed", 1.0), ("s2", "a", "proposed", 0.5))
    units = units_of(*cases)
    vietnamese, english = (
        text_of(
            text.list_decisions(tables_of(cells(**cases), units=units, lang=lang, initiatives=proposed, **PLAIN_SEASON))
        )
        for lang in ("vi", "en")
    )
    assert vietnamese == (
        "Thẩm định chưa xong, chưa xếp hạng: Vụ c. "
        "Công nhận sáng kiến nào trong 2 sáng kiến được đề nghị?"
        "“Sáng kiến”, Vụ d: từ 39,00 lên 40,00 điểm, sang nhóm “Tốt”. "
        "“Sáng kiến”, Vụ a: từ 43,00 lên 43,50 điểm, không đổi hạng và nhóm điểm.  "
        "Vụ a và Vụ b có kết quả bằng nhau, cùng hạng 1: giữ đồng hạng hay xét thêm căn cứ khác? "
        "Có nên gửi thư đến thủ trưởng 4 đơn vị mất điểm ở tiêu chí “Tiêu chí I” (4 đơn vị áp dụng)? "
        "Công bố kết quả theo thứ tự xếp hạng hay theo nhóm điểm?"
    )
    assert english == (
        "Appraisal unfinished, not ranked yet: Unit c. "
        "Which of the 2 proposed initiatives should be recognised?"
        "“Sáng kiến”, Unit d: from 39.00 to 40.00 points, into the grade “Good”. "
        "“Sáng kiến”, Unit a: from 43.00 to 43.50 points, rank and grade unchanged.  "
        "Unit a and Unit b are tied at rank 1: keep the tie, or look at something further? "
        "Should a letter go to the heads of the 4 units that lost points on “Criterion I” (units it applies to: 4)? "
        "Should results be published in order of rank or by grade?"
    )


def test_where_nothing_awaits_a_decision_that_is_said():
    season = tables_of(cells(a=(30, 30, 20, 20)), units=units_of("a"), season=season_of(grades=()))
    assert text_of(text.list_decisions(season)) == "Không có việc nào chờ quyết định."


@pytest.mark.parametrize(
    ("severities", "vietnamese", "english"),
    [
        (
            [],
            "Kiểm tra không thấy lỗi, không có nội dung cần xem lại.",
            "The check found no errors and nothing to review.",
        ),
        (
            ["doubt"],
            "Kiểm tra không thấy lỗi; có 1 nội dung cần xem lại.",
            "The check found no errors and 1 point to review.",
        ),
        (["error", "error"], "Kiểm tra thấy 2 lỗi phải sửa.", "The check found 2 errors to correct."),
        (
            ["error", "doubt", "doubt"],
            "Kiểm tra thấy 1 lỗi phải sửa và 2 nội dung cần xem lại.",
            "The check found 1 error to correct and 2 points to review.",
        ),
    ],
)
def test_what_was_received_and_found_is_counted(severities, vietnamese, english):
    submissions = pd.DataFrame(
        {"unit_id": ["a", "b"], "stage": "self", "is_expected": True, "is_received": [True, False]}
    )
    shown = {"submissions": submissions, "findings": pd.DataFrame({"severity": severities}, dtype="str")}
    for lang, stage, found in (
        ("vi", "Tự chấm: đã nhận phiếu của 1/2 đơn vị.", vietnamese),
        ("en", "Self-score: 1 of 2 forms received.", english),
    ):
        assert text_of(text.say_received(tables_of(cells(**PLAIN), lang=lang, **shown))) == f"{stage} {found}"


def test_an_unfinished_season_says_how_many_units_are_open():
    assert text.say_provisional(plain()) == ""
    assert text.say_provisional(plain(**HALF_DONE)) == (
        "1/2 đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và số liệu tổng hợp còn có thể thay đổi."
    )
    assert text.say_provisional(plain("en", **HALF_DONE)) == (
        "1 of 2 units has no complete appraisal yet; ranks and totals may still change."
    )
    assert text.say_provisional(plain("en", **NOTHING_DONE)).startswith("2 of 2 units have no complete appraisal")


@pytest.mark.parametrize(
    ("lang", "cases", "sentence"),
    [
        (
            "vi",
            PLAIN,
            "Đạt 35,00 trên 50,00 điểm tối đa áp dụng, bị trừ 15,00 điểm. Nhóm điểm: khá. "
            "Hạng 2 trên 2 đơn vị được xếp hạng.",
        ),
        (
            "en",
            PLAIN,
            "Scored 35.00 of the applicable maximum of 50.00 points, losing 15.00. Grade: fair. Ranked 2 of 2 units.",
        ),
        (
            "vi",
            HALF_DONE,
            "Thẩm định chưa xong, chưa xếp hạng: mới có 20,00 điểm, còn 20,00 điểm để ngỏ. "
            "Nhóm điểm còn có thể từ “Yếu” đến “Tốt”.",
        ),
        (
            "en",
            PLAIN | {"b": (20, 28, 14, "pending")},
            "Appraisal unfinished, not ranked yet: 28.00 points so far, 20.00 points still open. "
            "The grade may still be anything from “Weak” to “Good”.",
        ),
        (
            "vi",
            PLAIN | {"b": (20, "pending", 14, "pending")},
            "Chưa có điểm thẩm định, chưa xếp hạng: còn 50,00 điểm để ngỏ. Nhóm điểm còn có thể từ “Yếu” đến “Tốt”.",
        ),
        (
            "vi",
            PLAIN | {"b": (20, "unreadable", 14, 15)},
            "Có ô điểm thẩm định không đọc được hoặc không hợp lệ; tổng điểm và thứ hạng chờ đính chính.",
        ),
        ("vi", PLAIN | {"b": (None, None, None, None)}, "Chưa chấm điểm."),
        (
            "en",
            PLAIN | {"b": (None, 20, None, 15)},
            "Scored 35.00 of the applicable maximum of 50.00 points, losing 15.00. Grade: fair. "
            "Ranked 2 of 2 units. no self-score",
        ),
    ],
)
def test_a_unit_is_told_where_it_stands_and_what_holds_it_back(lang, cases, sentence):
    grades = (*NAMED, Grade(id="weak", name="Yếu", name_en="Weak", at_least=0))
    season = tables_of(cells(**cases), season=season_of(grades=grades), lang=lang)
    assert text_of(text.say_unit(season, "b")) == sentence


def test_a_grade_that_no_open_point_can_change_is_said_to_be_certain():
    passed = season_of(grades=(Grade(id="pass", name="Đạt", name_en="Pass", at_least=0),))
    vietnamese, english = (
        text_of(text.say_unit(tables_of(cells(**HALF_DONE), season=passed, lang=lang), "b")) for lang in ("vi", "en")
    )
    assert vietnamese.endswith("còn 20,00 điểm để ngỏ. Nhóm điểm chắc chắn đạt: “Đạt”.")
    assert english.endswith("20.00 points still open. The grade will be “Pass” in any case.")


def test_a_unit_is_told_how_it_moved():
    season = ranked_after({"a": (28, 25, 18, 18), "b": (20, 22, 14, 15)}, **PLAIN)
    assert text_of(text.say_unit(season, "a")).endswith("So với năm 2019: không đổi.")
    assert text_of(text.say_unit(season, "b")).endswith("So với năm 2019: −2,00 điểm.")


@pytest.mark.parametrize(
    ("cases", "is_survey", "sentence"),
    [
        (
            {"a": (28, 25, 14, 14), "b": (30, 30, 15, 15)},
            False,
            "Để vào nhóm “Tốt”: cần lấy lại ít nhất 1,00 điểm, ở 1 tiêu chí; tổng điểm khi đó là 40,00. "
            "Để đạt hạng 1, ít nhất bằng Vụ b (các đơn vị khác giữ nguyên): cần lấy lại ít nhất 6,00 điểm, "
            "ở 1 tiêu chí; tổng điểm khi đó là 45,00.",
        ),
        (
            {"a": (28, 25, None, 2)},
            True,
            "Để vào nhóm “Khá”: cần lấy lại ít nhất 3,00 điểm, ở 1 tiêu chí; tổng điểm khi đó là 30,00.",
        ),
        (
            {"a": (28, 25, None, 8)},
            True,
            "Để vào nhóm “Tốt”: còn thiếu 7,00 điểm, nhưng chỉ có thể lấy lại nhiều nhất 5,00 điểm (tổng điểm 38,00).",
        ),
        (
            {"a": (28, 25, 20, 18)},
            False,
            "Không có nhóm điểm hay thứ hạng nào ở trên đơn vị. Khoản mất nhiều điểm nhất, nên khắc phục trước: "
            "I tiêu chí I (5,00 điểm); II tiêu chí II (2,00 điểm).",
        ),
        ({"a": (30, 30, None, 18)}, True, "Đơn vị chỉ bị trừ điểm ở tiêu chí điều tra xã hội học."),
        ({"a": (30, 30, 20, 20)}, False, "Đơn vị không bị trừ điểm nào."),
        ({"a": (30, 30, 20, "pending")}, False, "Đơn vị không bị trừ điểm ở các tiêu chí đã thẩm định."),
        (
            {"a": (30, 25, 20, "pending")},
            False,
            "Thẩm định chưa xong nên chưa tính được cần lấy lại bao nhiêu điểm để lên nhóm, lên hạng.",
        ),
        ({"a": (30, "pending", 20, "pending")}, False, "Chưa có điểm thẩm định nên chưa có điểm bị trừ."),
    ],
)
def test_a_unit_is_told_the_least_it_must_regain(cases, is_survey, sentence):
    criteria = criteria_of({"id": "I", "max_score": 30}, {"id": "II", "max_score": 20, "is_survey": is_survey})
    season = tables_of(cells(**cases), criteria=criteria, units=units_of(*cases))
    assert text_of(text.say_repairs(season, "a")) == sentence


def test_by_index_the_repair_is_told_in_points_and_its_index():
    rules = season_of(grade_by="index_pct", rank_by="index_pct")
    season = tables_of(cells(a=(15, 15, 4, 4)), units=units_of("a"), season=rules)
    assert text_of(text.say_repairs(season, "a")) == (
        "Để vào nhóm “Tốt”: cần lấy lại ít nhất 1,00 điểm, ở 1 tiêu chí; chỉ số khi đó là 40,00%."
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_of_a_sentence_is_the_tables_own(lang):
    season = ranked_after({"a": (28, 23, 18, 18), "b": (20, 23, 14, 15)}, lang, **PLAIN)
    figures = season.headlines.set_index("metric")["value"]
    rows = season.unit_ranking.set_index("unit_id")
    said: dict[str, tuple[float, str]] = {}
    for speak in (text.say_headline, text.say_deductions, text.say_comparison, text.say_changes):
        said |= quoted(speak(season))
    said |= quoted(text.say_unit(season, "a"))
    assert {"mean_total_score", "deduction", "cut", "a.total_score", "b.result_change", "mean_result_change"} <= set(
        said
    )
    for key, (value, printed) in said.items():
        unit, _, column = key.partition(".")
        if key in figures:
            stated = figures[key]
        elif unit in rows.index:
            stated = rows.loc[unit, column]
        else:
            assert (key, value) == ("units_of_both_seasons", 2)
            continue
        assert value == stated, key
        forms = {language.number(stated, 0, lang), language.points(stated, lang), language.share(stated, lang)}
        if key == "mean_result_change":  # the words say which way
            forms = {language.points(abs(stated), lang)}
        assert printed in forms | {language.points(stated, lang, signed=True)}, key


@pytest.mark.parametrize(
    ("metric", "vietnamese", "english"),
    [
        ("units_ge_40", "Số đơn vị đạt từ 40 điểm trở lên", "Units with 40 points or more"),
        ("units_30_to_lt_40", "Số đơn vị đạt từ 30 đến dưới 40 điểm", "Units with 30 to below 40 points"),
        ("content_areas", "Số lĩnh vực", "Domains"),
        ("a_figure_of_its_own", "a_figure_of_its_own", "a_figure_of_its_own"),
    ],
)
def test_a_published_metric_is_named_in_words(metric, vietnamese, english):
    assert text.describe_figure(metric, plain()) == vietnamese
    assert text.describe_figure(metric, plain("en")) == english


def test_a_name_inside_a_sentence_keeps_the_capital_of_an_institution():
    lower = text.phrases.lower_first
    assert lower("Tỷ lệ văn bản điện tử") == "tỷ lệ văn bản điện tử"
    assert lower("Thủ tục hành chính công bố đúng hạn") == "thủ tục hành chính công bố đúng hạn"
    assert lower("Chính sách được ban hành") == "chính sách được ban hành"
    for kept in ("Thủ tướng Chính phủ giao", "CCHC nội bộ", "Government tasks on time"):
        assert lower(kept) == kept


def test_grades_without_names_in_english_keep_their_vietnamese_name():
    season = tables_of(cells(**PLAIN), season=season_of(grades=GRADES), lang="en")
    assert "Tốt: 1 unit" in text_of(text.say_headline(season))
