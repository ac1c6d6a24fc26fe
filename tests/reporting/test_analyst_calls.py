"""What an analyst gets back from a season object, and what it says where it cannot answer."""

from typing import Any

import pytest

from analysis.small_seasons import criteria_of, initiatives_of, scores_of, season_of, units_of
from cchc_analysis import load
from cchc_analysis.rules.season import Analysis, Grade, Reason, SeasonError, UnitGroup

from .small_tables import SmallTables, tables_of

CRITERIA = criteria_of(
    {"id": "I"},
    {"id": "I.1", "parent_id": "I", "max_score": 6, "step": 1},
    {"id": "I.2", "parent_id": "I", "max_score": 4, "is_survey": True},
)
SCORES = scores_of(
    ("a", "I.1", "appraisal", 6), ("a", "I.2", "appraisal", 4),
    ("b", "I.1", "appraisal", 3, {"reason": "late"}), ("b", "I.2", "appraisal", 4),
    ("c", "I.1", "appraisal", 5), ("c", "I.2", "appraisal", 0),
    ("d", "I.1", "appraisal", 5), ("d", "I.2", "appraisal", "pending"),
    ("e", "I.1", "appraisal", 2), ("e", "I.2", "appraisal", 2),
)  # fmt: skip
PLAIN = {
    "grades": (Grade(id="good", name="Tốt", at_least=8), Grade(id="fair", name="Khá", at_least=5)),
    "reasons": (Reason(id="late", name="Chậm"),),
    "unit_groups": (UnitGroup(id="x", name="X"),),
    "analysis": Analysis(weight_draws=1),
}
INITIATIVES = initiatives_of(
    ("sk-1", "b", "proposed", 1.0), ("sk-02", "b", "proposed", None), ("sk-3", "e", "recognised", 1.0)
).assign(
    title=["Một cửa điện tử", "Một cửa liên thông", "Họp trực tuyến"], title_en=["Electronic one-stop desk", None, None]
)


def season_with(**rules: Any) -> SmallTables:
    units = units_of(*"abcde", groups="xxxxx", unranked=("e",))
    return tables_of(SCORES, CRITERIA, units, season_of(**{**PLAIN, **rules}), initiatives=INITIATIVES)


@pytest.fixture(scope="module")
def season() -> SmallTables:
    return season_with()


@pytest.fixture(scope="module")
def by_index() -> SmallTables:
    grades = (Grade(id="good", name="Tốt", at_least=80), Grade(id="fair", name="Khá", at_least=50))
    return season_with(rank_by="index_pct", grade_by="index_pct", grades=grades)


def test_how_sure_tells_every_ranked_unit_in_order_by_what_the_season_ranks_by(season, by_index):
    shown = season.how_sure()
    assert shown["unit_id"].tolist() == ["a", "b", "c"]
    assert shown.columns[:4].tolist() == ["unit", "rank", "total_score", "grade_name"]
    assert by_index.how_sure()["index_pct"].tolist() == [100, 70, 50]


def test_losses_are_found_by_words_with_names_beside_them(season):
    found = season.find_losses("Chậm")
    assert found[["unit", "criterion_code", "deduction", "reason_name"]].to_numpy().tolist() == [
        ["Vụ b", "I.1", 3.0, "Chậm"]
    ]


@pytest.mark.parametrize(
    ("asked", "moved"),
    [
        ({"reason": "late"}, ["b"]),
        ({"criterion": "I"}, ["b", "c", "e"]),
        ({"criterion": "I.1", "unit": "Vụ c"}, ["c"]),
        ({"cells": [("c", "I.2")]}, ["c", "b"]),
        ({"unit": "a"}, []),
        ({"group": "x", "reason": "*"}, ["c", "e", "b"]),
    ],
)
def test_points_are_given_back_to_those_who_are_meant(season, asked, moved):
    assert sorted(season.restore(**asked)["unit_id"]) == sorted(moved)


def test_giving_back_nothing_that_is_claimed_changes_nothing(season):
    assert season.restore(criterion="I", to="self_score").empty, "nobody scored itself"


