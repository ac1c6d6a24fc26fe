"""What every engine must agree on: the seasons it is asked about and the questions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.store import aggregations

Question = Callable[[Any], Any]

QUESTIONS: dict[str, Question] = {
    "sum_deductions": aggregations.sum_deductions,
    "sum_deductions by unit and domain": lambda rows: aggregations.sum_deductions(
        rows, ["year", "unit_id", "domain_id"]
    ),
    "count_units": aggregations.count_units,
    "rank_deducted": aggregations.rank_deducted,
    "rank_deducted over all years": lambda rows: aggregations.rank_deducted(
        rows, ["line", "ranked_node_id"], within=["line"]
    ),
    "take_most_deducted": lambda rows: aggregations.take_most_deducted(rows, 2),
    "rank_scores": aggregations.rank_scores,
    "rank_scores by body": lambda rows: aggregations.rank_scores(rows, within=["body", "year"]),
    "find_recurring": lambda rows: aggregations.find_recurring(rows, 2030, 2031),
}
KEYS = ("body", "year", "line", "unit_id", "domain_id", "ranked_node_id")


def draw_comparison(
    units: int = 40, leaves: int = 12, years: tuple[int, ...] = (2030, 2031), seed: int = 5
) -> pd.DataFrame:
    """Unit × leaf over two seasons in fifths of a point, so that float sums go wrong: with ties and every status.

    Leaf 3 has no maximum, leaf 4 is a survey without a self-score, the last leaf is a bonus line; some cells do not
    apply, some are pending. The second half of the units are another body's, with the same ids.
    """
    draw = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([years, range(units), range(leaves)], names=["year", "unit", "leaf"])
    rows = index.to_frame(index=False)
    number = rows["unit"]
    maximum = pd.Series(1.0 + rows["leaf"] % 3).mask(rows["leaf"] == 3)
    appraised = pd.Series(draw.integers(0, 6, len(rows)) / 5)
    claimed = (appraised + draw.integers(-1, 3, len(rows)) / 5).clip(0, 1).mask(rows["leaf"] == 4)
    status = pd.Series(draw.choice(["scored", "not_applicable", "pending"], len(rows), p=[0.95, 0.04, 0.01]))
    scored = status == "scored"
    appraised, claimed = appraised.where(scored), claimed.where(scored)
    deduction = (maximum - appraised).round(6)
    cut, raised = (claimed - appraised).clip(lower=0).round(6), (appraised - claimed).clip(lower=0).round(6)
    return pd.DataFrame(
        {
            "body": np.where(number < units // 2, "tinh-a", "tinh-b"),
            "year": rows["year"],
            "unit_id": "u" + (number % (units // 2)).astype(str).str.zfill(3),
            "criterion_id": "l" + rows["leaf"].astype(str),
            "ranked_node_id": "c" + (rows["leaf"] // 3).astype(str),
            "domain_id": "d" + (rows["leaf"] // 6).astype(str),
            "line": np.where(rows["leaf"] == leaves - 1, "bonus", "score"),
            "max_score": maximum,
            "appraised_status": status,
            "appraised_score": appraised,
            "deduction": deduction,
            "conceded": (maximum - claimed).round(6),
            "cut": cut,
            "raised": raised,
            "unsplit": deduction.where(claimed.isna()),
        }
    )


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """An answer as it is compared: by its keys, columns by name, numbers as doubles."""
    keys = [key for key in KEYS if key in rows]
    plain = rows.sort_values(keys, ignore_index=True)[[*keys, *sorted(set(rows) - set(keys))]]
    return plain.astype({column: float for column in plain if column not in keys or column == "year"})
