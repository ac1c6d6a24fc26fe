import importlib
import re
from pathlib import Path

import pytest

from cchc_analysis import schemas
from cchc_analysis.methods import METHODS, Method
from cchc_analysis.reporting.text.methods import describe_methods, describe_parameters, write_document
from cchc_analysis.rules.season import Analysis

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "methods.md"
RECEIVED = {
    "criteria",
    "units",
    "initiatives",
    "scores",
    "explanations",
    "submissions",
    "received_files",
    "received_sheets",
    "received_columns",
    "register_files",
    "register_rows",
    "submission_changes",
    "corrections",
    "notes",
    "findings",
    "seasons",
    "code_lists",
}
EVERY = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)


def test_the_document_is_the_one_the_catalogue_gives():
    assert DOCUMENT.read_text(encoding="utf-8") == write_document(), "run: python scripts/methods.py"


def test_every_derived_table_has_a_method_and_no_method_stands_twice():
    described = {table for method in METHODS for table in method.tables}
    assert described == set(schemas.ALL_TABLES) - RECEIVED
    ids = [method.id for method in METHODS]
    assert len(ids) == len(set(ids))


@EVERY
def test_a_method_names_functions_that_exist(method: Method):
    for name in method.functions:
        module, function = name.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(f"cchc_analysis.analysis.{module}"), function))


@EVERY
def test_a_formula_is_that_of_a_column_of_its_tables(method: Method):
    columns = {column for table in method.tables for column in schemas.titles(table)}
    assert {column for column, *_formulas in method.formulas} <= columns


@EVERY
def test_a_method_tells_the_same_in_both_languages(method: Method):
    parameter = re.compile(r"\{(\w+)\}")
    pairs = [(method.text, method.text_en), *((formula, english) for _column, formula, english in method.formulas)]
    for vietnamese, english in pairs:
        assert vietnamese.strip()
        assert english.strip()
        assert set(parameter.findall(vietnamese)) == set(parameter.findall(english))


def test_the_parameters_are_printed_as_in_force():
    analysis = Analysis(common_hit_share=0.6, weight_draws=2500, unusual_residual_pct=12.5)
    assert describe_parameters(analysis, 2020, "vi") == {
        "common_hit_share": "60%",
        "pareto_share": "80%",
        "min_lost_together": "3",
        "unusual_residual_pct": "12,5%",
        "weight_change": "10%",
        "weight_draws": "2.500",
        "weight_band_share": "90%",
        "seed": "2020",
        "min_matched_share": "60%",
        "plan_first_share": "20%",
        "plan_random_share": "10%",
        "plan_unit_floor": "3",
        "heap_reach_score": "0,5",
    }
    assert describe_parameters(Analysis(seed=7), 2020, "en")["seed"] == "7"


def test_every_parameter_of_the_analysis_is_quoted_somewhere():
    texts = " ".join(
        text
        for method in METHODS
        for text in (method.text, *(formula for _column, formula, _english in method.formulas))
    )
    assert {name for name in Analysis.model_fields if f"{{{name}}}" not in texts} == set()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_parameter_is_left_unfilled(lang: str):
    for method in describe_methods(Analysis(), 2020, lang):
        assert "{" not in method.text + "".join(formula for _column, formula in method.formulas)
