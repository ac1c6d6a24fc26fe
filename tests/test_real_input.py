"""Real scores through the main job: 101 states' own scores for 12 capacities in 2018, and what evaluators found.

The figures expected here are worked out from the published file with plain Python; none comes from the package.
"""

import csv
import html
import os
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from cchc_analysis.cli.app import app
from page_figures import read_marked

FILE = "who_self_vs_external_2018.csv"
REGIONS = {"AFRO": "Africa", "AMRO": "Americas", "EMRO": "Eastern Mediterranean"} | {
    "EURO": "Europe",
    "SEARO": "South-East Asia",
    "WPRO": "Western Pacific",
}
SILENT = ["ALB", "BRN", "CHE", "FSM", "JPN", "PHL"]
PROFILES = ["VNM", "CHE", "ETH"]
AGGREGATES = [
    *("index", "briefing", "yearly_report", "ranking", "deductions", "comparison"),
    *("plan_of_appraisal", "criteria_review", "intake", "units"),
]


@dataclass(frozen=True)
class Published:
    """The file's rows, and what they add up to."""

    rows: list[dict[str, str]]

    @cached_property
    def pairs(self) -> list[tuple[dict[str, str], float, float]]:
        """Rows with both scores: the row, the self-score and the external score."""
        return [(row, float(row["self_0_100"]), float(row["external_0_100"])) for row in self.rows if row["self_0_100"]]

    @cached_property
    def totals(self) -> dict[str, float]:
        """External points of each state."""
        return self._add("iso", [(row, float(row["external_0_100"])) for row in self.rows])

    @cached_property
    def lost(self) -> dict[str, float]:
        """Points short of 100 at each capacity, all states together."""
        return self._add("capacity", [(row, 100 - float(row["external_0_100"])) for row in self.rows])

    @cached_property
    def cut(self) -> dict[str, float]:
        """Points by which evaluators went below the state, at each capacity."""
        return self._add("capacity", [(row, max(own - found, 0.0)) for row, own, found in self.pairs])

    @cached_property
    def raised(self) -> dict[str, float]:
        """Points by which evaluators went above the state, at each capacity."""
        return self._add("capacity", [(row, max(found - own, 0.0)) for row, own, found in self.pairs])

    def name(self, capacity: str) -> str:
        return next(row["capacity_name"] for row in self.rows if row["capacity"] == capacity)

    def rank(self, iso: str) -> int:
        return 1 + sum(total > self.totals[iso] for total in self.totals.values())

    def _add(self, key: str, points: list[tuple[dict[str, str], float]]) -> dict[str, float]:
        groups = defaultdict(list)
        for row, value in points:
            groups[row[key]].append(value)
        return {group: round(fsum(values), 6) for group, values in groups.items()}


@dataclass(frozen=True)
class Run:
    """What a user has after the command: its words, the folder of data and the folder of pages."""

    result: Result
    data: Path
    pages: Path

    def read_table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.data / "processed" / "2018" / f"{name}.parquet")

    def read_page(self, name: str) -> str:
        return (self.pages / f"{name}.html").read_text(encoding="utf-8")


def find_published() -> Path:
    folder = os.environ.get("CCHC_REFERENCE_DIR")
    if not folder:
        pytest.skip(f"set CCHC_REFERENCE_DIR to the folder that holds {FILE}")
    path = Path(folder) / FILE
    if not path.is_file():
        pytest.skip(f"CCHC_REFERENCE_DIR={folder} holds no {FILE}")
    return path


@pytest.fixture(scope="module")
def published() -> Published:
    with find_published().open(encoding="utf-8", newline="") as stream:
        return Published(list(csv.DictReader(stream)))


