"""A country split into its provinces and put together again is the country; what does not fit costs that province."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.intake.names import name_key
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.rules.season import SeasonError
from cchc_analysis.simulation.nation import Plan
from cchc_analysis.simulation.writing import simulate
from cchc_analysis.store import storage
from cchc_analysis.store.rollup import SAME, _find_unlike
from season_runs import run_command

YEAR = 2031
PLAN = Plan(units=24, criteria=10, years=1, seed=5, first_year=YEAR)
PROVINCES = ("k01", "k02", "k03")
MOVED = ["unit_id", "group"]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The country undivided, its provinces each in a folder of its own, and the country above them."""
    project = tmp_path_factory.mktemp("country")
    simulate(PLAN, project / "undivided" / "data")
    for province in PROVINCES:
        split_off(project / "undivided" / "data", province, project / province / "data")
    above = storage.raw_folder(project / "data", YEAR)
    above.mkdir(parents=True)
    shutil.copy(storage.raw_folder(project / "undivided" / "data", YEAR) / "season.toml", above)
    lines = [f"{province},Tỉnh {province},Province {province},{province}/data" for province in PROVINCES]
    (above / "bodies.csv").write_text("\n".join(["body_id,name,name_en,data", *lines]), encoding="utf-8")
    check_season(YEAR, project / "undivided" / "data")
    check_season(YEAR, project / "data")
    return project


@pytest.fixture
def copy(country: Path, tmp_path: Path) -> Path:
    """The country once more, to be changed."""
    return Path(shutil.copytree(country, tmp_path / "country"))


def split_off(data: Path, province: str, target: Path) -> None:
    """One province of a simulated country: its units and the files of its units alone."""
    shutil.copytree(data / "raw", target / "raw")
    folder = storage.raw_folder(target, YEAR)
    for path in folder.rglob("k*.csv"):
        if path.stem != province:
            path.unlink()
    units = pd.read_csv(folder / "units.csv")
    units[units["group"] == province].to_csv(folder / "units.csv", index=False)


def read(project: Path, name: str) -> pd.DataFrame:
    return storage.load_table(name, YEAR, project / "data")


def errors(project: Path) -> pd.DataFrame:
    return read(project, "findings").query("severity == 'error'")


