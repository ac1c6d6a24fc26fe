"""What nothing has changed for stays as it is; what is kept is what a run from nothing would make, byte for byte."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.analyst import load
from cchc_analysis.pipeline.attachments import Beside
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.pipeline.page_cache import digest_of
from cchc_analysis.pipeline.report import Report, report_season
from cchc_analysis.reporting.pages import language_links
from cchc_analysis.reporting.workbook import sheets
from cchc_analysis.running import workers
from cchc_analysis.simulation.nation import Plan
from cchc_analysis.simulation.writing import simulate
from cchc_analysis.store import provenance
from cchc_analysis.store.read_log import Read

YEAR, BEFORE = 2012, 2011


@dataclass(frozen=True)
class Project:
    """A small made-up season after another one, and where its report is."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def raw(self) -> Path:
        return self.data / "raw" / str(YEAR)

    @property
    def out(self) -> Path:
        return self.folder / "reports"

    def run(self, out: Path | None = None, **asked: Any) -> Report:
        check_season(YEAR, self.data, force=asked.get("force", False))
        return report_season(YEAR, self.data, out or self.out, single_file=["briefing"], **asked)

    def run_from_nothing(self, **asked: Any) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """What pages and tables a clean run makes; the tables and records in use stay."""
        processed, aside, clean = self.data / "processed", self.data / "in_use", self.folder / "clean"
        processed.rename(aside)
        shutil.rmtree(clean, ignore_errors=True)
        try:
            self.run(clean, **asked)
            return read_all(clean), read_all(processed)
        finally:
            shutil.rmtree(processed)
            aside.rename(processed)

    def edit(self, name: str, change: Callable[[str], str], year: int = YEAR) -> None:
        path = self.data / "raw" / str(year) / name
        text = path.read_text(encoding="utf-8")
        assert change(text) != text
        path.write_text(change(text), encoding="utf-8")

    def set_cell(self, file: str, unit: str, row: int, column: str, value: object) -> None:
        """Put a value into a unit's row of a received file (the row is counted among the unit's own)."""
        path = self.raw / file
        rows = pd.read_csv(path, dtype=str)
        rows.loc[rows.index[rows.iloc[:, 0] == unit][row], column] = value
        rows.to_csv(path, index=False)


def read_all(folder: Path) -> dict[str, bytes]:
    """Every file by its path: executed notebooks without the times of their run; records are left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".json" and ("notebooks" in path.parts or path.name == provenance.RECORD):
            continue
        if path.is_file():
            found[name] = strip_times(path) if path.suffix == ".ipynb" else path.read_bytes()
    return found


def strip_times(path: Path) -> bytes:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for part in (notebook, *notebook["cells"]):
        for key in ("papermill", "execution", "id"):
            part["metadata"].pop(key, None)
        part.pop("id", None)
    return json.dumps(notebook, sort_keys=True).encode()


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def times_of(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.html")}


def changed_since(before: dict[str, int], folder: Path) -> set[str]:
    now = times_of(folder)
    return {name for name in {*before, *now} if before.get(name) != now.get(name)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("season"))
    simulate(Plan(units=5, criteria=6, years=2, seed=1, first_year=BEFORE), project.data)
    project.run()
    return project


@pytest.fixture
def project(made: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(made.folder)
    return made


def test_an_unchanged_season_is_neither_read_nor_made_again(project: Project) -> None:
    project.run()
    before, tables = times_of(project.out), (project.data / "processed" / str(YEAR)).stat().st_ino
    report = project.run()
    assert report.kept_count == report.page_count - 1  # the front page is laid out anew, with the same words
    assert changed_since(before, project.out) <= {f"{YEAR}/index.html"}
    assert (project.data / "processed" / str(YEAR)).stat().st_ino == tables
    assert check_season(YEAR, project.data).is_kept


def test_force_makes_everything_again_and_the_same(project: Project) -> None:
    project.run()
    kept = read_all(project.out)
    before = times_of(project.out)
    report = project.run(force=True)
    assert report.kept_count == 0
    assert changed_since(before, project.out) == set(before)
    assert differences(kept, read_all(project.out)) == []


def test_another_version_of_the_package_makes_everything_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.run()
    assert check_season(YEAR, project.data).is_kept
    with monkeypatch.context() as patched:
        patched.setattr(provenance, "fingerprint", lambda: "another")
        assert not check_season(YEAR, project.data).is_kept
        assert project.run().kept_count == 0
    project.run()


def test_a_report_is_known_as_a_whole_as_long_as_nothing_asked_read_or_made_is_another(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the command asks before it loads a season: where it is told that nothing has changed it makes no page."""
    project.run()
    folder = project.out / str(YEAR)
    asked = {"lang": "vi", "edition": "both", "form": None, "single_file": ["briefing"]}

    def is_known(**other: Any) -> bool:
        words = provenance.ask_report(YEAR, project.data, **asked | other)
        return provenance.recall_report(folder / provenance.REPORT_RECORD, folder, words) is not None

    assert is_known()
    for other in ({"lang": "en"}, {"edition": "public"}, {"form": "group"}, {"single_file": []}):
        assert not is_known(**other), other
    for name in ("ranking.html", "units/x1.html", "single/briefing.html", "public/index.html", f"cchc_{YEAR}.xlsx"):
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content + b" ")
        assert not is_known(), name
        (folder / name).write_bytes(content)
        assert is_known(), name
    for of in ("fingerprint", "list_notebooks", "digest_season"):
        with monkeypatch.context() as patched:
            patched.setattr(provenance, of, lambda *_: "another")
            assert not is_known(), of


