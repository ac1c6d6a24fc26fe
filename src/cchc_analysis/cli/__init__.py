"""The command ``cchc``: :func:`main` runs it."""

from cchc_analysis.cli.app import main as main
