"""What a second run costs: nothing changed, and one unit's file changed, beside a run from nothing.

Prints a Markdown table of ``cchc check`` and ``cchc report`` as they are typed, in processes of their own: processor
seconds, their ratio to a run from nothing, and how many pages were made. The season is made up (``cchc simulate``),
each unit with files of its own; one unit's explanation is changed, then one of its scores. The ratio of an unchanged
check to ``python -c "import pandas"`` stands beside.
``make bench``, or ``python -m scripts.bench_rebuild --units 500``.
"""

import argparse
import csv
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cchc_analysis.simulation.nation import Plan
from cchc_analysis.simulation.writing import simulate

YEAR = 2011
ROUNDS = 5
CCHC = [sys.executable, "-m", "cchc_analysis"]
COUNTED = re.compile(r"(\d+) trang: (\d+) giữ nguyên, (\d+) lập lại")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--criteria", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        plan = Plan(units=asked.units, criteria=asked.criteria, years=1, seed=1, first_year=YEAR)
        simulate(plan, project / "data")
        _split_by_unit(project / "data" / "raw" / str(YEAR))
        _show(_measure(project, ["--jobs", str(asked.jobs)]), asked.units, asked.criteria)


def _measure(project: Path, jobs: list[str]) -> Iterator[tuple[str, float, float, str]]:
    """Each step with its processor seconds, those it is set beside, and the pages made."""
    report, check = ["report", "--year", str(YEAR), *jobs], ["check", "--year", str(YEAR)]
    pandas = statistics.median(_run(project, [sys.executable, "-c", "import pandas"])[0] for _ in range(ROUNDS))
    checked, _said = _run(project, [*CCHC, *check])
    yield "check, from nothing", checked, checked, ""
    unchanged = statistics.median(_run(project, [*CCHC, *check])[0] for _ in range(ROUNDS))
    yield "check, nothing changed", unchanged, checked, ""
    yield 'the same, beside `python -c "import pandas"`', unchanged, pandas, ""
    full, said = _run(project, [*CCHC, *report])
    yield "report, from nothing (check not counted)", full, full, _count(said)
    runs = [_run(project, [*CCHC, *report]) for _ in range(ROUNDS)]
    yield "report, nothing changed", statistics.median(seconds for seconds, _said in runs), full, _count(runs[-1][1])
    for what, file, column, value in (
        ("an explanation changed", "explanation", "explanation", "Lời giải trình khác"),
        ("a score changed", "appraisal/2", "score", "0"),
    ):
        _change(project / "data" / "raw" / str(YEAR) / file, column, value)
        alone, _said = _run(project, [*CCHC, *check])
        made, said = _run(project, [*CCHC, *report])
        yield f"check, one unit: {what}", alone, checked, ""
        yield f"report, one unit: {what}", made, full, _count(said)


def _run(project: Path, words: list[str]) -> tuple[float, str]:
    """Processor seconds of a command and the processes it starts, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        words, cwd=project, capture_output=True, text=True, env=os.environ | {"PYTHONUTF8": "1"}, check=False
    )
    if ran.returncode not in (0, 1):
        raise SystemExit(ran.stdout + ran.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ran.stdout


def _count(said: str) -> str:
    counted = COUNTED.search(said)
    return f"{counted[3]} of {counted[1]}" if counted else "–"


def _split_by_unit(raw: Path) -> None:
    """Give each unit files of its own, as units send them, where the simulation writes one per province."""
    for path in sorted(raw.rglob("k*.csv")):
        with _read(path) as (fields, rows):
            units = dict.fromkeys(row["unit"] for row in rows)
            for unit in units:
                _write(path.with_name(f"{unit}.csv"), fields, [row for row in rows if row["unit"] == unit])
        path.unlink()


def _change(folder: Path, column: str, value: str) -> None:
    """Change the first value of a column in the first unit's file."""
    path = sorted(folder.glob("*.csv"))[0]
    with _read(path) as (fields, rows):
        _write(path, fields, [rows[0] | {column: value}, *rows[1:]])


@contextmanager
def _read(path: Path) -> Iterator[tuple[list[str], list[dict[str, str]]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    yield list(reader.fieldnames or []), rows


def _write(path: Path, fields: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(rows)


def _show(steps: Iterator[tuple[str, float, float, str]], units: int, criteria: int) -> None:
    print(f"| {units:,} units × {criteria} criteria | CPU s | ratio | pages made |")
    print("|---|---:|---:|---:|")
    for name, seconds, beside, pages in steps:
        print(f"| {name} | {seconds:.2f} | {seconds / beside:.2%} | {pages or '–'} |", flush=True)


if __name__ == "__main__":
    main()
