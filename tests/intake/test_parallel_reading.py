"""Many files are read by several processes; what is read is the same."""

from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.intake import receiving
from cchc_analysis.rules.season import read_season

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "raw" / "2020"


def test_a_season_read_by_several_processes_is_the_one_read_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    season = read_season(SAMPLE)
    by_one = receiving.receive_season(SAMPLE, season)
    monkeypatch.setattr(receiving, "PARALLEL_FROM", 2)
    monkeypatch.setattr(receiving.workers, "count_cores", lambda: 2)
    by_two = receiving.receive_season(SAMPLE, season)
    for table in vars(by_one):
        pd.testing.assert_frame_equal(getattr(by_one, table), getattr(by_two, table))
