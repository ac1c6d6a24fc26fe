"""A season small enough to work by hand: 3 units, 10 leaves, every kind of trouble once.

Every expected number below was worked out on paper from the visible scores. The same season lies as received files in
``season/data/raw/2021``. What it holds:

* ``vu_a`` is ranked; ``cuc_b`` has a pending leaf (2.1.b); ``vien_c`` is graded but not ranked and files no self-score;
* 1.1.a is restored at the second appraisal, 1.10 is raised, 2.1.a does not apply to ``vu_a`` (the appraisers say so);
* 2.2 is measured by survey; 3.1 applies to ``vu_a`` alone and 3.2 to all but ``vu_a``;
* T.1 is a bonus line (the season allows 1.25 in all), P.1 a penalty line.
"""

import io
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from cchc_analysis import schemas
from cchc_analysis.analysis.criteria import complete_tree
from cchc_analysis.analysis.season_tables import derive_tables
from cchc_analysis.rules.season import Season, read_season

FOLDER = Path(__file__).parent / "season" / "data" / "raw" / "2021"

CRITERIA = """
 criterion_id parent_id max_score line    scope    is_survey applies_to step
 I            -         10        -       -        -         -          0.5
 1.1          I          6        -       -        -         -          -
 1.1.a        1.1        3        -       -        -         -          -
 1.1.b        1.1        3        -       -        -         -          -
 1.10         I          4        -       -        -         -          -
 II           -          8        -       -        -         -          -
 2.1          II         5        -       -        -         -          -
 2.1.a        2.1        2        -       -        -         -          -
 2.1.b        2.1        3        -       -        -         -          0.25
 2.2          II         3        -       -        yes       -          -
 III          -          -        -       specific -         -          -
 3.1          III        4        -       -        -         vu_a       -
 3.2          III        4        -       -        -         !vu_a      -
 T.1          -          1        bonus   -        -         -          -
 P.1          -          2        penalty -        -         -          -
"""

# one line per cell received; a dash is a blank cell (pending), NA is "Không áp dụng"
SCORES = """
 criterion_id unit_id self appraisal_1 appraisal_2 note                  reason
 1.1.a        vu_a    3    2.5         3           -                     -
 1.1.b        vu_a    2.5  2           -           Báo_cáo_chậm_5_ngày   -
 1.10         vu_a    3    3.5         -           Bổ_sung_văn_bản       -
 2.1.a        vu_a    2    NA          -           -                     -
 2.1.b        vu_a    3    2.25        2.5         -                     Thiếu_tài_liệu_kiểm_chứng
 2.2          vu_a    -    2.4         -           -                     -
 3.1          vu_a    4    4           -           -                     -
 T.1          vu_a    1    1           -           -                     -
 P.1          vu_a    -    0.5         -           -                     -
 1.1.a        cuc_b   3    3           -           -                     -
 1.1.b        cuc_b   3    1.5         -           Gửi_CHẬM_12_ngày      -
 1.10         cuc_b   2    2           -           -                     -
 2.1.a        cuc_b   0    0           -           Không_có_tài_liệu     -
 2.1.b        cuc_b   3    -           -           -                     -
 2.2          cuc_b   -    2.7         -           -                     -
 3.2          cuc_b   4    4           -           -                     -
 1.1.a        vien_c  -    2.5         -           Quá_hạn_1_nhiệm_vụ    -
 1.1.b        vien_c  -    3           -           -                     -
 1.10         vien_c  -    4           -           -                     -
 2.1.a        vien_c  -    2           -           -                     -
 2.1.b        vien_c  -    2           -           -                     -
 2.2          vien_c  -    3           -           -                     -
 3.2          vien_c  -    3.5         -           -                     -
"""

