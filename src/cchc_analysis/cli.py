"""What the system can be asked to do: the ``cchc`` command."""

import traceback
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from cchc_analysis.check import Checked
    from cchc_analysis.loading import SeasonTables
    from cchc_analysis.report import Report

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chấm điểm CCHC: tự chấm và thẩm định. / Self-scored against appraised reform scores.",
)

GOOD, FINISHED_WITH_ERRORS, CANNOT_RUN = 0, 1, 2


class Lang(StrEnum):
    """Languages of pages and messages."""

    vi = "vi"
    en = "en"


class Edition(StrEnum):
    """Which pages to make."""

    both = "both"
    internal = "internal"
    public = "public"


class Form(StrEnum):
    """How the result is published."""

    order = "order"
    group = "group"


Year = Annotated[int, typer.Option(help="Năm của mùa chấm. / The season's year.")]
Data = Annotated[Path, typer.Option(help="Thư mục có raw/ và processed/. / Folder of raw/ and processed/.")]
Out = Annotated[Path | None, typer.Option("--out", help="Nơi ghi các trang (mặc định: reports). / Where the pages go.")]
Language = Annotated[Lang, typer.Option(help="Ngôn ngữ. / Language.")]
Units = Annotated[list[str] | None, typer.Option("--unit", help="Chỉ trang của đơn vị này. / Only this unit's page.")]
Editions = Annotated[
    Edition, typer.Option(help="Bản nội bộ, bản công khai, hay cả hai. / Internal pages, public ones, or both.")
]
SingleFiles = Annotated[
    str,
    typer.Option(
        "--single-file",
        metavar="TRANG,…",
        help="Các trang có thêm bản một tệp để gửi thư, trong single/: tên trang, units, all hoặc none. "
        "/ Pages copied as one file each, to be mailed, into single/: their names, units, all or none.",
    ),
]
PublicForm = Annotated[
    Form | None,
    typer.Option(
        "--form",
        help="Công bố theo thứ tự hay nhóm điểm (mặc định: theo season.toml). / Publish in order or by grade.",
    ),
]
From = Annotated[int, typer.Option("--from", help="Mùa trước. / The season to start from.")]
FormsOut = Annotated[Path, typer.Option("--out", help="Thư mục đặt phiếu. / Folder for the forms.")]
FormStages = Annotated[
    list[str] | None,
    typer.Option(
        "--stage",
        help="Giai đoạn (mặc định: tự chấm và thẩm định đầu tiên). / Stage (default: self and first appraisal).",
    ),
]
FormUnits = Annotated[list[str] | None, typer.Option("--unit", help="Chỉ đơn vị này. / Only this unit.")]
OneUnit = Annotated[str, typer.Option("--unit", help="Đơn vị: mã, tên, tên gọi khác. / Unit: id, name, alias.")]
OneStage = Annotated[str | None, typer.Option("--stage", help="Chỉ giai đoạn này. / Only this stage.")]
OneCriterion = Annotated[
    str, typer.Option("--criterion", help="Tiêu chí: mã định danh hoặc mã in. / Criterion: id or printed code.")
]
SimulationOut = Annotated[
    Path, typer.Option("--out", help="Thư mục dữ liệu mới, có raw/ bên trong. / A new data folder, with raw/ inside.")
]
ReturnsOut = Annotated[
    Path | None,
    typer.Option("--out", help="Nơi ghi (mặc định: reports/<năm>/returns). / Where to write (same default)."),
]
ReturnUnits = Annotated[list[str] | None, typer.Option("--unit", help="Chỉ đơn vị này. / Only this unit.")]
Template = Annotated[
    Path | None,
    typer.Option("--template", help="Thư mục có mẫu template.docx. / Folder with a template.docx of your own."),
]
ReleaseOut = Annotated[
    Path | None, typer.Option("--out", help="Nơi ghi (mặc định: releases). / Where to write (default: releases).")
]
Overrides = Annotated[
    list[str] | None, typer.Option("--override", help="Bỏ qua trở ngại có tên này. / Override the obstacle so named.")
]
Reasons = Annotated[
    list[str] | None, typer.Option("--because", help="Lý do bỏ qua, theo thứ tự. / The reason, in the same order.")
]
Jobs = Annotated[int, typer.Option(min=0, help="Số tiến trình; 0: mọi nhân. / Processes; 0: all cores.")]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@app.command()
def check(year: Year, data: Data = Path("data"), lang: Language = Lang.vi) -> None:
    """Đọc và kiểm tra những gì đã nhận. / Read and check what was received, without making pages."""
    checked = _check(year, _find(data), lang)
    _ = _words(lang)
    out.print(_("Bảng số liệu: {folder}").format(folder=_shown(checked.folder)))
    _end(checked, [], lang)


