"""Hand-written paragraphs: Markdown as text that nothing runs and nothing loads, marked as written by people."""

from collections.abc import Sequence
from functools import cache

import pandas as pd
from IPython.display import HTML
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import season_size
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.workbook import csv_files

HIGHEST, LOWEST = 3, 6
"""Levels of a note's headings on a page, whatever level they have in the file."""

FOLLOWED = ("http://", "https://", "mailto:")
"""Addresses a link may lead to; of any other link the words stay."""


def show_note(season: SeasonTables, section: str) -> HTML:
    """The note about a section of the report in the reader's language; nothing where nobody wrote one."""
    return HTML("".join(_show(note, season) for note in _pick(season, "section", section)))


def show_unit_note(season: SeasonTables, unit_id: str) -> HTML:
    """The note about one unit, likewise."""
    return HTML("".join(_show(note, season) for note in _pick(season, "unit_id", unit_id)))


def show_unit_notes(season: SeasonTables) -> HTML:
    """Every unit that has a note, in the order of the ranking, with it; a sentence where there is none."""
    _ = language.words(season.lang).gettext
    noted = season.notes["unit_id"].dropna()
    ranking = season.unit_ranking
    ranking = ranking[ranking["unit_id"].isin(noted)]
    excerpt = season_size.take_first(ranking, season)
    ranking = excerpt.rows
    blocks = [
        Markup("<h3>{name}</h3>{note}").format(name=name, note=Markup(_show(note, season, HIGHEST + 1)))
        for unit_id, name in zip(ranking["unit_id"], ranking["unit"], strict=True)
        for note in _pick(season, "unit_id", unit_id)
    ]
    if not blocks:
        return phrases.show_paragraphs([_("Không có nhận xét viết tay về từng đơn vị.")])
    if excerpt.left_out:
        text = _("Còn nhận xét về {count} đơn vị nữa, ở trang của từng đơn vị và ở {file}.")
        count = phrases.quote(excerpt.left_out, "unit_count", season, "unit_notes.others", "count")
        said = Markup(text).format(count=count, file=csv_files.link("notes", season))
        blocks.append(Markup("<p>{said}</p>").format(said=said))
    return HTML("".join(blocks))


def has_note(season: SeasonTables, section: str) -> bool:
    """Whether somebody wrote about a section, in any language."""
    return bool((season.notes["section"] == section).any())


def render_markdown(text: str, highest: int = HIGHEST) -> Markup:
    """A note's text as HTML that is safe: tags in it are text, pictures their description, links lead outside only.

    Its headings become levels from *highest* down without a gap, at most :data:`LOWEST`.
    """
    parser = _parser()
    tokens = parser.parse(text)
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    for token in tokens:
        if token.type.startswith("heading_"):
            token.tag = f"h{min(highest + levels.index(token.tag), LOWEST)}"
        elif token.type == "fence":
            token.info = ""
        elif token.children:
            token.children = _disarm(token.children)
    return Markup(parser.renderer.render(tokens, parser.options, {}))


def _pick(season: SeasonTables, key: str, subject: str) -> list[pd.Series]:
    """The note about *subject*: in the reader's language, else in Vietnamese, else in the one there is."""
    notes = season.notes
    own = notes[notes[key] == subject]
    for lang in dict.fromkeys([season.lang, language.SOURCE, *own["note_lang"]]):
        found = own[own["note_lang"] == lang]
        if len(found):
            return [found.iloc[0]]
    return []


def _show(note: pd.Series, season: SeasonTables, highest: int = HIGHEST) -> str:
    _ = language.words(season.lang).gettext
    is_foreign = note["note_lang"] != season.lang
    html = Markup(
        '<div class="handwritten" role="note" aria-label="{label}"{lang}>{text}</div>'
        '<p class="source handwritten-by">{label}<span class="traced"> ({file})</span></p>'
    ).format(
        label=_("Nhận xét của Tổ giúp việc"),
        lang=Markup(' lang="{lang}"').format(lang=note["note_lang"]) if is_foreign else "",
        text=render_markdown(note["written"], highest),
        file=Markup("<code>{file}</code>").format(file=note["source_file"]),
    )
    return str(html)


def _disarm(children: Sequence[Token]) -> list[Token]:
    """A line's tokens without what loads or leads astray."""
    kept, open_links = [], []
    for child in children:
        if child.type == "image":
            kept.append(Token("text", "", 0, content=child.content))
        elif child.type == "link_open":
            is_kept = str(child.attrGet("href") or "").lower().startswith(FOLLOWED)
            open_links.append(is_kept)
            child.attrs = {"href": child.attrGet("href") or "", "rel": "noopener noreferrer"} if is_kept else {}
            kept += [child] if is_kept else []
        elif child.type == "link_close":
            kept += [child] if open_links.pop() else []
        else:
            kept.append(child)
    return kept


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and without HTML."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    parser.add_render_rule("table_open", lambda *_: '<div class="table-frame"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser
