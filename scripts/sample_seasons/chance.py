"""Chance that is the same on every machine and every Python: only ``random()`` is promised to stay as it is."""

from collections.abc import Sequence
from math import log
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def between(chance: Random, low: int, high: int) -> int:
    """A whole number from *low* to *high*, both included."""
    return low + int(chance.random() * (high - low + 1))


def pick(chance: Random, items: Sequence[Item]) -> Item:
    """One of *items*, all equally likely."""
    return items[int(chance.random() * len(items))]


def pick_weighted(chance: Random, items: Sequence[Item], weights: Sequence[float]) -> Item:
    """One of *items*, each as likely as its weight."""
    left = chance.random() * sum(weights)
    for item, weight in zip(items, weights, strict=True):
        left -= weight
        if left < 0:
            return item
    return items[-1]


def shuffled(chance: Random, items: Sequence[Item]) -> list[Item]:
    """All *items* in another order."""
    keyed = [(chance.random(), place) for place in range(len(items))]
    return [items[place] for _, place in sorted(keyed)]


def uneven(chance: Random) -> float:
    """A factor around 1 that is mostly small and sometimes large: what makes a few leaves carry most of a loss."""
    return float(log(1 - chance.random())) ** 2 / 2 + 0.02