@app.command()
def report(
    year: Year,
    data: Data = Path("data"),
    out_folder: Out = None,
    lang: Language = Lang.vi,
    unit: Units = None,
    edition: Editions = Edition.both,
    form: PublicForm = None,
    single_file: SingleFiles = "briefing,yearly_report",
    jobs: Jobs = 0,
) -> None:
    """Từ phiếu đã nhận đến mọi trang báo cáo. / From received files to every page of the report."""
    folder, _ = _find(data), _words(lang)
    if unit and edition == Edition.public:
        _stop(_("Bản công khai không có trang đơn vị: bỏ --unit hoặc --edition public."))
    alone = _pick_single(single_file, lang)
    checked = _check(year, folder, lang)
    if form == Form.group and not checked.season.grades:
        _stop(_("Không công bố theo nhóm được: season.toml không khai [[grades]]."))
    reports = out_folder or folder.parent / "reports"
    made = _report(year, folder, reports, lang, unit or [], jobs, edition, form, alone)
    out.print(_("Trang đầu: {page}").format(page=_shown(made.front)))
    for copies in made.copies:
        out.print(_("Bản gửi thư, mỗi trang một tệp: {folder}").format(folder=_shown(copies)))
    _end(checked, list(made.withheld), lang)


@app.command()
def documents(
    year: Year,
    data: Data = Path("data"),
    out_folder: Out = None,
    template: Template = None,
    lang: Language = Lang.vi,
) -> None:
    """Văn bản Word để ký và bản in PDF. / Word files to be signed, and the pages as PDF."""
    from cchc_analysis.documents.template import TemplateError
    from cchc_analysis.documents.writing import FOLDER, write_documents
    from cchc_analysis.loading import load

    folder = _find(data)
    checked = _check(year, folder, lang)
    _ = _words(lang)
    pages = (out_folder or folder.parent / "reports") / str(year)
    pages = pages if lang == Lang.vi else pages / lang
    with _bar() as bar:
        task = bar.add_task(_("Lập văn bản"), total=None)
        try:
            written = write_documents(
                load(year, folder, lang),
                pages / FOLDER,
                pages,
                template,
                lambda done, total, name: bar.update(task, completed=done, total=total, description=name),
            )
        except TemplateError as error:
            bar.stop()
            _stop(_("Mẫu {template}: cần tệp Word template.docx, mở được.").format(template=error))
    for name in written.files:
        out.print(str(_shown(written.folder / name)), markup=False)
    if not written.has_browser:
        out.print(_("Không có Chromium: văn bản chỉ có bảng và chữ, không có hình biểu đồ; không có bản in PDF."))
    if written.missing_pages:
        pages_missing = ", ".join(written.missing_pages)
        out.print(_("Chưa in PDF: chưa có trang {pages}; hãy chạy cchc report trước.").format(pages=pages_missing))
    if not checked.season.letters:
        out.print(_("Không có thư: season.toml không khai báo [[letters]]."))
    for failure in written.failures:
        err.print(_("Không lập được: {failure}").format(failure=failure), markup=False)
    _end(checked, list(written.failures), lang)


