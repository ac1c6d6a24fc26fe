"""What a rule on over-claiming would have done, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.text import phrases


def say_over_claims(claims: pd.DataFrame, season: SeasonTables) -> HTML:
    """The rule as declared, and by season whom it would have hit and which grades and ranks it would have moved.

    Rows of ``over_claims``; that there is no rule where the season declares none.
    """
    words = language.words(season.lang)
    _ = words.gettext
    rule = season.rules.over_claim
    if not rule.bands:
        text = _(
            "Mùa này không khai quy tắc xử lý tự chấm cao ([over_claim] trong season.toml) nên không có gì để thử."
        )
        return phrases.show_paragraphs([text])
    unit = _("điểm") if rule.gap_by == "gap_score" else "%"
    bands = "; ".join(
        _("từ {gap} {unit} trừ {penalty} điểm").format(
            gap=language.number(band.at_least, 1 if band.at_least % 1 else 0, season.lang),
            unit=unit,
            penalty=printing.format_value(band.penalty, "points", season),
        )
        for band in rule.bands
    )
    tried = _("Quy tắc đem thử: tự chấm cao hơn thẩm định {bands}. Không điểm nào trong báo cáo chứa các mức trừ này.")
    if claims.empty:
        return phrases.show_paragraphs([tried.format(bands=bands), _("Chưa có đơn vị nào thẩm định xong để thử.")])
    hit_text = _(
        "Mùa {year}: quy tắc đụng {hit}/{units} đơn vị, trừ tổng cộng {penalty} điểm; {grades} đơn vị mất xếp "
        "loại, {ranks} đơn vị đổi hạng."
    )
    sentences = [
        Markup(hit_text).format(
            year=year,
            hit=phrases.strong(
                phrases.quote(
                    int((rows["penalty_score"] > 0).sum()), "unit_count", season, f"over_claims.{year}.hit", "count"
                )
            ),
            units=phrases.quote(len(rows), "unit_count", season, f"over_claims.{year}.units", "count"),
            penalty=phrases.quote(
                round(float(rows["penalty_score"].sum()), 6),
                "penalty_score",
                season,
                f"over_claims.{year}.penalty",
                "points",
            ),
            grades=phrases.quote(
                int(rows["is_grade_lost"].fillna(value=False).sum()),
                "unit_count",
                season,
                f"over_claims.{year}.grades",
                "count",
            ),
            ranks=phrases.quote(
                int((rows["rank_before"] != rows["rank_after"]).fillna(value=False).sum()),
                "unit_count",
                season,
                f"over_claims.{year}.ranks",
                "count",
            ),
        )
        for year, rows in claims.groupby("year", sort=False)
    ]
    return phrases.show_paragraphs([tried.format(bands=bands), *sentences])
