"""A register of tasks worked out on paper: what counts, what is left out and why, what is late, what is in doubt."""

from pathlib import Path

import pandas as pd
import pytest
from tests.registers.small_register import HEAD, LATE, TASKS, day, make_comparison, measure, task, write_sheet

ROWS = [
    task("NV-1", "Vụ A", day("2020-06-15"), day("2020-06-15"), status="Đã xong"),  # on its last day: on time
    task("NV-2", "VỤ  ALPHA ", "15/06/2020", "16/06/2020", status="Đã xong"),  # by its alias; one day late
    task("NV-3", "Vụ A", day("2020-06-13"), day("2020-06-15"), status="Đã xong"),  # a Saturday rolls to Monday
    task("NV-4", "Vụ A", day("2020-04-30"), day("2020-05-04"), status="Đã xong"),  # two holidays and a weekend
    task("NV-5", "Vụ A", day("2020-03-02"), None, status="Đang làm"),  # open and overdue
    task("NV-6", "Vụ A", day("2020-05-04"), day("2020-06-01"), extended=day("2020-06-01"), status="Đã xong"),
    task("NV-7", "Vụ A", day("2021-01-08"), None, status="Đang làm"),  # due in another year
    task("NV-8", "Vụ A", day("2020-07-01"), None, status="Đã hủy"),
    task("NV-9", "Vụ A", day("2020-07-01"), None, status="Đang làm", secrecy="Mật"),
    task("NV-10", "Vụ A", day("2020-07-01"), None, status="Đang làm", role="Phối hợp"),
    task("NV-11", "Vụ B", day("2020-12-31"), None, status="Đang làm"),  # undone on 10/01
    task("NV-12", "Vụ B", day("2020-08-03"), day("2020-08-03"), status="Đã xong"),
    task("NV-12", "Vụ B", day("2020-08-03"), day("2020-08-03"), status="Đã xong"),  # exported twice
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", ROWS)
    return tmp_path / "raw"


def test_late_rows_cost_what_the_rule_says(folder: Path) -> None:
    body = measure(folder, HEAD + TASKS + LATE)
    a, b, c = (body.measured(unit) for unit in ("vu-a", "vu-b", "cuc-i"))
    assert (a["a"], a["b"], a["computed_score"], a["state"]) == (2, 6, 1.5, "exact")
    assert (b["a"], b["b"], b["computed_score"], b["state"]) == (1, 2, 1.75, "exact")
    assert (c["a"], c["b"], c["computed_score"], c["state"]) == (0, 0, 2.0, "exact")
    assert (a["done_on_time"], a["done_late"], a["open_in_time"], a["open_overdue"]) == (4, 1, 0, 1)
    assert a["excluded"] == "cancelled = 1; secret = 1; other_period = 1"
    assert body.rules() == ["register_same_row", "register_secret_row"]


def test_each_row_carries_its_decision_and_its_cell(folder: Path) -> None:
    rows = measure(folder, HEAD + TASKS + LATE).rows().set_index("code")
    assert rows.loc["NV-3", ["base_due", "effective_due", "days_late"]].tolist() == ["2020-06-13", "2020-06-15", 0]
    assert rows.loc["NV-4", "effective_due"] == "2020-05-04"
    assert rows.loc["NV-5", ["state", "days_late", "in_a"]].tolist() == ["open_overdue", 314, True]
    assert rows.loc["NV-2", ["days_late", "working_days_late"]].tolist() == [1, 1]
    assert rows.loc["NV-8", "excluded_for"] == "cancelled"
    assert rows.loc["NV-1", ["source_file", "source_cell"]].tolist() == ["registers/tasks.xlsx", "A4"]
    assert "NV-9" not in rows.index
    assert "NV-10" not in rows.index


def test_what_was_claimed_stands_beside_it(folder: Path) -> None:
    scores = {
        ("vu-a", "nhiem-vu"): (2.0, 1.5, None),
        ("vu-b", "nhiem-vu"): (1.5, 1.75, None),
        ("cuc-i", "nhiem-vu"): (2.0, 1.0, None),
    }
    body = measure(folder, HEAD + TASKS + LATE, comparison=make_comparison(scores))
    claimed = body.tables["claimed_v_computed"].set_index("unit_id")
    assert claimed["direction"].tolist() == ["over", "under", "equal"]
    assert claimed["difference"].tolist() == [0.5, -0.25, 0.0]
    assert claimed["appraised_differs"].tolist() == [False, False, True]
    assert {"measure_appraised_differs", "measure_cannot_reach"} <= set(body.rules())


@pytest.mark.parametrize(
    ("convention", "late", "score"),
    [
        ({"open_late": "false"}, 1, 1.75),
        ({"done_late": "false"}, 1, 1.75),
        ({"roll": '"none"'}, 4, 1.0),
    ],
)
def test_one_convention_changed_moves_the_score(
    folder: Path, convention: dict[str, str], late: int, score: float
) -> None:
    stated = {"roll": '"next_working_day"', "open_late": "true", "done_late": "true"} | convention
    clauses = ", ".join(f"{key} = {value}" for key, value in stated.items())
    changed = LATE.replace('roll = "next_working_day", open_late = true, done_late = true', clauses)
    row = measure(folder, HEAD + TASKS + changed).measured("vu-a")
    assert (row["a"], row["computed_score"]) == (late, score)


def test_an_export_before_the_period_ends_leaves_the_open_rows_in_doubt(folder: Path) -> None:
    early = TASKS.replace("exported_at = 2021-01-11", "exported_at = 2020-12-02")
    body = measure(folder, HEAD + early + LATE)
    row = body.measured("vu-b")
    assert (row["a"], row["b"], row["doubtful_rows"], row["state"]) == (0, 1, 1, "doubtful")
    assert (row["lowest"], row["computed_score"], row["highest"]) == (1.75, 2.0, 2.0)
    assert "register_exported_early" in body.rules()


def test_a_name_that_is_no_units_leaves_every_unit_in_doubt_until_its_alias_is_added(folder: Path) -> None:
    write_sheet(folder / "registers" / "tasks.xlsx", [*ROWS, task("NV-13", "Vụ Gamma", day("2020-03-02"))])
    body = measure(folder, HEAD + TASKS + LATE)
    row = body.measured("cuc-i")
    assert (row["state"], row["lowest"], row["computed_score"], row["highest"]) == ("doubtful", 1.75, 2.0, 2.0)
    assert [each["found"] for each in body.findings if each["rule"] == "register_unknown_unit"] == ["Vụ Gamma"]
    ignored = HEAD + TASKS.replace(
        "[registers.headings]", '[registers.units]\nignore = ["Vụ Gamma"]\n[registers.headings]'
    )
    assert measure(folder, ignored + LATE).measured("cuc-i")["state"] == "exact"


def test_a_date_that_is_none_is_an_error_and_a_doubt_of_its_row_alone(folder: Path) -> None:
    write_sheet(folder / "registers" / "tasks.xlsx", [*ROWS, task("NV-13", "Cục I", day("2020-03-02"), "32/13/2020")])
    body = measure(folder, HEAD + TASKS + LATE)
    bad = [each for each in body.findings if each["rule"] == "register_bad_date"]
    assert [(each["found"], each["source_cell"]) for each in bad] == [("32/13/2020", "F17")]
    row = body.measured("cuc-i")
    assert (row["state"], row["lowest"], row["highest"], row["doubtful_rows"]) == ("doubtful", 1.75, 2.0, 1)
    assert body.measured("vu-a")["state"] == "exact"


def test_one_key_with_other_content_is_an_error_and_both_rows_are_in_doubt(folder: Path) -> None:
    write_sheet(
        folder / "registers" / "tasks.xlsx", [*ROWS, task("NV-11", "Vụ B", day("2020-12-31"), day("2020-12-30"))]
    )
    body = measure(folder, HEAD + TASKS + LATE)
    assert "register_row_differs" in body.rules()
    assert body.measured("vu-b")["doubtful_rows"] == 2


def test_the_rules_text_must_be_the_criteria_sets(folder: Path) -> None:
    body = measure(folder, HEAD + TASKS + LATE, {"nhiem-vu": (2.0, "Mỗi nhiệm vụ quá hạn trừ 0,5 điểm")})
    assert "measure_rule_differs" in body.rules()
    assert body.measured("vu-a")["state"] == "manual"
    assert pd.isna(body.measured("vu-a")["computed_score"])


def test_without_its_file_a_register_measures_nothing_and_says_so(folder: Path) -> None:
    (folder / "registers" / "tasks.xlsx").unlink()
    body = measure(folder, HEAD + TASKS + LATE)
    assert body.rules() == ["register_missing"]
    assert set(body.tables["measured"]["state"]) == {"no_register"}


def test_a_column_that_is_missing_is_named(folder: Path) -> None:
    body = measure(folder, HEAD + TASKS.replace('done = ["Ngày xong"]', 'done = ["Ngày hoàn thành"]') + LATE)
    found = [each["found"] for each in body.findings if each["rule"] == "register_no_header"]
    assert found == ["Ngày hoàn thành"]
