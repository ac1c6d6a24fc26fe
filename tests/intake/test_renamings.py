"""An id is the same unit as last season only if its name says so."""

import pandas as pd
import pytest

from analysis.small_seasons import season_of, units_of
from cchc_analysis.intake.renamings import find_changed_names


def named(**names: str) -> pd.DataFrame:
    return units_of(*names).assign(name=list(names.values()), short_name=list(names.values()))


def rules_of(now: pd.DataFrame, before: pd.DataFrame, **rules: object) -> list[tuple[str, str | None]]:
    found = find_changed_names(season_of(previous_year=2019, **rules), now, before)
    return [(row["rule"], row["unit_id"]) for row in found]


def test_two_ids_that_changed_names_are_doubted_with_both_names():
    found = list(find_changed_names(season_of(), named(a="Vụ B", b="Vụ A"), named(a="Vụ A", b="Vụ B")))
    assert [(row["rule"], row["unit_id"]) for row in found] == [
        ("unit_name_of_another_id", "a"),
        ("unit_name_of_another_id", "b"),
    ]
    assert "Mã “a” năm nay là “Vụ B”; năm trước tên này thuộc mã “b”, còn mã “a” là “Vụ A”." in found[0]["sentence"]


def test_a_name_under_a_new_id_is_doubted_too():
    assert rules_of(named(a2="Vụ A", b="Vụ B"), named(a="Vụ A", b="Vụ B")) == [("unit_name_of_another_id", "a2")]


def test_spelling_case_and_a_new_unit_are_no_other_name():
    assert rules_of(named(a="VỤ KẾ HOẠCH – TỔNG HỢP", c="Cục C"), named(a="Vụ Kế hoạch-Tổng hợp")) == []


def test_a_new_name_is_doubted_until_the_old_one_is_an_alias_or_declared():
    now, before = named(a="Trung tâm Dữ liệu"), named(a="Trung tâm Tin học")
    assert rules_of(now, before) == [("unit_renamed", "a")]
    assert rules_of(now.assign(aliases="TT DL|Trung tâm tin học"), before) == []
    assert rules_of(now, before, renamings=[{"unit": "a", "previous_name": "Trung tâm Tin học"}]) == []


@pytest.mark.parametrize("unit", ["a", "b"])
def test_a_declared_renaming_that_last_season_does_not_bear_out_is_doubted(unit):
    now, before = named(a="Vụ A"), named(a="Vụ A")
    assert rules_of(now, before, renamings=[{"unit": unit, "previous_name": "Vụ C"}]) == [("renaming_unlike", None)]


def test_two_units_that_really_took_each_others_names_are_declared():
    declared = [{"unit": "a", "previous_name": "Vụ A"}, {"unit": "b", "previous_name": "Vụ B"}]
    assert rules_of(named(a="Vụ B", b="Vụ A"), named(a="Vụ A", b="Vụ B"), renamings=declared) == []
