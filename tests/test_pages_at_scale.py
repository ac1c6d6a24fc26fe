"""Pages of a season with more units than a page can show: light, whole, true to the tables, and searched."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from babel.numbers import format_decimal

from accessibility import ASK as ASK_AXE
from browser import Browser, Media
from cchc_analysis.analyst import SeasonTables, load
from cchc_analysis.pipeline import attachments, report
from cchc_analysis.pipeline.attachments import Beside
from cchc_analysis.pipeline.check import check_season
from cchc_analysis.reporting import printing, public, season_size, tables
from cchc_analysis.reporting.pages import layout, unit_index
from cchc_analysis.reporting.tables import ranking, units
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.workbook import csv_files
from cchc_analysis.simulation.nation import Plan
from cchc_analysis.simulation.writing import simulate
from cchc_analysis.store import storage
from cchc_analysis.store.public_season import load_public, write_public
from page_figures import read_marked
from test_geometry import ASK
from test_pages_agree import collect_numbers

UNITS = 120
LIMIT_KB = 500
GROUP_KB = 3
"""What a page may weigh more for each further group of units: it has a row in five tables and pictures."""


@dataclass(frozen=True)
class Made:
    """A large season and the pages of the whole season made from it."""

    season: SeasonTables
    folder: Path
    faults: Mapping[str, list[str]]

    def list_pages(self) -> dict[str, Path]:
        return {path.relative_to(self.folder).as_posix(): path for path in sorted(self.folder.rglob("*.html"))}

    def weigh(self) -> dict[str, float]:
        """Each page's kilobytes, without the script that a single file carries."""
        packed = re.compile(r'<script type="application/octet-stream".*?</script>', re.DOTALL)
        return {
            name: len(packed.sub("", path.read_text(encoding="utf-8")).encode()) / 1000
            for name, path in self.list_pages().items()
        }


def make(folder: Path, units: int, lang: str = "vi") -> Made:
    data, out = folder / "data", folder / "reports"
    if not data.exists():
        simulate(Plan(units, 10, 2, seed=1, first_year=2021), data)
        check_season(storage_year(data), data)
    year = storage_year(data)
    season = load(year, data, lang)
    inside, outside = report._find_folders(out / str(year), lang)
    inside.mkdir(parents=True, exist_ok=True)
    layout.write_plotly(inside)
    write_public(year, data)
    work = report.plan_pages(season, inside, [])
    work += report.plan_public_pages(load_public(year, data, lang), data, outside, inside / "notebooks" / "public")
    faults = dict(map(report.make_page, work))
    others = Beside(work[0].frame, lang, data, inside, inside / "notebooks")
    list(attachments._write_for_scale(season, others))
    report._write_front(season, others, {}, outside)
    return Made(season, inside, faults)


def storage_year(data: Path) -> int:
    return max(int(path.name) for path in (data / "raw").iterdir())


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("large"), UNITS)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("twice"), 2 * UNITS)


def test_every_page_of_a_large_season_passes_its_check(large):
    assert {page: faults for page, faults in large.faults.items() if faults} == {}
    expected = {kind.file for kind in report.KINDS} | {"index.html", "units.html", "public/index.html"}
    assert expected <= set(large.list_pages())


def test_pages_grow_with_groups_of_units_and_not_with_units(large, twice):
    before, after = large.weigh(), twice.weigh()
    groups = [len(made.season.group_scores) - 1 for made in (large, twice)]
    allowed = 2 + GROUP_KB * (groups[1] - groups[0])
    listing = {"units.html", "public/index.html"}
    grown = {name: after[name] - before[name] for name in before if name not in listing}
    assert {name: by for name, by in grown.items() if by > allowed} == {}
    most_groups = ranking.MOST_GROUPS
    assert max(after.values()) + GROUP_KB * (most_groups - groups[1]) < LIMIT_KB


def test_the_list_of_units_weighs_so_little_a_unit_that_a_whole_country_fits(large, twice):
    country = 3321
    for name in ("units.html", "public/index.html"):
        before, after = large.weigh()[name], twice.weigh()[name]
        assert before + (country - UNITS) * (after - before) / UNITS < LIMIT_KB, name


