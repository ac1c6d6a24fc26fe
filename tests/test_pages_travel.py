"""Pages are light, wait for no network, and travel: what a reader gets by mail is one file with no dead link in it."""

import re
import shutil
from pathlib import Path

import pytest

from browser import Browser
from cchc_analysis.pipeline.report import KINDS, SINGLE, SINGLE_NAMES
from cchc_analysis.reporting.pages import layout
from season_runs import LINK, Run, run_command

UNIT_PAGE, PAGE = 100_000, 500_000  # bytes
PACKED = re.compile(r'<script type="application/octet-stream" id="plotly-packed"[^>]*>[^<]*</script>')
MAILED = [kind.notebook for kind in KINDS if kind.single_file]


def weigh(page: Path) -> int:
    """A page's bytes without the drawing program that a single file carries."""
    return len(PACKED.sub("", page.read_text(encoding="utf-8")).encode())


def test_a_unit_page_weighs_under_100_kb_and_any_other_under_500_kb(sample_report: Run) -> None:
    weights = {name: weigh(path) for name, path in sample_report.list_pages().items()}
    public = {path.name: weigh(path) for path in (sample_report.pages / "public").glob("*.html")}
    limits = {name: UNIT_PAGE if name.startswith("units/") else PAGE for name in (weights | public)}
    assert len(weights) > 19
    assert {name: weight for name, weight in (weights | public).items() if weight >= limits[name]} == {}


def test_the_drawing_program_in_a_single_file_is_packed_to_less_than_2_mb(sample_report: Run) -> None:
    for name in MAILED:
        packed = PACKED.search(sample_report.read_page(name))
        assert packed is not None
        assert len(packed[0]) < 2_000_000


def list_copies(run: Run) -> dict[str, Path]:
    folder = run.pages / SINGLE
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob("*.html")}


def test_the_pages_that_go_by_mail_have_a_copy_each(sample_report: Run) -> None:
    assert sorted(list_copies(sample_report)) == sorted(MAILED) == ["briefing", "yearly_report"]
    assert "Bản gửi thư, mỗi trang một tệp: reports/2020/single" in sample_report.said.replace("\\", "/")


def test_a_copy_leads_nowhere_but_within_itself_and_keeps_every_word(sample_report: Run) -> None:
    for name, path in list_copies(sample_report).items():
        copy, page = path.read_text(encoding="utf-8"), sample_report.read_page(name)
        assert [link for link in LINK.findall(copy) if not link.startswith("#")] == [], name
        inside = re.compile(r"(?s)<main.*?</main>")
        words = [re.sub(r"<[^>]+>", "", inside.search(each)[0]) for each in (copy, page)]  # type: ignore[index]
        assert words[0] == words[1], name


def test_a_copy_opened_with_nothing_beside_it_draws_every_chart(
    sample_report: Run, browser: Browser, tmp_path: Path
) -> None:
    for name, path in list_copies(sample_report).items():
        opened = browser.open_page(Path(shutil.copy(path, tmp_path)))
        assert opened.charts > 0, name
        assert (opened.drawn, opened.files, opened.requests, opened.errors) == (opened.charts, (), (), ()), name


def test_an_unknown_page_is_refused_and_the_known_ones_are_named(sample_report: Run) -> None:
    refused = run_command(sample_report.project, "report", "--year", "2020", "--single-file", "ranking,brief")
    assert refused.code == 2
    assert "Không có trang brief." in refused.said
    assert all(name in refused.said for name in (*SINGLE_NAMES, "all", "none"))


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<a href="units/vp.html">Văn phòng</a>', "Văn phòng"),
        ('<a href="../index.html" aria-current="page"><b>Đầu</b></a>', "<b>Đầu</b>"),
        ('<a href="cchc_2020.xlsx" download>Excel</a>', "Excel"),
        ('<a href="#content">Đến nội dung</a>', '<a href="#content">Đến nội dung</a>'),
        ('<a href="https://example.org/">Nguồn</a>', '<a href="https://example.org/">Nguồn</a>'),
    ],
)
def test_only_links_to_files_beside_become_words(html: str, left: str) -> None:
    assert layout.unlink(html) == left


def test_no_page_waits_for_a_network_that_never_answers(sample_report: Run, browser: Browser) -> None:
    names = ["index", "briefing", "ranking", "intake", "units/van-phong"]
    opened = browser.open_behind_silence([sample_report.pages / f"{name}.html" for name in names])
    assert {name: page.requests for name, page in zip(names, opened, strict=True) if page.requests} == {}
    assert [page.drawn for page in opened] == [page.charts for page in opened]
