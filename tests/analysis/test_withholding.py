"""What may be shown of a criterion so that no reader, and no unit that knows its own scores, learns another's."""

import numpy as np
import pandas as pd
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis.analysis.withholding import Withheld, withhold_figures


def cells_of(**domains: dict[str, str]) -> pd.DataFrame:
    """Domains of criteria, each with the letters of the units that have a score there."""
    rows = [
        (unit, criterion, domain, 1.0, 1.0)
        for domain, criteria in domains.items()
        for criterion, units in criteria.items()
        for unit in units
    ]
    columns = ["unit_id", "criterion_id", "domain_id", "appraised_score", "deduction"]
    return pd.DataFrame(rows, columns=columns).astype({"appraised_score": float, "deduction": float})


def lose_at(cells: pd.DataFrame, criterion: str, units: str) -> pd.DataFrame:
    """The same cells, but that at a criterion only these units lost a point."""
    is_spared = (cells["criterion_id"] == criterion) & ~cells["unit_id"].isin(list(units))
    return cells.assign(deduction=cells["deduction"].mask(is_spared, 0))


def told(cells: pd.DataFrame, min_units: int = 3) -> tuple[dict[str, str], dict[str, str]]:
    """Why criteria and domains are withheld, those that are."""
    withheld = withhold_figures(cells, min_units)
    return withheld.criteria.dropna().to_dict(), withheld.domains.dropna().to_dict()


def known_sums(cells: pd.DataFrame, withheld: Withheld) -> np.ndarray:
    """What is published, a row per sum: ones where a cell is in it."""
    masks = [cells["unit_id"] == unit for unit in cells["unit_id"].unique()]
    masks += [cells["criterion_id"] == each for each in withheld.criteria.index[withheld.criteria.isna()]]
    masks += [cells["domain_id"] == each for each in withheld.domains.index[withheld.domains.isna()]]
    return np.array(masks, dtype=float)


def find_leaks(cells: pd.DataFrame, withheld: Withheld) -> list[tuple[str, str, str]]:
    """Who (a reader: "") learns which unit's score at which criterion or domain beyond that unit's total.

    A sum of cells is learnt when it is a combination of sums that are known: when nothing of it is left outside them.
    """
    known, size = known_sums(cells, withheld), np.eye(len(cells))
    wanted = {
        (unit, node): size[at].sum(axis=0)
        for level in ("criterion_id", "domain_id")
        for (unit, node), at in cells.groupby(["unit_id", level]).indices.items()
        if len(at) < (cells["unit_id"] == unit).sum()
    }
    leaks = []
    for reader in ["", *cells["unit_id"].unique()]:
        knows = np.vstack([known, size[(cells["unit_id"] == reader).to_numpy()]])
        span = scipy.linalg.orth(knows.T)
        for (unit, node), cell in wanted.items():
            if unit != reader and np.abs(cell - span @ (span.T @ cell)).max() < 1e-9:
                leaks.append((reader, unit, node))
    return leaks


def test_a_criterion_of_two_units_is_withheld_and_of_three_is_shown():
    cells = cells_of(I={"1": "abcd", "2": "abc"}, II={"3": "abcd", "4": "ab", "5": "cd"})
    assert told(cells) == ({"4": "few_units", "5": "few_units"}, {})


def test_one_withheld_criterion_takes_a_second_one_with_it_else_the_domain_would_tell_it():
    cells = cells_of(I={"1": "abcd", "2": "abc", "3": "a"}, II={"4": "abcd"})
    assert told(cells) == ({"3": "few_units", "2": "derivable"}, {})


def test_specific_criteria_of_three_units_hide_each_other_and_their_domain_is_shown():
    cells = cells_of(I={"1": "abc"}, VII={"a1": "a", "b1": "b", "c1": "c"})
    assert told(cells) == (dict.fromkeys(("a1", "b1", "c1"), "few_units"), {})


