"""The way through: a season's registers read, counted and scored, and what was wrong on the way."""

import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.criteria import list_applicable
from cchc_analysis.intake.findings import Row, finding
from cchc_analysis.intake.names import name_key, tidy
from cchc_analysis.intake.units import match_names
from cchc_analysis.registers import lateness, scoring
from cchc_analysis.registers.claims import compare_claims, sum_claims
from cchc_analysis.registers.dates import day_number, show_day
from cchc_analysis.registers.declared import (
    DATE_FIELDS,
    REGISTERS_FILE,
    TEXT_FIELDS,
    Declared,
    Measure,
    PerItem,
    Register,
    Sum,
    SumPart,
    change_measure,
    read_declared,
)
from cchc_analysis.registers.exports import CUT_SHORT, Export, list_exports, read_export
from cchc_analysis.registers.lateness import UNIT, Selected
from cchc_analysis.registers.rulings import RULINGS_FILE, Ruling, read_rulings
from cchc_analysis.registers.scoring import Counted, Scored
from cchc_analysis.registers.standard import MOST, Standard, UnitNames, compare_snapshots, list_words, standardise
from cchc_analysis.registers.workdays import AROUND, SpecialDay, build_days, find_missing_years, read_calendar
from cchc_analysis.rules.season import Fault, Season
from cchc_analysis.store import storage

LISTED = 200_000
"""Up to how many rows of a register each is kept in the tables; of a larger one, only those that cost points."""

MEMORY = "2GB"
"""How much memory DuckDB takes before it goes on on disk."""

_COUNTS = ("a", "b", "weight_a", "weight_b", "earned", "doubtful", "doubtful_weight")


@dataclass
class Opened:
    """A season's registers in hand: what is declared, each register's rows, the days, the units."""

    folder: Path
    season: Season
    declared: Declared
    criteria: pd.DataFrame
    units: pd.DataFrame
    connection: duckdb.DuckDBPyConnection
    registers: dict[str, Standard] = field(default_factory=dict)
    older: list[Export] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    special: list[SpecialDay] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)

    def close(self) -> None:
        """Let go of the rows."""
        self.connection.close()


@dataclass
class Outcome:
    """What one measure gave: a row per unit, the rows decided on, what was wrong."""

    measured: pd.DataFrame
    rows: pd.DataFrame
    findings: list[Row] = field(default_factory=list)


def has_registers(folder: Path) -> bool:
    """Whether a season says what its registers are."""
    return (folder / REGISTERS_FILE).is_file()


