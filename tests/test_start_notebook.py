"""The start notebook: it runs as it stands, and what it shows is what the pages and the tables say."""

import json
import re
from html.parser import HTMLParser

import nbformat
import pandas as pd
import pytest
from scripts.check_notebooks import check_notebook

from cchc_analysis.reporting.pages.notebooks import START, NotebookError, list_notebooks, notebooks_folder, run_notebook
from season_runs import AGGREGATES, Run, copy_samples

NOTEBOOK = notebooks_folder() / START
PLOTLY = "application/vnd.plotly.v1+json"
README = (NOTEBOOK.parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def executed(sample_report: Run, tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(sample_report.project / "notebooks")
        return run_notebook(NOTEBOOK)


def shown(executed: nbformat.NotebookNode, question: str) -> nbformat.NotebookNode:
    """What the cell that asks *question* shows."""
    (cell,) = (cell for cell in executed.cells if cell.cell_type == "code" and question in cell.source)
    return cell.outputs[-1]


class _Values(HTMLParser):
    """The numbers of a table, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[float]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif exact := dict(attrs).get("data-v" if tag in ("td", "th") else "value"):
            self.rows[-1].append(float(exact))


def numbers(output: nbformat.NotebookNode) -> list[list[float]]:
    parser = _Values()
    parser.feed(output.data["text/html"])
    return [row for row in parser.rows if row]


def test_the_start_notebook_is_stored_clean():
    assert list(check_notebook(NOTEBOOK)) == []


def test_the_start_notebook_is_no_page_of_the_report(sample_report):
    assert START not in [path.name for path in list_notebooks().values()]
    assert "start" not in sample_report.list_pages()


def test_the_start_notebook_runs_without_an_error_or_a_warning(executed):
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []
    assert all(cell.outputs for cell in executed.cells if cell.cell_type == "code" and "season" in cell.source)


def test_it_says_what_to_run_where_tables_are_missing(tmp_path, monkeypatch):
    copy_samples(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotebookError, match="run `cchc check --year 2020` first"):
        run_notebook(NOTEBOOK)


def test_each_of_its_texts_is_in_vietnamese_first_with_english_beside():
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "markdown":
            first, *_others, last = cell.source.split("\n\n")
            assert re.search(r"[ăđơưảấầếềồộớợừứị]", first), cell.id
            assert last.startswith("*"), cell.id
            assert last.endswith("*"), cell.id


def test_it_asks_the_five_questions_of_the_readme(executed):
    asked = re.findall(r"^(season\.\w+(?:\(.*?\))?)  #", README, re.MULTILINE)
    assert len(asked) == 5
    for question in asked:
        shown(executed, question)


def test_every_chart_it_shares_with_a_page_is_drawn_from_the_same_numbers(executed, sample_report):
    on_pages = {
        (page, chart): json.loads(spec)
        for page in AGGREGATES
        for chart, spec in re.findall(
            r'<figure class="chart" id="([\w-]+)">.*?<script type="application/json" class="plot-data">(.*?)</script>',
            sample_report.read_page(page),
            re.DOTALL,
        )
    }
    compared = {
        "season.charts.ranking()\n": ("ranking", "ranking"),
        "season.charts.self_against_appraised()": ("comparison", "self-against-appraised"),
        "season.charts.rank_bands()": ("ranking", "rank-bands"),
        "season.charts.change_parts()": ("ranking", "change-parts"),
    }
    for call, place in compared.items():
        (cell,) = (cell for cell in executed.cells if cell.cell_type == "code" and f"{cell.source}\n".startswith(call))
        traces = cell.outputs[-1].data[PLOTLY]["data"]
        assert [(trace["x"], trace["y"]) for trace in traces] == [
            (trace["x"], trace["y"]) for trace in on_pages[place]["data"]
        ], call


def test_who_is_where_and_how_sure(executed, sample_report):
    bands, ranking = (sample_report.read_table(name).set_index("unit_id") for name in ("rank_bands", "unit_ranking"))
    expected = [
        [float(row["rank"]), ranking.loc[unit, "total_score"], float(row["best_rank"]), float(row["worst_rank"])]
        for unit, row in bands.iterrows()
    ]
    assert [row[:4] for row in numbers(shown(executed, "how_sure"))] == expected


def test_what_was_lost_to_digital_signatures(executed, sample_report):
    comparison = sample_report.read_table("comparison")
    signed = comparison["criterion_id"].str.startswith("dien-tu.van-ban-ky-so") | (
        comparison["reason"] == "low-e-document"
    )
    lost = comparison[signed & (comparison["deduction"] > 0) & (comparison["line"] == "score")]
    assert sorted(row[-1] for row in numbers(shown(executed, "find_losses"))) == sorted(lost["deduction"])


def test_what_recognising_initiative_3_moves(executed, sample_report):
    effects = sample_report.read_table("initiative_effects").set_index("unit_id").loc["vu-doi-ngoai"]
    first = numbers(shown(executed, "recognise(3)"))[0]
    assert first == [effects["total_without"], effects["total_with"], effects["rank_without"], effects["rank_with"]]


def test_the_least_to_fix(executed, sample_report):
    leaves = sample_report.read_table("repair_leaves")
    own = leaves[(leaves["unit_id"] == "vu-doi-ngoai") & (leaves["goal"] == "next_grade")]
    assert [row[0] for row in numbers(shown(executed, "smallest_repair"))] == own["regained_score"].tolist()


def test_how_much_of_the_change_is_the_criteria_sets_doing(executed, sample_report):
    change = sample_report.read_table("mean_change").iloc[0]
    (row,) = numbers(shown(executed, "season.mean_change"))
    assert {change["mean_change"], change["criteria_set_change"], change["own_change"]} <= set(row)


def test_another_rule_moves_the_order_to_that_of_the_index(executed, sample_report):
    ranking = sample_report.read_table("unit_ranking")
    by_index = ranking["index_pct"].rank(method="min", ascending=False)
    moved = numbers(shown(executed, "rank_with"))
    assert sorted(row[3] for row in moved) == sorted(by_index[by_index != ranking["rank"]])
    drawn = shown(executed, "with_rules").data[PLOTLY]["data"]
    assert max(pd.Series(trace["x"]).max() for trace in drawn) == ranking["index_pct"].max()


def test_a_number_is_traced_to_the_cell_that_the_table_names(executed, sample_report):
    comparison = sample_report.read_table("comparison")
    own = comparison[(comparison["unit_id"] == "vu-doi-ngoai") & (comparison["criterion_id"] == "chi-dao.ket-luan")]
    file, _, cell = str(own["self_source"].iloc[0]).partition(" [")
    said = shown(executed, "season.trace").data["text/plain"]
    assert file in said
    assert cell.rstrip("]") in said
