"""The link from each page to the same page in the other language, there only while that page is.

The languages are made by runs of their own, in either order, or one alone. So the link is no part of what a page is
made from: a page is written with a place for it, and records of pages leave out what stands there. At the end of every
run the places in the pages of both languages are filled, or cleared, by what is there then.

Nothing here imports pandas: a run that finds nothing changed looks at the links too.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from cchc_analysis.store import storage

PLACE = "<!-- translation -->"
"""Where the link stands in a page; nothing that a cell holds can look like it, for that is escaped."""

NAMES = {"vi": "Tiếng Việt", "en": "English"}
_MARK = PLACE.encode()
_LINK = re.compile(
    '<a href="(?:\\.\\./)*(?:en/)?(?:units/)?[^"/<>]+" lang="(?:vi|en)" hreflang="(?:vi|en)">'
    f"(?:{'|'.join(NAMES.values())})</a>".encode()
)
_HEAD = 1 << 16
"""Bytes of a page in which the place is found, as a rule."""


def clear(page: bytes) -> bytes:
    """*page* without the link."""
    return _put(page, b"")


def settle(season: Path) -> None:
    """Lead each page below a season's folder of reports to the other language where it is there, and nowhere else."""
    for edition in (season, season / "public"):
        for path, other, link in _pair(edition):
            wanted = link.encode() if other.is_file() else b""
            if _has_to_change(path, wanted):
                with storage.written_aside(path) as aside:
                    aside.write_bytes(_put(path.read_bytes(), wanted))


def _pair(edition: Path) -> Iterator[tuple[Path, Path, str]]:
    """Each page of an edition, where it would be in the other language, and the link that leads there."""
    for pattern, up in (("*.html", ""), ("units/*.html", "../")):
        for own, other, lang, way in ((edition, edition / "en", "en", "en/"), (edition / "en", edition, "vi", "../")):
            for path in sorted(own.glob(pattern)):
                name = path.relative_to(own).as_posix()
                link = f'<a href="{up}{way}{name}" lang="{lang}" hreflang="{lang}">{NAMES[lang]}</a>'
                yield path, other / name, link


def _has_to_change(path: Path, wanted: bytes) -> bool:
    with path.open("rb") as file:
        page = file.read(_HEAD)
        if _MARK not in page[: -len(_MARK) - 300]:
            page += file.read()
    return _put(page, wanted) != page


def _put(page: bytes, link: bytes) -> bytes:
    """*page* with *link* in the place for it, whatever stood there; as it is where it has no such place."""
    start = page.find(_MARK)
    if start < 0:
        return page
    start += len(_MARK)
    found = _LINK.match(page, start)
    return page[:start] + link + page[found.end() if found else start :]
