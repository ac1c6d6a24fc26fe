"""Write ``docs/codebook.md`` from the table schemas: ``python scripts/codebook.py``."""

from pathlib import Path

from cchc_analysis.schemas.codebook import codebook

TARGET = Path(__file__).resolve().parents[1] / "docs" / "codebook.md"

if __name__ == "__main__":
    TARGET.write_text(codebook(), encoding="utf-8", newline="\n")
