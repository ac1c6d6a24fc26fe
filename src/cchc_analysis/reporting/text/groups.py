"""How results are spread over many units and their groups, in sentences."""

from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analysis.groups import ALL
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.text import phrases


def say_spread(season: SeasonTables) -> HTML:
    """Between which results half of the units stand, the median, and the groups of the highest and lowest median."""
    _ = language.words(season.lang).gettext
    scores = season.group_scores
    whole = scores[(scores["group"] == ALL) & scores["median_result"].notna()]
    if whole.empty:
        return phrases.show_paragraphs([])
    kind = printing.kind_of_result(season)
    row = whole.iloc[0]
    texts = {
        "index": _(
            "Một nửa số đơn vị đạt từ {lower_quartile_result} đến {upper_quartile_result}; trung vị {median_result}."
        ),
        "points": _(
            "Một nửa số đơn vị đạt từ {lower_quartile_result} đến {upper_quartile_result} điểm; trung vị "
            "{median_result} điểm."
        ),
    }
    names = ("lower_quartile_result", "median_result", "upper_quartile_result")
    quoted = {name: phrases.quote(row[name], name, season, f"{ALL}.{name}", kind) for name in names}
    sentences = [Markup(texts[kind]).format(**quoted)]
    groups = scores[(scores["group"] != ALL) & scores["median_result"].notna()]
    if len(groups) > 1:
        first, last = groups.iloc[0], groups.iloc[-1]
        said = [
            phrases.quote(group["median_result"], "median_result", season, f"{group['group']}.median_result", kind)
            for group in (first, last)
        ]
        text = _("Trong {count} nhóm đơn vị, trung vị cao nhất là {first} ({high}), thấp nhất là {last} ({low}).")
        sentences.append(
            Markup(text).format(
                count=phrases.quote(len(groups), "group_count", season, "group_scores.groups", "count"),
                first=phrases.strong(first["group_name"]),
                high=said[0],
                last=phrases.strong(last["group_name"]),
                low=said[1],
            )
        )
    return phrases.show_sentences(sentences)
