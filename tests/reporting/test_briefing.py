"""What the briefing says of the costliest criteria, of how sure the order is and of what waits for a decision."""

import pandas as pd

from analysis.small_seasons import initiatives_of, scores_of, season_of, units_of
from cchc_analysis.reporting import text
from cchc_analysis.rules.season import Letter, Reason

from .small_tables import quoted, tables_of, text_of

LATE = Reason(id="late", name="Chậm hạn", name_en="Late")
RULES = {"season": season_of(reasons=(LATE,), grades=())}


def lost() -> pd.DataFrame:
    """Three units at I (30) and II (20): at I a loses 4 and b 6, both late; at II c loses 1 for no stated reason."""
    return scores_of(
        ("a", "I", "appraisal", 26, {"reason": "late"}),
        ("a", "II", "appraisal", 20),
        ("b", "I", "appraisal", 24, {"reason": "late"}),
        ("b", "II", "appraisal", 20),
        ("c", "I", "appraisal", 30),
        ("c", "II", "appraisal", 19),
    )


def test_each_costly_criterion_names_who_lost_most_there_and_the_main_reason():
    shown = text.say_costly_criteria(tables_of(lost(), units=units_of("a", "b", "c"), **RULES))
    assert (
        "Tiêu chí I: 10,00 điểm, 2/3 đơn vị; nhiều nhất: Vụ b (6,00), Vụ a (4,00); lý do chính: chậm hạn (10,00)."
        in (text_of(shown))
    )
    assert "Tiêu chí II: 1,00 điểm, 1/3 đơn vị; nhiều nhất: Vụ c (1,00)." in text_of(shown)
    assert quoted(shown)["I.late.deduction"] == (10.0, "10,00")
    assert quoted(shown)["b.I.deduction"] == (6.0, "6,00")


def test_costly_criteria_are_told_in_english():
    shown = text.say_costly_criteria(tables_of(lost(), units=units_of("a", "b", "c"), lang="en", **RULES))
    assert "Criterion I: 10.00 points, 2/3 units; most at Unit b (6.00), Unit a (4.00); main reason: late (10.00)." in (
        text_of(shown)
    )


def test_where_nobody_lost_points_that_is_said_in_place_of_a_list():
    full = scores_of(("a", "I", "appraisal", 30), ("a", "II", "appraisal", 20))
    assert text_of(text.say_costly_criteria(tables_of(full, units=units_of("a")))) == (
        "Không có đơn vị nào bị trừ điểm."
    )


def claimed(first: float, second: float) -> pd.DataFrame:
    """Appraised without a dispute a has 45 points; b has 40 and claimed *first* at I, c has 30 and claimed *second*."""
    return scores_of(
        *(("a", leaf, stage, points) for leaf, points in (("I", 27), ("II", 18)) for stage in ("self", "appraisal")),
        ("b", "I", "self", first),
        ("b", "I", "appraisal", 22),
        *(("b", "II", stage, 18) for stage in ("self", "appraisal")),
        ("c", "I", "self", second),
        ("c", "I", "appraisal", 12),
        *(("c", "II", stage, 18) for stage in ("self", "appraisal")),
    )


def test_a_first_place_that_no_dispute_can_take_is_called_firm():
    season = tables_of(claimed(26, 24), units=units_of("a", "b", "c"))
    told = text_of(text.say_first_doubts(season))
    assert told.startswith("Hạng nhất là chắc: Vụ a vẫn đứng đầu dù các điểm còn tranh luận được giải quyết thế nào.")
    assert "Các đơn vị dễ đổi hạng nhiều nhất: Vụ b (hạng 2–3), Vụ c (hạng 2–3)." in told


def test_a_first_place_that_a_dispute_may_take_says_how_far_it_may_fall():
    told = text_of(text.say_first_doubts(tables_of(claimed(30, 30), units=units_of("a", "b", "c"))))
    assert told.startswith(
        "Hạng nhất chưa chắc: tùy kết quả giải quyết các điểm còn tranh luận, Vụ a có thể xuống hạng 3."
    )


