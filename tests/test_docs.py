"""What the README and the documents tell a reader to type, to open and to follow is there and works."""

import re
import shlex
import shutil
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from cchc_analysis.cli.app import app
from season_runs import PROJECT, Run

GUIDES = ("for_analysts", "for_leaders", "for_units", "for_working_group")
DOCUMENTS = ["README.md", "CHANGELOG.md", "data/README.md"] + [
    path.relative_to(PROJECT).as_posix() for path in sorted((PROJECT / "docs").rglob("*.md"))
]
HISTORY = ("docs/decisions", "CHANGELOG.md")
"""What may name files that are gone."""

EVERY = pytest.mark.parametrize("document", DOCUMENTS)
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FOLDERS = ("data/raw", "data/templates", "docs", "notebooks", "scripts", "src", "tests")


def read(document: str) -> str:
    return (PROJECT / document).read_text(encoding="utf-8")


def list_blocks(document: str, language: str) -> list[str]:
    return [block for _, named, block in FENCE.findall(read(document)) if named == language]


def list_typed(document: str) -> list[str]:
    """Every line that a reader may type: of blocks, indented lines and code within sentences."""
    text = read(document)
    blocks = [line for _, _, block in FENCE.findall(text) for line in block.splitlines()]
    rest = FENCE.sub("", text)
    indented = [line for line in rest.splitlines() if line.startswith("    ")]
    inline = re.findall(r"`([^`\n]+)`", rest)
    return [line.strip() for line in (*blocks, *indented, *inline)]


@cache
def list_anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub names them, and those it sets itself."""
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    named = {re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).lower()).replace(" ", "-") for heading in headings}
    return named | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


@EVERY
def test_every_link_leads_somewhere(document):
    folder = (PROJECT / document).parent
    dead = []
    for link in LINK.findall(FENCE.sub("", read(document))):
        target, _, anchor = link.partition("#")
        path = (folder / target).resolve() if target else PROJECT / document
        if "://" not in link and (not path.exists() or (anchor and anchor not in list_anchors(path))):
            dead.append(link)
    assert dead == []


@EVERY
def test_every_command_exists_with_the_options_it_is_given(document):
    commands = get_command(app).commands
    wrong = []
    for line in list_typed(document):
        said = re.match(r"(?:\S*[/\\])?cchc(?:\.exe)? +([a-z][a-z-]*)(?: (.*))?$", line.partition("  #")[0])
        if not said or said[1] == "-":
            continue
        command = commands.get(said[1])
        if command is None:
            wrong.append(line)
            continue
        known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        wrong += [f"{line}: {option}" for option in re.findall(r"--[a-z-]+", said[2] or "") if option not in known]
    assert wrong == []


@EVERY
def test_every_make_target_exists(document):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = [re.match(r"make ([a-z-]+)(?=$| )", line) for line in list_typed(document)]
    assert [match[1] for match in named if match and match[1] not in targets] == []


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if not name.startswith(HISTORY)])
def test_every_file_of_the_project_that_is_named_exists(document):
    named = [
        line
        for line in list_typed(document)
        if line.startswith(tuple(f"{folder}/" for folder in FOLDERS)) and not re.search(r"[<*…{\s]", line)
    ]
    shown = [path for path in named if not re.match(r"data/raw/(?!2019|2020)", path)]
    assert [path for path in shown if not (PROJECT / path).exists()] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_each_reader_is_told_what_to_open_how_to_read_it_what_to_do_and_what_a_number_does_not_mean(guide):
    text = read(f"docs/{guide}.md")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Mở gì / What to open",
        "Đọc bảng thế nào / How to read the tables" if guide == "for_analysts" else "Đọc thế nào / How to read it",
        "Năm việc trong năm phút / Five things in five minutes",
        "Con số không có nghĩa là gì / What a number does not mean",
    ]
    five = text.partition("## Năm việc")[2].partition("## Con số")[0]
    assert re.findall(r"^(?:\*\*)?(\d)\. ", five, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    assert f"(docs/{guide}.md)" in read("README.md")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_page_that_a_reader_is_sent_to_is_made(guide, sample_report: Run):
    pages = [
        line.removeprefix("reports/2020/")
        for line in list_typed(f"docs/{guide}.md")
        if re.fullmatch(r"(reports/2020/)?(units/[\w-]+|public/[\w-]+|single/[\w-]+|[\w-]+)\.(html|xlsx)", line)
    ]
    made_elsewhere = {"note.html", "bieu_do.html"}
    assert [page for page in pages if page not in made_elsewhere and not (sample_report.pages / page).exists()] == []
    assert pages or guide == "for_analysts"


@pytest.mark.parametrize("document", ["README.md", "docs/for_analysts.md"])
def test_every_line_of_python_runs_as_printed(document, sample_report: Run, tmp_path, monkeypatch):
    monkeypatch.chdir(shutil.copytree(sample_report.project, tmp_path / "project"))
    names: dict[str, object] = {}
    blocks = list_blocks(document, "python")
    assert blocks
    for block in blocks:
        exec(compile(block, document, "exec"), names)


def test_every_command_of_the_working_group_s_guide_is_whole():
    commands = get_command(app).commands
    for block in list_blocks("docs/for_working_group.md", "sh"):
        for line in block.splitlines():
            name, *words = shlex.split(line)[1:]
            assert commands[name].make_context(name, words).params["year"]