def measure_season(
    folder: Path,
    season: Season,
    criteria: pd.DataFrame,
    units: pd.DataFrame,
    comparison: pd.DataFrame,
    cache: Path,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[dict[str, pd.DataFrame], list[Row]]:
    """The five tables of registers of a season, and every finding; no table has rows where nothing is declared.

    *comparison* may have no self-scores, or none at all. Nothing here changes a score, a total or a rank.
    """
    tables = {name: schemas.empty(name) for name in schemas.REGISTER_TABLES}
    opened, findings = open_registers(folder, season, criteria, units, cache, progress)
    if opened is None:
        return tables, findings
    try:
        outcomes = [measure_criterion(opened, each) for each in opened.declared.measures]
        tables["convention_effects"] = _try_conventions(opened, [each.measured for each in outcomes])
        tables["register_files"] = _tabulate_files(opened)
        tables["register_rows"] = _tabulate_rows(opened)
    finally:
        opened.close()
    findings += opened.findings
    for outcome in outcomes:
        findings += outcome.findings
    tables["measured"] = _join("measured", [each.measured for each in outcomes])
    tables["measured_rows"] = _join("measured_rows", [each.rows for each in outcomes])
    tables["claimed_v_computed"] = compare_claims(tables["measured"], comparison)
    tables["claim_sums"] = sum_claims(
        tables["claimed_v_computed"],
        {each.criterion: describe_measure(opened.declared, each) for each in opened.declared.measures},
    )
    findings += find_calendar_gaps(opened, tables["measured_rows"])
    findings += _find_unexplained(tables["claimed_v_computed"], opened)
    findings += _find_out_of_reach(tables["claimed_v_computed"], opened)
    return tables, findings


def open_registers(
    folder: Path,
    season: Season,
    criteria: pd.DataFrame,
    units: pd.DataFrame,
    cache: Path,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[Opened | None, list[Row]]:
    """Read a season's registers; nothing but findings where ``registers.toml`` cannot be read."""
    declared, faults = read_declared(folder)
    if declared is None:
        return None, [_say_fault(fault) for fault in faults]
    connection = duckdb.connect(
        config={"memory_limit": MEMORY, "threads": os.cpu_count() or 1, "temp_directory": str(cache)}
    )
    cache.mkdir(parents=True, exist_ok=True)
    opened = Opened(folder, season, declared, criteria, units, connection)
    opened.rulings, findings = read_rulings(folder)
    opened.findings += findings
    if declared.calendar:
        opened.special, findings = read_calendar(folder / declared.calendar)
        opened.findings += findings
    known = [each.id for each in declared.registers]
    for number, ruling in enumerate(opened.rulings, start=1):
        if ruling.register_id not in known:
            place = {"source_file": RULINGS_FILE, "source_cell": f"rulings[{number}].register"}
            opened.findings.append(finding("ruling_bad", found=ruling.register_id, **place))
    period = declared.period
    days = build_days(
        datetime.date(period.first.year - AROUND, 1, 1),
        datetime.date(period.last.year + AROUND, 12, 31),
        declared.weekend or (),
        opened.special,
    )
    connection.register("days_frame", days)
    connection.execute("create temp table days as select day_no, is_worked, work_no, next_work_no from days_frame")
    names = UnitNames(match_names(units), units)
    for register in declared.registers:
        progress(register.name)
        _open_register(opened, register, names, cache)
    return opened, []


def measure_criterion(opened: Opened, measure: Measure) -> Outcome:
    """One measure over every unit that its criterion applies to."""
    place = {"source_file": REGISTERS_FILE, "source_cell": f"measures › {measure.criterion}"}
    leaves = opened.criteria[opened.criteria["is_leaf"]].set_index("criterion_id")
    if measure.criterion not in leaves.index:
        return Outcome(*_nothing(), [finding("measure_unknown_criterion", found=measure.criterion, **place)])
    leaf = leaves.loc[measure.criterion]
    pairs = list_applicable(opened.criteria, opened.units)
    applicable = pairs.loc[pairs["criterion_id"] == measure.criterion, "unit_id"].tolist()
    label = _label(opened, measure.criterion)
    stated = leaf["rule"] if isinstance(leaf["rule"], str) else ""
    maximum = None if pd.isna(leaf["max_score"]) else Decimal(repr(float(leaf["max_score"])))
    standard = opened.registers.get(measure.register_id)
    if name_key(stated) != name_key(measure.text):
        said = {"found": measure.text, "expected": stated or "–", "criterion_id": measure.criterion}
        fault = finding("measure_rule_differs", **said, **label, **place)
        return Outcome(_blank(opened, measure, applicable, maximum, "manual"), _nothing()[1], [fault])
    if standard is None:
        return Outcome(_blank(opened, measure, applicable, maximum, "no_register"), _nothing()[1])
    parts = _list_parts(measure)
    selections = [_select(opened, standard, measure, part) for part in parts]
    counts = [_count(opened, standard, each) for each in selections]
    missing = _find_missing_rows(opened, standard, measure, applicable)
    measured = _score(opened, measure, standard, applicable, maximum, selections, counts, missing)
    rows, findings = _list_rows(opened, measure, standard, applicable, selections, missing)
    return Outcome(measured, rows, [*findings, *_find_unmet(standard, measure, selections)])


def try_measure(opened: Opened, criterion: str, **changes: Any) -> pd.DataFrame:
    """The ``measured`` rows of a criterion under other conventions: ``rule=``, ``late=``, ``where=``, …

    Raises :class:`KeyError` for a criterion without a measure, :class:`ValueError` for a convention that cannot be.
    """
    return measure_criterion(opened, change_measure(opened.declared, criterion, **changes)).measured


def try_conventions(
    data: Path,
    season: Season,
    criteria: pd.DataFrame,
    units: pd.DataFrame,
    criterion: str,
    conventions: Mapping[str, Any],
) -> pd.DataFrame:
    """The ``measured`` rows of a criterion of a season in *data* under other *conventions*; nothing is saved.

    Raises :class:`FileNotFoundError` where the season has no registers that can be read.
    """
    folder = storage.raw_folder(data, season.year)
    if not has_registers(folder):
        raise FileNotFoundError(f"season {season.year} has no {REGISTERS_FILE} (docs/registers.md)")
    opened, findings = open_registers(folder, season, criteria, units, storage.register_cache(data))
    if opened is None:
        raise FileNotFoundError("; ".join(str(row["sentence_en"]) for row in findings))
    try:
        return try_measure(opened, criterion, **conventions)
    finally:
        opened.close()


def measure_for_forms(
    data: Path, season: Season, criteria: pd.DataFrame, units: pd.DataFrame
) -> tuple[Declared, pd.DataFrame, pd.DataFrame] | None:
    """What forms show beside an empty score cell: what is declared, ``measured`` and ``measured_rows``.

    ``None`` where the season has no registers, or none that can be read.
    """
    folder = storage.raw_folder(data, season.year)
    if not has_registers(folder):
        return None
    opened, _findings = open_registers(folder, season, criteria, units, storage.register_cache(data))
    if opened is None:
        return None
    try:
        outcomes = [measure_criterion(opened, each) for each in opened.declared.measures]
    finally:
        opened.close()
    measured = _join("measured", [each.measured for each in outcomes])
    return opened.declared, measured, _join("measured_rows", [each.rows for each in outcomes])


def describe_measure(declared: Declared, measure: Measure) -> str:
    """Every convention of a measure in one line, in the words of ``registers.toml``."""
    register = declared.register(measure.register_id)
    stated = measure.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"criterion"})
    parts = [f"{key} = {_write(value)}" for key, value in stated.items()]
    if measure.late is not None:
        parts.append(f"done_means = {register.dates.done_means}")
    if register.believe:
        parts.append(f"believe = {register.believe}")
    parts.append(f"as_of = {declared.last_known_day.isoformat()}")
    return "; ".join(parts)


