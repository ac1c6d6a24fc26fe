"""The Word files keep Decree 30/2020, say what the tables say, and are the same bytes each time."""

import ast
import datetime
import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import nbformat
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from IPython.display import HTML

from analysis.small_seasons import flat_criteria, scores_of, season_of, units_of
from cchc_analysis import schemas
from cchc_analysis.documents import contents, layout, letters, pictures, template
from cchc_analysis.documents.fragments import Cell, Grid, Paragraph, read_blocks
from cchc_analysis.documents.outline import show_report
from cchc_analysis.documents.writing import write_documents
from cchc_analysis.reporting import tables
from cchc_analysis.reporting.pages.notebooks import find_notebook
from cchc_analysis.rules.season import Analysis, Letter
from cchc_analysis.rules.season import Document as Stated
from conftest import skip_without
from reporting.small_tables import SmallTables, tables_of

FULL = (("a", "I", 24), ("a", "II", 20), ("b", "I", 30), ("b", "II", 11))
FEW_DRAWS = {"analysis": Analysis(weight_draws=10)}
HEADS = (
    "I. Tình hình thực hiện",
    "II. Kết quả",
    "III. Những mặt làm được",
    "IV. Hạn chế và nguyên nhân",
    "V. So với năm trước",
    "VI. Kiến nghị",
)


POORER = {
    "nothing appraised": (("a", "I", "pending"), ("a", "II", "pending")),
    "one unit at the maximum": (("a", "I", 30), ("a", "II", 20)),
    "one total per unit": (("a", "I", 24), ("b", "I", 30)),
}


def points(*cells: tuple[str, str, float | str]) -> pd.DataFrame:
    return scores_of(*((unit, criterion, "appraisal", score) for unit, criterion, score in cells))


@cache
def season(lang: str = "vi", **rules: object) -> SmallTables:
    return tables_of(points(*FULL), season=season_of(**FEW_DRAWS, **rules), lang=lang)


def report(of: SmallTables) -> Document:
    return reopen(contents.write_report(of, None, lambda chart: None))


@cache
def pack_report(lang: str, **rules: object) -> bytes:
    return layout.pack(contents.write_report(season(lang, **rules), None, lambda chart: None))


def report_of(lang: str = "vi", **rules: object) -> Document:
    """The report of the plain season under these rules, written once and opened anew for each test."""
    return docx.Document(io.BytesIO(pack_report(lang, **rules)))


def reopen(document: Document) -> Document:
    return docx.Document(io.BytesIO(layout.pack(document)))


def text_of(document: Document) -> str:
    return "\n".join(node.text or "" for node in document.element.iter(qn("w:t")))


def test_page_and_body_keep_the_decree() -> None:
    document = report_of()
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert Mm(20) <= Mm(round(page.top_margin.mm)) <= Mm(25)
    assert Mm(20) <= Mm(round(page.bottom_margin.mm)) <= Mm(25)
    assert Mm(30) <= Mm(round(page.left_margin.mm)) <= Mm(35)
    assert Mm(15) <= Mm(round(page.right_margin.mm)) <= Mm(20)
    body = document.styles["CCHC Body"]
    assert (body.font.name, body.font.size) == ("Times New Roman", Pt(14))
    assert Mm(10) <= body.paragraph_format.first_line_indent <= Mm(12.8)
    assert 1 <= body.paragraph_format.line_spacing <= 1.5
    assert page.different_first_page_header_footer
    assert "PAGE" in page.header._element.xml


def test_the_heading_names_the_nation_the_bodies_and_leaves_blanks_for_what_is_not_known() -> None:
    left, right = report_of().tables[0].rows[0].cells
    assert right.paragraphs[0].text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert right.paragraphs[1].text == "Độc lập - Tự do - Hạnh phúc"
    assert right.paragraphs[-1].text == "…………, ngày …… tháng …… năm ………"
    assert left.paragraphs[-1].text == "Số: ……/BC-…"


def test_what_the_season_states_of_its_document_is_printed() -> None:
    stated = Stated(
        superior_body="Bộ A", symbol="ABC", number="7", place="Hà Nội", date=datetime.date(2021, 1, 5),
        signatory_title="Trưởng ban", signatory_name="Nguyễn Văn A", recipients=("Lưu: VT",),
    )  # fmt: skip
    text = text_of(report_of(document=stated))
    for part in ("BỘ A", "Số: 7/BC-ABC", "Hà Nội, ngày 05 tháng 01 năm 2021", "TRƯỞNG BAN", "Nguyễn Văn A"):
        assert part in text
    assert "- Lưu: VT." in text


def test_sections_stand_in_the_order_of_a_vietnamese_report() -> None:
    styled = [each.text for each in report_of().paragraphs if each.style.name == "CCHC Heading"]
    assert styled == list(HEADS)


