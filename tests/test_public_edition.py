"""No public file holds what may not leave the house: a season full of canaries, published by the real command.

Every byte is searched: pages with what is embedded in them, workbooks unpacked, parquet with its metadata.
"""

import base64
import binascii
import gzip
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from canary_season import UNITS, write_canary_season
from page_figures import read_marked
from season_runs import Run, run_command

BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
LINK = re.compile(r'(?:href|src)="([^"]+)"')
PER_UNIT = ["rank", "group_rank", "total_score", "index_pct"]


def unpack(content: bytes) -> Iterator[bytes]:
    """The bytes themselves and all that is packed in them: zip, gzip, base64, to any depth."""
    yield content
    yield content[1:]  # texts of two bytes a letter may begin at an odd place
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from unpack(packed.read(name))
    if content.startswith(b"\x1f\x8b"):
        yield from unpack(gzip.decompress(content))
    if content.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(content))
        yield table.to_pandas().to_csv().encode()
        yield repr(table.schema.metadata).encode()
    for run in BASE64.findall(content):
        try:
            inner = base64.b64decode(run, validate=True)
        except binascii.Error:
            continue
        if inner != content:
            yield from unpack(inner)


def read_text(content: bytes) -> str:
    """Everything in a file that can be read as text, entities resolved, in one Unicode form and in capitals."""
    codings = ("utf-8", "utf-16-le", "utf-16-be")
    text = "\n".join(piece.decode(coding, errors="ignore") for piece in unpack(content) for coding in codings)
    return unicodedata.normalize("NFC", text + "\n" + html.unescape(text)).upper()


def read_cells(path: Path, sheet: int) -> list[object]:
    """Every cell of a sheet (the first is 0), row by row."""
    book = CalamineWorkbook.from_path(str(path))
    return [cell for row in book.get_sheet_by_index(sheet).to_python() for cell in row]


def read_numbers(path: Path) -> np.ndarray:
    """Every number of a page, a workbook or a table."""
    if path.suffix == ".html":
        found = re.findall(r"[-−]?\d+(?:[.,]\d+)?", html.unescape(path.read_text(encoding="utf-8")))
        return np.array([float(number.replace("−", "-").replace(",", ".")) for number in found])
    if path.suffix == ".parquet":
        return pd.read_parquet(path).select_dtypes("number").to_numpy(float, na_value=np.nan).ravel()
    if path.suffix == ".xlsx":
        sheets = range(len(CalamineWorkbook.from_path(str(path)).sheet_names))
        cells = [cell for sheet in sheets for cell in read_cells(path, sheet)]
        return np.array([cell for cell in cells if isinstance(cell, int | float)], dtype=float)
    return np.array([float(number) for number in re.findall(r"-?\d+\.\d+", path.read_text(encoding="utf-8"))])


def find_secrets(run: Run, *, totals: bool) -> np.ndarray:
    """Every figure of one unit that may not be published, found in the internal tables; with the *totals* or without.

    Those of two decimals or fewer are left out: maxima and counts are no canaries.
    """
    ranking = run.read_table("unit_ranking")
    units = run.read_table("inflation").query("level == 'unit'")
    tables = [run.read_table("comparison"), run.read_table("node_scores"), ranking.drop(columns="year"), units]
    values = np.concatenate([rows.select_dtypes("number").to_numpy(float, na_value=np.nan).ravel() for rows in tables])
    values = np.unique(np.abs(values[~np.isnan(values)]).round(6))
    values = values[np.abs(values * 100 - (values * 100).round()) > 1e-6]
    return values if totals else np.setdiff1d(values, ranking["total_score"].round(6))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("machine-path") / "canary"
    write_canary_season(folder / "data" / "raw")
    return folder


@pytest.fixture(scope="module")
def both(project: Path) -> Run:
    """The default command: both editions, in order."""
    run = run_command(project, "report", "--year", "2021", "--jobs", "2", year=2021)
    assert run.code == 0, run.said
    return run


