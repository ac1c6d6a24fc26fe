"""What an executed notebook shows, as HTML: the content of a page, made by nbconvert from our own template."""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode

from cchc_analysis import language
from cchc_analysis.reporting.pages.layout import TEMPLATES, TITLE


def export_content(notebook: NotebookNode, lang: str = "vi") -> str:
    """The prose and outputs of *notebook* in *lang*, without its code and its title."""
    content, _resources = _exporter(language.known(lang)).from_notebook_node(notebook)
    return content


def warm_up(lang: str) -> None:
    """Compile the template in *lang*."""
    _exporter(language.known(lang)).template  # noqa: B018 - compiled when it is first asked for


class _ContentExporter(HTMLExporter):
    """nbconvert's HTML exporter with everything escaped that is not HTML already, and no second parse of the result."""

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.autoescape = True
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        content, resources = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        return str(content), resources


@cache
def _exporter(lang: str) -> _ContentExporter:
    exporter = _ContentExporter(
        template_name="cchc",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_anchor_links=True,
        default_preprocessors=[],  # those of nbconvert strip and colour what is not shown here
        optimistic_validation=True,  # once, not after each preprocessor
    )
    exporter.register_preprocessor(_without_title, enabled=True)
    exporter.register_preprocessor(_translation(lang), enabled=True)
    return exporter


def _without_title(notebook: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
    first = next((cell for cell in notebook.cells if cell.cell_type == "markdown"), None)
    if first is not None:
        first.source = TITLE.sub("", first.source).strip()
        if not first.source:
            notebook.cells.remove(first)
    return notebook, resources


def _translation(lang: str) -> Callable[[NotebookNode, dict[str, Any]], tuple[NotebookNode, dict[str, Any]]]:
    def translate(notebook: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = language.translate_prose(cell.source, lang)
        return notebook, resources

    return translate
