"""How often a process looks for objects that only point at each other."""

import gc

NEW_OBJECTS = 100_000
"""Objects made and not yet freed before the next look; Python's own figure is a few hundred to two thousand."""


def collect_rarely() -> None:
    """Look for garbage in cycles seldom: tables and pages hardly leave any, and each look goes through all there is.

    With pandas, plotly and IPython imported those looks were an eighth of the time of a page.
    """
    gc.set_threshold(NEW_OBJECTS)
