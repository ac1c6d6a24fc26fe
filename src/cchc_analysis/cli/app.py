"""What the system can be asked to do: the ``cchc`` command."""

import traceback
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

from cchc_analysis.cli.options import (
    Cluster,
    Data,
    Edition,
    Editions,
    Force,
    Form,
    FormsOut,
    FormStages,
    FormUnits,
    From,
    Jobs,
    Lang,
    Language,
    OneCriterion,
    OneStage,
    OneUnit,
    Out,
    Overrides,
    PictureOut,
    PublicForm,
    Reasons,
    ReleaseOut,
    ReturnsOut,
    ReturnUnits,
    ShownFile,
    SimulationOut,
    SingleFiles,
    SomeCriteria,
    Template,
    Units,
    Year,
)
from cchc_analysis.cli.usage import Commands
from cchc_analysis.running.terminal import DescriptionColumn, Terminal, accept_all_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cchc_analysis.analyst import SeasonTables
    from cchc_analysis.pipeline.check import Checked
    from cchc_analysis.pipeline.report import Report
    from cchc_analysis.store.provenance import Outcome

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chấm điểm CCHC: tự chấm và thẩm định. / Self-scored against appraised reform scores.",
)

GOOD, FINISHED_WITH_ERRORS, CANNOT_RUN = 0, 1, 2

out, err = Terminal(), Terminal(stderr=True)


@app.command()
def check(year: Year, data: Data = Path("data"), lang: Language = Lang.vi, force: Force = False) -> None:
    """Đọc và kiểm tra những gì đã nhận. / Read and check what was received, without making pages."""
    checked = _check(year, _find(data), lang, force=force)
    _ = _words(lang)
    out.print(_("Bảng số liệu: {folder}").format(folder=_shown(checked.folder)))
    if checked.is_kept:
        out.print(_("Không có gì thay đổi từ lần kiểm tra trước: bảng số liệu giữ nguyên."))
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
    cluster: Cluster = "",
    force: Force = False,
) -> None:
    """Từ phiếu đã nhận đến mọi trang báo cáo. / From received files to every page of the report."""
    folder, _ = _find(data), _words(lang)
    if unit and edition == Edition.public:
        _stop(_("Bản công khai không có trang đơn vị: bỏ --unit hoặc --edition public."))
    names = [name.strip().removesuffix(".html") for name in single_file.split(",") if name.strip() not in ("", "none")]
    reports = out_folder or folder.parent / "reports"
    with ExitStack() as started:

        def start_workers() -> None:
            """They load what pages need while this process checks the season."""
            from cchc_analysis.running import workers

            if not cluster:
                started.enter_context(
                    workers.prepared(jobs or workers.count_cores(), "cchc_analysis.pipeline.report:warm_up", lang)
                )

        checked = _check(year, folder, lang, force=force, form=form, meanwhile=start_workers)
        if not unit and not force and _say_kept(year, folder, reports, lang, edition, form, names):
            _end(checked, [], lang)
        alone = _pick_single(names, lang)
        if form == Form.group and not checked.has_grades:
            _stop(_("Không công bố theo nhóm được: season.toml không khai [[grades]]."))
        made = _report(year, folder, reports, lang, unit or [], jobs, cluster, edition, form, alone, force)
    _say_made(made.front, made.copies, made.page_count - len(made.withheld), made.kept_count, lang)
    _end(checked, list(made.withheld), lang)


