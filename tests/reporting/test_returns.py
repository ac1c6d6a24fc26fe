"""What goes back to a unit: a note it can act on, its workbook with marks, and nothing that is not its business."""

import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from cchc_analysis.analyst import SeasonTables, load
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.reporting import returns
from cchc_analysis.reporting.pages.page_check import check_page
from cchc_analysis.reporting.returns import return_season, select_findings
from cchc_analysis.reporting.tables import received
from intake.season_folder import (
    APPRAISAL_HEADER,
    GOOD_APPRAISAL,
    GOOD_SELF,
    SEASON,
    form_rows,
    write_form,
    write_season,
    write_workbook,
)
from page_figures import read_marked


def load_checked(data: Path, lang: str = "vi") -> SeasonTables:
    check_season(2020, data)
    return load(2020, data, lang)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Cục I wrote text, left a blank, went above the maximum; Cục II drew a chart into its form; Vụ KHTH is clean."""
    folder = write_season(tmp_path / "data" / "raw")
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", {"k1": "<b>hai</b>", "k2": 99, "t1": None})
    with xlsxwriter.Workbook(folder / "self" / "cuc2.xlsx") as book:
        page = book.add_worksheet("Phiếu")
        for row, values in enumerate(form_rows("Cục II", GOOD_SELF | {"k2": "nhiều"})):
            page.write_row(row, 0, values)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Phiếu!$D$7:$D$8"})
        page.insert_chart("H2", chart)
    return tmp_path / "data"


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main")[1].split("</main>")[0]).split())


def test_each_unit_with_faults_gets_a_note_and_its_marked_workbook(data: Path, tmp_path: Path) -> None:
    season = load_checked(data)
    returned = return_season(season, tmp_path / "out")
    assert list(returned.folders) == ["cuc1", "cuc2"]
    html = (returned.folders["cuc1"] / "note.html").read_text(encoding="utf-8")
    assert check_page(html, year=2020, charts=0, unit="cuc1") == []
    text = text_of(html)
    assert "Phiếu của đơn vị có 3 chỗ phải sửa." in text
    for told in (
        "D7",
        "1 Ban hành kế hoạch",
        "Ô điểm không phải số",
        "&lt;b&gt;hai",
        "số từ 0 đến 3",
        "cuc1.marked.xlsx",
    ):
        assert told in text
    assert "<b>hai" not in html
    sheet = openpyxl.load_workbook(returned.folders["cuc1"] / "cuc1.marked.xlsx").active
    assert sheet is not None
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"D7", "D8", "D10"}
    assert "→ " in sheet["D8"].comment.text


def test_a_note_of_a_unit_with_doubts_alone_does_not_say_that_it_must_correct_anything(
    data: Path, tmp_path: Path
) -> None:
    write_form(data / "raw" / "2020" / "self" / "khth.xlsx", "Vụ KHTH", GOOD_SELF | {"k1": 1.7, "t3": 1})
    season = load_checked(data)
    doubts = select_findings(season, "khth")
    assert set(doubts["severity"]) == {"doubt"}
    returned = return_season(season, tmp_path / "out", ["khth", "cuc1"])
    titles = {
        unit: (folder / "note.html").read_text(encoding="utf-8").partition("<title>")[2].partition("</title>")[0]
        for unit, folder in returned.folders.items()
    }
    assert "nội dung đề nghị xem lại" in titles["khth"]
    assert "nội dung cần sửa" in titles["cuc1"]


def test_a_note_opens_offline_runs_no_script_and_loads_nothing(data: Path, tmp_path: Path) -> None:
    returned = return_season(load_checked(data), tmp_path / "out")
    html = (returned.folders["cuc1"] / "note.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert not re.search(r"<(?:link|img|iframe)\b", html)
    assert "script-src" not in html
    assert "default-src &#39;none&#39;" in html


def test_a_file_that_cannot_be_copied_is_said_to_be_so(data: Path, tmp_path: Path) -> None:
    folder = return_season(load_checked(data), tmp_path / "out").folders["cuc2"]
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "note.html"
    assert [name.split(".", 1)[1] for name in names[1:]] == ["picture.html"]
    note = (folder / "note.html").read_text(encoding="utf-8")
    assert f'href="{names[1]}"' in note
    assert "không có bản đánh dấu vì tệp có phần sẽ bị mất nếu ghi lại" in text_of(
        (folder / "note.html").read_text("utf-8")
    )


def test_the_note_is_in_english_where_asked(data: Path, tmp_path: Path) -> None:
    folder = return_season(load_checked(data, "en"), tmp_path / "out").folders["cuc1"]
    html = (folder / "note.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in html
    assert "Score is not a number" in text_of(html)
    assert "Phải sửa" not in html


def test_a_unit_is_told_of_its_own_files_only_and_not_of_the_group_s_doubts(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "data" / "raw")
    full = {"k1": 2, "k2": 3, "t1": 1}
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", full)
    write_form(folder / "appraisal" / "cuc1.xlsx", "Cục I", GOOD_APPRAISAL | {"k1": "?"}, APPRAISAL_HEADER)
    season = load_checked(tmp_path / "data")
    rules = set(season.findings.query("unit_id == 'cuc1'")["rule"])
    assert rules >= {"score_unreadable", "whole_form_at_max"}
    assert select_findings(season, "cuc1").empty
    assert return_season(season, tmp_path / "out").folders == {}


def test_a_unit_that_has_mended_everything_loses_its_old_note(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    return_season(load_checked(data), out)
    write_form(data / "raw" / "2020" / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF)
    returned = return_season(load_checked(data), out)
    assert list(returned.folders) == ["cuc2"]
    assert not (out / "cuc1").exists()
    assert "Cục I<" not in returned.front.read_text(encoding="utf-8")


def test_received_files_are_left_as_they_came(data: Path, tmp_path: Path) -> None:
    season = load_checked(data)
    before = {path: path.read_bytes() for path in (data / "raw").rglob("*") if path.is_file()}
    return_season(season, tmp_path / "out")
    assert {path: path.read_bytes() for path in (data / "raw").rglob("*") if path.is_file()} == before


def test_a_file_of_several_units_is_sent_back_to_none_of_them(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "data" / "raw")
    for unit in ("cuc1", "cuc2"):
        (folder / "self" / f"{unit}.xlsx").unlink()
    head = ["unit", "criterion", "score"]
    rows = [[unit, leaf, score] for unit in ("cuc1", "cuc2") for leaf, score in (GOOD_SELF | {"k1": 77}).items()]
    write_workbook(folder / "self" / "hai cuc.xlsx", [head, *rows])
    returned = return_season(load_checked(tmp_path / "data"), tmp_path / "out")
    assert [path.name for path in returned.folders["cuc1"].iterdir()] == ["note.html"]


def test_the_intake_page_counts_what_came_late_and_what_is_wrong(data: Path) -> None:
    folder = data / "raw" / "2020"
    stages = (
        '[[stages]]\nid = "self"\nkind = "self"\nname = "Tự chấm"\nfolder = "self"\ndeadline = 2020-12-15T17:00:00\n'
    )
    stages += '[[stages]]\nid = "appraisal"\nkind = "appraisal"\nname = "Thẩm định"\nfolder = "appraisal"\n'
    (folder / "season.toml").write_text(SEASON + stages, encoding="utf-8")
    rows = "self/cuc1.xlsx,2020-12-15 18:00,\nself/cuc2.xlsx,2020-12-15 16:00,\nself/khth.xlsx,2020-12-14 16:00,\n"
    (folder / "submissions.csv").write_text("file,received_at,note\n" + rows, encoding="utf-8")
    season = load_checked(data)
    cards = re.findall(r"<strong>(.*?)</strong><span>(.*?)</span>", received.show_receipt_cards(season).data)
    assert cards[:3] == [
        ("3/3", "phiếu đã nhận"),
        ("1", "nộp muộn (hạn 15/12/2020 17:00)"),
        ("1/3", "phiếu đã nhận có đủ mọi ô"),
    ]
    listed = received.list_receipts(season).data
    assert listed.count('class="late"') == 1
    assert "15/12/2020 18:00" in listed
    by_unit = received.list_faults_by_unit(season).data
    assert by_unit.index("Cục I<") < by_unit.index("Cục II<")
    assert "Ô điểm không phải số" in received.list_faults_by_rule(season).data
    assert "Không có tệp nào bị thay." in received.list_replaced(season).data


def test_replaced_files_and_their_differences_are_listed(data: Path) -> None:
    write_form(data / "raw" / "2020" / "self" / "cuc1 lan 2.xlsx", "Cục I", GOOD_SELF)
    season = load_checked(data)
    assert "self/cuc1 lan 2.xlsx" in received.list_replaced(season).data
    differences = received.list_differences(season).data
    assert "&lt;b&gt;hai&lt;/b&gt; [D7]" in differences
    assert "trống [D10]" in differences


def test_the_front_lists_every_unit_with_its_counts(data: Path, tmp_path: Path) -> None:
    returned = return_season(load_checked(data), tmp_path / "out")
    html = returned.front.read_text(encoding="utf-8")
    assert 'href="cuc1/note.html"' in html
    assert [figure.shown for figure in read_marked(html) if figure.key == "cuc1.error_count"] == ["3"]
    assert returned.front.name == returns.FRONT
