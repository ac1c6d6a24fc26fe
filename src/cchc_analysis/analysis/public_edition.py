"""What of a season may be published: tables in which nothing stands that tells a unit's score at any criterion.

The public tables are built from an allow-list of columns (``schemas.public``), by form: in *order*, units carry rank
and total; by *group*, only their grade, and they stand in the season's own list order. Figures per criterion and domain
are those of all units together, as far as :mod:`analysis.withholding` lets them be shown.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.ranking import is_provisional
from cchc_analysis.analysis.subtraction import Told
from cchc_analysis.analysis.withholding import FEW_UNITS, is_told, withhold_figures
from cchc_analysis.rules.season import ScoreBasis, Season

RULES = (
    *("year", "title", "title_en", "body", "body_en", "decision", "decision_en", "release", "is_illustrative"),
    *("calibrated_to", "calibrated_to_en", "rank_by", "grade_by", "tie_rule", "printed_decimals", "previous_year"),
    *("grades", "unit_groups", "publication"),
)
"""The rules a public page needs; the others (reasons and their patterns, letters, who signs) stay inside."""

COUNTS = ("unit_count", "complete_units", "graded_units", "ranked_units")
BASES: tuple[ScoreBasis, ...] = ("total_score", "index_pct", "total_pct")
MEANS: Mapping[str, tuple[str, ...]] = {basis: (f"mean_{basis}",) for basis in BASES}
EXTREMES: Mapping[str, tuple[str, ...]] = {
    "total_score": ("highest_total_score", "lowest_total_score", "range_total_score"),
    "index_pct": ("range_index_pct",),
    "total_pct": ("range_total_pct",),
}
NODE_FIGURES = ("deduction", "deduction_pct", "loss_share", "hit_units", "mean_appraised_score", "reached_pct")


def publish(tables: Mapping[str, pd.DataFrame], season: Season) -> dict[str, pd.DataFrame]:
    """The public tables of a season (``schemas.PUBLIC_TABLES``), each checked against its schema.

    Of *tables* only ``units``, ``criteria``, ``comparison``, ``unit_ranking``, ``headlines``, ``criterion_deductions``
    and ``domain_deductions`` are read. The form is ``season.publication.form``. While the appraisal of any unit is
    unfinished no body-wide figure is published: the next edition less this one would give that unit's own scores.
    """
    ranking, comparison = tables["unit_ranking"], tables["comparison"]
    scored = comparison[(comparison["line"] == "score") & (comparison["appraised_status"] == "scored")]
    cells = scored.assign(criterion_id=scored["ranked_node_id"])
    is_open = is_provisional(ranking)
    told = None if is_open else say_what_is_told(ranking, season)
    withheld = withhold_figures(cells, season.publication.min_units, told)
    public = {
        "public_units": tables["units"],
        "public_ranking": publish_ranking(ranking, tables["units"], season),
        "public_domains": _publish_nodes(
            tables["domain_deductions"],
            cells.assign(criterion_id=cells["domain_id"]),
            tables["criteria"],
            withheld.domains,
            is_open,
        ).pipe(_in_printed_order, tables["criteria"]),
        "public_criteria": _publish_nodes(
            tables["criterion_deductions"], cells, tables["criteria"], withheld.criteria, is_open
        ).pipe(_most_deducted_first, tables["criteria"]),
        "public_headlines": publish_headlines(tables["headlines"], ranking, season),
    }
    return {name: _only_published(name, rows) for name, rows in public.items()}


def say_what_is_told(unit_ranking: pd.DataFrame, season: Season) -> Told:
    """What the public edition tells of the points each unit lost, and all together, beside figures of criteria.

    In order a unit's total tells what it lost; by group its grade bounds it. Bonus and penalty, which are not
    published, are taken to be known: a reader knows less.
    """
    units = unit_ranking.set_index("unit_id")
    lost, extra = units["deduction"], units["bonus"] - units["penalty"]
    in_order = season.publication.form == "order"
    if in_order:
        return Told(lost, lost, float(round_points(lost.sum())))
    bounds = sorted(grade.at_least for grade in season.grades)
    places = {grade.id: bounds.index(grade.at_least) for grade in season.grades}
    at = units["grade"].map(places)
    least = at.map(dict(enumerate(bounds))).fillna(-np.inf)
    below = at.fillna(-1).add(1).map(dict(enumerate(bounds))).fillna(np.inf)
    if season.grade_by != "total_score":
        least, below = least * units["max_score"] / 100, below * units["max_score"] / 100
    counted = extra if season.grade_by != "index_pct" else extra * 0.0
    lowest = (units["max_score"] + counted - below).clip(lower=0.0).fillna(0.0)
    highest = (units["max_score"] + counted - least).clip(upper=units["max_score"]).fillna(np.inf)
    whole = None if is_told(lost > 0, season.publication.min_units) else float(round_points(lost.sum()))
    return Told(np.minimum(lowest, lost), np.maximum(highest, lost), whole)


def publish_rules(season: Season) -> Season:
    """The season's rules as far as a public page needs them; all others are left at what they are by default."""
    stated = {key: getattr(season, key) for key in RULES}
    return Season.model_validate(stated | {"publication": season.publication.model_dump()})


