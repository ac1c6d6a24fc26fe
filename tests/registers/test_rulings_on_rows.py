"""Decisions on single rows: they count, they are printed beside the row, and they stop when the row is another."""

from pathlib import Path

import pytest
from tests.registers.small_register import HEAD, LATE, TASKS, Body, day, measure, task, write_sheet

RULING = """
[[rulings]]
register = "tasks"
key = {{ code = "{code}", unit = "vu-a" }}
decision = "{decision}"
value = {value}
reason = "Chờ ý kiến bộ khác"
by = "Tổ giúp việc"
document = "BB 05/01/2021"
expect = {{ due_first = 2020-06-15, done = 2020-07-02 }}
"""
ROWS = [
    task("NV-1", "Vụ A", day("2020-06-15"), day("2020-07-02")),
    task("NV-2", "Vụ A", day("2020-06-15"), day("2020-07-02")),
]


def run(tmp_path: Path, rulings: str, rows: list[tuple[object, ...]] = ROWS) -> Body:
    folder = tmp_path / "raw"
    write_sheet(folder / "registers" / "tasks.xlsx", rows)
    return measure(folder, HEAD + TASKS + LATE, rulings=rulings)


@pytest.mark.parametrize(
    ("decision", "value", "numbers"),
    [
        ("excuse", '""', (1, 2)),
        ("exclude", '""', (1, 1)),
        ("unit", '"vu-b"', (1, 1)),
        ("due", "2020-07-02", (1, 2)),
        ("done", "2020-06-15", (1, 2)),
    ],
)
def test_a_ruling_changes_its_row_and_no_other(
    tmp_path: Path, decision: str, value: str, numbers: tuple[int, int]
) -> None:
    body = run(tmp_path, RULING.format(code="NV-1", decision=decision, value=value))
    row = body.measured("vu-a")
    assert (row["a"], row["b"]) == numbers
    said = body.rows().set_index("code")["ruling"]
    assert "Chờ ý kiến bộ khác (Tổ giúp việc; BB 05/01/2021)" in said["NV-1"]
    assert str(said["NV-2"]) in ("nan", "None")
    assert body.measured("vu-b" if decision == "unit" else "vu-a")["ruled_rows"] == 1
    assert body.rules() == []


def test_a_row_that_changed_since_is_an_error_and_counts_as_it_stands(tmp_path: Path) -> None:
    rows = [task("NV-1", "Vụ A", day("2020-06-15"), day("2020-07-03"))]
    body = run(tmp_path, RULING.format(code="NV-1", decision="excuse", value='""'), rows)
    assert body.rules() == ["ruling_row_changed"]
    assert body.measured("vu-a")["a"] == 1


def test_a_ruling_on_no_row_is_an_error(tmp_path: Path) -> None:
    assert run(tmp_path, RULING.format(code="NV-9", decision="excuse", value='""')).rules() == ["ruling_no_row"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('decision = "excuse"', 'decision = "forgive"'),
        ('document = "BB 05/01/2021"', 'document = ""'),
        ('by = "Tổ giúp việc"\n', ""),
        ('register = "tasks"', 'register = "task"'),
    ],
)
def test_a_ruling_that_is_none_has_no_effect_and_is_an_error(tmp_path: Path, old: str, new: str) -> None:
    stated = RULING.format(code="NV-1", decision="excuse", value='""').replace(old, new)
    body = run(tmp_path, stated)
    assert body.rules() == ["ruling_bad"]
    assert body.measured("vu-a")["a"] == 2
