"""Ten million rows of a register, measured: our expression beside hand-written SQL of the same result, in CPU seconds.

``python -m scripts.bench_registers [--rows 10000000] [--sheet-rows 200000]``. Both read the same parquet file and run
in the same process, one after the other, each the better of three; answers are compared before times are printed.
"""

import argparse
import datetime
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import xlsxwriter

from cchc_analysis.registers import lateness
from cchc_analysis.registers.dates import day_number
from cchc_analysis.registers.declared import Measure, Register
from cchc_analysis.registers.exports import read_export
from cchc_analysis.registers.lateness import Selected
from cchc_analysis.registers.workdays import SpecialDay, build_days

UNITS = 3_321
FIRST, LAST = datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)
CUT = datetime.date(2021, 1, 10)
OFF = tuple(SpecialDay(datetime.date(2020, 1, day), is_worked=False) for day in (1, 23, 24, 27, 28, 29))

MEASURE = {
    "criterion": "tasks",
    "text": "x",
    "register": "tasks",
    "where": {"role": ["lead"]},
    "exclude": [{"status": ["cancelled"], "reason": "cancelled"}, {"secrecy": ["secret"], "reason": "secret"}],
    "counts_in": "due",
    "late": {"due": ["due", "due_first"], "roll": "next_working_day", "open_late": True, "done_late": True},
    "if_none": "max",
    "covers": "all",
    "rule": {"type": "per_item", "of": "late", "start": "max", "each": "-0.25", "floor": "0"},
}
FIELDS = frozenset({"code", "role", "status", "secrecy", "due_first", "due", "done"})

SQL = """
with t as (
  select r.unit_id, coalesce(r.due, r.due_first) as base, d.next_work_no as eff,
         case when r.done <= {cut} then r.done end as done, r.status, r.secrecy
  from read_parquet('{path}') r left join days d on d.day_no = coalesce(r.due, r.due_first)
  where r.role = 'lead')
select unit_id, count(*) filter (k) as b, count(*) filter (k and coalesce(done > eff, eff < {cut})) as a,
       count(*) filter (k and done <= eff) as done_on_time, count(*) filter (k and done > eff) as done_late,
       count(*) filter (k and done is null and eff < {cut}) as open_overdue,
       count(*) filter (status = 'cancelled') as cancelled,
       count(*) filter (status is distinct from 'cancelled' and secrecy = 'secret') as secret
from (select *, status is distinct from 'cancelled' and secrecy is distinct from 'secret'
             and base between {first} and {last} and not (done is null and eff >= {cut}) as k from t)
group by unit_id
"""


def make_rows(connection: duckdb.DuckDBPyConnection, rows: int, path: Path) -> None:
    """Synthetic rows of a task register as they stand after :mod:`registers.standard`."""
    first = day_number(FIRST)
    connection.execute(
        f"""copy (select i as row_no, 0 as file_no, 0 as sheet_no, i as row,
        'unit-' || (hash(i) % {UNITS}) as unit_id, 'NV-' || i as code,
        case when hash(i, 1) % 5 = 0 then 'support' else 'lead' end as role,
        case hash(i, 2) % 20 when 0 then 'cancelled' when 1 then 'open' else 'done' end as status,
        case when hash(i, 3) % 50 = 0 then 'secret' else 'normal' end as secrecy,
        ({first} + hash(i, 4) % 366)::integer as due_first,
        case when hash(i, 5) % 8 = 0 then ({first} + hash(i, 4) % 366 + 20)::integer end as due,
        case when hash(i, 2) % 20 <> 1 then ({first} + hash(i, 4) % 366 - 10 + hash(i, 6) % 25)::integer end as done,
        ',' as doubts, null::integer as ruling, false as excused, false as ruled_out, null::integer as ruled_due
        from range({rows}) t(i)) to '{path}' (format parquet)"""
    )


