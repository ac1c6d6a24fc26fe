"""From a checked season to every page of its report: what ``cchc report`` does after the check."""

import os
import posixpath
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables, load
from cchc_analysis.language import mark
from cchc_analysis.pipeline import attachments, page_cache
from cchc_analysis.pipeline.attachments import Beside
from cchc_analysis.reporting import printing, public, season_size, tables, text
from cchc_analysis.reporting.pages import language_links, layout, notebooks, unit_index
from cchc_analysis.reporting.pages.page_check import check_page
from cchc_analysis.rules.season import Form
from cchc_analysis.running import workers
from cchc_analysis.store import provenance, read_log, storage
from cchc_analysis.store.kept_releases import say_newer
from cchc_analysis.store.public_season import PublicSeason, load_public, write_public

if TYPE_CHECKING:
    from nbformat import NotebookNode

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Kind:
    """A kind of page: the notebook it is, its title and what it is for; whether it travels alone by mail.

    In a page that ``digs`` tables are sorted and searched, and one unit can be followed.
    """

    notebook: str
    title: str
    about: str
    single_file: bool = False
    digs: bool = False
    layout: Literal["page", "slides"] = "page"
    page: str = ""

    @property
    def file(self) -> str:
        """The page's file name: the notebook's unless stated."""
        return self.page or f"{self.notebook}.html"


KINDS = (
    Kind(
        "briefing",
        mark("Tóm tắt"),
        mark("Dành cho lãnh đạo: đọc trong hai phút, trên điện thoại hoặc bản in"),
        single_file=True,
    ),
    Kind(
        "yearly_report", mark("Báo cáo năm"), mark("Toàn bộ kết quả, nguyên nhân, so sánh, phụ lục"), single_file=True
    ),
    Kind("ranking", mark("Xếp hạng"), mark("Toàn cơ quan và trong nhóm đơn vị cùng loại"), digs=True),
    Kind("deductions", mark("Điểm bị trừ"), mark("Tiêu chí nào, đơn vị nào, vì sao, có lặp lại không"), digs=True),
    Kind("comparison", mark("Tự chấm và thẩm định"), mark("Đơn vị tự chấm khác điểm thẩm định ở đâu"), digs=True),
    Kind(
        "plan_of_appraisal",
        mark("Soát gì trước"),
        mark("Tổ giúp việc: ô tự chấm nào nên thẩm định trước, vì sao"),
        digs=True,
    ),
    Kind(
        "criteria_review",
        mark("Rà soát bộ tiêu chí"),
        mark("Người soạn bộ tiêu chí năm sau: tiêu chí nào còn phân biệt được các đơn vị"),
        digs=True,
    ),
    Kind("intake", mark("Tiếp nhận"), mark("Đã nhận được gì, có gì phải sửa, ở ô nào"), digs=True),
)
REGISTERS = Kind(
    "registers", mark("Tự chấm và sổ"), mark("Sổ theo dõi có bảo đảm điểm tự chấm không, vì những dòng nào"), digs=True
)
"""The page of a season that has registers."""
UNIT = Kind("unit_profile", mark("Hồ sơ đơn vị"), mark("Mất điểm ở đâu, vì sao, cần khắc phục gì trước"))
PUBLIC_KINDS = (
    Kind("public_results", mark("Kết quả"), mark("Dành cho người ngoài cơ quan"), page="index.html"),
    Kind("projector", mark("Trình chiếu"), mark("Dành cho hội nghị công bố kết quả"), layout="slides"),
)
FRONT = "index.html"
SINGLE = "single"
REPORT_RECORD = provenance.REPORT_RECORD
SINGLE_NAMES: Mapping[str, str] = {kind.notebook: kind.notebook for kind in (*KINDS, REGISTERS, *PUBLIC_KINDS)} | {
    "units": UNIT.notebook
}
"""What pages that may be asked for as single files are called, and the notebook of each."""
MOST_SOURCES = 50
"""Files that a page of a large season names among those it came from; it counts the others."""
PUBLIC = "public"
Editions = Literal["internal", "public", "both"]


@dataclass(frozen=True)
class Page:
    """One page to make: its notebook and parameters, and the frame around it; whether a copy of it travels alone."""

    kind: Kind
    frame: layout.Frame
    parameters: dict[str, int | str]
    lang: str
    folder: Path
    executed: Path
    travels: bool = False

    @property
    def name(self) -> str:
        """The page as messages name it: ``ranking.html``, ``public/index.html``."""
        return f"{PUBLIC}/{self.frame.page}" if self.frame.edition == "public" else self.frame.page


