"""A season as an analyst holds it: what it says of itself, what Tab offers, other rules, the way back to a cell."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import cchc_analysis as cchc
from cchc_analysis import schemas
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.pipeline.check import check_season, count_steps
from cchc_analysis.reporting import charts
from cchc_analysis.reporting.charts.season_charts import CHARTS
from cchc_analysis.rules.season import SeasonError, change_rules
from cchc_analysis.running.notebook_progress import show_progress
from cchc_analysis.store.storage import MissingTablesError
from season_runs import GOLDEN, copy_samples


@pytest.fixture(scope="module")
def told() -> list[str]:
    """The steps that the check of the season told."""
    return []


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Path:
    project = tmp_path_factory.mktemp("held")
    copy_samples(project)
    check_season(2020, project / "data", told.append)
    return project / "data"


@pytest.fixture(scope="module")
def season(data: Path) -> SeasonTables:
    return cchc.load(2020, data)


@pytest.fixture(scope="module")
def by_index(season: SeasonTables) -> SeasonTables:
    return season.with_rules(rank_by="index_pct")


def complete(text: str, **names: object) -> set[str]:
    """What the Tab key offers after *text* in IPython and JupyterLab."""
    shell = InteractiveShell()
    shell.user_ns.update(names)
    with provisionalcompleter():
        return {completion.text for completion in shell.Completer.completions(text, len(text))}


# What it says of itself


def test_a_season_says_in_one_line_whose_it_is_how_it_stands_and_what_to_ask_it(season):
    said = repr(season)
    assert "\n" not in said
    assert said.startswith("<Mùa 2020 · Cơ quan Mẫu. số đơn vị: 19; đã xếp loại: 19; điểm bình quân: 41,03;")
    assert "dự thảo, số liệu minh họa" in said
    assert f"{len(schemas.TABLES)} bảng, {len(CHARTS)} biểu đồ" in said


def test_a_season_shows_its_cards_every_table_with_its_rows_and_every_chart(season, data):
    shown = season._repr_html_()
    for name in schemas.TABLES:
        assert f"<code>season.{name}</code>" in shown
    for name in CHARTS:
        assert f"<code>season.charts.{name}()</code>" in shown
    rows = len(pd.read_parquet(data / "processed" / "2020" / "comparison.parquet"))
    assert f"<td>{rows:,}</td>".replace(",", ".") in shown
    assert ">41,03<" in shown


def test_names_from_received_files_are_shown_and_never_run(season):
    body = "<script>alert(1)</script>"
    hostile = replace(season, rules=change_rules(season.rules, {"body": body}))
    rows = pd.DataFrame({"unit": [body], body: [1.5]})
    for shown in (hostile._repr_html_(), hostile.show(rows).data):
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown


def test_a_misspelt_table_names_those_like_it(season):
    with pytest.raises(AttributeError, match=r"no table 'unit_rankings'; did you mean unit_ranking"):
        season.unit_rankings  # noqa: B018


def test_a_misspelt_unit_names_those_like_it_and_all_ids(season):
    with pytest.raises(KeyError, match=r"Vụ Đối ngoại.*there are: bao-nhip-song"):
        season.find_unit("Vụ Đối ngoạ")


def test_a_unit_is_found_by_id_name_short_name_or_alias_however_it_is_typed(season):
    assert {season.find_unit(name) for name in ("vu-doi-ngoai", "Vụ Đối ngoại", "VỤ  ĐỐI NGOẠI")} == {"vu-doi-ngoai"}


# What the Tab key offers


def test_tab_offers_every_table_and_every_question(season):
    offered = complete("season.", season=season)
    assert set(schemas.TABLES) <= offered
    assert {"charts", "how_sure", "find_losses", "recognise", "smallest_repair", "rank_with", "with_rules"} <= offered
    assert {"restore", "trace", "show", "find_unit", "rules"} <= offered
    assert not [name for name in offered if name.startswith("_")]


def test_tab_offers_every_chart_and_nothing_else(season):
    assert complete("season.charts.", season=season) == set(CHARTS)


def test_tab_offers_the_columns_methods_of_a_table(season):
    assert {"query", "groupby"} <= complete("season.unit_ranking.", season=season)


def test_tab_offers_what_the_package_is_for():
    assert complete("cchc.", cchc=cchc) == {"charts", "load", "open_dataset", "open_table"}


def test_every_house_chart_is_a_chart_of_the_season(season):
    drawn = {name.removeprefix("draw_") for name in charts.__all__ if name.startswith("draw_")}
    assert set(CHARTS) == drawn
    assert [name for name in CHARTS if not getattr(season.charts, name).__doc__] == []


# Charts


def test_a_chart_over_the_seasons_says_how_many_there_are_where_it_needs_three(season):
    assert "hiện có <data" in season.charts.trends().data
    assert "(2019 và 2020)" in season.charts.trends("criterion").data


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "trends"])
def test_a_chart_is_drawn_in_one_call_with_its_title_and_no_way_out_for_its_data(name, season):
    chart = getattr(season.charts, name)()
    shown = chart._repr_mimebundle_()["application/vnd.plotly.v1+json"]
    layout = shown["layout"]
    titles = [layout.get("title", {}).get("text", ""), layout.get("legend", {}).get("title", {}).get("text", "")]
    assert sum(chart.title in title.replace("&amp;", "&") for title in titles) == 1
    assert shown["config"]["showSendToCloud"] is False
    assert chart.figure.to_html(include_plotlyjs=False).count('"showSendToCloud": false') == 1
    assert repr(chart) == f"<chart {chart.id}: {chart.title}>"


def _title_of(chart):
    layout = chart.figure.to_dict()["layout"]
    return layout.get("title", {}).get("text", "") + layout.get("legend", {}).get("title", {}).get("text", "")


def test_a_chart_out_of_a_notebook_says_whose_it_is_and_that_it_is_a_draft_and_made_up(season, data):
    said = "Cơ quan Mẫu 2020 · Lưu hành nội bộ · Dự thảo · Dữ liệu minh họa"
    assert all(said in _title_of(chart) for chart in (season.charts.ranking(), season.charts.reasons()))
    english = cchc.load(2020, data, "en").charts.ranking()
    assert "Sample Body 2020 · Internal use only · Draft · Illustrative data" in _title_of(english)


def test_a_slice_is_drawn_by_the_chart_of_its_table(season):
    own = season.unit_ranking.query("group == 'bao-chi'")
    drawn = [unit for trace in season.charts.ranking(own).spec["data"] for unit in trace["y"]]
    assert sorted(drawn) == sorted(own["unit_id"])


def test_rows_without_names_are_named_before_they_are_drawn(season, data):
    bare = pd.read_parquet(data / "processed" / "2020" / "unit_ranking.parquet")
    assert season.charts.ranking(bare).spec == season.charts.ranking().spec


def test_a_slice_with_nothing_in_it_says_so(season):
    assert "Chưa có biểu đồ xếp hạng" in season.charts.ranking(season.unit_ranking.head(0)).data


def test_charts_are_listed_with_what_they_show(season):
    assert "season.charts.rank_bands()" in repr(season.charts)
    assert "Thứ hạng có thể đổi trong khoảng nào" in season.charts._repr_html_()


# Rows as the pages print them


def test_rows_are_shown_with_titles_in_the_readers_language_and_names_for_ids(season):
    shown = season.show(season.recognise(3)).data
    for text in ("Tổng điểm hiện nay", "39,75", "40,25", "Xếp loại sau thay đổi", "81,12%", "Đổi xếp loại", ">Có<"):
        assert text in shown
    assert "vu-doi-ngoai" not in shown
    assert "total_before" not in shown


@pytest.mark.parametrize("table", schemas.TABLES)
def test_every_table_is_shown_whole_with_a_row_for_each_of_its_rows(season, table):
    rows = getattr(season, table)
    assert season.show(rows).data.count("<tr") >= min(len(rows), 1)


def test_words_decimals_and_truths_are_written_as_what_they_are(season):
    shown = season.show(season.unit_ranking).data
    assert ">Có<" in shown  # has_self_score ends like a score, ranking_status begins like a rank
    assert "ranked" in shown
    assert season.show(season.rank_bases[["unit", "rank_by"]]).data.count("<tr") == len(season.rank_bases) + 1


def test_only_the_first_columns_are_shown_where_they_are_counted(season):
    assert season.show(season.how_sure(), columns=3).data.count("<th ") == 3


def test_a_column_of_ones_own_keeps_its_name(season):
    shown = season.show(season.unit_ranking[["unit"]].assign(gap=1.5, times=2, late=True)).data
    for text in (">gap<", "<td data-v=1.5>1,50<", ">times<", ">2<", ">late<", ">Có<"):
        assert text in shown


# Other rules


def test_other_rules_rank_every_unit_again(season, by_index):
    ranking = by_index.unit_ranking
    order = ranking.sort_values("index_pct", ascending=False)["unit_id"].tolist()
    assert ranking["unit_id"].tolist() == order != season.unit_ranking["unit_id"].tolist()
    assert by_index.charts.ranking().title == "Chỉ số CCHC và xếp hạng"


def test_who_moves_is_said_in_one_line_and_agrees_with_the_season_under_those_rules(season, by_index):
    moved = season.rank_with(rank_by="index_pct")
    now, then = (held.unit_ranking.set_index("unit_id")["rank"] for held in (season, by_index))
    assert set(moved["unit_id"]) == {unit for unit in now.index if now[unit] != then[unit]}
    assert moved.set_index("unit_id")["rank_after"].to_dict() == then[moved["unit_id"]].to_dict()


def test_the_rules_of_the_season_itself_change_nothing(season):
    assert season.rank_with(rank_by="total_score", tie_rule="competition").empty


def test_every_table_is_the_same_under_the_same_rules(season):
    again = season.with_rules()
    for name in schemas.TABLES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(season, name), obj=name)


def test_another_cut_off_regrades_and_names_grades_by_the_rules_tried(season):
    grades = [{"id": "ge-40", "name": "Từ 42 điểm", "at_least": 42}, {"id": "lt-30", "name": "Dưới 42", "at_least": 0}]
    moved = season.rank_with(grades=grades)
    totals = season.unit_ranking.set_index("unit_id")["total_score"]
    assert set(moved["unit_id"]) == set(totals[totals < 42].index)
    assert set(moved["grade_after_name"]) == {"Dưới 42"}
    assert set(moved["grade_before_name"]) == {"Từ 40 điểm trở lên", "Từ 30 đến dưới 40 điểm"}


def test_trying_rules_writes_nothing(season, by_index, data):
    assert by_index.rules.rank_by == "index_pct"
    assert cchc.load(2020, data).rules.rank_by == "total_score"
    assert "quy tắc thử" in repr(by_index)
    assert "quy tắc thử" not in repr(season)


def test_rules_tried_one_after_the_other_start_from_the_last(season, by_index):
    back = by_index.rank_with(rank_by="total_score")
    there = season.rank_with(rank_by="index_pct")
    assert back.set_index("unit_id")["rank_before"].to_dict() == there.set_index("unit_id")["rank_after"].to_dict()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"rank_bye": "index_pct"}, r"season\.toml \[rank_bye\].*one of the keys: year, title"),
        ({"rank_by": "points"}, r"\[rank_by\].*'total_score', 'index_pct' or 'total_pct'"),
        ({"grades": [{"id": "a"}]}, r"grades\[1\]\.at_least"),
        ({"year": 2021}, r"\[year\].*season\.toml, then cchc check"),
        ({"stages": []}, r"\[stages\].*season\.toml, then cchc check"),
    ],
)
def test_a_rule_that_cannot_be_tried_says_why(rules, said, season):
    with pytest.raises(SeasonError, match=said):
        season.rank_with(**rules)
    with pytest.raises(SeasonError, match=said):
        season.with_rules(**rules)


# From a number to its cell, and one's own season


def test_a_number_is_traced_to_its_cell(season):
    source = season.comparison.query("unit_id == 'vu-doi-ngoai' and criterion_code == '1.5'")["self_source"].iloc[0]
    file, _, cell = source.partition(" [")
    said = repr(season.trace("Vụ Đối ngoại", "1.5"))
    assert file in said
    assert cell.rstrip("]") in said
    assert said.count("\n") > 5


def test_ones_own_season_is_checked_and_loaded_in_one_line(tmp_path, capsys):
    shutil.copytree(GOLDEN, tmp_path / "data" / "raw" / "2021")
    with pytest.raises(
        MissingTablesError, match=r"run `cchc check --year 2021` first, or cchc.load\(2021, check=True\)"
    ):
        cchc.load(2021, tmp_path / "data")
    assert len(cchc.load(2021, tmp_path / "data", check=True).units) == 3
    assert "error" not in capsys.readouterr().out


def test_a_season_whose_tables_are_older_than_the_software_says_what_to_run(data, tmp_path):
    shutil.copytree(data, tmp_path / "data")
    (tmp_path / "data" / "processed" / "2020" / "rank_bands.parquet").unlink()
    with pytest.raises(MissingTablesError, match="cchc check --year 2020"):
        cchc.load(2020, tmp_path / "data").how_sure()


# Waiting


def test_who_waits_sees_each_step_and_who_does_not_sees_nothing(monkeypatch, capsys):
    with show_progress("Thử", 2) as begin:
        begin("raw")
    assert capsys.readouterr().out == ""
    monkeypatch.setattr("cchc_analysis.running.notebook_progress.PATIENCE", 0)
    with show_progress("Thử", 2) as begin:
        begin("raw")
        begin("rank_bands")
    said = capsys.readouterr().out
    assert "Thử:   0%" in said
    assert "rank_bands" in said
    assert "1/2" in said


def test_a_check_tells_as_many_steps_as_it_was_said_to_have(data, told):
    assert len(told) == count_steps(2020, data)
    assert told[0] == "2019: raw"
    assert told[-1] == "2020: registers"
