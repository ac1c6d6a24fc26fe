"""Many seasons of many bodies as one partitioned parquet dataset: ``<table>/body=<body>/year=<year>/part-0.parquet``.

The layout every engine reads (hive partitions): DuckDB, Spark, Polars, pyarrow. ``body`` and ``year`` stand in the path
and not in the files. One file per season and table, written aside and put in its place whole; a file carries the hash
of the table it was made from, so a season that did not change is not written again. The columns have one type in every
file, whatever the season, and carry their titles.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cchc_analysis import schemas
from cchc_analysis.rules.season import Season
from cchc_analysis.store import storage

CORE_TABLES = (
    *("criteria", "units", "scores", "explanations", "initiatives", "submissions", "corrections", "findings"),
    *("comparison", "domain_scores", "unit_ranking", "rank_bands"),
)
"""What most questions over many seasons need; the other tables of a season can be asked for."""
FORMAT = "1"
"""The version of the layout: raised when a reader of the dataset must change."""
PART = "part-0.parquet"
IN_PATH = ("body", "year")
SORTED = ("comparison", "scores")
"""The tables of a row per cell lie unit by unit, so that one unit's rows are a single row group of each season."""
ROW_GROUP = 122_880
COMPRESSION = "zstd"
ARROW_TYPES = {
    "float64": pa.float64(),
    "int64": pa.int64(),
    "Int64": pa.int64(),
    "bool": pa.bool_(),
    "boolean": pa.bool_(),
}
"""Text is all that is none of these."""
UNITS_OF_MEASURE = {"_score": "points", "_pct": "%", "_share": "1", "_count": "count", "_units": "count"}
POINT_COLUMNS = ("deduction", "conceded", "cut", "raised", "unsplit", "bonus", "penalty", "step")

Progress = Callable[[int, int, str], None]


class SameNameError(ValueError):
    """Two bodies of one name: its arguments are the name and the two folders."""

    def __str__(self) -> str:
        name, first, second = self.args
        return f"{first} and {second} are both called {name!r}"


class NotCheckedError(FileNotFoundError):
    """Folders without a checked season: its arguments."""

    def __str__(self) -> str:
        return f"no checked season in {', '.join(map(str, self.args)) or 'no folder'}: run `cchc check` first"


class NotADatasetError(ValueError):
    """A folder of something else, in which no dataset may be written: its argument."""

    def __str__(self) -> str:
        return f"{self.args[0]} is there already and is no dataset of seasons"


class NotInDatasetError(LookupError):
    """A season that a dataset does not hold: its arguments are what was asked for and what there is."""

    def __str__(self) -> str:
        wanted, known = self.args
        return f"no {wanted} in the dataset; there are: {', '.join(known) or 'none'}"


@dataclass(frozen=True)
class Body:
    """A body whose seasons are added: the name it has in the dataset, and its folder of ``processed/``."""

    name: str
    data: Path


@dataclass(frozen=True)
class Added:
    """What became of a season: the tables that were written, and how many stayed as they were."""

    body: str
    year: int
    written: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True)
class Source:
    """A table to be added: the hash of what it is made from, and how it is read."""

    sha256: str
    read: Callable[[], pa.Table]


def name_body(data: Path) -> str:
    """What a data folder's body is called: the folder that holds ``data``, or the folder itself if called otherwise."""
    resolved = data.resolve()
    return unicodedata.normalize("NFC", resolved.parent.name if resolved.name == "data" else resolved.name)


def find_data_folders(stated: Iterable[Path]) -> list[Path]:
    """The data folders that are meant by paths as they are typed: ``tinh-a/data``, ``tinh-a``, ``provinces/*/data``.

    Raises :class:`NotCheckedError` naming a path at which there is none.
    """
    found: dict[Path, Path] = {}
    for path in stated:
        anchor = Path(path.anchor)
        matches = sorted(anchor.glob(str(path.relative_to(anchor)))) if "*" in str(path) else [path]
        inner = [each if (each / "processed").is_dir() else each / "data" for each in matches]
        folders = [each for each in inner if (each / "processed").is_dir()]
        if not folders:
            raise NotCheckedError(path)
        found |= {each.resolve(): each for each in folders}
    return list(found.values())


def find_seasons(data: Path) -> list[int]:
    """The seasons of a data folder that were checked, oldest first."""
    found = (path.parent.name for path in data.glob(f"processed/[0-9]*/{storage.RULES_FILE}"))
    return sorted(int(name) for name in found if name.isdigit())