@dataclass(frozen=True)
class Report:
    """What was made: the front page; for each page that was withheld the reasons why; folders of pages to be mailed.

    ``kept_count`` of the pages had not changed and stayed as they were.
    """

    front: Path
    page_count: int
    withheld: dict[str, list[str]]
    copies: Sequence[Path] = ()
    kept_count: int = 0


def report_season(
    year: int,
    data: Path,
    out: Path,
    *,
    lang: str = "vi",
    units: Sequence[str] = (),
    edition: Editions = "both",
    form: Form | None = None,
    single_file: Sequence[str] = (),
    overridden: Sequence[tuple[str, str]] = (),
    releases: Path | None = None,
    force: bool = False,
    jobs: int = 1,
    cluster: str = "",
    progress: Progress = lambda done, total, page: None,
) -> Report:
    """Make every page of a checked season (of *units* only, where given) and the workbook of its tables.

    Pages that would come out the same are kept (:mod:`freshness`), unless *force* is given.

    Of both editions, unless *edition* names one; pages of units alone leave the public one as it is. *form* publishes
    in order or by group whatever ``season.toml`` says; :class:`NoGradesError` is raised where there is nothing to group
    by. An internal run takes an older public edition away, since it would say something else.

    Of each page named in *single_file* (:data:`SINGLE_NAMES`) a copy is put into ``single/`` that needs nothing beside
    it and holds no link to other pages, to be sent by mail; older copies are taken away.

    *overridden* pairs what a release was made in spite of with the reason; every internal page and workbook prints it,
    public ones say that there is something, not what. Every page says so where received files changed since the last
    release of the year in the folder *releases*.

    A page that fails, or that its check refuses, or on which two processes died, is withheld: it is not written, an
    older one is removed, and the others stand. *progress* is told how many pages of how many are done.

    Pages are made by *jobs* processes, or by the Dask cluster at the address *cluster*. Where the run ends before its
    time, by Ctrl-C or for want of room on the disk, every page that stands is a whole one.
    """
    season = load(year, data, lang)
    folder, outside = _find_folders(out / str(year), lang)
    whole = folder / REPORT_RECORD
    if not units:
        whole.unlink(missing_ok=True)
    work: list[Page] = []
    if edition != "public":
        folder.mkdir(parents=True, exist_ok=True)
        layout.write_plotly(folder)
        unit_ids = [season.find_unit(unit) for unit in units] or season.units["unit_id"].tolist()
        work += plan_pages(season, folder, unit_ids)
    if edition == "internal":
        _remove_public(outside, year)
        shutil.rmtree(folder / "notebooks" / PUBLIC, ignore_errors=True)
    elif not units:
        write_public(year, data, form)
        public_season = load_public(year, data, lang)
        work += plan_public_pages(public_season, data, outside, folder / "notebooks" / PUBLIC)
    newer = say_newer(releases, year, data, lang) if releases else ""
    alone = {SINGLE_NAMES[name] for name in single_file}
    work = [
        replace(
            page,
            travels=page.kind.notebook in alone,
            frame=replace(_say_overridden(page.frame, overridden, lang), since_release=newer),
        )
        for page in work
    ]
    asked_for = {page.folder / SINGLE / page.frame.page for page in work if page.travels}
    for copied in {page.folder / SINGLE for page in work} if not units else ():
        for path in {*copied.rglob("*.html")} - asked_for:
            path.unlink()
    is_kept = {page.executed: not force and page_cache.is_fresh(page) for page in work}
    stale, kept = [[page for page in work if is_kept[page.executed] is state] for state in (False, True)]
    others = {page.folder: Beside(page.frame, lang, data, page.folder, page.executed.parent) for page in reversed(work)}
    untouched = {folder: [] if force else attachments.list_kept(item) for folder, item in others.items()}
    to_make = [item for folder, item in others.items() if not untouched[folder]]
    made_beside, withheld = _make_stale([*to_make, *stale], jobs, cluster, progress)
    relinked = [page for page in kept if _has_link_to_restore(page)]
    withheld |= _make_stale(relinked, jobs, cluster, progress)[1]
    withheld = dict(sorted(withheld.items()))
    files_beside = [*chain.from_iterable(untouched.values()), *made_beside]
    for page in work:
        if page.frame.edition == "public":
            _settle_links(page)
    copies = [path for path in (folder / SINGLE, outside / SINGLE) if any(path.rglob("*.html"))]
    kept_count = len(kept) - len(relinked)
    asked = provenance.ask_report(
        year,
        data,
        lang=lang,
        edition=edition,
        form=form,
        single_file=single_file,
        overridden=overridden,
        since_release=newer,
    )
    if edition == "public":
        language_links.settle(out / str(year))
        made = Report(outside / FRONT, len(work), withheld, copies, kept_count)
        if not withheld and not units:
            _remember_whole(whole, folder, asked, made, work, files_beside)
        return made
    if not units:
        _remove_strangers(folder, {page.frame.page for page in work if page.frame.edition == "internal"})
    front = _write_front(season, others[folder], withheld, outside)
    for page in work:
        if page.frame.edition == "internal":
            _settle_links(page)
    settled = {page.folder / page.frame.page for page in work}
    for path in (*folder.glob("*.html"), *folder.glob("units/*.html")):
        if path not in settled:
            _unlink_missing(path)
    language_links.settle(out / str(year))
    made = Report(front, len(work) + 1, withheld, copies, kept_count)
    if not withheld and not units:
        _remember_whole(whole, folder, asked, made, work, [*files_beside, front, *(folder / "assets").rglob("*.js")])
    return made


