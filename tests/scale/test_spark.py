"""The same answers on a local Spark as on pandas: ``make test-spark``."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from cchc_analysis import schemas
from cchc_analysis.store.aggregations import rank_deducted
from cchc_analysis.store.dataset import Source, write_season
from scale.engines import QUESTIONS, draw_comparison, in_order

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is installed by `make test-spark`")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.parametrize("question", QUESTIONS)
def test_spark_gives_exactly_what_pandas_gives(question: str, spark: Any, tmp_path_factory: Any) -> None:
    drawn = draw_comparison()
    folder = tmp_path_factory.mktemp("spark")
    drawn.to_parquet(folder / "comparison.parquet", index=False)
    answered = QUESTIONS[question](spark.read.parquet(str(folder))).toPandas()
    pd.testing.assert_frame_equal(
        in_order(answered), in_order(QUESTIONS[question](drawn)), check_exact=True, check_dtype=False
    )


def test_spark_reads_the_dataset_of_cchc_tables(spark: Any, tmp_path: Path) -> None:
    drawn = draw_comparison()
    stated = drawn.assign(scope="common", is_survey=False, is_compared=True, is_contested=False)
    for (body, year), rows in stated.groupby(["body", "year"]):
        whole = schemas.validate("comparison", rows.reindex(columns=list(schemas.titles("comparison"))))
        source = Source("drawn", partial(pa.Table.from_pandas, whole, preserve_index=False))
        write_season(tmp_path, f"Tỉnh {body} 50%", int(year), {"comparison": source})
    read = spark.read.parquet(str(tmp_path / "comparison"))
    answered = rank_deducted(read.withColumn("year", read["year"].cast("long"))).toPandas()
    assert {row["body"] for row in read.select("body").distinct().collect()} == {"Tỉnh tinh-a 50%", "Tỉnh tinh-b 50%"}
    pd.testing.assert_frame_equal(
        in_order(answered), in_order(rank_deducted(drawn)), check_exact=True, check_dtype=False
    )