@pytest.fixture(scope="module")
def run(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The season's folder as docs/season.md has it, and the main job run on it once."""
    place = tmp_path_factory.mktemp("real")
    write_season(place / "data" / "raw" / "2018", published)
    units = [part for unit in PROFILES for part in ("--unit", unit)]
    folders = ["--data", str(place / "data"), "--out", str(place / "reports")]
    result = CliRunner().invoke(app, ["report", "--year", "2018", *folders, "--jobs", "1", *units])
    return Run(result, place / "data", place / "reports" / "2018")


def write_season(folder: Path, published: Published, not_expected_from: list[str] = SILENT) -> None:
    folder.mkdir(parents=True)
    groups = [f'[[unit_groups]]\nid = "{region}"\nname = "{name}"\n' for region, name in REGIONS.items()]
    stages = [
        f'[[stages]]\nid = "self"\nkind = "self"\nname = "Tự đánh giá"\nfolder = "self"\n'
        f"not_expected_from = {not_expected_from}\n",
        '[[stages]]\nid = "external"\nkind = "appraisal"\nname = "Đánh giá ngoài"\nfolder = "external"\n',
    ]
    head = 'year = 2018\ntitle = "Năng lực y tế quốc tế 2018"\nbody = "WHO"\n'
    (folder / "season.toml").write_text("\n".join([head, *stages, *groups]), encoding="utf-8")
    units = {row["iso"]: [row["iso"], row["country"], row["region"]] for row in published.rows}
    write_csv(folder / "units.csv", [["unit_id", "name", "group"], *units.values()])
    capacities = {row["capacity"]: row["capacity_name"] for row in published.rows}
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["criterion_id", "code", "name", "max_score"])
    for capacity in sorted(capacities, key=lambda capacity: int(capacity.removeprefix("C"))):
        sheet.append([capacity, capacity, capacities[capacity], 100])
    book.save(folder / "criteria.xlsx")
    write_csv(
        folder / "scores.csv",
        [["unit", "criterion", "stage", "score"]]
        + [[row["country"], row["capacity"], "self", own] for row, own, _found in published.pairs]
        + [[row["country"], row["capacity"], "external", row["external_0_100"]] for row in published.rows],
    )


