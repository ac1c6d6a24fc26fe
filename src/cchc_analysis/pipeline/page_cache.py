"""Which pages of a report are still what they would be if they were made again.

Each page leaves a record beside its executed notebook: the notebook, what was asked of it, the frame around it, and
everything its notebook read (:mod:`reads`), each with a hash. A page is kept while all of that and its own files are
unchanged; while the tables are those of the same check nothing of them has to be hashed. Of tables a page about one
unit reads that unit's rows, so a change elsewhere concerns it only where a figure of the body that it shows is another
one.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_analysis.analyst import open_tables, pick_peers, pick_shared_losses
from cchc_analysis.reporting.pages import notebooks
from cchc_analysis.store import provenance, storage
from cchc_analysis.store.overall import Body
from cchc_analysis.store.read_log import Read
from cchc_analysis.store.unit_slices import NamedTables, digest_rows

if TYPE_CHECKING:
    from cchc_analysis.pipeline.report import Page

BODY = "body."
State = list[list[int] | None]
"""What tells the tables of a season, inside and public, from those of another check; none: there are no tables."""


def is_fresh(page: "Page") -> bool:
    """Whether a page, and its copy where one is asked for, is there and would come out the same."""
    record = provenance.read_record(record_of(page))
    if record is None or record["asked"] != _ask(page):
        return False
    copied = f"single/{page.frame.page}"
    if page.travels and copied not in record["made"]:
        return False
    made = {name: stated for name, stated in record["made"].items() if page.travels or name != copied}
    return provenance.are_as_made(page.folder, made) and (
        all(_look_at(Path(data), year) == state for data, year, state in record["tables"])
        or all(digest_of(Read(*read)) == stated for *read, stated in record["read"])
    )


def forget(page: "Page") -> State:
    """Remove a page's record, before the page is touched; the state of the tables that it is made from."""
    record_of(page).unlink(missing_ok=True)
    return _look_at_tables(page)


def remember(page: "Page", files: Iterable[Path], reads: Iterable[Read], links: Iterable[str], before: State) -> None:
    """Write what a page was made from; *links* are those to other pages, as it was first written.

    Nothing where the tables are not those any more that stood there *before* it was made: nobody knows which it read.
    """
    if before != _look_at_tables(page):
        return
    reads = set(reads)
    seasons = {(read.data, read.year) for read in reads}
    provenance.write_record(
        record_of(page),
        {
            "asked": _ask(page),
            "read": sorted([*read, digest_of(read)] for read in reads),
            "tables": sorted([data, year, _look_at(Path(data), year)] for data, year in seasons),
            "made": provenance.hash_files(page.folder, files),
            "links": sorted(set(links)),
            "unlinked": [],
        },
    )


def remember_unlinked(page: "Page", unlinked: Iterable[str]) -> None:
    """Note in a page's record which links were turned to words since, and the page's new content."""
    record = provenance.read_record(record_of(page))
    if record is not None:
        record["unlinked"] = sorted({*record["unlinked"], *unlinked})
        record["made"] |= provenance.hash_files(page.folder, [page.folder / page.frame.page])
        provenance.write_record(record_of(page), record)


def list_made(page: "Page") -> dict[str, str]:
    """The files of a page, from its folder, with their hashes."""
    record = provenance.read_record(record_of(page)) or {"made": {}}
    return {name: stated for name, stated in record["made"].items() if page.travels or not name.startswith("single/")}


def list_links(page: "Page") -> tuple[set[str], set[str]]:
    """The pages a page leads to as it was first written, and those of them to which it no longer has a link."""
    record = provenance.read_record(record_of(page)) or {"links": [], "unlinked": []}
    return set(record["links"]), set(record["unlinked"])


def list_seasons(page: "Page") -> set[tuple[str, int]]:
    """The seasons (folder of data, year) that a page was made from."""
    record = provenance.read_record(record_of(page)) or {"read": []}
    return {(data, year) for data, year, *_rest in record["read"]}


def record_of(page: "Page") -> Path:
    """Where a page's record is: beside its executed notebook."""
    return page.executed.with_suffix(".json")


def digest_of(read: Read) -> str:
    """The hash of what was read, as it is now; empty where it is no longer there."""
    data, year = Path(read.data), read.year
    folder = storage.processed_folder(data, year)
    if not (folder / storage.RULES_FILE).is_file():
        return ""
    if not read.unit and not read.part.startswith(BODY):
        name = read.part.rpartition("rules")[0] + storage.RULES_FILE if read.part.endswith("rules") else ""
        return _hash_file(folder / (name or f"{read.part}.parquet"))
    tables = open_tables(year, data, read.lang, storage.stamp(folder))
    if read.part.startswith(BODY):
        figure = getattr(Body(tables, tables.found), read.part.removeprefix(BODY))
        return provenance.digest(figure)
    if read.part == "peers":
        return _digest_peers(tables, read.unit)
    if read.part == "shared_losses":
        own = tables.of_unit("comparison", read.unit)
        return provenance.digest(pick_shared_losses(own, Body(tables, tables.found).leaf_losses))
    return tables.digest_of_unit(read.part, read.unit)


def _look_at_tables(page: "Page") -> State:
    return _look_at(Path(str(page.parameters["data_dir"])), int(page.parameters["year"]))


def _look_at(data: Path, year: int) -> State:
    folders = storage.processed_folder(data, year), storage.public_folder(data, year)
    return [list(storage.stamp(each)) if (each / storage.RULES_FILE).is_file() else None for each in folders]


def _digest_peers(tables: NamedTables, unit_id: str) -> str:
    if unit_id not in (tables.places("unit_ranking") or {}):
        return ""
    rows = pick_peers(tables, unit_id, tables.found)
    return hashlib.sha256(repr(rows.dtypes.astype(str).to_dict()).encode() + digest_rows(rows).tobytes()).hexdigest()


def _hash_file(path: Path) -> str:
    try:
        state = path.stat()
    except OSError:
        return ""
    return _hash_state(path, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_size)


@cache
def _hash_state(path: Path, *_state: int) -> str:
    """The hash of one state of a file, found once in the life of a process."""
    return provenance.hash_file(path)


def _ask(page: "Page") -> str:
    """What the page is made of apart from tables: package, notebook, parameters, frame with the rules in force."""
    frame = repr(replace(page.frame, season=None))  # type: ignore[arg-type]
    return provenance.digest(
        [
            provenance.fingerprint(),
            _hash_file(notebooks.find_notebook(page.kind.notebook)),
            repr(page.kind),
            frame,
            page.frame.season.model_dump_json(),
            json.dumps(page.parameters, sort_keys=True),
            page.lang,
        ]
    )


def list_kept(record: Path, asked: object) -> list[Path]:
    """Files that :func:`make_beside` made and that would come out the same; none where any has to be made again."""
    known = provenance.read_record(record)
    if known is None or known["asked"] != _state(asked) or not provenance.are_as_made(record.parent, known["made"]):
        return []
    return [record.parent / name for name in known["made"]]


def make_beside(record: Path, asked: object, make: Callable[[], Iterable[Path]]) -> list[Path]:
    """Files that are made of whole tables: what *make* makes, recorded with all that was *asked*."""
    record.unlink(missing_ok=True)
    files = list(make())
    provenance.write_record(record, {"asked": _state(asked), "made": provenance.hash_files(record.parent, files)})
    return files


def _state(asked: object) -> str:
    return provenance.digest([provenance.fingerprint(), asked])
