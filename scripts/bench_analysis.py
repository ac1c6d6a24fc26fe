"""What the whole analysis costs at the size of a nation: every table of ten seasons of 3,321 units and 100 criteria.

Prints three Markdown tables: time and memory of the seasons, one after the other as ``cchc check`` derives them; how
each step of a season grows when the units are doubled, up to all of them; the order of appraisal, the agenda and the
review of the criteria set with five earlier seasons. Beside all stands the plainest work there is on the same rows, one
pandas groupby-sum, measured in the same run. Times are CPU seconds of all threads, so that other
work on the machine does not show as growth. ``make bench``, or
``python -m scripts.bench_analysis --units 500 --years 3 --runs 1`` for a quick look.
"""

import argparse
import inspect
import multiprocessing
import os
import platform
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis import season_tables
from cchc_analysis.analysis.appraisers import list_differing
from cchc_analysis.analysis.changed_set import rank_on_both_sets
from cchc_analysis.analysis.comparison import PARTS, compare_scores
from cchc_analysis.analysis.criteria import complete_tree
from cchc_analysis.analysis.criteria_review import review_criteria
from cchc_analysis.analysis.crosswalk import pair_criteria
from cchc_analysis.analysis.heaping import measure_heaps
from cchc_analysis.analysis.losses import find_losses
from cchc_analysis.analysis.over_claim import try_over_claim
from cchc_analysis.analysis.plan_of_appraisal import plan_appraisal, try_order
from cchc_analysis.analysis.public_edition import publish
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.analysis.what_if import restore, select_cells
from cchc_analysis.rules.season import Grade, Reason, Season, Stage, UnitGroup

DOMAINS, PER_DOMAIN = 5, 4  # criteria per domain
EARLIER = 5  # seasons before the one whose order and review are measured
STEP, MAXIMUM = 0.25, 1.0
SMALL = 0.002  # share of a season's time below which a step is not listed
STEEP = 2.5  # growth on a doubling that noise alone does not make
NOTES = ("Gửi báo cáo chậm 5 ngày", "Chưa có tài liệu kiểm chứng", "Tỷ lệ ký số mới đạt 60%", "Cần xem lại")
STAGES = (
    Stage(id="self", kind="self", name="Tự chấm", folder="self"),
    Stage(id="appraisal_1", kind="appraisal", name="Thẩm định lần 1", folder="appraisal/1"),
    Stage(id="explanation", kind="explanation", name="Giải trình", folder="explanation"),
    Stage(id="appraisal_2", kind="appraisal", name="Thẩm định lần 2", folder="appraisal/2"),
)
REASONS = (
    Reason(id="late", name="Báo cáo chậm", patterns=("chậm",)),
    Reason(id="no-evidence", name="Thiếu tài liệu kiểm chứng", patterns=("tài liệu kiểm chứng",)),
    Reason(id="signatures", name="Chữ ký số", patterns=("ký số",)),
)


@dataclass(frozen=True)
class Received:
    """A season's received tables and its rules, made up."""

    season: Season
    tables: dict[str, pd.DataFrame]

    def derive(self, previous: Mapping[str, pd.DataFrame] | None = None) -> dict[str, pd.DataFrame]:
        """Everything the analysis makes of them."""
        return season_tables.derive_tables(**self.tables, season=self.season, previous=previous)


