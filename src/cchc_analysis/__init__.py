"""Self-scored against appraised administrative reform (CCHC) scores: what was deducted, where, and why."""

__version__ = "0.1.0"
