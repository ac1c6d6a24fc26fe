"""What was deducted most: criteria and leaves by points lost over the units they apply to."""

import pandas as pd

from cchc_analysis.analysis.comparison import sum_leaves
from cchc_analysis.analysis.points import round_points, share_of
from cchc_analysis.schemas import titles


def rank_deducted_criteria(comparison: pd.DataFrame) -> pd.DataFrame:
    """Criteria by points lost, most deducted first: the node above the leaves, or the leaf where there is none."""
    return _rank(comparison.assign(criterion_id=comparison["ranked_node_id"]))


def rank_deducted_leaves(comparison: pd.DataFrame) -> pd.DataFrame:
    """Leaves by points lost, most deducted first."""
    return _rank(comparison)


def rank_deducted_domains(comparison: pd.DataFrame) -> pd.DataFrame:
    """Domains by points lost, most deducted first."""
    return _rank(comparison.assign(criterion_id=comparison["domain_id"]))


def find_full_criteria(criterion_deductions: pd.DataFrame, comparison: pd.DataFrame) -> pd.DataFrame:
    """The criteria at which every unit they apply to reached the maximum.

    Where a leaf still waits for its appraised score that cannot be said, and its criterion is left out.
    """
    is_open = (comparison["line"] == "score") & ~comparison["appraised_status"].isin(["scored", "not_applicable"])
    waiting = comparison.loc[is_open, "ranked_node_id"]
    is_full = (criterion_deductions["deduction"] == 0) & (criterion_deductions["applicable_units"] > 0)
    return criterion_deductions[is_full & ~criterion_deductions["criterion_id"].isin(waiting)]


def _rank(comparison: pd.DataFrame) -> pd.DataFrame:
    """Sum per criterion and rank by points lost, and beside it by points cut; equal points share the better rank.

    ``deduction_pct`` is the part of the maximum of the leaves appraised so far (of ``max_score`` once all are). A
    criterion whose maxima are not known is ranked by ``cut`` alone. It is specific when all its leaves are.
    """
    leaves = comparison.loc[comparison["line"] == "score"]
    sums = sum_leaves(leaves, ["year", "criterion_id", "domain_id"])
    appraised_maximum = round_points(sums["deduction"] + sums["appraised_score"])
    return (
        sums.merge(_name_scopes(leaves), on="criterion_id", validate="one_to_one")
        .merge(_count_units(leaves), on="criterion_id", validate="one_to_one")
        .assign(
            deduction_rank=_rank_points(sums["deduction"]),
            cut_rank=_rank_points(sums["cut"]),
            hit_units=lambda rows: rows["hit_units"].where(rows["deduction"].notna()),
            cut_units=lambda rows: rows["cut_units"].where(rows["cut"].notna()),
            deduction_pct=share_of(100 * sums["deduction"], appraised_maximum),
            loss_share=share_of(sums["deduction"], pd.Series(sums["deduction"].sum(), index=sums.index)),
        )
        .sort_values(["deduction", "cut", "criterion_id"], ascending=[False, False, True], ignore_index=True)
    )[list(titles("leaf_deductions"))]


def _rank_points(points: pd.Series) -> pd.Series:
    return points.rank(method="min", ascending=False).astype("Int64")


def _name_scopes(leaves: pd.DataFrame) -> pd.DataFrame:
    is_specific = (leaves["scope"] == "specific").groupby(leaves["criterion_id"]).all()
    return is_specific.map({True: "specific", False: "common"}).astype("str").rename("scope").reset_index()


def _count_units(leaves: pd.DataFrame) -> pd.DataFrame:
    """Units that a criterion applies to, that lost points at it, and that were cut at it."""
    per_unit = leaves.loc[leaves["appraised_status"] != "not_applicable", ["criterion_id", "unit_id"]].assign(
        applicable_units=1,
        hit_units=leaves["deduction"] > 0,
        cut_units=leaves["cut"] > 0,
    )
    counts = per_unit.groupby(["criterion_id", "unit_id"], sort=False).max().groupby("criterion_id").sum()
    return counts.reindex(leaves["criterion_id"].unique(), fill_value=0).astype("Int64").reset_index()
