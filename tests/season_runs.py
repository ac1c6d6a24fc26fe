"""The real command on a copy of a season, as a user has it: a folder of data, a folder of pages, words and a code."""

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

PROJECT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "season" / "data" / "raw" / "2021"
AGGREGATES = (
    "briefing",
    "yearly_report",
    "ranking",
    "deductions",
    "comparison",
    "plan_of_appraisal",
    "criteria_review",
    "intake",
)
"""The pages of the whole season beside the front page."""

LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')


@dataclass(frozen=True)
class Run:
    """What a user has after the command."""

    year: int
    code: int
    said: str
    project: Path

    @property
    def data(self) -> Path:
        return self.project / "data"

    @property
    def pages(self) -> Path:
        return self.project / "reports" / str(self.year)

    def list_pages(self) -> dict[str, Path]:
        """Every page by its name: ``index``, ``units/van-phong``."""
        paths = sorted((*self.pages.glob("*.html"), *self.pages.glob("units/*.html")))
        return {path.relative_to(self.pages).with_suffix("").as_posix(): path for path in paths}

    def list_public_pages(self) -> dict[str, Path]:
        """Every page of the public edition by its name: ``public/index``."""
        paths = sorted(self.pages.glob("public/*.html"))
        return {path.relative_to(self.pages).with_suffix("").as_posix(): path for path in paths}

    def read_page(self, name: str) -> str:
        return (self.pages / f"{name}.html").read_text(encoding="utf-8")

    def read_table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.data / "processed" / str(self.year) / f"{name}.parquet")

    def find_dead_links(self) -> dict[str, list[str]]:
        """Links of each page that lead to no file."""
        dead = {
            name: [link for link in LINK.findall(self.read_page(name)) if _is_dead(path, link)]
            for name, path in self.list_pages().items()
        }
        return {name: links for name, links in dead.items() if links}


def copy_samples(project: Path) -> Path:
    """Both sample seasons as received, and the season's folder of 2020."""
    for year in ("2019", "2020"):
        shutil.copytree(PROJECT / "data" / "raw" / year, project / "data" / "raw" / year)
    return project / "data" / "raw" / "2020"


def run_command(
    project: Path,
    *words: str,
    year: int = 2020,
    environment: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    before: Callable[[], None] | None = None,
) -> Run:
    """``cchc`` with *words*, typed in the project's folder; *before* is called in its process before it starts.

    What it says is read by *encoding*.
    """
    done = subprocess.run(
        [sys.executable, "-m", "cchc_analysis", *words],
        cwd=project,
        capture_output=True,
        encoding=encoding,
        errors="backslashreplace",
        timeout=300,
        env=os.environ | dict(environment or {}),
        preexec_fn=before,
    )
    return Run(year, done.returncode, done.stdout + done.stderr, project)


def obey_permissions() -> None:
    """Let this process, where it is root's, be refused what permissions refuse to any other user."""
    if os.geteuid() != 0:
        return
    drop_from_bounding_set, override, read_search = 24, 1, 2  # of linux/prctl.h and linux/capability.h
    system = ctypes.CDLL(None, use_errno=True)
    for capability in (override, read_search):
        if system.prctl(drop_from_bounding_set, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "this root cannot give up its rights")


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Run]) -> Run:
    """What *make* makes in an empty folder, made once for all workers of pytest-xdist.

    The first to ask makes it and the others wait: pytest-xdist's way of making session-scoped fixtures run only once.
    """
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    project, told = shared / name, shared / f"{name}.json"
    with FileLock(shared / f"{name}.lock"):
        if not told.exists():
            shutil.rmtree(project, ignore_errors=True)
            project.mkdir()
            run = make(project)
            told.write_text(json.dumps({"year": run.year, "code": run.code, "said": run.said}), encoding="utf-8")
    return Run(**json.loads(told.read_text(encoding="utf-8")), project=project)


def list_state(project: Path) -> dict[str, tuple[int, int]]:
    """Size and time of each file in a project: what a test that only reads leaves as it was."""
    paths = (path for path in project.rglob("*") if path.is_file())
    return {path.relative_to(project).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns) for path in paths}


def _is_dead(page: Path, link: str) -> bool:
    target = link.partition("#")[0]
    return "://" not in target and not (page.parent / target).exists()
