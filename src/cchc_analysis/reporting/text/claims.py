"""How many units claimed more than the appraisal left them: the same sentence in both editions."""

import pandas as pd
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.reporting.printing import Printed
from cchc_analysis.reporting.text import phrases


def say_over_claimed(facts: pd.Series, season: Printed) -> Markup:
    """How many of the units that scored themselves scored themselves above the appraisal."""
    _n = language.words(season.lang).ngettext
    over, compared = (int(phrases.number(facts, metric)) for metric in ("over_claiming_units", "compared_units"))
    claimed = (
        _n(
            "Trong {all} đơn vị có tự chấm, {over} đơn vị tự chấm cao hơn điểm thẩm định.",
            "Trong {all} đơn vị có tự chấm, {over} đơn vị tự chấm cao hơn điểm thẩm định.",
            over,
        )
        if over
        else _n(
            "{all} đơn vị có tự chấm; không có đơn vị nào tự chấm cao hơn điểm thẩm định.",
            "{all} đơn vị có tự chấm; không có đơn vị nào tự chấm cao hơn điểm thẩm định.",
            compared,
        )
    )
    return Markup(claimed).format(
        over=phrases.quote_fact(facts, "over_claiming_units", "count", season),
        all=phrases.quote_fact(facts, "compared_units", "count", season),
    )