def make_season(year: int, units: int, leaves: int, has_previous: bool, seed: int = 1) -> Received:
    """A season with ceilings, cuts, explanations and notes: most claims at the maximum, a tenth of them cut."""
    draw = np.random.default_rng([seed, year])
    season = Season(
        year=year,
        title=f"Mùa {year}",
        body="Nước Mẫu",
        is_illustrative=True,
        stages=STAGES,
        grades=tuple(Grade(id=f"g{bound}", name=f"Từ {bound}", at_least=bound) for bound in (90, 80, 70, 0)),
        unit_groups=tuple(UnitGroup(id=f"k{number}", name=f"Khối {number}") for number in range(34)),
        reasons=REASONS,
        previous_year=year - 1 if has_previous else None,
    )
    criteria, listed = _make_criteria(leaves), _make_units(units)
    ids = criteria.loc[criteria["is_leaf"], "criterion_id"].to_numpy()
    cells = pd.MultiIndex.from_product([listed["unit_id"], ids], names=["unit_id", "criterion_id"]).to_frame(
        index=False
    )
    claimed = _claim(draw, units, leaves)
    first = np.clip(claimed - STEP * draw.binomial(2, 0.08, len(cells)), 0, MAXIMUM)
    explained = (first < claimed) & (draw.random(len(cells)) < 0.3)
    second = np.where(explained & (draw.random(len(cells)) < 0.5), claimed, first)
    notes = pd.Series(np.array(NOTES)[draw.integers(0, len(NOTES), len(cells))], dtype="str").where(second < MAXIMUM)
    return Received(
        season,
        {
            "criteria": criteria,
            "units": listed,
            "initiatives": schemas.empty("initiatives"),
            "scores": pd.concat(
                [
                    _state_scores(cells, year, "self", claimed),
                    _state_scores(cells, year, "appraisal_1", first, notes),
                    _state_scores(cells[explained], year, "appraisal_2", second[explained], notes[explained]),
                ],
                ignore_index=True,
            ),
            "explanations": _complete(
                cells[explained].assign(year=year, explanation="Có văn bản", source_file="giai_trinh.csv"),
                "explanations",
            ),
            "submissions": schemas.empty("submissions"),
            "published": pd.DataFrame(columns=["metric", "value", "source"]),
        },
    )


def _claim(draw: np.random.Generator, units: int, leaves: int) -> np.ndarray:
    """Steps short of the maximum: some units and some leaves lose more than others."""
    weakness = draw.beta(1, 8, units)[:, None] + draw.beta(1, 8, leaves)[None, :]
    return (MAXIMUM - STEP * draw.binomial(4, np.clip(weakness, 0, 0.9))).ravel()


def _state_scores(
    cells: pd.DataFrame, year: int, stage: str, points: np.ndarray, notes: pd.Series | None = None
) -> pd.DataFrame:
    stated = cells.assign(
        year=year, stage=stage, status="scored", score=points, is_corrected=False, source_file=f"{stage}.csv"
    )
    return _complete(stated if notes is None else stated.assign(note=notes), "scores")


def _make_criteria(leaves: int) -> pd.DataFrame:
    rows: list[tuple[str, str | None]] = []
    for domain in range(DOMAINS):
        rows.append((f"d{domain}", None))
        rows += [(f"d{domain}.c{criterion}", f"d{domain}") for criterion in range(PER_DOMAIN)]
    parents = [f"d{domain}.c{criterion}" for domain in range(DOMAINS) for criterion in range(PER_DOMAIN)]
    rows += [(f"{parents[leaf % len(parents)]}.l{leaf}", parents[leaf % len(parents)]) for leaf in range(leaves)]
    stated = pd.DataFrame(rows, columns=["criterion_id", "parent_id"], dtype="str").assign(step=STEP)
    is_leaf = stated["criterion_id"].str.contains(r"\.l", regex=True)
    named = stated.assign(
        code=stated["criterion_id"], name="Tiêu chí " + stated["criterion_id"], max_score=is_leaf.map({True: MAXIMUM})
    )
    return schemas.validate("criteria", complete_tree(named.reindex(columns=list(schemas.titles("criteria")))))


def _make_units(count: int) -> pd.DataFrame:
    numbers = pd.Series(range(1, count + 1))
    ids = "x" + numbers.astype(str).str.zfill(4)
    return _complete(
        pd.DataFrame(
            {
                "unit_id": ids,
                "name": "Xã " + ids,
                "short_name": ids,
                "group": "k" + (numbers % 34).astype(str),
                "is_ranked": True,
                "position": numbers,
            }
        ),
        "units",
    )


