"""From a checked season to every page of its report: what ``cchc report`` does after the check."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import joblib
import pandas as pd
from markupsafe import Markup

from cchc_analysis import schemas
from cchc_analysis.loading import SeasonTables, load
from cchc_analysis.public_season import PublicSeason, load_public, write_public
from cchc_analysis.reporting import (
    exports,
    full_tables,
    language,
    listings,
    notebooks,
    pages,
    public,
    scale,
    unit_index,
    wording,
)
from cchc_analysis.reporting.language import mark
from cchc_analysis.reporting.page_check import check_page
from cchc_analysis.reporting.tables import environment
from cchc_analysis.season import Form

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
    Kind("intake", mark("Tiếp nhận"), mark("Đã nhận được gì, có gì phải sửa, ở ô nào"), digs=True),
)
UNIT = Kind("unit_profile", mark("Hồ sơ đơn vị"), mark("Mất điểm ở đâu, vì sao, cần khắc phục gì trước"))
PUBLIC_KINDS = (
    Kind("public_results", mark("Kết quả"), mark("Dành cho người ngoài cơ quan"), page="index.html"),
    Kind("projector", mark("Trình chiếu"), mark("Dành cho hội nghị công bố kết quả"), layout="slides"),
)
FRONT = "index.html"
SINGLE = "single"
SINGLE_NAMES: Mapping[str, str] = {kind.notebook: kind.notebook for kind in (*KINDS, *PUBLIC_KINDS)} | {
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
    frame: pages.Frame
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
    """What was made: the front page; for each page that was withheld the reasons why; folders of pages to be mailed."""

    front: Path
    page_count: int
    withheld: dict[str, list[str]]
    copies: Sequence[Path] = ()


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
    jobs: int = 1,
    progress: Progress = lambda done, total, page: None,
) -> Report:
    """Make every page of a checked season (of *units* only, where given) and the workbook of its tables.

    Of both editions, unless *edition* names one; pages of units alone leave the public one as it is. *form* publishes
    in order or by group whatever ``season.toml`` says; :class:`NoGradesError` is raised where there is nothing to group
    by. An internal run takes an older public edition away, since it would say something else.

    Of each page named in *single_file* (:data:`SINGLE_NAMES`) a copy is put into ``single/`` that needs nothing beside
    it and holds no link to other pages, to be sent by mail; older copies are taken away.

    *overridden* pairs what a release was made in spite of with the reason; every internal page and workbook prints it,
    public ones say that there is something, not what.

    A page that fails, or that its check refuses, is withheld: it is not written, an older one is removed, and the
    others stand. *progress* is told how many pages of how many are done.
    """
    season = load(year, data, lang)
    folder, outside = _find_folders(out / str(year), lang)
    work: list[Page] = []
    if edition != "public":
        folder.mkdir(parents=True, exist_ok=True)
        pages.write_plotly(folder)
        unit_ids = [season.find_unit(unit) for unit in units] or season.units["unit_id"].tolist()
        work += plan_pages(season, folder, unit_ids)
    if edition == "internal":
        _remove_public(outside, year)
    elif not units:
        write_public(year, data, form)
        public_season = load_public(year, data, lang)
        work += plan_public_pages(public_season, data, outside, folder / "notebooks" / PUBLIC)
        _write_public_workbook(public_season, outside, bool(overridden))
    alone = {SINGLE_NAMES[name] for name in single_file}
    work = [
        replace(page, travels=page.kind.notebook in alone, frame=_say_overridden(page.frame, overridden, lang))
        for page in work
    ]
    for copied in {page.folder / SINGLE for page in work} if not units else ():
        for path in copied.rglob("*.html"):
            path.unlink()
    withheld: dict[str, list[str]] = {}
    for done, (page, faults) in enumerate(_make_all(work, jobs), start=1):
        if faults:
            withheld[page] = faults
        progress(done, len(work), page)
    withheld = dict(sorted(withheld.items()))
    for path in outside.glob("*.html"):
        _unlink_missing(path)
    copies = [path for path in (folder / SINGLE, outside / SINGLE) if any(path.rglob("*.html"))]
    if edition == "public":
        return Report(outside / FRONT, len(work), withheld, copies)
    if not units:
        _remove_strangers(folder, {page.frame.page for page in work if page.frame.edition == "internal"})
    workbook = f"cchc_{year}.xlsx"
    exports.write_workbook(
        {name: getattr(season, name) for name in exports.SHEETS},
        folder / workbook,
        season.rules,
        lang,
        provisional=wording.say_provisional(season),
        overridden=overridden,
    )
    _write_for_scale(season, folder, overridden)
    front = _write_front(season, folder, workbook, withheld, outside, overridden)
    for path in (*folder.glob("*.html"), *folder.glob("units/*.html")):
        _unlink_missing(path)
    return Report(front, len(work) + 1, withheld, copies)


def plan_pages(season: SeasonTables, folder: Path, unit_ids: Sequence[str]) -> list[Page]:
    """The pages of a season: one of each kind, and one for each of *unit_ids*."""
    _ = language.words(season.lang).gettext
    submissions = season.submissions.dropna(subset="source_file")
    notes = season.notes
    said = notes.loc[notes["section"].notna(), "source_file"].tolist()
    shared = [*submissions["source_file"].drop_duplicates(), *said]
    is_large = scale.is_large(season)
    listed = shared[:MOST_SOURCES] if is_large else shared
    to_units = [(unit_index.PAGE, _("Đơn vị"))] if is_large else []
    frame = pages.Frame(
        page="",
        title="",
        season=season.rules,
        nav=[(FRONT, _("Trang đầu")), *((kind.file, _(kind.title)) for kind in KINDS), *to_units],
        provisional=wording.say_provisional(season),
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
        for kind in KINDS
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
    frame = pages.Frame(
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


def make_page(page: Page) -> tuple[str, list[str]]:
    """Run a page's notebook, lay it out, check it, and write it if nothing is wrong; the page and what is wrong."""
    target, copy = page.folder / page.frame.page, page.folder / SINGLE / page.frame.page
    try:
        notebook = notebooks.run_notebook(page.kind.notebook, page.parameters, page.executed)
        html = pages.export_page(notebook, page.frame, page.lang, single_file=page.kind.single_file)
        faults = check_page(
            html,
            year=page.frame.season.year,
            unit=page.frame.unit or None,
            charts=notebooks.count_figures(notebook),
            lang=page.lang,
        )
    except Exception as error:  # whatever one page dies of, the others stand and the run says so
        faults = [str(error) or type(error).__name__]
    if faults:
        target.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
    else:
        pages.write_page(html, target)
        if page.travels:
            alone = replace(page.frame, nav=(), translation="")
            pages.write_page(pages.unlink(pages.export_page(notebook, alone, page.lang, single_file=True)), copy)
    return page.name, faults


