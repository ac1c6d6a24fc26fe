"""What units claim and what appraisers leave of it: a latent-trait model with ceilings, cuts, reasons and persistence.

A unit's ability follows an AR(1) walk around a slowly rising mean; a cell's log odds of losing a step are the leaf's
difficulty plus the unit's lasting trouble with that leaf minus its ability. Most cells therefore stand at their maximum
and the same unit loses the same criterion year after year, as in real seasons. The parameters are stated below; none of
them is estimated from anybody's data.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from cchc_analysis.simulation.nation import REASONS, REMARKS, STEP, Nation

PERSISTENCE, PROGRESS, ABILITY_SPREAD = 0.8, 0.05, 0.8
LASTING_TROUBLE = 1.0
OVERCLAIM, OPTIMISM_SPREAD = -0.2, 0.8
UNDERCLAIM_SHARE, OVERLOOKED_SHARE = 0.004, 0.01
EXPLAINED_SHARE, RESTORED_SHARE = 0.35, 0.4
NOT_APPLICABLE_SHARE = 0.004
WITHOUT_FORM_SHARE = 0.002
BONUS_SHARE, PENALTY_SHARE = 0.05, 0.03
USUAL_REASON_SHARE, CODED_SHARE, REMARKED_SHARE = 0.7, 0.75, 0.2
UNCLEAR = "Tổ giúp việc trao đổi thêm"
NOT_APPLICABLE = "không áp dụng"
EXPLANATION = "Đơn vị gửi kèm văn bản giải trình (mô phỏng)"


@dataclass
class Trait:
    """What lasts from season to season: each unit's ability and optimism, and its trouble with each leaf."""

    ability: np.ndarray
    optimism: np.ndarray
    trouble: np.ndarray


@dataclass(frozen=True)
class Forms:
    """A season's long forms by stage, one row per unit × leaf: ``unit``, ``criterion``, ``score`` (as text, or a mark).

    Appraisals also have ``note`` and ``reason``, explanations ``explanation``; missing where nothing is written.
    """

    season: int
    stages: dict[str, pd.DataFrame]


def simulate_forms(nation: Nation) -> Iterator[Forms]:
    """The forms of one season after the other. The same plan and the same numpy give the same forms."""
    plan = nation.plan
    lasting = np.random.default_rng([plan.seed, 1])
    units, leaves = len(nation.units), len(nation.leaves)
    trait = Trait(
        ability=lasting.normal(0, ABILITY_SPREAD, units),
        optimism=lasting.normal(OVERCLAIM, OPTIMISM_SPREAD, units),
        trouble=lasting.normal(0, LASTING_TROUBLE, (units, leaves)).astype(np.float32),
    )
    for season in range(plan.years):
        draw = np.random.default_rng([plan.seed, 2, season])
        yield Forms(season, _fill_forms(nation, trait, season, draw))
        shock = np.sqrt(1 - PERSISTENCE**2) * draw.normal(0, ABILITY_SPREAD, units)
        mean = PROGRESS * season
        trait.ability = mean + PROGRESS + PERSISTENCE * (trait.ability - mean) + shock


