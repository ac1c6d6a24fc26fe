"""What the listings share: keys of rows, columns that say something, the count of what is left out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column, Printed
from cchc_analysis.reporting.workbook import csv_files


def key_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """*rows* with ``cell``: the unit and the criterion each is about, as the key of its numbers."""
    return rows.assign(cell=rows["unit_id"] + "." + rows["criterion_id"])


def show_excerpt(
    excerpt: season_size.Excerpt,
    columns: Sequence[str | Column],
    season: Printed,
    *,
    table: str,
    note: str = "",
    **options: Any,
) -> HTML:
    """A table, or what stands for it in a large season: then the note says how many rows more there are, and where.

    *table* is the one whose rows they are; *options* are those of :func:`tables.show_table`.
    """
    rest = say_rest(excerpt.left_out, season, table)
    shown = printing.show_table(
        excerpt.rows,
        columns,
        season,
        note=Markup(" ").join(text for text in (note, rest) if text),
        left_out=excerpt.left_out,
        gap=excerpt.gap,
        **options,
    )
    # a figure, as the tables of charts are, is not searched: an excerpt would not hold what is looked for
    return HTML(f'<figure style="margin:0">{shown.data}</figure>') if excerpt.left_out else shown


def say_rest(count: int, season: Printed, table: str = "") -> str:
    """How many rows more the workbook holds; in a large season, which file holds all rows of *table*."""
    words = language.words(season.lang)
    if count and table and season_size.is_large(season):
        said = words.ngettext(
            "Còn {count} dòng nữa, toàn bộ ở {file}.", "Còn {count} dòng nữa, toàn bộ ở {file}.", count
        )
        shown = language.number(count, 0, season.lang)
        return Markup(said).format(count=shown, file=csv_files.link(table, season))
    text = words.ngettext("Còn {count} dòng nữa trong tệp Excel.", "Còn {count} dòng nữa trong tệp Excel.", count)
    return text.format(count=language.number(count, 0, season.lang)) if count else ""


def pick_known(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """Those of *columns* in which *rows* have any value."""
    return [column for column in columns if rows[column].notna().any()]


def pick_present(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """Those of *columns* in which this season has any value other than zero."""
    return [column for column in columns if rows[column].notna().any() and (rows[column] != 0).any()]
