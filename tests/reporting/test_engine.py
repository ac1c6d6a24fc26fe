import sys
import warnings
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import papermill_engines

from cchc_analysis.reporting.pages import engine, notebooks
from reporting.small_notebooks import write_notebook


def outputs_of(path: Path, cell: int = -1) -> list[nbformat.NotebookNode]:
    return notebooks.run_notebook(path).cells[cell].outputs


def test_outputs_stand_in_the_order_in_which_they_were_made(tmp_path):
    path = write_notebook(
        tmp_path,
        "import sys\n"
        "from IPython.display import HTML, display\n"
        "print('a')\nprint('b')\n"
        "print('thấy', file=sys.stderr)\n"
        "display(HTML('<b>1</b>'))\n"
        "print('c')\n"
        "6 * 7",
    )
    shown = outputs_of(path)
    assert [output.output_type for output in shown] == ["stream", "stream", "display_data", "stream", "execute_result"]
    assert [output.text for output in shown if output.output_type == "stream"] == ["a\nb\n", "thấy\n", "c\n"]
    assert shown[2].data["text/html"] == "<b>1</b>"
    assert shown[4].data["text/plain"] == "42"


def test_nothing_leaks_from_one_run_into_the_next(tmp_path):
    path = write_notebook(tmp_path, "leaked = globals().get('leaked', 0) + 1\nleaked, '_' in globals() and bool(_)")
    assert [outputs_of(path)[0].data["text/plain"] for _ in range(3)] == ["(1, False)"] * 3


def test_the_process_is_left_as_it_was(tmp_path):
    path = write_notebook(
        tmp_path,
        "import sys, warnings\nsys.path.insert(0, 'somewhere')\nwarnings.simplefilter('ignore')\n__name__",
    )
    before = sys.modules["__main__"], list(sys.path), sys.displayhook, sys.excepthook, list(warnings.filters)
    shell = InteractiveShell._instance
    folder = Path.cwd()
    assert outputs_of(path)[0].data["text/plain"] == "'__main__'"
    assert (sys.modules["__main__"], sys.path, sys.displayhook, sys.excepthook, warnings.filters) == before
    assert InteractiveShell._instance is shell
    assert Path.cwd() == folder


def test_a_run_leaves_nothing_in_the_home_folder(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("IPYTHONDIR", str(home / "ipython"))
    notebooks.run_notebook(write_notebook(tmp_path, "1"))
    assert list(home.iterdir()) == []


def test_the_first_failing_cell_stops_the_run_and_keeps_what_was_shown(tmp_path):
    path = write_notebook(tmp_path, "md:# Tiêu đề", "print('trước')\nraise ValueError('hỏng')", "print('sau')")
    output = tmp_path / "done.ipynb"
    with pytest.raises(notebooks.NotebookError, match="01_small, cell 3: ValueError: hỏng"):
        notebooks.run_notebook(path, {"year": 2019}, output)
    kept = [cell for cell in nbformat.read(output, as_version=4).cells if cell.cell_type == "code"]
    assert [[shown.output_type for shown in cell.outputs] for cell in kept] == [[], [], ["stream", "error"], []]
    assert any("ValueError" in line for line in kept[2].outputs[1].traceback)


def test_a_cell_that_is_not_python_is_an_error(tmp_path):
    with pytest.raises(notebooks.NotebookError, match="SyntaxError"):
        notebooks.run_notebook(write_notebook(tmp_path, "year ="))


def test_changing_what_was_shown_is_refused_for_a_page_shows_the_finished_thing(tmp_path):
    path = write_notebook(
        tmp_path, "from IPython.display import display, update_display\nupdate_display(1, display_id='x')"
    )
    with pytest.raises(notebooks.NotebookError, match="display the finished thing once"):
        notebooks.run_notebook(path)


def test_an_interrupt_stops_the_whole_run(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        notebooks.run_notebook(write_notebook(tmp_path, "raise KeyboardInterrupt"))


def test_a_picture_becomes_text_that_a_notebook_can_hold(tmp_path):
    path = write_notebook(
        tmp_path, "from IPython.display import display\ndisplay({'image/png': b'\\x89PNG'}, raw=True)"
    )
    assert outputs_of(path)[0].data["image/png"] == "iVBORw=="


def test_cells_may_wait_for_what_runs_beside_them(tmp_path):
    assert (
        outputs_of(write_notebook(tmp_path, "import asyncio\nawait asyncio.sleep(0, 'xong')"))[0].data["text/plain"]
        == "'xong'"
    )


def test_papermill_knows_the_engine_once_it_is_registered():
    assert papermill_engines.get_engine(engine.register()) is engine.InProcessEngine
