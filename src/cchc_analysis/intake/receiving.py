"""A season's folder as received: every file read, every fault found, nothing stopped by one bad file."""

from collections.abc import Container, Iterator, Sized
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.encodings import has_foreign_letters, recognise_old_font
from cchc_analysis.intake.balance import (
    EARLIER,
    SUM,
    WHOLE_SHEET,
    SheetBalance,
    Taken,
    balance_file,
    describe_table,
    find_lost,
    mark_unscored,
    settle_balances,
    tabulate_balances,
    tabulate_columns,
)
from cchc_analysis.intake.bodies import has_bodies
from cchc_analysis.intake.checks import check_stages, check_subtotals, check_whole_forms, find_hidden
from cchc_analysis.intake.consolidated import read_consolidated
from cchc_analysis.intake.context import Context, build_context
from cchc_analysis.intake.corrections import (
    Correction,
    apply_corrections,
    list_unused,
    read_corrections,
    tabulate_corrections,
)
from cchc_analysis.intake.criteria_set import read_set
from cchc_analysis.intake.displays import find_displays
from cchc_analysis.intake.entries import Entries, Subtotal, drop_cells
from cchc_analysis.intake.findings import Row, collect, finding
from cchc_analysis.intake.forms import ColumnProblem, no_header, say_column_problems
from cchc_analysis.intake.headings import name_sheet_kind
from cchc_analysis.intake.initiatives import (
    INITIATIVES_FILE,
    PUBLISHED_FILE,
    empty_published,
    read_initiatives,
    read_published,
)
from cchc_analysis.intake.judged_columns import settle_scores
from cchc_analysis.intake.long_form import find_other_years, read_long_form
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.ownership import find_owner
from cchc_analysis.intake.received_folder import LONG_FILES, SEASON_FILE, list_received
from cchc_analysis.intake.register import REGISTER_FILE, Receipt, find_receipt, read_register
from cchc_analysis.intake.score_grid import ScoreGrid
from cchc_analysis.intake.second_looks import check_claims, check_copies
from cchc_analysis.intake.submissions import find_gaps, find_late, record_files, record_submissions
from cchc_analysis.intake.tables import Table, find_tables, list_headings, skip_declared
from cchc_analysis.intake.unit_form import Form, file_name_findings, find_sheet_unit, find_unit, read_form
from cchc_analysis.intake.versions import Versions, settle_versions, tabulate_changes
from cchc_analysis.intake.workbooks import Sheet, UnreadableFileError, Workbook, address, read_workbook
from cchc_analysis.rules.season import Fault, Season, SeasonError, Stage, read_season
from cchc_analysis.running import workers

OLD_FONT_ROWS = 100
"""How far down a sheet its texts are looked at for an old font."""
PARALLEL_FROM = 200
"""How many files make it worth the second that worker processes take to start."""


@dataclass(frozen=True)
class Received:
    """A season as received: its tables by their schemas; ``published`` holds metric, value and source as text."""

    criteria: pd.DataFrame
    units: pd.DataFrame
    initiatives: pd.DataFrame
    published: pd.DataFrame
    scores: pd.DataFrame
    explanations: pd.DataFrame
    submissions: pd.DataFrame
    received_files: pd.DataFrame
    received_sheets: pd.DataFrame
    received_columns: pd.DataFrame
    submission_changes: pd.DataFrame
    corrections: pd.DataFrame
    findings: pd.DataFrame


@dataclass
class Reading:
    """What has been read so far."""

    folder: Path
    context: Context
    corrections: list[Correction]
    entries: Entries = field(init=False)
    subtotals: list[Subtotal] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    problems: list[ColumnProblem] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)  # of the files that were read, on disk
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    balances: list[SheetBalance] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)
    """What was taken from the file that is being read."""

    def __post_init__(self) -> None:
        """Begin without entries."""
        self.entries = Entries(self.context)


