"""From received files to every table of a season: what ``cchc check`` does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cchc_analysis import schemas, storage
from cchc_analysis.analysis.crosswalk import find_unlike_nodes
from cchc_analysis.analysis.ranking import list_unfinished
from cchc_analysis.analysis.season_tables import STEPS, derive_tables
from cchc_analysis.intake.findings import Row, collect, finding
from cchc_analysis.intake.notes import read_notes
from cchc_analysis.intake.receiving import receive_season
from cchc_analysis.public_season import write_public
from cchc_analysis.season import Season, SeasonError, read_season

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Checked:
    """A season after its check: its rules, its tables by name, and where they were saved."""

    season: Season
    tables: dict[str, pd.DataFrame]
    folder: Path

    def count_findings(self, severity: str) -> int:
        """How many findings of a severity (``error`` or ``doubt``) the season has."""
        return int((self.tables["findings"]["severity"] == severity).sum())


def check_season(year: int, data: Path, progress: Progress = lambda step: None) -> Checked:
    """Read, check, compare and rank a season, the season it follows first, and save every table.

    *progress* is told each step. Raises :class:`SeasonError` where the season's rules, criteria set or units file
    cannot be read; a previous season that cannot is a finding, and this season goes on without it.
    """
    folder = storage.raw_folder(data, year)
    season = read_season(folder)
    previous, faults = _check_previous(season, data, progress)
    progress(f"{year}: raw")
    received = receive_season(folder, season)
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
        "submission_changes": received.submission_changes,
        "corrections": received.corrections,
        "notes": notes,
    }
    further = [
        *faults,
        *note_findings,
        *(_find_crosswalk_faults(season, received.criteria, previous.tables["criteria"]) if previous else ()),
        *_find_unreproduced(tables["published_figures"]),
        *_find_unfinished(season, tables["unit_ranking"], tables["units"]),
        *_find_without_maximum(season, tables["unit_ranking"], tables["units"]),
    ]
    tables["findings"] = collect([*received.findings.to_dict("records"), *further], year)
    checked = Checked(season, tables, storage.save_tables(tables, season, data))
    write_public(year, data)
    return checked


def count_steps(year: int, data: Path) -> int:
    """How many steps :func:`check_season` tells: reading and deriving, for this season and each one before it."""
    return sum(1 + len(STEPS) for _season in _list_chain(year, data))


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
    return stored | derived


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


def _check_previous(season: Season, data: Path, progress: Progress) -> tuple[Checked | None, list[Row]]:
    """The previous season, checked, where this one names one that is there; what is wrong with it otherwise."""
    year = season.previous_year
    if year is None or not storage.raw_folder(data, year).is_dir():
        return None, []
    try:
        return check_season(year, data, progress), []
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
            "published_not_reproduced",
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
    keys = [key for key in ("rank_by", "grade_by") if getattr(season, key) == "index_pct"]
    lost = unit_ranking["total_score"].notna() & unit_ranking["index_pct"].isna()
    if not keys or not lost.any():
        return []
    without = unit_ranking.loc[lost, "unit_id"].tolist()
    return [_finding_of_units("no_maximum_to_rank_by", ", ".join(keys), without, units, "total_score")]


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
