"""What the listings share: keys of rows, columns that say something, the count of what is left out."""

import pandas as pd

from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language


def key_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """*rows* with ``cell``: the unit and the criterion each is about, as the key of its numbers."""
    return rows.assign(cell=rows["unit_id"] + "." + rows["criterion_id"])


def say_rest(count: int, season: SeasonTables) -> str:
    """How many rows more the workbook holds."""
    words = language.words(season.lang)
    text = words.ngettext("Còn {count} dòng nữa trong tệp Excel.", "Còn {count} dòng nữa trong tệp Excel.", count)
    return text.format(count=language.number(count, 0, season.lang)) if count else ""


def pick_known(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """Those of *columns* in which *rows* have any value."""
    return [column for column in columns if rows[column].notna().any()]


def pick_present(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """Those of *columns* in which this season has any value other than zero."""
    return [column for column in columns if rows[column].notna().any() and (rows[column] != 0).any()]
