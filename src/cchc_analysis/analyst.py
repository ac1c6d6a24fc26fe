"""A season in one line: its rules and tables, with names in the reader's language beside every id."""

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.rules.season import Grade, Letter, Reason, Reward, ScoreBasis, Season, Stage, UnitGroup
from cchc_analysis.store import read_log, storage
from cchc_analysis.store.overall import Body
from cchc_analysis.store.public_season import PublicSeason, load_public
from cchc_analysis.store.unit_slices import NamedTables

if TYPE_CHECKING:
    from IPython.display import HTML

    from cchc_analysis.reporting.charts.season_charts import HouseCharts

DISPLAY_TITLES: Mapping[str, tuple[str, str]] = {
    "unit": ("Đơn vị", "Unit"),
    "unit_short": ("Đơn vị", "Unit"),
    "group_name": ("Nhóm đơn vị", "Unit group"),
    "criterion_code": ("Mã", "Code"),
    "criterion": ("Tiêu chí", "Criterion"),
    "other_criterion_code": ("Mã tiêu chí cùng bị trừ", "Code of the other criterion"),
    "other_criterion": ("Tiêu chí cùng bị trừ", "Other criterion"),
    "domain_code": ("Mã", "Code"),
    "domain": ("Lĩnh vực", "Domain"),
    "ranked_criterion": ("Tiêu chí", "Criterion"),
    "grade_name": ("Xếp loại", "Grade"),
    "previous_grade_name": ("Xếp loại năm trước", "Grade last year"),
    "previous_set_grade_name": ("Xếp loại theo bộ năm trước", "Grade under last year's set"),
    "lowest_grade_name": ("Xếp loại thấp nhất có thể", "Lowest possible grade"),
    "highest_grade_name": ("Xếp loại cao nhất có thể", "Highest possible grade"),
    "grade_without_name": ("Xếp loại nếu không công nhận", "Grade if not recognised"),
    "grade_with_name": ("Xếp loại nếu công nhận", "Grade if recognised"),
    "grade_beyond_name": ("Xếp loại nếu qua ngưỡng", "Grade past the cut-off"),
    "flipped_grade_name": ("Xếp loại khi đó", "Grade then"),
    "cut_off_grade_name": ("Nhóm điểm của ngưỡng", "Grade of the cut-off"),
    "goal_grade_name": ("Xếp loại cần đạt", "Grade to reach"),
    "goal_unit": ("Đơn vị đứng ngay trên", "Unit just above"),
    "first_unit": ("Đơn vị đứng đầu", "First unit"),
    "last_unit": ("Đơn vị đứng cuối", "Last unit"),
    "grade_before_name": ("Xếp loại hiện nay", "Grade now"),
    "grade_after_name": ("Xếp loại sau thay đổi", "Grade after the change"),
    "reason_name": ("Lý do trừ điểm", "Reason"),
    "reward_name": ("Quy tắc khen thưởng", "Reward rule"),
    "letter_name": ("Thư", "Letter"),
    "stage_name": ("Giai đoạn", "Stage"),
    "moving_criterion": ("Tiêu chí làm đổi hạng nhiều nhất", "Criterion that moves it most"),
    "moving_domain": ("Lĩnh vực làm đổi hạng nhiều nhất", "Domain that moves it most"),
    "title": ("Tên sáng kiến", "Initiative"),
}
"""Titles of the columns that :class:`SeasonTables` adds for readers, in Vietnamese and English."""


SEASONS_KEPT = 4
"""How many seasons' tables a process keeps; one that loads many seasons in turn lets go of the oldest."""