def test_only_the_list_of_units_names_them_all(large):
    names = large.season.units["unit"].tolist()
    for page, path in large.list_pages().items():
        text = path.read_text(encoding="utf-8")
        named = sum(name in text for name in names)
        assert named == UNITS if page in ("units.html", "public/index.html") else named < 0.9 * UNITS, (page, named)


def test_every_link_of_a_page_leads_to_a_file(large):
    for path in large.list_pages().values():
        content = path.read_text(encoding="utf-8")
        targets = {target for target in re.findall(r'href="([^"#:]+)"', content) if not target.endswith(".xlsx")}
        missing = {target for target in targets if not (path.parent / target).exists()}
        assert {target for target in missing if not target.startswith("units/")} == set(), path.name


def test_an_excerpt_and_what_it_leaves_out_make_the_whole_table(large):
    season = large.season
    shown = str(tables.list_ranking(season).data)
    rows = len(re.findall(r"<tr data-key", shown))
    left_out = UNITS - rows
    assert rows == 2 * season_size.ENDS
    assert f"… {left_out} dòng ở giữa …" in shown
    assert f"Còn {left_out} dòng nữa, toàn bộ ở" in html.unescape(shown)
    keys = re.findall(r'<tr data-key="([^"]+)"', shown)
    order = season.unit_ranking["unit_id"].tolist()
    assert keys == [*order[: season_size.ENDS], *order[-season_size.ENDS :]]


def test_the_whole_ranking_is_there_for_who_asks_for_it(large):
    assert len(re.findall(r"<tr data-key", str(tables.list_ranking(large.season, whole=True).data))) == UNITS


def test_every_number_of_a_large_seasons_pages_is_that_of_its_tables(large):
    season = large.season
    numbers = known_numbers(season)
    wrong = []
    count = 0
    for page, path in large.list_pages().items():
        if page.startswith("public/"):
            continue
        for figure in read_marked(path.read_text(encoding="utf-8")):
            count += 1
            if numbers.get(figure.key) != figure.value:
                wrong.append((page, figure.key, figure.value, numbers.get(figure.key)))
    assert wrong == []
    assert count > 1000


def known_numbers(season: SeasonTables) -> dict[str, float]:
    """Every number by its key: those that every season has, of groups and bins, and the counts worked out here."""
    read = {name: storage.load_table(name, season.year, season.data) for name in csv_files.LINKED}
    numbers = {
        key: value for (scope, key), value in collect_numbers(lambda name: _read(name, season)).items() if not scope
    }
    for row in read["group_scores"].to_dict("records"):
        numbers |= {
            f"{row['group']}.{name}": float(v) for name, v in row.items() if isinstance(v, int | float) and v == v
        }
    for row in read["distributions"].to_dict("records"):
        numbers[f"{row['measure']}.{row['bin_from']:g}.unit_count"] = row["unit_count"]
    for row in read["group_domains"].to_dict("records"):
        numbers[f"{row['group']}.{row['criterion_id']}"] = row["mean_index_pct"]
    for row in read["group_deductions"].to_dict("records"):
        numbers[f"{row['group']}.{row['criterion_id']}"] = row["deduction_pct"]
    groups = season.units.set_index("unit_id")["group"]
    losses = read["reason_losses"].assign(group=lambda rows: rows["unit_id"].map(groups))
    for (group, reason), points in losses.groupby(["group", "reason"])["deduction"].sum().round(6).items():
        numbers[f"{group}.{reason}"] = points
    numbers |= dict(count_receipts(read["submissions"], groups))
    ranking = season.unit_ranking
    scopes = season.criterion_deductions["measured_scope"].fillna("none")
    numbers |= {f"measured_scope.{scope}": (scopes == scope).sum() for scope in ("common", "specific", "none")}
    tied = ranking["rank"].notna() & ranking.duplicated("rank", keep=False)
    numbers |= {"tied_units": int(tied.sum()), "group_scores.groups": (read["group_scores"]["group"] != "*").sum()}
    effects = season.initiative_effects
    proposed = effects["initiative_status"] == "proposed"
    moved = proposed & effects["is_rank_changed"] & ~effects["is_grade_changed"]
    numbers["reranked_initiatives"] = int(moved.sum())
    silent = ranking.query("not has_self_score and ranking_status != 'not_scored'")
    numbers["not_self_scored.others"] = len(silent) - season_size.NAMED
    for rule, listed in season.reward_list.groupby("reward_id"):
        numbers[f"{rule}.units.others"] = len(listed) - season_size.NAMED
    return {key: float(value) for key, value in numbers.items()}


