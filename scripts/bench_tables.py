"""The aggregations of ``cchc_analysis.scale`` beside DuckDB SQL written by hand and pandas, over the same parquet.

Makes up a nation, lays its seasons down as the dataset of ``cchc tables`` and asks each question in a process of its
own, three ways: our one expression on DuckDB, the SQL a person would write for the same digits, and the same question
of a pandas frame read from the same files. The answers must be equal. Prints a Markdown table: seconds, the ratio to
the SQL, peak memory. ``python -m scripts.bench_tables``; ``--nations 10 --years 10`` for 34 million
rows of ``comparison``.
"""

import argparse
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from cchc_analysis import schemas
from cchc_analysis.analysis.comparison import compare_scores
from cchc_analysis.analysis.criteria import complete_tree
from cchc_analysis.rules.season import Season
from cchc_analysis.simulation.nation import CRITERIA_COLUMNS, Nation, Plan, found_nation
from cchc_analysis.simulation.points import NOT_APPLICABLE, Forms, simulate_forms
from cchc_analysis.store import aggregations
from cchc_analysis.store.dataset import Source, describe_season, list_codes, write_season
from cchc_analysis.store.open_tables import open_dataset

SPAWN = multiprocessing.get_context("spawn")
FIRST_YEAR = 2011
LINE = "line = 'score'"
APPLIES = "appraised_status <> 'not_applicable'"
PARTS = ("max_score", "appraised_score", "deduction", "conceded", "cut", "raised", "unsplit")
NEED_MAXIMA = ("max_score", "deduction", "conceded", "unsplit")


def _sum(part: str) -> str:
    value = f"CASE WHEN {APPLIES} THEN max_score END" if part == "max_score" else part
    total = f"sum(round(1e6 * {value})) / 1e6"
    return (
        f"CASE WHEN bool_and(NOT {APPLIES} OR max_score IS NOT NULL) THEN {total} END" if part in NEED_MAXIMA else total
    )


SUMS = ", ".join(f"{_sum(part)} AS {part}" for part in PARTS)
SQL = {
    "sum_deductions": f"SELECT year, ranked_node_id, {SUMS} FROM comparison WHERE {LINE} GROUP BY ALL",
    "rank_deducted": f"""
        WITH sums AS (
            SELECT year, ranked_node_id, {SUMS}, sum(round(1e6 * deduction)) AS known,
                count(DISTINCT (body, unit_id)) FILTER ({APPLIES}) AS applicable_units,
                count(DISTINCT (body, unit_id)) FILTER ({APPLIES} AND deduction > 0) AS hit_units,
                count(DISTINCT (body, unit_id)) FILTER ({APPLIES} AND cut > 0) AS cut_units
            FROM comparison WHERE {LINE} GROUP BY ALL)
        SELECT * EXCLUDE known REPLACE (
                CASE WHEN deduction IS NOT NULL THEN hit_units END AS hit_units,
                CASE WHEN cut IS NOT NULL THEN cut_units END AS cut_units),
            CASE WHEN deduction IS NOT NULL
                THEN rank() OVER (PARTITION BY year ORDER BY deduction DESC NULLS LAST) END AS deduction_rank,
            CASE WHEN deduction + appraised_score > 0
                THEN round(100 * deduction / (deduction + appraised_score), 6) END AS deduction_pct,
            CASE WHEN sum(known) OVER (PARTITION BY year) > 0
                THEN round(1e6 * deduction / sum(known) OVER (PARTITION BY year), 6) END AS loss_share
        FROM sums""",
    "rank_scores": f"""
        WITH sums AS (
            SELECT body, year, unit_id, sum(round(1e6 * appraised_score)) / 1e6 AS score,
                count(*) FILTER (appraised_status NOT IN ('scored', 'not_applicable')) AS open_leaves,
                sum(round(1e6 * max_score)) FILTER (appraised_score IS NOT NULL AND {APPLIES}) / 1e6 AS maximum
            FROM comparison WHERE {LINE} GROUP BY ALL),
        indexed AS (
            SELECT *, CASE WHEN maximum > 0 THEN round(100 * score / maximum, 6) END AS index_pct,
                open_leaves = 0 AS is_due FROM sums)
        SELECT body, year, unit_id, score, open_leaves, index_pct,
            CASE WHEN is_due AND score IS NOT NULL
                THEN rank() OVER (PARTITION BY year ORDER BY CASE WHEN is_due THEN score END DESC NULLS LAST)
                END AS score_rank,
            CASE WHEN is_due AND index_pct IS NOT NULL
                THEN rank() OVER (PARTITION BY year ORDER BY CASE WHEN is_due THEN index_pct END DESC NULLS LAST)
                END AS index_pct_rank
        FROM indexed""",
    "find_recurring": f"""
        WITH lost AS (
            SELECT body, year, unit_id, ranked_node_id, {_sum("deduction")} AS deduction
            FROM comparison WHERE {LINE} AND year IN ({FIRST_YEAR}, {FIRST_YEAR + 1}) GROUP BY ALL)
        SELECT body, unit_id, ranked_node_id, now.deduction, past.deduction AS previous_deduction
        FROM lost AS now JOIN lost AS past USING (body, unit_id, ranked_node_id)
        WHERE now.year = {FIRST_YEAR + 1} AND past.year = {FIRST_YEAR} AND now.deduction > 0 AND past.deduction > 0""",
}
"""Each question as a person writes it who wants the same digits: points in millionths, missing as the codebook says."""
OURS: dict[str, Callable[[Any], Any]] = {
    "sum_deductions": aggregations.sum_deductions,
    "rank_deducted": aggregations.rank_deducted,
    "rank_scores": aggregations.rank_scores,
    "find_recurring": lambda rows: aggregations.find_recurring(rows, FIRST_YEAR, FIRST_YEAR + 1),
}
KEYS = ("body", "year", "unit_id", "ranked_node_id")
COLUMNS = ("unit_id", "ranked_node_id", "line", "appraised_status", *PARTS)


