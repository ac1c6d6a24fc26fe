"""The numbers of a page with the keys that say where each comes from.

In a sentence the number carries its key; in a table the key is its row's and its column's, ``<row>.<column>``, and a
cell that holds a figure alone carries the value itself.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MET = re.compile(
    r"(?P<start><table\b)|(?P<end></table>)"
    r'|<th scope="col"(?P<heading>[^>]*)>|<tr(?P<row>[^>]*)>'
    r"|(?P<cell><td|<th scope=row)(?: data-v=(?P<plain>[^ >]+)[^>]*>(?:<a [^>]*>)?(?P<figure>[^<]*))?"
    r'|<data value="(?P<value>[^"]+)"(?: data-key="(?P<key>[^"]*)")?(?P<said> data-sign="said")?>'
    r"(?P<shown>[^<]*)</data>"
)
_KEY = re.compile(r' data-key="([^"]*)"')


@dataclass(frozen=True)
class Marked:
    """A number as a page holds it: its key, its value and how it is printed; the words may say its sign."""

    key: str
    value: float
    shown: str
    is_sign_said: bool
    is_in_table: bool


def read_marked(page: str) -> Iterator[Marked]:
    """Every number of a page or of a piece of one, in its order; the key is empty where it has none."""
    headings: list[str] = []
    row, at, is_in_table = "", -1, False
    for met in _MET.finditer(page):
        if met["start"]:
            headings, row, at, is_in_table = [], "", -1, True
        elif met["end"]:
            is_in_table = False
        elif met["heading"] is not None:
            headings.append(_key_of(met["heading"]))
        elif met["row"] is not None:
            row, at = _key_of(met["row"]), -1
        else:
            at += bool(met["cell"])
            if met["cell"] and not met["plain"]:
                continue
            key = met["key"]
            if key is None:
                key = f"{row}.{headings[at]}" if is_in_table and row and headings[at] else ""
            shown, value = html.unescape(met["figure"] or met["shown"]), float(met["plain"] or met["value"])
            yield Marked(html.unescape(key), value, shown, bool(met["said"]), is_in_table)


def _key_of(attributes: str) -> str:
    stated = _KEY.search(attributes)
    return stated[1] if stated else ""
