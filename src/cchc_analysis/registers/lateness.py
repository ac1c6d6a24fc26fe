"""Row by row: is it excluded, is it counted, is it late. One expression for DuckDB and Spark.

Days are whole numbers (days since 1 January 1970), weights and shares are ten-thousandths in whole numbers, so sums are
the same to the last digit whatever the engine and the order in which it adds. Lateness is a join with the table of days
(:func:`workdays.build_days`): no loop over rows, no window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from cchc_analysis.registers.dates import EPOCH
from cchc_analysis.registers.declared import PAUSES, Bands, Late, Measure, PerItem, Timeliness

UNIT = 10_000
"""How many parts a weight or a share of one is counted in."""

LATE_WORDS = ("done_late", "open_late")
ON_TIME_WORDS = ("done_on_time", "open_in_time")
DONE_WORDS = ("done", "done_late", "done_on_time")
OPEN_WORDS = ("open", "open_late", "open_in_time")
STATES = ("done_on_time", "done_late", "open_in_time", "open_overdue")
"""The four states of national reporting, which stand beside every count."""

OUT_OF_PERIOD, NO_DATE, NOT_DUE, PAUSED, RULED = "other_period", "no_date", "not_due_yet", "paused", "ruling"


@dataclass(frozen=True)
class Selected:
    """How a measure, or one part of a sum, picks its rows, as values of the columns that mean the words it names."""

    measure: Measure
    rule: Any
    where: Mapping[str, Sequence[str]]
    exclude: Sequence[tuple[str, Mapping[str, Sequence[str]]]]
    numerator: str | Mapping[str, Sequence[str]] | None
    fields: frozenset[str]
    believe: str | None
    first: int
    last: int
    cut: int

    @property
    def late(self) -> Late | None:
        """When a row is late, where the measure asks."""
        return self.measure.late

    @property
    def read_fields(self) -> tuple[str, ...]:
        """The columns on which the measure rests: one that could not be read makes the row doubtful."""
        late = self.late
        names = [*self.where, *(name for _reason, where in self.exclude for name in where), *self.measure.weight]
        if isinstance(self.numerator, Mapping):
            names += self.numerator
        if self.measure.counts_in != "due":
            names.append(self.measure.counts_in)
        if late is not None:
            names += [*late.due, "done", *([late.after] if late.after else [])]
            names += ["granted", "due_first"] if late.extension_must_precede else []
            names += [name for pair in PAUSES for name in pair if late.pauses]
            names += ["status"] if self.believe == "status" else []
        return tuple(dict.fromkeys(name for name in names if name in self.fields))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason for which a row may be left out."""
        return (
            *dict.fromkeys(reason for reason, _where in self.exclude),
            RULED,
            NO_DATE,
            OUT_OF_PERIOD,
            NOT_DUE,
            PAUSED,
        )


def decide(rows: IntoFrameT, days: IntoFrameT, selected: Selected, *, in_words: bool = False) -> IntoFrameT:
    """The rows that a measure picks, each with what was decided of it.

    Beside the columns of *rows*: ``base_due`` (before it rolls), ``effective_due``, ``known_done`` (what was known by
    the cut-off), ``days_late``, ``is_late``, ``state_no`` (one of the four, from 1; 0 without deadlines), ``reason_no``
    (of ``selected.reasons``, from 1; 0 where the row is not left out), ``is_doubtful``, ``in_b``, ``in_a``, ``weight``,
    ``share``. *in_words* adds ``state``, ``excluded_for`` and ``working_days_late``, for rows that are to be read.
    """
    frame: Any = nw.from_native(rows)
    calendar: Any = nw.from_native(days)
    frame = frame.filter(_is_in(selected.where)) if selected.where else frame
    frame = frame.with_columns(is_doubtful=_is_doubtful(selected))
    if selected.late is not None:
        frame = _add_deadline(frame, calendar, selected)
        frame = _add_lateness(frame, selected)
    else:
        nothing = nw.lit(None, dtype=nw.Int64)
        frame = frame.with_columns(base_due=nothing, effective_due=nothing, known_done=nothing, days_late=nothing)
        frame = frame.with_columns(is_late=nw.lit(False), is_not_due=nw.lit(False), is_paused=nw.lit(False))
        frame = frame.with_columns(state_no=nw.lit(0, dtype=nw.Int64))
    if in_words or (isinstance(selected.rule, Timeliness) and selected.rule.days == "working"):
        frame = _add_working_days(frame, calendar, has_late=selected.late is not None)
    frame = frame.with_columns(counted_on=_counted_on(selected))
    frame = frame.with_columns(reason_no=_number_reason(selected), is_picked=_is_picked(selected))
    counts = (nw.col("reason_no") == 0) & ~nw.col("is_doubtful")
    frame = frame.with_columns(
        in_b=counts,
        in_a=counts & nw.col("is_picked"),
        is_doubtful=nw.col("is_doubtful") & (nw.col("reason_no") == 0),
        weight=_weigh(selected.measure),
        share=_share(selected.rule),
    )
    if in_words:
        frame = frame.with_columns(state=_word("state_no", STATES), excluded_for=_word("reason_no", selected.reasons))
    return frame.to_native()


