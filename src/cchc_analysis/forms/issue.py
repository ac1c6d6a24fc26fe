"""Forms out: one workbook per unit and stage, in folders named as the season's own."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from cchc_analysis.forms.contents import compose_form
from cchc_analysis.forms.workbook import write_form
from cchc_analysis.intake.context import Context, build_context
from cchc_analysis.intake.receiving import receive_season
from cchc_analysis.rules.season import Season, Stage, read_season
from cchc_analysis.store import storage


class FormsInTheWayError(FileExistsError):
    """Files of the same names that are not these forms: someone may have filled them in."""

    def __init__(self, paths: Collection[Path]) -> None:
        self.paths = tuple(paths)
        super().__init__("\n".join(map(str, paths)))


class UnknownNameError(KeyError):
    """A stage or unit that the season does not have; ``known`` are those it has."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        self.name, self.known = name, ", ".join(known)
        super().__init__(name)


@dataclass(frozen=True)
class Issued:
    """The forms of one stage: their files by unit, and the units for which there was nothing to ask."""

    stage: Stage
    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    without: tuple[str, ...] = ()


def issue_forms(
    year: int, data: Path, folder: Path, stages: Collection[str] = (), units: Collection[str] = ()
) -> list[Issued]:
    """Write the forms of a season's *stages* for its *units* (default: what a season starts with, every unit).

    A form shows what earlier stages already said. Raises :class:`SeasonError` where the season cannot be
    read, :class:`UnknownNameError` for a stage or unit it does not have and, with nothing written,
    :class:`FormsInTheWayError`
    where a file of the same name holds anything else.
    """
    season = read_season(storage.raw_folder(data, year))
    received = receive_season(storage.raw_folder(data, year), season)
    context = build_context(season, received.criteria, received.units)
    owners = [_find_unit(context, unit) for unit in units] or list(context.unit_labels)
    issued: list[Issued] = []
    written: dict[Path, bytes] = {}
    for stage in _find_stages(season, stages):
        forms = {
            unit_id: compose_form(context, unit_id, stage, received.scores, received.explanations)
            for unit_id in owners
            if unit_id not in stage.not_expected_from
        }
        place = folder / stage.folder
        files = {unit_id: place / f"{year}_{stage.id}_{unit_id}.xlsx" for unit_id, form in forms.items() if form}
        written |= {files[unit_id]: write_form(form) for unit_id, form in forms.items() if form}
        issued.append(Issued(stage, place, files, tuple(each for each in owners if each not in files)))
    in_the_way = [path for path, content in written.items() if path.exists() and path.read_bytes() != content]
    if in_the_way:
        raise FormsInTheWayError(in_the_way)
    for path, content in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return issued


def first_stages(season: Season) -> tuple[Stage, ...]:
    """The stages whose forms a season starts with: self-score and first appraisal."""
    return tuple(stage for stage in (season.self_stage, season.appraisal_stages[0]) if stage is not None)


def _find_stages(season: Season, names: Collection[str]) -> list[Stage]:
    """The stages of those ids or names, in either language, however capitalised."""
    known = {
        name.casefold(): stage for stage in reversed(season.stages) for name in (stage.name_en, stage.name, stage.id)
    }
    if unknown := [each for each in names if each.casefold() not in known]:
        raise UnknownNameError(unknown[0], [f"{stage.id} ({stage.name})" for stage in season.stages])
    found = {known[each.casefold()].id: known[each.casefold()] for each in names}
    return list(found.values()) or list(first_stages(season))


def _find_unit(context: Context, name: str) -> str:
    unit_id = context.find_unit(name)
    if unit_id is None:
        raise UnknownNameError(name, context.unit_labels)
    return unit_id
