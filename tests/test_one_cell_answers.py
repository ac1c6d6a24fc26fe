"""The five questions of the README, asked as it asks them, and the same answers in the tables that the pages show."""

import re

import pandas as pd
import pytest

import cchc_analysis as cchc
from season_runs import PROJECT, Run

README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCK = re.search(r"```python\n(import cchc_analysis as cchc\n.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def answers(sample_report: Run) -> dict[str, pd.DataFrame]:
    assert BLOCK is not None
    asked = [line.partition("  #")[0] for line in BLOCK[1].splitlines() if line.startswith("season.")]
    season = cchc.load(2020, sample_report.data)
    return {question: eval(question, {"season": season}) for question in asked}


def answer(answers: dict[str, pd.DataFrame], name: str) -> pd.DataFrame:
    (found,) = (rows for question, rows in answers.items() if question.startswith(f"season.{name}"))
    return found


def test_the_readme_asks_five_questions(answers):
    assert len(answers) == 5


def test_who_is_where_and_how_sure(answers, sample_report):
    shown, bands = answer(answers, "how_sure"), sample_report.read_table("rank_bands").set_index("unit_id")
    ranking = sample_report.read_table("unit_ranking").set_index("unit_id")
    by_unit = shown.set_index("unit_id")
    assert by_unit["total_score"].to_dict() == ranking.loc[by_unit.index, "total_score"].to_dict()
    assert by_unit["dispute_worst_rank"].to_dict() == bands.loc[by_unit.index, "dispute_worst_rank"].to_dict()


def test_what_was_lost_to_digital_signatures_and_by_whom(answers, sample_report):
    found, comparison = answer(answers, "find_losses"), sample_report.read_table("comparison")
    lost = comparison[(comparison["deduction"] > 0) & (comparison["line"] == "score")]
    signed = lost[lost["criterion_id"].str.startswith("dien-tu.van-ban-ky-so") | (lost["reason"] == "low-e-document")]
    assert round(found["deduction"].sum(), 6) == round(signed["deduction"].sum(), 6) > 0
    assert set(found["unit_id"]) == set(signed["unit_id"])


def test_whom_recognising_initiative_3_would_move(answers, sample_report):
    moved = answer(answers, "recognise")
    effects = sample_report.read_table("initiative_effects")
    changed = effects[effects["is_grade_changed"] & (effects["initiative_status"] == "proposed")].set_index("unit_id")
    own = moved[moved["is_grade_changed"]].set_index("unit_id")
    assert own["total_after"].to_dict() == changed.loc[own.index, "total_with"].to_dict() != {}
    assert own["rank_after"].to_dict() == changed.loc[own.index, "rank_with"].to_dict()


def test_the_least_a_unit_must_fix_to_reach_40(answers, sample_report):
    repair = answer(answers, "smallest_repair")
    on_page = sample_report.read_table("repair_leaves")
    on_page = on_page[(on_page["unit_id"] == "vu-doi-ngoai") & (on_page["goal"] == "next_grade")]
    assert repair["regained_score"].sum() == on_page["regained_score"].sum()
    assert repair["criterion_id"].tolist() == on_page["criterion_id"].tolist()


def test_how_much_of_the_change_is_the_criteria_sets_doing(answers):
    change = answer(answers, "mean_change").iloc[0]
    parts = change["criteria_set_change"] + change["own_change"] + change["extra_change"]
    assert round(parts, 6) == change["mean_change"]
