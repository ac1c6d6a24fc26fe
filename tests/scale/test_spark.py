"""The same answers on a local Spark as on pandas: ``make test-spark``."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

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
