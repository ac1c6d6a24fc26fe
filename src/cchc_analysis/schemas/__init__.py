"""Every table: its grain, key, types, ranges, and the title of each column in Vietnamese and English.

Headings in charts, pages and workbooks come from here and nowhere else. ``docs/codebook.md`` is generated from it.
"""

from functools import cache

import pandas as pd

from cchc_analysis.schemas.agreement import Agreement, ClaimedRanks, ExplanationEffects, Inflation, UnitDifferences
from cchc_analysis.schemas.appraisal import PlanOfAppraisal, PlanTrial
from cchc_analysis.schemas.changes import CriteriaCrosswalk, FixedLosses, MeanChange, RankChanges, ScoreChanges
from cchc_analysis.schemas.columns import LINES as LINES
from cchc_analysis.schemas.columns import SCOPES as SCOPES
from cchc_analysis.schemas.columns import Table as Table
from cchc_analysis.schemas.comparison import Comparison, DomainScores, NodeScores
from cchc_analysis.schemas.criteria_review import (
    AlikeCriteria,
    BothSets,
    CriteriaProposals,
    CriteriaReview,
    SetPrecision,
    UnusedSteps,
)
from cchc_analysis.schemas.cutoffs import CutoffDistances, CutoffHeaps, GradeFlips, RankBases
from cchc_analysis.schemas.dataset import CodeLists, Seasons
from cchc_analysis.schemas.decisions import InitiativeEffects, LetterLosses, PublicationForms, RewardList
from cchc_analysis.schemas.deductions import (
    CriteriaLostTogether,
    CriterionDeductions,
    DomainDeductions,
    GroupDeductions,
    HitPattern,
    LeafDeductions,
    LossConcentration,
    ScopeSensitivity,
)
from cchc_analysis.schemas.groups import Distributions, GroupDomains, GroupScores
from cchc_analysis.schemas.notes import Notes
from cchc_analysis.schemas.over_claims import OverClaims
from cchc_analysis.schemas.public import PUBLIC_TABLES as PUBLIC_TABLES
from cchc_analysis.schemas.ranking import RankBands, UnitRanking
from cchc_analysis.schemas.reasons import ReasonCoverage, ReasonDeductions, ReasonHistory, ReasonLosses
from cchc_analysis.schemas.received import (
    Corrections,
    Criteria,
    Explanations,
    Findings,
    Initiatives,
    ReceivedColumns,
    ReceivedFiles,
    ReceivedSheets,
    Scores,
    SubmissionChanges,
    Submissions,
    Units,
)
from cchc_analysis.schemas.registers import (
    ClaimedVComputed,
    ClaimSums,
    ConventionEffects,
    Measured,
    MeasuredRows,
    RegisterFiles,
    RegisterRows,
)
from cchc_analysis.schemas.seasons import Headlines, PublishedFigures, RecurringLosses
from cchc_analysis.schemas.soundness import pass_table
from cchc_analysis.schemas.trends import SeasonValues, Trends
from cchc_analysis.schemas.what_if import ReasonRestorations, RepairLeaves, SmallestRepairs

