"""Why points changed, in sentences: every wording, from parts of the mean change that stand in the test."""

from functools import cache
from types import MappingProxyType

import pandas as pd
import pytest

from analysis.small_seasons import flat_criteria, scores_of, season_of, units_of
from cchc_analysis.reporting import text
from cchc_analysis.rules.season import Crosswalk

from .small_tables import SmallTables, quoted, tables_of, text_of

SIZES = MappingProxyType(
    {"maxima_change": 0.0, "added_change": 0.0, "dropped_change": 0.0, "applicability_change": 0.0}
)


def season_with(criteria_set: float, own: float, extra: float, units: int = 19, lang: str = "vi") -> SmallTables:
    """A season whose mean change is the sum of three parts."""
    parts = {"criteria_set_change": criteria_set, "own_change": own, "extra_change": extra}
    counts = {"compared_units": units, "explained_units": units}
    mean = pd.DataFrame([{"year": 2020, "mean_change": round(sum(parts.values()), 6), **counts, **parts, **SIZES}])
    return _with(unchanged(lang), mean_change=mean)


@cache
def unchanged(lang: str) -> SmallTables:
    """A season that is like the one before it."""
    points = scores_of(("a", "I", "appraisal", 25))
    return after(points, points, flat_criteria(I=30), lang=lang)


def after(before, now, criteria_before, criteria_now=None, lang="vi", **rules):
    last = tables_of(before, criteria_before, units_of("a"), season_of(year=2019)).tables
    season = season_of(previous_year=2019, **rules)
    now_set = criteria_before if criteria_now is None else criteria_now
    return tables_of(now, now_set, units_of("a"), season, lang, previous=last)


def _with(season, **tables):
    return SmallTables(season.year, season.data, season.lang, season.rules, tables=season.tables | tables)


@pytest.mark.parametrize(
    ("parts", "vietnamese", "english"),
    [
        (
            (0.5, 1.25, -0.25),
            "Trong mức thay đổi bình quân +1,50 điểm của 19 đơn vị được phân tích, +0,50 điểm là do bộ tiêu chí thay "
            "đổi, +1,25 điểm là do kết quả của các đơn vị, −0,25 điểm là do điểm thưởng, điểm phạt.",
            "The mean change of +1.50 points for the 19 units explained is made up of +0.50 points due to the criteria "
            "set, +1.25 points due to the units' own results, −0.25 points due to bonus and penalty points.",
        ),
        (
            (0, 1.25, -0.25),
            "Trong mức thay đổi bình quân +1,00 điểm của 19 đơn vị được phân tích, +1,25 điểm là do kết quả của các "
            "đơn vị, −0,25 điểm là do điểm thưởng, điểm phạt. Bộ tiêu chí không làm kết quả bình quân thay đổi.",
            "The mean change of +1.00 points for the 19 units explained is made up of +1.25 points due to the units' "
            "own results, −0.25 points due to bonus and penalty points. The criteria set did not change the mean.",
        ),
        (
            (0, -1.25, 0),
            "Mức thay đổi bình quân −1,25 điểm của 19 đơn vị được phân tích hoàn toàn là do kết quả của các đơn vị. "
            "Bộ tiêu chí không làm kết quả bình quân thay đổi.",
            "The mean change of −1.25 points for the 19 units explained is entirely due to the units' own results. "
            "The criteria set did not change the mean.",
        ),
        (
            (0.75, 0, 0),
            "Mức thay đổi bình quân +0,75 điểm của 19 đơn vị được phân tích hoàn toàn là do bộ tiêu chí thay đổi.",
            "The mean change of +0.75 points for the 19 units explained is entirely due to the criteria set.",
        ),
        (
            (0, 0, 0.5),
            "Mức thay đổi bình quân +0,50 điểm của 19 đơn vị được phân tích hoàn toàn là do điểm thưởng, điểm phạt. "
            "Bộ tiêu chí không làm kết quả bình quân thay đổi.",
            "The mean change of +0.50 points for the 19 units explained is entirely due to bonus and penalty points. "
            "The criteria set did not change the mean.",
        ),
        (
            (1, -1, 0),
            "Kết quả bình quân của 19 đơn vị được phân tích không đổi vì các phần bù trừ nhau: +1,00 điểm là do bộ "
            "tiêu chí thay đổi, −1,00 điểm là do kết quả của các đơn vị.",
            "The mean of the 19 units explained did not change because its parts cancel out: +1.00 points due to the "
            "criteria set, −1.00 points due to the units' own results.",
        ),
        (
            (0, 0, 0),
            "Kết quả bình quân của 19 đơn vị được phân tích không đổi. "
            "Bộ tiêu chí không làm kết quả bình quân thay đổi.",
            "The mean of the 19 units explained did not change. The criteria set did not change the mean.",
        ),
        (
            (0.004, -0.002, 0),
            "Kết quả bình quân của 19 đơn vị được phân tích hầu như không đổi.",
            "The mean of the 19 units explained hardly changed.",
        ),
        (
            (0.004, 1.25, -0.003),
            "Trong mức thay đổi bình quân +1,25 điểm của 19 đơn vị được phân tích, +1,25 điểm là do kết quả của các "
            "đơn vị. Phần do bộ tiêu chí thay đổi không đáng kể. Phần do điểm thưởng, điểm phạt không đáng kể.",
            "The mean change of +1.25 points for the 19 units explained is made up of +1.25 points due to the units' "
            "own results. The part due to the criteria set is negligible. The part due to bonus and penalty points "
            "is negligible.",
        ),
    ],
)
def test_a_part_of_the_change_is_said_and_one_that_did_nothing_is_never_0_00_points(parts, vietnamese, english):
    assert text_of(text.say_change_parts(season_with(*parts))) == vietnamese
    assert text_of(text.say_change_parts(season_with(*parts, lang="en"))) == english
    assert "0,00 điểm" not in vietnamese.replace("1,00 điểm", "")


