"""Why points were lost: the appraisers' reason, or the one their note's words point to."""

import re
import unicodedata

import pandas as pd

from cchc_analysis.analysis.points import round_points, sum_points
from cchc_analysis.season import Reason, Season

NO_REASON = "*"


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


def _match(texts: pd.Series, reasons: tuple[Reason, ...], by_name: bool) -> pd.Series:
    """The id of the first reason that each text speaks of; missing where none does. Each text is looked at once."""
    unique = texts.dropna().drop_duplicates()
    words = unique.map(_plain)
    found = pd.Series(None, index=unique.index, dtype="str")
    for reason in reasons:
        fits = words.str.contains(_pattern(reason), regex=True) if reason.patterns else words.eq("\0")
        found = found.mask(found.isna() & fits, reason.id)
    if by_name:
        for reason in reasons:
            names = {_plain(name) for name in (reason.id, reason.name, reason.name_en) if name}
            found = found.mask(words.isin(names), reason.id)
    return texts.map(found.set_axis(unique)).astype("str")


def _pattern(reason: Reason) -> str:
    words = "|".join(re.escape(_plain(words)) for words in reason.patterns)
    return rf"(?<!\w)(?:{words})(?!\w)"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