def _remember_whole(
    record: Path, folder: Path, asked: dict[str, Any], made: Report, work: Sequence[Page], beside: Sequence[Path]
) -> None:
    """Write what the whole report was made from, so that an unchanged one is known without reading a table."""
    if not all(page_cache.is_fresh(page) for page in work):  # somebody checked the season anew meanwhile
        return
    own = [page.folder / name for page in work for name in page_cache.list_made(page)]
    hashes = provenance.hash_files(folder, [*own, *beside])
    said = {
        "front": os.path.relpath(made.front, folder),
        "copies": [os.path.relpath(path, folder) for path in made.copies],
        "page_count": made.page_count,
    }
    seasons = {(asked["data"], asked["year"]), *(season for page in work for season in page_cache.list_seasons(page))}
    provenance.remember_report(record, asked, seasons, hashes, said)


def _make_stale(
    work: Sequence[Beside | Page], jobs: int, cluster: str, progress: Progress
) -> tuple[list[Path], dict[str, list[str]]]:
    """Make pages and what stands beside them: the files beside them, and what is withheld with the reasons why."""
    files: list[Path] = []
    withheld = {}
    count, done = sum(isinstance(item, Page) for item in work), 0
    folders = {item.folder for item in work}
    with workers.tidy(*folders), closing(workers.run(_make, work, jobs=jobs, cluster=cluster)) as running:
        for item, made in running:
            written, faults = ([], [_say_lost(made, item.lang)]) if isinstance(made, workers.Lost) else made
            files += written
            if faults:
                withheld[item.name if isinstance(item, Page) else item.workbook.name] = faults
            if isinstance(item, Beside):
                if faults:
                    attachments.remove(item)
                continue
            if isinstance(made, workers.Lost):
                _remove_page(item)
            done += 1
            progress(done, count, item.name)
    return files, withheld


def _make(item: Beside | Page) -> tuple[list[Path], list[str]]:
    """The files that were made beside the pages, and what is wrong with them or with a page."""
    if isinstance(item, Page):
        return [], make_page(item)[1]
    try:
        return attachments.make(item), []
    except Exception as error:  # the pages stand without a workbook
        if storage.is_disk_full(error):
            raise
        return [], [str(error) or type(error).__name__]


def _has_link_to_restore(page: Page) -> bool:
    """Whether a page that a link of this one was to lead to, and could not, is there now."""
    _links, unlinked = page_cache.list_links(page)
    place = (page.folder / page.frame.page).parent
    return any((place / link).exists() for link in unlinked)


def _settle_links(page: Page) -> None:
    """Turn links to pages that were not made into words, and note which."""
    path = page.folder / page.frame.page
    links, unlinked = page_cache.list_links(page)
    missing = {link for link in links if not (path.parent / link).exists()}
    if path.exists() and missing - unlinked:
        _unlink_missing(path)
        page_cache.remember_unlinked(page, missing)


def list_kinds(season: SeasonTables) -> list[Kind]:
    """The kinds of internal pages of a season; without registers there is no page about them."""
    return [*KINDS, REGISTERS] if season.count_rows("measured") else list(KINDS)


