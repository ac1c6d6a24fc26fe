"""Whatever a form looks like: what is read is what was meant, or a finding names it; and nobody is asked without need.

``python -m scripts.prove_intake --workbooks 100000`` tries many more, by the command itself.
"""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from scripts.intake_proof.judging import Tally, judge_tables
from scripts.intake_proof.proving import list_kinds, make_workbooks

from cchc_analysis.intake.receiving import receive_season
from cchc_analysis.rules.season import read_season

SEEDS = range(12)  # a season for each shape of criteria set
UNITS = 120


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    total = Tally()
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp("data")
        season, made = make_workbooks(folder, seed, UNITS)
        raw = folder / "raw" / str(season.year)
        received = receive_season(raw, read_season(raw))
        findings = [
            {str(name): None if pd.isna(value) else value for name, value in row.items()}
            for row in received.findings.to_dict("records")
        ]
        total.add(judge_tables(made, received.scores, findings))
    return total


def _list_failed(tally: Tally, figure: str) -> dict[str, list[str]]:
    failed: dict[str, list[str]] = defaultdict(list)
    for failure in tally.failures:
        if failure.figure == figure:
            failed[failure.kind].append(f"{failure.file}: {failure.sentence}")
    return {kind: sentences[:2] for kind, sentences in sorted(failed.items())}


def test_no_number_is_silently_wrong_or_missing(tally: Tally) -> None:
    assert _list_failed(tally, "silent") == {}


def test_no_form_is_refused_that_can_be_read_in_one_way_only(tally: Tally) -> None:
    assert _list_failed(tally, "refused") == {}


def test_nobody_is_asked_about_a_clean_form(tally: Tally) -> None:
    assert _list_failed(tally, "clean") == {}


def test_every_kind_of_workbook_was_made(tally: Tally) -> None:
    assert set(tally.made) == set(list_kinds())


def test_workbooks_of_a_seed_are_always_the_same(tmp_path: Path) -> None:
    first, second = (make_workbooks(tmp_path / name, 3, 12)[1] for name in "ab")
    assert first == second
