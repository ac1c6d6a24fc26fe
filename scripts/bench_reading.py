"""How fast received files are read, beside the plainest readers on the same files, in one run.

The peers read values only; ours also finds lost formulas, number formats, struck-out digits, hidden rows, and hashes
the file. Then whole seasons are received: one self-assessment workbook per unit, thirty of them and all, and the long
files of a whole country. Prints Markdown tables. ``make bench``, or ``python -m scripts.bench_reading --files 200
--units 300`` for a quick look.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import joblib
import pandas as pd
from python_calamine import CalamineWorkbook

from cchc_analysis.intake.workbooks import read_workbook
from cchc_analysis.simulation.nation import Plan
from cchc_analysis.simulation.writing import simulate

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
SAMPLE = 100  # files that a peer reads in a round: its time per file does not depend on their number
FEW = 30


def copy_workbooks(folder: Path, count: int) -> list[Path]:
    """*count* unit workbooks in *folder*: copies of the sample season's, in turn."""
    originals = sorted((ROOT / "data" / "raw" / "2020" / "self").glob("*.xlsx"))
    paths = [folder / f"unit{number:04}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        shutil.copyfile(originals[number % len(originals)], path)
    return paths


def read_ours(path: Path) -> int:
    """Read a workbook with everything intake needs: values, lost formulas, hidden rows, hash."""
    return sum(len(sheet.rows) for sheet in read_workbook(path, path.name).sheets)


def read_calamine(path: Path) -> int:
    """Read the same workbook's values with python-calamine alone."""
    book = CalamineWorkbook.from_path(str(path))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def read_pandas(path: Path, engine: Literal["calamine", "openpyxl"]) -> int:
    """Read the same workbook's values with pandas."""
    sheets = pd.read_excel(path, engine=engine, sheet_name=None, header=None)
    return sum(len(sheet) for sheet in sheets.values())


def read_polars(path: Path) -> int:
    """Read the same workbook's values with polars and fastexcel."""
    polars = import_module("polars")

    sheets = polars.read_excel(path, sheet_id=0, has_header=False, raise_if_empty=False)
    return sum(len(sheet) for sheet in sheets.values())


def list_readers() -> dict[str, Callable[[Path], int]]:
    """Ours and its peers; polars only where it is installed."""
    readers: dict[str, Callable[[Path], int]] = {
        "cchc-analysis": read_ours,
        "python-calamine": read_calamine,
        "pandas + calamine": partial(read_pandas, engine="calamine"),
        "pandas + openpyxl": partial(read_pandas, engine="openpyxl"),
    }
    return readers | ({"polars + fastexcel": read_polars} if find_spec("polars") and find_spec("fastexcel") else {})


def time_each(read: Callable[[Path], int], paths: Sequence[Path]) -> float:
    """Milliseconds of processor time per file."""
    start = time.process_time()
    for path in paths:
        read(path)
    return 1000 * (time.process_time() - start) / len(paths)


def peak_memory(paths: Sequence[Path]) -> float:
    """Peak memory, in MB, of a fresh process that reads the files one by one."""
    code = (
        "import resource, sys; from pathlib import Path; from cchc_analysis.intake.workbooks import read_workbook\n"
        "for name in sys.stdin.read().splitlines(): read_workbook(Path(name), name)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    names = "\n".join(map(str, paths))
    done = subprocess.run([sys.executable, "-c", code], input=names, capture_output=True, text=True, check=True)
    return float(done.stdout)


def time_wall(paths: Sequence[Path], workers: int) -> float:
    """Seconds to read all files with so many processes."""
    with joblib.parallel_config(backend="loky", n_jobs=workers):
        joblib.Parallel()(joblib.delayed(read_ours)(path) for path in paths[: 2 * workers])  # start them
        start = time.perf_counter()
        joblib.Parallel(batch_size=20)(joblib.delayed(read_ours)(path) for path in paths)
        return time.perf_counter() - start


def make_season(data: Path, units: int) -> Path:
    """A simulated season's folder with a workbook per unit for its self-assessments."""
    (folder,) = simulate(Plan(units=units, criteria=60, years=1, seed=1, first_year=2011), data)
    for form in sorted((folder / "self").glob("*.csv")):
        for unit_id, rows in pd.read_csv(form, dtype="str").groupby("unit"):
            rows.to_excel(folder / "self" / f"{unit_id}.xlsx", index=False, engine="xlsxwriter")
        form.unlink()
    return folder


def receive(folder: Path) -> tuple[int, float, float]:
    """Rows of ``scores``, CPU seconds and peak memory in MB of a fresh process that receives the season.

    It is held to one core, so that it reads in the process that is measured: worker processes would not be counted.
    """
    code = (
        "import os, resource, sys; from pathlib import Path\n"
        "if hasattr(os, 'sched_setaffinity'): os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from cchc_analysis.intake.receiving import receive_season\n"
        "from cchc_analysis.rules.season import read_season\n"
        "folder = Path(sys.argv[1]); rows = len(receive_season(folder, read_season(folder)).scores)\n"
        "own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "spent = own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime\n"
        "print(rows, spent, max(own.ru_maxrss, workers.ru_maxrss) / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    rows, spent, peak = done.stdout.split()
    return int(rows), float(spent), float(peak)


def print_seasons(count: int, units: int) -> None:
    """Seasons of thirty workbooks and of *count*, and the long files of so many units with 100 criteria each."""
    print("\n| season received | rows of `scores` | CPU s | ms per workbook | peak MB | beside the first |")
    print("|---|---:|---:|---:|---:|---:|")
    first = 0.0
    for size in (FEW, count):
        with tempfile.TemporaryDirectory() as folder:
            rows, spent, peak = receive(make_season(Path(folder) / "data", size))
        first = first or peak
        each = 1000 * spent / size
        print(
            f"| {size:,} workbooks | {rows:,} | {spent:.1f} | {each:.1f} | {peak:,.0f} | {peak / first:.2f}× |",
            flush=True,
        )
    with tempfile.TemporaryDirectory() as folder:
        (season,) = simulate(Plan(units=units, criteria=100, years=1, seed=1, first_year=2011), Path(folder) / "data")
        rows, spent, peak = receive(season)
    print(f"| {units:,} units × 100 in long files | {rows:,} | {spent:.1f} | | {peak:,.0f} | |")


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--units", type=int, default=3321, help="units of the season in long files")
    options = parser.parse_args()
    count, cores = options.files, os.cpu_count() or 1
    readers = list_readers()
    with tempfile.TemporaryDirectory() as folder:
        paths = copy_workbooks(Path(folder), count)
        for read in readers.values():
            read(paths[0])
        rounds = [[time_each(read, paths[:SAMPLE]) for read in readers.values()] for _ in range(ROUNDS)]
        spent = [statistics.median(column) for column in zip(*rounds, strict=True)]
        few, many = peak_memory(paths[: max(1, min(FEW, count))]), peak_memory(paths)
        one, all_cores = time_wall(paths, 1), time_wall(paths, cores)
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {cores} cores, {count} workbooks, "
        f"median of {ROUNDS} rounds\n"
    )
    print("| reader | CPU ms per workbook | beside ours |")
    print("|---|---:|---:|")
    for name, each in zip(readers, spent, strict=True):
        print(f"| {name} | {each:.2f} | {each / spent[0]:.2f}× |")
    print("\n| our reader | few | many | ratio |")
    print("|---|---:|---:|---:|")
    print(f"| peak memory, MB: {min(FEW, count)} → {count} files | {few:.0f} | {many:.0f} | {many / few:.2f}× |")
    print(
        f"| seconds for all: 1 process → {cores} | {one:.2f} | {all_cores:.2f} | {one / all_cores:.2f}× |", flush=True
    )
    print_seasons(count, options.units)


if __name__ == "__main__":
    main()