def _read(name: str, season: SeasonTables) -> pd.DataFrame:
    return storage.load_table(name, season.year, season.data)


def test_the_page_of_a_unit_that_lost_points_nearly_everywhere_is_still_a_light_one(tmp_path):
    folder = storage.raw_folder(tmp_path / "data", 2021)
    simulate(Plan(3, 100, 1, seed=1, first_year=2021), tmp_path / "data")
    (forms,) = (folder / "appraisal" / "1").glob("*.csv")
    rows = pd.read_csv(forms, dtype=str)
    unit = rows["unit"].iloc[0]
    lost = rows.index[rows["unit"] == unit][:75]
    steps = rows.loc[lost, "criterion"].map(load_steps(folder))
    rows.loc[lost, "score"] = (rows.loc[lost, "score"].astype(float) - steps).clip(lower=0).astype(str)
    rows.loc[lost, ["reason", "note"]] = "no-evidence", "Chưa có tài liệu kiểm chứng"
    rows.to_csv(forms, index=False)
    for later in (folder / "appraisal" / "2").glob("*.csv"):
        answered = pd.read_csv(later, dtype=str)
        answered[answered["unit"] != unit].to_csv(later, index=False)
    check_season(2021, tmp_path / "data")
    season = load(2021, tmp_path / "data")
    (page,) = (page for page in report.plan_pages(season, tmp_path, [unit]) if page.frame.unit)
    assert report.make_page(page)[1] == []
    html = (tmp_path / page.frame.page).read_text(encoding="utf-8")
    assert (season.of_unit(unit).comparison["deduction"] > 0).sum() > 70
    assert len(html.encode()) < 100_000


def test_the_first_and_the_last_unit_of_a_group_stand_on_one_line_where_their_names_are_short(large):
    shown = ranking.list_group_scores(large.season).data
    assert set(re.findall(r"tight-(\d+)", shown.partition(">")[0])) == {"11", "12"}
    assert "<td><a " in shown


def load_steps(folder: Path) -> pd.Series:
    return pd.read_excel(folder / "criteria.xlsx", engine="openpyxl").set_index("criterion_id")["step"]


def count_receipts(submissions: pd.DataFrame, groups: pd.Series) -> Iterator[tuple[str, float]]:
    first = submissions[submissions["stage"] == "self"].assign(group=lambda rows: rows["unit_id"].map(groups))
    for group, rows in first.groupby("group"):
        due, received = rows["is_expected"].sum(), (rows["is_expected"] & rows["is_received"]).sum()
        yield from (
            (f"{group}.due_units", due),
            (f"{group}.received_units", received),
            (f"{group}.missing_units", due - received),
            (f"{group}.complete_units", rows["is_complete"].fillna(False).astype(bool).sum()),
        )
    explained = submissions.dropna(subset="is_explained")
    for group, rows in explained.groupby(explained["unit_id"].map(groups)):
        yield f"{group}.explained_units", rows["is_explained"].astype(bool).sum()
    last = submissions[(submissions["stage"] == "appraisal_2") & submissions["appraised_share"].notna()]
    for group, rows in last.groupby(last["unit_id"].map(groups)):
        yield f"{group}.appraised_share", (rows["appraised_share"] * rows["due_count"]).sum() / rows["due_count"].sum()


