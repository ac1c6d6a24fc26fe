"""What a season's pages cost: beside papermill and nbconvert page by page, beside a page without a notebook, by size.

Prints Markdown tables. (a) ``cchc report`` from a cold start, check included, beside ``cchc check`` and then, one page
after the other, the commands ``papermill`` and ``jupyter nbconvert`` (each kind of page is timed, units by a few of
them; the sum counts every page). (b) One more page of a unit in a warm process beside a bare page: the same charts,
``plotly.to_json`` and a Jinja template; processor time, medians over units in turn.
(c) Pages of a made-up season's units by one process and by two: pages per second and core, of the first and the last
third, and the largest memory of a process.

``make bench``, or ``python -m scripts.bench_season --part a``; ``--units 3321 --criteria 100`` for the whole country.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbconvert.exporters import TemplateExporter
from plotly.io import to_json

from cchc_analysis.analysis import domains
from cchc_analysis.analyst import SeasonTables, load
from cchc_analysis.pipeline import report
from cchc_analysis.reporting import charts
from cchc_analysis.reporting.pages import engine, notebooks
from cchc_analysis.running import interpreter, workers
from cchc_analysis.store.public_season import load_public

ROOT = Path(__file__).resolve().parents[1]
YEAR = 2020
UNITS_TIMED = 3
BARE = Environment(autoescape=True).from_string(
    "<!DOCTYPE html><html lang=vi><meta charset=utf-8><title>{{ title }}</title><body><h1>{{ title }}</h1>"
    "{% for figure in figures %}<div class=plot></div><script type='application/json'>{{ figure | safe }}</script>"
    "{% endfor %}</body></html>"
)


def main() -> None:
    """Run the parts asked for, and say on what machine."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--part", choices=("a", "b", "c"), action="append")
    options.add_argument("--units", type=int, default=200, help="units of the made-up season")
    options.add_argument("--criteria", type=int, default=40, help="its scored criteria")
    asked = options.parse_args()
    print(f"{os.uname().machine}, {workers.count_cores()} cores, Python {sys.version.split()[0]}\n")
    with tempfile.TemporaryDirectory() as made:
        project = Path(made)
        if {"a", "b"} & set(asked.part or "ab"):
            for year in (YEAR - 1, YEAR):
                shutil.copytree(ROOT / "data" / "raw" / str(year), project / "data" / "raw" / str(year))
            run("report", "--year", str(YEAR), "--edition", "public", project=project)
        if "a" in (asked.part or "a"):
            bench_plain_way(project)
        if "b" in (asked.part or "b"):
            bench_one_page(project)
        if "c" in (asked.part or "c"):
            bench_nation(project / "nation", asked.units, asked.criteria)


def run(*words: str, project: Path) -> float:
    """Seconds that ``cchc`` with *words* takes, typed in the project's folder."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "cchc_analysis", *words], cwd=project, capture_output=True, text=True)
    if done.returncode > 1:
        raise RuntimeError(done.stdout + done.stderr)
    return time.perf_counter() - begun


def bench_plain_way(project: Path) -> None:
    """The whole report, and the same pages by the commands of papermill and nbconvert."""
    ours = run("report", "--year", str(YEAR), "--force", project=project)
    check = run("check", "--year", str(YEAR), "--force", project=project)
    pages = sorted(plan(project), key=lambda page: page.kind.notebook)
    lines, plain = [], check
    for name, same in groupby(pages, key=lambda page: page.kind.notebook):
        found = list(same)
        seconds = statistics.mean(make_plainly(page, project / "plain") for page in found[:UNITS_TIMED])
        lines.append(f"| {name} | {len(found)} | {seconds:.1f} |")
        plain += seconds * len(found)
    print("| page, by papermill and nbconvert | pages | s each |\n|---|--:|--:|")
    print("\n".join(lines))
    print(f"\n| a season of {len(pages)} pages | s | times |\n|---|--:|--:|")
    print(f"| `cchc report`, check included | {ours:.1f} | 1.0 |")
    print(f"| `cchc check`, then papermill and nbconvert per page | {plain:.1f} | {plain / ours:.1f} |")
    print(f"| of this the check | {check:.1f} | |\n")


def plan(project: Path) -> list[report.Page]:
    """Every page of the sample season, as ``cchc report`` plans them."""
    season, out = load(YEAR, project / "data"), project / "reports" / str(YEAR)
    public = load_public(YEAR, project / "data")
    return [
        *report.plan_pages(season, out, season.units["unit_id"].tolist()),
        *report.plan_public_pages(public, project / "data", out / "public", out / "notebooks" / "public"),
    ]


def make_plainly(page: report.Page, folder: Path) -> float:
    """Seconds that the two commands take for a page."""
    folder.mkdir(exist_ok=True)
    executed = folder / f"{page.executed.stem}.ipynb"
    stated = [word for name, value in page.parameters.items() for word in ("-y", f"{name}: {value!r}")]
    source = notebooks.find_notebook(page.kind.notebook)
    begun = time.perf_counter()
    for command in (
        ("papermill", str(source), str(executed), "--kernel", "python3", "--cwd", str(folder), *stated),
        ("nbconvert", "--to", "html", "--no-input", str(executed)),
    ):
        subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - begun


def bench_one_page(project: Path) -> None:
    """One more page of a unit, in a process that has made others, set up as those of ``cchc report`` are."""
    interpreter.set_up()
    pages = [page for page in plan(project) if page.frame.unit]
    season = load(YEAR, project / "data")
    spent: dict[str, list[float]] = {}
    parts = [(engine, "_run_cell", "cells"), (TemplateExporter, "from_notebook_node", "nbconvert")]
    parts += [(report, "check_page", "check")]
    for place, name, label in parts:
        setattr(place, name, timed(getattr(place, name), spent.setdefault(label, [])))
    whole = timed(report.make_page, spent.setdefault("page", []))
    bare = timed(make_bare, spent.setdefault("bare", []))
    counted: dict[str, list[float]] = {label: [] for label in spent}
    for page in [*pages[:3], *pages]:
        for times in spent.values():
            times.clear()
        faults = whole(page)[1]
        if faults:
            raise RuntimeError(faults)
        bare(season.of_unit(page.frame.unit))
        for label, times in spent.items():
            counted[label].append(1000 * sum(times))
    medians = {label: statistics.median(times[3:]) for label, times in counted.items()}
    rest = medians["page"] - medians["cells"] - medians["nbconvert"] - medians["check"]
    print("| one more unit page, warm | ms | times the bare page |\n|---|--:|--:|")
    for label, value in (
        ("bare page: the same two charts, plotly.to_json, Jinja", medians["bare"]),
        ("our page: 2 charts, 12 tables, sentences", medians["page"]),
        ("– its cells: what charts, tables and sentences say", medians["cells"]),
        ("– nbconvert", medians["nbconvert"]),
        ("– the check of the page", medians["check"]),
        ("– papermill, shell, frame, files, record", rest),
    ):
        print(f"| {label} | {value:.1f} | {value / medians['bare']:.1f} |")
    print()


def make_bare(season: SeasonTables) -> str:
    """A page with a unit's two charts and nothing else."""
    drawn = [
        charts.draw_unit_losses(season.comparison, season),
        charts.draw_unit_domains(domains.compare_with_body(season.domain_scores, season.body.domain_means), season),
    ]
    figures = [to_json(chart.figure) for chart in drawn if hasattr(chart, "figure")]
    return BARE.render(title=season.units["unit"].iloc[0], figures=figures)