def write_csv(path: Path, rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def print_points(points: float) -> str:
    """Points as a Vietnamese page prints them."""
    return f"{points:,.2f}".translate(str.maketrans(",.", ".,"))


def read_figures(page: str) -> dict[str, set[tuple[float, str]]]:
    """Each figure a page names, as a value and as printed, wherever it stands."""
    figures = defaultdict(set)
    for figure in read_marked(page):
        figures[figure.key].add((round(figure.value, 6), figure.shown))
    return figures


def find_rows(page: str, text: str) -> list[str]:
    """The rows of a page's tables in which a cell or a link reads *text*."""
    return [row for row in re.findall(r"(?s)<tr.*?</tr>", page) if f">{text}<" in html.unescape(row)]


def test_the_main_job_runs_on_real_scores_without_an_error(run):
    assert run.result.exit_code == 0, run.result.output
    assert "0 lỗi" in run.result.output
    assert f"{run.pages}/index.html" in run.result.output.replace("\\", "/")
    assert sorted(path.stem for path in run.pages.glob("*.html")) == sorted(AGGREGATES)
    assert sorted(path.stem for path in run.pages.glob("units/*.html")) == sorted(PROFILES)


def test_every_published_score_is_in_the_comparison_once(run, published):
    comparison = run.read_table("comparison")
    assert len(comparison) == 1212
    compared = comparison[comparison["is_compared"]]
    assert len(compared) == len(published.pairs) == 1140
    gap = (compared["self_score"] - compared["appraised_score"]).mean()
    assert gap == pytest.approx(fsum(own - found for _row, own, found in published.pairs) / 1140, abs=1e-9)
    assert gap == pytest.approx(2.048430, abs=1e-6)
    read = comparison.set_index(["unit_id", "criterion_id"])["appraised_score"].to_dict()
    assert read == {(row["iso"], row["capacity"]): float(row["external_0_100"]) for row in published.rows}


def test_the_capacities_with_most_points_lost_and_most_cut_are_those_of_the_file(run, published):
    deductions = run.read_table("criterion_deductions").set_index("criterion_id")
    most_lost = max(published.lost, key=published.lost.__getitem__)
    most_cut = max(published.cut, key=published.cut.__getitem__)
    assert (published.name(most_lost), published.lost[most_lost]) == ("Chemical events", 5440.0)
    assert (published.name(most_cut), published.cut[most_cut]) == ("Zoonotic events", 1186.71)
    assert deductions["deduction_rank"].idxmin() == deductions.index[0] == most_lost
    assert deductions["cut_rank"].idxmin() == most_cut
    for column, expected in (("deduction", published.lost), ("cut", published.cut), ("raised", published.raised)):
        assert deductions[column].to_dict() == pytest.approx(expected, abs=1e-6), column


def test_states_stand_where_their_points_put_them(run, published):
    ranking = run.read_table("unit_ranking").set_index("unit_id")
    expected = {"CAN": 1, "AUS": 2, "JPN": 5, "VNM": published.rank("VNM"), "CAF": 101}
    assert {iso: published.rank(iso) for iso in expected} == expected
    assert ranking["rank"][list(expected)].to_dict() == expected
    assert ranking["rank"].to_dict() == {iso: published.rank(iso) for iso in published.totals}
    assert ranking["total_score"].to_dict() == pytest.approx(published.totals, abs=1e-6)
    regions = {row["iso"]: row["region"] for row in published.rows}
    beside = [iso for iso in regions if regions[iso] == regions["VNM"]]
    assert ranking["group_rank"]["VNM"] == 1 + sum(published.totals[iso] > published.totals["VNM"] for iso in beside)


def test_six_states_without_a_self_score_are_ranked_and_left_out_of_the_comparison(run, published):
    ranking = run.read_table("unit_ranking").set_index("unit_id")
    assert sorted(ranking.index[~ranking["has_self_score"]]) == SILENT
    assert (ranking["ranking_status"] == "ranked").all()
    assert ranking["compared_self_score"].isna().sum() == 6
    assert ranking.loc[SILENT, "unsplit"].to_dict() == pytest.approx(
        {iso: round(1200 - published.totals[iso], 6) for iso in SILENT}, abs=1e-6
    )
    silent = run.read_table("comparison").query("unit_id in @SILENT")
    assert len(silent) == 72
    assert not silent["is_compared"].any()


def test_the_six_are_marked_where_a_reader_looks(run, published):
    names = {row["iso"]: row["country"] for row in published.rows}
    ranking, comparison = run.read_page("ranking"), run.read_page("comparison")
    listed = {iso: find_rows(ranking, name) for iso, name in names.items()}
    shown = [iso for iso, rows in listed.items() if rows]
    assert len(shown) >= 20, "the first and the last of 101"
    for iso in shown:
        assert any("chưa tự chấm" in row for row in listed[iso]) == (iso in SILENT), iso
    assert not any(find_rows(comparison, names[iso]) for iso in SILENT)
    index = html.unescape(run.read_page("units"))
    assert all(f'href="units/{iso}.html"' in index for iso in PROFILES)
    assert all(name in index for name in names.values()), "the list of units leaves nobody out"
    assert all(names[iso] in comparison for iso in SILENT), "the page says who is left out"
    for iso in PROFILES:
        assert ("chưa tự chấm" in run.read_page(f"units/{iso}")) == (iso in SILENT), iso


def test_pages_print_the_figures_of_the_file(run, published):
    totals, lost, cut = published.totals, published.lost, published.cut
    ranking = read_figures(run.read_page("ranking"))
    shown = [iso for iso in totals if f"{iso}.total_score" in ranking]
    assert len(shown) >= 20, "the first and the last of 101"
    for iso in shown:
        assert ranking[f"{iso}.total_score"] == {(totals[iso], print_points(totals[iso]))}, iso
        assert ranking[f"{iso}.rank"] == {(published.rank(iso), str(published.rank(iso)))}, iso
    whole = pd.read_csv(run.pages / "tables" / "unit_ranking.csv").set_index("unit_id")
    assert whole["total_score"].to_dict() == pytest.approx(totals, abs=1e-6)
    assert whole["rank"].to_dict() == {iso: published.rank(iso) for iso in totals}
    deductions = read_figures(run.read_page("deductions"))
    for capacity in lost:
        assert deductions[f"{capacity}.deduction"] == {(lost[capacity], print_points(lost[capacity]))}, capacity
        assert (cut[capacity], print_points(cut[capacity])) in deductions[f"{capacity}.cut"], capacity
    mean = round(fsum(totals.values()) / 101, 6)
    all_lost = round(fsum(lost.values()), 6)
    for page in ("index", "briefing", "yearly_report"):
        figures = read_figures(run.read_page(page))
        assert (mean, print_points(mean)) in figures["mean_total_score"], page
        assert (all_lost, print_points(all_lost)) in figures["deduction"], page
    for iso in PROFILES:
        figures = read_figures(run.read_page(f"units/{iso}"))
        assert figures[f"{iso}.total_score"] == {(totals[iso], print_points(totals[iso]))}, iso
        assert figures[f"{iso}.rank"] == {(published.rank(iso), str(published.rank(iso)))}, iso


def test_a_form_that_was_due_and_did_not_come_is_an_error(published, tmp_path):
    write_season(tmp_path / "data" / "raw" / "2018", published, not_expected_from=[])
    result = CliRunner().invoke(app, ["check", "--year", "2018", "--data", str(tmp_path / "data")])
    assert result.exit_code == 1
    findings = pd.read_parquet(tmp_path / "data" / "processed" / "2018" / "findings.parquet")
    errors = findings[findings["severity"] == "error"]
    assert errors["rule"].unique().tolist() == ["missing_form"]
    assert sorted(errors["unit_id"]) == SILENT
