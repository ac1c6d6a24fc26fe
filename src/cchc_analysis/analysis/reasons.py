"""Why points were lost: the appraisers' reason, or the one their note's words point to."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

import pandas as pd

from cchc_analysis import schemas
from cchc_analysis.analysis.comparison import PARTS
from cchc_analysis.analysis.points import round_points, sum_points
from cchc_analysis.rules.season import Reason, Season

NO_REASON = "*"
COVERAGE = ("appraiser", "pattern", "unmatched_note", "no_note")


def propose_reasons(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Give each stated reason its id, and each loss without one the reason its note's words point to.

    A reason written by its id, its name or in words its patterns know becomes that reason; any other stays as
    written. Notes are read where points were lost or cut; the first reason of the season that fits is taken and
    ``reason_source`` says ``pattern``. Patterns are whole words, whatever their case or Unicode form. Where a later
    appraisal gave all points back, the earlier reason explains nothing and is left out.
    """
    is_restored = comparison["deduction"] == 0
    stated = comparison["reason"].mask(is_restored)
    known = _match(stated, season.reasons, by_name=True).fillna(stated)
    is_lost = (comparison["deduction"] > 0) | (comparison["cut"] > 0)
    noted = _match(comparison["appraiser_note"].where(is_lost & stated.isna()), season.reasons, by_name=False)
    return comparison.assign(
        reason=known.fillna(noted),
        reason_source=comparison["reason_source"].mask(is_restored).mask(noted.notna(), "pattern"),
    )


def sum_by_reason(comparison: pd.DataFrame) -> pd.DataFrame:
    """Points lost per reason, most first; ``*`` stands for losses without a reason."""
    lost = comparison.loc[comparison["deduction"] > 0].assign(
        reason=lambda rows: rows["reason"].fillna(NO_REASON), hit_count=1
    )
    keys = ["year", "reason"]
    sums = sum_points(lost, keys, ["deduction", "hit_count"]).astype({"hit_count": int})
    units = lost.groupby(keys)["unit_id"].nunique()
    return (
        sums.assign(hit_units=units, loss_share=lambda rows: round_points(rows["deduction"] / rows["deduction"].sum()))
        .reset_index()
        .sort_values(["deduction", "reason"], ascending=[False, True], ignore_index=True)
    )


def rank_reasons_by_criterion(comparison: pd.DataFrame) -> pd.DataFrame:
    """Points lost per ranked criterion and reason (``*``: none), most first within each criterion; ties by reason."""
    lost = comparison.loc[comparison["deduction"] > 0].assign(reason=lambda rows: rows["reason"].fillna(NO_REASON))
    sums = sum_points(lost, ["year", "ranked_node_id", "reason"], ["deduction"]).reset_index()
    order = ["ranked_node_id", "deduction", "reason"]
    return sums.sort_values(order, ascending=[True, False, True], ignore_index=True)