@pytest.mark.parametrize(
    ("asked", "error", "parts"),
    [
        ({}, ValueError, ["reason=", "criterion=", "cells=", "unit=", "group="]),
        ({"reason": "early"}, KeyError, ["no reason 'early'", "late", "*"]),
        ({"criterion": "II"}, KeyError, ["no criterion 'II'", "I, I.1, I.2"]),
        ({"unit": "z"}, KeyError, ["no unit 'z'", "a, b, c, d, e"]),
        ({"group": "y"}, KeyError, ["no group 'y'", "there are: x"]),
        ({"cells": [("z", "I.1")]}, KeyError, ["no unit 'z'", "a, b, c, d, e"]),
        ({"cells": [("a", "I")]}, KeyError, ["no leaf 'I'", "I.1, I.2"]),
        ({"reason": "late", "to": "self"}, KeyError, ["no score to restore to 'self'", "max_score, self_score"]),
    ],
)
def test_restoring_what_does_not_exist_is_an_error_that_names_what_there_is(season, asked, error, parts):
    with pytest.raises(error) as raised:
        season.restore(**asked)
    assert all(part in raised.value.args[0] for part in parts), raised.value.args[0]


@pytest.mark.parametrize("meant", ["sk-1", 1, "01", "một cửa điện", "ONE-STOP desk"])
def test_an_initiative_is_meant_by_id_by_number_or_by_words_of_its_title(season, meant):
    moved = season.recognise(meant)
    shown = ["unit", "total_before", "total_after", "grade_before_name", "grade_after_name"]
    assert moved[shown].to_numpy().tolist() == [["Vụ b", 7.0, 8.0, "Khá", "Tốt"]]
    assert moved[["is_grade_changed", "is_rank_changed"]].to_numpy().tolist() == [[True, False]]


@pytest.mark.parametrize("meant", [2, 3])
def test_recognising_what_has_no_points_or_is_recognised_already_moves_nobody(season, meant):
    assert season.recognise(meant).empty


@pytest.mark.parametrize("meant", [9, "một cửa", ""])
def test_an_initiative_that_is_unknown_or_not_the_only_one_is_an_error_that_lists_them(season, meant):
    with pytest.raises(KeyError) as raised:
        season.recognise(meant)
    said = raised.value.args[0]
    assert said.startswith(f"not one initiative is {str(meant)!r}")
    assert "sk-1 (Một cửa điện tử), sk-02 (Một cửa liên thông), sk-3 (Họp trực tuyến)" in said


def test_a_season_without_initiatives_says_there_are_none():
    with pytest.raises(KeyError, match="there are: none"):
        tables_of(SCORES, CRITERIA, units_of(*"abcde"), season_of(**PLAIN)).recognise(1)


def test_the_least_a_unit_must_regain_for_a_grade_a_rank_or_a_total(season, by_index):
    repair = season.smallest_repair("b")
    assert repair[["criterion_id", "regained_score", "repaired_score"]].to_numpy().tolist() == [["I.1", 1.0, 4.0]]
    assert repair[["total_score", "repaired_total_score"]].to_numpy().tolist() == [[7.0, 8.0]]
    assert season.smallest_repair("Vụ b", "next_rank")["regained_score"].tolist() == [3.0]
    assert season.smallest_repair("b", reach=8.5)["regained_score"].tolist() == [2.0], "in whole steps"
    assert by_index.smallest_repair("b", reach=85)["regained_score"].tolist() == [2.0], "8.5 of 10"


@pytest.mark.parametrize(
    ("asked", "error", "parts"),
    [
        (("z",), KeyError, ["no unit 'z'", "a, b, c, d, e"]),
        (("b", "next"), KeyError, ["no goal 'next'", "next_grade, next_rank"]),
        (("d",), ValueError, ["the appraisal of 'd' is not complete"]),
        (("a",), ValueError, ["'a' has nothing to regain for next_grade", "its total_score is 10"]),
        (("a", "next_rank"), ValueError, ["'a' has nothing to regain for next_rank", "its total_score is 10"]),
        (("a", "next_grade", 9.0), ValueError, ["nothing to regain for total_score of 9", "its total_score is 10"]),
        (("c",), ValueError, ["out of reach", "'c' needs 3 points", "can regain 1 at most", "a total of 6"]),
        (("e", "next_rank"), ValueError, ["'e' is not ranked", "reach="]),
    ],
)
def test_a_goal_that_cannot_be_is_an_error_that_says_why_and_how_far_the_unit_gets(season, asked, error, parts):
    with pytest.raises(error) as raised:
        season.smallest_repair(*asked)
    assert all(part in raised.value.args[0] for part in parts), raised.value.args[0]


