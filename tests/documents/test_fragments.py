"""The pages' fragments become paragraphs and tables of text."""

from markupsafe import Markup

from cchc_analysis.documents.fragments import Cell, Grid, Paragraph, Run, read_blocks


def test_emphasis_and_figures_become_runs() -> None:
    html = '<p><strong>Vụ A</strong> đạt <data value="39.4" data-key="a">39,40</data> điểm.</p>'
    (paragraph,) = read_blocks(html)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Vụ A đạt 39,40 điểm."
    assert paragraph.runs[0] == Run("Vụ A", is_bold=True)
    assert not any(run.is_bold for run in paragraph.runs[1:])


def test_what_was_escaped_is_text_and_never_markup() -> None:
    (paragraph,) = read_blocks(Markup("<p>{}</p>").format("<b>x</b> &amp; =1+1"))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "<b>x</b> &amp; =1+1"
    assert not any(run.is_bold for run in paragraph.runs)


def test_a_table_keeps_its_caption_its_heads_and_its_cells() -> None:
    html = (
        "<table><caption>T</caption><thead><tr><th>Đơn vị</th><th>Điểm</th></tr></thead><tbody>"
        '<tr><th scope="row" class="text">A</th><td class="number"><span class="bar"><i></i></span>1,50</td></tr>'
        '</tbody></table><p class="note">Ghi chú</p>'
    )
    grid, note = read_blocks(html)
    assert grid == Grid("T", [Cell("Đơn vị"), Cell("Điểm")], [[Cell("A"), Cell("1,50", is_number=True)]])
    assert isinstance(note, Paragraph)
    assert note.role == "note"


def test_a_cell_that_holds_a_figure_alone_is_a_number_and_ends_where_the_next_begins() -> None:
    html = '<table><tbody><tr><th scope="row">A<td data-v=1.5>1,50<td></tr></tbody></table>'
    assert read_blocks(html) == [Grid(rows=[[Cell("A"), Cell("1,50", is_number=True), Cell("")]])]


def test_characters_that_no_xml_holds_are_left_out() -> None:
    (paragraph,) = read_blocks("<p>a\x0bb\ufffe</p>")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "ab"


def test_what_a_page_folds_away_and_does_not_print_is_left_out() -> None:
    folded = '<details class="{}"><table><tbody><tr><td>1</td></tr></tbody></table></details>'
    html = f"<p>a</p>{folded.format('fold')}" + '<p class="on-paper">T: xem bản điện tử.</p><p>b</p>'
    assert [block.text for block in read_blocks(html) if isinstance(block, Paragraph)] == ["a", "b"]
    assert len(read_blocks(html)) == 2
    assert [type(block) for block in read_blocks(folded.format("fold prints"))] == [Grid]
