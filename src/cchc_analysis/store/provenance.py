"""What files were made from, so that only what has changed is made again.

Beside what it made, a step leaves a record: hashes of what it read, of the package that read it and of what it wrote.
Whatever does not match its record, in content and not by date alone, is made again; so is what a hand has changed or
deleted. A record is the last thing written and the first thing removed, so a run cut short can only lead to more work.

Nothing here imports pandas: to find that nothing has changed no table is read.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cchc_analysis.files.folder_entries import FolderEntry, find_kind, walk
from cchc_analysis.reporting.pages import language_links
from cchc_analysis.store import storage

RECORD = "made_from.json"
REPORT_RECORD = "notebooks/report.json"
"""Where the record of a whole report is, from the folder of its pages."""

CHANGED = "changed"
"""In place of what tells tables apart, where they are not what their files give now."""

MOST_SHOWN = 20
"""How many errors a record holds in words: as many as ``cchc check`` prints."""

Record = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a check found, as far as the command says it: counted, and the first errors with place and sentence."""

    folder: Path
    errors: int
    doubts: int
    first: tuple[Mapping[str, str], ...]
    has_grades: bool
    has_letters: bool
    is_kept: bool = False


@cache
def fingerprint() -> str:
    """What tells this installation from any other that might give other bytes.

    The package's own files (code, templates, translations), the version of every installed library, of Python and of
    the platform. Every library, for pages are made by libraries of libraries too.
    """
    package = Path(__file__).parents[1]
    files = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    own = [(path.relative_to(package).as_posix(), hash_file(path)) for path in files]
    folders = [Path(folder) for folder in sys.path if folder]
    libraries = sorted(path.name for folder in folders if folder.is_dir() for path in folder.glob("*.dist-info"))
    return digest([own, libraries, sys.version, platform.platform()])


def digest(value: Any) -> str:
    """The hash of anything that JSON can hold."""
    return hash_bytes(json.dumps(value, sort_keys=True).encode())


def hash_bytes(content: bytes) -> str:
    """SHA-256, as everywhere in the project."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str:
    """The hash of a file's content; empty where it cannot be read or is no file."""
    if find_kind(path) != "file":
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def hash_received(folder: Path) -> dict[str, list[str | int]]:
    """Everything of what was received: a file's hash and its time, which may decide when a form came; else its kind."""
    return {name: _describe_received(entry) for name, entry in walk(folder)}


def _describe_received(entry: FolderEntry) -> list[str | int]:
    if entry.kind != "file":
        return [entry.kind]
    try:
        return [hash_file(entry.path), entry.path.stat().st_mtime_ns]
    except OSError:
        return ["gone"]


def hash_made(path: Path) -> str:
    """The hash of a file that was made; of a page without its link to the other language, which comes and goes."""
    if path.suffix != ".html":
        return hash_file(path)
    try:
        return hash_bytes(language_links.clear(path.read_bytes()))
    except OSError:
        return ""


