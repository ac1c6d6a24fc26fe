"""Whatever a form looks like: what is read is what was meant, or a finding names it; and nobody is asked without need.

``python -m scripts.prove_intake --workbooks 100000`` tries many more, by the command itself.
"""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from scripts.intake_proof.judging import Tally, judge_tables
from scripts.intake_proof.proving import list_kinds, make_workbooks
from scripts.intake_proof.seasons import SHAPES

from cchc_analysis.intake.receiving import receive_season
from cchc_analysis.season import read_season

SEEDS = range(len(SHAPES))  # a season for each shape of criteria set
UNITS = 100

OPEN: frozenset[str] = frozenset(
    (
        "abbreviations",
        "across_averages",
        "across_footnotes",
        "across_percent",
        "across_rivals",
        "across_two_tables",
        "across_unit_misspelt",
        "across_unit_twice",
        "across_years",
        "appendix_below",
        "beside_average",
        "beside_last_year",
        "beside_percent",
        "beside_self",
        "beside_several_others",
        "beside_year_in_brackets",
        "csv_form",
        "csv_header_only",
        "csv_rival",
        "csv_unquoted_comma",
        "csv_wide_across",
        "csv_wide_down",
        "domain_summary_below",
        "down_average_rows",
        "down_repeated_header",
        "down_totals",
        "down_two_tables",
        "flat_rows",
        "format_accounting_dash",
        "format_ordinary",
        "format_other_digits",
        "format_percent",
        "format_percent_elsewhere",
        "format_rounding",
        "formula_constant_differs",
        "group_of_three",
        "group_of_years",
        "group_over_percent",
        "group_score_over_maximum",
        "group_two_scores",
        "group_with_note",
        "heading_in_own_words",
        "heading_tcvn3",
        "long_heading",
        "long_heading_beside_plain",
        "ordinary",
        "ordinary_brackets",
        "ordinary_other_stages_blank",
        "ordinary_this_year",
        "other_form_alone",
        "other_form_blank",
        "rival_generic",
        "rival_longer",
        "rival_other_form",
        "rival_same_heading",
        "rival_synonym",
        "second_result",
        "second_table_maximum_swapped",
        "second_table_other_order",
        "second_table_repeats",
        "second_table_with_rival",
        "sheet_draft",
        "sheet_draft_fills_a_gap",
        "sheet_of_last_year",
        "sheet_per_unit",
        "sheet_with_example",
        "sheets_disjoint",
        "struck_out",
        "struck_out_elsewhere",
        "thousands_point",
        "two_rounds",
    )
)
"""Kinds that are not read right yet; nothing is claimed of them."""


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
        if failure.figure == figure and failure.kind not in OPEN:
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
    assert set(list_kinds()) >= OPEN


def test_workbooks_of_a_seed_are_always_the_same(tmp_path: Path) -> None:
    first, second = (make_workbooks(tmp_path / name, 3, 12)[1] for name in "ab")
    assert first == second