def select_all() -> Selected:
    """The measure of this benchmark over its rows."""
    measure = Measure.model_validate(MEASURE)
    exclude = [
        (each.reason, {str(name): list(words) for name, words in each.where.items()}) for each in measure.exclude
    ]
    where = {str(name): list(words) for name, words in measure.where.items()}
    days = {"first": day_number(FIRST), "last": day_number(LAST), "cut": day_number(CUT)}
    return Selected(measure, measure.rule, where, exclude, None, FIELDS, "dates", **days)


def measure_ours(connection: duckdb.DuckDBPyConnection, path: Path) -> pd.DataFrame:
    """By the project's expression."""
    selected = select_all()
    rows = connection.read_parquet(str(path))
    decided = lateness.decide(rows, connection.table("days"), selected)
    return lateness.count(decided, selected).df().sort_values("unit_id", ignore_index=True)


def measure_by_hand(connection: duckdb.DuckDBPyConnection, path: Path) -> pd.DataFrame:
    """By SQL written for this one question."""
    text = SQL.format(path=path, cut=day_number(CUT), first=day_number(FIRST), last=day_number(LAST))
    return connection.execute(text).df().sort_values("unit_id", ignore_index=True)


def time_cpu(run: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The least CPU seconds of several runs, and the answer."""
    best, answer = float("inf"), None
    for _time in range(times):
        begin = time.process_time()
        answer = run()
        best = min(best, time.process_time() - begin)
    return best, answer


def time_sheet(rows: int, folder: Path) -> tuple[float, float]:
    """CPU seconds to read an xlsx export of *rows* once, and again from what is kept of it."""
    path = folder / "registers" / "tasks.xlsx"
    path.parent.mkdir()
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã", "Đơn vị", "Hạn", "Ngày xong", "Trạng thái", "A", "B", "C"])
        for row in range(1, rows + 1):
            sheet.write_row(row, 0, [f"NV-{row}", "Vụ A", "15/06/2020", "16/06/2020", "Đã xong", "x", "y", row])
    stated = {
        "id": "tasks", "name": "x", "files": ["registers/*.xlsx"], "exported_at": CUT, "snapshots": "newest",
        "key": ["code"], "same_row": "stop",
        "headings": {"code": ["Mã"], "unit": ["Đơn vị"], "due": ["Hạn"], "done": ["Ngày xong"]},
    }  # fmt: skip
    register = Register.model_validate(stated)

    def read() -> Any:
        return read_export(path, folder, register, folder / "cache", "Asia/Ho_Chi_Minh")

    return time_cpu(read, 1)[0], time_cpu(read, 1)[0]


def main() -> None:
    """Print CPU seconds, their ratio and the most memory the process had."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench_registers", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--sheet-rows", type=int, default=200_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / "rows.parquet"
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": "2GB",
            "threads": os.cpu_count() or 1,
        }
        config["temp_directory"] = place
        connection = duckdb.connect(config=config)
        make_rows(connection, asked.rows, path)
        days = build_days(datetime.date(2014, 1, 1), datetime.date(2026, 12, 31), ("saturday", "sunday"), OFF)
        connection.register("days_frame", days)
        connection.execute("create table days as select day_no, is_worked, work_no, next_work_no from days_frame")
        by_hand, expected = time_cpu(lambda: measure_by_hand(connection, path))
        ours, found = time_cpu(lambda: measure_ours(connection, path))
        counted = ["unit_id", "a", "b", "done_on_time", "done_late", "open_overdue"]
        answer = found[counted].assign(cancelled=found["out_0"], secret=found["out_1"])
        pd.testing.assert_frame_equal(answer.astype(expected.dtypes), expected[list(answer.columns)], check_like=True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{asked.rows:,} rows: ours {ours:.2f} CPU s, by hand {by_hand:.2f}; "
            f"ratio {ours / by_hand:.2f}; {peak:,.0f} MB"
        )
        first, again = time_sheet(asked.sheet_rows, folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{asked.sheet_rows:,} rows of xlsx: {first:.2f} CPU s, again {again:.3f}; {peak:,.0f} MB")


if __name__ == "__main__":
    main()
