"""What a unit's total is made of: parts that add up to it, ceilings respected."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.small_seasons import criteria_of, derive, initiatives_of, scores_of, season_of, units_of
from cchc_analysis.analysis.totals import PARTS, split_totals

CRITERIA = criteria_of(
    {"id": "I", "max_score": 40},
    {"id": "A", "max_score": 5, "line": "bonus"},
    {"id": "B", "max_score": 5, "line": "penalty"},
)


def split(*cells, initiatives=(), **rules):
    proposed = initiatives_of(*initiatives)
    units = units_of(*dict.fromkeys(cell[0] for cell in cells))
    tables = derive(
        scores_of(*((unit, leaf, "appraisal", score) for unit, leaf, score in cells)),
        CRITERIA,
        units,
        season_of(**rules),
        initiatives=proposed,
    )
    return split_totals(tables["unit_ranking"], tables["comparison"], proposed)


def row(parts: pd.DataFrame, unit: str) -> dict[str, float]:
    own = parts.set_index("unit_id").loc[unit]
    return {name: own[name] for name in ("total_score", *PARTS) if own[name] != 0}


def test_bonus_lines_recognised_initiatives_and_penalties_are_told_apart():
    parts = split(
        *(("a", "I", 30), ("a", "A", 0.5), ("a", "B", 0.25), ("b", "I", 20)),
        initiatives=[("x", "a", "recognised", 0.75), ("y", "a", "proposed", 3.0), ("z", "b", "recognised", None)],
    )
    # 30 + 0.50 + 0.75 - 0.25 = 31.00; what is only proposed does not count
    assert row(parts, "a") == {
        "total_score": 31.0,
        "appraised_score": 30.0,
        "bonus_line_score": 0.5,
        "initiative_score": 0.75,
        "penalty_line_score": -0.25,
    }
    assert row(parts, "b") == {"total_score": 20.0, "appraised_score": 20.0}


def test_what_exceeds_a_ceiling_is_a_part_of_its_own():
    cells = (("a", "I", 30), ("a", "A", 1.5), ("a", "B", 4))
    parts = split(*cells, initiatives=[("x", "a", "recognised", 1.0)], bonus_max=2.0, penalty_max=3.0)
    # 30 + 1.50 + 1.00 - 0.50 - 4.00 + 1.00 = 29.00
    assert row(parts, "a") == {
        "total_score": 29.0,
        "appraised_score": 30.0,
        "bonus_line_score": 1.5,
        "initiative_score": 1.0,
        "over_bonus_score": -0.5,
        "penalty_line_score": -4.0,
        "over_penalty_score": 1.0,
    }


def test_a_unit_without_a_total_has_no_parts():
    parts = split(("a", "I", 30), ("b", "I", "pending"))
    assert parts["unit_id"].tolist() == ["a"]


POINTS = st.integers(0, 20).map(lambda quarters: quarters / 4)


@given(POINTS, POINTS, POINTS, POINTS, st.none() | POINTS, st.none() | POINTS)
def test_the_parts_always_add_up_to_the_total(score, bonus, penalty, initiative, bonus_max, penalty_max):
    def cap(points: float, limit: float | None) -> float:
        return points if limit is None else min(points, limit)

    ranking = pd.DataFrame(
        {
            "unit_id": ["a"],
            "appraised_score": [score],
            "bonus": [cap(bonus + initiative, bonus_max)],
            "penalty": [cap(penalty, penalty_max)],
        }
    ).assign(total_score=lambda rows: rows["appraised_score"] + rows["bonus"] - rows["penalty"])
    lines = pd.DataFrame({"unit_id": "a", "line": ["bonus", "penalty"], "appraised_score": [bonus, -penalty]})
    initiatives = pd.DataFrame({"unit_id": ["a"], "initiative_status": ["recognised"], "bonus_score": [initiative]})
    parts = split_totals(ranking, lines, initiatives)
    assert parts[list(PARTS)].sum(axis=1).tolist() == pytest.approx(parts["total_score"].tolist())
    assert (parts[["over_bonus_score"]] <= 0).all(axis=None)
    assert (parts[["over_penalty_score"]] >= 0).all(axis=None)