def _write(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_write(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_write(each) for each in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _try_conventions(opened: Opened, found: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The ``convention_effects`` table: each measure again under each other convention that it could have declared."""
    rows: list[dict[str, Any]] = []
    for measure, measured in zip(opened.declared.measures, found, strict=True):
        if measured.empty or measured["computed_score"].isna().all():
            continue
        before = measured.set_index("unit_id")["computed_score"]
        for convention, changes in _list_other_conventions(measure):
            after = try_measure(opened, measure.criterion, **changes).set_index("unit_id")["computed_score"]
            both = before.notna() & after.notna()
            rows.append(
                {
                    "year": opened.season.year,
                    "criterion_id": measure.criterion,
                    "convention": convention,
                    "computed_score": round(before[both].sum(), 6),
                    "other_score": round(after[both].sum(), 6),
                    "difference": round(after[both].sum() - before[both].sum(), 6),
                    "changed_units": int((before[both] != after[both]).sum()),
                }
            )
    return schemas.validate("convention_effects", pd.DataFrame(rows)) if rows else schemas.empty("convention_effects")


def _list_other_conventions(measure: Measure) -> Iterator[tuple[str, dict[str, Any]]]:
    """Other conventions that real offices keep, where the measure has declared one of each kind."""
    if measure.late is not None and measure.needs_late:
        if measure.late.done_late:
            yield "late_done_counts_on_time", {"late": {"done_late": False}}
        if measure.late.roll == "next_working_day":
            yield "deadline_does_not_roll", {"late": {"roll": "none"}}
    if "role" in measure.where:
        where = {name: list(words) for name, words in measure.where.items() if name != "role"}
        yield "supports_count", {"where": where}
    if measure.rule.round == "half_up":
        yield "rounded_down", {"rule": {"round": "down"}}


def _join(table: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    known = [frame for frame in frames if len(frame)]
    return schemas.validate(table, pd.concat(known, ignore_index=True)) if known else schemas.empty(table)


def _nothing() -> tuple[pd.DataFrame, pd.DataFrame]:
    return schemas.empty("measured"), schemas.empty("measured_rows")


def _say_fault(fault: Fault) -> Row:
    return finding(
        "registers_bad",
        source_file=fault.file,
        source_cell=fault.place or None,
        found=fault.found or "–",
        expected=fault.expected,
        expected_en=fault.expected_en,
    )


def _label(opened: Opened, criterion_id: str) -> dict[str, str]:
    rows = opened.criteria.set_index("criterion_id")
    code, name, english = (rows.loc[criterion_id, column] for column in ("code", "name", "name_en"))
    return {"criterion": f"{code} {name}", "criterion_en": f"{code} {english if isinstance(english, str) else name}"}


def _open_register(opened: Opened, register: Register, names: UnitNames, cache: Path) -> None:
    paths = list_exports(opened.folder, register)
    words = {"register": register.name, "register_en": register.name_en or register.name}
    if not paths:
        criteria = ", ".join(each.criterion for each in opened.declared.measures if each.register_id == register.id)
        said = {"found": ", ".join(register.files), "criteria": criteria or "–"}
        opened.findings.append(finding("register_missing", source_file=REGISTERS_FILE, **said, **words))
        return
    exports: list[Export] = []
    for path in paths:
        export, findings = read_export(path, opened.folder, register, cache, opened.season.timezone)
        opened.findings += findings
        if export is not None:
            exports.append(export)
    dated = [export for export in exports if export.exported_at is not None]
    if not dated or (register.snapshots == "all" and len(dated) < len(paths)):
        return  # a part that cannot be read or dated would leave the rest to pass for the whole
    if register.snapshots == "newest":
        newest = max(dated, key=lambda each: (each.exported_at or datetime.date.min, each.file))
        used, older = [newest], [each for each in dated if each is not newest]
    else:
        used, older = dated, []
    rulings = [(number, each) for number, each in enumerate(opened.rulings, start=1) if each.register_id == register.id]
    period = opened.declared.period
    standard = standardise(opened.connection, register, used, names, period, rulings)
    opened.registers[register.id] = standard
    opened.findings += standard.findings
    if standard.exported_early:
        said = {"found": show_day(standard.exported_at), "expected": show_day(period.last)}
        opened.findings.append(finding("register_exported_early", source_file=used[0].file, **said, **words))
    for export in sorted(older, key=lambda each: each.exported_at or datetime.date.min):
        earlier = standardise(opened.connection, register, [export], names, period, table=f"older_{len(opened.older)}")
        opened.findings += compare_snapshots(earlier, standard)
        opened.connection.execute(f"drop table {earlier.table}")
        opened.older.append(export)


def _list_parts(measure: Measure) -> list[SumPart | None]:
    return list(measure.parts) or [None]


def _select(opened: Opened, standard: Standard, measure: Measure, part: SumPart | None) -> Selected:
    """The measure's words as values of the register's columns."""

    def values(selection: Mapping[Any, Sequence[str]]) -> dict[str, list[str]]:
        return {name: list_words(standard, name, words) for name, words in selection.items()}

    where = dict(measure.where) | (dict(part.where) if part else {})
    numerator = (part.numerator if part else None) or measure.numerator
    period, cut = opened.declared.period, opened.declared.last_known_day
    if standard.exported_at is not None:
        cut = min(cut, standard.exported_at)
    return Selected(
        measure=measure,
        rule=part.rule if part else measure.rule,
        where=values(where),
        exclude=[(each.reason, values(each.where)) for each in measure.exclude],
        numerator=values(numerator) if isinstance(numerator, Mapping) else numerator,
        fields=frozenset(standard.fields) - {"unit"},
        believe=standard.register.believe,
        first=day_number(period.first),
        last=day_number(period.last),
        cut=day_number(cut),
    )


def _count(opened: Opened, standard: Standard, selected: Selected) -> dict[str | None, dict[str, Any]]:
    """What each unit's rows add up to; those of no known unit under ``None``."""
    rows = opened.connection.table(standard.table)
    decided = lateness.decide(rows, opened.connection.table("days"), selected)
    found = lateness.count(decided, selected).df()
    return {
        None if pd.isna(each["unit_id"]) else str(each["unit_id"]): {str(key): value for key, value in each.items()}
        for each in found.to_dict("records")
    }


def _as_counted(found: Mapping[str, Any] | None) -> Counted:
    if found is None:
        return Counted()
    worst = found["worst_days_late"]
    return Counted(
        **{name: int(found[name]) for name in _COUNTS}, worst_days_late=None if pd.isna(worst) else int(worst)
    )


def _find_missing_rows(
    opened: Opened, standard: Standard, measure: Measure, applicable: Sequence[str]
) -> list[tuple[str, str]]:
    """The rows that units must have and have not, as unit and value: a report that is in no row was not sent."""
    if measure.expected is None:
        return []
    name = measure.expected.field
    found = opened.connection.execute(
        f"select distinct unit_id, {name} from {standard.table} where unit_id is not null and {name} is not null"
    ).fetchall()
    present = {(unit, name_key(str(value))) for unit, value in found}
    words = measure.expected.where[name]
    return [(unit, word) for unit in applicable for word in words if (unit, name_key(word)) not in present]


def _none_score(measure: Measure, maximum: Decimal) -> Decimal | None:
    return {"max": maximum, "zero": Decimal(0)}.get(str(measure.if_none))


def _score(
    opened: Opened,
    measure: Measure,
    standard: Standard,
    applicable: Sequence[str],
    maximum: Decimal | None,
    selections: Sequence[Selected],
    counts: Sequence[dict[str | None, dict[str, Any]]],
    missing: Sequence[tuple[str, str]],
) -> pd.DataFrame:
    """The ``measured`` rows of one measure."""
    is_part = measure.covers == "part"
    unmatched = [_as_counted(found.get(None)) for found in counts]
    is_open = standard.exported_early or any(each.b or each.doubtful for each in unmatched)
    by_part: list[list[Counted]] = []
    cases: list[list[list[Counted]]] = []
    for selected, found, stray in zip(selections, counts, unmatched, strict=True):
        own = [_count_unit(found.get(unit), selected, standard, missing, unit, is_open=is_open) for unit in applicable]
        by_part.append(own)
        cases.append([scoring.list_corners(each, stray, is_part=is_part) for each in own])
    scored = _score_units(measure, applicable, maximum, selections, by_part, cases)
    rows = []
    for at, unit in enumerate(applicable):
        first, whole = by_part[0][at], scored[at]
        raw = counts[0].get(unit)
        spread = whole.lowest != whole.highest
        is_doubtful = standard.exported_early or spread or any(each.b or each.doubtful for each in unmatched)
        state = _find_state(measure, first, maximum, is_doubtful=is_doubtful)
        if state in ("manual", "not_applicable"):
            whole = Scored(None, None, None)
        rows.append(
            _describe(opened, measure, unit, maximum, standard)
            | _numbers(selections[0], raw, first, [word for owner, word in missing if owner == unit], standard)
            | {
                "unmatched_rows": unmatched[0].b + unmatched[0].doubtful,
                "computed_score": _points(whole.score),
                "lowest": _points(whole.lowest),
                "highest": _points(whole.highest),
                "state": state,
            }
        )
    frame = pd.DataFrame(rows)
    if scoring.is_relative(measure.rule) and (frame["state"] == "doubtful").any():
        frame["state"] = frame["state"].replace("exact", "doubtful")
    return schemas.validate("measured", frame) if len(frame) else schemas.empty("measured")


def _count_unit(
    found: Mapping[str, Any] | None,
    selected: Selected,
    standard: Standard,
    missing: Sequence[tuple[str, str]],
    unit: str,
    *,
    is_open: bool,
) -> Counted:
    """A unit's rows with those that should be there; what cannot be settled yet stands as doubtful."""
    counted = _as_counted(found)
    gone = sum(1 for owner, _word in missing if owner == unit)
    if found is not None and standard.exported_early:
        waiting = int(found[f"out_{selected.reasons.index(lateness.NOT_DUE)}"])
        counted = replace(counted, doubtful=counted.doubtful + waiting)
    if not gone:
        return counted
    if is_open:
        return replace(counted, doubtful=counted.doubtful + gone)
    rule = selected.rule
    above = gone if (isinstance(rule, PerItem) and rule.of != "numerator") or selected.numerator == "late" else 0
    earned = int(rule.undone * UNIT) * UNIT * gone if rule.type == "timeliness" else 0
    return replace(counted.add(above, gone, earned, scoring.NEVER), missing=gone)


def _score_units(
    measure: Measure,
    applicable: Sequence[str],
    maximum: Decimal | None,
    selections: Sequence[Selected],
    by_part: Sequence[Sequence[Counted]],
    cases: Sequence[Sequence[Sequence[Counted]]],
) -> list[Scored]:
    if maximum is None or scoring.is_manual(measure.rule):
        return [Scored(None, None, None)] * len(applicable)
    if scoring.is_relative(measure.rule):
        maxima = [maximum] * len(applicable)
        none: Callable[[Decimal], Decimal | None] = lambda each: _none_score(measure, each)  # noqa: E731
        return scoring.score_relative(measure.rule, by_part[0], cases[0], maxima, none)
    found = []
    for at in range(len(applicable)):
        parts = [
            scoring.score_unit(selected.rule, own[at], spans[at], maximum, lambda: _none_score(measure, maximum))
            for selected, own, spans in zip(selections, by_part, cases, strict=True)
        ]
        rule = measure.rule
        found.append(scoring.add_up(parts, rule.pick, maximum, rule) if isinstance(rule, Sum) else parts[0])
    return found


def _find_state(measure: Measure, counted: Counted, maximum: Decimal | None, *, is_doubtful: bool) -> str:
    if scoring.is_manual(measure.rule) or measure.choice == "unit" or maximum is None:
        return "manual"
    if counted.b < measure.min_rows:
        return "manual"
    if not counted.b and not counted.doubtful:
        if measure.if_none == "not_applicable":
            return "not_applicable"
        if measure.if_none == "manual":
            return "manual"
    if not counted.b and _none_score(measure, maximum) is None:
        return "manual"
    if measure.covers == "part":
        return "partial"
    return "doubtful" if is_doubtful else "exact"


def _points(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 6)


def _describe(
    opened: Opened, measure: Measure, unit: str, maximum: Decimal | None, standard: Standard | None
) -> dict[str, Any]:
    exported = standard.exported_at if standard else None
    return {
        "year": opened.season.year,
        "unit_id": unit,
        "criterion_id": measure.criterion,
        "register_id": measure.register_id,
        "rule_type": measure.rule.type,
        "max_score": _points(maximum),
        "was_shown": opened.declared.prefill_self,
        "as_of": opened.declared.last_known_day.isoformat(),
        "exported_at": exported.isoformat() if exported else None,
    }


def _numbers(
    selected: Selected,
    found: Mapping[str, Any] | None,
    counted: Counted,
    missing: Sequence[str],
    standard: Standard,
) -> dict[str, Any]:
    """How many rows of each kind a unit has."""
    out = {reason: int(found[f"out_{at}"]) if found else 0 for at, reason in enumerate(selected.reasons)}
    if not standard.register.count_secret:
        out.pop("secret", None)
    states: dict[str, Any] = {name: int(found[name]) if found else 0 for name in lateness.STATES}
    if selected.late is None:
        states = dict.fromkeys(lateness.STATES)
    return {
        "a": counted.a,
        "b": counted.b,
        "result_pct": None if not counted.b else round(100 * float(counted.ratio or 0), 6),
        "missing_rows": len(missing),
        "doubtful_rows": counted.doubtful,
        "excluded_rows": sum(out.values()),
        "excluded": "; ".join(f"{reason} = {count}" for reason, count in out.items() if count) or None,
        "ruled_rows": int(found["ruled"]) if found else 0,
        **states,
    }


def _blank(
    opened: Opened, measure: Measure, applicable: Sequence[str], maximum: Decimal | None, state: str
) -> pd.DataFrame:
    """The measure's rows where nothing could be counted."""
    if not applicable:
        return schemas.empty("measured")
    schema = schemas.columns("measured")
    rows = [_describe(opened, measure, unit, maximum, None) | {"state": state} for unit in applicable]
    return schemas.validate("measured", pd.DataFrame(rows).reindex(columns=list(schema)))


def _list_rows(
    opened: Opened,
    measure: Measure,
    standard: Standard,
    applicable: Sequence[str],
    selections: Sequence[Selected],
    missing: Sequence[tuple[str, str]],
) -> tuple[pd.DataFrame, list[Row]]:
    """The ``measured_rows`` of one measure, and what is odd about single ones."""
    rows = opened.connection.table(standard.table)
    days = opened.connection.table("days")
    frames: list[pd.DataFrame] = []
    for number, selected in enumerate(selections, start=1 if measure.parts else 0):
        decided = lateness.decide(rows, days, selected, in_words=True)
        wanted = decided.filter("not is_secret")
        if not _is_listed(opened, standard):
            wanted = wanted.filter(
                "in_b and is_late or is_doubtful or ruling is not null" if selected.late else "is_doubtful"
            )
        shown = [
            "row_no",
            "file_no",
            "sheet_no",
            "row",
            "unit_id",
            "base_due",
            "effective_due",
            "known_done",
            "days_late",
        ]
        shown += ["working_days_late", "state", "in_a", "in_b", "excluded_for", "is_doubtful", "weight", "ruling"]
        shown += ["is_late", *(name for name in ("code", "kind", "status") if name in standard.fields)]
        frames.append(wanted.select(*shown).order("row_no").df().assign(part=number))
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    findings = _find_odd_decisions(standard, measure, found)
    listed = _name_rows(opened, measure, standard, found)
    listed = listed[listed["unit_id"].isna() | listed["unit_id"].isin(list(applicable))]
    if missing:
        first = int(selections[0].rule.type == "sum")
        gone = pd.DataFrame(
            {"unit_id": [unit for unit, _word in missing], "code": [word for _unit, word in missing]}
        ).assign(
            state="missing",
            in_a=True,
            in_b=True,
            is_doubtful=standard.exported_early,
            weight=1.0,
            part=first,
            is_against=True,
        )
        listed = pd.concat([listed, gone], ignore_index=True)
    if listed.empty:
        return schemas.empty("measured_rows"), findings
    listed = listed.assign(
        year=opened.season.year,
        criterion_id=measure.criterion,
        register_id=measure.register_id,
        line=range(1, len(listed) + 1),
    )
    return schemas.validate("measured_rows", listed), findings


def _is_listed(opened: Opened, standard: Standard) -> bool:
    counted = opened.connection.execute(f"select count(*) from {standard.table}").fetchall()
    return bool(counted[0][0] <= LISTED)


def _name_rows(opened: Opened, measure: Measure, standard: Standard, found: pd.DataFrame) -> pd.DataFrame:
    """Decided rows with places and days as the table has them."""
    places = [
        standard.place(int(file_no), int(sheet_no), int(row))
        for file_no, sheet_no, row in zip(found["file_no"], found["sheet_no"], found["row"], strict=True)
    ]
    named = [found[name].astype("str") for name in ("code", "kind") if name in found]
    code = named[0].fillna(named[-1]) if named else None
    days = {name: _show_days(found[column]) for name, column in _DAY_COLUMNS.items()}
    return pd.DataFrame(
        {
            "part": found["part"],
            "unit_id": found["unit_id"],
            "code": code,
            **days,
            "days_late": found["days_late"].astype("Int64"),
            "working_days_late": found["working_days_late"].astype("Int64"),
            "state": found["state"],
            "in_a": found["in_a"].astype(bool),
            "in_b": found["in_b"].astype(bool),
            "excluded_for": found["excluded_for"],
            "is_doubtful": found["is_doubtful"].astype(bool),
            "is_against": (found["in_b"] & found["is_late"]).astype(bool),
            "weight": found["weight"] / UNIT,
            "ruling": [_say_ruling(opened, number) for number in found["ruling"]],
            "source_file": [place["source_file"] for place in places],
            "source_sheet": [place["source_sheet"] for place in places],
            "source_cell": [place["source_cell"] for place in places],
        }
    )


_DAY_COLUMNS = {"base_due": "base_due", "effective_due": "effective_due", "done": "known_done"}


def _show_days(numbers: pd.Series) -> pd.Series:
    """Days as ISO text; missing where there is none."""
    days = pd.to_datetime(numbers.astype("Int64"), unit="D", origin="unix", errors="coerce")
    return days.dt.strftime("%Y-%m-%d")


def _say_ruling(opened: Opened, number: object) -> str | None:
    if number is None or pd.isna(number):
        return None
    ruling = opened.rulings[int(str(number).split(".")[0]) - 1]
    value = f" {ruling.value}" if ruling.value != "" else ""
    return tidy(f"{ruling.decision}{value}: {ruling.reason} ({ruling.by}; {ruling.document})")


def _find_odd_decisions(standard: Standard, measure: Measure, found: pd.DataFrame) -> list[Row]:
    """Rows whose status contradicts their days, and rows without a deadline."""
    findings: list[Row] = []
    words = standard.words
    if "status" in found and "status" in standard.register.words and measure.late is not None:
        done, status = found["known_done"].notna(), found["status"]
        is_out = found["excluded_for"].notna() & (found["excluded_for"] != lateness.NOT_DUE)
        wrong = (
            (status.isin(lateness.DONE_WORDS) & ~done)
            | (status.isin(lateness.OPEN_WORDS) & done)
            | (status.isin(lateness.LATE_WORDS) & ~found["is_late"] & ~is_out)
            | (status.isin(lateness.ON_TIME_WORDS) & found["is_late"])
        ) & ~is_out
        odd = found[wrong]
        for row in odd.head(MOST).itertuples():
            place = standard.place(int(row.file_no), int(row.sheet_no), int(row.row), "status")
            said = {"found": str(row.status), "due": _day_text(row.effective_due), "done": _day_text(row.known_done)}
            findings.append(finding("register_status_contradicts", **said, **words, **place))
        findings += _say_more(standard, "register_status_contradicts", len(odd))
    if measure.counts_in == "due":
        bare = found[(found["excluded_for"] == lateness.NO_DATE)]
        for row in bare.head(MOST).itertuples():
            place = standard.place(int(row.file_no), int(row.sheet_no), int(row.row))
            findings.append(finding("register_no_due_date", found=_text(getattr(row, "code", None)), **words, **place))
        findings += _say_more(standard, "register_no_due_date", len(bare))
    return findings


def _text(value: object) -> str:
    return value if isinstance(value, str) else "–"


def _day_text(number: Any) -> str:
    return "–" if pd.isna(number) else show_day(int(number))


def _say_more(standard: Standard, rule: str, count: int) -> list[Row]:
    if count <= MOST:
        return []
    file = standard.exports[0].file
    return [finding("register_more_rows", found=count, expected=MOST, rule_id=rule, source_file=file, **standard.words)]


def _find_unmet(standard: Standard, measure: Measure, selections: Sequence[Selected]) -> Iterator[Row]:
    """Words by which a measure picks rows and that no row has: most often a misspelling."""
    for selected in selections:
        for name, words in selected.where.items():
            found = standard.connection.execute(
                f"select count(*) from {standard.table} where {name} in ({', '.join('?' for _word in words)})",
                list(words),
            ).fetchall()
            if not found[0][0]:
                said = f"{name} = {', '.join(words)}"
                yield finding(
                    "measure_picks_nothing",
                    found=said,
                    criterion_id=measure.criterion,
                    source_file=REGISTERS_FILE,
                    source_cell=f"measures › {measure.criterion}",
                    **standard.words,
                )


def find_calendar_gaps(opened: Opened, measured_rows: pd.DataFrame) -> list[Row]:
    """Years in which deadlines of counted rows fall and of which the calendar knows no day."""
    needing = {
        each.criterion for each in opened.declared.measures if each.late is not None and each.late.needs_calendar
    }
    counted = measured_rows[measured_rows["criterion_id"].isin(needing) & measured_rows["in_b"]]
    days = pd.concat([counted["base_due"], counted["effective_due"]]).dropna()
    return find_missing_years(opened.special, days.str[:4].astype(int).unique().tolist(), opened.declared.calendar)


def _find_unexplained(claimed: pd.DataFrame, opened: Opened) -> Iterator[Row]:
    """Appraised scores that no count of the register gives, without a word of why."""
    differs = claimed[claimed["appraised_differs"].fillna(False).astype(bool) & claimed["appraiser_note"].isna()]
    for row in differs.itertuples():
        yield finding(
            "measure_appraised_differs",
            unit_id=str(row.unit_id),
            criterion_id=str(row.criterion_id),
            found=float(row.appraised_score),
            expected=float(row.computed_score) if pd.notna(row.computed_score) else "–",
            **_label(opened, str(row.criterion_id)),
        )


def _find_out_of_reach(claimed: pd.DataFrame, opened: Opened) -> Iterator[Row]:
    """Appraised scores lower than the rule can give when every row counted is late."""
    for measure in opened.declared.measures:
        rule = measure.rule
        if not isinstance(rule, PerItem) or rule.each is None or rule.each >= 0 or rule.of != "late":
            continue
        rows = claimed[(claimed["criterion_id"] == measure.criterion) & (claimed["state"] == "exact")]
        for row in rows[rows["appraised_score"].notna() & rows["b"].notna()].itertuples():
            count = int(row.b)
            worst = scoring.score_rows(
                rule,
                Counted(a=count, b=count, weight_a=count * UNIT, weight_b=count * UNIT),
                Decimal(str(row.max_score)),
            )
            if Decimal(str(row.appraised_score)) < worst:
                yield finding(
                    "measure_cannot_reach",
                    unit_id=str(row.unit_id),
                    criterion_id=measure.criterion,
                    found=float(row.appraised_score),
                    expected=float(worst),
                    count=count,
                    **_label(opened, measure.criterion),
                )


def _tabulate_files(opened: Opened) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for standard in opened.registers.values():
        for file_no, export in enumerate(standard.exports):
            rows += [_describe_sheet(opened, standard, export, file_no, at) for at in range(len(export.sheets))]
    for export in opened.older:
        standard = opened.registers[export.register]
        rows += [_describe_sheet(opened, standard, export, None, at) for at in range(len(export.sheets))]
    return schemas.validate("register_files", pd.DataFrame(rows)) if rows else schemas.empty("register_files")


def _describe_sheet(opened: Opened, standard: Standard, export: Export, file_no: int | None, at: int) -> dict[str, Any]:
    sheet = export.sheets[at]
    key = (-1 if file_no is None else file_no, at)
    repeated = standard.duplicates.get(key, 0)
    unmatched = standard.unmatched_by_sheet.get(key, 0)
    return {
        "year": opened.season.year,
        "register_id": export.register,
        "register": standard.register.name,
        "source_file": export.file,
        "source_sheet": sheet.sheet,
        "sha256": export.sha256,
        "exported_at": export.exported_at.isoformat() if export.exported_at else None,
        "exported_from": export.exported_from or None,
        "is_used": file_no is not None,
        "header_row": sheet.header_row,
        "rows": sheet.rows,
        "used": 0 if file_no is None else max(0, sheet.rows - repeated),
        "unmatched": unmatched,
        "duplicates": repeated,
        "ignored": sheet.ignored,
        "skipped": sheet.skipped,
        "bad_dates": sheet.bad_dates,
        "looks_truncated": sheet.rows in CUT_SHORT,
    }


def _tabulate_rows(opened: Opened) -> pd.DataFrame:
    """The ``register_rows`` of every register that is not too large to list; secret rows are not in it."""
    frames = []
    for standard in opened.registers.values():
        if not _is_listed(opened, standard):
            continue
        found = opened.connection.execute(f"select * from {standard.table} where not is_secret order by row_no").df()
        if found.empty:
            continue
        named = {name: found.get(name) for name in TEXT_FIELDS if name != "unit"}
        dated = {name: _show_days(found[name]) if name in found else None for name in DATE_FIELDS}
        places = [
            standard.place(int(file_no), int(sheet_no), int(row))
            for file_no, sheet_no, row in zip(found["file_no"], found["sheet_no"], found["row"], strict=True)
        ]
        unreadable = found["doubts"].str.strip(",")
        frames.append(
            pd.DataFrame(
                {
                    "year": opened.season.year,
                    "register_id": standard.register.id,
                    "row_no": found["row_no"],
                    "unit_id": found["unit_id"],
                    **named,
                    **dated,
                    "unreadable": unreadable.where(unreadable != ""),
                    "ruling": found["ruling"].astype("Int64"),
                    **{
                        name: [place[name] for place in places]
                        for name in ("source_file", "source_sheet", "source_cell")
                    },
                }
            )
        )
    return _join("register_rows", frames)
