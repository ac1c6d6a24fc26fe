"""The number in a sentence, a table, a chart and the Excel file is one value: that of the table it came from.

Sentences and tables hold ``<data value="39.394737">39,39</data>`` with a key; charts hold their numbers by the id of
each row. What the pages of a unit say of a criterion is that unit's, elsewhere it is all units'.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import pytest
from babel.numbers import format_decimal
from python_calamine import CalamineWorkbook

from cchc_analysis import schemas
from cchc_analysis.analysis.letters import sum_letter_losses
from cchc_analysis.analysis.reasons import rank_reasons_by_criterion
from cchc_analysis.reporting.workbook.sheets import SHEETS
from page_figures import read_marked
from season_runs import Run

CHART = re.compile(r'<figure class="chart" id="([^"]+)">.*?class="plot-data">(.*?)</script>', re.DOTALL)
PARTS = {
    "Đơn vị tự nhận chưa đạt": "conceded",
    "Bị hạ khi thẩm định": "cut",
    "Không có điểm tự chấm": "unsplit",
    "Được nâng khi thẩm định": "raised",
}
TRACES: Mapping[str, Mapping[str, str]] = {
    "ranking": {"Từ 40 điểm trở lên": "total_score", "Từ 30 đến dưới 40 điểm": "total_score"},
    "self-against-appraised": {"Điểm thẩm định": "compared_appraised_score", "Điểm tự chấm": "compared_self_score"},
    "changes": {"2019": "previous_total_score", "2020": "total_score"},
    "change-parts": {
        "Do kết quả của đơn vị": "own_change",
        "Do điểm tối đa thay đổi": "maxima_change",
        "Do tiêu chí mới": "added_change",
        "Do tiêu chí bị bỏ": "dropped_change",
        "Do phạm vi áp dụng thay đổi": "applicability_change",
        "Do điểm thưởng": "bonus_change",
        "Do điểm phạt": "penalty_change",
        "Thay đổi điểm": "result_change",
    },
    "reasons": {"": "deduction"},
    "rank-bands": {"Hạng": "rank"},
    "unit-domains": {"Đơn vị này": "index_pct", "Bình quân các đơn vị": "mean_index_pct"},
    "deductions": PARTS,
    "unit-losses": PARTS,
}
"""Which column each trace of a chart draws."""


@dataclass(frozen=True)
class Figure:
    """A number where a reader meets it: ``place`` is sentence, table or chart; words may say its sign."""

    page: str
    place: str
    key: str
    value: float
    shown: str
    is_sign_said: bool = False

    @property
    def scoped_key(self) -> tuple[str, str]:
        """Its key with the unit that it is about, where the page is about one."""
        return self.page.partition("/")[2], self.key


def read_page(name: str, page: str) -> Iterator[Figure]:
    for figure in read_marked(page):
        place = "table" if figure.is_in_table else "sentence"
        yield Figure(name, place, figure.key, figure.value, figure.shown, figure.is_sign_said)
    for chart, spec in CHART.findall(page):
        for trace in json.loads(spec)["data"]:
            yield from read_trace(name, chart, trace)


def read_trace(page: str, chart: str, trace: Mapping[str, Any]) -> Iterator[Figure]:
    """The numbers a trace draws, and how they are printed beside or above it."""
    if trace.get("mode") in ("lines", "text"):  # joins dots, or prints a total: read below
        return
    if trace["type"] == "heatmap":
        for unit, values, texts in zip(trace["y"], trace["z"], trace["text"], strict=True):
            for criterion, value, text in zip(trace["x"], values, texts, strict=True):
                if value is not None:
                    yield Figure(page, "chart", f"{unit}.{criterion}", value, text)
        return
    if "ids" in trace:  # a scatter: its rows are neither axis
        for unit, value, text in zip(trace["ids"], trace["y"], trace["hovertext"], strict=True):
            yield Figure(page, "chart", f"{unit}.difference_pct", value, text.rpartition(": ")[2])
        return
    column = TRACES[chart][trace.get("name", "")]
    for row, value, shown in zip(trace["y"], trace["x"], trace["text"], strict=True):
        if value is not None and shown != "–":
            yield Figure(page, "chart", f"{row}.{column}", -value if column == "raised" else value, shown)


def print_as(value: float, shown: str, key: str = "") -> str:
    """The value as Vietnamese prints it with as many decimals, and the signs, that *shown* has."""
    exact = Decimal(repr(value)) * (100 if shown.endswith("%") and abs(value) <= 1 and not key.endswith("_pct") else 1)
    decimals = len(shown.rstrip("%").partition(",")[2])
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    digits = format_decimal(abs(rounded), format="#,##0" + ("." + "0" * decimals if decimals else ""), locale="vi")
    sign = "−" if rounded < 0 else "+" if shown.startswith("+") else ""
    return sign + digits + ("%" if shown.endswith("%") else "")


def read_labels(page: str, content: str) -> Iterator[tuple[str, str, str]]:
    """What stands written in a chart, beside the numbers it draws: page, key and text."""
    for chart, spec in CHART.findall(content):
        for trace in json.loads(spec)["data"]:
            if not trace.get("text") or "ids" in trace:
                continue
            if trace["type"] == "heatmap":
                for unit, texts in zip(trace["y"], trace["text"], strict=True):
                    yield from ((page, f"{unit}.{at}", text) for at, text in zip(trace["x"], texts, strict=True))
            else:
                column = TRACES[chart].get(trace.get("name", ""), "deduction")
                yield from (
                    (page, f"{row}.{column}", text.strip())
                    for row, text in zip(trace["y"], trace["text"], strict=True)
                    if text != "–"
                )


def collect_numbers(read: Callable[[str], pd.DataFrame]) -> dict[tuple[str, str], float]:
    """Every number of the season's tables by the key that pages give it, for all units and for each unit alone."""
    numbers: dict[tuple[str, str], float] = {}

    def add(rows: pd.DataFrame, *keys: str, scope: str | None = None) -> None:
        for row in rows.to_dict("records"):
            name = ".".join(_name(row[key]) for key in keys)
            values = {column: value for column, value in row.items() if isinstance(value, int | float)}
            own = str(row[scope]) if scope else ""
            numbers.update({(own, f"{name}.{column}"): float(v) for column, v in values.items() if pd.notna(v)})

    leaves, cells = read("leaf_deductions"), read("node_scores")
    cells = cells[cells["criterion_id"] != "*"]
    add(leaves.rename(columns={"deduction_rank": "leaf_rank"}).drop(columns="cut_rank"), "criterion_id")
    for table in ("domain_deductions", "criterion_deductions"):
        add(read(table), "criterion_id")
    for table in (cells, read("comparison"), read("recurring_losses"), read("fixed_losses")):
        add(table, "unit_id", "criterion_id")
        add(table, "criterion_id", scope="unit_id")
    add(measure_body(read("domain_scores")), "criterion_id", scope="unit_id")
    means = leaves.set_index("criterion_id")["mean_hit_deduction"]
    own = read("comparison")[["unit_id", "criterion_id"]]
    lost = own.assign(mean_hit_deduction=own["criterion_id"].map(means.map(round_half_up)))
    add(lost, "criterion_id", scope="unit_id")
    add(add_up_totals(read), "unit_id")
    add(read("unit_ranking"), "unit_id")
    for table in ("score_changes", "rank_changes"):
        add(read(table), "unit_id")
    add(read("mean_change"), "year")
    add(read("rank_bands"), "unit_id")
    add(read("initiative_effects"), "initiative_id")
    inflation, agreement = read("inflation"), read("agreement")
    add(inflation.query("level == 'season' or level == 'unit'"), "unit_id")
    add(inflation.query("level != 'season' and level != 'unit'"), "criterion_id")
    for table in ("unit_differences", "claimed_ranks", "explanation_effects"):
        add(read(table), "unit_id")
    add(agreement.query("subject != 'leaf'"), "subject", "statistic")
    by_leaf = agreement.query("subject == 'leaf'")
    add(by_leaf, "criterion_id")
    add(by_leaf.pivot(index="criterion_id", columns="statistic", values="value").reset_index(), "criterion_id")
    add(read("reason_deductions"), "reason")
    headlines = read("headlines")
    numbers |= {("", metric): value for metric, value in zip(headlines["metric"], headlines["value"], strict=True)}
    add(read("rank_bases"), "unit_id")
    add(read("publication_forms"), "unit_id")
    add(read("cutoff_distances").query("is_nearest"), "unit_id")
    add(read("grade_flips"), "unit_id", "criterion_id", "valued_at")
    shape = ["unit_id", "criterion_id", "deduction", "deduction_pct"]
    add(read("hit_pattern")[shape], "unit_id", "criterion_id")
    together = read("criteria_lost_together")
    add(
        together.assign(pair=together["criterion_id"].astype(str) + "&" + together["other_criterion_id"].astype(str)),
        "pair",
    )
    add(read("loss_concentration"), "across")
    sensitivity = read("scope_sensitivity")
    add(sensitivity.assign(cell="threshold." + sensitivity["threshold_share"].astype(str)), "cell")
    add(read("group_deductions"), "group", "criterion_id")
    add(read("reason_coverage"), "coverage_source")
    add(read("reason_history"), "year", "reason")
    add(read("reason_restorations").assign(what="restored"), "reason", "what")
    by_reason = read("reason_losses").groupby(["reason", "unit_id"])[["deduction", "hit_count"]].sum().round(6)
    add(by_reason.reset_index(), "reason", "unit_id")
    by_domain = read("reason_losses").groupby(["reason", "domain_id"])["deduction"].sum().round(6)
    numbers |= {("", f"{reason}.{domain}"): points for (reason, domain), points in by_domain.items()}
    by_unit = read("reason_losses").groupby(["unit_id", "reason"])["deduction"].sum().round(6)
    numbers |= {("", f"{unit}.{reason}"): points for (unit, reason), points in by_unit.items()}
    add(read("reward_list"), "reward_id", "unit_id")
    add(read("letter_losses"), "letter_id", "unit_id", "criterion_id")
    add(sum_letter_losses(read("letter_losses")), "letter_id", "unit_id")
    add(rank_reasons_by_criterion(read("comparison")), "ranked_node_id", "reason")
    add(read("smallest_repairs"), "unit_id", "goal")
    add(read("repair_leaves"), "goal", "criterion_id", scope="unit_id")
    for table in ("criteria_review", "claim_sums"):
        add(read(table), "criterion_id")
    add(read("both_sets"), "unit_id")
    for name, rows in (("set_precision", read("set_precision")), ("heaps", read("cutoff_heaps"))):
        add(rows.assign(name=name), "name")
    add(read("cutoff_heaps"), "cut_off_grade", "valued_at")
    trial = read("plan_trial")
    add(trial.assign(part="p" + (100 * trial["verified_share"]).round().astype(int).astype(str)), "part")
    add(read("convention_effects"), "criterion_id", "convention")
    add(read("claimed_v_computed"), "unit_id", "criterion_id")
    add(read("measured_rows"), "criterion_id", "line")
    against = read("measured_rows").groupby("unit_id")["is_against"].sum()
    numbers |= {(str(unit), "measured_rows.against"): float(count) for unit, count in against.items()}
    exports = read("register_files")
    sheets = exports["source_sheet"].map(" › {}".format, na_action="ignore").fillna("")
    add(exports.assign(place=exports["source_file"] + sheets), "place")
    sheets = read("received_sheets")
    names = sheets["source_sheet"].map(" › {}".format, na_action="ignore").fillna("")
    add(sheets.assign(place=sheets["source_file"] + names), "place")
    columns = read("received_columns")
    add(columns.assign(key=[f"column{number}" for number in range(1, len(columns) + 1)]), "key")
    counts = sheets.filter(like="_count").sum()
    numbers |= {("", f"balance.{name.removesuffix('_count')}"): float(count) for name, count in counts.items()}
    # a cell of the two matrices is named by its row and column alone
    domains = set(read("domain_deductions")["criterion_id"])
    for cell in cells.to_dict("records"):
        drawn = "index_pct" if cell["criterion_id"] in domains else "deduction"
        numbers["", f"{cell['unit_id']}.{cell['criterion_id']}"] = cell[drawn]
    return numbers | {("", key): float(count) for key, count in count_received(read)}