class Lines(str):
    """Text that a notebook shows line by line, as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, repr=False)
class SeasonTables:
    """A season as an analyst holds it: ``season.unit_ranking`` is the table of that name, with names for readers.

    Every table of ``schemas.TABLES`` is an attribute. Beside each id stands its name in *lang*: ``unit`` and
    ``unit_short``, ``criterion`` and ``criterion_code``, ``domain``, ``grade_name``, ``group_name``, ``reason_name``.
    ``season.charts`` draws them. ``derived`` holds the tables where they are not those on disk (:meth:`with_rules`).
    ``unit`` is the unit whose rows alone are in hand (:meth:`of_unit`), ``body`` the figures that stand beside them.
    """

    year: int
    data: Path
    lang: str
    rules: Season
    derived: Mapping[str, pd.DataFrame] | None = field(default=None, compare=False)
    stamp: storage.Stamp | None = field(default=None, compare=False)
    unit: str = ""

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in schemas.TABLES:
            near = difflib.get_close_matches(name, dir(self), n=3)
            meant = f"did you mean {' or '.join(near)}? " if near else ""
            raise AttributeError(f"no table {name!r}; {meant}there are: {', '.join(schemas.TABLES)}")
        return self._read(name).copy(deep=False)  # pandas copies what is changed, when it is changed

    def __dir__(self) -> list[str]:
        own = [name for name in (*vars(type(self)), *self.__dataclass_fields__) if not name.startswith("_")]
        return sorted({*schemas.TABLES, *own})

    def __repr__(self) -> str:
        from cchc_analysis.reporting.overview import describe_season

        return describe_season(self)

    def _repr_html_(self) -> str:
        from cchc_analysis.reporting.overview import show_season

        return str(show_season(self).data)

    @property
    def charts(self) -> "HouseCharts":
        """The house's charts: ``season.charts.ranking()``; Tab after ``season.charts.`` lists them."""
        from cchc_analysis.reporting.charts.season_charts import HouseCharts

        return HouseCharts(self)

    def show(self, rows: pd.DataFrame, columns: int | None = None, caption: str = "") -> "HTML":
        """Any rows as the pages print them: titled columns, numbers in the reader's language, names in place of ids.

        *columns* limits them to the first ones.
        """
        from cchc_analysis.reporting.overview import show_rows

        return show_rows(rows.iloc[:, :columns], self, caption)

    def count_rows(self, table: str) -> int:
        """How many rows a table has, without reading it."""
        return storage.count_rows(table, self.year, self.data) if self.derived is None else len(self.derived[table])

    @property
    def has_previous(self) -> bool:
        """Whether the season this one names as the previous one has tables to compare with."""
        return self.body.has_previous

    @property
    def body(self) -> Body:
        """Figures of all units together, the same where the tables hold one unit's rows only."""
        return Body(self._tables, self._found, lambda figure: self._note(f"body.{figure}", lang=self.lang))

    @property
    def standing(self) -> pd.Series:
        """The row of ``unit_ranking`` of the one unit in hand (:meth:`of_unit`), named by the unit's id."""
        return self.unit_ranking.iloc[0].rename(self.unit)

    @property
    def peers(self) -> pd.DataFrame:
        """The rows of ``unit_ranking`` that share the group of the one unit in hand (:meth:`of_unit`)."""
        self._note("peers", self.unit, self.lang)
        return pick_peers(self._tables, self.unit, self._found)

    @property
    def shared_losses(self) -> dict[str, tuple[str, float]]:
        """What ``body.leaf_losses`` has of the leaves where the one unit in hand (:meth:`of_unit`) lost points."""
        self._note("shared_losses", self.unit, self.lang)
        return pick_shared_losses(self.comparison, Body(self._tables, self._found).leaf_losses)

    def of_unit(self, unit: str = "") -> "SeasonTables":
        """The season as a page about one unit sees it: of each table about units that unit's rows, and no others.

        Tables that are not about units stay whole. A page made from this costs the same whatever the number of units.
        The unit as in :meth:`find_unit`, which raises :class:`KeyError` where there is no such unit.
        """
        whole = self._tables
        if unit not in whole("units")["unit_id"].to_numpy():
            unit = self.find_unit(unit)
        return replace(self, unit=unit)

    def find_unit(self, unit: str = "") -> str:
        """The id of a unit given by id, name, short name or alias, with or without diacritics; by default the first.

        Raises :class:`KeyError` listing the units there are.
        """
        from cchc_analysis.intake.units import find_typed, hint_names

        if not unit:
            return str(self.unit_ranking["unit_id"].iloc[0])
        units = self.units
        known = find_typed(units, _require_text("unit", unit))
        if known is None:
            listed = ", ".join(sorted(units["unit_id"]))
            raise KeyError(f"no unit {unit!r}{hint_names(unit, units, 'en')}; there are: {listed}")
        return str(known)

    def how_sure(self) -> pd.DataFrame:
        """Who is where and how sure: every ranked unit, in order, with its spans of ranks by source and its tier.

        Beside the rank stands what the season ranks by: the total, or the index.
        """
        bands = self.rank_bands
        standing = self.unit_ranking[["unit_id", self.rules.rank_by, "grade_name"]]
        beside = bands.drop(columns="year").merge(standing, on="unit_id", validate="one_to_one")
        first = ["unit", "rank", self.rules.rank_by, "grade_name", "best_rank", "worst_rank", "tier"]
        return beside[[*first, *beside.columns.drop(first)]]

    def find_losses(self, words: str) -> pd.DataFrame:
        """What was lost to a subject and by whom: ``season.find_losses("chữ ký số")``, most points first.

        The words of a criterion's or a reason's name, or its id: see :func:`analysis.losses.find_losses`, which raises
        :class:`KeyError` where nothing is meant.
        """
        from cchc_analysis.analysis.losses import find_losses

        found = find_losses(self.comparison, self.criteria, self.rules, _require_text("subject", words))
        first = ["unit", "criterion_code", "criterion", "deduction", "reason_name"]
        return found[[*first, *found.columns.drop(first)]]

    def restore(
        self,
        *,
        reason: str | None = None,
        criterion: str | None = None,
        cells: Collection[tuple[str, str]] | None = None,
        unit: str | None = None,
        group: str | None = None,
        to: Literal["max_score", "self_score"] = "max_score",
    ) -> pd.DataFrame:
        """The units whose total, index, grade or rank changes when points are given back to them or to others.

        ``season.restore(reason="no-evidence")`` for everyone; *unit* (by id or name) or *group* (by id) limits who gets
        them back. What is stated must fit all at once; see :func:`analysis.what_if.select_cells`. Raises
        :class:`KeyError` for a reason, criterion, cell, unit or group that does not exist, :class:`ValueError` where
        nothing is stated.
        """
        from cchc_analysis.analysis import what_if

        if reason is None and criterion is None and cells is None and unit is None and group is None:
            raise ValueError("say what to restore: reason=, criterion=, cells=, unit= or group=")
        _find_one("score to restore to", to, pd.Series(["max_score", "self_score"]))
        comparison, units = self.comparison, self.units
        meant = units["unit_id"]
        if group is not None:
            _find_one("group", group, units["group"].dropna())
            meant = meant[units["group"] == group]
        if unit is not None:
            meant = meant[meant == self.find_unit(unit)]
        if reason is not None:
            _find_one("reason", reason, comparison["reason"].dropna(), *(each.id for each in self.rules.reasons), "*")
        if criterion is not None:
            _find_one("criterion", criterion, self.criteria["criterion_id"])
        for unit_id, leaf in cells or ():
            _find_one("unit", unit_id, units["unit_id"])
            _find_one("leaf", leaf, comparison["criterion_id"])
        is_meant = what_if.select_cells(
            comparison, self.criteria, reason=reason, criterion=criterion, cells=cells, units=meant.tolist()
        )
        return self._show_changes(what_if.restore(comparison, is_meant, to), self.initiatives)

    def recognise(self, initiative: str | int) -> pd.DataFrame:
        """The units whose total, index, grade or rank changes when one initiative is recognised.

        By id, by the number at the end of its id or by words of its title: ``season.recognise(3)``. Empty where it is
        recognised already, or states no points. Raises :class:`KeyError` where not exactly one is meant.
        """
        from cchc_analysis.analysis.what_if import recognise

        return self._show_changes(
            self.comparison, recognise(self.initiatives, [self._find_initiative(str(initiative))])
        )

    def smallest_repair(
        self, unit: str, goal: Literal["next_grade", "next_rank"] = "next_grade", reach: float | str | None = None
    ) -> pd.DataFrame:
        """The least a unit must regain to reach the next grade, the next rank, or a stated result (*reach*).

        *reach* is a total, or an index where the season grades by index, or the name of a grade. One row per leaf to
        regain; how it is found and what is left out: :func:`analysis.repairs.find_repairs`. Raises :class:`KeyError`
        for a unit, a grade or a goal that does not exist, :class:`ValueError`, which says why or how far the unit can
        get, where the unit has no such goal ahead or it is out of reach.
        """
        from cchc_analysis.analysis import repairs

        unit_id = self.find_unit(unit)
        reach = self._find_cut(reach) if isinstance(reach, str) else reach
        ranking = self.unit_ranking
        own = ranking[ranking["unit_id"] == unit_id]
        basis = self._find_basis(own, goal if reach is None else "stated")
        goals = repairs.set_goals(ranking, self.rules) if reach is None else repairs.aim_at(own, reach, basis)
        goals = goals[(goals["unit_id"] == unit_id) & (goals["goal"] == (goal if reach is None else "stated"))]
        if goals.empty:
            aim = goal if reach is None else f"{basis} of {reach:g}"
            ahead = "; nothing is ahead of it, so say how far with reach=" if reach is None else ""
            raise ValueError(
                f"{unit_id!r} has nothing to regain for {aim}: its {basis} is {own[basis].iloc[0]:g}{ahead}"
            )
        leaves = repairs.find_repairs(goals, self.comparison, self.criteria)
        sums = repairs.sum_repairs(goals, leaves, self.comparison, self.criteria, ranking, self.rules).iloc[0]
        if not sums["is_reachable"]:
            raise ValueError(
                f"out of reach: {unit_id!r} needs {sums['needed_score']:g} points and can regain "
                f"{sums['regainable_score']:g} at most, a total of {sums['reachable_total_score']:g}"
            )
        first = ["unit", "criterion_code", "criterion", "regained_score", "appraised_score", "repaired_score"]
        shown = self._name(leaves).assign(
            total_score=own["total_score"].iloc[0], repaired_total_score=sums["repaired_total_score"]
        )
        return shown[[*first, "max_score", "step", "total_score", "repaired_total_score", "criterion_id"]]

    def plan_appraisal(self, unit: str = "", criterion: str = "") -> pd.DataFrame:
        """What to verify first: claims not yet appraised, whole criteria through all units, and why.

        One row per claimed cell, in the order of the worklist; ``place`` is its place in the plain order. *unit* (by id
        or name) or *criterion* (by id or printed code) limits it. How it is found: :func:`analysis.plan_of_appraisal`.
        Raises :class:`KeyError` for a unit or criterion that does not exist.
        """
        from cchc_analysis.reporting.text.plan_of_appraisal import state_grounds

        plan = self.plan_of_appraisal.sort_values(["criterion_place", "place"], kind="stable", ignore_index=True)
        if unit:
            plan = plan[plan["unit_id"] == self.find_unit(unit)]
        if criterion:
            plan = plan[plan["criterion_id"].isin(self._find_leaves(criterion))]
        first = ["criterion_code", "criterion", "unit", "self_score", "max_score", "grounds", "is_first_part"]
        shown = plan.assign(grounds=state_grounds(plan, self.lang)).reset_index(drop=True)
        return shown[[*first, *shown.columns.drop(first)]]

    def review_criteria(self, level: Literal["domain", "criterion", "leaf"] = "leaf") -> pd.DataFrame:
        """Whether the criteria still measure: the rows of ``criteria_review`` of one *level*, in the printed order.

        Weights beside nominal ones, difficulty, saturation, separation, steps, what its appraisal decided. Raises
        :class:`KeyError` for another level.
        """
        _find_one("level", level, pd.Series(["domain", "criterion", "leaf"]))
        review = self.criteria_review
        rows = review[review["level"] == level].reset_index(drop=True)
        first = ["criterion_code", "criterion", "nominal_share", "effective_share", "mean_share", "separation"]
        return rows[[*first, *rows.columns.drop(first)]]

    def without(self, *criteria: str) -> pd.DataFrame:
        """The units whose total, index, grade or rank would change without these criteria: ``season.without("1.3")``.

        By id or printed code, with all leaves below. Grades keep this season's cut points. Raises :class:`KeyError` for
        a criterion that does not exist, or a code that several have.
        """
        from cchc_analysis.analysis import changed_set

        return self._show_changes(changed_set.drop(self.comparison, self._find_leaves(*criteria)), self.initiatives)

    def with_maximum(self, criterion: str, max_score: float) -> pd.DataFrame:
        """The units that would change were a criterion worth *max_score* points, each keeping its share of it.

        ``season.with_maximum("1.3", 2)``; the criterion as in :meth:`without`. Raises :class:`ValueError` where it has
        no maximum to take a share of.
        """
        from cchc_analysis.analysis import changed_set

        changed = changed_set.set_maximum(self.comparison, self._find_leaves(criterion), max_score)
        return self._show_changes(changed, self.initiatives)

    def with_merged(self, *criteria: str, max_score: float) -> pd.DataFrame:
        """The units that would change were several criteria one, worth *max_score*: ``with_merged("1.3", "1.4", …)``.

        Each unit has its share of them together; see :func:`analysis.changed_set.merge`, which says what is raised.
        """
        from cchc_analysis.analysis import changed_set

        changed = changed_set.merge(self.comparison, self._find_leaves(*criteria), max_score)
        return self._show_changes(changed, self.initiatives)

    def with_split(self, criterion: str, *maxima: float) -> pd.DataFrame:
        """The units that would change were a leaf several criteria with these *maxima*: ``with_split("1.3", 1, 0.5)``.

        Nobody has scored the parts: each unit keeps its share at every one, so only another sum moves anything.
        Raises :class:`ValueError` where the criterion is no leaf, and as :func:`analysis.changed_set.split` does.
        """
        from cchc_analysis.analysis import changed_set

        leaves = self._find_leaves(criterion)
        if len(leaves) != 1:
            raise ValueError(
                f"{criterion!r} has {len(leaves)} leaves below it; name the one to split: {', '.join(leaves)}"
            )
        return self._show_changes(changed_set.split(self.comparison, leaves[0], maxima), self.initiatives)

    def rank_with(self, **rules: Any) -> pd.DataFrame:
        """The units whose total, index, grade or rank would change under other rules of ``season.toml``.

        ``season.rank_with(rank_by="index_pct")``, ``season.rank_with(tie_rule="dense")``. Empty where they change none.
        Raises :class:`SeasonError` for a rule or a value that does not exist.
        """
        from cchc_analysis.analysis.ranking import rank_units
        from cchc_analysis.analysis.what_if import compare_rankings
        from cchc_analysis.rules.season import change_rules

        changed = change_rules(self.rules, rules)
        after = rank_units(self.comparison, self.units, self.initiatives, changed)
        changes = compare_rankings(self.unit_ranking, after)
        names = changes["grade_after"].map(_declared(changed.grades, self.lang))
        return self._order_changes(changes.assign(grade_after_name=names))

    def with_rules(self, **rules: Any) -> "SeasonTables":
        """The season under other rules of ``season.toml``: every table derived again, nothing read or saved anew.

        ``tried = season.with_rules(rank_by="index_pct")``, then ``tried.charts.ranking()``. ``analysis`` changes key by
        key: ``season.with_rules(analysis={"weight_draws": 1000})``. The season before keeps its own rules. Raises
        :class:`SeasonError` for a rule or a value that does not exist, or one that decides how files are read.
        """
        from cchc_analysis.analysis.season_tables import STEPS
        from cchc_analysis.pipeline.check import derive_under
        from cchc_analysis.rules.season import change_rules
        from cchc_analysis.running.notebook_progress import show_progress

        changed = change_rules(self.rules, rules)
        with show_progress(str(self.year), len(STEPS)) as begin:
            return replace(self, rules=changed, derived=derive_under(changed, self.data, begin))

    def claimed(self) -> pd.DataFrame:
        """What units claimed, what registers give, what was appraised: ``claimed_v_computed``, most over-claimed first.

        No rows where the season declares no registers (``registers.toml``).
        """
        rows = self.claimed_v_computed.sort_values(["over", "unit_id", "criterion_id"], ascending=[False, True, True])
        first = ["unit", "criterion_code", "criterion", "self_score", "computed_score", "lowest", "highest"]
        first += ["appraised_score", "direction", "state", "a", "b"]
        return rows[[*first, *rows.columns.drop(first)]].reset_index(drop=True)

    def late(self, unit: str = "") -> pd.DataFrame:
        """The late and missing rows of a unit in every register, each with its deadline, its days late and its cell.

        The unit as in :meth:`find_unit`; of all units where none is given. No rows where no registers are declared.
        """
        rows = self.measured_rows
        rows = rows[rows["is_against"]]
        if unit:
            rows = rows[rows["unit_id"] == self.find_unit(unit)]
        first = [
            "unit",
            "criterion_code",
            "criterion",
            "code",
            "base_due",
            "effective_due",
            "done",
            "days_late",
            "state",
        ]
        return rows[[*first, *rows.columns.drop(first)]].reset_index(drop=True)

    def measure(self, criterion: str, **conventions: Any) -> pd.DataFrame:
        """What registers would give at a criterion under other conventions; nothing is saved.

        ``season.measure("chi-dao.nhiem-vu.qua-han", late={"done_late": False})``, ``rule={"each": -0.5}``,
        ``where={...}``: tables are changed key by key, and the rest stays as ``registers.toml`` says. One row per unit,
        ``computed_before`` beside ``computed_score``. The criterion by id or printed code; raises :class:`LookupError`
        for one without a measure, :class:`ValueError` for a convention that cannot be, :class:`FileNotFoundError`
        where the season has no registers.
        """
        from cchc_analysis.registers.measuring import try_conventions
        from cchc_analysis.reporting import tracing

        criterion_id = tracing.find_criterion(self, _require_text("criterion", criterion))
        found = try_conventions(self.data, self.rules, self.criteria, self.units, criterion_id, conventions)
        before = self.measured.set_index(["unit_id", "criterion_id"])["computed_score"].rename("computed_before")
        named = self._name(found.join(before, on=["unit_id", "criterion_id"]))
        first = ["unit", "a", "b", "computed_score", "computed_before", "lowest", "highest", "state"]
        return named[[*first, *named.columns.drop(first)]]

    def trace(self, unit: str, criterion: str) -> Lines:
        """The way from a unit's number at a criterion to the cells of the files it was read from, line by line.

        The unit by id or any of its names, the criterion by id or printed code; raises :class:`LookupError` listing
        what there is.
        """
        from cchc_analysis.reporting import tracing

        unit_id = self.find_unit(unit)
        _require_text("criterion", criterion)
        return Lines("\n".join(tracing.trace(self, unit_id, tracing.find_criterion(self, criterion, unit_id))))

    def _find_cut(self, grade: str) -> float:
        """Where a grade begins, by its id or name."""
        names = {name: cut.at_least for cut in self.rules.grades for name in (cut.id, cut.name, cut.name_en) if name}
        _find_one("grade", grade, pd.Series(list(names), dtype=str))
        return names[grade]

    def _find_basis(self, own: pd.DataFrame, goal: str) -> ScoreBasis:
        """What a unit's *goal* is measured by; raises where the unit, or the season, cannot have such a goal."""
        unit_id, rules = own["unit_id"].iloc[0], self.rules
        _find_one("goal", goal, pd.Series(["next_grade", "next_rank"]), *(["stated"] if goal == "stated" else []))
        basis = rules.rank_by if goal == "next_rank" else rules.grade_by
        if own["total_score"].isna().all():
            raise ValueError(f"the appraisal of {unit_id!r} is not complete, so it has no total to start from")
        if goal == "next_grade" and not rules.grades:
            raise ValueError(f"season {self.year} has no grades; say how far with reach=, or ask for 'next_rank'")
        if goal == "next_rank" and own["rank"].isna().all():
            raise ValueError(f"{unit_id!r} is not ranked; say how far with reach=, or ask for 'next_grade'")
        if own[basis].isna().all():
            raise ValueError(f"{unit_id!r} has no {basis}, for its maximum is not known")
        return basis

    def _find_leaves(self, *meant: str) -> list[str]:
        """The leaves of the score lines below criteria given by id or printed code, in the printed order."""
        from cchc_analysis.analysis.criteria import list_ancestors

        if not meant:
            raise ValueError("name a criterion, by id or printed code")
        criteria = self.criteria
        scored = criteria[criteria["line"] == "score"]
        nodes = []
        for each in meant:
            _require_text("criterion", each)
            is_meant = (scored["criterion_id"] == each) | (scored["code"] == each)
            found = scored.loc[scored["criterion_id"] == each, "criterion_id"].tolist()
            found = found or scored.loc[is_meant, "criterion_id"].tolist()
            if len(found) != 1:
                said = f"several: {', '.join(found)}" if found else "none"
                raise KeyError(f"not one criterion is {each!r} but {said}; give the id, as in season.criteria")
            nodes += found
        below = list_ancestors(criteria)
        leaves = below.loc[below["ancestor_id"].isin(nodes), "criterion_id"]
        return scored.loc[scored["is_leaf"] & scored["criterion_id"].isin(leaves), "criterion_id"].tolist()

    def _find_initiative(self, meant: str) -> str:
        from cchc_analysis.analysis.reasons import match_words

        initiatives = self.initiatives
        ids = initiatives["initiative_id"]
        numbers = ids.str.extract(r"(\d+)$", expand=False)
        for fits in (
            ids == meant,
            numbers.str.lstrip("0") == meant.lstrip("0") if meant.isdecimal() else ids == meant,
            match_words(initiatives["title"], meant) | match_words(initiatives["title_en"], meant),
        ):
            if fits.sum() == 1:
                return str(ids[fits].iloc[0])
        listed = ", ".join(ids + " (" + initiatives["title"] + ")") or "none"
        raise KeyError(f"not one initiative is {meant!r}; there are: {listed}")

    def _show_changes(self, comparison: pd.DataFrame, initiatives: pd.DataFrame) -> pd.DataFrame:
        from cchc_analysis.analysis.ranking import rank_units
        from cchc_analysis.analysis.what_if import compare_rankings

        after = rank_units(comparison, self.units, initiatives, self.rules)
        return self._order_changes(compare_rankings(self.unit_ranking, after))

    def _order_changes(self, changes: pd.DataFrame) -> pd.DataFrame:
        named = self._name(changes)
        first = [
            "unit",
            "total_before",
            "total_after",
            "grade_before_name",
            "grade_after_name",
            "rank_before",
            "rank_after",
        ]
        return named[[*first, "index_before", "index_after", "is_grade_changed", "is_rank_changed", "unit_id"]]

    def _name(self, rows: pd.DataFrame) -> pd.DataFrame:
        return add_names(rows, self.units, self.criteria, self.rules, self.lang)

    def _read(self, name: str) -> pd.DataFrame:
        tables = self._tables
        if not self.unit or "unit_id" not in schemas.columns(name):
            for each in (name, "units", "criteria"):
                self._note(each)
            return tables(name)
        self._note(name, self.unit, self.lang)
        if isinstance(tables, NamedTables):
            return tables.of_unit(name, self.unit)
        rows = tables(name)
        return rows[rows["unit_id"] == self.unit]

    def _note(self, part: str, unit: str = "", lang: str = "") -> None:
        """Tell who watches what is read; what derived tables were made from was told when they were."""
        if self.derived is None:
            read_log.note(read_log.Read(str(self.data), self.year, part, unit, lang))

    @property
    def _found(self) -> dict[Any, Any]:
        """Where what is found once for all units is kept; derived tables keep nothing."""
        tables = self._tables
        return tables.found if isinstance(tables, NamedTables) else {}

    @property
    def _tables(self) -> Callable[[str], pd.DataFrame]:
        if self.derived is None:
            return open_tables(self.year, self.data, self.lang, self.stamp)
        derived = self.derived
        return lambda name: add_names(derived[name], derived["units"], derived["criteria"], self.rules, self.lang)


@overload
def load(
    year: int,
    data: str | Path | None = None,
    lang: str = "vi",
    edition: Literal["internal"] = "internal",
    *,
    check: bool = False,
) -> SeasonTables: ...


@overload
def load(
    year: int, data: str | Path | None = None, lang: str = "vi", *, edition: Literal["public"], check: bool = False
) -> PublicSeason: ...


def load(
    year: int,
    data: str | Path | None = None,
    lang: str = "vi",
    edition: Literal["internal", "public"] = "internal",
    *,
    check: bool = False,
) -> SeasonTables | PublicSeason:
    """Load a checked season. *data* is the folder of ``raw/`` and ``processed/``, from the project's folder.

    The *public* edition has the published tables and nothing else. With *check* what was received is read and checked
    first, as ``cchc check`` does; what is wrong is in ``season.findings``. Raises :class:`storage.MissingTablesError`,
    which says what to run, where the season was not checked, and :class:`SeasonError` where *check* finds rules, a
    criteria set or units that cannot be read.
    """
    if data in ("vi", "en") and not Path(data).is_dir():
        raise ValueError(f"{data!r} is a language: cchc.load({year}, lang={data!r})")
    folder = storage.find_data(data)
    if check:
        from cchc_analysis.pipeline.check import check_season, count_steps
        from cchc_analysis.running.notebook_progress import show_progress

        with show_progress("cchc check", count_steps(year, folder)) as begin:
            check_season(year, folder, begin)
    if edition == "public":
        return load_public(year, folder, lang)
    return SeasonTables(
        year=year,
        data=folder,
        lang=lang,
        rules=storage.load_rules(year, folder),
        stamp=storage.stamp(storage.processed_folder(folder, year)),
    )


