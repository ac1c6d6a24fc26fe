"""The criteria set (``criteria.xlsx``): read, checked whole, and completed into the ``criteria`` table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.criteria import complete_tree, find_targets
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import code_key, name_key
from cchc_analysis.intake.own_files import (
    ID_EXPECTED,
    ID_PATTERN,
    OwnTable,
    drop_consequences,
    find_table_faults,
    find_unread_tables,
    list_heading_words,
    open_table,
)
from cchc_analysis.intake.units import read_units
from cchc_analysis.intake.values import number_text, read_number, read_thousands, read_yes_no
from cchc_analysis.rules.season import Fault, Season, SeasonError

CRITERIA_FILE = "criteria.xlsx"
COLUMNS = (
    "criterion_id",
    "code",
    "parent_id",
    "name",
    "name_en",
    "max_score",
    "line",
    "scope",
    "is_survey",
    "applies_to",
    "step",
    "effort",
    "rule",
)
REQUIRED = ("criterion_id", "code", "name")
ROUNDING = 0.01
"""How far a printed sum may be from its parts and be taken for rounding."""


@dataclass(frozen=True)
class CriteriaSet:
    """A season's criteria and units as far as they can be read, the faults that stop the season, and the findings."""

    criteria: pd.DataFrame | None
    units: pd.DataFrame | None
    faults: list[Fault]
    findings: list[Row]


def read_set(folder: Path, season: Season | None) -> CriteriaSet:
    """Read the criteria set and the units of a season, each as far as the other's faults allow.

    Without a *season* (its rules cannot be read) what they say of groups and years is left unchecked.
    """
    faults: list[Fault] = []
    findings: list[Row] = []
    units = criteria = None
    try:
        units, doubts = read_units(folder, season)
        findings.extend(doubts)
    except SeasonError as error:
        faults.extend(error.faults)
    try:
        criteria, doubts = read_criteria(folder, season, units)
        findings.extend(doubts)
    except SeasonError as error:
        faults.extend(error.faults)
    return CriteriaSet(criteria, units, faults, findings)


def read_criteria(folder: Path, season: Season | None, units: pd.DataFrame | None) -> tuple[pd.DataFrame, list[Row]]:
    """The ``criteria`` table, and the findings about its file. Raises :class:`SeasonError` with every fault of it.

    *units* are those ``applies_to`` may name; ``None`` (an unreadable units file) leaves them unchecked.
    """
    table = open_table(folder / CRITERIA_FILE, COLUMNS, REQUIRED, "criteria")
    faults = list(find_table_faults(table))
    known = None if units is None else frozenset(units["unit_id"])
    headings = list_heading_words(season)
    rows = []
    for row in table.rows():
        node, wrong = _read_node(table, row, season, known)
        rows.append(node)
        faults.extend(wrong)
    faults.extend(_tree_faults(rows))
    faults.extend(_find_heading_ids(rows, headings))
    if not rows:
        faults.append(Fault(CRITERIA_FILE, "", "", "ít nhất một tiêu chí", "at least one criterion"))
    if faults:
        raise SeasonError(drop_consequences(faults))
    nodes = pd.DataFrame([{column: node[column] for column in COLUMNS} for node in rows])
    criteria = schemas.validate("criteria", complete_tree(nodes))
    findings = [
        *find_unread_tables(table),
        *_find_heading_names(table, rows, headings),
        *_find_repeated_names(table, rows),
        *_find_odd_maxima(table, rows, criteria, units),
    ]
    return criteria, findings