# deduction = max - appraised; with a self-score: conceded = max - self, cut and raised = self - appraised by its sign;
# without one all of it is unsplit. 2.1.a/vu_a does not apply and 2.1.b/cuc_b is pending: no parts.
LEAVES = """
 unit_id criterion_id max_score self_score first appraised deduction conceded cut raised unsplit contested
 vu_a    1.1.a        3         3          2.5   3         0         0        0   0      -       yes
 vu_a    1.1.b        3         2.5        2     2         1         0.5      0.5 0      -       no
 vu_a    1.10         4         3          3.5   3.5       0.5       1        0   0.5    -       no
 vu_a    2.1.a        2         2          -     -         -         -        -   -      -       no
 vu_a    2.1.b        3         3          2.25  2.5       0.5       0        0.5 0      -       yes
 vu_a    2.2          3         -          2.4   2.4       0.6       -        -   -      0.6     no
 vu_a    3.1          4         4          4     4         0         0        0   0      -       no
 vu_a    T.1          1         1          1     1         -         -        -   -      -       no
 vu_a    P.1          2         -          0.5   0.5       -         -        -   -      -       no
 cuc_b   1.1.a        3         3          3     3         0         0        0   0      -       no
 cuc_b   1.1.b        3         3          1.5   1.5       1.5       0        1.5 0      -       no
 cuc_b   1.10         4         2          2     2         2         2        0   0      -       no
 cuc_b   2.1.a        2         0          0     0         2         2        0   0      -       no
 cuc_b   2.1.b        3         3          -     -         -         -        -   -      -       no
 cuc_b   2.2          3         -          2.7   2.7       0.3       -        -   -      0.3     no
 cuc_b   3.2          4         4          4     4         0         0        0   0      -       no
 cuc_b   T.1          1         -          -     -         -         -        -   -      -       no
 cuc_b   P.1          2         -          -     -         -         -        -   -      -       no
 vien_c  1.1.a        3         -          2.5   2.5       0.5       -        -   -      0.5     no
 vien_c  1.1.b        3         -          3     3         0         -        -   -      0       no
 vien_c  1.10         4         -          4     4         0         -        -   -      0       no
 vien_c  2.1.a        2         -          2     2         0         -        -   -      0       no
 vien_c  2.1.b        3         -          2     2         1         -        -   -      1       no
 vien_c  2.2          3         -          3     3         0         -        -   -      0       no
 vien_c  3.2          4         -          3.5   3.5       0.5       -        -   -      0.5     no
 vien_c  T.1          1         -          -     -         -         -        -   -      -       no
 vien_c  P.1          2         -          -     -         -         -        -   -      -       no
"""

# compared = leaves with both scores. II of cuc_b: 2.1.b pending, so its self-score 3 is claimed but not yet compared.
NODES = """
 unit_id criterion_id leaf_count open_count max_score self_score appraised_score compared_self compared_appraised
 vu_a    *            6          0          20        15.5       17.4            15.5          15
 vu_a    I            3          0          10        8.5        8.5             8.5           8.5
 vu_a    II           2          0          6         3          4.9             3             2.5
 vu_a    III          1          0          4         4          4               4             4
 cuc_b   *            7          1          22        15         13.2            12            10.5
 cuc_b   I            3          0          10        8          6.5             8             6.5
 cuc_b   II           3          1          8         3          2.7             0             0
 cuc_b   III          1          0          4         4          4               4             4
 vien_c  *            7          0          22        -          20              -             -
 vien_c  I            3          0          10        -          9.5             -             -
 vien_c  II           3          0          8         -          7               -             -
 vien_c  III          1          0          4         -          3.5             -             -
"""
# index = 100 x appraised / maximum: 17.4/20, 8.5/10, 4.9/6, ...; none while a leaf is open
NODE_PARTS = """
 unit_id criterion_id index_pct deduction conceded cut raised unsplit
 vu_a    *            87        2.6       1.5      1   0.5    0.6
 vu_a    I            85        1.5       1.5      0.5 0.5    -
 vu_a    II           81.666667 1.1       0        0.5 0      0.6
 vu_a    III          100       0         0        0   0      -
 cuc_b   *            -         5.8       4        1.5 0      0.3
 cuc_b   I            65        3.5       2        1.5 0      -
 cuc_b   II           -         2.3       2        0   0      0.3
 cuc_b   III          100       0         0        0   0      -
 vien_c  *            90.909091 2         -        -   -      2
 vien_c  I            95        0.5       -        -   -      0.5
 vien_c  II           87.5      1         -        -   -      1
 vien_c  III          87.5      0.5       -        -   -      0.5
"""

