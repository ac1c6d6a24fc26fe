"""What one form holds: its lines, its columns in order, and what earlier stages already said of each line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from cchc_analysis.forms.lines import Line, list_lines
from cchc_analysis.intake.context import Context
from cchc_analysis.intake.identity import Identity
from cchc_analysis.rules.season import Season, Stage

Kind = Literal["code", "name", "rule", "max", "shown", "words", "score", "standing", "reason", "text", "id"]
Content = float | str

NOT_APPLICABLE = "KAD"
SURVEY_NOTE = "Điều tra xã hội học: không tự chấm"
BLANK = ("missing", "pending")
REGISTER_HEADING = "Theo sổ theo dõi"


@dataclass(frozen=True)
class Column:
    """A column of a form; ``contents`` are what stands in it already, by criterion."""

    kind: Kind
    heading: str
    width: float
    contents: Mapping[str, Content] = field(default_factory=dict)
    has_sums: bool = False

    @property
    def is_input(self) -> bool:
        """Whether the form-filler writes in it."""
        return self.kind in ("score", "reason", "text")


@dataclass(frozen=True)
class RegisterLines:
    """What registers show of one unit: a sentence by criterion, and the rows behind it as a table of texts."""

    said: Mapping[str, Content] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Form:
    """One unit's form of one stage, ready to be written."""

    season: Season
    stage: Stage
    unit_name: str
    identity: Identity
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    register_rows: tuple[tuple[str, ...], ...] = ()

    @property
    def takes_not_applicable(self) -> bool:
        """Whether a score cell may say that the criterion does not apply."""
        return self.stage.kind != "explanation"


def compose_form(
    context: Context,
    unit_id: str,
    stage: Stage,
    scores: pd.DataFrame,
    explanations: pd.DataFrame,
    registers: RegisterLines | None = None,
) -> Form | None:
    """The form of a unit for a stage, with what was received before; ``None`` where there is nothing to ask.

    What *registers* show stands as words beside the score cell, which stays empty, and row by row on a second sheet.

    An explanation form lists only the criteria at which the unit lost points.
    """
    rows = scores.loc[scores["unit_id"] == unit_id]
    own = {row["criterion_id"]: row for row in explanations.loc[explanations["unit_id"] == unit_id].to_dict("records")}
    said = _Said(context.season, stage, rows.to_dict("records"), own)
    leaves = context.applicable[unit_id]
    if stage.kind == "explanation":
        maxima = dict(zip(context.criteria["criterion_id"], context.criteria["max_score"], strict=True))
        lines = context.criteria.set_index("criterion_id")["line"]
        leaves = tuple(leaf for leaf in leaves if lines[leaf] == "score" and said.is_lost(leaf, maxima[leaf]))
    if not leaves:
        return None
    listed = tuple(list_lines(context.criteria, leaves))
    return Form(
        season=context.season,
        stage=stage,
        unit_name=context.unit_labels[unit_id],
        identity=Identity(context.season.year, unit_id, stage.id, context.criteria_version),
        lines=listed,
        columns=tuple(_beside_score(_columns(stage, listed, said), registers)),
        register_rows=registers.rows if registers else (),
    )


def score_heading(stage: Stage) -> str:
    """The heading of a stage's score column, by which it is found again."""
    if stage.kind == "explanation":
        return "Điểm đề nghị"
    is_said = stage.name.casefold().startswith("điểm")
    return stage.name if is_said else f"Điểm {stage.name[0].lower()}{stage.name[1:]}"


