"""Keep the message catalogue in step with the texts: ``python -m scripts.messages`` (``make messages``).

Texts come from ``_("…")``, ``_n("…", "…", n)``, ``gettext``, ``ngettext`` and ``mark("…")`` in the code and the page
templates, and from the prose of the notebooks, by heading and paragraph. Translations that still fit are kept, new
texts wait with an empty translation, texts that are gone are dropped. ``--check`` changes nothing and tells what is
open.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from cchc_analysis import language
from cchc_analysis.reporting.pages.notebooks import list_notebooks

SOURCE = Path(__file__).parents[1] / "src" / "cchc_analysis"
KEYWORDS = {"_": None, "_n": (1, 2), "gettext": None, "ngettext": (1, 2), "mark": None}
TARGETS = [lang for lang in language.LANGUAGES if lang != language.SOURCE]
FORMULAS = {"en": "nplurals=2; plural=(n != 1);"}


def read_messages(source: Path = SOURCE, notebooks: Path | None = None) -> Catalog:
    """Every text that readers see, with the file it stands in."""
    catalog = Catalog()
    for place, message, flags in [*_messages_of_code(source), *_messages_of_notebooks(notebooks)]:
        catalog.add(message, locations=[(place, 0)], flags=flags)
    return catalog


def update(catalog: Catalog, messages: Catalog) -> Catalog:
    """The catalogue of *messages* with the translations that *catalog* has for them."""
    catalog.update(messages, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def list_open(catalog: Catalog) -> list[str]:
    """Texts without a translation."""
    return [_text(message) for message in catalog if message.id and not _is_translated(message)]


def list_stale(catalog: Catalog, messages: Catalog) -> list[str]:
    """Texts of the catalogue that no page uses any more."""
    return [_text(message) for message in catalog if message.id and message.id not in messages]


def list_missing(catalog: Catalog, messages: Catalog) -> list[str]:
    """Texts that the catalogue does not have."""
    return [_text(message) for message in messages if message.id and message.id not in catalog]


def write_catalogue(catalog: Catalog, path: Path) -> None:
    """Write a catalogue so that only what a translator did shows as a change: no dates, no line numbers."""
    written = io.BytesIO()
    write_po(written, catalog, width=120, omit_header=True, include_lineno=False, sort_by_file=True)
    formula = FORMULAS[path.stem]
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {formula}\\n"\n\n'
    path.write_bytes((header + written.getvalue().decode("utf-8")).encode("utf-8"))


def main() -> int:
    """Update every catalogue, or with ``--check`` say what is open; the exit code is 1 when something is."""
    parser = argparse.ArgumentParser(description="Update the message catalogues.")
    parser.add_argument("--check", action="store_true", help="change nothing; tell what is missing, stale or open")
    only_check = parser.parse_args().check
    messages, is_clean = read_messages(), True
    for lang in TARGETS:
        catalog = language.read_catalogue(lang)
        missing, stale = list_missing(catalog, messages), list_stale(catalog, messages)
        if not only_check:
            write_catalogue(update(catalog, messages), language.catalogue_path(lang))
        waiting = list_open(catalog)
        is_clean = is_clean and not waiting and not (only_check and (missing or stale))
        print(f"{lang}: {len(messages)} texts, {len(missing)} new, {len(stale)} gone, {len(waiting)} to translate")
        for kind, texts in (("new", missing), ("gone", stale), ("to translate", waiting)):
            if only_check:
                print("".join(f"  {kind}: {text[:100]}\n" for text in texts), end="")
    return 0 if is_clean else 1


def _messages_of_code(source: Path) -> Iterator[tuple[str, str | tuple[str, ...], list[str]]]:
    for path in sorted([*source.rglob("*.py"), *source.rglob("*.j2")]):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        with path.open("rb") as file:
            for _, message, _, _ in extract(method, file, KEYWORDS, options={"encoding": "utf-8", "silent": "false"}):
                yield path.relative_to(source).as_posix(), message, []


def _messages_of_notebooks(folder: Path | None) -> Iterator[tuple[str, str, list[str]]]:
    for path in list_notebooks(folder).values():
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                for text in language.texts_of(cell.source):
                    yield f"notebooks/{path.name}", text, []


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(texts)


def _text(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (list, tuple)) else message.id)


if __name__ == "__main__":
    sys.exit(main())
