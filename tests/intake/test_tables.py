"""Every column of a table has one role: what headings say, which column is the score, and when nothing decides."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cchc_analysis.intake.headings import list_words, name_sheet_kind, read_heading, read_vocabulary
from cchc_analysis.intake.tables import find_tables
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Season, SeasonError, Stage, read_season

from .season_folder import GOOD_SELF, SEASON, form_rows, found, receive, score_of, write_season, write_workbook

TRUE_AND_ONE = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Đã duyệt"]
RULES = Season(year=2020, title="Thử", body="Cơ quan Mẫu")
ROUNDS = RULES.model_copy(
    update={
        "stages": (
            *RULES.stages[:1],
            Stage(id="first", kind="appraisal", name="Thẩm định lần 1", folder="a"),
            Stage(id="second", kind="appraisal", name="Thẩm định lần 2", folder="b"),
        )
    }
)


@pytest.mark.parametrize(
    ("heading", "role", "stages"),
    [
        ("Điểm tự chấm", "score", {"self"}),
        ("ĐTC", "score", {"self"}),
        ("Điểm do đơn vị tự đánh giá", "score", {"self"}),
        ("KQ tự chấm", "score", {"self"}),
        ("Điểm tự thẩm định", "score", {"self"}),
        ("Điểm tự chấm (thang điểm 100)", "score", {"self"}),
        ("Điểm tự chấm (theo QĐ số 12/QĐ-CQT ngày 30/12/2019)", "score", {"self"}),
        ("Điểm tự chấm năm 2020", "score", {"self"}),
        ("TĐ", "score", {"appraisal"}),
        ("Điểm Tổ giúp việc thẩm định", "score", {"appraisal"}),
        ("Điểm HĐ thẩm định", "score", {"appraisal"}),
        ("Điểm sau thẩm định", "score", {"appraisal"}),
        ("Điểm", "score", {"self", "appraisal"}),
        ("Điểm đạt được", "score", {"self", "appraisal"}),
        ("Tự chấm năm trước", "earlier", set()),
        ("Điểm tự chấm (năm 2019)", "earlier", set()),
        ("Điểm thẩm định năm 2019", "earlier", set()),
        ("Tỷ lệ (%)", "share", set()),
        ("Điểm tự chấm (%)", "share", set()),
        ("Số lượng", "count", set()),
        ("Kế hoạch", "plan", set()),
        ("Kết quả", "plan", set()),
        ("Hệ số", "factor", set()),
        ("Chênh lệch", "difference", set()),
        ("Tổng điểm", "sum", set()),
        ("Điểm bình quân", "average", set()),
        ("Điểm cấp trên chấm", "superior", set()),
        ("Xếp hạng", "order", set()),
        ("Điểm tối đa", "max_score", set()),
        ("Điểm thưởng", "unknown", set()),
    ],
)
def test_a_heading_says_what_a_person_reads_in_it(heading: str, role: str, stages: set[str]) -> None:
    for text in (heading, heading.upper(), unicodedata.normalize("NFD", heading), heading.replace(" ", "\n", 1)):
        says = read_heading((text,), list_words(RULES))
        assert says.role == role
        assert not stages or says.stages == stages


@pytest.mark.parametrize(
    ("heading", "variant"),
    [
        ("Điểm tự chấm quy đổi", "quy đổi"),
        ("Điểm tự chấm (dự kiến)", "dự kiến"),
        ("Điểm thẩm định lần 2", "lần 2"),
        ("Điểm tự chấm lần 1", ""),
        ("Điểm tự chấm chính thức", ""),
    ],
)
def test_a_score_in_another_form_is_known_by_its_word(heading: str, variant: str) -> None:
    assert read_heading((heading,), list_words(RULES)).variant == variant


def test_a_round_is_a_stage_where_the_season_has_one_of_its_name() -> None:
    words = list_words(ROUNDS)
    assert read_heading(("Điểm thẩm định (lần 2)",), words).stages == {"second"}
    assert not read_heading(("Điểm thẩm định (lần 2)",), words).variant
    assert read_heading(("Điểm tự chấm (lần 2)",), words).variant == "lần 2"


@pytest.mark.parametrize(
    ("parts", "role"),
    [
        (("Tự chấm", "Điểm"), "score"),
        (("Tự chấm", "Tỷ lệ (%)"), "share"),
        (("Thẩm định", "Số lượng"), "count"),
        (("Thẩm định", "Số điểm"), "score"),
        (("Điểm", "Điểm tối đa"), "max_score"),
        (("Năm 2019", "Tự chấm"), "earlier"),
        (("Năm 2020", "Tự chấm"), "score"),
        (("Tỷ lệ (%)", "Tự chấm"), "share"),
    ],
)
def test_a_group_is_read_with_what_stands_below_it(parts: tuple[str, ...], role: str) -> None:
    assert read_heading(parts, list_words(RULES)).role == role


def test_sheets_are_known_by_their_names() -> None:
    names = ("Nháp", "Năm 2019", "Năm trước", "Hướng dẫn", "Phiếu", "Năm 2020")
    assert [name_sheet_kind(name, 2020) for name in names] == ["draft", "other_year", "other_year", "example", "", ""]


def test_a_vocabulary_with_a_fault_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "headings.toml"
    path.write_text('[roles.code]\nwhole = ["mã"]\n[roles.unit]\nwhole = ["Mã"]\n', encoding="utf-8")
    with pytest.raises(SeasonError) as error:
        read_vocabulary(path)
    assert {"roles.unit.whole", "kinds.self"} <= {fault.place for fault in error.value.faults}


def write_self(folder: Path, header: list[str], *beside: Any) -> None:
    rows = form_rows("Cục I", GOOD_SELF, header)
    for row in rows[5:]:
        if len(row) > 3:
            row[4:] = [beside[0] if beside else None]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)


@pytest.mark.parametrize("other", ["Điểm", "Tự đánh giá", "Điểm tự chấm quy đổi", "Điểm tự chấm"])
def test_between_two_possible_scores_nothing_is_read_and_the_printed_line_decides(tmp_path: Path, other: str) -> None:
    folder = write_season(tmp_path)
    write_self(folder, ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", other], 0.5)
    received = receive(folder)
    (said,) = found(received, "ambiguous_column").to_dict("records")
    assert "D5" in said["sentence"]
    assert "E5" in said["sentence"]
    assert found(received, "scores_kept_back")["unit_id"].tolist() == ["cuc1"]
    assert received.scores.query("unit_id == 'cuc1' and stage == 'self'").empty
    line = said["sentence"].split(": ")[-1].split(" hoặc ")[0]
    (folder / "season.toml").write_text(f"{SEASON}\n{line}\n", encoding="utf-8")
    again = receive(folder)
    assert again.findings.empty, again.findings["sentence"].tolist()
    assert score_of(again, "cuc1", "k1")["score"] == 2


@pytest.mark.parametrize("other", ["Điểm", "Điểm tự chấm quy đổi", "Điểm thẩm định", "Điểm đạt được"])
def test_a_blank_column_is_no_rival_of_one_that_names_the_stage(tmp_path: Path, other: str) -> None:
    folder = write_season(tmp_path)
    write_self(folder, ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", other])
    assert receive(folder).findings.empty


@pytest.mark.parametrize(
    "other", ["Điểm năm 2019", "Tự chấm năm trước", "Tỷ lệ (%)", "Số hồ sơ", "Chênh lệch", "Hệ số"]
)
def test_what_is_known_for_something_else_is_passed_over_without_a_word(tmp_path: Path, other: str) -> None:
    folder = write_season(tmp_path)
    write_self(folder, ["STT", "Tiêu chí", "Điểm tối đa", "Điểm", other], 0.5)
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "k1")["score"] == 2


@pytest.mark.parametrize(("score", "rule"), [("Điểm tự chấm", "unread_column"), ("Điểm", "unknown_column")])
def test_an_unknown_column_of_numbers_is_named_and_its_line_silences_it(tmp_path: Path, score: str, rule: str) -> None:
    folder = write_season(tmp_path)
    write_self(folder, ["STT", "Tiêu chí", "Điểm tối đa", score, "Chỉ số phụ [x]"], 0.5)
    (said,) = found(receive(folder), rule).to_dict("records")
    assert said["source_cell"] == "E5"
    (folder / "season.toml").write_text(f"{SEASON}\n{said['sentence'].split(': ')[-1]}\n", encoding="utf-8")
    assert receive(folder).findings.empty


def test_the_score_in_another_form_alone_is_an_error_that_quotes_the_word(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    write_self(folder, ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm (dự kiến)", "Ghi chú"])
    (said,) = found(receive(folder), "score_in_other_form").to_dict("records")
    assert "“dự kiến”" in said["sentence"]


def test_the_same_headings_in_many_files_are_one_finding_and_every_unit_is_named(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    header = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm"]
    for unit, name in (("cuc1", "Cục I"), ("cuc2", "Cục II")):
        rows = [
            [*row, *[1] * (len(header) - len(row))] if len(row) > 3 else row
            for row in form_rows(name, GOOD_SELF, header)
        ]
        rows = [[*row[:4], 0.5] if len(row) == 5 and row[0] != "STT" else row for row in rows]
        write_workbook(folder / "self" / f"{unit}.xlsx", rows)
    received = receive(folder)
    (said,) = found(received, "ambiguous_column")["sentence"]
    assert "2 tệp" in said
    assert sorted(found(received, "scores_kept_back")["unit_id"]) == ["cuc1", "cuc2"]


def test_a_lower_header_in_another_order_holds_from_there(tmp_path: Path) -> None:
    folder = write_season(tmp_path)
    rows = [["Đơn vị: Cục I"], ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"], ["I", "Chỉ đạo điều hành"]]
    rows += [["1", "Ban hành kế hoạch", 2, 2], ["2", "Thực hiện kế hoạch", 3, 2.5]]
    rows += [
        ["STT", "Tiêu chí", "Điểm tự chấm", "Điểm tối đa"],
        ["II", "Cải cách thể chế"],
        ["1", "Rà soát văn bản", 1, 1],
    ]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert received.findings.empty
    assert score_of(received, "cuc1", "t1")["source_cell"] == "C8"


def test_one_total_per_unit_is_read_where_the_season_declares_it(tmp_path: Path) -> None:
    layout = """
