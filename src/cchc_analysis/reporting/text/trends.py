"""What gets better or worse over three seasons and more, in sentences."""

import math

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis.trends import FEWEST_FOR_TEST, FEWEST_SEASONS
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.language import mark
from cchc_analysis.reporting.text import phrases

DIRECTIONS = {
    "rising": mark("Tăng"),
    "falling": mark("Giảm"),
    "level": mark("Không đổi"),
    "mixed": mark("Không rõ chiều"),
}
COUNTED = {
    "rising": mark("{count} tăng"),
    "falling": mark("{count} giảm"),
    "level": mark("{count} không đổi"),
    "mixed": mark("{count} không rõ chiều"),
}
PER_YEAR = {
    "index_pct": mark("{change} điểm phần trăm mỗi năm"),
    "appraised_score": mark("{change} điểm mỗi năm"),
}
EVERY_YEAR = {
    "rising": mark("Từ năm {first} đến năm {last}, kết quả của {whose} năm sau đều cao hơn các năm trước, {change}."),
    "falling": mark("Từ năm {first} đến năm {last}, kết quả của {whose} năm sau đều thấp hơn các năm trước, {change}."),
}
"""What is said of three or four seasons: a fact, no trend."""

MOVED = {
    "rising": mark("Từ năm {first} đến năm {last}, kết quả của {whose} có xu hướng tăng, {change}."),
    "falling": mark("Từ năm {first} đến năm {last}, kết quả của {whose} có xu hướng giảm, {change}."),
    "level": mark("Từ năm {first} đến năm {last}, kết quả của {whose} không đổi."),
    "mixed": mark("Từ năm {first} đến năm {last}, kết quả của {whose} lên xuống, không rõ chiều (trung vị: {change})."),
}


def say_trends(season: SeasonTables, *levels: str) -> HTML:
    """For each level (``season``, ``unit``, ``domain``, ``criterion``), how many rise and fall and which most.

    Nothing where nothing has a trend: :func:`say_why_no_trends` says why in the place of the chart or table.
    """
    trends = season.trends
    known = trends[trends["yearly_change"].notna()]
    shown = [level for level in levels if (known["level"] == level).any()]
    if not shown:
        return HTML("")
    sentences = [
        _say_one(known[known["level"] == level].iloc[0], season) if level == "season" else _say_level(season, level)
        for level in shown
    ]
    return phrases.show_paragraphs([*sentences, *_say_reserves(trends[trends["level"].isin(shown)], season)])


def say_unit_trend(season: SeasonTables, unit_id: str) -> HTML:
    """How one unit's result moved over the seasons; nothing where it has no trend."""
    own = season.of_unit(unit_id).trends
    own = own[(own["level"] == "unit") & own["yearly_change"].notna()]
    if own.empty:
        return HTML("")
    return phrases.show_paragraphs([_say_one(own.iloc[0], season), *_say_reserves(own, season)])


def say_why_no_trends(season: SeasonTables, unit_id: str | None = None) -> Markup:
    """Why there is no trend to show: too few seasons, or too few of them that can be compared."""
    words = language.words(season.lang)
    _ = words.gettext
    years = season.body.season_years
    count = phrases.quote(len(years), "season_count", season, "season_values.years")
    if not years:
        return Markup(_("Không có kết quả để nói về xu hướng."))
    listed = phrases.join_names([str(year) for year in years], season)
    if len(years) < FEWEST_SEASONS:
        text = words.ngettext(
            "Cần số liệu ít nhất ba năm mới nói được về xu hướng; hiện có {count} năm ({years}).",
            "Cần số liệu ít nhất ba năm mới nói được về xu hướng; hiện có {count} năm ({years}).",
            len(years),
        )
    elif unit_id is None:
        text = _(
            "Có {count} năm ({years}) nhưng chưa mục nào có đủ ba năm so sánh được với nhau nên chưa nói về xu hướng."
        )
    else:
        text = _(
            "Có {count} năm ({years}) nhưng đơn vị chưa có đủ ba năm so sánh được với nhau nên chưa nói về xu hướng."
        )
    return Markup(text).format(count=count, years=listed)


def name_series(trends: pd.DataFrame, season: SeasonTables) -> pd.Series:
    """What each row is about: a unit, a domain or criterion, or the whole body."""
    _ = language.words(season.lang).gettext
    names = trends["unit_short"].where(trends["level"] == "unit", trends["criterion"])
    return names.mask(trends["level"] == "season", _("Toàn cơ quan"))


def key_series(trends: pd.DataFrame) -> pd.Series:
    """The key of each row's numbers."""
    return trends["level"] + "." + trends["unit_id"] + "." + trends["criterion_id"]


