"""Notebooks and charts small enough to see through, for tests of the machinery that runs and publishes them."""

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cchc_analysis.rules.season import Season

SEASON = Season(year=2020, title="Mùa 2020", title_en="Season 2020", body="Cơ quan Mẫu", body_en="Sample Body")

PARAMETERS = """\
year: int = 2020  # Season being reported
unit: str = ""  # Unit shown
top: float = 1.5  # A number
final: bool = False  # Yes or no
"""

FIGURE = {
    "data": [{"type": "bar", "orientation": "h", "y": ["Vụ I", "Cục II"], "x": [40.25, 35.5]}],
    "layout": {"height": 220, "separators": ",."},
}


def write_notebook(
    folder: Path, *cells: str, name: str = "01_small.ipynb", parameters: str | None = PARAMETERS
) -> Path:
    """A notebook of *cells*: those that start with ``md:`` are prose, the others code."""
    made = [
        new_markdown_cell(cell.removeprefix("md:")) if cell.startswith("md:") else new_code_cell(cell) for cell in cells
    ]
    if parameters is not None:
        made.insert(1 if cells and cells[0].startswith("md:") else 0, _parameters(parameters))
    notebook = new_notebook(
        cells=made, metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    )
    nbformat.write(notebook, folder / name)
    return folder / name


def chart_html(chart_id: str, figure: dict = FIGURE) -> str:
    """A chart as the pages hold it."""
    data = json.dumps(figure, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<figure class="chart" id="{chart_id}"><figcaption>Điểm</figcaption>'
        f'<div class="plot" data-label="Điểm theo đơn vị"></div>'
        f'<script type="application/json" class="plot-data">{data}</script>'
        f'<details class="chart-data" open><summary>Số liệu</summary>'
        f"<table><tr><th>Vụ I</th><td>40,25</td></tr></table></details></figure>"
    )


def show(html: str) -> str:
    """Code of a cell that shows *html*."""
    return f"from IPython.display import HTML\nHTML({html!r})"


def _parameters(source: str) -> nbformat.NotebookNode:
    return new_code_cell(source, metadata={"tags": ["parameters"]})
