"""The releases of a year that were kept: their numbers and manifests, what a later one changes, what changed since.

A release is never overwritten. The first of a year is ``<year>`` and ``cchc_<year>.zip``, the second ``<year>-2`` and
``cchc_<year>-2.zip``, and so on.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis import language, schemas
from cchc_analysis.files.folder_entries import walk
from cchc_analysis.store import storage

FOLDER = "releases"
MANIFEST = "manifest.json"
CHANGES = "differences.csv"
MOST_LISTED = 200
"""Differences that the notice of a release prints; all of them stand in :data:`CHANGES`."""

COLUMNS = ["table", "difference", "unit_id", "unit", "key", "column", "before", "after"]


@dataclass(frozen=True)
class Kept:
    """One release of a year as it lies in the folder of releases."""

    year: int
    number: int
    folder: Path

    @property
    def name(self) -> str:
        """What its folder is called, and its archive after ``cchc_``."""
        return name_release(self.year, self.number)

    def read_manifest(self) -> dict[str, Any]:
        """Its manifest. Raises :class:`OSError` or :class:`ValueError` where it cannot be read."""
        manifest: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest

    def read_table(self, name: str) -> pd.DataFrame | None:
        """A table as it was released; none where that release had no such table."""
        path = self.folder / "tables" / "parquet" / f"{name}.parquet"
        return pd.read_parquet(path) if path.is_file() else None


@dataclass(frozen=True)
class Differences:
    """How the tables of a release differ from the one before: every difference, and how many rows of each table."""

    rows: pd.DataFrame
    counts: pd.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether no row of any table differs."""
        return self.rows.empty


def name_release(year: int, number: int) -> str:
    """What the folder of a release is called: ``2020``, then ``2020-2``."""
    return str(year) if number == 1 else f"{year}-{number}"


def list_releases(folder: Path, year: int) -> list[Kept]:
    """The releases of a year in *folder*, first to last."""
    if not folder.is_dir():
        return []
    found = [(re.fullmatch(rf"{year}(?:-([2-9]|[1-9]\d+))?", path.name), path) for path in folder.iterdir()]
    kept = [Kept(year, int(name[1] or 1), path) for name, path in found if name and path.is_dir()]
    return sorted(kept, key=lambda each: each.number)


def compare_tables(earlier: Kept, tables: Mapping[str, pd.DataFrame]) -> Differences:
    """What *tables* say otherwise than those of an *earlier* release.

    ``rows``: ``table``, ``difference`` (``changed``, ``added``, ``removed``; columns of a table too), ``unit_id`` and
    the unit's name, ``key`` of the row, ``column``, the value ``before`` and ``after`` as text. ``counts``: of each
    table the rows added, removed, changed and equal. A row is known by its table's key; in a table without one by all
    that it says.
    """
    parts, counts = [], []
    names = _name_units(tables, earlier)
    for name in sorted({*tables, *_list_released(earlier)}):
        before, after = earlier.read_table(name), tables.get(name)
        if before is None or after is None:
            whole = after if before is None else before
            assert whole is not None
            state = "added" if before is None else "removed"
            parts.append(pd.DataFrame([{"table": name, "difference": state, "column": "*"}]))
            counts.append({"table": name, "added": 0, "removed": 0, "changed": 0, "equal": 0, state: len(whole)})
            continue
        rows, count = _compare(name, before, after)
        parts.append(rows)
        counts.append({"table": name, **count})
    rows = pd.concat([pd.DataFrame(columns=COLUMNS), *parts], ignore_index=True)
    rows["unit"] = rows["unit_id"].map(names)
    return Differences(rows[COLUMNS], pd.DataFrame(counts))


def say_differences(found: Differences, earlier: Kept) -> list[str]:
    """The differences as the notice of a release prints them, in both languages."""
    counts = found.counts
    lines = [
        "",
        f"Khác bản phát hành {earlier.name} (số {earlier.number}); bản đó được giữ nguyên. Toàn bộ: {CHANGES}.",
        f"Differs from release {earlier.name} (no. {earlier.number}), which is kept as it was. In full: {CHANGES}.",
        "",
        "bảng / table: dòng thêm, bớt, đổi, như cũ / rows added, removed, changed, equal",
    ]
    moved = counts[counts[["added", "removed", "changed"]].any(axis=1)]
    lines += [f"  {row.table}: {row.added}, {row.removed}, {row.changed}, {row.equal}" for row in moved.itertuples()]
    same = counts.loc[~counts.index.isin(moved.index), "table"]
    if len(same):
        lines.append(f"  như cũ / equal: {', '.join(same)}")
    if found.is_empty:
        lines.append("  Mọi bảng như cũ. / Every table is equal.")
    words = {"changed": "đổi / changed", "added": "thêm / added", "removed": "bớt / removed"}
    shown = found.rows.fillna("").head(MOST_LISTED)
    for row in shown.to_dict("records"):
        what = " · ".join(filter(None, [row["unit"] or row["unit_id"], row["table"], row["key"], row["column"]]))
        values = f": {row['before'] or '–'} → {row['after'] or '–'}" if row["difference"] == "changed" else ""
        lines.append(f"* {words[row['difference']]}: {what}{values}")
    if len(found.rows) > len(shown):
        rest = len(found.rows) - len(shown)
        lines.append(f"* … còn {rest} khác biệt trong {CHANGES} / {rest} more in {CHANGES}")
    return lines