@app.command()
def release(
    year: Year,
    data: Data = Path("data"),
    out_folder: ReleaseOut = None,
    override: Overrides = None,
    because: Reasons = None,
    lang: Language = Lang.vi,
    jobs: Jobs = 0,
) -> None:
    """Chốt một mùa: trang, bảng, văn bản, mã băm. / Freeze a season: pages, tables, documents, hashes."""
    import joblib

    from cchc_analysis.release import NotReleasedError, list_obstacles, release_season, require_clear

    _ = _words(lang)
    names, reasons = override or [], because or []
    if len(names) != len(reasons) or len(set(names)) != len(names):
        _stop(_("Mỗi --override cần đúng một --because, mỗi tên một lần."))
    overrides = dict(zip(names, reasons, strict=True))
    folder = _find(data)
    checked = _check(year, folder, lang)
    try:
        require_clear(list_obstacles(checked, lang), overrides, lang)
        with _bar() as bar:
            task = bar.add_task(_("Lập bản phát hành"), total=None)
            made = release_season(
                checked,
                folder,
                (out_folder or folder.parent / "releases").resolve(),
                overrides,
                lang=lang,
                jobs=jobs or joblib.cpu_count(),
                progress=lambda done, total, name: bar.update(task, completed=done, total=total, description=name),
            )
    except NotReleasedError as error:
        err.print(_("Chưa phát hành mùa {year}:").format(year=year))
        for line in error.lines:
            err.print(f"* {line}", markup=False)
        raise typer.Exit(FINISHED_WITH_ERRORS) from None
    out.print(_("Bản phát hành: {folder}").format(folder=_shown(made.folder)), markup=False)
    out.print(f"{_shown(made.archive)}  sha256 {made.sha256}", markup=False)


@app.command()
def verify(
    released: Annotated[Path, typer.Argument(metavar="RELEASE", help="Thư mục hoặc tệp zip. / Folder or zip file.")],
    data: Data = Path("data"),
    lang: Language = Lang.vi,
) -> None:
    """Bản phát hành có còn nguyên không. / Whether a release is unchanged."""
    from cchc_analysis import release as releases
    from cchc_analysis import storage

    _ = _words(lang)
    try:
        folder = storage.find_data(data)
    except FileNotFoundError:
        folder = None
    try:
        found = releases.verify(released, folder)
    except releases.NotReleasedError as error:
        _stop(_("Không đọc được bản phát hành: {reason}").format(reason=error))
    words = {"changed": _("đã đổi"), "missing": _("bị mất"), "added": _("thêm vào")}
    for path, state in found.differences:
        err.print(f"{words[state]}: {path}", markup=False)
    if not found.inputs_seen:
        out.print(_("Không có tệp đã nhận ở đây: chỉ kiểm tra được bản phát hành."))
    for name, made, here in found.versions:
        out.print(_("Phiên bản khác: {name} khi lập {made}, ở đây {here}").format(name=name, made=made, here=here))
    out.print(_("Bản phát hành đã bị thay đổi.") if found.differences else _("Bản phát hành còn nguyên."))
    raise typer.Exit(FINISHED_WITH_ERRORS if found.differences else GOOD)


@app.command("new-season")
def new_season(earlier: From, year: Year, data: Data = Path("data"), lang: Language = Lang.vi) -> None:
    """Mở thư mục của một mùa mới từ mùa trước. / Start a season's folder from the last one, without its scores."""
    from cchc_analysis.new_season import SeasonExistsError, start_season
    from cchc_analysis.season import SeasonError

    _ = _words(lang)
    try:
        started = start_season(earlier, year, _find(data))
    except SeasonExistsError as error:
        _stop(_("Đã có {folder}; không ghi đè.").format(folder=_shown(Path(str(error)))))
    except SeasonError as error:
        _stop("\n".join(fault.sentence(lang) for fault in error.faults))
    out.print(_("Đã mở mùa {year}: {folder}").format(year=year, folder=_shown(started.folder)))
    if started.gone:
        out.print(_("Đơn vị không còn trong năm {year}: {units}").format(year=year, units=", ".join(started.gone)))
    for fault in started.faults:
        out.print(_("Phải sửa: {fault}").format(fault=fault.sentence(lang)), markup=False)
    steps = (
        _("Sửa season.toml ở những chỗ ghi “Rà soát”."),
        _("Sửa criteria.xlsx theo bộ tiêu chí năm {year}, units.csv theo danh sách đơn vị.").format(year=year),
        _("Lập phiếu gửi các đơn vị: {command}").format(command=f"cchc forms --year {year} --out <DIR>"),
        _("Đặt phiếu nhận lại vào các thư mục {folders}, rồi chạy: {command}").format(
            folders=", ".join(stage.folder for stage in started.season.stages), command=f"cchc check --year {year}"
        ),
    )
    out.print(_("Việc tiếp theo:"))
    for number, step in enumerate(steps, start=1):
        out.print(f"{number}. {step}", markup=False)


