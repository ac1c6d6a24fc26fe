"""What registers show stands in the appraisal form beside an empty score cell, and the form is read back as before."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from cchc_analysis.forms.contents import REGISTER_HEADING
from cchc_analysis.forms.issue import issue_forms
from cchc_analysis.forms.workbook import REGISTER_SHEET
from cchc_analysis.pipeline.check import check_season

ROOT = Path(__file__).resolve().parents[2]
UNIT = "van-phong"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms") / "data"
    shutil.copytree(ROOT / "data" / "raw" / "2020", folder / "raw" / "2020")
    return folder


def test_an_appraisal_form_has_the_proposal_beside_an_empty_cell_and_a_self_form_has_none(
    data: Path, tmp_path: Path
) -> None:
    issued = issue_forms(2020, data, tmp_path, units=[UNIT])
    by_kind = {each.stage.kind: openpyxl.load_workbook(each.files[UNIT]) for each in issued}
    assert REGISTER_SHEET not in by_kind["self"].sheetnames
    form, rows = by_kind["appraisal"].worksheets[0], by_kind["appraisal"][REGISTER_SHEET]
    header = next(row for row in form.iter_rows() if REGISTER_HEADING in [cell.value for cell in row])
    at = [cell.value for cell in header].index(REGISTER_HEADING)
    said = {row[-1].value: row for row in form.iter_rows(min_row=header[0].row + 2)}
    line = next(row for key, row in said.items() if key == "chi-dao.nhiem-vu.qua-han")
    assert "4 trên 24 dòng; đề xuất 1 điểm" in line[at].value
    assert line[at + 1].value is None
    assert rows.max_row > 20


def test_a_form_with_a_proposal_is_read_back_without_a_word(data: Path, tmp_path: Path) -> None:
    project = tmp_path / "data"
    shutil.copytree(data / "raw" / "2020", project / "raw" / "2020")
    (issued,) = issue_forms(2020, data, tmp_path / "forms", stages=["appraisal_1"], units=[UNIT])
    for earlier in (project / "raw" / "2020" / "appraisal").rglob("*Van phong*.xlsx"):
        earlier.unlink()
    target = project / "raw" / "2020" / "appraisal" / "1" / issued.files[UNIT].name
    shutil.copy(issued.files[UNIT], target)
    after = check_season(2020, project)
    findings = after.tables["findings"]
    assert findings.loc[findings["source_file"].fillna("").str.contains(target.stem), "rule"].tolist() == []
    scores = after.tables["scores"]
    own = scores[(scores["unit_id"] == UNIT) & (scores["stage"] == "appraisal_1")]
    assert set(own["status"]) <= {"pending", "not_applicable"}
