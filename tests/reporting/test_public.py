"""What the public edition says, block by block: in order and by group, complete and not, in both languages."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.small_public import CRITERIA, SCORES, UNITS, published
from analysis.small_seasons import flat_criteria, units_of
from cchc_analysis.analysis.public_edition import publish_rules
from cchc_analysis.reporting import public
from cchc_analysis.rules.season import Publication
from cchc_analysis.store import storage
from cchc_analysis.store.public_season import PublicSeason, name_public

from .small_tables import in_english, quoted, season_of, text_of

BLOCKS = [
    *(public.say_headline, public.show_cards, public.link_files, public.list_ranking, public.list_domains),
    *(public.say_losses, public.list_criteria, public.say_withheld, public.list_withheld, public.say_comparison),
    *(public.say_changes, public.say_form, public.show_title, public.show_overview, public.show_ranking),
    *(public.show_domains, public.show_losses, public.show_self_scores, public.show_change, public.show_next_steps),
]
VIETNAMESE = re.compile("[ăắằẳẵặâấầẩẫậđêếềểễệôốồổỗộơớờởỡợưứừửữự]", re.IGNORECASE)


@dataclass(frozen=True, repr=False)
class SmallPublic(PublicSeason):
    """Public tables that come from memory."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def _tables(self) -> Callable[[str], pd.DataFrame]:
        units = self.tables["public_units"]
        return lambda name: name_public(self.tables[name], units, self.rules, self.lang)


def season_in(
    form: str = "order",
    lang: str = "vi",
    units: pd.DataFrame = UNITS,
    criteria: pd.DataFrame = CRITERIA,
    **stated: Any,
) -> SmallPublic:
    """The season of ``small_public`` as its pages hold it."""
    tables = published(form, units=in_english(units), criteria=in_english(criteria), **stated)
    rules = season_of(
        title_en="Trial season",
        body_en="Trial body",
        grades=[grade.model_copy(update={"name_en": grade.id}) for grade in season_of().grades],
        publication=Publication(form=form, next_steps=("Họp rút kinh nghiệm",), next_steps_en=("Hold a review",)),
    )
    folder = storage.public_folder(Path("data"), rules.year)
    return SmallPublic(rules.year, folder, lang, publish_rules(rules), tables=tables)


@pytest.fixture(scope="module")
def in_order() -> SmallPublic:
    return season_in()


@pytest.fixture(scope="module")
def by_group() -> SmallPublic:
    return season_in("group")


@pytest.fixture(scope="module")
def unfinished() -> SmallPublic:
    return season_in(scores=SCORES | {"d": (20, "pending")})


def test_the_headline_names_the_first_unit_only_in_order(in_order, by_group):
    assert text_of(public.say_headline(in_order)) == (
        "Vụ b đứng đầu với 47,00 điểm. Tốt: 2 đơn vị; khá: 2 đơn vị. "
        "Bình quân 38,75 điểm; đơn vị cao nhất hơn đơn vị thấp nhất 16,00 điểm."
    )
    assert text_of(public.say_headline(by_group)) == (
        "4/4 đơn vị có kết quả được công bố. Tốt: 2 đơn vị; khá: 2 đơn vị. Bình quân 38,75 điểm."
    )


def test_losses_say_where_how_much_and_of_how_many_units(in_order):
    assert text_of(public.say_losses(in_order)) == (
        "Các đơn vị mất tổng cộng 45,00 điểm, nhiều nhất ở: tiêu chí I (28,00 điểm, 4/4 đơn vị); "
        "tiêu chí II (17,00 điểm, 4/4 đơn vị)."
    )


def test_by_group_no_block_holds_a_rank_or_a_total(by_group):
    for block in BLOCKS:
        keys = quoted(block(by_group))
        assert not [key for key in keys if key.rpartition(".")[2] in ("rank", "total_score", "group_rank")], block


def test_by_group_units_stand_below_their_grade_in_the_order_of_the_list(by_group):
    for block in (public.list_ranking, public.show_ranking):
        text = text_of(block(by_group))
        places = [text.index(name) for name in ("Tốt", "Vụ b", "Vụ c", "Khá", "Vụ a", "Vụ d")]
        assert places == sorted(places), block


