"""A season's stored tables in memory: read once for as long as they stay what they are on disk, whole or by unit."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.rules.season import Season
from cchc_analysis.store import storage

AddNames = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame, Season, str], pd.DataFrame]


class NamedTables:
    """The tables of one season with names in one language beside the ids; each is read when it is first asked for.

    The rows of one unit cost the same whatever the number of units: where each unit's rows are is found once per table.
    ``found`` keeps the figures of the body (:class:`cchc_analysis.store.overall.Body`).
    """

    def __init__(self, year: int, data: Path, lang: str, add_names: AddNames) -> None:
        self._year, self._data, self._lang, self._add_names = year, data, lang, add_names
        self._rules = storage.load_rules(year, data)
        self._tables: dict[str, pd.DataFrame] = {}
        self._places: dict[str, dict[str, np.ndarray]] = {}
        self._digests: dict[str, dict[str, str]] = {}
        self._last_unit: tuple[str, dict[str, pd.DataFrame]] = "", {}  # a page asks for the same rows many times
        self.found: dict[Any, Any] = {}

    def __call__(self, name: str) -> pd.DataFrame:
        """A table, with all its rows."""
        if name not in self._tables:
            rows, units, criteria = (self._read(each) for each in (name, "units", "criteria"))
            named = self._add_names(rows, units, criteria, self._rules, self._lang)
            self._tables[name] = named.copy()
        return self._tables[name]

    def of_unit(self, name: str, unit_id: str) -> pd.DataFrame:
        """The rows of a table that are about one unit; all of a table that is not about units."""
        kept, slices = self._last_unit
        if kept != unit_id:
            slices = {}
            self._last_unit = unit_id, slices
        if name not in slices:
            rows, places = self(name), self.places(name)
            slices[name] = rows if places is None else _take(rows, places.get(unit_id, np.array([], dtype=int)))
        return slices[name]

    def places(self, name: str) -> dict[str, np.ndarray] | None:
        """Where in a table the rows of each unit are; nothing for a table that is not about units."""
        rows = self(name)
        if "unit_id" not in rows:
            return None
        if name not in self._places:
            self._places[name] = dict(rows.groupby("unit_id", sort=False).indices)
        return self._places[name]

    def digest_of_unit(self, name: str, unit_id: str) -> str:
        """What tells those rows, names included, from any others: the same in every run and process."""
        if name not in self._digests:
            self._digests[name] = self._digest(name)
        return self._digests[name].get(unit_id, "")

    def _read(self, name: str) -> pd.DataFrame:
        return storage.read_table(name, self._year, self._data)

    def _digest(self, name: str) -> dict[str, str]:
        rows, places = self(name), self.places(name)
        hashes = digest_rows(rows)
        kinds = repr(rows.dtypes.astype(str).to_dict()).encode()
        return {
            unit_id: hashlib.sha256(kinds + hashes[where].tobytes()).hexdigest()
            for unit_id, where in (places if places is not None else {"": np.arange(len(rows))}).items()
        }


def _take(rows: pd.DataFrame, places: np.ndarray) -> pd.DataFrame:
    """The rows at *places*: without copying anything where they follow one another, as they do in most tables."""
    first, count = (int(places[0]), len(places)) if len(places) else (0, 0)
    follow = count == 0 or places[-1] - first == count - 1
    return rows.iloc[first : first + count] if follow else rows.take(places)


def digest_rows(rows: pd.DataFrame) -> np.ndarray:
    """One number of 64 bits per row, in one pass over the columns; it hangs on the values alone."""
    return np.asarray(pd.util.hash_pandas_object(rows, index=False).to_numpy())
