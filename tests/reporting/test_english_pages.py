"""What an English reader meets: no Vietnamese but names that have no English and what was received, marked as such."""

import re
from dataclasses import replace

import pytest

from analysis.small_seasons import criteria_of, scores_of, season_of, units_of
from cchc_analysis.reporting import charts, tables, text
from cchc_analysis.rules.season import Grade, Reason

from .small_tables import SmallTables, tables_of

VIETNAMESE = re.compile("[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]", re.IGNORECASE)
MARKED = re.compile(r'<t[dh][^>]* lang="vi"[^>]*>[^<]*|<(\w+)[^>]* lang="vi"[^>]*>.*?</\1>', re.DOTALL)


@pytest.fixture(scope="module")
def season() -> SmallTables:
    criteria = criteria_of(
        {"id": "I", "max_score": 30},
        {"id": "II", "max_score": 20, "scope": "specific"},
        {"id": "III", "max_score": 10},
    )
    noted = {"note": "Gửi chậm 12 ngày"}
    scores = scores_of(
        ("a", "I", "self", 28),
        ("a", "I", "appraisal", 25, noted),
        ("a", "II", "self", 18),
        ("a", "II", "appraisal", 19, {"note": "Bổ sung văn bản"}),
        ("a", "III", "self", 10),
        ("a", "III", "appraisal", 10),
        ("b", "I", "self", 20),
        ("b", "I", "appraisal", 20, noted),
        ("b", "II", "appraisal", "pending"),
        ("b", "III", "appraisal", 10),
    )
    rules = season_of(
        grades=(Grade(id="all", name="Đạt", name_en="Pass", at_least=0),),
        reasons=(Reason(id="late", name="Báo cáo chậm", name_en="Report late", patterns=("chậm",)),),
    )
    return tables_of(scores, criteria=criteria, units=units_of("a", "b"), season=rules, lang="en")


def shown(season: SmallTables) -> dict[str, str]:
    """Every block that a page of this season holds."""
    blocks = {
        "ranking": tables.list_ranking(season),
        "groups": tables.list_groups(season),
        "rules": tables.list_rules(season),
        "methods": tables.list_methods(season),
        "published": tables.list_published(season),
        "initiatives": tables.list_initiatives(season),
        "recurring": tables.list_recurring(season),
        "unexplained": tables.list_unexplained(season),
        "full": tables.list_full_criteria(season),
        "domains": tables.list_domain_comparison(season),
        "losses": tables.list_unit_losses(season, "a"),
        "scores": tables.list_unit_scores(season, "b"),
        "peers": tables.list_unit_peers(season, "a"),
        "decisions": text.list_decisions(season),
        "cards": text.show_cards(season),
        "ranking chart": charts.draw_ranking(season.unit_ranking, season),
        "comparison chart": charts.draw_self_against_appraised(season.unit_ranking, season),
        "deductions chart": charts.draw_deductions(season.criterion_deductions, season),
        "losses chart": charts.draw_unit_losses(season.comparison.query("unit_id == 'a'"), season),
        "domains chart": charts.draw_domains(season.domain_scores, season),
        "pattern chart": charts.draw_hit_pattern(season.hit_pattern, season),
        "changes chart": charts.draw_changes(season.unit_ranking, season),
        "reasons chart": charts.draw_reasons(season.reason_deductions, season),
    }
    for kind in ("cut", "raised", "contested"):
        blocks[kind] = tables.list_cells(season, kind)
    for table in ("criterion_deductions", "leaf_deductions", "domain_deductions"):
        blocks[table] = tables.list_deducted(season, table)
    return {name: block.to_html() if isinstance(block, charts.Chart) else block.data for name, block in blocks.items()}


def test_no_vietnamese_is_left_in_english_tables_and_charts(season):
    for name, html in shown(season).items():
        left = VIETNAMESE.search(MARKED.sub("", html))
        assert left is None, f"{name}: {html[max(left.start() - 60, 0) : left.end() + 60]}"


def test_what_was_received_is_marked_as_vietnamese_on_an_english_page(season):
    losses = tables.list_unit_losses(season, "a").data
    assert re.search(r'<td [^>]*lang="vi"[^>]*>Gửi chậm 12 ngày<', losses)


def test_a_vietnamese_page_marks_no_cell_as_foreign(season):
    vietnamese = replace(season, lang="vi")
    assert "lang=" not in tables.list_unit_losses(vietnamese, "a").data