@app.command()
def documents(
    year: Year,
    data: Data = Path("data"),
    out_folder: Out = None,
    template: Template = None,
    lang: Language = Lang.vi,
    force: Force = False,
) -> None:
    """Văn bản Word để ký và bản in PDF. / Word files to be signed, and the pages as PDF."""
    from cchc_analysis.analyst import load
    from cchc_analysis.documents.template import TemplateError
    from cchc_analysis.documents.writing import FOLDER, write_documents

    folder = _find(data)
    checked = _check(year, folder, lang, force=force)
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
                record=pages / "notebooks" / "documents.json",
                force=force,
            )
        except TemplateError as error:
            bar.stop()
            texts = {
                "absent": _("Không có thư mục hoặc tệp mẫu {template}."),
                "empty": _("Thư mục {template} không có template.docx, report.docx, ranking.docx hoặc letter.docx."),
                "broken": _("Không mở được mẫu {template}: không phải tệp Word (.docx), hoặc tệp hỏng."),
            }
            _stop(texts[error.fault].format(template=error.path))
    for name in written.files:
        out.print(str(_shown(written.folder / name)))
    if written.is_kept:
        out.print(_("Không có gì thay đổi: văn bản giữ nguyên."))
    if not written.has_browser:
        out.print(_("Không có Chromium: văn bản chỉ có bảng và chữ, không có hình biểu đồ; không có bản in PDF."))
    if written.missing_pages:
        pages_missing = ", ".join(written.missing_pages)
        out.print(_("Chưa in PDF: chưa có trang {pages}; hãy chạy cchc report trước.").format(pages=pages_missing))
    if not checked.has_letters:
        out.print(_("Không có thư: season.toml không khai báo [[letters]]."))
    for failure in written.failures:
        err.print(_("Không lập được: {failure}").format(failure=failure))
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
    from cchc_analysis.pipeline.release import (
        NOTICE,
        NotReleasedError,
        list_obstacles,
        release_season,
        require_clear,
        say_way_on,
    )
    from cchc_analysis.running import workers

    _ = _words(lang)
    names, reasons = override or [], because or []
    if len(names) != len(reasons) or len(set(names)) != len(names):
        _stop(_("Mỗi --override cần đúng một --because, mỗi tên một lần."))
    overrides = dict(zip(names, reasons, strict=True))
    folder = _find(data)
    _require(year, folder, lang)
    checked = _check_anew(year, folder, lang)
    obstacles = list_obstacles(checked, lang)
    try:
        require_clear(obstacles, overrides, lang)
        with _bar() as bar:
            task = bar.add_task(_("Lập bản phát hành"), total=None)
            made = release_season(
                checked,
                folder,
                (out_folder or folder.parent / "releases").resolve(),
                overrides,
                lang=lang,
                jobs=jobs or workers.count_cores(),
                progress=lambda done, total, name: bar.update(task, completed=done, total=total, description=name),
            )
    except NotReleasedError as error:
        err.print(_("Chưa phát hành mùa {year}:").format(year=year))
        for line in error.lines:
            err.print(f"* {line}")
        for line in say_way_on(year, obstacles, overrides, lang):
            out.print(line)
        _end_with(FINISHED_WITH_ERRORS, _("chưa phát hành"), lang)
    out.print(_("Bản phát hành: {folder}").format(folder=_shown(made.folder)))
    out.print(f"{_shown(made.archive)}  sha256 {made.sha256}")
    if made.earlier:
        text = _("Bản phát hành trước được giữ nguyên: {folder}; khác biệt ghi ở {notice}.")
        out.print(text.format(folder=_shown(made.earlier), notice=_shown(made.folder / NOTICE)))
    _end_with(GOOD, _("đã phát hành"), lang)


@app.command()
def verify(
    released: Annotated[Path, typer.Argument(metavar="RELEASE", help="Thư mục hoặc tệp zip. / Folder or zip file.")],
    data: Data = Path("data"),
    lang: Language = Lang.vi,
) -> None:
    """Bản phát hành có còn nguyên không. / Whether a release is unchanged."""
    from cchc_analysis.pipeline import release as releases
    from cchc_analysis.store import storage

    _ = _words(lang)
    try:
        folder = storage.find_data(data)
    except FileNotFoundError:
        folder = None
    if not released.exists():
        kept = Path("releases") / released
        hint = _("Có phải {path} không?").format(path=kept) if kept.exists() else ""
        _stop(_("Không có bản phát hành {path}. {hint}").format(path=released, hint=hint).strip())
    try:
        found = releases.verify(released, folder, lang)
    except releases.NotReleasedError as error:
        _stop(_("Không đọc được bản phát hành: {reason}").format(reason=error))
    words = {
        "changed": _("đã đổi"),
        "missing": _("bị mất"),
        "added": _("thêm vào"),
        "link": _("là liên kết, không phải tệp"),
    }
    for path, state in (*found.differences, *found.input_differences):
        err.print(f"{words[state]}: {path}")
    for name, made, here in found.versions:
        out.print(_("Phiên bản khác: {name} khi lập {made}, ở đây {here}").format(name=name, made=made, here=here))
    out.print(_("Bản phát hành đã bị thay đổi.") if found.differences else _("Bản phát hành còn nguyên."))
    if not found.inputs_seen:
        out.print(_("Không có tệp đã nhận ở đây: chỉ kiểm tra được bản phát hành."))
    elif found.input_differences:
        out.print(_("Tệp đã nhận ở đây đã thay đổi từ khi phát hành."))
    else:
        out.print(_("Tệp đã nhận ở đây không thay đổi từ khi phát hành."))
    is_changed = bool(found.differences or found.input_differences)
    _end_with(FINISHED_WITH_ERRORS if is_changed else GOOD, _("đã thay đổi") if is_changed else _("còn nguyên"), lang)


