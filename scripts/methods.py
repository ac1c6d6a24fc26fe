"""Write ``docs/methods.md`` from the catalogue of methods: ``python scripts/methods.py``."""

from pathlib import Path

from cchc_analysis.reporting.text.methods import write_document

TARGET = Path(__file__).resolve().parents[1] / "docs" / "methods.md"

if __name__ == "__main__":
    TARGET.write_text(write_document(), encoding="utf-8", newline="\n")