def count(decided: IntoFrameT, selected: Selected) -> IntoFrameT:
    """What the rows of each unit add up to; those of no known unit stand under a missing ``unit_id``.

    ``a`` and ``b`` rows, ``weight_a`` and ``weight_b`` (ten-thousandths), ``earned`` (weight × share), the four states,
    ``doubtful`` rows with their weights, ``ruled`` rows, and ``out_<n>`` for the n-th of ``selected.reasons``, from 0.
    Rows are counted by what was decided of them first, so that each row is looked at once.
    """
    frame: Any = nw.from_native(decided)
    frame = frame.with_columns(is_ruled=~_is_null("ruling"))
    keys = ["unit_id", "reason_no", "state_no", "in_a", "in_b", "is_doubtful", "is_ruled"]
    sums = {"rows": nw.len()}
    if selected.measure.weight:
        sums["weights"] = nw.col("weight").sum()
    if isinstance(selected.rule, Timeliness):
        sums["shares"] = (nw.col("weight") * nw.col("share")).sum()
    if isinstance(selected.rule, Bands) and selected.rule.on == "days_late":
        sums["worst"] = nw.col("days_late").max()
    each = frame.group_by(*keys).agg(**sums)
    whole = nw.col("rows").cast(nw.Int64)
    each = each.with_columns(rows=whole)
    weight = nw.col("weights").cast(nw.Int64) if "weights" in sums else whole * UNIT
    earned = nw.col("shares").cast(nw.Int64) if "shares" in sums else nw.lit(0, dtype=nw.Int64)
    worst = nw.col("worst") if "worst" in sums else nw.lit(None, dtype=nw.Int64)
    each = each.with_columns(weights=weight, shares=earned, worst=worst)
    in_a, in_b, doubtful = nw.col("in_a"), nw.col("in_b"), nw.col("is_doubtful")
    reason, state = nw.col("reason_no"), nw.col("state_no")
    answers = {
        "a": _sum_where(in_a, "rows"),
        "b": _sum_where(in_b, "rows"),
        "weight_a": _sum_where(in_a, "weights"),
        "weight_b": _sum_where(in_b, "weights"),
        "earned": _sum_where(in_b, "shares"),
        "doubtful": _sum_where(doubtful, "rows"),
        "doubtful_weight": _sum_where(doubtful, "weights"),
        "worst_days_late": nw.when(in_b).then(nw.col("worst")).max(),
        "ruled": _sum_where(nw.col("is_ruled"), "rows"),
    }
    # open rows whose deadline is still ahead are left out, and yet are one of the four states of national reporting
    is_stated = in_b | (reason == selected.reasons.index(NOT_DUE) + 1)
    for number, name in enumerate(STATES, start=1):
        answers[name] = _sum_where(is_stated & (state == number), "rows")
    for number, _reason in enumerate(selected.reasons):
        answers[f"out_{number}"] = _sum_where(reason == number + 1, "rows")
    return each.group_by("unit_id").agg(**answers).to_native()