def test_a_rank_is_measured_by_what_the_season_ranks_by_and_a_grade_by_what_it_grades_by():
    both = season_with(rank_by="index_pct")
    with pytest.raises(ValueError, match="nothing to regain for next_rank: its index_pct is 100"):
        both.smallest_repair("a", "next_rank")
    with pytest.raises(ValueError, match="nothing to regain for next_grade: its total_score is 10"):
        both.smallest_repair("a", "next_grade")


def test_a_season_without_grades_or_without_maxima_says_what_is_missing():
    with pytest.raises(ValueError, match="season 2020 has no grades"):
        season_with(grades=()).smallest_repair("b")
    unknown = criteria_of({"id": "I"}, {"id": "I.1", "parent_id": "I"}, {"id": "I.2", "parent_id": "I"})
    rules = season_of(**{**PLAIN, "grade_by": "index_pct"})
    with pytest.raises(ValueError, match="'b' has no index_pct, for its maximum is not known"):
        tables_of(SCORES, unknown, units_of(*"abcde"), rules).smallest_repair("b")


def test_a_table_that_does_not_exist_is_an_error_that_lists_the_tables(season):
    with pytest.raises(AttributeError, match=r"no table 'rankings'; .*there are: .*unit_ranking"):
        season.rankings  # noqa: B018


def test_a_table_taken_from_a_season_may_be_changed_without_changing_the_season(season):
    taken = season.unit_ranking
    taken["rank"] = 99
    assert season.unit_ranking["rank"].tolist()[:3] == [1, 2, 3]


@pytest.mark.parametrize("typed", ["vu b", "VU B", "Vụ b"])
def test_a_unit_is_found_by_a_name_typed_without_diacritics(season, typed):
    assert season.find_unit(typed) == "b"


def test_a_name_without_diacritics_that_fits_two_units_is_not_guessed():
    named = units_of("a", "b").assign(name=["Vụ Tô", "Vụ Tổ"], short_name=["Vụ Tô", "Vụ Tổ"])
    two = tables_of(SCORES[SCORES["unit_id"].isin(["a", "b"])], CRITERIA, named, season_of(**PLAIN))
    with pytest.raises(KeyError, match="no unit 'vu to'"):
        two.find_unit("vu to")


@pytest.mark.parametrize(
    "ask",
    [lambda season: season.trace("b", 1.1), lambda season: season.find_losses(5), lambda season: season.find_unit(3)],
    ids=["criterion", "subject", "unit"],
)
def test_a_name_given_as_a_number_is_asked_for_as_text(season, ask):
    with pytest.raises(TypeError, match="as text, in quotes"):
        ask(season)


def test_a_repair_reaches_a_grade_by_its_name(season):
    by_name = season.smallest_repair("b", reach="Tốt")
    assert by_name["regained_score"].tolist() == season.smallest_repair("b", reach=8.0)["regained_score"].tolist()
    with pytest.raises(KeyError, match="no grade 'Giỏi'; there are: "):
        season.smallest_repair("b", reach="Giỏi")


def test_a_chart_is_given_rows_of_its_own_table(season):
    with pytest.raises(TypeError, match=r"give rows of season\.unit_ranking; these lack unit_id"):
        season.charts.ranking(season.leaf_deductions)
    with pytest.raises(TypeError, match=r"give rows of season\.unit_ranking"):
        season.charts.ranking("x")


def test_a_misspelt_chart_names_those_like_it(season):
    with pytest.raises(AttributeError, match="did you mean ranking"):
        season.charts.rankings()


def test_a_misspelt_rule_names_the_one_that_is_meant(season):
    with pytest.raises(SeasonError) as raised:
        season.rank_with(tie="dense")
    assert raised.value.faults[0].expected_en.endswith(" (tie_rule?)")


def test_a_language_in_the_place_of_the_folder_is_told_apart():
    with pytest.raises(ValueError, match=r"cchc\.load\(2020, lang='en'\)"):
        load(2020, "en")


def test_a_year_without_a_season_names_the_years_there_are(tmp_path):
    (tmp_path / "data" / "raw" / "2019").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match=r"no season 2031 .*; there are: 2019"):
        load(2031, tmp_path / "data")