def split_by_reason(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Points lost per reason, unit and domain, with their parts; ``*`` stands for losses without a reason.

    Every leaf that lost points is in exactly one row, so the rows add up to the season's whole deduction. Bonus and
    penalty lines are outside. ``is_declared`` is false where the appraisers wrote a reason that the season does not
    list (and for ``*``): it stands as written. A part is missing where no leaf of the row has it.
    """
    lost = _find_losses(comparison).assign(reason=lambda rows: rows["reason"].fillna(NO_REASON), hit_count=1)
    sums = sum_points(lost, ["year", "reason", "unit_id", "domain_id"], [*PARTS, "hit_count"])
    declared = [reason.id for reason in season.reasons]
    return (
        sums.reset_index()
        .assign(is_declared=lambda rows: rows["reason"].isin(declared))
        .astype({"hit_count": int})
        .sort_values(["reason", "unit_id", "domain_id"], ignore_index=True)
    )


def measure_coverage(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """How many losses, and how many points, have a reason, and where it comes from; one row per source.

    Each loss counts once: the appraisers gave its reason; a pattern found it in their note; no pattern fits the note;
    there is no note. ``ambiguous_count`` are the notes of the second kind in which two reasons or more are found (the
    first of the season's list was taken). No rows where nothing was lost.
    """
    lost = _find_losses(comparison)
    if lost.empty:
        return schemas.empty("reason_coverage")
    unexplained = lost["appraiser_note"].notna().map({True: "unmatched_note", False: "no_note"})
    source = lost["reason_source"].where(lost["reason"].notna()).fillna(unexplained)
    counted = pd.DataFrame(
        {"deduction": lost["deduction"], "hit_count": 1, "ambiguous_count": _is_ambiguous(lost, season).astype(int)}
    )
    sums = round_points(counted.groupby(source).sum()).reindex(list(COVERAGE), fill_value=0)
    return (
        sums.assign(
            hit_share=round_points(sums["hit_count"] / sums["hit_count"].sum()),
            loss_share=round_points(sums["deduction"] / sums["deduction"].sum()),
            year=season.year,
        )
        .rename_axis("coverage_source")
        .reset_index()
        .astype({"hit_count": int, "ambiguous_count": int})
    )


def find_ambiguous_notes(comparison: pd.DataFrame, season: Season) -> pd.DataFrame:
    """The rows of *comparison* whose reason was taken from a note in which two reasons or more are found."""
    lost = _find_losses(comparison)
    return lost[_is_ambiguous(lost, season)]


def continue_history(reason_deductions: pd.DataFrame, previous: Mapping[str, pd.DataFrame] | None) -> pd.DataFrame:
    """Points lost per season and reason: the earlier seasons' rows, as far back as they reach, and this season's.

    A previous season that has no history of its own gives its ``reason_deductions``.
    """
    earlier = (previous or {}).get("reason_history", (previous or {}).get("reason_deductions"))
    if earlier is None or reason_deductions.empty:
        return reason_deductions if earlier is None else earlier[reason_deductions.columns].reset_index(drop=True)
    before = earlier.loc[earlier["year"] < reason_deductions["year"].iloc[0], reason_deductions.columns]
    return pd.concat([before, reason_deductions], ignore_index=True)


def _find_losses(comparison: pd.DataFrame) -> pd.DataFrame:
    return comparison.loc[(comparison["deduction"] > 0) & (comparison["line"] == "score")]


def _is_ambiguous(lost: pd.DataFrame, season: Season) -> pd.Series:
    notes = lost["appraiser_note"].where(lost["reason_source"] == "pattern")
    counts = {note: len(list(_find_by_words(_plain(note), season.reasons))) for note in notes.dropna().unique()}
    return notes.map(counts).fillna(0) > 1


def match_words(texts: pd.Series, words: str) -> pd.Series:
    """Which *texts* contain *words*, whatever their case or Unicode form; none where there are no words."""
    wanted = _plain(words)
    return texts.fillna("").astype(str).map(_plain).map(lambda text: bool(wanted) and wanted in text).astype(bool)


def _match(texts: pd.Series, reasons: tuple[Reason, ...], by_name: bool) -> pd.Series:
    """The id of the first reason that each text speaks of; missing where none does. Each text is looked at once.

    With *by_name* a text that is the id or a name of a reason is that reason, whatever its words.
    """
    names = {_plain(name): reason.id for reason in reasons for name in (reason.id, reason.name, reason.name_en) if name}
    found = {}
    for text in texts.dropna().unique():
        words = _plain(text)
        named = names.get(words) if by_name else None
        found[text] = named or next(_find_by_words(words, reasons), None)
    return texts.map(found).astype("str")


def _find_by_words(text: str, reasons: tuple[Reason, ...]) -> Iterator[str]:
    """The ids of the reasons one of whose patterns stands in *text*, in order."""
    return (reason.id for reason in reasons if reason.patterns and re.search(_pattern(reason.patterns), text))


@cache
def _pattern(patterns: tuple[str, ...]) -> str:
    words = "|".join(re.escape(_plain(words)) for words in patterns)
    return rf"(?<!\w)(?:{words})(?!\w)"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