def test_a_note_about_one_unit_makes_its_page_and_those_of_the_whole_again_and_no_other_unit(project: Project) -> None:
    project.run()
    before = times_of(project.out)
    notes = project.raw / "notes" / "units"
    notes.mkdir(parents=True)
    (notes / "x2.md").write_text("Đơn vị đã nộp đủ.\n", encoding="utf-8")
    project.run()
    changed = changed_since(before, project.out)
    assert f"{YEAR}/units/x2.html" in changed
    assert f"{YEAR}/yearly_report.html" in changed
    assert not changed & {f"{YEAR}/units/x{unit}.html" for unit in (1, 3, 4, 5)}


def test_what_others_lost_concerns_a_unit_only_where_it_lost_too(project: Project) -> None:
    check_season(YEAR, project.data)
    comparison = load(YEAR, project.data).comparison
    lost = comparison[comparison["deduction"] > 0].groupby("criterion_id")["unit_id"].agg(set)
    leaf = next(leaf for leaf, units in lost.items() if "x2" in units and 2 < len(units) < 5)
    reads = {
        unit: Read(str(project.data), YEAR, "shared_losses", unit, "vi") for unit in comparison["unit_id"].unique()
    }
    before = {unit: digest_of(read) for unit, read in reads.items()}
    for path in project.raw.glob("appraisal/*/k01.csv"):
        rows = pd.read_csv(path, dtype=str)
        is_meant = (rows["unit"] == "x2") & (rows["criterion"] == leaf)
        path.write_text(rows.assign(score=rows["score"].mask(is_meant, "0.1")).to_csv(index=False), encoding="utf-8")
    check_season(YEAR, project.data)
    assert {unit for unit, read in reads.items() if digest_of(read) != before[unit]} == lost[leaf]


def test_what_a_hand_changed_or_deleted_is_made_again(project: Project) -> None:
    project.run()
    whole = read_all(project.out)
    folder = project.out / str(YEAR)
    (folder / "units" / "x1.html").write_text("không phải của ta", encoding="utf-8")
    (folder / "ranking.html").unlink()
    (folder / "single" / "briefing.html").unlink()
    (folder / f"cchc_{YEAR}.xlsx").unlink()
    (folder / "notebooks" / "units" / "x3.ipynb").unlink()
    stored = project.data / "processed" / str(YEAR)
    (stored / "unit_ranking.parquet").unlink()
    report = project.run()
    assert differences(whole, read_all(project.out)) == []
    assert report.page_count - 1 - report.kept_count == 4
    pd.read_parquet(stored / "unit_ranking.parquet")


