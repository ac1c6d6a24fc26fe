"""Every number of a received sheet is accounted for, by counts that are made apart from the reading."""

import datetime
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from scripts.intake_proof.proving import make_workbooks

from cchc_analysis.intake import consolidated, forms, receiving, unit_form
from cchc_analysis.intake.balance import COUNTED, RECOGNISED, ROLES, find_numbers, is_number
from cchc_analysis.intake.receiving import Received, receive_season
from cchc_analysis.intake.values import read_score
from cchc_analysis.rules.season import read_season

from .season_folder import form_rows, found, receive, write_season, write_workbook

SCORES = {"k1": 1.5, "k2": 3, "t1": 1, "t3": 0, "b1": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_season(tmp_path)
    for path in [*(folder / "self").iterdir(), *(folder / "appraisal").iterdir()]:
        path.unlink()
    return folder


def counts(received: Received, file: str, sheet: str | None = None) -> dict[str, int]:
    rows = received.received_sheets
    rows = rows[(rows["source_file"] == file) & (sheet is None or rows["source_sheet"] == sheet)]
    (row,) = rows.to_dict("records")
    return {name: row[f"{name}_count"] for name in ("number", *COUNTED)}


def write_form(folder: Path, change: Callable[[list[list[Any]]], None] = lambda rows: None) -> Path:
    rows = form_rows("Vụ KHTH", SCORES)
    change(rows)
    return write_workbook(folder / "self" / "khth.xlsx", rows)


def test_the_counts_are_all_roles_once_and_what_is_recognised_is_told_apart() -> None:
    assert sorted(itertools.chain(*COUNTED.values())) == list(range(len(ROLES)))
    assert sorted(itertools.chain(*RECOGNISED.values())) == sorted(COUNTED["recognised"])


@pytest.mark.parametrize(
    "value",
    [
        *(0, 1.5, "0,5", " 2", "\u00a03", "−1", "+1", "72,5/84", "1.1", "x", "-", "", "a1", "Đạt 5", True, None, ".5"),
        *("(3)", datetime.date(2020, 1, 1), datetime.time(8)),
    ],
)
def test_a_number_is_what_a_score_could_be_read_from(value: Any) -> None:
    is_score = isinstance(value, str | int | float) and not isinstance(value, bool)
    assert is_number(value) == (is_score and read_score(value).kind == "scored")
    rows, columns = find_numbers(((None, value or None), (value,) if value != "" else ()))
    expected = [] if not is_number(value) else [(1, 0)] if value == 0 else [(0, 1), (1, 0)]
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == expected


def test_a_plain_form_is_scores_maxima_and_codes(folder: Path) -> None:
    write_form(folder)
    received = receive(folder)
    codes, maxima = 4, 7  # 1, 2, 1, 3; five criteria and two domains
    assert counts(received, "self/khth.xlsx") == {
        **{"number": 4 + codes + maxima, "read": 4, "recognised": codes + maxima},
        **dict.fromkeys(("outside", "ignored", "named", "unaccounted"), 0),
    }
    (file,) = received.received_files.query("unit_id == 'khth'").to_dict("records")
    assert (file["number_count"], file["read_count"], file["recognised_count"]) == (15, 4, 11)


def test_numbers_above_the_table_stand_outside_of_it(folder: Path) -> None:
    write_form(folder, lambda rows: rows[1].extend([2020, "12,5"]))
    assert counts(receive(folder), "self/khth.xlsx")["outside"] == 2


def test_an_impossible_score_is_named_and_no_longer_read(folder: Path) -> None:
    write_form(folder, lambda rows: rows[6].__setitem__(3, 99))
    found_counts = counts(receive(folder), "self/khth.xlsx")
    assert (found_counts["read"], found_counts["named"]) == (3, 1)


def test_an_unknown_column_is_named_and_a_declared_one_ignored(folder: Path) -> None:
    def add(rows: list[list[Any]]) -> None:
        rows[4].append("Abc xyz")
        rows[6].append(7)
        rows[7].append("8")

    write_form(folder, add)
    assert counts(receive(folder), "self/khth.xlsx")["named"] == 2
    with (folder / "season.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[layout.ignored]\n"Abc xyz" = {}\n')
    received = receive(folder)
    assert counts(received, "self/khth.xlsx")["ignored"] == 2
    assert counts(received, "self/khth.xlsx")["named"] == 0


def test_a_csv_row_that_was_not_read_is_named(folder: Path) -> None:
    text = "đơn vị,tiêu chí,điểm,ghi chú\nCục I,k1,0,5,chậm\nCục I,k2,1.5,chậm\n"
    (folder / "appraisal" / "a.csv").write_text(text, encoding="utf-8")
    found_counts = counts(receive(folder), "appraisal/a.csv")
    assert (found_counts["number"], found_counts["read"], found_counts["named"]) == (3, 1, 2)


def test_a_form_without_a_unit_names_all_that_was_not_read(folder: Path) -> None:
    write_workbook(folder / "self" / "abc.xlsx", form_rows("Vụ Không Có", SCORES))
    found_counts = counts(receive(folder), "self/abc.xlsx")
    assert (found_counts["read"], found_counts["named"], found_counts["unaccounted"]) == (0, 4, 0)


def test_a_number_beside_a_criterion_below_a_table_of_something_else_is_an_error(folder: Path) -> None:
    def add(rows: list[list[Any]]) -> None:
        rows.append(["STT", "Tên văn bản", "Số ký hiệu", "Ngày"])
        rows.append(["1", "Ban hành kế hoạch", None, 1.25])

    write_form(folder, add)
    received = receive(folder)
    (error,) = found(received, "unaccounted_number").to_dict("records")
    assert (error["source_cell"], error["found"], error["severity"]) == ("D14", "1.25", "error")
    assert counts(received, "self/khth.xlsx")["unaccounted"] == 1


def test_a_sheet_that_is_no_form_stands_outside(folder: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(folder / "self" / "khth.xlsx") as book:
        cover, page = book.add_worksheet("Bìa"), book.add_worksheet("Phiếu")
        cover.write_row(0, 0, ["Năm", 2020, 15])
        for at, row in enumerate(form_rows("Vụ KHTH", SCORES)):
            page.write_row(at, 0, row)
    received = receive(folder)
    assert counts(received, "self/khth.xlsx", "Bìa")["outside"] == 2
    assert counts(received, "self/khth.xlsx", "Phiếu")["read"] == 4


Patch = Callable[[pytest.MonkeyPatch], None]
BROKEN: dict[str, tuple[list[str] | None, Patch]] = {
    "an unknown column is no finding": (
        ["beside_unknown_numbers"],
        lambda patch: patch.setattr(forms, "list_unknown", lambda table, claim: []),
    ),
    "a score beside no criterion is no finding": (
        ["row_of_own"],
        lambda patch: patch.setattr(unit_form, "_stray_score", lambda table, row, column, place: iter(())),
    ),
    "a column of an unknown unit is no finding": (
        ["across_unit_misspelt"],
        lambda patch: patch.setattr(consolidated, "_unknown_unit_column", lambda *_: iter(())),
    ),
    "an entry is not taken": (
        None,
        lambda patch: patch.setattr(
            receiving, "_add", lambda reading, form, add=receiving._add: add(reading, _without_last(form))
        ),
    ),
}


def _without_last(form: unit_form.Form) -> unit_form.Form:
    del form.entries[-1:]
    return form


def proof(folder: Path, seed: int, kinds: list[str] | None = None, units: int = 36) -> Received:
    season, _made = make_workbooks(folder, seed, units, kinds)
    raw = folder / "raw" / str(season.year)
    return receive_season(raw, read_season(raw))


@pytest.mark.parametrize("seed", range(4))
def test_the_balance_closes_for_every_sheet_of_the_proof(tmp_path: Path, seed: int) -> None:
    received = proof(tmp_path, seed)
    sheets = received.received_sheets
    assert found(received, "unaccounted_number").empty
    assert (sheets["number_count"] == sheets[[f"{name}_count" for name in COUNTED]].sum(axis=1)).all()
    assert (sheets["recognised_count"] == sheets[[f"{name}_count" for name in RECOGNISED]].sum(axis=1)).all()
    (raw,) = (tmp_path / "raw").iterdir()
    for row in sheets[~sheets["source_file"].str.endswith(".csv")].to_dict("records"):
        assert row["number_count"] == count_plainly(raw / row["source_file"], row["source_sheet"]), row


@pytest.mark.parametrize("how", BROKEN)
def test_a_reader_that_loses_a_number_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    kinds, break_reader = BROKEN[how]
    assert found(proof(tmp_path / "whole", 1, kinds, 12), "unaccounted_number").empty
    break_reader(monkeypatch)
    assert len(found(proof(tmp_path / "broken", 1, kinds, 12), "unaccounted_number"))


def test_a_score_that_judging_drops_is_found_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_form(folder)
    settle = receiving.settle_scores

    def drop(*asked: Any) -> Any:
        settled = settle(*asked)
        return settled.__class__(settled.scores.iloc[1:], settled.explanations, settled.findings)

    monkeypatch.setattr(receiving, "settle_scores", drop)
    (error,) = found(receive(folder), "unaccounted_number").to_dict("records")
    assert (error["source_cell"], error["found"]) == ("D7", "1.5")


def count_plainly(path: Path, sheet: str) -> int:
    """The numbers of a sheet, counted cell by cell from what the reader of the format gives."""
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return sum(map(_is_plain_number, itertools.chain(*rows)))


def _is_plain_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    return not isinstance(value, str) or read_score(value).kind == "scored"


def test_a_column_that_holds_no_score_is_listed_by_its_heading_and_no_finding_is_made_of_it(folder: Path) -> None:
    def add_columns(rows: list[list[Any]]) -> None:
        header = next(at for at, row in enumerate(rows) if "Điểm tối đa" in row)
        for at, row in enumerate(rows):
            row += ["Tỷ lệ (%)", "Điểm thẩm định"] if at == header else [90, 1] if at == header + 2 else [None, None]

    write_form(folder, add_columns)
    received = receive(folder)
    columns = received.received_columns.set_index("heading")
    taken = columns[["stage", "taken_for", "file_count", "number_count", "source_file"]]
    assert taken.loc["Tỷ lệ (%)"].tolist() == ["self", "beside", 1, 1, "self/khth.xlsx"]
    assert taken.loc["Điểm thẩm định"].tolist() == ["self", "other_stage", 1, 1, "self/khth.xlsx"]
    assert columns.loc["Điểm tối đa", "taken_for"] == "max_score"
    assert not received.findings["sentence"].str.contains("Tỷ lệ|Điểm thẩm định", regex=True).any()


def write_uncalculated(path: Path, rows: list[list[Any]]) -> Path:
    """A workbook as a program writes it: each formula holds a 0 that nobody calculated."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Phiếu")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, ["" if value is None else value for value in row])
    return path


def test_a_sum_above_leaves_that_was_never_calculated_is_a_sum_in_a_form_and_across_units(folder: Path) -> None:
    rows = form_rows("Vụ KHTH", SCORES)
    domains = [row for row in rows if row[:1] in (["I"], ["II"])]
    for row in domains:
        row.append("=SUM(D7:D8)")
    write_uncalculated(folder / "self" / "khth.xlsx", rows)
    across = [["STT", "Tiêu chí", "Điểm tối đa", "Vụ KHTH", "Cục I", "Cục II"]]
    across += [[*row[:3], *([0.5] * 3 if row[0].isdigit() else ["=SUM(D3:D4)"] * 3)] for row in rows[5:9]]
    write_uncalculated(folder / "appraisal" / "tong hop.xlsx", across)
    received = receive(folder)
    assert "unaccounted_number" not in set(received.findings["rule"])
    sums = received.received_sheets.set_index("source_file")["sum_count"]
    assert (sums["self/khth.xlsx"], sums["appraisal/tong hop.xlsx"]) == (2, 6)
