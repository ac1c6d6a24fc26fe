"""What every table is made of: titled columns, the values that lists of choices allow."""

import sys
from importlib import import_module
from typing import Any

import pandera.pandas as pa

STATUSES = ("scored", "not_applicable", "pending", "missing", "unreadable", "invalid")

LINES = ("score", "bonus", "penalty")

SCOPES = ("common", "specific")

MEASURED_SCOPES = (*SCOPES, "none")

HIT_EXTENTS = ("always", "never", "some", "open")

RECEIVED_BY = ("register", "workbook", "file_time")

COLUMN_ROLES = (*("max_score", "other_stage", "earlier", "sum", "beside", "text", "item", "code", "ignored"),)
"""What a column that holds no score of its stage was taken for."""
CHANGED_PARTS = ("score", "note", "reason", "evidence", "explanation")

RANKING_STATUSES = ("ranked", "not_ranked", "pending", "held_back", "not_scored")


OTHER_LIBRARIES = {"dask.dataframe": "pandera.typing.dask", "pyspark.pandas": "pandera.typing.pyspark"}
"""Libraries of tables that pandera loads where they are installed, and the module of it that does."""


def _keep_to_pandas() -> None:
    """Let pandera find none of the other libraries: the first schema would wait half a second for dask, unused here."""
    for library, asking in OTHER_LIBRARIES.items():
        if library not in sys.modules:
            sys.modules[library] = None  # type: ignore[assignment] # what an import then fails on
            try:
                import_module(asking)
            finally:
                del sys.modules[library]


_keep_to_pandas()


def column(title: str, title_en: str, /, **checks: Any) -> Any:
    """A column titled in both languages; *checks* are those of ``pandera.Field``."""
    return pa.Field(title=title, metadata={"title_en": title_en}, **checks)


def optional(title: str, title_en: str, /, **checks: Any) -> Any:
    """The same, where a value may be missing."""
    return column(title, title_en, nullable=True, **checks)


class Table(pa.DataFrameModel):
    """What every table has in common: no columns but its own, types coerced, one row per key."""

    class Config:
        strict = True
        coerce = True
        ordered = True
