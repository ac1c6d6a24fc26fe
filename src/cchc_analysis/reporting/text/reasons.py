"""How much of what was lost has a known reason, in sentences."""

from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.deductions import say_why_no_deductions


def say_coverage(season: SeasonTables) -> HTML:
    """From where the reasons are known, and for how many losses none is."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    coverage = season.reason_coverage.set_index("coverage_source")
    if coverage.empty:
        return phrases.show_paragraphs([say_why_no_reasons(season)])
    texts = {
        "appraiser": _("người thẩm định ghi lý do: {count} lần ({share} số điểm)"),
        "pattern": _("xác định từ ý kiến thẩm định: {count} lần ({share} số điểm)"),
        "unmatched_note": _("có ý kiến nhưng chưa nhận ra lý do: {count} lần ({share} số điểm)"),
        "no_note": _("không có lý do, không có ý kiến: {count} lần ({share} số điểm)"),
    }
    parts = [
        Markup(text).format(
            count=phrases.quote(coverage.at[source, "hit_count"], "hit_count", season, f"{source}.hit_count"),
            share=phrases.quote(coverage.at[source, "loss_share"], "loss_share", season, f"{source}.loss_share"),
        )
        for source, text in texts.items()
    ]
    sentences = [Markup(_("Các lần bị trừ điểm: {parts}.")).format(parts=Markup("; ").join(parts))]
    doubtful = int(coverage.at["pattern", "ambiguous_count"])
    if doubtful:
        text = _n(
            "{count} ý kiến có từ hai lý do trở lên, lấy lý do đứng trước trong danh mục; cần xem lại.",
            "{count} ý kiến có từ hai lý do trở lên, lấy lý do đứng trước trong danh mục; cần xem lại.",
            doubtful,
        )
        key = "pattern.ambiguous_count"
        sentences.append(Markup(text).format(count=phrases.quote(doubtful, "ambiguous_count", season, key)))
    return phrases.show_paragraphs(sentences)


def say_why_no_reasons(season: SeasonTables) -> str:
    """Why a season shows no reasons of losses: nothing lost, or no loss known."""
    _ = language.words(season.lang).gettext
    if season.leaf_deductions["deduction"].isna().all():
        return say_why_no_deductions(season)
    return _("Không có điểm bị trừ nào để xét lý do.")
