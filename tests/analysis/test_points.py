import pandas as pd

from cchc_analysis.analysis.points import round_points, share_of, sum_points


def test_rule_07_eight_hundred_twentieths_reach_forty():
    twentieths = pd.DataFrame({"unit_id": "a", "score": [0.05] * 800})
    total = sum_points(twentieths, ["unit_id"], ["score"])["score"].iloc[0]
    assert total == 40
    assert round_points(sum([0.05] * 800)) >= 40


def test_rule_07_a_difference_of_nothing_is_plain_zero():
    nothing = round_points(pd.Series([0.1 * 3 - 0.3, -1e-9]))
    assert nothing.map(str).tolist() == ["0.0", "0.0"]


def test_rule_14_a_sum_of_missing_values_is_missing_and_no_key_is_dropped():
    leaves = pd.DataFrame({"group": ["a", "a", None], "score": [None, None, 1.0]})
    sums = sum_points(leaves, ["group"], ["score"])
    assert len(sums) == 2
    assert pd.isna(sums["score"].iloc[0])
    assert sums["score"].iloc[1] == 1


def test_a_share_of_nothing_is_missing():
    shares = share_of(pd.Series([1.0, 0.0, 1.0]), pd.Series([3.0, 0.0, None]))
    assert shares.iloc[0] == 0.333333
    assert shares.iloc[1:].isna().all()