def _complete(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    return schemas.validate(table, rows.reindex(columns=list(schemas.titles(table))))


def time_steps(units: int, leaves: int, runs: int) -> dict[str, float]:
    """CPU seconds of each step of a season that follows another, by name; the median of *runs*.

    ``season`` is the whole, ``checks`` what is left of it beside the steps: every table against its schema. What
    readers ask of a season's tables follows, and ``groupby-sum``, the plain measure.
    """
    previous = make_season(2001, units, leaves, has_previous=False).derive()
    received = make_season(2002, units, leaves, has_previous=True)
    spent: list[dict[str, float]] = []
    for _run in range(runs):
        times: dict[str, float] = defaultdict(float)
        timed: dict[str, Any] = {name: _timed(step, times) for name, step in list_steps().items()}
        with patch.multiple(season_tables, **timed):
            whole, tables = time_call(received.derive, previous)
        times |= {"checks": whole - sum(times.values()), "season": whole}
        for step, *values in ask_questions(received, tables):
            _timed(step, times)(*values)
        times["groupby-sum"], _sums = time_call(sum_plainly, tables["comparison"])
        spent.append(times)
    return {name: median(times[name] for times in spent) for name in spent[0]}


def ask_questions(received: Received, tables: Mapping[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    """What is asked of a season once it is derived: functions with their arguments."""
    comparison, season, criteria = tables["comparison"], received.season, received.tables["criteria"]
    return [
        (find_losses, comparison, criteria, season, "ký số"),
        (restore, comparison, select_cells(comparison, criteria, reason="late")),
        (publish, received.tables | dict(tables), season),
    ]


def list_steps() -> dict[str, Callable[..., Any]]:
    """The functions of the analysis that :func:`derive_tables` calls, by the name it knows them by."""
    return {
        name: step
        for name, step in vars(season_tables).items()
        if inspect.isfunction(step) and step is not season_tables.derive_tables
    }


def _timed(step: Callable[..., Any], times: dict[str, float]) -> Callable[..., Any]:
    name = f"{step.__module__.rsplit('.', 1)[-1]}.{step.__name__}"

    def run(*values: Any, **named: Any) -> Any:
        spent, found = time_call(step, *values, **named)
        times[name] += spent
        return found

    return run


def sum_plainly(comparison: pd.DataFrame) -> pd.DataFrame:
    """The plainest work on the same rows: points and their parts summed by unit and domain."""
    columns = ["max_score", "self_score", "appraised_score", *PARTS]
    return comparison.groupby(["unit_id", "domain_id"], sort=False)[columns].sum()


def time_call(call: Callable[..., Any], *values: Any, **named: Any) -> tuple[float, Any]:
    """CPU seconds of a call, all threads together, and what it returns."""
    start = time.process_time()
    found = call(*values, **named)
    return time.process_time() - start, found


def peak_memory() -> float:
    """The largest size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench_seasons(units: int, leaves: int, years: int) -> None:
    """Every season after the one before it, of which only the last is kept, as ``cchc check`` derives them."""
    print(f"\n## Every table of {years} seasons, {units:,} units × {leaves} criteria\n")
    print("| season | rows of `comparison` | CPU s | rows/s | × one groupby-sum | beside the first | peak MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    made: dict[str, pd.DataFrame] = {}
    first, total, plain, rows = 0.0, 0.0, 0.0, 0
    for year in range(2001, 2001 + years):
        received = make_season(year, units, leaves, has_previous=bool(made))
        spent, made = time_call(received.derive, made or None)
        count = len(made["comparison"])
        sums = median(time_call(sum_plainly, made["comparison"])[0] for _run in range(3))
        first, total, plain, rows = first or spent, total + spent, plain + sums, rows + count
        print(
            f"| {year} | {count:,} | {spent:.1f} | {count / spent:,.0f} | {spent / sums:,.0f} | {spent / first:.2f} "
            f"| {peak_memory():,.0f} |",
            flush=True,
        )
    print(f"| all | {rows:,} | {total:.1f} | {rows / total:,.0f} | {total / plain:,.0f} | | {peak_memory():,.0f} |")


def bench_steps(units: int, leaves: int, runs: int) -> None:
    """Each step of one season at an eighth, at a quarter, at half and at all of the units."""
    sizes = [units // 8, units // 4, units // 2, units]
    spent = [time_steps(size, leaves, runs) for size in sizes]
    plain, total = spent[-1].pop("groupby-sum"), spent[-1]["season"]
    heads = " | ".join(f"{size:,} → {double:,}" for size, double in pairwise(sizes))
    print(f"\n## Each step of a season that follows another, up to {units:,} units × {leaves} criteria\n")
    print(f"| step | share of the season | × one groupby-sum | {heads} |")
    print("|---|---:|---:|---:|---:|---:|")
    steeper = []
    for step, seconds in sorted(spent[-1].items(), key=lambda item: -item[1]):
        if seconds / total < SMALL:
            continue
        grown = [after[step] / before[step] for before, after in pairwise(spent)]
        growth = " | ".join(f"{times:.1f}" for times in grown)
        print(f"| `{step}` | {100 * seconds / total:.1f}% | {seconds / plain:,.1f} | {growth} |")
        steeper += [f"`{step}`"] if max(grown) > STEEP else []
    print(f"\nMedians of {runs} runs. The last columns are the growth of the step's time at twice the rows: 2.0 is")
    print(f"linear, less is a cost that rows do not make. Steps below {100 * SMALL:.1f}% of the season are left out.")
    print(f"Steps that grew more than {STEEP}-fold on a doubling: {', '.join(steeper) or 'none'}.")


def bench_methods(units: int, leaves: int, earlier: int) -> None:
    """The order of appraisal, the agenda and the review of the last of ``earlier + 1`` seasons, each after the last.

    Of the earlier seasons only what carries on is derived. The order is that of a season nobody has appraised.
    """
    before, review, claims = None, None, None
    for year in range(2001, 2002 + earlier):
        received = make_season(year, units, leaves, has_previous=before is not None)
        given, season = received.tables, received.season
        comparison = compare_scores(given["scores"], given["explanations"], given["criteria"], given["units"], season)
        ranking = rank_units(comparison, given["units"], given["initiatives"], season)
        crosswalk = schemas.empty("criteria_crosswalk") if before is None else pair_criteria(comparison, before, season)
        waiting = comparison.assign(appraised_status="pending")
        both = pd.concat([comparison.assign(appraiser=name) for name in "ab"], ignore_index=True)
        both["score"] = both["self_score"].where(both["appraiser"] == "a", both["appraised_score"])
        times: dict[str, float] = {}
        times["plan_of_appraisal"], _plan = time_call(plan_appraisal, waiting, before, crosswalk, season)
        times["plan_trial"], _trial = time_call(try_order, comparison, before, crosswalk, ranking, season)
        times["agenda"], _agenda = time_call(list_differing, both, comparison)
        times["review"], reviewed = time_call(review_criteria, comparison, ranking, crosswalk, review, season)
        times["both_sets"], _sets = time_call(rank_on_both_sets, comparison, before, crosswalk, ranking, season)
        times["cutoff_heaps"], _heaps = time_call(measure_heaps, comparison, ranking, season)
        times["over_claims"], claims = time_call(try_over_claim, comparison, ranking, claims, season)
        before, review = comparison, reviewed["criteria_review"]
    plain = median(time_call(sum_plainly, comparison)[0] for _run in range(3))
    print(f"\n## Order, agenda and review, {units:,} units × {leaves} criteria, {earlier} earlier seasons\n")
    print("| what | CPU s | × one groupby-sum |")
    print("|---|---:|---:|")
    for name, spent in [*times.items(), ("all", sum(times.values()))]:
        print(f"| {name} | {spent:.2f} | {spent / plain:,.0f} |")


def main() -> None:
    """Run each part in a process of its own, so that each has its own peak memory, and say on what machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=3321)
    parser.add_argument("--criteria", type=int, default=100)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3, help="how often each step is measured")
    parser.add_argument("--part", choices=("seasons", "steps", "methods"), help="one of the tables alone")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, pandas {pd.__version__}, {os.cpu_count()} cores", flush=True)
    parts: Mapping[str, tuple[Callable[..., None], int]] = {
        "seasons": (bench_seasons, options.years),
        "steps": (bench_steps, options.runs),
        "methods": (bench_methods, EARLIER),
    }
    for name in [options.part] if options.part else parts:
        bench, count = parts[name]
        process = multiprocessing.get_context("spawn").Process(
            target=bench, args=(options.units, options.criteria, count)
        )
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(process.exitcode)


if __name__ == "__main__":
    main()
