"""Simulated seasons: read without error, say what the model drew, repeat by seed, and look like real ones."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cchc_analysis.analysis.reasons import match_words
from cchc_analysis.cli.app import app
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.simulation.nation import REASONS, REMARKS, Plan, found_nation
from cchc_analysis.simulation.points import NOT_APPLICABLE, simulate_forms
from cchc_analysis.simulation.writing import simulate
from cchc_analysis.store import storage

PLAN = Plan(units=24, criteria=30, years=4, seed=3, first_year=2031)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation") / "data"
    simulate(PLAN, folder)
    check_season(PLAN.all_years[-1], folder)
    return folder


@pytest.fixture(scope="module")
def comparisons(data: Path) -> dict[int, pd.DataFrame]:
    return {year: storage.load_table("comparison", year, data) for year in PLAN.all_years}


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".xlsx")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_season_is_read_without_an_error(data: Path) -> None:
    for year in PLAN.all_years:
        findings = storage.load_table("findings", year, data)
        assert findings[findings["severity"] == "error"].empty


def test_every_page_will_say_that_the_season_is_made_up(data: Path) -> None:
    assert all(storage.load_rules(year, data).is_illustrative for year in PLAN.all_years)


def test_what_is_read_is_what_was_drawn(comparisons: dict[int, pd.DataFrame]) -> None:
    nation = found_nation(PLAN)
    for forms in simulate_forms(nation):
        read = comparisons[PLAN.first_year + forms.season].query("line == 'score'")
        drawn = forms.stages["appraisal_1"].set_index(["unit", "criterion"])["score"]
        last = forms.stages["appraisal_2"].set_index(["unit", "criterion"])["score"]
        drawn.update(last)
        scored = pd.to_numeric(drawn[drawn != NOT_APPLICABLE]).drop(["thuong", "phat"], level=1, errors="ignore")
        found = read.set_index(["unit_id", "criterion_id"])["appraised_score"].dropna()
        assert found.to_dict() == scored.to_dict()


def test_the_same_seed_makes_the_same_files_and_another_seed_others(data: Path, tmp_path: Path) -> None:
    simulate(PLAN, tmp_path / "again")
    simulate(Plan(24, 30, 4, seed=4, first_year=2031), tmp_path / "other")
    first, again, other = (_hashes(folder / "raw") for folder in (data, tmp_path / "again", tmp_path / "other"))
    assert first == again
    scores = [name for name in first if name.endswith(".csv") and "self" in name]
    assert scores
    assert all(first[name] != other[name] for name in scores)


def test_most_cells_stand_at_their_maximum_and_some_claims_are_cut(comparisons: dict[int, pd.DataFrame]) -> None:
    rows = pd.concat(comparisons.values())
    assert 0.55 < (rows["appraised_score"] == rows["max_score"]).mean() < 0.85
    assert 0.05 < (rows["cut"] > 0).mean() < 0.3
    assert 0 < (rows["raised"] > 0).mean() < 0.02


def test_losses_last_from_season_to_season(comparisons: dict[int, pd.DataFrame]) -> None:
    hit = [
        rows.set_index(["unit_id", "criterion_id"])["deduction"].dropna() > 0
        for rows in (comparisons[2031], comparisons[2032])
    ]
    both = pd.concat(hit, axis="columns", keys=["before", "now"], join="inner")
    assert both.loc[both["before"], "now"].mean() > 1.5 * both["now"].mean()


def test_a_changed_criteria_set_is_declared_so_that_seasons_stay_comparable(data: Path) -> None:
    rules = storage.load_rules(2034, data)
    assert sorted(change.relation for change in rules.crosswalk) == ["dropped", "new", "reweighted"]
    before, now = (
        set(storage.load_table("criteria", year, data).query("is_leaf")["criterion_id"]) for year in (2033, 2034)
    )
    assert before - now == {rules.crosswalk[1].previous[0]}
    assert now - before == {rules.crosswalk[0].current[0]}
    changes = storage.load_table("score_changes", 2034, data)
    assert changes["own_change"].notna().all()
    assert len(changes) == PLAN.units


def test_a_remark_tells_its_own_reason_and_no_other() -> None:
    remarks = pd.Series(REMARKS)
    for reason in REASONS:
        told = match_words(remarks, reason.patterns[0])
        assert remarks.index[told].tolist() == [reason.id]


def test_a_plan_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="criteria must be 1 or more, not 0"):
        found_nation(Plan(units=1, criteria=0, years=1, seed=1, first_year=2030))


@pytest.mark.parametrize(("units", "criteria", "years"), [(1, 1, 1), (2, 5, 4), (9, 100, 1)])
def test_the_smallest_and_oddest_plans_are_read_too(units: int, criteria: int, years: int, tmp_path: Path) -> None:
    plan = Plan(units, criteria, years, seed=1, first_year=2030)
    simulate(plan, tmp_path)
    assert check_season(plan.all_years[-1], tmp_path).count_findings("error") == 0


def test_the_command_never_writes_over_a_season_that_is_there(tmp_path: Path) -> None:
    options = ["simulate", "--units", "8", "--criteria", "6", "--years", "2", "--out", str(tmp_path)]
    made = CliRunner().invoke(app, options)
    assert made.exit_code == 0, made.output
    before = _hashes(tmp_path)
    again = CliRunner().invoke(app, options)
    assert again.exit_code == 2
    assert "2011" in again.output
    assert _hashes(tmp_path) == before