def test_the_full_table_beside_a_page_holds_every_row_and_starts_no_formula(large, tmp_path):
    rows = pd.read_csv(large.folder / "tables" / "unit_ranking.csv", encoding="utf-8-sig")
    ranking = large.season.unit_ranking
    assert rows["unit_id"].tolist() == ranking["unit_id"].tolist()
    assert rows["total_score"].tolist() == ranking["total_score"].tolist()
    assert rows["unit"].tolist() == ranking["unit"].tolist()
    hostile = pd.DataFrame({"name": ["=1+1", "-2", "@x", "+3", "Xã A", None], "points": [-1.0, 2, 3, 4, 5, 6]})
    text = csv_files.write_csv(hostile, tmp_path / "x.csv").read_text(encoding="utf-8-sig").splitlines()
    assert text == ["name,points", "'=1+1,-1.0", "'-2,2.0", "'@x,3.0", "'+3,4.0", "Xã A,5.0", ",6.0"]


def test_what_pages_link_to_is_written_and_taken_away_with_the_season_that_needed_it(large):
    written = {path.stem for path in (large.folder / "tables").iterdir()}
    assert written == set(csv_files.LINKED)
    elsewhere = large.folder.parent / "small"
    (elsewhere / "tables").mkdir(parents=True)
    (elsewhere / "tables" / "unit_ranking.csv").write_text("old")
    csv_files.remove_tables(elsewhere)
    assert list((elsewhere / "tables").iterdir()) == []


FIND = """async () => {
  const field = document.querySelector(".find-units input");
  const ask = (text) => {
    field.value = text;
    field.dispatchEvent(new Event("input"));
    const shown = Array.from(document.querySelectorAll(".find-units li")).filter(item => !item.hidden);
    return [shown.map(item => item.textContent.split(" ").slice(0, 3).join(" ")),
            document.querySelector(".find-units output").textContent,
            shown.every(item => item.closest("details").open)];
  };
  return [ask("xa mau 007"), ask("khong co"), ask(""), document.querySelectorAll(".find-units details[open]").length];
}"""


def test_a_unit_is_found_without_diacritics_and_without_scripts_it_still_stands_in_its_group(
    browser: Browser, large: Made
):
    opened = browser.open_pages([large.folder / "units.html"], ask=FIND)[0]
    found, none, everyone, left_open = opened.answer
    assert found == [["Xã mẫu 007"], f"1/{UNITS} đơn vị", True]
    assert none == [[], f"0/{UNITS} đơn vị", True]
    assert everyone[1] == f"{UNITS}/{UNITS} đơn vị"
    assert left_open == 0
    assert opened.errors == ()


def test_the_list_of_units_is_searched_by_alias_and_keeps_hostile_names_as_text(large):
    season = large.season
    rows = pd.DataFrame(
        {
            "unit_id": ["a", "b"],
            "unit": ["<b>Xã</b> A", "Xã B"],
            "name": ["<b>Xã</b> A", "Xã B"],
            "short_name": ["<b>Xã</b> A", "B"],
            "aliases": [None, 'Thị trấn "Cũ"'],
            "group": [None, None],
            "group_name": [None, None],
        }
    )
    assert unit_index.list_other_names(rows).tolist() == ["", 'B Thị trấn "Cũ"']
    shown = unit_index.show_list(
        rows.assign(said="", href="", also=unit_index.list_other_names(rows)), season, about="Danh sách"
    )
    assert "&lt;b&gt;Xã&lt;/b&gt; A" in shown.data
    assert 'data-also="B Thị trấn &#34;Cũ&#34;"' in shown.data


def test_a_season_of_a_hundred_units_names_each_and_one_more_does_not():
    units = pd.DataFrame({"unit_id": [f"u{at}" for at in range(season_size.MANY_UNITS + 1)]})
    assert not season_size.has_many(units.head(season_size.MANY_UNITS))
    assert season_size.has_many(units)


def test_a_slice_of_few_units_of_a_large_season_is_drawn_unit_by_unit(large):
    season = large.season
    one = season.unit_ranking.query("group == 'k01'")
    chart = season.charts.ranking(one)
    assert chart.id == "ranking"
    assert sum(len(trace["y"]) for trace in chart.spec["data"]) == len(one)
    assert season.charts.ranking().id == "ranking-ends"


