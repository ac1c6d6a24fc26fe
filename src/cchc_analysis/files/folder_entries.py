"""What stands in a folder as received: files, folders, and what is neither, told without opening what may never end.

A pipe blocks whoever opens it, a device gives bytes without end, a link may lead nowhere or to itself. None of them is
opened here; each is told by its kind, and what reads a folder says what it left out.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

Kind = Literal["file", "folder", "pipe", "socket", "device", "lost_link", "link_loop", "closed_folder", "gone"]
"""``closed_folder`` cannot be listed; ``gone`` was there when its folder was listed and is not any more."""

_KINDS: dict[int, Kind] = {
    stat.S_IFREG: "file",
    stat.S_IFIFO: "pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class FolderEntry:
    """Something in a folder: where it is, its name as any text can hold it, and what it is."""

    path: Path
    name: str

    @cached_property
    def kind(self) -> Kind:
        """What it is, looked at when it is first asked for."""
        return find_kind(self.path)

    @property
    def has_plain_name(self) -> bool:
        """Whether the name is text: on Linux it may be any bytes."""
        return self.name == self.path.name


def list_entries(folder: Path) -> list[FolderEntry]:
    """Everything in *folder*, in the order of names; nothing where there is no such folder or it cannot be listed."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [FolderEntry(path, show_name(path.name)) for path in paths]


def walk(folder: Path) -> Iterator[tuple[str, FolderEntry]]:
    """Everything below *folder* with its path from there, a folder before what it holds.

    Of a folder that is a link, what stands in it directly: a stage's folder may be one, and a link to a whole disk is
    not gone down into.
    """
    waiting = [("", folder, True)]
    while waiting:
        above, each, is_own = waiting.pop()
        for entry in list_entries(each):
            name = above + entry.name
            yield name, entry
            if entry.kind == "folder" and is_own:
                waiting.append((f"{name}/", entry.path, not entry.path.is_symlink()))


def find_kind(path: Path) -> Kind:
    """What *path* is, links followed."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return _find_kind_of_link(path)
    if not stat.S_ISDIR(mode):
        return _KINDS.get(stat.S_IFMT(mode), "device")
    try:
        os.scandir(path).close()
    except OSError:
        return "closed_folder"
    return "folder"


def _find_kind_of_link(path: Path) -> Kind:
    """What *path* is where it cannot be looked at: a link that leads nowhere or in a circle, else nothing any more."""
    if not path.is_symlink():
        return "gone"
    try:
        path.resolve(strict=True)
    except RuntimeError:  # how Python up to 3.12 says that a link leads to itself
        return "link_loop"
    except OSError as error:
        return "link_loop" if error.errno == errno.ELOOP else "lost_link"
    return "lost_link"


def show_name(name: str) -> str:
    r"""A file's name as text: bytes of it that are no UTF-8 are written ``\xe7``.

    >>> show_name("c\udce7c.xlsx")
    'c\\xe7c.xlsx'
    """
    return _LONE_SURROGATE.sub(_write_out, name)


def _write_out(found: re.Match[str]) -> str:
    # Python holds a byte of a name that is no UTF-8 as the lone surrogate U+DC00 and that byte
    code = ord(found[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"
