"""All documents of a season in one folder, put there together or not at all."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document

from cchc_analysis.analyst import SeasonTables
from cchc_analysis.documents import contents, layout, pictures
from cchc_analysis.documents.template import TEMPLATE, build_template, require_template
from cchc_analysis.reporting.charts import Chart
from cchc_analysis.store import provenance, storage

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
    is_kept: bool = False


def write_documents(
    season: SeasonTables,
    folder: Path,
    pages: Path,
    template: Path | None = None,
    progress: Progress = lambda done, total, name: None,
    *,
    overridden: contents.Overridden = (),
    record: Path | None = None,
    force: bool = False,
) -> Written:
    """Write report, ranking table, letters and the house's template, and PDFs of the *pages* where Chromium is there.

    Word files print what they were released in spite of (*overridden*), as pages do. An older folder is replaced when
    all of it is written. With a *record* of what the documents were made from those that would come out the same are
    kept, unless *force* is given. Raises :class:`~cchc_analysis.documents.template.TemplateError`.
    """
    require_template(template)
    chromium = pictures.find_chromium()
    asked = _ask(season, pages, template, chromium) if record is not None else ""
    if record is not None and not force and (kept := _recall(record, asked, folder)):
        return kept
    if record is not None:
        record.unlink(missing_ok=True)
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
        f"bao_cao_{season.year}.docx": lambda: contents.write_report(season, template, draw, overridden),
        f"phu_luc_xep_hang_{season.year}.docx": lambda: contents.write_ranking(season, template, overridden),
        **{
            f"thu_{letter.id}_{season.year}.docx": lambda letter=letter: contents.write_letter(  # type: ignore[misc]
                season, letter, template, overridden
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
    written = Written(folder, tuple(files), chromium is not None, missing, tuple(failures))
    if record is not None and not failures:
        made = provenance.hash_files(folder, [folder / name for name in files])
        said = {"has_browser": written.has_browser, "missing_pages": missing}
        provenance.write_record(record, {"asked": asked, "files": files, "made": made, "said": said})
    return written


def _ask(season: SeasonTables, pages: Path, template: Path | None, chromium: str | None) -> str:
    """What documents are made from, in one hash: package, tables, template, printed pages, browser."""
    folder = template.parent if template is not None and template.is_file() else template
    templates = [template] if template != folder else sorted(folder.glob("*.docx")) if folder is not None else []
    browser = pictures.name_chromium(chromium) if chromium is not None else ""
    printed = provenance.hash_files(pages, [pages / f"{name}.html" for name in PRINTED])
    tables = provenance.digest_season(season.year, season.data)
    known = provenance.hash_files(folder or pages, [each for each in templates if each is not None])
    return provenance.digest([provenance.fingerprint(), season.lang, tables, known, str(template), browser, printed])


def _recall(record: Path, asked: str, folder: Path) -> Written | None:
    """The documents as they are, where they are those that would be written."""
    known = provenance.read_record(record)
    if known is None or known["asked"] != asked or not provenance.are_as_made(folder, known["made"]):
        return None
    said = known["said"]
    return Written(folder, tuple(known["files"]), said["has_browser"], tuple(said["missing_pages"]), (), is_kept=True)