@app.command()
def simulate(
    out_folder: SimulationOut,
    units: Annotated[int, typer.Option(min=1, help="Số đơn vị. / How many units.")] = 100,
    criteria: Annotated[int, typer.Option(min=1, help="Số tiêu chí chấm điểm. / How many scored criteria.")] = 60,
    years: Annotated[int, typer.Option(min=1, help="Số mùa. / How many seasons.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Hạt giống ngẫu nhiên. / Seed of chance.")] = 1,
    first_year: Annotated[int, typer.Option(min=1990, max=2200, help="Năm đầu. / The first year.")] = 2011,
    lang: Language = Lang.vi,
) -> None:
    """Dựng các mùa mô phỏng để thử và để dạy. / Make up seasons of any size, for trials and for teaching."""
    from cchc_analysis.simulation.nation import Plan
    from cchc_analysis.simulation.writing import simulate as write_seasons

    _ = _words(lang)
    plan = Plan(units=units, criteria=criteria, years=years, seed=seed, first_year=first_year)
    with _bar() as bar:
        task = bar.add_task(_("Dựng mùa mô phỏng"), total=years)
        try:
            folders = write_seasons(plan, out_folder, lambda done, total: bar.update(task, completed=done))
        except FileExistsError as error:
            bar.stop()
            _stop(_("Đã có {folder}; không ghi đè.").format(folder=_shown(Path(str(error)))))
    for folder in folders:
        out.print(str(_shown(folder)), markup=False)
    command = f"cchc report --year {plan.all_years[0]} --data {_shown(out_folder)}"
    out.print(_("Việc tiếp theo, từng năm theo thứ tự: {command}").format(command=command), markup=False)


@app.command()
def forms(
    year: Year,
    out_folder: FormsOut,
    data: Data = Path("data"),
    stage: FormStages = None,
    unit: FormUnits = None,
    lang: Language = Lang.vi,
) -> None:
    """Lập phiếu trắng cho từng đơn vị. / Write the blank form of each unit."""
    from cchc_analysis.blank_forms.issue import FormsInTheWayError, UnknownNameError, issue_forms
    from cchc_analysis.season import SeasonError

    folder, _ = _find(data), _words(lang)
    _require(year, folder, lang)
    try:
        issued = issue_forms(year, folder, out_folder.resolve(), stage or [], unit or [])
    except SeasonError as error:
        _stop("\n".join(fault.sentence(lang) for fault in error.faults))
    except UnknownNameError as error:
        _stop(
            _("Không có “{name}” trong mùa {year}; có: {known}.").format(name=error.name, year=year, known=error.known)
        )
    except FormsInTheWayError as error:
        paths = "\n".join(str(_shown(path)) for path in error.paths)
        _stop(_("Đã có tệp khác cùng tên, có thể đã được điền; không ghi đè:\n{paths}").format(paths=paths))
    for made in issued:
        words = {"stage": made.stage.name if lang == "vi" else made.stage.name_en or made.stage.name}
        words |= {"count": str(len(made.files)), "folder": str(_shown(made.folder))}
        out.print(_("{stage}: {count} phiếu trong {folder}").format(**words), markup=False)
        if made.without:
            out.print(_("   không có phiếu: {units}").format(units=", ".join(made.without)), markup=False)
    out.print(_("Mỗi phiếu mang mã ẩn của mùa, đơn vị, giai đoạn: đổi tên tệp vẫn nhận ra được."))


