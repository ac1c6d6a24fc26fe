"""The same aggregations on tables of any size: pandas in memory, DuckDB over files on disk, Spark on a cluster."""