def publish_ranking(unit_ranking: pd.DataFrame, units: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Each unit as the form of publication shows it.

    In order: as ranked, with rank, rank in the group and the result the season ranks by. By group: by grade, best
    first, within a grade in the order of the list of units, and no figure at all. Units without a complete appraisal
    stand last in the order of the list, ``withheld``, without a grade.
    """
    position = unit_ranking["unit_id"].map(units.set_index("unit_id")["position"])
    is_ranked, is_complete = unit_ranking["rank"].notna(), unit_ranking["total_score"].notna()
    status = (
        pd.Series("withheld", index=unit_ranking.index).mask(is_complete, "not_ranked").mask(is_ranked, "published")
    )
    in_order = season.publication.form == "order"
    hidden = ["rank", "group_rank"] if not in_order else []
    hidden += [basis for basis in BASES if not in_order or basis != season.rank_by]
    shown = unit_ranking.assign(
        public_status=status,
        grade=unit_ranking["grade"].where(is_complete),
        **{column: unit_ranking[column].where(is_complete & False) for column in dict.fromkeys(hidden)},
    )
    grades = {grade.id: place for place, grade in enumerate(season.grades)}
    order = pd.DataFrame(
        {
            "status": status.map({"published": 0, "not_ranked": 0 if not in_order else 1, "withheld": 2}),
            "rank": unit_ranking["rank"].fillna(0) if in_order else 0,
            "grade": shown["grade"].map(grades).fillna(len(grades)) if not in_order else 0,
            "position": position,
        }
    )
    return shown.loc[order.sort_values(list(order)).index]


def publish_headlines(headlines: pd.DataFrame, unit_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The figures of the whole season that may be published.

    Always: how many units, appraised, graded, ranked, in each grade, and ``risen_grade_units``, ``same_grade_units``,
    ``fallen_grade_units`` of those graded in both seasons. Once every unit's appraisal is complete, of at least
    ``min_units`` units: their mean, points lost, points cut and raised, each unless so few units make it what it is. In
    order also the first and the last result and the mean change: by group these would give a unit's total, its own or
    that of one present in one season only.
    """
    figures = headlines.set_index("metric")["value"]
    least = season.publication.min_units
    moved = unit_ranking["result_change"].notna().sum()
    in_order = season.publication.form == "order"
    allowed = [*COUNTS, *(f"grade_units.{grade.id}" for grade in season.grades)]
    if not is_provisional(unit_ranking) and figures["complete_units"] >= least:
        if in_order or not is_told(unit_ranking["deduction"] > 0, least):
            allowed += [*MEANS[season.rank_by], "deduction"]
        if figures["compared_units"] >= least:
            allowed += ["compared_units", "over_claiming_units"]
            allowed += [part for part in ("cut", "raised") if not is_told(unit_ranking[part] > 0, least)]
        if in_order:
            allowed += EXTREMES[season.rank_by]
            if moved >= least and not is_told(unit_ranking["result_change"].fillna(0) != 0, least):
                allowed += ["mean_result_change", "moved_units"]
    found = pd.concat([figures.reindex(allowed), _count_grade_moves(unit_ranking, season)])
    return found.rename_axis("metric").reset_index(name="value").assign(year=season.year)


def _count_grade_moves(unit_ranking: pd.DataFrame, season: Season) -> pd.Series:
    places = {grade.id: place for place, grade in enumerate(season.grades)}
    now, before = (unit_ranking[column].map(places) for column in ("grade", "previous_grade"))
    both = now.notna() & before.notna() & unit_ranking["total_score"].notna()
    if not both.any():
        return pd.Series(dtype=float)
    moves = {
        "risen_grade_units": (now < before)[both].sum(),
        "same_grade_units": (now == before)[both].sum(),
        "fallen_grade_units": (now > before)[both].sum(),
    }
    return pd.Series(moves, dtype=float)


def _publish_nodes(
    deductions: pd.DataFrame, cells: pd.DataFrame, criteria: pd.DataFrame, withheld: pd.Series, is_open: bool
) -> pd.DataFrame:
    """Criteria (or domains) with their body-wide figures, or why these are withheld."""
    because = withheld.reindex(deductions["criterion_id"], fill_value=FEW_UNITS).set_axis(deductions.index)
    if is_open:
        because = pd.Series("unfinished", index=deductions.index)
    sums = cells.groupby("criterion_id").agg(points=("appraised_score", "sum"), units=("unit_id", "nunique"))
    points = round_points(deductions["criterion_id"].map(sums["points"]))
    units = deductions["criterion_id"].map(sums["units"]).astype(float)
    shown = deductions.merge(
        criteria[["criterion_id", "code", "name", "name_en"]], on="criterion_id", how="left", validate="one_to_one"
    ).assign(
        withheld_because=because,
        mean_appraised_score=share_of(points, units),
        reached_pct=share_of(100 * points, round_points(points + deductions["deduction"])),
    )
    return shown.assign(**{column: shown[column].where(because.isna()) for column in NODE_FIGURES})


def _in_printed_order(nodes: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    positions = criteria.set_index("criterion_id")["position"]
    return nodes.sort_values("criterion_id", key=lambda ids: ids.map(positions), kind="stable")


def _most_deducted_first(nodes: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Shown criteria by points lost, then withheld ones, whose place must not tell what they lost, as printed."""
    printed = _in_printed_order(nodes, criteria).assign(is_withheld=lambda rows: rows["withheld_because"].notna())
    return printed.sort_values(["is_withheld", "deduction"], ascending=[True, False], kind="stable")


def _only_published(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    columns: Iterable[str] = schemas.titles(name)
    return schemas.validate(name, rows[list(columns)].reset_index(drop=True))
