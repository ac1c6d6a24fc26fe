"""How every figure is made: what ``docs/methods.md`` collects and the yearly report's method appendix prints."""

from cchc_analysis.methods import agreement, basics, fragility, ranking
from cchc_analysis.methods.method import Method as Method

METHODS: tuple[Method, ...] = (*basics.METHODS, *agreement.METHODS, *fragility.METHODS, *ranking.METHODS)
"""Every method, in the order in which a report uses it."""
