"""Results over the seasons, as tables."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis.trends import set_years_beside
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column, Kind
from cchc_analysis.reporting.tables import cells
from cchc_analysis.reporting.text.trends import DIRECTIONS, key_series, name_series, say_why_no_trends

TREE = ("domain", "criterion")
KINDS: dict[str, Kind] = {"index_pct": "index", "appraised_score": "points"}


def list_trends(season: SeasonTables, *levels: str) -> HTML:
    """The series of *levels* that have a trend, level by level: results per season, change per year, direction.

    Units stand in the order of their change; domains and criteria together in that of the criteria set. Of the units of
    a large season only those that rise and that fall fastest.
    """
    trends = season.trends
    known = trends[trends["yearly_change"].notna() & trends["level"].isin(levels)]
    if known.empty:
        return printing.show_notice(say_why_no_trends(season))
    rows = _in_order(known, season, levels)
    is_unit = rows["level"] == "unit"
    ends = season_size.take_ends(rows[is_unit], season)
    kept = rows[~is_unit | rows.index.isin(ends.rows.index)] if ends.left_out else rows
    return _show(kept, season, ends.left_out)


def list_unit_trends(season: SeasonTables, unit_id: str) -> HTML:
    """One unit's results over the seasons, and those of its domains."""
    trends = season.of_unit(unit_id).trends
    own = trends[trends["yearly_change"].notna()]
    if own.empty:
        return printing.show_notice(say_why_no_trends(season, unit_id))
    return _show(_in_order(own, season, ("unit", "unit_domain")), season)


def _in_order(rows: pd.DataFrame, season: SeasonTables, levels: tuple[str, ...]) -> pd.DataFrame:
    places = season.criteria.set_index("criterion_id")["position"]
    level_at = {level: at for at, level in enumerate(levels)} | dict.fromkeys(TREE, len(levels))
    return rows.assign(
        level_at=rows["level"].map(level_at),
        place=rows["criterion_id"].map(places).fillna(0),
        slope=-rows["yearly_change"],
    ).sort_values(["level_at", "place", "slope", "unit_id"], ignore_index=True)


def _show(rows: pd.DataFrame, season: SeasonTables, left_out: int = 0) -> HTML:
    """One measure to a table: what is measured in points beside percentages is in the workbook."""
    _ = language.words(season.lang).gettext
    measure = "index_pct" if (rows["measure"] == "index_pct").any() else "appraised_score"
    shown = rows[rows["measure"] == measure]
    beside = set_years_beside(shown, season.season_values).assign(
        item=name_series(shown, season),
        cell=key_series(shown),
        direction_name=shown["direction"].map({key: _(name) for key, name in DIRECTIONS.items()}),
    )
    years = cells.pick_known(beside, sorted(name for name in beside.columns if name.isdigit()))
    return printing.show_table(
        beside,
        [
            *[Column(name, missing="") for name in cells.pick_known(beside, ["criterion_code"])],
            Column("item", title=_("Kết quả của"), is_header=True),
            *[Column(year, title=year, kind=KINDS[measure]) for year in years],
            "yearly_change",
            Column("direction_name", title=printing.title_of("direction", season.lang)),
            *cells.pick_present(beside, ["total_basis_change"]),
        ],
        season,
        caption=_("Kết quả qua các mùa, % điểm tối đa") if measure == "index_pct" else _("Kết quả qua các mùa, điểm"),
        note=_explain(measure, beside, len(rows) - len(shown) + left_out, season),
        classes="stacks",
        key="cell",
        left_out=left_out,
    )


def _explain(measure: str, shown: pd.DataFrame, rest: int, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    notes = {
        "index_pct": _("Thay đổi mỗi năm: điểm phần trăm, trung vị giữa mọi cặp năm."),
        "appraised_score": _("Thay đổi mỗi năm: điểm, trung vị giữa mọi cặp năm."),
    }
    basis = _(
        "Phần không do kết quả: phần mà số đã công bố thay đổi do bộ tiêu chí, phạm vi áp dụng hoặc các đơn vị tham "
        "gia khác đi; các năm trước ở đây đã trừ phần đó."
    )
    moved = bool(cells.pick_present(shown, ["total_basis_change"]))
    said = (notes[measure], basis if moved else "", cells.say_rest(rest, season, "trends"))
    return Markup(" ").join(text for text in said if text)
