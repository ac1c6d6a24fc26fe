"""Where tables live: parquet in, parquet out, a season's tables swapped in together or not at all.

pandas is imported by what reads or writes a table: to know that nothing has changed no table is read.
"""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_analysis.store import read_log

if TYPE_CHECKING:
    import pandas as pd

    from cchc_analysis.rules.season import Season

RULES_FILE = "season.json"
PUBLIC = "public"
FULL = frozenset(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name))
REFUSED = frozenset(
    getattr(errno, name)
    for name in ("EACCES", "EPERM", "EROFS", "EEXIST", "ENOTDIR", "EISDIR", "ENAMETOOLONG", "ELOOP", "ETXTBSY", "EBUSY")
    if hasattr(errno, name)
)

Stamp = tuple[int, int, int]


class MissingTablesError(FileNotFoundError):
    """The season has not been checked yet, so it has no tables."""

    def __init__(self, folder: Path, year: int) -> None:
        data = next((above for above in folder.parents if (above / "raw").is_dir()), folder.parents[1])
        super().__init__(
            f"no tables in {folder}: run `cchc check --year {year}` first, or cchc.load({year}, check=True)"
            if raw_folder(data, year).is_dir()
            else f"no season {year} in {data}; there are: {_name_years(data)}"
        )


def _name_years(data: Path) -> str:
    return ", ".join(str(year) for year in list_years(data)) or "none"


def find_root(start: Path | None = None) -> Path:
    """The project's folder: the nearest one at or above *start* (default: here) that holds ``data/raw``."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise FileNotFoundError(f"no folder at or above {here} holds data/raw")


def find_data(data: str | Path | None = None) -> Path:
    """The folder of ``raw/`` and ``processed/``: *data* from here where it is that, else from the project's folder."""
    here = Path(data or "data")
    return here.resolve() if here.is_absolute() or (here / "raw").is_dir() else (find_root() / here).resolve()


def find_notebooks() -> Path:
    """The project's notebooks: of the source tree this package is installed from, else of the project around us."""
    beside = Path(__file__).resolve().parents[3] / "notebooks"
    return beside if beside.is_dir() else find_root() / "notebooks"


def raw_folder(data: Path, year: int) -> Path:
    """Where a season's received files are."""
    return data / "raw" / str(year)


def processed_folder(data: Path, year: int) -> Path:
    """Where a season's tables are."""
    return data / "processed" / str(year)


def public_folder(data: Path, year: int) -> Path:
    """Where the tables of a season's public edition are."""
    return processed_folder(data, year) / PUBLIC


def register_cache(data: Path) -> Path:
    """Where exports of registers are kept as parquet, by the hash of each file."""
    return data / "processed" / "registers_read"


def list_years(data: Path) -> list[int]:
    """The seasons there are, oldest first: every folder of ``raw`` named for a year."""
    return sorted(int(path.name) for path in (data / "raw").glob("[0-9]*") if path.is_dir() and path.name.isdigit())


def save_tables(tables: "Mapping[str, pd.DataFrame]", season: "Season", data: Path) -> Path:
    """Write a season's tables and the rules they were made by; nothing changes on disk unless all of it is written."""
    return _save(tables, season.model_dump_json(indent=1), processed_folder(data, season.year))


def save_public(tables: "Mapping[str, pd.DataFrame]", rules: "Season", data: Path) -> Path:
    """Write the tables of a season's public edition and its rules, in the place of earlier ones."""
    return _save(tables, rules.model_dump_json(indent=1, exclude_unset=True), public_folder(data, rules.year))


def _save(tables: "Mapping[str, pd.DataFrame]", rules: str, folder: Path) -> Path:
    from cchc_analysis import schemas

    aside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for name, rows in tables.items():
            schemas.validate(name, rows).to_parquet(aside / f"{name}.parquet", index=False)
        (aside / RULES_FILE).write_text(rules, encoding="utf-8")
        swap_in(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def load_table(name: str, year: int, data: Path) -> "pd.DataFrame":
    """One table of a season. Raises :class:`MissingTablesError` where the season was not checked."""
    read_log.note(read_log.Read(str(data), year, name))
    return read_table(name, year, data)


def read_table(name: str, year: int, data: Path) -> "pd.DataFrame":
    """The same, and nobody is told that it was read: for who tells it in smaller parts."""
    import pandas as pd

    path = processed_folder(data, year) / f"{name}.parquet"
    if not path.exists():
        raise MissingTablesError(path.parent, year)
    return pd.read_parquet(path)


def count_rows(name: str, year: int, data: Path) -> int:
    """How many rows a table of a season has. Raises :class:`MissingTablesError` where the season was not checked."""
    import pyarrow.parquet

    read_log.note(read_log.Read(str(data), year, name))
    path = processed_folder(data, year) / f"{name}.parquet"
    if not path.exists():
        raise MissingTablesError(path.parent, year)
    return int(pyarrow.parquet.read_metadata(path).num_rows)


def load_rules(year: int, data: Path) -> "Season":
    """The rules that a season's tables were made by."""
    folder = processed_folder(data, year)
    require_tables(folder, year)
    read_log.note(read_log.Read(str(data), year, "rules"))
    return load_rules_of(folder)


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Where to write a file that is to be swapped in as a whole; where it is not all there, what was written is gone.

    Its name ends in the number of this process: so what a killed one left is known
    (:func:`cchc_analysis.running.workers.sweep`).
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def is_disk_full(error: BaseException) -> bool:
    """Whether something failed for want of room: no space, a quota, a largest size of files."""
    return any(cause.errno in FULL for cause in _list_causes(error))


def find_refused(error: BaseException) -> OSError | None:
    """What the system refused, where something failed for that: a right, a disk that is only read, a file in a folder's
    place, too long a name.
    """
    return next((cause for cause in _list_causes(error) if cause.errno in REFUSED and cause.filename), None)


def _list_causes(error: BaseException) -> list[OSError]:
    causes = (error, error.__cause__, error.__context__, *error.args)
    return [cause for cause in causes if isinstance(cause, OSError)]


def require_tables(folder: Path, year: int) -> None:
    """Raise :class:`MissingTablesError` where *folder* holds no season's tables."""
    if not (folder / RULES_FILE).exists():
        raise MissingTablesError(folder, year)


def stamp(folder: Path) -> Stamp:
    """What tells one state of a season's tables from the next: tables are swapped in as a whole, never changed."""
    state = (folder / RULES_FILE).stat()
    return state.st_ino, state.st_mtime_ns, state.st_size


def load_rules_of(folder: Path) -> "Season":
    """The rules beside the tables in *folder*."""
    from cchc_analysis.rules.season import Season

    return Season.model_validate_json((folder / RULES_FILE).read_text(encoding="utf-8"))


def swap_in(aside: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one of the same parent; where that fails the older one stays."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        aside.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
