"""What all tests share: the tools a machine may lack, and the browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from browser import Browser, find_chromium
from season_runs import Run, copy_samples, list_state, make_once, run_command

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")

WITHOUT_TOOL = "needs "
LONGEST = (
    "test_report.py",
    "test_only_what_changed.py",
    "test_broken_season.py",
    "test_geometry.py",
    "test_wording.py",
    "test_poorer_seasons.py",
    "test_rollup.py",
    "test_pages_at_scale.py",
    "test_documents.py",
    "test_release.py",
    "test_empty_blocks.py",
    "test_season_values.py",
    "test_interrupted.py",
    "test_public_edition.py",
    "test_simulation.py",
    "test_season_in_hand.py",
    "test_lab.py",
)
"""Files that take the longest, longest first: begun last, one of them would run on while other workers stand idle."""


def skip_without(tool: str) -> None:
    """Skip the test for want of *tool*; where ``CCHC_REQUIRE_TOOLS=1`` says that all must be there, fail instead."""
    if os.environ.get("CCHC_REQUIRE_TOOLS") == "1":
        pytest.fail(f"{WITHOUT_TOOL}{tool}, and CCHC_REQUIRE_TOOLS=1 forbids to skip", pytrace=False)
    pytest.skip(WITHOUT_TOOL + tool)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium without a network."""
    executable = find_chromium()
    if executable is None:
        skip_without("Chromium")
    else:
        with Browser(executable) as opened:
            yield opened


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The whole report of the sample season, made once for all tests and workers by the real command.

    It is there to be read, and stays as it was made: a test that writes into it takes a copy.
    """
    run = make_once(tmp_path_factory, "sample", _report_samples)
    before = list_state(run.project)
    yield run
    after = list_state(run.project)
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    assert changed == [], "a test wrote into the sample report, which all tests read"


def _report_samples(project: Path) -> Run:
    copy_samples(project)
    (project / "notebooks").mkdir()  # where a reader starts a notebook
    return run_command(project, "report", "--year", "2020", "--jobs", "2")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, whatever the rest; ``make test`` keeps this order (``--no-loadscope-reorder``)."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much went untested on this machine."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if WITHOUT_TOOL in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} tests skipped for want of a tool; CCHC_REQUIRE_TOOLS=1 makes them fail", yellow=True
        )
