"""The parts every document has by Decree 30/2020/NĐ-CP: heading, title, paragraphs, tables, recipients, signature."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Emu, Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from cchc_analysis.documents.fragments import Block, Grid, Paragraph, Run, clean

MOTTO_EM = 11.6
"""Width of “Độc lập - Tự do - Hạnh phúc” in bold Times, in ems: the line below it is as long."""

CAPITAL_EM = 0.72
"""Mean width of a bold capital of Times, in ems."""

WIDE_EM = 0.95
"""Width of the widest letters of bold Times, in ems."""

SMALL_EM = 0.5
"""Mean width of a bold small letter of Times, in ems."""

MARGIN, SMALL_MARGIN = Mm(1.9), Mm(1)
"""Room left and right of a cell's text, in a table and in a small one."""

CHARACTER = Mm(0.2)
"""Room of one character of a table's text, bold ones too, for each point of its size."""

KEPT_ROWS = 4
"""Rows of a long table that stay on the page of the signature below it."""

CROWDED = 7
"""A table of more columns is printed smaller."""

EPOCH = (1980, 1, 1, 0, 0, 0)


def add_heading(
    document: Document,
    left: Sequence[tuple[str, str]],
    right: Sequence[tuple[str, str]],
) -> None:
    """The two columns at the head: pairs of style and text; a rule under the issuing body and under the motto."""
    width = _text_width(document)
    table = _add_plain_table(document, (round(width * 0.42), round(width * 0.58)))
    for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
        inner = cell.width or Emu(0)
        for at, (style, text) in enumerate(lines):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            paragraph.style = document.styles[style]
            paragraph.add_run(clean(text))
            if style == "CCHC Motto":
                _add_rule(cell, Emu(round(Pt(13) * MOTTO_EM)), inner)
            if style == "CCHC Issuing Body":
                text_width = min(round(Pt(12) * CAPITAL_EM * len(text)), inner)
                _add_rule(cell, Emu(round(text_width * 0.4)), inner)


def add_line(document: Document, style: str, text: str | Sequence[Run]) -> WordParagraph:
    """A paragraph in a style."""
    look = document.styles[style]
    paragraph = document.add_paragraph(style=look)
    above = paragraph._p.getprevious()
    if above is not None and above.tag == qn("w:tbl") and not look.paragraph_format.space_before:
        paragraph.paragraph_format.space_before = Pt(6)
    for run in [Run(text)] if isinstance(text, str) else text:
        written = paragraph.add_run(clean(run.text))
        written.bold, written.italic = run.is_bold or None, run.is_italic or None
    return paragraph


def add_rule(document: Document, style: str, text: str) -> None:
    """The line below a title, a third to a half of its words' length."""
    size = (document.styles[style].font.size or Pt(14)).pt
    words = min(round(Pt(size) * SMALL_EM * len(text)), _text_width(document))
    _rule(document.add_paragraph(), round(words * 0.4), _text_width(document))