def test_annexes_come_after_the_signature_each_on_its_own_page_with_a_roman_number() -> None:
    document = report_of()
    titles = [each.text for each in document.paragraphs if each.style.name == "CCHC Title"]
    assert titles == ["BÁO CÁO", "Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"]
    assert len(document.sections) == 5
    blocks = [node.tag for node in document.element.body]
    text = ["".join(word.text for word in node.iter(qn("w:t"))) for node in document.element.body]
    signed = next(at for at, words in enumerate(text) if words.startswith("Nơi nhận:"))
    assert blocks[signed] == qn("w:tbl")
    assert signed < text.index("Phụ lục I")


def test_the_report_says_all_that_its_page_says_in_the_order_of_its_page() -> None:
    of = season()
    written = text_of(report_of())
    at = 0
    for part in show_report(of):
        for block in read_blocks(part) if isinstance(part, HTML) else []:
            for words in (
                [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row]
            ):
                found = written.replace("\n", "").find(words.replace("\n", ""), at)
                assert found >= 0, words
                at = found


def test_every_cell_of_the_report_after_the_one_that_loads_is_one_expression() -> None:
    cells = nbformat.read(find_notebook("yearly_report"), as_version=4).cells
    codes = [cell.source for cell in cells if cell.cell_type == "code"]
    first = next(at for at, source in enumerate(codes) if "cchc.load(" in source)
    for source in codes[first + 1 :]:
        assert ast.parse(source, mode="eval")


def test_a_hand_written_note_stands_in_its_section_as_text() -> None:
    text = "Một **đậm** <b>x</b>\n\n1. hai\n2. ba\n\n[chữ](https://a.b)"
    row = {"year": 2020, "section": "results", "unit_id": None, "note_lang": "vi", "written": text}
    notes = schemas.validate("notes", pd.DataFrame([row | {"source_file": "notes/results.md"}]))
    document = report(replace(season(), tables=season().tables | {"notes": notes}))
    lines = [paragraph.text for paragraph in document.paragraphs]
    at = lines.index("Một đậm <b>x</b>")
    assert lines[at - 1] == "II. Kết quả"
    assert lines[at : at + 4] == ["Một đậm <b>x</b>", "1. hai", "2. ba", "chữ (https://a.b)"]
    assert [run.text for run in document.paragraphs[at].runs if run.bold] == ["đậm"]
    assert "Nhận xét của Tổ giúp việc" in lines


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_report_to_be_signed_names_no_file_no_key_and_no_column_by_its_id(lang: str) -> None:
    row = {"year": 2020, "section": "results", "unit_id": None, "note_lang": lang, "written": "Một đoạn."}
    notes = schemas.validate("notes", pd.DataFrame([row | {"source_file": "notes/results.md"}]))
    of = season(lang)
    text = text_of(report(replace(of, tables=of.tables | {"notes": notes})))
    assert "Một đoạn." in text
    assert re.findall(r"\S*[a-z]_[a-z]\S*|\S+\.(?:md|csv|toml|xlsx|html)\b|`", text) == []


@pytest.mark.parametrize("release", ["draft", "final"])
def test_a_report_to_be_signed_asks_no_question(release: str) -> None:
    cells = points(("a", "I", 24), ("a", "II", 20), ("b", "I", 24), ("b", "II", 20))
    text = text_of(report(tables_of(cells, season=season_of(**FEW_DRAWS, release=release))))
    assert "?" not in text
    assert ("Trình Ban Chỉ đạo xem xét, quyết định:" in text) is (release == "draft")
    assert ("không còn nội dung trình quyết định" in text) is (release == "final")


def test_the_number_of_a_letter_names_who_drafted_it_and_its_recipients_begin_with_those_above() -> None:
    letter = Letter(id="x", name="Việc một", criteria=("I",))
    stated = Stated(symbol="ABC", drafting_unit="TCCB", recipients=("Ban Chỉ đạo", "Lưu: VT"))
    for document, number in ((Stated(symbol="ABC"), "Số: ……/ABC-…"), (stated, "Số: ……/ABC-TCCB")):
        written = reopen(contents.write_letter(season(letters=(letter,), document=document), letter, None))
        assert number in [each.text for each in written.tables[0].rows[0].cells[0].paragraphs]
    recipients = [each.text for each in written.tables[-1].rows[0].cells[0].paragraphs]
    assert recipients == ["Nơi nhận:", "- Như trên;", "- Ban Chỉ đạo;", "- Lưu: VT."]
    assert written.paragraphs[-2].text.endswith("biện pháp khắc phục./.")


def test_an_annex_is_signed_and_has_no_recipients() -> None:
    closing = reopen(contents.write_ranking(season(), None)).tables[-1].rows[0].cells
    assert closing[0].text == ""
    assert "…………………" in closing[1].text


