"""From received files to every table of a season: what ``cchc check`` does."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.crosswalk import find_unlike_nodes
from cchc_analysis.analysis.plan_of_appraisal import set_beside_registers
from cchc_analysis.analysis.published import differs_by_rounding
from cchc_analysis.analysis.ranking import IN_PERCENT, list_unfinished
from cchc_analysis.analysis.season_tables import STEPS, derive_tables
from cchc_analysis.intake.bodies import BODIES_FILE, Body, has_bodies, read_bodies
from cchc_analysis.intake.findings import Row, collect, finding
from cchc_analysis.intake.notes import read_notes
from cchc_analysis.intake.receiving import Received, find_faults, find_season_faults, receive_season
from cchc_analysis.intake.renamings import find_changed_names
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.rules.season import Fault, Form, Season, SeasonError, read_season
from cchc_analysis.store import provenance, rollup, storage
from cchc_analysis.store.public_season import write_public

Progress = Callable[[str], None]

REGISTERS_FILE = "registers.toml"


@dataclass(frozen=True)
class Checked:
    """A season after its check: its rules, its tables by name, and where they were saved.

    ``is_kept`` says that nothing had changed since an earlier check, whose tables these are.
    """

    season: Season
    tables: Mapping[str, pd.DataFrame]
    folder: Path
    is_kept: bool = False

    def count_findings(self, severity: str) -> int:
        """How many findings of a severity (``error`` or ``doubt``) the season has."""
        return int((self.tables["findings"]["severity"] == severity).sum())


class StoredTables(Mapping[str, pd.DataFrame]):
    """A season's tables by name as they were saved, each read when it is first asked for."""

    def __init__(self, year: int, data: Path) -> None:
        self._year, self._data = year, data
        self._tables: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """One table; :class:`KeyError` for a name that no table has."""
        if name not in schemas.TABLES:
            raise KeyError(name)
        if name not in self._tables:
            self._tables[name] = storage.read_table(name, self._year, self._data)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        """The names of the tables."""
        return iter(schemas.TABLES)

    def __len__(self) -> int:
        """How many tables a season has."""
        return len(schemas.TABLES)


def check_season(
    year: int, data: Path, progress: Progress = lambda step: None, *, force: bool = False, form: Form | None = None
) -> Checked:
    """Read, check, compare and rank a season, the season it follows first, and save every table.

    A season of which nothing has changed is not read again (:mod:`made_from`), unless *force* is given. *form* is that
    of the public edition, where one other than the season's own may stand already.

    *progress* is told each step. Raises :class:`SeasonError` where the season's rules, criteria set or units file
    cannot be read; a previous season that cannot is a finding, and this season goes on without it.
    """
    if not force and provenance.recall_season(year, data) is not None:
        if not provenance.recall_public(year, data, form):
            write_public(year, data)
        folder = storage.processed_folder(data, year)
        return Checked(storage.load_rules(year, data), StoredTables(year, data), folder, is_kept=True)
    folder = storage.raw_folder(data, year)
    received_hashes = provenance.hash_received(folder)
    season = _read_rules(folder)
    previous, faults = _check_previous(season, data, progress, force=force)
    progress(f"{year}: raw")
    received, season = _gather(season, data, progress, force=force)
    notes, note_findings = read_notes(folder, received.units["unit_id"], year)
    tables = derive_tables(
        criteria=received.criteria,
        units=received.units,
        initiatives=received.initiatives,
        scores=received.scores,
        explanations=received.explanations,
        submissions=received.submissions,
        published=received.published,
        season=season,
        previous=previous.tables if previous else None,
        progress=lambda step: progress(f"{year}: {step}"),
    )
    tables |= {
        "criteria": received.criteria,
        "units": received.units,
        "initiatives": received.initiatives,
        "scores": received.scores,
        "explanations": received.explanations,
        "submissions": received.submissions,
        "received_files": received.received_files,
        "received_sheets": received.received_sheets,
        "received_columns": received.received_columns,
        "submission_changes": received.submission_changes,
        "corrections": received.corrections,
        "notes": notes,
    }
    measured, register_findings = _measure(season, received, tables["comparison"], data, progress)
    tables |= measured
    tables["plan_of_appraisal"] = set_beside_registers(tables["plan_of_appraisal"], measured["claimed_v_computed"])
    further = [
        *faults,
        *register_findings,
        *note_findings,
        *(_find_crosswalk_faults(season, received.criteria, previous.tables["criteria"]) if previous else ()),
        *(find_changed_names(season, received.units, previous.tables["units"]) if previous else ()),
        *_find_unreproduced(tables["published_figures"]),
        *_find_unfinished(season, tables["unit_ranking"], tables["units"]),
        *_find_without_maximum(season, tables["unit_ranking"], tables["units"]),
        *_find_left_out_points(season, tables["unit_ranking"], tables["units"]),
    ]
    tables["findings"] = collect([*list_rows(received.findings), *further], year)
    saved = storage.save_tables(tables, season, data)
    if not (faults and previous is None):  # what keeps the season before from being read is looked at every time
        provenance.write_record(saved / provenance.RECORD, _record(season, received_hashes, tables["findings"], data))
    write_public(year, data)
    return Checked(season, StoredTables(year, data), saved)


