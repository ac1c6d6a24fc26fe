"""Ctrl-C or a full disk in the middle of a report: what stands is whole, and the same command ends it."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_analysis.cli import app
from cchc_analysis.store import storage
from season_runs import GOLDEN, Run, run_command

if sys.platform == "win32":
    pytest.skip("process groups and limits of POSIX", allow_module_level=True)

WORDS = ("report", "--year", "2021", "--edition", "internal", "--jobs", "2")


def start(project: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cchc_analysis", *WORDS],
        cwd=project,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def list_processes(group: int) -> list[int]:
    stats = (read(path) for path in Path("/proc").glob("[0-9]*/stat"))
    fields = [(int(stat.split()[0]), stat.rpartition(") ")[2].split()) for stat in stats if stat]
    return [pid for pid, (state, _parent, its_group, *_) in fields if int(its_group) == group and state != "Z"]


def read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def read_pages(project: Path) -> dict[str, bytes]:
    folder = project / "reports" / "2021"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")}


def list_asides(project: Path) -> list[Path]:
    return [path for path in (project / "reports").rglob(".*") if path.is_file()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The small season's report, made without a disturbance."""
    project = tmp_path_factory.mktemp("whole")
    shutil.copytree(GOLDEN.parents[1], project / "data")
    return run_command(project, *WORDS, year=2021)


@pytest.fixture
def checked(tmp_path: Path, whole: Run) -> Path:
    """The same season, checked, without a page."""
    shutil.copytree(whole.data, tmp_path / "data")
    return tmp_path


def test_after_ctrl_c_no_process_and_no_half_page_is_left_and_the_same_command_makes_the_rest(checked, whole):
    running = start(checked)
    wait_until(lambda: read_pages(checked) or running.poll() is not None)
    os.killpg(running.pid, signal.SIGINT)
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "chạy lại cùng lệnh" in said
    wait_until(lambda: not list_processes(running.pid))
    assert not list_asides(checked)
    expected = read_pages(whole.project)
    assert all(page in expected for page in read_pages(checked))
    again = run_command(checked, *WORDS, year=2021)
    assert again.code == whole.code
    assert read_pages(checked) == expected


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one_and_nothing_beside_it(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("old")
    with pytest.raises(OSError, match="No space"), storage.written_aside(page) as aside:
        fill_half(aside)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert page.read_text() == "old"


def fill_half(path: Path) -> None:
    path.write_text("half")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_known_however_a_library_wraps_it():
    full = OSError(errno.ENOSPC, "No space left on device")
    assert storage.is_disk_full(full)
    assert storage.is_disk_full(RuntimeError(full))
    assert not storage.is_disk_full(OSError(errno.EACCES, "Permission denied"))


def test_a_full_disk_is_said_with_the_way_on_and_ends_with_two(monkeypatch, capsys):
    def fail() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(app, "app", fail)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "chạy lại cùng lệnh" in said
    assert "Traceback" not in said