@lru_cache(maxsize=SEASONS_KEPT)
def open_tables(year: int, data: Path, lang: str, _stamp: storage.Stamp | None) -> NamedTables:
    """The tables of one state of a season, each read once, however often the season is loaded."""
    return NamedTables(year, data, lang, add_names)


def add_names(
    rows: pd.DataFrame, units: pd.DataFrame, criteria: pd.DataFrame, rules: Season, lang: str
) -> pd.DataFrame:
    """*rows* with names in *lang* beside the ids they carry; a name missing in English is given in Vietnamese."""
    unit_names = _names(units, "unit_id", "name", lang)
    short_names = _names(units, "unit_id", "short_name", lang)
    criterion_names = _names(criteria, "criterion_id", "name", lang)
    codes = criteria.set_index("criterion_id")["code"]
    grades = pd.Series({grade.id: _pick(lang, grade.name, grade.name_en) for grade in rules.grades}, dtype=str)
    lookups: dict[str, dict[str, pd.Series]] = {
        "unit_id": {"unit": unit_names, "unit_short": short_names},
        "criterion_id": {"criterion_code": codes, "criterion": criterion_names},
        "other_criterion_id": {"other_criterion_code": codes, "other_criterion": criterion_names},
        "domain_id": {"domain_code": codes, "domain": criterion_names},
        "ranked_node_id": {"ranked_criterion": criterion_names},
        "group": {"group_name": _declared(rules.unit_groups, lang)},
        "reason": {"reason_name": _declared(rules.reasons, lang)},
        "reward_id": {"reward_name": _declared(rules.rewards, lang)},
        "letter_id": {"letter_name": _declared(rules.letters, lang)},
        "stage": {"stage_name": _declared(rules.stages, lang)},
        "grade": {"grade_name": grades},
        "previous_grade": {"previous_grade_name": grades},
        "previous_set_grade": {"previous_set_grade_name": grades},
        "lowest_grade": {"lowest_grade_name": grades},
        "highest_grade": {"highest_grade_name": grades},
        "grade_without": {"grade_without_name": grades},
        "criterion_left_out_id": {"moving_criterion": criterion_names},
        "domain_left_out_id": {"moving_domain": criterion_names},
        "grade_with": {"grade_with_name": grades},
        "goal_grade": {"goal_grade_name": grades},
        "goal_unit_id": {"goal_unit": unit_names},
        "first_unit_id": {"first_unit": unit_names},
        "last_unit_id": {"last_unit": unit_names},
        "grade_before": {"grade_before_name": grades},
        "grade_after": {"grade_after_name": grades},
        "grade_beyond": {"grade_beyond_name": grades},
        "flipped_grade": {"flipped_grade_name": grades},
        "cut_off_grade": {"cut_off_grade_name": grades},
    }
    named = {
        display: rows[column].map(names)
        for column, displays in lookups.items()
        if column in rows
        for display, names in displays.items()
        if display not in rows
    }
    if "title_en" in rows and lang != "vi":
        named["title"] = rows["title_en"].fillna(rows["title"])
    return rows.assign(**named)


