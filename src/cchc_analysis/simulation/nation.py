"""Who is scored on what: made-up units in provinces, and criteria sets that change a little every third season."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc_analysis.rules.season import Crosswalk, Grade, Letter, Reason, Reward, Season, Stage, UnitGroup

MAX_GROUPS = 34
MIN_UNITS_PER_GROUP = 8
LEAVES_PER_CRITERION = 4
CHANGE_EVERY = 3
STEP = 0.25

DOMAINS = (
    ("Công tác chỉ đạo, điều hành", "Direction and management"),
    ("Thể chế", "Institutions"),
    ("Thủ tục hành chính", "Administrative procedures"),
    ("Tổ chức bộ máy", "Organisation"),
    ("Cán bộ, công chức", "Officials"),
    ("Chính quyền số", "Digital government"),
    ("Nhiệm vụ đặc thù", "Unit-specific tasks"),
)
SPECIFIC_DOMAIN = len(DOMAINS) - 1
SURVEY_SHARE, EXCLUDING_SHARE, HARD_SHARE = 0.06, 0.05, 0.06
COMMON_DIFFICULTY, DIFFICULTY_SPREAD, HARD_DIFFICULTY, SPECIFIC_DIFFICULTY = -2.6, 1.2, -0.3, -7.0

STAGES = (
    Stage(id="self", kind="self", name="Tự chấm", name_en="Self-score", folder="self"),
    Stage(id="appraisal_1", kind="appraisal", name="Thẩm định lần 1", name_en="Appraisal 1", folder="appraisal/1"),
    Stage(id="explanation", kind="explanation", name="Giải trình", name_en="Explanation", folder="explanation"),
    Stage(id="appraisal_2", kind="appraisal", name="Thẩm định lần 2", name_en="Appraisal 2", folder="appraisal/2"),
)
GRADES = (
    Grade(id="tot", name="Tốt", name_en="Good", at_least=90),
    Grade(id="kha", name="Khá", name_en="Fair", at_least=80),
    Grade(id="trung-binh", name="Trung bình", name_en="Average", at_least=65),
    Grade(id="yeu", name="Yếu", name_en="Weak", at_least=0),
)
REMARKS = {
    "overdue-task": "Có nhiệm vụ quá hạn",
    "report-late": "Báo cáo gửi chậm so với quy định",
    "conclusion-late": "Kết luận ban hành chậm",
    "low-e-document": "Tỷ lệ ký số thấp",
    "no-evidence": "Chưa có tài liệu kiểm chứng",
    "wrong-calculation": "Đơn vị tính sai tỷ lệ",
    "not-done": "Chưa thực hiện",
    "below-target": "Kết quả mới đạt một phần",
    "survey-result": "Lấy theo kết quả điều tra xã hội học",
}
"""An appraiser's remark for each reason of the curated list; each holds a pattern of its reason and of no other."""
REASONS = (
    Reason(id="overdue-task", name="Nhiệm vụ quá hạn", name_en="Overdue task", patterns=("nhiệm vụ quá hạn",)),
    Reason(id="report-late", name="Báo cáo thiếu hoặc chậm", name_en="Report missing or late", patterns=("gửi chậm",)),
    Reason(
        id="conclusion-late",
        name="Kết luận ban hành chậm",
        name_en="Conclusion late",
        patterns=("kết luận ban hành chậm",),
    ),
    Reason(
        id="low-e-document",
        name="Tỷ lệ văn bản điện tử, chữ ký số thấp",
        name_en="Low share of e-documents or digital signatures",
        patterns=("ký số",),
    ),
    Reason(
        id="no-evidence", name="Thiếu tài liệu kiểm chứng", name_en="No evidence", patterns=("tài liệu kiểm chứng",)
    ),
    Reason(id="wrong-calculation", name="Tính điểm sai", name_en="Wrong calculation", patterns=("tính sai",)),
    Reason(id="not-done", name="Chưa thực hiện", name_en="Not done", patterns=("chưa thực hiện",)),
    Reason(id="below-target", name="Kết quả dưới mức yêu cầu", name_en="Result below target", patterns=("mới đạt",)),
    Reason(
        id="survey-result",
        name="Kết quả điều tra xã hội học",
        name_en="Survey result",
        patterns=("điều tra xã hội học",),
    ),
)
HARD_REASONS = ("overdue-task", "report-late", "conclusion-late", "low-e-document")
CRITERIA_COLUMNS = (
    *("criterion_id", "code", "parent_id", "name", "name_en", "max_score"),
    *("line", "scope", "is_survey", "applies_to", "step"),
)


@dataclass(frozen=True)
class Plan:
    """What to make up: how many units, leaves and seasons, from which year on, and the seed of chance."""

    units: int
    criteria: int
    years: int
    seed: int
    first_year: int

    @property
    def all_years(self) -> range:
        """The seasons' years, in order."""
        return range(self.first_year, self.first_year + self.years)


