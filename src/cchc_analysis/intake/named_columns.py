"""Tables whose columns are known by name: the header found by content, each row read by column name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cchc_analysis import schemas
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.values import Value
from cchc_analysis.intake.workbooks import Sheet, address

HEADER_ROWS = 40


@dataclass(frozen=True)
class NamedTable:
    """A sheet with its header row and where each known column stands; ``unknown`` headings by column."""

    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    unknown: Mapping[int, str]
    repeated: Mapping[int, str]

    def rows(self) -> Iterator[int]:
        """The rows below the header that say anything in a known column."""
        for row in range(self.header_row + 1, len(self.sheet.rows)):
            if any(self.text(row, column) for column in self.columns):
                yield row

    def value(self, row: int, column: str) -> Value:
        """What the row holds under a column; ``None`` where the column is absent."""
        return self.sheet.value(row, self.columns.get(column))

    def text(self, row: int, column: str) -> str:
        """The same as tidied text."""
        return self.sheet.text(row, self.columns.get(column))

    def cell(self, row: int, column: str) -> str:
        """The cell's address; the row's first cell where the column is absent."""
        return address(row, self.columns.get(column, 0))


def column_names(table: str, columns: tuple[str, ...], further: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every spelling of the columns of a table: its name, its Vietnamese and its English title, and *further* ones."""
    spellings = {name_key(column): column for column in columns}
    for lang in ("vi", "en"):
        titles = schemas.titles(table, lang)
        spellings |= {name_key(titles[column]): column for column in columns if column in titles}
    return spellings | {name_key(name): column for name, column in (further or {}).items()}


def find_table(sheet: Sheet, spellings: Mapping[str, str], at_least: int) -> NamedTable | None:
    """The table whose header is the row naming most known columns; ``None`` where no row names *at_least* so many."""
    best = max(range(min(len(sheet.rows), HEADER_ROWS)), key=lambda row: len(_known(sheet, row, spellings)), default=-1)
    if best < 0 or len(set(_known(sheet, best, spellings).values())) < at_least:
        return None
    columns: dict[str, int] = {}
    repeated: dict[int, str] = {}
    for position, column in _known(sheet, best, spellings).items():
        if column in columns:
            repeated[position] = sheet.text(best, position)
        columns.setdefault(column, position)
    texts = {position: sheet.text(best, position) for position in range(len(sheet.rows[best]))}
    unknown = {position: text for position, text in texts.items() if text and name_key(text) not in spellings}
    return NamedTable(sheet, best, columns, unknown, repeated)


def _known(sheet: Sheet, row: int, spellings: Mapping[str, str]) -> dict[int, str]:
    keys = {position: name_key(sheet.text(row, position)) for position in range(len(sheet.rows[row]))}
    return {position: spellings[key] for position, key in keys.items() if key in spellings}
