"""Executed notebooks to pages that open offline.

A page is two things: its content (nbconvert with the template in ``templates/cchc``: prose, tables and charts without
code) and the frame around it (``page.html.j2``: marks, links, sources, plotly.js). The front page has a frame only.
"""

import base64
import gzip
import hashlib
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs_version

from cchc_analysis import language
from cchc_analysis.reporting.charts import drawing
from cchc_analysis.reporting.pages import language_links
from cchc_analysis.reporting.pages.page_check import check_page as check_page
from cchc_analysis.reporting.pages.plotly_js import read_plotly
from cchc_analysis.rules.season import Edition, Season
from cchc_analysis.store import storage

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parents[1] / "templates"
PLOTLY = "assets/plotly.min.js"
FILTERS = re.compile(r"<th [^>]* data-filter>|<div class=\"table-frame[^>]* data-choices=")
FINDER = 'class="find-units"'
COMMENT_IN_CSS = re.compile(r"/\*.*?\*/", re.DOTALL)
LINK_BESIDE = re.compile(r'<a href="(?!#|[a-z][a-z0-9+.-]*:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
RULE_OF_A_PAGE = re.compile(r'[^{}\n]*\[data-page\$="([^"]+)"\][^{}]*\{[^}]*\}\n?')
RULE = re.compile(r"(?<=[{\n])([^{}@\n]+)\{[^{}]*\}\n")
COMMA = re.compile(r",(?![^()]*\))")  # between selectors, not within :is(…)
ANY_OF = re.compile(r":(?:is|where)\([^()]*\)")
CLASSES = re.compile(r'class="([^"]+)"')
BLOCKS = frozenset(
    (
        *("card", "cards", "cells", "columns", "counts", "decisions", "doors", "facts", "group", "handwritten"),
        *("handwritten-by", "heat", "methods", "output", "output-error", "received", "return-note", "sources"),
        *("unit-doors", "withheld"),
    )
)
"""Blocks of which a page has some, by their classes; no script makes one."""
CONTROLS = frozenset(("filter", "pick-unit", "button", "tr[aria-current]"))
"""What scripts put into and around the tables of pages that answer."""
TITLE = re.compile(r"\A\s*# +(.*)\n?")


@dataclass(frozen=True)
class Frame:
    """What stands around a page's content.

    ``page`` and every target of ``nav`` (pairs of target and label) are file names within the report's folder
    (``ranking.html``, ``units/vp.html``); links are made relative to the page. With other pages beside it a page has a
    place for a link to itself in the other language (:mod:`other_language`).
    ``unit`` is the unit a page is about; ``units`` (pairs of id and name) are those a reader can follow through its
    charts and tables, where the page is one to dig in: then its tables are sorted and searched as well, and so they are
    where it ``digs`` without naming units. ``more_sources`` counts the files it came from beside ``sources``.
    ``provisional`` says what is still open, ``overridden`` in spite of what the page was released and for what reason;
    the page is marked when they are there. An internal page is marked for use
    inside the body. ``layout`` is a page to read or slides to show on a wall.
    """

    page: str
    title: str
    season: Season
    nav: Sequence[tuple[str, str]] = ()
    unit: str = ""
    units: Sequence[tuple[str, str]] = ()
    provisional: str = ""
    overridden: Sequence[tuple[str, str]] = ()
    since_release: str = ""
    sources: Sequence[str] = ()
    more_sources: int = 0
    digs: bool = False
    rules: str = ""
    edition: Edition = "internal"
    layout: Literal["page", "slides"] = "page"

    def link(self, target: str) -> str:
        """*target* as this page links to it."""
        return posixpath.relpath(target, posixpath.dirname(self.page) or ".")


def export_page(notebook: "NotebookNode", frame: Frame, lang: str = "vi", *, single_file: bool = False) -> str:
    """The page of an executed notebook, without its code.

    The page has one title: the frame's, or where that is empty the notebook's own. With *single_file* plotly.js travels
    inside the page; else the page reads the one that :func:`write_plotly` puts beside it.
    """
    from cchc_analysis.reporting.pages import (
        content,  # with nbconvert, which a process that gives pages out does not need
    )

    shown = content.export_content(notebook, lang)
    titled = replace(frame, title=frame.title or read_title(notebook, lang))
    return lay_out(Markup(shown), titled, lang, single_file=single_file)


def read_title(notebook: "NotebookNode", lang: str = "vi") -> str:
    """The title a notebook gives itself: its first line, ``# …``; empty where it has none."""
    first = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    stated = TITLE.match(first)
    return language.words(lang).gettext(stated[1].strip()) if stated else ""


def lay_out(content: Markup, frame: Frame, lang: str = "vi", *, single_file: bool = False) -> str:
    """A page of any content: HTML that is safe already."""
    season, charts = frame.season, count_charts(content)
    is_page = frame.layout == "page"
    finds = FINDER in content
    answers = bool(frame.units) or frame.digs or finds or bool(FILTERS.search(content))
    parts = _pick_scripts(charts=bool(charts), answers=answers, units=bool(frame.units), finder=finds)
    script = _join_scripts(parts) if is_page else _read("slides.js")
    runs = bool(script)
    gettext = language.words(lang).gettext
    return (
        _environment(language.known(lang))
        .get_template("page.html.j2" if is_page else "slides.html.j2")
        .render(
            lang=lang,
            frame=frame,
            content=Markup(content),
            translation=Markup(language_links.PLACE),
            charts=charts,
            runs=runs,
            body=_in(lang, season.body, season.body_en),
            season_title=_in(lang, season.title, season.title_en),
            decision=_in(lang, season.decision, season.decision_en),
            calibrated_to=_in(lang, season.calibrated_to, season.calibrated_to_en),
            policy=_policy(script if runs else None, bool(charts), single_file),
            style=Markup(
                _pick_rules(_press_style("style.css" if is_page else "slides.css"), frame.page, content, answers)
            ),
            script=Markup(script),
            house=drawing.dump(drawing.HOUSE),
            words=drawing.dump(
                {
                    "all": gettext("tất cả"),
                    "find": gettext("Tìm trong bảng"),
                    "count": gettext("{shown}/{all} dòng"),
                    "sortBy": gettext("Sắp xếp theo"),
                    "way": gettext("Thứ tự"),
                    "asWritten": gettext("như bảng gốc"),
                    "ascending": gettext("tăng dần"),
                    "descending": gettext("giảm dần"),
                }
            )
            if answers
            else "",
            plotly=PLOTLY,
            plotly_version=get_plotlyjs_version(),
            packed=_packed_plotly() if single_file and charts else "",
            version=version("cchc-analysis"),
        )
    )


def unlink(html: str) -> str:
    """A page whose links to files beside it are words: where it travels alone they would lead nowhere."""
    return LINK_BESIDE.sub(r"\1", html)


def count_charts(content: str) -> int:
    """How many charts a page holds."""
    return content.count('class="plot-data"')


def warm_up(lang: str) -> None:
    """Compile the templates of a page in *lang*."""
    from cchc_analysis.reporting.pages import content

    content.warm_up(lang)
    _environment(language.known(lang)).get_template("page.html.j2")


def write_page(html: str, path: Path) -> Path:
    """Write a page beside its place and swap it in, so that a reader never meets half of one."""
    return _swap_in(html.encode("utf-8"), path)


def write_plotly(folder: Path) -> Path:
    """Put the one plotly.js that the pages of a report share into the report's folder, unless it is there already."""
    path, source = folder / PLOTLY, read_plotly().encode("utf-8")
    if path.is_file() and path.read_bytes() == source:
        return path
    return _swap_in(source, path)


def _swap_in(content: bytes, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with storage.written_aside(path) as aside:
        aside.write_bytes(content)
    return path


def _in(lang: str, vietnamese: str, english: str) -> str:
    return english or vietnamese if lang == "en" else vietnamese


def _pick_scripts(*, charts: bool, answers: bool, units: bool, finder: bool) -> tuple[str, ...]:
    """The scripts a page needs, in their order: a unit page need not carry what only tables to dig in do."""
    parts = {"tables": answers, "units": units, "finder": finder, "charts": charts}
    return tuple(part for part, is_needed in parts.items() if is_needed)


@cache
def _join_scripts(parts: tuple[str, ...]) -> str:
    """One script of all *parts*, so that a page has one hash; nothing where there are none."""
    sources = "".join(_read(f"scripts/{part}.js") for part in ("common", *parts))
    lines = (line.strip() for line in sources.splitlines())  # a page need not carry comments and indentation
    kept = "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
    return f'(() => {{\n"use strict";\n{kept}}})();\n' if parts else ""


@cache
def _press_style(name: str) -> str:
    """A style sheet without comments and needless space, a rule per line."""
    pressed = re.sub(r"\s+", " ", COMMENT_IN_CSS.sub("", _read(name))).strip()
    pressed = re.sub(r"(?<=[\w-]): ", ":", re.sub(r" ?([{};]) ?", r"\1", pressed))
    return pressed.replace(";}", "}").replace("}", "}\n")


def _pick_rules(style: str, page: str, content: str, answers: bool) -> str:
    """*style* without the rules that are for one page alone, where that is another, or for blocks it does not hold."""
    own = RULE_OF_A_PAGE.sub(lambda rule: rule[0] if page.endswith(rule[1]) else "", style)
    held = {name for names in CLASSES.findall(content) for name in names.split()}
    return _leave_out(own, (BLOCKS - held) | (frozenset() if answers else CONTROLS))


@cache
def _leave_out(style: str, missing: frozenset[str]) -> str:
    """*style* without the rules of which every selector names one of the *missing* blocks."""
    return RULE.sub(
        lambda rule: "" if all(missing & _name_parts(part) for part in COMMA.split(rule[1])) else rule[0], style
    )


def _name_parts(selector: str) -> set[str]:
    """The classes and controls that an element must have, or be in or hold, for *selector* to be about it."""
    needed = "" if ":not(" in selector else ANY_OF.sub("", selector)
    return {name.removeprefix(".") for name in re.findall(r"\.[\w-]+|\bbutton\b|tr\[aria-current\]", needed)}


def _read(name: str) -> str:
    return (TEMPLATES / "cchc" / name).read_text(encoding="utf-8")


@cache
def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "cchc"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.install_gettext_translations(language.words(lang), newstyle=True)  # type: ignore[attr-defined]
    return environment


def _policy(script: str | None = None, charts: bool = True, single_file: bool = False) -> str:
    """What the page may load and run: nothing from outside, and of scripts only our own.

    A shared plotly.js on disk needs ``'self' file:``; hashes alone block it. Data found in a cell never runs.
    """
    allowed = ["default-src 'none'", "img-src data: blob:", "style-src 'unsafe-inline'", "base-uri 'none'"]
    if script is not None:
        plotly = _hash(read_plotly()) if single_file else "'self' file:"
        allowed.append(f"script-src {_hash(script)} {plotly}" if charts else f"script-src {_hash(script)}")
    return "; ".join([*allowed, "form-action 'none'"])


@cache
def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode('utf-8')).digest()).decode()}'"


@cache
def _packed_plotly() -> str:
    return base64.b64encode(gzip.compress(read_plotly().encode("utf-8"), mtime=0)).decode()