@app.command("new-season")
def new_season(earlier: From, year: Year, data: Data = Path("data"), lang: Language = Lang.vi) -> None:
    """Mở thư mục của một mùa mới từ mùa trước. / Start a season's folder from the last one, without its scores."""
    from cchc_analysis.forms.new_season import SeasonExistsError, start_season
    from cchc_analysis.rules.season import SeasonError

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
        out.print(_("Phải sửa: {fault}").format(fault=fault.sentence(lang)))
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
        out.print(f"{number}. {step}")


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
        out.print(str(_shown(folder)))
    command = f"cchc report --year {plan.all_years[0]} --data {_shown(out_folder)}"
    out.print(_("Việc tiếp theo, từng năm theo thứ tự: {command}").format(command=command))


@app.command()
def tables(
    out_folder: Annotated[
        Path, typer.Option("--out", help="Thư mục của bộ bảng nhiều mùa. / Folder of the dataset of many seasons.")
    ],
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DATA]…",
            help="Các thư mục dữ liệu, mỗi cơ quan một thư mục (mặc định: data); được dùng dấu *. "
            "/ Data folders, one per body (default: data); * is understood.",
        ),
    ] = None,
    body: Annotated[
        list[str] | None,
        typer.Option("--body", help="Tên cơ quan, theo thứ tự thư mục (mặc định: tên thư mục). / Names of the bodies."),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", help="Thêm bảng này, hoặc all. / This table too, or all."),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", metavar="BODY[/YEAR]", help="Bỏ cơ quan hoặc mùa này. / Take this out instead."),
    ] = None,
    lang: Language = Lang.vi,
) -> None:
    """Gộp bảng của nhiều mùa, nhiều cơ quan thành một bộ parquet. / One parquet dataset of many seasons and bodies."""
    from cchc_analysis import schemas
    from cchc_analysis.store import dataset, storage

    _ = _words(lang)
    for name in table or []:
        if name not in (*schemas.TABLES, "all"):
            _stop(_("Không có bảng {name}. Các bảng: {known}.").format(name=name, known=", ".join(schemas.TABLES)))
    try:
        for each in remove or []:
            dataset.remove_season(out_folder, each)
            out.print(_("Đã bỏ khỏi bộ bảng: {season}").format(season=each))
        if remove and not sources:
            return
        folders = dataset.find_data_folders(sources) if sources else [_find(Path("data"))]
        names = body or [dataset.name_body(folder) for folder in folders]
        if len(names) != len(folders) or not all(name.strip() for name in names):
            _stop(_("Cần đúng một --body cho mỗi thư mục dữ liệu: có {count} thư mục.").format(count=len(folders)))
        bodies = [dataset.Body(*each) for each in zip(names, folders, strict=True)]
        wanted = list(schemas.TABLES) if "all" in (table or []) else [*dataset.CORE_TABLES, *(table or [])]
        with _bar() as bar:
            task = bar.add_task(_("Gộp bảng"), total=None)
            added = dataset.add_bodies(
                bodies,
                out_folder,
                wanted,
                lambda done, total, season: bar.update(task, completed=done, total=total, description=season),
            )
    except dataset.SameNameError as error:
        name, first, second = error.args
        words = {"name": name, "first": str(_shown(first)), "second": str(_shown(second))}
        _stop(_("{first} và {second} cùng tên “{name}”: đặt tên từng cơ quan bằng --body.").format(**words))
    except dataset.NotCheckedError as error:
        shown = ", ".join(str(_shown(Path(folder))) for folder in error.args)
        _stop(_("Chưa có mùa nào đã kiểm tra trong {folders}: hãy chạy cchc check trước.").format(folders=shown))
    except storage.MissingTablesError as error:
        _stop(_("Bảng số liệu của một mùa chưa đủ, hãy chạy lại cchc check: {reason}").format(reason=error))
    except dataset.NotADatasetError:
        _stop(_("{folder} đã có và không phải bộ bảng nhiều mùa; không ghi vào.").format(folder=_shown(out_folder)))
    except dataset.NotInDatasetError as error:
        wanted_season, known = error.args
        listed = ", ".join(known) or "–"
        _stop(_("Trong bộ bảng không có {season}; có: {known}.").format(season=wanted_season, known=listed))
    for season in added:
        if season.written:
            words = {"season": f"{season.body} {season.year}", "count": str(len(season.written))}
            out.print(_("{season}: ghi {count} bảng").format(**words))
    kept = sum(not season.written for season in added)
    counts = {"count": len(added), "kept": kept, "folder": _shown(out_folder)}
    out.print(_("Bộ bảng: {folder}; {count} mùa, {kept} mùa giữ nguyên.").format(**counts))


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
    from cchc_analysis.forms.issue import FormsInTheWayError, UnknownNameError, issue_forms
    from cchc_analysis.rules.season import SeasonError

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
        out.print(_("{stage}: {count} phiếu trong {folder}").format(**words))
        if made.without:
            out.print(_("   không có phiếu: {units}").format(units=", ".join(made.without)))
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
    from cchc_analysis.analyst import load
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
        out.print(str(_shown(note_folder)))
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
        out.print(line)


@app.command()
def trace(
    year: Year, unit: OneUnit, criterion: OneCriterion, data: Data = Path("data"), lang: Language = Lang.vi
) -> None:
    """Từ con số về tới ô trong tệp đã nhận. / From a number back to the cell of a received file."""
    from cchc_analysis.reporting import picture, tracing

    season = _load(year, data, lang)
    unit_id = _name_or_stop(lambda: _unit_of(season, unit))
    criterion_id = _name_or_stop(lambda: tracing.find_criterion(season, criterion, unit_id))
    folder = _find(data)
    with _bar() as bar:
        bar.add_task(_words(lang)("Vẽ phiếu"), total=None)
        links = picture.draw_cells(season, unit_id, criterion_id, _pictures(folder, year, lang))
    shown = {place: f"{_shown(page)}{cell}" for place, (page, cell) in links.items()}
    for line in tracing.trace(season, unit_id, criterion_id, shown):
        out.print(line)


@app.command()
def show(
    file: ShownFile,
    year: Year,
    data: Data = Path("data"),
    out_file: PictureOut = None,
    lang: Language = Lang.vi,
) -> None:
    """Vẽ một phiếu: từng ô được hiểu là gì. / Draw a form: what each of its cells was taken for."""
    from cchc_analysis.intake import received_folder, receiving
    from cchc_analysis.reporting import picture
    from cchc_analysis.rules.season import SeasonError, read_season
    from cchc_analysis.store import storage

    folder, _ = _find(data), _words(lang)
    _require(year, folder, lang)
    raw = storage.raw_folder(folder, year)
    place = next((each for each in (raw / file, file) if each.is_file()), None)
    if place is None:
        _stop(_("Không có tệp {file}, cả ở đây lẫn trong {folder}.").format(file=file, folder=_shown(raw)))
    try:
        season = read_season(raw)
        start = receiving.start_reading(raw, season)
    except SeasonError as error:
        _stop("\n".join(fault.sentence(lang) for fault in error.faults))
    known = ", ".join([*(f"{stage.folder}/" for stage in season.stages), *received_folder.LONG_FILES])
    is_inside = place.resolve().is_relative_to(raw.resolve())
    with _bar() as bar:
        bar.add_task(_("Đọc và vẽ phiếu"), total=None)
        name = place.resolve().relative_to(raw.resolve()).as_posix() if is_inside else ""
        read = receiving.reread(start, name) if name else None
        target = out_file or _pictures(folder, year, lang) / picture.name_picture(name or place.name)
        if read is not None and read.sheets:
            picture.write_picture(read, season, lang, target)
    if read is None:
        text = _("{file} không ở trong thư mục phiếu nào của mùa {year} ({known}): đặt tệp vào đó rồi chạy lại.")
        _stop(text.format(file=file, year=year, known=known))
    for row in read.findings.query("severity == 'error'").head(10).to_dict("records"):
        sentence = row["sentence"] if lang == Lang.vi else row["sentence_en"]
        err.print(f"{row['source_cell'] or ''} {sentence}".strip())
    if not read.sheets:
        _end_with(FINISHED_WITH_ERRORS, _("không mở được tệp nên không vẽ được"), lang)
    out.print(_("Hình phiếu: {page}").format(page=_shown(target)))
    errors = int((read.findings["severity"] == "error").sum())
    doubts = len(read.findings) - errors
    out.print(_("Kiểm tra: {errors} lỗi, {doubts} nội dung cần xem lại.").format(errors=errors, doubts=doubts))
    _end_with(FINISHED_WITH_ERRORS if errors else GOOD, _("xong; có lỗi cần xem") if errors else _("xong"), lang)