def _fill_forms(nation: Nation, trait: Trait, season: int, draw: np.random.Generator) -> dict[str, pd.DataFrame]:
    cells = _list_cells(nation, season)
    steps = np.rint(cells["max_score"].to_numpy() / STEP).astype(int)
    odds = cells["difficulty"].to_numpy() + trait.trouble[cells["unit"], cells["leaf"]] - trait.ability[cells["unit"]]
    lost = draw.binomial(steps, expit(odds))
    overclaimed = draw.binomial(lost, expit(trait.optimism[cells["unit"]]))
    underclaimed = (lost < steps) & (draw.random(len(cells)) < UNDERCLAIM_SHARE)
    claimed = np.where(underclaimed, steps - lost - 1, steps - lost + overclaimed)
    overlooked = (lost < steps) & (draw.random(len(cells)) < OVERLOOKED_SHARE)
    first = steps - lost - overlooked
    is_survey = cells["is_survey"].to_numpy()
    explained = (first < claimed) & ~is_survey & (draw.random(len(cells)) < EXPLAINED_SHARE)
    restored = explained & (overlooked | (draw.random(len(cells)) < RESTORED_SHARE))
    second = np.where(restored, claimed, first)
    has_no_duty = ~is_survey & (draw.random(len(cells)) < NOT_APPLICABLE_SHARE)
    has_form = draw.random(len(nation.units)) >= WITHOUT_FORM_SHARE
    claims = ~is_survey & has_form[cells["unit"]]
    explains = explained & has_form[cells["unit"]] & ~has_no_duty
    remarks = _write_remarks(_give_reasons(cells, overlooked, draw), draw)
    named = cells[["unit_id", "criterion_id"]].set_axis(["unit", "criterion"], axis="columns")
    lines = _list_lines(nation, draw)
    return {
        "self": pd.concat(
            [
                named[claims].assign(score=_write_points(claimed, has_no_duty)[claims]),
                lines[has_form[lines["position"]]].drop(columns="position"),
            ]
        ),
        "appraisal_1": pd.concat(
            [
                named.assign(score=_write_points(first, has_no_duty), **_keep(remarks, (first < steps) & ~has_no_duty)),
                lines.drop(columns="position"),
            ]
        ),
        "explanation": named[explains].assign(score=_write_points(claimed)[explains], explanation=EXPLANATION),
        "appraisal_2": named[explains].assign(
            score=_write_points(second)[explains], **_keep(remarks, (second < steps) & explains)
        ),
    }


def _list_cells(nation: Nation, season: int) -> pd.DataFrame:
    """Unit × leaf in force and assigned, unit by unit: numbers of both (``unit``, ``leaf``), what is known of it."""
    leaves = nation.leaves_of(season).rename_axis("leaf").reset_index()
    units = nation.units[["unit_id", "group"]].rename_axis("unit").reset_index()
    cells = units.merge(leaves, how="cross")
    return cells[cells["excluded_group"].isna() | (cells["excluded_group"] != cells["group"])].reset_index(drop=True)


def _list_lines(nation: Nation, draw: np.random.Generator) -> pd.DataFrame:
    """Bonus and penalty of the few units that have one; ``position`` is the unit's number."""
    count = len(nation.units)
    parts = []
    for line, share in (("thuong", BONUS_SHARE), ("phat", PENALTY_SHARE)):
        positions = np.flatnonzero(draw.random(count) < share)
        points = pd.Series(STEP * draw.integers(1, 5, len(positions)), dtype=float)
        units = nation.units["unit_id"].iloc[positions].reset_index(drop=True)
        parts.append(
            pd.DataFrame({"unit": units, "criterion": line, "score": points.map("{:g}".format), "position": positions})
        )
    return pd.concat(parts, ignore_index=True)


def _give_reasons(cells: pd.DataFrame, overlooked: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """The reason each cell loses points for, if it loses any: the leaf's usual one mostly."""
    others = draw.choice([reason.id for reason in REASONS if reason.id != "survey-result"], len(cells))
    usual = cells["is_survey"].to_numpy() | (draw.random(len(cells)) < USUAL_REASON_SHARE)
    reasons = np.where(usual, cells["usual_reason"].to_numpy(dtype=str), others)
    return np.where(overlooked, "no-evidence", reasons)


def _write_remarks(reasons: np.ndarray, draw: np.random.Generator) -> dict[str, pd.Series]:
    """How the reason is put down: by its id, by a remark that tells it, or by one that does not."""
    how = draw.random(len(reasons))
    is_coded, is_unclear = how < CODED_SHARE, how >= CODED_SHARE + REMARKED_SHARE
    stated = pd.Series(reasons)
    return {"reason": stated.where(is_coded), "note": stated.map(REMARKS).mask(is_unclear, UNCLEAR)}


def _keep(remarks: dict[str, pd.Series], is_due: np.ndarray) -> dict[str, pd.Series]:
    return {name: text.where(is_due) for name, text in remarks.items()}


def _write_points(steps: np.ndarray, has_no_duty: np.ndarray | bool = False) -> np.ndarray:
    """Points as a form-filler writes them; a mark where the unit had no such duty this year."""
    texts = np.array([f"{number * STEP:g}" for number in range(int(steps.max(initial=0)) + 1)], dtype=object)
    return np.where(has_no_duty, NOT_APPLICABLE, texts[steps])
