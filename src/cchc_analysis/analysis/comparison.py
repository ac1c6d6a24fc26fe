"""Self-score beside appraised score: one row per unit and leaf, and the sums over the criteria tree."""

import numpy as np
import pandas as pd

from cchc_analysis.analysis.criteria import ROOT, list_ancestors, list_applicable
from cchc_analysis.analysis.points import round_points, share_of, sum_points
from cchc_analysis.rules.season import Season

CELL = ["unit_id", "criterion_id"]
PARTS = ["deduction", "conceded", "cut", "raised", "unsplit"]
BLANK = ("pending", "missing")
LEAF_COLUMNS = ["criterion_id", "ranked_node_id", "domain_id", "line", "scope", "is_survey", "step", "max_score"]
NEED_MAXIMA = ["max_score", "deduction", "conceded", "unsplit"]
MEASURES = ["line", "appraised_status", "is_compared", "max_score", "self_score", "appraised_score", *PARTS]
SUMMED = ["max_score", "self_score", "appraised_score", "compared_self_score", "compared_appraised_score", *PARTS]


def compare_scores(
    scores: pd.DataFrame, explanations: pd.DataFrame, criteria: pd.DataFrame, units: pd.DataFrame, season: Season
) -> pd.DataFrame:
    """Every leaf that applies to a unit: what it claimed, what was found, what was lost and why.

    The criteria set says which leaves apply; then the last appraisal stage with a non-blank cell stands. The maximum
    is the criteria set's; where it has none, the one stated beside the standing score, or beside the self-score.
    Cells that are unreadable or invalid give no score.
    """
    leaves = criteria.loc[criteria["is_leaf"], LEAF_COLUMNS]
    return (
        list_applicable(criteria, units)
        .merge(leaves, on="criterion_id", validate="many_to_one")
        .assign(year=season.year)
        .merge(_list_self_scores(scores, season), on=CELL, how="left", validate="one_to_one")
        .merge(_list_appraised_scores(scores, season), on=CELL, how="left", validate="one_to_one")
        .merge(explanations[[*CELL, "explanation"]], on=CELL, how="left", validate="one_to_one")
        .pipe(_settle_self_scores, season)
        .pipe(_settle_maxima)
        .assign(appraised_status=lambda rows: rows["appraised_status"].fillna("pending"))
        .pipe(split_deduction)
        .pipe(_mark_contested, season)
    )


def split_deduction(comparison: pd.DataFrame) -> pd.DataFrame:
    """Split each lost point by who gave it up: the unit or the appraisers.

    ``deduction = conceded + cut - raised + unsplit`` to six decimals, a missing part counting nothing; ``unsplit`` is
    what a leaf without a self-score lost. Where no maximum is given only ``cut`` and ``raised`` are known. Bonus and
    penalty lines, and leaves without an appraised score, have no parts.
    """
    is_scored = (comparison["line"] == "score") & (comparison["appraised_status"] == "scored")
    is_compared = is_scored & (comparison["self_status"] == "scored").fillna(False).astype(bool)
    lost = round_points(comparison["max_score"] - comparison["appraised_score"]).where(is_scored)
    gap = round_points(comparison["self_score"] - comparison["appraised_score"]).where(is_compared)
    return comparison.assign(
        deduction=lost,
        conceded=round_points(comparison["max_score"] - comparison["self_score"]).where(is_compared),
        cut=gap.clip(lower=0) + 0.0,
        raised=(-gap).clip(lower=0) + 0.0,
        unsplit=lost.where(~is_compared),
        is_compared=is_compared,
    )


def parts_add_up(rows: pd.DataFrame) -> bool:
    """Whether ``deduction = conceded + cut - raised + unsplit`` in every row that has a deduction."""
    lost = rows[rows["deduction"].notna()].fillna(dict.fromkeys(PARTS, 0.0))
    parts = round_points(lost["conceded"] + lost["cut"] - lost["raised"] + lost["unsplit"])
    return bool((parts == lost["deduction"]).all())


