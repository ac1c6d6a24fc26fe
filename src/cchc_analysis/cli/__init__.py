"""The command ``cchc``; :func:`cchc_analysis.cli.app.main` runs it."""
