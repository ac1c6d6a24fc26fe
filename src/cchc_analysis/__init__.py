"""Self-scored against appraised administrative reform (CCHC) scores: what was deducted, where, and why.

``import cchc_analysis as cchc; season = cchc.load(2020)`` gives a season's tables, and ``season.charts`` draws them.
``cchc.charts`` holds the same charts as functions of a table.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cchc_analysis.loading import load as load
    from cchc_analysis.reporting import charts as charts

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "load":  # pandas is imported when a season is loaded, not when the command prints its help
        from cchc_analysis.loading import load

        return load
    if name == "charts":
        from cchc_analysis.reporting import charts

        return charts
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return ["__version__", "charts", "load"]
