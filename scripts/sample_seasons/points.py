"""Who gets what: losses shared out so that every unit's total is exactly the one it is given in ``body.TOTALS``.

A unit's losses fall where its criteria draw them: some criteria far more than others, some leaves of a unit much more
than the rest, and again where the unit lost last year. What a unit claims for itself, what the first appraisal took
and what the second gave back are worked out from the score that stands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random

from scripts.sample_seasons import words
from scripts.sample_seasons.body import TOTALS, UNITS, Unit, claims_everything, is_exact
from scripts.sample_seasons.chance import between, pick, pick_weighted, shuffled, uneven
from scripts.sample_seasons.criteria import BONUS_LINE, PENALTY_LINE, SURVEYS
from scripts.sample_seasons.facts import Facts
from scripts.sample_seasons.tree import Criterion, Remark, applies

SEED = 1907
OFF_STEP = 10  # what a unit that takes no notice of the scoring steps claims above its due
AGAIN = 2.2  # how much more a leaf draws where the unit lost last year
STRONG = 2.0  # from this tug on, a leaf draws on nearly every unit every year


@dataclass(frozen=True)
class Cell:
    """One unit and leaf through every stage. Points in hundredths; ``None`` where the stage has no number."""

    unit: Unit
    criterion: Criterion
    standing: int | None
    claimed: int | None = None
    claimed_na: bool = False
    first: int | None = None
    second: int | None = None
    evidence: str = ""
    own_note: str = ""
    remark: Remark | None = None
    second_remark: Remark | None = None
    explanation: str = ""

    @property
    def is_na(self) -> bool:
        """Whether the appraisal found that the leaf does not apply."""
        return self.standing is None

    @property
    def lost(self) -> int:
        """What was deducted in the end."""
        return 0 if self.standing is None else self.criterion.top - self.standing


Losses = dict[tuple[str, str], int]


def score_season(criteria: tuple[Criterion, ...], facts: Facts, previous: Losses) -> tuple[Cell, ...]:
    """Every cell of a season; *previous* are the losses of the year before, by unit and leaf as it is now called."""
    chance = Random(SEED + facts.year)
    by_id = {criterion.id: criterion for criterion in criteria}
    leaves = {unit.id: [leaf for leaf in criteria if leaf.is_leaf and applies(leaf, unit, by_id)] for unit in UNITS}
    scored = {
        unit_id: [leaf for leaf in own if leaf.node.line == "score" and (unit_id, leaf.id) not in facts.not_applicable]
        for unit_id, own in leaves.items()
    }
    losses = _share_losses(scored, facts, previous, chance)
    cells = [_cell(unit, leaf, losses, facts, chance) for unit in UNITS for leaf in leaves[unit.id]]
    return tuple(
        cell
        for unit in UNITS
        for cell in _appraise_twice([cell for cell in cells if cell.unit is unit], unit, facts, chance)
    )


def _share_losses(scored: dict[str, list[Criterion]], facts: Facts, previous: Losses, chance: Random) -> Losses:
    left = {
        unit_id: sum(leaf.top for leaf in leaves) - facts.appraised_total(unit_id, TOTALS[facts.year][unit_id])
        for unit_id, leaves in scored.items()
    }
    losses: Losses = {}
    for unit_id, leaves in scored.items():
        survey = _survey_losses(leaves, left[unit_id], chance)
        losses |= {(unit_id, leaf_id): loss for leaf_id, loss in survey.items()}
        left[unit_id] -= sum(survey.values())
    for unit_id, leaf in _spread(scored, left, chance):
        losses[unit_id, leaf.id] = step_of(leaf)
        left[unit_id] -= step_of(leaf)
    for unit_id, leaves in scored.items():
        _fill(losses, unit_id, leaves, left[unit_id], facts, previous, chance)
    return losses


def step_of(leaf: Criterion) -> int:
    """The scoring step of a leaf that has one."""
    if leaf.node.step is None:
        raise ValueError(f"{leaf.id} has no scoring step")
    return leaf.node.step


def _survey_losses(leaves: list[Criterion], to_lose: int, chance: Random) -> dict[str, int]:
    """Losses in steps of 0,05 that leave a multiple of 0,25 to the other leaves."""
    satisfaction, environment = (next(leaf for leaf in leaves if leaf.id == survey) for survey in SURVEYS)
    first = 5 * between(chance, 2, 6 if to_lose < 500 else 13)
    second = (to_lose - first) % 25
    if to_lose > 700 and chance.random() < 0.6:
        second += 25
    return {satisfaction.id: first, environment.id: second}


def _spread(
    scored: dict[str, list[Criterion]], left: dict[str, int], chance: Random
) -> Iterable[tuple[str, Criterion]]:
    """One loss at every common leaf, at units that have much to lose."""
    spent = dict.fromkeys(left, 0)
    common = {leaf.id: leaf for leaves in scored.values() for leaf in leaves if not leaf.is_specific}
    for leaf in common.values():
        if leaf.id in SURVEYS:
            continue
        able = [unit_id for unit_id, leaves in scored.items() if leaf in leaves]
        weights = [max(left[unit_id] * 0.45 - spent[unit_id], 0.001) ** 1.5 for unit_id in able]
        unit_id = pick_weighted(chance, able, weights)
        spent[unit_id] += step_of(leaf)
        yield unit_id, leaf


def _fill(
    losses: Losses,
    unit_id: str,
    leaves: list[Criterion],
    left: int,
    facts: Facts,
    previous: Losses,
    chance: Random,
) -> None:
    """Take *left* more points from the unit, step by step."""
    pull = {leaf.id: _pull(leaf, unit_id, facts, previous, chance) for leaf in leaves}
    while left:
        able = [
            leaf
            for leaf in leaves
            if pull[leaf.id]
            and step_of(leaf) <= min(left, leaf.top - leaf.node.floor - losses.get((unit_id, leaf.id), 0))
        ]
        if not able:
            raise ValueError(f"{unit_id} cannot lose {left} more in {facts.year}")
        leaf = pick_weighted(chance, able, [pull[leaf.id] for leaf in able])
        losses[unit_id, leaf.id] = losses.get((unit_id, leaf.id), 0) + step_of(leaf)
        left -= step_of(leaf)


def _pull(leaf: Criterion, unit_id: str, facts: Facts, previous: Losses, chance: Random) -> float:
    if leaf.id in SURVEYS or (leaf.is_specific and unit_id in facts.specific_at_maximum):
        return 0.0
    unevenness = uneven(chance)
    again = AGAIN if previous.get((unit_id, leaf.id)) else 1.0
    if leaf.node.tug >= STRONG:
        unevenness, again = 0.5 + 0.5 * unevenness, 1.0
    return leaf.node.tug * leaf.top / 100 * unevenness * again


def _cell(unit: Unit, leaf: Criterion, losses: Losses, facts: Facts, chance: Random) -> Cell:
    if leaf.id in (BONUS_LINE, PENALTY_LINE):
        return _extra_line(unit, leaf, facts)
    if (unit.id, leaf.id) in facts.not_applicable:
        agreed = facts.not_applicable[unit.id, leaf.id]
        nothing = Remark(words.NOTHING_TO_DO, None)
        claimed = None if agreed else leaf.top
        return Cell(unit, leaf, None, claimed=claimed, claimed_na=agreed, remark=nothing)
    standing = leaf.top - losses.get((unit.id, leaf.id), 0)
    cell = Cell(unit, leaf, standing, first=standing)
    if leaf.node.is_survey:
        return replace(cell, own_note=words.SURVEYED, remark=words.remark_on(leaf, standing, chance))
    evidence = words.name_evidence(leaf, unit, facts.year, chance) if chance.random() < 0.99 else ""
    if (unit.id, leaf.id) in facts.declined:
        return replace(cell, claimed_na=True, remark=Remark("Đơn vị có phát sinh nhiệm vụ, phải chấm điểm", None))
    claimed = _claim(unit, leaf, standing, facts, chance)
    note = words.own_reason(chance) if claimed < leaf.top and chance.random() < 0.4 else ""
    return replace(cell, claimed=claimed, evidence=evidence, own_note=note)


def _extra_line(unit: Unit, leaf: Criterion, facts: Facts) -> Cell:
    claimed, given = facts.extras.get((unit.id, leaf.id), (0, 0))
    note = Remark("Căn cứ hồ sơ thi đua" if leaf.id == BONUS_LINE else "Căn cứ văn bản xử lý", None)
    return Cell(unit, leaf, given, claimed=claimed, first=given, remark=note if given or claimed else None)


def _claim(unit: Unit, leaf: Criterion, standing: int, facts: Facts, chance: Random) -> int:
    share = facts.claims.get(unit.id, unit.claims)
    if claims_everything(unit) and share == 1.0:
        return leaf.top
    if standing == leaf.top or chance.random() >= share:
        return standing
    room = (leaf.top - standing) // step_of(leaf)
    return leaf.top if chance.random() < 0.75 else standing + step_of(leaf) * between(chance, 1, room)


def _appraise_twice(cells: list[Cell], unit: Unit, facts: Facts, chance: Random) -> list[Cell]:
    """The unit's cells with what the appraisers wrote, what they raised, and what the second appraisal looked at."""
    exact = is_exact(unit)
    raised = facts.raised.get(unit.id, ())
    cells = [_raise(cell) if cell.criterion.id in raised else cell for cell in cells]
    restored = set() if exact else _choose_restored(cells, raised, facts.restorations.get(unit.id, 0), chance)
    upheld = set() if exact else _choose_upheld(cells, restored, facts.upheld.get(unit.id, 0), chance)
    alone = [cell for cell in cells if cell.criterion.id not in restored | upheld]
    silent = _choose_first(alone, lambda cell: (cell.claimed or 0) > (cell.standing or 0))
    stray = _choose_first(alone, lambda cell: cell.claimed == cell.standing and cell.lost > OFF_STEP)
    if unit.id in facts.off_step:
        cells = [_stray(cell) if cell.criterion.id == stray else cell for cell in cells]
    finished = []
    for cell in cells:
        if cell.criterion.id in restored:
            finished.append(_restore(cell, facts, chance))
        elif cell.criterion.id in upheld:
            finished.append(_uphold(_remark(cell, chance), facts, chance))
        elif unit.id in facts.unexplained and cell.criterion.id == silent:
            finished.append(cell)
        else:
            finished.append(_remark(cell, chance))
    return finished


