"""Charts as pictures and pages as PDF, by the Chromium of this machine where there is one."""

import datetime
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from markupsafe import Markup
from plotly.offline import get_plotlyjs

from cchc_analysis.reporting.charts import Chart

WIDTH, SCALE = 720, 2
TIMEOUT = 120
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_PRINTED_AT = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
"""The two dates of a PDF by Chromium; nothing else in it is of the moment, so its places stay as they are."""

_PAGE = Markup(
    "<!doctype html><meta charset=utf-8><style>body{{margin:0}}</style><div id=chart></div>"
    "<script src=plotly.js></script><script>Plotly.newPlot('chart',{spec}.data,{spec}.layout,"
    "{{staticPlot:true,displayModeBar:false}})</script>"
)


class PictureError(RuntimeError):
    """Chromium is there but made nothing."""


def find_chromium() -> str | None:
    """``$CCHC_CHROMIUM``, or the Chromium or Chrome of this machine; ``CCHC_CHROMIUM=none`` says to do without."""
    named = os.environ.get("CCHC_CHROMIUM")
    if named == "none":
        return None
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next((found for found in map(shutil.which, names) if found), None)


def draw_picture(chart: Chart, chromium: str) -> bytes:
    """A chart as PNG, 720 points wide at twice the resolution. Raises :class:`PictureError`."""
    layout = chart.spec["layout"]
    height = int(layout.get("height") or 480)
    if sum(bool(trace.get("name")) for trace in chart.spec["data"]) > 1:
        legend = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"}
        margin = dict(layout.get("margin") or {}) | {"t": 48}
        layout = layout | {"showlegend": True, "legend": legend, "margin": margin}
    layout = layout | {"width": WIDTH, "height": height, "autosize": False}
    spec = json.dumps({"data": chart.spec["data"], "layout": layout}, ensure_ascii=False).replace("<", "\\u003c")
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder) / "chart.html", Path(folder) / "chart.png"
        (Path(folder) / "plotly.js").write_text(get_plotlyjs(), encoding="utf-8")
        page.write_text(_PAGE.format(spec=Markup(spec)), encoding="utf-8")
        size = f"--window-size={WIDTH},{height}"
        _run(chromium, page, picture, size, f"--force-device-scale-factor={SCALE}", f"--screenshot={picture}")
        return picture.read_bytes()


def print_page(page: Path, target: Path, chromium: str, date: datetime.datetime) -> None:
    """A finished page as an A4 PDF, dated *date* and not by the clock. Raises :class:`PictureError`."""
    _run(chromium, page, target, "--no-pdf-header-footer", f"--print-to-pdf={target}")
    stamp = date.strftime("%Y%m%d%H%M%S").encode()
    target.write_bytes(_PRINTED_AT.sub(lambda found: found[1] + stamp, target.read_bytes()))


def name_chromium(chromium: str) -> str:
    """What the browser calls itself, with its version; where it says nothing, the name of its file."""
    try:
        said = subprocess.run([chromium, "--version"], capture_output=True, timeout=TIMEOUT, encoding="utf-8").stdout
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    return said.strip() or Path(chromium).name


def _run(chromium: str, page: Path, target: Path, *flags: str) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [chromium, *_FLAGS, *root, f"--user-data-dir={profile}", "--virtual-time-budget=20000", *flags]
        try:
            done = subprocess.run([*command, page.resolve().as_uri()], capture_output=True, timeout=TIMEOUT)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PictureError(str(error)) from error
    if done.returncode or not target.is_file():
        raise PictureError(done.stderr.decode(errors="replace")[-300:] or str(page))
