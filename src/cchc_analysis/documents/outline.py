"""The yearly report as its notebook tells it: the one place where the order of its parts is written down."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import nbformat
from IPython.display import HTML

from cchc_analysis import language, reporting
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.charts import Chart
from cchc_analysis.reporting.pages import notebooks

REPORT = "yearly_report"
ANNEX = "Phụ lục "
_LOADS = "cchc.load("


@dataclass(frozen=True)
class Heading:
    """A heading of the report: 2 for a section or an annex, 3 for what stands in it."""

    level: int
    text: str
    is_annex: bool = False


Part = Heading | str | Chart | HTML


def show_report(season: SeasonTables) -> Iterator[Part]:
    """Every heading, paragraph, chart and fragment of the yearly report of *season*, in the notebook's order.

    Each code cell after the one that loads the season is one expression; it is worked out on *season* as it is held
    here, so that a document says what the page says. A cell that shows nothing in such a season is passed over.
    """
    cells = nbformat.read(notebooks.find_notebook(REPORT), as_version=4).cells
    loading = next(at for at, cell in enumerate(cells) if cell.cell_type == "code" and _LOADS in cell.source)
    names = {"season": season, **_import_for(cells[loading].source)}
    gettext = language.words(season.lang).gettext
    for cell in cells[loading + 1 :]:
        if cell.cell_type == "code":
            shown = eval(cell.source, names)
            if shown is not None:
                yield shown
            continue
        for hashes, text in language.pieces_of(cell.source):
            said = gettext(text)
            yield Heading(len(hashes.strip()), said, text.startswith(ANNEX)) if hashes else said


def _import_for(source: str) -> dict[str, ModuleType]:
    """The modules of :mod:`cchc_analysis.reporting` that a cell imports, by name."""
    package = reporting.__name__
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom) and node.module == package]
    return {alias.name: import_module(f"{package}.{alias.name}") for node in imports for alias in node.names}
