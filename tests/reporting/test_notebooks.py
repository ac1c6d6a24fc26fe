import nbformat
import pytest

from cchc_analysis.reporting.pages.notebooks import NotebookError, list_notebooks, read_parameters, run_notebook
from reporting.small_notebooks import write_notebook


def test_values_reach_the_notebook_as_they_were_given(tmp_path):
    path = write_notebook(tmp_path, "year, unit, top, final")
    given = {"year": 2019, "unit": "1.10", "top": 3, "final": True}
    assert run_notebook(path, given).cells[-1].outputs[0].data["text/plain"] == "(2019, '1.10', 3, True)"


def test_a_notebook_runs_from_its_defaults(tmp_path):
    path = write_notebook(tmp_path, "year, unit, top, final")
    assert run_notebook(path).cells[-1].outputs[0].data["text/plain"] == "(2020, '', 1.5, False)"


def test_a_misspelt_parameter_stops_and_lists_what_exists(tmp_path):
    with pytest.raises(NotebookError, match=r"unknown parameter 'yaer'.*year: int, unit: str, top: float, final: bool"):
        run_notebook(write_notebook(tmp_path, "year"), {"yaer": 2019})


@pytest.mark.parametrize(
    "given", [{"year": "2019"}, {"year": True}, {"year": 20.5}, {"unit": 1}, {"top": "1,5"}, {"final": 1}]
)
def test_a_value_of_the_wrong_type_stops(tmp_path, given):
    with pytest.raises(NotebookError, match=f"{next(iter(given))} = .* must be"):
        run_notebook(write_notebook(tmp_path, "year"), given)


def test_a_type_is_read_from_the_default_where_none_is_stated(tmp_path):
    path = write_notebook(tmp_path, "year", parameters="year = 2020  # Season\n")
    with pytest.raises(NotebookError, match="year = '2020' must be int"):
        run_notebook(path, {"year": "2020"})


def test_a_notebook_without_parameters_takes_none(tmp_path):
    path = write_notebook(tmp_path, "1", parameters=None)
    run_notebook(path)
    with pytest.raises(NotebookError, match="Parameters: none"):
        run_notebook(path, {"year": 2020})


def test_each_parameter_explains_itself(tmp_path):
    assert read_parameters(write_notebook(tmp_path))["year"]["help"] == "Season being reported"


def test_notebooks_are_known_by_their_name_in_order(tmp_path):
    for name in ("02_comparison.ipynb", "01_intake.ipynb", ".hidden.ipynb"):
        write_notebook(tmp_path, "1", name=name)
    assert list(list_notebooks(tmp_path)) == ["intake", "comparison"]


def test_an_unknown_notebook_is_an_error_that_lists_what_exists():
    with pytest.raises(NotebookError, match="no such notebook; there are:"):
        run_notebook("comparisons")


def test_the_executed_notebook_is_kept_where_asked(tmp_path):
    output = tmp_path / "runs" / "2019" / "small.ipynb"
    run_notebook(write_notebook(tmp_path, "year"), {"year": 2019}, output)
    assert nbformat.read(output, as_version=4).cells[-1].outputs[0].data["text/plain"] == "2019"