def pick_peers(tables: Callable[[str], pd.DataFrame], unit_id: str, found: dict[Any, Any]) -> pd.DataFrame:
    """The units of a unit's group in their order, as far as they are set side by side; none where it has no group.

    *found* keeps each group that was asked for.
    """
    names = ["unit_id", "unit", "group", "group_name", "grade", "group_rank"]
    shown = [*names, *["total_score", "appraised_score", "bonus", "penalty", "max_score", "index_pct", "deduction"]]
    ranking = tables("unit_ranking")
    if "groups" not in found:
        found["groups"] = dict(zip(ranking["unit_id"], ranking["group"], strict=True))
    group = found["groups"][unit_id]
    if ("peers", group) not in found:
        found["peers", group] = ranking.loc[ranking["group"] == group, shown]
    rows: pd.DataFrame = found["peers", group]
    return rows.copy(deep=False)


def pick_shared_losses(own: pd.DataFrame, losses: Mapping[str, tuple[str, float]]) -> dict[str, tuple[str, float]]:
    """Of *losses* by leaf those of the leaves where a unit, whose rows of ``comparison`` are *own*, lost points."""
    return {leaf: losses[leaf] for leaf in own.loc[own["deduction"] > 0, "criterion_id"] if leaf in losses}


def _require_text(kind: str, given: str) -> str:
    """Raise :class:`TypeError` where a name or code is given as a number: 1.10 and 1.1 are one number, two codes."""
    if not isinstance(given, str):
        raise TypeError(f"give the {kind} as text, in quotes: {str(given)!r}, not {given!r}")
    return given


def _find_one(kind: str, wanted: str, known: pd.Series, *more: str) -> None:
    """Raise :class:`KeyError` naming what there is, where *wanted* is not among it."""
    names = list(dict.fromkeys([*known, *more]))
    if wanted not in names:
        raise KeyError(f"no {kind} {wanted!r}; there are: {', '.join(names)}")


def _names(table: pd.DataFrame, key: str, column: str, lang: str) -> pd.Series:
    by_id = table.set_index(key)
    if lang == "vi":
        return by_id[column]
    return by_id[f"{column}_en"].fillna(by_id["name_en"]).fillna(by_id[column])


def _declared(parts: tuple[Grade | Letter | Reason | Reward | Stage | UnitGroup, ...], lang: str) -> pd.Series:
    return pd.Series({part.id: _pick(lang, part.name, part.name_en) for part in parts}, dtype=str)


def _pick(lang: str, vietnamese: str, english: str) -> str:
    return vietnamese if lang == "vi" or not english else english
