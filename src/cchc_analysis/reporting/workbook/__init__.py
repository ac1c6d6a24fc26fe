"""The tables of a season as one workbook and as CSV files."""
