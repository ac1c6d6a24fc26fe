import nbformat
import pytest
from scripts.check_notebooks import check_notebook

from cchc_analysis.reporting.pages.notebooks import list_notebooks, run_notebook
from reporting.small_notebooks import PARAMETERS, write_notebook


def test_a_clean_notebook_passes(tmp_path):
    assert list(check_notebook(write_notebook(tmp_path, "md:# Xếp hạng", "year"))) == []


def test_a_notebook_saved_with_outputs_is_found(tmp_path):
    path = write_notebook(tmp_path, "md:# Xếp hạng", "year")
    nbformat.write(run_notebook(path), path)
    assert any("outputs" in fault for fault in check_notebook(path))


def test_a_notebook_without_a_title_is_found(tmp_path):
    assert list(check_notebook(write_notebook(tmp_path, "year"))) == ["does not start with its title (# …)"]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        (None, "has 0 cells tagged “parameters”"),
        (PARAMETERS + "more = 1  # Untyped\n", "without a type: more = 1"),
        (PARAMETERS + "more: int = 1\n", "without a comment that explains it: more: int = 1"),
        (PARAMETERS + "more: str | None = None  # Union\n", "papermill cannot read"),
        (PARAMETERS + 'more: str = "a=b"  # Equals sign\n', "papermill cannot read"),
        (PARAMETERS + "more: tuple = ()  # Not flat\n", "of a type other than int, float"),
    ],
)
def test_a_parameter_that_papermill_would_overlook_is_found(tmp_path, parameters, said):
    (fault,) = check_notebook(write_notebook(tmp_path, "md:# Xếp hạng", "1", parameters=parameters))
    assert said in fault


@pytest.mark.parametrize("name", list(list_notebooks()))
def test_the_project_s_notebooks_are_stored_clean(name):
    assert list(check_notebook(list_notebooks()[name])) == []
