"""How fast received workbooks are read: our reader beside pandas with openpyxl, on the same files, in one run.

Then a whole season is received, one self-assessment workbook per unit, a tenth of the units and all of them. Prints
Markdown tables of ratios. ``make bench``, or ``python -m scripts.bench_reading --files 200`` for a quick look.
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
from pathlib import Path

import joblib
import pandas as pd

from cchc_analysis.intake.workbooks import read_workbook
from cchc_analysis.simulation.nation import Plan
from cchc_analysis.simulation.writing import simulate

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
SAMPLE = 100  # files that pandas reads in a round: its time per file does not depend on their number


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


def read_pandas(path: Path) -> int:
    """Read the same workbook's values with pandas and openpyxl."""
    sheets = pd.read_excel(path, engine="openpyxl", sheet_name=None, header=None)
    return sum(len(sheet) for sheet in sheets.values())


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

    What worker processes spend and hold is counted with it.
    """
    code = (
        "import resource, sys; from pathlib import Path\n"
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


def print_seasons(units: int) -> None:
    """A season of a tenth of the units beside one of all of them."""
    print("\n| season received | rows of `scores` | CPU s | ms per workbook | peak MB | beside the first |")
    print("|---|---:|---:|---:|---:|---:|")
    first = 0.0
    for count in (max(1, units // 10), units):
        with tempfile.TemporaryDirectory() as folder:
            rows, spent, peak = receive(make_season(Path(folder) / "data", count))
        first = first or peak
        each = 1000 * spent / count
        print(
            f"| {count:,} workbooks | {rows:,} | {spent:.1f} | {each:.1f} | {peak:,.0f} | {peak / first:.2f}× |",
            flush=True,
        )


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    count = parser.parse_args().files
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        paths = copy_workbooks(Path(folder), count)
        read_ours(paths[0]), read_pandas(paths[0])
        rounds = [(time_each(read_ours, paths), time_each(read_pandas, paths[:SAMPLE])) for _ in range(ROUNDS)]
        ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
        few, many = peak_memory(paths[: max(1, count // 10)]), peak_memory(paths)
        one, all_cores = time_wall(paths, 1), time_wall(paths, cores)
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {cores} cores, {count} workbooks, "
        f"median of {ROUNDS} rounds\n"
    )
    print("| measure | cchc-analysis | pandas + openpyxl | ratio |")
    print("|---|---|---|---|")
    print(f"| processor time per workbook, ms | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f}× faster |")
    print(f"| peak memory, MB: {count // 10} files → {count} files | {few:.0f} → {many:.0f} | | {many / few:.2f}× |")
    print(
        f"| seconds for all, 1 process → {cores} | {one:.2f} → {all_cores:.2f} | | {one / all_cores:.2f}× faster |",
        flush=True,
    )
    print_seasons(count)


if __name__ == "__main__":
    main()
