"""From a number to its cell, and from one version of a file to the next, in the command's own words."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cchc_analysis.cli.app import app
from intake.season_folder import (
    APPRAISAL_HEADER,
    CRITERIA,
    GOOD_APPRAISAL,
    GOOD_SELF,
    form_rows,
    write_form,
    write_season,
    write_workbook,
)

CORRECTION = """[[corrections]]
file = "self/cuc1 lan 2.xlsx"
sheet = "Phiếu"
cell = "D8"
from = "hai"
to = "2,5"
reason = "Gõ chữ"
by = "Tổ giúp việc"
document = "Biên bản 5"
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("season") / "data"
    folder = write_season(root / "raw")
    write_form(folder / "self" / "cuc1 lan 2.xlsx", "Cục I", GOOD_SELF | {"k1": "1,5", "k2": "hai"})
    (folder / "corrections.toml").write_text(CORRECTION, encoding="utf-8")
    rows = "self/cuc1.xlsx,2020-12-14 09:00,\nself/cuc1 lan 2.xlsx,2020-12-15 10:30,\n"
    (folder / "submissions.csv").write_text("file,received_at,note\n" + rows, encoding="utf-8")
    CliRunner().invoke(app, ["check", "--year", "2020", "--data", str(root)])
    return root


def run(data: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "--year", "2020", "--data", str(data)])
    return result.exit_code, result.output


def test_a_score_is_traced_through_stages_corrections_and_versions(data: Path) -> None:
    code, said = run(data, "trace", "--unit", "Cục Một", "--criterion", "k2")
    assert code == 0
    for line in (
        "Cục I (cuc1) · 2020",
        "2 Thực hiện kế hoạch (k2)",
        "Điểm thẩm định 2,50; tự chấm 2,50; tối đa 3,00",
        "Bị trừ 0,50 = tự nhận chưa đạt 0,50",
        "1. Tự chấm: 2,50 (sau đính chính ghi “2,5”)",
        "← self/cuc1 lan 2.xlsx › Phiếu!D8",
        "nhận 15/12/2020 10:30 (theo sổ tiếp nhận); SHA-256 ",
        "đính chính: tệp ghi “hai”, sửa thành “2,5”: Gõ chữ (Tổ giúp việc); Biên bản 5",
        "2. Thẩm định: 2,50 (ô ghi “2.5”); ghi chú: Theo hồ sơ",
        "← appraisal/cuc1.xlsx › Phiếu!D8",
        "I Chỉ đạo điều hành: 4,00",
    ):
        assert line in said


def test_a_reason_is_traced_by_its_name_and_not_by_its_id(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "data" / "raw")
    rows = form_rows("Cục I", GOOD_APPRAISAL, [*APPRAISAL_HEADER, "Lý do trừ điểm"])
    rows[6].append("late")
    write_workbook(folder / "appraisal" / "cuc1.xlsx", rows)
    run(tmp_path / "data", "check")
    said = run(tmp_path / "data", "trace", "--unit", "cuc1", "--criterion", "k1")[1]
    assert "lý do: Báo cáo chậm" in said
    assert "late" not in said


def test_an_earlier_version_of_the_cell_is_part_of_the_trace(data: Path) -> None:
    said = run(data, "trace", "--unit", "cuc1", "--criterion", "k1")[1]
    assert "lần gửi trước: 1 Ban hành kế hoạch · điểm: 2 [Phiếu!D7] → 1,5 [Phiếu!D7]" in said


def test_a_criterion_made_of_others_is_traced_to_each_of_their_cells(data: Path) -> None:
    said = run(data, "trace", "--unit", "cuc1", "--criterion", "I")[1]
    assert "Là tổng của:" in said
    assert "tự chấm 1,50 ← self/cuc1 lan 2.xlsx [Phiếu!D7]" in said
    assert "thẩm định 2,50 ← appraisal/cuc1.xlsx [Phiếu!D8]" in said
    assert "Rà soát" not in said


def test_a_code_that_several_criteria_have_is_not_guessed(data: Path) -> None:
    code, said = run(data, "trace", "--unit", "cuc1", "--criterion", "1")
    assert code == 2
    assert "k1: 1 Ban hành kế hoạch" in said
    assert "t1: 1 Rà soát văn bản" in said
    assert "k2" not in said


def test_a_code_that_one_criterion_of_the_unit_has_is_enough(tmp_path: Path) -> None:
    another = ["t4", "3", "d2", "Văn bản riêng", 1, None, "cuc1", None, None]
    write_season(tmp_path / "data" / "raw", criteria=[*CRITERIA, another])
    run(tmp_path / "data", "check")
    assert "(t3)" in run(tmp_path / "data", "trace", "--unit", "khth", "--criterion", "3.")[1]
    assert "(t4)" in run(tmp_path / "data", "trace", "--unit", "cuc1", "--criterion", "3")[1]


