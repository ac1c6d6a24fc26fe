"""The rules of a season: ``season.toml``, read and checked once."""