def _make_all(work: Sequence[Page], jobs: int) -> Iterator[tuple[str, list[str]]]:
    if jobs == 1 or len(work) == 1:
        yield from map(make_page, work)
        return
    unfinished = {page.name for page in work}
    try:
        parallel = joblib.Parallel(n_jobs=min(jobs, len(work)), return_as="generator_unordered")
        for name, faults in parallel(joblib.delayed(make_page)(page) for page in work):
            unfinished.discard(name)
            yield name, faults
    except joblib.externals.loky.process_executor.TerminatedWorkerError as error:
        for name in sorted(unfinished):
            yield name, [str(error)]


def _remove_strangers(folder: Path, expected: set[str]) -> None:
    """Take away pages of units that are no longer in the season."""
    for path in folder.glob("units/*.html"):
        if path.relative_to(folder).as_posix() not in expected:
            path.unlink()


def _find_folders(reports: Path, lang: str) -> tuple[Path, Path]:
    """Where the internal and the public pages in *lang* are."""
    inside, outside = reports, reports / PUBLIC
    return (inside, outside) if lang == language.SOURCE else (inside / lang, outside / lang)


def _remove_public(outside: Path, year: int) -> None:
    for name in (*(kind.file for kind in PUBLIC_KINDS), public.WORKBOOK.format(year=year)):
        (outside / name).unlink(missing_ok=True)
        (outside / SINGLE / name).unlink(missing_ok=True)


