"""Findings speak English of units and criteria too, where the season names them in English."""

from pathlib import Path

from .season_folder import CRITERIA, GOOD_SELF, UNITS, found, receive, write_form, write_season

UNITS_EN = UNITS.replace("unit_id,name,", "unit_id,name,name_en,").replace("cuc1,Cục I,", "cuc1,Cục I,Bureau I,")
UNITS_EN = UNITS_EN.replace("khth,Vụ Kế hoạch - Tổng hợp,", "khth,Vụ Kế hoạch - Tổng hợp,,")
UNITS_EN = UNITS_EN.replace("cuc2,Cục II,", "cuc2,Cục II,,")
CRITERIA_EN = [[*CRITERIA[0], "name_en"], *([*row, "Plan issued" if row[0] == "k1" else None] for row in CRITERIA[1:])]


def test_an_english_sentence_names_unit_and_criterion_in_english(tmp_path: Path) -> None:
    folder = write_season(tmp_path, units=UNITS_EN, criteria=CRITERIA_EN)
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": None})
    fault = found(receive(folder), "blank_score").iloc[0]
    assert fault["sentence"] == "Cục I chưa tự chấm tiêu chí 1 Ban hành kế hoạch."
    assert fault["sentence_en"] == "Bureau I has not scored criterion 1 Plan issued."


def test_a_name_that_has_no_english_is_given_in_vietnamese(tmp_path: Path) -> None:
    folder = write_season(tmp_path, units=UNITS_EN, criteria=CRITERIA_EN)
    write_form(folder / "self" / "cuc2.xlsx", "Cục II", GOOD_SELF | {"t1": None})
    fault = found(receive(folder), "blank_score").iloc[0]
    assert fault["sentence_en"] == "Cục II has not scored criterion 1 Rà soát văn bản."
