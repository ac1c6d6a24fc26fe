"""A marked copy says what is wrong in the cell itself and loses nothing; where it would, there is none."""

import hashlib
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from cchc_analysis.intake import marking
from cchc_analysis.intake.marking import FILLS, Mark, NoCopyError, list_differences, mark_copy

MARKS = [
    Mark("Phiếu", "D7", "doubt", "Xem lại"),
    Mark("Phiếu", "D7", "error", "Vượt điểm tối đa"),
    Mark("Phiếu", "D8", "doubt", "Thiếu tài liệu"),
]


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """A form with everything a real one has."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Phiếu"
    sheet["A1"] = "PHIẾU TỰ CHẤM"
    sheet.merge_cells("A1:D2")
    sheet["C7"] = ""
    sheet["D7"], sheet["D8"], sheet["D9"], sheet["D10"] = 9, 0.5, "=SUM(D7:D8)", '=IF(D7>1,"có","không")'
    sheet["E7"], sheet["E7"].data_type = "=cmd|' /C calc'!A1", "s"
    sheet["D8"].number_format = "0.00"
    sheet["D8"].font = Font(bold=True, color="FF112233")
    sheet["D8"].border = Border(left=Side("thin"))
    sheet["D8"].alignment = Alignment(wrap_text=True)
    sheet["D8"].protection = Protection(locked=False)
    sheet["D8"].comment = Comment("của đơn vị", "VP")
    limits = DataValidation(type="decimal", operator="between", formula1="0", formula2="2")
    limits.add("D7:D8")
    sheet.add_data_validation(limits)
    sheet.conditional_formatting.add("D7:D8", CellIsRule(operator="lessThan", formula=["0"], fill=PatternFill("solid")))
    sheet.column_dimensions["B"].width = 60
    sheet.row_dimensions[3].hidden = True
    sheet.freeze_panes = "A6"
    sheet.print_title_rows = "5:6"
    sheet.protection.sheet = True
    book.create_sheet("Ẩn").sheet_state = "hidden"
    book.defined_names["phieu"] = DefinedName("phieu", attr_text="'Phiếu'!$D$7")
    path = tmp_path / "phieu.xlsx"
    book.save(path)
    return path


def with_part(original: Path, name: str, content: bytes = b"x") -> Path:
    path = original.with_name("them.xlsx")
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.namelist():
            target.writestr(member, source.read(member))
        target.writestr(name, content)
    return path


def test_a_faulty_cell_is_filled_by_its_gravest_fault_and_its_comment_says_all(original: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(original.read_bytes()).hexdigest()
    assert mark_copy(original, tmp_path / "out" / "copy.xlsx", MARKS, "Cơ quan Mẫu") == 2
    sheet = openpyxl.load_workbook(tmp_path / "out" / "copy.xlsx")["Phiếu"]
    assert sheet["D7"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["D8"].fill.fgColor.rgb == FILLS["doubt"]
    assert sheet["D7"].comment.text == "Xem lại\n\nVượt điểm tối đa"
    assert sheet["D8"].comment.text == "của đơn vị\n\nThiếu tài liệu"
    assert hashlib.sha256(original.read_bytes()).hexdigest() == before


def test_a_copy_keeps_values_formulas_formats_merges_limits_and_sheets(original: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    mark_copy(original, copy, MARKS, "Cơ quan Mẫu")
    assert list_differences(original, copy, {"Phiếu": ["D7", "D8"]}) == []
    sheet = openpyxl.load_workbook(copy)["Phiếu"]
    assert sheet["D9"].value == "=SUM(D7:D8)"
    assert (sheet["E7"].value, sheet["E7"].data_type) == ("=cmd|' /C calc'!A1", "s")
    assert len(sheet.data_validations.dataValidation) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda sheet: sheet.__setitem__("D9", 9.5), "Phiếu!D9"),
        (lambda sheet: sheet.unmerge_cells("A1:D2"), "Phiếu: merged cells"),
        (lambda sheet: setattr(sheet["D9"], "number_format", "0"), "Phiếu!D9"),
        (lambda sheet: setattr(sheet.data_validations, "dataValidation", []), "Phiếu: validations"),
        (lambda sheet: setattr(sheet.protection, "sheet", False), "Phiếu: protection"),
        (lambda sheet: setattr(sheet.parent["Ẩn"], "sheet_state", "visible"), "workbook: states"),
        (lambda sheet: setattr(sheet["D8"], "fill", PatternFill("solid", fgColor="FF00FF00")), "Phiếu!D8"),
    ],
)
def test_whatever_a_copy_lost_is_told(original: Path, tmp_path: Path, change, told: str) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.load_workbook(original)
    change(book["Phiếu"])
    book.save(tmp_path / "other.xlsx")
    assert told in list_differences(original, tmp_path / "other.xlsx", {})


def test_a_mark_within_merged_cells_goes_to_their_first_cell(original: Path, tmp_path: Path) -> None:
    mark_copy(original, tmp_path / "copy.xlsx", [Mark("Phiếu", "C2", "error", "x")], "a")
    assert openpyxl.load_workbook(tmp_path / "copy.xlsx")["Phiếu"]["A1"].comment.text == "x"


@pytest.mark.parametrize(
    "part",
    ["xl/vbaProject.bin", "xl/charts/chart1.xml", "xl/media/image1.png", "xl/embeddings/a.bin", "customXml/i.xml"],
)
def test_a_workbook_with_parts_that_would_be_lost_gets_no_copy(original: Path, tmp_path: Path, part: str) -> None:
    with pytest.raises(NoCopyError) as refused:
        mark_copy(with_part(original, part), tmp_path / "copy.xlsx", MARKS, "a")
    assert (refused.value.reason, refused.value.detail) == ("would_lose", part)
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_sheet_with_extensions_gets_no_copy(original: Path, tmp_path: Path) -> None:
    path = tmp_path / "ext.xlsx"
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            if member == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</worksheet>", b"<extLst><ext/></extLst></worksheet>")
            target.writestr(member, content)
    with pytest.raises(NoCopyError, match="would_lose"):
        mark_copy(path, tmp_path / "copy.xlsx", MARKS, "a")


def test_what_is_no_xlsx_or_too_large_or_broken_gets_no_copy(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("a", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<no")
    for name, reason in (("a.csv", "not_xlsx"), ("b.xlsx", "unreadable")):
        with pytest.raises(NoCopyError, match=reason):
            mark_copy(tmp_path / name, tmp_path / "copy.xlsx", MARKS, "a")
    monkeypatch.setattr(marking, "MAX_BYTES", 100)
    with pytest.raises(NoCopyError, match="too_large"):
        mark_copy(original, tmp_path / "copy.xlsx", MARKS, "a")


def test_a_copy_that_turns_out_to_have_lost_something_is_not_left_behind(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "list_differences", lambda *given: ["Phiếu!D9"])
    with pytest.raises(NoCopyError, match="D9"):
        mark_copy(original, tmp_path / "out" / "copy.xlsx", MARKS, "a")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_forms_that_are_sent_out_can_be_sent_back_with_marks(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, hidden = book.add_worksheet("Tự chấm"), book.add_worksheet("cchc")
        sheet.protect("")
        sheet.write_blank("C3", None, book.add_format({"bg_color": "#FFFFCC"}))
        sheet.write_string("D3", "")
        sheet.write_rich_string("A1", book.add_format({"bold": True}), "PHIẾU ", "tự chấm")
        sheet.write_formula("C9", "=SUM(C3:C8)", value=0)
        sheet.data_validation("C3", {"validate": "list", "source": ["0", "0,5", "1"]})
        hidden.very_hidden()
        book.set_custom_property("cchc", "2021")
        sheet.set_paper(9)
        sheet.set_header("&CPhiếu")
    assert mark_copy(path, tmp_path / "copy.xlsx", [Mark("Tự chấm", "C3", "error", "x")], "a") == 1
