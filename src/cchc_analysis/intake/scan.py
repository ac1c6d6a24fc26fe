"""A streaming look at the XML of an .xlsx sheet for what value readers do not tell: lost formulas, error values."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

Position = tuple[int, int]

_SUSPECT = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt=[\"']e[\"']")
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Flags:
    """Cells of a sheet, by (row, column) from 0: formulas without a value, and error values such as ``#N/A``."""

    uncached: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)


def scan_xlsx(path: Path) -> dict[str, Flags]:
    """What a value reader would silently show as blank, by sheet name."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: _scan_sheet(archive.read(member))
            for name, member in _sheet_members(archive).items()
            if member in archive.namelist()
        }


def column_number(letters: str) -> int:
    """The column, from 0, that a spreadsheet calls by these letters.

    >>> [column_number(letters) for letters in ("A", "Z", "AA")]
    [0, 25, 26]
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = [element for element in book.iter() if _local(element.tag) == "sheet"]
    return {sheet.get("name", ""): _member(targets.get(sheet.get(_RELATION), "")) for sheet in sheets}


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _scan_sheet(xml: bytes) -> Flags:
    if not _SUSPECT.search(xml):
        return Flags()
    flags = Flags()
    for cell in _cells(xml):
        address = _ADDRESS.fullmatch(cell.get("r", ""))
        if not address:
            continue
        position = int(address[2]) - 1, column_number(address[1])
        parts = {_local(part.tag): part.text or "" for part in cell}
        if cell.get("t") == "e":
            flags.errors[position] = parts.get("v", "")
        elif "f" in parts and not parts.get("v") and cell.get("t") != "str":
            flags.uncached[position] = "=" + parts["f"]
    return flags


def _cells(xml: bytes) -> Iterator[ElementTree.Element]:
    for _, element in ElementTree.iterparse(BytesIO(xml)):
        if _local(element.tag) == "c":
            yield element
        elif _local(element.tag) == "row":
            element.clear()


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