@app.command("return")
def return_(
    year: Year,
    data: Data = Path("data"),
    out_folder: ReturnsOut = None,
    lang: Language = Lang.vi,
    unit: ReturnUnits = None,
) -> None:
    """Phiếu gửi lại đơn vị có lỗi, kèm bản đánh dấu. / Notes for units with faults, and marked workbooks."""
    from cchc_analysis.loading import load
    from cchc_analysis.reporting.returns import return_season

    folder = _find(data)
    _check(year, folder, lang)
    _ = _words(lang)
    season = load(year, folder, lang)
    units = [_name_or_stop(partial(_unit_of, season, name)) for name in unit or []]
    reports = folder.parent / "reports" / str(year)
    target = out_folder or (reports / "returns" if lang == Lang.vi else reports / lang / "returns")
    returned = return_season(season, target, units)
    if not units:
        out.print(_("Trang đầu: {page}").format(page=_shown(returned.front)))
    for note_folder in returned.folders.values():
        out.print(str(_shown(note_folder)), markup=False)
    out.print(_("Phiếu gửi lại: {count} đơn vị.").format(count=len(returned.folders)))


@app.command()
def diff(
    year: Year, unit: OneUnit, stage: OneStage = None, data: Data = Path("data"), lang: Language = Lang.vi
) -> None:
    """Các lần gửi của một đơn vị khác nhau ở đâu. / How the versions a unit sent differ."""
    from cchc_analysis.reporting.tracing import list_changes

    season = _load(year, data, lang)
    unit_id = _name_or_stop(lambda: _unit_of(season, unit))
    stage_id = _stage_of(season, stage, lang) if stage else None
    for line in list_changes(season, unit_id, stage_id):
        out.print(line, markup=False)


@app.command()
def trace(
    year: Year, unit: OneUnit, criterion: OneCriterion, data: Data = Path("data"), lang: Language = Lang.vi
) -> None:
    """Từ con số về tới ô trong tệp đã nhận. / From a number back to the cell of a received file."""
    from cchc_analysis.reporting import tracing

    season = _load(year, data, lang)
    unit_id = _name_or_stop(lambda: _unit_of(season, unit))
    criterion_id = _name_or_stop(lambda: tracing.find_criterion(season, criterion, unit_id))
    for line in tracing.trace(season, unit_id, criterion_id):
        out.print(line, markup=False)


def main() -> NoReturn:
    """Run the command; an error nobody foresaw ends it with exit code 2, like all that keeps it from running."""
    try:
        app()
    except Exception:
        traceback.print_exc()
        raise SystemExit(CANNOT_RUN) from None
    raise SystemExit(GOOD)


def _require(year: int, data: Path, lang: str) -> None:
    """Stop where there is no such season, naming those there are."""
    from cchc_analysis import storage

    _ = _words(lang)
    years = storage.list_years(data)
    if year not in years:
        known = ", ".join(str(known) for known in years) or _("chưa có mùa nào")
        _stop(
            _("Không có mùa {year} trong {folder}. Các mùa hiện có: {known}.").format(
                year=year, folder=_shown(data / "raw"), known=known
            )
        )


def _check(year: int, data: Path, lang: str) -> "Checked":
    from cchc_analysis.check import check_season
    from cchc_analysis.season import SeasonError

    _ = _words(lang)
    _require(year, data, lang)
    with _bar() as bar:
        task = bar.add_task(_("Đọc và kiểm tra"), total=None)
        try:
            return check_season(year, data, lambda step: bar.update(task, description=step))
        except SeasonError as error:
            bar.stop()
            _stop("\n".join(fault.sentence(lang) for fault in error.faults))


def _report(
    year: int,
    data: Path,
    folder: Path,
    lang: str,
    units: list[str],
    jobs: int,
    edition: Edition,
    form: Form | None,
    single_file: list[str],
) -> "Report":
    import joblib

    from cchc_analysis.loading import load
    from cchc_analysis.report import report_season

    _ = _words(lang)
    season = load(year, data, lang)
    for unit in units:
        try:
            season.find_unit(unit)
        except KeyError:
            known = ", ".join(season.units["unit_id"])
            _stop(
                _("Không có đơn vị {unit} trong mùa {year}. Các đơn vị: {known}.").format(
                    unit=unit, year=year, known=known
                )
            )
    with _bar() as bar:
        task = bar.add_task(_("Lập trang"), total=None)
        made = report_season(
            year,
            data,
            folder,
            lang=lang,
            units=units,
            edition=edition.value,
            form=form.value if form else None,
            single_file=single_file,
            jobs=jobs or joblib.cpu_count(),
            progress=lambda done, total, page: bar.update(task, completed=done, total=total, description=page),
        )
    for page, faults in made.withheld.items():
        err.print(_("Chưa phát hành trang {page}: {faults}").format(page=page, faults="; ".join(faults)), markup=False)
    return made


