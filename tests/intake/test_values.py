"""What a cell says, and what names have in common."""

import datetime
import math
import unicodedata

import pytest

from cchc_analysis.intake.names import code_key, name_key
from cchc_analysis.intake.values import Reading, Value, read_number, read_score


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0.0),
        (0.1 + 0.2, 0.3),
        ("0,5", 0.5),
        ("0.5", 0.5),
        ("\u00a01,25\r\n", 1.25),
        ("+1", 1.0),
        ("−0,5", -0.5),
        ("007", 7.0),
    ],
)
def test_numbers_are_read_by_comma_and_point(value: Value, number: float) -> None:
    assert read_number(value) == number


@pytest.mark.parametrize(
    "value",
    ["1.000,5", "1,2,3", "1 5", "½", "٣", "1e3", "0x1", "nan", "O,5", ".5", "1.", math.nan, math.inf, True, "TRUE"],
)
def test_what_only_resembles_a_number_is_unreadable(value: Value) -> None:
    assert read_number(value) is None
    assert read_score(value).kind == "unreadable"


def test_a_date_and_a_time_are_unreadable() -> None:
    assert read_score(datetime.datetime(2020, 1, 2)).kind == "unreadable"
    assert read_score(datetime.time(1, 2)).kind == "unreadable"


@pytest.mark.parametrize("value", [None, "", "  ", "\u00a0", "\r\n", "\u200b"])
def test_spaces_alone_are_a_blank(value: Value) -> None:
    assert read_score(value) == Reading("blank")


def test_words_for_not_applicable_are_read_in_any_unicode_form() -> None:
    assert read_score(unicodedata.normalize("NFD", "Không áp dụng")).kind == "not_applicable"
    assert read_score("không áp dụng vì chưa có").kind == "unreadable"


@pytest.mark.parametrize(("text", "score", "maximum"), [("72,5/84", 72.5, 84.0), ("0 / 2", 0.0, 2.0)])
def test_a_ratio_is_a_score_and_its_maximum(text: str, score: float, maximum: float) -> None:
    assert read_score(text) == Reading("scored", score, maximum)


@pytest.mark.parametrize("text", ["1/2/3", "-1/2", "1/", "/2", "a/b"])
def test_other_slashes_are_unreadable(text: str) -> None:
    assert read_score(text).kind == "unreadable"


def test_roman_numerals_and_digits_are_never_folded_together() -> None:
    assert len({name_key(name) for name in ("Cục I", "Cục II", "Cục III", "Cục 1", "Cục l")}) == 5
    assert code_key("1.10") != code_key("1.1")
    assert code_key("I") != code_key("i")
