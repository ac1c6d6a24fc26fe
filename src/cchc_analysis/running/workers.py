"""The same work over many items: on all cores or on a Dask cluster, in spite of workers that die or are told to stop.

joblib gives the work out (its loky processes, or its backend for ``dask.distributed``). When a process dies joblib ends
the whole call, with everything that was begun; here those items are taken up again, one after the other, and an item
that takes its process down a second time is given back as :class:`Lost` while all others are done.

joblib is imported by what gives work out: a season of a few files is read without it.
"""

import logging
import os
import pkgutil
import re
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cchc_analysis.running import interpreter

Item = TypeVar("Item")
Result = TypeVar("Result")
Calls = Iterator[Any]
GiveOut = Callable[[Calls], Generator[Any, None, None]]
"""Takes calls, gives what each of them gave as they come; closed early it kills the processes still at work."""

ASIDE = re.compile(r"\..+\.\d+")
"""Files written beside their place before they are swapped in: ``.ranking.html.4711``."""


GIVING_WAY = 5
"""How much nicer than the parent its processes are: beside it each gets a third of a core that all want."""


@dataclass(frozen=True)
class Lost:
    """An item whose worker died twice while it was at work on it; *reason* is what the system says of its death."""

    reason: str


class ClusterError(Exception):
    """The cluster cannot be used: why, in words of the library that tried."""


def count_cores() -> int:
    """The cores this process may use."""
    import joblib

    return int(joblib.cpu_count())


def run(
    work: Callable[[Item], Result], items: Sequence[Item], *, jobs: int = 1, cluster: str = ""
) -> Generator[tuple[Item, Result | Lost], None, None]:
    """Each of *items* with what *work* made of it, as they come; with one job in their order, in this process.

    *work* is a function of an importable module. What it raises ends the run and is raised here, and so does closing
    the iterator; processes that are still at work are then killed. *cluster* is the address of a Dask scheduler whose
    workers see the same folders; :class:`ClusterError` is raised where there is none.
    """
    if not cluster and (jobs == 1 or len(items) < 2):
        for item in items:
            yield item, work(item)
        return
    with ExitStack() as opened:
        give_out = opened.enter_context(_on_cluster(cluster)) if cluster else _on_cores(min(jobs, len(items)))
        waiting = dict(enumerate(items))
        while waiting:
            begun: set[int] = set()
            yield from _attempt(give_out, work, waiting, begun)
            for at in sorted(begun & waiting.keys()):  # a process died, and one of these was in it
                alone = {at: waiting.pop(at)}
                death = yield from _attempt(give_out, work, alone, set())
                for item in alone.values():
                    yield item, Lost(death)


@contextmanager
def prepared(jobs: int, begin: str, *values: Any) -> Iterator[None]:
    """Start the processes that :func:`run` uses on *jobs* cores and call *begin* (``module:function``) in each.

    This process goes on meanwhile and imports nothing of that. With the end of the block they end. One job needs none.
    """
    if jobs == 1:
        yield
        return
    import joblib

    with _silent(), closing(_on_cores(jobs)(joblib.delayed(_call_by_name)(begin, values) for _ in range(jobs))):
        yield


@contextmanager
def tidy(*folders: Path) -> Iterator[None]:
    """Sweep *folders* before the work, and after it where it ended before its time."""
    for folder in folders:
        sweep(folder)
    try:
        yield
    except BaseException:
        for folder in folders:
            sweep(folder)
        raise


def sweep(folder: Path) -> None:
    """Take away what processes that were killed left beside its place in *folder* and below."""
    for path in folder.rglob(".*"):
        if ASIDE.fullmatch(path.name) and path.is_file():
            path.unlink(missing_ok=True)


def _attempt(
    give_out: GiveOut, work: Callable[[Item], Result], waiting: dict[int, Item], begun: set[int]
) -> Generator[tuple[Item, Result], None, str]:
    """Give out what waits until all is done, or a process dies: then how. What is done leaves *waiting*."""
    import joblib

    def list_calls() -> Calls:
        for at, item in list(waiting.items()):
            begun.add(at)
            yield joblib.delayed(_call)(at, work, item)

    with _silent():
        try:
            with closing(give_out(list_calls())) as done:  # a process may die while work is still given out
                for at, result in done:
                    yield waiting.pop(at), result
        except Exception as death:
            if not _is_death(death):
                raise
            return _say_death(death)
    return ""