def _read_node(
    table: OwnTable, row: int, season: Season | None, unit_ids: frozenset[str] | None
) -> tuple[dict[str, Any], list[Fault]]:
    node: dict[str, Any] = {column: table.text(row, column) or None for column in COLUMNS}
    faults = []

    def fault(column: str, expected: str, expected_en: str) -> None:
        faults.append(table.fault(row, column, table.text(row, column), expected, expected_en))

    for column in REQUIRED:
        if not node[column]:
            fault(column, "một giá trị (cột bắt buộc)", "a value (the column is required)")
    for column in ("criterion_id", "parent_id"):
        value = table.value(row, column)
        if isinstance(value, float) and not value.is_integer():
            fault(column, "mã dạng chữ (Text): 1.10 và 1.1 là hai mã", "text, not a number: 1.10 and 1.1 differ")
        elif node[column] and not ID_PATTERN.fullmatch(node[column]):
            fault(column, *ID_EXPECTED)
    for column in ("max_score", "step", "effort"):
        node[column] = read_number(table.value(row, column))
        if table.text(row, column) and (node[column] is None or node[column] < 0):
            fault(column, "một số không âm", "a number, 0 or more")
        elif (thousands := read_thousands(table.value(row, column))) is not None:
            ways = number_text(node[column]), number_text(thousands)
            expected = f"số, không phải chữ: {ways[0]} hay {ways[1]}", f"a number, not text: {ways[0]} or {ways[1]}"
            fault(column, *expected)
    if node["step"] == 0:
        fault("step", "một số lớn hơn 0", "a number above 0")
    for column, choices in (("line", schemas.LINES), ("scope", schemas.SCOPES)):
        if node[column] and node[column].casefold() not in choices:
            fault(column, f"một trong: {', '.join(choices)}", f"one of: {', '.join(choices)}")
        node[column] = node[column] and node[column].casefold()
    node["is_survey"] = read_yes_no(table.value(row, "is_survey"))
    if table.text(row, "is_survey") and node["is_survey"] is None:
        fault("is_survey", "có hoặc không", "yes or no (x, có / không)")
    wrong = list(_unknown_targets(node["applies_to"] or "", season, unit_ids))
    if wrong:
        groups = ", ".join(group.id for group in season.unit_groups) if season else ""
        fault(
            "applies_to",
            f"mã đơn vị trong units.csv hoặc group:<nhóm> ({groups}); không có: {', '.join(wrong)}",
            f"unit ids of units.csv or group:<id> ({groups}); not there: {', '.join(wrong)}",
        )
    cells = {column: table.place(row, column) for column in COLUMNS}
    is_number = isinstance(table.value(row, "code"), float)
    return node | {"_cells": cells, "_row": row, "_is_number": is_number}, faults


def _unknown_targets(applies_to: str, season: Season | None, unit_ids: frozenset[str] | None) -> Iterator[str]:
    groups = {group.id for group in season.unit_groups} if season else None
    for part in applies_to.split(";"):
        target = part.strip().removeprefix("!").strip()
        if target.startswith("group:"):
            is_unknown = groups is not None and target.removeprefix("group:").strip() not in groups
        else:
            is_unknown = bool(target) and unit_ids is not None and target not in unit_ids
        if is_unknown:
            yield target


def _tree_faults(nodes: list[dict[str, Any]]) -> Iterator[Fault]:
    first: dict[str, dict[str, Any]] = {}
    for node in nodes:
        earlier = first.setdefault(node["criterion_id"], node)
        if earlier is not node and node["criterion_id"]:
            cell = earlier["_cells"]["criterion_id"]
            expected = f"mỗi mã một lần (đã có ở {cell})", f"each id once (it stands in {cell} already)"
            yield _fault(node, "criterion_id", *expected)
    parents = {node["criterion_id"]: node["parent_id"] for node in nodes}
    lines = {node["criterion_id"]: node["line"] for node in nodes}
    for node in nodes:
        if node["parent_id"] and node["parent_id"] not in parents:
            yield _fault(node, "parent_id", "một criterion_id trong tệp này", "a criterion_id of this file")
        elif _is_in_cycle(node["criterion_id"], parents):
            yield _fault(node, "parent_id", "cây không có vòng lặp", "a tree without a cycle")
        elif node["parent_id"]:
            yield from _line_faults(node, lines, parents)
    yield from _repeated_number_codes(nodes)


def _is_in_cycle(criterion_id: str, parents: Mapping[str, str | None]) -> bool:
    node, seen = parents.get(criterion_id), set()
    while node and node not in seen:
        if node == criterion_id:
            return True
        seen.add(node)
        node = parents.get(node)
    return False


def _line_faults(
    node: dict[str, Any], stated: Mapping[str, str | None], parents: Mapping[str, str | None]
) -> Iterator[Fault]:
    above: str | None = node["parent_id"]
    seen: set[str] = set()
    while above and not stated.get(above) and above not in seen:
        seen.add(above)
        above = parents.get(above)
    inherited = stated.get(above or "") or "score"
    if inherited != "score" and node["line"] and node["line"] != inherited:
        expected = f"{inherited} như tiêu chí phía trên, hoặc để trống", f"{inherited} as its parent, or blank"
        yield _fault(node, "line", *expected)


def _repeated_number_codes(nodes: list[dict[str, Any]]) -> Iterator[Fault]:
    siblings: dict[tuple[str | None, str], list[dict[str, Any]]] = {}
    for node in nodes:
        siblings.setdefault((node["parent_id"], code_key(node["code"] or "")), []).append(node)
    for alike in siblings.values():
        for node in alike:
            if len(alike) > 1 and node["_is_number"]:
                expected = "mã dạng chữ (Text): 1.10 đã thành 1.1", "text, not a number: 1.10 became 1.1"
                yield _fault(node, "code", *expected)