def test_the_bars_of_a_distribution_hold_every_ranked_unit(large):
    chart = large.season.charts.distribution()
    assert sum(sum(trace["y"]) for trace in chart.spec["data"]) == large.season.unit_ranking["rank"].notna().sum()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sentences_of_a_large_season_name_few_units(large, lang):
    season = load(large.season.year, large.season.data, lang)
    names = season.units["unit"].tolist()
    said = phrases.join_units(names, season, "all")
    rest = format_decimal(UNITS - season_size.NAMED, locale=lang)
    expected = f"và {rest} đơn vị khác" if lang == "vi" else f"and {rest} other units"
    assert re.sub(r"<[^>]+>", "", said).endswith(expected)
    assert names[season_size.NAMED] not in said
    assert phrases.join_units(names[:3], season, "few") == phrases.join_names(names[:3], season)


CROWDED = ("briefing", "ranking", "comparison", "deductions", "intake", "units", "public/index", "public/projector")
WIDTHS: list[tuple[int, Media]] = [(1280, "screen"), (768, "screen")]


def test_no_text_of_a_large_seasons_pages_overlaps_or_is_cut_off(browser: Browser, large: Made):
    found = {}
    for name in CROWDED:
        path = large.folder / f"{name}.html"
        for layouts in ([(390, "screen")], WIDTHS):
            answers = browser.ask_in_layouts(path, ASK, layouts)
            found |= {(name, layout[0]): answer for layout, answer in zip(layouts, answers, strict=True) if answer}
    assert found == {}


def test_a_large_seasons_pages_break_no_rule_of_accessibility(browser: Browser, large: Made):
    opened = browser.open_pages([large.folder / f"{name}.html" for name in CROWDED], ask=ASK_AXE, width=1280)
    assert {name: page.answer for name, page in zip(CROWDED, opened, strict=True) if page.answer} == {}


def test_a_unit_stands_among_the_first_and_its_neighbours_in_a_group_of_many():
    everyone = pd.DataFrame({"unit_id": [f"u{at:02}" for at in range(1, 61)]})
    few = everyone.head(season_size.MANY_PEERS)
    assert units._take_neighbours(few, "u20").rows.equals(few)
    for unit, expected in (
        ("u20", ["u01", *[f"u{at:02}" for at in range(15, 26)]]),
        ("u03", [f"u{at:02}" for at in range(1, 9)]),
        ("u60", ["u01", *[f"u{at:02}" for at in range(55, 61)]]),
    ):
        excerpt = units._take_neighbours(everyone, unit)
        assert excerpt.rows["unit_id"].tolist() == expected
        assert excerpt.left_out == 60 - len(expected)
        assert excerpt.gap == (None if unit == "u03" else 1)


def test_by_grade_a_large_public_edition_shows_neither_rank_nor_result_of_a_unit(large):
    year, data = large.season.year, large.season.data
    write_public(year, data, "group")
    try:
        season = load_public(year, data)
        shown = str(public.list_ranking(season).data) + str(public.show_ranking(season).data)
    finally:
        write_public(year, data)
    items = re.findall(r"<li>(Xã[^<]*)<span>([^<]*)</span></li>", shown)
    assert len(items) == UNITS
    assert {said for _name, said in items} <= {grade.name for grade in large.season.rules.grades}
    totals = {printing.format_value(value, "percent", large.season) for value in large.season.unit_ranking["index_pct"]}
    assert {text for text in re.findall(r">([^<>]*%)<", shown) if text in totals} <= {"100,0%"}
    assert "Trung vị" not in shown


def test_a_table_that_leaves_rows_out_offers_no_filter(large):
    rows = large.season.unit_ranking.head(20)
    shown = [
        str(
            printing.show_table(
                rows, ["unit", "rank"], large.season, caption="X", filters=["group_name"], left_out=more
            ).data
        )
        for more in (0, 5)
    ]
    assert ["data-choices" in each for each in shown] == [True, False]