def _word(number: str, words: Sequence[str]) -> Any:
    """The word that a number of the decision stands for."""
    said = nw.lit(None, dtype=nw.String)
    for place, word in enumerate(words, start=1):
        said = nw.when(nw.col(number) == place).then(nw.lit(word)).otherwise(said)
    return said


def _sum_where(condition: Any, column: str) -> Any:
    return nw.when(condition).then(nw.col(column)).otherwise(nw.lit(0, dtype=nw.Int64)).sum()


def _is_null(name: str) -> Any:
    return nw.col(name).is_null()


def _is_in(selection: Mapping[str, Sequence[str]]) -> Any:
    """Whether a row has one of the values in each column; a missing value fits none."""
    fits: Any = None
    for name, values in selection.items():
        here = nw.col(name).is_in(list(values)).fill_null(False)
        fits = here if fits is None else fits & here
    return nw.lit(True) if fits is None else fits


def _is_doubtful(selected: Selected) -> Any:
    names = ["row", *selected.read_fields]
    doubtful: Any = None
    for name in names:
        here = nw.col("doubts").str.contains(f",{name},", literal=True)
        doubtful = here if doubtful is None else doubtful | here
    late = selected.late
    if late is not None and late.extension_must_precede:
        doubtful = doubtful | (~_is_null("due") & _is_null("granted"))
    if selected.believe == "doubt":
        doubtful = doubtful | _contradicts(selected.fields)
    for name in selected.measure.weight:
        doubtful = doubtful | _is_null(name)
    return doubtful.fill_null(False)


def _contradicts(fields: frozenset[str]) -> Any:
    """Whether the status says done where no day is, or open where one is."""
    if "status" not in fields or "done" not in fields:
        return nw.lit(False)
    status = nw.col("status")
    says_done = status.is_in(list(DONE_WORDS)).fill_null(False)
    says_open = status.is_in(list(OPEN_WORDS)).fill_null(False)
    return (says_done & _is_null("done")) | (says_open & ~_is_null("done"))


def _join_day(frame: Any, calendar: Any, on: str, **columns: str) -> Any:
    """Columns of the calendar beside the day in column *on*, under new names."""
    key = f"key_of_{on}"
    looked = calendar.select(nw.col("day_no").alias(key), *(nw.col(old).alias(new) for new, old in columns.items()))
    return frame.join(looked, left_on=on, right_on=key, how="left")


def _add_deadline(frame: Any, calendar: Any, selected: Selected) -> Any:
    """The deadline before and after it rolls, and whether the clock stands still."""
    late = selected.late
    assert late is not None
    pairs = [pair for pair in PAUSES if late.pauses and set(pair) <= selected.fields]
    if late.after is None:
        due = (
            nw.coalesce(*(_own_due(name, late) for name in late.due))
            if len(late.due) > 1
            else _own_due(late.due[0], late)
        )
        frame = frame.with_columns(base_due=due.cast(nw.Int64))
        frame = frame.with_columns(base_due=nw.col("base_due") + _paused_days(pairs, "base_due"))
    else:
        frame = _add_limit(frame, calendar, late, pairs)
    ruled = nw.coalesce(nw.col("ruled_due"), nw.col("base_due")).cast(nw.Int64)
    frame = frame.with_columns(base_due=ruled)
    if late.roll == "next_working_day":
        frame = _join_day(frame, calendar, "base_due", effective_due="next_work_no")
    else:
        frame = frame.with_columns(effective_due=nw.col("base_due"))
    is_open_pause = nw.lit(False)
    for start, end in pairs:
        is_open_pause = is_open_pause | (~_is_null(start) & _is_null(end))
    return frame.with_columns(is_paused=is_open_pause & (late.pauses == "exclude_while_open"))


def _own_due(name: str, late: Late) -> Any:
    """One column of the deadline; an extension granted after the first deadline does not cure."""
    if name != "due" or not late.extension_must_precede:
        return nw.col(name)
    return nw.when(nw.col("granted") <= nw.col("due_first")).then(nw.col("due"))


def _paused_days(pairs: Sequence[tuple[str, str]], due: str) -> Any:
    """How many days the clock stood still, in pauses that ended and began no later than the deadline."""
    total = nw.lit(0, dtype=nw.Int64)
    for start, end in pairs:
        counts = (nw.col(start) <= nw.col(due)) & (nw.col(end) >= nw.col(start))
        total = total + nw.when(counts).then(nw.col(end) - nw.col(start)).otherwise(nw.lit(0)).cast(nw.Int64)
    return total


