"""What rises and falls over the seasons, in sentences, tables and lines: every wording from visible results."""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from analysis.small_seasons import flat_criteria, season_of, units_of
from cchc_analysis import schemas
from cchc_analysis.analysis.trends import measure_trends
from cchc_analysis.reporting import charts, tables, text

from .small_tables import SmallTables, in_english, quoted, text_of

YEARS = (2018, 2019, 2020)
MOVING = {"a": (50, 60, 70), "b": (80, 76, 72), "c": (40, 40, 40), "d": (50, 60, 52), "e": (None, 60, 61)}


def season_with(units, domains=None, body=None, years=YEARS, lang="vi", **columns):
    """A season whose series have these comparable results, a number per year or None."""
    series = [
        *(("season", "*", "*", found) for found in ([body] if body else [])),
        *(("unit", unit, "*", found) for unit, found in units.items()),
        *(("domain", "*", domain, found) for domain, found in (domains or {}).items()),
    ]
    rows = [
        {"year": year, "level": level, "unit_id": unit, "criterion_id": code, "season_value": value}
        for level, unit, code, found in series
        for year, value in zip(years, found, strict=True)
    ]
    plain = {
        "measure": "index_pct",
        "scored_units": 1,
        "basis_change": 0.0,
        "link": "unchanged",
        "is_provisional": False,
    }
    values = pd.DataFrame(rows).assign(**{**plain, **columns})
    values = schemas.validate("season_values", values.assign(comparable_value=values["season_value"].astype(float)))
    return _tables(values, years, lang, sorted(units))


def _tables(values, years, lang, units):
    trends = schemas.validate("trends", measure_trends(values, max(years)))
    named = {"units": in_english(units_of(*units)), "criteria": in_english(flat_criteria(I=10, II=10))}
    tables = {"season_values": values, "trends": trends, **named}
    return SmallTables(max(years), Path(), lang, season_of(year=max(years)), tables=tables)


def test_a_level_is_summed_up_and_its_fastest_named_with_their_change():
    said = text_of(text.say_trends(season_with(MOVING), "unit"))
    assert said == (
        "Theo dõi được 4 đơn vị qua ba mùa trở lên: 1 tăng, 1 giảm, 1 không đổi, 1 không rõ chiều. "
        "Tăng nhanh nhất: a (+10,00 điểm phần trăm mỗi năm). Giảm nhanh nhất: b (−4,00 điểm phần trăm mỗi năm). "
        "Nếu kết quả chỉ lên xuống ngẫu nhiên thì trong 4 dãy ba, bốn năm cũng có khoảng 1,3 dãy tăng hoặc giảm "
        "suốt như "
        "vậy. Còn 1 đơn vị chưa có đủ ba mùa so sánh được."
    )


def test_the_same_in_english_with_one_unit_and_with_several():
    assert text_of(text.say_trends(season_with(MOVING, lang="en"), "unit")) == (
        "4 units are followed over three seasons or more: 1 rising, 1 falling, 1 level, 1 without a clear direction. "
        "Rising fastest: Unit a (+10.00 percentage points a year). Falling fastest: Unit b (−4.00 percentage points a "
        "year). Of 4 rows of three or four years, about 1.3 would rise or fall throughout by chance alone. "
        "1 unit does not yet have three comparable seasons."
    )
    assert text_of(text.say_trends(season_with({"a": (50, 60, 70)}, lang="en"), "unit")).startswith(
        "1 unit is followed over three seasons or more: 1 rising. Rising fastest: Unit a"
    )


def test_units_that_move_alike_are_named_together():
    said = text_of(text.say_trends(season_with({"a": (1, 2, 3), "b": (5, 6, 7)}), "unit"))
    assert "Tăng nhanh nhất: a (+1,00 điểm phần trăm mỗi năm); b (+1,00 điểm phần trăm mỗi năm)." in said
    assert "Giảm nhanh nhất" not in said


@pytest.mark.parametrize(
    ("results", "vietnamese", "english"),
    [
        (
            (50, 60, 70),
            "Từ năm 2018 đến năm 2020, kết quả của đơn vị năm sau đều cao hơn các năm trước, +10,00 điểm phần "
            "trăm mỗi năm.",
            "From 2018 to 2020 the result of the unit was higher every year than in all years before, +10.00 "
            "percentage points a year.",
        ),
        (
            (70, 60, 50),
            "Từ năm 2018 đến năm 2020, kết quả của đơn vị năm sau đều thấp hơn các năm trước, −10,00 điểm phần "
            "trăm mỗi năm.",
            "From 2018 to 2020 the result of the unit was lower every year than in all years before, −10.00 "
            "percentage points a year.",
        ),
        (
            (50, 50, 50),
            "Từ năm 2018 đến năm 2020, kết quả của đơn vị không đổi.",
            "From 2018 to 2020 the result of the unit did not change.",
        ),
        (
            (50, 60, 52),
            "Từ năm 2018 đến năm 2020, kết quả của đơn vị lên xuống, không rõ chiều (trung vị: +1,00 điểm phần trăm "
            "mỗi năm).",
            "From 2018 to 2020 the result of the unit went up and down without a clear direction (median: +1.00 "
            "percentage points a year).",
        ),
    ],
)
def test_one_unit_reads_how_it_moved(results, vietnamese, english):
    assert text_of(text.say_unit_trend(season_with({"a": results}), "a")) == vietnamese
    assert text_of(text.say_unit_trend(season_with({"a": results}, lang="en"), "a")) == english


