"""What is read while a page is made: the tables, the rows of one unit, the figures of the body.

A page is made by a notebook, and a notebook may ask a season for anything. What it asked for is noted, so that a later
run can tell whether any of it has changed: whatever a page could show differently, it must first have read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Read(NamedTuple):
    """One thing read: a table of a season by name (``comparison``, ``rules``), whole or the rows of one unit.

    Figures of the body are ``body.<figure>``, tables of the public edition ``public/<table>``. ``lang`` is given where
    names in a reader's language are part of what was read.
    """

    data: str
    year: int
    part: str
    unit: str = ""
    lang: str = ""


_READS: ContextVar[set[Read] | None] = ContextVar("reads", default=None)


@contextmanager
def watch() -> Iterator[set[Read]]:
    """Note what is read from here on; the set grows while the block runs."""
    seen: set[Read] = set()
    token = _READS.set(seen)
    try:
        yield seen
    finally:
        _READS.reset(token)


def note(read: Read) -> None:
    """Note something read, where anybody watches."""
    seen = _READS.get()
    if seen is not None:
        seen.add(read)
