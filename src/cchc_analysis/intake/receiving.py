"""A season's folder as received: every file read, every fault found, nothing stopped by one bad file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.intake.checks import check_stages, check_subtotals, check_whole_forms
from cchc_analysis.intake.context import Context, build_context
from cchc_analysis.intake.corrections import (
    CORRECTIONS_FILE,
    Correction,
    apply_corrections,
    list_unused,
    read_corrections,
    tabulate_corrections,
)
from cchc_analysis.intake.criteria_set import CRITERIA_FILE, read_criteria
from cchc_analysis.intake.entries import Entry, Subtotal
from cchc_analysis.intake.findings import Row, collect, finding
from cchc_analysis.intake.forms import no_header
from cchc_analysis.intake.initiatives import (
    INITIATIVES_FILE,
    PUBLISHED_FILE,
    empty_published,
    read_initiatives,
    read_published,
)
from cchc_analysis.intake.judging import judge_entries, tabulate_explanations, tabulate_scores
from cchc_analysis.intake.layouts import Header, find_header
from cchc_analysis.intake.long_form import read_long_form
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.ownership import find_owner
from cchc_analysis.intake.register import REGISTER_FILE, Receipt, find_receipt, read_register
from cchc_analysis.intake.second_looks import check_claims, check_copies
from cchc_analysis.intake.submissions import find_gaps, find_late, hash_file, record_files, record_submissions
from cchc_analysis.intake.unit_form import file_name_findings, read_form
from cchc_analysis.intake.units import UNITS_FILE, read_units
from cchc_analysis.intake.versions import Versions, settle_versions, tabulate_changes
from cchc_analysis.intake.workbooks import Sheet, UnreadableFileError, read_sheets
from cchc_analysis.season import Fault, Season, SeasonError, Stage

SEASON_FILE = "season.toml"
LONG_FILES = ("scores.csv", "scores.xlsx")
KNOWN_NAMES = (
    SEASON_FILE,
    CRITERIA_FILE,
    UNITS_FILE,
    INITIATIVES_FILE,
    PUBLISHED_FILE,
    CORRECTIONS_FILE,
    REGISTER_FILE,
    *LONG_FILES,
    "notes",
)


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
    submission_changes: pd.DataFrame
    corrections: pd.DataFrame
    findings: pd.DataFrame


@dataclass
class _Reading:
    """What has been read so far."""

    folder: Path
    context: Context
    corrections: list[Correction]
    entries: list[Entry] = field(default_factory=list)
    subtotals: list[Subtotal] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def receive_season(folder: Path, season: Season) -> Received:
    """Read everything a season's folder holds. Raises :class:`SeasonError` only for its criteria set and units file."""
    criteria, units = _read_set(folder, season)
    context = build_context(season, criteria, units)
    corrections, findings = read_corrections(folder)
    reading = _Reading(folder, context, corrections, findings=findings)
    for stage in season.stages:
        for path in _list_files(folder / stage.folder, folder, season):
            _read_stage_file(reading, path, stage)
    for name in LONG_FILES:
        if (folder / name).is_file():
            _read_stage_file(reading, folder / name, None)
    initiatives, published = _read_side_tables(reading)
    reading.findings.extend(_unread_files(folder, season))
    return _conclude(reading, initiatives, published)


def _read_set(folder: Path, season: Season) -> tuple[pd.DataFrame, pd.DataFrame]:
    faults: list[Fault] = []
    units = criteria = None
    try:
        units = read_units(folder, season)
    except SeasonError as error:
        faults.extend(error.faults)
    try:
        criteria = read_criteria(folder, season, None if units is None else units["unit_id"])
    except SeasonError as error:
        faults.extend(error.faults)
    faults.extend(_season_faults(season, criteria, units))
    if faults or criteria is None or units is None:
        raise SeasonError(faults)
    return criteria, units


def _season_faults(season: Season, criteria: pd.DataFrame | None, units: pd.DataFrame | None) -> Iterator[Fault]:
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


