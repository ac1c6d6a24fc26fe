"""How fast received workbooks are read: our reader beside pandas with openpyxl, on the same files, in one run.

Prints a Markdown table of ratios. ``make bench``, or ``python -m scripts.bench_reading --files 200`` for a quick look.
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


def main() -> None:
    """Measure and print the table."""
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
    print(f"| seconds for all, 1 process → {cores} | {one:.2f} → {all_cores:.2f} | | {one / all_cores:.2f}× faster |")


if __name__ == "__main__":
    main()
