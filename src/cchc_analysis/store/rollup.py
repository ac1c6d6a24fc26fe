"""One season out of the seasons of several bodies of the same year: 34 provinces become a country.

Every unit of every body is a unit of the whole, ranked among all; the bodies are its groups of units. So each page
that a body has, the whole has too, over the same rows: nothing is averaged and nothing is scored anew. Grades, ranks,
reasons and thresholds are those of the ``season.toml`` above.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.criteria import find_targets
from cchc_analysis.intake.bodies import BODIES_FILE, Body
from cchc_analysis.intake.findings import Row, collect, finding
from cchc_analysis.intake.initiatives import empty_published
from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.receiving import Received
from cchc_analysis.rules.season import Fault, Season, SeasonError, UnitGroup

Tables = Mapping[str, pd.DataFrame]

RECEIVED = (
    "scores",
    "explanations",
    "submissions",
    "received_files",
    "received_sheets",
    "received_columns",
    "submission_changes",
    "corrections",
    "initiatives",
)
"""What is taken over from each body row by row."""

SOURCES = ("source_file", "earlier_file", "later_file")
"""Columns that name a received file: over there it lies in the body's own folder."""

SAME = ("parent_id", "max_score", "line", "is_survey", "is_leaf")
"""What bodies must agree on, criterion by criterion, for their points to be set side by side."""

MOST_NAMED = 5


@dataclass(frozen=True)
class Part:
    """A body and the tables of its season."""

    body: Body
    tables: Tables


def combine(parts: Sequence[Part], season: Season, faults: Sequence[Row] = ()) -> tuple[Received, Season]:
    """The seasons of *parts* as one received season, and *season* with the bodies as its groups of units.

    A unit's id is ``<body>.<unit>``; its name is its own, with its body's behind it where two bodies have a unit of
    that name. A criterion that only some bodies have applies to the units of those alone. A body whose criteria
    contradict the bodies before it (another maximum, another parent), or that has a stage *season* does not declare,
    is left out with an error finding; *faults* are findings on bodies that could not be read at all. Raises
    :class:`SeasonError` where no body is left.
    """
    taken, findings = _pick_alike(parts, season, list(faults))
    if not taken:
        expected = "ít nhất một cơ quan có mùa đọc được", "at least one body with a season that can be read"
        raise SeasonError([Fault(BODIES_FILE, "", "", *expected)])
    units = _combine_units(taken)
    rows = {name: _stack([_move(part.tables[name], part.body) for part in taken], name) for name in RECEIVED}
    corrections = rows.pop("corrections")
    below = [_move(part.tables["findings"], part.body) for part in taken]
    told = pd.concat(below, ignore_index=True)[list(schemas.titles("findings"))].drop(columns="finding_id")
    told = told.astype(object).where(told.notna(), None)
    received = Received(
        criteria=_combine_criteria(taken, units),
        units=units,
        published=empty_published(),
        corrections=corrections.assign(correction_id=range(1, len(corrections) + 1)),
        findings=collect([*findings, *told.drop(columns="year").to_dict("records")], season.year),
        **rows,
    )
    groups = tuple(UnitGroup(id=part.body.id, name=part.body.name, name_en=part.body.name_en) for part in taken)
    return received, season.model_copy(update={"unit_groups": groups})


def _pick_alike(parts: Sequence[Part], season: Season, findings: list[Row]) -> tuple[list[Part], list[Row]]:
    """The bodies whose seasons can be set side by side, and a finding for each that cannot."""
    declared = {stage.id for stage in season.stages}
    known = pd.DataFrame(columns=["criterion_id", *SAME])
    taken: list[Part] = []
    for part in parts:
        criteria = part.tables["criteria"]
        strange = sorted(set(part.tables["scores"]["stage"]) - declared)
        unlike = _find_unlike(known, criteria)
        if strange:
            findings.append(_refuse("body_stages_differ", part.body, strange, ", ".join(sorted(declared))))
        elif unlike:
            findings.append(_refuse("body_criteria_differ", part.body, unlike, ", ".join(SAME)))
        else:
            taken.append(part)
            known = pd.concat([known, criteria[known.columns]]).drop_duplicates("criterion_id")
    return taken, findings