def sum_leaves(leaves: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums of the score lines by *keys*, not-applicable leaves left out of every one of them.

    A leaf without a maximum leaves the sums that need one missing, for the identity of the parts holds only over
    complete maxima. ``open_count`` counts leaves without an appraised score; the points are points so far.
    """
    lines = leaves.loc[leaves["line"] == "score"]
    counts = (lines["appraised_status"] != "not_applicable").to_numpy()
    stated = {name: lines[name].to_numpy(dtype=float) for name in SUMMED if name in lines}
    compared = lines["is_compared"].to_numpy(dtype=bool)
    measured = stated | {
        "compared_self_score": np.where(compared, stated["self_score"], np.nan),
        "compared_appraised_score": np.where(compared, stated["appraised_score"], np.nan),
    }
    tallied = {
        "leaf_count": counts,
        "open_count": counts & (lines["appraised_status"] != "scored").to_numpy(),
        "unknown_count": counts & np.isnan(stated["max_score"]),
    }
    values = [np.where(counts, measured[name], np.nan) for name in SUMMED]
    values += [flags.astype(float) for flags in tallied.values()]
    counted = pd.DataFrame(np.column_stack(values), index=lines.index, columns=[*SUMMED, *tallied])
    sums = sum_points(counted, [lines[key] for key in keys], list(counted))
    is_unknown = (sums["unknown_count"] > 0).to_numpy()[:, None] & sums.columns.isin(NEED_MAXIMA)
    known = sums.mask(is_unknown).drop(columns="unknown_count")
    index_pct = share_of(100 * known["appraised_score"], known["max_score"]).where(known["open_count"] == 0)
    return known.astype({"leaf_count": int, "open_count": int}).assign(index_pct=index_pct).reset_index()


def sum_by_node(comparison: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """The sums at every node of the tree that has a leaf for the unit, and at the unit's root ``*``."""
    nodes = list_ancestors(criteria)[["criterion_id", "ancestor_id"]]
    leaves = comparison[["year", *CELL, *MEASURES]]
    below = leaves.merge(nodes, on="criterion_id", validate="many_to_many").drop(columns="criterion_id")
    by_node = sum_leaves(below, ["year", "unit_id", "ancestor_id"]).rename(columns={"ancestor_id": "criterion_id"})
    by_unit = sum_leaves(comparison, ["year", "unit_id"]).assign(criterion_id=ROOT)
    positions = criteria.set_index("criterion_id")["position"]
    unit_order = pd.Series(np.arange(len(by_unit)), index=by_unit["unit_id"])
    both = pd.concat([by_unit, by_node], ignore_index=True)
    order = both.assign(unit=both["unit_id"].map(unit_order), node=both["criterion_id"].map(positions).fillna(0))
    return both.loc[order.sort_values(["unit", "node"]).index].reset_index(drop=True)


def pick_domains(node_scores: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``node_scores`` that are domains."""
    return node_scores.loc[node_scores["criterion_id"].isin(list_domains(criteria))].reset_index(drop=True)


def list_domains(criteria: pd.DataFrame) -> pd.Series:
    """The ids of the domains: the tops of the tree that hold scores."""
    is_domain = criteria["parent_id"].isna() & (criteria["line"] == "score")
    return criteria.loc[is_domain, "criterion_id"]


def _list_self_scores(scores: pd.DataFrame, season: Season) -> pd.DataFrame:
    stage = season.self_stage
    received = scores.loc[scores["stage"] == (stage.id if stage else "")]
    return received[CELL].assign(
        self_status=received["status"],
        self_score=_read_points(received),
        self_max=received["max_score"],
        self_note=received["note"],
        evidence=received["evidence"],
        self_source=_name_source(received),
    )


def _list_appraised_scores(scores: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The cell that stands, per unit and leaf; note, reason as last stated; the first score given."""
    order = {stage.id: position for position, stage in enumerate(season.appraisal_stages)}
    received = scores.loc[scores["stage"].isin(order)]
    stands = pd.DataFrame(
        {"is_given": ~received["status"].isin(BLANK), "order": received["stage"].map(order)}
    ).sort_values(["is_given", "order"], kind="stable")
    received = received.assign(points=_read_points(received)).loc[stands.index]
    by_stage = received.loc[stands.sort_values("order", kind="stable").index].groupby(CELL, sort=False)
    said = by_stage[["note", "reason"]].last()
    last = received.drop_duplicates(CELL, keep="last").set_index(CELL).loc[said.index]
    is_blank = last["status"].isin(BLANK)
    return pd.DataFrame(
        {
            "first_appraised_score": by_stage["points"].first(),
            "appraised_status": last["status"].mask(is_blank, "pending"),
            "appraised_score": last["points"],
            "appraised_max": last["max_score"],
            "appraised_stage": last["stage"].mask(is_blank),
            "appraiser_note": said["note"],
            "reason": said["reason"],
            "reason_source": pd.Series("appraiser", index=said.index, dtype="str").where(said["reason"].notna()),
            "appraised_source": _name_source(last),
        }
    ).reset_index()


def _read_points(scores: pd.DataFrame) -> pd.Series:
    return round_points(scores["score"]).where(scores["status"] == "scored")


def _name_source(scores: pd.DataFrame) -> pd.Series:
    """File, sheet and cell in one text, as far as they are known: ``self/a.xlsx [Phiếu!D12]``."""
    sheet, cell = scores["source_sheet"], scores["source_cell"]
    place = (sheet + "!" + cell).fillna(cell).fillna(sheet)
    return (scores["source_file"] + " [" + place + "]").fillna(scores["source_file"])


def _settle_self_scores(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """A self-score is due on score lines that no survey measures, from the units that the season expects one from."""
    stage = season.self_stage
    may_claim = ~comparison["is_survey"]
    is_due = may_claim & (comparison["line"] == "score") & (stage is not None)
    if stage is not None:
        is_due &= ~comparison["unit_id"].isin(stage.not_expected_from)
    status = comparison["self_status"].mask(comparison["self_status"].isin(BLANK))
    return comparison.assign(
        self_status=status.mask(status.isna() & is_due, "missing").where(may_claim),
        self_score=comparison["self_score"].where(may_claim),
    )


def _settle_maxima(comparison: pd.DataFrame) -> pd.DataFrame:
    stated = comparison["appraised_max"].fillna(comparison["self_max"])
    return comparison.assign(max_score=round_points(comparison["max_score"].fillna(stated))).drop(
        columns=["appraised_max", "self_max"]
    )


def _mark_contested(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Contested: the unit filed an explanation; in a season without that stage, self-score and appraised differ."""
    if season.explanation_stage is not None:
        return comparison.assign(is_contested=comparison["explanation"].notna())
    return comparison.assign(is_contested=(comparison["cut"] > 0) | (comparison["raised"] > 0))
