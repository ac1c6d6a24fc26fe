"""A season's rules (``season.toml``), read and checked once.

``docs/season.md`` explains every key to the person who writes one.
"""

import datetime
import difflib
import fnmatch
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    Strict,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from cchc_analysis.toml_text import TextFault, read_toml

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$")]
ScoreBasis = Literal["total_score", "index_pct", "total_pct"]
Edition = Literal["internal", "public"]
Form = Literal["order", "group"]

READ_BY = frozenset({"year", "previous_year", "stages", "layout", "newest_by", "timezone"})
"""Rules that decide which files are read, and how."""


@dataclass(frozen=True)
class Fault:
    """One thing that makes a season unreadable: its file and place, what was found there, what was expected.

    An English *place* or *found* is stated where it differs.
    """

    file: str
    place: str
    found: str
    expected: str
    expected_en: str
    place_en: str = ""
    found_en: str = ""

    def sentence(self, lang: str = "vi") -> str:
        """The fault in one line, in *lang* (``vi`` or ``en``)."""
        if lang == "vi":
            place = f" [{self.place}]" if self.place else ""
            return f"{self.file}{place}: tìm thấy {self.found or 'không có gì'}; cần {self.expected}"
        place = f" [{self.place_en or self.place}]" if self.place else ""
        return f"{self.file}{place}: found {self.found_en or self.found or 'nothing'}; expected {self.expected_en}"