def build_dataset(folder: Path, units: int, criteria: int, years: int, nations: int) -> None:
    """Write *nations* made-up bodies of so many units, each with so many seasons, as ``cchc tables`` would."""
    for number in range(1, nations + 1):
        nation = found_nation(Plan(units, criteria, years, seed=number, first_year=FIRST_YEAR))
        for forms in simulate_forms(nation):
            rules = nation.make_rules(forms.season)
            tables = make_tables(nation, forms, rules)
            made = {name: pa.Table.from_pandas(rows, preserve_index=False) for name, rows in tables.items()}
            sources = {name: Source("made up", partial(_as_it_is, rows)) for name, rows in made.items()}
            write_season(folder, f"nation-{number:02}", rules.year, sources)


def _as_it_is(rows: pa.Table) -> pa.Table:
    return rows


def make_tables(nation: Nation, forms: Forms, rules: Season) -> dict[str, pd.DataFrame]:
    """A season's core tables straight from what was drawn: what intake would read, and the comparison of it."""
    listed = nation.units.assign(
        short_name=nation.units["name"], is_ranked=True, position=range(1, len(nation.units) + 1)
    )
    units = _complete(listed, "units")
    criteria = _list_criteria(nation, forms.season)
    group_of = units.set_index("unit_id")["group"]
    appraised = [stage.id for stage in rules.stages if stage.kind != "explanation"]
    parts = [_read_points(forms.stages[stage], stage, rules.year, group_of) for stage in appraised]
    scores = _complete(pd.concat(parts, ignore_index=True), "scores")
    explained = forms.stages["explanation"].rename(columns={"unit": "unit_id", "criterion": "criterion_id"})
    explanations = _complete(explained.assign(year=rules.year, source_file="explanation.csv"), "explanations")
    return {
        "criteria": criteria,
        "units": units,
        "scores": scores,
        "comparison": schemas.validate("comparison", compare_scores(scores, explanations, criteria, units, rules)),
        "code_lists": list_codes(rules),
        "seasons": describe_season(rules),
    }


def _list_criteria(nation: Nation, season: int) -> pd.DataFrame:
    stated = nation.list_criteria(season).reindex(columns=[*CRITERIA_COLUMNS, "effort", "rule"])
    numbers = {name: pd.to_numeric(stated[name]) for name in ("max_score", "step")}
    named = stated.assign(is_survey=stated["is_survey"].map({"có": True})).astype(object)
    return schemas.validate("criteria", complete_tree(named.where(named.notna(), None).assign(**numbers)))


def _read_points(form: pd.DataFrame, stage: str, year: int, group_of: pd.Series) -> pd.DataFrame:
    rows = form.rename(columns={"unit": "unit_id", "criterion": "criterion_id"})
    has_no_duty = rows["score"] == NOT_APPLICABLE
    groups = rows["unit_id"].map(group_of)
    return rows.assign(
        year=year,
        stage=stage,
        status=has_no_duty.map({True: "not_applicable", False: "scored"}),
        score=pd.to_numeric(rows["score"].mask(has_no_duty)),
        is_corrected=False,
        source_file=stage + "/" + groups + ".csv",
        source_cell="C" + (rows.groupby(groups).cumcount() + 2).astype(str),
    )