def hash_files(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Hashes of files by their paths from *folder*; a file that is not there has an empty one."""
    return {os.path.relpath(path, folder).replace(os.sep, "/"): hash_made(path) for path in paths}


def are_as_made(folder: Path, made: Mapping[str, str]) -> bool:
    """Whether each file is there with the content it was given."""
    return all(stated and hash_made(folder / name) == stated for name, stated in made.items())


def read_record(path: Path) -> Record | None:
    """A record; nothing where there is none, or none that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def write_record(path: Path, record: Record) -> None:
    """Write a record beside its place and swap it in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with storage.written_aside(path) as aside:
        aside.write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")


def list_tables(folder: Path) -> list[Path]:
    """The files a check writes into a season's folder: its tables and rules, not the record."""
    return sorted(path for path in folder.glob("*") if path.is_file() and path.name != RECORD)


def recall_season(year: int, data: Path) -> Record | None:
    """The record of a season's tables where nothing they were made from has changed, here or in the season before.

    Of the season before, its tables count and not its files: where those come out the same nothing follows from it.
    """
    folder = storage.processed_folder(data, year)
    record = read_record(folder / RECORD)
    if (
        record is None
        or record.get("fingerprint") != fingerprint()
        or record.get("received") != hash_received(storage.raw_folder(data, year))
        or record.get("made") != hash_files(folder, list_tables(folder))
    ):
        return None
    if any(digest_body(year, (data.parent / body).resolve()) != tables for body, tables in record.get("bodies", [])):
        return None
    previous = record.get("previous")
    if previous is not None and previous["tables"] != _recall_tables(previous["year"], data):
        return None
    return record


def digest_body(year: int, data: Path) -> str:
    """The tables of a body below, as far as they are what its files give now; as they came where it has no files."""
    if storage.raw_folder(data, year).is_dir():
        return _recall_tables(year, data)
    folder = storage.processed_folder(data, year)
    return digest(hash_files(folder, list_tables(folder)))


def digest_tables(record: Record) -> str:
    """What tells the tables of a record from any others."""
    return digest(record["made"])


def recall_public(year: int, data: Path, form: str | None) -> bool:
    """Whether the public edition is the one that would be made of the season's tables now, in *form*."""
    folder = storage.public_folder(data, year)
    record = read_record(folder / RECORD)
    return record is not None and record == _record_public(year, data, form)


def remember_public(year: int, data: Path, form: str | None) -> None:
    """Write what the public edition was made from."""
    write_record(storage.public_folder(data, year) / RECORD, _record_public(year, data, form))


def tell(record: Record, folder: Path, *, is_kept: bool = False) -> Outcome:
    """What a season's record says of its check."""
    said = record["said"]
    return Outcome(
        folder,
        said["errors"],
        said["doubts"],
        tuple(said["first"]),
        said["has_grades"],
        said["has_letters"],
        is_kept,
    )


def _recall_tables(year: int, data: Path) -> str:
    """The tables of the season before, as far as they are what its files give now."""
    if not storage.raw_folder(data, year).is_dir():
        return ""
    record = recall_season(year, data)
    return CHANGED if record is None else digest_tables(record)


def _record_public(year: int, data: Path, form: str | None) -> Record:
    folder, inside = storage.public_folder(data, year), storage.processed_folder(data, year)
    return {
        "fingerprint": fingerprint(),
        "form": form or "",
        "read": digest(hash_files(inside, list_tables(inside))),
        "made": hash_files(folder, list_tables(folder)),
    }


def list_notebooks() -> dict[str, str]:
    """The notebooks that pages are made from, with their hashes."""
    folder = storage.find_notebooks()
    return hash_files(folder, sorted(folder.glob("*.ipynb")))


def digest_season(year: int, data: Path) -> str:
    """What tells all tables of a season, public ones included, from any others."""
    folders = storage.processed_folder(data, year), storage.public_folder(data, year)
    return digest([hash_files(folder, list_tables(folder)) for folder in folders])


def ask_report(
    year: int,
    data: Path,
    *,
    lang: str,
    edition: str,
    form: str | None,
    single_file: Sequence[str],
    overridden: Sequence[tuple[str, str]] = (),
    since_release: str = "",
) -> dict[str, Any]:
    """What a whole report is asked for, as its record holds it."""
    return {
        "year": year,
        "data": str(data),
        "lang": str(lang),
        "edition": edition,
        "form": form or "",
        "single_file": sorted(single_file),
        "overridden": [list(pair) for pair in overridden],
        "since_release": since_release,
    }


def recall_report(record: Path, folder: Path, asked: Mapping[str, Any]) -> Record | None:
    """What is said of a whole report where every page of it is what it would be if it were made again.

    *asked* is what the report was asked for; paths in the record are from *folder*.
    """
    known = read_record(record)
    if (
        known is None
        or known["fingerprint"] != fingerprint()
        or known["asked"] != asked
        or known["notebooks"] != list_notebooks()
        or any(digest_season(year, Path(data)) != tables for data, year, tables in known["seasons"])
        or not are_as_made(folder, known["made"])
    ):
        return None
    said: Record = known["said"]
    return said


def remember_report(
    record: Path,
    asked: Mapping[str, Any],
    seasons: Iterable[tuple[str, int]],
    made: Mapping[str, str],
    said: Record,
) -> None:
    """Write what a whole report was made from: *seasons* by their folder of data and year."""
    write_record(
        record,
        {
            "fingerprint": fingerprint(),
            "asked": asked,
            "notebooks": list_notebooks(),
            "seasons": [[data, year, digest_season(year, Path(data))] for data, year in sorted(seasons)],
            "made": dict(made),
            "said": said,
        },
    )
