"""How every figure is made: what ``docs/methods.md`` collects and the yearly report's method appendix prints."""

from cchc_analysis.methods.method import Method as Method