def rewrite(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_country_put_together_from_its_provinces_ranks_like_the_country_undivided(country):
    whole = read(country / "undivided", "unit_ranking").assign(
        unit_id=lambda rows: rows["group"] + "." + rows["unit_id"]
    )
    pd.testing.assert_frame_equal(read(country, "unit_ranking"), whole)


@pytest.mark.parametrize("table", ["criterion_deductions", "leaf_deductions", "domain_deductions", "headlines"])
def test_what_the_body_lost_is_the_same_in_the_parts_as_in_the_whole(country, table):
    pd.testing.assert_frame_equal(read(country, table), read(country / "undivided", table))


def test_each_body_is_a_group_of_units_and_each_source_lies_in_its_folder(country):
    assert [group.id for group in storage.load_rules(YEAR, country / "data").unit_groups] == list(PROVINCES)
    scores = read(country, "scores")
    assert (scores["source_file"].str.split("/").str[0] == scores["unit_id"].str.split(".").str[0]).all()


def test_units_of_one_name_in_two_bodies_are_told_apart_by_their_body(copy):
    for province in ("k01", "k02"):
        units = storage.raw_folder(copy / province / "data", YEAR) / "units.csv"
        first = pd.read_csv(units)["name"].iloc[0]
        rewrite(units, f"{first},", "Xã Trung Tâm,")
    check_season(YEAR, copy / "data")
    names = read(copy, "units")["name"]
    assert {"Xã Trung Tâm (Tỉnh k01)", "Xã Trung Tâm (Tỉnh k02)"} <= set(names)
    assert not names.map(name_key).duplicated().any()


def test_a_body_that_scores_a_criterion_out_of_another_maximum_is_left_out_by_name(copy):
    criteria = storage.raw_folder(copy / "k02" / "data", YEAR) / "criteria.xlsx"
    rows = pd.read_excel(criteria, engine="openpyxl")
    leaf = rows["max_score"].last_valid_index()
    rows.loc[leaf, "max_score"] += 1
    rows.to_excel(criteria, index=False)
    check_season(YEAR, copy / "data")
    fault = errors(copy).query("rule == 'body_criteria_differ'").iloc[0]
    assert "Tỉnh k02" in fault["sentence"]
    assert rows.loc[leaf, "criterion_id"] in fault["sentence"]
    assert set(read(copy, "units")["group"]) == {"k01", "k03"}


def test_a_body_without_maxima_is_not_added_to_bodies_that_have_them(copy):
    criteria = storage.raw_folder(copy / "k02" / "data", YEAR) / "criteria.xlsx"
    rows = pd.read_excel(criteria, engine="openpyxl")
    rows.assign(max_score=None).to_excel(criteria, index=False)
    check_season(YEAR, copy / "data")
    assert errors(copy).query("rule == 'body_criteria_differ'")["source_file"].tolist() == ["bodies.csv"]
    assert set(read(copy, "units")["group"]) == {"k01", "k03"}


def test_bodies_that_all_have_no_maxima_are_added_up(copy):
    for province in PROVINCES:
        criteria = storage.raw_folder(copy / province / "data", YEAR) / "criteria.xlsx"
        pd.read_excel(criteria, engine="openpyxl").assign(max_score=None).to_excel(criteria, index=False)
    check_season(YEAR, copy / "data")
    assert errors(copy).query("rule == 'body_criteria_differ'").empty
    assert set(read(copy, "units")["group"]) == set(PROVINCES)


def test_a_maximum_that_one_body_states_and_another_does_not_is_a_difference():
    known = pd.DataFrame({"criterion_id": ["I", "II"]} | {column: ["x", "y"] for column in SAME}).assign(
        max_score=[10.0, None]
    )
    here = known.assign(max_score=[None, None])
    assert _find_unlike(known, here.astype({"max_score": float})) == ["I"]


def test_a_body_that_cannot_be_read_costs_that_body_and_comes_back_when_mended(copy):
    rules = storage.raw_folder(copy / "k03" / "data", YEAR) / "season.toml"
    rewrite(rules, f"year = {YEAR}", "year = ")
    check_season(YEAR, copy / "data")
    assert "Tỉnh k03" in errors(copy)["sentence"].iloc[0]
    assert set(read(copy, "units")["group"]) == {"k01", "k02"}
    rewrite(rules, "year = ", f"year = {YEAR}")
    check_season(YEAR, copy / "data")
    assert errors(copy).empty
    assert len(read(copy, "units")) == PLAN.units


def test_a_stage_the_country_does_not_declare_is_named(copy):
    rewrite(storage.raw_folder(copy / "data", YEAR) / "season.toml", 'id = "appraisal_2"', 'id = "second"')
    with pytest.raises(SeasonError, match=r"bodies\.csv"):
        check_season(YEAR, copy / "data")


def test_a_criterion_of_one_body_alone_applies_to_its_units_alone(copy):
    folder = storage.raw_folder(copy / "k01" / "data", YEAR)
    rows = pd.read_excel(folder / "criteria.xlsx", engine="openpyxl")
    leaf = rows[rows["max_score"].notna()].iloc[-1]
    other = leaf.copy()
    other["criterion_id"], other["code"], other["name"] = "rieng", "99", "Việc riêng"
    pd.concat([rows, other.to_frame().T]).to_excel(folder / "criteria.xlsx", index=False)
    check_season(YEAR, copy / "data")
    own = read(copy, "comparison").query("criterion_id == 'rieng' and appraised_status != 'not_applicable'")
    assert set(own["unit_id"].str.split(".").str[0]) == {"k01"}


def test_an_unchanged_country_is_kept_and_a_changed_score_of_one_province_reaches_it(copy):
    assert check_season(YEAR, copy / "data").is_kept
    before = read(copy, "unit_ranking").set_index("unit_id")["appraised_score"]
    form = next(storage.raw_folder(copy / "k02" / "data", YEAR).glob("appraisal/2/k02.csv"))
    kept = form.read_text(encoding="utf-8")
    form.unlink()
    assert not check_season(YEAR, copy / "data").is_kept
    after = read(copy, "unit_ranking").set_index("unit_id")["appraised_score"]
    moved = after[after != before[after.index]].index
    assert set(moved.str.split(".").str[0]) == {"k02"}
    form.write_text(kept, encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("k01,Tỉnh khác,,k01/data", "k01"),
        ("k04,Tỉnh k01,,k01/data", "Tỉnh k01"),
        ("k04,Tỉnh bốn,,nowhere", "nowhere"),
        ("k 4,Tỉnh bốn,,k01/data", "k 4"),
    ],
    ids=["one id twice", "one name twice", "no such folder", "no id"],
)
def test_a_line_of_the_parent_list_that_is_wrong_is_named_by_its_cell(copy, line, said):
    bodies = storage.raw_folder(copy / "data", YEAR) / "bodies.csv"
    bodies.write_text(bodies.read_text(encoding="utf-8") + "\n" + line, encoding="utf-8")
    with pytest.raises(SeasonError) as raised:
        check_season(YEAR, copy / "data")
    assert [(fault.file, fault.found) for fault in raised.value.faults] == [("bodies.csv", said)]
    assert raised.value.faults[0].place.endswith("5")


def test_the_country_has_pages_like_any_body(copy):
    run = run_command(copy, "report", "--year", str(YEAR), "--edition", "internal", year=YEAR)
    assert run.code == 0, run.said
    pages = run.list_pages()
    assert sum(name.startswith("units/k02.") for name in pages) == len(read(copy, "units").query("group == 'k02'"))
    assert "Tỉnh k02" in run.read_page("ranking")
    assert run.find_dead_links() == {}
