"""The public edition of a season in hand: its published tables and rules, and nothing else to reach for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.public_edition import publish, publish_rules
from cchc_analysis.rules.season import Form, Season
from cchc_analysis.store import provenance, read_log, storage

READ = ("units", "criteria", "comparison", "unit_ranking", "headlines", "criterion_deductions", "domain_deductions")
"""The tables of the season that the public ones are made from."""


class NoGradesError(ValueError):
    """A result cannot be published by grade: the season declares none."""


@dataclass(frozen=True)
class PublicSeason:
    """A season as anyone may hold it: ``season.public_ranking`` is the table of that name, with names for readers.

    Every table of ``schemas.PUBLIC_TABLES`` is an attribute, and no other. Beside a unit's id stand ``unit`` and
    ``unit_short``, beside a criterion's ``criterion`` and ``criterion_code``, all in *lang*.
    """

    year: int
    folder: Path
    lang: str
    rules: Season
    stamp: storage.Stamp | None = field(default=None, compare=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in schemas.PUBLIC_TABLES:
            raise AttributeError(f"no table {name!r}; the public edition has: {', '.join(schemas.PUBLIC_TABLES)}")
        for each in {name, "public_units"}:
            self._note(each)
        return self._tables(name).copy(deep=False)  # pandas copies what is changed, when it is changed

    def __dir__(self) -> list[str]:
        return [*schemas.PUBLIC_TABLES, "folder", "lang", "rules", "stamp", "year"]

    def __repr__(self) -> str:
        return f"<public edition of season {self.year}: tables: {', '.join(schemas.PUBLIC_TABLES)}>"

    def _note(self, table: str) -> None:
        read_log.note(read_log.Read(str(self.folder.parents[2]), self.year, f"{storage.PUBLIC}/{table}"))

    @property
    def _tables(self) -> Callable[[str], pd.DataFrame]:
        return _loader(self.folder, self.lang, self.stamp)


def load_public(year: int, data: Path, lang: str = "vi") -> PublicSeason:
    """The public edition as it was last written.

    Raises :class:`storage.MissingTablesError`, which says what to run, where the season was not checked.
    """
    folder = storage.public_folder(data, year)
    storage.require_tables(folder, year)
    read_log.note(read_log.Read(str(data), year, f"{storage.PUBLIC}/rules"))
    return PublicSeason(
        year=year, folder=folder, lang=lang, rules=storage.load_rules_of(folder), stamp=storage.stamp(folder)
    )


def write_public(year: int, data: Path, form: Form | None = None) -> Path:
    """Make the public tables of a checked season, in *form* where given, else as ``season.toml`` says.

    Those that would come out the same stay. Raises :class:`NoGradesError` where the season has no grades to publish by.
    """
    if provenance.recall_public(year, data, form):
        return storage.public_folder(data, year)
    rules = storage.load_rules(year, data)
    if form is not None:
        rules = publish_as(rules, form)
    tables = {name: storage.load_table(name, year, data) for name in READ}
    folder = storage.save_public(publish(tables, rules), publish_rules(rules), data)
    provenance.remember_public(year, data, form)
    return folder


def publish_as(rules: Season, form: Form) -> Season:
    """The same rules with another form of publication. Raises :class:`NoGradesError` for groups where none are."""
    if form == "group" and not rules.grades:
        raise NoGradesError(f"season {rules.year} has no grades to publish by")
    return rules.model_copy(update={"publication": rules.publication.model_copy(update={"form": form})})


def name_public(rows: pd.DataFrame, units: pd.DataFrame, rules: Season, lang: str) -> pd.DataFrame:
    """*rows* with names in *lang* beside the ids they carry; a name missing in English is given in Vietnamese."""
    english = lang == "en"
    named = {}
    if "code" in rows:
        name = rows["name_en"].fillna(rows["name"]) if english else rows["name"]
        named = {"criterion": name, "criterion_code": rows["code"]}
    elif "unit_id" in rows and "name" not in rows:
        known = units.set_index("unit_id")
        names = known["name_en"].fillna(known["name"]) if english else known["name"]
        short = known["short_name_en"].fillna(names) if english else known["short_name"]
        named |= {"unit": rows["unit_id"].map(names), "unit_short": rows["unit_id"].map(short)}
    for column, parts in (("grade", rules.grades), ("group", rules.unit_groups)):
        if column in rows:
            words = {part.id: part.name_en if english and part.name_en else part.name for part in parts}
            named[f"{column}_name"] = rows[column].map(pd.Series(words, dtype=str))
    return rows.assign(**named)


@lru_cache(maxsize=2)
def _loader(folder: Path, lang: str, _stamp: storage.Stamp | None) -> Callable[[str], pd.DataFrame]:
    rules = storage.load_rules_of(folder)
    units = pd.read_parquet(folder / "public_units.parquet")

    @cache
    def load_table(name: str) -> pd.DataFrame:
        return name_public(pd.read_parquet(folder / f"{name}.parquet"), units, rules, lang)

    return load_table
