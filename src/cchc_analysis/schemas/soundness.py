"""A quick yes to the question whether a table keeps its schema; pandera answers wherever this does not say yes.

pandera looks for every fault of every column and keeps what it would print of it, good table or not: 0.8 ms a column
(unionai-oss/pandera #1879, #1071), a third of what deriving a season of 19 units took. Almost every table is good, and
that is seen in one pass over its arrays. What is allowed is read from the same pandera schema; nothing is stated twice.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

BOUNDS: dict[str, Callable[[Any, Any], Any]] = {
    "greater_than_or_equal_to": operator.ge,
    "greater_than": operator.gt,
    "less_than_or_equal_to": operator.le,
    "less_than": operator.lt,
}
CHOICES = "isin"
KNOWN_CHECKS = (*BOUNDS, CHOICES)


class UnknownCheckError(TypeError):
    """A column states a check that only pandera can answer."""


@dataclass(frozen=True)
class ColumnRules:
    """What one column must keep: its type, whether a value may be missing, its bounds and its choices."""

    dtype: Any
    stored_as: Any
    nullable: bool
    bounds: tuple[tuple[Callable[[Any, Any], Any], float], ...]
    choices: frozenset[Any] | None

    def coerce(self, values: pd.Series) -> pd.Series:
        """*values* in the column's type, as pandera coerces them; the same series where it has that type."""
        return values if values.dtype == self.stored_as else self.dtype.coerce(values)

    def are_kept_by(self, values: pd.Series) -> bool:
        """Whether *values*, of the column's type, break none of the rules."""
        if values.dtype != self.stored_as or (not self.nullable and values.hasnans):
            return False
        if not self.bounds and self.choices is None:
            return True
        present = values.dropna() if self.nullable else values
        if self.choices is not None and not self.choices.issuperset(present.unique()):
            return False
        numbers = present.to_numpy()
        return all(bool(holds(numbers, bound).all()) for holds, bound in self.bounds)


def pass_table(schema: type[pa.DataFrameModel], rows: pd.DataFrame) -> pd.DataFrame | None:
    """*rows* in the types of *schema*, where they keep it; None where a fault was met or only pandera can tell.

    Linear in rows. The answer is what ``schema.validate`` would return; it shares unchanged columns with *rows*, which
    pandas copies when either is written to.
    """
    received = dict(rows.items())
    try:
        rules = _read_rules(schema)
        if list(rows.columns) != list(rules):
            return None
        typed = {name: column.coerce(received[name]) for name, column in rules.items()}
    except (ValueError, TypeError, ArithmeticError):  # what pandera, asked in turn, makes a fault of
        return None
    if not all(rules[name].are_kept_by(values) for name, values in typed.items()):
        return None
    passed = rows.assign(**{name: values for name, values in typed.items() if values is not received[name]})
    key = schema.to_schema().unique
    return None if key and passed.duplicated(subset=key).any() else passed


@cache
def _read_rules(schema: type[pa.DataFrameModel]) -> dict[str, ColumnRules]:
    """The rules of each column of *schema*. Raises :class:`UnknownCheckError` where the schema asks for more."""
    stated = schema.to_schema()
    if stated.checks or stated.parsers or stated.index is not None or not (stated.strict and stated.coerce):
        raise UnknownCheckError(schema.__name__)
    return {name: _read_column(column) for name, column in stated.columns.items()}


def _read_column(column: pa.Column) -> ColumnRules:
    if column.unique or column.parsers or not column.required or column.regex or column.default is not None:
        raise UnknownCheckError(column.name)
    bounds, choices = [], None
    for check in column.checks:
        if check.name in BOUNDS:
            (bound,) = check.statistics.values()
            bounds.append((BOUNDS[check.name], bound))
        elif check.name == CHOICES and choices is None:
            choices = frozenset(check.statistics["allowed_values"])
        else:
            raise UnknownCheckError(check.name)
    kind = column.dtype.type
    return ColumnRules(
        dtype=column.dtype,
        stored_as=kind() if isinstance(kind, type) else kind,
        nullable=column.nullable,
        bounds=tuple(bounds),
        choices=choices,
    )
