"""How to read the statistics of agreement, one sentence each, and what claims and explanations came to."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.language import mark
from cchc_analysis.reporting.text import phrases

NAMES = {
    "exact_share": mark("Tỷ lệ trùng khớp"),
    "within_step_share": mark("Tỷ lệ lệch không quá một bước điểm"),
    "ac2": mark("AC2 (Gwet)"),
    "icc_agreement": mark("ICC(A,1), bằng nhau"),
    "icc_consistency": mark("ICC(C,1), giữ khoảng cách"),
    "mean_difference": mark("Chênh lệch bình quân"),
    "sd_difference": mark("Độ lệch chuẩn của chênh lệch"),
    "lower_limit": mark("Giới hạn khác biệt 95%, dưới"),
    "upper_limit": mark("Giới hạn khác biệt 95%, trên"),
    "kendall_tau_b": mark("Kendall τ-b"),
}

HOW_TO_READ = {
    "exact_share": mark("Phần số cặp điểm mà tự chấm bằng đúng thẩm định; 1 là mọi cặp."),
    "within_step_share": mark("Phần số cặp lệch nhau không quá một bước điểm; chỉ tính tiêu chí có bước điểm."),
    "ac2": mark("1 khi mọi cặp điểm trùng nhau; cao cả khi mọi đơn vị chỉ tự chấm tối đa, nên không đọc riêng."),
    "icc_agreement": mark("1 khi tổng điểm tự chấm của mọi đơn vị bằng thẩm định; chấm cao đều cũng làm giảm."),
    "icc_consistency": mark("1 khi khoảng cách giữa các đơn vị giữ nguyên; chấm cao đều không làm giảm."),
    "mean_difference": mark("Dương là các đơn vị tự chấm cao hơn thẩm định, tính theo % điểm tối đa."),
    "sd_difference": mark("Các đơn vị chênh nhau nhiều hay ít so với mức chênh bình quân, theo % điểm tối đa."),
    "lower_limit": mark("Chênh lệch bình quân trừ 1,96 lần độ lệch chuẩn, theo % điểm tối đa."),
    "upper_limit": mark("Chênh lệch bình quân cộng 1,96 lần độ lệch chuẩn, theo % điểm tối đa."),
    "kendall_tau_b": mark("1 khi thứ tự theo tự chấm như theo thẩm định, 0 khi không liên hệ, −1 khi ngược nhau."),
}

WHY_UNDEFINED = {
    "all_agree": mark("Không xác định: các đơn vị và người thẩm định đều cho cùng điểm."),
    "nothing_varies": mark("Không xác định: các đơn vị không khác nhau."),
    "too_few": mark("Không xác định: chưa có đủ hai đơn vị để so."),
    "no_pairs": mark("Không xác định: chưa có cặp điểm nào để so."),
    "no_step": mark("Không xác định: bộ tiêu chí không quy định bước điểm."),
    "no_maximum": mark("Không xác định: bộ tiêu chí không có điểm tối đa."),
    "one_category": mark("Không xác định: mọi đơn vị và người thẩm định đều cho cùng điểm."),
}


def name_statistics(statistics: pd.Series, season: SeasonTables) -> pd.Series:
    """The statistics as the reader's language names them."""
    _ = language.words(season.lang).gettext
    return statistics.map({code: _(name) for code, name in NAMES.items()})


def explain_readings(agreement: pd.DataFrame, season: SeasonTables) -> pd.Series:
    """One sentence per row: how to read its value, or why there is none."""
    _ = language.words(season.lang).gettext
    read = agreement["statistic"].map({code: _(text) for code, text in HOW_TO_READ.items()})
    why = agreement["reading"].map({code: _(text) for code, text in WHY_UNDEFINED.items()})
    return why.where(agreement["is_undefined"], read)


def say_full_claims(season: SeasonTables) -> HTML:
    """How much the whole body claimed above what was found, how many claims are at the maximum, how many were cut."""
    _ = language.words(season.lang).gettext
    whole = season.inflation.query("level == 'season'")
    if whole.empty:
        return phrases.show_paragraphs([])
    row = whole.iloc[0]
    if language.is_missing(row["full_claim_count"]):
        return phrases.show_paragraphs([_("Bộ tiêu chí không có điểm tối đa nên không đếm được lượt tự chấm tối đa.")])
    figures = {
        name: phrases.quote(row[name], name, season, f"*.{name}")
        for name in ("claim_count", "full_claim_count", "full_claim_share", "cut_full_claim_count")
    }
    text = _(
        "Trong {claim_count} lượt tự chấm có {full_claim_count} lượt tự chấm tối đa ({full_claim_share}); "
        "{cut_full_claim_count} lượt trong số đó bị hạ khi thẩm định."
    )
    kept = {
        name: phrases.quote(row[name], name, season, f"*.{name}")
        for name in ("exact_claim_share", "exact_if_full_share", "cut_full_claim_share", "cut_other_claim_share")
    }
    sentences = [
        Markup(text).format(**figures),
        Markup(
            _(
                "{exact_claim_share} số lượt tự chấm bằng đúng điểm thẩm định; nếu mọi đơn vị đều tự chấm tối "
                "đa thì tỷ "
                "lệ đó là {exact_if_full_share}."
            )
        ).format(**kept),
    ]
    if not any(language.is_missing(row[name]) for name in ("cut_full_claim_share", "cut_other_claim_share")):
        text = _(
            "Trong các lượt tự chấm tối đa, {cut_full_claim_share} bị hạ; trong các lượt khác, {cut_other_claim_share}."
        )
        sentences.append(Markup(text).format(**kept))
    return phrases.show_sentences(sentences)


def say_explanations(season: SeasonTables) -> HTML:
    """Points contested and what a later appraisal gave back; why that is not known, where it is not."""
    _ = language.words(season.lang).gettext
    whole = season.explanation_effects.query("unit_id == '*'")
    if whole.empty:
        return phrases.show_paragraphs([_("Không có tiêu chí nào còn tranh luận.")])
    row = whole.iloc[0]
    figures = {
        name: phrases.quote(row[name], name, season, f"*.{name}")
        for name in ("contested_count", "contested_score", "restored_count", "restored_score")
    }
    if language.is_missing(row["restored_score"]):
        text = _(
            "{contested_count} lượt tiêu chí còn tranh luận, {contested_score} điểm; mùa này chỉ thẩm định một lần nên "
            "không có điểm được trả lại."
        )
    else:
        text = _(
            "{contested_count} lượt tiêu chí còn tranh luận, {contested_score} điểm; thẩm định lại trả "
            "{restored_score} điểm ở {restored_count} lượt."
        )
    return phrases.show_sentences([Markup(text).format(**figures)])
