"""From a checked season to every page of its report: what ``cchc report`` does after the check."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import joblib
import pandas as pd
from markupsafe import Markup

from cchc_analysis.loading import SeasonTables, load
from cchc_analysis.reporting import exports, language, listings, notebooks, pages, wording
from cchc_analysis.reporting.language import mark
from cchc_analysis.reporting.page_check import check_page
from cchc_analysis.reporting.tables import environment

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Kind:
    """A kind of page: the notebook it is, its title and what it is for; whether it travels alone by mail."""

    notebook: str
    title: str
    about: str
    single_file: bool = False

    @property
    def file(self) -> str:
        """The page's file name."""
        return f"{self.notebook}.html"


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
    Kind("ranking", mark("Xếp hạng"), mark("Toàn cơ quan và trong nhóm đơn vị cùng loại")),
    Kind("deductions", mark("Điểm bị trừ"), mark("Tiêu chí nào, đơn vị nào, vì sao, có lặp lại không")),
    Kind("comparison", mark("Tự chấm và thẩm định"), mark("Đơn vị tự chấm khác điểm thẩm định ở đâu")),
    Kind("intake", mark("Tiếp nhận"), mark("Đã nhận được gì, có gì phải sửa, ở ô nào")),
)
UNIT = Kind("unit_profile", mark("Hồ sơ đơn vị"), mark("Mất điểm ở đâu, vì sao, cần khắc phục gì trước"))
FRONT = "index.html"


@dataclass(frozen=True)
class Page:
    """One page to make: its notebook and parameters, and the frame around it."""

    kind: Kind
    frame: pages.Frame
    parameters: dict[str, int | str]
    lang: str
    folder: Path


@dataclass(frozen=True)
class Report:
    """What was made: the front page, and for each page that was withheld the reasons why."""

    front: Path
    page_count: int
    withheld: dict[str, list[str]]


def report_season(
    year: int,
    data: Path,
    out: Path,
    *,
    lang: str = "vi",
    units: Sequence[str] = (),
    jobs: int = 1,
    progress: Progress = lambda done, total, page: None,
) -> Report:
    """Make every page of a checked season (of *units* only, where given) and the workbook of its tables.

    A page that fails, or that its check refuses, is withheld: it is not written, an older one is removed, and the
    others stand. *progress* is told how many pages of how many are done.
    """
    season = load(year, data, lang)
    folder = out / str(year) if lang == language.SOURCE else out / str(year) / lang
    folder.mkdir(parents=True, exist_ok=True)
    pages.write_plotly(folder)
    work = plan_pages(season, folder, [season.find_unit(unit) for unit in units] or season.units["unit_id"].tolist())
    withheld: dict[str, list[str]] = {}
    for done, (page, faults) in enumerate(_make_all(work, jobs), start=1):
        if faults:
            withheld[page] = faults
        progress(done, len(work), page)
    if not units:
        _remove_strangers(folder, {page.frame.page for page in work})
    workbook = f"cchc_{year}.xlsx"
    exports.write_workbook(
        {name: getattr(season, name) for name in exports.SHEETS},
        folder / workbook,
        season.rules,
        lang,
        provisional=wording.say_provisional(season),
    )
    front = _write_front(season, folder, workbook, dict(sorted(withheld.items())))
    for path in (*folder.glob("*.html"), *folder.glob("units/*.html")):
        _unlink_missing(path)
    return Report(front, len(work) + 1, dict(sorted(withheld.items())))


def plan_pages(season: SeasonTables, folder: Path, unit_ids: Sequence[str]) -> list[Page]:
    """The pages of a season: one of each kind, and one for each of *unit_ids*."""
    _ = language.words(season.lang).gettext
    submissions = season.submissions.dropna(subset="source_file")
    notes = season.notes
    said = notes.loc[notes["section"].notna(), "source_file"].tolist()
    shared = [*submissions["source_file"].drop_duplicates(), *said]
    frame = pages.Frame(
        page="",
        title="",
        season=season.rules,
        nav=[(FRONT, _("Trang đầu")), *((kind.file, _(kind.title)) for kind in KINDS)],
        provisional=wording.say_provisional(season),
        rules=f"data/raw/{season.year}/season.toml",
    )
    parameters: dict[str, int | str] = {"year": season.year, "data_dir": str(season.data), "lang": season.lang}
    whole = [
        Page(
            kind,
            replace(frame, page=kind.file, title=_(kind.title), sources=shared),
            parameters,
            season.lang,
            folder,
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
        )
        for unit_id in unit_ids
    ]
    return whole + single


def make_page(page: Page) -> tuple[str, list[str]]:
    """Run a page's notebook, lay it out, check it, and write it if nothing is wrong; the page and what is wrong."""
    name = page.frame.page
    target = page.folder / name
    executed = page.folder / "notebooks" / Path(name).with_suffix(".ipynb")
    try:
        notebook = notebooks.run_notebook(page.kind.notebook, page.parameters, executed)
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
    else:
        pages.write_page(html, target)
    return name, faults


def _make_all(work: Sequence[Page], jobs: int) -> Iterator[tuple[str, list[str]]]:
    if jobs == 1 or len(work) == 1:
        yield from map(make_page, work)
        return
    unfinished = {page.frame.page for page in work}
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


def _write_front(season: SeasonTables, folder: Path, workbook: str, withheld: dict[str, list[str]]) -> Path:
    words = language.words(season.lang)
    _ = words.gettext
    content = (
        environment()
        .get_template("front.html.j2")
        .render(
            _=_,
            headline=Markup(wording.say_headline(season).data),
            cards=Markup(wording.show_cards(season).data),
            pages=[
                {"file": kind.file, "title": _(kind.title), "about": _(kind.about)}
                for kind in KINDS
                if (folder / kind.file).exists()
            ],
            unit_rows=Markup(listings.list_unit_doors(season, folder).data),
            received=Markup(wording.say_received(season).data),
            workbook=workbook,
            withheld=[(page, "; ".join(faults)) for page, faults in withheld.items()],
        )
    )
    frame = replace(
        plan_pages(season, folder, [])[0].frame, page=FRONT, title=_("Kết quả chấm điểm cải cách hành chính")
    )
    return pages.write_page(pages.lay_out(Markup(content), frame, season.lang), folder / FRONT)


_LINK = re.compile(r'<a href="([^":#]+\.html)"[^>]*>(.*?)</a>', re.DOTALL)


def _unlink_missing(path: Path) -> None:
    """Leave a link's words but not the link where the page it leads to was not made."""
    html = path.read_text(encoding="utf-8")
    kept = _LINK.sub(lambda link: link[0] if (path.parent / link[1]).exists() else link[2], html)
    if kept != html:
        pages.write_page(kept, path)
