"""One parquet dataset of many seasons and bodies: what is laid down, what stays, what an engine reads of it."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import cchc_analysis as cchc
from cchc_analysis import schemas
from cchc_analysis.cli.app import app
from cchc_analysis.store import dataset, storage
from cchc_analysis.store.aggregations import rank_deducted
from cchc_analysis.store.dataset import CORE_TABLES, PART, Body, add_bodies, list_seasons, remove_season
from cchc_analysis.store.open_tables import connect, open_dataset, open_table
from season_runs import Run

ODD = "Tỉnh 'x' [y] 50%"
RUN = CliRunner()


@pytest.fixture(scope="module")
def sample(sample_report: Run) -> Path:
    return sample_report.project / "data"


@pytest.fixture(scope="module")
def laid(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laid") / "national"
    add_bodies([Body("01", sample), Body(ODD, sample)], folder)
    return folder


@pytest.fixture
def own(laid: Path, tmp_path: Path) -> Path:
    """The dataset, to be changed."""
    return Path(shutil.copytree(laid, tmp_path / "national"))


@pytest.fixture
def body(sample: Path, tmp_path: Path) -> Path:
    """The sample season's tables in a folder of their own, to be changed."""
    shutil.copytree(sample / "processed" / "2020", tmp_path / "tinh-a" / "data" / "processed" / "2020")
    return tmp_path / "tinh-a" / "data"


