"""Official figures recomputed from this season's tables, to the precision at which they were printed."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from cchc_analysis.analysis.comparison import list_domains
from cchc_analysis.analysis.points import DECIMALS, round_points
from cchc_analysis.rules.season import Season

NUMBER = r"(\d+(?:[.,]\d+)?)"
AT_LEAST = re.compile(rf"units_ge_{NUMBER}")
BETWEEN = re.compile(rf"units_{NUMBER}_to_lt_{NUMBER}")
SHARE_AT_LEAST = re.compile(rf"share_ge_{NUMBER}_pct")


def reconcile(
    published: pd.DataFrame,
    criteria: pd.DataFrame,
    units: pd.DataFrame,
    submissions: pd.DataFrame,
    criterion_deductions: pd.DataFrame,
    unit_ranking: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """Each published figure beside the same figure recomputed.

    Totals are those of units with a complete appraisal. Numbers agree when they are equal once rounded, half up, to
    the decimals printed. A figure this season cannot give, or of an unknown name, is missing and does not agree.
    """
    totals = unit_ranking["total_score"].dropna()
    rows = []
    for figure in published.itertuples():
        metric, printed = str(figure.metric).strip(), _clean(figure.value)
        match metric:
            case "first_place":
                computed, agrees = _name_first(printed, unit_ranking, units)
            case "most_deducted_criteria":
                computed, agrees = _name_most_deducted(printed, criterion_deductions)
            case "criteria_at_max_scope":
                computed = _name_scope_at_max(criterion_deductions)
                agrees = computed == printed
            case "units_self_scored":
                computed = _count_self_scored(printed, unit_ranking, submissions, season)
                agrees = computed == printed.replace(" ", "")
            case _:
                computed = _print_like(printed, _measure(metric, totals, criteria))
                agrees = computed is not None and _number(computed) == _number(printed)
        rows.append((season.year, metric, printed, computed, agrees, figure.source))
    return pd.DataFrame(rows, columns=["year", "metric", "published", "computed", "is_reproduced", "source"])


def differs_by_rounding(published: str, computed: str | None) -> bool:
    """Whether two figures that do not agree differ by one in the last decimal printed: parts rounded, then added.

    Whole numbers are counts and never differ so.
    """
    stated = _number(published)
    found = _number(computed) if computed is not None else None
    if stated is None or found is None:
        return False
    exponent = stated.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent < 0 and abs(stated - found) <= Decimal(1).scaleb(exponent)


def _measure(metric: str, totals: pd.Series, criteria: pd.DataFrame) -> float | None:
    """A figure that is one number; None where the season has none of that name."""
    if metric == "content_areas":
        return len(list_domains(criteria))
    if metric == "units_appraised":
        return len(totals)
    if found := AT_LEAST.fullmatch(metric):
        return int((totals >= _bound(found[1])).sum())
    if found := BETWEEN.fullmatch(metric):
        return int(((totals >= _bound(found[1])) & (totals < _bound(found[2]))).sum())
    if totals.empty:
        return None
    if found := SHARE_AT_LEAST.fullmatch(metric):
        return 100 * float((totals >= _bound(found[1])).mean())
    if metric == "mean_points":
        return float(round_points(totals.sum()) / len(totals))
    if metric == "max_minus_min_points":
        return float(totals.max() - totals.min())
    return None


def _name_first(printed: str, unit_ranking: pd.DataFrame, units: pd.DataFrame) -> tuple[str | None, bool]:
    """The unit in first place, or all that share it, between ``;``."""
    first = units.loc[units["unit_id"].isin(unit_ranking.loc[unit_ranking["rank"] == 1, "unit_id"])]
    called = {unit.unit_id: {_fold(name) for name in _list_names(unit)} for unit in units.itertuples()}
    named = [_fold(name) for name in printed.split(";")]
    meant = {unit for name in named for unit, names in called.items() if name in names}
    is_known = all(any(name in names for names in called.values()) for name in named)
    agrees = is_known and bool(meant) and meant == set(first["unit_id"])
    return ("; ".join(first["name"]) or None), agrees


def _list_names(unit: object) -> list[str]:
    aliases = getattr(unit, "aliases", None)
    names = [getattr(unit, key, None) for key in ("unit_id", "name", "name_en", "short_name", "short_name_en")]
    names += aliases.split("|") if isinstance(aliases, str) else []
    return [name for name in names if isinstance(name, str) and name.strip()]


def _name_most_deducted(printed: str, criterion_deductions: pd.DataFrame) -> tuple[str | None, bool]:
    """As many criteria as were printed, most deducted first; as a set, and any of equals at the end will do."""
    named = {part.strip() for part in printed.split(";") if part.strip()}
    lost = criterion_deductions.dropna(subset=["deduction"])
    is_named = lost["criterion_id"].isin(named)
    computed = "; ".join(lost["criterion_id"].head(len(named))) or None
    if is_named.sum() != len(named) or not named:
        return computed, False
    least, most = lost.loc[is_named, "deduction"].min(), lost.loc[~is_named, "deduction"].max()
    return computed, bool(is_named.all() or least >= most)


def _name_scope_at_max(criterion_deductions: pd.DataFrame) -> str | None:
    """The scope of the criteria at which no unit lost anything; None where there are none, or of both scopes."""
    applied = criterion_deductions["applicable_units"] > 0
    scopes = criterion_deductions.loc[applied & (criterion_deductions["hit_units"] == 0), "scope"].unique()
    return str(scopes[0]) if len(scopes) == 1 else None


def _count_self_scored(
    printed: str, unit_ranking: pd.DataFrame, submissions: pd.DataFrame, season: Season
) -> str | None:
    """Units that scored themselves; over those that had to, when the figure is printed so."""
    if season.self_stage is None:
        return None
    count = str(int(unit_ranking["has_self_score"].sum()))
    due = submissions.loc[submissions["stage"] == season.self_stage.id, "is_expected"].sum()
    return f"{count}/{due}" if "/" in printed else count


def _print_like(printed: str, value: float | None) -> str | None:
    """*value* with the decimals and the decimal sign of *printed*."""
    if value is None or _number(printed) is None:
        return None
    decimals = len(re.split(r"[.,]", printed)[1]) if re.search(r"[.,]", printed) else 0
    exact = Decimal(f"{value:.{DECIMALS}f}")
    rounded = str(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))
    return rounded.replace(".", ",") if "," in printed else rounded


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if re.fullmatch(rf"-?{NUMBER}", text) else None


def _bound(text: str) -> float:
    return float(text.replace(",", "."))


def _clean(value: object) -> str:
    return unicodedata.normalize("NFC", " ".join(str(value).split()))


def _fold(name: str) -> str:
    return _clean(name).casefold()