def receive_season(folder: Path, season: Season) -> Received:
    """Read everything a season's folder holds. Raises :class:`SeasonError` only for its criteria set and units file."""
    own = read_set(folder, season)
    faults = [*own.faults, *find_season_faults(season, own.criteria, own.units)]
    if faults or own.criteria is None or own.units is None:
        raise SeasonError(faults)
    context = build_context(season, own.criteria, own.units)
    corrections, findings = read_corrections(folder)
    listed = list_received(folder, season)
    reading = Reading(folder, context, corrections, findings=[*own.findings, *findings, *listed.findings])
    _read_stage_files(reading, listed.files)
    initiatives, published = _read_side_tables(reading)
    return _conclude(reading, initiatives, published)


def find_faults(folder: Path) -> list[Fault]:
    """Every fault that keeps a season from running: of its rules, criteria set and units."""
    season = None
    faults: list[Fault] = []
    try:
        season = read_season(folder)
    except SeasonError as error:
        faults.extend(error.faults)
    if not has_bodies(folder):
        read = read_set(folder, season)
        faults.extend(read.faults)
        if season is not None:
            faults.extend(find_season_faults(season, read.criteria, read.units))
    return faults


def find_season_faults(season: Season, criteria: pd.DataFrame | None, units: pd.DataFrame | None) -> Iterator[Fault]:
    """Units and criteria that ``season.toml`` names and the season does not have."""
    if units is not None:
        known = set(units["unit_id"])
        for position, stage in enumerate(season.stages, start=1):
            for unit_id in sorted(set(stage.not_expected_from) - known):
                place = f"stages[{position}].not_expected_from"
                yield Fault(SEASON_FILE, place, unit_id, "một unit_id trong units.csv", "a unit_id of units.csv")
    if criteria is not None:
        nodes = set(criteria["criterion_id"])
        for position, crosswalk in enumerate(season.crosswalk, start=1):
            for criterion_id in [each for each in crosswalk.current if each not in nodes]:
                expected = "một criterion_id trong criteria.xlsx", "a criterion_id of criteria.xlsx"
                yield Fault(SEASON_FILE, f"crosswalk[{position}].current", criterion_id, *expected)
        for position, letter in enumerate(season.letters, start=1):
            for criterion_id in [each for each in letter.criteria if each not in nodes]:
                expected = "một criterion_id trong criteria.xlsx", "a criterion_id of criteria.xlsx"
                yield Fault(SEASON_FILE, f"letters[{position}].criteria", criterion_id, *expected)


@dataclass(frozen=True)
class Reread:
    """One file of scores read again, alone: its visible sheets with what every cell was taken for, and what was found.

    ``findings`` and ``received_sheets`` are those of the file as far as it alone tells them.
    """

    file: str
    stage: Stage | None
    sheets: list[Sheet]
    balances: dict[str | None, SheetBalance]
    hidden: list[str]
    findings: pd.DataFrame
    received_sheets: pd.DataFrame


def start_reading(folder: Path, season: Season) -> Reading:
    """The season's rules, criteria, units and corrections, before any file is read. Raises :class:`SeasonError`."""
    own = read_set(folder, season)
    if own.faults or own.criteria is None or own.units is None:
        raise SeasonError(own.faults)
    corrections, _findings = read_corrections(folder)
    return Reading(folder, build_context(season, own.criteria, own.units), corrections)


def reread(start: Reading, file: str) -> Reread | None:
    """Read one file of a season again, called as tables call it; ``None`` where there is no such file of scores."""
    path = start.folder / file
    season = start.context.season
    stage = next((each for each in season.stages if (start.folder / each.folder) == path.parent), None)
    if not path.is_file() or (stage is None and file not in LONG_FILES):
        return None
    reading = Reading(start.folder, start.context, start.corrections)
    read_stage_file(reading, path, stage)
    sheets = list(reading.sheets)
    received = _conclude(reading, schemas.empty("initiatives"), empty_published())
    balances = {balance.sheet: mark_unscored(balance, received.scores) for balance in reading.balances}
    shown = {sheet.name for sheet in sheets}
    return Reread(
        file,
        stage,
        sheets,
        balances,
        [str(name) for name in balances if name not in shown],
        received.findings[received.findings["source_file"] == file],
        received.received_sheets,
    )


