"""What the whole analysis costs at the size of a nation: every table of ten seasons of 3,321 units and 100 criteria.

Prints two Markdown tables: for each step of a season its time at a quarter, at half and at all of the units (twice the
units in twice the time is linear in rows), and time and memory of the seasons, one after the other.
``make bench``, or ``python -m scripts.bench_analysis --units 500 --years 3`` for a quick look.
"""

import argparse
import cProfile
import os
import platform
import pstats
import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.criteria import complete_tree
from cchc_analysis.analysis.season_tables import derive_tables
from cchc_analysis.season import Grade, Reason, Season, Stage, UnitGroup

DOMAINS, PER_DOMAIN = 5, 4  # criteria per domain
STEP, MAXIMUM = 0.25, 1.0
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
        return derive_tables(**self.tables, season=self.season, previous=previous)


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


def time_steps(units: int, leaves: int) -> dict[str, float]:
    """Seconds of each step that :func:`derive_tables` calls for a season that follows another, by name."""
    previous = make_season(2001, units, leaves, has_previous=False).derive()
    received = make_season(2002, units, leaves, has_previous=True)
    profile = cProfile.Profile(subcalls=True, builtins=False)
    profile.runcall(received.derive, previous)
    called = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return {
        f"{_module(file)}.{name}": sum(callers[caller][3] for caller in callers if caller[2] == "derive_tables")
        for (file, _line, name), (*_times, callers) in called.items()
        if any(caller[2] == "derive_tables" for caller in callers) and "/analysis/" in file
    }


def _module(file: str) -> str:
    return os.path.basename(file).removesuffix(".py")  # noqa: PTH119 (a profile's key, not a path)


def peak_memory() -> float:
    """The largest size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench_seasons(units: int, leaves: int, years: int) -> None:
    """Every season after the one before it, as ``cchc check`` derives them."""
    print(f"\n## Every table of {years} seasons, {units:,} units x {leaves} criteria\n")
    print("| season | rows of `comparison` | seconds | rows per second | beside the first | peak MB |")
    print("|---|---:|---:|---:|---:|---:|")
    previous: dict[str, pd.DataFrame] | None = None
    first, total, rows = 0.0, 0.0, 0
    for year in range(2001, 2001 + years):
        received = make_season(year, units, leaves, has_previous=previous is not None)
        start = time.perf_counter()
        previous = received.derive(previous)
        spent = time.perf_counter() - start
        count = len(previous["comparison"])
        first, total, rows = first or spent, total + spent, rows + count
        print(
            f"| {year} | {count:,} | {spent:.1f} | {count / spent:,.0f} | {spent / first:.2f} | {peak_memory():,.0f} |",
            flush=True,
        )
    print(f"| all | {rows:,} | {total:.1f} | {rows / total:,.0f} | | {peak_memory():,.0f} |")


def bench_steps(units: int, leaves: int) -> None:
    """Each step of one season at a quarter, at half and at all of the units."""
    sizes = [units // 4, units // 2, units]
    spent = [time_steps(size, leaves) for size in sizes]
    counts = " / ".join(f"{size:,}" for size in sizes)
    print(f"\n## Each step of a season that follows another, {counts} units x {leaves} criteria\n")
    print("| step | share of the time | half / quarter | all / half |")
    print("|---|---:|---:|---:|")
    total = sum(spent[-1].values())
    for step, seconds in sorted(spent[-1].items(), key=lambda item: -item[1]):
        if seconds / total >= 0.005:
            quarter, half = (times.get(step, float("nan")) for times in spent[:2])
            print(f"| `{step}` | {100 * seconds / total:.1f}% | {half / quarter:.1f} | {seconds / half:.1f} |")
    print("\n2.0 is linear in rows; steps below 0.5% of the time are left out.")


def main() -> None:
    """Run both and say on what machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=3321)
    parser.add_argument("--criteria", type=int, default=100)
    parser.add_argument("--years", type=int, default=10)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, pandas {pd.__version__}, {os.cpu_count()} cores")
    bench_steps(options.units, options.criteria)
    bench_seasons(options.units, options.criteria, options.years)


if __name__ == "__main__":
    main()
