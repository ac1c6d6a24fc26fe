"""Hand-written paragraphs: ``notes/<section>.md`` and ``notes/units/<unit_id>.md``, English ones ``….en.md``.

A note is text, whatever it holds: nothing in it is run, and no number in it is checked.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.files.folder_entries import walk
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.schemas.notes import SECTIONS

NOTES_FOLDER = "notes"
UNITS_FOLDER = "units"
MAX_NOTE_BYTES = 100_000
LISTED_UNITS = 40
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
"""A comment, to its end or that of the file; it is for those who write and is never shown."""


def read_notes(folder: Path, unit_ids: Collection[str], year: int) -> tuple[pd.DataFrame, list[Row]]:
    """The notes of a season's *folder* that say anything, and a finding for each file that is no note or unreadable.

    A file that is empty, or holds nothing but comments, is a note that nobody has written yet.
    """
    rows, findings = [], []
    for file, path, about in _list_files(folder / NOTES_FOLDER, unit_ids):
        if about is None:
            expected, expected_en = _say_expected(path, folder, unit_ids)
            findings.append(
                finding("note_unknown", source_file=file, found=file, expected=expected, expected_en=expected_en)
            )
            continue
        text = _read_text(path)
        if text is None:
            words = {"expected": "văn bản UTF-8 không quá 100 kB", "expected_en": "UTF-8 text of 100 kB at most"}
            findings.append(finding("note_unreadable", source_file=file, **words))
        elif text:
            rows.append({"year": year, **about, "written": text, "source_file": file})
    notes = pd.DataFrame(rows, columns=list(schemas.empty("notes").columns))
    return schemas.validate("notes", notes) if rows else schemas.empty("notes"), findings


def strip_comments(text: str) -> str:
    """What a note says: its text without comments.

    >>> strip_comments("<!-- gợi ý -->\\n\\nMột câu.\\n")
    'Một câu.'
    """
    return COMMENT.sub("", text).strip()


def _list_files(notes: Path, unit_ids: Collection[str]) -> Iterator[tuple[str, Path, dict[str, str | None] | None]]:
    """Every file of the folder by name, with what it is about: nothing where it is no note.

    Hidden files are passed over, and so is what is no file or has no name that is text: said with the season's folder.
    """
    units = {str(unit) for unit in unit_ids}
    for below, entry in sorted(walk(notes), key=lambda each: each[1].path):
        parts = PurePosixPath(below).parts
        if entry.kind != "file" or not entry.has_plain_name or any(part.startswith((".", "~$")) for part in parts):
            continue
        section = len(parts) == 1
        known = set(SECTIONS) if section else units if parts[:-1] == (UNITS_FOLDER,) else set()
        key = "section" if section else "unit_id"
        yield f"{notes.name}/{below}", entry.path, _find_subject(entry.name, known, key)


def _find_subject(name: str, known: set[str], key: str) -> dict[str, str | None] | None:
    """What a file is about, by its name: ``results.md`` in Vietnamese, ``results.en.md`` in English."""
    for ending, lang in ((".md", "vi"), (".en.md", "en")):
        subject = name.removesuffix(ending)
        if subject != name and subject in known:
            return {"section": None, "unit_id": None} | {key: subject, "note_lang": lang}
    return None


def _say_expected(path: Path, folder: Path, unit_ids: Collection[str]) -> tuple[str, str]:
    sections = ", ".join(f"{section}.md" for section in SECTIONS)
    if path.parent == folder / NOTES_FOLDER / UNITS_FOLDER:
        ids = [str(unit) for unit in unit_ids]
        listed = ", ".join(ids[:LISTED_UNITS]) + (", …" if len(ids) > LISTED_UNITS else "")
        return (
            f"<mã đơn vị>.md hoặc <mã đơn vị>.en.md; các mã: {listed}",
            f"<unit id>.md or <unit id>.en.md; the ids: {listed}",
        )
    return (
        f"một trong {sections} (tiếng Anh: thêm .en trước .md), hoặc units/<mã đơn vị>.md",
        f"one of {sections} (English: .en before .md), or units/<unit id>.md",
    )


def _read_text(path: Path) -> str | None:
    """A note's text without comments; ``None`` where it is not UTF-8 or too long."""
    try:
        if path.stat().st_size > MAX_NOTE_BYTES:
            return None
        return strip_comments(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return None
