"""One table of many seasons and bodies, queried where it lies: parquet files behind DuckDB."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from cchc_analysis import schemas


def open_table(
    name: str, data: Path | Iterable[Path], connection: duckdb.DuckDBPyConnection | None = None
) -> duckdb.DuckDBPyRelation:
    """The table *name* of every checked season in one or several data folders, as a DuckDB relation; nothing is loaded.

    ``body`` is added: the name of the folder that holds ``data``, or of the folder itself where it is called otherwise.
    Raises :class:`KeyError` for a table that does not exist and :class:`FileNotFoundError` naming the folders in which
    no season was checked.
    """
    if name not in schemas.TABLES:
        raise KeyError(f"no table {name!r}; there are: {', '.join(schemas.TABLES)}")
    folders = [data] if isinstance(data, Path) else list(data)
    found = {folder: sorted(folder.glob(f"processed/[0-9]*/{name}.parquet")) for folder in folders}
    without = [str(folder) for folder, files in found.items() if not files]
    if without or not found:
        raise FileNotFoundError(f"no checked season in {', '.join(without) or 'no folder'}: run `cchc check` first")
    engine = connection or duckdb.connect()
    bodies = [_read(engine, files, _name_body(folder)) for folder, files in found.items()]
    together = bodies[0]
    for body in bodies[1:]:
        together = together.union(body)
    return together


def _read(engine: duckdb.DuckDBPyConnection, files: list[Path], body: str) -> duckdb.DuckDBPyRelation:
    rows = engine.read_parquet([str(path) for path in files], union_by_name=True)
    return rows.project(f"{duckdb.ConstantExpression(body)} AS body, *")


def _name_body(folder: Path) -> str:
    resolved = folder.resolve()
    return resolved.parent.name if resolved.name == "data" else resolved.name
