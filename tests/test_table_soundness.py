"""The quick answer on a table and pandera's are one and the same."""

from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pandera.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.typing import Series

from cchc_analysis import schemas
from cchc_analysis.schemas.columns import OTHER_LIBRARIES, Table, column, optional
from cchc_analysis.schemas.soundness import KNOWN_CHECKS, pass_table


class Visits(Table):
    """Each kind of column that the tables have."""

    year: Series[int] = column("Năm", "Year", ge=2000)
    who: Series[str] = column("Ai", "Who")
    kind: Series[str] = optional("Loại", "Kind", isin=("first", "again"))
    share: Series[float] = optional("Phần", "Share", ge=0, le=1)
    weight: Series[float] = column("Trọng số", "Weight", gt=0)
    place: Series[pd.Int64Dtype] = optional("Thứ hạng", "Place", ge=1)
    is_late: Series[pd.BooleanDtype] = optional("Muộn", "Late")
    is_open: Series[bool] = column("Mở", "Open")

    class Config:
        unique = ["year", "who"]  # noqa: RUF012 (pandera's Config)


SOUND: dict[str, list[Any]] = {
    "year": [2019, 2020, 2020],
    "who": ["a", "a", "b"],
    "kind": ["first", None, "again"],
    "share": [0.0, np.nan, 1.0],
    "weight": [0.5, 1.0, 2.0],
    "place": [1, None, 2],
    "is_late": [True, None, False],
    "is_open": [True, False, True],
}
ODD = (None, np.nan, -1, 0, 1, 1.5, 2, 2020, 2**63, np.inf, True, "", "a", "first", "1", "năm", pd.NA)


def ask_pandera(rows: pd.DataFrame) -> pd.DataFrame | None:
    try:
        return Visits.to_schema().validate(rows, lazy=True)
    except pandera.errors.SchemaErrors:
        return None


def expect_one_answer(rows: pd.DataFrame) -> None:
    expected, passed = ask_pandera(rows), pass_table(Visits, rows)
    assert (passed is None) == (expected is None), rows.to_dict("list")
    if expected is not None:
        pd.testing.assert_frame_equal(passed, expected)


@given(
    name=st.sampled_from(list(SOUND)),
    values=st.lists(st.sampled_from(ODD), min_size=3, max_size=3),
    stored_as=st.sampled_from([None, object]),
)
@settings(max_examples=100)
def test_whatever_stands_in_a_column_both_give_one_answer_and_one_table(
    name: str, values: list[Any], stored_as: type | None
) -> None:
    expect_one_answer(pd.DataFrame(SOUND).assign(**{name: pd.Series(values, dtype=stored_as)}))


@pytest.mark.parametrize("name", SOUND)
@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_one_odd_value_in_a_sound_table_gets_one_answer(name: str, odd: Any) -> None:
    expect_one_answer(pd.DataFrame(SOUND | {name: [*SOUND[name][:2], odd]}))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[rows.columns[::-1]],
        lambda rows: rows.drop(columns="share"),
        lambda rows: rows.assign(more=1),
        lambda rows: pd.concat([rows, rows["share"]], axis=1),
        lambda rows: pd.concat([rows, rows], ignore_index=True),
        lambda rows: rows.assign(who="a", year=2020),
    ],
    ids=["order", "lacking", "more", "twice", "rows again", "key again"],
)
def test_a_table_of_another_shape_is_left_to_pandera(spoil: Any) -> None:
    rows = spoil(pd.DataFrame(SOUND))
    assert ask_pandera(rows) is None
    assert pass_table(Visits, rows) is None


def test_a_sound_table_is_typed_as_pandera_types_it_and_the_one_given_stays_as_it_was() -> None:
    rows = pd.DataFrame(SOUND).astype(object)
    passed = pass_table(Visits, rows)
    assert passed is not None
    pd.testing.assert_frame_equal(passed, ask_pandera(rows))
    passed.loc[0, "who"] = "c"
    assert rows.loc[0, "who"] == "a"
    assert set(rows.dtypes) == {np.dtype(object)}


@pytest.mark.parametrize("table", schemas.ALL_TABLES)
def test_the_quick_answer_knows_every_check_that_tables_state(table: str) -> None:
    schema = schemas.ALL_TABLES[table].to_schema()
    assert {check.name for stated in schema.columns.values() for check in stated.checks} <= set(KNOWN_CHECKS)
    assert not schema.checks


def test_a_check_that_only_pandera_can_answer_is_left_to_it() -> None:
    class Named(Table):
        """A column that states a pattern."""

        who: Series[str] = column("Ai", "Who", str_matches="^[a-z]+$")

    assert pass_table(Named, pd.DataFrame({"who": ["a"]})) is None


def test_a_fault_is_told_in_full() -> None:
    rows = pd.DataFrame(
        {
            "year": [2020, 2020],
            "finding_id": [0, 1],
            "severity": ["grave", "error"],
            "rule": ["r", None],
            **dict.fromkeys(("sentence", "sentence_en", "action", "action_en"), "x"),
        }
    )
    columns = list(schemas.TABLES["findings"].to_schema().columns)
    with pytest.raises(pandera.errors.SchemaErrors) as raised:
        schemas.validate("findings", rows.reindex(columns=columns))
    assert set(raised.value.failure_cases["column"]) == {"finding_id", "severity", "rule"}


def test_no_other_library_of_tables_is_loaded_to_state_a_schema() -> None:
    asking = [import_module(name) for name in OTHER_LIBRARIES.values()]
    assert not asking[0].DASK_INSTALLED
    assert not asking[1].PYSPARK_INSTALLED
