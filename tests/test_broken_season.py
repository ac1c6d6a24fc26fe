"""What goes wrong reaches as far as it must and no further: findings with their place, exit codes, withheld pages."""

import errno
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from cchc_analysis.cli.app import app
from cchc_analysis.pipeline import report
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.reporting.pages import notebooks
from cchc_analysis.store import storage
from intake.season_folder import write_season
from season_runs import AGGREGATES, Run, copy_samples, run_command

GONE, MISSPELT, TEXT, CORRUPT = "vu-chinh-sach", "vu-doi-ngoai", "vien-nghien-cuu", "trung-tam-du-lieu"
UNITS = ("khth", "cuc1", "cuc2")
ALL_PAGES = sorted(["index", *AGGREGATES, *(f"units/{unit}" for unit in UNITS)])


def run_cli(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def broken(sample_report: Run, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The sample season with four units' forms damaged in four ways, and the real command run on it."""
    project = tmp_path_factory.mktemp("broken")
    folder = copy_samples(project)
    scores = sample_report.read_table("scores").query("stage == 'self' and status == 'scored' and score > 0")
    first = scores.drop_duplicates("unit_id").set_index("unit_id")
    (folder / first["source_file"][GONE]).unlink()
    cell = misspell(folder / first["source_file"][MISSPELT], "Vụ Đối ngoại", "Vụ Đối ngoaij")
    write_abc(folder, first.loc[TEXT])
    damaged = folder / first["source_file"][CORRUPT]
    damaged.write_bytes(damaged.read_bytes()[:2000])
    run = run_command(project, "report", "--year", "2020", "--jobs", "2")
    return SimpleNamespace(run=run, place=first, name_cell=cell)


def misspell(path: Path, name: str, misspelt: str) -> str:
    """Write a unit's name wrongly wherever it stands in a form; the first cell."""
    book = openpyxl.load_workbook(path)
    named = [cell for sheet in book for row in sheet.iter_rows() for cell in row if name in str(cell.value)]
    for cell in named:
        cell.value = cell.value.replace(name, misspelt)
    book.save(path)
    return named[0].coordinate


def write_abc(folder: Path, score: pd.Series) -> None:
    book = openpyxl.load_workbook(folder / score["source_file"])
    book[score["source_sheet"]][score["source_cell"]] = "abc"
    book.save(folder / score["source_file"])


def errors_of(run: Run) -> pd.DataFrame:
    findings = run.read_table("findings")
    return findings[findings["severity"] == "error"]


def test_a_broken_season_ends_with_code_1_and_says_what_is_wrong_where(broken):
    assert broken.run.code == 1, broken.run.said
    assert "Traceback" not in broken.run.said
    assert "Mã kết thúc: 1" in broken.run.said
    place = broken.place.loc[TEXT]
    assert f"{place['source_file']} › {place['source_sheet']} › {place['source_cell']}" in broken.run.said


def test_a_deleted_workbook_is_an_error_of_its_unit(broken):
    errors = errors_of(broken.run).query("unit_id == @GONE")
    assert errors["rule"].tolist() == ["missing_form"]
    assert errors["stage"].tolist() == ["self"]


def test_a_misspelt_unit_is_an_error_with_its_file_sheet_and_cell_and_the_unit_has_no_form(broken):
    errors = errors_of(broken.run)
    (unknown,) = errors[errors["source_file"] == broken.place["source_file"][MISSPELT]].to_dict("records")
    assert unknown["rule"] == "unknown_unit"
    assert unknown["source_sheet"] == broken.place["source_sheet"][MISSPELT]
    assert unknown["source_cell"] == broken.name_cell
    assert "Vụ Đối ngoaij" in unknown["found"]
    assert errors.query("unit_id == @MISSPELT")["rule"].tolist() == ["missing_form"]


def test_text_in_a_score_cell_is_an_error_with_its_file_sheet_and_cell(broken):
    place = broken.place.loc[TEXT]
    (error,) = errors_of(broken.run).query("unit_id == @TEXT").to_dict("records")
    assert (error["found"], error["criterion_id"]) == ("abc", place["criterion_id"])
    for column in ("source_file", "source_sheet", "source_cell"):
        assert error[column] == place[column], column


def test_a_corrupt_file_is_an_error_with_its_name(broken):
    errors = errors_of(broken.run)
    (corrupt,) = errors[errors["source_file"] == broken.place["source_file"][CORRUPT]].to_dict("records")
    assert corrupt["rule"] == "file_corrupt"


def test_the_pages_of_a_broken_season_all_come_and_show_the_errors(broken, sample_report):
    run = broken.run
    assert sorted(run.list_pages()) == sorted(sample_report.list_pages())
    assert (run.pages / "cchc_2020.xlsx").is_file()
    assert run.find_dead_links() == {}
    intake = run.read_page("intake")
    for unit in (MISSPELT, TEXT, CORRUPT):
        assert broken.place["source_file"][unit] in intake, unit
    assert "abc" in run.read_page(f"units/{TEXT}")
    assert "chưa tự chấm" in run.read_page(f"units/{GONE}")


def test_a_broken_self_form_costs_the_comparison_and_not_the_rank(broken, sample_report):
    before, after = (run.read_table("unit_ranking").set_index("unit_id") for run in (sample_report, broken.run))
    assert after["rank"].to_dict() == before["rank"].to_dict()
    assert sorted(after.index[~after["has_self_score"]]) == sorted([GONE, MISSPELT, CORRUPT])
    untouched = before.index.difference([GONE, MISSPELT, TEXT, CORRUPT])
    columns = ["compared_self_score", "cut", "conceded"]
    pd.testing.assert_frame_equal(after.loc[untouched, columns], before.loc[untouched, columns])


def test_the_real_command_cannot_run_a_season_without_rules_and_names_the_file(tmp_path):
    folder = copy_samples(tmp_path)
    (folder / "season.toml").unlink()
    run = run_command(tmp_path, "check", "--year", "2020")
    assert run.code == 2
    assert "season.toml" in run.said
    assert "Traceback" not in run.said
    assert not (tmp_path / "data" / "processed" / "2020").exists()


def test_a_misspelt_option_of_the_real_command_is_an_error_that_names_those_alike(tmp_path):
    run = run_command(tmp_path, "report", "--yaer", "2020")
    assert run.code == 2
    assert "--yaer" in run.said
    assert "--year" in run.said


@pytest.fixture(scope="module")
def small_report(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A small season in which nothing is wrong, with its whole report."""
    project = tmp_path_factory.mktemp("small")
    write_season(project / "data" / "raw")
    done = run_cli("report", "--year", 2020, "--data", project / "data", "--jobs", 1)
    run = Run(2020, done.exit_code, done.output, project)
    assert sorted(run.list_pages()) == ALL_PAGES
    return run


@pytest.fixture
def small(small_report: Run, tmp_path: Path) -> Run:
    """A copy of it, to do harm to."""
    shutil.copytree(small_report.project, tmp_path, dirs_exist_ok=True)
    return replace(small_report, project=tmp_path)


def test_a_small_season_ends_with_code_0(small_report):
    assert small_report.code == 0, small_report.said
    assert small_report.find_dead_links() == {}


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        (["--year", "2031"], ["2031", "2020"]),
        (["--year", "2020", "--unit", "cuc9"], ["cuc9", "khth, cuc1, cuc2"]),
        (["--year", "2020", "--lang", "fr"], ["fr", "'vi', 'en'"]),
        (["--year", "hai"], ["--year", "integer"]),
        (["--year", "2020", "--job", "2"], ["--job", "--jobs"]),
    ],
)
def test_what_does_not_exist_is_an_error_that_lists_what_does(small, words, listed):
    done = run_cli("report", *words, "--data", small.data)
    assert done.exit_code == 2
    for said in listed:
        assert said in done.output


def test_a_unit_s_page_alone_leaves_the_others_as_they_are(small):
    before = {name: path.read_bytes() for name, path in small.list_pages().items()}
    stamps = {name: path.stat().st_mtime_ns for name, path in small.list_pages().items()}
    done = run_cli("report", "--year", 2020, "--data", small.data, "--unit", "cuc1", "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert {name: path.read_bytes() for name, path in small.list_pages().items()} == before
    assert small.list_pages()["units/cuc2"].stat().st_mtime_ns == stamps["units/cuc2"]


def refuse(refused: str) -> Callable[..., list[str]]:
    check = report.check_page

    def check_page(html: str, **stated) -> list[str]:
        named = f'data-page="{refused}"' in html
        return [*check(html, **stated), *(["Biểu đồ bị mất."] if named else [])]

    return check_page


@pytest.mark.parametrize("refused", ["ranking.html", "units/cuc1.html"])
def test_a_page_whose_check_fails_is_withheld_and_the_others_stand(small, monkeypatch, refused):
    monkeypatch.setattr(report, "check_page", refuse(refused))
    done = run_cli("report", "--year", 2020, "--data", small.data, "--jobs", 1)
    assert done.exit_code == 1
    assert f"{refused}: Biểu đồ bị mất." in done.output
    assert sorted(small.list_pages()) == [page for page in ALL_PAGES if f"{page}.html" != refused], (
        "the old copy is gone"
    )
    assert small.find_dead_links() == {}
    assert not any(f'{refused}"' in small.read_page(page) for page in small.list_pages() if page != "index")
    front = small.read_page("index")
    assert f"<code>{refused}</code>" in front
    assert "Biểu đồ bị mất." in front


def test_a_withheld_page_comes_back_with_its_links_once_it_is_sound(small, monkeypatch):
    before = {name: path.read_bytes() for name, path in small.list_pages().items()}
    with monkeypatch.context() as patch:
        patch.setattr(report, "check_page", refuse("units/cuc1.html"))
        run_cli("report", "--year", 2020, "--data", small.data, "--jobs", 1)
    assert "units/cuc1" not in small.list_pages()
    assert run_cli("report", "--year", 2020, "--data", small.data, "--jobs", 1).exit_code == 0
    assert {name: path.read_bytes() for name, path in small.list_pages().items()} == before


def test_one_units_failure_leaves_the_others(small, monkeypatch):
    run_notebook = notebooks.run_notebook

    def fail_at_cuc1(notebook, parameters, output):
        if parameters.get("unit") == "cuc1":
            raise notebooks.NotebookError(str(notebook), "ValueError: hỏng", cell=4)
        return run_notebook(notebook, parameters, output)

    monkeypatch.setattr(notebooks, "run_notebook", fail_at_cuc1)
    done = run_cli("report", "--year", 2020, "--data", small.data, "--jobs", 1)
    assert done.exit_code == 1
    assert "units/cuc1.html: unit_profile, cell 4: ValueError: hỏng" in done.output
    assert sorted(small.list_pages()) == [page for page in ALL_PAGES if page != "units/cuc1"]
    assert small.find_dead_links() == {}


def test_a_page_of_a_unit_that_left_the_season_goes(small):
    units = small.data / "raw" / "2020" / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace("cuc2,Cục II,,,\n", ""), encoding="utf-8")
    for form in small.data.rglob("cuc2.xlsx"):
        form.unlink()
    assert run_cli("report", "--year", 2020, "--data", small.data, "--jobs", 1).exit_code == 0
    assert sorted(small.list_pages()) == [page for page in ALL_PAGES if page != "units/cuc2"]
    assert small.find_dead_links() == {}


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def checked(small: Run) -> Path:
    """The data folder of a small season with its tables, to which a form changed since."""
    folder = small.data / "raw" / "2020" / "self"
    shutil.copy(folder / "cuc1.xlsx", folder / "cuc1 lan 2.xlsx")
    return small.data


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError, MemoryError])
def test_a_run_interrupted_in_the_middle_of_saving_leaves_the_old_tables(checked, monkeypatch, stop):
    before = read_all(checked / "processed")
    written, to_parquet = [], pd.DataFrame.to_parquet

    def stop_at_the_tenth(rows, path, **options):
        written.append(path)
        if len(written) == 10:
            raise stop
        to_parquet(rows, path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", stop_at_the_tenth)
        with pytest.raises(stop):
            check_season(2020, checked)
    assert len(written) == 10
    after = read_all(checked / "processed")
    assert {name: content for name, content in after.items() if name.startswith("2020/")} == before
    assert len(storage.load_table("scores", 2020, checked)) > 0
    check_season(2020, checked)
    assert all(name.startswith("2020/") for name in read_all(checked / "processed")), "what was begun is cleared away"


@pytest.mark.parametrize("stop", [PermissionError, KeyboardInterrupt])
def test_tables_that_cannot_be_swapped_in_leave_the_old_ones(checked, monkeypatch, stop):
    before = read_all(checked / "processed")
    rename = Path.rename

    def refuse_new(path, target):
        if path.name.endswith(".new"):
            raise stop
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse_new)
        with pytest.raises(stop):
            check_season(2020, checked)
    after = read_all(checked / "processed" / "2020")
    assert {f"2020/{name}": content for name, content in after.items()} == before


def test_a_season_whose_check_cannot_run_leaves_the_old_tables(checked):
    before = read_all(checked / "processed")
    (checked / "raw" / "2020" / "units.csv").write_text("unit_id,name\n,\n", encoding="utf-8")
    done = run_cli("check", "--year", 2020, "--data", checked)
    assert done.exit_code == 2
    assert "units.csv" in done.output
    assert read_all(checked / "processed") == before


def test_a_report_interrupted_between_pages_leaves_every_page_whole(small, monkeypatch):
    before = {name: path.read_bytes() for name, path in small.list_pages().items()}
    made, write_page = [], report.layout.write_page

    def stop_at_the_third(html, path):
        made.append(path)
        if len(made) == 3:
            raise KeyboardInterrupt
        return write_page(html, path)

    monkeypatch.setattr(report.layout, "write_page", stop_at_the_third)
    assert run_cli("report", "--year", 2020, "--data", small.data, "--jobs", 1).exit_code != 0
    assert {name: path.read_bytes() for name, path in small.list_pages().items()} == before


def test_a_disk_that_is_full_ends_the_report_and_withholds_no_page(small, monkeypatch):
    before = {name: path.read_bytes() for name, path in small.list_pages().items()}
    tried = []

    def fail(html, path):
        tried.append(path)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(report.layout, "write_page", fail)
    done = run_cli("report", "--year", 2020, "--data", small.data, "--jobs", 1, "--force")
    assert isinstance(done.exception, OSError)
    assert len(tried) == 1
    assert {name: path.read_bytes() for name, path in small.list_pages().items()} == before
