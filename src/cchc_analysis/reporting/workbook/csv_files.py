"""Every row of what the pages of a large season show in part: a CSV file per table, linked from the pages.

A spreadsheet opens them (UTF-8 with a byte order mark; text never starts a formula), and so does any program. They lie
in ``tables/`` beside the pages, so that a report that is copied or sent as a folder keeps them.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.printing import Printed
from cchc_analysis.store import storage

FOLDER = "tables"
LINKED = (
    *("unit_ranking", "rank_bands", "rank_bases", "cutoff_distances", "grade_flips", "publication_forms"),
    *("group_scores", "group_domains", "distributions", "group_deductions"),
    *("comparison", "hit_pattern", "recurring_losses", "criteria_lost_together", "reason_losses"),
    *("inflation", "unit_differences", "claimed_ranks", "explanation_effects", "domain_scores"),
    *("score_changes", "rank_changes", "trends", "initiative_effects", "reward_list", "letter_losses", "notes"),
    *("plan_of_appraisal", "both_sets", "over_claims"),
    *(
        "findings",
        "submissions",
        "received_files",
        "received_sheets",
        "received_columns",
        "submission_changes",
        "corrections",
    ),
)
"""The tables that pages show in part."""

FORMULA_STARTS = re.compile(r"(^|[\r\n\v\f\u0085\u2028\u2029])(?=[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r])")
"""Where a text, or a line in it, begins that a spreadsheet takes for a formula: blanks before it change nothing, and
signs of full width are read as plain ones. A line counts, for a reader that splits lines first finds it at a start.
"""


def link(table: str, season: Printed) -> Markup:
    """A link to a table's file, as every page in the report's folder has it."""
    assert table in LINKED, table
    named = language.words(season.lang).gettext("tệp {file}").format(file=f"{table}.csv")
    return Markup('<a href="{folder}/{table}.csv" download>{named}</a>').format(folder=FOLDER, table=table, named=named)


def write_tables(season: SeasonTables, folder: Path) -> Path:
    """Write every linked table of a season, with names beside ids, into *folder*'s ``tables/``; the folder."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name in LINKED:
        write_csv(getattr(season, name), target / f"{name}.csv")
    return target


def remove_tables(folder: Path) -> None:
    """Take the files away where the season is no longer large."""
    for name in LINKED:
        (folder / FOLDER / f"{name}.csv").unlink(missing_ok=True)


def write_csv(rows: pd.DataFrame, path: Path) -> Path:
    """Write *rows* as a CSV file for spreadsheets: no text of it starts a formula."""
    texts = {column: disarm(rows[column]) for column in rows if not pd.api.types.is_numeric_dtype(rows[column])}
    with storage.written_aside(path) as aside:
        rows.assign(**texts).to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return path


def disarm(values: pd.Series) -> pd.Series:
    """Texts with an apostrophe before what a spreadsheet would take for a formula; each distinct text is read once."""
    distinct: Mapping[object, object] = {
        value: FORMULA_STARTS.sub(r"\1'", value)
        for value in values.dropna().unique()
        if isinstance(value, str) and FORMULA_STARTS.search(value)
    }
    return (
        values.astype(object).map(lambda value: distinct.get(value, value), na_action="ignore") if distinct else values
    )