def _call(at: int, work: Callable[[Item], Result], item: Item) -> tuple[int, Result]:
    return at, work(item)


def _call_by_name(name: str, values: Sequence[Any]) -> None:
    pkgutil.resolve_name(name)(*values)


def _on_cores(jobs: int) -> GiveOut:
    import joblib

    def give_out(calls: Calls) -> Generator[Any, None, None]:
        parallel = joblib.Parallel(
            n_jobs=max(jobs, 2),  # with one job joblib would stay in this process
            backend="loky",
            return_as="generator_unordered",
            batch_size=1,
            initializer=_begin,
        )
        return parallel(calls)

    return give_out


@contextmanager
def _on_cluster(address: str) -> Iterator[GiveOut]:
    import joblib

    try:
        from distributed import Client
        from distributed.comm import addressing, registry

        scheme, place = addressing.parse_address(address)
        registry.get_backend(scheme)
        addressing.parse_host_port(place)
        client = Client(address, timeout="5s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (ImportError, OSError, ValueError) as error:
        raise ClusterError(f"{address}: {error}") from error

    def give_out(calls: Calls) -> Generator[Any, None, None]:
        with joblib.parallel_config(backend=_hearing_of_deaths(client, address), n_jobs=-1):
            parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        return parallel(calls)

    from distributed.client import FutureCancelledError

    with _mute("distributed", "distributed.client", "tornado.application"), client:
        try:
            yield give_out
        except FutureCancelledError as error:  # the scheduler is gone, and all that was given to it
            raise ClusterError(f"{address}: {' '.join(str(error).splitlines()[1:]) or error}") from error


def _hearing_of_deaths(client: Any, address: str) -> Any:
    """joblib's backend for Dask, told of workers that died: its own says nothing, and joblib would wait for ever."""
    from joblib._dask import DaskDistributedBackend

    class Backend(DaskDistributedBackend):
        def effective_n_jobs(self, n_jobs: int) -> int:
            """At least 2, also while workers that died are not back yet: with one job joblib stays in this process."""
            try:
                return max(super().effective_n_jobs(n_jobs), 2)
            except TimeoutError as error:
                raise ClusterError(f"{address}: {str(error).partition('.')[0]}") from error

        def submit(self, func: Any, callback: Callable[[Any], None] | None = None) -> Any:
            future = super().submit(func, callback)
            if callback is not None:
                future.add_done_callback(lambda done: done.exception() and callback(done.exception()))
            return future

        def retrieve_result_callback(self, out: Any) -> Any:
            if isinstance(out, BaseException):
                raise out
            return super().retrieve_result_callback(out)

    return Backend(client=client)


def _begin() -> None:
    """A Ctrl-C reaches every process of a terminal; the parent hears it and ends the others.

    They give way to the parent, which checks the season while they load what pages need: all wait for it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):  # not on Windows
        os.nice(GIVING_WAY)
    interpreter.set_up()


def _is_death(error: Exception) -> bool:
    from joblib.externals.loky.process_executor import BrokenProcessPool

    distributed = sys.modules.get("distributed")
    return isinstance(error, (BrokenProcessPool, *([distributed.KilledWorker] if distributed else [])))


def _say_death(death: Exception) -> str:
    """``SIGKILL(-9)``, as loky tells it at the end of a long message; else the first line of what there is."""
    codes = re.search(r"exit codes of the workers are \{(.+?)\}", str(death))
    return codes[1] if codes else str(death).partition("\n")[0] or type(death).__name__


@contextmanager
def _mute(*loggers: str) -> Iterator[None]:
    """Without what Dask logs of connections that end: what matters of it is raised, and said by who asked for it."""
    levels = {name: logging.getLogger(name).level for name in loggers}
    for name in levels:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@contextmanager
def _silent() -> Iterator[None]:
    """Without joblib's warnings that results were left unused, which is meant, or that a process was replaced."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=".*(but not used|been cancelled|stopped while some jobs)", category=UserWarning
        )
        yield