def _fault(node: Mapping[str, Any], column: str, expected: str, expected_en: str) -> Fault:
    return Fault(CRITERIA_FILE, node["_cells"][column], node[column] or "", expected, expected_en)


def _find_heading_ids(nodes: list[dict[str, Any]], headings: frozenset[str]) -> Iterator[Fault]:
    for node in nodes:
        if node["criterion_id"] and name_key(node["criterion_id"]) in headings:
            expected = (
                "mã khác: chữ này là tiêu đề cột của biểu mẫu, như cột số thứ tự",
                "another id: forms have columns of that heading, such as the one that counts rows",
            )
            yield _fault(node, "criterion_id", *expected)


def _find_heading_names(table: OwnTable, nodes: list[dict[str, Any]], headings: frozenset[str]) -> Iterator[Row]:
    for node in nodes:
        for column in ("code", "name"):
            if name_key(node[column]) in headings:
                yield finding("name_is_heading", found=node[column], **_place(table, node, column))


def _find_repeated_names(table: OwnTable, nodes: list[dict[str, Any]]) -> Iterator[Row]:
    """Criteria of one parent and one name: a row written twice, or a name that nobody can tell from another."""
    first: dict[tuple[str | None, str], dict[str, Any]] = {}
    for node in nodes:
        earlier = first.setdefault((node["parent_id"], name_key(node["name"])), node)
        if earlier is not node:
            yield finding(
                "criterion_named_twice",
                criterion_id=node["criterion_id"],
                found=node["name"],
                expected=earlier["_cells"]["name"],
                **_place(table, node, "name"),
            )


def _find_odd_maxima(
    table: OwnTable, nodes: list[dict[str, Any]], criteria: pd.DataFrame, units: pd.DataFrame | None
) -> Iterator[Row]:
    """Maxima of criteria that are neither what those below add up to, nor what they do for each unit concerned.

    Only lines of the criterion's own kind count. A maximum left blank is what those below add up to; where one of them
    has none, there is nothing to compare with.
    """
    lines = dict(zip(criteria["criterion_id"], criteria["line"], strict=True))
    children: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        if node["parent_id"] and lines[node["parent_id"]] == lines[node["criterion_id"]]:
            children.setdefault(node["parent_id"], []).append(node)

    def add_up(node: dict[str, Any]) -> float | None:
        below = children.get(node["criterion_id"], [])
        if node["max_score"] is not None or not below:
            return node["max_score"]
        parts = [add_up(child) for child in below]
        return None if None in parts else sum(part for part in parts if part is not None)

    def add_up_by_unit(node: dict[str, Any], units: pd.DataFrame) -> np.ndarray:
        below = children.get(node["criterion_id"], [])
        points = sum((add_up_by_unit(child, units) for child in below), start=np.zeros(len(units)))
        stated = np.full(len(units), np.nan if node["max_score"] is None else node["max_score"])
        own = np.where(np.isnan(points), stated, points) if below else stated
        return np.where(find_targets(node["applies_to"], units), own, 0.0)

    for node in nodes:
        parts = [add_up(child) for child in children.get(node["criterion_id"], [])]
        if node["max_score"] is None or not parts or None in parts:
            continue
        total = round(sum(part for part in parts if part is not None), 6)
        gap = round(abs(total - node["max_score"]), 6)
        if gap == 0 or (units is not None and _is_of_each_unit(node["max_score"], add_up_by_unit(node, units))):
            continue
        rule = "criteria_max_rounding" if gap <= ROUNDING else "criteria_max_differs"
        listed = " + ".join(number_text(part) for part in parts if part is not None)
        yield finding(
            rule,
            criterion_id=node["criterion_id"],
            found=node["max_score"],
            expected=total,
            row=f"{node['code']} {node['name']}",
            parts=listed,
            parts_en=listed.replace(",", "."),
            **_place(table, node, "max_score"),
        )


def _is_of_each_unit(maximum: float, points: np.ndarray) -> bool:
    concerned = points[points != 0]
    return len(concerned) > 0 and bool(np.all(np.round(concerned, 6) == maximum))


def _place(table: OwnTable, node: Mapping[str, Any], column: str) -> dict[str, str | None]:
    return table.sheet.place(node["_row"], table.columns[column])