def _read_rules(folder: Path) -> Season:
    """The season's rules. Raises :class:`SeasonError`: where they have faults, with those of the set and units too."""
    try:
        return read_season(folder)
    except SeasonError:
        raise SeasonError(find_faults(folder)) from None


def look_at(checked: Checked) -> provenance.Outcome:
    """What a check found, as far as the command says it."""
    outcome = _tell(checked.season, checked.tables["findings"], checked.folder)
    return replace(outcome, is_kept=checked.is_kept)


def count_steps(year: int, data: Path) -> int:
    """How many steps :func:`check_season` tells: reading, deriving, measuring, for this season and each before it."""
    return sum(
        1 + len(STEPS) + (storage.raw_folder(data, season.year) / REGISTERS_FILE).is_file()
        for season in _list_chain(year, data)
    )


def derive_under(rules: Season, data: Path, progress: Progress = lambda step: None) -> dict[str, pd.DataFrame]:
    """Every table that a checked season would have under other *rules*; nothing is read anew and nothing is saved.

    The season before it keeps its own. Raises :class:`storage.MissingTablesError` where the season was not checked.
    """
    stored = {name: storage.load_table(name, rules.year, data) for name in schemas.TABLES}
    derived = derive_tables(
        criteria=stored["criteria"],
        units=stored["units"],
        initiatives=stored["initiatives"],
        scores=stored["scores"],
        explanations=stored["explanations"],
        submissions=stored["submissions"],
        published=stored["published_figures"].rename(columns={"published": "value"}),
        season=rules,
        previous=_load_previous(rules.previous_year, data),
        progress=progress,
    )
    derived["plan_of_appraisal"] = set_beside_registers(derived["plan_of_appraisal"], stored["claimed_v_computed"])
    return stored | derived


def _measure(
    season: Season, received: Received, comparison: pd.DataFrame, data: Path, progress: Progress
) -> tuple[dict[str, pd.DataFrame], list[Row]]:
    """The tables of registers, and what was wrong with them; without ``registers.toml`` they have no rows."""
    folder = storage.raw_folder(data, season.year)
    if not (folder / REGISTERS_FILE).is_file():
        return {name: schemas.empty(name) for name in schemas.REGISTER_TABLES}, []
    from cchc_analysis.registers.measuring import measure_season  # DuckDB is loaded where there is a register to read

    progress(f"{season.year}: registers")
    cache = storage.register_cache(data)
    return measure_season(folder, season, received.criteria, received.units, comparison, cache)


def _gather(season: Season, data: Path, progress: Progress, *, force: bool) -> tuple[Received, Season]:
    """What a season rests on: its own files, or the seasons of the bodies below it, each checked first."""
    folder = storage.raw_folder(data, season.year)
    if not has_bodies(folder):
        return receive_season(folder, season), season
    parts: list[rollup.Part] = []
    faults: list[Row] = []
    for body in read_bodies(folder):
        try:
            parts.append(_check_body(body, season.year, progress, force=force))
        except SeasonError as error:
            faults += [_fault_of_body(body, fault) for fault in error.faults]
    received, combined = rollup.combine(parts, season, faults)
    wrong = list(find_season_faults(combined, received.criteria, received.units))
    if wrong:
        raise SeasonError(wrong)
    return received, combined


