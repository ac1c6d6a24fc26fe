"""The two sample seasons: what the project ships is what its script makes, and gives the headlines it states."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
TEMPLATE = ROOT / "data" / "templates" / "thanh-tra-chinh-phu" / "units.csv"
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    command = [sys.executable, "-m", "scripts.sample_seasons", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def seasons() -> dict[int, Tables]:
    from cchc_analysis.analysis.season_tables import derive_tables
    from cchc_analysis.intake.receiving import receive_season
    from cchc_analysis.rules.season import read_season

    tables: dict[int, Tables] = {}
    for year in (2019, 2020):
        season = read_season(RAW / str(year))
        received = receive_season(RAW / str(year), season)
        inputs = {
            name: getattr(received, name)
            for name in ("criteria", "units", "initiatives", "scores", "explanations", "submissions", "published")
        }
        derived = derive_tables(**inputs, season=season, previous=tables.get(2019))
        tables[year] = inputs | {"findings": received.findings} | derived
    return tables


@pytest.mark.parametrize("year", [2019, 2020])
def test_the_script_makes_exactly_the_files_that_are_committed(made_anew: Path, year: int) -> None:
    made, kept = made_anew / str(year), RAW / str(year)
    names = _list_files(made)
    assert names == _list_files(kept)
    different = [name for name in names if _content(made / name) != _content(kept / name)]
    assert not different


def test_the_season_of_2019_gives_the_published_headlines(seasons: dict[int, Tables]) -> None:
    totals = seasons[2019]["unit_ranking"]["total_score"]
    assert len(totals) == 19
    assert (totals >= 40).sum() == 9
    assert ((totals >= 30) & (totals < 40)).sum() == 10
    assert round(totals.mean(), 1) == 39.4
    assert round(totals.max() - totals.min(), 6) == 15.25
    assert 45.25 <= totals.max() <= 52.8


def test_the_season_of_2020_gives_the_published_headlines(seasons: dict[int, Tables]) -> None:
    ranking = seasons[2020]["unit_ranking"]
    assert ranking["has_self_score"].sum() == 19
    assert (ranking["total_score"] >= 40).sum() == 12
    assert ranking["total_score"].between(30, 40, inclusive="left").sum() == 7


def test_the_most_deducted_criteria_of_2020_are_the_four_that_were_named(seasons: dict[int, Tables]) -> None:
    deductions = seasons[2020]["criterion_deductions"].sort_values("deduction", ascending=False)
    named = {"chi-dao.nhiem-vu", "chi-dao.bao-cao", "chi-dao.ket-luan", "dien-tu.van-ban-ky-so"}
    assert set(deductions["criterion_id"].head(4)) == named
    assert deductions["deduction"].iloc[3] > 1.25 * deductions["deduction"].iloc[4]
    criteria = seasons[2020]["criteria"]
    assert (criteria["parent_id"] == "dien-tu.van-ban-ky-so").sum() == 2


def test_the_criteria_where_nobody_lost_in_2020_are_specific_to_a_unit(seasons: dict[int, Tables]) -> None:
    deductions = seasons[2020]["criterion_deductions"]
    spared = deductions.loc[deductions["hit_units"] == 0]
    assert len(spared) >= 3
    assert set(spared["scope"]) == {"specific"}


@pytest.mark.parametrize("year", [2019, 2020])
def test_every_published_figure_is_reproduced(seasons: dict[int, Tables], year: int) -> None:
    assert seasons[year]["published_figures"]["is_reproduced"].all()


@pytest.mark.parametrize("year", [2019, 2020])
def test_the_seasons_hold_a_few_doubts_and_no_error(seasons: dict[int, Tables], year: int) -> None:
    findings = seasons[year]["findings"]
    assert set(findings["severity"]) == {"doubt"}
    assert 5 <= len(findings) <= 20


@pytest.mark.parametrize("year", [2019, 2020])
def test_every_unit_sees_forty_to_fifty_leaves(seasons: dict[int, Tables], year: int) -> None:
    comparison = seasons[year]["comparison"]
    with_lines = comparison.groupby("unit_id").size()
    scored = comparison[(comparison["line"] == "score") & (comparison["appraised_status"] != "not_applicable")]
    assert len(with_lines) == 19
    assert with_lines.max() <= 50
    assert scored.groupby("unit_id").size().min() >= 40


@pytest.mark.parametrize("year", [2019, 2020])
def test_the_criteria_set_has_seven_domains_and_two_to_four_tasks_of_each_unit(
    seasons: dict[int, Tables], year: int
) -> None:
    criteria = seasons[year]["criteria"]
    leaves = criteria[criteria["is_leaf"] & (criteria["line"] == "score")]
    assert leaves["domain_id"].nunique() == 7
    assert 43 <= (leaves["scope"] == "common").sum() <= 47
    tasks = leaves[leaves["scope"] == "specific"].groupby("parent_id").size()
    assert tasks.between(2, 4).all()
    assert set(criteria["depth"]) == {1, 2, 3}
    assert {"1.1", "1.10", "a)", "5.2.a)"} <= set(criteria["code"])


def test_a_real_season_s_turns_are_all_there(seasons: dict[int, Tables]) -> None:
    comparison, ranking = seasons[2020]["comparison"], seasons[2020]["unit_ranking"]
    scored = comparison[comparison["line"] == "score"]
    restored = scored["appraised_score"] > scored["first_appraised_score"]
    assert restored.sum() >= 5
    assert (restored & scored["explanation"].notna()).sum() == restored.sum()
    assert (scored["is_contested"] & ~restored).sum() >= 5
    assert (scored["raised"] > 0).sum() >= 3
    assert (scored["appraised_status"] == "not_applicable").sum() >= 5
    assert ranking["rank"].duplicated().any()
    assert (ranking["bonus"] > 0).any()
    assert (ranking["penalty"] > 0).any()
    assert (ranking["total_score"] == 40).sum() == 1
    assert len(seasons[2020]["recurring_losses"]) > 50
    assert seasons[2020]["scores"]["is_corrected"].sum() == 1
    assert {"appraiser", "pattern"} <= set(scored["reason_source"].dropna())
    assert (scored["appraiser_note"].notna() & scored["reason"].isna() & (scored["deduction"] > 0)).any()


def test_three_units_claim_exactly_what_they_get_and_one_claims_everything(seasons: dict[int, Tables]) -> None:
    comparison = seasons[2020]["comparison"]
    compared = comparison[comparison["is_compared"] & (comparison["line"] == "score")]
    gap = (compared["self_score"] - compared["appraised_score"]).abs().groupby(compared["unit_id"]).max()
    conceded = compared.groupby("unit_id")["conceded"].sum()
    assert (gap == 0).sum() == 3
    assert (conceded == 0).sum() == 1


def test_recognising_one_proposed_initiative_would_change_a_grade(seasons: dict[int, Tables]) -> None:
    effects = seasons[2020]["initiative_effects"]
    assert len(effects) == 8
    decisive = effects[effects["is_grade_changed"]]
    assert list(decisive["initiative_status"]) == ["proposed"]


def test_every_file_says_that_it_is_illustrative_and_none_claims_to_reproduce() -> None:
    for year in (2019, 2020):
        rules = (RAW / str(year) / "season.toml").read_text(encoding="utf-8")
        assert "is_illustrative = true" in rules
        assert "các số liệu tổng hợp đã công bố" in rules
        for text in (rules, (RAW / str(year) / "published.csv").read_text(encoding="utf-8")):
            assert "tái hiện" not in text
            assert "reproduc" not in text.lower()
        for form in (RAW / str(year) / "self").iterdir():
            assert "Dữ liệu minh họa".encode() in zipfile.ZipFile(form).read("docProps/core.xml")


def test_no_sample_unit_bears_the_name_of_a_real_one(seasons: dict[int, Tables]) -> None:
    real = _list_names(pd.read_csv(TEMPLATE, dtype=str))
    for tables in seasons.values():
        assert not _list_names(tables["units"]) & real


def test_the_template_of_real_units_is_a_units_file_without_scores(tmp_path: Path) -> None:
    from cchc_analysis.intake.units import read_units
    from cchc_analysis.rules.season import Season, UnitGroup

    (tmp_path / "units.csv").write_bytes(TEMPLATE.read_bytes())
    groups = (
        UnitGroup(id="quan-ly-nha-nuoc", name="Khối quản lý nhà nước"),
        UnitGroup(id="su-nghiep", name="Khối sự nghiệp"),
    )
    season = Season(year=2020, title="Chỉ số", body="Thanh tra Chính phủ", unit_groups=groups)
    units, findings = read_units(tmp_path, season)
    assert findings == []
    assert len(units) == 19
    assert not [column for column in pd.read_csv(TEMPLATE).columns if "score" in column or "diem" in column]
    assert "Vụ Kế hoạch – Tổng hợp" in units.loc[units["unit_id"] == "vu-ke-hoach-tong-hop", "aliases"].item()


def test_the_template_of_reasons_is_the_whole_list_of_the_sample_seasons() -> None:
    template = tomllib.loads((ROOT / "data" / "templates" / "reasons.toml").read_text(encoding="utf-8"))
    for year in (2019, 2020):
        rules = tomllib.loads((RAW / str(year) / "season.toml").read_text(encoding="utf-8"))
        assert rules["reasons"] == template["reasons"]
    assert {
        "overdue-task", "report-late", "conclusion-late", "low-e-document", "no-evidence", "wrong-calculation",
        "not-done", "not-assigned",
    } <= {reason["id"] for reason in template["reasons"]}  # fmt: skip


@pytest.mark.parametrize("year", [2019, 2020])
def test_what_nobody_was_assigned_to_costs_points_under_its_own_reason(seasons: dict[int, Tables], year: int) -> None:
    lost = seasons[year]["reason_deductions"].set_index("reason")
    assert lost.loc["not-assigned", "hit_units"] == 3
    assert (lost["hit_units"] > 0).all()


def _list_files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _content(path: Path) -> object:
    """A workbook part by part: how hard the archive is pressed depends on the machine's zlib."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _list_names(units: pd.DataFrame) -> set[str]:
    names = pd.concat([units["name"], units["short_name"], units["aliases"].dropna().str.split("|").explode()])
    return {name.strip().casefold().replace("–", "-") for name in names.dropna() if name.strip()}