@dataclass(frozen=True)
class Nation:
    """Everything that lasts: the units, and every leaf that is ever in force.

    ``units``: one row per unit (``unit_id``, ``name``, ``name_en``, ``group``). ``leaves``: one row per leaf, in order
    of serial number: ``parent`` (running number of its criterion), ``domain``, ``max_score``, ``is_survey``,
    ``excluded_group`` (no such duty there; missing where everyone has it), ``difficulty`` (log odds),
    ``usual_reason``, and from which season (counted from 0) to before which one it is in force, and from which its
    maximum is doubled.
    """

    plan: Plan
    units: pd.DataFrame
    leaves: pd.DataFrame

    @property
    def groups(self) -> list[str]:
        """Ids of the provinces, in order."""
        return list(dict.fromkeys(self.units["group"]))

    def leaves_of(self, season: int) -> pd.DataFrame:
        """The leaves in force in one season, counted from 0, with that season's maxima."""
        leaves = self.leaves
        current = leaves[(leaves["from_season"] <= season) & (season < leaves["to_season"])]
        doubled = current["doubled_from"] <= season
        return current.assign(max_score=current["max_score"].where(~doubled, 2 * current["max_score"]))

    def make_rules(self, season: int) -> Season:
        """The rules of one season, counted from 0; its crosswalk declares what changed since the last."""
        year = self.plan.first_year + season
        return Season(
            year=year,
            title=f"Chỉ số cải cách hành chính cấp xã năm {year} (mô phỏng)",
            title_en=f"Commune administrative reform index {year} (simulated)",
            body="Quốc gia Mẫu",
            body_en="Sample Nation",
            decision=f"Mô phỏng: {self.plan.units} đơn vị, {self.plan.criteria} tiêu chí, hạt giống {self.plan.seed}",
            decision_en=f"Simulation: {self.plan.units} units, {self.plan.criteria} criteria, seed {self.plan.seed}",
            is_illustrative=True,
            rank_by="index_pct",
            grade_by="index_pct",
            bonus_max=2.0,
            penalty_max=2.0,
            previous_year=year - 1 if season else None,
            stages=STAGES,
            grades=GRADES,
            unit_groups=tuple(
                UnitGroup(id=group, name=f"Tỉnh mẫu {group[1:]}", name_en=f"Sample Province {group[1:]}")
                for group in self.groups
            ),
            reasons=REASONS,
            rewards=(Reward(id="top-ten", name="Mười hạng đầu", name_en="The first ten ranks", top=10),),
            letters=(
                Letter(
                    id="signatures",
                    name="Văn bản điện tử, chữ ký số",
                    name_en="E-documents and digital signatures",
                    reasons=("low-e-document",),
                ),
            ),
            crosswalk=tuple(self._list_changes(season)),
        )

    def _list_changes(self, season: int) -> list[Crosswalk]:
        leaves = self.leaves
        if not season:
            return []
        new, dropped, doubled = (
            leaves.loc[leaves[column] == season, "criterion_id"].tolist()
            for column in ("from_season", "to_season", "doubled_from")
        )
        return [
            *(Crosswalk(relation="new", current=(leaf,)) for leaf in new),
            *(Crosswalk(relation="dropped", previous=(leaf,)) for leaf in dropped),
            *(Crosswalk(relation="reweighted", previous=(leaf,), current=(leaf,)) for leaf in doubled),
        ]

    def list_criteria(self, season: int) -> pd.DataFrame:
        """The rows of ``criteria.xlsx``: domains, criteria, leaves, and a bonus and a penalty line."""
        leaves = self.leaves_of(season)
        nodes = leaves.drop_duplicates("parent").sort_values("parent")
        domains = [
            {
                "criterion_id": f"d{domain + 1}",
                "code": _roman(domain + 1),
                "name": DOMAINS[domain][0],
                "name_en": DOMAINS[domain][1],
                "line": "score",
                "scope": "specific" if domain == SPECIFIC_DOMAIN else "common",
            }
            for domain in sorted(leaves["domain"].unique())
        ]
        criteria = [
            {
                "criterion_id": node.parent_id,
                "code": str(node.parent + 1),
                "parent_id": f"d{node.domain + 1}",
                "name": f"Tiêu chí {node.parent + 1} (mô phỏng)",
                "name_en": f"Criterion {node.parent + 1} (simulated)",
            }
            for node in nodes.itertuples()
        ]
        scored = leaves.assign(
            name="Tiêu chí thành phần " + leaves["code"] + " (mô phỏng)",
            name_en="Sub-criterion " + leaves["code"] + " (simulated)",
            step=STEP,
            is_survey=leaves["is_survey"].map({True: "có", False: None}),
            applies_to=("!group:" + leaves["excluded_group"]).astype(object),
        )
        lines = [
            {"criterion_id": "thuong", "code": "T", "name": "Điểm thưởng", "name_en": "Bonus", "line": "bonus"},
            {"criterion_id": "phat", "code": "P", "name": "Điểm phạt", "name_en": "Penalty", "line": "penalty"},
        ]
        parts = [
            pd.DataFrame(part).reindex(columns=list(CRITERIA_COLUMNS)) for part in (domains, criteria, scored, lines)
        ]
        return pd.concat([part.astype(object) for part in parts], ignore_index=True)


