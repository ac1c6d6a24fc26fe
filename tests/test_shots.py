"""Pictures of the pages: which are taken, where they are, and what is said where none can be."""

from pathlib import Path

import pytest
from scripts import shots

from browser import Browser

PAGE = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>T</title><body style="height:{height}px"><h1>T</h1>'


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A report of made pages, one of them long, with two units and a public edition."""
    names = ("index", "briefing", "units/b", "units/a", "public/index", "single/briefing", "notebooks/units/x")
    for name in names:
        path = tmp_path / "reports" / "2020" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(height=9000 if name == "briefing" else 400), encoding="utf-8")
    return tmp_path / "reports"


def test_every_kind_of_page_is_taken_once(reports: Path):
    found = shots.list_pages(reports / "2020")
    assert set(found) == {"index", "briefing", "unit", "public-index"}
    assert found["unit"].name == "a.html"
    assert set(shots.list_pages(reports / "2020", ["unit"])) == {"unit"}


def test_the_public_pages_of_a_language_are_taken_with_its_others(reports: Path):
    for name in ("en/index", "public/en/index"):
        path = reports / "2020" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(height=400), encoding="utf-8")
    found = shots.list_pages(reports / "2020" / "en")
    assert {name: path.relative_to(reports).as_posix() for name, path in found.items()} == {
        "index": "2020/en/index.html",
        "public-index": "2020/public/en/index.html",
    }


def test_a_page_is_taken_at_three_widths_and_on_paper(
    browser: Browser, reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code = shots.main(["--reports", str(reports), "--out", str(tmp_path / "shots"), "--page", "briefing", "unit"])
    said = capsys.readouterr().out
    taken = {path.name for path in (tmp_path / "shots" / "2020" / "vi").iterdir()}
    assert code == 0
    assert str(tmp_path / "shots" / "2020" / "vi") in said
    assert {f"unit-{width}.png" for width in (390, 768, 1280)} < taken
    assert {f"briefing-{width}-{part}.png" for width in (390, 768, 1280) for part in (1, 2)} < taken
    assert any(name.startswith("unit-a4") for name in taken)


def test_without_a_browser_it_says_what_is_missing_and_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, reports: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("CCHC_CHROMIUM", "none")
    assert shots.main(["--reports", str(reports)]) == 2
    said = capsys.readouterr().err
    assert "Chromium" in said
    assert "CCHC_CHROMIUM" in said


def test_a_page_that_is_not_there_is_named(browser: Browser, reports: Path, capsys: pytest.CaptureFixture[str]):
    assert shots.main(["--reports", str(reports), "--page", "briefng"]) == 2
    assert "briefng" in capsys.readouterr().err