def _say_overridden(frame: pages.Frame, overridden: Sequence[tuple[str, str]], lang: str) -> pages.Frame:
    """What a release was made in spite of names units and cells, so a public page says only that there is something."""
    if frame.edition == "internal":
        return replace(frame, overridden=overridden)
    return replace(frame, provisional=_say_unsettled(frame.provisional, bool(overridden), lang))


def _say_unsettled(provisional: str, is_overridden: bool, lang: str) -> str:
    said = language.words(lang).gettext("Bản này được phát hành khi còn nội dung chưa xử lý xong.")
    return " ".join(filter(None, [provisional, said if is_overridden else ""]))


def _write_public_workbook(season: PublicSeason, outside: Path, is_overridden: bool) -> None:
    """The public tables as a workbook; a column without any value, as that of ranks by group, is not there at all."""
    twice = ["code", "name", "name_en"]  # beside "criterion_code" and "criterion" in the reader's language
    tables = {name: getattr(season, name).dropna(axis="columns", how="all") for name in schemas.PUBLIC_TABLES}
    exports.write_workbook(
        {
            name: rows.drop(columns=twice, errors="ignore") if "criterion" in rows else rows
            for name, rows in tables.items()
        },
        outside / public.WORKBOOK.format(year=season.year),
        season.rules,
        season.lang,
        labels=public.name_codes(season.lang),
        provisional=_say_unsettled(public.say_provisional(season), is_overridden, season.lang),
        edition="public",
    )


def _write_for_scale(season: SeasonTables, folder: Path, overridden: Sequence[tuple[str, str]]) -> None:
    """The list of units and the full tables that the pages of a large season lead to; of another, neither."""
    if not scale.is_large(season):
        (folder / unit_index.PAGE).unlink(missing_ok=True)
        full_tables.remove_tables(folder)
        return
    full_tables.write_tables(season, folder)
    title = language.words(season.lang).gettext("Danh sách đơn vị")
    frame = replace(plan_pages(season, folder, [])[0].frame, page=unit_index.PAGE, title=title, overridden=overridden)
    content = Markup(unit_index.show_units(season).data)
    pages.write_page(pages.lay_out(content, frame, season.lang), folder / unit_index.PAGE)


def _write_front(
    season: SeasonTables,
    folder: Path,
    workbook: str,
    withheld: dict[str, list[str]],
    outside: Path,
    overridden: Sequence[tuple[str, str]],
) -> Path:
    words = language.words(season.lang)
    _ = words.gettext
    doors = [
        {"file": kind.file, "title": _(kind.title), "about": _(kind.about)}
        for kind in KINDS
        if (folder / kind.file).exists()
    ]
    if (outside / FRONT).exists():
        about = _("Phần được phép đưa ra ngoài cơ quan, kèm bản trình chiếu hội nghị")
        file = posixpath.relpath((outside / FRONT).as_posix(), folder.as_posix())
        doors.append({"file": file, "title": _("Bản công khai"), "about": about})
    content = (
        environment()
        .get_template("front.html.j2")
        .render(
            _=_,
            headline=Markup(wording.say_headline(season).data),
            cards=Markup(wording.show_cards(season).data),
            pages=doors,
            unit_rows=Markup(listings.list_unit_doors(season, folder).data),
            received=Markup(wording.say_received(season).data),
            workbook=workbook,
            withheld=[(page, "; ".join(faults)) for page, faults in withheld.items()],
        )
    )
    frame = replace(
        plan_pages(season, folder, [])[0].frame,
        page=FRONT,
        title=_("Kết quả chấm điểm cải cách hành chính"),
        overridden=overridden,
    )
    return pages.write_page(pages.lay_out(Markup(content), frame, season.lang), folder / FRONT)


_LINK = re.compile(r'<a href="([^":#]+\.html)"[^>]*>(.*?)</a>', re.DOTALL)


def _unlink_missing(path: Path) -> None:
    """Leave a link's words but not the link where the page it leads to was not made."""
    html = path.read_text(encoding="utf-8")
    kept = _LINK.sub(lambda link: link[0] if (path.parent / link[1]).exists() else link[2], html)
    if kept != html:
        pages.write_page(kept, path)
