"""Write ``environment.yml`` from ``uv.lock``: ``python -m scripts.environment`` (``make environment``)."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXPORT = ("export", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project", "--no-annotate", "--no-header")

HEADING = """\
# For conda: `conda env create -f environment.yml`, then `conda activate cchc-analysis`.
# Conda gives Python and pip; everything else comes from pip in the versions of uv.lock.
# Generated from uv.lock by `make environment`.
"""


def render(python: str, pins: list[str]) -> str:
    """The file's text: *python* is the range of versions, *pins* are requirement lines."""
    lines = [f"      - {_quoted(pin)}" for pin in [*pins, "--editable=."]]
    head = ["name: cchc-analysis", "channels:", "  - conda-forge", "dependencies:"]
    return HEADING + "\n".join([*head, f'  - "python{python}"', "  - pip", "  - pip:", *lines]) + "\n"


def read_pins() -> list[str]:
    """What ``uv.lock`` installs for a reader of the report (not for tests), as requirement lines."""
    exported = subprocess.run(
        [sys.executable, "-m", "uv", *EXPORT], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    return [line for line in exported.stdout.splitlines() if line.strip()]


def main() -> int:
    """Write the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    path = ROOT / "environment.yml"
    path.write_text(render(project["requires-python"], read_pins()), encoding="utf-8", newline="\n")
    print(f"wrote {path.name}")
    return 0


def _quoted(pin: str) -> str:
    return f'"{pin}"' if " " in pin else pin


if __name__ == "__main__":
    sys.exit(main())
