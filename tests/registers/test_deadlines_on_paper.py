"""Deadlines worked out on paper: limits by date, working days, pauses, extensions, rows that must be there."""

from pathlib import Path

import pytest
from tests.registers.small_register import HEAD, Body, day, measure, write_sheet

TEXT = "Mỗi kết luận chậm trừ 0,25 điểm"
REGISTER = """
[[registers]]
id = "events"
name = "Sổ kết luận"
files = ["registers/events.xlsx"]
exported_at = 2021-01-11
snapshots = "newest"
key = ["code"]
same_row = "stop"
[registers.dates]
done_means = "signed"
zone = "Asia/Ho_Chi_Minh"
[registers.headings]
code = ["Số"]
kind = ["Kỳ"]
unit = ["Đơn vị"]
start = ["Nhận"]
due_first = ["Hạn"]
due = ["Gia hạn"]
granted = ["Cho gia hạn"]
paused_from = ["Dừng"]
paused_to = ["Tiếp"]
done = ["Ký"]
"""
COLUMNS = ("Số", "Kỳ", "Đơn vị", "Nhận", "Hạn", "Gia hạn", "Cho gia hạn", "Dừng", "Tiếp", "Ký")
MEASURE = """
[[measures]]
criterion = "ket-luan"
text = "Mỗi kết luận chậm trừ 0,25 điểm"
register = "events"
counts_in = "due"
if_none = "max"
covers = "all"
rule = { type = "per_item", of = "late", start = "max", each = -0.25, floor = 0 }
"""


def event(code: str, **dates: str | None) -> tuple[object, ...]:
    names = ("start", "due_first", "due", "granted", "paused_from", "paused_to", "done")
    days = [day(text) if (text := dates.get(name)) else None for name in names]
    return code, dates.get("kind"), "Vụ A", *days


def run(tmp_path: Path, rows: list[tuple[object, ...]], late: str, more: str = "") -> Body:
    folder = tmp_path / "raw"
    write_sheet(folder / "registers" / "events.xlsx", rows, COLUMNS)
    stated = f'[measures.late]\nroll = "next_working_day"\nopen_late = true\ndone_late = true\n{late}\n'
    return measure(folder, HEAD + REGISTER + MEASURE + more + stated, {"ket-luan": (2.5, TEXT)})


def deadlines(body: Body) -> dict[str, str]:
    rows = body.rows("ket-luan")
    return dict(zip(rows["code"], rows["effective_due"], strict=True))


def test_a_limit_is_the_one_in_force_on_the_day_of_the_event(tmp_path: Path) -> None:
    late = (
        'after = "start"\nby_date = [{ from = 2011-07-01, days = 15, day = "calendar" },'
        ' { from = 2020-07-01, days = 10, day = "working" }]'
    )
    rows = [
        event("K1", start="2020-06-01", done="2020-06-16"),  # 15 days, the first not counted
        event("K2", start="2020-06-05", done="2020-06-23"),  # Saturday the 20th rolls to Monday the 22nd
        event("K3", start="2020-07-01", done="2020-07-15"),  # ten working days
        event("K4", start="2020-08-24", done="2020-09-08"),  # ten working days over 2 September: the 8th
        event("K5", start="2020-08-24", done="2020-09-09"),
    ]
    body = run(tmp_path, rows, late)
    expected = {"K1": "2020-06-16", "K2": "2020-06-22", "K3": "2020-07-15", "K4": "2020-09-08", "K5": "2020-09-08"}
    assert deadlines(body) == expected
    assert body.measured("vu-a", "ket-luan")["a"] == 2


