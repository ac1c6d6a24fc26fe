"""The method appendix: how every figure of the report was made, with the season's parameters."""

import re

from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.text import methods

_CODE = re.compile(r"`([^`]*)`")


def list_methods(season: SeasonTables) -> HTML:
    """Every method: its text with the parameters in force, a formula per figure, its source."""
    words = language.words(season.lang)
    described = [
        {
            "name": method.name,
            "text": _mark_code(methods.say_columns(method.text, season.lang)),
            "formulas": [
                (methods.column_title(column, season.lang), _mark_code(methods.say_columns(formula, season.lang)))
                for column, formula in method.formulas
            ],
            "source": method.source,
        }
        for method in methods.describe_methods(season.rules.analysis, season.year, season.lang)
    ]
    template = printing.environment().get_template("methods.html.j2")
    return HTML(template.render(methods=described, source=words.gettext("Nguồn")))


def _mark_code(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))
