"""What a letter to heads of units says of their losses: what it is about, once, and a line per unit, worst first."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.letters import sum_letter_losses
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.printing import Column
from cchc_analysis.rules.season import Letter


def pick_losses(season: SeasonTables, letter: Letter) -> pd.DataFrame:
    """The lost points a letter is about: the units that lost most in it first, each in the order of the criteria set.

    Units that lost as much stand in the order of the ranking.
    """
    rows = season.letter_losses.query("letter_id == @letter.id")
    order = {unit: at for at, unit in enumerate(season.unit_ranking["unit_id"])}
    placed = printing.with_full_codes(printing.in_printed_order(rows, season), season)
    placed = placed.assign(place=placed["unit_id"].map(order))
    return placed.sort_values(["letter_rank", "place"], kind="stable").drop(columns="place")


def say_subject(season: SeasonTables, rows: pd.DataFrame) -> list[str]:
    """A line per criterion that the table speaks of by its code, and the reason where all losses have the same one."""
    _ = language.words(season.lang).gettext
    maxima = rows.groupby("criterion_id")["max_score"].agg(["min", "max"])
    lines = []
    for criterion in printing.in_printed_order(rows.drop_duplicates("criterion_id"), season).itertuples():
        least, most = maxima.loc[criterion.criterion_id]
        text = (
            _("- Tiêu chí {code}: {criterion}, tối đa {points} điểm")
            if least == most
            else _("- Tiêu chí {code}: {criterion}")
        )
        points = printing.format_value(most, "points", season)
        lines.append(text.format(code=criterion.criterion_code, criterion=criterion.criterion, points=points))
    lines = [f"{line};" for line in lines[:-1]] + [f"{line}." for line in lines[-1:]]
    if not _differ(rows):
        reason = rows["reason_name"].iloc[0]
        lines += [_("Lý do trừ điểm: {reason}.").format(reason=reason)] if isinstance(reason, str) else []
    return lines


def list_losses(season: SeasonTables, rows: pd.DataFrame) -> HTML:
    """A line per unit: its points lost, and at which criteria and for which reasons where there are several.

    Appraisers' notes stay out, because every unit named reads the same letter.
    """
    _ = language.words(season.lang).gettext
    said = rows["criterion_code"] + ": " + rows["deduction"].map(lambda points: _say_points(points, season))
    by_unit = rows.assign(said=said).groupby("unit_id")
    units = sum_letter_losses(rows).set_index("unit_id").loc[rows["unit_id"].drop_duplicates()].reset_index()
    lines = units.assign(
        number=range(1, len(units) + 1),
        unit=units["unit_id"].map(by_unit["unit"].first()),
        parts=units["unit_id"].map(by_unit["said"].agg("; ".join)),
        reasons=units["unit_id"].map(by_unit["reason_name"].agg(lambda names: "; ".join(names.dropna().unique()))),
    )
    return printing.show_table(
        lines,
        [
            Column("number", title=_("TT"), kind="count"),
            Column("unit", is_header=True),
            "deduction",
            *([Column("parts", title=_("Trong đó, theo tiêu chí"))] if len(rows["criterion_id"].unique()) > 1 else []),
            *([Column("reasons", title=_("Lý do trừ điểm"))] if _differ(rows) else []),
        ],
        season,
        caption=_("Các đơn vị và điểm bị trừ"),
        key="unit_id",
    )


def _differ(rows: pd.DataFrame) -> bool:
    """Whether the losses have several reasons, or some have none."""
    return len(rows["reason_name"].unique()) > 1


def _say_points(points: float, season: SeasonTables) -> str:
    return printing.format_value(points, "points", season)
