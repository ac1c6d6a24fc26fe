"""From two numbers to points, in decimals: what a unit's rows give by a rule, at least, as counted, and at most."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, TypeGuard

from cchc_analysis.registers.declared import Bands, Linear, Manual, PerItem, Relative, Timeliness, YesNo
from cchc_analysis.registers.lateness import UNIT

ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)
UNSEEN = 10**9
"""So many rows stand for those that a register does not hold: more than any number decides nothing further."""

NEVER = 10**6
_ROUNDING = {"half_up": ROUND_HALF_UP, "down": ROUND_FLOOR, "up": ROUND_CEILING}


@dataclass(frozen=True)
class Counted:
    """What the rows of one unit add up to (:func:`lateness.count`); weights and what was earned in ten-thousandths."""

    a: int = 0
    b: int = 0
    weight_a: int = 0
    weight_b: int = 0
    earned: int = 0
    doubtful: int = 0
    doubtful_weight: int = 0
    missing: int = 0
    worst_days_late: int | None = None

    @property
    def ratio(self) -> Decimal | None:
        """Above the line over below the line, by weight; ``None`` where nothing is counted."""
        return Decimal(self.weight_a) / Decimal(self.weight_b) if self.weight_b else None

    def add(self, a: int, b: int, earned: int = 0, days_late: int | None = None) -> "Counted":
        """The same with further rows of weight one."""
        worst = self.worst_days_late if days_late is None else max(days_late, self.worst_days_late or 0)
        return replace(
            self,
            a=self.a + a,
            b=self.b + b,
            weight_a=self.weight_a + a * UNIT,
            weight_b=self.weight_b + b * UNIT,
            earned=self.earned + earned,
            worst_days_late=worst,
        )


@dataclass(frozen=True)
class Scored:
    """Points as counted, at least and at most; ``None`` where there are none."""

    score: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


def round_step(value: Decimal, step: Decimal | None, mode: str | None) -> Decimal:
    """The value to the nearest step, once; as it is where nothing is to be rounded.

    >>> round_step(Decimal("1.375"), Decimal("0.25"), "half_up"), round_step(Decimal("1.49"), Decimal("0.25"), "down")
    (Decimal('1.50'), Decimal('1.25'))
    """
    if step is None or mode in (None, "none"):
        return value
    return (value / step).quantize(ONE, rounding=_ROUNDING[str(mode)]) * step


def score_rows(rule: Any, counted: Counted, max_score: Decimal) -> Decimal:
    """The points of a rule that looks at one unit alone, with at least one row counted.

    Raises :class:`TypeError` for a rule that needs the other units (``relative``, bands on ``place``).
    """
    match rule:
        case PerItem():
            points = _score_items(rule, counted, max_score)
        case Linear():
            points = score_share(rule, counted.ratio or ZERO, max_score)
        case Bands(on="ratio"):
            points = _find_band(rule, counted.ratio or ZERO)
        case Bands(on="count"):
            points = _find_band(rule, Decimal(counted.weight_a) / UNIT)
        case Bands(on="days_late"):
            points = _find_band(rule, Decimal(counted.worst_days_late or 0))
        case Timeliness():
            mean = Decimal(counted.earned) / Decimal(counted.weight_b) / UNIT if counted.weight_b else ZERO
            points = mean * max_score
        case YesNo():
            points = max_score if counted.a else ZERO
        case _:
            raise TypeError(f"{rule.type} needs the other units")
    return finish(rule, points, max_score)


def finish(rule: Any, points: Decimal, max_score: Decimal) -> Decimal:
    """Points rounded once and kept within the rule's bounds, and within 0 and the maximum."""
    points = round_step(points, rule.step, rule.round)
    if rule.cap is not None:
        points = min(points, rule.cap)
    if rule.floor is not None:
        points = max(points, rule.floor)
    return max(ZERO, min(points, max_score))


def score_share(rule: Linear, ratio: Decimal, max_score: Decimal) -> Decimal:
    """A share of the maximum, before it is rounded."""
    if rule.zero_below is not None and ratio < rule.zero_below:
        return ZERO
    reached = ratio if rule.target is None else min(ONE, ratio / rule.target)
    return reached * max_score


def score_against(rule: Relative, ratio: Decimal, best: Decimal, max_score: Decimal) -> Decimal:
    """Points by a unit's share beside the best of all; against a target half the maximum is for reaching it."""
    if rule.against == "best":
        return finish(rule, ratio / best * max_score if best else ZERO, max_score)
    assert rule.target is not None
    half = max_score / TWO
    if ratio < rule.target:
        points = half * ratio / rule.target
    elif best > rule.target:
        points = half + half * (ratio - rule.target) / (best - rule.target)
    else:
        points = half
    return finish(rule, points, max_score)


def score_place(rule: Bands, place: int, max_score: Decimal) -> Decimal:
    """Points by a unit's place among all, 1 being the highest share."""
    return finish(rule, _find_band(rule, Decimal(place)), max_score)


