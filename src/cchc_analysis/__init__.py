"""Self-scored against appraised administrative reform (CCHC) scores: what was deducted, where, and why.

``import cchc_analysis as cchc; season = cchc.load(2020)`` gives a season's tables.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cchc_analysis.loading import load as load

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "load":  # pandas is imported when a season is loaded, not when the command prints its help
        from cchc_analysis.loading import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
