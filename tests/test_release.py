"""A release is refused by name, says in spite of what it was made, and tells exactly what changed since."""

import json
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from cchc_analysis import release
from cchc_analysis.release import NotReleasedError, Obstacle, list_obstacles, require_clear, verify

DRAFT = Obstacle("draft", "season.toml")


def checked_of(state: str = "draft", statuses: tuple[str, ...] = (), rules: tuple[str, ...] = ()) -> SimpleNamespace:
    """A season after its check, as far as a release asks: its state, units' statuses, rules with an error."""
    ids = [f"u{number}" for number in range(len(statuses))]
    sentences = [f"lỗi {rule}" for rule in rules]
    tables = {
        "unit_ranking": pd.DataFrame({"unit_id": ids, "ranking_status": statuses}, dtype=str),
        "units": pd.DataFrame({"unit_id": ids, "name": [f"Đơn vị {each}" for each in ids]}, dtype=str),
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
    found = list_obstacles(checked_of("draft", ("ranked", "pending", "held_back", "not_scored"), ("score_over_max",)))
    assert [each.name for each in found] == ["draft", "pending", "held_back", "not_scored", "score_over_max"]
    assert "Đơn vị u1" in found[1].sentence
    assert "lỗi score_over_max" in found[4].sentence


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
    assert verify(released, data_of(released)).differences == (
        ("pages/index.html", "changed"),
        ("stranger.txt", "added"),
        ("raw/2021/season.toml", "missing"),
    )


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


def test_the_archive_does_not_depend_on_path_time_or_permissions(released: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    shutil.copytree(released, other, copy_function=shutil.copyfile)
    (other / "pages" / "index.html").chmod(0o600)
    first, second = (release.pack(each, tmp_path / f"{each.name}.zip", 2021) for each in (released, other))
    assert first.read_bytes() == second.read_bytes()
    assert {entry.date_time for entry in zipfile.ZipFile(first).infolist()} == {(2021, 1, 1, 0, 0, 0)}


def test_no_text_of_a_csv_starts_a_formula_and_parquet_keeps_it(tmp_path: Path) -> None:
    rows = pd.DataFrame({"year": [2021, 2021], "name": ["=1+1", "Sở Nội vụ"]})
    release._write_csv(rows, tmp_path / "units.csv")
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
