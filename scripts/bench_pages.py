"""How soon a page shows its first chart: our ranking page beside the same notebook in nbconvert's and plotly's default.

Prints a Markdown table: bytes; requests sent for the network; milliseconds from opening the page until the data of the
first chart is seen (on our pages as bars in HTML, which stand until plotly has drawn) and until plotly has drawn it,
with the ratio to ours; what the main thread worked for until then, which tells more than the clock where the machine
is busy; and the clock again behind a network that never answers. Medians of pages opened in turn, in Chromium, from
disk.
``make bench``, or ``python -m scripts.bench_pages``; needs Chromium.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbclient
import nbformat
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from cchc_analysis.analyst import load
from cchc_analysis.pipeline import report
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.reporting.pages import layout

ROOT = Path(__file__).resolve().parents[1]
YEAR = 2020
ROUNDS = 7
PATIENCE = 10_000  # milliseconds that a reader waits for a chart
FIGURE = "application/vnd.plotly.v1+json"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND")
WATCH = """(() => {
  const drawn = ".js-plotly-plot .cartesianlayer .trace";
  const look = () => {
    if (document.querySelector(`figure.chart .bar i, ${drawn}`)) { window.firstSeen ??= performance.now(); }
    if (document.querySelector(drawn)) { window.firstChart ??= performance.now(); }
    requestAnimationFrame(look);
  };
  look();
})()"""


@dataclass(frozen=True)
class Opened:
    """Milliseconds until a chart was seen, until plotly had drawn it, and of the main thread's work until then."""

    seen: float
    drawn: float
    worked: float


@dataclass(frozen=True)
class Candidate:
    """A page to open: what it is, where it lies, and the files it reads beside itself."""

    name: str
    path: Path
    beside: tuple[Path, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the page and of what it reads."""
        return sum(path.stat().st_size for path in (self.path, *self.beside))


def make_ours(folder: Path) -> tuple[list[Candidate], nbformat.NotebookNode]:
    """The sample season's ranking page as the report has it, and as one file; and the notebook behind both."""
    data = folder / "data"
    for year in (YEAR - 1, YEAR):
        shutil.copytree(ROOT / "data" / "raw" / str(year), data / "raw" / str(year))
    check_season(YEAR, data)
    planned = report.plan_pages(load(YEAR, data), folder / "ours", [])
    page = next(page for page in planned if page.kind.notebook == "ranking")
    shared = layout.write_plotly(page.folder)
    report.make_page(page)
    notebook = nbformat.read(page.executed, as_version=4)
    single = layout.write_page(layout.export_page(notebook, page.frame, single_file=True), folder / "single.html")
    return [
        Candidate("ours, one plotly.js beside all pages", page.folder / page.frame.page, (shared,)),
        Candidate("ours, single file", single),
    ], notebook


def make_stock(notebook: nbformat.NotebookNode, renderer: str, path: Path) -> Path:
    """The same outputs as any notebook has them: figures shown by plotly, the page made by nbconvert."""
    choose = f"import plotly.io as pio\npio.renderers.default = {renderer!r}" if renderer else "import plotly.io as pio"
    cells = [new_code_cell(choose)]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            shown = output.get("data", {})
            if FIGURE in shown:
                figure = {part: shown[FIGURE][part] for part in ("data", "layout")}
                source = f"import plotly.graph_objects as go\ngo.Figure({figure!r}).show()"
            elif "text/html" in shown:
                source = f"from IPython.display import HTML, display\ndisplay(HTML({shown['text/html']!r}))"
            else:
                continue
            cells.append(new_code_cell(source))
        if cell.cell_type == "markdown":
            cells.append(cell)
    stock = new_notebook(cells=cells)
    nbclient.NotebookClient(stock, timeout=120, kernel_name="python3").execute()
    html, _resources = HTMLExporter(exclude_input=True).from_notebook_node(stock)
    path.write_text(html, encoding="utf-8")
    return path


def open_offline(browser: Browser, path: Path) -> tuple[Opened | None, int]:
    """What a page took without a network (nothing where it drew no chart), and the requests it sent for one."""
    with _open_tab(browser) as tab:
        sent: list[str] = []
        tab.on("request", lambda request: sent.append(request.url) if request.url.startswith("http") else None)
        tab.context.set_offline(True)
        return _wait_for_chart(tab, path), len(sent)


def open_behind_silence(browser: Browser, path: Path) -> Opened | None:
    """The same where every request goes out and nothing ever comes back."""
    with _open_tab(browser) as tab:
        tab.route("http*://**/*", lambda route: None)
        return _wait_for_chart(tab, path)


def _wait_for_chart(tab: Page, path: Path) -> Opened | None:
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(path.as_uri(), wait_until="commit")
    try:
        tab.wait_for_function("() => window.firstChart !== undefined", timeout=PATIENCE)
    except TimeoutError:
        return None
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    seen, drawn = tab.evaluate("[window.firstSeen, window.firstChart]")
    return Opened(seen, drawn, 1000 * metrics["TaskDuration"])


@contextmanager
def _open_tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    try:
        yield context.new_page()
    finally:
        context.close()


def print_table(candidates: list[Candidate], rounds: int, chromium: str) -> None:
    """Open every page *rounds* times, in turn, and print the medians."""
    times: dict[str, list[Opened | None]] = {each.name: [] for each in candidates}
    requests: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for _round in range(rounds):
            for each in candidates:
                if None in times[each.name]:
                    continue  # it draws nothing, and would draw nothing again
                opened, requests[each.name] = open_offline(browser, each.path)
                times[each.name].append(opened)
        silent = {each.name: open_behind_silence(browser, each.path) for each in candidates}
        browser.close()
    ours = _median(times[candidates[0].name], "drawn")
    print("| page | MB | requests | data seen | chart drawn | × ours | main thread | drawn, silent network |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for each in candidates:
        rounds_of, drawn = times[each.name], _median(times[each.name], "drawn")
        ratio = f"{drawn / ours:.2f}" if drawn and ours else "–"
        print(
            f"| {each.name} | {each.size / 1e6:.2f} | {requests[each.name]} | {_say(_median(rounds_of, 'seen'))} "
            f"| {_say(drawn)} | {ratio} | {_say(_median(rounds_of, 'worked'))} "
            f"| {_say(_median([silent[each.name]], 'drawn'))} |"
        )
    print(f"\nMilliseconds, medians of {rounds} (silent network: once). “none”: no chart in {PATIENCE / 1000:.0f} s.")


def _median(opened: list[Opened | None], of: str) -> float | None:
    if None in opened:
        return None
    return statistics.median(getattr(each, of) for each in opened)


def _say(milliseconds: float | None) -> str:
    return "none" if milliseconds is None else f"{milliseconds:,.0f}"


def main() -> None:
    """Make the pages, measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    chromium = os.environ.get("CCHC_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        sys.exit("Chromium is needed, or CCHC_CHROMIUM that says where it is.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        candidates, notebook = make_ours(folder)
        candidates += [
            Candidate(
                "nbconvert, plotly with plotly.js in the page (notebook)",
                make_stock(notebook, "notebook", folder / "inlined.html"),
            ),
            Candidate("nbconvert, plotly as it comes", make_stock(notebook, "", folder / "default.html")),
        ]
        print_table(candidates, rounds, chromium)


if __name__ == "__main__":
    main()