def _complete(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    return schemas.validate(table, rows.reindex(columns=list(schemas.titles(table))))


def _open(dataset: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    engine = open_dataset(dataset, memory_limit)
    engine.execute("SET enable_progress_bar = false")
    return engine


def ask_ours(question: str, dataset: Path, memory_limit: str) -> pd.DataFrame:
    """Our expression on DuckDB, over the files."""
    return OURS[question](_open(dataset, memory_limit).table("comparison")).df()


def ask_sql(question: str, dataset: Path, memory_limit: str) -> pd.DataFrame:
    """The SQL written by hand, over the same files."""
    return _open(dataset, memory_limit).sql(SQL[question]).df()


def ask_pandas(question: str, dataset: Path, memory_limit: str) -> pd.DataFrame:
    """The same question of a pandas frame of the columns it needs, read from the same files."""
    rows = pd.read_parquet(dataset / "comparison", columns=["body", "year", *COLUMNS])
    return OURS[question](rows.astype({"body": "str", "year": "int64"}))


WAYS = {"ours": ask_ours, "sql": ask_sql, "pandas": ask_pandas}


def measure(way: str, question: str, dataset: Path, memory_limit: str, runs: int, answer: Path, told: Any) -> None:
    """Ask one question one way, so many times after a first one; keep the answer, tell seconds and peak memory."""
    ask = WAYS[way]
    spent = []
    for _run in range(runs + 1):
        start, began = time.process_time(), time.perf_counter()
        found = ask(question, dataset, memory_limit)
        spent.append((time.process_time() - start, time.perf_counter() - began))
    _in_order(found).to_parquet(answer)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told.put((*(median(column) for column in zip(*spent[1:], strict=True)), peak))


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """An answer as it is compared: by its keys, columns by name, numbers as doubles."""
    keys = [key for key in KEYS if key in rows]
    plain = rows.sort_values(keys, ignore_index=True)[[*keys, *sorted(set(rows) - set(keys))]]
    return plain.astype({column: float for column in plain if column not in keys or column == "year"})


def measure_apart(way: str, question: str, *values: Any) -> tuple[float, float, float]:
    """:func:`measure` in a process of its own: CPU seconds, seconds, MB."""
    told = SPAWN.SimpleQueue()
    run_apart(measure, way, question, *values, told)
    return told.get()


def run_apart(work: Callable[..., None], *values: Any) -> None:
    """Do it in a process of its own, so that what it needs is its own; end where it does not end well."""
    process = SPAWN.Process(target=work, args=values)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def bench(dataset: Path, ways: list[str], memory_limit: str, runs: int) -> None:
    """Print a line per question; stop where an answer differs from that of the SQL."""
    rows, files = (
        open_dataset(dataset).sql("SELECT count(*), count(DISTINCT (body, year)) FROM comparison").fetchall()[0]
    )
    print(f"{rows:,} rows of `comparison` in {files} files, DuckDB limited to {memory_limit}\n")
    print("| question | rows out | " + " | ".join(f"{way}, CPU s (s)" for way in ways), end=" | ours ÷ SQL | ")
    print(" | ".join(f"{way}, MB" for way in ways) + " |")
    print("|---|---:|" + "---:|" * (2 * len(ways) + 1))
    for question in OURS:
        with tempfile.TemporaryDirectory() as folder:
            answers = {way: Path(folder) / f"{way}.parquet" for way in ways}
            spent = {
                way: measure_apart(way, question, dataset, memory_limit, runs, path) for way, path in answers.items()
            }
            found = {way: pd.read_parquet(path) for way, path in answers.items()}
        for way in ways:
            pd.testing.assert_frame_equal(found[way], found["sql"], check_exact=True, check_dtype=False)
        times = " | ".join(f"{spent[way][0]:.2f} ({spent[way][1]:.2f})" for way in ways)
        peaks = " | ".join(f"{spent[way][2]:,.0f}" for way in ways)
        ratio = spent["ours"][0] / spent["sql"][0]
        print(f"| `{question}` | {len(found['sql']):,} | {times} | {ratio:.2f} | {peaks} |", flush=True)
    print("\nThe answers are equal to the last digit.")


def main() -> None:
    """Build the dataset, unless one is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=3321)
    parser.add_argument("--criteria", type=int, default=100)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--nations", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--memory-limit", default="2GB")
    parser.add_argument("--without-pandas", action="store_true", help="where the rows do not fit in memory")
    parser.add_argument("--dataset", type=Path, help="measure over this dataset; made first where it is not there")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores", flush=True)
    ways = [way for way in WAYS if way != "pandas" or not options.without_pandas]
    with tempfile.TemporaryDirectory() as folder:
        dataset = options.dataset or Path(folder) / "dataset"
        if not dataset.exists():
            run_apart(build_dataset, dataset, options.units, options.criteria, options.years, options.nations)
        bench(dataset, ways, options.memory_limit, options.runs)


if __name__ == "__main__":
    main()