class SeasonError(Exception):
    """The season cannot run: every fault of its rules, criteria set and units file, at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.sentence("en") for fault in self.faults))


def _reject(expected: str, expected_en: str, found: str | None = None) -> PydanticCustomError:
    """A part of the rules that cannot be meant so: what it expects, and what was *found* where that is no one value."""
    context = {"expected": expected, "expected_en": expected_en}
    return PydanticCustomError("rule", "{expected_en}", context if found is None else context | {"found": found})


@dataclass(frozen=True)
class _Contradiction:
    """Rules that do not go together: where, what was found and expected, and the keys that this rests on."""

    place: str
    found: str
    expected: str
    expected_en: str
    keys: tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Named(_Part):
    id: Id
    name: str = Field(min_length=1)
    name_en: str = ""


class Stage(_Named):
    """A round of scoring. Appraisal stages stand in order: the last one present counts.

    What comes after ``deadline``, a time of day at the season's own place, is late.
    """

    kind: Literal["self", "appraisal", "explanation"]
    folder: str
    not_expected_from: tuple[Id, ...] = ()
    deadline: Annotated[NaiveDatetime, Strict()] | None = None


class Grade(_Named):
    """A group of scores; ``at_least`` is its lower bound, inclusive."""

    at_least: float


class UnitGroup(_Named):
    """Like units, ranked among themselves."""


class Reason(_Named):
    """Why points were deducted; ``patterns`` are the words of a note that say so (matched case-insensitively)."""

    patterns: tuple[Annotated[str, Field(min_length=1)], ...] = ()


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


class Here(_Part):
    """In which files and on which sheets what is declared holds, by their names; ``*`` stands for anything."""

    files: str = "*"
    sheet: str = "*"

    def holds_for(self, file: str, sheet: str | None) -> bool:
        """Whether it is declared for a sheet of a file, named as findings name it."""
        pairs = ((file, self.files), (file.rpartition("/")[2], self.files)), ((sheet or "", self.sheet),)
        return all(any(fnmatch.fnmatchcase(_nfc(name), _nfc(pattern)) for name, pattern in each) for each in pairs)


Line = Annotated[int, Field(ge=1)]
ColumnLetter = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]


class FormLayout(Here):
    """How the forms of a stage, or of some files, stand on their sheets: said here, and then nothing is looked for."""

    stage: Id | None = None
    header_row: Line | None = None
    header_rows: Annotated[int, Field(ge=1, le=5)] = 1
    skip_rows: tuple[Line, ...] = ()
    skip_columns: tuple[ColumnLetter, ...] = ()
    score: str = ""
    max_score: str = ""
    units: Literal["down", "across"] | None = None
    criterion: Id | None = None


class Layout(_Part):
    """What the received files cannot tell by themselves.

    Further headings by column; in which column a stage's score is, by heading or letter, and which columns are not to
    be read; how forms of a stage or of some files stand; what an ``x`` in a score cell means; which code Excel made a
    date of; whether a number is the code it shows (1.1, and then never 1.10).
    """

    headings: dict[
        Literal["code", "criterion", "max_score", "score", "note", "evidence", "reason", "unit", "stage", "ignored"],
        tuple[str, ...],
    ] = {}
    score: dict[str, dict[str, Here]] = {}
    ignored: dict[str, Here] = {}
    forms: tuple[FormLayout, ...] = ()
    x_means: Literal["max", "not_applicable"] | None = None
    date_codes: Literal["day.month", "month.day"] | None = None
    numeric_codes: Literal["as_shown"] | None = None


class Crosswalk(_Part):
    """How criteria of the previous season became criteria of this one (criteria not named kept their id)."""

    relation: Literal["same", "split", "merged", "reweighted", "new", "dropped"]
    previous: tuple[Id, ...] = ()
    current: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _sides_fit_the_relation(self) -> Self:
        previous, current = len(self.previous), len(self.current)
        one_each = (
            previous == current == 1,
            "một mã ở previous và một ở current",
            "one id in previous, one in current",
        )
        fits, expected, expected_en = {
            "same": one_each,
            "reweighted": one_each,
            "split": (
                previous == 1 and current > 1,
                "một mã ở previous, nhiều mã ở current",
                "one id in previous, several in current",
            ),
            "merged": (
                previous > 1 and current == 1,
                "nhiều mã ở previous, một mã ở current",
                "several ids in previous, one in current",
            ),
            "new": (previous == 0 and current > 0, "chỉ có current", "only current"),
            "dropped": (previous > 0 and current == 0, "chỉ có previous", "only previous"),
        }[self.relation]
        if not fits:
            raise _reject(f"{expected} (relation = {self.relation})", f"{expected_en} (relation = {self.relation})")
        return self


class Renaming(_Part):
    """A unit that had another name in the previous season: its id, and the name it had."""

    unit: Id
    previous_name: str = Field(min_length=1)
    decision: str = ""


class Analysis(_Part):
    """What the analysis needs decided: every share, threshold and number of draws that a printed figure depends on."""

    common_hit_share: float = Field(default=0.5, gt=0, le=1)
    pareto_share: float = Field(default=0.8, gt=0, le=1)
    min_lost_together: int = Field(default=3, ge=1)
    unusual_residual_pct: float = Field(default=50.0, gt=0, le=100)
    weight_change: float = Field(default=0.1, gt=0, lt=1)
    weight_draws: int = Field(default=10_000, ge=1)
    weight_band_share: float = Field(default=0.9, gt=0, le=1)
    seed: int | None = Field(default=None, ge=0)
    min_matched_share: float = Field(default=0.6, ge=0, le=1)
    plan_first_share: float = Field(default=0.2, gt=0, le=1)
    plan_random_share: float = Field(default=0.1, ge=0.1, le=1)
    plan_unit_floor: int = Field(default=3, ge=1)
    heap_reach_score: float = Field(default=0.5, gt=0)


class Reward(_Named):
    """A rule of reward: units that meet all of its conditions are on its list."""

    grades: tuple[Id, ...] = ()
    groups: tuple[Id, ...] = ()
    top: int | None = Field(default=None, ge=1)
    top_in_group: int | None = Field(default=None, ge=1)
    min_score: float | None = None
    min_score_change: float | None = None
    min_rank_change: int | None = None
    without_penalty: bool = False

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        conditions = sorted(set(type(self).model_fields) - set(_Named.model_fields))
        if not self.model_fields_set & set(conditions):
            listed = ", ".join(conditions)
            raise _reject(f"ít nhất một điều kiện: {listed}", f"at least one condition: {listed}")
        return self


class Letter(_Named):
    """A letter to heads of units: to each that lost points at one of the criteria, for one of the reasons."""

    criteria: tuple[Id, ...] = ()
    reasons: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _has_a_subject(self) -> Self:
        if not self.criteria and not self.reasons:
            raise _reject("criteria hoặc reasons, ít nhất một mã", "criteria or reasons, at least one id")
        return self


class Publication(_Part):
    """How the result is published: in order or by grade, from how many units on a figure is shown, what comes next."""

    form: Form = "order"
    min_units: int = Field(default=3, ge=3)
    next_steps: tuple[str, ...] = ()
    next_steps_en: tuple[str, ...] = ()


class OverClaimBand(_Part):
    """A gap between claim and appraisal, lower bound inclusive, and the points it would cost."""

    at_least: float = Field(gt=0)
    penalty: float = Field(gt=0)


class OverClaim(_Part):
    """A rule on over-claiming, to be tried on seasons that are over; none without bands. It changes no total."""

    gap_by: Literal["gap_score", "gap_pct"] = "gap_score"
    bands: tuple[OverClaimBand, ...] = ()

    @field_validator("bands")
    @classmethod
    def _bands_rise(cls, bands: tuple[OverClaimBand, ...]) -> tuple[OverClaimBand, ...]:
        for name in ("at_least", "penalty"):
            values = [getattr(band, name) for band in bands]
            if values != sorted(set(values)):
                found = "; ".join(f"{value:g}" for value in values)
                raise _reject(f"{name} tăng dần từ mức đầu đến mức cuối", f"{name} rising from first to last", found)
        return bands


class Document(_Part):
    """What only the issuing body can say of a document it signs; whatever is not stated stays a blank to fill in."""

    superior_body: str = ""
    superior_body_en: str = ""
    symbol: str = ""
    drafting_unit: str = ""
    number: str = ""
    place: str = ""
    date: datetime.date | None = None
    signing_for: str = ""
    signing_for_en: str = ""
    signatory_title: str = ""
    signatory_title_en: str = ""
    signatory_name: str = ""
    recipients: tuple[str, ...] = ()
    recipients_en: tuple[str, ...] = ()


class Season(_Part):
    """The rules of one season, as ``season.toml`` states them."""

    year: int = Field(ge=1990, le=2200)
    title: str = Field(min_length=1)
    title_en: str = ""
    body: str = Field(min_length=1)
    body_en: str = ""
    decision: str = ""
    decision_en: str = ""
    release: Literal["draft", "final"] = "draft"
    is_illustrative: bool = False
    calibrated_to: str = ""
    calibrated_to_en: str = ""
    rank_by: ScoreBasis = "total_score"
    grade_by: ScoreBasis = "total_score"
    tie_rule: Literal["competition", "dense"] = "competition"
    printed_decimals: int = Field(default=2, ge=0, le=6)
    newest_by: Literal["received_at", "file_name"] | None = None
    timezone: str = "Asia/Ho_Chi_Minh"
    bonus_max: float | None = Field(default=None, ge=0)
    penalty_max: float | None = Field(default=None, ge=0)
    previous_year: int | None = None
    stages: tuple[Stage, ...] = (
        Stage(id="self", kind="self", name="Tự chấm", name_en="Self-score", folder="self"),
        Stage(id="appraisal", kind="appraisal", name="Thẩm định", name_en="Appraisal", folder="appraisal"),
    )
    grades: tuple[Grade, ...] = ()
    unit_groups: tuple[UnitGroup, ...] = ()
    reasons: tuple[Reason, ...] = ()
    crosswalk: tuple[Crosswalk, ...] = ()
    renamings: tuple[Renaming, ...] = ()
    rewards: tuple[Reward, ...] = ()
    letters: tuple[Letter, ...] = ()
    document: Document = Document()
    publication: Publication = Publication()
    over_claim: OverClaim = OverClaim()
    analysis: Analysis = Analysis()
    layout: Layout = Layout()

    @property
    def self_stage(self) -> Stage | None:
        """The stage in which units score themselves, where the season has one."""
        return next((stage for stage in self.stages if stage.kind == "self"), None)

    @property
    def appraisal_stages(self) -> tuple[Stage, ...]:
        """The appraisal stages, first to last."""
        return tuple(stage for stage in self.stages if stage.kind == "appraisal")

    @property
    def explanation_stage(self) -> Stage | None:
        """The stage in which units explain contested scores, where the season has one."""
        return next((stage for stage in self.stages if stage.kind == "explanation"), None)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        contradictions = tuple(_find_contradictions(self))
        if contradictions:
            said = "; ".join(f"{each.place}: {each.expected_en}" for each in contradictions)
            raise PydanticCustomError("rules", "{said}", {"said": said, "contradictions": contradictions})
        return self


def _find_layout_faults(season: Season) -> Iterator[_Contradiction]:
    """Stages that ``[layout]`` names and the season does not have."""
    stages = [stage.id for stage in season.stages]
    named = [("layout.score", stage) for stage in season.layout.score]
    named += [(f"layout.forms[{at}].stage", form.stage or "") for at, form in enumerate(season.layout.forms, start=1)]
    for place, stage in named:
        if stage and stage not in stages:
            known = ", ".join(stages)
            expected = f"mã một giai đoạn: {known}", f"the id of a stage: {known}"
            yield _Contradiction(place, stage, *expected, ("layout", "stages"))


def _find_contradictions(season: Season) -> Iterator[_Contradiction]:
    """Rules that are each possible and do not go together."""
    for key in ("stages", "grades", "unit_groups", "reasons", "rewards", "letters"):
        ids = [item.id for item in getattr(season, key)]
        if repeated := sorted({item for item in ids if ids.count(item) > 1}):
            found = ", ".join(f"{each} ×{ids.count(each)}" for each in repeated)
            yield _Contradiction(key, found, "mỗi id một lần", "each id once", (key,))
    yield from _find_undeclared(season)
    yield from _find_layout_faults(season)
    yield from _find_stage_faults(season)
    try:
        zoneinfo.ZoneInfo(season.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        expected = "tên múi giờ như Asia/Ho_Chi_Minh", "the name of a time zone such as Asia/Ho_Chi_Minh"
        yield _Contradiction("timezone", season.timezone, *expected, ("timezone",))
    bounds = [grade.at_least for grade in season.grades]
    if bounds != sorted(set(bounds), reverse=True):
        found = "; ".join(f"{bound:g}" for bound in bounds)
        expected = "at_least giảm dần từ loại đầu đến loại cuối", "at_least falling from first to last"
        yield _Contradiction("grades", found, *expected, ("grades",))
    if season.publication.form == "group" and not season.grades:
        yield _Contradiction(
            "",
            "",
            "publication.form = 'group': có khai [[grades]]",
            "publication.form = 'group': [[grades]] to publish by",
            ("publication", "grades"),
        )
    if season.previous_year is not None and season.previous_year >= season.year:
        expected = f"một năm trước {season.year}", f"a year before {season.year}"
        yield _Contradiction("previous_year", str(season.previous_year), *expected, ("previous_year", "year"))


def _find_undeclared(season: Season) -> Iterator[_Contradiction]:
    uses = [
        *((f"rewards[{at}].grades", rule.grades, "grades") for at, rule in enumerate(season.rewards, start=1)),
        *((f"rewards[{at}].groups", rule.groups, "unit_groups") for at, rule in enumerate(season.rewards, start=1)),
        *((f"letters[{at}].reasons", letter.reasons, "reasons") for at, letter in enumerate(season.letters, start=1)),
    ]
    for place, used, key in uses:
        declared = [part.id for part in getattr(season, key)]
        unknown = ", ".join(code for code in used if code not in declared)
        if unknown:
            known, known_en = ", ".join(declared) or "chưa khai mã nào", ", ".join(declared) or "none declared"
            expected = f"id của {key}: {known}", f"an id of {key}: {known_en}"
            yield _Contradiction(place, unknown, *expected, (place.partition("[")[0], key))


def _find_stage_faults(season: Season) -> Iterator[_Contradiction]:
    kinds = [stage.kind for stage in season.stages]
    found = ", ".join(kinds)
    expected = []
    if "appraisal" not in kinds:
        expected.append(("ít nhất một giai đoạn kind = 'appraisal'", "at least one of kind 'appraisal'"))
    for kind in ("self", "explanation"):
        if kinds.count(kind) > 1:
            expected.append((f"nhiều nhất một giai đoạn kind = '{kind}'", f"at most one of kind '{kind}'"))
    if "self" in kinds and kinds.index("self") != 0:
        expected.append(("giai đoạn kind = 'self' đứng đầu", "the one of kind 'self' first"))
    for vietnamese, english in expected:
        yield _Contradiction("stages", found, vietnamese, english, ("stages",))


def read_season(folder: Path) -> Season:
    """Read ``season.toml`` in *folder*. Raises :class:`SeasonError` naming the file, each key and what was expected."""
    path = folder / "season.toml"
    if not path.is_file():
        raise SeasonError([_fault(path, "", "", "tệp season.toml (docs/season.md)", "a season.toml")])
    reading = read_toml(path.read_bytes())
    faults = [_text_fault(path, fault) for fault in reading.faults]
    season = None
    if reading.stated is not None:
        try:
            season = Season.model_validate(reading.stated)
        except ValidationError as error:
            details = error.errors()
            faults += [
                fault
                for detail in details
                if reading.is_whole or detail["type"] != "missing"
                for fault in _key_faults(path, detail)
            ]
            faults += _find_further(
                path, reading.stated, {str(detail["loc"][0]) for detail in details if detail["loc"]}
            )
        year = reading.stated.get("year")
        if folder.name.isdigit() and isinstance(year, int) and int(folder.name) != year:
            expected = f"{folder.name}, đúng tên thư mục", f"{folder.name}, the folder's name"
            faults.append(_fault(path, "year", str(year), *expected))
    if faults or season is None:
        raise SeasonError(faults)
    return season


def _find_further(path: Path, stated: Mapping[str, Any], wrong: set[str]) -> Iterator[Fault]:
    """What contradicts what among the rules beside those that are *wrong* by themselves."""
    if not wrong:
        return
    rest = {"year": 2000, "title": "–", "body": "–"} | {key: stated[key] for key in stated if key not in wrong}
    try:
        Season.model_validate(rest)
    except ValidationError as error:
        for detail in error.errors():
            for each in detail.get("ctx", {}).get("contradictions", ()):
                if not wrong & set(each.keys):
                    yield _fault(path, each.place, each.found, each.expected, each.expected_en)


def change_rules(season: Season, changes: Mapping[str, Any]) -> Season:
    """The rules with some of them replaced, checked like those of a ``season.toml``; ``analysis`` key by key.

    Raises :class:`SeasonError` for a rule that does not exist, a value it cannot have, and a rule that decides how
    files are read (:data:`READ_BY`): those take effect through ``season.toml`` and ``cchc check`` alone.
    """
    path = Path("season.toml")
    faults = [
        _fault(path, key, repr(value), "sửa trong season.toml rồi chạy cchc check", "season.toml, then cchc check")
        for key, value in changes.items()
        if key in READ_BY
    ]
    if faults:
        raise SeasonError(faults)
    stated = season.model_dump(exclude_unset=True) | dict(changes)
    if isinstance(changes.get("analysis"), Mapping):
        stated["analysis"] = season.analysis.model_dump(exclude_unset=True) | dict(changes["analysis"])
    try:
        return Season.model_validate(stated)
    except ValidationError as error:
        raise SeasonError(fault for detail in error.errors() for fault in _key_faults(path, detail)) from error


def _fault(path: Path, place: str, found: str, expected: str, expected_en: str) -> Fault:
    return Fault(str(path), place, found, expected, expected_en)


def _text_fault(path: Path, fault: TextFault) -> Fault:
    place, place_en = (f"dòng {fault.line}", f"line {fault.line}") if fault.line else ("", "")
    return Fault(str(path), place, fault.found, fault.expected, fault.expected_en, place_en, fault.found_en)


def _key_faults(path: Path, detail: Any) -> Iterator[Fault]:
    if detail["type"] == "rules":
        for each in detail["ctx"]["contradictions"]:
            yield _fault(path, each.place, each.found, each.expected, each.expected_en)
        return
    found = "" if detail["type"] == "missing" or isinstance(detail["input"], dict) else repr(detail["input"])
    found = detail.get("ctx", {}).get("found", found)
    yield _fault(path, _key(detail["loc"]), found, *_expectation(detail))


def _key(location: tuple[Any, ...]) -> str:
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _expectation(detail: Any) -> tuple[str, str]:
    context = detail.get("ctx", {})
    match str(detail["type"]):
        case "rule":
            return context["expected"], context["expected_en"]
        case "extra_forbidden":
            known = list(_known_keys(detail["loc"][:-1]))
            near = [key for key in known if key.startswith(str(detail["loc"][-1]))]
            near = near or difflib.get_close_matches(str(detail["loc"][-1]), known, n=2, cutoff=0.7)
            meant = f" ({', '.join(near)}?)" if near else ""
            keys = ", ".join(known) + meant
            return f"một trong các khóa: {keys}", f"one of the keys: {keys}"
        case "missing":
            return "một giá trị (khóa bắt buộc)", "a value (the key is required)"
        case "literal_error":
            choices = str(context["expected"])
            return f"một trong: {choices.replace(' or ', ' hoặc ')}", f"one of: {choices}"
        case "greater_than":
            return f"số lớn hơn {context['gt']:g}", f"a number above {context['gt']:g}"
        case "greater_than_equal":
            return f"số từ {context['ge']:g} trở lên", f"a number of at least {context['ge']:g}"
        case "less_than_equal":
            return f"số không quá {context['le']:g}", f"a number of at most {context['le']:g}"
        case "model_type" | "dict_type":
            return f"một mục [{_key(detail['loc'])}]", f"a table [{_key(detail['loc'])}]"
        case kind if kind.startswith("int"):
            return "số nguyên", "a whole number"
        case kind if kind.startswith("float"):
            return "số (dấu thập phân là dấu chấm)", "a number"
        case kind if kind.startswith("bool"):
            return "true hoặc false", "true or false"
        case "string_pattern_mismatch":
            return "mã không dấu, không khoảng trắng", "an id of plain letters, digits, '.', '_' or '-'"
        case kind if kind.startswith(("datetime", "timezone")):
            return "ngày giờ như 2020-12-15T17:00:00", "a date and time such as 2020-12-15T17:00:00"
        case kind if kind.startswith("date"):
            return "ngày như 2020-12-15", "a date such as 2020-12-15"
        case kind if kind.startswith("string"):
            return "chữ trong ngoặc kép, không rỗng", "text in quotes, not empty"
        case kind if kind.startswith(("tuple", "list")):
            return "một danh sách", "a list"
        case _:
            return str(detail["msg"]), str(detail["msg"])


def _known_keys(location: tuple[Any, ...]) -> list[str]:
    parts: dict[str, type[BaseModel]] = {
        "stages": Stage,
        "grades": Grade,
        "unit_groups": UnitGroup,
        "reasons": Reason,
        "crosswalk": Crosswalk,
        "rewards": Reward,
        "letters": Letter,
        "document": Document,
        "publication": Publication,
        "over_claim": OverClaim,
        "analysis": Analysis,
        "layout": Layout,
    }
    model = parts[str(location[0])] if location else Season
    if location[:2] == ("over_claim", "bands"):
        model = OverClaimBand
    return list(model.model_fields)
