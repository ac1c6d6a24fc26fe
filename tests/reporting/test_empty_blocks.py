"""Every block that has nothing to show says why, in a sentence of the reader's language, and never claims more.

One small season for each way of being poor; the sentences were written from what each season holds.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from analysis.small_seasons import NO_SELF_STAGE, criteria_of, scores_of, season_of, units_of
from cchc_analysis.reporting import tables, text
from cchc_analysis.rules.season import Analysis, Grade, Letter, Reward, Stage, UnitGroup

from .small_tables import SmallTables, tables_of, text_of

Row = tuple[float | str, ...]
LEAVES = ("I.1", "I.2", "II.1")
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def tree(*maxima: float | None) -> pd.DataFrame:
    return criteria_of(
        {"id": "I"},
        {"id": "I.1", "parent_id": "I", "max_score": maxima[0], "step": 0.5},
        {"id": "I.2", "parent_id": "I", "max_score": maxima[1]},
        {"id": "II"},
        {"id": "II.1", "parent_id": "II", "max_score": maxima[2]},
    )


TREE, NO_MAXIMA, ONE_TOTAL = tree(2, 2, 4), tree(None, None, None), criteria_of({"id": "T", "max_score": 10})
APPRAISED = {"a": (1, 2, 3), "b": (2, 1.5, 4), "c": (2, 2, 1)}  # 6, 7.5 and 5 points of 8
CLAIMED = dict.fromkeys("abc", (2, 2, 4))
FULL, SAME, PENDING = (dict.fromkeys("abc", row) for row in ((2, 2, 4), (1, 2, 3), ("pending",) * 3))
GRADES = (
    Grade(id="good", name="Tốt", name_en="Good", at_least=7),
    Grade(id="fair", name="Khá", name_en="Fair", at_least=5),
)
GROUPS = (UnitGroup(id="x", name="Khối X", name_en="Group X"), UnitGroup(id="y", name="Khối Y", name_en="Group Y"))
APPRAISAL_ONLY = (Stage(id="appraisal", kind="appraisal", name="Thẩm định", name_en="Appraisal", folder="appraisal"),)
NOBODY = (Reward(id="r", name="Thưởng", name_en="Reward", min_score=99),)
NOTHING = (Letter(id="l", name="Thư", name_en="Letter", criteria=("I.1",)),)


def season_of_cells(
    appraised: dict[str, Row] = APPRAISED,
    claimed: dict[str, Row] | None = CLAIMED,
    criteria: pd.DataFrame = TREE,
    unit_table: pd.DataFrame | None = None,
    **rules: Any,
) -> SmallTables:
    stages = [("appraisal", appraised), *([("self", claimed)] if claimed else [])]
    cells = [
        (unit, leaf, stage, score)
        for stage, given in stages
        for unit, row in given.items()
        for leaf, score in zip(LEAVES, row, strict=True)
    ]
    plain = {"grades": GRADES, "analysis": Analysis(weight_draws=1)}
    units = units_of(*appraised) if unit_table is None else unit_table
    return tables_of(scores_of(*cells), criteria, units, season_of(**plain | rules))


def of_one_total() -> SmallTables:
    rules = season_of(grades=(), stages=NO_SELF_STAGE, analysis=Analysis(weight_draws=1))
    scores = scores_of(("a", "T", "appraisal", 7), ("b", "T", "appraisal", 6))
    return tables_of(scores, ONE_TOTAL, units_of("a", "b"), rules)


BY_INDEX = {"rank_by": "index_pct", "grade_by": "index_pct"}
INDEX_GRADES = tuple(grade.model_copy(update={"at_least": 10 * grade.at_least + 5}) for grade in GRADES)
GROUPED = units_of("a", "b", "c", groups=("x", "y", "y"))
SEASONS: dict[str, Callable[[], SmallTables]] = {
    "one unit": lambda: season_of_cells({"a": APPRAISED["a"]}, {"a": CLAIMED["a"]}),
    "no self stage": lambda: season_of_cells(claimed=None, stages=APPRAISAL_ONLY),
    "nobody claimed": lambda: season_of_cells(claimed=None),
    "no maxima": lambda: season_of_cells(criteria=NO_MAXIMA),
    "all pending": lambda: season_of_cells(PENDING, unit_table=GROUPED, unit_groups=GROUPS),
    "all full": lambda: season_of_cells(FULL, FULL, rewards=NOBODY, letters=NOTHING),
    "all tied": lambda: season_of_cells(SAME, SAME),
    "no grades": lambda: season_of_cells(grades=()),
    "a group of one": lambda: season_of_cells(unit_table=GROUPED, unit_groups=GROUPS),
    "one total": of_one_total,
    "nobody is ranked": lambda: season_of_cells(unit_table=units_of(*"abc", unranked="abc")),
    "by index": lambda: season_of_cells(grades=INDEX_GRADES, **BY_INDEX),
}


@cache
def season(kind: str) -> SmallTables:
    return SEASONS[kind]()


OF_LOSSES = [
    "say_deductions",
    "say_strengths",
    "say_concentration",
    "say_scopes",
    "list_pareto",
    "list_always_hit",
    "list_unusual",
    "list_lost_together",
    "list_body_problems",
    "list_unit_problems",
]
OF_REASONS = ["say_coverage", "list_reason_domains", "list_reason_units", "list_restorations", "list_full_criteria"]
OF_CLAIMS = [
    "say_comparison",
    "list_claimed_ranks",
    "list_leaf_agreement",
    "list_inflation:unit",
    "list_inflation:domain",
    "list_inflation:criterion",
    "list_inflation:leaf",
    "list_unit_cuts",
    "list_cells:cut",
    "list_cells:raised",
]
OF_THE_PAST = [
    "say_changes",
    "list_recurring",
    "say_unit_recurring:own",
    "list_fixed:own",
    "list_score_changes",
    "list_score_changes:own",
]
OTHERS = [
    "say_full_claims",
    "say_explanations",
    "list_domain_comparison",
    "list_agreement",
    "list_explanation_effects",
    "list_cells:contested",
    "list_scope_sensitivity",
    "list_group_deductions",
    "list_reason_history",
    "list_ambiguous",
    "list_unexplained",
    "list_deducted",
    "list_deducted:leaf_deductions",
    "say_headline",
    "list_ranking",
    "list_groups",
    "say_how_sure",
    "list_rank_bands",
    "list_rank_bases",
    "list_cutoff_distances",
    "say_disputed_grades",
    "list_grade_flips",
    "say_change_parts",
    "list_rank_changes",
    "list_rules",
    "list_decisions",
    "list_proposals",
    "list_rewards",
    "list_letters",
    "list_initiatives",
    "say_publication",
    "list_publication",
    "say_unit:own",
    "say_unit_how_sure:own",
    "say_unit_total:own",
    "say_unit_disputes:own",
    "list_unit_disputes:own",
    "say_unit_order:own",
    "say_nearest_cutoff:own",
    "say_repairs:own",
    "list_repairs:own",
    "list_unit_losses:own",
    "list_unit_peers:own",
    "list_unit_scores:own",
    "list_unit_findings:own",
    "say_gains",
    "say_recommendations",
    "show_cards",
    "say_trends",
    "list_trends",
    "say_unit_trend:own",
    "list_unit_trends:own",
]
BLOCKS = [*OF_LOSSES, *OF_REASONS, *OF_CLAIMS, *OF_THE_PAST, *OTHERS]
SILENT = {
    "say_full_claims": {"no self stage", "nobody claimed", "all pending", "one total"},  # say_comparison says why
    "say_disputed_grades": {"all pending", "no grades", "one total"},  # so does the headline
    "say_unit_how_sure:own": {"one unit", "all pending", "nobody is ranked"},
    "say_unit_total:own": set(SEASONS),  # say_unit says the total; here nobody has bonus, penalty or initiatives
    # say_unit_disputes says that nothing is contested
    "list_unit_disputes:own": {"no self stage", "nobody claimed", "all pending", "all full", "all tied", "one total"},
    "say_unit_order:own": set(SEASONS) - {"a group of one", "all pending"},  # list_unit_peers says there are no groups
    "say_nearest_cutoff:own": {"all pending", "no grades", "one total"},
    "say_gains": {"one unit", "no maxima", "all pending", "all full", "all tied", "one total"},  # say_strengths does
    "list_rank_bands": {"one unit", "one total"},  # say_how_sure says why nothing was tried
    "say_trends": set(SEASONS),  # list_trends says how many seasons there are, and how many it takes
    "say_unit_trend:own": set(SEASONS),
    "list_repairs:own": set(SEASONS),  # say_repairs says what there is, or why there is nothing
}


@cache
def show(block: str, kind: str, lang: str) -> str:
    """The text of a block: ``name``, or ``name:what`` it is shown of; ``own`` is the first unit."""
    told = replace(season(kind), lang=lang)
    name, _, of = block.partition(":")
    make = getattr(text, name, None) or getattr(tables, name)
    named = [str(told.unit_ranking["unit_id"].iloc[0])] if of == "own" else [of] if of else []
    return re.sub(r"\s+", " ", text_of(make(told, *named)))


@pytest.mark.parametrize("kind", SEASONS)
def test_every_block_of_every_poor_season_says_something_and_nothing_that_is_not_there(kind):
    for block in BLOCKS:
        for lang in ("vi", "en"):
            said = show(block, kind, lang)
            assert said or kind in SILENT.get(block, ()), (block, lang)
            assert not re.search(r"\b(nan|None|NaT)\b|<NA>|[{}]", said), (block, said)
            assert "(0 dòng)" not in said, block
            assert "(rows: 0)" not in said, block


@pytest.mark.parametrize("kind", SEASONS)
def test_no_word_of_an_english_block_is_left_in_vietnamese(kind):
    for block in BLOCKS:
        said = show(block, kind, "en").replace("Thẩm định", "").replace("Tự chấm", "")  # stages without English names
        assert not VIETNAMESE.search(said), (block, said)


NO_MAXIMUM = (
    "Bộ tiêu chí không ghi điểm tối đa nên không tính được điểm bị trừ, chỉ tính được phần điểm bị hạ và được nâng khi "
    "thẩm định.",
    "The criteria set gives no maximum scores, so deductions cannot be worked out, only what appraisal cut and raised.",
)
NOT_APPRAISED = (
    "Chưa có điểm thẩm định nên chưa có điểm bị trừ.",
    "There are no appraised scores yet, and so no deductions.",
)
ONLY_TOTALS = (
    "Mùa chấm điểm này chỉ có một tổng điểm cho mỗi đơn vị nên không biết điểm bị trừ ở lĩnh vực, tiêu chí nào.",
    "This season has one total per unit only, so it is not known in which domains and criteria points were lost.",
)
NO_SELF = (
    "Mùa chấm điểm này không có bước tự chấm nên không có phần đối chiếu tự chấm và thẩm định.",
    "This season has no self-scoring stage, so self-scores and appraised scores are not compared.",
)
NO_CLAIM = (
    "Chưa có đơn vị nào tự chấm nên chưa có phần đối chiếu tự chấm và thẩm định.",
    "No unit has scored itself yet, so self-scores and appraised scores are not compared.",
)
NO_PAIR = (
    "Chưa có tiêu chí nào có đủ điểm tự chấm và điểm thẩm định để đối chiếu.",
    "No criterion has both a self-score and an appraised score to compare yet.",
)
NOBODY_LOST = ("Không có đơn vị nào bị trừ điểm.", "No unit lost any points.")
NO_REASONS = ("Không có điểm bị trừ nào để xét lý do.", "No points were lost, so there are no reasons to look at.")
NO_PAST = ("Không có số liệu năm trước để so sánh.", "There are no figures for last year to compare with.")
NO_RANKS = ("Chưa có đơn vị nào được xếp hạng.", "No unit is ranked.")
NO_FORMS = (
    "Chưa có đơn vị được xếp hạng hoặc mùa này không chia nhóm điểm nên không so sánh hai cách công bố.",
    "No unit is ranked yet, or the season has no grades, so the two forms of publication are not compared.",
)
NO_CUTOFFS = (
    "Mùa chấm điểm này không phân nhóm điểm nên không có ngưỡng.",
    "This season has no grades, so there are no cut-offs.",
)
NOT_CONTESTED = ("Không có tiêu chí nào còn tranh luận.", "No criterion is contested.")
TIED = (
    "Nhóm “Khá” có 3 đơn vị, kết quả bằng nhau. Không có hai đơn vị liền nhau nào ở hai nhóm điểm khác nhau mà hơn kém "
    "nhau chưa đến 0,50 điểm (bước điểm nhỏ nhất).",
    "The grade “Fair” has 3 units with equal results. No two neighbours stand in different grades less than 0.50 "
    "points (the smallest scoring step) apart.",
)
SENTENCES: list[tuple[str, list[str], tuple[str, str]]] = [
    ("no maxima", [*OF_LOSSES, *OF_REASONS, "say_repairs:own", "list_unit_losses:own"], NO_MAXIMUM),
    (
        "no maxima",
        ["say_full_claims"],
        (
            "Bộ tiêu chí không có điểm tối đa nên không đếm được lượt tự chấm tối đa.",
            "The criteria set has no maxima, so self-scores that claim the maximum cannot be counted.",
        ),
    ),
    ("all pending", [*OF_LOSSES, *OF_REASONS, "say_repairs:own", "list_unit_losses:own"], NOT_APPRAISED),
    ("all pending", OF_CLAIMS, NO_PAIR),
    ("all pending", ["list_groups", "list_rank_bands", "list_rank_bases"], NO_RANKS),
    ("all pending", ["list_cutoff_distances"], ("Chưa có đơn vị nào có tổng điểm.", "No unit has a total yet.")),
    ("all pending", ["say_publication", "list_publication"], NO_FORMS),
    (
        "all pending",
        ["list_decisions", "list_proposals"],
        (
            "Thẩm định chưa xong, chưa xếp hạng: Vụ a, Vụ b và Vụ c.",
            "Appraisal unfinished, not ranked yet: Unit a, Unit b, and Unit c.",
        ),
    ),
    ("one total", [*OF_LOSSES, "list_deducted:leaf_deductions"], ONLY_TOTALS),
    ("one total", ["list_proposals"], ("Không có nội dung trình quyết định.", "Nothing is submitted for a decision.")),
    ("one total", ["list_decisions"], ("Không có việc nào chờ quyết định.", "Nothing awaits a decision.")),
    ("no self stage", OF_CLAIMS, NO_SELF),
    ("nobody claimed", OF_CLAIMS, NO_CLAIM),
    (
        "no self stage",
        ["say_explanations", "say_disputed_grades", "list_cells:contested", "say_unit_disputes:own"],
        NOT_CONTESTED,
    ),
    ("all full", ["say_deductions", "say_concentration", "list_pareto", "list_restorations"], NOBODY_LOST),
    ("all full", ["say_coverage", "list_reason_domains", "list_reason_units", "list_losses"], NO_REASONS),
    (
        "all full",
        ["list_body_problems"],
        ("Không có tiêu chí nào là vấn đề chung.", "No criterion is a common problem."),
    ),
    (
        "all full",
        ["list_unit_problems"],
        ("Không có đơn vị nào mất điểm riêng.", "No unit has a loss that is its own alone."),
    ),
    (
        "all full",
        ["list_always_hit"],
        (
            "Không có tiêu chí nào mà mọi đơn vị áp dụng đều bị trừ điểm.",
            "There is no criterion on which every unit it applies to lost points.",
        ),
    ),
    (
        "all full",
        ["list_cells:cut"],
        ("Không có điểm nào bị hạ khi thẩm định.", "No score was cut in appraisal."),
    ),
    (
        "all full",
        ["list_cells:raised"],
        ("Không có điểm nào được nâng khi thẩm định.", "No score was raised in appraisal."),
    ),
    ("all full", ["list_rewards"], ("Không có đơn vị nào đạt quy tắc này.", "No unit meets this rule.")),
    (
        "all full",
        ["list_letters"],
        ("Không có đơn vị nào mất điểm ở nội dung của thư này.", "No unit lost points on the subject of this letter."),
    ),
    (
        "all full",
        ["list_grade_flips"],
        (
            "Không tiêu chí còn tranh luận nào tự nó làm đổi nhóm điểm của đơn vị.",
            "No contested criterion would change its unit’s grade by itself.",
        ),
    ),
    (
        "all full",
        ["say_repairs:own", "list_unit_losses:own"],
        ("Đơn vị không bị trừ điểm nào.", "The unit lost no points."),
    ),
    ("all tied", ["say_publication"], TIED),
    (
        "all tied",
        ["list_agreement"],
        ("Không xác định: các đơn vị không khác nhau.", "Undefined: the units do not differ."),
    ),
    ("no grades", ["say_publication", "list_publication"], NO_FORMS),
    ("no grades", ["list_cutoff_distances", "list_grade_flips"], NO_CUTOFFS),
    ("one unit", OF_THE_PAST, NO_PAST),
    (
        "one unit",
        ["say_change_parts"],
        (
            "Không phân tích nguyên nhân thay đổi vì không có số liệu năm trước.",
            "The change is not explained because there are no figures for last year.",
        ),
    ),
    (
        "one unit",
        ["list_rank_changes"],
        ("Không có hạng của cả hai năm để so sánh.", "There are no ranks of both years to compare."),
    ),
    (
        "one unit",
        ["list_reason_history"],
        (
            "Chưa có mùa trước để so sánh lý do trừ điểm qua các năm.",
            "There is no earlier season to compare reasons with.",
        ),
    ),
    (
        "one unit",
        ["say_how_sure"],
        (
            "Cần ít nhất hai đơn vị được xếp hạng mới nói được thứ tự chắc đến đâu.",
            "At least two ranked units are needed to say how firm the ranking is.",
        ),
    ),
    (
        "one unit",
        ["say_publication"],
        (
            "Chỉ một đơn vị được xếp hạng nên hai cách công bố không khác nhau.",
            "Only one unit is ranked, so the two forms of publication do not differ.",
        ),
    ),
    (
        "one unit",
        ["list_agreement"],
        ("Không xác định: chưa có đủ hai đơn vị để so.", "Undefined: fewer than two units to compare."),
    ),
    (
        "one unit",
        ["list_lost_together"],
        (
            "Không có hai tiêu chí nào cùng bị trừ ở những đơn vị như nhau nhiều hơn mức ngẫu nhiên.",
            "No two criteria are lost by the same units more often than chance.",
        ),
    ),
    (
        "one unit",
        ["list_unusual"],
        (
            "Không có đơn vị nào mất nhiều điểm ở tiêu chí mà phần lớn đơn vị không mất điểm.",
            "No unit lost much where most units lost nothing.",
        ),
    ),
    (
        "one unit",
        ["list_groups", "list_unit_peers:own"],
        ("Mùa chấm điểm này không chia nhóm đơn vị.", "This season has no unit groups."),
    ),
    (
        "one unit",
        ["list_group_deductions"],
        (
            "Mùa chấm điểm này không chia nhóm đơn vị hoặc chưa biết điểm bị trừ.",
            "This season has no unit groups, or its deductions are not known.",
        ),
    ),
    ("one unit", ["list_rewards"], ("Mùa này chưa khai quy tắc khen thưởng.", "This season declares no reward rules.")),
    (
        "one unit",
        ["list_letters"],
        ("Mùa này chưa khai thư gửi thủ trưởng đơn vị.", "This season declares no letters to heads of units."),
    ),
    ("one unit", ["list_initiatives"], ("Không có sáng kiến nào được đề nghị.", "No initiative was proposed.")),
    (
        "one unit",
        ["list_ambiguous"],
        (
            "Không có ý kiến thẩm định nào có từ hai lý do trở lên.",
            "No appraiser's note states two or more reasons.",
        ),
    ),
    (
        "one unit",
        ["list_unexplained"],
        ("Không có điểm bị trừ nào kèm ý kiến thẩm định.", "No deduction carries an appraiser's note."),
    ),
    ("nobody is ranked", ["say_headline", "list_rank_bands", "list_rank_bases"], NO_RANKS),
    (
        "nobody is ranked",
        ["say_unit:own"],
        ("Đơn vị được đánh giá nhưng không thuộc diện xếp hạng.", "The unit is assessed but not ranked."),
    ),
    (
        "by index",
        ["say_publication"],
        (
            "mà hơn kém nhau chưa đến 0,50 điểm phần trăm (mức quy ước).",
            "stand in different grades less than 0.50 percentage points (by convention) apart.",
        ),
    ),
    ("a group of one", ["list_groups"], ("Khối X Hạng trong nhóm", "Group X Rank in group")),
]


@pytest.mark.parametrize(
    ("kind", "block", "sentences"),
    [(kind, block, sentences) for kind, blocks, sentences in SENTENCES for block in blocks],
)
def test_a_block_without_anything_to_show_says_why_in_both_languages(kind, block, sentences):
    vietnamese, english = sentences
    assert vietnamese in show(block, kind, "vi")
    assert english in show(block, kind, "en")