TABLES: dict[str, type[Table]] = {
    "criteria": Criteria,
    "units": Units,
    "initiatives": Initiatives,
    "scores": Scores,
    "explanations": Explanations,
    "submissions": Submissions,
    "received_files": ReceivedFiles,
    "received_sheets": ReceivedSheets,
    "received_columns": ReceivedColumns,
    "submission_changes": SubmissionChanges,
    "corrections": Corrections,
    "notes": Notes,
    "findings": Findings,
    "comparison": Comparison,
    "node_scores": NodeScores,
    "domain_scores": DomainScores,
    "inflation": Inflation,
    "unit_differences": UnitDifferences,
    "claimed_ranks": ClaimedRanks,
    "agreement": Agreement,
    "explanation_effects": ExplanationEffects,
    "leaf_deductions": LeafDeductions,
    "criterion_deductions": CriterionDeductions,
    "domain_deductions": DomainDeductions,
    "group_deductions": GroupDeductions,
    "loss_concentration": LossConcentration,
    "hit_pattern": HitPattern,
    "criteria_lost_together": CriteriaLostTogether,
    "scope_sensitivity": ScopeSensitivity,
    "unit_ranking": UnitRanking,
    "distributions": Distributions,
    "group_scores": GroupScores,
    "group_domains": GroupDomains,
    "rank_bands": RankBands,
    "rank_bases": RankBases,
    "cutoff_distances": CutoffDistances,
    "grade_flips": GradeFlips,
    "reason_deductions": ReasonDeductions,
    "reason_losses": ReasonLosses,
    "reason_coverage": ReasonCoverage,
    "reason_history": ReasonHistory,
    "criteria_crosswalk": CriteriaCrosswalk,
    "score_changes": ScoreChanges,
    "mean_change": MeanChange,
    "rank_changes": RankChanges,
    "recurring_losses": RecurringLosses,
    "fixed_losses": FixedLosses,
    "season_values": SeasonValues,
    "trends": Trends,
    "initiative_effects": InitiativeEffects,
    "reward_list": RewardList,
    "letter_losses": LetterLosses,
    "publication_forms": PublicationForms,
    "reason_restorations": ReasonRestorations,
    "smallest_repairs": SmallestRepairs,
    "repair_leaves": RepairLeaves,
    "plan_of_appraisal": PlanOfAppraisal,
    "plan_trial": PlanTrial,
    "criteria_review": CriteriaReview,
    "alike_criteria": AlikeCriteria,
    "unused_steps": UnusedSteps,
    "set_precision": SetPrecision,
    "criteria_proposals": CriteriaProposals,
    "both_sets": BothSets,
    "cutoff_heaps": CutoffHeaps,
    "over_claims": OverClaims,
    "headlines": Headlines,
    "published_figures": PublishedFigures,
    "register_files": RegisterFiles,
    "register_rows": RegisterRows,
    "measured_rows": MeasuredRows,
    "measured": Measured,
    "claimed_v_computed": ClaimedVComputed,
    "claim_sums": ClaimSums,
    "convention_effects": ConventionEffects,
}
"""The tables of a season, as the house holds them."""

REGISTER_TABLES = (
    "register_files",
    "register_rows",
    "measured_rows",
    "measured",
    "claimed_v_computed",
    "claim_sums",
    "convention_effects",
)
"""Those that have rows only where a season says what its registers are."""

DATASET_TABLES: dict[str, type[Table]] = {"seasons": Seasons, "code_lists": CodeLists}
"""What a dataset of many bodies and seasons holds beside their tables."""

ALL_TABLES = TABLES | PUBLIC_TABLES | DATASET_TABLES
"""These and the tables of the public edition and of a dataset."""


def titles(table: str, lang: str = "vi") -> dict[str, str]:
    """Column titles of a table, by column name, in *lang* (``vi`` or ``en``)."""
    fields = {name: field for name, (_type, field) in ALL_TABLES[table].__fields__.items()}
    if lang == "vi":
        return {name: str(field.title) for name, field in fields.items()}
    return {name: str((field.metadata or {})["title_en"]) for name, field in fields.items()}


@cache
def columns(table: str) -> frozenset[str]:
    """The names of a table's columns."""
    return frozenset(ALL_TABLES[table].__fields__)


def validate(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of *table*, columns ordered and typed; raises ``pandera.errors.SchemaErrors`` with all faults at once."""
    schema = ALL_TABLES[table].to_schema()
    stated = rows[list(schema.columns)]
    if stated.empty:
        return empty(table)
    passed = pass_table(ALL_TABLES[table], stated)
    return schema.validate(stated, lazy=True) if passed is None else passed


def empty(table: str) -> pd.DataFrame:
    """The table without rows."""
    return _empty(table).copy()


@cache
def _empty(table: str) -> pd.DataFrame:
    schema = ALL_TABLES[table].to_schema()
    untyped = pd.DataFrame({name: [] for name in schema.columns})
    passed = pass_table(ALL_TABLES[table], untyped)
    return schema.coerce_dtype(untyped) if passed is None else passed