def _add_limit(frame: Any, calendar: Any, late: Late, pairs: Sequence[tuple[str, str]]) -> Any:
    """The deadline so many days after an event, by the limit in force on its day."""
    after = str(late.after)
    start = nw.col(after)
    ordinary, working = nw.lit(None, dtype=nw.Int64), nw.lit(None, dtype=nw.Int64)
    for limit in late.by_date:
        begins = (limit.first - EPOCH).days
        is_in_force = start >= begins
        none = nw.lit(None, dtype=nw.Int64)
        stated = nw.lit(limit.days, dtype=nw.Int64)
        ordinary = nw.when(is_in_force).then(stated if limit.day == "calendar" else none).otherwise(ordinary)
        working = nw.when(is_in_force).then(stated if limit.day == "working" else none).otherwise(working)
    frame = frame.with_columns(limit_days=ordinary, limit_working=working)
    due = (start.cast(nw.Int64) + nw.col("limit_days")).alias("base_due")
    frame = frame.with_columns(due).with_columns(base_due=nw.col("base_due") + _paused_days(pairs, "base_due"))
    if not any(limit.day == "working" for limit in late.by_date):
        return frame
    frame = _join_day(frame, calendar, after, start_work="work_no")
    worked = calendar.filter(nw.col("is_worked")).select(
        nw.col("work_no").alias("worked_no"), nw.col("day_no").alias("worked_day")
    )
    frame = frame.with_columns(target=nw.col("start_work") + nw.col("limit_working"))
    frame = frame.join(worked, left_on="target", right_on="worked_no", how="left")
    for number, (first, last) in enumerate(pairs):
        frame = _join_day(frame, calendar, first, **{f"pause_{number}": "work_no"})
        frame = _join_day(frame, calendar, last, **{f"resume_{number}": "work_no"})
    stood = nw.lit(0, dtype=nw.Int64)
    for number, (first, last) in enumerate(pairs):
        counts = (nw.col(first) <= nw.col("worked_day")) & (nw.col(last) >= nw.col(first))
        here = nw.col(f"resume_{number}") - nw.col(f"pause_{number}")
        stood = stood + nw.when(counts).then(here).otherwise(nw.lit(0)).cast(nw.Int64)
    frame = frame.with_columns(target_2=nw.col("target") + stood).drop("worked_day")
    frame = frame.join(worked, left_on="target_2", right_on="worked_no", how="left")
    return frame.with_columns(base_due=nw.coalesce(nw.col("worked_day"), nw.col("base_due")))


def _add_lateness(frame: Any, selected: Selected) -> Any:
    """What was known by the cut-off, and whether the row is late by it; the cut-off day itself is not over."""
    late = selected.late
    assert late is not None
    cut = nw.lit(selected.cut, dtype=nw.Int64)
    frame = frame.with_columns(known_done=nw.when(nw.col("done") <= cut).then(nw.col("done")).cast(nw.Int64))
    done, due = nw.col("known_done"), nw.col("effective_due")
    late_when_done = (done > due).fill_null(False)
    is_open = _is_null("known_done")
    is_overdue = is_open & (due < cut).fill_null(False)
    is_late = (late_when_done & late.done_late) | (is_overdue & late.open_late)
    is_not_due = is_open & (due >= cut).fill_null(False)
    if selected.believe == "status" and "status" in selected.fields:
        says_late = nw.col("status").is_in(list(LATE_WORDS)).fill_null(False)
        says_on_time = nw.col("status").is_in(list(ON_TIME_WORDS)).fill_null(False)
        is_late = (is_late | says_late) & ~says_on_time
    open_state = nw.when(is_overdue).then(_number(4)).otherwise(_number(3))
    done_state = nw.when(late_when_done).then(_number(2)).otherwise(_number(1))
    state = nw.when(is_open).then(open_state).otherwise(done_state)
    is_excused = nw.col("excused").fill_null(False)
    return frame.with_columns(
        days_late=nw.when(~is_open).then(done - due).otherwise(nw.when(is_overdue).then(cut - due)).cast(nw.Int64),
        is_late=is_late & ~is_excused,
        is_not_due=is_not_due,
        state_no=state,
    )


