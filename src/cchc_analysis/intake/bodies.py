"""The bodies whose seasons make up the season of the body above them (``bodies.csv``): the parent list."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.own_files import OwnTable, expect_file_id, find_table_faults, open_table
from cchc_analysis.rules.season import Fault, SeasonError

BODIES_FILE = "bodies.csv"
COLUMNS = ("body_id", "name", "name_en", "short_name", "data")
REQUIRED = ("body_id", "name", "data")


@dataclass(frozen=True)
class Body:
    """A body below: its id and names, and the folder of its ``raw/`` and ``processed/``."""

    id: str
    name: str
    name_en: str
    short_name: str
    data: Path


def has_bodies(folder: Path) -> bool:
    """Whether a season is made up of the seasons of other bodies."""
    return (folder / BODIES_FILE).is_file()


def read_bodies(folder: Path) -> list[Body]:
    """The bodies of a season's ``bodies.csv``, in file order.

    ``data`` is stated from the folder that holds this season's ``data``. Raises :class:`SeasonError` naming each cell
    that is wrong and what was expected.
    """
    table = open_table(folder / BODIES_FILE, COLUMNS, REQUIRED, "units")
    home = folder.parents[2]
    faults = list(find_table_faults(table))
    bodies: list[Body] = []
    for row in table.rows():
        faults.extend(_find_faults(table, row, bodies, home))
        text = {column: table.text(row, column) for column in COLUMNS}
        bodies.append(
            Body(
                text["body_id"],
                text["name"],
                text["name_en"],
                text["short_name"] or text["name"],
                (home / text["data"]).resolve(),
            )
        )
    if not bodies:
        faults.append(Fault(BODIES_FILE, "", "", "ít nhất một cơ quan", "at least one body"))
    if faults:
        raise SeasonError(faults)
    return bodies


def _find_faults(table: OwnTable, row: int, before: list[Body], home: Path) -> Iterator[Fault]:
    body_id, name, data = (table.text(row, column) for column in ("body_id", "name", "data"))
    if expected_id := expect_file_id(body_id):
        yield Fault(BODIES_FILE, table.cell(row, "body_id"), body_id, *expected_id)
    if body_id in {body.id for body in before}:
        expected = "mỗi cơ quan một dòng", "one line per body"
        yield Fault(BODIES_FILE, table.cell(row, "body_id"), body_id, *expected)
    if not name or name_key(name) in {name_key(body.name) for body in before}:
        expected = "một tên không trùng cơ quan khác", "a name that no other body has"
        yield Fault(BODIES_FILE, table.cell(row, "name"), name, *expected)
    if not data or not (home / data).is_dir():
        expected = f"một thư mục dữ liệu, tính từ {home.name}/", f"a folder of data, seen from {home.name}/"
        yield Fault(BODIES_FILE, table.cell(row, "data"), data, *expected)
