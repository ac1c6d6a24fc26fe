"""A release is refused by name, says in spite of what it was made, and tells exactly what changed since."""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from cchc_analysis import language
from cchc_analysis.cli.app import app
from cchc_analysis.documents import pictures
from cchc_analysis.pipeline import release
from cchc_analysis.pipeline.release import NotReleasedError, Obstacle, list_obstacles, require_clear, verify
from cchc_analysis.reporting.workbook.csv_files import write_csv
from cchc_analysis.store.kept_releases import say_newer
from conftest import skip_without
from intake.season_folder import write_season

DRAFT = Obstacle("draft", "mùa còn là dự thảo", "season.toml")


def checked_of(
    state: str = "draft", statuses: tuple[str, ...] = (), rules: tuple[str, ...] = (), files: tuple[str, ...] = ()
) -> SimpleNamespace:
    """A season after its check, as far as a release asks."""
    ids = [f"u{number}" for number in range(len(statuses))]
    sentences = [f"lỗi {rule}" for rule in rules]
    tables = {
        "unit_ranking": pd.DataFrame({"unit_id": ids, "ranking_status": statuses}, dtype=str),
        "units": pd.DataFrame({"unit_id": ids, "name": [f"Đơn vị {each}" for each in ids]}, dtype=str),
        "received_files": pd.DataFrame({"source_file": files, "received_by": "file_time"}, dtype=str),
        "findings": pd.DataFrame(
            {"severity": "error", "rule": rules, "sentence": sentences, "sentence_en": sentences}, dtype=str
        ),
    }
    return SimpleNamespace(season=SimpleNamespace(release=state, year=2021), tables=tables)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A tiny released folder beside its received files."""
    raw, folder = tmp_path / "data" / "raw" / "2021", tmp_path / "releases" / "2021"
    (folder / "pages").mkdir(parents=True)
    raw.mkdir(parents=True)
    (raw / "season.toml").write_text("year = 2021")
    (folder / "pages" / "index.html").write_text("<p>một</p>", encoding="utf-8")
    manifest = {
        "year": 2021,
        "versions": release.list_versions(),
        "inputs": release.hash_inputs(2021, tmp_path / "data", ["2021"]),
        "outputs": release.hash_folder(folder),
    }
    (folder / release.MANIFEST).write_text(json.dumps(manifest))
    return folder


def data_of(folder: Path) -> Path:
    return folder.parents[1] / "data"


def test_every_obstacle_is_named_with_what_was_found() -> None:
    found = list_obstacles(checked_of("draft", ("ranked", "pending", "held_back", "not_scored"), ("score_negative",)))
    assert [each.name for each in found] == ["draft", "pending", "held_back", "not_scored", "score_negative"]
    assert "Đơn vị u1" in found[1].sentence
    assert "lỗi score_negative" in found[4].sentence


def test_a_file_dated_by_the_disk_alone_stands_in_the_way_because_a_copy_has_another_date() -> None:
    (found,) = list_obstacles(checked_of("final", ("ranked",), files=("self/b.csv", "self/a.csv", "self/a.csv")))
    assert found.name == "undated"
    assert "submissions.csv: self/a.csv, self/b.csv" in found.sentence


def test_the_title_of_an_obstacle_names_nothing_that_was_received() -> None:
    found = list_obstacles(checked_of("draft", ("pending",), ("score_negative",), ("self/a.csv",)))
    for each in found:
        assert not any(word in each.title for word in ("Đơn vị u0", "lỗi score_negative", "self/a.csv")), each


def test_a_final_season_without_errors_has_no_obstacle() -> None:
    assert list_obstacles(checked_of("final", ("ranked",))) == []


def test_an_obstacle_stands_until_it_is_overridden_by_its_name_with_a_reason() -> None:
    with pytest.raises(NotReleasedError, match="draft: "):
        require_clear([DRAFT], {})
    with pytest.raises(NotReleasedError, match="lý do"):
        require_clear([DRAFT], {"draft": " "})
    require_clear([DRAFT], {"draft": "họp ngày mai"})


def test_overriding_what_does_not_stand_is_refused_and_says_what_does() -> None:
    with pytest.raises(NotReleasedError, match="“pending”"):
        require_clear([DRAFT], {"draft": "họp", "pending": "họp"})


def test_the_notice_prints_each_override_with_its_reason() -> None:
    notice = release.say_notice(2021, [DRAFT], {"draft": "họp ngày mai"})
    assert "draft: season.toml" in notice
    assert "họp ngày mai" in notice


def test_an_untouched_release_is_whole_as_folder_and_as_archive(released: Path) -> None:
    archive = release.pack(released, released.parent / "cchc_2021.zip", 2021)
    for each in (released, archive):
        assert verify(each, data_of(released)) == release.Verified((), True, ())


def test_verify_names_what_was_changed_added_and_lost(released: Path) -> None:
    (released / "pages" / "index.html").write_text("<p>mọt</p>", encoding="utf-8")
    (released / "stranger.txt").write_text("x")
    (data_of(released) / "raw" / "2021" / "season.toml").unlink()
    found = verify(released, data_of(released))
    assert found.differences == (("pages/index.html", "changed"), ("stranger.txt", "added"))
    assert found.input_differences == (("raw/2021/season.toml", "missing"),)


def test_a_received_file_changed_since_leaves_the_release_whole_and_is_told(released: Path) -> None:
    (data_of(released) / "raw" / "2021" / "season.toml").write_text("x")
    words = ["verify", str(released), "--data", str(data_of(released))]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    assert "Bản phát hành còn nguyên." in done.output
    assert "Tệp đã nhận ở đây đã thay đổi từ khi phát hành." in done.output


def test_a_release_that_is_not_there_is_told_with_the_one_that_may_be_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "releases" / "2020").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["verify", "2020"])
    assert done.exit_code == 2
    assert str(Path("releases") / "2020") in done.output


def test_a_refused_release_is_shown_the_way_on() -> None:
    pending = Obstacle("pending", "còn", "chưa thẩm định xong: Vụ a")
    lines = release.say_way_on(2021, [DRAFT, pending], {"pending": "đã họp"})
    assert 'release = "final"' in lines[0]
    assert 'cchc release --year 2021 --override draft --because "…"' in lines[1]
    assert "docs/release.md" in lines[2]
    assert release.say_way_on(2021, [pending], {"pending": "đã họp"}) == []


def test_verify_says_when_received_files_are_not_at_hand_and_versions_differ(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = release.list_versions()
    monkeypatch.setattr(release, "list_versions", lambda: made | {"python": "0.0"})
    found = verify(released)
    assert not found.inputs_seen
    assert found.versions == (("python", made["python"], "0.0"),)


def test_a_truncated_archive_and_a_folder_without_manifest_cannot_be_verified(released: Path) -> None:
    archive = release.pack(released, released.parent / "cchc_2021.zip", 2021)
    archive.write_bytes(archive.read_bytes()[:-30])
    (released / release.MANIFEST).unlink()
    for each in (archive, released):
        with pytest.raises(NotReleasedError):
            verify(each)


def test_what_lies_beside_the_season_in_an_archive_or_twice_is_told(released: Path) -> None:
    archive = release.pack(released, released.parent / "cchc_2021.zip", 2021)
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("elsewhere/pages/index.html", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("cchc_2021/pages/index.html", "x")
    assert verify(archive).differences == (
        ("cchc_2021/pages/index.html", "added"),
        ("elsewhere/pages/index.html", "added"),
        ("pages/index.html", "missing"),
    )


@pytest.mark.parametrize(("epoch", "date"), [("1609459200", (2021, 1, 1, 0, 0, 0)), ("86400", (1980, 1, 2, 0, 0, 0))])
def test_the_archive_bears_the_date_that_source_date_epoch_states(
    released: Path, monkeypatch: pytest.MonkeyPatch, epoch: str, date: tuple[int, ...]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    archive = release.pack(released, released.parent / "cchc_2021.zip", 2021)
    assert {entry.date_time for entry in zipfile.ZipFile(archive).infolist()} == {date}


def test_the_archive_does_not_depend_on_path_time_or_permissions(released: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    shutil.copytree(released, other, copy_function=shutil.copyfile)
    (other / "pages" / "index.html").chmod(0o600)
    first, second = (release.pack(each, tmp_path / f"{each.name}.zip", 2021) for each in (released, other))
    assert first.read_bytes() == second.read_bytes()
    assert {entry.date_time for entry in zipfile.ZipFile(first).infolist()} == {(2021, 1, 1, 0, 0, 0)}


def test_no_text_of_a_csv_starts_a_formula_and_parquet_keeps_it(tmp_path: Path) -> None:
    rows = pd.DataFrame({"year": [2021, 2021], "name": ["=1+1", "Sở Nội vụ"]})
    write_csv(rows, tmp_path / "units.csv")
    content = (tmp_path / "units.csv").read_bytes()
    assert content == "\ufeffyear,name\r\n2021,'=1+1\r\n2021,Sở Nội vụ\r\n".encode()


def test_a_disk_error_midway_leaves_the_earlier_release_in_place(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    before = release.hash_folder(released)
    monkeypatch.setattr(release, "hash_inputs", lambda *_: {})
    monkeypatch.setattr(release, "_write_pages", lambda *_: None)
    monkeypatch.setattr(release, "_write_documents", fail)
    with pytest.raises(OSError, match="disk full"):
        release.release_season(checked_of("final"), data_of(released), released.parent, {})  # type: ignore[arg-type]
    assert release.hash_folder(released) == before
    assert [path.name for path in released.parent.iterdir()] == ["2021"]


def tables_of(**points: float) -> dict[str, pd.DataFrame]:
    """A ranking of units with the points stated, and the units by name."""
    ranking = pd.DataFrame({"year": 2021, "unit_id": list(points), "total_score": list(points.values())})
    return {
        "unit_ranking": ranking,
        "units": pd.DataFrame({"unit_id": list(points), "name": [f"Vụ {u}" for u in points]}),
    }


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and documents that cost nothing, so that a test is about the release itself."""
    monkeypatch.setattr(release, "_write_pages", lambda checked, data, aside, *_: (aside / "page.html").write_text("x"))
    monkeypatch.setattr(release, "_write_documents", lambda *_: (None, []))