def timed(call: Callable[..., Any], times: list[float]) -> Callable[..., Any]:
    """*call*, which adds to *times* the processor time it takes."""

    def measure(*values: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return call(*values, **named)
        finally:
            times.append(time.process_time() - begun)

    return measure


def bench_nation(data: Path, units: int, criteria: int) -> None:
    """Pages of many units by one process and by two."""
    words = ("--units", str(units), "--criteria", str(criteria), "--years", "1", "--out", str(data))
    run("simulate", *words, project=ROOT)
    year = min(int(path.name) for path in (data / "raw").iterdir() if path.name.isdigit())
    check = run("check", "--year", str(year), "--data", str(data), project=ROOT)
    season = load(year, data)
    print(f"{units} units, {criteria} criteria: `cchc check` {check:.0f} s\n")
    print("| processes | pages per s | per s and core, first third | last third | largest process, MB |")
    print("|--:|--:|--:|--:|--:|")
    rates = []
    for jobs in (1, 2):
        pages = report.plan_pages(season, data / f"pages-{jobs}", season.units["unit_id"].tolist())
        work = [page for page in pages if page.frame.unit]
        rate, first, last, peak = make_many(work, jobs)
        rates.append(rate)
        print(f"| {jobs} | {rate:.1f} | {first:.1f} | {last:.1f} | {peak:.0f} |")
    print(f"\nTwo processes: {rates[1] / rates[0]:.2f} times the pages of one.\n")


def make_many(work: list[report.Page], jobs: int) -> tuple[float, float, float, float]:
    """Pages per second; per second of a core in the first and the last third; the largest process in MB."""
    lanes = [work] if jobs == 1 else [[page] for page in work]  # one process takes all pages as one piece of work
    with workers.prepared(2, "cchc_analysis.pipeline.report:warm_up", "vi"):
        list(workers.run(make_measured, [[work[0]], [work[1]]], jobs=2))
        begun = time.perf_counter()
        made = [done for _, done in workers.run(make_measured, [*lanes, []], jobs=2)]
        seconds = time.perf_counter() - begun
    flat = [each for done in made if not isinstance(done, workers.Lost) for each in done]
    if len(flat) < len(work):
        raise RuntimeError("pages are missing")
    third = len(flat) // 3
    first, last = (1 / statistics.mean(spent for spent, _ in part) for part in (flat[:third], flat[-third:]))
    return len(work) / seconds, first, last, max(peak for _, peak in flat)


def make_measured(pages: list[report.Page]) -> list[tuple[float, float]]:
    """Processor seconds of each page and the largest memory of this process so far, in MB."""
    measured = []
    for page in pages:
        begun = time.process_time()
        faults = report.make_page(page)[1]
        if faults:
            raise RuntimeError(faults)
        spent = time.process_time() - begun
        measured.append((spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    return measured


if __name__ == "__main__":
    main()