def plan_pages(season: SeasonTables, folder: Path, unit_ids: Sequence[str]) -> list[Page]:
    """The pages of a season: one of each kind, and one for each of *unit_ids*."""
    _ = language.words(season.lang).gettext
    submissions = season.submissions.dropna(subset="source_file")
    notes = season.notes
    said = notes.loc[notes["section"].notna(), "source_file"].tolist()
    shared = [*submissions["source_file"].drop_duplicates(), *said]
    kinds = list_kinds(season)
    is_large = season_size.is_large(season)
    listed = shared[:MOST_SOURCES] if is_large else shared
    to_units = [(unit_index.PAGE, _("Đơn vị"))] if is_large else []
    frame = layout.Frame(
        page="",
        title="",
        season=season.rules,
        nav=[(FRONT, _("Trang đầu")), *((kind.file, _(kind.title)) for kind in kinds), *to_units],
        provisional=text.say_provisional(season),
        rules=f"data/raw/{season.year}/season.toml",
    )
    executed = folder / "notebooks"
    named = [] if is_large else list(season.units[["unit_id", "unit"]].itertuples(index=False, name=None))
    parameters: dict[str, int | str] = {"year": season.year, "data_dir": str(season.data), "lang": season.lang}
    whole = [
        Page(
            kind,
            replace(
                frame,
                page=kind.file,
                title=_(kind.title),
                sources=listed,
                more_sources=len(shared) - len(listed),
                units=named if kind.digs else (),
                digs=kind.digs,
            ),
            parameters,
            season.lang,
            folder,
            executed / f"{kind.notebook}.ipynb",
        )
        for kind in kinds
    ]
    names = season.units.set_index("unit_id")["unit"]
    own = pd.concat([submissions, notes]).groupby("unit_id")["source_file"].unique()
    single = [
        Page(
            UNIT,
            replace(
                frame,
                page=f"units/{unit_id}.html",
                title=names[unit_id],
                unit=unit_id,
                sources=list(own.get(unit_id, [])),
            ),
            parameters | {"unit": unit_id},
            season.lang,
            folder,
            executed / "units" / f"{unit_id}.ipynb",
        )
        for unit_id in unit_ids
    ]
    return whole + single


def plan_public_pages(season: PublicSeason, data: Path, folder: Path, executed: Path) -> list[Page]:
    """The pages of the public edition; what was executed to make them stays inside, in *executed*."""
    _ = language.words(season.lang).gettext
    frame = layout.Frame(
        page="",
        title="",
        season=season.rules,
        nav=[(kind.file, _(kind.title)) for kind in PUBLIC_KINDS],
        provisional=public.say_provisional(season),
        edition="public",
    )
    titles = {"public_results": _("Kết quả chấm điểm cải cách hành chính"), "projector": _("Trình chiếu kết quả")}
    return [
        Page(
            kind,
            replace(frame, page=kind.file, title=titles[kind.notebook], layout=kind.layout),
            {"year": season.year, "data_dir": str(data), "lang": season.lang},
            season.lang,
            folder,
            executed / f"{kind.notebook}.ipynb",
        )
        for kind in PUBLIC_KINDS
    ]


def warm_up(lang: str) -> None:
    """Load what every page needs and compile the templates, before there is a page to make."""
    from cchc_analysis.reporting.pages import engine

    engine.warm_up()
    layout.warm_up(lang)
    printing.warm_up(lang)


def make_page(page: Page) -> tuple[str, list[str]]:
    """Run a page's notebook, lay it out, check it, and write it if nothing is wrong; the page and what is wrong."""
    before = page_cache.forget(page)
    try:
        with read_log.watch() as read:
            notebook = notebooks.run_notebook(page.kind.notebook, page.parameters, page.executed)
        html = layout.export_page(notebook, page.frame, page.lang, single_file=page.kind.single_file)
        faults = check_page(
            html,
            year=page.frame.season.year,
            unit=page.frame.unit or None,
            charts=notebooks.count_figures(notebook),
            lang=page.lang,
        )
        if not faults:
            made = [*_write_page(page, notebook, html), page.executed]
            page_cache.remember(page, made, read, (link for link, _words in _LINK.findall(html)), before)
    except Exception as error:  # whatever one page dies of, the others stand and the run says so
        if storage.is_disk_full(error):  # the others would die of it too
            raise
        faults = [str(error) or type(error).__name__]
    if faults:
        _remove_page(page)
    return page.name, faults