# 2.1: vu_a 0.5 + cuc_b 2 (2.1.b still open) + vien_c 1 = 3.5 of the 3 + 2 + 5 = 10 points appraised so far.
# 1.1: 1 + 1.5 + 0.5 = 3 of 18. 1.10: 0.5 + 2 + 0 = 2.5 of 12. All losses: 2.6 + 5.8 + 2 = 10.4.
# By cut: 1.1 has 0.5 + 1.5 = 2, 2.1 has 0.5, three share 0; 2.2 is surveyed and has none.
CRITERION_DEDUCTIONS = """
 criterion_id domain_id scope    deduction_rank cut_rank applicable_units hit_units cut_units max_score
 2.1          II        common   1    2           3                3         1         13
 1.1          I         common   2    1           3                3         2         18
 1.10         I         common   3    3           3                2         0         12
 2.2          II        common   4    -           3                2         -         9
 3.2          III       specific 5    3           2                1         0         8
 3.1          III       specific 6    3           1                0         0         4
"""
CRITERION_PARTS = """
 criterion_id deduction conceded cut raised unsplit deduction_pct loss_share
 2.1          3.5       2        0.5 0      1       35            0.336538
 1.1          3         0.5      2   0      0.5     16.666667     0.288462
 1.10         2.5       3        0   0.5    0       20.833333     0.240385
 2.2          0.9       -        -   -      0.9     10            0.086538
 3.2          0.5       0        0   0      0.5     6.25          0.048077
 3.1          0         0        0   0      -       0             0
"""

# vu_a: 17.4 + bonus (1 + 0.5 recognised, at most 1.25) - penalty 0.5 = 18.15: good from 18.
# cuc_b: 13.2 so far, 3 open, so between 13.2 (average) and 16.2 (fair). vien_c: 20, graded, not ranked.
UNIT_RANKING = """
 unit_id group       ranking_status rank group_rank grade self_score appraised_score bonus penalty total_score index_pct
 vu_a    departments ranked         1    1          good  15.5       17.4            1.25  0.5     18.15       87
 vien_c  institutes  not_ranked     -    -          good  -          20              0     0       20          90.909091
 cuc_b   departments pending        -    -          -     15         13.2            0     0       -           -
"""
REACH = """
 unit_id open_score lowest_total_score highest_total_score lowest_grade highest_grade has_self_score
 vu_a    0          18.15              18.15               good         good          yes
 vien_c  0          20                 20                  good         good          no
 cuc_b   3          13.2               16.2                average      fair          yes
"""

# late: vu_a 1.1.b 1, cuc_b 1.1.b 1.5, vien_c 1.1.a 0.5. evidence: vu_a 2.1.b 0.5 (the appraisers' word), cuc_b 2.1.a 2.
# none: 0.5 + 0.6 (vu_a), 2 + 0.3 (cuc_b), 1 + 0.5 (vien_c).
REASON_DEDUCTIONS = """
 reason   hit_count hit_units deduction loss_share
 *        6         3         4.9       0.471154
 late     3         3         3         0.288462
 evidence 2         2         2.5       0.240385
"""

# sk_1 is recognised: without it the bonus is 1, the total 17.9, the grade fair. cuc_b has no total yet.
INITIATIVE_EFFECTS = """
 initiative_id unit_id total_without total_with grade_without grade_with is_grade_changed
 sk_1          vu_a    17.9          18.15      fair          good       yes
 sk_2          vien_c  20            20.5       good          good       no
 sk_3          cuc_b   -             -          -             -          no
"""

