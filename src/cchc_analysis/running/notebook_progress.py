"""A bar for a person who waits in a notebook: nothing for two seconds, then what is being done and how far it is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

PATIENCE = 2.0  # seconds


@contextmanager
def show_progress(task: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A bar of *steps*: call what it gives with the name of each step as it begins. It is gone when the work is done.

    Plain text on standard output, so that it needs no widgets and is not shown as an error.
    """
    with tqdm(total=steps, desc=task, delay=PATIENCE, leave=False, file=sys.stdout, mininterval=0, miniters=1) as bar:
        begun = 0

        def begin(step: str) -> None:
            nonlocal begun
            bar.set_postfix_str(step, refresh=False)
            bar.update(1 if begun else 0)
            begun += 1

        yield begin