def _list_files(stage_folder: Path, folder: Path, season: Season) -> list[Path]:
    """The files of a stage, in name order; hidden files and the locks of open workbooks are none."""
    if not stage_folder.is_dir() or stage_folder.resolve() == folder.resolve():
        return []
    return sorted(path for path in stage_folder.iterdir() if path.is_file() and not _is_passing(path))


def _is_passing(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.name.casefold() in ("thumbs.db", "desktop.ini")


def _read_stage_file(reading: _Reading, path: Path, stage: Stage | None) -> None:
    file = path.relative_to(reading.folder).as_posix()
    reading.files[file] = path
    sheets = _open(reading, path, file, stage)
    if sheets is None:
        return
    headed = [
        (sheet, header) for sheet in sheets if (header := find_header(sheet, reading.context.season, stage)) is not None
    ]
    long = [(sheet, header) for sheet, header in headed if header.is_long]
    if long:
        for sheet, header in long:
            entries, findings = read_long_form(reading.context, sheet, header, stage)
            reading.entries.extend(entries)
            reading.findings.extend(findings)
    elif stage is None or path.suffix.lower() == ".csv":
        expected = "đơn vị, tiêu chí, giai đoạn, điểm", "unit, criterion, stage, score"
        reading.findings.append(no_header(sheets, stage, *expected))
    elif not headed:
        reading.findings.append(
            no_header(sheets, stage, "mã hoặc tên tiêu chí và điểm", "a code or criterion and a score")
        )
        _note_unreadable(reading, file, stage)
    else:
        _read_unit_form(reading, file, headed, stage)


def _open(reading: _Reading, path: Path, file: str, stage: Stage | None) -> list[Sheet] | None:
    """The file's sheets with corrections applied; ``None`` and a finding where it cannot be read."""
    try:
        sheets = read_sheets(path, file)
        reading.hashes[file] = hash_file(path)
    except UnreadableFileError as error:
        unit_id = reading.context.find_unit(path.stem) if stage else None
        words = {"found": error.found, "expected": error.expected or "bảng tính đọc được"}
        english = error.expected_en or "a readable spreadsheet"
        where = {"unit_id": unit_id, "stage": stage.id if stage else None, "source_file": file}
        reading.findings.append(finding(error.rule, expected_en=english, **words, **where))
        _note_unreadable(reading, file, stage)
        return None
    corrected = []
    for sheet in sheets:
        fixes = [correction for correction in reading.corrections if correction.is_in(sheet)]
        fixed, findings = apply_corrections(sheet, fixes) if fixes else (sheet, [])
        corrected.append(fixed)
        reading.findings.extend(findings)
    reading.sheets.extend(corrected)
    return corrected


def _note_unreadable(reading: _Reading, file: str, stage: Stage | None) -> None:
    unit_id = reading.context.find_unit(PurePosixPath(file).stem)
    if stage is not None and unit_id is not None:
        reading.unreadable.append((unit_id, stage.id))


def _read_unit_form(reading: _Reading, file: str, headed: list[tuple[Sheet, Header]], stage: Stage) -> None:
    context = reading.context
    unit_id, findings = find_owner(context, headed, stage)
    reading.findings.extend(findings)
    if unit_id is None:
        _note_unreadable(reading, file, stage)
        return
    reading.findings.extend(file_name_findings(context, unit_id, file, stage))
    for sheet, header in headed:
        form = read_form(context, unit_id, sheet, header, stage)
        reading.entries.extend(form.entries)
        reading.subtotals.extend(form.subtotals)
        reading.findings.extend(form.findings)


def _read_side_tables(reading: _Reading) -> tuple[pd.DataFrame, pd.DataFrame]:
    initiatives, published = schemas.empty("initiatives"), empty_published()
    path = reading.folder / INITIATIVES_FILE
    if path.is_file() and (sheets := _open(reading, path, INITIATIVES_FILE, None)) is not None:
        initiatives, findings = read_initiatives(reading.context, sheets)
        reading.findings.extend(findings)
    path = reading.folder / PUBLISHED_FILE
    if path.is_file() and (sheets := _open(reading, path, PUBLISHED_FILE, None)) is not None:
        published, findings = read_published(sheets)
        reading.findings.extend(findings)
    return initiatives, published


def _unread_files(folder: Path, season: Season) -> list[Row]:
    """A doubt for each file or folder that is no part of the season: a misnamed one is otherwise lost in silence."""
    folders = {PurePosixPath(stage.folder) for stage in season.stages}
    used = (
        {PurePosixPath(name) for name in KNOWN_NAMES} | folders | {above for each in folders for above in each.parents}
    )
    places = [
        folder,
        *(folder / each for each in folders),
        *(folder / above for each in folders for above in each.parents),
    ]
    found = {
        PurePosixPath(path.relative_to(folder).as_posix())
        for place in places
        if place.is_dir()
        for path in place.iterdir()
        if not _is_passing(path)
        and (path.is_dir() or PurePosixPath(place.relative_to(folder).as_posix()) not in folders)
    }
    expected = ", ".join(stage.folder for stage in season.stages)
    known = {name_key(path.as_posix()) for path in used}
    return [
        finding("file_not_read", source_file=path.as_posix(), found=path.as_posix(), expected=expected)
        for path in sorted(found)
        if name_key(path.as_posix()) not in known
    ]


def _read_receipts(reading: _Reading) -> dict[str, Receipt]:
    """When each file of a stage came."""
    register: dict[str, Receipt] = {}
    path = reading.folder / REGISTER_FILE
    if path.is_file() and (sheets := _open(reading, path, REGISTER_FILE, None)):
        register, findings = read_register(sheets[0], reading.files)
        reading.findings.extend(findings)
    timezone = reading.context.season.timezone
    return {file: find_receipt(path, file, register, timezone) for file, path in reading.files.items()}


def _drop_replaced(reading: _Reading, versions: Versions) -> tuple[list[Row], list[Subtotal]]:
    """What was found in reading, less what was found in files that others have replaced since."""
    gone = {file for *_, file in versions.replaced}
    gone -= {
        file
        for sender, files in versions.files.items()
        for file in files
        if (*sender, file) not in versions.replaced
    }
    findings = [row for row in reading.findings if row["source_file"] not in gone or row["rule"] == "correction_stale"]
    subtotals = [
        each
        for each in reading.subtotals
        if each.sheet.file not in gone and (each.unit_id, each.stage, each.sheet.file) not in versions.replaced
    ]
    return findings, subtotals


def _conclude(reading: _Reading, initiatives: pd.DataFrame, published: pd.DataFrame) -> Received:
    context = reading.context
    receipts = _read_receipts(reading)
    reading.findings.extend(list_unused(reading.corrections, reading.sheets))
    versions = settle_versions(context, reading.entries, receipts)
    read_findings, subtotals = _drop_replaced(reading, versions)
    judged = judge_entries(context, versions.entries)
    scores = tabulate_scores(context, judged)
    explanations = tabulate_explanations(context, judged)
    received_files = record_files(context, versions, receipts, reading.hashes)
    submissions = record_submissions(context, scores, explanations, received_files)
    findings = [
        *read_findings,
        *versions.findings,
        *judged.findings,
        *find_gaps(context, submissions, scores, versions.entries, reading.unreadable),
        *find_late(context, submissions),
        *check_subtotals(context, subtotals, scores),
        *check_stages(context, scores),
        *check_whole_forms(context, scores),
        *check_claims(context, scores),
        *check_copies(context, scores),
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
        submission_changes=tabulate_changes(context, versions),
        corrections=tabulate_corrections(context.season.year, reading.corrections, reading.sheets, scores),
        findings=collect(findings, context.season.year),
    )
