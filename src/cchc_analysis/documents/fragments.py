"""The pages' HTML fragments as what a Word file is made of: paragraphs of runs, and tables of plain text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from IPython.display import HTML

Role = Literal["text", "item", "heading", "note", "definition"]

_ROLES: dict[str, Role] = {
    "p": "text",
    "pre": "text",
    "li": "item",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "dd": "text",
}
_SKIPPED = frozenset({"script", "style", "summary", "figcaption"})
TRACED = "traced"
_FOLDED = re.compile(r'<details class="fold(?! prints)[^"]*">.*?</details>|<p class="on-paper">.*?</p>', re.DOTALL)
"""Class of what tells the working group which file a page's text came from: no part of a document to be signed."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Run:
    """Some text in one manner of writing."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


@dataclass
class Paragraph:
    """A paragraph, an item of a list with its marker (``- `` or ``1. ``), a heading, a definition or a note."""

    role: Role = "text"
    runs: list[Run] = field(default_factory=list)
    marker: str = ""

    @property
    def text(self) -> str:
        """All of its words."""
        return "".join(run.text for run in self.runs)


@dataclass
class Cell:
    """A cell as the page prints it."""

    text: str = ""
    is_number: bool = False


@dataclass
class Grid:
    """A table: its caption, its heading row, its rows."""

    caption: str = ""
    heads: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


Block = Paragraph | Grid


def read_blocks(shown: HTML | str) -> list[Block]:
    """The paragraphs and tables of a fragment in its order.

    Text stays text whatever it looks like: what was escaped is unescaped once and never read as markup again. Bars,
    scripts and names of files that a page :data:`traces <TRACED>` its text to are left out, and so is what a page folds
    away and does not print; a term and its description make one paragraph.
    """
    reader = _Reader()
    reader.feed(_FOLDED.sub("", shown if isinstance(shown, str) else shown.data))
    reader.close()
    reader.finish()
    return reader.blocks


def clean(text: str) -> str:
    """*text* without the characters that no XML file can hold."""
    return _UNPRINTABLE.sub("", text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._paragraph: Paragraph | None = None
        self._grid: Grid | None = None
        self._cell: Cell | None = None
        self._in_caption = self._in_head = False
        self._bold = self._italic = self._skipped = 0
        self._lists: list[int | None] = []
        self._spans: list[bool] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag == "span":
            self._spans.append(TRACED in classes)
            self._skipped += self._spans[-1]
        elif tag in ("strong", "b"):
            self._bold += 1
        elif tag == "em":
            self._italic += 1
        elif tag == "table":
            self._grid = Grid()
        elif tag in ("caption", "thead"):
            self._in_caption, self._in_head = tag == "caption", tag == "thead"
        elif tag == "tr" and self._grid and not self._in_head:
            self._grid.rows.append([])
        elif tag in ("th", "td"):
            self._finish_cell()
            self._cell = Cell(is_number="number" in classes or "data-v" in dict(attrs))
        elif tag == "dt":
            self.finish()
            self._paragraph, self._bold = Paragraph("definition"), self._bold + 1
        elif tag == "dd" and self._paragraph:
            self._paragraph.runs.append(Run(": "))
        elif tag in ("ol", "ul"):
            self._lists.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        elif tag == "br" and self._paragraph:
            self._paragraph.runs.append(Run("\n"))
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
        elif tag == "p" and self._is_item_empty():
            return  # an item of a spaced list holds a paragraph
        elif tag in _ROLES:
            self.finish()
            is_note = "note" in classes or "source" in classes or "legend" in classes
            self._paragraph = Paragraph("note" if is_note else _ROLES[tag])
            if tag == "li":
                self._paragraph.marker = self._next_marker()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped -= 1
        elif tag == "span" and self._spans:
            self._skipped -= self._spans.pop()
        elif tag in ("strong", "b", "dt"):
            self._bold -= 1
        elif tag == "em":
            self._italic -= 1
        elif tag in ("ol", "ul"):
            self._lists.pop()
        elif tag == "a":
            self._print_address()
        elif tag == "caption":
            self._in_caption = False
        elif tag == "thead":
            self._in_head = False
        elif tag in ("th", "td", "tr"):
            self._finish_cell()
        elif tag == "table" and self._grid:
            self.blocks.append(self._grid)
            self._grid = None
        elif tag in _ROLES:
            self.finish()

    def handle_data(self, data: str) -> None:
        text = clean(data)
        if self._skipped or not text:
            return
        if self._cell is not None:
            self._cell.text += text
        elif self._grid is not None:
            self._grid.caption += text if self._in_caption else ""
        elif self._paragraph is not None:
            self._paragraph.runs.append(Run(re.sub(r"\s+", " ", text), self._bold > 0, self._italic > 0))

    def _finish_cell(self) -> None:
        """A cell ends where the next one begins, or its row ends; a page need not say it."""
        if self._cell and self._grid:
            (self._grid.heads if self._in_head else self._grid.rows[-1]).append(self._cell)
        self._cell = None

    def _is_item_empty(self) -> bool:
        return self._paragraph is not None and self._paragraph.role == "item" and not self._paragraph.text.strip()

    def _next_marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _print_address(self) -> None:
        """On paper a link is its address, unless its words are."""
        address, self._link = self._link, ""
        is_outside = address.startswith(("http://", "https://", "mailto:"))
        if self._paragraph and is_outside and address not in self._paragraph.text:
            self._paragraph.runs.append(Run(f" ({clean(address)})"))

    def finish(self) -> None:
        """Close the paragraph that stands open."""
        if self._paragraph and self._paragraph.text.strip():
            self.blocks.append(self._paragraph)
        self._paragraph = None
