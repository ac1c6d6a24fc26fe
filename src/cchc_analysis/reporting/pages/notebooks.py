"""Run a notebook with checked parameters: a misspelt name or a wrong type stops, it never runs on a default."""

import ast
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc_analysis.store import storage

if TYPE_CHECKING:
    from nbformat import NotebookNode

START = "00_start.ipynb"
"""Where a person begins in JupyterLab: checked like the others, but no page of the report, and in both languages."""

KERNEL, LANGUAGE = "python3", "python"
TYPES: Mapping[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
}
"""What a notebook's parameters may be annotated as, and which values are that."""


class NotebookError(Exception):
    """A notebook that cannot run or did not finish: which one, at which cell (from 1), and why."""

    def __init__(self, notebook: str, message: str, *, cell: int | None = None, source: str = "") -> None:
        self.notebook, self.message, self.cell, self.source = notebook, message, cell, source
        place = notebook if cell is None else f"{notebook}, cell {cell}"
        super().__init__(f"{place}: {message}")


def notebooks_folder() -> Path:
    """The project's notebooks: of the source tree this package is installed from, else of the project around us."""
    return storage.find_notebooks()


def list_notebooks(folder: Path | None = None) -> dict[str, Path]:
    """Each page's notebook by its name without the number in front (``02_comparison.ipynb``: ``comparison``), in order.

    The start notebook (:data:`START`) is not among them.
    """
    files = [path for path in sorted((folder or notebooks_folder()).glob("[!.]*.ipynb")) if path.name != START]
    return {path.stem.partition("_")[2] if path.stem[0].isdigit() else path.stem: path for path in files}


def find_notebook(name: str | Path, folder: Path | None = None) -> Path:
    """The notebook called *name* (``comparison``, ``02_comparison``, or the path of a notebook)."""
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    notebooks = list_notebooks(folder)
    for short, found in notebooks.items():
        if str(name) in (short, found.stem, found.name):
            return found
    raise NotebookError(str(name), f"no such notebook; there are: {', '.join(notebooks) or 'none'}")


def read_parameters(notebook: Path) -> dict[str, dict[str, str]]:
    """What a notebook can be asked, by name, as papermill reads it: ``inferred_type_name``, ``default``, ``help``."""
    return _inspect(notebook, notebook.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _inspect(notebook: Path, _written: int) -> dict[str, dict[str, str]]:
    """Read once for all pages that are made of a notebook, until somebody writes it anew."""
    import papermill

    parameters: dict[str, dict[str, str]] = papermill.inspect_notebook(notebook)
    return parameters


def run_notebook(
    notebook: str | Path, parameters: Mapping[str, Any] | None = None, output: Path | None = None
) -> "NotebookNode":
    """Run a notebook in this process and return it with its outputs, also written to *output* where given.

    Raises :class:`NotebookError` for a parameter that does not exist or has the wrong type, and for a cell that fails;
    what was done until then is in *output*.
    """
    import papermill  # here, with IPython: a process that gives pages out needs neither
    from papermill.exceptions import PapermillExecutionError

    from cchc_analysis.reporting.pages import engine

    path = find_notebook(notebook)
    given = dict(parameters or {})
    _check_parameters(path, given)
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
    try:
        return papermill.execute_notebook(
            path,
            output,
            given,
            engine_name=engine.register(),
            kernel_name=KERNEL,
            language=LANGUAGE,
            progress_bar=False,
            request_save_on_cell_execute=False,
        )
    except PapermillExecutionError as error:
        injected = 1 if given else 0  # papermill adds a cell with the values, above all that can fail
        message = f"{error.ename}: {error.evalue}"
        raise NotebookError(path.stem, message, cell=error.cell_index + 1 - injected, source=error.source) from error


def count_figures(notebook: "NotebookNode") -> int:
    """How many charts an executed notebook shows."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return sum("application/vnd.plotly.v1+json" in output.get("data", {}) for output in outputs)


def _check_parameters(path: Path, given: Mapping[str, Any]) -> None:
    declared = read_parameters(path)
    unknown = [name for name in given if name not in declared]
    wrong = [
        f"{name} = {given[name]!r} must be {expected}"
        for name, expected in ((name, _type_of(declared[name])) for name in given if name in declared)
        if not _is_of(given[name], expected)
    ]
    faults = [f"unknown parameter {name!r}" for name in unknown] + wrong
    if faults:
        known = ", ".join(f"{name}: {_type_of(parameter)}" for name, parameter in declared.items())
        raise NotebookError(path.stem, f"{'; '.join(faults)}. Parameters: {known or 'none'}")


def _type_of(parameter: Mapping[str, str]) -> str:
    stated = parameter["inferred_type_name"]
    if stated != "None":
        return stated
    return type(ast.literal_eval(parameter["default"])).__name__


def _is_of(value: Any, expected: str) -> bool:
    types = TYPES[expected.partition("[")[0].strip()]
    return isinstance(value, types) and (bool in types or not isinstance(value, bool))