def test_a_letter_has_a_line_per_unit_worst_first_and_says_criteria_and_reason_once() -> None:
    letter = Letter(id="x", name="Việc một", criteria=("I", "II"))
    cells = points(("a", "I", 24), ("a", "II", 19.5), ("b", "I", 20), ("b", "II", 20), ("c", "I", 30), ("c", "II", 20))
    of = tables_of(cells, units=units_of("a", "b", "c"), season=season_of(**FEW_DRAWS, letters=(letter,)))
    document = reopen(contents.write_letter(of, letter, None))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert [row[0] for row in rows[1:]] == ["1", "2"]
    assert [row[2:4] for row in rows[1:]] == [["10,00", "I: 10,00"], ["6,50", "I: 6,00; II: 0,50"]]
    lines = [each.text for each in document.paragraphs if each.text.startswith("- Tiêu chí")]
    for line, end in zip(lines, ("tối đa 30,00 điểm;", "tối đa 20,00 điểm."), strict=True):
        assert line.endswith(end)


def test_a_letter_to_many_names_them_in_its_table_and_one_to_a_few_line_by_line() -> None:
    letter = Letter(id="x", name="Việc một", criteria=("I",))
    for count in (1, 3, 12):
        ids = tuple(f"u{number}" for number in range(count))
        cells = points(*((unit, criterion, 10) for unit in ids for criterion in ("I", "II")))
        of = tables_of(cells, units=units_of(*ids), season=season_of(**FEW_DRAWS, letters=(letter,)))
        document = reopen(contents.write_letter(of, letter, None))
        own = [each.text for each in document.paragraphs if each.style.name == "CCHC Addressees"]
        assert len(own) == {1: 0, 3: 3, 12: 0}[count]
        (head,) = [each.text for each in document.paragraphs if each.style.name == "CCHC Addressee"]
        assert head.startswith("Kính gửi: Thủ trưởng")


@pytest.mark.parametrize("cells", POORER.values(), ids=list(POORER))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_documents_stand_in_poorer_seasons(cells: tuple[tuple[str, str, float | str], ...], lang: str) -> None:
    units = units_of(*dict.fromkeys(unit for unit, *_rest in cells))
    maxima = {criterion: {"I": 30.0, "II": 20.0}[criterion] for _unit, criterion, _score in cells}
    letter = Letter(id="x", name="Việc một", criteria=("I",))
    rules = season_of(**FEW_DRAWS, grades=(), letters=(letter,))
    of = tables_of(points(*cells), criteria=flat_criteria(**maxima), units=units, season=rules, lang=lang)
    for document in (report(of), contents.write_ranking(of, None), contents.write_letter(of, letter, None)):
        assert "nan" not in re.findall(r"\w+", text_of(reopen(document)))


