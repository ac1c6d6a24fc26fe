"""What holds of every season, whatever its tree and its cells."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cchc_analysis import schemas
from cchc_analysis.analysis.comparison import pick_domains, sum_by_node
from cchc_analysis.analysis.deductions import rank_deducted_criteria, rank_deducted_leaves
from cchc_analysis.analysis.points import round_points
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.analysis.reasons import sum_by_reason

from .small_seasons import (
    EXPLANATION,
    FIRST,
    SECOND,
    SELF,
    compare,
    criteria_of,
    derive,
    scores_of,
    season_of,
    units_of,
)

TREE = [
    {"id": "I"},
    {"id": "1", "parent_id": "I"},
    {"id": "L0", "parent_id": "1", "max_score": 2.0},
    {"id": "II", "max_score": 2.25},
    {"id": "B", "line": "bonus", "max_score": 1.0},
]
STAGES = ("self", "appraisal_1", "appraisal_2")
SEASON = season_of(stages=(SELF, FIRST, EXPLANATION, SECOND))
UNITS = units_of("a", "b", "c", groups=("vu", "vu", "cuc"), unranked=["c"])
PARTS = ["conceded", "cut", "raised", "unsplit"]
FRACTIONS = st.integers(0, 2_000_000).map(lambda millionths: millionths / 1_000_000)
FAULTS = st.sampled_from(["not_applicable", "pending", "unreadable", "invalid"])
Season = tuple[list[dict[str, Any]], list[tuple[Any, ...]]]


def few(examples: int) -> Any:
    phases = (Phase.explicit, Phase.reuse, Phase.generate)  # whole seasons shrink too slowly to wait for
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, phases=phases, suppress_health_check=checks)


@st.composite
def seasons(draw: st.DrawFn, maxima: tuple[float | None, ...] = (2.0, 2.25, 3.1, None)) -> Season:
    """Nodes and cells: leaves anywhere in a small tree, any status in any stage of any unit."""
    leaves = [
        {
            "id": f"L{number}",
            "parent_id": draw(st.sampled_from(["I", "1", "L0.5", None])) if number > 1 else "I",
            "max_score": draw(st.sampled_from(maxima)),
            "is_survey": draw(st.booleans()),
            "applies_to": draw(st.sampled_from([None, None, "!a", "group:vu"])),
        }
        for number in range(1, draw(st.integers(2, 5)))
    ]
    inner = [{"id": "L0.5", "parent_id": "I"}] if any(leaf["parent_id"] == "L0.5" for leaf in leaves) else []
    cell = st.one_of(FRACTIONS, FRACTIONS, FAULTS, st.none())
    scored = ["L0", "II", *(leaf["id"] for leaf in leaves)]
    cells = [(unit, code, stage, draw(cell)) for unit in ("a", "b", "c") for code in scored for stage in STAGES]
    return [*TREE, *inner, *leaves], [found for found in cells if found[3] is not None]


def sum_up(nodes: list[dict[str, Any]], cells: list[tuple[Any, ...]]) -> dict[str, pd.DataFrame]:
    """The tables of a season that sum up what was lost."""
    criteria = criteria_of(*nodes)
    comparison = compare(scores_of(*cells), criteria, UNITS, SEASON)
    sums = sum_by_node(comparison, criteria)
    tables = {
        "comparison": comparison,
        "node_scores": sums,
        "domain_scores": pick_domains(sums, criteria),
        "leaf_deductions": rank_deducted_leaves(comparison, SEASON.analysis),
        "criterion_deductions": rank_deducted_criteria(comparison, SEASON.analysis),
        "unit_ranking": rank_units(comparison, UNITS, schemas.empty("initiatives"), SEASON),
        "reason_deductions": sum_by_reason(comparison),
    }
    return {name: schemas.validate(name, rows) for name, rows in tables.items()}


def total(rows: pd.DataFrame, column: str) -> float:
    return float(round_points(rows[column].sum()))


@few(10)
@given(seasons())
def test_rule_03_deduction_is_the_sum_of_its_parts_at_every_node(season):
    tables = sum_up(*season)
    names = ["comparison", "node_scores", "domain_scores", "leaf_deductions", "criterion_deductions", "unit_ranking"]
    for name in names:
        known = tables[name].dropna(subset=["deduction"])
        parts = known[PARTS].fillna(0)
        rebuilt = round_points(parts["conceded"] + parts["cut"] - parts["raised"] + parts["unsplit"])
        pd.testing.assert_series_equal(known["deduction"], rebuilt, check_names=False, rtol=0, atol=0)
        unknown = tables[name].loc[tables[name]["deduction"].isna(), ["conceded", "unsplit"]]
        assert unknown.isna().all(axis=None), name


@few(8)
@given(seasons(maxima=(2.0, 2.25, 3.1)))
def test_rule_14_the_parts_add_up_to_the_whole(season):
    tables = sum_up(*season)
    units = tables["node_scores"].loc[lambda rows: rows["criterion_id"] == "*"]
    for column in ("max_score", "deduction", *PARTS):
        for name in ("domain_scores", "leaf_deductions", "criterion_deductions", "unit_ranking"):
            assert total(units, column) == total(tables[name], column), (name, column)
    for column in ("self_score", "appraised_score", "compared_self_score", "compared_appraised_score"):
        assert total(units, column) == total(tables["domain_scores"], column)
        assert total(units, column) == total(tables["unit_ranking"], column)
    assert total(units, "deduction") == total(tables["reason_deductions"], "deduction")
    assert len(tables["unit_ranking"]) == len(UNITS)


@few(6)
@given(seasons(), st.randoms(use_true_random=False))
def test_rule_07_the_order_of_the_rows_changes_nothing(season, random):
    def shuffle(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.iloc[random.sample(range(len(rows)), len(rows))].reset_index(drop=True)

    scores, criteria = scores_of(*season[1]), criteria_of(*season[0])
    straight = derive(scores, criteria, UNITS, SEASON)
    shuffled = derive(shuffle(scores), shuffle(criteria), shuffle(UNITS), SEASON)
    for name, rows in straight.items():
        pd.testing.assert_frame_equal(rows, shuffled[name])


def sums_of(nodes: list[dict[str, Any]], cells: list[tuple[Any, ...]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    criteria = criteria_of(*nodes)
    comparison = compare(scores_of(*cells), criteria, UNITS, SEASON)
    ranking = rank_units(comparison, UNITS, schemas.empty("initiatives"), SEASON)
    of_nodes = sum_by_node(comparison, criteria).loc[lambda rows: rows["criterion_id"] != "N"]
    return of_nodes.reset_index(drop=True), ranking


@pytest.mark.parametrize("by", ["criteria set", "appraisers"])
@few(8)
@given(seasons())
def test_rule_02_a_leaf_that_applies_to_nobody_changes_nothing(by, season):
    nodes, cells = season
    others = [found for found in cells if found[1:3] != ("L0", "self")]
    cells = [*others, *((unit, "L0", "self", 1.0) for unit in "abc")]  # every unit filed a self form
    added = {"id": "N", "parent_id": "1", "max_score": 5.0}
    if by == "criteria set":
        after = sums_of([*nodes, {**added, "applies_to": "!a;!b;!c"}], cells)
    else:
        claims = [(unit, "N", "self", 4.0) for unit in "abc"]
        after = sums_of(
            [*nodes, added], [*cells, *claims, *((unit, "N", "appraisal_1", "not_applicable") for unit in "abc")]
        )
    for before, now in zip(sums_of(nodes, cells), after, strict=True):
        pd.testing.assert_frame_equal(before, now)


@few(15)
@given(st.lists(st.integers(0, 8), min_size=1, max_size=8), st.sampled_from(["competition", "dense"]))
def test_rule_10_a_rank_counts_those_strictly_better(eighths, tie_rule):
    names = [f"u{number}" for number in range(len(eighths))]
    scores = scores_of(*((name, "L", "appraisal", eighth / 8) for name, eighth in zip(names, eighths, strict=True)))
    season, units = season_of(tie_rule=tie_rule), units_of(*names)
    comparison = compare(scores, criteria_of({"id": "L", "max_score": 1}), units, season)
    ranking = rank_units(comparison, units, schemas.empty("initiatives"), season).set_index("unit_id")
    values = ranking["total_score"]
    for name, rank in ranking["rank"].items():
        better = values[values > values[name]]
        assert rank == 1 + (better.nunique() if tie_rule == "dense" else len(better))
    assert ranking["rank"].is_monotonic_increasing
