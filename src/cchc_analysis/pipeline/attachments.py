"""What stands beside the pages and holds whole tables: the workbook; of a large season its list of units and tables."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from cchc_analysis import language, schemas
from cchc_analysis.analyst import SeasonTables, load
from cchc_analysis.pipeline import page_cache
from cchc_analysis.reporting import public, season_size
from cchc_analysis.reporting.pages import layout, unit_index
from cchc_analysis.reporting.workbook import csv_files, sheets, worklist
from cchc_analysis.store import provenance
from cchc_analysis.store.public_season import load_public

RECORD = "beside.json"


@dataclass(frozen=True)
class Beside:
    """What stands beside the pages of one edition in *folder*; its record is kept in *records*.

    *frame* is that of the pages: season, edition, what is provisional and what was overridden.
    """

    frame: layout.Frame
    lang: str
    data: Path
    folder: Path
    records: Path

    @property
    def year(self) -> int:
        """The year of the season."""
        return self.frame.season.year

    @property
    def record(self) -> Path:
        """What the files were made from."""
        return self.records / RECORD

    @property
    def workbook(self) -> Path:
        """The workbook of the edition's tables."""
        name = public.WORKBOOK if self.frame.edition == "public" else "cchc_{year}.xlsx"
        return self.folder / name.format(year=self.year)

    @property
    def worklist(self) -> Path:
        """The worklist of the order of appraisal."""
        return self.folder / worklist.FILE.format(year=self.year)


def list_kept(beside: Beside) -> list[Path]:
    """The files as far as they would come out the same; none where any of them has to be made again."""
    return page_cache.list_kept(beside.record, _ask(beside))


def make(beside: Beside) -> list[Path]:
    """Write the files; which they are."""
    write = _write_public if beside.frame.edition == "public" else _write_internal
    return page_cache.make_beside(beside.record, _ask(beside), lambda: list(write(beside)))


def remove(beside: Beside) -> None:
    """Take away what an earlier run wrote, where it could not be written anew."""
    for path in (beside.record, beside.workbook, beside.worklist, beside.folder / unit_index.PAGE):
        path.unlink(missing_ok=True)
    shutil.rmtree(beside.folder / csv_files.FOLDER, ignore_errors=True)


def _ask(beside: Beside) -> object:
    """All that the files are made from."""
    frame = beside.frame
    return [
        provenance.digest_season(beside.year, beside.data),
        beside.lang,
        frame.provisional,
        frame.overridden,
        frame.since_release,
    ]


def _write_internal(beside: Beside) -> Iterator[Path]:
    season = load(beside.year, beside.data, beside.lang)
    sheets.write_workbook(
        {
            name: getattr(season, name)
            for name in sheets.SHEETS
            if name not in schemas.REGISTER_TABLES or season.count_rows(name)
        },
        beside.workbook,
        season.rules,
        season.lang,
        provisional=beside.frame.provisional,
        overridden=beside.frame.overridden,
        linked=csv_files.LINKED if season_size.is_large(season) else (),
    )
    yield beside.workbook
    listed = worklist.write_worklist(season, beside.worklist)
    yield from [listed] if listed else []
    yield from _write_for_scale(season, beside)


def _write_for_scale(season: SeasonTables, beside: Beside) -> Iterator[Path]:
    """The list of units and the full tables that the pages of a large season lead to; of another, neither."""
    index = beside.folder / unit_index.PAGE
    if not season_size.is_large(season):
        index.unlink(missing_ok=True)
        csv_files.remove_tables(beside.folder)
        return
    csv_files.write_tables(season, beside.folder)
    frame = replace(beside.frame, page=unit_index.PAGE, title=language.words(season.lang).gettext("Danh sách đơn vị"))
    content = Markup(unit_index.show_units(season).data)
    yield layout.write_page(layout.lay_out(content, frame, season.lang), index)
    yield from (path for path in (beside.folder / csv_files.FOLDER).rglob("*") if path.is_file())


def _write_public(beside: Beside) -> Iterator[Path]:
    """The public tables; a column without any value, as that of ranks by group, is not there at all."""
    season = load_public(beside.year, beside.data, beside.lang)
    twice = ["code", "name", "name_en"]  # beside "criterion_code" and "criterion" in the reader's language
    tables = {name: getattr(season, name).dropna(axis="columns", how="all") for name in schemas.PUBLIC_TABLES}
    sheets.write_workbook(
        {
            name: rows.drop(columns=twice, errors="ignore") if "criterion" in rows else rows
            for name, rows in tables.items()
        },
        beside.workbook,
        season.rules,
        season.lang,
        labels=public.name_codes(season.lang),
        provisional=beside.frame.provisional,
        edition="public",
    )
    yield beside.workbook
