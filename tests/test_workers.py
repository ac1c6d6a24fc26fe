"""Work over many items goes on when a process dies, and ends cleanly when it is told to."""

import importlib.util
import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from joblib.externals.loky.process_executor import BrokenProcessPool

from cchc_analysis.running import workers
from cchc_analysis.running.workers import Lost
from conftest import skip_without
from small_work import die_on_three, die_once, double, ignores_ctrl_c, refuse_three, sleep_long, tell_niceness


def test_every_item_comes_back_with_what_was_made_of_it():
    assert dict(workers.run(double, range(20), jobs=2)) == {number: 2 * number for number in range(20)}


def test_with_one_job_items_come_in_their_order_from_this_very_process():
    assert list(workers.run(lambda number: (os.getpid(), number), [3, 1, 2])) == [
        (3, (os.getpid(), 3)),
        (1, (os.getpid(), 1)),
        (2, (os.getpid(), 2)),
    ]


def test_an_item_that_kills_its_process_twice_is_lost_alone():
    done = dict(workers.run(die_on_three, range(12), jobs=2))
    lost = done.pop(3)
    assert isinstance(lost, Lost)
    assert "7" in lost.reason
    assert done == {number: 2 * number for number in range(12) if number != 3}


def test_an_item_whose_process_died_once_is_done_the_second_time(tmp_path):
    marks = [tmp_path / name for name in ("a", "b", "c.deadly", "d", "e")]
    assert dict(workers.run(die_once, marks, jobs=2)) == {mark: mark.name for mark in marks}


def test_a_process_may_die_while_work_is_still_given_out(monkeypatch):
    on_cores = workers._on_cores

    def give_out_to_a_dying_process(jobs: int) -> workers.GiveOut:
        give_out, deaths = on_cores(jobs), iter([BrokenProcessPool("gone")])

        def give(calls: workers.Calls) -> Generator[Any, None, None]:
            for death in deaths:
                next(calls)
                raise death
            return give_out(calls)

        return give

    monkeypatch.setattr(workers, "_on_cores", give_out_to_a_dying_process)
    assert dict(workers.run(double, range(4), jobs=2)) == {number: 2 * number for number in range(4)}


def test_what_the_work_itself_raises_ends_the_run():
    with pytest.raises(ValueError, match="not three"):
        dict(workers.run(refuse_three, range(6), jobs=2))


def test_when_nobody_waits_any_more_the_processes_are_ended(tmp_path):
    marks = [tmp_path / "first", tmp_path / "second"]
    with closing(workers.run(sleep_long, [tmp_path / "quick", *marks], jobs=2)) as running:
        next(running)
        wait_until(lambda: all(mark.exists() and mark.read_text() for mark in marks))
    pids = [int(mark.read_text()) for mark in marks]
    wait_until(lambda: not any(map(is_alive, pids)))


def test_only_what_was_written_aside_is_swept_away(tmp_path):
    kept = [tmp_path / "a.html", tmp_path / ".hidden", tmp_path / "units" / ".keep.me"]
    aside = [tmp_path / ".a.html.4711", tmp_path / "units" / ".b.html.12"]
    for path in kept + aside:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    workers.sweep(tmp_path)
    assert [path.exists() for path in kept + aside] == [True] * 3 + [False] * 2


def test_what_was_written_aside_goes_before_the_work_and_after_work_that_breaks_off(tmp_path):
    aside = tmp_path / ".a.html.4711"
    aside.touch()
    with pytest.raises(KeyboardInterrupt), workers.tidy(tmp_path):
        write_half(aside)
    assert not aside.exists()


def write_half(aside: Path) -> None:
    assert not aside.exists()
    aside.touch()
    raise KeyboardInterrupt


def test_ctrl_c_is_left_to_the_process_that_gives_the_work_out():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may ignore it
    try:
        assert dict(workers.run(ignores_ctrl_c, range(4), jobs=2)) == dict.fromkeys(range(4), True)
        assert not ignores_ctrl_c(0)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no such thing")
def test_processes_give_way_to_the_one_that_gives_the_work_out():
    made = {niceness for _item, niceness in workers.run(tell_niceness, [1, 2], jobs=2)}
    assert made == {min(os.nice(0) + workers.GIVING_WAY, 19)}


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A Dask cluster of two workers on this machine."""
    if importlib.util.find_spec("distributed") is None:
        skip_without("distributed")
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, worker_dashboard_address=None
    ) as started:
        yield started.scheduler_address


def test_a_dask_cluster_makes_the_same_of_every_item(cluster):
    assert dict(workers.run(double, range(20), cluster=cluster)) == {number: 2 * number for number in range(20)}


def test_while_a_cluster_works_for_a_command_dask_adds_no_lines_of_its_own_to_it(cluster):
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "tornado.application")]
    before = [logger.level for logger in loggers]
    with closing(workers.run(double, range(20), cluster=cluster)) as running:
        next(running)
        assert not any(logger.isEnabledFor(logging.ERROR) for logger in loggers)
    assert [logger.level for logger in loggers] == before


def test_on_a_cluster_too_an_item_that_kills_its_workers_is_lost_alone(cluster):
    done = dict(workers.run(die_on_three, range(6), cluster=cluster))
    assert isinstance(done.pop(3), Lost)
    assert done == {number: 2 * number for number in range(6) if number != 3}


def test_a_cluster_that_does_not_answer_is_said_to():
    if importlib.util.find_spec("distributed") is None:
        skip_without("distributed")
    with pytest.raises(workers.ClusterError, match=r"tcp://127\.0\.0\.1:1"):
        list(workers.run(double, range(3), cluster="tcp://127.0.0.1:1"))


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1", "foo://127.0.0.1:8786"])
def test_what_is_no_address_of_a_cluster_is_said_at_once_and_only_that(address):
    if importlib.util.find_spec("distributed") is None:
        skip_without("distributed")
    done = subprocess.run([sys.executable, "-c", TRY, address], capture_output=True, text=True, timeout=60)
    assert address in done.stdout
    assert done.stderr == ""  # half a client, closed at the end, complains at length


TRY = """import sys
from cchc_analysis.running import workers
try:
    list(workers.run(abs, range(3), cluster=sys.argv[1]))
except workers.ClusterError as error:
    print(error)
"""


def test_a_cluster_without_a_worker_is_said_to_be_one():
    if importlib.util.find_spec("distributed") is None:
        skip_without("distributed")
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as started,
        pytest.raises(workers.ClusterError, match="no worker"),
    ):
        list(workers.run(double, range(3), cluster=started.scheduler_address))


def test_a_cluster_whose_scheduler_goes_away_in_the_middle_is_said_to_be_gone(tmp_path):
    if importlib.util.find_spec("distributed") is None:
        skip_without("distributed")
    from distributed import LocalCluster

    started = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", worker_dashboard_address=":0")
    running = workers.run(sleep_long, [tmp_path / "quick", tmp_path / "slow"], cluster=started.scheduler_address)
    next(running)
    started.close()
    with pytest.raises(workers.ClusterError, match=re.escape(started.scheduler_address)):
        list(running)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
