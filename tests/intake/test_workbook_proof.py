"""Whatever workbook a unit sends, what is read back is what was meant, or a finding names the cell.

``CCHC_PROOF_WORKBOOKS=5000 pytest tests/intake/test_workbook_proof.py`` tries so many; the suite itself fewer.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_analysis.intake.context import Context, build_context
from cchc_analysis.intake.criteria_set import read_criteria
from cchc_analysis.intake.forms import say_column_problems
from cchc_analysis.intake.judging import judge_entries
from cchc_analysis.intake.receiving import Reading, read_stage_file
from cchc_analysis.intake.units import read_units
from cchc_analysis.season import read_season

from .season_folder import write_workbook
from .workbook_maker import CRITERIA, LAYOUTS, UNITS_CSV, Made, make_workbook

WORKBOOKS = int(os.environ.get("CCHC_PROOF_WORKBOOKS", "300"))
SEASON = 'year = 2020\ntitle = "Thử"\nbody = "Cơ quan Mẫu"\n'
BLANK = ("missing", "pending")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = tmp_path_factory.mktemp("season") / "2020"
    folder.mkdir()
    (folder / "season.toml").write_text(SEASON, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS_CSV, encoding="utf-8")
    write_workbook(folder / "criteria.xlsx", CRITERIA)
    season = read_season(folder)
    units = read_units(folder, season)
    return build_context(season, read_criteria(folder, season, units["unit_id"]), units)


def list_silent_errors(context: Context, path: Path, made: Made) -> list[str]:
    """What was read otherwise than meant with no error at its cell, its row or its heading."""
    reading = Reading(path.parent.parent, context, [])
    read_stage_file(reading, path, context.season.stages[0])
    judged = judge_entries(context, reading.entries)
    found = (*reading.findings, *say_column_problems(context, reading.problems), *judged.findings)
    errors = [row for row in found if row["severity"] == "error"]
    named = {(row["source_sheet"], row["source_cell"]) for row in errors}
    cells = {(row["unit_id"], row["criterion_id"]) for row in errors}
    owners = {place: cell for cell, place in made.places.items()}
    silent = []
    for (unit, leaf, _), score in judged.scores.items():
        place = score["source_sheet"], score["source_cell"]
        if score["status"] in ("unreadable", "invalid"):
            if (unit, leaf) not in cells:
                silent.append(f"{unit} {leaf}: {score['found']} at {place} is no score, and no finding says so")
            continue
        if score["status"] in BLANK or (unit, leaf) in cells or place in named:
            continue
        owner = owners.get(place)
        meant = made.meant.get((unit, leaf))
        if owner is None and meant is None:
            silent.append(f"{unit} {leaf}: {score['score']} read at {place}, where nothing was meant")
        elif meant is None or (score["status"], score["score"]) != (meant.status, meant.score):
            silent.append(f"{unit} {leaf}: read {score['status']} {score['score']} at {place}, meant {meant}")
        elif owner != (unit, leaf) and (unit, leaf) not in made.suspect:
            silent.append(f"{unit} {leaf}: right by chance, read at {place}")
    read = {(unit, leaf) for unit, leaf, _ in judged.scores}
    rows = {(sheet, "".join(filter(str.isdigit, cell or ""))) for sheet, cell in named}
    columns = {(sheet, "".join(filter(str.isalpha, cell or ""))) for sheet, cell in named}
    for meant_cell, place in made.places.items():
        row = place[0], "".join(filter(str.isdigit, place[1]))
        column = place[0], "".join(filter(str.isalpha, place[1]))
        is_told = (
            row in rows or column in columns or any(sheet in (None, place[0]) and not cell for sheet, cell in named)
        )
        if meant_cell not in read and made.meant[meant_cell].status == "scored" and not is_told:
            silent.append(
                f"{meant_cell}: {made.meant[meant_cell]} at {place} was not read, and no finding names its cell"
            )
    return [f"{made.layout} {made.faults}: {each}" for each in silent]


@settings(
    max_examples=WORKBOOKS,
    deadline=None,
    derandomize="CCHC_PROOF_WORKBOOKS" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
@given(seed=st.integers(0, 2**48))
def test_no_workbook_is_read_wrongly_in_silence(context: Context, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "self" / "tu cham.xlsx"
    path.parent.mkdir(exist_ok=True)
    made = make_workbook(path, seed)
    assert list_silent_errors(context, path, made) == []


def test_the_made_workbooks_are_of_every_layout_and_mostly_read(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "self" / "tu cham.xlsx"
    path.parent.mkdir()
    meant: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for seed in range(60):
        made = make_workbook(path, seed)
        reading = Reading(tmp_path, context, [])
        read_stage_file(reading, path, context.season.stages[0])
        scores = judge_entries(context, reading.entries).scores
        meant[made.layout] += len(made.meant)
        right[made.layout] += sum(
            (score := scores.get((*cell, "self"))) is not None
            and (score["status"], score["score"]) == (each.status, each.score)
            for cell, each in made.meant.items()
        )
    assert set(meant) == set(LAYOUTS)
    assert all(right[layout] > 0.7 * meant[layout] for layout in LAYOUTS), (meant, right)
