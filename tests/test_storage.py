"""A season's tables are there as a whole or not at all, and what could not be finished leaves nothing beside them."""

import errno

import pandas as pd
import pytest

from analysis.small_seasons import season_of
from cchc_analysis import schemas
from cchc_analysis.reporting.workbook.csv_files import write_csv
from cchc_analysis.store import provenance, storage


def fail_full(*_args, **_options):
    raise OSError(errno.ENOSPC, "No space left on device")


def list_files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_full_disk_leaves_the_earlier_tables_and_nothing_half_written(tmp_path, monkeypatch):
    season = season_of()
    tables = {name: schemas.empty(name) for name in ("units", "criteria")}
    storage.save_tables(tables, season, tmp_path)
    before = list_files(tmp_path)
    monkeypatch.setattr(pd.DataFrame, "to_parquet", fail_full)
    with pytest.raises(OSError, match="No space left"):
        storage.save_tables(tables, season, tmp_path)
    assert list_files(tmp_path) == before
    assert [path.name for path in (tmp_path / "processed").iterdir()] == [str(season.year)]


@pytest.mark.parametrize("kind", ["csv", "record"])
def test_a_full_disk_leaves_the_earlier_file_and_nothing_beside_it(tmp_path, monkeypatch, kind):
    path = tmp_path / "file"

    def write(content):
        if kind == "csv":
            write_csv(pd.DataFrame({"name": [content]}), path)
        else:
            provenance.write_record(path, {"name": content})

    write("first")
    before = path.read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", fail_full)
    with pytest.raises(OSError, match="No space left"):
        write("second")
    assert path.read_bytes() == before
    assert list_files(tmp_path) == ["file"]
