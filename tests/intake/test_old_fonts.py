"""A form typed in an old font is named as such; foreign words and signs are not taken for one."""

from pathlib import Path

import pytest

from cchc_analysis.encodings import TCVN3, VNI

from .season_folder import GOOD_SELF, form_rows, found, receive, score_of, write_season, write_workbook


@pytest.mark.parametrize(
    ("heading", "font"), [("§iÓm tù chÊm cña ®¬n vÞ", TCVN3), ("Ñieåm töï chaám cuûa ñôn vò", VNI)]
)
def test_a_form_in_an_old_font_is_named(tmp_path: Path, heading: str, font: str) -> None:
    folder = write_season(tmp_path)
    header = ["STT", "Tiêu chí", "Điểm tối đa", heading, "Ghi chú"]
    write_workbook(folder / "self" / "cuc1.xlsx", form_rows("Cục I", GOOD_SELF, header))
    named = found(receive(folder), "text_in_old_font")
    assert named[["source_file", "source_sheet", "found"]].to_numpy().tolist() == [["self/cuc1.xlsx", "Phiếu", font]]


@pytest.mark.parametrize("note", ["§ 5, 12 m² ±1½", "Señor Müller", "« Về việc »", "®"])
def test_signs_and_foreign_words_are_passed_over(tmp_path: Path, note: str) -> None:
    folder = write_season(tmp_path)
    rows = form_rows("Cục I", GOOD_SELF)
    rows[6][4] = note
    write_workbook(folder / "self" / "cuc1.xlsx", rows)
    received = receive(folder)
    assert found(received, "text_in_old_font").empty
    assert score_of(received, "cuc1", "k1")["score"] == 2
