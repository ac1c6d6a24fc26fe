import pandas as pd
import pytest

from cchc_analysis import schemas
from cchc_analysis.analysis.crosswalk import pair_criteria
from cchc_analysis.analysis.plan_of_appraisal import order_claims, plan_appraisal, set_beside_registers, try_order
from cchc_analysis.rules.season import Analysis

from .small_seasons import compare, flat_criteria, rank, scores_of, season_of, units_of

LAST = season_of(year=2019)
EMPTY = schemas.empty("criteria_crosswalk")


def season(**analysis):
    return season_of(analysis=Analysis(weight_draws=20, **analysis))


def claims_of(*cells, found=()):
    """Cells ``(unit, leaf, claim)``; those of *found* ``(unit, leaf, points)`` are appraised."""
    claimed = [(unit, leaf, "self", claim) for unit, leaf, claim in cells]
    return scores_of(*claimed, *((unit, leaf, "appraisal", points) for unit, leaf, points in found))


def plan(scores, criteria, units, before=None, rules=None, computed=None):
    rules = rules or season()
    comparison = compare(scores, criteria, units, rules)
    crosswalk = EMPTY if before is None else pair_criteria(comparison, before, rules)
    found = plan_appraisal(comparison, before, crosswalk, rules)
    found = found if computed is None else set_beside_registers(found, computed)
    return schemas.validate("plan_of_appraisal", found)


def test_the_three_keys_follow_one_another():
    criteria, units = flat_criteria(A=4, B=4, C=4, D=4), units_of("u")
    last_year = claims_of(
        ("u", "A", 1),
        ("u", "B", 4),
        ("u", "C", 4),
        ("u", "D", 4),
        found=[("u", "A", 1), ("u", "B", 3), ("u", "C", 4), ("u", "D", 4)],
    )
    before = compare(last_year, criteria, units, LAST)
    # A is above last year's 1 (claims 2); B was cut to 3 and claims 1; C and D say no more than they got: larger first
    found = plan(claims_of(("u", "A", 2), ("u", "B", 1), ("u", "C", 2), ("u", "D", 3)), criteria, units, before)
    assert found["criterion_id"].tolist() == ["A", "B", "D", "C"]
    assert found["is_above_last_year"].tolist() == [True, False, False, False]
    assert found["is_cut_last_year"].tolist() == [False, True, False, False]
    assert found["place"].tolist() == [1, 2, 3, 4]


def test_a_claim_stands_above_last_years_score_as_a_share_of_the_maximum():
    units = units_of("u")
    before = compare(claims_of(("u", "A", 2), found=[("u", "A", 2)]), flat_criteria(A=2), units, LAST)
    alike = plan(claims_of(("u", "A", 4)), flat_criteria(A=4), units, before)  # 2 of 2, then 4 of 4
    assert alike["is_above_last_year"].tolist() == [False]
    before = compare(claims_of(("u", "A", 2), found=[("u", "A", 1)]), flat_criteria(A=2), units, LAST)
    above = plan(claims_of(("u", "A", 3)), flat_criteria(A=4), units, before)  # 1 of 2, then 3 of 4
    assert above["is_above_last_year"].tolist() == [True]


def test_a_first_season_goes_by_the_claim_alone_and_says_that_nothing_is_known():
    found = plan(claims_of(("u", "A", 1), ("u", "B", 3), ("u", "C", 2)), flat_criteria(A=4, B=4, C=4), units_of("u"))
    assert found["criterion_id"].tolist() == ["B", "C", "A"]
    assert found[["is_above_last_year", "is_cut_last_year", "is_full_without_evidence"]].isna().all(axis=None)


def test_only_claims_not_yet_appraised_are_in_the_plan():
    scores = claims_of(("u", "A", 1), ("u", "B", 3), found=[("u", "B", 2)])
    found = plan(scores, flat_criteria(A=4, B=4, C=4), units_of("u"))
    assert found["criterion_id"].tolist() == ["A"]


def test_no_column_of_the_plan_holds_a_score_of_last_year():
    scores = [name for name in schemas.columns("plan_of_appraisal") if name.endswith("_score")]
    assert sorted(scores) == ["max_score", "self_score"]


def test_whole_criteria_stand_in_the_order_of_the_mean_place_of_their_cells():
    # claims: A 4, 1; B 3, 3 → places 1 and 4 (mean 2.5) against 2.5 each, shared: equal; C 2, 2 (with D 3.9) …
    scores = claims_of(("u", "A", 4), ("v", "A", 1), ("u", "B", 3), ("v", "B", 3.5))
    found = plan(scores, flat_criteria(A=4, B=4), units_of("u", "v"))
    assert found["criterion_id"].tolist() == ["A", "B", "B", "A"]
    # A: places 1 and 4; B: 2 and 3: both 2.5, the first of the two stays first
    assert found.drop_duplicates("criterion_id").set_index("criterion_id")["criterion_place"].to_dict() == {
        "A": 1,
        "B": 2,
    }
    cells = [("u", "A", 4), ("v", "A", 0.5), ("w", "A", 0.5), ("u", "B", 3), ("v", "B", 3.5), ("w", "B", 3)]
    later = plan(claims_of(*cells), flat_criteria(A=4, B=4), units_of("u", "v", "w"))
    # A: 1, 5.5, 5.5 = 4; B: 2, 3.5, 3.5 = 3
    assert later.drop_duplicates("criterion_id").set_index("criterion_id")["criterion_place"].to_dict() == {
        "A": 2,
        "B": 1,
    }


