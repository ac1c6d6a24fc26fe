"""Many units at a glance: how a result is distributed over them, and how their groups compare."""

import itertools
import math
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.analysis.ranking import IN_PERCENT
from cchc_analysis.rules.season import Grade, Season

ALL = "*"
MOST_BINS = 40
WHOLE = 100.0
"""The largest share in per cent that can be reached: where nobody is beyond it, no bin is."""
QUARTILES = {"lower_quartile_result": 0.25, "median_result": 0.5, "upper_quartile_result": 0.75}


def distribute(unit_ranking: pd.DataFrame, unit_differences: pd.DataFrame, season: Season) -> pd.DataFrame:
    """How many units stand where (``distributions``): by the result the season ranks by, by how far the self-score
    stands above the appraised one (per cent of the maximum), and by the change of that result since last season.

    Ranked units count for the result. A bin holds its lower bound. Where units are ranked and graded by the same result
    each grade's lower bound is a bound between bins, so that every bin is of one grade; ``grade`` is missing below all
    grades and for the other measures. A measure that no unit has is not there.
    """
    ranked = unit_ranking[unit_ranking["rank"].notna()]
    grades = season.grades if season.grade_by == season.rank_by else ()
    parts = [
        _count(season.rank_by, ranked[season.rank_by], grades),
        _count("difference_pct", unit_differences["difference_pct"], ()),
        _count("result_change", unit_ranking["result_change"], ()),
    ]
    return pd.concat(parts, ignore_index=True).assign(year=season.year)


def bound_bins(values: pd.Series, bounds: Iterable[float] = ()) -> list[float]:
    """Bounds between bins of round width that hold all *values*; those of *bounds* within their range are among them.

    The width is 2 · IQR · n^(−1/3) (Freedman and Diaconis 1981, *Zeitschrift für Wahrscheinlichkeitstheorie*
    57: 453–476), lowered to 1, 2 or 5 times a power of ten, then raised to the next such until there are at most
    :data:`MOST_BINS` bins. Where the quartiles are equal a twentieth of the range stands for it; one value has one bin.
    """
    low, high = float(values.min()), float(values.max())
    quartiles = values.quantile([0.25, 0.75]).to_numpy()
    width = 2 * float(quartiles[1] - quartiles[0]) * len(values) ** (-1 / 3) or (high - low) / 20 or 1.0
    least = (high - low) / (MOST_BINS - 1)
    width = next(step for step in _list_widths(width) if step >= least)
    first, last = math.floor(low / width + 1e-9), math.floor(high / width + 1e-9) + 1
    regular = [round(at * width, 6) for at in range(first, last + 1)]
    return sorted({*regular, *(float(bound) for bound in bounds if regular[0] < bound < regular[-1])})


def compare_groups(unit_ranking: pd.DataFrame, units: pd.DataFrame, season: Season) -> pd.DataFrame:
    """How the result the season ranks by is distributed in each unit group and over all units (``group_scores``).

    Quartiles are interpolated linearly (definition 7 of Hyndman and Fan 1996, *The American Statistician* 50:
    361–365) over the ranked units. All units (``*``) stand first. Groups stand, and are ranked, by their median,
    highest first; ties share a rank and stand in the order of ``season.toml``; groups without a ranked unit stand last.
    Units without a group are in ``*`` only. The first and last unit are those of the ranking's own order.
    """
    rows = unit_ranking.assign(group=unit_ranking["unit_id"].map(units.set_index("unit_id")["group"]))
    if rows.empty:
        return schemas.empty("group_scores")
    both = pd.concat([rows.assign(group=ALL), rows[rows["group"].notna()]])
    ranked = both[both["rank"].notna()]
    result = ranked.groupby("group")[season.rank_by]
    places = {ALL: -1} | {group.id: at for at, group in enumerate(season.unit_groups)}
    table = pd.DataFrame({"unit_count": both.groupby("group").size()})
    table["ranked_units"] = ranked.groupby("group").size()
    table["mean_result"] = result.mean()
    table["lowest_result"], table["highest_result"] = result.min(), result.max()
    for name, share in QUARTILES.items():
        table[name] = result.quantile(share)
    table["first_unit_id"], table["last_unit_id"] = (
        ranked.groupby("group")["unit_id"].agg(end) for end in ("first", "last")
    )
    if season.grades:
        graded = both[both["total_score"].notna()]
        for name, grade in (("top_grade_units", season.grades[0].id), ("bottom_grade_units", season.grades[-1].id)):
            is_there = graded["grade"] == grade
            if name == "bottom_grade_units":
                is_there |= graded["grade"].isna()
            table[name] = is_there.groupby(graded["group"]).sum()
    else:
        table["top_grade_units"] = table["bottom_grade_units"] = pd.NA
    compared = both[both["compared_self_score"].notna()].groupby("group")
    for name in ("compared_self_score", "compared_appraised_score", "cut"):
        table[f"mean_{name}"] = compared[name].mean()
    table["mean_result_change"] = both.groupby("group")["result_change"].mean()
    table = table.fillna({"ranked_units": 0}).reset_index()
    table = table.assign(
        **{
            name: round_points(table[name].astype(float))
            for name in table
            if table[name].dtype == float or name in QUARTILES
        },
        year=season.year,
        place=table["group"].map(places),
    )
    of_groups = table["median_result"].where(table["group"] != ALL)
    table["group_place_rank"] = of_groups.rank(method="min", ascending=False).astype("Int64")
    return table.sort_values(
        ["group_place_rank", "place"],
        key=lambda values: values.where(table["group"] != ALL, -1).astype(float),
        na_position="last",
        ignore_index=True,
    )


