"""How far a long run is and how long it still takes: a bar on a terminal, else a line now and then.

The rest is reckoned from the latest steps alone, for the first pages of a report cost more than those of single units.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TimeRemainingColumn

from cchc_analysis import language
from cchc_analysis.running.terminal import DescriptionColumn

PERIOD = 60.0
"""Seconds of the run's latest steps from which its rest is reckoned."""

PAUSE = 15.0
"""Seconds between two lines where there is no terminal to draw a bar on."""


@contextmanager
def follow(task: str, console: Console, lang: str) -> Iterator[Callable[[int, int, str], None]]:
    """Call what it gives with how many steps of how many are done, and the name of the last."""
    bar = Progress(
        SpinnerColumn(),
        DescriptionColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        speed_estimate_period=PERIOD,
        disable=not console.is_terminal,
    )
    shown = bar.add_task(task, total=None)
    said = time.monotonic()

    def tell(done: int, total: int, name: str) -> None:
        nonlocal said
        bar.update(shown, completed=done, total=total, description=name)
        if not console.is_terminal and done < total and time.monotonic() - said >= PAUSE:
            said = time.monotonic()
            console.print(say_rest(task, done, total, bar.tasks[0].time_remaining, lang), markup=False)

    with bar:
        yield tell


def say_rest(task: str, done: int, total: int, seconds: float | None, lang: str) -> str:
    """``Lập trang: 120/3321, còn khoảng 0:05:10``; without the rest where it is not known yet."""
    words = language.words(lang)
    counts = f"{language.number(done, 0, lang)}/{language.number(total, 0, lang)}"
    if seconds is None:
        return f"{task}: {counts}"
    return words.gettext("{task}: {counts}, còn khoảng {rest}").format(
        task=task, counts=counts, rest=timedelta(seconds=round(seconds))
    )
