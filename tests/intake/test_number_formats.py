"""A number is shown by its format as a spreadsheet shows it, as far as the digits go."""

import pytest

from cchc_analysis.intake.number_formats import BUILTIN, compare, list_plain_decimals, read_shown, show


@pytest.mark.parametrize(
    ("value", "code", "text", "kind"),
    [
        (0.5, "0.00", "0,50", "same"),
        (0.5, "0%", "50%", "other"),
        (0, "0%", "0%", "same"),
        (0.125, "0.00%", "12,50%", "other"),
        (2.5, "0.0", "2,5", "same"),
        (2.5, "0", "3", "rounded"),
        (2.46, "0.0", "2,5", "rounded"),
        (0.04, "0.0", "0,0", "rounded"),
        (2.4600000001, "0.00", "2,46", "same"),
        (1000, "#,##0", "1.000", "same"),
        (1234567.5, "#,##0.0", "1.234.567,5", "same"),
        (1500, "0.00,", "1,50", "other"),
        (1500, "0.0,,", "0,0", "other"),
        (2.5, '"9"0.0', "92,5", "other"),
        (12, '0"."0', "1.2", "other"),
        (12, "0\\,0", "1,2", "other"),
        (3, '"5"', "5", "other"),
        (3, '0.0" điểm"', "3,0 điểm", "same"),
        (3, '0" (mục 2)"', "3 (mục 2)", "same"),
        (3, '0"/10"', "3/10", "same"),
        (3, '"Đạt"', "Đạt", "none"),
        (5, ";;;", "", "none"),
        ("5", ";;;", "", "none"),
        (0, ";;", "", "none"),
        (5, "0;-0;;@", "5", "same"),
        (0, "0;-0;;@", "", "none"),
        (0, BUILTIN[41], "-", "none"),
        (0, BUILTIN[43], "-", "none"),
        (2.5, BUILTIN[43], "2,50", "same"),
        (-2.5, BUILTIN[43], "(2,50)", "same"),
        (-2, "0;0", "2", "other"),
        (-2, "0;-0", "-2", "same"),
        (2.5, "[Red][<1]0.00;0", "3", "rounded"),
        (0.5, "[Red][<1]0.00;0", "0,50", "same"),
        (0.5, "# ?/?", "1/2", "same"),
        (0.3, "# ?/2", "1/2", "rounded"),
        (2.5, "0.00E+00", "2,50E+00", "same"),
        (2.5, 'General" đ"', "2,5 đ", "same"),
        (2.5, "[$-42A]#,##0.00\\ [$₫-42A]", "2,50 ₫", "same"),
        (2.5, "0.##", "2,5", "same"),
        (0.5, "#.0", ",5", "same"),
    ],
)
def test_a_value_is_shown_as_its_format_says(value: float | str, code: str, text: str, kind: str) -> None:
    shown = show(value, code)
    assert shown is not None
    assert shown.text.strip() == text
    assert compare(value, shown) == kind


@pytest.mark.parametrize("code", ["General", "@", "", "dd/mm/yyyy", "[h]:mm", "mmm yy"])
def test_dates_and_formats_that_change_nothing_are_left_alone(code: str) -> None:
    assert show(2.5, code) is None
    assert compare(2.5, show(2.5, code)) == "same"


def test_a_text_is_shown_as_it_is_unless_its_section_says_otherwise() -> None:
    assert compare("5", show("5", "0.00")) == "same"
    assert compare("5", show("5", '0;0;0;"x"')) == "none"
    assert compare("KAD", show("KAD", BUILTIN[43])) == "same"


def test_formats_of_nothing_but_digits_are_told_from_others() -> None:
    codes = ("0", "0.0", "0.00", "#,##0.000", "0.0#", "0,", "0.0,", "0%", '0"a"', "0;0", "#")
    assert [list_plain_decimals(code) for code in codes] == [0, 1, 2, 3, 2, None, None, None, None, None, None]


def test_a_shown_text_is_read_by_the_mark_that_its_value_speaks_for() -> None:
    assert compare(2.5, read_shown("2,5", 2.5)) == "same"
    assert compare(2.5, read_shown("2.5", 2.5)) == "same"
    assert compare(1000, read_shown("1.000", 1000)) == "same"
    assert compare(1.0, read_shown("1.000", 1.0)) == "same"
    assert compare(-2, read_shown("(2)", -2)) == "same"
    assert compare(2.5, read_shown("3", 2.5)) == "rounded"
    assert compare(0.5, read_shown("50%", 0.5)) == "other"
    assert compare(0, read_shown("-", 0)) == "none"