def test_the_clock_stands_still_in_a_pause_that_began_in_time(tmp_path: Path) -> None:
    late = 'due = ["due_first"]\npauses = "exclude_while_open"'
    rows = [
        event("K1", due_first="2020-06-15", paused_from="2020-06-10", paused_to="2020-06-20", done="2020-06-25"),
        event("K2", due_first="2020-06-15", paused_from="2020-06-16", paused_to="2020-06-26", done="2020-06-25"),
        event("K3", due_first="2020-06-15", paused_from="2020-06-10"),  # stands still yet
    ]
    body = run(tmp_path, rows, late)
    assert deadlines(body) == {"K1": "2020-06-25", "K2": "2020-06-15", "K3": "2020-06-15"}
    row = body.measured("vu-a", "ket-luan")
    assert (row["a"], row["b"], row["excluded"]) == (1, 2, "paused = 1")
    running = run(tmp_path, rows, late.replace("exclude_while_open", "runs_on_while_open"))
    assert running.measured("vu-a", "ket-luan")["a"] == 2


def test_working_days_stand_still_too(tmp_path: Path) -> None:
    late = (
        'after = "start"\nby_date = [{ from = 2011-07-01, days = 5, day = "working" }]\npauses = "exclude_while_open"'
    )
    rows = [event("K1", start="2020-06-01", paused_from="2020-06-03", paused_to="2020-06-08", done="2020-06-12")]
    # five working days from Monday the 1st: Monday the 8th; three working days' pause: Thursday the 11th
    assert deadlines(run(tmp_path, rows, late)) == {"K1": "2020-06-11"}


def test_an_extension_granted_after_the_deadline_does_not_cure(tmp_path: Path) -> None:
    late = 'due = ["due", "due_first"]\nextension_must_precede = true'
    rows = [
        event("K1", due_first="2020-06-15", due="2020-07-15", granted="2020-06-15", done="2020-07-15"),
        event("K2", due_first="2020-06-15", due="2020-07-15", granted="2020-06-16", done="2020-07-15"),
    ]
    body = run(tmp_path, rows, late)
    assert deadlines(body) == {"K1": "2020-07-15", "K2": "2020-06-15"}
    assert body.measured("vu-a", "ket-luan")["a"] == 1
    unknown = [event("K1", due_first="2020-06-15", due="2020-07-15", done="2020-07-15")]
    assert run(tmp_path, unknown, late).measured("vu-a", "ket-luan")["state"] == "doubtful"


def test_a_row_that_must_be_there_and_is_not_is_missing_and_late(tmp_path: Path) -> None:
    more = 'expected = { kind = ["Quý I", "6 tháng", "Năm"], units = "applicable" }\n'
    rows = [
        event("B1", kind="quý I ", due_first="2020-03-13", done="2020-03-13"),
        event("B2", kind="6 tháng", due_first="2020-06-12", done="2020-06-20"),
    ]
    body = run(tmp_path, rows, 'due = ["due_first"]', more)
    a, b = body.measured("vu-a", "ket-luan"), body.measured("vu-b", "ket-luan")
    assert (a["a"], a["b"], a["missing_rows"], a["computed_score"]) == (2, 3, 1, 2.0)
    assert (b["a"], b["b"], b["missing_rows"], b["computed_score"]) == (3, 3, 3, 1.75)
    missing = body.rows("ket-luan").query("state == 'missing' and unit_id == 'vu-a'")
    assert missing["code"].tolist() == ["Năm"]


def test_a_row_without_a_deadline_is_left_out_with_a_doubt(tmp_path: Path) -> None:
    body = run(tmp_path, [event("K1", start="2020-06-01", done="2020-06-02")], 'due = ["due_first"]')
    assert body.measured("vu-a", "ket-luan")["excluded"] == "no_date = 1"
    assert "register_no_due_date" in body.rules()


@pytest.mark.parametrize(("last", "outside"), [("2020-12-31", None), ("2021-01-01", "other_period = 1")])
def test_a_deadline_belongs_to_the_year_of_its_day_before_it_rolls(
    tmp_path: Path, last: str, outside: str | None
) -> None:
    body = run(tmp_path, [event("K1", due_first=last, done="2021-01-04")], 'due = ["due_first"]')
    found = body.measured("vu-a", "ket-luan")["excluded"]
    assert found == outside or outside is None