def list_corners(counted: Counted, unmatched: Counted, *, is_part: bool) -> list[Counted]:
    """The cases among which lie the least and the most that doubtful rows can give a unit.

    Each doubtful row may not count, count below the line, or above and below it; each row of no known unit may be this
    unit's or not, as it is. Where the register holds a part only, any number of further rows may.
    """
    free = counted.doubtful + unmatched.doubtful + (UNSEEN if is_part else 0)
    mine_a, mine_b = unmatched.a, unmatched.b
    if not free and not mine_b:
        return [counted]
    only_b = max(0, mine_b - mine_a)
    late = NEVER if free or mine_a else None
    return [
        counted,
        counted.add(0, free + only_b),
        counted.add(free + mine_a, free + mine_a, days_late=late),
        counted.add(mine_a, free + mine_b, days_late=late),
        counted.add(free + mine_a, free + mine_b, days_late=late),
    ]


def score_unit(
    rule: Any, counted: Counted, corners: Sequence[Counted], max_score: Decimal, if_none: Callable[[], Decimal | None]
) -> Scored:
    """Points of one unit by a rule that looks at it alone; *if_none* gives those of no row at all."""

    def score(each: Counted) -> Decimal | None:
        return score_rows(rule, each, max_score) if each.b else if_none()

    if isinstance(rule, Timeliness):
        corners = [each for corner in corners for each in _spread_shares(rule, counted, corner)]
    return _span(score(counted), [score(each) for each in corners])


def score_relative(
    rule: Relative | Bands,
    counted: Sequence[Counted],
    corners: Sequence[Sequence[Counted]],
    maxima: Sequence[Decimal],
    if_none: Callable[[Decimal], Decimal | None],
) -> list[Scored]:
    """Points of all units by a rule that sets them beside one another, in the order given."""
    own = [each.ratio for each in counted]
    spans = [_span(None, [each.ratio for each in all_cases]) for all_cases in corners]
    lows = [span.lowest for span in spans]
    highs = [span.highest for span in spans]
    found = []
    for at, (ratio, max_score) in enumerate(zip(own, maxima, strict=True)):
        low, high = lows[at], highs[at]
        if ratio is None or low is None or high is None:
            none = if_none(max_score)
            found.append(Scored(none, none, none))
            continue
        if isinstance(rule, Relative):
            best = max(each for each in own if each is not None)
            best_low = max(each for each in lows if each is not None)
            best_high = max(each for each in highs if each is not None)
            score = score_against(rule, ratio, best, max_score)
            cases = [
                score_against(rule, low, best_high, max_score),
                score_against(rule, high, max(best_low, high), max_score),
            ]
        else:
            score = score_place(rule, _place(ratio, own, at), max_score)
            cases = [
                score_place(rule, _place(low, highs, at), max_score),
                score_place(rule, _place(high, lows, at), max_score),
            ]
        found.append(_span(score, [score, *cases]))
    return found


def add_up(parts: Sequence[Scored], pick: str, max_score: Decimal, rule: Any) -> Scored:
    """The whole of a sum, or its best part, within the maximum; missing where a part is."""

    def whole(points: Iterable[Decimal | None]) -> Decimal | None:
        known = list(points)
        if any(each is None for each in known):
            return None
        stated = [each for each in known if each is not None]
        return finish(rule, sum(stated, ZERO) if pick == "sum" else max(stated), max_score)

    return Scored(
        whole(each.score for each in parts), whole(each.lowest for each in parts), whole(each.highest for each in parts)
    )


def is_relative(rule: Any) -> TypeGuard[Relative | Bands]:
    """Whether a rule sets units beside one another."""
    return isinstance(rule, Relative) or (isinstance(rule, Bands) and rule.on == "place")


def is_manual(rule: Any) -> bool:
    """Whether a rule computes nothing."""
    return isinstance(rule, Manual)


def _score_items(rule: PerItem, counted: Counted, max_score: Decimal) -> Decimal:
    start = max_score if rule.start == "max" else ZERO
    if rule.each is None:
        present = Decimal(counted.weight_a) / UNIT - counted.missing
        return start + rule.each_by["late"] * present + rule.each_by["missing"] * counted.missing
    weight = counted.weight_b if rule.of == "counted" else counted.weight_a
    return start + rule.each * max(ZERO, Decimal(weight) / UNIT - rule.free)


def _find_band(rule: Bands, value: Decimal) -> Decimal:
    for band in rule.bands:
        fits = (
            (band.at_least is None or value >= band.at_least)
            and (band.more_than is None or value > band.more_than)
            and (band.at_most is None or value <= band.at_most)
            and (band.less_than is None or value < band.less_than)
        )
        if fits:
            return band.points
    raise AssertionError("the last band has no bound")


def _spread_shares(rule: Timeliness, counted: Counted, corner: Counted) -> list[Counted]:
    """A case twice: what was added to it earns least, and most."""
    shares = [*(step.share for step in rule.shares), rule.beyond, rule.undone]
    added = corner.weight_b - counted.weight_b
    return [replace(corner, earned=counted.earned + int(added * share * UNIT)) for share in (min(shares), max(shares))]


def _span(score: Decimal | None, cases: Iterable[Decimal | None]) -> Scored:
    known = [each for each in cases if each is not None]
    return Scored(score, min(known, default=None), max(known, default=None))


def _place(value: Decimal, ratios: Sequence[Decimal | None], at: int) -> int:
    return 1 + sum(1 for other, ratio in enumerate(ratios) if other != at and ratio is not None and ratio > value)
