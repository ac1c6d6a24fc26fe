"""One table of many seasons and bodies, queried where it lies: parquet files behind DuckDB."""

import glob
from collections.abc import Iterable
from pathlib import Path

import duckdb

from cchc_analysis import schemas
from cchc_analysis.store.dataset import PART, is_dataset, list_tables, name_body


def connect(
    memory_limit: str | None = None, threads: int | None = None, temp_directory: str | Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB engine of one's own, in memory.

    *memory_limit* (``"4GB"``; by default 80 % of the machine's) is what queries may hold; what does not fit goes to
    *temp_directory*. *threads* by default are all cores. Raises ``duckdb.Error`` for a limit that is none.
    """
    stated = {"memory_limit": memory_limit, "threads": threads, "temp_directory": temp_directory}
    return duckdb.connect(config={name: str(value) for name, value in stated.items() if value is not None})


def open_dataset(
    dataset: str | Path,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: str | Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """A dataset that ``cchc tables`` wrote, each table a view: ``open_dataset("national").sql("FROM seasons")``.

    Nothing is loaded; a query reads the columns, bodies and years it names. Limits as :func:`connect`. Raises
    :class:`FileNotFoundError` where the folder is no dataset.
    """
    folder = Path(dataset)
    if not is_dataset(folder):
        raise FileNotFoundError(f"{folder} is no dataset of seasons: `cchc tables --out {folder}` makes one")
    engine = connect(memory_limit, threads, temp_directory)
    for name in list_tables(folder):
        _read_dataset(engine, folder, name).create_view(name)
    return engine


def open_table(
    name: str,
    data: str | Path | Iterable[str | Path],
    connection: duckdb.DuckDBPyConnection | None = None,
) -> duckdb.DuckDBPyRelation:
    """The table *name* of every checked season in one or several folders, as a DuckDB relation; nothing is loaded.

    A folder is a data folder, or a dataset that ``cchc tables`` wrote. ``body`` and ``year`` stand first in each table.
    The body of a data folder is the name of the folder that holds ``data``, or its own where it is called otherwise.
    Raises :class:`KeyError` for a table that does not exist and :class:`FileNotFoundError` naming the folders in which
    no season was checked.
    """
    if name not in schemas.ALL_TABLES:
        raise KeyError(f"no table {name!r}; there are: {', '.join(schemas.ALL_TABLES)}")
    folders = [Path(data)] if isinstance(data, str | Path) else [Path(folder) for folder in data]
    without = [str(folder) for folder in folders if not _list_files(name, folder)]
    if without or not folders:
        raise FileNotFoundError(
            f"no checked season in {', '.join(without) or 'no folder'} with a table {name!r}: run `cchc check` first"
        )
    engine = connection or connect()
    together, *further = [
        _read_dataset(engine, folder, name) if is_dataset(folder) else _read_season_files(engine, folder, name)
        for folder in folders
    ]
    for rows in further:
        together = together.union(rows)
    return together


def _list_files(name: str, folder: Path) -> list[Path]:
    if is_dataset(folder):
        return sorted(folder.glob(f"{name}/body=*/year=*/{PART}"))
    return sorted(folder.glob(f"processed/[0-9]*/{name}.parquet"))


def _read_dataset(engine: duckdb.DuckDBPyConnection, folder: Path, name: str) -> duckdb.DuckDBPyRelation:
    """The files of one table, body and year in the path: a question that names them opens no others."""
    files = f"{glob.escape(str(folder.resolve()))}/{name}/body=*/year=*/{PART}"
    path = duckdb.ConstantExpression(files)
    return engine.sql(
        f"SELECT body, year, * EXCLUDE (body, year) FROM read_parquet({path}, union_by_name = true, "
        "hive_partitioning = true, hive_types = {body: VARCHAR, year: BIGINT})"
    )


def _read_season_files(engine: duckdb.DuckDBPyConnection, folder: Path, name: str) -> duckdb.DuckDBPyRelation:
    """The files of one table in a data folder; the year is that of the season's folder."""
    files = [glob.escape(str(path)) for path in _list_files(name, folder)]
    rows = engine.read_parquet(files, union_by_name=True, filename=True)
    named = f"{duckdb.ConstantExpression(name_body(folder))} AS body, CAST(parse_path(filename)[-2] AS BIGINT) AS year"
    kept = "filename, year" if "year" in rows.columns else "filename"
    return rows.project(f"{named}, * EXCLUDE ({kept})")
