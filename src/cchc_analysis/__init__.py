"""Self-scored against appraised administrative reform (CCHC) scores: what was deducted, where, and why.

``import cchc_analysis as cchc; season = cchc.load(2020)`` gives a season's tables, and ``season.charts`` draws them.
``cchc.charts`` holds the same charts as functions of a table. ``cchc.open_dataset("national")`` asks many seasons of
many bodies at once, ``cchc.open_table`` one table of them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cchc_analysis.analyst import load as load
    from cchc_analysis.reporting import charts as charts
    from cchc_analysis.store.open_tables import open_dataset as open_dataset
    from cchc_analysis.store.open_tables import open_table as open_table

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "load":  # pandas is imported when a season is loaded, not when the command prints its help
        from cchc_analysis.analyst import load

        return load
    if name == "charts":
        from cchc_analysis.reporting import charts

        return charts
    if name in ("open_dataset", "open_table"):
        from cchc_analysis.store import open_tables

        return getattr(open_tables, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return ["__version__", "charts", "load", "open_dataset", "open_table"]
