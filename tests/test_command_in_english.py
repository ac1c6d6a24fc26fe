"""A command asked for English says every line of its own in English."""

import re

from season_runs import copy_samples, run_command

VIETNAMESE = re.compile("[ăắằẳẵặâấầẩẫậđêếềểễệôốồổỗộơớờởỡợưứừửữự]", re.IGNORECASE)


def test_a_check_in_english_has_no_vietnamese_line_and_tells_its_exit_code(tmp_path):
    copy_samples(tmp_path)
    for again in (False, True):
        run = run_command(tmp_path, "check", "--year", "2020", "--lang", "en")
        assert [line for line in run.said.splitlines() if VIETNAMESE.search(line)] == []
        assert "Exit code: 0 (finished, no errors)" in run.said.splitlines()
        assert ("Nothing has changed since" in run.said) == again, run.said
