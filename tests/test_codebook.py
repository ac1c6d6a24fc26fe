from pathlib import Path

import pytest

from cchc_analysis import schemas
from cchc_analysis.schemas.codebook import codebook

CODEBOOK = Path(__file__).resolve().parents[1] / "docs" / "codebook.md"


def test_the_codebook_is_the_one_the_schemas_give():
    assert CODEBOOK.read_text(encoding="utf-8") == codebook(), "run: python scripts/codebook.py"


@pytest.mark.parametrize("table", schemas.ALL_TABLES)
def test_every_table_says_its_grain_its_key_and_two_titles_per_column(table):
    schema = schemas.ALL_TABLES[table].to_schema()
    assert str(schemas.ALL_TABLES[table].__doc__).startswith("One row per ")
    assert set(schema.unique) <= set(schema.columns)
    for lang in ("vi", "en"):
        titles = schemas.titles(table, lang)
        assert list(titles) == list(schema.columns)
        assert all(titles.values())


def test_ranges_and_choices_are_in_the_codebook():
    described = codebook()
    assert "| `status` | Trạng thái | Status | chữ / text |  | `scored`, `not_applicable`," in described
    assert "| `step` | Bước điểm | Scoring step | số / number | có / yes | > 0 |" in described
