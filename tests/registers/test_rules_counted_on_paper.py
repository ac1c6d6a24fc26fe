"""Every type of rule on rows that are counted on paper, and every state that a measure can have."""

from pathlib import Path
from typing import Any

import pytest
from tests.registers.small_register import HEAD, TASKS, Body, day, measure, task, write_sheet

TEXT = "Theo quy tắc"
LATE = 'late = { due = ["due", "due_first"], roll = "next_working_day", open_late = true, done_late = true }'
# Vụ A: 3 on time, 1 two days late, 1 ten days late, 1 never done; Vụ B: 4 on time, 1 late; Cục I: nothing
ROWS = [
    *(task(f"A{number}", "Vụ A", day("2020-06-15"), day("2020-06-15")) for number in range(3)),
    task("A3", "Vụ A", day("2020-06-15"), day("2020-06-17"), status="Đã xong"),
    task("A4", "Vụ A", day("2020-06-15"), day("2020-06-25"), status="Đã xong"),
    task("A5", "Vụ A", day("2020-06-15"), None),
    *(task(f"B{number}", "Vụ B", day("2020-06-15"), day("2020-06-08")) for number in range(4)),
    task("B4", "Vụ B", day("2020-06-15"), day("2020-06-16"), role="Phối hợp"),
]


def run(tmp_path: Path, rule: str, *, rows: list[Any] | None = None, maximum: float = 3.0, **keys: str) -> Body:
    stated = {"counts_in": '"due"', "if_none": '"max"', "covers": '"all"', "numerator": '"on_time"'} | keys
    lines = "\n".join(f"{key} = {value}" for key, value in stated.items() if value)
    folder = tmp_path / "raw"
    write_sheet(folder / "registers" / "tasks.xlsx", ROWS if rows is None else rows)
    begun = f'{HEAD}{TASKS}\n[[measures]]\ncriterion = "nhiem-vu"\ntext = "{TEXT}"\nregister = "tasks"\n'
    declared = f"{begun}{lines}\n{LATE}\n{rule}\n"
    return measure(folder, declared, {"nhiem-vu": (maximum, TEXT)})


def scores(body: Body) -> list[float | None]:
    return [body.measured(unit)["computed_score"] for unit in ("vu-a", "vu-b", "cuc-i")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # 3 late of 6; 1 late of 5; none
        ('rule = { type = "per_item", of = "late", start = "max", each = -0.25 }', [2.25, 2.75, 3.0]),
        ('rule = { type = "per_item", of = "late", start = "max", each = -0.25, free = 1 }', [2.5, 3.0, 3.0]),
        ('rule = { type = "per_item", of = "late", start = "max", each = -1.5, floor = 0.5 }', [0.5, 1.5, 3.0]),
        ('rule = { type = "per_item", of = "numerator", start = "zero", each = 0.5, cap = 1.75 }', [1.5, 1.75, 3.0]),
        ('rule = { type = "per_item", of = "counted", start = "zero", each = 0.25 }', [1.5, 1.25, 3.0]),
        # 3/6 and 4/5 of three points
        ('rule = { type = "linear", round = "none" }', [1.5, 2.4, 3.0]),
        ('rule = { type = "linear", step = 0.25, round = "half_up" }', [1.5, 2.5, 3.0]),
        ('rule = { type = "linear", step = 0.25, round = "down" }', [1.5, 2.25, 3.0]),
        ('rule = { type = "linear", step = 0.25, round = "up", target = 0.9 }', [1.75, 2.75, 3.0]),
        ('rule = { type = "linear", round = "none", zero_below = 0.6 }', [0.0, 2.4, 3.0]),
        (
            'rule = { type = "bands", on = "ratio", bands = [{ at_least = 0.8, points = 3 },'
            " { more_than = 0.5, points = 2 }, { points = 1 }] }",
            [1.0, 3.0, 3.0],
        ),
        (
            'rule = { type = "bands", on = "count", bands = [{ at_least = 4, points = 3 }, { points = 0.5 }] }',
            [0.5, 3.0, 3.0],
        ),
        # the worst row: 209 days and one day
        (
            'rule = { type = "bands", on = "days_late", bands = [{ at_most = 0, points = 3 },'
            " { at_most = 5, points = 2 }, { points = 0 }] }",
            [0.0, 2.0, 3.0],
        ),
        (
            'rule = { type = "bands", on = "place", bands = [{ at_most = 1, points = 3 }, { points = 1 }] }',
            [1.0, 3.0, 3.0],
        ),
        # (3 × 1 + 0.9 + 0.5 + 0) / 6 and (4 × 1.15 + 0.9) / 5 of three points, at most three
        (
            'rule = { type = "timeliness", round = "none", days = "calendar", beyond = 0.5, undone = 0, shares ='
            " [{ days_late_at_most = -7, share = 1.15 }, { days_late_at_most = 0, share = 1 },"
            " { days_late_at_most = 2, share = 0.9 }, { days_late_at_most = 7, share = 0.75 }] }",
            [2.2, 3.0, 3.0],
        ),
        ('rule = { type = "yes_no" }', [3.0, 3.0, 3.0]),
        # best is 0.8: 0.5/0.8
        ('rule = { type = "relative", against = "best", round = "none" }', [1.875, 3.0, 3.0]),
        # half the maximum for the target of 0.6; above it by what the best is above it
        ('rule = { type = "relative", against = "target", target = 0.6, round = "none" }', [1.25, 3.0, 3.0]),
    ],
)
def test_a_rule_gives_what_paper_does(tmp_path: Path, rule: str, expected: list[float]) -> None:
    found = scores(run(tmp_path, rule))
    assert found == pytest.approx(expected, abs=1e-6)


