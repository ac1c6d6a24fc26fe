"""How each process of the system is set up before it works."""

import gc
import os

NEW_OBJECTS = 100_000
"""Objects made and not yet freed before Python looks for cycles among them; its own figure is some hundreds."""


def set_up() -> None:
    """Look for cyclic garbage seldom, and let matrices be multiplied by one thread; a thread count that is set stands.

    Tables and pages hardly leave cycles, and each look goes through all that is imported: a tenth of a check, an eighth
    of a page. On matrices as small as ours further threads wait for each other, on cores that are at work. To be called
    before numpy is imported.
    """
    gc.set_threshold(NEW_OBJECTS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