def test_where_nothing_is_disputed_no_first_place_is_called_firm():
    told = text_of(text.say_first_doubts(tables_of(claimed(22, 12), units=units_of("a", "b", "c"))))
    assert "Không có tiêu chí nào còn tranh luận." in told
    assert "chắc:" not in told


def waiting(first: float) -> pd.DataFrame:
    """As in *claimed*, but a is at *first*; of c the leaf II is appraised at 18, and I waits: from 18 to 48 points."""
    rows = claimed(26, 12)
    is_open = (rows["unit_id"] == "c") & (rows["criterion_id"] == "I") & (rows["stage"] == "appraisal")
    rows.loc[rows["unit_id"] == "a", "score"] = rows["criterion_id"].map({"I": 0.6 * first, "II": 0.4 * first})
    rows.loc[is_open, ["status", "score"]] = ["pending", None]
    return rows


def test_a_unit_that_waits_for_its_result_and_may_come_first_is_named_with_what_it_can_reach():
    told = text_of(text.say_first_doubts(tables_of(waiting(45), units=units_of("a", "b", "c"))))
    assert told.startswith(
        "Hạng nhất chưa chắc. Chưa có kết quả và còn có thể đứng hạng nhất: Vụ c (có thể đạt từ 18,00 đến 48,00 điểm)."
    )
    assert "là chắc" not in told
    assert "Trong các đơn vị đã xếp hạng, Vụ a vẫn đứng đầu" in told


def test_one_that_cannot_come_first_leaves_first_place_to_those_ranked():
    told = text_of(text.say_first_doubts(tables_of(waiting(50), units=units_of("a", "b", "c"))))
    assert told.startswith("Trong các đơn vị đã xếp hạng, Vụ a vẫn đứng đầu")
    assert "là chắc" not in told


def test_a_letter_names_its_criteria_and_the_units_that_lost_most_in_it():
    rules = season_of(letters=(Letter(id="l", name="Nhiệm vụ", criteria=("I", "II")),), grades=(), reasons=(LATE,))
    shown = text.list_decisions(tables_of(lost(), units=units_of("a", "b", "c"), season=rules))
    assert "Có nên gửi thư về “Nhiệm vụ” (tiêu chí I và II) đến thủ trưởng 3 đơn vị mất điểm?" in text_of(shown)
    assert "Mất nhiều nhất: Vụ b (6,00), Vụ a (4,00), Vụ c (1,00)." in text_of(shown)


def test_the_top_of_the_page_counts_what_waits_and_leads_there():
    proposed = initiatives_of(("s1", "a", "proposed", 0.5))
    season = tables_of(
        claimed(22, 12), units=units_of("a", "b", "c"), initiatives=proposed, season=season_of(grades=())
    )
    decisions = text.list_decisions(season).data
    link = text.link_decisions(season).data
    top_level = decisions.split("<ul>")[0].count("<li>") + decisions.split("</ul>", 1)[1].count("<li>")
    assert f"Có {top_level} việc cần quyết định" in link
    assert 'href="#decisions"' in link
    assert 'id="decisions"' in decisions


def test_where_nothing_waits_there_is_no_link():
    full = scores_of(("a", "I", "appraisal", 30), ("a", "II", "appraisal", 20))
    season = tables_of(full, units=units_of("a"), season=season_of(grades=()))
    assert text.link_decisions(season).data == ""


def test_where_all_units_share_the_first_place_none_is_said_to_lead():
    alike = scores_of(*((unit, leaf, "appraisal", points) for unit in "ab" for leaf, points in (("I", 27), ("II", 18))))
    told = text_of(text.say_first_doubts(tables_of(alike, units=units_of("a", "b"))))
    assert "Hạng nhất" not in told