def found_nation(plan: Plan) -> Nation:
    """Make up the units and all leaves of a plan. Raises :class:`ValueError` where it has no units, leaves or years."""
    for name in ("units", "criteria", "years"):
        if getattr(plan, name) < 1:
            raise ValueError(f"{name} must be 1 or more, not {getattr(plan, name)}")
    draw = np.random.default_rng([plan.seed, 0])
    units = _make_units(plan.units)
    return Nation(plan, units, _make_leaves(draw, plan, list(dict.fromkeys(units["group"]))))


def _make_units(count: int) -> pd.DataFrame:
    groups = min(MAX_GROUPS, max(1, count // MIN_UNITS_PER_GROUP))
    numbers = pd.Series(range(1, count + 1)).astype(str).str.zfill(len(str(count)))
    return pd.DataFrame(
        {
            "unit_id": "x" + numbers,
            "name": "Xã mẫu " + numbers,
            "name_en": "Sample Commune " + numbers,
            "group": [f"k{position * groups // count + 1:02d}" for position in range(count)],
        }
    )


def _make_leaves(draw: np.random.Generator, plan: Plan, groups: list[str]) -> pd.DataFrame:
    """Leaves of the first season, then one more for each change of the criteria set.

    At every change the newest leaf comes in, the oldest one not yet touched goes out and another one counts double.
    """
    changes = [season for season in range(1, plan.years) if season % CHANGE_EVERY == 0 and plan.criteria > season]
    count = plan.criteria + len(changes)
    serial = np.arange(count)
    parents = max(1, round(plan.criteria / LEAVES_PER_CRITERION))
    parent = np.where(serial < plan.criteria, serial * parents // plan.criteria, serial % parents)
    domain = parent * len(DOMAINS) // parents
    is_specific = domain == SPECIFIC_DOMAIN
    is_survey = ~is_specific & (draw.random(count) < SURVEY_SHARE)
    is_hard = ~is_specific & ~is_survey & (draw.random(count) < HARD_SHARE)
    usual = draw.choice([reason.id for reason in REASONS[4:8]], count)
    hard = draw.choice(HARD_REASONS, count)
    is_excluding = ~is_hard & (draw.random(count) < EXCLUDING_SHARE) & (len(groups) > 1)
    touched = pd.Series(changes)
    from_season, to_season, doubled_from = np.zeros(count, int), np.full(count, plan.years), np.full(count, plan.years)
    from_season[plan.criteria :] = touched
    to_season[: len(changes)] = touched
    if plan.criteria > 2 * len(changes):
        doubled_from[len(changes) : 2 * len(changes)] = touched
    code = pd.Series(parent + 1).astype(str) + "." + pd.Series(serial + 1).astype(str)
    return pd.DataFrame(
        {
            "criterion_id": "d" + pd.Series(domain + 1).astype(str) + ".l" + pd.Series(serial + 1).astype(str),
            "code": code,
            "parent": parent,
            "parent_id": "d" + pd.Series(domain + 1).astype(str) + ".c" + pd.Series(parent + 1).astype(str),
            "domain": domain,
            "max_score": draw.choice([0.5, 1.0, 1.0, 2.0], count),
            "is_survey": is_survey,
            "excluded_group": pd.Series(draw.choice(groups, count), dtype="str").where(is_excluding),
            "difficulty": _draw_difficulty(draw, is_specific, is_hard),
            "usual_reason": np.where(is_survey, "survey-result", np.where(is_hard, hard, usual)),
            "from_season": from_season,
            "to_season": to_season,
            "doubled_from": doubled_from,
        }
    )


def _draw_difficulty(draw: np.random.Generator, is_specific: np.ndarray, is_hard: np.ndarray) -> np.ndarray:
    """Log odds of losing a step: nearly nobody loses a unit-specific one, most units lose a hard one."""
    common = draw.normal(COMMON_DIFFICULTY, DIFFICULTY_SPREAD, len(is_hard))
    return np.where(is_specific, SPECIFIC_DIFFICULTY, np.where(is_hard, HARD_DIFFICULTY, common))


def _roman(number: int) -> str:
    return ("I", "II", "III", "IV", "V", "VI", "VII")[number - 1]