def _pick_single(asked: str, lang: str) -> list[str]:
    """The pages asked for as single files; where one is unknown, say which there are and end."""
    from cchc_analysis.report import SINGLE_NAMES

    names = [name.strip().removesuffix(".html") for name in asked.split(",") if name.strip() not in ("", "none")]
    if names == ["all"]:
        return list(SINGLE_NAMES)
    for name in names:
        if name not in SINGLE_NAMES:
            _ = _words(lang)
            known = ", ".join((*SINGLE_NAMES, "all", "none"))
            _stop(_("Không có trang {name}. Các trang: {known}.").format(name=name, known=known))
    return names


def _end(checked: "Checked", withheld: list[str], lang: str) -> NoReturn:
    """Say what was found wrong and what the exit code means, and end with it."""
    _ = _words(lang)
    _say_findings(checked.tables["findings"], lang)
    code = FINISHED_WITH_ERRORS if withheld or checked.count_findings("error") else GOOD
    meaning = _("xong; có lỗi cần xem") if code else _("xong; không có lỗi")
    out.print(_("Mã kết thúc: {code} ({meaning})").format(code=code, meaning=meaning))
    raise typer.Exit(code)


def _say_findings(findings: "pd.DataFrame", lang: str) -> None:
    _ = _words(lang)
    sentence = "sentence" if lang == "vi" else "sentence_en"
    errors = findings[findings["severity"] == "error"]
    for fault in errors.head(20).to_dict("records"):
        place = [fault[part] for part in ("source_file", "source_sheet", "source_cell") if isinstance(fault[part], str)]
        err.print(f"{' › '.join(place)}: {fault[sentence]}" if place else fault[sentence], markup=False)
    if len(errors) > 20:
        err.print(_("… và {count} lỗi nữa, xem trang Tiếp nhận.").format(count=len(errors) - 20))
    counts = findings["severity"].value_counts()
    out.print(
        _("Kiểm tra: {errors} lỗi, {doubts} nội dung cần xem lại.").format(
            errors=counts.get("error", 0), doubts=counts.get("doubt", 0)
        )
    )


def _words(lang: str) -> "Callable[[str], str]":
    from cchc_analysis.reporting import language

    return language.words(lang).gettext


def _load(year: int, data: Path, lang: str) -> "SeasonTables":
    """The season as last checked; where it was not, say so and end."""
    from cchc_analysis.loading import load
    from cchc_analysis.storage import MissingTablesError

    try:
        return load(year, _find(data), lang)
    except MissingTablesError:
        _ = _words(lang)
        _stop(_("Chưa có bảng số liệu của mùa {year}: hãy chạy cchc check --year {year}.").format(year=year))


def _unit_of(season: "SeasonTables", name: str) -> str:
    from cchc_analysis.reporting.tracing import find_unit

    return find_unit(season, name)


def _stage_of(season: "SeasonTables", name: str, lang: str) -> str:
    stages = season.rules.stages
    for stage in stages:
        if name.casefold() in (each.casefold() for each in (stage.id, stage.name, stage.name_en)):
            return stage.id
    known = ", ".join(f"{stage.id} ({stage.name})" for stage in stages)
    _ = _words(lang)
    _stop(_("Không có giai đoạn {name}. Các giai đoạn: {known}.").format(name=name, known=known))


def _name_or_stop(find: "Callable[[], str]") -> str:
    """What *find* finds; where it does not, its own message, which lists what there is, and the end."""
    try:
        return find()
    except LookupError as error:
        _stop(str(error))


def _find(data: Path) -> Path:
    from cchc_analysis import storage

    try:
        return storage.find_data(data)
    except FileNotFoundError:
        _stop(f"Không tìm thấy thư mục {data / 'raw'} ở đây hoặc ở thư mục cha. / No {data / 'raw'} here or above.")


def _shown(path: Path) -> Path:
    """A path as short as it can be typed from here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )


def _stop(message: str) -> NoReturn:
    err.print(message, markup=False)
    raise typer.Exit(CANNOT_RUN)
