"""Prove intake on made-up workbooks: ``python -m scripts.prove_intake --workbooks 100000 --seed 1``.

Each season's folder goes through the real command, ``cchc check``. Three figures are printed, and none buys another:
numbers silently wrong or missing, forms refused although only one reading was possible, findings on clean forms. Of
each kind that failed one example is kept, ready for the command. A run goes on where it was stopped.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

from scripts.intake_proof.judging import Failure, Tally
from scripts.intake_proof.proving import keep_example, list_kinds, make_workbooks, prove_season

UNITS = 250
KEPT_SENTENCES = 3


def check(data: Path, year: int) -> None:
    """Run ``cchc check`` as a clerk does; raises where it does not end with 0 or 1."""
    command = [sys.executable, "-m", "cchc_analysis", "check", "--year", str(year), "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode not in (0, 1):
        raise RuntimeError(f"cchc check ended with {done.returncode}: {done.stderr[-2000:]}")


def prove(seed: int, units: int, kinds: list[str], out: Path) -> Tally:
    """Prove one season in a folder of its own, and keep an example of each kind that failed."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        try:
            tally = prove_season(data, seed, units, check, kinds)
        except RuntimeError as error:
            tally = Tally(failures=[Failure("whole season", "silent", f"seed {seed}", str(error))], silent=1)
        raw = next((data / "raw").iterdir())
        for failure in tally.failures:
            if failure.file and (raw / failure.file).is_file():
                keep_example(data, raw, failure.file, out / f"{failure.kind}-{failure.figure}")
    return tally


def main() -> int:
    """Prove as many workbooks as asked for; exit code 1 where any of the three figures is not 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbooks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--units", type=int, default=UNITS, help="units per season")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", help="only these, between commas; a beginning stands for all that begin with it")
    parser.add_argument("--out", type=Path, default=Path("build/intake_proof"))
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run of this seed has done")
    asked = parser.parse_args()
    beginnings = tuple((asked.kinds or "").split(","))
    kinds = [name for name in list_kinds() if name.startswith(beginnings)]
    asked.out.mkdir(parents=True, exist_ok=True)
    log = asked.out / f"seed-{asked.seed}.jsonl"
    if asked.fresh or asked.kinds:
        log.unlink(missing_ok=True)
    total, done = _recall(log)
    _say_progress(total, asked.workbooks, 0)
    seeds = (seed for seed in range(asked.seed * 1_000_000, (asked.seed + 1) * 1_000_000) if seed not in done)
    start = time.monotonic()
    with ProcessPoolExecutor(asked.jobs) as pool:
        running: dict[Future[Tally], int] = {}
        while total.workbooks < asked.workbooks or running:
            while total.workbooks < asked.workbooks and len(running) < asked.jobs:
                seed = next(seeds)
                running[pool.submit(prove, seed, asked.units, kinds, asked.out)] = seed
            future = next(as_completed(running))
            seed, part = running.pop(future), future.result()
            with log.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"seed": seed, **asdict(part)}, ensure_ascii=False) + "\n")
            total.add(part)
            _say_progress(total, asked.workbooks, time.monotonic() - start)
    _report(total, asked.out)
    return 1 if total.silent or total.refused or total.findings_on_clean else 0


def _recall(log: Path) -> tuple[Tally, set[int]]:
    total, done = Tally(), set()
    for line in log.read_text(encoding="utf-8").splitlines() if log.is_file() else []:
        part = json.loads(line)
        done.add(part.pop("seed"))
        part["failures"] = [Failure(**failure) for failure in part["failures"]]
        total.add(Tally(**part))
    return total, done


def _say_progress(total: Tally, asked: int, seconds: float) -> None:
    print(
        f"\r{total.workbooks} of {asked} workbooks, {total.cells} cells, {seconds:.0f} s: "
        f"{total.silent} silent, {total.refused} refused, {total.findings_on_clean} on clean forms ",
        end="",
        file=sys.stderr,
        flush=True,
    )


def _report(total: Tally, out: Path) -> None:
    print(f"\n\n{total.workbooks} workbooks with {total.cells} known cells")
    print(f"  numbers silently wrong or missing              {total.silent}")
    print(f"  forms refused although one reading is possible {total.refused}")
    print(f"  findings on clean forms                        {total.findings_on_clean}")
    for line in list_failing(total):
        print(line)
    if total.failures:
        print(f"examples: {out}/<kind>-<figure>/data, for cchc check --data")


def list_failing(total: Tally) -> Iterator[str]:
    """The kinds that failed: how many files of how many, with what figure, and the first sentences."""
    files: dict[tuple[str, str], set[str]] = defaultdict(set)
    sentences: dict[tuple[str, str], list[str]] = defaultdict(list)
    cells: Counter[tuple[str, str]] = Counter()
    for failure in total.failures:
        key = failure.kind, failure.figure
        files[key].add(failure.file)
        cells[key] += 1
        if len(sentences[key]) < KEPT_SENTENCES and all(failure.file not in each for each in sentences[key]):
            sentences[key].append(f"      {failure.file}: {failure.sentence[:260]}")
    for kind, figure in sorted(files):
        count = f"{cells[kind, figure]} in {len(files[kind, figure])} of {total.made.get(kind, 0)} files"
        yield f"{kind}: {figure}, {count}"
        yield from sentences[kind, figure]


__all__ = ["check", "list_failing", "main", "make_workbooks", "prove"]

if __name__ == "__main__":
    sys.exit(main())
