"""A season starts from the last one: rules carried on, nothing that was received; then forms out and in again."""

import random
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cchc_analysis.forms.new_season import SeasonExistsError, start_season, write_rules
from cchc_analysis.intake.context import build_context
from cchc_analysis.intake.initiatives import INITIATIVE_COLUMNS, read_initiatives
from cchc_analysis.intake.notes import read_notes
from cchc_analysis.intake.workbooks import read_sheets
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.rules.season import Publication, Season, SeasonError, read_season
from cchc_analysis.schemas.notes import SECTIONS

from .filled_forms import RULES, Written, fill, headings, open_form, rows, write_empty_season
from .season_folder import UNITS, receive

SAMPLE = Path(__file__).parents[2] / "data" / "raw" / "2020"
MAIN = "import sys; from cchc_analysis.cli.app import main; main()"


def cchc(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the season of 2021, something received in it."""
    season = write_empty_season(tmp_path)
    rules = RULES.replace(
        'folder = "self"', 'folder = "self"\ndeadline = 2021-12-15T17:00:00\nnot_expected_from = ["cuc1"]'
    )
    (season / "season.toml").write_text(rules, encoding="utf-8")
    (season / "self").mkdir()
    (season / "self" / "khth.xlsx").write_bytes(b"received")
    (season / "published.csv").write_text("metric,value\nunits_appraised,3\n", encoding="utf-8")
    return tmp_path


def stated(season: Season) -> dict[str, Any]:
    return season.model_dump(exclude_unset=True)


def test_rules_criteria_and_units_are_carried_on(data: Path) -> None:
    before = read_season(data / "raw" / "2021")
    started = start_season(2021, 2022, data)
    season = read_season(data / "raw" / "2022")
    assert (season.year, season.previous_year, season.release) == (2022, 2021, "draft")
    assert season.title == "Đánh giá thử năm 2022"
    kept = {"body", "bonus_max", "penalty_max", "unit_groups", "reasons"}
    assert {key: stated(season)[key] for key in kept} == {key: stated(before)[key] for key in kept}
    assert [(stage.id, stage.folder) for stage in season.stages] == [
        (stage.id, stage.folder) for stage in before.stages
    ]
    for name in ("criteria.xlsx", "units.csv"):
        assert (started.folder / name).read_bytes() == (data / "raw" / "2021" / name).read_bytes()
    assert (started.units, started.gone, started.faults) == (("khth", "cuc1", "cuc2"), (), ())


def test_every_rule_of_the_sample_season_but_its_own_years_is_carried_on(tmp_path: Path) -> None:
    before = read_season(SAMPLE)
    (tmp_path / "season.toml").write_text(write_rules(before, 2021), encoding="utf-8")
    after = read_season(tmp_path)
    assert (after.rewards, after.letters, after.document) == (before.rewards, before.letters, before.document)
    assert (after.grades, after.unit_groups, after.reasons) == (before.grades, before.unit_groups, before.reasons)
    assert after.publication == Publication()  # each season's committee decides anew


def test_the_decision_and_deadlines_of_last_season_wait_as_comments(data: Path) -> None:
    folder = start_season(2021, 2022, data).folder
    text = (folder / "season.toml").read_text(encoding="utf-8")
    season = read_season(folder)
    assert season.decision == ""
    assert '# decision = "Quyết định số 1/QĐ-CQM ngày 02/01/2021"' in text
    assert season.stages[0].deadline is None
    assert "# deadline = 2021-12-15T17:00:00" in text
    assert text.count("Rà soát") > 4


def test_nothing_that_was_received_is_carried_on(data: Path) -> None:
    folder = start_season(2021, 2022, data).folder
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "season.toml",
        "criteria.xlsx",
        "units.csv",
        "initiatives.xlsx",
        "self/.gitkeep",
        "appraisal/1/.gitkeep",
        "explanation/.gitkeep",
        "appraisal/2/.gitkeep",
        "notes/units/.gitkeep",
        *(f"notes/{section}.md" for section in SECTIONS),
    }
    received = receive(folder)
    assert received.scores.empty
    assert set(received.findings["rule"]) == {"missing_form", "not_appraised"}


def test_the_body_and_what_its_documents_state_are_marked_for_review(data: Path) -> None:
    rules = data / "raw" / "2021" / "season.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + '\n[document]\nsymbol = "ABC"\n', encoding="utf-8")
    start_season(2021, 2022, data)
    lines = (data / "raw" / "2022" / "season.toml").read_text(encoding="utf-8").splitlines()
    for start in ("body = ", "[document]"):
        (at,) = [at for at, line in enumerate(lines) if line.startswith(start)]
        assert "Rà soát" in lines[at - 1]


def test_notes_start_as_templates_that_say_nothing_until_somebody_writes(data: Path) -> None:
    folder = start_season(2021, 2022, data).folder
    notes, findings = read_notes(folder, ["khth"], 2022)
    assert (len(notes), findings) == (0, [])
    path = folder / "notes" / "results.md"
    path.write_text(path.read_text(encoding="utf-8") + "Kết quả khá.\n", encoding="utf-8")
    notes, _findings = read_notes(folder, ["khth"], 2022)
    assert notes[["section", "written"]].to_numpy().tolist() == [["results", "Kết quả khá."]]


def test_the_new_list_of_initiatives_is_read_once_filled(data: Path) -> None:
    folder = start_season(2021, 2022, data).folder
    path = folder / "initiatives.xlsx"
    book = openpyxl.load_workbook(path)
    book.active.append(["SK1", "Cục I", "Trả kết quả qua bưu chính", None, "được công nhận", 0.5, None])
    book.save(path)
    received = receive(folder)
    context = build_context(read_season(folder), received.criteria, received.units)
    initiatives, findings = read_initiatives(context, read_sheets(path, path.name))
    assert (findings, len(book.active[1])) == ([], len(INITIATIVE_COLUMNS))
    assert initiatives[["unit_id", "initiative_status", "bonus_score"]].to_numpy().tolist() == [
        ["cuc1", "recognised", 0.5]
    ]


def test_a_season_that_is_there_is_never_overwritten(data: Path) -> None:
    folder = start_season(2021, 2022, data).folder
    (folder / "season.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(SeasonExistsError):
        start_season(2021, 2022, data)
    assert (folder / "season.toml").read_text(encoding="utf-8") == "mine"


def test_a_season_follows_an_earlier_one(data: Path) -> None:
    with pytest.raises(SeasonError) as raised:
        start_season(2021, 2021, data)
    assert raised.value.faults[0].found == "2021"
    with pytest.raises(SeasonError):
        start_season(2019, 2022, data)
    assert [path.name for path in (data / "raw").iterdir()] == ["2021"]


def test_units_that_are_no_more_are_named_with_what_still_speaks_of_them(data: Path) -> None:
    units = UNITS.replace("group\n", "group,valid_to\n").replace(",vu\n", ",vu,2021\n")
    units = units.replace("Cục Một,\n", "Cục Một,,2021\n").replace(",,,\n", ",,,,\n")
    (data / "raw" / "2021" / "units.csv").write_text(units, encoding="utf-8")
    started = start_season(2021, 2022, data)
    assert (started.units, started.gone) == (("cuc2",), ("khth", "cuc1"))
    assert read_season(started.folder).stages[0].not_expected_from == ()
    (fault,) = started.faults
    assert (fault.file, fault.found) == ("criteria.xlsx", "khth")


def test_any_text_in_the_rules_is_carried_on() -> None:
    name = 'Dấu "ngoặc", gạch \\ chéo\tvà ’ \u0001 \x7f'
    season = Season.model_validate(
        {
            "year": 2020,
            "title": "Năm 2020, không phải 12020",
            "body": name,
            "grades": [{"id": "a", "name": name, "at_least": 40.5}, {"id": "b", "name": "b", "at_least": 0}],
            "layout": {"headings": {"score": ["Kết quả", name]}},
            "stages": [
                {"id": "a", "kind": "appraisal", "name": "A", "folder": "a", "deadline": datetime(2020, 12, 1, 17)}
            ],
        }
    )
    carried = Season.model_validate(tomllib.loads(write_rules(season, 2021)))
    assert (carried.title, carried.body) == ("Năm 2021, không phải 12020", season.body)
    assert (carried.grades, carried.layout) == (season.grades, season.layout)


def random_form(chance: random.Random, maxima: Mapping[str, float | None]) -> dict[str, Written]:
    def score(most: float | None) -> Any:
        return chance.choice(
            [round(chance.randint(0, int((most or 4) * 4)) / 4, 2), most, "KAD", "không áp dụng", None]
        )

    return {leaf: Written(score(most), {"Tài liệu kiểm chứng": f"Văn bản {leaf}"}) for leaf, most in maxima.items()}


def test_a_season_goes_from_the_last_one_to_forms_out_and_back_in(tmp_path: Path) -> None:
    write_empty_season(tmp_path)
    out = tmp_path / "phieu"
    started = cchc("new-season", "--from", 2021, "--year", 2022, "--data", tmp_path)
    assert (started.returncode, started.stderr) == (0, "")
    assert "cchc forms --year 2022" in started.stdout
    again = cchc("new-season", "--from", 2021, "--year", 2022, "--data", tmp_path)
    assert (again.returncode, "không ghi đè" in again.stderr) == (2, True)
    issued = cchc("forms", "--year", 2022, "--data", tmp_path, "--out", out)
    assert (issued.returncode, issued.stderr) == (0, "")
    forms = sorted((out / "self").iterdir())
    assert [path.name for path in forms] == [f"2022_self_{unit}.xlsx" for unit in ("cuc1", "cuc2", "khth")]
    chance, meant = random.Random(7), {}
    for number, form in enumerate(forms):
        _, sheet = open_form(form)
        most, score = headings(sheet)["Điểm tối đa"], headings(sheet)["Điểm tự chấm"]
        maxima = {
            leaf: sheet.cell(row, most).value
            for leaf, row in rows(sheet).items()
            if not sheet.cell(row, score).protection.locked
        }
        unit_id = form.stem.removeprefix("2022_self_")
        meant[unit_id] = random_form(chance, maxima)
        fill(form, tmp_path / "raw" / "2022" / "self" / f"phiếu {number}.xlsx", "Điểm tự chấm", meant[unit_id])
    scores = check_season(2022, tmp_path).tables["scores"]
    read = {
        (row["unit_id"], row["criterion_id"]): (
            row["status"],
            row["score"] if row["status"] == "scored" else None,
            row["evidence"],
        )
        for row in scores.to_dict("records")
    }
    assert read == {
        (unit_id, leaf): (
            "missing" if row.score is None else "not_applicable" if isinstance(row.score, str) else "scored",
            row.score if isinstance(row.score, int | float) else None,
            f"Văn bản {leaf}",
        )
        for unit_id, form in meant.items()
        for leaf, row in form.items()
    }
    checked = cchc("check", "--year", 2022, "--data", tmp_path)
    assert checked.returncode == 1
    assert "chưa tự chấm tiêu chí" in checked.stderr


def test_a_start_that_fails_leaves_nothing_behind(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(path.name for path in (data / "raw").iterdir())
    monkeypatch.setattr("cchc_analysis.forms.new_season.write_rules", lambda *_: "year = ")
    with pytest.raises(SeasonError):
        start_season(2021, 2022, data)
    assert sorted(path.name for path in (data / "raw").iterdir()) == before