[[layout.forms]]
stage = "appraisal"
units = "down"
criterion = "total"
score = "Tổng điểm"
max_score = "Điểm tối đa"
"""
    folder = write_season(
        tmp_path, SEASON + layout, criteria=[["criterion_id", "code", "name"], ["total", "TC", "Tổng"]]
    )
    for path in (*(folder / "appraisal").iterdir(), *(folder / "self").iterdir()):
        path.unlink()
    rows = [["STT", "Đơn vị", "Điểm tối đa", "Tổng điểm"], [1, "Cục I", 84, 72.5], [2, "Cục II", 80, 70]]
    write_workbook(folder / "appraisal" / "a.xlsx", rows)
    score = score_of(receive(folder), "cuc1", "total", "appraisal")
    assert (score["score"], score["max_score"], score["source_cell"]) == (72.5, 84, "D2")


def test_a_layout_of_a_stage_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = write_season(tmp_path, SEASON + "\n[layout.score.tự-chấm.D]\n".replace("tự-chấm", "own"))
    with pytest.raises(SeasonError, match="own"):
        read_season(folder)


TWO_STAGES = SEASON + "".join(
    f'\n[[stages]]\nid = "{id_}"\nkind = "{kind}"\nname = "{name}"\nfolder = "{id_}"\n'
    for id_, kind, name in (
        ("self", "self", "Tự chấm"),
        ("appraisal", "appraisal", "Thẩm định"),
        ("second", "appraisal", "Thẩm định lần 2"),
    )
)


def write_second(folder: Path, *columns: str) -> None:
    """A form of the second appraisal: *columns* stand after code and name; each next one holds a quarter point less."""
    rows = [["Đơn vị: Cục I"], [], ["STT", "Tiêu chí", *columns]]
    rows += [["1", "Ban hành kế hoạch", *(2 - 0.5 * at for at in range(len(columns)))]]
    write_workbook(folder / "second" / "cuc1.xlsx", rows)


@pytest.mark.parametrize(
    ("columns", "score"),
    [
        (("Kết quả", "Điểm tối đa"), 2.0),
        (("Điểm thẩm định",), 2.0),
        (("Điểm tự chấm", "Kết quả"), 1.5),
        (("Kế hoạch", "Kết quả"), None),
        (("Kết quả", "Cột lạ"), None),
        (("Điểm thẩm định", "Điểm thẩm định lần 2"), 1.5),
        (("Điểm thẩm định", "Kết quả"), None),
    ],
)
def test_what_alone_may_be_the_score_is_it_and_beside_other_numbers_is_not(
    tmp_path: Path, columns: tuple[str, ...], score: float | None
) -> None:
    folder = write_season(tmp_path, TWO_STAGES)
    write_second(folder, *columns)
    received = receive(folder)
    read = received.scores.query("stage == 'second' and criterion_id == 'k1' and unit_id == 'cuc1'")["score"]
    assert read.dropna().tolist() == ([] if score is None else [score])
    errors = received.findings.query("source_file == 'second/cuc1.xlsx' and severity == 'error'")["rule"]
    assert bool(len(errors)) == (score is None)


@pytest.mark.parametrize(
    ("below", "score", "rules"),
    [
        (("Điểm tối đa", "Đạt"), 1.5, set()),
        (("Điểm tối đa", "Thực đạt"), 1.5, set()),
        (("Đạt", "Điểm"), 1.5, set()),
    ],
)
def test_reached_below_a_stage_is_its_score_where_nothing_else_below_it_is(
    tmp_path: Path, below: tuple[str, str], score: float | None, rules: set[str]
) -> None:
    folder = write_season(tmp_path)
    rows: list[list[Any]] = [["Đơn vị: Cục I"], [], ["STT", "Tiêu chí", "Tự chấm", None], [None, None, *below]]
    rows.append(["1", "Ban hành kế hoạch", 2, 1.5])
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    received = receive(folder)
    read = received.scores.query("stage == 'self' and criterion_id == 'k1' and unit_id == 'cuc1'")["score"]
    assert read.dropna().tolist() == ([] if score is None else [score])
    told = received.findings.query("source_file == 'self/cuc1.xlsx'")["rule"]
    assert set(told) & {"missing_column", "ambiguous_column", "unread_column", "unknown_column"} == rules


@pytest.mark.parametrize("label", [["Đơn vị:", "Cục I"], ["Tên đơn vị:", "Cục I"], ["Đơn vị", "Cục I"]])
def test_a_line_that_says_whose_form_it_is_right_above_the_header_is_none_of_it(
    tmp_path: Path, label: list[str]
) -> None:
    folder = write_season(tmp_path)
    rows: list[list[Any]] = [label, [None, None, "Tiêu chí", "Điểm tự chấm"], [None, None, "Ban hành kế hoạch", 1.5]]
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    assert score_of(receive(folder), "cuc1", "k1")["score"] == 1.5


def test_true_and_false_are_no_numbers_beside_ones_and_noughts() -> None:
    rows = [TRUE_AND_ONE, *([str(at), f"Việc {at}", 2, 1, value] for at, value in enumerate((True, 1, False, "x"), 1))]
    (table,) = find_tables(Sheet("self/a.xlsx", "Phiếu", tuple(map(tuple, rows))), RULES, RULES.stages[0])
    counts = {column.parts[0]: (column.numbers, column.filled) for column in table.columns}
    assert counts["Đã duyệt"] == (1, 4)
    assert counts["Điểm tự chấm"] == (4, 4)