def test_a_domain_of_one_unit_is_withheld_and_one_criterion_elsewhere_with_it():
    cells = cells_of(I={"1": "abcd", "2": "abcd"}, II={"3": "abcd"}, VII={"4": "a"})
    criteria, domains = told(cells)
    assert criteria == {"4": "few_units", "1": "derivable"}
    assert domains == {"VII": "few_units", "I": "derivable"}


def test_units_that_share_no_criterion_do_not_hide_each_other():
    joined = cells_of(I={"1": "abcdef", "2": "a", "3": "d", "4": "b"})
    apart = cells_of(I={"1": "abc", "5": "def", "6": "def", "2": "a", "3": "d", "4": "b"})
    assert told(joined)[0] == dict.fromkeys("234", "few_units")
    assert find_leaks(apart, withhold_figures(apart, 3)) == []


def test_one_total_per_unit_has_nothing_to_show_beside_it():
    assert told(cells_of(I={"1": "abcd"})) == ({"1": "few_units"}, {"I": "few_units"})


def test_a_criterion_at_which_one_or_two_units_lost_points_is_withheld_with_a_second_one():
    cells = cells_of(I={"1": "abcde", "2": "abcde", "3": "abcde"})
    assert told(lose_at(cells, "1", "a"))[0] == {"1": "few_hits", "2": "derivable"}
    assert told(lose_at(cells, "1", "ab"))[0] == {"1": "few_hits", "2": "derivable"}
    assert told(lose_at(cells, "1", "abc"))[0] == {}
    assert told(lose_at(cells, "1", ""))[0] == {}


def test_a_criterion_at_which_one_unit_reached_anything_is_withheld():
    cells = cells_of(I={"1": "abcde", "2": "abcde"}, II={"3": "abcde"})
    reached = cells["appraised_score"].mask((cells["criterion_id"] == "2") & (cells["unit_id"] != "a"), 0)
    assert told(cells.assign(appraised_score=reached))[0] == {"2": "few_hits", "1": "derivable"}


def test_the_criterion_that_lost_least_is_the_one_withheld_beside_another():
    cells = lose_at(lose_at(cells_of(I={"1": "abcdef", "2": "abcdef", "3": "abcdef"}), "2", "cdef"), "3", "a")
    assert told(cells)[0] == {"3": "few_hits", "2": "derivable"}


def test_without_maxima_only_units_and_points_reached_count():
    cells = cells_of(I={"1": "abcd", "2": "abcd"}).assign(deduction=np.nan)
    assert told(cells) == ({}, {"I": "few_units"})


def test_nothing_scored_withholds_nothing():
    assert told(cells_of()) == ({}, {})
    nothing = cells_of(I={"1": "a"}).iloc[:0].astype({"unit_id": "str", "criterion_id": "str", "domain_id": "str"})
    assert told(nothing) == ({}, {})


def test_a_higher_least_number_withholds_more():
    assert told(cells_of(I={"1": "abcd", "2": "abcd"}, II={"3": "abcd"}), 5)[0] == dict.fromkeys("123", "few_units")


UNITS = "abcde"


@st.composite
def seasons(draw: st.DrawFn) -> pd.DataFrame:
    """Up to five units, three domains of up to three criteria, each applying to some units."""
    some = st.sets(st.sampled_from(UNITS), min_size=1).map(lambda units: "".join(sorted(units)))
    everyone = st.just(UNITS)
    domains = draw(st.lists(st.lists(some | everyone, min_size=1, max_size=3), min_size=1, max_size=3))
    return cells_of(
        **{
            f"D{at}": {f"{at}.{number}": units for number, units in enumerate(criteria)}
            for at, criteria in enumerate(domains)
        }
    )


@settings(max_examples=40)
@given(seasons())
def test_neither_a_reader_nor_a_unit_can_work_out_another_unit_s_score(cells):
    withheld = withhold_figures(cells, 3)
    assert find_leaks(cells, withheld) == []
