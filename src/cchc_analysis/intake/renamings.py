"""Whether a unit's id means the same unit as last season: its name says so, or a declared renaming does."""

from collections.abc import Iterator

import pandas as pd

from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key
from cchc_analysis.rules.season import Season


def find_changed_names(season: Season, units: pd.DataFrame, previous_units: pd.DataFrame) -> Iterator[Row]:
    """A doubt for each unit id that may not be the unit it was in the season before (``units`` of both seasons).

    ``unit_name_of_another_id``: last season the name belonged to another id. ``unit_renamed``: the id had another name,
    which is neither among its names now (aliases included) nor declared. A ``[[renamings]]`` entry settles both for its
    unit; one that does not fit last season's name is ``renaming_unlike``.
    """
    names = units.set_index("unit_id")["name"]
    before = previous_units.set_index("unit_id")["name"]
    holders = {name_key(name): unit_id for unit_id, name in before.items()}
    declared = {renaming.unit: renaming.previous_name for renaming in season.renamings}
    for position, renaming in enumerate(season.renamings, start=1):
        if name_key(before.get(renaming.unit, "")) != name_key(renaming.previous_name):
            yield finding(
                "renaming_unlike",
                source_file="season.toml",
                source_cell=f"renamings[{position}]",
                found=renaming.previous_name,
                expected=before.get(renaming.unit, "–"),
                unit=renaming.unit,
            )
    for unit in units.itertuples():
        unit_id = str(unit.unit_id)
        if unit_id in declared:
            continue
        holder = holders.get(name_key(unit.name))
        if holder is not None and holder != unit_id:
            yield finding(
                "unit_name_of_another_id",
                unit_id=unit_id,
                source_file="units.csv",
                found=names[unit_id],
                expected=holder,
                unit=unit_id,
                before=before.get(unit_id, "–"),
            )
        elif unit_id in before.index and name_key(before[unit_id]) not in _list_keys(unit):
            yield finding(
                "unit_renamed",
                unit_id=unit_id,
                source_file="units.csv",
                found=names[unit_id],
                expected=before[unit_id],
                unit=unit_id,
            )


def _list_keys(unit: object) -> set[str]:
    """The keys of every name a row of ``units`` states."""
    stated = [getattr(unit, name) for name in ("name", "name_en", "short_name", "short_name_en")]
    aliases = getattr(unit, "aliases", None)
    stated += aliases.split("|") if isinstance(aliases, str) else []
    return {name_key(name) for name in stated if isinstance(name, str)}