def test_parts_are_added_up_or_the_best_is_taken(tmp_path: Path) -> None:
    parts = """
[measures.rule]
type = "sum"
pick = "{pick}"
[[measures.rule.parts]]
where = {{ role = ["lead"] }}
rule = {{ type = "linear", step = 0.5, round = "half_up", cap = 2 }}
[[measures.rule.parts]]
where = {{ role = ["support"] }}
rule = {{ type = "per_item", of = "late", start = "zero", each = 0.25 }}
"""
    # Vụ A: 3/6 of lead rows = 1.5, no support row counts as the maximum; Vụ B: 4/4 capped at 2, one late support row
    assert scores(run(tmp_path, parts.format(pick="sum"), if_none='"zero"')) == [1.5, 2.25, 0.0]
    assert scores(run(tmp_path, parts.format(pick="best"), if_none='"zero"')) == [1.5, 2.0, 0.0]


def test_weights_count_a_supporting_unit_for_less(tmp_path: Path) -> None:
    # Vụ B: four lead rows on time of weight 1, one late support row of 0.3: 4 / 4.3 of three points
    body = run(tmp_path, 'rule = { type = "linear", round = "none" }', weight="{ role = { lead = 1, support = 0.3 } }")
    assert body.measured("vu-b")["computed_score"] == pytest.approx(3 * 4 / 4.3, abs=1e-6)


@pytest.mark.parametrize(
    ("keys", "state", "score"),
    [
        ({"if_none": '"max"'}, "exact", 3.0),
        ({"if_none": '"zero"'}, "exact", 0.0),
        ({"if_none": '"not_applicable"'}, "not_applicable", None),
        ({"if_none": '"manual"'}, "manual", None),
        ({"choice": '"unit"'}, "manual", None),
        ({"min_rows": "1"}, "manual", None),
        ({"covers": '"part"'}, "partial", 3.0),
    ],
)
def test_no_row_means_what_is_declared(tmp_path: Path, keys: dict[str, str], state: str, score: float | None) -> None:
    row = run(tmp_path, 'rule = { type = "linear", round = "none" }', **keys).measured("cuc-i")
    assert row["state"] == state
    assert row["computed_score"] == score or score is None


def test_nothing_is_computed_by_hand_rules_and_the_rows_are_there(tmp_path: Path) -> None:
    body = run(tmp_path, 'rule = { type = "manual" }', numerator="", if_none="")
    assert body.measured("vu-a")["state"] == "manual"
    assert len(body.rows()) == len(ROWS)


def test_a_part_of_the_register_gives_a_bound_alone(tmp_path: Path) -> None:
    rule = 'rule = { type = "per_item", of = "late", start = "max", each = -0.25, floor = 0 }'
    row = run(tmp_path, rule, covers='"part"').measured("vu-a")
    assert (row["state"], row["lowest"], row["computed_score"], row["highest"]) == ("partial", 0.0, 2.25, 2.25)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("if_none", ""), "measures[1]"),
        (("numerator", ""), "measures[1]"),
        (("counts_in", '"year"'), "measures[1].counts_in"),
        (("wheree", "{ }"), "measures[1].wheree"),
        (("where", '{ role = ["chief"] }'), "measures[1].where"),
        (("where", '{ level = ["Chính phủ"] }'), "measures[1].where"),
    ],
)
def test_a_convention_that_is_missing_or_misspelt_is_a_fault_and_nothing_is_computed(
    tmp_path: Path, change: tuple[str, str], place: str
) -> None:
    body = run(tmp_path, 'rule = { type = "linear", round = "none" }', **dict([change]))
    faults = [each for each in body.findings if each["rule"] == "registers_bad"]
    assert place in [each["source_cell"] for each in faults]
    assert body.tables["measured"].empty
