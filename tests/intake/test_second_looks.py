"""Doubts about what a form claims."""

from pathlib import Path

import pytest

from .season_folder import (
    SELF_HEADER,
    found,
    receive,
    write_form,
    write_season,
    write_workbook,
)

EVIDENCE_HEADER = [*SELF_HEADER, "Tài liệu kiểm chứng"]
LEAVES = {"k1": ("1", "Ban hành kế hoạch", 2), "k2": ("2", "Thực hiện kế hoạch", 3), "t1": ("1", "Rà soát văn bản", 1)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_season(tmp_path)


def write_claims(path: Path, unit: str, claims: dict[str, tuple[object, str, str]]) -> None:
    """A form with a note and evidence beside each score."""
    rows: list[list[object]] = [[f"Đơn vị: {unit}"], EVIDENCE_HEADER]
    for leaf, domain in (("k1", ["I", "Chỉ đạo điều hành"]), ("k2", []), ("t1", ["II", "Cải cách thể chế"])):
        rows += [domain] if domain else []
        rows.append([*LEAVES[leaf], *claims[leaf]])
    write_workbook(path, rows)


def test_zero_beside_a_note_that_says_not_assigned_is_a_doubt_in_its_cell(folder: Path) -> None:
    claims = {"k1": (0, "Đơn vị KHÔNG được  giao", ""), "k2": (0, "Chưa làm", ""), "t1": (1, "không được giao", "")}
    write_claims(folder / "self" / "cuc1.xlsx", "Cục I", claims)
    doubts = found(receive(folder), "zero_but_not_assigned")
    assert doubts[["criterion_id", "source_cell", "severity"]].to_numpy().tolist() == [["k1", "D4", "doubt"]]


def test_words_that_merely_contain_the_abbreviation_are_no_sign(folder: Path) -> None:
    claims = {"k1": (0, "kadastral", ""), "k2": (0, "ghi KAD", ""), "t1": (1, "", "")}
    write_claims(folder / "self" / "cuc1.xlsx", "Cục I", claims)
    assert found(receive(folder), "zero_but_not_assigned")["criterion_id"].tolist() == ["k2"]


def test_self_scores_at_the_maximum_without_evidence_are_doubts(folder: Path) -> None:
    claims = {"k1": (2, "", ""), "k2": (1, "", ""), "t1": (1, "", "Báo cáo số 5")}
    write_claims(folder / "self" / "cuc1.xlsx", "Cục I", claims)
    doubts = found(receive(folder), "max_without_evidence")
    assert doubts[["unit_id", "criterion_id", "source_cell", "found"]].to_numpy().tolist() == [
        ["cuc1", "k1", "D4", "2"]
    ]


def test_a_form_without_any_evidence_is_one_doubt_where_others_name_theirs(folder: Path) -> None:
    write_claims(folder / "self" / "cuc1.xlsx", "Cục I", dict.fromkeys(LEAVES, (0.5, "", "Sổ")))
    received = receive(folder)
    assert found(received, "no_evidence_given")["unit_id"].tolist() == ["cuc2", "khth"]
    assert found(received, "max_without_evidence").empty


def test_nothing_is_said_of_evidence_where_no_form_asks_for_it(folder: Path) -> None:
    assert receive(folder).findings.empty


def test_a_form_with_another_unit_s_words_is_a_copy(folder: Path) -> None:
    claims = {"k1": (2, "Quyết định 1", ""), "k2": (2.5, "", "Báo cáo 7"), "t1": (1, "Công văn 3", "")}
    write_claims(folder / "self" / "cuc1.xlsx", "Cục I", claims)
    write_claims(folder / "self" / "cuc2.xlsx", "Cục II", claims)
    doubt = found(receive(folder), "copy_of_another").iloc[0]
    assert (doubt["unit_id"], doubt["expected"], doubt["found"]) == ("cuc2", "Cục I", "3")
    assert doubt["source_file"] == "self/cuc2.xlsx"


def test_one_other_word_or_score_makes_it_the_unit_s_own(folder: Path) -> None:
    claims = {"k1": (2, "Quyết định 1", ""), "k2": (2.5, "", "Báo cáo 7"), "t1": (1, "Công văn 3", "")}
    write_claims(folder / "self" / "cuc1.xlsx", "Cục I", claims)
    write_claims(folder / "self" / "cuc2.xlsx", "Cục II", claims | {"t1": (1, "Công văn 4", "")})
    assert found(receive(folder), "copy_of_another").empty


def test_full_marks_alike_are_no_copy_but_odd_points_alike_are(folder: Path) -> None:
    for scores, expected in (({"k1": 2, "k2": 3, "t1": 1}, []), ({"k1": 0.5, "k2": 1.25, "t1": 0.75}, ["cuc2"])):
        write_form(folder / "self" / "cuc1.xlsx", "Cục I", scores)
        write_form(folder / "self" / "cuc2.xlsx", "Cục II", scores)
        assert found(receive(folder), "copy_of_another")["unit_id"].tolist() == expected
