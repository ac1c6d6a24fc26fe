from decimal import Decimal
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scripts import messages

from cchc_analysis import language


@pytest.mark.parametrize(
    ("value", "decimals", "lang", "signed", "printed"),
    [
        (39.4, 2, "vi", False, "39,40"),
        (39.4, 2, "en", False, "39.40"),
        (1.25, 2, "vi", True, "+1,25"),
        (-0.5, 1, "vi", True, "−0,5"),
        (0, 2, "vi", True, "0,00"),
        (-0.001, 2, "vi", True, "0,00"),
        (1234.5, 1, "vi", False, "1.234,5"),
        (1234.5, 1, "en", False, "1,234.5"),
        (pd.NA, 2, "vi", False, "–"),
        (None, 2, "vi", True, "–"),
        (float("nan"), 0, "en", False, "–"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(value, decimals, lang, signed, printed):
    assert language.number(value, decimals, lang, signed=signed) == printed


@pytest.mark.parametrize(("value", "printed"), [(0.125, "0,13"), (2.675, "2,68"), (1.005, "1,01"), (-1.005, "−1,01")])
def test_halves_are_rounded_away_from_zero_as_spreadsheets_do(value, printed):
    assert language.number(value, 2, "vi") == printed


def test_a_sum_that_is_half_only_on_paper_is_rounded_as_on_paper():
    assert language.number(1.13 + 0.005, 2, "vi") == "1,14"


def test_a_number_is_written_alike_whatever_it_is_held_in():
    kinds = [Decimal, np.int64, np.float64, int, float, lambda number: pd.array([number], dtype="Int64")[0]]
    for number, (first, then) in enumerate(permutations(kinds, 2), start=101):
        assert language.number(first(number), 0, "vi") == language.number(then(number), 0, "vi") == str(number)


def test_points_shares_and_percentages_agree_on_the_missing():
    assert language.points(12, "vi") == "12,00"
    assert language.percent(78.25, "vi") == "78,3%"
    assert language.share(0.7825, "vi") == "78,3%"
    assert {language.points(None, "vi"), language.percent(pd.NA, "vi"), language.share(None, "vi")} == {"–"}


def test_charts_are_told_the_same_marks():
    assert (language.separators("vi"), language.separators("en")) == (",.", ".,")


def test_vietnamese_is_given_back_as_it_is_written():
    assert language.words("vi").gettext("Xếp hạng") == "Xếp hạng"
    assert language.words("vi").ngettext("một", "nhiều", 3) == "nhiều"


def test_an_unknown_language_is_an_error_that_lists_the_known():
    with pytest.raises(ValueError, match="unknown language 'fr': one of vi, en"):
        language.words("fr")


def test_prose_is_translated_by_heading_and_paragraph(monkeypatch, tmp_path):
    (tmp_path / "en.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Xếp hạng"\nmsgstr "Ranking"\n\nmsgid "Ai đứng đầu?\\nVì sao?"\nmsgstr "Who leads, and why?"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language.words.cache_clear()
    try:
        prose = "## Xếp hạng\n\nAi đứng đầu?\nVì sao?\n\nCâu chưa dịch."
        assert language.translate_prose(prose, "en") == "## Ranking\n\nWho leads, and why?\n\nCâu chưa dịch."
        assert language.translate_prose(prose, "vi") == prose
    finally:
        language.words.cache_clear()


def test_texts_of_code_templates_and_notebooks_are_found(tmp_path):
    from reporting.small_notebooks import write_notebook

    source, notebooks = tmp_path / "src", tmp_path / "notebooks"
    source.mkdir()
    notebooks.mkdir()
    (source / "a.py").write_text(
        '_("Một")\n_n("Hai", "Nhiều", 2)\nmark("Ba")\nwords.gettext("Bốn")\n', encoding="utf-8"
    )
    (source / "b.html.j2").write_text('<p>{{ _("Năm") }}</p>', encoding="utf-8")
    write_notebook(notebooks, "md:# Sáu\n\nBảy.", "1")
    found = [message.id for message in messages.read_messages(source, notebooks) if message.id]
    assert found == ["Một", ("Hai", "Nhiều"), "Ba", "Bốn", "Năm", "Sáu", "Bảy."]


def test_updating_keeps_translations_and_drops_what_is_gone(tmp_path):
    from babel.messages.catalog import Catalog

    catalog = Catalog(locale="en")
    catalog.add("Xếp hạng", "Ranking")
    catalog.add("Cũ", "Old")
    fresh = Catalog()
    fresh.add("Xếp hạng")
    fresh.add("Mới")
    assert (messages.list_missing(catalog, fresh), messages.list_stale(catalog, fresh)) == (["Mới"], ["Cũ"])
    messages.write_catalogue(messages.update(catalog, fresh), tmp_path / "en.po")
    written = (tmp_path / "en.po").read_text(encoding="utf-8")
    assert 'msgid "Xếp hạng"\nmsgstr "Ranking"' in written
    assert "Cũ" not in written
    assert messages.list_open(catalog) == ["Mới"]


@pytest.mark.parametrize("lang", messages.TARGETS)
def test_every_text_has_its_translation_and_none_is_left_over(lang):
    catalog, texts = language.read_catalogue(lang), messages.read_messages()
    assert messages.list_missing(catalog, texts) == []
    assert messages.list_stale(catalog, texts) == []
    assert messages.list_open(catalog) == []


@pytest.mark.parametrize("lang", messages.TARGETS)
def test_a_translation_asks_for_no_value_that_its_text_does_not_have(lang):
    import re

    slot = re.compile(r"%\(\w+\)s|\{\w*[^{}]*\}")
    for message in language.read_catalogue(lang):
        if message.id:
            sources, targets = (
                [item] if isinstance(item, str) else list(item) for item in (message.id, message.string)
            )
            allowed = {found for source in sources for found in slot.findall(source)}
            assert {found for target in targets for found in slot.findall(target)} <= allowed, sources[0]
