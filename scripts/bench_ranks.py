"""How fast rank bands are drawn: 51 units × 49 criteria × 10,000 draws, and 3,321 × 100 × 1,000.

Prints a Markdown table: CPU seconds of all threads, draws per second, milliseconds per draw, the ratio to COINr 1.1.14
(R), which takes 0.18 s per draw on 51 × 49, the plain alternative measured beside it in the same run (a pandas loop:
recompute and ``rank`` once per draw), and peak memory. ``make bench``, or ``python -m scripts.bench_ranks``.
"""

import multiprocessing
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd

from cchc_analysis.analysis.comparison import compare_scores
from cchc_analysis.analysis.rank_bands import dispute_band, left_out_band, weight_band
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.rules.season import Season
from scripts.bench_analysis import make_season, peak_memory, time_call

COINR_MS = 180.0  # COINr 1.1.14, 51 units × 49 indicators
SIZES = ((51, 49, 10_000), (3_321, 100, 1_000))
PLAIN_DRAWS = 50
CHANGE = 0.25


def print_table() -> None:
    """Measure every size in a process of its own, so that each has its own peak memory."""
    print("| units × leaves | step | draws | CPU s | draws/s | ms/draw | × COINr | × pandas loop | peak MB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    start_afresh = multiprocessing.get_context("spawn")
    for size in SIZES:
        process = start_afresh.Process(target=measure_size, args=size)
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(process.exitcode)


def measure_size(units: int, leaves: int, draws: int) -> None:
    """Print the lines of one size."""
    received = make_season(2020, units, leaves, has_previous=False)
    tables, season = received.tables, received.season
    comparison = compare_scores(tables["scores"], tables["explanations"], tables["criteria"], tables["units"], season)
    ranking = rank_units(comparison, tables["units"], tables["initiatives"], season)
    rows = comparison, ranking, season
    size, before = f"{units:,} × {leaves}", peak_memory()
    seconds, _band = time_call(weight_band, *rows, CHANGE, draws)
    peak = peak_memory()
    plain = 1000 * time_call(draw_plainly, *rows, PLAIN_DRAWS)[0] / PLAIN_DRAWS
    each = 1000 * seconds / draws
    to_coinr = f"{COINR_MS / each:,.0f}" if (units, leaves) == (51, 49) else "–"
    print(
        f"| {size} | weight_band | {draws:,} | {seconds:.2f} | {draws / seconds:,.0f} | {each:.4f} | {to_coinr} "
        f"| {plain / each:,.1f} | {peak:,.0f} (before: {before:,.0f}) |",
        flush=True,
    )
    others: dict[str, Callable[[], object]] = {
        "dispute_band": lambda: dispute_band(*rows),
        "left_out_band, criterion": lambda: left_out_band(*rows, "criterion"),
        "left_out_band, domain": lambda: left_out_band(*rows, "domain"),
    }
    for name, step in others.items():
        print(f"| {size} | {name} | – | {time_call(step)[0]:.3f} | – | – | – | – | {peak_memory():,.0f} |", flush=True)


def draw_plainly(comparison: pd.DataFrame, ranking: pd.DataFrame, season: Season, draws: int) -> list[pd.Series]:
    """The same draws one at a time, as a notebook would write them."""
    generator = np.random.default_rng(season.year)
    scores = comparison.pivot(index="unit_id", columns="criterion_id", values="appraised_score")
    maxima = comparison.pivot(index="unit_id", columns="criterion_id", values="max_score")
    domain_of = comparison.drop_duplicates("criterion_id").set_index("criterion_id")["domain_id"]
    by_unit = ranking.set_index("unit_id")
    extras, whole = by_unit["bonus"] - by_unit["penalty"], maxima.sum(axis=1)
    domains = domain_of.unique()
    ranks = []
    for _draw in range(draws):
        by_domain = pd.Series(generator.uniform(1 - CHANGE, 1 + CHANGE, len(domains)), index=domains)
        by_leaf = pd.Series(generator.uniform(1 - CHANGE, 1 + CHANGE, len(domain_of)), index=domain_of.index)
        weights = by_leaf * domain_of.map(by_domain)
        totals = (scores * weights).sum(axis=1) * whole / (maxima * weights).sum(axis=1) + extras
        ranks.append(totals.round(6).rank(method="min", ascending=False))
    return ranks


if __name__ == "__main__":
    print_table()
