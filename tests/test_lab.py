"""JupyterLab as a person meets it: ``make lab`` opens the start notebook, its cells run, its charts are drawn."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest
from playwright.sync_api import Page, sync_playwright

from browser import QUIET, find_chromium
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.reporting.pages.notebooks import START, notebooks_folder
from conftest import skip_without
from season_runs import PROJECT, copy_samples

RECIPE = re.search(r"^lab:.*\n((?:\t.*\n)+)", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
TOKEN = "start"
PATIENCE = 60.0  # seconds
TALL = {"width": 1280, "height": 12_000}  # JupyterLab draws what is in view


@dataclass(frozen=True)
class Seen:
    """What a person saw in JupyterLab once all cells had run."""

    place: str
    run: int
    errors: list[str]
    charts: list[int]
    texts: str
    buttons: set[str]
    outside: list[str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lab")
    copy_samples(folder)
    check_season(2020, folder / "data")
    (folder / "notebooks").mkdir()
    shutil.copy(notebooks_folder() / START, folder / "notebooks")
    return folder


@pytest.fixture(scope="module")
def seen(project: Path) -> Seen:
    executable = find_chromium()
    if executable is None:
        skip_without("Chromium")
    with _serve(project) as address, ThreadPoolExecutor(max_workers=1) as thread:  # no event loop of pytest's thread
        return thread.submit(_visit, address, executable, project / "notebooks" / START).result()


@contextmanager
def _serve(project: Path) -> Iterator[str]:
    """JupyterLab by the command of ``make lab``: a free port, settings of its own, and all it started ended with it."""
    assert RECIPE is not None
    name, *words = shlex.split(RECIPE[1].splitlines()[-1])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = project / "home"
    folders = {f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    alone = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    with (project / "lab.log").open("w") as log:
        server = psutil.Popen(
            [str(Path(sys.executable).with_name(Path(name).name)), *words, *alone, f"--IdentityProvider.token={TOKEN}"],
            cwd=project,
            env={**os.environ, **folders, "HOME": str(own), "IPYTHONDIR": str(own / "ipython")},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_it_answers(port, server, project / "lab.log")
            yield f"http://127.0.0.1:{port}/?token={TOKEN}"
        finally:
            _end(server)


def _wait_until_it_answers(port: int, server: psutil.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


def _end(server: psutil.Popen) -> None:
    started = [server, *server.children(recursive=True)]
    for process in started:
        if process.is_running():
            process.terminate()
    for process in psutil.wait_procs(started, timeout=10)[1]:
        process.kill()


def _visit(address: str, executable: str, notebook: Path) -> Seen:
    with sync_playwright() as playwright:
        arguments = [rule for rule in QUIET if "host-resolver" not in rule]
        browser = playwright.chromium.launch(
            executable_path=executable, args=[*arguments, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        )
        try:
            return _run_all_cells(browser.new_page(viewport=TALL), address, notebook)
        finally:
            browser.close()


def _run_all_cells(page: Page, address: str, notebook: Path) -> Seen:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    cells = sum(cell.cell_type == "code" for cell in nbformat.read(notebook, as_version=4).cells)
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    page.get_by_text("| Idle", exact=False).first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".jp-InputPrompt", has_text=f"[{cells}]:").wait_for()
    return Seen(
        place=page.url,
        run=page.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"\[\d+\]:")).count(),
        errors=page.locator('[data-mime-type$="jupyter.error"], [data-mime-type$="jupyter.stderr"]').all_inner_texts(),
        charts=page.locator(".js-plotly-plot:has(svg.main-svg)").evaluate_all(
            "charts => charts.map(chart => chart.querySelectorAll('.trace, .heatmaplayer image').length)"
        ),
        texts=page.locator(".jp-Notebook").inner_text(),
        buttons=set(page.locator(".modebar-btn").evaluate_all("all => all.map(button => button.dataset.title || '')")),
        outside=[url for url in asked if not url.startswith((address.split("?")[0], "data:", "blob:"))],
    )


def test_it_opens_on_the_start_notebook(seen):
    assert seen.place.endswith(f"/lab/tree/notebooks/{START}")


def test_all_cells_run_without_an_error(seen, project):
    stored = nbformat.read(project / "notebooks" / START, as_version=4)
    assert seen.errors == []
    assert seen.run == sum(cell.cell_type == "code" for cell in stored.cells)


def test_every_chart_is_drawn_without_a_network(seen, project):
    stored = nbformat.read(project / "notebooks" / START, as_version=4)
    assert len(seen.charts) == sum(".charts." in cell.source for cell in stored.cells if cell.cell_type == "code")
    assert min(seen.charts) > 0
    assert seen.outside == []


def test_the_season_and_its_answers_are_read_in_vietnamese(seen):
    for text in ("Mùa 2020 · Cơ quan Mẫu", "Tổng điểm và xếp hạng các đơn vị", "47,50", "Tổng điểm sau thay đổi"):
        assert text in seen.texts


def test_no_button_sends_the_numbers_to_a_cloud(seen):
    assert seen.buttons == {"Download plot as a PNG"}


@pytest.mark.parametrize(
    ("checked", "code", "called"),
    [
        (False, 0, ["cchc check --year 2020", "jupyter lab"]),
        (False, 1, ["cchc check --year 2020", "jupyter lab"]),
        (False, 2, ["cchc check --year 2020"]),
        (True, 0, ["jupyter lab"]),
    ],
)
def test_make_lab_checks_the_season_first_where_it_has_no_tables(checked, code, called, tmp_path):
    make = shutil.which("make")
    if make is None:
        skip_without("make")
    shutil.copy(PROJECT / "Makefile", tmp_path)
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name, ends in (("cchc", code), ("jupyter", 0)):
        command = commands / name
        command.write_text(f'#!/bin/sh\necho "{name} $*" >> called\nexit {ends}\n')
        command.chmod(0o755)
    for name in ("pyproject.toml", "uv.lock", ".venv/.installed"):
        (tmp_path / name).touch()
    if checked:
        (tmp_path / "data" / "processed" / "2020").mkdir(parents=True)
        (tmp_path / "data" / "processed" / "2020" / "season.json").touch()
    done = subprocess.run([make, "lab"], cwd=tmp_path, capture_output=True)
    assert (done.returncode == 0) == (code != 2)
    lines = (tmp_path / "called").read_text().splitlines()
    assert [line.partition(" --LabApp")[0] for line in lines] == called