@app.command()
def measure(
    year: Year,
    criterion: SomeCriteria = None,
    unit: FormUnits = None,
    data: Data = Path("data"),
    lang: Language = Lang.vi,
    force: Force = False,
) -> None:
    """Điểm tự chấm bên cạnh điểm tính từ sổ theo dõi. / Claimed scores beside what registers show."""
    from cchc_analysis.reporting import tracing
    from cchc_analysis.reporting.text import registers

    folder, _ = _find(data), _words(lang)
    checked = _check(year, folder, lang, force=force)
    season = _load(year, folder, lang)
    if not season.count_rows("measured"):
        out.print(
            _("Mùa {year} chưa khai sổ theo dõi (registers.toml) hoặc chưa tính được tiêu chí nào.").format(year=year)
        )
        _end(checked, [], lang)
    meant = [_name_or_stop(partial(tracing.find_criterion, season, each)) for each in criterion or []]
    units = [_name_or_stop(partial(_unit_of, season, each)) for each in unit or []]
    claimed = season.claimed()
    claimed = claimed[claimed["criterion_id"].isin(meant) | (not meant)]
    claimed = claimed[claimed["unit_id"].isin(units) | (not units)]
    out.print(registers.tabulate_claims(claimed, season))
    for line in registers.list_sums(claimed, season):
        out.print(line)
    _end(checked, [], lang)


@app.command()
def registers(
    guess: Annotated[Path, typer.Option("--guess", help="Tệp sổ đã xuất. / An exported register.")],
    year: Annotated[
        int | None, typer.Option(help="Gợi ý cách tính từ bộ tiêu chí của mùa này. / Also draft measures.")
    ] = None,
    data: Data = Path("data"),
    lang: Language = Lang.vi,
) -> None:
    """Bản nháp [[registers]] từ một tệp sổ, để người đọc lại. / A draft of [[registers]] from an export, to confirm."""
    from cchc_analysis.intake.workbooks import UnreadableFileError
    from cchc_analysis.registers import guessing

    _ = _words(lang)
    if not guess.is_file():
        _stop(_("Không có tệp {file}.").format(file=guess))
    try:
        found = guessing.guess_register(guess)
    except UnreadableFileError as error:
        _stop(f"{guess.name}: {error.rule} {error.found}".strip())
    if found is None:
        _stop(
            _("{file}: không thấy dòng tiêu đề nào giống sổ theo dõi; hãy khai headings bằng tay.").format(file=guess)
        )
    out.print(guessing.draft_register(found, guess))
    if year is not None:
        rules = _load(year, _find(data), lang).criteria.query("is_leaf").dropna(subset="rule")
        pairs = zip(rules["criterion_id"], rules["rule"], strict=True)
        out.print(guessing.draft_measures(pairs))


def main() -> NoReturn:
    """Run the command; an error nobody foresaw ends it with exit code 2, like all that keeps it from running.

    Told to stop it ends with 128 and the number of the signal, as shells expect: 130 after Ctrl-C, 143 after SIGTERM.
    """
    from cchc_analysis.running import interpreter, signals
    from cchc_analysis.store import storage

    interpreter.set_up()
    accept_all_letters()
    with signals.heed_signals() as heard:
        try:
            app()
        except SystemExit:
            if not heard:
                raise
        except Exception as error:
            if storage.is_disk_full(error):
                _stop_full(error)
            if refused := storage.find_refused(error):
                _stop_refused(refused)
            err.print(traceback.format_exc())
            raise SystemExit(CANNOT_RUN) from None
    if heard:
        err.print(
            "Đã dừng theo yêu cầu. Những gì đã ghi đều nguyên vẹn; chạy lại cùng lệnh để làm tiếp. "
            "/ Stopped as asked. All that was written is whole; run the same command to go on."
        )
        raise SystemExit(128 + heard[-1])
    raise SystemExit(GOOD)


