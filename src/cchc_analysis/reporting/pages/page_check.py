"""The check every page must pass after it is made and before it is published.

It reads the finished page, so it finds what a run that ended well can still leave behind: a missing chart, another
unit's numbers, a traceback, something that would be loaded from outside.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from cchc_analysis import language

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

ADDRESSES = re.compile(r"""@import\s+["']([^"']+)|url\(\s*["']?([^"')\s]+)""", re.IGNORECASE)
"""What a style sheet loads."""

LEFTOVERS = frozenset({"None", "nan", "NaN", "NaT", "<NA>", "undefined", "inf", "-inf"})
"""What a program writes for a value that is missing, where nobody put it into words. A season's own text may read so:
it is marked ``data-stated`` (:func:`cchc_analysis.reporting.printing.mark_stated`).
"""
ERROR_CLASSES = ("output-error", "output_error", "output_traceback")
TRACEBACK = "Traceback (most recent call last)"


def _of_class(*names: str) -> str:
    """The XPath condition that an element has one of these classes."""
    return " or ".join(f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names)


_STYLES = etree.XPath("//@style | //style/text()", smart_strings=False)
_TRACEBACK = etree.XPath(f"boolean(//text()[not(parent::script or parent::style)][contains(., '{TRACEBACK}')])")
_IN_CELLS = [
    etree.XPath(
        f"//{cell}//text()[not(parent::script or parent::style or parent::*[@data-stated])]", smart_strings=False
    )
    for cell in ("td", "th")
]
_ERRORS = etree.XPath(f"boolean(//*[contains(@class, 'output')][{_of_class(*ERROR_CLASSES)}])")
_PLOTLY = etree.XPath("count(//script[@data-plotly or contains(@src, 'plotly')])")
_HEADINGS = etree.XPath("count(//h1)")
_CHARTS = etree.XPath(f"//figure[{_of_class('chart')}]")
_DATA = etree.XPath(f"string(.//script[{_of_class('plot-data')}])")
_LABEL = etree.XPath(f"string(.//div[{_of_class('plot')}]/@data-label)")
_PICTURE = etree.XPath(f"boolean(.//details[{_of_class('chart-data')}][@open])")


def check_page(page: str, *, year: int, charts: int, unit: str | None = None, lang: str = "vi") -> list[str]:
    """What is wrong with a page of HTML, in words of *lang*; an empty list when it may be published.

    *year*, *unit* (its id, or nothing on pages of the whole season) and *charts* are what the page must be about
    and how many charts it must hold.
    """
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)  # a single file holds plotly.js as one text
    tree = html.document_fromstring(page.encode(), parser=parser)
    return [*_check_frame(tree, year, unit, lang), *_check_charts(tree, charts, lang), *_check_content(tree, lang)]


def _check_frame(tree: Any, year: int, unit: str | None, lang: str) -> Iterator[str]:
    _ = language.words(lang).gettext
    if (found := tree.get("lang", "")) != lang:
        yield _("Trang ghi ngôn ngữ “{found}”, cần “{expected}”.").format(found=found, expected=lang)
    if (found := tree.body.get("data-year", "")) != str(year):
        yield _("Trang ghi năm “{found}”, cần “{expected}”.").format(found=found, expected=year)
    if (found := tree.body.get("data-unit", "")) != (unit or ""):
        yield _("Trang ghi đơn vị “{found}”, cần “{expected}”.").format(found=found, expected=unit or "")
    if (count := int(_HEADINGS(tree))) != 1:
        yield _("Trang có {count} tiêu đề h1, cần đúng một.").format(count=count)


def _check_charts(tree: Any, charts: int, lang: str) -> Iterator[str]:
    _ = language.words(lang).gettext
    shown = _CHARTS(tree)
    if len(shown) != charts:
        yield _("Trang có {found} biểu đồ, cần {expected}.").format(found=len(shown), expected=charts)
    copies, needed = int(_PLOTLY(tree)), 1 if shown else 0
    if copies != needed:
        yield _("Trang có {found} bản plotly.js, cần {expected}.").format(found=copies, expected=needed)
    ids = [chart.get("id", "") for chart in shown]
    for repeated in sorted({chart_id for chart_id in ids if ids.count(chart_id) > 1}):
        yield _("Nhiều biểu đồ cùng mã “{id}”.").format(id=repeated)
    for chart_id, chart in zip(ids, shown, strict=True):
        if not _has_data(_DATA(chart)):
            yield _("Biểu đồ “{id}” không có số liệu.").format(id=chart_id)
        if not _LABEL(chart):
            yield _("Biểu đồ “{id}” không có lời mô tả (data-label).").format(id=chart_id)
        if not _PICTURE(chart):
            yield _("Biểu đồ “{id}” không có bảng số liệu mở sẵn đứng thay khi chưa vẽ.").format(id=chart_id)


def _check_content(tree: Any, lang: str) -> Iterator[str]:
    _ = language.words(lang).gettext
    if _ERRORS(tree) or _TRACEBACK(tree):
        yield _("Trang chứa thông báo lỗi của chương trình.")
    for address in dict.fromkeys(filter(_is_outside, _list_loaded(tree))):
        yield _("Trang nạp nội dung từ bên ngoài: {address}").format(address=address[:100])
    leftovers = LEFTOVERS.intersection(text.strip() for texts in _IN_CELLS for text in texts(tree))
    if leftovers:
        found = ", ".join(sorted(leftovers))
        yield _("Bảng còn giá trị chưa được viết thành lời: {found}").format(found=found)


def _has_data(figure: str) -> bool:
    try:
        traces = json.loads(figure)["data"]
    except (ValueError, KeyError, TypeError):
        return False
    return isinstance(traces, list) and any(_holds_values(trace) for trace in traces)


def _holds_values(trace: dict[str, Any]) -> bool:
    held = [trace.get(axis) for axis in ("x", "y", "z", "values", "r", "locations", "labels", "node", "header")]
    return any(bool(values.get("bdata", values)) if isinstance(values, dict) else bool(values) for values in held)


def _list_loaded(tree: Any) -> Iterator[str]:
    """Every address that the page loads from as soon as it opens."""
    for element in tree.iter(*LOADING):
        for attribute in LOADING[element.tag]:
            stated = element.get(attribute, "")
            yield from (part.strip() for part in (stated.split(",") if attribute == "srcset" else [stated]))
    for element in tree.iter("meta"):
        if element.get("http-equiv", "").lower() == "refresh":
            yield element.get("content", "").partition("=")[2].strip()
    for style in _STYLES(tree):
        if "(" in style or "@" in style:
            yield from (quoted or in_brackets for quoted, in_brackets in ADDRESSES.findall(style))


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data", "blob") or parts.path.startswith("/")
