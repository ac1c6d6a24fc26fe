"""What ``registers.toml`` declares: the exports of registers and how criteria are computed from them.

Every convention is a key here. Where a rule needs one that is not declared, that is a fault, never a default.
"""

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, Strict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from cchc_analysis.rules.season import Fault, Id

REGISTERS_FILE = "registers.toml"

PAUSES = (("paused_from", "paused_to"), ("paused_from_2", "paused_to_2"))

DateField = Literal[
    "given",
    "start",
    "issued",
    "due_first",
    "due",
    "granted",
    "done",
    "entered",
    "paused_from",
    "paused_to",
    "paused_from_2",
    "paused_to_2",
]
TextField = Literal[
    "code",
    "unit",
    "kind",
    "role",
    "level",
    "priority",
    "status",
    "secrecy",
    "sent",
    "signed",
    "recalled",
    "channel",
]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DATE_FIELDS: tuple[str, ...] = get_args(DateField)
TEXT_FIELDS: tuple[str, ...] = get_args(TextField)
WEEKDAYS: tuple[str, ...] = get_args(Weekday)
Words = tuple[str, ...]
Date = Annotated[datetime.date, Strict()]
Rounding = Literal["half_up", "down", "up", "none"]
IfNone = Literal["max", "zero", "not_applicable", "manual"]
Selection = Mapping[TextField, Words]


def _reject(expected: str, expected_en: str) -> PydanticCustomError:
    return PydanticCustomError("rule", "{expected_en}", {"expected": expected, "expected_en": expected_en})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Period(_Part):
    """The days that a season measures, both included."""

    first: Date = Field(alias="from")
    last: Date = Field(alias="to")

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.last < self.first:
            raise _reject("to không sớm hơn from", "to not before from")
        return self


class InCell(_Part):
    """A mark in the rows above the header; the date stands after it, in its cell or the next one."""

    cell: str = Field(min_length=1)


class Dates(_Part):
    """How a register writes dates, and which of its dates ``done`` is."""

    done_means: Literal["signed", "sent", "registered", "received", "finished"] | None = None
    order: Literal["dmy", "mdy", "ymd"] = "dmy"
    zone: str | None = None


class UnitCells(_Part):
    """How a register names units beside a plain cell: several in one, in the title, in rows that head groups."""

    split: str = ""
    from_title: str = ""
    from_group_row: bool = False
    ignore: Words = ()