def _read_stage_files(reading: Reading, files: list[tuple[Path, Stage | None]]) -> None:
    """Read files in their order: in this process, or by all cores where there are enough to pay for starting them."""
    if len(files) < PARALLEL_FROM or (cores := workers.count_cores()) == 1:
        parts = [_read_part(reading.folder, reading.context, reading.corrections, files)]
    else:
        size = -(-len(files) // (4 * cores))
        chunks = [files[start : start + size] for start in range(0, len(files), size)]
        read = partial(_read_chunk, reading.folder, reading.context, reading.corrections)
        found = dict(_require_part(*each) for each in workers.run(read, list(enumerate(chunks)), jobs=cores))
        parts = [found[at] for at in range(len(chunks))]
    for part in parts:
        reading.entries.add(part.entries)
        for name in ("subtotals", "findings", "problems", "sheets", "unreadable", "balances"):
            getattr(reading, name).extend(getattr(part, name))
        reading.hashes |= part.hashes
        reading.files |= part.files
        reading.times |= part.times


def _read_chunk(
    folder: Path, context: Context, corrections: list[Correction], chunk: tuple[int, list[tuple[Path, Stage | None]]]
) -> Reading:
    return _read_part(folder, context, corrections, chunk[1])


def _require_part(
    chunk: tuple[int, list[tuple[Path, Stage | None]]], part: Reading | workers.Lost
) -> tuple[int, Reading]:
    """A part that was read; raises :class:`RuntimeError` naming the files on which two processes died."""
    at, files = chunk
    if isinstance(part, workers.Lost):
        names = ", ".join(path.name for path, _stage in files)
        raise RuntimeError(f"a process died twice ({part.reason}) on one of these files: {names}")
    return at, part


def _read_part(
    folder: Path, context: Context, corrections: list[Correction], files: list[tuple[Path, Stage | None]]
) -> Reading:
    part = Reading(folder, context, corrections)
    for path, stage in files:
        first, balanced = len(part.sheets), len(part.balances)
        read_stage_file(part, path, stage)
        # what is still asked of a sheet once its file is read are its name and marks
        part.sheets[first:] = map(drop_cells, part.sheets[first:])
        part.balances[balanced:] = [each.without_cells() for each in part.balances[balanced:]]
    return part


def read_stage_file(reading: Reading, path: Path, stage: Stage | None) -> None:
    """Read one file of a stage, or of all stages where *stage* is ``None``, into *reading*."""
    file = path.relative_to(reading.folder).as_posix()
    reading.files[file] = path
    said, problems = len(reading.findings), len(reading.problems)
    book = _open(reading, path, file, stage)
    if book is None:
        return
    reading.taken = Taken(unread=book.unread)
    layout = reading.context.season.layout
    sheets = [skip_declared(sheet, layout, stage) for sheet in book.sheets]
    staged = [(sheet, _stage_of(reading.context, sheet, stage)) for sheet in sheets]
    _read_sheets(reading, path, sheets, staged, stage)
    findings = reading.findings[said:]
    reading.taken.refused |= {row["source_sheet"] for row in findings if row["rule"] in WHOLE_SHEET}
    pairs = [(whole, *each) for whole, each in zip(book.sheets, staged, strict=True)]
    pairs += [(sheet, sheet, stage) for sheet in book.hidden]
    headings = [place for problem in reading.problems[problems:] for place in problem.places]
    balances = balance_file(reading.context, pairs, reading.taken, findings, headings)
    reading.findings.extend(find_lost(balances))
    reading.balances.extend(balances)


def _read_sheets(
    reading: Reading,
    path: Path,
    sheets: list[Sheet],
    staged: list[tuple[Sheet, Stage | None]],
    stage: Stage | None,
) -> None:
    """Read the sheets of one file, each with the stage it is of."""
    context, file = reading.context, path.relative_to(reading.folder).as_posix()
    if stage is not None:
        reading.findings.extend(_say_other_stage(sheet, its, stage) for sheet, its in staged if its != stage)
    forms: list[tuple[Sheet, list[Table]]] = []
    is_read = False
    for sheet, its_stage in staged:
        if stage is not None and its_stage != stage:
            continue
        tables = find_tables(sheet, context.season, its_stage)
        if _read_shared_sheet(reading, sheet, its_stage, tables):
            is_read = True
        elif tables:
            forms.append((sheet, tables))
        elif _holds_criteria(context, sheet) and len(sheets) > 1:
            words = {"found": sheet.name, "expected": "mã hoặc tên tiêu chí và điểm"}
            where = {"stage": stage.id if stage else None, **sheet.place(0, None)}
            reading.findings.append(finding("sheet_not_read", expected_en="a criterion and a score", **words, **where))
    if is_read and not forms:
        return
    if stage is None or (not forms and path.suffix.lower() == ".csv"):
        expected = "đơn vị, tiêu chí, giai đoạn, điểm", "unit, criterion, stage, score"
        reading.findings.append(no_header([sheet for sheet, _ in forms] or sheets, stage, *expected))
        reading.taken.refused |= {sheet.name for sheet in sheets}
    elif not forms:
        reading.findings.append(
            no_header(sheets, stage, "mã hoặc tên tiêu chí và điểm", "a code or criterion and a score")
        )
        _note_unreadable(reading, file, stage)
        reading.taken.refused |= {sheet.name for sheet in sheets}
    else:
        _read_unit_form(reading, file, forms, stage)


def _holds_criteria(context: Context, sheet: Sheet) -> bool:
    """Whether a sheet in which no header was found has rows of criteria with numbers all the same."""
    found = 0
    for values in sheet.rows:
        has_number = any(isinstance(value, float | int) and not isinstance(value, bool) for value in values)
        if has_number and any(isinstance(v, str) and name_key(v) in context.index.by_name for v in values):
            found += 1
    return found > 1


def _stage_of(context: Context, sheet: Sheet, stage: Stage | None) -> Stage | None:
    """The stage a sheet is named for, else that of its folder; an issued form answers by its identity instead."""
    return stage if sheet.identity is not None else context.find_stage(sheet.name or "") or stage


def _read_shared_sheet(reading: Reading, sheet: Sheet, stage: Stage | None, tables: list[Table]) -> bool:
    """Read a sheet of many units; false for one that is not, which may be a unit's form."""
    context = reading.context
    table = tables[0] if tables else None
    names_criteria = table is not None and table.first("criterion_id", "criterion") is not None
    if not (table is not None and table.is_long and names_criteria):
        form = read_consolidated(context, sheet, stage, table)
        if form is not None:
            _add(reading, form)
            _note_kept_back(reading, form, {entry.unit_id for entry in form.entries})
            reading.findings.extend(_say_no_rows(form.entries, form, sheet, stage))
            return True
    if table is not None and table.is_long:
        entries, form = read_long_form(context, table, stage)
        reading.entries.add(entries)
        earlier = dict.fromkeys(find_other_years(table, context.season.year), EARLIER)
        reading.taken.add_areas([replace(describe_table(table, stage), rows=earlier)])
        reading.taken.add_entries(sheet.name, entries)
        _add(reading, form)
        _note_kept_back(reading, form)
        reading.findings.extend(_say_no_rows(entries, form, sheet, stage, table))
        return True
    return False


def _note_kept_back(reading: Reading, form: Form, read: Container[str] = ()) -> None:
    """Note whose file came and gave nothing, for nobody knows which of its columns the scores are in."""
    for problem in form.problems:
        if problem.keeps_back and problem.unit_id and problem.stage and problem.unit_id not in read:
            reading.unreadable.append((problem.unit_id, problem.stage.id))


def _say_no_rows(
    entries: Sized, form: Form, sheet: Sheet, stage: Stage | None, table: Table | None = None
) -> Iterator[Row]:
    """The finding for a sheet of many units of which nothing can be said but that its header is there."""
    if not entries and not form.findings and not form.problems:
        place = sheet.place(0, None) if table is None else table.place()
        yield finding("no_rows", stage=stage.id if stage else None, found=list_headings([sheet]), **place)


def _add(reading: Reading, form: Form) -> None:
    reading.entries.add(form.entries)
    reading.taken.add_areas(form.areas)
    reading.taken.add_entries(None, form.entries)
    reading.taken.add_sums(form.subtotals)
    reading.subtotals.extend(subtotal.without_cells() for subtotal in form.subtotals)
    reading.findings.extend(form.findings)
    reading.problems.extend(form.problems)


def _say_other_stage(sheet: Sheet, found: Stage | None, stage: Stage) -> Row:
    named = f"{sheet.name} ({found.name})" if found and found.name != sheet.name else sheet.name
    where = {"stage": stage.id, "source_file": sheet.file, "source_sheet": sheet.name}
    return finding("sheet_of_other_stage", found=named, expected=stage.name, **where)


def _say_unseen(reading: Reading, book: Workbook, file: str, stage: Stage | None) -> Iterator[Row]:
    """Doubts about what a workbook holds that is not in its visible cells."""
    where = {"stage": stage.id if stage else None, "source_file": file}
    for row, size, width in book.misfits:
        expected = f"{width} trường như dòng tiêu đề", f"{width} fields, as in the header"
        cell = {"source_cell": address(row, 0)}
        yield finding(
            "csv_row_too_long", found=f"{size}", expected=expected[0], expected_en=expected[1], **where, **cell
        )
    for sheet in book.sheets:
        texts = [value for row in sheet.rows[:OLD_FONT_ROWS] for value in row if isinstance(value, str)]
        if has_foreign_letters("\n".join(texts)) and (font := recognise_old_font(texts)):
            yield finding("text_in_old_font", found=font, source_sheet=sheet.name, **where)
    if book.has_links:
        yield finding("external_links", **where)
    for sheet in book.hidden:
        season = reading.context.season
        if find_tables(sheet, season, stage) or read_consolidated(reading.context, sheet, stage):
            yield finding("hidden_sheet", found=sheet.name, source_sheet=sheet.name, **where)


def _open(reading: Reading, path: Path, file: str, stage: Stage | None) -> Workbook | None:
    """The file with corrections applied to its sheets; ``None`` and a finding where it cannot be read."""
    try:
        book = read_workbook(path, file)
    except UnreadableFileError as error:
        unit_id = reading.context.find_unit(path.stem) if stage else None
        words = {"found": error.found, "expected": error.expected or "bảng tính đọc được"}
        english = error.expected_en or "a readable spreadsheet"
        where = {"unit_id": unit_id, "stage": stage.id if stage else None, "source_file": file}
        reading.findings.append(finding(error.rule, expected_en=english, **words, **where))
        _note_unreadable(reading, file, stage)
        return None
    reading.hashes[file] = book.sha256
    reading.times[file] = book.changed_at
    reading.findings.extend(_say_unseen(reading, book, file, stage))
    corrected = []
    for sheet in book.sheets:
        fixes = [correction for correction in reading.corrections if correction.is_in(sheet)]
        fixed, findings = apply_corrections(sheet, fixes) if fixes else (sheet, [])
        corrected.append(fixed)
        reading.findings.extend(findings)
    reading.sheets.extend(corrected)
    return replace(book, sheets=corrected)


def _note_unreadable(reading: Reading, file: str, stage: Stage | None) -> None:
    unit_id = reading.context.find_unit(PurePosixPath(file).stem)
    if stage is not None and unit_id is not None:
        reading.unreadable.append((unit_id, stage.id))


def _read_unit_form(reading: Reading, file: str, forms: list[tuple[Sheet, list[Table]]], stage: Stage) -> None:
    context = reading.context
    firsts = [tables[0] for _sheet, tables in forms]
    owners = {unit for table in firsts if (unit := find_sheet_unit(context, table))}
    if len(owners) > 1 and firsts[0].sheet.identity is None:
        for _sheet, tables in forms:
            _read_sheet_form(reading, tables, stage)
        return
    unit_id, findings = find_owner(context, firsts, stage)
    if unit_id is None and len(owners) == 1 and {row["rule"] for row in findings} == {"no_unit"}:
        unit_id, findings = owners.pop(), []
    reading.findings.extend(findings)
    if unit_id is None:
        _note_unreadable(reading, file, stage)
        for sheet, tables in forms:
            reading.taken.refused.add(sheet.name)
            reading.taken.add_areas(describe_table(table, stage) for table in tables)
        return
    reading.findings.extend(file_name_findings(context, unit_id, file, stage))
    read = [(sheet, _read_tables(context, unit_id, tables, stage)) for sheet, tables in forms]
    for form in _settle_sheets(reading, unit_id, read, stage):
        _add(reading, form)
        if form.is_kept_back:
            reading.unreadable.append((unit_id, stage.id))


def _read_tables(context: Context, unit_id: str, tables: list[Table], stage: Stage) -> Form:
    """The tables of one sheet as one form; one without a criterion, such as a legend, only where it is alone."""
    forms: list[Form] = []
    path: tuple[str, ...] = ()
    for table in tables:
        forms.append(read_form(context, unit_id, table, stage, path=path))
        path = forms[-1].path or path
    kept = [form for form in forms if form.items] or forms
    areas = [
        replace(describe_table(table, stage), rows=dict.fromkeys(form.sum_rows, SUM))
        for table, form in zip(tables, forms, strict=True)
        if form in kept
    ]
    is_kept_back = any(form.is_kept_back for form in kept)
    joined = Form(items=sum(form.items for form in kept), is_kept_back=is_kept_back, areas=areas)
    for form in kept:
        joined.entries.extend(form.entries)
        joined.subtotals.extend(form.subtotals)
        joined.findings.extend(form.findings)
        joined.problems.extend(form.problems)
    return joined


def _settle_sheets(reading: Reading, unit_id: str, read: list[tuple[Sheet, Form]], stage: Stage) -> Iterator[Form]:
    """The forms of a workbook's sheets that are one form together: sheets of other criteria add up.

    A draft, another year's sheet or a worked example beside the form is not read, and said so; two sheets that share a
    criterion otherwise are an error that names both.
    """
    year = reading.context.season.year
    kinds = [name_sheet_kind(sheet.name or "", year) for sheet, _form in read]
    has_plain = any(not kind and form.items for kind, (_, form) in zip(kinds, read, strict=True))
    kept: list[tuple[Sheet, Form]] = []
    for kind, (sheet, form) in zip(kinds, read, strict=True):
        met = {entry.criterion_id for other, each in read if other is not sheet for entry in each.entries}
        shares = any(entry.criterion_id in met for entry in form.entries)
        where = {"unit_id": unit_id, "stage": stage.id, **sheet.place(0, None)}
        if has_plain and (kind in ("draft", "other_year") or (kind == "example" and shares)):
            reading.findings.append(finding("sheet_passed_over", found=sheet.name, row=form.items, **where))
            continue
        if kind in ("draft", "other_year"):
            reading.findings.append(finding("sheet_named_otherwise", found=sheet.name, expected=year, **where))
        kept.append((sheet, form))
    first: dict[str, Sheet] = {}
    said: set[tuple[str | None, str | None]] = set()
    for sheet, form in kept:
        for entry in form.entries:
            other = first.setdefault(entry.criterion_id, sheet)
            if other is not sheet and (other.name, sheet.name) not in said:
                said.add((other.name, sheet.name))
                both = f"“{other.name}”, “{sheet.name}”"
                label = reading.context.label(entry.criterion_id)
                where = {"unit_id": unit_id, "stage": stage.id, **entry.place}
                reading.findings.append(finding("sheets_share_criteria", found=both, expected=label, **where))
        yield form


def _read_sheet_form(reading: Reading, tables: list[Table], stage: Stage) -> None:
    """One sheet of a workbook that holds a form per unit, each on its own sheet."""
    context, sheet = reading.context, tables[0].sheet
    unit_id = find_sheet_unit(context, tables[0])
    if unit_id is None:
        nameless = replace(tables[0], sheet=replace(sheet, file=""))
        _, findings = find_unit(context, [nameless], stage)
        reading.findings.extend(row | {"source_file": sheet.file, "source_sheet": sheet.name} for row in findings)
        reading.taken.refused.add(sheet.name)
        return
    form = _read_tables(context, unit_id, tables, stage)
    _add(reading, form)
    if form.is_kept_back:
        reading.unreadable.append((unit_id, stage.id))


def _read_side_tables(reading: Reading) -> tuple[pd.DataFrame, pd.DataFrame]:
    initiatives, published = schemas.empty("initiatives"), empty_published()
    path = reading.folder / INITIATIVES_FILE
    if path.is_file() and (book := _open(reading, path, INITIATIVES_FILE, None)) is not None:
        initiatives, findings = read_initiatives(reading.context, book.sheets)
        reading.findings.extend(findings)
    path = reading.folder / PUBLISHED_FILE
    if path.is_file() and (book := _open(reading, path, PUBLISHED_FILE, None)) is not None:
        published, findings = read_published(book.sheets)
        reading.findings.extend(findings)
    return initiatives, published


def _read_receipts(reading: Reading) -> dict[str, Receipt]:
    """When each file of a stage came."""
    register: dict[str, Receipt] = {}
    path = reading.folder / REGISTER_FILE
    if path.is_file() and (book := _open(reading, path, REGISTER_FILE, None)):
        register, findings = read_register(book.sheets[0], reading.files)
        reading.findings.extend(findings)
    timezone = reading.context.season.timezone
    return {
        file: find_receipt(reading.files[file], file, register, timezone, changed_at)
        for file, changed_at in reading.times.items()
        if file in reading.files
    }


def _list_gone(versions: Versions) -> set[str]:
    """The files that others have replaced for everyone in them."""
    standing = {
        file for sender, files in versions.files.items() for file in files if (*sender, file) not in versions.replaced
    }
    return {file for *_, file in versions.replaced} - standing


def _drop_replaced(reading: Reading, versions: Versions) -> tuple[list[Row], list[Subtotal]]:
    """What was found in reading, less what was found in files that others have replaced since."""
    gone = _list_gone(versions)
    findings = [
        row
        for row in reading.findings
        if row["rule"] == "correction_stale"
        or (
            row["source_file"] not in gone
            and (row["unit_id"], row["stage"], row["source_file"]) not in versions.replaced
        )
    ]
    subtotals = [
        each
        for each in reading.subtotals
        if each.sheet.file not in gone and (each.unit_id, each.stage, each.sheet.file) not in versions.replaced
    ]
    return findings, subtotals


def _conclude(reading: Reading, initiatives: pd.DataFrame, published: pd.DataFrame) -> Received:
    context = reading.context
    receipts = _read_receipts(reading)
    reading.findings.extend(list_unused(reading.corrections, reading.sheets))
    versions = settle_versions(context, reading.entries, receipts)
    read_findings, subtotals = _drop_replaced(reading, versions)
    settled = settle_scores(context, reading.entries, versions.standing)
    scores, explanations = settled.scores, settled.explanations
    displays = find_displays(reading.entries, versions.standing)
    balances, lost = settle_balances(
        context, reading.balances, reading.entries, versions.standing, scores, [*settled.findings, *displays]
    )
    received_sheets = tabulate_balances(context.season.year, balances)
    received_columns = tabulate_columns(context.season.year, balances)
    received_files = record_files(context, versions, receipts, reading.hashes, received_sheets)
    grid = ScoreGrid(context, scores)
    submissions = record_submissions(grid, explanations, received_files)
    gone = _list_gone(versions)
    problems = [problem for problem in reading.problems if problem.place["source_file"] not in gone]
    findings = [
        *read_findings,
        *say_column_problems(context, problems),
        *versions.findings,
        *settled.findings,
        *lost,
        *find_gaps(context, submissions, scores, reading.entries, versions.standing, reading.unreadable),
        *find_late(context, submissions),
        *check_subtotals(grid, subtotals, reading.entries, versions.standing, reading.corrections),
        *check_stages(grid),
        *check_whole_forms(grid),
        *find_hidden(reading.entries, versions.standing),
        *displays,
        *check_claims(grid),
        *check_copies(grid),
    ]
    return Received(
        criteria=context.criteria,
        units=context.units,
        initiatives=initiatives,
        published=published,
        scores=scores,
        explanations=explanations,
        submissions=submissions,
        received_files=received_files,
        received_sheets=received_sheets,
        received_columns=received_columns,
        submission_changes=tabulate_changes(context, versions),
        corrections=tabulate_corrections(context.season.year, reading.corrections, reading.sheets, scores),
        findings=collect(findings, context.season.year),
    )
