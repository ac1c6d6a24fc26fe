"""The order of appraisal as tables: the first part by criterion, and what the order would have found."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column, show_table
from cchc_analysis.reporting.tables import cells
from cchc_analysis.reporting.text.plan_of_appraisal import state_grounds

MOST_CELLS = 400
"""Cells of the first part that a page shows; the worklist holds all."""


def list_plan(plan: pd.DataFrame, season: SeasonTables) -> HTML:
    """The first part of ``plan_of_appraisal``: whole criteria through all units, in their order. Nothing if none is."""
    if plan.empty:
        return HTML("")
    words = language.words(season.lang)
    _ = words.gettext
    first = plan[plan["is_first_part"]].sort_values(["criterion_place", "place"], kind="stable")
    shown = printing.with_full_codes(cells.key_cells(first.head(MOST_CELLS)), season)
    left_out = len(first) - len(shown)
    rest = len(plan) - len(shown)
    text = words.ngettext(
        "Còn {count} ô nữa trong danh sách làm việc (tệp Excel).",
        "Còn {count} ô nữa trong danh sách làm việc (tệp Excel).",
        rest,
    )
    note = text.format(count=language.number(rest, 0, season.lang)) if rest else ""
    return show_table(
        shown.assign(grounds=state_grounds(shown, season.lang)),
        [
            Column("criterion_code", is_header=True),
            "criterion",
            "unit",
            Column("self_score"),
            Column("max_score"),
            Column("grounds", title=_("Vì sao")),
        ],
        season,
        caption=_("Đợt soát đầu, đi từng tiêu chí qua mọi đơn vị"),
        note=note,
        empty=_("Không còn ô nào phải soát."),
        classes="wide stacks",
        filters=() if season_size.is_large(season) else ("unit", "domain"),
        key="cell",
        left_out=left_out,
    )


def list_trial(trial: pd.DataFrame, season: SeasonTables) -> HTML:
    """The rows of ``plan_trial``: by the share verified first, what the order, chance and the best order find."""
    if trial.empty:
        return HTML("")
    _ = language.words(season.lang).gettext
    return show_table(
        trial.assign(part="p" + (100 * trial["verified_share"]).round().astype(int).astype(str)),
        [
            Column("verified_share", is_header=True, decimals=0),
            Column("verified_count", kind="count"),
            "found_share",
            "random_share",
            "best_share",
            "wrong_rank_units",
        ],
        season,
        caption=_("Thứ tự soát thử trên mùa này"),
        empty=_("Chưa thử được."),
        classes="stacks",
        key="part",
    )
