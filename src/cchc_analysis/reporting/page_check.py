"""The check every page must pass after it is made and before it is published.

It reads the page as text, so it finds what a run that ended well can still leave behind: a missing chart, another
unit's numbers, a traceback, something that would be loaded from outside.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from cchc_analysis.reporting import language

LOADING = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "iframe": ("src", "srcdoc"),
    "embed": ("src",),
    "object": ("data",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "base": ("href",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
}
"""Tags that load what their attribute names as soon as the page opens; an ordinary link does not."""

ADDRESSES = re.compile(r"""@import\s+["']([^"']+)|url\(\s*["']?([^"')\s]+)""")
"""What a style sheet loads."""

LEFTOVERS = frozenset({"None", "nan", "NaN", "NaT", "<NA>", "undefined", "inf", "-inf"})
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


def check_page(html: str, *, year: int, charts: int, unit: str | None = None, lang: str = "vi") -> list[str]:
    """What is wrong with a page, in words of *lang*; an empty list when it may be published.

    *year*, *unit* (its id, or nothing on pages of the whole season) and *charts* are what the page must be about
    and how many charts it must hold.
    """
    page = _PageReader()
    page.feed(html)
    page.close()
    return [*_check_frame(page, year, unit, lang), *_check_charts(page, charts, lang), *_check_content(page, lang)]


def _check_frame(page: "_PageReader", year: int, unit: str | None, lang: str) -> Iterator[str]:
    _ = language.words(lang).gettext
    if page.lang != lang:
        yield _("Trang ghi ngôn ngữ “{found}”, cần “{expected}”.").format(found=page.lang or "", expected=lang)
    if page.body.get("data-year") != str(year):
        found = page.body.get("data-year") or ""
        yield _("Trang ghi năm “{found}”, cần “{expected}”.").format(found=found, expected=year)
    if (page.body.get("data-unit") or "") != (unit or ""):
        found = page.body.get("data-unit") or ""
        yield _("Trang ghi đơn vị “{found}”, cần “{expected}”.").format(found=found, expected=unit or "")
    if page.headings != 1:
        yield _("Trang có {count} tiêu đề h1, cần đúng một.").format(count=page.headings)


def _check_charts(page: "_PageReader", charts: int, lang: str) -> Iterator[str]:
    _ = language.words(lang).gettext
    if len(page.charts) != charts:
        yield _("Trang có {found} biểu đồ, cần {expected}.").format(found=len(page.charts), expected=charts)
    copies, needed = page.plotly_copies, 1 if page.charts else 0
    if copies != needed:
        yield _("Trang có {found} bản plotly.js, cần {expected}.").format(found=copies, expected=needed)
    ids = [chart.id for chart in page.charts]
    for repeated in sorted({chart_id for chart_id in ids if ids.count(chart_id) > 1}):
        yield _("Nhiều biểu đồ cùng mã “{id}”.").format(id=repeated)
    for chart in page.charts:
        if not chart.has_data():
            yield _("Biểu đồ “{id}” không có số liệu.").format(id=chart.id)
        if not chart.label:
            yield _("Biểu đồ “{id}” không có lời mô tả (data-label).").format(id=chart.id)
        if not chart.has_picture:
            yield _("Biểu đồ “{id}” không có bảng số liệu mở sẵn đứng thay khi chưa vẽ.").format(id=chart.id)


def _check_content(page: "_PageReader", lang: str) -> Iterator[str]:
    _ = language.words(lang).gettext
    if page.has_error:
        yield _("Trang chứa thông báo lỗi của chương trình.")
    for address in dict.fromkeys(page.outside):
        yield _("Trang nạp nội dung từ bên ngoài: {address}").format(address=address[:100])
    if page.leftovers:
        found = ", ".join(sorted(set(page.leftovers)))
        yield _("Bảng còn giá trị chưa được viết thành lời: {found}").format(found=found)


@dataclass
class _Chart:
    id: str
    label: str = ""
    data: str = ""
    has_picture: bool = False

    def has_data(self) -> bool:
        try:
            traces = json.loads(self.data)["data"]
        except (ValueError, KeyError, TypeError):
            return False
        return isinstance(traces, list) and any(_holds_values(trace) for trace in traces)


def _holds_values(trace: dict[str, Any]) -> bool:
    held = [trace.get(axis) for axis in ("x", "y", "z", "values", "r", "locations", "labels", "node", "header")]
    return any(bool(values.get("bdata", values)) if isinstance(values, dict) else bool(values) for values in held)


@dataclass
class _PageReader(HTMLParser):
    """Walks once through a page and keeps what the check asks about."""

    lang: str | None = None
    body: dict[str, str | None] = field(default_factory=dict)
    headings: int = 0
    charts: list[_Chart] = field(default_factory=list)
    plotly_copies: int = 0
    outside: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    has_error: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, set[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        classes = set((stated.get("class") or "").split())
        self._look_for_loading(tag, stated)
        self._look_at_structure(tag, stated, classes)
        if tag not in VOID:
            self._open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        tag, classes = self._open[-1] if self._open else ("", set())
        if tag == "script":
            if "plot-data" in classes and self.charts:
                self.charts[-1].data += data
            return
        if tag == "style":
            self._look_for_addresses(data)
            return
        if "Traceback (most recent call last)" in data:
            self.has_error = True
        if data.strip() in LEFTOVERS and any(name in ("td", "th") for name, _ in self._open):
            self.leftovers.append(data.strip())

    def _look_at_structure(self, tag: str, stated: dict[str, str | None], classes: set[str]) -> None:
        if tag == "html":
            self.lang = stated.get("lang")
        elif tag == "body":
            self.body = stated
        elif tag == "h1":
            self.headings += 1
        elif tag == "figure" and "chart" in classes:
            self.charts.append(_Chart(stated.get("id") or ""))
        elif tag == "details" and "chart-data" in classes and self.charts:
            self.charts[-1].has_picture = "open" in stated
        elif tag == "div" and "plot" in classes and self.charts:
            self.charts[-1].label = stated.get("data-label") or ""
        elif tag == "script" and ("data-plotly" in stated or "plotly" in (stated.get("src") or "")):
            self.plotly_copies += 1
        if classes & {"output-error", "output_error", "output_traceback"}:
            self.has_error = True

    def _look_for_loading(self, tag: str, stated: dict[str, str | None]) -> None:
        for attribute in LOADING.get(tag, ()):
            address = stated.get(attribute) or ""
            for part in address.split(",") if attribute == "srcset" else [address]:
                self._note_if_outside(part)
        if tag == "meta" and (stated.get("http-equiv") or "").lower() == "refresh":
            self._note_if_outside((stated.get("content") or "").partition("=")[2])
        self._look_for_addresses(stated.get("style") or "")

    def _look_for_addresses(self, style: str) -> None:
        for quoted, in_brackets in ADDRESSES.findall(style):
            self._note_if_outside(quoted or in_brackets)

    def _note_if_outside(self, address: str) -> None:
        parts = urlsplit(address.strip())
        if parts.netloc or parts.scheme not in ("", "data", "blob") or parts.path.startswith("/"):
            self.outside.append(address.strip())