def _write_page(page: Page, notebook: "NotebookNode", html: str) -> Iterator[Path]:
    """Write a page and, where one is asked for, the copy of it that travels alone."""
    yield layout.write_page(html, page.folder / page.frame.page)
    if page.travels:
        frame = replace(page.frame, nav=())
        alone = layout.unlink(layout.export_page(notebook, frame, page.lang, single_file=True))
        yield layout.write_page(alone, page.folder / SINGLE / page.frame.page)


def _remove_page(page: Page) -> None:
    """Take away an older page, and its copy, where a new one could not be made."""
    for folder in (page.folder, page.folder / SINGLE):
        (folder / page.frame.page).unlink(missing_ok=True)


def _say_lost(lost: workers.Lost, lang: str) -> str:
    _ = language.words(lang).gettext
    said = _("Tiến trình lập trang này hai lần dừng đột ngột, thường vì thiếu bộ nhớ ({reason}).")
    return said.format(reason=lost.reason)


def _remove_strangers(folder: Path, expected: set[str]) -> None:
    """Take away pages of units that are no longer in the season, and the notebooks that were executed for them."""
    for path in (*folder.glob("units/*.html"), *folder.glob("notebooks/units/*.*")):
        if f"units/{path.stem}.html" not in expected:
            path.unlink()


def _find_folders(reports: Path, lang: str) -> tuple[Path, Path]:
    """Where the internal and the public pages in *lang* are."""
    inside, outside = reports, reports / PUBLIC
    return (inside, outside) if lang == language.SOURCE else (inside / lang, outside / lang)


def _remove_public(outside: Path, year: int) -> None:
    for name in (*(kind.file for kind in PUBLIC_KINDS), public.WORKBOOK.format(year=year)):
        (outside / name).unlink(missing_ok=True)
        (outside / SINGLE / name).unlink(missing_ok=True)


def _say_overridden(frame: layout.Frame, overridden: Sequence[tuple[str, str]], lang: str) -> layout.Frame:
    """What a release was made in spite of names units and cells, so a public page says only that there is something."""
    if frame.edition == "internal":
        return replace(frame, overridden=overridden)
    return replace(frame, provisional=_say_unsettled(frame.provisional, bool(overridden), lang))


def _say_unsettled(provisional: str, is_overridden: bool, lang: str) -> str:
    said = language.words(lang).gettext("Bản này được phát hành khi còn nội dung chưa xử lý xong.")
    return " ".join(filter(None, [provisional, said if is_overridden else ""]))


def _write_front(season: SeasonTables, others: Beside, withheld: dict[str, list[str]], outside: Path) -> Path:
    folder = others.folder
    words = language.words(season.lang)
    _ = words.gettext
    doors = [
        {"file": kind.file, "title": _(kind.title), "about": _(kind.about)}
        for kind in list_kinds(season)
        if (folder / kind.file).exists()
    ]
    if (outside / FRONT).exists():
        about = _("Phần được phép đưa ra ngoài cơ quan, kèm bản trình chiếu hội nghị")
        file = posixpath.relpath((outside / FRONT).as_posix(), folder.as_posix())
        doors.append({"file": file, "title": _("Bản công khai"), "about": about})
    content = (
        printing.environment()
        .get_template("front.html.j2")
        .render(
            _=_,
            headline=Markup(text.say_headline(season).data),
            cards=Markup(text.show_cards(season).data),
            pages=doors,
            unit_rows=Markup(tables.list_unit_doors(season, folder).data),
            received=Markup(text.say_received(season).data),
            workbook=others.workbook.name if others.workbook.exists() else "",
            withheld=[(page, "; ".join(faults)) for page, faults in withheld.items()],
        )
    )
    frame = replace(others.frame, page=FRONT, title=_("Kết quả chấm điểm cải cách hành chính"))
    return layout.write_page(layout.lay_out(Markup(content), frame, season.lang), folder / FRONT)


_LINK = re.compile(r'<a href="([^":#]+\.html)"[^>]*>(.*?)</a>', re.DOTALL)


def _unlink_missing(path: Path) -> None:
    """Leave a link's words but not the link where the page it leads to was not made."""
    html = language_links.clear(path.read_bytes()).decode("utf-8")
    kept = _LINK.sub(lambda link: link[0] if (path.parent / link[1]).exists() else link[2], html)
    if kept != html:
        layout.write_page(kept, path)
