"""The one place where text reaches a terminal: any terminal, whatever letters it has, whatever the text holds.

Names of files and texts of cells are printed as data: no control code of them is obeyed, no bracket of them is markup.
A terminal that lacks a letter is given the nearest it has, so that no message ends in an error of its own.
"""

import codecs
import io
import re
import sys
import unicodedata
from typing import Any

from rich.console import Console
from rich.progress import ProgressColumn, Task
from rich.text import Text

from cchc_analysis.files.folder_entries import show_name

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control codes, less tab and line feed, and the marks that turn the order of what follows around."""
_HATS = "\u0302\u0306\u031b"  # of â ê ô, ă, ơ ư: old code pages have these on their letters, and tones apart
_PLAIN = {
    **{"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."},
    **{"→": "->", "×": "x", "›": ">", "‹": "<", "·": ".", "•": "*", "≥": ">=", "≤": "<=", "≠": "<>", "−": "-"},
}


def strip_controls(text: str) -> str:
    r"""A text without what a terminal would obey.

    >>> strip_controls("a\x1b[31mb\rc")
    'a[31mbc'
    """
    return _CONTROLS.sub("", text)


class Terminal(Console):
    """A console that prints text as it is: no markup, no control codes."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def render_str(self, text: str, **options: Any) -> Text:
        """The text as this console prints it, without control codes; it is called for every string, also in tables."""
        return super().render_str(strip_controls(text), **options)


class DescriptionColumn(ProgressColumn):
    """What a progress bar is at: names of files and units, as they are."""

    def render(self, task: Task) -> Text:
        """The description of *task*."""
        return Text(strip_controls(task.description))


def accept_all_letters() -> None:
    """Let standard output and error take any text: a letter that their encoding lacks is written as the nearest."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding
            codecs.register_error(f"nearest.{encoding}", _make_handler(encoding))
            stream.reconfigure(errors=f"nearest.{encoding}")


def _make_handler(encoding: str) -> Any:
    def write_nearest(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return "".join(find_nearest(sign, encoding) for sign in error.object[error.start : error.end]), error.end

    return write_nearest


def find_nearest(sign: str, encoding: str) -> str:
    r"""What stands for a sign in an *encoding*: with its tone apart, without it, a plain letter, else ``?``.

    >>> [ascii(find_nearest("ế", encoding)) for encoding in ("cp1258", "cp1252", "ascii")]
    ["'\\xea\\u0301'", "'\\xea'", "'e'"]
    """
    parts = unicodedata.normalize("NFD", sign)
    base, marks = parts[0], sorted(parts[1:], key=lambda mark: mark not in _HATS)
    letters = [unicodedata.normalize("NFC", base + "".join(marks[:count])) for count in range(len(marks), -1, -1)]
    apart = [letter + "".join(marks[-count:] if count else ()) for count, letter in enumerate(letters)]
    plain = (_PLAIN.get(base, ""), unicodedata.normalize("NFKD", sign), show_name(sign))
    return next((each for each in (*apart, *letters, *plain) if each and _is_in(each, encoding)), "?")


def _is_in(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True
