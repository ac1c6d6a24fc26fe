"""What a column of a table is, in a few lines: for the notes on the workbook's headings."""

from collections.abc import Mapping

from cchc_analysis import language, schemas
from cchc_analysis.methods import METHODS
from cchc_analysis.reporting.text import methods
from cchc_analysis.rules.season import Season


def explain_column(
    table: str, column: str, lang: str, formulas: Mapping[tuple[str, str], str], names: Mapping[str, str]
) -> str:
    """The column's name, how it is made where it is worked out, and what it may hold where that is a list.

    *formulas* are those of :func:`list_formulas`; *names* the id beside which each name for readers stands.
    """
    _ = language.words(lang).gettext
    if column in names:
        return _("Tên để đọc của cột {column}.").format(column=names[column])
    lines = [_("Tên cột: {column}").format(column=column)]
    formula = formulas.get((table, column))
    if formula:
        lines.append(_("Cách tính: {formula}").format(formula=formula.replace("`", "")))
    choices = _list_choices(table, column)
    if choices:
        lines.append(_("Giá trị: {choices}").format(choices=", ".join(choices)))
    return "\n".join(lines)


def list_formulas(season: Season, lang: str) -> dict[tuple[str, str], str]:
    """How each column is made, by table and column, with the season's parameters; the first method that says so."""
    described = methods.describe_methods(season.analysis, season.year, lang)
    found: dict[tuple[str, str], str] = {}
    for method, said in zip(METHODS, described, strict=True):
        for table in method.tables:
            for column, formula in said.formulas:
                found.setdefault((table, column), formula)
    return found


def _list_choices(table: str, column: str) -> list[str]:
    field = schemas.ALL_TABLES[table].to_schema().columns.get(column)
    checks = [] if field is None else [check for check in field.checks if check.name == "isin"]
    return [str(value) for check in checks for value in check.statistics["allowed_values"]]
