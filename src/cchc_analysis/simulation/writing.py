"""Simulated seasons as folders, as if they had been received: ``raw/<year>/`` with rules, criteria, units and forms."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from cchc_analysis.rules.season import Season
from cchc_analysis.simulation.nation import Nation, Plan, found_nation
from cchc_analysis.simulation.points import Forms, simulate_forms
from cchc_analysis.store import storage

Progress = Callable[[int, int], None]
FORM = "{group}.csv"


def simulate(plan: Plan, out: Path, progress: Progress = lambda done, total: None) -> list[Path]:
    """Write the seasons of *plan* under *out*, one folder per year, and return the folders.

    Forms come as long CSV files, one per province and stage. *progress* is told how many seasons of how many are
    written. Raises :class:`FileExistsError`, with nothing changed, where one of the folders is there already, and
    :class:`ValueError` for a plan of nothing.
    """
    nation = found_nation(plan)
    folders = [storage.raw_folder(out, year) for year in plan.all_years]
    for folder in folders:
        if folder.exists():
            raise FileExistsError(folder)
    progress(0, plan.years)
    for folder, forms in zip(folders, simulate_forms(nation), strict=True):
        _write_season(folder, nation, forms)
        progress(forms.season + 1, plan.years)
    return folders


def _write_season(folder: Path, nation: Nation, forms: Forms) -> None:
    rules = nation.make_rules(forms.season)
    aside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    (aside / "season.toml").write_text(tomli_w.dumps(_state(rules)), encoding="utf-8")
    nation.list_criteria(forms.season).to_excel(aside / "criteria.xlsx", index=False, engine="xlsxwriter")
    nation.units.to_csv(aside / "units.csv", index=False)
    group_of = nation.units.set_index("unit_id")["group"]
    for stage in rules.stages:
        target = aside / stage.folder
        target.mkdir(parents=True)
        rows = forms.stages[stage.id]
        for group, own in rows.groupby(rows["unit"].map(group_of)):
            own.to_csv(target / FORM.format(group=group), index=False, quoting=csv.QUOTE_MINIMAL)
    storage.swap_in(aside, folder)


def _state(rules: Season) -> dict[str, Any]:
    """The rules as ``season.toml`` states them: what differs from the defaults."""
    return pd.Series(rules.model_dump(exclude_defaults=True)).dropna().to_dict()
