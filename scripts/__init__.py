"""Programs that make what the project keeps in ``data/``; none is needed to use the package."""
