"""What is looked for first: who was cut most, every loss with its reason, to whom letters go, what a unit stated."""

import re
from functools import cache

from analysis.small_seasons import flat_criteria, scores_of, season_of, units_of
from cchc_analysis.reporting import tables
from cchc_analysis.rules.season import Analysis, Letter, Reason

from .small_tables import SmallTables, tables_of


@cache
def season(lang: str = "vi") -> SmallTables:
    cells = {"a": (10, 6, 10, 8), "b": (10, 5, 10, 10), "c": (10, 10, 9, 8)}  # claimed and appraised at I, then at II
    reasons = {("a", "I"): "late", ("b", "I"): "late", ("c", "II"): "new"}
    given = []
    for unit, (own, appraised, own_other, appraised_other) in cells.items():
        stated = {"evidence": f"Báo cáo của {unit}", "note": f"Lời của {unit}"} if unit != "b" else {}
        given += [(unit, "I", "self", own, stated), (unit, "II", "self", own_other)]
        for leaf, score in (("I", appraised), ("II", appraised_other)):
            given.append((unit, leaf, "appraisal", score, {"reason": reasons.get((unit, leaf))}))
    rules = season_of(
        analysis=Analysis(weight_draws=1),
        reasons=(Reason(id="late", name="Chậm", name_en="Late"),),
        letters=(Letter(id="l", name="Thư chậm", name_en="Late letter", criteria=("I",)),),
    )
    tree = flat_criteria(I=10, II=10)
    return tables_of(scores_of(*given), tree, units_of(*cells), rules, lang=lang)


def rows_of(html: str) -> list[list[str]]:
    body = re.sub("<script.*?</script>", "", html, flags=re.DOTALL).partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.split("<t[hd][^>]*>", row)[1:]]
        for row in re.findall("<tr.*?</tr>", body, re.DOTALL)
    ]


def test_units_stand_by_the_points_the_appraisal_cut_the_most_first_with_where():
    shown = [(row[0][-1], row[1], row[2], row[-1][:2].strip()) for row in rows_of(tables.list_unit_cuts(season()).data)]
    assert shown == [("a", "6,00", "2", "I"), ("b", "5,00", "1", "I"), ("c", "1,00", "1", "II")]


def test_every_loss_is_listed_once_the_largest_first_with_its_reason():
    html = tables.list_losses(season()).data
    shown = [(row[0][-1], row[1], row[3], row[-1]) for row in rows_of(html)]
    assert shown == [
        ("b", "I", "5,00", "Chậm"),
        ("a", "I", "4,00", "Chậm"),
        ("a", "II", "2,00", "Chưa rõ lý do"),
        ("c", "II", "2,00", "“new” (ngoài danh mục)"),
    ]
    assert 'href="units/b.html"' in html
    assert 'class="fold asks"' in html


def test_a_letter_takes_one_row_and_its_losses_are_folded():
    html = tables.list_letters(season()).data
    assert [row[:3] for row in rows_of(html)] == [["Thư chậm", "2", "9,00"]]
    assert [unit[-1] for unit in rows_of(html)[0][3].split(", ")] == ["b", "a"]
    assert html.count("<details") == 1
    assert "Late letter" in tables.list_letters(season("en")).data


def test_a_unit_reads_what_it_stated_where_it_lost_points_and_nothing_of_others():
    html = tables.list_unit_evidence(season(), "a").data
    assert rows_of(html) == [["I", "Báo cáo của a", "Lời của a"], ["II", "không nêu", ""]]
    assert "của c" not in html


def test_where_a_unit_stated_nothing_at_all_there_is_no_such_table():
    assert tables.list_unit_evidence(season(), "b").data == ""