def compare_published(public_ranking: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Each unit group as far as its units' published results tell: from them alone it is worked out.

    One row per group, in the order of ``season.toml``: ``unit_count``; ``median_result`` of the result the season ranks
    by, missing where only grades are published; of each grade ``grade_units.<id>``; ``top_grade_share`` of the units
    that have a grade.
    """
    rows = public_ranking[public_ranking["group"].notna()]
    places = {group.id: at for at, group in enumerate(season.unit_groups)}
    by_group = rows.groupby("group", sort=False)
    counts = pd.DataFrame({"unit_count": by_group.size(), "median_result": by_group[season.rank_by].median()})
    for grade in season.grades:
        counts[f"grade_units.{grade.id}"] = (rows["grade"] == grade.id).groupby(rows["group"]).sum()
    graded = rows["grade"].notna().groupby(rows["group"]).sum()
    counts["top_grade_share"] = (
        share_of(counts[f"grade_units.{season.grades[0].id}"], graded) if season.grades else np.nan
    )
    counts["median_result"] = round_points(counts["median_result"].astype(float))
    counts = counts.reset_index()
    return counts.sort_values("group", key=lambda ids: ids.map(places), kind="stable", ignore_index=True)


def average_domains(domain_scores: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The mean of the units' shares of the maximum per unit group and domain (``group_domains``).

    Units at which the share is not known are left out; groups and domains stand in the order they come in.
    """
    groups = units.set_index("unit_id")["group"]
    rows = domain_scores[domain_scores["index_pct"].notna()]
    rows = rows.assign(group=rows["unit_id"].map(groups)).dropna(subset="group")
    means = rows.groupby(["year", "group", "criterion_id"], sort=False)["index_pct"].agg(["size", "mean"]).reset_index()
    return means.rename(columns={"size": "applicable_units", "mean": "mean_index_pct"}).assign(
        mean_index_pct=lambda found: round_points(found["mean_index_pct"])
    )


def _count(measure: str, values: pd.Series, grades: tuple[Grade, ...]) -> pd.DataFrame:
    known = values.dropna().astype(float)
    if known.empty:
        return pd.DataFrame(columns=["measure", "bin_from", "bin_below", "grade", "unit_count"])
    bounds = bound_bins(known, (grade.at_least for grade in grades))
    if measure in IN_PERCENT and known.max() <= WHOLE < bounds[-1]:
        below = [bound for bound in bounds if bound < WHOLE]
        bounds = [*(below or [WHOLE - (bounds[-1] - bounds[0])]), WHOLE]
    counts, _edges = np.histogram(known, bins=[*bounds[:-1], np.inf])
    lower = np.array(bounds[:-1])
    names: list[str | None] = [next((grade.id for grade in grades if low >= grade.at_least), None) for low in lower]
    return pd.DataFrame(
        {
            "measure": measure,
            "bin_from": lower,
            "bin_below": bounds[1:],
            "grade": pd.Series(names, dtype=object),
            "unit_count": counts,
        }
    )


def _list_widths(width: float) -> Iterator[float]:
    """1, 2 and 5 times powers of ten, rising, from the greatest of them that is not above *width*."""
    power = 10.0 ** math.floor(math.log10(width))
    start = max(at for at, factor in enumerate((1, 2, 5)) if factor * power <= width * (1 + 1e-9))
    for at in itertools.count(start):
        yield (1, 2, 5)[at % 3] * power * 10.0 ** (at // 3)
