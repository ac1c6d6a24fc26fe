"""Write ``docs/findings.md`` from the catalogue of finding rules: ``python -m scripts.findings``."""

from pathlib import Path

from cchc_analysis.intake.rules import describe_rules

TARGET = Path(__file__).resolve().parents[1] / "docs" / "findings.md"

if __name__ == "__main__":
    TARGET.write_text(describe_rules(), encoding="utf-8", newline="\n")
