"""Why points changed since last season, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.text import phrases

PARTS = {
    "criteria_set_change": language.mark("{points} là do bộ tiêu chí thay đổi"),
    "own_change": language.mark("{points} là do kết quả của các đơn vị"),
    "extra_change": language.mark("{points} là do điểm thưởng, điểm phạt"),
}
WHOLES = {
    "criteria_set_change": language.mark("hoàn toàn là do bộ tiêu chí thay đổi"),
    "own_change": language.mark("hoàn toàn là do kết quả của các đơn vị"),
    "extra_change": language.mark("hoàn toàn là do điểm thưởng, điểm phạt"),
}
SLIGHT = {
    "criteria_set_change": language.mark("Phần do bộ tiêu chí thay đổi không đáng kể."),
    "own_change": language.mark("Phần do kết quả của các đơn vị không đáng kể."),
    "extra_change": language.mark("Phần do điểm thưởng, điểm phạt không đáng kể."),
}


def say_change_parts(season: SeasonTables) -> HTML:
    """How much of the mean change is the criteria set's doing and how much the units' own; why, where not known.

    A part that did nothing is not quoted as 0.00 points: of the criteria set it is said that it changed nothing, of a
    part too small to print that it is slight.
    """
    _ = language.words(season.lang).gettext
    changes = season.score_changes
    if changes.empty:
        has_past = season.unit_ranking["previous_result"].notna().any()
        text = (
            _("Không phân tích nguyên nhân thay đổi vì không có đơn vị nào có kết quả của cả hai năm.")
            if has_past
            else _("Không phân tích nguyên nhân thay đổi vì không có số liệu năm trước.")
        )
        return phrases.show_paragraphs([text])
    if season.mean_change.empty:
        return phrases.show_paragraphs([_say_refusal(season)])
    facts = season.mean_change.iloc[0]
    printed = [part for part in PARTS if not _prints_as_zero(facts[part], season)]
    slight = [part for part in PARTS if facts[part] != 0 and part not in printed]
    sentences = [_say_mean(facts, printed, slight, season), *(Markup(_(SLIGHT[part])) for part in slight if printed)]
    if facts["criteria_set_change"] == 0:
        sentences.append(Markup(_("Bộ tiêu chí không làm kết quả bình quân thay đổi.")))
    return phrases.show_sentences(sentences)


def _say_mean(facts: pd.Series, printed: list[str], slight: list[str], season: SeasonTables) -> Markup:
    """The mean change and what it is made of: several parts, one part, parts that cancel out, or none."""
    _ = language.words(season.lang).gettext
    if not printed:
        text = (
            _("Kết quả bình quân của {units} hầu như không đổi.")
            if slight
            else _("Kết quả bình quân của {units} không đổi.")
        )
    elif _prints_as_zero(facts["mean_change"], season):
        text = _("Kết quả bình quân của {units} không đổi vì các phần bù trừ nhau: {parts}.")
    elif len(printed) == 1 and not slight:
        text = _("Mức thay đổi bình quân {mean_change} của {units} {whole}.")
    else:
        text = _("Trong mức thay đổi bình quân {mean_change} của {units}, {parts}.")
    parts = [
        Markup(_(PARTS[part])).format(points=printing.with_unit(_quote(facts, part, season), season))
        for part in printed
    ]
    return Markup(text).format(
        units=_name_units(facts, season),
        mean_change=printing.with_unit(_quote(facts, "mean_change", season), season),
        parts=Markup(", ").join(parts),
        whole=_(WHOLES[printed[0]]) if printed else "",
    )


def _name_units(facts: pd.Series, season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    text = words.ngettext(
        "{units} đơn vị được phân tích", "{units} đơn vị được phân tích", int(facts["explained_units"])
    )
    return Markup(text).format(units=_quote(facts, "explained_units", season))


def _quote(facts: pd.Series, figure: str, season: SeasonTables) -> Markup:
    return phrases.quote(facts[figure], figure, season, f"{season.year}.{figure}")


def _prints_as_zero(value: float, season: SeasonTables) -> bool:
    return abs(value) < 0.5 * 10**-season.rules.printed_decimals


def _say_refusal(season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    changes = season.score_changes
    lowest = changes.loc[changes["matched_share"].idxmin()]
    if lowest["matched_share"] >= season.rules.analysis.min_matched_share:
        return Markup(_("Không phân tích nguyên nhân thay đổi vì các phần không cộng thành tổng điểm đã nhận."))
    text = _(
        "Không phân tích nguyên nhân thay đổi: phần khớp nhau của hai bộ tiêu chí chỉ từ {share} điểm tối đa, dưới mức "
        "quy định của mùa là {limit}."
    )
    limit = language.share(season.rules.analysis.min_matched_share, season.lang, 1)
    key = f"{lowest['unit_id']}.matched_share"
    share = phrases.quote(lowest["matched_share"], "matched_share", season, key)
    return Markup(text).format(share=share, limit=limit)