def _name(key: object) -> str:
    """A key as pages write it: the workbook's whole numbers come back as fractions."""
    return str(int(key)) if isinstance(key, float) else str(key)


def measure_body(domain_scores: pd.DataFrame) -> pd.DataFrame:
    """Each unit's domains with what all units together reached there, in per cent, to one decimal as it is printed."""
    sums = domain_scores.groupby("criterion_id")[["appraised_score", "max_score"]].sum()
    mean = (100 * sums["appraised_score"] / sums["max_score"]).round(1)
    return domain_scores.assign(mean_index_pct=domain_scores["criterion_id"].map(mean))


def round_half_up(value: float) -> float:
    return float(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)) if pd.notna(value) else value


def add_up_totals(read: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """What pages of units add up themselves: bonus, initiatives and penalties apart, what is still contested."""
    cells, effects = read("comparison"), read("initiative_effects")
    by_line = cells.assign(points=cells["appraised_score"].abs()).groupby(["unit_id", "line"])["points"].sum().unstack()
    recognised = effects[effects["initiative_status"] == "recognised"].groupby("unit_id")["bonus_score"].sum()
    contested = cells[cells["is_contested"].astype(bool) & (cells["line"] == "score")]
    sums = pd.DataFrame(
        {
            "bonus_line_score": by_line["bonus"],
            "penalty_line_score": -by_line["penalty"],
            "initiative_score": recognised,
            "at_stake_score": contested.groupby("unit_id")["cut"].sum().round(6),
            "recurring_count": read("recurring_losses").groupby("unit_id").size(),
        }
    )
    return sums.rename_axis("unit_id").reset_index()


def count_received(read: Callable[[str], pd.DataFrame]) -> Iterator[tuple[str, float]]:
    """What the pages count in tables that hold no count: findings, forms, initiatives, criteria without loss."""
    findings, submissions, effects = read("findings"), read("submissions"), read("initiative_effects")
    yield "errors", (findings["severity"] == "error").sum()
    yield "doubts", (findings["severity"] == "doubt").sum()
    yield from ((f"{int(number)}.finding_id", number) for number in findings["finding_id"])
    for unit, own in findings.groupby(findings["unit_id"].fillna("*")):
        yield f"{unit}.error", (own["severity"] == "error").sum()
        yield f"{unit}.doubt", (own["severity"] == "doubt").sum()
    for rule, made in findings.groupby("rule"):
        yield f"{rule}.finding_count", len(made)
        yield f"{rule}.unit_count", made["unit_id"].replace("", None).nunique()
    for unit, count in submissions[submissions["stage"] == "self"].set_index("unit_id")["file_count"].items():
        yield f"{unit}.file_count", count
    appraised = submissions[submissions["stage"] == "appraisal_2"].set_index("unit_id")["appraised_share"]
    yield from ((f"{unit}.appraised_share", share) for unit, share in appraised.items())
    for stage, name in (("self", "Tự chấm"), ("appraisal_1", "Thẩm định lần 1"), ("appraisal_2", "Thẩm định lần 2")):
        expected = submissions[(submissions["stage"] == stage) & submissions["is_expected"]]
        yield f"{name}.expected_units", len(expected)
        yield f"{name}.received_units", expected["is_received"].sum()
    yield "proposed_initiatives", (effects["initiative_status"] == "proposed").sum()
    lost = read("criterion_deductions").query("deduction == 0 and applicable_units > 0")
    yield "full_criteria", len(lost)
    yield "full_specific_criteria", (lost["scope"] == "specific").sum()
    for letter, rows in read("letter_losses").groupby("letter_id"):
        yield f"letter.{letter}.units", rows["unit_id"].nunique()
        yield f"letter.{letter}.deduction", rows["deduction"].sum().round(6)
    cut = read("comparison").query("cut > 0")["unit_id"].value_counts()
    yield from ((f"{unit}.cut_count", cut.get(unit, 0)) for unit in read("unit_ranking")["unit_id"])
    scopes = read("criterion_deductions")["measured_scope"].fillna("none").value_counts()
    yield from ((f"measured_scope.{scope}", count) for scope, count in scopes.items())
    yield "publication_forms.split_close", read("publication_forms")["is_split_close"].sum()
    yield "season_values.years", read("season_values")["year"].nunique()
    yield "units_of_both_seasons", read("unit_ranking")["result_change"].notna().sum()
    yield "risen_units", (read("unit_ranking")["result_change"] > 0).sum()
    yield "fixed_losses.count", len(read("fixed_losses"))
    yield "recurring_losses.count", len(read("recurring_losses"))
    yield "recurring_losses.units", read("recurring_losses")["unit_id"].nunique()
    yield from count_reviewed(read)
    yield from count_registered(read)


def count_reviewed(read: Callable[[str], pd.DataFrame]) -> Iterator[tuple[str, float]]:
    """What the review of the set and the trial of the order of appraisal say in sentences."""
    leaves = read("criteria_review").query("level == 'leaf'")
    looked = leaves[leaves["unit_count"] >= 5]
    yield "review.full", looked["is_saturated"].sum()
    yield "review.leaves", len(looked)
    yield "review.few", len(leaves) - len(looked)
    both = read("both_sets").dropna(subset="previous_set_rank")
    yield "both.ranks", (both["rank"] != both["previous_set_rank"]).sum()
    graded = both.dropna(subset=["grade", "previous_set_grade"])
    yield "both.grades", (graded["grade"] != graded["previous_set_grade"]).sum()
    trial = read("plan_trial").set_index("verified_share")
    for name in ("found_share", "random_share", "best_share"):
        yield f"trial.{name}", trial[name].get(0.2)
    yield "trial.wrong", trial["wrong_rank_units"].get(0.5)
    yield "trial.ranked", trial["ranked_units"].get(0.5)


def count_registered(read: Callable[[str], pd.DataFrame]) -> Iterator[tuple[str, float]]:
    """What registers give beside claims, over all units and criteria."""
    sums, claims = read("claim_sums"), read("claimed_v_computed")
    yield "measured.criteria", len(sums)
    yield "measured.units", claims.dropna(subset=["self_score", "computed_score"])["unit_id"].nunique()
    yield "measured.claimed", sums["self_score"].sum().round(6)
    yield "measured.computed", sums["computed_score"].sum().round(6)


def read_workbook(run: Run) -> dict[str, pd.DataFrame]:
    """Every sheet of the Excel file as the table it shows: names of columns instead of their titles."""
    book = CalamineWorkbook.from_path(str(run.pages / f"cchc_{run.year}.xlsx"))
    tables = {}
    for name, (title, _about) in SHEETS.items():
        headings, *rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        shown = [str(heading).partition("\n")[0] for heading in headings]
        at = {column: shown.index(title) for column, title in schemas.titles(name).items()}
        words = {"": None, "Có": True, "Không": False}
        tables[name] = pd.DataFrame(
            {
                column: [
                    words.get(row[place], row[place]) if isinstance(row[place], str) else row[place] for row in rows
                ]
                for column, place in at.items()
            }
        )
    return tables


@pytest.fixture(scope="module")
def figures(sample_report: Run) -> list[Figure]:
    """Every number of every page."""
    return [figure for name in sample_report.list_pages() for figure in read_page(name, sample_report.read_page(name))]


@pytest.fixture(scope="module")
def numbers(sample_report: Run) -> dict[tuple[str, str], float]:
    """Every number of the tables the report was made from."""
    return collect_numbers(sample_report.read_table)


@pytest.fixture(scope="module")
def workbook(sample_report: Run) -> dict[str, pd.DataFrame]:
    return read_workbook(sample_report)


def find(numbers: Mapping[tuple[str, str], float], scope: str, key: str) -> float | None:
    """A number of the unit the page is about, else of all units."""
    return numbers.get((scope, key), numbers.get(("", key)))


def test_every_number_of_a_page_says_where_it_comes_from(figures):
    assert [figure for figure in figures if not figure.key] == []
    assert len(figures) > 10_000


def test_the_number_in_a_sentence_a_table_a_chart_and_the_excel_file_is_one_value(figures, numbers, workbook):
    in_excel = collect_numbers(workbook.__getitem__)
    wrong = []
    places = defaultdict(set)
    for figure in figures:
        scope, key = figure.scoped_key
        table, excel = find(numbers, scope, key), find(in_excel, scope, key)
        places[key].add(figure.place)
        if not (figure.value == table == excel):
            wrong.append((figure, table, excel))
    assert wrong == []
    everywhere = [key for key, found in places.items() if found == {"sentence", "table", "chart"}]
    assert sum(key.endswith(".total_score") for key in everywhere) == 19


def test_a_number_is_printed_as_its_value_rounds(figures):
    wrong = [figure for figure in figures if figure.shown != print_as(to_print(figure), figure.shown, figure.key)]
    assert wrong == []


def to_print(figure: Figure) -> float:
    """The value without the sign that the words say."""
    return abs(figure.value) if figure.is_sign_said else figure.value


def test_only_a_sentence_says_a_sign_in_words(figures):
    assert {figure.place for figure in figures if figure.is_sign_said} == {"sentence"}


def test_a_number_is_printed_alike_wherever_it_stands(figures):
    printed = defaultdict(set)
    for figure in figures:
        signed = "−" + figure.shown if figure.is_sign_said and figure.value < 0 else figure.shown
        printed[figure.scoped_key].add(signed.lstrip("+").removesuffix("%"))
    assert {key: shown for key, shown in printed.items() if len(shown) > 1} == {}


def test_points_have_two_decimals_and_counts_none(figures):
    decimals = defaultdict(set)
    for figure in figures:
        decimals[figure.key.rpartition(".")[2]].add(len(figure.shown.rstrip("%").partition(",")[2]))
    for column in ("total_score", "mean_total_score", "deduction", "cut", "self_score", "appraised_score", "bonus"):
        assert decimals[column] == {2}, column
    for column in ("rank", "group_rank", "unit_count", "hit_units", "doubts", "ge-40"):
        assert decimals[column] == {0}, column


def test_what_is_written_in_a_chart_is_the_number_it_draws(sample_report, numbers):
    wrong = []
    for name in sample_report.list_pages():
        for page, key, text in read_labels(name, sample_report.read_page(name)):
            value = find(numbers, page.partition("/")[2], key)
            printed = "" if value is None or pd.isna(value) else print_as(value, text)
            if text != printed:
                wrong.append((page, key, text, value))
    assert wrong == []


@pytest.mark.parametrize("table", list(SHEETS))
def test_each_sheet_of_the_excel_file_is_its_table(sample_report, workbook, table):
    stored, sheet = sample_report.read_table(table), workbook[table]
    assert list(sheet.columns) == list(stored.columns)
    assert len(sheet) == len(stored)
    for column in stored:
        expected = [None if pd.isna(value) else value for value in stored[column].tolist()]
        assert [None if pd.isna(value) else value for value in sheet[column].tolist()] == expected, column
