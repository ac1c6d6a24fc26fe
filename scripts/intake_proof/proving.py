"""A season's folder full of made-up workbooks, checked, and held against the truth."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from scripts.intake_proof.forms import Made, finish, start_form
from scripts.intake_proof.grid import Grid, write_ods, write_xlsx
from scripts.intake_proof.judging import Tally, judge
from scripts.intake_proof.kinds import KINDS
from scripts.intake_proof.seasons import SHAPES, Season, make_season, write_season
from scripts.intake_proof.shared import SHARED_KINDS, Shared, finish_shared

Check = Callable[[Path, int], None]
"""Checks the season of a year in a data folder, as ``cchc check`` does."""

ODS_SHARE = 0.1
"""The share of workbooks that are written as .ods, of the kinds that this can carry."""
NOT_IN_ODS = ("format_", "struck", "flat_", "formula_", "heading_tcvn3", "values_not_scores")


def list_kinds() -> list[str]:
    """All kinds of workbooks."""
    return [*KINDS, *SHARED_KINDS]


def prove_season(
    folder: Path, seed: int, units: int, check: Check, kinds: list[str] | None = None, shape: str | None = None
) -> Tally:
    """Make up a season in *folder*, check it and judge what was read; kinds take turns."""
    season, made = make_workbooks(folder, seed, units, kinds, shape)
    check(folder, season.year)
    return judge(made, folder / "processed" / str(season.year))


def make_workbooks(
    folder: Path, seed: int, units: int, kinds: list[str] | None = None, shape: str | None = None
) -> tuple[Season, list[Made]]:
    """Write a season of so many units with a workbook of each stage for most; say what is true of each."""
    rng = random.Random(seed)
    season = make_season(rng, units, shape or SHAPES[seed % len(SHAPES)])
    raw = write_season(folder, season)
    made: list[Made] = []
    names = kinds or list_kinds()
    stages = ["self", "appraisal", *(["second"] if season.has_second else [])]
    for number, stage in enumerate(stages):
        (raw / stage).mkdir(exist_ok=True)
        waiting = [unit for unit in season.units if stage == "self" or rng.random() < 0.5]
        start = (seed * 47 + number * 83) % len(names)
        turn = names[start:] + names[:start]
        if stage == "second":  # few seasons have it, so its own kinds come first
            turn.sort(key=lambda name: name in SHARED_KINDS or KINDS[name].stages != ("second",))
        position = 0
        while waiting:
            name = turn[position % len(turn)]
            position += 1
            if position > 20 * (len(season.units) + len(turn)):
                break
            is_shared = name in SHARED_KINDS
            count = min(len(waiting), rng.randint(2, 5)) if is_shared else 1
            if (is_shared and count < 2) or (not is_shared and stage not in KINDS[name].stages):
                continue
            taken = [waiting.pop() for _ in range(count)]
            if name == "csv_form":
                waiting.extend(taken[1:])
                taken = taken[:1]
            workbook = _write(raw, season, stage, name, taken, rng)
            if workbook is not None:
                made.append(workbook)
    return season, made


def _write(raw: Path, season: Season, stage: str, name: str, units: list[str], rng: random.Random) -> Made | None:
    if name in SHARED_KINDS:
        shared = Shared(rng, season, units, stage)
        SHARED_KINDS[name](shared)
        workbook, grids = finish_shared(shared)
        stem, suffix, content = f"tong hop {units[0]}", shared.suffix, shared.content
        if name == "csv_form":
            stem = units[0]
    else:
        form = start_form(rng, season, units[0], stage)
        KINDS[name].change(form)
        workbook, grids = finish(form)
        stem, suffix, content = units[0], ".xlsx", None
    if suffix == ".xlsx" and rng.random() < ODS_SHARE and not name.startswith(NOT_IN_ODS):
        suffix = ".ods"
    path = raw / stage / f"{stem}{suffix}"
    if content is not None:
        path.write_bytes(content)
    else:
        _save(path, grids)
    workbook.kind, workbook.file = name, f"{stage}/{path.name}"
    return workbook


def _save(path: Path, grids: list[Grid]) -> None:
    (write_ods if path.suffix == ".ods" else write_xlsx)(path, grids)


def keep_example(data: Path, year_folder: Path, file: str, target: Path) -> None:
    """Keep one workbook with its season's rules, to be tried alone."""
    if target.exists():
        return
    raw = target / "data" / "raw" / year_folder.name
    for name in ("season.toml", "criteria.xlsx", "units.csv", file):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        if (year_folder / name).is_file():
            shutil.copy(year_folder / name, raw / name)
