"""Told to stop: Ctrl-C, a request to end the process, a closed terminal are all heard as one exception."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SAME_WISH = 2.0
"""Seconds within which a further Ctrl-C is the same one: what is being put in order meanwhile is not cut off again."""


@contextmanager
def heed_signals() -> Iterator[list[int]]:
    """Raise :class:`KeyboardInterrupt` where the system asks the process to end (SIGTERM, SIGHUP), as for Ctrl-C.

    Gives a list to which the number of the signal is added; a shell expects 128 and that number as the exit code.
    """
    heard: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    last = -SAME_WISH

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SAME_WISH:
            last = now
            heard.append(number)
            raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