def _stop_full(error: Exception) -> NoReturn:
    err.print(
        "Ổ đĩa hết chỗ. Những gì đã ghi đều nguyên vẹn; dọn chỗ rồi chạy lại cùng lệnh. "
        f"/ The disk is full. All that was written is whole; make room and run the same command again. ({error})",
    )
    raise SystemExit(CANNOT_RUN)


def _stop_refused(error: OSError) -> NoReturn:
    place, reason = error.filename, error.strerror
    err.print(
        f"Hệ thống không cho đọc hoặc ghi {place} ({reason}). Đóng tệp nếu đang mở ở chương trình khác, cấp quyền đọc "
        "ghi, hoặc chọn thư mục khác (--out), rồi chạy lại. / "
        f"The system does not let {place} be read or written ({reason}). Close it where another program has it open, "
        "grant the right to it, or choose another folder (--out), and run again."
    )
    raise SystemExit(CANNOT_RUN)


def _require(year: int, data: Path, lang: str) -> None:
    """Stop where there is no such season, naming those there are."""
    from cchc_analysis.store import storage

    _ = _words(lang)
    years = storage.list_years(data)
    if year not in years:
        known = ", ".join(str(known) for known in years) or _("chưa có mùa nào")
        _stop(
            _("Không có mùa {year} trong {folder}. Các mùa hiện có: {known}.").format(
                year=year, folder=_shown(data / "raw"), known=known
            )
        )


def _check(
    year: int,
    data: Path,
    lang: str,
    *,
    force: bool = False,
    form: Form | None = None,
    meanwhile: "Callable[[], None]" = lambda: None,
) -> "Outcome":
    """Check the season, unless nothing has changed since it was last checked; what was found, now or then.

    *meanwhile* starts what is to go on beside the check, where there is one.
    """
    from cchc_analysis.store import provenance, storage

    _require(year, data, lang)
    record = None if force else provenance.recall_season(year, data)
    if record is not None and provenance.recall_public(year, data, form.value if form else None):
        return provenance.tell(record, storage.processed_folder(data, year), is_kept=True)
    meanwhile()
    from cchc_analysis.pipeline.check import look_at

    return look_at(_check_anew(year, data, lang, force=force))


def _check_anew(year: int, data: Path, lang: str, *, force: bool = True) -> "Checked":
    from cchc_analysis.pipeline.check import check_season
    from cchc_analysis.reporting.text.received_changes import read_received, say_since
    from cchc_analysis.rules.season import SeasonError

    _ = _words(lang)
    before = read_received(year, data)
    with _bar() as bar:
        task = bar.add_task(_("Đọc và kiểm tra"), total=None)
        try:
            checked = check_season(year, data, lambda step: bar.update(task, description=step), force=force)
        except SeasonError as error:
            bar.stop()
            _stop("\n".join(fault.sentence(lang) for fault in error.faults))
    if said := say_since(before, read_received(year, data), lang):
        out.print(said)
    return checked


def _report(
    year: int,
    data: Path,
    folder: Path,
    lang: str,
    units: list[str],
    jobs: int,
    cluster: str,
    edition: Edition,
    form: Form | None,
    single_file: list[str],
    force: bool,
) -> "Report":
    from cchc_analysis.analyst import load
    from cchc_analysis.pipeline.report import report_season
    from cchc_analysis.running import progress, workers
    from cchc_analysis.store.kept_releases import FOLDER

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
    with progress.follow(_("Lập trang"), err, lang) as tell:
        try:
            made = report_season(
                year,
                data,
                folder,
                releases=data.parent / FOLDER,
                lang=lang,
                units=units,
                edition=edition.value,
                form=form.value if form else None,
                single_file=single_file,
                force=force,
                jobs=jobs or workers.count_cores(),
                cluster=cluster,
                progress=tell,
            )
        except workers.ClusterError as error:
            _stop(_("Không dùng được cụm Dask: {reason}").format(reason=error))
    for page, faults in made.withheld.items():
        err.print(_("Chưa phát hành trang {page}: {faults}").format(page=page, faults="; ".join(faults)))
    return made


