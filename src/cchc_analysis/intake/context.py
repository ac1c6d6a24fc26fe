"""What every reader of a season's files needs to know of the season."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cchc_analysis.analysis.criteria import list_applicable
from cchc_analysis.intake.identity import hash_criteria
from cchc_analysis.intake.items import CriteriaIndex, index_criteria
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.intake.units import match_names
from cchc_analysis.rules.season import Season, Stage


@dataclass(frozen=True)
class Leaf:
    """What the criteria set says of a leaf, for judging a score."""

    max_score: float | None
    step: float | None
    line: str
    is_survey: bool


@dataclass(frozen=True)
class Grid:
    """What the criteria set says, by position: units in rows, criteria in columns, both in the season's order.

    ``applies`` (units × criteria) is true for leaves that the unit must be scored on or may be given points on;
    ``max_score`` and ``step`` (criteria) are NaN where the set has none; ``is_line`` tells score lines from bonus and
    penalty.
    """

    applies: np.ndarray
    max_score: np.ndarray
    step: np.ndarray
    is_line: np.ndarray
    is_penalty: np.ndarray
    is_survey: np.ndarray

    def due(self, kind: str) -> np.ndarray:
        """Which cells (units × criteria) a stage of a *kind* must fill: survey leaves only in appraisal."""
        if kind == "explanation":
            return np.zeros_like(self.applies)
        is_due = self.is_line if kind == "appraisal" else self.is_line & ~self.is_survey
        return np.asarray(self.applies & is_due)


@dataclass(frozen=True)
class Context:
    """The season's rules, criteria and units, indexed for reading: names to ids, ids to labels, who owes what."""

    season: Season
    criteria: pd.DataFrame
    units: pd.DataFrame
    index: CriteriaIndex
    unit_names: Mapping[str, str]
    unit_labels: Mapping[str, str]
    unit_labels_en: Mapping[str, str]
    applicable: Mapping[str, tuple[str, ...]]
    stages: Mapping[str, Stage]
    criteria_version: str

    @cached_property
    def leaves(self) -> Mapping[str, Leaf]:
        """The leaves by id."""
        return {
            leaf["criterion_id"]: Leaf(
                None if pd.isna(leaf["max_score"]) else leaf["max_score"],
                None if pd.isna(leaf["step"]) else leaf["step"],
                leaf["line"],
                bool(leaf["is_survey"]),
            )
            for leaf in list_rows(self.criteria.loc[self.criteria["is_leaf"]])
        }

    @cached_property
    def stages_by_id(self) -> Mapping[str, Stage]:
        """The stages by their ids alone."""
        return {stage.id: stage for stage in self.season.stages}

    @cached_property
    def grid(self) -> Grid:
        """The criteria set by position."""
        at = {criterion_id: position for position, criterion_id in enumerate(self.criterion_ids)}
        applies = np.zeros((len(self.units), len(self.criteria)), dtype=bool)
        for row, unit_id in enumerate(self.unit_ids):
            applies[row, [at[leaf] for leaf in self.applicable[unit_id]]] = True
        return Grid(
            applies=applies,
            max_score=self.criteria["max_score"].to_numpy(dtype=float, na_value=np.nan),
            step=self.criteria["step"].to_numpy(dtype=float, na_value=np.nan),
            is_line=(self.criteria["line"] == "score").to_numpy(dtype=bool),
            is_penalty=(self.criteria["line"] == "penalty").to_numpy(dtype=bool),
            is_survey=self.criteria["is_survey"].to_numpy(dtype=bool),
        )

    def find_unit(self, name: str) -> str | None:
        """The unit of this name, short name, alias or id."""
        return self.unit_names.get(name_key(name))

    def find_stage(self, name: str) -> Stage | None:
        """The stage of this id or name."""
        return self.stages.get(name_key(name))

    def label(self, criterion_id: str) -> str:
        """A criterion as sentences call it: printed code and name."""
        return self.index.labels[criterion_id]

    def names(self, unit_id: str | None = None, criterion_id: str | None = None) -> dict[str, str]:
        """What a finding's sentences call a unit and a criterion, in both languages."""
        unit = {"unit": self.unit_labels[unit_id], "unit_en": self.unit_labels_en[unit_id]} if unit_id else {}
        if criterion_id is None:
            return unit
        return unit | {"criterion": self.label(criterion_id), "criterion_en": self.index.labels_en[criterion_id]}

    @cached_property
    def unit_ids(self) -> list[str]:
        """The units in the season's order."""
        return self.units["unit_id"].tolist()

    @cached_property
    def criterion_ids(self) -> list[str]:
        """The nodes of the criteria set in its order."""
        return self.criteria["criterion_id"].tolist()

    @cached_property
    def unit_positions(self) -> Mapping[str, int]:
        """The place of each unit in the season's order."""
        return {unit_id: position for position, unit_id in enumerate(self.unit_ids)}

    @cached_property
    def leaf_positions(self) -> Mapping[str, int]:
        """The place of each leaf among the criteria."""
        return {leaf: at for at, leaf in enumerate(self.criterion_ids) if leaf in self.index.leaves}


def build_context(season: Season, criteria: pd.DataFrame, units: pd.DataFrame) -> Context:
    """Index a season's rules, criteria and units for reading its files."""
    pairs = list_applicable(criteria, units)
    leaves = pairs.groupby("unit_id", sort=False)["criterion_id"]
    by_unit = {str(unit): tuple(rows.tolist()) for unit, rows in leaves}
    stages = {
        name_key(name): stage for stage in season.stages for name in (stage.name_en, stage.name, stage.id) if name
    }
    return Context(
        season=season,
        criteria=criteria,
        units=units,
        index=index_criteria(criteria, season.layout),
        unit_names=match_names(units),
        unit_labels=dict(zip(units["unit_id"], units["name"], strict=True)),
        unit_labels_en=dict(zip(units["unit_id"], units["name_en"].fillna(units["name"]), strict=True)),
        applicable={unit: by_unit.get(unit, ()) for unit in units["unit_id"]},
        stages=stages,
        criteria_version=hash_criteria(criteria),
    )
