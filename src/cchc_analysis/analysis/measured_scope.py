"""Common or specific, measured by how many of the units a criterion applies to lost points at it."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.points import round_points
from cchc_analysis.rules.season import Season

THRESHOLDS = tuple(float(round_points(tenths / 10)) for tenths in range(1, 10))


def measure_scope(deducted: pd.DataFrame, common_hit_share: float) -> pd.Series:
    """``common`` where at least *common_hit_share* of the units lost points, ``specific`` below, ``none`` where nobody.

    *deducted* holds ``applicable_units``, ``hit_units``, ``hit_share`` and ``hit_extent``. A criterion that applies to
    one unit only is specific. Missing where losses are not known, or nobody was hit yet and appraisals are open.
    """
    is_common = (deducted["hit_share"] >= common_hit_share) & (deducted["applicable_units"] > 1)
    measured = pd.Series(np.where(is_common, "common", "specific"), index=deducted.index, dtype="str")
    nobody = (deducted["hit_units"] == 0).fillna(False).astype(bool)
    is_known = deducted["hit_share"].notna() & ~(nobody & (deducted["hit_extent"] == "open"))
    return measured.mask(nobody, "none").where(is_known)


def try_thresholds(criterion_deductions: pd.DataFrame, season: Season) -> pd.DataFrame:
    """One row per threshold, 0.1 to 0.9 and the season's own: what would be common and specific, and what changes.

    ``agreeing_count`` counts criteria whose measured scope is the declared one, among those measured common or
    specific; ``changed_criteria`` names those measured otherwise than at the season's threshold.
    """
    own = season.analysis.common_hit_share
    in_force = measure_scope(criterion_deductions, own)
    rows = []
    for threshold in sorted({*THRESHOLDS, own}):
        measured = measure_scope(criterion_deductions, threshold)
        is_changed = measured.notna() & (measured != in_force)
        rows.append(
            {
                "year": season.year,
                "threshold_share": threshold,
                "is_in_force": threshold == own,
                "common_count": int((measured == "common").sum()),
                "specific_count": int((measured == "specific").sum()),
                "agreeing_count": int((measured == criterion_deductions["scope"]).sum()),
                "changed_count": int(is_changed.sum()),
                "changed_criteria": "; ".join(criterion_deductions.loc[is_changed, "criterion_id"]) or None,
            }
        )
    return pd.DataFrame(rows).astype({"changed_criteria": "str"})


def find_body_problems(criterion_deductions: pd.DataFrame) -> pd.DataFrame:
    """What the whole body must fix: criteria measured common, most points lost first."""
    return criterion_deductions[criterion_deductions["measured_scope"] == "common"]


def find_unit_problems(hit_pattern: pd.DataFrame, criterion_deductions: pd.DataFrame) -> pd.DataFrame:
    """What one unit must fix: the cells hit at criteria that are not a common problem, most points lost first."""
    common = find_body_problems(criterion_deductions)["criterion_id"]
    own = hit_pattern[(hit_pattern["deduction"] > 0) & ~hit_pattern["criterion_id"].isin(common)]
    return own.sort_values(["deduction", "unit_id", "criterion_id"], ascending=[False, True, True], ignore_index=True)
