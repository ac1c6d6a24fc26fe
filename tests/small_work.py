"""Work given out to processes in tests: importable there by name."""

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def die_on_three(number: int) -> int:
    if number == 3:
        os._exit(7)
    return 2 * number


def die_once(mark: Path) -> str:
    """Take the process down the first time, leaving *mark*; the second time there is nothing to it."""
    if mark.suffix == ".deadly" and not mark.exists():
        mark.touch()
        os._exit(7)
    return mark.name


def refuse_three(number: int) -> int:
    if number == 3:
        raise ValueError("not three")
    return 2 * number


def ignores_ctrl_c(_number: int) -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def sleep_long(mark: Path) -> None:
    mark.write_text(str(os.getpid()))
    if mark.name != "quick":
        time.sleep(60)


def tell_niceness(_item: int) -> int:
    """How nice this process is to others."""
    return os.nice(0)
