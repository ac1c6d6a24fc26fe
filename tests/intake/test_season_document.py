"""``docs/season.md`` is complete, and the season it shows is a season."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import xlsxwriter
from pydantic import BaseModel

from cchc_analysis.intake import criteria_set, initiatives, units
from cchc_analysis.intake.corrections import Correction
from cchc_analysis.intake.headings import list_words, read_heading
from cchc_analysis.intake.received_folder import KNOWN_FILES, KNOWN_FOLDERS
from cchc_analysis.intake.receiving import receive_season
from cchc_analysis.intake.values import NOT_APPLICABLE
from cchc_analysis.rules.season import (
    Analysis,
    Crosswalk,
    Document,
    FormLayout,
    Grade,
    Layout,
    Letter,
    Publication,
    Reason,
    Reward,
    Season,
    Stage,
    UnitGroup,
    read_season,
)

from .season_folder import score_of

DOCUMENT = (Path(__file__).parents[2] / "docs" / "season.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(\w+)`( \*)? \|", re.MULTILINE)


def rows_under(heading: str) -> dict[str, bool]:
    """The names in the table below a heading, and whether they are marked as required."""
    section = DOCUMENT.split(f"\n### {heading}\n")[1].split("\n## ")[0].split("\n### ")[0]
    return {name: bool(star) for name, star in ROW.findall(section)}


@pytest.mark.parametrize(
    "model",
    [
        Season,
        Stage,
        Grade,
        UnitGroup,
        Reason,
        Crosswalk,
        Reward,
        Letter,
        Document,
        Publication,
        Analysis,
        Layout,
        FormLayout,
        Correction,
    ],
)
def test_every_key_is_explained_and_marked_when_required(model: type[BaseModel]) -> None:
    fields = {field.alias or name: field.is_required() for name, field in model.model_fields.items()}
    assert rows_under(model.__name__) == fields


@pytest.mark.parametrize(
    ("file", "columns", "required"),
    [
        ("criteria.xlsx", criteria_set.COLUMNS, criteria_set.REQUIRED),
        ("units.csv", units.COLUMNS, units.REQUIRED),
        ("initiatives.xlsx", initiatives.INITIATIVE_COLUMNS, ("initiative_id", "unit", "title", "status")),
        ("published.csv", initiatives.PUBLISHED_COLUMNS, ("metric", "value")),
    ],
)
def test_every_column_is_explained_and_marked_when_required(
    file: str, columns: Iterable[str], required: Iterable[str]
) -> None:
    assert rows_under(f"Columns of {file}") == {column: column in required for column in columns}


def test_every_column_of_the_long_form_is_recognised() -> None:
    columns = rows_under("Dạng dọc / Long form")
    words = list_words(Season(year=2020, title="Thử", body="Cơ quan Mẫu"))
    roles = {column: read_heading((column,), words).role for column in columns}
    assert roles["criterion"] == "criterion"
    assert "unknown" not in roles.values(), roles
    assert [column for column, is_required in columns.items() if is_required] == ["unit", "criterion", "score"]


def test_every_file_and_every_word_for_not_applicable_is_named() -> None:
    for word in (*KNOWN_FILES, *KNOWN_FOLDERS, *NOT_APPLICABLE):
        assert f"`{word}" in DOCUMENT


def write_example(folder: Path) -> Path:
    folder = folder / "2021"
    for name, text in EXAMPLE.findall(DOCUMENT):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".xlsx":
            with xlsxwriter.Workbook(path) as book:
                page = book.add_worksheet()
                for row, values in enumerate(csv.reader(io.StringIO(text))):
                    for column, value in enumerate(values):
                        page.write_string(row, column, value)
        else:
            path.write_text(text, encoding="utf-8")
    return folder


def test_the_example_is_a_season_without_faults(tmp_path: Path) -> None:
    folder = write_example(tmp_path)
    received = receive_season(folder, read_season(folder))
    assert received.findings.empty, received.findings["sentence"].tolist()
    assert len(received.criteria) == 7
    assert received.submissions["is_received"].all()
    assert score_of(received, "cuc1", "I.2")["score"] == 1.5
    assert score_of(received, "vpc", "I.2", "appraisal")["reason"] == "cham"
    assert score_of(received, "cuc2", "I.1", "appraisal")["status"] == "not_applicable"
    assert received.initiatives["unit_id"].tolist() == ["cuc1"]
    assert received.published["metric"].tolist() == ["units_appraised", "first_place"]