def _add_working_days(frame: Any, calendar: Any, *, has_late: bool) -> Any:
    if not has_late:
        return frame.with_columns(working_days_late=nw.lit(None, dtype=nw.Int64))
    frame = frame.with_columns(ended=nw.col("effective_due") + nw.col("days_late"))
    frame = _join_day(frame, calendar, "ended", ended_work="work_no")
    frame = _join_day(frame, calendar, "effective_due", due_work="work_no")
    return frame.with_columns(working_days_late=nw.col("ended_work") - nw.col("due_work"))


def _counted_on(selected: Selected) -> Any:
    """The day that decides in which year a row counts; a deadline by its day before it rolls."""
    name = "base_due" if selected.measure.counts_in == "due" else selected.measure.counts_in
    return nw.col(name).cast(nw.Int64)


def _number_reason(selected: Selected) -> Any:
    """The first reason for which a row does not count, in the order of decisions; 0 where it is not left out.

    A row left out only because its day cannot be read may count: it is a doubt, not an exclusion.
    """
    day = nw.col("counted_on")
    numbers = {reason: number for number, reason in enumerate(selected.reasons, start=1)}
    steps = [(_is_in(where), reason) for reason, where in selected.exclude]
    steps.append((nw.col("ruled_out").fill_null(False), RULED))
    is_certain = ~nw.col("is_doubtful")
    steps.append((is_certain & day.is_null(), NO_DATE))
    steps.append((((day < selected.first) | (day > selected.last)).fill_null(False), OUT_OF_PERIOD))
    if selected.late is not None:
        steps.append((is_certain & nw.col("is_paused"), PAUSED))
        steps.append((is_certain & nw.col("is_not_due"), NOT_DUE))
    chosen = _number(0)
    for condition, reason in reversed(steps):
        chosen = nw.when(condition).then(_number(numbers[reason])).otherwise(chosen)
    return chosen


def _number(value: int) -> Any:
    return nw.lit(value, dtype=nw.Int64)


def _is_picked(selected: Selected) -> Any:
    """Whether a counted row is one of those above the line."""
    late = nw.col("is_late").fill_null(False)
    rule, numerator = selected.rule, selected.numerator
    if isinstance(rule, PerItem) and rule.of != "numerator":
        return late if rule.of == "late" else nw.lit(True)
    if numerator == "late" or (numerator is None and isinstance(rule, Bands) and rule.on == "days_late"):
        return late
    if numerator == "on_time":
        return ~late
    if isinstance(numerator, Mapping):
        return _is_in(numerator)
    return late if isinstance(rule, Timeliness) else nw.lit(True)


def _parts(value: Decimal) -> int:
    return int(value * UNIT)


def _weigh(measure: Measure) -> Any:
    """The weight of a row in ten-thousandths: the product of what each column gives it."""
    weight = nw.lit(UNIT, dtype=nw.Int64)
    for number, (name, weights) in enumerate(measure.weight.items()):
        own = nw.lit(0, dtype=nw.Int64)
        for word, stated in weights.items():
            own = nw.when(nw.col(name) == word).then(nw.lit(_parts(stated), dtype=nw.Int64)).otherwise(own)
        weight = own if number == 0 else weight * own // UNIT
    return weight


def _share(rule: Any) -> Any:
    """What a row earns by how late it was, in ten-thousandths."""
    if not isinstance(rule, Timeliness):
        return nw.lit(0, dtype=nw.Int64)
    late_by = nw.col("days_late" if rule.days == "calendar" else "working_days_late")
    share = nw.lit(_parts(rule.beyond), dtype=nw.Int64)
    for step in reversed(rule.shares):
        earned = nw.lit(_parts(step.share), dtype=nw.Int64)
        share = nw.when(late_by <= step.days_late_at_most).then(earned).otherwise(share)
    undone = nw.lit(_parts(rule.undone), dtype=nw.Int64)
    return nw.when(_is_null("known_done")).then(undone).otherwise(share)