def test_a_name_that_is_not_there_is_answered_with_those_that_are(data: Path) -> None:
    code, said = run(data, "trace", "--unit", "Cục III", "--criterion", "k1")
    assert code == 2
    assert "cuc2: Cục II" in said
    code, said = run(data, "trace", "--unit", "cuc1", "--criterion", "9.9")
    assert code == 2
    assert "k2: 2 Thực hiện kế hoạch" in said
    assert "t3" not in said


def test_a_criterion_that_does_not_apply_says_so(data: Path) -> None:
    assert "không áp dụng cho đơn vị" in run(data, "trace", "--unit", "cuc1", "--criterion", "t3")[1]


def test_a_trace_is_in_english_where_asked(data: Path) -> None:
    code, said = run(data, "trace", "--unit", "cuc1", "--criterion", "k2", "--lang", "en")
    assert code == 0
    assert "Tự chấm:" not in said.replace("1. Tự chấm:", "")
    assert "Điểm thẩm định" not in said


def test_the_difference_between_two_files_is_printed_with_both_cells(data: Path) -> None:
    code, said = run(data, "diff", "--unit", "cuc1")
    assert code == 0
    for line in (
        "[1] self/cuc1.xlsx – nhận 14/12/2020 09:00 (theo sổ tiếp nhận) – đã được thay",
        "[2] self/cuc1 lan 2.xlsx – nhận 15/12/2020 10:30 (theo sổ tiếp nhận) – được dùng",
        "1 Ban hành kế hoạch · điểm: 2 [Phiếu!D7] → 1,5 [Phiếu!D7]",
    ):
        assert line in said
    assert "2 Thực hiện kế hoạch" not in said  # 2,5 and the corrected 2,5 are the same


def test_a_unit_that_sent_once_has_no_differences(data: Path) -> None:
    assert "Không giai đoạn nào có nhiều hơn một tệp." in run(data, "diff", "--unit", "cuc2")[1]
    assert "Không giai đoạn nào có nhiều hơn một tệp." in run(data, "diff", "--unit", "cuc1", "--stage", "appraisal")[1]


def test_an_unknown_stage_is_answered_with_the_stages_there_are(data: Path) -> None:
    code, said = run(data, "diff", "--unit", "cuc1", "--stage", "vòng 9")
    assert code == 2
    assert "appraisal (Thẩm định)" in said


def test_a_season_that_was_not_checked_says_what_to_run(tmp_path: Path) -> None:
    write_season(tmp_path / "data" / "raw")
    code, said = run(tmp_path / "data", "trace", "--unit", "cuc1", "--criterion", "k1")
    assert code == 2
    assert "cchc check --year 2020" in said


def test_return_ends_well_and_names_the_folders(data: Path, tmp_path: Path) -> None:
    code, said = run(data, "return", "--unit", "cuc1", "--out", str(tmp_path))
    assert code == 0
    assert "0 đơn vị" in said


def test_a_trace_links_to_the_cell_in_a_picture_of_its_form(data: Path) -> None:
    printed = run(data, "trace", "--unit", "cuc1", "--criterion", "k2")[1]
    links = re.findall(r"hình phiếu, ô được khoanh: (\S+)#(s1-D8)", printed)
    assert links
    page = Path(links[0][0]).read_text(encoding="utf-8")
    assert f"<td id={links[0][1]} " in page
    assert "cuc1-lan-2" in links[0][0]


def test_show_draws_a_form_and_says_where_the_picture_is(data: Path, tmp_path: Path) -> None:
    code, said = run(data, "show", "self/cuc1.xlsx")
    shown = re.search(r"Hình phiếu: (\S+\.html)", said)
    assert shown
    assert Path(shown[1]).is_file()
    assert code == 0
    target = tmp_path / "a.html"
    assert run(data, "show", str(data / "raw" / "2020" / "self" / "cuc1.xlsx"), "--out", str(target))[0] == 0
    assert "k-score" in target.read_text(encoding="utf-8")


def test_show_of_a_file_that_is_no_form_is_one_sentence(data: Path, tmp_path: Path) -> None:
    outside = tmp_path / "x.xlsx"
    outside.write_bytes(b"PK")
    for file in (str(outside), "criteria.xlsx", "self/none.xlsx"):
        code, said = run(data, "show", file)
        assert code == 2, said
        assert "Traceback" not in said
        assert len(said.strip().splitlines()) == 1, said
