"""The link from a page to itself in the other language: put where that page is, taken away where it is not."""

from pathlib import Path

from cchc_analysis.reporting.pages import language_links
from cchc_analysis.reporting.pages.language_links import PLACE
from cchc_analysis.store import provenance

PAGE = f'<nav><a href="index.html">Trang đầu</a>{PLACE}</nav><p>“4,25”</p>'


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE, encoding="utf-8")


def links_of(folder: Path) -> dict[str, str]:
    """What stands in the place for the link, of each page."""
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    return {
        name: page.partition(PLACE)[2].partition("</nav>")[0].partition('"')[2].partition('"')[0]
        for name, page in pages.items()
    }


def test_a_page_leads_to_itself_in_the_other_language_in_either_edition(tmp_path: Path):
    write(tmp_path, "ranking.html", "units/vp.html", "public/index.html", "intake.html")
    write(tmp_path, "en/ranking.html", "en/units/vp.html", "public/en/index.html", "en/deductions.html")
    language_links.settle(tmp_path)
    assert links_of(tmp_path) == {
        "ranking.html": "en/ranking.html",
        "units/vp.html": "../en/units/vp.html",
        "public/index.html": "en/index.html",
        "intake.html": "",
        "en/ranking.html": "../ranking.html",
        "en/units/vp.html": "../../units/vp.html",
        "public/en/index.html": "../index.html",
        "en/deductions.html": "",
    }


def test_the_link_says_the_language_in_that_language(tmp_path: Path):
    write(tmp_path, "ranking.html", "en/ranking.html")
    language_links.settle(tmp_path)
    assert 'lang="en" hreflang="en">English</a>' in (tmp_path / "ranking.html").read_text(encoding="utf-8")
    assert 'lang="vi" hreflang="vi">Tiếng Việt</a>' in (tmp_path / "en" / "ranking.html").read_text(encoding="utf-8")


def test_where_the_other_page_goes_the_link_goes_and_nothing_else(tmp_path: Path):
    write(tmp_path, "ranking.html", "en/ranking.html")
    language_links.settle(tmp_path)
    (tmp_path / "en" / "ranking.html").unlink()
    language_links.settle(tmp_path)
    assert (tmp_path / "ranking.html").read_text(encoding="utf-8") == PAGE


def test_a_page_that_has_its_link_is_not_written_again(tmp_path: Path):
    write(tmp_path, "ranking.html", "en/ranking.html")
    language_links.settle(tmp_path)
    before = (tmp_path / "ranking.html").stat()
    language_links.settle(tmp_path)
    after = (tmp_path / "ranking.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_place_far_down_a_page_is_found_too(tmp_path: Path):
    write(tmp_path, "projector.html", "en/projector.html")
    long = "x" * (1 << 16) + PAGE
    for folder in (tmp_path, tmp_path / "en"):
        (folder / "projector.html").write_text(long, encoding="utf-8")
    language_links.settle(tmp_path)
    assert set(links_of(tmp_path).values()) == {"en/projector.html", "../projector.html"}


def test_the_record_of_a_page_knows_it_with_and_without_its_link_and_no_other_change(tmp_path: Path):
    write(tmp_path, "ranking.html", "en/ranking.html")
    made = provenance.hash_files(tmp_path, [tmp_path / "ranking.html"])
    language_links.settle(tmp_path)
    assert provenance.are_as_made(tmp_path, made)
    page = tmp_path / "ranking.html"
    text = page.read_text(encoding="utf-8")
    for changed in (text.replace("4,25", "4,50"), text.replace("en/ranking.html", "https://example.org/x")):
        page.write_text(changed, encoding="utf-8")
        assert not provenance.are_as_made(tmp_path, made)
