"""What people wrote stands in its section as text that nothing runs; where nobody wrote, the tables speak."""

import html

import pandas as pd
import pytest

from analysis.small_seasons import scores_of, season_of
from cchc_analysis import schemas
from cchc_analysis.reporting import text
from cchc_analysis.reporting.text.notes import render_markdown
from cchc_analysis.rules.season import Analysis, Reason

from .small_tables import SmallTables, quoted, tables_of, text_of

FULL = (("a", "I", 24), ("a", "II", 20), ("b", "I", 30), ("b", "II", 20))


def season(*notes: tuple[str, str, str], lang: str = "vi", cells: tuple = FULL, **rules: object) -> SmallTables:
    """A season with notes of ``(section or units/<id>, language, text)``."""
    scores = scores_of(*((unit, criterion, "appraisal", *rest) for unit, criterion, *rest in cells))
    of = tables_of(scores, season=season_of(analysis=Analysis(weight_draws=10), **rules), lang=lang)
    rows = [
        {
            "year": 2020,
            "section": None if about.startswith("units/") else about,
            "unit_id": about.removeprefix("units/") if about.startswith("units/") else None,
            "note_lang": written_in,
            "written": text,
            "source_file": f"notes/{about}.{written_in}.md",
        }
        for about, written_in, text in notes
    ]
    if rows:
        of.tables["notes"] = schemas.validate("notes", pd.DataFrame(rows))
    return of


def test_markup_in_a_note_is_text() -> None:
    shown = render_markdown("<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} $x$")
    assert "<script" not in shown
    assert "<img" not in shown
    assert (
        html.unescape(shown)
        == "<p><script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} $x$</p>\n"
    )


def test_nothing_a_note_names_is_loaded() -> None:
    shown = render_markdown(
        "![một *hình*](http://a.b/c.png) ![x](data:image/png;base64,AA)\n\n[r]: http://a.b/d.png\n![r]\n\n<http://a.b>"
    )
    assert "<img" not in shown
    assert "src=" not in shown
    assert "một" in shown


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "../../index.html", "//a.b", "vbscript:x"]
)
def test_a_link_leads_to_the_web_or_nowhere(address: str) -> None:
    assert "<a" not in render_markdown(f"[chữ]({address})")
    assert '<a href="https://a.b" rel="noopener noreferrer">chữ</a>' in render_markdown("[chữ](https://a.b)")


def test_headings_of_a_note_stand_below_those_of_the_page_without_a_gap() -> None:
    shown = render_markdown("# Một\n\n### Hai\n\n##### Ba\n\n###### Bốn\n\nNăm\n====\n")
    assert [shown[at + 1 : at + 3] for at in range(len(shown)) if shown[at : at + 2] == "<h"] == [
        "h3",
        "h4",
        "h5",
        "h6",
        "h3",
    ]


def test_a_code_block_cannot_pass_for_the_data_of_a_chart() -> None:
    assert "plot-data" not in render_markdown("```plot-data\n{}\n```")


def test_a_note_says_who_wrote_it_and_in_which_file() -> None:
    shown = text.show_note(season(("results", "vi", "Khá **tốt**.")), "results")
    assert "<strong>tốt</strong>" in shown.data
    assert text_of(shown).startswith("Khá tốt.")
    assert "Nhận xét của Tổ giúp việc (notes/results.vi.md)" in text_of(shown)


def test_a_section_nobody_wrote_about_shows_nothing() -> None:
    of = season(("results", "vi", "Khá."))
    assert text.show_note(of, "summary").data == ""
    assert text.show_unit_note(of, "a").data == ""


def test_a_reader_gets_the_note_in_his_language_else_the_vietnamese_marked_as_such() -> None:
    both = (("results", "vi", "Khá."), ("results", "en", "Fair."))
    assert "Fair." in text.show_note(season(*both, lang="en"), "results").data
    assert "Khá." not in text.show_note(season(*both, lang="en"), "results").data
    assert ' lang="vi">' in text.show_note(season(both[0], lang="en"), "results").data
    assert "Khá." in text.show_note(season(*both), "results").data


def test_units_with_a_note_stand_in_the_order_of_the_ranking() -> None:
    of = season(("units/a", "vi", "Về a."), ("units/b", "vi", "Về b."))
    said = text_of(text.show_unit_notes(of))
    assert said.index("Vụ b") < said.index("Về b.") < said.index("Vụ a") < said.index("Về a.")
    assert "Không có nhận xét" in text_of(text.show_unit_notes(season()))


def test_recommendations_are_drawn_from_the_tables_unless_somebody_wrote_them() -> None:
    said = text.say_recommendations(season())
    assert "tiêu chí I" in text_of(said)
    assert quoted(said)["measured_scope.common"] == (1.0, "1")
    assert text.say_recommendations(season(("recommendations", "vi", "Một."))).data == ""


def test_recommendations_name_the_reason_that_cost_most_and_losses_without_one() -> None:
    reasons = (Reason(id="late", name="Báo cáo chậm"), Reason(id="low", name="Tỷ lệ thấp"))
    cells = (
        ("a", "I", 24, {"reason": "late"}),
        ("a", "II", 10, {"reason": "low"}),
        ("b", "I", 29),
        ("b", "II", 20),
    )
    said = text.say_recommendations(season(cells=cells, reasons=reasons))
    assert "“Tỷ lệ thấp”" in text_of(said)
    assert quoted(said)["low.deduction"] == (10.0, "10,00")
    assert quoted(said)["no_note.hit_count"] == (1.0, "1")


def test_nothing_lost_is_nothing_to_recommend() -> None:
    of = season(cells=(("a", "I", 30), ("a", "II", 20), ("b", "I", 30), ("b", "II", 20)))
    assert text_of(text.say_recommendations(of)) == "Không có đơn vị nào bị trừ điểm."
    assert text.say_gains(of).data == ""


def test_gains_name_the_domain_least_deducted_unless_somebody_wrote_of_strengths() -> None:
    said = text.say_gains(season())
    assert "Tiêu chí II" in text_of(said)
    assert quoted(said)["II.deduction_pct"][0] == 0
    assert text.say_gains(season(("strengths", "vi", "Một."))).data == ""