def say_newer(folder: Path, year: int, data: Path, lang: str) -> str:
    """That the season's files changed since its last release in *folder*; nothing where they did not, or none is there.

    Reads and hashes every received file of the season where there is a release.
    """
    kept = list_releases(folder, year)
    if not kept:
        return ""
    _ = language.words(lang).gettext
    try:
        manifest = kept[-1].read_manifest()
        inputs = dict(manifest["inputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return _("Không đọc được bản phát hành {name} nên không biết trang này có khác bản đó không.").format(
            name=kept[-1].name
        )
    years = sorted({each for each in (path.split("/")[1] for path in inputs) if each.isdigit()})
    if hash_inputs(year, data, years) == inputs:
        return ""
    return _(
        "Trang này lập từ tệp đã thay đổi sau bản phát hành {name}, nên có thể khác bản đó; số liệu đã công bố là của "
        "bản phát hành."
    ).format(name=kept[-1].name)


def hash_inputs(year: int, data: Path, years: Sequence[str] = ()) -> dict[str, dict[str, str | int]]:
    """Hash and size of every received file of a season and of the earlier ones it builds on (or of *years*)."""
    folders = years or [str(each) for each in _list_seasons(year, data)]
    found: dict[str, dict[str, str | int]] = {}
    for each in folders:
        folder = data / "raw" / each
        found |= {f"raw/{each}/{name}": entry for name, entry in hash_folder(folder).items()}
    return dict(sorted(found.items()))


def hash_folder(folder: Path) -> dict[str, dict[str, str | int]]:
    """Hash and size of every file under *folder*, by its path in it; of one that cannot be read, none and 0."""
    return {name: _hash_content(entry.path) for name, entry in walk(folder) if entry.kind == "file"}


def _hash_content(path: Path) -> dict[str, str | int]:
    try:
        return hash_bytes(path.read_bytes())
    except OSError:
        return {"sha256": "", "size": 0}


def hash_bytes(content: bytes) -> dict[str, str | int]:
    """Hash and size of one file's *content*, as manifests state them."""
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def _list_released(earlier: Kept) -> list[str]:
    return [path.stem for path in (earlier.folder / "tables" / "parquet").glob("*.parquet")]


def _name_units(tables: Mapping[str, pd.DataFrame], earlier: Kept) -> dict[str, str]:
    before = earlier.read_table("units")
    known = [rows for rows in (before, tables.get("units")) if rows is not None]
    return {str(unit): str(name) for rows in known for unit, name in zip(rows["unit_id"], rows["name"], strict=True)}


def _compare(name: str, before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """The differences of one table, and how many of its rows were added, removed, changed and stayed."""
    shared = [column for column in after if column in before]
    columns = [
        {"table": name, "difference": state, "column": column}
        for state, only in (("added", after.columns), ("removed", before.columns))
        for column in only
        if column not in shared
    ]
    stated = schemas.TABLES[name].to_schema().unique if name in schemas.TABLES else None
    key = [column for column in stated or shared if column in shared] or shared
    sides = [_by_key(rows[shared], key) for rows in (before, after)]
    gone = sides[0].index.difference(sides[1].index, sort=False)
    come = sides[1].index.difference(sides[0].index, sort=False)
    both = sides[0].index.intersection(sides[1].index, sort=False)
    old, new = sides[0].loc[both], sides[1].loc[both]
    differs = old.ne(new)
    at, place = differs.to_numpy().nonzero()
    said = new.columns.to_numpy()
    changed = pd.DataFrame(
        {
            "difference": "changed",
            "at": both[at],
            "column": said[place],
            "before": old.to_numpy()[at, place],
            "after": new.to_numpy()[at, place],
        }
    )
    moved = [pd.DataFrame({"difference": state, "at": index}) for state, index in (("added", come), ("removed", gone))]
    rows = pd.concat([changed, *moved], ignore_index=True)
    units = pd.concat([side["unit_id"] for side in sides]) if "unit_id" in shared else pd.Series(dtype=object)
    units = units[~units.index.duplicated()]
    rows = rows.assign(table=name, key=rows["at"].astype(str), unit_id=rows["at"].map(units)).drop(columns="at")
    count = {"added": len(come), "removed": len(gone), "changed": int(differs.any(axis=1).sum())}
    count["equal"] = len(both) - count["changed"]
    return pd.concat([pd.DataFrame(columns), rows], ignore_index=True), count


def _by_key(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """*rows* as text, each under the text of its key; a key that stands twice is numbered."""
    said = rows.astype(object).where(rows.notna(), "").map(_write)
    index = said[key].agg(" · ".join, axis=1) if len(said) else pd.Series(dtype=str)
    times = index.groupby(index).cumcount()
    return said.set_axis(pd.Index(index.where(times == 0, index + " #" + (times + 1).astype(str)), dtype=object))


def _write(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _list_seasons(year: int, data: Path) -> list[int]:
    """The season and those before it that its tables were made from, newest first."""
    seasons = [year]
    while (previous := storage.load_rules(seasons[-1], data).previous_year) is not None:
        if previous in seasons or not storage.raw_folder(data, previous).is_dir():
            break
        seasons.append(previous)
        if not (storage.processed_folder(data, previous) / storage.RULES_FILE).is_file():
            break
    return seasons