def add_bodies(
    bodies: Iterable[Body],
    dataset: Path,
    tables: Iterable[str] = CORE_TABLES,
    progress: Progress = lambda done, total, season: None,
) -> list[Added]:
    """Every checked season of *bodies* in *dataset*, one after the other: memory does not grow with their number.

    Tables that the dataset already holds of a season are brought in step too. Seasons and bodies that are only in the
    dataset stay. Raises, with nothing changed, :class:`SameNameError` where two bodies have one name,
    :class:`NotCheckedError` where one has no checked season, :class:`NotADatasetError` where *dataset* is a folder of
    something else, and :class:`KeyError` for a table that does not exist.
    """
    bodies, tables = list(bodies), list(tables)
    _require_tables(tables)
    _require_dataset(dataset)
    seasons = [(body, year) for body in bodies for year in find_seasons(body.data)]
    _require_bodies(bodies, {body.name for body, _year in seasons})
    added = []
    for done, (body, year) in enumerate(seasons):
        progress(done, len(seasons), f"{body.name} {year}")
        added.append(_add_season(body, year, dataset, tables))
    progress(len(seasons), len(seasons), "")
    return added


def remove_season(dataset: Path, season: str) -> list[int]:
    """Take a season (``body/year``), or all of a body (``body``), out of the dataset; the years that were there.

    Raises :class:`NotInDatasetError` where there are none.
    """
    held = list_seasons(dataset)
    named = re.fullmatch(r"(.+)/([0-9]{4})", season)
    body, year = (named[1], int(named[2])) if named else (season, None)
    years = [each for each in held.get(body, []) if year in (None, each)]
    if not years:
        raise NotInDatasetError(season, [f"{name}/{each}" for name, its in held.items() for each in its])
    for each in years:
        for path in dataset.glob(f"*/body={_escape(body)}/year={each}/*"):
            path.unlink()
            _remove_empty(path.parent)
    return years


def list_seasons(dataset: Path) -> dict[str, list[int]]:
    """The seasons a dataset holds, by body."""
    found: dict[str, list[int]] = {}
    for path in sorted(dataset.glob(f"seasons/body=*/year=*/{PART}")):
        body = unquote(path.parent.parent.name.removeprefix("body="))
        found.setdefault(body, []).append(int(path.parent.name.removeprefix("year=")))
    return found


def list_tables(dataset: Path) -> list[str]:
    """The tables a dataset holds, in the order of the codebook."""
    return [name for name in schemas.ALL_TABLES if any(dataset.glob(f"{name}/body=*/year=*/{PART}"))]


def is_dataset(folder: Path) -> bool:
    """Whether a folder is a dataset of seasons, and no data folder."""
    return (folder / "seasons").is_dir() and not (folder / "processed").is_dir()


def write_season(dataset: Path, body: str, year: int, sources: Mapping[str, Source]) -> Added:
    """Put the tables of one season into the dataset, those that changed: first all of them aside, then in their places.

    Where one of them cannot be written nothing has changed.
    """
    stale = {name: each for name, each in sources.items() if not _is_current(dataset, name, body, year, each)}
    aside: dict[Path, Path] = {}
    try:
        for name, source in stale.items():
            path = _find_part(dataset, name, body, year)
            aside[path.with_name(f".{PART}.new")] = path
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(name, source, path.with_name(f".{PART}.new"))
        for written, path in aside.items():
            written.replace(path)
    except BaseException:
        for written, path in aside.items():
            written.unlink(missing_ok=True)
            _remove_empty(path.parent)
        raise
    return Added(body, year, tuple(stale), len(sources) - len(stale))


def arrow_schema(table: str) -> pa.Schema:
    """The columns of a table's files, with their titles and units of measure; ``body`` and ``year`` are in the path."""
    fields = []
    for name, column in schemas.ALL_TABLES[table].to_schema().columns.items():
        if name in IN_PATH:
            continue
        told = {"title": str(column.title), "title_en": str(column.metadata["title_en"]), "unit": _measure(name)}
        told = {key: text for key, text in told.items() if text}
        fields.append(pa.field(name, ARROW_TYPES.get(str(column.dtype), pa.string()), metadata=told))
    return pa.schema(fields, metadata=_describe(table, fields))


def list_codes(rules: Season) -> pd.DataFrame:
    """The table ``code_lists``: what the ids of grades, groups, reasons, stages, rewards and letters mean."""
    declared = {
        "stage": ("stage", rules.stages),
        "grade": ("grade", rules.grades),
        "group": ("group", rules.unit_groups),
        "reason": ("reason", rules.reasons),
        "reward": ("reward_id", rules.rewards),
        "letter": ("letter_id", rules.letters),
    }
    rows = [
        {
            "year": rules.year,
            "code_list": name,
            "column_name": column,
            "id": each.id,
            "name": each.name,
            "name_en": each.name_en or None,
            "position": position,
        }
        for name, (column, parts) in declared.items()
        for position, each in enumerate(parts, start=1)
    ]
    return schemas.validate("code_lists", pd.DataFrame(rows))


def describe_season(rules: Season) -> pd.DataFrame:
    """The table ``seasons``: one row for the season."""
    stated = rules.model_dump(include=set(schemas.titles("seasons")))
    named = stated | {"body_name": rules.body, "body_name_en": rules.body_en}
    return schemas.validate(
        "seasons", pd.DataFrame([{key: text if text != "" else None for key, text in named.items()}])
    )


