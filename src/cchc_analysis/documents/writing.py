"""All documents of a season in one folder, put there together or not at all."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document

from cchc_analysis import storage
from cchc_analysis.documents import contents, layout, pictures
from cchc_analysis.documents.template import KINDS, TEMPLATE, TemplateError, build_template
from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting.charts import Chart

FOLDER = "documents"
PRINTED = ("briefing", "yearly_report")
"""Pages that are printed as PDF."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Written:
    """What was written, in what folder; what could not be made for want of a browser or a page, and what failed."""

    folder: Path
    files: tuple[str, ...]
    has_browser: bool
    missing_pages: tuple[str, ...]
    failures: tuple[str, ...]


def write_documents(
    season: SeasonTables,
    folder: Path,
    pages: Path,
    template: Path | None = None,
    progress: Progress = lambda done, total, name: None,
) -> Written:
    """Write report, ranking table, letters and the house's template, and PDFs of the *pages* where Chromium is there.

    An older folder is replaced when all of it is written. Raises :class:`TemplateError`.
    """
    _require_template(template)
    chromium = pictures.find_chromium()
    failures: list[str] = []

    def draw(chart: Chart) -> bytes | None:
        if chromium is None:
            return None
        try:
            return pictures.draw_picture(chart, chromium)
        except pictures.PictureError as error:
            failures.append(f"{chart.title}: {error}")
            return None

    makers: dict[str, Callable[[], Document]] = {
        f"bao_cao_{season.year}.docx": lambda: contents.write_report(season, template, draw),
        f"phu_luc_xep_hang_{season.year}.docx": lambda: contents.write_ranking(season, template),
        **{
            f"thu_{letter.id}_{season.year}.docx": lambda letter=letter: contents.write_letter(  # type: ignore[misc]
                season, letter, template
            )
            for letter in season.rules.letters
        },
        TEMPLATE: build_template,
    }
    present = [name for name in PRINTED if (pages / f"{name}.html").is_file()]
    missing = tuple(f"{name}.html" for name in PRINTED if name not in present) if chromium else ()
    total = len(makers) + (len(present) if chromium else 0)
    aside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    files: list[str] = []
    try:
        for name, make in makers.items():
            progress(len(files), total, name)
            (aside / name).write_bytes(layout.pack(make()))
            files.append(name)
        for name in present if chromium else []:
            progress(len(files), total, f"{name}.pdf")
            try:
                date = contents.date_files(season.rules)
                pictures.print_page(pages / f"{name}.html", aside / f"{name}.pdf", str(chromium), date)
                files.append(f"{name}.pdf")
            except pictures.PictureError as error:
                failures.append(f"{name}.pdf: {error}")
        storage.swap_in(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Written(folder, tuple(files), chromium is not None, missing, tuple(failures))


def _require_template(template: Path | None) -> None:
    if template is None:
        return
    known = [template / TEMPLATE, *(template / f"{kind}.docx" for kind in KINDS)]
    if not any(path.is_file() for path in known):
        raise TemplateError(str(template))
