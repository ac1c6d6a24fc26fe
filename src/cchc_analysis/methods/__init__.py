"""How every figure is made: what ``docs/methods.md`` collects and the yearly report's method appendix prints."""

from cchc_analysis.methods import (
    agreement,
    appraisal,
    basics,
    criteria_review,
    decisions,
    deductions,
    fragility,
    groups,
    publication,
    ranking,
    reasons,
    registers,
    seasons,
    what_if,
)
from cchc_analysis.methods.method import Method as Method

METHODS: tuple[Method, ...] = (
    *basics.METHODS,
    *deductions.METHODS,
    *agreement.METHODS,
    *fragility.METHODS,
    *reasons.METHODS,
    *decisions.METHODS,
    *ranking.METHODS,
    *groups.METHODS,
    *seasons.METHODS,
    *what_if.METHODS,
    *criteria_review.METHODS,
    *appraisal.METHODS,
    *registers.METHODS,
    *publication.METHODS,
)
"""Every method, in the order in which a report uses it."""
