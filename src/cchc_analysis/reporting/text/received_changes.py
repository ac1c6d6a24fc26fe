"""What has become of the received files since the last check: a score changed in place is seen by its file's hash."""

from pathlib import Path

import pandas as pd

from cchc_analysis import language
from cchc_analysis.language import mark
from cchc_analysis.store import storage

NAMED = 5
"""Files that the sentence names, the changed ones first."""

WORDS = {"changed": mark("đã đổi"), "missing": mark("bị mất"), "added": mark("thêm vào")}
"""A file's states, the gravest first: a changed one may hide a score that nobody sent."""


def read_received(year: int, data: Path) -> pd.DataFrame | None:
    """The ``received_files`` of a season as last checked; ``None`` where it was not, or by a version without them."""
    try:
        return storage.read_table("received_files", year, data)
    except (OSError, ValueError):
        return None


def compare_received(before: pd.DataFrame, after: pd.DataFrame) -> list[tuple[str, str]]:
    """Path and state (of :data:`WORDS`) of each file that differs between two tables ``received_files``.

    Changed files first, then missing, then added, each by path; a file sent for several units or stages counts once.
    """
    hashes = [dict(zip(rows["source_file"], rows["sha256"], strict=True)) for rows in (before, after)]
    states = {
        path: "missing" if path not in hashes[1] else "added" if path not in hashes[0] else "changed"
        for path in sorted({*hashes[0], *hashes[1]})
        if hashes[0].get(path) != hashes[1].get(path)
    }
    return sorted(states.items(), key=lambda item: list(WORDS).index(item[1]))


def say_since(before: pd.DataFrame | None, after: pd.DataFrame | None, lang: str) -> str:
    """How many files differ from the last check and which, in a sentence; nothing where none does or none was made."""
    differing = compare_received(before, after) if before is not None and after is not None else []
    if not differing:
        return ""
    words = language.words(lang)
    named = [f"{path} ({words.gettext(WORDS[state])})" for path, state in differing[:NAMED]]
    if len(differing) > NAMED:
        named.append(words.gettext("… và {count} tệp nữa").format(count=len(differing) - NAMED))
    text = words.ngettext(
        "{count} tệp đã nhận khác lần kiểm tra trước: {files}.",
        "{count} tệp đã nhận khác lần kiểm tra trước: {files}.",
        len(differing),
    )
    return text.format(count=len(differing), files=", ".join(named))
