"""Forms saved by LibreOffice as .ods and .xls say what the .xlsx said."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from conftest import skip_without

from .season_folder import GOOD_SELF, found, receive, score_of, write_form, write_season


def convert(path: Path, kind: str, folder: Path) -> Path:
    """The workbook as LibreOffice saves it in another format."""
    office = shutil.which("soffice")
    if office is None:
        skip_without("LibreOffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(office), profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind}"


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_form_saved_in_another_format_says_the_same(tmp_path: Path, kind: str) -> None:
    folder = write_season(tmp_path)
    path = folder / "self" / "cuc1.xlsx"
    write_form(path, "Cục I", GOOD_SELF | {"k1": "1,5/2", "t1": "KAD"})
    book = openpyxl.load_workbook(path)
    page = book["Phiếu"]
    page["D8"] = "=1+1.5"
    page["D10"] = "=NA()"
    page.row_dimensions[7].hidden = True
    draft = book.copy_worksheet(page)
    draft.title, draft.sheet_state = "Nháp", "hidden"
    book.save(path)
    converted = convert(path, kind, tmp_path)
    path.unlink()
    shutil.copy(converted, folder / "self")
    received = receive(folder)
    assert score_of(received, "cuc1", "k1")["score"] == 1.5
    assert score_of(received, "cuc1", "k2")["score"] == 2.5
    assert score_of(received, "cuc1", "t1")["score"] is None or score_of(received, "cuc1", "t1")["status"] != "scored"
    assert found(received, "hidden_sheet")["found"].tolist() == ["Nháp"]
    if kind == "ods":
        assert found(received, "score_unreadable")["source_cell"].tolist() == ["D10"]
        assert found(received, "hidden_cells")["found"].tolist() == ["D7"]