def _check_body(body: Body, year: int, progress: Progress, *, force: bool) -> rollup.Part:
    """The season of a body below, checked; as it came where its tables came without the files they were made from."""
    if storage.raw_folder(body.data, year).is_dir():
        checked = check_season(year, body.data, lambda step: progress(f"{body.short_name}: {step}"), force=force)
        return rollup.Part(body, checked.tables)
    if not storage.processed_folder(body.data, year).is_dir():
        expected = f"mùa {year} trong {body.data.name}/raw", f"a season {year} in {body.data.name}/raw"
        raise SeasonError([Fault(BODIES_FILE, "data", body.data.name, *expected)])
    return rollup.Part(body, StoredTables(year, body.data))


def _fault_of_body(body: Body, fault: Fault) -> Row:
    return finding(
        "body_unreadable",
        source_file=f"{body.id}/{fault.file}",
        source_cell=fault.place or None,
        found=fault.found or "–",
        expected=fault.expected,
        expected_en=fault.expected_en,
        body=body.name,
        body_en=body.name_en or body.name,
    )


def _load_previous(year: int | None, data: Path) -> dict[str, pd.DataFrame] | None:
    if year is None or not storage.processed_folder(data, year).is_dir():
        return None
    return {name: storage.load_table(name, year, data) for name in schemas.TABLES}


def _list_chain(year: int | None, data: Path) -> Iterator[Season]:
    """The season and those before it, as far as their rules can be read."""
    while year is not None and storage.raw_folder(data, year).is_dir():
        try:
            season = read_season(storage.raw_folder(data, year))
        except SeasonError:
            return
        yield season
        year = season.previous_year


def _record(
    season: Season, received: dict[str, list[str | int]], findings: pd.DataFrame, data: Path
) -> provenance.Record:
    """What a season's tables were made from, and what the command says of them."""
    folder = storage.processed_folder(data, season.year)
    previous = None
    if season.previous_year is not None:
        earlier = provenance.read_record(storage.processed_folder(data, season.previous_year) / provenance.RECORD)
        is_there = storage.raw_folder(data, season.previous_year).is_dir()
        tables = provenance.digest_tables(earlier) if is_there and earlier is not None else ""
        previous = {"year": season.previous_year, "tables": tables}
    said = _tell(season, findings, folder)
    return {
        "fingerprint": provenance.fingerprint(),
        "received": received,
        "previous": previous,
        "bodies": _record_bodies(season.year, data),
        "made": provenance.hash_files(folder, provenance.list_tables(folder)),
        "said": {name: getattr(said, name) for name in ("errors", "doubts", "first", "has_grades", "has_letters")},
    }


def _record_bodies(year: int, data: Path) -> list[list[str]]:
    """Folders of the bodies below, seen from the project, and what tells their tables from others; "" if unreadable."""
    folder = storage.raw_folder(data, year)
    below = [body.data for body in read_bodies(folder)] if has_bodies(folder) else []
    found = {os.path.relpath(each, data.parent): provenance.digest_body(year, each) for each in below}
    return [[each, "" if tables == provenance.CHANGED else tables] for each, tables in found.items()]


def _tell(season: Season, findings: pd.DataFrame, folder: Path) -> provenance.Outcome:
    counts = findings["severity"].value_counts()
    errors = findings[findings["severity"] == "error"].head(provenance.MOST_SHOWN)
    places = errors[["source_file", "source_sheet", "source_cell"]].to_dict("records")
    first = tuple(
        {"place": " › ".join(part for part in place.values() if isinstance(part, str)), "vi": vi, "en": en}
        for place, vi, en in zip(places, errors["sentence"], errors["sentence_en"], strict=True)
    )
    return provenance.Outcome(
        folder,
        int(counts.get("error", 0)),
        int(counts.get("doubt", 0)),
        first,
        bool(season.grades),
        bool(season.letters),
    )


