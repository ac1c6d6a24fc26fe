"""One method: the figures it makes, their formulas, and where it is taken from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """How some figures are made and how to read them, in both languages.

    *functions* are named from ``cchc_analysis.analysis`` (``ranking.rank_units``). In the texts ``{weight_draws}`` and
    the like stand for the season's parameter of that name (:class:`~cchc_analysis.rules.season.Analysis`).
    *formulas* are (column, Vietnamese, English). *source* is the publication a formula is taken from.
    """

    id: str
    name: str
    name_en: str
    tables: tuple[str, ...]
    functions: tuple[str, ...]
    text: str
    text_en: str
    formulas: tuple[tuple[str, str, str], ...] = ()
    source: str = ""
