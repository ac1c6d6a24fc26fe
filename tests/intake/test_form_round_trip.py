"""What is typed into an issued form is read back exactly, whatever the file is called and whoever saved it."""

import os
import random
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_analysis.intake.names import tidy
from cchc_analysis.intake.receiving import Received
from conftest import skip_without

from .filled_forms import (
    CRITERIA,
    MAXIMA,
    SELF_LEAVES,
    Written,
    convert,
    fill,
    form_of,
    headings,
    open_form,
    rows,
    write_empty_season,
)
from .season_folder import found, receive, write_workbook

UNIT = "khth"
STEPS = {"k1": 50, "k2": 1, "k3a": 25, "k3b": 100, "t1": 1, "t3": 5, "m": 1, "b1": 50, "b2": 1, "p": 50}  # hundredths
TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x1EF9, exclude_categories=("C",)), min_size=0, max_size=60
)


@st.composite
def scores(draw: st.DrawFn, leaf: str) -> Any:
    """A score that may stand in the cell, as a number or as text with comma or point; not applicable; blank."""
    most = int((MAXIMA[leaf] or 10) * 100)
    points = draw(st.integers(0, most // STEPS[leaf])) * STEPS[leaf] / 100
    text = f"{points:g}"
    words = ["KAD", "không áp dụng", "Không được giao", "-"]
    return draw(
        st.sampled_from([points, points, points, text, text.replace(".", ","), None, draw(st.sampled_from(words))])
    )


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Written]:
    return {
        leaf: Written(draw(scores(leaf)), {"Tài liệu kiểm chứng": draw(TEXTS) or None, "Ghi chú": draw(TEXTS) or None})
        for leaf in SELF_LEAVES
    }


def meant(score: Any) -> tuple[str, float | None]:
    """What the form-filler meant by the score cell."""
    if score is None:
        return "missing", None
    text = str(score).replace(",", ".")
    is_number = text.replace(".", "", 1).isdigit()
    return ("scored", float(text)) if is_number else ("not_applicable", None)


def said(received: Received, stage: str = "self") -> dict[str, dict[str, Any]]:
    """What was read of the unit's form: status, score and texts, missing ones as ``None``."""
    own = received.scores.loc[(received.scores["unit_id"] == UNIT) & (received.scores["stage"] == stage)]
    columns = ["status", "score", "evidence", "note", "reason"]
    return {
        row["criterion_id"]: {column: None if pd.isna(row[column]) else row[column] for column in columns}
        for row in own.to_dict("records")
    }


def expected(written: Mapping[str, Written], evidence: str = "Tài liệu kiểm chứng", note: str = "Ghi chú") -> Any:
    return {
        leaf: {
            "status": meant(row.score)[0],
            "score": meant(row.score)[1],
            "evidence": tidy((row.texts or {}).get(evidence) or "") or None,
            "note": tidy((row.texts or {}).get(note) or "") or None,
            "reason": None,
        }
        for leaf, row in written.items()
    }


def errors_of(received: Received) -> list[tuple[str, str]]:
    own = received.findings.loc[(received.findings["severity"] == "error") & (received.findings["unit_id"] == UNIT)]
    return sorted((row["rule"], str(row["criterion_id"])) for row in own.to_dict("records"))


def blanks_of(written: Mapping[str, Written]) -> list[tuple[str, str]]:
    due = [leaf for leaf in written if leaf not in ("b1", "b2", "p")]
    return sorted(("blank_score", leaf) for leaf in due if written[leaf].score is None)


def check_read_back(received: Received, written: Mapping[str, Written]) -> None:
    assert said(received) == expected(written)
    if any(row.score is not None for leaf, row in written.items() if leaf not in ("b1", "b2", "p")):
        assert errors_of(received) == blanks_of(written)


@pytest.fixture(scope="module")
def issued() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        season = write_empty_season(Path(folder))
        yield season, form_of(season, "self", UNIT)


@given(answers())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_value_note_and_document_typed_into_a_form_is_read_back(
    issued: tuple[Path, Path], written: dict[str, Written]
) -> None:
    season, form = issued
    fill(form, season / "self" / "Phiếu của chúng tôi (bản cuối).xlsx", "Điểm tự chấm", written)
    check_read_back(receive(season), written)


def random_answers(seed: int) -> dict[str, Written]:
    chance = random.Random(seed)
    texts = ["Quyết định số 1/QĐ, ngày 02/01", "1/2/2021", "=1+1", "05", "1.10", "TRUE", "a & <b> “c”", None]

    def score(leaf: str) -> Any:
        points = chance.randint(0, int((MAXIMA[leaf] or 10) * 100) // STEPS[leaf]) * STEPS[leaf] / 100
        return chance.choice([points, points, points, "KAD", "không áp dụng", None])

    def row(leaf: str) -> Written:
        return Written(score(leaf), {"Tài liệu kiểm chứng": chance.choice(texts), "Ghi chú": chance.choice(texts)})

    return {leaf: row(leaf) for leaf in SELF_LEAVES}


@pytest.fixture
def soffice() -> str:
    executable = os.environ.get("CCHC_SOFFICE") or shutil.which("soffice")
    if executable is None:
        skip_without("LibreOffice")
    return str(executable)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_form_saved_by_libreoffice_is_read_back_exactly(tmp_path: Path, soffice: str, suffix: str) -> None:
    season = write_empty_season(tmp_path)
    form = form_of(season, "self", UNIT)
    answers = [random_answers(seed) for seed in range(3)]
    filled = [
        fill(form, tmp_path / "filled" / f"phieu {at}.xlsx", "Điểm tự chấm", written)
        for at, written in enumerate(answers)
    ]
    saved = convert(filled, suffix, tmp_path / "converted", soffice)
    for path, written in zip(saved, answers, strict=True):
        shutil.rmtree(season / "self", ignore_errors=True)
        (season / "self").mkdir()
        shutil.copy(path, season / "self")
        check_read_back(receive(season), written)


def test_libreoffice_keeps_limits_locks_and_sums(tmp_path: Path, soffice: str) -> None:
    season = write_empty_season(tmp_path)
    written = {"k1": Written(1.5), "k3a": Written(0.25), "k3b": Written(1), "b1": Written(1), "b2": Written(0.5)}
    filled = fill(form_of(season, "self", UNIT), tmp_path / "filled" / "phieu.xlsx", "Điểm tự chấm", written)
    (saved,) = convert([filled], "xlsx", tmp_path / "converted", soffice)
    _, sheet = open_form(saved)
    places, column = rows(sheet), headings(sheet)["Điểm tự chấm"]
    assert sheet.protection.sheet
    assert not sheet.cell(places["k1"], column).protection.locked
    assert sheet.cell(places["d1"], column).protection.locked
    limited = {cell for limit in sheet.data_validations.dataValidation for cell in str(limit.sqref).split()}
    assert f"E{places['k1']}" in limited
    values = openpyxl.load_workbook(saved, data_only=True).worksheets[0]
    total = next(cell.row for cell in values["B"] if str(cell.value).startswith("Tổng cộng"))
    assert values.cell(places["d1"], column).value == 2.75
    assert values.cell(total, column).value == 3.75


def test_an_appraisal_form_is_read_back_with_reasons_and_notes(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    written = {
        "k1": Written(1, {"Lý do trừ điểm": "Báo cáo chậm", "Ý kiến thẩm định": "Chậm 5 ngày"}),
        "k2": Written(2.345, {"Ý kiến thẩm định": "Chưa đủ"}),
        "t2": Written("0,8", {"Ý kiến thẩm định": "Điều tra"}),
        "t3": Written("KAD"),
        "p": Written(0.5, {"Lý do trừ điểm": "Chưa thực hiện"}),
    }
    form = form_of(season, "first", UNIT)
    fill(form, season / "appraisal" / "1" / "x.xlsx", "Điểm thẩm định lần 1", written)
    received = receive(season)
    read = {
        leaf: (row["status"], row["score"], row["reason"], row["note"]) for leaf, row in said(received, "first").items()
    }
    assert {leaf: read[leaf] for leaf in written} == {
        "k1": ("scored", 1, "late", "Chậm 5 ngày"),
        "k2": ("scored", 2.345, None, "Chưa đủ"),
        "t2": ("scored", 0.8, None, "Điều tra"),
        "t3": ("not_applicable", None, None, None),
        "p": ("scored", 0.5, "none", None),
    }
    assert {read[leaf][0] for leaf in read if leaf not in written} == {"pending"}
    assert errors_of(received) == [("missing_form", "nan")]


def test_explanations_and_a_second_appraisal_are_read_back(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    own = {leaf: Written(MAXIMA[leaf] or 1) for leaf in SELF_LEAVES}
    fill(form_of(season, "self", UNIT), season / "self" / "a.xlsx", "Điểm tự chấm", own)
    first = {leaf: Written(0.5) for leaf in SELF_LEAVES} | {"k1": Written(1), "k3b": Written(1), "t2": Written(1)}
    place = season / "appraisal" / "1" / "b.xlsx"
    fill(form_of(season, "first", UNIT), place, "Điểm thẩm định lần 1", first)
    asked = {
        "k1": Written(2, {"Nội dung giải trình": "Đã gửi đúng hạn"}),
        "t1": Written(None, {"Nội dung giải trình": "Có báo cáo số 3"}),
    }
    fill(form_of(season, "explanation", UNIT), season / "explanation" / "c.xlsx", "Điểm đề nghị", asked)
    second = {"k1": Written(1.5, {"Ý kiến thẩm định": "Chấp nhận một phần"}), "t1": Written("1")}
    form = form_of(season, "second", UNIT)
    _, sheet = open_form(form)
    words = sheet.cell(rows(sheet)["k1"], headings(sheet)["Ý kiến của đơn vị"]).value
    fill(form, season / "appraisal" / "2" / "d.xlsx", "Điểm thẩm định lần 2", second)
    received = receive(season)
    assert words == "Đã gửi đúng hạn"
    explained = received.explanations[["criterion_id", "explanation"]].to_numpy().tolist()
    assert explained == [["k1", "Đã gửi đúng hạn"], ["t1", "Có báo cáo số 3"]]
    assert received.explanations["requested_score"].iloc[0] == 2
    read = said(received, "second")
    assert (read["k1"]["score"], read["k1"]["note"], read["t1"]["score"]) == (1.5, "Chấp nhận một phần", 1)
    assert {read[leaf]["status"] for leaf in read if leaf not in second} == {"pending"}
    assert errors_of(received) == []


def put_form(season: Path, name: str = "khong-ro.xlsx") -> Path:
    written = {leaf: Written(0) for leaf in SELF_LEAVES}
    return fill(form_of(season, "self", UNIT), season / "self" / name, "Điểm tự chấm", written)


def retitle(path: Path, old: str, new: str) -> None:
    """Type over the text of a cell, as one may once the sheet is unprotected."""
    book, sheet = open_form(path)
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == old)
    cell.value = new
    book.save(path)


def test_a_renamed_form_is_still_its_units(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    put_form(season, "Copy of Copy (3).xlsx")
    received = receive(season)
    assert set(received.scores["unit_id"]) == {UNIT}
    assert errors_of(received) == []


def test_a_form_without_its_unit_line_is_still_its_units(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    retitle(put_form(season), "Đơn vị: Vụ Kế hoạch - Tổng hợp", None)
    assert set(receive(season).scores["unit_id"]) == {UNIT}


def test_a_form_with_half_an_identity_is_read_like_any_other(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    form = put_form(season)
    book, _ = open_form(form)
    assert book.worksheets[1].sheet_state == "veryHidden"
    book.worksheets[1]["B3"].value = None
    book.save(form)
    retitle(form, "Đơn vị: Vụ Kế hoạch - Tổng hợp", "Đơn vị: Cục I")
    received = receive(season)
    assert set(received.scores["unit_id"]) == {"cuc1"}
    assert found(received, "unit_line_contradicts").empty


def test_the_identity_wins_over_the_unit_line_and_says_so(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    retitle(put_form(season), "Đơn vị: Vụ Kế hoạch - Tổng hợp", "Đơn vị: Cục I")
    received = receive(season)
    (finding,) = found(received, "unit_line_contradicts").to_dict("records")
    assert set(received.scores["unit_id"]) == {UNIT}
    assert (finding["severity"], finding["found"], finding["unit_id"]) == ("error", "Cục I", UNIT)
    assert finding["source_cell"]


def test_a_unit_line_that_is_no_units_name_is_a_doubt(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    retitle(put_form(season), "Đơn vị: Vụ Kế hoạch - Tổng hợp", "Đơn vị: Vụ Kế hoạch mới")
    received = receive(season)
    (finding,) = found(received, "unit_line_changed").to_dict("records")
    assert (finding["severity"], set(received.scores["unit_id"])) == ("doubt", {UNIT})


def test_a_form_of_another_season_is_not_read(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    form = put_form(season)
    next_season = write_empty_season(tmp_path / "next")
    rules = (next_season / "season.toml").read_text(encoding="utf-8").replace("year = 2021", "year = 2022")
    (next_season / "season.toml").write_text(rules, encoding="utf-8")
    next_season = next_season.rename(next_season.with_name("2022"))
    (next_season / "self").mkdir()
    shutil.copy(form, next_season / "self" / form.name)
    received = receive(next_season)
    (finding,) = found(received, "form_of_other_season").to_dict("records")
    assert (finding["found"], finding["expected"], finding["severity"]) == ("2021", "2022", "error")
    assert received.scores.empty


def test_a_form_in_the_folder_of_another_stage_is_not_read(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    form = put_form(season)
    place = season / "appraisal" / "1"
    place.mkdir(parents=True)
    form.rename(place / form.name)
    received = receive(season)
    (finding,) = found(received, "form_of_other_stage").to_dict("records")
    assert (finding["found"], finding["expected"]) == ("self", "first")
    assert received.scores.empty


def test_a_form_of_another_version_of_the_criteria_set_is_read_with_a_doubt(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    put_form(season)
    assert found(receive(season), "form_of_other_version").empty
    write_workbook(season / "criteria.xlsx", CRITERIA, sheet="Lưu lại")
    assert found(receive(season), "form_of_other_version").empty
    changed = [[*row[:4], 2.5, *row[5:]] if row[0] == "k2" else row for row in CRITERIA]
    write_workbook(season / "criteria.xlsx", changed)
    received = receive(season)
    (finding,) = found(received, "form_of_other_version").to_dict("records")
    assert (finding["severity"], finding["unit_id"]) == ("doubt", UNIT)
    assert set(received.scores["unit_id"]) == {UNIT}


def test_a_form_whose_unit_is_no_more_is_an_unknown_units(tmp_path: Path) -> None:
    season = write_empty_season(tmp_path)
    put_form(season)
    units = (season / "units.csv").read_text(encoding="utf-8").replace("khth,", "khth2,")
    (season / "units.csv").write_text(units, encoding="utf-8")
    write_workbook(season / "criteria.xlsx", [CRITERIA[0], *[[*row[:7], None, *row[8:]] for row in CRITERIA[1:]]])
    received = receive(season)
    assert found(received, "unknown_unit")["found"].tolist() == [UNIT]
    assert received.scores.empty