def test_the_whole_body_and_points_have_their_own_words():
    season = season_with({"a": (5, 6, 7)}, body=(5, 6, 7), measure="appraised_score")
    assert text_of(text.say_trends(season, "season", "unit")).startswith(
        "Từ năm 2018 đến năm 2020, kết quả của toàn cơ quan năm sau đều cao hơn các năm trước, +1,00 điểm mỗi "
        "năm. Theo dõi được 1 đơn vị"
    )
    table = text_of(tables.list_trends(season, "season", "unit"))
    assert "Kết quả qua các mùa, điểm" in table
    assert "5,00" in table
    assert "Thay đổi mỗi năm: điểm, trung vị" in table


def test_two_seasons_are_said_to_be_too_few_and_how_many_there_are():
    season = season_with({"a": (50, 60)}, years=(2019, 2020))
    reason = "Cần số liệu ít nhất ba năm mới nói được về xu hướng; hiện có 2 năm (2019 và 2020)."
    assert text.say_trends(season, "season", "unit", "domain").data == ""
    assert text.say_unit_trend(season, "a").data == ""
    for shown in (charts.draw_trends(season, "unit"), tables.list_trends(season, "unit")):
        assert text_of(shown) == reason
    assert text_of(tables.list_unit_trends(season, "a")) == reason
    assert quoted(charts.draw_trends(season, "unit")) == {"season_values.years": (2.0, "2")}
    english = season_with({"a": (50, 60)}, years=(2019, 2020), lang="en")
    assert text_of(charts.draw_trends(english, "unit")) == (
        "A trend needs at least three seasons; so far there are 2 (2019 and 2020)."
    )
    first = season_with({"a": (50,)}, years=(2020,), lang="en")
    assert text_of(charts.draw_trends(first, "unit")) == (
        "A trend needs at least three seasons; so far there is 1 (2020)."
    )


def test_three_seasons_that_cannot_be_compared_are_no_trend_either():
    season = season_with({"a": (50, 60, 70), "e": (None, 60, 61)})
    assert text_of(tables.list_unit_trends(season, "e")) == (
        "Có 3 năm (2018, 2019 và 2020) nhưng đơn vị chưa có đủ ba năm so sánh được với nhau nên chưa nói về xu hướng."
    )
    assert "chưa mục nào có đủ ba năm" in text_of(charts.draw_trends(season, "criterion"))
    nothing = _tables(schemas.empty("season_values"), YEARS, "vi", ["a"])
    assert text_of(charts.draw_trends(nothing, "unit")) == "Không có kết quả để nói về xu hướng."


def test_restated_and_provisional_results_are_said_to_be_so():
    season = season_with({"a": (50, 60, 70)}, is_provisional=[False, False, True])
    assert text_of(text.say_unit_trend(season, "a")).endswith("Xu hướng còn tạm tính vì có năm chưa thẩm định xong.")
    values = season.tables["season_values"].assign(season_value=[40.0, 50, 70])
    said = text_of(text.say_unit_trend(_tables(values, YEARS, "vi", ["a"]), "a"))
    assert "Kết quả các năm trước đã trừ phần do bộ tiêu chí" in said
    assert "Phần không do kết quả" in text_of(tables.list_trends(_tables(values, YEARS, "vi", ["a"]), "unit"))
    assert "tính lại" not in text_of(text.say_unit_trend(season_with({"a": (50, 60, 70)}), "a"))


def test_a_table_holds_one_measure_in_the_order_of_the_change_and_says_what_is_left_out():
    season = season_with({"b": (1, 2, 3), "a": (5, 7, 9), "c": (9, 8, 7), "p": (9, 8, 7)})
    values = season.tables["season_values"]
    in_points = values.assign(measure=values["measure"].mask(values["unit_id"] == "p", "appraised_score"))
    shown = tables.list_trends(_tables(in_points, YEARS, "vi", ["a", "b", "c", "p"]), "unit")
    assert [row.split("<")[0] for row in shown.data.split("<th scope=row>")[1:]] == ["a", "b", "c"]
    assert "Còn 1 dòng nữa trong tệp Excel." in text_of(shown)


def test_domains_stand_in_the_order_of_the_criteria_set_behind_the_units():
    season = season_with({"a": (1, 2, 3)}, {"II": (50, 60, 70), "I": (9, 8, 7)})
    shown = tables.list_trends(season, "unit", "domain")
    assert [row.split("<")[0] for row in shown.data.split("<th scope=row>")[1:]] == ["a", "Tiêu chí I", "Tiêu chí II"]


def test_lines_are_grey_but_for_those_that_move_fastest_and_labels_never_touch():
    rising = {f"u{at}": (50 + at / 10, 60, 70 + at / 10) for at in range(4)}
    chart = charts.draw_trends(season_with({**rising, "d": (50, 60, 52), "f": (71, 70.5, 70.3)}), "unit")
    lines = {line["name"]: line for line in chart.spec["data"]}
    grey = {name for name, line in lines.items() if line["line"]["color"] == charts.trends.GREY}
    notes = chart.spec["layout"]["annotations"]
    assert {note["text"] for note in notes} == set(lines) - grey
    low, high = chart.spec["layout"]["yaxis"]["range"]
    heights = sorted(note["y"] for note in notes)
    gaps = [above - below for below, above in pairwise(heights)]
    per_pixel = (high - low) / (charts.trends.HEIGHT - 46)
    assert min(gaps) / per_pixel >= 14, "a line of a label is 14 pixels high"
    assert low <= min(heights)
    assert max(heights) <= high


def test_names_that_look_like_markup_are_drawn_as_they_are_written():
    season = season_with({"a": (50, 60, 70)})
    season.tables["units"] = season.tables["units"].assign(short_name="<b>x</b>")
    spec = charts.draw_trends(season, "unit").spec
    assert spec["data"][0]["name"] == "&lt;b>x&lt;/b>"
    assert "<b>x" not in charts.draw_trends(season, "unit").to_html()
