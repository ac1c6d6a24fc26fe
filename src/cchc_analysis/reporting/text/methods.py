"""The methods in the reader's words: parameters in force, the method appendix, ``docs/methods.md``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cchc_analysis import language
from cchc_analysis.methods import METHODS, Method
from cchc_analysis.reporting.printing import title_of
from cchc_analysis.rules.season import Analysis

_COLUMN = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


@dataclass(frozen=True)
class Described:
    """A method in one language, with the season's parameters in its text."""

    id: str
    name: str
    text: str
    formulas: tuple[tuple[str, str], ...]
    source: str


def describe_methods(analysis: Analysis, year: int | str, lang: str) -> list[Described]:
    """Every method in *lang*, in the order of the report; *year* is the seed where the season states none."""
    parameters = describe_parameters(analysis, year, lang)
    return [_describe(method, parameters, lang) for method in METHODS]


def describe_parameters(analysis: Analysis, year: int | str, lang: str) -> Mapping[str, str]:
    """Each parameter of the analysis as *lang* prints it: shares as per cent."""
    shown = {}
    for name, value in analysis.model_dump().items():
        if name == "seed":
            shown[name] = str(year if value is None else value)
        elif name.endswith(("_share", "weight_change")):
            shown[name] = _percent(100 * value, lang)
        elif name.endswith("_pct"):
            shown[name] = _percent(value, lang)
        else:
            shown[name] = language.number(value, 0 if value == int(value) else 1, lang)
    return shown


def write_document() -> str:
    """``docs/methods.md``: every method in both languages, with the parameters' defaults."""
    vietnamese = describe_methods(Analysis(), "`year`", "vi")
    english = describe_methods(Analysis(), "`year`", "en")
    head = (
        "# Cách tính / Methods\n\n"
        "Sinh từ `src/cchc_analysis/methods` bằng `python scripts/methods.py`; không sửa tay. Mỗi số trong báo cáo: "
        "công thức, bảng chứa nó, hàm tính nó. Tham số ghi ở đây là mặc định; phụ lục phương pháp của báo cáo ghi tham "
        "số của mùa.\n\n"
        "Generated from `src/cchc_analysis/methods` by `python scripts/methods.py`; not edited by hand. Each number of "
        "the reports: its formula, the table that holds it, the function that works it out. Parameters here are the "
        "defaults; the report's method appendix prints those in force.\n"
    )
    parts = [_write(*each) for each in zip(METHODS, vietnamese, english, strict=True)]
    return "\n".join([head, *parts])


def _describe(method: Method, parameters: Mapping[str, str], lang: str) -> Described:
    vietnamese = lang == "vi"
    return Described(
        id=method.id,
        name=method.name if vietnamese else method.name_en,
        text=(method.text if vietnamese else method.text_en).format(**parameters),
        formulas=tuple(
            (column, (formula if vietnamese else formula_en).format(**parameters))
            for column, formula, formula_en in method.formulas
        ),
        source=method.source,
    )


def _write(method: Method, vietnamese: Described, english: Described) -> str:
    lines = [f"## {method.name} / {method.name_en}\n"]
    made = [
        ("Bảng / tables: ", method.tables),
        ("hàm / functions: ", method.functions),
    ]
    lines += ["; ".join(label + ", ".join(f"`{name}`" for name in names) for label, names in made if names) + ".\n"]
    lines += [f"{vietnamese.text}\n", f"> {english.text}\n"]
    if method.formulas:
        lines += ["| Cột / Column | Cách tính | Formula |", "|---|---|---|"]
        lines += [
            f"| `{column}` | {_cell(formula)} | {_cell(formula_en)} |"
            for (column, formula), (_same, formula_en) in zip(vietnamese.formulas, english.formulas, strict=True)
        ]
        lines += [""]
    if method.source:
        lines += [f"Nguồn / source: {method.source}\n"]
    return "\n".join(lines)


def say_columns(text: str, lang: str) -> str:
    """*text* with each column that it names by its title, as people read it: “maximum score” for ``max_score``."""
    return _COLUMN.sub(lambda found: _lower_first(column_title(found[0], lang)), text)


def column_title(column: str, lang: str) -> str:
    """The title of a formula's column; a name that is no column stays as it is."""
    try:
        return title_of(column, lang)
    except KeyError:
        return column


def _lower_first(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _percent(value: float, lang: str) -> str:
    return language.percent(value, lang, 0 if value == int(value) else 1)
