"""What the pages of the order of appraisal and of the review say, and what an analyst is given of them."""

import openpyxl
import pytest

from analysis.small_seasons import criteria_of, scores_of, season_of, units_of
from cchc_analysis.reporting import tables, text
from cchc_analysis.reporting.text.plan_of_appraisal import state_grounds
from cchc_analysis.reporting.workbook.worklist import write_worklist
from cchc_analysis.rules.season import Analysis, OverClaim, OverClaimBand

from .small_tables import tables_of, text_of

CRITERIA = criteria_of(
    {"id": "I"},
    {"id": "I.1", "parent_id": "I", "max_score": 6, "step": 1},
    {"id": "I.2", "parent_id": "I", "max_score": 4, "step": 1},
)
RULE = OverClaim(bands=(OverClaimBand(at_least=2, penalty=1),))


def both(unit, leaf, claimed, found):
    return (unit, leaf, "self", claimed), (unit, leaf, "appraisal", found)


DONE = [
    *both("a", "I.1", 6, 6), *both("a", "I.2", 4, 3),
    *both("b", "I.1", 6, 3), *both("b", "I.2", 2, 2),
    *both("c", "I.1", 3, 3), *both("c", "I.2", 4, 4),
]  # fmt: skip
WAITING = [cell for cell in DONE if not (cell[0] == "c" and cell[2] == "appraisal")]


def season_with(cells=DONE, **rules):
    rules = {"analysis": Analysis(weight_draws=1), **rules}
    return tables_of(scores_of(*cells), CRITERIA, units_of("a", "b", "c"), season_of(**rules))


def test_the_plan_says_how_many_wait_and_that_all_are_to_be_appraised():
    season = season_with(WAITING)
    said = text_of(text.say_plan(season.plan_of_appraisal, season))
    assert "Còn 2 ô tự chấm chưa thẩm định" in said
    assert "ô chưa soát vẫn là chưa thẩm định" in said
    assert "Không có mùa trước" in said


def test_a_season_appraised_to_the_end_has_nothing_left_to_verify():
    season = season_with()
    assert "không còn ô nào phải soát" in text_of(text.say_plan(season.plan_of_appraisal, season))
    assert tables.list_plan(season.plan_of_appraisal, season).data == ""


def test_no_block_of_sentences_shows_its_own_marks():
    season = season_with(over_claim=RULE)
    blocks = [
        text.say_plan(season_with(WAITING).plan_of_appraisal, season),
        text.say_trial(season.plan_trial, season),
        text.say_set_precision(season.set_precision, season),
        text.say_weights(season.criteria_review, season),
        text.say_saturation(season.criteria_review, season),
        text.say_both_sets(season.both_sets, season),
        text.say_heaps(season.cutoff_heaps, season),
        text.say_over_claims(season.over_claims, season),
    ]
    assert all("&lt;" not in block.data for block in blocks)


def test_made_up_data_prove_the_wiring_and_not_the_gain():
    plain, made_up = season_with(), season_with(is_illustrative=True)
    assert "minh họa" not in text_of(text.say_trial(plain.plan_trial, plain))
    assert "không cho thấy thứ tự có lợi bao nhiêu" in text_of(text.say_trial(made_up.plan_trial, made_up))


def test_fewer_than_eight_units_near_a_cut_off_say_nothing_of_heaps():
    season = season_with()
    assert "không nói được" in text_of(text.say_heaps(season.cutoff_heaps, season))


def test_the_rule_on_over_claiming_says_whom_it_would_have_hit_and_is_off_by_default():
    tried, plain = season_with(over_claim=RULE), season_with()
    assert "đụng 1/3 đơn vị" in text_of(text.say_over_claims(tried.over_claims, tried)).replace(" / ", "/")
    assert "không khai quy tắc" in text_of(text.say_over_claims(plain.over_claims, plain))
    assert tables.list_over_claims(plain.over_claims, plain).data == ""


def test_the_worklist_takes_criteria_in_order_and_holds_no_formula(tmp_path):
    season = season_with(WAITING)
    path = write_worklist(season, tmp_path / "soat.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert [(row[0], row[1], row[3]) for row in rows] == [(1, "I.2", "Vụ c"), (2, "I.1", "Vụ c")]
    assert [row[4] for row in rows] == [4, 3]
    assert write_worklist(season_with(), tmp_path / "soat.xlsx") is None
    assert not (tmp_path / "soat.xlsx").exists()


def test_every_ground_of_a_cell_is_said():
    plan = season_with(WAITING).plan_of_appraisal.head(1)
    plan = plan.assign(is_above_last_year=True, is_cut_last_year=True, is_drawn=True, is_floor=False)
    assert state_grounds(plan, "vi").iloc[0] == (
        "tự chấm cao hơn kết quả thẩm định năm trước; năm trước bị hạ khi thẩm định; rút thăm"
    )


def test_an_analyst_asks_for_the_plan_of_one_unit_or_criterion():
    season = season_with(WAITING)
    assert season.plan_appraisal()["criterion_id"].tolist() == ["I.2", "I.1"]
    assert season.plan_appraisal(criterion="I.1")["self_score"].tolist() == [3]
    assert season.plan_appraisal(unit="a").empty
    with pytest.raises(KeyError, match="not one criterion is 'IX'"):
        season.plan_appraisal(criterion="IX")


def test_a_criterion_dropped_changed_merged_or_split_moves_ranks():
    season = season_with()
    # totals a 9, b 5, c 7; without I.2: 6, 3, 3
    after = season.without("I.2").set_index("unit_id")
    assert after["total_after"].to_dict() == {"a": 6, "b": 3, "c": 3}
    assert after["rank_after"].to_dict() == {"a": 1, "b": 2, "c": 2}
    # I.2 worth 12: a 6 + 9, b 3 + 6, c 3 + 12
    assert season.with_maximum("I.2", 12).set_index("unit_id")["total_after"].to_dict() == {"a": 15, "b": 9, "c": 15}
    merged = season.with_merged("I.1", "I.2", max_score=20).set_index("unit_id")["total_after"].to_dict()
    assert merged == {"a": 18, "b": 10, "c": 14}
    assert season.with_split("I.2", 3, 1).empty  # the same share of the same points
    with pytest.raises(ValueError, match="2 leaves"):
        season.with_split("I", 3, 1)
    with pytest.raises(TypeError, match="in quotes"):
        season.without(1.3)


def test_the_review_of_one_level_is_in_the_printed_order():
    season = season_with()
    assert season.review_criteria()["criterion_id"].tolist() == ["I.1", "I.2"]
    assert season.review_criteria("domain")["criterion"].tolist() == ["Tiêu chí I"]
    with pytest.raises(KeyError, match="no level 'node'"):
        season.review_criteria("node")