@pytest.fixture(scope="module", params=["order", "group"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def published(both: Run, form: str) -> list[Path]:
    """Every public file in both languages, in one form: pages, workbooks, tables and rules."""
    for lang in ("en",) if form == "order" else ("vi", "en"):  # the default command made the Vietnamese pages in order
        words = ("report", "--year", "2021", "--edition", "public", "--form", form, "--lang", lang, "--jobs", "1")
        run = run_command(both.project, *words, year=2021)
        assert run.code == 0, run.said
    files = [*(both.pages / "public").rglob("*"), *(both.data / "processed" / "2021" / "public").rglob("*")]
    return [path for path in files if path.is_file()]


def test_the_canaries_are_in_the_internal_edition(both):
    """Else the search below would find nothing because there is nothing."""
    pages = [both.pages / f"{name}.html" for name in ("intake", "deductions", "comparison", "units/b")]
    inside = "".join(read_text(path.read_bytes()) for path in (*pages, both.pages / "cchc_2021.xlsx"))
    for what in ("NOTE", "SELF-NOTE", "EVIDENCE", "EXPLANATION", "FILE", "SHEET", "AUTHOR", "WHY", "DOCUMENT"):
        assert f"CANARY-{what}" in inside, what
    for what in ("INITIATIVE", "INITIATIVE-NOTE", "ALIAS", "RULE", "REASON", "LETTER", "PARAGRAPH"):
        assert f"CANARY-{what}" in inside, what


def test_there_are_public_files_of_each_kind(published):
    assert {path.name for path in published} >= {
        *("index.html", "projector.html", "cchc_2021_public.xlsx", "season.json"),
        *(f"public_{table}.parquet" for table in ("units", "ranking", "domains", "criteria", "headlines")),
    }
    assert {path.suffix for path in published} == {".html", ".xlsx", ".json", ".parquet"}


def test_no_note_name_or_text_of_the_inside_is_in_a_public_file(published):
    assert {path.name for path in published if "CANARY" in read_text(path.read_bytes())} == set()


def test_no_score_of_a_unit_is_in_a_public_file_in_any_spelling(published, both, form):
    secrets = find_secrets(both, totals=form == "group")
    assert len(secrets) > 200
    spelt = {f"{secret:.6f}".rstrip("0") for secret in secrets}
    for path in published:
        numbers = np.abs(read_numbers(path))
        found = secrets[np.isclose(secrets[:, None], numbers[None, :], rtol=0, atol=2e-6).any(axis=1)]
        assert found.tolist() == [], path.name
        text = read_text(path.read_bytes())
        written = {number.replace(",", ".").rstrip("0") for number in re.findall(r"\d+[.,]\d+", text)}
        assert written & spelt == set(), path.name


def test_every_number_with_decimals_on_a_public_page_is_one_of_the_published_tables(published):
    """So no score hides behind rounding: a rounded figure stands beside its exact value, which was searched above."""
    for path in (path for path in published if path.suffix == ".html"):
        page = re.sub(r"(?s)<(style|script|head)\b.*?</\1>", "", path.read_text(encoding="utf-8"))
        page = re.sub(r"(?s)<data [^>]*>.*?</data>|<t[dh][^>]* data-v=[^>]*>[^<]*", "", page)
        loose = set(re.findall(r"\d+[.,]\d+", html.unescape(re.sub(r"<[^>]+>", " ", page))))
        assert loose <= {"25,00", "0,00", "25.00", "0.00", "1.1", "1.2", "2.1", "2.2", "2.3", "0.1"}, path.name


def test_by_group_no_rank_and_no_total_is_anywhere_and_in_order_they_are(published, form):
    for path in published:
        if path.suffix == ".html":
            page = path.read_text(encoding="utf-8")
            found = {each.key.rpartition(".")[2] for each in read_marked(page)} & set(PER_UNIT)
            assert bool(found) == (form == "order"), path.name
            assert form == "order" or "Hạng" not in page, path.name
        if path.name == "public_ranking.parquet":
            assert pd.read_parquet(path)[PER_UNIT].isna().all().all() == (form == "group")
        if path.suffix == ".xlsx":
            headings = " ".join(str(cell) for cell in read_cells(path, 2)[:9])
            assert bool(re.search("Hạng|Tổng điểm", headings)) == (form == "order")
        if path.name == "public_headlines.parquet":
            metrics = " ".join(pd.read_parquet(path)["metric"])
            assert bool(re.search("highest|lowest|range|mean_result_change", metrics)) == (form == "order")


def test_by_group_units_of_a_grade_stand_in_the_order_of_the_list(published, both, form):
    ranking = both.read_table("unit_ranking")
    ranked = [unit for unit in ranking["unit_id"] if ranking.set_index("unit_id")["grade"][unit] == "fair"]
    listed = [unit for unit in UNITS if unit in ranked]
    assert listed not in (ranked, sorted(ranked))
    expected = listed if form == "group" else ranked
    for path in published:
        if path.suffix == ".html" and "/en/" not in path.as_posix():
            page = path.read_text(encoding="utf-8")
            section = page[page.index("<main") :]
            places = {unit: section.index(UNITS[unit], section.index(UNITS[expected[0]])) for unit in ranked}
            assert sorted(ranked, key=places.__getitem__) == expected, path.name
        if path.name == "public_ranking.parquet":
            rows = pd.read_parquet(path)
            assert rows.loc[rows["grade"] == "fair", "unit_id"].tolist() == expected


def test_a_criterion_of_one_unit_is_withheld_and_a_second_one_with_it(published):
    criteria = pd.read_parquet(next(path for path in published if path.name == "public_criteria.parquet"))
    assert criteria.set_index("criterion_id")["withheld_because"].dropna().to_dict() == {
        "2.3": "few_units",
        "2.2": "derivable",
    }


def test_public_pages_link_to_public_files_alone_and_run_nothing_from_outside(published, both):
    outside = both.pages / "public"
    for path in (path for path in published if path.suffix == ".html"):
        for link in LINK.findall(path.read_text(encoding="utf-8")):
            target = (path.parent / link.partition("#")[0]).resolve()
            assert target.is_relative_to(outside.resolve()), (path.name, link)
            assert target.exists(), (path.name, link)


def test_no_public_file_tells_of_the_machine_or_of_the_folders_inside(published, both):
    for path in published:
        text = read_text(path.read_bytes())
        for place in (str(both.project), "machine-path", "/home/", "data/raw", "season.toml", ".ipynb"):
            assert place.upper() not in text, (path.name, place)


def test_what_was_executed_to_make_public_pages_stays_inside(published, both):
    assert not [path for path in published if path.suffix == ".ipynb" or "notebooks" in path.parts]
    assert sorted(path.name for path in both.pages.glob("notebooks/public/*")) == [
        "beside.json",
        "projector.ipynb",
        "projector.json",
        "public_results.ipynb",
        "public_results.json",
    ]


def test_internal_pages_are_marked_and_public_ones_are_not(both):
    inside = [*both.pages.glob("*.html"), *both.pages.glob("units/*.html")]
    assert [path.name for path in inside if "Lưu hành nội bộ" not in path.read_text(encoding="utf-8")] == []
    outside = list((both.pages / "public").rglob("*.html"))
    assert [path.name for path in outside if "Lưu hành nội bộ" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("hide", [
    lambda text: text,
    lambda text: base64.b64encode(text),
    lambda text: gzip.compress(text),
    lambda text: base64.b64encode(gzip.compress(text)),
    lambda text: html.escape(text.decode()).replace("-", "&#45;").encode(),
    lambda text: text.decode().encode("utf-16-le"),
], ids=["plain", "base64", "gzip", "packed", "entities", "utf-16"])  # fmt: skip
def test_the_search_finds_a_canary_however_it_is_packed(hide):
    told = "Ý kiến: CANARY-NOTE của người thẩm định".encode()
    assert "CANARY-NOTE" in read_text(
        b'<p class="x">' + hide(told) + b"</p>" if hide(told)[:2] != b"\x1f\x8b" else hide(told)
    )


def test_the_search_reads_workbooks_and_tables(tmp_path):
    rows = pd.DataFrame({"note": ["CANARY-NOTE"], "score": [3.1379]})
    rows.attrs["author"] = "CANARY-AUTHOR"
    rows.to_excel(tmp_path / "leak.xlsx")
    rows.to_parquet(tmp_path / "leak.parquet")
    for name in ("leak.xlsx", "leak.parquet"):
        assert "CANARY-NOTE" in read_text((tmp_path / name).read_bytes())
        assert 3.1379 in read_numbers(tmp_path / name)
    assert "CANARY-AUTHOR" in read_text((tmp_path / "leak.parquet").read_bytes())
