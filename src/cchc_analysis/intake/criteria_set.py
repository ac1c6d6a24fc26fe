"""The criteria set (``criteria.xlsx``): read, checked whole, and completed into the ``criteria`` table."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.criteria import complete_tree
from cchc_analysis.intake.named_columns import NamedTable
from cchc_analysis.intake.names import code_key
from cchc_analysis.intake.units import ID_EXPECTED, ID_PATTERN, header_faults, open_table
from cchc_analysis.intake.values import read_number, read_yes_no
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


def read_criteria(folder: Path, season: Season, unit_ids: Iterable[str] | None) -> pd.DataFrame:
    """The ``criteria`` table. Raises :class:`SeasonError` with every fault of the file.

    *unit_ids* are those ``applies_to`` may name; ``None`` (an unreadable units file) leaves them unchecked.
    """
    table = open_table(folder / CRITERIA_FILE, COLUMNS, REQUIRED, "criteria")
    faults = list(header_faults(table, CRITERIA_FILE, COLUMNS))
    known = None if unit_ids is None else frozenset(unit_ids)
    rows = []
    for row in table.rows():
        node, wrong = _read_node(table, row, season, known)
        rows.append(node)
        faults.extend(wrong)
    faults.extend(_tree_faults(rows))
    if not rows:
        faults.append(Fault(CRITERIA_FILE, "", "", "ít nhất một tiêu chí", "at least one criterion"))
    if faults:
        raise SeasonError(faults)
    nodes = pd.DataFrame([{column: node[column] for column in COLUMNS} for node in rows])
    return schemas.validate("criteria", complete_tree(nodes))


def _read_node(
    table: NamedTable, row: int, season: Season, unit_ids: frozenset[str] | None
) -> tuple[dict[str, Any], list[Fault]]:
    node: dict[str, Any] = {column: table.text(row, column) or None for column in COLUMNS}
    faults = []

    def fault(column: str, expected: str, expected_en: str) -> None:
        faults.append(Fault(CRITERIA_FILE, table.cell(row, column), table.text(row, column), expected, expected_en))

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
        groups = ", ".join(group.id for group in season.unit_groups)
        fault(
            "applies_to",
            f"mã đơn vị trong units.csv hoặc group:<nhóm> ({groups}); không có: {', '.join(wrong)}",
            f"unit ids of units.csv or group:<id> ({groups}); not there: {', '.join(wrong)}",
        )
    cells = {column: table.cell(row, column) for column in COLUMNS}
    is_number = isinstance(table.value(row, "code"), float)
    return node | {"_cells": cells, "_is_number": is_number}, faults


def _unknown_targets(applies_to: str, season: Season, unit_ids: frozenset[str] | None) -> Iterator[str]:
    groups = {group.id for group in season.unit_groups}
    for part in applies_to.split(";"):
        target = part.strip().removeprefix("!").strip()
        if target.startswith("group:"):
            is_unknown = target.removeprefix("group:").strip() not in groups
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
