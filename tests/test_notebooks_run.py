"""Every notebook of the project runs by itself: on the golden season, from its defaults, and in an ordinary kernel."""

import shutil
from pathlib import Path

import nbformat
import papermill
import pytest

from cchc_analysis.pipeline.check import check_season
from cchc_analysis.reporting.pages.notebooks import (
    NotebookError,
    count_figures,
    find_notebook,
    list_notebooks,
    read_parameters,
    run_notebook,
)
from season_runs import GOLDEN, Run, copy_samples

NOTEBOOKS = list(list_notebooks())
WITHOUT_CHARTS = {"intake", "public_results", "projector", "plan_of_appraisal", "criteria_review", "registers"}
EVERY = pytest.mark.parametrize("notebook", NOTEBOOKS)


@pytest.fixture(scope="module")
def golden_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("golden") / "data"
    shutil.copytree(GOLDEN, data / "raw" / "2021")
    check_season(2021, data)
    return data


@pytest.fixture(scope="module")
def unchecked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("unchecked")
    copy_samples(project)
    return project


def failed(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


def test_there_are_the_notebooks_of_every_page():
    assert NOTEBOOKS == [
        "intake",
        "comparison",
        "deductions",
        "ranking",
        "yearly_report",
        "briefing",
        "unit_profile",
        "public_results",
        "projector",
        "plan_of_appraisal",
        "registers",
        "criteria_review",
    ]


@EVERY
def test_a_notebook_runs_on_the_golden_season(notebook, golden_data):
    done = run_notebook(notebook, {"year": 2021, "data_dir": str(golden_data)})
    assert failed(done) == []
    assert (count_figures(done) > 0) == (notebook not in WITHOUT_CHARTS)


@pytest.mark.parametrize("unit", ["vu_a", "cuc_b", "vien_c"])
def test_each_golden_unit_has_a_profile_ranked_open_or_not_ranked(unit, golden_data):
    done = run_notebook("unit_profile", {"year": 2021, "data_dir": str(golden_data), "unit": unit})
    assert failed(done) == []


@EVERY
def test_a_notebook_runs_on_the_golden_season_in_english(notebook, golden_data):
    assert failed(run_notebook(notebook, {"year": 2021, "data_dir": str(golden_data), "lang": "en"})) == []


@EVERY
def test_a_notebook_finds_the_project_from_its_own_folder_and_defaults_to_the_sample_year(
    notebook, sample_report: Run, monkeypatch
):
    monkeypatch.chdir(sample_report.project / "notebooks")
    assert read_parameters(find_notebook(notebook))["year"]["default"] == "2020"
    assert failed(run_notebook(notebook)) == []


@EVERY
def test_a_notebook_says_what_to_run_where_tables_are_missing(notebook, unchecked, monkeypatch):
    monkeypatch.chdir(unchecked)
    with pytest.raises(NotebookError, match="run `cchc check --year 2020` first"):
        run_notebook(notebook)


@EVERY
def test_a_misspelt_parameter_stops_and_lists_those_there_are(notebook, sample_report: Run, monkeypatch):
    monkeypatch.chdir(sample_report.project)
    with pytest.raises(NotebookError, match=r"unknown parameter 'yaer'.*year: int, data_dir: str, lang: str"):
        run_notebook(notebook, {"yaer": 2019})


def test_an_unknown_unit_stops_the_profile_and_lists_those_there_are(golden_data):
    with pytest.raises(NotebookError, match="no unit 'vu_b'; there are: cuc_b, vien_c, vu_a"):
        run_notebook("unit_profile", {"year": 2021, "data_dir": str(golden_data), "unit": "vu_b"})


def test_a_notebook_runs_in_an_ordinary_kernel_too(golden_data, tmp_path):
    done = papermill.execute_notebook(
        find_notebook("comparison"),
        tmp_path / "done.ipynb",
        {"year": 2021, "data_dir": str(golden_data)},
        kernel_name="python3",
        progress_bar=False,
    )
    assert count_figures(done) == 2