# mean = (18.15 + 20) / 2 = 19.075, printed 19,08
PUBLISHED = """
 metric                 value    source
 units_appraised        2        Tính_tay
 units_self_scored      2/2      Tính_tay
 units_ge_18            2        Tính_tay
 units_14_to_lt_18      0        Tính_tay
 mean_points            19,08    Tính_tay
 max_minus_min_points   1.85     Tính_tay
 share_ge_18_pct        100,0    Tính_tay
 first_place            Vụ_Một   Tính_tay
 content_areas          3        Tính_tay
 most_deducted_criteria 1.1;2.1  Tính_tay
 criteria_at_max_scope  specific Tính_tay
"""


def read_rows(text: str, **types: str) -> pd.DataFrame:
    """A table written above: blanks between columns, a dash where a value is missing, ``_`` for a blank in a text."""
    rows = pd.read_csv(io.StringIO(text), sep=r"\s+", na_values=["-"], keep_default_na=False, dtype=types)
    texts = [name for name in ("note", "reason", "value", "source") if name in rows]
    rows[texts] = rows[texts].apply(lambda column: column.str.replace("_", " "))
    return rows.replace({"yes": True, "no": False})


def shaped(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    return schemas.validate(table, rows.reindex(columns=list(schemas.TABLES[table].to_schema().columns)))


@pytest.fixture(scope="module")
def season() -> Season:
    return read_season(FOLDER)


@pytest.fixture(scope="module")
def criteria() -> pd.DataFrame:
    stated = read_rows(CRITERIA, criterion_id="str", parent_id="str").assign(
        code=lambda rows: rows["criterion_id"], name="Tiêu chí", name_en=None, effort=None, rule=None
    )
    return shaped("criteria", complete_tree(stated))


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    stated = pd.read_csv(FOLDER / "units.csv").assign(is_ranked=[True, True, False], position=[1, 2, 3])
    return shaped("units", stated)


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    cells = read_rows(SCORES, criterion_id="str", self="str", appraisal_1="str", appraisal_2="str").melt(
        id_vars=["criterion_id", "unit_id", "note", "reason"], var_name="stage", value_name="found"
    )
    is_pending = (cells["unit_id"] == "cuc_b") & (cells["criterion_id"] == "2.1.b") & (cells["stage"] == "appraisal_1")
    received = cells.loc[cells["found"].notna() | is_pending]
    is_first = received["stage"] == "appraisal_1"
    return shaped(
        "scores",
        received.assign(
            year=2021,
            status=received["found"].map({"NA": "not_applicable"}).fillna("scored").mask(is_pending, "pending"),
            score=pd.to_numeric(received["found"], errors="coerce"),
            note=received["note"].where(is_first),
            reason=received["reason"].where(is_first),
            is_corrected=False,
            source_file="scores.csv",
        ),
    )


@pytest.fixture(scope="module")
def tables(
    criteria: pd.DataFrame, units: pd.DataFrame, scores: pd.DataFrame, season: Season
) -> dict[str, pd.DataFrame]:
    explained = pd.DataFrame({"criterion_id": ["1.1.a", "2.1.b"], "unit_id": "vu_a"})
    proposed = pd.DataFrame(
        {
            "initiative_id": ["sk_1", "sk_2", "sk_3"],
            "unit_id": ["vu_a", "vien_c", "cuc_b"],
            "title": "Sáng kiến",
            "initiative_status": ["recognised", "proposed", "proposed"],
            "bonus_score": [0.5, 0.5, 1],
        }
    )
    expected_forms = pd.DataFrame({"unit_id": ["vu_a", "cuc_b", "vien_c"], "is_expected": [True, True, False]})
    counts = dict.fromkeys(
        ("file_count", "due_count", "scored_count", "not_applicable_count", "blank_count", "fault_count"), 0
    )
    return derive_tables(
        criteria=criteria,
        units=units,
        initiatives=shaped("initiatives", proposed),
        scores=scores,
        explanations=shaped("explanations", explained.assign(year=2021, explanation="Văn bản", source_file="f.csv")),
        submissions=shaped("submissions", expected_forms.assign(year=2021, stage="self", is_received=False, **counts)),
        published=read_rows(PUBLISHED, value="str"),
        season=season,
    )


def assert_rows(actual: pd.DataFrame, expected: str) -> None:
    """The columns and rows written above, in that order."""
    paper = read_rows(expected, criterion_id="str")
    shown = actual[list(paper.columns)].reset_index(drop=True)
    pd.testing.assert_frame_equal(shown, paper.astype(shown.dtypes), rtol=0, atol=1e-12)


def test_leaves_are_split_as_on_paper(tables: dict[str, pd.DataFrame]) -> None:
    leaves = tables["comparison"].rename(
        columns={"first_appraised_score": "first", "appraised_score": "appraised", "is_contested": "contested"}
    )
    assert_rows(leaves, LEAVES)


def test_units_and_domains_sum_as_on_paper(tables: dict[str, pd.DataFrame]) -> None:
    tops = (
        tables["node_scores"]
        .loc[lambda rows: rows["criterion_id"].isin(["*", "I", "II", "III"])]
        .rename(
            columns={"compared_self_score": "compared_self", "compared_appraised_score": "compared_appraised"},
        )
    )
    assert_rows(tops, NODES)
    assert_rows(tops, NODE_PARTS)
    pd.testing.assert_frame_equal(
        tables["domain_scores"],
        tables["node_scores"].loc[lambda rows: rows["criterion_id"].isin(["I", "II", "III"])].reset_index(drop=True),
    )


def test_criteria_are_deducted_as_on_paper(tables: dict[str, pd.DataFrame]) -> None:
    assert_rows(tables["criterion_deductions"], CRITERION_DEDUCTIONS)
    assert_rows(tables["criterion_deductions"], CRITERION_PARTS)


def test_units_are_ranked_as_on_paper(tables: dict[str, pd.DataFrame]) -> None:
    assert_rows(tables["unit_ranking"], UNIT_RANKING)
    assert_rows(tables["unit_ranking"], REACH)


def test_reasons_explain_the_losses_as_on_paper(tables: dict[str, pd.DataFrame]) -> None:
    assert_rows(tables["reason_deductions"], REASON_DEDUCTIONS)


def test_initiatives_move_totals_as_on_paper(tables: dict[str, pd.DataFrame]) -> None:
    assert_rows(tables["initiative_effects"], INITIATIVE_EFFECTS)


def test_figures_printed_on_paper_are_reproduced(tables: dict[str, pd.DataFrame]) -> None:
    figures = tables["published_figures"].set_index("metric")
    assert figures["is_reproduced"].all(), figures
    assert figures.loc["mean_points", "computed"] == "19,08"
    assert figures.loc["first_place", "computed"] == "Vụ A"


def test_every_table_of_the_season_fits_its_schema(tables: dict[str, pd.DataFrame]) -> None:
    for name, rows in tables.items():
        pd.testing.assert_frame_equal(schemas.validate(name, rows), rows)


def test_the_season_folder_holds_the_same_season(criteria: pd.DataFrame, scores: pd.DataFrame, season: Season) -> None:
    sheet = load_workbook(FOLDER / "criteria.xlsx").active
    assert sheet is not None
    headings, *nodes = sheet.iter_rows(values_only=True)
    stated = pd.DataFrame(nodes, columns=headings)
    assert list(stated["Mã định danh tiêu chí"]) == list(criteria["criterion_id"])
    paper = read_rows(CRITERIA, criterion_id="str", parent_id="str")
    for heading, column in (("Điểm tối đa", "max_score"), ("Thuộc", "parent_id"), ("Áp dụng cho", "applies_to")):
        assert list(stated[heading].dropna()) == list(paper[column].dropna()), heading

    received = pd.read_csv(FOLDER / "scores.csv", dtype="str")
    cells = received.set_index(["unit", "criterion", "stage"])["score"].str.replace(",", ".")
    same = scores.set_index(["unit_id", "criterion_id", "stage"])["score"].reindex(cells.index)
    assert len(cells) == len(scores)
    pd.testing.assert_series_equal(pd.to_numeric(cells, errors="coerce"), same, check_names=False)
    assert season.year == 2021