def _say_level(season: SeasonTables, level: str) -> Markup:
    words = language.words(season.lang)
    _ = words.gettext
    trends = season.trends
    rows = trends[trends["level"] == level]
    known = rows[rows["yearly_change"].notna()]
    counts = known["direction"].value_counts()
    parts = [
        Markup(_(text)).format(count=_count(counts[direction], f"trends.{level}.{direction}", season))
        for direction, text in COUNTED.items()
        if direction in counts
    ]
    text = {
        "unit": words.ngettext(
            "Theo dõi được {count} đơn vị qua ba mùa trở lên: {parts}.",
            "Theo dõi được {count} đơn vị qua ba mùa trở lên: {parts}.",
            len(known),
        ),
        "domain": words.ngettext(
            "Theo dõi được {count} lĩnh vực qua ba mùa trở lên: {parts}.",
            "Theo dõi được {count} lĩnh vực qua ba mùa trở lên: {parts}.",
            len(known),
        ),
        "criterion": words.ngettext(
            "Theo dõi được {count} tiêu chí qua ba mùa trở lên: {parts}.",
            "Theo dõi được {count} tiêu chí qua ba mùa trở lên: {parts}.",
            len(known),
        ),
    }[level]
    count = _count(len(known), f"trends.{level}.known", season)
    sentences = [
        Markup(text).format(count=count, parts=Markup(", ").join(parts)),
        _say_most(known[known["direction"] == "rising"], _("Tăng nhanh nhất: {names}."), season),
        _say_most(known[known["direction"] == "falling"], _("Giảm nhanh nhất: {names}."), season),
        _say_by_chance(known, level, season),
        _say_unfollowed(len(rows) - len(known), level, season),
    ]
    return Markup(" ").join(sentence for sentence in sentences if sentence)


def _say_most(rows: pd.DataFrame, text: str, season: SeasonTables) -> Markup:
    """Those that move fastest, each with its change per year; empty where there is none."""
    furthest = rows[rows["yearly_change"].abs() == rows["yearly_change"].abs().max()]
    names = name_series(furthest, season)
    said = [
        Markup("{name} ({change})").format(name=phrases.strong(name), change=_say_change(row, season))
        for name, (_at, row) in zip(names, furthest.iterrows(), strict=True)
    ]
    return Markup(text).format(names=Markup("; ").join(said)) if said else Markup("")


def _say_by_chance(known: pd.DataFrame, level: str, season: SeasonTables) -> Markup:
    """How many of so many rows of three or four seasons would go one way throughout by chance alone."""
    _ = language.words(season.lang).gettext
    short = known[known["season_count"] < FEWEST_FOR_TEST]
    moved = short["direction"].isin(EVERY_YEAR)
    if not moved.any():
        return Markup("")
    expected = float((2 / short["season_count"].map(math.factorial)).sum())
    text = _(
        "Nếu kết quả chỉ lên xuống ngẫu nhiên thì trong {count} dãy ba, bốn năm cũng có khoảng {expected} dãy "
        "tăng hoặc "
        "giảm suốt như vậy."
    )
    return Markup(text).format(
        count=_count(len(short), f"trends.{level}.short", season), expected=language.number(expected, 1, season.lang)
    )


def _say_unfollowed(count: int, level: str, season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    if not count:
        return Markup("")
    text = {
        "unit": words.ngettext(
            "Còn {count} đơn vị chưa có đủ ba mùa so sánh được.",
            "Còn {count} đơn vị chưa có đủ ba mùa so sánh được.",
            count,
        ),
        "domain": words.ngettext(
            "Còn {count} lĩnh vực chưa có đủ ba mùa so sánh được.",
            "Còn {count} lĩnh vực chưa có đủ ba mùa so sánh được.",
            count,
        ),
        "criterion": words.ngettext(
            "Còn {count} tiêu chí chưa có đủ ba mùa so sánh được (mới, tách, gộp hoặc thiếu kết quả).",
            "Còn {count} tiêu chí chưa có đủ ba mùa so sánh được (mới, tách, gộp hoặc thiếu kết quả).",
            count,
        ),
    }[level]
    return Markup(text).format(count=_count(count, f"trends.{level}.unknown", season))


def _say_one(row: pd.Series, season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    whose = _("toàn cơ quan") if row["level"] == "season" else _("đơn vị")
    is_fact = row["season_count"] < FEWEST_FOR_TEST and row["direction"] in EVERY_YEAR
    moved = (EVERY_YEAR if is_fact else MOVED)[row["direction"]]
    return Markup(_(moved)).format(
        first=row["first_year"], last=row["last_year"], whose=whose, change=_say_change(row, season)
    )


def _say_change(row: pd.Series, season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    key = f"{row['level']}.{row['unit_id']}.{row['criterion_id']}.yearly_change"
    change = phrases.quote(row["yearly_change"], "yearly_change", season, key)
    per_year = PER_YEAR[row["measure"]]
    return Markup(_(per_year)).format(change=change)


def _say_reserves(rows: pd.DataFrame, season: SeasonTables) -> list[Markup]:
    """What to know of the figures: restated for a changed basis, provisional."""
    _ = language.words(season.lang).gettext
    known = rows[rows["yearly_change"].notna()]
    reserves = []
    if (known["total_basis_change"] != 0).any():
        text = _(
            "Kết quả các năm trước đã trừ phần do bộ tiêu chí, phạm vi áp dụng và các đơn vị tham gia thay đổi, nên "
            "khác số đã công bố; đó không phải kết quả chấm lại theo bộ tiêu chí năm nay."
        )
        reserves.append(Markup(text))
    if known["is_provisional"].any():
        reserves.append(Markup(_("Xu hướng còn tạm tính vì có năm chưa thẩm định xong.")))
    return [Markup(" ").join(reserves)] if reserves else []


def _count(count: int, key: str, season: SeasonTables) -> Markup:
    return phrases.quote(int(count), key, season, key, "count")
