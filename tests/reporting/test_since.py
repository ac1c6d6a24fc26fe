"""A received file that changed in place since the last check is named before any figure made from it is read."""

import re
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from cchc_analysis.cli.app import app
from cchc_analysis.reporting.text.received_changes import NAMED, compare_received, read_received, say_since
from intake.season_folder import GOOD_SELF, write_form, write_season


def files(**hashes: str) -> pd.DataFrame:
    return pd.DataFrame({"source_file": list(hashes), "sha256": list(hashes.values())})


def test_changed_files_come_first_then_lost_then_new_ones() -> None:
    before, after = files(a="1", b="2", c="3", d="4"), files(a="1", b="x", d="y", e="5")
    assert compare_received(before, after) == [("b", "changed"), ("d", "changed"), ("c", "missing"), ("e", "added")]
    said = say_since(before, after, "vi")
    assert said == "4 tệp đã nhận khác lần kiểm tra trước: b (đã đổi), d (đã đổi), c (bị mất), e (thêm vào)."


def test_a_file_of_several_units_counts_once() -> None:
    before, after = files(a="1"), files(a="2")
    assert compare_received(pd.concat([before, before]), pd.concat([after, after])) == [("a", "changed")]


def test_of_many_files_a_few_are_named_and_the_others_counted() -> None:
    after = files(**{f"f{number}": "1" for number in range(NAMED + 3)})
    said = say_since(files(), after, "vi")
    assert said.count("(thêm vào)") == NAMED
    assert said.endswith("… và 3 tệp nữa.")


def test_nothing_is_said_of_a_first_check_and_where_nothing_differs() -> None:
    assert say_since(None, files(a="1"), "vi") == ""
    assert say_since(files(a="1"), files(a="1"), "en") == ""
    assert read_received(2020, Path("nowhere")) is None


def test_english_counts_one_file_and_several() -> None:
    assert say_since(files(a="1"), files(a="2"), "en").startswith("1 received file differs")
    assert say_since(files(), files(a="2", b="1"), "en").startswith("2 received files differ")


def test_the_check_names_a_form_whose_score_was_changed_in_place(tmp_path: Path) -> None:
    folder = write_season(tmp_path / "data" / "raw")
    words = ["check", "--year", "2020", "--data", str(tmp_path / "data")]
    first = CliRunner().invoke(app, words).output
    write_form(folder / "self" / "cuc1.xlsx", "Cục I", GOOD_SELF | {"k1": 0})
    second = CliRunner().invoke(app, words).output
    said = r"1 tệp đã nhận khác lần kiểm tra trước: self/cuc1\.xlsx \(đã đổi\)\."
    assert not re.search("lần kiểm tra trước: ", first)
    assert re.search(said, second)