class Register(_Part):
    """Exports of one register: which files, which columns, what their words mean."""

    id: Id
    name: str = Field(min_length=1)
    name_en: str = ""
    files: Words = Field(min_length=1)
    exported_at: Date | Annotated[NaiveDatetime, Strict()] | Literal["file_name"] | InCell | None = None
    snapshots: Literal["newest", "all"]
    row: str = ""
    key: tuple[TextField | DateField, ...] = Field(min_length=1)
    same_row: Literal["stop", "newest"]
    believe: Literal["dates", "status", "doubt"] | None = None
    dates: Dates = Dates()
    units: UnitCells = UnitCells()
    headings: Mapping[TextField | DateField, Words] = Field(min_length=1)
    words: Mapping[TextField, Mapping[str, Words]] = Field(default={}, alias="values")
    count_secret: bool = True

    @model_validator(mode="after")
    def _fits_its_headings(self) -> Self:
        named = set(self.headings)
        for name in (*self.words, *self.key):
            if name not in named and not (name == "unit" and self.names_units_elsewhere):
                raise _reject(f"cột “{name}” có khai ở headings", f"the column {name!r} to be in headings")
        if "unit" not in named and not self.names_units_elsewhere:
            raise _reject(
                "headings.unit, hoặc units.from_title, hoặc units.from_group_row",
                "headings.unit, or units.from_title, or units.from_group_row",
            )
        if "status" in self.words and self.believe is None:
            raise _reject(
                "believe = 'dates', 'status' hoặc 'doubt' (sổ có cột trạng thái)",
                "believe = 'dates', 'status' or 'doubt' (the register has a status)",
            )
        return self

    @property
    def names_units_elsewhere(self) -> bool:
        """Whether units stand above the header or in rows of their own."""
        return bool(self.units.from_title) or self.units.from_group_row

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that are read, in the order of the tables."""
        return tuple(name for name in (*TEXT_FIELDS, *DATE_FIELDS) if name in self.headings)


class Limit(_Part):
    """How many days an event leaves, from the day the rule came into force."""

    first: Date = Field(alias="from")
    days: int = Field(ge=0)
    day: Literal["calendar", "working"]


class Late(_Part):
    """When a row is late: what its deadline is and what moves it, and which late rows count."""

    due: tuple[DateField, ...] = ()
    after: DateField | None = None
    by_date: tuple[Limit, ...] = ()
    roll: Literal["next_working_day", "none"]
    at: Literal["end_of_day"] = "end_of_day"
    open_late: bool
    done_late: bool
    extension_must_precede: bool = False
    pauses: Literal["exclude_while_open", "runs_on_while_open"] | None = None

    @model_validator(mode="after")
    def _has_one_clock(self) -> Self:
        if bool(self.due) == (self.after is not None):
            raise _reject("một trong due, after", "one of due, after")
        if (self.after is not None) != bool(self.by_date):
            raise _reject("after đi cùng by_date = [{ from, days, day }]", "after together with by_date")
        starts = [limit.first for limit in self.by_date]
        if starts != sorted(set(starts)):
            raise _reject("by_date theo thứ tự ngày", "by_date in the order of its dates")
        return self

    @property
    def needs_calendar(self) -> bool:
        """Whether days that are not worked change the deadline."""
        return self.roll != "none" or any(limit.day == "working" for limit in self.by_date)


class Exclusion(_Part):
    """Rows that do not count, and why: ``{ status = ["cancelled"], reason = "cancelled" }``."""

    reason: Id
    where: Selection = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _take_columns(cls, stated: Any) -> Any:
        if not isinstance(stated, Mapping) or "where" in stated:
            return stated
        return {"reason": stated.get("reason"), "where": {key: stated[key] for key in stated if key != "reason"}}


class Expected(_Part):
    """Rows that each unit must have: one missing is missing, and late."""

    where: Selection
    units: Literal["applicable"]

    @model_validator(mode="before")
    @classmethod
    def _take_columns(cls, stated: Any) -> Any:
        if not isinstance(stated, Mapping) or "where" in stated:
            return stated
        return {"units": stated.get("units"), "where": {key: stated[key] for key in stated if key != "units"}}

    @model_validator(mode="after")
    def _is_of_one_column(self) -> Self:
        if len(self.where) != 1:
            raise _reject("một cột và các giá trị phải có", "one column and the values that must be there")
        return self

    @property
    def field(self) -> TextField:
        """The column that tells the expected rows apart."""
        return next(iter(self.where))


class Band(_Part):
    """Points from a bound on; the last band has no bound."""

    at_least: Decimal | None = None
    more_than: Decimal | None = None
    at_most: Decimal | None = None
    less_than: Decimal | None = None
    points: Decimal

    @property
    def bounds(self) -> tuple[Decimal | None, ...]:
        """The bounds, of which a band has one or none."""
        return self.at_least, self.more_than, self.at_most, self.less_than

    @model_validator(mode="after")
    def _has_one_bound(self) -> Self:
        if sum(bound is not None for bound in self.bounds) > 1:
            raise _reject("một cận", "one bound")
        return self


class Share(_Part):
    """What part of the maximum a row earns that is at most so many days late (early days are negative)."""

    days_late_at_most: int
    share: Decimal


class _Rule(_Part):
    step: Decimal | None = Field(default=None, gt=0)
    round: Rounding | None = None
    cap: Decimal | None = None
    floor: Decimal | None = None

    @model_validator(mode="after")
    def _says_how_to_round(self) -> Self:
        if self.round not in (None, "none") and self.step is None:
            raise _reject("step cùng với round", "step beside round")
        return self


class PerItem(_Rule):
    """So many points for each row: ``start + each × max(0, n − free)``."""

    type: Literal["per_item"]
    of: Literal["late", "numerator", "counted"]
    start: Literal["max", "zero"]
    each: Decimal | None = None
    each_by: Mapping[Literal["late", "missing"], Decimal] = {}
    free: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _has_points(self) -> Self:
        if (self.each is None) == (not self.each_by):
            raise _reject("một trong each, each_by", "one of each, each_by")
        if self.each_by and (set(self.each_by) != {"late", "missing"} or self.of != "late" or self.free):
            raise _reject("each_by = { late, missing }, of = 'late', không có free", "each_by = { late, missing }")
        return self


class Linear(_Rule):
    """The share of the maximum: ``a / b × max``, against a target where one is stated."""

    type: Literal["linear"]
    round: Rounding
    target: Decimal | None = Field(default=None, gt=0, le=1)
    zero_below: Decimal | None = Field(default=None, ge=0, le=1)


class Bands(_Rule):
    """Points by band; the first band that fits counts."""

    type: Literal["bands"]
    on: Literal["ratio", "count", "days_late", "place"]
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_open(self) -> Self:
        last = [position for position, band in enumerate(self.bands) if not any(b is not None for b in band.bounds)]
        if last != [len(self.bands) - 1]:
            raise _reject("bậc cuối cùng, và chỉ bậc đó, không có cận", "the last band, and no other, without a bound")
        return self


class Timeliness(_Rule):
    """The mean, over rows, of the share that each earns by how late it was."""

    type: Literal["timeliness"]
    round: Rounding
    days: Literal["calendar", "working"]
    shares: tuple[Share, ...] = Field(min_length=1)
    beyond: Decimal
    undone: Decimal

    @model_validator(mode="after")
    def _rises(self) -> Self:
        days = [each.days_late_at_most for each in self.shares]
        if days != sorted(set(days)):
            raise _reject("days_late_at_most tăng dần", "days_late_at_most rising")
        return self


class YesNo(_Rule):
    """The maximum where there is any such row, else nothing."""

    type: Literal["yes_no"]


class Relative(_Rule):
    """Points by the unit's share against the best of all units, or against a target and the best."""

    type: Literal["relative"]
    round: Rounding
    against: Literal["best", "target"]
    target: Decimal | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _has_its_target(self) -> Self:
        if (self.against == "target") != (self.target is not None):
            raise _reject("target đi cùng against = 'target'", "target together with against = 'target'")
        return self


