"""The yearly report as its notebook tells it: the one place where the order of its parts is written down."""

from collections.abc import Iterator
from dataclasses import dataclass

import nbformat
from IPython.display import HTML

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import charts, language, listings, notebooks, wording
from cchc_analysis.reporting.charts import Chart

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
    here, so that a document says what the page says.
    """
    names = {"season": season, "charts": charts, "listings": listings, "wording": wording}
    gettext = language.words(season.lang).gettext
    for cell in _read_cells():
        if cell.cell_type == "code":
            yield eval(cell.source, names)
            continue
        for hashes, text in language.pieces_of(cell.source):
            said = gettext(text)
            yield Heading(len(hashes.strip()), said, text.startswith(ANNEX)) if hashes else said


def _read_cells() -> list[nbformat.NotebookNode]:
    cells = nbformat.read(notebooks.find_notebook(REPORT), as_version=4).cells
    first = next(at for at, cell in enumerate(cells) if cell.cell_type == "code" and _LOADS in cell.source)
    return list(cells[first + 1 :])
