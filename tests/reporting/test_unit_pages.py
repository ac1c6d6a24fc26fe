"""What the page of one unit tells its head: the sum behind the total, what is contested, what others lost there."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis.small_seasons import (
    EXPLANATION,
    FIRST,
    SECOND,
    SELF,
    criteria_of,
    explanations_of,
    initiatives_of,
    scores_of,
    season_of,
    units_of,
)
from cchc_analysis.reporting import charts, printing, tables, text
from cchc_analysis.rules.season import Reason, UnitGroup
from cchc_analysis.store.overall import Body
from page_figures import read_marked

from .small_tables import quoted, tables_of, text_of

TREE = criteria_of(
    {"id": "I"},
    {"id": "1", "parent_id": "I", "max_score": 10, "step": 0.5},
    {"id": "2", "parent_id": "I", "max_score": 10},
    {"id": "II"},
    {"id": "2.1", "parent_id": "II", "max_score": 20},
    {"id": "A", "max_score": 5, "line": "bonus"},
)
STAGES = (SELF, FIRST, EXPLANATION, SECOND)
GROUPS = (UnitGroup(id="x", name="Khối X", name_en="Group X"),)
CELLS = [
    *(("a", "1", "self", 10), ("a", "1", "appraisal_1", 6), ("a", "1", "appraisal_2", 7)),
    *(("a", "2", "self", 9), ("a", "2", "appraisal_1", 8), ("a", "2", "appraisal_2", 9)),
    *(("a", "2.1", "self", 20), ("a", "2.1", "appraisal_1", 20), ("a", "A", "appraisal_1", 0.5)),
    *(("b", "1", "self", 8), ("b", "1", "appraisal_1", 8)),
    *(("b", "2", "self", 10), ("b", "2", "appraisal_1", 10)),
    *(("b", "2.1", "self", "not_applicable"), ("b", "2.1", "appraisal_1", "not_applicable")),
]
"""a: 7 + 9 + 20 = 36 of 40, two leaves explained; b: 8 + 10 = 18 of 20, to which the third leaf does not apply."""


def season(lang="vi", initiatives=(), cells=CELLS, **rules):
    return tables_of(
        scores_of(*cells),
        TREE,
        units_of("a", "b", groups=("x", "x")),
        season_of(stages=STAGES, unit_groups=GROUPS, **rules),
        lang,
        explanations=explanations_of(("a", "1"), ("a", "2")),
        initiatives=initiatives_of(*initiatives),
    )


def test_a_total_is_rebuilt_from_its_parts_and_the_initiatives_are_named():
    of = season(initiatives=[("x", "a", "recognised", 0.25), ("y", "a", "proposed", 1.0)])
    shown = text.say_unit_total(of, "a")
    assert text_of(shown) == (
        "Tổng điểm: 36,00 điểm thẩm định + 0,50 điểm thưởng + 0,25 sáng kiến được công nhận = 36,75. "
        "Sáng kiến “Sáng kiến”: được công nhận, 0,25 điểm. "
        "Sáng kiến “Sáng kiến”: đã đề nghị, chưa được công nhận nên chưa tính 1,00 điểm."
    )
    assert quoted(shown)["a.total_score"][0] == 36.75


def test_what_is_above_the_ceiling_is_taken_off_in_sight():
    of = season("en", initiatives=[("x", "a", "recognised", 2.0)], bonus_max=1.0)
    assert text_of(text.say_unit_total(of, "a")).startswith(
        "Total: 36.00 appraised + 0.50 bonus + 2.00 recognised initiatives − 1.50 above the ceiling on bonus = 37.00."
    )


def test_a_lead_with_bonus_says_what_the_appraisal_gave_of_the_maximum():
    assert text_of(text.say_unit(season(), "a")).startswith(
        "Đạt 36,50 điểm. Điểm thẩm định 36,00 trên 40,00 điểm tối đa áp dụng, bị trừ 4,00 điểm."
    )


def test_a_proposed_initiative_that_reaches_the_goal_is_named_beside_it():
    of = season(initiatives=[("y", "a", "proposed", 4.0)])
    assert text_of(text.say_repairs(of, "a")).endswith(
        "Sáng kiến đang đề nghị, nếu được công nhận (tổng điểm 40,50), cũng đủ để đạt mức này."
    )
    assert "Sáng kiến" not in text_of(text.say_repairs(season(initiatives=[("y", "a", "proposed", 3.0)]), "a"))
    just_enough = season(initiatives=[("y", "a", "proposed", 3.5)])  # 36.5 and 3.5 are the 40 of the grade
    assert "tổng điểm 40,00" in text_of(text.say_repairs(just_enough, "a"))


def test_losses_that_add_up_but_for_the_last_bits_of_floats_have_their_total_below():
    cells = [("a", "1", "appraisal_1", 9.9), ("a", "2", "appraisal_1", 9.8), ("a", "2.1", "appraisal_1", 20)]
    listed = text_of(tables.list_unit_losses(season(cells=cells), "a"))
    assert 0.1 + 0.2 != 0.3
    assert re.search(r"Cộng\s*0,30", listed)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "vi",
            "Đơn vị có giải trình ở 2 tiêu chí. Thẩm định lại trả 2,00 điểm ở 2 tiêu chí. "
            "Điểm thẩm định còn thấp hơn điểm tự chấm 3,00 điểm ở các tiêu chí này.",
        ),
        (
            "en",
            "The unit filed explanations on 2 criteria. The later appraisal gave back 2.00 points, in 2 cases. "
            "On these criteria the appraised scores are still 3.00 points below the self-scores.",
        ),
    ],
)
def test_the_unit_is_told_what_its_explanations_won_and_what_is_left(lang, said):
    assert text_of(text.say_unit_disputes(season(lang), "a")).startswith(said)


def test_contested_leaves_are_listed_with_the_first_and_the_last_score():
    shown = tables.list_unit_disputes(season(), "a").data
    figures = {figure.key: figure.value for figure in read_marked(shown)}
    assert [figures[f"1.{name}"] for name in ("self_score", "first_appraised_score", "appraised_score", "cut")] == [
        10,
        6,
        7,
        3,
    ]
    assert figures["2.first_appraised_score"] == 8
    assert "2.1." not in "".join(figures)
    assert tables.list_unit_disputes(season(), "b").data == ""


def test_losses_are_marked_contested_while_claim_and_appraisal_differ_and_are_summed():
    shown = tables.list_unit_losses(season(), "a").data
    assert "Tiêu chí 1 (còn tranh luận)" in shown
    assert "Tiêu chí 2 (đã giải trình)" in shown
    figures = {figure.key: figure.value for figure in read_marked(shown)}
    assert figures["a.deduction"] == 4.0  # 3 + 1, the line below


def test_each_loss_stands_beside_what_others_lost_at_the_same_leaf():
    shown = tables.list_unit_losses(season(), "a").data
    figures = {figure.key: figure.value for figure in read_marked(shown)}
    # at 1 both lost, 3 and 2 points; at 2 only a lost, 1 point
    assert "2/2" in shown
    assert figures["1.mean_hit_deduction"] == 2.5
    assert "1/2" in shown
    assert figures["2.mean_hit_deduction"] == 1.0


def test_of_many_units_the_share_that_lost_is_given_in_whole_per_cent():
    leaves = pd.DataFrame(
        {
            "criterion_id": ["1", "2", "3"],
            "hit_units": pd.array([67, 100, 0], dtype="Int64"),
            "applicable_units": [201, 100, 5],
            "mean_hit_deduction": [0.125, 1.004, float("nan")],
        }
    )
    body = Body({"leaf_deductions": leaves}.__getitem__, {}, lambda _name: None)
    assert body.leaf_losses == {"1": ("33%", 0.13), "2": ("100/100", 1.0)}


def test_one_row_names_every_goal_that_the_same_repair_serves():
    cells = [
        *(("a", "1", "appraisal_1", 9), ("a", "2", "appraisal_1", 10), ("a", "2.1", "appraisal_1", 20)),
        *(("b", "1", "appraisal_1", 10), ("b", "2", "appraisal_1", 10), ("b", "2.1", "appraisal_1", 20)),
    ]
    shown = text_of(tables.list_repairs(season(cells=cells), "a"))
    assert shown.count("Tiêu chí 1") == 1
    assert "lên nhóm điểm trên và lên hạng trên" in shown


@pytest.mark.parametrize(
    ("release", "said"), [("draft", "còn là dự thảo"), ("final", "đã chốt: đây là việc cần làm cho năm sau")]
)
def test_what_to_regain_is_said_to_be_of_this_year_or_of_the_next(release, said):
    of = season()
    of = replace(of, rules=of.rules.model_copy(update={"release": release}))
    assert said in text_of(tables.list_repairs(of, "a"))


def test_the_order_in_the_group_is_explained_with_the_rank_on_the_other_basis():
    shown = text.say_unit_order(season(), "b")
    # by total a leads with 36.5 to 18; by index both reached 90 per cent
    assert text_of(shown).startswith("Xếp theo tổng điểm (thẩm định + thưởng − phạt), không theo tỷ lệ:")
    assert "Nếu xếp theo chỉ số CCHC, đơn vị đứng hạng 1 trong nhóm, hạng 1 toàn cơ quan." in text_of(shown)
    peers = tables.list_unit_peers(season(), "b").data
    figures = {figure.key: figure.value for figure in read_marked(peers)}
    assert (figures["a.max_score"], figures["b.max_score"]) == (40, 20)
    assert (figures["a.bonus"], figures["a.appraised_score"]) == (0.5, 36)


def test_a_code_that_does_not_say_where_it_stands_has_the_one_above_before_it():
    nodes = criteria_of({"id": "I"}, {"id": "x", "parent_id": "I", "max_score": 1}, {"id": "7", "parent_id": "I"})
    codes = nodes.set_index("criterion_id")["code"]
    of = season()
    letters = pd.concat(
        [
            nodes,
            criteria_of(
                {"id": "8"},
                {"id": "8a", "parent_id": "8", "max_score": 1},
                {"id": "9"},
                {"id": "9a", "parent_id": "9", "max_score": 1},
            ).assign(code=["8", "a)", "9", "a)"]),
        ]
    )
    of.tables["criteria"] = letters
    rows = pd.DataFrame({"criterion_id": ["x", "7", "8a", "9a", "I"]})
    rows["criterion_code"] = rows["criterion_id"].map(letters.set_index("criterion_id")["code"])
    assert codes["x"] == "x"
    assert printing.with_full_codes(rows, of)["criterion_code"].tolist() == ["I x", "7", "8 a)", "9 a)", "I"]


def test_the_chart_of_losses_says_how_many_more_there_are():
    of = season()
    rows = of.comparison.query("unit_id == 'a'")
    assert (
        "1 tiêu chí mất nhiều nhất; còn 1 tiêu chí nữa ở bảng dưới" in charts.draw_unit_losses(rows, of, top=1).subtitle
    )
    assert "ở bảng dưới" not in charts.draw_unit_losses(rows, of).subtitle


def test_a_loss_without_a_reason_sends_to_the_note_or_says_that_the_appraisal_gave_none():
    of = season(reasons=(Reason(id="late", name="Chậm"),))
    said = of.tables["comparison"]["criterion_id"] == "1"
    of.tables["comparison"] = of.tables["comparison"].assign(
        appraiser_note=of.tables["comparison"]["appraiser_note"].mask(said, "Chậm hai văn bản"), reason=None
    )
    of.tables["comparison"].loc[of.tables["comparison"]["unit_id"] == "b", "reason"] = "late"
    text = text_of(tables.list_unit_losses(of, "a"))
    assert "xem ý kiến thẩm định" in text
    assert "thẩm định chưa nêu lý do" in text


def test_all_scores_are_printed_where_they_are_few():
    shown = tables.list_unit_scores(season(), "a").data
    assert '<details class="fold prints">' in shown
    assert "Toàn bộ điểm của đơn vị và ô nguồn: xem bản điện tử." in shown