def _add_season(body: Body, year: int, dataset: Path, tables: list[str]) -> Added:
    folder = storage.processed_folder(body.data, year)
    missing = [name for name in tables if not (folder / f"{name}.parquet").exists()]
    if missing:
        raise storage.MissingTablesError(folder, year)
    present = {path.parts[-4] for path in dataset.glob(f"*/body={_escape(body.name)}/year={year}/{PART}")}
    sources = {
        name: Source(_hash(folder / f"{name}.parquet"), partial(pq.read_table, folder / f"{name}.parquet"))
        for name in schemas.TABLES
        if name in {*tables, *present}
    }
    of_rules = _hash(folder / storage.RULES_FILE)
    for name, make in (("code_lists", list_codes), ("seasons", describe_season)):
        sources[name] = Source(of_rules, partial(_make, make, folder))
    return write_season(dataset, body.name, year, sources)


def _make(make: Callable[[Season], pd.DataFrame], folder: Path) -> pa.Table:
    return pa.Table.from_pandas(make(storage.load_rules_of(folder)), preserve_index=False)


def _write(table: str, source: Source, path: Path) -> None:
    schema, rows = arrow_schema(table), source.read()
    if table in SORTED:
        keys = [key for key in schemas.ALL_TABLES[table].to_schema().unique if key not in IN_PATH]
        rows = rows.sort_by([(key, "ascending") for key in keys])
    schema = schema.with_metadata(_metadata(schema, source))
    shaped = pa.table([rows[field.name].cast(field.type) for field in schema], schema=schema)
    pq.write_table(shaped, path, row_group_size=ROW_GROUP, compression=COMPRESSION)


def _is_current(dataset: Path, table: str, body: str, year: int, source: Source) -> bool:
    """Whether the dataset's file was made from this very table, in today's layout."""
    path = _find_part(dataset, table, body, year)
    if not path.exists():
        return False
    stored = pq.read_metadata(path).metadata
    return all(stored.get(key) == text for key, text in _metadata(arrow_schema(table), source).items())


def _metadata(schema: pa.Schema, source: Source) -> dict[bytes, bytes]:
    return schema.metadata | {b"cchc.source_sha256": source.sha256.encode()}


def _describe(table: str, fields: list[pa.Field]) -> dict[str, str]:
    """What a file says of itself: an arrow field's own metadata is read by arrow alone, these by every engine."""
    columns = {field.name: {key.decode(): text.decode() for key, text in field.metadata.items()} for field in fields}
    return {
        "cchc.format": FORMAT,
        "cchc.table": table,
        "cchc.grain": " ".join(str(schemas.ALL_TABLES[table].__doc__).split()),
        "cchc.key": ", ".join(["body", "year", *(key for key in _key(table) if key != "year")]),
        "cchc.columns": json.dumps(columns, ensure_ascii=False),
    }


def _key(table: str) -> list[str]:
    return list(schemas.ALL_TABLES[table].to_schema().unique or [])


def _measure(column: str) -> str:
    """What a column's numbers count, by the naming rule of columns; empty where it holds none."""
    if column in POINT_COLUMNS:
        return "points"
    return next((unit for ending, unit in UNITS_OF_MEASURE.items() if column.endswith(ending)), "")


def _find_part(dataset: Path, table: str, body: str, year: int) -> Path:
    return dataset / table / f"body={_escape(body)}" / f"year={year}" / PART


def _escape(body: str) -> str:
    """A body's name as it stands in a path: letters of any language as they are, signs that mean something as ``%XX``.

    As Hive escapes: Spark takes ``%XX`` for a character, not for a byte of UTF-8.
    """
    return re.sub(r"""[\x00-\x1f\x7f"#%'*/:<=>?\[\\\]^{|}]""", lambda sign: f"%{ord(sign[0]):02X}", body)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove_empty(folder: Path) -> None:
    """Take away a partition's folder, and its body's, where nothing is left in them."""
    for each in (folder, folder.parent):
        if each.is_dir() and not any(each.iterdir()):
            each.rmdir()


def _require_tables(tables: list[str]) -> None:
    for name in tables:
        if name not in schemas.TABLES:
            raise KeyError(f"no table {name!r}; there are: {', '.join(schemas.TABLES)}")


def _require_bodies(bodies: list[Body], with_seasons: set[str]) -> None:
    named: dict[str, Body] = {}
    for body in bodies:
        earlier = named.setdefault(body.name, body)
        if earlier is not body:
            raise SameNameError(body.name, earlier.data, body.data)
    without = [body.data for body in bodies if body.name not in with_seasons]
    if without or not bodies:
        raise NotCheckedError(*without)


def _require_dataset(dataset: Path) -> None:
    """Refuse to write among files of something else."""
    if dataset.exists() and not is_dataset(dataset) and (not dataset.is_dir() or any(dataset.iterdir())):
        raise NotADatasetError(dataset)