def test_a_run_cut_short_leaves_more_work_and_no_stale_page(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.run()
    whole = read_all(project.out)
    from cchc_analysis.pipeline import page_cache

    project.edit("units.csv", lambda text: text.replace("Xã mẫu 4", "Xã mẫu bốn"))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(page_cache, "remember", die)
        with pytest.raises(KeyboardInterrupt):
            project.run()
    project.edit("units.csv", lambda text: text.replace("Xã mẫu bốn", "Xã mẫu 4"))
    project.run()
    assert differences(whole, read_all(project.out)) == []


def test_a_page_that_was_withheld_is_tried_again_and_links_to_it_come_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cchc_analysis.pipeline import report as reports

    project.run()
    whole = read_all(project.out)
    with monkeypatch.context() as patched:
        patched.setattr(reports, "check_page", lambda html, unit=None, **_: ["lỗi thử"] if unit == "x1" else [])
        (project.out / str(YEAR) / "units" / "x1.html").unlink()
        assert list(project.run().withheld) == ["units/x1.html"]
    assert "units/x1.html" not in (project.out / str(YEAR) / "ranking.html").read_text(encoding="utf-8")
    assert project.run().withheld == {}
    assert differences(whole, read_all(project.out)) == []


def test_a_workbook_whose_process_died_twice_is_withheld_and_made_by_the_next_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.run()
    whole, name = read_all(project.out), f"cchc_{YEAR}.xlsx"
    folder = project.out / str(YEAR)
    (folder / name).unlink()

    def run(work: Callable[[Any], Any], items: Sequence[Any], **_: Any) -> Iterator[tuple[Any, Any]]:
        for item in items:
            yield item, workers.Lost("SIGKILL(-9)") if isinstance(item, Beside) else work(item)

    with monkeypatch.context() as patched:
        patched.setattr(workers, "run", run)
        withheld = project.run().withheld
    assert list(withheld) == [name]
    assert "SIGKILL" in withheld[name][0]
    front = (folder / "index.html").read_text(encoding="utf-8")
    assert f'href="{name}"' not in front
    assert name in front  # among what was withheld
    assert project.run().withheld == {}
    assert differences(whole, read_all(project.out)) == []


def test_a_workbook_that_cannot_be_written_costs_no_page_and_is_made_by_the_next_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.run()
    whole, name = read_all(project.out), f"cchc_{YEAR}.xlsx"
    (project.out / str(YEAR) / name).unlink()

    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("a cell that no workbook holds")

    with monkeypatch.context() as patched:
        patched.setattr(sheets, "write_workbook", fail)
        assert project.run(edition="internal").withheld == {name: ["a cell that no workbook holds"]}
    assert not (project.out / str(YEAR) / name).exists()
    assert project.run().withheld == {}
    assert differences(whole, read_all(project.out)) == []


def test_the_process_that_gives_pages_out_imports_nothing_that_makes_them() -> None:
    heavy = ("papermill", "nbconvert", "scipy")
    code = f"import sys, cchc_analysis.pipeline.report; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


CHANGES: dict[str, Callable[[Project], None]] = {
    "a score": lambda project: project.set_cell("appraisal/1/k01.csv", "x2", 1, "score", "0"),
    "a name": lambda project: project.edit("units.csv", lambda text: text.replace("Xã mẫu 3", "Xã mẫu ba")),
    "the rules": lambda project: project.edit(
        "season.toml", lambda text: text.replace("at_least = 80.0", "at_least = 70.0")
    ),
    "the season before": lambda project: project.edit(
        "season.toml", lambda text: text.replace("at_least = 65.0", "at_least = 60.0"), BEFORE
    ),
    "an explanation": lambda project: project.set_cell("explanation/k01.csv", "x4", 0, "explanation", "Lời khác"),
    "a note": lambda project: _write(project.raw / "notes" / "results.md", "Một câu về kết quả.\n"),
    "a removed file": lambda project: (project.raw / "appraisal" / "2" / "k01.csv").unlink(),
    "a removed unit": lambda project: project.edit(
        "units.csv", lambda text: "".join(line for line in text.splitlines(True) if not line.startswith("x5,"))
    ),
    "corrections": lambda project: _write(project.raw / "corrections.toml", "# không có gì phải sửa\n"),
}


@pytest.mark.parametrize("seed", [1])
def test_whatever_changed_the_result_is_that_of_a_run_from_nothing(project: Project, seed: int) -> None:
    """Several changes in an order of chance, in threes; after each the pages and tables are compared, file by file."""
    order = list(CHANGES)
    random.Random(seed).shuffle(order)
    overridden = [("bản nháp", "để thử")]
    asked: list[dict[str, Any]] = [{"form": "group"}, {"lang": "en", "overridden": overridden}, {"edition": "internal"}]
    for step in range(0, len(order), 3):
        changes = order[step : step + 3]
        for change in changes:
            CHANGES[change](project)
        words = asked[step // 3]
        report = project.run(**words)
        pages, tables = project.run_from_nothing(**words)
        folders = [f"{YEAR}/en/", f"{YEAR}/public/en/"] if "lang" in words else [""]
        kept = {name: content for name, content in read_all(project.out).items() if name.startswith(tuple(folders))}
        if "lang" not in words:
            kept = {name: content for name, content in kept.items() if "/en/" not in name}
        assert differences(without_translations(kept), without_translations(pages)) == [], changes
        assert differences(read_all(project.data / "processed"), tables) == [], changes
        assert report.withheld == {}


def without_translations(files: dict[str, bytes]) -> dict[str, bytes]:
    """Pages without links to the other language, which hang on what else is there; a test of their own is below."""
    return {name: language_links.clear(content) for name, content in files.items()}


def links_to_translations(out: Path) -> dict[str, bool]:
    """For each page that leads to another language, whether that page is there."""
    found = {}
    for path in sorted(out.rglob("*.html")):
        for link in re.findall('<a href="([^"]+)"[^>]* hreflang=', path.read_text(encoding="utf-8")):
            found[path.relative_to(out).as_posix()] = (path.parent / link).is_file()
    return found


def test_each_page_leads_to_the_other_language_while_that_page_is_there(project: Project) -> None:
    out, turned = project.folder / "both", project.folder / "turned"
    project.run(out)
    alone = read_all(out)
    assert links_to_translations(out) == {}
    project.run(out, lang="en")
    pages = {name for name in read_all(out) if name.endswith(".html") and "single/" not in name}
    assert {name.replace("/en/", "/") for name in pages} == {name for name in pages if "/en/" not in name}
    assert {f"{YEAR}/index.html", f"{YEAR}/en/units/x1.html", f"{YEAR}/public/en/index.html"} < pages
    assert links_to_translations(out) == dict.fromkeys(pages, True)
    report = project.run(out)
    assert report.kept_count == report.page_count - 1
    for lang in ("en", "vi"):
        project.run(turned, lang=lang)
    assert differences(read_all(out), read_all(turned)) == []

    gone = next(name for name in sorted(pages) if "/en/units/" in name)
    (out / gone).unlink()
    project.run(out)
    assert links_to_translations(out) == dict.fromkeys(pages - {gone, gone.replace("en/", "")}, True)
    for folder in (out / str(YEAR) / "en", out / str(YEAR) / "public" / "en"):
        shutil.rmtree(folder)
    project.run(out)
    assert differences(read_all(out), alone) == []


def test_links_to_the_other_language_are_right_after_a_run_that_had_nothing_to_make(project: Project) -> None:
    command = [sys.executable, "-m", "cchc_analysis", "report", "--year", str(YEAR), "--out", "typed"]
    for lang in ("vi", "en"):
        subprocess.run([*command, "--lang", lang], cwd=project.folder, capture_output=True, check=False)
    shutil.rmtree(project.folder / "typed" / str(YEAR) / "en")
    said = subprocess.run(command, cwd=project.folder, capture_output=True, check=False, encoding="utf-8")
    assert "0 lập lại" in said.stdout
    left = links_to_translations(project.folder / "typed")
    public = ("index.html", "projector.html", "en/index.html", "en/projector.html")
    assert set(left) == {f"{YEAR}/public/{name}" for name in public}
    assert all(left.values())


def test_a_link_to_the_other_language_that_is_not_ours_is_a_change_by_hand(project: Project) -> None:
    project.run()
    page = project.out / str(YEAR) / "ranking.html"
    whole = page.read_bytes()
    place = b"<!-- translation -->"
    page.write_bytes(whole.replace(place, place + b'<a href="https://example.org/x">English</a>'))
    report = project.run()
    assert report.kept_count == report.page_count - 2
    assert page.read_bytes() == whole


def test_an_unchanged_check_imports_neither_pandas_nor_plotly(project: Project) -> None:
    check_season(YEAR, project.data)
    watched = ("pandas", "numpy", "pyarrow", "plotly", "pandera", "joblib", "IPython")
    code = (
        "import sys\nfrom cchc_analysis.cli.app import main\n"
        "try:\n    main()\nfinally:\n"
        f"    print('LOADED', [name for name in {watched!r} if name in sys.modules])\n"
    )
    words = [sys.executable, "-c", code, "check", "--year", str(YEAR)]
    ran = subprocess.run(
        words, cwd=project.folder, capture_output=True, text=True, env=os.environ | {"PYTHONUTF8": "1"}, check=False
    )
    assert "giữ nguyên" in ran.stdout, ran.stdout + ran.stderr
    assert "LOADED []" in ran.stdout


def test_a_check_that_found_nothing_new_says_and_returns_what_the_first_one_did(project: Project) -> None:
    words = [sys.executable, "-m", "cchc_analysis", "check", "--year", str(YEAR)]
    environment = os.environ | {"PYTHONUTF8": "1"}
    fresh, kept = (
        subprocess.run(
            [*words, *more], cwd=project.folder, capture_output=True, text=True, env=environment, check=False
        )
        for more in (["--force"], [])
    )
    assert kept.returncode == fresh.returncode
    assert kept.stderr.strip() == fresh.stderr.strip()
    said = [line for line in kept.stdout.splitlines() if "giữ nguyên" not in line]
    assert said == fresh.stdout.splitlines()


def test_the_rows_of_a_unit_have_one_hash_in_every_process(project: Project) -> None:
    season = load(YEAR, project.data)
    tables: Any = season._tables
    here = tables.digest_of_unit("comparison", "x1")
    code = (
        "from pathlib import Path; from cchc_analysis.analyst import load; "
        f"print(load({YEAR}, Path({str(project.data)!r}))._tables.digest_of_unit('comparison', 'x1'))"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert here == there
    assert here != tables.digest_of_unit("comparison", "x2")