def test_while_a_unit_waits_figures_of_all_units_are_left_out_and_it_is_said_why(unfinished):
    said = "chỉ công bố khi đã có kết quả của mọi đơn vị"
    for block in (public.list_domains, public.say_losses, public.say_withheld, public.say_comparison):
        assert said in text_of(block(unfinished)), block
    for block in (public.show_domains, public.show_losses, public.show_self_scores, public.list_criteria):
        assert text_of(block(unfinished)) == "", block
    assert said in text_of(public.show_overview(unfinished))
    assert "chưa công bố" in text_of(public.list_ranking(unfinished))
    assert text_of(public.show_next_steps(unfinished)).endswith(
        "Hoàn thành thẩm định và công bố kết quả của 1 đơn vị còn lại."
    )


def test_next_steps_are_those_stated_then_those_the_tables_call_for(in_order):
    assert text_of(public.show_next_steps(in_order)).split("\n")[0].startswith("Việc tiếp theo")
    for step in ("Họp rút kinh nghiệm", "tiêu chí I; tiêu chí II", "Trình Ban Chỉ đạo"):
        assert step in text_of(public.show_next_steps(in_order))


def test_withheld_criteria_are_counted_and_listed_with_the_reason():
    season = season_in(scores={unit: (30, 13) if unit != "a" else (29, 13) for unit in SCORES})
    assert text_of(public.say_withheld(season)) == (
        "1 tiêu chí không công bố số liệu vì chỉ có dưới 3 đơn vị bị trừ điểm (hoặc có điểm). "
        "1 tiêu chí không công bố số liệu vì từ đó suy ra được số liệu không công bố khác."
    )
    assert "quá ít đơn vị bị trừ điểm" in text_of(public.list_withheld(season))


def test_a_long_ranking_goes_on_over_several_slides_of_two_columns_of_ten():
    ids = [f"u{number}" for number in range(45)]
    scores = {unit: (30 - at / 4, 20 - at / 4) for at, unit in enumerate(ids)}
    shown = public.show_ranking(season_in(scores=scores, units=units_of(*ids))).data
    assert [len(re.findall("<li class", slide)) for slide in shown.split("<section")[1:]] == [20, 20, 5]
    assert re.findall(r"--rows:(\d+);--columns:(\d+)", shown) == [("10", "2"), ("10", "2"), ("5", "1")]


def test_a_unit_with_a_long_name_goes_by_its_short_one_on_a_slide():
    units = UNITS.assign(name=UNITS["name"].mask(UNITS["unit_id"] == "a", "Vụ " + "rất " * 20 + "dài"))
    shown = text_of(public.show_ranking(season_in(units=units)))
    assert "rất" not in shown
    assert "rất" in text_of(public.list_ranking(season_in(units=units)))


@pytest.mark.parametrize("form", ["order", "group"])
@pytest.mark.parametrize(
    "state", ["complete", "unfinished", "two units", "no maxima", "nobody lost", "all in one grade"]
)
def test_every_block_stands_in_every_season_and_english_ones_are_english(form, state):
    stated: dict[str, Any] = {
        "complete": {},
        "unfinished": {"scores": SCORES | {"d": (20, "pending")}},
        "two units": {"scores": {unit: SCORES[unit] for unit in "ab"}, "units": UNITS.head(2)},
        "no maxima": {"criteria": flat_criteria(I=None, II=None)},
        "nobody lost": {"scores": dict.fromkeys(SCORES, (30, 20))},
        "all in one grade": {"scores": dict.fromkeys(SCORES, (25, 10))},
    }[state]
    for lang in ("vi", "en"):
        season = season_in(form, lang, **stated)
        for block in BLOCKS:
            shown = text_of(block(season))
            assert "nan" not in shown.split(), block
            assert "None" not in shown, block
            assert lang == "vi" or not VIETNAMESE.search(shown), (block, shown)
