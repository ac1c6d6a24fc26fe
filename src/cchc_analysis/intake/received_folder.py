"""Which files of a season's folder are read, and what else stands there: every odd thing costs itself and is said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cchc_analysis.files.folder_entries import FolderEntry, Kind, find_kind, list_entries, walk
from cchc_analysis.intake.bodies import BODIES_FILE
from cchc_analysis.intake.corrections import CORRECTIONS_FILE
from cchc_analysis.intake.criteria_set import CRITERIA_FILE
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.initiatives import INITIATIVES_FILE, PUBLISHED_FILE
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.notes import NOTES_FOLDER
from cchc_analysis.intake.register import REGISTER_FILE
from cchc_analysis.intake.units import UNITS_FILES
from cchc_analysis.rules.season import Season, Stage

SEASON_FILE = "season.toml"
LONG_FILES = ("scores.csv", "scores.xlsx")
REGISTERS_FOLDER = "registers"
KNOWN_FILES = (
    *(SEASON_FILE, CRITERIA_FILE, *UNITS_FILES, BODIES_FILE, INITIATIVES_FILE, PUBLISHED_FILE, CORRECTIONS_FILE),
    *(REGISTER_FILE, *LONG_FILES),
    *("registers.toml", "calendar.csv", "rulings.toml"),  # what cchc_analysis.registers reads
)
KNOWN_FOLDERS = (NOTES_FOLDER, REGISTERS_FOLDER)
PASSING = ("thumbs.db", "desktop.ini", "__macosx", "icon\r")
"""What systems leave in folders; so do those whose names begin with a dot or, for an open workbook, with ``~$``."""

RULES_OF_KINDS: Mapping[Kind, str] = {"closed_folder": "folder_not_opened", "gone": "file_changed"}
WHAT_IT_IS: Mapping[Kind, tuple[str, str]] = {
    "pipe": ("ống dẫn (FIFO)", "a pipe (FIFO)"),
    "socket": ("ổ cắm (socket)", "a socket"),
    "device": ("thiết bị", "a device"),
    "lost_link": ("liên kết đến nơi không có gì", "a link to nowhere"),
    "link_loop": ("liên kết vòng, trỏ về chính nó", "a link that leads back to itself"),
    "folder": ("thư mục", "a folder"),
    "file": ("tệp", "a file"),
}


@dataclass(frozen=True)
class ReceivedFolder:
    """The files to read with the stage of each (``None``: of all stages), in order, and a finding for all else."""

    files: list[tuple[Path, Stage | None]]
    findings: list[Row]


def list_received(folder: Path, season: Season) -> ReceivedFolder:
    """What a season's *folder* holds that is read as scores, and what stands there that is not read or cannot be.

    Hidden files and the locks of open workbooks are passed over.
    """
    staged = [(entry, stage) for stage in season.stages for entry in _list_stage(folder / stage.folder, folder)]
    files: list[tuple[Path, Stage | None]] = []
    files += [(entry.path, stage) for entry, stage in staged if entry.kind == "file" and entry.has_plain_name]
    files += [(folder / name, None) for name in LONG_FILES if find_kind(folder / name) == "file"]
    odd = [row for entry, stage in staged for row in _say_odd(entry, _name(entry, folder, stage), ("file",), stage)]
    for stage in season.stages:
        stage_folder = folder / stage.folder
        odd += _say_odd(FolderEntry(stage_folder, stage_folder.name), stage.folder, ("folder", "gone"), stage)
    for name in KNOWN_FILES:
        odd += _say_odd(FolderEntry(folder / name, name), name, ("file", "gone"))
    for name in KNOWN_FOLDERS:
        odd += _say_odd(FolderEntry(folder / name, name), name, ("folder", "gone"))
        for below, entry in walk(folder / name):
            odd += _say_odd(entry, f"{name}/{below}", ("file", "folder")) if not _is_passing(entry) else ()
    return ReceivedFolder(files, [*odd, *_say_unused(folder, season)])


def _list_stage(stage_folder: Path, folder: Path) -> list[FolderEntry]:
    """What stands in a stage's folder, less folders: they are no part of the season and said with all that is none."""
    if find_kind(stage_folder) != "folder" or stage_folder.samefile(folder):
        return []
    return [entry for entry in list_entries(stage_folder) if entry.kind != "folder" and not _is_passing(entry)]


def _is_passing(entry: FolderEntry) -> bool:
    return entry.name.startswith((".", "~$")) or entry.name.casefold() in PASSING


def _name(entry: FolderEntry, folder: Path, stage: Stage) -> str:
    return ((folder / stage.folder).relative_to(folder) / entry.name).as_posix()


def _say_odd(entry: FolderEntry, place: str, wanted: Sequence[Kind], stage: Stage | None = None) -> Iterator[Row]:
    """The finding for what is none of the kinds *wanted*, or has a name that is no text."""
    where = {"stage": stage.id if stage else None, "source_file": place, "found": place}
    if entry.kind not in wanted:
        if entry.kind in RULES_OF_KINDS:
            yield finding(RULES_OF_KINDS[entry.kind], **where)
        else:
            is_, is_en = WHAT_IT_IS[entry.kind]
            yield finding("not_a_file", kind=is_, kind_en=is_en, **where)
    elif not entry.has_plain_name:
        yield finding("name_not_unicode", **where)


def _say_unused(folder: Path, season: Season) -> Iterator[Row]:
    """A doubt for each file or folder that is no part of the season: a misnamed one is otherwise lost in silence."""
    folders = {PurePosixPath(stage.folder) for stage in season.stages}
    above = {each for stage_folder in folders for each in stage_folder.parents}
    known = {name_key(path) for path in (*KNOWN_FILES, *KNOWN_FOLDERS, *(each.as_posix() for each in folders | above))}
    found = {
        (place / entry.name).as_posix()
        for place in {PurePosixPath(), *folders, *above}
        for entry in list_entries(folder / place)
        if not _is_passing(entry) and (entry.kind in ("folder", "closed_folder") or place not in folders)
    }
    expected = ", ".join(stage.folder for stage in season.stages)
    for path in sorted(found):
        if name_key(path) not in known:
            yield finding("file_not_read", source_file=path, found=path, expected=expected)
