"""The three files that say what is installed must say the same."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from scripts import environment

from conftest import skip_without

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCKED_PROJECT = next(package for package in LOCK["package"] if package["name"] == "cchc-analysis")


def pins_of_environment() -> set[tuple[str, str]]:
    (part,) = [item["pip"] for item in ENVIRONMENT["dependencies"] if isinstance(item, dict)]
    found = (re.match(r"([\w.\-]+)==(\S+)", line) for line in part)
    return {(match[1], match[2]) for match in found if match}


def pins_of_lock() -> set[tuple[str, str]]:
    packages: dict[str, list[dict]] = {}
    for package in LOCK["package"]:
        packages.setdefault(package["name"], []).append(package)
    dropped = {override["name"] for override in LOCK["manifest"]["overrides"]}
    reached: set[tuple[str, str]] = set()
    waiting = [(edge, extra) for edge in LOCKED_PROJECT["dependencies"] for extra in ("", *edge.get("extra", []))]
    seen: set[tuple[str, str, str]] = set()
    while waiting:
        edge, extra = waiting.pop()
        for package in packages[edge["name"]]:
            if edge["name"] in dropped or edge.get("version", package["version"]) != package["version"]:
                continue
            if (edge["name"], package["version"], extra) in seen:
                continue
            seen.add((edge["name"], package["version"], extra))
            reached.add((edge["name"], package["version"]))
            onward = (
                package.get("optional-dependencies", {}).get(extra, []) if extra else package.get("dependencies", [])
            )
            waiting += [(next_edge, more) for next_edge in onward for more in ("", *next_edge.get("extra", []))]
    return reached


def specifiers(requirements: list[str]) -> set[tuple[str, str]]:
    return {
        (match[1].lower(), match[2])
        for match in (re.match(r"([\w.\-]+)\s*(.*)", line) for line in requirements)
        if match
    }


def test_conda_gives_python_and_pip_and_nothing_else():
    plain = [item for item in ENVIRONMENT["dependencies"] if isinstance(item, str)]
    assert plain == [f"python{PROJECT['project']['requires-python']}", "pip"]


def test_every_version_of_the_environment_is_that_of_the_lock():
    assert pins_of_environment() == pins_of_lock()


def test_the_lock_was_made_for_these_dependencies():
    stated = LOCKED_PROJECT["metadata"]["requires-dist"]
    locked = {(item["name"], item.get("specifier", "")) for item in stated if "marker" not in item}
    assert locked == specifiers(PROJECT["project"]["dependencies"])
    for extra, wanted in PROJECT["project"]["optional-dependencies"].items():
        locked = {
            (item["name"], item.get("specifier", "")) for item in stated if item.get("marker") == f"extra == '{extra}'"
        }
        assert locked == specifiers(wanted)
    dev = {(item["name"], item.get("specifier", "")) for item in LOCKED_PROJECT["metadata"]["requires-dev"]["dev"]}
    assert dev == specifiers(PROJECT["dependency-groups"]["dev"])
    assert LOCK["requires-python"].replace(" ", "") == PROJECT["project"]["requires-python"].replace(" ", "")


def test_the_environment_is_what_its_program_writes():
    if importlib.util.find_spec("uv") is None:
        skip_without("uv")
    written = environment.render(PROJECT["project"]["requires-python"], environment.read_pins())
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == written


@pytest.mark.parametrize("target", ["report", "test", "check", "lab", "clean", "messages"])
def test_every_daily_verb_says_what_to_type_without_make(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    comment, command = re.search(rf"\n# (.+)\n{target}:.*\n\t(.+)", makefile).groups()
    assert command.split()[:1] == comment.split()[:1]