def add_circulation(document: Document, text: str) -> None:
    """Who may read it, in a frame of one line, in capitals (Decree 30/2020/NĐ-CP, Appendix I)."""
    size = (document.styles["CCHC Circulation"].font.size or Pt(13)).pt
    length = min(round(Pt(size) * CAPITAL_EM * (len(text) + 4)), _text_width(document))
    paragraph = add_line(document, "CCHC Circulation", text.upper())
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Emu(max((_text_width(document) - length) // 2, 0))
    _border(paragraph._p.get_or_add_pPr(), "w:pBdr", ("top", "left", "bottom", "right"))


def add_blocks(document: Document, blocks: Sequence[Block]) -> None:
    """Paragraphs and tables in their order."""
    styles = {
        "text": "CCHC Body",
        "item": "CCHC Body",
        "heading": "CCHC Minor Heading",
        "note": "CCHC Note",
        "definition": "CCHC Definition",
    }
    for block in blocks:
        if isinstance(block, Grid):
            add_grid(document, block)
        elif isinstance(block, Paragraph):
            runs = [Run(block.marker), *block.runs] if block.marker else block.runs
            add_line(document, styles[block.role], runs)


def add_grid(document: Document, grid: Grid, *, captioned: bool = True, is_small: bool | None = None) -> Table:
    """A ruled table whose heading row repeats on every page and whose rows stay whole.

    More than :data:`CROWDED` columns are printed smaller, unless *is_small* says otherwise.
    """
    if grid.caption and captioned:
        add_line(document, "CCHC Caption", grid.caption)
    count = max([len(grid.heads), *map(len, grid.rows)], default=0)
    is_small = count > CROWDED if is_small is None else is_small
    table = document.add_table(rows=1 + len(grid.rows), cols=count)
    _rule_all(table)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    style = "CCHC Small Table" if is_small else "CCHC Table"
    size = document.styles[style].font.size or Pt(11)
    margin = SMALL_MARGIN if is_small else MARGIN
    _set_margins(table, margin)
    for at, width in enumerate(_share_width(grid, count, _text_width(document), size.pt, margin)):
        table.columns[at].width = Emu(width)
    widths = [column.width for column in table.columns]
    numbers = {at for row in grid.rows for at, cell in enumerate(row) if cell.is_number}
    for row, cells in zip(table.rows, [grid.heads, *grid.rows], strict=True):
        is_head = cells is grid.heads
        for at, (place, cell) in enumerate(zip(row.cells, cells, strict=False)):
            place.width = widths[at]
            paragraph = place.paragraphs[0]
            paragraph.style = document.styles[f"{style} Heading" if is_head else style]
            if at in numbers and not is_head:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.add_run(cell.text)
        _set_row(row._tr, "w:cantSplit")
        if is_head:
            _set_row(row._tr, "w:tblHeader")
        if len(cells) == 1 and count > 1:
            row.cells[0].merge(row.cells[-1])
    return table


def add_picture(document: Document, png: bytes, alternative: str) -> None:
    """A picture as wide as the text, with its description for readers who do not see it."""
    paragraph = document.add_paragraph(style=document.styles["CCHC Picture"])
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Emu(_text_width(document)))
    tallest = Mm(120)
    if shape.height > tallest:
        shape.width, shape.height = Emu(round(shape.width * tallest / shape.height)), tallest
    shape._inline.docPr.set("descr", clean(alternative))


def add_closing(document: Document, heading: str, recipients: Sequence[str], signature: Sequence[str]) -> None:
    """Recipients at the left, signature at the right, with room to sign above the name."""
    spacer = add_line(document, "CCHC Recipients", "")
    last = spacer._p.getprevious()
    words = [paragraph for paragraph in document.paragraphs[-2:] if paragraph._p in (spacer._p, last)]
    above = words[0]._p.getprevious()
    rows = [row for table in document.tables[-1:] if table._tbl is above for row in table.rows[-_count_kept(table) :]]
    for paragraph in [*words, *(paragraph for row in rows for cell in row.cells for paragraph in cell.paragraphs)]:
        paragraph.paragraph_format.keep_with_next = True  # a signature never stands alone on a page
    width = _text_width(document)
    table = _add_plain_table(document, (round(width * 0.5), round(width * 0.5)))
    left, right = table.rows[0].cells
    _set_row(table.rows[0]._tr, "w:cantSplit")
    left.paragraphs[0].style = document.styles["CCHC Recipients Heading"]
    left.paragraphs[0].add_run(heading)
    for name in recipients:
        left.add_paragraph(clean(name), style=document.styles["CCHC Recipients"])
    for at, line in enumerate(signature):
        paragraph = right.paragraphs[0] if at == 0 else right.add_paragraph()
        paragraph.style = document.styles["CCHC Signature"]
        paragraph.add_run(clean(line))


def _count_kept(table: Table) -> int:
    """Rows that stay on the signature's page: a third of a short table, never fewer than two."""
    return max(2, min(KEPT_ROWS, len(table.rows) // 3))


def add_section(document: Document, *, landscape: bool) -> None:
    """A new page, upright or lying, with the same margins, whose page number shows from its first page on."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    if landscape == ((section.page_width or 0) > (section.page_height or 0)):
        return
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width


def add_footers(document: Document, text: str) -> None:
    """*text* at the foot of every page."""
    section = document.sections[0]
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["CCHC Mark"]
        paragraph.add_run(clean(text))


def add_field(paragraph: WordParagraph, name: str) -> None:
    """A field that Word fills in, such as ``PAGE``."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()._r
        if kind is None:
            code = OxmlElement("w:instrText")
            code.text = name
            run.append(code)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)


def pack(document: Document) -> bytes:
    """The file's bytes, the same whenever the document is the same: every date inside the archive is fixed."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _text_width(document: Document) -> int:
    section = document.sections[-1]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def _add_plain_table(document: Document, widths: Sequence[int]) -> Table:
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    _set_margins(table, Mm(0))
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Emu(width)
    return table


def _add_rule(cell: _Cell, length: int, width: int) -> None:
    """A solid line of *length* in the middle of the cell."""
    _rule(cell.add_paragraph(), length, width)


def _rule(paragraph: WordParagraph, length: int, width: int) -> None:
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Emu(max((width - length) // 2, 0))
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(4)
    _border(paragraph._p.get_or_add_pPr(), "w:pBdr", ("top",))


def _set_margins(table: Table, room: Length) -> None:
    """*room* left and right of the text of every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(room.twips)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _rule_all(table: Table) -> None:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    _border(table._tbl.tblPr, "w:tblBorders", sides)


def _border(properties: Any, name: str, sides: Sequence[str]) -> None:
    borders = OxmlElement(name)
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    if name == "w:pBdr":  # the order of a paragraph's properties is fixed: borders stand before spacing and indents
        follower = next(
            (child for child in properties if child.tag in (qn("w:spacing"), qn("w:ind"), qn("w:jc"))), None
        )
        if follower is not None:
            follower.addprevious(borders)
            return
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _set_row(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


def _measure(word: str) -> float:
    """Width of a word in bold Times, in ems, rounded up: capitals and m, w are wide."""
    return sum(WIDE_EM if letter in "mwMW%" else CAPITAL_EM if letter.isupper() else SMALL_EM + 0.06 for letter in word)


def _share_width(grid: Grid, count: int, width: int, size: float, margin: int) -> list[int]:
    """Room for the longest word of each column first; what is left goes where the texts are longest."""
    needed, wanted = [], []
    for at in range(count):
        body = [row[at].text for row in grid.rows if at < len(row) and len(row) == count]
        head = grid.heads[at].text if at < len(grid.heads) else ""
        words = [word for text in [head, *body] for word in text.split()]
        word = max(map(len, words), default=1)
        widest = max((Pt(size) * _measure(each[:24]) for each in words), default=0)
        needed.append(2.2 * margin + max(CHARACTER * size * (min(word, 24) + 0.5), widest))
        wanted.append(1.0 + max(min(max(map(len, body), default=0), 60) - word, 0))
    spare = max(width - sum(needed), 0)
    widths = [need + spare * want / sum(wanted) for need, want in zip(needed, wanted, strict=True)]
    return [round(width * each / sum(widths)) for each in widths]
