"""Forms out: one workbook per unit and stage, in folders named as the season's own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.forms.contents import RegisterLines, compose_form
from cchc_analysis.forms.workbook import write_form
from cchc_analysis.intake.context import Context, build_context
from cchc_analysis.intake.receiving import receive_season
from cchc_analysis.intake.values import number_text
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
    shown = _read_registers(data, context)
    for stage in _find_stages(season, stages):
        registers = shown.get(stage.kind, {})
        forms = {
            unit_id: compose_form(
                context, unit_id, stage, received.scores, received.explanations, registers.get(unit_id)
            )
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


def _read_registers(data: Path, context: Context) -> dict[str, dict[str, RegisterLines]]:
    """What registers show of each unit, by the kind of stage whose forms carry it; nothing without registers."""
    if not (storage.raw_folder(data, context.season.year) / "registers.toml").is_file():
        return {}
    from cchc_analysis.registers.measuring import measure_for_forms

    found = measure_for_forms(data, context.season, context.criteria, context.units)
    if found is None:
        return {}
    declared, measured, rows = found
    codes = dict(zip(context.criteria["criterion_id"], context.criteria["code"], strict=True))
    names = {each.id: each.name for each in declared.registers}
    lines = {
        str(unit_id): RegisterLines(
            {str(row["criterion_id"]): _say_computed(row, names) for row in own.to_dict("records")},
            tuple(_show_row(row, codes) for row in rows[rows["unit_id"] == unit_id].to_dict("records") if row["in_b"]),
        )
        for unit_id, own in measured.groupby("unit_id", sort=False)
    }
    kinds = {"self": declared.prefill_self, "appraisal": declared.prefill_appraisal}
    return {kind: lines for kind, is_shown in kinds.items() if is_shown}


STATE_WORDS = {
    "doubtful": "còn nghi vấn",
    "partial": "mới biết một phần",
    "manual": "người chấm quyết định",
    "not_applicable": "không phát sinh",
    "no_register": "chưa có sổ",
}
ROW_WORDS = {
    "done_on_time": "xong đúng hạn",
    "done_late": "xong quá hạn",
    "open_in_time": "chưa xong, trong hạn",
    "open_overdue": "chưa xong, quá hạn",
    "missing": "không có",
}


def _say_computed(row: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    """One cell's proposal in words: which register, how many rows of how many, what the rule makes of it."""
    said = [names[row["register_id"]]]
    if pd.notna(row["b"]):
        said.append(f"{row['a']} trên {row['b']} dòng")
    if pd.notna(row["computed_score"]):
        span = (
            ""
            if row["lowest"] == row["highest"]
            else f" (từ {number_text(row['lowest'])} đến {number_text(row['highest'])})"
        )
        said.append(f"đề xuất {number_text(row['computed_score'])} điểm{span}")
    if row["state"] in STATE_WORDS:
        said.append(STATE_WORDS[row["state"]])
    return "; ".join(said)


def _show_row(row: Mapping[Any, Any], codes: Mapping[str, str]) -> tuple[str, ...]:
    """A row of a register as the second sheet has it."""

    def text(value: Any) -> str:
        return "" if value is None or pd.isna(value) else str(value)

    places = (text(row[name]) for name in ("source_file", "source_sheet", "source_cell"))
    return (
        text(codes[row["criterion_id"]]),
        text(row["code"]),
        text(row["effective_due"]),
        text(row["done"]),
        ROW_WORDS.get(row["state"], "") if isinstance(row["state"], str) else "",
        text(row["days_late"]),
        text(row["ruling"]),
        " › ".join(place for place in places if place),
    )


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
