"""What the command says of a line typed wrong: Vietnamese first, then click's own English."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cchc_analysis.cli.app import app


@pytest.mark.parametrize(
    ("typed", "vietnamese", "english"),
    [
        (["forms", "--year", "2020"], "Thiếu --out (bắt buộc). / ", "Missing option '--out'."),
        (["new-season", "--year", "2021"], "Thiếu --from (bắt buộc). / ", "Missing option '--from'."),
        (["check", "--year", "abc"], "Giá trị của --year không hợp lệ. / ", "Invalid value for '--year'"),
        (["verify"], "Thiếu RELEASE (bắt buộc). / ", "Missing argument 'RELEASE'."),
        (["check", "--yer", "2020"], "Không có tùy chọn --yer. / ", "No such option: --yer"),
        (["chek"], "Lệnh gõ chưa đúng. / ", "No such command 'chek'."),
    ],
)
def test_a_command_typed_wrong_is_told_in_both_languages(typed: list[str], vietnamese: str, english: str) -> None:
    done = CliRunner().invoke(app, typed)
    assert done.exit_code == 2
    assert vietnamese + english in done.output


def test_a_command_typed_right_says_nothing_of_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--year", "2020", "--data", str(tmp_path)])
    assert "bắt buộc" not in done.output