def test_a_register_that_shows_less_and_a_full_claim_without_evidence_stand_beside_the_order():
    scores = scores_of(
        ("u", "A", "self", 4, {"evidence": "Báo cáo số 1"}), ("u", "B", "self", 4), ("u", "C", "self", 3)
    )
    computed = pd.DataFrame({"unit_id": ["u", "u"], "criterion_id": ["A", "C"], "over": [0.0, 0.5]})
    found = plan(scores, flat_criteria(A=4, B=4, C=4), units_of("u"), computed=computed).set_index("criterion_id")
    assert found["is_above_register"].astype(object).where(found["is_above_register"].notna(), "?").to_dict() == {
        "A": False,
        "B": "?",
        "C": True,
    }
    assert found["is_full_without_evidence"].to_dict() == {"A": False, "B": True, "C": False}


def test_a_tenth_is_drawn_whatever_its_place_and_the_draw_hangs_on_the_seed_alone():
    criteria = flat_criteria(**{f"K{at}": 4 for at in range(30)})
    units = units_of("u", "v")
    cells = [(unit, f"K{at}", at % 4) for unit in ("u", "v") for at in range(30)]

    def drawn(seed, found=()):
        comparison = compare(claims_of(*cells, found=found), criteria, units, season())
        ordered = order_claims(comparison, None, EMPTY, season(seed=seed))
        return set(ordered.loc[ordered["is_drawn"], ["unit_id", "criterion_id"]].itertuples(index=False, name=None))

    assert len(drawn(1)) == 6
    assert drawn(1) == drawn(1, found=[(unit, leaf, 0) for unit, leaf, _claim in cells[:20]])
    assert drawn(1) != drawn(2)
    with pytest.raises(ValueError, match="plan_random_share"):
        Analysis(plan_random_share=0.05)


def test_every_unit_has_its_floor_in_the_first_part():
    criteria = flat_criteria(**{f"K{at}": 4 for at in range(20)})
    large = [("u", f"K{at}", 4) for at in range(20)]
    small = [("v", f"K{at}", 0.5) for at in range(20)]
    comparison = compare(claims_of(*large, *small), criteria, units_of("u", "v"), season())
    ordered = order_claims(comparison, None, EMPTY, season(plan_unit_floor=5))
    assert ordered[ordered["is_first_part"]].groupby("unit_id").size()["v"] == 5
    assert set(ordered.loc[ordered["is_floor"], "unit_id"]) == {"v"}
    assert not ordered["is_floor"].head(8).any()  # the first fifth needs no floor


def test_the_trial_counts_what_the_first_part_of_the_order_holds():
    # ten claims of 1 to 10 points; cut: 2 at the claim of 10, 1 at that of 1
    criteria = flat_criteria(**{f"K{at}": 10 for at in range(1, 11)})
    units = units_of("u")
    cells = [("u", f"K{at}", at) for at in range(1, 11)]
    found = [("u", f"K{at}", {10: 8, 1: 0}.get(at, at)) for at in range(1, 11)]
    scores = claims_of(*cells, found=found)
    comparison, ranking = compare(scores, criteria, units, season()), rank(scores, criteria, units, season())
    trial = schemas.validate("plan_trial", try_order(comparison, None, EMPTY, ranking.reset_index(), season()))
    trial = trial.set_index("verified_share")
    assert trial["verified_count"].tolist() == [1, 2, 5]
    assert trial["found_share"].round(4).tolist() == [0.6667, 0.6667, 0.6667]
    assert trial["random_share"].tolist() == [0.1, 0.2, 0.5]
    assert trial["best_share"].round(4).tolist() == [0.6667, 1.0, 1.0]
    assert (trial["cut_count"].iloc[0], trial["cut_score"].iloc[0], trial["has_history"].iloc[0]) == (2, 3.0, False)


def test_the_trial_says_whose_rank_half_a_verification_leaves_wrong():
    # v claims 9 and gets 5, in small claims verified last: until then it stands above u, which has 8
    criteria = flat_criteria(A=8, B=3, C=3, D=3)
    units = units_of("u", "v")
    cells = [("u", "A", 8), ("v", "B", 3), ("v", "C", 3), ("v", "D", 3)]
    scores = claims_of(
        *cells,
        found=[
            ("u", "A", 8),
            ("v", "B", 3),
            ("v", "C", 1),
            ("v", "D", 1),
            ("v", "A", 0),
            ("u", "B", 0),
            ("u", "C", 0),
            ("u", "D", 0),
        ],
    )
    comparison, ranking = compare(scores, criteria, units, season()), rank(scores, criteria, units, season())
    trial = try_order(comparison, None, EMPTY, ranking.reset_index(), season())
    assert trial["ranked_units"].tolist() == [2, 2, 2]
    assert trial["wrong_rank_units"].iloc[0] == 2


def test_nothing_is_tried_where_nothing_was_cut():
    criteria, units = flat_criteria(A=4), units_of("u")
    scores = claims_of(("u", "A", 4), found=[("u", "A", 4)])
    comparison, ranking = compare(scores, criteria, units, season()), rank(scores, criteria, units, season())
    assert try_order(comparison, None, EMPTY, ranking.reset_index(), season()).empty