def _say_kept(
    year: int, data: Path, reports: Path, lang: str, edition: Edition, form: Form | None, single_file: list[str]
) -> bool:
    """Whether no page of the report has anything to change, and if so what a run that makes them says at its end."""
    from cchc_analysis.reporting.pages import language_links
    from cchc_analysis.store import provenance
    from cchc_analysis.store.kept_releases import FOLDER, say_newer

    folder = reports / str(year) / ("" if lang == Lang.vi else lang)
    asked = provenance.ask_report(
        year,
        data,
        lang=lang,
        edition=edition.value,
        form=form.value if form else None,
        single_file=single_file,
        since_release=say_newer(data.parent / FOLDER, year, data, lang),
    )
    said = provenance.recall_report(folder / provenance.REPORT_RECORD, folder, asked)
    if said is None:
        return False
    language_links.settle(reports / str(year))
    copies = [folder / path for path in said["copies"]]
    _say_made(folder / said["front"], copies, said["page_count"], said["page_count"], lang)
    return True


def _say_made(front: Path, copies: "Sequence[Path]", pages: int, kept: int, lang: str) -> None:
    """Where the pages are, and how many of them stayed as they were."""
    _ = _words(lang)
    out.print(_("Trang đầu: {page}").format(page=_shown(front)))
    for folder in copies:
        out.print(_("Bản gửi thư, mỗi trang một tệp: {folder}").format(folder=_shown(folder)))
    out.print(_("{pages} trang: {kept} giữ nguyên, {made} lập lại.").format(pages=pages, kept=kept, made=pages - kept))


def _pick_single(names: list[str], lang: str) -> list[str]:
    """The pages asked for as single files; where one is unknown, say which there are and end."""
    from cchc_analysis.pipeline.report import SINGLE_NAMES

    if names == ["all"]:
        return list(SINGLE_NAMES)
    for name in names:
        if name not in SINGLE_NAMES:
            _ = _words(lang)
            known = ", ".join((*SINGLE_NAMES, "all", "none"))
            _stop(_("Không có trang {name}. Các trang: {known}.").format(name=name, known=known))
    return names


def _end(checked: "Outcome", withheld: list[str], lang: str) -> NoReturn:
    """Say what was found wrong and what the exit code means, and end with it."""
    _ = _words(lang)
    _say_findings(checked, lang)
    code = FINISHED_WITH_ERRORS if withheld or checked.errors else GOOD
    _end_with(code, _("xong; có lỗi cần xem") if code else _("xong; không có lỗi"), lang)


def _end_with(code: int, meaning: str, lang: str) -> NoReturn:
    """Say what the exit code is and means, and end with it."""
    _ = _words(lang)
    out.print(_("Mã kết thúc: {code} ({meaning})").format(code=code, meaning=meaning))
    raise typer.Exit(code)


def _say_findings(checked: "Outcome", lang: str) -> None:
    _ = _words(lang)
    for fault in checked.first:
        err.print(f"{fault['place']}: {fault[lang]}" if fault["place"] else fault[lang])
    if checked.errors > len(checked.first):
        err.print(_("… và {count} lỗi nữa, xem trang Tiếp nhận.").format(count=checked.errors - len(checked.first)))
    out.print(
        _("Kiểm tra: {errors} lỗi, {doubts} nội dung cần xem lại.").format(errors=checked.errors, doubts=checked.doubts)
    )


def _words(lang: str) -> "Callable[[str], str]":
    from cchc_analysis import language

    return language.words(lang).gettext


def _load(year: int, data: Path, lang: str) -> "SeasonTables":
    """The season as last checked; where it was not, say so and end."""
    from cchc_analysis.analyst import load
    from cchc_analysis.store.storage import MissingTablesError

    try:
        return load(year, _find(data), lang)
    except MissingTablesError:
        _ = _words(lang)
        _stop(_("Chưa có bảng số liệu của mùa {year}: hãy chạy cchc check --year {year}.").format(year=year))


def _pictures(data: Path, year: int, lang: str) -> Path:
    """The folder of pictures of forms."""
    from cchc_analysis.reporting.picture import FOLDER

    reports = data.parent / "reports" / str(year)
    return (reports if lang == Lang.vi else reports / lang) / FOLDER


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
    from cchc_analysis.store import storage

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
        DescriptionColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )


def _stop(message: str) -> NoReturn:
    err.print(message)
    raise typer.Exit(CANNOT_RUN)