def checked_with(tables: dict[str, pd.DataFrame]) -> Any:
    checked = checked_of("final")
    season = SimpleNamespace(release="final", year=2021, model_dump=lambda mode: {})
    return SimpleNamespace(season=season, tables=checked.tables | tables)


def make(folder: Path, tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch) -> release.Released:
    monkeypatch.setattr(release, "list_obstacles", lambda *_: [])
    monkeypatch.setattr(release, "hash_inputs", lambda *_: {})
    (folder / "data" / "raw" / "2021").mkdir(parents=True, exist_ok=True)
    return release.release_season(checked_with(tables), folder / "data", folder / "releases", {})


@pytest.mark.usefixtures("steps")
def test_a_second_release_keeps_the_first_and_says_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(tmp_path, tables_of(a=40.0, b=41.5, c=30.0), monkeypatch)
    before = release.hash_folder(first.folder), first.archive.read_bytes()
    second = make(tmp_path, tables_of(a=40.0, b=42.25, d=33.0), monkeypatch)
    assert (release.hash_folder(first.folder), first.archive.read_bytes()) == before
    assert (second.folder.name, second.archive.name, second.earlier) == ("2021-2", "cchc_2021-2.zip", first.folder)
    notice = (second.folder / release.NOTICE).read_text(encoding="utf-8")
    assert "BẢN PHÁT HÀNH / RELEASE 2021, số / no. 2" in notice
    assert "Khác bản phát hành 2021 (số 1); bản đó được giữ nguyên." in notice
    assert "Differs from release 2021 (no. 1), which is kept as it was." in notice
    assert "unit_ranking: 1, 1, 1, 1" in notice
    assert "* đổi / changed: Vụ b · unit_ranking · 2021 · b · total_score: 41.5 → 42.25" in notice
    assert "* thêm / added: Vụ d · unit_ranking · 2021 · d" in notice
    assert "* bớt / removed: Vụ c · unit_ranking · 2021 · c" in notice
    listed = pd.read_csv(second.folder / "differences.csv", dtype=str)
    changed = listed[(listed["table"] == "unit_ranking") & (listed["difference"] == "changed")]
    assert changed[["unit_id", "column", "before", "after"]].to_numpy().tolist() == [
        ["b", "total_score", "41.5", "42.25"]
    ]
    manifest = json.loads((second.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["release"], manifest["previous"]["release"]) == (2, 1)
    assert verify(second.folder).differences == verify(second.archive).differences == ()


@pytest.mark.usefixtures("steps")
def test_nothing_is_released_again_where_nothing_differs_or_the_earlier_one_was_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(tmp_path, tables_of(a=40.0), monkeypatch)
    with pytest.raises(NotReleasedError, match="Không có gì khác bản phát hành 2021"):
        make(tmp_path, tables_of(a=40.0), monkeypatch)
    (first.folder / "page.html").write_text("y")
    with pytest.raises(NotReleasedError, match="đã bị thay đổi"):
        make(tmp_path, tables_of(a=41.0), monkeypatch)
    (first.folder / "manifest.json").unlink()
    with pytest.raises(NotReleasedError, match="Không đọc được bản phát hành 2021"):
        make(tmp_path, tables_of(a=41.0), monkeypatch)
    assert sorted(path.name for path in first.folder.parent.iterdir()) == ["2021", "cchc_2021.zip"]


@pytest.mark.usefixtures("steps")
def test_received_files_that_change_while_a_release_is_made_stop_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = iter([{"raw/2021/a.xlsx": {"size": 1}}, {"raw/2021/a.xlsx": {"size": 2}}])
    monkeypatch.setattr(release, "list_obstacles", lambda *_: [])
    monkeypatch.setattr(release, "hash_inputs", lambda *_: next(hashes))
    (tmp_path / "data" / "raw" / "2021").mkdir(parents=True)
    with pytest.raises(NotReleasedError, match="Tệp đã nhận thay đổi trong lúc lập bản phát hành"):
        release.release_season(checked_with(tables_of(a=1.0)), tmp_path / "data", tmp_path / "releases", {})
    assert list((tmp_path / "releases").iterdir()) == []


def test_a_final_unfinished_season_asks_for_one_override_and_not_for_two() -> None:
    found = list_obstacles(checked_of("final", ("ranked", "pending"), (release.COVERED,)))
    assert [each.name for each in found] == ["pending"]


def test_pages_made_from_files_changed_since_the_release_say_so(released: Path) -> None:
    data = data_of(released)
    assert say_newer(released.parent, 2021, data, "vi") == ""
    (data / "raw" / "2021" / "corrections.toml").write_text("x")
    assert "thay đổi sau bản phát hành 2021" in say_newer(released.parent, 2021, data, "vi")
    assert say_newer(released.parent / "elsewhere", 2021, data, "vi") == ""
    (released / "manifest.json").write_text("{")
    assert "Không đọc được bản phát hành 2021" in say_newer(released.parent, 2021, data, "vi")


def test_links_bare_folders_and_bytes_outside_the_files_are_told(released: Path, tmp_path: Path) -> None:
    archive = release.pack(released, tmp_path / "cchc_2021.zip", 2021)
    whole = archive.read_bytes()
    assert verify(archive).differences == ()
    for content in (b"MZ" + whole, whole + b"\x00", whole[:-2] + b"\x03\x00abc"):
        archive.write_bytes(content)
        assert verify(archive).differences == (("cchc_2021.zip", "added"),), content[:4]
    (released / "stranger").mkdir()
    page = released / "pages" / "index.html"
    page.rename(tmp_path / "index.html")
    page.symlink_to(tmp_path / "index.html")
    assert verify(released).differences == (("pages/index.html", "link"), ("stranger/", "added"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "không đọc được như JSON"),
        ("[]", "không phải một bản kê"),
        ('{"year": 2021, "inputs": {}, "versions": {}}', "thiếu phần “outputs”"),
        ('{"year": 2021, "inputs": {}, "versions": {}, "outputs": 3}', "Phần “outputs” của manifest.json hỏng"),
    ],
)
def test_what_of_a_manifest_is_broken_is_said_in_words(released: Path, text: str, said: str) -> None:
    (released / "manifest.json").write_text(text)
    with pytest.raises(NotReleasedError, match=re.escape(said)):
        verify(released)


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same season released by the command in two folders: other file times, time zone, order of work."""
    projects = [tmp_path_factory.mktemp(name) for name in ("first", "second-and-longer")]
    received = write_season(projects[0] / "data" / "raw")
    (received / "notes").mkdir()
    (received / "notes" / "results.md").write_text("Kết quả khá.", encoding="utf-8")
    shutil.copytree(received, projects[1] / "data" / "raw" / "2020", copy_function=shutil.copyfile)
    for path in projects[1].rglob("*"):
        os.utime(path, (1, 1))
    environments = [
        {"TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "1"},
        {"TZ": "America/New_York", "PYTHONHASHSEED": "2"},
    ]
    for project, jobs, environment in zip(projects, ("1", "2"), environments, strict=True):
        words = ["release", "--year", "2020", "--jobs", jobs, "--override", "draft", "--because", "Họp <ngày> mai"]
        done = subprocess.run(
            [sys.executable, "-m", "cchc_analysis", *words],
            cwd=project,
            env=os.environ | {"CCHC_CHROMIUM": "none"} | environment,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return [project / "releases" for project in projects]


def test_two_runs_from_the_same_inputs_give_the_same_archive_byte_for_byte(two_releases: list[Path]) -> None:
    first, second = (folder / "cchc_2020.zip" for folder in two_releases)
    names = [[entry.filename for entry in zipfile.ZipFile(path).infolist()] for path in (first, second)]
    assert names[0] == names[1]
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        assert [name for name in names[0] if one.read(name) != other.read(name)] == []
    assert first.read_bytes() == second.read_bytes()


def test_a_release_holds_pages_of_both_editions_documents_tables_rules_and_notes(two_releases: list[Path]) -> None:
    files = set(release.hash_folder(two_releases[0] / "2020"))
    assert {
        "RELEASE.txt",
        "manifest.json",
        "pages/index.html",
        "pages/en/yearly_report.html",
        "pages/units/khth.html",
        "pages/cchc_2020.xlsx",
        "pages/public/index.html",
        "documents/bao_cao_2020.docx",
        "documents/en/bao_cao_2020.docx",
        "tables/parquet/unit_ranking.parquet",
        "tables/csv/unit_ranking.csv",
        "tables/codebook.csv",
        "tables/codebook.md",
        "rules/season.toml",
        "rules/criteria.xlsx",
        "rules/units.csv",
        "rules/notes/results.md",
    } <= files
    assert not [name for name in files if name.endswith(".ipynb") or "/self/" in name or "/appraisal/" in name]


def test_the_manifest_states_inputs_outputs_rules_versions_and_the_command(two_releases: list[Path]) -> None:
    folder = two_releases[0] / "2020"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outputs"]) == set(release.hash_folder(folder)) - {"manifest.json"}
    assert "raw/2020/notes/results.md" in manifest["inputs"]
    assert manifest["rules"]["title"] == "Đánh giá thử"
    assert manifest["versions"]["cchc-analysis"]
    assert manifest["command"] == "cchc release --year 2020 --override draft --because 'Họp <ngày> mai'"
    assert manifest["browser"]["files"] == []
    assert str(two_releases[0].parent) not in json.dumps(manifest)


def test_every_page_says_in_its_banner_what_was_overridden_and_the_internal_ones_why(two_releases: list[Path]) -> None:
    folder = two_releases[0] / "2020" / "pages"
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        banner = "".join(re.findall(r"<aside.*?</aside>", page.read_text(encoding="utf-8"), re.DOTALL))
        is_english, is_public = "en" in page.relative_to(folder).parts, "public" in page.relative_to(folder).parts
        _ = language.words("en" if is_english else "vi").gettext
        if page.name == "projector.html":  # slides bear marks, no banner
            assert _("Tạm tính") in page.read_text(encoding="utf-8")
        elif is_public:
            assert _("Bản này được phát hành khi còn nội dung chưa xử lý xong.") in banner, page
            assert "&lt;ngày&gt;" not in page.read_text(encoding="utf-8"), page
        else:
            assert _("mùa còn là dự thảo") in banner, page
            assert "Họp &lt;ngày&gt; mai" in banner, page


def test_the_command_says_whole_changed_and_unreadable_by_its_exit_code(two_releases: list[Path]) -> None:
    folder = two_releases[1]
    verified = {}
    for state in ("whole", "changed", "unreadable"):
        copy = folder.parent / state
        shutil.copytree(folder / "2020", copy)
        if state == "changed":
            (copy / "rules" / "units.csv").write_text("x")
        if state == "unreadable":
            (copy / "manifest.json").write_text("{")
        words = ["verify", str(copy), "--data", str(folder.parent / "data")]
        verified[state] = CliRunner().invoke(app, words)
    assert {state: each.exit_code for state, each in verified.items()} == {"whole": 0, "changed": 1, "unreadable": 2}
    assert "rules/units.csv" in verified["changed"].output


def test_a_refused_release_writes_nothing_and_names_every_obstacle(two_releases: list[Path], tmp_path: Path) -> None:
    data = two_releases[0].parent / "data"
    done = CliRunner().invoke(app, ["release", "--year", "2020", "--data", str(data), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "draft:" in done.output
    assert "Mã kết thúc: 1 (chưa phát hành)" in done.output
    assert not (tmp_path / "out").exists()


def test_a_print_of_a_page_is_the_same_bytes_wherever_and_whenever_it_is_made(
    two_releases: list[Path], tmp_path: Path
) -> None:
    chromium = pictures.find_chromium()
    if chromium is None:
        skip_without("Chromium")
    date = datetime.datetime(2020, 12, 31, tzinfo=datetime.UTC)
    prints = []
    for folder in two_releases:
        target = tmp_path / f"{folder.parent.name}.pdf"
        pictures.print_page(folder / "2020" / "pages" / "briefing.html", target, str(chromium), date)
        prints.append(target.read_bytes())
        time.sleep(1.1)
    assert prints[0] == prints[1]
    assert prints[0].count(b"D:20201231000000") == 2