def test_the_properties_of_a_table_stand_in_the_order_that_word_asks_for() -> None:
    order = ["tblStyle", "tblW", "jc", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"]
    found = report_of().element.body.findall(f".//{qn('w:tblPr')}")
    assert found
    for properties in found:
        places = [order.index(child.tag.partition("}")[2]) for child in properties]
        assert places == sorted(places)


def test_a_heading_of_a_crowded_table_breaks_between_words_only() -> None:
    heads = ["Rank", "Unit", *["Weights ±10%"] * 6, "Convention"]
    grid = Grid("", [Cell(text) for text in heads], [[Cell("1")] * 9])
    document = template.build_template()
    table = layout.add_grid(document, grid)
    size, margin = document.styles["CCHC Small Table"].font.size, layout.SMALL_MARGIN
    for column, text in zip(table.columns, heads, strict=True):
        longest = max(text.split(), key=len)
        assert column.width - 2 * margin >= 0.55 * size * len(longest), text


def test_a_signature_keeps_the_last_rows_of_the_table_above_it_on_its_page() -> None:
    document = reopen(contents.write_ranking(season(), None))
    table, closing = document.tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept[-2:] == [True, True]
    between = [each for each in document.paragraphs if each.style.name in ("CCHC Note", "CCHC Recipients")]
    assert [each.paragraph_format.keep_with_next for each in between] == [True, True]
    assert closing.rows[0]._tr.find(f".//{qn('w:cantSplit')}") is not None


def test_every_table_repeats_its_heading_row_on_each_page() -> None:
    ruled = report_of().element.body.findall(f".//{qn('w:tblBorders')}")
    assert ruled
    for borders in ruled:
        table = borders.getparent().getparent()
        assert table.find(qn("w:tr")).find(f".//{qn('w:tblHeader')}") is not None


def test_every_cell_of_the_ranking_is_the_pages_own() -> None:
    of = season()
    shown = tables.list_ranking(of, with_changes=False)
    (grid,) = (block for block in read_blocks(shown) if isinstance(block, Grid))
    table = reopen(contents.write_ranking(of, None)).tables[0]
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    assert shown == [[cell.text for cell in row] for row in [grid.heads, *grid.rows]]


def test_a_hostile_name_is_text() -> None:
    names = ["<b>Vụ</b>", "=1+1", "a & b"]
    cells = points(*((unit, criterion, 10) for unit in "abc" for criterion in ("I", "II")))
    of = tables_of(cells, units=units_of(*"abc").assign(name=names))
    table = reopen(contents.write_ranking(of, None)).tables[0]
    assert set(names) <= {cell.text for row in table.rows for cell in row.cells}


def test_the_same_season_gives_the_same_bytes() -> None:
    first, second = (layout.pack(contents.write_report(season(), None, lambda chart: None)) for _ in range(2))
    assert first == second


def test_the_same_season_gives_the_same_bytes_with_pictures_too() -> None:
    chromium = pictures.find_chromium()
    if chromium is None:
        skip_without("Chromium")
    drawn = []
    for _time in range(2):
        made = contents.write_report(season(), None, lambda chart: pictures.draw_picture(chart, str(chromium)))
        drawn.append(layout.pack(made))
    assert drawn[0] == drawn[1]
    assert docx.Document(io.BytesIO(drawn[0])).inline_shapes


def test_made_up_data_and_drafts_say_so() -> None:
    text = text_of(report_of(is_illustrative=True))
    assert "DỮ LIỆU MINH HỌA" in text
    assert "DỰ THẢO" in text
    document = report_of(is_illustrative=True)
    assert document.sections[0].first_page_footer.paragraphs[0].text == "Dữ liệu minh họa"


def test_an_unfinished_appraisal_marks_the_document_as_provisional() -> None:
    of = tables_of(points(FULL[0], ("a", "II", "pending"), *FULL[2:]))
    assert "SỐ LIỆU TẠM TÍNH" in text_of(report(of))


def test_a_letter_names_only_units_that_lost_points_there() -> None:
    letter = Letter(id="x", name="Việc một", criteria=("I",))
    of = season(letters=(letter,))
    assert letters.pick_losses(of, letter)["unit_id"].tolist() == ["a"]
    text = text_of(reopen(contents.write_letter(of, letter, None)))
    assert "V/v Việc một" in text
    assert "6,00" in text


def test_english_documents_hold_no_vietnamese_of_ours() -> None:
    text = text_of(report_of("en"))
    assert "SOCIALIST REPUBLIC OF VIET NAM" in text
    assert "BÁO CÁO" not in text


def test_without_chromium_there_are_tables_and_no_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_CHROMIUM", "none")
    written = write_documents(season(), tmp_path / "documents", tmp_path)
    assert not written.has_browser
    assert sorted(path.name for path in written.folder.iterdir()) == sorted(written.files)
    assert not any(name.endswith(".pdf") for name in written.files)


def test_a_users_template_keeps_its_own_styles(tmp_path: Path) -> None:
    own = template.build_template()
    own.styles["CCHC Body"].font.size = Pt(13)
    own.save(str(tmp_path / "template.docx"))
    assert template.open_template("report", tmp_path).styles["CCHC Body"].font.size == Pt(13)
    (tmp_path / "letter.docx").write_text("no Word file")
    with pytest.raises(template.TemplateError) as broken:
        template.open_template("letter", tmp_path)
    assert broken.value.fault == "broken"


def test_a_template_is_a_folder_or_a_file_and_what_is_wrong_with_it_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    made = template.build_template()
    made.styles["CCHC Body"].font.size = Pt(13)
    made.save(str(own))
    template.require_template(own)
    assert template.open_template("letter", own).styles["CCHC Body"].font.size == Pt(13)
    for folder, fault in ((tmp_path / "nowhere", "absent"), (tmp_path, "empty")):
        with pytest.raises(template.TemplateError) as found:
            template.require_template(folder)
        assert (found.value.path, found.value.fault) == (folder, fault)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_document_released_in_spite_of_something_says_so_and_why(lang: str) -> None:
    of, overridden = season(lang=lang), [("Chưa chốt", "Họp ngày 5/12")]
    said = {
        "vi": "Phát hành dù còn trở ngại: Chưa chốt. Lý do: Họp ngày 5/12",
        "en": "Released in spite of: Chưa chốt. Reason: Họp ngày 5/12",
    }[lang]
    for document in (
        contents.write_report(of, None, lambda chart: None, overridden),
        contents.write_ranking(of, None, overridden),
    ):
        marks = [each.text for each in reopen(document).paragraphs if each.style.name == "CCHC Mark"]
        assert said in marks
    plain = reopen(contents.write_ranking(of, None))
    assert said not in [each.text for each in plain.paragraphs]
