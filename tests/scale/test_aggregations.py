"""Aggregations at scale: the same answers as the analysis of a season, on every engine, in every order of rows."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.small_seasons import compare, flat_criteria, scores_of, units_of
from cchc_analysis import load
from cchc_analysis.store.aggregations import count_units, find_recurring, rank_deducted, rank_scores
from cchc_analysis.store.open_tables import open_table
from scale.engines import QUESTIONS, draw_comparison, in_order
from season_runs import Run

SHARED = (
    *("max_score", "appraised_score", "deduction", "conceded", "cut", "raised", "unsplit"),
    *("applicable_units", "hit_units", "cut_units", "deduction_rank", "deduction_pct", "loss_share"),
)


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    return draw_comparison()


@pytest.fixture(scope="module")
def stored(drawn: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drawn seasons as two bodies, each with a folder of checked seasons."""
    root = tmp_path_factory.mktemp("bodies")
    for (body, year), rows in drawn.groupby(["body", "year"]):
        folder = root / str(body) / "data" / "processed" / str(year)
        folder.mkdir(parents=True)
        rows.drop(columns="body").to_parquet(folder / "comparison.parquet", index=False)
    return root


@pytest.mark.parametrize("question", QUESTIONS)
def test_duckdb_over_files_gives_exactly_what_pandas_gives_in_memory(
    question: str, drawn: pd.DataFrame, stored: Path
) -> None:
    on_disk = open_table("comparison", [stored / "tinh-a" / "data", stored / "tinh-b" / "data"])
    answered = in_order(QUESTIONS[question](on_disk).df())
    assert len(answered)
    pd.testing.assert_frame_equal(answered, in_order(QUESTIONS[question](drawn)), check_exact=True, check_dtype=False)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_order_of_rows_changes_no_digit(question: str, drawn: pd.DataFrame) -> None:
    ask = QUESTIONS[question]
    shuffled = drawn.sample(frac=1, random_state=3, ignore_index=True)
    pd.testing.assert_frame_equal(in_order(ask(shuffled)), in_order(ask(drawn)), check_exact=True)


def test_plain_float_sums_depend_on_the_order_of_rows(drawn: pd.DataFrame) -> None:
    orders = [drawn["deduction"].sample(frac=1, random_state=seed).to_numpy() for seed in range(20)]
    assert len({float(np.add.accumulate(values[~np.isnan(values)])[-1]) for values in orders}) > 1


def test_the_most_deducted_criteria_are_those_of_the_season(sample_report: Run) -> None:
    season = load(2020, sample_report.project / "data")
    expected = season.criterion_deductions.set_index("criterion_id").sort_index()
    found = rank_deducted(season.comparison).set_index("ranked_node_id").sort_index()
    assert found.index.tolist() == expected.index.tolist()
    for column in set(SHARED) & set(expected):
        pd.testing.assert_series_equal(
            found[column].astype(float), expected[column].astype(float), check_exact=True, check_names=False
        )


def test_the_index_of_a_unit_is_that_of_the_season(sample_report: Run) -> None:
    season = load(2020, sample_report.project / "data")
    expected = season.unit_ranking.set_index("unit_id").sort_index()
    found = rank_scores(season.comparison).set_index("unit_id").sort_index()
    assert found["index_pct"].tolist() == expected["index_pct"].tolist()
    assert found["score"].tolist() == expected["appraised_score"].tolist()


def test_a_unit_that_waits_for_a_score_has_points_so_far_and_no_rank() -> None:
    comparison = compare(
        scores_of(("a", "x", "appraisal", 1), ("a", "y", "appraisal", 2), ("b", "x", "appraisal", 1)),
        flat_criteria(x=2, y=2),
        units_of("a", "b"),
    )
    found = rank_scores(comparison).set_index("unit_id")
    assert found["score"].to_dict() == {"a": 3.0, "b": 1.0}
    assert found["open_leaves"].to_dict() == {"a": 0, "b": 1}
    assert found.loc["a", "score_rank"] == 1
    assert pd.isna(found.loc["b", "score_rank"])


def test_a_loss_recurs_where_the_same_unit_lost_at_the_same_criterion_in_both_years() -> None:
    plain = {"line": "score", "appraised_status": "scored", "max_score": 1.0, "appraised_score": 0.5}
    rows = pd.DataFrame(
        [
            plain | {"year": year, "unit_id": unit, "ranked_node_id": node, "deduction": lost}
            for year, unit, node, lost in [
                (2030, "a", "x", 0.5),
                (2031, "a", "x", 0.25),
                (2030, "b", "x", 0.5),
                (2031, "b", "x", 0.0),
                (2031, "c", "x", 0.5),
                (2031, "a", "y", 0.5),
            ]
        ]
    ).assign(conceded=0.0, cut=0.0, raised=0.0, unsplit=0.0)
    found = find_recurring(rows, 2030, 2031)
    assert found.to_dict("records") == [
        {"unit_id": "a", "ranked_node_id": "x", "deduction": 0.25, "previous_deduction": 0.5}
    ]


def test_units_of_two_bodies_that_have_one_id_are_two_units(drawn: pd.DataFrame) -> None:
    shared = drawn.groupby("unit_id")["body"].nunique()
    assert (shared == 2).all()
    counted = count_units(drawn.assign(appraised_status="scored"), ["year"])
    assert counted["applicable_units"].tolist() == [2 * len(shared)] * 2
    ranked = rank_scores(drawn)
    assert len(ranked) == len(drawn[["body", "year", "unit_id"]].drop_duplicates())


def test_losses_are_shared_out_among_the_criteria_of_their_year(drawn: pd.DataFrame) -> None:
    ranked = rank_deducted(drawn.assign(max_score=2.0, deduction=drawn["deduction"].fillna(0)))
    shares = ranked.groupby("year")["loss_share"].sum()
    assert shares.round(5).tolist() == [1.0, 1.0]


def test_each_row_of_several_bodies_says_whose_it_is(stored: Path, drawn: pd.DataFrame) -> None:
    both = open_table("comparison", [stored / "tinh-a" / "data", stored / "tinh-b" / "data"])
    counted = both.aggregate("body, count(*) AS row_count", "body").df().set_index("body")["row_count"]
    assert counted.to_dict() == {"tinh-a": len(drawn) // 2, "tinh-b": len(drawn) // 2}


def test_a_folder_without_checked_seasons_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no checked season in .*empty"):
        open_table("comparison", tmp_path / "empty")
    with pytest.raises(KeyError, match="no table 'nothing'; there are: "):
        open_table("nothing", tmp_path)


def test_a_bodys_name_is_data_and_never_a_query(stored: Path, tmp_path: Path) -> None:
    odd = tmp_path / "Tỉnh 'x' AS year; --"
    shutil.copytree(stored / "tinh-a", odd)
    assert open_table("comparison", odd / "data").project("body").distinct().fetchall() == [(odd.name,)]
