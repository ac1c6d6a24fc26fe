"""Lint, types and notebooks: ``python -m scripts.check`` (``make check``). All are run; exit code 1 if any fails."""

import subprocess
import sys

CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("scripts.check_notebooks",),
)


def main() -> int:
    """Run every check, in this environment's Python, and name those that failed."""
    failed = [" ".join(check) for check in CHECKS if subprocess.run([sys.executable, "-m", *check]).returncode]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