def _stray(cell: Cell) -> Cell:
    """The unit claimed a little more than its due, at no step of the scale."""
    return replace(cell, claimed=(cell.standing or 0) + OFF_STEP)


def _raise(cell: Cell) -> Cell:
    """The unit asked for a step less than it got."""
    if cell.standing is None or cell.standing < step_of(cell.criterion):
        raise ValueError(f"nothing to raise: {cell.unit.id} {cell.criterion.id}")
    lower = cell.standing - step_of(cell.criterion)
    return replace(cell, claimed=lower, remark=Remark(words.RAISED, None), own_note=words.own_reason(Random(lower)))


def _choose_restored(cells: list[Cell], raised: Iterable[str], count: int, chance: Random) -> set[str]:
    """Cells where the first appraisal took a step more than the second: claimed no lower than they stand."""
    able = [
        cell.criterion.id
        for cell in cells
        if cell.criterion.node.line == "score"
        and cell.claimed is not None
        and cell.standing is not None
        and cell.criterion.id not in raised
        and cell.criterion.node.tug >= 0.9
        and cell.claimed >= cell.standing >= step_of(cell.criterion)
    ]
    return set(shuffled(chance, able)[:count])


def _choose_upheld(cells: list[Cell], restored: set[str], count: int, chance: Random) -> set[str]:
    able = [
        cell.criterion.id
        for cell in cells
        if cell.claimed is not None
        and cell.standing is not None
        and cell.claimed > cell.standing
        and cell.criterion.node.line == "score"
        and cell.criterion.id not in restored
    ]
    return set(shuffled(chance, able)[:count])


