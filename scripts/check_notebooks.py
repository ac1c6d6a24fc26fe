"""Notebooks as they are stored: ``python -m scripts.check_notebooks`` (part of ``make check``).

Each is saved without outputs and execution counts, starts with its title, and has one parameters cell whose every line
papermill can read: a name, a type, a value and a comment.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from cchc_analysis.reporting.pages.notebooks import START, TYPES, list_notebooks, notebooks_folder, read_parameters


def check_notebook(path: Path) -> Iterator[str]:
    """What is wrong with a stored notebook, a sentence each."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.outputs or cell.execution_count is not None for cell in code):
        yield "has outputs: save it after “Clear Outputs of All Cells”"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "names another kernel than python3"
    if "widgets" in notebook.metadata:
        yield "keeps the state of widgets"
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "does not start with its title (# …)"
    yield from _check_parameters(path, [cell for cell in code if "parameters" in cell.metadata.get("tags", [])])


def _check_parameters(path: Path, cells: list[NotebookNode]) -> Iterator[str]:
    if len(cells) != 1:
        yield f"has {len(cells)} cells tagged “parameters”, needs one"
        return
    known = read_parameters(path)
    for statement in ast.parse(cells[0].source).body:
        line = ast.unparse(statement)
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            yield f"parameter without a type: {line}"
        elif statement.target.id not in known:
            yield f"parameter that papermill cannot read: {line}"
        elif known[statement.target.id]["inferred_type_name"] not in TYPES:
            yield f"parameter of a type other than {', '.join(TYPES)}: {line}"
        elif not known[statement.target.id]["help"]:
            yield f"parameter without a comment that explains it: {line}"


def main() -> int:
    """Check every notebook; the exit code is 1 when one is not as it should be."""
    stored = [notebooks_folder() / START, *list_notebooks().values()]
    faults = [f"{path.name} {fault}" for path in stored for fault in check_notebook(path)]
    print("\n".join(faults) or "notebooks are clean")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
