"""Seasons of a few visible rows: what a test states is what it is about, the rest is the plainest there is."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.comparison import compare_scores
from cchc_analysis.analysis.criteria import complete_tree
from cchc_analysis.analysis.ranking import rank_units
from cchc_analysis.analysis.season_tables import derive_tables
from cchc_analysis.rules.season import Analysis, Grade, Season, Stage

SELF = Stage(id="self", kind="self", name="Tự chấm", folder="self")
FIRST = Stage(id="appraisal_1", kind="appraisal", name="Thẩm định lần 1", folder="appraisal/1")
EXPLANATION = Stage(id="explanation", kind="explanation", name="Giải trình", folder="explanation")
SECOND = Stage(id="appraisal_2", kind="appraisal", name="Thẩm định lần 2", folder="appraisal/2")
GRADES = (Grade(id="good", name="Tốt", at_least=40), Grade(id="fair", name="Khá", at_least=30))
FEW_DRAWS = Analysis(weight_draws=20)
NO_SELF_STAGE = (Stage(id="appraisal", kind="appraisal", name="Thẩm định", folder="appraisal"),)


def season_of(**rules: Any) -> Season:
    """A season with stages ``self`` and ``appraisal`` and grades good from 40 and fair from 30."""
    plain = {"year": 2020, "title": "Mùa thử", "body": "Cơ quan thử", "grades": GRADES, "analysis": FEW_DRAWS}
    return Season(**{**plain, **rules})


def criteria_of(*nodes: dict[str, Any]) -> pd.DataFrame:
    """A criteria set: each node has an ``id``, and what else the test states of it."""
    stated = ["parent_id", "name_en", "max_score", "line", "scope", "is_survey", "applies_to", "step", "effort", "rule"]
    rows = [
        dict.fromkeys(stated)
        | {"criterion_id": node["id"], "code": node["id"], "name": f"Tiêu chí {node['id']}"}
        | {key: value for key, value in node.items() if key != "id"}
        for node in nodes
    ]
    return complete_tree(pd.DataFrame(rows).astype({"max_score": float})).pipe(_check, "criteria")


def flat_criteria(**maxima: float | None) -> pd.DataFrame:
    """Domains scored directly, each with its maximum."""
    return criteria_of(*({"id": code, "max_score": maximum} for code, maximum in maxima.items()))


def units_of(*ids: str, groups: Iterable[str] = (), unranked: Iterable[str] = ()) -> pd.DataFrame:
    """Units by id, with their groups in the same order."""
    return pd.DataFrame(
        {
            "unit_id": ids,
            "name": [f"Vụ {code}" for code in ids],
            "short_name": ids,
            "group": list(groups) or None,
            "is_ranked": [code not in set(unranked) for code in ids],
            "position": range(1, len(ids) + 1),
        }
    ).pipe(_check, "units")


def scores_of(*cells: tuple[Any, ...], **more: dict[int, Any]) -> pd.DataFrame:
    """Cells of ``(unit, criterion, stage, score or status[, what else the row says])``."""
    rows = []
    for unit_id, criterion_id, stage, score, *rest in cells:
        said = {"status": score} if isinstance(score, str) else {"status": "scored", "score": float(score)}
        rows.append(
            {"unit_id": unit_id, "criterion_id": criterion_id, "stage": stage, **said, **(rest[0] if rest else {})}
        )
    plain = {"year": 2020, "is_corrected": False, "source_file": "scores.csv"}
    return pd.DataFrame([plain | row for row in rows]).pipe(_check, "scores")


def initiatives_of(*rows: tuple[str, str, str, float | None]) -> pd.DataFrame:
    """Initiatives of ``(id, unit, status, points)``."""
    columns = ["initiative_id", "unit_id", "initiative_status", "bonus_score"]
    return pd.DataFrame(rows, columns=columns).assign(title="Sáng kiến").pipe(_check, "initiatives")


def explanations_of(*rows: tuple[str, str]) -> pd.DataFrame:
    """Explanations of ``(unit, criterion)``."""
    stated = pd.DataFrame(rows, columns=["unit_id", "criterion_id"])
    return stated.assign(year=2020, explanation="Có văn bản", source_file="giai_trinh.xlsx").pipe(
        _check, "explanations"
    )


def compare(
    scores: pd.DataFrame,
    criteria: pd.DataFrame,
    units: pd.DataFrame,
    season: Season | None = None,
    explanations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The comparison of a small season."""
    said = schemas.empty("explanations") if explanations is None else explanations
    return compare_scores(scores, said, criteria, units, season or season_of())


def rank(
    scores: pd.DataFrame,
    criteria: pd.DataFrame,
    units: pd.DataFrame,
    season: Season | None = None,
    initiatives: pd.DataFrame | None = None,
    previous_ranking: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The ranking of a small season, by unit."""
    season = season or season_of()
    proposed = schemas.empty("initiatives") if initiatives is None else initiatives
    comparison = compare(scores, criteria, units, season)
    ranking = rank_units(comparison, units, proposed, season, previous_ranking)
    return schemas.validate("unit_ranking", ranking).set_index("unit_id")


def derive(
    scores: pd.DataFrame, criteria: pd.DataFrame, units: pd.DataFrame, season: Season | None = None, **received: Any
) -> dict[str, pd.DataFrame]:
    """Every table of a small season."""
    plain = {name: schemas.empty(name) for name in ("initiatives", "explanations", "submissions")}
    plain["published"] = pd.DataFrame(columns=["metric", "value", "source"])
    given = {
        "scores": scores,
        "criteria": criteria,
        "units": units,
        "season": season or season_of(),
        **plain,
        **received,
    }
    derived = _derive_once(_Given(pickle.dumps(given), given))
    return {name: rows.copy(deep=False) for name, rows in derived.items()}


@dataclass(frozen=True)
class _Given:
    """What a season is derived from; two that were written alike are one."""

    written: bytes
    tables: dict[str, Any] = field(compare=False)


@lru_cache(maxsize=64)
def _derive_once(given: _Given) -> dict[str, pd.DataFrame]:
    """The tables of a small season, kept for the next test that asks about the very same one."""
    return derive_tables(**given.tables)


def _check(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    columns = list(schemas.TABLES[table].to_schema().columns)
    return schemas.validate(table, rows.reindex(columns=columns))