def _written(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_every_row_of_every_season_is_in_the_dataset_as_it_is_in_the_season(laid: Path, sample: Path) -> None:
    engine = open_dataset(laid)
    for name in CORE_TABLES:
        stored = storage.load_table(name, 2020, sample)
        keys = schemas.ALL_TABLES[name].to_schema().unique
        found = engine.sql(f"FROM {name} WHERE body = '01' AND year = 2020").df()[list(stored)]
        pd.testing.assert_frame_equal(
            found.sort_values(keys, ignore_index=True),
            stored.sort_values(keys, ignore_index=True),
            check_dtype=False,
        )


def test_a_body_keeps_its_name_whatever_it_is_made_of(laid: Path) -> None:
    assert open_dataset(laid).sql("SELECT DISTINCT body FROM seasons ORDER BY body").fetchall() == [("01",), (ODD,)]
    assert list(list_seasons(laid)) == sorted(["01", ODD], key=str)


def test_a_name_that_looks_like_a_number_stays_a_name(body: Path, tmp_path: Path) -> None:
    add_bodies([Body("101", body)], tmp_path / "national")
    assert open_dataset(tmp_path / "national").sql("SELECT body, year FROM seasons").fetchall() == [("101", 2020)]


def test_ids_have_their_names_beside_them(laid: Path) -> None:
    named = """
        SELECT grade, code_lists.name FROM unit_ranking
        JOIN code_lists ON code_lists.body = unit_ranking.body AND code_lists.year = unit_ranking.year
            AND code_list = 'grade' AND id = grade
        WHERE unit_ranking.body = '01' AND unit_ranking.year = 2020 AND rank = 1"""
    assert [name for _grade, name in open_dataset(laid).sql(named).fetchall()] == ["Từ 40 điểm trở lên"]


def test_a_question_about_one_body_and_year_opens_one_file(laid: Path) -> None:
    asked = "EXPLAIN ANALYZE SELECT sum(deduction) FROM comparison WHERE body = '01' AND year = 2020"
    plan = open_dataset(laid).sql(asked).fetchall()[0][1]
    assert "Total Files Read: 1 " in plan
    assert "Scanning Files: 1/4" in plan


def test_the_house_aggregations_answer_from_the_dataset_as_from_the_season(laid: Path, sample: Path) -> None:
    found = rank_deducted(
        open_dataset(laid).view("comparison"), within=("body", "year"), by=("body", "year", "ranked_node_id")
    ).df()
    own = found[(found["body"] == ODD) & (found["year"] == 2020)].set_index("ranked_node_id")
    expected = storage.load_table("criterion_deductions", 2020, sample).set_index("criterion_id")
    assert own["deduction"].to_dict() == expected["deduction"].to_dict()
    assert (
        own["deduction_rank"].dropna().astype(int).to_dict()
        == expected["deduction_rank"].dropna().astype(int).to_dict()
    )


def test_a_second_run_writes_nothing(own: Path, sample: Path) -> None:
    before = _written(own)
    added = add_bodies([Body("01", sample)], own)
    assert [(season.year, season.written) for season in added] == [(2019, ()), (2020, ())]
    assert _written(own) == before


def test_only_the_tables_that_changed_are_written_again(own: Path, body: Path) -> None:
    path = body / "processed" / "2020" / "findings.parquet"
    pd.read_parquet(path).iloc[:3].to_parquet(path, index=False)
    (season,) = add_bodies([Body("01", body)], own)
    assert season.written == ("findings",)
    assert open_dataset(own).sql("SELECT count(*) FROM findings WHERE body = '01' AND year = 2020").fetchall() == [(3,)]
    assert list_seasons(own)["01"] == [2019, 2020]


def test_a_table_asked_for_once_is_kept_in_step_from_then_on(own: Path, body: Path) -> None:
    add_bodies([Body("01", body)], own, [*CORE_TABLES, "headlines"])
    path = body / "processed" / "2020" / "headlines.parquet"
    pd.read_parquet(path).iloc[:1].to_parquet(path, index=False)
    (season,) = add_bodies([Body("01", body)], own)
    assert season.written == ("headlines",)


def test_a_season_that_cannot_be_written_whole_changes_nothing(
    own: Path, body: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("findings", "comparison"):
        path = body / "processed" / "2020" / f"{name}.parquet"
        pd.read_parquet(path).iloc[:3].to_parquet(path, index=False)
    before, write = _written(own), pq.write_table

    def fill_the_disk(rows: object, path: Path, **options: object) -> None:
        if "comparison" in str(path):
            raise OSError(28, "No space left on device")
        write(rows, path, **options)

    monkeypatch.setattr(dataset.pq, "write_table", fill_the_disk)
    with pytest.raises(OSError, match="No space left"):
        add_bodies([Body("01", body), Body("new", body)], own)
    assert _written(own) == before
    monkeypatch.undo()
    assert add_bodies([Body("01", body)], own)[0].written == ("findings", "comparison")


def test_the_same_season_gives_the_same_bytes(sample: Path, laid: Path, tmp_path: Path) -> None:
    add_bodies([Body("01", sample)], tmp_path / "again")
    for path in (tmp_path / "again").rglob(PART):
        assert path.read_bytes() == (laid / path.relative_to(tmp_path / "again")).read_bytes()


def test_a_column_has_one_type_in_every_season_and_says_what_it_is(laid: Path) -> None:
    for name in (*CORE_TABLES, "seasons", "code_lists"):
        stored = {pq.read_schema(path).remove_metadata().to_string() for path in laid.glob(f"{name}/*/*/{PART}")}
        assert len(stored) == 1
    (part, *_others) = laid.glob(f"comparison/*/*/{PART}")
    field = pq.read_schema(part).field("deduction")
    assert field.metadata == {b"title": "Điểm bị trừ".encode(), b"title_en": b"Deduction", b"unit": b"points"}
    told = pq.read_metadata(part).metadata
    assert told[b"cchc.key"] == b"body, year, unit_id, criterion_id"
    assert json.loads(told[b"cchc.columns"])["deduction"]["title"] == "Điểm bị trừ"


def test_one_units_cells_lie_together(laid: Path) -> None:
    for path in laid.glob(f"comparison/*/*/{PART}"):
        assert pq.read_table(path)["unit_id"].to_pandas().is_monotonic_increasing


def test_a_season_or_a_body_can_be_taken_out_again(own: Path) -> None:
    assert remove_season(own, "01/2019") == [2019]
    assert remove_season(own, ODD) == [2019, 2020]
    assert list_seasons(own) == {"01": [2020]}
    assert len(open_dataset(own).sql("SELECT DISTINCT body, year FROM comparison").fetchall()) == 1
    with pytest.raises(LookupError, match=r"no 01/2019 in the dataset; there are: 01/2020"):
        remove_season(own, "01/2019")


def test_data_folders_and_datasets_are_asked_together_column_by_column(laid: Path, body: Path) -> None:
    for name in ("findings", "units", "unit_ranking"):
        both = open_table(name, [body, laid])
        assert both.columns[:2] == ["body", "year"]
        assert both.columns == open_table(name, laid).columns == open_table(name, body).columns
        counted = both.aggregate("body, year, count(*) AS row_count", "body, year").df().query("year == 2020")
        assert set(counted["body"]) == {"tinh-a", "01", ODD}
        assert len(set(counted["row_count"])) == 1


def test_limits_of_an_engine_are_those_stated(laid: Path, tmp_path: Path) -> None:
    engine = open_dataset(laid, memory_limit="300MB", threads=1, temp_directory=tmp_path / "spill")
    stated = "SELECT current_setting('threads'), current_setting('memory_limit'), current_setting('temp_directory')"
    assert engine.sql(stated).fetchall() == [(1, "286.1 MiB", str(tmp_path / "spill"))]
    assert connect().sql("SELECT 1").fetchall() == [(1,)]


def test_the_package_opens_datasets(laid: Path) -> None:
    assert cchc.open_table("seasons", str(laid)).count("*").fetchall() == [(4,)]
    assert cchc.open_dataset(laid).sql("SELECT count(*) FROM seasons").fetchall() == [(4,)]
    with pytest.raises(FileNotFoundError, match="is no dataset of seasons"):
        cchc.open_dataset(laid.parent)


def test_the_command_lays_down_bodies_named_for_their_folders(body: Path, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "tinh-a", tmp_path / "tinh-b")
    done = RUN.invoke(app, ["tables", str(tmp_path / "tinh-*"), "--out", str(tmp_path / "national")])
    assert done.exit_code == 0, done.output
    assert list_seasons(tmp_path / "national") == {"tinh-a": [2020], "tinh-b": [2020]}
    again = RUN.invoke(app, ["tables", str(body), "--out", str(tmp_path / "national"), "--lang", "en"])
    assert again.exit_code == 0
    assert "ghi 14" not in again.output
    gone = RUN.invoke(app, ["tables", "--out", str(tmp_path / "national"), "--remove", "tinh-b"])
    assert gone.exit_code == 0
    assert list_seasons(tmp_path / "national") == {"tinh-a": [2020]}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["{body}", "--table", "nothing"], "nothing"),
        (["{empty}"], "cchc check"),
        (["{body}", "{body}/../../tinh-a2/data", "--body", "a", "--body", "a"], "“a”"),
        (["{body}", "--body", "a", "--body", "b"], "--body"),
        (["--remove", "x/2020"], "x/2020"),
    ],
)
def test_what_cannot_be_laid_down_is_said_and_nothing_is_written(
    told: list[str], said: str, body: Path, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "tinh-a", tmp_path / "tinh-a2")
    (tmp_path / "empty").mkdir()
    given = [each.format(body=body, empty=tmp_path / "empty") for each in told]
    done = RUN.invoke(app, ["tables", *given, "--out", str(tmp_path / "national")])
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "national").exists()


def test_nothing_is_written_among_files_of_something_else(body: Path) -> None:
    before = _written(body)
    done = RUN.invoke(app, ["tables", str(body), "--out", str(body)])
    assert done.exit_code == 2
    assert _written(body) == before
