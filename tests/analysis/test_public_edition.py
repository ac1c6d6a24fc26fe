"""What is published of the small season of ``small_public``, worked out on paper there."""

import numpy as np
import pandas as pd
import pytest

from analysis.small_public import SCORES, published
from analysis.small_seasons import flat_criteria, initiatives_of, season_of, units_of
from cchc_analysis import schemas
from cchc_analysis.analysis.public_edition import publish_rules
from cchc_analysis.rules.season import Letter, Publication, Reason, Season


def facts(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    return tables["public_headlines"].set_index("metric")["value"].to_dict()


def test_in_order_units_carry_rank_and_total():
    ranking = published()["public_ranking"]
    assert ranking["unit_id"].tolist() == ["b", "c", "d", "a"]
    assert ranking["rank"].tolist() == [1, 2, 3, 4]
    assert ranking["total_score"].tolist() == [47, 42, 35, 31]
    assert ranking["grade"].tolist() == ["good", "good", "fair", "fair"]
    assert ranking["index_pct"].isna().all()


def test_by_group_units_carry_their_grade_alone_in_the_order_of_the_list():
    ranking = published("group")["public_ranking"]
    assert ranking["unit_id"].tolist() == ["b", "c", "a", "d"]
    assert ranking["grade"].tolist() == ["good", "good", "fair", "fair"]
    assert ranking[["rank", "group_rank", "total_score", "index_pct"]].isna().all().all()


def test_a_season_ranked_by_index_publishes_the_index_and_no_points():
    ranking = published(rank_by="index_pct")["public_ranking"]
    assert ranking["index_pct"].tolist() == [94, 84, 70, 62]
    assert ranking["total_score"].isna().all()


def test_figures_of_a_criterion_are_those_of_all_units_together():
    criteria = published()["public_criteria"].set_index("criterion_id")
    shown = ["applicable_units", "mean_appraised_score", "reached_pct", "deduction", "deduction_pct", "hit_units"]
    assert criteria.index.tolist() == ["I", "II"]
    assert criteria.loc["I", shown].tolist() == [4, 23.0, 76.666667, 28.0, 23.333333, 4]
    assert criteria.loc["II", shown].tolist() == [4, 15.75, 78.75, 17.0, 21.25, 4]
    assert criteria["loss_share"].tolist() == [0.622222, 0.377778]


def test_the_whole_season_in_figures():
    found = facts(published())
    assert found["mean_total_score"] == 38.75
    assert (found["highest_total_score"], found["lowest_total_score"], found["range_total_score"]) == (47, 31, 16)
    assert found["deduction"] == 45
    assert (found["grade_units.good"], found["grade_units.fair"]) == (2, 2)


def test_by_group_nothing_gives_the_first_or_the_last_total():
    found = facts(published("group"))
    assert found["mean_total_score"] == 38.75
    assert not [metric for metric in found if metric.startswith(("highest", "lowest", "range", "mean_result_change"))]


@pytest.mark.parametrize("form", ["order", "group"])
def test_while_a_unit_is_pending_it_stands_last_without_a_figure_and_nothing_is_said_of_all_units(form):
    tables = published(form, SCORES | {"d": (20, "pending")})
    ranking = tables["public_ranking"].set_index("unit_id")
    assert ranking.index[-1] == "d"
    assert ranking.loc["d", "public_status"] == "withheld"
    assert ranking.loc["d", ["rank", "grade", "total_score"]].isna().all()
    for name in ("public_criteria", "public_domains"):
        assert (tables[name]["withheld_because"] == "unfinished").all()
        assert tables[name][["deduction", "mean_appraised_score", "hit_units"]].isna().all().all()
    assert set(facts(tables)) == {
        *("unit_count", "complete_units", "graded_units", "ranked_units", "grade_units.good", "grade_units.fair")
    }


def test_a_unit_outside_the_ranking_has_its_grade_but_no_rank():
    ranking = published(units=units_of("a", "b", "c", "d", unranked=["b"]))["public_ranking"].set_index("unit_id")
    assert ranking.loc["b", "public_status"] == "not_ranked"
    assert ranking.loc["b", "grade"] == "good"
    assert pd.isna(ranking.loc["b", "rank"])


def test_of_two_units_nothing_is_said_together():
    two = {unit: SCORES[unit] for unit in "ab"}
    tables = published(scores=two, units=units_of("a", "b"))
    assert (tables["public_criteria"]["withheld_because"] == "few_units").all()
    assert "mean_total_score" not in facts(tables)


def test_points_cut_or_raised_are_published_unless_one_or_two_units_account_for_them():
    cut_from_all = {"a": 20, "b": 30, "c": 26, "d": 21}
    found = facts(published(claimed=cut_from_all))
    assert (found["compared_units"], found["over_claiming_units"], found["cut"], found["raised"]) == (4, 4, 5, 0)
    found = facts(published(claimed=cut_from_all | {"a": 17.5}))
    assert found["cut"] == 3
    assert "raised" not in found
    assert "compared_units" not in facts(published(claimed={"a": 20, "b": 30}))


def test_a_bonus_is_in_the_total_and_nowhere_else():
    tables = published(initiatives=initiatives_of(("sk-1", "a", "recognised", 1.1379)))
    assert tables["public_ranking"].set_index("unit_id")["total_score"]["a"] == 32.1379
    for rows in tables.values():
        assert 1.1379 not in rows.select_dtypes("number").to_numpy(float, na_value=np.nan)


def test_public_tables_hold_the_columns_of_their_schemas_and_no_others():
    for name, rows in published().items():
        assert list(rows.columns) == list(schemas.titles(name))
    assert set(published()) == set(schemas.PUBLIC_TABLES)


def test_without_maxima_means_are_published_and_no_points_lost():
    tables = published(criteria=flat_criteria(I=None, II=None))
    criteria = tables["public_criteria"].set_index("criterion_id")
    assert criteria["mean_appraised_score"].to_dict() == {"I": 23.0, "II": 15.75}
    assert criteria[["deduction", "reached_pct", "deduction_pct"]].isna().all().all()


def test_of_the_rules_only_what_a_page_needs_is_published():
    season = season_of(
        reasons=(Reason(id="late", name="Chậm", patterns=("chậm",)),),
        letters=(Letter(id="letter", name="Thư", criteria=("I",)),),
        document={"signatory_name": "Nguyễn Văn A"},
        publication=Publication(form="group", next_steps=("Khắc phục",)),
    )
    rules = publish_rules(season)
    assert (rules.reasons, rules.letters, rules.document.signatory_name) == ((), (), "")
    assert rules.publication == season.publication
    assert rules.grades == season.grades


def test_publishing_by_group_needs_grades():
    with pytest.raises(ValueError, match=r"publication\.form = 'group'"):
        Season(year=2020, title="Mùa", body="Cơ quan", publication={"form": "group"})