class Manual(_Rule):
    """Nothing is computed: the rows are shown beside the cell."""

    type: Literal["manual"]


Numerator = Literal["on_time", "late"] | Selection


class SumPart(_Part):
    """One part of a sum: a rule over the rows that fit it too."""

    where: Selection = {}
    numerator: Numerator | None = None
    rule: Annotated[PerItem | Linear | Bands | Timeliness | YesNo, Field(discriminator="type")]


class Sum(_Rule):
    """Several rules added up, or the best of them."""

    type: Literal["sum"]
    pick: Literal["sum", "best"]
    parts: tuple[SumPart, ...] = Field(min_length=1)


Rule = Annotated[PerItem | Linear | Bands | Timeliness | YesNo | Sum | Relative | Manual, Field(discriminator="type")]
Plain = PerItem | Linear | Bands | Timeliness | YesNo | Relative | Manual


class Measure(_Part):
    """How one criterion is computed from one register."""

    criterion: Id
    text: str = Field(min_length=1)
    register_id: Id = Field(alias="register")
    where: Selection = {}
    exclude: tuple[Exclusion, ...] = ()
    counts_in: Literal["due", "issued", "done", "given", "start"]
    expected: Expected | None = None
    late: Late | None = None
    numerator: Numerator | None = None
    weight: Mapping[TextField, Mapping[str, Decimal]] = {}
    if_none: IfNone | None = None
    covers: Literal["all", "part"]
    min_rows: int = Field(default=0, ge=0)
    choice: Literal["unit"] | None = None
    rule: Rule

    @property
    def parts(self) -> tuple[SumPart, ...]:
        """The parts that are counted apart: those of a sum, else the measure itself."""
        if isinstance(self.rule, Sum):
            return self.rule.parts
        return ()

    @property
    def rules(self) -> tuple[Any, ...]:
        """Every plain rule that the measure is made of."""
        return tuple(part.rule for part in self.parts) or (self.rule,)

    @property
    def needs_late(self) -> bool:
        """Whether any part asks how late a row is."""
        numerators = [self.numerator, *(part.numerator for part in self.parts)]
        return (
            self.counts_in == "due"
            or any(isinstance(each, str) for each in numerators)
            or any(
                isinstance(rule, Timeliness)
                or (isinstance(rule, PerItem) and rule.of == "late")
                or (isinstance(rule, Bands) and rule.on == "days_late")
                for rule in self.rules
            )
        )

    @model_validator(mode="after")
    def _declares_what_it_needs(self) -> Self:
        if self.needs_late and self.late is None:
            raise _reject("late = { … }: quy tắc cần biết khi nào là trễ", "late = { … }: the rule asks what is late")
        if self.if_none is None and not isinstance(self.rule, Manual):
            raise _reject(
                "if_none = max, zero, not_applicable hoặc manual (không có dòng nào thì sao)",
                "if_none = max, zero, not_applicable or manual (what no row at all means)",
            )
        owners: tuple[Measure | SumPart, ...] = (self, *self.parts)
        for own in owners:
            numerator = own.numerator or self.numerator
            asks = isinstance(own.rule, Linear | Relative) or (
                isinstance(own.rule, Bands) and own.rule.on in ("ratio", "place")
            )
            if numerator is None and (asks or (isinstance(own.rule, PerItem) and own.rule.of == "numerator")):
                raise _reject("numerator: phần được đếm ở tử số", "numerator: what is counted above the line")
        return self


