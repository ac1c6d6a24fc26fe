"""What the body lost, and where, over any number of seasons and bodies: one expression for every engine.

Each function takes ``comparison`` (unit × leaf, as ``schemas`` describes it) as a native frame of any engine narwhals
knows (a pandas frame, a DuckDB relation, a Spark frame) and returns a native frame of the same engine; nothing is
computed before the engine is asked for rows. Keys stand first, rows in no particular order.

Points are summed in millionths, whole numbers in doubles: such sums are exact up to 9,007 million points whatever the
order in which an engine adds, where sums of fractions differ from run to run, and ranks with them. Only the sums are
turned back into points. Every answer reads the rows once.

Ids are a body's own: where the rows have a ``body``, units are told apart by it, and keys that name a unit get it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from cchc_analysis.analysis.comparison import NEED_MAXIMA, PARTS

MILLION = 1_000_000
YEARLY = ("year",)
CRITERION = ("year", "ranked_node_id")
UNIT = ("year", "unit_id")
POINTS = {name: nw.col(name) for name in ("max_score", "appraised_score", *PARTS)}
COUNTS = ("applicable_units", "hit_units", "cut_units")


def sum_deductions(comparison: IntoFrameT, by: Sequence[str] = CRITERION) -> IntoFrameT:
    """Points lost by *by*: ``max_score``, ``appraised_score``, ``deduction`` and its four parts.

    Of the leaves that count towards the score (no bonus, no penalty). A sum of nothing but missing values is missing;
    one leaf without a maximum leaves the sums that need maxima missing, as ``analysis.comparison.sum_leaves`` does.
    """
    leaves = _score_lines(comparison)
    keys = _name_bodies(leaves, by)
    sums = _add_up(leaves, keys, POINTS)
    return sums.select(*keys, **_points_known()).to_native()


def count_units(comparison: IntoFrameT, by: Sequence[str] = CRITERION) -> IntoFrameT:
    """Units by *by*: that any leaf applies to, that lost points, whose claim was cut."""
    leaves = _score_lines(comparison)
    keys = _name_bodies(leaves, by)
    by_unit = _name_bodies(leaves, [*keys, "unit_id"])
    each = leaves.with_columns(**_flags()).group_by(by_unit).agg(nw.col(*COUNTS).max())
    return _whole(each.group_by(keys).agg(nw.col(*COUNTS).sum())).to_native()


def rank_deducted(comparison: IntoFrameT, by: Sequence[str] = CRITERION, within: Sequence[str] = YEARLY) -> IntoFrameT:
    """:func:`sum_deductions` beside :func:`count_units`, ranked by points lost within *within*, ties sharing a rank.

    ``deduction_rank`` is 1 for most points lost (missing where losses are not known); ``deduction_pct`` is the share of
    the maximum of the leaves appraised so far, in per cent; ``loss_share`` that of all points lost within *within*. How
    many units were hit or cut is missing where that is not known of any leaf. Keys are *by*, which holds *within*.
    """
    leaves = _score_lines(comparison)
    keys, inside = _name_bodies(leaves, by), list(within)
    by_unit = _name_bodies(leaves, [*keys, "unit_id"])
    each = _add_up(leaves, by_unit, POINTS, _flags())
    whole = [*_sums_of(POINTS), "without_maximum", *COUNTS]
    sums = _whole(each.group_by(keys).agg(nw.col(*whole).sum()))
    lost, all_lost = nw.col("sum_deduction"), nw.col("all_deduction")
    found = (
        sums.with_columns(all_deduction=lost.sum().over(*inside))
        .with_columns(loss_share=_share(nw.when(_has_maxima("deduction")).then(lost), all_lost))
        .with_columns(**_points_known())
        .with_columns(
            deduction_pct=_share(100 * nw.col("deduction"), nw.col("deduction") + nw.col("appraised_score")),
            hit_units=nw.when(~nw.col("deduction").is_null()).then(nw.col("hit_units")),
            cut_units=nw.when(~nw.col("cut").is_null()).then(nw.col("cut_units")),
        )
    )
    answer = [*keys, *POINTS, *COUNTS, "deduction_rank", "deduction_pct", "loss_share"]
    return _rank(found, "deduction", inside).select(*answer).to_native()


def take_most_deducted(
    comparison: IntoFrameT, count: int, by: Sequence[str] = CRITERION, within: Sequence[str] = YEARLY
) -> IntoFrameT:
    """The *count* most deducted of :func:`rank_deducted` within *within*; more where the last share a rank."""
    ranked: Any = nw.from_native(rank_deducted(comparison, by, within))
    return ranked.filter(nw.col("deduction_rank") <= count).to_native()


def rank_scores(comparison: IntoFrameT, by: Sequence[str] = UNIT, within: Sequence[str] = YEARLY) -> IntoFrameT:
    """Points and index of each unit and its rank by either within *within*, ties sharing a rank.

    ``score`` is the sum of its appraised leaves, without bonus, penalty and initiatives, which are a season's own rules
    (``unit_ranking`` has them); ``index_pct`` its share of their maxima. ``open_leaves`` still wait for a score; a unit
    with any has no rank.
    """
    leaves = _score_lines(comparison)
    keys, inside = _name_bodies(leaves, by), list(within)
    is_open = ~nw.col("appraised_status").is_in(["scored", "not_applicable"])
    parts = {
        "score": nw.col("appraised_score"),
        "appraised_maximum": nw.when(~nw.col("appraised_score").is_null()).then(nw.col("max_score")),
    }
    sums = _add_up(leaves, keys, parts, {"open_leaves": _count(is_open)})
    scored = sums.with_columns(**{name: _in_points(name) for name in parts}).with_columns(
        index_pct=_share(100 * nw.col("score"), nw.col("appraised_maximum"))
    )
    is_complete = nw.col("open_leaves") == 0
    ranked = _rank(_rank(scored, "score", inside, is_complete), "index_pct", inside, is_complete)
    return ranked.select(*keys, "score", "open_leaves", "index_pct", "score_rank", "index_pct_rank").to_native()


def find_recurring(comparison: IntoFrameT, previous_year: int, year: int) -> IntoFrameT:
    """Units that lost points at the same criterion in both years, and the points lost in each.

    Criteria are followed by id; the crosswalk of a season (``history``) follows those that changed theirs.
    """
    leaves = _score_lines(comparison)
    keys = _name_bodies(leaves, ["unit_id", "ranked_node_id"])
    years = {"deduction": year, "previous_deduction": previous_year}
    parts = {name: nw.when(nw.col("year") == each).then(nw.col("deduction")) for name, each in years.items()}
    unknown = {
        f"unknown_{name}": nw.when(nw.col("year") == each).then(nw.col("without_maximum")).otherwise(nw.lit(0))
        for name, each in years.items()
    }
    both = _add_up(leaves.filter(nw.col("year").is_in(list(years.values()))), keys, parts, unknown)
    is_known = [nw.col(f"unknown_{name}") == 0 for name in parts]
    lost = both.filter(*is_known).with_columns(**{name: _in_points(name) for name in parts})
    return lost.filter(*(nw.col(name) > 0 for name in parts)).select(*keys, *parts).to_native()


def _score_lines(comparison: Any) -> nw.LazyFrame[Any]:
    """Leaves that count towards the score; what does not apply to a unit has no maximum for it."""
    applies = nw.col("appraised_status") != "not_applicable"
    maximum = nw.when(applies).then(nw.col("max_score"))
    leaves = nw.from_native(comparison).lazy().filter(nw.col("line") == "score")
    return leaves.with_columns(max_score=maximum, without_maximum=_count(applies & nw.col("max_score").is_null()))


def _name_bodies(leaves: nw.LazyFrame[Any], keys: Sequence[str]) -> list[str]:
    """Each key once; with the body in front where they name a unit of several bodies."""
    has_body = "unit_id" in keys and "body" in leaves.collect_schema()
    return list(dict.fromkeys(["body", *keys] if has_body else keys))


def _add_up(
    leaves: nw.LazyFrame[Any],
    keys: list[str],
    parts: Mapping[str, nw.Expr],
    flags: Mapping[str, nw.Expr] | None = None,
) -> nw.LazyFrame[Any]:
    """Each part by *keys* in millionths (``sum_``), how many rows know it (``known_``), and the flags.

    Of :data:`COUNTS` it says whether any row has the flag; the others, ``without_maximum`` among them, are added up.
    The nearest whole number is half more without its fraction: DuckDB takes twice as long for ``round(value, 0)``.
    """
    flagged = dict(flags or {})
    millionths = {f"sum_{name}": (part * MILLION + 0.5).floor() for name, part in parts.items()}
    known = [nw.col(f"sum_{name}").count().alias(f"known_{name}") for name in parts]
    summed = [*millionths, "without_maximum", *(name for name in flagged if name not in COUNTS)]
    any_of = [nw.col(name).max() for name in flagged if name in COUNTS]
    return leaves.with_columns(**millionths, **flagged).group_by(keys).agg(nw.col(*summed).sum(), *known, *any_of)


def _sums_of(parts: Iterable[str]) -> list[str]:
    return [f"{kind}_{name}" for name in parts for kind in ("sum", "known")]


def _in_points(name: str) -> nw.Expr:
    """A sum in points; missing where nothing of it is known."""
    return nw.when(nw.col(f"known_{name}") > 0).then(nw.col(f"sum_{name}") / MILLION).alias(name)


def _has_maxima(name: str) -> nw.Expr:
    """Whether a sum of deductions is known: of something, and no leaf without the maximum it takes."""
    is_known = nw.col(f"known_{name}") > 0
    return is_known & (nw.col("without_maximum") == 0) if name in NEED_MAXIMA else is_known


def _points_known() -> dict[str, nw.Expr]:
    return {name: nw.when(_has_maxima(name)).then(nw.col(f"sum_{name}") / MILLION).alias(name) for name in POINTS}


def _flags() -> dict[str, nw.Expr]:
    """Of a leaf: that it applies, that it lost points, that its claim was cut (:data:`COUNTS`)."""
    applies = nw.col("appraised_status") != "not_applicable"
    conditions = (applies, applies & (nw.col("deduction") > 0), applies & (nw.col("cut") > 0))
    return {name: _count(is_so) for name, is_so in zip(COUNTS, conditions, strict=True)}


def _whole(counts: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    return counts.with_columns(nw.col(*COUNTS).cast(nw.Int64))


def _count(is_so: nw.Expr) -> nw.Expr:
    """1 where it is so, 0 where it is not or is not known."""
    return nw.when(is_so).then(nw.lit(1)).otherwise(nw.lit(0))


def _share(part: nw.Expr, whole: nw.Expr) -> nw.Expr:
    """*part* of *whole* at six decimals; missing where the whole is missing or zero."""
    return nw.when(whole > 0).then((part / whole).round(6))


def _rank(rows: nw.LazyFrame[Any], column: str, within: list[str], is_due: nw.Expr | None = None) -> nw.LazyFrame[Any]:
    """A rank of *column* within *within*, highest first, equal values sharing the better; missing where not due."""
    value = nw.col(column) if is_due is None else nw.when(is_due).then(nw.col(column))
    due = rows.with_columns(due_value=value)
    rank = nw.when(~nw.col("due_value").is_null()).then(nw.col("due_value").rank("min", descending=True).over(*within))
    return due.with_columns(rank.alias(f"{column}_rank")).drop("due_value")