def _find_unlike(known: pd.DataFrame, criteria: pd.DataFrame) -> list[str]:
    """The criteria of both tables that differ in what must be the same."""
    both = known.merge(criteria, on="criterion_id", suffixes=("", "_here"), validate="one_to_one")
    differs = pd.Series(data=False, index=both.index)
    for column in SAME:
        here = both[f"{column}_here"]
        differs |= ~((both[column] == here) | (both[column].isna() & here.isna()))
    return both.loc[differs, "criterion_id"].tolist()


def _refuse(rule: str, body: Body, found: Sequence[str], expected: str) -> Row:
    more = len(found) - MOST_NAMED
    named = ", ".join(found[:MOST_NAMED]) + (f" (+{more})" if more > 0 else "")
    return finding(
        rule, source_file=BODIES_FILE, found=named, expected=expected, body=body.name, body_en=body.name_en or body.name
    )


def _combine_units(taken: Sequence[Part]) -> pd.DataFrame:
    """All units in the order of the bodies, each in the group of its body."""
    moved = [
        _move(part.tables["units"], part.body).assign(
            group=part.body.id, body=part.body.short_name, body_en=part.body.name_en or part.body.short_name
        )
        for part in taken
    ]
    units = pd.concat(moved, ignore_index=True)
    for column, body in (
        ("name", "body"),
        ("name_en", "body_en"),
        ("short_name", "body"),
        ("short_name_en", "body_en"),
    ):
        is_shared = units[column].map(name_key, na_action="ignore").duplicated(keep=False) & units[column].notna()
        units[column] = units[column].where(~is_shared, units[column] + " (" + units[body] + ")")
    ordered = units.assign(position=range(1, len(units) + 1))[list(schemas.titles("units"))]
    return schemas.validate("units", ordered)


def _combine_criteria(taken: Sequence[Part], units: pd.DataFrame) -> pd.DataFrame:
    """Every criterion of any body, with the units it applies to by their new ids; the first body's words stand."""
    stacked = pd.concat([part.tables["criteria"] for part in taken], ignore_index=True)
    criteria = stacked.drop_duplicates("criterion_id").reset_index(drop=True)
    targets = {part.body.id: _find_meant(part) for part in taken}
    applies = [_name_targets(criterion, targets) for criterion in criteria["criterion_id"]]
    ordered = criteria.assign(applies_to=pd.Series(applies, dtype="str"), position=range(1, len(criteria) + 1))
    return schemas.validate("criteria", ordered[list(schemas.titles("criteria"))])


def _find_meant(part: Part) -> dict[str, tuple[bool, list[str]]]:
    """Per criterion of a body: whether it applies to all its units, and the new ids of those it applies to."""
    units = part.tables["units"]
    moved = (part.body.id + "." + units["unit_id"]).to_numpy()
    criteria = part.tables["criteria"]
    meant = {}
    for criterion, applies_to in zip(criteria["criterion_id"], criteria["applies_to"], strict=True):
        included = find_targets(applies_to, units)
        meant[criterion] = bool(included.all()), list(moved[included])
    return meant


def _name_targets(criterion: str, targets: Mapping[str, Mapping[str, tuple[bool, list[str]]]]) -> str | None:
    """Which units a criterion applies to, as ``applies_to`` says it; blank where it applies to every unit."""
    if all(body.get(criterion, (False, []))[0] for body in targets.values()):
        return None
    names = []
    for body_id, body in targets.items():
        is_whole, units = body.get(criterion, (False, []))
        names += [f"group:{body_id}"] if is_whole else units
    return "; ".join(names) if names else "; ".join(f"!group:{body_id}" for body_id in targets)


def _move(rows: pd.DataFrame, body: Body) -> pd.DataFrame:
    """Rows of a body as the whole has them: units and initiatives by their new ids, files in the body's folder."""
    moved = {column: body.id + "." + rows[column] for column in ("unit_id", "initiative_id") if column in rows}
    moved |= {column: body.id + "/" + rows[column] for column in SOURCES if column in rows}
    return rows.assign(**moved)


def _stack(tables: Sequence[pd.DataFrame], name: str) -> pd.DataFrame:
    filled = [rows for rows in tables if len(rows)]
    return schemas.validate(name, pd.concat(filled, ignore_index=True)) if filled else schemas.empty(name)
