"""No text of an exported CSV file begins a formula, however its beginning is dressed."""

import pandas as pd
import pytest

from cchc_analysis.reporting.workbook.csv_files import write_csv

ARMED = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\u3000 @x", "\ufeff=1", "\u200b+1"]
WIDE = ["＝1+1", "＋1", "－1", "＠x", " ＝1"]
LATER = ["a\n=1", "a\r\n =1", "a\n\n＝1", "a\u2028=1", "=1\n=2"]
PLAIN = ["a = 1", "1-2", "x@y.vn", "a\nb", "", " ", "'=1", "không - có", "a\n b=1"]


@pytest.mark.parametrize("text", [*ARMED, *WIDE, *LATER])
def test_an_apostrophe_stands_before_every_beginning_of_a_formula(tmp_path, text) -> None:
    stored = pd.read_csv(write_csv(pd.DataFrame({"note": [text]}), tmp_path / "a.csv"), dtype=str)["note"][0]
    assert stored.replace("'", "") == text
    for line in stored.splitlines():
        assert not line.strip("\u200b\ufeff \t\u00a0\u3000").startswith(tuple("=+-@＝＋－＠")), stored


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_is_written_as_it_is(tmp_path, text) -> None:
    path = write_csv(pd.DataFrame({"note": [text]}), tmp_path / "a.csv")
    assert pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False)["note"][0] == text


def test_numbers_below_zero_stay_numbers(tmp_path) -> None:
    path = write_csv(pd.DataFrame({"gap": [-1.5]}), tmp_path / "a.csv")
    assert path.read_bytes().decode("utf-8-sig") == "gap\r\n-1.5\r\n"
