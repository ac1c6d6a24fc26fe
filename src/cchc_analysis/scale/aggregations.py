"""What the body lost, and where, over any number of seasons and bodies: one expression for every engine.

Each function takes ``comparison`` (unit × leaf, as ``schemas`` describes it) as a native frame of any engine narwhals
knows (a pandas frame, a DuckDB relation, a Spark frame) and returns a native frame of the same engine; nothing is
computed before the engine is asked for rows. Keys stand first, rows in no particular order.

Points are summed in millionths, whole numbers in doubles: such sums are exact up to 9,007 million points whatever the
order in which an engine adds, where sums of fractions differ from run to run, and ranks with them. Only the sums are
turned back into points.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from cchc_analysis.analysis.comparison import NEED_MAXIMA, PARTS

MILLION = 1_000_000
YEARLY = ("year",)
CRITERION = ("year", "ranked_node_id")
UNIT = ("year", "unit_id")


def sum_deductions(comparison: IntoFrameT, by: Sequence[str] = CRITERION) -> IntoFrameT:
    """Points lost by *by*: ``max_score``, ``appraised_score``, ``deduction`` and its four parts.

    Of the leaves that count towards the score (no bonus, no penalty). A sum of nothing but missing values is missing.
    """
    return _sum_deductions(_score_lines(comparison), list(by)).to_native()


def count_units(comparison: IntoFrameT, by: Sequence[str] = CRITERION) -> IntoFrameT:
    """Units by *by*: that any leaf applies to, that lost points, whose claim was cut."""
    return _count_units(_score_lines(comparison), list(by)).to_native()


def rank_deducted(comparison: IntoFrameT, by: Sequence[str] = CRITERION, within: Sequence[str] = YEARLY) -> IntoFrameT:
    """:func:`sum_deductions` beside :func:`count_units`, ranked by points lost within *within*, ties sharing a rank.

    ``deduction_rank`` is 1 for most points lost (missing where losses are not known); ``deduction_pct`` is the share of
    the maximum of the leaves appraised so far, in per cent; ``loss_share`` that of all points lost within *within*. How
    many units were hit or cut is missing where that is not known of any leaf.
    """
    leaves, keys = _score_lines(comparison), list(by)
    inside = list(within)
    sums = _rank(_sum_deductions(leaves, keys), "deduction", inside)
    all_lost = _sum_known(leaves, inside, {"all_deduction": nw.col("deduction")})
    return (
        _beside(_beside(sums, _count_units(leaves, keys), keys), all_lost, inside)
        .with_columns(
            deduction_pct=_share(100 * nw.col("deduction"), nw.col("deduction") + nw.col("appraised_score")),
            loss_share=_share(nw.col("deduction"), nw.col("all_deduction")),
            hit_units=nw.when(~nw.col("deduction").is_null()).then(nw.col("hit_units")),
            cut_units=nw.when(~nw.col("cut").is_null()).then(nw.col("cut_units")),
        )
        .drop("all_deduction")
        .to_native()
    )


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
    keys, inside = list(by), list(within)
    leaves = _score_lines(comparison)
    is_open = ~nw.col("appraised_status").is_in(["scored", "not_applicable"])
    appraised_maximum = nw.when(~nw.col("appraised_score").is_null()).then(nw.col("max_score"))
    sums = _sum_known(leaves, keys, {"score": nw.col("appraised_score"), "appraised_maximum": appraised_maximum})
    waiting = leaves.with_columns(open_leaves=_count(is_open)).group_by(keys).agg(nw.col("open_leaves").sum())
    scored = _beside(sums, waiting, keys).with_columns(
        index_pct=_share(100 * nw.col("score"), nw.col("appraised_maximum"))
    )
    is_complete = nw.col("open_leaves") == 0
    ranked = _rank(_rank(scored, "score", inside, is_complete), "index_pct", inside, is_complete)
    return ranked.drop("appraised_maximum").to_native()


def find_recurring(comparison: IntoFrameT, previous_year: int, year: int) -> IntoFrameT:
    """Units that lost points at the same criterion in both years, and the points lost in each.

    Criteria are followed by id; the crosswalk of a season (``history``) follows those that changed theirs.
    """
    keys = ["unit_id", "ranked_node_id"]
    lost = _sum_deductions(_score_lines(comparison), ["year", *keys]).filter(nw.col("deduction") > 0)
    now = lost.filter(nw.col("year") == year).select(*keys, "deduction")
    before = lost.filter(nw.col("year") == previous_year).select(*keys, nw.col("deduction").alias("previous_deduction"))
    return now.join(before, on=keys, how="inner").to_native()


def _score_lines(comparison: Any) -> nw.LazyFrame[Any]:
    """Leaves that count towards the score; what does not apply to a unit has no maximum for it."""
    applies = nw.col("appraised_status") != "not_applicable"
    maximum = nw.when(applies).then(nw.col("max_score"))
    leaves = nw.from_native(comparison).lazy().filter(nw.col("line") == "score")
    return leaves.with_columns(max_score=maximum, without_maximum=_count(applies & nw.col("max_score").is_null()))


def _sum_deductions(leaves: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """As ``analysis.comparison.sum_leaves``: one leaf without a maximum leaves the sums that need maxima missing."""
    sums = _sum_known(leaves, keys, {name: nw.col(name) for name in ("max_score", "appraised_score", *PARTS)})
    unknown = leaves.group_by(keys).agg(nw.col("without_maximum").sum())
    is_known = nw.col("without_maximum") == 0
    masked = {name: nw.when(is_known).then(nw.col(name)) for name in NEED_MAXIMA}
    return _beside(sums, unknown, keys).with_columns(**masked).drop("without_maximum")


def _sum_known(leaves: nw.LazyFrame[Any], keys: list[str], parts: dict[str, nw.Expr]) -> nw.LazyFrame[Any]:
    """The sum of each part by *keys*, in points; missing where nothing is known."""
    millionths = {name: (part * MILLION).round(0) for name, part in parts.items()}
    known = {f"known_{name}": _count(~part.is_null()) for name, part in parts.items()}
    sums = leaves.with_columns(**millionths, **known).group_by(keys).agg(nw.col(*millionths, *known).sum())
    points = {name: nw.when(nw.col(f"known_{name}") > 0).then(nw.col(name) / MILLION) for name in parts}
    return sums.with_columns(**points).drop(list(known))


def _count_units(leaves: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    applies = nw.col("appraised_status") != "not_applicable"
    counts = {
        "applicable_units": _count(applies),
        "hit_units": _count(applies & (nw.col("deduction") > 0)),
        "cut_units": _count(applies & (nw.col("cut") > 0)),
    }
    by_unit = [*keys, *(["unit_id"] if "unit_id" not in keys else [])]
    each = leaves.with_columns(**counts).group_by(by_unit).agg(nw.col(*counts).max())
    summed = each.group_by(keys).agg(nw.col(*counts).sum())
    return summed.with_columns(nw.col(*counts).cast(nw.Int64))


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


def _beside(rows: nw.LazyFrame[Any], others: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    return rows.join(others, on=keys, how="left")
