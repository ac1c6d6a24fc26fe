"""Screenshots of each kind of page, on a phone, a tablet, a desk and on A4 paper, to look at before they are sent.

``make shots`` (``make shots YEAR=2020 LANG=en``), or ``python -m scripts.shots``. Every page of the season's report
is taken, of the units' pages the first; where there are no pages yet the report is made first. Pictures go to
``build/shots/<year>/<language>/``. Needs Chromium or Chrome; ``pdftoppm`` turns the printed sheets into pictures, and
where it is missing they stay PDF.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.progress import MofNCompleteColumn, Progress, TextColumn

from cchc_analysis.documents.pictures import find_chromium
from cchc_analysis.language import LANGUAGES, SOURCE

WIDTHS = (390, 768, 1280)
TALLEST = 8000  # one picture's height; Chromium draws nothing below some 16,000 pixels
SHEET_DPI = "80"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND")
READY = "html[data-drawn], html:not(:has(figure.chart))"


def main(words: Sequence[str] | None = None) -> int:
    """Take the pictures, and say where they are: 0; 2 where there is no browser, no page or no such page."""
    asked = _read_words(words)
    chromium = find_chromium()
    if chromium is None:
        return _stop(
            "Chromium or Chrome is needed and was not found (Debian: apt install chromium). "
            "CCHC_CHROMIUM=/path/to/chromium names another."
        )
    season = asked.reports / str(asked.year)
    folder = season if asked.lang == SOURCE else season / asked.lang
    if not (folder / "index.html").exists():
        print(f"{folder} has no pages yet; making the report first.", flush=True)
        command = ["report", "--year", str(asked.year), "--lang", asked.lang, "--out", str(asked.reports)]
        subprocess.run([sys.executable, "-m", "cchc_analysis", *command], check=False)
    pages = list_pages(folder, asked.page)
    if not pages:
        return _stop(f"{folder} has no page {', '.join(asked.page)}".rstrip() + ".")
    target = asked.out / str(asked.year) / asked.lang
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    take_all(chromium, pages, target)
    print(f"{len(list(target.iterdir()))} pictures of {len(pages)} pages: {target}")
    return 0


def list_pages(folder: Path, only: Sequence[str] = ()) -> dict[str, Path]:
    """The pages of a report by the name their pictures get; of the units' pages one, and of each edition within.

    *only* keeps those of these names.
    """
    public = folder / "public" if folder.name not in LANGUAGES else folder.parent / "public" / folder.name
    editions = [path for path in (folder, public) if path.is_dir()]
    found = {}
    for edition in editions:
        for path in (*sorted(edition.glob("*.html")), *sorted(edition.glob("units/*.html"))[:1]):
            name = "unit" if path.parent.name == "units" else path.stem
            found[name if edition == folder else f"public-{name}"] = path
    return {name: path for name, path in found.items() if not only or name in only}


def take_all(chromium: str, pages: dict[str, Path], target: Path) -> None:
    """Each page at each width and on paper."""
    with sync_playwright() as playwright, _show_progress() as progress:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        task = progress.add_task("", total=len(pages) * (len(WIDTHS) + 1))
        for name, path in pages.items():
            for width in WIDTHS:
                progress.update(task, description=f"{name} {width}")
                take_screen(browser, path, width, target / f"{name}-{width}.png")
                progress.advance(task)
            progress.update(task, description=f"{name} A4")
            take_sheets(browser, path, target / f"{name}-a4.pdf")
            progress.advance(task)
        progress.update(task, description="")
        browser.close()


def take_screen(browser: Browser, path: Path, width: int, picture: Path) -> None:
    """The whole page at a width of the window; a long one in several pictures, numbered."""
    page = _open(browser, path, width)
    height = page.evaluate("document.documentElement.scrollHeight")
    for number, top in enumerate(range(0, height, TALLEST), start=1):
        part = picture if height <= TALLEST else picture.with_stem(f"{picture.stem}-{number}")
        clip = {"x": 0, "y": top, "width": width, "height": min(TALLEST, height - top)}
        page.screenshot(path=part, full_page=True, clip=clip)  # type: ignore[arg-type]  # a dict of four numbers
    page.context.close()


def take_sheets(browser: Browser, path: Path, printed: Path) -> None:
    """The page as it is printed on A4: one picture a sheet where ``pdftoppm`` is there, else the PDF."""
    page = _open(browser, path, 1280)
    page.pdf(path=printed, prefer_css_page_size=True)
    page.context.close()
    to_pictures = shutil.which("pdftoppm")
    if to_pictures:
        subprocess.run([to_pictures, "-png", "-r", SHEET_DPI, printed, printed.with_suffix("")], check=True)
        printed.unlink()


def _open(browser: Browser, path: Path, width: int) -> Page:
    context = browser.new_context(offline=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(path.resolve().as_uri(), wait_until="load")
    page.wait_for_selector(READY, state="attached", timeout=60_000)
    return page


def _read_words(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.shots", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--year", type=int, default=2020, help="the season (default: 2020)")
    parser.add_argument("--lang", choices=LANGUAGES, default=SOURCE, help="the language of the pages (default: vi)")
    parser.add_argument("--page", nargs="*", default=(), help="these only, such as: briefing unit")
    parser.add_argument("--reports", type=Path, default=Path("reports"), help="where the reports are")
    parser.add_argument("--out", type=Path, default=Path("build/shots"), help="where the pictures go")
    return parser.parse_args(words)


def _show_progress() -> Progress:
    return Progress(MofNCompleteColumn(), TextColumn("{task.description}"), transient=not sys.stdout.isatty())


def _stop(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
