"""Open a finished page in headless Chromium as a reader without a network would, and report what happened."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from playwright.sync_api import Browser as PlaywrightBrowser
from playwright.sync_api import Dialog, Page, Playwright, Request, Route, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)

UNTIL_FIT = """async () => {
  const fits = svg => Math.abs(svg.clientWidth - svg.closest(".plot").clientWidth) <= 1;
  for (let frame = 0; frame < 600; frame += 1) {
    if (Array.from(document.querySelectorAll(".plot .main-svg")).every(fits)) { return; }
    await new Promise(requestAnimationFrame);
  }
  throw new Error("a chart does not fit its window");
}"""

Media = Literal["screen", "print"]
Answer = Callable[[Route], None]


@dataclass(frozen=True)
class OpenedPage:
    """What a reader's browser saw.

    ``requests`` were sent for a network, ``refused`` are those the page's own policy stopped before they were sent,
    ``files`` were read from disk beside the page.
    """

    requests: tuple[str, ...]
    refused: tuple[str, ...]
    files: tuple[str, ...]
    errors: tuple[str, ...]
    charts: int
    drawn: int
    plotly_copies: int
    buttons: tuple[str, ...]
    text: str
    answer: Any = None


def find_chromium() -> str | None:
    """The browser to test with: ``$CCHC_CHROMIUM``, or the Chromium or Chrome of this machine."""
    named = os.environ.get("CCHC_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next((found for found in map(shutil.which, names) if found), None)


class Browser:
    """One Chromium for all tests, in a thread of its own, so that its event loop does not meet a notebook's.

    Its tabs are kept: in a new one a page takes twice as long to open.
    """

    def __init__(self, executable: str) -> None:
        self._executable = executable
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._playwright: Playwright | None = None
        self._browser: PlaywrightBrowser | None = None
        self._tabs: dict[tuple[bool, Answer | None], _Tab] = {}

    def __enter__(self) -> Self:
        self._thread.submit(self._start).result()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def open_page(
        self,
        path: Path,
        *,
        ask: str | None = None,
        width: int = 1280,
        scripts: bool = True,
        drawn: bool = True,
        screenshot: Path | None = None,
    ) -> OpenedPage:
        """Open a page from disk with the network off; *ask* (JavaScript) is answered once its charts are *drawn*.

        Without *scripts*, and where the charts cannot be drawn, the page is taken as it stands when it has loaded.
        """
        return self._thread.submit(self._open, path, ask, width, scripts, drawn, screenshot).result()

    def open_pages(self, paths: Sequence[Path], *, ask: str | None = None, width: int = 1280) -> list[OpenedPage]:
        """The same for many pages, one after another."""
        return self._thread.submit(self._open_all, paths, ask, width).result()

    def open_behind_silence(self, paths: Sequence[Path]) -> list[OpenedPage]:
        """The same behind a firewall that drops packets: what a page asks of the network gets no answer, ever."""
        return self._thread.submit(self._open_all, paths, None, 1280, _answer_nothing).result()

    def ask_in_layouts(self, path: Path, ask: str, layouts: Sequence[tuple[int, Media]]) -> list[Any]:
        """The answers of one page opened as wide as the first layout says, then drawn in or printed as the next do."""
        return self._thread.submit(self._ask_in_layouts, path, ask, layouts).result()

    def ask_on_a_wall(self, path: Path, ask: str, width: int = 1280, height: int = 720) -> Any:
        """The answer of a page on a screen of that size."""
        return self._thread.submit(self._ask_on_a_wall, path, ask, width, height).result()

    def print_page(self, path: Path) -> bytes:
        """A page as PDF, on the paper it asks for."""
        return self._thread.submit(self._print, path).result()

    def _start(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=self._executable, args=list(QUIET))

    def _stop(self) -> None:
        if self._browser:
            self._browser.close()
        if self._playwright:
            self._playwright.stop()

    def _open(
        self,
        path: Path,
        ask: str | None,
        width: int,
        scripts: bool,
        drawn: bool,
        screenshot: Path | None,
    ) -> OpenedPage:
        with self._open_tab(width, scripts) as tab:
            return tab.visit(path, ask, drawn=scripts and drawn, screenshot=screenshot)

    def _open_all(
        self, paths: Sequence[Path], ask: str | None, width: int, answer: Answer | None = None
    ) -> list[OpenedPage]:
        with self._open_tab(width, answer=answer) as tab:
            return [tab.visit(path, ask) for path in paths]

    def _ask_in_layouts(self, path: Path, ask: str, layouts: Sequence[tuple[int, Media]]) -> list[Any]:
        with self._open_tab(layouts[0][0]) as tab:
            tab.visit(path)
            return [tab.ask(ask, width, media) for width, media in layouts]

    def _ask_on_a_wall(self, path: Path, ask: str, width: int, height: int) -> Any:
        with self._open_tab(width, height=height) as tab:
            return tab.visit(path, ask).answer

    def _print(self, path: Path) -> bytes:
        with self._open_tab(1280) as tab:
            return tab.print(path)

    @contextmanager
    def _open_tab(
        self, width: int, scripts: bool = True, answer: Answer | None = None, height: int = 900
    ) -> Iterator["_Tab"]:
        """An empty tab on a screen of that size; one in which something went wrong is not used again."""
        kind = (scripts, answer)
        if kind not in self._tabs:
            assert self._browser is not None
            context = self._browser.new_context(offline=answer is None, java_script_enabled=scripts)
            context.route("**/*", answer or _answer_only_files)
            self._tabs[kind] = _Tab(context.new_page())
        tab = self._tabs[kind]
        try:
            tab.resize(width, height)
            yield tab
            tab.empty()
        except BaseException:
            self._tabs.pop(kind).close()
            raise


class _Tab:
    """A tab that notes what the page in it asks for and complains of."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._requests: list[str] = []
        self._refused: list[str] = []
        self._files: list[str] = []
        self._errors: list[str] = []
        page.on("request", self._note)
        page.on("requestfailed", self._note_refusal)
        page.on("console", lambda message: self._errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("dialog", self._note_dialog)

    def resize(self, width: int, height: int = 900) -> None:
        """A screen of that size, and no paper."""
        self._page.emulate_media(media="null")
        self._page.set_viewport_size({"width": width, "height": height})

    def empty(self) -> None:
        """Leave the page, and nothing of it for the next one to find."""
        self._page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self._page.goto("about:blank")

    def close(self) -> None:
        self._page.context.close()

    def visit(
        self, path: Path, ask: str | None = None, *, drawn: bool = True, screenshot: Path | None = None
    ) -> OpenedPage:
        """Go to a page and tell what came of it."""
        for notes in (self._requests, self._refused, self._files, self._errors):
            notes.clear()
        page, address = self._page, path.resolve().as_uri()
        page.goto(address, wait_until="load")
        charts = page.locator("figure.chart").count()
        if drawn and charts:
            page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
        answer = page.evaluate(ask) if ask else None
        if screenshot:
            page.screenshot(path=screenshot, full_page=True)
        return OpenedPage(
            requests=tuple(request for request in self._requests if request not in self._refused),
            refused=tuple(self._refused),
            files=tuple(file for file in self._files if file != address),
            errors=tuple(self._errors),
            charts=charts,
            drawn=page.locator("figure.chart.drawn:has(.main-svg)").count(),
            plotly_copies=page.locator("script[data-plotly]").count(),
            buttons=tuple(page.locator(".modebar-btn").evaluate_all("all => all.map(b => b.dataset.title || '')")),
            text=page.locator("body").inner_text(),
            answer=answer,
        )

    def print(self, path: Path) -> bytes:
        """A page as PDF, on the paper it asks for."""
        self.visit(path)
        return self._page.pdf(prefer_css_page_size=True)

    def ask(self, ask: str, width: int, media: Media) -> Any:
        """The answer of the page once its charts fit a window of this width, or the page has fitted itself to paper."""
        self.resize(width)
        self._page.evaluate(UNTIL_FIT)
        if media == "print":
            self._page.wait_for_timeout(150)  # plotly answers a window's last change of size after 100 ms
            self._page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
            self._page.emulate_media(media="print")
        return self._page.evaluate(ask)

    def _note(self, request: Request) -> None:
        if request.url.startswith("file:"):
            self._files.append(request.url)
        elif not request.url.startswith(("data:", "blob:")):
            self._requests.append(request.url)

    def _note_dialog(self, dialog: Dialog) -> None:
        self._errors.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _note_refusal(self, request: Request) -> None:
        if request.failure == "csp":
            self._refused.append(request.url)


def _answer_nothing(route: Route) -> None:
    if route.request.url.startswith(("file:", "data:", "blob:")):
        route.continue_()


def _answer_only_files(route: Route) -> None:
    if route.request.url.startswith(("file:", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()