def _check_previous(season: Season, data: Path, progress: Progress, *, force: bool) -> tuple[Checked | None, list[Row]]:
    """The previous season, checked, where this one names one that is there; what is wrong with it otherwise."""
    year = season.previous_year
    if year is None or not storage.raw_folder(data, year).is_dir():
        return None, []
    try:
        return check_season(year, data, progress, force=force), []
    except SeasonError as error:
        return None, [
            finding(
                "previous_season_unreadable",
                source_file=fault.file,
                source_cell=fault.place or None,
                found=fault.found or "–",
                expected=fault.expected,
                expected_en=fault.expected_en,
            )
            for fault in error.faults
        ]


def _find_crosswalk_faults(season: Season, criteria: pd.DataFrame, previous_criteria: pd.DataFrame) -> list[Row]:
    """What the crosswalk says of the previous season that its criteria set does not bear out."""
    known = set(previous_criteria["criterion_id"])
    unknown = [
        finding(
            "crosswalk_unknown_criterion",
            source_file="season.toml",
            source_cell=f"crosswalk[{position}].previous",
            found=criterion_id,
            expected=season.previous_year,
        )
        for position, change in enumerate(season.crosswalk, start=1)
        for criterion_id in change.previous
        if criterion_id not in known
    ]
    unlike = [
        finding(
            "crosswalk_unlike_nodes",
            source_file="season.toml",
            source_cell=f"crosswalk[{position}]",
            found=season.crosswalk[position - 1].previous[0],
            expected=season.crosswalk[position - 1].current[0],
            before=", ".join(over_before) or "–",
            now=", ".join(over) or "–",
        )
        for position, over_before, over in find_unlike_nodes(season, criteria, previous_criteria)
        if known >= set(season.crosswalk[position - 1].previous)
    ]
    return [*unknown, *unlike]


def _find_unreproduced(published_figures: pd.DataFrame) -> list[Row]:
    return [
        finding(
            "published_rounding_differs"
            if differs_by_rounding(row.published, None if pd.isna(row.computed) else row.computed)
            else "published_not_reproduced",
            source_file="published.csv",
            found=row.computed if pd.notna(row.computed) else "–",
            expected=row.published,
            metric=row.metric,
        )
        for row in published_figures[~published_figures["is_reproduced"]].itertuples()
    ]


def _find_unfinished(season: Season, unit_ranking: pd.DataFrame, units: pd.DataFrame) -> list[Row]:
    """A final release is refused while any appraisal is unfinished (rule 15): an error, and pages stay provisional."""
    unfinished = list_unfinished(unit_ranking)
    if season.release != "final" or not unfinished:
        return []
    return [_finding_of_units("final_release_unfinished", "release", unfinished, units, "draft")]


def _find_without_maximum(season: Season, unit_ranking: pd.DataFrame, units: pd.DataFrame) -> list[Row]:
    """An order by the index needs every complete unit's maximum: without it the unit has neither grade nor rank."""
    keys = [key for key in ("rank_by", "grade_by") if getattr(season, key) in IN_PERCENT]
    lost = unit_ranking["total_score"].notna() & unit_ranking["index_pct"].isna()
    if not keys or not lost.any():
        return []
    without = unit_ranking.loc[lost, "unit_id"].tolist()
    return [_finding_of_units("no_maximum_to_rank_by", ", ".join(keys), without, units, "total_score")]


def _find_left_out_points(season: Season, unit_ranking: pd.DataFrame, units: pd.DataFrame) -> list[Row]:
    """The index leaves bonus and penalty out: a doubt where any unit has some and the season ranks or grades by it."""
    keys = [key for key in ("rank_by", "grade_by") if getattr(season, key) == "index_pct"]
    holds = (unit_ranking["bonus"] > 0) | (unit_ranking["penalty"] > 0)
    if not keys or not holds.any():
        return []
    with_points = unit_ranking.loc[holds, "unit_id"].tolist()
    return [_finding_of_units("basis_leaves_out_points", ", ".join(keys), with_points, units, "total_pct")]


def _finding_of_units(rule: str, key: str, unit_ids: list[str], units: pd.DataFrame, expected: str) -> Row:
    named = units.set_index("unit_id").loc[unit_ids]
    return finding(
        rule,
        source_file="season.toml",
        source_cell=key,
        found=len(unit_ids),
        expected=expected,
        units=", ".join(named["name"]),
        units_en=", ".join(named["name_en"].fillna(named["name"])),
    )