class _Said:
    """What the stages before one have said of a unit's leaves."""

    def __init__(
        self, season: Season, stage: Stage, rows: list[dict[Any, Any]], explanations: Mapping[str, Mapping[Any, Any]]
    ) -> None:
        before = season.stages[: season.stages.index(stage)]
        kinds = {each.id: each.kind for each in before}
        self.season = season
        self.own: dict[str, dict[Any, Any]] = {}
        self.appraised: dict[str, dict[Any, Any]] = {}
        self.explanations = explanations if "explanation" in kinds.values() else {}
        self.last_appraisal = next((each for each in reversed(before) if each.kind == "appraisal"), None)
        order = [each.id for each in before]
        for row in sorted((row for row in rows if row["stage"] in kinds), key=lambda row: order.index(row["stage"])):
            if row["status"] not in BLANK:
                (self.own if kinds[row["stage"]] == "self" else self.appraised)[row["criterion_id"]] = row
            elif kinds[row["stage"]] == "self" and (_text(row["note"]) or _text(row["evidence"])):
                self.own[row["criterion_id"]] = row

    def is_lost(self, leaf: str, maximum: float) -> bool:
        """Whether the appraisal left the unit with less than the maximum, or less than it asked for."""
        row, own = self.appraised.get(leaf), self.own.get(leaf)
        if row is None:
            return False
        if row["status"] != "scored":
            return own is not None and own["status"] == "scored" and row["status"] == "not_applicable"
        is_below = pd.notna(maximum) and row["score"] < maximum
        return bool(is_below or (own is not None and own["status"] == "scored" and row["score"] < own["score"]))

    def words_of_unit(self) -> dict[str, Content]:
        """The unit's evidence, note and explanation, leaf by leaf."""
        leaves = dict.fromkeys((*self.own, *self.explanations))
        parts = {
            leaf: (
                *(_text(self.own.get(leaf, {}).get(column)) for column in ("evidence", "note")),
                _text(self.explanations.get(leaf, {}).get("explanation")),
            )
            for leaf in leaves
        }
        return {leaf: "\n".join(filter(None, texts)) for leaf, texts in parts.items() if any(texts)}

    def words_of_appraisers(self) -> dict[str, Content]:
        """The reason and note of the appraisal, leaf by leaf."""
        names = {reason.id: reason.name for reason in self.season.reasons}
        parts = {
            leaf: (names.get(_text(row["reason"]), _text(row["reason"])), _text(row["note"]))
            for leaf, row in self.appraised.items()
        }
        return {leaf: "\n".join(filter(None, texts)) for leaf, texts in parts.items() if any(texts)}


def _columns(stage: Stage, lines: tuple[Line, ...], said: _Said) -> list[Column]:
    has_sums = stage.kind != "explanation"
    maxima: dict[str, Content] = {
        line.criterion_id: line.max_score for line in lines if line.is_leaf and line.max_score is not None
    }
    columns = [Column("code", "STT", 7), Column("name", "Tiêu chí", 44)]
    if any(line.rule for line in lines if line.is_leaf):
        columns.append(Column("rule", "Cách chấm điểm", 32))
    columns.append(Column("max", "Điểm tối đa", 8, maxima, has_sums and bool(maxima)))
    if said.own:
        columns.append(Column("shown", score_heading(said.season.stages[0]), 8, _shown(said.own), has_sums))
    further = {"self": _self_columns, "appraisal": _appraisal_columns, "explanation": _explanation_columns}
    return [*columns, *further[stage.kind](stage, said), Column("id", "Mã định danh", 20)]


def _beside_score(columns: list[Column], registers: RegisterLines | None) -> list[Column]:
    """The columns with what registers show before the score: words, so that no number is taken for a score."""
    if registers is None or not registers.said:
        return columns
    at = next(place for place, column in enumerate(columns) if column.kind == "score")
    return [*columns[:at], Column("words", REGISTER_HEADING, 24, registers.said), *columns[at:]]


def _self_columns(stage: Stage, said: _Said) -> list[Column]:
    return [
        Column("score", score_heading(stage), 10, has_sums=True),
        Column("text", "Tài liệu kiểm chứng", 34),
        Column("text", "Ghi chú", 26),
    ]


def _appraisal_columns(stage: Stage, said: _Said) -> list[Column]:
    columns = []
    if words := said.words_of_unit():
        columns.append(Column("words", "Ý kiến của đơn vị", 30, words))
    is_first = said.last_appraisal is None
    if said.last_appraisal is not None:
        columns.append(Column("shown", score_heading(said.last_appraisal), 9, _shown(said.appraised), True))
    columns.append(Column("score", score_heading(stage), 9, has_sums=is_first))
    if not is_first:
        columns.append(Column("standing", "Kết quả", 9, _shown(said.appraised), True))
    reason = Column("reason" if said.season.reasons else "text", "Lý do trừ điểm", 22)
    return [*columns, reason, Column("text", "Ý kiến thẩm định", 32)]


def _explanation_columns(stage: Stage, said: _Said) -> list[Column]:
    heading = score_heading(said.last_appraisal) if said.last_appraisal else "Điểm thẩm định"
    return [
        Column("shown", heading, 9, _shown(said.appraised)),
        Column("words", "Ý kiến thẩm định", 32, said.words_of_appraisers()),
        Column("score", score_heading(stage), 9),
        Column("text", "Nội dung giải trình", 42),
    ]


def _shown(rows: Mapping[str, Mapping[Any, Any]]) -> dict[str, Content]:
    """Scores as a form shows them: the number, "not applicable", or what could not be read."""
    shown: dict[str, Content] = {}
    for leaf, row in rows.items():
        if row["status"] == "scored":
            shown[leaf] = float(row["score"])
        elif row["status"] == "not_applicable":
            shown[leaf] = NOT_APPLICABLE
        elif found := _text(row["found"]):
            shown[leaf] = found
    return shown


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