class Declared(_Part):
    """All of ``registers.toml``."""

    period: Period
    as_of: Date | Annotated[NaiveDatetime, Strict()]
    calendar: str = ""
    weekend: tuple[Weekday, ...] | None = None
    prefill_self: bool = False
    prefill_appraisal: bool = True
    registers: tuple[Register, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = ()

    @property
    def last_known_day(self) -> datetime.date:
        """The day up to which what was known counts."""
        return self.as_of.date() if isinstance(self.as_of, datetime.datetime) else self.as_of

    def register(self, register_id: str) -> Register:
        """The register of this id."""
        return next(each for each in self.registers if each.id == register_id)

    def measure(self, criterion: str) -> Measure:
        """The measure of a criterion. Raises :class:`KeyError` naming those there are."""
        for each in self.measures:
            if each.criterion == criterion:
                return each
        listed = ", ".join(each.criterion for each in self.measures)
        raise KeyError(f"no measure of {criterion!r}; there are: {listed}")


def read_declared(folder: Path) -> tuple[Declared | None, list[Fault]]:
    """What a season's ``registers.toml`` declares; nothing, and every fault, where it is not as it must be."""
    path = folder / REGISTERS_FILE
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        return None, [Fault(path.name, f"byte {error.start}", "?", "mã UTF-8", "UTF-8 text")]
    except tomllib.TOMLDecodeError as error:
        return None, [Fault(path.name, "", str(error), "cú pháp TOML đúng", "valid TOML")]
    return check_declared(stated)


def check_declared(stated: Mapping[str, Any]) -> tuple[Declared | None, list[Fault]]:
    """The same from what a TOML file states, floats as decimals."""
    try:
        declared = Declared.model_validate(stated)
    except ValidationError as error:
        return None, [_key_fault(detail) for detail in error.errors()]
    faults = list(_find_faults(declared))
    return (None if faults else declared), faults


def change_measure(declared: Declared, criterion: str, **changes: Any) -> Measure:
    """A measure with some of its keys replaced, checked as those of ``registers.toml`` are.

    A table (``late``, ``rule``) is replaced key by key, unless another type of rule is stated. Raises
    :class:`KeyError` for a criterion without a measure, :class:`ValueError` listing each fault.
    """
    measure = declared.measure(criterion)
    stated = measure.model_dump(by_alias=True, exclude_unset=True)
    for key, value in changes.items():
        is_part = isinstance(value, Mapping) and isinstance(stated.get(key), Mapping)
        if key == "rule" and is_part and value.get("type", stated[key]["type"]) != stated[key]["type"]:
            is_part = False
        stated[key] = {**stated[key], **value} if is_part and key in ("late", "rule") else value
    try:
        changed = Measure.model_validate(_with_decimals(stated))
    except ValidationError as error:
        raise ValueError("; ".join(_key_fault(detail).sentence("en") for detail in error.errors())) from error
    faults = list(_find_measure_faults(declared, 1, changed))
    if faults:
        raise ValueError("; ".join(fault.sentence("en") for fault in faults))
    return changed


def _with_decimals(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: _with_decimals(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_decimals(each) for each in value]
    return value


def _find_faults(declared: Declared) -> Iterator[Fault]:
    """What the parts of a declaration say of one another that does not hold."""
    for key, ids in (
        ("registers", [each.id for each in declared.registers]),
        ("measures", [each.criterion for each in declared.measures]),
    ):
        for each in sorted({each for each in ids if ids.count(each) > 1}):
            yield Fault(REGISTERS_FILE, key, f"{each} ×{ids.count(each)}", "mỗi mã một lần", "each id once")
    for position, measure in enumerate(declared.measures, start=1):
        yield from _find_measure_faults(declared, position, measure)


def _find_measure_faults(declared: Declared, position: int, measure: Measure) -> Iterator[Fault]:
    place = f"measures[{position}]"
    if measure.register_id not in [each.id for each in declared.registers]:
        listed = ", ".join(each.id for each in declared.registers)
        found = measure.register_id
        yield Fault(REGISTERS_FILE, f"{place}.register", found, f"một trong: {listed}", f"one of: {listed}")
        return
    register = declared.register(measure.register_id)
    for key, name in _list_columns(measure):
        if name not in register.headings:
            listed = ", ".join(register.headings)
            yield Fault(REGISTERS_FILE, f"{place}.{key}", name, f"một cột ở headings: {listed}", f"one of: {listed}")
    for key, name, words in _list_words(measure):
        known = {str(key): value for key, value in register.words.items()}.get(name)
        for word in words if known is not None else ():
            if known is not None and word not in known:
                listed = ", ".join(known)
                found = f"{name} = {word}"
                yield Fault(REGISTERS_FILE, f"{place}.{key}", found, f"một trong: {listed}", f"one of: {listed}")
    if measure.late is None:
        return
    if measure.late.needs_calendar and (not declared.calendar or declared.weekend is None):
        expected = "calendar = 'calendar.csv' và weekend = ['saturday', 'sunday'] (hạn lùi hoặc tính ngày làm việc)"
        english = "calendar = 'calendar.csv' and weekend = [...] (the deadline rolls or counts working days)"
        yield Fault(REGISTERS_FILE, f"{place}.late", "", expected, english)
    if register.dates.done_means is None:
        expected = "registers.dates.done_means = signed, sent, registered, received hoặc finished"
        english = "registers.dates.done_means = signed, sent, registered, received or finished"
        yield Fault(REGISTERS_FILE, f"{place}.late", "", expected, english)
    if register.dates.zone is None:
        expected = "registers.dates.zone = 'Asia/Ho_Chi_Minh' (hoặc 'UTC')"
        english = "registers.dates.zone = 'Asia/Ho_Chi_Minh' (or 'UTC')"
        yield Fault(REGISTERS_FILE, f"{place}.late", "", expected, english)


def _list_columns(measure: Measure) -> Iterator[tuple[str, str]]:
    """The columns that a measure names, and where."""
    for key, name, _words in _list_words(measure):
        yield key, name
    if measure.counts_in != "due":
        yield "counts_in", measure.counts_in
    late = measure.late
    if late is not None:
        yield from (("late.due", name) for name in late.due)
        yield "late", "done"
        if late.after is not None:
            yield "late.after", late.after
        if late.extension_must_precede:
            yield from (("late.extension_must_precede", name) for name in ("granted", "due_first", "due"))
        if late.pauses is not None:
            yield from (("late.pauses", name) for name in PAUSES[0])


def _list_words(measure: Measure) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The columns and values by which a measure picks rows, and where it does."""
    picks: list[tuple[str, Selection]] = [("where", measure.where)]
    picks += [("exclude", each.where) for each in measure.exclude]
    picks += [("expected", measure.expected.where)] if measure.expected else []
    owners: list[tuple[str, Measure | SumPart]] = [("", measure), *(("rule.parts.", part) for part in measure.parts)]
    for key, part in owners:
        picks += [(f"{key}where", part.where)] if key else []
        if isinstance(part.numerator, Mapping):
            picks.append((f"{key}numerator", part.numerator))
    for key, selection in picks:
        for name, words in selection.items():
            yield key, name, tuple(words)
    for name, weights in measure.weight.items():
        yield "weight", name, tuple(weights)


def _key_fault(detail: Any) -> Fault:
    """A fault of pydantic's in the words of the house."""
    names = [part for part in detail["loc"] if not (isinstance(part, str) and part in _TYPES)]
    place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in names).lstrip(".")
    found = "" if detail["type"] == "missing" or isinstance(detail["input"], Mapping) else str(detail["input"])
    context = detail.get("ctx", {})
    match str(detail["type"]):
        case "rule":
            said = context["expected"], context["expected_en"]
        case "missing":
            said = "một giá trị (khóa bắt buộc)", "a value (the key is required)"
        case "extra_forbidden":
            said = "không có khóa này (docs/registers.md)", "no such key (docs/registers.md)"
        case "literal_error" | "union_tag_invalid":
            choices = str(context.get("expected") or context.get("expected_tags"))
            said = f"một trong: {choices.replace(' or ', ' hoặc ')}", f"one of: {choices}"
        case _:
            said = str(detail["msg"]), str(detail["msg"])
    return Fault(REGISTERS_FILE, place, found, *said)


_TYPES = frozenset(
    {
        *("per_item", "linear", "bands", "timeliness", "yes_no", "sum", "relative", "manual"),
        *("date", "datetime", "constrained-str", "InCell", "function-after[_is_in_order(), Period]"),
    }
)