def _choose_first(cells: list[Cell], fits: Callable[[Cell], bool]) -> str | None:
    """The first leaf of moderate weight that lost something and *fits*."""
    for cell in cells:
        node = cell.criterion.node
        if cell.lost and node.line == "score" and node.step == 25 and node.tug < STRONG and fits(cell):
            return cell.criterion.id
    return None


def _remark(cell: Cell, chance: Random) -> Cell:
    if cell.remark is not None or cell.standing is None or cell.criterion.node.line != "score":
        return cell
    if cell.lost:
        return replace(cell, remark=words.remark_on(cell.criterion, cell.standing, chance))
    return replace(cell, remark=Remark(pick(chance, words.AGREED), None)) if chance.random() < 0.12 else cell


def _restore(cell: Cell, facts: Facts, chance: Random) -> Cell:
    standing = cell.standing or 0
    first = standing - step_of(cell.criterion)
    chosen = words.choose_remark(cell.criterion, chance)
    remark = words.fill_remark(chosen, cell.criterion, first, chance)
    later = words.fill_remark(chosen, cell.criterion, standing, chance) if cell.lost else Remark("", None)
    accepted = words.ACCEPTED_IN_PART if cell.lost else words.ACCEPTED
    if not facts.has_explanations:
        accepted = words.RESTORED_WITHOUT_EXPLANATION + ". " * bool(cell.lost)
    return replace(
        cell,
        first=first,
        second=standing,
        remark=remark,
        second_remark=Remark(accepted + later.text, later.reason),
        explanation=words.explain(remark, chance) if facts.has_explanations else "",
    )


def _uphold(cell: Cell, facts: Facts, chance: Random) -> Cell:
    remark = cell.remark or Remark("", None)
    kept = words.UPHELD if facts.has_explanations else words.UPHELD_WITHOUT_EXPLANATION
    return replace(
        cell,
        second=cell.standing,
        second_remark=Remark(kept + remark.text, remark.reason),
        explanation=words.explain(remark, chance) if facts.has_explanations else "",
    )