def test_one_unit_is_one_unit_in_english():
    said = text_of(text.say_change_parts(season_with(0, 1, 0, units=1, lang="en")))
    assert said.startswith("The mean change of +1.00 points for the 1 unit explained is entirely")


def test_every_number_of_the_sentence_is_the_tables():
    said = quoted(text.say_change_parts(season_with(0.5, 1.25, -0.25)))
    assert said == {
        "2020.explained_units": (19.0, "19"),
        "2020.mean_change": (1.5, "+1,50"),
        "2020.criteria_set_change": (0.5, "+0,50"),
        "2020.own_change": (1.25, "+1,25"),
        "2020.extra_change": (-0.25, "−0,25"),
    }


def test_without_a_season_before_there_is_nothing_to_explain():
    season = tables_of(scores_of(("a", "I", "appraisal", 25)), flat_criteria(I=30), units_of("a"))
    assert text_of(text.say_change_parts(season)) == (
        "Không phân tích nguyên nhân thay đổi vì không có số liệu năm trước."
    )


def test_criteria_sets_with_too_little_in_common_are_refused_with_both_shares():
    season = after(
        scores_of(("a", "X", "appraisal", 5), ("a", "I", "appraisal", 5)),
        scores_of(("a", "Y", "appraisal", 5), ("a", "I", "appraisal", 5)),
        flat_criteria(X=30, I=10),
        flat_criteria(Y=30, I=10),
    )
    assert text_of(text.say_change_parts(season)) == (
        "Không phân tích nguyên nhân thay đổi: phần khớp nhau của hai bộ tiêu chí chỉ từ 25,0% điểm tối đa, "
        "dưới mức quy định của mùa là 60,0%."
    )


def test_totals_that_the_leaves_do_not_make_up_are_refused_with_a_reason():
    points = scores_of(("a", "I", "appraisal", 25))
    season = after(points, points, flat_criteria(I=30))
    refused = season.tables["score_changes"].assign(is_explained=False)
    unsummed = _with(season, score_changes=refused, mean_change=season.tables["mean_change"].head(0))
    assert text_of(text.say_change_parts(unsummed)) == (
        "Không phân tích nguyên nhân thay đổi vì các phần không cộng thành tổng điểm đã nhận."
    )


def test_an_unchanged_criteria_set_is_said_to_have_done_nothing_from_the_scores_themselves():
    season = after(scores_of(("a", "I", "appraisal", 25)), scores_of(("a", "I", "appraisal", 27)), flat_criteria(I=30))
    assert text_of(text.say_change_parts(season)) == (
        "Mức thay đổi bình quân +2,00 điểm của 1 đơn vị được phân tích hoàn toàn là do kết quả của các đơn vị. "
        "Bộ tiêu chí không làm kết quả bình quân thay đổi."
    )


def test_a_reweighted_criterion_is_said_to_have_moved_the_mean():
    season = after(
        scores_of(("a", "I", "appraisal", 10)),
        scores_of(("a", "I", "appraisal", 20)),
        flat_criteria(I=20),
        flat_criteria(I=40),
        crosswalk=(Crosswalk(relation="reweighted", previous=["I"], current=["I"]),),
    )
    assert text_of(text.say_change_parts(season)) == (
        "Mức thay đổi bình quân +10,00 điểm của 1 đơn vị được phân tích hoàn toàn là do bộ tiêu chí thay đổi."
    )
