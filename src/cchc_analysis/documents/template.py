"""The styles and the page of a document by Decree 30/2020/NĐ-CP, Appendix I; a user's template may replace both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor

from cchc_analysis.documents.layout import add_field

FONT = "Times New Roman"
TEMPLATE = "template.docx"
KINDS = ("report", "ranking", "letter")
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
CENTRE, JUSTIFY, LEFTWARD = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


class TemplateError(ValueError):
    """A template that is ``absent``, a folder that is ``empty`` of templates, or a file that is ``broken``."""

    def __init__(self, path: Path, fault: Literal["absent", "empty", "broken"]) -> None:
        self.path, self.fault = path, fault
        super().__init__(f"{path}: {fault}")


@dataclass(frozen=True)
class Style:
    """How one style looks: points, alignment, manner, space before and after."""

    size: float
    align: WD_ALIGN_PARAGRAPH = CENTRE
    bold: bool = False
    italic: bool = False
    first_line: float = 0
    indent: float = 0
    before: float = 0
    after: float = 0
    spacing: float = 1.0
    keep: bool = False
    red: bool = False
    capitals: bool = False


STYLES: dict[str, Style] = {
    "CCHC National Heading": Style(12, bold=True),
    "CCHC Motto": Style(13, bold=True),
    "CCHC Superior Body": Style(12),
    "CCHC Issuing Body": Style(12, bold=True),
    "CCHC Number": Style(13, before=6),
    "CCHC Subject": Style(12),
    "CCHC Place and Date": Style(13, italic=True, before=6),
    "CCHC Title": Style(14, bold=True, before=18),
    "CCHC Summary": Style(14, bold=True, after=6),
    "CCHC Addressee": Style(14, before=18, after=6),
    "CCHC Addressees": Style(14, LEFTWARD, indent=55),
    "CCHC Attachment": Style(14, italic=True, after=12),
    "CCHC Heading": Style(14, JUSTIFY, bold=True, first_line=12.7, before=6, after=6, keep=True, capitals=True),
    "CCHC Subheading": Style(14, JUSTIFY, bold=True, first_line=12.7, before=6, after=6, keep=True),
    "CCHC Minor Heading": Style(14, JUSTIFY, bold=True, italic=True, first_line=12.7, before=6, after=6, keep=True),
    "CCHC Body": Style(14, JUSTIFY, first_line=12.7, after=6, spacing=1.15),
    "CCHC Definition": Style(12, JUSTIFY, first_line=12.7, after=3),
    "CCHC Table": Style(11, LEFTWARD),
    "CCHC Table Heading": Style(11, bold=True),
    "CCHC Small Table": Style(9.5, LEFTWARD),
    "CCHC Small Table Heading": Style(9.5, bold=True),
    "CCHC Caption": Style(12, bold=True, before=6, after=3, keep=True),
    "CCHC Note": Style(11, JUSTIFY, italic=True, before=3, after=6),
    "CCHC Picture": Style(12, keep=True, before=3, after=3),
    "CCHC Recipients Heading": Style(12, LEFTWARD, bold=True, italic=True),
    "CCHC Recipients": Style(11, LEFTWARD),
    "CCHC Signature": Style(14, bold=True),
    "CCHC Circulation": Style(13, bold=True, before=6, after=6),
    "CCHC Mark": Style(13, bold=True, before=6, after=6, red=True),
    "CCHC Page Number": Style(13),
}


def open_template(kind: str, folder: Path | None) -> Document:
    """The template of a *kind* of document, empty: ``<kind>.docx`` or ``template.docx`` of *folder*, or the house's.

    A *folder* that is a file is the template of every kind.
    Styles that a user's template lacks are added. Raises :class:`TemplateError` where its file is no Word file.
    """
    found = next((path for path in _candidates(kind, folder) if path.is_file()), None)
    if found is None:
        return build_template()
    try:
        document = docx.Document(str(found))
    except Exception as error:  # a file may be broken in any way
        raise TemplateError(found, "broken") from error
    _empty(document)
    add_styles(document)
    return document


def build_template() -> Document:
    """The house's template: A4, the Decree's margins, its styles, page numbers centred at the top from page 2."""
    document = docx.Document()
    _empty(document)
    set_page(document.sections[0])
    normal = document.styles["Normal"]
    _set_font(normal, 14)
    add_styles(document)
    document.sections[0].different_first_page_header_footer = True
    header = document.sections[0].header.paragraphs[0]
    header.style = document.styles["CCHC Page Number"]
    add_field(header, "PAGE")
    return document


def set_page(section: Section, *, landscape: bool = False) -> None:
    """A4 with the Decree's margins, upright or lying."""
    width, height = (297, 210) if landscape else (210, 297)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)


def add_styles(document: Document) -> None:
    """The house's styles, those that are missing."""
    for name, look in STYLES.items():
        if name in [style.name for style in document.styles]:
            continue
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _set_font(style, look.size)
        style.font.bold, style.font.italic, style.font.all_caps = look.bold, look.italic, look.capitals
        if look.red:
            style.font.color.rgb = RGBColor(0xB0, 0x1E, 0x1E)
        shape = style.paragraph_format
        shape.alignment, shape.first_line_indent = look.align, Mm(look.first_line)
        shape.left_indent = Mm(look.indent)
        shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
        shape.line_spacing, shape.keep_with_next = look.spacing, look.keep
    for name, level in (("CCHC Heading", 0), ("CCHC Subheading", 1), ("CCHC Minor Heading", 2)):
        properties = document.styles[name].element.get_or_add_pPr()
        if properties.find(qn("w:outlineLvl")) is None:
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(level))
            properties.append(outline)


def _set_font(style: object, size: float) -> None:
    font = style.font  # type: ignore[attr-defined]
    font.name, font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def require_template(folder: Path | None) -> None:
    """Raise :class:`TemplateError` where *folder* is not there or holds no template."""
    if folder is None or folder.is_file():
        return
    if not folder.is_dir():
        raise TemplateError(folder, "absent")
    if not any(path.is_file() for kind in KINDS for path in _candidates(kind, folder)):
        raise TemplateError(folder, "empty")


def _candidates(kind: str, folder: Path | None) -> Iterator[Path]:
    if folder is not None and folder.is_file():
        yield folder
    elif folder is not None:
        yield from (folder / f"{kind}.docx", folder / TEMPLATE)


def _empty(document: Document) -> None:
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
