"""The same measure on Spark and on DuckDB: equal to the last digit."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from scripts.bench_registers import FIRST, LAST, OFF, make_rows, select_all

from cchc_analysis.registers import lateness
from cchc_analysis.registers.workdays import build_days

pytestmark = pytest.mark.spark
ROWS = 10_000


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Any, Any]]]:
    """Rows and days in each engine."""
    sql = pytest.importorskip("pyspark.sql")
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    connection = duckdb.connect()
    make_rows(connection, ROWS, path)
    days = build_days(FIRST.replace(year=2014), LAST.replace(year=2026), ("saturday", "sunday"), OFF)
    days = days[["day_no", "is_worked", "work_no", "next_work_no"]]
    connection.register("days_frame", days)
    connection.execute("create table days as select * from days_frame")
    spark = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield {
        "duckdb": (connection.read_parquet(str(path)), connection.table("days")),
        "spark": (spark.read.parquet(str(path)), spark.createDataFrame(days)),
    }
    spark.stop()


def count(rows: Any, days: Any) -> list[dict[str, Any]]:
    selected = select_all()
    counted = lateness.count(lateness.decide(rows, days, selected), selected)
    for turn in ("toPandas", "df"):
        if hasattr(counted, turn):
            counted = getattr(counted, turn)()
            break
    known = counted.sort_values("unit_id", ignore_index=True).drop(columns="worst_days_late")
    return [
        {str(key): value if key == "unit_id" else int(value) for key, value in row.items()}
        for row in known.to_dict("records")
    ]


def test_spark_counts_what_duckdb_does(frames: dict[str, tuple[Any, Any]]) -> None:
    expected = count(*frames["duckdb"])
    assert sum(row["b"] for row in expected) > ROWS // 3
    assert count(*frames["spark"]) == expected
